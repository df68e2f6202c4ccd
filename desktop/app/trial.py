"""Proves that the windows of this installation can be drawn: every page once, on a screen of memory only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.ledger.register import Register


def draw_every_page(register: Register, place: str) -> list[str]:
    """Show every page of the desk with this register and return their names; the officer sees nothing of it.

    Raises:
        RuntimeError: a page stayed empty.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.app.start import application, page_makers
    from desktop.presenters.desk import Desk
    from desktop.presenters.preferences import Preferences
    from desktop.views.shell import Shell

    app = application()
    shell = Shell(Desk(register, place), page_makers(), Preferences())
    shell.show()
    drawn = []
    for name in page_makers():
        shell.go(name)
        app.processEvents()
        picture = shell.grab()
        if picture.isNull():
            raise RuntimeError(f"page {name} cannot be drawn")
        drawn.append(name)
    shell.close()
    app.processEvents()
    return drawn
