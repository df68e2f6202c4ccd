"""Reports on paper and in sheets: every figure is there; the head comes back; an issued one has the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from bulk import fill
from exchanges import HONG_THUY, Office, found, household
from machine import state_folder
from openpyxl import load_workbook
from pdf_reader import squeezed, texts

from db.store.household.households import add_household
from db.store.places.villages import add_village
from db.store.printing.reports import subject
from db.store.reports import Report, again, build, issue
from desktop.printing import make_report
from forms.paper.bieu_tong_hop import show
from forms.sheets.figures import columns, rows, write_csv, write_tables

NAMES = ("bieu_01", "bieu_02", "bieu_05", "bieu_09", "bieu_12", "bieu_2016_ngheo", "chat_luong")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("bieu")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOHOTRO_STATE_DIR", state_folder(folder / "state"))
        made = found(folder, HONG_THUY)
        with made.register.write() as connection:
            fill(connection, [HONG_THUY], 120, seed=11)
        yield made
        made.register.close()


def counted(office: Office, name: str) -> Report:
    with office.register.read() as connection:
        return build(connection, name, year=2017)


@pytest.mark.parametrize("name", NAMES)
def test_paper_shows_every_figure_and_the_head_on_every_page(office: Office, name: str) -> None:
    report = counted(office, name)
    pages = texts(make_report(office.register, report, {}).data)
    (table,) = report.tables
    whole = squeezed("".join(pages))
    for line in table.lines:
        cells = "".join(show(value) for value in line.values)
        lead = squeezed(line.code + line.name + line.line) if line.line != "Nhân khẩu" else squeezed(line.line)
        assert lead + squeezed(cells) in whole
    assert squeezed("Năm 2017 (Xã Hồng Thủy") in whole
    for page in pages:
        assert squeezed("A B " + ("C " if any(line.line for line in table.lines) else "")) in squeezed(page)
    for told in (*table.notes, *table.missing):
        assert squeezed(told) in whole


def test_the_list_names_everybody(office: Office) -> None:
    report = counted(office, "bieu_15")
    pages = texts(make_report(office.register, report, {}).data)
    people = [line for line in report.tables[0].lines if str(line.values[0]).startswith("Người")]
    assert squeezed("".join(pages)).count("Người0") == len(people)


def test_what_is_lacked_goes_on_paper_and_into_a_book(office: Office, tmp_path: Path) -> None:
    report = counted(office, "thieu_hut")
    whole = squeezed("".join(texts(make_report(office.register, report, {}).data)))
    for table in (*report.tables[:3], report.tables[4]):
        assert squeezed(table.title.upper()) in whole
        assert all(squeezed(line.code + line.name) in whole for line in table.lines)
    listed = [line for line in report.tables[3].lines if line.level == "household"]
    assert squeezed("Danh sách hộ thiếu hụt".upper()) in whole
    assert all(squeezed(str(line.values[0])) in whole for line in listed)
    write_tables(tmp_path / "thieu-hut.xlsx", report.tables, subject(report))
    book = load_workbook(tmp_path / "thieu-hut.xlsx", read_only=True)
    assert len(book.sheetnames) == 6
    assert len(listed) == report.tables[2].lines[0].values[0]


def test_a_written_report_has_its_text_and_its_wide_tables_behind(office: Office) -> None:
    report = counted(office, "ca_nam")
    told = {"kho_khan": ["Thiếu vốn đối ứng.", "Đường vào thôn bị sạt lở."]}
    paper = make_report(office.register, report, told)
    pages = texts(paper.data)
    first = squeezed("".join(pages[:3]))
    for text in ("Thiếu vốn đối ứng.", "Đường vào thôn bị sạt lở.", "I. Kết quả rà soát", "VI. Nhiệm vụ tiếp theo"):
        assert squeezed(text) in first
    assert first.index(squeezed("V. Khó khăn")) < first.index("Thiếuvốn") < first.index("VI.Nhiệmvụ")
    assert sum("BIỂU SỐ" in page for page in pages) == 4
    assert any("Phụ lục 1" in page for page in pages)


def test_an_issued_report_has_the_same_bytes_whatever_comes_later(tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    add_household(office.register, household("Hồ Văn Trước"))
    row = issue(office.register, "nua_nam", year=2017, narrative={"kien_nghi": ["Cấp thêm vốn."]})
    papers = []
    for _time in range(2):
        kept = again(office.register, row.id)
        assert kept.same
        papers.append(make_report(office.register, kept.report, kept.row.narrative, kept.row))
        add_household(office.register, household("Hồ Văn Sau"), reason="thử")
    assert papers[0].data == papers[1].data
    assert papers[0].issue.number == f"BC-{row.id[-8:]}"
    assert any("Cấp thêm vốn." in page for page in texts(papers[0].data))
    office.register.close()


def test_sheets_hold_the_same_figures(office: Office, tmp_path: Path) -> None:
    report = counted(office, "bo_bieu")
    written = write_tables(tmp_path / "bieu.xlsx", report.tables, subject(report))
    book = load_workbook(tmp_path / "bieu.xlsx", read_only=True)
    assert [one.rows for one in written] == [len(table.lines) for table in report.tables]
    assert len(book.worksheets) == len(report.tables)
    for sheet, table in zip(book.worksheets, report.tables, strict=True):
        found = list(sheet.iter_rows(values_only=True))[-len(table.lines) :]
        for line, cells in zip(rows(table), found, strict=True):
            assert [_plain(cell) for cell in cells] == [_plain(value) for value in line]
    book.close()


def test_csv_opens_in_excel(office: Office, tmp_path: Path) -> None:
    report = counted(office, "bieu_02")
    write_csv(tmp_path / "bieu.csv", report.tables)
    data = (tmp_path / "bieu.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(data.decode("utf-8-sig").splitlines())
    assert head == [column.title for column in columns(report.tables[0])]
    assert lines == [["" if value is None else str(value) for value in row] for row in rows(report.tables[0])]


def _plain(value: object) -> object:
    """Empty is empty, a percentage a number."""
    if value in (None, ""):
        return None
    try:
        return round(float(str(value)), 4)
    except ValueError:
        return value
