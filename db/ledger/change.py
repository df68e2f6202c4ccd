"""One change as a line of the ledger: its fields, its canonical bytes, what may stand in it. Touches no database."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import orjson
from msgspec import Meta

SCHEMA = 1
KINDS = ("create", "set", "delete", "decide", "move")
DELETED = "deleted"
MAX_LINE = 256 * 1024
MAX_NUMBER = (1 << 53) - 1

Value = Any
"""A string (NFC, never empty), integer below 2^53, boolean, null, or a list or object of these; never a float."""

# Entity, id and key become parts of primary keys; a server's index refuses long ones that a file would swallow.
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Key = Annotated[str, Meta(min_length=1, max_length=200)]


class Change(msgspec.Struct):
    """A decoded line (the format's field names): n sequence, l Lamport counter, t action, u officer, v schema."""

    e: Name
    i: Name
    k: str
    l: Annotated[int, Meta(ge=0, le=MAX_NUMBER)]  # noqa: E741
    n: int
    s: dict[Key, Any]
    t: str
    u: str
    v: int
    at: str
    b: dict[str, list[str]] = {}
    reason: str = ""


@dataclass(slots=True)
class Draft:
    """A change about to be written.

    base: per key the ids it replaces; None means every value live at this moment, and those in `also`, which need not
    be live here but may be elsewhere. new: the id was made for this record just now, nobody can have written it before.
    """

    kind: str
    entity: str
    id: str
    values: dict[str, Value]
    base: dict[str, list[str]] | None = None
    also: dict[str, list[str]] | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all changes of one action share: action id, officer id, claimed local time (+07:00), reason."""

    action: str
    officer: str
    at: str
    reason: str = ""


_decode = msgspec.json.Decoder(Change).decode


def decode(line: bytes) -> Change:
    """Return the change that a line holds.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: the line is no change, or has a name no database could hold.
    """
    change = _decode(line)
    if b"\\u0000" in line and "\0" in "".join((change.e, change.i, *change.s)):
        raise msgspec.ValidationError("NUL in the name of an entity, record or key")
    return change


def canonical(value: Value) -> bytes:
    """RFC 8785 bytes of a value inside our profile (ASCII keys, no floats): there, sorted compact JSON is the same."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def clean(value: Value) -> Value:
    """Return `value` as it may enter the ledger: text NFC.

    Raises:
        ValueError: a float, an empty string, a number out of range: the caller has a bug.
    """
    if isinstance(value, str):
        if not value:
            raise ValueError("an empty string never enters the ledger; erase with None")
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_NUMBER:
            raise ValueError(f"number out of range: {value}")
        return value
    if isinstance(value, list):
        return [clean(v) for v in value]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"key is not ASCII: {key!r}")
        return {key: clean(v) for key, v in value.items()}
    raise ValueError(f"{type(value).__name__} never enters the ledger")


def encode(draft: Draft, base: dict[str, list[str]], stamp: Stamp, *, seq: int, lamport: int) -> bytes:
    """Return the line of a draft: canonical JSON, one per change.

    Raises:
        ValueError: a value that never enters the ledger, text that is no Unicode, a line that is too long.
    """
    fields: dict[str, Any] = {
        "at": stamp.at,
        "b": base,
        "e": draft.entity,
        "i": draft.id,
        "k": draft.kind,
        "l": lamport,
        "n": seq,
        "s": clean(draft.values),
        "t": stamp.action,
        "u": stamp.officer,
        "v": SCHEMA,
    }
    if stamp.reason:
        fields["reason"] = clean(stamp.reason)
    try:
        line = canonical(fields)
    except orjson.JSONEncodeError as error:  # half of a surrogate pair, as broken clipboards give
        raise ValueError(str(error)) from None
    if len(line) > MAX_LINE:
        raise ValueError("a change is larger than a line may be")
    return line
