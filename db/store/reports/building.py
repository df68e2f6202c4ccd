"""Every report there is, and how one is put together: its tables, their checks, the parts an officer writes.

The same register, days and unit give the same report, to the last figure. A written report of the end of a year tells
the lists that its review has made; what policies came to is told as of the last day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256

import msgspec
from sqlalchemy import Connection

import resources
from db.domain.errors import InvalidData, Issue, NotFound
from db.domain.values import is_iso_date
from db.policy.definition import Policy
from db.policy.tables import checks, tables
from db.store.definitions.policies import policies
from db.store.offices import own_unit
from db.store.reports.by_unit import outcomes_by_unit
from db.store.reports.comparing import compared
from db.store.reports.lacking import LACKS, lacking_tables
from db.store.reports.outcomes import money_by_source, outcomes
from db.store.reports.quality import quality
from db.store.review.class_changes import lists_day
from db.store.tables import Checked, Counter, Table, check_all, days_for

ALL_TABLES, OUTCOMES, QUALITY = "bo_bieu", "ket_qua", "chat_luong"
_UNCHECKED = (OUTCOMES, LACKS, QUALITY)
"""Of what stands on the last day of the year, and no check of the forms is about them."""
WRITTEN = {
    "nua_nam": "Báo cáo sơ kết 6 tháng",
    "ca_nam": "Báo cáo tổng kết năm",
    "dot_xuat": "Báo cáo đột xuất",
}
"""Reports with parts that an officer writes."""


class Section(msgspec.Struct, kw_only=True, frozen=True):
    """A part of a written report. tables: ids of the figures that stand in it; hint: what is written there."""

    id: str
    title: str
    tables: tuple[str, ...] = ()
    hint: str = ""


class Kind(msgspec.Struct, kw_only=True, frozen=True):
    """A report as lists show it. group: under which it stands; issued: whether it can be issued."""

    name: str
    title: str
    group: str
    source: str = ""
    uncertain: bool = False
    issued: bool = True


class Report(msgspec.Struct, kw_only=True):
    """A report with its figures. sections: of a written one; checks: the broken ones first."""

    name: str
    title: str
    unit: str
    unit_name: str
    year: int
    on: str
    since: str
    tables: list[Table]
    checks: list[Checked]
    sections: list[Section]

    @property
    def figures(self) -> str:
        """What tells these figures from any others."""
        return sha256(msgspec.json.encode(self.tables, order="deterministic")).hexdigest()

    def table(self, name: str) -> Table | None:
        """One of its tables."""
        return next((one for one in self.tables if one.id == name), None)


@cache
def sections() -> tuple[Section, ...]:
    """The parts of written reports, in their order."""
    found = tomllib.loads(resources.read("report_parts.toml").decode())["sections"]
    return tuple(msgspec.convert(found, tuple[Section, ...]))


@cache
def kinds() -> dict[str, Kind]:
    """Every report by name, in the order of screens. Read-only."""
    found = [Kind(name=name, title=title, group="Báo cáo") for name, title in WRITTEN.items()]
    found.append(Kind(name=OUTCOMES, title="Kết quả thực hiện các chính sách", group="Báo cáo"))
    found.append(Kind(name=LACKS, title="Thiếu hụt theo chỉ số và cơ quan chủ trì", group="Báo cáo"))
    found.append(Kind(name=QUALITY, title="Chất lượng dữ liệu của sổ", group="Báo cáo", issued=False))
    found.append(Kind(name=ALL_TABLES, title="Cả bộ biểu rà soát", group="Biểu rà soát", uncertain=True))
    for spec in tables().values():
        title = f"Biểu {spec.no}. {spec.short or spec.title}" if len(spec.no) < 3 else spec.short
        uncertain = spec.status != "seen"
        found.append(Kind(name=spec.id, title=title, group="Biểu rà soát", source=spec.source, uncertain=uncertain))
    return {one.name: one for one in found}


def kind(name: str) -> Kind:
    """One report; NotFound with a sentence that names those there are."""
    if name not in kinds():
        told = f"Không có báo cáo “{name}”. Chưa làm gì: chọn một trong các tên {', '.join(kinds())}."
        raise NotFound("unknown_report", told)
    return kinds()[name]


def report_days(name: str, year: int, on: str | None = None) -> tuple[str, str]:
    """The days a report compares and counts: those of the table, half a year, or the year; InvalidData for no day."""
    if on is not None and not is_iso_date(on):
        raise InvalidData([Issue("on", "hard", "date", f"Ngày “{on}” không có trong lịch: kiểm tra lại.")])
    if name in WRITTEN or name in _UNCHECKED:
        on = on or (f"{year}-06-30" if name == "nua_nam" else f"{year}-12-31")
    return days_for(year, on)


def build(
    connection: Connection,
    name: str,
    *,
    year: int,
    on: str | None = None,
    since: str | None = None,
    unit: str | None = None,
    known: Mapping[str, Policy] | None = None,
) -> Report:
    """Count a report.

    known: the definitions of policies to count by; None: the newest there are.

    Raises:
        NotFound: no such report, or the unit is none of ours; InvalidData: no such day.
    """
    chosen = kind(name)
    first, last = report_days(name, year, on)
    unit = None if unit == own_unit(connection).code else unit
    lists = lists_day(connection, last) if name in WRITTEN else last
    counter = Counter(connection, year=year, on=lists, since=since or first, unit=unit, units_on=last)
    return Report(
        name=name,
        title=chosen.title,
        unit=counter.top.code,
        unit_name=counter.top.title,
        year=year,
        on=last,
        since=counter.since,
        tables=_tables(connection, name, counter, last, unit, policies(connection) if known is None else known),
        checks=[] if name in _UNCHECKED else _checks(connection, name, counter),
        sections=list(sections()) if name in WRITTEN else [],
    )


def _tables(
    connection: Connection, name: str, counter: Counter, on: str, unit: str | None, known: Mapping[str, Policy]
) -> list[Table]:
    year = counter.year
    if name == LACKS:
        return lacking_tables(connection, year=year, on=on, unit=unit)
    made: dict[str, Callable[[], Table]] = {
        "so_sanh": lambda: compared(connection, counter, unit),
        OUTCOMES: lambda: outcomes(connection, known, year=year, on=on, unit=unit),
        "theo_don_vi": lambda: outcomes_by_unit(connection, known, year=year, on=on, unit=unit),
        "nguon": lambda: money_by_source(connection, known, year=year, on=on, unit=unit),
        QUALITY: lambda: quality(connection, year=year, on=on, unit=unit),
    }
    wanted = [name]
    if name in WRITTEN:
        wanted = [table for section in sections() for table in section.tables]
    elif name == ALL_TABLES:
        wanted = list(tables())
    elif name == OUTCOMES:
        wanted = [OUTCOMES, "nguon", "theo_don_vi"]
    return [made[one]() if one in made else counter.table(one) for one in wanted]


def _checks(connection: Connection, name: str, counter: Counter) -> list[Checked]:
    """All checks for the whole set and written reports; for one table those that name it."""
    found = check_all(connection, counter)
    if name not in tables():
        return found
    return [one for one in found if one.id.startswith(f"{name}.") or one.id == name or name in _named(one.id)]


def _named(identity: str) -> set[str]:
    """The tables that a check compares."""

    return {
        side.split(".")[0].rstrip("@")
        for check in checks()
        if check.id == identity
        for side in (check.left, check.right)
    }
