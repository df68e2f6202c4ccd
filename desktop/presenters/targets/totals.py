"""The sheet of totals of a unit's parts in a year: a line for each village (or unit below), the last for the whole.

Knows no Qt. What a total may be is the store's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from db.domain.errors import InvalidData, Issue
from db.domain.values import show_figure
from db.store.definitions.indicators import total_kinds
from db.store.drafts import drop_draft
from db.store.figures.totals import TotalInput, TotalRow, put_totals, totals
from db.store.places.tree import Tree
from db.store.places.villages import list_villages
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Problem, read, show
from desktop.presenters.sheet import Sheet
from desktop.presenters.targets.kept import Cell, changed_cells, keep_cells, take_cells
from desktop.words import _

PLACE = "place"
NARROW = 15
_ROW = re.compile(r"rows\[(\d+)\]\.(.*)")


def _values(recorded: Iterable[TotalRow]) -> dict[tuple[str, str | None, str], set[int]]:
    """The different numbers that are recorded, by unit, village and kind: more than one where records disagree."""
    found: dict[tuple[str, str | None, str], set[int]] = {}
    for row in recorded:
        if row.value is not None:
            found.setdefault((row.unit, row.village, row.kind), set()).add(row.value)
    return found


class TotalSheet(Sheet):
    """Lines are places, columns kinds of totals; the whole shows the sum of its parts until it has its own."""

    def __init__(self, desk: Desk, unit: str, year: int) -> None:
        self.desk, self.unit, self.year = desk, unit, year
        with desk.register.read() as connection:
            self._tree = Tree(connection)
            kinds = total_kinds(connection)
            parts = self._parts([(v.id, v.name, v.unit) for v in list_villages(connection)])
            recorded = totals(connection, year=year)
        self.places = [*parts, (unit, None, _("Cả {0}").format(self._tree.title(unit)))]
        """Unit, village and name of every line."""
        specs = [FieldSpec(id=name, label=title, kind="integer", width=NARROW) for name, title in kinds.items()]
        super().__init__(
            [FieldSpec(id=PLACE, label=_("Nơi"), width=22), *specs], growing=False, locked=frozenset({PLACE})
        )
        self.load(self._rows(recorded))
        self._mark(recorded)
        self._sum_up()

    def _parts(self, villages: Iterable[tuple[str, str, str]]) -> list[tuple[str, str | None, str]]:
        below = self._tree.children(self.unit)
        if below:
            return [(code, None, self._tree.title(code)) for code in below]
        return [(self.unit, record, name) for record, name, unit in villages if unit == self.unit]

    def _rows(self, recorded: Iterable[TotalRow]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        known = {place: next(iter(values)) for place, values in _values(recorded).items() if len(values) == 1}
        kinds = [spec.id for spec in self.columns[1:]]
        for unit, village, name in self.places:
            yield f"{unit}:{village or ''}", {PLACE: name} | {kind: known.get((unit, village, kind)) for kind in kinds}

    def _mark(self, recorded: Iterable[TotalRow]) -> None:
        """Where two values stand, and where a number comes from."""
        lines = {line.key: line for line in self.lines}
        for row in recorded:
            line = lines.get(f"{row.unit}:{row.village or ''}")
            if line is not None and row.conflicts:
                line.marks[row.kind] = _("Hai nơi ghi hai số khác nhau: đang chờ quyết định.")
        for (unit, village, kind), values in _values(recorded).items():
            line = lines.get(f"{unit}:{village or ''}")
            if line is not None and len(values) > 1 and kind not in line.marks:
                told = ", ".join(show_figure(value) for value in sorted(values))
                line.marks[kind] = _("Sổ có hai bản ghi khác nhau ({0}): ghi lại một số.").format(told)

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell was filled in: the sum of the parts follows."""
        super().put(row, column, typed)
        self._sum_up()

    def _sum_up(self) -> None:
        *parts, whole = self.lines
        for spec in self.columns[1:]:
            values = [read(spec, line.typed.get(spec.id, "")).value for line in parts]
            known = [value for value in values if value is not None]
            whole.proposed[spec.id] = show(spec, sum(known)) if known else ""
            own = read(spec, whole.typed.get(spec.id, "")).value
            whole.problems.pop(spec.id, None) if own is not None else None
            if own is not None and known and len(known) == len(values) and own != sum(known):
                said = _("Các nơi cộng lại là {0}, khác số ghi ở đây.").format(show(spec, sum(known)))
                whole.problems[spec.id] = Problem("soft", said)

    # Saving

    @property
    def _kinds(self) -> list[str]:
        return [spec.id for spec in self.columns if spec.id != PLACE]

    def cells(self) -> list[Cell]:
        """What was changed and not saved."""
        return changed_cells(self, self._kinds)

    def wrong(self) -> bool:
        """Whether a cell is not understood."""
        return any(problem.severity == "hard" for line in self.lines for problem in line.problems.values())

    def save(self, source: str, reason: str = "") -> int:
        """Write what was changed, with its source; how many. InvalidData places its findings in the cells."""
        cells = self.cells()
        given = [self._input(line, name, source) for line, name in cells]
        try:
            put_totals(self.desk.register, given, reason=reason)
        except InvalidData as error:
            self._place(cells, error.issues)
            raise
        for line in self.lines:
            line.saved, line.problems = dict(line.typed), {}
        self.forget()
        return len(cells)

    def _input(self, line: int, name: str, source: str) -> TotalInput:
        unit, village, _name = self.places[line]
        spec = next(spec for spec in self.columns if spec.id == name)
        value = read(spec, self.lines[line].typed.get(name, "")).value
        return TotalInput(
            unit=unit, village=village, year=self.year, kind=name, value=value, source=source.strip() or None
        )

    def _place(self, cells: list[Cell], issues: Iterable[Issue]) -> None:
        for issue in issues:
            found = _ROW.fullmatch(issue.field)
            if found is not None:
                line, name = cells[int(found[1])]
                self.lines[line].problems[name] = Problem(issue.severity, issue.message)

    # Drafts

    @property
    def _draft_place(self) -> str:
        return f"totals:{self.unit}:{self.year}"

    def keep(self) -> None:
        """Keep what is typed and not saved."""
        title = _("Tổng số năm {0}: {1}").format(self.year, self._tree.title(self.unit))
        keep_cells(self.desk, self._draft_place, title, self, self._kinds)

    def take_up(self) -> int:
        """Fill in what was typed here and not saved; how many cells."""
        return take_cells(self.desk, self._draft_place, self)

    def forget(self) -> None:
        """Nothing is typed here any more."""
        drop_draft(self.desk.register, self._draft_place)
