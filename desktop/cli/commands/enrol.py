"""`sohotro enrol …`: trust between devices and offices, with 30 digits typed on both sides; checks none itself."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.commands.office import keys_option, root_codes
from desktop.cli.session import json_option, officer_option, opened, reason_option, register_argument, show

code_option = click.option("--code", prompt="30 chữ số trên phiếu", help="30 chữ số gõ từ phiếu đã ký đóng dấu.")
out_option = click.option("-o", "out", required=True, type=click.Path(path_type=Path), help="Tệp sẽ ghi ra.")


@click.group()
def enrol() -> None:
    """Ghi danh: máy xin, cơ quan cấp trên duyệt, máy nhận trả lời."""


@enrol.command()
@register_argument
@out_option
@officer_option
@json_option
def request(register: str, out: Path, officer: str | None, as_json: bool) -> None:
    """Ghi tệp đề nghị ghi danh của máy này và in 30 chữ số cho phiếu."""
    from db.sync.enrolling import request as write_request

    with opened(register, officer) as book:
        step = write_request(book, out)
    show(step, as_json, lambda: f"Đã ghi {out}. Máy {step.device}. Ghi lên phiếu, ký và đóng dấu:\n  {step.code}")


@enrol.command()
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@out_option
@code_option
@click.option("--replaces", default="", help="Mã máy cũ mà máy này thay thế (máy cũ mất khóa); máy cũ bị thu hồi luôn.")
@keys_option
@json_option
def approve(
    register: str, file: Path, out: Path, code: str, replaces: str, keys: tuple[str, ...], as_json: bool
) -> None:
    """Duyệt tệp đề nghị FILE và ghi tệp trả lời."""
    from db.sync.enrolling import approve as approve_request

    with opened(register) as book:
        step = approve_request(book, file, out, code=code, officers=root_codes(book, keys), replaces=replaces)
    show(
        step,
        as_json,
        lambda: (
            f"Đã ghi danh máy {step.device} (danh sách tin cậy số {step.trust_version}). Trả lời: {out}.\n"
            f"Ghi vào công văn gửi máy đó:\n  {step.code}"
        ),
    )


@enrol.command()
@register_argument
@out_option
@officer_option
@keys_option
@json_option
def renew(register: str, out: Path, officer: str | None, keys: tuple[str, ...], as_json: bool) -> None:
    """Đổi khóa máy này (khóa cũ hoặc có thể đã lộ) và ghi tệp đề nghị gửi cơ quan cấp trên."""
    from db.sync.renewing import renew as change_keys

    with opened(register, officer) as book:
        step = change_keys(book, out, officer=officer, officers=root_codes(book, keys))
    show(
        step,
        as_json,
        lambda: (
            f"Máy này nay có khóa mới, mã {step.device}. Dữ liệu còn nguyên. Đã ghi {out}; cơ quan cấp trên duyệt xong "
            f"thì gói mới được ghép. Ghi lên phiếu, ký và đóng dấu:\n  {step.code}"
        ),
    )


@enrol.command("list")
@register_argument
@out_option
@json_option
def write_list(register: str, out: Path, as_json: bool) -> None:
    """Ghi danh sách máy của cơ quan này ra một tệp, cho các máy không nhận được qua gói."""
    from db.sync.enrolling import hand_out

    with opened(register) as book:
        step = hand_out(book, out)
    show(
        step,
        as_json,
        lambda: (
            f"Đã ghi {out} (danh sách tin cậy số {step.trust_version}). Máy đã theo cơ quan này: nhận như một gói. Máy "
            f"phải ghim lại khóa gốc: `sohotro enrol accept` và gõ\n  {step.code}"
        ),
    )


@enrol.command()
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@code_option
@keys_option
@json_option
def succeed(register: str, file: Path, code: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Tiếp quản: nhận các máy trong danh sách FILE của cơ quan thôi hoạt động vào danh sách của cơ quan này."""
    from db.sync.succession import succeed as take_over

    with opened(register) as book:
        step = take_over(book, file, code=code, officers=root_codes(book, keys))
    show(
        step,
        as_json,
        lambda: (
            f"Đã nhận các máy của {step.device} (danh sách tin cậy số {step.trust_version}). Ghi danh sách của mình "
            "bằng `sohotro enrol list` rồi gửi cơ quan ấy; họ không còn khóa gốc thì gửi từng xã để gõ 30 chữ số."
        ),
    )


@enrol.command("hand-over")
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@code_option
@keys_option
@json_option
def hand_over(register: str, file: Path, code: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Bàn giao: cơ quan này thôi hoạt động, các máy theo cơ quan có danh sách FILE."""
    from db.sync.succession import hand_over as end_office

    with opened(register) as book:
        step = end_office(book, file, code=code, officers=root_codes(book, keys))
    show(
        step,
        as_json,
        lambda: f"Đã ký danh sách cuối (số {step.trust_version}). Xuất gói lần cuối: các máy tự theo {step.device}.",
    )


@enrol.command()
@register_argument
@click.argument("file", type=click.Path(path_type=Path))
@code_option
@json_option
def accept(register: str, file: Path, code: str, as_json: bool) -> None:
    """Nhận tệp trả lời (hoặc danh sách) FILE của cơ quan cấp trên."""
    from db.sync.enrolling import accept as accept_answer
    from db.vault.registers import slots_of

    with opened(register) as book:
        step = accept_answer(book, file, code=code, slots=slots_of(register, book.engine))
    show(
        step,
        as_json,
        lambda: f"Máy {step.device} đã được ghi danh; từ nay xuất gói cho cơ quan có mã đơn vị {step.unit}.",
    )


@enrol.command()
@register_argument
@click.argument("device")
@reason_option
@keys_option
@json_option
def revoke(register: str, device: str, reason: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Thu hồi máy DEVICE (mất, hỏng, thôi dùng): gói nó gửi sau này bị giữ lại chờ người quyết định."""
    from db.sync.enrolling import revoke as revoke_device

    with opened(register) as book:
        step = revoke_device(book, device, reason=reason, officers=root_codes(book, keys))
    show(
        step,
        as_json,
        lambda: (
            f"Đã thu hồi máy {step.device} (danh sách tin cậy số {step.trust_version}). Xuất gói để các máy khác biết."
        ),
    )
