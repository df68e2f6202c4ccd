"""A list from Excel comes in by keys alone: looked at, filtered, doubts accepted, columns told, saved, taken back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import commune, drop, focus, on_screen, press, type_text
from exchanges import household
from ledgers import dump
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from samples import FIRST, HEADS, HONG_THUY, NAME, NHAM, NOTE, RELATION, altered

from db.domain.errors import UserError
from db.ledger import ledger
from db.ledger.register import Register
from db.store.history.undo import last_actions
from db.store.household.households import add_household, set_person
from db.store.imports.headings import list_headings
from db.store.imports.listed import unknown
from db.store.lists.search import find
from db.store.offices import info
from db.store.places.villages import add_village
from db.store.reading import supports
from db.store.showing import Showing
from desktop.presenters.desk import Desk
from desktop.presenters.importing import taking
from desktop.presenters.importing.columns import UNUSED, fields
from desktop.presenters.importing.rows import detail
from desktop.presenters.importing.taking import Importing, Looked, Puzzle
from desktop.views.home import HomePage
from desktop.views.households.page import HouseholdsPage
from desktop.views.importing.page import ImportPage
from desktop.views.packages.page import PackagesPage
from desktop.views.shell import Shell
from desktop.work.context import JobContext
from desktop.work.jobs import Job
from forms.sheets.head import FIELDS

pytestmark = pytest.mark.usefixtures("dressed")

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def wait(qtbot: Any) -> Wait:
    def until(true: Callable[[], bool]) -> None:
        qtbot.waitUntil(true, timeout=20_000)

    return until


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system's dialog hands back, one after the other."""
    files: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (files.pop(0) if files else "", ""))
    return files


@pytest.fixture
def nham(tmp_path: Path, dressed: None) -> Iterator[Register]:
    opened = commune(tmp_path, "nham", "20083")
    yield opened
    opened.close()


def page(shell: Shell) -> ImportPage:
    found = shell.page
    assert isinstance(found, ImportPage)
    return found


def bring(shell: Shell, wait: Wait, file: str) -> ImportPage:
    """Look at a file whose path is typed."""
    press("Ctrl+I", "Shift+Tab")
    type_text(file)
    press("Enter")
    shown = page(shell)
    wait(lambda: shown._job is None)
    return shown


def save(shell: Shell, wait: Wait) -> None:
    press("Ctrl+S")
    shown = page(shell)
    wait(lambda: shown._job is None and not shown._stale and shown.banner.text.startswith("Đã ghi"))
    settle(shown, wait)


def settle(shown: ImportPage, wait: Wait) -> None:
    """Until the list was compared with the register as it is now."""
    plan = Importing(shown.desk)
    wait(
        lambda: (
            shown.importing.looked is not None
            and shown.importing.looked.plan == plan._plan(shown.importing.looked.listed, JobContext())
        )
    )


def titles(shown: ImportPage) -> list[str]:
    return [shown.preview.tabs.tabText(place) for place in range(shown.preview.tabs.count())]


def test_from_an_empty_register_to_a_list_saved_and_taken_back(book: Register, wait: Wait, chosen: list[str]) -> None:
    with on_screen(book) as shell:
        shell.go("home")
        home = shell.page
        assert isinstance(home, HomePage)
        wait(lambda: home.tasks.count() > 0)
        chosen.append(str(HONG_THUY))
        press("Enter", "Enter")  # the first thing to do, then the button that looks for a file
        shown = page(shell)
        wait(lambda: shown.importing.looked is not None)
        assert titles(shown) == ["Tất cả (180)", "Mới (180)"]
        assert "180 hộ, 712 người · bảng mã Unicode" in shown.preview.facts.text()
        assert shown.preview.title.text().endswith("xã Hồng Thủy")
        assert info(book).households == 0

        save(shell, wait)
        assert (info(book).households, info(book).persons) == (180, 712)
        assert shown.banner.text.startswith("Đã ghi 180 hộ trong một lần lưu. Thôn mới trong sổ: Thôn 1, Thôn 2")
        assert titles(shown) == ["Tất cả (180)", "Như trong sổ (180)"]
        assert not shown.go.isEnabled()

        press("Ctrl+Shift+Z", "Enter")
        wait(lambda: info(book).households == 0)
        settle(shown, wait)
        assert titles(shown) == ["Tất cả (180)", "Mới (180)"]
        with book.read() as connection:
            assert len(last_actions(connection)) == 3  # founding, import, undo


