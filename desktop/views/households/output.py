"""The list on the page that prints, or as an Excel file where the officer says; written in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop.presenters.households import Answer, HouseholdList
from desktop.views.page import Page
from desktop.views.saving import ask_where, open_file
from desktop.words import _
from desktop.work.context import JobContext
from forms.sheets.table import Written


class ListFiles:
    """Hands out what a page shows. shown: the answer on screen, None before the first."""

    def __init__(self, page: Page, lists: HouseholdList, shown: Callable[[], Answer | None]) -> None:
        self._page = page
        self._list = lists
        self._shown = shown

    def excel(self) -> None:
        """Ask where to, and write an Excel file."""
        out, answer = self._ask(_("Ghi danh sách ra Excel"), ".xlsx", "Excel (*.xlsx)"), self._shown()
        if out is None or answer is None:
            return
        title = self._list.title

        def work(context: JobContext) -> Written:
            return self._list.export(answer, title, out, context)

        def done(written: Written) -> None:
            said = _("Đã ghi {0} dòng ra {1}; đọc lại thấy đủ.").format(written.rows, out.name)
            self._page.banner.say("good", said, (_("Mở tệp"), lambda: open_file(out)))

        self._run(_("Đang ghi Excel…"), work, done)

    def fill(self) -> None:
        """Ask for the template of another office; what fills its columns is shown on a page of its own."""
        answer = self._shown()
        chosen, _kind = QFileDialog.getOpenFileName(self._page, _("Chọn mẫu của nơi khác"), "", _("Mẫu Excel (*.xlsx)"))
        if chosen and answer is not None:
            asked = answer.question
            self._page.window_.go("template", file=chosen, of=asked.of, asked=asked.asked, sort=asked.sort)

    def print(self) -> None:
        """Show the list on the page that prints."""
        answer = self._shown()
        if answer is not None:
            self._page.window_.go("prints", handed=self._list.handed(answer))

    def _run(self, title: str, work: Callable[[JobContext], object], done: Callable[..., None]) -> None:
        self._page.window_.jobs.run(title, work, done, self._page.failed, register=False)

    def _ask(self, title: str, ending: str, kinds: str) -> Path | None:
        return ask_where(self._page, title, self._list.file_name(ending), ending, kinds)
