"""Print data of forms about supports: one form for each support, or lists of them; what waits for a decision is not
among it.

Which supports, the form says (`About`); nothing here knows a policy or a form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from db.policy.definition import Policy
from db.store.printing.homes import home_paper, member_of, need_settled
from db.store.printing.lists import SYMBOL, bases
from db.store.printing.loans import borrower
from db.store.printing.money import GIVEN, granted, settled
from db.store.printing.sheet import Sheet, head_name, name_of, person_of
from db.store.printing.slips import WAITS, labourers, waits
from db.store.prints.papers import HomeMember, Pending
from db.store.prints.supports import Goods, SourceSum, SupportCase, SupportCases, SupportList, SupportLists
from db.store.rows import HouseholdRow, SupportRow

Found = tuple[HouseholdRow, SupportRow | None]
IN_KIND = ("kg", "cái")
"""Units that only goods are counted in."""
COUNT = "so_luong"
"""The column that makes a row of a support a kind of goods."""
NAMES, PRICE, SUM, MARKS = ("quy_cach", "mat_hang", "viec"), "don_gia", "thanh_tien", ("so_hieu", "so_may")
"""Columns in which definitions write what the goods are, what they cost and how they are told apart."""
FEMALE = "2"
"""Code list `sex`."""
SAID = ("hien_vat", "ten_hang", "thiet_bi")
"""Fields in which goods are named that are not counted row by row."""


def support_cases(sheet: Sheet) -> SupportCases:
    """A form for every support the form is about; for a chosen household that has none, an empty one."""
    found = _found(sheet)
    need_settled([_named(sheet, home, row).name for home, row in found if _waiting(home, row)])
    rows = list(found)
    if sheet.about.empty and sheet.selection.households:
        having = {home.id for home, _ in found}
        rows += [(home, None) for home in sheet.homes if home.id not in having]
        need_settled([head_name(home) for home, row in rows if row is None and waits(home)])
    papers = [case_of(sheet, home, row, place) for place, (home, row) in enumerate(rows, 1)]
    return SupportCases(office=sheet.office, papers=papers)


def support_lists(sheet: Sheet) -> SupportLists:
    """A list of the supports the form is about, or one for each village and group that it sets apart."""
    groups: dict[tuple[Any, ...], list[Found]] = {}
    for home, row in _found(sheet):
        key = (home.unit, home.village) if sheet.about.villages else ()
        groups.setdefault((*key, *(_apart(row, name) for name in sheet.about.apart)), []).append((home, row))
    papers = [_list(sheet, found, place) for place, found in enumerate(groups.values(), 1)]
    return SupportLists(office=sheet.office, papers=papers)


def _found(sheet: Sheet) -> list[Found]:
    if sheet.about.stage == "homes":
        return [(home, None) for home in sheet.homes]
    rows = [(home, row) for home in sheet.homes for row in sheet.supports.get(home.id, [])]
    return [(home, row) for home, row in rows if _is_about(sheet, row)]


def _is_about(sheet: Sheet, row: SupportRow) -> bool:
    about, kinds = sheet.about, {step.kind for step in row.milestones}
    chosen = bool(sheet.selection.households)
    if (row.refused and about.stage != "all") or (about.until in kinds and not chosen) or not _fits(sheet, row):
        return False
    if about.stage == "granted":
        return settled(row) or bool(row.conflicts)
    return about.stage in ("any", "all") or chosen or kinds.isdisjoint(GIVEN)


def _fits(sheet: Sheet, row: SupportRow) -> bool:
    """Whether a support is of the kind the form is about; without a policy, of those that give money or goods."""
    about, goods = sheet.about, goods_of(sheet.policy(row), row)
    if any(row.details.get(name) not in codes for name, codes in about.where.items()):
        return False
    gives = sheet.nature(row) == "grant" and bool(goods or granted(row) is not None or row.conflicts)
    return (bool(about.policy) or gives) and (bool(goods) or not about.goods)


def _apart(row: SupportRow | None, name: str) -> Any:
    return row and (row.round if name == "round" else row.details.get(name))


def _waiting(home: HouseholdRow, row: SupportRow | None) -> bool:
    return bool(row and row.conflicts) or waits(home)


def _named(sheet: Sheet, home: HouseholdRow, row: SupportRow | None) -> HomeMember:
    """Whom a support is for: its person, who bears the loan, else the head."""
    if row is not None and sheet.nature(row) == "credit":
        name, known = borrower(home, row)
        return member_of(known) if known else HomeMember(name=name)
    member = (person_of(home, row) if row else None) or home.head
    return member_of(member) if member else HomeMember(name="")


def case_of(sheet: Sheet, home: HouseholdRow, row: SupportRow | None, place: int) -> SupportCase:
    """One support as forms need it; without a support only the household is known."""
    base = msgspec.structs.asdict(home_paper(sheet, home, place, []))
    base["result"] = name_of("household_class", home.classification.result) if home.classification else None
    if row is None:
        policy = sheet.newest.get(sheet.about.policy)
        level = policy.level if policy else "household"
        who = HomeMember(name="") if level == "person" else _named(sheet, home, None)
        known, figures = _of_home(sheet, home) if sheet.about.stage == "homes" else ({}, {})
        return SupportCase(**base, who=who, known=known, figures=figures)
    policy, secret = sheet.policy(row), sheet.about.secret
    written = policy.written(row.details, sensitive=secret) if policy else {}
    return SupportCase(
        **base,
        who=_named(sheet, home, row),
        title=sheet.title(row),
        number=sheet.number(row),
        round=row.round,
        requested=row.requested,
        approved=row.approved,
        cost=row.cost,
        amount=granted(row) if settled(row) else None,
        sources=[_source(one) for one in row.sources],
        goods=goods_of(policy, row),
        known=written,
        figures={name: value for name, value in _flat(row.details).items() if type(value) is int and name in written},
        dates={step.kind: step.date for step in row.milestones},
        papers={step.kind: step.document_no for step in row.milestones if step.document_no},
        note=row.note,
    )


def _of_home(sheet: Sheet, home: HouseholdRow) -> tuple[dict[str, str], dict[str, int]]:
    """What lists of households tell beside who they are: what they got in the year, and what is counted."""
    counts = Counter(
        sheet.newest[row.policy].short if row.policy in sheet.newest else row.policy
        for row in sheet.supports.get(home.id, [])
        if not row.refused and sheet.nature(row) != "service"
    )
    got = "; ".join(f"{name} ({count})" if count > 1 else name for name, count in counts.items())
    result = home.classification.result if home.classification else None
    marks = {"poor": int(result == "poor"), "near_poor": int(result == "near_poor")}
    women = sum(1 for one in home.members if one.sex == FEMALE)
    counted = {**marks, "women": women, "labourers": labourers(home, sheet.selection.year)}
    return {"supports": got} if got else {}, {name: value for name, value in counted.items() if value}


def _source(one: Mapping[str, Any]) -> SourceSum:
    code = one["source"]
    return SourceSum(code=code, name=name_of("funding_source", code) or code, amount=one["amount"])


def _flat(details: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path, as `Policy.written` names them."""
    found: dict[str, Any] = {}
    for name, value in details.items():
        inner = {f"{name}.{key}": cell for key, cell in value.items()} if isinstance(value, Mapping) else {name: value}
        found.update(inner)
    return found


