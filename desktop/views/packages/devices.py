"""The devices of our list, and withdrawing one for a stated reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from db.sync.root import OPENERS
from desktop.presenters.packages.enrolment import Enrolment
from desktop.presenters.packages.holders import Ceremony
from desktop.presenters.rows import Row
from desktop.qtmodels.rows import RowsModel
from desktop.views.packages.panel import Panel
from desktop.views.packages.root import CodeFields
from desktop.views.page import Page, button_for
from desktop.views.signs import SignTable
from desktop.words import _


class DevicesPanel(Panel):
    """Every device enrolled here."""

    def __init__(self, page: Page, enrolment: Enrolment, ceremony: Ceremony) -> None:
        super().__init__(
            _("Các máy đã ghi danh"),
            _("Máy mất, hỏng hay thôi dùng thì thu hồi: gói nó gửi sau này bị giữ lại, dữ liệu đã nhận vẫn còn."),
        )
        self._page, self._enrolment, self._ceremony = page, enrolment, ceremony
        self.keys = CodeFields(OPENERS)
        self._asked = ""
        self.table = SignTable(RowsModel(Enrolment.columns(), self._rows), _("Các máy đã ghi danh"))
        self.table.opened.connect(lambda _device: self.ask())
        self.withdraw = button_for(_("Thu hồi máy đang chọn…"), self.ask, picture="x", keys="Enter")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.keys)
        self.body.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignLeft)
        page.reason.given.connect(self._given)
        page.reason.dropped.connect(self._dropped)

    def _rows(self, ids: Sequence[str]) -> list[Row]:
        known = dict(zip([one.id for one in self._enrolment.devices()], self._enrolment.rows(), strict=True))
        return [known[record] for record in ids]

    def begin(self) -> None:
        """Show the list as it is now; two officers are asked for where the root key is sealed."""
        self.keys.clear()
        self.keys.setVisible(self._ceremony.sealed)
        self.table.show_ids([one.id for one in self._enrolment.devices()])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask for the reason of withdrawing the device under the cursor."""
        self._asked = self.table.current()
        if self._asked:
            text = _("Thu hồi máy {0}? Gói nó gửi sau này bị giữ lại; muốn dùng lại phải lập sổ mới và ghi danh lại.")
            self._page.reason.ask(text.format(self._asked), _("Thu hồi"))

    def _given(self, reason: str) -> None:
        device, self._asked = self._asked, ""
        if device and self._page.attempt(lambda: self._enrolment.withdraw(device, reason, self.keys.codes())):
            said = _("Đã thu hồi máy {0}. Xuất gói (Ctrl+E) để các máy khác biết.").format(device)
            self._page.banner.say("good", said)
            self._page.desk.changed("package")
        self.begin()

    def _dropped(self) -> None:
        if self._asked:
            self._asked = ""
            self.begin()
