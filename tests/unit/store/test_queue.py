"""What waits for a person: both values with who, when, where and why; and the decision that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import DISTRICT, HONG_THUY, District, Office, clone, district_at_work

from db.domain.errors import InvalidData, NotAllowed, NotFound, UserError
from db.ledger.change import decode
from db.ledger.ledger import values_of
from db.ledger.streams import lines_of, list_streams
from db.store.actions import Action
from db.store.deciding.disputes import side, sides
from db.store.deciding.queue import Decision, QueueItem, Version, decide, decide_many, list_conflicts, list_queue
from db.store.household.households import delete_record, set_household, set_person
from db.store.inputs import Amounts, MilestoneInput, SupportInput
from db.store.offices import info
from db.store.reading import households, support
from db.store.support.supports import add_milestone, add_support, reverse_milestone, set_support


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def clash(town: District) -> str:
    """A birth year changed on both sides; the person's id."""
    _, someone = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    set_person(town.hong_thuy.register, someone, {"birth_date": "1971"}, reason="Theo sổ hộ khẩu")
    set_person(town.district.register, someone, {"birth_date": "1972"}, reason="Theo giấy khai sinh")
    town.district.take(town.hong_thuy.send())
    return someone


def queue(office: Office) -> list[QueueItem]:
    with office.register.read() as connection:
        return list_queue(connection)


def identity(office: Office, person: str) -> dict[str, Any]:
    with office.register.read() as connection:
        return dict((values_of(connection, "person", person) or {})["identity"])


def written(office: Office) -> int:
    with office.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


def test_a_row_says_who_when_where_and_why(town: District, clash: str) -> None:
    (item,) = queue(town.district)
    assert (item.entity, item.id, item.key, item.kind) == ("person", clash, "identity", "value")
    assert item.shown == identity(town.district, clash)
    told = {v.value["birth_date"]: v for v in item.versions}
    commune, district = told["1971"], told["1972"]
    assert (commune.officer, district.officer) == ("Cán bộ Thử C", "Cán bộ Thử B")
    assert (commune.reason, district.reason) == ("Theo sổ hộ khẩu", "Theo giấy khai sinh")
    assert (commune.device[:2], district.device[:2]) == ("xa", "hu")
    assert {v.unit for v in item.versions} == {HONG_THUY}
    assert all(v.at.startswith("2017-09-01T") and v.at.endswith("+07:00") for v in item.versions)


def test_conflicts_of_some_records(town: District, clash: str) -> None:
    with town.district.register.read() as connection:
        assert list_conflicts(connection, [clash]) == list_queue(connection)
        assert list_conflicts(connection, ["another"]) == []


def test_nothing_waits_at_first(town: District) -> None:
    assert queue(town.district) == []


def test_a_decision_takes_one_of_the_values_for_a_reason(town: District, clash: str) -> None:
    (item,) = queue(town.district)
    other = next(v for v in item.versions if v.value != item.shown)
    before = written(town.district)
    for reason in ("", "  "):
        with pytest.raises(NotAllowed, match="phải có lý do"):
            decide(town.district.register, "person", clash, "identity", take=other.change, reason=reason)
    with pytest.raises(NotFound, match="Không có giá trị mang mã khác"):
        decide(town.district.register, "person", clash, "identity", take="khác", reason="Họp")
    assert written(town.district) == before
    decide(town.district.register, "person", clash, "identity", take=other.change, reason="Họp")
    assert queue(town.district) == []
    assert identity(town.district, clash) == other.value
    with pytest.raises(NotFound, match="không còn chờ"):
        decide(town.district.register, "person", clash, "identity", take=other.change, reason="Họp")


@pytest.mark.parametrize(
    "value", ["1973", 5, [], {"birth_date": "1973"}, {"name": "Hồ 3"}, {"name": "Hồ Văn Thử", "phone": "1"}, {}]
)
def test_a_value_of_ones_own_must_be_whole_and_right(town: District, clash: str, value: Any) -> None:
    before = written(town.district)
    with pytest.raises(InvalidData):
        decide(town.district.register, "person", clash, "identity", value=value, reason="Họp")
    assert written(town.district) == before


