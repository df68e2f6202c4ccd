"""What was decided about pairs of records that may be one; it travels, so that nobody is asked again."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import NotAllowed, NotFound
from db.ledger.register import settings
from db.models import DuplicateVerdict as Row
from db.store.actions import Action
from db.store.owners import is_ours, owner_of, unit_title, units_above

Pair = tuple[str, str]
TITLES = {"person": "nhân khẩu", "household": "hộ"}


class Verdict(msgspec.Struct, kw_only=True):
    """One decision: `same` (joined into `kept`, first handed over from `handed_from`) or `different`."""

    id: str
    kind: str
    one: str
    other: str
    verdict: str
    kept: str
    handed_from: str


def pair_of(one: str, other: str) -> Pair:
    """Two ids in the order in which a pair is kept."""
    return (one, other) if one < other else (other, one)


def list_verdicts(connection: Connection, pair: Pair | None = None) -> list[Verdict]:
    """All decisions that stand, or those about one pair, oldest first."""
    query = select(Row.id, Row.kind, Row.one, Row.other, Row.verdict, Row.kept, Row.handed_from).where(Row.deleted == 0)
    if pair is not None:
        query = query.where(Row.one == pair[0], Row.other == pair[1])
    names = Verdict.__struct_fields__
    rows = connection.execute(query.order_by(Row.id)).all()
    return [Verdict(**{name: value or "" for name, value in zip(names, row, strict=True)}) for row in rows]


def draft_verdict(
    connection: Connection,
    action: Action,
    kind: str,
    one: str,
    other: str,
    verdict: str,
    *,
    kept: str | None = None,
    handed_from: str | None = None,
) -> str:
    """Put a decision into an action, for the unit of both records or the nearest above both; returns its id."""
    unit = _unit_of_both(connection, owner(connection, kind, one), owner(connection, kind, other))
    first, second = pair_of(one, other)
    values = {"kind": kind, "one": first, "other": second, "verdict": verdict}
    values |= {name: value for name, value in (("kept", kept), ("handed_from", handed_from)) if value}
    return action.create("duplicate", values, unit=unit)


def owner(connection: Connection, kind: str, record: str) -> str:
    """The unit of a record.

    Raises:
        NotFound: the register has no such record.
    """
    found = owner_of(connection, kind, record)
    if found is None:
        message = f"Sổ không có {TITLES[kind]} mang mã {record}. Không thay đổi gì: xem lại danh sách trùng."
        raise NotFound("not_found", message)
    return found


def check_ours(connection: Connection, kind: str, one: str, other: str) -> None:
    """Before anything is decided about two records: both are of our unit or below it.

    Raises:
        NotFound: no such record. NotAllowed: only the office above both decides.
    """
    why = why_not_ours(connection, owner(connection, kind, one), owner(connection, kind, other))
    if why:
        raise NotAllowed("not_above_both", f"{why} Không thay đổi gì, cả hai hồ sơ vẫn nguyên.")


def why_not_ours(connection: Connection, one: str, other: str) -> str:
    """Why this office may not decide about records of two units, "" where it may."""
    foreign = next((unit for unit in (one, other) if not is_ours(connection, unit)), None)
    if foreign is None:
        return ""
    return f"Một trong hai hồ sơ do {unit_title(connection, foreign)} quản lý: báo cơ quan cấp trên của cả hai nơi gộp."


def _unit_of_both(connection: Connection, one: str, other: str) -> str:
    known = settings(connection)
    above = [other, *units_above(other, known["unit_date"])]
    return next((unit for unit in (one, *units_above(one, known["unit_date"])) if unit in above), known["unit"])
