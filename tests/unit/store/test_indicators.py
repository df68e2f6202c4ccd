"""Indicators counted over typed totals, for units with all below, the same on both databases; a new one is one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, Office, district_at_work, household
from figures import district, homes, villages

from db.domain.errors import DefinitionError, InvalidData, NotAllowed
from db.policy.definition import shipped as policies_shipped
from db.policy.indicators import figures, parse, shipped
from db.policy.targets import parse_plan, shipped_plans
from db.store.deciding.disputes import list_disputes
from db.store.deciding.queue import Decision, decide_many
from db.store.definitions.files import add_definition
from db.store.definitions.indicators import indicators, total_kinds
from db.store.figures.counting import Counter
from db.store.figures.official import OfficialInput, official_figures, put_official
from db.store.figures.progress import IndicatorRow, indicator_table
from db.store.figures.totals import TotalInput, put_totals, totals
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household
from db.store.inputs import NeedInput, RecordInput
from db.store.plan.needs import add_need, set_need
from db.store.plan.reading import needs
from db.store.record.records import add_record
from desktop.presenters.case import CaseReader
from desktop.presenters.desk import Desk

POOR, NEAR = "poor", "near_poor"
NEW = """
kind = "indicator"
format = 1
id = "ho_ngheo_dtts_nu"
version = 1
title = "Tỷ lệ hộ nghèo dân tộc thiểu số do phụ nữ làm chủ hộ"
definition = "Số hộ nghèo dân tộc thiểu số có chủ hộ nữ chia tổng số hộ dân tộc thiểu số có chủ hộ nữ."
unit = "%"
better = "less"
status = "own"
source = "Báo cáo của xã"

[[totals]]
id = "ho_nu_chu_ho_dtts"
title = "Hộ dân tộc thiểu số có chủ hộ nữ"

[agencies]
lead = "Hội Liên hiệp Phụ nữ"

[numerator]
label = "Hộ nghèo dân tộc thiểu số, chủ hộ nữ"
[[numerator.terms]]
households = { classes = ["poor"], ethnic_minority = true, head = true, sex = "2" }

