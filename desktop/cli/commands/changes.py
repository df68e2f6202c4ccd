"""`sohotro event | history | undo`: what happens in households, who changed what, and taking it back. No rules."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.commands.records import PARTS
from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show

EVENTS = ("death", "birth", "leave", "move", "split", "arrive", "head")
ENTITIES = (
    *("household", "person", "membership", "residence", "classification", "deprivation", "support", "milestone"),
    *("village", "need", "transfer", "duplicate", *PARTS, "area_total", "official_figure", "target", "budget_line"),
    *("issued_report", "printed", "officer", "unit_merger"),
)


@click.command()
@register_argument
@click.argument("kind", type=click.Choice(EVENTS))
@click.argument("file", default="-")
@reason_option
@json_option
def event(register: str, kind: str, file: str, reason: str, as_json: bool) -> None:
    """Ghi một việc trong hộ: chết, sinh, rời sổ, chuyển hộ, tách hộ, chuyển đến, đổi chủ hộ."""
    from db.store import inputs
    from db.store.household import events

    commands: dict[str, tuple[Any, Any]] = {
        "death": (events.death, inputs.Death),
        "birth": (events.birth, inputs.Birth),
        "leave": (events.leave, inputs.Leaving),
        "move": (events.move, inputs.Moving),
        "split": (events.split, inputs.Splitting),
        "arrive": (events.arrive, inputs.Arriving),
        "head": (events.new_head, inputs.NewHead),
    }
    run, shape = commands[kind]
    data = convert(read_json(file), shape, file)
    with opened(register) as book:
        happened = run(book, data, reason=reason)
    show(happened, as_json, lambda: _happened(happened))


def _happened(happened: Any) -> str:
    lines = ["Đã ghi."]
    if happened.new_household:
        lines.append(f"Hộ mới: {happened.new_household}")
    if happened.unknown:
        lines.append(f"Chưa rõ quan hệ với chủ hộ, cần hỏi lại: {', '.join(happened.unknown)}")
    return "\n".join(lines)


@click.command()
@register_argument
@click.argument("entity", type=click.Choice(ENTITIES))
@click.argument("record")
@click.option("--key", default=None, help="Chỉ một mục, ví dụ identity.birth_date.")
@click.option("--sensitive", is_flag=True, help="Hiện cả nội dung kín của chính sách (không đưa ra ngoài).")
@json_option
def history(register: str, entity: str, record: str, key: str | None, sensitive: bool, as_json: bool) -> None:
    """Ai đã sửa gì, lúc nào, trên máy nào, gói nào mang về, vì sao: của cả một hộ hoặc một bản ghi."""
    from db.store.history.history import household_history, record_history
    from db.store.household.households import need

    entity = PARTS.get(entity, entity)
    with opened(register) as book, book.read() as connection:
        need(connection, entity, record)
        if entity == "household" and key is None:
            rows = household_history(connection, record, sensitive=sensitive)
        else:
            rows = record_history(connection, entity, record, key, sensitive=sensitive)
    show(rows, as_json, lambda: "\n".join(map(_line, rows)) or "Mục này chưa ai ghi gì.")


def _line(row: Any) -> str:
    from db.domain.values import show_date

    when = f"{row.at[11:16]} {show_date(row.at[:10])}"
    said = f"{when}, {row.officer}, {row.device_name}: {row.kind_label} {row.record} · {row.label}: "
    said += f"{row.before or '(trống)'} → {row.after or '(trống)'}"
    said += f" — {row.reason}" if row.reason else ""
    at = row.package_at
    return said + (f" [gói {row.package}, nhận {at[11:16]} {show_date(at[:10])}]" if row.package else "")


@click.command()
@register_argument
@click.argument("action", required=False)
@click.option("--list", "listing", is_flag=True, help="Chỉ xem các việc gần đây của máy này.")
@click.option("--package", default="", help="Hoàn tác cả một gói của đơn vị cấp dưới: tên hay mã gói đã ghép.")
@click.option("--dry-run", is_flag=True, help="Với --package: chỉ xem sẽ hoàn tác gì, mục nào giữ nguyên.")
@click.option("--anyway", is_flag=True, help="Với --package: hoàn tác phần còn lại dù có mục đã được sửa sau đó.")
@reason_option
@json_option
def undo(
    register: str,
    action: str | None,
    listing: bool,
    package: str,
    dry_run: bool,
    anyway: bool,
    reason: str,
    as_json: bool,
) -> None:
    """Lấy lại việc vừa ghi (hoặc việc mang mã ACTION), trừ những mục đã được sửa sau đó; hoặc cả một gói."""
    from db.domain.errors import UserError
    from db.store.history.undo import last_actions, next_undo
    from db.store.history.undo import undo as take_back

    if package:
        _undo_package(register, package, reason, as_json, dry_run=dry_run, anyway=anyway)
        return
    with opened(register) as book:
        with book.read() as connection:
            rows = last_actions(connection)
        if listing:
            show(rows, as_json, lambda: "\n".join(map(_action, rows)) or "Máy này chưa ghi việc nào.")
            return
        last = next_undo(rows)
        chosen = action or (last.id if last else "")
        if not chosen:
            message = "Không có việc nào gần đây để lấy lại. Không thay đổi gì: xem danh sách bằng --list."
            raise UserError("nothing_to_undo", message)
        undone = take_back(book, chosen, reason=reason)
    if not undone.action:
        message = f"Không lấy lại được việc này: {_left(undone.left[:3])}. Không thay đổi gì."
        raise UserError("not_undone", message)
    show(undone, as_json, lambda: _undone(undone))


def _undo_package(register: str, package: str, reason: str, as_json: bool, *, dry_run: bool, anyway: bool) -> None:
    from db.sync.undoing import preview, undo_package

    with opened(register) as book:
        if dry_run:
            plan = preview(book, package)
            told = f"Gói có {plan.changes} thay đổi: {plan.title}. Sẽ lấy lại {plan.restored} bản ghi."
            stays = f" Giữ nguyên: {_left(plan.left)}." if plan.left else ""
            show(plan, as_json, lambda: told + stays)
            return
        undone = undo_package(book, package, reason=reason, anyway=anyway)
    show(undone, as_json, lambda: _undone(undone))


def _action(row: Any) -> str:
    from db.domain.values import show_date

    state = " (đã lấy lại)" if row.undone else ""
    return f"[{row.id}] {row.at[11:16]} {show_date(row.at[:10])}, {row.officer}: {row.title}{state}"


def _left(left: list[Any]) -> str:
    return "; ".join(f"{one.record}{f' · {one.label}' if one.label else ''} ({one.why})" for one in left)


def _undone(undone: Any) -> str:
    said = f"Đã lấy lại {undone.restored} bản ghi."
    return said + (f" Giữ nguyên: {_left(undone.left)}." if undone.left else "")
