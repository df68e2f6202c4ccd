"""The command line: everything the desk does to data without a screen. Knows no Qt, no SQL, no rule."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Any

import click
import orjson

from db.domain.errors import AppError, InvalidData, UserError
from db.version import VERSION
from desktop.cli.commands import GROUPS
from desktop.cli.commands.desk import open_desk
from desktop.cli.usage import sentence

EXIT_REFUSED = 1
EXIT_USAGE = 2
NO_ARGUMENTS = getattr(click.exceptions, "NoArgsIsHelpError", ())
BAD_TEXT = UserError(
    "bad_text", "Chữ gõ vào có ký tự hỏng (sai bảng mã), không ghi được. Chưa ghi gì: gõ lại bằng bảng mã Unicode."
)
STOPPED = "Đã dừng: không có câu trả lời, hoặc theo yêu cầu. Không thay đổi gì thêm: đặt SOHOTRO_PASSWORD hoặc làm lại."


@click.group(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(VERSION, prog_name="sohotro")
@click.pass_context
def cli(context: click.Context) -> int:
    """Sổ Hỗ Trợ: sổ hộ nghèo và các khoản hỗ trợ, dùng được khi không có mạng.

    Không ghi lệnh nào thì mở màn hình làm việc.

    Mật khẩu lấy từ biến SOHOTRO_PASSWORD, nếu không có thì hỏi. Kết quả: 0 xong, 1 bị từ chối (có câu giải thích),
    2 gõ sai lệnh.
    """
    return open_desk() if context.invoked_subcommand is None else 0


for command in GROUPS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of `sohotro`; ends the process with the exit code of the contract."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe or an old console has another encoding, and breaks at "ệ"
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code."""
    try:
        result = cli.main(list(arguments), prog_name="sohotro", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(err=True)  # the cursor may still stand behind a question
        return _refuse(UserError("stopped", STOPPED))
    except NO_ARGUMENTS as error:
        error.show()
        return EXIT_USAGE
    except click.ClickException as error:
        click.echo(orjson.dumps({"error": "usage", "message": sentence(error)}).decode(), err=True)
        return EXIT_USAGE
    except AppError as error:
        return _refuse(error)
    except Exception as error:
        problem = _explained(error)
        if problem is None:
            raise
        return _refuse(problem)
    return result if isinstance(result, int) else 0


def _explained(error: Exception) -> AppError | None:
    from db.dialects import explain

    return BAD_TEXT if isinstance(error, UnicodeEncodeError) else explain(error)


def _refuse(error: AppError) -> int:
    body: dict[str, Any] = {"error": error.code, "message": error.message}
    if isinstance(error, InvalidData):
        body["issues"] = [
            {"field": i.field, "severity": i.severity, "code": i.code, "message": i.message} for i in error.issues
        ]
    click.echo(orjson.dumps(body).decode(), err=True)
    return EXIT_REFUSED


if __name__ == "__main__":
    main()
