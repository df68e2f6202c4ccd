"""Forms as they are typed: kept at every pause, offered again after a crash or a power cut, gone when saved.

A draft is no data: it lies in the encrypted register, outside the ledger, and reaches no other office. Each officer of
a register has drafts of their own, so two desks may both be entering a new household.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.dialects import fetch, run, statements
from db.ledger.register import Register

_KEY = ("officer", "place")
_COLUMNS = (*_KEY, "title", "body", "at")


class DraftRow(msgspec.Struct, kw_only=True):
    """A form that waits to be finished: where it belongs, its title for people, whose it is (officer id), since when.

    place: `household:new`, `household:<id>`, `support:new:<household>:<policy>` …; at: local time, +07:00.
    """

    place: str
    title: str
    officer: str
    at: str


def keep_draft(register: Register, place: str, title: str, body: dict[str, Any]) -> None:
    """Keep a form as it stands, over what was kept at that place; durable when this returns.

    body: whatever the form needs to come back, as JSON has it. Half-typed text never makes this fail.
    """
    row = (register.officer, place, _storable(title), json.dumps(body), register.providers.stamp())
    with register.write() as connection:
        run(connection, statements(connection).upsert("draft", _COLUMNS, _KEY), [row])


def load_draft(register: Register, place: str) -> dict[str, Any] | None:
    """What the officer at work had typed at that place, or None."""
    with register.read() as connection:
        mark = statements(connection).mark
        query = f"SELECT body FROM draft WHERE officer = {mark} AND place = {mark}"
        rows = fetch(connection, query, (register.officer, place))
    return json.loads(rows[0][0]) if rows else None


def drop_draft(register: Register, place: str) -> None:
    """Forget a form that its officer gave up; nothing happens where there is none."""
    with register.write() as connection:
        forget_draft(register, connection, place)


def forget_draft(register: Register, connection: Connection, place: str) -> None:
    """As `drop_draft`, in the transaction that saves the form: after a crash it is either saved or still a draft.

    place: "" where the form had none.
    """
    if place:
        run(connection, statements(connection).delete("draft", _KEY), [(register.officer, place)])


def drafts(connection: Connection) -> list[DraftRow]:
    """All forms of this register that wait, the newest first."""
    rows = fetch(connection, "SELECT place, title, officer, at FROM draft ORDER BY at DESC, officer, place")
    return [DraftRow(place=place, title=title, officer=officer, at=at) for place, title, officer, at in rows]


def _storable(text: str) -> str:
    """Text that any database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
