"""What an officer may do: the one place that allows and refuses, for every way of writing into a register.

Roles contain one another: who may approve may enter, who administers may do all of it. Whoever reads may still print
(the print register says who did) and copy the register (a copy is encrypted, and keeps what others have written).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection

from db.dialects import fetch, statements
from db.domain.errors import NotAllowed
from db.ledger.change import Draft
from db.ledger.register import Register

Role = Literal["read", "enter", "approve", "administer"]
ROLES: dict[Role, str] = {"read": "chỉ xem", "enter": "nhập liệu", "approve": "duyệt", "administer": "quản trị"}
"""All roles by what they are called, each containing those before it."""
_ORDER = list(ROLES)
_DECIDING = ("decide", "delete", "move")


def role_of(connection: Connection, officer: str) -> Role:
    """The role of an officer today; one that has ended, or that nobody has entered, only reads.

    In a register that was never founded (it has no officers at all) everybody administers.
    """
    mark = statements(connection).mark
    rows = fetch(connection, f"SELECT role, ended FROM officer WHERE id = {mark}", (officer,))  # before every save
    if not rows:
        return "read" if fetch(connection, "SELECT 1 FROM officer LIMIT 1") else "administer"
    ((role, ended),) = rows
    return "read" if ended else known_role(role)


def known_role(written: str | None) -> Role:
    """A role as the ledger has it; one that this program does not know (a newer one wrote it) only reads."""
    return next((role for role in ROLES if role == written), "read")


def may(connection: Connection, officer: str, needed: Role) -> bool:
    """Whether an officer's role contains `needed`."""
    return _ORDER.index(role_of(connection, officer)) >= _ORDER.index(needed)


def check_role(register: Register, connection: Connection, needed: Role) -> None:
    """Before something that not everybody may do.

    Raises:
        NotAllowed: the role of the officer at work does not contain `needed`.
    """
    if may(connection, register.officer, needed):
        return
    own = ROLES[role_of(connection, register.officer)]
    told = f"Vai trò của bạn là {own}, việc này cần vai trò {ROLES[needed]}. "
    raise NotAllowed("role", told + "Chưa ghi gì, sổ vẫn nguyên vẹn: nhờ cán bộ có vai trò đó làm.")


def check_drafts(register: Register, connection: Connection, drafts: Iterable[Draft]) -> None:
    """Before an action is written: officers are the administrator's, decisions and deletions the approver's.

    Raises:
        NotAllowed: as `check_role`.
    """
    needed = {_needed(draft) for draft in drafts}
    for role in sorted(needed, key=_ORDER.index, reverse=True):
        check_role(register, connection, role)


def _needed(draft: Draft) -> Role:
    if draft.entity == "officer":
        return "administer"
    if draft.entity == "printed" and draft.kind == "create":
        return "read"
    return "approve" if draft.kind in _DECIDING else "enter"
