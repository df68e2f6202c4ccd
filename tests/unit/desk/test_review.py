"""A village reviewed by keys alone: the result stands at once, steps are entered, the round is recognised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import Elsewhere, focus, on_screen, press, type_text
from exchanges import household, person
from ledgers import seeded
from pytestqt.qtbot import QtBot

import resources
from db.ledger.register import Register
from db.store.definitions.files import add_definition
from db.store.drafts import load_draft
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput
from db.store.places.villages import add_village
from db.store.reading import household as home_row
from db.store.reading import household_ids
from db.store.review.inputs import ReviewRow, RoundInput
from db.store.review.reading import reviews, rounds
from db.store.review.rounds import add_round
from desktop.views.review.page import SCORES, SHEET, STEPS, ReviewPage
from desktop.views.shell import Shell

POOR = ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-01-01", sub_type="income")


@pytest.fixture
def filled(book: Register) -> Register:
    """Thôn 1 on a day of 2017: two poor households, one that was never classified."""
    book.providers = seeded(1)
    add_village(book, "Thôn 1")
    family = [person("Hồ Văn Thử"), person("Hồ Thị Bé", relation="04", birth_date="1999-05-06", sex="2")]
    add_household(book, household("", members=family, classification=POOR))
    add_household(book, household("Kăn Nơ", classification=POOR))
    add_household(book, household("Trần Văn Khá", classification=None))
    return book


@pytest.fixture
def shell(filled: Register, qtbot: QtBot) -> Iterator[Shell]:
    with on_screen(filled, {"review": ReviewPage, "household": Elsewhere}) as window:
        window.go("review")
        loaded(window, qtbot)
        yield window


def page(window: Shell) -> ReviewPage:
    assert isinstance(window.page, ReviewPage)
    return window.page


def loaded(window: Shell, qtbot: QtBot) -> ReviewPage:
    """The page once it has read what was chosen."""
    here = page(window)
    qtbot.waitUntil(lambda: here._job is None and here.work.loaded is not None)
    return here


def typed(*cells: str) -> None:
    for text in cells:
        if text:
            type_text(text)
        press("Enter")


def kept(register: Register) -> list[ReviewRow]:
    with register.read() as connection:
        return sorted(reviews(connection), key=lambda row: row.id)


def cell(here: ReviewPage, row: int, name: str) -> str:
    line = here.work.sheet.lines[row]
    return line.typed.get(name, "") or line.proposed.get(name, "")


def test_a_village_is_typed_by_keys_and_each_result_stands_at_once(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    assert [line.typed["name"] for line in here.work.sheet.lines] == ["Hồ Văn Thử", "Kăn Nơ", "Trần Văn Khá"]
    assert focus() is here.grid
    typed("121", "7,8,4", "2,1")
    assert (cell(here, 0, "result"), cell(here, 0, "b2")) == (
        "Hộ nghèo (nghèo thiếu hụt tiếp cận dịch vụ xã hội cơ bản)", "30",
    )  # fmt: skip
    assert cell(here, 0, "kind") == "Hộ nghèo từ nghèo cũ"
    typed("200", "0", "")
    typed("100", "", "3")
    here.grid.begin(1, 3)
    assert "trên 150 (ứng với 1.000.000 đồng/người/tháng)" in here.village.said.text()
    press("Ctrl+S")
    first, second, third = kept(filled)
    assert (first.result, first.size, first.causes, first.deprivations) == (
        "poor", 2, ["2", "1"], ["yt_bhyt", "nuoc", "nha_tieu"],
    )  # fmt: skip
    assert (second.result, second.deprivations, second.derived) == ("not_poor", [], "9")
    assert (third.sub_type, third.derived, third.deprivations) == ("income", "3", None)
    with filled.read() as connection:
        (row,) = rounds(connection)
    assert (row.year, row.kind, row.standard, row.reviews, first.round) == (2017, "periodic", "2016_2020", 3, row.id)
    assert "Đã ghi 3 phiếu rà soát của Thôn 1." in loaded(shell, qtbot).banner.text


def test_what_is_wrong_stands_in_its_cell_and_what_is_odd_asks_once(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    columns = [spec.id for spec in here.work.sheet.columns]
    typed("100")
    here.grid.begin(0, columns.index("b2"))
    typed("35")
    press("Ctrl+S")
    assert "B2 ghi 35" in here.banner.text
    assert here.grid.currentIndex().column() == columns.index("b2")
    assert not kept(filled)
    here.grid.begin(0, columns.index("b2"))
    typed("30")
    here.grid.begin(0, columns.index("size"))
    typed("9")
    press("Ctrl+S")
    type_text("sổ thiếu người")
    press("Enter")
    (row,) = kept(filled)
    assert (row.size, row.b2) == (9, 30)
    assert not load_draft(filled, f"review:{row.round}:{row.village}")


def test_what_is_typed_and_not_understood_is_not_lost_by_a_save(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    b1 = next(n for n, spec in enumerate(here.work.sheet.columns) if spec.id == "b1")
    here.grid.grid.setData(here.grid.grid.index(0, b1), "12x")
    press("Ctrl+S")
    assert "Chưa ghi gì." in here.banner.text
    assert here.work.sheet.lines[0].problems["b1"].severity == "hard"
    assert cell(here, 0, "b1") == "12x"
    assert kept(filled) == []


def test_a_kind_of_change_by_hand_wants_its_reason(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    columns = [spec.id for spec in here.work.sheet.columns]
    here.grid.begin(2, columns.index("b1"))
    typed("100")
    here.grid.begin(2, columns.index("kind"))
    typed("7")
    press("Ctrl+S")
    assert not kept(filled)
    type_text("có trong danh sách giấy 2014")
    press("Enter")
    (row,) = kept(filled)
    assert (row.change_kind, row.change_reason, row.derived) == ("7", "có trong danh sách giấy 2014", "3")


def test_steps_are_entered_and_the_round_recognised_and_taken_back(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    filled.providers = seeded(2)
    typed("121", "7,8,4", "2")
    press("Ctrl+S")
    here = loaded(shell, qtbot)
    press("Ctrl+Tab")
    assert here.tabs.currentIndex() == STEPS
    typed("1/8/2017", "3/8/2017", "20/8/2017")
    typed("thon 1", "22/8/2017", "40", "39")
    here.form.go_to("decision_no")
    typed("12/QĐ-UBND", "1/9/2017", "Hồ Văn Chủ")
    press("Ctrl+S")
    here = loaded(shell, qtbot)
    with filled.read() as connection:
        (row,) = rounds(connection)
    assert [(one.village_name, one.attended, one.agreed) for one in row.meetings] == [("Thôn 1", 40, 39)]
    assert (row.field_to, row.signatory) == ("2017-08-20", "Hồ Văn Chủ")
    press("Ctrl+F11")
    assert "Công nhận 1 phiếu của cả đợt: kết quả phân loại áp dụng từ 01/01/2018?" in here.banner.text
    press("Enter")
    type_text("huyện đã đồng ý")
    press("Enter")
    here = loaded(shell, qtbot)
    assert "Đã công nhận, áp dụng từ 01/01/2018: 1 hộ nghèo." in here.banner.text
    with filled.read() as connection:
        home = home_row(connection, household_ids(connection)[0], "2018-01-01")
        assert home.classification is not None
        assert (home.classification.decision_no, home.classification.change_kind) == ("12/QĐ-UBND", "1")
    assert "b1" in here.work.sheet.lines[0].locked
    press("Ctrl+Shift+Z")
    with filled.read() as connection:
        (row,) = rounds(connection)
        assert row.recognised == 0


def test_what_was_typed_and_not_saved_is_offered_again(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    number = add_round(filled, RoundInput(year=2017)).id
    shell.go("review", round=number)
    here = loaded(shell, qtbot)
    qtbot.waitUntil(lambda: here.work.loaded is not None and here.work.loaded.place.round == number)
    here.grid.begin_work()
    typed("100")
    shell.go("household")
    shell.go("review", round=number)
    qtbot.waitUntil(lambda: page(shell)._job is None)
    assert cell(page(shell), 0, "b1") == "100"
    press("Ctrl+Shift+O")
    assert shell.page is not None
    assert shell.page.about["id"] == here.work.sheet.lines[1].key  # type: ignore[attr-defined]


def test_questions_are_answered_by_code_or_words_and_the_totals_stand_at_once(
    shell: Shell,
    filled: Register,
    qtbot: QtBot,
) -> None:
    here = loaded(shell, qtbot)
    press("Shift+F9")
    assert here.tabs.currentIndex() == SCORES
    form = here.scores.form
    assert form is not None
    assert form.here() == "q:nhan_khau"
    typed("2", "khong co", "thpt")
    assert form.boxes["q:nhan_khau"].under.text() == "50 điểm"
    assert here.scores.title.text() == "Hồ Văn Thử · B1: 3 câu trong 6"
    assert "B1: ít nhất 65 điểm. Bảng điểm chưa đủ câu hỏi của phiếu: ghi tổng B1." in here.scores.totals.text()
    form.go_to("b1")
    typed("121")
    form.go_to("i:yt_bhyt")
    typed("c", "", "", "c", "c")
    assert "B2: 30 điểm." in here.scores.totals.text()
    assert "Thiếu hụt 3 chỉ số" in here.scores.totals.text()
    press("Ctrl+PgDown")
    assert here.scores.title.text().startswith("Kăn Nơ · B1: 0 câu")
    press("Shift+F9")
    assert here.tabs.currentIndex() == SHEET
    assert here.grid.currentIndex().row() == 1
    line = here.work.sheet.lines[0]
    assert (line.typed["b1"], line.typed["lacks"], line.proposed["b2"]) == ("121", "4, 7, 8", "30")
    press("Ctrl+S")
    (found,) = kept(filled)
    assert (found.b1, found.variant, found.result) == (121, "tr", "poor")
    assert found.answers == {"nhan_khau": "2", "phu_thuoc": "0", "bang_cap": "thpt"}
    assert found.deprivations == ["yt_bhyt", "nuoc", "nha_tieu"]
    loaded(shell, qtbot).grid.begin(0, 3)
    press("Shift+F9")
    assert form is not here.scores.form
    assert here.scores.title.text() == "Hồ Văn Thử · B1: 3 câu trong 6"


def test_a_whole_table_gives_b1_and_a_contradiction_asks(
    shell: Shell,
    filled: Register,
    qtbot: QtBot,
) -> None:
    text = resources.read("scoring/2016_2020.toml").decode().replace("complete = false", "complete = true")
    add_definition(filled, text.replace("version = 1", "version = 2").encode(), "bang-diem.toml")
    shell.desk.changed("policy")
    here = loaded(shell, qtbot)
    qtbot.waitUntil(lambda: here.work.sheet.table is not None and here.work.sheet.table.complete)
    press("Shift+F9")
    form = here.scores.form
    assert form is not None
    form.go_to("q:nhan_khau")
    typed("4", "1", "thpt", "khong", "0", "tuong, cot")
    assert here.scores.totals.text().startswith("B1: 60 điểm. ")
    assert "Điểm B1 60: không quá 120" in here.scores.totals.text()
    press("Ctrl+S")
    (found,) = kept(filled)
    assert (found.b1, found.answers["nha_o"], found.sub_type) == (60, ["tuong", "cot"], "income")
    here = loaded(shell, qtbot)
    form = here.scores.form
    assert form is not None
    assert form.model.typed["b1"] == ""  # it follows
    form.go_to("q:nha_o")
    for _ in range(12):
        press("Backspace")
    type_text("khong co")
    press("Enter")
    assert form.model.proposed["b1"] == "40"
    press("Ctrl+S")
    assert [(one.b1, one.answers["nha_o"]) for one in kept(filled)] == [(40, [])]


def test_a_score_sheet_stays_with_its_household_and_keeps_what_is_typed(
    shell: Shell,
    filled: Register,
    qtbot: QtBot,
) -> None:
    add_household(filled, household("Trần Văn Sau", classification=None))
    shell.desk.changed("household")
    here = loaded(shell, qtbot)
    names = [line.typed["name"] for line in here.work.sheet.lines]
    here.grid.begin(3, 3)
    press("Shift+F9")
    assert here.scores.title.text().startswith(names[3])
    typed("2")
    type_text("khong co")
    press("F5")  # what was answered and not saved is taken up again
    here = loaded(shell, qtbot)
    assert here.scores.title.text() == f"{names[3]} · B1: 2 câu trong 6"
    form = here.scores.form
    assert form is not None
    form.go_to("q:bang_cap")
    type_text("zzz")
    for away in ("Ctrl+S", "Ctrl+PgUp", "Shift+F9"):  # what is not understood is not left behind
        press(away)
        assert (here.tabs.currentIndex(), form.here(), form.boxes["q:bang_cap"].editor.shows()) == (
            SCORES,
            "q:bang_cap",
            "zzz",
        )
    assert kept(filled) == []
    press("Backspace", "Backspace", "Backspace")
    typed("thpt")
    form.go_to("b1")
    typed("121")
    form.go_to("i:yt_bhyt")
    typed("c")
    press("Ctrl+S")  # who is reviewed stands before who is not: its line is another one now
    (found,) = kept(filled)
    assert found.answers == {"nhan_khau": "2", "phu_thuoc": "0", "bang_cap": "thpt"}
    here = loaded(shell, qtbot)
    assert [line.typed["name"] for line in here.work.sheet.lines][2] == names[3]
    assert here.scores.title.text().startswith(names[3])
    here.tabs.setCurrentIndex(SHEET)
    here.grid.begin(2, 3)
    typed("100")
    here.tabs.setCurrentIndex(SCORES)  # as a click on it does
    assert here.scores.model.typed["b1"] == "100"
