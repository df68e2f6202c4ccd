"""Lists put up in public: who is on them, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from exchanges import District, district_at_work

from db.domain.errors import UserError
from db.store.household.households import set_person
from db.store.inputs import Amounts, MilestoneInput, SupportInput
from db.store.printing import Selection, collect
from db.store.prints.papers import PostingList
from db.store.support.supports import add_support


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def test_poor_households_of_the_year_without_anything_personal(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử", cmnd="191234567", address="Gần suối", code="HN-01")
    data, _ = collect(town.hong_thuy.register, PostingList, Selection(2017))
    assert [(line.name, line.village, line.persons, line.result) for line in data.lines] == [
        ("Hồ Văn Thử", "Thôn 1", 1, "Hộ nghèo")
    ]
    assert data.column == "Kết quả phân loại"
    printed = msgspec.json.encode(data).decode()
    assert all(secret not in printed for secret in ("191234567", "Gần suối", home))
    with pytest.raises(UserError, match="Không có hộ"):
        collect(town.hong_thuy.register, PostingList, Selection(2016))


def test_under_a_policy_who_asks_stands_with_the_amount(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    town.hong_thuy.record("Hồ Văn Không")
    asked = SupportInput(
        policy="tin_dung", year=2017, household=home, amounts=Amounts(requested=30_000_000),
        details={"chuong_trinh": "ho_ngheo", "phuong_an": "Nuôi bò", "thoi_han": 36},
        milestones=[MilestoneInput(kind="requested", date="2017-03-01")],
    )  # fmt: skip
    add_support(town.hong_thuy.register, asked, reason="x")
    data, _ = collect(town.hong_thuy.register, PostingList, Selection(2017, policy="tin_dung"))
    assert [(line.name, line.result) for line in data.lines] == [("Hồ Văn Thử", "30.000.000")]


def test_legal_aid_is_never_posted(town: District) -> None:
    town.hong_thuy.record("Hồ Văn Thử")
    with pytest.raises(UserError, match="giữ kín"):
        collect(town.hong_thuy.register, PostingList, Selection(2017, policy="tro_giup_phap_ly"))


def test_who_is_in_dispute_waits_below_the_list(town: District) -> None:
    _, person = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    set_person(town.hong_thuy.register, person, {"birth_date": "1971"})
    set_person(town.district.register, person, {"birth_date": "1972"})
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))
    data, _ = collect(town.hong_thuy.register, PostingList, Selection(2017))
    assert data.lines == []
    assert [(one.name, one.matter) for one in data.pending] == [("Hồ Văn Thử", None)]
