"""Letters as a DOCX file that an office can go on writing in: the same words as the PDF, in Word's own paragraphs,
tables, page numbers and foot. Knows no document.

What Word has no word for in the library (cells, borders, fields) is written as its XML: `word_xml` has the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from db.store.prints.papers import Signature, Stamp
from forms.paper import blocks, citizen, word_xml
from forms.paper.blocks import Fact
from forms.paper.figures import ended as with_stops
from forms.paper.fonts import Face
from forms.paper.letter import (
    BEFORE,
    Addressed,
    Asked,
    Basis,
    Boxes,
    Called,
    Closing,
    Dated,
    Gap,
    Known,
    Letter,
    Letterhead,
    Listed,
    Middle,
    Part,
    PenLines,
    Signed,
    State,
    Title,
    Titled,
    Together,
    Waiting,
    Words,
    ended,
    goes_along,
)
from forms.paper.measure import Measure, Run
from forms.paper.output import PROGRAM, Meta, Printed, need_papers
from forms.paper.sheet import BODY, PORTRAIT, Frame, mm
from forms.paper.word_tables import add_table

FONT = "Times New Roman"
STILL = (2000, 1, 1, 0, 0, 0)
"""Time of every part in the file: the same letter gives the same bytes."""
Align = Literal["left", "center", "right"]


def write(letters: Sequence[Letter], out: BinaryIO, meta: Meta, measure: Measure) -> Printed:
    """Write letters into one DOCX; its pages are counted by Word, here as one for each letter and annex.

    Raises:
        UserError: there is no letter.
    """
    from docx import Document

    need_papers(len(letters))
    file = Document()
    _set_up(file, meta, measure)
    for number, letter in enumerate(letters):
        _Writer(file, measure, letter).write(new_section=bool(number))
    data = _still(file)
    out.write(data)
    pages = sum(1 + len(letter.annexes) for letter in letters)
    return Printed(pages, len(letters), len(data), sha256(data).hexdigest())


def _set_up(file: Any, meta: Meta, measure: Measure) -> None:
    """Font, spacing and what the file says of itself."""
    from docx.shared import Pt

    style = file.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    word_xml.east_asian(style.element, FONT)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1.0
    about = file.core_properties
    about.title, about.author = measure.clean(meta.title), measure.clean(meta.author).replace("\n", " ")
    about.subject, about.keywords = measure.clean(meta.subject), f"phiên bản dữ liệu: {measure.clean(meta.version)}"
    about.comments, about.language, about.last_modified_by = "", "vi-VN", PROGRAM
    about.created = about.modified = datetime(*STILL)  # noqa: DTZ001 - the format knows no zone


def _still(file: Any) -> bytes:
    """The file with times that do not change."""
    made, still = BytesIO(), BytesIO()
    file.save(made)
    with ZipFile(made) as source, ZipFile(still, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, STILL)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return still.getvalue()


class _Writer:
    """Writes one letter with its annexes."""

    def __init__(self, file: Any, measure: Measure, letter: Letter) -> None:
        self._file, self._measure, self._letter = file, measure, letter
        self._frame: Frame = letter.frame

    def write(self, *, new_section: bool) -> None:
        letter = self._letter
        self._section(letter.frame, new=new_section, form=letter.form)
        self._parts(ended(letter.parts))
        for annex in letter.annexes:
            self._section(PORTRAIT, new=True)
            self._parts(ended(annex.whole))

    def _section(self, frame: Frame, *, new: bool, form: str = "") -> None:
        """Pages of a size, with their numbers and foot; the number of a form stands in the corner of the first."""
        from docx.enum.section import WD_ORIENT, WD_SECTION
        from docx.shared import Pt

        self._frame = frame
        section = self._file.add_section(WD_SECTION.NEW_PAGE) if new else self._file.sections[0]
        wide = frame.size[0] > frame.size[1]
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Pt(round(side, 1)) for side in frame.size)
        section.left_margin, section.right_margin = Pt(frame.left), Pt(frame.right)
        section.top_margin, section.bottom_margin = Pt(frame.top), Pt(frame.bottom)
        section.header_distance = section.footer_distance = Pt(mm(9))
        section.different_first_page_header_footer = True
        word_xml.restart_numbers(section._sectPr)
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            part.is_linked_to_previous = False
        for footer in (section.footer, section.first_page_footer):
            _foot(footer, self._letter.stamp, self._measure, frame)
        corner = section.first_page_header.paragraphs[0]
        corner.alignment = _alignment("right")
        self._runs(corner, [Run(form, "bold")], 11)
        self._numbers(section)

    def _numbers(self, section: Any) -> None:
        """The page number, from the second page on, where the rules of the letter's day want it."""
        part = section.footer if self._letter.low_numbers else section.header
        line = part.add_paragraph() if self._letter.low_numbers else part.paragraphs[0]
        line.alignment = _alignment("right" if self._letter.low_numbers else "center")
        word_xml.field(line, "PAGE", BODY)

    # The fixed parts.

    def _letterhead(self, part: Letterhead) -> None:
        width = self._frame.width + mm(5)
        sides = (width * blocks.AGENCY_SHARE, width * (1 - blocks.AGENCY_SHARE))
        left, right = self._side_by_side(sides, start=-mm(5))
        office = part.office
        for line in (office.superior or "").split("\n") if office.superior else ():
            self._line(left, line, size=12)
        for line in office.name.split("\n"):
            self._line(left, line, "bold", size=12)
        last = self._width(office.name.split("\n")[-1], "bold", 12)
        self._rule(left, sides[0], max(mm(14), last * 0.42))
        self._line(left, blocks.numbered(part.heading, part.symbol))
        if part.about:
            self._line(left, part.about, size=12)
        self._nation(right, sides[1])
        self._line(right, blocks.dated(office, part.heading), "italic")
        word_xml.drop_first(left, right)

    def _state(self, part: State) -> None:
        self._nation(self._file, self._frame.width)

    def _nation(self, place: Any, width: float) -> None:
        """Quốc hiệu and tiêu ngữ with the line as long as it."""
        self._line(place, blocks.COUNTRY, "bold", size=12)
        self._line(place, blocks.MOTTO, "bold")
        self._rule(place, width, self._width(blocks.MOTTO, "bold", BODY))

    def _title(self, part: Title) -> None:
        self._line(self._file, part.name.upper(), "bold", size=14, before=10)
        self._line(self._file, part.subject, "bold")
        wide = min(self._width(part.subject, "bold", BODY), self._frame.width)
        self._rule(self._file, self._frame.width, max(mm(20), wide * 0.4))

    def _called(self, part: Called) -> None:
        self._line(self._file, part.name.upper(), "bold", size=14, before=mm(5))
        if part.under:
            self._line(self._file, part.under, "italic", size=12)

    # The parts of the content.

    def _parts(self, parts: Sequence[Part]) -> None:
        for n, part in enumerate(parts):
            WRITERS[type(part)](self, part)
            if goes_along(part, parts[n + 1 :]):
                table = self._file.element.body[-2]  # behind it stand the properties of the section
                self._parts(parts[n + 1 :])
                word_xml.keep_together(table, last_row=True)
                return

    def _words(self, part: Words) -> None:
        self._paragraph(part.pieces, indent=blocks.INDENT if part.indent else 0.0, before=part.before)

    def _gap(self, part: Gap) -> None:
        """Paragraphs stand apart by themselves."""

    def _together(self, part: Together) -> None:
        body = self._file.element.body
        first = len(body) - 1
        self._parts(part.parts)
        word_xml.keep_together(body[first])

    def _known(self, part: Known) -> None:
        for line in blocks.fact_lines(self._measure, self._frame.width, part.items):
            self._facts(line)

    def _titled(self, part: Titled) -> None:
        self._paragraph([Run(part.text, "bold")]).paragraph_format.keep_with_next = True

    def _middle(self, part: Middle) -> None:
        self._line(self._file, part.text, part.face, before=part.before)

    def _basis(self, part: Basis) -> None:
        for line in with_stops(list(part.items)):
            self._paragraph([Run(line, "italic")], indent=blocks.INDENT, before=2)

    def _pen_lines(self, part: PenLines) -> None:
        for _ in range(part.number):
            word_xml.dotted(self._file.add_paragraph(), self._frame.width)

    def _boxes(self, part: Boxes) -> None:
        """Boxes side by side, each in a cell of its own."""
        for start in range(0, len(part.choices), part.columns):
            line = part.choices[start : start + part.columns]
            cells = self._side_by_side([self._frame.width / part.columns] * part.columns)
            for cell, (text, ticked) in zip(cells, line, strict=False):
                word_xml.box(cell.paragraphs[0], 12, ticked=ticked)
                self._runs(cell.paragraphs[0], [Run(text)], 12)

    def _asked(self, part: Asked) -> None:
        paragraph = self._paragraph([Run(f"{part.question} ")], before=2)
        for text, ticked in part.choices:
            word_xml.box(paragraph, 12, ticked=ticked)
            self._runs(paragraph, [Run(f"{text} ")], 12)

    def _dated(self, part: Dated) -> None:
        form = self._line(self._file, f"{part.place}, {citizen.DATED}", "italic", before=mm(3)).paragraph_format
        form.left_indent = word_xml.points(self._frame.width * (1 - citizen.DATE_SHARE))

    def _waiting(self, part: Waiting) -> None:
        if part.pending:
            self._paragraph(blocks.pending_runs(part.pending))

    def _listed(self, part: Listed) -> None:
        if part.heading:
            self._titled(Titled(part.heading))
        add_table(self._file, part.table, part.rows, self._measure, self._frame.width)

    def _addressed(self, part: Addressed) -> None:
        to = part.to
        if len(to) == 1:
            self._line(self._file, f"Kính gửi: {to[0]}", before=BEFORE)
            return
        self._paragraph([Run("Kính gửi:")], indent=mm(35))
        for line in with_stops(list(to)):
            self._paragraph([Run(f"- {line}")], left=mm(45), before=0)

    def _facts(self, line: list[tuple[int, Fact]]) -> None:
        """Facts of one line on tab stops; an unknown one is a dotted line up to the next."""
        paragraph = self._file.add_paragraph()
        cell = self._frame.width / blocks.GRID
        for n, (at, fact) in enumerate(line):
            if n:
                word_xml.tab(paragraph, at * cell)
            self._runs(paragraph, [Run(f"{fact.label}:{' ' if fact.value else ''}"), Run(fact.value or "", fact.face)])
            if not fact.value:
                end = line[n + 1][0] * cell - 6 if n + 1 < len(line) else self._frame.width
                word_xml.tab(paragraph, end, dots=True)

    def _signed(self, part: Signed) -> None:
        places = part.places
        if not places:
            return
        cells = self._side_by_side([self._frame.width / len(places)] * len(places))
        for cell, place in zip(cells, places, strict=True):
            self._place(cell, place)
        word_xml.drop_first(*cells)

    def _closing(self, part: Closing) -> None:
        recipients, place = part.recipients, part.place
        width = self._frame.width
        left, right = self._side_by_side((width * blocks.RECIPIENTS_SHARE, width * (1 - blocks.RECIPIENTS_SHARE)))
        if recipients:
            self._line(left, "Nơi nhận:", "bold_italic", size=12, align="left", before=BEFORE)
        for line in with_stops(list(recipients)):
            self._line(left, f"- {line}", size=11, align="left")
        self._place(right, place)
        word_xml.drop_first(left, right)

    def _place(self, cell: Any, place: Signature) -> None:
        """One place to sign, with room for the hand."""
        self._line(cell, place.title, "bold", before=BEFORE)
        if place.position:
            self._line(cell, place.position, "bold")
        if place.hint:
            self._line(cell, f"({place.hint})", "italic", size=11)
        self._line(cell, place.name or "", "bold", before=blocks.SIGN_ROOM)

    # Pieces.

    def _width(self, text: str, face: Face, size: float) -> float:
        return self._measure.width(self._measure.clean(text), face, size)

    def _side_by_side(self, widths: Sequence[float], start: float = 0.0) -> list[Any]:
        return word_xml.columns(self._file, widths, start)

    def _line(
        self, place: Any, text: str, face: Face = "regular", *, size: float = BODY, before: float = 0.0,
        align: Align = "center",
    ) -> Any:  # fmt: skip
        """A paragraph of one face."""
        from docx.shared import Pt

        paragraph = place.add_paragraph()
        paragraph.alignment = _alignment(align)
        paragraph.paragraph_format.space_before = Pt(before)
        self._runs(paragraph, [Run(text, face)], size)
        return paragraph

    def _rule(self, place: Any, width: float, length: float) -> None:
        """A drawn line under a name: the lower border of a paragraph as long as it."""
        word_xml.rule(place.add_paragraph(), (width - length) / 2)

    def _paragraph(self, runs: Sequence[Run], *, indent: float = 0.0, left: float = 0.0, before: float = BEFORE) -> Any:
        from docx.shared import Pt

        paragraph = self._file.add_paragraph()
        form = paragraph.paragraph_format
        form.first_line_indent, form.left_indent, form.space_before = Pt(indent), Pt(left), Pt(before)
        self._runs(paragraph, runs)
        return paragraph

    def _runs(self, paragraph: Any, runs: Sequence[Run], size: float = BODY) -> None:
        """Append runs; the blank that cleaning takes from the end of one stands before the next."""
        texts = [(self._measure.clean(run.text) + " " * run.text.endswith(" "), run.face) for run in runs]
        word_xml.runs(paragraph, texts, size)


