"""Page settings: each choice counts at once, at the same place, and is there the next time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PASSWORD
from desk import commune, focus, press, put_up, type_text
from PySide6.QtWidgets import QApplication, QFileDialog, QRadioButton
from pytestqt.qtbot import QtBot

from db.store.home.owed import owed_reports
from db.vault.registers import open_register
from desktop import words
from desktop.app import start
from desktop.presenters import preferences, settings
from desktop.presenters.preferences import TEXT_SIZES, Preferences
from desktop.views import theme
from desktop.views.settings import Settings
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> Iterator[start.Program]:
    """A register at its settings."""
    commune(tmp_path).close()
    place = str(tmp_path / "hong-thuy.sohotro")
    running = start.Program()
    running.show_register(open_register(place, PASSWORD), place)
    shell(running).go("settings")
    yield running
    window = running.window
    running.close()
    assert window is not None
    window.close()
    window.deleteLater()
    words.use("vi")
    theme.apply(qapp, "light")
    QApplication.processEvents()


def shell(program: start.Program) -> Shell:
    assert isinstance(program.window, Shell)
    put_up(program.window)
    return program.window


def page(program: start.Program) -> Settings:
    found = shell(program).page
    assert isinstance(found, Settings)
    return found


def test_a_theme_counts_at_once_and_the_cursor_stays(program: start.Program) -> None:
    register = shell(program).desk.register
    press("Right")
    assert theme.colours() is theme.THEMES["dark"]
    assert preferences.load().theme == "dark"
    shown = page(program)
    assert focus() is shown.buttons["theme", "dark"]
    press("Right")
    page(program)
    assert preferences.load().theme == "contrast"
    assert shell(program).desk.register is register
    assert [step for step in shell(program).trail if step[0] == "settings"] == [("settings", {"at": "theme"})]


def test_text_grows(program: start.Program, qapp: QApplication) -> None:
    before = qapp.font().pointSizeF()
    page(program).buttons["text_size", 175].click()
    assert qapp.font().pointSizeF() == pytest.approx(before * 1.75)
    assert preferences.load().text_size == 175
    shown = page(program)
    assert focus() is shown.buttons["text_size", 175]


def test_the_language_is_switched_and_back(program: start.Program) -> None:
    page(program).buttons["language", "en"].click()
    assert page(program).heading.text() == "Settings"
    assert shell(program)._acts["lock"].text() == "Lock the register"
    page(program).buttons["language", "vi"].click()
    assert page(program).heading.text() == "Tùy chọn"


def test_minutes_until_the_lock_are_kept(program: start.Program) -> None:
    page(program).buttons["lock_minutes", 0].click()
    assert preferences.load().lock_minutes == 0


def test_the_place_for_backups_must_be_there(program: start.Program, tmp_path: Path) -> None:
    box = page(program).backup
    box.editor.setFocus()
    type_text(str(tmp_path / "không có"))
    press("Enter")
    assert "Không thấy thư mục" in box.below
    assert preferences.load().backup_folder == ""
    box.editor.setFocus()
    box.editor.fill(str(tmp_path))
    press("Enter")
    assert box.below == ""
    assert preferences.load().backup_folder == str(tmp_path)


def test_another_day_for_a_report_counts_and_a_wrong_one_leaves_the_old(program: start.Program) -> None:
    box = page(program).report_days["nua_nam"]
    assert box.editor.shows() == "15/07"
    for typed, shown, kept in (("30 2", "30 2", "07-15"), ("10.7", "10/07", "07-10"), ("", "15/07", "07-15")):
        box.editor.setFocus()
        box.editor.fill(typed)
        press("Enter")
        assert (box.editor.shows(), bool(box.below)) == (shown, typed == "30 2")
        with page(program).desk.register.read() as connection:
            days = {one.name: one.day for one in owed_reports(connection)}
        assert days == {"nua_nam": kept, "ca_nam": "12-15"}


def test_every_choice_has_a_name_and_its_value_is_among_the_choices(program: start.Program) -> None:
    for button in page(program).findChildren(QRadioButton):
        assert ": " in button.accessibleName()
    usual = Preferences()
    for choice in settings.choices():
        assert getattr(usual, choice.name) in [value for value, _title in choice.values]
    assert [size for size in TEXT_SIZES if not 90 <= size <= 175] == []


def test_a_size_that_the_page_does_not_offer_still_opens_it(program: start.Program) -> None:
    program.preferences.text_size = 120
    shell(program).redress(at="text_size")
    shown = page(program)
    assert focus() is shown.buttons["text_size", TEXT_SIZES[0]]


def test_a_new_recovery_sheet_by_keys_voids_the_old_one(
    program: start.Program, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "to.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked, **_more: (str(tmp_path / "to"), ""))
    shell(program).go("home")
    assert shell(program).do("recovery_sheet")
    box = page(program).password
    assert focus() is box.editor
    type_text("sai mật khẩu")
    press("Enter")
    qtbot.waitUntil(lambda: "Mật khẩu không đúng" in box.below, timeout=20000)
    assert (out.exists(), focus()) == (False, box.editor)
    heard: list[frozenset[str]] = []
    shell(program).desk.listen(heard.append)
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: "Đã làm tờ phục hồi mới: to.pdf" in page(program).banner.text, timeout=20000)
    assert (box.text, heard) == ("", [frozenset({"print"})])
    kept = out.read_bytes()
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: "Đã có tệp to.pdf" in page(program).banner.text, timeout=20000)
    assert out.read_bytes() == kept


def test_a_sheet_wants_the_password_first_and_forgets_it_with_the_page(program: start.Program) -> None:
    shell(program).do("recovery_sheet")
    box = page(program).password
    press("Enter")
    assert box.below == "Gõ mật khẩu mở sổ trước."
    type_text("nửa chừng")
    shell(program).go("home")
    assert box.text == ""
