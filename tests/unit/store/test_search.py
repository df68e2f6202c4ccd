"""Finding people as officers type: marks, order and composition do not matter; the accents typed come first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DATABASES
from exchanges import HONG_THUY, Office, found, found_on, household, person

from db.store.household.events import death, leave
from db.store.household.households import add_household, delete_record, set_person
from db.store.inputs import Death, Leaving
from db.store.lists.search import find, people_outside
from db.store.places.villages import add_village

NAMES = (
    "Đặng Thị Mỹ",
    "Dang Thi My",
    "Đặng Thị Mỵ",
    "Nguyễn Thị Hòa",
    "Nguyễn Thị Hoà",
    "B'ling Thị Hương",
    "A Viết Thung",
    "Kê",
    "Hồ Thị Kăn Nơ",
    "Hồ Thị Kăn Nở",
    "Ra Pát Đhăm",
)


@pytest.fixture(params=DATABASES, scope="module")
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A register with a household of one for each name, on each database."""
    office = found_on(request, tmp_path_factory.mktemp("search"))
    add_village(office.register, "Thôn 1")
    for number, name in enumerate(NAMES):
        sex = "2" if "Thị" in name else "1"
        given = person(name, sex=sex, cmnd=f"19123456{number}" if number < 2 else None)
        add_household(office.register, household(name, members=[given]))
    yield office
    office.register.close()


def hits(book: Office, text: str, limit: int = 50) -> list[str]:
    with book.register.read() as connection:
        return [row.name for row in find(connection, text, limit=limit)]


MY = {"Đặng Thị Mỹ", "Dang Thi My", "Đặng Thị Mỵ"}
HOA = {"Nguyễn Thị Hòa", "Nguyễn Thị Hoà"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dang thi my", MY), ("my dang", MY), ("MY THI DANG", MY), ("  đặng   thị mỹ ", MY),
        ("đang thi my", MY), ("Ðặng Thị Mỹ", MY),
        ("dan my", MY), ("hòa", HOA), ("hoà", HOA), ("hoa nguyen", HOA), ("bling", {"B'ling Thị Hương"}),
        ("b ling", {"B'ling Thị Hương"}), ("b'ling", {"B'ling Thị Hương"}), ("B’Ling huong", {"B'ling Thị Hương"}),
        ("ke", {"Kê"}), ("a viet", {"A Viết Thung"}), ("dham", {"Ra Pát Đhăm"}),
        ("kan no", {"Hồ Thị Kăn Nơ", "Hồ Thị Kăn Nở"}),
        ("191234561", {"Dang Thi My"}), ("19123456", {"Đặng Thị Mỹ", "Dang Thi My"}),
        ("khong co ai", set()), ("", set()),
        ("%", set()), ("_", set()), ("'", set()), ("\\", set()), ("x" * 5000, set()),
    ],
)  # fmt: skip
def test_found(book: Office, typed: str, expected: set[str]) -> None:
    assert set(hits(book, typed)) == expected
    assert set(hits(book, unicodedata.normalize("NFD", typed))) == expected


@pytest.mark.parametrize("typed", ["đặng thị mỹ", "Đặng Thị Mỵ", "Nguyễn Thị Hòa", "Hồ Thị Kăn Nở", "Hồ Thị Kăn Nơ"])
def test_the_very_accents_come_first(book: Office, typed: str) -> None:
    assert hits(book, typed)[0].casefold() == typed.casefold()
    assert hits(book, unicodedata.normalize("NFD", typed))[0].casefold() == typed.casefold()


def test_whole_words_hide_longer_ones(book: Office) -> None:
    assert hits(book, "ho thi") == ["Hồ Thị Kăn Nơ", "Hồ Thị Kăn Nở"]
    assert "Nguyễn Thị Hòa" not in hits(book, "ho")


def test_no_more_than_asked_for(book: Office) -> None:
    assert len(hits(book, "thi", limit=3)) == 3


def test_the_index_follows_the_name(tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY)
    try:
        _, someone = office.record("Hồ Văn Thử")
        set_person(office.register, someone, {"name": "Hồ Văn Đúng"})
        assert (hits(office, "thu"), hits(office, "dung")) == ([], ["Hồ Văn Đúng"])
        delete_record(office.register, "person", someone, reason="Ghi trùng")
        assert hits(office, "dung") == []
    finally:
        office.register.close()


def test_who_belongs_to_no_household_now(tmp_path: Path) -> None:
    """Somebody who left is found; the dead, and those who live in a household, are not."""
    office = found(tmp_path, HONG_THUY)
    add_village(office.register, "Thôn 1")
    people = [person("Hồ Văn Thử"), person("Kăn Nơ", relation="02", sex="2"), person("Hồ Văn Già", relation="09")]
    home = add_household(office.register, household("Hồ Văn Thử", members=people))
    leave(office.register, Leaving(household=home.id, persons=[home.persons[1]], date="2017-08-01"))
    death(office.register, Death(household=home.id, person=home.persons[2], date="2017-08-01"))
    with office.register.read() as connection:
        assert [one.name for one in people_outside(connection, "2017-08-01")] == ["Kăn Nơ"]
        assert people_outside(connection, "2017-07-31") == []
    office.register.close()
