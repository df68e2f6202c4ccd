"""Villages of a unit: officers enter them themselves; names are matched without tone marks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from db.dialects import fetch, statements
from db.domain.errors import InvalidData, Issue, no_record
from db.domain.text import fold, nfc
from db.ledger.lineage import NOW, lineage
from db.ledger.register import Register, settings
from db.store.actions import Action
from db.store.places.apart import told_apart, village_key

SHOWN = 20
"""Names of villages in one sentence; a district has more than a screen holds."""


@dataclass(frozen=True, slots=True)
class VillageRow:
    """A village as lists show it."""

    id: str
    name: str
    unit: str


def list_villages(connection: Connection, unit: str | None = None, on: str = NOW) -> list[VillageRow]:
    """Villages in Vietnamese order; `unit` narrows to one commune.

    Of a commune that others had gone into by the ISO day `on`, also their villages; two of the same name carry that of
    their former commune.
    """
    known = lineage(connection)
    where: str = ""
    parameters: tuple[object, ...] = ()
    if unit is not None:
        parameters = tuple(known.of(unit, on))
        where = f" AND {statements(connection).few('unit', len(parameters))}"
    query = f"SELECT id, name, unit FROM village WHERE deleted = 0{where} ORDER BY sort_key, id"
    apart = told_apart(connection, on) if known else {}
    return [
        VillageRow(record, apart.get(record, name or ""), known.on(place or "", on))
        for record, name, place in fetch(connection, query, parameters)
    ]


def find_villages(connection: Connection, name: str, unit: str | None = None) -> list[str]:
    """Ids of the villages with that id or name, of `unit` or of all communes; those spelled just so come first."""
    villages = list_villages(connection, unit)
    wanted = village_key(name)
    alike = [v for v in villages if v.id == name or village_key(v.name) == wanted]
    return [v.id for v in sorted(alike, key=lambda v: name not in (v.id, v.name))]


def village(connection: Connection, record: str) -> VillageRow:
    """The village of that id; NotFound with a sentence."""
    found = next((row for row in list_villages(connection) if row.id == record), None)
    if found is None:
        raise no_record("thôn", record)
    return found


def find_village(connection: Connection, unit: str, name: str) -> str | None:
    """The id of the village of `unit` with that id or name (spelling tolerant), or None."""
    return next(iter(find_villages(connection, name, unit)), None)


def check_village(connection: Connection, name: str, unit: str | None = None) -> list[Issue]:
    """A hard finding naming the villages there are, when `find_villages` finds none."""
    if find_villages(connection, name, unit):
        return []
    names = list(dict.fromkeys(v.name for v in list_villages(connection, unit)))
    told = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "") or "chưa có thôn nào"
    return [Issue("village", "hard", "unknown_village", f"Không có thôn “{name}” (đang có: {told}).")]


def need_villages(connection: Connection, name: str, unit: str | None = None) -> list[str]:
    """As `find_villages`, but InvalidData naming the villages there are."""
    found = find_villages(connection, name, unit)
    if not found:
        raise InvalidData(check_village(connection, name, unit))
    return found


def take_village(connection: Connection, action: Action, unit: str, name: str) -> str:
    """As `find_village`, but a name that is new becomes a village of `unit` with the action."""
    found = find_village(connection, unit, name)
    return found or draft_village(action, unit, action.unit_date, " ".join(name.split()))


def draft_village(action: Action, unit: str, unit_date: str, name: str) -> str:
    """Add a village to an action; return its id."""
    return action.create("village", {"name": nfc(name), "unit": unit, "unit_date": unit_date}, unit=unit)


def add_village(register: Register, name: str, *, unit: str | None = None) -> str:
    """Record a village of `unit` (default: our own); return its id, or that of the village already so named."""
    with register.write() as connection:
        known = settings(connection)
        place = unit or known["unit"]
        if not fold(name):
            raise InvalidData([Issue("name", "hard", "name_empty", "Tên thôn để trống: ghi tên thôn.")])
        found = find_village(connection, place, name)
        if found is not None:
            return found
        action = Action(register, connection)
        village = draft_village(action, place, known["unit_date"], name)
        action.commit()
        return village
