"""Work on a whole village by keys alone: cards for all of a village in one action, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import Elsewhere, focus, on_screen, press, type_text
from exchanges import household, person
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db.ledger.register import Register
from db.store.drafts import drafts, load_draft
from db.store.history.undo import last_actions
from db.store.household.households import add_household, set_person
from db.store.inputs import ClassificationInput, MilestoneInput, SupportInput
from db.store.places.villages import add_village, list_villages
from db.store.reading import supports
from db.store.rows import SupportRow
from db.store.support.batch import record_batch
from desktop.presenters.desk import Desk
from desktop.presenters.village import VillageWork
from desktop.views import theme
from desktop.views.shell import Shell
from desktop.views.village.page import HANDOUT, VillagePage

NOT_POOR = ClassificationInput(standard="2016_2020", result="not_poor", valid_from="2017-01-01")


@pytest.fixture
def filled(book: Register) -> Register:
    """Thôn 1: two of a poor household, one not classified; Thôn 2: one poor."""
    for village in ("Thôn 1", "Thôn 2"):
        add_village(book, village)
    family = [
        person("Hồ Văn Thử", birth_date="1962"),
        person("Hồ Thị Bé", relation="04", birth_date="1999-05-06", sex="2"),
    ]
    add_household(book, household("", members=family))
    add_household(book, household("Trần Văn Khá", classification=None))
    add_household(book, household("Hồ Văn Xa", village="Thôn 2"))
    return book


@pytest.fixture
def shell(filled: Register, qtbot: QtBot) -> Iterator[Shell]:
    with on_screen(filled, {"village": VillagePage, "prints": Elsewhere}) as window:
        window.go("village", policy="bhyt", year=2017)
        loaded(window, qtbot)
        yield window


def page(window: Shell) -> VillagePage:
    assert isinstance(window.page, VillagePage)
    return window.page


def loaded(window: Shell, qtbot: QtBot) -> VillagePage:
    """The page once it has read what was chosen."""
    here = page(window)
    qtbot.waitUntil(
        lambda: here._job is None and here.work.loaded is not None and here.work.loaded.place == here.work.head.place
    )
    return here


def kept(register: Register) -> list[SupportRow]:
    with register.read() as connection:
        return supports(connection)


def cell(here: VillagePage, row: int, name: str) -> tuple[str, str]:
    """What is typed and what is proposed in a cell."""
    line = here.work.new.lines[row]
    return line.typed.get(name, ""), line.proposed.get(name, "")


def column(here: VillagePage, name: str) -> int:
    return [spec.id for spec in here.work.new.columns].index(name)


def issued(register: Register, here: VillagePage) -> list[str]:
    """Cards of the candidates, approved; ids."""
    steps = [MilestoneInput(kind="requested", date="2017-02-01"), MilestoneInput(kind="approved", date="2017-02-10")]
    assert here.work.loaded is not None
    inputs = [one.proposal for one in here.work.loaded.candidates if one.right]
    for data in inputs:
        data.milestones = steps
    return [row.id for row in record_batch(register, inputs).rows]


def test_who_has_a_right_is_ticked_who_may_have_one_is_not(shell: Shell, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    told = [(line.typed["name"], bool(line.typed.get("tick"))) for line in here.work.new.lines]
    assert told == [("Hồ Văn Thử", True), ("Hồ Thị Bé", True), ("Trần Văn Khá", False)]
    assert here.new.count.text() == "3 thuộc diện và chưa có; sẽ ghi 2; 1 chưa đủ thông tin để biết"
    assert cell(here, 0, "details.ma_doi_tuong") == ("", "HN – Người thuộc hộ nghèo")
    assert cell(here, 0, "details.den_ngay") == ("", "31/12/2017")
    assert focus() is here.grid


def test_what_is_proposed_and_every_heading_is_read_whole(shell: Shell, qtbot: QtBot) -> None:
    grid = loaded(shell, qtbot).grid
    heads, ids = grid.horizontalHeader(), [spec.id for spec in grid.sheet.columns]
    for name in ("details.ma_doi_tuong", "details.muc_huong"):
        column = ids.index(name)
        text = grid.grid.index(0, column).data()
        assert " " in text
        assert grid.columnWidth(column) > grid.fontMetrics().horizontalAdvance(text) + theme.px(12)
    for column, spec in enumerate(grid.sheet.columns):
        room = QRect(0, 0, grid.columnWidth(column) - theme.px(16), 0)
        taken = heads.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, spec.label)
        assert taken.width() <= room.width(), spec.label
        assert taken.height() <= heads.height(), spec.label


def test_space_ticks_ctrl_s_writes_all_in_one_action_and_undo_takes_it_back(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    press("Down", "Space")
    assert [bool(line.typed.get("tick")) for line in here.work.new.lines] == [True, False, False]
    press("Space", "Ctrl+S")
    assert here.banner.text == "Đã ghi Thẻ BHYT năm 2017 cho 2 người, Thôn 1."
    assert [row.details["ma_doi_tuong"] for row in kept(filled)] == ["HN", "HN"]
    with filled.read() as connection:
        assert last_actions(connection)[0].changes == 2
    loaded(shell, qtbot)
    assert [line.typed["name"] for line in here.work.new.lines] == ["Trần Văn Khá"]
    shell.do("undo")
    assert kept(filled) == []
    loaded(shell, qtbot)
    assert len(here.work.new.lines) == 3


def test_the_list_to_sign_is_printed_from_the_result(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    press("Ctrl+S")
    loaded(shell, qtbot)
    (button,) = [one for one in here.banner.findChildren(QPushButton) if one.text() == "In danh sách để ký"]
    button.click()
    stop = shell.page
    assert isinstance(stop, Elsewhere)
    assert stop.about == {"document": "danh_sach_the_bhyt", "village": "Thôn 1", "policy": "bhyt", "year": 2017}


def test_a_step_is_written_with_every_support(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    here.head.boxes["step"].editor.setFocus()
    type_text("lap danh")
    press("Enter")
    assert here.head.boxes["date"].shown
    here.head.boxes["date"].editor.setFocus()
    type_text("5 2 2017")
    press("Enter")
    here.grid.begin_work()
    press("Ctrl+S")
    assert [[(step.kind, step.date) for step in row.milestones] for row in kept(filled)] == [
        [("requested", "2017-02-05")]
    ] * 2


def test_cells_are_corrected_repeated_and_filled_down_and_what_hangs_on_them_follows(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    here.grid.begin(0, column(here, "details.ma_doi_tuong"))
    type_text("cn")
    press("Enter")
    assert cell(here, 0, "details.ma_doi_tuong")[0].startswith("CN")
    assert cell(here, 0, "details.muc_huong") == ("", "95 %")
    assert here.work.new.lines[0].problems["details.ma_doi_tuong"].severity == "soft"
    here.grid.begin(1, column(here, "details.ma_doi_tuong"))
    press("F4")
    assert cell(here, 1, "details.ma_doi_tuong") == cell(here, 0, "details.ma_doi_tuong")
    here.grid.begin(0, column(here, "details.ten_kcb"))
    type_text("Trạm y tế xã")
    press("Enter")
    here.grid.begin(0, column(here, "details.ten_kcb"))
    press("Ctrl+D")
    assert [cell(here, row, "details.ten_kcb")[0] for row in range(3)] == ["Trạm y tế xã", "Trạm y tế xã", ""]
    press("Ctrl+S")
    assert not here.reason.isHidden()
    type_text("theo danh sách của huyện")
    press("Enter")
    assert [row.details["ma_doi_tuong"] for row in kept(filled)] == ["CN", "CN"]
    assert [row.details["muc_huong"] for row in kept(filled)] == ["3", "3"]


def test_hard_findings_stand_in_their_cells_and_nothing_is_written(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    here.grid.begin(1, column(here, "details.ma_so_bhxh"))
    type_text("123")
    press("Enter", "Ctrl+S")
    assert kept(filled) == []
    assert "1 dòng còn sai" in here.banner.text
    assert (here.grid.currentIndex().row(), here.grid.currentIndex().column()) == (
        1,
        column(here, "details.ma_so_bhxh"),
    )
    assert "10 chữ số" in here.new.said.text()


def test_another_village_by_typing_and_nothing_ticked_is_told(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    here.head.boxes["village"].editor.setFocus()
    type_text("thon 2")
    press("Enter")
    loaded(shell, qtbot)
    assert [line.typed["name"] for line in here.work.new.lines] == ["Hồ Văn Xa"]
    assert here.desk.sticky["village"] == here.work.head.value("village")
    here.grid.begin_work()
    press("Ctrl+Shift+A", "Ctrl+S")
    assert "Chưa chọn ai" in here.banner.text


def test_what_is_typed_while_the_list_is_read_again_stays(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    """Somebody else saves meanwhile: the sheet is read again under the officer's hands."""
    here = loaded(shell, qtbot)
    add_household(filled, household("A Lăng Bé"))
    shell.desk.changed("household")
    press("Space")
    loaded(shell, qtbot)
    told = [(line.typed["name"], bool(line.typed.get("tick"))) for line in here.work.new.lines]
    assert told == [("Hồ Văn Thử", False), ("Hồ Thị Bé", True), ("Trần Văn Khá", False), ("A Lăng Bé", True)]


