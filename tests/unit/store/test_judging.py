"""A support judged while it is typed says what a save would say, and reads the register only when it must."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from exchanges import Office, district_at_work

from db.domain.errors import InvalidData
from db.policy.definition import shipped
from db.store.inputs import Amounts, MilestoneInput, SupportInput
from db.store.reading import support
from db.store.support.judging import Judging
from db.store.support.supports import add_support, set_support


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


@pytest.fixture
def card(book: Office) -> SupportInput:
    home, person = book.record("Hồ Văn Thử")
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "CN", "tu_ngay": "2017-01-01"}
    return SupportInput(policy="bhyt", year=2017, household=home, person=person, details=details)


def test_it_says_what_the_save_says(book: Office, card: SupportInput) -> None:
    judged = Judging(book.register, shipped()["bhyt"]).of(card)
    with pytest.raises(InvalidData) as caught:
        add_support(book.register, card)
    assert caught.value.issues == judged.issues
    record = add_support(book.register, card, reason="xã xác nhận").id
    with book.register.read() as connection:
        assert support(connection, record).details == judged.details
    assert judged.state == "Chưa đề nghị"


def test_facts_are_read_once_until_the_date_or_something_written_changes(book: Office, card: SupportInput) -> None:
    judging = Judging(book.register, shipped()["bhyt"])
    assert "the_thu_hai" not in {issue.code for issue in judging.of(card).issues}
    add_support(book.register, card, reason="xã xác nhận")
    assert "the_thu_hai" not in {issue.code for issue in judging.of(card).issues}, "still the facts of before"
    judging.forget()
    assert "the_thu_hai" in {issue.code for issue in judging.of(card).issues}


def test_a_person_who_is_not_in_the_household_is_said_and_the_rest_still_judged(
    book: Office, card: SupportInput
) -> None:
    judged = Judging(book.register, shipped()["bhyt"]).of(msgspec.structs.replace(card, person="nobody", details={}))
    assert {issue.code for issue in judged.issues} >= {"not_member", "required"}
    assert judged.entry.relevant["details.phuong_an"] is True


def test_what_is_proposed_is_for_the_person_chosen(book: Office, card: SupportInput) -> None:
    proposal = Judging(book.register, shipped()["bhyt"]).proposal(msgspec.structs.replace(card, details={}))
    assert (proposal.details["phuong_an"], proposal.details["tu_ngay"]) == ("tang_moi", "2017-01-01")


def test_a_change_and_its_milestones_stand_or_fall_together(book: Office) -> None:
    home, _person = book.record("Hồ Văn Thử")
    details = {"chuong_trinh": "van_dong", "loai": "xay_moi"}
    data = SupportInput(
        policy="nha_o", year=2017, household=home, details=details, amounts=Amounts(approved=40_000_000)
    )
    record = add_support(book.register, data).id
    accepted = MilestoneInput(kind="accepted", date="2017-08-01")
    with pytest.raises(InvalidData) as caught:
        set_support(book.register, record, {}, steps=[accepted])
    assert {issue.field for issue in caught.value.issues} == {"details.dien_tich_moi"}
    group = {"nen": "cung", "khung": "cung", "mai": "cung"}
    changes = {"details": {"dien_tich_moi": "30", "nghiem_thu": group}}
    assert set_support(book.register, record, changes, steps=[accepted]).state == "da_nghiem_thu"
    with book.register.read() as connection:
        row = support(connection, record)
    assert (row.details["nghiem_thu"], [step.kind for step in row.milestones]) == (group, ["accepted"])


def test_a_reason_given_once_is_not_asked_for_again(book: Office, card: SupportInput) -> None:
    record = add_support(book.register, card, reason="xã xác nhận").id
    assert set_support(book.register, record, {"note": "đã xem"}).warnings == []
    with pytest.raises(InvalidData):
        set_support(book.register, record, {"details": {"ma_doi_tuong": "HS", "muc_huong": "3"}})
