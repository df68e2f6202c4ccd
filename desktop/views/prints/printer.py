"""Paper out of a printer: which printer, how many, which pages, asked for on the page itself; and the handing over.

It enters nothing into the print register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.domain.errors import EnvironmentProblem
from desktop.presenters.fields import FieldSpec, Option, Problem
from desktop.presenters.form import FormModel, Section
from desktop.presenters.prints import WHOLE, page_numbers
from desktop.views import theme
from desktop.views.form import FormView
from desktop.views.page import button_for
from desktop.views.pictures import image
from desktop.words import _
from desktop.work.context import JobContext
from forms.paper.raster import POINT, Pages

DPI = 300
MOST_COPIES = 99
ONE_SIDE, LONG_SIDE, SHORT_SIDE = "one", "long", "short"
DUPLEX = {
    ONE_SIDE: QPrinter.DuplexMode.DuplexNone,
    LONG_SIDE: QPrinter.DuplexMode.DuplexLongSide,
    SHORT_SIDE: QPrinter.DuplexMode.DuplexShortSide,
}


def printers() -> list[QPrinterInfo]:
    """The printers of this machine, the usual one first."""
    found = QPrinterInfo.availablePrinters()
    return sorted(found, key=lambda one: (not one.isDefault(), one.description() or one.printerName()))


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked of a printer: a printer of Qt set up, and the pages (from 0) to print."""

    printer: QPrinter
    pages: list[int]


class PrinterPanel(QFrame):
    """Asks for printer, copies, pages and sides. `asked` carries an `Order`, `dropped` means: not now."""

    asked = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._count = 0
        self._printers: list[QPrinterInfo] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.px(theme.M),) * 4)
        self._column.setSpacing(theme.px(theme.S))
        heading = QLabel(_("In ra máy in"))
        heading.setProperty("role", "heading")
        self._column.addWidget(heading)
        self._form: FormView | None = None
        buttons = QHBoxLayout()
        self.go = button_for(_("In"), self.send, picture="printer", primary=True)
        self.stop = button_for(_("Thôi"), self.dropped.emit)
        for button in (self.go, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self.hide()

    @property
    def form(self) -> FormModel:
        """What is filled in."""
        assert self._form is not None  # noqa: S101 - shown only after `ask`
        return self._form.model

    def ask(self, count: int) -> None:
        """Ask how `count` pages shall be printed.

        Raises:
            EnvironmentProblem: this machine has no printer.
        """
        self._printers, self._count = printers(), count
        if not self._printers:
            self.hide()
            raise EnvironmentProblem(
                "no_printer",
                _(
                    "Máy này chưa có máy in nào. Chưa in gì, sổ còn nguyên: cắm máy in và cài trình điều khiển, "
                    "hoặc lưu PDF (Ctrl+Shift+L) rồi in ở máy khác."
                ),
            )
        before = self._form.model.draft() if self._form is not None else {}
        model = FormModel([Section("", self._fields())], {"copies": 1, "sides": ONE_SIDE})
        model.restore({name: text for name, text in before.items() if name != "pages"})
        if not model.value("printer"):
            model.put("printer", _title(self._printers[0]))
        if self._form is not None:
            self._form.hide()
            self._column.removeWidget(self._form)
            self._form.deleteLater()
        self._form = FormView(model)
        self._column.insertWidget(1, self._form)
        self.show()
        self._form.begin()

    def _fields(self) -> tuple[FieldSpec, ...]:
        choices = tuple(Option(str(number), _title(one)) for number, one in enumerate(self._printers))
        sides = (
            Option(ONE_SIDE, _("Một mặt")),
            Option(LONG_SIDE, _("Hai mặt, lật cạnh dài")),
            Option(SHORT_SIDE, _("Hai mặt, lật cạnh ngắn")),
        )
        duplex = any(len(one.supportedDuplexModes()) > 1 for one in self._printers)
        asked = FieldSpec(id="sides", label=_("Mặt giấy"), kind="choice", options=sides, width=WHOLE)
        return (
            FieldSpec(
                id="printer", label=_("Máy in"), kind="choice", required=True, options=choices, width=WHOLE,
                hint=_("Gõ vài chữ hoặc nhấn F9 để chọn."),
            ),
            FieldSpec(id="copies", label=_("Số bản"), kind="integer", required=True, width=WHOLE),
            FieldSpec(
                id="pages", label=_("Trang"), width=WHOLE, hint=_("Ví dụ 1-3, 5. Bỏ trống: tất cả.")
            ),
            *((asked,) if duplex else ()),
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def send(self) -> None:
        """Ask for what is filled in; what is not understood is said beside its field."""
        model = self.form
        good = model.check()
        pages = page_numbers(model.typed["pages"], self._count)
        copies = model.value("copies")
        if pages is None:
            said = _("Chưa hiểu “{0}”: ghi như 1-3, 5; có {1} trang.").format(model.typed["pages"], self._count)
            model.problems["pages"] = Problem("hard", said)
        if good and not 1 <= copies <= MOST_COPIES:
            said = _("In được từ 1 đến {0} bản.").format(MOST_COPIES)
            model.problems["copies"] = Problem("hard", said)
        if model.problems or pages is None:
            if self._form is not None:
                self._form.refresh()
                self._form.go_to_problem()
            return
        chosen = self._printers[int(model.value("printer"))]
        sides = model.value("sides") if "sides" in model.specs else None
        self.asked.emit(Order(set_up(chosen, copies, sides or ONE_SIDE), pages))


def _title(one: QPrinterInfo) -> str:
    return (one.description() or one.printerName()).replace(",", " ")


def set_up(chosen: QPrinterInfo, copies: int, sides: str) -> QPrinter:
    """A printer ready to take pages that cover the whole sheet."""
    printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    printer.setCopyCount(copies)
    printer.setDuplex(DUPLEX[sides])
    return printer


def hand_over(printer: QPrinter, pages: Pages, numbers: Sequence[int], context: JobContext) -> int:
    """Draw pages on a printer; returns how many it took. May run beside the window.

    Raises:
        EnvironmentProblem: the printer does not take them.
        Cancelled: stopped; what the printer has not got yet it will not get.
    """
    painter = QPainter()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    order = [number for _copy in range(copies) for number in numbers]
    begun = False
    try:
        for done, number in enumerate(order):
            context.progress(done, len(order), _("Trang {0} trên {1}").format(done + 1, len(order)))
            _lay_paper(printer, pages.sizes[number])
            if not (printer.newPage() if begun else painter.begin(printer)):
                raise _refused(printer)
            begun = True
            sheet = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), image(pages.picture(number, DPI * POINT)))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    if printer.printerState() in (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error):
        raise _refused(printer)
    return len(numbers)


def _lay_paper(printer: QPrinter, size: tuple[float, float]) -> None:
    """The sheet of the next page: A4, upright or across."""
    width, height = size
    upright = QPageSize(QSizeF(min(size), max(size)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageSize(upright)
    across = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(across)


def _refused(printer: Any) -> EnvironmentProblem:
    return EnvironmentProblem(
        "printer",
        _(
            "Máy in “{0}” không nhận trang in. Chưa ghi vào sổ in, sổ còn nguyên: xem máy đã bật, có giấy và đã nối "
            "dây chưa rồi in lại, hoặc lưu PDF."
        ).format(printer.printerName()),
    )
