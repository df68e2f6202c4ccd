"""Any sequence of events leaves every household with one head or nobody on every day, and nobody in two places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from desks import Desk, two_desks
from exchanges import household, person
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledgers import seeded
from sqlalchemy import func, select

from db.domain.errors import InvalidData
from db.models import Membership
from db.store.household import events
from db.store.household.households import add_household
from db.store.inputs import Arriving, Birth, Death, Leaving, Moving, NewHead, Splitting

DAYS = ("2017-01-01", "2017-02-01", "2017-03-01", "2017-04-01", "2017-05-01")
RELATIONS = ("02", "04", "04", "07", "10", "17", "28")
KINDS = ("death", "birth", "leave", "move", "split", "arrive", "new_head")
step = st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9), st.sampled_from(DAYS))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("events") / "so.sohotro"
    with two_desks(str(place), seeded(1)) as made:
        yield made[0]


class Village:
    """Two households, more after splits, and what happens to them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.homes = [self._family(4), self._family(2)]
        self.gone: list[str] = []

    def _family(self, size: int) -> str:
        people = [person("Hồ Văn A", birth_date="1960")]
        people += [person(f"Hồ {'ABCDEFG'[n]}", birth_date="1985", relation=RELATIONS[n]) for n in range(size - 1)]
        data = household("x", members=people, since=DAYS[0])
        return add_household(self.desk.register, data, reason="Bịa").id

    def happen(self, kind: str, a: int, b: int, day: str) -> None:
        home = self.homes[a % len(self.homes)]
        members = [member.id for member in self.desk.row(home).members]
        one = members[b % len(members)] if members else "ai"
        other = members[(a + b) % len(members)] if members else None
        data: dict[str, Any] = {"household": home, "date": day}
        match kind:
            case "death":
                events.death(self.desk.register, Death(**data, person=one, head=other), reason="x")
            case "birth":
                child = person("Hồ Út", birth_date=day, relation="04")
                events.birth(self.desk.register, Birth(household=home, child=child), reason="x")
            case "leave":
                events.leave(self.desk.register, Leaving(**data, persons=members[b % 3 :], head=other), reason="x")
                self.gone += members[b % 3 :]
            case "move":
                to = self.homes[b % len(self.homes)]
                joining = {one: "01"} if not self.desk.row(to).members else {}
                move = Moving(**data, persons=[one], to=to, joining=joining, head=other)
                events.move(self.desk.register, move, reason="x")
            case "split":
                split = Splitting(**data, persons=members[b % 2 : 3], new_head=one, head=other)
                self.homes.append(events.split(self.desk.register, split, reason="x").new_household or "")
            case "arrive":
                back = {self.gone[b % len(self.gone)]: "27"} if self.gone else {}
                events.arrive(self.desk.register, Arriving(**data, back=back), reason="x")
            case "new_head":
                events.new_head(self.desk.register, NewHead(**data, head=one), reason="x")

    def memberships(self) -> int:
        with self.desk.register.read() as connection:
            query = select(func.count()).select_from(Membership).where(Membership.deleted == 0)
            return int(connection.execute(query).scalar_one())

    def check(self) -> None:
        for day in (*DAYS, "2017-09-01"):
            rows = [self.desk.row(home, day) for home in self.homes]
            for row in rows:
                assert sum(member.relation == "01" for member in row.members) == (1 if row.members else 0), (day, row)
            assert max(Counter(m.id for row in rows for m in row.members).values(), default=1) == 1


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(step, min_size=4, max_size=10))
def test_one_head_on_every_day(desk: Desk, steps: list[tuple[str, int, int, str]]) -> None:
    village = Village(desk)
    for one in steps:
        before = village.memberships()
        try:
            village.happen(*one)
        except InvalidData:
            assert village.memberships() == before
        assert village.memberships() >= before
        village.check()
