"""Opens an Excel file given by the user and hands out its cells with their fonts; knows nothing of what they mean."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from db.domain.errors import FileProblem

Value = str | int | float | bool | date

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
_STEP = 100

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream Excel writes for a workbook with an opening password, in UTF-16 as OLE directories are.
_PASSWORD_STREAM = "EncryptedPackage".encode("utf-16-le")
# What zipfile, zlib, the XML parser and openpyxl raise on a damaged workbook (ParseError is a SyntaxError).
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, KeyError, IndexError, ValueError, TypeError,
    AttributeError, EOFError, NotImplementedError, RuntimeError, OverflowError, AssertionError, OSError,
)  # fmt: skip


@dataclass(slots=True)
class Cell:
    """A filled cell: its value and the name of its font."""

    value: Value
    font: str = ""


@dataclass(slots=True)
class Sheet:
    """The filled cells of one visible sheet: `rows[i]` is row i + 1 as {0-based column: cell}.

    uncomputed: 0-based row → columns with formulas that no program has worked out yet; these cells are not filled.
    """

    title: str
    rows: list[dict[int, Cell]] = field(default_factory=list)
    uncomputed: dict[int, set[int]] = field(default_factory=dict)


def read_sheets(path: Path, step: Callable[[int], object] = lambda _rows: None) -> list[Sheet]:
    """All visible sheets of an `.xlsx` file; of formulas the value Excel last computed.

    step: called now and then with the number of rows of a sheet read so far; what it raises ends the reading.

    Raises:
        FileProblem: there is no such file, it is no workbook, is protected by a password, is cut or is too large.
    """
    _check_file(path)
    try:
        return list(_sheets(path, step))
    except FileProblem:
        raise
    except _BROKEN as error:
        raise _problem("cut", path, "bị hỏng hoặc chép thiếu") from error


def _problem(code: str, path: Path, what: str, advice: str = "") -> FileProblem:
    advice = advice or "Mở tệp bằng Excel, lưu lại dạng .xlsx rồi nhập lại"
    return FileProblem(f"sheet_{code}", f"Tệp “{path.name}” {what}. Chưa nhập gì vào sổ. {advice}.")


def _check_file(path: Path) -> None:
    """Says what the file is when it is not a workbook, before any library looks at it."""
    size, start, protected = _look(path)
    if size == 0:
        raise _problem("empty", path, "rỗng (0 byte)", "Chép lại tệp từ máy đã lập danh sách")
    if size > MAX_BYTES:
        raise _problem("large", path, f"lớn hơn {MAX_BYTES // 2**20} MB", "Chỉ để lại trang danh sách hộ rồi nhập lại")
    if protected:
        raise _problem("password", path, "có mật khẩu", "Mở bằng Excel, bỏ mật khẩu, lưu lại rồi nhập lại")
    if start == _OLE:
        raise _problem("old", path, "là Excel đời cũ (.xls)", "Mở bằng Excel, chọn Lưu thành dạng .xlsx rồi nhập lại")
    if path.suffix.lower() in (".csv", ".txt"):
        raise _problem("not_excel", path, "là tệp chữ (CSV), không phải tệp Excel")
    if start[:4] != b"PK\x03\x04":
        raise _problem("not_excel", path, "không phải là tệp Excel", "Chọn tệp Excel (.xlsx)")
    _check_zip(path)


def _look(path: Path) -> tuple[int, bytes, bool]:
    """Size in bytes, first eight bytes, and whether it is a workbook behind a password."""
    try:
        if path.is_dir():
            raise _problem("folder", path, "là thư mục", "Chọn một tệp Excel (.xlsx)")
        size = path.stat().st_size
        if not path.is_file():  # a pipe or a device: whoever opens it may wait for ever
            raise _problem("not_excel", path, "không phải là tệp Excel", "Chọn tệp Excel (.xlsx)")
        with path.open("rb") as file:
            start = file.read(8)
            return size, start, start == _OLE and _PASSWORD_STREAM in file.read(MAX_BYTES)
    except FileNotFoundError as error:
        raise _problem("missing", path, "không có ở nơi đã chỉ", "Kiểm tra lại tên tệp và thư mục") from error
    except OSError as error:
        raise _problem("unreadable", path, "không mở được", "Kiểm tra USB và quyền đọc tệp") from error


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _BROKEN as error:
        raise _problem("cut", path, "bị hỏng hoặc chép thiếu", "Chép lại tệp từ máy đã lập danh sách") from error
    names = {m.filename for m in members}
    if names & {"xl/workbook.bin", "content.xml"}:
        raise _problem("old", path, "là bảng tính dạng khác (.xlsb, .ods)")
    if "xl/workbook.xml" not in names:
        raise _problem("not_excel", path, "không phải là tệp Excel", "Chọn tệp Excel (.xlsx)")
    if sum(m.file_size for m in members) > MAX_UNPACKED:
        raise _problem("large", path, "quá lớn khi mở ra", "Chỉ để lại trang danh sách hộ rồi nhập lại")


def _sheets(path: Path, step: Callable[[int], object]) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it drops; the cells are what we read
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            for worksheet in workbook.worksheets:
                if worksheet.sheet_state == "visible":
                    worksheet.reset_dimensions()  # the size other programs write into the file is not to be trusted
                    sheet = _read(worksheet, path, step)
                    sheet.uncomputed = _uncomputed(workbook, worksheet)
                    yield sheet
        finally:
            workbook.close()


_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_FORMULA = rb"<@c\b([^>]*)>\s*<@f\b[^>]*(?:/>|>[^<]*</@f>)\s*(?:<@v\s*/>|<@v>\s*</@v>)?\s*</@c>"
"""A cell with a formula and no value; @ stands for what the file puts before its names (`x:` by libraries of .NET)."""
_BLOCK = 1 << 20
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def _uncomputed(workbook: Any, worksheet: Any) -> dict[int, set[int]]:
    """Formulas without a value: programs that write files do not work them out, and openpyxl shows nothing there."""
    from openpyxl.utils import column_index_from_string

    found: dict[int, set[int]] = {}
    with workbook._archive.open(worksheet._worksheet_path) as part:
        for about in _formulas_alone(part):
            place = _REFERENCE.search(about)
            if place and b't="str"' not in about:  # a formula that gives an empty text has its value
                found.setdefault(int(place[2]) - 1, set()).add(column_index_from_string(place[1].decode()) - 1)
    return found


def _formulas_alone(part: IO[bytes]) -> Iterator[bytes]:
    """What the cells say of themselves that hold a formula and no value; the sheet is read block by block."""
    rest, block = b"", part.read(_BLOCK)
    root = _ROOT.search(block)
    before = (root[1] if root else None) or b""
    formula = re.compile(_FORMULA.replace(b"@", before))
    while block:
        content = rest + block
        whole = max(content.rfind(b"<%bc " % before), 0)
        rest = content[whole:]
        if content.find(b"<%bf" % before, 0, whole) >= 0:
            yield from formula.findall(content, 0, whole)
        block = part.read(_BLOCK)
    yield from formula.findall(rest)


def _read(worksheet: Any, path: Path, step: Callable[[int], object]) -> Sheet:
    sheet = Sheet(str(worksheet.title))
    fonts: dict[int, str] = {}
    for number, row in enumerate(worksheet.iter_rows()):
        if number % _STEP == 0:
            step(number)
        cells: dict[int, Cell] = {}
        for column, cell in enumerate(row[:MAX_COLUMNS]):  # asked for so many, openpyxl makes them of nothing
            raw = cell.value
            value = None if raw is None else _value(raw)
            if value is not None:
                font = ""
                if isinstance(value, str):
                    style = cell._style_id
                    font = fonts[style] if style in fonts else fonts.setdefault(style, str(cell.font.name or ""))
                cells[column] = Cell(value, font)
        if len(sheet.rows) < MAX_ROWS:
            sheet.rows.append(cells)
        elif cells:  # a million empty formatted rows are common and harmless, filled ones are no list of ours
            raise _problem("large", path, f"có hơn {MAX_ROWS} dòng", "Chia thành từng thôn hoặc từng xã rồi nhập lại")
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    return sheet


def _value(raw: object) -> Value | None:
    """The value of a cell, None for an empty one. Text is kept as found: the soft hyphen of TCVN3 is a letter."""
    if raw is None or isinstance(raw, time):
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, str):
        raw = unescaped(raw) if "_x" in raw else raw
        return raw if raw.strip(" \t\r\n\u00a0") else None
    return raw if isinstance(raw, int | float | bool | date) else str(raw)


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """A text as Excel shows it, which writes `_x000D_` for characters that XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def escaped(text: str) -> str:
    """A text that Excel shows as it is: what looks like such an escape is none."""
    return _ESCAPE.sub(r"_x005F\g<0>", text)
