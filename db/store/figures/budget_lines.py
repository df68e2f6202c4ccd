"""Budget lines of a unit as kept: from a plan the program carries or by hand, with amounts by source and year.

What they come to, beside those of former units, is `budgets.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection

from db.domain.errors import Issue, no_record
from db.domain.text import nfc
from db.ledger.register import Register
from db.policy.budgets import GROUPS, PRINTED, cell, shipped_budget, shipped_budgets
from db.store.actions import Action
from db.store.clauses import Clause, among, ask, every
from db.store.definitions.policies import policies
from db.store.figures.formers import Former, Ways
from db.store.household.households import tidy
from db.store.household.people import settle
from db.store.places.tree import Tree, check_unit
from db.store.shapes import read

KINDS = ("group", "policy", "project", "part", "total")
STEPS = ("planned", "allocated", "disbursed", "carried")
"""What is kept of a source in a year; carried: over from the year before."""
MOST = 10**16


class Sums(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Money of one source and year, in đồng; None: not typed."""

    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None
    carried: int | None = None


class LineInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A budget line. unit: code, our own where none is given. budget: name of its table; line: its place in it.

    printed: cells as a plan prints them (tỷ đồng), by column of `db.policy.budgets.PRINTED`. amounts: by
    `<group of sources>_<year>` (groups of `db.policy.budgets.GROUPS`).
    """

    budget: str
    line: str
    title: str
    from_year: int
    year: int
    unit: str | None = None
    number: str | None = None
    kind: str = "project"
    policy: str | None = None
    project: str | None = None
    position: int = 0
    printed: dict[str, str] = {}
    amounts: dict[str, Sums] = {}
    source: str | None = None
    note: str | None = None


class LineRow(LineInput, kw_only=True):
    """A recorded line; what a newer program left out is empty. unit_date: the day for which its unit was named."""

    id: str
    unit_date: str = ""
    budget: str = ""
    line: str = ""
    title: str = ""
    from_year: int = 0
    year: int = 0
    conflicts: int = 0


class LoadedBudget(msgspec.Struct, kw_only=True):
    """What came of a plan's table: lines entered, lines that were there."""

    lines: int
    same: int


def budget_lines(
    connection: Connection, *, ids: Sequence[str] | None = None, budget: str | None = None, units: Sequence[str] = ()
) -> list[LineRow]:
    """Recorded lines in the order of their tables; units: of these codes."""
    wanted = [Clause("b.deleted = 0")]
    wanted += [Clause("b.budget = ?", (budget,))] if budget is not None else []
    wanted += [among(connection, "b.unit", units)] if units else []
    names = [*LineInput.__struct_fields__, "id", "unit_date", "conflicts"]
    columns = ", ".join(f"b.{name}" for name in names)
    query = every(wanted).within(
        f"SELECT {columns} FROM budget_line b WHERE ", " ORDER BY b.budget, b.position, b.line, b.id"
    )
    found = [_row(dict(zip(names, row, strict=True))) for row in ask(connection, query)]
    return [row for row in found if ids is None or row.id in ids]


def lines_of(
    connection: Connection, unit: str, on: str, budget: str
) -> tuple[list[LineRow], dict[Former, list[LineRow]]]:
    """The lines of a unit as it is on an ISO day, and those of the former units it is made of."""
    ways = Ways(connection)
    own: list[LineRow] = []
    before: dict[Former, list[LineRow]] = {}
    for row in budget_lines(connection, budget=budget, units=ways.codes(unit, on)):
        former = ways.former(unit, on, row.unit or "", row.unit_date)
        if former is not None:
            before.setdefault(former, []).append(row)
        elif ways.same(unit, on, row.unit or "", row.unit_date):
            own.append(row)
    return own, before


