"""The parts that forms about supports are put together from: each says which names it asks for, and with a paper's
answers what stands there (`letter` lays it out).

A form is data (`form.Form`): a row of these parts; a document that needs a shape of its own has a module of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from db.domain.text import nfc
from db.domain.values import age_on
from forms.paper import citizen, letter
from forms.paper.answers import Words, answer, filled, names_in
from forms.paper.blocks import Fact
from forms.paper.figures import money
from forms.paper.grid import Column, Row, Sums, Table, Totals
from forms.paper.household import members_of, person_parts
from forms.paper.letter import Boxes, Gap, Known, PenLines, Titled, facts
from forms.paper.measure import Run

ADULT = 18


class Part(ABC):
    """A part of a form."""

    @property
    def names(self) -> set[str]:
        """The names it asks for (see `answers`)."""
        return set()

    @abstractmethod
    def said(self, paper: Any) -> Iterable[letter.Part]:
        """What stands on the paper for it."""


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a list: its title and the name of what it holds ("" for the pen); adds: it is summed up."""

    title: str
    width: float
    name: str = ""
    share: float = 0.0
    align: str = "left"
    most: float = 0.0
    over: str = ""
    adds: bool = False

    def column(self) -> Column:
        """The column as tables know it: with `most` it is as wide as its widest value."""
        return Column(
            self.title, self.width, self.share, self.align, snug=bool(self.most), most=self.most or 40.0, over=self.over
        )


@dataclass(frozen=True, slots=True)
class Heading(Part):
    """A bold line that stays with what follows."""

    text: str

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The line."""
        yield Titled(self.text)


@dataclass(frozen=True, slots=True)
class Says(Part):
    """A paragraph; names in braces are answered."""

    text: Words
    italic: bool = False

    @property
    def names(self) -> set[str]:
        """Those in braces."""
        return names_in(self.text)

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The paragraph; an empty one of that year is left out."""
        if text := filled(paper, self.text):
            yield letter.Words([Run(text, "italic" if self.italic else "regular")], before=4)


@dataclass(frozen=True, slots=True)
class Ask:
    """A label and the name of its answer (none: for the pen). blank, least: as `blocks.Fact`; unit: behind it."""

    label: str
    name: str = ""
    blank: int = 3
    least: int = 1
    unit: str = ""
    bold: bool = False

    def fact(self, paper: Any) -> Fact:
        """The answer beside its label."""
        said = answer(paper, self.name) if self.name else None
        if said and self.unit:
            said = f"{said} {self.unit}"
        label = self.label if said or not self.unit else f"{self.label} ({self.unit})"
        return Fact(label, said, "bold" if self.bold else "regular", self.blank, self.least)


class Asks(Part):
    """Labels with their answers side by side, on as many lines as they want."""

    def __init__(self, *asks: Ask) -> None:
        self.asks = asks

    @property
    def names(self) -> set[str]:
        """Those asked for."""
        return {ask.name for ask in self.asks if ask.name}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The lines."""
        yield Known([ask.fact(paper) for ask in self.asks], before=0)


@dataclass(frozen=True, slots=True)
class Story(Part):
    """A label over its answer; lines for the pen where there is none."""

    label: str
    name: str = ""
    lines: int = 2

    @property
    def names(self) -> set[str]:
        """The one asked for."""
        return {self.name} - {""}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The label with its answer, or with lines for the pen."""
        told = answer(paper, self.name) if self.name else None
        yield facts(Fact(self.label, told, blank=2))
        if not told:
            yield PenLines(self.lines - 1)


@dataclass(frozen=True, slots=True)
class Ticks(Part):
    """Boxes to tick; the ones that the named answer says are crossed."""

    choices: tuple[str, ...]
    name: str = ""
    label: str = ""
    columns: int = 2

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The label over the boxes."""
        told = f", {nfc(answer(paper, self.name) or '')}, " if self.name else ""
        if self.label:
            yield letter.Words(f"{self.label}:", indent=False, before=4)
            yield Gap(2)
        yield Boxes([(text, f", {text}, " in told) for text in self.choices], self.columns)


@dataclass(frozen=True, slots=True)
class Person(Part):
    """Who it is for, or the head: name, sex, birth, ethnic group, number of the identity paper."""

    label: str = "Họ và tên"
    mark: str = ""
    whose: str = "who"
    address: str = "Địa chỉ"

    @property
    def names(self) -> set[str]:
        """What the lines hold."""
        return {f"{self.whose}.{name}" for name in ("name", "birth", "sex", "ethnic", "id_no")} | (
            {"address"} if self.address else set()
        )

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The lines."""
        yield from person_parts(self.label, getattr(paper, self.whose), self.mark)
        if self.address:
            yield facts(Fact(self.address, paper.address))


