"""Finding people and households: a line to type into, conditions, named lists, the rows found, print and Excel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from db.store.inputs import Filter
from db.store.lists.conditions import Subject
from db.store.lists.filters import SavedFilter
from desktop.presenters.conditions import Condition
from desktop.presenters.households import Answer, HouseholdList, Question
from desktop.presenters.rows import Row
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.households.conditions import ConditionBar
from desktop.views.households.nothing import Nothing
from desktop.views.households.output import ListFiles
from desktop.views.households.saved import SavedLists
from desktop.views.households.search import SearchLine
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.stops import in_order
from desktop.views.table import LONG_NAME, Table
from desktop.words import _
from desktop.work.context import JobContext
from desktop.work.jobs import Job

PAUSE = 120
"""Milliseconds without a key after which a search begins."""
NARROW = 860
"""Width of the page at 100 % from which the named lists stand at the side for good."""
ASIDE = frozenset({"print", "draft"})
"""What may be written without changing any list."""


class HouseholdsPage(Page):
    """The list of people or households."""

    name = "households"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.list = HouseholdList(self.desk)
        self.shown: Answer | None = None
        self._asked: Question | None = None
        self.files = ListFiles(self, self.list, lambda: self.shown)
        self._job: Job | None = None
        self._then: Callable[[], None] | None = None
        self._stale = True
        self._counting = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.ask)
        self._build()
        self._connect()

    # What it is made of.

    def _build(self) -> None:
        self.tool(_("Ra Excel"), "excel", picture="file-spreadsheet")
        self.tool(_("In"), "print", picture="printer")
        self.line = SearchLine()
        self.by_person, self.by_household = QPushButton(_("Người")), QPushButton(_("Hộ"))
        self.bar = ConditionBar()
        self.told = QLabel()
        self.told.setProperty("role", "heading")
        self.rows = RowsModel([column.on_screen() for column in self.list.columns(self.list.of)], self._page)
        self.table = Table(self.rows, _("Danh sách"), longest=LONG_NAME)
        self.table.line = self.line
        self.nothing = Nothing(self.window_, lambda: self._take(None))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.lists = SavedLists()
        top = QHBoxLayout()
        top.setSpacing(theme.px(theme.S))
        top.addWidget(self.line, 1)
        top.addLayout(self._switch())
        counted = QHBoxLayout()
        counted.addWidget(self.bar, 1)
        counted.addWidget(self.told, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(theme.px(theme.S))
        right.addLayout(counted)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(theme.M))
        middle.addWidget(self.lists)
        middle.addLayout(right, 1)
        self.body.setSpacing(theme.px(theme.S))
        self.body.addLayout(top)
        self.body.addLayout(middle, 1)
        order = (self.line, self.by_person, self.by_household, self.lists, self.bar.line, self.table)
        in_order(order)

    def _switch(self) -> QHBoxLayout:
        """People or households."""
        row = QHBoxLayout()
        row.setSpacing(0)
        group = QButtonGroup(self)
        for button, side in ((self.by_person, "left"), (self.by_household, "right")):
            button.setCheckable(True)
            button.setProperty("segment", side)
            button.setAccessibleName(_("Xem theo: {0}").format(button.text()))
            button.setToolTip(_("Xem theo người hay theo hộ (Ctrl+Shift+H)"))
            group.addButton(button)
            row.addWidget(button)
        self.by_person.setChecked(True)
        self.by_person.clicked.connect(lambda: self._see("persons"))
        self.by_household.clicked.connect(lambda: self._see("households"))
        return row

    def _connect(self) -> None:
        self.line.textEdited.connect(lambda _text: self._pause.start())
        self.line.down.connect(self.table.begin)
        self.line.entered.connect(self.open_first)
        self.line.emptied.connect(lambda: self.search(""))
        self.bar.added.connect(self._add)
        self.bar.removed.connect(self._remove)
        self.bar.done.connect(self.to_line)
        self.lists.taken.connect(self._take)
        self.lists.left.connect(self.to_line)
        self.lists.unfocused.connect(self._make_room)
        self.table.chosen.connect(lambda _id: self._open(self.table.currentIndex().row()))
        self.table.above.connect(self.to_line)
        self.table.ordered.connect(self._order)
        self.reason.given.connect(self._keep)
        self.reason.dropped.connect(self.to_line)

    # What the window asks of a page.

    def opened(self, saved: str = "", of: Subject = "persons", title: str = "", **about: Any) -> None:
        """saved: id of a named list to show; `filter`, of, title: another list and what it is called."""
        first, wanted = self.shown is None, about.get("filter")
        named = self.list.find_saved(saved)
        if named is not None:
            self.list.take(named)
        elif wanted is not None:
            self.list.take_filter(of, wanted, title)
        asked = named is not None or wanted is not None
        if asked:
            self.line.fill(self.list.asked.text)
        if self._stale:
            self._refresh()
        elif asked:
            self.ask()
        if asked:
            self._then = self._begin
        elif first or not self.table.begin():
            self.to_line()

    def left(self) -> None:
        """The widths of the columns are remembered."""
        if self._asked is not None:
            self.window_.preferences.widths[self._asked.of] = self.table.widths

    def heard(self, kinds: frozenset[str]) -> None:
        """Anything written may change who is in a list."""
        if kinds <= ASIDE:
            return
        self._stale = True
        if self.isVisible():
            self._refresh()

    def doings(self) -> Doing:
        found: dict[str, Callable[[], object]] = {
            "find": self.to_line,
            "refresh": self._refresh,
            "switch_list": lambda: self._see("households" if self.list.of == "persons" else "persons"),
            "conditions": self.bar.begin,
            "lists": self._show_lists,
            "order": self._choose_order,
            "keep_list": self._name,
            "everybody": lambda: self._take(None),
        }
        if self.shown is not None and self.shown.ids:
            found |= {"excel": self.files.excel, "fill_template": self.files.fill, "print": self.files.print}
        if self.lists.current is not None and self.lists.current.own:
            found["forget_list"] = self._forget
        return found

    def hint(self) -> str:
        return _("↓ vào danh sách · Enter mở · F6 danh sách đã lưu · Shift+F3 điều kiện · Ctrl+Shift+H người/hộ")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window the named lists show only while they are asked for."""
        self.lists.setVisible(self.width() >= theme.px(NARROW) or self.lists.hasFocus())

    def _show_lists(self) -> None:
        self.lists.show()
        self.lists.begin()

    # Asking.

    def search(self, text: str) -> None:
        """Look for these words at once."""
        self.line.fill(text)
        self.ask()

    def ask(self) -> None:
        """Put the question of this moment; one under way is forgotten."""
        self._pause.stop()
        self.list.look_for(self.line.text())
        question = self.list.question()
        if self._job is not None:
            self._job.cancel()

        def work(context: JobContext) -> Answer:
            context.check_cancelled()
            return self.list.answer(question)

        run = self.window_.jobs.run
        if self.shown is None or self.shown.question != question:
            run(
                _("Đang tìm…"),
                lambda _job: self.list.first(question),
                self._begin_list(question),
                self.failed,
                register=False,
                quiet=True,
            )
        job = self._job = run(_("Đang tìm…"), work, self._show, self.failed, register=False)
        job.ended.connect(lambda: self._ended(job))

    def _begin_list(self, question: Question) -> Callable[[list[str] | None], None]:
        """Show the beginning of a long list while the rest of it is looked up."""

        def show(ids: list[str] | None) -> None:
            waiting = self.list.question() == question and (self.shown is None or self.shown.question != question)
            if ids and waiting:
                self._put(question, ids)
                self.stack.setCurrentWidget(self.table)

        return show

    def _ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _refresh(self) -> None:
        """Read everything again: names, lists, counts, rows."""
        self._stale = False
        self.list.stale()
        self.bar.offer(self.list.conditions.offers())
        self.lists.offer(self.list.saved)
        self.ask()
        self._counting += 1
        self._count(self._counting, list(self.list.saved))

    def _count(self, round_: int, left: list[SavedFilter]) -> None:
        """One list after the other, so that a search never waits for all of them."""
        if not left or round_ != self._counting:
            return
        saved = left.pop(0)

        def told(count: int | None) -> None:
            self.lists.show_count(saved.name, count)
            self._count(round_, left)

        self.window_.jobs.run(
            _("Đang đếm…"), lambda _context: self.list.count(saved), told, self.failed, register=False
        )

    # Showing.

    def _page(self, ids: Sequence[str]) -> Sequence[Row]:
        return self.list.page(self._asked, ids) if self._asked is not None else []

    def _put(self, question: Question, ids: list[str]) -> None:
        """Rows under the columns of this question."""
        before, self._asked = self._asked, question
        columns = self.list.columns(question.of)
        self.rows.show(ids, [column.on_screen() for column in columns])
        if before is None or before.of != question.of:
            self.table.widen(self.window_.preferences.widths.get(question.of, []))
        keys = [column.sort for column in columns]
        sort = question.sort
        self.table.mark_order(keys.index(sort.column) if sort.column in keys else -1, descending=sort.descending)

    def _show(self, answer: Answer) -> None:
        if answer.question != self.list.question():
            return  # an older question; the newest is under way
        before, row = self.shown, self.table.currentIndex().row()
        same = before is not None and before.question == answer.question
        kept = self.rows.ids[row] if row >= 0 and self._asked == answer.question else ""
        self.left()
        if self._asked == answer.question and not same:
            self.rows.complete(answer.ids)
        else:
            self._put(answer.question, answer.ids)
        self.shown = answer
        self._dress(answer, answer.ids.index(kept) if kept in answer.ids else 0)
        run = self.window_.jobs.run
        run(_("Đang đếm…"), lambda _job: self.list.counted(answer), self._counted, self.failed, register=False)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _counted(self, answer: Answer) -> None:
        """People and households of the list on screen."""
        if self.shown is not None and self.shown.question == answer.question and self.shown.ids is answer.ids:
            self.shown = answer
            self.told.setText(answer.sentence)

    def _dress(self, answer: Answer, row: int) -> None:
        """Everything around the rows."""
        self.heading.setText(self.list.title)
        self.told.setText(answer.sentence)
        self.bar.show_active(self.list.conditions.active(self.list.asked))
        (self.by_person if self.list.of == "persons" else self.by_household).setChecked(True)
        self.lists.mark(self.list.named, everybody=self.list.asked == Filter())
        self.stack.setCurrentWidget(self.table if answer.ids else self.nothing)
        if answer.ids:
            self.table.point_to(row)
        else:
            self.nothing.tell(answer)

    # What the officer does.

    def to_line(self) -> None:
        """The cursor goes into the search line, its words marked to be typed over."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _begin(self) -> None:
        """The cursor goes to the rows, where there are some."""
        if not self.table.begin():
            self.to_line()

    def open_first(self) -> None:
        """Open the first row of what is typed now, as soon as it is found."""
        if not self.line.text().strip():
            self.table.begin()
        elif self._pause.isActive() or self._job is not None:
            self._then = lambda: self._open(0)
            if self._pause.isActive():
                self.ask()
        else:
            self._open(0)

    def _open(self, row: int) -> None:
        if self.shown is None or row >= len(self.shown.ids):
            return
        self.table.point_to(row)
        found = self.list.opened(self.shown, row)
        if found is not None:
            self.window_.go("household", id=found.household, person=found.person, among=found.among)

    def _add(self, condition: Condition) -> None:
        self.list.asked = condition.on(self.list.asked)
        self.ask()

    def _remove(self, condition: Condition) -> None:
        self.list.asked = condition.off(self.list.asked)
        self.bar.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ask()

    def _take(self, saved: SavedFilter | None) -> None:
        if saved is None:
            self.list.take_filter(self.list.of, Filter())
        else:
            self.list.take(saved)
        self.search(self.list.asked.text)
        if self.lists.hasFocus():
            self._then = self._begin
        else:
            self.to_line()

    def _see(self, of: Subject) -> None:
        if self.list.of != of:
            self.list.switch()
            self.ask()

    def _order(self, column: int) -> None:
        key = self.list.columns(self.list.of)[column].sort
        if key:
            self.list.order_by(key)
            self.ask()

    def _choose_order(self) -> None:
        """A menu of the columns; the same once more turns the order round."""
        menu = QMenu(self)
        for number, column in enumerate(self.list.columns(self.list.of)):
            if column.sort:
                act = menu.addAction(column.title, lambda number=number: self._order(number))
                act.setCheckable(True)
                act.setChecked(column.sort == self.list.sort.column)
        menu.setAccessibleName(_("Xếp theo"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.mapToGlobal(QPoint(theme.px(theme.S), self.table.horizontalHeader().height())))
        menu.setActiveAction(menu.actions()[0])

    def _name(self) -> None:
        """Ask under which name this list shall be kept."""
        said = _("Giữ điều kiện đang chọn thành một danh sách, mở lại được bằng F6.")
        self.reason.ask(said, _("Giữ lại"), wants=_("Tên danh sách"))

    def _keep(self, title: str) -> None:
        if self.attempt(lambda: self.list.save(title)):
            self._refresh()
            self.to_line()

    def _forget(self) -> None:
        """Forget a named list; it can be had back at once."""
        saved = self.lists.current
        if saved is None or not self.attempt(lambda: self.list.forget(saved)):
            return
        self._refresh()
        self.banner.say(
            "info", _("Đã bỏ danh sách “{0}”.").format(saved.title), (_("Lấy lại"), lambda: self._again(saved))
        )

    def _again(self, saved: SavedFilter) -> None:
        self.list.take(saved)
        self._keep(saved.title)
