"""What a household is by each standard: the vectors of the circulars, every boundary, and the reasons in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.domain.standards import standard, standards
from db.policy.classify import Measured, b2_of, check_totals, classify

INCOME, LACKING = "income", "deprivation"
VECTORS = [
    ("2016_2020", "rural", 120, 0, "poor", INCOME),
    ("2016_2020", "rural", 121, 30, "poor", LACKING),
    ("2016_2020", "rural", 121, 20, "near_poor", None),
    ("2016_2020", "rural", 150, 30, "poor", LACKING),
    ("2016_2020", "rural", 151, 100, "not_poor", None),
    ("2016_2020", "urban", 140, 20, "poor", INCOME),
    ("2016_2020", "urban", 141, 20, "near_poor", None),
    ("2016_2020", "urban", 175, 20, "near_poor", None),
    ("2016_2020", "urban", 176, 20, "not_poor", None),
    ("2022_2025", "rural", 140, 30, "poor", None),
    ("2022_2025", "rural", 140, 20, "near_poor", None),
    ("2022_2025", "rural", 0, 0, "near_poor", None),
    ("2022_2025", "rural", 141, 120, "not_poor", None),
    ("2022_2025", "urban", 175, 30, "poor", None),
    ("2022_2025", "urban", 176, 30, "not_poor", None),
]
INCOMES = [
    ("2006_2010", "rural", 200_000, "poor"),
    ("2006_2010", "rural", 200_001, "not_poor"),
    ("2006_2010", "urban", 260_000, "poor"),
    ("2006_2010", "urban", 260_001, "not_poor"),
    ("2011_2015", "rural", 400_000, "poor"),
    ("2011_2015", "rural", 400_001, "near_poor"),  # the text prints 401.000; above the line of the poor is meant
    ("2011_2015", "rural", 520_000, "near_poor"),
    ("2011_2015", "rural", 520_001, "not_poor"),
    ("2011_2015", "urban", 500_000, "poor"),
    ("2011_2015", "urban", 500_001, "near_poor"),
    ("2011_2015", "urban", 650_000, "near_poor"),
    ("2011_2015", "urban", 650_001, "not_poor"),
]
LATER = [
    ("rural", 2_200_000, 30, "poor"),
    ("rural", 2_200_000, 20, "near_poor"),
    ("rural", 2_200_001, 120, "not_poor"),
    ("urban", 2_800_000, 30, "poor"),
    ("urban", 2_800_000, 0, "near_poor"),
    ("urban", 2_800_001, 30, "not_poor"),
]


@pytest.mark.parametrize(("name", "area", "b1", "b2", "result", "sub_type"), VECTORS)
def test_scores(name: str, area: str, b1: int, b2: int, result: str, sub_type: str | None) -> None:
    found = classify(standard(name), Measured(area=area, b1=b1, b2=b2))
    assert (found.result, found.sub_type) == (result, sub_type)


@pytest.mark.parametrize(("name", "area", "income", "result"), INCOMES)
def test_incomes_alone(name: str, area: str, income: int, result: str) -> None:
    assert classify(standard(name), Measured(area=area, income=income)).result == result


@pytest.mark.parametrize(("area", "income", "b2", "result"), LATER)
def test_from_2027_income_and_deprivations(area: str, income: int, b2: int, result: str) -> None:
    assert classify(standard("2027_2030"), Measured(area=area, income=income, b2=b2)).result == result


def test_income_decides_where_nothing_is_scored_and_ticks_count_before_b2() -> None:
    chosen = standard("2016_2020")
    lacks, fewer = ("nuoc", "nha_tieu", "yt_bhyt"), ("nuoc", "nha_tieu")
    assert classify(chosen, Measured(area="rural", income=700_000)).sub_type == INCOME
    assert classify(chosen, Measured(area="rural", income=700_001, deprivations=lacks)).sub_type == LACKING
    assert classify(chosen, Measured(area="rural", income=1_000_000, b2=30, deprivations=fewer)).result == "near_poor"
    assert classify(chosen, Measured(area="rural", income=1_000_001, deprivations=lacks)).result == "not_poor"


def test_reasons_are_sentences_that_name_the_lines() -> None:
    lacks = ("nuoc", "nha_tieu", "yt_bhyt")
    found = classify(standard("2016_2020"), Measured(area="rural", b1=121, deprivations=lacks))
    assert found.reasons == (
        "Xét theo Chuẩn nghèo tiếp cận đa chiều giai đoạn 2016–2020, khu vực nông thôn.",
        "Điểm B1 121: trên 120 (ứng với 700.000 đồng/người/tháng), không quá 150 (ứng với 1.000.000 đồng/người/tháng).",
        "Thiếu hụt 3 chỉ số (Nguồn nước sinh hoạt; Hố xí/nhà tiêu hợp vệ sinh; Bảo hiểm y tế), đủ 3 chỉ số.",
        "Kết quả: hộ nghèo (hộ nghèo thiếu hụt tiếp cận các dịch vụ xã hội cơ bản).",
    )
    later = classify(standard("2022_2025"), Measured(area="urban", income=2_000_001, b2=30))
    assert later.reasons[1:] == (
        "Thu nhập 2.000.001 đồng/người/tháng: trên 2.000.000 đồng.",
        "Kết quả: hộ không nghèo.",
    )


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (Measured(area="rural"), "cần điểm B1 hoặc thu nhập"),
        (Measured(area="rural", b1=121), "cần các chỉ số thiếu hụt hoặc điểm B2"),
    ],
)
def test_what_is_missing_is_asked_for(found: Measured, asked: str) -> None:
    outcome = classify(standard("2016_2020"), found)
    assert outcome.result is None
    assert asked in outcome.reasons[-1]


def test_what_does_not_matter_is_not_asked_for() -> None:
    assert classify(standard("2016_2020"), Measured(area="rural", b1=120)).result == "poor"
    assert classify(standard("2022_2025"), Measured(area="rural", b1=141)).result == "not_poor"


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Measured(area="rural", b2=35), {"b2_steps"}),
        (Measured(area="rural", b2=110), {"b2_steps"}),
        (Measured(area="rural", b2=100), set()),
        (Measured(area="rural", b2=-10), {"b2_steps"}),
        (Measured(area="rural", b2=30, deprivations=("nuoc",)), {"b2_ticks"}),
        (Measured(area="rural", b2=10, deprivations=("nuoc",)), set()),
        (Measured(area="rural", b1=100, income=900_000), {"income_b1"}),
        (Measured(area="rural", b1=100, income=600_000), set()),
    ],
)
def test_totals_as_typed(found: Measured, codes: set[str]) -> None:
    assert {issue.code for issue in check_totals(standard("2016_2020"), found)} == codes


def test_a_score_where_there_is_no_table_of_cut_offs() -> None:
    assert {i.code for i in check_totals(standard("2027_2030"), Measured(area="rural", b1=100))} == {"no_scoring"}


@given(
    st.sampled_from(list(standards())),
    st.sampled_from(["rural", "urban"]),
    st.integers(0, 3_000_000),
    st.integers(0, 10),
    st.integers(0, 500_000),
)
def test_more_income_or_fewer_lacks_never_make_poorer(name: str, area: str, income: int, lacks: int, more: int) -> None:
    chosen = standard(name)
    order = ["poor", "near_poor", "not_poor"]
    ticked = tuple(chosen.indicators)[:lacks]

    def rank(amount: int, lacked: tuple[str, ...]) -> int:
        result = classify(chosen, Measured(area=area, income=amount, deprivations=lacked)).result
        assert result is not None
        return order.index(result)

    assert rank(income, ticked) <= rank(income + more, ticked)
    assert rank(income, ticked) <= rank(income, ticked[1:])
    assert b2_of(chosen, ticked) == 10 * len(ticked)
