"""A crowd of invented people with known doubles among them: moves, splits, marriages, spellings, swapped years."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from db.store.duplicates.alike import Someone
from db.store.duplicates.verdicts import Pair, pair_of
from db.store.inventing import generate
from db.store.inventing.population import Chance

KINDS = ("move", "split", "marriage", "alone", "twice")
TONES = {"a": "á", "à": "a", "ă": "ắ", "ư": "ừ", "ê": "ề", "ô": "ố", "o": "ò", "i": "í", "u": "ủ", "e": "é"}
SOUNDS = {"K": "C", "C": "K", "k": "c", "y": "i", "i": "y", "x": "s", "s": "x", "d": "gi", "l": "r"}


@dataclass
class Planted:
    """Everybody, the heads of households, and which two are one."""

    people: dict[str, Someone] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    true: set[Pair] = field(default_factory=set)
    kinds: dict[Pair, str] = field(default_factory=dict)


class Planter:
    """Invents communes, then writes some of their people a second time as officers do."""

    def __init__(self, seed: int, *, households: int, communes: int) -> None:
        self._chance = Chance(seed, "duplicates")
        self._count = 0
        self.made = Planted()
        self._homes: list[tuple[str, str, str, list[str]]] = []
        for commune in generate.district(seed, households=households * 21 // communes)[:communes]:
            self._settle(commune)

    def _id(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count:07d}"

    def _settle(self, commune: generate.CommunePopulation) -> None:
        for home in commune.households():
            record = self._id("h")
            persons = []
            for member in home.members:
                one = Someone(
                    self._id("p"), member.name, member.birth_date, member.sex, member.cmnd, member.cccd, member.bhxh_no,
                    commune.code, (record,), frozenset({(commune.code, home.village)}),
                )  # fmt: skip
                self.made.people[one.id] = one
                persons.append(one.id)
            self.made.heads[record] = persons[0]
            self._homes.append((record, commune.code, home.village, persons))

    def plant(self, pairs: int) -> Planted:
        """Write at least `pairs` people twice, each kind of double in turn."""
        free = list(self._homes)
        self._chance.shuffle(free)
        turn = 0
        while len(self.made.true) < pairs:
            getattr(self, f"_{KINDS[turn % len(KINDS)]}")(free.pop())
            turn += 1
        return self.made

    def _move(self, home: tuple[str, str, str, list[str]]) -> None:
        """The whole household is also on the list of the commune it went to; one of them may be missing there."""
        _record, _unit, _village, persons = home
        there, place = self._elsewhere(home), self._id("h")
        stayed = persons[:-1] if len(persons) > 3 and self._chance.percent(25) else persons
        self._write(stayed, place, there, "move")
        self.made.heads[place] = self._last

    def _split(self, home: tuple[str, str, str, list[str]]) -> None:
        """Some of a household are also a household of their own in the same commune."""
        _record, unit, village, persons = home
        part = persons[1:4]
        if len(part) > 1:
            place = self._id("h")
            self._write(part, place, (unit, village), "split")
            self.made.heads[place] = self._last

    def _marriage(self, home: tuple[str, str, str, list[str]]) -> None:
        """A grown-up is also in a household of another commune."""
        grown = [p for p in home[3] if "1970" < (self.made.people[p].birth or "")[:4] < "2001"]
        if grown:
            other = self._homes[self._chance.below(len(self._homes))]
            self._write(grown[-1:], other[0], (other[1], other[2]), "marriage")

    def _alone(self, home: tuple[str, str, str, list[str]]) -> None:
        """Somebody alone is also on the list of another commune."""
        place = self._id("h")
        self._write(home[3][:1], place, self._elsewhere(home), "alone")
        self.made.heads[place] = self._last

    def _twice(self, home: tuple[str, str, str, list[str]]) -> None:
        """Somebody was written twice into the same household."""
        self._write(home[3][-1:], home[0], (home[1], home[2]), "twice")

    def _elsewhere(self, home: tuple[str, str, str, list[str]]) -> tuple[str, str]:
        others = [one for one in (self._chance.one_of(self._homes) for _ in range(20)) if one[1] != home[1]]
        return (others[0][1], others[0][2]) if others else (home[1], home[2])

    def _write(self, persons: list[str], home: str, place: tuple[str, str], kind: str) -> None:
        for number, person in enumerate(persons):
            one = self.made.people[person]
            copy = self._miswritten(replace(
                one, id=self._id("q"), homes=(home,), places=frozenset({place}), owner=place[0]
            ), again=kind == "twice")  # fmt: skip
            self.made.people[copy.id] = copy
            pair = pair_of(one.id, copy.id)
            self.made.true.add(pair)
            self.made.kinds[pair] = kind
            if not number:
                self._last = copy.id

    def _miswritten(self, one: Someone, *, again: bool) -> Someone:
        """As another officer wrote the same person down: fewer numbers, another spelling, a mistyped year."""
        chance = self._chance
        changed = {name: None for name in ("cmnd", "cccd", "bhxh_no") if getattr(one, name) and chance.percent(25)}
        name, birth = one.name, one.birth or ""
        if not again and chance.percent(15):
            name = self._respelled(name)
        if not again and chance.percent(6) and len(birth) >= 4:
            birth = birth[:2] + birth[3] + birth[2] + birth[4:]
        elif chance.percent(8):
            birth = birth[:4]
        return replace(one, name=name, birth=birth or None, **changed)  # type: ignore[arg-type]

    def _respelled(self, name: str) -> str:
        *before, last = name.split()
        way = self._chance.below(3)
        if way == 0 and len(before) > 1:
            return " ".join([before[0], *before[2:], last])
        table = TONES if way == 1 else SOUNDS
        for place, letter in enumerate(last):
            if letter in table:
                last = last[:place] + table[letter] + last[place + 1 :]
                break
        return " ".join([*before, last])


def distinct_names(seed: int, count: int) -> Planted:
    """`count` invented people of as many different highland names, nobody twice, in households of four."""
    planter = Planter(seed, households=count, communes=21)
    made, seen = Planted(), set()
    for record, one in planter.made.people.items():
        if one.name not in seen and len(made.people) < count:
            seen.add(one.name)
            made.people[record] = one
    made.heads = {home: head for home, head in planter.made.heads.items() if head in made.people}
    return made


ON = date(2017, 1, 1)
