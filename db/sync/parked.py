"""Packages kept exactly as received until something else comes first: which, why, how many. Merges none."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from db.ledger.register import Register
from db.ledger.streams import Range, chain_at, rows_of
from db.models import Package
from db.sync import limits, lists, package, relay
from db.sync.package import Envelope, PackageError
from db.sync.trust import Device

STATES = ("waiting", "held")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package kept aside: why, and what to do.

    choices: what a person may decide about it, `admit` and `turn_down`, or nothing.
    """

    sha256: str
    file: str
    state: str
    reason: str
    message: str
    sender: str
    unit: str
    first: int
    last: int
    at: str
    choices: tuple[str, ...] = ()


CHOICES = ("admit", "turn_down")
JUDGED = ("revoked", "key_changed", "fork")
"""Reasons about which a person decides; the others pass by themselves, by an enrolment or an upgrade."""


def held(register: Register) -> list[Waiting]:
    """All packages waiting or held, oldest first."""
    query = (
        select(
            Package.sha256,
            Package.sid,
            Package.file,
            Package.state,
            Package.reason,
            Package.device,
            Package.unit,
            Package.first,
            Package.last,
            Package.at,
        )
        .where(Package.state.in_(STATES))
        .order_by(Package.at, Package.file)
    )
    with register.read() as connection:
        rows = connection.execute(query).all()
        return [
            Waiting(
                sha256=r.sha256,
                file=r.file,
                state=r.state,
                reason=r.reason,
                message=_why(connection, r),
                sender=r.device,
                unit=r.unit,
                first=r.first,
                last=r.last,
                at=r.at,
                choices=CHOICES if r.reason in JUDGED else (),
            )
            for r in rows
        ]


def _why(connection: Connection, row: Any) -> str:
    """The sentence of a package kept aside, with what is missing today or the key nobody knows."""
    detail = ""
    if row.reason in ("revoked", "key_changed"):
        known = next((d for h in lists.held_lists(connection) for d in h.trust.devices if d.id == row.device), None)
        detail = "" if known is None else acknowledged(known, row.sid)
    elif row.reason == "fork":
        detail = str(departure(connection, _span(connection, row)))
    elif row.reason == "waiting_for":
        detail = missing(connection, row.sid, row.first)
    elif row.reason == "unknown_device":
        detail = key_number(_envelope(connection, row))
    return package.sentence(row.reason, detail)


def _envelope(connection: Connection, row: Any) -> Envelope:
    blob = connection.execute(select(Package.blob).where(Package.sha256 == row.sha256)).scalar_one()
    kept = bytes(blob or b"")
    return package.open_envelope(io.BytesIO(kept), len(kept))


def _span(connection: Connection, row: Any) -> Range:
    return relay.range_of(package.read_manifest(_envelope(connection, row)))


def acknowledged(device: Device, sid: str) -> str:
    """How far a stream of a withdrawn device was acknowledged when it was withdrawn, "" if not at all."""
    return str(device.acked[sid]) if device.acked.get(sid) else ""


def departure(connection: Connection, span: Range) -> int:
    """The number from which a forked range may differ from what we hold (as far as its manifest tells)."""
    rows = rows_of(connection, span.sid)
    same = any(chain_at(connection, row, span.first - 1) == span.before for row in rows if row.last >= span.first - 1)
    return span.first if same else 1


def turned_down(connection: Connection, digest: str) -> bool:
    """Whether a person has refused this very file before."""
    kept = connection.execute(select(Package.decision).where(Package.sha256 == digest)).scalar()
    return bool(kept) and msgspec.json.decode(kept or "", type=dict[str, str])["verdict"] == "turn_down"


def check_room(connection: Connection, device: str, digest: str, size: int) -> None:
    """PackageError E-PARKED where one more package of `device` ("": all unknown ones together) would be too much.

    digest, size: of that package; one that is kept already takes no more room. Without this a stolen or foolish machine
    could fill the office's disk with packages that nobody will ever merge.
    """
    query = select(func.count(), func.coalesce(func.sum(func.length(Package.blob)), 0)).where(
        Package.state.in_(STATES), Package.device == device, Package.sha256 != digest
    )
    count, total = connection.execute(query).one()
    if count >= limits.PARKED or total + size > limits.PARKED_SIZE:
        raise PackageError("E-PARKED", device)


def missing(connection: Connection, sid: str, start: int) -> str:
    """The changes of a stream that we lack before the one numbered `start`."""
    first = max((row.last for row in rows_of(connection, sid) if row.last < start), default=0) + 1
    return f"{first}–{start - 1}" if first < start - 1 else str(first)


def key_number(envelope: Envelope) -> str:
    """The key that is said to have signed, as `minisign` prints it."""
    return envelope.key_id[::-1].hex().upper()
