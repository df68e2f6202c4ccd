"""Taking packages in: files are dropped, typed or found on a stick; what would happen; then what has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.presenters.packages.taking import ENDING, Taken, Taking, packages_in
from desktop.presenters.packages.writing import Writing
from desktop.presenters.paths import paths
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.packages.panel import Counts, Lines, Panel
from desktop.views.packages.places import Places
from desktop.views.page import Page, button_for, entitle
from desktop.views.signs import SignTable
from desktop.words import _
from desktop.work.context import JobContext
from desktop.work.jobs import Job


class MergePanel(Panel):
    """Three looks: choosing, the preview, the result. `wanted` with an action that follows."""

    wanted = Signal(str)

    def __init__(self, page: Page, taking: Taking, writing: Writing) -> None:
        super().__init__(_("Nhận gói"), "")
        self._page, self.taking = page, taking
        self._job: Job | None = None
        self.places = Places(
            self._count, writing.folders, title=_("Tệp hoặc thư mục khác (nhiều tệp cách nhau bằng |)")
        )
        self.places.chosen.connect(lambda typed: self.look(paths(typed)))
        self.places.buttons.addWidget(button_for(_("Chọn tệp…"), self._browse, picture="folder-open"))
        self.counts, self.told = Counts(), Lines()
        self.table = SignTable(RowsModel(Taking.columns(), taking.rows), _("Các tệp"))
        self.table.at.connect(self._tell)
        self.table.opened.connect(lambda _place: self.act())
        self.bar, self.stop = QProgressBar(), QPushButton(_("Dừng sau gói này"))
        self.stop.clicked.connect(self._stop)
        self.go = button_for("", self.act, primary=True)
        self.receipts = button_for(_("Ghi biên nhận vào USB này"), self._receipts, picture="upload")
        self._lay_out()

    def _lay_out(self) -> None:
        work = QHBoxLayout()
        work.addWidget(self.bar, 1)
        work.addWidget(self.stop)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(theme.S))
        buttons.addWidget(self.go)
        buttons.addWidget(self.receipts)
        buttons.addStretch(1)
        self.body.addWidget(self.places)
        self.body.addWidget(self.counts)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.told)
        self.body.addLayout(work)
        self.body.addLayout(buttons)
        self.body.addStretch(0)

    def begin(self, files: list[str] | None = None) -> None:
        """Ask for files, or look at those that were dropped."""
        self._look_of("choosing")
        self.sentence.setText(_("Kéo thả tệp hay cả thư mục vào cửa sổ, hoặc chọn USB dưới đây rồi Enter."))
        self.places.begin()
        if files:
            self.look(files)

    def _look_of(self, stage: str) -> None:
        choosing, working = stage == "choosing", stage == "working"
        shown: list[tuple[QWidget, bool]] = [(self.places, choosing)]
        shown += [(one, not choosing) for one in (self.counts, self.table, self.told)]
        shown += [(one, working) for one in (self.bar, self.stop)]
        for widget, visible in shown:
            widget.setVisible(visible)
        self.go.setVisible(stage in ("preview", "result"))
        self.receipts.setVisible(stage == "result" and self._owes_receipts and self.taking.conflicts > 0)
        self._stage = stage

    @property
    def _owes_receipts(self) -> bool:
        """Whether there is a stick to which receipts may go back."""
        return self.taking.changed and self.taking.source is not None

    @staticmethod
    def _count(place: Path, _free: int) -> str:
        found = len(packages_in(place))
        return _("{0} gói").format(found) if found else _("không có gói")

    def _browse(self) -> None:
        files, _kind = QFileDialog.getOpenFileNames(
            self, _("Chọn gói"), "", _("Gói (*{0});;Mọi tệp (*)").format(ENDING)
        )
        if files:
            self.look(files)

    # Looking, then taking in.

    def look(self, typed: list[str]) -> None:
        """Show what would become of these files; nothing is written yet."""
        self._page.banner.hide()
        self._run(_("Đang xem thử gói…"), lambda context: self.taking.preview(typed, context), self._previewed)

    def act(self) -> None:
        """Enter: take in what was looked at; or go on to what the result asks for."""
        if self._stage == "preview":
            if self.taking.files:
                self._run(_("Đang nhận gói…"), self.taking.merge, self._merged)
            else:
                self.wanted.emit("enrol")
        elif self._stage == "result":
            self.wanted.emit(self._next()[0])

    def _next(self) -> tuple[str, str, str]:
        """What most people do after a merge, how it is called and its picture."""
        if self.taking.conflicts:
            return "go_queue", _("Mở {0} mục chờ quyết định").format(self.taking.conflicts), "scale"
        if self._owes_receipts:
            return "receipts", _("Ghi biên nhận vào USB này"), "upload"
        return "overview", _("Về trang gửi nhận"), "arrow-left"

    def retry(self) -> None:
        """Try again what is held."""
        self._run(_("Đang thử lại gói giữ lại…"), self.taking.retry, self._merged)

    def _run(self, title: str, work: Callable[[JobContext], list[Taken]], done: Callable[[list[Taken]], None]) -> None:
        self._look_of("working")
        self.bar.setRange(0, 0)
        self.sentence.setText(title)
        job = self._job = self._page.window_.jobs.run(title, work, done, self._failed, stopped=self.begin)
        job.advanced.connect(self._advanced)
        self.stop.setEnabled(True)
        self.stop.setFocus()

    def _advanced(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.sentence.setText(_("{0} ({1}/{2})").format(text, done + 1, total) if total else text)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)

    def _failed(self, error: Exception) -> None:
        self.begin()
        self._page.failed(error)

    def _previewed(self, results: list[Taken]) -> None:
        own = _(" Bỏ qua {0} gói do chính máy này xuất.").format(self.taking.own) if self.taking.own else ""
        if not results:
            self.begin()
            said = _("Không có gói nào ở đó. Gói là tệp có đuôi {0}.").format(ENDING)
            self._page.banner.say("warning", said + own)
            return
        self.taking.show(results, merged=False)
        self._draw("preview")
        self.sentence.setText(_("Xem thử, sổ chưa thay đổi gì. Enter để nhận, Esc để thôi.") + own)
        count = len(self.taking.files)
        if count:
            entitle(self.go, _("Nhận {0} tệp").format(count), "package-open")
        else:
            entitle(self.go, _("Mở bước ghi danh"), "id-card")
        self.go.setFocus()

    def _merged(self, results: list[Taken]) -> None:
        self.taking.show(results, merged=True)
        self._draw("result")
        left = self.taking.left_out()
        said = _("Đã dừng: {0} gói chưa nhận, nhận lại lúc nào cũng được.").format(left) if left else ""
        self.sentence.setText(said or _("Xong. Việc tiếp theo của từng gói đứng ở cột cuối."))
        entitle(self.go, *self._next()[1:])
        self.go.setFocus()
        self._page.desk.changed("package", "queue", "household", "person", "support")

    def _draw(self, stage: str) -> None:
        self._look_of(stage)
        self.counts.show_counts(self.taking.counts())
        self.table.show_ids([str(place) for place in range(len(self.taking.results))])

    def _tell(self, place: str) -> None:
        one = self.taking.results[int(place)] if place and int(place) < len(self.taking.results) else None
        self.told.setText("" if one is None else f"{one.file}\n{one.told}")

    def _receipts(self) -> None:
        self.wanted.emit("receipts")
