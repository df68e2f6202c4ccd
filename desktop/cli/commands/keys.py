"""`sohotro keys`: every key of the desk, on the screen or as a card to print; knows none itself."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.session import json_option, show


@click.command()
@click.option(
    "-o", "out", default=None, type=click.Path(path_type=Path, dir_okay=False), help="Tệp PDF: thẻ một trang A4."
)
@json_option
def keys(out: Path | None, as_json: bool) -> None:
    """Các phím của màn hình làm việc; -o để lấy thẻ phím tắt một trang."""
    from desktop.presenters.actions import key_table
    from desktop.presenters.manual import save_card

    if out is not None:
        save_card(out)
    table = key_table()
    rows = [{"group": group.title, "key": key, "title": title} for group in table for key, title in group.keys]
    show(
        rows,
        as_json,
        lambda: f"Đã ghi thẻ phím tắt ra {out.name}." if out is not None else "\n".join(
            line for group in table for line in ("", group.title, *(f"  {key:<14}{title}" for key, title in group.keys))
        ).lstrip("\n"),
    )  # fmt: skip
