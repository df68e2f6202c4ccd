"""Builds the invented district of the benchmarks: 21 communes enrolled, populated, their first packages exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from measure import PASSWORD

from db.store import generate
from db.store.actions import Action
from db.store.households import draft_household
from db.store.import_match import village_key
from db.store.villages import draft_village
from db.sync.enrolling import accept, approve, request
from db.sync.exporting import export
from db.sync.offices import create
from db.vault import slots
from db.vault.slots import Cost, FileSlots

ON = "2017-01-01"


def cheap_passwords() -> None:
    """Opening registers is not what is measured."""
    slots.COST, slots.TARGET = Cost(passes=1, memory=8 * 1024), 0.0


def communes(folder: Path, seed: int, households: int | None = None) -> Iterator[tuple[Path, Path]]:
    """Make the district's register `district.sohotro` in `folder`; yield (register, first package) of each commune.

    households: how many in the whole district, None: all 12.276 (with 49.582 persons).
    """
    cheap_passwords()
    district = create(
        str(folder / "district.sohotro"), PASSWORD, unit="481", level="district", on=ON, officer="Trần Văn Bình"
    ).register
    (folder / "packages").mkdir()
    for population in generate.district(seed, households=households):
        place = folder / f"{population.code}.sohotro"
        register = create(
            str(place), PASSWORD, unit=population.code, level="commune", on=ON, officer="Hồ Thị Mai"
        ).register
        asked, answered = folder / "asked.dongbo", folder / "answered.dongbo"
        slip = request(register, asked)
        letter = approve(district, asked, answered, code=slip.code)
        accept(register, answered, code=letter.code, slots=FileSlots(place))
        with register.write() as connection:
            action = Action(register, connection, "Dân số bịa")
            villages: dict[str, str] = {}
            for household in population.households():
                key = village_key(household.village)
                if key not in villages:
                    villages[key] = draft_village(action, population.code, ON, household.village)
                draft_household(action, household, villages[key])
            action.commit()
        (made,) = export(register, folder / "packages")
        register.close()
        yield place, made.file
    district.close()
