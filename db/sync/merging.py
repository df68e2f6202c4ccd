"""What comes in: each package checked in the one safe order, then merged in one transaction or kept with its reason.

Nothing unchecked reaches the ledger.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select

from db.dialects import explain
from db.domain.errors import AppError, EnvironmentProblem, NotFound
from db.domain.units import catalogue
from db.domain.values import is_iso_date
from db.ledger import ledger
from db.ledger.change import decode
from db.ledger.known import heads
from db.ledger.lineage import expected_lineage
from db.ledger.register import Register, settings
from db.ledger.streams import find_stream, fit, open_stream
from db.models import Package
from db.store.deciding.findings import recheck
from db.store.late import recheck_late, touched
from db.store.offices import check_real
from db.store.owners import units_above
from db.store.roles import check_role
from db.sync import downlink, enrolment, lists, minisign, office_slot, package, parked, refused, relay, trust
from db.sync.offices import Keys, keys_of, own_ids
from db.sync.package import Envelope, Manifest, PackageError
from db.sync.receipts import acknowledge
from db.sync.trust import Device

State = Literal["applied", "known", "waiting", "held", "refused"]


@dataclass(slots=True)
class Result:
    """What became of one file.

    reason: an `E-…` code, `waiting_for`, `unknown_device`, `revoked`, `fork`, `newer`, or "".
    """

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
    sha256: str = ""
    then: list[Result] = field(default_factory=list)
    kept: str = ""
    """Where a copy of a refused file lies."""


_HOLDS = ("new_root",)
"""Errors after which a package is kept: something must come first."""


class _DryRun(Exception):
    """Rolls a trial back."""


@dataclass(slots=True)
class _Incoming:
    """One file on its way in: its private copy, its hash, what its manifest says once that may be believed."""

    name: str
    copy: Path
    sha256: str
    manifest: Manifest | None = None
    role: lists.Role | None = None
    rehearsed: bool = False
    """Nothing is to remain of it."""
    listed: bool = False
    """It brought a newer list of the office above."""
    released: bool = False
    """A person has said that what holds it back is no reason not to merge it."""

    def result(
        self,
        state: State,
        reason: str = "",
        detail: str = "",
        *,
        applied: int = 0,
        conflicts: int = 0,
        device: Device | None = None,
    ) -> Result:
        """What became of it. device: who signed, where the manifest could not be read."""
        message = package.sentence(reason, detail) if reason else ""
        made = Result(self.name, state, applied, conflicts, reason, message, sha256=self.sha256)
        if device is not None:
            made.unit, made.sender = device.unit, device.id
        if self.manifest is not None:
            made.unit, made.sender = self.manifest.unit, self.manifest.sender
            made.first, made.last = self.manifest.ops.first, self.manifest.ops.last
        return made


def merge(register: Register, files: Iterable[Path], *, dry_run: bool = False) -> list[Result]:
    """Take packages in, one after the other; a package that fails leaves the register as it was. One result a file.

    A package that closes a gap also brings in those that waited for it (`Result.then`, unless they are among `files`).
    A dry run sees the packages as they would follow each other and writes nothing. EnvironmentProblem (or the driver's
    error behind it) where the machine fails before any file is through; later it is the reason of that file's result.

    Raises:
        NotAllowed: this register is for training, or the officer at work only reads.
    """
    with register.read() as connection:
        check_real(connection)
        if not dry_run:
            check_role(register, connection, "enter")
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        arrivals = _arrivals(files, Path(folder))
        results = _rehearse(register, arrivals) if dry_run else _take_all(register, arrivals)
    if not dry_run:
        office_slot.renew(register)
    return _one_each(results)


def _arrivals(files: Iterable[Path], folder: Path) -> Iterator[_Incoming | Result]:
    """Private copies, each gone when the next is asked for; a file that cannot even be copied is refused."""
    for path in files:
        name = path.name.encode("utf-8", "replace").decode()
        try:
            copy = package.stage(path, folder)
        except AppError as error:
            yield Result(name, "refused", reason=error.code, message=error.message)
            continue
        with copy.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield _Incoming(name, copy, digest)
        copy.unlink(missing_ok=True)


def _take_all(register: Register, arrivals: Iterable[_Incoming | Result]) -> list[Result]:
    """Every file in turn. What is merged stays merged, so a disk that fills up later must not hide it."""
    results: list[Result] = []
    for one in arrivals:
        try:
            results.append(_take(register, one))
        except Exception as error:
            problem = error if isinstance(error, EnvironmentProblem) else explain(error)
            if problem is None or not results or isinstance(one, Result):
                raise
            results.append(Result(one.name, "refused", reason=problem.code, message=problem.message, sha256=one.sha256))
    return results


def _take(register: Register, incoming: _Incoming | Result) -> Result:
    if isinstance(incoming, Result):
        return incoming
    try:
        with register.write() as connection:
            if not incoming.released and parked.turned_down(connection, incoming.sha256):
                return incoming.result("refused", "turned_down")
            return _admit(register, connection, incoming)
    except PackageError as error:
        with register.write() as connection:
            return _refuse(register, connection, incoming, error)


def _rehearse(register: Register, arrivals: Iterable[_Incoming | Result]) -> list[Result]:
    """What would become of the packages; everything in one transaction that is rolled back."""
    results: list[Result] = []
    try:
        with register.write() as connection:
            for one in arrivals:
                if isinstance(one, Result):
                    results.append(one)
                    continue
                one.rehearsed = True
                results.append(_attempt(register, connection, one))
            raise _DryRun
    except _DryRun:
        return results


def _attempt(register: Register, connection: Connection, incoming: _Incoming, *, wake: bool = True) -> Result:
    """Take a package in inside a running transaction: if it fails, only what it did is undone."""
    try:
        with connection.begin_nested():
            return _admit(register, connection, incoming, wake=wake)
    except PackageError as error:
        return _refuse(register, connection, incoming, error)


def _admit(register: Register, connection: Connection, incoming: _Incoming, *, wake: bool = True) -> Result:
    before = heads(connection)
    with incoming.copy.open("rb") as file:
        envelope = package.open_envelope(file, os.fstat(file.fileno()).st_size)
        listed = enrolment.claims_list(envelope)
        result = (_take_listing if listed else _checked)(register, connection, envelope, incoming)
    if result.state in parked.STATES:
        parked.check_room(connection, result.sender, incoming.sha256, incoming.copy.stat().st_size)
    _record(connection, incoming, result, register.providers.stamp(), before)
    if wake and (result.state == "applied" or incoming.listed):
        result.then = _wake(register, connection, incoming)
    return result


def _take_listing(register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming) -> Result:
    """The list of the office above by itself: an office whose own keys were changed cannot sign a package otherwise."""
    received = enrolment.read_list(envelope)
    listed = received.content.signed.trust  # type: ignore[union-attr]
    signer = listed.device_by_key(envelope.key_id)
    if listed.offices[0].id not in lists.names_of_parent(connection):
        raise PackageError("E-NOT-FOR-US", listed.offices[0].id)
    incoming.listed = lists.follow(connection, *received.trust)
    return incoming.result("applied" if incoming.listed else "known", "" if incoming.listed else "known", device=signer)


def _refuse(register: Register, connection: Connection, incoming: _Incoming, error: PackageError) -> Result:
    state: State = "held" if error.code in _HOLDS else "refused"
    result = incoming.result(state, error.code, error.detail)
    if state == "refused" and not incoming.rehearsed:
        result.kept, told = refused.keep(connection, incoming.copy, incoming.sha256)
        result.message = f"{result.message} {told}"
    _record(connection, incoming, result, register.providers.stamp())
    return result


def _one_each(results: list[Result]) -> list[Result]:
    """A package that waited early in a run and was woken later in it is told once, with what became of it."""
    for result in results:
        for woken in [one for one in result.then if one.state != "waiting"]:
            earlier = [n for n, one in enumerate(results) if one.state in parked.STATES and one.sha256 == woken.sha256]
            for place in earlier:
                results[place] = woken
            if earlier:
                result.then.remove(woken)
        result.then = [one for one in result.then if one.state != "waiting"]
    return results


def _checked(register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming) -> Result:
    """Steps 3–13 of the order of checks; PackageError refuses."""
    known = lists.find_device(connection, envelope.key_id)
    if known is None:
        return incoming.result("held", "unknown_device", parked.key_number(envelope))
    device, role = known
    try:
        manifest = package.verify(envelope, minisign.parse_public_line(device.sign))
    except PackageError as error:
        if error.code in package.HELD:
            return incoming.result("held", package.HELD[error.code], error.detail, device=device)
        raise
    incoming.manifest, incoming.role = manifest, role
    package.check_parties(manifest, device.id, own_ids(connection))
    _check_unit(connection, manifest, device, role)
    return _placed(register, connection, envelope, incoming, device)


def _placed(
    register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming, device: Device
) -> Result:
    """Steps 7–13: where its changes stand against ours decides.

    A revoked device changes nothing, not even a receipt.
    """
    manifest = incoming.manifest
    assert manifest is not None  # noqa: S101 - set before this step
    span = relay.range_of(manifest)
    place = fit(connection, span)
    known = place == "known" and manifest.ops.last >= manifest.ops.first
    if _applied(connection, incoming.sha256):
        return incoming.result("known", "known")
    if known and device.state == "revoked":
        return incoming.result("known", "known")
    if not incoming.released and device.state == "revoked" and not relay.wrote_before(manifest, device):
        why = "key_changed" if device.replaced else "revoked"
        return incoming.result("held", why, parked.acknowledged(device, manifest.stream))
    if not incoming.released and place == "fork":
        return incoming.result("held", "fork", str(parked.departure(connection, span)))
    return _fitting(register, connection, envelope, incoming, device, known=known, gap=place == "gap")


def _fitting(
    register: Register,
    connection: Connection,
    envelope: Envelope,
    incoming: _Incoming,
    device: Device,
    *,
    known: bool,
    gap: bool,
) -> Result:
    """Steps 8–13 for a package that nothing holds back but, perhaps, a gap."""
    manifest = incoming.manifest
    assert manifest is not None  # noqa: S101 - set before this step
    if known and not _carries_trust(manifest):
        acknowledge(connection, manifest, device, register.providers.stamp())
        return incoming.result("known", "known")
    package.hashes(envelope, manifest)
    if gap:
        detail = parked.missing(connection, manifest.stream, manifest.ops.first)
        return incoming.result("waiting", "waiting_for", detail)
    result = _apply(register, connection, envelope, incoming, device)
    return incoming.result("known", "known") if known else result


def _carries_trust(manifest: Manifest) -> bool:
    """Changes sent once more may come with a newer trust list."""
    return any(part.kind == "trust" for part in manifest.parts)


def _check_unit(connection: Connection, manifest: Manifest, device: Device, role: lists.Role) -> None:
    """A device writes about its own unit or one below it; a laptop of ours about its own alone."""
    _check_about(connection, manifest, device, "about")
    if role == "own" and device.unit != manifest.unit and device.level == "commune":
        raise PackageError("E-SENDER", f"{device.id} about unit {manifest.unit}")


def _check_about(connection: Connection, manifest: Manifest, device: Device, does: str) -> None:
    """The unit is the device's own or below it, and ours or below us; so is that of what is handed on."""
    ours = settings(connection)["unit"]
    if not is_iso_date(manifest.unit_date):
        raise PackageError("E-MANIFEST", "unit_date")
    try:
        above = [unit.code for unit in catalogue().ancestors(manifest.unit, manifest.unit_date)] + [manifest.unit]
    except NotFound as error:
        raise PackageError("E-MANIFEST", error.message) from None
    if device.unit not in above or not (ours in above or _came_to_us(connection, manifest.unit)):
        raise PackageError("E-SENDER", f"{device.id} {does} unit {manifest.unit}")