def test_a_value_of_ones_own_is_kept_as_an_entry_is(town: District, clash: str) -> None:
    value = {"name": " Hồ  Văn Thử", "birth_date": "5/1973", "sex": "1"}
    decide(town.district.register, "person", clash, "identity", value=value, reason="Họp")
    assert identity(town.district, clash) == {"name": "Hồ Văn Thử", "birth_date": "1973-05", "sex": "1"}


def test_a_single_field_may_be_decided_to_nothing(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    for office, phone in ((town.hong_thuy, "0912345678"), (town.district, "0912345679")):
        set_household(office.register, home, {"phone": phone})
    town.district.take(town.hong_thuy.send())
    (item,) = queue(town.district)
    assert {v.value for v in item.versions} == {"0912345678", "0912345679"}
    decide(town.district.register, "household", home, "phone", value=None, reason="Số không còn dùng")
    assert queue(town.district) == []


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [("relation", "77", "relation"), ("from_date", "2017-13", "from_date"), ("from_date", "hôm qua", "from_date")],
)
def test_a_membership_is_judged_as_when_it_is_entered(town: District, key: str, value: str, field: str) -> None:
    home, someone = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        (member,) = households(connection, [home], "2017-12-31")[0].members
    for office, day, relation in ((town.hong_thuy, "2017-01-01", "02"), (town.district, "2017-02-01", "03")):
        with office.register.write() as connection:
            action = Action(office.register, connection)
            action.set("membership", member.membership, {"from_date": day, "relation": relation})
            action.commit()
    town.district.take(town.hong_thuy.send())
    with pytest.raises(InvalidData) as refused:
        decide(town.district.register, "membership", member.membership, key, value=value, reason="Họp")
    assert [issue.field for issue in refused.value.issues] == [field]
    assert len(queue(town.district)) == 2
    assert someone == member.id


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("place", {"village": "không có"}, "village"),
        ("place", {"address": "Xóm trên"}, "village"),
        ("phone", "12", "phone"),
        ("area", {"area_class": "biển"}, "area_class"),
        ("since", "2017", "since"),
    ],
)
def test_a_household_is_judged_as_when_it_is_entered(town: District, key: str, value: Any, field: str) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    for office, digit in ((town.hong_thuy, "1"), (town.district, "2")):
        with office.register.write() as connection:
            place = dict((values_of(connection, "household", home) or {})["place"])
            action = Action(office.register, connection)
            edit = {"phone": f"091234567{digit}", "since": f"2017-01-0{digit}", "area": {"area_reason": digit}}
            action.set("household", home, edit | {"place": place | {"address": digit}})
            action.commit()
    town.district.take(town.hong_thuy.send())
    with pytest.raises(InvalidData) as refused:
        decide(town.district.register, "household", home, key, value=value, reason="Họp")
    assert [issue.field for issue in refused.value.issues] == [field]
    (item,) = [one for one in queue(town.district) if one.key == "place"]
    village = item.shown["village"]
    decide(town.district.register, "household", home, "place", value={"village": village}, reason="Họp")
    with town.district.register.read() as connection:
        kept = (values_of(connection, "household", home) or {})["place"]
    assert kept == {name: part for name, part in item.shown.items() if name != "address"}


def test_a_number_that_somebody_else_carries_is_refused(town: District, clash: str) -> None:
    town.district.record("Kăn Nơ", cmnd="191234567")
    value = {"name": "Hồ Văn Thử", "cmnd": "191234567"}
    with pytest.raises(InvalidData, match="đã ghi cho Kăn Nơ"):
        decide(town.district.register, "person", clash, "identity", value=value, reason="Họp")


