"""Parts of forms that citizens fill in and sign: these follow their own templates, not the rules of office papers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from forms.paper import blocks
from forms.paper.fonts import Face
from forms.paper.measure import LEADING, Piece, Run
from forms.paper.sheet import BODY, Flow, Rule, Text, mm

BOX = 9.5
"""Side of a box to tick."""
PEN = mm(7.5)
"""From one line for the pen to the next."""
DATED = blocks.day_in_words(None)
DATE_SHARE = 0.62
"""Part of the line, at its right end, over which the place and date stand in the middle."""


def head(flow: Flow, form: str = "") -> None:
    """Write quốc hiệu and tiêu ngữ in the middle, the number of the form in the upper right corner."""
    corner(flow, form)
    column = (flow.frame.left, flow.frame.width)
    flow.y = blocks.state(flow, column, flow.y)


def corner(flow: Flow, form: str) -> None:
    """Write the number of a form in the upper right corner."""
    label = flow.measure.clean(form)
    x = flow.frame.right_edge - flow.measure.width(label, "bold", 11)
    if label:
        flow.page.texts.append(Text("bold", 11, x, flow.frame.size[1] - mm(13), label))


def title(flow: Flow, name: str, under: str = "") -> None:
    """Write the name of the form in bold capitals, and below it in brackets whom or what it is for."""
    flow.skip(mm(5))
    centred(flow, name.upper(), face="bold", size=14)
    if under:
        centred(flow, under, face="italic", size=12)
    flow.skip(mm(2))


def centred(flow: Flow, text: str, *, face: Face = "regular", size: float = BODY) -> None:
    """Write a text in the middle of the line."""
    fitted = flow.measure.fit(flow.measure.clean(text), face, size, flow.frame.width, least=10, most=4)
    flow.need(fitted.height)
    flow.y = flow.lines(fitted, face, flow.frame.left, flow.frame.width, flow.y, align="center")


def dated(flow: Flow, place: str) -> None:
    """Write the place and room for the date above the place to sign, to the right."""
    text = f"{flow.measure.clean(place)}, {DATED}"
    width = flow.frame.width * DATE_SHARE
    fitted = flow.measure.fit(text, "italic", BODY, width, least=10, most=3)
    flow.need(fitted.height + mm(30))
    flow.skip(mm(3))
    flow.y = flow.lines(fitted, "italic", flow.frame.right_edge - width, width, flow.y, align="center")


def pen_lines(flow: Flow, count: int) -> None:
    """Draw dotted lines over the whole width to write on."""
    for _ in range(count):
        flow.need(PEN)
        flow.y -= PEN
        flow.rule(flow.frame.left, flow.frame.right_edge, flow.y + 2, dotted=True)


def boxes(flow: Flow, choices: Sequence[tuple[str, bool]], *, columns: int = 2) -> None:
    """Draw boxes to tick, each before its text, in columns; a true one is crossed."""
    width = flow.frame.width / columns
    for start in range(0, len(choices), columns):
        line = [
            (flow.measure.paragraph([Run(text)], 12, width - BOX - 14), ticked)
            for text, ticked in choices[start : start + columns]
        ]
        height = max(len(lines) for lines, _ in line) * 12 * LEADING + 3
        flow.need(height)
        top = flow.y
        for n, (lines, ticked) in enumerate(line):
            x = flow.frame.left + n * width
            _box(flow, x, top - 2.5, ticked=ticked)
            _written(flow, lines, x + BOX + 6, top)
        flow.y = top - height


def asked(flow: Flow, question: str, choices: Sequence[tuple[str, bool]]) -> None:
    """Write a question and behind it its boxes to tick, as many on a line as fit."""
    clean, width = flow.measure.clean, flow.measure.width
    pitch = BODY * LEADING + 2
    flow.need(pitch)
    flow.pieces([Piece(0.0, clean(question), "regular")], flow.frame.left, BODY)
    x = flow.frame.left + width(clean(question), "regular", BODY) + 12
    for text, ticked in choices:
        wide = BOX + 6 + width(clean(text), "regular", 12)
        if x + wide > flow.frame.right_edge:
            flow.y -= pitch
            flow.need(pitch)
            x = flow.frame.left + 14
        _box(flow, x, flow.y - 3.5, ticked=ticked)
        flow.pieces([Piece(0.0, clean(text), "regular")], x + BOX + 5, 12)
        x += wide + 14
    flow.y -= pitch


def _written(flow: Flow, lines: Sequence[list[Piece]], x: float, top: float) -> None:
    flow.y = top
    for pieces in lines:
        flow.pieces(pieces, x, 12)
        flow.y -= 12 * LEADING


def _box(flow: Flow, x: float, top: float, *, ticked: bool) -> None:
    low, right = top - BOX, x + BOX
    corners = ((x, top), (right, top), (right, low), (x, low), (x, top))
    rules = flow.page.rules
    rules.extend(Rule(*start, *end, 0.7) for start, end in pairwise(corners))
    if ticked:
        rules.extend((Rule(x + 2, top - 2, right - 2, low + 2, 1.1), Rule(x + 2, low + 2, right - 2, top - 2, 1.1)))
