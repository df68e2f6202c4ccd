"""Merges that are wrong in one way each; the machines must notice them on documents and on registers alike."""

from __future__ import annotations

from collections.abc import Callable

from histories import Doc
from msgspec.structs import replace
from scenes import NEWER

from db.ledger import merge
from db.ledger.change import Change


def without_memory(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Forgets what was replaced before it arrived."""
    merge.apply(doc, identity, change, arrived)
    doc["k"].clear()


def last_writer_wins(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Keeps the latest value of a key only."""
    merge.apply(doc, identity, change, arrived)
    for key, live in doc["h"].items():
        doc["h"][key] = dict(sorted(live.items(), key=lambda item: (item[1][0], item[0]))[-1:])


def first_of_equals(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Drops a value equal to a live one."""
    merge.apply(doc, identity, change, arrived)
    for live in doc["h"].values():
        if identity in live and any(c != identity and v[1] == live[identity][1] for c, v in live.items()):
            del live[identity]


def replaces_everything(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Lets an edit replace what its writer never saw."""
    for key in change.s:
        doc["h"].get(key, {}).clear()
    merge.apply(doc, identity, change, arrived)


def never_arrived(doc: Doc, identity: str, change: Change, _: Callable[[str], bool]) -> None:
    """Awaits what has come already."""
    merge.apply(doc, identity, change, lambda _: False)


def latest_clock_wins(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Throws the live values of a key away where a clock says the new one is later, and the new one where not."""
    clocks = doc.setdefault("clocks", {})
    for key in change.s:
        if change.at < clocks.get(key, ""):
            change = replace(change, s={other: value for other, value in change.s.items() if other != key})
        else:
            clocks[key] = change.at
            doc["h"].get(key, {}).clear()
    merge.apply(doc, identity, change, arrived)


def blind_to_newer(doc: Doc, identity: str, change: Change, arrived: Callable[[str], bool]) -> None:
    """Drops the keys that only a newer program knows."""
    merge.apply(doc, identity, replace(change, s={k: v for k, v in change.s.items() if k not in NEWER}), arrived)
