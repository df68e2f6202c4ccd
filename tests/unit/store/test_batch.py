"""Whole-village work: who is proposed, many supports in one action or none, a hand-out ticked; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, Office, found, household, person

from db.domain.errors import InvalidData, NotFound
from db.ledger.streams import list_streams
from db.store.household.households import add_household
from db.store.inputs import Amounts, MilestoneInput, SupportInput
from db.store.places.villages import add_village, list_villages
from db.store.reading import support, supports
from db.store.rows import SupportRow
from db.store.support.batch import Candidate, candidates, check_batch, record_batch
from db.store.support.handout import Awaiting, Tick, awaiting, hand_out
from db.store.support.supports import add_milestone, add_support, reverse_milestone

YEAR = 2017
BHXH = "4617000123"


@pytest.fixture
def book(place: str, tmp_path: Path) -> Iterator[Office]:
    """Two households in Thôn 1, poor and not classified, one poor in Thôn 2."""
    office = found(tmp_path, HONG_THUY, place=place)
    for village in ("Thôn 1", "Thôn 2"):
        add_village(office.register, village)
    family = [
        person("Hồ Văn Thử", bhxh_no=BHXH),
        person("Hồ Thị Bé", relation="04", birth_date="2014-05-06", sex="2", ethnic=None),
    ]
    add_household(office.register, household("", members=family))
    add_household(office.register, household("Trần Văn Khá", classification=None))
    add_household(office.register, household("Hồ Văn Xa", village="Thôn 2"))
    yield office
    office.register.close()


def proposed(office: Office, policy: str = "bhyt", village: str | None = None) -> dict[str, Candidate]:
    with office.register.read() as connection:
        return {one.name: one for one in candidates(office.register, connection, policy, YEAR, village=village)}


def findings(office: Office, inputs: list[SupportInput]) -> list[list[str]]:
    with office.register.read() as connection:
        return [[issue.code for issue in row] for row in check_batch(office.register, connection, inputs)]


def kept(office: Office) -> list[SupportRow]:
    with office.register.read() as connection:
        return supports(connection)


def waiting(office: Office, year: int = YEAR, village: str | None = None) -> list[Awaiting]:
    with office.register.read() as connection:
        return awaiting(office.register, connection, "bhyt", year, village=village)


def actions(office: Office) -> int:
    """Changes written so far."""
    with office.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


class TestCandidates:
    def test_what_the_definition_proposes(self, book: Office) -> None:
        found = proposed(book)
        assert set(found) == {"Hồ Văn Thử", "Hồ Thị Bé", "Trần Văn Khá", "Hồ Văn Xa"}
        head, child, other = (found[name] for name in ("Hồ Văn Thử", "Hồ Thị Bé", "Trần Văn Khá"))
        assert head.proposal.details == {
            "phuong_an": "tang_moi",
            "ma_so_bhxh": BHXH,
            "ma_doi_tuong": "HN",
            "muc_huong": "2",
            "tu_ngay": "2017-01-01",
            "den_ngay": "2017-12-31",
            "ty_le_nsnn": "100",
        }
        assert (child.proposal.details["ma_doi_tuong"], child.proposal.details["den_ngay"]) == ("TE", "2020-09-30")
        assert (head.right, child.right, child.head) == (True, True, "Hồ Văn Thử")
        assert other.right is None, "whether the zone gives a right is not known: shown, not dropped"
        assert "ma_doi_tuong" not in other.proposal.details

    def test_who_has_one_is_left_out_and_who_was_refused_is_not(self, book: Office) -> None:
        found = proposed(book)
        done = record_batch(book.register, [found["Hồ Văn Thử"].proposal, found["Hồ Thị Bé"].proposal])
        assert set(proposed(book)) == {"Trần Văn Khá", "Hồ Văn Xa"}
        for kind, note in (("requested", None), ("refused", "sai năm sinh")):
            add_milestone(book.register, done.rows[0].id, MilestoneInput(kind=kind, date="2017-01-05", note=note))
        assert "Hồ Văn Thử" in proposed(book)
        add_milestone(book.register, done.rows[0].id, MilestoneInput(kind="approved", date="2017-02-01"))
        assert "Hồ Văn Thử" not in proposed(book)

    def test_households_are_proposed_with_the_programme_made_for_them(self, book: Office) -> None:
        found = proposed(book, "tin_dung")
        assert (found["Hồ Văn Thử"].right, found["Hồ Văn Thử"].person) == (True, None)
        assert found["Hồ Văn Thử"].proposal.details["chuong_trinh"] == "ho_ngheo"
        assert (found["Trần Văn Khá"].right, found["Trần Văn Khá"].proposal.details) == (None, {})

    def test_one_village(self, book: Office) -> None:
        village = proposed(book)["Hồ Văn Xa"].village
        assert set(proposed(book, village=village)) == {"Hồ Văn Xa"}

    def test_unknown_policy(self, book: Office) -> None:
        with pytest.raises(NotFound):
            proposed(book, "không_có")


class TestBatch:
    def test_all_rows_are_one_action(self, book: Office) -> None:
        found = proposed(book)
        inputs = [found[name].proposal for name in ("Hồ Văn Thử", "Hồ Thị Bé", "Hồ Văn Xa")]
        assert findings(book, inputs) == [[], [], []]
        before = actions(book)
        done = record_batch(book.register, inputs)
        assert actions(book) == before + 3
        assert [row.person for row in kept(book)] == [data.person for data in inputs]
        assert [row.id for row in done.rows] == [row.id for row in kept(book)]
        assert kept(book)[0].details == inputs[0].details

    def test_a_bad_row_refuses_all_of_them_and_says_where(self, book: Office) -> None:
        found = proposed(book)
        inputs = [found[name].proposal for name in ("Hồ Văn Thử", "Hồ Thị Bé", "Hồ Văn Xa")]
        inputs[1].details["so_the"] = "XX"
        inputs[2].person = "không có"
        inputs.append(SupportInput(policy="không_có", year=YEAR, household="x"))
        inputs.append(SupportInput(policy="bhyt", year=YEAR))
        inputs.append(SupportInput(policy="bhyt", year=YEAR, household="không có", person="x"))
        before = actions(book)
        with pytest.raises(InvalidData) as caught:
            record_batch(book.register, inputs, reason="vẫn ghi")
        places = {(issue.field, issue.code) for issue in caught.value.issues}
        assert {
            ("rows[1].details.so_the", "pattern"),
            ("rows[2].person", "not_member"),
            ("rows[3].policy", "unknown_policy"),
            ("rows[4].household", "no_household"),
            ("rows[5].household", "not_found"),
        } <= places
        assert (actions(book), kept(book)) == (before, [])

    def test_a_second_card_in_the_same_batch_asks_for_a_reason(self, book: Office) -> None:
        one = proposed(book)["Hồ Văn Thử"].proposal
        assert findings(book, [one, one]) == [[], ["the_thu_hai"]]
        with pytest.raises(InvalidData) as caught:
            record_batch(book.register, [one, one])
        assert [issue.field for issue in caught.value.issues] == ["rows[1]"]
        done = record_batch(book.register, [one, one], reason="đổi mã")
        assert [warning.code for warning in done.warnings] == ["the_thu_hai"]
        assert len(kept(book)) == 2

    def test_nothing_chosen_writes_nothing(self, book: Office) -> None:
        before = actions(book)
        assert record_batch(book.register, []).rows == []
        assert actions(book) == before


@pytest.fixture
def issued(book: Office) -> list[str]:
    """Three cards that came back from the insurance office; their ids."""
    steps = [
        MilestoneInput(kind=kind, date=date) for kind, date in (("requested", "2017-01-05"), ("approved", "2017-02-01"))
    ]
    given = [one.proposal for one in proposed(book).values() if one.right]
    for data in given:
        data.milestones = steps
    return [row.id for row in record_batch(book.register, given).rows]


class TestHandOut:
    def test_given_absent_and_sent_back_are_steps_of_one_action(self, book: Office, issued: list[str]) -> None:
        before = actions(book)
        ticks = [
            Tick(support=issued[0], kind="delivered", date="2017-03-01"),
            Tick(support=issued[1], kind="absent", date="2017-03-01", note="đi rẫy"),
            Tick(support=issued[2], kind="returned", date="2017-03-01", note="đã chuyển đi"),
        ]
        done = hand_out(book.register, ticks)
        assert [row.state for row in done.rows] == ["da_phat", "da_cap", "khong_phat_duoc"]
        assert actions(book) == before + 3
        last = [row.milestones[-1] for row in kept(book)]
        assert [(step.kind, step.note) for step in last] == [
            ("delivered", None), ("absent", "đi rẫy"), ("returned", "đã chuyển đi")
        ]  # fmt: skip

    def test_absent_and_then_given_on_the_same_day(self, book: Office, issued: list[str]) -> None:
        kinds: tuple[Any, ...] = ("absent", "absent", "delivered")
        ticks = [Tick(support=issued[0], kind=kind, date="2017-03-01") for kind in kinds]
        assert [row.state for row in hand_out(book.register, ticks).rows] == ["da_cap", "da_cap", "da_phat"]

    def test_a_tick_that_does_not_fit_refuses_all(self, book: Office, issued: list[str]) -> None:
        loan = SupportInput(
            policy="tin_dung",
            year=YEAR,
            household=kept(book)[0].household,
            amounts=Amounts(requested=5_000_000),
            details={"chuong_trinh": "ho_ngheo", "thoi_han": 12},
            milestones=[MilestoneInput(kind="requested", date="2017-02-01")],
        )
        other = add_support(book.register, loan).id
        ticks = [
            Tick(support=issued[0], kind="delivered", date="2017-01-01"),
            Tick(support=issued[1], kind="returned", date="2017-03-01"),
            Tick(support=other, kind="delivered", date="2017-03-01"),
            Tick(support="không có", kind="absent", date="2017-03-01"),
        ]
        before = actions(book)
        with pytest.raises(InvalidData) as caught:
            hand_out(book.register, ticks, reason="vẫn ghi")
        assert [(issue.field, issue.code) for issue in caught.value.issues] == [
            ("rows[0].date", "milestone_order"),
            ("rows[1].note", "milestone_note"),
            ("rows[2].kind", "no_step"),
            ("rows[3].support", "not_found"),
        ]
        assert actions(book) == before

    def test_who_waits_is_approved_and_neither_given_nor_sent_back(self, book: Office, issued: list[str]) -> None:
        wanted = proposed(book)["Trần Văn Khá"].proposal
        wanted.details["ma_doi_tuong"] = "HN"
        wanted.milestones = [MilestoneInput(kind="requested", date="2017-02-01")]
        record_batch(book.register, [wanted], reason="chưa rõ diện")
        assert [one.name for one in waiting(book)] == ["Hồ Văn Thử", "Hồ Thị Bé", "Hồ Văn Xa"]
        first = waiting(book)[0]
        assert (first.number, first.approved, first.absent, first.head) == (BHXH, "2017-02-01", 0, "Hồ Văn Thử")
        kinds: tuple[Any, ...] = ("delivered", "absent", "returned")
        hand_out(
            book.register,
            [
                Tick(support=record, kind=kind, date="2017-03-01", note="đi rẫy")
                for record, kind in zip(issued, kinds, strict=True)
            ],
        )
        assert [(one.name, one.absent) for one in waiting(book)] == [("Hồ Thị Bé", 1)]
        assert waiting(book, year=YEAR + 1) == []

    def test_who_waits_in_one_village(self, book: Office, issued: list[str]) -> None:
        with book.register.read() as connection:
            second = list_villages(connection)[1].id
        assert [(one.name, one.village_name) for one in waiting(book, village=second)] == [("Hồ Văn Xa", "Thôn 2")]

    def test_what_was_questioned_before_is_not_asked_again(self, book: Office) -> None:
        data = proposed(book)["Trần Văn Khá"].proposal
        data.details["ma_doi_tuong"] = "HN"
        data.milestones = [MilestoneInput(kind="approved", date="2017-02-01")]
        record = record_batch(book.register, [data], reason="theo danh sách của huyện").rows[0].id
        assert hand_out(book.register, [Tick(support=record, kind="delivered", date="2017-03-01")]).warnings == []


def test_what_follows_from_a_step_is_kept_with_it_and_goes_with_it(book: Office) -> None:
    home = proposed(book, "tin_dung")["Hồ Văn Thử"].household
    loan = SupportInput(
        policy="tin_dung",
        year=YEAR,
        household=home,
        amounts=Amounts(requested=5_000_000),
        details={"chuong_trinh": "ho_ngheo", "thoi_han": 12},
        milestones=[MilestoneInput(kind="requested", date="2017-02-01")],
    )
    record = add_support(book.register, loan).id

    def last_day() -> str | None:
        with book.register.read() as connection:
            return support(connection, record).details.get("han_cuoi")

    assert last_day() is None
    add_milestone(book.register, record, MilestoneInput(kind="disbursed", date="2017-03-15", amount=5_000_000))
    assert last_day() == "2018-03-15"
    step = kept(book)[-1].milestones[-1].id
    reverse_milestone(book.register, step, reason="chưa giải ngân")
    assert last_day() is None
