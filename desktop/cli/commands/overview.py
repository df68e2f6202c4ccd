"""`sohotro list | due | needs | timeline`: who is in a list (also as a file), what is due or asked for, what came.

Only a list on paper writes anything: its line in the print register.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.commands.looking import need_line
from desktop.cli.session import convert, json_option, opened, plain, read_json, register_argument, show
from desktop.cli.usage import Misuse

PAGE = 512
FILES = (".xlsx", ".pdf")
on_option = click.option("--on", "on_date", default=None, help="Ngày (YYYY-MM-DD) tính danh sách; mặc định hôm nay.")


def asked_day(book: Any, on: str | None) -> str:
    """The ISO day asked for, today where none is; InvalidData for a day of no calendar."""
    from db.domain.errors import InvalidData, Issue
    from db.domain.values import is_iso_date
    from db.store.facts import today_of

    if on is not None and not is_iso_date(on):
        raise InvalidData([Issue("on", "hard", "date", f"Ngày “{on}” không có trong lịch: ghi dạng 2017-09-01.")])
    return on or today_of(book)


@click.command("list")
@register_argument
@click.argument("of", type=click.Choice(["households", "persons", "filters"]))
@click.option("--filter", "name", default=None, help="Tên hoặc mã một danh sách có sẵn (xem `list REGISTER filters`).")
@click.option("--json-filter", "file", default=None, help="Tệp JSON ghi điều kiện lọc, - để đọc đầu vào chuẩn.")
@click.option("--sort", "column", default="name", show_default=True, help="Cột để xếp.")
@click.option("--descending", is_flag=True, help="Xếp ngược.")
@on_option
@click.option(
    "-o", "out", default=None, type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp .xlsx hoặc in ra .pdf."
)
@json_option
def list_command(
    register: str,
    of: str,
    name: str | None,
    file: str | None,
    column: str,
    descending: bool,
    on_date: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Danh sách hộ hoặc người theo điều kiện lọc, xem hay ghi ra tệp; `filters` cho biết các danh sách có sẵn."""
    if (name and file) or (of == "filters" and (name or file)):
        raise Misuse("Chọn nhiều nhất một trong hai: --filter hoặc --json-filter, và chỉ với households, persons.")
    if out is not None and (of == "filters" or out.suffix.lower() not in FILES):
        raise Misuse("-o nhận tên tệp .xlsx hoặc .pdf, và chỉ với households, persons.")
    from db.store.inputs import Sort
    from db.store.lists.filters import counted_filters

    with opened(register) as book:
        with book.read() as connection:
            on = asked_day(book, on_date)
            if of == "filters":
                rows: list[Any] = counted_filters(connection, on=on)
                show(rows, as_json, lambda: "\n".join(map(_counted, rows)))
                return
            asked, sort = _filter(connection, of, name, file), Sort(column=column, descending=descending)
            lines = [] if out else _lines(connection, of, asked, sort, on)
        if out is not None:
            _write(book, of, asked, sort, on, out, as_json)
            return
    show(lines, as_json, lambda: "\n".join([f"{len(lines)} dòng", *map(_line, lines)]))


def _write(book: Any, of: Any, asked: Any, sort: Any, on: str, out: Path, as_json: bool) -> None:
    """The list as the desk hands it out: an Excel file read again and counted, or a paper entered in the print
    register."""
    from desktop.presenters.desk import Desk
    from desktop.presenters.households import HouseholdList, Question
    from desktop.printing import keep
    from desktop.work.context import JobContext

    lists = HouseholdList(Desk(book, ""))
    lists.take_filter(of, asked)
    answer = lists.answer(Question(of, asked, sort, on))
    if out.suffix.lower() == ".pdf":
        run = keep(book, lists.paper(answer, lists.title, JobContext()), out)
        show(run, as_json, lambda: f"Đã in {run.pages} trang ra {out.name}; số trong sổ in: {run.number}.")
    else:
        written = lists.export(answer, lists.title, out, JobContext())
        show(written, as_json, lambda: f"Đã ghi {written.rows} dòng ra {out.name}; đọc lại thấy đủ.")


def _counted(row: Any) -> str:
    count = "thiếu chính sách" if row.count is None else row.count
    return f"{row.saved.title}: {count}  [{row.saved.of} --filter {row.saved.name}]"


