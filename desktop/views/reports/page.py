"""Page "reports": a table or report chosen on the left, its figures on the right, the checks beside; text, issued ones.

Counting is done beside the window; what is typed is kept at every pause.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from db.store.reports import Difference
from desktop.presenters.reports import Asked, Reports, Shown, changed, issued_columns, told, verdict
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings, chip, text_card
from desktop.views.reports.figures import FiguresView
from desktop.views.saving import open_file
from desktop.views.scroll import Scroll
from desktop.views.signs import SignTable
from desktop.words import _
from desktop.work.context import JobContext

SIDE, WIDEST = 300, 340
"""Width of what is chosen at 100 %, and in pixels at any text size: the figures need the room."""
PART_HIGH = 110
"""Height of the place for one part of the text."""
FIGURES, TEXT, ISSUED, NOTHING = 0, 1, 2, 3


class ReportsPage(Page):
    """Choose, count, look, write, print, issue, look up what was issued."""

    name = "reports"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Báo cáo"))
        self.reports = Reports(self.desk)
        self._round = 0
        self._stale = True
        self.form = FormView(self.reports.form)
        self.figures = FiguresView()
        self.text = FormView(self.reports.text)
        self.issued = SignTable(RowsModel(issued_columns(), self.reports.issued_rows), _("Báo cáo đã phát hành"))
        self.empty = Empty()
        self._build()
        self.form.left.connect(self._left)
        self.text.left.connect(lambda _name: self.reports.keep_text())
        self.tabs.currentChanged.connect(self._turned)
        self.figures.above.connect(lambda: self.tabs.setFocus(Qt.FocusReason.OtherFocusReason))
        self.issued.opened.connect(self._again)

    def _build(self) -> None:
        self.tool(_("Đếm lại"), "refresh", picture="refresh-cw", primary=True)
        self.tool(_("Xem trang in"), "preview", picture="eye")
        self.tool(_("Ra Excel"), "excel", picture="file-spreadsheet")
        self.tool(_("Phát hành…"), "report_issue", picture="signature")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Các bảng của báo cáo"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for arrow in self.tabs.findChildren(QToolButton):
            arrow.setToolTip(_("Các thẻ khác (Ctrl+Tab)"))
        self.stack = QStackedWidget()
        for box in self.text.boxes.values():
            box.editor.setFixedHeight(theme.px(PART_HIGH))
        self._writing = Scroll(self.text)
        self._say_empty()
        for widget in (self.figures, self._writing, self.issued, self.empty):
            self.stack.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(theme.px(theme.S))
        right.addWidget(self.tabs)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self._side())
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)

    def _side(self) -> QWidget:
        inner = QWidget()
        self.verdict = chip("")
        self.card, self.about = text_card(_("Kiểm tra và ghi chú"))
        card = self.card.layout()
        assert isinstance(card, QVBoxLayout)  # noqa: S101 - `text_card` makes it so
        card.insertWidget(1, self.verdict)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(theme.S), 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(self.form)
        column.addWidget(self.card)
        column.addStretch(1)
        self._beside = Scroll(inner)
        self._beside.setFixedWidth(min(theme.px(SIDE), WIDEST))
        return self._beside

    def _say_empty(self) -> None:
        self.empty.say(
            "chart-column",
            _("Chưa có số liệu"),
            _("Chọn biểu hoặc báo cáo, năm, ngày ở bên trái rồi nhấn F5: số liệu đếm từ sổ, kèm các phép kiểm tra."),
        )

    # What the window asks.

    def opened(self, *, report: str = "", year: int | None = None, on: str | None = None, **_about: Any) -> None:
        """report, year, on: what to show."""
        given = {"report": report, "year": str(year) if year else "", "on": on or ""}
        if any(given.values()):
            self.reports.form.fill({name: value for name, value in given.items() if value})
            self.form.reload()
            self._stale = True
        if self._stale:
            self.count()
        self.resume()

    def left(self) -> None:
        self.reports.keep_text()

    def resume(self) -> None:
        """The cursor is on the first field."""
        self.form.begin()

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds - {"print", "report"}:
            self._stale = True

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self.count, "next_tab": self._next}
        if self.reports.shown is not None:
            found |= {"preview": self.preview, "print": self.preview, "excel": self.excel}
        if self.reports.can_be_issued:
            found["report_issue"] = self.issue
        if self.stack.currentIndex() == ISSUED and self.issued.current():
            found["report_changes"] = self.changes
        return found

    def hint(self) -> str:
        if self.stack.currentIndex() == ISSUED:
            return _("Enter: xem lại đúng như lúc phát hành · Ctrl+F7: từ đó đến nay đổi gì")
        return _("F5 đếm lại · Ctrl+Tab bảng sau · F12 trang in · Ctrl+Shift+E ra Excel · Ctrl+Shift+I phát hành")

    # Counting.

    def _left(self, name: str) -> None:
        """Another report, year, day or unit is chosen: count it."""
        asked = self.reports.asked() if name in self.reports.form.specs else None
        if asked is not None and (self.reports.shown is None or asked != self.reports.shown.asked):
            self._count(asked)

    def count(self) -> None:
        """Count what is chosen; a field that is not understood is pointed at."""
        self.reports.keep_text()
        asked = self.reports.asked()
        if asked is None:
            self.form.refresh()
            self.form.go_to_problem()
            return
        self._count(asked)

    def _count(self, asked: Asked) -> None:
        self.banner.hide()
        self._round += 1
        turn = self._round

        def done(shown: Shown) -> None:
            if turn == self._round:
                self._show(shown)

        self.window_.jobs.run(_("Đang đếm số liệu…"), partial(self.reports.count, asked), done, self._not_counted)

    def _not_counted(self, error: Exception) -> None:
        self.failed(error)
        self.form.begin()

    def _show(self, shown: Shown) -> None:
        self._stale = False
        self.reports.take(shown)
        self.text.reload()
        self._fill_tabs(shown)
        self._turned(self.tabs.currentIndex())
        if shown.row is not None:
            said = _("Đang xem {0}, {1} đúng như lúc phát hành. F5: đếm lại theo sổ hôm nay.")
            self.banner.say("info", said.format(shown.row.title, shown.row.year))
        self.stale.emit()

    def _fill_tabs(self, shown: Shown) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for table in shown.report.tables:
            self.tabs.addTab(table.short)
        if shown.report.sections:
            self.tabs.addTab(_("Phần lời"))
        self.tabs.addTab(_("Đã phát hành"))
        self.tabs.setCurrentIndex(0)
        self.tabs.blockSignals(False)

    def _turned(self, tab: int) -> None:
        shown = self.reports.shown
        tables = shown.report.tables if shown else []
        table = tables[tab] if 0 <= tab < len(tables) else None
        self.reports.keep_text()
        if table is not None:
            self.figures.show_table(table)
            self.stack.setCurrentIndex(FIGURES if table.lines else NOTHING)
        elif shown is not None and shown.report.sections and tab == len(tables):
            self._show_text(shown)
        elif shown is not None:
            self._show_issued()
        else:
            self.stack.setCurrentIndex(NOTHING)
        self._say(table)
        self.stale.emit()

    def _show_text(self, shown: Shown) -> None:
        self.text.setEnabled(shown.row is None)
        self.stack.setCurrentIndex(TEXT)

    def _show_issued(self) -> None:
        self.reports.read_issued()
        self.issued.show_ids(list(self.reports.issued))
        self.stack.setCurrentIndex(ISSUED if self.reports.issued else NOTHING)

    def _say(self, table: Any) -> None:
        """What is said beside the figures."""
        shown = self.reports.shown
        self.card.setVisible(shown is not None)
        if shown is None:
            return
        text, tone = verdict(shown.report.checks)
        self.verdict.setText(text)
        self.verdict.setProperty("chip", tone)
        self.verdict.setWordWrap(True)
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        lines = told(shown, table)
        self.about.setText("\n\n".join(lines))
        self.about.setVisible(bool(lines))

    def _next(self) -> None:
        """The next tab, and the cursor where work goes on there."""
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())
        where = {FIGURES: self.figures, ISSUED: self.issued}.get(self.stack.currentIndex())
        if where is not None:
            where.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.stack.currentIndex() == TEXT:
            self.text.begin()

    # What becomes of it.

    def preview(self) -> None:
        """The report on the page that prints."""
        self.reports.keep_text()
        handed = self.reports.handed()
        if handed is not None:
            self.window_.go("prints", handed=handed)

    def excel(self) -> None:
        """Ask where to, and write an Excel file."""
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        start = str(folder / self.reports.file_name(".xlsx"))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Ghi báo cáo ra Excel"), start, "Excel (*.xlsx)")
        if not chosen:
            return
        out = Path(chosen if chosen.lower().endswith(".xlsx") else chosen + ".xlsx")

        def done(lines: int) -> None:
            said = _("Đã ghi {0} dòng ra {1}; đọc lại thấy đủ.").format(lines, out.name)
            self.banner.say("good", said, (_("Mở tệp"), lambda: open_file(out)))

        self.window_.jobs.run(
            _("Đang ghi Excel…"), lambda _context: self.reports.export(out), done, self.failed, register=False
        )

    def issue(self) -> None:
        """Issue what is on screen, after one sentence of what it means."""
        self.reports.keep_text()
        said = _("Phát hành báo cáo này? Số liệu và lời được chốt như hôm nay; sổ ghi lại ai phát hành, lúc nào.")
        self.banner.say("warning", said, (_("Phát hành"), self._issue))
        self.banner.begin()

    def _issue(self) -> None:
        said: list[str] = []
        if self.attempt(lambda: said.append(self.reports.issue())):
            self.desk.changed("report")
            self.banner.say("good", said[0])
            self._turned(self.tabs.currentIndex())
        self.resume()

    def _again(self, record: str) -> None:
        """An issued report as it was."""
        self._count(self.reports.again(record))

    def changes(self) -> None:
        """What would be another figure in an issued report if it were counted today."""
        record = self.issued.current()

        def work(context: JobContext) -> list[Difference]:
            return self.reports.changes(record, context)

        def done(rows: list[Difference]) -> None:
            lines = changed(rows)
            self.about.setText("\n\n".join(lines))
            self.about.setVisible(bool(lines))
            said = _("Từ lúc phát hành đến nay có {0} số khác đi, nêu ở bên trái.").format(len(rows))
            self.banner.say("info", said if rows else _("Đếm lại hôm nay vẫn đúng như lúc phát hành."))

        self.window_.jobs.run(_("Đang đếm lại…"), work, done, self.failed)
