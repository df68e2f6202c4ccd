"""Pages of a paper one below the other, as they will be printed; only those in sight are drawn. Prints nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.views import theme
from desktop.views.pictures import image
from desktop.words import _
from forms.paper.raster import POINT, Hit, Pages, Picture

GAP, MARGIN = 12, 16
SCREEN = 96 * POINT
"""Dots a point at 100 %."""
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
KEEP = 10
"""Drawn pages held in memory."""

Draw = Callable[[Pages, int, float, Callable[[Picture], None]], object]
"""Draws a page at a scale and hands the picture back on the window's thread."""


class PreviewView(QAbstractScrollArea):
    """Scrolls through pages. `moved` tells page (from 0) and number of pages, `zoomed` the size in per cent."""

    moved = Signal(int, int)
    zoomed = Signal(int)

    def __init__(self, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._pages: Pages | None = None
        self._zoom, self._fits = 1.0, True
        self._tops: list[int] = []
        self._pictures: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: set[tuple[int, int]] = set()
        self._hits: list[Hit] = []
        self._hit = -1
        self._page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Trang xem trước"))
        self.viewport().setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.horizontalScrollBar().setSingleStep(theme.px(40))

    def show_pages(self, pages: Pages | None, *, stay: bool = False) -> None:
        """Show these pages from the first, or (`stay`) from the place where one is."""
        place = self._page if stay else 0
        self._pages = pages
        self._pictures.clear()
        self._asked.clear()
        self.mark([])
        self._set_zoom(self._fitting() if self._fits else self._zoom)
        self.go_to(place)

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self._pages) if self._pages is not None else 0

    @property
    def page(self) -> int:
        """The page in front, from 0."""
        return self._page

    def go_to(self, page: int) -> None:
        """Bring a page to the upper edge."""
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[min(max(page, 0), self.count - 1)] - theme.px(GAP) // 2)
        self._scrolled()

    # How large.

    def zoom_to(self, zoom: float) -> None:
        """Show at this size (1.0: as on paper)."""
        self._fits = False
        self._set_zoom(zoom)

    def fit(self) -> None:
        """Show as wide as there is room, from now on."""
        self._fits = True
        self._set_zoom(self._fitting())

    def step(self, by: int) -> None:
        """One step larger (+1) or smaller (-1)."""
        steps = [zoom for zoom in STEPS if (zoom - self._zoom) * by > 0.01]
        if steps:
            self.zoom_to(steps[0] if by > 0 else steps[-1])

    def _set_zoom(self, zoom: float) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        part = down.value() / max(1, down.maximum() + down.pageStep())
        middle = (across.value() + across.pageStep() / 2) / max(1, across.maximum() + across.pageStep())
        changed, self._zoom = zoom != self._zoom, zoom
        self._arrange()
        down.setValue(round(part * (down.maximum() + down.pageStep())))
        across.setValue(round(middle * (across.maximum() + across.pageStep()) - across.pageStep() / 2))
        if changed:
            self.zoomed.emit(round(zoom * 100))

    def _fitting(self) -> float:
        if self._pages is None or not self.count:
            return 1.0
        widest = max(width for width, _height in self._pages.sizes)
        return float(min(max((self.viewport().width() - 2 * theme.px(MARGIN)) / (widest * SCREEN), STEPS[0]), 2.0))

    # Where everything stands.

    def _size(self, page: int) -> tuple[int, int]:
        width, height = self._pages.sizes[page] if self._pages is not None else (0.0, 0.0)
        return round(width * SCREEN * self._zoom), round(height * SCREEN * self._zoom)

    def _arrange(self) -> None:
        self._tops, top, widest = [], theme.px(GAP), 0
        for page in range(self.count):
            width, height = self._size(page)
            self._tops.append(top)
            top, widest = top + height + theme.px(GAP), max(widest, width)
        room = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, top - room.height()))
        down.setPageStep(room.height())
        across.setRange(0, max(0, widest + 2 * theme.px(MARGIN) - room.width()))
        across.setPageStep(room.width())
        self.viewport().update()

    def _rect(self, page: int) -> QRect:
        """Where a page stands in the viewport."""
        width, height = self._size(page)
        across = self.horizontalScrollBar()
        left = (
            max((self.viewport().width() - width) // 2, theme.px(MARGIN)) if not across.maximum() else theme.px(MARGIN)
        )
        return QRect(left - across.value(), self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _scrolled(self) -> None:
        """The page in front is the one that takes the upper third of the view."""
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        self._page = max((page for page, top in enumerate(self._tops) if top <= line), default=0)
        self.setAccessibleDescription(_("Trang {0} trên {1}").format(self._page + 1, self.count))
        self.moved.emit(self._page, self.count)
        self.viewport().update()

    # What was searched for.

    def mark(self, hits: list[Hit]) -> None:
        """Mark these places; the first one from here on is brought into view."""
        self._hits, self._hit = hits, -1
        if hits:
            self._bring(next((n for n, hit in enumerate(hits) if hit.page >= self._page), 0))
        self.viewport().update()

    def next_hit(self, by: int = 1) -> None:
        """The next place found (-1: the one before), round and round."""
        if self._hits:
            self._bring((self._hit + by) % len(self._hits))

    @property
    def hit(self) -> tuple[int, int]:
        """Which place is shown (from 1, 0: none) and how many were found."""
        return self._hit + 1, len(self._hits)

    def _bring(self, number: int) -> None:
        self._hit = number
        hit = self._hits[number]
        box = hit.boxes[0] if hit.boxes else None
        middle = self._tops[hit.page] + round((box.y if box else 0) * SCREEN * self._zoom)
        self.verticalScrollBar().setValue(middle - self.viewport().height() // 2)
        if box is not None:
            left = round(box.x * SCREEN * self._zoom)
            self.horizontalScrollBar().setValue(left - self.viewport().width() // 2)
        self._scrolled()

    # Events.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), QColor(theme.colours().sunken))
        value = self.verticalScrollBar().value()
        for page in range(max(0, bisect_right(self._tops, value) - 1), self.count):
            rect = self._rect(page)
            if rect.top() > self.viewport().height():
                break
            self._paint_page(painter, page, rect)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, rect: QRect) -> None:
        painter.fillRect(rect, Qt.GlobalColor.white)
        picture = self._picture(page, rect.width())
        if picture is not None:
            painter.drawImage(rect, picture)
        painter.setPen(QPen(QColor(theme.colours().strong_line)))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))
        for number, hit in enumerate(self._hits):
            if hit.page == page:
                self._paint_hit(painter, rect.topLeft(), hit, shown=number == self._hit)

    def _paint_hit(self, painter: QPainter, corner: QPoint, hit: Hit, *, shown: bool) -> None:
        """Paper is white in every theme, so the marks have the colours of a felt pen."""
        scale = SCREEN * self._zoom
        ground = QColor(255, 190, 60) if shown else QColor(255, 240, 150)
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in hit.boxes:
            place = QRectF(
                corner.x() + box.x * scale, corner.y() + box.y * scale, box.width * scale, box.height * scale
            )
            painter.fillRect(place.adjusted(-2, -2, 2, 2), ground)
            if shown:
                painter.setPen(QPen(QColor(150, 80, 0), 2))
                painter.drawRect(place.adjusted(-2, -2, 2, 2))
        painter.restore()

    def _picture(self, page: int, width: int) -> QImage | None:
        """The page as drawn, asked for when it is not there; meanwhile one of another size."""
        dots = round(width * self.devicePixelRatioF())
        found = self._pictures.get((page, dots))
        if found is not None:
            self._pictures.move_to_end((page, dots))
            return found
        if self._pages is not None and (page, dots) not in self._asked:
            self._asked.add((page, dots))
            pages, scale = self._pages, dots / self._pages.sizes[page][0]
            self._draw(pages, page, scale, lambda picture: self._drawn(pages, page, dots, picture))
        return next((picture for (other, _dots), picture in self._pictures.items() if other == page), None)

    def _drawn(self, pages: Pages, page: int, dots: int, picture: Picture) -> None:
        self._asked.discard((page, dots))
        if pages is not self._pages:
            return
        self._pictures[page, dots] = image(picture)
        while len(self._pictures) > KEEP:
            self._pictures.popitem(last=False)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_zoom(self._fitting() if self._fits else self._zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageUp: self._page - 1, Qt.Key.Key_PageDown: self._page + 1}
        turns |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.count - 1}
        key = Qt.Key(event.key())
        if key in turns:
            self.go_to(turns[key])
        elif key == Qt.Key.Key_Equal and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1)  # the key of "+" without Shift
        else:
            super().keyPressEvent(event)
