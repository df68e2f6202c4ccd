"""Registered needs: served by a support, refused for a reason, counted; the same on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from exchanges import HONG_THUY, Office, household

from db.domain.errors import InvalidData, NotFound
from db.ledger.register import LOCAL_TIME
from db.store.history.history import household_history
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household, delete_record
from db.store.inputs import MilestoneInput, NeedInput, SupportInput
from db.store.plan.needs import add_need, set_need
from db.store.plan.reading import need_counts, need_row, needs
from db.store.reading import household as home_of
from db.store.rows import NeedCount, NeedRow
from db.store.support.supports import add_milestone, add_support

HELP = "tro_giup_phap_ly"


@pytest.fixture
def home(hong_thuy: Office) -> tuple[str, str]:
    record = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
    with hong_thuy.register.read() as connection:
        return record, home_of(connection, record, "2017-09-01").members[0].id


def card(person: str) -> SupportInput:
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    steps = [MilestoneInput(kind="requested", date="2016-12-10")]
    return SupportInput(policy="bhyt", year=2017, person=person, details=details, milestones=steps)


def shown(hong_thuy: Office, record: str) -> NeedRow:
    with hong_thuy.register.read() as connection:
        return need_row(connection, record)


def refused(hong_thuy: Office, data: NeedInput, reason: str = "vẫn ghi") -> set[str]:
    with pytest.raises(InvalidData) as caught:
        add_need(hong_thuy.register, data, reason=reason)
    return {issue.code for issue in caught.value.issues}


def test_a_need_knows_when_and_by_whom_it_was_registered(hong_thuy: Office, home: tuple[str, str]) -> None:
    row = shown(hong_thuy, add_need(hong_thuy.register, NeedInput(person=home[1], policy=HELP)).id)
    assert (row.household, row.person, row.policy, row.state) == (*home, HELP, "open")
    today = hong_thuy.register.providers.now().astimezone(LOCAL_TIME).date().isoformat()
    with hong_thuy.register.read() as connection:
        assert row.registered_by in {one.officer for one in household_history(connection, home[0])}
    assert row.registered_on == today


def test_a_support_recorded_for_a_need_serves_it_in_the_same_action(hong_thuy: Office, home: tuple[str, str]) -> None:
    need = add_need(hong_thuy.register, NeedInput(person=home[1], policy="bhyt")).id
    support = add_support(hong_thuy.register, card(home[1]), need=need).id
    row = shown(hong_thuy, need)
    assert (row.state, row.support) == ("served", support)
    with hong_thuy.register.read() as connection:
        undo_id = last_actions(connection)[0].id
    undo(hong_thuy.register, undo_id)
    row = shown(hong_thuy, need)
    assert (row.state, row.support) == ("open", None)


def test_a_support_that_is_refused_or_deleted_serves_nothing(hong_thuy: Office, home: tuple[str, str]) -> None:
    need = add_need(hong_thuy.register, NeedInput(person=home[1], policy="bhyt")).id
    support = add_support(hong_thuy.register, card(home[1]), need=need).id
    add_milestone(hong_thuy.register, support, MilestoneInput(kind="refused", date="2016-12-20", note="Đã có thẻ khác"))
    assert shown(hong_thuy, need).state == "refused"
    delete_record(hong_thuy.register, "support", support, reason="Ghi nhầm người")
    assert shown(hong_thuy, need).state == "open"


def test_a_refused_need_that_is_served_after_all_is_served(hong_thuy: Office, home: tuple[str, str]) -> None:
    need = add_need(hong_thuy.register, NeedInput(person=home[1], policy="bhyt", registered_on="2017-01-02")).id
    set_need(hong_thuy.register, need, {"refused_on": "2017-02-01", "refused_reason": "Hết chỉ tiêu"})
    assert shown(hong_thuy, need).state == "refused"
    add_support(hong_thuy.register, card(home[1]), need=need)
    row = shown(hong_thuy, need)
    assert (row.state, row.refused_on, row.refused_reason) == ("served", None, None)


def test_a_need_of_another_household_is_not_served_by_it(hong_thuy: Office, home: tuple[str, str]) -> None:
    other = add_household(hong_thuy.register, household("Kê Thị Xoàn")).id
    need = add_need(hong_thuy.register, NeedInput(household=other, content="Nhà dột")).id
    with pytest.raises(InvalidData, match="hộ khác"):
        add_support(hong_thuy.register, card(home[1]), need=need)
    with pytest.raises(NotFound):
        add_support(hong_thuy.register, card(home[1]), need="không-có")
    support = add_support(hong_thuy.register, card(home[1])).id
    with pytest.raises(InvalidData, match="không phải của hộ"):
        set_need(hong_thuy.register, need, {"support": support})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({}, "need_empty"),
        ({"policy": "khong_co"}, "unknown_policy"),
        ({"content": "a", "person": "không-có"}, "not_member"),
        ({"content": "a", "registered_on": "2018-01-01"}, "date_future"),
        ({"content": "a", "refused_on": "2017-03-01"}, "no_refusal_reason"),
        ({"content": "a", "refused_reason": "Hết tiền"}, "no_refusal_day"),
        (
            {"content": "a", "registered_on": "2017-03-01", "refused_on": "2017-02-01", "refused_reason": "b"},
            "refused_before",
        ),
        ({"content": "a", "support": "không-có"}, "other_household"),
    ],
)
def test_what_cannot_be_stops_whatever_the_reason(
    hong_thuy: Office, home: tuple[str, str], wrong: dict[str, Any], code: str
) -> None:
    assert code in refused(hong_thuy, NeedInput(household=home[0], **wrong))


def test_a_need_belongs_to_a_household(hong_thuy: Office) -> None:
    assert refused(hong_thuy, NeedInput(content="Nhà dột")) == {"no_household"}
    with pytest.raises(NotFound):
        add_need(hong_thuy.register, NeedInput(household="không-có", content="Nhà dột"))


def test_the_same_need_twice_wants_a_reason(hong_thuy: Office, home: tuple[str, str]) -> None:
    add_need(hong_thuy.register, NeedInput(household=home[0], policy=HELP))
    assert refused(hong_thuy, NeedInput(household=home[0], policy=HELP), reason="") == {"need_twice"}
    assert add_need(hong_thuy.register, NeedInput(household=home[0], policy=HELP), reason="Vụ khác").warnings
    assert not add_need(hong_thuy.register, NeedInput(household=home[0], policy="nha_o")).warnings


def test_needs_are_counted_by_kind_and_year(hong_thuy: Office, home: tuple[str, str]) -> None:
    for year, policy in ((2016, "bhyt"), (2017, "bhyt"), (2017, HELP), (2017, HELP), (2017, None)):
        day = f"{year}-03-01"
        asked = NeedInput(person=home[1], household=home[0], policy=policy, content="Cần", registered_on=day)
        add_need(hong_thuy.register, asked, reason="Lần khác")
    with hong_thuy.register.read() as connection:
        rows = needs(connection, year=2017)
    add_support(hong_thuy.register, card(home[1]), need=next(row.id for row in rows if row.policy == "bhyt"))
    helped = next(row.id for row in rows if row.policy == HELP)
    set_need(hong_thuy.register, helped, {"refused_on": "2017-04-01", "refused_reason": "Không thuộc diện"})
    with hong_thuy.register.read() as connection:
        counts = need_counts(connection)
        assert counts == [
            NeedCount(year=2016, policy="bhyt", registered=1, served=0, refused=0, people=1),
            NeedCount(year=2017, policy="", registered=1, served=0, refused=0, people=1),
            NeedCount(year=2017, policy="bhyt", registered=1, served=1, refused=0, people=1),
            NeedCount(year=2017, policy=HELP, registered=2, served=0, refused=1, people=1),
        ]
        assert need_counts(connection, year=2017, unit=HONG_THUY) == counts[1:]
        assert need_counts(connection, unit="20083") == []
        assert [row.state for row in needs(connection, policy=HELP, state="refused")] == ["refused"]
        assert len(needs(connection, policy="")) == 1


def test_what_a_need_of_legal_aid_says_is_told_to_nobody_else(hong_thuy: Office, home: tuple[str, str]) -> None:
    add_need(hong_thuy.register, NeedInput(household=home[0], policy=HELP, content="Bị đánh"))
    add_need(hong_thuy.register, NeedInput(household=home[0], policy="nha_o", content="Nhà dột"))
    with hong_thuy.register.read() as connection:
        told = {row.after for row in household_history(connection, home[0]) if row.key == "content"}
        whole = {row.after for row in household_history(connection, home[0], sensitive=True) if row.key == "content"}
        named = {row.record for row in household_history(connection, home[0]) if row.entity == "need"}
    assert told == {"(nội dung kín)", "Nhà dột"}
    assert whole == {"Bị đánh", "Nhà dột"}
    assert named == {"nhu cầu “Trợ giúp pháp lý”", "nhu cầu “Nhà ở”"}