def _filter(connection: Any, of: str, name: str | None, file: str | None) -> Any:
    from db.store.inputs import Filter
    from db.store.lists.filters import saved_filter

    if file is not None:
        return convert(read_json(file), Filter, file)
    if name is None:
        return Filter()
    saved = saved_filter(connection, name)
    if saved.of != of:
        raise Misuse(f"Danh sách “{saved.title}” là của {saved.of}, không phải {of}.")
    return saved.filter


def _lines(connection: Any, of: str, asked: Any, sort: Any, on: str) -> list[Any]:
    from db.store.lists.listing import household_ids_by, household_lines, person_ids, person_lines

    ids = (person_ids if of == "persons" else household_ids_by)(connection, asked, sort, on=on)
    page = person_lines if of == "persons" else household_lines
    return [line for start in range(0, len(ids), PAGE) for line in page(connection, ids[start : start + PAGE], on=on)]


def _line(row: Any) -> str:
    waits = " ⚠ có mục chờ quyết định" if row.conflicts else ""
    if hasattr(row, "members"):
        return f"{row.head or 'chưa có chủ hộ'}, {row.members} người, {row.village_name}{waits}  [hộ {row.id}]"
    born = row.birth_date or "chưa rõ năm sinh"
    return f"{row.name}, {born}, {row.village_name}{waits}  [người {row.id}, hộ {row.household}]"


@click.command()
@register_argument
@on_option
@json_option
def due(register: str, on_date: str | None, as_json: bool) -> None:
    """Những việc đến hạn: thẻ sắp hết hạn, khoản vay đến hạn, chưa phát, thiếu số định danh, chưa xuất gói."""
    from db.store.home.due import due as what_is_due

    with opened(register) as book, book.read() as connection:
        rows = what_is_due(connection, on=asked_day(book, on_date))
    show(rows, as_json, lambda: "\n".join(map(_due, rows)) or "Không có việc nào đến hạn.")


def _due(row: Any) -> str:
    from db.domain.values import show_date

    return f"{row.title}: {row.count}" + (f", sớm nhất {show_date(row.date)}" if row.date else "")


@click.command()
@register_argument
@click.option("--year", default=None, type=int, help="Chỉ nhu cầu đăng ký trong năm này.")
@click.option("--policy", default=None, help="Chỉ nhu cầu về chính sách này.")
@click.option("--state", default=None, type=click.Choice(["open", "served", "refused"]), help="Chỉ nhu cầu đang vậy.")
@click.option("--count", is_flag=True, help="Chỉ đếm: đăng ký, đã đáp ứng, không đáp ứng theo năm và chính sách.")
@json_option
def needs(register: str, year: int | None, policy: str | None, state: str | None, count: bool, as_json: bool) -> None:
    """Nhu cầu đã đăng ký của các hộ: đã được đáp ứng hay chưa."""
    if count and (policy or state):
        raise Misuse("Với --count thì không dùng --policy, --state: bảng đếm đã chia theo chính sách và tình trạng.")
    from db.store.plan.reading import need_counts
    from db.store.plan.reading import needs as registered

    with opened(register) as book, book.read() as connection:
        if count:
            counts = need_counts(connection, year=year)
            show(counts, as_json, lambda: "\n".join(map(_count_line, counts)) or "Chưa có nhu cầu nào đăng ký.")
            return
        rows = registered(connection, policy=policy, year=year, state=state)
    show(rows, as_json, lambda: "\n".join(map(need_line, rows)) or "Không có nhu cầu nào như vậy.")


def _count_line(row: Any) -> str:
    kind = row.policy or "không thuộc chính sách nào"
    return f"{row.year}, {kind}: {row.registered} đăng ký, {row.served} đã đáp ứng, {row.refused} không đáp ứng được"


@click.command()
@register_argument
@json_option
def timeline(register: str, as_json: bool) -> None:
    """Từng máy trao đổi: gói cuối, còn thiếu, đã xác nhận đến đâu, làm gì tiếp."""
    from db.sync.timeline import timeline as lines_of

    with opened(register) as book:
        rows = lines_of(book)
    show(
        [plain(row) | {"told": row.told, "step": row.step} for row in rows],
        as_json,
        lambda: "\n".join(map(_device, rows)) or "Máy này chưa trao đổi với cơ quan nào.",
    )


def _device(row: Any) -> str:
    came = f"gói cuối số {row.received.number}, {row.received.at[:10]}" if row.received else "chưa nhận gói nào"
    return f"{row.unit_name}, máy {row.device}: {came}. {row.told} {row.step}"
