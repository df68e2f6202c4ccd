"""Every page on every screen: from 1366 × 768 to 4K, text of 90 to 175 %, pixels up to twice as dense: nothing is cut.

What is too large for its room either scrolls, or is shortened and tells the whole where the mouse rests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import on_screen
from filled import OFFICES, PLACES, Filled, filled, settle
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QFrame, QLabel, QLineEdit, QWidget

from desktop.views import theme

pytestmark = pytest.mark.usefixtures("dressed")
DENSE = "QT_SCALE_FACTOR"
SCREENS = [(1366, 768, 90), (1366, 768, 100), (1366, 768, 175)]
LARGE = [(1920, 1080, 125), (3840, 2160, 100), (3840, 2160, 175)]
"""Width and height in Qt's pixels, size of text in percent; a 4K screen at 200 % is one of 1920 × 1080 of these."""
LAPTOP = (910, 512, 100)
"""What 1366 × 768 dots are at 150 %: as few of Qt's pixels as there are."""
FRAME = 40
"""What the system's title bar and task bar take of the height."""

ROUNDING = 2
"""Pixels by which a label's frame may be short of its own measure: paddings are rounded, letters are not touched."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with filled(tmp_path_factory.mktemp("offices")) as made:
        yield made


def told(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    hint = widget.minimumSizeHint()
    return f"{type(widget).__name__} “{text[:60]}” {widget.width()}×{widget.height()} of {hint.width()}×{hint.height()}"


def cut(page: QWidget) -> list[str]:
    """Everything on a page whose text or frame has less room than it needs."""
    found = [one for one in page.findChildren(QWidget) if one.isVisible()]
    return [told(one) for one in found if text_is_cut(one) or sticks_out(one) or covers(one)]


def text_is_cut(widget: QWidget) -> bool:
    """A label or a button smaller than what it says, without a tip that says it whole."""
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.height() < widget.heightForWidth(widget.width())
        return lacks_room(widget) and not widget.toolTip()
    return isinstance(widget, QAbstractButton) and bool(widget.text()) and lacks_room(widget) and not widget.toolTip()


def lacks_room(widget: QWidget) -> bool:
    needed = widget.minimumSizeHint() - QSize(ROUNDING, ROUNDING)
    return widget.width() < needed.width() or widget.height() < needed.height()


def sticks_out(widget: QWidget) -> bool:
    """It reaches beyond what it stands in; what stands in an area that scrolls may."""
    beyond = widget.parentWidget()
    if beyond is None or widget.isWindow() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit | QFrame):
        return False
    if isinstance(beyond.parentWidget(), QAbstractScrollArea) or isinstance(beyond, QAbstractScrollArea):
        return False
    return not beyond.rect().contains(QRect(widget.mapTo(beyond, QPoint()), widget.size()))


def covers(widget: QWidget) -> bool:
    """Columns that stay in sight lie over the grid's own, not over its scroll bar."""
    grid = widget.parentWidget()
    if not widget.property("frozen") or not isinstance(grid, QAbstractScrollArea):
        return False
    return widget.geometry().bottom() > grid.viewport().geometry().bottom()


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [
        *SCREENS,
        *(pytest.param(*one, marks=pytest.mark.long) for one in LARGE),
        *([LAPTOP] if DENSE in os.environ else []),
    ],
)
def test_nothing_is_cut_on_any_screen(offices: Filled, qapp: QApplication, width: int, height: int, text: int) -> None:
    theme.apply(qapp, "light", text)
    problems: dict[str, list[str]] = {}
    for office in OFFICES:
        with on_screen(getattr(offices, office)) as shell:
            shell.resize(width, height - FRAME)
            for place in (one for one in PLACES if one.office == office):
                page = place.show(shell)
                settle(shell)
                assert (shell.width(), shell.height()) == (width, height - FRAME), f"{place.name} is too large"
                if found := cut(page):
                    problems[place.name] = found
    assert problems == {}


DENSE_SCREENS = {"1.5": (LAPTOP, (1366, 768, 100)), "2": ((1366, 768, 100), (1920, 1080, 125))}


@pytest.mark.long
@pytest.mark.skipif(DENSE in os.environ, reason="this is the screen of dense pixels")
@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_nothing_is_cut_where_pixels_are_dense(factor: str) -> None:
    """Qt reads its factor once, at the start: the walk above in a process of its own."""
    here = f"{Path(__file__)}::{test_nothing_is_cut_on_any_screen.__name__}"
    walk = [f"{here}[{width}-{height}-{text}]" for width, height, text in DENSE_SCREENS[factor]]
    plain = ("-q", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly", "-m", "")
    command = [sys.executable, "-m", "pytest", *plain, *walk]
    done = subprocess.run(
        command, env=dict(os.environ, **{DENSE: factor}), capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_what_is_cut_is_seen(dressed: None) -> None:
    page = QWidget()
    page.resize(400, 100)
    short, tipped, low, out = QLabel("Nguyễn Phước Công Tằng Tôn Nữ"), QLabel("Hoàng Thị Kăn Nơ"), QLabel(), QLabel("x")
    tipped.setToolTip(tipped.text())
    low.setWordWrap(True)
    low.setText("một câu dài không vừa một dòng của ô")
    for label, room in ((short, 20), (tipped, 20), (low, 100), (out, 30)):
        label.setParent(page)
        label.resize(room, 20)
    out.move(390, 0)
    page.show()
    assert len(cut(page)) == 3
    assert all(words in "".join(cut(page)) for words in ("Nguyễn", "một câu", "x"))
