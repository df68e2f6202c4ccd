"""The page of sending and receiving: the overview, and the panel of the job under way in its place."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from db.sync.judging import Verdict
from db.sync.rescue import ENDING
from db.sync.timeline import PackageRow
from desktop.presenters.packages.enrolment import Enrolment
from desktop.presenters.packages.holders import Ceremony
from desktop.presenters.packages.overview import Overview
from desktop.presenters.packages.taking import Taking
from desktop.presenters.packages.writing import Writing
from desktop.views.packages.devices import DevicesPanel
from desktop.views.packages.enrol import AnswerPanel, RequestPanel
from desktop.views.packages.export import ExportPanel
from desktop.views.packages.merge import MergePanel
from desktop.views.packages.overview import OverviewPanel
from desktop.views.packages.rescue import RescuePanel
from desktop.views.packages.root import RootPanel
from desktop.views.page import Doing, Page, Surroundings
from desktop.words import _

CHANGES = frozenset({"package", "household", "person", "support", "queue"})


class PackagesPage(Page):
    """`opened` may be told what to do at once: `do` an action, `files` that were dropped onto the window."""

    name = "packages"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Gửi nhận"))
        self.send = self.tool(_("Xuất gói (Ctrl+E)"), self._export, picture="upload", primary=True)
        self.take = self.tool(_("Nhận gói (Ctrl+M)"), self._merge, picture="package-open")
        self.enrolment = Enrolment(self.desk)
        writing = Writing(self.desk, window.preferences)
        self.overview = OverviewPanel(Overview(self.desk))
        self.export = ExportPanel(self, writing)
        self.merge = MergePanel(self, Taking(self.desk), writing)
        self.request = RequestPanel(self, self.enrolment, writing)
        self.ceremony = Ceremony(self.desk)
        self.approve = AnswerPanel(self, self.enrolment, job="approve", ceremony=self.ceremony)
        self.accept = AnswerPanel(self, self.enrolment, job="accept")
        self.succeed = AnswerPanel(self, self.enrolment, job="succeed", ceremony=self.ceremony)
        self.hand_over = AnswerPanel(self, self.enrolment, job="hand_over", ceremony=self.ceremony)
        self.renew = RequestPanel(self, self.enrolment, writing, job="renew", ceremony=self.ceremony)
        self.listing = RequestPanel(self, self.enrolment, writing, job="list")
        self.devices = DevicesPanel(self, self.enrolment, self.ceremony)
        self.root = RootPanel(self, self.ceremony, writing)
        self.rescue = RescuePanel(self, self.enrolment, self.ceremony)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.overview)
        steps = (
            self.request,
            self.renew,
            self.listing,
            self.approve,
            self.accept,
            self.devices,
            self.root,
            self.rescue,
        )
        for panel in (self.export, self.merge, self.succeed, self.hand_over, *steps):
            self.stack.addWidget(panel)
            panel.closed.connect(self.show_overview)
        self.overview.wanted.connect(self._follow)
        self.merge.wanted.connect(self._follow)
        self._asked: tuple[str, Verdict] | None = None
        self._taken = ""
        self.reason.given.connect(self._judge)
        self.reason.dropped.connect(self._drop_question)
        self.body.addWidget(self.stack, 1)

    def opened(self, **about: Any) -> None:
        if about.get("files"):
            self._drop(list(about["files"]))
        elif about.get("do"):
            self._follow(str(about["do"]))
        elif self.stack.currentWidget() is self.overview:
            self.show_overview()

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & CHANGES and self.overview.isVisible():
            self._read()

    def hint(self) -> str:
        return _("Ctrl+E xuất · Ctrl+M nhận · Esc quay lại")

    def doings(self) -> Doing:
        found: dict[str, Any] = {
            "export": self._export,
            "merge": self._merge,
            "refresh": self.show_overview,
            "enrol": self._enrol,
            "enrol_accept": lambda: self._open(self.accept, self.accept.begin),
            "renew_keys": lambda: self._open(self.renew, self.renew.begin),
        }
        if self.ceremony.has_key:
            found["root_key"] = lambda: self._open(self.root, self.root.begin)
        if self.enrolment.issues_list:
            found["rescue"] = lambda: self._open(self.rescue, self.rescue.begin)
            found["devices"] = lambda: self._open(self.devices, self.devices.begin)
            found["succeed"] = lambda: self._open(self.succeed, self.succeed.begin)
            found["hand_over"] = lambda: self._open(self.hand_over, self.hand_over.begin)
            found["list_out"] = lambda: self._open(self.listing, self.listing.begin)
            if self.enrolment.has_office_above:
                found["enrol_above"] = lambda: self._open(self.request, self.request.begin)
        if self.overview.overview.kept:
            found["retry"] = self._retry
        if self.overview.isVisible() and self.overview.overview.brought(self.overview.packages.current()) is not None:
            found["before_package"] = self._before
        if self.overview.isVisible() and self._chosen() is not None:
            found["undo_package"] = self._ask_undo
        if self.overview.isVisible() and self.overview.overview.judged("") is not None:
            found["held_admit"] = lambda: self._ask("admit")
            found["held_turn_down"] = lambda: self._ask("turn_down")
        card = getattr(self.stack.currentWidget(), "card", None)
        if card is not None and card.isVisible():
            found["print"] = card.print_slip
        return found

    def _read(self) -> None:
        self.overview.overview.load()
        self.overview.show_now()

    def show_overview(self) -> None:
        """Back to how things stand."""
        self._read()
        self._front(self.overview)
        about = self.desk.info()
        if about.doubt or about.newer:
            self.banner.say("warning" if about.doubt else "info", about.doubt or about.newer)
        self.overview.begin()

    def _front(self, panel: QWidget) -> None:
        self.stack.setCurrentWidget(panel)
        for button in (self.send, self.take):
            button.setVisible(panel is self.overview)

    def _open(self, panel: QWidget, begin: Any) -> None:
        self.banner.hide()
        self._front(panel)
        begin()

    def _export(self) -> None:
        self._open(self.export, self.export.begin)

    def _merge(self) -> None:
        self._open(self.merge, self.merge.begin)

    def _enrol(self) -> None:
        """An office approves; a laptop asks."""
        panel = self.approve if self.enrolment.issues_list else self.request
        self._open(panel, panel.begin)

    def _retry(self) -> None:
        self._open(self.merge, self.merge.retry)

    def _ask(self, verdict: Verdict) -> None:
        """Ask why a held package is to be merged, or kept out."""
        row = self.overview.overview.judged(self.overview.packages.current())
        if row is None:
            return
        self._asked = row.sha256, verdict
        text, go = {
            "admit": (_("Nhận gói {0}? {1}"), _("Nhận gói")),
            "turn_down": (_("Từ chối gói {0}? Tệp vẫn được giữ. {1}"), _("Từ chối")),
        }[verdict]
        self.reason.ask(text.format(row.file, row.message), go)

    def _before(self) -> None:
        """Tell what the register held before the package under the cursor."""
        has = self.overview.overview
        row = has.brought(self.overview.packages.current())
        if row is not None:
            title = _("Đang xem lại sổ trước gói {0}…").format(row.file)
            self.window_.jobs.run(
                title, lambda _context: has.before(row), lambda told: self.banner.say("info", told), self.failed
            )

    def _chosen(self) -> PackageRow | None:
        """The package under the cursor, where it may be taken back."""
        return self.overview.overview.merged(self.overview.packages.current())

    def _ask_undo(self) -> None:
        """Tell what taking the package back would touch, and ask why."""
        row, told = self._chosen(), list[str]()
        if row is not None and self.attempt(lambda: told.append(self.overview.overview.undo_question(row))):
            self._taken = row.sha256
            self.reason.ask(told[0], _("Hoàn tác"))

    def _undo(self, package: str, reason: str) -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self.overview.overview.undo(package, reason))):
            self.banner.say("good", told[0])
            self.desk.changed("package", "household", "person", "support", "queue")
        self.overview.begin()

    def _judge(self, reason: str) -> None:
        taken, self._taken = self._taken, ""
        if taken:
            self._undo(taken, reason)
            return
        asked, self._asked = self._asked, None
        if asked is None:
            return
        told: list[str] = []
        if self.attempt(lambda: told.append(self.overview.overview.judge(*asked, reason))):
            self.banner.say("good", told[0])
            self.desk.changed("package", "queue")
        self.overview.begin()

    def _drop_question(self) -> None:
        self._asked, self._taken = None, ""

    def _follow(self, action: str) -> None:
        """What a panel or another page wants next."""
        if action == "overview":
            self.show_overview()
        elif action == "receipts":
            self._open(self.export, lambda: self.export.begin(self.merge.taking.source))
        elif action == "go_queue":
            self.window_.go("queue")
        elif action in self.doings():
            self.doings()[action]()

    def _drop(self, files: list[str]) -> None:
        """Files dropped onto the window: the step that waits for one gets it, else they are packages."""
        waiting = self.stack.currentWidget()
        if isinstance(waiting, AnswerPanel | RescuePanel):
            self._open(waiting, lambda: waiting.begin(files[0]))
        elif files[0].endswith(ENDING) and self.enrolment.issues_list:
            self._open(self.rescue, lambda: self.rescue.begin(files[0]))
        else:
            self._open(self.merge, lambda: self.merge.begin(files))
