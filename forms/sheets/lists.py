"""The sheets of a list that have a head we understand, decoded, with what stands above; knows no kind of list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.encodings import DAMAGED
from db.store.imports.listed import ListColumn
from forms.sheets.decode import decode_sheet
from forms.sheets.head import Head, Heading, find_head, guess_head
from forms.sheets.rows import repeat_above, row_kind
from forms.sheets.title import Title, read_title
from forms.sheets.values import text
from forms.sheets.workbook import Value, read_sheets

EXAMPLES, LONGEST, SEEN = 3, 30, 60
"""How many cells show what a column holds, how many letters of each, among how many rows they are found."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet with a head that was understood."""

    sheet: str
    rows: list[dict[int, Value]]
    head: Head
    title: Title
    columns: list[ListColumn]
    uncomputed: Mapping[int, set[int]]


def parts_of(
    path: Path, names: Mapping[str, str] | None, step: Callable[[int], object] = lambda _rows: None
) -> tuple[list[Part], str]:
    """All sheets with a head, and the encoding of the whole (`unicode`, or the old ones joined by +).

    names: further headings → field. Raises FileProblem as `read_sheets`.
    """
    parts: list[Part] = []
    encodings: set[str] = set()
    for sheet in read_sheets(path, step):
        rows, used = decode_sheet(sheet)
        texts = texts_of(rows)
        head = find_head(texts, names)
        if head is not None:
            lines = [line for row in texts[: head.first] for line in row.values()]
            repeat_above(rows, head)
            columns = columns_of(rows, head, used)
            parts.append(Part(sheet.title, rows, head, read_title(lines), columns, sheet.uncomputed))
            encodings |= {encoding.removesuffix(DAMAGED) for encoding in used.values()}
    return parts, "+".join(sorted(encodings - {"unicode"})) or "unicode"


def guessed_columns(path: Path, names: Mapping[str, str] | None = None) -> list[ListColumn]:
    """The columns of a list whose head was not found, so that a person can tell what they mean; none without a guess.

    Raises:
        FileProblem: as `read_sheets`.
    """
    found = []
    for sheet in read_sheets(path):
        rows, used = decode_sheet(sheet)
        head = guess_head(texts_of(rows), names)
        found += columns_of(rows, head, used) if head is not None and head.unknown else []
    return once(found)


def columns_of(rows: Sequence[Mapping[int, Value]], head: Head, encodings: Mapping[int, str]) -> list[ListColumn]:
    """Every column with a heading: what it was taken for, how it was written, some of its cells."""
    below = [row for row in rows[head.last + 1 : head.last + SEEN] if row_kind(row, head) in ("person", "other")]
    return once(_column(column, heading, below, encodings) for column, heading in head.headings.items())


def _column(
    column: int, heading: Heading, below: Sequence[Mapping[int, Value]], encodings: Mapping[int, str]
) -> ListColumn:
    cells = list(dict.fromkeys(text(row[column])[:LONGEST] for row in below if column in row))
    encoding = "" if all(map(str.isascii, cells)) else encodings.get(column, "")
    return ListColumn(heading=heading.text, field=heading.field, encoding=encoding, examples=tuple(cells[:EXAMPLES]))


def once(columns: Iterable[ListColumn]) -> list[ListColumn]:
    """Of columns with one heading (on several sheets) the first."""
    found: dict[str, ListColumn] = {}
    for column in columns:
        found.setdefault(column.heading, column)
    return list(found.values())


def texts_of(rows: Sequence[Mapping[int, Value]]) -> list[dict[int, str]]:
    """The texts of rows by column, for looking for a head."""
    return [{column: text(value) for column, value in row.items() if isinstance(value, str)} for row in rows]
