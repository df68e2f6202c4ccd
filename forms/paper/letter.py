"""Letter-like papers as what they say, part after part: one content for the PDF and (`word`) the DOCX.

A letter knows no page: `draw` walks its parts with the pen. A new kind of part is a class here and a method in `word`.
An office's letter begins with its head (`of_office`), a form of citizens with quốc hiệu in the middle (`State`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from db.store.prints.papers import Heading, Office, Pending, Signature, Stamp
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.fonts import Face
from forms.paper.grid import Group, Row, Table
from forms.paper.measure import Measure, Run
from forms.paper.sheet import PORTRAIT, Flow, Frame, Page
from forms.paper.tables import draw_table

BEFORE = 6
"""Points between paragraphs (NĐ 30/2020/NĐ-CP annex I)."""


class Part(ABC):
    """A part of a letter."""

    @abstractmethod
    def draw(self, flow: Flow) -> None:
        """Write it with the pen."""


@dataclass(frozen=True, slots=True)
class Letterhead(Part):
    """The head of an office's paper. about: of one without a title; form: number of a prescribed form."""

    office: Office
    heading: Heading
    symbol: str
    about: str = ""
    form: str = ""

    @property
    def low_numbers(self) -> bool:
        """Whether page numbers stand below, as they did until the decree of 2020."""
        return bool(self.heading.date) and str(self.heading.date) < blocks.DECREE_30

    def draw(self, flow: Flow) -> None:
        flow.low_numbers = self.low_numbers
        citizen.corner(flow, self.form)
        blocks.letterhead(flow, self.office, self.heading, self.symbol, self.about)


@dataclass(frozen=True, slots=True)
class Title(Part):
    """Tên loại and trích yếu of an office's paper."""

    name: str
    subject: str

    def draw(self, flow: Flow) -> None:
        blocks.title(flow, self.name, self.subject)


@dataclass(frozen=True, slots=True)
class State(Part):
    """The head of a form of citizens: quốc hiệu in the middle, the number of the form in the corner."""

    form: str = ""

    def draw(self, flow: Flow) -> None:
        citizen.head(flow, self.form)


@dataclass(frozen=True, slots=True)
class Called(Part):
    """What a form of citizens is called; whom or what it is for stands below."""

    name: str
    under: str = ""

    def draw(self, flow: Flow) -> None:
        citizen.title(flow, self.name, self.under)


@dataclass(frozen=True, slots=True)
class Gap(Part):
    """Room on the page before what follows; Word has its own."""

    height: float

    def draw(self, flow: Flow) -> None:
        flow.skip(self.height)


@dataclass(frozen=True, slots=True)
class Words(Part):
    """A paragraph; its first line goes in unless told otherwise."""

    runs: str | Sequence[Run]
    indent: bool = True
    before: float = BEFORE

    @property
    def pieces(self) -> list[Run]:
        """The stretches of the paragraph."""
        return [Run(self.runs)] if isinstance(self.runs, str) else list(self.runs)

    def draw(self, flow: Flow) -> None:
        flow.paragraph(self.pieces, indent=blocks.INDENT if self.indent else 0.0, before=self.before)


@dataclass(frozen=True, slots=True)
class Known(Part):
    """Facts side by side; what is not known is left to the pen."""

    items: Sequence[Fact]
    before: float = 2.0

    def draw(self, flow: Flow) -> None:
        flow.skip(self.before)
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
    before: float = BEFORE

    def draw(self, flow: Flow) -> None:
        flow.skip(self.before)
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
class Boxes(Part):
    """Boxes to tick, each before its text, in columns; a true one is crossed."""

    choices: Sequence[tuple[str, bool]]
    columns: int = 2

    def draw(self, flow: Flow) -> None:
        citizen.boxes(flow, self.choices, columns=self.columns)


@dataclass(frozen=True, slots=True)
class Asked(Part):
    """A question with its boxes to tick behind it."""

    question: str
    choices: Sequence[tuple[str, bool]]

    def draw(self, flow: Flow) -> None:
        citizen.asked(flow, self.question, self.choices)


@dataclass(frozen=True, slots=True)
class Listed(Part):
    """A table. kept: its last row stays with what follows it (`tail` points)."""

    table: Table
    rows: Sequence[Row | Group]
    heading: str | None = None
    kept: bool = True
    before: float = BEFORE
    after: float = 2.0

    def draw(self, flow: Flow, tail: float = 0.0) -> None:
        flow.skip(self.before)
        draw_table(flow, self.table, self.rows, tail=tail, heading=self.heading)
        flow.skip(self.after)


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
class Dated(Part):
    """The place and room for the date, above who signs a form of citizens."""

    place: str

    def draw(self, flow: Flow) -> None:
        citizen.dated(flow, self.place)


