"""`sohotro import | generate`: lists of households in, and an invented population; reads no sheet itself."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.session import convert, json_option, opened, read_json, register_argument, show


@click.command("import")
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "names", default=None, type=click.Path(path_type=Path), help="Tệp JSON: tiêu đề cột lạ → mục.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ làm gì, không ghi.")
@click.option("--accept-doubtful", is_flag=True, help="Ghi cả các hộ còn nghi ngờ, đúng như kế hoạch nêu.")
@json_option
def import_list(
    register: str, file: Path, names: Path | None, dry_run: bool, accept_doubtful: bool, as_json: bool
) -> None:
    """Nhập danh sách hộ từ tệp Excel của xã; nhập lại cùng tệp không đổi gì."""
    from db.store.headings import list_headings
    from db.store.importing import import_list as take_in
    from forms.sheets.households import read_list

    told = {} if names is None else convert(read_json(str(names)), dict[str, str], str(names))
    with opened(register) as book:
        with book.read() as connection:
            known = list_headings(connection) | told
        done = take_in(book, read_list(file, known), dry_run=dry_run, accept_doubtful=accept_doubtful)
    summary = {**done.plan.summary(), "written": done.written, "dry_run": dry_run}
    notes = [f"dòng {row.row}: {'; '.join(row.reasons)}" for row in done.plan.rows if row.reasons]
    notes += [f"dòng {row.row}: bỏ qua — {row.reason}" for row in done.plan.refused]
    notes += [doubt.message for doubt in done.plan.doubts]
    verb = "Sẽ ghi (chưa ghi gì)" if dry_run else "Đã ghi"
    show(
        {**summary, "notes": notes},
        as_json,
        lambda: "\n".join(
            [
                f"Danh sách có {summary['households']} hộ, {summary['persons']} người (bảng mã {summary['encoding']}).",
                f"{verb}: {summary['new']} hộ mới, {summary['changed']} hộ có thay đổi; {summary['same']} hộ như cũ, "
                f"{summary['doubtful']} hộ cần xem lại, {summary['refused']} dòng không dùng được.",
                *notes,
            ]
        ),
    )


@click.command()
@register_argument
@click.option("--households", type=click.IntRange(1, 100_000), help="Số hộ; bỏ trống: đủ theo thống kê.")
@click.option("--unit", metavar="MÃ", help="Đơn vị của sổ hoặc cấp dưới; bỏ trống: cả đơn vị của sổ.")
@click.option("--years", type=click.IntRange(0, 20), default=0, help="Danh sách rà soát của chừng ấy năm, từ năm 2016.")
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
    from db.store.populating import populate
    from db.store.populating_years import Given, populate_supports

    with opened(register) as book:
        made = populate(book, seed=seed, count=households, unit=unit, years=years, dirt=dirt)
        given = populate_supports(book, seed=seed, years=years, units=made.units) if supports else Given()
    counts = {name: getattr(made, name) for name in ("households", "persons", "villages", "classes", "moved")}
    show(
        {**counts, "units": made.units, "supports": given.supports, "needs": given.needs, "plans": given.plans},
        as_json,
        lambda: (
            f"Đã ghi {made.households} hộ, {made.persons} người bịa ở {made.villages} thôn, {len(made.units)} xã; "
            f"{made.classes} lượt phân loại, {sum(given.supports.values())} hỗ trợ, {given.needs} nhu cầu, "
            f"{given.plans} kế hoạch."
        ),
    )
