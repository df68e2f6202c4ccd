"""`sohotro undo --package` on the command line: looked at first, then done."""

from __future__ import annotations

from pathlib import Path

from commands import sohotro
from exchanges import district_at_work

from db.store.offices import info


def test_dry_run_then_done(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        town.hong_thuy.record("Hồ Văn Một")
        file = town.hong_thuy.send()
        town.district.take(file)
        asked = ("undo", town.district.place, "--package", file.name)
        plan = sohotro(*asked, "--dry-run", "--json").json
        assert info(town.district.register).households == 1
        assert sohotro(*asked, "--json").refused("reason_needed")
        done = sohotro(*asked, "--reason", "Xã nhập nhầm", "--json").json
        assert (done["restored"], done["left"]) == (plan["restored"], plan["left"])
        assert info(town.district.register).households == 0
        assert sohotro(*asked, "--reason", "Lần nữa", "--json").refused("undo_stands")
