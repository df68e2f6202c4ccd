"""The page of one record of a household: its form in a card, one save, its draft. Plans and needs stand on such."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from db.domain.errors import AppError
from desktop.presenters.actions import actions, key_text
from desktop.presenters.record import RecordPresenter, Saving
from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.page import Doing, Page, Surroundings, chip
from desktop.views.scroll import Scroll
from desktop.words import _

PAUSE = 800
"""Milliseconds without a key after which what is typed is kept as a draft."""


class RecordPage(Page):
    """`id` opens a recorded one, `household` begins a new one."""

    def __init__(self, window: Surroundings, presenter: RecordPresenter) -> None:
        super().__init__(window)
        self.presenter = presenter
        self.form: FormView | None = None
        self._about: dict[str, Any] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.keep)
        self._build()
        self.reason.given.connect(self.save)
        self.reason.dropped.connect(lambda: self.form.go_to_problem() if self.form else False)

    def _build(self) -> None:
        self._state = chip("")
        self.tools.addWidget(self._state, 0, Qt.AlignmentFlag.AlignVCenter)
        self.tool(_("Lưu (Ctrl+S)"), "save", picture="save", primary=True).setProperty("stop", False)
        self._home = QPushButton()
        self._home.setProperty("link", True)
        self._home.setProperty("stop", False)
        action = actions()["open_household"]
        self._home.setToolTip(f"{action.title} ({key_text(action.keys)})")
        self._home.clicked.connect(lambda _checked=False: self.to_household())
        card, inner = QFrame(), QWidget()
        card.setProperty("card", True)
        self._place = QVBoxLayout(card)
        self._place.setContentsMargins(*(theme.px(theme.L),) * 4)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        layout.addStretch(1)
        self.body.addWidget(self._home, 0, Qt.AlignmentFlag.AlignLeft)
        self._area = Scroll(inner)
        self.body.addWidget(self._area, 1)

    # Opening and leaving.

    def opened(self, **about: Any) -> None:
        if about == self._about and self.presenter.dirty():
            return
        self.left()  # what was typed into another record here is kept
        self._about = about
        self.banner.hide()
        self.reason.hide()
        if self.attempt(lambda: self.presenter.open(about.get("id", ""), about.get("household", ""))):
            self._rebuild()
            if not self._offer_draft():
                self.begin()

    def _rebuild(self) -> None:
        if self.form is not None:
            self._place.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = FormView(self.presenter.form)
        self._place.addWidget(self.form)
        self.form.show()
        self.form.edited.connect(lambda _name: self._pause.start())
        self.form.left.connect(lambda _name: self.draw())
        self.draw()

    def draw(self) -> None:
        """Draw what stands around the form."""
        self.heading.setText(self.presenter.title())
        self._home.setText(self.presenter.household_line())
        word, tone = self.presenter.state()
        self._state.setText(word)
        self._state.setProperty("chip", tone or "neutral")
        self._state.style().unpolish(self._state)
        self._state.style().polish(self._state)
        self._state.setVisible(bool(word))

    def begin(self) -> None:
        """Put the cursor at the first field that waits."""
        if self.form is not None and not self.form.go_to(
            "" if self.presenter.id else self.presenter.form.first_blank()
        ):
            self.form.begin()

    def stands(self, about: dict[str, Any]) -> dict[str, Any]:
        """A new record that was saved is the one to come back to."""
        return {"id": self.presenter.id} if self.presenter.id else about

    def left(self) -> None:
        self._finish()
        self.keep()

    def resume(self) -> None:
        self.begin()

    def heard(self, kinds: frozenset[str]) -> None:
        """Others have written: what is untouched here is read again."""
        ours = kinds & {self.presenter.kind, "support", "household", "queue", "package"}
        if ours and self.presenter.id and not self.presenter.dirty():
            self.attempt(self._read_again)

    def _read_again(self) -> None:
        self.presenter.open(self.presenter.id, self.presenter.home_id)
        self._rebuild()

    def doings(self) -> Doing:
        """What can be done here now."""
        if self.form is None:
            return {}
        own: dict[str, Any] = {"save": self.save, "open_household": self.to_household}
        if self.presenter.id:
            own["history"] = self.tell_past
        if self._offered is not None:
            own |= {"take_draft": self._take, "drop_draft": self._drop}
        return own

    def tell_past(self) -> None:
        """Say what stood in the field under the cursor before."""
        self.say_past(self.form.spot() if self.form is not None else None, self.presenter.past)

    # Saving.

    def save(self, reason: str = "") -> None:
        """Write everything in one action; what stops it is said beside its field, what is odd asks for a reason."""
        self._finish()
        if self.presenter.id and not self.presenter.dirty():
            self.window_.told(_("Không có gì thay đổi."))
            return
        self._pause.stop()
        self.banner.hide()
        try:
            saving = self.presenter.save(reason)
        except AppError as error:
            self.failed(error)
            return
        self.reason.hide()
        if not saving.done:
            self._refused(saving)
        else:
            self.window_.told(_("Đã lưu."))
            self._about = {}
            self.to_household()

    def _refused(self, saving: Saving) -> None:
        if self.form is not None:
            self.form.refresh()
        if saving.doubts:
            self.reason.ask("\n".join(saving.doubts))
            return
        if saving.told:
            self.banner.say("danger", " ".join([*saving.told, _("Chưa lưu gì.")]))
        if self.form is not None:
            self.form.go_to_problem()

    def to_household(self) -> None:
        """Back to the household, at its plans and needs."""
        self.window_.go("household", id=self.presenter.home_id, plans=True)

    def _finish(self) -> None:
        if self.form is not None:
            self.form.finish()

    # Drafts.

    _offered: dict[str, Any] | None = None

    def keep(self) -> None:
        """Keep what is typed."""
        self._pause.stop()
        self.attempt(self.presenter.keep)

    def _offer_draft(self) -> bool:
        self._offered = self.presenter.waiting_draft()
        if self._offered is not None:
            told = _("Có bản ghi dở của lần trước chưa lưu.")
            self.banner.say("info", told, (_("Lấy lại (Ctrl+B)"), self._take), (_("Bỏ bản nháp"), self._drop))
            self.banner.begin()
        return self._offered is not None

    def _take(self) -> None:
        draft, self._offered = self._offered, None
        self.banner.hide()
        if draft is not None and self.form is not None:
            self.presenter.restore(draft)
            self.form.reload()
            self.draw()
        self.begin()

    def _drop(self) -> None:
        self._offered = None
        self.banner.hide()
        self.attempt(self.presenter.drop)
        self.begin()
