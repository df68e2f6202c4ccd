"""The one dialog that interrupts: something failed that should not have. Says what is safe; go on, or close."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.page import button_for
from desktop.words import _


class CrashDialog(QDialog):
    """`exec` answers Rejected when the officer wants the program closed."""

    def __init__(self, report: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sổ Hỗ Trợ")
        picture = QLabel()
        picture.setPixmap(pixmap("circle-alert", theme.colours().danger, 28))
        text = QLabel(
            _(
                "Chương trình gặp lỗi ở một việc vừa làm. Sổ còn nguyên vẹn, chữ đang gõ đã giữ thành bản nháp. "
                "Làm tiếp được; nếu lỗi lặp lại, đóng chương trình rồi mở lại."
            )
        )
        kept = _("Bản ghi lỗi (không có tên hay số của ai): {0}").format(report)
        where = QLabel(kept if report else _("Không ghi được bản ghi lỗi."))
        where.setProperty("role", "quiet")
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for label in (text, where):
            label.setWordWrap(True)
        self.go_on = button_for(_("Làm tiếp"), self.accept, primary=True)
        self.close_all = button_for(_("Đóng chương trình"), self.reject)
        words = QVBoxLayout()
        words.setSpacing(theme.px(theme.M))
        words.addWidget(text)
        words.addWidget(where)
        top = QHBoxLayout()
        top.setSpacing(theme.px(theme.L))
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_all)
        buttons.addWidget(self.go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(theme.XL),) * 4)
        layout.setSpacing(theme.px(theme.L))
        layout.addLayout(top)
        layout.addLayout(buttons)
        self.setFixedWidth(theme.px(560))
        self.setAccessibleName(text.text())
        self.go_on.setFocus()