def _applied(connection: Connection, digest: str) -> bool:
    """Whether this very file was merged before (one without changes leaves no other trace)."""
    query = select(Package.sha256).where(Package.sha256 == digest, Package.state == "applied")
    return connection.execute(query).first() is not None


def _apply(
    register: Register, connection: Connection, envelope: Envelope, incoming: _Incoming, device: Device
) -> Result:
    manifest = incoming.manifest
    assert manifest is not None  # noqa: S101 - set before this step
    keys: Keys = keys_of(register, connection)
    opened = package.contents(envelope, manifest, keys.boxes)
    applied = conflicts = 0
    if opened.lines:
        span = relay.range_of(manifest)
        try:
            applied, conflicts = ledger.receive(connection, span, opened.lines, opened.chain, branch=incoming.released)
        except ledger.Forked:
            return incoming.result("held", "fork", str(parked.departure(connection, span)))
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise PackageError("E-JSON", str(error)) from None
        conflicts += recheck(register, connection, _supports_in(opened.lines))
        conflicts += recheck_late(connection, touched(connection, manifest.unit, opened.lines))
        relay.keep(connection, envelope.manifest, envelope.signature.text, manifest, opened.heads)
    elif manifest.parent and find_stream(connection, manifest.stream) is None:
        open_stream(connection, manifest.stream, device.id, manifest.unit, mine=False, parent=manifest.parent)
    if device.state == "revoked":
        return incoming.result("applied", applied=applied, conflicts=conflicts)
    for body in opened.parts.get("trust", ()):
        _take_list(connection, incoming, device, *trust.split_trust_part(body))
    for handed in _handed_on(connection, opened.parts, device, incoming.role):
        news = relay.take(register, connection, handed)
        applied, conflicts = applied + news[0], conflicts + news[1]
        conflicts += recheck(register, connection, _supports_in(handed.contents.lines))
        conflicts += recheck_late(connection, touched(connection, handed.manifest.unit, handed.contents.lines))
    if (
        incoming.role == "parent" and device.unit != settings(connection)["unit"]
    ):  # our other laptops are on its list too
        for body in opened.parts.get(downlink.KIND, ()):
            downlink.take_catalogue(register, connection, body)
    acknowledge(connection, manifest, device, register.providers.stamp())
    return incoming.result("applied", applied=applied, conflicts=conflicts)


