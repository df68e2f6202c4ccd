"""The aggregate tables of the review: counted as of a day, for our unit or one below, with the checks they must pass.

`db/policy/tables.py` reads what the tables are (`resources/tables/*.toml`), `cells.py` asks the register once for all
of them, `lines.py` says which units and villages have a line, `counting.py` fills one table, `crossing.py` compares
several, `points.py` looks at the score sheets behind them, `details.py` lists households one by one. A table writes
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec
from sqlalchemy import Connection

from db.ledger.lineage import Lineage, lineage
from db.policy.tables import TableSpec, table, tables
from db.store.figures.totals import TotalBook
from db.store.places.tree import Tree
from db.store.tables.cells import Cells, read_cells
from db.store.tables.counting import count
from db.store.tables.crossing import cross
from db.store.tables.details import HEADS, MISSING, detailed, totals_told
from db.store.tables.lines import LineOf, lines_of, top_unit
from db.store.tables.points import points_hold
from db.store.tables.rows import Checked, Head, Line, Table

__all__ = ["Checked", "Counter", "Head", "Line", "Table", "check_all", "days_for", "table", "tables", "year_before"]


def days_for(year: int, on: str | None = None, since: str | None = None) -> tuple[str, str]:
    """The ISO days a table of a year compares: the list in force in it, and the one its review makes for the next.

    on: another last day; the period then begins with its year, or a year before where it is a first of January.
    """
    last = on or f"{year + 1}-01-01"
    first = f"{last[:4]}-01-01"
    return since or (first if first < last else year_before(last)), last


def year_before(on: str) -> str:
    """The same day a year earlier: where the period of a table begins."""
    day = f"{int(on[:4]) - 1:04d}{on[4:]}"
    return day[:8] + "28" if day[5:] == "02-29" else day


class Counter:
    """Counts tables of one register as of one day; what they share is read once."""

    def __init__(
        self,
        connection: Connection,
        *,
        year: int,
        on: str | None = None,
        since: str | None = None,
        unit: str | None = None,
        units_on: str | None = None,
    ) -> None:
        """unit: code of one below ours; None: ours. on, since: as `days_for`. units_on: the day whose units have lines,
        where the lists of another are counted; None: `on`."""
        self._connection = connection
        self.year = year
        self.since, self.on = days_for(year, on, since)
        self.units_on = units_on or self.on
        self.top = top_unit(connection, unit, self.units_on)
        self._unit = unit
        self._places: dict[bool, list[LineOf]] = {}
        self._known: dict[str, Table] = {}

    @cached_property
    def cells(self) -> Cells:
        """The register as of the two days."""
        villages = self.top.level == "commune"
        return read_cells(
            self._connection, year=self.year, on=self.on, since=self.since, units_on=self.units_on, villages=villages
        )

    @cached_property
    def _totals(self) -> TotalBook:
        return TotalBook(self._connection, Tree(self._connection, self.units_on), self.year)

    def table(self, name: str) -> Table:
        """One table by its id, counted.

        Raises:
            NotFound: no such table, or the unit is none of ours.
        """
        if name not in self._known:
            spec = table(name)
            self._known[name] = self._listed(spec) if spec.list_of else self._counted(spec)
        return self._known[name]

    def _counted(self, spec: TableSpec) -> Table:
        places = self._lines(spec.by_area)
        made = count(spec, self.cells, places, self._totals)
        first = "Thôn, tổ" if any(place.level == "village" for place in places) else "Đơn vị"
        return self._table(spec, first, made.heads, made.lines, made.missing, made.notes, made.checks)

    def _listed(self, spec: TableSpec) -> Table:
        lines = detailed(self._connection, spec.list_of, year=self.year, on=self.on, since=self.since, unit=self._unit)
        return self._table(spec, "STT thành viên", HEADS, lines, MISSING, [totals_told(lines, self.on)], [])

    def _lines(self, by_area: bool) -> list[LineOf]:
        if by_area not in self._places:
            leaves = sorted({leaf for leaf, _kind, _sums in self.cells.households})
            self._places[by_area] = lines_of(
                self._connection, leaves, on=self.units_on, unit=self._unit, by_area=by_area
            )  # fmt: skip
        return self._places[by_area]

    def _table(
        self,
        spec: TableSpec,
        first: str,
        heads: Sequence[Head],
        lines: Sequence[Line],
        missing: Sequence[str],
        notes: Sequence[str],
        checks: Sequence[Checked],
    ) -> Table:
        return Table(
            id=spec.id, no=spec.no, title=spec.title, short=spec.short or spec.title, source=spec.source,
            status=spec.status, unit=self.top.code, unit_name=self.top.title, year=self.year, on=self.on,
            since=self.since, lines_title=first, columns=list(heads), lines=list(lines), missing=list(missing),
            notes=list(notes), checks=list(checks),
        )  # fmt: skip


def check_all(connection: Connection, counter: Counter) -> list[Checked]:
    """Every check within and between the tables of a day, the broken ones first."""
    names = [name for name, spec in tables().items() if not spec.list_of]
    counted = {name: counter.table(name) for name in names}
    earlier = Counter(connection, year=counter.year - 1, on=counter.since, unit=counter._unit)
    known = lineage(connection)
    flows = {f"{name}@": _unjoined(earlier.table(name), known, counter.units_on) for name in ("bieu_02", "bieu_03")}
    found = [one for made in counted.values() for one in made.checks] + cross(counted | flows, counter.cells.standards)
    found += points_hold(
        connection, since=counter.since, on=counter.on, units_on=counter.units_on, unit=counter._unit
    )  # fmt: skip
    return sorted(found, key=lambda one: one.holds)


def _unjoined(made: Table, known: Lineage, on: str) -> Table:
    """A table of an earlier day without the units that others went into since: their figures are no longer alike."""
    lines = [one for one in made.lines if known.of(one.key, made.on) == known.of(one.key, on)]
    return msgspec.structs.replace(made, lines=lines)
