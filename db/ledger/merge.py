"""The merge itself, pure: a record's live values as a function of the set of its changes, whatever their order.

A record's document is `{"h": {key: {change id: [lamport, value]}}, "k": {key: [ids replaced before arrival]}}`.
A value nobody has replaced is live. No clock takes part. Nothing here knows a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.ledger.change import DELETED, Change, canonical

Doc = dict[str, dict[str, Any]]
Live = dict[str, list[Any]]


def new_doc() -> Doc:
    """A record nobody has written yet."""
    return {"h": {}, "k": {}}


def apply(doc: Doc, change_id: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Merge one change into `doc` (each change exactly once).

    arrived: tells whether a change of this record with that id has already been merged here; one that has not is
    remembered as replaced in advance. A change of another record is none of ours, whatever the ledger holds: to count
    it would make the document depend on the order of arrival.
    """
    heads, early = doc["h"], doc["k"]
    base = change.b
    for key, value in change.s.items():
        live = heads.get(key)
        if live is None:
            live = heads[key] = {}
        if base:
            for old in base.get(key, ()):
                if live.pop(old, None) is None and not arrived(old):
                    early[key] = sorted({*early.get(key, ()), old})
        if change_id not in early.get(key, ()):
            live[change_id] = [change.l, value]
    if early:
        _came(early, change_id)


def _came(early: dict[str, list[str]], change_id: str) -> None:
    """Forget that a change was awaited, under whichever key it was named."""
    for key in [key for key, awaited in early.items() if change_id in awaited]:
        early[key].remove(change_id)
        if not early[key]:
            del early[key]


def first(change_id: str, change: Change) -> Doc:
    """The document of a record whose only change so far is this one and replaces nothing (the usual import)."""
    lamport = change.l
    return {"h": {key: {change_id: [lamport, value]} for key, value in change.s.items()}, "k": {}}


def base_of(doc: Doc | None, keys: list[str]) -> dict[str, list[str]]:
    """For each of `keys` with live values, the ids a new change replaces, sorted."""
    if doc is None:
        return {}
    heads = doc["h"]
    return {key: sorted(heads[key]) for key in keys if heads.get(key)}


def shown(live: Live) -> Any:
    """The value to show for a key: the only live one, or provisionally that of the largest (Lamport, change id)."""
    if len(live) == 1:
        for _, value in live.values():
            return value
    return live[max(live, key=lambda c: (live[c][0], c))][1]


def differs(live: Live) -> bool:
    """True when a key holds several different live values: a conflict. Equal values never are."""
    if len(live) < 2:
        return False
    return len({canonical(value) for _, value in live.values()}) > 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document amounts to: is the record deleted, and which keys wait for a person (key → kind)."""

    deleted: bool
    open: dict[str, str]


def standing(doc: Doc) -> Standing:
    """Conflicts of a record, exactly where live values of a key differ, and edit against delete.

    A delete names the values it saw; a live value it did not see keeps the record alive and asks a person.
    """
    waiting = {key: "value" for key, live in doc["h"].items() if len(live) > 1 and key != DELETED and differs(live)}
    tombs = doc["h"].get(DELETED)
    if not tombs:
        return Standing(False, waiting)
    verdicts = [value for _, value in tombs.values() if value is not None]
    if not verdicts:
        return Standing(False, waiting)
    if len(verdicts) < len(tombs) or not _seen(verdicts).issuperset(live_ids(doc)):
        return Standing(False, {**waiting, DELETED: "delete"})
    return Standing(True, waiting)


def _seen(verdicts: list[Any]) -> set[str]:
    """What deletes have seen together; one of a shape we do not know has seen nothing, so a person is asked."""
    lists = [value.get("saw") for value in verdicts if isinstance(value, dict)]
    return {c for saw in lists if isinstance(saw, list) for c in saw if isinstance(c, str)}


def live_ids(doc: Doc) -> list[str]:
    """Ids of all live values except the tombstone, sorted: what a delete has seen."""
    return sorted({c for key, live in doc["h"].items() if key != DELETED for c in live})
