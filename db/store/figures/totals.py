"""Denominators that officers type: all households, minority households, people, by village (or unit) and year.

They are never derived from the list of the poor. A unit's own total goes before the sum of what lies below it; where
one part is missing there is no sum, and it is said which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import Issue
from db.domain.text import nfc
from db.ledger.lineage import lineage
from db.ledger.register import Register
from db.store.actions import Action
from db.store.clauses import Clause, ask, every
from db.store.definitions.indicators import total_kinds
from db.store.facts import today_of
from db.store.household.people import settle
from db.store.owners import unit_called, units_above
from db.store.places.tree import Tree
from db.store.places.villages import check_village, find_villages, list_villages

FIRST_YEAR = 1990
MOST = 200_000_000
"""More than all people of the country: a slip of the key."""
NAMED = 4
"""Villages or communes named in one sentence."""


class TotalInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One total. unit: code, our own where none is given; village: id or name, None for the whole unit.

    value: None takes back what was typed.
    """

    year: int
    kind: str
    value: int | None
    unit: str | None = None
    village: str | None = None
    source: str | None = None
    note: str | None = None


class TotalRow(msgspec.Struct, kw_only=True):
    """A total as it is recorded; a value that was taken back is none. unit: of a village the one it belongs to now."""

    id: str
    unit: str
    village: str | None
    year: int
    kind: str
    value: int | None
    source: str | None
    note: str | None
    conflicts: int


class Figure(NamedTuple):
    """A figure, or why there is none; doubted: two stand against each other, and neither is taken.

    below: of a sum, the reasons of the parts that are doubted.
    """

    value: int | None
    why: str = ""
    doubted: bool = False
    below: tuple[str, ...] = ()


def totals(connection: Connection, *, year: int | None = None, unit: str | None = None) -> list[TotalRow]:
    """What was typed, by unit, village and kind."""
    wanted = [Clause("t.deleted = 0")]
    wanted += [Clause("t.year = ?", (year,))] if year is not None else []
    wanted += [Clause("t.unit = ?", (unit,))] if unit is not None else []
    known = lineage(connection)
    query = every(wanted).within(
        "SELECT t.id, t.unit, t.village, t.year, t.kind, t.value, t.source, t.note, t.conflicts FROM area_total t "
        "WHERE ",
        " ORDER BY t.year, t.unit, t.village, t.kind, t.id",
    )
    return [
        TotalRow(
            id=record,
            unit=known.now(place or "") if village else place or "",
            village=village,
            year=of or 0,
            kind=kind or "",
            value=value,
            source=source,
            note=note,
            conflicts=conflicts,
        )
        for record, place, village, of, kind, value, source, note, conflicts in ask(connection, query)
    ]


def put_totals(register: Register, given: Sequence[TotalInput], *, reason: str = "") -> list[str]:
    """Write totals, each in the place of what was typed before for it; all in one action. Returns the ids written.

    Where two records say different things of one place, both say the same from then on.

    Raises:
        InvalidData: hard findings (`rows[0].value`), or soft ones and no reason.
        NotAllowed: a unit that is neither ours nor below.
    """
    with register.write() as connection:
        tree = Tree(connection)
        rows, issues = _placed(register, connection, tree, given)
        settle([*issues, *_more_than_all(connection, rows)], reason)
        known: dict[tuple[str, str, int, str], list[TotalRow]] = {}
        for row in totals(connection):
            known.setdefault(_key(row.unit, row.village, row.year, row.kind), []).append(row)
        action = Action(register, connection, reason)
        for one in rows:
            _write(action, tree.on, one, known.get(_key(one.unit, one.village, one.year, one.kind), ()))
        action.commit()
        return action.records


def _write(action: Action, on: str, one: TotalInput, before: Sequence[TotalRow]) -> None:
    note = {"note": nfc(one.note)} if one.note else {}
    for row in before:
        action.set("area_total", row.id, {"figure": _figure(one)} | note)
    if not before and one.value is not None:
        draft_total(action, one, on)


