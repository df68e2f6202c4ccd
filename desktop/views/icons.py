"""Icons of the carried set (Lucide), drawn in the colours of the theme. Knows no screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from desktop.views import theme

SIZE = 18


def icon(name: str, colour: str | None = None, gap: int = 0) -> QIcon:
    """The icon of that name (a file of resources/icons) in a colour, the text's if none is given; "" is no icon.

    gap: pixels left empty behind it (a button sets its text close to its icon).
    """
    if not name:
        return QIcon()
    return _icon(name, colour or theme.colours().text, theme.px(SIZE), theme.px(gap))


def pixmap(name: str, colour: str | None = None, size: int = SIZE) -> QPixmap:
    """The icon as a picture of `size` pixels at 100 %."""
    length = theme.px(size)
    return _icon(name, colour or theme.colours().text, length, 0).pixmap(QSize(length, length))


def program() -> QIcon:
    """The program's own, by which it is found among other windows: the book on its green, in every theme."""
    renderer, found = _drawing("book-open-text", "#ffffff"), QIcon()
    for size in (16, 24, 32, 48, 64):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.THEMES["light"].accent))
        painter.drawRoundedRect(picture.rect(), size / 5, size / 5)
        renderer.render(painter, QRectF(size / 7, size / 7, size * 5 / 7, size * 5 / 7))
        painter.end()
        found.addPixmap(picture)
    return found


def _drawing(name: str, colour: str) -> QSvgRenderer:
    drawing = resources.read(f"icons/{name}.svg").replace(b"currentColor", QColor(colour).name().encode())
    return QSvgRenderer(QByteArray(drawing))


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, size: int, gap: int) -> QIcon:
    renderer, found = _drawing(name, colour), QIcon()
    for factor in (1, 2):
        picture = QPixmap((size + gap) * factor, size * factor)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size * factor, size * factor))
        painter.end()
        picture.setDevicePixelRatio(factor)
        found.addPixmap(picture)
    return found
