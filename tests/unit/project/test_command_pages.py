"""Every command, option and error code a person can meet is explained in the pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from db.sync.sentences import SENTENCES
from desktop.cli.main import cli

ROOT = Path(__file__).parents[3]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "huong-dan.md").read_text(encoding="utf-8")
KINDS = {"EnvironmentProblem", "FileProblem", "NotAllowed", "NotFound", "UserError", "DefinitionError"}
PREFIXES = {"forms/sheets/workbook.py": "sheet_"}
"""Files that make their errors by a function `_problem(code, …)` which puts this before the code."""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands that can be run, with their path of names."""
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*path, name))
    if path and (not isinstance(command, click.Group) or command.invoke_without_command):
        yield path, command


ALL = dict(commands(cli))


def sections() -> dict[tuple[str, ...], str]:
    """Texts of the page by the names of commands in their heading."""
    found: dict[tuple[str, ...], str] = {}
    for heading, body in re.findall(r"^### `([^`]+)`\n(.*?)(?=^###? |\Z)", COMMANDS, re.MULTILINE | re.DOTALL):
        names = tuple(word for word in heading.split() if word.islower())
        found[names] = body
    return found


def codes() -> set[str]:
    """Codes of all errors that do not concern one entered value, as the source writes them."""
    files = [file for room in ("db", "forms", "desktop") for file in (ROOT / room).rglob("*.py")]
    return set(SENTENCES).union(*map(codes_of, files), {"invalid", "needs_reason"})


def codes_of(file: Path) -> Iterator[str]:
    """The constant first arguments of errors made in a file."""
    prefix = PREFIXES.get(file.relative_to(ROOT).as_posix(), "")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        made = node.func.id in KINDS or (prefix and node.func.id == "_problem")
        first = node.args[0]
        if made and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield prefix + first.value if node.func.id == "_problem" else first.value


def test_the_page_describes_exactly_the_commands_there_are() -> None:
    assert set(sections()) == set(ALL)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_of_a_command_is_described_with_it(path: tuple[str, ...]) -> None:
    options = [o for p in ALL[path].params if isinstance(p, click.Option) and "--help" not in p.opts for o in p.opts]
    missing = [option for option in options if f"`{option}" not in sections()[path]]
    assert not missing


@pytest.mark.parametrize("path", [p for p in ALL if p[-1] != "generate"], ids=" ".join)
def test_the_manual_shows_every_command(path: tuple[str, ...]) -> None:
    assert re.search("sohotro " + r"\b[^\n]*\b".join(path), MANUAL)


@pytest.mark.parametrize("code", sorted(codes()))
def test_the_manual_explains_every_error(code: str) -> None:
    assert f"`{code}`" in MANUAL


def test_error_codes_are_really_collected() -> None:
    assert {"wrong_password", "disk_full", "E-SIG", "not_register", "sheet_old"} <= codes()
