"""A day at the desk leaves no name and no number in clear: a list, a paper looked at, a draft, a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import on_screen
from exchanges import household
from households import WALK, E, begin, typed
from planted import NAME, NUMBER, TYPED, found_in
from PySide6.QtTest import QTest
from samples import HONG_THUY as SAMPLE
from test_household_drafts import waiting
from test_prints import SLIP

from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.imports.writing import import_list
from db.store.places.villages import add_village
from desktop.app import crash
from desktop.views.household.page import PAUSE
from forms.sheets.households import read_list


def test_a_day_at_the_desk_leaves_nothing_in_clear(
    book: Register, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    listed = read_list(Path(str(SAMPLE)))
    first = listed.households[0]
    planted = msgspec.structs.replace(first.members[0], name=NAME)
    listed.households = [msgspec.structs.replace(first, members=[planted, *first.members[1:]])]
    import_list(book, listed, dry_run=False, accept_doubtful=True, reason=f"nhập {NAME}")
    add_village(book, "Thôn 1")
    home = add_household(book, household(NAME, cmnd=NUMBER)).id
    with on_screen(book) as shell:
        shell.go("prints", document=SLIP, households=[home])
        qtbot.waitUntil(lambda: bool(shell.page and shell.page.looking.preview._pictures), timeout=30_000)  # type: ignore[attr-defined]
        begin(shell)
        typed("a hu", E, *WALK, TYPED)
        QTest.qWait(PAUSE + 200)
        _crash(NAME)
        assert found_in(tmp_path) == {}
    assert any(TYPED in title for title in waiting(book).values())
    assert list((tmp_path / "state" / "crashes").glob("*.txt"))
    assert found_in(tmp_path) == {}


def _crash(name: str) -> None:
    """A bug whose message and variables name a person."""
    try:
        raise LookupError(f"{name}, {NUMBER}")
    except LookupError as error:
        crash.write(error, error.__traceback__)
