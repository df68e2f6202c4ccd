"""What forms begin with: kept per officer in the register, there on another day, not in another year."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ledgers import dump

from db.ledger.register import Register
from db.store.habits import habits, keep_habits

USUAL = {"year": 2017, "village": "A Hươr", "household.class": {"decision_no": "12/QĐ-UBND", "deprivations": ["1"]}}


def test_what_forms_begin_with_comes_back(register: Register) -> None:
    assert habits(register) == {}
    keep_habits(register, {"year": 2016})
    keep_habits(register, USUAL)
    assert habits(register) == USUAL


def test_each_officer_has_habits_of_their_own(register: Register) -> None:
    other = Register(register.engine, register.data_key, "o-2", register.providers)
    keep_habits(register, USUAL)
    assert habits(other) == {}


def test_last_year_is_not_proposed(register: Register) -> None:
    keep_habits(register, USUAL)
    next_year = register.providers.now() + timedelta(days=200)
    providers = replace(register.providers, now=lambda: next_year)
    later = Register(register.engine, register.data_key, register.officer, providers)
    assert habits(later) == {}


def test_habits_are_no_changes(register: Register) -> None:
    with register.read() as connection:
        before = dump(connection)
    keep_habits(register, USUAL)
    with register.read() as connection:
        assert dump(connection) == before
