"""The tab of money: a plan's table as printed, or the money of one source in the year, to be typed. No rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.actions import actions
from desktop.presenters.fields import FieldSpec
from desktop.presenters.form import FormModel, Section
from desktop.presenters.sheet import Sheet
from desktop.presenters.targets.budget import AS_PRINTED, BudgetDesk, MoneySheet
from desktop.views import theme
from desktop.views.editors import dress
from desktop.views.empty import Empty
from desktop.views.form import FormView
from desktop.views.gridtab import roomy
from desktop.views.gridview import GridView
from desktop.views.page import Surroundings, button_for
from desktop.views.scroll import Scroll
from desktop.words import _

LINES, LOW, ROOMY = 2, 96, 340
"""Lines of a heading; in pixels at 100 %: height of what does not add up, and of a tab that has room for it."""


class BudgetGrid(GridView):
    """A grid whose headings have two lines."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, _("Kinh phí"))
        heads = self.horizontalHeader()
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)
        heads.setMinimumHeight(LINES * heads.fontMetrics().lineSpacing() + theme.px(theme.S))
        roomy(self)


class BudgetTab(QWidget):
    """`chosen` when another table or source is asked for; `ended` when Enter leaves the sheet."""

    chosen = Signal()
    ended = Signal(bool)

    def __init__(self, window: Surroundings, money: BudgetDesk) -> None:
        super().__init__()
        self._money = money
        self.grid: GridView | None = None
        specs = (
            FieldSpec(id="budget", label=_("Biểu"), kind="choice", required=True, width=28),
            FieldSpec(id="source", label=_("Xem"), kind="choice", required=True, width=18),
        )
        self.head = FormView(FormModel([Section("", specs)]))
        self.head.setMaximumWidth(max(theme.px(760), 900))
        self.head.left.connect(self._left)
        self.said, self.flags, self.measured = QLabel(), QLabel(), QLabel()
        self.measured.setProperty("role", "quiet")
        self.measured.setWordWrap(True)
        self.said.setProperty("role", "below")
        self.flags.setProperty("role", "quiet")
        self.flags.setWordWrap(True)
        self.below = Scroll(self.flags)
        self.below.setFixedHeight(theme.px(LOW))
        self.below.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.below.setAccessibleName(_("Cần đối chiếu"))
        self.empty = Empty()
        title = actions()["budget_load"].title
        load = button_for(title, lambda: window.do("budget_load"), picture="wallet", primary=True)
        self.empty.say(
            "wallet",
            _("Chưa có biểu kinh phí"),
            _(
                "Nhập biểu của kế hoạch: An Giang 2013–2015 đủ từng ô như bản in, Thừa Thiên Huế 2017 có các dự án 1–5 "
                "để ghi số tiền theo nguồn và năm."
            ),
            load,
        )
        self._build()

    def _build(self) -> None:
        self._inside = QWidget()
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(theme.XS))
        self._rows.addWidget(self.head)
        self._rows.addWidget(self.measured)
        self._rows.addWidget(self.said)
        self._rows.addWidget(self.below)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._inside)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.addWidget(self._stack)

    @property
    def sheet(self) -> MoneySheet | None:
        """What is typed into, None while the table is only looked at."""
        sheet = self.grid.grid.sheet if self.grid is not None else None
        return sheet if isinstance(sheet, MoneySheet) else None

    def show_money(self) -> None:
        """Read the table anew."""
        tables = self._money.tables()
        self._stack.setCurrentIndex(0 if tables else 1)
        names = [one.code for one in tables]
        if self._money.budget not in names:
            self._money.budget = names[0] if names else ""
        if not names:
            self._put(None)
            return
        self.head.model.offer("budget", tables)
        self.head.model.offer("source", self._money.sources())
        self.head.model.load({"budget": self._money.budget, "source": self._money.source})
        self.head.refresh()
        sheet = self._money.sheet()
        if isinstance(sheet, MoneySheet):
            self._money.take_up(sheet)
        self._put(sheet)
        flags = self._money.flags() if self._money.source == AS_PRINTED else []
        self.measured.setText(self._money.measured(len(flags)))
        self.flags.setText("\n".join(flags))
        self.measured.setToolTip("\n".join(flags))
        self._make_room()

    def _put(self, sheet: Sheet | None) -> None:
        if self.grid is not None:
            self._rows.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
            self.grid = None
        if sheet is not None:
            self.grid = BudgetGrid(sheet)
            self.grid.told.connect(self._say)
            self.grid.past_end.connect(self.ended)
            self._rows.insertWidget(2, self.grid, 1)

    def _left(self, _name: str) -> None:
        self.keep()
        budget, source = self.head.model.value("budget"), self.head.model.value("source")
        if budget and source and (budget, source) != (self._money.budget, self._money.source):
            self._money.budget, self._money.source = budget, source
            self.chosen.emit()

    def begin(self) -> None:
        """The cursor in the first cell that can be typed into, or on the next step."""
        if self.grid is not None:
            self.grid.begin(0, 2)
        else:
            self.empty.setFocus(Qt.FocusReason.OtherFocusReason)
            self.empty.focusNextChild()

    def keep(self) -> None:
        """Take over what is being typed into a cell, and keep what is not saved."""
        if self.grid is not None:
            self.grid.finish()
        if self.sheet is not None:
            self._money.keep(self.sheet)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """What does not add up stands beneath the table where both have room; else where the mouse rests above it."""
        self.below.setVisible(bool(self.flags.text()) and self.height() >= theme.px(ROOMY))

    def _say(self, text: str, severity: str) -> None:
        self.said.setText(text)
        dress(self.said, severity or None)
