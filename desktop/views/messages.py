"""What the program says on a page: a band that stays until it is read, a line that asks for a reason. Never modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.icons import pixmap
from desktop.views.stops import stop_before
from desktop.words import _

Tone = Literal["danger", "warning", "good", "info"]
ICONS: dict[Tone, str] = {
    "danger": "circle-alert",
    "warning": "triangle-alert",
    "good": "circle-check",
    "info": "info",
}


class Banner(QFrame):
    """One sentence across the top of a page, with what can be done about it. Esc puts it away.

    `gone` when it is, or when its buttons make room for others: where the cursor may have been.
    """

    gone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QPushButton(_("Đóng"))
        self._close.setProperty("flat", True)
        self._close.setToolTip(f"{self._close.text()} (Esc)")
        self._close.clicked.connect(self.hide)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(theme.px(theme.M), theme.px(6), theme.px(6), theme.px(6))
        self._layout.addWidget(self._picture)
        self._layout.addWidget(self._text, 1)
        self._layout.addWidget(self._close)
        self._buttons: list[QPushButton] = []
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" when it says nothing."""
        return "" if self.isHidden() else self._text.text()

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops in it."""
        return [*self._buttons, self._close]

    def say(self, tone: Tone, text: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a sentence, with a button for every action (title, what it does)."""
        if any(button.hasFocus() for button in self._buttons):
            self.gone.emit()
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(title, act) for title, act in actions]
        for place, button in enumerate(self._buttons):
            self._layout.insertWidget(2 + place, button)
            button.show()  # at once, so that it can take the cursor
            stop_before(self._close, button)
        colour = getattr(theme.colours(), tone)
        self._picture.setPixmap(pixmap(ICONS[tone], colour))
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setProperty("banner", tone)
        for widget in (self, self._text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()

    def begin(self) -> None:
        """Put the cursor on its first button, where Enter or Space does what it says."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(True)

        def clicked(_checked: bool = False) -> None:
            self.hide()
            act()

        button.clicked.connect(clicked)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.gone.emit()


class ReasonBar(QFrame):
    """Asks for the reason that a warning wants: sentences, one line to type, Enter goes on, Esc goes back."""

    given = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", "warning")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self.line = LineEditor(FieldSpec(id="reason", label=_("Lý do"), width=40))
        self.line.stays = True
        self._go = QPushButton(_("Vẫn lưu"))
        self._go.setProperty("primary", True)
        self._back = QPushButton(_("Quay lại sửa"))
        self._back.setToolTip(f"{self._back.text()} (Esc)")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(theme.M), theme.px(6), theme.px(6), theme.px(6))
        layout.addWidget(self._text, 3)
        layout.addWidget(self.line, 2)
        layout.addWidget(self._go)
        layout.addWidget(self._back)
        self.line.entered.connect(self._give)
        self._go.clicked.connect(self._give)
        self._back.clicked.connect(self._drop)
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops in it."""
        return [self.line, self._go, self._back]

    def ask(self, text: str, go: str = "", *, wants: str = "") -> None:
        """Show the sentences and put the cursor into the line; `go` names what happens then, `wants` what is typed."""
        self._text.setText(text)
        self.line.setPlaceholderText(wants or _("Lý do (giữ mãi trong nhật ký)"))
        self.line.setAccessibleName(wants or _("Lý do"))
        self._go.setText(go or _("Vẫn lưu"))
        self._go.setToolTip(f"{self._go.text()} (Enter)")
        self.line.clear()
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        reason = self.line.text().strip()
        if reason:
            self.hide()
            self.given.emit(reason)

    def _drop(self) -> None:
        self.hide()
        self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._drop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
        else:
            super().keyPressEvent(event)
