"""The page of a support: its form from the definition file, judged while typed, milestones, one save, drafts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from desk import Landing, focus, on_screen, press, type_text, unikey
from sample_policies import every
from sqlalchemy import text
from support_form import below, fill, page, shown, written

from db.ledger.register import Register
from db.store.actions import Action
from db.store.deciding.queue import list_queue
from db.store.definitions.policies import add_policy
from db.store.household.households import add_household
from db.store.inputs import Amounts, ClassificationInput, HouseholdInput, MilestoneInput, PersonInput, SupportInput
from db.store.places.villages import add_village
from db.store.reading import household, household_ids
from db.store.support.supports import add_support, set_support
from desktop.views.editors import LineEditor, NoteEditor
from desktop.views.gridview import GridView
from desktop.views.shell import Shell
from desktop.views.support.page import SupportPage

FAMILY = (
    ("Nguyễn Phước Công Tằng Tôn Nữ Kăn Nơ", "1962-05-01", "2", "01"),
    ("Hồ Văn Nhất", "1975", "1", "03"),
    ("Hồ Văn Tơi", "2014-09", "1", "04"),
)


@pytest.fixture
def home(book: Register) -> str:
    add_village(book, "Thôn 1")
    members = [PersonInput(name=n, birth_date=b, sex=s, relation=r, ethnic="27") for n, b, s, r in FAMILY]
    poor = ClassificationInput(standard="2016_2020", result="poor", sub_type="income", valid_from="2017-01-01")
    add_household(book, HouseholdInput(village="Thôn 1", members=members, classification=poor))
    with book.read() as connection:
        return household_ids(connection)[0]


@pytest.fixture
def shell(book: Register, home: str) -> Iterator[Shell]:
    add_policy(book, every(), "cay_giong.toml")
    with on_screen(book, {"support": SupportPage, "household": Landing}) as shell:
        yield shell


def landing(shell: Shell) -> Landing:
    found = shell.page
    assert isinstance(found, Landing)
    return found


@pytest.mark.parametrize(("typed", "policy"), [("bhyt", "bhyt"), ("vay", "tin_dung"), ("nha", "nha_o")])
def test_the_policy_is_found_by_letters_and_the_cursor_goes_on(
    shell: Shell, home: str, typed: str, policy: str
) -> None:
    shell.go("support", household=home)
    type_text(typed)
    press("Enter")
    chosen = page(shell).presenter.policy
    assert chosen is not None
    assert chosen.id == policy
    here = focus()
    expected = "person" if chosen.level == "person" else next(iter(page(shell).form.boxes))  # type: ignore[union-attr]
    view = page(shell).head if chosen.level == "person" else page(shell).form
    assert here is view.boxes[expected].editor  # type: ignore[union-attr]


def test_a_policy_from_a_new_file_has_its_form_and_is_saved_by_keys_alone(
    shell: Shell, book: Register, home: str
) -> None:
    shell.go("support", household=home, policy="cay_giong")
    type_text("cay")
    press("Enter", "Enter")  # the kind, then past the purposes
    type_text("1 9 2017")
    press("Enter")
    type_text("9 2017")
    press("Enter")
    type_text("1000")
    press("Enter", "Enter")  # the price stands proposed
    type_text("1,5")
    press("Enter")
    type_text("c")
    press("Enter")
    type_text("0912 345 678")
    press("Enter")
    unikey("Thu", "<ử", "a 5")  # the lot appeared when the area was typed
    press("Enter", "Enter")
    type_text("Keo lai")
    press("Enter")
    type_text("1000")
    press("Enter", "Enter")  # past the blank row that follows
    press("Enter")  # amounts: requested
    type_text("2tr")
    press("Ctrl+S")
    assert landing(shell).about["id"] == home
    (row,) = written(book, home)
    assert landing(shell).about["support"] == row.id
    assert row.details == {
        "loai": "cay",
        "ngay_nhan": "2017-09-01",
        "thang_trong": "2017-09",
        "so_cay": 1000,
        "don_gia": 2000,
        "thanh_tien": 2_000_000,
        "dien_tich": "1.5",
        "co_rao": True,
        "so_dien_thoai": "0912345678",
        "lo_dat": {"so_thua": "Thửa 5"},
        "lan_nhan": [{"giong": "Keo lai", "so_luong": 1000, "tien": 2_000_000}],
    }
    assert row.approved == 2_000_000


def test_a_policy_given_by_rounds_asks_for_the_round_first(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="tien_dien")
    head, form = page(shell).head, page(shell).presenter.form
    assert head is not None
    assert form is not None
    assert focus() is head.boxes["turn"].editor
    type_text("iv")
    press("Enter")
    assert (form.data().round, form.value("details.so_thang")) == ("Quý IV", 3)
    assert form.value("amounts.approved") is None, "what a month costs in 2026 is not known"


def test_fields_come_and_go_and_nothing_typed_is_lost(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    assert "loai_khac" not in shown(shell)
    fill(shell, loai="khac")
    assert "loai_khac" in shown(shell)
    fill(shell, loai_khac="Chuối rừng", loai="con")
    assert "loai_khac" not in shown(shell)
    assert page(shell).presenter.form.data().details == {"loai": "con"}  # type: ignore[union-attr]
    fill(shell, loai="khac")
    assert page(shell).form.boxes["details.loai_khac"].editor.shows() == "Chuối rừng"  # type: ignore[union-attr]


def test_ctrl_j_goes_from_section_to_section_and_begins_again(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    here = page(shell)
    assert here.form is not None
    assert here.head is not None
    found: list[str] = []
    while "head" not in found and len(found) < 10:
        press("Ctrl+J")
        inside = next((s.section.id for s in here.form.sections if s.isAncestorOf(focus())), None)
        if inside is None:
            inside = "head" if here.head.isAncestorOf(focus()) else "milestones"
        found.append(inside)
    places = [s.section.id for s in here.form.sections if not s.isHidden()]
    assert found == [*places[1:], "milestones", "head"]
    press("Ctrl+J")
    assert here.form.sections[0].isAncestorOf(focus())


def test_a_half_typed_name_of_a_list_moves_nothing(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    page(shell).form.go_to("details.loai")  # type: ignore[union-attr]
    type_text("loa")  # begins “Loại khác”
    assert "loai_khac" not in shown(shell)
    type_text("i khac")
    press("Enter")
    assert "loai_khac" in shown(shell)


def test_proposals_and_calculations_follow_while_typing(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    fill(shell, loai="con")
    form = page(shell).form
    assert form is not None
    price = form.boxes["details.don_gia"].editor
    assert (price.shows(), price.placeholderText()) == ("", "150.000")
    form.go_to("details.so_cay")
    type_text("3")
    assert form.boxes["details.thanh_tien"].editor.shows() == "450.000"
    assert below(shell, "details.thanh_tien") == "Bốn trăm năm mươi nghìn đồng"
    fill(shell, don_gia="100000")
    assert form.boxes["details.thanh_tien"].editor.shows() == "300.000"


def test_choices_are_those_of_the_day(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    form = page(shell).presenter.form
    assert form is not None
    assert "Lúa lai" not in [option.label for option in form.specs["details.loai"].options]
    fill(shell, ngay_nhan="1 6 2016")
    assert "Lúa lai" in [option.label for option in form.specs["details.loai"].options]


def test_what_stops_stands_beside_its_field_and_nothing_is_written(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    assert below(shell, "details.loai") == ""
    press("Ctrl+S")
    assert below(shell, "details.loai") == "Loại giống: chưa ghi."
    assert below(shell, "amounts.approved") == "Số tiền được hỗ trợ: chưa ghi."
    assert focus() is page(shell).form.boxes["details.loai"].editor  # type: ignore[union-attr]
    assert written(book, home) == []
    fill(shell, loai="cay")
    assert below(shell, "details.loai") == "Keo, bạch đàn, cây bản địa"


def test_a_warning_asks_for_a_reason_and_the_reason_is_kept(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    fill(shell, loai="cay", so_cay="6000", amounts__approved="1tr")
    assert below(shell, "details.so_cay") == "Một hộ nhận 6000 cây, nhiều hơn 5.000 cây."
    press("Ctrl+S")
    assert page(shell).reason.isVisible()
    type_text("Hai hộ trồng chung")
    press("Enter")
    (row,) = written(book, home)
    shell.go("support", id=row.id)
    fill(shell, loai="con")  # what was answered for is not asked again
    press("Ctrl+S")
    assert landing(shell)
    assert written(book, home)[0].details["loai"] == "con"


def test_sources_are_compared_with_the_cost_while_they_are_typed(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    fill(shell, loai="cay", amounts__approved="2tr", amounts__cost="3tr")
    assert focus() is page(shell).form.grids["amounts.sources"]  # type: ignore[union-attr]
    type_text("trung")
    press("Enter")
    type_text("2tr")
    press("Enter")
    form = page(shell).presenter.form
    assert form is not None
    said = form.problems["amounts.sources"].message
    assert said.startswith("Các nguồn vốn cộng lại là 2.000.000 đồng, thiếu 1.000.000 đồng")
    type_text("tu co")
    press("Enter")
    type_text("1tr")
    press("Ctrl+S")  # from within the cell: what is typed there counts
    assert form.below("amounts.sources") == "Cộng: 3.000.000 đồng / 3.000.000 đồng – vừa đủ"
    assert [source["amount"] for source in written(book, home)[0].sources] == [2_000_000, 1_000_000]


def test_a_milestone_is_added_by_keys_and_saved_with_what_it_brings(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    fill(shell, loai="cay", amounts__approved="2tr")
    press("Ctrl+T")
    type_text("de nghi")
    press("Enter", "Ctrl+A")
    type_text("1 3 2017")
    press("Enter", "Enter", "Enter")  # no document, no note
    assert [line.title for line in page(shell).presenter.timeline()] == ["Đề nghị"]
    type_text("duyet")
    press("Enter", "Ctrl+A")
    type_text("1 2 2017")
    press("Enter", "Enter", "Enter")
    lines = page(shell).presenter.timeline()
    assert [line.title for line in lines] == ["Duyệt", "Đề nghị"]
    assert lines[0].severity == "hard"  # approved before it was asked for
    press("Ctrl+S")
    assert written(book, home) == []
    page(shell).timeline._row_widgets[0].setFocus()
    press("Delete")
    press("Ctrl+S")
    (row,) = written(book, home)
    assert [(step.kind, step.date) for step in row.milestones] == [("requested", "2017-03-01")]


def test_a_step_that_cannot_follow_says_why_and_stands_last(shell: Shell, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    press("Ctrl+T")
    steps = page(shell).timeline.next
    assert steps is not None
    assert [option.code for option in steps.specs["kind"].options] == ["requested", "approved", "refused", "disbursed"]
    type_text("nhan")
    press("Enter")
    assert steps.problems["kind"].message == "Có mốc “Nhận” nhưng chưa có mốc “Duyệt”."


def test_a_wrong_step_is_reversed_with_a_reason(shell: Shell, book: Register, home: str) -> None:
    record = recorded(book, home)
    shell.go("support", id=record)
    press("Ctrl+Shift+T")
    assert page(shell).reason.isVisible()
    type_text("Ghi nhầm hộ")
    press("Enter")
    assert written(book, home)[0].milestones == []
    told = page(shell).presenter.history()
    assert told[0].endswith("(lý do: Ghi nhầm hộ)")
    assert [line.split(" · ")[2].split(" (")[0].split()[0] for line in told] == ["ghi"] * 3
    assert page(shell).presenter.timeline() == []


def recorded(book: Register, home: str, **more: Any) -> str:
    details = {"loai": "cay"} | more.pop("details", {})
    steps = [MilestoneInput(kind="requested", date="2017-03-01")]
    data = {"policy": "cay_giong", "year": 2017, "household": home, "details": details, "milestones": steps} | more
    return add_support(book, SupportInput(amounts=Amounts(approved=2_000_000), **data)).id


def test_a_recorded_support_is_read_changed_and_only_the_change_is_written(
    shell: Shell, book: Register, home: str
) -> None:
    record = recorded(book, home, details={"so_cay": 100, "lan_nhan": [{"giong": "Keo"}]})
    shell.go("support", id=record)
    assert not page(shell).presenter.dirty()
    press("Ctrl+S")  # nothing to write
    assert landing(shell).about["id"] == home
    shell.go("support", id=record)
    fill(shell, so_cay="200")
    press("Ctrl+S")
    row = written(book, home)[0]
    assert (row.details["so_cay"], row.details["thanh_tien"]) == (200, 400_000)
    assert row.details["lan_nhan"] == [{"giong": "Keo"}]


def test_what_is_typed_survives_and_is_offered_again(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="cay_giong")
    fill(shell, loai="khac", loai_khac="Chuối", amounts__cost="2tr")
    type_text("trung")
    press("Enter")
    shell.go("household", id=home)
    shell._pages.pop("support")  # as after a crash
    shell.go("support", household=home, policy="cay_giong")
    assert "chưa lưu" in page(shell).banner.text
    press("Ctrl+B")
    assert page(shell).banner.text == "" or not page(shell).banner.isVisible()
    assert page(shell).form.boxes["details.loai_khac"].editor.shows() == "Chuối"  # type: ignore[union-attr]
    sources = page(shell).presenter.form.sheets["amounts.sources"]  # type: ignore[union-attr]
    assert sources.typed(0, 0) == "Ngân sách trung ương"
    fill(shell, amounts__approved="1tr", amounts__cost="2tr")
    press("Enter")  # past the source, which is there
    type_text("2tr")
    press("Enter", "Ctrl+S")
    assert len(written(book, home)) == 1
    shell.go("support", household=home, policy="cay_giong")
    assert page(shell).banner.text == ""


def test_a_save_beside_another_desks_says_so_and_leads_to_the_queue(shell: Shell, book: Register, home: str) -> None:
    record = recorded(book, home, details={"so_cay": 100})
    shell.go("support", id=record)
    set_support(book, record, {"details": {"so_cay": 70}})
    fill(shell, so_cay="200")
    press("Ctrl+S")
    assert "cả hai giá trị được giữ" in page(shell).banner.text
    assert values_waiting(book) == [70, 200]


def values_waiting(book: Register) -> list[int]:
    with book.read() as connection:
        items = [item for item in list_queue(connection) if item.key == "details.so_cay"]
    return sorted(version.value for item in items for version in item.versions)


def test_a_draft_taken_up_still_knows_what_was_seen(shell: Shell, book: Register, home: str) -> None:
    record = recorded(book, home, details={"so_cay": 100})
    shell.go("support", id=record)
    fill(shell, so_cay="200")
    shell.go("household", id=home)
    set_support(book, record, {"details": {"so_cay": 70}})
    shell._pages.pop("support")  # as after a crash
    shell.go("support", id=record)
    assert "chưa lưu" in page(shell).banner.text
    press("Space")
    press("Ctrl+S")
    assert "cả hai giá trị được giữ" in page(shell).banner.text
    assert values_waiting(book) == [70, 200]


def test_year_round_and_programme_are_those_used_last(shell: Shell, home: str) -> None:
    shell.desk.sticky |= {"year": 2017, "round": "Đợt 2", "support:tin_dung": {"details.chuong_trinh": "ho_ngheo"}}
    shell.go("support", household=home, policy="tin_dung")
    head = page(shell).presenter.head
    assert (head.value("year"), head.value("round")) == (2017, "Đợt 2")
    assert page(shell).form.boxes["details.chuong_trinh"].editor.shows() == "Cho vay hộ nghèo"  # type: ignore[union-attr]
    notes = page(shell).presenter.form.judged.notes  # type: ignore[union-attr]
    assert notes[0].startswith("Dành cho hộ trong danh sách hộ nghèo")


def test_a_support_of_an_unknown_definition_is_shown_and_not_edited(shell: Shell, book: Register, home: str) -> None:
    record = recorded(book, home)
    with book.write() as connection:
        connection.execute(text("DELETE FROM definition"))
    shell.go("support", id=record)
    assert page(shell).form is None
    assert "chỉ xem" in page(shell)._hint.text()
    assert "loai: cay" in page(shell)._hint.text()
    assert "save" not in page(shell).doings()


def test_what_two_offices_wrote_differently_is_marked_and_leads_to_the_queue(
    shell: Shell, book: Register, home: str
) -> None:
    record = recorded(book, home, details={"so_cay": 100})
    with book.write() as connection:  # written without having seen the hundred
        other = Action(book, connection)
        other.set("support", record, {"details.so_cay": 70}, base={})
        other.commit()
    shell.go("support", id=record)
    assert below(shell, "details.so_cay").startswith("Hai nơi ghi khác nhau")
    assert "1 mục hai nơi" in page(shell).banner.text
    assert "go_queue" in page(shell).doings()
    assert not page(shell)._conflict.isHidden()


def test_a_card_for_a_child_is_judged_for_the_person_chosen(shell: Shell, book: Register, home: str) -> None:
    shell.go("support", household=home, policy="bhyt")
    type_text("toi")
    press("Enter")
    assert page(shell).heading.text() == "Thẻ BHYT · Hồ Văn Tơi (2014)"
    fill(shell, ma_doi_tuong="hn", tu_ngay="1 1 2017")
    assert below(shell, "details.ma_doi_tuong").startswith("Trẻ dưới 6 tuổi")
    with book.read() as connection:
        (child,) = [m.id for m in household(connection, home, "2017-01-01").members if m.name == "Hồ Văn Tơi"]
    assert page(shell).presenter.form.data().person == child  # type: ignore[union-attr]


def test_everything_on_the_page_has_a_name(shell: Shell, home: str) -> None:
    for policy in ("bhyt", "tin_dung", "nha_o", "tro_giup_phap_ly", "cay_giong"):
        shell.go("support", household=home, policy=policy)
        for kind in (LineEditor, NoteEditor, GridView):
            assert all(widget.accessibleName() for widget in page(shell).findChildren(kind) if widget.isVisible())


def test_one_card_and_the_same_for_the_whole_household_in_one_action(shell: Shell, book: Register, home: str) -> None:
    shell.desk.sticky["year"] = 2017
    shell.go("support", household=home, policy="bhyt")
    type_text("nhat")
    press("Enter")
    fill(
        shell, phuong_an="tang moi", ma_so_bhxh="4612345678", ma_doi_tuong="hn", tu_ngay="1 1 2017", ten_kcb="Trạm y tế"
    )
    before = len(written(book, home))
    press("Ctrl+G")
    family = page(shell).presenter.family
    assert family is not None
    rows = {line.typed["name"]: line for line in family.sheets["family"].lines}
    assert list(rows) == ["Nguyễn Phước Công Tằng Tôn Nữ Kăn Nơ (1962)", "Hồ Văn Tơi (2014)"]
    assert rows["Hồ Văn Tơi (2014)"].typed["ma_doi_tuong"] == "TE – Trẻ em dưới 6 tuổi"
    type_text("4687654321")
    press("Enter", "Ctrl+S")
    rows_written = written(book, home)
    assert before == 0
    assert len(rows_written) == 3
    assert {row.details.get("ma_so_bhxh") for row in rows_written} == {"4612345678", "4687654321", None}
    assert {row.details["ma_doi_tuong"] for row in rows_written} == {"HN", "TE"}
    assert {row.details["ten_kcb"] for row in rows_written} == {"Trạm y tế"}
    assert page_changes(book) == 1


def page_changes(book: Register) -> int:
    """Actions that wrote supports."""
    with book.read() as connection:
        lines = [
            orjson.loads(bytes(line)) for line in connection.execute(text("SELECT line FROM ledger_change")).scalars()
        ]
    return len({line["t"] for line in lines if line["e"] == "support"})


def test_who_is_not_to_get_it_is_left_out(shell: Shell, book: Register, home: str) -> None:
    shell.desk.sticky["year"] = 2017
    shell.go("support", household=home, policy="bhyt")
    type_text("nhat")
    press("Enter")
    fill(shell, phuong_an="tang moi", ma_doi_tuong="hn", tu_ngay="1 1 2017")
    press("Ctrl+G")
    family = page(shell).presenter.family
    assert family is not None
    family.sheets["family"].put(0, 1, "k")
    press("Ctrl+S")
    assert len(written(book, home)) == 2


def test_f7_says_what_stood_in_a_field_before_and_the_cursor_stays(shell: Shell, book: Register, home: str) -> None:
    record = recorded(book, home, details={"so_cay": 100, "lan_nhan": [{"giong": "Keo"}]})
    shell.go("support", id=record)
    fill(shell, so_cay="200")
    press("Ctrl+S")
    shell.go("support", id=record)
    editor = page(shell).form.boxes["details.so_cay"].editor  # type: ignore[union-attr]
    editor.setFocus()
    press("F7")
    title, newest, first = page(shell).banner.text.splitlines()
    assert title.endswith(":")
    assert "Hồ Thị Mẫu · 100 → 200" in newest
    assert "– → 100" in first
    assert editor.hasFocus()
