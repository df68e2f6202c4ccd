"""`sohotro budget …`: tables of money as plans print them, and what was planned, allocated and paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.editing import Doors, add_editing
from desktop.cli.session import json_option, opened, register_argument, show
from desktop.cli.usage import Misuse

FILES = (".xlsx", ".pdf")
unit_option = click.option("--unit", default=None, help="Mã đơn vị; mặc định đơn vị của sổ.")


@click.group()
def budget() -> None:
    """Kinh phí: biểu của kế hoạch, số tiền theo nguồn và năm, chỗ không khớp."""


@budget.command()
@json_option
def tables(as_json: bool) -> None:
    """Các biểu kinh phí đi kèm chương trình."""
    from db.policy.budgets import shipped_budgets

    rows = [
        {"id": one.id, "title": one.title, "source": one.source, "lines": len(one.lines)}
        for one in shipped_budgets().values()
    ]
    show(rows, as_json, lambda: "\n".join(f"{row['id']}: {row['title']} ({row['lines']} dòng)" for row in rows))


@budget.command()
@register_argument
@click.argument("table")
@unit_option
@json_option
def load(register: str, table: str, unit: str | None, as_json: bool) -> None:
    """Nhập các dòng của biểu TABLE; dòng đã có giữ nguyên."""
    from db.store.figures.budget_lines import load_budget

    with opened(register) as book:
        made = load_budget(book, table, unit=unit)
    show(made, as_json, lambda: f"Đã nhập {made.lines} dòng kinh phí; {made.same} dòng đã có, giữ nguyên.")


@budget.command("list")
@register_argument
@click.argument("table", required=False)
@unit_option
@click.option("--year", default=None, type=click.IntRange(1990, 2199), help="Chỉ tiền của năm này; bỏ trống: cả kỳ.")
@json_option
def list_lines(register: str, table: str | None, unit: str | None, year: int | None, as_json: bool) -> None:
    """Các dòng của biểu TABLE với tiền theo nguồn; không ghi TABLE: các biểu đã có."""
    from db.store.figures.budget_lines import budgets
    from db.store.figures.budgets import budget_beside, budget_view

    with opened(register) as book, book.read() as connection:
        if table is None:
            names = budgets(connection, unit)
            show(names, as_json, lambda: "\n".join(f"{k}: {v}" for k, v in names.items()) or "Chưa có biểu nào.")
            return
        views = budget_view(connection, table, unit=unit, years=None if year is None else [year])
        said = budget_beside(connection, table, unit=unit)
    rows = [
        {
            "line": one.row,
            "former": one.former,
            "unsourced": one.unsourced,
            "figures": {name or "all": _money(found) for name, found in one.figures.items()},
        }
        for one in views
    ]
    show(rows, as_json, lambda: "\n".join([*said, *map(_line, views)]) or "Biểu này chưa có dòng nào.")


def _money(found: Any) -> dict[str, Any]:
    names = ("planned", "allocated", "disbursed", "carried", "left", "of_plan", "computed")
    return {name: getattr(found, name) for name in names}


def _line(view: Any) -> str:
    from db.domain.values import show_money

    found = view.figures[""]
    told = (("kế hoạch", found.planned), ("phân bổ", found.allocated), ("giải ngân", found.disbursed))
    money = "; ".join(f"{name} {show_money(value)}" for name, value in told if value is not None)
    money += f", trong đó chưa ghi nguồn {show_money(view.unsourced)}" if view.unsourced else ""
    return f"{view.row.number or ''} {view.title}: {money or 'chưa ghi tiền'}  [{view.row.id}]".strip()


@budget.command()
@register_argument
@click.argument("table")
@unit_option
@json_option
def check(register: str, table: str, unit: str | None, as_json: bool) -> None:
    """Chỗ không cộng khớp của biểu TABLE, chỗ lời văn của kế hoạch nói khác; trong sai số làm tròn thì nói rõ."""
    from db.store.figures.budget_table import appendix
    from desktop.presenters.targets.budget import flag_words

    with opened(register) as book, book.read() as connection:
        made = appendix(connection, table, unit=unit)
    rows = [flag._asdict() for flag in made.flags]
    show(rows, as_json, lambda: "\n".join(flag_words(made, flag) for flag in made.flags) or "Mọi số đều khớp.")


@budget.command()
@register_argument
@click.argument("table")
@unit_option
@click.option("-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp .xlsx hoặc .pdf.")
@json_option
def table(register: str, table: str, unit: str | None, out: Path, as_json: bool) -> None:
    """Ghi biểu TABLE ra Excel hoặc PDF, đúng các cột của phụ lục."""
    if out.suffix.lower() not in FILES:
        raise Misuse("-o nhận tên tệp .xlsx hoặc .pdf.")
    from db.store.places.tree import Tree
    from desktop.presenters.desk import Desk
    from desktop.presenters.targets.budget import BudgetDesk
    from desktop.printing import keep

    with opened(register) as book:
        made = BudgetDesk(Desk(book, ""))
        with book.read() as connection:
            made.unit, made.budget = unit or Tree(connection).own, table
        if out.suffix.lower() == ".pdf":
            run = keep(book, made.paper(), out)
            show(run, as_json, lambda: f"Đã in {run.pages} trang ra {out.name}; số trong sổ in: {run.number}.")
        else:
            written = made.export(out)
            show(written, as_json, lambda: f"Đã ghi {written.rows} dòng ra {out.name}; đọc lại thấy đủ.")


def _doors() -> Doors:
    from db.store.figures.budget_lines import LineInput, add_line, delete_line, set_line

    return Doors(LineInput, add_line, set_line, delete_line)


add_editing(
    budget,
    "dòng kinh phí",
    _doors,
    change_help="Sửa dòng RECORD: tệp JSON chỉ ghi mục cần đổi; tiền ghi theo nguồn và năm (amounts).",
)
