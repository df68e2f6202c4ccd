"""Lists of people and households: who is in them, in which order, how many, what a page shows; on both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import DATABASES
from exchanges import HONG_THUY, Office, found, found_on, person
from ledgers import append

from db.domain.errors import InvalidData, NotFound, UserError
from db.ledger.change import Draft
from db.ledger.register import settings
from db.store.actions import Action
from db.store.household.households import add_classification, add_household, delete_record
from db.store.inputs import (
    ClassificationInput,
    Filter,
    HouseholdInput,
    MilestoneInput,
    PersonInput,
    PolicyYear,
    Sort,
    SupportInput,
)
from db.store.lists import listing
from db.store.lists.filters import counted_filters, delete_filter, save_filter, saved_filter, saved_filters
from db.store.lists.listing import (
    HOUSEHOLD_COLUMNS,
    PERSON_COLUMNS,
    count,
    first_person_ids,
    household_ids_by,
    household_lines,
    person_ids,
    person_lines,
)
from db.store.places.villages import add_village
from db.store.reading import memberships
from db.store.support.supports import add_milestone, add_support

ON = "2017-06-01"


def poor(result: str = "poor", since: str = "2017-01-01") -> ClassificationInput:
    return ClassificationInput(standard="2016_2020", result=result, valid_from=since)


def member(name: str, relation: str = "04", **more: Any) -> PersonInput:
    return person(name, relation=relation, **({"sex": None} | more))


HOMES: dict[str, dict[str, Any]] = {
    "mỹ": {
        "village": "Thôn 1",
        "classification": poor(),
        "ethnic_minority": True,
        "members": [
            member("Đặng Thị Mỹ", "01", birth_date="1962", cccd="046162004321"),
            member("Đặng Văn Ân", birth_date="2012-05", ethnic="20"),
        ],
    },
    "my": {
        "village": "A Hươr",
        "classification": poor("near_poor"),
        "merit": True,
        "members": [
            member("Dang Thi My", "01", birth_date="1970-03-02", cmnd="190001962"),
            member("Đặng Thị Ánh", birth_date="2003-06-01"),
        ],
    },
    "kê": {"village": "Thôn 1", "no_labour": True, "members": [member("Kê", "01", birth_date="1999-12-31")]},
    "bling": {
        "village": "A Hươr",
        "classification": poor(),
        "members": [member("B'ling Thị Hương", "01", birth_date=None, bhxh_no=None)],
    },
}


class Book:
    """A register with four households and what happened to them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.homes: dict[str, str] = {}
        self.people: dict[str, str] = {}
        for village in ("Thôn 1", "A Hươr"):
            add_village(office.register, village)
        for key, home in HOMES.items():
            added = add_household(office.register, HouseholdInput(**home), reason="thử")
            self.homes[key] = added.id
            self.people |= {one.name: made for one, made in zip(home["members"], added.persons, strict=True)}
        self._history()

    def _history(self) -> None:
        register, homes, people = self.office.register, self.homes, self.people
        gone = add_household(register, HouseholdInput(village="Thôn 1", members=[member("Hồ Văn Xóa", "01")]))
        delete_record(register, "household", gone.id, reason="ghi trùng")
        add_classification(register, homes["bling"], poor("escaped_poverty", "2017-05-01"))
        with register.write() as connection:
            (left,) = [row.id for row in memberships(connection, people["Đặng Thị Ánh"])]
            action = Action(register, connection, "lấy chồng")
            action.set("membership", left, {"to_date": "2017-03-01"})
            action.commit()
            device = settings(connection)["device"]
        for phone in ("0901", "0902"):
            append(register, HONG_THUY, device, Draft("set", "household", homes["kê"], {"phone": phone}, {}))
        self.card = self._card("Đặng Thị Mỹ", 2017, so_the="HN2460123456789", ma_so_bhxh="0123456789")
        self._card("Đặng Văn Ân", 2016)
        refused = self._card("Dang Thi My", 2017, ma_doi_tuong="CN")
        add_milestone(register, refused, MilestoneInput(kind="requested", date="2016-12-01"), reason="x")
        add_milestone(register, refused, MilestoneInput(kind="refused", date="2016-12-20", note="sai"), reason="x")

    def _card(self, name: str, year: int, **details: str) -> str:
        given = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": f"{year}-01-01", **details}
        data = SupportInput(policy="bhyt", year=year, person=self.people[name], details=given)
        return add_support(self.office.register, data, reason="thử").id

    def persons(self, asked: Filter, sort: Sort | None = None, on: str = ON) -> list[str]:
        """Names, in order; the count is checked with them."""
        names = {record: name for name, record in self.people.items()}
        with self.office.register.read() as connection:
            ids = person_ids(connection, asked, sort, on=on)
            assert count(connection, "persons", asked, on=on) == len(ids)
        return [names[record] for record in ids]

    def households(self, asked: Filter, sort: Sort | None = None, on: str = ON) -> list[str]:
        """Keys of `HOMES`, in order."""
        keys = {record: key for key, record in self.homes.items()}
        with self.office.register.read() as connection:
            ids = household_ids_by(connection, asked, sort, on=on)
            assert count(connection, "households", asked, on=on) == len(ids)
        return [keys[record] for record in ids]


