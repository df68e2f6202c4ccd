"""Which device wrote a change, by the name of its office, and which package brought it here. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from db.domain.ids import office_of
from db.ledger.known import place_of
from db.ledger.streams import FORK, Stream, list_streams
from db.models import Package
from db.store.showing import Showing


@dataclass(frozen=True, slots=True)
class Carrier:
    """A package that came in: its file as it was named on the stick, and when it was received (local time, ISO)."""

    file: str
    at: str


@dataclass(frozen=True, slots=True)
class _Taken:
    """A package that was merged. before: the last number of every stream (by row) when it came."""

    sid: str
    first: int
    last: int
    carrier: Carrier
    before: dict[int, int] | None

    @property
    def age(self) -> int:
        """How much the register held when it came: grows from package to package, whatever the clock said."""
        return sum((self.before or {}).values())

    def bears(self, name: str, number: int) -> bool:
        """Whether it announces that change of a stream as its own sender's."""
        return self.sid == name and self.first <= number <= self.last


def device_name(showing: Showing, device: str) -> str:
    """A device by the office it belongs to: `xã Hồng Thủy (xa20104-k3v7q2ha)`."""
    level, unit = office_of(device)
    return f"{showing.unit(unit)} ({device})" if level else device


class Carriers:
    """The packages of a register, read once for many changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._packages: list[_Taken] | None = None
        self._forked: set[str] = set()
        self._places: dict[str, tuple[int, int] | None] = {}

    def of(self, stream: Stream, change: str) -> Carrier | None:
        """The package that brought a change, also inside that of an office between. None for what was written here.

        It is the last one that was merged while the change was not here yet. Of packages merged by a program that kept
        no heads: the first that bears its number, None where the stream has branches.
        """
        place = None if stream.mine else place_of(self._connection, change)
        if place is None:
            return None
        row, number = place
        packages = self._read()
        lacking = [one for one in packages if one.before is not None and one.before.get(row, 0) < number]
        if lacking:
            return max(lacking, key=lambda one: (one.age, one.bears(stream.name, number), one.carrier.at)).carrier
        if stream.name in self._forked:
            return None
        return next((one.carrier for one in packages if one.bears(stream.name, number)), None)

    def _read(self) -> list[_Taken]:
        if self._packages is None:
            found = (
                select(Package.sid, Package.first, Package.last, Package.file, Package.at, Package.heads)
                .where(Package.direction == "in", Package.state == "applied")
                .order_by(Package.at, Package.number)
            )
            self._packages = [
                _Taken(sid, first, last, Carrier(file, at), self._before(heads))
                for sid, first, last, file, at, heads in self._connection.execute(found)
            ]
            self._forked = {stream.name for stream in list_streams(self._connection) if FORK in stream.sid}
        return self._packages

    def _before(self, heads: str) -> dict[int, int] | None:
        """The last number of every stream just before a package; None where nobody kept it."""
        if not heads:
            return None
        named = msgspec.json.decode(heads, type=list[str])
        for identity in named:
            if identity not in self._places:
                self._places[identity] = place_of(self._connection, identity)
        return dict(place for place in map(self._places.get, named) if place is not None)
