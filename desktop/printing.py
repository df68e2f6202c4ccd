"""One print run: data from the store, pages from the forms, and only then a line in the print register. No layout.

A paper is made in memory, so that looking at it leaves nothing personal in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from db.domain.errors import UserError
from db.domain.text import fold
from db.domain.values import local_date
from db.ledger.register import Register
from db.store.definitions.form_checks import FormCheck, check_form, form_checks, is_confirmed
from db.store.printing import Issue, Selection, collect, collect_budget, collect_list, earlier, record
from db.store.printing.reports import report_data
from db.store.prints.budgets import BudgetRow
from db.store.prints.papers import PlainColumn
from db.store.prints.reports import WrittenReport
from db.store.reports import IssuedRow, Report
from desktop.printed_sheets import sheets_of
from forms.paper import bao_cao, bieu_kinh_phi, bieu_tong_hop, danh_sach, fonts, registry
from forms.paper.document import Document, DocumentInfo
from forms.paper.measure import Measure
from forms.paper.output import Printed, save
from forms.paper.registry import get
from forms.sheets.table import Sheet, write_sheets

WORD, EXCEL = ".docx", ".xlsx"
NO_WORD = (
    "“{title}” là biểu mẫu, không có bản Word. Chưa ghi tệp nào, dữ liệu còn nguyên: đặt tên tệp .pdf, hoặc chọn mẫu "
    "văn bản (quyết định, tờ trình, công văn, biên bản…)."
)
NO_TABLE = (
    "“{title}” không có bảng nào để ghi ra Excel. Chưa ghi tệp nào, dữ liệu còn nguyên: đặt tên tệp .pdf, hoặc .docx "
    "nếu là văn bản."
)


@dataclass(frozen=True, slots=True)
class Run:
    """What was printed: file, pages, papers (households, lists), number in the print register, SHA-256 of the file."""

    file: str
    pages: int
    papers: int
    number: str
    sha256: str
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper made and not yet printed: the PDF itself, what was chosen, the number it will carry.

    selection: None for a list of the screen, which is about its `subject`; word: makes the same content as a DOCX, for
    letter-like documents; sheets: its tables for Excel.
    """

    document: str
    title: str
    selection: Selection | None
    issue: Issue
    data: bytes
    pages: int
    papers: int
    sha256: str
    subject: str = ""
    word: Callable[[], bytes] | None = None
    sheets: Callable[[], list[Sheet]] = list

    @property
    def file_name(self) -> str:
        """A name for its file that names no person: document, year, village or policy, number."""
        chosen = self.selection
        about = [self.document, str(chosen.year), chosen.village, chosen.policy] if chosen else [self.title]
        again = f"in-lai-{self.issue.reprint}" if self.issue.reprint else ""
        parts = (part for part in (*about, self.issue.number, again) if part)
        return "-".join("-".join(fold(part.replace("_", " ")).split()) for part in parts) + ".pdf"


def documents(book: Register) -> list[DocumentInfo]:
    """What can be printed; a form is uncertain until an administrator of the register has confirmed its edition."""
    with book.read() as connection:
        checks = form_checks(connection)
    return [
        replace(info, uncertain=info.uncertain and not is_confirmed(checks, info.name, info.edition))
        for info in registry.documents()
    ]


def confirm(book: Register, document: str, *, note: str = "", withdraw: bool = False) -> FormCheck:
    """Confirm that a form agrees with the official one, or take that back. Raises as `check_form`; NotFound."""
    info = get(document).info
    return check_form(book, document, info.edition, note=note, withdraw=withdraw)


def make(book: Register, document: str, selection: Selection, *, again: str | None = None) -> Paper:
    """Make a paper in memory; nothing is entered into the print register yet.

    again: the number of an earlier print, to be printed once more under it.

    Raises:
        NotFound: no such document or village, no such earlier print.
        UserError: nothing to print.
        EnvironmentProblem: no font.
    """
    kind = get(document)
    data, issue = collect(book, kind.data, selection, again=again, about=kind.about)
    out = BytesIO()
    made = kind.build(data, out, kind.options())
    word = partial(_in_word, kind.word, data) if kind.word else None
    counted = (made.pages, made.papers, made.sha256)
    sheets = partial(_sheets, kind, data)
    return Paper(document, kind.info.title, selection, issue, out.getvalue(), *counted, word=word, sheets=sheets)


def _sheets(kind: Document, data: Any) -> list[Sheet]:
    return sheets_of(kind.pages(data, Measure(fonts.load()), kind.options()), kind.info.title)


