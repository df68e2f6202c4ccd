"""Reads a block of people copied from a list with its headings, as the lists themselves are read; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.store.imports.listed import ListedMember
from forms.sheets.head import find_head
from forms.sheets.people import ListReader
from forms.sheets.values import text

_OF_HOUSEHOLDS = ("result", "members")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The people of a block, in its order, and a sentence for everything a person should look at."""

    members: list[ListedMember]
    remarks: list[str]


def read_members(block: Sequence[Sequence[str]], on: str) -> Pasted | None:
    """The people below a head, None where the block does not begin with one. on: today's ISO date."""
    rows = [{column: text(cell) for column, cell in enumerate(row) if text(cell)} for row in block]
    head = find_head(rows)
    if head is None or head.first != 0:
        return None
    reader = ListReader(rows, head, sheet="", village="–", result="poor", on=on)
    reader.read()
    for home in reader.households:
        home.members[0].phone = home.phone
    members = sorted((m for home in reader.households for m in home.members), key=lambda member: member.row)
    remarks = [f"Dòng {refused.row}: {refused.reason}" for refused in reader.refused]
    remarks += [doubt.message for doubt in reader.doubts if doubt.field not in _OF_HOUSEHOLDS]
    return Pasted(members, remarks)
