"""Two records side by side, line by line, with what agrees and what differs; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from db.domain.values import show_date
from db.models import ENTITIES, Base
from db.store.definitions.policies import policies
from db.store.duplicates.verdicts import owner
from db.store.labels import ENTITY_TITLES, label, plain
from db.store.owners import unit_title
from db.store.reading import households, memberships, supports
from db.store.rows import HouseholdRow

State = Literal["same", "differs", "one", "other"]
_PERSON = ("name", "birth_date", "sex", "ethnic", "ethnic_local", "cmnd", "cccd", "bhxh_no", "phone", "note")
_HOME = ("code", "village_name", "address", "phone", "note")
_FURTHER = ("need", "household_plan", "deprivation")
_DATES = ("birth_date", "since")


class Compared(msgspec.Struct, kw_only=True):
    """One line of two records. state: `same`, `differs`, or `one`/`other` where only that side says anything.

    field: name of the field where a person may choose which side is taken, else "".
    """

    label: str
    one: str
    other: str
    state: State
    field: str = ""


def compare_records(connection: Connection, kind: str, one: str, other: str, *, on: str) -> list[Compared]:
    """Lines about two people or two households as of an ISO day; lines of which neither side knows anything are left
    out.

    Raises:
        NotFound: no such record.
    """
    owners = [owner(connection, kind, record) for record in (one, other)]
    sides = [
        _person(connection, record) if kind == "person" else _home(connection, record, on) for record in (one, other)
    ]
    units = tuple(unit_title(connection, unit) for unit in owners)
    lines = [_line("Đơn vị quản lý", units[0], units[1])]
    for title, field in dict.fromkeys((title, field) for side in sides for title, field in side):
        texts = [side.get((title, field), "") for side in sides]
        if any(texts):
            lines.append(_line(title, texts[0], texts[1], field))
    return lines


def _line(title: str, one: str, other: str, field: str = "") -> Compared:
    state: State = "same" if one == other else "one" if not other else "other" if not one else "differs"
    return Compared(label=title, one=one, other=other, state=state, field=field)


_Side = dict[tuple[str, str], str]


def _person(connection: Connection, record: str) -> _Side:
    table = Base.metadata.tables["person"]
    values = connection.execute(select(table).where(table.c.id == record)).mappings().one()
    side: _Side = {(label("person", name), name): _shown(name, values[name]) for name in _PERSON}
    side["Đã ở hộ", ""] = "; ".join(_stays(connection, record))
    side |= _received(connection, "person", record)
    return side


def _stays(connection: Connection, person: str) -> Iterator[str]:
    stays = memberships(connection, person)
    homes = {home.id: home for home in households(connection, [stay.household for stay in stays], "9999-12-30")}
    for stay in stays:
        home = homes.get(stay.household)
        place = f"{home.village_name}, {unit_title(connection, home.unit)}" if home else "hộ đã xóa"
        head = f"hộ {home.head.name}, " if home and home.head else ""
        relation = plain("relation", stay.relation).lower() if stay.relation else ""
        end = f", đến {show_date(stay.to_date)}" if stay.to_date else ""
        yield f"{head}{place}" + (f" ({relation}{end})" if relation or end else "")


def _home(connection: Connection, record: str, on: str) -> _Side:
    rows = households(connection, [record], on)
    if not rows:
        return {}
    (home,) = rows
    side: _Side = {("Chủ hộ", ""): _member(home.head.name, home.head.birth_date) if home.head else ""}
    side["Nhân khẩu", ""] = str(len(home.members))
    for name in _HOME:
        field = "" if name == "village_name" else name
        side[label("household", name.removesuffix("_name")), field] = _shown(name, getattr(home, name))
    side["Phân loại", ""] = _class(home)
    side |= _received(connection, "household", record)
    others = enumerate(home.members[1:], 2)
    return side | {(f"Người thứ {n}", ""): _member(member.name, member.birth_date) for n, member in others}


def _member(name: str, birth: str | None) -> str:
    return f"{name} ({show_date(birth)})" if birth else name


def _class(home: HouseholdRow) -> str:
    now = home.classification
    if now is None or not now.result:
        return ""
    return plain("result", now.result) + (f", từ {show_date(now.valid_from)}" if now.valid_from else "")


def _received(connection: Connection, key: str, record: str) -> _Side:
    """What hangs on a record: supports by policy, and how many of each other kind."""
    given = supports(connection, persons=[record]) if key == "person" else supports(connection, household=record)
    known = policies(connection)
    counts = Counter(f"{known[one.policy].short if one.policy in known else one.policy} {one.year}" for one in given)
    side: _Side = {("Hỗ trợ", ""): "; ".join(_times(counts))}
    for entity in _FURTHER:
        declared = ENTITIES[entity]
        if key in declared.keys:
            table = Base.metadata.tables[declared.table]
            found = connection.execute(select(table.c.id).where(table.c[key] == record, table.c.deleted == 0)).all()
            title = ENTITY_TITLES[entity]
            side[title[:1].upper() + title[1:], ""] = str(len(found)) if found else ""
    return side


def _times(counts: Counter[str]) -> Sequence[str]:
    return [f"{name} ({count} lần)" if count > 1 else name for name, count in sorted(counts.items())]


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    return show_date(str(value)) if name in _DATES else plain(name, value)
