"""Charts: every figure is written, nothing runs over the edge, the same figures give the same bytes."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from forms.paper.charts import Bar, Chart, Ink, Series, bars, columns, to_pdf

LONG = "Thôn Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ Aaaa Bbbb Cccc"


def letters(chart: Chart) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every letter of a chart with its box (left, bottom, right, top)."""
    with pdfium.PdfDocument(to_pdf(chart)) as document:
        text = document[0].get_textpage()
        return [(text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())]


def said(chart: Chart) -> str:
    return "".join(letter for letter, _ in letters(chart))


def test_columns_write_every_part_its_total_and_its_name() -> None:
    series = [Series(name="Hộ nghèo", values=(1800, 1650)), Series(name="Cận nghèo", values=(400, None))]
    chart = columns("Hộ theo phân loại", ["2016", "2017"], series, width=400, height=240)
    text = said(chart)
    for wanted in ("Hộ theo phân loại", "Hộ nghèo", "Cận nghèo", "2016", "1.800", "400", "2.200", "1.650"):
        assert wanted in text
    assert chart.words == ("Hộ theo phân loại. 2016: Hộ nghèo 1.800, Cận nghèo 400; 2017: Hộ nghèo 1.650, Cận nghèo 0.")


def test_bars_write_the_figure_and_its_share_of_the_whole() -> None:
    chart = bars("Thẻ BHYT", [Bar(label="A Hươr", value=134, whole=180), Bar(label="Pa Hy", value=5)], width=380)
    assert "134 / 180 (74 %)" in said(chart)
    assert "Pa Hy: 5" in chart.words


@pytest.mark.parametrize("width", [280.0, 420.0])
def test_nothing_runs_over_the_edge_and_long_names_are_whole_in_the_words(width: float) -> None:
    rows = [Bar(label=LONG, value=10**9, whole=10**9), Bar(label="B", value=0, whole=0), Bar(label="C", value=0)]
    chart = bars("Một đầu đề", rows, width=width)
    assert all(left >= -0.5 and right <= width + 0.5 for _, (left, _b, right, _t) in letters(chart))
    assert LONG in chart.words
    assert "…" in said(chart)


def test_an_empty_chart_says_so() -> None:
    assert "Chưa có số liệu" in said(bars("Hỗ trợ theo thôn", [], width=300))
    assert "2017" in said(columns("Hộ", ["2017"], [Series(name="Hộ nghèo", values=(0,))], width=300, height=160))


def test_the_same_figures_give_the_same_bytes_and_other_ink_another_picture() -> None:
    rows = [Bar(label="A", value=1)]
    assert to_pdf(bars("X", rows, width=300)) == to_pdf(bars("X", rows, width=300))
    assert to_pdf(bars("X", rows, width=300)) != to_pdf(bars("X", rows, width=300, ink=Ink(text="#ffffff")))
