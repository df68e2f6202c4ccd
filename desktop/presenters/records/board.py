"""The records of an office on their page: kinds with how many there are, the list of one kind, its sums. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db.domain import codes
from db.domain.text import fold
from db.domain.values import show_figure
from db.policy.definition import Kind
from db.store.definitions.kinds import kind as known_kind
from db.store.definitions.kinds import kind_of, kinds
from db.store.lists.record_lines import RecordColumn, open_only, record_columns, record_values, standing, written
from db.store.record.balances import BalanceRow, balances
from db.store.record.figures import RecordFigure, record_figures
from db.store.record.reading import RecordRow, record_counts, records
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec
from desktop.presenters.form import FormModel, Section
from desktop.presenters.prints import Handed
from desktop.presenters.records.lists import RecordList, paper, sheet
from desktop.presenters.rows import Column, Row, Sign
from desktop.words import _, mark

SIGNS = {
    "late": Sign(mark("Quá hạn"), "triangle-alert", "danger"),
    "open": Sign(mark("Còn hạn"), "clock", "warning"),
    "done": Sign(mark("Đã xong"), "circle-check", "good"),
    "lasts": Sign(mark("Đang có"), "circle-check", "good"),
    "ended": Sign(mark("Đã hết"), "x", "neutral"),
    "": Sign("", "", "neutral"),
}
FIGURES = 6
"""Sums that stand under a list; the others are in reports."""


@dataclass(frozen=True, slots=True)
class KindLine:
    """One line of the kinds: a heading (id "") or a kind with how many records there are."""

    id: str
    title: str
    count: int = 0


class Asked(FormModel):
    """Of which year, and whether only what is not done; the second is asked where something has a day to be done by."""

    dated = False

    def __init__(self, year: int) -> None:
        of = FieldSpec(id="year", label=_("Năm"), kind="year", width=8, hint=_("Bỏ trống: mọi năm."))
        only = FieldSpec(id="open", label=_("Chỉ việc chưa xong"), kind="flag", width=16)
        super().__init__([Section("", (of, only))], {"year": year})

    def visible(self, name: str) -> bool:
        """What has no day is neither done nor open."""
        return name != "open" or self.dated

    @property
    def only_open(self) -> bool:
        """Whether only what is not done is wanted."""
        return self.dated and bool(self.value("open"))


@dataclass(slots=True)
class RecordBoard:
    """What the page shows: one kind, in one year or all, all of it or what is open."""

    desk: Desk
    kind: str = ""
    lines: list[KindLine] = field(default_factory=list)
    rows: dict[str, RecordRow] = field(default_factory=dict)
    _kinds: dict[str, Kind] = field(default_factory=dict)
    _columns: list[RecordColumn] = field(default_factory=list)
    _figures: list[RecordFigure] = field(default_factory=list)
    _balances: list[BalanceRow] = field(default_factory=list)
    asked: Asked = field(init=False)

    def __post_init__(self) -> None:
        self.asked = Asked(self.desk.year)

    # Kinds.

    def load(self, kind: str = "") -> None:
        """Read the kinds and the list of one of them; "": of the one shown, or the first that has records."""
        with self.desk.register.read() as connection:
            self._kinds = kinds(connection)
            counts = record_counts(connection)
        self.lines = self._lines(counts)
        wanted = kind or self.kind
        if wanted not in self._kinds:
            wanted = next((line.id for line in self.lines if line.count), "") or self._first()
        self.show(wanted)

    def _first(self) -> str:
        return next(line.id for line in self.lines if line.id)

    def _lines(self, counts: dict[str, int]) -> list[KindLine]:
        groups: dict[str, list[Kind]] = {}
        for one in self._kinds.values():
            groups.setdefault(one.group, []).append(one)
        known = [name for name in codes.names("record_group").values() if name in groups]
        found: list[KindLine] = []
        for name in [*known, *sorted(set(groups) - set(known), key=fold)]:
            found.append(KindLine("", name))
            found += [
                KindLine(one.id, one.short, counts.get(one.id, 0))
                for one in sorted(groups[name], key=lambda one: fold(one.short))
            ]
        return found

    # One kind.

    def show(self, kind: str) -> None:
        """Read the list of a kind as it is asked for."""
        self.kind = kind
        year = self.asked.value("year")
        with self.desk.register.read() as connection:
            chosen = known_kind(connection, kind)
            self.asked.dated = chosen.definition.due_on is not None
            self._columns = record_columns(chosen)
            found = records(connection, kind=kind, year=year)
            rows = open_only(connection, found) if self.asked.only_open else found
            self._balances = balances(connection, kind) if chosen.rules.balances else []
            self._figures = record_figures(connection, year or self.desk.year, name=kind)
        self.rows = {row.id: row for row in rows}

    @property
    def title(self) -> str:
        """The kind's full name."""
        return self._kinds[self.kind].title if self.kind in self._kinds else ""

    @property
    def hint(self) -> str:
        """Advice of its definition."""
        return self._kinds[self.kind].definition.hint if self.kind in self._kinds else ""

    @property
    def lasting(self) -> bool:
        """Whether its records stand in some state that is told first: they last, or have a day to be done by."""
        chosen = self._kinds[self.kind]
        return chosen.lasts or chosen.definition.due_on is not None

    def columns(self) -> list[Column]:
        """Columns of the list."""
        first = [Column(_("Tình trạng"), 14)] if self.lasting else []
        several = [Column(_("Đơn vị"), 16)] if self._several() else []
        return [*first, *several, *(Column(one.title, one.width, one.kind == "number") for one in self._columns)]

    def _several(self) -> bool:
        return len({row.unit for row in self.rows.values()}) > 1

    def shown(self, ids: Sequence[str]) -> list[Row]:
        """The rows of the list."""
        rows = [self.rows[record] for record in ids]
        several = self._several()
        with self.desk.register.read() as connection:
            values = record_values(connection, self._kinds[self.kind], rows, self._columns)
            held = {row.id: kind_of(connection, row.kind, row.definition) for row in rows}
        found = []
        for row, line in zip(rows, values, strict=True):
            texts = [written(column, value) for column, value in zip(self._columns, line, strict=True)]
            chosen = held[row.id]
            sign = SIGNS[standing(chosen, row, self.desk.today) if chosen else ""]
            first = [_(sign.word) if sign.word else ""] if self.lasting else []
            picture, tone = ("scale", "warning") if row.conflicts else (sign.picture, sign.tone)
            cells = (*first, *([row.unit_name] if several else []), *texts)
            found.append(Row(cells, "conflict" if row.conflicts else "", picture, tone))
        return found

    def sums(self) -> list[str]:
        """What is left, and what the kind counts, a line each."""
        if self._balances:
            return [_balance(row) for row in self._balances]
        told = [one for one in self._figures if one.value not in (0, "0")][:FIGURES]
        figures = " · ".join(f"{one.label}: {show_figure(one.value)} {one.unit}" for one in told)
        year = self.asked.value("year") or self.desk.year
        return [_("Năm {0}: {1}").format(year, figures)] if figures else []

    def nothing(self) -> str:
        """What is said where there is nothing in the list."""
        if self.asked.only_open:
            return _("Không có việc nào chưa xong.")
        year = self.asked.value("year")
        return _("Chưa ghi gì trong năm {0}.").format(year) if year else _("Chưa ghi gì.")

    # Out.

    def listed(self) -> RecordList:
        """What is on screen, for a file."""
        return RecordList(self.kind, list(self.rows.values()), self.asked.value("year"))

    def file_name(self, ending: str) -> str:
        """A name for a file of this list."""
        return "-".join([*fold(self._kinds[self.kind].short).split(), self.desk.today]) + ending

    def export(self, out: Path) -> int:
        """Write the list as an Excel file; the number of its lines."""
        return sheet(self.desk.register, self.listed(), out)

    def handed(self) -> Handed:
        """The list for the page that prints."""
        wanted = self.listed()
        return Handed(self.title, wanted.subject, lambda _context: paper(self.desk.register, wanted))


def _balance(row: BalanceRow) -> str:
    names = ", ".join(name for name in (row.village_name, *row.same.values()) if name) or row.unit_name
    told = _("{0} – {1}: vào {2}, ra {3}, còn {4} {5}")
    return told.format(
        row.label, names, show_figure(row.came), show_figure(row.went), show_figure(row.left), row.measure
    )
