"""Page duplicates: pairs by keys joined, told apart, taken back; the record kept is the one in the first column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import focus, on_screen, press, type_text
from exchanges import District, Office, district_at_work
from filled import settle
from moves import sent_up

from db.store.duplicates.finding import list_duplicates
from db.store.reading import memberships
from desktop.views.duplicates import DuplicatesPage

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@contextmanager
def page(office: Office) -> Iterator[DuplicatesPage]:
    with on_screen(office.register) as shell:
        shell.go("home")
        press("Ctrl+3")
        settle(shell)
        assert isinstance(shell.page, DuplicatesPage)
        yield shell.page


def twice(town: District) -> list[str]:
    """Two people, each in both communes; ids of the first in Hồng Thủy and in Nhâm."""
    made = []
    for office in (town.hong_thuy, town.nham):
        made.append(office.record("Hồ Thị Lơi", birth_date="1972-05-09", sex="2")[1])
        office.record("Kăn Nhi", birth_date="1988-11-30", sex="2", cmnd="191234567")
    sent_up(town, town.hong_thuy, town.nham)
    return made


def waiting(office: Office) -> int:
    with office.register.read() as connection:
        return len(list_duplicates(connection))


def test_pairs_are_joined_told_apart_and_taken_back_by_keys(town: District) -> None:
    twice(town)
    with page(town.district) as shown:
        assert len(shown.table.rows.ids) == 2
        assert focus() is shown.table
        assert "cùng số CMND 191234567" in shown.why.text(), "the surest first"
        press("Enter")
        assert "Gộp hộ Kăn Nhi" in shown.banner.text
        press("Enter")
        assert "Đã gộp" in shown.banner.text
        assert waiting(town.district) == 1
        assert "Lơi" in shown.table.rows.row(0).cells[1]
        assert focus() is shown.table
        type_text("k")
        assert waiting(town.district) == 0
        assert "Không thấy hồ sơ nào ghi trùng" in shown.empty.text
        press("Ctrl+Shift+Z")
        settle(shown.window())  # type: ignore[arg-type]
        assert waiting(town.district) == 1
        assert len(shown.table.rows.ids) == 1


def test_the_side_that_is_kept_can_be_the_other_one(town: District) -> None:
    left, home = twice(town)
    with page(town.district) as shown:
        press("Down")
        key = shown.table.current()
        before = shown.found.sides(key)
        lines = [shown.lines.rows.row(number).cells for number in range(len(shown.lines.rows.ids))]
        assert ("Đơn vị quản lý", before[0].unit_name, before[1].unit_name, "khác nhau") in lines
        type_text("s")
        assert shown.found.sides(key) == before[::-1]
        assert shown.lines.rows.columns[1].title.startswith("Giữ: ")
        assert before[1].unit_name in shown.lines.rows.columns[1].title
        press("Enter", "Enter")
        assert "Đã gộp" in shown.banner.text
    with town.district.register.read() as connection:
        assert {bool(memberships(connection, record)) for record in (left, home)} == {True, False}


def test_an_office_that_may_not_decide_is_told_who_does(town: District) -> None:
    twice(town)
    with page(town.nham) as shown:
        assert shown.table.rows.ids == []
        assert not {"duplicate_join", "duplicate_apart"} & set(shown.doings())
        assert focus().text() == "Nhận gói…"  # type: ignore[attr-defined]
