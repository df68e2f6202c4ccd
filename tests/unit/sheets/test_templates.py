"""Somebody else's template is filled: head and look stay, what stands below moves down, unknown columns are named."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import openpyxl
import pytest
from exchanges import HONG_THUY, found, household, person
from ledgers import PASSWORD
from openpyxl.styles import Font

from db.domain.errors import FileProblem
from db.store.household.households import add_household
from db.store.imports.listed import unknown
from db.store.inputs import Filter, Sort
from db.store.lists.conditions import Subject
from db.store.places.villages import add_village
from desktop.cli.main import run
from desktop.presenters.desk import Desk
from desktop.presenters.template import Template
from forms.sheets.templates import fill_template, template_columns

LINES = [
    {"head": "Hồ Văn Nhất", "head_birth": "1970-03-05", "head_sex": "Nam", "head_id_no": "019100001", "members": 4},
    {"head": "Kăn Lơi", "head_birth": "1972", "head_sex": "Nữ", "head_id_no": None, "members": 1, "result": "Hộ nghèo"},
    {"head": "=Hồ Văn Tơi", "head_birth": None, "head_sex": "Nam", "members": 2, "result": "Hộ cận nghèo"},
]


def template(folder: Path, *, blank: int = 1) -> Path:
    """Two rows of head, numbers of the columns, blank lines, a total and a signature that is merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "BIỂU TỔNG HỢP KHẨN"
    sheet.merge_cells("A1:G1")
    for column, title in enumerate(("TT", "Họ tên chủ hộ", "Năm sinh", None, "Số CMND", "Số khẩu", "Điểm rà soát"), 1):
        sheet.cell(3, column, title)
    sheet.merge_cells("C3:D3")
    sheet["C4"], sheet["D4"] = "Nam", "Nữ"
    for column in range(1, 8):
        sheet.cell(5, column, column)
    sheet["B6"].font = Font(name="Arial", size=9, italic=True)
    last = 6 + blank
    sheet.cell(last, 2, "Tổng cộng")
    sheet.cell(last + 2, 5, "NGƯỜI LẬP BIỂU")
    sheet.merge_cells(start_row=last + 2, start_column=5, end_row=last + 2, end_column=7)
    file = folder / "mau.xlsx"
    book.save(file)
    return file


@pytest.mark.parametrize("blank", [1, 3, 6])
def test_lines_go_below_the_head_and_the_rest_moves_down(tmp_path: Path, blank: int) -> None:
    file, out = template(tmp_path, blank=blank), tmp_path / "da-dien.xlsx"
    filled = fill_template(file, out, LINES)
    assert (filled.rows, filled.empty) == (3, ["Điểm rà soát"])
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [[cell.value for cell in row[:6]] for row in sheet.iter_rows(min_row=6, max_row=8)] == [
        [1, "Hồ Văn Nhất", "05/03/1970", None, "019100001", 4],
        [2, "Kăn Lơi", None, 1972, None, 1],
        [3, "=Hồ Văn Tơi", None, None, None, 2],
    ]
    assert sheet["B8"].data_type == "s", "a name is no formula"
    assert all(sheet.cell(row, 2).font.name == "Arial" for row in (6, 7, 8))
    below = 6 + max(blank, 3)
    assert sheet.cell(below, 2).value == "Tổng cộng"
    assert sheet.cell(below + 2, 5).value == "NGƯỜI LẬP BIỂU"
    assert f"E{below + 2}:G{below + 2}" in {str(one) for one in sheet.merged_cells.ranges}
    assert openpyxl.load_workbook(file).worksheets[0]["B6"].value is None, "the template itself stays"


def test_nothing_of_people_lies_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, nowhere = template(tmp_path), tmp_path / "nowhere"
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    fill_template(file, tmp_path / "da-dien.xlsx", LINES)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["da-dien.xlsx", "mau.xlsx"]


def test_what_columns_mean_is_shown_and_told(tmp_path: Path) -> None:
    meant = template_columns(template(tmp_path), {"Điểm rà soát": "note"})
    assert [(one.heading, one.field) for one in meant][-2:] == [("Số khẩu", "size"), ("Điểm rà soát", "note")]
    assert unknown(template_columns(template(tmp_path))) == ["Điểm rà soát"]
    openpyxl.Workbook().save(tmp_path / "trong.xlsx")
    with pytest.raises(FileProblem, match="Không thấy dòng đầu bảng"):
        fill_template(tmp_path / "trong.xlsx", tmp_path / "x.xlsx", LINES)


def test_the_command_remembers_what_a_column_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOHOTRO_PASSWORD", PASSWORD)
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    home = household("", members=[person("Hồ Văn Nhất", cmnd="191000001")], note="Nhà dột")
    add_household(office.register, home)
    office.register.close()
    file, out, told = template(tmp_path), tmp_path / "da-dien.xlsx", tmp_path / "cot.json"
    told.write_text(json.dumps({"Điểm rà soát": "note"}), encoding="utf-8")
    assert run(["fill", office.place, str(file), "--show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unknown"] == ["Điểm rà soát"]
    assert run(["fill", office.place, str(file), "--map", str(told), "-o", str(out)]) == 0
    assert "Đã điền 1 dòng" in capsys.readouterr().out
    assert run(["fill", office.place, str(file), "-o", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 1, "empty": []}
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[6]] == [1, "Hồ Văn Nhất", 1970, None, "191000001", 1, "Nhà dột"]
    assert run(["fill", office.place, str(file)]) == 2


@pytest.mark.parametrize("of", ["households", "persons"])
def test_the_list_on_screen_fills_a_template(of: Subject, tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    people = [person("Hồ Văn Nhất"), person("Kăn Lơi", sex="2", relation="02", birth_date="1972")]
    add_household(office.register, household("", members=people))
    out = tmp_path / "da-dien.xlsx"
    filled = Template(Desk(office.register, ""), template(tmp_path), of, Filter(text="kan loi"), Sort()).fill(out)
    office.register.close()
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert (filled.rows, filled.empty) == (1, ["Điểm rà soát"] if of == "households" else ["Điểm rà soát", "Số khẩu"])
    assert sheet["B6"].value == "Hồ Văn Nhất", "the heading asks for the head"
    assert (sheet["C6"].value, sheet["D6"].value) == ((1970, None) if of == "households" else (None, 1972))
