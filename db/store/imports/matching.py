"""Finds the household and the person of the register that a listed one is; changes nothing.

Names alone never decide: exact homonyms are common in the uplands. A household is known by identity numbers of its
members, else by its head together with the company of the head (a head of another year is asked about); a person by
identity number, else by name with birth year or sex.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from db.domain import codes
from db.domain.text import fold
from db.domain.values import show_date
from db.store.imports.listed import DepartedMember, ExistingHousehold, ExistingMember, ListedHousehold, ListedMember
from db.store.places.apart import village_key

Person = ListedMember | ExistingMember | DepartedMember
Key = tuple[str, str, str]


def numbers(person: Person) -> set[str]:
    """The identity numbers of a person."""
    return {number for number in (person.cmnd, person.cccd) if number}


def person_key(person: Person) -> Key:
    """Folded name, year of birth and sex, "" for what is unknown."""
    return fold(person.name), (person.birth_date or "")[:4], person.sex or ""


def contradict(one: Person, other: Person) -> bool:
    """Whether two records cannot be one person: both have a number of the same kind and they differ."""
    pairs = ((one.cmnd, other.cmnd), (one.cccd, other.cccd))
    return any(a and b and a != b for a, b in pairs) and not numbers(one) & numbers(other)


@dataclass(slots=True)
class Match:
    """The household found for a listed one, None when the register has none; doubts = Vietnamese sentences."""

    household: ExistingHousehold | None = None
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Claim:
    household: ExistingHousehold
    member: str
    strength: int


class Matcher:
    """Matches a whole list: households known by numbers first, then equal ones, then the rest among those left."""

    def __init__(self, existing: Sequence[ExistingHousehold]) -> None:
        self._by_number: dict[str, list[ExistingHousehold]] = {}
        self._by_head: dict[tuple[str, str], list[ExistingHousehold]] = {}
        self._by_member: dict[tuple[str, Key], list[ExistingHousehold]] = {}
        self._by_all: dict[tuple[str, tuple[Key, ...]], list[ExistingHousehold]] = {}
        self._taken: set[str] = set()
        for household in existing:
            village = village_key(household.village)
            self._by_all.setdefault((village, _everybody(household.members)), []).append(household)
            for member in household.members:
                self._by_member.setdefault((village, person_key(member)), []).append(household)
                for number in numbers(member):
                    self._by_number.setdefault(number, []).append(household)
                if member.relation == "01":
                    self._by_head.setdefault((village, fold(member.name)), []).append(household)

    def match(self, listed: Sequence[ListedHousehold]) -> list[Match]:
        """One match per listed household, in order; no household of the register is given twice."""
        found = self._by_identity(listed)
        for way in (self._by_everything, self._by_everybody, self._by_company, self._by_namesake):
            for i, household in enumerate(listed):
                if found[i].household is None and not found[i].doubts:
                    found[i] = match = way(household)
                    if match.household is not None:
                        self._taken.add(match.household.id)
        return found

    def holder(self, number: str, besides: str | None) -> ExistingHousehold | None:
        """The other household of the register in which somebody has this identity number."""
        return next((h for h in self._by_number.get(number, ()) if h.id != besides), None)

    def _by_identity(self, listed: Sequence[ListedHousehold]) -> list[Match]:
        """Gives every household of the register to the listed one that shares most with it.

        The number of the head, two numbers, or one and a head of the same name, year and sex are needed: a single
        member in common is somebody who married or moved.
        """
        claims = [(claim, i) for i, household in enumerate(listed) for claim in self._claims(household)]
        claims.sort(key=lambda entry: (-entry[0].strength, entry[1], entry[0].household.id))
        found = [Match() for _ in listed]
        for claim, i in claims:
            if found[i].household is None and claim.strength > 1 and claim.household.id not in self._taken:
                found[i].household = claim.household
                self._taken.add(claim.household.id)
        for claim, i in claims:
            if claim.household is not found[i].household:
                other = _head_name(claim.household)
                found[i].doubts.append(f"{claim.member} theo số giấy tờ đang ở hộ {other} trong sổ.")
        for match, household in zip(found, listed, strict=True):
            if match.household and village_key(match.household.village) != village_key(household.village):
                match.doubts.append(f"trong sổ hộ này ở {match.household.village}, danh sách ghi {household.village}.")
        return found

    def _claims(self, listed: ListedHousehold) -> list[_Claim]:
        """The households in which members of the listed one are known by number; the head's counts double."""
        found: dict[str, _Claim] = {}
        for place, member in enumerate(listed.members):
            holders = {h.id: h for number in numbers(member) for h in self._by_number.get(number, ())}
            for household in holders.values():
                claim = found.setdefault(household.id, _Claim(household, member.name, 0))
                claim.strength += 1 if place else 2
        for claim in found.values():
            claim.strength += _same_head(listed.members[0], claim.household)
        return list(found.values())

    def _by_everything(self, listed: ListedHousehold) -> Match:
        """As `_by_everybody`, with their ethnic groups and relations: tells namesakes who live alone apart."""
        wanted = _descriptions(listed.members)
        return Match(next((h for h in self._equal(listed) if _descriptions(h.members) == wanted), None))

    def _by_everybody(self, listed: ListedHousehold) -> Match:
        """A household of the village with exactly the same people, as a second import of one list meets."""
        return Match(next(iter(self._equal(listed)), None))

    def _equal(self, listed: ListedHousehold) -> list[ExistingHousehold]:
        equal = self._free(self._by_all.get((village_key(listed.village), _everybody(listed.members)), ()))
        return [h for h in equal if _same_head(listed.members[0], h)]

    def _by_company(self, listed: ListedHousehold) -> Match:
        """By head and company in the village; an unknown year or sex is no difference."""
        village = village_key(listed.village)
        head = listed.members[0]
        namesakes = self._free(self._by_head.get((village, fold(head.name)), ()))
        candidates = [h for h in namesakes if _same_head(head, h)]
        if not candidates:
            return self._by_members(listed, village)
        best = max(candidates, key=lambda h: (_company(listed, h), h.id))
        score = _company(listed, best)
        tied = [h for h in candidates if _company(listed, h) == score]
        if any(_everybody(h.members) != _everybody(best.members) for h in tied):  # exact doubles are one like the other
            told = f"có {len(tied)} hộ trong sổ cùng tên, năm sinh chủ hộ {head.name}: chưa biết là hộ nào."
            return Match(None, [told])
        if score > 0:
            return Match(best)
        told = (
            f"sổ có hộ {head.name} cùng thôn, cùng năm sinh nhưng không ai khác trong hộ trùng: chưa biết có là một hộ."
        )
        return Match(None, [told])

    def _by_members(self, listed: ListedHousehold, village: str) -> Match:
        """A household whose head changed: two members or more in one household of the village under another head."""
        shared: dict[str, int] = {}
        known: dict[str, ExistingHousehold] = {}
        for member in listed.members:
            for household in self._free(self._by_member.get((village, person_key(member)), ())):
                known[household.id] = household
                shared[household.id] = shared.get(household.id, 0) + 1
        best = max(known.values(), key=lambda h: (shared[h.id], h.id), default=None)
        if best is None or shared[best.id] < 2:
            return Match()
        told = f"{shared[best.id]} người đang ở hộ {_head_name(best)} trong sổ: xem có phải đổi chủ hộ không."
        return Match(best, [told])

    def _by_namesake(self, listed: ListedHousehold) -> Match:
        """A household left over whose head differs by the year alone: it was corrected, or the two are namesakes."""
        head = listed.members[0]
        near = self._free(self._by_head.get((village_key(listed.village), fold(head.name)), ()))
        heads = {h.id: m for h in near for m in h.members if m.relation == "01" and _same_name_and_sex(head, m)}
        best = max((h for h in near if h.id in heads), key=lambda h: (_company(listed, h), h.id), default=None)
        if best is None:
            return Match()
        born = show_date(heads[best.id].birth_date or "")
        told = f"sổ có hộ {head.name} cùng thôn, chủ hộ sinh {born}: xem có phải một hộ, năm sinh nào đúng."
        return Match(best if _company(listed, best) else None, [told])

    def _free(self, households: Iterable[ExistingHousehold]) -> list[ExistingHousehold]:
        return [h for h in households if h.id not in self._taken]


