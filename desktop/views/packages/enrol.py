"""Enrolment as calm steps in the page: what to do now, thirty digits typed from a stamped paper, the slip to print."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from db.domain.errors import AppError
from db.sync.root import OPENERS
from desktop.presenters.fields import FieldSpec
from desktop.presenters.packages.enrolment import Done, Enrolment, whole
from desktop.presenters.packages.holders import Ceremony
from desktop.presenters.packages.writing import Writing
from desktop.views import theme
from desktop.views.editors import LineEditor
from desktop.views.packages.digits import DigitsEditor
from desktop.views.packages.panel import Panel, Verdict, field_label
from desktop.views.packages.places import Places
from desktop.views.packages.root import CodeFields
from desktop.views.page import Page, button_for
from desktop.views.saving import open_file
from desktop.words import _, mark


class DoneCard(QFrame):
    """What a step has made: the digits for the paper, the file, the slip to print. `finished` when that is done."""

    finished = Signal()

    def __init__(self, page: Page, enrolment: Enrolment) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._page, self._enrolment = page, enrolment
        self._done: Done | None = None
        self.verdict = Verdict()
        self.digits, self.file = QLabel(), QLabel()
        self.digits.setProperty("role", "display")
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.file.setWordWrap(True)
        self.print = button_for(_("In phiếu (Ctrl+P)"), self.print_slip, picture="printer", primary=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(theme.L)] * 4)
        column.setSpacing(theme.px(theme.M))
        for widget in (self.verdict, self.digits, self.file):
            column.addWidget(widget)
        self.end = button_for(_("Xong (Esc)"), self.finished.emit)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(theme.S))
        buttons.addWidget(self.print)
        buttons.addWidget(self.end)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.hide()

    def show_done(self, done: Done, word: str, told: str) -> None:
        """Show what was made."""
        self._done = done
        self.verdict.say("good", "circle-check", word)
        self.digits.setText("  ".join(done.groups))
        self.digits.setVisible(bool(done.groups))
        self.digits.setAccessibleName(_("30 chữ số: {0}").format(" ".join(done.groups)))
        self.file.setText(f"{told}\n{done.file}" if done.file else told)
        self.print.setVisible(bool(done.groups))
        self.show()
        (self.print if done.groups else self.end).setFocus()

    def print_slip(self) -> None:
        """Write the slip beside the file and open it with the machine's own viewer."""
        done = self._done
        if done is None or done.file is None:
            return
        out = done.file.with_suffix(".pdf")
        if self._page.attempt(lambda: self._enrolment.print_slip(done, out)):
            said = _("Đã ghi phiếu {0}. In ra, ký, đóng dấu.").format(out.name)
            self._page.banner.say("good", said, (_("Mở phiếu"), lambda: open_file(out)))
            self._page.banner.begin()


Judged = Literal["approve", "accept", "succeed", "hand_over"]
"""What a file with digits is for."""

Job = Literal["ask", "renew", "list"]
"""What a file is written for: to be enrolled, to change the keys, to let everybody below pin the root key anew."""


class RequestPanel(Panel):
    """On the laptop: write the request and print its slip."""

    def __init__(
        self, page: Page, enrolment: Enrolment, writing: Writing, *, job: Job = "ask", ceremony: Ceremony | None = None
    ) -> None:
        """ceremony: of an office that issues a list."""
        title, sentence, _done = _JOBS[job]
        super().__init__(_(title), _(sentence))
        self._page, self._enrolment, self._job, self._ceremony = page, enrolment, job, ceremony
        self.keys = CodeFields(OPENERS)
        self.places = Places(lambda _place, _free: "", writing.folders)
        self.places.chosen.connect(self._write)
        self.card = DoneCard(page, enrolment)
        self.card.finished.connect(self.closed)
        self.body.addWidget(self.keys)
        self.body.addWidget(self.places)
        self.body.addWidget(self.card)
        self.body.addStretch(1)

    def begin(self) -> None:
        """Ask where to; of an office whose root key is sealed also for the codes of two officers."""
        self.card.hide()
        self.keys.clear()
        self.keys.setVisible(self._job == "renew" and self._ceremony is not None and self._ceremony.sealed)
        self.places.show()
        self.places.begin()

    def _write(self, place: str) -> None:
        try:
            done = self._do(Path(place))
        except AppError as error:
            self._page.failed(error)
            return
        for widget in (self.places, self.keys):
            widget.hide()
        if self._job == "renew":
            self._page.desk.changed("package")
        self.card.show_done(done, _(_JOBS[self._job][2]), _("30 chữ số này đứng trên phiếu. Tệp:"))

    def _do(self, place: Path) -> Done:
        if self._job == "renew":
            return self._enrolment.renew(place, self.keys.codes())
        return self._enrolment.hand_out(place) if self._job == "list" else self._enrolment.ask(place)


