"""From nothing to a window: program, looks, opening screen, the register's window. Here all parts are put together."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from db.domain.errors import AppError
from db.vault.registers import open_register
from desktop import words
from desktop.presenters import preferences
from desktop.presenters.desk import Desk
from desktop.views import theme
from desktop.views.opening import Opening
from desktop.views.shell import PageMaker, Shell

PASSWORD = "SOHOTRO_PASSWORD"  # noqa: S105 - the name of a variable


def page_makers() -> Mapping[str, PageMaker]:
    """Every page the window can show, by name; imported when the first register is open, after the first paint."""
    from desktop.views.help import HelpPage
    from desktop.views.home import HomePage
    from desktop.views.household.page import HouseholdPage
    from desktop.views.packages.page import PackagesPage
    from desktop.views.prints.page import PrintsPage
    from desktop.views.queue.page import QueuePage
    from desktop.views.support import SupportPage

    return {
        "home": HomePage,
        "household": HouseholdPage,
        "support": SupportPage,
        "packages": PackagesPage,
        "queue": QueuePage,
        "prints": PrintsPage,
        "help": HelpPage,
    }


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication, dressed as the officer likes it."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([sys.argv[0], *arguments])
    app.setApplicationName("sohotro")
    app.setApplicationDisplayName("Sổ Hỗ Trợ")
    wanted = preferences.load()
    words.use(wanted.language)
    theme.apply(app, wanted.theme, wanted.text_size)
    return app


class Program(QObject):
    """What is on screen: the opening, or one register."""

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.preferences = preferences.load()
        self.window: QWidget | None = None
        self._place = place

    def begin(self) -> None:
        """Show the opening, or the register itself where the password is in the environment."""
        given = os.environ.get(PASSWORD)
        if self._place and given is not None and self.open(self._place, given):
            return
        self.show_opening()

    def show_opening(self) -> Opening:
        """Ask which register; the one just locked or closed stands there already."""
        opening = Opening(self.preferences, self._place)
        opening.asked.connect(self.open)
        self._put_up(opening)
        return opening

    def open(self, place: str, password: str) -> bool:
        """Open a register and show it; a refusal is said on the opening screen. False when refused."""
        try:
            register = open_register(place, password)
        except AppError as error:
            opening = self.window if isinstance(self.window, Opening) else self.show_opening()
            opening.refuse(error.message)
            return False
        self._place = place
        self.preferences.remember(place)
        preferences.save(self.preferences)
        shell = Shell(Desk(register, place), page_makers(), self.preferences)
        shell.locked.connect(self.lock)
        shell.leaving.connect(self.lock)
        self._put_up(shell)
        for first in ("home", "households"):
            if shell.has(first):
                shell.go(first)
                break
        return True

    def lock(self) -> None:
        """Close the register and ask for the password again; what was typed is kept as drafts."""
        if isinstance(self.window, Shell):
            desk = self.window.desk
            self.show_opening()
            desk.register.close()

    def _put_up(self, window: QWidget) -> None:
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()


def run(place: str = "") -> int:
    """Run the desk until its last window is closed; returns the exit code."""
    app = application()
    program = Program(place)
    program.begin()
    return app.exec()
