"""The tab of indicators: the table, and beneath it the row under the cursor with its chart. No rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.presenters.rows import Row
from desktop.presenters.targets.table import TargetTable, columns
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.charts import ink, picture_of, scale
from desktop.views.gridtab import roomy
from desktop.views.page import Surroundings
from desktop.views.scroll import Scroll
from desktop.views.signs import SignTable
from desktop.words import _
from forms.paper.charts import Chart

PAUSE = 250
"""Milliseconds the cursor rests on a row before its chart is drawn."""
HIGH, LEAST = 200, 150
SHARE = 0.46
"""Height of the card in pixels at 100 % where there is room, the least with a chart; the part that is the chart's."""


class TargetTab(QWidget):
    """`at` whenever the cursor stands on another row."""

    at = Signal()

    def __init__(self, window: Surroundings, table: TargetTable, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._window, self._table, self._failed = window, table, failed
        self._drawn = ""
        self.count = QLabel()
        self.count.setProperty("role", "heading")
        self.said = QLabel()
        self.count.setWordWrap(True)
        self.table = SignTable(RowsModel(columns(), self._rows), _("Chỉ số và chỉ tiêu"))
        roomy(self.table)
        self.card = QFrame()
        self.card.setProperty("card", True)
        self.card.setFixedHeight(theme.px(HIGH))
        self.title, self.about, self.chart = QLabel(), QLabel(), QLabel()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._draw)
        self.table.at.connect(lambda _key: self._stand())
        self._build()

    def _build(self) -> None:
        self.title.setProperty("role", "heading")
        for label in (self.about, self.said):
            label.setProperty("role", "quiet")
        for label in (self.title, self.about, self.said):
            label.setWordWrap(True)
        inside = QWidget()
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, theme.px(theme.S), 0)
        words.setSpacing(theme.px(theme.XS))
        words.addWidget(self.title)
        words.addWidget(self.about)
        words.addStretch(1)
        self.words = Scroll(inside)
        self.words.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # its text may be longer than it: arrows move it
        self.words.setAccessibleName(_("Về dòng đang chọn"))
        row = QHBoxLayout(self.card)
        row.setContentsMargins(*(theme.px(theme.M),) * 4)
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self.words, 1)
        row.addWidget(self.chart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.count)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(self.card)

    def show_rows(self) -> None:
        """The table was read again."""
        self._drawn = ""
        self.table.show_ids(list(self._table.rows))
        self.table.rows.reread()
        self.count.setText(self._table.counted())
        self.said.setText(" ".join(self._table.said))
        self.said.setVisible(bool(self._table.said))
        self._stand()

    def current(self) -> str:
        """The row under the cursor, "" for none."""
        return self.table.current()

    def _rows(self, keys: Sequence[str]) -> list[Row]:
        return self._table.shown(keys)

    def _stand(self) -> None:
        key = self.current()
        self.card.setVisible(bool(key))
        if key:
            self.title.setText(self._table.rows[key].title)
            self.about.setText("\n".join(self._table.details(key)))
            self._pause.start()
        self.at.emit()

    def _draw(self) -> None:
        """The chart of the row, worked out beside the window's thread."""
        key, table = self.current(), self._table
        if not key or key == self._drawn or self.chart.isHidden():
            return
        width = self.card.width() * SHARE / scale()
        height = (self.card.height() - 2 * theme.px(theme.M) - 4) / scale()
        pens = ink()

        def work(_context: object) -> Chart:
            return table.chart(key, width=width, height=height, ink=pens)

        def done(chart: Chart) -> None:
            if key == self.current():
                self._drawn = key
                self.chart.setPixmap(picture_of(chart, self.devicePixelRatioF()))
                self.chart.setAccessibleName(chart.words)
                self.chart.setToolTip(chart.words)

        self._window.jobs.run(_("Đang vẽ biểu đồ…"), work, done, self._failed, quiet=True, register=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        high = min(theme.px(HIGH), event.size().height() * 2 // 5)
        self.card.setFixedHeight(high)
        self.chart.setVisible(high >= theme.px(LEAST))
        if event.size().width() != event.oldSize().width():
            self._drawn = ""
            self._pause.start()
