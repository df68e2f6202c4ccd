"""The pages of a paper with the line above them: page, size, search. Asks for pictures, prints nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.askline import AskLine
from desktop.views.icons import icon
from desktop.views.prints.preview import PreviewView
from desktop.words import _
from desktop.work.context import JobContext
from desktop.work.jobs import Jobs
from forms.paper.raster import Hit, Pages, Picture


class Looking(QWidget):
    """Preview and its tools. Pages are drawn and searched beside the window."""

    def __init__(self, jobs: Jobs, failed: Callable[[Exception], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._failed = jobs, failed
        self._pages: Pages | None = None
        self._found_for = ""
        self.preview = PreviewView(self._draw)
        self.number = AskLine(_("Đến trang số"), "1")
        self.number.setFixedWidth(theme.px(52))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._of, self._size, self._found = QLabel(), QLabel("100 %"), QLabel()
        self.search = AskLine(_("Tìm trong trang in"), _("Tìm trong trang in (Ctrl+F)"))
        self.search.setMinimumWidth(theme.px(64))
        self.search.setMaximumWidth(theme.px(260))
        for label in (self._of, self._size, self._found):
            label.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.S))
        layout.addLayout(self._tools())
        layout.addWidget(self.preview, 1)
        self.preview.moved.connect(self._tell_page)
        self.preview.zoomed.connect(lambda percent: self._size.setText(f"{percent} %"))
        self.number.asked.connect(self._go)
        self.number.dropped.connect(self.preview.setFocus)
        self.search.asked.connect(self._look_for)
        self.search.dropped.connect(self._drop_search)

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.XS))
        view = self.preview
        row.addWidget(self._button("chevron-left", _("Trang trước (PgUp)"), lambda: view.go_to(view.page - 1)))
        row.addWidget(self._button("chevron-right", _("Trang sau (PgDn)"), lambda: view.go_to(view.page + 1)))
        row.addWidget(self.number)
        row.addWidget(self._of)
        row.addSpacing(theme.px(theme.L))
        row.addWidget(self._button("zoom-out", _("Thu nhỏ (Ctrl+-)"), lambda: view.step(-1)))
        row.addWidget(self._size)
        row.addWidget(self._button("zoom-in", _("Phóng to (Ctrl++)"), lambda: view.step(1)))
        row.addStretch(1)
        row.addWidget(self._found)
        row.addWidget(self.search, 1)
        return row

    def _button(self, picture: str, name: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(theme.px(16), theme.px(16)))
        button.setAutoRaise(True)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setProperty("stop", False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def show_pages(self, pages: Pages | None, *, stay: bool = False) -> None:
        """Show these pages; `stay`: at the place where one is."""
        self._pages = pages
        self._found_for = ""
        self._found.clear()
        self.preview.show_pages(pages, stay=stay)

    def _tell_page(self, page: int, count: int) -> None:
        if not self.number.hasFocus():
            self.number.fill(str(page + 1) if count else "")
        self._of.setText(f"/ {count}" if count else "")

    def _go(self, typed: str, _back: bool) -> None:
        if typed.strip().isdecimal():
            self.preview.go_to(int(typed) - 1)
        self.preview.setFocus()
        self._tell_page(self.preview.page, self.preview.count)

    def _draw(self, pages: Pages, page: int, scale: float, done: Callable[[Picture], None]) -> None:
        self._jobs.run(
            "", lambda _context: pages.picture(page, scale), done, self._failed, register=False, quiet=True
        )  # fmt: skip

    def _look_for(self, typed: str, back: bool) -> None:
        if typed == self._found_for:
            self.preview.next_hit(-1 if back else 1)
            self._tell_hits()
            return
        self._found_for = typed
        pages = self._pages
        if pages is None:
            return

        def search(context: JobContext) -> list[Hit]:
            context.check_cancelled()
            return pages.find(typed)

        def found(hits: list[Hit]) -> None:
            if pages is self._pages and typed == self._found_for:
                self.preview.mark(hits)
                self._tell_hits()

        self._jobs.run("", search, found, self._failed, register=False, quiet=True)

    def _tell_hits(self) -> None:
        shown, count = self.preview.hit
        nothing = _("không thấy") if self._found_for.strip() else ""
        self._found.setText(f"{shown}/{count}" if count else nothing)

    def _drop_search(self) -> None:
        self._found_for = ""
        self.search.clear()
        self._found.clear()
        self.preview.mark([])
        self.preview.setFocus()
