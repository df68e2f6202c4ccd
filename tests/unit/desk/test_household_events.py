"""What happens in a household, told by keys: which thing, a few questions, one sentence of what follows, one action."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import focus, press
from households import E, actions_written, at_work, entered, kept, page, typed

from db.ledger.register import Register
from desktop.presenters.actions import actions
from desktop.presenters.household.events import kinds
from desktop.views.shell import Shell


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with at_work(book) as window:
        yield window


def test_the_head_dies_and_another_heads_the_household(shell: Shell) -> None:
    """F8, the thing, the day, the new head; relations follow and are shown before anything is written."""
    entered(shell)
    shown = page(shell)
    shown.grid.begin(0)
    before = actions_written(shell)
    press("F8")
    typed("qua", E)
    assert shown.happening.form is not None
    assert focus() is shown.happening.form.boxes["date"].editor, "the person under the cursor is meant"
    typed("1 8 2017", E, "2", E)
    sentence = shown.happening.sentence.text()
    assert "Hồ Văn Thử qua đời ngày 01/08/2017" in sentence
    assert "Kăn Nơ" in sentence
    assert "còn 2 người" in sentence
    press("Ctrl+S")
    assert actions_written(shell) == before + 1
    (row,) = kept(shell)
    assert [(member.name, member.relation) for member in row.members] == [("Kăn Nơ", "01"), ("Hồ Thị Ánh", "04")]
    assert shown.happening.isHidden()
    assert focus() is shown.grid


def test_a_child_is_born(shell: Shell) -> None:
    entered(shell)
    shell.do("event_birth")
    typed("Hồ Văn Bé", E, "5 8 2017", E, "1", E)
    press("Ctrl+S")
    member = kept(shell)[0].members[-1]
    assert (member.name, member.relation, member.ethnic_local, member.since) == (
        "Hồ Văn Bé",
        "04",
        "Pa Cô",
        "2017-08-05",
    )


def test_a_daughter_marries_away(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.grid.begin(2)
    shell.do("event_leave")
    assert shown.happening.form is not None
    shown.happening.form.go_to("why_leave")
    typed("<Ctrl+A>", "ket", E, "1 8 2017", E)
    assert "Hồ Thị Ánh rời hộ từ ngày 01/08/2017 (kết hôn" in shown.happening.sentence.text()
    press("Ctrl+S")
    assert [member.name for member in kept(shell)[0].members] == ["Hồ Văn Thử", "Kăn Nơ"]


def test_a_household_splits_and_the_new_one_can_be_opened(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.grid.begin(2)
    shell.do("event_split")
    typed("3", E, "1 8 2017", E)
    press("Ctrl+S")
    old, new = kept(shell)
    assert [member.name for member in old.members] == ["Hồ Văn Thử", "Kăn Nơ"]
    assert [(member.name, member.relation) for member in new.members] == [("Hồ Thị Ánh", "01")]
    assert new.classification is not None
    press("Enter")
    assert page(shell).entry.id == new.id


def test_somebody_moves_to_another_household(shell: Shell) -> None:
    entered(shell)
    press("F2")
    typed("A Viết", E, "1980", E, "1", E)
    press("Ctrl+S")
    first, second = kept(shell)
    shell.go("household", id=first.id, person=first.members[2].id)
    shell.do("event_move")
    typed("a viet", E, E, "1 8 2017", E, "7", E)
    press("Ctrl+S")
    after = {row.id: [(one.name, one.relation) for one in row.members] for row in kept(shell)}
    assert after[second.id] == [("A Viết", "01"), ("Hồ Thị Ánh", "07")]
    assert len(after[first.id]) == 2


def test_somebody_moves_in_and_comes_back(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.grid.begin(2)
    shell.do("event_leave")
    typed("1 7 2017", E)
    press("Ctrl+S")
    shell.do("event_arrive")
    typed("anh", E, "con", E, "1 8 2017", E)
    press("Ctrl+S")
    assert [(one.name, one.relation, one.since) for one in kept(shell)[0].members][2:] == [
        ("Hồ Thị Ánh", "04", "2017-08-01")
    ]


def test_problems_stand_at_the_questions_and_nothing_is_written(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.grid.begin(1)
    before = actions_written(shell)
    shell.do("event_death")
    typed("1 8 2060", E)
    press("Ctrl+S")
    assert actions_written(shell) == before
    form = shown.happening.form
    assert form is not None
    assert form.model.problems["date"].severity == "hard"
    assert focus() is form.boxes["date"].editor
    press("Esc")
    assert shown.happening.isHidden()
    assert focus() is shown.grid


def test_what_was_typed_is_saved_first(shell: Shell) -> None:
    entered(shell)
    shown = page(shell)
    shown.home.go_to("note")
    typed("ở ven suối")
    press("F8")
    assert shown.happening.isHidden()
    assert "Ctrl+S" in shown.banner.text


def test_every_event_has_an_action_with_a_menu_place() -> None:
    declared = actions()
    assert {f"event_{kind}" for kind in kinds()} <= declared.keys()
    assert all(declared[f"event_{kind}"].group == "events" for kind in kinds())
