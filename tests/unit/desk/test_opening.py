"""The opening window by keys alone: a new register, log-in, a forgotten password, training, lock and return."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from conftest import PASSWORD
from desk import commune, focus, press, put_up, type_text
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from db.store.offices import info
from db.vault.recovery import groups
from db.vault.registers import open_register
from desktop.app import start
from desktop.app.holding import Holder
from desktop.presenters import preferences
from desktop.presenters.opening import opened, places, tries
from desktop.views.opening.create import Create
from desktop.views.opening.login import LogIn
from desktop.views.opening.recover import Recover
from desktop.views.opening.sheet import Sheet
from desktop.views.opening.welcome import Welcome
from desktop.views.opening.window import Opening
from desktop.views.secret import SecretEditor
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")
NEW = "trau an co 36 ngay"


@pytest.fixture
def program(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[start.Program]:
    """The program as `sohotro` begins it, its window closed at the end."""
    monkeypatch.delenv(start.PASSWORD, raising=False)
    running = start.Program()
    yield running
    window = running.window
    running.close()
    if window is not None:
        if isinstance(window, Opening):
            window._warned = window.pane.unfinished()
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def begin(program: start.Program, place: str = "") -> Opening:
    program._place = place
    program.begin()
    return opening(program)


def opening(program: start.Program) -> Opening:
    assert isinstance(program.window, Opening)
    put_up(program.window)
    return program.window


def shell(program: start.Program, qtbot: QtBot) -> Shell:
    qtbot.waitUntil(lambda: isinstance(program.window, Shell), timeout=20_000)
    assert isinstance(program.window, Shell)
    put_up(program.window)
    return program.window


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register of Hồng Thủy, closed."""
    commune(tmp_path).close()
    return tmp_path / "hong-thuy.sohotro"


def test_the_first_screen_has_three_ways_and_arrows_go_between_them(program: start.Program) -> None:
    window = begin(program)
    assert isinstance(window.pane, Welcome)
    assert focus() is window.pane.ways[0]
    press("Down", "Down")
    assert focus() is window.pane.ways[2]
    press("Up", "Enter")
    assert isinstance(window.pane, LogIn)
    press("Esc")
    assert isinstance(window.pane, Welcome)


def test_a_new_register_by_keys_alone(program: start.Program, qtbot: QtBot, tmp_path: Path) -> None:
    window = begin(program)
    press("Enter")
    pane = window.pane
    assert isinstance(pane, Create)
    type_text("hong thuy a luoi")
    press("Enter")
    assert pane.chosen.text() == "Sổ của xã Hồng Thủy, huyện A Lưới, thành phố Huế"
    assert focus() is pane.boxes["day"].editor
    pane.boxes["day"].editor.clear()
    type_text("1 9 2017")
    press("Enter")
    assert pane.model.unit is not None
    assert pane.model.unit.path == "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
    type_text("Hồ Thị Mẫu")
    press("Enter")
    type_text(NEW)
    press("Enter")
    type_text(NEW)
    press("Enter")
    assert focus() is pane.boxes["place"].editor
    pane.boxes["place"].editor.clear()
    type_text(str(tmp_path / "so"))
    press("Enter")
    assert focus() is pane.boxes["backup"].editor
    press("Enter")
    assert "sao lưu" in pane.boxes["backup"].below
    press("Enter")
    qtbot.waitUntil(lambda: isinstance(window.pane, Sheet), timeout=20_000)
    prove(window, wrong_first=True)
    book = shell(program, qtbot)
    assert info(book.desk.register).unit == "20104"
    assert book.desk.officer() == "Hồ Thị Mẫu"
    assert preferences.load().recent == [str(tmp_path / "so.sohotro")]
    assert preferences.load().names == {str(tmp_path / "so.sohotro"): "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"}


def prove(window: Opening, *, wrong_first: bool = False) -> None:
    """Type the groups asked for, as from the printed sheet."""
    pane = window.pane
    assert isinstance(pane, Sheet)
    assert pane.made is not None
    assert pane.proof is not None
    code, asked = groups(pane.made.recovery), list(pane.proof.asked)
    shown = " ".join(label.text() for label in pane.findChildren(QLabel))
    assert all(group in shown for group in code)
    pane.done.setFocus()
    press("Enter")
    assert not pane.printed.isVisible(), "the code is out of sight while it is typed back"
    if wrong_first:
        press("Enter", "Enter", "Enter")
        assert "xem lại trên giấy" in pane.boxes[0].below
    pane.boxes[0].editor.setFocus()
    for place in asked:
        type_text(code[place].lower())
        press("Enter")


