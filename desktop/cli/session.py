"""Opening a register for one command, and showing results to people or to scripts; no command itself."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
import orjson

from db.domain.errors import FileProblem, InvalidData

if TYPE_CHECKING:
    from db.ledger.register import Register

PASSWORD = "SOHOTRO_PASSWORD"  # noqa: S105 - the name of a variable

register_argument = click.argument("register")
json_option = click.option("--json", "as_json", is_flag=True, help="In kết quả cho chương trình khác đọc (JSON).")
officer_option = click.option(
    "--officer", default=None, help="Họ tên cán bộ đang làm việc (kiểm tra khớp với mật khẩu)."
)
as_of_option = click.option(
    "--as-of",
    default=None,
    help="Tệp do `register heads --json` ghi, hoặc một gói đã ghép (tệp, tên hay mã gói: ngay trước gói ấy): xem sổ "
    "như đã biết lúc ấy, bỏ những gì đến sau.",
)
reason_option = click.option("--reason", default="", help="Lý do (bắt buộc khi bỏ qua cảnh báo, xóa, quyết định).")


def password() -> str:
    """The password: from the environment, else asked for without an echo."""
    given = os.environ.get(PASSWORD)
    return given if given is not None else str(click.prompt("Mật khẩu", hide_input=True))


@contextmanager
def opened(place: str, officer: str | None = None, *, given: str | None = None) -> Iterator[Register]:
    """An open register for the length of one command; wrong passwords count as they do on screen."""
    from db.store.officers import officer_named
    from desktop.presenters.opening.opened import open_place

    register = open_place(place, password() if given is None else given)
    try:
        if officer is not None:
            officer_named(register, officer)
        yield register
    finally:
        register.close()


@contextmanager
def opened_as_of(place: str, source: str | None) -> Iterator[Register]:
    """The register, or with `source` (a file with heads, a package) the register as it was known then."""
    from db.ledger.known import known_at
    from db.sync.timeline import heads_before

    package = None if source is None else _package(Path(source))
    known = None if source is None or package is not None else _heads(source)
    with opened(place) as register:
        if package is not None:
            with register.read() as connection:
                known = heads_before(connection, package)
        if known is None:
            yield register
        else:
            with known_at(register, known) as earlier:
                yield earlier


def _heads(source: str) -> list[str]:
    """What a file of `register heads --json` holds."""
    known: list[str] | None = convert(read_json(source), dict[str, list[str]], source).get("heads")
    if known is None:
        raise FileProblem("bad_input", f"Tệp {source} không có mục “heads”. Chưa làm gì: chọn tệp do máy ghi ra.")
    return known


def _package(source: Path) -> str | None:
    """The package that is meant: by its file (its hash), its name or hash; None for a file of heads."""
    if not source.is_file():
        return None if source.suffix == ".json" or str(source) == "-" else source.name
    with source.open("rb") as file:
        if file.read(2) != b"PK":
            return None
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()


def plain(value: Any) -> Any:
    """Rows and results as JSON-ready values."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    return msgspec.to_builtins(value, enc_hook=lambda item: printable(item) if isinstance(item, Path) else plain(item))


def printable(path: Path) -> str:
    """A path as text: a name in bytes that are no text shows question marks instead of stopping the command."""
    return str(path).encode("utf-8", "replace").decode()


def show(value: Any, as_json: bool, text: Callable[[], str]) -> None:
    """Print a result: JSON for scripts, sentences for people."""
    click.echo(orjson.dumps(plain(value)).decode() if as_json else text())


def read_json(source: str) -> Any:
    """The JSON document in a file, or on standard input for `-`.

    Raises:
        FileProblem: missing, not to be read, or not JSON (line and column are named).
    """
    data = sys.stdin.buffer.read() if source == "-" else read_bytes(Path(source))
    return parse_json(data, f"Tệp {source}" if source != "-" else "Đầu vào")


def read_bytes(path: Path) -> bytes:
    """The content of a file; FileProblem if it is missing, a folder or not to be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise FileProblem(
            "no_file", f"Không thấy tệp {printable(path)}. Chưa làm gì: kiểm tra lại tên và ổ đĩa."
        ) from error
    except OSError as error:
        told = "thẻ nhớ bị lỗi hoặc không có quyền đọc. Chưa ghi gì: kiểm tra rồi làm lại."
        raise FileProblem("file_unreadable", f"Không đọc được tệp {printable(path)}: {told}") from error


def parse_json(data: bytes | str, what: str) -> Any:
    """A JSON value; FileProblem naming line and column."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        message = f"{what} không phải JSON đúng (dòng {error.lineno}, cột {error.colno}). Chưa ghi gì: sửa rồi làm lại."
        raise FileProblem("bad_json", message) from error


def convert(value: Any, kind: Any, source: str) -> Any:
    """Read a JSON value as one of the store's inputs; FileProblem names the item that does not fit."""
    from db.store.shapes import read

    try:
        return read(value, kind)
    except InvalidData as error:
        told = " ".join(issue.message for issue in error.issues)
        message = f"Dữ liệu trong {source}: {told} Chưa ghi gì: sửa mục đó rồi làm lại."
        raise FileProblem("bad_input", message) from error
