"""What a field of a form said before: when, who, from what to what, why, in a few lines. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.ledger.register import Register
from db.store.history.history import HistoryRow, record_history
from desktop.presenters.household.stamp import moment
from desktop.words import _

MOST = 5
"""Changes that are told, the newest first."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the cursor is in a form: a field, or a cell of its rows (row: the key of the line, "" for a new one)."""

    name: str
    title: str
    row: str = ""
    column: str = ""


def past(register: Register, entity: str, record: str, name: str, title: str) -> str:
    """The changes of one field of a record; title: what people call the field."""
    found: list[HistoryRow] = []
    if record:
        with register.read() as connection:
            every = record_history(connection, entity, record, sensitive=True)
        found = [row for row in every if row.key == name or row.key.startswith(f"{name}.") or _last(row.key) == name]
    return told(title, found)


def told(title: str, found: Sequence[HistoryRow], *, named: bool = False, most: int = MOST) -> str:
    """The newest of these changes, at most so many, a line each; named: each says which field it is of."""
    if not found:
        return _("{0}: sổ chưa ghi lần thay đổi nào.").format(title)
    lines = [_line(row, f"{row.label}: " if named else "") for row in found[:most]]
    if len(found) > most:
        lines.append(_("… và {0} lần trước nữa, ở thẻ Lịch sử của hộ.").format(len(found) - most))
    return "\n".join([f"{title}:", *lines])


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def _line(row: HistoryRow, name: str) -> str:
    reason = _(" (lý do: {0})").format(row.reason) if row.reason else ""
    return f"{moment(row.at)} · {row.officer} · {name}{row.before or '–'} → {row.after or '–'}{reason}"
