"""The page of conflicts. A digit takes a value, the reason is typed or repeated, Enter saves and goes to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from db.domain.errors import AppError, InvalidData
from db.store.deciding.queue import Decision
from desktop.presenters.actions import actions
from desktop.presenters.case import Case, Choice
from desktop.presenters.queue import Queue, Whole
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.queue.board import Board
from desktop.views.queue.context import ContextCard
from desktop.views.queue.filter import FilterEditor
from desktop.views.queue.reason import ReasonEditor
from desktop.views.stops import in_order
from desktop.views.undoing import offer_undo
from desktop.words import _

CHANGES = frozenset({"queue", "package", "household", "person", "support"})
WRITTEN = ("queue", "household", "person", "support")
LOWEST = 40
"""Height left to what scrolls where the letters are large and the screen is small: the reason has its room first."""


class QueuePage(Page):
    """What waits, one item at a time."""

    name = "queue"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.queue = Queue(self.desk)
        self.case: Case | None = None
        self.form: FormView | None = None
        self._wholes: list[Whole] = []
        self._decision: Callable[[], list[Decision]] | None = None
        self._own_writing = False
        self.heading.setText(_("Chờ quyết định"))
        self._build_tools()
        self._build_body()

    def opened(self, **about: Any) -> None:
        self.queue.load()
        self._draw()

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & CHANGES and not self._own_writing and self.isVisible() and self._decision is None:
            self.queue.load()
            self._draw()

    def hint(self) -> str:
        if self.case is None:
            return ""
        return _("1–9 lấy giá trị · K giá trị khác · H cả hộ · PageDown mục sau · O mở hồ sơ")

    def doings(self) -> Doing:
        undo: Doing = {"undo": lambda: offer_undo(self, self._to_values)}
        if self.case is None:
            return undo
        found: dict[str, Callable[[], object]] = {
            **undo,
            "queue_next": lambda: self._step(1),
            "queue_previous": lambda: self._step(-1),
            "queue_open": self._open,
        }
        if self.case.specs:
            found["queue_own"] = self._begin_own
        if self.case.together > 1:
            found["queue_whole"] = self._begin_whole
        if self.reason_line.hasFocus():
            found |= {"repeat": self._repeat_reason, "save": self._save, "choices": self.reason_line.unfold}
        return found

    # What it is made of.

    def _build_tools(self) -> None:
        self.kind, self.village = FilterEditor(_("Loại")), FilterEditor(_("Thôn"))
        self._filters: list[QWidget] = []
        self.kind.narrowed.connect(lambda code: self._narrow(kind=code))
        self.village.narrowed.connect(lambda code: self._narrow(village=code))
        for editor in (self.kind, self.village):
            editor.passed.connect(self._to_values)
            label = QLabel(editor.spec.label)
            label.setProperty("role", "label")
            label.setBuddy(editor)
            self._filters += [label, editor]
            self.tools.addWidget(label)
            self.tools.addWidget(editor)
        self.progress, self.bar = QLabel(), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(theme.px(48), theme.px(8))
        self.bar.setAccessibleName(_("Đã quyết định"))
        self.tools.addWidget(self.progress)
        self.tools.addWidget(self.bar)

    def _to_values(self) -> None:
        self.board.setFocus()

    def _narrow(self, *, kind: str | None = None, village: str | None = None) -> None:
        self.queue.narrow(kind=kind, village=village)
        self._draw()

    def _build_body(self) -> None:
        self.empty = Empty()
        self.context = ContextCard()
        self.work = QWidget()
        row = QHBoxLayout(self.work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self.context, 2, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._build_right(), 5)
        self.body.addWidget(self.work, 1)
        self.body.addWidget(self.empty, 1)

    def _build_right(self) -> QVBoxLayout:
        self.about, self.title, self.sentence = QLabel(), QLabel(), QLabel()
        for label, role in ((self.about, "title"), (self.title, "heading"), (self.sentence, "quiet")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.board = Board()
        self.board.taken.connect(self._take)
        self.board.pressed.connect(self._letter)
        self.own = QScrollArea()
        self.own.setWidgetResizable(True)
        self.own.setFrameShape(QFrame.Shape.NoFrame)
        self.own.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for area in (self.board, self.own):
            area.setMinimumHeight(theme.px(LOWEST))
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        for widget in (self.about, self.title, self.sentence):
            column.addWidget(widget)
        column.addWidget(self.board, 3)
        column.addWidget(self.own, 2)
        column.addWidget(self._build_reason())
        column.addStretch(1)
        return column

    def _build_reason(self) -> QWidget:
        self.deciding = QFrame()
        self.deciding.setProperty("card", True)
        self.taking = QLabel()
        self.taking.setWordWrap(True)
        self.reason_line = ReasonEditor()
        self.reason_line.given.connect(self._save)
        self.reason_line.dropped.connect(self._drop)
        self.save = button_for(_("Lưu, sang mục sau"), self._save, keys="Enter", primary=True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        row.addWidget(self.reason_line, 1)
        row.addWidget(self.save)
        column = QVBoxLayout(self.deciding)
        column.setContentsMargins(*[theme.px(theme.M)] * 4)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.taking)
        column.addLayout(row)
        return self.deciding

    # Showing.

    def _draw(self) -> None:
        """Everything anew: filters, progress, the item in front, the cursor on its values."""
        self._decision = None
        self.kind.show_options(self.queue.kinds(), self.queue.filter.kind)
        self.village.show_options(self.queue.villages(), self.queue.filter.village)
        self.progress.setText(self.queue.progress() if self.queue.total else "")
        self.bar.setVisible(self.queue.total > 0)
        self.bar.setRange(0, max(1, self.queue.total))
        self.bar.setValue(self.queue.decided)
        self.case = self.queue.case()
        for widget in self._filters:
            widget.setVisible(self.queue.waits)
        self.work.setVisible(self.case is not None)
        self.empty.setVisible(self.case is None)
        if self.case is None:
            self._show_nothing()
            return
        self._draw_case(self.case)

    def _show_nothing(self) -> None:
        """Nothing is left: why, and the step that follows, with the cursor on it."""
        heading, text = self._nothing().split("\n")
        name = "export" if self.queue.decided else "merge"
        action = actions()[name]
        button = button_for(action.title, lambda: self.window_.do(name), picture=action.icon, primary=True)
        self.empty.say("circle-check" if self.queue.decided else "scale", heading, text, button)
        button.setFocus()

    def _nothing(self) -> str:
        if self.queue.decided:
            return _(
                "Đã quyết định hết {0} mục.\nXuất gói ra USB (Ctrl+E) để các nơi khác nhận quyết định này."
            ).format(self.queue.decided)
        return _(
            "Không có gì chờ quyết định.\nKhi hai nơi ghi khác nhau về cùng một mục, mục ấy hiện ở đây sau khi nhận "
            "gói (Ctrl+M)."
        )

    def _draw_case(self, case: Case) -> None:
        self.about.setText(case.about)
        self.title.setText(case.title)
        self.sentence.setText(case.sentence)
        self.context.show_lines(case.context, of_office=case.dispute.row is not None)
        self.board.show_choices(case.choices)
        self._drop_form()
        self._await_key()

    def _await_key(self) -> None:
        """Nothing is taken yet: say which keys do what, and give the cursor to the values."""
        self._decision = None
        self.reason_line.clear()
        self.reason_line.setEnabled(False)
        self.save.setEnabled(False)
        self.taking.setText(self._keys())
        self.board.setFocus()

    def _keys(self) -> str:
        case = self.case
        if case is None:
            return ""
        if case.dispute.item.kind == "check":
            return _("Enter: mở hỗ trợ để sửa.  PageDown: mục sau.")
        said = [_("1–{0}: lấy giá trị.").format(len(self.board.cards))]
        if case.specs:
            said.append(_("K: ghi giá trị khác."))
        if case.together > 1:
            said.append(_("H: cả {0} mục của hộ.").format(case.together))
        return "  ".join([*said, _("PageDown: mục sau.")])

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        forward = event.key() == Qt.Key.Key_PageDown or (control and event.key() == Qt.Key.Key_Right)
        back = event.key() == Qt.Key.Key_PageUp or (control and event.key() == Qt.Key.Key_Left)
        if forward or back:
            self._step(1 if forward else -1)
        elif event.key() == Qt.Key.Key_Escape and self.case is not None:
            self._drop()
        else:
            super().keyPressEvent(event)

    def _letter(self, letter: str) -> None:
        name = {"k": "queue_own", "h": "queue_whole", "o": "queue_open"}.get(letter)
        act = self.doings().get(name) if name else None
        if act is not None:
            act()
        elif name:
            self.window_.told(_("Mục này không dùng phím {0}.").format(letter.upper()))

    def _step(self, by: int) -> None:
        self.queue.step(by)
        self._draw()

    def _open(self) -> None:
        """The record behind the item: the support of a broken rule, else the household."""
        one = self.case.dispute if self.case else None
        if one is not None and one.support:
            self.window_.go("support", id=one.support)
        elif one is not None and one.row is not None:
            self.window_.go("record", id=one.row.id)
        elif one is not None and one.household:
            self.window_.go("household", id=one.household)

    def _take(self, place: int) -> None:
        case = self.case
        if case is None or case.dispute.item.kind == "check":
            self._open()
            return
        if self._wholes:
            whole = self._wholes[place]
            told = _("Lấy {0} mục theo {1}.").format(len(whole.decisions), whole.office)
            self._ask_reason(told, lambda: whole.decisions, place)
        else:
            self._drop_form()
            told = _("Lấy giá trị {0}: {1}.").format(place + 1, case.choices[place].title)
            self._ask_reason(told, lambda: self.queue.take(case, place), place)

    def _ask_reason(self, told: str, decision: Callable[[], list[Decision]], place: int | None) -> None:
        self._decision = decision
        self.taking.setText(told)
        self.reason_line.setEnabled(True)
        self.save.setEnabled(True)
        self.reason_line.offer_reasons(self.queue.reasons())
        if place is not None:
            self.reason_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.board.keep(place)

    def _begin_own(self) -> None:
        """K: a form for a value that neither side has."""
        case = self.case
        if case is None or not case.specs:
            return
        form = self.form = FormView(self.queue.own_form(case))
        self.own.setWidget(form)
        self.own.show()
        self._ask_reason(_("Ghi giá trị khác."), lambda: self.queue.own(case, form.model), None)
        self._order_tabs(form)
        form.begin()

    def _order_tabs(self, form: FormView) -> None:
        """From the values through the form to the reason."""
        in_order([self.board, *(box.editor for box in form.boxes.values()), self.reason_line, self.save])

    def _begin_whole(self) -> None:
        """H: all items of the household, one card for every office that has a say."""
        self._wholes = self.queue.whole()
        self._drop_form(keep_wholes=True)
        self.title.setText(_("Cả hộ: {0} mục chờ").format(self.case.together if self.case else 0))
        self.sentence.setText(_("Mỗi cột là lấy hết theo một nơi; mục mà nơi ấy không ghi thì vẫn chờ. Esc: quay lại."))
        self.board.show_choices([Choice(str(n), self._named(w), w.cells, ()) for n, w in enumerate(self._wholes)])
        self._await_key()

    @staticmethod
    def _named(whole: Whole) -> str:
        left = _(", còn {0} mục vẫn chờ").format(whole.left) if whole.left else ""
        return _("Theo {0}: {1} mục{2}").format(whole.office, len(whole.decisions), left)

    def _drop(self) -> None:
        """Esc: back to the values; nothing is taken."""
        if self.case is not None:
            self._draw_case(self.case)

    def _drop_form(self, *, keep_wholes: bool = False) -> None:
        self.form = None
        self.own.takeWidget()
        self.own.hide()
        if not keep_wholes:
            self._wholes = []

    def _repeat_reason(self) -> None:
        """F4: the reason given last."""
        reasons = self.queue.reasons()
        if reasons:
            self.reason_line.fill(reasons[0])

    def _save(self) -> None:
        """Enter in the reason: write the decision and stand on the next item."""
        reason = self.reason_line.text().strip()
        if self._decision is None or self.case is None:
            return
        if self.form is not None and not self.form.model.check():
            self.form.refresh()
            self.form.go_to_problem()
            return
        if not reason:
            self.taking.setText(_("Cần một lý do: ghi vào đây, hoặc F4 để lấy lý do vừa dùng."))
            self.reason_line.setFocus()
            return
        self._write(self._decision(), reason)

    def _write(self, decisions: list[Decision], reason: str) -> None:
        try:
            self.queue.decide(decisions, reason)
        except InvalidData as error:
            self._refused(error)
            return
        except AppError as error:
            self.queue.load()
            self._draw()
            self.failed(error)
            return
        self.banner.hide()
        self._own_writing = True
        self.desk.changed(*WRITTEN)
        self._own_writing = False
        self._draw()

    def _refused(self, error: InvalidData) -> None:
        """Findings about a value of one's own stand beside its fields."""
        if self.form is None:
            self.failed(error)
            return
        homeless = self.queue.judge(self.form.model, error)
        self.form.refresh()
        if homeless:
            self.banner.say("danger", homeless)
        self.form.go_to_problem()
