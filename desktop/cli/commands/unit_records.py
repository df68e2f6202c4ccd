"""`sohotro record`: what an office keeps beside its households, by kinds that are definition files; no rules."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import click

from desktop.cli.session import (
    convert,
    json_option,
    opened,
    plain,
    read_bytes,
    read_json,
    reason_option,
    register_argument,
    show,
)
from desktop.cli.usage import Misuse

kind_option = click.option("--kind", default=None, help="Chỉ loại bản ghi này; các loại: `record kinds`.")
unit_option = click.option("--unit", default=None, help="Mã đơn vị: chỉ đơn vị ấy và các đơn vị bên dưới.")
on_option = click.option("--on", "on_date", default=None, help="Ngày (năm-tháng-ngày).")


@click.group("record")
def record() -> None:
    """Sổ công tác của cơ quan: tập huấn, công trình, quỹ, gạo, cán bộ, tình trạng xã, khiếu nại, kế hoạch…"""


@record.command("kinds")
@register_argument
@click.option("--add", "file", default=None, type=click.Path(path_type=Path), help="Giữ thêm tệp định nghĩa loại này.")
@json_option
def kinds_command(register: str, file: Path | None, as_json: bool) -> None:
    """Các loại bản ghi sổ này đang biết, mỗi loại có bao nhiêu bản ghi."""
    from db.store.definitions.files import add_definition
    from db.store.definitions.kinds import kinds
    from db.store.record.reading import record_counts

    with opened(register) as book:
        if file is not None:
            add_definition(book, read_bytes(file), file.name)
        with book.read() as connection:
            counts = record_counts(connection)
            rows = [
                {
                    "kind": one.id,
                    "version": one.version,
                    "title": one.title,
                    "group": one.group,
                    "lasts": one.lasts,
                    "records": counts.get(one.id, 0),
                }
                for one in sorted(kinds(connection).values(), key=lambda one: (one.group, one.id))
            ]
    show(rows, as_json, lambda: "\n".join(_kind_lines(rows)))


def _kind_lines(rows: list[dict[str, Any]]) -> list[str]:
    told: list[str] = []
    for group, found in groupby(rows, key=lambda row: row["group"]):
        told.append(str(group))
        told += [f"   {row['kind']}: {row['title']} ({row['records']})" for row in found]
    return told


@record.command("add")
@register_argument
@click.argument("file", default="-")
@reason_option
@json_option
def add(register: str, file: str, reason: str, as_json: bool) -> None:
    """Ghi một bản ghi từ tệp JSON (hoặc - để đọc đầu vào chuẩn): kind, date, title, village, details…"""
    from db.store.inputs import RecordInput
    from db.store.record.records import add_record

    value = read_json(file)
    with opened(register) as book:
        made = add_record(book, convert(value, RecordInput, file), reason=reason)
    show(made, as_json, lambda: f"Đã ghi: {made.id}")


@record.command("set")
@register_argument
@click.argument("identity", metavar="RECORD")
@click.argument("file", default="-")
@reason_option
@json_option
def set_command(register: str, identity: str, file: str, reason: str, as_json: bool) -> None:
    """Sửa một bản ghi: tệp JSON chỉ ghi các mục cần đổi, null để xóa trắng."""
    from db.store.record.records import set_record

    value = convert(read_json(file), dict[str, Any], file)
    with opened(register) as book:
        made = set_record(book, identity, value, reason=reason)
    show(made, as_json, lambda: "Đã ghi thay đổi.")


@record.command("show")
@register_argument
@click.argument("identity", metavar="RECORD")
@json_option
def show_command(register: str, identity: str, as_json: bool) -> None:
    """Một bản ghi với mọi mục của nó."""
    from db.store.definitions.kinds import kind_of
    from db.store.lists.record_lines import described
    from db.store.record.reading import record as one_record

    with opened(register) as book, book.read() as connection:
        row = one_record(connection, identity)
        chosen = kind_of(connection, row.kind, row.definition)
        fields = described(connection, chosen, row) if chosen else [(k, str(v)) for k, v in row.details.items()]
    shown = plain(row) | {"shown": [{"label": label, "text": text} for label, text in fields]}
    show(shown, as_json, lambda: "\n".join([_line(row), *(f"   {label}: {text}" for label, text in fields)]))


@record.command("list")
@register_argument
@kind_option
@click.option("--year", default=None, type=click.IntRange(1900, 2199), help="Của năm này.")
@click.option("--village", default=None, help="Tên thôn.")
@unit_option
@on_option
@click.option("--open", "waiting", is_flag=True, help="Chỉ việc có hạn mà chưa xong.")
@click.option("-o", "out", default=None, type=click.Path(path_type=Path), help="Ghi ra tệp .xlsx hoặc .pdf.")
@json_option
def list_command(
    register: str,
    kind: str | None,
    year: int | None,
    village: str | None,
    unit: str | None,
    on_date: str | None,
    waiting: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Các bản ghi, mới nhất trước; với -o thì ghi danh sách của một loại ra Excel hoặc PDF."""
    from db.store.lists.record_lines import open_only
    from db.store.record.reading import records
    from desktop.presenters.records.lists import RecordList, keep_list

    if out is not None and kind is None:
        raise Misuse("Với -o thì phải chọn --kind: mỗi loại có cột riêng.")
    with opened(register) as book:
        with book.read() as connection:
            place = None if village is None else _village(connection, village, unit)
            rows = records(connection, kind=kind, year=year, village=place, unit=unit, on=on_date)
            rows = open_only(connection, rows) if waiting else rows
        if out is not None and kind is not None:
            written = keep_list(book, RecordList(kind, rows, year=year), out)
            show({"file": str(out), "rows": written}, as_json, lambda: f"Đã ghi {written} dòng ra {out}.")
            return
    show(rows, as_json, lambda: "\n".join(map(_line, rows)) or "Chưa có bản ghi nào như vậy.")


