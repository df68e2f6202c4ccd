"""Charts on screen: drawn as for paper, in the colours of the theme and at the size of its letters."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from desktop.views import theme
from desktop.views.pictures import image
from forms.paper.charts import Chart, Ink, to_pdf
from forms.paper.raster import Pages

POINT = 96 / 72


def picture_of(chart: Chart, ratio: float) -> QPixmap:
    """A chart as a picture. ratio: dots of the screen a pixel."""
    picture = QPixmap.fromImage(image(Pages(to_pdf(chart)).picture(0, scale() * ratio)))
    picture.setDevicePixelRatio(ratio)
    return picture


def scale() -> float:
    """Dots a point at the text size in use."""
    return POINT * theme.px(100) / 100


def ink() -> Ink:
    """The colours of charts in the theme in use."""
    c = theme.colours()
    return Ink(text=c.text, quiet=c.quiet, line=c.strong_line, track=c.sunken, ground=c.surface, fills=c.charts)
