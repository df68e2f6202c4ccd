"""Every kind of record the program carries is whole, and answers as the worked cases beside it say."""

from __future__ import annotations

import pytest

import resources
from db.domain.errors import DefinitionError
from db.policy import examples
from db.policy.definition import parse, parse_kind, shipped, shipped_kinds

COLLECTIONS = {
    name: examples.load(resources.read(f"records/{name}/examples.toml"), f"{name}/examples.toml")
    for name in shipped_kinds()
}
CASES = [(name, case) for name, collection in COLLECTIONS.items() for case in collection.examples]
WHOLE = resources.read("records/quy/v1.toml").decode()


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}: {c.name}" for n, c in CASES])
def test_example(name: str, case: examples.Example) -> None:
    assert COLLECTIONS[name].kind == name
    assert examples.run_kind(shipped_kinds()[name], COLLECTIONS[name], case) == []


@pytest.mark.parametrize("name", sorted(shipped_kinds()))
def test_a_kind_is_tried_both_ways_and_shows_its_columns(name: str) -> None:
    answers = {case.expect for case in COLLECTIONS[name].examples}
    assert {"accept", "refuse"} <= answers
    assert len(shipped_kinds()[name].columns) >= 3
    assert shipped_kinds()[name].rules.counts


def test_a_wrong_example_is_noticed() -> None:
    wrong = examples.Example(name="Ngược lại", expect="refuse", kept={"so_tien": 1})
    assert len(examples.run_kind(shipped_kinds()["quy"], COLLECTIONS["quy"], wrong)) == 2


def test_policies_and_kinds_are_told_apart() -> None:
    assert not shipped().keys() & shipped_kinds().keys()
    with pytest.raises(DefinitionError, match="group"):
        parse(WHOLE.encode(), "quy/v1.toml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('date = "Ngày thu, chi"', 'date = "Ngày thu, chi"\nwritten = "{quy}"', "cần đúng một trong hai khóa `name`"),
        ('group = "Nguồn lực"', 'group = "Nguồn lực"\nuntil = "so_tien"', "không có trường ngày `so_tien`"),
        ('same = ["quy"]', 'same = ["khong_co"]', "không có trường `khong_co`"),
        ('id = "so_du"', 'id = "so_du"\nper = "village"', "cần `head.village`"),
        ('sum = "so_tien"', 'of = "supports"', "`supports` không đếm được ở đây"),
        ('sum = "so_tien"', 'of = "records"\ndistinct = "quy"', "cần đúng một trong các khóa"),
        ("else 0 - so_tien", "else 0 - ho.size", "không có tên `ho.size`"),
        ('type = "text"\nlabel = "Người nộp', 'type = "link"\nto = "gì"\nlabel = "Người nộp', "giá trị `gì`"),
        ("[[balances]]", "[[milestones]]\nkind = 'a'\n[[balances]]", "không có khóa này"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, told: str) -> None:
    assert old in WHOLE
    with pytest.raises(DefinitionError, match=r"dòng [0-9]+") as caught:
        parse_kind(WHOLE.replace(old, new, 1).encode(), "quy/v1.toml")
    assert told in str(caught.value)


def test_a_policy_points_at_no_other_record() -> None:
    text = resources.read("policies/do_dau/v1.toml").decode()
    field = '[[fields]]\nid = "xem"\ntype = "link"\nlabel = "Xem"\nto = "household"\n\n[[fields]]'
    with pytest.raises(DefinitionError, match="trường `link`"):
        parse(text.replace("[[fields]]", field, 1).encode(), "do_dau/v1.toml")
