"""The page of tables and reports: chosen, counted, looked at, written, issued, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bulk import fill
from desk import commune, focus, on_screen, press, type_text
from filled import settle
from PySide6.QtCore import Qt

from db.domain.errors import AppError
from db.ledger.register import Register
from db.store.inventing.populating import populate
from db.store.reports import issued_reports
from db.store.tables import Counter
from desktop.presenters.desk import Desk
from desktop.presenters.reports import Asked, Reports, changed, told, verdict
from desktop.views.prints.page import PrintsPage
from desktop.views.reports.page import FIGURES, ISSUED, TEXT, ReportsPage
from desktop.views.shell import Shell
from desktop.work.context import JobContext

pytestmark = pytest.mark.usefixtures("dressed")
E = "Enter"


@pytest.fixture
def counted(book: Register) -> Register:
    """A register with households to count."""
    populate(book, count=20, seed=5)
    return book


@pytest.fixture
def shell(counted: Register) -> Iterator[Shell]:
    with on_screen(counted) as shown:
        yield shown


def page(shell: Shell, **about: object) -> ReportsPage:
    shell.go("reports", **about)
    settle(shell)
    shown = shell.page
    assert isinstance(shown, ReportsPage)
    return shown


def test_figures_are_those_of_the_store_and_stand_right(shell: Shell) -> None:
    shown = page(shell, report="bieu_02", year=2017)
    with shell.desk.register.read() as connection:
        table = Counter(connection, year=2017).table("bieu_02")
    model = shown.figures.figures
    assert (model.rowCount(), model.columnCount(), model.lead) == (len(table.lines), len(table.columns) + 3, 3)
    first = [model.index(0, column).data() for column in range(model.columnCount())]
    assert first == ["1", "xã Hồng Thủy", "Hộ", *(str(value) for value in table.lines[0].values)]
    assert model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert model.index(0, 1).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(2, 1).data(Qt.ItemDataRole.FontRole) is None
    assert model.index(1, 1).data() == "", "the name stands once above its two lines"
    assert "đều khớp" in shown.verdict.text()
    assert table.notes[0] in shown.about.text()


def test_another_report_is_chosen_by_keys_and_counted_on_enter(shell: Shell) -> None:
    shown = page(shell)
    assert focus() is shown.form.boxes["report"].editor
    press("Ctrl+A")
    type_text("bieu 12")
    press(E)
    settle(shell)
    assert shown.reports.shown is not None
    assert shown.reports.shown.report.name == "bieu_12"
    press("Ctrl+A")
    type_text("2017")
    press(E)
    type_text("31 12 2017")
    press(E)
    settle(shell)
    assert (shown.reports.shown.report.year, shown.reports.shown.report.on) == (2017, "2017-12-31")
    press("Ctrl+Tab", "Ctrl+Tab")
    assert focus() is shown.figures


def test_what_is_not_understood_is_said_beside_the_field(shell: Shell) -> None:
    shown = page(shell)
    shown.reports.form.put("on", "32 13")
    shown.count()
    assert "on" in shown.reports.form.problems
    assert focus() is shown.form.boxes["on"].editor


def test_text_is_kept_while_it_is_typed_and_issued_with_the_figures(shell: Shell) -> None:
    shown = page(shell, report="nua_nam", year=2017)
    while shown.stack.currentIndex() != TEXT:
        press("Ctrl+Tab")
    assert focus() is shown.text.boxes["ra_soat"].editor
    type_text("Số hộ nghèo giảm.")
    press(E)
    shell.go("home")
    shown = page(shell)
    assert shown.reports.text.typed["ra_soat"] == "Số hộ nghèo giảm."
    press("Ctrl+Shift+I")
    press(E)
    assert "Đã phát hành Báo cáo sơ kết 6 tháng, 2017" in shown.banner.text
    with shell.desk.register.read() as connection:
        (row,) = issued_reports(connection)
    assert row.narrative == {"ra_soat": ["Số hộ nghèo giảm."]}
    page(shell, report="nua_nam", year=2017)
    assert shown.reports.narrative() == {}, "the next one begins anew"


def test_an_issued_report_is_seen_again_and_what_has_changed(shell: Shell) -> None:
    shown = page(shell, report="bieu_01", year=2017)
    press("Ctrl+Shift+I")
    press(E)
    while shown.stack.currentIndex() != ISSUED:
        press("Ctrl+Tab")
    assert focus() is shown.issued
    press("Ctrl+F7")
    settle(shell)
    assert "vẫn đúng như lúc phát hành" in shown.banner.text
    press(E)
    settle(shell)
    assert shown.reports.shown is not None
    assert shown.reports.shown.row is not None
    assert not shown.reports.can_be_issued
    assert "đúng như lúc phát hành" in shown.banner.text


def test_the_paper_is_looked_at_on_the_page_that_prints(shell: Shell) -> None:
    page(shell, report="bieu_08", year=2017)
    press("F12")
    settle(shell)
    prints = shell.page
    assert isinstance(prints, PrintsPage)
    assert prints.paper is not None
    assert prints.paper.document == "bieu_tong_hop"
    assert "Xã Hồng Thủy" in prints.prints.handed.subject  # type: ignore[union-attr]


def test_excel(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.views.reports import page as module

    shown = page(shell, report="bieu_01", year=2017)
    out = tmp_path / "bieu.xlsx"
    monkeypatch.setattr(module.QFileDialog, "getSaveFileName", lambda *_about: (str(out), ""))
    press("Ctrl+Shift+E")
    settle(shell)
    assert "đọc lại thấy đủ" in shown.banner.text
    assert out.exists()
    assert shown.reports.file_name(".xlsx") == "bieu-1-ket-qua-ra-soat-xa-hong-thuy-2017.xlsx"


def test_what_is_said_beside_the_figures(counted: Register) -> None:
    reports = Reports(Desk(counted, "x"))
    shown = reports.count(Asked("bieu_12", 2017), JobContext())
    assert verdict(shown.report.checks)[1] == "good"
    shown.report.checks[0].holds = False
    text, tone = verdict(shown.report.checks)
    assert (text.split()[0], tone) == ("1", "warning")
    assert told(shown, shown.report.tables[0])[0] == shown.report.checks[0].told
    assert verdict([])[1] == "neutral"
    assert changed([]) == []


def test_a_report_of_the_moment_is_not_issued(shell: Shell) -> None:
    shown = page(shell, report="chat_luong")
    assert "report_issue" not in shown.doings()
    assert shown.stack.currentIndex() == FIGURES


def test_a_district_chooses_a_commune(tmp_path: Path, dressed: None) -> None:
    opened = commune(tmp_path, "a-luoi", "481", "district")
    with opened.write() as connection:
        fill(connection, ["20104", "20083"], 60, seed=5)
    with on_screen(opened) as shell:
        shown = page(shell, report="bieu_01", year=2017)
        shown.reports.form.fill({"unit": "20104"})
        shown.count()
        settle(shell)
        assert shown.figures.figures.index(0, 1).data() == "xã Hồng Thủy"
        assert shown.figures.figures.rowCount() > 1
        shown = page(shell, report="chat_luong")
        shown.reports.form.fill({"unit": None})
        shown.count()
        settle(shell)
        assert [table.id for table in shown.reports.shown.report.tables] == ["chat_luong", "don_vi"]  # type: ignore[union-attr]
    opened.close()


def test_a_refusal_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(shell)

    def refuse(*_about: object) -> None:
        raise AppError("x", "Không đếm được. Sổ vẫn nguyên.")

    monkeypatch.setattr(shown.reports, "count", refuse)
    shown.count()
    settle(shell)
    assert shown.banner.text == "Không đếm được. Sổ vẫn nguyên."
