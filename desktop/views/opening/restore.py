"""A register taken back from a copy: which copy, its password; what stood there is set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening import places, restoring
from desktop.presenters.opening.restoring import Back
from desktop.views.icons import icon
from desktop.views.opening.parts import LineBox, Pane, Room
from desktop.views.page import button_for
from desktop.views.secret import SecretBox
from desktop.words import _

SHOWN = 5


class Restore(Pane):
    """The copies found, newest first, any other by its file; the register's place; the password."""

    def __init__(self, window: Room) -> None:
        word = _(
            "Sổ hỏng, mất hay ghi nhầm nhiều: lấy lại từ bản sao. Tệp đang có được đặt riêng, không ghi đè. "
            "Không có bản sao: chọn dòng cuối, dựng lại từ nhật ký."
        )
        super().__init__(window, _("Phục hồi từ bản sao"), word)
        self.back_: Back | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("Các bản sao, mới nhất trước"))
        self.choose = button_for(_("Chọn tệp bản sao…"), self.choose_file, picture="folder-open")
        self.place = LineBox(FieldSpec(id="place", label=_("Nơi để sổ (tệp .sohotro)"), width=60, max_length=1000))
        self.password = SecretBox("password", _("Mật khẩu của sổ"), then=self._go)
        self.body.addWidget(self.list)
        self.row(self.choose, None)
        self.body.addWidget(self.place)
        self.body.addWidget(self.password)
        self.leave = button_for(_("Quay lại"), self.back)
        self.go = button_for(_("Phục hồi"), self._go, picture="history", primary=True)
        self.row(self.leave, None, self.go)

    def begin(self, place: str = "", **_about: Any) -> None:
        """place: the register to take back, as far as it is known."""
        self.place.editor.fill(place)
        self.password.secret.clear()
        self.go.setText(_("Phục hồi"))
        for widget in (self.choose, self.place, self.password):
            widget.show()
        self.list.clear()
        for copy in restoring.copies(self.window_.preferences, place):
            self._list(copy.path, f"{copy.when}\n{copy.where}")
        self._fit()
        (self.list if self.list.count() else self.choose).setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, path: str, text: str) -> None:
        item = QListWidgetItem(icon("history"), text)
        item.setData(Qt.ItemDataRole.UserRole, path)
        item.setToolTip(path)
        self.list.addItem(item)

    def _fit(self) -> None:
        self.list.setVisible(self.list.count() > 0)
        if self.list.count():
            self.list.setCurrentRow(0)
            height = min(self.list.count(), SHOWN) * self.list.sizeHintForRow(0)
            self.list.setFixedHeight(height + 2 * self.list.frameWidth())

    def choose_file(self) -> None:
        """Ask the system's dialog for a copy."""
        kind = f"Sổ Hỗ Trợ (*{places.ENDING})"
        start = self.window_.preferences.backup_folder or str(Path.home())
        found, _filter = QFileDialog.getOpenFileName(self, _("Chọn tệp bản sao"), start, kind)
        if found:
            self.take(found)

    def take(self, path: str) -> None:
        """Put a copy first in the list."""
        before = [self.list.item(row) for row in range(self.list.count())]
        kept = [(str(item.data(Qt.ItemDataRole.UserRole)), item.text()) for item in before]
        self.list.clear()
        for known, text in [(path, f"{Path(path).name}\n{places.shown(str(Path(path).parent))}"), *kept]:
            self._list(known, text)
        self._fit()
        self.password.secret.setFocus()

    def back(self) -> None:
        self.gone()
        self.window_.start()

    def gone(self) -> None:
        """A register taken back and not opened is closed again."""
        if self.back_ is not None:
            self.back_.register.close()
            self.back_ = None

    def refused(self) -> None:
        self.password.secret.clear()
        self.password.secret.setFocus()

    def _go(self) -> None:
        if self.back_ is not None:
            back, self.back_ = self.back_, None
            self.window_.deliver(back.register, back.place)
            return
        item = self.list.currentItem()
        if item is None:
            self.window_.banner.say("warning", _("Chưa chọn bản sao. Chọn tệp bản sao rồi làm tiếp."))
            self.choose.setFocus()
            return
        self.window_.restore_place(
            str(item.data(Qt.ItemDataRole.UserRole)), self.place.editor.shows().strip(), self.password.text, self._done
        )

    def _done(self, back: Back) -> None:
        self.back_ = back
        self.window_.banner.say("good", back.text)
        for widget in (self.list, self.choose, self.place, self.password):
            widget.hide()
        self.go.setText(_("Mở sổ"))
        self.go.setFocus()
