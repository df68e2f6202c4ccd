"""`sohotro import`: columns are told and remembered; what was left is corrected in its own sheet and brought back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exchanges import HONG_THUY, found
from ledgers import PASSWORD

from desktop.cli.main import run

HEAD = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ", "Thôn", "Nhà ở")
ROWS = (
    (1, "Hồ Văn Nhất", 1970, "Nam", "Chủ hộ", "Thôn 1", "Nhà tạm"),
    (None, "Hồ Thị Hai", 1972, "Nữ", "Vợ", "nt", None),
    (2, "Hồ 9 Ba", 1980, "Nam", "Chủ hộ", "nt", None),
    (3, "Kăn Tư", "31/2/1962", "Nữ", "Chủ hộ", "nt", None),
    (None, "Hồ Thị Năm", 1999, "Nữ", "Con", "nt", None),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SOHOTRO_PASSWORD", PASSWORD)
    office = found(tmp_path, HONG_THUY)
    office.register.close()
    return office.place


@pytest.fixture
def file(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (("UBND XÃ HỒNG THỦY",), ("DANH SÁCH HỘ NGHÈO NĂM 2017",), HEAD, *ROWS):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "ds.xlsx")
    return tmp_path / "ds.xlsx"


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert run([*map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_a_heading_means_is_remembered_once_it_is_written(
    place: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "cot.json"
    told.write_text('{"Nhà ở": "note"}', encoding="utf-8")
    assert answer(capsys, "import", place, file, "--map", told, "--dry-run")["columns"]["Nhà ở"] == "note"
    plan = answer(capsys, "import", place, file, "--dry-run")
    assert plan["columns"]["Nhà ở"] is None
    assert any("Sổ chưa có thôn: Thôn 1." in note for note in plan["notes"])
    answer(capsys, "import", place, file, "--map", told)
    assert answer(capsys, "import", place, file, "--dry-run")["columns"]["Nhà ở"] == "note"


def test_what_was_left_is_corrected_and_brought_back(
    place: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = tmp_path / "chua-nhap.xlsx"
    done = answer(capsys, "import", place, file, "--refused", left)
    assert (done["written"], done["doubtful"], done["refused"], done["left"]) == (1, 1, 1, 3)
    book = openpyxl.load_workbook(left)
    sheet = book.worksheets[0]
    lines = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1)}
    assert "chữ số 9" in str(sheet.cell(lines["Hồ 9 Ba"], len(HEAD) + 1).value)
    assert sheet.cell(lines["Hồ 9 Ba"], 6).value == "Thôn 1", "what it repeats is not in this sheet"
    assert "31/2/1962" in str(sheet.cell(lines["Kăn Tư"], len(HEAD) + 1).value)
    sheet.cell(lines["Hồ 9 Ba"], 2).value = "Hồ Văn Ba"
    sheet.cell(lines["Kăn Tư"], 3).value = "28/2/1962"
    book.save(left)
    again = answer(capsys, "import", place, left)
    assert (again["households"], again["written"], again["doubtful"], again["refused"]) == (2, 2, 0, 0)
    about = answer(capsys, "register", "info", place)
    assert (about["households"], about["persons"]) == (3, 5)
    assert answer(capsys, "import", place, left, "--dry-run")["same"] == 2
