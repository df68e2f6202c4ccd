"""docs/plans.md names only policies, programmes' homes and figures that there are, and every policy at least once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.policy import indicators
from db.policy.definition import shipped, shipped_kinds

TEXT = (Path(__file__).parents[3] / "docs" / "plans.md").read_text(encoding="utf-8")
RECORDS = {f"record.{name}": {rule.spec.id for rule in one.rules.counts} for name, one in shipped_kinds().items()}
FIGURES = {name: {rule.spec.id for rule in policy.rules.counts} for name, policy in shipped().items()}
ALL = FIGURES | RECORDS
INDICATORS = indicators.shipped()


def cells() -> list[list[str]]:
    """The cells of every line of the tables."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in TEXT.splitlines() if line[:2] == "| "]


def test_every_policy_serves_a_line_of_a_plan() -> None:
    assert [name for name in FIGURES if f"`{name}`" not in TEXT] == []


def test_every_figure_that_is_named_is_counted() -> None:
    named = [match.groups() for match in re.finditer(r"`([a-z_]+)\.([a-z0-9_]+)`", TEXT) if match[1] in FIGURES]
    assert len(named) > 30
    assert [f"{policy}.{figure}" for policy, figure in named if figure not in FIGURES[policy]] == []


@pytest.mark.parametrize("line", [cell for cell in cells() if len(cell) == 3 and cell[2].startswith("`")], ids=" ".join)
def test_short_names_in_a_cell_belong_to_the_policy_before_them(line: list[str]) -> None:
    policy = ""
    for name in re.findall(r"`([a-z0-9_.]+)`", line[2]):
        owner, dot, figure = name.rpartition(".")
        if name not in ALL and name not in INDICATORS:
            policy = owner if dot else policy
            assert figure in ALL[policy], name


def test_every_kind_of_record_serves_a_line_and_every_figure_of_one_is_counted() -> None:
    assert [name for name in RECORDS if f"`{name}`" not in TEXT and f"`{name}." not in TEXT] == []
    named = re.findall(r"`(record\.[a-z_]+)\.([a-z0-9_]+)`", TEXT)
    assert len(named) > 30
    assert [f"{kind}.{figure}" for kind, figure in named if figure not in RECORDS[kind]] == []
