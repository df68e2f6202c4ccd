"""Page moves: a household goes its whole way by keys, at all three offices, or is turned down; reasons are asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import focus, on_screen, press, type_text
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, district_at_work, person
from households import E, typed
from moves import move_all, only_move, request, sent_down, sent_up

from db.store.handover import moving
from db.store.household.events import leave
from db.store.household.households import add_person
from db.store.inputs import Leaving
from desktop.presenters import home
from desktop.presenters.desk import Desk
from desktop.presenters.household.events import _destinations, may_happen
from desktop.presenters.moves import Moves
from desktop.views.household.page import HouseholdPage
from desktop.views.households.page import HouseholdsPage
from desktop.views.moves import MovesPage
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@contextmanager
def page(office: Office) -> Iterator[MovesPage]:
    with window(office) as shell:
        assert isinstance(shell.page, MovesPage)
        yield shell.page


@contextmanager
def window(office: Office) -> Iterator[Shell]:
    with on_screen(office.register) as shell:
        shell.go("home")
        press("Alt+8")
        yield shell


def asked(town: District) -> tuple[str, str]:
    """A request of Hồng Thủy; ids of the household and of it."""
    found, _head = town.hong_thuy.record("Hồ Văn Thử", birth_date="1972")
    return found, moving.ask(town.hong_thuy.register, request(found))


def step(shown: MovesPage, said: str) -> None:
    """Enter tells what will happen, Enter does it; the cursor is in the list again."""
    assert focus() is shown.table
    press("Enter")
    assert said in shown.banner.text
    press("Enter")
    assert "Xuất gói" in shown.banner.text
    assert focus() is shown.table


def test_the_whole_way_by_keys(town: District) -> None:
    moved, _request = asked(town)
    sent_up(town, town.hong_thuy)
    with page(town.district) as shown:
        assert "Hộ Hồ Văn Thử: xã Hồng Thủy → xã Nhâm" in shown.card.title.text()
        assert "Vì sao chuyển: Về quê vợ" in shown.card.about.text()
        step(shown, "Chuyển đề nghị về hộ Hồ Văn Thử cho xã Nhâm?")
        assert only_move(town.district).step == "offered"
    sent_down(town, town.nham)
    with page(town.nham) as shown:
        assert "open_household" not in shown.doings(), "its records are not here yet"
        step(shown, "Nhận hộ Hồ Văn Thử từ xã Hồng Thủy về xã Nhâm?")
        assert only_move(town.nham).step == "accepted"
        assert not {"move_forward", "move_stop"} & set(shown.doings())
    sent_up(town, town.nham)
    with page(town.district) as shown:
        step(shown, "Bàn giao hồ sơ hộ Hồ Văn Thử cho xã Nhâm?")
        assert only_move(town.district).step == "done"
    sent_down(town, town.nham)
    with window(town.nham) as shell:
        press("Ctrl+Shift+O")
        assert isinstance(shell.page, HouseholdPage)
        assert shell.page.entry.id == moved


def test_a_request_is_withdrawn_with_a_reason(town: District) -> None:
    asked(town)
    with page(town.hong_thuy) as shown:
        press("Enter")
        assert only_move(town.hong_thuy).step == "asked", "nothing is to be done forward: the page only says so"
        press("Ctrl+Shift+W")
        assert focus() is shown.reason.line
        press("Esc")
        assert focus() is shown.table
        press("Ctrl+Shift+W")
        type_text("Gia đình đổi ý")
        press("Enter")
        assert focus() is shown.table
        assert "Trả lời: Gia đình đổi ý" in shown.card.about.text()
    row = only_move(town.hong_thuy)
    assert (row.step, row.answer) == ("withdrawn", "Gia đình đổi ý")


def test_what_is_sent_back_is_passed_on_without_another_reason(town: District) -> None:
    _home, record = asked(town)
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, record)
    sent_down(town, town.nham)
    with page(town.nham) as shown:
        press("Ctrl+Shift+W")
        type_text("Không rõ nơi ở")
        press("Enter")
        assert only_move(town.nham).step == "returned"
        assert focus() is shown.table
    sent_up(town, town.nham)
    with page(town.district) as shown:
        press("Ctrl+Shift+W")
        assert shown.reason.isHidden()
        press("Enter")
    row = only_move(town.district)
    assert (row.step, row.asked_step, row.answer) == ("refused", "refused", "Không rõ nơi ở")


def test_the_office_that_accepts_for_another_names_the_paper(town: District) -> None:
    _home, record = asked(town)
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, record)
    with page(town.district) as shown:
        press("Ctrl+Shift+Y")
        assert focus() is shown.reason.line
        assert "giấy tiếp nhận" in shown.reason.line.placeholderText()
        type_text("Giấy tiếp nhận số 9")
        press("Enter")
    assert (only_move(town.district).step, only_move(town.district).answer) == ("accepted", "Giấy tiếp nhận số 9")


def test_a_refusal_is_said_and_the_cursor_stays(town: District) -> None:
    _home, record = asked(town)
    sent_up(town, town.hong_thuy)
    with page(town.district) as shown:
        press("Enter")
        moving.offer(town.district.register, record)  # another window was faster
        press("Enter")
        assert "Chưa làm gì" in shown.banner.text
        assert focus() is shown.table


def test_an_empty_list_teaches(town: District) -> None:
    with window(town.nham) as shell:
        shown = shell.page
        assert isinstance(shown, MovesPage)
        assert "bấm F8" in shown.empty.text
        assert shown.empty.isVisible()
        assert set(shown.doings()) == {"refresh"}
        press("Enter")
        assert isinstance(shell.page, HouseholdsPage)


def test_what_is_under_way_stands_before_what_has_ended_and_the_latest_first(town: District) -> None:
    done, _head = town.hong_thuy.record("Hồ Văn Thử")
    move_all(town, done)
    for name in ("Kăn Thị Thử", "Kê Văn Thử"):
        another, _head = town.hong_thuy.record(name)
        moving.ask(town.hong_thuy.register, request(another))
    sent_down(town, town.hong_thuy)
    moves = Moves(Desk(town.hong_thuy.register, "x"))
    moves.load()
    assert [row.head for row in moves.rows.values()] == ["Kê Văn Thử", "Kăn Thị Thử", "Hồ Văn Thử"]
    assert [row.cells[0] for row in moves.shown(list(moves.rows))] == ["Chờ cấp trên", "Chờ cấp trên", "Đã bàn giao"]


def tasks(office: Office) -> list[tuple[str, int]]:
    found = home.read(Desk(office.register, "x")).tasks
    return [(task.page, task.count) for task in found if task.page == "moves"]


def test_the_first_page_counts_what_waits_for_us_alone(town: District) -> None:
    _home, record = asked(town)
    assert tasks(town.hong_thuy) == [], "it waits for others"
    sent_up(town, town.hong_thuy)
    assert tasks(town.district) == [("moves", 1)]
    moving.offer(town.district.register, record)
    assert tasks(town.district) == [], "the other commune answers"
    sent_down(town, town.nham)
    assert tasks(town.nham) == [("moves", 1)]
    moving.accept(town.nham.register, only_move(town.nham).offer)
    assert tasks(town.nham) == []
    sent_up(town, town.nham)
    assert tasks(town.district) == [("moves", 1)]


def test_a_household_is_asked_for_on_its_page_and_is_only_looked_at_when_it_is_gone(town: District) -> None:
    moved, _head = town.hong_thuy.record("Hồ Văn Thử")
    with on_screen(town.hong_thuy.register) as shell:
        shell.go("household", id=moved)
        shown = shell.page
        assert isinstance(shown, HouseholdPage)
        assert shown.banner.text == ""
        press("F8")
        typed("chuyen ho den xa", E, "nham", E, "1 6 2017", E, "Thôn A Đeeng", E)
        press("Ctrl+S")
        assert focus() is shown.happening.form.boxes["note"].editor, "the reason is asked for"  # type: ignore[union-attr]
        typed("Về quê vợ")
        assert "đến xã Nhâm từ ngày 01/06/2017" in shown.happening.sentence.text()
        press("Ctrl+S")
        assert shown.happening.isHidden()
        assert "đang chuyển đến xã Nhâm: chờ cấp trên" in shown.banner.text
    row = only_move(town.hong_thuy)
    assert (row.household, row.destination_name, row.address, row.note) == (
        *(moved, "xã Nhâm"),
        *("Thôn A Đeeng", "Về quê vợ"),
    )
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, row.id)
    moving.accept(town.district.register, row.id, reason="Giấy tiếp nhận số 9")
    moving.hand_over(town.district.register, row.id)
    sent_down(town, town.hong_thuy)
    for office, said in ((town.hong_thuy, "nay do xã Nhâm quản lý, ở đây chỉ giữ để xem"), (town.district, "")):
        with on_screen(office.register) as shell:
            shell.go("household", id=moved)
            assert isinstance(shell.page, HouseholdPage)
            assert said in shell.page.banner.text if said else not shell.page.banner.text


def test_somebody_who_has_left_is_asked_for_alone(town: District) -> None:
    home_, _head = town.hong_thuy.record("Hồ Văn Thử")
    daughter = person("Kăn Nơ", sex="2", relation="04", birth_date="1995")
    (bride,) = add_person(town.hong_thuy.register, home_, daughter).persons
    with on_screen(town.hong_thuy.register) as shell:
        shell.go("household", id=home_)
        shown = shell.page
        assert isinstance(shown, HouseholdPage)
        shown.happens("away")
        assert shown.happening.form is not None
        assert shown.happening.form.boxes["gone"].editor.isHidden(), "nobody has left yet"
        press("Escape")
        leave(town.hong_thuy.register, Leaving(household=home_, persons=[bride], date="2017-06-01", why="married"))
        shell.go("household", id=home_)
        press("F8")
        typed("chuyen ho den xa", E, "nham", E, "1", E, "1 6 2017", E, E, "Lấy chồng ở Nhâm")
        assert "chuyển Kăn Nơ đến xã Nhâm từ ngày 01/06/2017" in shown.happening.sentence.text()
        press("Ctrl+S")
        assert shown.happening.isHidden()
    row = only_move(town.hong_thuy)
    assert (row.persons, [one.name for one in row.people]) == ([bride], ["Kăn Nơ"])


def test_the_office_above_is_not_offered_to_ask_itself_and_nobody_records_what_is_gone(town: District) -> None:
    moved, _head = town.hong_thuy.record("Hồ Văn Thử")
    sent_up(town, town.hong_thuy)
    own, above = (may_happen(office.register, moved) for office in (town.hong_thuy, town.district))
    assert set(own) - set(above) == {"away"}
    move_all(town, moved)
    sent_down(town, town.hong_thuy)
    assert may_happen(town.hong_thuy.register, moved) == ()
    with on_screen(town.hong_thuy.register) as shell:
        shell.go("household", id=moved)
        assert shell.page is not None
        assert not {name for name in shell.page.doings() if name.startswith("event")}


def test_units_of_the_same_level_in_the_province_are_offered_the_near_ones_first(town: District) -> None:
    with town.hong_thuy.register.read() as connection:
        near = moving.destinations(connection)
    assert {"commune"} == {one.level for one in near}
    places = [one.code for one in near]
    assert places.index(NHAM) < places.index("20005")
    assert not {HONG_THUY, DISTRICT, "00001"} & set(places)
    options = {one.code: one.label for one in _destinations(town.hong_thuy.register)}
    assert options[NHAM] == "xã Nhâm"
    assert options["20005"].count(",") == 1, "of another district with its name"
    with town.district.register.read() as connection:
        assert {one.level for one in moving.destinations(connection)} == {"district"}
