"""The poverty standards and score tables a register knows: those carried, and files added, kept by their hash.

Nothing here classifies anybody.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection, select

from db.dialects import fetch, statements
from db.domain import standards as carried
from db.domain.standards import Standard
from db.domain.values import show_date
from db.ledger.register import Register
from db.models import Definition
from db.policy.scoring import ScoreTable, parse_scoring, shipped_scoring
from db.policy.source import Document
from db.policy.standards import parse_standard
from db.store.definitions.policies import check_size, check_version, keep_body


def standards(connection: Connection) -> dict[str, Standard]:
    """The newest text of every standard by id, oldest period first."""
    found = dict(carried.standards())
    for body, name in _added(connection, "standard"):
        made = _standard(body, name)
        if made.id not in found or made.version >= found[made.id].version:
            found[made.id] = made
    return {one.id: one for one in sorted(found.values(), key=lambda one: one.valid_from)}


def indicator_names(connection: Connection) -> dict[str, str]:
    """Names of everything that a household may lack, by code; of two standards with one code the newest says."""
    every_one = standards(connection).values()
    return {code: one.name for known in every_one for code, one in known.indicators.items()}


def known_standards(register: Register) -> dict[str, Standard]:
    """As `standards`, for who has no connection at hand."""
    with register.read() as connection:
        return standards(connection)


def score_tables(connection: Connection) -> dict[str, ScoreTable]:
    """The newest score table of every standard that has one, by the standard's id."""
    found = dict(shipped_scoring())
    for body, name in _added(connection, "scoring"):
        made = _table(body, name)
        if made.standard not in found or made.version >= found[made.standard].version:
            found[made.standard] = made
    return found


def _added(connection: Connection, kind: str) -> list[tuple[bytes, str]]:
    mark = statements(connection).mark  # before every save of a class, hence without building a statement
    query = f"SELECT body, policy FROM definition WHERE policy >= {mark} AND policy < {mark} ORDER BY version"
    return [(bytes(body), name) for body, name in fetch(connection, query, (f"{kind}:", f"{kind};"))]


@lru_cache(maxsize=32)
def _standard(body: bytes, file: str) -> Standard:
    return parse_standard(body, file)


@lru_cache(maxsize=32)
def _table(body: bytes, file: str) -> ScoreTable:
    return parse_scoring(body, file)


def keep_standard(register: Register, connection: Connection, data: bytes, file: str) -> Standard:
    """Keep the file of a standard, after every check; what was known before stays where it is refused.

    Raises:
        DefinitionError: a fault in the file (file, line, key), or a version already taken by another text.
    """
    check_size(data, file)
    made = parse_standard(data, file)
    known = standards(connection)
    for other in known.values():
        if other.id != made.id and made.valid_from <= other.valid_to and other.valid_from <= made.valid_to:
            period = f"{show_date(other.valid_from)} đến {show_date(other.valid_to)}"
            raise Document(data, file).error(("valid_from",), f"trùng thời gian với {other.title} ({period})")
    _check(connection, f"{file}: chuẩn nghèo “{made.id}”", data, made.version, known.get(made.id))
    keep_body(register, connection, f"standard:{made.id}", made.version, data)
    return made


def keep_table(register: Register, connection: Connection, data: bytes, file: str) -> ScoreTable:
    """Keep the file of a score table. Raises as `keep_standard`."""
    check_size(data, file)
    made = parse_scoring(data, file)
    if made.standard not in standards(connection):
        raise Document(data, file).error(("standard",), f"sổ này không có chuẩn nghèo “{made.standard}”")
    known = score_tables(connection).get(made.standard)
    _check(connection, f"{file}: bảng điểm của chuẩn “{made.standard}”", data, made.version, known)
    keep_body(register, connection, f"scoring:{made.standard}", made.version, data)
    return made


def _check(connection: Connection, what: str, data: bytes, version: int, known: Standard | ScoreTable | None) -> None:
    """The version is free, unless this very file is kept already."""
    digest = sha256(data).hexdigest()
    held = connection.execute(select(Definition.sha256).where(Definition.sha256 == digest)).first()
    if held is None and known is not None:
        check_version(what, version, known.version)
