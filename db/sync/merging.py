"""What comes in: every package is checked in the one safe order, then merged in one transaction, or kept with its reason."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select

from db.domain.units import catalogue
from db.ledger import chain as chains
from db.ledger import ledger
from db.ledger.register import Register, settings
from db.ledger.streams import Range, chain_at, find_stream, fit
from db.models import Package, Receipt
from db.sync import lists, minisign, package, trust
from db.sync.offices import Keys, keys_of, own_ids
from db.sync.package import Envelope, Manifest, PackageError
from db.sync.trust import Device

State = Literal["applied", "known", "waiting", "held", "refused"]


@dataclass(slots=True)
class Result:
    """What became of one file. reason: an `E-…` code, `waiting_for`, `unknown_device`, `revoked`, `fork`, `newer`, or ""."""

    file: str
    state: State
    applied: int = 0
    conflicts: int = 0
    reason: str = ""
    message: str = ""
    unit: str = ""
    sender: str = ""
    first: int = 0
    last: int = 0
    then: list[Result] = field(default_factory=list)


class _DryRun(Exception):
    """Rolls a trial back."""


@dataclass(slots=True)
class _Incoming:
    """One file on its way in: its private copy, its hash, what its manifest says once that may be believed."""

    name: str
    copy: Path
    sha256: str
    manifest: Manifest | None = None

    def result(self, state: State, reason: str = "", detail: str = "", *, applied: int = 0, conflicts: int = 0) -> Result:
        message = package.sentence(reason, detail) if reason else ""
        made = Result(self.name, state, applied, conflicts, reason, message)
        if self.manifest is not None:
            made.unit, made.sender = self.manifest.unit, self.manifest.sender
            made.first, made.last = self.manifest.ops.first, self.manifest.ops.last
        return made


def merge(register: Register, files: Iterable[Path], *, dry_run: bool = False) -> list[Result]:
    """Take packages in, one after the other; a package that fails leaves the register as it was.

    A package that closes a gap also brings in those that waited for it (`Result.then`).
    """
    results = []
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        for path in files:
            try:
                copy = package.stage(path, Path(folder))
            except PackageError as error:
                results.append(Result(path.name, "refused", reason=error.code, message=error.message))
                continue
            incoming = _Incoming(path.name, copy, sha256(copy.read_bytes()).hexdigest())
            results.append(_take(register, incoming, dry_run=dry_run))
            copy.unlink(missing_ok=True)
    return results


def _take(register: Register, incoming: _Incoming, *, dry_run: bool) -> Result:
    try:
        with register.write() as connection, incoming.copy.open("rb") as file:
            envelope = package.open_envelope(file, os.fstat(file.fileno()).st_size)
            result = _checked(register, connection, envelope, incoming)
            _record(connection, incoming, result, register.providers.stamp())
            if result.state == "applied":
                result.then = _wake(register, connection, incoming.manifest)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    except PackageError as error:
        result = incoming.result("refused", error.code, error.detail)
        if not dry_run:
            with register.write() as connection:
                _record(connection, incoming, result, register.providers.stamp())
    return result


def _checked(register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming) -> Result:
    """Steps 3–13 of the order of checks; PackageError refuses."""
    known = lists.find_device(connection, envelope.key_id)
    if known is None:
        return incoming.result("held", "unknown_device", envelope.key_id[::-1].hex().upper())
    device, role = known
    try:
        manifest = package.verify(envelope, minisign.parse_public_line(device.sign))
    except PackageError as error:
        if error.code in package.HELD:
            return incoming.result("held", package.HELD[error.code], error.detail)
        raise
    incoming.manifest = manifest
    package.check_parties(manifest, device.id, own_ids(connection))
    _check_unit(connection, manifest, device, role)
    if device.state == "revoked" and not _acknowledged(connection, manifest):
        return incoming.result("held", "revoked")
    span = _range(manifest)
    place = fit(connection, span)
    if place == "known" and manifest.ops.last >= manifest.ops.first:
        _acknowledge(connection, manifest, device, register.providers.stamp())
        return incoming.result("known", "known")
    if place == "fork":
        return incoming.result("held", "fork")
    package.hashes(envelope, manifest)
    if place == "gap":
        return incoming.result("waiting", "waiting_for", _missing(connection, span))
    return _apply(register, connection, envelope, incoming, device)


def _check_unit(connection: Connection, manifest: Manifest, device: Device, role: lists.Role) -> None:
    """A device writes about its own unit or one below it; nobody writes about a unit that is neither ours nor below us."""
    ours = settings(connection)["unit"]
    above = [unit.code for unit in catalogue().ancestors(manifest.unit, manifest.unit_date)] + [manifest.unit]
    if device.unit not in above or ours not in above:
        raise PackageError("E-SENDER", f"{device.id} about unit {manifest.unit}")
    if role == "own" and device.unit != manifest.unit and device.level == "commune":
        raise PackageError("E-SENDER", f"{device.id} about unit {manifest.unit}")


def _acknowledged(connection: Connection, manifest: Manifest) -> bool:
    stream = find_stream(connection, manifest.stream)
    return stream is not None and manifest.ops.last <= stream.last


def _range(manifest: Manifest) -> Range:
    ops = manifest.ops
    return Range(
        manifest.stream, manifest.sender, manifest.unit, manifest.parent, ops.first, ops.last, bytes.fromhex(ops.before),
        bytes.fromhex(ops.after),
    )


def _missing(connection: Connection, span: Range) -> str:
    stream = find_stream(connection, span.sid)
    first = 1 if stream is None else stream.last + 1
    return f"{first}–{span.first - 1}"


def _apply(
    register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming, device: Device
) -> Result:
    manifest = incoming.manifest
    assert manifest is not None  # noqa: S101 - set before this step
    keys: Keys = keys_of(register, connection)
    opened = package.contents(envelope, manifest, [keys.box])
    applied = conflicts = 0
    if opened.lines:
        span = _range(manifest)
        try:
            chain = chains.values(span.before, opened.lines)
            applied, conflicts = ledger.receive(connection, span, opened.lines, chain)
        except ledger.Forked:
            return incoming.result("held", "fork")
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise PackageError("E-JSON", str(error)) from None
    for body in opened.parts.get("trust", ()):
        lists.follow(connection, *trust.split_trust_part(body))
    _acknowledge(connection, manifest, device, register.providers.stamp())
    return incoming.result("applied", applied=applied, conflicts=conflicts)


def _acknowledge(connection: Connection, manifest: Manifest, device: Device, at: str) -> None:
    """Note how far the other side holds our streams. A receipt that is not about our own chain is left alone."""
    office = trust.office_id(device.unit)
    for sid, ack in manifest.acks.items():
        last, head = ack.get("last"), ack.get("head")
        stream = find_stream(connection, sid)
        if stream is None or not stream.mine or not isinstance(last, int):
            continue
        ours = chain_at(connection, stream, last)
        if ours is None or ours.hex() != head:
            continue
        where = (Receipt.sid == sid, Receipt.office == office)
        before = connection.execute(select(Receipt.last).where(*where)).scalar()
        if before is None or before < last:
            connection.execute(delete(Receipt).where(*where))
            connection.execute(insert(Receipt).values(sid=sid, office=office, last=last, head=head, at=at))


def _record(connection: Connection, incoming: _Incoming, result: Result, at: str) -> None:
    """Log what became of a package; a waiting or held one is kept exactly as received."""
    connection.execute(delete(Package).where(Package.sha256 == incoming.sha256, Package.direction == "in", Package.state != "applied"))
    if connection.execute(select(Package.state).where(Package.sha256 == incoming.sha256)).first() is not None:
        return
    keep = incoming.copy.read_bytes() if result.state in ("waiting", "held") else None
    manifest = incoming.manifest
    values: dict[str, Any] = {
        "sha256": incoming.sha256, "direction": "in", "file": incoming.name, "state": result.state, "reason": result.reason,
        "device": result.sender, "unit": result.unit, "at": at, "blob": keep, "first": result.first, "last": result.last,
        "sid": manifest.stream if manifest else "", "number": manifest.number if manifest else 0,
    }
    connection.execute(insert(Package).values(**values))


def _wake(register: Register, connection: Connection, manifest: Manifest | None) -> list[Result]:
    """Bring in packages of the same stream that waited for this one, in order."""
    assert manifest is not None  # noqa: S101 - an applied package has one
    query = (
        select(Package.sha256, Package.file, Package.blob)
        .where(Package.sid == manifest.stream, Package.state == "waiting")
        .order_by(Package.first)
    )
    woken = []
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        for digest, name, blob in connection.execute(query).all():
            incoming = _unpark(Path(folder), digest, name, blob)
            try:
                with connection.begin_nested(), incoming.copy.open("rb") as file:
                    envelope = package.open_envelope(file, incoming.copy.stat().st_size)
                    result = _checked(register, connection, envelope, incoming)
            except PackageError as error:
                result = incoming.result("refused", error.code, error.detail)
            _record(connection, incoming, result, register.providers.stamp())
            woken.append(result)
    return woken


def _unpark(folder: Path, digest: str, name: str, blob: bytes | None) -> _Incoming:
    copy = folder / digest
    copy.write_bytes(bytes(blob or b""))
    return _Incoming(name, copy, digest)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package kept aside: why, and what to do."""

    file: str
    state: str
    reason: str
    message: str
    sender: str
    unit: str
    first: int
    last: int
    at: str


def held(register: Register) -> list[Waiting]:
    """All packages waiting or held, oldest first."""
    query = (
        select(Package.file, Package.state, Package.reason, Package.device, Package.unit, Package.first, Package.last, Package.at)
        .where(Package.state.in_(("waiting", "held")))
        .order_by(Package.at, Package.file)
    )
    with register.read() as connection:
        return [
            Waiting(file, state, reason, package.sentence(reason), device, unit, first, last, at)
            for file, state, reason, device, unit, first, last, at in connection.execute(query)
        ]


def release(register: Register) -> list[Result]:
    """Try again whatever is held for a reason that may have passed (a device since enrolled, a program since upgraded)."""
    query = select(Package.sha256, Package.file, Package.blob).where(Package.state == "held").order_by(Package.first)
    with register.read() as connection:
        rows: Sequence[Any] = connection.execute(query).all()
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        return [_take(register, _unpark(Path(folder), *row), dry_run=False) for row in rows]
