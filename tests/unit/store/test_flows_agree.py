"""Tables 2 and 3 and `review changes` tell the same ways onto the lists of the poor and off them."""

from __future__ import annotations

import random
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, ON
from figures import district
from sqlalchemy import Connection

from db.domain import codes
from db.ledger.register import LOCAL_TIME, Register, put_setting
from db.store.actions import Action
from db.store.handover.reorganising import apply_changes
from db.store.review.class_changes import LISTED, changes
from db.store.tables import Counter, check_all

HONG_QUANG = "20077"
FLOWS = {
    "bieu_02": {"2": "4", "3": "9", "4": "12", "5": "2", "6": "7", "7": "3", "8": "11"},
    "bieu_03": {"2": "10", "3": "2", "4": "14", "5": "4", "6": "8", "7": "6", "8": "13"},
}
"""Columns by the kind of change that they count."""


def fill(register: Register, seed: int, units: Sequence[str], days: Sequence[str]) -> None:
    """Random households: emptied, moved to another commune, without anybody, with ways written by hand."""
    source = random.Random(seed)
    with register.write() as connection:
        action = Action(register, connection)
        for _number in range(300):
            unit = source.choice(units)
            home = action.create("household", {"place": {"unit": unit, "unit_date": ON}}, unit=unit)
            if source.random() < 0.9:
                _live(action, home, unit, source.choice(["", days[1]]), source.choice(["", "", "", days[2]]))
            if source.random() < 0.25:
                former = {"unit": source.choice(units), "unit_date": ON}
                action.create("residence", {"household": home, "place": former, "to_date": source.choice(days)})
            for day in sorted(source.sample(days, source.randint(1, 3))):
                _classify(action, home, day, source)
        action.commit()


def _live(action: Action, home: str, unit: str, start: str, end: str) -> None:
    identity = {"name": "Hồ Văn Thử", "birth_date": "1970", "sex": "1"}
    one = action.create("person", {"identity": identity, "ethnic": "04"}, unit=unit)
    stay = {"household": home, "person": one, "relation": "01", "from_date": start, "to_date": end}
    action.create("membership", {name: value for name, value in stay.items() if value})


def _classify(action: Action, home: str, day: str, source: random.Random) -> None:
    decision = {"result": source.choice([*LISTED, *LISTED, "escaped_poverty", "not_poor"]), "standard": "2016_2020"}
    values = {"household": home, "decision": decision, "valid_from": day}
    written = source.choice([None, *codes.names("poverty_change")])
    action.create("classification", values | ({"change_kind": written} if written else {}))


def told_alike(connection: Connection, since: str, on: str, units: Sequence[str]) -> Tally[str]:
    """Compare both, commune by commune; returns what was counted."""
    counter = Counter(connection, year=int(on[:4]), on=on, since=since)
    seen: Tally[str] = Tally()
    for unit in units:
        rows = changes(connection, since, on, units=[unit])
        kinds = Tally(one.kind for one in rows)
        for name, listed in zip(FLOWS, LISTED, strict=True):
            made = counter.table(name)
            told = {column: made.value(unit, column, "Hộ") for column in FLOWS[name]}
            assert told == {column: kinds[kind] for column, kind in FLOWS[name].items()}
            assert made.value(unit, "1", "Hộ") == sum(one.before == listed for one in rows)
            assert made.value(unit, "9", "Hộ") == sum(one.after == listed for one in rows)
        seen += kinds
    mine = [one for one in check_all(connection, counter) if one.id.startswith(("m2", "m3", "bieu_02", "bieu_03"))]
    assert [one.told for one in mine if not one.holds] == []
    return seen


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_way_in_every_commune(place: str, tmp_path: Path, seed: int) -> None:
    office = district(tmp_path, place)
    days = ["2014-01-01", "2015-06-01", "2016-05-01", "2017-01-01"]
    fill(office.register, seed, (HONG_THUY, NHAM), days)
    with office.register.read() as connection:
        seen = told_alike(connection, "2016-01-01", "2017-01-01", (HONG_THUY, NHAM))
    assert set(seen) == set(codes.names("poverty_change"))
    office.register.close()


def test_nobody_leaves_a_list_because_communes_are_joined(new_register: Callable[..., Register]) -> None:
    register = new_register(DISTRICT)
    register.providers = replace(register.providers, now=lambda: datetime(2026, 11, 27, 8, tzinfo=LOCAL_TIME))
    with register.write() as connection:
        put_setting(connection, "level", "district")
    fill(register, 4, (HONG_QUANG, NHAM), ["2017-01-01", "2018-06-01", "2019-09-01", "2020-03-01"])
    since, on = "2019-06-01", "2020-06-01"
    with register.read() as connection:
        before = Tally(one.kind for one in changes(connection, since, on, units=(HONG_QUANG, NHAM)))
    apply_changes(register, "2020-01-01")
    with register.read() as connection:
        assert told_alike(connection, since, on, (NHAM,)) == before
        lines = [line.key for line in Counter(connection, year=2020, on=on, since=since).table("bieu_02").lines]
    assert HONG_QUANG not in lines
