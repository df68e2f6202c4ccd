"""What goes out to every office we exchange with: our changes since its last receipt, our receipts, the trust list.

It adds no change to the ledger.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from db.domain.errors import NotAllowed
from db.ledger.change import SCHEMA
from db.ledger.register import Register, settings
from db.ledger.streams import Stream, chain_at, lines_of, list_streams, own_stream
from db.models import Package, Receipt
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import lists, package, trust
from db.sync.downlink import catalogue_part
from db.sync.offices import Keys, keys_of
from db.version import APP


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody a package is for: office id, ids addressed, age recipients, the unit whose stream it gets.

    devices: ids of all devices that must hold a change before it need not be sent again.
    """

    office: str
    to: list[str]
    devices: list[str]
    recipients: list[str]
    unit: str
    parts: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Exported:
    """A package written: file, whom it is for, which changes (`last < first`: none, only receipts)."""

    file: Path
    to: str
    first: int
    last: int
    count: int
    number: int


def export(register: Register, folder: Path) -> list[Exported]:
    """Write one package for every office this one exchanges with; each starts after what all its devices confirmed.

    A package to the parent is written when there is a new change or a receipt to give; a package down always is, it
    carries the trust list.

    Raises:
        NotAllowed: this device is not enrolled anywhere and nobody is enrolled here, or the register is for training.
        EnvironmentProblem: disk full, stick removed; nothing half-written remains.
    """
    with register.write() as connection:
        check_real(connection)
        check_role(register, connection, "enter")
        keys = keys_of(register, connection)
        targets = _targets(connection)
        if not targets:
            raise NotAllowed(
                "not_enrolled",
                "Máy này chưa ghi danh với cơ quan nào nên chưa xuất được gói. "
                "Sổ vẫn nguyên vẹn: làm bước ghi danh trước.",
            )
        return _export_all(register, connection, keys, folder, targets)


def _export_all(
    register: Register, connection: Connection, keys: Keys, folder: Path, targets: list[Target]
) -> list[Exported]:
    """All packages, or none: a package the register does not remember sending would be sent again under its number."""
    made: list[Exported] = []
    try:
        for target in targets:
            exported = _export(register, connection, keys, folder, target)
            if exported is not None:
                made.append(exported)
    except BaseException:
        for exported in made:
            with suppress(OSError):
                exported.file.unlink(missing_ok=True)
        raise
    return made


def _targets(connection: Connection) -> list[Target]:
    known = settings(connection)
    found = []
    followed = lists.held_list(connection, "parent")
    if followed is not None:
        parent = followed.trust.offices[0]
        recipients = [parent.box] + ([parent.recovery] if parent.recovery else [])
        above = [d.id for d in followed.trust.devices if d.state == "active" and d.unit == parent.unit]
        found.append(Target(parent.id, [parent.id], above, recipients, known["unit"], []))
    own = lists.held_list(connection, "own")
    if own is not None:
        parts = [("trust", trust.trust_part(own.body, own.minisig)), catalogue_part(connection)]
        children: dict[str, list[trust.Device]] = {}
        for device in own.trust.devices:
            if device.state == "active" and device.unit != known["unit"]:
                children.setdefault(device.unit, []).append(device)
        for unit, devices in sorted(children.items()):
            ids = [d.id for d in devices]
            found.append(Target(trust.office_id(unit), ids, ids, [d.box for d in devices], unit, parts))
    return found


def _export(register: Register, connection: Connection, keys: Keys, folder: Path, target: Target) -> Exported | None:
    known = settings(connection)
    stream = own_stream(connection, known["device"], target.unit, register.providers.new_stream)
    first = _confirmed(connection, stream, target) + 1
    lines = lines_of(connection, stream, first, stream.last)
    acks = _acks(connection, target)
    if not lines and not target.parts and not acks:
        return None
    number, prev = _previous(connection, stream)
    before = chain_at(connection, stream, first - 1)
    if before is None:
        raise LookupError("a receipt confirms more than this register holds")
    created = register.providers.stamp()
    path = folder / package.package_name(known["device"], target.unit, created, number + 1)
    out = package.Outgoing(
        sender=known["device"],
        unit=target.unit,
        unit_date=known["unit_date"],
        to=target.to,
        recipients=target.recipients,
        stream=bytes.fromhex(stream.sid),
        parent=stream.parent,
        number=number + 1,
        prev=prev,
        first=first,
        before=before,
        after=stream.head,
        lines=lines,
        parts=target.parts,
        acks=acks,
        created=created,
        app=APP,
        schema=SCHEMA,
    )
    built = package.build(path, keys.sign, out)
    _record(connection, path, stream, out, built.manifest_sha256)
    return Exported(path, target.office, first, stream.last, len(lines), number + 1)


def _confirmed(connection: Connection, stream: Stream, target: Target) -> int:
    """The last change that every device of the office is known to hold; 0 when one has never answered."""
    rows = connection.execute(select(Receipt.device, Receipt.last).where(Receipt.sid == stream.sid))
    held = {device: int(last) for device, last in rows}
    return min((held.get(device, 0) for device in target.devices), default=0)


def _previous(connection: Connection, stream: Stream) -> tuple[int, str]:
    query = (
        select(Package.number, Package.manifest)
        .where(Package.direction == "out", Package.sid == stream.sid)
        .order_by(Package.number.desc())
    )
    row = connection.execute(query).first()
    return (0, "") if row is None else (int(row[0]), row[1])


def _record(connection: Connection, path: Path, stream: Stream, out: package.Outgoing, manifest: str) -> None:
    values: dict[str, Any] = {
        "sha256": sha256(path.read_bytes()).hexdigest(),
        "direction": "out",
        "file": path.name,
        "state": "sent",
        "device": out.sender,
        "unit": out.unit,
        "sid": stream.sid,
        "number": out.number,
        "first": out.first,
        "last": out.first + len(out.lines) - 1,
        "manifest": manifest,
        "at": out.created,
    }
    connection.execute(insert(Package).values(**values))


def _acks(connection: Connection, target: Target) -> dict[str, Any]:
    """How far we hold the other side's streams: `{stream: {last, head, waiting: [[first, last], …]}}`."""
    waiting: dict[str, list[list[int]]] = {}
    rows = connection.execute(select(Package.sid, Package.first, Package.last).where(Package.state == "waiting"))
    for sid, first, last in rows.all():
        waiting.setdefault(sid, []).append([first, last])
    acks: dict[str, Any] = {}
    for stream in list_streams(connection, mine=False):
        if stream.unit == target.unit and stream.last:
            acks[stream.sid] = {"last": stream.last, "head": stream.head.hex()}
            if stream.sid in waiting:
                acks[stream.sid]["waiting"] = sorted(waiting[stream.sid])
    return acks


def count_sent(connection: Connection) -> int:
    """Packages written so far."""
    return int(connection.execute(select(func.count()).where(Package.direction == "out")).scalar_one())