def goods_of(policy: Policy | None, row: SupportRow) -> list[Goods]:
    """What a support gives in kind: its rows that are counted, else the fields that count or name goods."""
    if policy is None:
        return []
    found = [
        _goods(policy, name, one)
        for name, field in policy.fields.items() if field.repeats
        for one in row.details.get(name) or () if one.get(COUNT)
    ]  # fmt: skip
    return found or _said(policy, row.details)


def _goods(policy: Policy, group: str, row: Mapping[str, Any]) -> Goods:
    written = policy.written_row(group, row)
    name = next((written[key] for key in NAMES if key in written), "")
    mark = next((written[key] for key in MARKS if key in written), None)
    return Goods(
        content=name, unit=written.get("dvt"), quantity=written.get(COUNT), unit_price=row.get(PRICE),
        amount=row.get(SUM), mark=mark,
    )  # fmt: skip


def _said(policy: Policy, details: Mapping[str, Any]) -> list[Goods]:
    """Goods counted in a field of their own (rice, sets), or only named."""
    names = [policy.show(name, details.get(name)) for name in SAID if name in policy.fields and details.get(name)]
    mark = next((str(details[name]) for name in MARKS if details.get(name)), None)
    counted = []
    for name, field in policy.fields.items():
        unit = "" if field.cells else getattr(field.cell, "unit", "")
        if unit in IN_KIND and details.get(name):
            text = policy.show(name, details[name]).removesuffix(f" {unit}")
            counted.append(Goods(content=", ".join(names) or field.label, unit=unit, quantity=text, mark=mark))
    return counted or [Goods(content=text, mark=mark) for text in names]


def _list(sheet: Sheet, found: list[Found], place: int) -> SupportList:
    ready = [(home, row) for home, row in found if not _waiting(home, row)]
    stamp = sheet.issue.slip(place)
    units, first = sheet.units_of(found[0][0]), found[0][1]
    policy = sheet.policy(first) if first else None
    shared = {name: _apart(first, name) for name in sheet.about.apart if name != "round"}
    village = found[0][0].village_name if sheet.about.villages else None
    approved = [
        (step.document_no, step.date) for _, row in ready if row for step in row.milestones if step.kind == "approved"
    ]
    return SupportList(
        stamp=stamp,
        year=sheet.selection.year,
        subject=sheet.subject() + (f" – {village}" if village and not sheet.selection.village else ""),
        commune=units[0].title,
        place=units[0].name,
        province=units[-1].title if len(units) > 1 else None,
        lines=[case_of(sheet, home, row, place) for home, row in ready],
        village=village,
        title=sheet.title(first) if first else "",
        round=_apart(first, "round") if "round" in sheet.about.apart else None,
        known=policy.written(shared) if policy else {},
        heading=sheet.heading(SYMBOL),
        basis=bases(approved),
        pending=[
            Pending(name=_named(sheet, home, row).name, village=sheet.village(home), matter=WAITS)
            for home, row in found if _waiting(home, row)
        ],
    )  # fmt: skip
