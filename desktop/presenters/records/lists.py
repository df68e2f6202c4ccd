"""A list of records of one kind as a file: an Excel sheet with everything, a paper with the columns of the kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.errors import UserError
from db.ledger.register import Register
from db.store.definitions.kinds import kind
from db.store.lists.record_lines import record_columns, record_values, written
from db.store.prints.papers import PlainColumn
from db.store.record.reading import RecordRow
from desktop.printing import Paper, keep, make_list
from desktop.words import _, on_paper
from forms.sheets.table import Column, write_table


@dataclass(frozen=True, slots=True)
class RecordList:
    """Which records: of one kind, of a year (None: all)."""

    kind: str
    rows: Sequence[RecordRow]
    year: int | None = None

    @property
    def subject(self) -> str:
        """Which records, in words."""
        return _("Năm {0}").format(self.year) if self.year else _("Tất cả các năm")


def keep_list(register: Register, wanted: RecordList, out: Path) -> int:
    """Write a list to a file, by its ending `.xlsx` or `.pdf`; returns the number of lines.

    Raises:
        UserError: another ending, or nothing to print; EnvironmentProblem: it cannot be written.
    """
    if out.suffix.lower() == ".xlsx":
        return sheet(register, wanted, out)
    if out.suffix.lower() != ".pdf":
        message = _("Không biết ghi danh sách ra tệp “{0}”. Chưa ghi gì: đặt tên tệp .xlsx hoặc .pdf.").format(out.name)
        raise UserError("file_ending", message)
    keep(register, paper(register, wanted), out)
    return len(wanted.rows)


def sheet(register: Register, wanted: RecordList, out: Path) -> int:
    """Write an Excel file with every field that is not sensitive."""
    with register.read() as connection:
        chosen = kind(connection, wanted.kind)
        columns = record_columns(chosen, all_of_them=True)
        values = record_values(connection, chosen, wanted.rows, columns)
    heads = [Column(_("Đơn vị"), "text", 20), *(Column(one.title, one.kind, one.width + 2) for one in columns)]
    rows = [[row.unit_name, *line] for row, line in zip(wanted.rows, values, strict=True)]
    return write_table(out, chosen.short, heads, rows, above=(chosen.title, wanted.subject)).rows


def paper(register: Register, wanted: RecordList) -> Paper:
    """The list as a paper; UserError where there is nothing in it."""
    if not wanted.rows:
        message = _("Danh sách không có bản ghi nào. Chưa in gì: chọn loại khác, năm khác rồi in lại.")
        raise UserError("nothing_to_print", message)
    with on_paper():
        return _paper(register, wanted)


def _paper(register: Register, wanted: RecordList) -> Paper:
    with register.read() as connection:
        chosen = kind(connection, wanted.kind)
        columns = record_columns(chosen)
        values = record_values(connection, chosen, wanted.rows, columns)
    several = len({row.unit for row in wanted.rows}) > 1
    heads = [PlainColumn(title=_("Đơn vị"), width=16)] if several else []
    heads += [PlainColumn(title=one.title, width=one.width, right=one.kind == "number") for one in columns]
    rows = []
    for row, line in zip(wanted.rows, values, strict=True):
        texts = [written(column, value) for column, value in zip(columns, line, strict=True)]
        rows.append(([row.unit_name] if several else []) + texts)
    return make_list(register, chosen.title, wanted.subject, heads, rows)
