"""What became of units: which unit went into which, on which day, by which resolution; as carried, or from a file.

What the carried list is not sure of can be told otherwise by a file of the same columns. It changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import resources
from db.domain.errors import DefinitionError, NotFound
from db.domain.units import Unit, catalogue
from db.domain.values import is_iso_date

SHARES = ("whole", "part", "unchanged")


class UnitChange(NamedTuple):
    """One unit's way on a day. date: ISO, the first day of what is new; basis: the resolution, in words.

    share: `whole`; `part` where a unit was divided, so that no rule tells where a household is; `unchanged`.
    """

    date: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    share: str
    basis: str

    @property
    def whole(self) -> bool:
        """Whether all of it went there."""
        return self.share == "whole"

    @property
    def old(self) -> Unit:
        """The unit that was, on its last day."""
        return catalogue().on(self.old_code, day_before(self.date))

    @property
    def new(self) -> Unit:
        """The unit that came of it."""
        return catalogue().on(self.new_code, self.date)


def day_before(day: str) -> str:
    """The ISO day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@cache
def carried_changes() -> tuple[UnitChange, ...]:
    """The carried list, oldest first."""
    return tuple(UnitChange(**row) for row in resources.open_csv("units/changes.csv"))


def read_changes(data: bytes, file: str) -> tuple[UnitChange, ...]:
    """The carried list with the days that a file (UTF-8 CSV with the same columns) tells otherwise.

    Raises:
        DefinitionError: anything in the file is wrong; the message names file, line and column.
    """
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error):
        raise _wrong(file, 1, "", "không phải bảng CSV mã UTF-8") from None
    missing = [name for name in UnitChange._fields if name not in (reader.fieldnames or ())]
    if missing:
        raise _wrong(file, 1, missing[0], "thiếu cột này")
    told = [_checked(row, file, line) for line, row in rows]
    days = {one.date for one in told}
    return tuple(sorted([*told, *(one for one in carried_changes() if one.date not in days)]))


def _checked(row: dict[str, str], file: str, line: int) -> UnitChange:
    one = UnitChange(*((row[name] or "").strip() for name in UnitChange._fields))
    if not is_iso_date(one.date):
        raise _wrong(file, line, "date", f"“{one.date}” không phải ngày dạng NĂM-THÁNG-NGÀY")
    if one.share not in SHARES:
        raise _wrong(file, line, "share", f"“{one.share}” không phải một trong {', '.join(SHARES)}")
    for column, unit, day in (("old_code", one.old_code, day_before(one.date)), ("new_code", one.new_code, one.date)):
        try:
            catalogue().on(unit, day)
        except NotFound as error:
            raise _wrong(file, line, column, error.message.split(" Chưa làm gì")[0].rstrip(".")) from None
    return one


def _wrong(file: str, line: int, column: str, why: str) -> DefinitionError:
    place = f"{file}, dòng {line}" + (f", cột {column}" if column else "")
    message = f"{place}: {why}. Chưa thay đổi gì: sửa tệp rồi làm lại."
    return DefinitionError("bad_changes", message)


def changes_until(rows: Iterable[UnitChange], until: str) -> dict[str, list[UnitChange]]:
    """The changes until an ISO day (included), by day, oldest first."""
    found: dict[str, list[UnitChange]] = {}
    for one in sorted(rows):
        if one.date <= until:
            found.setdefault(one.date, []).append(one)
    return found
