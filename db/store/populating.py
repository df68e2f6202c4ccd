"""Fills a register with an invented population, for training and trials; nobody in it is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData
from db.domain.values import local_date
from db.ledger.register import Register
from db.models import Person
from db.store import generate
from db.store.actions import Action
from db.store.households import draft_household
from db.store.import_match import village_key
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.offices import own_unit
from db.store.reading import household_ids, households
from db.store.rows import HouseholdRow
from db.store.supports import draft_support
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


def populate_supports(register: Register, *, seed: int, limit: int | None = None) -> dict[str, int]:
    """Write invented supports of this year for the poor households of the register (the first `limit`) as one action.

    What a definition refuses or questions is left out: an officer would have to answer for it.

    Returns:
        How many of each policy, by its id.
    """
    today = local_date(register.providers.now())
    written: dict[str, int] = {}
    with register.write() as connection:
        homes = households(connection, household_ids(connection)[:limit], today)
        registered = [_registered(home) for home in homes if home.members]
        action = Action(register, connection, "Sinh hỗ trợ bịa để tập huấn")
        for support in generate.supports(seed, registered, on=date.fromisoformat(today)):
            try:
                draft_support(register, connection, action, support, "")
            except InvalidData:
                continue
            written[support.policy] = written.get(support.policy, 0) + 1
        action.commit()
    return written


def _registered(home: HouseholdRow) -> generate.Registered:
    """A household of the register as the generator wants it."""
    known = set(PersonInput.__struct_fields__)
    members = [
        PersonInput(
            **{name: value for name, value in msgspec.structs.asdict(member).items() if name in known and value}
        )
        for member in home.members
    ]
    now = home.classification
    classification = None
    if now is not None:
        classification = ClassificationInput(
            standard=now.standard or "", result=now.result or "", sub_type=now.sub_type, valid_from=now.valid_from or ""
        )
    given = HouseholdInput(
        village=home.village_name,
        members=members,
        ethnic_minority=home.ethnic_minority,
        classification=classification,
        deprivations=home.deprivations,
    )
    return generate.Registered(home.id, [member.id for member in home.members], given)


def _numbers(connection: Connection) -> set[str]:
    rows = connection.execute(select(Person.cmnd, Person.cccd))
    return {number for row in rows for number in row if number}
