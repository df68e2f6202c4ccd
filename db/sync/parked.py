"""Packages kept exactly as received until something else comes first: which, why, how many. Merges none."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from db.ledger.register import Register
from db.ledger.streams import find_stream
from db.models import Package
from db.sync import limits, package
from db.sync.package import Envelope, PackageError

STATES = ("waiting", "held")


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
            Waiting(r.file, r.state, r.reason, _why(connection, r), r.device, r.unit, r.first, r.last, r.at)
            for r in rows
        ]


def _why(connection: Connection, row: Any) -> str:
    """The sentence of a package kept aside, with what is missing today or the key nobody knows."""
    detail = ""
    if row.reason == "waiting_for":
        detail = missing(connection, row.sid, row.first)
    elif row.reason == "unknown_device":
        blob = connection.execute(select(Package.blob).where(Package.sha256 == row.sha256)).scalar_one()
        kept = bytes(blob or b"")
        detail = key_number(package.open_envelope(io.BytesIO(kept), len(kept)))
    return package.sentence(row.reason, detail)


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
    stream = find_stream(connection, sid)
    first = 1 if stream is None else stream.last + 1
    return f"{first}–{start - 1}" if first < start - 1 else str(first)


def key_number(envelope: Envelope) -> str:
    """The key that is said to have signed, as `minisign` prints it."""
    return envelope.key_id[::-1].hex().upper()
