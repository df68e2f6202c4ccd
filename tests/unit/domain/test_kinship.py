"""Relations to a new head: what the words tell, and 99 for what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from db.domain.codes import names
from db.domain.kinship import suggest_relations


@dataclass
class One:
    id: str
    relation: str | None
    sex: str | None = None


def house(*people: tuple[str, str, str]) -> list[One]:
    """Members by (id, relation, sex)."""
    return [One(*person) for person in people]


FAMILY = house(
    ("ông", "01", "1"), ("bà", "02", "2"), ("trai", "04", "1"), ("gái", "04", "2"), ("dâu", "07", "2"),
    ("cháu", "17", "1"), ("cụ bà", "10", "2"), ("em", "20", "2"), ("ở nhờ", "28", "1"),
)  # fmt: skip


def test_a_widow_becomes_head() -> None:
    assert suggest_relations(FAMILY, "ông", "bà") == {
        "ông": "03", "trai": "04", "gái": "04", "dâu": "07", "cháu": "17", "cụ bà": "12", "em": "27", "ở nhờ": "28",
    }  # fmt: skip


def test_the_only_son_becomes_head() -> None:
    assert suggest_relations(FAMILY, "ông", "trai") == {
        "ông": "09", "bà": "10", "gái": "20", "dâu": "02", "cháu": "04", "cụ bà": "15", "em": "24", "ở nhờ": "28",
    }  # fmt: skip


def test_a_daughter_becomes_head() -> None:
    assert suggest_relations(FAMILY, "ông", "gái") == {
        "ông": "09", "bà": "10", "trai": "20", "dâu": "21", "cháu": "23", "cụ bà": "15", "em": "24", "ở nhờ": "28",
    }  # fmt: skip


def test_a_daughter_in_law_becomes_head() -> None:
    told = suggest_relations(FAMILY, "ông", "dâu")
    assert (told["trai"], told["cháu"], told["ông"], told["bà"], told["gái"]) == ("03", "04", "11", "12", "27")


def test_a_mother_becomes_head() -> None:
    told = suggest_relations(FAMILY, "ông", "cụ bà")
    assert (told["ông"], told["bà"], told["trai"], told["em"]) == ("04", "07", "17", "04")
    woman = house(("mẹ", "01", "2"), ("bà ngoại", "10", "2"), ("con", "04", "1"))
    assert suggest_relations(woman, "mẹ", "bà ngoại")["con"] == "18"


def test_whose_wife_among_two_sons_nobody_can_tell() -> None:
    two = [*FAMILY, One("trai út", "04", "1")]
    told = suggest_relations(two, "ông", "trai")
    assert (told["dâu"], told["cháu"], told["trai út"]) == ("99", "99", "20")


@pytest.mark.parametrize("relation", ["99", None, "01"])
def test_who_has_no_known_relation_leaves_all_open(relation: str | None) -> None:
    members = [*FAMILY, One("ai", relation, "1")]
    assert set(suggest_relations(members, "ông", "ai").values()) <= {"99", "28"}
    assert suggest_relations(members, "ông", "bà")["ai"] == "99"


def test_somebody_who_is_not_there() -> None:
    assert set(suggest_relations(FAMILY, "ông", "không ai").values()) == {"99"}


def test_every_proposal_is_a_relation_and_nobody_else_is_head() -> None:
    codes = set(names("relation"))
    for new, old, heir_sex, sex in product(codes - {"01"}, codes, ("1", "2", None), ("1", "2", None)):
        members = [One("đầu", "01", "1"), One("mới", new, heir_sex), One("khác", old, sex)]
        told = suggest_relations(members, "đầu", "mới")
        assert set(told) == {"đầu", "khác"}
        assert set(told.values()) <= codes - {"01"}


@pytest.mark.parametrize(
    ("new", "sex"),
    [
        ("02", "2"),
        ("04", "1"),
        ("04", "2"),
        ("09", "1"),
        ("10", "2"),
        *((r, "1") for r in ("20", "22", "25", "27", "28")),
    ],
)
def test_back_to_the_old_head_gives_the_old_relation(new: str, sex: str) -> None:
    members = [One("đầu", "01", "1"), One("mới", new, sex)]
    turned = [One("đầu", suggest_relations(members, "đầu", "mới")["đầu"], "1"), One("mới", "01", sex)]
    assert suggest_relations(turned, "mới", "đầu") == {"mới": new}
