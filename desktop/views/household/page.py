"""The page of a household: its fields, its people, its class, its supports in one view; all of it works by keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout

from db.domain.errors import AppError, NotFound
from db.store.household.events import Happened
from desktop.presenters.household.entry import HouseholdEntry, Saving
from desktop.presenters.household.events import EventForm
from desktop.presenters.household.reviews import ReviewLine
from desktop.presenters.household.stamp import since
from desktop.presenters.household.supports import for_person, policy_field
from desktop.views import theme
from desktop.views.household.happening import Happening
from desktop.views.household.sheet import HouseholdSheet
from desktop.views.page import Doing, Page, Surroundings, chip
from desktop.views.undoing import offer_undo
from desktop.words import _
from forms.paper import phieu_ho_tro

PAUSE = 1000
"""Milliseconds after the last key until what is typed is kept."""


class HouseholdPage(Page):
    """One household. `id` opens it, without it a new one begins; `person`: where the cursor goes; `among`: the ids of
    the list it was opened from; `draft`: a draft to go on with; `name`: of the head of a new one; `plans`: the
    cursor goes to its plans and needs; `support`: it goes to that support.
    """

    name = "household"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.entry = HouseholdEntry(self.desk)
        self._among: list[str] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._keep)
        self._build_tools()
        self._build_body()
        self._join()

    # What it is made of.

    def _build_tools(self) -> None:
        self.chips = QHBoxLayout()
        self.chips.setSpacing(theme.px(theme.S))
        self.tools.addLayout(self.chips)
        self._before = self.tool("", self.previous, picture="chevron-up")
        self._after = self.tool("", self.next, picture="chevron-down")
        for button, title in ((self._before, _("Hộ trước (Ctrl+PgUp)")), (self._after, _("Hộ sau (Ctrl+PgDn)"))):
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.setProperty("stop", False)
        self.save_button = self.tool(_("Lưu (Ctrl+S)"), self.save, picture="save", primary=True)

    def _build_body(self) -> None:
        self.happening = Happening()
        self.sheet = HouseholdSheet(self.entry, policy_field(self.desk.register))
        self.home, self.grid, self.group = self.sheet.home, self.sheet.grid, self.sheet.group
        self.body.addWidget(self.happening)
        self.body.addWidget(self.sheet, 1)
        self.sheet.lead_to(self.save_button)

    def _join(self) -> None:
        for form in (self.home, self.group):
            form.edited.connect(lambda _name: self._pause.start())
        self.grid.grid.edited.connect(self._filled_in)
        self.grid.stays.connect(self._row_stays)
        self.grid.pasted.connect(self._pasted)
        self.sheet.supports.chosen.connect(lambda record: self.window_.go("support", id=record))
        self.sheet.supports.added.connect(self._add_support)
        self.sheet.plans.chosen.connect(lambda page, record: self.window_.go(page, id=record))
        self.sheet.reviews.chosen.connect(self._to_review)
        self.reason.given.connect(self.save)
        self.reason.dropped.connect(self._reason_dropped)
        self.happening.picked.connect(self.happens)
        self.happening.written.connect(self._happened)
        self.happening.reasoned.connect(self.reason.ask)
        self.happening.refused.connect(lambda text: self.banner.say("danger", text))
        self.happening.failed.connect(self.failed)
        self.happening.dropped.connect(self._event_dropped)

    # Opening and leaving.

    def opened(self, **about: Any) -> None:
        self._among = about.get("among", self._among)
        wanted, place, name = about.get("id", ""), about.get("draft", ""), about.get("name", "")
        if self._blank or name or wanted != self.entry.id or (wanted and not self.entry.dirty):
            self._blank = False
            self._keep()
            if not self.attempt(lambda: self.entry.open(wanted) if wanted else self.entry.begin(name)):
                return
            self._shown()
        if place:
            self._take(place)
        self.sheet.begin(about.get("person", ""))
        if about.get("plans"):
            self.sheet.to_plans()
        if about.get("support"):
            self.sheet.to_support(about["support"])

    _blank = True
    """Nothing has been shown yet."""

    def _to_review(self, line: ReviewLine) -> None:
        self.window_.go("review", year=line.year, round=line.round, village=line.village)

    def _shown(self) -> None:
        """Draw everything anew: another household, or another state of it."""
        self.banner.hide()
        self.reason.hide()
        self.happening.close_up()
        self._refresh()
        self._offer_draft()

    def _refresh(self) -> None:
        self.heading.setText(self.entry.title)
        self._draw_chips()
        self.sheet.refresh()
        place = self._among.index(self.entry.id) if self.entry.id in self._among else -1
        self._before.setVisible(place >= 0)
        self._after.setVisible(place >= 0)
        self._before.setEnabled(place > 0)
        self._after.setEnabled(0 <= place < len(self._among) - 1)
        if self.entry.whereabouts and not self.banner.text:
            self.banner.say("info", self.entry.whereabouts, (_("Chuyển hộ (Alt+8)"), lambda: self.window_.go("moves")))

    def _draw_chips(self) -> None:
        while (item := self.chips.takeAt(0)) is not None:
            item.widget().deleteLater()
        for text, tone in self.entry.chips():
            self.chips.addWidget(chip(text, tone), 0, Qt.AlignmentFlag.AlignVCenter)

    def stands(self, about: dict[str, Any]) -> dict[str, Any]:
        """A household that was saved or begun since is the one to come back to."""
        if about.get("id", "") == self.entry.id:
            return about
        return {"id": self.entry.id, "among": self._among} if self.entry.id else {}

    def left(self) -> None:
        self.sheet.finish()
        self._keep()

    def heard(self, kinds: frozenset[str]) -> None:
        """Others have written: what is untouched here is read again."""
        if self.entry.id and kinds & {"household", "queue"} and not self.entry.dirty and not self._saving:
            if self.attempt(lambda: self.entry.open(self.entry.id)):
                self._refresh()
        elif "support" in kinds:
            self.sheet.draw_supports()
        if "need" in kinds or "plan" in kinds or "support" in kinds:
            self.sheet.draw_plans()
        if "review" in kinds:
            self.sheet.draw_reviews()

    _saving = False

    def doings(self) -> Doing:
        own: dict[str, Any] = {"new": self.new, "save": self.save, "refresh": self.reload, "undo": self.undo}
        if self.entry.id:
            own |= {"history": self.sheet.to_history, "print": self.print_it}
            own |= {"add_support": self.sheet.to_supports, "reclass": self.reclass}
            own |= {"add_plan": lambda: self._begin("plan"), "add_need": lambda: self._begin("need")}
            own |= {f"event_{kind}": lambda kind=kind: self.happens(kind) for kind in self.entry.events}
            if self.entry.events:
                own["event"] = self.which_event
        if self.entry.offered() is not None:
            own |= {"take_draft": self._take, "drop_draft": self._drop}
        if self.entry.id in self._among:
            own |= {"previous": self.previous, "next": self.next}
        return own

    def resume(self) -> None:
        self.sheet.resume()

    def hint(self) -> str:
        if self.entry.id:
            return _("F8 biến động · Ctrl+H thêm hỗ trợ · Ctrl+P in phiếu · Ctrl+S lưu · F2 hộ mới")
        return _("Enter đi tiếp · F4 lặp giá trị trên · F9 danh sách · Ctrl+S lưu · F2 hộ mới")

    # What an officer does.

    def new(self) -> None:
        """Begin the next household; what is typed here stays as a draft."""
        self.sheet.finish()
        self._keep()
        self.entry.begin()
        self._shown()
        self.sheet.begin()

    def reload(self) -> None:
        """Read the household again, when nothing was typed."""
        self.heard(frozenset({"household"}))

    def previous(self) -> None:
        """The household before this one in the list it was opened from."""
        self._step(-1)

    def next(self) -> None:
        """The household after this one."""
        self._step(1)

    def _step(self, by: int) -> None:
        place = self._among.index(self.entry.id) + by
        if 0 <= place < len(self._among):
            self.window_.go("household", id=self._among[place], among=self._among)
        else:
            self.window_.told(_("Hết danh sách."))

    def reclass(self) -> None:
        """Begin a new class; the one of the register stays as history."""
        self.entry.reclass()
        self.group.refresh()
        self.window_.told(_("Phân loại mới: kết quả cũ vẫn giữ trong lịch sử."))
        self.group.go_to("result")
        self._pause.start()

    def save(self, reason: str = "") -> None:
        """Save everything in one action; while something that happened is told, write that."""
        if self.happening.isVisible():
            self.happening.write(reason)
            return
        self.sheet.finish()
        if self.entry.id and not self.entry.dirty:
            self.window_.told(_("Không có gì thay đổi."))
            return
        self._pause.stop()
        self._saving = True
        try:
            saving = self.entry.save(reason)
        except AppError as error:
            self.failed(error)
            return
        finally:
            self._saving = False
        self.reason.hide()
        if saving.done:
            self._saved(saving)
        else:
            self._refused(saving)

    def _saved(self, saving: Saving) -> None:
        name, people = self.entry.title, len(self.entry.members.filled())
        told = _("Đã lưu: {0}, {1} người.").format(name, people)
        self.banner.hide()
        self._refresh()
        self.window_.told(told)
        if saving.disputed:
            self.say_disputed()
        elif saving.new:
            self.banner.say(
                "good", told, (_("Hộ tiếp theo (F2)"), self.new), (_("Thêm hỗ trợ (Ctrl+H)"), self.sheet.to_supports)
            )
            self.banner.begin()
        elif not self.sheet.isAncestorOf(QApplication.focusWidget() or self):
            self.sheet.resume()

    def _refused(self, saving: Saving) -> None:
        for form in (self.home, self.group):
            form.refresh()
        self.grid.grid.refresh()
        if saving.reasons:
            self.reason.ask("\n".join(saving.reasons))
            return
        if saving.homeless:
            self.banner.say("danger", " ".join([*saving.homeless, _("Chưa lưu gì.")]))
        self.sheet.to_problem()

    def _reason_dropped(self) -> None:
        if not self.happening.isVisible():
            self.sheet.to_problem()

    def print_it(self) -> None:
        """The household's slip of the year of its support under the cursor, or its newest one, to look at first."""
        if self._untouched():
            year = self.sheet.supports.year()
            self.window_.go("prints", document=phieu_ho_tro.NAME, households=[self.entry.id], year=year)

    def undo(self) -> None:
        """Offer to take the last save back; what is being typed stays as a draft."""
        self.sheet.finish()
        self._keep()
        offer_undo(self, self._undone)

    def _undone(self) -> None:
        """The household as it stands now; one that is gone with its save makes room for a new one."""
        try:
            self.entry.open(self.entry.id) if self.entry.id else self.entry.begin()
        except NotFound:
            self.entry.begin()
        self._shown()
        self.sheet.begin()

    # What happens in the household.

    def which_event(self) -> None:
        """Ask what has happened."""
        if self._untouched():
            self.happening.ask_which(self.entry.events)

    def happens(self, kind: str) -> None:
        """Ask about one thing that happened; the person under the cursor is meant at first."""
        row = self.entry.row
        if row is not None and self._untouched():
            self.happening.ask(EventForm(self.desk, row, kind, self.sheet.person_here()))

    def _untouched(self) -> bool:
        """What was typed is saved first: an event is an action of its own, and only what is recorded is printed."""
        self.sheet.finish()
        if self.entry.dirty:
            self.banner.say("warning", _("Trong hộ có chỗ vừa sửa chưa lưu: Ctrl+S để lưu trước, rồi làm tiếp."))
        return not self.entry.dirty

    def _happened(self, told: str, done: Happened) -> None:
        self.reason.hide()
        self.banner.hide()
        self.desk.changed("household")  # this page hears of it too
        self.window_.told(_("Đã ghi: {0}").format(told))
        if done.new_household:
            made = done.new_household
            self.banner.say("good", told, (_("Mở hộ mới"), lambda: self.window_.go("household", id=made)))
            self.banner.begin()
            return
        unknown = next((person for person in done.unknown if self.sheet.row_of(person) >= 0), "")
        if unknown:
            self.sheet.to_relation(unknown)
            self.window_.told(_("Đã ghi. Quan hệ với chủ hộ của người này chưa rõ: ghi vào ô đang chọn."))
        else:
            self.grid.begin(max(self.sheet.row_of(next(iter(done.added), "")), 0))

    def _event_dropped(self) -> None:
        self.happening.close_up()
        self.reason.hide()
        self.grid.begin(max(self.grid.currentIndex().row(), 0))

    # While it is typed.

    def _filled_in(self) -> None:
        row = self.grid.currentIndex().row()
        if 0 <= row < len(self.entry.members.lines):
            self.entry.judge(self.entry.members.lines[row])
        self.entry.followed()
        self.home.refresh()
        self._pause.start()
        self.sheet.tell()

    def _pasted(self, count: int) -> None:
        for line in self.entry.members.filled():
            self.entry.judge(line)
        self.grid.grid.refresh()
        self.window_.told(_("Đã dán {0} ô.").format(count))
        if self.entry.members.remarks:
            self.banner.say("warning", " ".join([_("Đã dán; cần xem lại:"), *self.entry.members.remarks]))

    def _row_stays(self, row: int) -> None:
        name = self.entry.members.lines[row].typed.get("name", "")
        message = _("{0} đã ghi trong sổ nên không bỏ khỏi lưới: F8 để ghi qua đời, chuyển đi, kết hôn…")
        self.banner.say("info", message.format(name))

    def _begin(self, page: str) -> None:
        self.window_.go(page, household=self.entry.id)

    def _add_support(self, policy: str) -> None:
        about: dict[str, Any] = {"household": self.entry.id, "policy": policy}
        key = self.sheet.person_here()
        if key and for_person(self.desk.register, policy):
            about["person"] = key
        self.window_.go("support", **about)

    # Drafts.

    def _keep(self) -> None:
        self._pause.stop()
        self.attempt(self.entry.keep)

    def _offer_draft(self) -> None:
        waiting = self.entry.offered()
        if waiting is not None:
            text = _("Có bản nháp lúc {0} chưa lưu: {1}").format(since(waiting.at, self.desk.today), waiting.title)
            self.banner.say("info", text, (_("Lấy lại (Ctrl+B)"), self._take), (_("Bỏ bản nháp"), self._drop))

    def _take(self, place: str = "") -> None:
        waiting = self.entry.offered()
        if not place and waiting is None:
            return
        self.entry.take(place or (waiting.place if waiting else ""))
        self.banner.hide()
        self._refresh()
        self.sheet.begin()

    def _drop(self) -> None:
        waiting = self.entry.offered()
        if waiting is not None:
            self.entry.drop(waiting.place)
        self.banner.hide()
        self._offer_draft()
        self.sheet.begin()
