"""What was said of a commune before it was joined: judged apart beside what it became, money added from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from figures import homes

from db.domain.errors import DefinitionError, InvalidData, NotAllowed
from db.ledger.register import LOCAL_TIME, Register, put_setting
from db.store.figures.budget_lines import LineInput, Sums, add_line, budgets, load_budget
from db.store.figures.budgets import LineView, budget_beside, budget_view
from db.store.figures.official import OfficialInput, put_official
from db.store.figures.progress import IndicatorRow, beside, indicator_table
from db.store.figures.targets import Cohort, TargetInput, add_target, load_plan, targets_of
from db.store.figures.totals import TotalBook, TotalInput, put_totals
from db.store.handover.dividing import Share, divide, division, placed, read_shares
from db.store.handover.reorganising import apply_changes, changes_for
from db.store.owners import owner_of
from db.store.places.tree import Tree
from db.store.places.villages import add_village
from db.store.reading import household_ids, households
from db.store.reports import build

# On 1/1/2020 Hồng Quảng (20077) went into Nhâm (20083), which is Quảng Nhâm since; on 1/7/2021 Phú Thuận (19744) of
# Huế was divided between Tây Lộc (19750) and Thuận Hòa (19762).
HONG_QUANG, NHAM = "20077", "20083"
PHU_THUAN, TAY_LOC, THUAN_HOA = "19744", "19750", "19762"
DAY = "2020-01-01"
NHAM_BEFORE, HONG_QUANG_BEFORE = "xã cũ Nhâm (đến 31/12/2019)", "xã cũ Hồng Quảng (đến 31/12/2019)"
RATE, TABLE = "ty_le_ho_ngheo", "rieng"


@pytest.fixture
def district(new_register: Callable[..., Register]) -> Register:
    register = _of("481", new_register)
    for unit, poor, rest in ((HONG_QUANG, 3, 1), (NHAM, 1, 4)):
        homes(register, unit, poor, [("2017-01-01", "poor")])
        homes(register, unit, rest, [("2017-01-01", "not_poor")])
        put_totals(register, [TotalInput(unit=unit, kind="households", year=year, value=20) for year in (2018, 2019)])
    return register


def _of(unit: str, new_register: Callable[..., Register]) -> Register:
    register = new_register(unit)
    register.providers = replace(register.providers, now=lambda: datetime(2026, 11, 27, 8, tzinfo=LOCAL_TIME))
    with register.write() as connection:
        put_setting(connection, "level", "district")
    return register


def table(register: Register, unit: str, year: int, name: str = RATE) -> list[IndicatorRow]:
    with register.read() as connection:
        return indicator_table(connection, year=year, today="2026-11-27", unit=unit, names=[name])


def told(register: Register, unit: str, year: int) -> list[str]:
    with register.read() as connection:
        return beside(connection, unit, year, indicator_table(connection, year=year, today="2026-11-27", unit=unit))


def aim(unit: str, value: str, **given: Any) -> TargetInput:
    return TargetInput(indicator=RATE, unit=unit, comparator="at_most", value=value, **{"year": 2019, **given})


def test_a_target_stays_that_of_the_commune_as_it_was(district: Register) -> None:
    for unit, value in ((HONG_QUANG, "10"), (NHAM, "6")):
        add_target(district, aim(unit, value))
    add_target(district, aim(NHAM, "4", year=2021, from_year=2018))
    add_target(district, aim("481", "30", over="together", cohort=Cohort(words="Hai xã", units=[HONG_QUANG, NHAM])))
    before = {unit: table(district, unit, 2019) for unit in (HONG_QUANG, NHAM, "481")}
    assert [(one.actual, one.verdict) for one in before[NHAM]] == [(5, "reached"), (5, "on_way")]
    apply_changes(district, DAY)
    assert table(district, HONG_QUANG, 2019) == before[HONG_QUANG]  # by the tree of its last day
    assert table(district, "481", 2019)[0].actual == before["481"][0].actual == 10
    rows = table(district, NHAM, 2019)
    judged = {(row.unit, row.target.value): row for row in rows if row.target}
    assert {row.former for row in judged.values()} == {NHAM_BEFORE, HONG_QUANG_BEFORE}
    for row in (*before[HONG_QUANG], *before[NHAM][:1]):
        assert row.target is not None
        found = judged[row.unit, row.target.value]
        assert (found.actual, found.numerator, found.verdict) == (row.actual, row.numerator, row.verdict)
    assert (rows[-1].former, rows[-1].value, rows[-1].unit_name) == ("", "10", "xã Quảng Nhâm")
    (ended,) = [row for row in table(district, NHAM, 2021) if row.target]
    assert (ended.former, ended.on, ended.actual, ended.verdict) == (NHAM_BEFORE, "2019-12-31", 5, "ended")
    (said,) = told(district, NHAM, 2021)
    assert said.startswith("Xã Quảng Nhâm không có chỉ tiêu của riêng mình năm 2021")
    assert NHAM_BEFORE in said


def test_a_plan_is_entered_anew_for_the_joined_commune_and_reports_compare_with_its_own(district: Register) -> None:
    load_plan(district, "tth_2017", unit=NHAM)
    add_target(district, aim(NHAM, "4", year=2020))
    apply_changes(district, DAY)
    with district.read() as connection:
        made = build(connection, "ca_nam", year=2020, on="2020-12-31", unit=NHAM)
    (compared,) = [one for one in made.tables if one.id == "so_sanh"]
    assert all(line.values[3] is None for line in compared.lines)
    assert NHAM_BEFORE in compared.missing[-1]
    assert load_plan(district, "tth_2017", unit=NHAM).same == 0
    add_target(district, aim(NHAM, "12", year=2020))
    with district.read() as connection:
        own, before = targets_of(connection, NHAM, "2020-06-01", year=2020)
    assert ([one.value for one in own], [former.title for former, _aim in before]) == (["12"], [NHAM_BEFORE])
    assert told(district, NHAM, 2020) == []


def test_a_printed_figure_is_of_the_commune_it_was_printed_of(district: Register) -> None:
    printed = OfficialInput(unit=NHAM, on_date="2015-12-31", indicator=RATE, value="44.5", source="BC 12 của huyện")
    since = OfficialInput(unit=NHAM, on_date="2022-12-31", indicator="ty_le_ho_can_ngheo", value="9", source="BC 40")
    put_official(district, [printed, since])
    assert [(one.value, one.basis) for one in table(district, NHAM, 2015)] == [("44.5", "official")]
    apply_changes(district, DAY)
    (row,) = table(district, NHAM, 2015)
    assert (row.value, row.basis) == (None, "")
    assert row.note == f"số liệu chính thức của {NHAM_BEFORE}: 44,5% (BC 12 của huyện)"
    (later,) = table(district, NHAM, 2022, "ty_le_ho_can_ngheo")
    assert (later.value, later.basis) == ("9", "official")


def line(unit: str, number: str, title: str, amounts: dict[str, Sums], **given: Any) -> LineInput:
    return LineInput(
        budget=TABLE, unit=unit, line=number, title=title, from_year=2019, year=2020, amounts=amounts, **given
    )


def test_money_of_former_communes_counts_from_the_joining_on(district: Register) -> None:
    for unit, part in ((HONG_QUANG, 1), (NHAM, 10)):
        sums = {f"nstw_{year}": Sums(planned=part * year, allocated=part, disbursed=part, carried=part)
                for year in (2019, 2020)}  # fmt: skip
        add_line(district, line(unit, "1", "Nhà ở", sums))
        add_line(district, line(unit, "2", "Cộng", {}, kind="total"))
    load_budget(district, "tth_2017", unit=NHAM)
    before = view(district, NHAM)
    apply_changes(district, DAY)
    add_line(district, line(NHAM, "1", "Nhà ở", {"nstw_2020": Sums(planned=500, allocated=100)}))
    own, *former, whole = view(district, NHAM)
    assert (own.former, own.figures[""].planned) == ("", 500)
    assert [one.former for one in former] == [HONG_QUANG_BEFORE] * 2 + [NHAM_BEFORE] * 2
    assert [one.figures for one in former[2:]] == [one.figures for one in before]
    got = whole.figures["nstw"]
    assert (got.planned, got.allocated, got.disbursed, got.carried) == (500 + 11 * 2020, 111, 11, 11)
    assert got == whole.figures[""]
    assert "xã Quảng Nhâm" in whole.title
    assert view(district, NHAM, 2019)[-1].figures[""].planned is None
    assert load_budget(district, "tth_2017", unit=NHAM).same == 0  # those of Nhâm are Nhâm's
    with district.read() as connection:
        assert set(budgets(connection, NHAM)) == {TABLE, "tth_2017"}


def view(register: Register, unit: str, year: int | None = None) -> list[LineView]:
    with register.read() as connection:
        return budget_view(connection, TABLE, unit=unit, years=None if year is None else [year])


def test_of_a_divided_commune_nobody_inherits_and_the_town_stays_whole(new_register: Callable[..., Register]) -> None:
    town = _of("474", new_register)
    with town.read() as connection:
        wards = Tree(connection).communes("474")
    put_totals(town, [TotalInput(unit=unit, kind="households", year=2018, value=10) for unit in wards])
    add_target(town, aim(PHU_THUAN, "5", year=2021))
    add_line(town, line(PHU_THUAN, "1", "Nhà ở", {"nstw_2020": Sums(planned=7)}))
    whole = _total(town, "474")
    apply_changes(town, "2021-07-01")
    assert _total(town, "474") == whole == (10 * len(wards), "")
    assert _total(town, TAY_LOC) == _total(town, PHU_THUAN) == (10, "")
    for unit in (TAY_LOC, THUAN_HOA):
        (said,) = told(town, unit, 2021)
        assert said.startswith("Một phần của phường cũ Phú Thuận (đến 30/06/2021) vào phường")
        assert [row.target for row in table(town, unit, 2021)] == [None]
        with town.read() as connection:
            assert budget_view(connection, TABLE, unit=unit) == []
            assert len(budget_beside(connection, TABLE, unit=unit)) == 1
    (kept,) = [row for row in table(town, PHU_THUAN, 2021) if row.target]
    assert (kept.former, kept.unit) == ("", PHU_THUAN)
    assert [one.figures[""].planned for one in view(town, PHU_THUAN)] == [7]


HEAD = "village,household,new_code\n"


def test_a_divided_commune_is_shared_out_by_village_in_one_action_a_unit(new_register: Callable[..., Register]) -> None:
    town = _of("474", new_register)
    villages = {name: add_village(town, name, unit=PHU_THUAN) for name in ("Tổ 1", "Tổ 2")}
    made = {
        name: homes(town, PHU_THUAN, 2, [("2017-01-01", "poor")], village=record) for name, record in villages.items()
    }
    (alone,) = homes(town, PHU_THUAN, 1, [("2017-01-01", "poor")])
    with town.read() as connection:
        before = households(connection, household_ids(connection, unit=PHU_THUAN, on="2021-06-30"), "2021-06-30")
    told = read_shares(f"{HEAD}tổ 1,,{TAY_LOC}\nTổ 2,,{THUAN_HOA}\n".encode(), "chia.csv")
    with pytest.raises(NotAllowed, match="áp dụng địa giới mới trước"):
        divide(town, PHU_THUAN, told)
    apply_changes(town, "2021-07-01")
    with pytest.raises(InvalidData, match=f"Chưa ghi thôn, hộ này về đâu: {alone}"):
        divide(town, PHU_THUAN, told)
    with pytest.raises(InvalidData, match="Đơn vị 20104 không nhận phần nào"):
        divide(town, PHU_THUAN, [*told, Share("", alone, "20104")])
    with pytest.raises(DefinitionError, match=r"chia.csv, dòng 2, cột new_code: để trống"):
        read_shares(f"{HEAD}Tổ 1,,\n".encode(), "chia.csv")
    done = divide(town, PHU_THUAN, [*told, Share("", alone, TAY_LOC)])
    assert (done.households, len(done.actions)) == ({TAY_LOC: 3, THUAN_HOA: 2}, 2)
    with town.read() as connection:
        owners = {home: owner_of(connection, "household", home) for home in (*made["Tổ 1"], *made["Tổ 2"], alone)}
        (kept,) = households(connection, made["Tổ 2"][:1], "2022-01-01")
        assert households(connection, [one.id for one in before], "2021-06-30") == before
        assert [len(household_ids(connection, unit=unit, on="2022-01-01")) for unit in (PHU_THUAN, TAY_LOC)] == [0, 3]
    assert list(owners.values()) == [TAY_LOC, TAY_LOC, THUAN_HOA, THUAN_HOA, TAY_LOC]
    assert (kept.unit, kept.village_name) == (THUAN_HOA, "Tổ 2")
    assert divide(town, PHU_THUAN, []).actions == []


def test_what_a_divided_commune_waits_for(new_register: Callable[..., Register]) -> None:
    """First for the day, even in a register in which nothing else changed; then for a person to divide it."""
    town = _of("474", new_register)
    homes(town, PHU_THUAN, 2, [("2017-01-01", "poor")])

    def parted() -> dict[str, tuple[bool, int]]:
        with town.read() as connection:
            found = {one.code: one for one in changes_for(connection, "2021-07-01")}
        return {code: (found[code].waits, len(found[code].undivided)) for code in (TAY_LOC, THUAN_HOA)}

    assert parted() == {TAY_LOC: (True, 1), THUAN_HOA: (True, 1)}
    done = apply_changes(town, "2021-07-01")
    assert (len(done.actions), any(one.waits for one in done.units)) == (3, False)
    assert parted() == {TAY_LOC: (False, 1), THUAN_HOA: (False, 1)}
    with town.read() as connection:
        told = division(town, connection, PHU_THUAN)
    assert [part.new_code for part in told.parts] == [TAY_LOC, THUAN_HOA]
    assert placed(told.homes, [Share("", told.homes[0].id, TAY_LOC)]) == {
        told.homes[0].id: TAY_LOC, told.homes[1].id: "",
    }  # fmt: skip
    divide(town, PHU_THUAN, [Share("", home.id, TAY_LOC) for home in told.homes])
    assert parted() == {TAY_LOC: (False, 0), THUAN_HOA: (False, 0)}


def _total(register: Register, unit: str) -> tuple[int | None, str]:
    with register.read() as connection:
        found = TotalBook(connection, Tree(connection), 2018).of("households", unit)
    return found.value, found.why
