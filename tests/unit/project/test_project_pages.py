"""README, manual, Makefile, locks and CI agree with each other and with the tree."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SCRIPTS = sorted(path for path in (ROOT / ".ci").iterdir() if path.suffix == "")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def name(path: Path) -> str:
    """A page's name as test ids show it."""
    return path.relative_to(ROOT).as_posix()


def locked(file: str) -> dict[str, str]:
    """Versions of a lock file by normalised name."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return {n.lower(): v for n, v in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_file_of_ours_that_a_page_names_exists(page: Path) -> None:
    rooms = "db|forms|desktop|resources|tests|docs|.ci"
    named = re.findall(rf"`((?:{rooms})/[\w./-]+)[`:]", page.read_text(encoding="utf-8"))
    made = ("resources/fonts",)
    assert not [path for path in named if not (ROOT / path).exists() and not path.startswith(made)]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_command_of_a_page_exists(page: Path) -> None:
    asked = set(re.findall(r"(?:^|`)make ([a-z][a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert asked <= TARGETS


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert "docs/format.md" in text


@pytest.mark.parametrize(("file", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_the_lock_holds_a_fitting_version_of_every_dependency(file: str, extras: tuple[str, ...]) -> None:
    wanted = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    versions = locked(file)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[requirement.name.lower()]), requirement


def test_both_locks_give_the_program_the_same_versions() -> None:
    small, large = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {key: large.get(key) for key in small} == small


def test_everything_locked_is_locked_by_hash() -> None:
    for file in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in block for block in blocks if block.strip() and not block.startswith("#"))


def test_ci_runs_the_commands_of_the_readme_and_lets_no_failure_pass() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    for command in ("make test", "make lint", "make build", "self-test", "SOHOTRO_REQUIRE_POSTGRESQL=1"):
        assert command in text


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_scripts_of_ci_can_run(script: Path) -> None:
    shell = "bash" if "bash" in script.read_text(encoding="utf-8").splitlines()[0] else "sh"
    assert os.access(script, os.X_OK)
    assert subprocess.run([shell, "-n", script], check=False).returncode == 0


def test_every_decision_says_context_decision_consequences() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for page in decisions:
        text = page.read_text(encoding="utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), page.name
        assert page.name in (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8"), page.name