class AnswerPanel(Panel):
    """A file and thirty digits typed from a paper: approval at the office, acceptance on the laptop, an office that
    takes another one's place."""

    def __init__(self, page: Page, enrolment: Enrolment, *, job: Judged, ceremony: Ceremony | None = None) -> None:
        """ceremony: of an office that issues a list, and must sign the next one."""
        title, sentence, told, source = _ANSWERS[job]
        super().__init__(_(title), _(sentence))
        self._page, self._enrolment, self._job, self._ceremony = page, enrolment, job, ceremony
        self.keys = CodeFields(OPENERS)
        self.file = LineEditor(FieldSpec(id="file", label=_("Tệp"), max_length=2_000))
        self.file.setPlaceholderText(_("Kéo thả tệp vào cửa sổ, gõ hoặc dán đường dẫn"))
        self.digits = DigitsEditor()
        self.digits.filled.connect(self._ready)
        self._source = _(source)
        self.go = button_for(_(told), self.send, keys="Enter", primary=True)
        self.card = DoneCard(page, enrolment)
        self.card.finished.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        browse = button_for(_("Chọn tệp…"), self._browse, picture="folder-open")
        browse.setProperty("stop", False)
        row.addWidget(self.file, 1)
        row.addWidget(browse)
        self.form = QFrame()
        self.form.setProperty("card", True)
        column = QVBoxLayout(self.form)
        column.setContentsMargins(*[theme.px(theme.L)] * 4)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(field_label(_("Tệp"), self.file))
        column.addLayout(row)
        column.addSpacing(theme.px(theme.S))
        column.addWidget(field_label(self._source, self.digits.groups[0]))
        column.addWidget(self.digits)
        column.addWidget(self.keys)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.form)
        self.body.addWidget(self.card)
        self.body.addStretch(1)

    def begin(self, file: str = "") -> None:
        """Ask for the file, or go on to the digits where it is known."""
        self.card.hide()
        self.form.show()
        self.file.fill(file)
        self.digits.begin()
        self.keys.clear()
        self.keys.setVisible(self._ceremony is not None and self._ceremony.sealed)
        if not file:
            self.file.setFocus(Qt.FocusReason.OtherFocusReason)

    def _browse(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(
            self, _("Chọn tệp ghi danh"), "", _("Ghi danh (*.dongbo);;Mọi tệp (*)")
        )
        if found:
            self.begin(found)

    def _ready(self) -> None:
        (self.keys.fields[0].editor if self.keys.isVisible() else self.go).setFocus()

    def send(self) -> None:
        """Enter after the last digit: judge the file by the digits."""
        if not self.file.text().strip():
            self._page.banner.say("warning", _("Chưa chọn tệp: gõ đường dẫn hoặc kéo thả tệp vào đây."))
            self.file.setFocus()
            return
        if not whole(self.digits.texts()):
            self._page.banner.say("warning", _("Gõ đủ sáu nhóm, mỗi nhóm năm chữ số, đúng như trên giấy."))
            next(e for e in self.digits.groups if len(e.text()) < 5 or not e.text().isdecimal()).setFocus()
            return
        file, typed = Path(self.file.text().strip().strip("\"'")), self.digits.texts()
        try:
            done = self._do(file, typed)
        except AppError as error:
            self._page.failed(error)
            return
        self._page.banner.hide()
        self.form.hide()
        self._show(done)
        self._page.desk.changed("package")

    def _do(self, file: Path, typed: list[str]) -> Done:
        if self._job == "accept":
            return self._enrolment.accept(file, typed)
        signed = {
            "approve": self._enrolment.approve,
            "succeed": self._enrolment.succeed,
            "hand_over": self._enrolment.hand_over,
        }
        return signed[self._job](file, typed, self.keys.codes())

    def _show(self, done: Done) -> None:
        if self._job == "succeed":
            told = _("Ghi danh sách máy ra tệp (menu Gói) rồi gửi cơ quan ấy; họ không còn khóa gốc thì gửi từng xã.")
            self.card.show_done(done, _("Đã nhận các máy của {0} vào danh sách.").format(done.step.device), told)
        elif self._job == "hand_over":
            told = _("Xuất gói lần cuối (Ctrl+E): các xã tự theo cơ quan tiếp quản, không phải gõ gì.")
            self.card.show_done(done, _("Đã ký danh sách cuối của cơ quan này."), told)
        elif self._job == "approve":
            told = _("In phiếu trả lời, ký đóng dấu, gửi về xã cùng tệp:")
            self.card.show_done(done, _("Đã ghi danh máy {0}.").format(done.step.device), told)
        else:
            told = _("Từ nay máy này xuất và nhận gói với cơ quan cấp trên (Ctrl+E, Ctrl+M).")
            self.card.show_done(done, _("Máy này đã được ghi danh."), told)


_ASK = (
    mark("Ghi danh máy này: bước 1, lập đề nghị"),
    mark("Chọn USB để ghi tệp đề nghị. In phiếu, ký đóng dấu, rồi gửi phiếu và tệp lên cơ quan cấp trên."),
    mark("Đã ghi và kiểm tra tệp đề nghị."),
)
_RENEW = (
    mark("Đổi khóa máy này"),
    mark(
        "Khi khóa có thể đã lộ hoặc đã dùng lâu. Chọn USB để đổi khóa và ghi tệp đề nghị; gửi tệp và phiếu có dấu lên "
        "cơ quan cấp trên. Gói ký bằng khóa mới được ghép khi đề nghị đã duyệt; không bản ghi nào mất."
    ),
    mark("Máy này nay có khóa mới; dữ liệu còn nguyên."),
)
_LIST = (
    mark("Ghi danh sách máy ra tệp"),
    mark(
        "Sau khi lập khóa gốc mới vì mất khóa cũ. Chọn USB; in phiếu có 30 chữ số, ký đóng dấu, gửi cùng tệp đến "
        "từng xã. Ở xã: Nhận trả lời ghi danh, chọn tệp, gõ 30 chữ số."
    ),
    mark("Đã ghi và kiểm tra tệp danh sách."),
)
_JOBS: dict[Job, tuple[str, str, str]] = {"ask": _ASK, "renew": _RENEW, "list": _LIST}
_APPROVE = (
    mark("Duyệt ghi danh một máy"),
    mark("Gõ 30 chữ số từ phiếu giấy đã ký đóng dấu, không so bằng mắt, không chép từ tệp."),
    mark("Duyệt ghi danh"),
    mark("30 chữ số trên phiếu có dấu"),
)
_ACCEPT = (
    mark("Ghi danh máy này: bước 2, nhận trả lời"),
    mark("Chọn tệp trả lời của cơ quan cấp trên và gõ 30 chữ số từ công văn đã ký đóng dấu."),
    mark("Nhận trả lời"),
    mark("30 chữ số trên công văn trả lời"),
)
_SUCCEED = (
    mark("Tiếp quản một cơ quan"),
    mark("Chọn tệp danh sách máy của cơ quan thôi hoạt động và gõ 30 chữ số của họ: các máy ấy vào danh sách của ta."),
    mark("Nhận các máy"),
    mark("30 chữ số trên công văn của cơ quan ấy"),
)
_HAND_OVER = (
    mark("Bàn giao cho cơ quan tiếp quản"),
    mark(
        "Cơ quan này thôi hoạt động. Chọn tệp danh sách của cơ quan tiếp quản (đã có đủ máy của ta) và gõ 30 chữ số "
        "của họ; rồi xuất gói lần cuối."
    ),
    mark("Ký danh sách cuối"),
    mark("30 chữ số trên công văn của cơ quan ấy"),
)
_ANSWERS: dict[Judged, tuple[str, str, str, str]] = {
    "approve": _APPROVE,
    "accept": _ACCEPT,
    "succeed": _SUCCEED,
    "hand_over": _HAND_OVER,
}
