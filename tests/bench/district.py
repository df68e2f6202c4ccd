"""Builds the invented district of the benchmarks: 21 communes enrolled, populated, their first packages exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from measure import PASSWORD

from db.ledger.register import Register
from db.store.actions import Action
from db.store.household.households import draft_household
from db.store.inventing import generate
from db.store.inventing.generate import CommunePopulation
from db.store.places.apart import village_key
from db.store.places.villages import draft_village
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
    populations = generate.district(seed, households=households)
    yield from enrolled(folder, folder / "district.sohotro", "481", "district", populations)


def enrolled(
    folder: Path, office: Path, unit: str, level: str, populations: Iterable[CommunePopulation]
) -> Iterator[tuple[Path, Path]]:
    """Make the register of an office, then of each commune enrolled there; yield (register, first package) of each."""
    cheap_passwords()
    above = create(str(office), PASSWORD, unit=unit, level=level, on=ON, officer="Trần Văn Bình").register
    (folder / "packages").mkdir()
    for population in populations:
        place = folder / f"{population.code}.sohotro"
        yield place, _commune(folder, place, above, population)
    above.close()


def _commune(folder: Path, place: Path, above: Register, population: CommunePopulation) -> Path:
    """A commune's register, enrolled and populated; returns its first package."""
    register = create(str(place), PASSWORD, unit=population.code, level="commune", on=ON, officer="Hồ Thị Mai").register
    asked, answered = folder / "asked.dongbo", folder / "answered.dongbo"
    slip = request(register, asked)
    letter = approve(above, asked, answered, code=slip.code)
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
    return made.file
