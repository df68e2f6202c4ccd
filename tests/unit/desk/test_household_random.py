"""Keys in any order at all: no exception, no write beside the ledger, nothing typed that is lost."""

from __future__ import annotations

import random
from typing import Any

import pytest
from desk import commune, on_screen, press, type_text
from households import entered, page
from ledgers import dump, seeded
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from db.ledger import ledger
from db.ledger.register import Register
from db.store.drafts import drafts, load_draft
from db.store.places.villages import add_village
from desktop.app.start import page_makers
from desktop.views.page import Page, Surroundings
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")

TEXTS = ("a", "Hồ Thị Ánh", "1 5 1962", "3,8", "2017", "191234567", "thôn mới", "con", "x", "'", '"')
MOVES = ("Enter", "Shift+Enter", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Esc", "Home", "End")
WORK = (
    "F2", "F4", "F5", "F7", "F8", "F9", "Ctrl+S", "Ctrl+R", "Ctrl+H", "Ctrl+B", "Ctrl+Shift+Z", "Delete", "Backspace",
    "Ctrl+V", "Ctrl+-", "Ctrl+PgDown", "Ctrl+PgUp", "Alt+Left", "Alt+Down", "Ctrl+A",
)  # fmt: skip
BLOCK = "Họ và tên\tNăm sinh\tQuan hệ với chủ hộ\nHồ Văn Dán\t1980\tChủ hộ\nKăn Dán\t1982\tvợ\n"


class Elsewhere(Page):
    """A page to be sent to, with one place for the cursor."""

    name = "support"

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.line = QLineEdit()
        self.body.addWidget(self.line)

    def opened(self, **about: Any) -> None:
        self.line.setFocus()


def typed_now(shell: Shell) -> dict[str, Any] | None:
    """What stands on the page of the household and is not in the register."""
    entry = page(shell).entry if shell.page is not None and shell.page.name == "household" else None
    return entry.draft() if entry is not None and entry.dirty else None


def is_kept(register: Register, body: dict[str, Any]) -> bool:
    """Whether a draft of the register holds this."""
    with register.read() as connection:
        places = [row.place for row in drafts(connection)]
    kept = [load_draft(register, place) or {} for place in places]
    return any({name: value for name, value in one.items() if name != "seen"} == body for one in kept)


@pytest.mark.parametrize("seed", range(3))
def test_keys_in_any_order_break_nothing(tmp_path: Any, seed: int) -> None:
    chance = random.Random(seed)
    register = commune(tmp_path)
    register.providers = seeded(seed + 1)
    add_village(register, "A Hươr")
    QGuiApplication.clipboard().setText(BLOCK)
    with on_screen(register, {**page_makers(), "support": Elsewhere}) as shell:
        entered(shell)
        for _step in range(150):
            if QApplication.focusWidget() is None:
                pytest.fail("the cursor is nowhere")
            if chance.random() < 0.35:
                type_text(chance.choice(TEXTS), QApplication.activePopupWidget())
                continue
            key = chance.choice(MOVES if chance.random() < 0.5 else WORK)
            if key in ("F2", "Alt+Left") and shell.page is not None and shell.page.name == "household":
                page(shell).sheet.finish()
                before = typed_now(shell)
                press(key)
                assert before is None or is_kept(register, before) or typed_now(shell) == before
                continue
            press(key)
        shell.go("household")
        page(shell).left()
        remaining = typed_now(shell)
        assert remaining is None or is_kept(register, remaining)
    with register.write() as connection:
        before_replay = dump(connection)
        ledger.rebuild(connection)
        assert dump(connection) == before_replay, "every row is told by the ledger"
    register.close()
