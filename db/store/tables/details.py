"""Tables 14 and 15: households of a class with their people, one by one, by village, with what they receive."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from db.domain import codes
from db.domain.units import unit_near
from db.domain.values import show_date
from db.ledger.lineage import lineage
from db.store.clauses import Clause, among, ask
from db.store.facts import class_histories
from db.store.figures.results import received
from db.store.lists.conditions import class_on
from db.store.owners import under
from db.store.places.residence import places_then
from db.store.reading import household_ids, households, supports
from db.store.rows import HouseholdRow
from db.store.tables.lines import NO_VILLAGE
from db.store.tables.rows import Head, Line

GROUPS = {
    "y_te": ("Y tế", ("bhyt", "kham_chua_benh")),
    "giao_duc": ("Giáo dục", ("giao_duc", "dao_tao_nghe")),
    "san_xuat": ("Sản xuất", ("san_xuat", "khuyen_nong", "dat_nuoc", "ho_tro_truc_tiep")),
    "tin_dung": ("Vay vốn tín dụng", ("tin_dung",)),
    "nha_o": ("Nhà ở", ("nha_o", "ve_sinh")),
}
"""Columns of the form by the policies that belong under them; every other policy stands under "Khác"."""
_SUPPORTS, _KINDS = "Chính sách hỗ trợ", "Chia theo"
HEADS = [
    Head(id="ten", label="Họ và tên", over="", number="1", text=True),
    Head(id="nam", label="Nam", over="Năm sinh", number="2", text=True),
    Head(id="nu", label="Nữ", over="Năm sinh", number="3", text=True),
    Head(id="dan_toc", label="Dân tộc", over="", number="4", text=True),
    Head(id="quan_he", label="Quan hệ với chủ hộ", over="", number="5", text=True),
    Head(id="moi", label="Mới", over=_KINDS, number="6", text=True),
    Head(id="tai", label="Tái", over=_KINDS, number="7", text=True),
    Head(id="cu", label="Cũ", over=_KINDS, number="8", text=True),
    Head(id="co_cong", label="Hộ có công", over="", number="9", text=True),
    Head(id="tai_cho", label="Hộ DT tại chỗ", over="", number="10", text=True),
    Head(id="khong_kn", label="Hộ không có KNLĐ", over="", number="11", text=True),
    *(
        Head(id=name, label=title, over=_SUPPORTS, number=str(number), text=True)
        for number, (name, (title, _policies)) in enumerate(GROUPS.items(), 12)
    ),
    Head(id="khac", label="Khác", over=_SUPPORTS, number=str(12 + len(GROUPS)), text=True),
]
MISSING = ["Sổ chưa ghi hộ dân tộc tại chỗ: cột để trống."]
TICK = "x"


def detailed(
    connection: Connection, wanted: str, *, year: int, on: str, since: str, unit: str | None = None
) -> list[Line]:
    """The lines of the list of a class: a village, its households, their people. year: of what they were given."""
    ids = _of_class(connection, wanted, on, unit)
    homes = [home for home in households(connection, ids, on) if home.members]
    histories = class_histories(connection, [home.id for home in homes])
    had = _supported(connection, [home.id for home in homes], year, on)
    found: list[Line] = []
    place, people = "", 0
    for number, home in enumerate(homes, 1):
        named = _village(home, on)
        if named != place or not found:
            place = named
            found.append(_line("village", home.village or "", "", named, []))
        kind = _kind(wanted, histories.get(home.id, []), since)
        for order, member in enumerate(home.members):
            people += 1
            about = _about_home(home, kind, had.get(home.id, set())) if order == 0 else [""] * (len(HEADS) - 5)
            born = (member.birth_date or "")[:4]
            values = [
                member.name,
                born if member.sex == "1" else "",
                born if member.sex == "2" else "",
                member.ethnic_local or codes.names("ethnic_group").get(member.ethnic or "", ""),
                codes.names("relation").get(member.relation or "", ""),
                *about,
            ]
            level = "household" if order == 0 else "person"
            found.append(_line(level, home.id, str(number) if order == 0 else "", str(people), values))
    return found


def _line(level: str, key: str, code: str, name: str, values: Sequence[str]) -> Line:
    filled = list(values) or [""] * len(HEADS)
    return Line(level=level, key=key, code=code, name=name, line="", bold=level == "village", values=list(filled))


def _of_class(connection: Connection, wanted: str, on: str, unit: str | None) -> list[str]:
    """Households of a class here on a day, by commune and village."""
    of_class = class_on(on)
    query = of_class.within("SELECT h.id FROM household h WHERE h.deleted = 0 AND ", " = ?")
    found = {record for (record,) in ask(connection, Clause(query.text, (*query.parameters, wanted)))}
    ids = [record for record in household_ids(connection, on=on) if record in found]
    if unit is None:
        return ids
    then = places_then(connection, on, ids)
    rows = ask(connection, among(connection, "h.id", ids).within("SELECT h.id, h.unit FROM household h WHERE ", ""))
    known = lineage(connection)
    at = {record: known.on(then[record].unit if record in then else place or "", on) for record, place in rows}
    return [record for record in ids if under(at[record], unit, on)]


def _village(home: HouseholdRow, on: str) -> str:
    unit = unit_near(home.unit, on)
    village = home.village_name or NO_VILLAGE
    return f"{village}, {unit.title}" if unit else village


def _kind(wanted: str, history: list[tuple[str, str | None, str | None]], since: str) -> str:
    """`moi`, `tai` or `cu`: whether it was on the list at the beginning, or ever before."""
    before = [result for start, _standard, result in history if start <= since]
    if before[:1] == [wanted]:
        return "cu"
    return "tai" if wanted in before else "moi"


def _about_home(home: HouseholdRow, kind: str, had: set[str]) -> list[str]:
    kinds = [TICK if kind == one else "" for one in ("moi", "tai", "cu")]
    flags = [TICK if home.merit else "", "", TICK if home.no_labour else ""]
    grouped = {policy: name for name, (_title, policies) in GROUPS.items() for policy in policies}
    under = {grouped.get(policy, "khac") for policy in had}
    return [*kinds, *flags, *(TICK if name in under else "" for name in (*GROUPS, "khac"))]


def _supported(connection: Connection, ids: Sequence[str], year: int, on: str) -> dict[str, set[str]]:
    """Policies under which each household, or one of its people, had been given something of that year by a day."""
    found: dict[str, set[str]] = {}
    for row in received(connection, supports(connection, households=ids, year=year), on):
        found.setdefault(row.household, set()).add(row.policy)
    return found


def totals_told(lines: Sequence[Line], on: str) -> str:
    """How many households and people the list has."""
    homes = sum(line.level == "household" for line in lines)
    people = sum(line.level in ("household", "person") for line in lines)
    return f"Danh sách có {homes} hộ, {people} nhân khẩu, tính đến ngày {show_date(on)}."
