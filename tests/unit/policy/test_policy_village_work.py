"""What definitions say for whole-village work: for whom they are, what they propose, what falls due, dates to find."""

from __future__ import annotations

from typing import Any

import pytest
from small_policy import spoiled, text

from db.domain.errors import DefinitionError
from db.policy import evaluate
from db.policy.dates import FieldDate, Joined, StepDate, YearDay, findable
from db.policy.definition import Policy, parse, shipped
from db.policy.eligibility import Eligibility
from db.policy.evaluate import Facts
from db.policy.expression import ExpressionError
from db.policy.records import Amounts, SupportInput

HEAD = 'initial_state = "de_nghi"\n'
BLANK = SupportInput(policy="tien_dien", year=2017, household="h1")


def policy(*pieces: tuple[str, str]) -> Policy:
    """The worked policy of the docs with some pieces replaced."""
    whole = text()
    for old, new in pieces:
        assert old in whole
        whole = whole.replace(old, new, 1)
    return parse(whole.encode(), "tien_dien/v1.toml")


def due(more: str) -> tuple[str, str]:
    return ("[[sums]]", f'[[due]]\nid = "nhac"\ntitle = "Nhắc"\ndate = "date(ky.year, 12, 31)"\n{more}\n\n[[sums]]')


class TestFindableDates:
    def test_what_can_be_found(self) -> None:
        source = "coalesce(min(milestone_date('ended'), den_ngay), milestone_last('repaid'), date(ky.year, 12, 31))"
        ended = Joined("min", (StepDate("ended", last=False), FieldDate("den_ngay")))
        assert findable(source, {"den_ngay"}) == Joined(
            "coalesce", (ended, StepDate("repaid", last=True), YearDay(12, 31))
        )

    @pytest.mark.parametrize(
        "source",
        ["tu_ngay", "add_months(den_ngay, 12)", "den_ngay if ky.year > 2017 else den_ngay", "date(2017, 1, 1)", "ky.on",
         "milestone_nth('repaid', 2)", "date(ky.year, 13, 1)", "'2017-01-01'"],
    )  # fmt: skip
    def test_what_cannot(self, source: str) -> None:
        with pytest.raises(ExpressionError, match="phải tìm được trong cả sổ"):
            findable(source, {"den_ngay"})


class TestFaults:
    @pytest.mark.parametrize(
        ("piece", "told"),
        [
            (due(""), "đúng một trong hai khóa"),
            (due("within = 3\nafter = 3"), "đúng một trong hai khóa"),
            (due('after = 3\nexcludes = ["ended"]'), "không có mốc `ended`"),
            (("[[sums]]", '[[due]]\nid = "nhac"\ntitle = "Nhắc"\ndate = "ky.on"\nafter = 3\n\n[[sums]]'), "tìm được"),
            ((HEAD, HEAD + 'active_from = "add_months(ky.on, 1)"\n'), "tìm được"),
            ((HEAD, HEAD + 'rounds = ["Quý I", "Quý I"]\n'), "đã ghi ở trên"),
            (("[[sums]]", '[[counts]]\nid = "luot"\nlabel = "L"\nunit = "l"\n\n[[sums]]'), "hai khóa `of`, `sum`"),
            (("[[sums]]", '[[counts]]\nid = "n"\nlabel = "N"\nunit = "n"\nof = "persons"\n\n[[sums]]'), "theo người"),
            (("[[sums]]", '[[contents]]\nid = "n"\nlabel = "N"\nwhen = "ho.size > 1"\n\n[[sums]]'), "không có tên"),
            ((HEAD, HEAD + 'number = ["so_thang"]\n'), "không có trường chữ `so_thang`"),
            ((HEAD, HEAD + 'eligible = "so_thang > 3"\n'), "không có tên `so_thang`"),
            ((HEAD, HEAD + 'eligible = "ho.size"\n'), "cần đúng/sai"),
            (("required = true\n", "required = true\nproposal = \"ho.classification\"\n"), "cần số"),
            (('required = ["approved"]', 'required = ["approved"]\nproposal = { cost = "1" }'), "khoản `cost`"),
        ],
    )  # fmt: skip
    def test_are_named(self, piece: tuple[str, str], told: str) -> None:
        with pytest.raises(DefinitionError, match=told):
            parse(spoiled(*piece), "tien_dien/v1.toml")


class TestProposals:
    def test_fill_empty_fields_and_amounts_and_no_others(self) -> None:
        made = policy(
            ("required = true\n", "required = true\nproposal = \"12 if ho.classification == 'poor' else 6\"\n"),
            ('required = ["approved"]', 'required = ["approved"]\nproposal = { approved = "so_thang * muc_thang" }'),
        )
        facts = Facts(on="2017-05-01", household={"classification": "poor"})
        assert evaluate.propose(made, BLANK, facts).details == {"so_thang": 12, "muc_thang": 46_000}
        assert evaluate.propose(made, BLANK, facts).amounts == Amounts(approved=552_000)
        given = SupportInput(policy="tien_dien", year=2017, details={"so_thang": 3}, amounts=Amounts(approved=1))
        proposed = evaluate.propose(made, given, facts)
        assert (proposed.details["so_thang"], proposed.amounts) == (3, Amounts(approved=1))
        assert "so_thang" not in evaluate.complete(made, BLANK, facts), "a proposal never fills a forgotten field"


def right(name: str, household: dict[str, Any], person: dict[str, Any] | None = None, on: str = "2017-06-01") -> Any:
    return Eligibility(shipped()[name], year=int(on[:4]), on=on).of(household, person)


class TestEligibility:
    def test_the_policy_itself_says(self) -> None:
        poor, rich = {"classification": "poor"}, {"classification": "not_poor", "zone": "I"}
        assert right("bhyt", poor).holds is True
        assert right("bhyt", rich, {"ethnic_minority": True, "birth_date": "1980"}).holds is False
        assert right("bhyt", rich, {"ethnic_minority": False, "birth_date": "2012-01-01"}).holds is True
        assert right("bhyt", {"classification": "not_poor"}, {"birth_date": "1980"}).holds is None

    def test_its_programmes_in_force_say(self) -> None:
        assert right("tin_dung", {"classification": "poor"}) == (True, "ho_ngheo")
        assert right("tin_dung", {"classification": "near_poor"}) == (True, "can_ngheo")
        assert right("tin_dung", {"classification": "near_poor"}, on="2012-06-01").holds is None
        assert right("nha_o", {"classification": "poor", "was_2011_2015_poor": True})[0] is True

    def test_who_says_nothing_knows_nothing(self) -> None:
        assert Eligibility(policy(), year=2017, on="2017-06-01").of({"classification": "poor"}).holds is None


def test_a_card_is_known_by_its_number() -> None:
    cards = shipped()["bhyt"]
    assert cards.number({"so_the": "HN2460123456789", "ma_so_bhxh": "0123456789"}) == "HN2460123456789"
    assert cards.number({"ma_so_bhxh": "0123456789"}) == "0123456789"
    assert cards.number({}) is None
