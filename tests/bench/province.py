"""Builds the invented province of the benchmarks: 150 communes, each a device enrolled at the province."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from district import ON, enrolled

from db.domain.units import Unit, catalogue
from db.store.inventing.generate import CommunePopulation, shared_out

PROVINCE = "46"
DEVICES, HOUSEHOLDS, PERSONS = 150, 73_326, 310_277
POOR, NEAR_POOR = 52, 40
"""Per thousand households; invented."""


def populations(seed: int, households: int = HOUSEHOLDS) -> list[CommunePopulation]:
    """The communes with their shares of the households; the persons keep their proportion."""
    units = catalogue()

    def below(code: str) -> list[Unit]:
        found = units.children(units.on(code, ON), ON)
        return [one for unit in found for one in ([unit] if unit.level == "commune" else below(unit.code))]

    return shared_out(
        seed,
        below(PROVINCE)[:DEVICES],
        count=households,
        persons=PERSONS * households // HOUSEHOLDS,
        poor=households * POOR // 1000,
        near_poor=households * NEAR_POOR // 1000,
        on=date.fromisoformat(ON),
    )


def packages(folder: Path, seed: int, households: int = HOUSEHOLDS) -> Iterator[Path]:
    """Make the province's register `province.sohotro` in `folder`; yield the first package of each commune.

    The communes' own registers are taken away again: 150 of them fill a disk.
    """
    for place, package in enrolled(
        folder, folder / "province.sohotro", PROVINCE, "province", populations(seed, households)
    ):
        for end in ("", "-keys", "-wal", "-shm"):
            Path(f"{place}{end}").unlink(missing_ok=True)
        yield package
