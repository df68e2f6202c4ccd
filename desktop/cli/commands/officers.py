"""`sohotro officer …`: who works in a register, with which role and password; no rules of its own."""

from __future__ import annotations

import os

import click

from desktop.cli.session import json_option, opened, reason_option, register_argument, show

NEW_PASSWORD = "SOHOTRO_NEW_PASSWORD"  # noqa: S105 - the name of a variable
role_option = click.option(
    "--role",
    type=click.Choice(["read", "enter", "approve", "administer"]),
    help="read chỉ xem, enter nhập liệu, approve duyệt, administer quản trị.",
)


def new_password() -> str:
    """The password to set: from the environment, else asked for twice without an echo."""
    given = os.environ.get(NEW_PASSWORD)
    if given is not None:
        return given
    return str(click.prompt("Mật khẩu mới", hide_input=True, confirmation_prompt="Gõ lại mật khẩu mới"))


@click.group()
def officer() -> None:
    """Cán bộ dùng sổ: ai, vai trò gì, mật khẩu (mỗi người một mật khẩu)."""


@officer.command("list")
@register_argument
@json_option
def list_officers(register: str, as_json: bool) -> None:
    """Các cán bộ của sổ, người đang làm trước."""
    from db.store.officers import officers

    with opened(register) as book, book.read() as connection:
        found = officers(connection)
    lines = [f"{one.name}  {one.role_name}" + (f"  thôi từ {one.ended}" if one.ended else "") for one in found]
    show(found, as_json, lambda: "\n".join(lines))


@officer.command("add")
@register_argument
@click.argument("name")
@role_option
@json_option
def add_command(register: str, name: str, role: str | None, as_json: bool) -> None:
    """Thêm cán bộ; mật khẩu của người mới lấy từ SOHOTRO_NEW_PASSWORD, nếu không có thì hỏi."""
    from db.sync.officers import add_officer

    with opened(register) as book:
        record = add_officer(book, register, name=name, role=role or "enter", password=new_password())
    show({"id": record}, as_json, lambda: f"Đã thêm cán bộ {name}.")


@officer.command("set")
@register_argument
@click.argument("name")
@click.option("--name", "new_name", default="", help="Họ tên mới.")
@role_option
@reason_option
@json_option
def set_command(register: str, name: str, new_name: str, role: str | None, reason: str, as_json: bool) -> None:
    """Đổi họ tên hoặc vai trò của cán bộ NAME."""
    from db.store.officers import change_officer

    with opened(register) as book:
        change_officer(book, name, name=new_name, role=role or "", reason=reason)
    show({"changed": name}, as_json, lambda: "Đã đổi.")


@officer.command("end")
@register_argument
@click.argument("name")
@reason_option
@json_option
def end_command(register: str, name: str, reason: str, as_json: bool) -> None:
    """Cán bộ NAME thôi dùng sổ: mật khẩu hết hiệu lực, những gì đã ghi vẫn mang tên họ."""
    from db.sync.officers import end_officer

    with opened(register) as book:
        end_officer(book, register, name, reason=reason)
    show({"ended": name}, as_json, lambda: f"{name} không mở được sổ này nữa.")


@officer.command("password")
@register_argument
@click.option("--of", "name", default="", help="Đặt lại cho cán bộ khác quên mật khẩu (cần vai trò quản trị).")
@json_option
def password_command(register: str, name: str, as_json: bool) -> None:
    """Đổi mật khẩu của mình; --of NAME: đặt mật khẩu mới cho người quên."""
    from db.sync import officers
    from desktop.cli.session import password

    old = password()
    with opened(register, given=old) as book:
        if name:
            officers.set_password(book, register, name, new_password())
        else:
            officers.change_password(book, register, old, new_password())
    show({"changed": True}, as_json, lambda: "Đã đổi mật khẩu. Dữ liệu không thay đổi.")
