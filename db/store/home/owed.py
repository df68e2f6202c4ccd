"""Reports that an office owes every year and the days before which they must be there; an office may set other days.

The days are a setting of one register and never travel: another province writes other days into its plan.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache

import msgspec
from sqlalchemy import Connection

import resources
from db.domain.errors import InvalidData, Issue, NotFound
from db.ledger.register import Register, drop_setting, put_setting, settings
from db.store.roles import check_role

_KEY = "report_day "
_TYPED = re.compile(r"\s*(\d{1,2})[/.\-\s](\d{1,2})\s*", re.ASCII)


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A report of every year. day: MM-DD before which it must be there; remind: days ahead; own: the day was set.

    opens: a MM-DD earlier than this one is of the year after (a report of 2026 owed on 10/1/2027).
    """

    name: str
    title: str
    day: str
    remind: int
    opens: str = "01-01"
    own: bool = False

    def due(self, year: int) -> date:
        """The day before which the report of a year must be there."""
        return date.fromisoformat(f"{year + (self.day < self.opens)}-{self.day}")

    @property
    def shown(self) -> str:
        """The day as it is typed: dd/MM."""
        return "/".join(reversed(self.day.split("-")))


class _File(msgspec.Struct):
    reports: list[Owed]


@cache
def _carried() -> tuple[Owed, ...]:
    return tuple(msgspec.convert(tomllib.loads(resources.read("reports.toml").decode()), _File).reports)


def owed_reports(connection: Connection) -> list[Owed]:
    """The reports of every year, each with the day that counts in this register."""
    known = settings(connection)
    own = {key.removeprefix(_KEY): value for key, value in known.items() if key.startswith(_KEY)}
    return [msgspec.structs.replace(one, day=own.get(one.name, one.day), own=one.name in own) for one in _carried()]


def set_report_day(register: Register, name: str, typed: str) -> Owed:
    """Take another day for a report, typed as day and month (`15/7`); "" goes back to the day the program carries.

    Raises:
        NotFound: no report is owed under that name; InvalidData: no day that every year has.
        NotAllowed: the officer does not administer.
    """
    if name not in {one.name for one in _carried()}:
        names = ", ".join(one.name for one in _carried())
        raise NotFound("unknown_report", f"Không có báo cáo định kỳ “{name}” (có: {names}). Chưa thay đổi gì.")
    day = _read(typed)
    with register.write() as connection:
        check_role(register, connection, "administer")
        if day:
            put_setting(connection, _KEY + name, day)
        elif _KEY + name in settings(connection):
            drop_setting(connection, _KEY + name)
        return next(one for one in owed_reports(connection) if one.name == name)


def _read(typed: str) -> str:
    """MM-DD of a day and month as typed; 29 February is no day of every year."""
    if not typed.strip():
        return ""
    found = _TYPED.fullmatch(typed)
    try:
        if found is not None:
            return date(2001, int(found[2]), int(found[1])).isoformat()[5:]
    except ValueError:
        pass
    told = f"“{typed}” không phải là ngày, tháng có trong mọi năm: gõ như 15/7."
    raise InvalidData([Issue("day", "hard", "report_day", told)])
