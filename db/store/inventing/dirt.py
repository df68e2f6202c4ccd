"""Damages invented people as real lists are damaged: years nobody knew, digits lost in copying, names without marks.

Deterministic; writes nothing. What comes out would be questioned at entry; imports of years brought such records in.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.domain.text import fold, nfc
from db.store.inputs import HouseholdInput, PersonInput
from db.store.inventing.population import Chance, material
from db.store.review.inputs import ReviewInput, RoundInput

_SPELLINGS = (("y", "i"), ("i", "y"), ("uý", "úy"), ("oà", "òa"), ("ủy", "uỷ"), ("s", "x"), ("tr", "ch"), ("d", "gi"))


def damaged(chance: Chance, home: HouseholdInput) -> HouseholdInput:
    """The household as a worn list has it; most come out as they were."""
    rates = material().dirt
    phone = home.phone
    if phone and chance.percent(rates.damaged_phone):
        phone = phone[:-1]
    return msgspec.structs.replace(home, phone=phone, members=[_person(chance, one) for one in home.members])


def copied(chance: Chance, homes: Sequence[HouseholdInput]) -> list[HouseholdInput]:
    """Some of these households as another commune has them too: the same people, spelt otherwise, numbers missing."""
    share = material().dirt.copied
    return [_copy(chance, home) for home in homes if chance.percent(share)]


def _copy(chance: Chance, home: HouseholdInput) -> HouseholdInput:
    members = [
        msgspec.structs.replace(
            one,
            name=misspelt(chance, one.name) if chance.percent(30) else one.name,
            cmnd=one.cmnd if chance.percent(60) else None,
            cccd=one.cccd if chance.percent(60) else None,
        )
        for one in home.members
    ]
    return msgspec.structs.replace(home, members=members)


def _person(chance: Chance, one: PersonInput) -> PersonInput:
    rates = material().dirt
    name, born = one.name, one.birth_date
    if chance.percent(rates.spelling):
        name = misspelt(chance, name)
    if chance.percent(rates.no_birth):
        born = None
    hurt = chance.percent(rates.damaged_number)
    cmnd = _number(chance, one.cmnd) if hurt else one.cmnd
    cccd = _number(chance, one.cccd) if hurt else one.cccd
    return msgspec.structs.replace(one, name=name, birth_date=born, cmnd=cmnd, cccd=cccd)


def _number(chance: Chance, number: str | None) -> str | None:
    """A number with a digit lost, doubled, swapped with the next, or read as a letter."""
    if not number:
        return number
    at = chance.below(len(number) - 1)
    here, then = number[at], number[at + 1]
    return chance.one_of(
        (
            number[:at] + number[at + 1 :],
            number[:at] + here + number[at:],
            number[:at] + then + here + number[at + 2 :],
            number.replace("0", "O", 1),
        )
    )


def worn_review(chance: Chance, data: ReviewInput) -> ReviewInput:
    """A review as it may come back from the village: the result alone, somebody forgotten, or a wrong sum."""
    if not chance.percent(material().dirt.review):
        return data
    way = chance.below(3)
    if way == 1 and data.size is not None:
        return msgspec.structs.replace(data, size=data.size + 1)
    if way == 2 and data.b2 is not None:
        return msgspec.structs.replace(data, b2=data.b2 + 10 if data.b2 < 100 else data.b2 - 10)
    return msgspec.structs.replace(data, income=None, b1=None, b2=None, deprivations=None)


def worn_round(chance: Chance, data: RoundInput) -> RoundInput:
    """A round of which one step was not written down, now and then."""
    if not chance.percent(material().dirt.round):
        return data
    lost = chance.one_of((("posted_from", "posted_to"), ("opinion_asked", "opinion_answered"), ("certified_on",)))
    return msgspec.structs.replace(data, **dict.fromkeys(lost))


def misspelt(chance: Chance, name: str) -> str:
    """The name without marks, in capitals, or with one letter as it is heard."""
    way = chance.below(4)
    if way == 0:
        return fold(name).title()
    if way == 1:
        return nfc(name.upper())
    fitting = [(old, new) for old, new in _SPELLINGS if old in name]
    if not fitting:
        return fold(name).title()
    old, new = chance.one_of(fitting)
    head, _, tail = name.rpartition(old)
    return nfc(head + new + tail)
