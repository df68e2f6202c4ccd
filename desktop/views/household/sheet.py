"""What lies open on the page of a household: fields, people, class, beside it supports, plans, needs, history."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.household.entry import HouseholdEntry
from desktop.presenters.household.history import Field, class_field, history_lines, home_field, member_field
from desktop.presenters.household.plans import plan_lines
from desktop.presenters.household.reviews import review_lines
from desktop.presenters.household.supports import support_lines
from desktop.views import theme
from desktop.views.editors import dress, move_on
from desktop.views.form import FormView
from desktop.views.gridview import GridView
from desktop.views.household.history import HistoryList
from desktop.views.household.plans import PlanList
from desktop.views.household.reviews import ReviewList
from desktop.views.household.supports import SupportList
from desktop.views.scroll import Scroll
from desktop.views.stops import in_order
from desktop.words import _

WIDE = 940
"""Pixels at 100 % from which class and supports stand side by side."""

MOST_ROWS = 16
LEAST = 40
"""Height that is left at least, in a low window with large letters, while something that happened is told above."""

SELDOM = ("change_kind",)
"""Fields of the class at which nobody begins."""


class HouseholdSheet(Scroll):
    """The widgets of one household, drawn from its entry; only the whole of it scrolls."""

    def __init__(self, entry: HouseholdEntry, policies: FieldSpec) -> None:
        super().__init__(QWidget())
        self.entry = entry
        self.home = FormView(entry.home)
        self.grid = GridView(entry.members, _("Thành viên"))
        self.beneath = QLabel()
        self.beneath.setProperty("role", "below")
        self.beneath.setWordWrap(True)
        self.group = FormView(entry.group)
        self.supports = SupportList(policies)
        self.plans = PlanList()
        self.reviews = ReviewList()
        self.history = HistoryList()
        self.side = QTabWidget()
        self.side.setDocumentMode(True)
        self.side.tabBar().setProperty("stop", False)
        self.side.addTab(self.supports, _("Hỗ trợ"))
        self.side.addTab(self.plans, _("Kế hoạch, nhu cầu"))
        self.side.addTab(self.reviews, _("Rà soát"))
        self.side.addTab(self.history, _("Lịch sử"))
        self.setMinimumHeight(theme.px(LEAST))
        self._lay_out()
        self._join()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.group)
        column.addStretch(1)
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lower.setSpacing(theme.px(theme.XL))
        self._lower.addWidget(left, 1)
        self._lower.addWidget(self.side, 1)
        self.side.setMinimumHeight(theme.px(180))
        layout = QVBoxLayout(self.widget())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.S))
        layout.addWidget(self.home)
        layout.addWidget(self.grid)
        layout.addWidget(self.beneath)
        layout.addLayout(self._lower, 1)

    def _join(self) -> None:
        """What follows what."""
        first = next(iter(self.group.boxes.values())).editor
        in_order([list(self.home.boxes.values())[-1].editor, self.grid, first])
        self.group.left.connect(lambda _name: self.group.refresh())
        self.grid.past_end.connect(self._past_grid)
        self.grid.told.connect(self._cell_entered)
        self.grid.grid.rowsInserted.connect(self.fit)
        self.grid.grid.modelReset.connect(self.fit)
        self.side.currentChanged.connect(self._side_shown)
        self.history.left.connect(lambda: self.grid.begin(max(self.grid.currentIndex().row(), 0)))

    def lead_to(self, save: QWidget) -> None:
        """What Enter leads to from the last field; both are in one window by now."""
        in_order([list(self.group.boxes.values())[-1].editor, save])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(WIDE)
        self._lower.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.fit()

    def fit(self) -> None:
        """The grid shows all its rows."""
        rows = min(max(3, self.grid.grid.rowCount()), MOST_ROWS)
        self.grid.setFixedHeight(self.grid.tall(rows))

    # Drawing.

    def refresh(self) -> None:
        """Draw everything anew."""
        for form in (self.home, self.group):
            form.refresh()
        self.grid.grid.refresh()
        self.fit()
        self.draw_supports()
        self.draw_plans()
        self.draw_reviews()
        self.side.setTabVisible(self.side.indexOf(self.history), bool(self.entry.id))
        self._side_shown(self.side.currentIndex())
        self.tell()

    def draw_supports(self) -> None:
        """Draw the list of supports anew."""
        lines = support_lines(self.entry.desk.register, self.entry.row) if self.entry.row else []
        self.supports.show_lines(lines, recorded=bool(self.entry.id))
        title = _("Hỗ trợ")
        self.side.setTabText(0, f"{title} ({len(lines)})" if lines else title)

    def draw_plans(self) -> None:
        """Draw the list of plans and needs anew."""
        lines = plan_lines(self.entry.desk.register, self.entry.row) if self.entry.row else []
        self.plans.show_lines(lines, recorded=bool(self.entry.id))
        title = _("Kế hoạch, nhu cầu")
        self.side.setTabText(self.side.indexOf(self.plans), f"{title} ({len(lines)})" if lines else title)

    def draw_reviews(self) -> None:
        """Draw the list of reviews anew."""
        lines = review_lines(self.entry.desk.register, self.entry.id)
        self.reviews.show_lines(lines, recorded=bool(self.entry.id))
        title = _("Rà soát")
        self.side.setTabText(self.side.indexOf(self.reviews), f"{title} ({len(lines)})" if lines else title)

    def _side_shown(self, place: int) -> None:
        if self.entry.id and self.side.widget(place) is self.history:
            self.show_history(None)

    def show_history(self, only: Field | None) -> None:
        """Show the history of the household, or of one field."""
        title = f"{only.title}." if only else _("Cả hộ. F7 trong một ô: lịch sử của ô ấy.")
        self.history.show_lines(title, history_lines(self.entry.desk.register, self.entry.id, only))

    def tell(self) -> None:
        """Beneath the grid: what is wrong in this cell or this row, else how the cell is filled in."""
        index, sheet = self.grid.currentIndex(), self.entry.members
        text, severity = "", None
        if index.isValid() and index.row() < len(sheet.lines):
            line, spec = sheet.lines[index.row()], sheet.columns[index.column()]
            said = line.said(spec.id) or next((p for one in sheet.columns if (p := line.said(one.id))), None)
            text, severity = (said.message, said.severity) if said else (spec.hint, None)
        dress(self.beneath, severity)
        self.beneath.setText(text or " ")

    # The cursor.

    def _cell_entered(self, _text: str, _severity: str) -> None:
        self.tell()
        if self.grid.hasFocus():
            self.reveal(self.grid.viewport(), self.grid.visualRect(self.grid.currentIndex()))

    def begin(self, person: str = "") -> None:
        """Put the cursor where work goes on: at a person asked for, or the first field that must be typed."""
        row = self.row_of(person)
        gap = next((name for name in self.home.boxes if self.entry.home.missing(name)), "")
        if row >= 0:
            self.grid.begin(row)
        elif self.entry.id:
            self.home.begin()
        elif gap:
            self.home.go_to(gap)
        else:
            self.grid.begin(len(self.entry.members.filled()))

    def resume(self) -> None:
        """Put the cursor back to where it was."""
        for form in (self.home, self.group):
            for name, box in form.boxes.items():
                if box.editor is self.last and self.last.isVisible():
                    form.go_to(name)
                    return
        self.grid.begin(max(self.grid.currentIndex().row(), 0), max(self.grid.currentIndex().column(), 0))

    def to_problem(self) -> None:
        """Put the cursor at the first thing to be mended, hard ones first; what has no field is about people."""
        parts = (self.home, self.grid, self.group)
        if not any(part.go_to_problem(severity) for severity in ("hard", "soft") for part in parts):
            self.grid.begin(len(self.entry.members.filled()))
        self.tell()

    def to_supports(self) -> None:
        """Put the cursor where the policy of a new support is typed."""
        self.side.setCurrentWidget(self.supports)
        self.supports.begin()

    def to_support(self, record: str) -> None:
        """Put the cursor on a support, as one that was just written: Enter opens it again, nothing is typed over."""
        self.side.setCurrentWidget(self.supports)
        self.supports.point_to(record)

    def to_plans(self) -> None:
        """Put the cursor on the plans and needs."""
        self.side.setCurrentWidget(self.plans)
        if self.plans.table.isVisibleTo(self):
            self.plans.table.begin()

    def to_history(self) -> None:
        """Show the history of the field under the cursor, or of the household where it is in none."""
        only = self.field_here()
        self.side.setCurrentWidget(self.history)
        self.show_history(only)
        self.history.table.begin()

    def field_here(self) -> Field | None:
        """The recorded field under the cursor."""
        row = self.entry.row
        if row is None:
            return None
        if name := self.home.here():
            return home_field(row, name, self.entry.home.specs[name].label)
        if name := self.group.here():
            return class_field(row, name, self.entry.group.specs[name].label)
        index = self.grid.currentIndex()
        person = self.person_here()
        if not person or not (self.grid.hasFocus() or self.grid.isAncestorOf(QApplication.focusWidget() or self.grid)):
            return None
        spec = self.entry.members.columns[index.column()]
        return member_field(row, person, spec.id, spec.label)

    def person_here(self) -> str:
        """Id of the recorded person under the cursor of the grid."""
        index = self.grid.currentIndex()
        return self.entry.members.lines[index.row()].key if index.isValid() else ""

    def row_of(self, person: str) -> int:
        """The row of a recorded person, -1 where there is none."""
        lines = self.entry.members.lines
        return next((row for row, line in enumerate(lines) if person and line.key == person), -1)

    def to_relation(self, person: str) -> None:
        """Put the cursor into the relation of a person."""
        columns = self.entry.members.columns
        self.grid.begin(self.row_of(person), next(n for n, spec in enumerate(columns) if spec.id == "relation"))

    def finish(self) -> None:
        """Take over what is being typed."""
        self.grid.finish()
        for form in (self.home, self.group):
            if form.here():
                form.boxes[form.here()].editor.left.emit()

    def _past_grid(self, on: bool) -> None:
        """Enter in the blank row goes on to the class, at the first field that is still empty."""
        if not on:
            move_on(self.grid, back=True)
            return
        form = self.entry.group
        free = (n for n in self.group.boxes if form.visible(n) and not form.typed[n].strip() and n not in SELDOM)
        self.group.go_to(next(free, "result"))
