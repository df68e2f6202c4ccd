"""What an office keeps besides households, after communes were joined: of the new one since, of the old ones before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from db.ledger.register import LOCAL_TIME, Register, put_setting
from db.policy.schema import LinkField
from db.store.actions import Action
from db.store.figures.progress import indicator_table
from db.store.figures.targets import Cohort, TargetInput, add_target
from db.store.figures.totals import TotalBook, TotalInput, put_totals, totals
from db.store.handover.reorganising import apply_changes
from db.store.inputs import RecordInput
from db.store.inventing.populating import populate
from db.store.places.statuses import status_on, statuses_on, zones_on
from db.store.places.tree import Tree
from db.store.places.villages import add_village
from db.store.reading import household_ids
from db.store.record.balances import balances
from db.store.record.figures import record_figures, record_tallies
from db.store.record.links import targets as link_targets
from db.store.record.projects import project_lines
from db.store.record.reading import record, records
from db.store.record.records import add_record, set_record
from db.store.reports.outcomes import homes_of
from db.store.reports.quality import quality
from db.store.review.inputs import MeetingInput
from db.store.review.reading import round_row, rounds
from db.store.review.rounds import set_meeting

# On 1/1/2020 Hồng Quảng (20077) went into Nhâm (20083), which is Quảng Nhâm since.
HONG_QUANG, NHAM = "20077", "20083"
BEFORE, DAY, AFTER = "2019-12-31", "2020-01-01", "2020-06-01"
FUND: dict[str, Any] = {"quy": "vnn", "chieu": "thu", "nguon": "nhan_dan"}
Reading = Callable[[Connection, str, str], Any]
"""What is told of a unit as of a day."""


@pytest.fixture
def district(new_register: Callable[..., Register]) -> Register:
    register = new_register("481")
    register.providers = replace(register.providers, now=lambda: datetime(2026, 11, 27, 8, tzinfo=LOCAL_TIME))
    with register.write() as connection:
        put_setting(connection, "level", "district")
    for unit, amount, area in ((HONG_QUANG, 500_000, "3"), (NHAM, 200_000, "2")):
        add_village(register, "Thôn 1", unit=unit)
        populate(register, seed=4, count=3, unit=unit)
        _keep(register, "can_bo", unit, "2016-01-01", title="Hồ Văn Thử", details={"chuc_danh": "giam_ngheo"})
        _keep(register, "tinh_trang", unit, "2017-05-01", details={"tinh_trang": f"kv{area}"})
        _keep(register, "quy", unit, "2018-02-01", title="Theo chứng từ", details=FUND | {"so_tien": amount})
    return register


def _keep(register: Register, kind: str, unit: str, date: str, **given: Any) -> str:
    return add_record(register, RecordInput(kind=kind, unit=unit, date=date, **given), reason="Theo hồ sơ").id


READINGS: dict[str, Reading] = {
    "records": lambda c, unit, on: len(records(c, unit=unit, on=on)),
    "their units": lambda c, unit, on: sum(row.unit == unit for row in records(c, on=on)),
    "figures": lambda c, unit, on: record_figures(c, int(on[:4]), name="can_bo", unit=unit, on=on)[0].value,
    "statuses": lambda c, unit, on: len(statuses_on(c, on, units=[unit])),
    "statuses of all": lambda c, unit, on: sum(one.unit == unit for one in statuses_on(c, on)),
    "status of a place": lambda c, unit, on: len(status_on(c, unit, on)),
    "quality": lambda c, unit, on: quality(c, year=int(on[:4]), on=on, unit=unit).value(unit, "ho"),
    "homes of results": lambda c, unit, on: sum(one.unit == unit for one in homes_of(c, household_ids(c), on).values()),
    "balances": lambda c, unit, on: len(balances(c, "quy", unit=unit, on=on)),
}
ONE = {"records": 3, "their units": 3, "quality": 3, "homes of results": 3}
BOTH = dict.fromkeys(ONE, 6) | {"figures": 2, "statuses": 2, "statuses of all": 2, "status of a place": 2}


@pytest.mark.parametrize("name", READINGS)
def test_records_are_the_new_communes_since_and_the_old_ones_before(district: Register, name: str) -> None:
    told = READINGS[name]
    with district.read() as connection:
        before = [told(connection, unit, BEFORE) for unit in (HONG_QUANG, NHAM)]
    assert before == [ONE.get(name, 1)] * 2
    apply_changes(district, DAY)
    with district.read() as connection:
        assert [told(connection, unit, BEFORE) for unit in (HONG_QUANG, NHAM)] == before
        assert [told(connection, unit, AFTER) for unit in (HONG_QUANG, NHAM)] == [0, BOTH.get(name, 1)]
        assert told(connection, "20104", AFTER) == 0


def test_the_joined_commune_writes_what_it_took_over(district: Register) -> None:
    with district.read() as connection:
        (own,) = records(connection, kind="quy", unit=HONG_QUANG)
        (officer,) = records(connection, kind="can_bo", unit=HONG_QUANG)
        assert zones_on(connection, BEFORE) == {HONG_QUANG: "III", NHAM: "II"}
    apply_changes(district, DAY)
    set_record(district, own.id, {"note": "Đã kiểm"})
    set_record(district, officer.id, {"village": "Thôn 1 (Hồng Quảng)"}, reason="Theo hồ sơ")
    with district.read() as connection:
        row = record(connection, officer.id)
        assert (row.unit, row.unit_name, row.village_name) == (NHAM, "xã Quảng Nhâm", "Thôn 1")
        assert record(connection, own.id).note == "Đã kiểm"
        (left,) = balances(connection, "quy", unit=NHAM)
        assert (left.left, left.unit_name) == (700_000, "xã Quảng Nhâm")
        assert record_tallies(connection, 2019, "can_bo")["giam_ngheo"].keys() == {NHAM}  # by our tree
        assert NHAM not in zones_on(connection, AFTER)  # of two areas: nobody knows which
        assert [line.records for line in project_lines(connection, 2018, unit=HONG_QUANG)] == []
    _keep(district, "tinh_trang", NHAM, "2020-03-01", details={"tinh_trang": "kv3"})
    with district.read() as connection:
        assert zones_on(connection, AFTER) == {NHAM: "III"}


def test_a_round_of_a_former_commune_is_gone_on_with(district: Register) -> None:
    with district.write() as connection:
        action = Action(district, connection)
        number = action.create("review_round", {"year": 2019, "kind": "periodic"}, unit=HONG_QUANG)
        action.commit()
    apply_changes(district, DAY)
    with district.read() as connection:
        assert [row.id for row in rounds(connection, unit=NHAM)] == [number]
        assert rounds(connection, unit=HONG_QUANG) == []
    meeting = MeetingInput(date="2020-01-10", village="Thôn 1 (Hồng Quảng)", attended=20, agreed=20)
    set_meeting(district, number, meeting, reason="Họp lại")
    with district.read() as connection:
        (held,) = round_row(connection, number).meetings
        assert (held.village_name, round_row(connection, number).owner_unit) == ("Thôn 1", HONG_QUANG)


def test_totals_of_a_joined_commune_are_those_of_all_it_was_then(district: Register) -> None:
    typed = [
        TotalInput(unit=HONG_QUANG, village="Thôn 1", kind="households", value=300, year=2019),
        TotalInput(unit=NHAM, kind="households", value=500, year=2019),
        TotalInput(unit=HONG_QUANG, kind="persons", value=900, year=2019),
    ]
    put_totals(district, typed)
    apply_changes(district, DAY)
    assert _total(district, "households", 2019) == (800, "")
    assert _total(district, "persons", 2019) == (None, "chưa ghi tổng số nhân khẩu năm 2019 của xã Nhâm")
    again = TotalInput(unit=NHAM, village="Thôn 1 (Hồng Quảng)", kind="households", value=310, year=2019)
    put_totals(district, [again])  # in the place of what the former commune typed
    put_totals(district, [TotalInput(unit=NHAM, kind="households", value=850, year=2020)])
    assert _total(district, "households", 2019) == (810, "")
    assert _total(district, "households", 2020) == (850, "")
    with district.read() as connection:
        placed = [(row.unit, row.village is not None) for row in totals(connection, year=2019)]
    assert sorted(placed) == [(HONG_QUANG, False), (NHAM, False), (NHAM, True)]


def test_a_sum_says_which_parts_are_doubted_and_which_nobody_typed(district: Register) -> None:
    with district.write() as connection:
        action = Action(district, connection)
        for value in (300, 310):
            typed = {"unit": NHAM, "unit_date": BEFORE, "year": 2018, "kind": "households", "figure": {"value": value}}
            action.create("area_total", typed, unit=NHAM)
        action.commit()
    apply_changes(district, DAY)
    doubt = "tổng số hộ dân cư năm 2018 của xã Nhâm có hai bản ghi khác nhau: ghi lại một số"
    assert _total(district, "households", 2018) == (
        None,
        f"{doubt}; chưa ghi tổng số hộ dân cư năm 2018 của xã Hồng Quảng",
    )
    put_totals(district, [TotalInput(unit=HONG_QUANG, kind="households", value=5, year=2018)])
    assert _total(district, "households", 2018) == (None, doubt)
    put_totals(district, [TotalInput(unit=NHAM, kind="households", value=310, year=2018)])
    assert _total(district, "households", 2018) == (315, ""), "a number written again ends the doubt"


def _total(register: Register, kind: str, year: int) -> tuple[int | None, str]:
    with register.read() as connection:
        found = TotalBook(connection, Tree(connection), year).of(kind, NHAM)
    return found.value, found.why


def test_the_communes_of_a_target_are_counted_as_what_they_have_become(district: Register) -> None:
    listed = Cohort(words="Xã khó khăn", units=[HONG_QUANG, NHAM, "20104"])
    for over in ("each", "together"):
        aim = TargetInput(indicator="ty_le_ho_ngheo", year=2020, comparator="at_most", value="50", over=over)
        add_target(district, msgspec.structs.replace(aim, cohort=listed))
    apply_changes(district, DAY)
    with district.read() as connection:
        table = indicator_table(connection, year=2020, today="2021-02-01", names=["ty_le_ho_ngheo"])
    assert len(table) == 2
    for row in table:
        assert row.target is not None
        assert [part.unit for part in row.parts] == [NHAM, "20104"]
        assert row.parts[0].unit_name == "xã Quảng Nhâm"
        assert row.target.cohort == listed  # as it was set


def test_a_record_of_the_joined_commune_may_name_anybody_of_it(district: Register) -> None:
    spec = LinkField(id="ho", label="Hộ", to="household")
    apply_changes(district, DAY)
    with district.read() as connection:
        offered = {one.id for one in link_targets(connection, spec, unit=NHAM, on=AFTER)}
        assert offered == set(household_ids(connection, unit=NHAM, on=AFTER))
    assert len(offered) == 6
