"""The sheets of a list that have a head we understand, decoded, with what stands above; knows no kind of list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.sheets.decode import decode_sheet
from forms.sheets.head import Head, find_head
from forms.sheets.title import Title, read_title
from forms.sheets.values import text
from forms.sheets.workbook import Value, read_sheets


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet with a head that was understood."""

    sheet: str
    rows: list[dict[int, Value]]
    head: Head
    title: Title


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
            parts.append(Part(sheet.title, rows, head, read_title(lines)))
            encodings |= used
    return parts, "+".join(sorted(encodings - {"unicode"})) or "unicode"


def texts_of(rows: Sequence[Mapping[int, Value]]) -> list[dict[int, str]]:
    """The texts of rows by column, for looking for a head."""
    return [{column: text(value) for column, value in row.items() if isinstance(value, str)} for row in rows]
