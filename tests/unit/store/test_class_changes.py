"""Who came onto the lists and left them between two days: kinds derived, corrected, balanced, the same everywhere."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from exchanges import Office, household
from hypothesis import given
from hypothesis import strategies as st

from db.domain import codes
from db.domain.standards import standard_on
from db.store.actions import Action
from db.store.household.events import death, leave
from db.store.household.households import add_classification, add_household
from db.store.inputs import ClassificationInput, Death, Leaving
from db.store.review.class_changes import (
    BETWEEN,
    INTO,
    LISTED,
    NEAR,
    OUT_OF,
    POOR,
    changes,
    fits,
    kind_of,
    newly_escaped,
    year_days,
)

CLASSES = [None, POOR, NEAR, "escaped_poverty", "escaped_near_poverty", "not_poor"]
KINDS = {*BETWEEN.values(), *(one for kinds in (*INTO.values(), *OUT_OF.values()) for one in kinds)}


def test_the_kinds_are_the_code_list() -> None:
    assert set(codes.names("poverty_change")) == KINDS


@given(st.sampled_from(CLASSES), st.sampled_from(CLASSES), st.booleans(), st.booleans(), st.booleans())
def test_every_kind_fits_where_it_is_derived(
    before: str | None, after: str | None, was_listed: bool, here_before: bool, here_after: bool
) -> None:
    kind = kind_of(before, after, was_listed=was_listed, here_before=here_before, here_after=here_after)
    was, now = before if here_before else None, after if here_after else None
    assert (kind is None) == (was not in LISTED and now not in LISTED)
    assert kind is None or fits(kind, was, now)


def classed(office: Office, name: str, *steps: tuple[str, str, str | None]) -> str:
    """A household with its classes: day, result, kind as written."""
    home = add_household(office.register, household(name, classification=None)).id
    for day, result, kind in steps:
        chosen = standard_on(day).id
        data = ClassificationInput(standard=chosen, result=result, valid_from=day, change_kind=kind)
        add_classification(office.register, home, data)
    return home


def test_each_way_onto_the_lists_and_off_them(hong_thuy: Office) -> None:
    first, last = year_days(2016)
    histories: dict[str, tuple[str, list[tuple[str, str, str | None]]]] = {
        "ở lại": ("1", [(first, POOR, None), (last, POOR, None)]),
        "từ cận": ("2", [(first, NEAR, None), (last, POOR, None)]),
        "mới": ("3", [(last, POOR, None)]),
        "xuống cận": ("4", [(first, POOR, None), (last, NEAR, None)]),
        "vẫn cận": ("5", [(first, NEAR, "5")]),
        "cận mới": ("6", [("2016-05-01", NEAR, None)]),
        "tái": ("7", [("2014-01-01", POOR, None), ("2015-01-01", "escaped_poverty", None), (last, POOR, None)]),
        "tái cận": ("8", [("2014-01-01", NEAR, None), ("2015-01-01", "not_poor", None), (last, NEAR, None)]),
        "thoát": ("9", [(first, POOR, None), (last, "escaped_poverty", None)]),
        "thoát cận": ("10", [(first, NEAR, None), (last, "escaped_near_poverty", None)]),
        "sửa tay": ("7", [(last, POOR, "7")]),
        "sửa sai chỗ": ("3", [(last, POOR, "10")]),
    }
    homes = {classed(hong_thuy, f"Hồ Văn {name.title()}", *steps): kind for name, (kind, steps) in histories.items()}
    classed(hong_thuy, "Hồ Văn Khá", (first, "not_poor", None))
    with hong_thuy.register.read() as connection:
        found = changes(connection, first, last)
    assert {one.household: one.kind for one in found} == homes
    assert [one.corrected for one in found].count(True) == 1
    assert {(one.unit, one.size_before, one.size_after) for one in found} == {("20104", 1, 1)}


def test_who_dies_or_moves_away_leaves_the_list_for_that_cause(hong_thuy: Office) -> None:
    register = hong_thuy.register
    first, last = year_days(2016)
    dead, gone = (add_household(register, household(name, classification=None)) for name in ("Kăn Nơ", "Kăn Lịch"))
    for one in (dead, gone):
        data = ClassificationInput(standard="2016_2020", result=POOR, valid_from=first)
        add_classification(register, one.id, data)
    death(register, Death(household=dead.id, person=dead.persons[0], date="2016-05-05"), reason="hộ đơn thân")
    leave(
        register,
        Leaving(household=gone.id, persons=gone.persons, date="2016-06-06", why="moved_away"),
        reason="đi cả hộ",
    )
    came = add_household(register, household("Hồ Văn Đến", since="2016-07-07", classification=None)).id
    add_classification(register, came, ClassificationInput(standard="2016_2020", result=NEAR, valid_from=last))
    with register.read() as connection:
        found = {one.household: one for one in changes(connection, first, last)}
    assert {home: (one.kind, one.cause) for home, one in found.items()} == {
        dead.id: ("12", "died"),
        gone.id: ("12", "moved_out"),
        came: ("13", "moved_in"),
    }
    assert (found[dead.id].size_before, found[dead.id].size_after, found[dead.id].after) == (1, 0, None)


def population(office: Office, seed: int, units: list[str]) -> dict[str, tuple[str, list[tuple[str, str]], str, str]]:
    """Random households: unit, classes by day, first and last day that somebody lives there."""
    source = random.Random(seed)
    made: dict[str, tuple[str, list[tuple[str, str]], str, str]] = {}
    with office.register.write() as connection:
        action = Action(office.register, connection)
        for _number in range(120):
            unit = source.choice(units)
            home = action.create("household", {"place": {"unit": unit, "unit_date": "2017-01-01"}})
            start, end = (
                source.choice(["", "2015-06-01", "2016-06-01"]),
                source.choice(["", "2016-09-01", "2017-09-01"]),
            )
            stay = {"household": home, "person": home, "relation": "01", "from_date": start, "to_date": end}
            action.create("membership", stay)
            days = sorted(source.sample(["2014-01-01", "2015-01-01", "2016-01-01", "2016-04-01", "2017-01-01"], 3))
            steps = [(day, source.choice(CLASSES[1:]) or "") for day in days[: source.randint(1, 3)]]
            for day, result in steps:
                decision = {"result": result, "standard": "2016_2020"}
                kind = source.choice([None, "1", "3", "7", "9", "11"])
                values = {"household": home, "decision": decision, "valid_from": day, "change_kind": kind}
                action.create("classification", values)
            made[home] = (unit, steps, start or "0000", end or "9999")
        action.commit()
    return made


def listed_on(made: dict[str, tuple[str, list[tuple[str, str]], str, str]], on: str, units: list[str]) -> Counter[str]:
    """Households on each list on a day, counted one by one."""
    found: Counter[str] = Counter()
    for unit, steps, start, end in made.values():
        classes = [result for day, result in steps if day <= on]
        if unit in units and start <= on < end and classes and classes[-1] in LISTED:
            found[classes[-1]] += 1
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_before_and_in_and_out_make_after(hong_thuy: Office, seed: int) -> None:
    units = ["20104", "20107"]
    made = population(hong_thuy, seed, units)
    with hong_thuy.register.read() as connection:
        for before, after in (year_days(2015), year_days(2016), ("2014-06-01", "2017-12-31")):
            for asked in (units, units[:1], units[1:]):
                found = changes(connection, before, after, units=asked)
                counts = Counter(one.kind for one in found)
                was, now = listed_on(made, before, asked), listed_on(made, after, asked)
                poor_in = sum(counts[kind] for kind in (*INTO[POOR], BETWEEN[NEAR, POOR]))
                poor_out = sum(counts[kind] for kind in (*OUT_OF[POOR], BETWEEN[POOR, NEAR]))
                near_in = sum(counts[kind] for kind in (*INTO[NEAR], BETWEEN[POOR, NEAR]))
                near_out = sum(counts[kind] for kind in (*OUT_OF[NEAR], BETWEEN[NEAR, POOR]))
                assert was[POOR] + poor_in - poor_out == now[POOR]
                assert was[NEAR] + near_in - near_out == now[NEAR]
                assert len({one.household for one in found}) == len(found)


def test_newly_escaped_for_three_years_and_not_back(hong_thuy: Office) -> None:
    left = classed(hong_thuy, "Hồ Văn Thoát", ("2016-01-01", POOR, None), ("2017-01-01", "escaped_poverty", None),
                   ("2018-01-01", "escaped_poverty", None))  # fmt: skip
    classed(hong_thuy, "Hồ Văn Lại", ("2016-01-01", NEAR, None), ("2016-06-01", "escaped_near_poverty", None),
            ("2017-06-01", POOR, None))  # fmt: skip
    classed(hong_thuy, "Hồ Văn Khá", ("2016-01-01", "not_poor", None))
    with hong_thuy.register.read() as connection:
        days = ("2016-12-31", "2017-01-01", "2017-06-01", "2019-12-31", "2020-01-01")
        found = {day: newly_escaped(connection, day) for day in days}
    assert {day: [one.household for one in rows if one.household == left] for day, rows in found.items()} == {
        "2016-12-31": [], "2017-01-01": [left], "2017-06-01": [left], "2019-12-31": [left], "2020-01-01": [],
    }  # fmt: skip
    assert [(one.left, one.expires) for one in found["2019-12-31"]] == [(POOR, "2020-01-01")]
    assert [(one.left, one.left_on) for one in found["2016-12-31"]] == [(NEAR, "2016-06-01")]
    assert len(found["2017-06-01"]) == 1
