"""Copies from the desk: made by themselves, shown, checked; a register taken back on the opening screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PASSWORD
from desk import commune, on_screen, press, put_away, put_up, type_text
from exchanges import copy_register
from pytestqt.qtbot import QtBot
from rotting import rot
from test_home import household

from db.ledger.register import Register
from db.ledger.streams import list_streams
from db.store.inventing.populating import populate
from db.store.offices import info
from db.vault.backups import backups_in
from db.vault.registers import open_register
from desktop.app import start
from desktop.presenters import backups
from desktop.presenters.desk import Desk
from desktop.presenters.preferences import Preferences
from desktop.views.backups import BackupsPage
from desktop.views.opening.login import LogIn
from desktop.views.opening.restore import Restore
from desktop.views.opening.window import Opening
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "hong-thuy.sohotro")


@pytest.fixture
def program(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[start.Program]:
    monkeypatch.delenv(start.PASSWORD, raising=False)
    running = start.Program()
    yield running
    put_away(running)


def test_copies_are_made_to_both_places_and_seen(book: Register, place: str, stick: Path, qtbot: QtBot) -> None:
    with on_screen(book, place=place, preferences=Preferences(backup_folder=str(stick))) as shell:
        shell.go("home")
        press("Ctrl+Shift+B")
        page = shell.page
        assert isinstance(page, BackupsPage)
        qtbot.waitUntil(lambda: "Đã sao lưu" in page.banner.text, timeout=20_000)
        assert len(page.table.rows.ids) == 2
        assert len(backups_in(stick)) == len(backups_in(Path(place).parent / "sao-luu")) == 1
        page.table.setFocus()
        press("Enter")
        assert "đặt riêng" in page.banner.text


def test_a_table_altered_by_hand_is_named_and_made_anew(book: Register, place: str, qtbot: QtBot) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    with book.write() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'Ai Đó'")
    with on_screen(book, place=place) as shell:
        shell.go("backups", do="check")
        page = shell.page
        assert isinstance(page, BackupsPage)
        qtbot.waitUntil(lambda: "person" in page.banner.text, timeout=20_000)
        page.banner.begin()
        press("Enter")
        qtbot.waitUntil(lambda: "dựng lại" in page.banner.text, timeout=20_000)
        page._check()
        qtbot.waitUntil(lambda: "nguyên vẹn" in page.banner.text, timeout=20_000)


def test_when_copies_are_wanted(book: Register, place: str, stick: Path) -> None:
    desk, kept = Desk(book, place), Preferences(backup_folder=str(stick))
    both = [Path(place).parent / "sao-luu", stick]
    assert backups.wanted(desk, kept, closing=False) == both
    from desktop.work.context import JobContext

    backups.make(desk, both, JobContext())
    assert backups.wanted(desk, kept, closing=True) == []
    household(book, "Hồ Thị Kăn Nơ")
    assert backups.wanted(desk, kept, closing=False) == []
    assert backups.wanted(desk, kept, closing=True) == both
    stick.rename(stick.with_name("rút ra"))
    assert backups.wanted(desk, kept, closing=True) == both[:1]


def test_the_first_page_says_when_no_copy_is_away_from_the_machine(
    book: Register, place: str, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, kept = Desk(book, place), Preferences(backup_folder=str(stick))
    missing = backups.due(desk, Preferences())
    assert missing is not None
    assert missing.page == "backups"
    never = backups.due(desk, kept)
    assert never is not None
    assert "cắm USB" in never.title
    from desktop.work.context import JobContext

    backups.make(desk, [stick], JobContext())
    assert backups.due(desk, kept) is None
    monkeypatch.setattr(Desk, "today", "2099-01-01")
    late = backups.due(desk, kept)
    assert late is not None
    assert late.count > 7


def open_in(program: start.Program, place: str) -> Shell:
    program.show_register(open_register(place, PASSWORD), place)
    assert isinstance(program.window, Shell)
    put_up(program.window)
    return program.window


@pytest.mark.parametrize("tampered", [False, True])
def test_the_day_begins_with_a_look_at_the_register(
    program: start.Program, tmp_path: Path, place: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tampered: bool
) -> None:
    """A sound register is copied; of a damaged one the page says so and how to come back, and nothing is copied."""
    monkeypatch.setattr(start, "DAILY", 1)
    made = commune(tmp_path)
    household(made, "Hồ Thị Kăn Nơ")
    if tampered:
        with made.write() as connection:
            connection.exec_driver_sql("UPDATE ledger_change SET line = replace(line, 'Kăn', 'Căn')")
    made.close()
    shell = open_in(program, place)
    copies = backups.backups.beside(place)
    if not tampered:
        qtbot.waitUntil(lambda: len(backups_in(copies)) == 1, timeout=20_000)
        assert backups.look(shell.desk) == ""
        return
    qtbot.waitUntil(lambda: shell.page is not None and "Phục hồi" in shell.page.banner.text, timeout=20_000)
    assert backups_in(copies) == []
    press("Alt+7")
    assert isinstance(shell.page, BackupsPage)
    assert backups.look(shell.desk) != "", "told again at the next start"


def test_a_register_that_lacks_its_last_saves_says_so_and_is_not_copied(
    program: start.Program, tmp_path: Path, place: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old file has been put back under its name: the day's copy may hold what it lacks."""
    monkeypatch.setattr(start, "DAILY", 1)
    made = commune(tmp_path)
    household(made, "Hồ Thị Kăn Nơ")
    made.close()
    old = tmp_path / "old.sohotro"
    copy_register(Path(place), old)
    made = open_register(place, PASSWORD)
    household(made, "Hồ Văn Mất")
    made.close()
    open_register(place, PASSWORD).close()
    copy_register(old, Path(place))
    shell = open_in(program, place)
    qtbot.waitUntil(lambda: shell.page is not None and "phần ghi sau cùng" in shell.page.banner.text, timeout=20_000)
    assert backups_in(backups.backups.beside(place)) == []
    household(shell.desk.register, "Hồ Văn Sau")
    assert backups.look(shell.desk) == ""


