"""The tree of units as a register sees it: what lies below what, on the date for which its own unit was named."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from db.domain.errors import NotFound
from db.domain.units import Unit, catalogue
from db.ledger.register import settings
from db.store.owners import units_above


class Tree:
    """Units below one another; a code that the catalogue lacks on that date lies below nothing but itself."""

    def __init__(self, connection: Connection, on: str | None = None) -> None:
        """on: the tree of an earlier ISO day; never a later one than that of our register."""
        known = settings(connection)
        self.own, self.on = known["unit"], min(on or known["unit_date"], known["unit_date"])
        self._above: dict[str, list[str]] = {}
        self._communes: dict[str, list[str]] = {}

    def within(self, code: str, unit: str) -> bool:
        """Whether `code` is `unit` or lies below it."""
        if code not in self._above:
            self._above[code] = units_above(code, self.on)
        return code == unit or unit in self._above[code]

    def communes(self, unit: str) -> list[str]:
        """Codes of the communes of a unit, itself where it is one, in the order of codes."""
        if unit not in self._communes:
            self._communes[unit] = self._find(unit)
        return self._communes[unit]

    def children(self, unit: str) -> list[str]:
        """Codes of the units directly below."""
        found = self._unit(unit)
        return [one.code for one in catalogue().children(found, self.on)] if found else []

    def title(self, unit: str) -> str:
        """A unit by its name, its code where the catalogue has none."""
        found = self._unit(unit)
        return found.title if found else unit

    @cached_property
    def own_communes(self) -> list[str]:
        """Those of our own unit."""
        return self.communes(self.own)

    def _unit(self, code: str) -> Unit | None:
        try:
            return catalogue().on(code, self.on)
        except NotFound:
            return None

    def _find(self, unit: str) -> list[str]:
        found = self._unit(unit)
        if found is None or found.level == "commune":
            return [unit]
        below = [one.code for one in catalogue().children(found, self.on)]
        return [code for child in below for code in self._find(child)]


def check_unit(code: str) -> None:
    """Refuse a code that no unit ever had; NotFound with a sentence."""
    if not catalogue().versions(code):
        raise NotFound("unknown_unit", f"Không có đơn vị hành chính mã {code}. Chưa làm gì: kiểm tra lại mã.")
