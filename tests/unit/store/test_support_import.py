"""Lists of supports from Excel: cards, loans of the bank, any policy; planned row by row, written in one action."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, Office, found, household, person
from openpyxl import Workbook

from db.policy.definition import shipped
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household
from db.store.imports.listed import SupportChange, unknown
from db.store.imports.supports import import_supports
from db.store.imports.writing import Imported
from db.store.places.villages import add_village
from db.store.reading import supports
from db.store.support.supports import set_support
from forms.sheets.cells import cell
from forms.sheets.refusals import left_of_lines, write_refused
from forms.sheets.supports import read_supports

LOANS = (
    "STT", "Mã KH", "Số khế ước", "Tên khách hàng", "Số CMND", "Tên thôn", "Tên tổ", "Mã tổ", "Ngày vay",
    "Thời hạn vay", "Lãi suất", "Mức vay", "Dư nợ trong hạn", "Dư nợ quá hạn", "Dư nợ khoanh", "Lãi tồn",
    "Tên chương trình", "Tên ĐVUT", "Ngày số liệu",
)  # fmt: skip
A_LOAN = (
    1, "KH01", "0461700012", "HỒ VĂN NHẤT", 191000001, "Thôn 1", "Kăn Tổ", "T05", "15/03/2017", "36 tháng", 6.6,
    30_000_000, 30_000_000, 0, 0, 120_000, "Cho vay hộ nghèo", "Hội Nông dân", "31/08/2017",
)  # fmt: skip
CARDS = ("STT", "Họ và tên", "Năm sinh", "Mã thẻ", "Mã đối tượng", "Nơi đăng ký KCB", "Thời hạn từ", "Thời hạn đến")


@pytest.fixture
def office(place: str, tmp_path: Path) -> Iterator[Office]:
    made = found(tmp_path, HONG_THUY, place=place)
    add_village(made.register, "Thôn 1")
    head = person("Hồ Văn Nhất", birth_date="1970", cmnd="191000001")
    wife = person("Kăn Lơi", birth_date="1972", sex="2", relation="02")
    add_household(made.register, household("", members=[head, wife]))
    add_household(made.register, household("Kê Văn Hai", birth_date="1980"))
    add_household(made.register, household("Kê Văn Hai", birth_date="1990"))
    yield made
    made.register.close()


def written(folder: Path, head: tuple[str, ...], *rows: tuple[Any, ...], title: str = "DANH SÁCH NĂM 2017") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    file = folder / "danh-sach.xlsx"
    book.save(file)
    return file


def taken(office: Office, policy: str, file: Path, **more: Any) -> Imported:
    listed = read_supports(file, shipped()[policy])
    return import_supports(
        office.register, listed, **{"dry_run": False, "accept_doubtful": True, "reason": "Thử"} | more
    )


def outcomes(done: Imported) -> list[str]:
    return [row.outcome for row in done.plan.rows] + ["refused"] * len(done.plan.refused)


def test_a_list_of_the_bank_is_taken_in_once_and_then_changes_only_what_changed(office: Office, tmp_path: Path) -> None:
    done = taken(office, "tin_dung", written(tmp_path, LOANS, A_LOAN))
    assert outcomes(done) in (["new"], ["doubtful"])
    with office.register.read() as connection:
        (loan,) = supports(connection, policy="tin_dung")
    assert (loan.year, loan.requested, loan.approved) == (2017, 30_000_000, 30_000_000)
    assert loan.details["chuong_trinh"] == "ho_ngheo"
    assert loan.details["du_no"]["so_khe_uoc"] == "0461700012"
    assert loan.details["hoi_quan_ly"] == "nong_dan"
    assert [step.kind for step in loan.milestones] == ["approved", "disbursed"]
    assert outcomes(taken(office, "tin_dung", written(tmp_path, LOANS, A_LOAN))) == ["same"]
    later = list(A_LOAN)
    later[12], later[18] = 20_000_000, "30/11/2017"
    done = taken(office, "tin_dung", written(tmp_path, LOANS, tuple(later)), dry_run=True)
    (change,) = done.plan.rows[0].changes
    assert isinstance(change, SupportChange)
    assert list(change.fields) == ["details.du_no"]
    assert change.fields["details.du_no"]["trong_han"] == 20_000_000
    assert change.fields["details.du_no"]["lai_ton"] == 120_000, "what the list leaves alone stays"


def test_one_action_one_undo(office: Office, tmp_path: Path) -> None:
    cards = (1, "Hồ Văn Nhất", 1970, "HN2464600000001", "HN", "Trạm y tế xã", "01/01/2017", "31/12/2017")
    other = (2, "Kăn Lơi", 1972, "HN2464600000002", "HN", "Trạm y tế xã", "01/01/2017", "31/12/2017")
    done = taken(office, "bhyt", written(tmp_path, CARDS, cards, other))
    assert done.written == 2
    with office.register.read() as connection:
        assert {row.details["so_the"] for row in supports(connection, policy="bhyt")} == {cards[3], other[3]}
        (last, *_) = last_actions(connection)
    undo(office.register, last.id)
    with office.register.read() as connection:
        assert supports(connection, policy="bhyt") == []


def test_empty_never_erases_and_what_somebody_corrected_is_doubted(office: Office, tmp_path: Path) -> None:
    card = (1, "Hồ Văn Nhất", 1970, "HN2464600000001", "HN", "Trạm y tế xã", "01/01/2017", "31/12/2017")
    taken(office, "bhyt", written(tmp_path, CARDS, card))
    assert outcomes(taken(office, "bhyt", written(tmp_path, CARDS, (*card[:5], None, *card[6:])))) == ["same"]
    with office.register.read() as connection:
        (row,) = supports(connection, policy="bhyt")
    assert row.details["ten_kcb"] == "Trạm y tế xã"
    set_support(office.register, row.id, {"details": {"ten_kcb": "Trung tâm y tế huyện"}}, reason="Theo thẻ")
    done = taken(office, "bhyt", written(tmp_path, CARDS, card), accept_doubtful=False)
    assert outcomes(done) == ["doubtful"]
    assert "do cán bộ ghi" in done.plan.rows[0].reasons[0]
    assert done.written == 0


def test_nobody_is_guessed_and_what_is_wrong_is_refused_with_why(office: Office, tmp_path: Path) -> None:
    rows = (
        (1, "Kê Văn Hai", None, None, "HN", None, "01/01/2017", "31/12/2017"),
        (2, "Người Không Có", 1960, None, "HN", None, "01/01/2017", "31/12/2017"),
        (3, "Hồ Văn Nhất", 1970, "HN2464600000001", "HN", None, "32/01/2017", "31/12/2017"),
    )
    file = written(tmp_path, CARDS, *rows)
    done = taken(office, "bhyt", file)
    told = {row.row: row.reason for row in done.plan.refused}
    assert "Có 2 người tên Kê Văn Hai" in told[3]
    assert "Không thấy Người Không Có" in told[4]
    assert "32/01/2017" in told[5]
    assert done.written == 0
    out = tmp_path / "chua-nhap.xlsx"
    assert write_refused(file, out, left_of_lines(done.plan, accepted=True)) == 3
    again = read_supports(out, shipped()["bhyt"])
    assert [row.name for row in again.rows] == ["Kê Văn Hai", "Người Không Có"]
    assert unknown(again.columns) == []
    assert len(again.refused) == 1


def test_cells_as_other_offices_write_them() -> None:
    """Card numbers in groups, programs by the end of their name; what fits several choices is still nobody's."""
    card, program = shipped()["bhyt"].fields["so_the"], shipped()["tin_dung"].fields["chuong_trinh"]
    assert cell(card, "HN-2-46.46 00000002") == ("HN2464600000002", "")
    assert cell(card, "hn 2 46")[0] is None
    assert cell(program, "Hộ nghèo") == ("ho_ngheo", "")
    assert cell(program, "nghèo")[0] is None
