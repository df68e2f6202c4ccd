"""The page of a household: typed from first field to save by keys alone, judged in place, pasted, opened again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import focus, press
from exchanges import household
from filled import settle
from households import (
    CLASS,
    HEAD,
    PEOPLE,
    WALK,
    E,
    actions_written,
    at_work,
    begin,
    entered,
    kept,
    page,
    typed,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from staging import LONG

from db.ledger.register import Register
from db.store.household.households import add_household, set_person
from db.store.inputs import SupportInput
from db.store.places.villages import add_village, list_villages
from db.store.support.supports import add_support
from desktop.presenters.desk import Desk
from desktop.presenters.household.entry import HouseholdEntry
from desktop.views import theme
from desktop.views.prints.page import PrintsPage
from desktop.views.shell import Shell


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with at_work(book) as window:
        yield window


def test_a_new_household_is_typed_and_saved_by_keys(shell: Shell) -> None:
    """Village, people, class, Enter on the button: one action, and everything understood."""
    shown = begin(shell)
    assert focus() is shown.home.boxes["village"].editor, "the first field that must be typed"
    before = actions_written(shell)
    typed(*PEOPLE, *CLASS)
    assert focus() is shown.save_button
    press("Enter")
    (row,) = kept(shell)
    assert actions_written(shell) == before + 1
    assert (row.village_name, row.ethnic_minority) == ("A Hươr", True)
    told = [(m.name, m.birth_date, m.relation, m.sex, m.ethnic, m.ethnic_local, m.cmnd) for m in row.members]
    assert told == [
        ("Hồ Văn Thử", "1962-05-01", "01", "1", "27", "Pa Cô", "191234567"),
        ("Kăn Nơ", "1965", "02", "2", "27", "Pa Cô", None),
        ("Hồ Thị Ánh", "2001-09-02", "04", "2", "27", "Pa Cô", None),
    ]
    now = row.classification
    assert now is not None
    assert (now.result, now.sub_type, now.valid_from, now.standard) == ("poor", "income", "2017-01-01", "2016_2020")
    assert (now.decision_no, now.decision_date) == ("12/QĐ-UBND", "2017-01-05")
    assert row.deprivations == ["nha_tieu", "yt_tiep_can"]
    assert "Hồ Văn Thử" in shown.banner.text


def test_a_new_household_may_begin_with_the_name_that_was_looked_for(shell: Shell) -> None:
    begin(shell)
    shell.go("household", name="A Viết Tơi")
    shown = page(shell)
    assert shown.entry.members.lines[0].typed["name"] == "A Viết Tơi"
    assert shown.entry.dirty


def test_the_longest_name_of_the_households_people_is_read_whole(shell: Shell, book: Register) -> None:
    shown = begin(shell)
    note = shown.grid.columnWidth(len(shown.grid.grid.sheet.columns) - 1)
    shell.go("household", id=add_household(book, household(LONG)).id)
    shown = page(shell)
    assert shown.width() < 1366
    assert shown.grid.columnWidth(0) > shown.grid.fontMetrics().horizontalAdvance(LONG) + theme.px(16)
    assert shown.grid.horizontalScrollBar().maximum() == 0
    assert shown.grid.columnWidth(len(shown.grid.grid.sheet.columns) - 1) < note, "its room comes from the notes"


def test_the_next_household_begins_with_what_they_have_in_common(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    assert isinstance(focus(), QPushButton), "the next household is one Enter away"
    press("Enter")
    assert shown.entry.id == ""
    assert focus() is shown.grid, "the village stands there already"
    typed("A Viết", E, "1980", E)
    typed_now = shown.entry.members.lines[0].typed
    assert (typed_now["relation"], typed_now["ethnic"]) == ("Chủ hộ", "Pa Cô")
    forms = shown.entry.home.typed | shown.entry.group.typed
    assert (forms["village"], forms["result"], forms["decision_no"]) == ("A Hươr", "Hộ nghèo", "12/QĐ-UBND")
    assert forms["deprivations"] == ""
    press("Ctrl+S")
    assert [row.members[0].name for row in kept(shell)] == ["Hồ Văn Thử", "A Viết"]


def test_a_new_village_is_asked_about_once_and_then_added(shell: Shell) -> None:
    """“Thôn 1” is known; “Thôn 12” is new, and no short way to write it."""
    shown = begin(shell)
    typed("Thôn 12", E, *WALK, *HEAD)
    press("Ctrl+S")
    assert kept(shell) == []
    assert focus() is shown.home.boxes["village"].editor
    assert "Thôn 12" in shown.entry.home.problems["village"].message
    before = actions_written(shell)
    press("Ctrl+S")
    assert [row.village_name for row in kept(shell)] == ["Thôn 12"]
    assert actions_written(shell) == before + 1, "the village is part of the save"
    with shell.desk.register.read() as connection:
        assert [one.name for one in list_villages(connection)] == ["A Hươr", "Thôn 1", "Thôn 12"]


def test_a_name_that_begins_like_a_known_village_can_be_entered(shell: Shell) -> None:
    """The list offers what was typed as its last line."""
    shown = begin(shell)
    typed("Thôn", "<Down>", E)
    assert shown.entry.home.typed["village"] == "Thôn"


def test_hard_problems_stand_in_place_and_the_cursor_goes_to_the_first(shell: Shell) -> None:
    shown = begin(shell)
    typed("a hu", E, *WALK, "Hồ Văn Thử", E, "1 5 2062", E, "1", E, E, "19123", E)
    press("Ctrl+S")
    assert kept(shell) == []
    problems = shown.entry.members.lines[0].problems
    assert {name for name, problem in problems.items() if problem.severity == "hard"} == {"birth_date", "identity"}
    assert (focus(), shown.grid.currentIndex().column()) == (shown.grid, 1)
    assert "sau ngày" in shown.sheet.beneath.text()


def test_an_identity_number_is_judged_as_soon_as_it_is_typed(shell: Shell) -> None:
    entered(shell)
    press("F2")
    shown = page(shell)
    typed("A Viết", E, "1980", E, "1", E, "191234567", E)
    problem = shown.entry.members.lines[0].problems["identity"]
    assert problem.severity == "hard"
    assert "Hồ Văn Thử" in problem.message
    assert shown.sheet.beneath.text() == problem.message


def test_soft_problems_ask_for_a_reason(shell: Shell) -> None:
    """A head of ten years may be right; the reason goes into the ledger."""
    shown = begin(shell)
    typed("a hu", E, *WALK, "Hồ Văn Thử", E, "2007", E, "1", E)
    press("Ctrl+S")
    assert kept(shell) == []
    assert focus() is shown.reason.line
    typed("cha mẹ mất", E)
    assert [row.members[0].name for row in kept(shell)] == ["Hồ Văn Thử"]


def test_a_reason_that_is_not_given_leads_back_to_the_cell(shell: Shell) -> None:
    shown = begin(shell)
    typed("a hu", E, *WALK, "Hồ Văn Thử", E, "2007", E, "1", E)
    press("Ctrl+S", "Esc")
    assert (focus(), shown.grid.currentIndex().column()) == (shown.grid, 1)
    assert kept(shell) == []


def test_a_block_with_headings_is_read_by_them(shell: Shell) -> None:
    shown = begin(shell)
    typed("a hu", E, *WALK)
    QGuiApplication.clipboard().setText(
        "STT\tHọ và tên\tQuan hệ với chủ hộ\tNăm sinh\tGiới tính\tDân tộc\tSố CMND\n"
        "1\tHỒ VĂN THỬ\tChủ hộ\t01/05/1962\tNam\tPa-cô\t191234567\n"
        "2\tKăn Nơ\tvợ\t1965\tNữ\tTà ôi\t\n"
        "3\tHồ Thị Ánh\tcon gái\t15\tNữ\tTà ôi\t\n"
    )
    press("Ctrl+V")
    rows = [line.typed for line in shown.entry.members.filled()]
    assert [(row["name"], row["relation"], row.get("birth_date", "")) for row in rows] == [
        ("Hồ Văn Thử", "Chủ hộ", "01/05/1962"), ("Kăn Nơ", "Vợ", "1965"), ("Hồ Thị Ánh", "Con đẻ", ""),
    ]  # fmt: skip
    assert [row["ethnic"] for row in rows] == ["Pa Cô", "Tà Ôi", "Tà Ôi"]
    assert "“15”" in shown.banner.text, "what cannot be read is said, never dropped in silence"


def test_a_block_without_headings_falls_into_the_columns_of_the_grid(shell: Shell) -> None:
    shown = begin(shell)
    typed("a hu", E, *WALK)
    QGuiApplication.clipboard().setText('Hồ Văn Thử\t1962\tchủ hộ\tNam\tKinh\n"Kăn\nNơ"\t1965\tvợ\n')
    press("Ctrl+V")
    rows = [line.typed for line in shown.entry.members.filled()]
    assert [(row["name"], row["relation"], row["ethnic"]) for row in rows] == [
        ("Hồ Văn Thử", "Chủ hộ", "Kinh"), ("Kăn Nơ", "Vợ", "Kinh"),
    ]  # fmt: skip


def test_f4_repeats_the_value_above(shell: Shell) -> None:
    shown = begin(shell)
    typed("a hu", E, *WALK, *HEAD, "Hồ Văn Hai", E, "<F4>")
    assert shown.entry.members.lines[1].typed["birth_date"] == "01/05/1962"


def test_a_row_that_was_never_saved_can_be_taken_away_and_a_recorded_one_not(shell: Shell) -> None:
    begin(shell)
    typed(*PEOPLE)
    shown = page(shell)
    shown.grid.begin(2)
    press("Ctrl+-")
    assert [line.typed["name"] for line in shown.entry.members.filled()] == ["Hồ Văn Thử", "Kăn Nơ"]
    press("Ctrl+S")
    shown.grid.begin(1)
    press("Ctrl+-")
    assert len(shown.entry.members.filled()) == 2
    assert "F8" in shown.banner.text


def test_what_was_changed_on_a_household_is_one_action(shell: Shell) -> None:
    row = entered(shell)
    before = actions_written(shell)
    shown = page(shell)
    shown.home.go_to("code")
    typed("H-12")
    shown.grid.begin(1, 1)
    typed("2 3 1966", E)
    shown.grid.begin(3)
    typed("Hồ Văn Em", E, "2015", E, "con", E, "nam", E)
    shown.group.go_to("decision_no")
    press("Ctrl+A")
    typed("13/QĐ-UBND")
    press("Ctrl+S")
    assert actions_written(shell) == before + 1
    (after,) = kept(shell)
    assert (after.code, after.members[1].birth_date, after.members[3].name) == ("H-12", "1966-03-02", "Hồ Văn Em")
    assert after.classification is not None
    assert row.classification is not None
    assert (after.classification.id, after.classification.decision_no) == (row.classification.id, "13/QĐ-UBND")
    assert after.deprivations == row.deprivations


def test_a_new_class_leaves_the_old_one_as_history(shell: Shell) -> None:
    row = entered(shell)
    press("Ctrl+R")
    typed("<Ctrl+A>", "can", E, "<Ctrl+A>", "1 8 2017", E)
    press("Ctrl+S")
    (after,) = kept(shell)
    assert row.classification is not None
    assert after.classification is not None
    assert after.classification.id != row.classification.id
    assert (after.classification.result, after.classification.valid_from) == ("near_poor", "2017-08-01")


def test_a_class_is_never_left_half_written_or_emptied(shell: Shell) -> None:
    """A decision without a result, and a result that is taken away, stop at the result."""
    shown = begin(shell)
    typed("a hu", E, *WALK, *HEAD)
    shown.group.go_to("decision_no")
    typed("12/QĐ-UBND")
    press("Ctrl+S")
    assert kept(shell) == []
    assert focus() is shown.group.boxes["result"].editor
    typed("n", E, "th", E, "1 1 2017", E)
    press("Ctrl+S")
    assert len(kept(shell)) == 1
    shown.group.go_to("result")
    press("Ctrl+A", "Delete", "Ctrl+S")
    assert focus() is shown.group.boxes["result"].editor
    now = kept(shell)[0].classification
    assert now is not None
    assert now.result == "poor"


def test_saving_what_has_not_changed_writes_nothing(shell: Shell) -> None:
    entered(shell)
    before = actions_written(shell)
    press("Ctrl+S")
    assert actions_written(shell) == before


def test_a_person_changed_elsewhere_meanwhile_stays_in_dispute_and_is_marked(shell: Shell) -> None:
    """Both values stand, the cell says so, and the way to the queue is one key."""
    row = entered(shell)
    shown = page(shell)
    set_person(shell.desk.register, row.members[1].id, {"birth_date": "1967"})
    shown.grid.begin(1, 1)
    typed("1969", E)
    press("Ctrl+S")
    assert "chờ quyết định" in shown.banner.text
    mark = shown.entry.members.lines[1].marks["birth_date"]
    assert "⚠" in mark
    assert "1967" in mark
    assert "1969" in mark
    assert "Hồ Thị Mẫu" in mark
    shown.grid.begin(1, 1)
    assert shown.sheet.beneath.text() == mark


def test_households_of_a_list_follow_each_other(shell: Shell) -> None:
    entered(shell)
    press("F2")
    typed("A Viết", E, "1980", E, "1", E)
    press("Ctrl+S")
    first, second = (row.id for row in kept(shell))
    person = kept(shell)[0].members[2].id
    shell.go("household", id=first, person=person, among=[first, second])
    shown = page(shell)
    assert (focus(), shown.grid.currentIndex().row()) == (shown.grid, 2)
    press("Ctrl+PgDown")
    assert (shown.entry.id, shown.heading.text()) == (second, "Hộ A Viết")
    press("Ctrl+PgDown")
    assert shown.entry.id == second
    press("Ctrl+PgUp")
    assert shown.entry.id == first


def test_f7_shows_the_history_of_the_field_under_the_cursor(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.grid.begin(1, 1)
    typed("1966", E)
    press("Ctrl+S")
    shown.grid.begin(1, 1)
    press("F7")
    rows = shown.sheet.history.table.rows
    cells = [rows.row(number).cells for number in range(rows.rowCount())]
    assert [(cell[3], cell[4]) for cell in cells] == [("1965", "1966"), ("", "1965")]
    assert focus() is shown.sheet.history.table
    press("Esc")
    assert focus() is shown.grid


def test_every_editor_and_button_has_a_name(shell: Shell) -> None:
    from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

    shown = begin(shell)
    shown.happening.ask_which(("birth", "death"))
    unnamed = [
        widget
        for kind in (QLineEdit, QTableView, QPushButton)
        for widget in shown.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert unnamed == []
    assert isinstance(shown, QWidget)


def test_the_last_save_can_be_taken_back(shell: Shell) -> None:
    """One sentence, Enter does it; a household that is gone makes room for a new one, and redo is a save again."""
    entered(shell)
    shown = page(shell)
    shown.grid.begin(1, 1)
    typed("1966", E)
    press("Ctrl+S")
    shown.home.begin()
    press("Ctrl+Shift+Z")
    assert "Hoàn tác lần lưu" in shown.banner.text
    press("Enter")
    assert kept(shell)[0].members[1].birth_date == "1965"
    assert shown.entry.members.lines[1].typed["birth_date"] == "1965"
    press("Ctrl+Shift+Z", "Enter")
    assert kept(shell) == []
    assert shown.entry.id == ""


@pytest.mark.parametrize("keys", ["Ctrl+K", "Ctrl+H", "F7", "Ctrl+R"])
def test_keys_of_the_window_go_before_those_of_the_editor(shell: Shell, keys: str) -> None:
    entered(shell)
    shown = page(shell)
    shown.home.go_to("note")
    done: list[str] = []
    shell.do = done.append  # type: ignore[method-assign,assignment]
    typed("suối")
    press(keys)
    assert len(done) == 1
    assert shown.home.boxes["note"].editor.shows() == "suối"


def test_what_was_recorded_is_printed_from_where_one_stands(shell: Shell) -> None:
    """After a support is saved the cursor is on it, where nothing can be typed over; Ctrl+P leads to its slip."""
    row = entered(shell)
    radio = {"chuong_trinh": "da4", "thiet_bi": "radio"}
    older = add_support(
        shell.desk.register, SupportInput(household=row.id, policy="thong_tin", year=2016, details=radio), reason="cũ"
    ).id
    shell.desk.changed("support")
    press("Ctrl+H")
    typed("van hoa", E, "dự án 4", E, "radio", E, "<Ctrl+S>", "Cấp bù", E)
    shown = page(shell)
    assert focus() is shown.sheet.supports.table
    typed("A Hươr")
    assert not shown.entry.dirty
    assert printed(shell) == ("Phiếu hỗ trợ hộ gia đình", "2017", f"{HEAD[0]} – A Hươr", "")
    shell.do("back")
    shown.sheet.to_support(older)
    assert printed(shell)[1] == "2016"
    shell.go("support", id=older)
    assert printed(shell)[1:] == ("2016", f"{HEAD[0]} – A Hươr", "Hỗ trợ văn hóa, thông tin, phương tiện nghe nhìn")
    shell.do("back")
    shell.go("household", id=row.id)
    shown.grid.begin(0, 1)
    typed("1961", E)
    press("Ctrl+P")
    assert shell.page is shown
    assert "chưa lưu" in shown.banner.text


def test_the_way_back_and_the_lock_lead_to_the_household_that_was_saved(shell: Shell) -> None:
    """Not to another blank one."""
    row = entered(shell)
    printed(shell)
    shell.do("back")
    assert page(shell).entry.id == row.id
    assert shell.trail[-1][1]["id"] == row.id
    press("F2")
    assert shell.trail[-1] == ("household", {})


def printed(shell: Shell) -> tuple[str, ...]:
    """What Ctrl+P asks to be printed: document, year, households, policy."""
    press("Ctrl+P")
    shown = shell.page
    assert isinstance(shown, PrintsPage)
    settle(shell)
    return tuple(shown.prints.form.typed[name] for name in ("document", "year", "households", "policy"))


def test_a_class_is_no_error(book: Register) -> None:
    """Whatever a household's class is, its chip has one tone; the word tells which."""
    add_village(book, "Thôn 1")
    made = add_household(book, household("Hồ Văn Thử")).id
    entry = HouseholdEntry(Desk(book, "thử.sohotro"))
    entry.open(made)
    assert ("Hộ nghèo", "info") in entry.chips()
