"""The commands `add`, `set` and `delete` that groups about one kind of record share: a JSON file, a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import click

from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show


class Doors(NamedTuple):
    """What such commands write through: the shape of a new record, and three commands of the store."""

    shape: Any
    add: Callable[..., str]
    change: Callable[..., Any]
    delete: Callable[..., Any]


def add_editing(group: click.Group, noun: str, doors: Callable[[], Doors], *, change_help: str) -> None:
    """Give a group the three commands. noun: what the record is called; doors: read at first use, it is slow."""

    @group.command(help=f"Ghi một {noun} từ tệp JSON (- để đọc đầu vào chuẩn).")
    @register_argument
    @click.argument("file")
    @reason_option
    @json_option
    def add(register: str, file: str, reason: str, as_json: bool) -> None:
        to = doors()
        value = convert(read_json(file), to.shape, file)
        with opened(register) as book:
            record = to.add(book, value, reason=reason)
        show({"id": record}, as_json, lambda: f"Đã ghi {noun} {record}.")

    @group.command("set", help=change_help)
    @register_argument
    @click.argument("record")
    @click.argument("file")
    @reason_option
    @json_option
    def set_one(register: str, record: str, file: str, reason: str, as_json: bool) -> None:
        value = convert(read_json(file), dict[str, Any], file)
        with opened(register) as book:
            doors().change(book, record, value, reason=reason)
        show({"id": record}, as_json, lambda: f"Đã sửa {noun} {record}.")

    @group.command(help=f"Bỏ {noun} RECORD, có lý do.")
    @register_argument
    @click.argument("record")
    @reason_option
    @json_option
    def delete(register: str, record: str, reason: str, as_json: bool) -> None:
        with opened(register) as book:
            doors().delete(book, record, reason=reason)
        show({"id": record}, as_json, lambda: f"Đã bỏ {noun} {record}.")
