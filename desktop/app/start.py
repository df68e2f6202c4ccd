"""From nothing to a window: program, looks, opening screen, the register's window. Here all parts are put together.

What opening a register needs (SQLAlchemy, the tables) is imported after the opening screen has been painted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from db.domain.errors import AppError
from desktop import words
from desktop.app import crash
from desktop.app.holding import Holder
from desktop.app.idle import Idle
from desktop.presenters import preferences
from desktop.presenters.opening import opened, places, sheet
from desktop.views import icons, parting, qtwords, theme
from desktop.views.opening.window import Opening
from desktop.words import _
from desktop.work.context import JobContext

if TYPE_CHECKING:
    from db.ledger.register import Register
    from desktop.presenters.desk import Desk
    from desktop.views.shell import PageMaker, Shell

PASSWORD = "SOHOTRO_PASSWORD"  # noqa: S105 - the name of a variable
DAILY = 20_000
"""Milliseconds after a register was opened until it is checked and copied: the officer's first search comes before."""
FIRST_PAGES = ("home", "households", "settings")


def page_makers() -> Mapping[str, PageMaker]:
    """Every page the window can show, by name; imported when the first register is open, after the first paint."""
    from desktop.views.backups import BackupsPage
    from desktop.views.duplicates import DuplicatesPage
    from desktop.views.help import HelpPage
    from desktop.views.home import HomePage
    from desktop.views.household.page import HouseholdPage
    from desktop.views.households.page import HouseholdsPage
    from desktop.views.importing.page import ImportPage
    from desktop.views.moves import MovesPage
    from desktop.views.need import NeedPage
    from desktop.views.officers import OfficersPage
    from desktop.views.packages.page import PackagesPage
    from desktop.views.plan import PlanPage
    from desktop.views.prints.page import PrintsPage
    from desktop.views.queue.page import QueuePage
    from desktop.views.records.entry import UnitRecordPage
    from desktop.views.records.page import RecordsPage
    from desktop.views.reports.page import ReportsPage
    from desktop.views.review.page import ReviewPage
    from desktop.views.settings import Settings
    from desktop.views.support.page import SupportPage
    from desktop.views.targets.page import TargetsPage
    from desktop.views.template import TemplatePage
    from desktop.views.units.page import UnitsPage
    from desktop.views.village.page import VillagePage

    return {
        "home": HomePage,
        "households": HouseholdsPage,
        "village": VillagePage,
        "review": ReviewPage,
        "household": HouseholdPage,
        "support": SupportPage,
        "plan": PlanPage,
        "need": NeedPage,
        "import": ImportPage,
        "template": TemplatePage,
        "packages": PackagesPage,
        "queue": QueuePage,
        "moves": MovesPage,
        "reports": ReportsPage,
        "duplicates": DuplicatesPage,
        "records": RecordsPage,
        "record": UnitRecordPage,
        "prints": PrintsPage,
        "targets": TargetsPage,
        "backups": BackupsPage,
        "officers": OfficersPage,
        "units": UnitsPage,
        "help": HelpPage,
        "settings": Settings,
    }


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication, dressed as the officer likes it."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([sys.argv[0], *arguments])
    app.setApplicationName("sohotro")
    app.setApplicationDisplayName("Sổ Hỗ Trợ")
    dress(app, preferences.load())
    app.setWindowIcon(icons.program())
    return app


def dress(app: QApplication, wanted: preferences.Preferences) -> None:
    """Language and looks for every window made from now on."""
    words.use(wanted.language)
    qtwords.use(app, wanted.language)
    theme.apply(app, wanted.theme, wanted.text_size)


def warm_up() -> None:
    """Read what the register's window needs, while the officer types the password."""
    opened.warm_up()
    import_module("desktop.views.shell")
    page_makers()


def _tell(shell: Shell, error: Exception) -> None:
    """Say in passing why work that nobody asked for was not done."""
    if not isinstance(error, AppError):
        raise error
    shell.told(error.message)


