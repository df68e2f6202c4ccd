"""A drawn page of PDFium's as Qt knows pictures. Draws nothing itself."""

from __future__ import annotations

from PySide6.QtGui import QImage

from forms.paper.raster import Picture


def image(picture: Picture) -> QImage:
    """The picture as a QImage that holds its own bytes."""
    shown = QImage(picture.data, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    return shown.copy()
