"""Work on a whole village: all who have a right to a support and none, written at once; after pay-day, ticked off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from db.domain.errors import AppError, InvalidData
from desktop.presenters.village import Done, VillageWork, asked, summary, undone_in_words
from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.gridtab import GridTab, told_of
from desktop.views.page import Doing, Surroundings
from desktop.views.sheetpage import SheetPage
from desktop.views.village.grids import CandidateGrid, HandoutGrid
from desktop.words import _

NEW, HANDOUT = 0, 1
PLACE = ("policy", "year", "turn", "village")


class VillagePage(SheetPage):
    """Two tabs: new supports of a village, and what became of those handed out."""

    name = "village"
    RELOADING = frozenset({"household", "support", "policy", "village", "package", "queue"})

    def __init__(self, window: Surroundings) -> None:
        self.work = VillageWork(window.desk)
        super().__init__(window, self.work)
        self.heading.setText(_("Cả thôn"))
        self.save_button = self.tool(_("Ghi (Ctrl+S)"), "save", picture="save", primary=True)
        self.head = FormView(self.work.head)
        self.day = FormView(self.work.day)
        self.day.setMaximumWidth(theme.px(180))
        self.new, self.handout = GridTab(), GridTab()
        self.handout.top.addWidget(self.day)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.new, "")
        self.tabs.addTab(self.handout, "")
        self._put_up()
        self._saving: Callable[[str], Done] | None = None
        self._done: Done | None = None
        self.head.left.connect(self._head_left)
        self.tabs.currentChanged.connect(lambda _tab: self._begin())
        self.reason.given.connect(self._save)
        self.reason.dropped.connect(self._begin)
        self._put_grids()

    # What the window asks of a page.

    def opened(self, **about: Any) -> None:
        """policy, year, village: what to work on; handout: what was handed out is to be ticked off."""
        wanted = {name: about[name] for name in PLACE if name in about}
        if wanted:
            self.work.head.take(**wanted)
            self.head.refresh()
        if about.get("handout"):
            self.tabs.setCurrentIndex(HANDOUT)
        if self._stale or wanted:
            self._load()
        elif not self._begin():
            self.head.begin()

    def doings(self) -> Doing:
        found: dict[str, Callable[[], object]] = {
            "save": self.save,
            "next_tab": lambda: self.tabs.setCurrentIndex(1 - self.tabs.currentIndex()),
            "refresh": self._load,
        }
        if self.tabs.currentIndex() == NEW and self.work.new.lines:
            found |= {"tick": self.grid.tick, "tick_all": self.grid.tick_all, "fill_down": self._fill_down}
        if self._lines_here():
            found["history"] = self._tell_past
        if self._done is not None:
            found["undo"] = self._undo
            if self._done.document:
                found["print"] = self._print
        return found

    def hint(self) -> str:
        if self.tabs.currentIndex() == HANDOUT:
            return _("n nhận · v vắng · t trả lại · dấu cách đổi · Ctrl+S ghi · Ctrl+Tab thẻ bên")
        return _("Dấu cách chọn, bỏ · F4 lặp trên · Ctrl+D điền xuống · Ctrl+S ghi · Ctrl+Tab thẻ bên")

    # Loading and showing.

    def _head_left(self, name: str) -> None:
        if name == "policy":
            self.work.head.offer_steps()
            self.head.refresh()
        if name in PLACE and self.work.head.place != self._wanted:
            self.left()
            self._load()

    def _finish(self) -> None:
        for grid in (self.grid, self.ticks):
            grid.finish()

    def _redraw(self) -> None:
        self.grid.grid.refresh()
        self.ticks.grid.refresh()
        self._count()

    def _put_grids(self) -> None:
        """Both spreadsheets anew."""
        self.grid = CandidateGrid(self.work.new, _("Người chưa có hỗ trợ"))
        self.ticks = HandoutGrid(self.work.handout, _("Sau ngày phát"))
        for tab, grid in ((self.new, self.grid), (self.handout, self.ticks)):
            grid.told.connect(
                lambda text, severity, tab=tab, grid=grid: self._tell_of(tab, *told_of(grid, text, severity))
            )
            grid.grid.edited.connect(self._edited)
            grid.past_end.connect(lambda on: self.save_button.setFocus() if on else self.head.begin())
        self.grid.ticked.connect(self._edited)
        self.new.put(self.grid, filled=bool(self.work.new.lines))
        self.handout.put(self.ticks, filled=bool(self.work.handout.lines))
        self.new.empty.say("circle-check", _("Không còn ai"), _("Mọi người thuộc diện ở đây đã có hỗ trợ này."))
        said = _("Ai đã được duyệt và chưa nhận thì hiện ở đây.")
        self.handout.empty.say("inbox", _("Không có gì chờ phát"), said)
        self._count()

    def _edited(self) -> None:
        self._count()
        self._pause.start()

    def _count(self) -> None:
        """How many, in the headings and above the sheets."""
        new, ticks, loaded = self.work.new, self.work.handout, self.work.loaded
        self.tabs.setTabText(NEW, _("Chưa có ({0})").format(len(new.lines)))
        self.tabs.setTabText(HANDOUT, _("Sau ngày phát ({0})").format(len(ticks.lines)))
        self.new.count.setText(summary(loaded, len(new.ticked())) if loaded is not None and new.lines else "")
        self.handout.count.setText(
            _("{0} chờ phát; {1}").format(len(ticks.lines), ticks.counted()) if ticks.lines else ""
        )
        self.handout.top.setEnabled(bool(ticks.lines))
        self.day.setVisible(bool(ticks.lines))

    def _begin(self) -> bool:
        """Put the cursor where work goes on; False where there is none."""
        if self.tabs.currentIndex() == NEW:
            return self.grid.begin_work()
        if self.work.handout.lines:
            self.ticks.begin()
        return bool(self.work.handout.lines)

    def _lines_here(self) -> bool:
        sheet = self.work.new if self.tabs.currentIndex() == NEW else self.work.handout
        return bool(sheet.lines)

    # What the officer does.

    def _tell_past(self) -> None:
        handout = self.tabs.currentIndex() == HANDOUT
        grid = self.ticks if handout else self.grid
        self.say_past(grid.spot(), lambda spot: self.work.past(spot, handout=handout))

    def _fill_down(self) -> None:
        count = self.grid.fill_down()
        if count:
            self.window_.told(_("Đã điền xuống {0} dòng.").format(count))

    def save(self) -> None:
        """Write what the tab in front holds, in one action."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # an open cell is left first
        new = self.tabs.currentIndex() == NEW
        lines = self.work.new.ticked() if new else self.work.handout.answered()
        if not lines:
            self.banner.say(
                "info", _("Chưa chọn ai: nhấn dấu cách ở dòng cần ghi.") if new else _("Chưa ghi kết quả của ai.")
            )
            self._begin()
            return
        if not (self.head.model.check() if new else self.day.model.check()):
            (self.head if new else self.day).refresh()
            (self.head if new else self.day).go_to_problem()
            return
        self._saving = self.work.record if new else self.work.hand_out
        self._save("")

    def _save(self, reason: str) -> None:
        assert self._saving is not None  # noqa: S101 - a reason is asked for only by a save
        try:
            done = self._saving(reason)
        except InvalidData as error:
            self._refused(error)
        except AppError as error:
            self.failed(error)
        else:
            self._saved(done)

    def _refused(self, error: InvalidData) -> None:
        """Hard findings stop in their cells; soft ones ask for one reason for all."""
        grid = self.grid if self.tabs.currentIndex() == NEW else self.ticks
        grid.grid.refresh()
        if any(issue.severity == "hard" for issue in error.issues):
            lines = {issue.field.split("]")[0] for issue in error.issues if issue.severity == "hard"}
            self.banner.say(
                "danger", _("{0} dòng còn sai, chưa ghi gì. Sửa ô viền đỏ, hoặc bỏ dòng đó.").format(len(lines))
            )
            grid.go_to_problem("hard")
        else:
            self.banner.hide()
            self.reason.ask(asked(error.issues))

    def _saved(self, done: Done) -> None:
        self._pause.stop()
        self.work.forget()
        self._done = done
        ways = [(_("Hoàn tác"), self._undo)]
        if done.document:
            ways.insert(0, (_("In danh sách để ký"), self._print))
        self.work.loaded = None  # what was typed is written: nothing of it is taken up again
        self.desk.changed("support")
        self.banner.say("good", done.sentence, *ways)

    def _print(self) -> None:
        """The list to sign of this policy, year and village."""
        place = self.work.head.place
        if self._done is not None and place is not None:
            where = self.work.head.villages.get(place.village or "")
            self.window_.go("prints", document=self._done.document, village=where, policy=place.policy, year=place.year)

    def _undo(self) -> None:
        if self._done is None:
            return
        done, self._done = self._done, None
        undone = self.work.undo(done.action)
        self.work.loaded = None
        self.desk.changed("support")
        self.banner.say("info" if undone.action else "warning", undone_in_words(undone))
