"""Choosing the file of a list: it is dropped, its path is typed or pasted, or it is looked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.icons import pixmap
from desktop.views.page import button_for
from desktop.views.queue.filter import FilterEditor
from desktop.words import _

PICTURE, WIDTH = 40, 640


class ChoosePanel(QWidget):
    """`chosen` with a path. While a file is read, the same place says how far that is; `stopped` when it shall end."""

    chosen = Signal(str)
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = LineEditor(FieldSpec(id="file", label=_("Đường dẫn của tệp"), max_length=2_000))
        self.line.setPlaceholderText(_("Gõ hoặc dán đường dẫn rồi Enter"))
        self.line.stays = True
        self.line.entered.connect(self._typed)
        self.kind = FilterEditor(_("Danh sách gì"))
        self.browse = button_for(_("Chọn tệp…"), self.look_for, picture="folder-open", primary=True)
        self._asking, self._working = self._ask(), self._work()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        for frame in (self._asking, self._working):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(frame, 100)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(2)
        self.rest()

    def _ask(self) -> QFrame:
        heading = QLabel(_("Kéo thả tệp Excel vào cửa sổ này"))
        heading.setProperty("role", "title")
        text = QLabel(
            _(
                "Hoặc nhấn Enter để chọn tệp .xlsx. Thứ tự cột tùy ý, phông cũ (.VnTime, VNI) tự nhận ra. "
                "Chương trình cho xem trước từng hộ; chưa ghi gì cho đến khi nhấn Ctrl+S."
            )
        )
        text.setProperty("role", "quiet")
        text.setWordWrap(True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture = QLabel()
        picture.setPixmap(pixmap("file-spreadsheet", theme.colours().strong_line, PICTURE))
        picture.setMinimumHeight(theme.px(PICTURE))
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        what = QHBoxLayout()
        label = QLabel(_("Danh sách gì"))
        label.setProperty("role", "label")
        label.setBuddy(self.kind)
        what.addWidget(label)
        what.addWidget(self.kind, 1)
        frame, column = _card()
        for label in (picture, heading):
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addLayout(what)
        column.addLayout(row)
        return frame

    def _work(self) -> QFrame:
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.bar = QProgressBar()
        self.stop = button_for(_("Dừng (Esc)"), self.stopped.emit, picture="x")
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        frame, column = _card()
        column.addWidget(self.told)
        column.addLayout(row)
        return frame

    def begin(self) -> None:
        """Ask for a file: Enter looks for it."""
        self.rest()
        self.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_for(self) -> None:
        """The system's own way to choose a file."""
        file, _kind = QFileDialog.getOpenFileName(
            self, _("Chọn danh sách"), self.line.text(), _("Danh sách Excel (*.xlsx *.xlsm);;Mọi tệp (*)")
        )
        if file:
            self.line.fill(file)
            self.chosen.emit(file)

    def _typed(self) -> None:
        if self.line.text().strip():
            self.chosen.emit(self.line.text())

    def work(self, title: str) -> None:
        """Something is under way."""
        self._asking.hide()
        self._working.show()
        self.advance(0, 0, title)
        self.stop.setEnabled(True)
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def advance(self, done: int, total: int, text: str) -> None:
        """So far it is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if text:
            self.told.setText(text)

    def rest(self) -> None:
        """Nothing is under way."""
        self._working.hide()
        self._asking.show()


def _card() -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("card", True)
    frame.setMaximumWidth(theme.px(WIDTH))
    column = QVBoxLayout(frame)
    column.setContentsMargins(*(theme.px(theme.XL),) * 4)
    column.setSpacing(theme.px(theme.M))
    return frame, column