class TestMany:
    @pytest.fixture
    def two(self, town: District) -> tuple[str, str]:
        """Phone and note of a household, changed on both sides; its id, and that of a person with another clash."""
        home, someone = town.hong_thuy.record("Hồ Văn Thử")
        town.district.take(town.hong_thuy.send())
        for office, digit in ((town.hong_thuy, "1"), (town.district, "2")):
            set_household(office.register, home, {"phone": f"091234567{digit}", "note": f"Ghi chú {digit}"})
            set_person(office.register, someone, {"birth_date": f"197{digit}"}, reason="Theo giấy tờ")
        town.district.take(town.hong_thuy.send())
        return home, someone

    def test_all_of_a_household_in_one_action(self, town: District, two: tuple[str, str]) -> None:
        items = queue(town.district)
        assert len(items) == 3
        chosen = side(items, HONG_THUY)
        action = decide_many(town.district.register, chosen, reason="Theo xã, đã đối chiếu")
        assert queue(town.district) == []
        with town.district.register.read() as connection:
            home = values_of(connection, "household", two[0]) or {}
            written = [
                change
                for stream in list_streams(connection, mine=True)
                for line in lines_of(connection, stream, 1, stream.last)
                if (change := decode(line)).t == action
            ]
        assert (home["phone"], home["note"]) == ("0912345671", "Ghi chú 1")
        assert identity(town.district, two[1])["birth_date"] == "1971"
        assert {change.reason for change in written} == {"Theo xã, đã đối chiếu"}
        assert len(written) == 3

    def test_all_or_none(self, town: District, two: tuple[str, str]) -> None:
        before = written(town.district)
        chosen = [*side(queue(town.district), HONG_THUY), Decision(entity="household", id=two[0], key="code")]
        with pytest.raises(NotFound, match="không còn chờ"):
            decide_many(town.district.register, chosen, reason="Họp")
        assert written(town.district) == before
        assert len(queue(town.district)) == 3

    def test_an_office_with_two_values_of_a_key_is_asked_about_that_key(self) -> None:
        items = [waiting("phone", HONG_THUY, HONG_THUY, DISTRICT), waiting("note", HONG_THUY, DISTRICT)]
        assert sides(items) == [HONG_THUY, DISTRICT]
        assert [one.key for one in side(items, HONG_THUY)] == ["note"]
        assert [one.take for one in side(items, DISTRICT)] == ["2", "1"]

    def test_who_deleted_stands_for_the_delete(self) -> None:
        item = waiting("deleted", HONG_THUY, DISTRICT)
        item.kind, item.versions[0].deletes = "delete", True
        assert [one.take for one in side([item], HONG_THUY) + side([item], DISTRICT)] == ["delete", "keep"]


def waiting(key: str, *offices: str) -> QueueItem:
    """An item with one version of each of these offices, numbered."""
    about = {"officer": "", "at": "", "device": "", "unit": HONG_THUY, "reason": ""}
    versions = [Version(change=str(n), value=n, office=office, **about) for n, office in enumerate(offices)]
    return QueueItem(entity="household", id="1", key=key, kind="value", shown=0, versions=versions)


class TestDelete:
    @pytest.fixture
    def gone(self, town: District) -> str:
        """Deleted in the commune, edited at the district; the person's id."""
        _, someone = town.hong_thuy.record("Hồ Văn Thử")
        town.district.take(town.hong_thuy.send())
        delete_record(town.hong_thuy.register, "person", someone, reason="Ghi trùng")
        set_person(town.district.register, someone, {"phone": "0912345678"}, reason="Gọi được")
        town.district.take(town.hong_thuy.send())
        return someone

    def test_the_delete_and_the_edit_it_did_not_see(self, town: District, gone: str) -> None:
        (item,) = queue(town.district)
        assert (item.id, item.key, item.kind) == (gone, "deleted", "delete")
        deleted, edited = item.versions
        assert (deleted.officer, deleted.reason) == ("Cán bộ Thử C", "Ghi trùng")
        assert (deleted.deletes, edited.deletes) == (True, False)
        assert (edited.officer, edited.reason, edited.value) == ("Cán bộ Thử B", "Gọi được", {"phone": "0912345678"})

    def test_only_keep_or_delete(self, town: District, gone: str) -> None:
        for take in ("", "khác"):
            with pytest.raises(UserError, match="`delete` \\(xóa\\) hoặc `keep` \\(giữ lại\\)"):
                decide(town.district.register, "person", gone, "deleted", take=take, reason="Họp")
        assert len(queue(town.district)) == 1


