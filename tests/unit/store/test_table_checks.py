"""Every check of the tables holds for right figures and fires for a wrong one, wherever the wrong one stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import pytest
from bulk import fill
from exchanges import HONG_THUY, Office, found
from msgspec.structs import replace
from sqlalchemy import Connection

from db.ledger.register import LOCAL_TIME
from db.policy.tables import ABSENT, LINES, Check, TableSpec, Where, checks, tables
from db.store.actions import Action
from db.store.figures.totals import TotalBook, TotalInput, put_totals
from db.store.places.tree import Tree
from db.store.places.villages import list_villages
from db.store.tables import Counter, Table, check_all
from db.store.tables.counting import count
from db.store.tables.crossing import cross
from db.store.tables.lines import lines_of

ON, SINCE = "2024-12-31", "2024-01-01"
STANDARD = "2022_2025"
WHOLE = {"households": 900, "persons": 4_000, "households_minority": 700, "persons_minority": 3_000}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    """Households of a commune with its typed totals."""
    office = found(tmp_path, HONG_THUY)
    later = dataclasses.replace(office.register.providers, now=lambda: datetime(2025, 3, 1, 8, tzinfo=LOCAL_TIME))
    office.register.providers = later
    with office.register.write() as connection:
        fill(connection, [HONG_THUY], 150, seed=11, standard=STANDARD, years=(2022, 2023, 2024))
    put_totals(office.register, [TotalInput(year=2024, kind=kind, value=value) for kind, value in WHOLE.items()])
    yield office
    office.register.close()


def broken(connection: Connection, on: str = ON) -> dict[str, tuple[str, int | None, int | None]]:
    told = check_all(connection, Counter(connection, year=2024, on=on, since=SINCE))
    return {one.id: (one.where, one.left, one.right) for one in told if not one.holds}


def test_every_check_between_tables_fires(book: Office) -> None:
    with book.register.read() as connection:
        now, then = (Counter(connection, year=2024 - n, on=day) for n, day in enumerate((ON, SINCE)))
        right = {name: now.table(name) for name, spec in tables().items() if not spec.list_of}
        right |= {f"{name}@": then.table(name) for name in ("bieu_02", "bieu_03")}
    by_chance = {"m4_ba_lan", "m6_hai_lan"}  # what these households lack is drawn
    assert {one.id for one in cross(right, (STANDARD,)) if not one.holds} <= by_chance
    for check in checks():
        for line in check.lines:
            wrong = deepcopy(right)
            _plant(check, wrong, LINES[line])
            found_wrong = [one for one in cross(wrong, (STANDARD,)) if one.id == check.id and not one.holds]
            assert found_wrong, f"{check.id} lets a wrong figure pass ({line})"
            assert f"Không khớp ở xã Hồng Thủy: {check.text}; đang là" in found_wrong[0].told


def _plant(check: Check, wrong: dict[str, Table], line: str) -> None:
    """Put a figure beside the other one that cannot be."""
    (one, left), (other, right) = check.left.split(".", 1), check.right.split(".", 1)
    beside = wrong[other].value(HONG_THUY, right, line if len({x.line for x in wrong[other].lines}) > 1 else "")
    assert isinstance(beside, int), check.id
    made = wrong[one]
    place = next(n for n, head in enumerate(made.columns) if head.id == left)
    row = next(x for x in made.lines if x.key == HONG_THUY and x.line in ("", line))
    row.values[place] = beside * check.times + {"=": 1, ">=": -1, "<=": 1}[check.sign]


def test_every_formula_that_is_a_check_fires(book: Office) -> None:
    with book.register.read() as connection:
        counter = Counter(connection, year=2024, on=ON, since=SINCE)
        leaves = sorted({leaf for leaf, _kind, _sums in counter.cells.households})
        places = lines_of(connection, leaves, on=ON)
        for spec in tables().values():
            for column in spec.columns:
                if column.where is None or not column.formula or column.is_rate:
                    continue
                nobody = replace(column, where=Where(start=(ABSENT,), end=(ABSENT,)))
                for chosen, holds in ((column, True), (nobody, False)):
                    totals = TotalBook(connection, Tree(connection), 2024)
                    made = count(_with(spec, chosen), counter.cells, places, totals)
                    fired = {one.id for one in made.checks if not one.holds}
                    assert (f"{spec.id}.{column.id}" not in fired) is holds, f"{spec.id}.{column.id}"


def _with(spec: TableSpec, column: object) -> TableSpec:
    changed = tuple(column if one.id == getattr(column, "id", "") else one for one in spec.columns)
    return replace(spec, columns=changed)


def test_parts_that_are_not_the_whole_fire(book: Office) -> None:
    with book.register.read() as connection:
        assert "bieu_01.sum" not in broken(connection)
        homes = list_villages(connection)
    put_totals(
        book.register,
        [TotalInput(year=2024, kind="households", value=200, village=one.id) for one in homes],
    )
    with book.register.read() as connection:
        assert broken(connection)["bieu_01.sum"] == ("xã Hồng Thủy", 900, 1_000)


@pytest.mark.parametrize(
    ("points", "ticked", "holds"),
    [
        (30, ["bhyt", "nuoc", "nha_tieu"], True),
        (20, ["bhyt", "nuoc", "nha_tieu"], False),
        (25, None, False),
        (130, None, False),
        (120, None, True),
    ],
)
def test_points_that_are_not_those_of_the_ticks_fire(
    book: Office, points: int, ticked: list[str] | None, holds: bool
) -> None:
    with book.register.write() as connection:
        action = Action(book.register, connection)
        values = {"household": "h-0000001", "standard": STANDARD, "kind": "periodic", "date": "2024-10-01"}
        values |= {"scores": {"b1": 100, "b2": points}} | ({"deprivations": ticked} if ticked else {})
        action.create("review", values)
        action.commit()
    with book.register.read() as connection:
        assert broken(connection).get("b2") == (None if holds else ("xã Hồng Thủy", 0, 1))
        assert "b2" not in broken(connection, "2024-09-30"), "it was reviewed later"
