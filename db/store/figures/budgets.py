"""What budget lines come to: by group of sources, in years, groups summed up from what stands under them.

What was paid is computed from the milestones of supports where a line names a policy that pays out (`paid.py`); it is
typed otherwise. Lines of a unit that was joined into another one stand behind that one's own, and count in what that
comes to from the year on in which it was joined. The lines themselves are `budget_lines.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from db.policy.budgets import BILLION, GROUPS, Flag, cell, check_statements, check_table, shipped_budgets
from db.store.figures.budget_lines import STEPS, LineRow, Sums, budget_lines, lines_of
from db.store.figures.formers import Ways, undivided
from db.store.figures.paid import Paid
from db.store.places.tree import Tree


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
    """A line with its money by group of sources, and of all together under ""; flags: what does not add up in it.

    former: the name of the former unit that it is of, "" for the unit's own; unsourced: what of it was paid by supports
    that name no source, in the total alone.
    """

    row: LineRow
    figures: dict[str, Figures]
    flags: list[Flag] = []
    former: str = ""
    unsourced: int = 0

    @property
    def title(self) -> str:
        """What the line is called, of a former unit's also whose."""
        return f"{self.row.title} – {self.former}" if self.former else self.row.title


def budget_view(
    connection: Connection, budget: str, *, unit: str | None = None, years: Sequence[int] | None = None
) -> list[LineView]:
    """A table with its money of these years (all of its period), groups and the total summed up from their lines.

    Lines of former units stand behind, table by table; the last line is then the unit's money with what is left of
    theirs: the years from that on in which they were joined.
    """
    tree, ways = Tree(connection), Ways(connection)
    place = unit or tree.own
    on = ways.last_tree(place, tree.on)
    own, before = lines_of(connection, place, on, budget)
    paid = Paid(connection, Tree(connection, on), place)
    found = _views(own, years, paid)
    flags = check_table(own, own[0].year - own[0].from_year + 1) if own else []
    for view in found:
        view.flags = [flag for flag in flags if flag.line == view.row.line]
    counting = [(view.row, 0) for view in _counting(found)]
    for former, rows in before.items():
        last = int(former.until[:4])
        views = _views(rows, years, Paid(connection, Tree(connection, former.until), former.code, last))
        counting += [(view.row, int(former.since[:4])) for view in _counting(views)]
        found += [msgspec.structs.replace(view, former=former.title) for view in views]
    return [*found, _together(counting, years, paid, tree.title(place))] if before else found


def budget_beside(connection: Connection, budget: str, *, unit: str | None = None) -> list[str]:
    """What to know of the money of a unit that came out of a division, a sentence each; nothing of most units."""
    tree = Tree(connection)
    return undivided(
        connection, unit or tree.own, tree.on, "kinh phí",
        lambda code: bool(budget_lines(connection, budget=budget, units=[code])),
    )  # fmt: skip


def budget_flags(connection: Connection, budget: str, *, unit: str | None = None) -> list[Flag]:
    """Everything in a table that does not add up, and what the plan's text says otherwise."""
    tree = Tree(connection)
    rows, _before = lines_of(connection, unit or tree.own, tree.on, budget)
    if not rows:
        return []
    told = shipped_budgets()[budget].statements if budget in shipped_budgets() else []
    return [*check_table(rows, rows[0].year - rows[0].from_year + 1), *check_statements(rows, told)]


def _views(rows: Sequence[LineRow], years: Sequence[int] | None, paid: Paid) -> list[LineView]:
    """The lines of one table with their money."""
    views = [_view(row, _asked(row, years), paid) for row in rows]
    for view in views:
        if view.row.kind in ("group", "total"):
            _sum_up(view, views)
    return views


def _together(counting: Sequence[tuple[LineRow, int]], years: Sequence[int] | None, paid: Paid, name: str) -> LineView:
    """Lines of a unit and of former ones, each from a year on; what supports of a policy were paid counts once."""
    known: set[tuple[str, int]] = set()
    parts: list[dict[str, Figures]] = []
    unsourced = 0
    for row, since in counting:
        for year in (one for one in _asked(row, years) if one >= since):
            figures = {group: _of(row, group, year, paid) for group in GROUPS}
            for one in figures.values():
                one.disbursed = None if one.computed and (row.policy, year) in known else one.disbursed
            unsourced += 0 if (row.policy, year) in known else _unsourced(row, year, paid)
            known |= {(row.policy, year)} if row.policy else set()
            parts.append(figures)
    sums = {group: _added([one[group] for one in parts]) for group in GROUPS}
    first = counting[0][0]
    line = LineRow(
        id="", unit=first.unit, budget=first.budget, line="", title=f"Cộng {name}, kể cả phần còn lại của đơn vị cũ",
        kind="total", from_year=min(row.from_year for row, _ in counting), year=max(row.year for row, _ in counting),
    )  # fmt: skip
    return _whole(line, sums, unsourced)


def _asked(row: LineRow, years: Sequence[int] | None) -> list[int]:
    return [year for year in (years or range(row.from_year, row.year + 1)) if row.from_year <= year <= row.year]


def _view(row: LineRow, years: Sequence[int], paid: Paid) -> LineView:
    found = {group: _added([_of(row, group, year, paid) for year in years]) for group in GROUPS}
    return _whole(row, found, sum(_unsourced(row, year, paid) for year in years))


def _whole(row: LineRow, found: dict[str, Figures], unsourced: int) -> LineView:
    """A line with its groups of sources and all of them together, what was paid without a source in these alone."""
    more = [Figures(disbursed=unsourced, computed=True)] if unsourced else []
    return LineView(row=row, figures={**found, "": _added([*found.values(), *more])}, unsourced=unsourced)


def _unsourced(row: LineRow, year: int, paid: Paid) -> int:
    """What supports without a source were paid, unless a person typed what was paid that year."""
    if not row.policy:
        return 0
    sums = [row.amounts.get(f"{group}_{year}") or Sums() for group in GROUPS]
    typed = any(one.disbursed is not None for one in sums) and paid.of(row.policy, "", year) is None
    return 0 if typed else paid.unsourced(row.policy, year)


def _of(row: LineRow, group: str, year: int, paid: Paid) -> Figures:
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
    below = _counting(views) if own.kind == "total" else _leaves(view, views)
    if below and not own.amounts:
        names = (*GROUPS, "")
        view.figures = {name: _added([one.figures[name] for one in below]) for name in names}
        view.unsourced = sum(one.unsourced for one in below)


def _counting(views: Sequence[LineView]) -> list[LineView]:
    """The lines a table comes to: those on top, and those under its groups."""
    top = [one for one in views if "." not in one.row.line and one.row.kind != "total"]
    return [leaf for one in top for leaf in ([one] if one.row.kind != "group" else _leaves(one, views))]


def _leaves(view: LineView, views: Sequence[LineView]) -> list[LineView]:
    return [one for one in views if one.row.line.rpartition(".")[0] == view.row.line]
