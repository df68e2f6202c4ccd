"""Random packages taken back between random edits on both sides: every row stays explained, both sides agree."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from exchanges import HONG_THUY, District, district_at_work

from db.ledger.audit import audit
from db.store.household.households import delete_record, set_household
from db.store.reading import households
from db.sync.undoing import preview, undo_package

SEEDS = range(8)
STEPS = 14
DAY = "2017-09-01"
NAMES = ["Mít", "Na", "Ổi", "Quế", "Ré", "Sim", "Tre", "Vải", "Xoan", "Ấu", "Bưởi", "Cam", "Dâu", "Gấc", "Hồng"]


class Town:
    """A commune and its district at work; `packages` are those merged above, with the households they tell of."""

    def __init__(self, town: District, chance: Random) -> None:
        self.town, self.chance = town, chance
        self.homes: list[str] = []
        self.packages: list[str] = []

    def record(self) -> None:
        self.homes.append(self.town.hong_thuy.record(f"Hồ Văn {NAMES[len(self.homes)]}")[0])

    def edit(self) -> None:
        """Either side writes a field of a household it knows."""
        office = self.chance.choice((self.town.hong_thuy, self.town.district))
        with office.register.read() as connection:
            known = [row.id for row in households(connection, self.homes, DAY)]
        if known:
            values = {self.chance.choice(("phone", "note", "address")): f"09{self.chance.randrange(10**8):08d}"}
            set_household(office.register, self.chance.choice(known), values)

    def delete(self) -> None:
        if self.homes:
            delete_record(self.town.hong_thuy.register, "household", self.chance.choice(self.homes), reason="Ghi trùng")

    def up(self) -> None:
        for sent in self.town.hong_thuy.export():  # none when there is nothing to tell
            if self.town.district.take_one(sent.file).applied:
                self.packages.append(sent.file.name)

    def down(self) -> None:
        self.town.hong_thuy.take(self.town.district.send_to(HONG_THUY))

    def take_back(self) -> None:
        """One of the packages, all that stands of it; what was said before is what is done."""
        if not self.packages:
            return
        name = self.packages.pop(self.chance.randrange(len(self.packages)))
        plan = preview(self.town.district.register, name)
        done = undo_package(self.town.district.register, name, reason="Gửi nhầm", anyway=True)
        assert (done.restored, done.left) == (plan.restored, plan.left)
        assert audit(self.town.district.register).problems == []


@pytest.mark.parametrize("seed", SEEDS)
def test_both_sides_agree_whatever_is_taken_back(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    with district_at_work(tmp_path) as made:
        town = Town(made, chance)
        town.record()
        doings = (town.record, town.edit, town.edit, town.delete, town.up, town.up, town.down, town.take_back)
        for _ in range(STEPS):
            chance.choice(doings)()
        town.up()
        town.take_back()
        for _ in range(3):
            town.up()
            town.down()
        assert made.district.hash(HONG_THUY) == made.hong_thuy.hash(HONG_THUY)
        for office in (made.district, made.hong_thuy):
            assert audit(office.register).problems == []
