"""Print data from the register: what a document needs, plain and complete; who waits for a decision is set apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select

from db.domain import codes
from db.domain.errors import UserError
from db.domain.units import Unit, catalogue
from db.domain.values import age_on, local_date, show_date
from db.ledger.register import Register, settings
from db.ledger.streams import list_streams
from db.models import Printed
from db.policy.definition import Policy
from db.store.actions import Action
from db.store.findings import list_findings
from db.store.offices import own_unit
from db.store.policies import definition_of, policy
from db.store.prints import (
    CardLine,
    CardList,
    Heading,
    Office,
    Pending,
    ReceiptLine,
    ReceiptList,
    SlipEntitlement,
    SlipHead,
    SlipMember,
    SlipSupport,
    Stamp,
    SupportSlip,
    SupportSlips,
)
from db.store.reading import household_ids, households, supports
from db.store.rows import HouseholdRow, MemberRow, SupportRow
from db.store.villages import need_village

LENT = "nhcsxh"
OWN = ("ho_tu_co", "ngay_cong")
"""Funding sources (code list `funding_source`) that are a loan, and those that are the household's own share."""

WAITS = "dữ liệu đang chờ cấp trên quyết định"


@dataclass(frozen=True, slots=True)
class Selection:
    """What to print: of one year, these households (empty: all), of one village, under one policy."""

    year: int
    households: tuple[str, ...] = ()
    village: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """The number in the print register and the state of the data a paper shows."""

    number: str
    printed_at: str
    data_version: str

    @property
    def stamp(self) -> Stamp:
        """For the foot of every page."""
        return Stamp(code=self.number, printed_at=self.printed_at[:16], data_version=self.data_version)


@dataclass(slots=True)
class _Sheet:
    """Everything read for one print run."""

    office: Office
    unit: Unit
    on: str
    issue: Issue
    selection: Selection
    homes: list[HouseholdRow]
    supports: dict[str, list[SupportRow]]
    policies: dict[tuple[str, str | None], Policy | None]

    def policy(self, row: SupportRow) -> Policy | None:
        return self.policies[row.policy, row.definition]

    def village(self, home: HouseholdRow) -> str:
        """The village as lists name it; with its commune when the paper is of an office above."""
        if home.unit == self.unit.code or not home.unit:
            return home.village_name
        return f"{home.village_name}, {catalogue().on(home.unit, self.on).title}"


def collect(register: Register, kind: type, selection: Selection) -> tuple[Any, Issue]:
    """Print data of type `kind` (`SupportSlips`, `ReceiptList`, `CardList`) and the number it will carry.

    Raises:
        UserError: nothing to print.
        NotFound, InvalidData: no such policy, no such village.
    """
    with register.read() as connection:
        issue = _issue(register, connection)
        sheet = _read(register, connection, selection, issue)
        data = _COLLECTORS[kind](sheet)
    if not any(getattr(data, name, ()) for name in ("slips", "lines", "pending")):
        message = (
            "Không có hộ hoặc khoản hỗ trợ nào khớp với lựa chọn (năm, thôn, chính sách). Không tạo tệp: chọn lại."
        )
        raise UserError("nothing_to_print", message)
    return data, issue


def record(
    register: Register, document: str, title: str, selection: Selection, issue: Issue, pages: int, digest: str
) -> None:
    """Enter a print run into the print register; called once its file exists."""
    subject = selection.village or ", ".join(selection.households) or f"năm {selection.year}"
    with register.write() as connection:
        action = Action(register, connection)
        action.create(
            "printed",
            {
                "document": document,
                "title": title,
                "number": issue.number,
                "printed_at": issue.printed_at,
                "subject": subject,
                "data_version": issue.data_version,
                "pages": pages,
                "sha256": digest,
            },
        )
        action.commit()


