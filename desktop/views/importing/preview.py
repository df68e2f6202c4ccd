"""What a list would do, before it does it: a calm summary, the outcomes as tabs, the rows, one row whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QTabBar, QVBoxLayout, QWidget

from desktop.presenters.actions import actions, key_text
from desktop.presenters.importing.rows import columns
from desktop.presenters.importing.taking import Importing
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.icons import SIZE, icon
from desktop.views.importing.details import Details
from desktop.views.page import button_for
from desktop.views.signs import SignTable
from desktop.words import _

LOW = 420


class PreviewPanel(QWidget):
    """`accepting` when the doubtful rows shall be taken too or no longer, `explaining` when columns shall be told,
    `wanted` with a household of the register.
    """

    accepting = Signal(bool)
    explaining = Signal()
    wanted = Signal(str)

    def __init__(self, importing: Importing) -> None:
        super().__init__()
        self.importing = importing
        self.title, self.facts, self.doubts = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.facts.setProperty("role", "quiet")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Lọc theo kết quả"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setIconSize(QSize(theme.px(SIZE), theme.px(SIZE)))
        self.tabs.currentChanged.connect(self._turned)
        self.table = SignTable(RowsModel(columns(), importing.rows), _("Các dòng của danh sách"))
        self.table.opened.connect(self._open)
        self.table.at.connect(self._follow)
        self.details = Details()
        self.details.closed.connect(self.close_details)
        self.details.wanted.connect(self.wanted)
        self.accept = QCheckBox()
        self.accept.clicked.connect(self._accept)
        self.accept.setToolTip(_key("import_doubtful"))
        self.reason = QLabel()
        self.reason.setProperty("role", "quiet")
        self.reason.setWordWrap(True)
        self.explain = button_for("", self.explaining.emit, picture="list-checks")
        self.explain.setProperty("flat", True)
        self._names: list[str] = []
        self._lay_out()

    def _lay_out(self) -> None:
        self.summary = QFrame()
        self.summary.setProperty("card", True)
        lines = QVBoxLayout(self.summary)
        lines.setContentsMargins(theme.px(theme.M), theme.px(theme.S), theme.px(theme.M), theme.px(theme.S))
        lines.setSpacing(theme.px(2))
        for label in (self.title, self.facts, self.doubts):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            lines.addWidget(label)
        self.doubts.setProperty("severity", "soft")
        across = QHBoxLayout()
        across.setSpacing(theme.px(theme.M))
        across.addWidget(self.table, 3)
        across.addWidget(self.details, 2)
        below = QHBoxLayout()
        below.addWidget(self.accept)
        below.addWidget(self.reason, 100)
        below.addStretch(1)
        below.addWidget(self.explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.summary)
        column.addWidget(self.tabs)
        column.addLayout(across, 1)
        column.addLayout(below)

    def show_now(self) -> None:
        """Draw what is on the table."""
        title, *facts = self.importing.about()
        self.title.setText(title)
        self.facts.setText("\n".join(facts))
        self.doubts.setText("\n".join(self.importing.doubts()))
        self.doubts.setVisible(bool(self.doubts.text()))
        self._show_tabs()
        self._show_rows()
        self.show_accepted()
        count = len(self.importing.headings)
        self.explain.setText(_("{0} cột chưa hiểu: gán cột…").format(count) if count else _("Xem, sửa nghĩa các cột…"))
        self.explain.setToolTip(f"{', '.join(self.importing.headings)} {_key('import_columns')}".strip())
        self.explain.setVisible(bool(self.importing.columns))

    def _show_tabs(self) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self._names = []
        for name, title, sign in self.importing.tabs():
            picture = icon(sign.picture, self._colour(sign.tone)) if sign is not None else icon("list")
            self.tabs.addTab(picture, title)
            self._names.append(name)
        self.tabs.setCurrentIndex(self._names.index(self.importing.only))
        self.tabs.blockSignals(False)

    @staticmethod
    def _colour(tone: str) -> str:
        return str(getattr(theme.colours(), tone if tone != "neutral" else "quiet"))

    def show_accepted(self) -> None:
        """Say whether the doubtful rows are taken too, and why."""
        (count, every), reason = self.importing.doubtful(), self.importing.reason
        part = _("Nhận cả {0} hộ cần xem lại") if count == every else _("Ghi cả {0} trong {1} hộ cần xem lại")
        if self.importing.in_lines:
            part = _("Nhận cả {0} trong {1} dòng cần xem lại")
        self.accept.setText(part.format(count, every) + (":" if reason else "…"))
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason) and count > 0)
        self.accept.setChecked(bool(reason))
        self.accept.setVisible(count > 0)

    def _accept(self, checked: bool) -> None:
        self.accept.setChecked(bool(self.importing.reason))  # it stands when there is a reason
        self.accepting.emit(checked)

    def begin(self) -> None:
        """Put the cursor on the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self) -> None:
        """To the next outcome, after the last one to all of them."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % max(1, self.tabs.count()))

    def _turned(self, place: int) -> None:
        self.importing.only = self._names[place]
        self._show_rows()

    def _show_rows(self) -> None:
        self.table.show_ids(self.importing.shown())
        self._follow(self.table.current())

    def _open(self, row: str) -> None:
        """Enter shows the row whole, Enter again goes there."""
        if self.details.isHidden():
            self.details.show_detail(self.importing.detail(row))
            self._make_room()
        else:
            self.details.begin()

    def _follow(self, row: str) -> None:
        if not self.details.isHidden() and row in self.table.rows.ids:
            self.details.show_detail(self.importing.detail(row))

    def close_details(self) -> None:
        """The rows have the whole room again."""
        self.details.hide()
        self._make_room()
        self.begin()

    def _make_room(self) -> None:
        """On a low screen with large letters the summary gives way to the row that is read."""
        self.summary.setVisible(self.details.isHidden() or self.height() >= theme.px(LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.details.isHidden():
            self.close_details()
        else:
            super().keyPressEvent(event)


def _key(action: str) -> str:
    """The key of an action in brackets, for a tip."""
    return f"({key_text(actions()[action].keys)})"
