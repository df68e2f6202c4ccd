"""Packages handed on inside others, with the signature of who wrote them: up to the office above, to the other laptops
of a commune, and back to a laptop that has lost its own. Trusts nobody: who may hand on is asked before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from db.ledger import ledger
from db.ledger.register import Register
from db.ledger.streams import Range, Stream, chain_at, fit, lines_of, list_streams
from db.models import Proof
from db.sync import limits, lists, minisign, package
from db.sync.canonical import canonical, canonical_loads
from db.sync.manifest import OPS, RELAY, RELAY_OPS, decode
from db.sync.package import Contents, Manifest, PackageError
from db.sync.receipts import readers, receipts
from db.sync.trust import Device

MOST = 200
"""Parts of one package; what does not fit comes with the next."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A package that came inside another one, whole and with a good signature."""

    manifest: Manifest
    contents: Contents
    raw: bytes
    minisig: bytes


def keep(connection: Connection, raw: bytes, minisig: bytes, found: Manifest, heads: Sequence[bytes]) -> None:
    """Keep what proves that these changes were signed by their writer."""
    if not heads:
        return
    digest = sha256(raw).hexdigest()
    if connection.execute(select(Proof.sid).where(Proof.manifest_sha256 == digest)).first() is None:
        connection.execute(
            insert(Proof).values(
                manifest_sha256=digest,
                sid=found.stream,
                first=found.ops.first,
                last=found.ops.last,
                manifest=raw,
                minisig=minisig,
                heads=b"\n".join(heads),
            )
        )