def test_all_villages_say_which(shell: Shell, qtbot: QtBot) -> None:
    here = page(shell)
    here.work.head.take(village="all")
    here._load()
    loaded(shell, qtbot)
    assert [line.typed["village"] for line in here.work.new.lines] == ["Thôn 1"] * 3 + ["Thôn 2"]


def test_what_is_typed_survives_another_village_and_the_window(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    here.grid.begin(0, column(here, "details.ten_kcb"))
    type_text("Trạm y tế xã")
    press("Enter")
    with filled.read() as connection:
        second = list_villages(connection)[1].id
    here.work.head.take(village=second)
    here._head_left("village")
    loaded(shell, qtbot)
    shell.close()
    with on_screen(filled, {"village": VillagePage}) as window:
        window.go("village", policy="bhyt", year=2017)
        here = loaded(window, qtbot)
        assert "Còn bản làm dở của Thôn 1" in here.banner.text
        (again,) = [one for one in here.banner.findChildren(QPushButton) if one.text() == "Lấy lại"]
        again.click()
        assert cell(here, 0, "details.ten_kcb")[0] == "Trạm y tế xã"


def test_a_cell_still_open_is_kept_when_the_page_is_left(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    here.grid.begin(0, column(here, "details.ten_kcb"))
    type_text("Trạm y tế xã")
    here.left()
    with filled.read() as connection:
        (place,) = [row.place for row in drafts(connection)]
    assert "Trạm y tế xã" in str(load_draft(filled, place))


def test_after_pay_day_n_v_t_and_space_tick_off_in_one_action(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    issued(filled, here)
    shell.desk.changed("support")
    loaded(shell, qtbot)
    press("Ctrl+Tab")
    assert here.tabs.currentIndex() == HANDOUT
    assert focus() is here.ticks
    press("n")
    press("Space", "Space")
    assert here.handout.count.text() == "2 chờ phát; đã nhận 1, vắng mặt 1"
    here.day.boxes["date"].editor.setFocus()
    type_text("1 3 2017")
    press("Enter")
    press("Ctrl+S")
    assert here.banner.text == "Đã ghi sau ngày phát: đã nhận 1, vắng mặt 1."
    assert [(row.milestones[-1].kind, row.milestones[-1].date) for row in kept(filled)] == [
        ("delivered", "2017-03-01"), ("absent", "2017-03-01")
    ]  # fmt: skip
    loaded(shell, qtbot)
    assert [(line.typed["name"], line.typed["since"]) for line in here.work.handout.lines] == [
        ("Hồ Thị Bé", "10/02/2017, vắng 1 lần")
    ]


def test_sent_back_wants_a_note_beside_it(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = loaded(shell, qtbot)
    issued(filled, here)
    shell.desk.changed("support")
    loaded(shell, qtbot)
    press("Ctrl+Tab", "t")
    press("Ctrl+S")
    assert here.work.handout.lines[0].problems["note"].severity == "hard"
    here.ticks.begin(0, len(here.work.handout.columns) - 1)
    type_text("đã chuyển đi")
    press("Enter", "Ctrl+S")
    assert kept(filled)[0].milestones[-1].note == "đã chuyển đi"


@pytest.mark.parametrize(("column", "pasted"), [(0, "abc"), (-1, "x" * 201)])
def test_what_is_pasted_and_not_understood_is_not_written(
    shell: Shell, filled: Register, qtbot: QtBot, column: int, pasted: str
) -> None:
    here = loaded(shell, qtbot)
    issued(filled, here)
    shell.desk.changed("support")
    loaded(shell, qtbot)
    before = kept(filled)
    press("Ctrl+Tab", "n")
    here.ticks.begin(0, column % len(here.work.handout.columns))
    QGuiApplication.clipboard().setText(pasted)
    press("Ctrl+V", "Ctrl+S")
    assert "chưa ghi gì" in here.banner.text
    assert here.work.handout.typed(0, column) == pasted
    assert [problem.severity for problem in here.work.handout.lines[0].problems.values()] == ["hard"]
    assert kept(filled) == before


def test_nobody_left_says_so(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = page(shell)
    here.work.head.take(policy="nha_o", year=2017)
    with filled.read() as connection:
        second = list_villages(connection)[1].id
    here.work.head.take(village=second, policy="bhyt")
    here._load()
    loaded(shell, qtbot)
    press("Ctrl+S")
    loaded(shell, qtbot)
    assert "Không còn ai" in here.new.empty.text


def test_proposals_can_be_taken_as_they_are(shell: Shell, qtbot: QtBot) -> None:
    """Untouched lines are written exactly as the store proposes them."""
    here = loaded(shell, qtbot)
    assert here.work.loaded is not None
    proposed = [one.proposal for one in here.work.loaded.candidates if one.right]
    made: list[SupportInput] = here.work.new.inputs([])
    assert made == proposed


def test_f7_tells_what_stood_in_a_cell_before(shell: Shell, filled: Register, qtbot: QtBot) -> None:
    here = page(shell)
    key = here.work.new.lines[0].key
    set_person(filled, key, {"name": "Hồ Văn Đổi"}, reason="Ghi nhầm tên")
    shell.desk.changed("household")
    loaded(shell, qtbot)
    row = next(n for n, line in enumerate(here.work.new.lines) if line.key == key)
    here.grid.begin(row, 1)
    press("F7")
    assert "→ Hồ Văn Đổi (lý do: Ghi nhầm tên)" in here.banner.text
    here.grid.begin(row, len(here.work.new.columns) - 1)
    press("F7")
    assert "sổ chưa ghi lần thay đổi nào" in here.banner.text


def test_f7_tells_what_became_of_a_support_that_waits_to_be_handed_out(
    shell: Shell, filled: Register, qtbot: QtBot
) -> None:
    here = loaded(shell, qtbot)
    issued(filled, here)
    shell.desk.changed("support")
    loaded(shell, qtbot)
    press("Ctrl+Tab")
    press("F7")
    assert here.work.handout.lines[0].typed["name"] in here.banner.text
    assert "Ngày: – → 10/02/2017" in here.banner.text


def test_a_village_of_another_day_that_is_gone_is_not_chosen(filled: Register) -> None:
    desk = Desk(filled, "thử", sticky={"policy": "bhyt", "year": 2017, "village": "khong-con"})
    head = VillageWork(desk).head
    assert head.value("village") in head.villages
