"""What a printed table of money is made of, as `papers.py` has it for the others."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Heading, Office, PlainColumn, Signature, Stamp


class BudgetRow(msgspec.Struct, kw_only=True, frozen=True):
    """A line of a table of money, its cells as texts; strong: a group or the total."""

    cells: list[str]
    strong: bool = False


class BudgetTable(msgspec.Struct, kw_only=True, frozen=True):
    """A table of money in the layout of a plan's appendix. measured: what its figures are in; foot: the note below.

    flags: what in it does not add up, said beneath.
    """

    office: Office
    stamp: Stamp
    title: str
    subject: str
    measured: str
    columns: list[PlainColumn]
    rows: list[BudgetRow]
    foot: str = ""
    flags: list[str] = []
    heading: Heading = Heading()
    signatures: list[Signature] = []