@dataclass(frozen=True, slots=True)
class People(Part):
    """Members of age, each with room to sign. but: the one the paper is for does not stand among them."""

    heading: str
    columns: tuple[Col, ...]
    but: bool = False
    height: float = 0.0
    rows: int = 3

    @property
    def names(self) -> set[str]:
        """What the columns hold."""
        return {"address" if col.name == "address" else f"members.{col.name}" for col in self.columns if col.name}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The table; whose age is not known stands on it too, and rows for the pen where nobody is known."""
        on = paper.heading.date or f"{paper.year}-12-31"
        ages = [(one, age_on(one.birth, on) if one.birth else None) for one in paper.members]
        shown = [one for one, age in ages if (age is None or age >= ADULT) and not (self.but and _same(one, paper.who))]
        table = Table(
            [Column("STT", 12, align="center"), *(col.column() for col in self.columns)],
            size=11.5, least=7.5, row_height=self.height,
        )  # fmt: skip
        rows = [
            Row([str(n), *((answer(paper if col.name == "address" else one, col.name) or "") for col in self.columns)])
            for n, one in enumerate(shown, 1)
        ]
        blank = [Row([str(n), *[""] * len(self.columns)]) for n in range(1, self.rows + 1)]
        yield _table(table, rows or blank, self.heading)


def _same(one: Any, other: Any) -> bool:
    return (one.name, one.birth, one.id_no) == (other.name, other.birth, other.id_no)


@dataclass(frozen=True, slots=True)
class Members(Part):
    """The members of the household."""

    heading: str

    @property
    def names(self) -> set[str]:
        """What the table holds."""
        return {f"members.{name}" for name in ("name", "birth", "sex", "ethnic", "relation", "id_no")}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The table."""
        yield _table(*members_of(paper.members), self.heading)


@dataclass(frozen=True, slots=True)
class Blank(Part):
    """A table for the pen."""

    columns: tuple[tuple[str, float], ...]
    rows: int = 4
    heading: str = ""
    height: float = 9.0

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The empty rows, numbered; the first column is as wide as a number, the others by their share."""
        columns = [Column("STT", 12, align="center")]
        columns += [Column(title, width, share=width) for title, width in self.columns]
        rows = [Row([str(n), *[""] * len(self.columns)]) for n in range(1, self.rows + 1)]
        yield _table(Table(columns, size=12, least=8, row_height=self.height), rows, self.heading)


def _table(table: Table, rows: Sequence[Row], heading: str) -> letter.Part:
    return letter.Listed(table, rows, heading or None, kept=False, before=4, after=4)


def _dong(sums: Sums) -> str:
    return money(int(sums[""])) if "" in sums else ""


@dataclass(frozen=True, slots=True)
class GoodsTable(Part):
    """What is given in kind, with its price where it is known; empty rows where nothing is known."""

    heading: str
    last: str = "Tình trạng"
    rows: int = 3

    @property
    def names(self) -> set[str]:
        """What the table holds."""
        return {f"goods.{name}" for name in ("content", "unit", "quantity", "mark")}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The table."""
        rows = [
            Row(
                [
                    *(str(n), one.content, one.unit or "", one.quantity or "", money(one.unit_price)),
                    *(money(one.amount), one.mark or "", ""),
                ],
                {} if one.amount is None else {"": one.amount},
            )
            for n, one in enumerate(paper.goods, 1)
        ]
        columns = [
            Column("STT", 10, align="center"),
            Column("Tên, quy cách", 40, share=2),
            Column("ĐVT", 13, align="center", snug=True, most=22),
            Column("Số lượng", 16, align="right", snug=True, most=28),
            Column("Đơn giá", 20, align="right", snug=True, most=30),
            Column("Thành tiền", 22, align="right", snug=True, most=32),
            Column("Số tai, số máy", 22, share=0.4),
            Column(self.last, 22, share=0.6),
        ]
        totals = Totals(5, _dong) if any(row.adds for row in rows) else None
        table = Table(columns, size=10.5, least=7, row_height=8, totals=totals)
        yield _table(table, rows or [Row([""] * len(columns))] * self.rows, self.heading)


@dataclass(frozen=True, slots=True)
class Funding(Part):
    """What each source pays, and their sum."""

    heading: str
    rows: int = 4

    @property
    def names(self) -> set[str]:
        """What the table holds."""
        return {"sources.name"}

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The table; rows for the pen where no source is known."""
        rows = [
            Row([str(n), one.name, money(one.amount), ""], {"": one.amount}) for n, one in enumerate(paper.sources, 1)
        ]
        columns = [
            Column("STT", 12, align="center"),
            Column("Nguồn kinh phí", 70, share=2),
            Column("Số tiền (đồng)", 36, align="right", snug=True, most=46),
            Column("Ghi chú", 30, share=1),
        ]
        table = Table(columns, size=12, least=8, row_height=7, totals=Totals(2, _dong) if rows else None)
        yield _table(table, rows or [Row([""] * 4)] * self.rows, self.heading)


class Present(Part):
    """Who met: the day and place, then who they are, each with what he is. Roles: printed, or "" for the pen."""

    def __init__(self, *roles: str, place: str = "") -> None:
        self.roles, self.place = roles, place

    @property
    def names(self) -> set[str]:
        """Those in the place."""
        return names_in(self.place)

    def said(self, paper: Any) -> Iterable[letter.Part]:
        """The lines."""
        where = filled(paper, self.place) if self.place else "…………………"
        yield letter.Words(f"Hôm nay, {citizen.DATED}, tại {where}, chúng tôi gồm:", before=2)
        for role in self.roles:
            post = Fact("Chức vụ", role or None, blank=3, least=6)
            yield facts(Fact("Ông (bà)", None, blank=4, least=6), post)


def names_of(parts: Sequence[Part]) -> set[str]:
    """The names that parts ask for."""
    return {name for part in parts for name in part.names}
