"""What is left of what comes in and goes out: computed from the records, never written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.policy import kinds as judging
from db.policy.definition import Kind
from db.policy.records import RecordInput
from db.policy.values import keep
from db.store.definitions.kinds import kind as known_kind
from db.store.record.reading import RecordRow, as_input, records

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Held:
    """What a record moves: for each balance of its kind, which one it is (`key`) and by how much, None if not written.

    A key is (unit, village or None, values that tell one from another).
    """

    date: str
    keys: tuple[tuple[Any, ...], ...]
    moved: tuple[Number | None, ...]


def held(kind: Kind, data: RecordInput) -> Held:
    """What this record moves."""
    keys = tuple(
        (
            data.unit,
            data.village if balance.spec.per == "village" else None,
            *(data.details.get(name) for name in balance.spec.same),
        )
        for balance in kind.rules.balances
    )
    return Held(data.date, keys, tuple(judging.moved(kind, data)))


class BalanceRow(msgspec.Struct, kw_only=True):
    """What came in, went out and is left of one thing at one place by a day. same: values that tell it from others."""

    kind: str
    balance: str
    label: str
    measure: str
    unit: str
    unit_name: str
    village: str | None
    village_name: str
    same: dict[str, str]
    came: int | str
    went: int | str
    left: int | str


def balances(connection: Connection, kind: str, *, unit: str | None = None, on: str | None = None) -> list[BalanceRow]:
    """Every balance of a kind of record, up to an ISO day (None: all that is recorded), by unit and village."""
    chosen = known_kind(connection, kind)
    found: list[BalanceRow] = []
    every = records(connection, kind=kind, unit=unit, units_on=on)
    rows = [row for row in every if on is None or row.date <= on]
    for place, balance in enumerate(chosen.rules.balances):
        sums: dict[tuple[Any, ...], list[Number]] = {}
        names: dict[tuple[Any, ...], RecordRow] = {}
        for row in rows:
            one = held(chosen, as_input(row))
            key, moved = one.keys[place], one.moved[place]
            if moved is not None:
                came_went = sums.setdefault(key, [0, 0])
                came_went[moved < 0] += moved
                names[key] = row
        for key, (came, went) in sorted(sums.items(), key=lambda pair: _sorted_by(pair[0], names)):
            row = names[key]
            same = {name: chosen.show(name, value) for name, value in zip(balance.spec.same, key[2:], strict=True)}
            found.append(
                BalanceRow(
                    kind=kind,
                    balance=balance.spec.id,
                    label=balance.spec.label,
                    measure=balance.spec.unit,
                    unit=row.unit,
                    unit_name=row.unit_name,
                    village=key[1],
                    village_name=row.village_name if key[1] else "",
                    same=same,
                    came=keep(came),
                    went=keep(abs(went)),
                    left=keep(came + went),
                )
            )
    return found


def lowest(place: int, known: Sequence[Held], since: Held) -> Number:
    """The least that is left, of the balance with that place, at the end of the day of `since` or of any later one."""
    days: dict[str, Number] = {since.date: 0}
    for one in known:
        moved = one.moved[place]
        if moved is not None and one.keys[place] == since.keys[place]:
            days[one.date] = days.get(one.date, 0) + moved
    ordered = sorted(days)
    left = accumulate(days[day] for day in ordered)
    return min(rest for day, rest in zip(ordered, left, strict=True) if day >= since.date)


def _sorted_by(key: tuple[Any, ...], names: dict[tuple[Any, ...], RecordRow]) -> tuple[str, ...]:
    row = names[key]
    return (row.unit_name, row.village_name if key[1] else "", *(str(part) for part in key[2:]))
