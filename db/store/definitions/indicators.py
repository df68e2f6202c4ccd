"""The indicators a register knows: those shipped, and files added, kept beside its policies. Counts nothing."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, select

from db.domain import codes
from db.domain.errors import DefinitionError, NotFound
from db.ledger.register import Register
from db.models import Definition
from db.policy.definition import Policy
from db.policy.indicators import Indicator, figures, parse, shipped
from db.store.definitions.policies import OTHER, check_size, check_version, keep_body, policies

_NAME = f"indicator{OTHER}"


def indicators(connection: Connection) -> dict[str, Indicator]:
    """The newest file of every indicator by id: shipped ones, and added ones of the same or a higher version.

    An added one that asks for a policy which is no longer here is left out.
    """
    found = dict(shipped())
    query = select(Definition.body, Definition.policy, Definition.version).where(Definition.policy.startswith(_NAME))
    rows = connection.execute(query.order_by(Definition.version)).all()
    known = _frozen(policies(connection)) if rows else ()
    for body, name, version in rows:
        own = name.removeprefix(_NAME)
        made = _parsed(bytes(body), f"{own}.toml", known)
        if made is not None and (own not in found or version >= found[own].version):
            found[own] = made
    return found


def _frozen(known: dict[str, Policy]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(ids)) for name, ids in sorted(figures(known).items()))


@lru_cache(maxsize=128)
def _parsed(body: bytes, file: str, known: tuple[tuple[str, frozenset[str]], ...]) -> Indicator | None:
    try:
        return parse(body, file, dict(known))
    except DefinitionError:
        return None


def indicator(connection: Connection, name: str) -> Indicator:
    """One indicator; NotFound with a sentence."""
    known = indicators(connection)
    if name not in known:
        told = f"Không có chỉ số “{name}” trong sổ này. Chưa làm gì: xem tên các chỉ số ở trang Chỉ tiêu rồi chọn lại."
        raise NotFound("unknown_indicator", told)
    return known[name]


def keep_indicator(register: Register, connection: Connection, data: bytes, file: str) -> Indicator:
    """Keep the file of an indicator, after every check; the same file again changes nothing.

    Raises:
        DefinitionError: a fault in the file (file, line, key), or a version already taken by another text.
    """
    check_size(data, file)
    made = parse(data, file, figures(policies(connection)))
    taken = indicators(connection).get(made.id)
    if taken is None or taken.sha256 != made.sha256:
        check_version(f"{file}: chỉ số “{made.id}”", made.version, taken.version if taken else 0)
        keep_body(register, connection, _NAME + made.id, made.version, data)
    return made


def total_kinds(connection: Connection) -> dict[str, str]:
    """Names of all totals by code: those of the code list, then those that indicators declare."""
    found = dict(codes.names("area_total"))
    for one in indicators(connection).values():
        found |= {own.id: own.title for own in one.shape.totals if own.id not in found}
    return found
