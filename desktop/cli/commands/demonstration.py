"""`sohotro demo DIR`: the whole round, told in Vietnamese and English; the story itself is `desktop.demo`."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from desktop.cli.session import json_option


@click.command()
@click.argument("folder", default="demo", type=click.Path(path_type=Path, file_okay=False))
@json_option
def demo(folder: Path, as_json: bool) -> int:
    """Chạy thử cả vòng: hai xã ghi sổ và gửi gói, huyện ghép, quyết định, in, trả biên nhận."""
    from desktop.demo.story import PASSWORD, DemoFailed, Story

    def tell(vietnamese: str, english: str) -> None:
        if not as_json:
            click.echo(f"• {vietnamese}\n    ({english})")

    try:
        facts = Story(folder, tell).play()
    except DemoFailed as error:
        message = f"Chạy thử không cho kết quả đã hứa: {error}. Các tệp trong {folder} được giữ lại để xem."
        click.echo(orjson.dumps({"error": "demo_failed", "message": message}).decode(), err=True)
        return 1
    if as_json:
        click.echo(orjson.dumps(facts).decode())
    else:
        click.echo(
            f"\nXong. Sổ (mật khẩu {PASSWORD}): {folder}/*.sohotro; gói: {folder}/packages; "
            f"giấy: {folder}/paper; bảng: {folder}/sheets.\n"
            f"Done. Registers (password {PASSWORD}), packages, paper and sheets are in {folder}."
        )
    return 0
