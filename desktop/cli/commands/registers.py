"""`sohotro register …`: create, look at, check and recover registers; no rules of its own."""

from __future__ import annotations

from pathlib import Path

import click

from db.domain.errors import InvalidData, Issue, NotFound
from desktop.cli.session import (
    as_of_option,
    json_option,
    officer_option,
    opened,
    opened_as_of,
    password,
    register_argument,
    show,
)


@click.group()
def register() -> None:
    """Sổ: tạo, xem, kiểm tra, mở lại khi quên mật khẩu."""


@register.command()
@click.argument("place")
@click.option("--unit", required=True, help="Mã đơn vị hành chính, ví dụ 20104.")
@click.option("--level", required=True, type=click.Choice(["commune", "district", "province"]))
@click.option("--on", "on_date", default=None, help="Ngày (YYYY-MM-DD) mà mã đơn vị có hiệu lực; mặc định hôm nay.")
@click.option("--officer", default="Cán bộ quản trị", show_default=True, help="Họ tên cán bộ đầu tiên.")
@click.option("--training", is_flag=True, help="Sổ tập làm với người bịa: không bao giờ gửi nhận, ghi danh.")
@json_option
def create(place: str, unit: str, level: str, on_date: str | None, officer: str, training: bool, as_json: bool) -> None:
    """Tạo sổ mới ở PLACE (tệp X.sohotro hoặc postgresql://…)."""
    from db.domain.values import is_iso_date, local_date
    from db.ledger.register import Providers
    from db.store.offices import info
    from db.sync.offices import create as create_office

    on = on_date or local_date(Providers().now())
    if not is_iso_date(on):
        raise InvalidData([Issue("on", "hard", "date", f"Ngày “{on}” không có trong lịch: ghi dạng 2017-09-01.")])
    made = create_office(
        place,
        password(),
        unit=unit,
        level=level,  # type: ignore[arg-type]
        on=on,
        officer=officer,
        training=training,
    )
    about = info(made.register)
    made.register.close()
    show(
        {
            "unit": about.unit,
            "level": about.level,
            "device": about.device,
            "stream": about.stream,
            "training": about.training,
            "recovery": made.recovery,
        },
        as_json,
        lambda: (
            f"Đã tạo sổ của {about.unit_name}. Máy: {about.device}.\n"
            f"MÃ PHỤC HỒI (in ra, cho vào phong bì niêm phong, cất két; không lưu trên máy):\n  {made.recovery}"
        ),
    )


@register.command("info")
@register_argument
@officer_option
@json_option
def info_command(register: str, officer: str | None, as_json: bool) -> None:
    """Sổ này của ai, có bao nhiêu hộ, người, hỗ trợ, xung đột."""
    from db.store.offices import info

    with opened(register, officer) as book:
        about = info(book)
    show(
        about,
        as_json,
        lambda: (
            ("SỔ TẬP LÀM, người và hộ đều bịa.\n" if about.training else "")
            + f"{about.unit_name} (mã {about.unit}, cấp {about.level})\nMáy {about.device}, luồng {about.stream}\n"
            f"{about.households} hộ, {about.persons} nhân khẩu, {about.supports} hỗ trợ, "
            f"{about.conflicts} mục chờ quyết định"
            + "".join(f"\n{told}" for told in (about.doubt, about.newer) if told)
        ),
    )


@register.command("hash")
@register_argument
@click.option("--unit", default=None, help="Chỉ tính các hộ của đơn vị này.")
@as_of_option
@json_option
def hash_command(register: str, unit: str | None, as_of: str | None, as_json: bool) -> None:
    """Số băm của phần dữ liệu dùng chung: hai nơi giữ cùng thay đổi thì có cùng số."""
    from db.domain.units import catalogue
    from db.ledger.digest import shared_hash

    if unit is not None and not catalogue().versions(unit):
        raise NotFound("unknown_unit", f"Không có đơn vị hành chính mã {unit}. Chưa làm gì: kiểm tra lại mã.")
    with opened_as_of(register, as_of) as book, book.read() as connection:
        value = shared_hash(connection, unit)
    show({"shared": value}, as_json, lambda: value)


