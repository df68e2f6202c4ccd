"""The print register: numbers for papers, who printed what and when, and what was chosen, so that it can be printed
again. It reads no household and draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from db.domain.errors import NotFound
from db.ledger.register import Register, settings
from db.ledger.streams import Stream, list_streams
from db.models import Printed
from db.store.actions import Action
from db.store.definitions.policies import policies
from db.store.officers import officer_names
from db.store.printing.sheet import Issue, Selection
from db.store.prints.papers import Stamp
from db.store.reading import households

CHECK = re.compile("[0-9A-F]{8}")
"""The check at the end of what a QR code says (`Stamp.scanned`)."""


class PrintLine(msgspec.Struct, kw_only=True):
    """One print as the register shows it.

    printed_at: local ISO text; officer: name of who printed; reprint: 0, or which reprint of its number this is;
    selection: None where the line does not say what was chosen; mine: printed on this device; paper_no, paper_date:
    what the văn thư gave the paper afterwards, "" before that.
    """

    id: str
    number: str
    document: str
    title: str
    subject: str
    printed_at: str
    officer: str
    data_version: str
    pages: int
    reprint: int
    selection: Selection | None
    mine: bool
    paper_no: str = ""
    paper_date: str = ""


def issue_for(register: Register, connection: Connection, again: str | None = None) -> Issue:
    """The next number of this device, or an earlier one for a reprint, and the version of the data.

    The number is `0007-1f3a`: count, then four digits of its stream.

    Raises:
        NotFound: no print of that number on this device.
    """
    streams = list_streams(connection)
    heads = sorted(f"{stream.sid}:{stream.last}" for stream in streams)
    version = sha256(";".join(heads).encode()).hexdigest()[:8]
    now = register.providers.stamp()
    if again is not None:
        earlier(connection, again)
        given = next((line for line in print_register(connection) if line.number == again and line.paper_no), None)
        times = connection.execute(select(func.max(Printed.reprint)).where(Printed.number == again)).scalar()
        issue = Issue(again, now, version, (times or 0) + 1)
        return replace(issue, paper_no=given.paper_no, paper_date=given.paper_date) if given else issue
    mark = _mark(connection, streams)
    numbers = select(func.count(Printed.number.distinct())).where(Printed.number.like(f"%-{mark}"))
    return Issue(f"{int(connection.execute(numbers).scalar_one()) + 1:04d}-{mark}", now, version)


def _mark(connection: Connection, streams: list[Stream]) -> str:
    """Four digits of our own stream, which tell our numbers from those of other devices.

    The youngest one: a register taken back from a copy does not know the numbers printed after it was made.
    """
    unit = settings(connection)["unit"]
    return next(stream.sid for stream in reversed(streams) if stream.mine and stream.unit == unit)[:4]


def record(
    register: Register,
    document: str,
    title: str,
    selection: Selection | None,
    issue: Issue,
    pages: int,
    digest: str,
    *,
    subject: str = "",
) -> None:
    """Enter a print run into the print register; called once its file exists or the printer has taken it.

    selection: None for a list of the screen, which says by `subject` what it is about.
    """
    with register.write() as connection:
        action = Action(register, connection)
        action.create(
            "printed",
            {
                "officer": register.officer,
                "document": document,
                "title": title,
                "number": issue.number,
                "reprint": issue.reprint or None,
                "printed_at": issue.printed_at,
                "subject": _subject(connection, selection, issue.printed_at[:10]) if selection else subject,
                "selection": _kept(selection) if selection else None,
                "data_version": issue.data_version,
                "pages": pages,
                "sha256": digest,
            },
        )
        action.commit()


def print_register(connection: Connection) -> list[PrintLine]:
    """All lines of the print register, oldest first."""
    mark, names = _mark(connection, list_streams(connection)), officer_names(connection)
    rows = connection.execute(select(Printed).where(Printed.deleted == 0).order_by(Printed.id))
    return [_line(row, mark, names) for row in rows]


def scanned(lines: Iterable[PrintLine], text: str) -> list[PrintLine] | None:
    """The lines whose paper bears the QR code that was read; None for a text that is no such code.

    The check of the code must be that of the line: a paper made up with a known number is found in no register.
    """
    read = text.strip().upper()
    code, _bar, check = read.rpartition("/")
    if not code or not CHECK.fullmatch(check):
        return None
    return [
        line
        for line in lines
        if f"{code}-".startswith(f"{line.number.upper()}-")
        and Stamp(
            code=code.lower(), printed_at=line.printed_at[:16], data_version=line.data_version, reprint=line.reprint
        ).scanned
        == read
    ]


def earlier(connection: Connection, number: str) -> tuple[str, Selection]:
    """Document and selection of the print of this device that carries this number.

    Raises:
        NotFound: there is none, or it does not say what was chosen.
    """
    for line in print_register(connection):
        if line.number == number and line.mine and line.selection is not None:
            return line.document, line.selection
    raise NotFound(
        "no_print",
        f"Sổ in của máy này không có số “{number}” in lại được. Chưa in gì: xem lại số ở chân trang giấy, hoặc in mới.",
    )


def _line(row: Any, mark: str, names: dict[str, str]) -> PrintLine:
    number = row.number or ""
    return PrintLine(
        id=row.id,
        number=number,
        document=row.document or "",
        title=row.title or "",
        subject=row.subject or "",
        printed_at=row.printed_at or "",
        officer=names.get(row.officer or "", ""),
        data_version=row.data_version or "",
        pages=row.pages or 0,
        reprint=row.reprint or 0,
        selection=_chosen(row.selection),
        mine=number.endswith(f"-{mark}"),
        paper_no=row.paper_no or "",
        paper_date=row.paper_date or "",
    )


def _kept(selection: Selection) -> dict[str, Any]:
    """A selection as the ledger keeps it: only what was chosen."""
    kept = {
        "year": selection.year,
        "households": list(selection.households),
        "village": selection.village,
        "policy": selection.policy,
    }
    return {key: value for key, value in kept.items() if value}


def _chosen(text: str | None) -> Selection | None:
    """A selection read back; None where a foreign line holds something else."""
    try:
        return msgspec.json.decode(text or "", type=Selection)
    except msgspec.MsgspecError:
        return None


def _subject(connection: Connection, selection: Selection, on: str) -> str:
    """What a print is about, in words: whose, under which policy, of which year."""
    whose = _whose(connection, selection.households, on) if selection.households else selection.village or "Cả đơn vị"
    known = policies(connection)
    about = [known[selection.policy].title] if selection.policy in known else []
    return ", ".join([whose, *about, f"năm {selection.year}"])


def _whose(connection: Connection, ids: tuple[str, ...], on: str) -> str:
    homes = households(connection, ids, on)
    if len(homes) != 1:
        return f"{len(ids)} hộ"
    parts = (homes[0].code, homes[0].head.name if homes[0].head else "")
    return "Hộ " + (" – ".join(part for part in parts if part) or "không có chủ hộ")
