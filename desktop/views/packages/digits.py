"""Thirty digits typed in six groups of five: each group leads to the next, a whole code may be pasted into any."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.packages.enrolment import DIGITS, GROUPS, split, whole
from desktop.views import theme
from desktop.views.editors import LineEditor, dress
from desktop.words import _

WIDTH = 68


class GroupEditor(LineEditor):
    """Five digits. Backspace in an empty one leads back."""

    pasted = Signal(str)
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


class DigitsEditor(QWidget):
    """`filled` when the last group has its fifth digit."""

    filled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.groups = [self._group(number) for number in range(GROUPS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.S))
        for number, editor in enumerate(self.groups):
            if number:
                row.addWidget(QLabel("–"))
            row.addWidget(editor)
        row.addStretch(1)

    def _group(self, number: int) -> GroupEditor:
        label = _("Nhóm {0}: 5 chữ số").format(number + 1)
        editor = GroupEditor(FieldSpec(id=f"group{number}", label=label, kind="digits", max_length=DIGITS))
        editor.setMaxLength(DIGITS)
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        editor.setFixedWidth(theme.px(WIDTH))
        editor.typed.connect(lambda text, n=number: self._typed(n, text))
        editor.pasted.connect(self._paste)
        editor.emptied.connect(lambda n=number: self.groups[max(0, n - 1)].setFocus())
        return editor

    def _typed(self, number: int, text: str) -> None:
        wrong = bool(text) and not text.isdecimal()
        dress(self.groups[number], "hard" if wrong else None)
        if len(text) == DIGITS and not wrong:
            if number + 1 < GROUPS:
                self.groups[number + 1].setFocus(Qt.FocusReason.TabFocusReason)
            elif whole(self.texts()):
                self.filled.emit()

    def _paste(self, text: str) -> None:
        parts = split(text)
        for editor, part in zip(self.groups, parts, strict=False):
            editor.fill(part)
        if whole(self.texts()):
            self.filled.emit()

    def texts(self) -> list[str]:
        """What stands in the groups."""
        return [editor.text().strip() for editor in self.groups]

    def begin(self) -> None:
        """Empty it and put the cursor into the first group."""
        for editor in self.groups:
            editor.fill("")
            dress(editor, None)
        self.groups[0].setFocus(Qt.FocusReason.OtherFocusReason)
