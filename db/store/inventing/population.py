"""The material of the invented population (`resources/population.toml`) and chance that is the same everywhere.

Nobody in it is real. Chance uses nothing but `random.Random.random()`, whose sequence Python guarantees for a seed.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

import msgspec

import resources

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values drawn by weight; whole-number weights, so that no platform rounds differently."""

    def __init__(self, entries: Sequence[Sequence[Any]]) -> None:
        self.values: list[T] = [entry[0] for entry in entries]
        self._sums = list(accumulate(int(entry[1]) for entry in entries))

    def draw(self, chance: Chance) -> T:
        """One value."""
        return self.values[bisect_right(self._sums, chance.below(self._sums[-1]))]


class Chance:
    """Seeded chance of one purpose: `Chance(7, "20104", "households")` differs from every other purpose of seed 7."""

    def __init__(self, seed: int, *purpose: str) -> None:
        digest = sha256("/".join((str(seed), *purpose)).encode()).digest()
        self._random = Random(int.from_bytes(digest[:16], "big")).random  # noqa: S311 - invented people, no secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit − 1."""
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def percent(self, share: int) -> bool:
        """True in `share` of a hundred cases."""
        return self._random() * 100 < share

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values, all alike."""
        return values[int(self._random() * len(values))]

    def shuffle(self, values: list[Any]) -> None:
        """Brings a list into chance order in place."""
        for i in range(len(values) - 1, 0, -1):
            j = self.below(i + 1)
            values[i], values[j] = values[j], values[i]


class Group(msgspec.Struct, frozen=True):
    """A people: code of QĐ 1019/QĐ-TCTK 2008, own name where the code has another, and the stock of names."""

    ethnic: str
    names: str
    local: str | None = None


class Commune(msgspec.Struct, frozen=True):
    """A commune's ranges: households before fitting to a total, share of poor in percent, peoples by weight."""

    households: tuple[int, int]
    poor: tuple[int, int]
    groups: list[tuple[str, int]]
    name: str = ""


class District(msgspec.Struct, frozen=True):
    """Totals of a district at the start of 2016; where they come from says the file."""

    households: int
    persons: int
    poor: int
    near_poor: int


class PolicyStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How supports of a policy are drawn.

    share: how many in a hundred of those on the lists (households or people, as the policy is for) have one in a year;
    finished: in how many of a hundred the longest of the fitting cases is taken; scale: percent of the money of a case,
    from and to, in tens; words: sets of details, one of which is drawn, a list being one of these or a column's words.
    """

    share: int = 3
    finished: int = 80
    scale: tuple[int, int] = (100, 100)
    words: list[dict[str, Any]] = []


class History(msgspec.Struct, frozen=True):
    """How lists change from year to year; every figure is explained in the file."""

    first: int
    poor: dict[str, int]
    near_poor: dict[str, int]
    poor_before: int
    relapse: int
    to_near_poor: int
    changed: int
    lack_ends: int
    moved: int
    asked: int
    in_year: int


class Dirt(msgspec.Struct, frozen=True):
    """What is wrong in how many of a hundred people, households for `copied`, reviews, rounds."""

    no_birth: int
    damaged_number: int
    spelling: int
    damaged_phone: int
    copied: int
    review: int
    round: int


class Plans(msgspec.Struct, frozen=True):
    """Plans and needs in a hundred households on the lists, and the wording of them."""

    plan: int
    need: int
    refused: int
    served: int
    measures: list[str]
    wishes: list[str]
    contents: list[str]
    outcomes: list[str]


class _Names(msgspec.Struct):
    surnames: list[tuple[str, int]]
    middle_men: list[tuple[str, int]]
    middle_women: list[tuple[str, int]]
    men: list[str]
    women: list[str]
    elder_men: list[str]
    elder_women: list[str]


class _File(msgspec.Struct):
    districts: dict[str, District]
    history: History
    dirt: Dirt
    plans: Plans
    sizes: dict[str, list[tuple[int, int]]]
    head_ages: dict[str, list[tuple[int, int]]]
    rates: dict[str, int]
    deprivations: dict[str, int]
    groups: dict[str, Group]
    communes: dict[str, Commune]
    names: dict[str, _Names]
    policies: dict[str, PolicyStock]


class NameStock:
    """The names of a people: drawn surnames, middle and given names of men and women (sex `1`, `2`)."""

    def __init__(self, names: _Names) -> None:
        self.surnames: Weighted[str] = Weighted(names.surnames)
        self.middle: dict[str, Weighted[str]] = {"1": Weighted(names.middle_men), "2": Weighted(names.middle_women)}
        self.given = {"1": names.men, "2": names.women}
        self.elder = {"1": names.elder_men, "2": names.elder_women}


class Material:
    """The whole file, ready to draw from."""

    def __init__(self, file: _File) -> None:
        self.districts = file.districts
        self.history = file.history
        self.dirt = file.dirt
        self.plans = file.plans
        self.sizes: dict[str, Weighted[int]] = {k: Weighted(v) for k, v in file.sizes.items()}
        self.head_ages: dict[str, Weighted[int]] = {k: Weighted(v) for k, v in file.head_ages.items()}
        self.rates = file.rates
        self.deprivations = file.deprivations
        self.groups = file.groups
        self.policies = file.policies
        self.names = {k: NameStock(v) for k, v in file.names.items()}
        self.communes = {code: c for code, c in file.communes.items() if code != "default"}
        self._default = file.communes["default"]

    def commune(self, code: str) -> Commune:
        """The ranges of a commune, those of an average one when it is not listed."""
        return self.communes.get(code, self._default)


@cache
def material() -> Material:
    """The carried material, read once."""
    content = tomllib.loads(resources.read("population.toml").decode())
    return Material(msgspec.convert(content, _File))
