"""Print data of the bank's forms: what is asked for, by whom, in which group."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, district_at_work

from db.domain.errors import UserError
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.printing import Selection, collect
from db.store.prints.loans import LoanForms, LoanLists
from db.store.support.supports import add_support


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def lend(town: District, home: str, *steps: tuple[str, str, int | None], leader: str = "Kê Sửu") -> None:
    """A loan of 30 million for a cow, with dated steps."""
    own = [Source(source="nhcsxh", amount=30_000_000), Source(source="ho_tu_co", amount=6_000_000)]
    asked = SupportInput(
        policy="tin_dung", year=2017, household=home,
        amounts=Amounts(requested=30_000_000, cost=36_000_000, sources=own),
        details={
            "chuong_trinh": "ho_ngheo", "to_truong": leader, "phuong_an": "Nuôi bò",
            "thoi_han": 36, "muc_dich": [{"viec": "Mua bò", "so_luong": "02 con", "thanh_tien": 30_000_000}],
        },
        milestones=[MilestoneInput(kind=kind, date=day, amount=amount) for kind, day, amount in steps],
    )  # fmt: skip
    add_support(town.hong_thuy.register, asked, reason="x")


def test_a_request_says_what_was_recorded(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử", cmnd="191234567", code="HN-01")
    lend(town, home, ("requested", "2017-03-01", None))
    data, _ = collect(town.hong_thuy.register, LoanForms, Selection(2017))
    (paper,) = data.papers
    assert (paper.head.name, paper.head.id_no, paper.leader, paper.programme, paper.term, paper.confirmed) == (
        "Hồ Văn Thử", "191234567", "Kê Sửu", "Cho vay hộ nghèo", 36, False,
    )  # fmt: skip
    assert (paper.amount, paper.need, paper.own) == (30_000_000, 36_000_000, 6_000_000)
    assert [(one.thing, one.quantity, one.amount) for one in paper.uses] == [("Mua bò", "02 con", 30_000_000)]


def test_every_group_has_a_list_of_its_own(town: District) -> None:
    for name, leader in (("Hồ Văn Một", "Kê Sửu"), ("Hồ Văn Hai", "Viên Mưng"), ("Hồ Văn Ba", "Kê Sửu")):
        home, _ = town.hong_thuy.record(name)
        lend(town, home, ("requested", "2017-03-01", None), ("reviewed", "2017-03-06", None), leader=leader)
    data, _ = collect(town.hong_thuy.register, LoanLists, Selection(2017))
    assert {(paper.leader, len(paper.lines), paper.valid_from) for paper in data.papers} == {
        ("Kê Sửu", 2, "2017-03-06"), ("Viên Mưng", 1, "2017-03-06"),
    }  # fmt: skip
    assert {line.group for paper in data.papers for line in paper.lines} == {"Hộ nghèo"}


def test_a_loan_paid_out_is_asked_for_no_more(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    lend(town, home, ("requested", "2017-03-01", None), ("disbursed", "2017-04-05", 30_000_000))
    with pytest.raises(UserError, match="Không có hộ"):
        collect(town.hong_thuy.register, LoanForms, Selection(2017))
    data, _ = collect(town.hong_thuy.register, LoanForms, Selection(2017, households=(home,)))
    assert len(data.papers) == 1
