"""A word that stands alone on screen while a window that has gone still does something. Does nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop.views import theme


def show(text: str) -> QLabel:
    """Put the word up, painted before this returns; `close` takes it away."""
    word = QLabel(text)
    word.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.WindowStaysOnTopHint)
    word.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    word.setContentsMargins(*(theme.px(theme.XL),) * 4)
    word.setAccessibleName(text)
    screen = QApplication.primaryScreen()
    word.adjustSize()
    if screen is not None:
        word.move(screen.availableGeometry().center() - word.rect().center())
    word.show()
    word.repaint()
    QApplication.processEvents()
    return word
