"""All that is to be said of a record before it is written: by its kind, by what it points at, by what would be left."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from db.domain.errors import Issue
from db.ledger.ledger import values_of
from db.ledger.register import Register
from db.policy import kinds as judging
from db.policy import schema
from db.policy.definition import Kind
from db.policy.evaluate import Facts
from db.policy.records import RecordInput
from db.policy.template import write
from db.policy.values import is_date
from db.store.facts import today_of
from db.store.places.villages import list_villages
from db.store.record.balances import held, lowest
from db.store.record.reading import LINKED, RecordRow, as_input, as_other, links, records

_WORDS = {"person": "người", "household": "hộ", "record": "bản ghi"}


class Judge:
    """Judges records of one kind and unit; what the register holds of them is read once, when it is made.

    but: id of the record that is being changed: it is neither its own rival nor counted twice.
    """

    def __init__(self, register: Register, connection: Connection, kind: Kind, unit: str, *, but: str = "") -> None:
        self._kind = kind
        self._but = but
        self._villages = {row.id for row in list_villages(connection, unit)}
        own = [row for row in records(connection, kind=kind.id, unit=unit) if row.unit == unit]
        others = [row for row in own if row.id != but]
        self._held = [held(kind, as_input(row)) for row in others] if kind.rules.balances else []
        self._before = [held(kind, as_input(row)) for row in own if row.id == but]
        self.facts = Facts(on=today_of(register), others=[as_other(row) for row in others])

    def issues(self, connection: Connection, data: RecordInput) -> list[Issue]:
        """All findings about a record as it stands."""
        return [*self.about(data), *self._links(connection, data)]

    def about(self, data: RecordInput) -> list[Issue]:
        """All that can be said without looking for what the record points at: while it is typed."""
        return [*judging.check(self._kind, data, self.facts), *self._village(data), *self._left(data)]

    def _village(self, data: RecordInput) -> Iterator[Issue]:
        if data.village and data.village not in self._villages:
            message = "Thôn này không thuộc đơn vị của bản ghi: chọn thôn trong danh sách."
            yield Issue("village", "hard", "unknown_village", message)

    def _links(self, connection: Connection, data: RecordInput) -> Iterator[Issue]:
        details = judging.complete(self._kind, data, self.facts)
        for path, label, spec, target in links(self._kind, details):
            if target == self._but or not _reaches(connection, spec, target):
                what = _WORDS[spec.to]
                yield Issue(
                    path, "hard", "unknown_link", f"{label}: không có {what} này trong sổ, chọn trong danh sách."
                )

    def _left(self, data: RecordInput) -> Iterator[Issue]:
        """Soft: from the record's day on less than nothing would be left, and less than there would be without it."""
        if not is_date(data.date):
            return
        now = held(self._kind, data)
        for place, balance in enumerate(self._kind.rules.balances):
            left = lowest(place, [*self._held, now], now)
            without = lowest(place, [*self._held, *self._before], now)
            if left < min(0, without):
                scope = judging.read(self._kind, data, self.facts).scope
                short = write("money", -left) if isinstance(left, int) else write("text", -left)
                text = f"{balance.message.write(scope).rstrip('.')}: thiếu {short} {balance.spec.unit}."
                yield Issue("details", "soft", balance.spec.id, text)


def _reaches(connection: Connection, spec: schema.LinkField, target: str) -> bool:
    values = values_of(connection, LINKED[spec.to], target)
    return values is not None and (spec.kind is None or values.get("kind") == spec.kind)


def broken(register: Register, connection: Connection, row: RecordRow, kind: Kind) -> list[Issue]:
    """The hard findings about a record as it lies in the register: what a merge may have left."""
    judge = Judge(register, connection, kind, row.unit, but=row.id)
    return [issue for issue in judge.issues(connection, as_input(row)) if issue.severity == "hard"]
