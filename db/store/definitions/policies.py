"""The policies a register knows: those shipped, and definition files added, kept by their hash. Judges no support."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from db.dialects import fetch, statements
from db.domain.errors import DefinitionError, NotFound
from db.ledger.register import Register
from db.models import Definition
from db.policy.definition import Policy, carried, parse, shipped
from db.store.roles import check_role

OTHER = ":"
"""Stands in the name of a definition that is no policy (`standard:2027_2030`); see `db.store.definitions.files`."""
LARGEST = 64 * 1024
"""Bytes of a definition that is kept; it travels to other offices as one text, and a package allows no longer one."""


def policies(connection: Connection) -> dict[str, Policy]:
    """The newest definition of every policy by id: shipped ones, and added ones of the same or a higher version."""
    found = dict(shipped())
    other = statements(connection).contains("policy")
    query = f"SELECT body, policy, version FROM definition WHERE NOT {other} ORDER BY version"
    for body, name, version in fetch(connection, query, (OTHER,)):
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
    known = shipped().get(name) if digest is None else carried().get(digest)
    if known is not None:
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
        taken = policies(connection).get(made.id)
        check_version(f"{file}: chính sách “{made.id}”", made.version, taken.version if taken else 0)
        keep_body(register, connection, made.id, made.version, data)
    return made


def check_size(data: bytes, file: str) -> None:
    """DefinitionError for a file too long to travel."""
    if len(data) > LARGEST:
        message = f"{file}: tệp dài {len(data)} byte, quá {LARGEST}. Chưa thay đổi gì: bớt lời giải thích trong tệp."
        raise DefinitionError("bad_definition", message)


def check_version(what: str, version: int, taken: int) -> None:
    """DefinitionError for a version that the register knows by another text, or that is older than what it knows."""
    if taken >= version:
        message = (
            f"{what} đã có bản số {taken}; tệp này ghi số {version}. Chưa thay đổi gì: đặt version lớn hơn {taken}."
        )
        raise DefinitionError("old_version", message)


def keep_body(register: Register, connection: Connection, name: str, version: int, data: bytes) -> None:
    """Keep a checked file by its hash; the same file again changes nothing."""
    digest = sha256(data).hexdigest()
    if connection.execute(select(Definition.sha256).where(Definition.sha256 == digest)).first() is None:
        added = {"sha256": digest, "policy": name, "version": version, "body": data}
        connection.execute(insert(Definition).values(**added, added_at=register.providers.stamp()))
