"""Pieces of Word's XML that its library has no call for: borders, tab leaders, fields, columns without lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forms.paper.fonts import Face


def element(name: str, **attributes: Any) -> Any:
    """An element of the main namespace (`w:`) with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def twips(points: float) -> int:
    """Points as twentieths of a point."""
    return round(points * 20)


def east_asian(style: Any, font: str) -> None:
    """Name the font for every script: Word may take marked letters for another one."""
    from docx.oxml.ns import qn

    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), font)


def runs(paragraph: Any, texts: Sequence[tuple[str, Face]], size: float) -> None:
    """Append stretches of text, each in its face."""
    from docx.shared import Pt

    for text, face in texts:
        if text:
            run = paragraph.add_run(text)
            run.font.size = Pt(size)
            run.bold, run.italic = "bold" in face or None, "italic" in face or None


def field(paragraph: Any, code: str, size: float) -> None:
    """Append a field (`PAGE`) that Word counts."""
    made = element("fldSimple", instr=code)
    run, text, form = element("r"), element("t"), element("rPr")
    form.append(element("sz", val=round(size * 2)))
    text.text = "1"
    run.extend((form, text))
    made.append(run)
    paragraph._p.append(made)


BOXES = ("F0A8", "F0FD")
"""A box and a crossed one in Wingdings, the signs that Word itself takes for them."""


def box(paragraph: Any, size: float, *, ticked: bool) -> None:
    """Append a box to tick, with a blank on both sides."""
    from docx.shared import Pt

    run = paragraph.add_run(" ")
    run.font.size = Pt(size)
    run._r.append(element("sym", font="Wingdings", char=BOXES[ticked]))
    run.add_text(" ")


def points(length: float) -> Any:
    """A length as the library takes it."""
    from docx.shared import Pt

    return Pt(round(length, 1))


def keep_together(first: Any, *, last_row: bool = False) -> None:
    """Keep what stands from an element to the end of the file on one page: each keeps with the next, cells too.

    last_row: only the last row of the first one.
    """
    from docx.oxml.ns import qn

    made = [first[-1] if last_row else first, *first.itersiblings()]
    for one in made[:-2]:  # the last keeps with nothing, behind it stand the properties of the section
        for line in [one] if one.tag == qn("w:p") else one.iter(qn("w:p")):
            line.get_or_add_pPr().get_or_add_keepNext()


def tab(paragraph: Any, at: float, *, dots: bool = False, right: bool = False) -> None:
    """Go on at `at` points, over dots where the pen is to write."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Pt

    where = WD_TAB_ALIGNMENT.RIGHT if dots or right else WD_TAB_ALIGNMENT.LEFT
    leader = WD_TAB_LEADER.DOTS if dots else WD_TAB_LEADER.SPACES
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(round(at, 1)), where, leader)
    paragraph.add_run("\t")


def dotted(paragraph: Any, width: float) -> None:
    """A line to write on."""
    from docx.shared import Pt

    paragraph.paragraph_format.space_before = Pt(6)
    tab(paragraph, width, dots=True)


def clear_tabs(paragraph: Any) -> None:
    """Take a footer's own style away: its tab stops are in the way."""
    paragraph.style = None


def _border(paragraph: Any, side: str, size: int, color: str) -> None:
    borders = element("pBdr")
    borders.append(element(side, val="single", sz=size, space=1, color=color))
    form = paragraph._p.get_or_add_pPr()
    form.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def upper_border(paragraph: Any) -> None:
    """A thin grey line above a paragraph."""
    _border(paragraph, "top", 4, "808080")


def rule(paragraph: Any, indent: float) -> None:
    """Make an empty paragraph a drawn line, `indent` points in from both sides."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(round(max(0.0, indent), 1))
    form.line_spacing_rule, form.line_spacing, form.space_after = WD_LINE_SPACING.EXACTLY, Pt(2), Pt(4)
    _border(paragraph, "bottom", 6, "000000")


def columns(file: Any, widths: Sequence[float], start: float = 0.0) -> list[Any]:
    """Cells side by side without lines, kept on one page; `start` points from the left edge of the text."""
    from docx.shared import Pt

    table = file.add_table(rows=1, cols=len(widths))
    table.autofit = False
    form = table._tbl.tblPr
    form.append(element("tblInd", w=twips(start), type="dxa"))
    margins = element("tblCellMar")
    margins.extend(element(side, w=0, type="dxa") for side in ("left", "right"))
    form.append(margins)
    keep_row(table.rows[0]._tr)
    for cell, column, width in zip(table.rows[0].cells, table.columns, widths, strict=True):
        cell.width = column.width = Pt(round(width, 1))
    return list(table.rows[0].cells)


def keep_row(row: Any) -> None:
    """A row is not torn over two pages."""
    row.get_or_add_trPr().append(element("cantSplit"))


def drop_first(*cells: Any) -> None:
    """Take away the empty paragraph that every new cell begins with."""
    for cell in cells:
        paragraphs = cell.paragraphs
        if len(paragraphs) > 1 and not paragraphs[0].text:
            cell._tc.remove(paragraphs[0]._p)


def restart_numbers(section: Any) -> None:
    """The pages of a section count from one."""
    for old in section.xpath("./w:pgNumType"):
        section.remove(old)
    section.insert_element_before(
        element("pgNumType", start=1), "w:cols", "w:formProt", "w:vAlign", "w:titlePg", "w:docGrid"
    )