def test_a_list_in_an_old_font_is_read_and_its_way_leads_on_to_the_households(nham: Register, wait: Wait) -> None:
    with on_screen(nham) as shell:
        shell.go("home")
        shown = bring(shell, wait, f'"{NHAM}"')
        assert "bảng mã TCVN3, đã đổi sang Unicode" in shown.preview.facts.text()
        assert shown.importing.rows(["0"])[0].cells[1:4] == ("Hồ Viết Mưng", "11", "A Hươr")
        save(shell, wait)
        assert (info(nham).households, info(nham).persons) == (140, 532)
        press("Enter")
        assert isinstance(shell.page, HouseholdsPage)
        press("Alt+Left")
        assert titles(page(shell)) == ["Tất cả (140)", "Như trong sổ (140)"]


@pytest.fixture
def full(book: Register) -> Register:
    """A register that holds the sample."""
    importing = Importing(Desk(book, "x"))
    importing.show(importing.look(str(HONG_THUY), JobContext()))
    importing.save(JobContext())
    return book


def test_rows_tell_old_and_new_and_lead_to_the_household(full: Register, tmp_path: Path, wait: Wait) -> None:
    file = altered(tmp_path, {(FIRST, NAME): "Lê Viết Ngọt", (FIRST, NOTE): "Nhà dột"})
    with on_screen(full) as shell:
        shell.go("home")
        shown = bring(shell, wait, file)
        assert titles(shown) == ["Tất cả (180)", "Cần xem lại (1)", "Như trong sổ (179)"]
        shell.do("import_outcome")
        assert shown.importing.shown() == ["0"]
        press("Enter")
        said = shown.preview.details.text
        assert "Thôn 1 · dòng 11" in said
        assert "Lê Viết Ngọc, họ và tên: Lê Viết Ngọc → Lê Viết Ngọt" in said
        assert "Ghi chú: – → Nhà dột" in said
        press("Enter", "Enter")
        assert shell.page is not None
        assert shell.page.name == "household"
        press("Alt+Left", "Esc")
        assert page(shell).preview.details.isHidden()
        assert focus() is page(shell).preview.table


def test_rows_walked_through_quickly_leave_no_windows_behind(book: Register, wait: Wait) -> None:
    with on_screen(book) as shell:
        shell.go("home")
        shown = bring(shell, wait, str(HONG_THUY))
        press("Enter")
        for row in range(5):  # faster than Qt draws
            shown.preview.table.selectRow(row)
        QApplication.processEvents()
        assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [shell]
        assert focus() is shown.preview.table


def test_doubtful_rows_are_written_only_for_a_reason(full: Register, tmp_path: Path, wait: Wait) -> None:
    file = altered(tmp_path, {(FIRST, NAME): "Lê Viết Ngọt"})
    with on_screen(full) as shell:
        shell.go("home")
        shown = bring(shell, wait, file)
        press("Ctrl+S")
        assert shown._job is None, "nothing to write without a yes"
        shell.do("import_doubtful")
        press("Enter")  # no reason, no yes
        assert not shown.importing.reason
        type_text("Đã xem giấy tờ")
        press("Enter")
        assert shown.preview.accept.isChecked()
        assert shown.preview.reason.text() == "Đã xem giấy tờ"
        assert shown.go.text() == "Nhập 1 hộ (Ctrl+S)"
        shell.do("import_doubtful")
        assert not shown.preview.accept.isChecked()
        shell.do("import_doubtful")
        type_text("Đã xem giấy tờ")
        press("Enter")
        save(shell, wait)
        assert shown.importing.reason == ""
    with full.read() as connection:
        assert last_actions(connection)[0].reason.endswith("nhận cả dòng cần xem lại: Đã xem giấy tờ")
        assert [row.name for row in find(connection, "le viet ngot")] == ["Lê Viết Ngọt"]