def parts_for(
    connection: Connection, streams: Iterable[Stream], devices: Sequence[str], unit: str
) -> list[tuple[str, bytes]]:
    """The parts that bring these devices, whose packages come in streams about `unit`, what they have not confirmed.

    A device has its own changes, unless it has gone on in another stream since: then it may have lost some.
    """
    rows, said = list_streams(connection), receipts(connection)
    names = {device: readers(rows, device, unit) for device in devices}
    found: list[tuple[str, bytes]] = []
    size = 0
    for row in streams:
        known = [
            max(said.get((row.sid, reader), row.base), _inherited(connection, rows, reader, row))
            for device in devices
            for reader in names[device]
            if reader not in (row.device, row.name)
        ]
        for parts in _packages(connection, row, min(known, default=row.last)):
            size += sum(len(data) for _, data in parts)
            if found and (len(found) + len(parts) > MOST or size > limits.TOTAL // 4):
                return found
            found += parts
    return found


def _inherited(connection: Connection, rows: Sequence[Stream], reader: str, row: Stream) -> int:
    """How much of a row a copy certainly holds, because its stream goes on behind it, perhaps through others."""
    stream = next((one for one in rows if one.sid == reader), None)
    while stream is not None and stream.parent:
        name, seq = stream.parent[:32], int(stream.parent[32:48], 16)
        if name == row.name:
            same = row.last >= seq and (chain_at(connection, row, seq) or b"").hex() == stream.parent[48:]
            return seq if same else row.base or min(one.base for one in rows if one.name == name and one.base)
        stream = next((one for one in rows if one.sid == name), None)
    return 0


def _packages(connection: Connection, row: Stream, after: int) -> Iterator[list[tuple[str, bytes]]]:
    """The packages that brought the changes of a row behind `after`, each as its parts, without needless ones."""
    query = select(Proof).where(Proof.sid == row.name, Proof.last > after).order_by(Proof.last, Proof.first)
    covered = after
    proofs = [(kept, decode(bytes(kept.manifest))) for kept in connection.execute(query).all()]
    while covered < row.last:
        fitting = [
            (kept, made)
            for kept, made in proofs
            if kept.first <= covered + 1 and kept.last > covered and _is_of(connection, row, made)
        ]
        if not fitting:
            return
        kept, made = max(fitting, key=lambda pair: int(pair[0].last))
        covered = int(kept.last)
        yield [(RELAY, _head(bytes(kept.manifest), bytes(kept.minisig))), *_contents(connection, row, kept, made)]


def _is_of(connection: Connection, row: Stream, made: Manifest) -> bool:
    held = chain_at(connection, row, made.ops.last) if made.ops.last <= row.last else None
    return held is not None and held.hex() == made.ops.after


def _head(raw: bytes, minisig: bytes) -> bytes:
    return canonical({"manifest": canonical_loads(raw), "minisig": minisig.decode("ascii")})


def _contents(connection: Connection, row: Stream, kept: Any, made: Manifest) -> Iterator[tuple[str, bytes]]:
    """The plain contents of the parts of changes, as they were signed."""
    lines = lines_of(connection, row, made.ops.first, made.ops.last)
    start = 0
    counts = [part.count for part in made.parts if part.kind == OPS]
    for head, count in zip(bytes(kept.heads).split(b"\n"), counts, strict=True):
        yield RELAY_OPS, b"\n".join([head, *lines[start : start + count], b""])
        start += count


def opened(connection: Connection, parts: dict[str, list[bytes]]) -> list[Handed]:
    """What came inside a package; who wrote it must be known to a list of ours, else it is left for another time.

    Raises:
        PackageError: a signature or a content is not right, or a part is missing.
    """
    plain = iter(parts.get(RELAY_OPS, ()))
    found = []
    for body in parts.get(RELAY, ()):
        raw, minisig = _split(canonical_loads(body))
        made, known = verified(connection, raw, minisig)
        contents = [next(plain, b"") for part in made.parts if part.kind == OPS]
        if known:
            found.append(Handed(made, package.handed_on(made, contents), raw, minisig))
    return found


def verified(connection: Connection, raw: bytes, minisig: bytes) -> tuple[Manifest, bool]:
    """A manifest that was handed on or kept, and whether a list of ours, also a former one, knows who signed it.

    Raises:
        PackageError: the signature is not right, or not the sender's.
    """
    signature = minisign.parse(minisig)
    known = lists.find_device(connection, signature.key_id, relayed=True)
    if known is None:
        return decode(raw), False
    device = known[0]
    minisign.verify(signature, raw, minisign.parse_public_line(device.sign))
    made = decode(raw)
    if made.sender != device.id:
        raise PackageError("E-SENDER", f"{made.sender} signed by {device.id}")
    return made, True


def _split(body: Any) -> tuple[bytes, bytes]:
    if not isinstance(body, dict) or not isinstance(body.get("minisig"), str):
        raise PackageError("E-MANIFEST", RELAY)
    return canonical(body.get("manifest")), body["minisig"].encode("utf-8")


def may_bring(connection: Connection, device: Device, role: lists.Role | None, manifest: Manifest) -> bool:
    """Whether a device decides about what it hands on: an office does, a laptop of ours not.

    What a withdrawn device of our own list wrote, and the second branch of one that stands there, come by themselves
    and wait for a person here; inside a colleague's package they are left out.
    """
    own = lists.held_list(connection, "own") if role == "own" and device.level == "commune" else None
    writer = next((one for one in own.trust.devices if one.id == manifest.sender), None) if own else None
    if writer is None:
        return True
    withdrawn = writer.state == "revoked" and not wrote_before(manifest, writer)
    return not withdrawn and fit(connection, range_of(manifest)) != "fork"


def wrote_before(manifest: Manifest, device: Device) -> bool:
    """Whether a withdrawn device certainly wrote this before: it ends where its chain was acknowledged."""
    return manifest.ops.last >= manifest.ops.first and device.heads.get(manifest.stream) == manifest.ops.after


def take(register: Register, connection: Connection, handed: Handed) -> tuple[int, int]:
    """Merge what was handed on; (changes applied, keys in conflict). A gap is left: it comes again.

    Branches are kept: the office that hands them on has decided about them. Changes of our own that we have lost come
    back into the stream they stood in, and nothing is ever written to that stream again.

    Raises:
        PackageError: the lines are no changes.
    """
    span = range_of(handed.manifest)
    if fit(connection, span) in ("known", "gap"):
        return 0, 0
    keep(connection, handed.raw, handed.minisig, handed.manifest, handed.contents.heads)
    try:
        return ledger.receive(connection, span, handed.contents.lines, handed.contents.chain, branch=True)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise PackageError("E-JSON", str(error)) from None


def range_of(manifest: Manifest) -> Range:
    """The changes a manifest announces, as the ledger asks for them."""
    ops = manifest.ops
    return Range(
        manifest.stream,
        manifest.sender,
        manifest.unit,
        manifest.parent,
        ops.first,
        ops.last,
        bytes.fromhex(ops.before),
        bytes.fromhex(ops.after),
    )
