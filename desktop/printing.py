"""One print run: data from the store, pages from the forms, and only then a line in the print register. No layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.domain.values import local_date
from db.ledger.register import Register
from db.store.printing import Selection, collect, record
from forms.paper.registry import get


@dataclass(frozen=True, slots=True)
class Run:
    """What was printed: file, pages, papers (households, lists), number in the print register, SHA-256 of the file."""

    file: str
    pages: int
    papers: int
    number: str
    sha256: str


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
    """Print a document to a PDF file and enter it into the print register.

    Raises:
        NotFound: no such document or village.
        UserError: nothing to print.
        EnvironmentProblem: no font, disk full; no half file remains and nothing is entered.
    """
    document = get(name)
    chosen = year or int(local_date(book.providers.now())[:4])
    selection = Selection(chosen, households, village, policy)
    data, issue = collect(book, document.data, selection)
    printed = document.build(data, out, document.options())
    record(book, name, document.info.title, selection, issue, printed.pages, printed.sha256)
    return Run(str(out), printed.pages, printed.papers, issue.number, printed.sha256)
