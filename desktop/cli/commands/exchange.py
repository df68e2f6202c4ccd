"""`sohotro export | inspect | merge | held | conflicts`: packages out and in, and what they leave to decide.

It opens no package and decides no conflict itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from desktop.cli.session import (
    json_option,
    opened,
    parse_json,
    plain,
    printable,
    reason_option,
    register_argument,
    show,
)
from desktop.cli.usage import Misuse

files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
KINDS = {"package": "gói", "request": "đề nghị ghi danh", "answer": "trả lời ghi danh"}
STATES = {
    "applied": "đã ghép",
    "known": "đã nhận trước đây",
    "waiting": "chờ gói trước",
    "held": "giữ lại",
    "refused": "từ chối",
}


@click.command()
@register_argument
@click.option(
    "-o", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục (USB) ghi gói."
)
@json_option
def export(register: str, folder: Path, as_json: bool) -> None:
    """Xuất gói đã ký cho mọi cơ quan trao đổi, từ sau thay đổi đã được xác nhận."""
    from db.sync.exporting import export as write_packages

    with opened(register) as book:
        made = write_packages(book, folder)
    show(
        made,
        as_json,
        lambda: (
            "\n".join(
                f"{item.file.name}: gửi {item.to}, {item.count} thay đổi ({item.first}–{item.last})"
                if item.count
                else f"{item.file.name}: gửi {item.to}, chỉ có biên nhận"
                for item in made
            )
            or "Không có thay đổi mới cần gửi."
        ),
    )


@click.command()
@files_argument
@json_option
def inspect(files: tuple[Path, ...], as_json: bool) -> None:
    """Xem gói nói gì về mình, không cần khóa, không ghi gì."""
    from db.domain.errors import AppError
    from db.sync.package import HELD
    from db.sync.package import inspect as look

    found: list[dict[str, Any]] = []
    for file in files:
        name = printable(file)
        try:
            found.append({"file": name, "verdict": "ok", "reason": ""} | look(file))
        except AppError as error:
            verdict, reason = ("held", HELD[error.code]) if error.code in HELD else ("refused", error.code)
            unknown = {"sender": "", "unit": "", "first": 0, "last": 0, "count": 0, "created": ""}
            found.append({"file": name, "verdict": verdict, "reason": reason, **unknown, "message": error.message})
    show(found, as_json, lambda: "\n".join(map(_seen, found)))


def _seen(item: dict[str, Any]) -> str:
    if item["verdict"] != "ok":
        return f"{item['file']}: {STATES[item['verdict']]} — {item['message']}"
    about = (
        f"{item['file']}: {KINDS[item['kind']]} của {item['sender']}, đơn vị {item['unit']}, lập lúc {item['created']}"
    )
    span = f", thay đổi {item['first']}–{item['last']}" if item["count"] else ""
    return f"{about}{span} (lời khai của tệp, chưa đối chiếu chữ ký với danh sách tin cậy)"


@click.command()
@register_argument
@files_argument
@click.option("--dry-run", is_flag=True, help="Thử, không ghi gì.")
@json_option
def merge(register: str, files: tuple[Path, ...], dry_run: bool, as_json: bool) -> int:
    """Nhận gói: kiểm tra chữ ký rồi ghép, mỗi gói tất cả hoặc không gì cả."""
    from db.sync.merging import merge as take_in

    with opened(register) as book:
        results = take_in(book, files, dry_run=dry_run)
    every = [one for result in results for one in (result, *result.then)]
    rows = [{k: v for k, v in plain(one).items() if k != "then"} for one in every]
    head = ["Thử, chưa ghi gì vào sổ; nếu nhận thật thì:"] if dry_run else []
    show(rows, as_json, lambda: "\n".join([*head, *map(_became, every)]))
    return 1 if any(one.state == "refused" for one in every) else 0


def _became(one: Any) -> str:
    """What became of one package, on one line."""
    return (
        f"{one.file}: {STATES[one.state]}"
        + (f", {one.applied} thay đổi" if one.applied else "")
        + (f", {one.conflicts} mục chờ quyết định" if one.conflicts else "")
        + (f" — {one.message}" if one.message else "")
    )


@click.command()
@register_argument
@click.option("--retry", is_flag=True, help="Thử ghép lại các gói đang giữ.")
@click.option("--admit", default="", help="Nhận gói có mã (SHA-256, ít nhất 8 chữ đầu) này: máy thu hồi, hai chuỗi.")
@click.option("--turn-down", "turn_down", default="", help="Từ chối gói có mã này; tệp vẫn được giữ.")
@reason_option
@json_option
def held(register: str, retry: bool, admit: str, turn_down: str, reason: str, as_json: bool) -> int:
    """Các gói đang chờ hoặc đang giữ, vì sao, làm gì tiếp; nhận hoặc từ chối một gói."""
    from db.sync.judging import judge
    from db.sync.merging import release
    from db.sync.parked import held as waiting

    if sum((retry, bool(admit), bool(turn_down))) > 1:
        raise Misuse("Chọn một trong ba: --retry, --admit, --turn-down.")
    with opened(register) as book:
        tried = release(book) if retry else []
        if admit or turn_down:
            tried = [judge(book, admit or turn_down, "admit" if admit else "turn_down", reason=reason)]
        rows = waiting(book)
    gone = [one for result in tried for one in (result, *result.then) if one.state not in ("held", "waiting")]
    told = [*map(_became, gone), *(f"{r.file} ({r.sha256[:8]}): {STATES[r.state]} — {r.message}" for r in rows)]
    show(rows, as_json, lambda: "\n".join(told) or "Không có gói nào đang chờ.")
    return 1 if any(one.state == "refused" for one in gone) and not turn_down else 0


@click.command()
@register_argument
@click.argument("decision", nargs=-1, metavar="[resolve ENTITY RECORD KEY]")
@click.option(
    "--take",
    default="",
    help="Mã của giá trị được chọn; với sửa–xóa: keep hoặc delete; với sửa sau bàn giao: take hoặc leave.",
)
@click.option("--value", default=None, help="Giá trị khác (JSON).")
@reason_option
@json_option
def conflicts(
    register: str, decision: tuple[str, ...], take: str, value: str | None, reason: str, as_json: bool
) -> None:
    """Các mục chờ quyết định; `resolve ENTITY RECORD KEY` với --take hoặc --value để quyết định một mục."""
    match decision:
        case ():
            _list_conflicts(register, as_json)
        case ("resolve", entity, record, key) if bool(take) != (value is not None):
            _resolve(register, (entity, record, key), take, value, reason, as_json)
        case ("resolve", _, _, _):
            raise Misuse("Chọn đúng một trong hai: --take hoặc --value.")
        case _:
            raise Misuse("Sau tên sổ chỉ có thể là: resolve ENTITY RECORD KEY.")


def _list_conflicts(register: str, as_json: bool) -> None:
    from db.store.deciding.queue import list_queue

    with opened(register) as book, book.read() as connection:
        rows = list_queue(connection)
    show(rows, as_json, lambda: "\n".join(_item(row) for row in rows) or "Không có mục nào chờ quyết định.")


def _item(row: Any) -> str:
    head = f"{row.entity} {row.id} · {row.key}"
    values = [
        f"   [{v.change}] {orjson.dumps(v.value).decode()} — {v.officer}, {v.at}, máy {v.device}"
        + (f", lý do: {v.reason}" if v.reason else "")
        for v in row.versions
    ]
    return "\n".join([head, *values])


def _resolve(
    register: str, place: tuple[str, str, str], take: str, value: str | None, reason: str, as_json: bool
) -> None:
    from db.store.deciding.queue import decide

    chosen = None if value is None else parse_json(value, "Giá trị sau --value")
    with opened(register) as book:
        decide(book, *place, take=take, value=chosen, reason=reason)
    show({"resolved": True}, as_json, lambda: "Đã quyết định; cả hai giá trị vẫn còn trong nhật ký.")
