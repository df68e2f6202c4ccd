"""The page "In ấn": what and for whom on the left, the pages as they will be printed on the right; and the print
register. A paper is entered there only once the printer has taken it or its file lies there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from db.domain.errors import UserError
from db.store.printing import PrintLine
from desktop.presenters.prints import Asked, Handed, PrintList, Prints
from desktop.printing import EXCEL, WORD, Paper, Run
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.prints.looking import Looking
from desktop.views.prints.printer import Order, PrinterPanel, hand_over
from desktop.views.prints.register import RegisterView
from desktop.words import _
from desktop.work.context import JobContext
from forms.paper.raster import Pages

T = TypeVar("T")
SIDE, WIDEST = 300, 340
"""Width of what is chosen at 100 %, and in pixels at any text size: the pages need the room."""

CHOOSING, REGISTER = 0, 1
KINDS = {"Word": WORD, "Excel": EXCEL}
"""Endings by what the dialog calls files that are no PDF: letters for Word, tables for Excel."""


class PrintsPage(Page):
    """Choose, look, print or save, look up."""

    name = "prints"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("In ấn"))
        self.prints = Prints(self.desk)
        self.paper: Paper | None = None
        self._pages: Pages | None = None
        self._stale = False
        self._round = 0
        self._folder = ""
        self.form = FormView(self.prints.form)
        self.panel = PrinterPanel()
        self.about = QLabel()
        self.about.setProperty("role", "quiet")
        self.about.setWordWrap(True)
        self.looking = Looking(self.window_.jobs, self.failed)
        self.register = RegisterView(PrintList(self.desk))
        self._build()
        self.form.edited.connect(self._edited)
        self.panel.asked.connect(self._print)
        self.panel.dropped.connect(self._leave_panel)
        self.register.again.connect(self._again)
        self.register.numbered.connect(self._numbered)
        self.tabs.currentChanged.connect(self._turned)

    def _build(self) -> None:
        self.tool(_("In…"), "print", picture="printer", primary=True)
        self.tool(_("Lưu PDF…"), "save_pdf", picture="download")
        self.tool(_("Xem trước"), "preview", picture="eye")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("In hoặc sổ in"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab(_("Trang in"))
        self.tabs.addTab(_("Sổ in"))
        self.stack = QStackedWidget()
        choosing = QWidget()
        row = QHBoxLayout(choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self._side())
        row.addWidget(self._sheet(), 1)
        self.stack.addWidget(choosing)
        self.stack.addWidget(self.register)
        self.body.setSpacing(theme.px(theme.S))
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.stack, 1)

    def _side(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(theme.S), 0)
        column.setSpacing(theme.px(theme.M))
        for widget in (self.form, self.about, self.panel):
            column.addWidget(widget)
        column.addStretch(1)
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setWidget(inner)
        side.setFixedWidth(min(theme.px(SIDE), WIDEST))
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return side

    def _sheet(self) -> QWidget:
        """The pages, or while there are none, the next step."""
        self._empty = Empty()
        self._empty.say(
            "printer",
            "",
            _(
                "Chọn mẫu, năm, thôn hoặc hộ ở bên trái, rồi nhấn F12 để xem trang in.\n"
                "Ctrl+P in ra máy in, Ctrl+Shift+L lưu thành tệp PDF."
            ),
        )
        self._right = QStackedWidget()
        self._right.addWidget(self._empty)
        self._right.addWidget(self.looking)
        return self._right

    # What the window asks.

    def opened(self, *, register: bool = False, handed: Handed | None = None, **about: Any) -> None:
        """register: show the print register; handed: a list to print; about: what to print, as `Prints.choose` takes
        it."""
        if register:
            self.tabs.setCurrentIndex(REGISTER)
            self._turned(REGISTER)
            return
        self.tabs.setCurrentIndex(CHOOSING)
        if handed is not None or any(about.values()):
            if handed is None:
                self.prints.choose(**about)
            else:
                self.prints.take(handed)
            self.form.refresh()
            self.preview()
        elif self._stale and self.paper is not None:
            self.preview()
        else:
            self.form.begin()

    def heard(self, kinds: frozenset[str]) -> None:
        if "print" in kinds:
            self.register.refresh()
        if kinds - {"print"}:
            self._stale = True
            self._say()

    def hint(self) -> str:
        if self.stack.currentIndex() == REGISTER:
            return _("Enter in lại · Ctrl+F6 ghi số văn bản · Ctrl+Shift+P về trang in")
        if self.paper is None:
            return _("F12 xem trước")
        return _("PgDn trang sau · Ctrl+F tìm · Ctrl+P in · Ctrl+Shift+L lưu PDF")

    def doings(self) -> Doing:
        doing: dict[str, Callable[[], object]] = {"print_register": self._switch, "refresh": self._refresh}
        if self.stack.currentIndex() == REGISTER:
            doing["search"] = self.register.line.setFocus
            if self.register.chosen() is not None:
                doing["reprint"] = lambda: self._again(self.register.chosen())
                doing["give_number"] = self.register.ask_number
            return doing
        if self.prints.doubtful() is not None:
            doing["confirm_form"] = self._confirm
        doing |= {"preview": self.preview, "print": self.ask_printer, "save_pdf": self.save}
        if self.paper is not None:
            view = self.looking.preview
            doing |= {
                "search": self.looking.search.begin,
                "go_to_page": self.looking.number.begin,
                "zoom_in": lambda: view.step(1),
                "zoom_out": lambda: view.step(-1),
                "zoom_real": lambda: view.zoom_to(1.0),
                "zoom_fit": view.fit,
            }
        return doing

    def _switch(self) -> None:
        self.tabs.setCurrentIndex(REGISTER if self.stack.currentIndex() == CHOOSING else CHOOSING)

    def _turned(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        if tab == REGISTER:
            self.register.refresh()
            self.register.begin()
        elif self.paper is None:
            self.form.begin()
        else:
            self.looking.preview.setFocus()

    def _refresh(self) -> None:
        if self.stack.currentIndex() == REGISTER:
            self.register.refresh()
        else:
            self.preview()

    # Looking.

    def _edited(self, field: str) -> None:
        if field == "households":
            self.prints.narrow()
            self.form.boxes[field].editor.offer(self.prints.form.specs[field])  # type: ignore[union-attr]
        if field == "document":
            self.form.refresh()  # what else is asked for
        self.prints.again = None
        self._stale = True
        self._say()

    def preview(self, then: Callable[[], object] = lambda: None) -> None:
        """Make the paper in memory and show it; `then` when it is there."""
        asked = self._asked()
        if asked is None:
            return
        self._round += 1
        turn = self._round

        def made(paper: Paper) -> None:
            if turn == self._round:
                self._show(paper)
                self.looking.preview.setFocus()
                then()

        self._job(_("Đang dựng trang in…"), lambda context: self.prints.make(asked, context), made, self._not_made)

    def _job(
        self,
        title: str,
        work: Callable[[JobContext], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Work on the register beside the window; stopped, nothing has been printed."""
        self.window_.jobs.run(title, work, done, failed, stopped=lambda: self.window_.told(_("Đã dừng; chưa in gì.")))

    def _asked(self) -> Asked | None:
        asked = self.prints.chosen()
        if asked is None:
            self.form.refresh()
            self.form.go_to_problem()
        self.banner.hide()
        return asked

    def _not_made(self, error: Exception) -> None:
        self._forget()
        self.failed(error)
        self.form.begin()

    def failed(self, error: Exception) -> None:
        """Nothing to print is a word of advice, not a fault."""
        if isinstance(error, UserError) and error.code == "nothing_to_print":
            self.banner.say("warning", error.message)
        else:
            super().failed(error)

    def _show(self, paper: Paper, *, stay: bool = False) -> None:
        self.paper, self._pages, self._stale = paper, Pages(paper.data), False
        self._right.setCurrentWidget(self.looking)
        self.looking.show_pages(self._pages, stay=stay)
        self._say()
        self.window_.told("")
        self.stale.emit()

    def _forget(self) -> None:
        self.paper = self._pages = None
        self.looking.show_pages(None)
        self._right.setCurrentWidget(self._empty)
        self._say()
        self.window_.told("")
        self.stale.emit()

    def _say(self) -> None:
        """The quiet line under the form: what the paper is, or that it is no longer what was chosen."""
        self.form.boxes["households"].editor.setToolTip(self.prints.form.typed["households"].replace(", ", "\n"))
        paper = self.paper
        if paper is None:
            self.about.clear()
        elif self._stale:
            self.about.setText(_("Lựa chọn hoặc dữ liệu đã đổi: nhấn F12 để xem lại."))
        else:
            again = _(", in lại lần {0}").format(paper.issue.reprint) if paper.issue.reprint else ""
            self.about.setText(
                _("{0} trang, {1} bản; số {2}{3}. Chưa ghi vào sổ in cho đến khi in hoặc lưu.").format(
                    paper.pages, paper.papers, paper.issue.number, again
                )
            )

    # Printing and saving.

    def ask_printer(self) -> None:
        """Ask which printer, beside the pages; asked already, print."""
        if self.paper is None or self._stale:
            self.preview(self.ask_printer)
            return
        if self.panel.isVisible():
            self.panel.send()
            return
        count = self.paper.pages
        self.form.setVisible(not self.attempt(lambda: self.panel.ask(count)))

    def _leave_panel(self) -> None:
        self.panel.hide()
        self.form.show()
        self.looking.preview.setFocus()

    def _print(self, order: Order) -> None:
        """Make the paper of this moment, hand it to the printer, then enter it."""
        self._leave_panel()
        asked, shown = self._asked(), self.paper
        if asked is None or shown is None:
            return

        def made(paper: Paper) -> None:
            self._show(paper, stay=True)
            if paper.pages != shown.pages:
                said = _("Dữ liệu vừa đổi nên số trang khác lúc xem. Chưa in gì: xem lại rồi in.")
                self.banner.say("warning", said)
                return
            self._hand_over(paper, order)

        self._job(_("Đang dựng trang in…"), lambda context: self.prints.make(asked, context), made, self.failed)

    def _hand_over(self, paper: Paper, order: Order) -> None:
        pages = self._pages
        if pages is None:
            return
        name = order.printer.printerName()

        def taken(count: int) -> None:
            said = _("Máy in {0} đã nhận {1} trang; số trong sổ in: {2}.").format(name, count, paper.issue.number)
            if self.attempt(lambda: self.prints.printed(paper, count)):
                self._entered(said)

        self.window_.jobs.run(
            _("Đang in…"),
            lambda context: hand_over(order.printer, pages, order.pages, context),
            taken,
            self.failed,
            stopped=lambda: self.banner.say(
                "warning", _("Đã dừng in. Máy in có thể đã nhận vài trang; chưa ghi vào sổ in.")
            ),
            register=False,
        )

    def save(self) -> None:
        """Ask for a file and write the paper of this moment into it."""
        if self.paper is None or self._stale:
            self.preview(self.save)
            return
        place = QStandardPaths.StandardLocation.DocumentsLocation
        folder = self._folder or QStandardPaths.writableLocation(place)
        start = str(Path(folder) / self.paper.file_name)
        kinds = "PDF (*.pdf)" + (";;Word (*.docx)" if self.paper.word else ";;Excel (*.xlsx)")
        chosen, kind = QFileDialog.getSaveFileName(self, _("Lưu tệp"), start, kinds)
        if chosen:
            out = Path(chosen)
            self.save_as(next((out.with_suffix(end) for name, end in KINDS.items() if kind.startswith(name)), out))

    def save_as(self, out: Path) -> None:
        """Write the paper of this moment into a file (PDF, DOCX or XLSX by its name) and enter it."""
        asked = self._asked()
        if asked is None:
            return
        out = out if out.suffix.lower() in (".pdf", *KINDS.values()) else out.with_name(f"{out.name}.pdf")
        self._folder = str(out.parent)

        def kept(done: tuple[Paper, Run]) -> None:
            paper, run = done
            self._show(paper, stay=True)
            said = _("Đã lưu {0}, {1} trang; số trong sổ in: {2}.").format(out.name, run.pages, run.number)
            folder = QUrl.fromLocalFile(str(out.parent))
            self._entered(said, (_("Mở thư mục"), lambda: QDesktopServices.openUrl(folder)))

        self._job(_("Đang lưu tệp…"), lambda context: self.prints.keep(asked, out, context), kept, self.failed)

    def _entered(self, said: str, *offers: tuple[str, Callable[[], object]]) -> None:
        """The paper is printed and entered; another print of the same will carry the next number."""
        self.prints.again = None
        self.desk.changed("print")
        self._stale = False
        self.about.setText(_("Đã ghi vào sổ in."))
        self.banner.say("good", said, *offers)
        self.looking.preview.setFocus()

    def _confirm(self) -> None:
        """The form agrees with the official one, says an administrator; once more takes it back."""

        def keep() -> None:
            said = self.prints.confirm()
            self.form.refresh()
            self.banner.say("good", said)

        self.attempt(keep)

    def _numbered(self, line: PrintLine, typed: str) -> None:
        """Keep the number that the văn thư has given the paper of a line."""

        def keep() -> None:
            number = self.register.give_number(line, typed)
            self.desk.changed("print")
            self.register.kept(line.id)
            self.banner.say("good", _("Đã ghi văn bản số {0} cho bản in {1}.").format(number, line.number))

        self.attempt(keep)

    def _again(self, line: PrintLine | None) -> None:
        """Print a line of the register again: look at it first."""
        if line is None:
            return
        if not self.prints.again_from(line):
            said = _(
                "“{0}” không in lại từ sổ in được. Chưa in gì: danh sách thì mở danh sách ấy (Alt+2, F6) rồi nhấn "
                "Ctrl+P; tờ phục hồi thì làm tờ mới."
            )
            self.banner.say("info", said.format(line.title))
            return
        again = self.prints.again
        self.tabs.setCurrentIndex(CHOOSING)
        self.form.refresh()
        self.preview(lambda: self._tell_again(again, line))

    def _tell_again(self, again: str | None, line: PrintLine) -> None:
        if again is None:
            said = _("Số {0} do máy khác in: đây là bản in mới, sẽ mang số của máy này.").format(line.number)
        elif self.paper is not None and self.paper.issue.data_version != line.data_version:
            said = _(
                "In lại số {0}. Dữ liệu đã đổi từ lần in đó: chân trang ghi phiên bản dữ liệu mới."
            ).format(line.number)  # fmt: skip
        else:
            said = _("In lại số {0}: chân trang ghi “Bản in lại”.").format(line.number)
        self.banner.say("info", said)