def _take_list(connection: Connection, incoming: _Incoming, device: Device, body: bytes, minisig: bytes) -> None:
    """A list that came with a package: of the office above; for what is handed on, of one above that or one below us.

    Our other laptops may bring the list of the office above, which its root signs, and vouch for no other.
    """
    foreign = device.unit != settings(connection)["unit"]
    if incoming.role == "own" and foreign:
        lists.take_child(connection, device, body, minisig)
    elif incoming.role == "parent" and foreign and lists.take_above(connection, body, minisig):
        return
    elif lists.follow(connection, body, minisig):
        incoming.listed = True


def _handed_on(
    connection: Connection, parts: dict[str, list[bytes]], device: Device, role: lists.Role | None
) -> Iterator[relay.Handed]:
    """What came inside a package, without what its sender may not decide about."""
    for handed in relay.opened(connection, parts):
        _check_about(connection, handed.manifest, device, "hands on")
        if relay.may_bring(connection, device, role, handed.manifest):
            yield handed


def _came_to_us(connection: Connection, unit: str) -> bool:
    """Whether a former unit has become ours, or one below ours."""
    ours = settings(connection)["unit"]
    return any(ours in (code, *units_above(code, day)) for day, code in expected_lineage(connection).way(unit))


def _supports_in(lines: Sequence[bytes]) -> set[str]:
    """Ids of the supports (by themselves or by a milestone) and records of units that these changes touch."""
    judged = (b'"e":"support"', b'"e":"milestone"', b'"e":"unit_record"')
    changes = (decode(line) for line in lines if any(mark in line for mark in judged))
    touched = (change.s.get("support") if change.e == "milestone" else change.i for change in changes)
    return {record for record in touched if isinstance(record, str)}


