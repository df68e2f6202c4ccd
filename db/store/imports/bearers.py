"""Who in a register a line of a list is about: by a number, else by name with birth, sex and village; never guessed."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection

from db.domain.text import fold
from db.store.clauses import Clause, ask, current
from db.store.imports.listed_supports import ListedSupport
from db.store.places.apart import village_key


class Bearer(NamedTuple):
    """Somebody of the register, with the household; doubts: what a person should look at first."""

    person: str
    household: str
    village: str
    doubts: tuple[str, ...] = ()


class _Person(NamedTuple):
    id: str
    name: str
    birth: str
    sex: str
    relation: str
    household: str
    village: str


class Bearers:
    """Everybody who lives in the register on an ISO day, by number and by name."""

    def __init__(self, connection: Connection, on: str) -> None:
        query = Clause(
            "SELECT p.id, p.name, p.birth_date, p.sex, m.relation, h.id, v.name, p.cmnd, p.cccd, p.bhxh_no "
            "FROM membership m JOIN person p ON p.id = m.person JOIN household h ON h.id = m.household "
            "LEFT JOIN village v ON v.id = h.village WHERE p.deleted = 0 AND h.deleted = 0 AND "
        )
        self._by_number: dict[str, dict[str, _Person]] = defaultdict(dict)
        self._by_name: dict[str, list[_Person]] = defaultdict(list)
        self._by_id: dict[str, _Person] = {}
        self._heads: dict[str, _Person] = {}
        for record, name, birth, sex, relation, home, village, *numbers in ask(connection, query + current(on)):
            one = _Person(record, name or "", birth or "", sex or "", relation or "", home, village or "")
            self._by_id[record] = one
            self._by_name[fold(one.name)].append(one)
            if relation == "01" or home not in self._heads:
                self._heads[home] = one
            for number in filter(None, numbers):
                self._by_number[number][record] = one

    def by_id(self, person: str | None, household: str) -> Bearer:
        """The bearer of a support that is in the register."""
        known = self._by_id.get(person or "") or self._heads.get(household)
        return Bearer(person or "", household, known.village if known else "")

    def find(self, line: ListedSupport) -> Bearer | str:
        """Whom a line is about, or why nobody can tell."""
        numbers = [number for number in (line.cmnd, line.cccd, line.bhxh_no) if number]
        held = {one.id: one for number in numbers for one in self._by_number.get(number, {}).values()}
        if len(held) == 1:
            (one,) = held.values()
            other = fold(one.name) != fold(line.name)
            told = f"số giấy tờ này trong sổ là của {one.name}: xem có đúng người."
            return Bearer(one.id, one.household, one.village, (told,) if other else ())
        if held:
            return "Các số giấy tờ của dòng này trong sổ là của nhiều người: kiểm tra lại số."
        return self._by_description(line)

    def _by_description(self, line: ListedSupport) -> Bearer | str:
        near = self._by_name.get(fold(line.name), [])
        if line.head_name and fold(line.head_name) != fold(line.name):
            near = [one for one in near if fold(self._heads[one.household].name) == fold(line.head_name)]
        if line.birth_date:
            near = [one for one in near if not one.birth or one.birth[:4] == line.birth_date[:4]]
        if line.sex:
            near = [one for one in near if one.sex in ("", line.sex)]
        if line.village and any(village_key(one.village) == village_key(line.village) for one in near):
            near = [one for one in near if village_key(one.village) == village_key(line.village)]
        if not near:
            return f"Không thấy {line.name} như vậy trong sổ: ghi hộ vào sổ trước, hoặc sửa tên, năm sinh, số giấy tờ."
        if len(near) > 1:
            return f"Có {len(near)} người tên {near[0].name} như vậy trong sổ: ghi thêm số giấy tờ, năm sinh hoặc thôn."
        (one,) = near
        told = [] if line.birth_date or line.head_name else ["tìm được theo tên, không có năm sinh hay số giấy tờ."]
        if line.village and village_key(line.village) != village_key(one.village):
            told.append(f"danh sách ghi thôn {line.village}, sổ ghi {one.village}.")
        return Bearer(one.id, one.household, one.village, tuple(told))
