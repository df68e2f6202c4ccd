"""Data files that travel with the program and the one way to open them; holds no rules and no other code."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path


def path(*parts: str) -> Path:
    """Path of a carried file or folder, e.g. `path("fonts")`; it need not exist."""
    return Path(str(files(__name__).joinpath(*parts)))


def read(name: str) -> bytes:
    """Content of a carried file, named with slashes from this folder (`codes/lists.csv`)."""
    return path(*name.split("/")).read_bytes()


def open_csv(name: str) -> Iterator[dict[str, str]]:
    """Rows of a carried UTF-8 CSV file by column name; an empty cell is an empty text."""
    with path(*name.split("/")).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
