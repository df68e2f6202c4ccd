"""How alike two names, birth dates or numbers are, with what officers mistype in mind; decides nothing by itself."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from db.domain.text import fold

NameLikeness = Literal["same", "folded", "sound", "part", "near", "other", "unknown"]
BirthLikeness = Literal["day", "month", "year", "swapped", "near", "other", "unknown"]
NumberLikeness = Literal["same", "near", "other", "unknown"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Letters that officers write one for the other when they write down what they hear.
_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("ngh", "ng"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("tr", "ch"), ("gi", "d"), ("[jz]", "d"), ("r", "d"),
        ("x", "s"), ("kh", "k"), ("qu", "k"), ("[cq](?!h)", "k"), ("w", "v"), ("y", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def spelling(name: str) -> tuple[tuple[str, str], ...]:
    """What spellings of one name share: letters and the tones of each word, wherever the tone stands (`Hòa`, `Hoà`)."""
    marks = (unicodedata.normalize("NFD", word) for word in name.casefold().split())
    return tuple(
        ("".join(c for c in word if c not in _TONES), "".join(sorted(c for c in word if c in _TONES))) for word in marks
    )


@lru_cache(maxsize=65_536)
def _sound_of(word: str) -> str:
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


def sound(folded: str) -> str:
    """A folded name as it is heard: `kan huong` and `can huong` are one, so are `xi` and `sy`."""
    return " ".join(map(_sound_of, folded.split()))


def compare_names(one: str, other: str) -> NameLikeness:
    """How alike two names are, from `same` (tones too) to `other`; `part`: one has words that the other leaves out."""
    a, b = fold(one), fold(other)
    if not a or not b:
        return "unknown"
    if a == b:
        return "same" if spelling(one) == spelling(other) else "folded"
    if sound(a) == sound(b):
        return "sound"
    return "part" if _is_part(a.split(), b.split()) else "near" if _one_edit(a, b) else "other"


def _is_part(one: list[str], other: list[str]) -> bool:
    """Whether the shorter name (two words or more) is the longer one without a surname or a middle word."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return 2 <= len(short) < len(long) and short[-1] == long[-1] and all(word in rest for word in short)


def _one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less, other or two neighbours swapped lead from one text to the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def compare_births(one: str | None, other: str | None) -> BirthLikeness:
    """How alike two birth dates of any precision are.

    `swapped`: two figures of the year, or day and month, have changed places; `near`: one figure or one year apart.
    """
    if not one or not other:
        return "unknown"
    if one[:4] == other[:4]:
        return _same_year(one[4:], other[4:])
    rest_differs = one[4:] != other[4:] and bool(one[4:]) and bool(other[4:])
    if rest_differs or not _one_edit(one[:4], other[:4]):
        return "other"
    if sorted(one[:4]) == sorted(other[:4]):
        return "swapped"
    return "near" if abs(int(one[:4]) - int(other[:4])) == 1 or len(one) == len(other) == 10 else "other"


def _same_year(one: str, other: str) -> BirthLikeness:
    """Of two dates of one year the rest (`-05-17`, `-05`, ``)."""
    if not one or not other:
        return "year"
    if one == other:
        return "day" if len(one) == 6 else "month"
    if len(one) != len(other):
        return "month" if one[:3] == other[:3] else "other"
    if one[1:3] == other[4:6] and one[4:6] == other[1:3]:
        return "swapped"
    return "near" if one[:3] == other[:3] or _first_of_year(one, other) else "other"


def _first_of_year(one: str, other: str) -> bool:
    """Whether one of the dates is the 1 January that stands for an unknown day."""
    return "-01-01" in (one, other)


def compare_numbers(one: str | None, other: str | None) -> NumberLikeness:
    """How alike two numbers of one kind are; `near`: one figure mistyped or two swapped."""
    if not one or not other:
        return "unknown"
    if one == other:
        return "same"
    return "near" if _one_edit(one, other) else "other"
