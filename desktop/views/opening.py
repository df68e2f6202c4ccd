"""Before a register is open: which one, and the password. Knows no register's content."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.messages import Banner
from desktop.views.page import button_for
from desktop.words import _


class Opening(QWidget):
    """Asks for a register and a password; `asked` carries both. What goes wrong is said in its band."""

    asked = Signal(str, str)

    def __init__(self, preferences: Preferences, place: str = "") -> None:
        super().__init__()
        self.setWindowTitle("Sổ Hỗ Trợ")
        self.banner = Banner()
        self.place = LineEditor(FieldSpec(id="place", label=_("Sổ"), max_length=1000))
        self.password = LineEditor(FieldSpec(id="password", label=_("Mật khẩu"), max_length=1000))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.stays = True
        self.password.returnPressed.connect(self._ask)
        self.place.fill(place or next(iter(preferences.recent), ""))
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(theme.px(520))
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(theme.XL),) * 4)
        column.setSpacing(theme.px(theme.S))
        title = QLabel("Sổ Hỗ Trợ")
        title.setProperty("role", "display")
        column.addWidget(title)
        column.addWidget(self.banner)
        self._labelled(column, _("Sổ (tệp .sohotro)"), self.place)
        choose = button_for(_("Chọn tệp…"), self._choose, picture="folder-open")
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._labelled(column, _("Mật khẩu"), self.password)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.open = button_for(_("Mở sổ"), self._ask, picture="lock-open", primary=True)
        buttons.addWidget(self.open)
        column.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.resize(theme.px(880), theme.px(560))
        (self.password if self.place.text() else self.place).setFocus()

    @staticmethod
    def _labelled(column: QVBoxLayout, text: str, editor: QWidget) -> None:
        label = QLabel(text)
        label.setProperty("role", "label")
        label.setBuddy(editor)
        column.addWidget(label)
        column.addWidget(editor)

    def _choose(self) -> None:
        start = str(Path(self.place.text()).parent) if self.place.text() else ""
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Chọn sổ"), start, "Sổ Hỗ Trợ (*.sohotro)")
        if chosen:
            self.place.fill(chosen)
            self.password.setFocus()

    def _ask(self) -> None:
        self.banner.hide()
        self.asked.emit(self.place.text().strip(), self.password.text())

    def refuse(self, sentence: str) -> None:
        """Say why it did not open; the password is typed again."""
        self.banner.say("danger", sentence)
        self.password.clear()
        self.password.setFocus()
