"""Breaking text into lines: never loses a letter, shrinks a little before it breaks a word; knows no pages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from forms.paper.fonts import Face, Family, Type

LEADING = 1.17
"""Line pitch in parts of the size: stacked capitals (Ẩ, Ễ) still clear the tails of the line above."""
STEP = 0.5


class Fitted(NamedTuple):
    """Text broken for a width: `size` in points, possibly smaller than wished, and the lines in order."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of all lines in points."""
        return len(self.lines) * self.size * LEADING


class Run(NamedTuple):
    """A stretch of a paragraph in one face."""

    text: str
    face: Face = "regular"


class Piece(NamedTuple):
    """A stretch of one line of a paragraph: `x` from the line's left edge."""

    x: float
    text: str
    face: Face


@dataclass(slots=True)
class Measure:
    """Line breaking with one family; remembers what it has fitted, because batches repeat most of their texts."""

    family: Family
    _fitted: dict[tuple[str, Face, float, float, float, int], Fitted] = field(default_factory=dict)

    def width(self, text: str, face: Face, size: float) -> float:
        """Return the width of clean `text` in points."""
        return self.family.faces[face].width(text, size)

    def clean(self, text: str) -> str:
        """Return `text` as printed (see `Family.clean`)."""
        return self.family.clean(text)

    def start(self, line: str, face: Face, size: float, width: float, *, align: str) -> float:
        """Return how far from the left a line starts in `width` points; align is left, center or right."""
        if align == "left":
            return 0.0
        spare = width - self.width(line, face, size)
        return spare if align == "right" else spare / 2

    def fit(self, text: str, face: Face, size: float, width: float, *, least: float = 0.0, most: int = 99) -> Fitted:
        """Break clean `text` for `width` points.

        Down to `least` points it prefers a smaller size to a broken word or to more than `most` lines; below that
        it takes as many lines as it needs and breaks words between letters.
        """
        key = (text, face, size, width, least, most)
        known = self._fitted.get(key)
        if known is None:
            if len(self._fitted) > 50_000:
                self._fitted.clear()
            known = self._fitted[key] = self._fit(text, face, size, width, least=least, most=most)
        return known

    def _fit(self, text: str, face: Face, size: float, width: float, *, least: float, most: int) -> Fitted:
        type_ = self.family.faces[face]
        if "\n" not in text and type_.width(text, size) <= width:
            return Fitted(size, (text,))
        smallest = min(size, least or size)
        while True:
            lines, broken = _wrap(text, type_, size, width)
            if size <= smallest or (not broken and len(lines) <= most):
                return Fitted(size, tuple(lines))
            size = max(smallest, size - STEP)

    def paragraph(self, runs: list[Run], size: float, width: float, indent: float = 0.0) -> list[list[Piece]]:
        """Break runs of several faces into lines; the first line starts `indent` points further in."""
        lines: list[list[Piece]] = [[]]
        at, gap = indent, 0.0
        for word, face, glued in self._words(runs, size, width):
            wide = self.width(word, face, size)
            gap = 0.0 if glued or not lines[-1] else self.width(" ", face, size)
            if lines[-1] and at + gap + wide > width:
                lines.append([])
                at, gap = 0.0, 0.0
            last = lines[-1][-1] if lines[-1] else None
            if last is not None and last.face == face:
                lines[-1][-1] = Piece(last.x, f"{last.text}{' ' if gap else ''}{word}", face)
            else:
                lines[-1].append(Piece(at + gap, word, face))
            at += gap + wide
        return lines

    def _words(self, runs: list[Run], size: float, width: float) -> list[tuple[str, Face, bool]]:
        """Return words with their face; `glued` ones follow without a blank (punctuation, parts of a long word)."""
        words: list[tuple[str, Face, bool]] = []
        closed = True
        for text, face in runs:
            glue = not closed and not text[:1].isspace()
            for word in self.clean(text).split():
                parts = _break(word, self.family.faces[face], size, width)
                words.extend((part, face, glue if n == 0 else True) for n, part in enumerate(parts))
                glue = False
            closed = text[-1:].isspace()
        return words


def _wrap(text: str, type_: Type, size: float, width: float) -> tuple[list[str], bool]:
    """Return the lines and whether a word had to be broken between letters."""
    lines: list[str] = []
    blank = type_.width(" ", size)
    broken = False
    for paragraph in text.split("\n"):
        line, at = "", 0.0
        for whole in paragraph.split(" "):
            word = whole
            wide = type_.width(word, size)
            if line and at + blank + wide <= width:
                line, at = f"{line} {word}", at + blank + wide
                continue
            if line and wide > width:
                head = _head(word, type_, size, width - at - blank)
                line, word = (f"{line} {head}", word[len(head) :]) if head else (line, word)
                wide = type_.width(word, size)
            if line:
                lines.append(line)
            if wide > width:
                parts = _break(word, type_, size, width)
                lines.extend(parts[:-1])
                broken = broken or any(part[-1] not in "/-" for part in parts[:-1])
                word = parts[-1]
                wide = type_.width(word, size)
            line, at = word, wide
        lines.append(line)
    return lines, broken


def _break(word: str, type_: Type, size: float, width: float) -> list[str]:
    """Break one word into parts that fit, after "/" or "-" where there is one, else between letters."""
    parts: list[str] = []
    while type_.width(word, size) > width:
        head = _head(word, type_, size, width) or word[: max(1, _room(word, type_, size, width))]
        parts.append(head)
        word = word[len(head) :]
    return [*parts, word]


def _head(word: str, type_: Type, size: float, width: float) -> str:
    """Return the part of a word that fits and ends in "/" (in "-" where there is no "/"); "" if there is none."""
    room = _room(word, type_, size, width)
    mark = word.rfind("/", 0, room) + 1 or word.rfind("-", 0, room) + 1
    return word[:mark] if mark < len(word) else ""


def _room(word: str, type_: Type, size: float, width: float) -> int:
    """Return how many letters of a word fit; a letter and its combining mark stay together."""
    at, count = 0.0, 0
    for letter in word:
        at += type_.widths[ord(letter)] * size / 1000
        if at > width:
            break
        count += 1
    while 1 < count < len(word) and unicodedata.combining(word[count]):
        count -= 1
    return count
