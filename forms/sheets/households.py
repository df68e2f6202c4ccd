"""Reads a commune's own list of poor households from Excel into plain shapes; writes nothing and knows no register.

The head, its columns, the encoding and the year are found by themselves; what cannot be read is reported, never dropped
or guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from db.domain.errors import FileProblem
from db.domain.values import local_date
from db.store.imports.listed import DataList, HouseholdList
from forms.sheets.datasheet import DATA_HEADINGS, HOUSEHOLD_RECORD, PERSON_RECORD, read_data
from forms.sheets.lists import Part, once, parts_of
from forms.sheets.people import ListReader
from forms.sheets.title import village_name


def read_list(
    path: Path, names: Mapping[str, str] | None = None, step: Callable[[int], object] = lambda _rows: None
) -> HouseholdList:
    """The households of an `.xlsx` list, all visible sheets that have a head, Unicode, TCVN3 or VNI.

    names: further headings → field for lists with unusual words (`{"Tên khẩu": "name"}`; fields as in
    `forms.sheets.head`, "" = a column not to be used). step: called now and then with the number of rows read so far;
    what it raises ends the reading.

    Raises:
        FileProblem: the file is missing, no workbook, protected, cut, too large, or has no head or household we know.
    """
    parts, encoding = parts_of(path, names, step)
    return _households(path, parts, encoding)


def read_any(
    path: Path, names: Mapping[str, str] | None = None, step: Callable[[int], object] = lambda _rows: None
) -> HouseholdList | DataList:
    """As `read_list`; a sheet of our own (a column `Mã hồ sơ hộ` or `Mã hồ sơ người`) as the records it comes from."""
    parts, encoding = parts_of(path, dict(names or {}) | DATA_HEADINGS, step)
    if parts and parts[0].head.has(HOUSEHOLD_RECORD, PERSON_RECORD):
        return read_data(parts)
    return _households(path, parts, encoding)


def _households(path: Path, parts: list[Part], encoding: str) -> HouseholdList:
    if not parts:
        message = (
            f"Không thấy dòng đầu bảng (Họ và tên, Năm sinh, Quan hệ với chủ hộ…) trong tệp “{path.name}”. "
            "Chưa nhập gì vào sổ. Kiểm tra lại đúng tệp danh sách hộ, hoặc sửa tên cột cho rõ rồi nhập lại."
        )
        raise FileProblem("sheet_no_head", message)
    result = _merged(parts, encoding)
    if not result.households:
        message = f"Tệp “{path.name}” có đầu bảng nhưng không đọc được hộ nào. Chưa nhập gì vào sổ. Kiểm tra lại tệp."
        raise FileProblem("sheet_no_households", message)
    return result


def _merged(parts: list[Part], encoding: str) -> HouseholdList:
    """All sheets as one list; the head lines of the first sheet that has them count."""
    title = parts[0].title
    result = HouseholdList(
        title=title.title,
        commune=next((p.title.commune for p in parts if p.title.commune), None),
        year=next((p.title.year for p in parts if p.title.year), None),
        decision_no=next((p.title.decision_no for p in parts if p.title.decision_no), None),
        decision_date=next((p.title.decision_date for p in parts if p.title.decision_date), None),
        encoding=encoding,
        households=[],
        columns=once(column for part in parts for column in part.columns),
    )
    today = local_date(datetime.now(UTC))
    for part in parts:
        village = part.title.village or village_name(part.sheet)
        name = part.sheet if len(parts) > 1 else ""
        reader = ListReader(
            part.rows,
            part.head,
            sheet=name,
            village=village,
            result=part.title.result,
            on=today,
            uncomputed=part.uncomputed,
        )
        reader.read()
        result.households += reader.households
        result.refused += reader.refused
        result.doubts += reader.doubts
    return result
