"""The shape of forms about supports: an application letter, minutes, or a list with signatures. Data, not code.

A letter begins with quốc hiệu in the middle, minutes and lists of an office with its head; a list has a table whose
columns name what they hold. A document of supports is a `Form` and a line in `registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any

from db.store.prints.papers import Signature
from db.store.prints.supports import About, SupportCases, SupportLists
from forms.paper import grid, letter
from forms.paper.answers import Words, answer, filled, names_in, number, of_year
from forms.paper.document import OWN_LAYOUT, Document, DocumentInfo
from forms.paper.figures import Wording, money
from forms.paper.grid import Row, Sums, Table, Totals, add_up
from forms.paper.letter import (
    Addressed,
    Basis,
    Called,
    Gap,
    Letter,
    Letterhead,
    Signed,
    State,
    Title,
    Together,
    Waiting,
    signed,
)
from forms.paper.letter_document import letter_document
from forms.paper.measure import Run
from forms.paper.parts import Col, Part, names_of
from forms.paper.sheet import PORTRAIT, Frame

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
        """The form as a document that can be printed; what is more than a list is a letter that Word can go on with."""
        kind = SupportLists if self.table else SupportCases
        made = letter_document(self.info, kind, self._letters)
        return replace(made, about=self.about, word=made.word if self.parts and not self.bare else None)

    def _letters(self, data: Any) -> Iterator[Letter]:
        for paper in data.papers:
            whole = [*_begin(self, data, paper), *_content(self, paper)]
            yield Letter(paper.stamp, whole, mark=paper.mark, frame=self.frame)


def _begin(form: Form, data: Any, paper: Any) -> Iterator[letter.Part]:
    """The head, the title and whom it is addressed to."""
    title, under = filled(paper, form.title), filled(paper, form.under)
    form_number = of_year(form.number, paper.year)
    if form.symbol and not form.bare:
        yield Letterhead(data.office, paper.heading, form.symbol, form=form_number)
        yield Title(title, under)
        yield Basis(paper.basis if form.table else [])
        yield Gap(4)
    else:
        if not form.bare:
            yield State(form_number)
        yield Called(title, under)
    if form.to:
        yield Addressed([filled(paper, one) for one in form.to])
        yield Gap(6)


def _content(form: Form, paper: Any) -> Iterator[letter.Part]:
    """The parts, the table, and the end, which takes the last part along: nobody signs an empty page."""
    parts = [list(part.said(paper)) for part in form.parts]
    end = list(_end(form, paper))
    if form.table:
        yield from chain(*parts)
        yield letter.Listed(form.table.table(len(paper.lines)), form.table.rows(paper.lines))
        yield from end
    else:
        yield from chain(*parts[:-1])
        yield Together([*chain(*parts[-1:]), *end])


def _end(form: Form, paper: Any) -> Iterator[letter.Part]:
    """What follows the table; who waits; and the places to sign."""
    if form.table:
        total = sum(number(one, form.table.words) or 0 for one in paper.lines) if form.table.words else 0
        if total:
            runs = [Run("Tổng số tiền bằng chữ: "), Run(Wording().money(total), "italic")]
            yield letter.Words(runs, indent=False, before=4)
        for part in form.after:
            yield from part.said(paper)
        yield Waiting(paper.pending)
    if form.symbol:
        yield Signed(form.signs)
    elif not form.bare:
        yield signed(paper.place, form.signs, filled(paper, form.oath))
