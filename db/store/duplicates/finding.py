"""People and households of a register that may be recorded twice, with the reasons; changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.store.clauses import Clause, ask
from db.store.duplicates.alike import Likeness, Someone
from db.store.duplicates.crowd import Crowd, Found
from db.store.duplicates.verdicts import Pair, list_verdicts, pair_of, why_not_ours
from db.store.owners import unit_title


class Side(msgspec.Struct, kw_only=True):
    """One of two records, as a list shows it. name: of the person, or of the head of the household."""

    id: str
    name: str
    birth_date: str | None
    household: str | None
    village_name: str
    unit: str
    unit_name: str
    members: int


class DuplicatePair(msgspec.Struct, kw_only=True):
    """Two records of one kind (`person`, `household`) that may be one, likeliest first.

    score: points in tenths; agrees, differs: why and why not, for people; people: pairs of persons that are one if the
    households are; refused: why this office may not decide, "" where it may.
    """

    kind: str
    one: Side
    other: Side
    score: int
    agrees: list[str]
    differs: list[str]
    people: list[tuple[str, str]]
    refused: str


def list_duplicates(connection: Connection) -> list[DuplicatePair]:
    """Everything that nobody has decided about yet: households first, then people, the likeliest first."""
    return _Search(connection).pairs()


def people_of(connection: Connection, kept: str, gone: str) -> list[tuple[str, str]]:
    """The people of two households who are one if the households are: (in the first, in the second)."""
    return _Search(connection, (kept, gone)).people_of(kept, gone)


class _Search:
    """One look at the whole register, or at the people of some households alone."""

    def __init__(self, connection: Connection, only: Sequence[str] = ()) -> None:
        self._connection = connection
        self._homes = _households(connection)
        if only:
            self._homes = {home: row for home, row in self._homes.items() if home in only}
        stays, self._heads = _stays(connection, self._homes)
        self.people = _people(connection, stays, self._homes)
        if only:
            self.people = {record: one for record, one in self.people.items() if one.homes}
        self._crowd = Crowd(self.people, self._heads)
        self._decided = {(one.kind, one.one, one.other) for one in list_verdicts(connection)}
        self._titles: dict[str, str] = {}
        self._refusals: dict[Pair, str] = {}

    def pairs(self) -> list[DuplicatePair]:
        """All that is proposed."""
        found = Found(self._crowd, {(one, other) for kind, one, other in self._decided if kind == "person"})
        rows = [self._home_row(pair, points, people, found) for pair, (points, people) in found.homes.items()]
        rows += [self._person_row(pair, like) for pair, like in found.alone.items()]
        undecided = (row for row in rows if (row.kind, row.one.id, row.other.id) not in self._decided)
        return sorted(undecided, key=lambda row: (row.kind, -row.score, row.one.id, row.other.id))

    def people_of(self, kept: str, gone: str) -> list[tuple[str, str]]:
        """The pairs of persons of two households, each of the first with one of the second."""
        sides = {record: home for home in (kept, gone) for record in self._crowd.members[home]}
        found = (pair_of(*pair) for pair in self._crowd.pairs())
        return [(a, b) if sides[a] == kept else (b, a) for a, b in found if sides[a] != sides[b]]

    def _person_row(self, pair: Pair, like: Likeness) -> DuplicatePair:
        one, other = (self.people[record] for record in pair)
        return DuplicatePair(
            kind="person",
            one=self._person_side(one),
            other=self._person_side(other),
            score=like.points,
            agrees=like.agrees,
            differs=like.differs,
            people=[],
            refused=self._refused(one.owner, other.owner),
        )

    def _home_row(self, homes: Pair, points: int, people: list[Pair], found: Found) -> DuplicatePair:
        first, second = homes
        sides = [self._home_side(home) for home in homes]
        ordered = [(a, b) if first in self.people[a].homes else (b, a) for a, b in people]
        heads = found.people[pair_of(*(self._heads[home] for home in homes))]
        alone = sum(len(self._crowd.members[home]) for home in homes) - 2 * len(people)
        return DuplicatePair(
            kind="household",
            one=sides[0],
            other=sides[1],
            score=points,
            agrees=[f"{len(people)} người trùng", f"chủ hộ: {', '.join(heads.agrees)}"],
            differs=[
                *([f"{alone} người chỉ có ở một bên"] if alone else []),
                *(f"chủ hộ: {told}" for told in heads.differs),
            ],
            people=ordered,
            refused=self._refused(self._homes[first][0], self._homes[second][0]),
        )

    def _refused(self, one: str, other: str) -> str:
        if (one, other) not in self._refusals:
            self._refusals[one, other] = why_not_ours(self._connection, one, other)
        return self._refusals[one, other]

    def _person_side(self, one: Someone) -> Side:
        home = one.homes[-1] if one.homes else None
        return self._side(one.id, one, home, one.owner)

    def _home_side(self, home: str) -> Side:
        head = self.people.get(self._heads.get(home, ""))
        return self._side(home, head, home, self._homes[home][0])

    def _side(self, record: str, one: Someone | None, home: str | None, owner: str) -> Side:
        _, unit, _, village = self._homes[home] if home else ("", "", "", "")
        return Side(
            id=record,
            name=one.name if one else "",
            birth_date=one.birth if one else None,
            household=home,
            village_name=village,
            unit=unit or owner,
            unit_name=self._title(unit or owner),
            members=len(self._crowd.members[home]) if home else 0,
        )

    def _title(self, unit: str) -> str:
        if unit not in self._titles:
            self._titles[unit] = unit_title(self._connection, unit)
        return self._titles[unit]


_Home = tuple[str, str, str, str]
"""Owner, unit, id and name of the village of a household."""


def _households(connection: Connection) -> dict[str, _Home]:
    query = (
        "SELECT h.id, h.owner_unit, h.unit, h.village, v.name FROM household h LEFT JOIN village v ON v.id = h.village "
        "WHERE h.deleted = 0"
    )
    return {
        record: (owner or "", unit or "", village or "", name or "")
        for record, owner, unit, village, name in ask(connection, Clause(query))
    }


def _stays(connection: Connection, homes: dict[str, _Home]) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The households of every person, the present one last; and the head of every household."""
    query = "SELECT person, household, relation, to_date FROM membership WHERE deleted = 0 ORDER BY id"
    stays: dict[str, dict[str, None]] = defaultdict(dict)
    heads: dict[str, str] = {}
    for person, home, relation, _end in sorted(ask(connection, Clause(query)), key=lambda row: row[3] is None):
        if home in homes and person:
            stays[person].pop(home, None)
            stays[person][home] = None
            if relation == "01":
                heads[home] = person
    return {person: tuple(found) for person, found in stays.items()}, heads


def _people(connection: Connection, stays: dict[str, tuple[str, ...]], homes: dict[str, _Home]) -> dict[str, Someone]:
    query = (
        "SELECT id, name, birth_date, sex, cmnd, cccd, bhxh_no, owner_unit FROM person WHERE deleted = 0 ORDER BY id"
    )
    found = {}
    for record, name, birth, sex, cmnd, cccd, bhxh_no, owner in ask(connection, Clause(query)):
        own = stays.get(record, ())
        places = frozenset((homes[home][1], homes[home][2]) for home in own)
        found[record] = Someone(record, name or "", birth, sex, cmnd, cccd, bhxh_no, owner or "", own, places)
    return found
