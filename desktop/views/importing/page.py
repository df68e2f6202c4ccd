"""The page that brings a commune's Excel list in: choosing, looking, telling columns, one save with its way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from db.domain.errors import AppError
from db.store.imports.writing import Imported
from desktop.presenters.importing.taking import Importing, Looked, Puzzle, written
from desktop.views.importing.choose import ChoosePanel
from desktop.views.importing.explain import ExplainPanel
from desktop.views.importing.preview import PreviewPanel
from desktop.views.page import Doing, Page, Surroundings, entitle
from desktop.views.undoing import offer_undo
from desktop.words import _
from desktop.work.context import JobContext
from desktop.work.jobs import Job

T = TypeVar("T")
CHANGES = frozenset({"household", "person", "queue", "package"})


class ImportPage(Page):
    """`opened` may be given `files` that were dropped onto the window: the first one is looked at."""

    name = "import"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Nhập danh sách Excel"))
        self.importing = Importing(self.desk)
        self._job: Job | None = None
        self._stale = False
        self.go = self.tool("", self.save, picture="save", primary=True)
        self.other = self.tool(_("Tệp khác (Ctrl+I)"), self.ask, picture="folder-open")
        self.choose, self.explain = ChoosePanel(), ExplainPanel(_told(), _("Đọc lại danh sách (Ctrl+S)"))
        self.preview = PreviewPanel(self.importing)
        self.stack = QStackedWidget()
        for panel in (self.choose, self.preview, self.explain):
            self.stack.addWidget(panel)
        self.body.addWidget(self.stack, 1)
        self.choose.chosen.connect(self.look)
        self.choose.kind.narrowed.connect(self._of_kind)
        self.choose.kind.passed.connect(self.choose.begin)
        self.choose.stopped.connect(self.stop)
        self.preview.accepting.connect(self._accepting)
        self.preview.explaining.connect(self._explain)
        self.preview.wanted.connect(lambda record: window.go("household", id=record))
        self.explain.told.connect(self._told)
        self.explain.closed.connect(self._to_table)
        self.reason.given.connect(self._accept)
        self.reason.dropped.connect(self.resume)
        self._front(self.choose)

    # Coming and going.

    def opened(self, **about: Any) -> None:
        files = list(about.get("files") or [])
        if self._job is not None:
            return
        if files and not self.importing.is_there(files[0]):
            self.look(files[0])
            if len(files) > 1:
                self.banner.say("info", _("Mỗi lần nhập một tệp: đang xem tệp đầu, các tệp còn lại kéo vào sau."))
        elif self.importing.looked is None:
            self.ask()
        else:
            self._refresh()
            self.resume()

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & CHANGES and self.importing.looked is not None:
            self._stale = True
            if self.isVisible():
                self._refresh()

    def resume(self) -> None:
        panel = self.stack.currentWidget()
        if panel is self.preview:
            self.preview.begin()
        elif panel is self.choose and self._job is None:
            self.choose.begin()
        else:
            super().resume()

    def hint(self) -> str:
        panel = self.stack.currentWidget()
        if panel is self.explain:
            return _("Enter cột sau · F9 danh sách · Ctrl+S đọc lại · Esc thôi")
        if panel is self.preview:
            return _("Enter xem cả dòng · Ctrl+S nhập · Ctrl+I tệp khác · Ctrl+Shift+Z hoàn tác")
        return _("Enter chọn tệp · Alt+← quay lại")

    def doings(self) -> Doing:
        found: dict[str, Callable[[], object]] = {"import": self.ask}
        panel = self.stack.currentWidget()
        if self._job is not None:
            return found
        found["undo"] = self._undo
        if panel is self.explain:
            found["save"] = self.explain.take
        elif panel is self.preview:
            found |= {"save": self.save, "refresh": self._reread, "import_outcome": self._turn}
            if self.importing.doubtful()[0]:
                found["import_doubtful"] = lambda: self._accepting(not self.importing.reason)
            if self.importing.columns:
                found["import_columns"] = self._explain
            if self.importing.left(accepted=bool(self.importing.reason)):
                found["import_left"] = self._ask_left
        return found

    def _front(self, panel: QWidget) -> None:
        self.stack.setCurrentWidget(panel)
        self.reason.setVisible(self.reason.isVisible() and panel is self.preview)
        for button in (self.other, self.go):
            button.setVisible(panel is self.preview)
        self.stale.emit()

    # Choosing and looking.

    def ask(self) -> None:
        """Ask for a file; the one on the table stays there until another was read."""
        if self._job is None:
            self.banner.hide()
            self.choose.kind.show_options(self.importing.kinds(), self.importing.policy)
            self._front(self.choose)
            self.choose.begin()

    def _of_kind(self, policy: str) -> None:
        """The list holds supports of that policy, or ("") households."""
        self.importing.policy = policy
        self.choose.begin()

    def look(self, typed: str) -> None:
        """Read a file and show what its import would do; nothing is written."""
        if self._job is not None:
            return
        self.banner.hide()
        self.reason.hide()
        self.choose.line.fill(typed)
        work = lambda context: self.importing.look(typed, context)  # noqa: E731 - one line
        self._run(_("Đang đọc danh sách…"), work, self._looked, self.choose)

    def _reread(self) -> None:
        if self.importing.file is not None:
            self.look(str(self.importing.file))

    def _run(self, title: str, work: Callable[[JobContext], T], done: Callable[[T], None], home: QWidget) -> None:
        """home: the panel where one goes on when it came to nothing."""
        self._front(self.choose)
        self.choose.work(title)

        def back(then: Callable[[], object]) -> None:
            self._job = None
            self.choose.rest()
            self.window_.told("")
            then()

        job = self._job = self.window_.jobs.run(
            title,
            work,
            lambda result: back(lambda: done(result)),
            lambda error: back(lambda: self._refused(error, home)),
            stopped=lambda: back(lambda: self._stopped(home)),
        )
        job.advanced.connect(self.choose.advance)

    def stop(self) -> None:
        """End what is under way; nothing half-done remains."""
        if self._job is not None:
            self._job.cancel()
            self.choose.stop.setEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._job is not None:
            self.stop()
        elif event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is self.choose:
            self._to_table()
        else:
            super().keyPressEvent(event)

    def _stopped(self, home: QWidget) -> None:
        self._stand(home)
        self.banner.say("info", _("Đã dừng. Chưa ghi gì vào sổ."))

    def _refused(self, error: Exception, home: QWidget) -> None:
        self._stand(home)
        self.failed(error)
        if isinstance(error, AppError) and error.code == "plan_changed":
            self._stale = True
            self._refresh()

    def _stand(self, panel: QWidget) -> None:
        self._front(panel)
        self.resume()

    def _looked(self, found: Looked | Puzzle) -> None:
        self.importing.show(found)
        self._stale = False
        if isinstance(found, Puzzle):
            self.banner.say("warning", found.message)
            self._explain()
        else:
            self._front(self.preview)
            self._draw()
            self.preview.begin()

    def _draw(self) -> None:
        self.preview.show_now()
        self._name_save()

    def _name_save(self) -> None:
        count = len(self.importing.to_write())
        named = _("Nhập {0} hộ (Ctrl+S)") if not self.importing.in_lines else _("Nhập {0} dòng (Ctrl+S)")
        title = named.format(count) if count else _("Không có gì để nhập")
        entitle(self.go, title, "save" if count else "")
        self.go.setEnabled(count > 0)

    def _turn(self) -> None:
        self.preview.turn()
        self.preview.begin()

    def _refresh(self) -> None:
        """The register has changed: plan the same list again, without moving the cursor."""
        looked = self.importing.looked
        if looked is None or not self._stale or self._job is not None:
            return
        self._stale = False

        def show(found: Looked) -> None:
            if self.importing.looked is looked:
                self.importing.show(found)
                self._draw()

        work = lambda context: self.importing.again(looked, context)  # noqa: E731 - one line
        self.window_.jobs.run(_("Đang so với sổ…"), work, show, self.failed, quiet=True)

    # What is left.

    def _ask_left(self) -> None:
        """Where to write the rows that are not taken in."""
        looked = self.importing.looked
        if looked is None:
            return
        start = str(looked.file.with_name(f"{looked.file.stem}-chua-nhap.xlsx"))
        out, _kind = QFileDialog.getSaveFileName(self, _("Ghi dòng chưa nhập"), start, _("Tệp Excel (*.xlsx)"))
        if out:
            self._write_left(Path(out))

    def _write_left(self, out: Path) -> None:
        def done(count: int) -> None:
            told = _("Đã ghi {0} dòng chưa nhập ra {1}, cột cuối nói vì sao. Sửa rồi nhập lại tệp ấy.")
            self.banner.say("good", told.format(count, out.name))
            self.preview.begin()

        work = lambda _context: self.importing.write_left(out)  # noqa: E731 - one line
        self.window_.jobs.run(_("Đang ghi dòng chưa nhập…"), work, done, self.failed)

    # Telling what columns mean.

    def _explain(self) -> None:
        self._front(self.explain)
        self.explain.begin(self.importing.columns, self.importing.fields())

    def _told(self, said: dict[str, str]) -> None:
        if not said:
            self._to_table()
        elif self.attempt(lambda: self.importing.tell(said)):
            self._reread()

    def _to_table(self) -> None:
        """Back to the list on the table, to choosing where there is none."""
        self.banner.hide()
        self._stand(self.choose if self.importing.looked is None else self.preview)

    # Writing.

    def _accepting(self, wanted: bool) -> None:
        if not wanted:
            self._accept("")
            return
        text = _(
            "{0} hộ cần xem lại sẽ được ghi đúng như bảng nêu. Xem từng dòng trước: nhận rồi thì coi như đã đối chiếu "
            "với giấy tờ."
        )
        go = _("Nhận cả các hộ này")
        if self.importing.in_lines:
            text = _(
                "{0} dòng cần xem lại sẽ được ghi đúng như bảng nêu. Xem từng dòng trước: nhận rồi thì coi như đã đối "
                "chiếu với giấy tờ."
            )
            go = _("Nhận cả các dòng này")
        self.reason.ask(text.format(self.importing.doubtful()[0]), go)

    def _accept(self, reason: str) -> None:
        self.importing.reason = reason
        self.preview.show_accepted()
        self._name_save()
        self.preview.begin()

    def save(self) -> None:
        """Write what was looked at, in one action."""
        if not self.importing.to_write():
            self.window_.told(_("Không có gì để nhập: sổ đã có như danh sách."))
        elif self._job is None:
            self.banner.hide()
            self.reason.hide()
            self._run(_("Đang nhập danh sách…"), self.importing.save, self._saved, self.preview)

    def _saved(self, done: Imported) -> None:
        said = written(done, accepted=bool(self.importing.reason), in_lines=self.importing.in_lines)
        self._front(self.preview)
        self.desk.changed("household", "person", "support")
        self.banner.say(
            "good",
            said,
            (_("Xem danh sách"), lambda: self.window_.do("go_households")),
            (_("Hoàn tác…"), self._undo),
        )
        self.banner.begin()

    def _undo(self) -> None:
        offer_undo(self)


def _told() -> str:
    return _(
        "Mỗi cột được hiểu như dưới đây. Chỗ nào chưa hiểu hay hiểu sai thì chọn lại: gõ vài chữ rồi Enter, F9 mở cả "
        "danh sách. Cột chưa hiểu để trống thì lần này bỏ qua. Sổ nhớ cho những danh sách sau."
    )
