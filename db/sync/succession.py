"""An office ends and another one takes its place, as data: in good order with the old root key, or without it.

The successor enters the devices of the old office into its own list. The old office says in its last list who follows;
whoever is below goes over by the next package. Without the old root key they type the successor's digits once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from db.domain.errors import NotAllowed, NotFound
from db.domain.units import catalogue
from db.ledger.register import Register, settings
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import lists, minisign
from db.sync.enrolling import Step, read_list
from db.sync.offices import keys_of
from db.sync.root import root_key
from db.sync.trust import Device, Successor, TrustList


def succeed(register: Register, path: Path, *, code: str, officers: Sequence[str] = ()) -> Step:
    """Enter the devices of another office, whose place we take, into our list, as far as they are below us.

    Args:
        path: the list of that office; code: its 30 digits, typed from its letter; officers: as for `enrolling.approve`.

    Raises:
        PackageError, NotAllowed: as `read_list`; this office issues no list, nobody on that list is below us, or the
            root key is not opened.
    """
    with register.write() as connection:
        root, ours = _signing(register, connection, officers)
        listed, raw = read_list(path, code)
        unit = settings(connection)["unit"]
        new = [device for device in listed.devices if _is_ours(device, listed, unit)]
        if not new:
            raise NotAllowed(
                "none_below",
                "Không máy nào trong danh sách ấy thuộc cấp dưới của cơ quan này. Chưa thay đổi gì: chọn đúng tệp danh "
                "sách của cơ quan mà mình tiếp quản.",
            )
        lists.remember(connection, "former", listed, *raw)
        known = {device.id for device in ours}
        listed_now = [*ours, *(device for device in new if device.id not in known)]
        issued = lists.issue(connection, keys_of(register, connection), root, listed_now)
    return Step(listed.offices[0].id, listed.offices[0].unit, "", issued.trust.version)


def hand_over(register: Register, path: Path, *, code: str, officers: Sequence[str] = ()) -> Step:
    """Our office ends: sign the last list, which says whose list everybody below follows from now on.

    Args:
        path: the list of the successor, which names our devices already; code: its 30 digits, typed from its letter;
            officers: as for `enrolling.approve`.

    Raises:
        PackageError, NotAllowed: as `read_list`; that list is ours, or lacks a device of ours; the root key is not
            opened.
    """
    with register.write() as connection:
        root, ours = _signing(register, connection, officers)
        listed, raw = read_list(path, code)
        _check_named(connection, listed, ours, root.public_line)
        lists.remember(connection, "successor", listed, *raw)
        office = listed.offices[0]
        last = Successor(root=listed.root, office=office)
        issued = lists.issue(connection, keys_of(register, connection), root, ours, successor=last)
    return Step(office.id, office.unit, "", issued.trust.version)


def _signing(
    register: Register, connection: Connection, officers: Sequence[str]
) -> tuple[minisign.SigningKey, list[Device]]:
    """Our root key and the devices of our list, for an officer who may do this."""
    check_real(connection)
    check_role(register, connection, "administer")
    own = lists.held_list(connection, "own")
    return root_key(register, connection, officers), [] if own is None else own.trust.devices


def _is_ours(device: Device, listed: TrustList, unit: str) -> bool:
    """Whether a device is at work below us, and not one of the office that ends."""
    if device.state != "active" or device.unit == listed.offices[0].unit:
        return False
    try:
        above = {one.code for one in catalogue().ancestors(device.unit, device.unit_date)}
    except NotFound:
        return False
    return unit in above


def _check_named(connection: Connection, listed: TrustList, ours: Sequence[Device], root: str) -> None:
    """Refuse a successor that would leave a device of ours behind, or is ourselves."""
    here = settings(connection)["unit"]
    below = {device.id for device in ours if device.state == "active" and device.unit != here}
    missing = sorted(below - {device.id for device in listed.devices})
    if listed.root == root or missing:
        names = f" Thiếu: {', '.join(missing)}." if missing else ""
        raise NotAllowed(
            "successor_incomplete",
            f"Danh sách của cơ quan tiếp quản chưa có đủ máy của cơ quan này.{names} Chưa thay đổi gì: nhờ họ nhận "
            "danh sách của mình trước, rồi lấy tệp mới.",
        )
