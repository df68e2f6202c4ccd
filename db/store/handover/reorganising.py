"""Units joined by a resolution, applied to a register: one audited action a unit, and no household is rewritten.

Households, villages and streams of a unit that went into another one whole are that one's from the day on; as of any
day before they are where they were. The register goes on by the tree of units of the day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection

from db.dialects import fetch
from db.domain.errors import NotAllowed, NotFound
from db.domain.unit_changes import UnitChange, carried_changes, changes_until, day_before
from db.domain.units import catalogue
from db.domain.values import is_iso_date, local_date, show_date
from db.ledger.lineage import Lineage, believed
from db.ledger.register import Register, put_setting, settings
from db.store.actions import Action
from db.store.owners import under, unit_called, units_above
from db.store.roles import check_role


class FormerUnit(msgspec.Struct, kw_only=True):
    """A unit that went into another. households, villages: recorded here under it; applied: known here already.

    share: `part` where it was divided: its households are handed over village by village (`dividing.py`).
    """

    code: str
    name: str
    share: str
    households: int
    villages: int
    applied: bool


class NewUnit(msgspec.Struct, kw_only=True):
    """A unit that came of others on an ISO day. alike: names that several of its villages share, told apart since.

    ours: it is ours or below ours; what went to a unit of another office is recorded there. reached: the register goes
    by the tree of that day.
    """

    date: str
    code: str
    name: str
    basis: str
    units: list[FormerUnit]
    alike: list[str]
    ours: bool
    reached: bool

    @property
    def unapplied(self) -> list[FormerUnit]:
        """Units that went into it whole and are not known here yet."""
        return [one for one in self.units if self.ours and one.share == "whole" and not one.applied]

    @property
    def waits(self) -> bool:
        """Whether something of it is still to be applied; where units were divided, its day is."""
        return bool(self.unapplied) or (bool(self.undivided) and not self.reached)

    @property
    def undivided(self) -> list[FormerUnit]:
        """Units it got a part of whose households nobody has divided yet."""
        return [
            one for one in self.units if self.ours and one.share == "part" and one.households and one.code != self.code
        ]


class Applied(msgspec.Struct, kw_only=True):
    """What was done. units: those that came of others; actions: ids, one a unit; unit_name: ours by the new tree."""

    units: list[NewUnit]
    actions: list[str]
    unit_date: str
    unit_name: str


def changes_for(connection: Connection, until: str, rows: Sequence[UnitChange] | None = None) -> list[NewUnit]:
    """What changes until an ISO day (included) for the units of this register, day by day; applied ones as well.

    rows: left out, the carried list.
    """
    told = carried_changes() if rows is None else rows
    known = believed(connection)
    held = _Held(connection, Lineage({*known, *((one.date, one.old_code, one.new_code) for one in told if one.whole)}))
    own, today = (settings(connection)[name] for name in ("unit", "unit_date"))
    found: list[NewUnit] = []
    for day, changes in changes_until(told, until).items():
        by_new: dict[str, list[UnitChange]] = {}
        for one in changes:
            if one.share != "unchanged" and _concerns(connection, one):
                by_new.setdefault(one.new_code, []).append(one)
        for code, ones in sorted(by_new.items()):
            ours = under(code, own, day)
            found.append(_new_unit(day, ones, held, known, ours=ours, reached=day <= today))
    return found


class _Held:
    """How many households and which villages this register has of a unit on its last day."""

    def __init__(self, connection: Connection, ways: Lineage) -> None:
        self._ways = ways
        homes = fetch(connection, "SELECT unit, count(*) FROM household WHERE deleted = 0 GROUP BY unit")
        self._homes = [(unit or "", int(number)) for unit, number in homes]
        villages = fetch(connection, "SELECT unit, name FROM village WHERE deleted = 0 ORDER BY sort_key, id")
        self._villages = [(unit or "", name or "") for unit, name in villages]

    def households(self, unit: str, day: str) -> int:
        return sum(number for code, number in self._homes if self._ways.on(code, day) == unit)

    def villages(self, unit: str, day: str) -> list[str]:
        return [name for code, name in self._villages if self._ways.on(code, day) == unit]


def _concerns(connection: Connection, one: UnitChange) -> bool:
    """Whether the unit that was, or the one that came of it, is ours or below ours."""
    own = settings(connection)["unit"]
    before = units_above(one.old_code, _last_day(one.old_code, one.date))
    return own in (one.new_code, one.old_code, *units_above(one.new_code, one.date), *before)


def _last_day(code: str, day: str) -> str:
    return max((unit.nearest(day) for unit in catalogue().versions(code) if unit.valid_from < day), default=day)


def _new_unit(
    day: str,
    ones: Sequence[UnitChange],
    held: _Held,
    known: Collection[tuple[str, str, str]],
    *,
    ours: bool,
    reached: bool,
) -> NewUnit:
    before, code = day_before(day), ones[0].new_code
    villages = {one.old_code: held.villages(one.old_code, before) for one in ones}
    units = [
        FormerUnit(
            code=one.old_code,
            name=one.old.title,
            share=one.share,
            households=held.households(one.old_code, before),
            villages=len(villages[one.old_code]),
            applied=(day, one.old_code, code) in known,
        )
        for one in ones
    ]
    names = [name for found in villages.values() for name in set(found)]
    alike = sorted({name for name in names if names.count(name) > 1})
    bases = "; ".join(dict.fromkeys(one.basis for one in ones))
    name = ones[0].new.title
    return NewUnit(date=day, code=code, name=name, basis=bases, units=units, alike=alike, ours=ours, reached=reached)


def apply_changes(register: Register, on: str, rows: Sequence[UnitChange] | None = None) -> Applied:
    """Apply everything that changed until the ISO day `on` (included), and go on by the tree of units of that day.

    What was applied before is left alone, so doing it again writes nothing.

    Raises:
        NotAllowed: the officer does not administer; the day is to come; our own unit has ended, or gone into another.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        _check_day(register, on)
        found = changes_for(connection, on, rows)
        _check_own(connection, on, found)
        known = settings(connection)
        day = max(known["unit_date"], on)
        put_setting(connection, "unit_date", day)  # first: what is written now counts by the units of that day
        actions = [_record(register, connection, unit) for unit in found if unit.unapplied]
        for unit in found:
            unit.reached = True
        whole = catalogue().full_name(catalogue().on(known["unit"], day), day)
        return Applied(units=found, actions=actions, unit_date=day, unit_name=whole)