@dataclass(frozen=True, slots=True)
class Together(Part):
    """Parts that stand on one page where they fit on one."""

    parts: Sequence[Part]

    def draw(self, flow: Flow) -> None:
        write_all = partial(_write_all, parts=self.parts)
        flow.need(flow.height_of(write_all))
        write_all(flow)


def facts(*items: Fact) -> Known:
    """Facts right below what stands before them."""
    return Known(items, before=0)


def signed(place: str, places: Sequence[Signature], oath: str = "") -> Together:
    """The end of a form of citizens: the oath, the place with room for the date, who signs.

    One place to sign stands to the right, several over the whole width.
    """
    sworn = [Words(oath, before=4)] if oath else []
    return Together([*sworn, Dated(place), Signed(places if len(places) > 1 else (Signature(title=""), *places))])


@dataclass(frozen=True, slots=True)
class Annex:
    """What is attached on pages of their own, which count for themselves."""

    title: str
    subject: str
    attached: str
    parts: Sequence[Part]

    @property
    def whole(self) -> list[Part]:
        """Its title and what it is attached to, then its content."""
        return [Title(self.title, self.subject), Middle(self.attached, "italic", before=0), *self.parts]


@dataclass(frozen=True, slots=True)
class Letter:
    """One paper, from its head on. mark: its bookmark in a batch."""

    stamp: Stamp
    parts: Sequence[Part]
    annexes: Sequence[Annex] = ()
    mark: str = ""
    frame: Frame = PORTRAIT

    @property
    def low_numbers(self) -> bool:
        """Whether page numbers stand below."""
        return any(isinstance(part, Letterhead) and part.low_numbers for part in self.parts)

    @property
    def form(self) -> str:
        """The number of the prescribed form, if it is one."""
        return next((part.form for part in self.parts if isinstance(part, Letterhead | State)), "")


def of_office(
    *, office: Office, heading: Heading, symbol: str, stamp: Stamp, name: str, subject: str, parts: Sequence[Part],
    annexes: Sequence[Annex] = (), mark: str = "", frame: Frame = PORTRAIT,
) -> Letter:  # fmt: skip
    """A letter of an office. name: its kind; without one (a công văn) the subject stands under the number.

    symbol: after the number where the heading has none.
    """
    head = Letterhead(office, heading, symbol, "" if name else subject)
    return Letter(stamp, [head, *([Title(name, subject)] if name else []), *parts], annexes, mark, frame)


def draw(letter: Letter, measure: Measure) -> list[Page]:
    """Lay a letter out with its annexes, foot and all."""
    flows = [_written(letter.parts, Flow(measure, letter.frame))]
    for annex in letter.annexes:
        flow = Flow(measure)
        flow.low_numbers = letter.low_numbers
        flows.append(_written(annex.whole, flow))
    pages = [page for flow in flows for page in flow.pages]
    first = 1
    for flow in flows:
        blocks.foot_of(measure, flow.frame, list(enumerate(flow.pages, first)), letter.stamp, len(pages))
        first += len(flow.pages)
    pages[0].mark = measure.clean(letter.mark) or None
    return pages


def ended(parts: Sequence[Part]) -> list[Part]:
    """The parts with the last words before the places to sign kept with them: nobody signs on a page of its own."""
    told = [part for part in parts if not (isinstance(part, Waiting) and not part.pending)]
    if len(told) < 2:
        return told
    *body, last, end = told
    if isinstance(end, Signed | Closing | Together) and not isinstance(last, Listed | Together):
        return [*body, Together([last, end])]
    return told


def goes_along(part: Part, rest: Sequence[Part]) -> bool:
    """Whether the last row of a table stays with what follows: the end of a list, not the rest of a text."""
    text = any(isinstance(one, Titled | PenLines) for one in rest)
    return isinstance(part, Listed) and part.kept and bool(rest) and not text


def _written(parts: Sequence[Part], flow: Flow) -> Flow:
    _write_all(flow, ended(parts))
    return flow


def _write_all(flow: Flow, parts: Sequence[Part]) -> None:
    for n, part in enumerate(parts):
        rest = parts[n + 1 :]
        if isinstance(part, Listed) and goes_along(part, rest):
            part.draw(flow, flow.height_of(partial(_write_all, parts=rest)))
        else:
            part.draw(flow)
