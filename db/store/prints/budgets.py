"""What a printed table of money is made of, as `papers.py` has it for the others."""

from __future__ import annotations

import msgspec

from db.store.prints.papers import Heading, PlainColumn, Single


class BudgetRow(msgspec.Struct, kw_only=True, frozen=True):
    """A line of a table of money, its cells as texts; strong: a group or the total."""

    cells: list[str]
    strong: bool = False


class BudgetTable(Single, kw_only=True, frozen=True):
    """A table of money in the layout of a plan's appendix. measured: what its figures are in; foot: the note below.

    flags: what in it does not add up, said beneath.
    """

    title: str
    measured: str
    columns: list[PlainColumn]
    rows: list[BudgetRow]
    foot: str = ""
    flags: list[str] = msgspec.field(default_factory=list)
    heading: Heading = Heading()
