"""`sohotro report`: tables and reports on screen, as PDF, Excel or CSV; issued ones again, what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.session import convert, json_option, opened, read_json, register_argument, show
from desktop.cli.usage import Misuse

if TYPE_CHECKING:
    from db.ledger.register import Register
    from db.store.reports import IssuedRow, Report

USES = (
    "NAME | issue NAME | again ID | changes ID | days [NAME DAY]; không ghi gì: các báo cáo đã phát hành; "
    "`report list`: các tên"
)


@click.command()
@register_argument
@click.argument("what", nargs=-1, metavar="[NAME | issue NAME | again ID | changes ID | days [NAME DAY]]")
@click.option("--year", default=None, type=click.IntRange(1900, 2199), help="Năm báo cáo.")
@click.option("--on", default=None, help="Số liệu đến ngày này (ISO); bỏ trống: ngày của loại báo cáo.")
@click.option("--unit", default=None, help="Mã đơn vị bên dưới; bỏ trống: cả sổ.")
@click.option("--narrative", default=None, help="Tệp JSON phần lời: mã phần → các đoạn.")
@click.option("-o", "out", default=None, type=click.Path(path_type=Path, dir_okay=False), help="Tệp .pdf, .xlsx, .csv.")
@json_option
def report(
    register: str,
    what: tuple[str, ...],
    year: int | None,
    on: str | None,
    unit: str | None,
    narrative: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Biểu tổng hợp và báo cáo: xem, lưu tệp, phát hành, xem lại đúng như lúc phát hành."""
    if register == "list" and not what:
        _list(as_json)
        return
    told = convert(read_json(narrative), dict[str, list[str]], narrative) if narrative else {}
    with opened(register) as book:
        match what:
            case ():
                _issued(book, as_json)
            case ("days", *chosen) if len(chosen) in (0, 2):
                _days(book, chosen, as_json)
            case ("again", record):
                _again(book, record, out, as_json)
            case ("changes", record):
                _changes(book, record, as_json)
            case ("issue", name) if year is not None:
                _issue(book, name, year, on, unit, told, out, as_json)
            case (name,) if year is not None:
                _count(book, name, year, on, unit, told, out, as_json)
            case (_,) | ("issue", _):
                raise Misuse("Ghi năm của báo cáo: --year.")
            case _:
                raise Misuse(f"Sau tên sổ chỉ có thể là: {USES}.")


def _list(as_json: bool) -> None:
    from db.store.reports import kinds

    rows = list(kinds().values())
    show(
        rows,
        as_json,
        lambda: "\n".join(
            f"{one.name}: {one.title}" + (" (mẫu cần đối chiếu)" if one.uncertain else "") for one in rows
        ),
    )


def _count(
    book: Register,
    name: str,
    year: int,
    on: str | None,
    unit: str | None,
    told: dict[str, list[str]],
    out: Path | None,
    as_json: bool,
) -> None:
    from db.sync.reporting import build

    with book.read() as connection:
        made = build(connection, name, year=year, on=on, unit=unit)
    written = _write(book, made, told, None, out)
    show({**_plain(made), "file": written}, as_json, lambda: _text(made, written))


def _issue(
    book: Register,
    name: str,
    year: int,
    on: str | None,
    unit: str | None,
    told: dict[str, list[str]],
    out: Path | None,
    as_json: bool,
) -> None:
    from db.store.reports import again, issue

    row = issue(book, name, year=year, on=on, unit=unit, narrative=told)
    written = _write(book, again(book, row.id).report, row.narrative, row, out) if out else None
    show(
        {"id": row.id, "name": row.name, "on": row.on, "figures": row.figures, "file": written},
        as_json,
        lambda: f"Đã phát hành “{row.title}”, {row.year}; mã {row.id}, mã số liệu {row.figures[:8]}.",
    )


def _days(book: Register, chosen: list[str], as_json: bool) -> None:
    from db.store.home.owed import owed_reports, set_report_day

    if chosen:
        set_report_day(book, *chosen)
    with book.read() as connection:
        rows = owed_reports(connection)
    show(
        rows,
        as_json,
        lambda: "\n".join(
            f"{one.name}: {one.title}, trước ngày {one.shown} hằng năm" + (" (cơ quan đặt)" if one.own else "")
            for one in rows
        ),
    )


def _issued(book: Register, as_json: bool) -> None:
    from db.domain.values import show_date
    from db.store.reports import issued_reports

    with book.read() as connection:
        rows = issued_reports(connection)
    show(
        rows,
        as_json,
        lambda: (
            "\n".join(
                f"{row.id}: {row.title}, {row.year}, đến ngày {show_date(row.on)}, phát hành "
                f"{show_date(row.issued_at[:10])} ({row.officer})"
                for row in rows
            )
            or "Chưa phát hành báo cáo nào."
        ),
    )


def _again(book: Register, record: str, out: Path | None, as_json: bool) -> None:
    from db.store.reports import again

    kept = again(book, record)
    written = _write(book, kept.report, kept.row.narrative, kept.row, out)
    body = {**_plain(kept.report), "id": record, "same": kept.same, "why": kept.why, "file": written}
    show(body, as_json, lambda: "\n".join(part for part in (_text(kept.report, written), kept.why) if part))


def _changes(book: Register, record: str, as_json: bool) -> None:
    from db.store.reports import changes_since
    from forms.paper.bieu_tong_hop import show as shown

    rows = changes_since(book, record)
    told = [
        f"{one.table} – {one.where}, cột {one.column}: {shown(one.then) or 'trống'} → {shown(one.now) or 'trống'}"
        for one in rows
    ]
    show(rows, as_json, lambda: "\n".join(told) or "Đếm lại hôm nay vẫn như lúc phát hành.")


def _write(
    book: Register, made: Report, told: dict[str, list[str]], row: IssuedRow | None, out: Path | None
) -> str | None:
    """The file, as its ending says; its name, None where none was asked for."""
    if out is None:
        return None
    from db.store.printing.reports import subject

    if out.suffix == ".pdf":
        from desktop.printing import keep, make_report

        keep(book, make_report(book, made, told, row), out)
    elif out.suffix == ".xlsx":
        from forms.sheets.figures import write_tables

        write_tables(out, made.tables, subject(made))
    elif out.suffix == ".csv":
        from forms.sheets.figures import write_csv

        write_csv(out, made.tables)
    else:
        raise Misuse("Tên tệp phải kết thúc bằng .pdf, .xlsx hoặc .csv.")
    return str(out)


def _plain(made: Report) -> dict[str, Any]:
    return {
        "name": made.name, "title": made.title, "unit": made.unit, "unit_name": made.unit_name, "year": made.year,
        "on": made.on, "since": made.since, "figures": made.figures, "tables": made.tables, "checks": made.checks,
    }  # fmt: skip


def _text(made: Report, written: str | None) -> str:
    """What a person reads: the first lines of every table, what is missing, the checks that do not hold."""
    from forms.paper.bieu_tong_hop import show as shown

    lines = [f"{made.title}, {made.unit_name}, {made.year} (mã số liệu {made.figures[:8]})"]
    for table in made.tables:
        lines.append(f"\n{table.title}")
        for line in table.lines:
            values = (
                f"{head.number} {shown(value)}"
                for head, value in zip(table.columns, line.values, strict=True)
                if value not in (None, "")
            )
            lines.append(f"   {' '.join(filter(None, (line.code, line.name, line.line)))}: {' | '.join(values)}")
        lines += [f"   ! {told}" for told in table.missing]
    lines += [one.told for one in made.checks if not one.holds]
    return "\n".join([*lines, f"Đã ghi ra {written}."] if written else lines)
