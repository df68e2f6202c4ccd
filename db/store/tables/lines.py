"""The lines of a table: which units and villages have one, which stand above which, and how they are numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sqlalchemy import Connection

from db.domain.errors import NotFound
from db.domain.units import Unit, area_of, catalogue, unit_near
from db.ledger.lineage import lineage
from db.ledger.register import settings
from db.store.offices import own_unit
from db.store.places.residence import village_names
from db.store.places.villages import list_villages
from db.store.tables.cells import Leaf

Level = Literal["total", "area", "province", "district", "commune", "village"]
NO_VILLAGE = "Chưa rõ thôn"
AREAS = {"urban": "Khu vực thành thị", "rural": "Khu vực nông thôn"}


@dataclass(slots=True)
class LineOf:
    """One line. key: code of the unit or id of the village, "" for a sum; code: as printed (`1.2`).

    leaves: what it sums; below: places in the list of the lines directly under it. elsewhere: the unit itself is of the
    other area and stands here for single households; what was typed of it belongs there.
    """

    level: Level
    key: str
    code: str
    name: str
    leaves: list[Leaf]
    below: list[int]
    elsewhere: bool = False

    @property
    def bold(self) -> bool:
        """Whether it is a sum of other lines."""
        return bool(self.below) or self.level in ("total", "area")


def lines_of(
    connection: Connection, leaves: Iterable[Leaf], *, on: str, unit: str | None = None, by_area: bool = False
) -> list[LineOf]:
    """The lines of a table over these leaves, of our unit or of one below it; sums stand above what they sum.

    by_area: urban units first, then rural ones, each under its heading, the whole at the end.
    """
    top = top_unit(connection, unit, on)
    tree = _Tree(connection, top, list(leaves), on)
    if not by_area:
        return tree.lines(top, tree.leaves, "1")
    found: list[LineOf] = []
    heads: list[int] = []
    for roman, area in zip(("I", "II"), AREAS, strict=True):
        mine = [leaf for leaf in tree.leaves if leaf.area == area]
        part = _of_area(tree.lines(top, mine, "")[1:], area, on)
        heads.append(len(found))
        found.append(
            LineOf("area", area, roman, AREAS[area], mine, list(range(len(found) + 1, len(found) + 1 + len(part))))
        )
        found += part
    found.append(LineOf("total", "", "", "Tổng cộng", tree.leaves, heads))
    return found


def _of_area(lines: Sequence[LineOf], area: str, on: str) -> list[LineOf]:
    """The communes or villages of an area, numbered anew; sums of districts are left out."""
    found: list[LineOf] = []
    for line in lines:
        own = area_of(line.key if line.level == "commune" else line.leaves[0].unit if line.leaves else "", on)
        if not line.below and (line.leaves or own == area):
            line.elsewhere, line.code = own != area, str(len(found) + 1)
            found.append(line)
    return found


def top_unit(connection: Connection, unit: str | None, on: str) -> Unit:
    """The unit a table is of, as it was on that day: ours, or the one below it that was asked for.

    Raises:
        NotFound: it is none of those below ours.
    """
    own = own_unit(connection)
    if unit is None or unit == own.code:
        return _own_then(connection, own, on)
    found = unit_near(unit, on)
    if found is None or own.code not in {one.code for one in catalogue().ancestors(unit, found.nearest(on))}:
        told = f"Đơn vị {unit} không thuộc {own.title}. Chưa làm gì: chọn một đơn vị bên dưới."
        raise NotFound("unknown_unit", told)
    return found


def _own_then(connection: Connection, own: Unit, on: str) -> Unit:
    """Our unit as it was on an earlier day; of a commune only where we know what it is made of: codes are reused."""
    then = unit_near(own.code, on)
    if then is None or on >= settings(connection)["unit_date"] or not then.in_force(on) or then.level != own.level:
        return own
    return then if own.level != "commune" or len(lineage(connection).of(own.code)) > 1 else own


class _Tree:
    """Which leaf lies under which unit, with the names of the day."""

    def __init__(self, connection: Connection, top: Unit, leaves: list[Leaf], on: str) -> None:
        self._connection, self._on = connection, on
        self._above: dict[str, list[Unit]] = {}
        known = settings(connection)
        self._own, self._named_on = known["unit"], known["unit_date"]
        self.leaves = [leaf for leaf in leaves if self._is_under(leaf.unit, top)]
        self._villages = list_villages(connection, top.code, on) if top.level == "commune" else []
        self._names = village_names(connection, [leaf.village for leaf in self.leaves if leaf.village])

    def _chain(self, code: str) -> list[Unit]:
        """A unit and those above it, as near to the day as there is one."""
        if code not in self._above:
            above = _chain(code, self._on)
            if self._own not in {one.code for one in above}:  # a code that was given to another unit since
                then = _chain(code, self._named_on)
                above = then if self._own in {one.code for one in then} else above
            self._above[code] = above
        return self._above[code]

    def _is_under(self, code: str, top: Unit) -> bool:
        """A code that never was lies under the whole, and under nothing else."""
        chain = self._chain(code)
        return any(one.code == top.code for one in chain) if chain else top.code == self._own

    def lines(self, top: Unit, leaves: list[Leaf], code: str) -> list[LineOf]:
        """The line of a unit, then all those below it."""
        found = [LineOf(_level(top), top.code, code, top.title, leaves, [])]
        parts = self._villages_of(leaves, code) if top.level == "commune" else self._units_of(top, leaves, code)
        for part in parts:
            found[0].below.append(len(found))
            start = len(found)
            for line in part:
                line.below = [place + start for place in line.below]
            found += part
        return found

    def _villages_of(self, leaves: list[Leaf], code: str) -> list[list[LineOf]]:
        order = {one.id: (place, one.name) for place, one in enumerate(self._villages)}
        keys = sorted(
            {leaf.village for leaf in leaves} | set(order),
            key=lambda key: (key not in order, order.get(key, (0, ""))[0], key),
        )
        if len(keys) == 1 and not keys[0]:
            return []
        return [
            [LineOf("village", key, _under(code, number), self._village(key, order), _of_village(leaves, key), [])]
            for number, key in enumerate(keys, 1)
        ]

    def _village(self, key: str, order: dict[str, tuple[int, str]]) -> str:
        return (order[key][1] if key in order else self._names.get(key, "")) or NO_VILLAGE

    def _units_of(self, top: Unit, leaves: list[Leaf], code: str) -> list[list[LineOf]]:
        """The units directly below, those that hold nothing too; former ones behind those in force."""
        below = {one.code: one for one in _children(top, self._on)}
        held: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            child = next((low for low, high in pairwise(self._chain(leaf.unit)) if high.code == top.code), None)
            if child is not None:
                below.setdefault(child.code, child)
                held.setdefault(child.code, []).append(leaf)
        parts = []
        for number, child in enumerate(below.values(), 1):
            mark, mine = _under(code, number), held.get(child.code, [])
            if child.level == "commune":
                parts.append([LineOf("commune", child.code, mark, child.title, mine, [])])
            else:
                parts.append(self.lines(child, mine, mark))
        return parts


def _level(unit: Unit) -> Level:
    return "province" if unit.level == "province" else "district" if unit.level == "district" else "commune"


def _children(top: Unit, on: str) -> list[Unit]:
    return catalogue().children(top, on if top.in_force(on) else top.nearest(on))


def _chain(code: str, on: str) -> list[Unit]:
    """A unit and those above it, as near to a day as there is one; none for a code that never was."""
    found = unit_near(code, on)
    return [] if found is None else [found, *_ancestors(code, found.nearest(on))]


def _ancestors(code: str, on: str) -> list[Unit]:
    try:
        return catalogue().ancestors(code, on)
    except NotFound:
        return []


def _under(code: str, number: int) -> str:
    return f"{code}.{number}" if code else str(number)


def _of_village(leaves: list[Leaf], village: str) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.village == village]
