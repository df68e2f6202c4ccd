"""`sohotro units`: what changed is listed and applied once; what cannot be is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

from commands import sohotro


def test_a_commune_lists_applies_and_is_told_when_it_ends(tmp_path: Path) -> None:
    place = tmp_path / "nham.sohotro"
    made = ("--unit", "20083", "--level", "commune", "--on", "2017-01-01", "--officer", "Cán bộ Thử")
    sohotro("register", "create", place, *made, "--json")
    (told, later) = sohotro("units", "list", place, "--on", "2025-07-01", "--json").json
    assert (told["date"], told["code"], told["waits"]) == ("2020-01-01", "20083", True)
    assert {one["code"] for one in told["units"]} == {"20077", "20083"}
    assert (later["code"], later["ours"], later["waits"]) == ("20044", False, False)
    done = sohotro("units", "apply", place, "--on", "2020-01-01", "--json").json
    assert set(done) == {"units", "actions", "unit_date", "unit_name"}
    assert (len(done["actions"]), done["unit_date"]) == (1, "2020-01-01")
    assert "xã Quảng Nhâm" in sohotro("units", "apply", place, "--on", "2020-01-01").out
    assert sohotro("register", "info", place, "--json").json["unit_name"].startswith("xã Quảng Nhâm")
    told = sohotro("units", "apply", place, "--on", "2025-07-01", "--json").refused("unit_ended")
    assert "xã A Lưới 2" in told
    wrong = tmp_path / "ban-do.csv"
    wrong.write_text("date,old_code\n", encoding="utf-8")
    sohotro("units", "apply", place, "--on", "2020-01-01", "--map", wrong, "--json").refused("bad_changes")
    sohotro("units", "apply", place, "--on", "2090-01-01", "--json").refused("change_day")
