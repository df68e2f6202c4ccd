"""Ctrl+K: every action that can be done now, found by typing any part of its name without tone marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.presenters.actions import Action
from desktop.presenters.fields import FieldSpec, Option, match
from desktop.views import theme
from desktop.views.editors import ENTER, LineEditor
from desktop.views.icons import SIZE, icon
from desktop.words import _

Index = QModelIndex | QPersistentModelIndex
KEYS = Qt.ItemDataRole.UserRole + 1


class KeysDelegate(QStyledItemDelegate):
    """Draws the keys of an action at the right of its line."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(QColor(theme.colours().quiet))
        place = option.rect.adjusted(0, 0, -theme.px(theme.S), 0)  # type: ignore[attr-defined]
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), index.data(KEYS))
        painter.restore()


class Palette(QFrame):
    """A list over the page; Enter does the marked action, Esc closes, arrows move."""

    def __init__(self, actions: Sequence[Action], do: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._owner = parent
        self.setProperty("card", True)
        self.setAccessibleName(_("Tìm một việc"))
        self._actions = {action.id: action for action in actions}
        self._options = [Option(action.id, action.title.rstrip("…")) for action in actions]
        self._do = do
        self.line = LineEditor(FieldSpec(id="palette", label=_("Tên việc, không cần dấu")), self)
        self.line.stays = True
        self.line.setPlaceholderText(_("Gõ tên việc, không cần dấu"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Các việc làm được ở đây"))
        self.list.setIconSize(QSize(theme.px(SIZE), theme.px(SIZE)))
        self.list.setItemDelegate(KeysDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemActivated.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(theme.S), theme.px(theme.S), theme.px(theme.S), theme.px(theme.S))
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self._narrow("")

    def unfold(self) -> None:
        """Show it over the middle of its window."""
        owner = self._owner
        self.resize(min(theme.px(560), owner.width()), min(theme.px(420), owner.height() - 2 * theme.px(60)))
        corner = owner.mapToGlobal(owner.rect().topLeft())
        self.move(corner.x() + (owner.width() - self.width()) // 2, corner.y() + theme.px(60))
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        for option in match(self._options, typed):
            action = self._actions[option.code]
            keys = QKeySequence(action.keys).toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(icon(action.icon), option.label)
            item.setData(KEYS, keys)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{option.label} {keys}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, action.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        self.close()
        if item is not None:
            self._do(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows and Enter work the list while the cursor stays in the line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in ENTER:
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