def _row(row: dict[str, Any]) -> LineRow:
    known = {name: value for name, value in row.items() if value is not None}
    printed, amounts = (orjson.loads(known.pop(name, "{}") or "{}") for name in ("printed", "amounts"))
    known["printed"] = {name: text for name, text in printed.items() if isinstance(text, str)}
    known["amounts"] = {name: _sums(one) for name, one in amounts.items() if isinstance(one, dict)}
    return msgspec.convert(known, LineRow)


def _sums(one: Mapping[str, Any]) -> dict[str, int]:
    """Amounts of the shape we know; others stay in the ledger."""
    return {name: value for name in STEPS if isinstance(value := one.get(name), int) and not isinstance(value, bool)}


def budget_line(connection: Connection, record: str) -> LineRow:
    """One line; NotFound with a sentence."""
    found = budget_lines(connection, ids=[record])
    if not found:
        raise no_record("dòng kinh phí", record)
    return found[0]


def budgets(connection: Connection, unit: str | None = None) -> dict[str, str]:
    """Titles of the tables that have lines, by name; those the program carries have a title of their own.

    unit: of lines of it and of what it is made of.
    """
    asked = Clause("SELECT DISTINCT b.budget FROM budget_line b WHERE b.deleted = 0")
    if unit is not None:
        codes = Ways(connection).codes(unit, Tree(connection).on)
        asked += among(connection, "b.unit", codes).within(" AND ", "")
    names = sorted(name for (name,) in ask(connection, asked) if name)
    carried = shipped_budgets()
    return {name: carried[name].title if name in carried else name for name in names}


# Writing


def load_budget(register: Register, name: str, *, unit: str | None = None) -> LoadedBudget:
    """Enter the lines of a table that the program carries, those that are not there yet, for a unit (our own).

    Raises:
        NotFound: no such table, no such unit.
    """
    table = shipped_budget(name)
    with register.write() as connection:
        tree = Tree(connection)
        place = unit or tree.own
        check_unit(place)
        there = {row.line for row in lines_of(connection, place, tree.on, name)[0]}
        made = [
            LineInput(
                unit=place,
                budget=name,
                position=number,
                source=table.source,
                from_year=table.from_year,
                year=table.year,
                **{field: getattr(line, field) for field in line.__struct_fields__},
            )
            for number, line in enumerate(table.lines)
        ]
        new = [one for one in made if one.line not in there]
        _write_new(register, connection, new, "")
    return LoadedBudget(lines=len(new), same=len(made) - len(new))


def add_line(register: Register, data: LineInput, *, reason: str = "") -> str:
    """Record a line; returns its id.

    Raises:
        InvalidData: hard findings; NotAllowed: a unit that is neither ours nor below.
    """
    with register.write() as connection:
        return _write_new(register, connection, [data], reason)[0]


def _write_new(register: Register, connection: Connection, new: Sequence[LineInput], reason: str) -> list[str]:
    settle([issue for one in new for issue in line_issues(connection, one)], reason)
    tree = Tree(connection)
    action = Action(register, connection, reason)
    for one in new:
        unit = one.unit or tree.own
        action.create("budget_line", {"unit": unit, "unit_date": tree.on} | _values(one), unit=unit)
    action.commit()
    return action.records