def _issue(register: Register, connection: Connection) -> Issue:
    """The next number of this device and the version of the data.

    The number is `0007-1f3a`: count, then four digits of its stream.
    """
    known = settings(connection)
    streams = list_streams(connection)
    own = next(s.sid for s in streams if s.mine and s.unit == known["unit"])
    mark = own[:4]
    query = select(func.count()).select_from(Printed).where(Printed.number.like(f"%-{mark}"))
    count = int(connection.execute(query).scalar_one())
    heads = sorted(f"{stream.sid}:{stream.last}" for stream in streams)
    return Issue(
        f"{count + 1:04d}-{mark}", register.providers.stamp(), sha256(";".join(heads).encode()).hexdigest()[:8]
    )


def _read(register: Register, connection: Connection, selection: Selection, issue: Issue) -> _Sheet:
    unit = own_unit(connection)
    if selection.policy is not None:
        policy(connection, selection.policy)
    village = None if selection.village is None else need_village(connection, unit.code, selection.village)
    ids = list(selection.households) or household_ids(connection, village=village)
    on = min(f"{selection.year}-12-31", local_date(register.providers.now()))
    homes = households(connection, ids, on)
    rows = supports(connection, policy=selection.policy, year=selection.year)
    broken = {one.support for one in list_findings(connection)}
    for row in rows:
        row.conflicts += row.id in broken  # a sum that a merge has broken waits like any other dispute
    wanted = {home.id for home in homes}
    mine: dict[str, list[SupportRow]] = {}
    for row in rows:
        if row.household in wanted:
            mine.setdefault(row.household, []).append(row)
    kinds = {(row.policy, row.definition) for row in rows}
    found = {(name, digest): definition_of(connection, name, digest) for name, digest in kinds}
    office = Office(name=f"ỦY BAN NHÂN DÂN\n{unit.title.upper()}", place=unit.name)
    return _Sheet(office, unit, on, issue, selection, homes, mine, found)


def _slips(sheet: _Sheet) -> SupportSlips:
    chosen = bool(sheet.selection.households)
    slips = [_slip(sheet, home) for home in sheet.homes if chosen or sheet.supports.get(home.id)]
    return SupportSlips(office=sheet.office, slips=slips)


def _slip(sheet: _Sheet, home: HouseholdRow) -> SupportSlip:
    rows = sheet.supports.get(home.id, [])
    ready = [row for row in rows if not row.conflicts]
    waiting = [row for row in rows if row.conflicts]
    ages = [age_on(m.birth_date, f"{sheet.selection.year}-12-31") for m in home.members if m.birth_date]
    head = home.head
    return SupportSlip(
        household_code=home.code or home.id[-12:],
        head=_head(head),
        address=_address(sheet, home),
        stamp=sheet.issue.stamp,
        year=sheet.selection.year,
        heading=Heading(number=sheet.issue.number, symbol="PHT", date=sheet.issue.printed_at[:10]),
        classification=_class_text(home),
        decision=_decision_text(home),
        persons=len(home.members),
        labourers=sum(1 for age in ages if age is not None and 15 <= age < 60),
        children=sum(1 for age in ages if age is not None and age < 16),
        priority=_priority(home),
        members=[_slip_member(member) for member in home.members],
        supports=[_slip_support(sheet, home, row) for row in ready if _nature(sheet, row) in ("grant", "service")],
        entitlements=[_entitlement(sheet, home, row) for row in ready if _nature(sheet, row) in ("credit", "card")]
        + [_loan(sheet, home, row, lent(row)) for row in ready if _nature(sheet, row) == "grant" and lent(row)],
        pending=[Pending(name=_title(sheet, row), matter=WAITS) for row in waiting]
        + ([Pending(name=head.name, village=sheet.village(home), matter=WAITS)] if head and _waits(home) else []),
    )


def _waits(home: HouseholdRow) -> bool:
    return bool(
        home.conflicts
        or any(m.conflicts for m in home.members)
        or (home.classification and home.classification.conflicts)
    )


def _head(member: MemberRow | None) -> SlipHead:
    if member is None:
        return SlipHead(name="")
    return SlipHead(
        name=member.name,
        birth=member.birth_date,
        sex=_name("sex", member.sex),
        ethnic=_ethnic(member),
        id_no=member.cccd or member.cmnd,
    )


