"""Choosing a stick or a folder: what is plugged in stands in a list kept up to date, or a path is typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.packages import sticks as plugged
from desktop.views import theme
from desktop.views.editors import ENTER, LineEditor
from desktop.views.icons import icon
from desktop.views.page import button_for
from desktop.words import _

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
AGAIN = 1_500
"""Milliseconds between two looks at what is plugged in."""


class PlaceList(QListWidget):
    """Sticks and folders. `chosen` on Enter; `typed` with a letter, for who types a path means the line below."""

    chosen = Signal(str)
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in ENTER and item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.text().strip() and event.text().isprintable() and event.modifiers() in _PLAIN:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class Places(QWidget):
    """`chosen` with a folder. told: a word about a place, behind its name."""

    chosen = Signal(str)

    def __init__(self, told: Callable[[Path, int], str], folders: Callable[[], list[Path]], *, title: str = "") -> None:
        """title: what else may be typed; without one it is a folder."""
        super().__init__()
        title = title or _("Thư mục khác")
        self._told, self._folders = told, folders
        self._known: list[tuple[str, str]] = []
        self.none = QLabel(_("Chưa thấy USB nào. Cắm USB vào máy, danh sách tự hiện; hoặc gõ đường dẫn thư mục."))
        self.none.setProperty("role", "quiet")
        self.none.setWordWrap(True)
        self.list = PlaceList()
        self.list.setAccessibleName(_("USB và thư mục"))
        self.list.chosen.connect(self.chosen)
        self.list.typed.connect(self._begin_line)
        self.list.itemDoubleClicked.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))
        self.line = LineEditor(FieldSpec(id="place", label=title, max_length=20_000))
        self.line.setPlaceholderText(_("Gõ hoặc dán đường dẫn rồi Enter"))
        self.line.stays = True
        self.line.entered.connect(self._typed)
        label = QLabel(title)
        label.setProperty("role", "label")
        label.setBuddy(self.line)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(theme.S))
        self.buttons.addWidget(self.line, 1)
        self.buttons.addWidget(button_for(_("Chọn thư mục…"), self._browse, picture="folder-open"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.none, self.list, label):
            column.addWidget(widget)
        column.addLayout(self.buttons)
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN)
        self._timer.timeout.connect(self.look)

    def look(self) -> None:
        """Read again what is plugged in; the cursor stays where it was."""
        sticks = [(str(one.place), f"USB {one.name}", self._told(one.place, one.free)) for one in plugged.sticks()]
        known = {place for place, _name, _word in sticks}
        folders = [(str(one), str(one), self._told(one, 0)) for one in self._folders() if str(one) not in known]
        rows = [(place, "    ".join(filter(None, (name, word)))) for place, name, word in (*sticks, *folders)]
        self.none.setVisible(not sticks)
        self.list.setVisible(bool(rows))
        if rows == self._known:
            return
        at = self.list.currentItem()
        before = at.data(Qt.ItemDataRole.UserRole) if at is not None else ""
        self._known = rows
        self.list.clear()
        for place, text in rows:
            item = QListWidgetItem(icon("usb" if place in known else "folder-open"), text)
            item.setData(Qt.ItemDataRole.UserRole, place)
            item.setSizeHint(QSize(0, theme.px(theme.ROW)))
            self.list.addItem(item)
        self.list.setFixedHeight(min(6, max(1, len(rows))) * theme.px(theme.ROW) + 2 * self.list.frameWidth())
        self.list.setCurrentRow(next((n for n, (place, _text) in enumerate(rows) if place == before), 0))

    def begin(self) -> None:
        """Put the cursor where most people want it: on the first stick, else into the line."""
        self.look()
        (self.list if self._known else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> str:
        """What stands there now: the line if something was typed, else the marked row."""
        at = self.list.currentItem()
        return self.line.text().strip() or (at.data(Qt.ItemDataRole.UserRole) if at is not None else "")

    def _begin_line(self, letter: str) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.insert(letter)

    def _typed(self) -> None:
        if self.line.text().strip():
            self.chosen.emit(self.line.text().strip())

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, _("Chọn thư mục"), self.place())
        if found:
            self.line.fill(found)
            self.chosen.emit(found)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
