"""What a list, and an indicator, may ask of households and people: data that says who is meant; it asks no register."""

from __future__ import annotations

import msgspec


class PolicyYear(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A policy, in one year or (None) in any; round: in one round of it, where the policy has rounds."""

    policy: str
    year: int | None = None
    round: str | None = None


class Filter(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """Who is in a list, of people or of households; all conditions together, as of the day the list is asked for.

    Conditions on a household hold for its people; those on a person are met when one and the same member meets them
    all. text: words of a name or a village, year of birth, the end of an identity or card number. village: id; unit:
    code. classes: codes of list `household_class`, `none` for not classified. age_from, age_to: full years; who is
    known by the year alone counts where it may be so. has_id: carries a CMND or CCCD. head: is the head. no_head: of a
    household without one. conflict: waits for a decision. had, not_had: a support of that year (in effect in it, not
    refused); covered, uncovered: policies in effect on the day, or not. due: `<policy>.<id of a reminder>`.
    """

    text: str = ""
    village: str | None = None
    unit: str | None = None
    classes: tuple[str, ...] = ()
    area_class: str | None = None
    deprivation: str | None = None
    ethnic_minority: bool | None = None
    merit: bool | None = None
    no_labour: bool | None = None
    no_head: bool | None = None
    size_from: int | None = None
    size_to: int | None = None
    conflict: bool | None = None
    sex: str | None = None
    ethnic: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    has_id: bool | None = None
    head: bool | None = None
    had: tuple[PolicyYear, ...] = ()
    not_had: tuple[PolicyYear, ...] = ()
    covered: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    due: str | None = None
