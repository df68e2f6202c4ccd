"""Desks at work on one register of a commune, on whichever database; a family to change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from exchanges import household, person
from ledgers import PASSWORD

from db.domain.errors import InvalidData
from db.ledger.ledger import values_of
from db.ledger.register import Providers, Register
from db.ledger.streams import list_streams
from db.store.household.editing import EditView, Saved, edit_view, save_edit
from db.store.household.households import add_household
from db.store.inputs import Amounts, HouseholdEdit, MilestoneInput, Source, SupportInput
from db.store.places.villages import add_village
from db.store.reading import household as household_row
from db.store.rows import HouseholdRow
from db.sync import offices
from db.vault import registers

TODAY = "2017-09-01"


class Desk:
    """One of the desks that work on one register."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def view(self, home: str, on: str = TODAY) -> EditView:
        with self.register.read() as connection:
            return edit_view(connection, home, on)

    def row(self, home: str, on: str = TODAY) -> HouseholdRow:
        with self.register.read() as connection:
            return household_row(connection, home, on)

    def member(self, home: str, name: str) -> str:
        """The id of the member of that name."""
        return next(member.id for member in self.row(home).members if member.name == name)

    def save(self, home: str, *, reason: str = "", draft: str = "", **edit: Any) -> Saved:
        return save_edit(self.register, home, HouseholdEdit(**edit), reason=reason, draft=draft)

    def refused(self, home: str, *, reason: str = "", **edit: Any) -> dict[str, str]:
        before = self.written()
        with pytest.raises(InvalidData) as caught:
            self.save(home, reason=reason, **edit)
        assert self.written() == before
        return {issue.field: issue.code for issue in caught.value.issues}

    def written(self) -> int:
        with self.register.read() as connection:
            return sum(stream.last for stream in list_streams(connection, mine=True))

    def kept(self, entity: str, record: str) -> dict[str, Any]:
        with self.register.read() as connection:
            return values_of(connection, entity, record) or {}


@contextmanager
def two_desks(place: str, providers: Providers) -> Iterator[tuple[Desk, Desk]]:
    """Two desks on one register of Hồng Thủy with Thôn 1 and Thôn 2."""
    made = offices.create(
        place, PASSWORD, unit="20104", level="commune", on=TODAY, officer="Hồ Thị Mai", providers=providers
    ).register
    for name in ("Thôn 1", "Thôn 2"):
        add_village(made, name)
    other = registers.open_register(place, PASSWORD, providers)
    try:
        yield Desk(made), Desk(other)
    finally:
        other.close()
        made.close()


def family(desk: Desk, **more: Any) -> str:
    """Hồ Văn Thử, his wife and their son, poor since 2017; the household's id."""
    wife = person("Đặng Thị Mỹ", relation="02", sex="2", birth_date="1975-02")
    son = person("Hồ Văn Tơi", relation="04", birth_date="2001-09-30")
    members = [person("Hồ Văn Thử"), wife, son]
    return add_household(desk.register, household("Hồ Văn Thử", **({"members": members} | more))).id


def loan(home: str) -> SupportInput:
    """A loan of 30 triệu to a household, asked for."""
    nhcsxh = Source(source="nhcsxh", amount=30_000_000)
    return SupportInput(
        policy="tin_dung",
        year=2017,
        household=home,
        amounts=Amounts(requested=30_000_000, cost=30_000_000, sources=[nhcsxh]),
        details={
            "chuong_trinh": "ho_ngheo",
            "phuong_an": "Chăn nuôi bò",
            "thoi_han": 36,
            "muc_dich": [{"viec": "Mua bò", "thanh_tien": 30_000_000}],
        },
        milestones=[MilestoneInput(kind="requested", date="2017-01-15")],
    )
