"""Page "settings": looks, text size, language, automatic lock, place for backups; each choice counts at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.presenters import settings
from desktop.presenters.fields import FieldSpec
from desktop.presenters.preferences import save
from desktop.presenters.settings import Choice
from desktop.views import theme
from desktop.views.flow import Flow
from desktop.views.page import Page, Surroundings, button_for
from desktop.views.single import SingleField
from desktop.words import _


class Settings(Page):
    """Rows of radio buttons: all values are seen, arrows choose, nothing has to be confirmed."""

    name = "settings"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Tùy chọn"))
        self.buttons: dict[tuple[str, Any], QRadioButton] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        for choice in settings.choices():
            column.addWidget(self._card(choice))
        column.addWidget(self._backup())
        column.addStretch(1)
        inside.setMaximumWidth(theme.px(820))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.body.addWidget(scroll)

    def opened(self, at: str = "theme", **_about: Any) -> None:
        """at: the choice just made, where the cursor returns after the window was drawn anew."""
        of_choice = [button for (name, _value), button in self.buttons.items() if name == at]
        chosen = next((button for button in of_choice if button.isChecked()), of_choice[0])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def hint(self) -> str:
        return _("Mũi tên: đổi lựa chọn · Tab: mục sau · Alt+←: quay lại")

    def _card(self, choice: Choice) -> QFrame:
        frame, column = _frame(choice.title, choice.word)
        row = Flow(theme.px(theme.L))
        group = QButtonGroup(frame)
        for value, title in choice.values:
            button = QRadioButton(title)
            button.setAccessibleName(f"{choice.title}: {title}")
            button.setChecked(getattr(self.window_.preferences, choice.name) == value)
            button.clicked.connect(lambda _on, value=value, choice=choice: self._chosen(choice, value))
            group.addButton(button)
            row.add(button)
            self.buttons[choice.name, value] = button
        column.addWidget(row)
        return frame

    def _chosen(self, choice: Choice, value: Any) -> None:
        if settings.choose(self.window_.preferences, choice.name, value):
            save(self.window_.preferences)
            self.window_.redress(at=choice.name)

    def _backup(self) -> QFrame:
        frame, column = _frame(_("Sao lưu"), "")
        spec = FieldSpec(id="backup", label=_("Nơi sao lưu (thư mục trên USB, ổ khác)"), width=80, max_length=1000)
        self.backup = SingleField(spec)
        self.backup.editor.fill(self.window_.preferences.backup_folder)
        self.backup.editor.left.connect(self._keep_backup)
        column.addWidget(self.backup)
        choose = button_for(_("Chọn thư mục…"), self._choose_backup, picture="folder-open")
        column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _choose_backup(self) -> None:
        start = self.backup.editor.shows() or str(Path.home())
        found = QFileDialog.getExistingDirectory(self, _("Nơi sao lưu"), start)
        if found:
            self.backup.editor.fill(found)
            self._keep_backup()

    def _keep_backup(self) -> None:
        said = settings.set_backup_folder(self.window_.preferences, self.backup.editor.shows())
        self.backup.say(said, "hard" if said else None)
        if not said:
            save(self.window_.preferences)


def _frame(title: str, word: str) -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(*(theme.px(theme.L),) * 4)
    column.setSpacing(theme.px(theme.S))
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    column.addWidget(heading)
    if word:
        quiet = QLabel(word)
        quiet.setProperty("role", "quiet")
        column.addWidget(quiet)
    return frame, column
