"""A day's work leaves no name and no number in clear: every byte of every file it touched is searched."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from exchanges import district_at_work, household
from planted import NAME, NUMBER, TYPED, forms, found_in

from db.store.drafts import keep_draft
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household
from db.vault import backups, restoring


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    for number, form in enumerate(forms(NAME)):
        (tmp_path / f"tệp-{number}").write_bytes(b"\0" * 7 + form + b"\0")
    assert len(found_in(tmp_path)) == len(list(forms(NAME)))


def test_a_days_work_leaves_nothing_in_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry, a draft, undo, packages, copies, taking one back; searched while open (WAL) and when closed."""
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setenv("SOHOTRO_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    stick = tmp_path / "usb"
    stick.mkdir()
    with district_at_work(tmp_path) as town:
        office = town.hong_thuy
        office.record("Hồ Văn Thử")
        add_household(office.register, household(NAME, cmnd=NUMBER), reason="thử")
        add_household(office.register, household(TYPED), reason="thử")
        keep_draft(office.register, "household:new", TYPED, {"name": TYPED, "cmnd": NUMBER})
        with office.register.read() as connection:
            undo(office.register, last_actions(connection)[0].id)
        assert town.district.take_one(office.send()).state == "applied"
        copy = backups.make(office.register, office.place, stick)
        with office.register.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM person WHERE name = ?", (NAME,)).scalar()
        assert Path(f"{office.place}-wal").stat().st_size > 0
        assert found_in(tmp_path) == {}
        office.register.close()
        restored = restoring.restore(copy.path, office.place, "mật khẩu thử")
        assert found_in(tmp_path) == {}
        restored.register.close()
    assert found_in(tmp_path) == {}
