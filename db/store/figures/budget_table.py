"""A budget in the layout of An Giang's appendix: printed cells as they stand, typed money worked out beside them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import msgspec
from sqlalchemy import Connection

from db.policy.budgets import BILLION, MEAN, PRINTED, TOTAL, Flag, shipped_budgets, shown
from db.store.figures.budgets import LineView, budget_flags, budget_view

COLUMNS = (
    "TT",
    "Nội dung",
    "Kinh phí b/quân hàng năm",
    "Nguồn TW hàng năm",
    "NS Tỉnh hàng năm",
    "Huy động hàng năm",
    "Tổng số {0:02d} năm",
    "Ghi chú",
)
STRONG = ("group", "total")


class AppendixRow(msgspec.Struct, kw_only=True):
    """A line of the table: its id, its eight cells, what does not add up in it; strong: a group or the total."""

    id: str
    cells: list[str]
    strong: bool
    flags: list[Flag]


class Appendix(msgspec.Struct, kw_only=True):
    """The whole table. flags: everything that does not add up, of the table and of the plan's text."""

    title: str
    source: str
    foot: str
    years: int
    columns: list[str]
    rows: list[AppendixRow]
    flags: list[Flag]


def appendix(connection: Connection, budget: str, *, unit: str | None = None) -> Appendix:
    """A budget of a unit (our own) as the plan lays it out, in tỷ đồng."""
    views = budget_view(connection, budget, unit=unit)
    carried = shipped_budgets().get(budget)
    years = views[0].row.year - views[0].row.from_year + 1 if views else 1
    return Appendix(
        title=carried.title if carried else budget,
        source=next((view.row.source for view in views if view.row.source), "") or "",
        foot=carried.foot if carried else "",
        years=years,
        columns=[name.format(years) for name in COLUMNS],
        rows=[_row(view, years) for view in views],
        flags=budget_flags(connection, budget, unit=unit),
    )


def _row(view: LineView, years: int) -> AppendixRow:
    row = view.row
    money = [row.printed.get(name, "") for name in PRINTED] if row.printed else _worked_out(view, years)
    cells = [row.number or "", view.title, *money, row.note or ""]
    return AppendixRow(id=row.id, cells=cells, strong=row.kind in STRONG, flags=view.flags)


def _worked_out(view: LineView, years: int) -> list[str]:
    """The planned money where no plan prints it."""
    means = {name: _mean(view, "" if name == MEAN else name, years) for name in PRINTED if name != TOTAL}
    return [*means.values(), _billions(view.figures[""].planned)]


def _mean(view: LineView, group: str, years: int) -> str:
    planned = view.figures[group].planned
    return _billions(None if planned is None else Decimal(planned) / years)


def _billions(amount: Decimal | int | None) -> str:
    return "" if amount is None else shown((Decimal(amount) / BILLION).quantize(Decimal("0.01"), ROUND_HALF_UP))
