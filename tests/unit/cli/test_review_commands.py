"""A round of review on the command line: opened, typed, explained, recognised, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from commands import sohotro
from exchanges import Office, district_at_work

import resources


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


def written(folder: Path, value: Any) -> Path:
    file = folder / f"vao-{len(list(folder.iterdir()))}.json"
    file.write_bytes(orjson.dumps(value))
    return file


def test_a_round_from_its_list_to_its_classes(book: Office, tmp_path: Path) -> None:
    place = book.place
    poor, _ = book.record("Hồ Văn Thử", classification=None)
    other, _ = book.record("Kăn Nơ", classification=None)
    number = sohotro("review", "round", place, written(tmp_path, {"year": 2016}), "--json").json["id"]
    found = {"household": poor, "date": "2016-10-05", "round": number, "b1": 121, "deprivations": ["nuoc"]}
    told = sohotro("review", "explain", place, written(tmp_path, found), "--json").json
    assert (told["result"], told["change_kind"], told["reasons"][-1]) == ("near_poor", "6", "Kết quả: hộ cận nghèo.")
    rows = [found, {**found, "household": other, "b2": 33}]
    refused = sohotro("review", "add", place, written(tmp_path, rows))
    assert "rows[1].b2" in [issue["field"] for issue in orjson.loads(refused.err)["issues"]]
    done = sohotro(
        "review", "add", place, written(tmp_path, [found, {**rows[1], "b2": None, "b1": 100}]), "--json"
    ).json
    assert sohotro("review", "set", place, done["ids"][0], written(tmp_path, {"b1": 120})).code == 0
    met = {"date": "2016-10-20", "village": "Thôn 1", "attended": 30, "agreed": 30}
    assert sohotro("review", "meeting", place, number, written(tmp_path, met)).code == 0
    steps = {"listed_on": "2016-10-01", "posted_from": "2016-10-24", "posted_to": "2016-10-26"}
    assert sohotro("review", "round", place, written(tmp_path, steps), "--id", number).code == 0
    assert "bước tiếp theo: đi rà soát" in sohotro("review", "rounds", place, "--year", 2016).out
    asked = (
        "review",
        "recognise",
        place,
        number,
        "--number",
        "12/QĐ",
        "--date",
        "2016-12-20",
        "--signatory",
        "Hồ Văn Chủ",
    )
    sohotro(*asked).refused("needs_reason")
    classes = sohotro(*asked, "--reason", "huyện đồng ý qua điện thoại", "--json").json["classes"]
    assert classes == {"poor": 2}
    shown = sohotro("review", "show", place, number, "--json").json
    assert [one["recognised"] for one in shown["reviews"]] == [True, True]
    assert {one["derived"] for one in sohotro("review", "show", place, poor, "--json").json["reviews"]} == {"3"}
    kinds = sohotro("review", "changes", place, "--year", 2016, "--json").json
    assert [(one["kind"], one["after"], one["size_after"]) for one in kinds] == [("3", "poor", 1)] * 2
    assert "Hộ nghèo mới: 2 hộ, 2 khẩu" in sohotro("review", "changes", place, "--year", 2016).out
    assert "7. Nguồn nước sinh hoạt: 2 hộ, 2 khẩu" in sohotro("review", "lacks", place, "--on", "2017-01-02").out
    named = sohotro("review", "lacks", place, "--on", "2017-01-02", "--indicator", "nuoc", "--village", "thon 1").out
    assert "Thôn 1: Kăn Nơ" in named
    assert "Không có hộ mới thoát nghèo" in sohotro("review", "escaped", place, "--on", "2017-01-02").out


def test_a_score_sheet_is_read_answered_and_saved(book: Office) -> None:
    home, _ = book.record("Hồ Văn Thử", classification=None)
    blank = sohotro("review", "score", book.place, home, "--date", "2016-10-05").out
    assert "    d) 4 người [4]: 30 điểm" in blank
    assert "    7. Nguồn nước sinh hoạt [nuoc]: không được tiếp cận nguồn nước hợp vệ sinh" in blank
    asked = ("review", "score", book.place, home, "1=4", "6=a,cot", "bang_cap=c", "--date", "2016-10-05")
    told = sohotro(*asked, "--lacks", "4,nuoc,8", "--b1", 121).out
    assert "  x d) 4 người [4]: 30 điểm" in told
    assert "Các câu đã trả lời: 50 điểm, B1 ít nhất chừng ấy.\nB1: 121 điểm.\nB2: 30 điểm." in told
    assert "Bảng điểm không có câu hỏi “9”" in sohotro(*asked, "9=1").refused("invalid")
    assert "chỉ chọn một câu trả lời" in sohotro(*asked, "2=a,b").refused("invalid")
    assert "không có chỉ số “11”" in sohotro(*asked, "--lacks", "11").refused("invalid")
    done = sohotro(*asked, "--lacks", "0", "--b1", 121, "--cause", "2", "--save", "--json").json
    assert (done["result"], done["b2"], done["sheet"]["points"]) == ("near_poor", 0, 50)
    assert "   Xét theo Chuẩn nghèo tiếp cận đa chiều" in sohotro("review", "show", book.place, home).out
    (kept,) = sohotro("review", "show", book.place, home, "--json").json["reviews"]
    assert (kept["id"], kept["answers"]["nha_o"], kept["deprivations"]) == (done["saved"], ["tuong", "cot"], [])


def test_a_standard_is_added_like_a_policy(book: Office, tmp_path: Path) -> None:
    text = resources.read("standards/2027_2030.toml").decode()
    later = tmp_path / "tinh.toml"
    later.write_text(text.replace('"2027_2030"', '"2027_2030"\nversion = 2'), encoding="utf-8")
    told = sohotro("policy", "add", book.place, later).out
    assert told == "Đã giữ chuẩn nghèo “Chuẩn nghèo đa chiều giai đoạn 2027–2030” (2027_2030, bản số 2).\n"
    rows = {row["id"]: row for row in sohotro("review", "standards", book.place, "--json").json}
    assert (rows["2027_2030"]["version"], rows["2016_2020"]["scoring"], rows["2022_2025"]["scoring"]) == (2, 1, None)
    later.write_text(text.replace("rural = 2_200_000", "rural = 0"), encoding="utf-8")
    sentence = sohotro("policy", "add", book.place, later).refused("bad_definition")
    assert "tệp tinh.toml, dòng " in sentence
    assert "khóa `thresholds.income_line.rural`" in sentence
