"""The program as people and scripts start it: its exit codes, its sentences, the examples of its manual."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import resources
from db.version import VERSION
from desktop.cli.commands import selftest
from desktop.cli.main import cli

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sohotro(tmp_path: Path) -> Run:
    """Runs `sohotro …` in an empty folder, with a password set."""

    def run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "SOHOTRO_PASSWORD": "mật khẩu thử", "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "desktop.cli.main", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=env, input=text, capture_output=True, text=True, check=False)

    return run


def test_it_says_its_version(sohotro: Run) -> None:
    done = sohotro("--version")
    assert (done.returncode, VERSION in done.stdout) == (0, True)


def test_wrong_use_is_two_and_a_refusal_is_one_with_a_sentence(sohotro: Run) -> None:
    assert sohotro("register", "create").returncode == 2
    done = sohotro("register", "info", "khong-co.sohotro")
    assert done.returncode == 1
    assert json.loads(done.stderr)["error"] == "no_file"
    assert "kiểm tra lại" in json.loads(done.stderr)["message"]


def test_the_examples_of_the_manual_run_as_they_stand(sohotro: Run) -> None:
    whose = ("--unit", "20104", "--level", "commune", "--on", "2017-09-01")
    made = sohotro("register", "create", "xa.sohotro", *whose)
    assert made.returncode == 0, made.stderr
    examples = re.findall(r"<!-- example: (\w+) -->\n```json\n(.*?)```", MANUAL, re.DOTALL)
    assert [noun for noun, _ in examples] == ["village", "household", "support", "support", "round", "review"]
    household = person = made_round = ""
    for noun, example in examples:
        body = example.replace("MÃ-HỘ", household).replace("MÃ-NGƯỜI", person).replace("MÃ-ĐỢT", made_round)
        command = {"round": ("review", "round", "xa.sohotro"), "review": ("review", "add", "xa.sohotro")}
        done = sohotro(*command.get(noun, ("add", "xa.sohotro", noun)), "-", "--json", text=body)
        assert done.returncode == 0, done.stderr
        if noun == "household":
            record = json.loads(done.stdout)
            household, person = record["id"], record["persons"][0]
        if noun == "round":
            made_round = json.loads(done.stdout)["id"]
    info = json.loads(sohotro("register", "info", "xa.sohotro", "--json").stdout)
    assert (info["households"], info["persons"], info["supports"]) == (1, 2, 2)


def test_the_self_test_passes_every_part() -> None:
    done = CliRunner().invoke(cli, ["self-test"], standalone_mode=False)
    assert done.return_value == 0, done.output
    assert done.output.count("đạt") == len(selftest.PARTS)


def test_the_self_test_fails_where_the_program_is_incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "path", tmp_path.joinpath)
    done = CliRunner().invoke(cli, ["self-test"], standalone_mode=False)
    assert done.return_value == 1
    assert "HỎNG" in done.output
