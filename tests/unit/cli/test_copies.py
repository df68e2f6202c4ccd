"""`register backup`, `backups`, `restore` as a script sees them."""

from __future__ import annotations

from pathlib import Path

from commands import sohotro
from exchanges import district_at_work


def test_a_copy_is_made_listed_and_taken_back(tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Thử")
        place = town.hong_thuy.place
        (made,) = sohotro("register", "backup", place, "--to", stick, "--json").json
        assert set(made) == {"path", "at", "size"}
        assert sohotro("register", "backups", stick, "--json", password=None).json == [made]
        lock = Path(f"{place}-dang-mo")
        lock.touch()
        sohotro("register", "restore", made["path"], place).refused("in_use")
        lock.unlink()
        elsewhere = tmp_path / "khác.sohotro"
        for aside in (False, True):
            back = sohotro("register", "restore", made["path"], elsewhere, "--json").json
            assert back["restored"] == str(elsewhere)
            assert (back["aside"] is not None) is aside
        hashes = [sohotro("register", "hash", one, "--json").json for one in (place, elsewhere)]
        assert hashes[0] == hashes[1]
        (beside,) = sohotro("register", "backup", place, "--json").json
        assert Path(beside["path"]).parents[1] == Path(place).parent / "sao-luu"


def test_a_restored_register_goes_on_and_its_office_takes_what_it_sends(tmp_path: Path) -> None:
    """What was sent after the copy was made stays with the office; what is written after it was taken back arrives."""
    with district_at_work(tmp_path) as town:
        office = town.hong_thuy
        office.record("Hồ Văn Một")
        stick = tmp_path / "usb"
        stick.mkdir()
        (made,) = sohotro("register", "backup", office.place, "--to", stick, "--json").json
        office.record("Hồ Văn Hai")
        assert town.district.take_one(office.send()).state == "applied"
        office.register.close()
        assert sohotro("register", "restore", made["path"], office.place).code == 0
        village = tmp_path / "thôn.json"
        village.write_text('{"name": "Thôn mới"}', encoding="utf-8")
        assert sohotro("add", office.place, "village", village).code == 0
        out = tmp_path / "gói"
        out.mkdir()
        sent = sohotro("export", office.place, "-o", out, "--json").json
        taken = sohotro("merge", town.district.place, *(one["file"] for one in sent), "--json").json
        assert {one["state"] for one in taken} <= {"applied", "known"}, taken
        figures = sohotro("register", "info", town.district.place, "--json").json
        assert figures["persons"] == 2
        found = sohotro("find", town.district.place, "Hồ Văn Hai", "--json").json
        assert len(found) == 1
