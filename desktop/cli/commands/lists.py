"""`sohotro import | generate`: lists of households in, and an invented population; reads no sheet itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.session import convert, json_option, opened, read_json, reason_option, register_argument, show


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
    from db.store.headings import list_headings

    told = {} if names is None else convert(read_json(str(names)), dict[str, str], str(names))
    with opened(register) as book:
        with book.read() as connection:
            known = list_headings(connection) | told
        take_in = _supports if policy else _households
        done, left = take_in(
            book, file, known, policy=policy, year=year, dry_run=dry_run, accept_doubtful=accept_doubtful, reason=reason
        )
    summary = {**done.plan.summary(), "written": done.written, "dry_run": dry_run}
    if refused is not None:
        summary["left"] = _write_refused(file, refused, known, left)
    notes = [f"dòng {row.row}: {'; '.join(row.reasons)}" for row in done.plan.rows if row.reasons]
    notes += [f"dòng {row.row}: bỏ qua — {row.reason}" for row in done.plan.refused]
    notes += [doubt.message for doubt in done.plan.doubts]
    show({**summary, "notes": notes}, as_json, lambda: "\n".join([*_told(summary, policy, dry_run=dry_run), *notes]))


def _households(book: Any, file: Path, known: Any, *, dry_run: bool, accept_doubtful: bool, **more: Any) -> Any:
    from db.store.importing import import_list as take_in
    from forms.sheets.households import read_list
    from forms.sheets.refusals import left_of_households

    listed = read_list(file, known)
    done = take_in(book, listed, dry_run=dry_run, accept_doubtful=accept_doubtful, reason=more["reason"])
    return done, left_of_households(listed, done.plan, accepted=accept_doubtful and not dry_run)


def _supports(book: Any, file: Path, known: Any, *, dry_run: bool, accept_doubtful: bool, **more: Any) -> Any:
    from db.store.importing_supports import import_supports
    from db.store.policies import policy as policy_of
    from forms.sheets.refusals import left_of_supports
    from forms.sheets.supports import read_supports

    with book.read() as connection:
        chosen = policy_of(connection, more.pop("policy"))
    listed = read_supports(file, chosen, known)
    done = import_supports(book, listed, dry_run=dry_run, accept_doubtful=accept_doubtful, **more)
    return done, left_of_supports(done.plan, accepted=accept_doubtful and not dry_run)


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


@click.command()
@register_argument
@click.option("--households", required=True, type=click.IntRange(1, 20_000), help="Số hộ.")
@click.option("--supports", is_flag=True, help="Sinh cả hỗ trợ của năm nay.")
@click.option("--seed", required=True, type=int, help="Số hạt giống: cùng số cho cùng dân số.")
@json_option
def generate(register: str, households: int, supports: bool, seed: int, as_json: bool) -> None:
    """Sinh dân số bịa để tập huấn và thử (không có ai có thật)."""
    from db.store.populating import populate, populate_supports

    with opened(register) as book:
        made = populate(book, count=households, seed=seed)
        given = populate_supports(book, seed=seed) if supports else {}
    show(
        {"households": made.households, "persons": made.persons, "villages": made.villages, "supports": given},
        as_json,
        lambda: (
            f"Đã ghi {made.households} hộ, {made.persons} người bịa ở {made.villages} thôn"
            + (f", {sum(given.values())} hỗ trợ." if supports else ".")
        ),
    )
