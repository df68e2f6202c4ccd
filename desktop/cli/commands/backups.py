"""`sohotro register backup | backups | restore | rebuild -o`: ways back after a damage; no rules of its own."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.session import json_option, opened, password, printable, register_argument, show


@click.command()
@register_argument
@click.option("--to", "folders", multiple=True, type=click.Path(), help="Thư mục (USB, ổ khác); ghi được nhiều lần.")
@json_option
def backup(register: str, folders: tuple[str, ...], as_json: bool) -> None:
    """Sao lưu sổ, mở bản sao ra kiểm tra; không ghi --to thì vào thư mục sao-luu cạnh sổ."""
    from db.vault import backups

    with opened(register) as book:
        places = [Path(folder) for folder in folders] or [backups.beside(register)]
        made = [backups.make(book, register, folder) for folder in places]
    show(made, as_json, lambda: "\n".join(f"Đã sao lưu và kiểm tra: {printable(one.path)}" for one in made))


@click.command("backups")
@click.argument("folder", type=click.Path())
@json_option
def backups_command(folder: str, as_json: bool) -> None:
    """Các bản sao có trong FOLDER, mới nhất trước; không cần mật khẩu."""
    from db.vault.backups import backups_in

    found = backups_in(Path(folder))
    lines = [f"{one.at}  {-(-one.size // 1024)} KB  {printable(one.path)}" for one in found]
    show(found, as_json, lambda: "\n".join(lines) or "Không có bản sao nào ở đây.")


@click.command()
@click.argument("copy", type=click.Path())
@click.argument("place", type=click.Path())
@json_option
def restore(copy: str, place: str, as_json: bool) -> None:
    """Lấy lại sổ ở PLACE từ bản sao COPY; tệp đang có ở đó được đặt riêng, không ghi đè."""
    from db.vault.restoring import restore as restore_copy
    from desktop.presenters.opening import tries
    from desktop.presenters.opening.places import check_free

    check_free(place)
    given = password()
    restored = tries.counted(place, lambda: restore_copy(Path(copy), place, given))
    restored.register.close()
    aside = restored.aside
    show(
        {"restored": place, "aside": aside},
        as_json,
        lambda: (
            "Đã phục hồi sổ. Những gì ghi sau ngày của bản sao không có trong sổ này: nhận gói mới nhất của cấp trên."
            + (f"\nTệp cũ còn nguyên: {printable(aside)}" if aside is not None else "")
        ),
    )


def rebuild_beside(place: str, out: str, as_json: bool) -> None:
    """`register rebuild -o`: a new register from what can be read of a damaged one, and what it lacks."""
    from db.vault.rebuilding import rebuild, told
    from desktop.presenters.opening import tries
    from desktop.presenters.opening.places import check_free

    check_free(place)
    check_free(out)
    given = password()
    rebuilt = tries.counted(place, lambda: rebuild(place, out, given))
    rebuilt.register.close()
    found = {"rebuilt": out, "changes": rebuilt.changes, "missing": rebuilt.missing, "beside": rebuilt.beside}
    show(found, as_json, lambda: "\n".join(told(rebuilt)))
