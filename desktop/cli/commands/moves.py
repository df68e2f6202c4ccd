"""`sohotro move`: handing a household, or people alone, over to another unit, step by step; no rules of its own."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.session import json_option, opened, reason_option, register_argument, show

VERDICTS = ("offer", "turn_down", "hand_over")
record_argument = click.argument("record")


@click.group()
def move() -> None:
    """Chuyển hộ (hoặc người) sang đơn vị khác: đề nghị, cấp trên chuyển, nơi đến nhận, bàn giao hồ sơ."""


@move.command()
@register_argument
@click.option("--household", required=True, help="Mã hồ sơ của hộ.")
@click.option("--to", required=True, help="Mã đơn vị nơi đến, ví dụ 20083.")
@click.option("--date", required=True, help="Chuyển từ ngày (NĂM-THÁNG-NGÀY).")
@click.option("--note", required=True, help="Vì sao chuyển; nơi đến đọc được.")
@click.option("--address", default=None, help="Nơi ở mới.")
@click.option("--person", multiple=True, help="Chỉ người này (đã rời hộ); ghi nhiều lần được. Không ghi: cả hộ.")
@json_option
def ask(
    register: str,
    household: str,
    to: str,
    date: str,
    note: str,
    address: str | None,
    person: tuple[str, ...],
    as_json: bool,
) -> None:
    """Xã đi: đề nghị cấp trên chuyển một hộ. Đến khi bàn giao, hộ vẫn do xã mình quản lý."""
    from db.store.handover import moving
    from db.store.inputs import Handing

    asked = Handing(household=household, destination=to, date=date, note=note, address=address, persons=[*person])
    with opened(register) as book:
        made = moving.ask(book, asked)
    show(
        {"id": made}, as_json, lambda: f"Đã ghi đề nghị {made}. Xuất gói gửi lên cấp trên; rút lại được khi chưa xong."
    )


@move.command("list")
@register_argument
@json_option
def list_moves(register: str, as_json: bool) -> None:
    """Các việc chuyển giao, đang ở bước nào, việc tiếp theo là gì."""
    from db.store.handover import moves

    with opened(register) as book, book.read() as connection:
        rows = moves.list_moves(connection)
    show(rows, as_json, lambda: "\n".join(map(_line, rows)) or "Không có việc chuyển giao nào.")


def _line(row: Any) -> str:
    from db.domain.values import show_date

    who = ", ".join(one.name for one in row.people[:1]) or "không rõ tên"
    more = f" và {len(row.people) - 1} người" if len(row.people) > 1 else ""
    said = f"[{row.id}] {'hộ ' if not row.persons else ''}{who}{more}: {row.origin_name} → {row.destination_name}, "
    said += f"từ {show_date(row.date)}: {row.step_name}"
    said += f" ({row.answer})" if row.answer else ""
    return said + (f". Việc tiếp theo: {row.next}" if row.next else ".")


@move.command()
@register_argument
@record_argument
@reason_option
@json_option
def withdraw(register: str, record: str, reason: str, as_json: bool) -> None:
    """Xã đi: rút lại đề nghị chưa bàn giao."""
    from db.store.handover import moving

    with opened(register) as book:
        moving.withdraw(book, record, reason=reason)
    show({"step": "withdrawn"}, as_json, lambda: "Đã rút lại. Xuất gói gửi lên cấp trên; hộ vẫn do xã mình quản lý.")


@move.command()
@register_argument
@record_argument
@click.argument("verdict", type=click.Choice(VERDICTS))
@reason_option
@json_option
def decide(register: str, record: str, verdict: str, reason: str, as_json: bool) -> None:
    """Cấp trên: chuyển cho nơi đến (offer), không chuyển (turn_down), bàn giao khi nơi đến đã nhận (hand_over)."""
    from db.store.handover import moving

    with opened(register) as book:
        if verdict == "offer":
            moving.offer(book, record)
        elif verdict == "turn_down":
            moving.turn_down(book, record, reason=reason)
        else:
            moving.hand_over(book, record)
    step, told = _DECIDED[verdict]
    show({"step": step}, as_json, lambda: told)


_DECIDED = {
    "offer": ("offered", "Đã chuyển cho nơi đến. Xuất gói gửi cả hai nơi; nơi đi vẫn quản lý đến khi bàn giao."),
    "turn_down": ("refused", "Đã ghi là không chuyển. Xuất gói gửi cả hai nơi; hồ sơ vẫn ở nơi đang quản lý."),
    "hand_over": ("done", "Đã bàn giao. Xuất gói gửi cả hai nơi: nơi đến nhận đủ hồ sơ, nơi đi giữ lại để xem."),
}


@move.command()
@register_argument
@record_argument
@reason_option
@json_option
def accept(register: str, record: str, reason: str, as_json: bool) -> None:
    """Xã đến: nhận. Cấp trên nhận thay theo giấy thì ghi số giấy ở --reason."""
    from db.store.handover import moving

    with opened(register) as book:
        moving.accept(book, record, reason=reason)
    show({"step": "accepted"}, as_json, lambda: "Đã nhận. Hồ sơ về cùng gói của cấp trên sau khi bàn giao.")


@move.command("return")
@register_argument
@record_argument
@reason_option
@json_option
def give_back(register: str, record: str, reason: str, as_json: bool) -> None:
    """Xã đến: trả lại, ghi lý do ở --reason."""
    from db.store.handover import moving

    with opened(register) as book:
        moving.give_back(book, record, reason=reason)
    show({"step": "returned"}, as_json, lambda: "Đã trả lại. Xuất gói gửi lên cấp trên.")
