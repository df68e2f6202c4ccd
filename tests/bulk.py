"""Thousands of invented households written straight into the tables: for counting, not for the ledger."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from db.dialects import run, statements

CLASSES = ("poor", "near_poor", "escaped_poverty", "escaped_near_poverty", "not_poor")
INDICATORS = {
    "2016_2020": ("gd_nguoi_lon", "gd_tre_em", "yt_tiep_can", "yt_bhyt", "no_chat_luong", "nuoc", "nha_tieu"),
    "2022_2025": ("viec_lam", "nguoi_phu_thuoc", "dinh_duong", "bhyt", "gd_nguoi_lon", "no_chat_luong", "nuoc"),
}
_COLUMNS: dict[str, Sequence[str]] = {
    "village": ("id", "owner_unit", "unit", "unit_date", "name", "sort_key"),
    "household": (
        *("id", "owner_unit", "unit", "unit_date", "village", "area_class", "ethnic_minority", "merit", "no_labour"),
        "since",
    ),
    "residence": ("id", "household", "unit", "unit_date", "village", "to_date"),
    "person": ("id", "owner_unit", "name", "birth_date", "sex", "ethnic", "ethnic_local", "sort_key"),
    "membership": ("id", "household", "person", "relation", "from_date", "to_date"),
    "classification": ("id", "household", "result", "standard", "valid_from"),
    "deprivation": ("id", "household", "standard", "indicator", "from_date"),
    "household_plan": ("id", "household", "year", "causes"),
}


def fill(
    connection: Connection, communes: Sequence[str], households: int, *, seed: int, standard: str = "2016_2020",
    years: Sequence[int] = (2015, 2016, 2017),
) -> None:  # fmt: skip
    """Write that many households, spread over villages of these communes, classed at the start of each of the years."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
    source = random.Random(seed)
    for unit in communes:
        rows["village"] += [(f"v-{unit}-{n}", unit, unit, "2017-01-01", f"Thôn {n}", f"{n}") for n in range(1, 6)]
    for number in range(households):
        _household(rows, source, f"{number:07d}", source.choice(communes), communes, standard, years)
    for name, columns in _COLUMNS.items():
        known = (*columns, "deleted", "conflicts")
        run(connection, statements(connection).insert(name, known), [(*row, 0, 0) for row in rows[name]])


def _household(
    rows: dict[str, list[tuple[Any, ...]]], source: random.Random, number: str, unit: str, communes: Sequence[str],
    standard: str, years: Sequence[int],
) -> None:  # fmt: skip
    home, last = f"h-{number}", years[-1]
    since = f"{last}-05-10" if source.random() < 0.05 else None
    village = f"v-{unit}-{source.randint(1, 5)}"
    area = source.choice(("urban", None, None, None, None))
    flags = [int(source.random() < share) for share in (0.7, 0.1, 0.1)]
    rows["household"].append((home, unit, unit, "2017-01-01", village, area, *flags, since))
    if source.random() < 0.02:
        former = source.choice(communes)
        if former != unit:
            rows["residence"].append((f"r-{number}", home, former, "2017-01-01", None, f"{last}-07-01"))
    _people(rows, source, home, number, last)
    result = source.choice(CLASSES)
    for year in years:
        result = result if source.random() < 0.7 else source.choice(CLASSES)
        rows["classification"].append((f"c-{number}-{year}", home, result, standard, f"{year}-01-01"))
    for indicator in INDICATORS[standard]:
        if source.random() < 0.4:
            rows["deprivation"].append((f"d-{number}-{indicator}", home, standard, indicator, f"{last}-01-01"))
    if source.random() < 0.3:
        causes = orjson.dumps(source.sample(["1", "2", "4", "8", "11"], 2)).decode()
        rows["household_plan"].append((f"k-{number}", home, last, causes))


def _people(rows: dict[str, list[tuple[Any, ...]]], source: random.Random, home: str, number: str, last: int) -> None:
    local = source.choice((None, None, "Pa Cô"))
    ethnic = source.choice(("01", "26", "26", "16"))
    for place in range(source.choice((1, 3, 4, 5, 6, 7))):
        person = f"p-{number}-{place}"
        born = (
            f"{source.randint(1940, 1985)}" if place < 2 else f"{source.randint(1998, last)}-0{source.randint(1, 9)}-05"
        )
        rows["person"].append((person, "", f"Người {number}", born, source.choice("12"), ethnic, local, number))
        begins = f"{last}-04-0{place + 1}" if place and source.random() < 0.05 else None
        ends = f"{last}-08-01" if source.random() < 0.05 else None
        relation = "01" if place == 0 else "04"
        rows["membership"].append((f"m-{number}-{place}", home, person, relation, begins, ends))