def test_a_year_that_somebody_corrected_is_doubted_with_both_years(full: Register, wait: Wait) -> None:
    with full.read() as connection:
        (hit,) = find(connection, "Lê Viết Ngọc")
    set_person(full, hit.person, {"birth_date": "1958"})
    with on_screen(full) as shell:
        shell.go("home")
        shown = bring(shell, wait, str(HONG_THUY))
        assert shown.importing.looked is not None
        assert shown.importing.looked.plan.summary()["doubtful"] == 1
        (line,) = [row for row in shown.importing.looked.plan.rows if row.outcome == "doubtful"]
        with full.read() as connection:
            blocks = detail(line, Showing(connection)).blocks
        assert "trong sổ là 1958 do cán bộ ghi: xem giấy tờ." in blocks[0].lines[0]
        press("Ctrl+S")
        assert shown._job is None, "nothing to write without a yes"


def test_what_cannot_be_used_is_told_with_its_row(book: Register, tmp_path: Path, wait: Wait) -> None:
    with on_screen(book) as shell:
        shell.go("home")
        shown = bring(shell, wait, altered(tmp_path, {(FIRST + 1, NAME): "Hồ 123"}))
        assert titles(shown)[1:3] == ["Cần xem lại (1)", "Không dùng được (1)"]
        row = shown.importing.rows(["1"])[0]
        assert (row.cells[0], row.cells[2], row.tone) == ("Không dùng được", "12", "danger")
        assert "đếm lại danh sách" in shown.preview.doubts.text()
        assert "Hồ 123" in shown.importing.detail("1").blocks[0].lines[0]


def test_columns_nobody_knows_are_told_once(book: Register, tmp_path: Path, wait: Wait) -> None:
    file = altered(tmp_path, {(HEADS, NAME): "Tên khẩu trong nhà", (HEADS, RELATION): "Vai"})
    with on_screen(book) as shell:
        shell.go("home")
        shown = bring(shell, wait, file)
        assert shown.stack.currentWidget() is shown.explain
        assert "Không thấy dòng đầu bảng" in shown.banner.text
        type_text("ho va ten")
        press("Enter")
        type_text("qh")
        press("F9", "Esc", "Ctrl+A")
        type_text("quan he")
        press("Enter", "Enter")
        wait(lambda: shown.importing.looked is not None)
        assert titles(shown) == ["Tất cả (180)", "Mới (180)"]
        with book.read() as connection:
            assert list_headings(connection) == {"Tên khẩu trong nhà": "name", "Vai": "relation"}
        shown = bring(shell, wait, altered(tmp_path, {(HEADS, NAME): "Tên khẩu trong nhà", (HEADS, 14): "Điểm cộng"}))
        assert shown.preview.explain.text() == "1 cột chưa hiểu: gán cột…"
        shell.do("import_columns")
        type_text("khong dung")
        press("Enter", "Ctrl+S")
        wait(lambda: shown._job is None and not shown.importing.headings)
        assert shown.preview.explain.text() == "Xem, sửa nghĩa các cột…"


def test_what_columns_were_taken_for_is_shown_with_their_letters_and_corrected(nham: Register, wait: Wait) -> None:
    with on_screen(nham) as shell:
        shell.go("home")
        shown = bring(shell, wait, str(NHAM))
        press("Ctrl+Shift+C")
        view = shown.explain.view
        assert view is not None
        assert view.boxes["Dân tộc"].editor.text() == "Dân tộc"
        assert view.boxes["Họ và tên"].under.text() == (
            "bảng mã TCVN3, đã đổi sang Unicode · Hồ Viết Mưng; Kê Thị Thỷ; Hồ Thị Bưởi"
        )
        assert view.boxes["Số CMND"].under.text().startswith("191461879; ")
        view.go_to("Ghi chú")
        press("Ctrl+A")
        type_text("dia chi")
        press("Enter", "Ctrl+S")
        wait(lambda: shown._job is None and shown.stack.currentWidget() is shown.preview)
        with nham.read() as connection:
            assert list_headings(connection) == {"Ghi chú": "address"}
        shell.do("import_columns")
        assert shown.explain.view is not None
        assert shown.explain.view.boxes["Ghi chú"].editor.text() == "Địa chỉ"