@pytest.fixture(params=DATABASES, scope="module")
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    office = found_on(request, tmp_path_factory.mktemp("lists"))
    yield Book(office)
    office.register.close()


EVERYBODY = ["Đặng Văn Ân", "B'ling Thị Hương", "Kê", "Dang Thi My", "Đặng Thị Mỹ"]


def test_a_card_that_was_only_asked_for_is_nobodys_yet(place: str, tmp_path: Path) -> None:
    office = found(tmp_path, HONG_THUY, place=place)
    book = Book(office)
    before = book.persons(Filter(covered=("bhyt",)))
    asked = book._card("Kê", 2017)
    assert set(book.persons(Filter(covered=("bhyt",)))) == {*before, "Kê"}, "no step: as it was entered"
    add_milestone(office.register, asked, MilestoneInput(kind="requested", date="2017-01-02"), reason="x")
    assert book.persons(Filter(covered=("bhyt",))) == before
    assert "Kê" in book.persons(Filter(uncovered=("bhyt",)))
    add_milestone(office.register, asked, MilestoneInput(kind="approved", date="2017-01-20"), reason="x")
    assert set(book.persons(Filter(covered=("bhyt",)))) == {*before, "Kê"}
    office.register.close()


def test_everybody_living_here_by_given_name(book: Book) -> None:
    assert book.persons(Filter()) == EVERYBODY
    assert book.persons(Filter(), on="2017-02-01") == ["Đặng Thị Ánh", *EVERYBODY]
    assert book.persons(Filter(), Sort(descending=True)) == EVERYBODY[::-1]
    assert book.households(Filter()) == ["bling", "kê", "my", "mỹ"]


