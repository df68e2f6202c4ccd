"""Which device wrote a change, by the name of its office, and which package brought it here. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.domain.ids import office_of
from db.ledger.ledger import number_of
from db.ledger.streams import FORK, Stream, list_streams
from db.models import Package
from db.store.showing import Showing


@dataclass(frozen=True, slots=True)
class Carrier:
    """A package that came in: its file as it was named on the stick, and when it was received (local time, ISO)."""

    file: str
    at: str


def device_name(showing: Showing, device: str) -> str:
    """A device by the office it belongs to: `xã Hồng Thủy (xa20104-k3v7q2ha)`."""
    level, unit = office_of(device)
    return f"{showing.unit(unit)} ({device})" if level else device


class Carriers:
    """The packages of a register, read once for many changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spans: dict[str, list[tuple[int, int, Carrier]]] | None = None
        self._forked: set[str] = set()

    def of(self, stream: Stream, change: str) -> Carrier | None:
        """The package that brought a change: the first that held it. None for what was written here.

        None also where nobody can say: it was handed on inside another office's package, or its stream has branches,
        whose packages bear the same numbers.
        """
        if stream.mine:
            return None
        spans = self._read().get(stream.name, [])
        if not spans or stream.name in self._forked:
            return None
        number = number_of(self._connection, change)
        return next((carrier for first, last, carrier in spans if first <= number <= last), None)

    def _read(self) -> dict[str, list[tuple[int, int, Carrier]]]:
        if self._spans is None:
            found = (
                select(Package.sid, Package.first, Package.last, Package.file, Package.at)
                .where(Package.direction == "in", Package.state == "applied")
                .order_by(Package.at, Package.number)
            )
            self._spans = defaultdict(list)
            for sid, first, last, file, at in self._connection.execute(found):
                self._spans[sid].append((first, last, Carrier(file, at)))
            self._forked = {stream.name for stream in list_streams(self._connection) if FORK in stream.sid}
        return self._spans
