"""The page of one support: its form, drawn from the policy's definition, beside its milestones and its programme."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from db.domain.errors import AppError, InvalidData
from db.store.inputs import MilestoneInput
from desktop.presenters.actions import actions, key_text
from desktop.presenters.support import StepLine, SupportPresenter
from desktop.presenters.support_family import ROWS
from desktop.views import theme
from desktop.views.editors import LineEditor, NoteEditor
from desktop.views.form import FormView, next_section
from desktop.views.page import Doing, Page, Surroundings, button_for, chip, text_card
from desktop.views.support.columns import Columns
from desktop.views.support.steps import Timeline
from desktop.words import _
from forms.paper import phieu_ho_tro

PAUSE = 800
"""Milliseconds without a key after which what is typed is kept as a draft."""


class SupportPage(Page):
    """Entry and reading of one support."""

    name = "support"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.presenter = SupportPresenter(self.desk)
        self.head: FormView | None = None
        self.form: FormView | None = None
        self.family: FormView | None = None
        self._about: dict[str, Any] = {}
        self._written = ""
        """Id of the support that was new and is saved now."""
        self._wrong: StepLine | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self._build()
        self.reason.given.connect(self._reason_given)
        self.reason.dropped.connect(self._reason_dropped)

    def _build(self) -> None:
        self._conflict = chip(_("Chờ quyết định"), "danger")
        self.tools.addWidget(self._conflict)
        self._save = self.tool(_("Lưu (Ctrl+S)"), "save", picture="save", primary=True)
        self._save.setProperty("stop", False)
        self._home = QPushButton()
        self._home.setProperty("link", True)
        self._home.setProperty("stop", False)
        action = actions()["open_household"]
        self._home.setToolTip(f"{action.title} ({key_text(action.keys)})")
        self._home.clicked.connect(lambda _checked=False: self._to_household())
        self.timeline = Timeline(self.presenter)
        self.timeline.added.connect(self._step_added)
        self.timeline.unwanted.connect(self._step_unwanted)
        self._notes, self._notes_text = text_card(_("Mức và điều kiện của chương trình"))
        self._history, self._history_text = text_card(_("Lịch sử"))
        self._build_form_card()
        self.columns = Columns((self._form_card, self._history), (self.timeline, self._notes))
        self.body.addWidget(self._home, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.columns, 1)

    def _build_form_card(self) -> None:
        self._form_card, self._form_place = QFrame(), QVBoxLayout()
        self._form_card.setProperty("card", True)
        self._form_card.setLayout(self._form_place)
        self._form_place.setContentsMargins(*(theme.px(theme.L),) * 4)
        self._form_place.setSpacing(theme.px(theme.M))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "quiet")
        self._form_place.addWidget(self._hint)
        self._others = button_for("", lambda: self.window_.do("same_for_all"), picture="users")
        self._others.setProperty("stop", False)
        self._others.setParent(self._form_card)  # it has no place until there is a form

    # Opening.

    def opened(self, **about: Any) -> None:
        """`id` of a recorded support, or `household` (and `policy`, `person`, `need`) for a new one."""
        if about == self._about and self.presenter.dirty():
            self.presenter.forget()
            return
        self._about, self._written = about, ""
        self.banner.hide()
        self.reason.hide()
        if about.get("id"):
            fine = self.attempt(lambda: self.presenter.read(about["id"]))
        else:
            wanted = {key: about.get(key) or "" for key in ("household", "policy", "person", "need")}
            fine = self.attempt(lambda: self.presenter.begin(**wanted))
        if fine:
            self._rebuild_head()
            self._rebuild()
            lines = self.presenter.history()
            self._history_text.setText("\n".join(lines))
            self._history.setVisible(bool(lines))
            self._start()

    def stands(self, about: dict[str, Any]) -> dict[str, Any]:
        """A new support that was saved is the one to come back to."""
        return {"id": self._written} if self._written else about

    def _start(self) -> None:
        """The cursor goes to the draft that is offered, else to the first field that waits."""
        if self.presenter.conflicts:
            told = _("Bản ghi này có {0} mục hai nơi ghi khác nhau.").format(len(self.presenter.conflicts))
            self.banner.say("warning", told, (_("Xem chỗ chờ quyết định"), self._to_queue))
        if not self._offer_draft():
            self._begin()

    def _to_queue(self) -> None:
        if self.presenter.row is not None:
            self.window_.go("queue", entity="support", id=self.presenter.row.id)

    def _rebuild_head(self) -> None:
        self._put_away(self.head)
        self.head = None
        if self.presenter.form is not None or self.presenter.row is None:
            self.head = self._add_form(FormView(self.presenter.head))
            self.head.left.connect(self._head_left)

    def _rebuild(self) -> None:
        """The presenter has another form."""
        self._put_away(self.form)
        self._put_away(self.family)
        self._form_place.removeWidget(self._others)
        self.form = self.family = None
        if self.presenter.form is not None:
            self.form = self._add_form(FormView(self.presenter.form))
            self.form.left.connect(self._draw)
            self._others.setParent(None)  # adopted anew it stands behind the form, for Tab too
            self._form_place.addWidget(self._others, 0, Qt.AlignmentFlag.AlignLeft)
        self.timeline.begin()
        if self.timeline.view is not None:
            for box in self.timeline.view.boxes.values():
                box.editor.installEventFilter(self)
        self._draw()

    def _put_away(self, view: FormView | None) -> None:
        if view is not None:
            self._form_place.removeWidget(view)
            view.hide()
            view.deleteLater()

    def _add_form(self, view: FormView) -> FormView:
        self._form_place.addWidget(view)
        view.show()  # now, not at the next turn of events: the cursor is put there
        view.edited.connect(self._edited)
        for widget in (*(box.editor for box in view.boxes.values()), *view.grids.values()):
            widget.installEventFilter(self)
        return view

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The explanation of the field that is entered goes into the status line."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, LineEditor | NoteEditor):
            spec = watched.spec
            self.window_.told(f"{spec.label}: {spec.hint}" if spec.hint else "")
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        head = self.presenter.head
        if self.head is not None and not head.value("policy") and self.presenter.row is None:
            self.head.go_to("policy")
        elif self.head is not None and head.for_persons and not head.value("person"):
            self.head.go_to("person")
        elif self.head is not None and head.visible("turn") and not head.value("turn") and self.presenter.row is None:
            self.head.go_to("turn")
        elif self.form is not None and self.presenter.form is not None:
            blank = self.presenter.form.first_blank() if self.presenter.row is None else ""
            if not self.form.go_to(blank):
                self.form.begin()

    # Drawing.

    def _draw(self) -> None:
        presenter = self.presenter
        self.heading.setText(presenter.title())
        self._home.setText(presenter.household_line())
        self._home.setVisible(presenter.home is not None)
        self._conflict.setVisible(bool(presenter.conflicts))
        self._save.setVisible(presenter.form is not None)
        hint = presenter.policy.definition.hint if presenter.policy and presenter.row is None else ""
        self._hint.setText(hint or self._unread())
        self._hint.setVisible(bool(self._hint.text()))
        notes = presenter.form.judged.notes if presenter.form else []
        self._notes_text.setText("\n".join(f"• {note}" for note in notes))
        self._notes.setVisible(bool(notes))
        if self.head is not None:
            self.head.refresh()
        others = presenter.others() if presenter.family is None else 0
        self._others.setText(_("Ghi như vậy cho {0} người còn lại trong hộ (Ctrl+G)").format(others))
        self._others.setVisible(others > 0)
        self.timeline.refresh()

    def _unread(self) -> str:
        if self.presenter.form is not None or self.presenter.row is None:
            return ""
        told = _("Bản ghi này theo định nghĩa chính sách mà sổ chưa có: chỉ xem, chưa sửa được. Hãy nhận gói mới.")
        return "\n".join([told, "", *(f"{name}: {value}" for name, value in self.presenter.unread())])

    # While it is filled in.

    def _edited(self, _name: str) -> None:
        self._pause.start()

    def _head_left(self, name: str) -> None:
        presenter = self.presenter
        policy = presenter.head.value("policy")
        if (
            name == "policy"
            and presenter.row is None
            and policy
            and (presenter.policy is None or policy != presenter.policy.id)
        ):
            self._policy_chosen(policy)
        elif presenter.form is not None:
            presenter.form.rejudge()
            presenter.propose()
            if self.form is not None:
                self.form.refresh()
            self._draw()

    def _policy_chosen(self, policy: str) -> None:
        self.keep()
        self.presenter.choose(policy)
        self._rebuild()
        QTimer.singleShot(0, self, self._start)  # after the key that chose it has moved the cursor

    def same_for_all(self) -> None:
        """Make the support out to the other people of the household too; each can still be corrected."""
        family = self.presenter.same_for_all()
        if family is None:
            return
        self._put_away(self.family)
        self.family = self._add_form(FormView(family))
        self._draw()
        self.family.grids[ROWS].begin(0, 2)

    def tell_past(self) -> None:
        """Say what stood in the field under the cursor before."""
        spots = (view.spot() for view in (self.head, self.form) if view is not None)
        self.say_past(next((spot for spot in spots if spot is not None), None), self.presenter.past)

    # Milestones.

    def _step_added(self, step: MilestoneInput) -> None:
        form = self.presenter.form
        if form is not None:
            form.add_step(step)
            self._all_again()

    def _step_unwanted(self, line: StepLine) -> None:
        form = self.presenter.form
        if form is None:
            return
        if not line.id:
            form.take_step(line.place)
            self._all_again()
            self.timeline.write_next()
            return
        self._wrong = line
        self.reason.ask(_("Hủy mốc “{0}”: mốc vẫn còn trong lịch sử, kèm lý do.").format(line.title), _("Hủy mốc"))

    def _all_again(self) -> None:
        if self.form is not None:
            self.form.refresh()
        self._draw()
        self._pause.start()

    def reverse(self) -> None:
        """Take back the milestone the cursor is on, else the last one."""
        line = self.timeline.chosen()
        if line is not None:
            self._step_unwanted(line)

    # Saving.

    def save(self) -> None:
        """Write everything in one action; what stops it is said beside its field, what is odd asks for a reason."""
        form = self.presenter.form
        if form is None:
            return
        self.banner.hide()
        self._finish()
        hard, soft = form.settle_reason()
        family = self.presenter.family
        if family is not None:
            family.rejudge()
            hard += [issue.message for issue in family.found if issue.severity == "hard"]
            soft += [issue.message for issue in family.found if issue.severity == "soft"]
        self._refresh_forms()
        if hard:
            self.window_.told(_("Chưa lưu: còn {0} chỗ cần sửa.").format(len(hard)))
            self._go_to_problem(hard)
        elif soft:
            self._wrong = None
            self.reason.ask("\n".join(soft))
        else:
            self._write("")

    def _refresh_forms(self) -> None:
        for view in (self.head, self.form, self.family):
            if view is not None:
                view.refresh()
        self._draw()

    def _go_to_problem(self, sentences: list[str]) -> None:
        found = any(view is not None and view.go_to_problem("hard") for view in (self.head, self.form, self.family))
        if not found:
            self.banner.say("danger", " ".join(sentences))

    def _reason_given(self, reason: str) -> None:
        wrong, self._wrong = self._wrong, None
        if wrong is None:
            self._write(reason)
        elif self.attempt(lambda: self.presenter.reverse(wrong, reason)):
            self._about = {}
            self.opened(id=self.presenter.row.id if self.presenter.row else "")

    def _reason_dropped(self) -> None:
        if self._wrong is None and self.form is not None:
            self.form.go_to_problem()
        self._wrong = None

    def _write(self, reason: str) -> None:
        self._pause.stop()
        try:
            written = self.presenter.save(reason)
        except AppError as error:
            if isinstance(error, InvalidData) and error.code == "needs_reason":
                self.reason.ask("\n".join(issue.message for issue in error.issues))
            else:
                self.failed(error)
            return
        self.window_.told(_("Đã lưu.") if written else _("Không có gì thay đổi."))
        self._about, self._written = {}, written or ""
        if self.presenter.disputed:
            self.opened(id=written)
            self.say_disputed()
        else:
            self._to_household(support=written)

    def _to_household(self, *, support: str = "") -> None:
        if self.presenter.home is not None:
            about = {"support": support} if support else {}
            self.window_.go("household", id=self.presenter.home.id, **about)

    # Drafts.

    def keep(self) -> None:
        """Keep what is typed."""
        self._pause.stop()
        self.attempt(self.presenter.keep)

    _offered: dict[str, Any] | None = None

    def _offer_draft(self) -> bool:
        self._offered = self.presenter.waiting_draft()
        if self._offered is not None:
            told = _("Có bản ghi dở của lần trước chưa lưu.")
            take, drop = (_("Lấy lại (Ctrl+B)"), self._take_draft), (_("Bỏ bản nháp"), self._drop_draft)
            self.banner.say("info", told, take, drop)
            self.banner.begin()
        return self._offered is not None

    def _take_draft(self) -> None:
        draft, self._offered = self._offered, None
        self.banner.hide()
        if draft is None:
            return
        self.presenter.restore(draft)
        if self.form is not None:
            self.form.reload()
        if self.presenter.family is not None and self.family is None:
            self.family = self._add_form(FormView(self.presenter.family))
        self._refresh_forms()
        self._begin()

    def _drop_draft(self) -> None:
        self._offered = None
        self.banner.hide()
        self.attempt(self.presenter.drop)
        self._begin()

    def left(self) -> None:
        """Nothing typed is lost, not even in a cell still open."""
        self._finish()
        self.keep()

    def _finish(self) -> None:
        for view in (self.form, self.family):
            if view is not None:
                view.finish()

    def print_it(self) -> None:
        """The household's slip of what this policy gave it in this year, to look at first."""
        row = self.presenter.row
        self._finish()
        if self.presenter.dirty():
            self.banner.say("warning", _("Khoản này có chỗ vừa sửa chưa lưu: Ctrl+S để lưu trước, rồi in."))
        elif row is not None and row.household:
            about = {"households": [row.household], "year": row.year, "policy": row.policy}
            self.window_.go("prints", document=phieu_ho_tro.NAME, **about)

    def heard(self, kinds: frozenset[str]) -> None:
        """Facts may have changed."""
        if kinds & {"support", "household", "package", "queue"}:
            self.presenter.forget()

    def doings(self) -> Doing:
        """What can be done here now."""
        if self.presenter.form is None:
            return {}
        found: dict[str, Any] = {"save": self.save, "add_step": self.timeline.write_next}
        found["open_household"] = self._to_household
        found["next_section"] = lambda: next_section([self.head, self.form, self.family, self.timeline.view])
        if self.presenter.row is not None:
            found |= {"history": self.tell_past, "print": self.print_it}
        if self._offered is not None:
            found |= {"take_draft": self._take_draft, "drop_draft": self._drop_draft}
        if self.presenter.others():
            found["same_for_all"] = self.same_for_all
        if self.timeline.chosen() is not None:
            found["reverse_step"] = self.reverse
        if self.presenter.conflicts:
            found["go_queue"] = self._to_queue
        return found

    def hint(self) -> str:
        """The keys that matter here."""
        return _("Enter ô sau · Ctrl+J mục sau · F9 danh sách · Ctrl+T thêm mốc · Ctrl+S lưu")
