"""`sohotro recovery …` from a locked laptop to a new password, as two offices run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import PASSWORD
from exchanges import district_at_work

from desktop.cli.main import cli

NEW = "ba con suối dài"


def run(*words: object) -> object:
    result = CliRunner().invoke(cli, [str(word) for word in (*words, "--json")], standalone_mode=False)
    assert result.exception is None, result.output
    return json.loads(result.output)


def test_the_three_steps_and_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOTRO_PASSWORD", PASSWORD)
    monkeypatch.setenv("SOHOTRO_NEW_PASSWORD", NEW)
    with district_at_work(tmp_path) as town:
        below, above, sheet = town.hong_thuy.place, town.district.place, town.district.recovery
    (name,) = [row["name"] for row in run("officer", "list", below)]  # type: ignore[attr-defined]
    asked, given = tmp_path / "xin.phuchoi", tmp_path / "tra-loi.phuchoi"
    slip = run("recovery", "request", below, "-o", asked, "--officer", name)
    made = run(
        *("recovery", "answer", above, asked, "-o", given, "--code", slip["code"]),  # type: ignore[index]
        *("--recovery", sheet, "--reason", "Công văn 12"),
    )
    assert run("recovery", "accept", below, given) == {"recovered": True}
    assert run("recovery", "list", above) == [made]
    monkeypatch.setenv("SOHOTRO_PASSWORD", NEW)
    (kept,) = run("recovery", "list", below)  # type: ignore[misc]
    assert (kept["who"], kept["by"]) == (name, slip["office"])  # type: ignore[index]
