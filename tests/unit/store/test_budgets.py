"""Budget lines: An Giang's appendix cell by cell and what in it does not add up; money typed and paid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from exchanges import HONG_THUY, NHAM, Office, district_at_work, household
from figures import district, homes

from db.domain.errors import DefinitionError, InvalidData, NotFound
from db.policy.budgets import cell, check_table, parse_budget, shipped_budgets, shown
from db.policy.definition import shipped
from db.store.figures.budget_lines import (
    LineInput,
    Sums,
    add_line,
    budget_lines,
    budgets,
    delete_line,
    load_budget,
    put_amounts,
    set_line,
)
from db.store.figures.budget_table import appendix
from db.store.figures.budgets import Figures, LineView, budget_flags, budget_view
from db.store.figures.paid import shared
from db.store.household.households import add_household
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.support.supports import add_support

AG = "ag_2013_2015"
PRINTED = """
I | Thực hiện các chính sách giảm nghèo: | 699,33 | 636 | 43,33 | 20 | 2.098 |
1 | Chính sách tín dụng cho hộ nghèo | 200 | 180 | 10 | 10 | 600 | NH.CSXH
2 | Chính sách hỗ trợ y tế cho người nghèo và cận nghèo | 200 | 180 | 20 | - | 600 | Ngành Y tế
3 | Chính sách hỗ trợ giáo dục cho người nghèo và cận nghèo | 100 | 90 | - | 10 | 300 | Ngành Giáo duc
4 | Chính sách hỗ trợ hộ nghèo về nhà ở | 83,33 | 80 | 3,33 | - | 250 | 10.000 căn nhà. Ngành Xây dựng
5 | Hỗ trợ tiền điện | 10,8 | 10,8 |  |  | 32,4 |
6 | Hỗ trợ DTTS ( QĐ 74 ) | 100 | 90 | 10 |  | 300 |
7 | Hỗ trợ hộ nghèo vùng khó khăn | 5 | 5 |  |  | 15 |
8 | Hỗ trợ pháp lý | 0,2 | 0,2 |  |  | 0,6 | Ngành Tư pháp
II | Thực hiện các dự án giảm nghèo | 19 | 16,5 | 2,5 |  | 57 |
1 | DA dạy nghề cho người nghèo, cận nghèo | 5 | 5 | - | - | 15 | QĐ 1956 DN -LĐNT
2 | DA cơ sở hạ tầng các xã ĐBKK, xã biên giới | 10 | 10 | - | - | 30 | CT MTQG GN
3 | DA năng cao năng lực cán bộ GN | 1,5 | 1 | 0,5 | - | 4,5 | CT MTQG GN
 | - Tập huấn |  |  |  |  |  |
 | - Hoạt động truyền thông |  |  |  |  |  |
 | - Hoạt động giám sát |  |  |  |  |  |
4 | Nhân rộng các mô hình giảm nghèo bền vững | 1 | 0,5 | 0,5 | - | 3 | CT MTQG GN
5 | DA cán bộ làm công tác giảm nghèo | 1,5 | - | 1,5 | - | 4,5 | CT MTQG GN
 | Tổng cộng | 718,33 | 652.50 | 45,83 | 20 | 2.155 |
