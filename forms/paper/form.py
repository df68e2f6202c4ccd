"""The shape of forms about supports: an application letter, minutes, or a list with signatures. Data, not code.

A letter begins with quốc hiệu in the middle, minutes and lists of an office with its head; a list has a table whose
columns name what they hold. A document of supports is a `Form` and a line in `registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from db.store.prints import Signature
from db.store.support_prints import About, SupportCases, SupportLists
from forms.paper import blocks, citizen, grid
from forms.paper.answers import Words, answer, filled, names_in, number, of_year
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import Wording, money
from forms.paper.grid import Row, Sums, Table, Totals, add_up
from forms.paper.household import home_document
from forms.paper.measure import Run
from forms.paper.parts import Col, Part, names_of
from forms.paper.sheet import PORTRAIT, Flow, Frame
from forms.paper.tables import draw_table

FINGER_ROW = 10.0
"""Least height of a line that is signed, in mm."""


def info(
    name: str, title: str, source: str = OWN_LAYOUT, valid_from: str | None = None, valid_to: str | None = None
) -> DocumentInfo:
    """What a form of supports is; none could be checked against an official one."""
    return DocumentInfo(
        name=name, title=title, source=source, valid_from=valid_from, valid_to=valid_to, level="commune", uncertain=True
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """The table of a list. unit: what is counted; signed: lines are tall enough for a finger; villages: under their
    village, with its own sums; empty: rows for the pen after the last; words: the sum of which column is written out;
    high: least height of other lines, in mm; numbered: columns have a number.
    """

    columns: tuple[Col, ...]
    unit: str = "hộ"
    signed: bool = False
    villages: bool = True
    empty: int = 0
    words: str = ""
    size: float = 11.0
    high: float = 0.0
    numbered: bool = True

    def table(self, lines: int) -> Table:
        """The look of the table."""
        adding = [n for n, col in enumerate(self.columns, 1) if col.adds]
        columns = [grid.Column("STT", 10, align="center", snug=True, most=14), *(col.column() for col in self.columns)]
        totals = None
        if adding:
            first, *others = adding
            label = f"Tổng cộng ({lines} {self.unit})"
            totals = Totals(first, _summed(first), label, others={n: _summed(n) for n in others})
        height = FINGER_ROW if self.signed else self.high
        return Table(columns, size=self.size, least=7, row_height=height, numbered=self.numbered, totals=totals)

    def rows(self, lines: Sequence[Any]) -> list[Row | grid.Group]:
        """The lines, numbered through, under their villages; then rows for the pen."""
        rows: list[Row | grid.Group] = []
        number_ = 0
        for village, found in groupby(lines, lambda one: (one.commune, one.village)):
            here = [self._row(number_ + n, one) for n, one in enumerate(found, 1)]
            number_ += len(here)
            if self.villages and village[1]:
                rows.append(grid.Group(f"{village[1]} ({len(here)} {self.unit})", add_up({}, *(r.adds for r in here))))
            rows += here
        return rows + [Row([""] * (len(self.columns) + 1))] * (self.empty or (0 if rows else 3))

    def _row(self, number_: int, one: Any) -> Row:
        cells = [(answer(one, col.name) if col.name else "") or "" for col in self.columns]
        adds = {str(n): number(one, col.name) for n, col in enumerate(self.columns, 1) if col.adds}
        return Row([str(number_), *cells], {key: value for key, value in adds.items() if value is not None})

    @property
    def names(self) -> set[str]:
        """What the columns hold."""
        return {col.name for col in self.columns if col.name} | ({"village"} if self.villages else set())


def _summed(column: int) -> Callable[[Sums], str]:
    key = str(column)
    return lambda sums: money(int(sums[key])) if key in sums else ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    title, under, number: of the form and what stands below and in the corner, by year; symbol: with it the paper is an
    office's and has its head; to: whom it is addressed to; table: with it the paper is a list; after: what follows the
    table; oath: before the signature of a citizen's form; signs: who signs; bare: for the pocket, without head and
    signatures.
    """

    info: DocumentInfo
    about: About
    title: Words
    under: Words = ""
    number: Words = ""
    symbol: str = ""
    to: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    table: Listed | None = None
    after: tuple[Part, ...] = ()
    oath: Words = ""
    signs: tuple[Signature, ...] = ()
    frame: Frame = PORTRAIT
    bare: bool = False

    @property
    def names(self) -> set[str]:
        """Every name the form asks for."""
        said = {name for text in (self.title, self.under, self.oath, *self.to) for name in names_in(text)}
        lines = {f"lines.{name}" for name in self.table.names} if self.table else set()
        return said | lines | names_of(self.parts) | names_of(self.after)

    def document(self) -> Document:
        """The form as a document that can be printed."""
        kind = SupportLists if self.table else SupportCases
        made = home_document(self.info, kind, partial(_draw, self), frame=self.frame)
        return replace(made, about=self.about)


def _draw(form: Form, flow: Flow, data: Any, paper: Any) -> None:
    _begin(form, flow, data, paper)
    kept = 0 if form.table else 1  # nobody signs an empty page: the last part goes with the signatures
    for part in form.parts[: len(form.parts) - kept]:
        part.draw(flow, paper)
    if form.table:
        flow.skip(6)
        rows = form.table.rows(paper.lines)
        tail = flow.height_of(lambda pen: _end(form, pen, paper))
        draw_table(flow, form.table.table(len(paper.lines)), rows, tail=tail)
        flow.skip(2)
    else:
        flow.need(flow.height_of(lambda pen: _end(form, pen, paper)))
    _end(form, flow, paper)


def _begin(form: Form, flow: Flow, data: Any, paper: Any) -> None:
    """The head, the title and whom it is addressed to."""
    title, under = filled(paper, form.title), filled(paper, form.under)
    if form.bare:
        citizen.title(flow, title, under)
    elif form.symbol:
        citizen.corner(flow, of_year(form.number, paper.year))
        blocks.letterhead(flow, data.office, paper.heading, form.symbol)
        blocks.title(flow, title, under)
        blocks.basis(flow, paper.basis if form.table else [])
        flow.skip(4)
    else:
        citizen.head(flow, of_year(form.number, paper.year))
        citizen.title(flow, title, under)
    if form.to:
        blocks.addressed(flow, [filled(paper, one) for one in form.to])
        flow.skip(6)


def _end(form: Form, flow: Flow, paper: Any) -> None:
    """What follows the table, or the last part of a letter; who waits; and the places to sign."""
    if form.table and form.table.words:
        total = sum(number(one, form.table.words) or 0 for one in paper.lines)
        if total:
            words = Wording().money(total)
            flow.paragraph([Run("Tổng số tiền bằng chữ: "), Run(words, "italic")], before=4)
    for part in form.after if form.table else form.parts[-1:]:
        part.draw(flow, paper)
    if form.table:
        blocks.pending_note(flow, paper.pending)
    if form.symbol:
        blocks.signatures(flow, form.signs)
    elif not form.bare:
        citizen.signed(flow, paper.place, form.signs, oath=filled(paper, form.oath))
