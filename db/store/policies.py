"""The policies a register knows: those shipped, and definition files added, kept by their hash. Judges no support."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from sqlalchemy import Connection, insert, select

from db.domain.errors import DefinitionError, NotFound
from db.ledger.register import Register
from db.models import Definition
from db.policy.definition import Policy, parse, shipped
from db.store.roles import check_role

LARGEST = 64 * 1024
"""Bytes of a definition that is kept; it travels to other offices as one text, and a package allows no longer one."""
OTHER = "."
"""Stands in the name under which a definition of something else than a policy is kept (`indicator.<id>`)."""


def policies(connection: Connection) -> dict[str, Policy]:
    """The newest definition of every policy by id: shipped ones, and added ones of the same or a higher version."""
    found = dict(shipped())
    query = select(Definition.body, Definition.policy, Definition.version).order_by(Definition.version)
    rows = connection.execute(query.where(~Definition.policy.contains(OTHER)))
    for body, name, version in rows:
        if name not in found or version >= found[name].version:
            found[name] = _parsed(bytes(body), f"{name}/v{version}.toml")
    return found


@lru_cache(maxsize=64)
def _parsed(body: bytes, file: str) -> Policy:
    """A definition that was checked when it came in; lists and reminders ask for all of them every time."""
    return parse(body, file)


def definitions(connection: Connection, name: str) -> list[Policy]:
    """All definitions of a policy that this register holds, newest first.

    Raises:
        NotFound: it holds none.
    """
    newest = policy(connection, name)
    query = select(Definition.body, Definition.version).where(Definition.policy == name)
    added = [_parsed(bytes(body), f"{name}/v{version}.toml") for body, version in connection.execute(query)]
    carried = [shipped()[name]] if name in shipped() else []
    found = {one.sha256: one for one in sorted([*carried, *added], key=lambda one: -one.version)}
    return [newest, *(one for one in found.values() if one.sha256 != newest.sha256)]


def policy(connection: Connection, name: str) -> Policy:
    """One policy; NotFound naming those there are."""
    known = policies(connection)
    if name not in known:
        raise NotFound(
            "unknown_policy",
            f"Không có chính sách “{name}” (đang có: {', '.join(sorted(known))}). Chưa làm gì: chọn lại.",
        )
    return known[name]


def definition_of(connection: Connection, name: str, digest: str | None) -> Policy | None:
    """The very definition a support was written with, or None if this register does not hold it (show read-only)."""
    known = shipped().get(name)
    if known is not None and digest in (None, known.sha256):
        return known
    row = connection.execute(select(Definition.body, Definition.version).where(Definition.sha256 == digest)).first()
    return None if row is None else _parsed(bytes(row[0]), f"{name}/v{row[1]}.toml")


def add_policy(register: Register, data: bytes, file: str) -> Policy:
    """Keep a definition file, after every check of its format; the same file again changes nothing.

    Raises:
        DefinitionError: a fault in the file (file, line, key), or a version already taken by another text.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        return keep_policy(register, connection, data, file)


def keep_policy(register: Register, connection: Connection, data: bytes, file: str) -> Policy:
    """As `add_policy`, inside a transaction that is under way."""
    check_size(data, file)
    made = parse(data, file)
    if definition_of(connection, made.id, made.sha256) is None:
        check_version(policies(connection).get(made.id), made, f"{file}: chính sách")
        keep_body(register, connection, made.id, made, data)
    return made


class Versioned(Protocol):
    """What kinds of definitions have in common."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def sha256(self) -> str: ...


def check_size(data: bytes, file: str) -> None:
    """Before a definition is read: it fits into a package."""
    if len(data) > LARGEST:
        message = f"{file}: tệp dài {len(data)} byte, quá {LARGEST}. Chưa thay đổi gì: bớt lời giải thích trong tệp."
        raise DefinitionError("bad_definition", message)


def check_version(taken: Versioned | None, made: Versioned, what: str) -> None:
    """A new text carries a higher number than the one there is; what: the file and what it defines."""
    if taken is not None and taken.version >= made.version:
        message = (
            f"{what} “{made.id}” đã có bản số {taken.version}; tệp này ghi số {made.version}. "
            f"Chưa thay đổi gì: đặt version lớn hơn {taken.version}."
        )
        raise DefinitionError("old_version", message)


def keep_body(register: Register, connection: Connection, name: str, made: Versioned, data: bytes) -> None:
    """Write the bytes of a checked definition under a name."""
    added = {"sha256": made.sha256, "policy": name, "version": made.version, "body": data}
    connection.execute(insert(Definition).values(**added, added_at=register.providers.stamp()))
