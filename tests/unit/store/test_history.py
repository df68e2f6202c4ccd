"""Who changed what: shown as people read it, newest first, nothing missing, nothing of another record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, family, loan, two_desks
from exchanges import HONG_THUY, Office, district_at_work

from db.ledger.register import Providers
from db.models import ENTITIES
from db.policy.definition import shipped
from db.store.deciding.queue import decide, list_queue
from db.store.history.history import HistoryRow, household_history, household_places, record_history
from db.store.household.events import death
from db.store.household.households import delete_record, set_household, set_person
from db.store.inputs import Death, MilestoneInput, SupportInput
from db.store.labels import ENTITY_TITLES, label
from db.store.showing import HIDDEN
from db.store.support.supports import add_milestone, add_support, set_support


@pytest.fixture
def desk(place: str, providers: Providers) -> Iterator[Desk]:
    with two_desks(place, providers) as made:
        yield made[0]


@pytest.fixture
def home(desk: Desk) -> str:
    return family(desk, deprivations=["nuoc"])


def history(desk: Desk, *of: Any, **more: Any) -> list[HistoryRow]:
    with desk.register.read() as connection:
        return record_history(connection, *of, **more)


def told(rows: list[HistoryRow]) -> list[tuple[str, str, str]]:
    return [(row.label, row.before, row.after) for row in rows]


class TestOfOneRecord:
    def test_a_field_of_a_group(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        set_person(desk.register, son, {"birth_date": "2002-05"}, reason="Theo giấy khai sinh")
        set_person(desk.register, son, {"sex": "2", "birth_date": "2002"})
        assert told(history(desk, "person", son, "identity.birth_date")) == [
            ("Ngày sinh", "05/2002", "2002"),
            ("Ngày sinh", "30/09/2001", "05/2002"),
            ("Ngày sinh", "", "30/09/2001"),
        ]
        newest, middle, first = history(desk, "person", son, "identity.birth_date")
        assert (middle.officer, middle.reason, middle.kind, middle.kind_label) == (
            "Hồ Thị Mai", "Theo giấy khai sinh", "set", "sửa",
        )  # fmt: skip
        assert (first.kind, first.kind_label, first.record) == ("create", "ghi mới", "Hồ Văn Tơi")
        assert (newest.unit, newest.unit_name) == (HONG_THUY, "xã Hồng Thủy")
        assert newest.device.startswith("xa20104-")
        assert newest.at.startswith("2017-09-01T08:")
        assert len({row.action for row in (newest, middle, first)}) == 3

    def test_the_whole_group(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        set_person(desk.register, son, {"sex": "2", "birth_date": "2002", "ethnic": "01"})
        rows = history(desk, "person", son, "identity")
        assert told(rows)[:2] == [("Ngày sinh", "30/09/2001", "2002"), ("Giới tính", "Nam", "Nữ")]
        assert {row.key for row in rows} == {"identity.name", "identity.birth_date", "identity.sex"}
        assert told(history(desk, "person", son, "ethnic"))[0] == ("Dân tộc", "Mường", "Kinh")

    def test_names_instead_of_ids(self, desk: Desk, home: str) -> None:
        set_household(desk.register, home, {"village": "Thôn 2", "merit": True, "area_class": "rural"})
        newest = told(history(desk, "household", home))[:4]
        assert sorted(newest)[:3] == [
            ("Hộ người có công", "", "có"), ("Khu vực", "", "Nông thôn"), ("Thôn", "Thôn 1", "Thôn 2"),
        ]  # fmt: skip

    def test_deleted(self, desk: Desk, home: str) -> None:
        son = desk.member(home, "Hồ Văn Tơi")
        delete_record(desk.register, "person", son, reason="Ghi trùng")
        row = history(desk, "person", son)[0]
        assert (row.label, row.before, row.after, row.kind_label, row.reason) == (
            "Xóa", "", "đã xóa", "xóa", "Ghi trùng",
        )  # fmt: skip

    def test_nothing_of_nobody(self, desk: Desk) -> None:
        assert history(desk, "person", "không-có") == []
        assert history(desk, "gift", "không-có") == []


class TestSupports:
    @pytest.fixture
    def lent(self, desk: Desk, home: str) -> str:
        return add_support(desk.register, loan(home)).id

    def test_money_sources_and_fields_of_the_policy(self, desk: Desk, lent: str) -> None:
        set_support(desk.register, lent, {"details": {"phuong_an": "Chăn nuôi dê"}, "note": "Đổi con giống"})
        rows = {(row.label, row.before, row.after) for row in history(desk, "support", lent)}
        fields = shipped()["tin_dung"].fields
        assert {
            ("Chính sách", "", shipped()["tin_dung"].title),
            ("Số tiền đề nghị", "", "30.000.000"),
            (fields["phuong_an"].label, "", "Chăn nuôi bò"),
            (fields["phuong_an"].label, "Chăn nuôi bò", "Chăn nuôi dê"),
            ("Ghi chú", "", "Đổi con giống"),
        } <= rows
        sources = next(after for name, _, after in rows if name == "Nguồn vốn")
        assert sources.endswith(": 30.000.000")
        assert "nhcsxh" not in sources

    def test_steps(self, desk: Desk, home: str, lent: str) -> None:
        add_milestone(desk.register, lent, MilestoneInput(kind="approved", date="2017-03-10", document_no="04/TD"))
        with desk.register.read() as connection:
            rows = [row for row in household_history(connection, home) if row.entity == "milestone"]
        assert ("Ngày", "", "10/03/2017") in told(rows)
        assert rows[0].record.startswith("mốc “")
        assert shipped()["tin_dung"].milestone_label("approved") in {row.after for row in rows}

    def test_sensitive_fields_only_on_demand(self, desk: Desk, home: str) -> None:
        policy = shipped()["tro_giup_phap_ly"]
        data = legal_aid(desk.member(home, "Đặng Thị Mỹ"))
        record = add_support(desk.register, data, reason="thử").id
        secret = {f"details.{name}" for name in policy.sensitive} & {f"details.{name}" for name in data.details}
        assert secret, "this test needs a sensitive field"
        hidden = {row.key: row.after for row in history(desk, "support", record)}
        shown = {row.key: row.after for row in history(desk, "support", record, sensitive=True)}
        assert {hidden[key] for key in secret} == {HIDDEN}
        assert HIDDEN not in shown.values()
        assert {key for key in shown if hidden[key] != shown[key]} == secret


def legal_aid(person: str) -> SupportInput:
    details = {
        "kenh": "truc_tiep", "dien": "nguoi_ngheo", "linh_vuc": "dat_dai", "hinh_thuc": "tu_van",
        "tom_tat": "Hỏi về ranh giới thửa đất",
    }  # fmt: skip
    steps = [MilestoneInput(kind="requested", date="2017-03-02")]
    return SupportInput(policy="tro_giup_phap_ly", year=2017, person=person, details=details, milestones=steps)


class TestOfAHousehold:
    def test_everything_of_it_newest_first(self, desk: Desk, home: str) -> None:
        head, wife, _ = (member.id for member in desk.row(home).members)
        other = family(desk)
        set_household(desk.register, other, {"note": "của hộ khác"})
        happened = death(desk.register, Death(household=home, person=head, date="2017-06-15", head=wife))
        with desk.register.read() as connection:
            rows = household_history(connection, home)
            places = household_places(connection, home)
        assert {row.action for row in rows[:5]} == {happened.action}
        assert ("Ngày chết", "", "15/06/2017") in told(rows)
        assert ("Lý do rời hộ", "", "Chết") in told(rows)
        assert ("Quan hệ với chủ hộ", "", "Chủ hộ") in told(rows)
        assert ("Kết quả", "", "Hộ nghèo") in told(rows)
        assert any(row.label == "Chỉ số thiếu hụt" and "nước" in row.after.lower() for row in rows)
        assert not any("hộ khác" in row.after for row in rows)
        assert {(row.entity, row.id) for row in rows} == set(places)
        assert next(row.record for row in rows if row.entity == "membership").startswith("quan hệ trong hộ của ")

    def test_both_sides_of_a_conflict_and_its_end(self, tmp_path: Path) -> None:
        with district_at_work(tmp_path) as town:
            home, someone = town.hong_thuy.record("Hồ Văn Thử")
            town.district.take(town.hong_thuy.send())
            set_person(town.hong_thuy.register, someone, {"birth_date": "1971"}, reason="Theo sổ hộ khẩu")
            set_person(town.district.register, someone, {"birth_date": "1972"}, reason="Theo giấy khai sinh")
            town.district.take(town.hong_thuy.send())
            with town.district.register.read() as connection:
                (item,) = list_queue(connection)
            take = next(v.change for v in item.versions if v.value["birth_date"] == "1971")
            decide(town.district.register, "person", someone, "identity", take=take, reason="Họp")
            with town.district.register.read() as connection:
                rows = [row for row in household_history(connection, home) if row.key == "identity.birth_date"]
        assert sorted((row.before, row.after, row.kind) for row in rows) == [
            ("", "1970", "create"), ("1970", "1971", "set"), ("1970", "1972", "set"), *both(rows),
        ]  # fmt: skip
        assert rows[0].kind_label == "quyết định"
        assert {row.officer for row in rows} == {"Cán bộ Thử B", "Cán bộ Thử C"}

    def test_the_device_that_wrote_and_the_package_that_brought_it(self, tmp_path: Path) -> None:
        with district_at_work(tmp_path) as town:
            home, someone = town.hong_thuy.record("Hồ Văn Thử")
            first = town.hong_thuy.send()
            town.district.take(first)
            set_person(town.hong_thuy.register, someone, {"birth_date": "1971"})
            second = town.hong_thuy.send()
            town.district.take(second)
            town.district.take(first)  # a second time: it brought nothing
            set_person(town.district.register, someone, {"birth_date": "1972"})
            there, here = (births(office, home) for office in (town.district, town.hong_thuy))
        assert [(row.after, row.package) for row in there] == [
            ("1972", ""),
            ("1971", second.name),
            ("1970", first.name),
        ]
        assert [row.device_name.partition(" (")[0] for row in there] == ["huyện A Lưới", *["xã Hồng Thủy"] * 2]
        assert all(row.device in row.device_name for row in there)
        assert [bool(row.package_at) for row in there] == [False, True, True]
        assert [(row.after, row.package) for row in here] == [("1971", ""), ("1970", "")]


def births(office: Office, home: str) -> list[HistoryRow]:
    with office.register.read() as connection:
        return [row for row in household_history(connection, home) if row.key == "identity.birth_date"]


def both(rows: list[HistoryRow]) -> list[tuple[str, str, str]]:
    """The row of the decision: it saw both values."""
    assert set(rows[0].before.split(" / ")) == {"1971", "1972"}
    return [(rows[0].before, "1971", "decide")]


def test_every_key_has_a_vietnamese_name() -> None:
    for name, entity in ENTITIES.items():
        assert ENTITY_TITLES[name]
        columns = {*entity.columns, *entity.groups} - set(entity.derived)
        assert [column for column in columns if label(name, column) == column] == []