def _ethnic(member: MemberRow) -> str | None:
    if member.ethnic is None:
        return member.ethnic_local
    name = codes.ethnic_groups()[member.ethnic].name if member.ethnic in codes.ethnic_groups() else member.ethnic
    return f"{name} ({member.ethnic_local})" if member.ethnic_local and member.ethnic_local != name else name


def _name(list_name: str, code: str | None) -> str | None:
    return None if code is None else codes.names(list_name).get(code, code)


def _address(sheet: _Sheet, home: HouseholdRow) -> str:
    return ", ".join(part for part in (home.address, sheet.village(home)) if part)


def _class_text(home: HouseholdRow) -> str | None:
    now = home.classification
    if now is None:
        return None
    return f"{_name('household_class', now.result)} từ {show_date(now.valid_from or '')}"


def _decision_text(home: HouseholdRow) -> str | None:
    now = home.classification
    if now is None or not now.decision_no:
        return None
    return f"QĐ {now.decision_no}" + (f" ngày {show_date(now.decision_date)}" if now.decision_date else "")


def _priority(home: HouseholdRow) -> str | None:
    marks = (
        ("dân tộc thiểu số", home.ethnic_minority),
        ("có người có công", home.merit),
        ("không có khả năng lao động", home.no_labour),
    )
    return "; ".join(text for text, holds in marks if holds) or None


def _slip_member(member: MemberRow) -> SlipMember:
    groups = f"BHXH {member.bhxh_no}" if member.bhxh_no else None
    return SlipMember(
        name=member.name, birth=member.birth_date, relation=_name("relation", member.relation), groups=groups
    )


def _nature(sheet: _Sheet, row: SupportRow) -> str:
    policy = sheet.policy(row)
    return policy.nature if policy else "service"


def _title(sheet: _Sheet, row: SupportRow) -> str:
    policy = sheet.policy(row)
    return policy.summary(row.details) if policy else row.policy


def _person(home: HouseholdRow, row: SupportRow) -> MemberRow | None:
    return next((member for member in home.members if member.id == row.person), None)


def paid(row: SupportRow) -> int | None:
    """What has actually been paid or given: the dated amounts, else the sum approved, else the cost."""
    dated = [step.amount for step in row.milestones if step.kind in ("disbursed", "delivered") and step.amount]
    return sum(dated) if dated else row.approved if row.approved is not None else row.cost


def granted(row: SupportRow) -> int | None:
    """The part of a grant that need not be repaid and does not come from the household.

    Counted by source where sources are known.
    """
    if not row.sources:
        return paid(row)
    return sum(s["amount"] for s in row.sources if s.get("source") not in (LENT, *OWN)) or None


def lent(row: SupportRow) -> int:
    """The loan inside a grant (housing programmes finance a house partly by credit)."""
    return sum(s["amount"] for s in row.sources if s.get("source") == LENT)


def _slip_support(sheet: _Sheet, home: HouseholdRow, row: SupportRow) -> SlipSupport:
    person = _person(home, row)
    approved = next((s for s in row.milestones if s.kind == "approved" and s.document_no), None)
    delivered = next((s for s in reversed(row.milestones) if s.kind in ("delivered", "disbursed")), None)
    return SlipSupport(
        content=_title(sheet, row),
        beneficiary=person.name if person else "Hộ",
        amount=granted(row),
        sources="; ".join(
            _name("funding_source_short", s["source"]) or "" for s in row.sources if s["source"] not in (LENT, *OWN)
        )
        or None,
        basis=f"{approved.document_no}, {show_date(approved.date)}" if approved else None,
        delivered_on=delivered.date if delivered else None,
        note=row.note,
    )


def _entitlement(sheet: _Sheet, home: HouseholdRow, row: SupportRow) -> SlipEntitlement:
    person = _person(home, row)
    if _nature(sheet, row) == "credit":
        return _loan(sheet, home, row, paid(row))
    details = row.details
    return SlipEntitlement(
        kind="card",
        content=_title(sheet, row),
        beneficiary=person.name if person else None,
        number=details.get("so_the") or details.get("ma_so_bhxh"),
        valid_from=details.get("tu_ngay"),
        valid_to=details.get("den_ngay"),
    )


