"""What goes out to every office we exchange with: our changes since its last receipt, our receipts, the trust list.

It adds no change to the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from db.domain.errors import NotAllowed
from db.domain.units import catalogue
from db.ledger.change import SCHEMA
from db.ledger.lineage import lineage
from db.ledger.register import Register, settings
from db.ledger.streams import Stream, chain_at, lines_of, list_streams, own_stream
from db.models import Package
from db.store.deciding.queue import list_queue
from db.store.offices import check_real
from db.store.owners import units_above
from db.store.roles import check_role
from db.sync import enrolment, lists, package, questions, relay, trust
from db.sync.downlink import catalogue_part
from db.sync.offices import Keys, keys_of
from db.sync.receipts import readers, receipts
from db.vault import marks
from db.version import APP


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody a package is for: office id, ids addressed, age recipients, the unit whose stream it gets.

    devices: ids of all devices that must hold a change before it need not be sent again; above: it is the office we
    answer to.
    """

    office: str
    to: list[str]
    devices: list[str]
    recipients: list[str]
    unit: str
    parts: list[tuple[str, bytes]]
    above: bool = False
    ext: dict[str, Any] = field(default_factory=dict)
    """What else the manifest says to it: what we ask of a child."""


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
    marks.remember(register)  # first: what is signed must be marked, what is marked need not be signed
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
        _write_list(register, connection, keys, folder)
        return _export_all(register, connection, keys, folder, targets)


def _write_list(register: Register, connection: Connection, keys: Keys, folder: Path) -> None:
    """Our list by itself beside the packages, where those who follow it do not know the key that signs them yet."""
    own = lists.held_list(connection, "own")
    if own is None or not own.trust.moved:
        return
    path = folder / f"danh-sach-{own.trust.offices[0].id}-{own.trust.version:06d}.dongbo"
    enrolment.write_list(path, keys.sign, own.body, own.minisig, app=APP, created=register.providers.stamp())


def _export_all(
    register: Register, connection: Connection, keys: Keys, folder: Path, targets: list[Target]
) -> list[Exported]:
    """All packages, or none: a package the register does not remember sending would be sent again under its number."""
    made: list[Exported] = []
    try:
        for target in targets:
            for exported in _export(register, connection, keys, folder, target):
                made.append(exported)  # noqa: PERF402 - so that what is written when a later one fails is taken away
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
        parent = followed.trust.seat
        recipients = [parent.box] + ([parent.recovery] if parent.recovery else [])
        above = [d.id for d in followed.trust.devices if d.state == "active" and d.unit == parent.unit]
        found.append(Target(parent.id, [parent.id], above, recipients, known["unit"], [], above=True))
    own = lists.held_list(connection, "own")
    if own is not None:
        parts = [("trust", trust.trust_part(one.body, one.minisig)) for one in lists.for_those_below(connection, own)]
        parts.append(catalogue_part(connection))
        children: dict[str, list[trust.Device]] = {}
        for device in own.trust.devices:
            if device.state == "active" and device.unit != known["unit"]:
                children.setdefault(device.unit, []).append(device)
        queue = list_queue(connection) if children else []
        for unit, devices in sorted(children.items()):
            ids, boxes = [d.id for d in devices], [d.box for d in devices]
            asked = msgspec.to_builtins(questions.ask(connection, queue, ids, _below(connection, unit)))
            told = {questions.EXT: asked}
            found.append(Target(trust.office_id(unit), ids, ids, boxes, unit, parts, ext=told))
    return found


def _export(register: Register, connection: Connection, keys: Keys, folder: Path, target: Target) -> Iterator[Exported]:
    """One package for each of our streams that has news for the office or one below it; the last brings all else."""
    known, below = settings(connection), _below(connection, target.unit)
    current = own_stream(connection, known["device"], target.unit, register.providers.new_stream)
    about = {target.unit, *lineage(connection).of(target.unit)}
    for stream in list_streams(connection, mine=True):
        wanted = target.above or stream.unit in about or below(stream.unit)
        if stream.id != current.id and wanted:
            first = _confirmed(connection, stream, target) + 1
            if first <= stream.last:
                yield _write(register, connection, keys, folder, target, stream, first, {}, [])
    acks = _acks(connection, target)
    parts = target.parts + _handed_on(connection, target)
    first = _confirmed(connection, current, target) + 1
    if first <= current.last or parts or acks:
        yield _write(register, connection, keys, folder, target, current, first, acks, parts)


def _handed_on(connection: Connection, target: Target) -> list[tuple[str, bytes]]:
    """Upward all that came from below, with the list that names its writers; downward what the unit's devices wrote."""
    streams = [row for row in list_streams(connection) if not row.mine or row.device in target.devices]
    about = {target.unit, *lineage(connection).of(target.unit)}
    if not target.above:
        return relay.parts_for(connection, [row for row in streams if row.unit in about], target.devices, target.unit)
    own = lists.held_list(connection, "own")
    if own is None:  # what the office before this one wrote about us
        past = _past(connection)
        return relay.parts_for(connection, [row for row in streams if row.device in past], target.devices, target.unit)
    parts = relay.parts_for(
        connection, [row for row in streams if row.device not in target.devices], target.devices, target.unit
    )
    return [("trust", trust.trust_part(own.body, own.minisig)), *parts] if parts else []