def _in_word(write: Callable[[Any, BinaryIO], Printed], data: Any) -> bytes:
    out = BytesIO()
    write(data, out)
    return out.getvalue()


def make_list(
    book: Register, title: str, subject: str, columns: Sequence[PlainColumn], rows: Sequence[Sequence[str]]
) -> Paper:
    """Make a list put together on the screen in memory; raises EnvironmentProblem where there is no font."""
    data, issue = collect_list(book, title, subject, columns, rows)
    return _alone(danh_sach.DOCUMENT, data, issue, title, subject)


def make_report(
    book: Register, report: Report, narrative: Mapping[str, Sequence[str]], issued: IssuedRow | None = None
) -> Paper:
    """Make the paper of a report in memory.

    issued: the issued report that it is; its pages are then the same on every print.

    Raises:
        EnvironmentProblem: no font.
    """
    data, issue = report_data(book, report, narrative, issued)
    kind = bao_cao.DOCUMENT if isinstance(data, WrittenReport) else bieu_tong_hop.DOCUMENT
    return _alone(kind, data, issue, report.title, f"{report.title}, {report.unit_name}, {report.year}")


def make_budget(
    book: Register,
    title: str,
    subject: str,
    columns: Sequence[PlainColumn],
    rows: Sequence[BudgetRow],
    *,
    measured: str,
    foot: str,
    flags: Sequence[str],
) -> Paper:
    """Make a table of money in memory; raises EnvironmentProblem where there is no font."""
    data, issue = collect_budget(book, title, subject, columns, rows, measured=measured, foot=foot, flags=flags)
    return _alone(bieu_kinh_phi.DOCUMENT, data, issue, title, subject)


def _alone(kind: Document, data: Any, issue: Issue, title: str, subject: str) -> Paper:
    """A paper that is about its subject, not about households chosen."""
    out = BytesIO()
    made = kind.build(data, out, kind.options())
    return Paper(kind.info.name, title, None, issue, out.getvalue(), made.pages, made.papers, made.sha256, subject)


def enter(book: Register, paper: Paper, pages: int | None = None) -> None:
    """Enter a paper into the print register, once its file exists or the printer has taken it.

    pages: how many were printed, where not all of them were.
    """
    count, about = pages or paper.pages, paper.subject
    record(book, paper.document, paper.title, paper.selection, paper.issue, count, paper.sha256, subject=about)


def keep(book: Register, paper: Paper, out: Path) -> Run:
    """Write a paper to a file and enter it: a PDF, or a DOCX or its tables as XLSX where the name of the file says so.

    Raises:
        EnvironmentProblem: disk full; no half file remains and nothing is entered.
        UserError: a DOCX of a document that has none, an XLSX of one without a table.
    """
    if out.suffix.lower() == EXCEL:
        return _keep_tables(book, paper, out)
    if out.suffix.lower() == WORD:
        if paper.word is None:
            raise UserError("no_word", NO_WORD.format(title=paper.title))
        data = paper.word()
        paper = replace(paper, data=data, sha256=sha256(data).hexdigest())
    save(out, paper.data)
    enter(book, paper)
    return Run(str(out), paper.pages, paper.papers, paper.issue.number, paper.sha256, paper.issue.reprint)


def _keep_tables(book: Register, paper: Paper, out: Path) -> Run:
    sheets = paper.sheets()
    if not sheets:
        raise UserError("no_table", NO_TABLE.format(title=paper.title))
    write_sheets(out, sheets)
    digest = sha256(out.read_bytes()).hexdigest()
    enter(book, replace(paper, sha256=digest))
    return Run(str(out), paper.pages, paper.papers, paper.issue.number, digest, paper.issue.reprint)


def print_to(
    book: Register,
    name: str,
    out: Path,
    *,
    households: tuple[str, ...] = (),
    village: str | None = None,
    policy: str | None = None,
    year: int | None = None,
) -> Run:
    """Print a document to a file and enter it into the print register; raises what `make` and `keep` raise."""
    chosen = year or int(local_date(book.providers.now())[:4])
    return keep(book, make(book, name, Selection(chosen, households, village, policy)), out)


def print_again(book: Register, number: str, out: Path) -> Run:
    """Print once more what carries a number of the print register, marked as a reprint, from the data of today.

    Raises:
        NotFound: no such print of this device.
    """
    return keep(book, remake(book, number), out)


def remake(book: Register, number: str) -> Paper:
    """Make a paper once more under its number; raises what `print_again` raises."""
    with book.read() as connection:
        document, selection = earlier(connection, number)
    return make(book, document, selection, again=number)
