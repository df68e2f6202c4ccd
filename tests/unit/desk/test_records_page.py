"""Sổ công tác by keys alone: kinds, lists, entry from a definition, rosters, reasons, disputes, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from desk import focus, on_screen, press, type_text
from ledgers import seeded
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sample_kinds import NEW

from db.ledger.register import Register
from db.store.deciding.queue import list_queue
from db.store.definitions.files import add_definition
from db.store.inputs import RecordInput
from db.store.places.villages import add_village
from db.store.record.reading import RecordRow, records
from db.store.record.records import add_record, set_record
from desktop.presenters.desk import Desk
from desktop.presenters.records.board import RecordBoard
from desktop.views.prints.page import PrintsPage
from desktop.views.records.entry import UnitRecordPage
from desktop.views.records.page import RecordsPage
from desktop.views.shell import Shell

E = "Enter"
LONG = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    book.providers = seeded(1)
    for number in (1, 2):
        add_village(book, f"Thôn {number}")
    with on_screen(book) as window:
        yield window


def officer(book: Register, name: str, post: str = "phu_nu") -> str:
    return add_record(
        book, RecordInput(kind="can_bo", date="2016-01-01", title=name, details={"chuc_danh": post}), reason="đúng"
    ).id


def money(book: Register, amount: int, how: str = "thu", date: str = "2017-01-10") -> str:
    more = {"nguon": "nhan_dan"} if how == "thu" else {"muc_dich": "qua_tet"}
    details = {"quy": "vnn", "chieu": how, "so_tien": amount, **more}
    return add_record(book, RecordInput(kind="quy", date=date, title=f"{how} {amount}", details=details)).id


def board(shell: Shell) -> RecordsPage:
    assert isinstance(shell.page, RecordsPage), shell.page
    return shell.page


def entry(shell: Shell) -> UnitRecordPage:
    assert isinstance(shell.page, UnitRecordPage), shell.page
    return shell.page


def turn_to(page: RecordsPage, kind: str) -> None:
    """By the arrow keys to a kind."""
    page.kinds.setFocus()
    press("Home")
    for _step in range(page.kinds.count()):
        if page.board.kind == kind:
            return
        press("Down")
    raise AssertionError(kind)


def typed(*parts: str) -> None:
    """Texts, each with Enter behind it."""
    for part in parts:
        if part:
            type_text(part)
        press(E)


def kept(book: Register, kind: str) -> list[RecordRow]:
    with book.read() as connection:
        return records(connection, kind=kind)


def test_a_payment_is_entered_by_keys_and_more_than_there_is_wants_a_reason(shell: Shell, book: Register) -> None:
    press("F11")
    page = board(shell)
    assert focus() is page.kinds
    turn_to(page, "quy")
    assert "Chưa ghi gì trong năm 2017" in page.empty.text
    money(book, 500_000)
    press("F5")
    assert page.table.model().rowCount() == 1
    press("Shift+F2")
    form = entry(shell).form
    assert form is not None
    assert form.here() == "title"
    typed("Quà Tết", "20/1/2017", "vi nguoi", "chi", "600k")
    assert not form.model.visible("details.nguon"), "what came in is not asked of what goes out"
    assert form.here() == "details.muc_dich"
    typed("qua le", "12")
    press("Ctrl+S")
    said = entry(shell)
    assert "thiếu 100.000 đồng" in said.reason._text.text()
    typed("Ứng của xã")
    assert focus() is board(shell).table
    (paid,) = [row for row in kept(book, "quy") if row.name == "Quà Tết"]
    assert paid.details["so_tien"] == 600_000
    assert paid.override_reason == "Ứng của xã"
    assert board(shell).table.current() == paid.id
    assert "còn -100.000 đồng" in board(shell).sums.text()
    assert board(shell).kinds.currentItem().text().strip() == "Thu, chi quỹ  (2)"


def test_a_roster_is_a_grid_with_the_officers_of_the_register(shell: Shell, book: Register) -> None:
    first, second = officer(book, "Kăn Nơ Mẫu"), officer(book, LONG, "nong_dan")
    shell.go("record", kind="tap_huan")
    typed("Tập huấn rà soát", "10/5/2017", "ra soat")
    form = entry(shell).form
    assert form is not None
    form.grids["details.hoc_vien"].begin(0, 0)
    typed("kan no mau", "", "", "co", "")
    form.grids["details.hoc_vien"].begin(1, 0)
    typed("nguyen phuoc", "", "", "khong")
    form.grids["details.hoc_vien"].begin(2, 1)
    typed("Hồ Văn Ngoài", "Trưởng thôn 2", "co")
    assert form.model.typed["details.so_co_mat"] == "2"
    press("Ctrl+S")
    (row,) = kept(book, "tap_huan")
    assert [one.get("can_bo") for one in row.details["hoc_vien"]] == [first, second, None]
    page = board(shell)
    assert "Cán bộ đương chức đã được tập huấn: 1 người" in page.sums.text()
    press(E)
    assert entry(shell).heading.text() == "Lớp tập huấn: Tập huấn rà soát"
    form = entry(shell).form
    assert form is not None
    assert form.model.sheets["details.hoc_vien"].typed(1, 0) == LONG


def test_what_is_wrong_stands_beside_its_field_and_a_draft_is_offered_again(shell: Shell, book: Register) -> None:
    shell.go("record", kind="cong_trinh")
    typed("Cầu treo", "5/1/2017", "", "cau")
    form = entry(shell).form
    assert form is not None
    for name, text in (("details.ngay_duyet", "1/2/2017"), ("details.ngay_khoi_cong", "20/1/2017")):
        form.go_to(name)
        typed(text)
    assert "trước ngày duyệt" in form.boxes["details.ngay_khoi_cong"].under.text()
    press("Ctrl+S")
    assert kept(book, "cong_trinh") == []
    assert form.here() == "details.ngay_khoi_cong"
    shell.go("record", kind="quy")
    shell.go("record", kind="cong_trinh")
    assert "chưa lưu" in entry(shell).banner.text
    press("Ctrl+B")
    form = entry(shell).form
    assert form is not None
    assert form.model.typed["title"] == "Cầu treo"
    form.go_to("details.ngay_khoi_cong")
    press("Ctrl+A")
    typed("5/2/2017")
    press("Ctrl+S")
    assert kept(book, "cong_trinh")[0].details["giai_doan"] == "thi_cong"


def test_only_what_was_changed_is_written_and_its_history_is_told(shell: Shell, book: Register) -> None:
    made = officer(book, "Hồ Văn Thử")
    shell.go("record", id=made)
    form = entry(shell).form
    assert form is not None
    form.go_to("details.dien_thoai")
    typed("0912345678")
    press("Ctrl+S")
    shell.go("record", id=made)
    form = entry(shell).form
    assert form is not None
    form.go_to("details.dien_thoai")
    press("F7")
    assert "0912345678" in entry(shell).banner.text
    press("Ctrl+S")
    assert isinstance(shell.page, UnitRecordPage), "nothing was changed, nothing is written"


def test_what_another_desk_wrote_since_waits_for_a_decision(shell: Shell, book: Register) -> None:
    made = officer(book, "Hồ Văn Thử")
    shell.go("record", id=made)
    set_record(book, made, {"details": {"dien_thoai": "0912345671"}})
    form = entry(shell).form
    assert form is not None
    form.go_to("details.dien_thoai")
    typed("0912345672")
    press("Ctrl+S")
    assert "chờ quyết định" in board(shell).banner.text
    with book.read() as connection:
        assert [item.key for item in list_queue(connection)] == ["details.dien_thoai"]
    shell.go("queue")
    case = shell.page.queue.case()  # type: ignore[union-attr]
    assert case is not None
    assert "Hồ Văn Thử" in case.about
    assert [spec.label for spec in case.specs] == ["Điện thoại"]


def test_a_kind_written_by_hand_is_there_with_its_form(shell: Shell, book: Register) -> None:
    add_definition(book, NEW, "ngay_cong.toml")
    shell.go("records")
    turn_to(board(shell), "ngay_cong")
    press("Shift+F2")
    typed("Đồn Thử", "1/5/2017", "thon 2", "30")
    press("Ctrl+S")
    (row,) = kept(book, "ngay_cong")
    assert (row.name, row.village_name, row.details) == ("Đồn Thử", "Thôn 2", {"so_cong": 30})
    assert board(shell).sums.text() == "Công còn nợ – xã Hồng Thủy: vào 30, ra 0, còn 30 công"


def test_what_is_late_is_told_and_alone_on_demand(shell: Shell, book: Register) -> None:
    for name, more in (
        ("Hồ Văn Thử", {"han": "2017-02-01"}),
        ("Kăn Nơ Mẫu", {"han": "2018-01-01"}),
        ("A Viết Bịa", {"han": "2017-02-01", "ngay_tra_loi": "2017-01-20", "ket_qua": "dung"}),
    ):
        details = {"loai": "danh_sach", "noi_dung": "Xin xem lại", **more}
        add_record(book, RecordInput(kind="khieu_nai", date="2017-01-15", title=name, details=details))
    shell.go("records", kind="khieu_nai")
    page = board(shell)
    told = {row.cells[1]: row.cells[0] for row in page.board.shown(list(page.board.rows))}
    assert told == {"Hồ Văn Thử": "Quá hạn", "Kăn Nơ Mẫu": "Còn hạn", "A Viết Bịa": "Đã xong"}
    page.ask.go_to("open")
    typed("co")
    assert page.table.model().rowCount() == 2


def test_a_list_goes_to_excel_and_to_paper(
    shell: Shell, book: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> None:
    money(book, 500_000)
    out = tmp_path / "quy.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(out), ""))
    shell.go("records", kind="quy")
    press("Ctrl+Shift+E")
    qtbot.waitUntil(lambda: "Đã ghi 1 dòng" in board(shell).banner.text)  # type: ignore[attr-defined]
    assert any("thu 500000" in row for row in openpyxl.load_workbook(out).active.values)
    press("Ctrl+P")
    assert isinstance(shell.page, PrintsPage)


def test_the_list_fits_a_small_screen_with_its_weightiest_columns(shell: Shell, book: Register) -> None:
    add_record(book, RecordInput(kind="quy", date="2017-01-10", title=LONG, details={
        "quy": "vnn", "chieu": "thu", "so_tien": 1, "nguon": "nhan_dan"}))  # fmt: skip
    shell.go("records", kind="quy")
    page = board(shell)
    heads = [page.table.model().headerData(n, Qt.Orientation.Horizontal) for n in range(len(page.board.columns()))]
    seen = [head for n, head in enumerate(heads) if not page.table.isColumnHidden(n)]
    assert {"Ngày thu, chi", "Nội dung thu, chi", "Quỹ", "Thu hay chi", "Số tiền"} <= set(seen)
    assert page.kinds.horizontalScrollBar().maximum() == 0


def test_every_kind_has_a_list_and_a_form(shell: Shell, book: Register) -> None:
    shown = RecordBoard(Desk(book, "thử"))
    shown.load()
    for line in shown.lines:
        if line.id:
            shell.go("records", kind=line.id)
            shell.go("record", kind=line.id)
            form = entry(shell).form
            assert form is not None
            assert form.here() in ("title", "date", "village"), line.id
            press("Ctrl+S")
            assert any(problem.severity == "hard" for problem in form.model.problems.values()), line.id
