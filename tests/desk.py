"""What tests of the desk share: an open register on screen, and hands that type as UniKey, IBus and people do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from ledgers import PASSWORD
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from db.ledger.register import Register
from db.sync import offices
from desktop.app.start import Program, page_makers
from desktop.presenters.desk import Desk
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.page import Page, Surroundings
from desktop.views.shell import PageMaker, Shell

ON = "2017-01-01"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def dressed(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's looks, and preferences in a folder of the test's own."""
    monkeypatch.setenv("SOHOTRO_STATE_DIR", str(tmp_path / "state"))
    theme.apply(qapp, "light")


@pytest.fixture
def book(tmp_path: Path, dressed: None) -> Iterator[Register]:
    """A fresh register of xã Hồng Thủy, for a window."""
    opened = commune(tmp_path)
    yield opened
    opened.close()


def commune(folder: Path, name: str = "hong-thuy", unit: str = "20104", level: str = "commune") -> Register:
    """A fresh register of an office, as `sohotro register create` makes one."""
    made = offices.create(
        str(folder / f"{name}.sohotro"),
        PASSWORD,
        unit=unit,
        level=level,
        on=ON,
        officer="Hồ Thị Mẫu",  # type: ignore[arg-type]
    )
    return made.register


class Elsewhere(Page):
    """Where a page under test leads: it remembers what it was opened with."""

    def opened(self, **about: Any) -> None:
        self.about = about


@contextmanager
def on_screen(
    register: Register,
    makers: Mapping[str, PageMaker] | None = None,
    preferences: Preferences | None = None,
    *,
    place: str = "thử.sohotro",
) -> Iterator[Shell]:
    """The main window with this register, which lies at `place`; closed again at the end."""
    shell = Shell(Desk(register, place), makers or page_makers(), preferences or Preferences())
    shell.resize(1366, 728)
    put_up(shell)
    try:
        yield shell
    finally:
        shell.close()
        shell.deleteLater()
        QApplication.processEvents()


def put_away(running: Program) -> None:
    """Close a program with what it shows."""
    window = running.window
    running.close()
    if window is not None:
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def put_up(window: QWidget) -> None:
    """Show a window in front, ready to be typed into."""
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)


def focus() -> QWidget:
    """Where the cursor is."""
    found = QApplication.focusWidget()
    assert found is not None, "nothing has the focus"
    return found


def open_list() -> QWidget | None:
    """The list that is open above a field."""
    shown = (one for one in QApplication.topLevelWidgets() if isinstance(one, QAbstractItemView) and one.isVisible())
    return next(shown, None)


def type_text(text: str, into: QWidget | None = None) -> None:
    """Type letters (never `qtbot.keyClicks`, which aborts the process at the first Vietnamese letter)."""
    for letter in text:
        widget = into or focus()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        QApplication.processEvents()


def press(*keys: str) -> None:
    """Press keys where the cursor is, each written as in `Ctrl+S`, `Enter`, `Shift+Enter`, `F4`."""
    for key in keys:
        popup = QApplication.activePopupWidget()
        widget = (popup.focusWidget() or popup) if popup is not None else focus()  # as QApplication does
        combination = QKeySequence("Return" if key == "Enter" else key.replace("+Enter", "+Return"))[0]
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
        QApplication.processEvents()


def unikey(*strokes: str) -> None:
    """Type as UniKey does: letters, and `<` for the Backspace it sends before the letter with its mark."""
    for stroke in "".join(strokes):
        press("Backspace") if stroke == "<" else type_text(stroke)


def ibus(*compositions: str) -> None:
    """Type as IBus does: each text grows letter by letter underlined and is then committed."""
    for text in compositions:
        for end in range(1, len(text) + 1):
            QApplication.sendEvent(focus(), QInputMethodEvent(text[:end], []))
            QApplication.processEvents()
        committed = QInputMethodEvent("", [])
        committed.setCommitString(text)
        QApplication.sendEvent(focus(), committed)
        QApplication.processEvents()


def drop(shell: Shell, files: list[str]) -> None:
    """Let files fall onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(file) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(50, 50).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(shell, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(shell, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))


class Landing(Page):
    """Where a page leads after a save; remembers what it was told."""

    name = "household"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.about: dict[str, Any] = {}

    def opened(self, **about: Any) -> None:
        self.about = about