def test_every_field_of_the_reader_can_be_told() -> None:
    assert {option.code for option in fields()} == {*FIELDS, UNUSED}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04", "bị hỏng hoặc chép thiếu"),
        ("a.xlsx", b"", "rỗng (0 byte)"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "là Excel đời cũ (.xls)"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
        ("a.txt", "Họ và tên".encode(), "là tệp chữ (CSV), không phải tệp Excel"),
    ],
)
def test_refusals_stand_where_the_file_was_chosen(
    book: Register, tmp_path: Path, wait: Wait, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with on_screen(book) as shell:
        shell.go("home")
        shown = bring(shell, wait, str(tmp_path / name))
        assert said in shown.banner.text
        assert "Chưa nhập gì vào sổ." in shown.banner.text
        assert shown.stack.currentWidget() is shown.choose
        assert focus() is shown.choose.browse


def test_another_communes_list_and_a_sheet_without_headings(book: Register, tmp_path: Path, wait: Wait) -> None:
    plain = openpyxl.Workbook()
    plain.active.append(["Kế hoạch năm"])
    plain.save(tmp_path / "a.xlsx")
    with on_screen(book) as shell:
        shell.go("home")
        shown = bring(shell, wait, str(NHAM))
        assert "Danh sách này của xã Nhâm" in shown.banner.text
        press("Ctrl+A", "Delete")
        shown = bring(shell, wait, str(tmp_path / "a.xlsx"))
        assert "Không thấy dòng đầu bảng" in shown.banner.text
        assert shown.stack.currentWidget() is shown.choose


def test_a_list_dropped_onto_the_window_leads_here_a_package_does_not(book: Register, wait: Wait) -> None:
    with on_screen(book) as shell:
        shell.go("home")
        drop(shell, [str(HONG_THUY), str(NHAM)])
        shown = page(shell)
        wait(lambda: shown.importing.looked is not None)
        assert "Mỗi lần nhập một tệp" in shown.banner.text
        looked = shown.importing.looked
        shell.go("home")
        press("Alt+Left")
        assert page(shell).importing.looked is looked, "an unchanged file is not read again"
        drop(shell, ["/khong-co/goi.dongbo"])
        assert isinstance(shell.page, PackagesPage)


def test_reading_is_stopped_with_esc(book: Register, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_path: Path, _names: object, step: Callable[[int], object]) -> None:
        while True:
            step(1)

    monkeypatch.setattr(taking, "read_any", endless)
    with on_screen(book) as shell:
        shell.go("home")
        press("Ctrl+I", "Shift+Tab")
        type_text(str(HONG_THUY))
        press("Enter")
        shown = page(shell)
        assert focus() is shown.choose.stop
        press("Ctrl+S", "Ctrl+I", "Esc")
        wait(lambda: shown._job is None)
        assert shown.banner.text == "Đã dừng. Chưa ghi gì vào sổ."
        assert shown.stack.currentWidget() is shown.choose


def test_the_list_is_compared_again_when_the_register_has_changed(full: Register, tmp_path: Path, wait: Wait) -> None:
    file = altered(tmp_path, {(FIRST, NOTE): "Nhà dột"})
    with on_screen(full) as shell:
        shell.go("home")
        shown = bring(shell, wait, file)
        assert titles(shown)[1] == "Có thay đổi (1)"
        with full.read() as connection:
            (someone,) = [row.person for row in find(connection, "le viet ngoc") if row.relation == "01"][:1]
        set_person(full, someone, {"phone": "0912345678"})
        shell.desk.changed("household")
        settle(shown, wait)
        press("Ctrl+S")
        wait(lambda: shown.banner.text.startswith("Đã ghi 1 hộ"))


def test_nothing_is_written_that_was_not_on_the_screen(book: Register) -> None:
    mine, other = (Importing(Desk(book, "x")) for _turn in range(2))
    for one in (mine, other):
        one.show(one.look(str(HONG_THUY), JobContext()))
    other.save(JobContext())
    with pytest.raises(UserError, match="Sổ đã thay đổi"):
        mine.save(JobContext())


def test_looking_tells_a_list_from_a_puzzle(book: Register, tmp_path: Path) -> None:
    importing = Importing(Desk(book, "x"))
    assert isinstance(importing.look(f"file://{HONG_THUY}", JobContext()), Looked)
    found = importing.look(altered(tmp_path, {(HEADS, NAME): "Tên khẩu"}), JobContext())
    assert isinstance(found, Puzzle)
    assert unknown(found.columns) == ["Tên khẩu"]


KEYS = (
    "Enter", "Shift+Enter", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Esc", "Home", "End", "F5", "F9",
    "Space", "Ctrl+I", "Ctrl+S", "Ctrl+Shift+Z", "Alt+Left", "Delete", "Ctrl+A",
)  # fmt: skip
OWN = ("import", "import_outcome", "import_columns", "import_doubtful")


@pytest.mark.parametrize("seed", range(2))
def test_keys_in_any_order_break_nothing(
    book: Register, tmp_path: Path, wait: Wait, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    odd = altered(tmp_path, {(FIRST, NAME): "Lê Viết Ngọt", (FIRST + 1, NAME): "Hồ 123", (HEADS, NOTE): "Nói thêm"})
    files = [str(HONG_THUY), str(NHAM), odd, odd, ""]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (chance.choice(files), ""))
    with on_screen(book) as shell:
        shell.go("import")
        for _step in range(200):
            if chance.random() < 0.1:
                QTest.qWait(30)
            if shell.page is None or shell.page.name != "import":
                shell.go("import")
            wait(lambda: QApplication.focusWidget() is not None)  # the cursor is never left nowhere
            if chance.random() < 0.2:
                shell.do(chance.choice(OWN))
            else:
                press(chance.choice(KEYS))
        shell.go("import")
        shown = page(shell)
        wait(lambda: not shell.jobs.findChildren(Job))
        assert shown._job is None
    with book.write() as connection:
        before = dump(connection)
        ledger.rebuild(connection)
        assert dump(connection) == before, "every row is told by the ledger"


def test_a_list_of_cards_by_keys(book: Register, tmp_path: Path, wait: Wait, chosen: list[str]) -> None:
    """What list it is is chosen first; the preview says it in the words of the policy; one save, one way back."""
    add_village(book, "Thôn 1")
    add_household(book, household("Hồ Văn Thử", birth_date="1970"))
    sheet = openpyxl.Workbook()
    rows = (
        ("STT", "Họ và tên", "Năm sinh", "Mã thẻ", "Mã đối tượng", "Thời hạn từ", "Thời hạn đến"),
        (1, "Hồ Văn Thử", 1970, "HN2464600000001", "HN", "01/01/2017", "31/12/2017"),
        (2, "Hồ Văn Lạ", 1970, "HN2464600000002", "HN", "01/01/2017", "31/12/2017"),
    )
    for row in rows:
        sheet.active.append(row)  # type: ignore[union-attr]
    sheet.save(tmp_path / "the.xlsx")
    chosen.append(str(tmp_path / "the.xlsx"))
    with on_screen(book) as shell:
        shell.go("import")
        page = shell.page
        assert isinstance(page, ImportPage)
        page.choose.kind.setFocus()
        type_text("the bhyt")
        press("Enter")
        assert page.importing.policy == "bhyt"
        press("Enter")
        wait(lambda: page.importing.looked is not None)
        told = page.importing.detail("0")
        assert "Số thẻ BHYT: HN2464600000001" in "\n".join(line for block in told.blocks for line in block.lines)
        out = tmp_path / "chua-nhap.xlsx"
        assert page.importing.write_left(out) == len(page.importing.left(accepted=False)) > 0
        page.importing.reason = "Đối chiếu với danh sách của BHXH"
        press("Ctrl+S")
        wait(lambda: "Đã ghi 1 dòng" in page.banner.text)
        with book.read() as connection:
            assert [row.details["so_the"] for row in supports(connection, policy="bhyt")] == ["HN2464600000001"]
