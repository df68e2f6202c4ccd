"""A page of spreadsheets: read in the background by what is chosen above them, kept as a draft while they are typed."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTabWidget, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.gridtab import GridTab
from desktop.views.page import Page, Surroundings, head_card
from desktop.views.scroll import Scroll
from desktop.words import _
from desktop.work.jobs import Job

PAUSE = 1500
"""Milliseconds without a key after which what is typed is kept as a draft."""


class SheetWork(Protocol):
    """What such a page asks of its presenter. `loaded`: what is shown, None once it is written."""

    loaded: Any
    head: Any

    @property
    def where(self) -> str: ...
    def load(self, place: Any) -> Any: ...
    def show(self, loaded: Any) -> None: ...
    def keep(self) -> None: ...
    def waiting(self) -> dict[str, Any] | None: ...
    def restore(self, draft: dict[str, Any]) -> None: ...
    def forget(self) -> None: ...


class SheetPage(Page):
    """The newest question wins; what was typed is offered again, or taken up where only the register has changed.

    A subclass makes `head` and `tabs`, puts them up with `_put_up` and draws in `_put_grids`, `_redraw`; `_begin` puts
    the cursor where work goes on, False where there is nothing; `_finish` takes over a cell that is still open.
    """

    RELOADING: frozenset[str] = frozenset()
    """Kinds of things after whose change the sheets are read again."""

    head: FormView
    tabs: QTabWidget

    def __init__(self, window: Surroundings, work: SheetWork) -> None:
        super().__init__(window)
        self._sheets = work
        self._job: Job | None = None
        self._stale = True
        self._wanted: Any = None
        """What is shown, or being read."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(work.keep)

    def _put_up(self) -> None:
        """What is chosen stands in a card above the tabs; where the letters are large it scrolls away from them."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(head_card(self.head))
        column.addWidget(self.tabs, 1)
        self.whole = Scroll(inner)
        self.body.addWidget(self.whole, 1)

    def left(self) -> None:
        """What is typed and not saved is kept, a cell still open too."""
        self._finish()
        self._pause.stop()
        self._sheets.keep()

    def heard(self, kinds: frozenset[str]) -> None:
        """The sheets are others now."""
        if kinds & self.RELOADING:
            self._stale = True
            if self.isVisible():
                self._load()

    def _load(self) -> None:
        """Read the sheets again."""
        place = self._sheets.head.place
        if place is None:
            return
        self._stale, self._wanted = False, place
        if self._job is not None:
            self._job.cancel()
        job = self._job = self.window_.jobs.run(
            _("Đang đọc danh sách của thôn…"),
            lambda _context: self._sheets.load(place),
            self._show,
            self.failed,
            register=False,
        )
        job.ended.connect(lambda: self._ended(job))

    def _ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _show(self, loaded: Any) -> None:
        work = self._sheets
        if loaded.place != work.head.place:
            return
        same = work.loaded is not None and work.loaded.place == loaded.place
        if same:
            self._finish()
            work.keep()  # also what was typed while this was read
        work.show(loaded)
        self._put_grids()
        draft = work.waiting()
        if draft is not None and same:
            self._take_up(draft)
            return
        if draft is not None:
            self.banner.say(
                "info",
                _("Còn bản làm dở của {0}, chưa ghi vào sổ.").format(work.where),
                (_("Lấy lại"), lambda: self._take_up(draft)),
                (_("Bỏ bản dở"), work.forget),
            )
        self._begin_unless_choosing()

    def _take_up(self, draft: dict[str, Any]) -> None:
        self._sheets.restore(draft)
        self._redraw()
        self._begin_unless_choosing()

    def _begin_unless_choosing(self) -> None:
        """The cursor goes to the sheet, unless the officer is still choosing above."""
        focus = QApplication.focusWidget()
        if focus is None or not self.head.isAncestorOf(focus) or not self.isVisible():
            self._begin()

    def _tell_of(self, tab: GridTab, text: str, severity: str) -> None:
        """What the current cell of that spreadsheet is about, in sight."""
        tab.say(text, severity)
        if text:
            self.whole.reveal(tab.said, tab.said.rect())

    # What a subclass does.

    def _put_grids(self) -> None:
        """The sheets anew."""

    def _redraw(self) -> None:
        """What the sheets hold is other text now."""

    def _begin(self) -> bool:
        """Put the cursor where work goes on."""
        return False

    def _finish(self) -> None:
        """Take over a cell that is still open."""
