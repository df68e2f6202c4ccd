"""Rounds of review: the sheet of a village, typed by keys with the result beside it, the steps of the round, and the
score sheet of a household.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from db.domain.errors import AppError, InvalidData, Issue
from db.store.review.inputs import StepRow
from desktop.presenters.review import ReviewWork
from desktop.presenters.review_sheet import ReviewSheet
from desktop.presenters.village import asked, undone_in_words
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.flow import Flow
from desktop.views.form import FormView, next_section
from desktop.views.frozen import FrozenColumns
from desktop.views.gridtab import FixedCells, GridTab, told_of
from desktop.views.gridview import GridView
from desktop.views.page import Doing, Surroundings, button_for, chip
from desktop.views.review.scores import ScoresTab
from desktop.views.scroll import Scroll
from desktop.views.sheetpage import SheetPage
from desktop.words import _

SHEET, STEPS, SCORES = 0, 1, 2
WHY = 34
"""Height in which the reasons of most results have room, so that typing moves nothing."""
PLACE = ("year", "round", "village")
TONES = {"done": "good", "now": "info", "later": "neutral"}
Index = QModelIndex | QPersistentModelIndex


class ReviewGrid(GridView):
    """The sheet of a village; the head of the household stays in sight."""

    def __init__(self, sheet: ReviewSheet, name: str) -> None:
        super().__init__(sheet, name)
        self.sheet = sheet
        self.setItemDelegate(FixedCells(self))
        self.verticalHeader().hide()
        self._fixed = FrozenColumns(self, 1, FixedCells(self))

    def begin_work(self) -> bool:
        """Put the cursor into the first line without a result; False without lines."""
        lines = self.sheet.lines
        if not lines:
            return False
        self.begin_line(next((n for n, line in enumerate(lines) if not line.typed.get("result")), 0))
        return True

    def begin_line(self, row: int) -> None:
        """Put the cursor into the first cell of a line that is to be filled in."""
        self.begin(row, self._further(row, -1) or 0)


class ReviewPage(SheetPage):
    """The reviews of a village, the steps of the round, and one household question by question."""

    name = "review"
    RELOADING = frozenset({"household", "review", "policy", "village", "package", "queue"})

    def __init__(self, window: Surroundings) -> None:
        self.work = ReviewWork(window.desk)
        super().__init__(window, self.work)
        self.heading.setText(_("Rà soát hộ nghèo, hộ cận nghèo"))
        self.recognise_button = self.tool(_("Công nhận…"), "recognise", picture="circle-check")
        self.save_button = self.tool(_("Ghi (Ctrl+S)"), "save", picture="save", primary=True)
        self.head = FormView(self.work.head)
        self.steps = Flow(theme.px(theme.XS))
        self.steps.setAccessibleName(_("Các bước của đợt"))
        self.village = GridTab()
        self.village.said.setWordWrap(True)
        self.village.said.setMinimumHeight(theme.px(WHY))
        self.form = FormView(self.work.form)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.village, _("Phiếu rà soát"))
        self.tabs.addTab(self._steps_tab(), _("Các bước của đợt"))
        self.scores = ScoresTab()
        self.tabs.addTab(self.scores, _("Phiếu B của hộ"))
        self.scores.answered.connect(self._answered)
        self._nothing = Empty()
        self._first = button_for(_("Hộ mới (F2)"), lambda: self.window_.do("new"), picture="plus", primary=True)
        told = _("Ghi hộ đầu tiên hoặc nhập danh sách Excel, rồi rà soát theo thôn ở đây.")
        self._nothing.say("clipboard-list", _("Sổ chưa có thôn nào"), told, self._first)
        self._put_up()
        self.body.addWidget(self._nothing, 1)
        self._chips: list[QWidget] = []
        self._doing: Callable[[str], str] | None = None
        """What a reason that is being asked for is for."""
        self.head.left.connect(self._head_left)
        self.tabs.currentChanged.connect(self._turned)
        self.reason.given.connect(self._do)
        self.reason.dropped.connect(self._begin)
        self._put_grid()

    def _steps_tab(self) -> QWidget:
        """The steps in their order, and their form in a card; all of it scrolls."""
        inner, card = QWidget(), QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.px(theme.M),) * 4)
        inside.addWidget(self.form)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.steps)
        column.addWidget(card)
        column.addStretch(1)
        self._area = Scroll(inner)
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        return self._area

    # What the window asks of a page.

    def opened(self, **about: Any) -> None:
        """year, round, village: what to work on; steps: the steps of the round come to the front."""
        wanted = {name: about[name] for name in PLACE if name in about}
        if wanted:
            self.work.head.take(**wanted)
        if about.get("steps"):
            self.tabs.setCurrentIndex(STEPS)
        if self._stale or wanted:
            self._load()
        elif not self._begin():
            self.head.begin()

    def resume(self) -> None:
        if not self._begin():
            self.head.begin()

    def doings(self) -> Doing:
        found: dict[str, Callable[[], object]] = {
            "save": self.save,
            "next_tab": lambda: self.tabs.setCurrentIndex(STEPS if self.tabs.currentIndex() == SHEET else SHEET),
            "refresh": self._load,
        }
        if self.tabs.currentIndex() == STEPS:
            found["next_section"] = lambda: next_section([self.form])
        if self.tabs.currentIndex() == SCORES:
            found |= {"previous": lambda: self.scores.step(-1), "next": lambda: self.scores.step(1)}
            found["next_section"] = lambda: next_section([self.scores.form])
        if self.work.scores.known and self.work.sheet.lines:
            found["score_sheet"] = self._score_sheet
        if self.work.ask_recognition():
            found["recognise"] = self.recognise
        if self.tabs.currentIndex() == SHEET and self.work.sheet.lines:
            found["open_household"] = self._open
        if self.work.last:
            found["undo"] = self._undo
        return found

    def hint(self) -> str:
        if self.tabs.currentIndex() == STEPS:
            return _("Enter ô sau · Ctrl+J mục sau · Ctrl+S ghi · Ctrl+F11 công nhận · Ctrl+Tab thẻ bên")
        if self.tabs.currentIndex() == SCORES:
            return _("Enter câu sau · Ctrl+PgDn hộ sau · Ctrl+J mục sau · Ctrl+S ghi · Shift+F9 về bảng của thôn")
        return _("F9 danh sách · Shift+F9 phiếu B của hộ · F4 lặp trên · Ctrl+S ghi · Ctrl+Tab thẻ bên")

    # Loading and showing.

    def _head_left(self, name: str) -> None:
        if name == "year":
            self.work.head.offer_rounds()
            self.head.refresh()
        if name == "date":
            self.work.sheet.on_day(self.work.head.value("date") or "")
            self.grid.viewport().update()
        elif name in PLACE and self.work.head.place != self._wanted:
            self.left()
            self._load()

    def _load(self) -> None:
        """Read the round and its village again."""
        self.work.head.stale()
        self.head.refresh()
        self._teach()
        if self.work.head.villages:
            super()._load()
        else:
            self._begin()

    def _finish(self) -> None:
        self.grid.finish()
        self.form.finish()
        self.scores.finish()

    def _redraw(self) -> None:
        self.grid.grid.refresh()
        if self.work.scores.household:
            self.scores.show_row(self.work.scores.row)
        self._count()

    def _put_grids(self) -> None:
        self.head.refresh()
        self._put_grid()
        self.form.reload()
        self._draw_steps()
        self._put_scores()

    def _put_scores(self) -> None:
        """The questions anew, of the household they were about, wherever its line is now."""
        shown = self.scores.model.household if self.tabs.currentIndex() == SCORES else ""
        self.scores.put(self.work.scores)
        self.tabs.setTabVisible(SCORES, self.work.scores.known)
        row = next((n for n, line in enumerate(self.work.sheet.lines) if line.key == shown), None)
        if row is not None and self.work.scores.known:
            self.scores.show_row(row)
        elif self.tabs.currentIndex() == SCORES:
            with QSignalBlocker(self.tabs):  # the cursor may be in what is chosen above
                self.tabs.setCurrentIndex(SHEET)

    def _put_grid(self) -> None:
        """The spreadsheet anew."""
        self.grid = ReviewGrid(self.work.sheet, _("Phiếu rà soát của thôn"))
        self.grid.told.connect(self._tell)
        self.grid.grid.edited.connect(self._edited)
        self.grid.past_end.connect(lambda on: self.save_button.setFocus() if on else self.head.begin())
        self.village.put(self.grid, filled=bool(self.work.sheet.lines))
        self._teach()
        self._count()
        self.stale.emit()

    def _teach(self) -> None:
        """Why there is nothing to type into."""
        known = bool(self.work.head.villages)
        self.whole.setVisible(known)
        self._nothing.setVisible(not known)
        told = _("Chọn thôn khác, hoặc ghi hộ của thôn này trước.")
        self.village.empty.say("clipboard-list", _("Thôn này chưa có hộ nào"), told)

    def _tell(self, text: str, severity: str) -> None:
        """Beneath the sheet: what is wrong in the cell, else why the household is what it is."""
        said = told_of(self.grid, text, severity)
        row = self.grid.currentIndex().row()
        self._tell_of(self.village, *(said if said[0] or row < 0 else (self.work.sheet.reasons(row), "")))

    def _edited(self) -> None:
        index = self.grid.currentIndex()
        self._tell("", "")
        self.grid.grid.dataChanged.emit(
            index.siblingAtColumn(0), index.siblingAtColumn(self.grid.grid.columnCount() - 1)
        )
        self._count()
        self._pause.start()

    def _answered(self) -> None:
        """A line was judged anew by its score sheet."""
        self.grid.viewport().update()
        self._count()
        self._pause.start()

    def _count(self) -> None:
        self.village.count.setText(self.work.title)
        self.village.count.setToolTip(self.work.title)

    def _draw_steps(self) -> None:
        """The steps of the round in their order, what is next in colour."""
        for old in self._chips:
            self.steps.remove(old)
        row = self.work.loaded.round if self.work.loaded else None
        self._chips = (
            [_step(step) for step in row.steps] if row else [chip(_("Đợt chưa mở: ghi phiếu đầu tiên thì mở"))]
        )
        for one in self._chips:
            self.steps.add(one)
        self.stale.emit()

    def _begin(self) -> bool:
        """Put the cursor where work goes on; False where there is none."""
        if not self.work.head.villages:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.tabs.currentIndex() == STEPS:
            return self.form.go_to(self.work.form.first_blank()) or self.form.go_to("listed_on")
        return self.scores.begin() if self.tabs.currentIndex() == SCORES else self.grid.begin_work()

    def _turned(self, tab: int) -> None:
        """Another tab is in front; the score sheet is that of the household in whose line the cursor is."""
        if tab == SCORES and self.work.sheet.lines:
            self.scores.show_row(max(0, self.grid.currentIndex().row()))
        self._begin()

    def _score_sheet(self) -> None:
        """The household of the line question by question, or back to its line."""
        if self.tabs.currentIndex() == SCORES:
            if self.scores.settled():
                row = self.scores.model.row
                self.tabs.setCurrentIndex(SHEET)
                self.grid.begin_line(row)
            return
        self.grid.finish()
        self.tabs.setCurrentIndex(SCORES)

    # What the officer does.

    def _open(self) -> None:
        row = self.grid.currentIndex().row()
        if row >= 0:
            self.window_.go("household", id=self.work.sheet.lines[row].key)

    def save(self) -> None:
        """Write what the tab in front holds."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # an open cell is left first
        if self.tabs.currentIndex() == STEPS:
            self._save_steps()
            return
        if self.tabs.currentIndex() == SCORES and not self.scores.settled():
            return
        lines = self.work.sheet.written()
        if not lines:
            self.banner.say("info", _("Chưa có gì mới để ghi."))
            self._begin()
        elif not self.head.model.check():
            self.head.refresh()
            self.head.go_to_problem()
        else:
            self._doing = self.work.save_sheet
            if self.work.sheet.overridden(lines):
                self.reason.ask(_("Diễn biến ghi tay, khác với diễn biến chương trình tính."))
            else:
                self._do("")

    def _save_steps(self) -> None:
        if not self.work.form.check():
            self.form.refresh()
            self.form.go_to_problem()
            return
        self._doing = self.work.save_round
        self._do("")

    def recognise(self) -> None:
        """Recognise the round, after one sentence of what it means."""
        self._doing = self.work.recognise
        self.banner.say("warning", self.work.ask_recognition(), (_("Công nhận"), lambda: self._do("")))
        self.banner.begin()

    def _do(self, reason: str) -> None:
        assert self._doing is not None  # noqa: S101 - a reason is asked for only by something that is done
        try:
            told = self._doing(reason)
        except InvalidData as error:
            self._refused(error.issues)
        except AppError as error:
            self.failed(error)
        else:
            self._done(told)

    def _refused(self, issues: list[Issue]) -> None:
        """Hard findings stop in their cells; soft ones ask for one reason for all."""
        self.grid.grid.refresh()
        self.form.reload()
        hard = [issue for issue in issues if issue.severity == "hard"]
        if not hard:
            self.banner.hide()
            self.reason.ask(asked(issues))
            return
        self.banner.say("danger", " ".join(dict.fromkeys(issue.message for issue in hard)) + " " + _("Chưa ghi gì."))
        if self.tabs.currentIndex() == SCORES:
            self.tabs.setCurrentIndex(SHEET)  # findings stand in the cells of the village
        (self.form if self.tabs.currentIndex() == STEPS else self.grid).go_to_problem("hard")

    def _done(self, told: str) -> None:
        self._pause.stop()
        if self.tabs.currentIndex() != STEPS:
            self.work.forget()
        self.work.loaded = None  # what was typed is written: nothing of it is taken up again
        self.desk.changed("review", "household")
        self.banner.say("good", told, *([(_("Hoàn tác"), self._undo)] if self.work.last else []))

    def _undo(self) -> None:
        undone = self.work.undo()
        self.work.loaded = None
        self.desk.changed("review", "household")
        self.banner.say("info" if undone.action else "warning", undone_in_words(undone))


def _step(step: StepRow) -> QWidget:
    """A step as a small word with what is known of it."""
    mark = {"done": "✓ ", "now": "→ "}.get(step.state, "")
    return chip(f"{mark}{step.title}{': ' + step.told if step.told else ''}", TONES[step.state])
