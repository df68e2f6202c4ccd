"""Fields, forms and sheets without a window: what typed text means, how lists are searched, what is said beside."""

from __future__ import annotations

import pytest

from db.domain.errors import Issue
from desktop.presenters.fields import (
    FieldSpec,
    Option,
    Problem,
    below,
    ethnic_options,
    match,
    options_of,
    read,
    show,
    tidy,
)
from desktop.presenters.form import FormModel, Section
from desktop.presenters.sheet import Sheet

VILLAGES = tuple(
    Option(code, name) for code, name in (("1", "A Hươr"), ("2", "Pa Hy"), ("3", "Kêr 2"), ("10", "Thôn Mười"))
)


def spec(kind: str, **more: object) -> FieldSpec:
    return FieldSpec(id="x", label="Mục", kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("text", "  Hồ  Thị   Mẫu ", "Hồ Thị Mẫu", "Hồ Thị Mẫu"),
        ("text", "Ho\u0302\u0300", "Hồ", "Hồ"),
        ("digits", "0460 6200.1234", "046062001234", "046062001234"),
        ("date", "1 5 1962", "1962-05-01", "01/05/1962"),
        ("date", "5/1962", "1962-05", "05/1962"),
        ("day", "01/05/1962", "1962-05-01", "01/05/1962"),
        ("money", "25tr", 25_000_000, "25.000.000"),
        ("integer", "1.234", 1234, "1.234"),
        ("decimal", "24,50", "24.5", "24,5"),
        ("decimal", "100", "100", "100"),
        ("flag", "c", True, "Có"),
        ("flag", "khong", False, "Không"),
    ],
)
def test_typed_text_is_understood_and_shown_in_its_usual_form(kind: str, typed: str, value: object, shown: str) -> None:
    field = spec(kind)
    assert read(field, typed).value == value
    assert show(field, value) == tidy(field, typed) == shown
    assert read(field, shown).value == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("date", "hôm qua"),
        ("day", "1962"),
        ("money", "mười"),
        ("integer", "2,5"),
        ("year", "9" * 20),
        ("decimal", "1e400"),
        ("flag", "có lẽ"),
    ],
)
def test_what_is_not_understood_stays_and_says_why(kind: str, typed: str) -> None:
    field = spec(kind)
    found = read(field, typed)
    assert found.value is None
    assert found.problem.endswith(".")
    assert tidy(field, typed) == typed


def test_too_long_a_text_is_told_and_not_cut() -> None:
    found = read(spec("text", max_length=5), "dài quá rồi")
    assert (found.value, "11" in found.problem) == (None, True)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("10", "Thôn Mười"), ("a huor", "A Hươr"), ("ah", "A Hươr"), ("hy", "Pa Hy"), ("muoi", "Thôn Mười"),
        ("ker", "Kêr 2"), ("k2", "Kêr 2"), ("uor", "A Hươr"),
    ],
)  # fmt: skip
def test_a_list_is_searched_by_code_beginning_words_initials_and_parts(typed: str, first: str) -> None:
    assert match(VILLAGES, typed)[0].label == first


def test_a_list_without_a_match_is_empty_and_without_a_question_whole() -> None:
    assert match(VILLAGES, "zz") == []
    assert match(VILLAGES, " ") == list(VILLAGES)


def test_a_choice_outside_the_list_is_refused_unless_the_list_is_open() -> None:
    assert "F9" in read(spec("choice", options=VILLAGES), "Thôn Lạ").problem
    assert read(spec("choice", options=VILLAGES, open=True), "Thôn  Lạ").value == "Thôn Lạ"


def test_several_choices_are_kept_in_the_order_of_the_list_even_if_names_hold_commas() -> None:
    options = (Option("a", "Nhà ở, đất ở"), Option("b", "Nước"), Option("c", "Vệ sinh"))
    field = spec("choices", options=options)
    assert read(field, "ve sinh, Nhà ở, đất ở").value == ["a", "c"]
    assert show(field, ["a", "c"]) == "Nhà ở, đất ở, Vệ sinh"
    assert read(field, show(field, ["a", "c"])).value == ["a", "c"]