def _check_day(register: Register, on: str) -> None:
    if not is_iso_date(on) or on > local_date(register.providers.now()):
        told = f"Ngày “{on}” không phải một ngày đã tới. Chưa thay đổi gì"
        raise NotAllowed("change_day", f"{told}: ghi ngày địa giới mới có hiệu lực, dạng NĂM-THÁNG-NGÀY.")


def _check_own(connection: Connection, on: str, found: Sequence[NewUnit]) -> None:
    """Our own unit goes on under its code, else another register takes its place."""
    own = settings(connection)["unit"]
    gone = [new for new in found if new.code != own and any(one.code == own for one in new.units)]
    into = gone[0] if gone else None
    try:
        stands = catalogue().on(own, on)
    except NotFound:
        stands = None
    if into is None and stands is not None:
        return
    name = unit_called(own, settings(connection)["unit_date"])
    fate = f"nhập vào {into.name} từ {show_date(into.date)}" if into else f"không còn ngày {show_date(on)}"
    if len(gone) > 1:
        fate = f"bị chia về {', '.join(new.name for new in gone)} từ {show_date(gone[0].date)}"
    elif into and catalogue().on(into.code, into.date).level != settings(connection)["level"]:
        fate = f"thôi hoạt động từ {show_date(into.date)}, {into.name} tiếp quản"
    told = f"{name[:1].upper()}{name[1:]} {fate}. Chưa thay đổi gì, sổ này vẫn nguyên vẹn"
    raise NotAllowed(
        "unit_ended",
        f"{told}: xuất gói nộp nốt phần đã ghi; đơn vị mới lập sổ, ghi danh với cấp trên và nhận hồ sơ theo gói.",
    )


def _record(register: Register, connection: Connection, unit: NewUnit) -> str:
    """One action for a unit that came of others."""
    names = ", ".join(one.name for one in unit.units)
    action = Action(register, connection, f"{names} nhập vào {unit.name} từ {show_date(unit.date)} ({unit.basis})")
    for one in unit.unapplied:
        values = {"date": unit.date, "old_code": one.code, "new_code": unit.code, "basis": unit.basis}
        action.create("unit_merger", values, unit=unit.code)
        one.applied = True
    action.commit()
    return action.id
