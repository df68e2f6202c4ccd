"""Any definition file, sorted by what it defines and kept: policy, standard, score table, indicator, kind of record,
form compared with the official one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from db.ledger.register import Register
from db.store.definitions.form_checks import keep_check
from db.store.definitions.indicators import keep_indicator
from db.store.definitions.kinds import keep_kind
from db.store.definitions.policies import keep_policy
from db.store.definitions.standards import keep_standard, keep_table
from db.store.roles import check_role

Defined = Literal["policy", "standard", "scoring", "indicator", "record", "form"]
"""What a file defines."""

_KEEPERS: dict[Defined, Callable[[Register, Connection, bytes, str], Any]] = {
    "policy": keep_policy,
    "standard": keep_standard,
    "scoring": keep_table,
    "indicator": keep_indicator,
    "record": keep_kind,
    "form": keep_check,
}


class Kept(msgspec.Struct, kw_only=True):
    """A definition file as it is kept. id: of what it defines."""

    kind: Defined
    id: str
    version: int
    title: str
    sha256: str


def add_definition(register: Register, data: bytes, file: str) -> Kept:
    """Keep a definition file, whatever it defines, after every check of its format; the same again changes nothing.

    Raises:
        DefinitionError: a fault in the file (file, line, key), or a version already taken by another text; what was
            known before stays.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        return keep_definition(register, connection, data, file)


def keep_definition(register: Register, connection: Connection, data: bytes, file: str) -> Kept:
    """As `add_definition`, inside a transaction that is under way."""
    kind = _defined(data)
    made = _KEEPERS[kind](register, connection, data, file)
    return Kept(kind=kind, id=made.id, version=made.version, title=made.title, sha256=sha256(data).hexdigest())


def _defined(data: bytes) -> Defined:
    """What a file defines, by a key that only its kind has; what cannot be read is refused as a policy is."""
    try:
        keys = tomllib.loads(data.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return "policy"
    if keys.get("kind") == "indicator":
        return "indicator"
    if "form" in keys:
        return "form"
    if "questions" in keys:
        return "scoring"
    if "head" in keys:
        return "record"
    return "standard" if "thresholds" in keys or "steps" in keys else "policy"