def draft_total(action: Action, one: TotalInput, on: str) -> None:
    """Take a total into an action. on: ISO day whose units its unit is one of; its village is an id."""
    place = {"unit": one.unit, "unit_date": on, "village": one.village, "note": one.note}
    action.create("area_total", place | {"year": one.year, "kind": one.kind, "figure": _figure(one)}, unit=one.unit)


def _figure(one: TotalInput) -> dict[str, Any] | None:
    return None if one.value is None else {"value": one.value} | _filled({"source": one.source})


def _filled(values: dict[str, str | None]) -> dict[str, str]:
    return {name: " ".join(nfc(value).split()) for name, value in values.items() if value and value.strip()}


def _key(unit: str | None, village: str | None, year: int, kind: str) -> tuple[str, str, int, str]:
    """Whose total it is: a village is one whatever its commune has become."""
    return "" if village else unit or "", village or "", year, kind


def _placed(
    register: Register, connection: Connection, tree: Tree, given: Sequence[TotalInput]
) -> tuple[list[TotalInput], list[Issue]]:
    """The totals with their unit and the id of their village, and what is wrong with them."""
    issues: list[Issue] = []
    rows = []
    kinds, this_year = total_kinds(connection), int(today_of(register)[:4])
    for number, one in enumerate(given):
        at = f"rows[{number}]."
        unit = one.unit or tree.own
        issues += [Issue(at + field, "hard", code, said) for field, code, said in _faults(one, kinds, this_year)]
        village = None
        if one.village:
            issues += [
                Issue(at + "village", "hard", i.code, i.message) for i in check_village(connection, one.village, unit)
            ]
            village = next(iter(find_villages(connection, one.village, unit)), None)
        rows.append(msgspec.structs.replace(one, unit=unit, village=village))
    return rows, issues


def _faults(one: TotalInput, kinds: dict[str, str], this_year: int) -> list[tuple[str, str, str]]:
    found = []
    if one.kind not in kinds:
        found.append(("kind", "unknown_total", f"Không có loại tổng số “{one.kind}” (đang có: {', '.join(kinds)})."))
    if not FIRST_YEAR <= one.year <= this_year + 1:
        found.append(("year", "year", f"Năm {one.year} không dùng được: ghi từ {FIRST_YEAR} đến {this_year + 1}."))
    if one.value is not None and not 0 <= one.value <= MOST:
        found.append(("value", "total_range", f"Số {one.value} không dùng được: ghi số nguyên từ 0 trở lên."))
    return found


_PARTS = {"households_minority": "households", "persons_minority": "persons", "persons_dbkk": "persons"}


def _more_than_all(connection: Connection, rows: Sequence[TotalInput]) -> list[Issue]:
    """Soft findings: a part is larger than its whole, in the same place and year."""
    known = {_key(r.unit, r.village, r.year, r.kind): r.value for r in totals(connection)}
    after = known | {_key(r.unit, r.village, r.year, r.kind): r.value for r in rows}
    issues, names = [], codes.names("area_total")
    for number, row in enumerate(rows):
        for part, whole in _PARTS.items():
            if row.kind in (part, whole):
                small, large = (after.get(_key(row.unit, row.village, row.year, kind)) for kind in (part, whole))
                if small is not None and large is not None and small > large:
                    told = f"{names[part]} ({small}) nhiều hơn {names[whole].lower()} ({large}): kiểm tra lại."
                    issues.append(Issue(f"rows[{number}].value", "soft", "part_over_whole", told))
    return issues


