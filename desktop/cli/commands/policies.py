"""`sohotro policy …`: definition files, added and listed; judges nothing itself."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.session import json_option, opened, read_bytes, register_argument, show

KINDS = {
    "policy": "chính sách",
    "standard": "chuẩn nghèo",
    "scoring": "bảng điểm",
    "indicator": "chỉ số",
    "record": "loại bản ghi",
}


@click.group()
def policy() -> None:
    """Chính sách: định nghĩa đang dùng, thêm tệp định nghĩa mới."""


@policy.command()
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def add(register: str, file: Path, as_json: bool) -> None:
    """Kiểm tra và giữ tệp định nghĩa FILE (TOML): chính sách, chuẩn nghèo, bảng điểm, chỉ số, loại bản ghi."""
    from db.store.definitions.files import add_definition

    data = read_bytes(file)
    with opened(register) as book:
        made = add_definition(book, data, file.name)
    show(
        {"kind": made.kind, "policy": made.id, "version": made.version, "sha256": made.sha256, "title": made.title},
        as_json,
        lambda: f"Đã giữ {KINDS[made.kind]} “{made.title}” ({made.id}, bản số {made.version}).",
    )


@policy.command("list")
@register_argument
@json_option
def list_command(register: str, as_json: bool) -> None:
    """Các chính sách sổ này đang biết."""
    from db.store.definitions.policies import policies

    with opened(register) as book, book.read() as connection:
        rows = [
            {"policy": p.id, "version": p.version, "title": p.title, "sha256": p.sha256}
            for p in policies(connection).values()
        ]
    show(rows, as_json, lambda: "\n".join(f"{row['policy']} (bản {row['version']}): {row['title']}" for row in rows))
