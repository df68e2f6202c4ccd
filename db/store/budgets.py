"""Budget lines of a unit: entered from a plan the program carries or by hand, with amounts by source and year.

What was paid is computed from the milestones of supports where a line names a policy that pays out; it is typed
otherwise. A support of several sources counts for each by its share of their sum.
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
from db.policy.budgets import (
    BILLION,
    GROUPS,
    PRINTED,
    Flag,
    cell,
    check_statements,
    check_table,
    shipped_budget,
    shipped_budgets,
)
from db.store.actions import Action
from db.store.clauses import Clause, ask, every
from db.store.households import tidy
from db.store.people import settle
from db.store.policies import definition_of, policies
from db.store.reading import supports
from db.store.residence import units_then
from db.store.rows import SupportRow
from db.store.shapes import read
from db.store.tree import Tree, check_unit

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
    """A recorded line; what a newer program left out is empty."""

    id: str
    budget: str = ""
    line: str = ""
    title: str = ""
    from_year: int = 0
    year: int = 0
    conflicts: int = 0


class Figures(msgspec.Struct, kw_only=True):
    """Money of a line, one group of sources or all, in a year or the period. None: nothing is known.

    of_plan: planned is the plan's yearly mean; computed: disbursed comes from the supports; left: allocated and carried
    over, less what was paid.
    """

    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None
    carried: int | None = None
    of_plan: bool = False
    computed: bool = False

    @property
    def left(self) -> int | None:
        """What may still be paid."""
        if self.allocated is None and self.carried is None:
            return None
        return (self.allocated or 0) + (self.carried or 0) - (self.disbursed or 0)


class LineView(msgspec.Struct, kw_only=True):
    """A line with its money by group of sources, and of all together under ""; flags: what does not add up in it."""

    row: LineRow
    figures: dict[str, Figures]
    flags: list[Flag] = []


class LoadedBudget(msgspec.Struct, kw_only=True):
    """What came of a plan's table: lines entered, lines that were there."""

    lines: int
    same: int


def budget_lines(
    connection: Connection, *, ids: Sequence[str] | None = None, budget: str | None = None, unit: str | None = None
) -> list[LineRow]:
    """Recorded lines in the order of their tables."""
    wanted = [Clause("b.deleted = 0")]
    wanted += [Clause("b.budget = ?", (budget,))] if budget is not None else []
    wanted += [Clause("b.unit = ?", (unit,))] if unit is not None else []
    names = [*LineInput.__struct_fields__, "id", "conflicts"]
    columns = ", ".join(f"b.{name}" for name in names)
    query = every(wanted).within(
        f"SELECT {columns} FROM budget_line b WHERE ", " ORDER BY b.budget, b.position, b.line, b.id"
    )
    found = [_row(dict(zip(names, row, strict=True))) for row in ask(connection, query)]
    return [row for row in found if ids is None or row.id in ids]


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
    """Titles of the tables that have lines, by name; those the program carries have a title of their own."""
    query = "SELECT DISTINCT b.budget FROM budget_line b WHERE b.deleted = 0"
    asked = Clause(query) if unit is None else Clause(f"{query} AND b.unit = ?", (unit,))
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
        place = unit or Tree(connection).own
        check_unit(place)
        there = {row.line for row in budget_lines(connection, budget=name, unit=place)}
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
    if group not in GROUPS or not (year.isdigit() and 1990 <= int(year) <= 2199):
        told = f"Mục “{key}” không dùng được: ghi nguồn và năm, ví dụ nstw_2017 ({', '.join(GROUPS)})."
        return [Issue(f"amounts.{key}", "hard", "amount_key", told)]
    given = [getattr(sums, name) for name in STEPS]
    if any(value is not None and not 0 <= value < MOST for value in given):
        return [Issue(f"amounts.{key}", "hard", "money", "Số tiền phải là số đồng, từ 0 trở lên.")]
    return []


# Reading


def budget_view(
    connection: Connection, budget: str, *, unit: str | None = None, years: Sequence[int] | None = None
) -> list[LineView]:
    """A table with its money of these years (all of its period), groups and the total summed up from their lines."""
    tree = Tree(connection)
    place = unit or tree.own
    rows = budget_lines(connection, budget=budget, unit=place)
    paid = _Paid(connection, tree, place)
    views = [LineView(row=row, figures=_figures(row, years, paid)) for row in rows]
    period = rows[0].year - rows[0].from_year + 1 if rows else 1
    for view in views:
        if view.row.kind in ("group", "total"):
            _sum_up(view, views)
    flags = check_table(rows, period) if rows else []
    for view in views:
        view.flags = [flag for flag in flags if flag.line == view.row.line]
    return views


