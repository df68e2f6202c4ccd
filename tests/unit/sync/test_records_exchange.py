"""Records of a unit travel like everything else: to the district and back, in dispute, broken by a merge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, District, Office, district_at_work

from db.store.deciding.disputes import list_disputes
from db.store.deciding.queue import QueueItem, decide, list_queue
from db.store.history.undo import last_actions, undo
from db.store.inputs import RecordInput
from db.store.record.figures import record_figures
from db.store.record.reading import RecordRow, record, records
from db.store.record.records import add_record, set_record

WORK = RecordInput(
    kind="cong_trinh", date="2017-01-05", title="Cầu treo", details={"loai": "cau", "ngay_duyet": "2017-02-01"}
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def shown(office: Office, identity: str) -> RecordRow:
    with office.register.read() as connection:
        return record(connection, identity)


def waiting(office: Office) -> list[QueueItem]:
    with office.register.read() as connection:
        return list_queue(connection)


def test_a_record_goes_up_is_corrected_there_and_comes_back(town: District) -> None:
    made = add_record(town.hong_thuy.register, WORK).id
    town.district.take(town.hong_thuy.send())
    row = shown(town.district, made)
    assert (row.unit, row.owner, row.name, row.unit_name) == (HONG_THUY, HONG_THUY, "Cầu treo", "xã Hồng Thủy")
    set_record(town.district.register, made, {"details": {"ngay_khoi_cong": "2017-03-01"}})
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    assert shown(town.hong_thuy, made).details["giai_doan"] == "thi_cong"
    assert town.hong_thuy.hash(HONG_THUY) == town.district.hash(HONG_THUY)


def test_the_district_records_of_a_commune_and_counts_its_communes_together(town: District) -> None:
    status = {"kind": "tinh_trang", "date": "2017-04-28", "details": {"tinh_trang": "kv3"}}
    for unit in (HONG_THUY, "20083"):
        add_record(town.district.register, RecordInput(unit=unit, **status))
    add_record(town.district.register, RecordInput(kind="ke_hoach", date="2017-01-20", title="KH", details={
        "loai": "nam", "so_van_ban": "01/KH-UBND"}))  # fmt: skip
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    with town.hong_thuy.register.read() as connection:
        assert [(row.kind, row.unit) for row in records(connection)] == [("tinh_trang", HONG_THUY)]
    with town.district.register.read() as connection:
        all_units = {one.id: one.value for one in record_figures(connection, 2017)}
        one_unit = {one.id: one.value for one in record_figures(connection, 2017, unit=HONG_THUY)}
    assert (all_units["record.tinh_trang.xa_kv3"], one_unit["record.tinh_trang.xa_kv3"]) == (2, 1)
    assert "record.ke_hoach.van_ban" not in one_unit


def test_two_offices_that_differ_are_told_by_the_names_people_know(town: District) -> None:
    made = add_record(town.hong_thuy.register, WORK).id
    town.district.take(town.hong_thuy.send())
    set_record(town.hong_thuy.register, made, {"details": {"nang_luc": "20 m"}})
    set_record(town.district.register, made, {"details": {"nang_luc": "25 m"}})
    town.district.take(town.hong_thuy.send())
    with town.district.register.read() as connection:
        (one,) = list_disputes(connection)
    assert (one.about, one.unit, one.item.key) == ("Công trình: Cầu treo", HONG_THUY, "details.nang_luc")
    decide(town.district.register, "unit_record", made, one.item.key, value="22 m", reason="Đo lại")
    assert shown(town.district, made).details["nang_luc"] == "22 m"


def test_a_rule_that_a_merge_broke_waits_until_it_is_mended(town: District) -> None:
    made = add_record(town.hong_thuy.register, WORK).id
    town.district.take(town.hong_thuy.send())
    set_record(town.hong_thuy.register, made, {"details": {"ngay_duyet": "2017-06-01"}})
    set_record(town.district.register, made, {"details": {"ngay_khoi_cong": "2017-03-01"}})
    town.district.take(town.hong_thuy.send())
    checks = [item for item in waiting(town.district) if item.kind == "check"]
    assert [(item.entity, item.id, item.shown) for item in checks] == [
        ("unit_record", made, "Ngày khởi công 01/03/2017 trước ngày duyệt.")
    ]
    set_record(town.district.register, made, {"details": {"ngay_khoi_cong": "2017-06-02"}})
    assert waiting(town.district) == []
    with town.district.register.read() as connection:
        action = last_actions(connection)[0].id
    undo(town.district.register, action)
    assert [item.kind for item in waiting(town.district)] == ["check"]
