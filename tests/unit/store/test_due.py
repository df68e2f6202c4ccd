"""What is due on a day, and the figures of the home page; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import HONG_THUY, Office, found, household, person

from db.store.home.charts import classes_by_year, coverages, supports_by_village
from db.store.home.due import Due, due
from db.store.home.owed import set_report_day
from db.store.household.households import add_classification, add_household
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput, RecordInput, SupportInput
from db.store.lists.listing import household_ids_by, person_ids
from db.store.places.villages import add_village
from db.store.record.records import add_record
from db.store.reports import issue
from db.store.support.supports import add_milestone, add_support


@pytest.fixture
def book(place: str, tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, HONG_THUY, place=place)
    yield office
    office.register.close()


def steps(*given: tuple[str, str]) -> list[MilestoneInput]:
    return [
        MilestoneInput(kind=kind, date=date, amount=30_000_000 if kind in ("disbursed", "repaid") else None)
        for kind, date in given
    ]


def card(office: Office, person: str, year: int, *given: tuple[str, str]) -> str:
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": f"{year}-01-01"}
    data = SupportInput(policy="bhyt", year=year, person=person, details=details, milestones=steps(*given))
    return add_support(office.register, data, reason="thử").id


def loan(office: Office, home: str, *given: tuple[str, str]) -> str:
    data = SupportInput(
        policy="tin_dung",
        year=2017,
        household=home,
        amounts=Amounts(requested=30_000_000, approved=30_000_000),
        details={"chuong_trinh": "ho_ngheo", "thoi_han": 12},
        milestones=steps(*given),
    )
    return add_support(office.register, data, reason="thử").id


def on_day(office: Office, on: str) -> dict[str, Due]:
    """What is due; the list behind it has as many as it says."""
    with office.register.read() as connection:
        found_due = {one.kind: one for one in due(connection, on=on)}
        for one in found_due.values():
            if one.filter is not None:
                listed = person_ids if one.of == "persons" else household_ids_by
                assert len(listed(connection, one.filter, on=on)) == one.count
    return found_due


ISSUED = (("requested", "2016-12-01"), ("approved", "2016-12-20"))


class TestCards:
    def test_within_sixty_days_unless_there_is_the_next_one(self, book: Office) -> None:
        _, first = book.record("Hồ Văn Thử")
        _, second = book.record("Hồ Thị Mẫu", sex="2")
        card(book, first, 2017, *ISSUED)
        card(book, second, 2017, *ISSUED)
        assert "bhyt.sap_het_han" not in on_day(book, "2017-10-31")
        found_due = on_day(book, "2017-11-01")["bhyt.sap_het_han"]
        assert (found_due.count, found_due.date, found_due.of) == (2, "2017-12-31", "persons")
        card(book, second, 2018, ("requested", "2017-11-15"))
        assert on_day(book, "2017-12-31")["bhyt.sap_het_han"].count == 1
        assert "bhyt.sap_het_han" not in on_day(book, "2018-01-01"), "what has run out is for the list of who has none"

    def test_not_yet_handed_out_after_ninety_days(self, book: Office) -> None:
        _, first = book.record("Hồ Văn Thử")
        record = card(book, first, 2017, *ISSUED)
        assert "bhyt.chua_phat" not in on_day(book, "2017-03-20")
        assert on_day(book, "2017-03-21")["bhyt.chua_phat"].date == "2016-12-20"
        add_milestone(book.register, record, MilestoneInput(kind="delivered", date="2017-03-21"), reason="x")
        assert "bhyt.chua_phat" not in on_day(book, "2017-03-22")


class TestLoans:
    def test_due_and_overdue_until_repaid(self, book: Office) -> None:
        home, _ = book.record("Hồ Văn Thử")
        record = loan(book, home, ("requested", "2017-01-10"), ("approved", "2017-02-01"))
        assert on_day(book, "2017-06-01")["tin_dung.chua_giai_ngan"].count == 1
        assert "tin_dung.den_han" not in on_day(book, "2019-01-01")
        add_milestone(book.register, record, steps(("disbursed", "2017-06-15"))[0], reason="x")
        assert "tin_dung.chua_giai_ngan" not in on_day(book, "2017-07-01")
        assert "tin_dung.den_han" not in on_day(book, "2018-04-15")
        assert on_day(book, "2018-04-16")["tin_dung.den_han"].date == "2018-06-15"
        assert on_day(book, "2020-01-01")["tin_dung.den_han"].count == 1
        add_milestone(book.register, record, MilestoneInput(kind="ended", date="2018-06-20"), reason="x")
        assert "tin_dung.den_han" not in on_day(book, "2020-01-01")


def test_missing_numbers_and_changes_not_sent(book: Office) -> None:
    book.record("Hồ Văn Thử")
    young = [person("Hồ Văn Lớn", cmnd="190000002"), person("Hồ Văn Trẻ", relation="04", birth_date="2003-09-02")]
    add_household(book.register, household("", members=young))
    book.record("Hồ Văn Đủ", cmnd="190000001")
    found_due = on_day(book, "2017-09-01")
    assert found_due["no_id"].count == 1
    assert on_day(book, "2017-09-02")["no_id"].count == 2
    assert (found_due["unsent"].count > 3, found_due["unsent"].date) == (True, None)
    assert "queue" not in found_due


class TestFigures:
    def test_classes_at_the_end_of_each_year(self, book: Office) -> None:
        home, _ = book.record("Hồ Văn Thử")
        book.record("Hồ Văn Khác", classification=None)
        better = ClassificationInput(standard="2016_2020", result="escaped_poverty", valid_from="2018-01-01")
        add_classification(book.register, home, better)
        with book.register.read() as connection:
            found_years = [(one.year, one.counts) for one in classes_by_year(connection, [2018, 2017, 2016, 2015])]
        assert found_years == [
            (2018, {"escaped_poverty": 1, "none": 1}),
            (2017, {"escaped_poverty": 1, "none": 1}),  # the review of 2017 made the list of 2018
            (2016, {"none": 1, "poor": 1}),
            (2015, {"none": 2}),
        ]

    def test_coverage_counts_only_those_it_is_made_for(self, book: Office) -> None:
        _, first = book.record("Hồ Văn Thử")
        book.record("Hồ Văn Nghèo")
        _, other = book.record("Trần Văn Khá", classification=None)
        card(book, first, 2017, *ISSUED)
        card(book, other, 2017, *ISSUED)
        with book.register.read() as connection:
            cards, loans = coverages(connection, ["bhyt", "tin_dung"], on="2017-06-01")
            (later,) = coverages(connection, ["bhyt"], on="2018-06-01")
        assert (cards.eligible, cards.having, cards.unknown, cards.unknown_having, cards.of) == (2, 1, 1, 1, "persons")
        assert (later.eligible, later.having) == (2, 0)
        assert (loans.eligible, loans.having, loans.unknown, loans.of) == (2, 0, 1, "households")

    def test_supports_by_village(self, book: Office) -> None:
        home, first = book.record("Hồ Văn Thử")
        add_village(book.register, "A Hươr")
        other = add_household(book.register, household("Hồ Văn Xa", village="A Hươr"))
        card(book, first, 2017)
        card(book, other.persons[0], 2018)
        loan(book, home, ("requested", "2017-01-10"), ("approved", "2017-02-10"))
        loan(book, other.id, ("requested", "2017-01-10"))
        with book.register.read() as connection:
            (one,) = supports_by_village(connection, 2017)
            assert [line.village_name for line in supports_by_village(connection, 2018)] == ["A Hươr"]
        assert (one.village_name, one.counts) == ("Thôn 1", {"bhyt": 1, "tin_dung": 1})
        assert one.approved["tin_dung"] == 30_000_000


@pytest.mark.parametrize(
    ("on", "near"),
    [
        ("2017-06-14", []),
        ("2017-06-15", [("Báo cáo sơ kết 6 tháng", "2017-07-15")]),
        ("2017-07-15", [("Báo cáo sơ kết 6 tháng", "2017-07-15")]),
        ("2017-08-14", [("Báo cáo sơ kết 6 tháng", "2017-07-15")]),
        ("2017-08-15", []),
        ("2018-12-01", [("Báo cáo tổng kết năm", "2018-12-15")]),
        ("2019-01-14", [("Báo cáo tổng kết năm", "2018-12-15")]),
    ],
)
def test_reports_are_named_from_a_month_before_their_day_to_a_month_after(
    book: Office, on: str, near: list[tuple[str, str]]
) -> None:
    """Kế hoạch giảm nghèo Thừa Thiên Huế 2017, mục VI: before 15 July and before 15 December."""
    with book.register.read() as connection:
        found = [one for one in due(connection, on=on) if one.kind == "report"]
    assert [(one.title, one.date) for one in found] == near
    assert all((one.count, one.of, one.filter) == (1, None, None) for one in found)


def test_a_report_that_was_issued_is_named_no_more(book: Office) -> None:
    issue(book.register, "nua_nam", year=2017)
    with book.register.read() as connection:
        assert not [one for one in due(connection, on="2017-07-01") if one.kind == "report"]
        assert [one for one in due(connection, on="2018-07-01") if one.kind == "report"], "another year's is owed"


def test_a_report_of_a_year_may_be_owed_in_january_of_the_next(book: Office) -> None:
    set_report_day(book.register, "ca_nam", "10/1")
    told = {}
    for on in ("2016-12-01", "2017-01-05"):
        with book.register.read() as connection:
            told[on] = [one.date for one in due(connection, on=on) if one.kind == "report"]
    assert told == {"2016-12-01": [], "2017-01-05": ["2017-01-10"]}
    issue(book.register, "ca_nam", year=2016)
    with book.register.read() as connection:
        assert not [one for one in due(connection, on="2017-01-05") if one.kind == "report"]


def test_what_an_office_had_to_do_by_a_day_that_has_passed(book: Office) -> None:
    for day, more in (("2017-02-01", {}), ("2017-06-01", {}), ("2017-02-01", {"ngay_tra_loi": "2017-01-20"})):
        result = {"ket_qua": "dung"} if more else {}
        details = {"loai": "danh_sach", "noi_dung": "Xin xem lại", "han": day, **more, **result}
        given = RecordInput(kind="khieu_nai", date="2017-01-15", title="Hồ Văn Thử", details=details)
        add_record(book.register, given, reason="Theo sổ")
    assert "record.khieu_nai" not in on_day(book, "2017-02-01")
    found_due = on_day(book, "2017-02-02")["record.khieu_nai"]
    assert (found_due.count, found_due.date) == (1, "2017-02-01")
