"""Pairs of people and of households in a whole crowd that may be one, found without asking a register.

Pairs are found by blocks (a number, a name as heard with the year, a full date of birth), never everybody with
everybody; then the people around them are looked at: a household that moved is found by its people together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from db.domain.likeness import compare_births, compare_names, sound
from db.domain.text import fold
from db.store.duplicates.alike import Likeness, Someone, compare
from db.store.duplicates.verdicts import Pair, pair_of

LARGEST_BLOCK = 60
"""People in a block beyond which it says too little (a number written for everybody, the commonest of names)."""
COMMON_NAME = 40
"""People of one name as it is heard, from which two of them may well be born on one day."""
_SURE_NAMES = ("same", "folded", "sound")


class Found:
    """What is proposed. people: likeness by pair of persons; homes: (points, pairs of people) by pair of households."""

    def __init__(self, crowd: Crowd, told_apart: Collection[Pair] = ()) -> None:
        """told_apart: pairs of persons of whom somebody has said that they are two."""
        self.people = {pair: like for pair, like in crowd.pairs().items() if pair not in told_apart}
        self.homes = crowd.home_pairs(self.people)

    @property
    def alone(self) -> dict[Pair, Likeness]:
        """The pairs of persons that are in no pair of households."""
        covered = {pair for _, people in self.homes.values() for pair in people}
        return {pair: like for pair, like in self.people.items() if pair not in covered}


class Crowd:
    """Everybody, by what is compared of them. heads: the head of each household."""

    def __init__(self, people: Mapping[str, Someone], heads: Mapping[str, str]) -> None:
        self.people = people
        self._heads = heads
        self._sounds = {record: sound(fold(one.name)) for record, one in self.people.items()}
        self._bearers = Counter(self._sounds.values())
        self.members: dict[str, list[str]] = defaultdict(list)
        for record, one in self.people.items():
            for home in one.homes:
                self.members[home].append(record)

    def pairs(self) -> dict[Pair, Likeness]:
        """The pairs of persons that are proposed."""
        sure = {pair for pair in self._candidates() if self._is_match(*pair)}
        company = _Company(sure, self.people)
        told = (pair for pair in sure | set(self._around(company)) if self._is_certain(pair, company))
        found = {pair: self._likeness(pair, company) for pair in told}
        return self._one_to_one({pair: like for pair, like in found.items() if self._stands(pair, like)})

    # Blocks.

    def _candidates(self) -> Iterator[Pair]:
        blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for record, one in self.people.items():
            for key in self._keys(record, one):
                blocks[key].append(record)
        for members in blocks.values():
            if 1 < len(members) <= LARGEST_BLOCK:
                yield from (pair_of(a, b) for a, b in combinations(members, 2))

    def _keys(self, record: str, one: Someone) -> Iterator[tuple[str, ...]]:
        """The blocks somebody is in."""
        yield from {("number", number) for number in (one.cmnd, one.cccd) if number}
        if one.bhxh_no:
            yield "bhxh", one.bhxh_no
        name = self._sounds[record]
        if not one.birth or not name:
            return
        yield "year", name, one.birth[:4], one.sex or ""
        if len(one.birth) == 10:
            yield "day", name, one.birth[5:]
            for word in {name.split()[0], name.split()[-1]}:
                yield "date", one.birth, word

    def _is_match(self, a: str, b: str) -> bool:
        """Whether two people of one block are worth counting as company of others."""
        one, other = self.people[a], self.people[b]
        numbers = {one.cmnd, one.cccd} & {other.cmnd, other.cccd} - {None}
        if numbers or (one.bhxh_no and one.bhxh_no == other.bhxh_no):
            return True
        if one.sex and other.sex and one.sex != other.sex:
            return False
        births = compare_births(one.birth, other.birth)
        names = "sound" if self._sounds[a] == self._sounds[b] else compare_names(one.name, other.name)
        if names in _SURE_NAMES:
            return births in ("day", "month", "year", "swapped", "near")
        return births == "day" and names in ("part", "near")

    def _around(self, company: _Company) -> Iterator[Pair]:
        """Others of two households that share somebody: of the same name, or anybody where they share several."""
        for (first, second), shared in company.homes.items():
            for a in self.members[first]:
                for b in self.members[second]:
                    if a != b and (len(shared) > 1 or self._sounds[a] == self._sounds[b]):
                        yield pair_of(a, b)

    # Judging.

    def _is_certain(self, pair: Pair, company: _Company) -> bool:
        """Whether anything beside the name can speak for a pair: most pairs of one name and year have nothing."""
        one, other = (self.people[record] for record in pair)
        numbers = {one.cmnd, one.cccd, one.bhxh_no} & {other.cmnd, other.cccd, other.bhxh_no} - {None}
        same_day = one.birth == other.birth and len(one.birth or "") == 10
        return bool(numbers) or same_day or bool(set(one.homes) & set(other.homes)) or company.around(pair) > 0

    def _likeness(self, pair: Pair, company: _Company) -> Likeness:
        common = self._bearers[self._sounds[pair[0]]] >= COMMON_NAME
        return compare(self.people[pair[0]], self.people[pair[1]], company.around(pair), common=common)

    def _stands(self, pair: Pair, like: Likeness) -> bool:
        one, other = (self.people[record] for record in pair)
        if not like.proposed:
            return False
        twins = set(one.homes) & set(other.homes) and compare_names(one.name, other.name) != "same"
        return not twins or any("cùng số" in told or "cùng mã số" in told for told in like.agrees)

    def _one_to_one(self, proposed: dict[Pair, Likeness]) -> dict[Pair, Likeness]:
        """Nobody is two people of one household: the likelier pair stands."""
        kept: dict[Pair, Likeness] = {}
        taken: set[Pair] = set()
        for pair in sorted(proposed, key=lambda pair: (-proposed[pair].points, pair)):
            one, other = (self.people[record] for record in pair)
            places = {(one.id, home) for home in other.homes} | {(other.id, home) for home in one.homes}
            if not places & taken:
                kept[pair] = proposed[pair]
                taken |= places
        return kept

    def home_pairs(self, proposed: Mapping[Pair, Likeness]) -> dict[Pair, tuple[int, list[Pair]]]:
        """Households that are one: their heads are, and most of the smaller one; (points, pairs of people) by pair."""
        shared: dict[Pair, list[Pair]] = defaultdict(list)
        for pair in proposed:
            for first in self.people[pair[0]].homes:
                for second in self.people[pair[1]].homes:
                    if first != second:
                        shared[pair_of(first, second)].append(pair)
        found = {}
        for homes, people in shared.items():
            heads = pair_of(*(self._heads.get(home, home) for home in homes))
            smaller = min(len(self.members[home]) for home in homes)
            if heads in people and 2 * len(people) > smaller:
                points = sum(proposed[pair].points for pair in people) // len(people)
                found[homes] = points, people
        return found


class _Company:
    """Which people two households share, as far as is known before anything is judged."""

    def __init__(self, sure: Iterable[Pair], people: Mapping[str, Someone]) -> None:
        self._people = people
        self.homes: dict[Pair, list[Pair]] = defaultdict(list)
        for a, b in sure:
            for first in people[a].homes:
                for second in people[b].homes:
                    if first != second:
                        key = pair_of(first, second)
                        self.homes[key].append((a, b) if key[0] == first else (b, a))

    def around(self, pair: Pair) -> int:
        """How many others two people share, each counted once on both sides."""
        one, other = (self._people[record] for record in pair)
        keys = [(a, b) for a in one.homes for b in other.homes if a != b]
        return max((self._count(key, set(pair)) for key in keys), default=0)

    def _count(self, key: Pair, but: set[str]) -> int:
        shared = [pair for pair in self.homes.get(pair_of(*key), ()) if not but & set(pair)]
        return min((len({pair[side] for pair in shared}) for side in (0, 1)), default=0)
