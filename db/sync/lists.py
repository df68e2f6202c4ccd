"""The trust lists of a register, kept in its database: the one it issues, the one it follows. Decides no trust."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from db.ledger.register import settings
from db.models import Trust
from db.store.owners import units_above
from db.sync import minisign, trust
from db.sync.offices import Keys
from db.sync.sentences import PackageError
from db.sync.trust import Device, Office, Rotation, Successor, TrustList

Role = Literal["own", "parent", "above", "child", "former", "successor"]
"""`own`: we issue it; `parent`: we follow it; `above`: an office above that one issues it, `child`: one below, both for
what is handed on to us; `former`: we followed it until its root gave way, was lost, or its office ended (or took that
office's place); `successor`: takes our place."""

_ROLES: dict[str, Role] = {
    "own": "own",
    "parent": "parent",
    "above": "above",
    "child": "child",
    "former": "former",
    "successor": "successor",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A trust list as stored, verified when it came in."""

    role: Role
    trust: TrustList
    body: bytes
    minisig: bytes


def held_lists(connection: Connection) -> list[Held]:
    """Those of offices below, our own list, the parent's, former ones last, where there are such."""
    rows = connection.execute(select(Trust.role, Trust.root, Trust.body, Trust.signature).order_by(Trust.role)).all()
    rows = sorted(rows, key=lambda row: row.role == "former")
    return [
        Held(
            _ROLES[role],
            trust.verify_trust(bytes(body), bytes(minisig), minisign.parse_public_line(root)),
            bytes(body),
            bytes(minisig),
        )
        for role, root, body, minisig in rows
    ]


def held_list(connection: Connection, role: Role) -> Held | None:
    """The list we issue (`own`) or follow (`parent`)."""
    return next((held for held in held_lists(connection) if held.role == role), None)


def find_device(connection: Connection, key_id: bytes, *, relayed: bool = False) -> tuple[Device, Role] | None:
    """The device with that signing key in one of our lists, and which list says so.

    relayed: lists of offices below, of those above the one we follow, and former ones count too; their devices speak
    to us only through others. Those of an office that ended in good order still may themselves: its packages come late.
    """
    for held in held_lists(connection):
        ended = held.role == "former" and held.trust.successor
        if held.role in ("above", "child", "former", "successor") and not relayed and not ended:
            continue
        device = held.trust.device_by_key(key_id)
        if device is not None:
            return device, held.role
    return None


def parent_office(connection: Connection) -> Office | None:
    """The office we answer to: the one that issued the list we follow, or took its place."""
    held = held_list(connection, "parent")
    return None if held is None else held.trust.seat


def names_of_parent(connection: Connection) -> set[str]:
    """Ids of the offices whose lists concern us: the one that issued the list we follow, and its successor."""
    held = held_list(connection, "parent")
    return set() if held is None else {held.trust.offices[0].id, held.trust.seat.id}


def successor_list(connection: Connection) -> Held | None:
    """The list of the office that takes our place, once our own list says so."""
    own = held_list(connection, "own")
    if own is None or not own.trust.successor:
        return None
    root = own.trust.successor.root
    return next((held for held in held_lists(connection) if held.trust.root == root), None)


def for_those_below(connection: Connection, own: Held) -> list[Held]:
    """The lists that our packages down carry: our own, of the office that takes our place, of those above us."""
    last = successor_list(connection)
    above = [held for held in held_lists(connection) if held.role in ("parent", "above") and held != last]
    return [own, *([last] if last else []), *above]


def remember(connection: Connection, role: Role, listed: TrustList, body: bytes, minisig: bytes) -> None:
    """Keep a list that digits have vouched for; of a root that we know already only a newer one, in the role it has."""
    known = next((held for held in held_lists(connection) if held.trust.root == listed.root), None)
    if known is None or known.trust.version < listed.version:
        _keep(connection, known.role if known else role, listed, body, minisig)


def issue(
    connection: Connection,
    keys: Keys,
    root: minisign.SigningKey,
    devices: list[Device],
    rotation: Rotation | None = None,
    successor: Successor | None = None,
) -> Held:
    """Sign the next version of our list with these devices besides our own; return it.

    rotation: the root key that signed until now has given way to `root`; successor: our office ends.
    """
    known = settings(connection)
    unit, on, level = known["unit"], known["unit_date"], known["level"]
    before = held_list(connection, "own")
    place = {"unit": unit, "unit_date": on, "level": level, "box": keys.recipient}
    own = Device(id=known["device"], sign=keys.sign.public_line, **place)  # type: ignore[arg-type]
    office = Office(id=trust.office_id(unit), recovery=known["recovery"], **place)  # type: ignore[arg-type]
    rotations = list(before.trust.rotations or ()) if before else []
    if rotation is not None:
        rotations.append(rotation)
    # A root that none of them leads to begins anew.
    if rotations and rotations[-1].new != root.public_line:
        rotations = []
    listed = TrustList(
        version=1 if before is None else before.trust.version + 1,
        root=root.public_line,
        offices=[office],
        devices=[own, *(device for device in devices if device.id != own.id)],
        rotations=rotations or msgspec.UNSET,
        successor=successor or (before.trust.successor if before else msgspec.UNSET),
    )
    body, minisig = trust.sign_trust(listed, root)
    connection.execute(delete(Trust).where(Trust.role == "own"))
    _keep(connection, "own", listed, body, minisig)
    return Held("own", listed, body, minisig)


def pin(connection: Connection, listed: TrustList, body: bytes, minisig: bytes) -> None:
    """Follow this list from now on; its root was compared by typed digits. An older parent is let go.

    Raises:
        PackageError: we follow a newer list of that root already, or another one of the same number; the root gave way
            to the one we follow, or was given up for it (E-ROOT-OLD): its digits stand on old letters.
    """
    held = held_list(connection, "parent")
    if held is not None and listed.root in _given_up(connection, held.trust):
        raise PackageError("E-ROOT-OLD", f"root {listed.root}")
    if held is not None and held.trust.root == listed.root:
        trust.is_newer(listed, body, held.trust.version, sha256(held.body).hexdigest())
    connection.execute(update(Trust).where(Trust.role == "parent").values(role="former"))
    _keep(connection, "parent", listed, body, minisig)


def follow(connection: Connection, body: bytes, minisig: bytes) -> bool:
    """Take a newer version of the list we follow; True if it replaced ours.

    An older one is passed over: honest packages come late, and what else they carry is wanted. A root to which the
    pinned one gave way is pinned in its place.

    Raises:
        PackageError: not signed by the pinned root (E-ROOT-OLD: by one before it; new_root: by one that a person must
            compare first; E-SIG: of another office), or another list of the same number.
    """
    held = held_list(connection, "parent")
    if held is None:
        return False
    listed = trust.verify_claimed(body, minisig)
    if listed.root != held.trust.root:
        if not _succeeds(connection, listed, held.trust):
            return False
        pin(connection, listed, body, minisig)
        return True
    older = listed.version < held.trust.version
    if older or not trust.is_newer(listed, body, held.trust.version, sha256(held.body).hexdigest()):
        return False
    _keep(connection, "parent", listed, body, minisig)
    return True


def _given_up(connection: Connection, followed: TrustList) -> set[str]:
    """Roots that must not come back: of the same office, or of one that ended."""
    here = followed.offices[0].id
    past = [held.trust for held in held_lists(connection) if held.role == "former"]
    return {one.root for one in past if one.successor or one.offices[0].id == here} | {*followed.former_roots}


def _succeeds(connection: Connection, listed: TrustList, followed: TrustList) -> bool:
    """Whether the root of a list is one to which the root that we follow gave way; False for a list from before.

    Raises:
        PackageError: as `follow`.
    """
    until = {one.trust.root: one.trust.version + 1 for one in held_lists(connection) if one.role == "former"}
    until |= followed.former_roots
    if listed.root in until:
        if listed.version < until[listed.root]:
            return False
        raise PackageError("E-ROOT-OLD", f"root {listed.root}")
    if followed.successor and (listed.root, listed.offices[0].id) == (
        followed.successor.root,
        followed.successor.office.id,
    ):
        return True
    if listed.offices[0].id != followed.offices[0].id:
        raise PackageError("E-SIG", f"list of {listed.offices[0].id}")
    if not listed.comes_from(followed.root):
        raise PackageError("new_root", listed.root)
    return True


def take_above(connection: Connection, body: bytes, minisig: bytes) -> bool:
    """Keep the list of an office above the one we follow, whose package vouches for its root; False for any other list.

    Nobody in it is anything to us but the writer of what the office that we follow hands on.

    Raises:
        PackageError: not signed by its own root, or another list of the same number.
    """
    held_all = held_lists(connection)
    followed = next(held.trust for held in held_all if held.role == "parent")
    listed = trust.verify_claimed(body, minisig)
    seat, named = followed.offices[0], followed.seat.id
    here = listed.offices[0]
    if here.id == named or here.unit not in units_above(seat.unit, seat.unit_date):
        return False
    for held in held_all:
        if held.role == "above" and held.trust.offices[0].id == here.id:
            known = (held.trust.version, sha256(held.body).hexdigest())
            if listed.root in held.trust.former_roots:
                return True
            if listed.root == held.trust.root and (
                listed.version < known[0] or not trust.is_newer(listed, body, *known)
            ):
                return True
            connection.execute(delete(Trust).where(Trust.root == held.trust.root))
        elif held.trust.root == listed.root:
            return False
    _keep(connection, "above", listed, body, minisig)
    return True


def take_child(connection: Connection, device: Device, body: bytes, minisig: bytes) -> None:
    """Keep the list that an office below issues; its package, signed by a device we enrolled, vouches for its root.

    Raises:
        PackageError: not signed by its own root, of another unit than the device's, or another list of the same number.
    """
    listed = trust.verify_claimed(body, minisig)
    held_all = held_lists(connection)
    ours = {held.trust.root for held in held_all if held.role != "child"}
    if listed.offices[0].unit != device.unit or listed.root in ours:
        raise PackageError("E-SENDER", f"{device.id} brings the list of {listed.offices[0].id}")
    for held in held_all:
        if held.role != "child" or held.trust.offices[0].unit != device.unit:
            continue
        if listed.root in held.trust.former_roots:
            return
        if held.trust.root == listed.root:
            older = listed.version < held.trust.version
            if older or not trust.is_newer(listed, body, held.trust.version, sha256(held.body).hexdigest()):
                return
        connection.execute(delete(Trust).where(Trust.root == held.trust.root))
    _keep(connection, "child", listed, body, minisig)


def _keep(connection: Connection, role: Role, listed: TrustList, body: bytes, minisig: bytes) -> None:
    connection.execute(delete(Trust).where(Trust.root == listed.root))
    connection.execute(
        insert(Trust).values(root=listed.root, role=role, version=listed.version, body=body, signature=minisig)
    )
