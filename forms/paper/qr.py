"""A QR code as lines of a page: every run of dark squares is one thick stroke. Knows no document."""

from __future__ import annotations

from itertools import groupby

from forms.paper.sheet import Rule

QUIET = 4
"""Squares that stay white around the code (ISO/IEC 18004)."""
OVERLAP = 1.02
"""Strokes are a hair thicker than a square, so that no light shows between the rows."""


def squares(text: str, mask: int | None = None) -> list[list[bool]]:
    """The dark squares, row by row, of a code that a quarter of damage does not stop (level Q).

    mask: take this pattern (0 to 7) instead of trying all: a batch of papers needs a code for each.
    """
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(text)
    if mask is None:
        code.make()
    else:
        code.version = code.calculate_version()
        code.makeImpl(False, mask)
    return [[bool(code.isDark(row, column)) for column in range(code.moduleCount)] for row in range(code.moduleCount)]


def strokes(text: str, x: float, top: float, side: float, mask: int | None = None) -> list[Rule]:
    """The code in a square of `side` points, its white border included, whose upper left corner is (`x`, `top`)."""
    rows = squares(text, mask)
    unit = side / (len(rows) + 2 * QUIET)
    drawn = []
    for number, row in enumerate(rows):
        y = top - (QUIET + number + 0.5) * unit
        at = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                start = x + (QUIET + at) * unit
                drawn.append(Rule(start, y, start + length * unit, y, unit * OVERLAP))
            at += length
    return drawn