def _past(connection: Connection) -> set[str]:
    """Devices of lists that we followed once, which the list of today does not name."""
    held = lists.held_lists(connection)
    now = {device.id for one in held if one.role == "parent" for device in one.trust.devices}
    return {device.id for one in held if one.role == "former" for device in one.trust.devices} - now


def _write(
    register: Register,
    connection: Connection,
    keys: Keys,
    folder: Path,
    target: Target,
    stream: Stream,
    first: int,
    acks: dict[str, Any],
    parts: list[tuple[str, bytes]],
) -> Exported:
    known = settings(connection)
    lines = lines_of(connection, stream, first, stream.last)
    number, prev = _previous(connection, stream)
    before = chain_at(connection, stream, first - 1)
    if before is None:
        raise LookupError("a receipt confirms more than this register holds")
    created = register.providers.stamp()
    path = folder / package.package_name(stream.device, stream.unit, created, number + 1)
    if path.exists():  # several streams of ours have news, each under the same number
        path = path.with_stem(f"{path.stem}-{stream.sid[:8]}")
    out = package.Outgoing(
        sender=stream.device,
        unit=stream.unit,
        unit_date=_day_of(stream.unit, known["unit_date"]),
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
        parts=parts,
        acks=acks,
        ext=target.ext,
        created=created,
        app=APP,
        schema=SCHEMA,
    )
    built = package.build(path, keys.signer(stream.device), out)
    _record(connection, path.name, stream, out, built)
    relay.keep(connection, built.raw, built.minisig, built.manifest, built.heads)
    return Exported(path, target.office, first, stream.last, len(lines), number + 1)


def _day_of(unit: str, day: str) -> str:
    """The day by which a unit is named: that of our register, or its last one where it went into another since."""
    versions = catalogue().versions(unit)
    return day if not versions or any(one.in_force(day) for one in versions) else versions[-1].nearest(day)


def _confirmed(connection: Connection, stream: Stream, target: Target) -> int:
    """The last change that every device of the office is known to hold; 0 when one has never answered."""
    rows, said = list_streams(connection), receipts(connection)
    who = [reader for device in target.devices for reader in readers(rows, device, target.unit)]
    return min((said.get((stream.sid, reader), 0) for reader in who), default=0)


def _previous(connection: Connection, stream: Stream) -> tuple[int, str]:
    query = (
        select(Package.number, Package.manifest)
        .where(Package.direction == "out", Package.sid == stream.sid)
        .order_by(Package.number.desc())
    )
    row = connection.execute(query).first()
    return (0, "") if row is None else (int(row[0]), row[1])


def _record(connection: Connection, file: str, stream: Stream, out: package.Outgoing, built: package.Built) -> None:
    values: dict[str, Any] = {
        "sha256": built.sha256,
        "direction": "out",
        "file": file,
        "state": "sent",
        "device": out.sender,
        "unit": out.unit,
        "sid": stream.sid,
        "number": out.number,
        "first": out.first,
        "last": out.first + len(out.lines) - 1,
        "manifest": built.manifest_sha256,
        "at": out.created,
    }
    connection.execute(insert(Package).values(**values))


def _acks(connection: Connection, target: Target) -> dict[str, Any]:
    """How far we hold the other side's streams, those below it too: `{stream: {last, head, waiting: [[first, last], …],
    branches: [{last, head}, …]}}`. Streams of ours that are closed are named so that what we lost of them comes back.
    """
    waiting: dict[str, list[list[int]]] = {}
    rows = connection.execute(select(Package.sid, Package.first, Package.last).where(Package.state == "waiting"))
    for sid, first, last in rows.all():
        waiting.setdefault(sid, []).append([first, last])
    acks: dict[str, Any] = {}
    streams = list_streams(connection)
    closed = {row.parent[:32] for row in streams if row.mine and row.parent}
    below = _below(connection, target.unit)
    for stream in streams:
        if not stream.last or (stream.mine and stream.name not in closed) or not below(stream.unit):
            continue
        held = {"last": stream.last, "head": stream.head.hex()}
        if stream.name in acks:
            acks[stream.name].setdefault("branches", []).append(held)
            continue
        acks[stream.name] = held
        if stream.name in waiting:
            acks[stream.name]["waiting"] = sorted(waiting[stream.name])
    return acks


def _below(connection: Connection, unit: str) -> Callable[[str], bool]:
    """Whether a unit is `unit` or lies below it, or what it has become does, on the date of our register."""
    on, known = settings(connection)["unit_date"], lineage(connection)

    @cache
    def below(code: str) -> bool:
        then = known.now(code)
        return unit in (code, then) or unit in units_above(then, on)

    return below