@register.command("heads")
@register_argument
@json_option
def heads_command(register: str, as_json: bool) -> None:
    """Thay đổi cuối cùng của mỗi luồng: ghi lại để sau này xem đúng sổ như lúc này (`--as-of`)."""
    from db.ledger.known import heads

    with opened(register) as book, book.read() as connection:
        found = heads(connection)
    show({"heads": found}, as_json, lambda: "\n".join(found) or "Sổ chưa có thay đổi nào.")


@register.command()
@register_argument
@json_option
def check(register: str, as_json: bool) -> int:
    """Kiểm tra sổ: tệp nguyên vẹn, chuỗi nhật ký đúng và đúng như các máy đã ký, bảng khớp với nhật ký."""
    from db.sync.proving import prove

    with opened(register) as book:
        report = prove(book)
    held = f"{report.changes} thay đổi trong {report.streams} luồng"
    sound = f"Sổ nguyên vẹn: {held}, mọi chữ ký và mọi bảng khớp với nhật ký."
    show(report, as_json, lambda: "\n".join(report.problems or [sound, *report.notes]))
    return 1 if report.problems else 0


@register.command()
@register_argument
@click.option("--recovery", prompt="Mã phục hồi", help="Mã AGE-SECRET-KEY-1… trên tờ phục hồi.")
@json_option
def recover(register: str, recovery: str, as_json: bool) -> None:
    """Đặt mật khẩu mới bằng mã phục hồi đã in khi tạo sổ."""
    from db.vault.registers import recover as recover_register

    recover_register(register, recovery, password()).close()
    show({"recovered": True}, as_json, lambda: "Đã đặt mật khẩu mới. Dữ liệu không thay đổi.")


@register.command("recovery-sheet")
@register_argument
@click.option("-o", "out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Tệp PDF.")
@json_option
def recovery_sheet(register: str, out: Path, as_json: bool) -> None:
    """Làm tờ phục hồi mới với mã mới; tờ cũ hết hiệu lực."""
    from db.vault.registers import open_register
    from desktop.presenters.opening.sheet import renew

    known = password()
    book = open_register(register, known)
    try:
        number, told = renew(book, register, known, out)
    finally:
        book.close()
    show(
        {"file": out, "number": number},
        as_json,
        lambda: told,
    )


@register.command()
@register_argument
@click.option("--recovery", prompt="Mã phục hồi", help="Mã AGE-SECRET-KEY-1… trên tờ phục hồi.")
@json_option
def drill(register: str, recovery: str, as_json: bool) -> None:
    """Diễn tập: tờ phục hồi còn mở được sổ này không; không đổi mật khẩu, ghi lại ngày thử."""
    from db.sync.officers import drill as try_sheet

    with opened(register) as book:
        day = try_sheet(book, register, recovery)
    show({"drill": day}, as_json, lambda: "Tờ phục hồi mở được sổ. Niêm phong lại, cất két.")


@register.command("rebuild")
@register_argument
@click.option(
    "-o", "out", type=click.Path(dir_okay=False), help="Tệp sổ mới, dựng từ những gì còn đọc được của sổ hỏng."
)
@json_option
def rebuild_command(register: str, out: str | None, as_json: bool) -> None:
    """Dựng lại mọi bảng từ nhật ký (nhật ký không thay đổi); có -o: dựng một sổ mới, sổ cũ giữ nguyên."""
    if out is not None:
        from desktop.cli.commands.backups import rebuild_beside

        rebuild_beside(register, out, as_json)
        return
    from db.ledger.ledger import rebuild

    with opened(register) as book, book.write() as connection:
        count = rebuild(connection)
    show({"changes": count}, as_json, lambda: f"Đã dựng lại mọi bảng từ {count} thay đổi trong nhật ký.")
