"""The officers of a register: entered, renamed, given another role, ended, never removed. Knows no password."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue, NotAllowed, NotFound, no_record
from db.domain.text import check_name, fold, nfc
from db.domain.values import local_date
from db.ledger.register import Register, put_setting, settings
from db.models import Officer
from db.store.actions import Action
from db.store.roles import ROLES, Role, check_role, known_role

_OFFICER = "officer "  # what the settings keep names of other offices' officers under


class OfficerRow(msgspec.Struct, frozen=True, kw_only=True):
    """An officer of our office. role_name: in words; ended: ISO date since when no longer, "" while at work."""

    id: str
    name: str
    role: Role
    role_name: str
    ended: str


def officers(connection: Connection) -> list[OfficerRow]:
    """The officers of our own office, those at work first, by name."""
    unit = settings(connection).get("unit", "")
    rows = connection.execute(
        select(Officer.id, Officer.name, Officer.role, Officer.ended).where(
            Officer.owner_unit == unit, Officer.deleted == 0
        )
    )
    found = [
        OfficerRow(id=row.id, name=row.name or "", role=role, role_name=ROLES[role], ended=row.ended or "")
        for row in rows
        for role in [known_role(row.role)]
    ]
    return sorted(found, key=lambda one: (bool(one.ended), fold(one.name)))


def enter_officer(register: Register, connection: Connection, record: str, name: str, role: str) -> None:
    """Enter an officer under the id of a key slot, inside a transaction under way.

    Raises:
        NotAllowed: the officer at work does not administer.
        InvalidData: no name, the name of another officer at work, no such role.
    """
    check_role(register, connection, "administer")
    shown = _checked(connection, "", name, role)
    Action(register, connection).create_as(record, "officer", {"name": shown, "role": role}).commit()


def change_officer(register: Register, record: str, *, name: str = "", role: str = "", reason: str = "") -> None:
    """Give an officer (id or full name) another name or role ("": as it is).

    Raises:
        NotAllowed: the officer at work does not administer, or nobody would be left who does.
        NotFound, InvalidData: no such officer, no such role, a name that another carries.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        known = need_officer(connection, record)
        shown = _checked(connection, known.id, name or known.name, role or known.role)
        if role and role != "administer":
            _keep_one(connection, known)
        action = Action(register, connection, reason)
        if action.set("officer", known.id, {"name": shown, "role": role or known.role}):
            action.commit()


def end_officer(register: Register, connection: Connection, record: str, reason: str) -> None:
    """Write that an officer no longer works here, inside a transaction under way.

    Raises:
        NotAllowed: the officer at work does not administer, or nobody would be left who does; no reason.
        NotFound: no such officer at work.
    """
    check_role(register, connection, "administer")
    known = need_officer(connection, record)
    _keep_one(connection, known)
    action = Action(register, connection, reason)
    action.set("officer", known.id, {"ended": local_date(register.providers.now())})
    action.commit()


def need_officer(connection: Connection, record: str) -> OfficerRow:
    """The officer at work with that id or full name; NotFound if there is none."""
    asked = nfc(record).casefold()
    at_work = [one for one in officers(connection) if not one.ended]
    found = next((one for one in at_work if one.id == record or one.name.casefold() == asked), None)
    if found is None:
        raise no_record("cán bộ đang làm việc", record)
    return found


def _keep_one(connection: Connection, leaving: OfficerRow) -> None:
    others = [one for one in officers(connection) if one.role == "administer" and not one.ended]
    if leaving.role == "administer" and len(others) == 1:
        told = "Sổ phải còn ít nhất một cán bộ quản trị. Chưa thay đổi gì: giao vai trò quản trị cho người khác trước."
        raise NotAllowed("last_administrator", told)


def _checked(connection: Connection, record: str, name: str, role: str) -> str:
    shown = " ".join(nfc(name).split())
    issues = [issue for issue in check_name(shown, "officer") if issue.severity == "hard"]
    if any(
        one.name.casefold() == shown.casefold() and one.id != record and not one.ended for one in officers(connection)
    ):
        told = f"Đã có cán bộ tên {shown}: ghi thêm chức danh hay tên lót để phân biệt."
        issues.append(Issue("officer", "hard", "same_name", told))
    if role not in ROLES:
        issues.append(Issue("role", "hard", "unknown_role", f"Không có vai trò “{role}”: chọn {', '.join(ROLES)}."))
    if issues:
        raise InvalidData(issues)
    return shown


def officer_names(connection: Connection) -> dict[str, str]:
    """Names of all officers this register has heard of, by id: its own, and those of offices above it."""
    above = {key.removeprefix(_OFFICER): name for key, name in settings(connection).items() if key.startswith(_OFFICER)}
    own = connection.execute(select(Officer.id, Officer.name))
    return above | {record: name or record for record, name in own}


def remember_officer(connection: Connection, record: str, name: str) -> None:
    """Keep the name of an officer of another office, so that its decisions show who took them."""
    put_setting(connection, _OFFICER + record, name)


def officer_named(register: Register, name: str) -> str:
    """The id of the officer with that name; NotFound if this is not the person who opened the register."""
    with register.read() as connection:
        known = officer_names(connection).get(register.officer, "")
    if nfc(name).casefold() != known.casefold():
        raise NotFound(
            "unknown_officer",
            f"Mật khẩu này là của {known}, không phải của {name}. Chưa làm gì: gõ đúng mật khẩu của mình.",
        )
    return register.officer
