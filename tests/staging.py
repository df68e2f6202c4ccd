"""What comes of the demonstration later, for pictures: offices that disagree, a household that moves, a stick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from office_records import keep_some

from db.ledger.register import Register
from db.store.handover import moving
from db.store.household.households import add_household, set_household, set_person
from db.store.inputs import Handing, HouseholdInput, PersonInput
from db.store.reading import household_ids, households
from db.store.rows import MemberRow
from db.sync.exporting import export
from db.sync.merging import merge
from db.vault.registers import open_register
from desktop.demo.seeded import providers
from desktop.demo.story import PASSWORD

STICK = "KINGSTON"
LONG = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"
SIDES = (
    ("hong-thuy", "1971", "0912 345 671", "Theo sổ hộ khẩu của gia đình"),
    ("a-luoi", "1972-05", "0912 345 672", "Theo giấy khai sinh bản chính"),
)


@contextmanager
def opened(folder: Path, office: str) -> Iterator[Register]:
    """The register of an office."""
    register = open_register(str(folder / f"{office}.sohotro"), PASSWORD, providers(f"later {office}"))
    try:
        yield register
    finally:
        register.close()


def disagree(folder: Path) -> Path:
    """Both sides write of the same six households, another asks to move; the package of the commune, not merged yet."""
    for office, born, phone, reason in SIDES:
        with opened(folder, office) as register:
            with register.read() as connection:
                rows = households(connection, household_ids(connection, unit="20104")[:6], "2017-12-31")
            for number, row in enumerate(rows):
                head = row.members[0].id
                name = {"name": LONG} if number == 0 and office == "hong-thuy" else {}
                set_person(register, head, {"birth_date": born, **name}, reason=reason)
                set_household(register, row.id, {"phone": phone}, reason=reason)
    with opened(folder, "hong-thuy") as register:
        _leave(register)
        (made,) = export(register, folder / "packages")
    return made.file


def _leave(register: Register) -> None:
    """One household asks to go to Nhâm."""
    with register.read() as connection:
        home = household_ids(connection)[6]
    about = {"date": "2017-10-02", "note": "Về ở với con gái đã lấy chồng", "address": "Thôn A Bung"}
    moving.ask(register, Handing(household=home, destination="20083", **about))


def busy(folder: Path) -> None:
    """The district has taken what the commune sent: it waits for decisions."""
    file = disagree(folder)
    with opened(folder, "a-luoi") as register:
        merge(register, [file])


def stick(folder: Path) -> None:
    """The package and others lie on a stick: one known, one that is none."""
    shutil.copy(disagree(folder), folder / STICK)
    for known in sorted((folder / "packages").glob("XA20083-*"))[:1]:
        shutil.copy(known, folder / STICK)
    (folder / STICK / "XA20105-DEMOMAUX-20105-20171106-000001.dongbo").write_bytes(b"PK")


def twice(folder: Path) -> None:
    """A household of Hồng Thủy is on the list of Nhâm too, with a name heard otherwise; somebody is there alone."""
    with opened(folder, "hong-thuy") as register, register.read() as connection:
        rows = households(connection, household_ids(connection)[:12], "2017-12-31")
    home = max(rows, key=lambda row: len(row.members))
    single = next(m for row in rows if row is not home for m in row.members if m.cmnd)
    with opened(folder, "nham") as register:
        for members in (home.members[:4], [single]):
            people = [_again(member, number) for number, member in enumerate(members)]
            add_household(register, HouseholdInput(village="A Bung", new_village=True, members=people), reason="Thử")
        made = export(register, folder / "packages")
    with opened(folder, "a-luoi") as register:
        merge(register, [one.file for one in made])


def _again(member: MemberRow, number: int) -> PersonInput:
    """Somebody as another officer wrote them down."""
    name = member.name.replace("K", "C") if number == 1 else member.name
    return PersonInput(
        name=name, birth_date=member.birth_date, sex=member.sex, relation=member.relation if number else "01",
        ethnic=member.ethnic, cmnd=member.cmnd,
    )  # fmt: skip


def recorded(folder: Path) -> None:
    """The commune has kept records of its own."""
    with opened(folder, "hong-thuy") as register:
        keep_some(register)


SCENES = {"busy": busy, "stick": stick, "twice": twice, "recorded": recorded}
