"""Aggregates as official texts print them, typed in with their source, of any unit and time. They compute nothing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.domain.errors import Issue
from db.domain.units import catalogue
from db.domain.values import is_iso_date
from db.ledger.register import Register
from db.policy.values import is_date, is_number
from db.store.actions import Action
from db.store.clauses import Clause, among, ask, every
from db.store.definitions.indicators import indicators
from db.store.household.households import tidy
from db.store.household.people import settle

_FIGURES = ("value", "numerator", "denominator")


class OfficialInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One printed aggregate. on_date: `2006`, `2010-12` or a day; figures: decimals as text, exactly as printed.

    indicator: whose value it is, or none and a title (with `counted`, what it is counted in). unit: any code, also of a
    unit that is not ours.
    """

    unit: str
    on_date: str
    source: str
    indicator: str | None = None
    title: str | None = None
    counted: str | None = None
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    note: str | None = None


class OfficialRow(OfficialInput, kw_only=True):
    """A recorded one; what a newer program left out is empty."""

    id: str
    unit: str = ""
    on_date: str = ""
    source: str = ""
    unit_date: str = ""
    conflicts: int = 0


def official_figures(
    connection: Connection, *, indicator: str | None = None, units: Sequence[str] = ()
) -> list[OfficialRow]:
    """Recorded aggregates, by unit, indicator and time; units: of these codes."""
    wanted = [Clause("o.deleted = 0")]
    wanted += [Clause("o.indicator = ?", (indicator,))] if indicator is not None else []
    wanted += [among(connection, "o.unit", units)] if units else []
    names = [*OfficialInput.__struct_fields__, "id", "unit_date", "conflicts"]
    query = every(wanted).within(
        f"SELECT {', '.join(f'o.{name}' for name in names)} FROM official_figure o WHERE ",
        " ORDER BY o.unit, o.indicator, o.on_date, o.id",
    )
    rows = [dict(zip(names, row, strict=True)) for row in ask(connection, query)]
    return [msgspec.convert({k: v for k, v in row.items() if v is not None}, OfficialRow) for row in rows]


def put_official(register: Register, given: Sequence[OfficialInput], *, reason: str = "") -> list[str]:
    """Write aggregates in one action; one that is there already (same unit, figure and time) is changed.

    Raises:
        InvalidData: with all findings (`rows[0].value`).
    """
    with register.write() as connection:
        return draft_official(register, connection, given, reason)


def draft_official(
    register: Register, connection: Connection, given: Sequence[OfficialInput], reason: str
) -> list[str]:
    """As `put_official`, inside a transaction that is under way."""
    known = indicators(connection)
    issues = [i for number, one in enumerate(given) for i in _issues(one, f"rows[{number}].", set(known))]
    settle(issues, reason)
    there = {_key(row): row.id for row in official_figures(connection)}
    action = Action(register, connection, reason)
    for one in given:
        values = {name: tidy(getattr(one, name)) for name in OfficialInput.__struct_fields__}
        figure = {name: values.pop(name) for name in (*_FIGURES, "source")}
        figure = {name: value for name, value in figure.items() if value}
        values["figure"] = figure
        if _key(one) in there:
            action.set("official_figure", there[_key(one)], {"figure": figure, "note": values["note"]})
        else:
            action.create("official_figure", values | {"unit_date": _known_on(one)})
    action.commit()
    return action.records


def _key(one: OfficialInput) -> tuple[str, str, str]:
    return one.unit, one.indicator or tidy(one.title) or "", one.on_date


def _known_on(one: OfficialInput) -> str:
    """A day of the time the figure is of."""
    return (one.on_date + "-12-31"[len(one.on_date) - 4 :]) if len(one.on_date) != 7 else f"{one.on_date}-01"


def _issues(one: OfficialInput, at: str, known: set[str]) -> list[Issue]:
    found = []
    if one.indicator is not None and one.indicator not in known:
        found.append(("indicator", "unknown_indicator", f"Không có chỉ số “{one.indicator}”."))
    if not (one.indicator or (one.title or "").strip()):
        found.append(("title", "no_title", "Ghi chỉ số hoặc nội dung của số liệu."))
    if not is_date(one.on_date, partial=True):
        found.append(("on_date", "date", f"Thời điểm “{one.on_date}” không dùng được: ghi 2006, 2010-12 hoặc đủ ngày."))
    elif not catalogue().versions(one.unit):
        found.append(("unit", "unknown_unit", f"Không có đơn vị hành chính mã {one.unit}."))
    if not one.source.strip():
        found.append(("source", "no_source", "Ghi văn bản nêu số liệu này."))
    given = [name for name in _FIGURES if getattr(one, name)]
    if not given:
        found.append(("value", "no_value", "Ghi ít nhất một số."))
    wrong = [name for name in given if not is_number(getattr(one, name) or "")]
    found += [(name, "decimal", f"Số “{getattr(one, name)}” không dùng được: ghi như 7.19.") for name in wrong]
    return [Issue(at + field, "hard", code, said) for field, code, said in found]


def of_year(rows: Sequence[OfficialRow], year: int) -> OfficialRow | None:
    """The aggregate that stands for the end of a year: of that day, month or year, or of the January after."""
    for prefix in (f"{year}-12-31", f"{year}-12", str(year), f"{year + 1}-01"):
        found = [row for row in rows if (row.on_date == prefix or (len(prefix) == 7 and row.on_date[:7] == prefix))]
        if found:
            return found[-1]
    return None


def at(rows: Sequence[OfficialRow], on: str) -> OfficialRow | None:
    """The aggregate of a day, or the one that stands for the year that ended then."""
    exact = [row for row in rows if row.on_date == on]
    if exact or not is_iso_date(on):
        return exact[-1] if exact else None
    before = int(on[:4]) - (1 if on[5:] == "01-01" else 0)
    return of_year(rows, before) if on[5:] in ("12-31", "01-01") else None
