"""Turns recorded pages into one PDF file: embedded fonts, metadata, bookmarks, same bytes for same pages; no layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from db.domain.errors import UserError
from forms.files import whole
from forms.paper.charts import paint
from forms.paper.fonts import Family
from forms.paper.sheet import Page, Rule, Text

PROGRAM = "Sổ Hỗ Trợ"


@dataclass(frozen=True, slots=True)
class Meta:
    """What the file says of itself. version: state of the data, kept among the keywords."""

    title: str
    author: str
    subject: str
    version: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written: number of pages and papers (households, lists), size in bytes, SHA-256 of the file in hex."""

    pages: int
    papers: int
    size: int
    sha256: str


def write(pages: Iterable[Page], out: Path | BinaryIO, meta: Meta, family: Family, papers: int = 1) -> Printed:
    """Write `pages` as a PDF to `out`; a path gets the whole file or stays as it was.

    Raises:
        EnvironmentProblem: the disk is full or may not be written; no half file remains.
        UserError: there is no page.
    """
    buffer = BytesIO()
    canvas = open_canvas(buffer, family)
    _describe(canvas, meta, family)
    count = 0
    for page in pages:
        count += 1
        canvas.setPageSize(page.size)
        if page.mark:
            canvas.bookmarkPage(f"p{count}")
            canvas.addOutlineEntry(page.mark, f"p{count}", 0)
        for drawn in page.charts:
            paint(canvas, *drawn)
        draw_rules(canvas, page.rules)
        draw_texts(canvas, page.texts, family)
        canvas.showPage()
    need_papers(count)
    canvas.save()
    data = buffer.getvalue()
    if isinstance(out, Path):
        save(out, data)
    else:
        out.write(data)
    return Printed(count, papers, len(data), sha256(data).hexdigest())


def need_papers(count: int) -> None:
    """UserError where there is nothing to write."""
    if not count:
        raise UserError(
            "nothing_to_print", "Không có gì để in: chưa chọn hộ nào. Chưa tạo tệp nào; hãy chọn hộ rồi in lại."
        )


def open_canvas(out: BinaryIO, family: Family) -> Any:
    """Return a ReportLab canvas that writes the same bytes for the same pages and starts in our own font."""
    from reportlab.pdfgen.canvas import Canvas

    name = family.faces["regular"].name
    return Canvas(out, invariant=1, pageCompression=1, initialFontName=name, initialFontSize=13, lang="vi-VN")


def draw_texts(canvas: Any, texts: list[Text], family: Family) -> None:
    """Draw all texts of a page as one text object: half the operators of one `drawString` each."""
    if not texts:
        return
    pen = canvas.beginText()
    names = {face: type_.name for face, type_ in family.faces.items()}
    now: tuple[str, float] | None = None
    for face, size, x, y, text in texts:
        if (face, size) != now:
            pen.setFont(names[face], size, 0)
            now = (face, size)
        pen.setTextOrigin(x, y)
        pen.textOut(text)
    canvas.drawText(pen)


def draw_rules(canvas: Any, rules: list[Rule]) -> None:
    """Draw all lines of a page, lines of one kind together."""
    kinds: dict[tuple[float, float, bool], list[tuple[float, float, float, float]]] = {}
    for x1, y1, x2, y2, width, grey, dotted in rules:
        kinds.setdefault((width, grey, dotted), []).append((x1, y1, x2, y2))
    for (width, grey, dotted), lines in kinds.items():
        canvas.setLineWidth(width)
        canvas.setStrokeGray(grey)
        canvas.setDash([0.6, 2.0] if dotted else [])
        canvas.lines(lines)


def _describe(canvas: Any, meta: Meta, family: Family) -> None:
    canvas.setTitle(family.clean(meta.title))
    canvas.setAuthor(family.clean(meta.author).replace("\n", " "))
    canvas.setSubject(family.clean(meta.subject))
    canvas.setKeywords(f"phiên bản dữ liệu: {family.clean(meta.version)}")
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def save(path: Path, data: bytes) -> None:
    """Write a paper, whole or not at all. Raises EnvironmentProblem where the disk is full or may not be written."""
    with whole(path) as file:
        file.write(data)
