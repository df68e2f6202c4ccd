"""The type family of papers (Times-like, NĐ 30/2020/NĐ-CP annex I) and of charts; finds and registers, draws nothing.

Order: the system's Times New Roman, `resources/fonts/`, the system's Liberation Serif or Tinos. The three have the
same letter widths, so a page breaks at the same places with each of them.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import resources
from db.domain.errors import EnvironmentProblem

Face = Literal["regular", "bold", "italic", "bold_italic"]
FACES: tuple[Face, ...] = ("regular", "bold", "italic", "bold_italic")
MISSING = (
    "Không tìm thấy phông chữ có đủ dấu tiếng Việt nên chưa in trang nào, dữ liệu không bị ảnh hưởng: "
    "hãy cài Times New Roman, hoặc gói fonts-liberation2 (Debian, Ubuntu), rồi in lại."
)
BOX = "\u25a1"
"""Stands on paper for a character that the family has no drawing for."""
Style = Literal["serif", "sans"]
"""serif: what papers are set in; sans: charts, which stand on screen too."""


def _spelled(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """File names of a family as systems write them: `Times_New_Roman_Bold.ttf`, `Times New Roman Bold.ttf`."""
    return tuple(
        tuple(gap.join((*words, *style)) + ".ttf" for style in ((), ("Bold",), ("Italic",), ("Bold", "Italic")))
        for gap in ("_", " ")
    )


def _free(*names: str) -> tuple[tuple[str, ...], ...]:
    styles = ("Regular", "Bold", "Italic", "BoldItalic")
    return tuple(tuple(f"{name}-{style}.ttf" for style in styles) for name in names)


_SYSTEM: dict[Style, tuple[tuple[str, ...], ...]] = {
    "serif": (("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"), *_spelled(("Times", "New", "Roman"))),
    "sans": (("arial.ttf", "arialbd.ttf", "ariali.ttf", "arialbi.ttf"), *_spelled(("Arial",))),
}
_FREE: dict[Style, tuple[tuple[str, ...], ...]] = {
    "serif": _free("LiberationSerif", "Tinos"),
    "sans": _free("LiberationSans", "Arimo"),
}


def vietnamese_letters() -> str:
    """Return all 134 letters that carry a Vietnamese mark or stroke, capitals and small, and the 52 of a–z."""
    marks = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    small = {unicodedata.normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in marks} | {"đ"}
    letters = small | set("abcdefghijklmnopqrstuvwxyz")
    return "".join(sorted(letters) + sorted(letter.upper() for letter in letters))


@dataclass(slots=True)
class Type:
    """One registered face and its letter widths (in 1/1000 of the size); remembers words it has measured."""

    name: str
    widths: dict[int, float]
    _words: dict[str, float] = field(default_factory=dict)

    def width(self, text: str, size: float) -> float:
        """Return the width of `text` in points."""
        known = self._words.get(text)
        if known is None:
            widths = self.widths
            known = sum(widths[ord(letter)] for letter in text) / 1000
            if len(self._words) > 50_000:
                self._words.clear()
            self._words[text] = known
        return known * size


@dataclass(frozen=True, slots=True)
class Family:
    """The four faces in use. `source` is the folder they came from."""

    faces: dict[Face, Type]
    source: Path
    _clean: dict[str, str] = field(default_factory=dict)

    def clean(self, text: str) -> str:
        """Return `text` as it can be printed: NFC, blanks collapsed (line breaks kept), □ for what has no drawing.

        Nothing is lost silently, and one odd letter in a note does not keep a village's papers from being printed.
        """
        known = self._clean.get(text)
        if known is None:
            if len(self._clean) > 50_000:
                self._clean.clear()
            known = self._clean[text] = self._printed(text)
        return known

    def _printed(self, text: str) -> str:
        if not text.isprintable():
            text = "".join(letter for letter in text if not _invisible(letter))
        text = unicodedata.normalize("NFC", text)
        lines = text.splitlines()
        text = " ".join(text.split()) if len(lines) < 2 else "\n".join(" ".join(line.split()) for line in lines)
        widths = self.faces["regular"].widths
        if all(map(widths.__contains__, map(ord, text))):
            return text
        shown: list[str] = []
        for letter in text:
            if letter == "\n" or ord(letter) in widths:
                shown.append(letter)
            elif not (shown and shown[-1] == BOX and unicodedata.category(letter).startswith("M")):
                shown.append(BOX)  # marks upon a letter that is one already are part of it
        return "".join(shown)


def _invisible(letter: str) -> bool:
    """Marks copied from web pages that show nothing: zero-width blanks, soft hyphens, directions, variants of emoji."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


def folders(style: Style = "serif") -> list[tuple[Path, tuple[tuple[str, ...], ...]]]:
    """Return the folders searched, best first, each with the file names looked for (in the order of `FACES`)."""
    home, system = Path.home(), Path("/usr/share/fonts")
    windows = Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "Fonts"
    local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
    mac = [Path("/System/Library/Fonts/Supplemental"), Path("/Library/Fonts")]
    own = [home / ".local/share/fonts", home / ".fonts"]
    times = [windows, local, *mac, system / "truetype/msttcorefonts"]
    free = [
        system / name
        for name in ("truetype/liberation2", "truetype/liberation", f"liberation-{style}", "truetype/croscore")
    ]
    ours = resources.path("fonts")
    return [(folder, _SYSTEM[style]) for folder in times] + [(folder, _FREE[style]) for folder in [ours, *free, *own]]


@cache
def load(style: Style = "serif") -> Family:
    """Return the family to print with, registered with ReportLab once.

    Raises:
        EnvironmentProblem: no complete family with all Vietnamese letters on this machine.
    """
    for folder, sets in folders(style):
        for names in sets:
            family = _register(style, folder, names)
            if family is not None:
                return family
    raise EnvironmentProblem("font_missing", MISSING)


def _register(style: Style, folder: Path, names: tuple[str, ...]) -> Family | None:
    if not all((folder / name).is_file() for name in names):
        return None
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    faces: dict[Face, Type] = {}
    for face, name in zip(FACES, names, strict=True):
        try:
            font = TTFont(f"sohotro-{style}-{face}", str(folder / name))
        except (TTFError, OSError):
            return None
        known = font.face.charToGlyph
        if not all(ord(letter) in known for letter in vietnamese_letters() + BOX):
            return None
        faces[face] = Type(font.fontName, _widths(font))
        pdfmetrics.registerFont(font)
    return Family(faces, folder)


def _widths(font: object) -> dict[int, float]:
    """Return the widths of the letters the face really has; ReportLab's text map holds no letter beyond U+FFFF."""
    face = font.face  # type: ignore[attr-defined]
    codes = [code for code in face.charToGlyph if 32 <= code <= 0xFFFF]
    widths = {code: float(face.charWidths.get(code, face.defaultWidth)) for code in codes}
    widths[0xA0] = widths[32]
    return widths
