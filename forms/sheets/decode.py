"""Brings the texts of a sheet to Unicode, column by column: old Vietnamese fonts are decided by vote, never by cell."""

from __future__ import annotations

from collections import Counter

from db.domain import encodings
from forms.sheets.workbook import Sheet, Value


def decode_sheet(sheet: Sheet) -> tuple[list[dict[int, Value]], dict[int, str]]:
    """The values of a sheet by row and column with Unicode texts, and how each column with such texts was written."""
    found = _encodings(sheet)
    rows: list[dict[int, Value]] = []
    used: dict[int, str] = {}
    for cells in sheet.rows:
        row: dict[int, Value] = {}
        for column, cell in cells.items():
            if isinstance(cell.value, str):
                encoding = found[column]
                row[column] = encodings.decode(cell.value, encoding, font=cell.font)
                if not cell.value.isascii():
                    used[column] = encoding
            else:
                row[column] = cell.value
        rows.append(row)
    return rows, used


def _encodings(sheet: Sheet) -> dict[int, str]:
    """Encoding of every column with texts: its letters decide; a column that cannot tell follows those in like fonts.

    Only then does the font decide, for Unicode is often typed into cells that still have an old font.
    """
    texts: dict[int, list[str]] = {}
    fonts: dict[int, Counter[str | None]] = {}
    for cells in sheet.rows:
        for column, cell in cells.items():
            if isinstance(cell.value, str):
                texts.setdefault(column, []).append(cell.value)
                fonts.setdefault(column, Counter())[encodings.font_encoding(cell.font)] += 1
    promised = {column: names.most_common(1)[0][0] for column, names in fonts.items()}
    letters = {column: encodings.detect_column(cells) for column, cells in texts.items()}
    votes: dict[str | None, Counter[str]] = {}
    for column, encoding in letters.items():
        if encoding and any(not text.isascii() for text in texts[column]):
            votes.setdefault(promised[column], Counter())[encoding] += 1
    return {column: encoding or _like(promised[column], votes) for column, encoding in letters.items()}


def _like(promise: str | None, votes: dict[str | None, Counter[str]]) -> str:
    """Encoding of a column whose letters do not tell: as other columns in such fonts, else as the font promises."""
    peers = votes.get(promise)
    return peers.most_common(1)[0][0] if peers else promise or "unicode"
