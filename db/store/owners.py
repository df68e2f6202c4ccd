"""Which unit a record belongs to, and whether that unit is ours to write for. Only a hand-over changes ownership."""

from __future__ import annotations

from sqlalchemy import Connection

from db.domain.errors import NotAllowed, NotFound
from db.domain.units import Unit, catalogue
from db.ledger import ledger
from db.ledger.lineage import lineage
from db.ledger.register import settings
from db.models import ENTITIES


def owner_of(connection: Connection, entity: str, record: str) -> str | None:
    """The unit that owns a record: its own `owner_unit`, or its root's; None where the root has not arrived.

    Of a unit that went into another one, that other one.
    """
    values = ledger.values_of(connection, entity, record)
    declared = ENTITIES.get(entity)
    if values is None or declared is None:
        return None
    if declared.root is None:
        found = values.get("owner_unit")
        return lineage(connection).now(found) if isinstance(found, str) else None
    key, parent = declared.root
    root = values.get(key)
    return owner_of(connection, parent, root) if isinstance(root, str) else None


def units_above(unit: str, on: str) -> list[str]:
    """Codes of the units above `unit` on an ISO date, nearest first; none for a code that the catalogue lacks then.

    Above a unit that had ended by then those of its last day: what was divided stays where it was until it is handed
    over.
    """
    versions = catalogue().versions(unit)
    last = versions[-1].valid_to if versions else ""
    try:
        return [one.code for one in catalogue().ancestors(unit, min(on, last or on))]
    except NotFound:
        return []


def under(place: str, unit: str | None, on: str) -> bool:
    """Whether a unit of an ISO date is the one asked for, or lies below it; None: whatever it is."""
    return unit is None or unit in (place, *units_above(place, on))


def is_above(connection: Connection, unit: str) -> bool:
    """Whether our unit lies above `unit`, or what that has become, on the date of our register."""
    known = settings(connection)
    return known["unit"] in units_above(lineage(connection).now(unit), known["unit_date"])


def is_ours(connection: Connection, unit: str) -> bool:
    """Whether `unit`, or what that has become, is ours or lies below it."""
    return lineage(connection).now(unit) == settings(connection)["unit"] or is_above(connection, unit)


def was_ours(connection: Connection, unit: str, on: str) -> bool:
    """As `is_ours`, by the units and the tree of an ISO date before that of our register."""
    return under(lineage(connection).on(unit, on), settings(connection)["unit"], on)


def unit_title(connection: Connection, unit: str) -> str:
    """A unit by its name on the date of our register, a former one by its last; its code where there never was one."""
    return unit_called(unit, settings(connection)["unit_date"])


def unit_called(unit: str, on: str) -> str:
    """A unit by its name on an ISO date, else by its last one; its code where there never was one."""
    found = unit_version(unit, on)
    return found.title if found else unit


def unit_version(unit: str, on: str) -> Unit | None:
    """A unit as it was on an ISO date, else as it was last; None for a code that never was."""
    versions = catalogue().versions(unit)
    fitting = [one for one in versions if one.in_force(on)] or versions[-1:]
    return fitting[0] if fitting else None


def check_owner(connection: Connection, unit: str) -> None:
    """Before a record of `unit` is written: it is our unit, or lies below us.

    Raises:
        NotAllowed: it was handed over to a unit that is neither.
    """
    if is_ours(connection, unit):
        return
    told = f"Hồ sơ này do {unit_title(connection, unit)} quản lý, ở đây chỉ giữ để xem. Chưa ghi gì, hồ sơ vẫn nguyên"
    raise NotAllowed("moved", f"{told}: báo đơn vị đó ghi.")
