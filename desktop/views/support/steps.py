"""The milestones of a support on screen: a calm line of dates, and the place where the next one is written down."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from db.domain.values import show_date, show_money
from desktop.presenters.support import StepLine, SupportPresenter
from desktop.presenters.support_steps import DOCUMENT, KIND, NOTE, StepForm
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.form import FormView
from desktop.views.icons import pixmap
from desktop.views.page import chip
from desktop.views.stops import in_order
from desktop.words import _

KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class StepRow(QFrame):
    """One milestone. Arrows go to its neighbours, Delete takes it away or asks to reverse it."""

    moved = Signal(int)
    unwanted = Signal()

    def __init__(self, line: StepLine) -> None:
        super().__init__()
        self.line = line
        self.setProperty("step", True)
        self.setProperty("stop", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.px(6), theme.px(3), theme.px(6), theme.px(3))
        grid.setHorizontalSpacing(theme.px(theme.S))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        mark = QLabel()
        c = theme.colours()
        mark.setPixmap(pixmap("circle-dot" if line.id else "clock", c.accent if line.id else c.warning, 14))
        title = QLabel(line.title)
        title.setWordWrap(True)
        date = QLabel(show_date(line.date))
        grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(date, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(title, 0, 2)
        if line.amount is not None:
            amount = QLabel(show_money(line.amount))
            grid.addWidget(amount, 0, 3, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        for row, (text, role) in enumerate(((line.more, ""), (line.problem, line.severity)), start=1):
            if text:
                said = QLabel(text)
                said.setWordWrap(True)
                said.setProperty("role", "below")
                said.setProperty("severity", role or None)
                grid.addWidget(said, row, 1, 1, 2 if row == 1 and not line.id else 3)
        if not line.id:
            grid.addWidget(chip(_("chưa lưu"), "warning"), 1, 3, Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(" ".join(filter(None, (show_date(line.date), line.title, line.more, line.problem))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in KEYS:
            self.moved.emit(KEYS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


class Timeline(QFrame):
    """All milestones and the next one. `added` carries it, `unwanted` the line that was a mistake."""

    added = Signal(object)
    unwanted = Signal(object)

    def __init__(self, presenter: SupportPresenter) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.presenter = presenter
        self.last: StepLine | None = None
        self.next: StepForm | None = None
        self.view: FormView | None = None
        self._heading = QLabel(_("Các mốc"))
        self._heading.setProperty("role", "heading")
        self._state = chip("")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("role", "below")
        self._sums = QLabel()
        self._sums.setWordWrap(True)
        self._sums.setProperty("role", "quiet")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._lines: list[StepLine] = []
        self._row_widgets: list[StepRow] = []
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._state)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(theme.M),) * 4)
        layout.setSpacing(theme.px(theme.S))
        layout.addLayout(top)
        layout.addLayout(self._rows)
        layout.addWidget(self._sums)
        layout.addWidget(self._said)

    def begin(self) -> None:
        """The presenter has another form."""
        if self.view is not None:
            self._layout.removeWidget(self.view)
            self.view.hide()
            self.view.deleteLater()
            self.view = self.next = None
        form = self.presenter.form
        if form is not None:
            self.next = StepForm(form.judged.steps, self.presenter.desk.today)
            self.view = FormView(self.next)
            self._layout.addWidget(self.view)
            self.view.show()
            for name in (NOTE, DOCUMENT):
                editor = self.view.boxes[name].editor
                if isinstance(editor, LineEditor) and name == NOTE:
                    editor.stays = True
                    editor.returnPressed.connect(self.add)
        self.refresh()

    def refresh(self) -> None:
        """Draw what stands now."""
        form = self.presenter.form
        self.setVisible(form is not None)
        if form is None:
            return
        lines = self.presenter.timeline()
        if lines != self._lines:
            self._draw(lines)
        self._state.setText(form.judged.state)
        self._sums.setText(form.sums())
        self._sums.setVisible(bool(form.sums()))
        told = form.about_all
        self._said.setProperty("severity", told[0].severity if told else None)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setText("\n".join(problem.message for problem in told))
        self._said.setVisible(bool(told))
        if self.next is not None and self.view is not None:
            self.next.follow(form.judged.steps)
            self.view.refresh()

    def _draw(self, lines: list[StepLine]) -> None:
        for row in self._row_widgets:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._lines, self._row_widgets = lines, [StepRow(line) for line in lines]
        for row in self._row_widgets:
            self._rows.addWidget(row)
            row.moved.connect(lambda step, row=row: self._go(row, step))
            row.unwanted.connect(lambda row=row: self.unwanted.emit(row.line))
        editors = [box.editor for box in self.view.boxes.values()] if self.view is not None else []
        in_order([*self._row_widgets, *editors])  # they are passed through before the next one

    def _go(self, row: StepRow, step: int) -> None:
        place = self._row_widgets.index(row) + step
        if 0 <= place < len(self._row_widgets):
            self._row_widgets[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> StepLine | None:
        """The milestone the cursor is on, else the last one."""
        here = next((row.line for row in self._row_widgets if row.hasFocus()), None)
        return here or (self._lines[-1] if self._lines else None)

    def write_next(self) -> None:
        """Put the cursor where the next milestone is written down."""
        if self.view is not None:
            self.view.go_to(KIND)

    def add(self) -> None:
        """Take over the milestone that is written down, or say what it lacks."""
        if self.next is None or self.view is None:
            return
        step = self.next.step()
        if step is None:
            self.view.refresh()
            self.view.go_to_problem()
            return
        self.next.clear()
        self.added.emit(step)
        self.view.go_to(KIND)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), super().sizeHint().height())
