"""The tab where totals are typed: a line for each village or unit below, one source for what is typed. No rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.presenters.form import FormModel, Section
from desktop.presenters.targets.totals import TotalSheet
from desktop.views import theme
from desktop.views.editors import dress
from desktop.views.form import FormView
from desktop.views.gridtab import roomy
from desktop.views.gridview import GridView
from desktop.words import _

LINES = 3
"""Lines of a heading."""
PAUSE = 1500
"""Milliseconds without a key after which what is typed is kept as a draft."""


class TotalsGrid(GridView):
    """A grid whose headings, the names of totals, have several lines."""

    def __init__(self, sheet: TotalSheet) -> None:
        super().__init__(sheet, _("Tổng số của thôn, xã"))
        heads = self.horizontalHeader()
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)
        heads.setMinimumHeight(LINES * heads.fontMetrics().lineSpacing() + theme.px(theme.S))
        roomy(self)


class TotalsTab(QWidget):
    """`ended` when Enter leaves the sheet at its end (True) or its beginning."""

    ended = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.sheet: TotalSheet | None = None
        self.grid: GridView | None = None
        spec = FieldSpec(id="source", label=_("Nguồn của các số ghi dưới đây"), width=40, sticky=True)
        self.source = FormView(FormModel([Section("", (spec,))]))
        self.source.setMaximumWidth(theme.px(520))
        self.said = QLabel()
        self.said.setProperty("role", "below")
        self.said.setMinimumHeight(theme.px(20))
        note = QLabel(
            _("Tổng số do cán bộ ghi theo thống kê, không suy từ danh sách hộ nghèo. Dán được từ Excel (Ctrl+V).")
        )
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        self._column.setSpacing(theme.px(theme.XS))
        self._column.addWidget(note)
        self._column.addWidget(self.source)
        self._column.addWidget(self.said)

    def show_sheet(self, sheet: TotalSheet) -> None:
        """Another unit or year, or the same read anew."""
        if self.grid is not None:
            self._column.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.sheet = sheet
        self.grid = TotalsGrid(sheet)
        self.grid.told.connect(self._say)
        self.grid.grid.edited.connect(self._pause.start)
        self.grid.past_end.connect(self.ended)
        self._column.insertWidget(2, self.grid, 1)

    def begin(self) -> None:
        """The cursor in the first cell that is typed into."""
        if self.grid is not None:
            self.grid.begin(0, 1)

    def keep(self) -> None:
        """Keep what is typed and not saved."""
        self._pause.stop()
        if self.sheet is not None:
            self.sheet.keep()

    def finish(self) -> None:
        """Take over what is being typed into a cell."""
        if self.grid is not None:
            self.grid.finish()

    def typed_source(self) -> str:
        """Where the numbers come from."""
        return str(self.source.model.value("source") or "")

    def _say(self, text: str, severity: str) -> None:
        self.said.setText(text)
        dress(self.said, severity or None)
