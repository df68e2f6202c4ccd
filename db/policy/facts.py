"""The facts about a household, a person and a support that definitions may name; a closed list, no rules.

A name with a dot (`ho.classification`) is one word of the language, never a look inside a value.
"""

from __future__ import annotations

from typing import Any

import msgspec

from db.domain import codes
from db.policy.expression import Name


class Facts(msgspec.Struct, kw_only=True):
    """What is known on the day of the check.

    on: ISO date of the check. household, person: the keys of `household_names` and `person_names` (and ids), as they
    were on the record's date; an absent key or None is unknown.
    others: earlier supports for the household (and person) of the same policy, and of those that pay for the same
    content, never the judged one itself: {id, policy, short, person, year, round, details, amounts, status, label,
    void, contents, active_from, active_to}; without `policy` it is of the same one. Of a record of a unit: the other
    records of its kind, {id, unit, village, title, details, active_from, active_to, ...}.
    date: the record's own date, where it has one (a record of a unit).
    """

    on: str
    household: dict[str, Any] = {}
    date: str | None = None
    person: dict[str, Any] | None = None
    others: list[dict[str, Any]] = []


def _coded(list_name: str) -> Name:
    def label(value: Any) -> str:
        return codes.names(list_name).get(value, str(value))

    return Name("text", frozenset(codes.names(list_name)), label)


def household_names() -> dict[str, Name]:
    """Names `ho.…`: facts of the household."""
    return {
        "size": Name("number"),
        "classification": _coded("household_class"),
        "sub_type": _coded("poverty_sub_type"),
        "standard": Name("text"),
        "classified_from": Name("date"),
        "was_2011_2015_poor": Name("flag"),
        "escaped_on": Name("date"),
        "area_class": _coded("area_class"),
        "zone": _coded("commune_zone"),
        "ethnic_minority": Name("flag"),
        "merit": Name("flag"),
        "no_labour": Name("flag"),
        "head_sex": _coded("sex"),
        "deprivations": Name("list:text"),
    }


def person_names() -> dict[str, Name]:
    """Names `nguoi.…`: facts of the person the support is for."""
    return {
        "name": Name("text"),
        "birth_date": Name("date"),
        "age": Name("number"),
        "sex": _coded("sex"),
        "ethnic_minority": Name("flag"),
        "relation": _coded("relation"),
        "bhxh_no": Name("text"),
    }


AMOUNTS: dict[str, Name] = {key: Name("money") for key in ("requested", "approved", "cost", "sources")}
RECORD: dict[str, Name] = {
    "on": Name("date"),
    "date": Name("date"),
    "year": Name("number"),
    "round": Name("text"),
}


def dotted() -> dict[str, Name]:
    """All names with a dot: `ho.`, `nguoi.`, `tien.` (amounts; `sources` is their total), `ky.` (the record)."""
    names = {f"ho.{key}": name for key, name in household_names().items()}
    names |= {f"nguoi.{key}": name for key, name in person_names().items()}
    names |= {f"tien.{key}": name for key, name in AMOUNTS.items()}
    return names | {f"ky.{key}": name for key, name in RECORD.items()}


def of_record() -> dict[str, Name]:
    """Names `ky.…` alone: all that a record of a unit has besides its fields."""
    return {f"ky.{key}": name for key, name in RECORD.items() if key != "round"}
