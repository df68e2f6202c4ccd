"""Fills a register with an invented population, for training, trials and measurements; nobody in it is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue
from db.domain.units import Unit, area_of, catalogue
from db.ledger.register import Register, settings
from db.models import Person
from db.store.actions import Action
from db.store.facts import today_of
from db.store.figures.totals import TotalInput, draft_total
from db.store.household.households import draft_classification, draft_household, filled
from db.store.inputs import HouseholdInput
from db.store.inventing import generate
from db.store.inventing.dirt import copied, damaged, worn_review, worn_round
from db.store.inventing.generate import CommunePopulation
from db.store.inventing.lists import Lists, Past, RoundKey, movers, pasts, without_class
from db.store.inventing.population import Chance, material
from db.store.inventing.rounds import meetings_of
from db.store.places.apart import village_key
from db.store.places.villages import draft_village, list_villages
from db.store.review.reviews import draft_review
from db.store.review.rounds import draft_meeting, draft_round

REASON = "Sinh dân số bịa để tập huấn"
SOURCE = "Số liệu bịa để tập huấn"


@dataclass(slots=True)
class Populated:
    """What was written. units: communes that got people; classes: places on lists; reviews, rounds: from which these
    come; totals: of villages by year and kind; moved: households with a former home.
    """

    households: int = 0
    persons: int = 0
    villages: int = 0
    classes: int = 0
    rounds: int = 0
    reviews: int = 0
    totals: int = 0
    moved: int = 0
    units: list[str] = field(default_factory=list)


def populate(
    register: Register,
    *,
    seed: int,
    count: int | None = None,
    unit: str | None = None,
    years: int = 0,
    dirt: bool = False,
) -> Populated:
    """Write invented households of our unit, or of one below, commune by commune; villages that are missing are made.

    The same seed gives the same people; only identity numbers that the register has already are not given again.
    count: households in all, None: as many as the unit has by its statistics. years: lists of so many years, with the
    rounds and reviews from which they come, instead of the one of the register's day; none of years to come. dirt: with
    what real lists have wrong.

    Raises:
        NotFound: no such unit, or its size is not known. InvalidData: the unit is not ours and not below.
    """
    done = Populated()
    with register.read() as connection:
        known = settings(connection)
        place = _unit(known, unit or known["unit"])
        taken = _numbers(connection)
    years = max(0, min(years, int(today_of(register)[:4]) - material().history.first + 1))
    on = date(material().history.first, 1, 1) if years else date.fromisoformat(known["unit_date"])
    before: list[HouseholdInput] = []
    origin = ""
    for part in _communes(seed, place, known["unit_date"], count, on):
        with register.write() as connection:
            homes = list(_homes(connection, part, taken))
            chance = Chance(seed, "dirt", part.code)
            area = area_of(part.code, known["unit_date"])
            lists = pasts(seed, part.code, homes, years, area=area) if years else None
            if dirt:
                homes = [damaged(chance, home) for home in homes]
                if lists is not None:
                    _wear(Chance(seed, "worn", part.code), lists)
            action = Action(register, connection, REASON)
            writer = _Writer(connection, action, part, done)
            if lists is not None:
                writer.rounds(Chance(seed, "meetings", part.code), lists)
            writer.homes(homes, lists, origin=origin, moved=set(movers(seed, part.code, len(homes))))
            if lists is not None:
                first = material().history.first
                writer.totals(homes, range(first, first + years))
            if dirt:
                writer.copies(chance, copied(chance, before))
            action.commit()
        before, origin = homes, part.code
    return done


def _unit(known: dict[str, str], code: str) -> Unit:
    """The unit asked for: ours, or one below."""
    day = known["unit_date"]
    found = catalogue().on(code, day)
    if known["unit"] not in (code, *(above.code for above in catalogue().ancestors(code, day))):
        message = f"{found.title} không phải đơn vị của sổ này và không ở cấp dưới: chọn đơn vị khác."
        raise InvalidData([Issue("unit", "hard", "other_unit", message)])
    return found


def _communes(seed: int, unit: Unit, day: str, count: int | None, on: date) -> list[CommunePopulation]:
    """The communes to be filled: the unit itself, those of a district, or of the districts whose size is known."""
    if unit.level == "commune" and count is not None:
        poor, near = round(count * generate.POOR_SHARE), round(count * generate.NEAR_POOR_SHARE)
        villages = generate.villages_of(unit.code)
        return [CommunePopulation(unit.code, unit.name, villages, count, None, poor, near, seed, on)]
    if unit.level == "commune":
        whole = generate.district(seed, code=unit.parent_code, on=on, tree=day)
        return [part for part in whole if part.code == unit.code]
    if unit.level == "district":
        return generate.district(seed, code=unit.code, households=count, on=on, tree=day)
    below = catalogue().children(unit, day)
    known = material().districts
    districts = [one for one in below if one.code in known]
    sizes = generate.shares_of(count, [known[one.code].households for one in districts]) if count else []
    wanted: Sequence[int | None] = sizes or [None] * len(districts)
    return [
        part
        for one, size in zip(districts, wanted, strict=True)
        for part in generate.district(seed, code=one.code, households=size, on=on, tree=day)
    ]


def _homes(connection: Connection, part: CommunePopulation, taken: set[str]) -> Iterator[HouseholdInput]:
    """The households of a commune, in the villages the register has of it."""
    names = tuple(village.name for village in list_villages(connection, part.code))
    for home in part.households(names or part.villages, taken):
        taken.update(number for member in home.members for number in (member.cmnd, member.cccd) if number)
        yield home


class _Writer:
    """Puts the households of one commune into an action."""

    def __init__(self, connection: Connection, action: Action, part: CommunePopulation, done: Populated) -> None:
        self._connection = connection
        self._action = action
        self._part = part
        self._done = done
        self._villages = self._known(part.code)
        self._there: dict[str, str] = {}
        self._rounds: dict[RoundKey, str] = {}
        done.units.append(part.code)

    def _known(self, unit: str) -> dict[str, str]:
        return {village_key(one.name): one.id for one in list_villages(self._connection, unit)}

    def _village(self, name: str) -> str:
        key = village_key(name)
        if key not in self._villages:
            self._villages[key] = draft_village(self._action, self._part.code, self._action.unit_date, name)
            self._done.villages += 1
        return self._villages[key]

    def homes(self, homes: Sequence[HouseholdInput], lists: Lists | None, *, origin: str, moved: set[int]) -> None:
        """All households, those that have `moved` with their former home in the commune `origin`."""
        self._there = self._known(origin) if origin else {}
        for place, home in enumerate(homes):
            record = self._home(home if lists is None else without_class(home))
            if lists is None:
                self._done.classes += home.classification is not None
                continue
            self._past(record, lists.pasts[place])
            if self._there and place in moved:
                self._came(record, origin, place)

    def totals(self, homes: Sequence[HouseholdInput], years: Iterable[int]) -> None:
        """What the police and the statistics office tell each year: all households and people of each village."""
        found: dict[str, Counter[str]] = {}
        for home in homes:
            told = found.setdefault(self._village(home.village), Counter())
            told.update({"households": 1, "persons": len(home.members)})
            if home.ethnic_minority:
                told.update({"households_minority": 1, "persons_minority": len(home.members)})
        for year in years:
            for village, told in found.items():
                for kind, value in sorted(told.items()):
                    one = TotalInput(
                        unit=self._part.code, village=village, year=year, kind=kind, value=value, source=SOURCE
                    )
                    draft_total(self._action, one, self._action.unit_date)
                    self._done.totals += 1

    def copies(self, chance: Chance, homes: Sequence[HouseholdInput]) -> None:
        """Households that another commune has too, without lists, in villages of this one."""
        names = list(self._villages)
        for home in homes:
            self._home(without_class(home), village=self._villages[chance.one_of(names)])

    def _home(self, home: HouseholdInput, village: str = "") -> str:
        added = draft_household(self._action, home, village or self._village(home.village), unit=self._part.code)
        self._done.households += 1
        self._done.persons += len(added.persons)
        return added.id

    def rounds(self, chance: Chance, lists: Lists) -> None:
        """The rounds of review of the commune with the meetings of its villages; its households come after them."""
        for key, one in lists.rounds.items():
            self._rounds[key] = draft_round(self._action, one.data, unit=self._part.code)
            for meeting in meetings_of(chance, one):
                draft_meeting(self._action, self._rounds[key], meeting, self._village(meeting.village or ""))
        self._done.rounds += len(lists.rounds)

    def _past(self, record: str, past: Past) -> None:
        for one in past.found:
            review = ""
            if one.review is not None:
                told = msgspec.structs.replace(one.review, household=record, round=self._rounds[one.round])
                review = draft_review(self._action, told)
                self._done.reviews += 1
            if one.given is not None:
                draft_classification(self._action, record, one.given, review=review)
                self._done.classes += 1
        for lack in past.lacks:
            values = {name: getattr(lack, name) for name in ("standard", "indicator", "from_date", "to_date")}
            self._action.create("deprivation", {"household": record, **values})

    def _came(self, record: str, origin: str, place: int) -> None:
        """Where a household lived until it moved here, as a hand-over keeps it."""
        villages = list(self._there.values())
        former = {"unit": origin, "unit_date": self._action.unit_date, "village": villages[place % len(villages)]}
        day = f"{material().history.first + 1 + place % 4}-{1 + place % 12:02d}-15"
        self._action.create("residence", {"household": record, "place": filled(former), "to_date": day})
        self._done.moved += 1


def _wear(chance: Chance, lists: Lists) -> None:
    """Rounds and reviews as they lie in the office after some years."""
    for one in lists.rounds.values():
        one.data = worn_round(chance, one.data)
    for found in (found for past in lists.pasts for found in past.found):
        found.review = worn_review(chance, found.review) if found.review is not None else None


def _numbers(connection: Connection) -> set[str]:
    rows = connection.execute(select(Person.cmnd, Person.cccd))
    return {number for row in rows for number in row if number}
