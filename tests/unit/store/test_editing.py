"""The page of a household: everything in one action, findings at their places, nothing of another desk overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desks import Desk, family, loan, two_desks
from exchanges import household, person

from db.domain.errors import NotFound
from db.ledger.register import Providers
from db.store.actions import Action
from db.store.deciding.queue import list_queue
from db.store.drafts import keep_draft, load_draft
from db.store.household.editing import save_edit
from db.store.household.households import add_household, add_person, set_household, set_person
from db.store.inputs import AddedMember, ClassificationInput, HouseholdEdit, MilestoneInput, Seen, SupportInput
from db.store.seen import seen_of
from db.store.support.supports import add_milestone, add_support, set_support

WATER, TOILET = "nuoc", "nha_tieu"


@pytest.fixture
def desks(place: str, providers: Providers) -> Iterator[tuple[Desk, Desk]]:
    with two_desks(place, providers) as made:
        yield made


@pytest.fixture
def desk(desks: tuple[Desk, Desk]) -> Desk:
    return desks[0]


@pytest.fixture
def home(desk: Desk) -> str:
    return family(desk, deprivations=[WATER])


class TestSaving:
    def test_everything_is_one_action(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        before = desk.written()
        near = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2017-09-01")
        saved = desk.save(
            home,
            household={"phone": "0912345678", "address": "Gần  suối"},
            members={son: {"cmnd": "191234567", "relation": "05"}},
            added=[AddedMember(name="Hồ Thị Út", birth_date="2016-05-01", sex="2", relation="04", since="2016-05-01")],
            classification=near,
            deprivations=[TOILET],
        )
        row = desk.row(home)
        assert (row.phone, row.address, row.village_name) == ("0912345678", "Gần suối", "Thôn 1")
        assert [(m.name, m.relation) for m in row.members][2:] == [("Hồ Văn Tơi", "05"), ("Hồ Thị Út", "04")]
        assert [m.id for m in row.members][3:] == saved.added
        assert row.classification is not None
        assert (row.classification.result, row.deprivations) == ("near_poor", [TOILET])
        assert desk.row(home, "2017-08-31").deprivations == [WATER]
        assert (saved.warnings, saved.disputed, saved.household) == ([], [], home)
        # household, person, relation, person and membership added, class, deprivation ended and begun
        assert desk.written() - before == 8
        with desk.register.read() as connection:
            lines = connection.exec_driver_sql("SELECT line FROM ledger_change ORDER BY seq DESC LIMIT 8").all()
        assert all(saved.action.encode() in bytes(line) for (line,) in lines)

    def test_nothing_changed_writes_nothing(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        before = desk.written()
        view = desk.view(home)
        edit = {"members": {son: {"name": "Hồ Văn Tơi", "phone": None}}, "deprivations": [WATER], "seen": view.seen}
        assert desk.save(home, household={"village": "thôn 1"}, **edit).action == ""
        assert desk.save(home).action == ""
        assert desk.written() == before

    def test_all_findings_come_at_their_places(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        found = desk.refused(
            home,
            household={"village": "Thôn 9", "area_class": "sao Hỏa"},
            members={son: {"cccd": "123", "sex": "9"}, "không-có": {"phone": None}},
            added=[AddedMember(name="", birth_date="2090", since="2017-02-30")],
            classification=ClassificationInput(standard="2016_2020", result="giàu", valid_from="2017-13-01"),
            deprivations=["không có"],
        )
        assert {
            "village": "unknown_village",
            "area_class": "unknown_code",
            f"members[{son}].sex": "unknown_code",
            "members[không-có]": "not_member",
            "added[0].since": "date",
            "added[0].birth_date": "birth_future",
            "classification.result": "unknown_code",
            "classification.valid_from": "date",
            "deprivations": "unknown_code",
        }.items() <= found.items()
        assert {f"members[{son}].cccd", "added[0].name"} <= set(found)

    def test_a_number_is_taken_once_and_may_be_exchanged(self, desk: Desk, home: str) -> None:
        head, wife = (desk.member(home, name) for name in ("Hồ Văn Thử", "Đặng Thị Mỹ"))
        desk.save(home, members={head: {"cmnd": "191234567"}, wife: {"cmnd": "191234568"}})
        twice = desk.refused(home, added=[AddedMember(name="Hồ Thị Ba", relation="04", cmnd="191234567")])
        assert twice["added[0].cmnd"] == "number_taken"
        desk.save(home, members={head: {"cmnd": "191234568"}, wife: {"cmnd": "191234567"}})
        assert [m.cmnd for m in desk.row(home).members][:2] == ["191234568", "191234567"]

    def test_a_soft_finding_is_asked_once(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        odd = {son: {"birth_date": "2001-01-01"}}
        assert desk.refused(home, members=odd) == {f"members[{son}].birth_date": "birth_new_year"}
        saved = desk.save(home, members=odd, reason="Theo giấy khai sinh")
        assert [issue.code for issue in saved.warnings] == ["birth_new_year"]
        assert desk.save(home, members={son: {"phone": "0912345678"}}).warnings == []

    def test_exactly_one_head(self, desk: Desk, home: str) -> None:
        head, wife = (desk.member(home, name) for name in ("Hồ Văn Thử", "Đặng Thị Mỹ"))
        assert desk.refused(home, members={wife: {"relation": "01"}}) == {"members": "one_head"}
        assert desk.refused(home, members={head: {"relation": None}}) == {"members": "one_head"}
        assert desk.refused(home, added=[AddedMember(name="Hồ Văn B", relation="01")]) == {"members": "one_head"}
        desk.save(home, members={wife: {"relation": "01"}, head: {"relation": "03"}})
        assert desk.row(home).members[0].name == "Đặng Thị Mỹ"

    def test_a_household_without_head_may_be_edited_and_mended(self, desk: Desk, home: str) -> None:
        head = desk.member(home, "Hồ Văn Thử")
        set_person(desk.register, head, {"relation": "99"})
        desk.save(home, members={head: {"phone": "0912345678"}})
        desk.save(home, members={head: {"relation": "01"}})
        assert desk.row(home).members[0].relation == "01"

    def test_nobody_joins_before_birth_or_tomorrow(self, desk: Desk, home: str) -> None:
        baby = {"name": "Hồ Thị Út", "birth_date": "2016-05", "sex": "2", "relation": "04"}
        assert desk.refused(home, added=[AddedMember(**baby, since="2016-04-30")]) == {"added[0].since": "before_birth"}
        assert desk.refused(home, added=[AddedMember(**baby, since="2017-09-02")]) == {"added[0].since": "date_future"}

    def test_an_unknown_household(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="Không có hộ mang mã"):
            desk.save("không-có", household={"phone": None})
        with pytest.raises(NotFound):
            desk.view("không-có")

    def test_the_form_ends_with_the_save(self, desk: Desk, home: str) -> None:
        keep_draft(desk.register, f"household:{home}", "Hộ", {"phone": "091"})
        desk.save(home, household={"phone": "0912345678"}, draft=f"household:{home}")
        assert load_draft(desk.register, f"household:{home}") is None


class TestClasses:
    def test_a_correction_moves_what_began_with_the_class(self, desk: Desk, home: str) -> None:
        row = desk.row(home)
        assert row.classification is not None
        right = ClassificationInput(
            standard="2016_2020", result="poor", sub_type="deprivation", valid_from="2017-02-01", decision_no="1/QĐ"
        )
        desk.save(home, classification=right, corrects=row.classification.id, deprivations=[WATER, TOILET])
        after = desk.row(home)
        assert after.classification is not None
        assert after.classification.id == row.classification.id
        assert (after.classification.sub_type, after.classification.decision_no) == ("deprivation", "1/QĐ")
        assert after.deprivations == sorted([WATER, TOILET])
        assert desk.row(home, "2017-01-15").deprivations == []
        assert desk.row(home, "2017-01-15").classification is None

    def test_untick_and_tick_again(self, desk: Desk, home: str) -> None:
        desk.save(home, deprivations=[])
        assert desk.row(home).deprivations == []
        desk.save(home, deprivations=[WATER])
        assert desk.row(home).deprivations == [WATER]

    def test_deprivations_need_a_class(self, desk: Desk) -> None:
        home = add_household(desk.register, household("Hồ Văn B", classification=None)).id
        assert desk.refused(home, deprivations=[WATER]) == {"deprivations": "no_standard"}

    def test_only_a_class_of_this_household_is_corrected(self, desk: Desk, home: str) -> None:
        other = desk.row(add_household(desk.register, household("Hồ Văn B")).id).classification
        assert other is not None
        right = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2017-01-01")
        for record in (other.id, "không-có"):
            found = desk.refused(home, classification=right, corrects=record)
            assert found == {"classification": "not_of_household"}

    def test_the_same_decision_twice_is_asked(self, desk: Desk, home: str) -> None:
        again = ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-01-01")
        assert desk.refused(home, classification=again) == {"classification.valid_from": "class_same_day"}


class TestTwoDesks:
    def test_what_another_desk_wrote_meanwhile_is_a_conflict(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        son = one.member(home, "Hồ Văn Tơi")
        seen = one.view(home).seen
        set_person(two.register, son, {"birth_date": "2002"})
        saved = one.save(home, members={son: {"cmnd": "191234567"}}, seen=seen)
        assert [(d.entity, d.id, d.key) for d in saved.disputed] == [("person", son, "identity")]
        with one.register.read() as connection:
            (item,) = list_queue(connection)
        values = [version.value for version in item.versions]
        assert sorted((v["birth_date"], v.get("cmnd")) for v in values) == [("2001-09-30", "191234567"), ("2002", None)]

    def test_other_fields_do_not_clash(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        seen = one.view(home).seen
        set_household(two.register, home, {"phone": "0912345678", "village": "Thôn 2"})
        saved = one.save(home, household={"note": "Nhà xa"}, seen=seen)
        row = one.row(home)
        assert (saved.disputed, row.conflicts) == ([], 0)
        assert (row.phone, row.note, row.village_name) == ("0912345678", "Nhà xa", "Thôn 2")

    def test_a_field_first_filled_by_both(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        seen = one.view(home).seen
        two.save(home, household={"phone": "0912345678"}, seen=seen)
        assert one.save(home, household={"phone": "0912345678"}, seen=seen).disputed == []
        assert len(one.save(home, household={"phone": "0912345679"}, seen=seen).disputed) == 1

    def test_without_seen_the_newest_value_is_replaced(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        set_household(two.register, home, {"phone": "0912345678"})
        assert one.save(home, household={"phone": "0912345679"}).disputed == []
        assert one.row(home).phone == "0912345679"

    def test_relations_of_two_desks(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        son = one.member(home, "Hồ Văn Tơi")
        seen = one.view(home).seen
        two.save(home, members={son: {"relation": "05"}}, seen=seen)
        saved = one.save(home, members={son: {"relation": "06"}}, seen=seen)
        assert [(d.entity, d.key) for d in saved.disputed] == [("membership", "relation")]
        head, wife = (one.member(home, name) for name in ("Hồ Văn Thử", "Đặng Thị Mỹ"))
        seen = one.view(home).seen
        two.save(home, members={wife: {"relation": "01"}, head: {"relation": "03"}}, seen=seen)
        assert one.refused(home, members={son: {"relation": "01"}, head: {"relation": "09"}}, seen=seen) == {
            "members": "one_head"
        }

    def test_a_correction_of_one_class_by_both(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        view = one.view(home)
        assert view.household.classification is not None
        record = view.household.classification.id
        near = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2017-01-01")
        better = ClassificationInput(standard="2016_2020", result="not_poor", valid_from="2017-01-01")
        two.save(home, classification=near, corrects=record, seen=view.seen)
        saved = one.save(home, classification=better, corrects=record, seen=view.seen)
        assert [(d.entity, d.id, d.key) for d in saved.disputed] == [("classification", record, "decision")]

    def test_a_deprivation_ticked_by_both_is_shown_once(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        for each in (one, two):
            save_edit(each.register, home, HouseholdEdit(deprivations=[WATER, TOILET]))
        assert one.row(home).deprivations == sorted([WATER, TOILET])

    def test_what_another_desk_unticked_stays_unticked(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        seen = one.view(home).seen
        two.save(home, deprivations=[])
        one.save(home, deprivations=[WATER, TOILET], seen=seen)
        assert one.row(home).deprivations == [TOILET]

    def test_what_another_desk_ticked_stays_ticked(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        seen = one.view(home).seen
        two.save(home, deprivations=[WATER, TOILET])
        one.save(home, deprivations=[], seen=seen)
        assert one.row(home).deprivations == [TOILET]

    def test_somebody_added_meanwhile_stays(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        seen = one.view(home).seen
        add_person(two.register, home, person("Hồ Thị Út", relation="04", sex="2", birth_date="2016"))
        one.save(home, household={"note": "x"}, seen=seen)
        assert len(one.row(home).members) == 4


class TestSupportsOfTwoDesks:
    """The same for a support: what stands between opening and saving is never silently replaced."""

    @pytest.fixture
    def record(self, desk: Desk, home: str) -> str:
        return add_support(desk.register, loan(home)).id

    def seen(self, desk: Desk, record: str) -> Seen:
        with desk.register.read() as connection:
            return seen_of(connection, "support", [record])

    def waiting(self, desk: Desk) -> list[tuple[str, list[Any]]]:
        with desk.register.read() as connection:
            return [(item.key, [version.value for version in item.versions]) for item in list_queue(connection)]

    def test_both_values_of_one_field_stand(self, desks: tuple[Desk, Desk], record: str) -> None:
        one, two = desks
        seen = self.seen(one, record)
        set_support(two.register, record, {"note": "Nhà ở xa", "details": {"thoi_han": 24}}, seen=seen)
        saved = set_support(one.register, record, {"details": {"thoi_han": 48}}, seen=seen)
        assert saved.disputed
        ((key, values),) = self.waiting(one)
        assert (key, sorted(values)) == ("details.thoi_han", [24, 48])
        assert one.kept("support", record)["note"] == "Nhà ở xa"

    def test_other_fields_do_not_clash_and_what_is_worked_out_follows_both(
        self, desks: tuple[Desk, Desk], record: str
    ) -> None:
        one, two = desks
        seen = self.seen(one, record)
        set_support(two.register, record, {"details": {"ngay_vay": "2017-02-01"}}, seen=seen)
        saved = set_support(one.register, record, {"details": {"thoi_han": 24}}, seen=seen)
        assert (saved.disputed, self.waiting(one)) == (False, [])
        kept = one.kept("support", record)
        assert (kept["details.thoi_han"], kept["details.ngay_vay"]) == (24, "2017-02-01")
        assert "2019-02-01" in kept.values()

    def test_a_step_decides_nothing_about_what_is_worked_out_and_waits(self, desk: Desk, record: str) -> None:
        assert desk.kept("support", record).get("details.han_cuoi") is None
        set_support(desk.register, record, {"details": {"ngay_vay": "2017-02-01"}})
        with desk.register.write() as connection:
            other = Action(desk.register, connection, "")
            other.set("support", record, {"details.han_cuoi": "2021-02-01"}, base={})
            other.commit()
        ((key, values),) = self.waiting(desk)
        assert (key, len(values)) == ("details.han_cuoi", 2)
        add_milestone(desk.register, record, MilestoneInput(kind="approved", date="2017-01-20"))
        assert self.waiting(desk) == [(key, values)]

    def test_the_four_fields_of_a_card_are_one(self, desks: tuple[Desk, Desk], home: str) -> None:
        one, two = desks
        someone = one.member(home, "Hồ Văn Tơi")
        given = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01", "den_ngay": "2017-12-31"}
        card = add_support(one.register, SupportInput(policy="bhyt", year=2017, person=someone, details=given)).id
        seen = self.seen(one, card)
        set_support(two.register, card, {"details": {"den_ngay": "2017-06-30"}}, seen=seen)
        assert set_support(one.register, card, {"details": {"tu_ngay": "2017-02-01"}}, seen=seen).disputed
        ((key, values),) = self.waiting(one)
        assert key == "details.so_the+ma_so_bhxh+tu_ngay+den_ngay"
        ends = sorted((value["tu_ngay"], value["den_ngay"]) for value in values)
        assert ends == [("2017-01-01", "2017-06-30"), ("2017-02-01", "2017-12-31")]

    def test_a_field_that_waits_is_decided_by_nobody_who_did_not_touch_it(
        self, desks: tuple[Desk, Desk], record: str
    ) -> None:
        one, two = desks
        seen = self.seen(one, record)
        set_support(two.register, record, {"note": "a"}, seen=seen)
        set_support(one.register, record, {"note": "b"}, seen=seen)
        set_support(one.register, record, {"details": {"phuong_an": "Nuôi dê"}}, seen=self.seen(one, record))
        assert [key for key, _values in self.waiting(one)] == ["note"]


def test_a_view_names_every_value_it_shows(desk: Desk, home: str) -> None:
    view = desk.view(home)
    row = view.household
    assert row.classification is not None
    records = {row.id, row.classification.id, *(m.id for m in row.members), *(m.membership for m in row.members)}
    assert records < set(view.seen)
    assert len(view.seen) == len(records) + 1, "and the deprivation"
    for record, entity in ((row.id, "household"), (row.members[0].id, "person")):
        assert set(view.seen[record]) == set(desk.kept(entity, record))
