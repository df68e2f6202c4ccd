"""`sohotro duplicates`: records that may be one person or household twice; joined, told apart, taken back. No rules."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.session import json_option, opened, reason_option, register_argument, show
from desktop.cli.usage import Misuse

STATES = {"same": "=", "differs": "≠", "one": "←", "other": "→"}


@click.command()
@register_argument
@click.argument("decision", nargs=-1, metavar="[list | show|merge|different|undo ONE OTHER]")
@click.option("--kind", type=click.Choice(["person", "household"]), default=None, help="Chỉ người, hoặc chỉ hộ.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="Chỉ chừng này cặp đầu tiên.")
@click.option("--home", default=None, help="merge: hộ mà người này đang ở (mã hộ); mặc định hộ của hồ sơ ONE.")
@click.option("--date", default=None, help="merge: ngày thôi ở nơi kia, hoặc ngày hộ chuyển đến; mặc định hôm nay.")
@click.option(
    "--take", multiple=True, help="merge: mục lấy theo hồ sơ OTHER (name, birth_date, …); ghi nhiều lần được."
)
@reason_option
@json_option
def duplicates(register: str, decision: tuple[str, ...], reason: str, as_json: bool, **options: Any) -> None:
    """Hồ sơ có thể ghi trùng: xem từng cặp và lý do, gộp (giữ ONE), ghi là hai người khác nhau, hoặc lấy lại."""
    match decision:
        case () | ("list",):
            _list(register, options["kind"], options["limit"], as_json)
        case ("show", one, other):
            _show(register, one, other, as_json)
        case ("merge", one, other):
            _merge(register, one, other, reason, as_json, options)
        case ("different", one, other):
            _different(register, one, other, reason, as_json)
        case ("undo", one, other):
            _undo(register, one, other, reason, as_json)
        case _:
            raise Misuse("Sau tên sổ chỉ có thể là: list, hoặc show, merge, different, undo cùng hai mã hồ sơ.")


def _list(register: str, kind: str | None, limit: int | None, as_json: bool) -> None:
    from db.store.duplicates.finding import list_duplicates

    with opened(register) as book, book.read() as connection:
        found = [row for row in list_duplicates(connection) if kind in (None, row.kind)]
    rows = found[:limit]
    show(rows, as_json, lambda: "\n".join(map(_line, rows)) or "Không thấy hồ sơ nào có thể ghi trùng.")


def _line(row: Any) -> str:
    sides = " ↔ ".join(_side(row.kind, side) for side in (row.one, row.other))
    against = f"; nhưng {'; '.join(row.differs)}" if row.differs else ""
    refused = f" {row.refused}" if row.refused else ""
    return f"{sides}: {'; '.join(row.agrees)}{against} [{row.kind} {row.one.id} {row.other.id}]{refused}"


def _side(kind: str, side: Any) -> str:
    born = f" ({side.birth_date[:4]})" if side.birth_date else ""
    place = ", ".join(part for part in (side.village_name, side.unit_name) if part)
    return f"{'hộ ' if kind == 'household' else ''}{side.name or 'chưa rõ tên'}{born}, {place}"


def _kind(connection: Any, one: str) -> str:
    from db.store.owners import owner_of

    return "household" if owner_of(connection, "household", one) is not None else "person"


def _show(register: str, one: str, other: str, as_json: bool) -> None:
    from db.store.duplicates.compared import compare_records
    from db.store.facts import today_of

    with opened(register) as book, book.read() as connection:
        lines = compare_records(connection, _kind(connection, one), one, other, on=today_of(book))
    show(
        lines,
        as_json,
        lambda: "\n".join(f"{STATES[x.state]} {x.label}: {x.one or '–'} | {x.other or '–'}" for x in lines),
    )


def _merge(register: str, one: str, other: str, reason: str, as_json: bool, options: dict[str, Any]) -> None:
    from db.store.duplicates.finding import people_of
    from db.store.duplicates.joining import join_households, join_people

    more = {"date": options["date"], "take": options["take"], "reason": reason}
    with opened(register) as book:
        with book.read() as connection:
            kind = _kind(connection, one)
            people = people_of(connection, one, other) if kind == "household" else []
        if kind == "household":
            joined = join_households(book, one, other, people, **more)
        else:
            joined = join_people(book, one, other, home=options["home"], **more)
    told = f"Đã gộp: giữ {joined.kept}, chuyển {joined.moved} mục sang đó"
    ended = f", kết thúc {joined.ended} nơi ở cũ" if joined.ended else ""
    show(joined, as_json, lambda: f"{told}{ended}. Lấy lại được bằng `duplicates … undo {one} {other}`.")


def _different(register: str, one: str, other: str, reason: str, as_json: bool) -> None:
    from db.store.duplicates.joining import set_different

    with opened(register) as book:
        with book.read() as connection:
            kind = _kind(connection, one)
        made = set_different(book, kind, one, other, reason=reason)
    show({"id": made}, as_json, lambda: "Đã ghi là hai hồ sơ khác nhau; từ nay không hỏi lại.")


def _undo(register: str, one: str, other: str, reason: str, as_json: bool) -> None:
    from db.store.duplicates.joining import take_back

    with opened(register) as book:
        undone = take_back(book, one, other, reason=reason)
    left = f" Giữ nguyên {len(undone.left)} mục đã được sửa sau đó." if undone.left else ""
    show(undone, as_json, lambda: f"Đã lấy lại quyết định về hai hồ sơ này.{left}")
