"""The import contracts hold, and each of them really breaks when its rule is broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("desktop", "forms", "db", "resources")
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACTS = [contract["name"] for contract in TOOLS["importlinter"]["contracts"]]
# One forbidden import for each contract, in the order of pyproject.toml.
SINS = (
    ("resources/__init__.py", "import db.version"),
    ("db/store/rows.py", "import db.vault.slots"),
    ("forms/text/words.py", "import forms.paper.fonts"),
    ("desktop/printing.py", "import desktop.cli.session"),
    ("forms/text/dates.py", "import PySide6.QtCore"),
    ("desktop/cli/session.py", "import sqlalchemy.orm"),
    ("db/store/rows.py", "import openpyxl"),
    ("db/sync/limits.py", "import db.sync.package"),
)


def lint(folder: Path) -> dict[str, str]:
    """The verdict on each contract: KEPT or BROKEN."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    wide = {**os.environ, "COLUMNS": "250", "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, check=False)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    found = re.findall(r"^(.+) (KEPT|BROKEN)\b", plain, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return dict(found)


def test_all_contracts_are_kept() -> None:
    assert lint(ROOT) == dict.fromkeys(CONTRACTS, "KEPT")


def test_every_contract_breaks_when_its_rule_is_broken(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("*.ttf", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in SINS:
        with (tmp_path / file).open("a", encoding="utf-8") as sinner:
            sinner.write(f"\n{line}\n")
    assert len(SINS) == len(CONTRACTS)
    assert lint(tmp_path) == dict.fromkeys(CONTRACTS, "BROKEN")
