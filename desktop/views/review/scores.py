"""The score sheet of a household beside the sheet of its village: question by question, totals at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.presenters.review_scores import ScoreForm
from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.scroll import Scroll


class ScoresTab(QWidget):
    """Whose sheet it is and what it comes to stay in sight above the questions. `answered`: a line was judged anew."""

    answered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.totals = QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.totals.setProperty("role", "below")
        self.totals.setWordWrap(True)
        self.form: FormView | None = None
        self._inner, self._card = QWidget(), QFrame()
        self._card.setProperty("card", True)
        self._inside = QVBoxLayout(self._card)
        self._inside.setContentsMargins(*(theme.px(theme.M),) * 4)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(theme.S), 0, 0)
        whole.setSpacing(theme.px(theme.XS))
        for widget in (self.title, self.totals):
            whole.addWidget(widget)
        self._area = Scroll(self._inner)
        whole.addWidget(self._area, 1)

    def put(self, model: ScoreForm) -> None:
        """The questions of another standard, of nobody yet."""
        if self.form is not None:
            self._inside.removeWidget(self.form)
            self.form.deleteLater()
        self.model, self.form = model, FormView(model)
        self._inside.addWidget(self.form)
        self.form.edited.connect(lambda _name: self._tell())
        self.form.left.connect(lambda _name: self._left())
        self.title.clear()
        self.totals.clear()

    def show_row(self, row: int) -> None:
        """The household of a line, as it stands there now."""
        self.model.about(row)
        self._show()

    def step(self, by: int) -> None:
        """The household before or after, the cursor in its first question without an answer."""
        if self.settled() and self.model.step(by):
            self._show()
            self.begin()

    def settled(self) -> bool:
        """Whether everything here is understood; else the cursor goes to what is not, before it is left behind."""
        self.finish()
        if self.form is None or self.model.check():
            return True
        self.form.refresh()
        self.form.go_to_problem()
        return False

    def finish(self) -> None:
        """Take over a field that is still open."""
        open_ = self.form.here() if self.form is not None else ""
        if open_:
            self.model.leave(open_)

    def begin(self) -> bool:
        """Put the cursor where work goes on; False without questions."""
        if self.form is None or self.model.row < 0 or not self.model.known:
            return False
        return self.form.go_to(self.model.first_blank()) or self.form.go_to(next(iter(self.model.specs)))

    def _show(self) -> None:
        assert self.form is not None  # noqa: S101 - put before anybody is shown
        self.form.reload()
        self._tell()

    def _left(self) -> None:
        assert self.form is not None  # noqa: S101 - it was left
        self.form.refresh()
        self._tell()
        self.answered.emit()

    def _tell(self) -> None:
        self.title.setText(self.model.title)
        self.totals.setText(self.model.totals)
