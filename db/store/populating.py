"""Fills a register with an invented population, for training and trials; nobody in it is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.ledger.register import Register
from db.models import Person
from db.store import generate
from db.store.actions import Action
from db.store.households import draft_household
from db.store.import_match import village_key
from db.store.offices import own_unit
from db.store.villages import draft_village, list_villages


@dataclass(frozen=True, slots=True)
class Populated:
    """What was written."""

    households: int
    persons: int
    villages: int


def populate(register: Register, *, count: int, seed: int) -> Populated:
    """Write `count` invented households of our own unit as one action; villages that are missing are made.

    The same seed gives the same people; only identity numbers that the register has already are not given again.
    """
    with register.write() as connection:
        unit = own_unit(connection)
        action = Action(register, connection, "Sinh dân số bịa để tập huấn")
        villages = {village_key(v.name): v.id for v in list_villages(connection, unit.code)}
        names = [v.name for v in list_villages(connection, unit.code)] or list(generate.villages_of(unit.code))
        on, persons = action.unit_date, 0
        drawn = generate.households(
            seed, count, commune_code=unit.code, villages=names, on=date.fromisoformat(on), taken=_numbers(connection)
        )
        for made in drawn:
            key = village_key(made.village)
            if key not in villages:
                villages[key] = draft_village(action, unit.code, on, made.village)
            persons += len(draft_household(action, made, villages[key]).persons)
        action.commit()
    return Populated(count, persons, len(villages))


def _numbers(connection: Connection) -> set[str]:
    rows = connection.execute(select(Person.cmnd, Person.cccd))
    return {number for row in rows for number in row if number}
