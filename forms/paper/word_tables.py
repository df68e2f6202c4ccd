"""A table of a paper as a Word table: the same columns, group rows, sums; the head is repeated by Word itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.paper.fonts import Face
from forms.paper.grid import PAD, RISE, Column, Group, Row, Sums, Table, add_up, column_widths
from forms.paper.measure import Measure
from forms.paper.sheet import mm
from forms.paper.word_xml import element, keep_row, twips


def add_table(file: Any, table: Table, rows: Sequence[Row | Group], measure: Measure, width: float) -> None:
    """Append a table of `width` points."""
    _Builder(file, table, rows, measure, width).build()


class _Builder:
    """Builds one table, row after row; cells are written as XML, since the library takes long over many."""

    def __init__(self, file: Any, table: Table, rows: Sequence[Row | Group], measure: Measure, width: float) -> None:
        self._table, self._rows, self._measure = table, rows, measure
        self._total: Sums = add_up({}, *(row.adds for row in rows if isinstance(row, Row)))
        summed = table.totals.written(self._total) if table.totals else {}
        self._widths = column_widths(measure, table, rows, width, summed)
        self._made = self._start(file)

    def _start(self, file: Any) -> Any:
        made = file.add_table(rows=0, cols=len(self._widths))
        made.style = "Table Grid"
        made.autofit = False
        form = made._tbl.tblPr
        margins = element("tblCellMar")
        beside = (("top", RISE), ("left", PAD), ("bottom", RISE), ("right", PAD))
        margins.extend(element(side, w=twips(blank), type="dxa") for side, blank in beside)
        form.append(margins)
        for column, wide in zip(made._tbl.tblGrid, self._widths, strict=True):
            column.w = round(wide * 12_700)
        return made

    def build(self) -> None:
        columns = self._table.columns
        self._head(columns)
        if self._table.numbered:
            cells = [self._cell(f"({n})", n - 1, 1, "center", "italic") for n in range(1, len(columns) + 1)]
            self._row(cells, head=True)
        for row in self._rows:
            if isinstance(row, Group):
                self._group(row)
            else:
                self._row([
                    self._cell(text, n, 1, columns[n].align, columns[n].face) for n, text in enumerate(row.cells)
                ], least=mm(self._table.row_height))  # fmt: skip
        totals = self._table.totals
        if totals:
            self._wide(totals.label, "center", totals.written(self._total))

    def _head(self, columns: Sequence[Column]) -> None:
        """The titles, in two storeys where neighbours share one."""
        if not any(column.over for column in columns):
            titles = [self._cell(column.title, n, 1, "center", "bold") for n, column in enumerate(columns)]
            self._row(titles, head=True)
            return
        upper, lower, n = [], [], 0
        while n < len(columns):
            over = columns[n].over
            if not over:
                upper.append(self._cell(columns[n].title, n, 1, "center", "bold", merge="restart"))
                lower.append(self._cell("", n, 1, "center", "bold", merge="continue"))
                n += 1
                continue
            span = next((k for k in range(n, len(columns)) if columns[k].over != over), len(columns)) - n
            upper.append(self._cell(over, n, span, "center", "bold"))
            lower += [self._cell(columns[k].title, k, 1, "center", "bold") for k in range(n, n + span)]
            n += span
        self._row(upper, head=True)
        self._row(lower, head=True)

    def _group(self, row: Group) -> None:
        if row.sums is not None and self._table.totals:
            self._wide(row.text, "left", self._table.totals.written(dict(row.sums)))
        else:
            self._row([self._cell(row.text, 0, len(self._widths), "left", "bold")], together=True)

    def _wide(self, label: str, align: str, sums: Mapping[int, str]) -> None:
        """A label over the columns before the first sum; the others stand in their columns, the rest is empty."""
        first = min(sums)
        columns = list(enumerate(self._table.columns))[first:]
        beyond = [self._cell(sums.get(n, ""), n, 1, column.align, "bold") for n, column in columns]
        self._row([self._cell(label, 0, first, align, "bold"), *beyond])

    def _row(self, cells: Sequence[Any], *, head: bool = False, least: float = 0.0, together: bool = False) -> None:
        row = element("tr")
        keep_row(row)
        form = row.get_or_add_trPr()
        if least:
            form.append(element("trHeight", val=twips(least), hRule="atLeast"))
        if head:
            form.append(element("tblHeader"))
        row.extend(cells)
        if together:
            for line in row.iter(cells[0].tag.replace("}tc", "}pPr")):
                line.insert(0, element("keepNext"))
        self._made._tbl.append(row)

    def _cell(self, text: str, at: int, span: int, align: str, face: Face, merge: str = "") -> Any:
        cell, form = element("tc"), element("tcPr")
        form.append(element("tcW", w=twips(sum(self._widths[at : at + span])), type="dxa"))
        if span > 1:
            form.append(element("gridSpan", val=span))
        if merge:
            form.append(element("vMerge", val=merge))
        form.append(element("vAlign", val="center"))
        cell.append(form)
        cell.extend(self._line(line, align, face) for line in self._measure.clean(text).split("\n"))
        return cell

    def _line(self, text: str, align: str, face: Face) -> Any:
        paragraph, form = element("p"), element("pPr")
        form.append(element("jc", val=align))
        paragraph.append(form)
        if text:
            run, words, look = element("r"), element("t"), element("rPr")
            look.extend(element(mark) for mark, name in (("b", "bold"), ("i", "italic")) if name in face)
            look.append(element("sz", val=round(self._table.size * 2)))
            words.text = text
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.extend((look, words))
            paragraph.append(run)
        return paragraph
