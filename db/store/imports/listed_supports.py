"""Plain shapes of a list of supports as read: who each line is about and what it says. No SQL, files or rules."""

from __future__ import annotations

from typing import Any

import msgspec

from db.store.imports.listed import Doubt, ListColumn, RefusedRow
from db.store.inputs import MilestoneInput


class ListedSupport(msgspec.Struct, kw_only=True):
    """One line. record: id of the support it comes from (our own exports); the person as in `ListedMember`.

    details: by field id, a group as an object; amounts: by key; steps: what it says has happened. None, absent = the
    list says nothing.
    """

    row: int
    name: str
    sheet: str = ""
    record: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    cmnd: str | None = None
    cccd: str | None = None
    bhxh_no: str | None = None
    head_name: str | None = None
    village: str | None = None
    year: int | None = None
    round: str | None = None
    note: str | None = None
    amounts: dict[str, int] = {}
    details: dict[str, Any] = {}
    steps: list[MilestoneInput] = []


class SupportList(msgspec.Struct, kw_only=True):
    """A list of supports of one policy as read. same: places that tell one support of somebody from another.

    year: of the title; encoding, columns: as of `HouseholdList`.
    """

    policy: str
    title: str | None
    commune: str | None
    year: int | None
    encoding: str
    rows: list[ListedSupport]
    same: list[str] = []
    refused: list[RefusedRow] = []
    doubts: list[Doubt] = []
    columns: list[ListColumn] = []
