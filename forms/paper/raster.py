"""A finished PDF page by page: its size, its picture, its text and where in it something stands. It writes no PDF.

PDFium is not made for threads: one lock guards all of it, so that pictures may be drawn beside the window.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import Any
from weakref import WeakSet

from db.domain.errors import FileProblem
from db.domain.finding import Folded

_PDFIUM = RLock()
_OPEN: WeakSet[Pages] = WeakSet()
POINT = 1 / 72
"""Length of a point in inches: a scale of `dpi * POINT` draws at that many points an inch."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn: 32 bits a dot, in the order blue, green, red, unused; `stride` bytes a row."""

    width: int
    height: int
    stride: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a text stands: its page (from 0) and a box for every line of it."""

    page: int
    boxes: tuple[Box, ...]


class Pages:
    """An open PDF, usable from any thread; it closes itself when nobody holds it any more."""

    _document: Any = None

    def __init__(self, data: bytes) -> None:
        """Open a PDF from memory.

        Raises:
            FileProblem: it is none, or damaged.
        """
        import pypdfium2

        with _PDFIUM:
            try:
                self._document = pypdfium2.PdfDocument(data)
            except pypdfium2.PdfiumError as problem:
                raise FileProblem(
                    "not_pdf", "Trang in không đọc lại được. Chưa in gì, sổ còn nguyên: tạo lại trang in."
                ) from problem
            self.sizes: list[tuple[float, float]] = [
                self._document.get_page_size(number) for number in range(len(self._document))
            ]
        self._texts: dict[int, Folded] = {}
        _close_at_exit()
        _OPEN.add(self)

    def __len__(self) -> int:
        return len(self.sizes)

    def close(self) -> None:
        """Give the memory back."""
        if self._document is not None:
            with _PDFIUM:
                self._document.close()

    __del__ = close

    @contextmanager
    def _open(self, page: int) -> Iterator[Any]:
        """A page of PDFium's, given back before another thread may enter."""
        with _PDFIUM:
            opened = self._document[page]
            try:
                yield opened
            finally:
                opened.close()

    def picture(self, page: int, scale: float) -> Picture:
        """Draw a page, `scale` dots a point."""
        with self._open(page) as opened:
            bitmap = opened.render(scale=scale, prefer_bgrx=True)
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            return picture

    def text(self, page: int) -> str:
        """The text of a page as it is copied from it."""
        with self._open(page) as opened:
            return str(opened.get_textpage().get_text_range())

    def bookmarks(self) -> list[tuple[str, int]]:
        """Title and page (from 0) of every bookmark, in order."""
        with _PDFIUM:
            found = [(mark.get_title(), mark.get_dest()) for mark in self._document.get_toc()]
            return [(title, place.get_index() or 0) for title, place in found if place is not None]

    def find(self, text: str) -> list[Hit]:
        """Every place where a text stands; tone marks, case and line ends do not matter."""
        return [
            Hit(page, self._boxes(page, start, end))
            for page in range(len(self))
            for start, end in self._folded(page).places(text)
        ]

    def _folded(self, page: int) -> Folded:
        if page not in self._texts:
            self._texts[page] = Folded(self.text(page))
        return self._texts[page]

    def _boxes(self, page: int, start: int, end: int) -> tuple[Box, ...]:
        height = self.sizes[page][1]
        with self._open(page) as opened:
            text = opened.get_textpage()
            count = text.count_rects(start, end - start)
            sides = [text.get_rect(number) for number in range(count)]
        return tuple(Box(left, height - top, right - left, top - bottom) for left, bottom, right, top in sides)


@cache
def _close_at_exit() -> None:
    """Close what is open before PDFium's own end, which would complain of it."""

    def close_all() -> None:
        for pages in list(_OPEN):
            pages.close()

    atexit.register(close_all)
