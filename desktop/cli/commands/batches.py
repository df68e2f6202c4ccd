"""`sohotro batch`: a policy's candidates of a village, and their supports in one action; no rules of its own."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.session import json_option, opened, plain, reason_option, register_argument, show
from desktop.cli.usage import Misuse


@click.command()
@register_argument
@click.argument("policy")
@click.option("--year", required=True, type=click.IntRange(1900, 2199), help="Năm hưởng.")
@click.option("--village", default=None, help="Tên thôn; bỏ trống là cả sổ.")
@click.option("--round", "turn", default=None, help="Đợt, với chính sách ghi theo đợt, ví dụ “Quý I”.")
@click.option("--milestone", default=None, help="Mốc ghi cho mọi dòng, ví dụ requested; cần --date.")
@click.option("--date", "step_date", default=None, help="Ngày của mốc (YYYY-MM-DD).")
@click.option("--dry-run", is_flag=True, help="Chỉ xem đề xuất và các lỗi, không ghi gì.")
@reason_option
@json_option
def batch(
    register: str,
    policy: str,
    year: int,
    village: str | None,
    turn: str | None,
    milestone: str | None,
    step_date: str | None,
    dry_run: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Ghi hỗ trợ cho mọi người (hoặc hộ) của thôn chắc chắn thuộc diện và chưa có, theo đề xuất của định nghĩa.

    Ai chưa đủ thông tin để biết có thuộc diện thì được liệt kê, không được ghi.
    """
    if bool(milestone) != bool(step_date):
        raise Misuse("--milestone và --date phải đi cùng nhau.")
    from db.store.inputs import MilestoneInput
    from db.store.support.batch import check_batch, record_batch

    with opened(register) as book:
        with book.read() as connection:
            found = _candidates(book, connection, policy, year, village, turn)
            for one in found:
                if milestone and step_date:
                    one.proposal.milestones = [MilestoneInput(kind=milestone, date=step_date)]
            issues = check_batch(book, connection, [one.proposal for one in found])
        sure = [one.proposal for one in found if one.right]
        recorded = [] if dry_run else [row.id for row in record_batch(book, sure, reason=reason).rows]
    rows = [plain(one) | {"issues": plain(told)} for one, told in zip(found, issues, strict=True)]
    show(
        {"policy": policy, "year": year, "round": turn, "candidates": rows, "recorded": recorded},
        as_json,
        lambda: "\n".join([*map(_row, rows), _summary(rows, recorded, dry_run)]),
    )


def _candidates(book: Any, connection: Any, policy: str, year: int, village: str | None, turn: str | None) -> Any:
    from db.store.offices import own_unit
    from db.store.places.villages import need_villages
    from db.store.support.batch import candidates

    place = None if village is None else need_villages(connection, village, own_unit(connection).code)[0]
    return candidates(book, connection, policy, year, village=place, turn=turn)


def _row(row: dict[str, Any]) -> str:
    right = "" if row["right"] else ", chưa rõ có thuộc diện"
    told = "".join(f"\n   {issue['message']}" for issue in row["issues"])
    return f"{row['name']}, {row['birth_date'] or 'chưa rõ năm sinh'}, {row['village_name']}{right}{told}"


def _summary(rows: list[dict[str, Any]], recorded: list[str], dry_run: bool) -> str:
    if dry_run:
        sure = sum(1 for row in rows if row["right"])
        return f"{sure} dòng chắc chắn thuộc diện, {len(rows) - sure} chưa rõ. Chưa ghi gì."
    return f"Đã ghi {len(recorded)} hỗ trợ trong một lần."
