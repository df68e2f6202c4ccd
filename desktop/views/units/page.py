"""The list of units that were joined or divided: one key applies what waits, another divides. No rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.presenters.actions import actions, key_text
from desktop.presenters.rows import Row
from desktop.presenters.units import UnitChanges, columns
from desktop.presenters.units_sheet import DivisionSheet
from desktop.qtmodels.rows import RowsModel
from desktop.views import theme
from desktop.views.empty import Empty
from desktop.views.page import Doing, Page, Surroundings, button_for
from desktop.views.signs import SignTable
from desktop.views.units.division import DivisionTab
from desktop.words import _

LIST, NOTHING, DIVISION = 0, 1, 2


class UnitsPage(Page):
    """The list, and beneath it what the one under the cursor is made of; instead of it the sheet of a divided unit."""

    name = "units"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Địa giới thay đổi"))
        self._changes = UnitChanges(self.desk)
        self._on = ""
        self._unit = ""
        """The unit that is being divided, "" while the list is shown."""
        self._busy = False
        self.back_button = self.tool(_("Về danh sách (Esc)"), self._leave, picture="arrow-left")
        self.save_button = self.tool(_("Chia hộ (Ctrl+S)"), "save", picture="save", primary=True)
        self.table = SignTable(RowsModel(columns(), self._rows_of), _("Các đơn vị sáp nhập"))
        self.table.opened.connect(self._enter)
        self.table.at.connect(lambda _record: self._stand())
        self.card, self.title, self.next, self.about = _card()
        self.button = self._step("apply_units", "check")
        self.divide_button = self._step("divide_unit", "split")
        self.division = DivisionTab()
        self.division.edited.connect(self.banner.hide)  # what it asked was about what stood here before
        self.division.ended.connect(lambda on: (self.save_button if on else self.back_button).setFocus())
        self._build()
        self._front(LIST)

    def _step(self, action: str, picture: str) -> QPushButton:
        """The button of a next step, in the card."""
        declared = actions()[action]
        step = partial(self.window_.do, action)
        button = button_for(declared.title, step, picture=picture, keys=key_text(declared.keys), primary=True)
        self.card.layout().addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)  # type: ignore[call-arg, union-attr]
        return button

    def _build(self) -> None:
        self.empty = Empty()
        home = button_for(_("Trang đầu (Alt+1)"), partial(self.window_.go, "home"), picture="house", primary=True)
        self._home = home
        self.empty.say(
            "landmark",
            _("Đơn vị của sổ này chưa có thay đổi nào"),
            _("Khi xã nhập, huyện nhập hoặc thôi hoạt động, trang này cho xem trước và áp dụng vào sổ."),
            home,
        )
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        column.addWidget(self.table, 1)
        column.addWidget(self.card)
        self._stack = QStackedWidget()
        for part in (listed, self.empty, self.division):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)

    # What the window asks of a page.

    def opened(self, on: str = "", divide: str = "", line: str = "", **_about: Any) -> None:
        """on: what changes until this ISO day, left out: today; divide, line: the unit on whose sheet, and where."""
        self._on = on
        self._unit = ""
        self._read()
        if divide:
            self._open(divide, line)
        else:
            self.resume()

    def stands(self, about: dict[str, Any]) -> dict[str, Any]:
        told = {name: value for name, value in about.items() if name not in ("divide", "line")}
        return {**told, "divide": self._unit, "line": self.division.key()} if self._unit else told

    def left(self) -> None:
        """A cell still open is taken over."""
        self.division.finish()

    def resume(self) -> None:
        """The cursor is in the list or the sheet, or on the way back where there is none."""
        if self._unit:
            self.division.begin(self.division.key())
        else:
            (self.table if self._changes.rows else self._home).setFocus(Qt.FocusReason.OtherFocusReason)

    def heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"household", "village", "package"} and self.isVisible():
            self._read()

    def doings(self) -> Doing:
        found: dict[str, Any] = {"refresh": self._read}
        if self._unit:
            if not self._busy:
                found["save"] = self.save
            if self.division.home():
                found["open_household"] = lambda: self.window_.go("household", id=self.division.home())
            return found | {"divide_village": self.division.unfold}
        if self._changes.can(self.table.current()):
            found["apply_units"] = self.apply
        if self._changes.rows:
            found["divide_unit"] = self.divide
        return found

    def hint(self) -> str:
        if self._unit:
            return _("F4 lặp trên · F9 danh sách · Ctrl+F9 từng hộ của thôn · Ctrl+S chia · Esc về danh sách")
        if not self._changes.rows:
            return _("F5 đọc lại · Alt+←: quay lại")
        if self._changes.divisible(self.table.current()):
            return _("↑ ↓ chọn · Enter: chia hộ của đơn vị cũ · Alt+←: quay lại")
        return _("↑ ↓ chọn · Enter: áp dụng đến ngày của dòng này · Alt+←: quay lại")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the sentence away first, then leads from the sheet to the list."""
        if event.key() == Qt.Key.Key_Escape and self._unit and not self.banner.text:
            self._leave()
        else:
            super().keyPressEvent(event)

    # What the officer does.

    def _enter(self, record: str) -> None:
        """What is next for a row."""
        if self._changes.divisible(record):
            self.divide()
        else:
            self.apply()

    def apply(self) -> None:
        """Apply what waits until the day of the row under the cursor, after one sentence of what it means."""
        record = self.table.current()
        if self._changes.can(record):
            doing = (actions()["apply_units"].title.rstrip("…"), partial(self._do, record))
            self.banner.say("warning", self._changes.asks(record), doing)
            self.banner.begin()
        elif record:
            self.window_.told(self._changes.next(record) or _("Việc này đã xong."))

    def divide(self) -> None:
        """Open the sheet of the unit that is to be divided; where several are, ask which."""
        record = self.table.current()
        units = self._changes.divisible(record)
        if len(units) > 1:
            ways = [(name, partial(self._open, code)) for code, name in units]
            self.banner.say("info", _("Chia đơn vị nào trước?"), *ways)
            self.banner.begin()
        elif units:
            self._open(units[0][0])
        elif self._changes.can(record):
            self.window_.told(self._changes.next(record))
        else:
            self.window_.told(_("Dòng này không còn hộ nào phải chia."))

    def save(self) -> None:
        """Divide the unit, after one sentence of what it means; a line that is not filled in stops it there."""
        self.division.finish()
        sheet = self._changes.sheets[self._unit]
        if not self.division.judged():
            self.banner.say("danger", _("Còn thôn, hộ chưa ghi về đâu, chưa chia gì: ghi ô viền đỏ rồi chia lại."))
            return
        self.banner.say("warning", sheet.asks(), (_("Chia hộ"), partial(self._divide, sheet)))
        self.banner.begin()

    def _divide(self, sheet: DivisionSheet) -> None:
        shares = sheet.shares()
        self._busy = True
        self.window_.jobs.run(
            _("Đang chia hộ…"), lambda _context: sheet.divide(shares), partial(self._divided, sheet), self._refused
        )
        self.resume()

    def _divided(self, sheet: DivisionSheet, told: str) -> None:
        self._busy, self._unit = False, ""
        self._changes.sheets.pop(sheet.unit)
        self.desk.changed("household", "village")
        self._read()
        self.resume()
        self.banner.say("good", told)

    def _refused(self, error: Exception) -> None:
        """It may be another's doing: what is shown is read again."""
        self._busy = False
        self._read()
        if self._unit:
            self.division.judged()
        self.failed(error)

    def _do(self, record: str) -> None:
        told: list[str] = []
        if self.attempt(lambda: told.append(self._changes.apply(record))):
            self.desk.changed("household", "village")
            self._read()
            self.banner.say("good", told[0])
        self.resume()

    # Reading and showing.

    def _open(self, unit: str, line: str = "") -> None:
        """The sheet of a unit, the cursor in that line; back to the list where it is not to be divided."""
        sheets: list[DivisionSheet] = []
        self._unit = ""
        if self.attempt(lambda: sheets.append(self._changes.sheet(unit))):
            if sheets[0].homes:
                self._unit = unit
                self.division.show_sheet(sheets[0])
            else:
                self.banner.say("info", _("Đơn vị này không còn hộ nào phải chia."))
        self._front(DIVISION if self._unit else LIST)
        self.division.begin(line) if self._unit else self.resume()

    def _leave(self) -> None:
        """Back to the list; what is typed stays."""
        self.division.finish()
        self.banner.hide()
        self._unit = ""
        self._read()
        self.resume()

    def _read(self) -> None:
        """The list anew, and the sheet that is open."""
        self._changes.load(self._on)
        self.table.show_ids(list(self._changes.rows))
        if self._unit:
            self.division.finish()
            self._open(self._unit, self.division.key())
        else:
            self._front(LIST if self._changes.rows else NOTHING)
        self._stand()

    def _front(self, part: int) -> None:
        self._stack.setCurrentIndex(part)
        for button in (self.back_button, self.save_button):
            button.setVisible(part == DIVISION)
        self.stale.emit()

    def _rows_of(self, ids: Sequence[str]) -> list[Row]:
        return self._changes.shown(list(ids))

    def _stand(self) -> None:
        """What the row under the cursor is made of."""
        record = self.table.current()
        self.card.setVisible(record in self._changes.rows)
        if record in self._changes.rows:
            said = (self._changes.title(record), self._changes.next(record), self._changes.about(record))
            for label, text in zip((self.title, self.next, self.about), said, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
            self.button.setVisible(self._changes.can(record))
            self.divide_button.setVisible(bool(self._changes.divisible(record)))
        self.stale.emit()


def _card() -> tuple[QFrame, QLabel, QLabel, QLabel]:
    """A card of three texts: what it is called, what is to be done, what is known of it."""
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(*(theme.px(theme.L),) * 4)
    column.setSpacing(theme.px(theme.S))
    labels = QLabel(), QLabel(), QLabel()
    labels[0].setProperty("role", "heading")
    labels[2].setProperty("role", "quiet")
    for label in labels:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        column.addWidget(label)
    return frame, *labels