def test_three_values_of_one_key(town: District) -> None:
    _, someone = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    with clone(town.district, "desk") as desk:
        for office, year in ((town.hong_thuy, "1971"), (town.district, "1972"), (desk, "1973")):
            set_person(office.register, someone, {"birth_date": year})
        correction = town.district.send_to(HONG_THUY)
        town.hong_thuy.take(correction)
        town.district.take(town.hong_thuy.send())
        (item,) = queue(town.district)
        assert sorted(v.value["birth_date"] for v in item.versions) == ["1971", "1972"]
        assert town.hong_thuy.take_one(desk.send_to(HONG_THUY)).conflicts == 1
    (item,) = queue(town.hong_thuy)
    assert sorted(v.value["birth_date"] for v in item.versions) == ["1971", "1972", "1973"]
    decide(town.hong_thuy.register, "person", someone, "identity", take=item.versions[0].change, reason="Họp")
    assert queue(town.hong_thuy) == []


class TestBrokenSupports:
    """A rule that held on both sides and no longer holds together."""

    @pytest.fixture
    def broken(self, town: District) -> str:
        """A loan of 30 million; approved in full in the commune, cut to 20 million at the district, then merged."""
        home, _ = town.hong_thuy.record("Hồ Văn Thử")
        purposes = [{"viec": "Mua bò", "so_luong": "01 con", "thanh_tien": 30_000_000}]
        details = {"chuong_trinh": "ho_ngheo", "phuong_an": "Chăn nuôi bò", "thoi_han": 36, "muc_dich": purposes}
        steps = [MilestoneInput(kind="requested", date="2017-03-01")]
        steps.append(MilestoneInput(kind="approved", date="2017-03-02"))
        loan = add_support(
            town.hong_thuy.register,
            SupportInput(
                policy="tin_dung",
                year=2017,
                household=home,
                amounts=Amounts(requested=30_000_000, approved=30_000_000),
                details=details,
                milestones=steps,
            ),
        ).id
        town.district.take(town.hong_thuy.send())
        set_support(town.district.register, loan, {"amounts": {"requested": 30_000_000, "approved": 20_000_000}})
        paid = MilestoneInput(kind="disbursed", date="2017-04-01", amount=30_000_000)
        add_milestone(town.hong_thuy.register, loan, paid)
        assert queue(town.district) == []
        assert town.district.take_one(town.hong_thuy.send()).conflicts == 1
        return loan

    def waiting(self, office: Office) -> list[tuple[str, str]]:
        assert info(office.register).conflicts == len(queue(office))
        return [(item.id, item.kind) for item in queue(office)]

    def test_it_waits_with_its_sentence(self, town: District, broken: str) -> None:
        (item,) = queue(town.district)
        assert (item.entity, item.id, item.kind, item.versions) == ("support", broken, "check", [])
        assert item.shown.endswith(".")

    def test_correcting_the_amounts_ends_it(self, town: District, broken: str) -> None:
        assert self.waiting(town.district) == [(broken, "check")]
        set_support(town.district.register, broken, {"amounts": {"requested": 30_000_000, "approved": 30_000_000}})
        assert self.waiting(town.district) == []

    def test_taking_the_payment_back_ends_it(self, town: District, broken: str) -> None:
        with town.district.register.read() as connection:
            steps = support(connection, broken).milestones
        reverse_milestone(town.district.register, steps[0].id, reason="Thử")
        assert self.waiting(town.district) == [(broken, "check")], "still paid out above what was approved"
        reverse_milestone(town.district.register, steps[-1].id, reason="Chưa giải ngân")
        reverse_milestone(town.district.register, steps[1].id, reason="Thử")
        assert self.waiting(town.district) == []

    def test_deleting_it_ends_it(self, town: District, broken: str) -> None:
        delete_record(town.district.register, "support", broken, reason="Ghi trùng")
        assert self.waiting(town.district) == []
