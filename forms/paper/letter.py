"""Letter-like papers of an office as what they say, part after part: one content for the PDF and (`word`) the DOCX.

A letter knows no page: `draw` walks its parts with the pen. A new kind of part is a class here and a method in `word`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from db.store.prints import Heading, Office, Pending, Signature, Stamp
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.fonts import Face
from forms.paper.grid import Group, Row, Table
from forms.paper.measure import Measure, Run
from forms.paper.sheet import LANDSCAPE, PORTRAIT, Flow, Page
from forms.paper.tables import draw_table

BEFORE = 6
"""Points between paragraphs (NĐ 30/2020/NĐ-CP annex I)."""


class Part(ABC):
    """A part of a letter."""

    @abstractmethod
    def draw(self, flow: Flow) -> None:
        """Write it with the pen."""


@dataclass(frozen=True, slots=True)
class Words(Part):
    """A paragraph; its first line goes in unless told otherwise."""

    runs: str | Sequence[Run]
    indent: bool = True

    @property
    def pieces(self) -> list[Run]:
        """The stretches of the paragraph."""
        return [Run(self.runs)] if isinstance(self.runs, str) else list(self.runs)

    def draw(self, flow: Flow) -> None:
        flow.paragraph(self.pieces, indent=blocks.INDENT if self.indent else 0.0, before=BEFORE)


@dataclass(frozen=True, slots=True)
class Known(Part):
    """Facts side by side; what is not known is left to the pen."""

    items: Sequence[Fact]

    def draw(self, flow: Flow) -> None:
        flow.skip(2)
        blocks.facts(flow, self.items)


@dataclass(frozen=True, slots=True)
class Titled(Part):
    """A bold heading that stays with what follows."""

    text: str

    def draw(self, flow: Flow) -> None:
        blocks.section(flow, self.text)


@dataclass(frozen=True, slots=True)
class Middle(Part):
    """A line in the middle, such as "QUYẾT ĐỊNH:"."""

    text: str
    face: Face = "bold"

    def draw(self, flow: Flow) -> None:
        flow.skip(BEFORE)
        citizen.centred(flow, self.text, face=self.face)


@dataclass(frozen=True, slots=True)
class Basis(Part):
    """The căn cứ, one line each."""

    items: Sequence[str]

    def draw(self, flow: Flow) -> None:
        blocks.basis(flow, self.items)


@dataclass(frozen=True, slots=True)
class Addressed(Part):
    """Kính gửi."""

    to: Sequence[str]

    def draw(self, flow: Flow) -> None:
        blocks.addressed(flow, self.to)


@dataclass(frozen=True, slots=True)
class PenLines(Part):
    """Dotted lines to write on."""

    number: int

    def draw(self, flow: Flow) -> None:
        citizen.pen_lines(flow, self.number)


@dataclass(frozen=True, slots=True)
class Listed(Part):
    """A table; its last row stays with what follows it (`tail` points)."""

    table: Table
    rows: Sequence[Row | Group]
    heading: str | None = None

    def draw(self, flow: Flow, tail: float = 0.0) -> None:
        flow.skip(BEFORE)
        draw_table(flow, self.table, self.rows, tail=tail, heading=self.heading)
        flow.skip(2)


@dataclass(frozen=True, slots=True)
class Waiting(Part):
    """Who is kept out of the tables because his data is in conflict."""

    pending: Sequence[Pending]

    def draw(self, flow: Flow) -> None:
        blocks.pending_note(flow, self.pending)


@dataclass(frozen=True, slots=True)
class Signed(Part):
    """Places to sign over the whole width."""

    places: Sequence[Signature]

    def draw(self, flow: Flow) -> None:
        blocks.signatures(flow, self.places)


@dataclass(frozen=True, slots=True)
class Closing(Part):
    """Nơi nhận, and who signs beside it."""

    recipients: Sequence[str]
    place: Signature

    def draw(self, flow: Flow) -> None:
        blocks.closing(flow, self.recipients, self.place)


@dataclass(frozen=True, slots=True)
class Annex:
    """What is attached on pages of their own, which count for themselves."""

    title: str
    subject: str
    attached: str
    parts: Sequence[Part]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One paper. name: its kind; without one (a công văn) the subject stands under the number.

    symbol: after the number where the heading has none; mark: its bookmark in a batch.
    """

    office: Office
    heading: Heading
    symbol: str
    stamp: Stamp
    name: str
    subject: str
    parts: Sequence[Part]
    annexes: Sequence[Annex] = ()
    mark: str = ""
    landscape: bool = False


def draw(letter: Letter, measure: Measure) -> list[Page]:
    """Lay a letter out with its annexes, foot and all."""
    flow = Flow(measure, LANDSCAPE if letter.landscape else PORTRAIT)
    blocks.letterhead(flow, letter.office, letter.heading, letter.symbol, "" if letter.name else letter.subject)
    if letter.name:
        blocks.title(flow, letter.name, letter.subject)
    _write_all(flow, letter.parts)
    pages = list(flow.pages)
    for annex in letter.annexes:
        part = Flow(measure, LANDSCAPE if annex.landscape else PORTRAIT)
        part.low_numbers = flow.low_numbers
        blocks.title(part, annex.title, annex.subject)
        citizen.centred(part, annex.attached, face="italic")
        _write_all(part, annex.parts)
        pages += part.pages
    for frame, own in _by_size(pages):
        blocks.foot_of(measure, frame, own, letter.stamp, len(pages))
    pages[0].mark = measure.clean(letter.mark) or None
    return pages


def _by_size(pages: list[Page]) -> list[tuple[Any, list[tuple[int, Page]]]]:
    numbered = list(enumerate(pages, 1))
    frames = (PORTRAIT, LANDSCAPE)
    return [(frame, [(n, page) for n, page in numbered if page.size == frame.size]) for frame in frames]


def _write_all(flow: Flow, parts: Sequence[Part]) -> None:
    for n, part in enumerate(parts):
        rest = parts[n + 1 :]
        if isinstance(part, Listed) and rest:
            part.draw(flow, flow.height_of(partial(_write_all, parts=rest)))
        else:
            part.draw(flow)
