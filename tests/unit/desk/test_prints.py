"""The page "In ấn": choosing, looking, printing, saving, the register; nothing is entered before it is on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from desk import focus, on_screen, press, type_text
from exchanges import household, person
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from db.domain.errors import EnvironmentProblem
from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.places.villages import add_village
from db.store.printing import Selection, print_register
from desktop.presenters.desk import Desk
from desktop.presenters.households import HouseholdList
from desktop.presenters.prints import MANY, PrintList, Prints, page_numbers
from desktop.printing import make
from desktop.views.prints import printer
from desktop.views.prints.page import PrintsPage
from desktop.views.prints.printer import hand_over
from desktop.views.shell import Shell
from desktop.work.context import Cancelled, JobContext
from forms import files
from forms.paper import fonts, output
from forms.paper.raster import Pages
from forms.paper.sheet import A4, Page

SLIP = "phieu_ho_tro"
LONG = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"


@pytest.fixture
def homes(book: Register) -> list[str]:
    """Three households; ids."""
    add_village(book, "Thôn 1")
    names = ("Hồ Văn Thử", "Kê Thị Xoàn", LONG)
    return [add_household(book, household(name, members=[person(name)])).id for name in names]


@pytest.fixture
def shell(book: Register, homes: list[str]) -> Iterator[Shell]:
    with on_screen(book) as shown:
        yield shown


@pytest.fixture
def wait(qtbot: Any) -> Callable[[Callable[[], bool]], None]:
    """Until something is so; the machine may be busy."""
    return lambda so: qtbot.waitUntil(so, timeout=30_000)


Wait = Callable[[Callable[[], bool]], None]


def look(shell: Shell, wait: Wait, *ids: str) -> PrintsPage:
    """The page with the slips of some households, made and drawn."""
    shell.go("prints", document=SLIP, households=list(ids))
    page = shell.page
    assert isinstance(page, PrintsPage)
    wait(lambda: page.paper is not None)
    wait(lambda: bool(page.looking.preview._pictures))
    return page


def entered(book: Register) -> list[tuple[str, int]]:
    with book.read() as connection:
        return [(line.subject, line.pages) for line in print_register(connection)]


# What is asked for.


def test_a_page_hands_over_what_to_print(book: Register, homes: list[str], dressed: None) -> None:
    prints = Prints(Desk(book, "x"))
    prints.choose(document="danh_sach_ky_nhan", village="Thôn 1", policy="nha_o", year=2017)
    assert prints.chosen() == ("danh_sach_ky_nhan", Selection(2017, (), "Thôn 1", "nha_o"))
    prints.choose(document=SLIP, households=homes[:2], year=2017)
    assert prints.chosen() == (SLIP, Selection(2017, tuple(homes[:2])))
    assert "Kê Thị Xoàn" in prints.form.typed["households"]


def test_many_households_are_counted_not_named(book: Register, dressed: None) -> None:
    prints = Prints(Desk(book, "x"))
    ids = [f"id-{number}" for number in range(300)]
    prints.choose(document=SLIP, households=ids)
    assert prints.form.typed["households"] == "300 hộ đã chọn"
    assert prints.form.value("households") == [MANY]
    chosen = prints.chosen()
    assert chosen is not None
    assert chosen[1].households == tuple(ids)


def test_households_are_found_by_typing_without_tone_marks(book: Register, homes: list[str], dressed: None) -> None:
    prints = Prints(Desk(book, "x"))
    prints.form.put("households", "xoan")
    prints.narrow()
    (found,) = prints.form.specs["households"].options
    assert found.code == homes[1]
    prints.form.put("households", f"{found.label}, ho van thu")
    prints.narrow()
    prints.form.leave("households")
    assert set(prints.form.value("households")) == set(homes[:2])


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("", [0, 1, 2, 3, 4]), ("2", [1]), ("1-3, 5", [0, 1, 2, 4]), ("4–5;1", [3, 4, 0]), ("2,2", [1]),
        ("0", None), ("6", None), ("3-2", None), ("a", None), ("1-", None),
    ],
)  # fmt: skip
def test_pages_are_chosen_as_people_write_them(typed: str, pages: list[int] | None) -> None:
    assert page_numbers(typed, 5) == pages


def test_a_file_name_names_nobody(book: Register, homes: list[str]) -> None:
    paper = make(book, SLIP, Selection(2017, (homes[0],)))
    assert paper.file_name == f"phieu-ho-tro-2017-{paper.issue.number}.pdf"
    listed = make(book, SLIP, Selection(2017, (homes[0],), "Thôn 1"))
    assert listed.file_name.startswith("phieu-ho-tro-2017-thon-1-0001-")


# Looking.


def test_a_list_is_looked_at_printed_and_left_for_another_paper(
    shell: Shell, book: Register, wait: Wait, tmp_path: Path
) -> None:
    lists = HouseholdList(shell.desk)
    shell.go("prints", handed=lists.handed(lists.answer(lists.question())))
    page = shell.page
    assert isinstance(page, PrintsPage)
    wait(lambda: page.paper is not None)
    assert page.paper is not None
    assert page.paper.title == "Danh sách người"
    assert [name for name, box in page.form.boxes.items() if box.shown] == ["document"]
    add_household(book, household("Hồ Thị Mới", members=[person("Hồ Thị Mới")]))
    page.save_as(tmp_path / "ds.pdf")
    wait(lambda: "Đã lưu ds.pdf" in page.banner.text)
    assert "4 người" in entered(book)[0][0]  # the list of this moment, not the one that was looked at
    press("Ctrl+Shift+P")
    wait(lambda: bool(page.register.model.ids))
    press("Ctrl+Shift+R")
    assert "mở danh sách ấy" in page.banner.text
    press("Ctrl+Shift+P")
    page.form.go_to("document")
    type_text("Danh sách ký nhận")
    press("Enter")
    assert page.form.boxes["village"].shown
    assert page.prints.chosen() != page.prints.handed


def test_a_paper_is_looked_at_without_a_file_and_without_a_line_in_the_register(
    shell: Shell, book: Register, homes: list[str], wait: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = set(tmp_path.rglob("*.pdf"))
    page = look(shell, wait, *homes)
    assert page.looking.preview.count == 6
    assert set(tmp_path.rglob("*.pdf")) == before
    assert entered(book) == []
    assert focus() is page.looking.preview


def test_pages_are_turned_by_keys(shell: Shell, homes: list[str], wait: Wait) -> None:
    view = look(shell, wait, *homes).looking.preview
    press("PgDown")
    assert view.page == 1
    press("End")
    assert view.page == 5
    press("PgUp")
    assert view.page == 4
    press("Home")
    assert view.page == 0
    press("Ctrl+Shift+G")
    type_text("3")
    press("Enter")
    assert view.page == 2
    assert focus() is view
    assert "3" in view.accessibleDescription()


def test_the_size_follows_the_keys(shell: Shell, homes: list[str], wait: Wait) -> None:
    view = look(shell, wait, *homes).looking.preview
    sizes: list[int] = []
    view.zoomed.connect(sizes.append)
    press("Ctrl+0", "Ctrl++", "Ctrl+=", "Ctrl+-")
    assert sizes == [100, 110, 125, 110]
    press("Ctrl+9")
    wide = sizes[-1]
    shell.resize(1920, 1040)
    wait(lambda: sizes[-1] > wide)
    press("Ctrl+0")
    shell.resize(1366, 728)
    assert sizes[-1] == 100


def test_only_what_is_in_sight_is_drawn_and_little_is_kept(shell: Shell, homes: list[str], wait: Wait) -> None:
    view = look(shell, wait, *homes * 6).looking.preview
    assert {page for page, _dots in view._pictures} <= {0, 1}
    for step in range(view.count):
        view.go_to(step)
        wait(lambda step=step: step in {page for page, _dots in view._pictures})  # type: ignore[misc]
    assert len(view._pictures) <= 10


def test_pages_are_drawn_at_the_dots_of_the_screen(
    shell: Shell, homes: list[str], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = look(shell, wait, homes[0])
    view = page.looking.preview
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 2.0)
    view.zoom_to(1.0)
    view.viewport().repaint()
    wait(lambda: any(dots == 1588 for _page, dots in view._pictures))
    picture = next(picture for (_page, dots), picture in view._pictures.items() if dots == 1588)
    assert picture.width() == 1588


def test_a_text_is_searched_without_tone_marks_and_marked(shell: Shell, homes: list[str], wait: Wait) -> None:
    page = look(shell, wait, *homes)
    view = page.looking.preview
    press("Ctrl+F")
    type_text("xoan")
    press("Enter")
    wait(lambda: view.hit[1] > 0)
    assert view.page == 2
    count = view.hit[1]
    press("Enter")
    assert view.hit == (2, count)
    press("Shift+Enter", "Shift+Enter")
    assert view.hit == (count, count)
    press("Escape")
    assert view.hit == (0, 0)
    assert focus() is view


def test_nothing_to_print_is_said_and_nothing_is_shown(shell: Shell, wait: Wait) -> None:
    shell.go("prints", document="danh_sach_ky_nhan", village="Thôn 1")
    page = shell.page
    assert isinstance(page, PrintsPage)
    wait(lambda: bool(page.banner.text))
    assert "Không có hộ, kế hoạch hoặc khoản hỗ trợ nào" in page.banner.text
    assert page.paper is None


def test_a_field_that_is_not_understood_is_shown(shell: Shell) -> None:
    shell.go("prints")
    page = shell.page
    assert isinstance(page, PrintsPage)
    page.prints.form.put("village", "Thôn Không Có")
    press("F12")
    assert page.form.boxes["village"].editor is focus()
    assert page.paper is None


def test_a_change_of_the_data_is_told(shell: Shell, homes: list[str], wait: Wait) -> None:
    page = look(shell, wait, *homes)
    first = page.paper
    shell.desk.changed("household")
    assert "nhấn F12" in page.about.text()
    press("F12")
    wait(lambda: page.paper is not first)


# Saving.


def test_a_paper_is_saved_and_only_then_entered(
    shell: Shell, book: Register, homes: list[str], wait: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_parent: object, _title: str, start: str, _filter: str) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / "phieu"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    page = look(shell, wait, homes[0])
    press("Ctrl+Shift+L")
    wait(lambda: "Đã lưu phieu.pdf" in page.banner.text)
    assert "Thử" not in asked[0]
    assert (tmp_path / "phieu.pdf").read_bytes().startswith(b"%PDF")
    assert entered(book) == [(f"Hộ Hồ Văn Thử, năm {shell.desk.year}", 2)]
    assert focus() is page.looking.preview


def test_a_full_disk_is_a_sentence_and_enters_nothing(
    shell: Shell, book: Register, homes: list[str], wait: Wait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = look(shell, wait, homes[0])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    page.save_as(tmp_path / "phieu.pdf")
    wait(lambda: "Không ghi được tệp phieu.pdf" in page.banner.text)
    assert entered(book) == []
    assert not list(tmp_path.glob("phieu*"))


# Printing.


class Machine:
    """A printer of this machine, as Qt tells of one."""

    def printerName(self) -> str:  # noqa: N802
        return "may-in-thu"

    def description(self) -> str:
        return "Máy in thử"

    def isDefault(self) -> bool:  # noqa: N802
        return True

    def supportedDuplexModes(self) -> list[int]:  # noqa: N802
        return [0, 1]


@pytest.fixture
def paper_tray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[QPrinter]:
    """A printer that prints into a file."""
    used: list[QPrinter] = []

    def set_up(_chosen: object, copies: int, _sides: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(tmp_path / f"giay-{len(used)}.pdf"))
        made.setResolution(printer.DPI)
        made.setFullPage(True)
        made.setCopyCount(copies)
        used.append(made)
        return made

    monkeypatch.setattr(printer, "printers", lambda: [Machine()])
    monkeypatch.setattr(printer, "set_up", set_up)
    return used


def test_pages_are_printed_and_then_entered(
    shell: Shell, book: Register, homes: list[str], wait: Wait, paper_tray: list[QPrinter]
) -> None:
    page = look(shell, wait, *homes[:2])
    press("Ctrl+P")
    assert page.panel.isVisible()
    assert not page.form.isVisible()
    type_text("may", focus())
    page.panel.form.put("pages", "1-3")
    press("Ctrl+P")
    wait(lambda: "đã nhận 3 trang" in page.banner.text)
    assert entered(book)[0][1] == 3
    printed = Pages(Path(paper_tray[0].outputFileName()).read_bytes())
    assert [(round(w), round(h)) for w, h in printed.sizes] == [(595, 842)] * 3
    drawn, shown = printed.picture(0, 1.0), Pages(page.paper.data).picture(0, 1.0)  # type: ignore[union-attr]
    assert abs(drawn.width - shown.width) <= 1
    dark = [sum(1 for value in one.data[::64] if value < 128) for one in (drawn, shown)]
    assert abs(dark[0] - dark[1]) < 0.25 * dark[1]


def test_a_list_across_is_printed_across(tmp_path: Path, dressed: None) -> None:
    out = BytesIO()
    sheets = [Page(A4), Page(A4[::-1]), Page(A4)]
    output.write(sheets, out, output.Meta("x", "x", "x", "x"), fonts.load())
    pages = Pages(out.getvalue())
    machine = QPrinter(QPrinter.PrinterMode.HighResolution)
    machine.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    machine.setOutputFileName(str(tmp_path / "ngang.pdf"))
    machine.setResolution(printer.DPI)
    assert hand_over(machine, pages, range(3), JobContext()) == 3
    got = Pages((tmp_path / "ngang.pdf").read_bytes())
    assert [width > height for width, height in got.sizes] == [False, True, False]


def test_what_is_asked_of_a_printer_is_checked_beside_the_field(
    shell: Shell, homes: list[str], wait: Wait, paper_tray: list[QPrinter]
) -> None:
    page = look(shell, wait, *homes)
    press("Ctrl+P")
    page.panel.form.put("pages", "7-9")
    page.panel.form.put("copies", "0")
    page.panel.send()
    problems = page.panel.form.problems
    assert "có 6 trang" in problems["pages"].message
    assert "từ 1 đến 99" in problems["copies"].message
    press("Escape")
    assert not page.panel.isVisible()
    assert page.form.isVisible()
    assert paper_tray == []


def test_a_machine_without_a_printer_says_what_to_do(
    shell: Shell, homes: list[str], wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "printers", list)
    page = look(shell, wait, *homes)
    press("Ctrl+P")
    assert "chưa có máy in nào" in page.banner.text
    assert page.form.isVisible()


def test_a_printer_that_takes_nothing_enters_nothing(
    shell: Shell, book: Register, homes: list[str], wait: Wait, paper_tray: list[QPrinter], monkeypatch: Any
) -> None:
    page = look(shell, wait, homes[0])
    monkeypatch.setattr(printer.QPainter, "begin", lambda _self, _device: False)
    press("Ctrl+P")
    page.panel.send()
    wait(lambda: "không nhận trang in" in page.banner.text)
    assert entered(book) == []


def test_printing_can_be_stopped(book: Register, homes: list[str], tmp_path: Path, dressed: None) -> None:
    pages = Pages(make(book, SLIP, Selection(2017, tuple(homes))).data)
    machine = QPrinter(QPrinter.PrinterMode.HighResolution)
    machine.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    machine.setOutputFileName(str(tmp_path / "dung.pdf"))
    context = JobContext(lambda done, _total, _text: context.cancel() if done == 2 else None)
    with pytest.raises(Cancelled):
        hand_over(machine, pages, range(6), context)


def test_a_printer_that_fails_names_itself(dressed: None, book: Register, homes: list[str], tmp_path: Path) -> None:
    pages = Pages(make(book, SLIP, Selection(2017, (homes[0],))).data)
    machine = QPrinter(QPrinter.PrinterMode.HighResolution)
    machine.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    machine.setOutputFileName(str(tmp_path / "không có" / "x.pdf"))
    with pytest.raises(EnvironmentProblem, match="không nhận trang in"):
        hand_over(machine, pages, [0], JobContext())


# The register.


def test_the_register_is_narrowed_and_printed_again(
    shell: Shell, book: Register, homes: list[str], wait: Wait, tmp_path: Path
) -> None:
    page = look(shell, wait, homes[0])
    page.save_as(tmp_path / "một.pdf")
    wait(lambda: "Đã lưu" in page.banner.text)
    shell.go("prints", document=SLIP, households=homes[1:])
    wait(lambda: page.paper is not None and page.paper.papers == 2)
    page.save_as(tmp_path / "hai.pdf")
    wait(lambda: "hai.pdf" in page.banner.text)
    press("Ctrl+Shift+P")
    assert len(page.register.model.ids) == 2
    page.register.line.setFocus()
    type_text("ho van thu")
    assert len(page.register.model.ids) == 1
    page.register.begin()
    press("Ctrl+Shift+R")
    wait(lambda: page.paper is not None and page.paper.issue.reprint == 1)
    assert "In lại số 0001-" in page.banner.text
    assert "in lại lần 1" in page.about.text()
    page.save_as(tmp_path / "ba.pdf")
    wait(lambda: "ba.pdf" in page.banner.text)
    lines = PrintList(shell.desk)
    lines.read()
    assert [line.reprint for line in lines.lines.values()] == [1, 0, 0]


def test_the_first_visit_to_the_register_teaches(shell: Shell) -> None:
    shell.go("prints", register=True)
    page = shell.page
    assert isinstance(page, PrintsPage)
    assert page.register.empty.isVisible()
    assert "Chưa in gì" in page.register.empty.text


def test_another_choice_is_no_longer_a_reprint(shell: Shell, homes: list[str], wait: Wait, tmp_path: Path) -> None:
    page = look(shell, wait, homes[0])
    page.save_as(tmp_path / "một.pdf")
    wait(lambda: "Đã lưu" in page.banner.text)
    shell.do("print_register")
    shell.do("reprint")
    wait(lambda: page.paper is not None and page.paper.issue.reprint == 1)
    page.form.boxes["year"].editor.setFocus(Qt.FocusReason.OtherFocusReason)
    type_text("2")
    assert page.prints.again is None


def test_everything_has_a_name(shell: Shell, homes: list[str], wait: Wait, paper_tray: list[QPrinter]) -> None:
    page = look(shell, wait, *homes)
    press("Ctrl+P")
    takes = [w for w in page.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(page)]
    unnamed = [w for w in takes if not (w.accessibleName() or (hasattr(w, "text") and w.text()))]
    assert unnamed == []
    assert [b for b in page.findChildren(QToolButton) if b.isVisible() and not b.accessibleName()] == []
