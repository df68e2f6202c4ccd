"""Nothing typed is lost: kept a second after the last key, offered again in one sentence, gone with the save."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import on_screen, press
from households import CLASS, HEAD, PEOPLE, WALK, WIFE, E, at_work, begin, entered, kept, page, typed
from PySide6.QtTest import QTest

from db.ledger.register import Register
from db.store.drafts import drafts
from db.store.household.households import set_household
from desktop.presenters.desk import Desk
from desktop.presenters.household.entry import HouseholdEntry
from desktop.views.household.page import PAUSE
from desktop.views.shell import Shell


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with at_work(book) as window:
        yield window


def waiting(register: Register) -> dict[str, str]:
    """Titles of the drafts by place."""
    with register.read() as connection:
        return {row.place: row.title for row in drafts(connection)}


def test_a_power_cut_costs_one_second_of_typing(shell: Shell) -> None:
    """Nobody closes the window: another one is opened on the same register, as after a crash."""
    begin(shell)
    typed("a hu", E, *WALK, *HEAD, *WIFE)
    QTest.qWait(PAUSE + 200)
    assert list(waiting(shell.desk.register).values()) == ["Hộ mới – Hồ Văn Thử – A Hươr"]
    with on_screen(shell.desk.register) as after:
        after.go("household")
        shown = page(after)
        assert "chưa lưu" in shown.banner.text
        assert shown.entry.members.filled() == [], "nothing is taken up without being asked for"
        press("Ctrl+B")
        assert [line.typed["name"] for line in shown.entry.members.filled()] == ["Hồ Văn Thử", "Kăn Nơ"]
        assert shown.entry.home.typed["village"] == "A Hươr"
        press("Ctrl+S")
        assert [row.members[1].name for row in kept(after)] == ["Kăn Nơ"]
        assert waiting(after.desk.register) == {}


def test_leaving_the_page_keeps_what_was_typed_and_coming_back_finds_it(shell: Shell) -> None:
    begin(shell)
    typed("a hu", E, *WALK, "Hồ Văn Thử", E)
    shell.close()
    assert len(waiting(shell.desk.register)) == 1


def test_a_cell_that_is_still_open_is_kept_too(shell: Shell) -> None:
    begin(shell)
    typed("a hu", E, *WALK, "Hồ Văn Thử")
    page(shell).left()
    assert "Hồ Văn Thử" in next(iter(waiting(shell.desk.register).values()))


def test_a_draft_that_was_not_taken_up_is_never_written_over(shell: Shell) -> None:
    begin(shell)
    typed("a hu", E, *WALK, *HEAD)
    press("F2")
    typed("a hu", E, *WALK, "Người khác", E)
    press("F2")
    assert sorted(waiting(shell.desk.register).values()) == [
        "Hộ mới – Hồ Văn Thử – A Hươr", "Hộ mới – Người khác – A Hươr",
    ]  # fmt: skip
    press("Ctrl+B")
    assert page(shell).entry.members.lines[0].typed["name"] == "Người khác", "the newest is offered first"
    press("Ctrl+S")
    assert list(waiting(shell.desk.register).values()) == ["Hộ mới – Hồ Văn Thử – A Hươr"]


def test_a_draft_can_be_given_up(shell: Shell) -> None:
    begin(shell)
    typed("a hu", E, *WALK, *HEAD)
    press("F2")
    assert shell.do("drop_draft")
    assert waiting(shell.desk.register) == {}
    assert page(shell).banner.text == ""


def test_what_is_typed_back_to_what_it_was_leaves_no_draft(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.home.go_to("note")
    typed("x")
    shown.left()
    assert len(waiting(shell.desk.register)) == 1
    shown.home.go_to("note")
    press("Backspace")
    shown.left()
    assert waiting(shell.desk.register) == {}


def test_a_draft_of_a_known_household_holds_only_what_was_typed(shell: Shell) -> None:
    """What others wrote since stands; what both wrote becomes a conflict instead of being written over."""
    row = entered(shell)
    shown = page(shell)
    shown.home.go_to("note")
    typed("ở ven suối")
    shown.left()
    set_household(shell.desk.register, row.id, {"code": "H-1"})
    with on_screen(shell.desk.register) as after:
        after.go("household", id=row.id)
        press("Ctrl+B")
        assert page(after).entry.home.typed["code"] == "H-1"
        press("Ctrl+S")
        assert [(one.code, one.note) for one in kept(after)] == [("H-1", "ở ven suối")]


def test_taking_a_draft_up_does_not_lose_what_stands_here(shell: Shell) -> None:
    begin(shell)
    typed("a hu", E, *WALK, *HEAD)
    press("F2")
    typed("a hu", E, *WALK, "Người khác", E)
    press("Ctrl+B")
    assert page(shell).entry.members.lines[0].typed["name"] == "Hồ Văn Thử"
    assert "Hộ mới – Người khác – A Hươr" in waiting(shell.desk.register).values()


def test_saving_the_whole_household_leaves_no_draft(shell: Shell) -> None:
    begin(shell)
    typed(*PEOPLE)
    QTest.qWait(PAUSE + 200)
    assert len(waiting(shell.desk.register)) == 1
    typed(*CLASS)
    press("Ctrl+S")
    assert waiting(shell.desk.register) == {}


def test_what_was_taken_over_from_the_last_household_is_in_the_draft_too(shell: Shell) -> None:
    """After a power cut nobody remembers the last save: village and class must come back with the draft."""
    entered(shell)
    press("F2")
    typed("A Viết", E, "1980", E, "1", E)
    page(shell).left()
    with on_screen(shell.desk.register) as after:
        after.go("household")
        press("Ctrl+B", "Ctrl+S")
        second = kept(after)[1]
        assert (second.village_name, second.members[0].name) == ("A Hươr", "A Viết")
        assert second.classification is not None
        assert (second.classification.result, second.classification.decision_no) == ("poor", "12/QĐ-UBND")


def test_the_next_household_begins_with_the_last_one_on_another_day_too(shell: Shell) -> None:
    entered(shell)
    again = Desk(shell.desk.register, shell.desk.place)
    again.take_up()
    assert again.sticky == shell.desk.sticky
    begun = HouseholdEntry(again)
    assert (begun.home.value("village"), begun.members.ethnic) == ("A Hươr", shell.desk.sticky["household.ethnic"])
    assert (begun.group.value("result"), begun.group.value("decision_no")) == ("poor", "12/QĐ-UBND")
    assert begun.group.value("decision_date") == "2017-01-05"


def test_a_new_class_being_typed_comes_back_as_a_new_class(shell: Shell) -> None:
    row = entered(shell)
    press("Ctrl+R")
    typed("<Ctrl+A>", "can", E, "<Ctrl+A>", "1 8 2017", E)
    page(shell).left()
    with on_screen(shell.desk.register) as after:
        after.go("household", id=row.id)
        press("Ctrl+B", "Ctrl+S")
        now = kept(after)[0].classification
        assert now is not None
        assert row.classification is not None
        assert (now.result, now.valid_from) == ("near_poor", "2017-08-01")
        assert now.id != row.classification.id
