"""Charts drawn once, for paper and screen alike: columns by year, bars with a track to a target. No data of its own.

A chart says its figures in words beside the bars: colour alone carries nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import msgspec

from forms.paper import fonts
from forms.text.numbers import money

ROW, GAP, HEAD, FOOT = 26.0, 8.0, 30.0, 22.0
SIZE, SMALL = 10.0, 8.5


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """What a colour stands for, and its figure for every group (None: not known)."""

    name: str
    values: tuple[int | None, ...]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar; whole: what the track behind it stands for (a target, everybody entitled), None: no track."""

    label: str
    value: int
    whole: int | None = None


class Ink(msgspec.Struct, frozen=True, kw_only=True):
    """Colours as `#rrggbb`; `fills` are taken in order; ground: "" for the paper's own."""

    text: str = "#1d2320"
    quiet: str = "#59625c"
    line: str = "#b9b9b0"
    track: str = "#e4e3dc"
    ground: str = ""
    fills: tuple[str, ...] = ("#17624f", "#c98a1b", "#4f7cac", "#a8544b", "#7b6d8d")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Something drawn: a box, or a text at its base line; from the upper left corner, in points."""

    x: float
    y: float
    colour: str
    width: float = 0.0
    height: float = 0.0
    text: str = ""
    size: float = SIZE
    bold: bool = False


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn chart, for a page or for the screen; `words` says what it shows."""

    title: str
    width: float
    height: float
    words: str
    marks: tuple[Mark, ...]


def paint(canvas: Any, chart: Chart, left: float, top: float) -> None:
    """Draw a chart on a ReportLab canvas, its upper left corner at (left, top) from the lower left of the page."""
    faces = fonts.load("sans").faces
    for mark in chart.marks:
        canvas.setFillColor(mark.colour)
        if mark.text:
            canvas.setFont(faces["bold" if mark.bold else "regular"].name, mark.size)
            canvas.drawString(left + mark.x, top - mark.y, mark.text)
        else:
            canvas.rect(left + mark.x, top - mark.y - mark.height, mark.width, mark.height, stroke=0, fill=1)


def to_pdf(chart: Chart) -> bytes:
    """A chart alone, on a page of its own size; the same chart gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    out, regular = BytesIO(), fonts.load("sans").faces["regular"].name
    canvas = Canvas(out, pagesize=(chart.width, chart.height), invariant=1, initialFontName=regular)
    canvas.setTitle(chart.title)
    paint(canvas, chart, 0, chart.height)
    canvas.save()
    return out.getvalue()


def bars(title: str, rows: Sequence[Bar], *, width: float, row_height: float = ROW, ink: Ink | None = None) -> Chart:
    """Horizontal bars, longest names whole, the figure at the end (`134 / 180`, with its share of the whole).

    width: points, 240 or more; row_height: 16 or more. An empty list says so in the chart.
    """
    pen = _Pen(title, width, HEAD + max(1, len(rows)) * row_height, ink or Ink())
    labels = max((pen.wide(row.label) for row in rows), default=0)
    figures = max((pen.wide(_figure(row)) for row in rows), default=0) + GAP
    start = min(labels + GAP, width * 0.45, max(width - figures - 40, 24))
    room = max(width - start - figures, 20.0)
    most = max((max(row.value, row.whole or 0) for row in rows), default=0) or 1
    for number, row in enumerate(rows):
        top = HEAD + number * row_height
        thick = row_height * 7 / 13
        upper = top + 10 - thick / 2
        pen.text(0, top + 4, pen.fitted(row.label, start - GAP))
        if row.whole is not None:
            pen.box(start, upper, room * row.whole / most, thick, pen.ink.track)
        pen.box(start, upper, room * row.value / most, thick, pen.ink.fills[0])
        pen.text(start + room * max(row.value, row.whole or 0) / most + GAP, top + 4, _figure(row))
    if not rows:
        pen.text(0, HEAD + 4, "Chưa có số liệu", pen.ink.quiet)
    return pen.done("; ".join(f"{row.label}: {_figure(row)}" for row in rows))


def _figure(row: Bar) -> str:
    if row.whole is None:
        return money(row.value, "")
    share = f" ({round(100 * row.value / row.whole)} %)" if row.whole else ""
    return f"{money(row.value, '')} / {money(row.whole, '')}{share}"


def columns(
    title: str, groups: Sequence[str], series: Sequence[Series], *, width: float, height: float, ink: Ink | None = None
) -> Chart:
    """Stacked columns, one per group, with the total above and a legend that names every part.

    width, height: points.
    """
    pen = _Pen(title, width, height, ink or Ink())
    top, bottom = HEAD + FOOT, height - FOOT
    totals = [sum(part.values[place] or 0 for part in series) for place in range(len(groups))]
    most = max(totals, default=0) or 1
    step = width / max(1, len(groups))
    wide = min(step * 0.6, 64.0)
    pen.legend([part.name for part in series])
    pen.box(0, bottom, width, 0.8, pen.ink.line)
    for place, group in enumerate(groups):
        left, y = place * step + (step - wide) / 2, bottom
        for number, part in enumerate(series):
            high = (bottom - top) * (part.values[place] or 0) / most
            pen.box(left, y - high, wide, high, pen.fill(number))
            if high > SIZE + 3:
                pen.centred(
                    left + wide / 2, y - high / 2 - SIZE / 2, money(part.values[place] or 0, ""), on=pen.fill(number)
                )
            y -= high
        pen.centred(left + wide / 2, y - SIZE - 3, money(totals[place], ""), bold=True)
        pen.centred(left + wide / 2, bottom + 4, group, colour=pen.ink.quiet)
    return pen.done("; ".join(_told(group, place, series) for place, group in enumerate(groups)))


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a trend: what stands under and above its column (None: not known), and what it was measured by."""

    label: str
    value: float | None
    shown: str = ""
    standard: str = ""