def test_every_carried_list_can_be_chosen_from_by_its_own_names() -> None:
    for options in (options_of("relation"), options_of("sex"), ethnic_options()):
        for option in options:
            assert read(spec("choice", options=options), option.label).value == option.code
            assert read(spec("choice", options=options), option.code).value == option.code


def test_an_amount_is_read_out_in_words() -> None:
    assert below(spec("money"), "1.000.005") == "Một triệu không trăm linh năm đồng"
    assert below(spec("money"), "mười") == ""


def form() -> FormModel:
    fields = (FieldSpec(id="name", label="Tên", required=True), FieldSpec(id="born", label="Ngày sinh", kind="date"))
    return FormModel([Section("", fields)], {"name": "Kăn Nơ", "born": "1962"})


def test_a_form_knows_what_was_changed_and_what_is_missing() -> None:
    model = form()
    assert model.changed() == set()
    model.put("name", "")
    model.put("born", "1 5 1962")
    assert model.leave("born") == "01/05/1962"
    assert model.changed() == {"name", "born"}
    assert not model.check()
    assert model.problems["name"].severity == "hard"
    model.put("name", "Kăn Nơ")
    assert model.check()
    assert model.values() == {"name": "Kăn Nơ", "born": "1962-05-01"}


def test_findings_of_the_store_stand_beside_their_fields_and_the_others_come_back() -> None:
    model = form()
    here, elsewhere = Issue("born", "soft", "old", "Già quá."), Issue("members", "hard", "none", "Chưa có ai.")
    assert model.judge([here, elsewhere]) == [elsewhere]
    assert model.problems == {"born": Problem("soft", "Già quá.")}


def test_a_draft_brings_back_what_was_typed() -> None:
    model, again = form(), form()
    model.put("born", "5/19")
    again.restore({**model.draft(), "gone": "x"})
    assert again.typed == model.typed


COLUMNS = (FieldSpec(id="name", label="Tên", required=True), FieldSpec(id="born", label="Ngày sinh", kind="date"))


def test_a_growing_sheet_always_has_one_blank_row_at_its_end() -> None:
    sheet = Sheet(COLUMNS)
    assert len(sheet.lines) == 1
    sheet.put(0, 0, "Kăn Nơ")
    assert [line.empty for line in sheet.lines] == [False, True]
    assert sheet.repeat_above(1, 0)
    assert [line.typed.get("name") for line in sheet.lines] == ["Kăn Nơ", "Kăn Nơ", None]


def test_a_block_from_a_spreadsheet_fills_rows_and_says_what_it_did_not_understand() -> None:
    sheet = Sheet(COLUMNS)
    count = sheet.paste(0, 0, "Hồ Thị Mẫu\t1 5 1962\tthừa\r\nKê Mẫu\thôm qua\r\n")
    assert count == 4
    assert [line.typed for line in sheet.filled()] == [
        {"name": "Hồ Thị Mẫu", "born": "01/05/1962"},
        {"name": "Kê Mẫu", "born": "hôm qua"},
    ]
    assert not sheet.check()
    assert set(sheet.lines[1].problems) == {"born"}


def test_recorded_rows_cannot_be_taken_away_and_new_ones_can() -> None:
    sheet = Sheet(COLUMNS)
    sheet.load([("id-1", {"name": "Kăn Nơ", "born": "1962"})])
    sheet.put(1, 0, "Mới")
    assert sheet.remove(0) is None
    assert sheet.remove(1) is not None
    assert [line.key for line in sheet.filled()] == ["id-1"]


def test_a_locked_column_takes_no_text() -> None:
    sheet = Sheet(COLUMNS, locked=frozenset({"name"}))
    sheet.load([("id-1", {"name": "Kăn Nơ"})])
    sheet.put(0, 0, "Khác")
    assert sheet.typed(0, 0) == "Kăn Nơ"
    sheet.put(0, 1, "1962")
    assert sheet.lines[0].changed() == {"born"}


def test_a_sheet_takes_up_its_draft() -> None:
    sheet, again = Sheet(COLUMNS), Sheet(COLUMNS)
    for one in (sheet, again):
        one.load([("id-1", {"name": "Kăn Nơ"})])
    sheet.put(0, 1, "1962")
    sheet.put(1, 0, "Mới")
    again.restore(sheet.draft())
    assert [line.typed for line in again.lines] == [line.typed for line in sheet.lines]
