"""Reads PDFs back with another library than the one that wrote them: text, letter boxes, pictures."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2
from PIL import Image

from forms.paper import fonts
from forms.paper.output import Meta, write
from forms.paper.sheet import Page

LINE_END_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})
"""PDFium hands back a hyphen at the end of a line as a mark of its own."""


def texts(data: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded().translate(LINE_END_HYPHENS) for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Text without blanks and line ends, because a cell may break it anywhere."""
    return "".join(text.split())


def letter_boxes(data: bytes) -> list[list[tuple[float, float, float, float]]]:
    """Left, bottom, right, top of every visible letter, for each page."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(n) for n in range(text.count_chars())]
            pages.append([box for box in boxes if box[2] > box[0] and box[3] > box[1]])
        return pages
    finally:
        document.close()


def pictures(data: bytes, dpi: int) -> list[Image.Image]:
    """Every page as a grey picture."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def outline(data: bytes) -> list[str]:
    """Titles of the bookmarks."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [bookmark.get_title() for bookmark in document.get_toc()]
    finally:
        document.close()


def base_fonts(data: bytes) -> set[str]:
    """Names of all fonts the file speaks of, used or not."""
    return {name.decode() for name in re.findall(rb"/BaseFont /([^\s/]+)", data)}


def drawn(pages: list[Page]) -> bytes:
    """Recorded pages as a PDF."""
    out = BytesIO()
    write(pages, out, Meta("thử", "thử", "thử", "thử"), fonts.load())
    return out.getvalue()
