"""Code lists, ethnic groups written in many ways, kinship words."""

from __future__ import annotations

import pytest

from db.domain import codes
from db.domain.errors import NotFound


def test_names_keep_the_order_of_the_list() -> None:
    assert list(codes.names("household_class")) == [
        "poor", "near_poor", "escaped_poverty", "escaped_near_poverty", "not_poor",
    ]  # fmt: skip
    assert codes.name("relation", "01") == "Chủ hộ"
    assert codes.name("ethnic_group", "27") == "Tà Ôi"


def test_lists_the_program_relies_on_are_there() -> None:
    needed = {"relation", "sex", "bhyt_object", "bhyt_plan", "funding_source", "milestone_kind", "poverty_change"}
    assert needed <= set(codes.list_names())
    sources = {
        "nstw",
        "ns_tinh",
        "ns_huyen",
        "ns_xa",
        "nhcsxh",
        "quy_vnn",
        "huy_dong",
        "long_ghep",
        "ho_tu_co",
        "ngay_cong",
    }
    assert sources <= set(codes.names("funding_source"))
    kinds = ["requested", "reviewed", "approved", "refused", "disbursed", "delivered", "accepted", "repaid", "ended"]
    assert list(codes.names("milestone_kind")) == kinds
    assert len(codes.names("bhyt_object")) == 46
    assert {entry.status for entry in codes.entries("bhyt_object").values()} == {"seen", "recalled"}


def test_unknown_list_and_code_are_said_in_vietnamese() -> None:
    with pytest.raises(NotFound, match="Không có danh mục “nothing”"):
        codes.names("nothing")
    with pytest.raises(NotFound, match="không có mã “77”"):
        codes.name("sex", "77")


def test_minorities_and_what_a_relation_says_of_the_sex() -> None:
    """Foreigners and people of unknown group are neither; a child may be a son or a daughter."""
    assert [codes.minority(code) for code in ("01", "27", "55", "99", None)] == [False, True, None, None, None]
    assert [codes.sex_of_relation(code) for code in ("02", "03", "07", "04", None)] == ["2", "1", "2", None, None]


def test_both_numberings_of_ethnic_groups() -> None:
    groups = codes.ethnic_groups()
    assert len(groups) == 56
    assert (groups["27"].name, groups["27"].code_1979) == ("Tà Ôi", "31")
    old = codes.ethnic_from_1979()
    assert len(old) == 54
    assert sorted(old.values()) == [f"{n:02d}" for n in range(1, 55)]
    assert (old["04"], old["06"], old["26"]) == ("06", "04", "25")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Kinh", ("01", None)),
        ("Tà Ôi", ("27", None)),
        ("tà ôi", ("27", None)),
        ("Tà-ôi", ("27", None)),
        ("TA OI", ("27", None)),
        ("Pa Cô", ("27", "Pa Cô")),
        ("Pa-cô", ("27", "Pa Cô")),
        ("pa kô", ("27", "Pa Cô")),
        ("Pacôh", ("27", "Pa Cô")),
        ("Pa Hy", ("27", "Pa Hy")),
        ("Dân tộc Pa Hi", ("27", "Pa Hy")),
        ("Ba Hi", ("27", "Pa Hy")),
        ("Cơ Tu", ("25", None)),
        ("Katu", ("25", None)),
        ("Ka Tu", ("25", None)),
        ("Vân Kiều", ("24", None)),
        ("Bru - Vân Kiều", ("24", None)),
        ("Thổ", ("21", None)),
        ("H'Mông", ("08", None)),
        ("Xá Khao", (None, "Xá Khao")),
        ("Sao Hỏa", (None, "Sao Hỏa")),
        ("", (None, None)),
    ],
)
def test_ethnic_group_of_a_written_name(written: str, expected: tuple[str | None, str | None]) -> None:
    assert codes.ethnic(written) == expected


@pytest.mark.parametrize("group", codes.ethnic_groups().values(), ids=lambda group: group.code)
def test_every_official_name_and_spelling_means_its_group(group: codes.EthnicGroup) -> None:
    assert {codes.ethnic(spelling) for spelling in (group.name, *group.spellings)} == {(group.code, None)}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Chủ hộ", "01"),
        ("CHỦ HỘ", "01"),
        ("Con", "04"),
        ("con trai", "04"),
        ("Con dâu", "07"),
        ("bà", "15"),
        ("Ba", "09"),
        ("mệ", "15"),
        ("mẹ", "10"),
        ("mạ", "10"),
        ("o", "24"),
        ("Chau noi", "17"),
        ("Ong ngoai", "15"),
    ],
)
def test_kinship_words_that_are_certain(written: str, code: str) -> None:
    assert codes.relation(written) == codes.Relation(code, "")


@pytest.mark.parametrize("written", ["Cháu", "cháu", "me", "Vợ/chồng", "Bạn thân", "", "  "])
def test_ambiguous_or_unknown_kinship_is_99_with_a_doubt(written: str) -> None:
    found = codes.relation(written)
    assert found.code == "99"
    assert found.doubt


def test_every_relation_name_means_its_own_code() -> None:
    assert {code: codes.relation(name).code for code, name in codes.names("relation").items()} == {
        code: code for code in codes.names("relation")
    }


@pytest.mark.parametrize(
    ("relation", "sex", "warned"),
    [
        ("02", "1", True),
        ("02", "2", False),
        ("08", "2", True),
        ("04", "1", False),
        ("03", None, False),
        ("99", "2", False),
    ],
)
def test_sex_must_agree_with_the_relation(relation: str, sex: str | None, warned: bool) -> None:
    issues = codes.check_relation_sex(relation, sex)
    assert [issue.severity for issue in issues] == (["soft"] if warned else [])