class Program(QObject):
    """What is on screen: the opening, or one register."""

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.preferences = preferences.load()
        self.window: QWidget | None = None
        self.holder = Holder()
        self._place = place
        self._telling = False
        self._left: tuple[str, str, list[tuple[str, dict[str, Any]]]] | None = None
        """Place, officer and pages of the register that was locked, for its return."""

    def begin(self) -> None:
        """Show the opening; where the password is in the environment, it goes on to the register by itself."""
        sheet.forget()
        opening = self.show_opening()
        given = os.environ.get(PASSWORD)
        if self._place and given is not None:
            opening.open_place(self._place, given)

    def show_opening(self, *, locked: bool = False) -> Opening:
        """Ask which register; the one just locked or closed stands there already."""
        opening = Opening(self.preferences, self._place, locked=locked, hold=self.holder.hold, warm_up=warm_up)
        opening.delivered.connect(self.show_register)
        opening.spoken.connect(self._speak)
        self._put_up(opening)
        return opening

    def show_register(self, register: Register, place: str) -> None:
        """Show an open register, at the page where it was locked if it is the same officer's."""
        from desktop.presenters.desk import Desk

        self._place = place
        desk = Desk(register, place)
        desk.take_up()
        if places.may_be_kept(place) and place != str(places.training_file()):
            self.preferences.remember(place, desk.unit_name())
        preferences.save(self.preferences)
        left = self._left
        self._left = None
        if left is None or left[:2] != (place, register.officer):
            self._show(desk, [])
        else:
            self._show(desk, left[2])

    def _show(self, desk: Desk, trail: list[tuple[str, dict[str, Any]]]) -> None:
        from desktop.views.shell import Shell

        shell = Shell(desk, page_makers(), self.preferences)
        shell.locked.connect(lambda: shell.when_free(self.lock))
        shell.leaving.connect(lambda: shell.when_free(self.leave))
        QTimer.singleShot(DAILY, shell, lambda: self._look(shell))
        shell.redressed.connect(self._redress)
        self._stand(shell)
        self._put_up(shell)
        Idle(shell, self.preferences.lock_minutes).idle.connect(self._idle)
        if trail:
            shell.resume(trail)
        else:
            shell.go(next(page for page in FIRST_PAGES if shell.has(page)))

    def _stand(self, shell: Shell) -> None:
        """Put a window where the last one stood; the first one fills a screen that is too small for it."""
        kept = QByteArray.fromHex(self.preferences.window.encode())
        room = shell.screen().availableSize()
        if not shell.restoreGeometry(kept) and shell.size().boundedTo(room) != shell.size():
            shell.setWindowState(Qt.WindowState.WindowMaximized)

    def _remember(self, shell: Shell) -> None:
        self.preferences.window = bytes(shell.saveGeometry().toHex().data()).decode()
        preferences.save(self.preferences)

    def lock(self) -> None:
        """Close the register and ask for the password again; what was typed is kept as drafts."""
        shell = self._shell()
        if shell is not None:
            desk = shell.desk
            self._left = (desk.place, desk.register.officer, shell.trail)
            self._remember(shell)
            self.show_opening(locked=True)
            self._close(desk)

    def leave(self) -> None:
        """Close the register and ask which one is to be opened."""
        shell = self._shell()
        if shell is not None:
            self._remember(shell)
            self.show_opening()
            self._leave(shell.desk)

    def close(self) -> None:
        """Give back what is open; the window has gone."""
        shell = self._shell()
        if shell is not None:
            self._remember(shell)
            self._leave(shell.desk)
        self.holder.release()

    def crashed(self, report: Path | None) -> None:
        """Say that something failed; close everything if the officer wants that."""
        from desktop.views.crash import CrashDialog

        if self._telling:  # what fails behind the dialog is in a report of its own
            return
        self._telling = True
        try:
            if not CrashDialog(report, self.window).exec():
                QApplication.closeAllWindows()
        finally:
            self._telling = False

    def _look(self, shell: Shell) -> None:
        """The day's look at the register, beside the officer's work; only a sound one is copied."""
        from desktop.presenters import backups

        def looked(found: str) -> None:
            if not found:
                self._back_up(shell)
            elif shell.page is not None:
                go = (_("Xem các bản sao (Alt+7)"), lambda: shell.do("go_backups"))
                shell.page.banner.say("danger", found, go)

        shell.jobs.run(
            _("Đang kiểm tra sổ…"), lambda _context: backups.look(shell.desk), looked, partial(_tell, shell), quiet=True
        )

    def _back_up(self, shell: Shell) -> None:
        """The day's copy, made beside the officer's work; when it cannot be made, the first page will say so."""
        from desktop.presenters import backups

        def work(context: JobContext) -> list[Any]:
            return backups.make(shell.desk, backups.wanted(shell.desk, self.preferences, closing=False), context)

        def done(made: list[Any]) -> None:
            if made:
                shell.desk.changed("backup")

        shell.jobs.run(_("Đang sao lưu…"), work, done, partial(_tell, shell), quiet=True)

    def _leave(self, desk: Desk) -> None:
        """Copy what is new since the last copy, then close. A small word stands meanwhile: a stick may be in use."""
        from desktop.presenters import backups

        with suppress(AppError):  # a stick that was pulled: the first page says so when the register is next opened
            where = backups.wanted(desk, self.preferences, closing=True)
            if where:
                word = parting.show(_("Đang sao lưu sổ, xin đừng rút USB…"))
                try:
                    backups.make(desk, where, JobContext())
                finally:
                    word.close()
        self._close(desk)

    def _close(self, desk: Desk) -> None:
        desk.keep()
        desk.register.close()
        self.holder.release()

    def _shell(self) -> Shell | None:
        from desktop.views.shell import Shell

        return self.window if isinstance(self.window, Shell) else None

    def _idle(self) -> None:
        """Nobody has been here for a while. A dialog that stands open is put away first."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()
        shell = self._shell()
        if shell is not None:
            shell.when_free(self.lock)

    def _redress(self) -> None:
        shell = self._shell()
        app = QApplication.instance()
        if shell is not None and isinstance(app, QApplication):
            self._remember(shell)
            trail = shell.trail
            dress(app, self.preferences)
            self._show(shell.desk, trail)

    def _speak(self, language: str) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.preferences.language = language
            preferences.save(self.preferences)
            dress(app, self.preferences)
            self.show_opening()

    def _put_up(self, window: QWidget) -> None:
        before, self.window = self.window, window
        if isinstance(before, Opening) and isinstance(window, Opening):
            window.setGeometry(before.geometry())
        window.show()
        if before is not None:
            before.close()
            before.deleteLater()


def run(place: str = "") -> int:
    """Run the desk until its last window is closed; returns the exit code."""
    app = application()
    program = Program(place)
    crash.install(program.crashed)
    program.begin()
    code = app.exec()
    with suppress(RuntimeError):  # the window may be gone already
        program.close()
    return code
