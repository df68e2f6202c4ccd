"""How things stand: our own with the office above, every device below with its next step, the packages lately."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from db.sync.timeline import DeviceLine
from desktop.presenters.packages.overview import Overview, standings
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.packages.panel import Counts, Lines
from desktop.views.page import button_for, chip
from desktop.views.signs import SignTable
from desktop.words import _


class OverviewPanel(QWidget):
    """The first view. `wanted` with the action that a button or an empty state leads to."""

    wanted = Signal(str)

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.overview = overview
        self.parents = QVBoxLayout()
        self.parents.setSpacing(theme.px(theme.S))
        self.counts = Counts()
        self.devices = SignTable(RowsModel(Overview.device_columns(), overview.device_rows), _("Các máy gửi gói đến"))
        self.devices.at.connect(self._tell)
        self.told = Lines()
        self.packages = SignTable(RowsModel(Overview.package_columns(), overview.package_rows), _("Các gói"))
        self.empty = self._build_empty()
        self.lately = QLabel(_("Gói đã nhận và đã gửi"))
        self.lately.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.empty)
        column.addLayout(self.parents)
        column.addWidget(self.counts)
        column.addWidget(self.devices, 3)
        column.addWidget(self.told)
        column.addWidget(self.lately)
        column.addWidget(self.packages, 2)
        column.addStretch(0)

    def _build_empty(self) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.first = QLabel()
        self.first.setWordWrap(True)
        self.begin_enrolment = button_for(
            _("Ghi danh máy…"), lambda: self.wanted.emit("enrol"), picture="id-card", primary=True
        )
        row = QHBoxLayout(card)
        row.setContentsMargins(*[theme.px(theme.L)] * 4)
        picture = QLabel()
        picture.setPixmap(pixmap("usb", theme.colours().accent, 32))
        row.addWidget(picture)
        row.addWidget(self.first, 1)
        row.addWidget(self.begin_enrolment)
        return card

    def show_now(self) -> None:
        """Draw what the overview holds now."""
        has = self.overview
        self.empty.setVisible(not has.enrolled)
        if not has.enrolled:
            self.first.setText(self._nobody())
        self._show_parents(has.parents)
        self.counts.show_counts(has.counts())
        below: tuple[QWidget, ...] = (self.counts, self.devices, self.told)
        for widget in below:
            widget.setVisible(bool(has.children))
        self.devices.show_ids([line.device for line in has.children])
        self.devices.hug()
        self.packages.show_ids([row.sha256 for row in has.rows])
        for shown in (self.lately, self.packages):
            shown.setVisible(bool(has.rows))

    def _nobody(self) -> str:
        if self.overview.issues_list:
            return _("Chưa có máy nào được ghi danh. Duyệt tệp đề nghị của từng xã, rồi gói của xã sẽ hiện ở đây.")
        return _("Máy này chưa ghi danh với cơ quan cấp trên nên chưa gửi nhận được. Ghi danh một lần, mất vài phút.")

    def _show_parents(self, lines: list[DeviceLine]) -> None:
        while (item := self.parents.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self.parents.addWidget(self._parent(line))

    def _parent(self, line: DeviceLine) -> QFrame:
        """What the office above has of ours, in words large enough to read from the door."""
        sign = standings()[self.overview.standing(line)]
        card = QFrame()
        card.setProperty("card", True)
        picture = QLabel()
        picture.setPixmap(
            pixmap(sign.picture, getattr(theme.colours(), sign.tone if sign.tone != "neutral" else "quiet"), 28)
        )
        told, step = QLabel(line.told), QLabel(line.step)
        told.setProperty("role", "value")
        step.setProperty("role", "quiet")
        texts = QVBoxLayout()
        for label in (told, step):
            label.setWordWrap(True)
            texts.addWidget(label)
        row = QHBoxLayout(card)
        row.setContentsMargins(*[theme.px(theme.M)] * 4)
        row.setSpacing(theme.px(theme.M))
        row.addWidget(picture)
        row.addLayout(texts, 1)
        row.addWidget(chip(sign.word, sign.tone), 0, Qt.AlignmentFlag.AlignVCenter)
        card.setAccessibleName(f"{sign.word}. {line.told} {line.step}")
        return card

    def _tell(self, device: str) -> None:
        line = next((one for one in self.overview.children if one.device == device), None)
        self.told.setText("" if line is None else f"{line.told}\n{self.overview.step(line)}")

    def begin(self) -> None:
        """Put the cursor where there is something to look through."""
        for widget in (self.devices, self.packages, self.begin_enrolment):
            if widget.isVisibleTo(self):
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