def _record(connection: Connection, incoming: _Incoming, result: Result, at: str, before: Sequence[str] = ()) -> None:
    """Log what became of a package; a waiting or held one is kept exactly as received.

    before: heads of the streams when it came; kept where it was merged.
    """
    connection.execute(
        delete(Package).where(Package.sha256 == incoming.sha256, Package.direction == "in", Package.state != "applied")
    )
    if connection.execute(select(Package.state).where(Package.sha256 == incoming.sha256)).first() is not None:
        return
    keep = incoming.copy.read_bytes() if result.state in ("waiting", "held") else None
    manifest = incoming.manifest
    values: dict[str, Any] = {
        "sha256": incoming.sha256,
        "direction": "in",
        "file": incoming.name,
        "state": result.state,
        "reason": result.reason,
        "device": result.sender,
        "unit": result.unit,
        "at": at,
        "blob": keep,
        "first": result.first,
        "last": result.last,
        "sid": manifest.stream if manifest else "",
        "number": manifest.number if manifest else 0,
        "heads": msgspec.json.encode(before).decode() if result.state == "applied" else "",
    }
    connection.execute(insert(Package).values(**values))


def _wake(register: Register, connection: Connection, incoming: _Incoming) -> list[Result]:
    """Bring in packages of the same stream that waited for this one, and those of devices that its list has named."""
    waited = [Package.state == "waiting", Package.sid == (incoming.manifest.stream if incoming.manifest else "")]
    strange = [Package.state == "held", Package.reason.in_(("unknown_device", *_HOLDS))]
    found: list[Any] = []
    for which in (waited, strange) if incoming.listed else (waited,):
        found += connection.execute(select(Package.sha256, Package.file).where(*which).order_by(Package.first)).all()
    woken = [_attempt(register, connection, one, wake=False) for one in _unpark(connection, found)]
    return [one for one in woken if one.state != "held"]


