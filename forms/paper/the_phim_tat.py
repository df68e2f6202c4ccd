"""Thẻ phím tắt: the keys of the program on one page to lie beside the keyboard. Knows no key; it is handed the rows.

No document of the register: nothing of it is entered, numbered or signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from db.version import VERSION
from forms.paper import fonts
from forms.paper.measure import Fitted, Measure
from forms.paper.output import PROGRAM, Meta, Printed, write
from forms.paper.sheet import Flow, Frame, Rule, mm

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and under it the keys, each with what it does."""

FRAME = Frame(left=mm(18), right=mm(15), top=mm(15), bottom=mm(14))
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
GUTTER, KEY = mm(9), 0.36
"""Between the columns; the part of a column that the keys take."""
AIR, ABOVE = 1.9, 7.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A key with its words, or (key None) a heading; height in points."""

    key: Fitted | None
    text: Fitted
    height: float


def build(title: str, groups: Sequence[Group], out: BinaryIO) -> Printed:
    """Write the card as a PDF of one A4 page, in letters as large as fit.

    Raises:
        EnvironmentProblem: no font.
    """
    family = fonts.load()
    flow = Flow(Measure(family), FRAME)
    _title(flow, title)
    width = (FRAME.width - GUTTER) / 2
    for size in SIZES:
        columns = _columns(_lines(flow.measure, groups, size, width), flow.room)
        if columns is not None:
            break
    else:
        columns = [_lines(flow.measure, groups, SIZES[-1], width), []]
    for number, lines in enumerate(columns):
        _draw(flow, lines, FRAME.left + number * (width + GUTTER), width)
    return write(flow.pages, out, Meta(title, PROGRAM, title, VERSION), family)


def _title(flow: Flow, title: str) -> None:
    measure = flow.measure
    flow.y = flow.lines(measure.fit(title.upper(), "bold", 16, FRAME.width), "bold", FRAME.left, FRAME.width, flow.y)
    program = f"{PROGRAM} {VERSION}"
    flow.y = flow.lines(measure.fit(program, "italic", 10, FRAME.width), "italic", FRAME.left, FRAME.width, flow.y)
    flow.rule(FRAME.left, FRAME.right_edge, flow.y - 3, width=0.75)
    flow.y -= mm(3)


def _lines(measure: Measure, groups: Sequence[Group], size: float, width: float) -> list[_Line]:
    lines: list[_Line] = []
    for heading, keys in groups:
        if not keys:
            continue
        fitted = measure.fit(measure.clean(heading), "bold", size + 1, width)
        lines.append(_Line(None, fitted, fitted.height + ABOVE))
        for key, words in keys:
            text = measure.fit(measure.clean(words), "regular", size, width * (1 - KEY))
            cap = measure.fit(measure.clean(key), "bold", size, width * KEY - 8, least=size * 0.7, most=1)
            lines.append(_Line(cap, text, max(text.height, cap.height) + 2 * AIR))
    return lines


def _columns(lines: list[_Line], room: float) -> list[list[_Line]] | None:
    """The lines in two columns, no heading at the foot of one; None where they do not fit."""
    height = 0.0
    for at, line in enumerate(lines):
        height += line.height
        if height > room:
            cut = at - 1 if at and lines[at - 1].key is None else at
            return [lines[:cut], lines[cut:]] if sum(line.height for line in lines[cut:]) <= room else None
    return [lines, []]


def _draw(flow: Flow, lines: list[_Line], x: float, width: float) -> None:
    y = flow.y
    for line in lines:
        if line.key is None:
            flow.lines(line.text, "bold", x, width, y - ABOVE)
        else:
            _cap(flow, line.key, x, y - AIR)
            flow.lines(line.text, "regular", x + width * KEY, width * (1 - KEY), y - AIR)
            flow.page.rules.append(Rule(x, y - line.height, x + width, y - line.height, 0.3, 0.8))
        y -= line.height


def _cap(flow: Flow, key: Fitted, x: float, top: float) -> None:
    """A key in its frame."""
    across = flow.measure.width(key.lines[0], "bold", key.size) + 6
    low = flow.lines(key, "bold", x + 4, across, top)
    left, right, upper, lower = x + 1, x + 1 + across, top + 0.6, low - 0.4
    flow.page.rules.extend(
        Rule(*ends, 0.5, 0.45)
        for ends in (
            (left, upper, right, upper), (left, lower, right, lower),
            (left, upper, left, lower), (right, upper, right, lower),
        )
    )  # fmt: skip
