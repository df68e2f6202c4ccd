"""Checks between tables: the figures of one beside those of another, of this year and the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db.policy.tables import LINES, Check, checks
from db.store.tables.rows import Checked, Table, whole_number

Counted = Mapping[str, Table]
"""Counted tables by id; `bieu_02@` is that of the year before."""


def cross(counted: Counted, standards: tuple[str, ...]) -> list[Checked]:
    """Run every check whose tables are there. standards: of the households counted; some checks are of one only."""
    found: list[Checked] = []
    for check in checks():
        if check.standards and not set(standards) & set(check.standards):
            continue
        ran, broken = False, []
        for left, right, where in _pairs(check, counted):
            ran = True
            if not _holds(check, left, right):
                broken.append(Checked(id=check.id, text=check.text, holds=False, where=where, left=left, right=right))
        if ran:
            found += broken or [Checked(id=check.id, text=check.text, holds=True)]
    return found


def _holds(check: Check, left: int, right: int) -> bool:
    wanted = right * check.times
    return {"=": left == wanted, ">=": left >= wanted, "<=": left <= wanted}[check.sign]


def _pairs(check: Check, counted: Counted) -> Iterator[tuple[int, int, str]]:
    """Both figures of every line that both tables have, where both are known."""
    (one, left), (other, right) = check.left.split(".", 1), check.right.split(".", 1)
    if one not in counted or other not in counted:
        return
    for line in check.lines:
        mine, theirs = _column(counted[one], left, LINES[line]), _column(counted[other], right, LINES[line])
        for key, (name, value) in mine.items():
            found = theirs.get(key)
            if found is not None and value is not None and found[1] is not None:
                yield value, found[1], name


def _column(table: Table, column: str, line: str) -> dict[str, tuple[str, int | None]]:
    """A column by the keys of the lines; a table of one kind of line gives it whatever line is asked for."""
    place = next((n for n, head in enumerate(table.columns) if head.id == column), None)
    if place is None:
        return {}
    rows = (row for row in table.lines if not row.line or row.line == line)
    return {f"{row.level} {row.key}": (row.name, whole_number(row.values[place])) for row in rows}
