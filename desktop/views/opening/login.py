"""Which register, and its password: those opened lately in a list, any other by its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem

from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening import opened, places, tries
from desktop.presenters.paths import is_folder
from desktop.views.icons import icon
from desktop.views.opening.parts import LineBox, Pane, Room, link
from desktop.views.page import button_for
from desktop.views.secret import SecretBox
from desktop.words import _

SHOWN = 4
"""Registers of the list seen without scrolling."""


class LogIn(Pane):
    """The list of registers, one line for the password. Up and Down choose while the cursor stays in the password."""

    def __init__(self, window: Room) -> None:
        super().__init__(window, _("Mở sổ"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Các sổ đã mở ở máy này"))
        self.list.currentRowChanged.connect(self._chosen)
        self.list.installEventFilter(self)
        label = _("Nơi để sổ (tệp .sohotro hoặc postgresql://…)")
        self.place = LineBox(FieldSpec(id="place", label=label, width=60, max_length=1000))
        self.place.editor.left.connect(self._look)
        self.choose = button_for(_("Chọn tệp…"), self.choose_file, picture="folder-open")
        self.choose.setProperty("stop", False)
        self.password = SecretBox("password", _("Mật khẩu"), then=self._ask)
        self.password.secret.installEventFilter(self)
        self.go = button_for(_("Mở sổ"), self._ask, picture="lock-open", primary=True)
        self.forgot = link(_("Quên mật khẩu"), self._forgot)
        self.body.addWidget(self.list)
        self.body.addWidget(self.place)
        self.row(self.choose, None)
        self.body.addWidget(self.password)
        self.restore = link(_("Phục hồi từ bản sao…"), self._restore)
        self.row(self.forgot, self.restore, None, self.go)
        self.elsewhere = link(_("Sổ khác…"), self._elsewhere, "folder-open")
        self.new = link(_("Lập sổ mới"), lambda: window.show_pane("create"), "plus")
        self.training = link(_("Tập làm"), window.train, "graduation-cap")
        self.row(self.elsewhere, self.new, self.training, None)
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._tick)

    def begin(self, place: str = "", locked: bool = False, **_about: Any) -> None:
        """place: the register that stands there already; locked: it was open a moment ago."""
        self.heading.setText(_("Sổ đang khóa") if locked else _("Mở sổ"))
        kept = self.window_.preferences
        known = places.recent(kept)
        if place and place not in kept.recent:
            known = [places.known(kept, place), *known]
        self.list.clear()
        for one in known:
            item = QListWidgetItem(
                icon("book-open-text"), one.name if one.name == one.where else f"{one.name}\n{one.where}"
            )
            item.setData(Qt.ItemDataRole.UserRole, one.place)
            item.setToolTip(one.where)
            self.list.addItem(item)
        self.list.setVisible(bool(known))
        lines = sum(map(self.list.sizeHintForRow, range(min(len(known), SHOWN))))
        self.list.setFixedHeight(lines + 2 * self.list.frameWidth())
        self.password.secret.clear()
        self._show_place(not known)
        rows = [n for n, one in enumerate(known) if one.place == place]
        self.list.setCurrentRow(rows[0] if rows else 0)
        if known:
            self.password.secret.setFocus()
            self._chosen()
        else:
            self.place.editor.setFocus()

    def chosen(self) -> str:
        """The place of the register to open."""
        if not self.place.isHidden():
            return self.place.editor.shows().strip()
        item = self.list.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def asks_for(self, place: str) -> bool:
        return self.chosen() == place

    def refused(self) -> None:
        """It did not open: the password is typed again."""
        self.password.secret.clear()
        self.password.secret.setFocus()
        self._tick()

    def back(self) -> None:
        """Esc: from another place to the list, from there to the first screen."""
        if not self.place.isHidden() and self.list.count():
            self._show_place(False)
            self.password.secret.setFocus()
        elif not self.window_.preferences.recent:
            self.window_.show_pane("welcome")

    def choose_file(self) -> None:
        """Ask the system's dialog for a file."""
        here = self.chosen()
        folder = Path(here).parent if here and not places.SERVER.match(here) else places.usual_folder()
        start = str(folder if is_folder(folder) else Path.home())
        kind = f"Sổ Hỗ Trợ (*{places.ENDING})"
        found, _filter = QFileDialog.getOpenFileName(self, _("Chọn sổ"), start, kind)
        if found:
            self._show_place(True)
            self.place.editor.fill(found)
            self._look()
            self.password.secret.setFocus()

    def _show_place(self, shown: bool) -> None:
        self.place.setVisible(shown)
        self.choose.setVisible(shown)
        self.elsewhere.setVisible(not shown)

    def _elsewhere(self) -> None:
        self._show_place(True)
        self.place.editor.setFocus()

    def _chosen(self, _row: int = 0) -> None:
        self.window_.banner.hide()
        training = self.chosen() == str(places.training_file())
        word = _("Sổ tập làm, mật khẩu là {0}").format(opened.TRAINING_PASSWORD) if training else ""
        self.password.say(word, None)
        self._look()
        self._tick()

    def _look(self) -> None:
        """What is wrong with the place is said before a password is asked for."""
        self.window_.look(self.chosen())

    def _forgot(self) -> None:
        self.window_.show_pane("recover", place=self.chosen())

    def _restore(self) -> None:
        self.window_.show_pane("restore", place=self.chosen())

    def _ask(self) -> None:
        self.window_.banner.hide()
        self.window_.open_place(self.chosen(), self.password.text)

    def _tick(self) -> None:
        """While one has to wait after wrong passwords, the seconds run down here."""
        left = self.window_.seconds_to_wait(self.chosen())
        self.go.setEnabled(left <= 0)
        if left > 0:
            self.password.say(tries.sentence(left), "soft")
            self._clock.start()
        elif self._clock.isActive():
            self._clock.stop()
            self.password.say("", None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.password.secret and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = -1 if event.key() == Qt.Key.Key_Up else 1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if watched is self.list and event.key() == Qt.Key.Key_Delete:
                self.window_.forget(self.chosen())
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.password.secret.setFocus()
                return True
        return super().eventFilter(watched, event)
