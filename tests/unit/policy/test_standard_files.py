"""Files of standards and of score tables: those carried are sound, and a bad one is refused with line and key."""

from __future__ import annotations

import pytest

import resources
from db.domain.errors import DefinitionError
from db.policy.scoring import parse_scoring, shipped_scoring
from db.policy.standards import parse_standard

CARRIED = sorted(resources.path("standards").glob("*.toml"))


@pytest.mark.parametrize("file", CARRIED, ids=lambda file: file.stem)
def test_carried_files_are_sound(file: object) -> None:
    found = parse_standard(resources.read(f"standards/{file.name}"), file.name)  # type: ignore[attr-defined]
    assert found.id == file.stem  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "there", "told"),
    [
        ('line = "poverty_line"', 'line = "poverty"', True, "`steps[0].line`: không có ngưỡng `poverty`"),
        ('b1 = "near_poor"', 'b1 = "nearpoor"', True, "`steps[1].b1`: không có mức điểm"),
        ('sub_type = "income"', 'sub_type = "money"', True, "`steps[0].sub_type`: không có loại"),
        ("min_deprivations = 3\n", "", False, "`steps[1].deprived`: thiếu khóa `min_deprivations`"),
        ('valid_to = "2021-12-31"', 'valid_to = "2015-12-31"', True, "`valid_to`: ngày cuối đứng trước"),
        ('valid_to = "2021-12-31"', 'valid_to = "2021-13-31"', True, "`valid_to`: cần một ngày"),
        ("b2_max = 100", "b2_max = 120", True, "`scoring.b2_max`: phải bằng"),
        ("no = 2\n", "no = 3\n", True, "`indicators[1].no`: chỉ số phải đánh số liên tiếp"),
        ('code = "gd_tre_em"', 'code = "gd_nguoi_lon"', True, "`indicators[1].code`: mã này đã dùng"),
        ("rural = 1_000_000", "rural = 600_000", False, "ngưỡng thấp hơn bước trước"),
        ("rural = 1_000_000", 'rural = "một triệu"', False, "cần số nguyên, đang ghi chữ"),
        ('status = "seen"', 'satus = "seen"', True, "không có khóa này trong mẫu (có phải `status`"),
        ("[scoring]\n", "[scoring\n", False, "không đúng cú pháp TOML"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, there: bool, told: str) -> None:
    text = resources.read("standards/2016_2020.toml").decode()
    before, found, _after = text.partition(old)
    assert found
    with pytest.raises(DefinitionError) as caught:
        parse_standard(text.replace(old, new, 1).encode(), "chuan.toml")
    assert "tệp chuan.toml, dòng " in caught.value.message
    assert told in caught.value.message
    assert f"dòng {before.count(chr(10)) + 1}, " in caught.value.message or not there


def test_points_of_answers_in_the_column_of_the_province() -> None:
    table = parse_scoring(resources.read("scoring/2016_2020.toml"), "bang.toml")
    assert table == shipped_scoring()["2016_2020"]
    hue, saigon = table.variant("rural", "46"), table.variant("rural", "79")
    assert (hue and hue.id, saigon, (town := table.variant("urban", "79")) and town.id) == ("tr", None, "tt")
    answers: dict[str, str | list[str]] = {
        "nhan_khau": "4",
        "phu_thuoc": "1",
        "luong_huu": "1",
        "nha_o": ["tuong", "cot"],
    }
    assert (table.points(answers, "tr"), table.points(answers, "tt")) == (30 + 10 + 25 + 20, 25 + 5 + 5 + 10)
    assert table.points({"nhan_khau": "khong_tinh"}, "tr") == 0
    assert not table.whole(answers)
    wrong: dict[str, str | list[str]] = {"nhan_khau": ["1", "2"], "xe": "1", "bang_cap": "tien_si"}
    assert [issue.field for issue in table.check(wrong)] == ["answers.nhan_khau", "answers.xe", "answers.bang_cap"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("tt = 80", "xx = 80", "`questions[0].answers[0].points.xx`: không có bảng `xx`"),
        (
            'code = "2", name = "2 người"',
            'code = "1", name = "2 người"',
            "`questions[0].answers[1].code`: mã này đã dùng",
        ),
        ('code = "phu_thuoc"', 'code = "nhan_khau"', "`questions[1].code`: `nhan_khau` đã dùng"),
        ("complete = false", 'complete = "chưa"', "`complete`: cần đúng/sai"),
    ],
)
def test_a_bad_score_table_is_refused(old: str, new: str, told: str) -> None:
    text = resources.read("scoring/2016_2020.toml").decode()
    before, found, _after = text.partition(old)
    assert found
    with pytest.raises(DefinitionError) as caught:
        parse_scoring(text.replace(old, new, 1).encode(), "bang.toml")
    assert f"tệp bang.toml, dòng {before.count(chr(10)) + 1}, " in caught.value.message
    assert told in caught.value.message
