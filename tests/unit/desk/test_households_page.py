"""Finding people and households by keys alone: search while typing, conditions, named lists, print and Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from desk import Elsewhere, focus, ibus, on_screen, press, type_text, unikey
from exchanges import household, person
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from staging import LONG

from db.domain.errors import UserError
from db.ledger.register import Register
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput, Filter, PolicyYear
from db.store.places.villages import add_village
from desktop import words
from desktop.presenters.conditions import Conditions
from desktop.presenters.desk import Desk
from desktop.presenters.households import HouseholdList
from desktop.presenters.preferences import Preferences
from desktop.views import theme
from desktop.views.households.page import HouseholdsPage
from desktop.views.shell import Shell
from desktop.work.context import JobContext
from forms.paper.raster import Pages

NEAR_POOR = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2017-01-01")


@pytest.fixture
def filled(book: Register) -> Register:
    """Three households in two villages, five people."""
    for village in ("Thôn 1", "Thôn 2"):
        add_village(book, village)
    family = [
        person("Hồ Thị Ánh", birth_date="1962", sex="2", cccd="046162004321"),
        person("Hồ Văn Anh", relation="04", birth_date="2001-05-06", sex="1"),
    ]
    add_household(book, household("", members=family))
    pair = [person("Kê Xiêng", birth_date="1975"), person("Hồ Thị Đào", relation="02", birth_date="1976", sex="2")]
    add_household(book, household("", village="Thôn 2", members=pair, classification=NEAR_POOR))
    add_household(book, household("A Viết Tơi", village="Thôn 2", classification=None))
    return book


@pytest.fixture
def shell(filled: Register, qtbot: QtBot) -> Iterator[Shell]:
    with on_screen(filled, {"households": HouseholdsPage, "household": Elsewhere}) as window:
        window.do("find")
        settled(window, qtbot)
        yield window


def page(window: Shell) -> HouseholdsPage:
    assert isinstance(window.page, HouseholdsPage)
    return window.page


def settled(window: Shell, qtbot: QtBot) -> HouseholdsPage:
    """The page once it has answered everything."""
    here = page(window)
    qtbot.waitUntil(
        lambda: (
            here.shown is not None
            and not here._pause.isActive()
            and here.shown.question == here.list.question()
            and here.shown.others is not None
            and here._job is None
        )
    )
    return here


def names(here: HouseholdsPage) -> list[str]:
    return [here.rows.index(row, 0).data() for row in range(here.rows.rowCount())]


def test_f3_puts_the_cursor_into_the_line_and_typing_finds_exact_accents_first(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    assert here.told.text() == "5 người, 3 hộ"
    here.table.begin()
    press("F3")
    assert focus() is here.line
    unikey("Hô", "<ồ", " A", "<Á", "nh")
    settled(shell, qtbot)
    assert names(here) == ["Hồ Thị Ánh", "Hồ Văn Anh"]
    assert here.told.text() == "2 người, 1 hộ"
    here.search("ho anh")
    assert names(settled(shell, qtbot)) == ["Hồ Văn Anh", "Hồ Thị Ánh"]


@pytest.mark.parametrize("hands", [lambda: unikey("d", "<Đ", "a", "<à", "o"), lambda: ibus("Đào")])
def test_a_word_begun_in_the_list_is_composed_in_the_line(
    shell: Shell, qtbot: QtBot, hands: Callable[[], None]
) -> None:
    here = settled(shell, qtbot)
    here.search("Hồ")
    settled(shell, qtbot).line.setCursorPosition(0)
    here.table.begin()
    type_text(" ")
    assert focus() is here.table
    hands()
    assert focus() is here.line
    assert here.line.text() == "HồĐào"
    press("Backspace", "Backspace", "Backspace", "Backspace", "Backspace")
    here.search("")
    settled(shell, qtbot)
    here.table.begin()
    hands()
    assert names(settled(shell, qtbot)) == ["Hồ Thị Đào"]


def test_an_input_method_may_begin_a_word_in_the_list_and_is_not_torn_out_of_it(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    here.table.begin()
    asked = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(here.table, asked)
    assert asked.value(Qt.InputMethodQuery.ImEnabled)
    for composed in ("d", "đ"):
        QApplication.sendEvent(focus(), QInputMethodEvent(composed, []))
        assert focus() is here.table  # a cursor that moved now would end the composition: "d", then "d" again
    ibus("Đào")
    assert focus() is here.line
    assert here.line.text() == "Đào"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("4321", ["Hồ Thị Ánh"]),
        ("1975", ["Kê Xiêng"]),
        ("dao", ["Hồ Thị Đào"]),
        ("toi thon 2", ["A Viết Tơi"]),
        ("thôn 1", ["Hồ Văn Anh", "Hồ Thị Ánh"]),
    ],
)
def test_what_people_are_found_by(shell: Shell, qtbot: QtBot, typed: str, found: list[str]) -> None:
    here = page(shell)
    here.search(typed)
    assert sorted(names(settled(shell, qtbot))) == sorted(found)


def test_the_newest_question_wins(shell: Shell, qtbot: QtBot) -> None:
    here = page(shell)
    for text in ("h", "ho", "ho a", "ke"):
        here.search(text)
    assert names(settled(shell, qtbot)) == ["Kê Xiêng"]


def test_down_goes_into_the_list_typing_comes_back_and_enter_opens(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    press("Down")
    assert focus() is here.table
    type_text("k")
    assert focus() is here.line
    assert here.line.text() == "k"
    type_text("e")
    settled(shell, qtbot)
    assert names(here) == ["Kê Xiêng"]
    press("Down", "Up")
    assert focus() is here.line
    press("Down", "Enter")
    stop = shell.page
    assert isinstance(stop, Elsewhere)
    with here.desk.register.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT household, person FROM membership ORDER BY id").all()[2:3]
    assert stop.about == {"id": row[0], "person": row[1], "among": [row[0]]}
    press("Alt+Left")
    assert focus() is here.table


def test_enter_in_the_line_opens_the_first_hit_even_before_it_is_there(shell: Shell, qtbot: QtBot) -> None:
    type_text("xieng")
    press("Enter")
    qtbot.waitUntil(lambda: isinstance(shell.page, Elsewhere))


def test_people_or_households(shell: Shell, qtbot: QtBot) -> None:
    press("Ctrl+Shift+H")
    here = settled(shell, qtbot)
    assert names(here) == ["Hồ Thị Ánh", "A Viết Tơi", "Kê Xiêng"]
    assert here.by_household.isChecked()
    assert here.heading.text() == "Danh sách hộ"
    press("Down", "Enter")
    stop = shell.page
    assert isinstance(stop, Elsewhere)
    assert len(stop.about["among"]) == 3
    assert stop.about["person"] is None


def test_conditions_are_put_on_by_letters_and_taken_off_by_backspace(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    press("Shift+F3")
    assert focus() is here.bar.line
    type_text("can ngh")
    press("Enter")
    settled(shell, qtbot)
    assert [button.text() for button in here.bar.buttons] == ["Hộ cận nghèo"]
    assert sorted(names(here)) == ["Hồ Thị Đào", "Kê Xiêng"]
    type_text("nu")
    press("Enter")
    settled(shell, qtbot)
    assert names(here) == ["Hồ Thị Đào"]
    press("Backspace")
    settled(shell, qtbot)
    assert [button.text() for button in here.bar.buttons] == ["Hộ cận nghèo"]
    press("Ctrl+Shift+F")
    settled(shell, qtbot)
    assert here.told.text() == "5 người, 3 hộ"


def test_named_lists_have_counts_and_can_be_taken_kept_and_forgotten(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    qtbot.waitUntil(lambda: all(here.lists.item(row).data(256 + 3) for row in range(1, here.lists.count())))
    counted = {here.lists.item(row).text(): here.lists.item(row).data(256 + 3) for row in range(here.lists.count())}
    assert (counted["Hộ nghèo"], counted["Hộ chưa phân loại"]) == ("1", "1")
    press("F6", "Down", "Enter")
    settled(shell, qtbot)
    assert (here.heading.text(), focus()) == ("Hộ nghèo", here.table)
    here.bar.begin()
    type_text("thon 1")
    press("Enter")
    settled(shell, qtbot)
    press("Ctrl+Shift+S")
    type_text("Nghèo thôn 1")
    press("Enter")
    settled(shell, qtbot)
    assert here.heading.text() == "Nghèo thôn 1"
    assert here.lists.current is not None
    shell.do("forget_list")
    settled(shell, qtbot)
    assert "Nghèo thôn 1" not in [one.title for one in here.list.saved]
    (again,) = [b for b in here.banner.findChildren(QPushButton) if b.text() == "Lấy lại"]
    again.click()
    settled(shell, qtbot)
    assert "Nghèo thôn 1" in [one.title for one in here.list.saved]


def test_another_page_may_ask_for_a_list_and_name_it(shell: Shell, qtbot: QtBot) -> None:
    shell.go("households", filter=Filter(classes=("near_poor",)), of="households", title="Cận nghèo năm nay")
    here = settled(shell, qtbot)
    assert (names(here), here.heading.text()) == (["Kê Xiêng"], "Cận nghèo năm nay")
    assert focus() is here.table


def test_a_name_taken_already_is_refused_on_the_page(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    press("Ctrl+Shift+S")
    type_text("ho ngheo")
    press("Enter")
    assert "đặt tên khác" in here.banner.text


def test_columns_order_the_list_by_menu_and_the_other_way_round(shell: Shell, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    press("Ctrl+Shift+X", "Down", "Enter")
    settled(shell, qtbot)
    born = [here.rows.index(row, 1).data() for row in range(5)]
    assert born == ["1962", "1970", "1975", "1976", "06/05/2001"]
    here.table.ordered.emit(1)
    settled(shell, qtbot)
    assert [here.rows.index(row, 1).data() for row in range(5)] == born[::-1]


def test_nothing_found_offers_a_new_household_of_that_name(shell: Shell, qtbot: QtBot) -> None:
    here = page(shell)
    here.search("zơrâm Bhất 1962")
    settled(shell, qtbot)
    assert "Không thấy “zơrâm Bhất 1962”" in here.nothing.text
    (new,) = [button for button in here.nothing.findChildren(QPushButton) if "tên này" in button.text()]
    new.click()
    stop = shell.page
    assert isinstance(stop, Elsewhere)
    assert stop.about == {"name": "Zơrâm Bhất"}


def test_an_empty_register_teaches_the_first_step(book: Register, qtbot: QtBot) -> None:
    with on_screen(book, {"households": HouseholdsPage}) as window:
        window.go("households")
        here = settled(window, qtbot)
        assert "Sổ chưa có hộ nào" in here.nothing.text
        assert focus() is here.line


def test_what_was_written_elsewhere_is_seen_and_the_cursor_stays(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = settled(shell, qtbot)
    here.table.begin(4)
    before = here.rows.ids[4]
    add_household(filled, household("A Lăng Bé"))
    shell.desk.changed("household")
    settled(shell, qtbot)
    assert here.told.text() == "6 người, 4 hộ"
    assert here.rows.ids[here.table.currentIndex().row()] == before


def test_excel_and_paper_hold_what_the_list_holds(
    shell: Shell, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = page(shell)
    here.list.asked = Filter(classes=("near_poor",))
    here.ask()
    settled(shell, qtbot)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "ds"), ""))
    press("Ctrl+Shift+E")
    qtbot.waitUntil(lambda: "ds.xlsx" in here.banner.text)
    rows = list(openpyxl.load_workbook(tmp_path / "ds.xlsx").worksheets[0].values)
    assert rows[0][0] == "Danh sách người"
    assert str(rows[1][0]).startswith("Hộ cận nghèo – ngày ")
    assert [row[0] for row in rows[5:]] == ["Hồ Thị Đào", "Kê Xiêng"]
    paper = here.list.paper(here.shown, here.list.title, JobContext())
    assert (paper.title, paper.pages) == ("Danh sách người", 1)
    assert paper.subject.startswith("Hộ cận nghèo – ngày ")


def test_a_list_is_printed_in_vietnamese_whatever_the_screen_speaks(filled: Register) -> None:
    words.use("en")
    try:
        lists = HouseholdList(Desk(filled, "thử"))
        lists.asked = Filter(classes=("near_poor",))
        handed = lists.handed(lists.answer(lists.question()))
        paper = handed.make(JobContext())
        on_screen_titles = [column.title for column in lists.columns("persons")]
    finally:
        words.use("vi")
    printed = Pages(paper.data).text(0)
    assert (handed.title, paper.title) == ("Danh sách người", "Danh sách người")
    assert paper.subject.startswith("Hộ cận nghèo – ngày ")
    assert paper.subject.endswith("(2 người, 1 hộ)")
    assert "Họ và tên" in printed
    assert "Full name" not in printed
    assert "Họ và tên" not in on_screen_titles


def test_an_empty_list_is_no_paper(filled: Register) -> None:
    lists = HouseholdList(Desk(filled, "thử"))
    lists.asked = Filter(text="khong co ai ten the nay")
    with pytest.raises(UserError, match="không còn ai"):
        lists.paper(lists.answer(lists.question()), lists.title, JobContext())


def test_a_wide_window_gives_its_room_to_the_names(shell: Shell, qtbot: QtBot) -> None:
    table = settled(shell, qtbot).table
    narrow = table.columnWidth(0)
    shell.resize(1920, 1040)
    assert table.columnWidth(0) > max(narrow, table.fontMetrics().horizontalAdvance(LONG))
    assert table.horizontalScrollBar().maximum() == 0
    table.widths[0] = 150  # dragged
    shell.resize(1900, 1040)
    assert table.columnWidth(0) == theme.px(150)


def test_widths_are_remembered(filled: Register, qtbot: QtBot) -> None:
    kept = Preferences()
    with on_screen(filled, {"households": HouseholdsPage}, kept) as window:
        window.go("households")
        here = settled(window, qtbot)
        here.table.widths[0] = 300
    with on_screen(filled, {"households": HouseholdsPage}, kept) as window:
        window.go("households")
        assert settled(window, qtbot).table.columnWidth(0) == 300


def test_every_condition_offered_can_be_put_on_taken_off_and_asked(filled: Register) -> None:
    lists = HouseholdList(Desk(filled, "thử"))
    for offer in lists.conditions.offers():
        for of in ("persons", "households"):
            lists.take_filter(of, offer.on(Filter()))  # type: ignore[arg-type]
            lists.answer(lists.question())
            assert lists.conditions.active(lists.asked) == [offer]
            assert offer.off(lists.asked) == Filter()


def test_a_filter_in_words(filled: Register) -> None:
    conditions = Conditions(Desk(filled, "thử"))
    asked = Filter(text="hồ", classes=("poor",), age_to=5, size_from=6, not_had=(PolicyYear(policy="bhyt", year=2017),))
    said = conditions.in_words(asked)
    assert said == "“hồ”; Hộ nghèo; Hộ từ 6 người; Chưa có thẻ BHYT năm 2017; Đến 5 tuổi"


def test_everything_on_the_page_has_a_name(shell: Shell) -> None:
    here = page(shell)
    for widget in (here.line, here.by_person, here.by_household, here.bar.line, here.table, here.lists):
        assert widget.accessibleName()
    assert QApplication.focusWidget() is here.line