def trend(
    title: str, points: Sequence[Point], *, width: float, height: float, unknown: str, ink: Ink | None = None
) -> Chart:
    """Columns over time. Where the standard changes a broken line stands between them with the name of the new one:
    what is left and right of it cannot be compared. unknown: said where a figure is missing.

    width, height: points.
    """
    pen = _Pen(title, width, height, ink or Ink())
    top, bottom = HEAD + FOOT, height - FOOT
    most = max((point.value or 0 for point in points), default=0) or 1
    step = width / max(1, len(points))
    wide = min(step * 0.5, 48.0)
    pen.box(0, bottom, width, 0.8, pen.ink.line)
    for place, point in enumerate(points):
        middle = place * step + step / 2
        high = (bottom - top - SIZE - 4) * (point.value or 0) / most
        if place and point.standard != points[place - 1].standard:
            pen.dashes(place * step, HEAD - 4, bottom)
        pen.box(middle - wide / 2, bottom - high, wide, high, pen.fill(0))
        shown, colour = (point.shown, "") if point.value is not None else (unknown, pen.ink.quiet)
        pen.centred(middle, bottom - high - SIZE - 3, shown, bold=point.value is not None, colour=colour)
        pen.centred(middle, bottom + 4, point.label, colour=pen.ink.quiet)
    for name, start, end in _spans(points):
        pen.centred((start + end) * step / 2, HEAD - 4, pen.fitted(name, (end - start) * step), colour=pen.ink.quiet)
    told = "; ".join(f"{one.label}: {one.shown if one.value is not None else unknown}" for one in points)
    breaks = ", ".join(f"{name} ({points[start].label}–{points[end - 1].label})" for name, start, end in _spans(points))
    return pen.done(told + (f". {breaks}" if breaks else ""))


def _spans(points: Sequence[Point]) -> list[tuple[str, int, int]]:
    """(standard, first, behind the last) of the runs of points measured alike; none where nothing names one."""
    starts = [n for n, one in enumerate(points) if n == 0 or one.standard != points[n - 1].standard]
    ends = [*starts[1:], len(points)]
    return [(points[a].standard, a, b) for a, b in zip(starts, ends, strict=True) if points[a].standard]


def _told(group: str, place: int, series: Sequence[Series]) -> str:
    parts = ", ".join(f"{part.name} {money(part.values[place] or 0, '')}" for part in series)
    return f"{group}: {parts}"


class _Pen:
    """Gathers marks with the origin at the upper left, in points."""

    def __init__(self, title: str, width: float, height: float, ink: Ink) -> None:
        self.ink = ink
        self._family = fonts.load("sans")
        self._title = self._family.clean(title)
        self._size = (width, height)
        self._marks: list[Mark] = []
        if ink.ground:
            self.box(0, 0, width, height, ink.ground)
        self.text(0, 4, self._title, bold=True, size=SIZE + 1.5)

    def wide(self, text: str, size: float = SIZE, *, bold: bool = False) -> float:
        return self._family.faces["bold" if bold else "regular"].width(self._family.clean(text), size)

    def fitted(self, text: str, room: float) -> str:
        """The text, with an ellipsis where it is wider than its place (the chart's words say it whole)."""
        if self.wide(text) <= room:
            return text
        while text and self.wide(text + "…") > room:
            text = text[:-1]
        return text.rstrip() + "…"

    def text(self, x: float, y: float, text: str, colour: str = "", *, bold: bool = False, size: float = SIZE) -> None:
        """y: upper edge of the text."""
        clean = self._family.clean(text)
        if clean:
            self._marks.append(Mark(x=x, y=y + size, colour=colour or self.ink.text, text=clean, size=size, bold=bold))

    def centred(self, x: float, y: float, text: str, *, colour: str = "", bold: bool = False, on: str = "") -> None:
        """on: the ground the text stands on; it is then white or black, whichever is read more easily."""
        colour = colour or (_readable(on) if on else self.ink.text)
        self.text(x - self.wide(text, SMALL, bold=bold) / 2, y, text, colour, bold=bold, size=SMALL)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        if width > 0 and height > 0:
            self._marks.append(Mark(x=x, y=y, width=width, height=height, colour=colour))

    def dashes(self, x: float, top: float, bottom: float) -> None:
        """A broken line downwards."""
        y = top
        while y < bottom:
            self.box(x - 0.6, y, 1.2, min(4.0, bottom - y), self.ink.quiet)
            y += 7

    def fill(self, number: int) -> str:
        return self.ink.fills[number % len(self.ink.fills)]

    def _too_wide(self, names: Sequence[str]) -> bool:
        return sum(27 + self.wide(name, SMALL) for name in names) > self._size[0] + 14

    def legend(self, names: Sequence[str]) -> None:
        x, room = 0.0, self._size[0] / max(1, len(names)) - 27
        for number, whole in enumerate(names):
            name = self.fitted(whole, max(room, 20.0)) if self._too_wide(names) else whole
            self.box(x, HEAD - 4, 9, 9, self.fill(number))
            self.text(x + 13, HEAD - 5, name, self.ink.quiet, size=SMALL)
            x += 13 + self.wide(name, SMALL) + 14

    def done(self, words: str) -> Chart:
        width, height = self._size
        told = f"{self._title}. {words}."
        return Chart(title=self._title, width=width, height=height, words=told, marks=tuple(self._marks))


def _readable(ground: str) -> str:
    red, green, blue = (int(ground[place : place + 2], 16) for place in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
