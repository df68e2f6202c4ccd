"""`sohotro units`: what changed in the units of a register, and applying it; no rules of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.domain.values import show_date
from desktop.cli.session import json_option, opened, register_argument, show

if TYPE_CHECKING:
    from db.domain.unit_changes import UnitChange
    from db.store.handover.reorganising import NewUnit

map_option = click.option(
    "--map",
    "mapping",
    metavar="TỆP",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bảng CSV cùng các cột của danh mục kèm theo: thay danh mục ở những ngày có trong bảng.",
)


@click.group()
def units() -> None:
    """Địa giới thay đổi: xã nhập, huyện nhập hoặc thôi hoạt động; xem trước rồi áp dụng vào sổ."""


@units.command("list")
@register_argument
@click.option("--on", metavar="NGÀY", help="Đến ngày này; bỏ trống: đến hôm nay.")
@map_option
@json_option
def list_changes(register: str, on: str | None, mapping: Path | None, as_json: bool) -> None:
    """Thay đổi của đơn vị trong sổ: đơn vị nào nhập vào đâu, bao nhiêu hộ, đã áp dụng chưa. Không ghi gì."""
    from db.store.facts import today_of
    from db.store.handover.reorganising import changes_for

    with opened(register) as book, book.read() as connection:
        found = changes_for(connection, on or today_of(book), _told(mapping))
    rows = [{**_as_dict(one), "waits": one.waits} for one in found]
    show(rows, as_json, lambda: "\n".join(_lines(found)) or "Đơn vị của sổ này không có thay đổi nào.")


@units.command("apply")
@register_argument
@click.option("--on", metavar="NGÀY", required=True, help="Địa giới của ngày này (NĂM-THÁNG-NGÀY), ngày đã tới.")
@map_option
@json_option
def apply(register: str, on: str, mapping: Path | None, as_json: bool) -> None:
    """Áp dụng mọi thay đổi đến một ngày: mỗi đơn vị mới một việc trong nhật ký, số liệu các ngày trước giữ nguyên."""
    from db.store.handover.reorganising import apply_changes

    with opened(register) as book:
        done = apply_changes(book, on, _told(mapping))
    told = {
        "units": [_as_dict(one) for one in done.units],
        "actions": done.actions,
        "unit_date": done.unit_date,
        "unit_name": done.unit_name,
    }
    show(
        told,
        as_json,
        lambda: "\n".join(
            [
                f"Sổ theo địa giới ngày {show_date(done.unit_date)}: {done.unit_name}.",
                f"Đã ghi {len(done.actions)} đơn vị mới; hộ, thôn giữ nguyên hồ sơ và theo đơn vị mới.",
                *_lines(done.units),
            ]
        ),
    )


@units.command("divide")
@register_argument
@click.argument("unit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@map_option
@json_option
def divide(register: str, unit: str, file: Path, mapping: Path | None, as_json: bool) -> None:
    """Chia hộ của đơn vị UNIT bị chia về các nơi nhận: tệp CSV ghi thôn (village), hộ (household) về đâu (new_code)."""
    from db.domain.units import catalogue
    from db.store.handover.dividing import divide as hand_over
    from db.store.handover.dividing import read_shares

    shares = read_shares(file.read_bytes(), file.name)
    with opened(register) as book:
        done = hand_over(book, unit, shares, _told(mapping))
    told = [f"{catalogue().versions(code)[-1].title} nhận {number} hộ." for code, number in done.households.items()]
    show(done, as_json, lambda: "\n".join(told) or "Không còn hộ nào phải chia.")


def _told(mapping: Path | None) -> tuple[UnitChange, ...] | None:
    from db.domain.unit_changes import read_changes

    return None if mapping is None else read_changes(mapping.read_bytes(), mapping.name)


def _as_dict(one: NewUnit) -> dict[str, object]:
    import msgspec

    return dict(msgspec.to_builtins(one))


def _lines(found: list[NewUnit]) -> list[str]:
    lines = []
    for new in found:
        state = "chưa áp dụng" if new.waits else "đã áp dụng" if new.ours else "thuộc cơ quan khác"
        state = "còn hộ phải chia" if new.undivided and not new.waits else state
        lines.append(f"{show_date(new.date)} {new.name} ({new.code}), {state} – {new.basis}")
        for one in new.units:
            part = "; chia về nhiều nơi: ghi từng thôn về đâu rồi sohotro units divide" if one in new.undivided else ""
            lines.append(f"    {one.name} ({one.code}): {one.households} hộ, {one.villages} thôn{part}")
        if new.alike:
            lines.append(f"    thôn trùng tên, ghi kèm tên xã cũ: {', '.join(new.alike)}")
    return lines
