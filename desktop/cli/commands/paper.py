"""`sohotro print | reprint | prints | number | documents | confirm-form`: documents on paper, and which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.session import json_option, opened, register_argument, show


@click.command()
@click.option("--register", "register", default=None, help="Sổ: mẫu đã được quản trị của sổ xác nhận thì thôi ghi dấu.")
@json_option
def documents(register: str | None, as_json: bool) -> None:
    """Các mẫu in được, nguồn và thời gian áp dụng."""
    from desktop.printing import documents as of_register
    from forms.paper.registry import documents as list_documents
    from forms.paper.registry import get

    if register is None:
        found = list_documents()
    else:
        with opened(register) as book:
            found = of_register(book)

    rows = [
        {
            "name": d.name,
            "title": d.title,
            "source": d.source,
            "valid_from": d.valid_from,
            "valid_to": d.valid_to,
            "level": d.level,
            "uncertain": d.uncertain,
            "word": get(d.name).word is not None,
        }
        for d in found
    ]
    show(rows, as_json, lambda: "\n".join(map(_line, rows)))


def _line(row: dict[str, Any]) -> str:
    marks = [" (mẫu cần đối chiếu)"] * bool(row["uncertain"]) + [" (có bản Word)"] * bool(row["word"])
    return f"{row['name']}: {row['title']} — {row['source']}{''.join(marks)}"


@click.command("confirm-form")
@register_argument
@click.argument("document")
@click.option("--note", default="", help="Đã đối chiếu với mẫu nào, ở đâu.")
@click.option("--withdraw", is_flag=True, help="Bỏ xác nhận: mẫu lại mang dấu cần đối chiếu.")
@json_option
def confirm_form(register: str, document: str, note: str, withdraw: bool, as_json: bool) -> None:
    """Quản trị xác nhận mẫu in DOCUMENT đúng với mẫu của cơ quan: thôi ghi “mẫu cần đối chiếu”."""
    from desktop.printing import confirm

    with opened(register) as book:
        made = confirm(book, document, note=note, withdraw=withdraw)
    done = "bỏ xác nhận" if withdraw else "xác nhận"
    show(made, as_json, lambda: f"Đã {done} mẫu {document}, bản {made.edition}.")


@click.command("print")
@register_argument
@click.argument("document")
@click.option("--household", "households", multiple=True, help="Mã hộ trong sổ (nhiều lần được).")
@click.option("--village", default=None, help="Tên thôn (không cần dấu).")
@click.option("--policy", default=None, help="Chỉ các hỗ trợ theo chính sách này.")
@click.option("--year", default=None, type=click.IntRange(2000, 2100), help="Năm; mặc định năm nay.")
@click.option(
    "-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp PDF, .docx hoặc .xlsx."
)
@json_option
def print_document(
    register: str,
    document: str,
    households: tuple[str, ...],
    village: str | None,
    policy: str | None,
    year: int | None,
    out: Path,
    as_json: bool,
) -> None:
    """In DOCUMENT ra tệp PDF (văn bản thì cả .docx, bảng thì cả .xlsx) và ghi vào sổ in."""
    from desktop.printing import print_to

    with opened(register) as book:
        made = print_to(book, document, out, households=households, village=village, policy=policy, year=year)
    show(
        made,
        as_json,
        lambda: f"Đã in {made.papers} bản, {made.pages} trang ra {out.name}; số trong sổ in: {made.number}.",
    )


@click.command()
@register_argument
@click.argument("number")
@click.option("-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp PDF.")
@json_option
def reprint(register: str, number: str, out: Path, as_json: bool) -> None:
    """In lại bản mang số NUMBER của sổ in, có ghi “Bản in lại”, theo dữ liệu hôm nay."""
    from desktop.printing import print_again

    with opened(register) as book:
        made = print_again(book, number, out)
    show(made, as_json, lambda: f"Đã in lại lần {made.reprint} số {made.number}, {made.pages} trang ra {out.name}.")


@click.command()
@register_argument
@click.option("--code", default=None, help="Chỉ bản in có mã QR này (đọc ở chân trang 1).")
@json_option
def prints(register: str, code: str | None, as_json: bool) -> None:
    """Sổ in: những gì đã in, khi nào, ai in."""
    from db.domain.values import show_date
    from db.store.printing import print_register, scanned

    with opened(register) as book, book.read() as connection:
        lines = print_register(connection)
    if code is not None:
        lines = scanned(lines, code) or []
    show(
        lines,
        as_json,
        lambda: "\n".join(
            f"{line.number}  {line.printed_at[:16].replace('T', ' ')}  {line.title} – {line.subject}"
            + f", {line.pages} trang"
            + (f", in lại lần {line.reprint}" if line.reprint else "")
            + (f", văn bản số {line.paper_no} ngày {show_date(line.paper_date)}" if line.paper_no else "")
            + (f" ({line.officer})" if line.officer else "")
            for line in lines
        ),
    )


@click.command()
@register_argument
@click.argument("number")
@click.argument("paper_no")
@click.option("--date", "day", required=True, help="Ngày của văn bản, ví dụ 10/12/2017.")
@json_option
def number(register: str, number: str, paper_no: str, day: str, as_json: bool) -> None:
    """Ghi số văn bản PAPER_NO mà văn thư cấp cho bản in mang số NUMBER; in lại thì giấy có số ấy."""
    from db.domain.values import parse_date
    from db.store.printing import give_number

    with opened(register) as book:
        lines = give_number(book, number, paper_no, parse_date(day, "paper_date"))
    show(
        {"number": number, "paper_no": paper_no, "lines": lines},
        as_json,
        lambda: f"Đã ghi văn bản số {paper_no} cho bản in {number}. In lại thì giấy mang số này.",
    )
