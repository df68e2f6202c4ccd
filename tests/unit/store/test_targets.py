"""Targets of both plans entered and judged: ranges, means, sums, cohorts frozen when the target was set."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, Office, household
from figures import HONG_HA, district, homes, villages

from db.domain.errors import InvalidData, NotFound
from db.domain.values import figure_words
from db.policy.indicators import shipped
from db.policy.targets import shipped_plans
from db.store.definitions.kinds import kind
from db.store.figures.progress import IndicatorRow, _holds, indicator_table
from db.store.figures.targets import (
    Cohort,
    TargetInput,
    TargetRow,
    add_target,
    delete_target,
    load_plan,
    set_target,
    targets,
)
from db.store.figures.totals import TotalInput, put_totals
from db.store.household.households import add_household
from db.store.inputs import Amounts, MilestoneInput, RecordInput, Source, SupportInput
from db.store.record.records import add_record
from db.store.support.supports import add_support

RATE = "ty_le_ho_ngheo"


@pytest.fixture
def town(place: str, tmp_path: Path) -> Iterator[Office]:
    """A Lưới: of 40 households in each commune 12 (30 %), 11 (27,5 %) and 2 (5 %) were poor at the end of 2016."""
    office = district(tmp_path, place)
    villages(office.register)
    for unit, poor, left in ((HONG_THUY, 10, 2), (NHAM, 11, 0), (HONG_HA, 1, 1)):
        homes(office.register, unit, poor, [("2016-01-01", "poor")])
        homes(office.register, unit, left, [("2016-01-01", "poor"), ("2017-12-20", "escaped_poverty")])
    rows = [
        TotalInput(unit=unit, kind="households", value=value, year=year)
        for year in (2016, 2017)
        for unit, value in ((HONG_THUY, 40), (NHAM, 40), (HONG_HA, 40), (DISTRICT, 400))
    ]
    put_totals(office.register, rows)
    yield office
    office.register.close()


def rows(office: Office, *, year: int = 2017, today: str = "2018-02-01", unit: str | None = None) -> list[IndicatorRow]:
    with office.register.read() as connection:
        return [one for one in indicator_table(connection, year=year, today=today, unit=unit) if one.target]


def judged(office: Office, data: TargetInput, *, today: str = "2018-02-01", year: int = 2017) -> IndicatorRow:
    record = add_target(office.register, data)
    (found,) = [one for one in rows(office, today=today, year=year) if one.target and one.target.id == record]
    delete_target(office.register, record, reason="thử xong")
    return found


def test_the_plan_of_thua_thien_hue_is_entered_once_and_judged_line_by_line(town: Office) -> None:
    loaded = load_plan(town.register, "tth_2017")
    assert (loaded.targets, loaded.same, loaded.official) == (15, 0, 1)
    assert len(loaded.unlisted) == 1  # of the new countryside: no status is recorded yet
    again = load_plan(town.register, "tth_2017")
    assert (again.targets, again.same, len(again.unlisted)) == (0, 15, 1)

    found = {(one.target.clause, one.id, one.target.over): one for one in rows(town) if one.target}
    assert len(found) == 15
    whole = found["I.2a", RATE, "unit"]
    assert (whole.numerator, whole.denominator, whole.value) == (22, 400, "5.5")
    assert (whole.verdict, whole.before, whole.progress, whole.last) == ("reached", "7.19", 154, "6.25")
    cohort = found["I.2a", RATE, "together"]
    assert cohort.target is not None
    assert cohort.target.cohort == Cohort(
        words="Các xã có tỷ lệ hộ nghèo trên 25% cuối năm 2016", units=[NHAM, HONG_THUY], on="2016-12-31"
    )
    assert [(part.unit, part.before, part.value, part.actual) for part in cohort.parts] == [
        (NHAM, "27.5", "27.5", 0),
        (HONG_THUY, 30, "25", 5),
    ]
    assert (cohort.before, cohort.value, cohort.actual, cohort.verdict) == ("28.75", "26.25", "2.5", "missed")
    assert found["I.2b", RATE, "each"].verdict == "unknown"
    assert found["I.2b", RATE, "each"].why == "chưa chốt danh sách xã của chỉ tiêu này"
    assert found["I.2h", "cong_trinh_ha_tang", "unit"].verdict == "no_number"
    assert found["I.2c", "luot_vay_von", "unit"].verdict == "missed"
    assert found["I.2d", "bhyt_dbkk", "unit"].verdict == "unknown"
    assert "A Lưới" in found["I.2d", "bhyt_dbkk", "unit"].why
    assert {one.verdict_name for one in found.values()} <= {
        "đạt",
        "không đạt",
        "chưa tính được",
        "kế hoạch không nêu số",
    }


def test_communes_of_the_new_countryside_are_listed_from_their_status_once_it_is_recorded(town: Office) -> None:
    load_plan(town.register, "tth_2017")
    for unit, status, until in ((HONG_HA, "ntm", None), (NHAM, "ntm_dang_ky", None), (HONG_THUY, "ntm", "2016-12-31")):
        details = {"tinh_trang": status} | ({"den_ngay": until} if until else {})
        record = RecordInput(kind="tinh_trang", unit=unit, date="2016-05-01", details=details)
        add_record(town.register, record, reason="Theo quyết định")
    again = load_plan(town.register, "tth_2017")
    assert (again.same, again.unlisted) == (15, [])
    (found,) = [one for one in rows(town) if one.target and one.target.over == "each"]
    assert found.target is not None
    assert found.target.cohort is not None
    assert (found.target.cohort.units, found.target.cohort.on) == ([HONG_HA, NHAM], "2017-12-31")
    add_record(
        town.register,
        RecordInput(kind="tinh_trang", unit=HONG_THUY, date="2017-02-01", details={"tinh_trang": "ntm"}),
        reason="x",
    )
    load_plan(town.register, "tth_2017")
    (still,) = [one for one in rows(town) if one.target and one.target.over == "each"]
    assert still.target == found.target, "once listed it stays"
    known = {item.code for item in kinds_of_status(town)}
    assert {
        code for plan in shipped_plans().values() for spec in plan.targets if spec.cohort for code in spec.cohort.status
    } <= known


def kinds_of_status(office: Office) -> list[Any]:
    with office.register.read() as connection:
        return [item for one in kind(connection, "tinh_trang").definition.choices for item in one.items]


def test_a_cohort_stays_as_it_was_frozen_and_each_commune_is_told(town: Office) -> None:
    load_plan(town.register, "tth_2017")
    with town.register.read() as connection:
        (each,) = [one for one in targets(connection) if one.over == "each"]
    units = [HONG_HA, NHAM]
    set_target(town.register, each.id, {"cohort": {"words": "Xã nông thôn mới", "units": units}})
    (found,) = [one for one in rows(town) if one.target and one.target.id == each.id]
    assert (found.numerator, found.denominator, found.verdict) == (1, 2, "missed")
    assert [(part.unit_name, part.verdict) for part in found.parts] == [
        ("xã Hồng Hạ", "reached"),
        ("xã Nhâm", "missed"),
    ]
    # half of Nhâm's households escape: the frozen list is not looked up anew
    put_totals(town.register, [TotalInput(unit=NHAM, kind="households", value=400, year=2017)])
    (found,) = [one for one in rows(town) if one.target and one.target.id == each.id]
    assert (found.numerator, found.verdict) == (2, "reached")
    (cohort,) = [one.target for one in rows(town) if one.target and one.target.over == "together"]
    assert cohort.cohort is not None
    assert cohort.cohort.units == [NHAM, HONG_THUY]


def test_the_plan_of_an_giang_is_entered_for_another_period(town: Office) -> None:
    loaded = load_plan(town.register, "ag_2013_2015")
    assert (loaded.targets, loaded.official) == (len(shipped_plans()["ag_2013_2015"].targets), 24)
    found = {(one.target.clause, one.id, one.target.measure): one for one in rows(town, year=2014) if one.target}
    assert len(found) == loaded.targets - sum(
        one.from_year is None for one in shipped_plans()["ag_2013_2015"].targets
    )  # those of the last year alone are not due yet
    mean = found["IV.1", "ho_vay_von", "yearly_mean"]
    assert (mean.aim, mean.actual, mean.verdict) == ("từ 20.000 hộ mỗi năm", 0, "on_way")
    assert found["IV.4.1", "nha_o_can", "sum"].aim == "từ 10.000 căn trong 3 năm"
    assert found["IV.1", "tien_vay_von", "sum"].aim == "từ 600 tỷ đồng trong 3 năm"
    assert found["I.2", RATE, "yearly_decrease"].aim == "giảm 1,5–2 điểm % mỗi năm"
    last = {(one.target.clause, one.id, one.target.measure): one for one in rows(town, year=2015) if one.target}
    assert len(last) == loaded.targets


AIMS: tuple[tuple[dict[str, Any], Any, str], ...] = (
    ({"comparator": "at_most", "value": "5.5"}, "5.5", "reached"),
    ({"comparator": "below", "value": "5.5"}, "5.5", "missed"),
    ({"comparator": "between", "value": "3", "value_to": "5"}, "5.5", "missed"),
    ({"comparator": "between", "value": "3", "value_to": "6"}, "5.5", "reached"),
    ({"measure": "decrease", "comparator": "between", "value": "0.5", "value_to": "0.7"}, "0.75", "reached"),
    ({"measure": "decrease", "comparator": "at_least", "value": "0.76"}, "0.75", "missed"),
    (
        {"measure": "yearly_decrease", "comparator": "at_least", "value": "2", "baseline": "9.5",
         "baseline_on": "2015-12-31", "from_year": 2016},
        2, "reached",
    ),
    ({"measure": "decrease", "comparator": "at_least", "value": "1", "baseline_on": "2014-12-31"}, None, "unknown"),
)  # fmt: skip


def test_an_aim_is_measured_as_the_plan_says(town: Office) -> None:
    aims = [TargetInput(indicator=RATE, year=2017, **more) for more, _actual, _verdict in AIMS]
    ids = {add_target(town.register, aim): number for number, aim in enumerate(aims)}
    found = {ids[one.target.id]: one for one in rows(town) if one.target}
    for number, (_more, actual, verdict) in enumerate(AIMS):
        assert (found[number].actual, found[number].verdict) == (actual, verdict), AIMS[number]
        assert (found[number].why != "") == (verdict == "unknown")


def test_all_of_them_is_every_one() -> None:
    one = shipped()[RATE]
    row = TargetRow(id="x", comparator="at_least", value="100")
    assert not _holds(one, row, Decimal(24_999) * 100 / 25_000)  # printed as 100,00
    assert _holds(one, row, Decimal(100))
    assert _holds(one, TargetRow(id="x", comparator="at_most", value="6.09"), Decimal("6.0949"))


def test_sums_and_counts_grow_towards_their_target(hong_thuy: Office) -> None:
    home = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
    aim = TargetInput(indicator="ho_vay_von", year=2017, comparator="at_least", value="1")
    assert judged(hong_thuy, aim, today="2017-09-02").verdict == "on_way"
    use = [{"viec": "Mua bò", "thanh_tien": 20_000_000}]
    loan = SupportInput(
        policy="tin_dung",
        year=2017,
        household=home,
        amounts=Amounts(requested=20_000_000, cost=20_000_000, sources=[Source(source="nhcsxh", amount=20_000_000)]),
        details={"chuong_trinh": "ho_ngheo", "phuong_an": "Nuôi bò", "thoi_han": 36, "muc_dich": use},
        milestones=[
            MilestoneInput(kind="requested", date="2017-03-01"),
            MilestoneInput(kind="approved", date="2017-04-01"),
            MilestoneInput(kind="disbursed", date="2017-05-01", amount=20_000_000),
        ],
    )
    add_support(hong_thuy.register, loan, reason="Dữ liệu bịa")
    found = judged(hong_thuy, aim, today="2017-09-02")
    assert (found.actual, found.progress, found.verdict) == (1, 100, "reached")
    wanted = {"from_year": 2017, "measure": "sum", "comparator": "at_least", "value": "40000000"}
    money = TargetInput(indicator="tien_vay_von", year=2018, **wanted)  # type: ignore[arg-type]
    found = judged(hong_thuy, money, today="2018-06-01", year=2018)
    assert (found.actual, found.value, found.progress, found.verdict) == (20_000_000, 0, 50, "on_way")


def test_what_is_no_target_is_refused(hong_thuy: Office) -> None:
    wrong = TargetInput(
        indicator="khong_co", year=1800, comparator="hơn", value="x", over="each", baseline_on="2016-13-01", measure="y"
    )
    with pytest.raises(InvalidData) as caught:
        add_target(hong_thuy.register, wrong)
    assert {one.field for one in caught.value.issues} == {
        *("indicator", "measure", "comparator", "cohort", "value", "baseline_on", "year"),
    }
    with pytest.raises(NotFound):
        load_plan(hong_thuy.register, "khong_co")
    with pytest.raises(NotFound):
        set_target(hong_thuy.register, "khong-co", {"value": "1"})


def test_figures_are_written_as_people_read_them() -> None:
    shown = [figure_words(*one) for one in ((None,), (0,), ("6.09", "%"), (14000, "lượt hộ"), (32_400_000_000, "đồng"))]
    assert shown == ["", "0", "6,09%", "14.000 lượt hộ", "32,4 tỷ đồng"]
    assert figure_words("-0.5", "%") == "-0,5%"