class TotalBook:
    """The totals of one year, ready to be asked for any unit or village."""

    def __init__(self, connection: Connection, tree: Tree, year: int) -> None:
        self._tree, self._year = tree, year
        self._known, self._day = lineage(connection), min(f"{year}-12-31", tree.on)
        self._then_tree = Tree(connection, self._day) if self._known else tree
        self._cells: dict[tuple[str, str], list[TotalRow]] = {}
        for row in totals(connection, year=year):
            if row.value is not None or row.conflicts:
                place = row.village or self._known.on(row.unit, self._day)
                self._cells.setdefault((place, row.kind), []).append(row)
        self._villages: dict[str, list[str]] = {}
        self._village_names: dict[str, str] = {}
        recorded = dict(ask(connection, Clause("SELECT v.id, v.unit FROM village v")))
        for village in list_villages(connection):
            then = self._known.on(recorded[village.id] or "", self._day)
            self._villages.setdefault(then, []).append(village.id)
            self._village_names[village.id] = village.name
        self._names = total_kinds(connection)
        self._figures: dict[tuple[str, str], Figure] = {}

    def of(self, kind: str, place: str) -> Figure:
        """The total of a unit (code) or village (id): its own, or the sum of all parts below it.

        Of a unit that others were joined into it is the sum of what it was at the end of the year.
        """
        if (kind, place) not in self._figures:
            parts = [(unit_called(code, self._day), self._recorded(kind, code)) for code in self._then(place)]
            self._figures[kind, place] = parts[0][1] if len(parts) == 1 else self._summed(kind, parts)
        return self._figures[kind, place]

    def _then(self, place: str) -> list[str]:
        """The codes at the end of the year of what a place of our tree is made of, none below another one."""
        if place in self._village_names:
            return [place]
        codes = {self._known.on(code, self._day) for code in self._known.of(place, self._tree.on)}
        return sorted(code for code in codes if codes.isdisjoint(units_above(code, self._day))) or [place]

    def _recorded(self, kind: str, place: str) -> Figure:
        """Of a place as it was at the end of the year: a commune divided since counts in its district of then."""
        own = self._cell(kind, place)
        if own is not None:
            return own
        below = [(self._title(code), self._recorded(kind, code)) for code in self._then_tree.children(place)]
        below = below or [(self._title(code), self.of(kind, code)) for code in self._tree.children(place)]
        if below:
            return self._summed(kind, below)
        cells = [(self._title(record), self._cell(kind, record)) for record in self._villages.get(place, ())]
        if any(cell is not None for _name, cell in cells):
            return self._summed(kind, [(name, cell or Figure(None)) for name, cell in cells])
        return Figure(None, self._not_told(kind, self._title(place)))

    def _title(self, place: str) -> str:
        return self._village_names.get(place) or unit_called(place, self._day)

    def _cell(self, kind: str, place: str) -> Figure | None:
        rows = self._cells.get((place, kind))
        if not rows:
            return None
        told = f"{self._names.get(kind, kind).lower()} năm {self._year} của {self._title(place)}"
        if any(row.conflicts for row in rows):
            return Figure(None, f"{told} đang chờ quyết định giữa hai số", doubted=True)
        if len({row.value for row in rows}) > 1:
            return Figure(None, f"{told} có hai bản ghi khác nhau: ghi lại một số", doubted=True)
        return Figure(rows[0].value)

    def _summed(self, kind: str, parts: Sequence[tuple[str, Figure]]) -> Figure:
        """The sum, or why there is none: each doubt as it is, and whose figures nobody has typed."""
        missing = [(name, part) for name, part in parts if part.value is None]
        if not missing:
            return Figure(sum(part.value or 0 for _name, part in parts))
        doubts = [why for _name, part in missing for why in ((part.why,) if part.doubted else part.below)]
        blank = [name for name, part in missing if not part.doubted and not part.below]
        told = [self._not_told(kind, named(blank))] if blank else []
        return Figure(None, "; ".join([*doubts[:NAMED], *told]), below=tuple(doubts))

    def _not_told(self, kind: str, where: str) -> str:
        return f"chưa ghi {self._names.get(kind, kind).lower()} năm {self._year} của {where}"


def named(names: Sequence[str]) -> str:
    """A few names, and how many more places there are."""
    return ", ".join(names[:NAMED]) + (f" và {len(names) - NAMED} nơi khác" if len(names) > NAMED else "")