def _head_name(household: ExistingHousehold) -> str:
    return next((m.name for m in household.members if m.relation == "01"), household.members[0].name)


def _descriptions(members: Sequence[ListedMember | ExistingMember]) -> list[tuple[str, ...]]:
    """Key, birth date, code of relation, code and own name of the ethnic group of everybody, sorted."""
    found = []
    for i, member in enumerate(members):
        if isinstance(member, ListedMember):
            relation = "01" if i == 0 else codes.relation(member.relation or "").code
            group = codes.ethnic(member.ethnic or "")
        else:
            relation, group = member.relation, (member.ethnic, member.ethnic_local)
        found.append((*person_key(member), member.birth_date or "", relation, group[0] or "", group[1] or ""))
    return sorted(found)


def _everybody(members: Sequence[Person]) -> tuple[Key, ...]:
    return tuple(sorted(person_key(m) for m in members))


def _same_head(head: ListedMember, household: ExistingHousehold) -> bool:
    return any(m.relation == "01" and _same_name_open_year(head, m) for m in household.members)


def _company(listed: ListedHousehold, household: ExistingHousehold) -> int:
    """How many people beside the head are in both."""
    there = [m for m in household.members if m.relation != "01"]
    return sum(1 for m in listed.members[1:] if any(_same_name_open_year(m, other) for other in there))


