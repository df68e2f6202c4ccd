"""The named lists at the side, each with how many are in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from db.domain.values import show_money
from db.store.lists.filters import SavedFilter
from desktop.views import theme
from desktop.views.editors import ENTER
from desktop.words import _

Index = QModelIndex | QPersistentModelIndex
COUNT = Qt.ItemDataRole.UserRole + 3
WIDTH, FIGURES, PAD = 216, 48, 8


class _Delegate(QStyledItemDelegate):
    """A title over as many lines as it needs, the count to its right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(option.font)  # type: ignore[attr-defined]
        room = theme.px(WIDTH - FIGURES - 2 * PAD) - 2
        height = metrics.boundingRect(
            QRect(0, 0, room, 1000), Qt.TextFlag.TextWordWrap, str(index.data(Qt.ItemDataRole.DisplayRole))
        ).height()
        return QSize(theme.px(WIDTH - 3 * PAD), height + 2 * theme.px(6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        title = style.text  # type: ignore[attr-defined]
        style.text = ""  # type: ignore[attr-defined]
        widget = style.widget  # type: ignore[attr-defined]
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, style, painter, widget)
        pad = theme.px(PAD)
        rect = style.rect.adjusted(pad, 0, -pad, 0)  # type: ignore[attr-defined]
        painter.save()
        painter.setFont(style.font)  # type: ignore[attr-defined]
        painter.setPen(style.palette.text().color())  # type: ignore[attr-defined]
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(rect.adjusted(0, 0, -theme.px(FIGURES), 0), left, title)
        count = index.data(COUNT)
        painter.setPen(theme.colours().quiet)
        painter.drawText(
            rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), "" if count is None else str(count)
        )
        painter.restore()


class SavedLists(QListWidget):
    """`taken` with the list chosen, None for everybody; `left` on Esc; `unfocused` when the cursor is elsewhere."""

    taken = Signal(object)
    left = Signal()
    unfocused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Danh sách đã lưu"))
        self.setFixedWidth(theme.px(WIDTH))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("side", True)
        self._lists: list[SavedFilter | None] = []
        self.itemClicked.connect(lambda _item: self._take())

    def offer(self, lists: Sequence[SavedFilter]) -> None:
        """Show these, everybody first; counts already known stay."""
        known = {one.name: self.item(row).data(COUNT) for row, one in enumerate(self._lists) if one is not None}
        self.clear()
        self._lists = [None, *lists]
        for one in self._lists:
            item = QListWidgetItem(_("Tất cả") if one is None else one.title)
            item.setToolTip(item.text())
            if one is not None:
                item.setData(COUNT, known.get(one.name))
            self.addItem(item)

    def show_count(self, name: str, count: int | None) -> None:
        """Say how many are in a list; "–" where it cannot be told here."""
        for row, one in enumerate(self._lists):
            if one is not None and one.name == name:
                told = "–" if count is None else show_money(count)
                self.item(row).setData(COUNT, told)
                self.item(row).setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}: {told}")

    def mark(self, named: SavedFilter | None, *, everybody: bool) -> None:
        """Show which list is on screen; none where it is no named one."""
        self.setCurrentRow(self._lists.index(None if everybody else named) if everybody or named else -1)

    @property
    def current(self) -> SavedFilter | None:
        """The list the cursor is on."""
        return self._lists[self.currentRow()] if self.currentRow() >= 0 else None

    def begin(self) -> None:
        """Put the cursor into the list."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.currentRow() < 0:
            self.setCurrentRow(0)

    def _take(self) -> None:
        if self.currentRow() >= 0:
            self.taken.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER or event.key() == Qt.Key.Key_Space:
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.unfocused.emit()
