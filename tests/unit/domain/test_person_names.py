"""Names as they really are: what is accepted and what is refused."""

from __future__ import annotations

import unicodedata

import pytest

from db.domain.text import check_name


@pytest.mark.parametrize(
    "name",
    [
        "Hồ Văn Nhất", "A Viết Tơi", "Ra Pát", "B'ling", "Bh’nướch", "Kăn Xiêng", "Mách", "Y", "Zơrâm Bhất",
        "Alăng Thị Blưi", "ƀŏk Čĭm", "Hồ Jim Fow", "Tôn Nữ Thị Anh-Đào", "Nguyễn Th. Ánh",
        unicodedata.normalize("NFD", "Hồ Thị Nghéc"),
        "  Hồ Văn Tơi  ", "ô" * 100,
    ],
)  # fmt: skip
def test_real_names_pass(name: str) -> None:
    assert check_name(name) == []


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("", "name_empty", "còn trống"),
        ("   ", "name_empty", "còn trống"),
        ("'-.", "name_empty", "không có chữ cái"),
        ("Hồ Văn 2", "name_digit", "chữ số 2"),
        ("Hồ Văn Nhất (chết)", "name_sign", "“(”"),
        ("Hồ\tVăn", "name_sign", "U+0009"),
        ("Hồ\u00adVăn", "name_sign", "U+00AD"),
        ("Hồ\x00Văn", "name_sign", "U+0000"),
        ("ô" * 101, "name_long", "101 chữ"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(name: str, code: str, told: str) -> None:
    issues = check_name(name, "members[2].name")
    assert [(issue.severity, issue.code, issue.field) for issue in issues] == [("hard", code, "members[2].name")]
    assert told in issues[0].message


def test_all_faults_are_named_at_once() -> None:
    assert [issue.code for issue in check_name("Hồ 2 @")] == ["name_digit", "name_sign"]