PEOPLE = [
    (Filter(text="my"), ["Dang Thi My", "Đặng Thị Mỹ"]),
    (Filter(text="mỹ"), ["Đặng Thị Mỹ", "Dang Thi My"]),
    (Filter(text="MỸ đặng"), ["Đặng Thị Mỹ", "Dang Thi My"]),
    (Filter(text="thi"), ["B'ling Thị Hương", "Dang Thi My", "Đặng Thị Mỹ"]),
    (Filter(text="thị"), ["B'ling Thị Hương", "Đặng Thị Mỹ", "Dang Thi My"]),
    (Filter(text="dan"), ["Đặng Văn Ân", "Dang Thi My", "Đặng Thị Mỹ"]),
    (Filter(text="my 1962"), ["Dang Thi My", "Đặng Thị Mỹ"]),
    (Filter(text="1962 thon 1"), ["Đặng Thị Mỹ"]),
    (Filter(text="4321"), ["Đặng Thị Mỹ"]),
    (Filter(text="046162"), ["Đặng Thị Mỹ"]),
    (Filter(text="6789"), ["Đặng Thị Mỹ"]),
    (Filter(text="hn2460123456789"), ["Đặng Thị Mỹ"]),
    (Filter(text="HN9999999999999"), []),
    (Filter(text="a huor"), ["B'ling Thị Hương", "Dang Thi My"]),
    (Filter(text="my a hươr"), ["Dang Thi My"]),
    (Filter(text="a huor my"), ["Dang Thi My"]),
    (Filter(text="khong co ai"), []),
    (Filter(text="% _ ' \\ ?"), []),
    (Filter(sex="2"), []),
    (Filter(ethnic="20"), ["Đặng Văn Ân"]),
    (Filter(has_id=True), ["Dang Thi My", "Đặng Thị Mỹ"]),
    (Filter(has_id=False, age_from=14), ["Kê"]),
    (Filter(head=False), ["Đặng Văn Ân"]),
    (Filter(age_from=55, age_to=55), ["Đặng Thị Mỹ"]),
    (Filter(age_from=54, age_to=54), ["Đặng Thị Mỹ"]),
    (Filter(age_to=5), ["Đặng Văn Ân"]),
    (Filter(age_to=4), []),
    (Filter(classes=("poor",)), ["Đặng Văn Ân", "Đặng Thị Mỹ"]),
    (Filter(covered=("bhyt",)), ["Đặng Thị Mỹ"]),
    (Filter(uncovered=("bhyt",), classes=("poor", "near_poor")), ["Đặng Văn Ân", "Dang Thi My"]),
    (Filter(had=(PolicyYear(policy="bhyt", year=2016),)), ["Đặng Văn Ân"]),
    (Filter(not_had=(PolicyYear(policy="bhyt"),)), ["B'ling Thị Hương", "Kê", "Dang Thi My"]),
    (Filter(conflict=True), []),
    (Filter(village="không có"), []),
    (Filter(unit=HONG_THUY, merit=True), ["Dang Thi My"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "people"), PEOPLE)
def test_people_asked_for(book: Book, asked: Filter, people: list[str]) -> None:
    assert book.persons(asked) == people
    spelled = unicodedata.normalize("NFD", asked.text)
    assert book.persons(Filter(**{**_given(asked), "text": spelled})) == people


@pytest.mark.parametrize(("asked", "people"), PEOPLE)
def test_many_people_are_found_the_other_way_round(
    book: Book, asked: Filter, people: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many it is asked who lives nowhere; the answer must be the same."""
    monkeypatch.setattr(listing, "MANY", -1)
    test_people_asked_for(book, asked, people)


def test_the_beginning_of_everybody_is_the_beginning_of_the_list(book: Book) -> None:
    with book.office.register.read() as connection:
        everybody = person_ids(connection, Filter(), on=ON)
        assert first_person_ids(connection, 3, on=ON) == everybody[:3]
        assert first_person_ids(connection, 100, on=ON) == everybody


def _given(asked: Filter) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__struct_fields__}


@pytest.mark.parametrize(
    ("asked", "homes"),
    [
        (Filter(text="ân"), ["mỹ"]),
        (Filter(text="mỹ"), ["mỹ", "my"]),
        (Filter(text="4321 mỹ"), ["mỹ"]),
        (Filter(classes=("none",)), ["kê"]),
        (Filter(classes=("escaped_poverty",)), ["bling"]),
        (Filter(classes=("poor",), uncovered=("bhyt",)), ["mỹ"]),
        (Filter(classes=("poor", "near_poor"), covered=("bhyt",)), ["mỹ"]),
        (Filter(not_had=(PolicyYear(policy="tin_dung"),), classes=("poor",)), ["mỹ"]),
        (Filter(conflict=True), ["kê"]),
        (Filter(conflict=False), ["bling", "my", "mỹ"]),
        (Filter(no_labour=True), ["kê"]),
        (Filter(ethnic_minority=True), ["mỹ"]),
        (Filter(ethnic_minority=False), ["bling", "kê", "my"]),
        (Filter(size_from=2), ["mỹ"]),
        (Filter(size_to=1), ["bling", "kê", "my"]),
        (Filter(no_head=True), []),
        (Filter(no_head=False, has_id=True, age_to=50), ["my"]),
        (Filter(age_to=5, sex="1"), []),
    ],
)  # fmt: skip
def test_households_asked_for(book: Book, asked: Filter, homes: list[str]) -> None:
    assert sorted(book.households(asked)) == sorted(homes)


def test_the_class_counts_on_the_day_asked_for(book: Book) -> None:
    assert "bling" in book.households(Filter(classes=("poor",)), on="2017-04-30")
    assert "bling" not in book.households(Filter(classes=("poor",)), on="2017-05-01")


def test_sorting_by_every_column_keeps_everybody_and_puts_the_unknown_last(book: Book) -> None:
    for way in (False, True):
        for column in PERSON_COLUMNS:
            assert sorted(book.persons(Filter(), Sort(column=column, descending=way))) == sorted(EVERYBODY)
        for column in HOUSEHOLD_COLUMNS:
            assert len(book.households(Filter(), Sort(column=column, descending=way))) == len(HOMES)
        assert book.persons(Filter(), Sort(column="birth_date", descending=way))[-1] == "B'ling Thị Hương"
    assert book.households(Filter(), Sort(column="members", descending=True))[0] == "mỹ"
    assert book.households(Filter(), Sort(column="village"))[:2] == ["bling", "my"]
    assert book.households(Filter(), Sort(column="result"))[0] == "mỹ"


def test_an_unknown_column_policy_or_reminder_is_named(book: Book) -> None:
    for asked, error in (
        ((Filter(), Sort(column="tuổi")), UserError),
        ((Filter(covered=("xyz",)), None), NotFound),
        ((Filter(due="bhyt.xyz"), None), NotFound),
    ):
        with pytest.raises(error):
            book.persons(*asked)


def test_a_page_of_people(book: Book) -> None:
    wanted = [book.people[name] for name in ("Đặng Văn Ân", "Kê", "Đặng Thị Mỹ", "Đặng Thị Ánh")]
    with book.office.register.read() as connection:
        child, alone, head = person_lines(connection, [*wanted, "không có"], on=ON)
    assert (child.name, child.relation, child.head, child.result) == ("Đặng Văn Ân", "04", "Đặng Thị Mỹ", "poor")
    assert child.card is not None
    assert (child.card.valid, child.card.valid_to) == (False, "2016-12-31")
    assert (alone.card, alone.village_name, alone.result, alone.unit) == (None, "Thôn 1", None, HONG_THUY)
    assert head.card is not None
    assert (head.card.number, head.card.valid, head.card.support) == ("HN2460123456789", True, book.card)
    assert (head.id_no, head.household) == ("046162004321", book.homes["mỹ"])


def test_a_page_of_households(book: Book) -> None:
    with book.office.register.read() as connection:
        lines = household_lines(connection, [book.homes[key] for key in ("kê", "mỹ", "my")], on=ON)
    kept = [(line.head, line.members, line.cards, line.conflicts, line.result) for line in lines]
    assert kept == [("Kê", 1, 0, 1, None), ("Đặng Thị Mỹ", 2, 1, 0, "poor"), ("Dang Thi My", 1, 0, 0, "near_poor")]
    assert (lines[1].id_no, lines[1].head_birth, lines[1].ethnic_minority) == ("046162004321", "1962", True)


class TestNamedFilters:
    def test_the_carried_ones_are_counted(self, book: Book) -> None:
        with book.office.register.read() as connection:
            counts = {one.saved.name: one.count for one in counted_filters(connection, on=ON)}
        wanted = {"ho_ngheo": 1, "ngheo_co_nguoi_chua_co_the": 1, "ngheo_chua_vay": 1, "ho_cho_quyet_dinh": 1,
                  "ho_khong_chu_ho": 0, "ho_chua_phan_loai": 1, "nguoi_chua_co_the": 2, "thieu_so_dinh_danh": 1,
                  "tre_duoi_6_tuoi": 1, "nguoi_cho_quyet_dinh": 0, "ho_can_ngheo": 1}  # fmt: skip
        assert counts == wanted

    def test_one_is_kept_replaced_and_forgotten(self, book: Book) -> None:
        register = book.office.register
        with pytest.raises(InvalidData, match="đặt tên khác"):
            save_filter(register, "HỘ  nghèo", "households", Filter())
        made = save_filter(register, "  Trẻ em  Thôn 1", "persons", Filter(age_to=15, had=(PolicyYear(policy="bhyt"),)))
        assert made.title == "Trẻ em Thôn 1"
        again = save_filter(register, made.title, "persons", Filter(covered=("không_có",)), name=made.name)
        with register.read() as connection:
            assert saved_filter(connection, "tre em thon 1") == again
            assert saved_filters(connection)[-1] == again
            assert counted_filters(connection, on=ON)[-1].count is None
        delete_filter(register, made.name)
        with register.read() as connection, pytest.raises(NotFound):
            saved_filter(connection, made.name)
        with pytest.raises(NotFound):
            delete_filter(register, "ho_ngheo")