def test_closing_leaves_a_copy_and_a_damaged_register_comes_back(
    program: start.Program, tmp_path: Path, place: str, stick: Path, qtbot: QtBot
) -> None:
    """The whole way back by keys: the file is damaged, the sentence says so, the copy on the stick opens."""
    commune(tmp_path).close()
    program.preferences.backup_folder = str(stick)
    shell = open_in(program, place)
    household(shell.desk.register, "Hồ Thị Kăn Nơ")
    program.leave()
    (copy,) = backups_in(stick)
    damaged = bytearray(Path(place).read_bytes())
    damaged[20:4000] = bytes(3980)
    Path(place).write_bytes(damaged)
    window: Any = program.window
    assert isinstance(window, Opening)
    put_up(window)
    assert isinstance(window.pane, LogIn)
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: "phục hồi" in window.banner.text, timeout=20_000)
    assert Path(place).read_bytes() == damaged
    window.pane.restore.setFocus()
    press("Enter")
    pane = window.pane
    assert isinstance(pane, Restore)
    rows = [pane.list.item(row).toolTip() for row in range(pane.list.count())]
    pane.list.setCurrentRow(rows.index(str(copy.path)))
    pane.password.secret.setFocus()
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: "Đã phục hồi" in window.banner.text, timeout=20_000)
    press("Enter")
    qtbot.waitUntil(lambda: isinstance(program.window, Shell), timeout=20_000)
    assert isinstance(program.window, Shell)
    assert info(program.window.desk.register).households == 1
    (aside,) = [path for path in tmp_path.iterdir() if ".dat-rieng-" in path.name and path.suffix == ".sohotro"]
    assert aside.read_bytes() == damaged


def test_a_register_that_rots_is_made_anew_from_its_ledger_by_keys(
    program: start.Program, tmp_path: Path, place: str, qtbot: QtBot
) -> None:
    """No copy anywhere: the last line of the list makes a new register beside the damaged one and opens it."""
    register = commune(tmp_path)
    populate(register, count=20, seed=1)
    data_key = register.data_key
    with register.read() as connection:
        (stream,) = list_streams(connection, mine=True)
    register.close()
    rot(Path(place), data_key, stream.sid)
    damaged = Path(place).read_bytes()
    window: Any = Opening(program.preferences, place)
    put_up(window)
    window.pane.restore.setFocus()
    press("Enter")
    pane = window.pane
    assert isinstance(pane, Restore)
    assert "Dựng lại từ nhật ký" in pane.list.item(pane.list.count() - 1).text()
    press("End")
    pane.password.secret.setFocus()
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: "Thiếu thay đổi" in window.banner.text, timeout=20_000)
    assert "hong-thuy-dung-lai.sohotro" in window.banner.text
    assert Path(place).read_bytes() == damaged
    back, made = pane.back_, tmp_path / "hong-thuy-dung-lai.sohotro"
    assert back is not None
    assert back.place == str(made)
    assert 0 < info(back.register).households < 20
    window.close()
