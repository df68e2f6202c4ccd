"""A household goes to a commune of another district: the province hands over, each district hands on what it wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from exchanges import DISTRICT, HONG_THUY, PHU_VANG, PROVINCE, Office, enrol, found
from moves import DAY, only_move, request
from tampering import names

from db.domain.errors import NotAllowed
from db.ledger.audit import audit
from db.store.deciding.queue import Decision, decide_many, list_queue
from db.store.handover import moving
from db.store.household.households import set_household, set_person
from db.store.inputs import Filter
from db.store.lists.listing import household_ids_by
from db.store.owners import owner_of
from db.store.reading import household
from db.sync import lists, minisign
from db.sync.enrolling import approve as enrol_device
from db.sync.enrolling import request as ask_to_enrol

VINH_XUAN = "19936"
"""A commune of Phú Vang."""


@dataclass
class Tree:
    """A province, two districts, a commune in each."""

    province: Office
    a_luoi: Office
    phu_vang: Office
    here: Office
    there: Office

    @property
    def all(self) -> tuple[Office, ...]:
        return self.province, self.a_luoi, self.phu_vang, self.here, self.there

    def up(self) -> None:
        """Everything goes up to the province."""
        for child, above in (
            (self.here, self.a_luoi),
            (self.there, self.phu_vang),
            (self.a_luoi, self.province),
            (self.phu_vang, self.province),
        ):
            carry(child, above)

    def down(self) -> None:
        """Everything goes down to the communes."""
        for above, child in (
            (self.province, self.a_luoi),
            (self.province, self.phu_vang),
            (self.a_luoi, self.here),
            (self.phu_vang, self.there),
        ):
            carry(above, child)


def carry(sender: Office, receiver: Office) -> None:
    """All that one office has for another."""
    made = [one.file for one in sender.export() if one.to == f"vp-{receiver.unit}"]
    results = receiver.take(*made)
    assert {result.state for result in results} <= {"applied", "known"}, results


@pytest.fixture
def tree(tmp_path: Path, database: str, place: str) -> Iterator[Tree]:
    units = (PROVINCE, DISTRICT, PHU_VANG, HONG_THUY, VINH_XUAN)
    made = Tree(
        *(
            found(tmp_path, unit, seed=n, place=None if n > 1 or database == "sqlite" else place)
            for n, unit in enumerate(units, 1)
        )
    )
    for child, above in (
        (made.a_luoi, made.province),
        (made.phu_vang, made.province),
        (made.here, made.a_luoi),
        (made.there, made.phu_vang),
    ):
        enrol(child, above)
    yield made
    for office in made.all:
        office.register.close()


def carried_over(tree: Tree, home: str) -> str:
    """The whole way up to the hand-over, which lies at the province."""
    asked = moving.ask(tree.here.register, request(home, destination=VINH_XUAN))
    tree.up()
    moving.offer(tree.province.register, asked)
    tree.down()
    moving.accept(tree.there.register, only_move(tree.there).offer)
    tree.up()
    moving.hand_over(tree.province.register, asked)
    return asked


def test_the_whole_way(tree: Tree) -> None:
    home, head = tree.here.record("Hồ Văn Thử", phone="0912345678")
    moving.ask(tree.here.register, request(home, destination=VINH_XUAN))
    tree.up()
    row = only_move(tree.a_luoi)
    assert (row.can, row.next) == ([], "cơ quan gần nhất trên cả hai đơn vị quyết định.")
    with pytest.raises(NotAllowed, match="chờ cấp trên"):
        moving.offer(tree.a_luoi.register, row.id)
    assert only_move(tree.province).can == ["offer", "turn_down"]
    moving.offer(tree.province.register, row.id)
    tree.down()
    assert only_move(tree.here).step == "offered"
    assert only_move(tree.there).can == ["accept", "return"]
    assert only_move(tree.there).head == "Hồ Văn Thử"
    assert names(tree.there) == set(), "before it is handed over, nothing but the offer is there"
    moving.accept(tree.there.register, only_move(tree.there).offer)
    tree.up()
    moving.hand_over(tree.province.register, row.id)
    tree.down()
    for office in tree.all:
        assert only_move(office).step == "done"
        with office.register.read() as connection:
            assert owner_of(connection, "household", home) == VINH_XUAN
            assert household_ids_by(connection, Filter(unit=VINH_XUAN), on=DAY) == (
                [] if office in (tree.here, tree.a_luoi) else [home]
            )
    with pytest.raises(NotAllowed, match="quản lý, ở đây chỉ giữ để xem"):
        set_household(tree.a_luoi.register, home, {"phone": "0912000001"})
    set_person(tree.there.register, head, {"name": "Hồ Văn Mới"})
    tree.up()
    assert "Hồ Văn Mới" in names(tree.phu_vang) & names(tree.province)
    for unit in (HONG_THUY, VINH_XUAN):
        holders = [
            office
            for office in tree.all
            if office.unit in (unit, PROVINCE, DISTRICT if unit == HONG_THUY else PHU_VANG)
        ]
        assert len({office.hash(unit) for office in holders}) == 1, unit
    for office in tree.all:
        assert audit(office.register).problems == []


def test_what_the_former_commune_writes_late_waits_at_the_province(tree: Tree) -> None:
    home, _ = tree.here.record("Hồ Văn Thử")
    carried_over(tree, home)
    set_household(tree.here.register, home, {"phone": "0987654321"})
    tree.up()
    for office in (tree.a_luoi, tree.phu_vang):
        with office.register.read() as connection:
            assert list_queue(connection) == []
    with tree.province.register.read() as connection:
        (item,) = list_queue(connection)
    assert (item.kind, item.versions[0].office) == ("late", HONG_THUY)
    told = Decision(entity=item.entity, id=item.id, key=item.key, take="take")
    decide_many(tree.province.register, [told], reason="Đã hỏi xã cũ")
    tree.down()
    with tree.there.register.read() as connection:
        assert household(connection, home, DAY).phone == "0987654321"


def test_the_list_of_the_province_comes_through_the_district_and_is_only_for_what_it_hands_on(tree: Tree) -> None:
    tree.down()
    with tree.here.register.read() as connection:
        held = {one.role: one.trust.offices[0].id for one in lists.held_lists(connection)}
        (province,) = (one for one in lists.held_lists(connection) if one.role == "above")
        key = province.trust.devices[0]
        assert lists.find_device(connection, minisign.line_key_id(key.sign)) is None
        found_ = lists.find_device(connection, minisign.line_key_id(key.sign), relayed=True)
    assert held == {"parent": f"vp-{DISTRICT}", "above": f"vp-{PROVINCE}"}
    assert found_ is not None
    assert found_[1] == "above"
    with tree.province.register.read() as connection:
        assert {one.role for one in lists.held_lists(connection)} == {"own"}
    direct = tree.here.folder / "thang.dongbo"
    slip = ask_to_enrol(tree.here.register, direct)
    enrol_device(tree.province.register, direct, tree.here.folder / "x.dongbo", code=slip.code)
    tree.down()
    with tree.here.register.read() as connection:
        (newer,) = (one for one in lists.held_lists(connection) if one.role == "above")
    assert newer.trust.version == province.trust.version + 1
    (to_us,) = (one.file for one in tree.province.export() if one.to == f"vp-{HONG_THUY}")
    assert tree.here.take_one(to_us).reason == "unknown_device", "it speaks to us through the district alone"
