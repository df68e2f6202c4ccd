"""Takes the pictures of the window before a register is open, beside those of its pages: `make screens`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import commune
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from test_screens import FOLDER, SIZES, THEMES, keep

from desktop.presenters.opening import places
from desktop.presenters.opening.creating import Made
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.opening.create import Create
from desktop.views.opening.window import Opening

pytestmark = pytest.mark.screens
CODE = "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" + "QPZRY9X8GF2TVDW0S3JN54KHCE"
PLACE = "/home/can-bo/So Ho Tro/xa-hong-thuy.sohotro"


def create(window: Opening, folder: Path) -> None:
    window.show_pane("create")
    pane = window.pane
    assert isinstance(pane, Create)
    pane.model.today = "2017-11-20"
    pane.boxes["unit"].editor.fill("hong thuy a luoi")
    pane._find()
    pane._take_marked()


def officer(window: Opening, folder: Path) -> None:
    create(window, folder)
    pane = window.pane
    assert isinstance(pane, Create)
    pane.forward()
    pane.boxes["officer"].editor.fill("Hồ Thị Mẫu")
    pane.password.secret.fill("trau an co 36 ngay")
    pane._judge("trau an co 36 ngay")


def sheet(window: Opening, folder: Path) -> None:
    window.show_pane("sheet", made=Made(commune(folder), PLACE, CODE))


def login(window: Opening, folder: Path) -> None:
    window.preferences.remember("/home/can-bo/So Ho Tro/huyen-a-luoi.sohotro", "huyện A Lưới, tỉnh Thừa Thiên Huế")
    window.preferences.remember(PLACE, "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế")
    window.show_pane("login", place=PLACE)


def recover(window: Opening, folder: Path) -> None:
    window.show_pane("recover", place=PLACE)


PANES: dict[str, Callable[[Opening, Path], None]] = {
    "welcome": lambda _window, _folder: None,
    "create": create,
    "officer": officer,
    "sheet": sheet,
    "login": login,
    "recover": recover,
}


@pytest.fixture
def window(
    request: pytest.FixtureRequest, dressed: None, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opening]:
    """The opening of the size and in the theme asked for; it looks for no file of this machine."""
    (width, height), name = request.param
    theme.apply(qapp, name)
    monkeypatch.setattr(places, "problem_of", lambda _place: "")
    shown = Opening(Preferences(theme=name))
    shown.resize(width, height)
    shown.show()
    assert QTest.qWaitForWindowExposed(shown)
    yield shown
    shown._warned = shown.pane.unfinished()
    shown.close()
    shown.deleteLater()


CASES = [(size, name) for size in SIZES for name in THEMES]


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize(
    ("window", "case"), [pytest.param(c, c, id=f"{c[0][0]}-{c[1]}") for c in CASES], indirect=["window"]
)
def test_picture(window: Opening, case: tuple[tuple[int, int], str], pane: str, tmp_path: Path) -> None:
    (width, height), name = case
    PANES[pane](window, tmp_path)
    window.setFocus()
    QTest.qWait(400)
    file = FOLDER / f"{pane}-{width}x{height}-{name}.png"
    keep(window, file)
    assert file.stat().st_size < 200_000
