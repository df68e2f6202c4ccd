"""`sohotro import | generate`: lists of households in, and an invented population; reads no sheet itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show
from desktop.cli.usage import Misuse


@click.command("import")
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--policy", default=None, help="Danh sách hỗ trợ của chính sách này (thẻ BHYT, khoản vay…), không phải hộ."
)
@click.option("--year", default=None, type=click.IntRange(1990, 2199), help="Với --policy: năm của dòng không ghi năm.")
@click.option("--map", "names", default=None, type=click.Path(path_type=Path), help="Tệp JSON: tiêu đề cột lạ → mục.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ làm gì, không ghi.")
@click.option("--accept-doubtful", is_flag=True, help="Ghi cả các dòng còn nghi ngờ, đúng như kế hoạch nêu.")
@click.option(
    "--refused", default=None, type=click.Path(path_type=Path), help="Ghi các dòng chưa nhập ra tệp Excel này."
)
@reason_option
@json_option
def import_list(
    register: str,
    file: Path,
    policy: str | None,
    year: int | None,
    names: Path | None,
    dry_run: bool,
    accept_doubtful: bool,
    refused: Path | None,
    reason: str,
    as_json: bool,
) -> None:
    """Nhập danh sách hộ, hay danh sách hỗ trợ của một chính sách, từ tệp Excel; nhập lại cùng tệp không đổi gì."""
    from db.store.imports.headings import keep_headings, list_headings

    told = {} if names is None else convert(read_json(str(names)), dict[str, str], str(names))
    with opened(register) as book:
        with book.read() as connection:
            known = list_headings(connection, policy or "") | told
        take_in = _supports if policy else _households
        done, left, columns = take_in(
            book, file, known, policy=policy, year=year, dry_run=dry_run, accept_doubtful=accept_doubtful, reason=reason
        )
        if told and not dry_run:
            keep_headings(book, told, policy or "")
    summary = {**done.plan.summary(), "written": done.written, "dry_run": dry_run, "columns": columns}
    if refused is not None:
        summary["left"] = _write_refused(file, refused, known, left)
    notes = [f"dòng {row.row}: {'; '.join(row.reasons)}" for row in done.plan.rows if row.reasons]
    notes += [f"dòng {row.row}: bỏ qua — {row.reason}" for row in done.plan.refused]
    notes += [doubt.message for doubt in done.plan.doubts]
    show({**summary, "notes": notes}, as_json, lambda: "\n".join([*_told(summary, policy, dry_run=dry_run), *notes]))


def _households(book: Any, file: Path, known: Any, *, dry_run: bool, accept_doubtful: bool, **more: Any) -> Any:
    from db.store.imports.listed import DataList
    from db.store.imports.sheets import import_rows
    from db.store.imports.writing import import_list as take_in
    from forms.sheets.households import read_any
    from forms.sheets.refusals import left_of_households, left_of_lines

    listed = read_any(file, known)
    accepted = accept_doubtful and not dry_run
    given = {"dry_run": dry_run, "accept_doubtful": accept_doubtful, "reason": more["reason"]}
    if isinstance(listed, DataList):
        done = import_rows(book, listed, **given)
        return done, left_of_lines(done.plan, accepted=accepted), _meanings(listed.columns)
    done = take_in(book, listed, **given)
    return done, left_of_households(listed, done.plan, accepted=accepted), _meanings(listed.columns)


def _supports(book: Any, file: Path, known: Any, *, dry_run: bool, accept_doubtful: bool, **more: Any) -> Any:
    from db.store.definitions.policies import policy as policy_of
    from db.store.imports.supports import import_supports
    from forms.sheets.refusals import left_of_lines
    from forms.sheets.supports import read_supports

    with book.read() as connection:
        chosen = policy_of(connection, more.pop("policy"))
    listed = read_supports(file, chosen, known)
    done = import_supports(book, listed, dry_run=dry_run, accept_doubtful=accept_doubtful, **more)
    return done, left_of_lines(done.plan, accepted=accept_doubtful and not dry_run), _meanings(listed.columns)


def _meanings(columns: Any) -> dict[str, str | None]:
    """Heading → field: "" of a column that is not read, None of one whose meaning nobody has told."""
    return {column.heading: column.field for column in columns}


def _write_refused(file: Path, out: Path, known: Any, left: Any) -> int:
    from forms.sheets.refusals import write_refused

    return write_refused(file, out, left, known)


def _told(summary: dict[str, Any], policy: str | None, *, dry_run: bool) -> list[str]:
    verb = "Sẽ ghi (chưa ghi gì)" if dry_run else "Đã ghi"
    thing = "dòng" if policy else "hộ"
    persons = "" if policy else f", {summary['persons']} người"
    left = [f"Đã ghi {summary['left']} dòng chưa nhập ra tệp để sửa rồi nhập lại."] if "left" in summary else []
    return [
        f"Danh sách có {summary['households']} {thing}{persons} (bảng mã {summary['encoding']}).",
        f"{verb}: {summary['new']} {thing} mới, {summary['changed']} {thing} có thay đổi; {summary['same']} {thing} "
        f"như cũ, {summary['doubtful']} {thing} cần xem lại, {summary['refused']} dòng không dùng được.",
        *left,
    ]


_POPULATED = ("households", "persons", "villages", "rounds", "reviews", "classes", "totals", "moved")


@click.command()
@register_argument
@click.option("--households", type=click.IntRange(1, 100_000), help="Số hộ; bỏ trống: đủ theo thống kê.")
@click.option("--unit", metavar="MÃ", help="Đơn vị của sổ hoặc cấp dưới; bỏ trống: cả đơn vị của sổ.")
@click.option("--years", type=click.IntRange(0, 20), default=0, help="Rà soát của chừng ấy năm, danh sách từ năm 2016.")
@click.option("--supports", is_flag=True, help="Kèm hỗ trợ của năm nay; với --years: của các năm ấy, cùng nhu cầu.")
@click.option("--dirt", is_flag=True, help="Kèm lỗi như danh sách thật: thiếu năm sinh, sai số giấy tờ, ghi trùng.")
@click.option("--seed", required=True, type=int, help="Số hạt giống: cùng số cho cùng dân số.")
@json_option
def generate(
    register: str,
    households: int | None,
    unit: str | None,
    years: int,
    supports: bool,
    dirt: bool,
    seed: int,
    as_json: bool,
) -> None:
    """Sinh dân số bịa để tập huấn và thử (không có ai có thật)."""
    from db.store.inventing.populating import populate
    from db.store.inventing.years import Given, populate_supports

    with opened(register) as book:
        made = populate(book, seed=seed, count=households, unit=unit, years=years, dirt=dirt)
        given = populate_supports(book, seed=seed, years=years, units=made.units) if supports else Given()
    counts = {name: getattr(made, name) for name in _POPULATED}
    show(
        {**counts, "units": made.units, "supports": given.supports, "needs": given.needs, "plans": given.plans},
        as_json,
        lambda: (
            f"Đã ghi {made.households} hộ, {made.persons} người bịa ở {made.villages} thôn, {len(made.units)} xã; "
            f"{made.rounds} đợt rà soát, {made.reviews} phiếu, {made.classes} lượt phân loại, "
            f"{sum(given.supports.values())} hỗ trợ, {given.needs} nhu cầu, {given.plans} kế hoạch."
        ),
    )


@click.command("sheet")
@register_argument
@click.argument("name")
@click.option("-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp .xlsx để ghi ra.")
@click.option("--on", "on_date", default=None, help="Ngày (YYYY-MM-DD) tính dữ liệu; mặc định hôm nay.")
@json_option
def sheet(register: str, name: str, out: Path, on_date: str | None, as_json: bool) -> None:
    """Trang dữ liệu đầy đủ ra Excel và CSV: households, persons, hoặc mã một chính sách; sửa ô rồi nhập lại được."""
    from forms.sheets.datasheet import write_data

    if out.suffix.lower() != ".xlsx":
        raise Misuse("-o nhận tên tệp .xlsx; tệp .csv được ghi cạnh nó.")
    with opened(register) as book:
        made = _data_sheet(book, name, on_date)
        written = write_data(out, made.title, made.columns, made.rows)
    show(
        written,
        as_json,
        lambda: f"Đã ghi {written.rows} dòng ra {out.name} và {out.with_suffix('.csv').name}; đọc lại thấy đủ.",
    )


def _data_sheet(book: Any, name: str, on_date: str | None, only: Any = None) -> Any:
    """The data sheet of households, of persons or of the supports of a policy."""
    from db.store.definitions.policies import policy as policy_of
    from db.store.facts import today_of
    from db.store.lists.datasheets import household_sheet, person_sheet, support_sheet

    on = on_date or today_of(book)
    if name == "households":
        return household_sheet(book, on, only)
    if name == "persons":
        return person_sheet(book, on, only)
    with book.read() as connection:
        chosen = policy_of(connection, name)
    return support_sheet(book, on, chosen)


@click.command()
@register_argument
@click.argument("template", type=click.Path(path_type=Path))
@click.option("--of", "name", default="households", show_default=True, help="households, persons hoặc mã chính sách.")
@click.option("--filter", "saved", default=None, help="Chỉ các hộ của danh sách có sẵn này (xem `list … filters`).")
@click.option("--map", "names", default=None, type=click.Path(path_type=Path), help="Tệp JSON: tiêu đề cột → mục.")
@click.option("--show", "look", is_flag=True, help="Chỉ xem hiểu mỗi cột là gì, không ghi tệp.")
@click.option("-o", "out", default=None, type=click.Path(path_type=Path, dir_okay=False), help="Tệp .xlsx để ghi ra.")
@json_option
def fill(
    register: str,
    template: Path,
    name: str,
    saved: str | None,
    names: Path | None,
    look: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Điền mẫu Excel của nơi khác từ sổ: giữ nguyên đầu bảng và hình thức, mỗi hộ (người, hỗ trợ) một dòng."""
    from db.store.imports.headings import TEMPLATES, keep_headings, list_headings
    from db.store.imports.listed import unknown as not_told
    from forms.sheets.templates import fill_template, keys_by_title, template_columns

    if look == (out is not None):
        raise Misuse("Chọn đúng một trong hai: --show để xem, hoặc -o để ghi ra tệp.")
    told = {} if names is None else convert(read_json(str(names)), dict[str, str], str(names))
    with opened(register) as book:
        if told:
            keep_headings(book, told, TEMPLATES)
        with book.read() as connection:
            kept = list_headings(connection, TEMPLATES)
        made = _data_sheet(book, name, None, _filtered(book, saved))
        known = keys_by_title(made.columns) | kept
        if out is None:
            columns = template_columns(template, known)
            meant, unknown = {one.heading: one.field for one in columns if one.field}, not_told(columns)
            show({"columns": meant, "unknown": unknown}, as_json, lambda: _meant(meant, unknown))
            return
        keys = [column.key for column in made.columns]
        filled = fill_template(template, out, (dict(zip(keys, row, strict=True)) for row in made.rows()), known)
    left = f" Cột chưa hiểu, để trống: {', '.join(filled.empty)}." if filled.empty else ""
    show(filled, as_json, lambda: f"Đã điền {filled.rows} dòng vào {out.name}; đọc lại thấy đủ.{left}")


def _meant(meant: dict[str, str], unknown: list[str]) -> str:
    lines = [f"{heading}: {key}" for heading, key in meant.items()]
    return "\n".join([*lines, *(f"{heading}: chưa hiểu, để trống" for heading in unknown)])


def _filtered(book: Any, saved: str | None) -> list[str] | None:
    """Ids of the households of a saved list; None for all."""
    if saved is None:
        return None
    from db.store.facts import today_of
    from db.store.inputs import Sort
    from db.store.lists.filters import saved_filter
    from db.store.lists.listing import household_ids_by

    with book.read() as connection:
        return household_ids_by(connection, saved_filter(connection, saved).filter, Sort(), on=today_of(book))
