"""`officer …`, `register drill`, and the delay after wrong passwords, as a script sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import sohotro
from conftest import PASSWORD

NEW = "ba con suối dài"


def test_officers_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.sohotro"
    made = sohotro("register", "create", place, "--unit", "20104", "--level", "commune", "--on", "2017-09-01", "--json")
    assert set(sohotro("officer", "list", place, "--json").json[0]) == {"id", "name", "role", "role_name", "ended"}
    monkeypatch.setenv("SOHOTRO_NEW_PASSWORD", NEW)
    assert set(sohotro("officer", "add", place, "Kăn Thị Thử", "--role", "read", "--json").json) == {"id"}
    village = tmp_path / "thôn.json"
    village.write_text('{"name": "Thôn 1"}', encoding="utf-8")
    sohotro("add", place, "village", village, password=NEW).refused("role")
    assert sohotro("officer", "set", place, "Kăn Thị Thử", "--role", "enter", "--json").json == {
        "changed": "Kăn Thị Thử"
    }
    assert sohotro("add", place, "village", village, password=NEW).code == 0
    sohotro("officer", "add", place, "Hồ Văn Ba", password=NEW).refused("role")
    monkeypatch.setenv("SOHOTRO_NEW_PASSWORD", "bốn con suối")
    assert sohotro("officer", "password", place, "--json", password=NEW).json == {"changed": True}
    monkeypatch.setenv("SOHOTRO_NEW_PASSWORD", "năm con suối")
    assert sohotro("officer", "password", place, "--of", "Kăn Thị Thử", "--json").json == {"changed": True}
    ended = sohotro("officer", "end", place, "Kăn Thị Thử", "--reason", "Chuyển công tác", "--json")
    assert ended.json == {"ended": "Kăn Thị Thử"}
    sohotro("register", "info", place, password="năm con suối").refused("wrong_password")
    assert set(sohotro("register", "drill", place, "--recovery", made.json["recovery"], "--json").json) == {"drill"}


def test_wrong_passwords_wait_for_commands_too(tmp_path: Path) -> None:
    """The count is kept between programs: whoever guesses by script waits as one at the screen does."""
    place = tmp_path / "a.sohotro"
    assert sohotro("register", "create", place, "--unit", "20104", "--level", "commune", "--on", "2017-09-01").code == 0
    for _ in range(4):
        sohotro("register", "info", place, password="sai").refused("wrong_password")
    for password in ("sai", PASSWORD):
        sohotro("register", "info", place, password=password).refused("too_many_tries")
