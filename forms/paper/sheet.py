"""Pages as lists of things to draw, and the pen that walks down them; knows margins, not documents, and writes no
file.

A page is recorded first and drawn later, so that the second liên costs no second layout and a page count is known
before the foot is written. All measures are points from the lower left corner; millimetres only through `mm()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forms.paper.charts import Chart
from forms.paper.fonts import Face
from forms.paper.measure import LEADING, Fitted, Measure, Piece, Run

A4 = (595.28, 841.89)
BODY = 13.0
"""Size of running text (NĐ 30/2020/NĐ-CP annex I: 13–14)."""
HEADING = 4.0
"""Blank above a heading."""
ASCENT = 0.78
"""Height of the tallest unmarked letter above the base line, in parts of the size."""


def mm(length: float) -> float:
    """Return millimetres as points."""
    return length * 72 / 25.4


class Text(NamedTuple):
    """One string; `x`, `y` is the start of its base line."""

    face: Face
    size: float
    x: float
    y: float
    text: str


class Rule(NamedTuple):
    """One straight line. grey: 0 black … 1 white; dotted: a line to write on."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.6
    grey: float = 0.0
    dotted: bool = False


class Drawn(NamedTuple):
    """A chart; `left`, `top` is its upper left corner."""

    chart: Chart
    left: float
    top: float


@dataclass(slots=True)
class Page:
    """What stands on one page. mark: title of the bookmark that leads here; tables: those that begin here, each with
    its rows and heading, as they were handed to be drawn.
    """

    size: tuple[float, float]
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    mark: str | None = None
    charts: list[Drawn] = field(default_factory=list)
    tables: list[tuple[Any, Any, str]] = field(default_factory=list)

    def copy(self, mark: str | None) -> Page:
        """Return a page with the same content to add to."""
        return Page(self.size, list(self.texts), list(self.rules), mark, list(self.charts), list(self.tables))


@dataclass(frozen=True, slots=True)
class Frame:
    """Paper and margins of NĐ 30/2020/NĐ-CP annex I: left 30 mm, right 15, top and bottom 20."""

    size: tuple[float, float] = A4
    left: float = mm(30)
    right: float = mm(15)
    top: float = mm(20)
    bottom: float = mm(20)

    @property
    def width(self) -> float:
        """Width of the text area."""
        return self.size[0] - self.left - self.right

    @property
    def height(self) -> float:
        """Height of the text area."""
        return self.size[1] - self.top - self.bottom

    @property
    def right_edge(self) -> float:
        """Where the text area ends."""
        return self.size[0] - self.right


PORTRAIT = Frame()
LANDSCAPE = Frame(size=(A4[1], A4[0]))


class Flow:
    """The pen: `y` is the upper edge of what comes next; takes a new page when something does not fit."""

    def __init__(self, measure: Measure, frame: Frame = PORTRAIT) -> None:
        self.measure = measure
        self.frame = frame
        self.pages: list[Page] = []
        self.low_numbers = False
        """Page numbers at the lower right, as papers had them before 05/03/2020."""
        self.new_page()

    @property
    def page(self) -> Page:
        """The page being written."""
        return self.pages[-1]

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self.y - self.frame.bottom

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page's text area yet."""
        return self.y >= self.frame.size[1] - self.frame.top - 0.01

    def new_page(self) -> None:
        """Start a page; from the second on it bears its number, 13 pt, in the middle of the upper margin (annex I)."""
        width, height = self.frame.size
        self.pages.append(Page(self.frame.size))
        self.y = height - self.frame.top
        if len(self.pages) > 1:
            number = str(len(self.pages))
            wide = self.measure.width(number, "regular", BODY)
            x, y = ((width - wide) / 2, height - mm(13))
            if self.low_numbers:
                x, y = self.frame.right_edge - wide, mm(7)
            self.page.texts.append(Text("regular", BODY, x, y, number))

    def need(self, height: float) -> None:
        """Take a new page unless `height` points are left (a page that is still empty is kept)."""
        if height > self.room + 0.01 and not self.fresh:
            self.new_page()

    def skip(self, height: float) -> None:
        """Leave `height` points empty; at the head of a page nothing is left."""
        if not self.fresh:
            self.y -= height

    def height_of(self, write: Callable[[Flow], None]) -> float:
        """Return the height of what `write` writes, by writing it on scrap; at most a whole page."""
        scrap = Flow(self.measure, self.frame)
        scrap.low_numbers = self.low_numbers
        scrap.y -= 1
        start = scrap.y
        write(scrap)
        return start - scrap.y if len(scrap.pages) == 1 else self.frame.height

    def rule(self, x1: float, x2: float, y: float, *, width: float = 0.6, dotted: bool = False) -> None:
        """Draw a horizontal line."""
        self.page.rules.append(Rule(x1, y, x2, y, width, 0.0, dotted))

    def lines(self, fitted: Fitted, face: Face, x: float, width: float, top: float, *, align: str = "left") -> float:
        """Write fitted lines between `x` and `x + width` downwards from `top`; return the lower edge."""
        size, lines = fitted
        pitch = size * LEADING
        base = top - (pitch - size) / 2 - ASCENT * size
        texts = self.page.texts
        for line in lines:
            if line:
                texts.append(Text(face, size, x + self.measure.start(line, face, size, width, align=align), base, line))
            base -= pitch
        return top - pitch * len(lines)

    def paragraph(
        self, runs: list[Run], *, size: float = BODY, indent: float = 0.0, before: float = 0.0, x: float = 0.0
    ) -> None:
        """Write running text over the text area (from `x` points inside its left edge), line by line over pages."""
        self.skip(before)
        for pieces in self.measure.paragraph(runs, size, self.frame.width - x, indent):
            self.need(size * LEADING)
            self.pieces(pieces, self.frame.left + x, size)
            self.y -= size * LEADING

    def pieces(self, pieces: list[Piece], x: float, size: float) -> None:
        """Write one line of pieces, its upper edge at the pen."""
        base = self.y - size * LEADING + size * (LEADING - 1) / 2 + size * (1 - ASCENT)
        self.page.texts.extend(Text(face, size, x + at, base, text) for at, text, face in pieces)
