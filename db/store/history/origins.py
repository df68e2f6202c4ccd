"""Whose word a value is: that of a list that was imported, or that of a person. The ledger read; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from db.ledger.change import Change
from db.ledger.ledger import Place, changes_of
from db.models import ENTITIES
from db.store.history.undo import undone_actions

FROM_LIST = "Nhập từ danh sách"
"""How the reason of every change begins that an import has written."""


def hand_written(connection: Connection, places: Iterable[Place]) -> dict[Place, frozenset[str]]:
    """The fields (`birth_date`, `phone`) of these records whose values now, or their absence, a person has written."""
    undone = undone_actions(connection)
    found = changes_of(connection, places)
    return {
        place: frozenset(_fields(place[0], {one: change for one, (_, change) in changes.items()}, undone))
        for place, changes in found.items()
    }


def _fields(entity: str, changes: Mapping[str, Change], undone: Mapping[str, str]) -> Iterator[str]:
    declared = ENTITIES.get(entity)
    for key in {key for change in changes.values() for key in change.s}:
        columns = declared.groups.get(key, ()) if declared else ()
        for column in columns or (key,):
            if _by_hand(changes, key, column if columns else None, undone):
                yield column


def _by_hand(changes: Mapping[str, Change], key: str, column: str | None, undone: Mapping[str, str]) -> bool:
    """Whether a person wrote what is live: whoever only kept a value (it changed another of its group) is passed by."""
    replaced = {old for change in changes.values() for old in change.b.get(key, ())}
    waiting = [one for one, change in changes.items() if key in change.s and one not in replaced]
    while waiting:
        change = changes[waiting.pop()]
        value = _part(change, key, column)
        earlier = list(_earlier(changes, change, key, undone))
        kept = [one for one in earlier if _part(changes[one], key, column) == value]
        if kept and change.k != "decide":
            waiting += kept
        elif (earlier or value is not None) and not change.reason.startswith(FROM_LIST):
            return True
    return False


def _earlier(changes: Mapping[str, Change], change: Change, key: str, undone: Mapping[str, str]) -> Iterator[str]:
    """Ids of the values that a change replaced; an undo, which has no word of its own, stands for what it took back."""
    for old in change.b.get(key, ()):
        if old in changes and changes[old].t == undone.get(change.t):
            yield from (older for older in changes[old].b.get(key, ()) if older in changes)
        elif old in changes:
            yield old


def _part(change: Change, key: str, column: str | None) -> Any:
    value = change.s.get(key)
    return value if column is None else value.get(column) if isinstance(value, dict) else None