WRITERS: dict[type[Part], Callable[[_Writer, Any], None]] = {
    Letterhead: _Writer._letterhead,
    Title: _Writer._title,
    State: _Writer._state,
    Called: _Writer._called,
    Gap: _Writer._gap,
    Together: _Writer._together,
    Boxes: _Writer._boxes,
    Asked: _Writer._asked,
    Dated: _Writer._dated,
    Words: _Writer._words,
    Known: _Writer._known,
    Titled: _Writer._titled,
    Middle: _Writer._middle,
    Basis: _Writer._basis,
    Addressed: _Writer._addressed,
    PenLines: _Writer._pen_lines,
    Listed: _Writer._listed,
    Waiting: _Writer._waiting,
    Signed: _Writer._signed,
    Closing: _Writer._closing,
}
"""How each kind of part is written."""


def _alignment(name: Align) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return {
        "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[name]  # fmt: skip


def _foot(footer: Any, stamp: Stamp, measure: Measure, frame: Frame) -> None:
    """The small line of code, time and state of the data, the page behind it."""
    line = footer.paragraphs[0]
    word_xml.clear_tabs(line)
    word_xml.upper_border(line)
    word_xml.runs(line, [(measure.clean(blocks.foot_text(stamp)), "regular")], 9)
    word_xml.tab(line, frame.width, right=True)
    word_xml.runs(line, [("Trang ", "regular")], 9)
    word_xml.field(line, "PAGE", 9)
