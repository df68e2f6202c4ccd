"""`sohotro recovery …`: a forgotten password mended through the office above; opens and seals nothing itself."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.commands.enrol import out_option
from desktop.cli.commands.office import keys_option, root_codes
from desktop.cli.commands.officers import new_password
from desktop.cli.session import json_option, opened, reason_option, register_argument, show

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def recovery() -> None:
    """Quên mật khẩu, mất tờ phục hồi: xin cơ quan cấp trên mở lại sổ."""


@recovery.command()
@register_argument
@out_option
@click.option("--officer", required=True, help="Họ tên cán bộ quên mật khẩu, như ghi trong sổ.")
@json_option
def request(register: str, out: Path, officer: str, as_json: bool) -> None:
    """Ghi tệp đề nghị mở lại và in 30 chữ số để đọc qua điện thoại; không hỏi mật khẩu."""
    from db.sync.rescue import ask

    asked = ask(register, out, officer=officer)
    show(
        asked,
        as_json,
        lambda: (
            f"Đã ghi {out}, chỉ {asked.office} trả lời được. Gửi tệp kèm văn bản đề nghị; "
            f"khi cơ quan gọi lại, đọc:\n  {asked.code}"
        ),
    )


@recovery.command()
@register_argument
@file_argument
@out_option
@click.option("--code", prompt="30 chữ số nghe qua điện thoại", help="30 chữ số cán bộ đọc khi mình gọi lại.")
@click.option(
    "--recovery",
    "sheet",
    prompt="Mã trên tờ phục hồi của cơ quan",
    hide_input=True,
    help="Mã trên tờ phục hồi của cơ quan này; để trống thì chương trình hỏi.",
)
@reason_option
@keys_option
@json_option
def answer(
    register: str, file: Path, out: Path, code: str, sheet: str, reason: str, keys: tuple[str, ...], as_json: bool
) -> None:
    """Ở cơ quan: trả lời tệp đề nghị FILE; --reason là số văn bản đề nghị."""
    from db.sync.rescue import answer as answer_request

    with opened(register) as book:
        codes = root_codes(book, keys)
        done = answer_request(book, file, out, code=code, recovery=sheet, reason=reason, officers=codes)
    show(
        done,
        as_json,
        lambda: (
            f"Đã ghi {out} cho {done.who}, máy {done.device}; chỉ máy đó mở được, một lần. Niêm phong lại tờ phục hồi."
        ),
    )


@recovery.command()
@register_argument
@file_argument
@json_option
def accept(register: str, file: Path, as_json: bool) -> None:
    """Mở sổ bằng tệp trả lời FILE, một lần, và đặt mật khẩu mới (SOHOTRO_NEW_PASSWORD hoặc gõ hai lần)."""
    from db.sync.rescue import accept as accept_answer

    accept_answer(register, file, new_password()).close()
    show({"recovered": True}, as_json, lambda: "Đã đặt mật khẩu mới. Dữ liệu không thay đổi; làm tờ phục hồi mới.")


@recovery.command("list")
@register_argument
@json_option
def list_rescues(register: str, as_json: bool) -> None:
    """Những lần mở lại qua cơ quan: lúc nào, máy nào, cho ai, ai trả lời, vì sao."""
    from db.sync.rescue import rescues

    with opened(register) as book, book.read() as connection:
        found = rescues(connection)
    show(
        found,
        as_json,
        lambda: (
            "\n".join(f"{one.at}  {one.device}  {one.who}  {one.by}  {one.reason}" for one in found)
            or "Chưa lần nào mở lại sổ qua cơ quan."
        ),
    )
