"""Reading the lists communes keep: the two samples exactly, other layouts, damage, and files that are no list."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

import resources
from db.domain.errors import FileProblem
from db.store.imports.listed import HouseholdList, ListedReview, unknown
from forms.sheets.households import read_list
from forms.sheets.lists import guessed_columns

DATA = resources.path("samples")
Rows = Sequence[Sequence[Any]]
Write = Callable[..., HouseholdList]

HEAD = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quan hệ với chủ hộ", "Số CMND", "Thôn")
TITLE = ("DANH SÁCH HỘ NGHÈO XÃ HỒNG THỦY NĂM 2017",)


def save(path: Path, rows: Rows, *, title: str = "Sheet1", font: str | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if font:
        for line in sheet.iter_rows():
            for cell in line:
                cell.font = Font(name=font)
    book.save(path)
    return path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def read(*rows: Sequence[Any], names: dict[str, str] | None = None, font: str | None = None) -> HouseholdList:
        return read_list(save(tmp_path / "danh-sach.xlsx", rows, font=font), names)

    return read


@pytest.mark.parametrize("name", ["ho-ngheo-hong-thuy-2016", "ho-ngheo-nham-2016-vntime"])
def test_samples_are_read_exactly(name: str) -> None:
    truth = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    listed = read_list(DATA / f"{name}.xlsx")
    members = [m for h in listed.households for m in h.members]
    assert len(listed.households) == truth["households"]
    assert len(members) == truth["persons"]
    assert dict(Counter(h.village for h in listed.households)) == truth["by_village"]
    assert sum(m.sex == "2" for m in members) == truth["women"]
    assert listed.households[0].members[0].name == truth["first_head"]
    assert listed.commune == truth["commune"]
    assert (listed.refused, listed.doubts) == ([], [])
    assert all(h.members[0].relation == "Chủ hộ" for h in listed.households)


def test_what_the_unicode_sample_says() -> None:
    listed = read_list(DATA / "ho-ngheo-hong-thuy-2016.xlsx")
    assert listed.title == "DANH SÁCH CHI TIẾT HỘ NGHÈO NĂM 2016"
    assert (listed.year, listed.decision_no, listed.decision_date) == (2016, "125/QĐ-UBND", "2016-11-30")
    assert listed.encoding == "unicode"
    assert Counter(h.change for h in listed.households) == {"nghèo cũ": 148, "nghèo mới": 27, "tái nghèo": 5}
    assert {h.result for h in listed.households} == {"poor"}
    first = listed.households[0]
    assert (first.row, first.village, first.number, first.ethnic_minority) == (11, "Thôn 1", "1", True)
    assert [(m.name, m.birth_date, m.sex, m.ethnic, m.relation, m.cmnd) for m in first.members] == [
        ("Lê Viết Ngọc", "1966", "1", "Pa Cô", "Chủ hộ", "195183490"),
        ("Lê Văn Nghĩa", "1999", "1", "Pa Cô", "Con", None),
        ("Hồ Thị Hương", "1943", "2", "Pa Cô", "Mẹ", "196147128"),
    ]


def test_the_old_font_sample_is_decoded_with_its_soft_hyphens() -> None:
    listed = read_list(DATA / "ho-ngheo-nham-2016-vntime.xlsx")
    assert listed.encoding == "tcvn3"
    assert listed.title == "DANH SÁCH CHI TIẾT HỘ NGHÈO NĂM 2016"
    assert listed.decision_no == "125/QĐ-UBND"
    assert listed.households[0].members[0].name == "Hồ Viết Mưng"
    assert listed.households[0].village == "A Hươr"
    letters = "".join(m.name + (m.ethnic or "") + (m.relation or "") for h in listed.households for m in h.members)
    assert not set(letters) & set("\u00ad¬©«®¸»¾")


def test_other_order_of_columns_and_full_dates(write: Write) -> None:
    listed = write(
        TITLE,
        ("Thôn", "Dân tộc", "Ngày, tháng, năm sinh", "Giới tính", "Họ và tên", "Số CMND/CCCD", "Quan hệ với chủ hộ"),
        ("Thôn 2", "Tà Ôi", "01/05/1962", "Nữ", "Hồ Thị Bơm", "046162000321", "Chủ hộ"),
        ("Thôn 2", "Tà Ôi", date(1990, 12, 3), "Nam", "Hồ Văn Đăm", 191234567, "Con"),
        ("Pa E", "Cơ Tu", "5/1970", "Nam", "Zơrâm B'ling", None, "Chủ hộ"),
    )
    first, second = listed.households
    assert [(m.birth_date, m.sex, m.cmnd, m.cccd) for m in first.members] == [
        ("1962-05-01", "2", None, "046162000321"),
        ("1990-12-03", "1", "191234567", None),
    ]
    assert (second.village, second.members[0].name, second.members[0].birth_date) == ("Pa E", "Zơrâm B'ling", "1970-05")
    assert listed.doubts == []


def test_rows_that_are_no_people(write: Write) -> None:
    listed = write(
        ("ỦY BAN NHÂN DÂN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("XÃ A NGO",),
        ("DANH SÁCH HỘ NGHÈO NĂM 2018",),
        (),
        HEAD,
        (1, 2, 3, 4, 5, 6, 7, 8),
        ("I", "THÔN 1 (2 hộ)"),
        (1, "Tống Văn Công", 1950, "Nam", "Kinh", "Chủ hộ"),
        (None, "Nguyễn Thị Cộng", 1953, "Nữ", "Kinh", "Vợ"),
        ("Cộng thôn 1", None, 1),
        HEAD,
        ("II", "Thôn Ta Roi"),
        (),
        (2, "Hồ Văn Tống", 1980, "Nam", "Pa Cô", "CH"),
        (2, "Tổng cộng: 2 hộ, 3 khẩu", 3),
        (None, None, None, None, "A Ngo, ngày 5 tháng 12 năm 2017"),
        (None, "Người lập biểu", None, None, "TM. UBND XÃ"),
        (None, "Lê Văn Mẫu", None, None, "Chủ tịch"),
    )
    assert listed.commune == "A Ngo"
    assert [(h.village, [m.name for m in h.members]) for h in listed.households] == [
        ("Thôn 1", ["Tống Văn Công", "Nguyễn Thị Cộng"]),
        ("Ta Roi", ["Hồ Văn Tống"]),
    ]
    assert listed.refused == []


def test_a_total_that_disagrees_is_told(write: Write) -> None:
    head = ("STT hộ", "STT thành viên", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Thôn")
    listed = write(TITLE, head, (1, 1, "Hồ Văn A", 1970, "Chủ hộ", "Thôn 1"), (2, 5, "Tổng cộng"))
    assert [d.code for d in listed.doubts] == ["total", "total"]
    assert not any(d.serious for d in listed.doubts)


def test_heads_only_and_class_in_groups(write: Write) -> None:
    listed = write(
        ("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2017",),
        ("STT", "Họ và tên chủ hộ", "Địa chỉ (thôn)", "Số khẩu", "Mã hộ", "Thôn"),
        ("A", "HỘ NGHÈO"),
        (1, "HỒ VĂN NHƠI", "tổ 2", 4, "HN01", 3),
        (2, "Ông Kê Bình", None, 2, "HN02", "thôn 4"),
        ("B", "HỘ CẬN NGHÈO"),
        (1, "Bà Blúp Thị Aih", None, 1, "CN01", "Bản A Đâng"),
    )
    assert [(h.members[0].name, h.village, h.result, h.code) for h in listed.households] == [
        ("Hồ Văn Nhơi", "Thôn 3", "poor", "HN01"),
        ("Kê Bình", "Thôn 4", "poor", "HN02"),
        ("Blúp Thị Aih", "A Đâng", "near_poor", "CN01"),
    ]


def test_surname_and_given_name_in_two_columns(write: Write) -> None:
    head = ("STT", "Họ và tên đệm", "Tên", "Năm sinh", "Thôn", "Quan hệ")
    listed = write(TITLE, head, (1, "A Viết", "Tơi", 1958, "Thôn 1", "Chủ hộ"))
    assert listed.households[0].members[0].name == "A Viết Tơi"


def test_numbering_of_people_does_not_open_households(write: Write) -> None:
    rows = [(n, f"Hồ Văn {chr(64 + n)}a", 1980, "Nam", "Pa Cô", "Con" if n % 4 else "Chủ hộ") for n in range(4, 16)]
    listed = write(TITLE, HEAD, ("Thôn 1",), *rows)
    assert [len(h.members) for h in listed.households] == [4, 4, 4]


def test_household_number_repeated_on_each_member(write: Write) -> None:
    rows = [(1, "Hồ Văn A", 1970), (1, "Hồ Văn B", 1999), (2, "Hồ Văn C", 1960), (2, "Hồ Thị D", 1961)]
    listed = write(TITLE, ("STT hộ", "Họ và tên", "Năm sinh"), ("Thôn 1",), *rows)
    assert [[m.name for m in h.members] for h in listed.households] == [
        ["Hồ Văn A", "Hồ Văn B"],
        ["Hồ Văn C", "Hồ Thị D"],
    ]


def test_damaged_numbers_are_mended_by_suggestion_only(write: Write) -> None:
    head = ("STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "Số CMND", "Số CCCD", "Thôn")
    listed = write(
        TITLE,
        head,
        (1, "Hồ Văn A", 1970, "Chủ hộ", "19 12.34-567", None, "Thôn 1"),
        (2, "Hồ Văn B", 1985, "Chủ hộ", None, 46085001234, "Thôn 1"),
        (3, "Hồ Văn C", 1971, "Chủ hộ", "191234568.0", None, "Thôn 1"),
        (4, "Hồ Văn D", 1972, "Chủ hộ", "4.6E+10", None, "Thôn 1"),
        (5, "Hồ Văn E", 1973, "Chủ hộ", "19O23456l", "không", "Thôn 1"),
    )
    members = [h.members[0] for h in listed.households]
    assert [m.cmnd for m in members] == ["191234567", None, "191234568", None, "190234561"]
    assert members[1].cccd == "046085001234"
    assert members[3].note == "Danh sách ghi số giấy tờ: 4.6E+10"
    assert [(d.row, d.serious) for d in listed.doubts] == [(4, True), (5, True), (6, True), (7, True)]


def test_doubtful_and_refused_rows(write: Write) -> None:
    listed = write(
        TITLE,
        ("STT", "Họ và tên", "Năm sinh", None, "Quan hệ với chủ hộ", "Dân tộc"),
        (None, None, "Nam", "Nữ"),
        ("Hồ Văn Trước", None, None),
        (None, "Hồ Thị Trước", None, 1980, "Con"),
        ("A", "Thôn 1"),
        (1, "Hồ Văn A", 1970, 1971, "Chủ hộ", "Xyz"),
        (None, "Hồ Văn 9", 2001, None, "Con"),
        (None, "Hồ Văn C (chết)", "12/62", None, "Cháu"),
        (2, "Hồ Văn D", 2999, None, "Chủ hộ"),
    )
    assert [r.row for r in listed.refused] == [5, 8]
    assert {(d.row, d.code, d.serious) for d in listed.doubts} == {
        (7, "sex_both", True),
        (7, "ethnic_unclear", False),
        (7, "member_refused", True),
        (9, "dead", True),
        (9, "birth_unclear", True),
        (9, "relation_unclear", False),
        (10, "birth_future", True),
    }


def test_a_sheet_per_village_and_hidden_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("Thôn 1", "Thôn Pa E", "Ghi chép", "Thôn 9"):
        sheet = book.create_sheet(name)
        if name != "Ghi chép":
            sheet.append(list(TITLE))
            sheet.append(["STT", "Họ tên", "Năm sinh", "Quan hệ"])
            sheet.append([1, "Hồ Văn A", 1970, "Chủ hộ"])
    book["Thôn 9"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    listed = read_list(tmp_path / "a.xlsx")
    assert [(h.village, h.sheet) for h in listed.households] == [("Thôn 1", "Thôn 1"), ("Pa E", "Thôn Pa E")]


def test_headings_given_by_the_user(write: Write) -> None:
    rows = (TITLE, ("TT", "Tên khẩu trong hộ", "Năm sinh", "Vai"), ("Thôn 1",), (1, "Hồ Văn A", 1970, "Chủ hộ"))
    with pytest.raises(FileProblem):
        write(*rows)
    listed = write(*rows, names={"Tên khẩu trong hộ": "name", "Vai": "relation"})
    assert listed.households[0].members[0].name == "Hồ Văn A"


def test_headings_nobody_knows_are_told_until_somebody_says_what_they_mean(tmp_path: Path) -> None:
    rows: Rows = [
        TITLE, ("TT", "Tên khẩu trong hộ", "Năm sinh", "Vai", "Điểm", "(1)"), ("Thôn 1",),
        (1, "Hồ Văn A", 1970, "Chủ hộ", 90),
    ]  # fmt: skip
    path = save(tmp_path / "a.xlsx", rows)
    assert unknown(guessed_columns(path)) == ["Tên khẩu trong hộ", "Vai", "Điểm"]
    names = {"Tên khẩu trong hộ": "name", "Vai": "relation"}
    assert unknown(read_list(path, names).columns) == ["Điểm"]
    assert unknown(read_list(path, names | {"Điểm": ""}).columns) == []


def test_a_heading_over_two_rows_is_told_whole(write: Write) -> None:
    listed = write(
        TITLE,
        ("STT", "Họ và tên", "Năm sinh", None, "Quan hệ với chủ hộ", "Thôn", "Điểm", None),
        (None, None, "Nam", "Nữ", None, None, "Bảng\nB1", "Bảng B2"),
        (1, "Hồ Văn A", 1970, None, "Chủ hộ", "Thôn 1", 90, 20),
    )
    assert unknown(listed.columns) == ["Điểm Bảng B1", "Điểm Bảng B2"]


def test_a_list_without_any_heading_we_know_is_still_offered_to_be_explained(tmp_path: Path) -> None:
    rows: Rows = [
        TITLE,
        ("Tên thật", "Sinh", "Vai vế"),
        ("Thôn 1",),
        ("Hồ Văn A", 1970, "Chủ hộ"),
        ("Hồ Thị B", 1972, "Vợ"),
    ]
    path = save(tmp_path / "a.xlsx", rows)
    assert unknown(guessed_columns(path)) == ["Tên thật", "Sinh", "Vai vế"]
    read = read_list(path, {"Tên thật": "name", "Sinh": "birth", "Vai vế": "relation"})
    assert [m.name for m in read.households[0].members] == ["Hồ Văn A", "Hồ Thị B"]


def test_reading_can_be_stopped() -> None:
    class Stopped(Exception):
        """What a job raises."""

    def stop(rows: int) -> None:
        if rows:
            raise Stopped

    with pytest.raises(Stopped):
        read_list(DATA / "ho-ngheo-hong-thuy-2016.xlsx", step=stop)


def test_unicode_text_in_an_old_font_stays(write: Write) -> None:
    row = (1, "Hồ Văn Đức", 1970, "Nam", "Tà Ôi", "Chủ hộ", None, "Thôn 1")
    listed = write(TITLE, HEAD, row, font=".VnTime")
    assert listed.households[0].members[0].name == "Hồ Văn Đức"
    assert listed.encoding == "unicode"


def refusal(path: Path) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        read_list(path)
    message = caught.value.message
    assert "Chưa nhập gì vào sổ." in message
    assert message.endswith(".")
    assert str(path.parent) not in message
    return caught.value


SAMPLE = (DATA / "ho-ngheo-hong-thuy-2016.xlsx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        ("Họ và tên,Năm sinh\n".encode(), "sheet_not_excel"),
        (b"%PDF-1.7 ...", "sheet_not_excel"),
        (OLE + bytes(3000), "sheet_old"),
        (OLE + bytes(900) + "EncryptedPackage".encode("utf-16-le") + bytes(900), "sheet_password"),
        (SAMPLE[:5000], "sheet_cut"),
        (SAMPLE[:-30], "sheet_cut"),
        (SAMPLE[:2000] + bytes(20000) + SAMPLE[22000:], "sheet_cut"),
    ],
    ids=["empty", "csv", "pdf", "xls", "password", "cut", "cut at the end", "hole"],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("thu.txt", "không phải Excel")
    assert refusal(tmp_path / "a.xlsx").code == "sheet_not_excel"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "khong-co.xlsx").code == "sheet_missing"
    assert refusal(tmp_path).code == "sheet_folder"


def test_a_workbook_without_a_head_or_without_people(tmp_path: Path) -> None:
    rows: Rows = [("Kế hoạch năm",), ("Tháng", "Việc"), (1, "Họp thôn")]
    assert refusal(save(tmp_path / "a.xlsx", rows)).code == "sheet_no_head"
    assert refusal(save(tmp_path / "b.xlsx", [TITLE, HEAD])).code == "sheet_no_households"


def test_a_member_never_loses_the_household_without_a_village(write: Write) -> None:
    listed = write(
        TITLE, HEAD, (1, "Hồ Văn A", 1970, "Nam", "Pa Cô", "Chủ hộ"), (2, "Hồ B", 1971, None, None, "Chủ hộ", None, 1)
    )
    assert [r.row for r in listed.refused] == [3]
    assert [h.village for h in listed.households] == ["Thôn 1"]


def test_points_day_and_result_of_a_review_are_read(write: Write) -> None:
    """The columns of the ministry's export: one line a household, `--` where nothing was asked."""
    head = ("STT", "Ngày rà soát", "Tên chủ hộ", "Mã hộ", "Thôn", "Số nhân khẩu", "Điểm B1", "Điểm B2",
            "Phân loại", "Người rà soát")  # fmt: skip
    listed = write(
        ("KẾT QUẢ RÀ SOÁT HỘ NGHÈO XÃ HỒNG THỦY NĂM 2023",), head,
        (1, date(2023, 10, 5), "Hồ Văn Nhơi", "01", "Thôn 1", 4, 130, 40, "Hộ nghèo", "Kê Thử"),
        (2, "06/10/2023", "Kê Bình", "02", "Thôn 1", 2, 150, 0, "Hộ không nghèo", None),
        (3, "06/10/2023", "Blúp Thị Aih", "03", "Thôn 2", 1, "--", "--", "Hộ cận nghèo", None),
        (4, "10/2023", "Hồ Thị Tơi", "04", "Thôn 2", 1, "12o", 30, "Hộ nghèo", None),
        (5, "０６/１０/２０２３", "Hồ Văn Kêu", "05", "Thôn 2", 1, "１２０", "3²", "Hộ nghèo", None),
    )  # fmt: skip
    assert [(h.result, h.review) for h in listed.households[:3]] == [
        ("poor", ListedReview(b1=130, b2=40, date="2023-10-05", reviewer="Kê Thử")),
        ("not_poor", ListedReview(b1=150, b2=0, date="2023-10-06")),
        ("near_poor", None),
    ]
    unclear, odd = listed.households[3:]
    assert unclear.review == ListedReview(b2=30)
    assert {d.code for d in listed.doubts if d.row == unclear.row} == {"points_unclear", "date_unclear"}
    assert odd.review == ListedReview(b1=120, date="2023-10-06")
    assert [d.code for d in listed.doubts if d.row == odd.row] == ["points_unclear"]
