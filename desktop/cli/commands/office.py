"""`sohotro office root …`: the office's root key in the hands of three officers. Opens and seals nothing itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.session import json_option, opened, register_argument, show

if TYPE_CHECKING:
    from db.ledger.register import Register
    from db.sync.root import RootState, Why

keys_option = click.option(
    "--key",
    "keys",
    multiple=True,
    help="Mã trên tờ giữ khóa gốc; ghi hai lần cho hai cán bộ. Để trống khi khóa đã niêm phong thì chương trình hỏi.",
)


@click.group()
def office() -> None:
    """Cơ quan: khóa gốc ký danh sách máy."""


@office.group()
def root() -> None:
    """Khóa gốc chia cho ba cán bộ, hai người bất kỳ mới mở được."""


@root.command()
@register_argument
@json_option
def status(register: str, as_json: bool) -> None:
    """Khóa gốc đang giữ thế nào, ai giữ, diễn tập lần cuối khi nào."""
    from db.sync.root import root_state

    with opened(register) as book, book.read() as connection:
        found = root_state(book, connection)
    show(found, as_json, lambda: _told(found))


holders_option = click.option(
    "--holder", "holders", multiple=True, required=True, help="Họ tên một cán bộ giữ khóa; ghi ba lần."
)
folder_option = click.option(
    "-o", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi ba tờ giữ khóa."
)


@root.command()
@register_argument
@holders_option
@folder_option
@keys_option
@json_option
def seal(register: str, holders: tuple[str, ...], folder: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Làm ba tờ giữ khóa; niêm phong có hiệu lực khi gõ lại cả ba (`confirm`)."""
    _make(register, holders, folder, keys, as_json, "reseal")


@root.command()
@register_argument
@holders_option
@folder_option
@keys_option
@json_option
def rotate(register: str, holders: tuple[str, ...], folder: Path, keys: tuple[str, ...], as_json: bool) -> None:
    """Đổi khóa gốc (còn mở được khóa cũ): các máy tự theo, không ai phải gõ gì; có hiệu lực khi `confirm`."""
    _make(register, holders, folder, keys, as_json, "rotate")


@root.command()
@register_argument
@holders_option
@folder_option
@json_option
def replace(register: str, holders: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Mất khóa gốc: lập khóa gốc mới; mỗi máy phải gõ 30 chữ số mới một lần; có hiệu lực khi `confirm`."""
    _make(register, holders, folder, (), as_json, "lost")


def _make(
    register: str, holders: tuple[str, ...], folder: Path, keys: tuple[str, ...], as_json: bool, why: Why
) -> None:
    from db.sync.root import seal as make_papers
    from desktop.presenters.packages.holders import print_holders

    with opened(register) as book:
        codes = () if why == "lost" else root_codes(book, keys)
        papers = make_papers(book, holders, codes=codes, why=why)
        files = print_holders(book, papers, folder)
    rows = [{"name": paper.name, "code": paper.code, "file": file} for paper, file in zip(papers, files, strict=True)]
    show(
        rows,
        as_json,
        lambda: "\n".join(
            [f"{file}: tờ của {paper.name}" for paper, file in zip(papers, files, strict=True)]
            + ["In ba tờ, xóa ba tệp, rồi gõ lại cả ba mã: sohotro office root confirm. Đến lúc đó khóa vẫn như cũ."]
        ),
    )


@root.command()
@register_argument
@keys_option
@json_option
def confirm(register: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Gõ lại cả ba tờ: từ nay khóa gốc chỉ mở khi có hai cán bộ."""
    from db.sync.root import HOLDERS
    from db.sync.root import confirm as take_effect

    with opened(register) as book:
        found = take_effect(book, keys or _asked(HOLDERS))
    show(found, as_json, lambda: _told(found))


@root.command()
@register_argument
@keys_option
@json_option
def drill(register: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Diễn tập hằng năm: hai cán bộ gõ mã, chương trình thử mở khóa và ghi ngày; không ký gì."""
    from db.sync.root import drill as prove

    with opened(register) as book:
        found = prove(book, root_codes(book, keys))
    show(found, as_json, lambda: f"Hai tờ giữ khóa mở được khóa gốc. {_told(found)}")


def root_codes(register: Register, given: tuple[str, ...]) -> tuple[str, ...]:
    """What two officers type: as given, or asked for where the root key is sealed."""
    from db.sync.root import OPENERS, root_state

    with register.read() as connection:
        sealed = root_state(register, connection).state == "sealed"
    return given if given or not sealed else _asked(OPENERS)


def _asked(count: int) -> tuple[str, ...]:
    return tuple(click.prompt(f"Mã trên tờ giữ khóa ({n}/{count})", hide_input=True) for n in range(1, count + 1))


def _told(found: RootState) -> str:
    if found.state == "none":
        return "Cơ quan này không có khóa gốc (cấp xã)."
    what = {"rotate": " để đổi khóa gốc", "lost": " để lập khóa gốc mới"}.get(found.why, "")
    waits = f" Đang chờ gõ lại ba tờ của {', '.join(found.pending)}{what}." if found.pending else ""
    if found.state == "open":
        return "Khóa gốc chưa niêm phong: ai mở được sổ này cũng ký được danh sách máy. Nên niêm phong cho ba cán bộ."
    due = " Đã quá một năm: làm diễn tập." if found.due else ""
    told = f"Khóa gốc niêm phong lúc {found.at}, hai trong ba người mở được: {', '.join(found.holders)}."
    return f"{told} Mở thử gần nhất: {found.opened}.{due}{waits}"
