"""Invents the people of one household: who lives together, how old they are, what they are called. Nobody is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.store.inventing.population import Chance, Group, Material

HEAD, WIFE, HUSBAND, CHILD, FATHER, MOTHER, SON_IN_LAW = "01", "02", "03", "04", "09", "10", "08"
DAUGHTER_IN_LAW, FATHER_IN_LAW, MOTHER_IN_LAW, GRANDCHILD_OF_SON, GRANDCHILD, SIBLING = (
    "07",
    "11",
    "12",
    "17",
    "18",
    "20",
)

_YOUNGEST_MOTHER, _OLDEST_MOTHER = 17, 42
_MARRIED_FROM, _AT_HOME_UNTIL = 20, 29
# Names of elders were given before the family names of today.
_ELDER_BORN_BEFORE = 1960


@dataclass(slots=True)
class Kin:
    """A person in the making: relation by list `relation`, sex `1`/`2`, age in full years, people, name, birth date."""

    relation: str
    sex: str
    age: int
    group: Group
    name: str = ""
    born: date = date.min


class FamilyMaker:
    """Makes families of a given size as of a day, from one stream of chance."""

    def __init__(self, chance: Chance, material: Material, on: date) -> None:
        self._chance = chance
        self._material = material
        self._on = on

    def family(self, size: int, group: Group, spouse_groups: list[Group], *, is_poor: bool) -> list[Kin]:
        """`size` people, the head first; spouse_groups: peoples a spouse from outside may belong to."""
        head = self._head(size, group, is_poor=is_poor)
        people = [head]
        spouse = self._spouse(head, spouse_groups) if size > 1 else None
        if spouse:
            people.append(spouse)
        self._add_parents(people, size)
        self._add_young_couple(people, size)
        while len(people) < size:
            people.append(self._young(people))
        self._name(people)
        for kin in people:
            kin.born = self._birthday(kin.age)
        return people

    def _rate(self, name: str) -> bool:
        return self._chance.percent(self._material.rates[name])

    def _head(self, size: int, group: Group, *, is_poor: bool) -> Kin:
        bands = self._material.head_ages["alone" if size == 1 else "bands"]
        age = bands.draw(self._chance) + self._chance.below(5)
        if size > 4 and age < 28:
            age += 12  # large families of very young heads are rare
        woman = self._rate("woman_head_poor" if is_poor else "woman_head_other")
        return Kin(HEAD, "2" if woman else "1", age, group)

    def _spouse(self, head: Kin, groups: list[Group]) -> Kin | None:
        if not self._rate("wife_of_head" if head.sex == "1" else "husband_of_woman_head"):
            return None
        group = head.group if self._rate("same_group_spouse") else self._chance.one_of(groups)
        if head.sex == "1":
            return Kin(WIFE, "2", max(18, head.age - self._chance.between(-2, 6)), group)
        return Kin(HUSBAND, "1", max(20, head.age + self._chance.between(-2, 6)), group)

    def _add_parents(self, people: list[Kin], size: int) -> None:
        head = people[0]
        for rate, relation, sex in (("mother_in_household", MOTHER, "2"), ("father_in_household", FATHER, "1")):
            age = head.age + self._chance.between(18, 34)
            if len(people) < size and age <= 95 and self._rate(rate):
                people.append(Kin(relation, sex, age, head.group))

    def _add_young_couple(self, people: list[Kin], size: int) -> None:
        """A married son or daughter of elder heads who stays, with wife or husband."""
        head = people[0]
        oldest = head.age - _YOUNGEST_MOTHER - 3
        if head.age < 45 or len(people) + 2 > size or not self._chance.percent(45):
            return
        son = self._chance.percent(80)
        age = self._chance.between(_MARRIED_FROM, max(_MARRIED_FROM, min(oldest, 38)))
        people.append(Kin(CHILD, "1" if son else "2", age, head.group))
        other = max(18, age + self._chance.between(-4, 2))
        people.append(Kin(DAUGHTER_IN_LAW if son else SON_IN_LAW, "2" if son else "1", other, head.group))

    def _young(self, people: list[Kin]) -> Kin:
        """One more: a child of the couple, a grandchild of a young couple or of elders, a sibling of the young."""
        head = people[0]
        mother = next((k for k in people[:2] if k.sex == "2"), None)
        age_of_mother = mother.age if mother else head.age - 2
        sex = "1" if self._chance.percent(53) else "2"
        low, high = max(0, age_of_mother - _OLDEST_MOTHER), min(age_of_mother - _YOUNGEST_MOTHER - 1, _AT_HOME_UNTIL)
        in_law = next((k for k in people if k.relation in (DAUGHTER_IN_LAW, SON_IN_LAW)), None)
        if in_law and (high < low or self._chance.percent(70)):
            woman = next(k for k in people if k.sex == "2" and (k is in_law or k.relation == CHILD))
            relation = GRANDCHILD_OF_SON if in_law.relation == DAUGHTER_IN_LAW else GRANDCHILD
            return Kin(relation, sex, self._chance.between(0, max(0, min(12, woman.age - 18))), head.group)
        if high < 0:
            return Kin(SIBLING, sex, self._chance.between(6, max(6, head.age - 1)), head.group)
        if low <= high:
            return Kin(CHILD, sex, self._chance.between(low, high), head.group)
        if self._chance.percent(60):
            relation = GRANDCHILD_OF_SON if self._chance.percent(70) else GRANDCHILD
            return Kin(relation, sex, self._chance.between(1, 20), head.group)
        return Kin(CHILD, sex, self._chance.between(low, low + 8), head.group)

    def _birthday(self, age: int) -> date:
        """A day that makes the person `age` years old on the day of the family."""
        return date.fromordinal(self._on.toordinal() - (age * 146097 // 400) - 1 - self._chance.below(363))

    def _name(self, people: list[Kin]) -> None:
        """Children carry the father's surname (the head's, without a father); nobody in a household is named twice."""
        head = people[0]
        father = next((k for k in people[:2] if k.sex == "1"), head)
        family = self._surname(father.group)
        taken: set[str] = set()
        for kin in people:
            outside = kin.relation in (WIFE, HUSBAND, MOTHER, DAUGHTER_IN_LAW, SON_IN_LAW) and kin is not father
            surname = self._surname(kin.group) if outside or (kin is head and kin is not father) else family
            kin.name = self._full_name(kin, surname, taken)

    def _surname(self, group: Group) -> str:
        return self._material.names[group.names].surnames.draw(self._chance)

    def _full_name(self, kin: Kin, surname: str, taken: set[str]) -> str:
        stock = self._material.names[kin.group.names]
        elders = stock.elder[kin.sex]
        if elders and kin.age > self._on.year - _ELDER_BORN_BEFORE and self._rate("short_elder_name"):
            return self._chance.one_of(elders)
        given = self._chance.one_of(stock.given[kin.sex])
        while given in taken:
            given = self._chance.one_of(stock.given[kin.sex])
        taken.add(given)
        if elders and self._rate("one_word_name"):
            return given
        middle = "" if self._rate("no_middle") else stock.middle[kin.sex].draw(self._chance)
        return " ".join(part for part in (surname, middle, given) if part)
