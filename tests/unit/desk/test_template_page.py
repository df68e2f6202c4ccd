"""Another office's Excel template is filled by keys: what its columns mean is shown, corrected, kept, written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk import focus, on_screen, press, type_text
from exchanges import household, person
from PySide6.QtWidgets import QFileDialog

from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.imports.headings import TEMPLATES, list_headings
from db.store.places.villages import add_village
from desktop.views.households.page import HouseholdsPage
from desktop.views.shell import Shell
from desktop.views.template import TemplatePage

pytestmark = pytest.mark.usefixtures("dressed")

HEAD = ("TT", "Họ tên chủ hộ", "Năm sinh", "Số khẩu", "Điểm rà soát", "Ghi chú")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A template and where its copy goes, as the system's dialogs would hand them back."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEAD)
    book.save(tmp_path / "mau.xlsx")
    out = tmp_path / "da-dien.xlsx"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(tmp_path / "mau.xlsx"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    return out


def on_table(shell: Shell, wait: Callable[[Callable[[], bool]], None]) -> TemplatePage:
    """The template, looked at from the list of households."""
    shell.go("households")
    listed = shell.page
    assert isinstance(listed, HouseholdsPage)
    wait(lambda: listed.shown is not None)
    if listed.list.of == "persons":
        press("Ctrl+Shift+H")
        wait(lambda: listed.shown is not None and listed.shown.question.of == "households")
    shell.do("fill_template")
    page = shell.page
    assert isinstance(page, TemplatePage)
    return page


def test_a_mapping_is_shown_corrected_kept_and_filled(book: Register, asked: Path, qtbot: Any) -> None:
    add_village(book, "Thôn 1")
    people = [person("Hồ Văn Nhất", cmnd="191000001"), person("Kăn Lơi", sex="2", relation="02")]
    add_household(book, household("", members=people, note="Nhà dột"))
    wait = lambda true: qtbot.waitUntil(true, timeout=20_000)  # noqa: E731 - one line
    with on_screen(book) as shell:
        page = on_table(shell, wait)
        assert page.panel.view is not None
        shown = {name: box.editor.text() for name, box in page.panel.view.boxes.items()}
        assert shown["Năm sinh"] == "Ngày sinh"
        assert shown["Điểm rà soát"] == "", "nobody has told"
        assert focus() is page.panel.view.boxes["Điểm rà soát"].editor
        type_text("dien thoai")
        press("Enter")
        assert focus() is page.panel.go
        page.panel.view.go_to("Ghi chú")
        press("Ctrl+A")
        type_text("dien thoai")
        press("Enter", "Ctrl+S")
        assert not asked.exists(), "two columns from one thing: asked"
        assert "cũng ghi mục này" in page.panel.view.boxes["Ghi chú"].under.text()
        press("Ctrl+A")
        type_text("so cmnd")
        press("Enter", "Ctrl+S")
        wait(lambda: page.banner.text.startswith("Đã điền 1 dòng vào da-dien.xlsx"))
        sheet = openpyxl.load_workbook(asked).worksheets[0]
        assert [cell.value for cell in sheet[2]] == [1, "Hồ Văn Nhất", 1970, 2, None, "191000001"]
        with book.read() as connection:
            assert list_headings(connection, TEMPLATES) == {"Điểm rà soát": "phone", "Ghi chú": "cmnd"}
        again = on_table(shell, wait)
        assert again.panel.view is not None
        assert again.panel.view.boxes["Ghi chú"].editor.text() == "Số CMND"
        press("Esc")
        assert isinstance(shell.page, HouseholdsPage)


def test_what_is_no_template_is_said_and_another_can_be_chosen(book: Register, asked: Path, qtbot: Any) -> None:
    good, bad = asked.with_name("mau.xlsx"), asked.with_name("hong.xlsx")
    bad.write_bytes(b"PK")
    with on_screen(book) as shell:
        shell.go("template", file=str(bad))
        page = shell.page
        assert isinstance(page, TemplatePage)
        assert "hong.xlsx" in page.banner.text
        assert page.panel.isHidden()
        shell.do("fill_template")
        assert page.banner.isHidden()
        assert page.template is not None
        assert page.template.file == good
        assert not page.panel.isHidden()


def test_a_template_of_which_nothing_is_understood_is_told_column_by_column(
    book: Register, asked: Path, qtbot: Any
) -> None:
    add_village(book, "Thôn 1")
    add_household(book, household("", members=[person("Hồ Văn Nhất", cmnd="191000001")]))
    strange = openpyxl.Workbook()
    assert strange.active is not None
    for row in (["DANH SÁCH LẬP THEO YÊU CẦU"], [], ["Cột một", "Ai kê khai", "Ra đời", "Chỗ cư ngụ"]):
        strange.active.append(row)
    strange.save(asked.with_name("mau.xlsx"))
    with on_screen(book) as shell:
        page = on_table(shell, lambda true: qtbot.waitUntil(true, timeout=20_000))
        assert page.panel.view is not None, page.banner.text
        assert {page.panel.model.value(name) for name in page.panel.model.specs} == {None}
        press("Ctrl+S")
        qtbot.waitUntil(lambda: "nói mỗi cột ghi gì" in page.banner.text, timeout=20_000)
        assert not asked.exists()
        page.panel.view.go_to("Ai kê khai")
        type_text("ho va ten")
        press("Enter", "Ctrl+S")
        qtbot.waitUntil(lambda: page.banner.text.startswith("Đã điền 1 dòng"), timeout=20_000)
        sheet = openpyxl.load_workbook(asked).worksheets[0]
        assert [cell.value for cell in sheet[4]] == [None, "Hồ Văn Nhất", None, None]
