"""A forgotten password through the office, by keys alone: the locked laptop's window, and the office's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import focus, on_screen, press, put_up, type_text
from exchanges import District, district_at_work
from pytestqt.qtbot import QtBot

from db.store.officers import officers
from db.vault.registers import open_register
from desktop.presenters.desk import Desk
from desktop.presenters.officers import Officers
from desktop.presenters.preferences import Preferences
from desktop.views.opening.recover import Recover
from desktop.views.opening.rescue import Rescue
from desktop.views.opening.window import Opening
from desktop.views.packages.page import PackagesPage

pytestmark = pytest.mark.usefixtures("dressed")
NEW = "trau an co 36 ngay"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def locked(town: District) -> Iterator[Opening]:
    """The window of the laptop in Hồng Thủy, at the forgotten password."""
    window = Opening(Preferences(), town.hong_thuy.place, warm_up=lambda: None)
    put_up(window)
    window.show_pane("recover", place=town.hong_thuy.place)
    assert isinstance(window.pane, Recover)
    window.pane.lost.setFocus()
    press("Space")
    yield window
    window.close()


def pane_of(window: Opening) -> Rescue:
    assert isinstance(window.pane, Rescue)
    return window.pane


def test_request_answer_and_new_password(town: District, locked: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    pane = pane_of(locked)
    with town.hong_thuy.register.read() as connection:
        name = officers(connection)[0].name
    assert focus() is pane.officer.editor
    type_text(name)
    press("Enter")
    pane.folder.editor.fill(str(tmp_path))
    press("Enter")
    qtbot.waitUntil(lambda: bool(pane.digits.text()), timeout=20_000)
    (file,) = tmp_path.glob("*.phuchoi")
    assert "vp-481" in pane.told.text()

    answer(town, file, pane.digits.text())
    (given,) = tmp_path.glob("tra-loi-*.phuchoi")

    put_up(locked)
    pane.file.editor.fill(str(given))
    pane.password.first.secret.setFocus()
    type_text(NEW)
    press("Enter")
    type_text(NEW)
    with qtbot.waitSignal(locked.delivered, timeout=20_000) as delivered:
        press("Enter")
    register, place = delivered.args
    assert place == town.hong_thuy.place
    shown = Officers(Desk(register, place)).last_drill()
    assert name in shown
    assert "đã mở lại sổ này" in shown
    register.close()
    open_register(place, NEW).close()


def answer(town: District, file: Path, digits: str) -> None:
    """What the administrator of the district does: drop the file, type digits, sheet and letter."""
    with on_screen(town.district.register, place=town.district.place) as window:
        window.go("packages", files=[str(file)])
        page = window.page
        assert isinstance(page, PackagesPage)
        panel = page.rescue
        assert focus() is panel.digits.groups[0]
        type_text(digits.replace(" ", ""))
        assert focus() is panel.sheet.editor
        type_text("QPZR")
        panel.why.editor.setFocus()
        type_text("CV 12")
        panel.go.setFocus()
        press("Enter")
        assert "Mã gõ vào không mở được" in page.banner.text
        panel.sheet.editor.fill(town.district.recovery)
        panel.go.setFocus()
        press("Enter")
        assert "chỉ máy ấy mở được" in page.banner.text
        page._follow("devices")
        assert any("CV 12" in "".join(row.cells) for row in page.enrolment.rows())
        assert page.doings()["rescue"]


def test_an_answer_that_does_not_fit_is_said_in_the_band(locked: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    pane = pane_of(locked)
    pane.file.editor.fill(str(tmp_path / "khong-co.phuchoi"))
    pane.password.first.secret.setFocus()
    type_text(NEW)
    press("Enter")
    type_text(NEW + "x")
    press("Enter")
    assert "khác nhau" in pane.password.again.below
    pane.password.again.secret.clear()
    type_text(NEW)
    press("Enter")
    qtbot.waitUntil(lambda: bool(locked.banner.text), timeout=20_000)
    assert "Máy này không có đề nghị mở lại nào đang chờ" in locked.banner.text