def budget_flags(connection: Connection, budget: str, *, unit: str | None = None) -> list[Flag]:
    """Everything in a table that does not add up, and what the plan's text says otherwise."""
    rows = budget_lines(connection, budget=budget, unit=unit or Tree(connection).own)
    if not rows:
        return []
    told = shipped_budgets()[budget].statements if budget in shipped_budgets() else []
    return [*check_table(rows, rows[0].year - rows[0].from_year + 1), *check_statements(rows, told)]


def _figures(row: LineRow, years: Sequence[int] | None, paid: _Paid) -> dict[str, Figures]:
    asked = [year for year in (years or range(row.from_year, row.year + 1)) if row.from_year <= year <= row.year]
    found = {group: _added([_of(row, group, year, paid) for year in asked]) for group in GROUPS}
    return {**found, "": _added(list(found.values()))}


def _of(row: LineRow, group: str, year: int, paid: _Paid) -> Figures:
    typed = row.amounts.get(f"{group}_{year}") or Sums()
    plan = cell(row.printed.get(group, ""))
    planned = typed.planned if typed.planned is not None or plan is None else int(plan * BILLION)
    computed = paid.of(row.policy, group, year) if row.policy else None
    return Figures(
        planned=planned,
        allocated=typed.allocated,
        disbursed=typed.disbursed if computed is None else computed,
        carried=typed.carried,
        of_plan=typed.planned is None and plan is not None,
        computed=computed is not None,
    )


def _added(parts: Sequence[Figures]) -> Figures:
    """Several figures together; what none of them knows is not known."""
    found = Figures(of_plan=any(p.of_plan for p in parts), computed=any(p.computed for p in parts))
    for name in STEPS:
        known = [value for part in parts if (value := getattr(part, name)) is not None]
        setattr(found, name, sum(known) if known else None)
    return found


def _sum_up(view: LineView, views: Sequence[LineView]) -> None:
    """A group is what stands under it, the total what the groups and lines on top come to, where nothing is typed."""
    own = view.row
    top = [one for one in views if "." not in one.row.line and one.row.kind != "total"]
    if own.kind == "total":
        below = [leaf for one in top for leaf in ([one] if one.row.kind != "group" else _leaves(one, views))]
    else:
        below = _leaves(view, views)
    if below and not own.amounts:
        names = (*GROUPS, "")
        view.figures = {name: _added([one.figures[name] for one in below]) for name in names}


def _leaves(view: LineView, views: Sequence[LineView]) -> list[LineView]:
    return [one for one in views if one.row.line.rpartition(".")[0] == view.row.line]


class _Paid:
    """What supports of a policy were paid, by group of sources and year; each policy is read once a year."""

    def __init__(self, connection: Connection, tree: Tree, unit: str) -> None:
        self._connection, self._tree, self._unit = connection, tree, unit
        self._known: dict[tuple[str, int], dict[str, int] | None] = {}

    def of(self, policy: str, group: str, year: int) -> int | None:
        """In đồng; None where nothing of this policy was paid out that year (it pays otherwise, or not yet)."""
        if (policy, year) not in self._known:
            self._known[policy, year] = self._read(policy, year)
        found = self._known[policy, year]
        return None if found is None else found.get(group, 0)

    def _read(self, policy: str, year: int) -> dict[str, int] | None:
        rows = supports(self._connection, policy=policy, year=year)
        if not rows:
            return None
        places = units_then(self._connection, f"{year}-12-31")
        found: dict[str, int] = {}
        for row in rows:
            if self._tree.within(places.get(row.household, ""), self._unit):
                for group, amount in shared(row.sources, self._paid(row)).items():
                    found[group] = found.get(group, 0) + amount
        return found or None

    def _paid(self, row: SupportRow) -> int:
        chosen = definition_of(self._connection, row.policy, row.definition)
        steps = [step for step in row.milestones if chosen and chosen.counts_as(step.kind) == "disbursed"]
        return sum(step.amount or 0 for step in steps)


def shared(sources: Sequence[Mapping[str, Any]], paid: int) -> dict[str, int]:
    """A paid sum by group of sources, in proportion to the sources of its support; a household's own are in no group.

    Whole đồng: what is left over by rounding goes to the largest source.
    """
    weights: dict[str, int] = {}
    for group, (_title, codes) in GROUPS.items():
        amount = sum(int(s.get("amount") or 0) for s in sources if s.get("source") in codes)
        if amount > 0:
            weights[group] = amount
    if paid <= 0 or not weights:
        return {}
    whole = sum(weights.values())
    found = {group: paid * amount // whole for group, amount in weights.items()}
    found[max(weights, key=lambda group: weights[group])] += paid - sum(found.values())
    return found
