"""Taking the last actions back: rows as before, what somebody changed since left alone and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Desk, family, two_desks
from exchanges import district_at_work, household, person

from db.domain.errors import NotFound
from db.ledger.register import Providers
from db.store.actions import Action
from db.store.deciding.queue import decide, list_queue
from db.store.history.history import record_history
from db.store.history.undo import ActionRow, Undone, last_actions, next_redo, next_undo, undo
from db.store.household.events import death, new_head
from db.store.household.households import add_household, add_person, delete_record, set_household, set_person
from db.store.inputs import Death, HouseholdEdit, MilestoneInput, NewHead, SupportInput
from db.store.inventing.populating import populate
from db.store.places.villages import add_village
from db.store.support.supports import add_milestone, add_support

DAY = "2017-06-15"


@pytest.fixture
def desk(place: str, providers: Providers) -> Iterator[Desk]:
    with two_desks(place, providers) as made:
        yield made[0]


@pytest.fixture
def home(desk: Desk) -> str:
    return family(desk, since="2017-01-01")


def actions(desk: Desk, limit: int = 20) -> list[ActionRow]:
    with desk.register.read() as connection:
        return last_actions(connection, limit=limit)


def undo_last(desk: Desk, reason: str = "") -> Undone:
    row = next_undo(actions(desk))
    assert row is not None
    return undo(desk.register, row.id, reason=reason)


class TestListing:
    def test_newest_first_in_words(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        set_person(desk.register, son, {"birth_date": "2002"}, reason="Theo giấy khai sinh")
        delete_record(desk.register, "person", son, reason="Ghi trùng")
        found = actions(desk)
        assert [row.title for row in found] == [
            "Xóa nhân khẩu Hồ Văn Tơi",
            "Sửa nhân khẩu Hồ Văn Tơi",
            "Ghi mới hộ Hồ Văn Thử, 3 nhân khẩu, kết quả phân loại",
            "Ghi mới Thôn 2",
            "Ghi mới Thôn 1",
            "Ghi mới cán bộ",
        ]
        assert (found[1].officer, found[1].reason, found[1].changes) == ("Hồ Thị Mai", "Theo giấy khai sinh", 1)
        assert [row.undoable for row in found] == [True] * 5 + [False]
        assert not any(row.undone or row.is_undo for row in found)

    def test_as_many_as_asked_for_and_whole(self, desk: Desk) -> None:
        populate(desk.register, count=40, seed=1)
        set_household(desk.register, family(desk), {"note": "x"})
        found = actions(desk, 3)
        assert len(found) == 3
        assert found[2].title.startswith("Ghi mới 40 hộ, ")
        with desk.register.read() as connection:
            assert sum(row.changes for row in actions(desk)) == desk.written()
            assert last_actions(connection, limit=3) == found


class TestUndo:
    def test_a_change_goes_back(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        before = desk.kept("person", son)
        set_person(desk.register, son, {"birth_date": "2002", "phone": "0912345678"})
        undone = undo_last(desk, "Sửa nhầm người")
        after = desk.kept("person", son)
        assert {key: value for key, value in after.items() if value is not None} == before
        assert (undone.left, undone.restored) == ([], 1)
        newest = actions(desk)[0]
        assert (newest.id, newest.reason, newest.is_undo, newest.undoes) == (
            undone.action, "Sửa nhầm người", True, undone.undoes,
        )  # fmt: skip

    def test_a_recorded_household_is_deleted_for_a_reason(self, desk: Desk, home: str) -> None:
        undo_last(desk)
        with pytest.raises(NotFound):
            desk.row(home)
        with desk.register.read() as connection:
            row = record_history(connection, "household", home)[0]
        assert (row.after, row.reason) == (
            "đã xóa", "Hoàn tác: Ghi mới hộ Hồ Văn Thử, 3 nhân khẩu, kết quả phân loại",
        )  # fmt: skip

    def test_a_delete_is_taken_back(self, desk: Desk, home: str) -> None:
        before = desk.row(home)
        delete_record(desk.register, "household", home, reason="nhầm")
        undo_last(desk)
        assert desk.row(home) == before

    def test_undo_of_an_undo_and_again(self, desk: Desk, home: str) -> None:
        before = desk.row(home)
        first = undo_last(desk)
        second = undo(desk.register, first.action)
        assert (second.left, desk.row(home)) == ([], before)
        undo(desk.register, second.action)
        with pytest.raises(NotFound):
            desk.row(home)

    def test_an_event_goes_back_whole(self, desk: Desk, home: str) -> None:
        before = desk.row(home)
        head, wife, _ = (member.id for member in before.members)
        death(desk.register, Death(household=home, person=head, date=DAY, head=wife))
        undo_last(desk)
        assert desk.row(home) == before
        assert desk.kept("person", head)["death_date"] is None

    def test_a_whole_import(self, desk: Desk) -> None:
        populate(desk.register, count=30, seed=1)
        undone = undo_last(desk)
        assert undone.left == []
        with desk.register.read() as connection:
            rows = connection.exec_driver_sql("SELECT count(*) FROM person WHERE deleted = 0").scalar()
        assert rows == 0

    def test_nothing_of_others(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="Máy này không ghi việc nào"):
            undo(desk.register, "0198c2b4-0000-7000-8000-000000000000")


class TestLeft:
    def test_a_key_changed_since(self, desk: Desk, home: str) -> None:
        set_household(desk.register, home, {"phone": "0912345678", "note": "a"})
        first = actions(desk)[0].id
        set_household(desk.register, home, {"phone": "0912345679"})
        undone = undo(desk.register, first)
        assert [(left.key, left.label, left.why) for left in undone.left] == [
            ("phone", "Điện thoại", "đã được sửa sau đó")
        ]
        assert (desk.row(home).phone, desk.row(home).note) == ("0912345679", None)

    def test_twice(self, desk: Desk, home: str) -> None:
        set_household(desk.register, home, {"phone": "0912345678"})
        first = actions(desk)[0].id
        undo(desk.register, first)
        before = desk.written()
        again = undo(desk.register, first)
        assert (again.action, again.restored, desk.written()) == ("", 0, before)
        assert [left.why for left in again.left] == ["đã được sửa sau đó"]

    def test_a_household_stays_whole_with_one_changed_member(self, desk: Desk, home: str) -> None:
        before = actions(desk)[0].id
        set_person(desk.register, desk.member(home, "Hồ Văn Tơi"), {"phone": "0912345678"})
        undone = undo(desk.register, before)
        assert (undone.action, len(desk.row(home).members)) == ("", 3)
        whys = {left.record: left.why for left in undone.left if left.entity == "person"}
        assert whys["Hồ Văn Tơi"] == "đã được sửa sau đó"
        assert whys["Đặng Thị Mỹ"] == "đi cùng những mục không lấy lại được"

    def test_what_others_use_stays(self, desk: Desk, home: str) -> None:
        recorded = actions(desk)[0].id
        wife = desk.member(home, "Đặng Thị Mỹ")
        card = SupportInput(
            policy="bhyt", year=2017, person=wife,
            details={"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"},
        )  # fmt: skip
        support = add_support(desk.register, card).id
        undone = undo(desk.register, recorded)
        assert undone.action == ""
        assert {left.why for left in undone.left if left.id in (home, wife)} == {"đang được bản ghi khác dùng"}
        given = next(row.id for row in actions(desk) if "hỗ trợ" in row.title)
        add_milestone(desk.register, support, MilestoneInput(kind="requested", date="2017-02-01"))
        assert undo(desk.register, given).action == ""
        undo_last(desk)
        assert undo(desk.register, given).left == []
        assert undo(desk.register, recorded).left == []

    def test_a_village_with_households(self, desk: Desk) -> None:
        add_village(desk.register, "Thôn 3")
        made = actions(desk)[0].id
        add_household(desk.register, household("Hồ Văn B", village="Thôn 3"))
        assert [left.why for left in undo(desk.register, made).left] == ["đang được bản ghi khác dùng"]

    def test_what_is_on_paper(self, desk: Desk, home: str) -> None:
        with desk.register.write() as connection:
            action = Action(desk.register, connection)
            action.create("printed", {"document": "phieu_ho_tro", "number": "0001-ab12"})
            action.set("household", home, {"note": "đã in"})
            action.commit()
        undone = undo(desk.register, action.id)
        assert [left.why for left in undone.left] == ["việc này không lấy lại được"]
        assert desk.row(home).note is None

    def test_part_of_an_import(self, desk: Desk) -> None:
        populate(desk.register, count=5, seed=1)
        made = actions(desk)[0].id
        with desk.register.read() as connection:
            home = connection.exec_driver_sql("SELECT id FROM household ORDER BY id").scalars().first()
        set_household(desk.register, str(home), {"note": "đã xem"})
        undone = undo(desk.register, made)
        with desk.register.read() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM household WHERE deleted = 0").scalars().all()
        assert list(rows) == [home]
        assert len(desk.row(str(home)).members) >= 1
        assert {left.id for left in undone.left if left.entity == "household"} == {home}

    def test_never_without_a_head(self, desk: Desk, home: str) -> None:
        head, wife, son = (member.id for member in desk.row(home).members)
        new_head(desk.register, NewHead(household=home, date="2017-02-01", head=wife))
        changed = actions(desk)[0].id
        death(desk.register, Death(household=home, person=head, date="2017-03-01"))
        undone = undo(desk.register, changed)
        assert undone.action == ""
        rows = desk.row(home).members
        assert [(member.id, member.relation) for member in rows] == [(wife, "01"), (son, "04")]

    def test_never_with_two_heads(self, desk: Desk, home: str) -> None:
        head, wife, son = (member.id for member in desk.row(home).members)
        death(desk.register, Death(household=home, person=head, date="2017-02-01", head=wife))
        died = actions(desk)[0].id
        new_head(desk.register, NewHead(household=home, date="2017-03-01", head=son))
        assert undo(desk.register, died).action == ""
        assert [member.relation for member in desk.row(home).members] == ["01", "10"]
        undo_last(desk)
        assert undo(desk.register, died).left == []
        assert [member.id for member in desk.row(home).members] == [head, wife, son]


class TestConflicts:
    def test_a_decision_taken_back_is_open_again(self, tmp_path: Path) -> None:
        with district_at_work(tmp_path) as town:
            _, someone = town.hong_thuy.record("Hồ Văn Thử")
            town.district.take(town.hong_thuy.send())
            for office, year in ((town.hong_thuy, "1971"), (town.district, "1972")):
                set_person(office.register, someone, {"birth_date": year})
            town.district.take(town.hong_thuy.send())
            desk = Desk(town.district.register)
            with desk.register.read() as connection:
                (before,) = list_queue(connection)
            take = before.versions[0].change
            decide(desk.register, "person", someone, "identity", take=take, reason="Họp")
            undo_last(desk)
            with desk.register.read() as connection:
                (after,) = list_queue(connection)
            assert (after.key, after.shown) == (before.key, before.shown)
            values = [[v.value["birth_date"] for v in item.versions] for item in (before, after)]
            assert sorted(values[0]) == sorted(values[1]) == ["1971", "1972"]
            assert undo(desk.register, actions(desk)[0].id).left == []
            with desk.register.read() as connection:
                assert list_queue(connection) == []
            town.hong_thuy.take(town.district.send_to("20104"))
            assert town.hong_thuy.hash("20104") == town.district.hash("20104")

    def test_what_another_office_changed_meanwhile_stays(self, tmp_path: Path) -> None:
        with district_at_work(tmp_path) as town:
            home, someone = town.hong_thuy.record("Hồ Văn Thử")
            town.district.take(town.hong_thuy.send())
            desk = Desk(town.hong_thuy.register)
            recorded = actions(desk)[0].id
            set_person(town.district.register, someone, {"phone": "0912345678"})
            town.hong_thuy.take(town.district.send_to("20104"))
            undone = undo(desk.register, recorded)
            assert (undone.action, desk.row(home).members[0].phone) == ("", "0912345678")


class TestStack:
    def test_back_and_forth(self, desk: Desk, home: str) -> None:
        for note in ("một", "hai", "ba"):
            set_household(desk.register, home, {"note": note})
        for note in ("hai", "một", None):
            undo_last(desk)
            assert desk.row(home).note == note
        for note in ("một", "hai", "ba"):
            row = next_redo(actions(desk))
            assert row is not None
            undo(desk.register, row.id)
            assert desk.row(home).note == note
        assert next_redo(actions(desk)) is None
        undo_last(desk)
        assert desk.row(home).note == "hai"

    def test_something_new_ends_redoing(self, desk: Desk, home: str) -> None:
        set_household(desk.register, home, {"note": "một"})
        undo_last(desk)
        assert next_redo(actions(desk)) is not None
        set_household(desk.register, home, {"note": "khác"})
        assert next_redo(actions(desk)) is None

    def test_an_empty_register(self, desk: Desk) -> None:
        undo_last(desk)
        undo_last(desk)
        assert next_undo(actions(desk)) is None, "the officer stays"


def test_an_edit_with_everything(desk: Desk, home: str) -> None:
    before = desk.row(home)
    son = desk.member(home, "Hồ Văn Tơi")
    add_person(desk.register, home, person("Hồ Thị Út", relation="04", sex="2", birth_date="2016"))
    undo_last(desk)
    edit = HouseholdEdit(household={"phone": "0912345678"}, members={son: {"relation": "05"}}, deprivations=["nuoc"])
    desk.save(home, household=edit.household, members=edit.members, deprivations=edit.deprivations)
    undo_last(desk)
    assert desk.row(home) == before
