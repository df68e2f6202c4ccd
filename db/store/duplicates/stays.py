"""The memberships around two records that are joined: nobody twice in one household, nobody in two, one head each."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue
from db.domain.values import show_date
from db.models import Membership
from db.store.actions import Action
from db.store.household.houses import days_without_head
from db.store.household.people import HEAD
from db.store.owners import owner_of
from db.store.showing import Showing

NEAR, AWAY = "other_household", "moved_away"
"""Why a membership ends, by list `membership_end`."""


class Stay:
    """A membership as it will be."""

    def __init__(self, record: str, household: str, person: str, relation: str | None, start: str, end: str) -> None:
        self.id, self.household, self.person, self.relation = record, household, person, relation
        self.start, self.end, self.deleted = start, end, False

    def overlaps(self, other: Stay) -> bool:
        """Whether both are in force on some day."""
        return (not self.end or self.end > other.start) and (not other.end or other.end > self.start)


class Stays:
    """The memberships around what is joined, changed in the action and here alike."""

    def __init__(self, connection: Connection, action: Action) -> None:
        self._connection, self._action = connection, action
        self._known: dict[str, Stay] = {}
        self._read: set[tuple[str, str]] = set()
        self._before: dict[str, set[str]] = {}
        self.ended = self.dropped = self.moved = 0

    def of(self, key: str, record: str) -> list[Stay]:
        """The memberships of a `household` or a `person`."""
        if (key, record) not in self._read:
            self._read.add((key, record))
            columns = (Membership.id, Membership.household, Membership.person, Membership.relation)
            dates = (Membership.from_date, Membership.to_date)
            query = select(*columns, *dates).where(getattr(Membership, key) == record, Membership.deleted == 0)
            for identity, home, person, relation, start, end in self._connection.execute(query.order_by(Membership.id)):
                made = Stay(identity, home or "", person or "", relation, start or "", end or "")
                self._known.setdefault(identity, made)
        return [one for one in self._known.values() if getattr(one, key) == record and not one.deleted]

    def head(self, household: str) -> str:
        """Who heads a household now, "" for nobody."""
        return next((one.person for one in self.of("household", household) if one.relation == HEAD and not one.end), "")

    def change(self, stay: Stay, **values: str) -> None:
        """Change keys of a membership; where the kept record has it already, it goes."""
        self._remember(stay.household)
        self._remember(values.get("household", stay.household))
        names = {"to_date": "end", "from_date": "start"}
        for key, value in values.items():
            setattr(stay, names.get(key, key), value)
        self._action.set("membership", stay.id, values)

    def drop(self, stay: Stay) -> None:
        """A membership that says again what another says."""
        self._remember(stay.household)
        stay.deleted = True
        self.dropped += 1
        self._action.delete("membership", stay.id)

    def move(self, stay: Stay, **values: str) -> None:
        """Give a membership to another person or household, unless that has it already."""
        household, person = values.get("household", stay.household), values.get("person", stay.person)
        others = (one for one in self.of("household", household) if one.person == person and one is not stay)
        twin = next((one for one in others if one.overlaps(stay)), None)
        if twin is None:
            self.moved += 1
            self.change(stay, **values)
            return
        if stay.start and not twin.start:
            self.change(twin, from_date=stay.start)
        self.drop(stay)

    def home(self, person: str) -> str:
        """The household somebody lives in now, "" for none."""
        return next((one.household for one in self.of("person", person) if not one.end), "")

    def settle(self, person: str, home: str, day: str) -> None:
        """Nobody lives in two households: all open memberships but that of `home` ("" the first) end on a day."""
        lived = [one for one in self.of("person", person) if not one.end]
        homes = list(dict.fromkeys(one.household for one in lived))
        if len(homes) < 2:
            return
        if home and home not in homes:
            message = "Người này không được ghi ở hộ đã chọn: chọn một trong những hộ đang ghi người này."
            raise InvalidData([Issue("home", "hard", "not_member", message)])
        stays_in = home or homes[0]
        there = owner_of(self._connection, "household", stays_in)
        for one in lived:
            if one.household != stays_in:
                self.ended += 1
                same = owner_of(self._connection, "household", one.household) == there
                self.change(one, to_date=max(day, one.start), end_reason=NEAR if same else AWAY)

    def check(self) -> None:
        """No household is left with people and without exactly one head, where it was not so before."""
        for household, before in self._before.items():
            wrong = self._headless(household) - before
            if wrong and household not in self._gone():
                told = f"ngày {show_date(min(wrong))} " if min(wrong) else ""
                message = (
                    f"Gộp như vậy thì {told}hộ {self._name(household)} còn người mà không có đúng một chủ hộ. Đổi chủ "
                    "hộ của hộ ấy trước (F8), hoặc giữ người này ở hộ ấy."
                )
                raise InvalidData([Issue("home", "hard", "need_head", message)])

    def _gone(self) -> set[str]:
        return {household for household in self._before if not self.of("household", household)}

    def _name(self, household: str) -> str:
        return Showing(self._connection).record("household", household).removeprefix("hộ ")

    def _remember(self, household: str) -> None:
        if household not in self._before:
            self._before[household] = self._headless(household)

    def _headless(self, household: str) -> set[str]:
        known = {one.id: (one.relation, one.start, one.end) for one in self.of("household", household)}
        return days_without_head(known, "")
