"""The first page on screen: figures, what is due, charts. What they mean is the presenter's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from db.domain.values import show_date
from desktop.presenters import backups
from desktop.presenters.home import HomeData, Task, classes_chart, reach, reach_chart, read, villages_chart
from desktop.views import theme
from desktop.views.charts import ink, picture_of, scale
from desktop.views.flow import Flow
from desktop.views.icons import icon
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.scroll import Scroll
from desktop.words import _
from forms.paper.charts import Bar, Chart

LEFT, RIGHT = 4, 5
"""How the room is shared between what is due and the charts."""

KINDS = frozenset({"record", "household", "person", "support", "package", "queue", "register", "backup"})


BESIDE = 12
"""Pixels at 100 % on both sides of the words of a line, as the theme draws it."""


class TaskDelegate(QStyledItemDelegate):
    """Measures a line within the width of its list; Qt alone measures every line as if it had all the room it wants."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        within = QStyleOptionViewItem(option)
        shown = self.parent()
        if isinstance(shown, QListWidget):
            within.rect = QRect(0, 0, shown.viewport().width() - theme.px(BESIDE), 1)  # type: ignore[attr-defined]
        return super().sizeHint(within, index)


class TaskList(QListWidget):
    """What is due, all of it in sight; a line that lacks the room goes on in a second one."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Việc đang chờ"))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setWordWrap(True)
        self.setItemDelegate(TaskDelegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """As tall as its lines."""
        self.setFixedHeight(sum(map(self.sizeHintForRow, range(self.count()))) + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()


class HomePage(Page):
    """What an officer sees first in the morning."""

    name = "home"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self._data: HomeData | None = None
        self._reach: tuple[Bar, ...] | None = None
        self._stale = True
        self.tool(_("Hộ mới"), "new", picture="plus", primary=True)
        self.tool(_("Tìm"), "find", picture="search")
        self.tool(_("In biểu đồ"), "print", picture="printer")
        self._figures = QHBoxLayout()
        self._figures.setSpacing(theme.px(theme.M))
        self.body.addLayout(self._figures)
        self.tasks = TaskList()
        self.tasks.itemActivated.connect(self._follow)
        self._beneath, self._beside = QVBoxLayout(), QVBoxLayout()
        for layout in (self._beneath, self._beside):
            layout.setSpacing(theme.px(theme.M))
        self.body.addWidget(self._columns(), 1)

    def _columns(self) -> Scroll:
        """What is due and beneath it a chart; the other charts beside it. Only the whole of it scrolls."""
        heading = QLabel(_("Việc đang chờ"))
        heading.setProperty("role", "heading")
        left = QVBoxLayout()
        left.setSpacing(theme.px(theme.XS))
        left.addWidget(heading)
        left.addWidget(self.tasks)
        left.addSpacing(theme.px(theme.S))
        left.addLayout(self._beneath)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addLayout(self._beside)
        right.addStretch(1)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.L))
        row.addLayout(left, LEFT)
        row.addLayout(right, RIGHT)
        self._scroll = Scroll(inside)
        return self._scroll

    def opened(self, **about: Any) -> None:
        """Read what has changed since; the list of tasks has the cursor."""
        self.heading.setText(_("Hôm nay, {0}").format(show_date(self.desk.today)))
        if self._stale:
            self._read()
        self.tasks.setFocus()

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS:
            self._stale = True
            if self.isVisible():
                self._read()

    def doings(self) -> Doing:
        doing: dict[str, Callable[[], object]] = {"refresh": self._read}
        if self._data is not None and not self._data.empty:
            doing["print"] = self._print
        return doing

    def _print(self) -> None:
        """Show the charts with their figures on the page that prints."""
        from forms.paper.bieu_do import NAME

        self.window_.go("prints", document=NAME, year=self.desk.year)

    def hint(self) -> str:
        return _("F2 hộ mới · F3 tìm · Enter mở việc · Ctrl+K mọi việc")

    def _read(self) -> None:
        self._stale = False
        run = self.window_.jobs.run
        run(_("Đang đọc sổ…"), lambda _context: self._data_now(), self._show, self.failed)
        run(_("Đang đếm người đủ điều kiện…"), lambda _context: reach(self.desk), self._counted, self.failed)

    def _data_now(self) -> HomeData:
        return read(self.desk, backups.due(self.desk, self.window_.preferences))

    def _show(self, data: HomeData) -> None:
        self._data = data
        _clear(self._figures)
        for figure in data.figures:
            self._figures.addWidget(_card(figure.value, figure.label))
        self._show_tasks(data)
        if data.empty:
            self._draw()
        else:
            QTimer.singleShot(0, self, self._draw)  # figures and tasks are on screen before the charts
        self.stale.emit()

    def _counted(self, found: tuple[Bar, ...]) -> None:
        """The chart that takes longest; it stands below the others, so that nothing moves when it comes."""
        news = found != self._reach
        self._reach = found
        if news and self._data is not None and not self._data.empty:
            self._draw()

    def _show_tasks(self, data: HomeData) -> None:
        self.tasks.clear()
        if data.empty:
            self._offer_list()
        for task in data.tasks:
            when = f" · {task.date}" if task.date else ""
            item = QListWidgetItem(icon(task.picture), f"{task.title}: {task.count}{when}")
            item.setData(Qt.ItemDataRole.UserRole, task)
            item.setToolTip(item.text())
            self.tasks.addItem(item)
        if not self.tasks.count():
            self.tasks.addItem(QListWidgetItem(icon("circle-check"), _("Không có việc gì đang chờ.")))
        self.tasks.setCurrentRow(0)
        self.tasks.fit()

    def _offer_list(self) -> None:
        """The first thing to do in an empty register; Enter leads there."""
        first = Task(_("Nhập danh sách Excel (Ctrl+I)"), 0, "", "import", {}, "file-spreadsheet")
        item = QListWidgetItem(icon(first.picture), first.title)
        item.setData(Qt.ItemDataRole.UserRole, first)
        self.tasks.addItem(item)

    def _follow(self, item: QListWidgetItem) -> None:
        task = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(task, Task):
            self.window_.go(task.page, **task.about)

    def _draw(self) -> None:
        focus = self.focusWidget()
        if focus is not None and focus is not self.tasks and self._scroll.isAncestorOf(focus):
            self.tasks.setFocus()  # the button of the first step goes, too
        for layout in (self._beneath, self._beside):
            _clear(layout)
        if self._data is None:
            return
        if self._data.empty:
            self._beside.addWidget(self._first_steps())
            return
        ratio, pens = self.devicePixelRatioF(), ink()
        below = villages_chart(self._data, year=self.desk.year, width=self._chart_width(LEFT), ink=pens)
        self._beneath.addWidget(_framed(below, ratio))
        width = self._chart_width(RIGHT)
        self._beside.addWidget(_framed(classes_chart(self._data, width=width, ink=pens), ratio))
        if self._reach is not None:
            self._beside.addWidget(_framed(reach_chart(self._reach, width=width, ink=pens), ratio))

    def _chart_width(self, share: int) -> float:
        """Points for a chart in the column that has this share of the room."""
        bar = theme.px(theme.L)  # of the scroll bar, which may come with the charts
        room = self._scroll.width() - bar - theme.px(theme.L)
        return max(200.0, (room * share // (LEFT + RIGHT) - 2 * theme.px(theme.M) - 2) / scale())

    def _first_steps(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("card", True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(*(theme.px(theme.L),) * 4)
        title = QLabel(_("Sổ còn trống"))
        title.setProperty("role", "title")
        column.addWidget(title)
        text = QLabel(
            _(
                "Xã đã có danh sách Excel thì nhập cả danh sách một lần: chương trình cho xem trước từng hộ, "
                "không ghi gì khi chưa đồng ý. Chưa có danh sách thì ghi hộ đầu tiên bằng F2."
            )
        )
        text.setWordWrap(True)
        column.addWidget(text)
        steps = Flow(theme.px(theme.S))
        for name, said, picture in (
            ("import", _("Nhập danh sách Excel (Ctrl+I)"), "file-spreadsheet"),
            ("new", _("Ghi hộ đầu tiên (F2)"), "plus"),
        ):
            steps.add(button_for(said, partial(self.window_.do, name), picture=picture))
        column.addWidget(steps)
        return frame

    def resizeEvent(self, event: Any) -> None:
        """Charts are drawn anew for the room there is."""
        super().resizeEvent(event)
        if self._data is not None and event.oldSize().width() != event.size().width():
            self._draw()


def _card(value: str, label: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(theme.px(theme.L), theme.px(theme.S), theme.px(theme.L), theme.px(theme.S))
    column.setSpacing(0)
    number, below = QLabel(value), QLabel(label)
    number.setProperty("role", "display")
    below.setProperty("role", "quiet")
    column.addWidget(number)
    column.addWidget(below)
    frame.setAccessibleName(f"{value} {label}")
    return frame


def _framed(chart: Chart, ratio: float) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(*(theme.px(theme.M),) * 4)
    picture = QLabel()
    picture.setPixmap(picture_of(chart, ratio))
    picture.setAccessibleName(chart.words)
    picture.setToolTip(chart.words)
    layout.addWidget(picture)
    return frame


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