def _village(connection: Any, name: str | None, unit: str | None) -> str | None:
    """Id of a village of that unit, of ours without one; None where none is asked for."""
    from db.store.offices import own_unit
    from db.store.places.villages import need_villages

    return None if name is None else need_villages(connection, name, unit or own_unit(connection).code)[0]


def _line(row: Any) -> str:
    from db.domain.values import show_date

    until = f" đến {show_date(row.until)}" if row.until else ""
    place = f", {row.village_name}" if row.village_name else ""
    waits = " ⚠ có mục chờ quyết định" if row.conflicts else ""
    return f"{show_date(row.date)}{until}  {row.kind_title}: {row.name}, {row.unit_name}{place}{waits}  [{row.id}]"


@record.command("balance")
@register_argument
@click.argument("kind")
@unit_option
@on_option
@json_option
def balance(register: str, kind: str, unit: str | None, on_date: str | None, as_json: bool) -> None:
    """Thu, chi và còn lại của quỹ; nhập, xuất và còn lại của gạo, từng thôn: tính từ các bản ghi."""
    from db.store.record.balances import balances

    with opened(register) as book, book.read() as connection:
        rows = balances(connection, kind, unit=unit, on=on_date)
    show(rows, as_json, lambda: "\n".join(map(_balance_line, rows)) or "Chưa có bản ghi nào như vậy.")


def _balance_line(row: Any) -> str:
    from db.domain.values import show_figure

    names = [row.unit_name, row.village_name, *row.same.values()]
    where = ", ".join(name for name in names if name)
    came, went, left = (show_figure(value) for value in (row.came, row.went, row.left))
    return f"{row.label} – {where}: vào {came}, ra {went}, còn {left} {row.measure}"


@record.command("figures")
@register_argument
@click.option("--year", required=True, type=click.IntRange(1900, 2199), help="Năm.")
@kind_option
@click.option("--village", default=None, help="Tên thôn.")
@unit_option
@on_option
@json_option
def figures(
    register: str,
    year: int,
    kind: str | None,
    village: str | None,
    unit: str | None,
    on_date: str | None,
    as_json: bool,
) -> None:
    """Số liệu của từng loại bản ghi trong năm, đúng như định nghĩa đếm; việc kéo dài thì đếm vào ngày --on."""
    from db.store.record.figures import record_figures

    with opened(register) as book, book.read() as connection:
        place = _village(connection, village, unit)
        rows = record_figures(connection, year, name=kind, unit=unit, village=place, on=on_date)
    show(rows, as_json, lambda: "\n".join(_figure_lines(rows)) or f"Năm {year} chưa có bản ghi nào.")


def _figure_lines(rows: list[Any]) -> list[str]:
    from db.domain.values import show_figure

    told: list[str] = []
    for title, found in groupby(rows, key=lambda row: row.title):
        told.append(title)
        told += [f"   {row.label}: {show_figure(row.value)} {row.unit}" for row in found]
    return told


@record.command("projects")
@register_argument
@click.option("--year", required=True, type=click.IntRange(1900, 2199), help="Năm.")
@unit_option
@json_option
def projects(register: str, year: int, unit: str | None, as_json: bool) -> None:
    """Dự án 1–5 và tiểu dự án: hoạt động, công trình, mô hình và hỗ trợ thuộc từng dự án trong năm."""
    from db.store.record.projects import project_lines

    with opened(register) as book, book.read() as connection:
        rows = project_lines(connection, year, unit=unit)
    show(rows, as_json, lambda: "\n".join(map(_project_line, rows)) or f"Năm {year} chưa có gì thuộc dự án nào.")


def _project_line(row: Any) -> str:
    from db.domain.values import show_figure

    number = sum(row.records.values())
    cost, approved = show_figure(row.cost), show_figure(row.approved)
    return f"{row.title}: {number} bản ghi, {cost} đồng; {row.supports} hỗ trợ, duyệt {approved} đồng"


@record.command("status")
@register_argument
@click.option("--village", default=None, help="Tên thôn; bỏ trống là các xã.")
@unit_option
@on_option
@json_option
def status(register: str, village: str | None, unit: str | None, on_date: str | None, as_json: bool) -> None:
    """Tình trạng của xã, thôn vào một ngày: nông thôn mới, khu vực I–III, đặc biệt khó khăn, biên giới…"""
    from db.store.facts import today_of
    from db.store.places.statuses import status_on, statuses_on

    with opened(register) as book, book.read() as connection:
        day = on_date or today_of(book)
        if village is not None:
            place = _village(connection, village, unit) or ""
            rows = status_on(connection, place, day)
        else:
            rows = statuses_on(connection, day, units=None if unit is None else [unit])
    show(rows, as_json, lambda: "\n".join(map(_status_line, rows)) or "Chưa ghi tình trạng nào.")


def _status_line(row: Any) -> str:
    from db.domain.values import show_date

    until = f" đến {show_date(row.until)}" if row.until else ""
    return f"{row.unit}: {row.label}, từ {show_date(row.since)}{until}"
