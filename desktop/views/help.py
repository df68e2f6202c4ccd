"""The page of help: contents, the manual, the table of keys, the card of keys to print. Offline, one source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.presenters import manual
from desktop.presenters.manual import Heading
from desktop.views import theme
from desktop.views.askline import AskLine
from desktop.views.page import Doing, Page, Surroundings
from desktop.views.prints.printer import Order, PrinterPanel, hand_over
from desktop.views.reading import Reading
from desktop.words import _
from forms.paper.raster import Pages

CONTENTS = 270
KEYS = -1
"""The place of the table of keys among the headings: before all of them."""


class HelpPage(Page):
    """Contents on the left, the text on the right."""

    name = "help"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.heading.setText(_("Hướng dẫn"))
        self._text = manual.text()
        self._headings = manual.headings(self._text)
        self._keys = False
        self._trail: list[int] = []
        self.search = AskLine(_("Tìm trong hướng dẫn"), _("Tìm trong hướng dẫn (Ctrl+F)"))
        self.found = QLabel()
        self.found.setProperty("role", "quiet")
        self.contents = QListWidget()
        self.contents.setAccessibleName(_("Mục lục"))
        self.contents.setFixedWidth(theme.px(CONTENTS))
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reading = Reading(_("Hướng dẫn"))
        self.panel = PrinterPanel()
        self._build()
        self._fill()
        self.reading.show_text(self._text, manual.folder())
        self.reading.anchorClicked.connect(self._follow)
        self.reading.moved.connect(self._mark)
        self.contents.itemActivated.connect(lambda item: self._turn_to(item.data(Qt.ItemDataRole.UserRole)))
        self.contents.itemClicked.connect(lambda item: self._turn_to(item.data(Qt.ItemDataRole.UserRole)))
        self.search.asked.connect(self._look_for)
        self.search.dropped.connect(self._drop_search)
        self.panel.asked.connect(self._print)
        self.panel.dropped.connect(self._leave_panel)

    def _build(self) -> None:
        self.tool(_("Bảng phím tắt"), "keys", picture="keyboard")
        self.tool(_("Thẻ phím tắt (PDF)…"), lambda: self.window_.do("key_card"), picture="file-text")
        left = QVBoxLayout()
        left.setSpacing(theme.px(theme.S))
        left.addWidget(self.search)
        left.addWidget(self.found)
        left.addWidget(self.contents, 1)
        self.search.setFixedWidth(theme.px(CONTENTS))
        self.panel.setFixedWidth(theme.px(CONTENTS))
        left.addWidget(self.panel)
        self.found.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        row.addLayout(left)
        row.addWidget(self.reading, 1)
        self.body.addLayout(row, 1)

    def _fill(self) -> None:
        self._entry(_(manual.KEYS), KEYS, 2)
        self._entry(_("Mở đầu"), 0, 2)
        for heading in self._headings[1:]:
            if heading.level < 4:
                self._entry(heading.title, heading.place, heading.level)

    def _entry(self, title: str, place: int, level: int) -> None:
        item = QListWidgetItem(title if level < 3 else f"    {title}")
        item.setData(Qt.ItemDataRole.UserRole, place)
        item.setToolTip(title)
        if level < 3:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        self.contents.addItem(item)

    # What the window asks.

    def opened(self, *, topic: str = "", keys: bool = False, about: bool = False, **_more: Any) -> None:
        """topic: the page help is wanted for; keys: show the table of keys; about: say which program this is."""
        self._trail = []
        if keys:
            self._show(KEYS)
        elif topic and topic != self.name:
            self._show(manual.section_of(topic, self._headings).place)
        elif topic:
            self._show(manual.section_of(self.name, self._headings).place)
        elif self._keys:
            self._show(0)
        self.reading.setFocus(Qt.FocusReason.OtherFocusReason)
        if about:
            self.banner.say("info", manual.about(self.desk.place))

    def hint(self) -> str:
        return _("Ctrl+F tìm · Tab mục lục · Alt+← quay lại · Ctrl+F1 bảng phím tắt")

    def doings(self) -> Doing:
        doing = {
            "search": self.search.begin,
            "keys": lambda: self._turn_to(KEYS),
            "key_card": self.save_card,
            "print": self.ask_printer,
            "save_pdf": self.save_card,
        }
        if self._trail:
            doing["back"] = self._back
        return doing

    # Reading.

    def _show(self, place: int) -> None:
        """A heading of the manual, or the table of keys."""
        wanted = place == KEYS
        if wanted != self._keys:
            self._keys = wanted
            self.reading.show_text(manual.keys_text() if wanted else self._text, manual.folder())
        self.reading.go_to(max(place, 0))
        self._mark(place)

    def _turn_to(self, place: int) -> None:
        """Go there, and remember where one was."""
        self._trail.append(KEYS if self._keys else self.reading.heading)
        self._show(place)
        self.reading.setFocus()

    def _back(self) -> None:
        self._show(self._trail.pop())

    def _mark(self, place: int) -> None:
        """Mark in the contents what is being read."""
        wanted = KEYS if self._keys else place
        for row in range(self.contents.count()):
            if self.contents.item(row).data(Qt.ItemDataRole.UserRole) <= wanted:
                last = row
            else:
                break
        self.contents.setCurrentRow(last)

    def _follow(self, link: QUrl) -> None:
        """A link inside the manual; others lead out of the program and stay words."""
        target: Heading | None = next((h for h in self._headings if manual.slug(h.title) == link.fragment()), None)
        if target is not None:
            self._turn_to(target.place)

    def _look_for(self, typed: str, back: bool) -> None:
        shown, count = self.reading.look_for(typed, back=back)
        nothing = _("Không thấy “{0}”.").format(typed) if typed.strip() else ""
        self.found.setText(_("Chỗ {0} trong {1}").format(shown, count) if count else nothing)
        self.found.setVisible(bool(self.found.text()))

    def _drop_search(self) -> None:
        self.search.clear()
        self._look_for("", False)
        self.reading.setFocus()

    # The card.

    def save_card(self) -> None:
        """Ask for a file and write the card of keys into it."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / "the-phim-tat.pdf")
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Lưu thẻ phím tắt"), start, "PDF (*.pdf)")
        if chosen and self.attempt(lambda: manual.save_card(Path(chosen))):
            self.banner.say("good", _("Đã lưu thẻ phím tắt ra {0}.").format(Path(chosen).name))

    def ask_printer(self) -> None:
        """Print the card of keys: which printer?"""
        if self.panel.isVisible():
            self.panel.send()
        else:
            self.contents.setVisible(not self.attempt(lambda: self.panel.ask(1)))

    def _leave_panel(self) -> None:
        self.panel.hide()
        self.contents.show()
        self.reading.setFocus()

    def _print(self, order: Order) -> None:
        self._leave_panel()
        self.window_.jobs.run(
            _("Đang in…"),
            lambda context: hand_over(order.printer, Pages(manual.card()), order.pages, context),
            lambda _count: self.banner.say("good", _("Máy in đã nhận thẻ phím tắt.")),
            self.failed,
            register=False,
        )
