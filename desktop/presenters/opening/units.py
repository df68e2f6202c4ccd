"""The unit whose register it will be, found by typing any part of its name without tone marks, at any time."""

from __future__ import annotations

from dataclasses import dataclass

from db.domain.errors import NotFound
from db.domain.text import fold
from db.domain.units import Unit, catalogue
from db.domain.values import show_date
from desktop.words import _

SHOWN = 30
HOME = "46"
"""Huế, whose communes the program was made for: among namesakes (Lệ Thủy has a Hồng Thủy too) theirs come first."""
SHORTEST = 2
"""Letters typed before it is worth looking."""


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit as it was on the ISO date `on`. path: its full name; life: when its code meant this unit."""

    code: str
    level: str
    title: str
    path: str
    life: str
    on: str
    ended: bool


def find_units(typed: str, today: str) -> list[FoundUnit]:
    """Units for what has been typed, best first; those that are no more stand as they were on their last day."""
    asked = fold(typed)
    if typed.strip().isdecimal():
        return [_found(unit, unit.nearest(today), today) for unit in reversed(catalogue().versions(typed.strip()))]
    if len(asked) < SHORTEST:
        return []
    return [_found(unit, day, today) for unit, day in catalogue().search_ever(asked, today, near=HOME, limit=SHOWN)]


def on_another_day(found: FoundUnit, on: str, today: str) -> FoundUnit | str:
    """The unit that its code meant on another ISO date, or a sentence why there is none."""
    try:
        return _found(catalogue().on(found.code, on), on, today)
    except NotFound as error:
        return error.message


def _found(unit: Unit, on: str, today: str) -> FoundUnit:
    return FoundUnit(
        code=unit.code,
        level=unit.level,
        title=unit.title,
        path=catalogue().full_name(unit, on),
        life=_life(unit),
        on=on,
        ended=not unit.in_force(today),
    )


def _life(unit: Unit) -> str:
    if unit.valid_from and unit.valid_to:
        return _("từ {0} đến {1}").format(show_date(unit.valid_from), show_date(unit.valid_to))
    if unit.valid_to:
        return _("đến {0}").format(show_date(unit.valid_to))
    return _("từ {0}").format(show_date(unit.valid_from)) if unit.valid_from else _("còn hiệu lực")
