"""Page "targets": indicators beside what was to be reached, the totals they stand on, budget lines. No rules."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTabWidget, QVBoxLayout, QWidget

from db.domain.errors import AppError, InvalidData
from db.store.figures.progress import IndicatorRow
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.prints import Handed
from desktop.presenters.targets.budget import BudgetDesk
from desktop.presenters.targets.table import TargetTable
from desktop.presenters.targets.totals import TotalSheet
from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings, head_card
from desktop.views.saving import ask_where, open_file
from desktop.views.scroll import Scroll
from desktop.views.targets.budget import BudgetTab
from desktop.views.targets.table import TargetTab
from desktop.views.targets.totals import TotalsTab
from desktop.words import _
from desktop.work.jobs import Job

TABLE, TOTALS, MONEY = 0, 1, 2
HEAD = 620
"""Pixels at 100 % for the fields above."""
RELOADING = frozenset({"household", "support", "policy", "village", "package", "queue", "figures"})


class TargetsPage(Page):
    """Year and unit above; a tab for the table, one for the totals, one for the money."""

    name = "targets"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.table = TargetTable(self.desk)
        self.heading.setText(_("Chỉ tiêu"))
        self._load_button = self.tool(_("Nhập bộ chỉ tiêu…"), "targets_load", picture="download")
        self.tool(_("In…"), "print", picture="printer")
        self.tool(_("Excel…"), "excel", picture="file-spreadsheet")
        self.save_button = self.tool(_("Ghi (Ctrl+S)"), "save", picture="save", primary=True)
        self.head = FormView(FormModel([Section("", self._fields())]))
        self.head.model.load({"year": self.table.year, "unit": self.table.unit})
        self.head.refresh()
        self.head.setMaximumWidth(theme.px(HEAD))
        self.indicators = TargetTab(self.window_, self.table, self.failed)
        self.totals = TotalsTab()
        self.money = BudgetDesk(self.desk)
        self.budget = BudgetTab(self.window_, self.money)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.indicators, _("Chỉ số và chỉ tiêu"))
        self.tabs.addTab(self.totals, _("Tổng số của thôn, xã"))
        self.tabs.addTab(self.budget, _("Kinh phí"))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(head_card(self.head))
        column.addWidget(self.tabs, 1)
        self.whole = Scroll(inner)  # where the letters are large, what is chosen scrolls away from the table
        self.body.addWidget(self.whole, 1)
        self._job: Job | None = None
        self._stale = True
        self._asked = ""
        self.head.left.connect(self._head_left)
        self.tabs.currentChanged.connect(self._turned)
        self.indicators.at.connect(self.stale)
        self.budget.chosen.connect(self._show_money)
        self.budget.ended.connect(lambda on: self.save_button.setFocus() if on else self.budget.head.begin())
        self.totals.ended.connect(lambda on: self.save_button.setFocus() if on else self.totals.source.begin())
        self.reason.given.connect(self._reasoned)
        self.reason.dropped.connect(self.resume)
        self._turned()

    def _fields(self) -> tuple[FieldSpec, ...]:
        options = tuple(Option(code, name) for code, name in self.table.units())
        year = FieldSpec(id="year", label=_("Năm"), kind="year", required=True, width=12)
        unit = FieldSpec(id="unit", label=_("Đơn vị"), kind="choice", required=True, width=28, options=options)
        return (year, unit) if len(options) > 1 else (year,)

    # What the window asks of a page.

    def opened(self, *, totals: bool = False, budget: bool = False, year: int | None = None, **_about: Any) -> None:
        """totals, budget: the tab of these; year: which."""
        if year is not None and year != self.table.year:
            self.head.model.fill({"year": year})
            self.head.refresh()
            self._head_left("year")
        if totals or budget:
            self.tabs.setCurrentIndex(TOTALS if totals else MONEY)
        if self._stale:
            self._read()
        self.resume()

    def left(self) -> None:
        """What is typed and not saved is kept, a cell still open too."""
        self.totals.finish()
        self.totals.keep()
        self.budget.keep()

    def resume(self) -> None:
        """The cursor where work goes on: in the table, or in the sheet."""
        if self.tabs.currentIndex() == TOTALS:
            self.totals.begin()
        elif self.tabs.currentIndex() == MONEY:
            self.budget.begin()
        else:
            self.indicators.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & RELOADING:
            self._stale = True
            if self.isVisible():
                self._read()

    def doings(self) -> Doing:
        found: dict[str, Any] = {
            "refresh": self._read,
            "next_tab": lambda: self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count()),
            "targets_load": self._ask_plan,
            "budget_load": self._ask_budget,
        }
        tab = self.tabs.currentIndex()
        if tab == MONEY:
            if self.money.budget:
                found |= {"print": self._print_money, "excel": self._excel_money}
            if self.budget.sheet is not None:
                found["save"] = self._save_money
            return found
        if self.table.rows:
            found |= {"print": self._print, "excel": self._excel}
        if tab == TOTALS:
            found["save"] = self.save
        elif self.table.cohort_asked(self.indicators.current()):
            found["targets_cohort"] = self._ask_cohort
        return found

    def hint(self) -> str:
        if self.tabs.currentIndex() in (TOTALS, MONEY):
            return _("Enter sang ô · F4 lặp trên · Ctrl+V dán từ Excel · Ctrl+S ghi · Ctrl+Tab thẻ bên")
        return _("↑ ↓ chọn · Ctrl+P in · Ctrl+Shift+E Excel · Ctrl+Tab thẻ bên · F5 đọc lại")

    # Reading and showing.

    def _head_left(self, _name: str) -> None:
        year, unit = self.head.model.value("year"), self._unit()
        if year is None or unit is None or (year, unit) == (self.table.year, self.table.unit):
            return
        self.left()
        self.table.year, self.table.unit = year, unit
        self._read()

    def _unit(self) -> str | None:
        return self.head.model.value("unit") if "unit" in self.head.model.specs else self.table.unit

    def _read(self) -> None:
        """Both tabs anew; the newest question wins."""
        self._stale = False
        self.left()
        self._show_totals()
        self._show_money()
        if self._job is not None:
            self._job.cancel()
        place = (self.table.year, self.table.unit)

        def done(rows: list[IndicatorRow]) -> None:
            if place == (self.table.year, self.table.unit):
                self.table.take(rows)
                self.indicators.show_rows()
                self.stale.emit()

        work = self.table.read
        self._job = self.window_.jobs.run(
            _("Đang tính chỉ số…"), lambda _context: work(), done, self.failed, register=False
        )

    def _show_totals(self) -> None:
        sheet = TotalSheet(self.desk, self.table.unit, self.table.year)
        taken = sheet.take_up()
        self.totals.show_sheet(sheet)
        if taken and self.tabs.currentIndex() == TOTALS:
            self.window_.told(_("Còn {0} ô gõ dở, chưa ghi: bấm Ctrl+S để ghi.").format(taken))

    def _show_money(self) -> None:
        self.money.unit, self.money.year = self.table.unit, self.table.year
        self.budget.show_money()
        self._show_save()
        self.stale.emit()

    def _show_save(self) -> None:
        """The button that saves stands where something is typed."""
        tab = self.tabs.currentIndex()
        self.save_button.setVisible(tab == TOTALS or (tab == MONEY and self.budget.sheet is not None))

    def _turned(self, _tab: int = 0) -> None:
        self._show_save()
        if self.isVisible() and not self.head.isAncestorOf(QApplication.focusWidget() or self.tabs):
            self.resume()
        self.stale.emit()

    # What the officer does.

    def _ask_plan(self) -> None:
        """Which plan's targets, as buttons in the band."""
        said = _("Nhập bộ chỉ tiêu nào cho {0}? Chỉ tiêu đã có thì giữ nguyên.").format(self.table.unit_name())
        self.banner.say("info", said, *((one.short, partial(self._load, one.id)) for one in self.table.plans()))
        self.banner.begin()

    def _load(self, plan: str) -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self.table.load(plan))):
            self.desk.changed("figures")
            self.banner.say("good", told[0])
        self.resume()

    def _ask_cohort(self) -> None:
        self._asked = self.indicators.current()
        wants = _("Tên các xã, cách nhau bằng dấu phẩy")
        self.reason.ask(self.table.cohort_asked(self._asked), _("Chốt danh sách"), wants=wants)

    def _reasoned(self, typed: str) -> None:
        if not self._asked:
            self._save(typed)
            return
        key, self._asked = self._asked, ""
        told: list[str] = []
        if self.attempt(lambda: told.append(self.table.list_cohort(key, typed))):
            self.desk.changed("figures")
            self.banner.say("good", told[0])
        self.resume()

    def save(self) -> None:
        """Write the totals that were changed."""
        self.totals.finish()
        sheet = self.totals.sheet
        if sheet is None or not sheet.cells():
            self.banner.say("info", _("Chưa có số nào mới để ghi."))
            self.resume()
        elif sheet.wrong() and self.totals.grid is not None:
            self.banner.say("danger", _("Còn ô chưa hiểu, chưa ghi gì: sửa ô viền đỏ rồi ghi lại."))
            self.totals.grid.go_to_problem("hard")
        else:
            self._save("")

    def _save(self, reason: str) -> None:
        sheet = self.totals.sheet
        assert sheet is not None  # noqa: S101 - there is nothing to save before it is shown
        try:
            count = sheet.save(self.totals.typed_source(), reason)
        except InvalidData as error:
            self._refused(error)
        except AppError as error:
            self.failed(error)
        else:
            self.banner.say("good", _("Đã ghi {0} tổng số.").format(count))
            self.desk.changed("figures")
            self.resume()

    def _refused(self, error: InvalidData) -> None:
        """Hard findings stop in their cells; soft ones ask for one reason for all."""
        if self.totals.grid is not None:
            self.totals.grid.grid.refresh()
        hard = dict.fromkeys(issue.message for issue in error.issues if issue.severity == "hard")
        if hard:
            self.banner.say("danger", " ".join((*hard, _("Chưa ghi gì."))))
            if self.totals.grid is not None:
                self.totals.grid.go_to_problem("hard")
            return
        self.banner.hide()
        self._asked = ""  # a question left open before is not the one answered
        self.reason.ask("; ".join(dict.fromkeys(issue.message for issue in error.issues)))

    def _print(self) -> None:
        """The table on the page that prints."""
        table = self.table
        self.window_.go("prints", handed=Handed(table.title(), table.subject(), lambda _context: table.paper()))

    def _excel(self) -> None:
        name = self.table.file_name(".xlsx")
        out = ask_where(self, _("Ghi chỉ tiêu ra Excel"), name, ".xlsx", "Excel (*.xlsx)")
        if out is not None and self.attempt(lambda: self.table.export(out)):
            self.banner.say(
                "good", _("Đã ghi ra {0}; đọc lại thấy đủ.").format(out.name), (_("Mở tệp"), lambda: open_file(out))
            )

    # Money.

    def _ask_budget(self) -> None:
        """Which plan's table of money, as buttons in the band."""
        said = _("Nhập biểu kinh phí nào cho {0}? Dòng đã có thì giữ nguyên.").format(self.table.unit_name())
        ways = [(title, partial(self._load_money, name)) for name, title in self.money.loadable()]
        self.banner.say("info", said, *ways)
        self.banner.begin()

    def _load_money(self, name: str) -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self.money.load(name))):
            self.tabs.setCurrentIndex(MONEY)
            self.desk.changed("figures")
            self.banner.say("good", told[0])
        self.resume()

    def _save_money(self) -> None:
        self.budget.keep()
        sheet = self.budget.sheet
        if sheet is None or not sheet.changes():
            self.banner.say("info", _("Chưa có số nào mới để ghi."))
        elif sheet.wrong() and self.budget.grid is not None:
            self.banner.say("danger", _("Còn ô chưa hiểu, chưa ghi gì: sửa ô viền đỏ rồi ghi lại."))
            self.budget.grid.go_to_problem("hard")
            return
        else:
            count: list[int] = []
            if self.attempt(lambda: count.append(self.money.save(sheet))):
                self.banner.say("good", _("Đã ghi {0} dòng kinh phí.").format(count[0]))
                self.desk.changed("figures")
        self.resume()

    def _print_money(self) -> None:
        """The table, laid out as the plan's, on the page that prints."""
        money, table = self.money, self.money.table()
        self.window_.go("prints", handed=Handed(table.title, money.subject(), lambda _context: money.paper()))

    def _excel_money(self) -> None:
        out = ask_where(self, _("Ghi kinh phí ra Excel"), self.money.file_name(".xlsx"), ".xlsx", "Excel (*.xlsx)")
        if out is not None and self.attempt(lambda: self.money.export(out)):
            said = _("Đã ghi ra {0}; đọc lại thấy đủ.").format(out.name)
            self.banner.say("good", said, (_("Mở tệp"), lambda: open_file(out)))
