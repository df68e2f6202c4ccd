"""The page of conflicts: values side by side, decided by keys alone, a hundred in a sitting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clashes import clashing
from desk import focus, on_screen, press, type_text
from exchanges import District, Office, district_at_work
from moves import move_all, sent_down, sent_up

from db.ledger.change import decode
from db.ledger.ledger import values_of
from db.ledger.streams import lines_of, list_streams
from db.store.actions import Action
from db.store.deciding.queue import list_queue
from db.store.household.households import delete_record, set_household, set_person
from db.store.inputs import Amounts, Source, SupportInput
from db.store.support.supports import add_support
from desktop.views.page import Page, Surroundings
from desktop.views.queue.page import QueuePage
from desktop.views.shell import Shell

pytestmark = pytest.mark.usefixtures("dressed")


class Visited(Page):
    """Stands in for the pages of households and supports."""

    def __init__(self, window: Surroundings) -> None:
        super().__init__(window)
        self.asked: dict[str, Any] = {}

    def opened(self, **about: Any) -> None:
        self.asked = about


MAKERS = {"queue": QueuePage, "support": Visited, "household": Visited}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def open_queue(shell: Shell) -> QueuePage:
    shell.go("queue")
    page = shell.page
    assert isinstance(page, QueuePage)
    return page


def waiting(office: Office) -> int:
    with office.register.read() as connection:
        return len(list_queue(connection))


def value(office: Office, entity: str, record: str) -> dict[str, Any]:
    with office.register.read() as connection:
        return values_of(connection, entity, record) or {}


def decisions(office: Office) -> list[Any]:
    """Every decision written here, oldest first."""
    with office.register.read() as connection:
        streams = list_streams(connection, mine=True)
        lines = [line for stream in streams for line in lines_of(connection, stream, 1, stream.last)]
    return [change for change in map(decode, lines) if change.k == "decide"]


def test_a_hundred_conflicts_in_a_sitting_by_keys_alone(town: District) -> None:
    """Three keys for a conflict: the value, the reason used before, Enter. H takes two of a household at once."""
    clashing(town, 80)
    pressed = 0

    def strike(*keys: str) -> None:
        nonlocal pressed
        pressed += len(keys)
        press(*keys)

    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert page.progress.text() == "Đã quyết định 0/120"
        strike("2")
        type_text("Doi chieu ban chinh")
        pressed += len("Doi chieu ban chinh")
        strike("Enter")
        for number in range(1, 60):
            strike("1" if number % 2 else "2", "F4", "Enter")
        assert page.progress.text() == "Đã quyết định 60/120"
        while page.case is not None:
            if page.case.together > 1:
                strike("h")
            strike("1", "F4", "Enter")
        assert page.progress.text() == "Đã quyết định 120/120"
        assert "Đã quyết định hết 120 mục" in page.empty.text
    assert waiting(town.district) == 0
    assert {change.reason for change in decisions(town.district)} == {"Doi chieu ban chinh"}
    assert len(decisions(town.district)) == 120
    assert pressed < 120 * 3 + len("Doi chieu ban chinh")


def test_the_values_say_who_when_where_and_why_in_one_order(town: District) -> None:
    clashing(town, 2)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        for _ in range(3):
            assert page.case is not None
            commune, district = page.case.choices
            assert (commune.title, district.title) == ("xã Hồng Thủy", "huyện A Lưới")
            (voice,) = commune.voices
            assert (voice.officer, voice.reason) == ("Cán bộ Thử C", "Theo sổ hộ khẩu của gia đình")
            assert voice.at.startswith("01/09/2017 08:")
            assert [cell.text for cell in commune.cells if cell.differs] != [
                cell.text for cell in district.cells if cell.differs
            ]
            press("PgDown")
        assert page.queue.place == 0
        press("Ctrl+Right")
        assert page.queue.place == 1
        press("PgUp")
        assert page.queue.place == 0


def test_the_chosen_value_is_kept_with_the_reason_typed(town: District) -> None:
    (home,) = clashing(town, 1)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert page.case is not None
        assert page.case.title == "Điện thoại"
        press("1", "Enter")
        assert "Cần một lý do" in page.taking.text()
        assert waiting(town.district) == 2
        type_text("Gọi thử rồi")
        press("Enter")
    assert value(town.district, "household", home)["phone"] == "0912319710"
    assert [change.reason for change in decisions(town.district)] == ["Gọi thử rồi"]


def test_the_last_decision_is_taken_back_by_keys(town: District) -> None:
    clashing(town, 1)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        for _ in range(2):
            press("1")
            type_text("Nhầm")
            press("Enter")
        assert page.case is None
        for left in (1, 2):
            press("Ctrl+Shift+Z", "Enter")
            assert waiting(town.district) == left
            assert page.case is not None
            assert focus() is page.board
        assert page.progress.text() == "Đã quyết định 0/2"
        press("1")
        type_text("Đúng")
        press("Enter")
    assert waiting(town.district) == 1


def test_escape_takes_nothing(town: District) -> None:
    clashing(town, 1)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        press("1")
        type_text("Nhầm")
        press("Escape")
        assert focus() is page.board
        press("Enter", "Escape", "k", "Escape", "h", "Escape")
        assert focus() is page.board
    assert waiting(town.district) == 2


def test_an_offered_reason_is_taken_with_the_arrow_only(town: District) -> None:
    clashing(town, 2)
    with on_screen(town.district.register, MAKERS) as shell:
        open_queue(shell)
        press("1")
        type_text("Theo bản chính giấy khai sinh")
        press("Enter", "1")
        type_text("Theo bản")
        press("Enter")  # what stands there, though a longer reason is offered
        press("1")
        type_text("giay khai")
        press("Down", "Enter", "Enter")
    reasons = [change.reason for change in decisions(town.district)]
    assert reasons == ["Theo bản chính giấy khai sinh", "Theo bản", "Theo bản chính giấy khai sinh"]


def test_a_third_value_is_typed_as_at_its_entry_and_judged_so(town: District) -> None:
    (home,) = clashing(town, 1)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        press("PgDown")
        assert page.case is not None
        assert page.case.title == "Nhân thân: Ngày sinh"
        person = page.case.dispute.person
        press("k", "Enter")
        type_text("5 5 2050")
        press("Enter", "Enter", "Enter", "Enter")
        assert focus() is page.reason_line
        type_text("Họp thôn")
        press("Enter")
        assert page.form is not None
        assert "birth_date" in page.form.model.problems
        assert focus() is page.form.boxes["birth_date"].editor
        type_text("1 5 1973")
        press("Enter", "Enter", "Enter", "Enter", "Enter")
    assert value(town.district, "person", person)["identity"]["birth_date"] == "1973-05-01"
    assert waiting(town.district) == 1
    assert home


def test_all_of_a_household_after_one_office_in_one_action(town: District) -> None:
    first, second = clashing(town, 2)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        press("h")
        assert [card.accessibleName()[:24] for card in page.board.cards] == [
            "1. Theo xã Hồng Thủy: 2 ",
            "2. Theo huyện A Lưới: 2 ",
        ]
        press("1")
        type_text("Xã đã đối chiếu")
        press("Enter")
        assert page.progress.text() == "Đã quyết định 2/3"
        assert page.case is not None
        assert page.case.dispute.household == second
    assert len({change.t for change in decisions(town.district)}) == 1
    assert value(town.district, "household", first)["phone"] == "0912319710"


def test_delete_against_edit(town: District) -> None:
    _, someone = town.hong_thuy.record("Hồ Văn Thử")
    town.district.take(town.hong_thuy.send())
    delete_record(town.hong_thuy.register, "person", someone, reason="Ghi trùng")
    set_person(town.district.register, someone, {"phone": "0912345678"}, reason="Gọi được")
    town.district.take(town.hong_thuy.send())
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert page.case is not None
        assert [choice.title for choice in page.case.choices] == ["Xóa", "Giữ lại"]
        assert [(c.label, c.text) for c in page.case.choices[1].voices[0].wrote] == [("Điện thoại", "0912345678")]
        press("k")
        assert page.form is None
        press("2")
        type_text("Còn sống")
        press("Enter")
    assert waiting(town.district) == 0
    assert value(town.district, "person", someone)["phone"] == "0912345678"


def test_a_broken_sum_leads_to_its_support(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    details = {"chuong_trinh": "ho_ngheo", "thoi_han": 36}
    support = add_support(
        town.hong_thuy.register,
        SupportInput(policy="tin_dung", year=2017, household=home, amounts=_money(5), details=details),
        reason="Theo đơn",
    ).id
    town.district.take(town.hong_thuy.send())
    with town.hong_thuy.register.write() as connection:
        action = Action(town.hong_thuy.register, connection)
        broken = {"requested": 5_000_000, "cost": 6_000_000, "sources": [{"source": "nhcsxh", "amount": 1_000_000}]}
        action.set("support", support, {"amounts": broken})
        action.commit()
    town.district.take(town.hong_thuy.send())
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert page.case is not None
        assert "thiếu 5.000.000 đồng" in page.case.sentence
        press("Enter")
        visited = shell.page
        assert isinstance(visited, Visited)
        assert visited.asked == {"id": support}


def test_what_a_former_owner_wrote_late_is_taken_for_the_new_one(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    move_all(town, home)
    set_household(town.hong_thuy.register, home, {"note": "Nhà sát suối"}, reason="Đi xem nhà")
    sent_up(town, town.hong_thuy)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert page.case is not None
        assert "sau khi hồ sơ đã bàn giao" in page.case.sentence
        take, leave = page.case.choices
        assert [(cell.label, cell.text) for cell in take.voices[0].wrote] == [("Ghi chú", "Nhà sát suối")]
        assert leave.title == "Bỏ qua"
        assert page.kind.spec.options[1].label == "Đơn vị cũ sửa muộn (1)"
        press("1")
        type_text("Đã hỏi xã cũ")
        press("Enter")
    assert waiting(town.district) == 0
    sent_down(town, town.nham)
    assert value(town.nham, "household", home)["note"] == "Nhà sát suối"


def _money(million: int) -> Amounts:
    return Amounts(requested=million * 1_000_000, sources=[Source(source="nhcsxh", amount=million * 1_000_000)])


def test_filters_by_kind_and_village(town: District) -> None:
    clashing(town, 2)
    _, someone = town.hong_thuy.record("Kăn Nơ")
    town.district.take(town.hong_thuy.send())
    delete_record(town.hong_thuy.register, "person", someone, reason="Ghi trùng")
    set_person(town.district.register, someone, {"phone": "0912345678"})
    town.district.take(town.hong_thuy.send())
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        page.kind.setFocus()
        type_text("noi xoa")
        press("Enter")
        assert [one.item.kind for one in page.queue.shown] == ["delete"]
        assert page.case is not None
        assert page.case.about == "Kăn Nơ"
        assert focus() is page.board
        press("1")
        type_text("Ghi trùng")
        press("Enter")
        assert page.kind.text() == "Tất cả (3)"
        page.kind.setFocus()
        type_text("hai noi")
        press("Enter")
        assert page.queue.filter.kind == "value"
        page.kind.setFocus()
        press("Delete", "Enter")
        assert page.queue.filter.kind == ""
        page.village.setFocus()
        type_text("thon 1")
        press("Enter")
        assert len(page.queue.shown) == 3


def test_what_another_page_settles_is_gone_here(town: District) -> None:
    (home,) = clashing(town, 1)
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        set_household(town.district.register, home, {"phone": "0912345670"})
        shell.desk.changed("household")
        assert len(page.queue.shown) == 1


def test_nothing_waits(town: District) -> None:
    with on_screen(town.district.register, MAKERS) as shell:
        page = open_queue(shell)
        assert "Không có gì chờ quyết định" in page.empty.text
        press("PgDown", "Ctrl+S")
        assert page.case is None