"""
"""The appendix of QĐ 107/QĐ-UBND as it is printed, column by column."""


@pytest.fixture
def town(place: str, tmp_path: Path) -> Iterator[Office]:
    office = district(tmp_path, place)
    yield office
    office.register.close()


def view(office: Office, name: str = AG, years: list[int] | None = None) -> dict[str, LineView]:
    with office.register.read() as connection:
        return {one.row.line: one for one in budget_view(connection, name, years=years)}


def test_every_cell_and_total_of_the_appendix_stands_as_printed(town: Office) -> None:
    made = load_budget(town.register, AG)
    assert (made.lines, made.same) == (19, 0)
    assert load_budget(town.register, AG).same == 19
    with town.register.read() as connection:
        table = appendix(connection, AG)
        assert budgets(connection) == {AG: "Biểu tổng hợp kinh phí giai đoạn 2013-2015"}
    expected = [[part.strip() for part in line.split("|")] for line in PRINTED.strip("\n").split("\n")]
    assert [row.cells for row in table.rows] == expected
    assert table.columns[6] == "Tổng số 03 năm"
    assert [row.cells[0] for row in table.rows if row.strong] == ["I", "II", ""]


def test_what_does_not_add_up_is_flagged_and_nothing_else(town: Office) -> None:
    load_budget(town.register, AG)
    with town.register.read() as connection:
        flags = budget_flags(connection, AG)
    rounding = {(one.line, one.column): one.message for one in flags if one.severity == "rounding"}
    assert set(rounding) == {("I", "total"), ("I.4", "total"), ("T", "total"), ("", "")}
    assert "249,99, in 250" in rounding["I.4", "total"]
    assert "2.154,99, in 2.155" in rounding["", ""]
    differs = [one.message for one in flags if one.severity == "differs"]
    assert len(differs) == 2
    assert "540, in 600" in differs[0]
    assert "10.500, in 10.000" in differs[1]
    assert sum(one.severity == "words" for one in flags) == 4

    (line,) = [one for one in view(town).values() if one.row.line == "I.5"]
    set_line(town.register, line.row.id, {"printed": {"nstw": "10,9"}})
    assert {(f.column, f.severity) for f in view(town)["I.5"].flags} == {("mean", "differs")}
    assert {f.column for f in view(town)["I"].flags} == {"nstw", "total"}


def test_money_is_typed_by_source_and_year_and_summed_up(town: Office) -> None:
    load_budget(town.register, AG)
    load_budget(town.register, "tth_2017")
    plan = view(town)["I.4"].figures
    assert plan["nstw"] == Figures(planned=240_000_000_000, of_plan=True)
    assert plan[""].planned == 249_990_000_000  # three times the printed mean
    assert view(town, years=[2014])["I.4"].figures["ns_tinh"].planned == 3_330_000_000
    assert view(town)["T"].figures["nstw"].planned == 1_957_500_000_000

    lines = view(town, "tth_2017")
    given = {
        (lines["1.2"].row.id, "nstw", 2017): Sums(planned=500, allocated=400, disbursed=150, carried=30),
        (lines["1.3"].row.id, "nstw", 2017): Sums(planned=100),
        (lines["5"].row.id, "huy_dong", 2017): Sums(allocated=7),
    }
    put_amounts(town.register, given)
    lines = view(town, "tth_2017")
    assert lines["1"].figures["nstw"].planned == 600
    assert lines["1"].figures["nstw"].left == 280
    assert lines["5"].figures[""].left == 7
    set_line(town.register, lines["1.2"].row.id, {"amounts": {"nstw_2017": None}, "note": "Sở LĐTBXH"})
    assert view(town, "tth_2017")["1"].figures["nstw"].planned == 100
    with pytest.raises(InvalidData):
        put_amounts(town.register, {(lines["5"].row.id, "khac", 2017): Sums(planned=-1)})
    with pytest.raises(NotFound):
        load_budget(town.register, "khong_co")
    delete_line(town.register, lines["5"].row.id, reason="nhập nhầm")
    assert "5" not in view(town, "tth_2017")


def test_what_was_paid_comes_from_the_supports_of_the_policy(hong_thuy: Office) -> None:
    home = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
    sources = [Source(source="nhcsxh", amount=30_000_000), Source(source="ho_tu_co", amount=6_000_000)]
    use = [{"viec": "Mua bò", "thanh_tien": 30_000_000}]
    loan = SupportInput(
        policy="tin_dung",
        year=2017,
        household=home,
        amounts=Amounts(requested=30_000_000, cost=36_000_000, sources=sources),
        details={"chuong_trinh": "ho_ngheo", "phuong_an": "Nuôi bò", "thoi_han": 36, "muc_dich": use},
        milestones=[
            MilestoneInput(kind="requested", date="2017-03-01"),
            MilestoneInput(kind="approved", date="2017-04-01"),
            MilestoneInput(kind="disbursed", date="2017-05-01", amount=10_000_001),
        ],
    )
    add_support(hong_thuy.register, loan, reason="Dữ liệu bịa")
    credit = LineInput(
        budget="xa",
        line="1",
        title="Tín dụng",
        kind="policy",
        policy="tin_dung",
        from_year=2016,
        year=2017,
        amounts={"nstw_2017": Sums(planned=50, disbursed=1), "nstw_2016": Sums(disbursed=2)},
    )
    add_line(hong_thuy.register, credit)
    found = view(hong_thuy, "xa", [2017])["1"].figures
    assert (found["nstw"].disbursed, found["ns_tinh"].disbursed, found["nstw"].computed) == (10_000_001, 0, True)
    assert found["nstw"].planned == 50
    before = view(hong_thuy, "xa", [2016])["1"].figures
    assert (before["nstw"].disbursed, before["nstw"].computed) == (2, False)  # typed: no support of that year
    assert view(hong_thuy, "xa")["1"].figures[""].disbursed == 10_000_003
    bare = msgspec.structs.replace(loan, amounts=Amounts(requested=30_000_000, cost=36_000_000))
    add_support(hong_thuy.register, bare, reason="Dữ liệu bịa")  # it names no source: paid all the same
    both = view(hong_thuy, "xa", [2017])["1"]
    assert (both.figures["nstw"].disbursed, both.unsourced, both.figures[""].disbursed) == (
        10_000_001,
        10_000_001,
        20_000_002,
    )


def test_a_sum_of_several_sources_is_shared_to_the_last_dong() -> None:
    given = [("nhcsxh", 20), ("ns_tinh", 10), ("ngay_cong", 9)]
    sources = [{"source": code, "amount": amount} for code, amount in given]
    assert shared(sources, 10_000_001) == {"nstw": 6_666_668, "ns_tinh": 3_333_333}
    assert shared(sources, 0) == {}
    assert shared([], 5) == {"": 5}
    assert shared(sources[2:], 5) == {}


def test_lines_of_a_commune_stay_its_own(town: Office) -> None:
    homes(town.register, NHAM, 1, [("2017-01-01", "poor")])
    load_budget(town.register, "tth_2017", unit=NHAM)
    with town.register.read() as connection:
        assert len(budget_lines(connection, units=[NHAM])) == 11
        assert budget_view(connection, "tth_2017") == []
        assert budget_view(connection, "tth_2017", unit=HONG_THUY) == []


def test_lines_travel_in_packages(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as offices:
        load_budget(offices.hong_thuy.register, "tth_2017")
        offices.district.take(offices.hong_thuy.send())
        assert offices.hong_thuy.hash(HONG_THUY) == offices.district.hash(HONG_THUY)
        with offices.district.register.read() as connection:
            assert len(budget_lines(connection, units=[HONG_THUY])) == 11


def test_what_is_no_line_is_refused(hong_thuy: Office) -> None:
    wrong = LineInput(
        budget=" ", line="1", title="x", kind="y", policy="khong", from_year=2018, year=2017, printed={"mean": "1,2,3"}
    )
    with pytest.raises(InvalidData) as caught:
        add_line(hong_thuy.register, wrong)
    assert {issue.field for issue in caught.value.issues} == {"title", "kind", "policy", "year", "printed.mean"}


def test_printed_figures_are_read_as_they_are_written() -> None:
    assert [cell(text) for text in ("-", "", "x", "1.2.3", "1,5,5")] == [None] * 5
    assert [shown(value) for text in ("2.098", "83,33", "652.50", "1.957,5", "0,2") if (value := cell(text))] == [
        "2.098", "83,33", "652,5", "1.957,5", "0,2",
    ]  # fmt: skip


def test_a_budget_file_with_a_fault_is_refused_with_its_line() -> None:
    good = (
        'kind = "budget"\nid = "x"\ntitle = "X"\nshort = "X"\nsource = ""\nunit = "46"\non = "2017-01-01"\n'
        'from_year = 2017\nyear = 2017\n[[lines]]\nline = "1"\ntitle = "A"\nkind = "policy"\npolicy = "bhyt"\n'
        'printed = { mean = "1" }\n'
    )
    assert check_table(parse_budget(good.encode(), "x.toml", shipped()).lines, 1) == []
    faults = (('"bhyt"', '"khong"'), ('"1" }', '"mot" }'), ("mean =", "trung_binh ="), ('"policy"\n', '"?"\n'))
    for old, new in faults:
        with pytest.raises(DefinitionError, match=re.compile(r"x\.toml, dòng 1[0-5]")):
            parse_budget(good.replace(old, new).encode(), "x.toml", shipped())
    assert set(shipped_budgets()) == {AG, "tth_2017"}
