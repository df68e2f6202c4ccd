"""Page targets: a plan is entered, totals are typed and pasted, the table says what came of it; all by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import focus, on_screen, press, type_text
from exchanges import DISTRICT, HONG_THUY, NHAM, Office
from figures import HONG_HA, district, homes, villages
from filled import settle
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from db.store.actions import Action
from db.store.figures.totals import TotalInput, put_totals, totals
from desktop.presenters.desk import Desk
from desktop.presenters.targets.table import TargetTable
from desktop.presenters.targets.totals import TotalSheet
from desktop.views.prints.page import PrintsPage
from desktop.views.shell import Shell
from desktop.views.targets.page import TargetsPage

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Office]:
    """A Lưới with poor households in three communes, and the totals of two of them."""
    office = district(tmp_path, str(tmp_path / "a-luoi.sohotro"))
    villages(office.register)
    for unit, poor in ((HONG_THUY, 12), (NHAM, 4), (HONG_HA, 1)):
        homes(office.register, unit, poor, [("2016-01-01", "poor")])
    given = [TotalInput(unit=u, kind="households", value=40, year=y) for u in (HONG_THUY, NHAM) for y in (2016, 2017)]
    put_totals(office.register, given)
    yield office
    office.register.close()


@contextmanager
def page(office: Office) -> Iterator[TargetsPage]:
    with on_screen(office.register) as shell:
        shell.go("home")
        press("Ctrl+1")
        settle(shell)
        assert isinstance(shell.page, TargetsPage)
        yield shell.page


def shell_of(shown: TargetsPage) -> Shell:
    window = shown.window()
    assert isinstance(window, Shell)
    return window


def test_a_plan_is_entered_and_its_communes_are_listed(town: Office) -> None:
    with page(town) as shown:
        assert focus() is shown.indicators.table
        assert "Chưa có chỉ tiêu nào cho năm 2017" in shown.indicators.count.text()
        shown.window_.do("targets_load")
        press("Enter")  # the newest plan is offered first
        settle(shell_of(shown))
        assert "Đã nhập 15 chỉ tiêu" in shown.banner.text
        assert shown.indicators.count.text().startswith("15 chỉ tiêu: ")
        assert focus() is shown.indicators.table
        press("Down")
        assert "trên 25%" in shown.indicators.title.text()
        assert "xã Hồng Thủy: 30% (đầu kỳ 30%), đang thực hiện" in shown.indicators.about.text()
        press("Down")  # the new countryside: nobody knows which communes
        assert "chưa chốt danh sách xã" in shown.indicators.about.text()
        shown.window_.do("targets_cohort")
        type_text("hong ha, nham")
        press("Enter")
        settle(shell_of(shown))
        assert "Đã chốt 2 xã" in shown.banner.text
        assert "– xã Nhâm: 10% (đầu kỳ 10%), đang thực hiện" in shown.indicators.about.text()
        shown.window_.do("targets_cohort")
        type_text("xã không có")
        press("Enter")
        assert "Không có “xã không có”" in shown.banner.text


def test_the_chart_breaks_where_the_standard_changes(town: Office) -> None:
    with page(town) as shown:
        for _tick in range(200):
            QTest.qWait(10)
            if shown.indicators.chart.accessibleName():
                break
        told = shown.indicators.chart.accessibleName()
        assert "2011_2015" not in told
        assert "2011–2015 (2011–2015), 2016–2020 (2016–2017)" in told


def test_totals_are_typed_pasted_checked_and_saved(town: Office) -> None:
    with page(town) as shown:
        press("Ctrl+Tab")
        assert focus() is shown.totals.grid
        grid, sheet = shown.totals.grid, shown.totals.sheet
        assert grid is not None
        assert sheet is not None
        row = next(n for n, line in enumerate(sheet.lines) if line.key == f"{HONG_HA}:")
        grid.begin(row, 1)
        QGuiApplication.clipboard().setText("50\t60\n")
        press("Ctrl+V")
        assert sheet.lines[-1].proposed["households"] == "130"  # the sum of the parts that are known
        press("Ctrl+S")
        assert shown.reason.isVisible()  # more minority households than households
        type_text("Số của xã")
        press("Enter")
        settle(shell_of(shown))
        assert "Đã ghi 2 tổng số" in shown.banner.text
        with town.register.read() as connection:
            kept = {(one.unit, one.kind): one.value for one in totals(connection, year=2017)}
        assert (kept[HONG_HA, "households"], kept[HONG_HA, "households_minority"]) == (50, 60)
        assert shown.totals.grid is not None
        shown.totals.grid.begin(0, 1)
        type_text("x")
        press("Enter", "Ctrl+S")
        assert "chưa hiểu" in shown.banner.text
        shown.totals.grid.begin(0, 1)
        QGuiApplication.clipboard().setText("-1\t-1\n")
        press("Ctrl+V", "Ctrl+S")
        told = "Số -1 không dùng được: ghi số nguyên từ 0 trở lên."
        assert shown.banner.text == f"{told} Chưa ghi gì."


def test_a_reason_for_totals_does_not_answer_the_question_left_open_before(town: Office) -> None:
    with page(town) as shown:
        shown.window_.do("targets_load")
        press("Enter")
        settle(shell_of(shown))
        asked = next(n for n, key in enumerate(shown.table.rows) if shown.table.cohort_asked(key))
        shown.indicators.table.selectRow(asked)
        shown.window_.do("targets_cohort")
        press("Esc", "Ctrl+Tab")
        grid, sheet = shown.totals.grid, shown.totals.sheet
        assert grid is not None
        assert sheet is not None
        grid.begin(next(n for n, line in enumerate(sheet.lines) if line.key == f"{HONG_HA}:"), 1)
        QGuiApplication.clipboard().setText("50\t60\n")
        press("Ctrl+V", "Ctrl+S")
        type_text("Số của xã")
        press("Enter")
        assert "Đã ghi 2 tổng số" in shown.banner.text


def test_what_is_typed_and_not_saved_is_there_again(town: Office) -> None:
    desk = Desk(town.register, "")
    sheet = TotalSheet(desk, HONG_THUY, 2017)
    assert [line.typed["place"] for line in sheet.lines] == ["Thôn 1", "Thôn 2", "Cả xã Hồng Thủy"]
    sheet.put(0, 1, "25")
    sheet.put(1, 1, "14")
    assert sheet.lines[2].problems["households"].severity == "soft"  # 39 in the parts, 40 in the whole
    sheet.keep()
    again = TotalSheet(desk, HONG_THUY, 2017)
    assert again.take_up() == 2
    assert again.save("Thống kê xã") == 2
    assert TotalSheet(desk, HONG_THUY, 2017).take_up() == 0


def test_two_records_of_one_total_are_told_and_one_number_ends_it(town: Office) -> None:
    with town.register.write() as connection:
        action = Action(town.register, connection)
        place = {"unit": NHAM, "unit_date": "2017-01-01", "year": 2017, "kind": "households"}
        action.create("area_total", place | {"figure": {"value": 44}}, unit=NHAM)
        action.commit()
    desk = Desk(town.register, "")
    sheet = TotalSheet(desk, NHAM, 2017)
    last = len(sheet.lines) - 1
    assert sheet.lines[last].typed["households"] == ""
    assert "hai bản ghi khác nhau (40, 44)" in sheet.lines[last].marks["households"]
    sheet.put(last, 1, "44")
    assert sheet.save("Thống kê xã") == 1
    again = TotalSheet(desk, NHAM, 2017)
    assert (again.lines[last].typed["households"], "households" in again.lines[last].marks) == ("44", False)


def test_the_table_goes_to_excel_and_paper(town: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "chi-tieu.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    with page(town) as shown:
        shown.table.load("tth_2017")
        shown.window_.do("refresh")
        settle(shell_of(shown))
        press("Ctrl+Shift+E")
        assert "đọc lại thấy đủ" in shown.banner.text
        rows = list(load_workbook(out).active.iter_rows(min_row=4, values_only=True))
        assert rows[0][:3] == ("Mục", "Chỉ tiêu, chỉ số", "Phải đạt")
        assert rows[2][:3] == ("I.2a", "Các xã có tỷ lệ hộ nghèo trên 25% giảm từ 3% đến 4%", "giảm 3–4 điểm %")
        press("Ctrl+P")
        settle(shell_of(shown))
        assert isinstance(shell_of(shown).page, PrintsPage)


@pytest.mark.parametrize("typed", ["-1", "17", "20177", "1899", "2200"])
def test_a_year_that_is_none_is_said_and_the_table_stays(town: Office, typed: str) -> None:
    with page(town) as shown:
        shown.head.go_to("year")
        press("Ctrl+A")
        type_text(typed)
        press("Enter")
        settle(shell_of(shown))
        assert f"Chưa hiểu năm “{typed}”" in shown.head.boxes["year"].under.text()
        assert (shown.table.year, shown.banner.isHidden()) == (2017, True)


def test_a_commune_is_chosen_by_name(town: Office) -> None:
    table = TargetTable(Desk(town.register, ""))
    assert table.units()[0] == (DISTRICT, "huyện A Lưới")
    assert (NHAM, "xã Nhâm") in table.units()
    with page(town) as shown:
        shown.head.boxes["unit"].editor.setFocus()
        type_text("nham")
        press("Enter")
        settle(shell_of(shown))
        assert shown.table.unit == NHAM
        rate = shown.table.rows["ty_le_ho_ngheo"]
        assert (rate.numerator, rate.denominator, rate.value) == (4, 40, "10")


def test_a_budget_is_entered_looked_at_and_typed(town: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "kinh-phi.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    with page(town) as shown:
        press("Ctrl+Tab", "Ctrl+Tab")
        press("Enter")  # the next step: which table
        press("Tab", "Enter")  # the older plan
        settle(shell_of(shown))
        assert "Đã nhập 19 dòng kinh phí" in shown.banner.text
        grid = shown.budget.grid
        assert grid is not None
        row = next(n for n, line in enumerate(grid.grid.sheet.lines) if line.typed["mean"] == "83,33")
        grid.begin(row, 6)
        assert "249,99, in 250" in shown.budget.said.text()
        assert "tính ra 540, in 600" in shown.budget.flags.text()
        press("Ctrl+Shift+E")
        cells = list(load_workbook(out).active.iter_rows(min_row=5, values_only=True))
        assert cells[0] == tuple(shown.money.table().columns)
        assert cells[5][1:8] == (
            *("Chính sách hỗ trợ hộ nghèo về nhà ở", "83,33", "80", "3,33", "-", "250"),
            "10.000 căn nhà. Ngành Xây dựng",
        )
        shown.head.boxes["year"].editor.setFocus()
        type_text("2014")
        press("Enter")
        settle(shell_of(shown))
        shown.budget.head.boxes["source"].editor.setFocus()
        type_text("ns tinh")
        press("Enter")
        settle(shell_of(shown))
        sheet = shown.budget.sheet
        assert sheet is not None
        assert sheet.lines[row].proposed["planned"] == "3.330.000.000"  # the plan's yearly mean
        assert shown.budget.grid is not None
        shown.budget.grid.begin(row, 3)
        type_text("3 ty")
        press("Enter")
        assert sheet.lines[row].proposed["left"] == "3.000.000.000"
        shown.left()
        shown.window_.do("refresh")  # nothing typed is lost
        settle(shell_of(shown))
        press("Ctrl+S")
        assert "Đã ghi 1 dòng kinh phí" in shown.banner.text
        press("Ctrl+P")
        settle(shell_of(shown))
        assert isinstance(shell_of(shown).page, PrintsPage)
