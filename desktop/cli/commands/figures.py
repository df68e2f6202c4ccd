"""`sohotro indicators | targets | totals | official`: figures beside what was to be reached; computes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from db.domain.errors import InvalidData, Issue
from db.domain.values import is_iso_date, show_date
from desktop.cli.editing import Doors, add_editing
from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show
from desktop.cli.usage import Misuse

YEAR = click.IntRange(1990, 2199)
FILES = (".xlsx", ".pdf")


@click.command()
@register_argument
@click.option("--year", required=True, type=YEAR, help="Năm.")
@click.option("--unit", default=None, help="Mã đơn vị; mặc định đơn vị của sổ.")
@click.option("--on", "on_date", default=None, help="Ngày (YYYY-MM-DD) tính số liệu; mặc định ngày cuối năm, hoặc nay.")
@click.option("--indicator", "names", multiple=True, help="Chỉ chỉ số này (nhiều lần được).")
@click.option(
    "-o", "out", default=None, type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp .xlsx hoặc in ra .pdf."
)
@json_option
def indicators(
    register: str,
    year: int,
    unit: str | None,
    on_date: str | None,
    names: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    """Chỉ số giảm nghèo của một năm, bên cạnh chỉ tiêu: thực hiện, năm trước, đạt hay chưa, vì sao chưa tính được."""
    if on_date is not None and not is_iso_date(on_date):
        raise InvalidData([Issue("on", "hard", "date", f"Ngày “{on_date}” không có trong lịch: ghi dạng 2017-09-01.")])
    if out is not None and out.suffix.lower() not in FILES:
        raise Misuse("-o nhận tên tệp .xlsx hoặc .pdf.")
    from db.store.definitions.indicators import indicator
    from db.store.facts import today_of
    from db.store.figures.progress import beside, indicator_table
    from db.store.places.tree import Tree

    with opened(register) as book:
        with book.read() as connection:
            for name in names:
                indicator(connection, name)
            asked = {"year": year, "unit": unit, "on": on_date, "names": names or None}
            rows = indicator_table(connection, today=today_of(book), **asked)  # type: ignore[arg-type]
            said = beside(connection, unit or Tree(connection).own, year, rows)
        if out is not None:
            _write(book, rows, said, year, unit, out, as_json)
            return
    show(rows, as_json, lambda: "\n".join([*said, *map(_line, rows)]))


def _write(book: Any, rows: list[Any], said: list[str], year: int, unit: str | None, out: Path, as_json: bool) -> None:
    from desktop.presenters.desk import Desk
    from desktop.presenters.targets.table import TargetTable
    from desktop.printing import keep

    made = TargetTable(Desk(book, ""), year, unit or "")
    made.take(rows, said)
    if out.suffix.lower() == ".pdf":
        run = keep(book, made.paper(), out)
        show(run, as_json, lambda: f"Đã in {run.pages} trang ra {out.name}; số trong sổ in: {run.number}.")
    else:
        written = made.export(out)
        show(written, as_json, lambda: f"Đã ghi {written.rows} dòng ra {out.name}; đọc lại thấy đủ.")


def _line(row: Any) -> str:
    from db.domain.values import figure_words

    value = figure_words(row.actual, row.of) if row.actual is not None else f"chưa tính được ({row.why})"
    aim = f"; phải đạt {row.aim}: {row.verdict_name}" if row.target else ""
    last = f"; năm trước {figure_words(row.last, row.of)}" if row.last is not None else ""
    of = f" của {row.former}" if row.former else ""
    return f"{row.title}{of}: {value}{aim}{last}  [{row.id}]"


@click.group()
def targets() -> None:
    """Chỉ tiêu của đơn vị: xem, nhập bộ chỉ tiêu của kế hoạch, ghi, sửa, bỏ."""


@targets.command("list")
@register_argument
@click.option("--year", default=None, type=YEAR, help="Chỉ chỉ tiêu có hiệu lực trong năm này.")
@click.option("--unit", default=None, help="Chỉ của đơn vị này.")
@json_option
def list_targets(register: str, year: int | None, unit: str | None, as_json: bool) -> None:
    """Các chỉ tiêu đã ghi."""
    from db.store.figures.formers import Ways
    from db.store.figures.targets import targets as recorded
    from db.store.places.tree import Tree

    with opened(register) as book, book.read() as connection:
        ways, today = Ways(connection), Tree(connection).on
        rows = recorded(connection, year=year, units=ways.codes(unit, today) if unit else ())
        of = {row.id: ways.former(unit or row.unit or "", today, row.unit or "", row.unit_date) for row in rows}
    show(rows, as_json, lambda: "\n".join(_target(row, of[row.id]) for row in rows) or "Chưa ghi chỉ tiêu nào.")


def _target(row: Any, former: Any) -> str:
    years = str(row.year) if row.first_year == row.year else f"{row.first_year}–{row.year}"
    of = f" của {former.title}" if former else ""
    return f"{years} {row.clause or ''} {row.title or row.indicator}{of}  [{row.id}]"


@targets.command()
@json_option
def plans(as_json: bool) -> None:
    """Các bộ chỉ tiêu đi kèm chương trình."""
    from db.policy.targets import shipped_plans

    rows = [
        {"id": one.id, "title": one.title, "source": one.source, "unit": one.unit, "targets": len(one.targets)}
        for one in shipped_plans().values()
    ]
    show(rows, as_json, lambda: "\n".join(f"{row['id']}: {row['title']} ({row['targets']} chỉ tiêu)" for row in rows))


@targets.command()
@register_argument
@click.argument("plan")
@click.option("--unit", default=None, help="Mã đơn vị chịu chỉ tiêu; mặc định đơn vị của sổ.")
@json_option
def load(register: str, plan: str, unit: str | None, as_json: bool) -> None:
    """Nhập các chỉ tiêu của bộ PLAN; chỉ tiêu đã có giữ nguyên."""
    from db.store.figures.targets import load_plan
    from desktop.presenters.targets.table import loaded_words

    with opened(register) as book:
        made = load_plan(book, plan, unit=unit)
    show(made, as_json, lambda: loaded_words(made))


def _doors() -> Doors:
    from db.store.figures.targets import TargetInput, add_target, delete_target, set_target

    return Doors(TargetInput, add_target, set_target, delete_target)


add_editing(
    targets,
    "chỉ tiêu",
    _doors,
    change_help="Sửa chỉ tiêu RECORD: tệp JSON chỉ ghi mục cần đổi; chốt danh sách xã cũng ở đây (cohort).",
)


@click.group()
def totals() -> None:
    """Tổng số hộ, nhân khẩu… của thôn, xã theo năm: mẫu số do cán bộ ghi, không suy từ danh sách hộ nghèo."""


@totals.command("list")
@register_argument
@click.option("--year", default=None, type=YEAR, help="Chỉ năm này.")
@click.option("--unit", default=None, help="Chỉ đơn vị này.")
@json_option
def list_totals(register: str, year: int | None, unit: str | None, as_json: bool) -> None:
    """Các tổng số đã ghi."""
    from db.store.definitions.indicators import total_kinds
    from db.store.figures.totals import totals as recorded

    with opened(register) as book, book.read() as connection:
        rows, names = recorded(connection, year=year, unit=unit), total_kinds(connection)
    told = [f"{one.year} {one.unit} {one.village or ''} {names.get(one.kind, one.kind)}: {one.value}" for one in rows]
    show(rows, as_json, lambda: "\n".join(told) or "Chưa ghi tổng số nào.")


@totals.command("put")
@register_argument
@click.argument("file")
@reason_option
@json_option
def put_totals(register: str, file: str, reason: str, as_json: bool) -> None:
    """Ghi tổng số từ tệp JSON: một danh sách; số ghi lại thay số cũ của cùng nơi, năm và loại."""
    from db.store.figures.totals import TotalInput
    from db.store.figures.totals import put_totals as put

    given = convert(read_json(file), list[TotalInput], file)
    with opened(register) as book:
        ids = put(book, given, reason=reason)
    show({"ids": ids}, as_json, lambda: f"Đã ghi {len(given)} tổng số.")


@click.group()
def official() -> None:
    """Số liệu in trong văn bản chính thức, của mọi đơn vị và thời kỳ, kèm nguồn."""


@official.command("list")
@register_argument
@click.option("--unit", default=None, help="Chỉ đơn vị này.")
@json_option
def list_official(register: str, unit: str | None, as_json: bool) -> None:
    """Các số liệu chính thức đã ghi."""
    from db.store.figures.formers import Ways
    from db.store.figures.official import official_figures
    from db.store.places.tree import Tree

    with opened(register) as book, book.read() as connection:
        ways, today = Ways(connection), Tree(connection).on
        rows = official_figures(connection, units=ways.codes(unit, today) if unit else ())
        was = [ways.former(unit or r.unit, today, r.unit, r.unit_date) for r in rows]
    told = [
        f"{show_date(r.on_date)} {former.title if former else r.unit} {r.title or r.indicator}: {r.value} ({r.source})"
        for r, former in zip(rows, was, strict=True)
    ]
    show(rows, as_json, lambda: "\n".join(told) or "Chưa ghi số liệu chính thức nào.")


@official.command("put")
@register_argument
@click.argument("file")
@reason_option
@json_option
def put_official(register: str, file: str, reason: str, as_json: bool) -> None:
    """Ghi số liệu chính thức từ tệp JSON: một danh sách; số ghi lại thay số cũ của cùng nơi, nội dung, thời điểm."""
    from db.store.figures.official import OfficialInput
    from db.store.figures.official import put_official as put

    given = convert(read_json(file), list[OfficialInput], file)
    with opened(register) as book:
        ids = put(book, given, reason=reason)
    show({"ids": ids}, as_json, lambda: f"Đã ghi {len(given)} số liệu.")