def _loan(sheet: _Sheet, home: HouseholdRow, row: SupportRow, amount: int | None) -> SlipEntitlement:
    person = _person(home, row)
    beneficiary = person.name if person else "Hộ"
    title = _title(sheet, row)
    content = title if _nature(sheet, row) == "credit" else f"Vốn vay: {title}"
    return SlipEntitlement(kind="credit", content=content, beneficiary=beneficiary, amount=amount)


def _receipts(sheet: _Sheet) -> ReceiptList:
    lines: list[ReceiptLine] = []
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in sheet.supports.get(home.id, []):
            if _nature(sheet, row) != "grant" or (not row.conflicts and granted(row) is None):
                continue
            person = _person(home, row) or home.head
            if row.conflicts or (person is not None and person.conflicts) or home.conflicts:
                pending.append(
                    Pending(name=person.name if person else "", village=sheet.village(home), matter=_title(sheet, row))
                )
            elif person is not None:
                lines.append(
                    ReceiptLine(
                        name=person.name,
                        village=sheet.village(home),
                        content=_title(sheet, row),
                        id_no=person.cccd or person.cmnd,
                        address=home.address,
                        amount=granted(row),
                        note=row.note,
                    )
                )
    subject = f"Nhận hỗ trợ năm {sheet.selection.year}" + (
        f" – {sheet.selection.village}" if sheet.selection.village else ""
    )
    return ReceiptList(
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=subject,
        lines=lines,
        pending=pending,
        heading=_heading(sheet, "DSKN"),
    )


def _heading(sheet: _Sheet, symbol: str) -> Heading:
    return Heading(number=sheet.issue.number, symbol=symbol, date=sheet.issue.printed_at[:10])


def _cards(sheet: _Sheet) -> CardList:
    lines: list[CardLine] = []
    pending: list[Pending] = []
    for home in sheet.homes:
        for row in sheet.supports.get(home.id, []):
            person = _person(home, row)
            if _nature(sheet, row) != "card" or person is None:
                continue
            if row.conflicts or person.conflicts:
                pending.append(Pending(name=person.name, village=sheet.village(home), matter="thẻ bảo hiểm y tế"))
            else:
                lines.append(_card(sheet, home, person, row))
    objects = {line.object_code: _name("bhyt_object", line.object_code) or "" for line in lines if line.object_code}
    subject = f"Cấp thẻ bảo hiểm y tế năm {sheet.selection.year}" + (
        f" – {sheet.selection.village}" if sheet.selection.village else ""
    )
    return CardList(
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=subject,
        lines=lines,
        pending=pending,
        objects=objects,
        heading=_heading(sheet, "DSBHYT"),
    )


def _card(sheet: _Sheet, home: HouseholdRow, person: MemberRow, row: SupportRow) -> CardLine:
    details = row.details
    facility = ", ".join(str(details[name]) for name in ("ten_kcb", "ma_kcb") if details.get(name)) or None
    return CardLine(
        name=person.name,
        village=sheet.village(home),
        number=details.get("so_the") or details.get("ma_so_bhxh") or person.bhxh_no,
        birth=person.birth_date,
        sex=_name("sex", person.sex),
        address=home.address,
        facility=facility,
        object_code=details.get("ma_doi_tuong"),
        valid_from=details.get("tu_ngay"),
        valid_to=details.get("den_ngay"),
    )


_COLLECTORS: dict[type, Callable[[_Sheet], Any]] = {SupportSlips: _slips, ReceiptList: _receipts, CardList: _cards}


def print_register(connection: Connection) -> Sequence[tuple[str | None, ...]]:
    """Lines of the print register, oldest first: number, title, subject, when, data version."""
    query = select(Printed.number, Printed.title, Printed.subject, Printed.printed_at, Printed.data_version).order_by(
        Printed.id
    )
    return [tuple(row) for row in connection.execute(query)]
