"""Ctrl+Shift+Z on any page: one sentence of what would be taken back, Enter does it, Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable

from db.store.history.undo import ActionRow
from desktop.presenters import undoing
from desktop.views.page import Page
from desktop.words import _


def offer_undo(page: Page, done: Callable[[], object] = lambda: None) -> None:
    """Ask on a page whether the last save shall be taken back; `done` is called when it was."""
    row = undoing.offered(page.desk)
    if row is None:
        page.window_.told(_("Chưa có lần lưu nào để hoàn tác."))
        return
    page.banner.say("warning", undoing.preview(row), (_("Hoàn tác"), lambda: _take_back(page, row, done)))
    page.banner.begin()


def _take_back(page: Page, row: ActionRow, done: Callable[[], object]) -> None:
    told: list[str] = []
    if page.attempt(lambda: told.append(undoing.take_back(page.desk, row))):
        done()
        page.banner.say("good", told[0])
