"""Counts keys pressed: on a page of the program, and for the same cells in Excel in the cheapest way Excel offers.

Letters are counted as UniKey takes them (Telex): one key a letter, one more for every mark, Shift for capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

Row = Sequence[str]
"""The cells of a row of a spreadsheet from left to right; "" is left empty."""

CTRL_D = CTRL_RIGHT = 2
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

    Every row in its cheapest way: cell by cell, or copied whole from the one above and then corrected. Tab to the next
    cell, Enter after the last one that is touched, which leads to the next row. Where arrows have been used Enter would
    not lead to its first cell: those keys are not counted against Excel.
    """
    known = [list(row) for row in above]
    keys = 0
    for row in rows:
        keys += min(_by_cell(row, known), _copied(row, known))
        known.append(list(row))
    return keys


def _by_cell(row: Row, known: Sequence[Row]) -> int:
    """Every cell typed whole, completed from its first letters or taken from above with Ctrl+D (also Ctrl+Shift+",
    which is a key more); cells side by side that say the same as above marked with Shift and arrows and filled at once.
    """
    filled = max((place for place, value in enumerate(row) if value), default=-1) + 1
    columns = [_column(known, place) for place in range(filled)]
    same = [bool(columns[place]) and columns[place][-1] == row[place] for place in range(filled)]
    least = [0] * (filled + 1)
    for place in reversed(range(filled)):
        ways = [_typed(row[place], columns[place]) + 1 + least[place + 1]]
        if same[place] and row[place]:
            ways.append(CTRL_D + 1 + least[place + 1])
        for end in range(place + 2, filled + 1):
            if not all(same[place:end]):
                break
            run = end - place
            ways.append(1 + (run - 1) + CTRL_D + min(run, CTRL_RIGHT + 1) + least[end])
        least[place] = min(ways)
    return least[0]


def _copied(row: Row, known: Sequence[Row]) -> int:
    """Shift+Space marks the row, Ctrl+D copies the one above into it; then Tab from cell to cell as far as something is
    different, Delete where a cell is to be blank.
    """
    if not known:
        return 10**9
    wide = max(len(row), len(known[-1]))
    mine, above = ([*line, *[""] * (wide - len(line))] for line in (row, known[-1]))
    different = [place for place in range(wide) if mine[place] != above[place]]
    keys = 2 + CTRL_D + max(different, default=-1) + 1
    return keys + sum(_typed(mine[place], _column(known, place)) if mine[place] else 1 for place in different)


def _column(known: Sequence[Row], place: int) -> list[str]:
    return [line[place] for line in known if place < len(line)]


def _typed(value: str, column: Sequence[str]) -> int:
    """Typed whole, or its first letters, where Excel completes them because one entry of the column alone begins so (it
    does so with text, not with numbers and dates).
    """
    return min([telex(value), *_completed(value, {entry for entry in column if entry})])


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