class Departures:
    """Those who left or were deleted, to be asked about a listed person whom nobody living is."""

    def __init__(self, departed: Sequence[DepartedMember]) -> None:
        self._departed = departed

    def of(self, member: ListedMember, household: str | None, village: str) -> DepartedMember | None:
        """By number; else by name and sex in the household, or by name, year and sex in the village of a new one."""
        known = [one for one in self._departed if numbers(member) & numbers(one)]
        if household is None:
            near = (one for one in self._departed if village_key(one.village) == village_key(village))
            known += [one for one in near if _same_key(member, one)]
        else:
            within = (one for one in self._departed if one.household_id == household)
            known += [one for one in within if _same_name_open_year(member, one)]
        return known[0] if known else None


def pair_members(
    listed: Sequence[ListedMember], existing: Sequence[ExistingMember]
) -> tuple[list[tuple[ListedMember, ExistingMember]], list[ListedMember], list[ExistingMember]]:
    """(pairs, listed without a counterpart, existing without one) inside one household, by ever weaker signs.

    Numbers; the same description; name, year and sex, with the ethnic group or without; name and sex, a year unknown;
    at last name and sex alone, which inside one household mean a corrected year. A sign pairs only where it leads to as
    many people on both sides: namesakes pair in order.
    """
    pairs: list[tuple[ListedMember, ExistingMember]] = []
    left, right = list(listed), list(existing)
    for sign in (
        _same_number,
        _same_description,
        _same_key_and_group,
        _same_key,
        _same_name_open_year,
        _same_name_and_sex,
    ):
        for member in list(left):
            hits = [other for other in right if sign(member, other)]
            rivals = [m for m in left if hits and sign(m, hits[0])]
            if member in left and hits and len(hits) == len(rivals):
                pairs += zip(rivals, hits, strict=True)
                left = [m for m in left if not any(m is r for r in rivals)]
                right = [m for m in right if not any(m is h for h in hits)]
    return pairs, left, right


def _same_number(one: ListedMember, other: ExistingMember) -> bool:
    return bool(numbers(one) & numbers(other))


def _same_key(one: ListedMember, other: ExistingMember | DepartedMember) -> bool:
    return person_key(one) == person_key(other) and not contradict(one, other)


def _same_description(one: ListedMember, other: ExistingMember) -> bool:
    same_place = codes.relation(one.relation or "").code == other.relation and one.birth_date == other.birth_date
    return same_place and _same_key_and_group(one, other)


def _same_key_and_group(one: ListedMember, other: ExistingMember) -> bool:
    return _same_key(one, other) and codes.ethnic(one.ethnic or "") == (other.ethnic, other.ethnic_local)


def _same_name_open_year(one: ListedMember, other: ExistingMember | DepartedMember) -> bool:
    years = {(one.birth_date or "")[:4], (other.birth_date or "")[:4]} - {""}
    return _same_name_and_sex(one, other) and len(years) < 2


def _same_name_and_sex(one: ListedMember, other: ExistingMember | DepartedMember) -> bool:
    same_sex = one.sex is None or other.sex is None or one.sex == other.sex
    return fold(one.name) == fold(other.name) and same_sex and not contradict(one, other)
