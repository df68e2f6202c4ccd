"""`sohotro results`: what each policy came to in a year, as its definition counts; no rules of its own."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from desktop.cli.session import json_option, opened, register_argument, show


@click.command()
@register_argument
@click.option("--year", required=True, type=click.IntRange(1900, 2199), help="Năm hưởng.")
@click.option("--policy", "name", default=None, help="Chỉ chính sách này; bỏ trống là mọi chính sách có số liệu.")
@click.option("--village", default=None, help="Tên thôn; bỏ trống là cả sổ.")
@json_option
def results(register: str, year: int, name: str | None, village: str | None, as_json: bool) -> None:
    """Kết quả từng chính sách trong năm: hộ, người, lượt, tiền, hiện vật, đúng như định nghĩa của chính sách đếm."""
    from db.store.figures.results import policy_figures
    from db.store.offices import own_unit
    from db.store.places.villages import need_villages

    with opened(register) as book, book.read() as connection:
        place = None if village is None else need_villages(connection, village, own_unit(connection).code)[0]
        rows = policy_figures(connection, year, name=name, village=place)
    show(rows, as_json, lambda: "\n".join(_lines(rows)) or f"Năm {year} chưa có hỗ trợ nào.")


def _lines(rows: list[Any]) -> list[str]:
    from db.domain.values import show_figure

    told: list[str] = []
    for title, figures in groupby(rows, key=lambda row: row.title):
        told.append(title)
        told += [f"   {row.label}: {show_figure(row.value)} {row.unit}" for row in figures]
    return told