def set_line(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> None:
    """Change a line; of `printed` and `amounts` only the keys that are named, null taking one back.

    Raises:
        NotFound: no such line; InvalidData: unknown field, hard findings.
    """
    with register.write() as connection:
        row = budget_line(connection, record)
        whole = msgspec.to_builtins({name: getattr(row, name) for name in LineInput.__struct_fields__})
        gone = []
        for name in ("printed", "amounts"):
            given = changes.get(name) or {}
            gone += [f"{name}.{key}" for key, value in given.items() if value is None]
            whole[name] = {k: v for k, v in (whole[name] | given).items() if v is not None}
        plain = {k: v for k, v in changes.items() if k not in ("unit", "printed", "amounts")}
        after = read(whole | plain, LineInput)
        settle(line_issues(connection, after), reason)
        action = Action(register, connection, reason)
        action.set("budget_line", record, _values(after) | dict.fromkeys(gone))
        action.commit()


def put_amounts(register: Register, given: Mapping[tuple[str, str, int], Sums], *, reason: str = "") -> None:
    """Write amounts of several lines in one action: by (id of the line, group of sources, year).

    Raises:
        NotFound: no such line; InvalidData: hard findings.
    """
    with register.write() as connection:
        rows = {row.id: row for row in budget_lines(connection)}
        issues = []
        action = Action(register, connection, reason)
        for (record, group, year), sums in given.items():
            if record not in rows:
                raise no_record("dòng kinh phí", record)
            issues += _wrong_sums(f"{group}_{year}", sums)
            value = {k: v for k, v in msgspec.to_builtins(sums).items() if v is not None} or None
            action.set("budget_line", record, {f"amounts.{group}_{year}": value})
        settle(issues, reason)
        action.commit()


def delete_line(register: Register, record: str, *, reason: str) -> None:
    """Take a line out; NotFound if there is none."""
    with register.write() as connection:
        budget_line(connection, record)
        action = Action(register, connection, reason)
        action.delete("budget_line", record)
        action.commit()


def _values(data: LineInput) -> dict[str, Any]:
    plain = ("budget", "line", "number", "title", "kind", "position", "source", "note")
    found: dict[str, Any] = {name: tidy(getattr(data, name)) for name in plain}
    found["period"] = {"from_year": data.from_year, "year": data.year}
    found["serves"] = {k: v for k, v in (("policy", data.policy), ("project", data.project)) if v} or None
    found |= {f"printed.{name}": nfc(text).strip() for name, text in data.printed.items() if text.strip()}
    for key, sums in data.amounts.items():
        found[f"amounts.{key}"] = {k: v for k, v in msgspec.to_builtins(sums).items() if v is not None} or None
    return found


def line_issues(connection: Connection, data: LineInput) -> list[Issue]:
    """Everything that is wrong with a line, all of it hard."""
    found = []
    if not data.budget.strip() or not data.line.strip() or not data.title.strip():
        found.append(("title", "no_title", "Ghi tên biểu, dòng và nội dung của dòng kinh phí."))
    if data.kind not in KINDS:
        found.append(("kind", "choice", f"Loại dòng “{data.kind}” không dùng được: ghi một trong {', '.join(KINDS)}."))
    if not 1990 <= data.from_year <= data.year <= 2199:
        found.append(("year", "year", "Từ năm, đến năm phải là năm có thật và đúng thứ tự."))
    if data.policy is not None and data.policy not in policies(connection):
        found.append(("policy", "unknown_policy", f"Không có chính sách “{data.policy}”."))
    for column, text in data.printed.items():
        if column not in PRINTED or (text.strip() not in ("", "-") and cell(text) is None):
            found.append((f"printed.{column}", "printed", f"Ô “{column}” ghi “{text}”: không dùng được."))
    issues = [Issue(field, "hard", code, said) for field, code, said in found]
    return [*issues, *(issue for key, sums in data.amounts.items() for issue in _wrong_sums(key, sums))]


def _wrong_sums(key: str, sums: Sums) -> list[Issue]:
    group, _bar, year = key.rpartition("_")
    if group not in GROUPS or not (year.isascii() and year.isdigit() and 1990 <= int(year) <= 2199):
        told = f"Mục “{key}” không dùng được: ghi nguồn và năm, ví dụ nstw_2017 ({', '.join(GROUPS)})."
        return [Issue(f"amounts.{key}", "hard", "amount_key", told)]
    given = [getattr(sums, name) for name in STEPS]
    if any(value is not None and not 0 <= value < MOST for value in given):
        return [Issue(f"amounts.{key}", "hard", "money", "Số tiền phải là số đồng, từ 0 trở lên.")]
    return []
