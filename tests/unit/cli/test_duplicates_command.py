"""`sohotro duplicates`: listed, looked at side by side, joined, told apart, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchanges import HONG_THUY, found, household
from ledgers import PASSWORD

from db.store.household.households import add_household
from db.store.places.villages import add_village
from desktop.cli.main import run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SOHOTRO_PASSWORD", PASSWORD)
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    for _ in range(2):
        add_household(office.register, household("Hồ Thị Lơi", birth_date="1972-05-09", sex="2"))
    office.register.close()
    return office.place


def test_the_whole_command(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["duplicates", place, "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)
    assert (pair["kind"], pair["refused"]) == ("household", "")
    ids = [pair["one"]["id"], pair["other"]["id"]]
    assert run(["duplicates", place, "list", "--kind", "person"]) == 0
    assert capsys.readouterr().out == "Không thấy hồ sơ nào có thể ghi trùng.\n"
    assert run(["duplicates", place, "show", *ids]) == 0
    assert "= Chủ hộ: Hồ Thị Lơi (09/05/1972) | Hồ Thị Lơi (09/05/1972)" in capsys.readouterr().out
    assert run(["duplicates", place, "merge", *ids, "--json"]) == 0
    joined = json.loads(capsys.readouterr().out)
    assert (joined["kept"], joined["gone"]) == tuple(ids)
    assert run(["duplicates", place, "undo", *ids]) == 0
    assert "Đã lấy lại" in capsys.readouterr().out
    assert run(["duplicates", place, "different", *ids]) == 0
    capsys.readouterr()
    assert run(["duplicates", place, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["duplicates", place, "merge", ids[0]]) == 2
    assert "show, merge, different, undo" in capsys.readouterr().err
