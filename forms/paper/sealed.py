"""Papers with a secret code for a sealed envelope: what is common to all of them.

None is among the documents of a register, and none can be printed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from db.store.prints.papers import Heading, Office, Signature
from forms.paper import blocks, fonts, qr
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page, Rule, Text, mm

COLUMNS = 5
CELL = mm(11)
"""Height of a line of groups."""
SIDE = mm(38)
"""The QR code, its white border included."""


class SealedPaper(msgspec.Struct, kw_only=True, frozen=True):
    """groups: the code as it is typed, in order; code: as a telephone reads it from the QR; unit: full name of the unit
    that the paper belongs to; day: ISO date; told: what the paper opens; steps: how it is kept and used."""

    title: str
    told: str
    symbol: str
    office: Office
    unit: str
    day: str
    facts: Sequence[blocks.Fact]
    heading: str
    groups: Sequence[str]
    code: str
    steps: Sequence[str]
    signatures: Sequence[Signature]


def build(paper: SealedPaper, out: Path | BinaryIO) -> Printed:
    """Write the paper as a PDF. The file holds the code in the clear: whoever writes it sees to its end.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    family = fonts.load()
    meta = Meta(f"{paper.title}: {paper.unit}", paper.office.name, "Mẫu của phần mềm", paper.day)
    return write(pages(paper, Measure(family)), out, meta, family)


def pages(paper: SealedPaper, measure: Measure) -> list[Page]:
    """Lay the paper out."""
    flow = Flow(measure)
    blocks.letterhead(flow, paper.office, Heading(date=paper.day), paper.symbol)
    blocks.title(flow, paper.title, paper.told)
    flow.skip(6)
    for fact in paper.facts:
        blocks.facts(flow, [fact])
    blocks.section(flow, paper.heading)
    _code_cells(flow, paper.groups, paper.code)
    blocks.section(flow, "Cách giữ và cách dùng")
    for number, step in enumerate(paper.steps, 1):
        flow.paragraph([Run(f"{number}. {step}")], before=3)
    flow.skip(mm(4))
    blocks.signatures(flow, paper.signatures)
    _seals(flow)
    return flow.pages


def _code_cells(flow: Flow, groups: Sequence[str], code: str) -> None:
    """The groups in numbered cells, large and wide, with the QR code to their right."""
    top, left = flow.y - mm(2), flow.frame.left
    width = (flow.frame.width - SIDE - mm(4)) / COLUMNS
    for number, group in enumerate(groups):
        x = left + (number % COLUMNS) * width
        y = top - (number // COLUMNS) * CELL
        _cell(flow, str(number + 1), group, (x, y, width))
    lines = -(-len(groups) // COLUMNS)
    flow.page.rules.extend(qr.strokes(code, flow.frame.right_edge - SIDE, top + mm(2), SIDE))
    flow.y = top - max(lines * CELL, SIDE - mm(2)) - mm(2)


def _cell(flow: Flow, number: str, group: str, place: tuple[float, float, float]) -> None:
    x, y, width = place
    size = 16.0
    wide = flow.measure.width(group, "bold", size)
    flow.page.texts.append(Text("regular", 8, x + 3, y - 10, number))
    flow.page.texts.append(Text("bold", size, x + (width - wide) / 2 + 4, y - CELL / 2 - size * 0.3, group))
    for x1, y1, x2, y2 in (
        (x, y, x + width, y), (x, y - CELL, x + width, y - CELL), (x, y, x, y - CELL),
        (x + width, y, x + width, y - CELL),
    ):  # fmt: skip
        flow.page.rules.append(Rule(x1, y1, x2, y2, 0.5, 0.6))


def _seals(flow: Flow) -> None:
    """Lines to write on when the envelope is sealed and when it is opened."""
    flow.skip(mm(3))
    blocks.facts(flow, [blocks.Fact("Niêm phong ngày", None, blank=2), blocks.Fact("Mở ngày", None, blank=2)])
    blocks.facts(flow, [blocks.Fact("Lý do mở", None, blank=8)])
