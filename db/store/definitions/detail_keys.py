"""How details of a definition lie in the ledger: a key a field, one key for fields that are kept together. No rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from db.policy.definition import Ruled
from db.store.inputs import Seen
from db.store.seen import seen_of


def detail_keys(chosen: Ruled, details: dict[str, Any]) -> dict[str, Any]:
    """Ledger keys of details: `details.<id>`; fields kept together have one key `details.<id>+<id>` with an object."""
    keys = {f"details.{name}": value for name, value in details.items()}
    for members in chosen.together:
        group = {name: details[name] for name in members if name in details}
        for name in group:
            del keys[f"details.{name}"]
        if group:
            keys["details." + "+".join(members)] = group
    return keys


def as_seen(chosen: Ruled, values: dict[str, Any], known: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Fields kept together as their officer saw them, with what he changed: never mixed with another desk's."""
    worked_out = _worked_out(chosen)
    found = dict(values)
    for key, value in values.items():
        if isinstance(value, dict) and "+" in key:
            own = {name: one for name, one in value.items() if name in changed or name in worked_out}
            left = {n: one for n, one in (known.get(key) or {}).items() if n not in changed and n not in worked_out}
            found[key] = left | own
    return found


def replaced(
    connection: Connection, chosen: Ruled, entity: str, record: str, seen: Seen | None
) -> dict[str, list[str]] | None:
    """What a change replaces; what the definition works out comes from the newest values and replaces these."""
    if seen is None:
        return None
    now = seen_of(connection, entity, [record])[record]
    return seen.get(record, {}) | {key: now.get(key, []) for key in (f"details.{name}" for name in _worked_out(chosen))}


def _worked_out(chosen: Ruled) -> set[str]:
    return {name for name, field in chosen.fields.items() if field.calculation is not None}
