"""Where a text stands in a longer one as people search: tone marks, case and the kind of blank do not matter."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from db.domain.text import fold

BREAKS = "-\x02\ufffe"
"""Hyphens, and what PDFium makes of one at the end of a line; `fold` takes hyphens for blanks."""


class Folded:
    """A text made ready to be searched many times."""

    def __init__(self, text: str) -> None:
        parts, self._begins, length = [], [], 0
        for letter in text:
            part = _plain(letter)
            self._begins.append(length)
            parts.append(part)
            length += len(part)
        self._text = "".join(parts)

    def places(self, asked: str) -> list[tuple[int, int]]:
        """Begin and end, in the text itself, of every place where `asked` stands; none for nothing asked."""
        words = fold(asked).split()
        if not words:
            return []
        pattern = r"\s+".join(re.escape(word) for word in words)
        return [(self._at(m.start()), self._at(m.end() - 1) + 1) for m in re.finditer(pattern, self._text)]

    def _at(self, place: int) -> int:
        """The letter of the text that the folded letter at `place` comes from."""
        return bisect_right(self._begins, place) - 1


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    return " " if letter.isspace() or letter in BREAKS else fold(letter)
