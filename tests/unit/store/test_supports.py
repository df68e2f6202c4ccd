"""Supports as recorded: judged by their policy, kept with its hash, changed and corrected without losing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, NHAM, Office, district_at_work

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.ledger.ledger import values_of
from db.ledger.streams import list_streams
from db.policy.definition import shipped
from db.store.household.households import add_classification
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput, Source, SupportInput
from db.store.reading import support, supports
from db.store.rows import SupportRow
from db.store.support.supports import add_milestone, add_support, reverse_milestone, set_support, state_of

PURPOSES = [
    {"viec": "Mua bò", "so_luong": "01 con", "thanh_tien": 20_000_000},
    {"viec": "Làm chuồng", "thanh_tien": 10_000_000},
]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


@pytest.fixture
def home(book: Office) -> tuple[str, str]:
    return book.record("Hồ Văn Thử")


def loan(household: str, **more: Any) -> SupportInput:
    details = {
        "chuong_trinh": "ho_ngheo",
        "phuong_an": "Chăn nuôi bò",
        "thoi_han": 36,
        "muc_dich": more.pop("muc_dich", PURPOSES),
    }
    values: dict[str, Any] = {
        "policy": "tin_dung",
        "year": 2017,
        "household": household,
        "amounts": Amounts(requested=30_000_000),
        "details": details,
        "milestones": [MilestoneInput(kind="requested", date="2017-03-01")],
    }
    return SupportInput(**(values | more))


def card(person: str, **more: Any) -> SupportInput:
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"} | more.pop("details", {})
    steps = [MilestoneInput(kind="requested", date="2016-12-10")]
    return SupportInput(policy="bhyt", year=2017, person=person, details=details, milestones=steps, **more)


def written(book: Office) -> int:
    with book.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


def shown(book: Office, record: str) -> SupportRow:
    with book.register.read() as connection:
        return support(connection, record)


class TestLoan:
    def test_thirty_of_twenty_and_five_is_refused_and_of_twenty_and_ten_accepted(
        self, book: Office, home: tuple[str, str]
    ) -> None:
        short = [PURPOSES[0], {"viec": "Làm chuồng", "thanh_tien": 5_000_000}]
        before = written(book)
        with pytest.raises(InvalidData) as caught:
            add_support(book.register, loan(home[0], muc_dich=short), reason="vẫn muốn")
        assert "muc_dich_khop" in {issue.code for issue in caught.value.issues}
        assert written(book) == before
        made = add_support(book.register, loan(home[0]))
        assert (made.state, made.warnings) == ("de_nghi", [])
        row = shown(book, made.id)
        assert (row.requested, row.household, row.definition) == (30_000_000, home[0], shipped()["tin_dung"].sha256)
        assert row.details["muc_dich"] == PURPOSES
        assert row.details["lai_suat"] == "6.6", "what the definition works out is kept with it"

    @pytest.mark.parametrize(
        ("classes", "warnings"),
        [
            ({2015: "escaped_poverty", 2016: "escaped_poverty", 2017: "not_poor"}, []),
            ({2013: "escaped_poverty", 2014: "poor", 2016: "escaped_poverty"}, []),
            ({2013: "escaped_poverty", 2016: "escaped_near_poverty"}, ["thoat_ngheo_qua_lau"]),
            ({2013: "escaped_poverty", 2016: "not_poor"}, ["thoat_ngheo_qua_lau"]),
            ({2016: "not_poor"}, ["eligible_unknown"]),
        ],
    )
    def test_three_years_count_from_the_day_the_household_left_the_lists(
        self, book: Office, classes: dict[int, str], warnings: list[str]
    ) -> None:
        first, *later = [
            ClassificationInput(
                standard="2011_2015" if year < 2016 else "2016_2020", result=result, valid_from=f"{year}-01-01"
            )
            for year, result in classes.items()
        ]
        household = book.record("Hồ Văn Thoát", classification=first)[0]
        for given in later:
            add_classification(book.register, household, given)
        details = {"chuong_trinh": "moi_thoat_ngheo", "phuong_an": "Chăn nuôi bò", "thoi_han": 36}
        made = add_support(book.register, loan(household, details=details), reason="Đã hỏi")
        assert [w.code for w in made.warnings] == warnings

    def test_it_belongs_to_the_unit_of_its_household(self, book: Office, home: tuple[str, str]) -> None:
        before = (book.hash(HONG_THUY), book.hash(NHAM))
        add_support(book.register, loan(home[0]))
        assert book.hash(HONG_THUY) != before[0]
        assert book.hash(NHAM) == before[1]

    def test_a_life_step_by_step_and_a_step_taken_back(self, book: Office, home: tuple[str, str]) -> None:
        record = add_support(book.register, loan(home[0])).id
        set_support(book.register, record, {"amounts": {"requested": 30_000_000, "approved": 30_000_000}})
        states = [
            add_milestone(book.register, record, MilestoneInput(kind=kind, date=date, amount=amount), reason="x").state
            for kind, date, amount in (("approved", "2017-03-20", None), ("disbursed", "2017-04-01", 30_000_000))
        ]
        assert len(set(states)) == 2
        last = shown(book, record).milestones[-1]
        with pytest.raises(NotAllowed, match="phải có lý do"):
            reverse_milestone(book.register, last.id, reason=" ")
        with pytest.raises(NotFound):
            reverse_milestone(book.register, "không-có", reason="x")
        reverse_milestone(book.register, last.id, reason="Chưa giải ngân")
        row = shown(book, record)
        assert [step.kind for step in row.milestones] == ["requested", "approved"]
        with book.register.read() as connection:
            assert state_of(connection, row)[0] == states[0]
            assert values_of(connection, "milestone", last.id) is not None, "both stay in the history"

    def test_paid_out_above_what_was_approved_is_refused(self, book: Office, home: tuple[str, str]) -> None:
        record = add_support(book.register, loan(home[0])).id
        before = written(book)
        with pytest.raises(InvalidData):
            add_milestone(
                book.register,
                record,
                MilestoneInput(kind="disbursed", date="2017-04-01", amount=40_000_000),
                reason="x",
            )
        assert written(book) == before


class TestChanging:
    @pytest.fixture
    def record(self, book: Office, home: tuple[str, str]) -> str:
        return add_support(book.register, loan(home[0], note="Ghi chú")).id

    def test_only_what_is_named_changes(self, book: Office, record: str) -> None:
        before = written(book)
        set_support(book.register, record, {"details": {"phuong_an": "Nuôi dê"}})
        row = shown(book, record)
        assert (row.details["phuong_an"], row.details["thoi_han"], row.requested, row.note) == (
            "Nuôi dê",
            36,
            30_000_000,
            "Ghi chú",
        )
        assert written(book) - before == 1

    def test_null_erases_and_the_same_again_writes_nothing(self, book: Office, record: str) -> None:
        set_support(book.register, record, {"note": None})
        assert shown(book, record).note is None
        before = written(book)
        set_support(book.register, record, {"note": None, "year": 2017, "details": {"thoi_han": 36}})
        set_support(book.register, record, {})
        assert written(book) == before

    def test_a_change_is_judged_as_a_whole(self, book: Office, record: str) -> None:
        before = written(book)
        for changes in (
            {"amounts": {"requested": 25_000_000}},
            {"details": {"muc_dich": PURPOSES[:1]}},
            {"màu": 1},
            {"year": "2017"},
            {"year": None},
            {"amounts": 5},
            {"amounts": {"requested": 1.5}},
            {"details": []},
            {"note": 5},
            {"household": "khác"},
        ):
            with pytest.raises(InvalidData):
                set_support(book.register, record, changes, reason="x")
        assert written(book) == before

    def test_no_such_support(self, book: Office) -> None:
        for command in (
            lambda: set_support(book.register, "không-có", {}),
            lambda: add_milestone(book.register, "không-có", MilestoneInput(kind="approved", date="2017-01-01")),
        ):
            with pytest.raises(NotFound, match="Không có hỗ trợ mang mã"):
                command()


class TestCard:
    def test_the_household_is_found_by_the_person(self, book: Office, home: tuple[str, str]) -> None:
        row = shown(book, add_support(book.register, card(home[1])).id)
        assert (row.household, row.person, row.details["den_ngay"]) == (*home, "2017-12-31")

    def test_a_second_active_card_wants_a_reason_which_is_kept(self, book: Office, home: tuple[str, str]) -> None:
        add_support(book.register, card(home[1]))
        with pytest.raises(InvalidData) as caught:
            add_support(book.register, card(home[1]))
        assert (caught.value.code, [i.code for i in caught.value.issues]) == ("needs_reason", ["the_thu_hai"])
        made = add_support(book.register, card(home[1]), reason="Thẻ cũ bị hỏng")
        assert [w.code for w in made.warnings] == ["the_thu_hai"]
        with book.register.read() as connection:
            assert (values_of(connection, "support", made.id) or {})["override_reason"] == "Thẻ cũ bị hỏng"
            assert len(supports(connection, household=home[0], policy="bhyt", year=2017)) == 2

    def test_a_card_is_not_its_own_rival(self, book: Office, home: tuple[str, str]) -> None:
        record = add_support(book.register, card(home[1])).id
        assert set_support(book.register, record, {"note": "Đã phát"}).warnings == []

    def test_nobody_and_somebody_elses_household(self, book: Office, home: tuple[str, str]) -> None:
        with pytest.raises(InvalidData, match="một hộ hoặc một người"):
            add_support(book.register, card("không-có"))
        other, _ = book.record("Hồ Văn Khác")
        with pytest.raises(InvalidData, match="không ở trong hộ"):
            add_support(book.register, card(home[1], household=other))
        with pytest.raises(NotFound, match="Không có hộ"):
            add_support(book.register, loan("không-có"))
        with pytest.raises(NotFound, match="Không có chính sách “khác”"):
            add_support(book.register, SupportInput(policy="khác", year=2017, household=other))


class TestHousing:
    def test_sources_must_sum_to_the_cost(self, book: Office, home: tuple[str, str]) -> None:
        def house(own: int) -> SupportInput:
            sources = [Source(source="nhcsxh", amount=25_000_000), Source(source="ho_tu_co", amount=own)]
            amounts = Amounts(requested=25_000_000, cost=40_000_000, sources=sources)
            details = {
                "chuong_trinh": "qd_33",
                "loai": "xay_moi",
                "hien_trang": "nha_tam",
                "dien_tich_moi": "32",
                "dat": "hop_phap",
            }
            steps = [MilestoneInput(kind="requested", date="2017-02-01")]
            return SupportInput(
                policy="nha_o", year=2017, household=home[0], amounts=amounts, details=details, milestones=steps
            )

        with pytest.raises(InvalidData, match="nguồn"):
            add_support(book.register, house(14_000_000), reason="x")
        row = shown(book, add_support(book.register, house(15_000_000), reason="Chưa rõ danh sách 2011–2015").id)
        assert sum(source["amount"] for source in row.sources) == row.cost
