"""Counts keys pressed: on a page of the program, and for the same cells in Excel in the cheapest way Excel offers.

Letters are counted as UniKey takes them (Telex): one key a letter, one more for every mark, Shift for capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Row = Sequence[str]
"""The cells of a row of a spreadsheet from left to right; "" is left empty."""

_TEXT = re.compile(r"[^\d\s.,/-]")


def telex(text: str) -> int:
    """Keys that type a text: `Nữ` is Shift N u w x."""
    keys, shifted = 0, False
    for letter in unicodedata.normalize("NFD", text):
        capital = letter.isupper()
        keys += 2 if letter in "đĐ" else 1
        keys += capital and not shifted
        shifted = capital or (shifted and unicodedata.combining(letter) > 0)
    return keys


def program(parts: Sequence[str]) -> int:
    """Keys of a sequence of texts and keys: `<Ctrl+S>` is two."""
    return sum(len(part.strip("<>").split("+")) if part.startswith("<") else telex(part) for part in parts)


def excel(rows: Sequence[Row], above: Sequence[Row]) -> int:
    """Keys that fill rows of a sheet which already holds the rows `above`.

    Every cell in its cheapest way: typed whole; Ctrl+D where the cell above says the same; the first letters, where
    Excel completes them because one entry of the column alone begins so (it does so with text, not with numbers and
    dates). Tab to the next cell, Enter after the last one that is filled, which leads to the next row.
    """
    known = [list(row) for row in above]
    keys = 0
    for row in rows:
        filled = max((place for place, value in enumerate(row) if value), default=-1) + 1
        for place in range(filled):
            column = [line[place] for line in known if place < len(line)]
            keys += _cheapest(row[place], column) + 1
        known.append(list(row))
    return keys


def _cheapest(value: str, column: Sequence[str]) -> int:
    if not value:
        return 0
    ways = [telex(value)]
    if column and column[-1] == value:
        ways.append(2)
    ways += _completed(value, {entry for entry in column if entry})
    return min(ways)


def _completed(value: str, entries: set[str]) -> list[int]:
    """Keys of the shortest beginning that Excel completes to the value."""
    if value not in entries or not _TEXT.search(value):
        return []
    for end in range(1, len(value)):
        begun = value[:end].casefold()
        if [entry for entry in entries if entry.casefold().startswith(begun)] == [value]:
            return [telex(value[:end].casefold())]
    return []


def table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> list[list[str]]:
    """Rows by their headings as cells from left to right."""
    return [[row.get(column, "") for column in columns] for row in rows]
