"""The house rules that no other tool checks: sizes, names, borders, one home for the version."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.version import VERSION

ROOT = Path(__file__).parents[3]
ROOMS = ("desktop", "forms", "db", "resources")
SOURCES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 500
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers"}
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise Not" + "ImplementedError")


def name(file: Path) -> str:
    """The file's name as test ids show it."""
    return file.relative_to(ROOT).as_posix()


def imported(file: Path) -> Iterator[str]:
    """Full names of everything a file imports, late imports too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(file)}: relative import"
            yield node.module or ""


def test_the_rooms_are_all_there() -> None:
    assert len(SOURCES) > 100
    assert {name(file).split("/")[0] for file in SOURCES} == set(ROOMS)


@pytest.mark.parametrize("file", SOURCES + TESTS, ids=name)
def test_a_file_can_be_read_in_one_go_and_says_what_it_is_for(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    assert file.stem not in DRAWERS
    assert not UNFINISHED.search(text)
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "no module docstring"


@pytest.mark.parametrize("file", [f for f in SOURCES if name(f).startswith("db/domain/")], ids=name)
def test_the_domain_stands_on_the_standard_library_alone(file: Path) -> None:
    ours = ("db.domain", "resources")
    foreign = [m for m in imported(file) if m.split(".")[0] not in sys.stdlib_module_names and not m.startswith(ours)]
    assert not foreign


@pytest.mark.parametrize("room", ["forms", "db", "resources"])
def test_qt_stays_in_desktop(room: str) -> None:
    assert not [name(f) for f in SOURCES if name(f).startswith(room) and any("PySide6" in m for m in imported(f))]


def test_resources_hold_data_and_nothing_but_the_loader() -> None:
    assert [name(file) for file in SOURCES if name(file).startswith("resources/")] == ["resources/__init__.py"]


def test_the_version_has_one_home() -> None:
    homes = [name(file) for file in SOURCES if f'"{VERSION}"' in file.read_text(encoding="utf-8")]
    assert homes == ["db/version.py"]
    assert f'version = "{VERSION}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"[{VERSION}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_only_the_dialects_know_a_database() -> None:
    drivers = ("sqlcipher3", "psycopg", "sqlite3", "sqlalchemy.dialects")
    known = {name(file) for file in SOURCES if any(m.startswith(drivers) for m in imported(file))}
    assert known == {"db/dialects/engines.py"}