[denominator]
label = "Hộ dân tộc thiểu số có chủ hộ nữ"
[[denominator.terms]]
total = "ho_nu_chu_ho_dtts"
"""


@pytest.fixture
def town(place: str, tmp_path: Path) -> Iterator[Office]:
    """A Lưới: two communes with households, three poor ones of 2017 in each that were more the year before."""
    office = district(tmp_path, place)
    here = villages(office.register)
    left = [("2016-01-01", POOR), ("2017-12-01", "escaped_poverty")]
    homes(office.register, HONG_THUY, 3, [("2016-01-01", POOR)], village=here["Thôn 1"], ethnic_minority=1)
    homes(office.register, HONG_THUY, 2, left, village=here["Thôn 2"], sex="2", ethnic_minority=1)
    homes(office.register, NHAM, 1, [("2016-01-01", POOR)], village=here["Thôn A"], sex="2", ethnic_minority=1)
    homes(office.register, NHAM, 4, [("2017-06-01", NEAR)], village=here["Thôn A"])
    yield office
    office.register.close()


def row(office: Office, name: str, *, unit: str | None = None, year: int = 2017) -> IndicatorRow:
    with office.register.read() as connection:
        (found,) = indicator_table(connection, year=year, today="2018-02-01", unit=unit, names=[name])
    return found


def told(office: Office, name: str, **more: Any) -> tuple[Any, Any, Any]:
    found = row(office, name, **more)
    return found.numerator, found.denominator, found.value


def typed(office: Office, *given: tuple[str, str | None, str, int | None], year: int = 2017, reason: str = "") -> None:
    rows = [
        TotalInput(unit=u, village=v, kind=k, value=n, year=year, source="Chi cục Thống kê") for u, v, k, n in given
    ]
    put_totals(office.register, rows, reason=reason)


def test_rates_stand_on_what_was_typed_for_the_unit_or_for_all_parts_of_it(town: Office) -> None:
    missing = row(town, "ty_le_ho_ngheo", unit=HONG_THUY)
    assert (missing.numerator, missing.denominator, missing.value) == (3, None, None)
    assert "Hồng Thủy" in missing.why
    assert "2017" in missing.why

    typed(town, (HONG_THUY, "Thôn 1", "households", 40))
    assert "Thôn 2" in row(town, "ty_le_ho_ngheo", unit=HONG_THUY).why
    typed(town, (HONG_THUY, "Thôn 2", "households", 7), (NHAM, None, "households", 90))
    assert told(town, "ty_le_ho_ngheo", unit=HONG_THUY) == (3, 47, "6.38")
    assert row(town, "ty_le_ho_ngheo", unit=HONG_THUY).last is None  # nothing typed for 2016
    assert "20 xã" not in row(town, "ty_le_ho_ngheo").why
    assert row(town, "ty_le_ho_ngheo").value is None  # nineteen communes are missing: there is no sum
    typed(town, (DISTRICT, None, "households", 200))
    found = row(town, "ty_le_ho_ngheo")
    assert (found.numerator, found.denominator, found.value) == (4, 200, "2")
    assert "phân loại" in found.note  # communes without any list are named
    typed(town, (DISTRICT, None, "households", 190), year=2016)
    assert row(town, "ty_le_ho_ngheo").last == "3.16"
    assert told(town, "ty_le_ho_ngheo_dtts", unit=NHAM) == (1, None, None)
    assert told(town, "ho_ngheo_nu_chu_ho") == (1, None, 1)
    assert told(town, "khau_ngheo") == (8, None, 8)
    assert told(town, "ho_can_ngheo", unit=NHAM) == (4, None, 4)
    assert "được phân loại" in row(town, "ho_ngheo", unit="20071").why


def test_totals_are_typed_again_taken_back_and_undone(town: Office) -> None:
    typed(town, (HONG_THUY, None, "households", 100), (HONG_THUY, None, "households_minority", 90))
    typed(town, (HONG_THUY, None, "households", 110))
    with town.register.read() as connection:
        assert [(one.kind, one.value) for one in totals(connection)] == [
            ("households", 110),
            ("households_minority", 90),
        ]
    with town.register.read() as connection:
        last = last_actions(connection)[0].id
    undo(town.register, last, reason="gõ nhầm")
    typed(town, (HONG_THUY, None, "households_minority", None))
    with town.register.read() as connection:
        assert [one.value for one in totals(connection)] == [100, None]
    with pytest.raises(InvalidData) as caught:
        typed(town, (HONG_THUY, None, "households_minority", 101))
    assert {issue.code for issue in caught.value.issues} == {"part_over_whole"}
    typed(town, (HONG_THUY, None, "households_minority", 101), reason="mới nhập về")
    with pytest.raises(InvalidData) as caught:
        put_totals(
            town.register,
            [
                TotalInput(unit=HONG_THUY, kind="x", value=1, year=2017),
                TotalInput(unit=HONG_THUY, village="Thôn 9", kind="persons", value=-1, year=1800),
            ],
        )
    assert [issue.code for issue in caught.value.issues] == ["unknown_total", "year", "total_range", "unknown_village"]
    with pytest.raises(NotAllowed):
        typed(town, ("20000", None, "households", 5))


def test_what_an_official_text_prints_stands_where_nobody_recorded(town: Office) -> None:
    series = [("2010-12", "3.59", "18756"), ("2012-01", "7.84", "41281")]
    given = [
        OfficialInput(unit="89", on_date=on, indicator="ty_le_ho_ngheo", value=v, numerator=n, source="QĐ 107/QĐ-UBND")
        for on, v, n in series
    ]
    put_official(town.register, given)
    with town.register.read() as connection:
        rate = shipped()["ty_le_ho_ngheo"]
        value = Counter(connection, "2010-12-31").value(rate, ["89"])
        later = Counter(connection, "2011-12-31").value(rate, ["89"])
        assert Counter(connection, "2012-12-31").value(rate, ["89"]).value is None
        assert (value.value, value.basis, value.note) == ("3.59", "official", "QĐ 107/QĐ-UBND")
        assert (later.value, later.numerator) == ("7.84", "41281")
    put_official(
        town.register,
        [OfficialInput(unit="89", on_date="2012-01", indicator="ty_le_ho_ngheo", value="7.8", source="x")],
    )
    with town.register.read() as connection:
        assert [one.value for one in official_figures(connection)] == ["3.59", "7.8"]
    with pytest.raises(InvalidData) as caught:
        put_official(town.register, [OfficialInput(unit="00", on_date="2012-13", source=" ", value="7,8")])
    assert {issue.code for issue in caught.value.issues} == {"no_title", "date", "no_source", "decimal"}


def test_needs_served_are_counted_each_person_once(hong_thuy: Office) -> None:
    first, second = (add_household(hong_thuy.register, household(f"Hồ Văn {name}")).id for name in ("Một", "Hai"))
    help_ = "tro_giup_phap_ly"
    for home in (first, first, second):
        add_need(hong_thuy.register, NeedInput(household=home, policy=help_), reason="Dữ liệu bịa")
    assert told(hong_thuy, "tro_giup_phap_ly") == (0, 2, "0")
    assert row(hong_thuy, "dao_tao_theo_nhu_cau").why.endswith("là 0")
    with hong_thuy.register.read() as connection:
        record = needs(connection, households=[second])[0].id
    set_need(hong_thuy.register, record, {"refused_on": "2017-09-01", "refused_reason": "ngoài lĩnh vực"}, reason="x")
    assert told(hong_thuy, "tro_giup_phap_ly") == (0, 2, "0")


def test_an_indicator_written_by_hand_is_there_with_nothing_else_changed(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        office = town.district
        add_definition(office.register, NEW.encode(), "moi.toml")
        with office.register.read() as connection:
            assert "ho_ngheo_dtts_nu" in indicators(connection)
            assert total_kinds(connection)["ho_nu_chu_ho_dtts"] == "Hộ dân tộc thiểu số có chủ hộ nữ"
        homes(office.register, NHAM, 2, [("2016-01-01", POOR)], sex="2", ethnic_minority=1)
        typed(office, (NHAM, None, "ho_nu_chu_ho_dtts", 8))
        assert told(office, "ho_ngheo_dtts_nu", unit=NHAM) == (2, 8, "25")
        with pytest.raises(DefinitionError, match="dòng 23"):
            add_definition(
                office.register, NEW.replace("poor", "pour").replace("version = 1", "version = 2").encode(), "x"
            )
        add_definition(office.register, NEW.encode(), "moi.toml")  # the same file again changes nothing
        with pytest.raises(DefinitionError, match="đã có bản số 1"):
            add_definition(office.register, NEW.replace("Báo cáo", "Sổ").encode(), "moi.toml")
        assert told(office, "ho_ngheo_dtts_nu", unit=NHAM) == (2, 8, "25")
        town.hong_thuy.take(office.send_to(HONG_THUY))  # it goes down with the catalogue
        with town.hong_thuy.register.read() as connection:
            assert "ho_ngheo_dtts_nu" in indicators(connection)


FAULTS = {
    'version = 1': ('version = "1"', "version"),
    'unit = "%"': ('unit = "hộ"', "unit"),
    'status = "own"': ('status = "own"\nmau = 1', "mau"),
    'total = "ho_nu_chu_ho_dtts"': ('total = "khong_co"', "denominator.terms[0].total"),
    'households = {': ('figure = "bhyt.khong"\nhouseholds = {', "numerator.terms[0]"),
    'classes = ["poor"], ethnic_minority = true, head = true, sex = "2"': (
        'text = "ho"',
        "numerator.terms[0].households.text",
    ),
    'label = "Hộ dân tộc thiểu số có chủ hộ nữ"\n': ("", "denominator"),
    'sex = "2"': ('sex = "9"', "numerator.terms[0].households.sex"),
}  # fmt: skip


@pytest.mark.parametrize("old", FAULTS)
def test_a_file_with_a_fault_is_refused_with_its_line_and_key(old: str) -> None:
    new, key = FAULTS[old]
    known = figures(policies_shipped())
    parse(NEW.encode(), "moi.toml", known)
    with pytest.raises(DefinitionError) as caught:
        parse(NEW.replace(old, new, 1).encode(), "moi.toml", known)
    assert "tệp moi.toml, dòng" in caught.value.message
    assert f"`{key}" in caught.value.message


def test_every_shipped_file_is_read_and_serves_a_plan_or_a_report() -> None:
    assert len(shipped()) >= 35
    assert {plan.id for plan in shipped_plans().values()} == {"tth_2017", "ag_2013_2015"}
    clauses = {spec.clause for spec in shipped_plans()["tth_2017"].targets}
    assert clauses == {f"I.2{one}" for one in ("a", "b", "c", "d", "d (thứ hai)", "đ", "e", "f", "g", "h")}
    lines = {(line.plan, line.line) for one in shipped().values() for line in one.shape.plans}
    for plan in shipped_plans().values():
        named = {line for of, line in lines if of == plan.short}
        assert {spec.clause for spec in plan.targets} <= named | {"IV.5"}
    head = 'kind = "targets"\nid = "x"\ntitle = "X"\nshort = "X"\nsource = ""\nunit = "46"\non = "2017-01-01"\n'
    aim = '[[targets]]\nclause = "a"\ntitle = "A"\nindicator = "ho_ngheo"\nyear = 2017\ncomparator = "below"\n'
    with pytest.raises(DefinitionError, match=r"dòng 8.*value"):
        parse_plan((head + aim).encode(), "x.toml", shipped())


def test_two_offices_that_type_different_totals_are_asked_about(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        commune, above = town.hong_thuy, town.district
        typed(commune, (HONG_THUY, None, "households", 100))
        above.take(commune.send())
        typed(above, (HONG_THUY, None, "households", 110))
        typed(commune, (HONG_THUY, None, "households", 105))
        above.take(commune.send())
        assert "đang chờ quyết định" in row(above, "ty_le_ho_can_ngheo", unit=HONG_THUY).why
        with above.register.read() as connection:
            (one,) = list_disputes(connection)
        assert (one.about, one.unit) == ("Tổng số hộ dân cư, 2017", HONG_THUY)
        case = CaseReader(Desk(above.register, ""), "2017-09-01").case(one, together=1)
        assert [[(cell.label, cell.text) for cell in choice.cells] for choice in case.choices] == [
            [("Số lượng", value), ("Nguồn số liệu", "Chi cục Thống kê")] for value in ("105", "110")
        ]
        place = {"entity": one.item.entity, "id": one.item.id, "key": one.item.key}
        decide_many(above.register, [Decision(**place, take=case.choices[0].take)], reason="đúng")
        assert row(above, "ty_le_ho_can_ngheo", unit=HONG_THUY).denominator == 105


def test_what_a_unit_records_counts_too(town: Office) -> None:
    """Officers trained of those in post, works, models: the kinds of records that the shipped indicators name."""
    assert row(town, "tap_huan_can_bo").why == "cán bộ cần tập huấn là 0"
    officers = [
        kept(town, "can_bo", "2016-01-01", name, chuc_danh="giam_ngheo") for name in ("Hồ Văn Thử", "A Viết Bịa")
    ]
    roster = [{"can_bo": officers[0], "co_mat": True}, {"can_bo": officers[1], "co_mat": False}]
    kept(town, "tap_huan", "2017-05-10", "Rà soát", noi_dung=["ra_soat"], hoc_vien=roster)
    kept(town, "cong_trinh", "2017-03-01", "Đường thôn 1", loai="giao_thong")
    trained = row(town, "tap_huan_can_bo")
    assert (trained.numerator, trained.denominator, trained.value) == (1, 2, "50")
    assert row(town, "cong_trinh_ha_tang").value == 1
    assert row(town, "cong_trinh_ha_tang", unit=NHAM).value == 0
    assert row(town, "cong_trinh_ha_tang", year=2016).value == 0


def kept(office: Office, kind: str, date: str, title: str, **details: object) -> str:
    data = RecordInput(kind=kind, date=date, title=title, unit=HONG_THUY, details=details)
    return add_record(office.register, data, reason="Bịa").id


def test_poor_households_are_urban_or_rural_by_their_unit_unless_told_otherwise(place: str, tmp_path: Path) -> None:
    office, poor, township = district(tmp_path, place), [("2017-01-01", "poor")], "20044"
    homes(office.register, HONG_THUY, 2, poor)
    homes(office.register, HONG_THUY, 1, poor, area_class="urban")
    homes(office.register, township, 3, poor)
    homes(office.register, township, 1, poor, area_class="rural")
    found = [row(office, f"ho_ngheo_{area}").value for area in ("nong_thon", "thanh_thi")]
    office.register.close()
    assert found == [3, 4]
