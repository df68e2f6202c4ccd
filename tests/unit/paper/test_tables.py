"""Tables over pages: heads, sums, groups, heights, and what must stay together."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from forms.paper import fonts
from forms.paper.figures import money
from forms.paper.grid import Column, Group, Row, Sums, Table, Totals
from forms.paper.measure import Measure
from forms.paper.sheet import LANDSCAPE, Flow, Page, mm
from forms.paper.tables import draw_table

COLUMNS = (
    Column("TT", 10, align="center"),
    Column("Họ và tên", 60, share=1),
    Column("Số tiền", 25, align="right", snug=True),
    Column("Ký nhận", 30),
)


def cash(sums: Sums) -> str:
    return money(int(sums.get("", 0)))


def drawn(rows: list[Row | Group], *, tail: float = 0.0, size: float = 12, paged: bool = False) -> list[Page]:
    table = Table(COLUMNS, size=size, row_height=10, numbered=True, totals=Totals(2, cash, paged=paged))
    flow = Flow(Measure(fonts.load()), LANDSCAPE)
    draw_table(flow, table, rows, tail=tail)
    return flow.pages


def people(count: int) -> list[Row | Group]:
    return [Row((str(n), f"Hồ Văn {n}", money(n * 1000), ""), {"": n * 1000}) for n in range(1, count + 1)]


def words(page: Page) -> list[str]:
    return [text.text for text in page.texts]


def figures(page: Page, label: str) -> list[str]:
    """What stands right of each row label."""
    return [words(page)[n + 1] for n, text in enumerate(words(page)) if text == label]


def rows_on(page: Page) -> list[int]:
    return [int(text.removeprefix("Hồ Văn ")) for text in words(page) if text.startswith("Hồ Văn ")]


def test_every_page_has_the_head_and_its_numbers() -> None:
    pages = drawn(people(60))
    assert len(pages) > 3
    for page in pages:
        assert words(page).count("Họ và tên") == 1
        assert [text for text in words(page) if text.startswith("(")] == ["(1)", "(2)", "(3)", "(4)"]


def test_all_rows_are_there_once_and_in_order() -> None:
    assert [n for page in drawn(people(97)) for n in rows_on(page)] == list(range(1, 98))


def test_carried_sums_are_true_on_every_page() -> None:
    pages = drawn(people(60), paged=True)
    before = 0
    for number, page in enumerate(pages):
        here = sum(n * 1000 for n in rows_on(page))
        assert figures(page, "Mang sang") == ([] if number == 0 else [money(before)])
        before += here
        last = number == len(pages) - 1
        assert figures(page, "Cộng mang sang") == ([] if last else [money(before)])
        assert figures(page, "Cộng trang này") == ([] if last or number == 0 else [money(here)])
        assert figures(page, "Cộng") == ([money(before)] if last else [])
    assert before == 1000 * 60 * 61 // 2


def test_what_is_carried_stands_in_words_within_the_margin() -> None:
    totals = Totals(2, cash, paged=True, words=lambda sums: f"bằng chữ {'rất ' * 60}{cash(sums)}")
    flow = Flow(Measure(fonts.load()), LANDSCAPE)
    draw_table(flow, Table(COLUMNS, size=12, row_height=10, totals=totals), people(60))
    *full, last = flow.pages
    for page in full:
        [carried] = figures(page, "Cộng mang sang")
        assert any(text.endswith(f"rất {carried}") for text in words(page))
        assert min(min(rule.y1, rule.y2) for rule in page.rules) >= LANDSCAPE.bottom - 0.01
    assert not any("bằng chữ" in text for text in words(last))


def test_short_lists_carry_nothing() -> None:
    [page] = drawn(people(3))
    assert figures(page, "Cộng") == ["6.000"]
    assert "Cộng mang sang" not in words(page)


@pytest.mark.parametrize("count", range(8, 26))
def test_a_group_never_ends_a_page_and_the_last_row_goes_with_the_end(count: int) -> None:
    rows = people(count)
    rows.insert(count // 2, Group("Thôn Kê 2"))
    pages = drawn(rows, tail=mm(60))
    for page in pages:
        bodies = [text for text in words(page) if text.startswith(("Thôn", "Hồ Văn"))]
        assert bodies[-1].startswith("Hồ Văn")
    assert rows_on(pages[-1])
    lowest = min(rule.y1 for rule in pages[-1].rules)
    assert lowest - LANDSCAPE.bottom >= mm(60)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 30])
def test_rows_are_tall_enough_for_a_finger_and_nothing_passes_the_margin(count: int) -> None:
    for page in drawn(people(count), paged=True):
        names = [text.y for text in page.texts if text.text.startswith("Hồ Văn ")]
        assert all(upper - lower >= mm(10) - 0.01 for upper, lower in itertools.pairwise(names))
        assert min(min(rule.y1, rule.y2) for rule in page.rules) >= LANDSCAPE.bottom - 0.01


def test_a_row_taller_than_a_page_goes_on_on_the_next() -> None:
    long = " ".join(f"từ{n}" for n in range(3000))
    pages = drawn([*people(2), Row(("3", long, "1", ""), {"": 1}), *people(2)])
    assert len(pages) > 2
    found = " ".join(text for page in pages for text in words(page) if text.startswith("từ"))
    assert found == long
    assert min(min(rule.y1, rule.y2) for page in pages for rule in page.rules) >= LANDSCAPE.bottom - 0.01


def test_an_empty_list_has_a_head_and_a_total() -> None:
    [page] = drawn([])
    assert words(page)[-2:] == ["Cộng", "0"]


def test_common_heads_stand_over_their_columns() -> None:
    columns = [
        Column("Tên", 40, share=1),
        Column("Từ", 20, over="Hạn"),
        Column("Đến", 20, over="Hạn"),
        Column("Ghi", 20),
    ]
    flow = Flow(Measure(fonts.load()))
    draw_table(flow, Table(columns), [Row(("Hồ Văn Nhất", "2017", "2018", ""))])
    at = {text.text: text for text in flow.page.texts}
    assert at["Hạn"].y > at["Từ"].y == at["Đến"].y
    assert at["Từ"].x < at["Hạn"].x < at["Đến"].x
    assert at["Từ"].y < at["Tên"].y < at["Hạn"].y


def test_a_small_table_is_not_torn() -> None:
    measure = Measure(fonts.load())
    for used in range(300, 500, 20):
        flow = Flow(measure, LANDSCAPE)
        flow.y -= used
        before = len(flow.pages)
        draw_table(flow, Table(COLUMNS), people(3), heading="Bảng nhỏ")
        assert before == 1
        [page] = [page for page in flow.pages if "Bảng nhỏ" in words(page)]
        assert rows_on(page) == [1, 2, 3]


def test_columns_of_figures_are_as_wide_as_they_want() -> None:
    flow = Flow(Measure(fonts.load()))
    table = Table(COLUMNS, size=12, totals=Totals(2, cash))
    draw_table(flow, table, [Row(("1", "Hồ", money(10**14), ""), {"": Decimal(10**14)})])
    assert [text.size for text in flow.page.texts if text.text == money(10**14)] == [12, 12]
