"""The page of one record of an office: its form, drawn from the definition of its kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.presenters.actions import actions, key_text
from desktop.presenters.records.entry import UnitRecordPresenter
from desktop.views.page import Doing, Surroundings
from desktop.views.record import RecordPage
from desktop.words import _


class UnitRecordPage(RecordPage):
    """`id` opens a recorded one, `kind` begins a new one."""

    name = "record"

    def __init__(self, window: Surroundings) -> None:
        self.record = UnitRecordPresenter(window.desk)
        super().__init__(window, self.record)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "quiet")
        self.body.insertWidget(1, self._hint)
        action = actions()["go_records"]
        self._home.setToolTip(f"{action.title} ({key_text(action.keys)})")

    def opened(self, **about: Any) -> None:
        super().opened(**about, household=about.get("kind", ""))

    def draw(self) -> None:
        """Above a new record stands what its definition advises."""
        super().draw()
        self._hint.setText(self.record.hint())
        self._hint.setVisible(bool(self._hint.text()))

    def doings(self) -> Doing:
        """What can be done here now: no household is behind it."""
        found = dict(super().doings())
        found.pop("open_household", None)
        if self.form is not None:
            found["next_section"] = self.next_section
        return found

    def next_section(self) -> None:
        """Go to the section after the one the cursor is in; after the last to the first."""
        if self.form is not None and not self.form.next_section():
            self.form.begin()

    def hint(self) -> str:
        """The keys that matter here."""
        return _("Enter ô sau · Ctrl+J mục sau · F9 danh sách · F7 lịch sử · Ctrl+S lưu · Alt+← về danh sách")

    def to_household(self) -> None:
        """Back to the list of its kind."""
        self.window_.go("records", kind=self.record.kind_id, at=self.record.id, disputed=self.record.disputed)
