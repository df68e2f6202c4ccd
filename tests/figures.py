"""A district with households of several communes, written by hand: what tests of figures count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from exchanges import DISTRICT, HONG_THUY, NHAM, ON, Office, found

from db.ledger.register import Register
from db.store.actions import Action
from db.store.places.villages import add_village

HONG_HA = "20050"
OLD = "2015-01-01"


def district(folder: Path, place: str) -> Office:
    """A Lưới without anybody in it."""
    return found(folder, DISTRICT, place=place)


def villages(register: Register) -> dict[str, str]:
    """Two villages of Hồng Thủy and one of Nhâm: id by name."""
    named = (("Thôn 1", HONG_THUY), ("Thôn 2", HONG_THUY), ("Thôn A", NHAM))
    return {name: add_village(register, name, unit=unit) for name, unit in named}


def homes(
    register: Register,
    unit: str,
    number: int,
    classes: Sequence[tuple[str, str]],
    *,
    village: str | None = None,
    sex: str = "1",
    **more: object,
) -> list[str]:
    """So many households of two people in a commune, with these classes: day from which, and result."""
    with register.write() as connection:
        action = Action(register, connection)
        made = [_home(action, unit, classes, village, sex, more) for _n in range(number)]
        action.commit()
    return made


def _home(
    action: Action,
    unit: str,
    classes: Sequence[tuple[str, str]],
    village: str | None,
    sex: str,
    more: dict[str, object],
) -> str:
    place = {"unit": unit, "unit_date": ON} | ({"village": village} if village else {})
    home = action.create("household", {"place": place, **more}, unit=unit)
    for relation, born in (("01", "1970"), ("04", "2008")):
        identity = {"name": "Hồ Văn Thử", "birth_date": born, "sex": sex}
        person = action.create("person", {"identity": identity, "ethnic": "04"}, unit=unit)
        stay = {"household": home, "person": person, "relation": relation, "from_date": OLD}
        action.create("membership", stay)
    for day, result in classes:
        decision = {"result": result, "standard": "2016_2020"}
        action.create("classification", {"household": home, "decision": decision, "valid_from": day})
    return home
