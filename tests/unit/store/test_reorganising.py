"""Communes joined, districts ended: applied once, told apart, one owner each, and every earlier day as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from db.domain.errors import DefinitionError, NotAllowed
from db.domain.unit_changes import carried_changes, read_changes
from db.ledger import ledger
from db.ledger.digest import shared_hash
from db.ledger.lineage import Lineage, lineage
from db.ledger.register import LOCAL_TIME, Register, put_setting
from db.store.figures.targets import TargetInput, add_target
from db.store.figures.totals import TotalInput, put_totals
from db.store.handover.reorganising import apply_changes, changes_for
from db.store.history.history import record_history
from db.store.history.undo import last_actions, undo
from db.store.home.charts import classes_by_year, supports_by_village
from db.store.household.households import add_household, set_household
from db.store.inputs import Filter, HouseholdInput, PersonInput
from db.store.inventing.populating import populate
from db.store.inventing.years import populate_supports
from db.store.lists.listing import count, count_by_unit, household_ids_by, household_lines, person_ids, person_lines
from db.store.lists.search import find
from db.store.offices import info
from db.store.owners import owner_of
from db.store.places.residence import units_then
from db.store.places.villages import add_village, list_villages
from db.store.reading import household, household_ids, households
from db.store.reports import build
from db.store.tables.cells import read_cells

# On 1/1/2020 Hồng Quảng (20077) went into Nhâm (20083), which is Quảng Nhâm since; on 1/7/2025 into A Lưới 2 (20044).
HONG_QUANG, NHAM, A_LUOI_2 = "20077", "20083", "20044"
BEFORE, DAY, AFTER = "2019-12-31", "2020-01-01", "2020-06-01"


@pytest.fixture
def district(new_register: Callable[..., Register]) -> Register:
    register = _of("481", "district", new_register)
    for unit in (HONG_QUANG, NHAM):
        add_village(register, "Thôn 1", unit=unit)
        add_village(register, "A Hươr" if unit == NHAM else "Pi Ây", unit=unit)
        populate(register, seed=4, count=14, unit=unit)
    populate(register, seed=4, count=6, unit="20104")
    populate_supports(register, seed=4)
    return register


def _of(unit: str, level: str, new_register: Callable[..., Register]) -> Register:
    register = new_register(unit)
    register.providers = replace(register.providers, now=lambda: datetime(2026, 11, 27, 8, tzinfo=LOCAL_TIME))
    with register.write() as connection:
        put_setting(connection, "level", level)
    return register


def seen(register: Register, on: str) -> bytes:
    """Everything lists, counts and charts tell as of a day, in their order."""
    with register.read() as connection:
        told: list[Any] = []
        for unit in (None, HONG_QUANG, NHAM, "20104"):
            ids = household_ids(connection, unit=unit, on=on)
            told += [ids, households(connection, ids, on)]
            asked = Filter(unit=unit, classes=("poor",))
            homes = household_ids_by(connection, asked, on=on)
            people = person_ids(connection, Filter(unit=unit), on=on)
            told += [household_lines(connection, homes, on=on), person_lines(connection, people, on=on)]
            told += [count(connection, "persons", asked, on=on), count(connection, "households", asked, on=on)]
        told += [classes_by_year(connection, [int(on[:4])]), supports_by_village(connection, int(on[:4]))]
        return msgspec.json.encode(told)


def reported(register: Register, on: str, unit: str | None = None) -> bytes:
    """All tables of a day, what a year came to and all results, of the whole register or a commune."""
    with register.read() as connection:
        made = [
            build(connection, name, year=int(on[:4]), on=on, unit=unit) for name in ("bo_bieu", "ca_nam", "ket_qua")
        ]
    return msgspec.json.encode(made)


def test_reports_of_earlier_days_stay_byte_for_byte(district: Register) -> None:
    with district.read() as connection:
        villages = list_villages(connection, HONG_QUANG)
    put_totals(district, [TotalInput(unit=HONG_QUANG, village=one.id, kind="households", year=2019, value=7 + place)
                          for place, one in enumerate(villages)])  # fmt: skip
    add_target(district, TargetInput(indicator="ty_le_ho_ngheo", unit=NHAM, year=2019, comparator="at_most", value="6"))
    places = (None, HONG_QUANG, NHAM)
    earlier = [reported(district, BEFORE, unit) for unit in places]
    apply_changes(district, DAY)
    assert [reported(district, BEFORE, unit) == told for unit, told in zip(places, earlier, strict=True)] == [True] * 3


def test_joined_communes_are_one_and_earlier_days_stay_as_they_were(district: Register) -> None:
    earlier = {on: seen(district, on) for on in ("2017-06-01", BEFORE)}
    with district.read() as connection:
        homes = {unit: household_ids(connection, unit=unit) for unit in (HONG_QUANG, NHAM)}
    done = apply_changes(district, DAY)
    assert {on: seen(district, on) for on in earlier} == earlier
    assert "Quảng Nhâm" in [one.name.removeprefix("xã ") for one in done.units]
    with district.read() as connection:
        both = [*homes[HONG_QUANG], *homes[NHAM]]
        assert sorted(household_ids(connection, unit=NHAM, on=AFTER)) == sorted(both)
        assert household_ids(connection, unit=HONG_QUANG, on=AFTER) == []
        rows = households(connection, both, AFTER)
        assert {row.unit for row in rows} == {NHAM}
        assert {owner_of(connection, "household", home) for home in both} == {NHAM}
        people = [member.id for row in rows for member in row.members]
        assert {owner_of(connection, "person", person) for person in people} == {NHAM}
        names = [one.name for one in list_villages(connection, NHAM)]
        assert {"Thôn 1 (Hồng Quảng)", "Thôn 1 (Nhâm)", "A Hươr", "Pi Ây"} <= set(names)
        assert max(Counter(names).values()) == 1
        assert {row.village_name for row in rows} <= set(names)
        hit = find(connection, rows[0].members[0].name)
        assert {one.unit for one in hit if one.person == rows[0].members[0].id} == {NHAM}
    assert info(district).households == 34


def test_one_audited_action_a_unit_and_nothing_twice(district: Register) -> None:
    with district.read() as connection:
        ((before,),) = connection.exec_driver_sql("SELECT count(*) FROM ledger_change").all()
        waiting = changes_for(connection, DAY)
    done = apply_changes(district, DAY)
    with district.read() as connection:
        ((after,),) = connection.exec_driver_sql("SELECT count(*) FROM ledger_change").all()
        told = last_actions(connection, limit=20)
        joined = next(one for one in done.units if one.code == NHAM)
        (record,) = connection.exec_driver_sql(
            f"SELECT id FROM unit_merger WHERE old_code = '{HONG_QUANG}'"
        ).scalars().all()  # fmt: skip
        (row,) = record_history(connection, "unit_merger", record)[:1]
    assert [one.code for one in waiting] == [one.code for one in done.units]
    assert (len(done.actions), after - before) == (len(waiting), sum(len(one.units) for one in waiting))
    assert [(one.code, one.households, one.villages) for one in joined.units] == [(HONG_QUANG, 14, 2), (NHAM, 14, 2)]
    assert joined.alike == ["Thôn 1"]
    assert "NQ 834" in row.reason
    assert not any(one.undoable for one in told if one.id in done.actions)
    left = undo(district, done.actions[0])
    assert (left.restored, [one.why for one in left.left]) == (0, ["việc này không lấy lại được"] * len(left.left))
    again = apply_changes(district, DAY)
    assert (again.actions, again.unit_date) == ([], DAY)
    with district.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ledger_change").scalar() == after


def test_what_is_written_afterwards_is_the_new_units(district: Register) -> None:
    with district.read() as connection:
        home = household_ids(connection, unit=HONG_QUANG)[0]
    apply_changes(district, DAY)
    with pytest.raises(Exception, match="Thôn 1 \\(Hồng Quảng\\)"):
        set_household(district, home, {"village": "Thôn 1"})
    set_household(district, home, {"village": "A Hươr", "phone": "0912345678"})
    with district.read() as connection:
        assert household(connection, home, AFTER).village_name == "A Hươr"
        changed = ledger.changes_of(connection, [("household", home)])["household", home]
        assert {stream.unit for stream, _ in changed.values()} == {HONG_QUANG, NHAM}
        assert shared_hash(connection, NHAM) != shared_hash(connection, HONG_QUANG)


def test_a_commune_goes_on_under_its_code_and_keeps_its_own_earlier_days(new_register: Callable[..., Register]) -> None:
    commune = _of(NHAM, "commune", new_register)
    populate(commune, seed=1, count=8)
    before = seen(commune, BEFORE)
    done = apply_changes(commune, DAY)
    assert (done.unit_name.split(",")[0], len(done.actions)) == ("xã Quảng Nhâm", 1)
    assert seen(commune, BEFORE) == before
    made = add_household(commune, HouseholdInput(village="Thôn mới", new_village=True, members=[_head()]))
    with commune.read() as connection:
        assert household(connection, made.id, AFTER).unit == NHAM
        assert owner_of(connection, "household", made.id) == NHAM


def _head() -> PersonInput:
    return PersonInput(name="Hồ Văn Thử", birth_date="1980", sex="1", relation="01")


def test_a_unit_that_ended_is_told_who_follows(new_register: Callable[..., Register]) -> None:
    for unit, level, day, who in (
        (HONG_QUANG, "commune", DAY, "Xã Hồng Quảng nhập vào xã Quảng Nhâm từ 01/01/2020"),
        (
            "19744",
            "commune",
            "2021-07-01",
            "Phường Phú Thuận bị chia về phường Tây Lộc, phường Thuận Hòa",
        ),
        ("483", "district", "2025-01-01", "Huyện Nam Đông nhập vào huyện Phú Lộc từ 01/01/2025"),
        ("481", "district", "2025-07-01", "Huyện A Lưới thôi hoạt động từ 01/07/2025, thành phố Huế tiếp quản"),
    ):
        register = _of(unit, level, new_register)
        with pytest.raises(NotAllowed, match=who) as refused:
            apply_changes(register, day)
        assert refused.value.code == "unit_ended"
        assert info(register).unit_date == "2017-09-01"
    with pytest.raises(NotAllowed, match="không phải một ngày đã tới"):
        apply_changes(register, "2027-01-01")


def test_the_province_takes_everything_over(new_register: Callable[..., Register]) -> None:
    province = _of("46", "province", new_register)
    for unit in (HONG_QUANG, NHAM, "20065", "20161", "20164"):
        populate(province, seed=3, count=4, unit=unit)
    told = {on: seen(province, on) for on in ("2018-01-01", "2022-01-01", "2025-06-30")}
    reports = reported(province, "2018-01-01")
    done = apply_changes(province, "2025-07-01")
    assert done.unit_name == "thành phố Huế"
    assert seen(province, "2018-01-01") == told["2018-01-01"]
    assert reported(province, "2018-01-01") == reports
    with province.read() as connection:
        known = lineage(connection)
        assert [known.on(HONG_QUANG, day) for day in (BEFORE, DAY, "2026-01-01")] == [HONG_QUANG, NHAM, A_LUOI_2]
        assert len(household_ids(connection, unit=NHAM, on="2022-01-01")) == 8
        assert len(household_ids(connection, unit=A_LUOI_2, on="2026-01-01")) == 12
        assert len(household_ids(connection, unit="20161", on="2026-01-01")) == 8
        assert known.now("481") == "46"
        owners = Counter(owner_of(connection, "household", home) for home in household_ids(connection))
        assert owners == {A_LUOI_2: 12, "20161": 8}
    assert info(province).households == 20


def test_a_file_tells_otherwise_and_is_refused_where_it_is_wrong(district: Register) -> None:
    head = "date,old_code,old_name,new_code,new_name,share,basis\n"
    good = head + "2020-01-01,20077,Xã Hồng Quảng,20056,Xã Trung Sơn,whole,Theo văn bản của huyện\n"
    rows = read_changes(good.encode(), "ban-do.csv")
    assert len([one for one in rows if one.date == DAY]) == 1
    assert len(rows) == len(carried_changes()) - sum(one.date == DAY for one in carried_changes()) + 1
    apply_changes(district, DAY, rows)
    with district.read() as connection:
        assert lineage(connection).now(HONG_QUANG) == "20056"
    for wrong, told in (
        (good.replace("2020-01-01", "1/1/2020"), "dòng 2, cột date"),
        (good.replace("whole", "cả xã"), "dòng 2, cột share"),
        (good.replace("20056", "99999"), "dòng 2, cột new_code"),
        (good.replace("basis", "can_cu"), "dòng 1, cột basis"),
    ):
        with pytest.raises(DefinitionError, match=told):
            read_changes(wrong.encode(), "ban-do.csv")


def test_a_way_follows_the_days_and_never_turns_back() -> None:
    steps = [("2020-01-01", "a", "b"), ("2025-07-01", "b", "c"), ("2025-07-01", "d", "b"), ("2020-01-01", "b", "b")]
    known = Lineage(steps)
    assert [known.on("a", day) for day in ("2019-12-31", "2020-01-01", "2025-07-01")] == ["a", "b", "c"]
    assert known.now("d") == "b"  # what came into b on the day b ended stays with the new b
    assert known.of("c") == ["a", "b", "c"]
    assert known.of("b", "2021-01-01") == ["a", "b"]
    assert known.of("a") == []
    assert known.sql("h.unit", "2021-01-01") == "CASE h.unit WHEN 'a' THEN 'b' ELSE h.unit END"
    assert not Lineage([("2020-01-01", "b", "b")])


def test_indicators_and_tables_count_a_joined_commune_whole(district: Register) -> None:
    """Of the day before by the codes of then in tables, by those of our tree in indicators; afterwards as one."""
    with district.read() as connection:
        asked = Filter(classes=("poor", "near_poor"))
        each = {unit: count(connection, "households", msgspec.structs.replace(asked, unit=unit), on=BEFORE)
                for unit in (HONG_QUANG, NHAM)}  # fmt: skip
        apart = listed_in(connection, BEFORE)
    assert {unit: apart[unit] for unit in each} == each
    apply_changes(district, DAY)
    with district.read() as connection:
        for on in (BEFORE, AFTER):
            found = count_by_unit(connection, "households", asked, on=on)
            assert (found[NHAM], HONG_QUANG in found) == (sum(each.values()), False)
            assert set(units_then(connection, on).values()) == {NHAM, "20104"}
        assert listed_in(connection, BEFORE) == apart
        after = listed_in(connection, AFTER)
    assert (after[NHAM], HONG_QUANG in after) == (sum(each.values()), False)


def test_lists_of_a_report_name_a_joined_commune_whole(district: Register) -> None:
    """Who lacks what, and who is poor one by one: also those who live in the commune that went into it."""
    apart = [_in_lists(district, unit) for unit in (HONG_QUANG, NHAM)]
    assert all(all(one) for one in apart)
    apply_changes(district, DAY)
    together = _in_lists(district, NHAM)
    assert [len(one) for one in together] == [len(one) + len(other) for one, other in zip(*apart, strict=True)]
    assert _in_lists(district, HONG_QUANG) == (set(), set())
    with district.read() as connection:
        places = build(connection, "thieu_hut", year=2020, on=AFTER).tables[2].lines
    assert HONG_QUANG not in {line.key for line in places}


def _in_lists(register: Register, unit: str) -> tuple[set[str], set[str]]:
    """The households that a report names as lacking something, and as poor, in a commune after the joining."""
    with register.read() as connection:
        reports = [build(connection, name, year=2020, on=AFTER, unit=unit) for name in ("thieu_hut", "bieu_15")]
    lacking, poor = (report.table(name) for report, name in zip(reports, ("thieu_hut_ho", "bieu_15"), strict=True))
    assert lacking is not None
    assert poor is not None
    found = [{line.key for line in table.lines if line.level == "household"} for table in (lacking, poor)]
    return found[0], found[1]


def listed_in(connection: Connection, on: str) -> Counter[str]:
    """Households of the lists by the code of their commune, as the tables count them."""
    found: Counter[str] = Counter()
    cells = read_cells(connection, year=int(on[:4]), on=on, since=f"{on[:4]}-01-01")
    for leaf, kind, sums in cells.households:
        if kind.end in ("poor", "near_poor"):
            found[leaf.unit] += sums[0]
    return found
