"""The panel in which something that happened is told: which thing, a few questions, one sentence of what follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.domain.errors import AppError
from desktop.presenters.fields import FieldSpec, Option, read
from desktop.presenters.household.events import EventForm, kinds
from desktop.views import theme
from desktop.views.editors import ChoiceEditor
from desktop.views.form import FormView
from desktop.views.page import button_for
from desktop.views.scroll import Scroll
from desktop.views.stops import in_order
from desktop.words import _

MOST = 0.36
"""Share of the window's height that the questions may take."""


def _which(among: Sequence[str]) -> FieldSpec:
    """The question which of these has happened."""
    options = tuple(Option(name, kinds()[name].title) for name in among)
    return FieldSpec(id="event", label=_("Việc gì xảy ra"), kind="choice", options=options)


class Happening(QFrame):
    """Asks and writes by itself.

    `written` with the sentence and what the store answered; `reasoned` with sentences that want a reason (then `write`
    again); `refused` with one; `failed` with an error; `dropped` when it is given up (Esc).
    """

    picked = Signal(str)
    written = Signal(str, object)
    reasoned = Signal(str)
    refused = Signal(str)
    failed = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: EventForm | None = None
        self._area: Scroll | None = None
        self.setProperty("card", True)
        self.form: FormView | None = None
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.which = ChoiceEditor(_which(()))
        self.which.stays = True
        self.which.setPlaceholderText(_("Việc gì xảy ra: gõ vài chữ rồi Enter, hay F9"))
        self.which.entered.connect(self._pick)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.go = button_for(_("Ghi vào sổ (Ctrl+S)"), self.write, picture="check", primary=True)
        self.drop = button_for(_("Bỏ (Esc)"), self.dropped.emit)
        row = QHBoxLayout()
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go)
        row.addWidget(self.drop)
        self._layout = QVBoxLayout(self)
        margin = theme.px(theme.M)
        self._layout.setContentsMargins(margin, theme.px(theme.S), margin, theme.px(theme.S))
        self._layout.setSpacing(theme.px(theme.S))
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.which)
        self._layout.addLayout(row)
        self.hide()

    def ask_which(self, among: Sequence[str]) -> None:
        """Ask which of these has happened."""
        self._clear()
        self.which.offer(_which(among))
        self.title.setText(_("Việc xảy ra trong hộ"))
        self.which.fill("")
        self.which.show()
        self.go.hide()
        self.sentence.setText("")
        self.show()
        self.which.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, model: EventForm) -> None:
        """Ask the questions of one event."""
        self._clear()
        self.title.setText(model.title)
        self.which.hide()
        self.go.show()
        self._model, self.form = model, FormView(model)
        self.form.edited.connect(lambda _name: self.say())
        self.form.left.connect(lambda _name: self.say())
        self._area = Scroll(self.form)
        self._layout.insertWidget(1, self._area)
        in_order([self.which, *(box.editor for box in self.form.boxes.values()), self.go, self.drop])
        self.form.arranged.connect(self.fit)
        self.say()
        self.show()
        self.form.refresh()
        self.fit()
        self._begin(model)

    def fit(self) -> None:
        """All questions where the window is high enough, else they scroll."""
        if self.form is not None and self._area is not None:
            self._area.setFixedHeight(min(self.form.sizeHint().height(), int(self.window().height() * MOST)))

    def _begin(self, model: EventForm) -> None:
        """The first question without an answer."""
        form = self.form
        if form is not None:
            free = (name for name in form.boxes if model.visible(name) and not model.typed[name].strip())
            form.go_to(next(free, next(iter(form.boxes))))

    def say(self) -> None:
        """Tell what will be written, as the answers stand."""
        if self._model is not None:
            self.sentence.setText(self._model.preview())
            self.fit()

    def write(self, reason: str = "") -> None:
        """Write what happened, or say why not."""
        if self._model is None or self.form is None:
            return
        try:
            outcome = self._model.do(reason)
        except AppError as error:
            self.failed.emit(error)
            return
        self.form.refresh()
        self.fit()
        if outcome.done is not None:
            told = self._model.preview()
            self.close_up()
            self.written.emit(told, outcome.done)
        elif outcome.reasons:
            self.reasoned.emit("\n".join(outcome.reasons))
        else:
            if outcome.homeless:
                self.refused.emit(" ".join([*outcome.homeless, _("Chưa ghi gì.")]))
            self.form.go_to_problem("hard")

    def close_up(self) -> None:
        """Put the panel away."""
        self._clear()
        self.hide()

    def _clear(self) -> None:
        if self._area is not None:
            self._layout.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
            self._area = self._model = self.form = None

    def _pick(self) -> None:
        kind = read(self.which.spec, self.which.shows()).value
        if kind is None:
            self.which.unfold()
        else:
            self.picked.emit(kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)
