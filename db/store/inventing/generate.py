"""Invents a population for demonstrations, tests and measurements; deterministic, and nobody in it is real.

The same seed gives the same people on every platform and Python version. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import resources
from db.domain.errors import NotFound
from db.domain.standards import Standard, standard_on
from db.domain.units import Unit, catalogue
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.inventing.families import FamilyMaker, Kin
from db.store.inventing.population import Chance, District, Material, Weighted, material

POOR_SHARE = 0.353
NEAR_POOR_SHARE = 0.034

_CCCD_FROM_YEAR = {2020: 5, 2021: 40, 2022: 75, 2023: 97}  # percent of known numbers that are the new 12-digit ones
_OLD_CARD_FROM_AGE = 15
_MOBILE_PREFIXES = ("090", "091", "093", "094", "096", "097", "098")  # valid before and after 15/9/2018
# Numbers of one commune stay in one block of each of three prefixes, so that communes made apart never share one.
_BLOCKS, _BLOCK, _PREFIXES = 61, 16_001, 3
_PLACEHOLDERS = frozenset(("000000", "111111", "123456", "234567", "345678", "456789", "012345"))


def households(
    seed: int,
    count: int,
    *,
    commune_code: str,
    villages: Sequence[str],
    on: date,
    poor_share: float = POOR_SHARE,
    near_poor_share: float = NEAR_POOR_SHARE,
    persons: int | None = None,
    taken: Collection[str] = (),
) -> Iterator[HouseholdInput]:
    """`count` households of a commune as of a day, in chance order of class and village.

    poor_share, near_poor_share: parts of 1, met exactly after rounding; persons: exact number of people, None = as it
    falls (about 4 a household); taken: identity numbers not to give again, for a register that has people already.
    """
    maker = _Maker(seed, commune_code, villages, on, taken)
    classes = maker.classes(count, round(count * poor_share), round(count * near_poor_share))
    for klass, size in zip(classes, maker.sizes(classes, persons), strict=True):
        yield maker.household(klass, size)


class _Numbers:
    """Identity numbers that never repeat: a walk through the commune's blocks in steps that reach every number once."""

    def __init__(self, chance: Chance, commune_code: str, taken: Collection[str]) -> None:
        self._block = (int(commune_code) // 3) % _BLOCKS
        self._step = 3 * chance.between(1, _BLOCK // 3) + 1  # no common factor with 3 × 16.001, both primes
        self._place = chance.below(_PREFIXES * _BLOCK)
        self._left = _PREFIXES * _BLOCK
        self._taken = set(taken)

    def cmnd(self) -> str | None:
        """Nine digits: 190–192 of the police office of Thừa Thiên Huế (recalled), then six."""
        return self._free(["190", "191", "192"])

    def cccd(self, sex: str, born: date) -> str | None:
        """Twelve digits of Thừa Thiên Huế (046): century with sex, year of birth, six (TT 59/2021/TT-BCA Đ.4)."""
        century = (born.year // 100 - 19) * 2 + (sex == "2")
        return self._free([f"046{century}{born.year % 100:02d}"] * _PREFIXES)

    def bhxh(self) -> str | None:
        """Ten digits, beginning with the province as most do."""
        return self._free(["4616", "4617", "4618"])

    def _free(self, prefixes: Sequence[str]) -> str | None:
        """The next number not given yet, None when the blocks are used up."""
        while self._left:
            self._left -= 1
            self._place = (self._place + self._step) % (_PREFIXES * _BLOCK)
            row, place = divmod(self._place, _BLOCK)
            digits = f"{self._block * _BLOCK + place:06d}"
            number = prefixes[row] + digits
            if digits not in _PLACEHOLDERS and number not in self._taken:
                self._taken.add(number)
                return number
        return None


class _Maker:
    def __init__(self, seed: int, commune_code: str, villages: Sequence[str], on: date, taken: Collection[str]) -> None:
        self._chance = Chance(seed, commune_code, on.isoformat())
        self._material = material()
        self._on = on
        self._standard: Standard = standard_on(on.isoformat())
        commune = self._material.commune(commune_code)
        self._groups: Weighted[str] = Weighted(commune.groups)
        self._peoples = [self._material.groups[name] for name in self._groups.values]
        self._villages: Weighted[str] = Weighted([(name, self._chance.between(6, 14)) for name in villages])
        self._families = FamilyMaker(self._chance, self._material, on)
        self._numbers = _Numbers(self._chance, commune_code, taken)
        self._insurance = _Numbers(self._chance, commune_code, taken)
        self._decision_no = f"{self._chance.between(60, 240)}/QĐ-UBND"
        self._decision_date = date(on.year - 1, 12, self._chance.between(5, 25)).isoformat()

    def _rate(self, name: str) -> bool:
        return self._chance.percent(self._material.rates[name])

    def classes(self, count: int, poor: int, near_poor: int) -> list[str]:
        """The class of every household; `escaped_poverty` for some of the others."""
        found = ["poor"] * poor + ["near_poor"] * near_poor
        found += ["escaped_poverty" if self._rate("escaped") else "not_poor" for _ in range(count - len(found))]
        self._chance.shuffle(found)
        return found

    def sizes(self, classes: Sequence[str], persons: int | None) -> list[int]:
        """The size of every household, fitted one by one to the wanted number of persons."""
        sizes = [self._material.sizes["poor" if k == "poor" else "other"].draw(self._chance) for k in classes]
        if persons is None:
            return sizes
        if not len(sizes) <= persons <= 12 * len(sizes):
            raise ValueError(f"{persons} persons do not fit into {len(sizes)} households")
        missing = persons - sum(sizes)
        while missing:
            i = self._chance.below(len(sizes))
            step = 1 if missing > 0 else -1
            if 1 <= sizes[i] + step <= 12:
                sizes[i] += step
                missing -= step
        return sizes

    def household(self, klass: str, size: int) -> HouseholdInput:
        group = self._material.groups[self._groups.draw(self._chance)]
        people = self._families.family(size, group, self._peoples, is_poor=klass == "poor")
        members = [self._person(kin) for kin in people]
        phone = self._rate("phone_poor" if klass == "poor" else "phone_other")
        classification = self._classification(klass)
        sub_type = classification.sub_type if classification else None
        return HouseholdInput(
            village=self._villages.draw(self._chance),
            members=members,
            phone=self._phone() if phone else None,
            ethnic_minority=group.ethnic != "01",
            merit=self._rate("merit"),
            no_labour=all(kin.age < 15 or kin.age > 60 for kin in people),
            classification=classification,
            deprivations=lacks(self._chance, self._material, self._standard, klass, sub_type),
        )

    def _person(self, kin: Kin) -> PersonInput:
        cmnd, cccd = self._identity(kin)
        return PersonInput(
            name=kin.name,
            birth_date=self._birth(kin),
            sex=kin.sex,
            relation=kin.relation,
            ethnic=kin.group.ethnic,
            ethnic_local=kin.group.local,
            cmnd=cmnd,
            cccd=cccd,
            bhxh_no=self._insurance.bhxh() if self._rate("bhxh_known") else None,
        )

    def _birth(self, kin: Kin) -> str:
        """As far as papers tell: of elders often the year only. 1 January would be read as unknown, so it is."""
        born = kin.born.isoformat()
        elder = kin.born.year < 1960
        if born.endswith("-01-01") or self._rate("year_only_elder" if elder else "year_only"):
            return born[:4]
        return born[:7] if self._rate("month_only") else born

    def _identity(self, kin: Kin) -> tuple[str | None, str | None]:
        """(CMND, CCCD) of those over 14; which of the two follows the year."""
        if kin.age < _OLD_CARD_FROM_AGE or not self._rate("number_known"):
            return None, None
        year = max((y for y in _CCCD_FROM_YEAR if y <= self._on.year), default=None)
        if year is not None and self._chance.percent(_CCCD_FROM_YEAR[year]):
            return None, self._numbers.cccd(kin.sex, kin.born)
        return self._numbers.cmnd(), None

    def _phone(self) -> str:
        return self._chance.one_of(_MOBILE_PREFIXES) + f"{self._chance.between(1_000_000, 9_999_999)}"

    def _classification(self, klass: str) -> ClassificationInput | None:
        """None for a household that never was on a list."""
        if klass == "not_poor":
            return None
        sub_type = None
        if klass == "poor" and self._standard.sub_types:
            sub_type = "income" if self._rate("income_poor") else "deprivation"
        kinds = {"poor": ("1", "1", "1", "1", "1", "3", "2"), "near_poor": ("5", "5", "4", "4", "6")}
        return ClassificationInput(
            standard=self._standard.id,
            result=klass,
            valid_from=f"{self._on.year}-01-01",
            sub_type=sub_type,
            decision_no=self._decision_no,
            decision_date=self._decision_date,
            change_kind=self._chance.one_of(kinds[klass]) if klass in kinds else None,
        )


def lacks(chance: Chance, stock: Material, standard: Standard, klass: str, sub_type: str | None) -> list[str]:
    """Codes of the standard's indicators; three or more where the class rests on them, else fewer."""
    if klass not in ("poor", "near_poor") or not standard.indicators:
        return []
    codes = list(standard.indicators)
    found = [code for code in codes if chance.percent(stock.deprivations.get(code, 0))]
    rest = [code for code in codes if code not in found]
    chance.shuffle(rest)
    if klass == "near_poor":
        return found[:2]
    while sub_type != "income" and len(found) < 3:
        found.append(rest.pop())
    return [code for code in codes if code in found]


@dataclass(frozen=True, slots=True)
class CommunePopulation:
    """One commune of an invented district: how many, and the people on demand."""

    code: str
    name: str
    villages: tuple[str, ...]
    count: int
    persons: int | None
    poor: int
    near_poor: int
    seed: int
    on: date

    def households(self, villages: Sequence[str] = (), taken: Collection[str] = ()) -> Iterator[HouseholdInput]:
        """The commune's households, always the same ones; villages, taken: as for `households`, else its own."""
        return households(
            self.seed,
            self.count,
            commune_code=self.code,
            villages=villages or self.villages,
            on=self.on,
            poor_share=self.poor / self.count,
            near_poor_share=self.near_poor / self.count,
            persons=self.persons,
            taken=taken,
        )


def district(
    seed: int,
    *,
    code: str = "481",
    households: int | None = None,
    persons: int | None = None,
    poor: int | None = None,
    near_poor: int | None = None,
    on: date = date(2017, 1, 1),
    tree: str = "",
) -> list[CommunePopulation]:
    """A district of the shape of A Lưới: its communes, whose figures sum exactly to the totals, people as of `on`.

    tree: ISO day whose communes these are, left out: `on`.

    Without totals those of the start of 2016 (A Lưới: 12.276 households, 49.582 persons, 4.337 poor, 412 near-poor).
    With another number of households the others keep their proportion. How the totals fall on the communes is invented.

    Raises:
        NotFound: no such unit on that day, or one whose totals are not known and not given.
    """
    units, day = catalogue(), tree or on.isoformat()
    communes = [unit for unit in units.children(units.on(code, day), day) if unit.level == "commune"]
    total = material().districts.get(code) or (_known(code) if households is None else material().districts["481"])
    count = total.households if households is None else households
    return shared_out(
        seed,
        communes,
        count=count,
        persons=_scaled(total.persons, count, total.households) if persons is None else persons,
        poor=_scaled(total.poor, count, total.households) if poor is None else poor,
        near_poor=_scaled(total.near_poor, count, total.households) if near_poor is None else near_poor,
        on=on,
    )


def _known(code: str) -> District:
    known = ", ".join(sorted(material().districts))
    told = f"Chưa biết quy mô của đơn vị {code} (biết: {known}). Chưa ghi gì"
    raise NotFound("unknown_size", f"{told}: ghi số hộ cần sinh.")


def shared_out(
    seed: int, communes: Sequence[Unit], *, count: int, persons: int, poor: int, near_poor: int, on: date
) -> list[CommunePopulation]:
    """Communes whose figures sum exactly to these totals."""
    stock = material()
    chance = Chance(seed, "district")
    codes = [unit.code for unit in communes]
    counts = shares_of(count, [chance.between(*stock.commune(code).households) for code in codes])
    poors = shares_of(poor, [n * chance.between(*stock.commune(c).poor) for c, n in zip(codes, counts, strict=True)])
    nears = shares_of(near_poor, [n - p for n, p in zip(counts, poors, strict=True)])
    # poor households are larger: 4.6 persons against 3.7
    peoples = shares_of(persons, [46 * p + 37 * (n - p) for n, p in zip(counts, poors, strict=True)])
    return [
        CommunePopulation(
            unit.code, unit.name, villages_of(unit.code), counts[i], peoples[i], poors[i], nears[i], seed, on
        )
        for i, unit in enumerate(communes)
    ]


def _scaled(figure: int, part: int, whole: int) -> int:
    return figure * part // whole


def shares_of(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of a total in proportion to weights; they sum exactly, the largest remainders get the rest."""
    whole = sum(weights)
    shares = [total * w // whole for w in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def villages_of(commune_code: str) -> tuple[str, ...]:
    """Villages known of a commune of 2017; numbered ones where fewer than four are known."""
    rows = resources.open_csv("units/villages.csv")
    known = dict.fromkeys(row["village"] for row in rows if row["commune_code_2017"] == commune_code)
    numbers = (f"Thôn {n}" for n in range(1, 8))
    while len(known) < 4:
        known[next(numbers)] = None
    return tuple(known)