def test_the_window_does_not_close_over_an_unproved_sheet_without_a_word(
    program: start.Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = begin(program)
    window.show_pane("create")
    pane = window.pane
    assert isinstance(pane, Create)
    pane.boxes["unit"].editor.fill("hong thuy a luoi")
    pane._find()
    pane._take_marked()
    pane.boxes["officer"].editor.fill("Hồ Thị Mẫu")
    pane.password.secret.fill(NEW)
    pane.again.secret.fill(NEW)
    pane._take()
    pane.model.place = str(tmp_path / "so")
    window.run("", lambda _context: pane.model.create(), pane._made)
    qtbot.waitUntil(lambda: isinstance(window.pane, Sheet), timeout=20_000)
    press("Esc")
    assert isinstance(window.pane, Sheet)
    assert not window.close()
    assert "Chưa kiểm tra tờ phục hồi" in window.banner.text
    made = window.pane.made
    assert made is not None
    assert window.close()
    assert made.register.data_key == b""


def test_log_in_remembers_the_last_register(program: start.Program, qtbot: QtBot, file: Path) -> None:
    kept = program.preferences
    kept.remember("/không/còn.sohotro")
    kept.remember(str(file))
    window = begin(program)
    pane = window.pane
    assert isinstance(pane, LogIn)
    assert pane.chosen() == str(file)
    assert isinstance(focus(), SecretEditor)
    press("Down")
    assert pane.chosen() == "/không/còn.sohotro"
    qtbot.waitUntil(lambda: "Không thấy tệp còn.sohotro" in window.banner.text)
    press("Up")
    type_text(PASSWORD)
    press("Enter")
    assert info(shell(program, qtbot).desk.register).unit == "20104"
    assert preferences.load().recent[0] == str(file)


def test_a_wrong_password_is_said_and_the_cursor_is_where_it_is_typed_again(
    program: start.Program, qtbot: QtBot, file: Path
) -> None:
    window = begin(program, str(file))
    pane = window.pane
    assert isinstance(pane, LogIn)
    for number in range(tries.FREE + 1):
        type_text("sai")
        press("Enter")
        qtbot.waitUntil(lambda: pane.isEnabled() and bool(window.banner.text), timeout=20_000)
        assert "Mật khẩu không đúng" in window.banner.text
        assert focus() is pane.password.secret
        assert pane.password.text == ""
        assert pane.go.isEnabled() == (number < tries.FREE)
    assert "đợi" in pane.password.below
    qtbot.waitUntil(pane.go.isEnabled, timeout=10_000)
    type_text(PASSWORD)
    press("Enter")
    shell(program, qtbot)


def test_the_window_lives_while_a_password_is_tried(
    program: start.Program, qtbot: QtBot, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening runs beside the window: nothing can be pressed twice, the word stands there, the window still draws."""
    go, truly = Event(), opened.open_place
    monkeypatch.setattr(opened, "open_place", lambda place, password: go.wait(20) and truly(place, password))
    window = begin(program, str(file))
    type_text(PASSWORD)
    press("Enter")
    assert not window.pane.isEnabled()
    assert "Đang mở sổ" in window.said.text()
    go.set()
    shell(program, qtbot)


def test_caps_lock_is_noticed(program: start.Program, file: Path) -> None:
    window = begin(program, str(file))
    pane = window.pane
    assert isinstance(pane, LogIn)
    QTest.keyClick(focus(), Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert "Caps Lock" not in pane.password.below
    type_text("A")
    assert "Caps Lock" in pane.password.below
    type_text("a")
    assert "Caps Lock" not in pane.password.below


def test_a_forgotten_password_is_set_anew_by_the_sheet(program: start.Program, qtbot: QtBot, tmp_path: Path) -> None:
    from db.sync import offices

    made = offices.create(
        str(tmp_path / "so.sohotro"), PASSWORD, unit="20104", level="commune", on="2017-01-01", officer="Hồ Thị Mẫu"
    )
    made.register.close()
    window = begin(program, str(tmp_path / "so.sohotro"))
    pane = window.pane
    assert isinstance(pane, LogIn)
    pane.forgot.setFocus()
    press("Space")
    pane = window.pane
    assert isinstance(pane, Recover)
    type_text(" ".join(groups(made.recovery)[:-1]))
    press("Enter")
    type_text(NEW)
    press("Enter")
    type_text(NEW)
    press("Enter")
    qtbot.waitUntil(lambda: bool(window.banner.text), timeout=20_000)
    assert "Mã phục hồi không mở được" in window.banner.text
    pane.code.editor.setFocus()
    type_text(" " + groups(made.recovery)[-1].lower())
    pane.password.again.secret.setFocus()
    press("Enter")
    shell(program, qtbot)
    open_register(str(tmp_path / "so.sohotro"), NEW).close()


def test_training_is_marked_and_never_among_the_registers(program: start.Program, qtbot: QtBot) -> None:
    window = begin(program)
    window.pane.ways[2].setFocus()  # type: ignore[attr-defined]
    press("Enter")
    book = shell(program, qtbot)
    band = book.findChild(QLabel, "training")
    assert isinstance(band, QLabel)
    assert band.isVisible()
    assert "dữ liệu bịa" in band.text()
    assert preferences.load().recent == []
    program.lock()
    pane = opening(program).pane
    assert isinstance(pane, LogIn)
    assert opened.TRAINING_PASSWORD in pane.password.below


def test_a_real_register_has_no_band(program: start.Program, qtbot: QtBot, file: Path) -> None:
    begin(program, str(file))
    type_text(PASSWORD)
    press("Enter")
    assert shell(program, qtbot).findChild(QLabel, "training") is None


def unlocked(program: start.Program, qtbot: QtBot, file: Path) -> Shell:
    begin(program, str(file))
    type_text(PASSWORD)
    press("Enter")
    return shell(program, qtbot)


def test_ctrl_l_closes_the_register_and_the_password_brings_back_the_page(
    program: start.Program, qtbot: QtBot, file: Path
) -> None:
    book = unlocked(program, qtbot, file)
    assert book.isMaximized(), "the screen of the tests has 800 pixels"
    book.showNormal()
    book.resize(880, 600)
    book.go("settings", at="language")
    book.desk.sticky["year"] = 2016
    register = book.desk.register
    press("Ctrl+L")
    qtbot.waitUntil(lambda: isinstance(program.window, Opening))
    window = opening(program)
    assert register.data_key == b""
    assert isinstance(window.pane, LogIn)
    assert window.pane.heading.text() == "Sổ đang khóa"
    type_text(PASSWORD)
    press("Enter")
    again = shell(program, qtbot)
    assert again.trail[-1] == ("settings", {"at": "language"})
    assert (again.isMaximized(), again.height()) == (False, 600)
    assert again.desk.sticky == {"year": 2016}, "the next household begins with what the last one had, after lunch too"


def test_what_forms_begin_with_survives_a_restart(program: start.Program, qtbot: QtBot, file: Path) -> None:
    usual = {"year": 2016, "round": "Đợt 2", "support:tin_dung": {"details.chuong_trinh": "ho_ngheo"}}
    unlocked(program, qtbot, file).desk.sticky |= usual
    program.leave()
    assert unlocked(program, qtbot, file).desk.sticky == usual


def test_nobody_at_the_keys_locks(program: start.Program, qtbot: QtBot, file: Path) -> None:
    program.preferences.lock_minutes = 0.01  # type: ignore[assignment]
    unlocked(program, qtbot, file)
    qtbot.waitUntil(lambda: isinstance(program.window, Opening), timeout=20_000)


def test_keys_keep_it_open(program: start.Program, qtbot: QtBot, file: Path) -> None:
    program.preferences.lock_minutes = 0.02  # type: ignore[assignment]
    book = unlocked(program, qtbot, file)
    for _ in range(8):
        QTest.keyClick(book.windowHandle(), Qt.Key.Key_Shift)
        qtbot.wait(300)
    assert program.window is book
    qtbot.waitUntil(lambda: isinstance(program.window, Opening), timeout=20_000)


def test_a_lock_waits_for_work_under_way(program: start.Program, qtbot: QtBot, file: Path) -> None:
    book = unlocked(program, qtbot, file)
    go, ended = Event(), []
    book.jobs.run("Nhận gói", lambda _context: go.wait(10), ended.append, ended.append)
    press("Ctrl+L")
    assert program.window is book
    assert "Nhận gói" in book._said.text()
    go.set()
    qtbot.waitUntil(lambda: isinstance(program.window, Opening))
    assert ended == [True]


def test_ctrl_o_asks_for_another_register(program: start.Program, qtbot: QtBot, file: Path) -> None:
    unlocked(program, qtbot, file)
    press("Ctrl+O")
    qtbot.waitUntil(lambda: isinstance(program.window, Opening))
    pane = opening(program).pane
    assert isinstance(pane, LogIn)
    assert pane.heading.text() == "Mở sổ"


def test_a_second_desk_on_the_same_register_is_refused_kindly(
    program: start.Program, qtbot: QtBot, file: Path, tmp_path: Path
) -> None:
    other = Holder()
    other.hold(str(file))
    window = begin(program, str(file))
    type_text(PASSWORD)
    press("Enter")
    assert "đang mở ở một cửa sổ khác" in window.banner.text
    open_register(str(file), PASSWORD).close()  # the command line is free to read and write beside a desk
    other.release()
    type_text(PASSWORD)
    press("Enter")
    shell(program, qtbot)
    assert sorted(f.name for f in tmp_path.glob("*-dang-mo")) == ["hong-thuy.sohotro-dang-mo"]
    program.lock()
    assert not list(tmp_path.glob("*-dang-mo"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("no file", "Không thấy tệp"),
        ("no keys", "Không thấy tệp khóa"),
        ("damaged keys", "bị hỏng"),
        ("empty", "không phải là sổ"),
        ("overwritten", ""),
        ("newer", "bản chương trình mới hơn"),
    ],
)
def test_every_sentence_about_a_register_that_does_not_open_is_on_screen(
    program: start.Program, qtbot: QtBot, file: Path, harm: str, said: str
) -> None:
    keys = file.with_name(file.name + "-keys")
    if harm == "no file":
        file.unlink()
    elif harm == "no keys":
        keys.unlink()
    elif harm == "damaged keys":
        keys.write_bytes(b'{"format":')
    elif harm == "empty":
        file.write_bytes(b"")
    elif harm == "overwritten":
        file.write_bytes(b"xin chao\n" * 900)
    else:
        newer(file)
    before = file.read_bytes() if file.exists() else None
    window = begin(program, str(file))
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: window.pane.isEnabled() and bool(window.banner.text), timeout=20_000)
    assert said in window.banner.text
    assert window.banner.text.endswith(".")
    assert isinstance(program.window, Opening)
    assert (file.read_bytes() if file.exists() else None) == before


def newer(file: Path) -> None:
    from sqlalchemy import text

    register = open_register(str(file), PASSWORD)
    with register.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    register.close()


def test_what_is_wrong_with_a_register_is_seen_before_the_password(
    program: start.Program, qtbot: QtBot, file: Path
) -> None:
    shutil.move(file.with_name(file.name + "-keys"), file.with_name("khóa"))
    window = begin(program, str(file))
    qtbot.waitUntil(lambda: "Không thấy tệp khóa" in window.banner.text, timeout=20_000)


@pytest.mark.parametrize("name", ["a" * 5_000, "a" * 5_000 + "/so.sohotro"])
def test_a_place_that_no_disk_takes_is_said_and_the_dialog_still_opens(
    program: start.Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *said: (asked.append(said[2]) or "", ""))
    window = begin(program, str(tmp_path / name))
    qtbot.waitUntil(lambda: "đường dẫn tệp quá dài" in window.banner.text, timeout=20_000)
    type_text(PASSWORD)
    press("Enter")
    qtbot.waitUntil(lambda: window.pane.isEnabled() and "quá dài" in window.banner.text, timeout=20_000)
    pane = window.pane
    assert isinstance(pane, LogIn)
    pane.choose_file()
    assert asked == [str(tmp_path) if "/" not in name else str(Path.home())]


def test_another_language_at_once(program: start.Program) -> None:
    window = begin(program)
    pane = window.pane
    assert isinstance(pane, Welcome)
    pane.language.click()
    again = opening(program)
    assert preferences.load().language == "en"
    assert again is not window
    assert isinstance(again.pane, Welcome)
    assert again.pane.ways[0].accessibleName() == "Create a new register"
    again.pane.language.click()
    assert preferences.load().language == "vi"


def test_everything_on_every_pane_has_a_name_and_can_be_reached_by_keys(program: start.Program) -> None:
    window = begin(program)
    for name in ("welcome", "login", "create", "recover", "rescue"):
        window.show_pane(name)
        for kind in (QLineEdit, QPushButton):
            for widget in window.pane.findChildren(kind):
                assert widget.accessibleName() or widget.text(), (name, widget)
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, (name, widget)


def test_the_training_register_can_be_begun_anew_only_where_it_is_not_open(program: start.Program) -> None:
    other = Holder()
    places.training_file().parent.mkdir(parents=True, exist_ok=True)
    other.hold(str(places.training_file()))
    window = begin(program)
    window.train()
    assert "đang mở ở một cửa sổ khác" in window.banner.text
    other.release()
