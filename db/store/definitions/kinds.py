"""The kinds of records an office keeps: those shipped, and files added to a register, kept by their hash."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, select

from db.domain.errors import NotFound
from db.ledger.register import Register
from db.models import Definition
from db.policy.definition import Kind, carried_kinds, parse_kind, shipped_kinds
from db.store.definitions.policies import OTHER, check_size, check_version, keep_body

_NAME = f"record{OTHER}"


def kinds(connection: Connection) -> dict[str, Kind]:
    """The newest definition of every kind of record by id: shipped ones, and added ones of the same or a higher one."""
    found = dict(shipped_kinds())
    query = select(Definition.body, Definition.policy, Definition.version).where(Definition.policy.startswith(_NAME))
    for body, name, version in connection.execute(query.order_by(Definition.version)):
        known = name.removeprefix(_NAME)
        if known not in found or version >= found[known].version:
            found[known] = _parsed(bytes(body), f"{known}/v{version}.toml")
    return found


@lru_cache(maxsize=64)
def _parsed(body: bytes, file: str) -> Kind:
    return parse_kind(body, file)


def kind(connection: Connection, name: str) -> Kind:
    """One kind of record; NotFound naming those there are."""
    known = kinds(connection)
    if name not in known:
        raise NotFound(
            "unknown_kind",
            f"Không có loại bản ghi “{name}” (đang có: {', '.join(sorted(known))}). Chưa làm gì: chọn lại.",
        )
    return known[name]


def kind_of(connection: Connection, name: str, digest: str | None) -> Kind | None:
    """The very definition a record was written with, or None if this register does not hold it (show read-only)."""
    known = shipped_kinds().get(name) if digest is None else carried_kinds().get(digest)
    if known is not None:
        return known
    row = connection.execute(select(Definition.body, Definition.version).where(Definition.sha256 == digest)).first()
    return None if row is None else _parsed(bytes(row[0]), f"{name}/v{row[1]}.toml")


def keep_kind(register: Register, connection: Connection, data: bytes, file: str) -> Kind:
    """Keep the file of a kind of record, after every check; the same file again changes nothing.

    Raises:
        DefinitionError: a fault in the file (file, line, key), or a version already taken by another text.
    """
    check_size(data, file)
    made = parse_kind(data, file)
    if kind_of(connection, made.id, made.sha256) is None:
        taken = kinds(connection).get(made.id)
        check_version(f"{file}: loại bản ghi “{made.id}”", made.version, taken.version if taken else 0)
        keep_body(register, connection, f"{_NAME}{made.id}", made.version, data)
    return made