def _unpark(connection: Connection, rows: Iterable[Any]) -> Generator[_Incoming, None, None]:
    """Private copies of packages kept aside (hash, name), one at a time: together they may be 2 GiB."""
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        for digest, name in rows:
            blob = connection.execute(select(Package.blob).where(Package.sha256 == digest)).scalar()
            copy = Path(folder) / digest
            copy.write_bytes(bytes(blob or b""))
            yield _Incoming(name, copy, digest)
            copy.unlink()


def admit(register: Register, digest: str) -> Result:
    """Merge a held package although what holds it stands: a person answers for it. Only its changes are taken.

    A fork becomes a branch beside the stream; a withdrawn device stays withdrawn. Raises nothing: the result tells.
    """
    query = select(Package.sha256, Package.file).where(Package.sha256 == digest, Package.state == "held")
    with register.read() as connection, closing(_unpark(connection, [connection.execute(query).one()])) as held:
        incoming = next(held)
        incoming.released = True
        return _take(register, incoming)


def release(register: Register) -> list[Result]:
    """Try again whatever is held: a device may have been enrolled since, or the program upgraded."""
    query = select(Package.sha256, Package.file).where(Package.state == "held").order_by(Package.first)
    with register.read() as connection:
        rows: Sequence[Any] = connection.execute(query).all()
        return _one_each([_take(register, one) for one in _unpark(connection, rows)])
