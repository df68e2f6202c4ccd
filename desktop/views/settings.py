"""Page "settings": looks, text size, language, automatic lock, place for backups; each choice counts at once.

Also a new recovery sheet, which only the officer's password makes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.domain.errors import NotAllowed
from desktop.presenters import settings
from desktop.presenters.fields import FieldSpec
from desktop.presenters.opening import sheet
from desktop.presenters.preferences import save
from desktop.presenters.settings import Choice
from desktop.views import theme
from desktop.views.flow import Flow
from desktop.views.page import Page, Surroundings, button_for
from desktop.views.scroll import Scroll
from desktop.views.secret import SecretBox
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
        column.addWidget(self._report_days())
        self.recovery_card = self._recovery()
        column.addWidget(self.recovery_card)
        column.addStretch(1)
        inside.setMaximumWidth(theme.px(820))
        self.area = Scroll(inside)
        self.body.addWidget(self.area)

    def opened(self, at: str = "theme", **_about: Any) -> None:
        """at: the choice just made, where the cursor returns after the window was drawn anew; or "recovery"."""
        if at == "recovery":
            self._at_password()
            return
        of_choice = [button for (name, _value), button in self.buttons.items() if name == at]
        chosen = next((button for button in of_choice if button.isChecked()), of_choice[0])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def left(self) -> None:
        """No password stays on a page that nobody sees."""
        self.password.secret.clear()
        self.password.say("", None)

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

    def _report_days(self) -> QFrame:
        frame, column = _frame(_("Hạn nộp báo cáo"), _("Ngày và tháng, như 15/7. Để trống là theo kế hoạch của tỉnh."))
        row = Flow(theme.px(theme.L))
        self.report_days: dict[str, SingleField] = {}
        for name, title, day in settings.report_days(self.desk.register):
            field = SingleField(FieldSpec(id=f"report_{name}", label=title, width=10, max_length=10))
            field.editor.fill(day)
            field.editor.left.connect(lambda name=name: self._keep_report_day(name))
            self.report_days[name] = field
            row.add(field)
        column.addWidget(row)
        return frame

    def _keep_report_day(self, name: str) -> None:
        field = self.report_days[name]
        said = settings.keep_report_day(self.desk.register, name, field.editor.shows())
        field.say(said, "hard" if said else None)
        if not said:
            days = {known: day for known, _title, day in settings.report_days(self.desk.register)}
            field.editor.fill(days[name])
            self.desk.changed("register")

    def _recovery(self) -> QFrame:
        frame, column = _frame(
            _("Tờ phục hồi"), _("Tờ cũ mất, rách hoặc có người đã xem: làm tờ mới, tờ cũ hết hiệu lực.")
        )
        self.password = SecretBox("password", _("Mật khẩu mở sổ của mình"), then=self._ask_sheet)
        column.addWidget(self.password)
        make = button_for(_("Làm tờ phục hồi mới…"), self._ask_sheet, picture="shield-check")
        column.addWidget(make, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _ask_sheet(self) -> None:
        """Where shall the sheet go? The sheet itself refuses to take the place of a file."""
        self.password.say("", None)
        if not self.password.text:
            self._refused(_("Gõ mật khẩu mở sổ trước."))
            return
        start = str(Path.home() / sheet.NAME)
        never = QFileDialog.Option.DontConfirmOverwrite
        found, _kind = QFileDialog.getSaveFileName(self, _("Lưu tờ phục hồi"), start, "PDF (*.pdf)", options=never)
        if found:
            self._make_sheet(Path(found if found.lower().endswith(".pdf") else f"{found}.pdf"))

    def _make_sheet(self, out: Path) -> None:
        desk, password = self.desk, self.password.text
        self.password.secret.clear()

        def made(done: tuple[str, str]) -> None:
            desk.changed("print")
            said = (_("Mở tệp"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out))))
            self.banner.say("good", done[1], said)

        self.window_.jobs.run(
            _("Đang làm tờ phục hồi…"),
            lambda _context: sheet.renew(desk.register, desk.place, password, out),
            made,
            self._not_made,
        )

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, NotAllowed):
            self._refused(error.message)
        else:
            self.failed(error)

    def _refused(self, said: str) -> None:
        self.password.say(said, "hard")
        self._at_password()

    def _at_password(self) -> None:
        """The cursor in the password, the whole card in sight, as soon as everything has its place."""
        self.password.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, lambda: self.area.reveal(self.recovery_card, self.recovery_card.rect()))


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
