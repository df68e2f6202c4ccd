"""A divided unit on page units: every village is told by keys where it belongs, then all is handed over at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import sohotro
from desk import focus, on_screen, press, type_text
from divided import DAY, PHU_THUAN, POOR, TAY_LOC, THUAN_HOA, divided
from figures import homes
from filled import settle
from PySide6.QtWidgets import QApplication

from db.domain.unit_changes import UnitChange, carried_changes
from db.ledger.register import Register
from db.store.handover import dividing, reorganising
from db.store.handover.reorganising import apply_changes
from db.store.history.undo import last_actions
from db.store.reading import household_ids, households
from desktop.presenters import home
from desktop.presenters.conditions import Conditions
from desktop.presenters.desk import Desk
from desktop.presenters.units_sheet import UNIT, DivisionSheet
from desktop.views.shell import Shell
from desktop.views.units.page import UnitsPage

pytestmark = pytest.mark.usefixtures("dressed")
PHU_BINH = "19747"
WAITS = "Còn hộ phải chia"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Register]:
    register = divided(tmp_path)
    yield register
    register.close()


def to_the_sheet(shell: Shell) -> UnitsPage:
    """By keys from the first page to the sheet of Phú Thuận."""
    shell.go("home")
    press("Ctrl+F8")
    page = shell.page
    assert isinstance(page, UnitsPage)
    stand_on(page, WAITS)
    press("Enter")
    return page


def stand_on(page: UnitsPage, standing: str) -> None:
    """The cursor on the first row that is in this standing."""
    rows = page.table.rows
    for _row in range(rows.rowCount()):
        if rows.index(page.table.currentIndex().row(), 0).data() == standing:
            return
        press("Down")
    pytest.fail(f"no row is {standing}")


def told(page: UnitsPage) -> dict[str, str]:
    """What stands on the sheet: every line with the unit it is told, in brackets where its village says so."""
    assert page.division.grid is not None
    lines = page.division.grid.sheet.lines
    return {line.typed["place"].split(" · ")[-1]: line.typed[UNIT] or f"({line.proposed.get(UNIT, '')})"
            for line in lines}  # fmt: skip


def fill(*units: str) -> None:
    """Type into the line under the cursor and the next ones."""
    for unit in units:
        type_text(unit)
        press("Enter")


def lived_in(register: Register) -> dict[str, Any]:
    """Of every household by its code: unit and village before and after, and why it is where it is."""
    found: dict[str, Any] = {}
    with register.read() as connection:
        for day in ("2021-06-30", "2021-08-01"):
            rows = households(connection, household_ids(connection, on=day), day)
            for row in rows:
                found.setdefault(row.code or "", []).append((row.unit, row.village_name, row.address))
        found["reasons"] = sorted(row.reason for row in last_actions(connection, limit=2))
    return found


def test_the_whole_way_by_keys_comes_to_what_the_command_line_does(town: Register, tmp_path: Path) -> None:
    with on_screen(town) as shell:
        page = to_the_sheet(shell)
        assert page.division.count.text() == "Chia phường Phú Thuận (19744) từ 01/07/2021: 6 hộ"
        assert told(page) == {"Tổ 1": "()", "Tổ 2": "()", "90": "()"}
        fill("tay loc", THUAN_HOA)
        press("Up", "Ctrl+F9", "Down")
        fill("tay")
        press("Down", "F4")
        assert told(page) == {
            "Tổ 1": "phường Tây Lộc",
            "Tổ 2": "phường Thuận Hòa", "20": "(phường Thuận Hòa)", "21": "phường Tây Lộc", "22": "(phường Thuận Hòa)",
            "90": "phường Thuận Hòa",
        }  # fmt: skip
        assert page.division.said.text() == "Mọi hộ đã ghi về đâu."
        assert focus() is page.save_button
        press("Ctrl+S")
        asked = "Chia phường Phú Thuận: phường Tây Lộc 3 hộ, phường Thuận Hòa 3 hộ? Việc này không lấy lại được."
        assert page.banner.text == asked
        press("Enter")
        settle(shell)
        assert "phường Tây Lộc nhận 3 hộ, phường Thuận Hòa nhận 3 hộ" in page.banner.text
        assert focus() is page.table
        assert WAITS not in [page.table.rows.index(row, 0).data() for row in range(page.table.rows.rowCount())]
    (tmp_path / "other").mkdir()
    other = divided(tmp_path / "other")
    file = tmp_path / "chia.csv"
    lines = [f"Tổ 1,,{TAY_LOC}", f"Tổ 2,,{THUAN_HOA}", f",21,{TAY_LOC}", f",90,{THUAN_HOA}"]
    file.write_text("\n".join(["village,household,new_code", *lines]), encoding="utf-8")
    done = sohotro("units", "divide", tmp_path / "other" / "hue.sohotro", PHU_THUAN, file, "--json").json
    assert done["households"] == {TAY_LOC: 3, THUAN_HOA: 3}
    assert lived_in(town) == lived_in(other)
    other.close()


def test_a_missing_village_and_a_wrong_name_stop_there_with_nothing_written(town: Register) -> None:
    before = lived_in(town)
    with on_screen(town) as shell:
        page = to_the_sheet(shell)
        grid = page.division.grid
        assert grid is not None
        fill("tay loc", "nham")
        assert told(page)["Tổ 2"] == "nham"
        press("Up")
        assert page.division.said.text() == "Không có “nham” trong danh sách: nhấn F9 để chọn."
        press("Delete", "Ctrl+S")
        assert page.banner.text.startswith("Còn thôn, hộ chưa ghi về đâu, chưa chia gì")
        assert (focus(), grid.currentIndex().row()) == (grid, 1)
        assert page.division.said.text() == "Chưa ghi thôn này về đâu."
        fill("20104")
        press("Ctrl+S")
        assert grid.currentIndex().row() == 1
        fill("thuan hoa")
        assert page.banner.text == ""
        press("Ctrl+S")
        assert grid.currentIndex().row() == 2
        assert page.division.said.text() == "Chưa ghi hộ này về đâu."
    assert lived_in(town) == before


def test_what_is_typed_is_there_again_and_households_go_with_their_village(town: Register) -> None:
    with on_screen(town) as shell:
        page = to_the_sheet(shell)
        press("Ctrl+F9")
        fill("thuan hoa")
        press("Up", "Up")
        type_text("tay loc")
        press("Enter")
        assert told(page) == {
            "Tổ 1": "phường Tây Lộc", "10": "phường Thuận Hòa", "11": "(phường Tây Lộc)", "Tổ 2": "()", "90": "()",
        }  # fmt: skip
        press("Ctrl+F9")
        assert told(page) == {"Tổ 1": "phường Tây Lộc", "10": "phường Thuận Hòa", "Tổ 2": "()", "90": "()"}
        press("Esc")
        assert focus() is page.table
        press("Shift+F8")
        assert told(page) == {"Tổ 1": "phường Tây Lộc", "10": "phường Thuận Hòa", "Tổ 2": "()", "90": "()"}
        assert page.division.key() == "village:to 2"
        assert page.division.said.text() == "Còn 4 hộ chưa ghi về đâu."
        press("Down", "Ctrl+Shift+O")
        assert shell.page is not page
        press("Alt+Left")
        assert (shell.page, page.division.key()) == (page, page.division.home())
        assert told(page)["10"] == "phường Thuận Hòa"


def test_the_first_page_tells_of_it_until_it_is_done(tmp_path: Path) -> None:
    register = divided(tmp_path, applied=False)
    desk = Desk(register, "x")

    def reminded() -> list[tuple[str, int, str]]:
        return [(task.title, task.count, task.date) for task in home.read(desk).tasks if task.page == "units"]

    assert reminded() == [("Đơn vị mới chưa áp dụng vào sổ", 5, "01/07/2021")]
    apply_changes(register, DAY)
    assert reminded() == [("Hộ của đơn vị bị chia chưa có nơi nhận", 6, "01/07/2021")]
    sheet = DivisionSheet(desk, PHU_THUAN)
    assert not sheet.check()
    for row in range(len(sheet.lines)):
        sheet.put(row, 2, TAY_LOC)
    assert sheet.check()
    sheet.divide(sheet.shares())
    assert reminded() == []
    register.close()


def test_only_what_is_typed_is_judged(town: Register) -> None:
    """An address is as another wrote it: however long, it keeps nobody from dividing."""
    place = {"unit": PHU_THUAN, "unit_date": "2017-01-01", "address": "kiệt 5\u200b " + "đường rất dài " * 30}
    homes(town, PHU_THUAN, 1, POOR, place=place)
    sheet = DivisionSheet(Desk(town, "x"), PHU_THUAN)
    for row in range(len(sheet.lines)):
        sheet.put(row, 2, "thuan hoa")
    assert sheet.check()
    assert sheet.asks().startswith("Chia phường Phú Thuận: phường Thuận Hòa 7 hộ?")


def test_it_is_refused_in_one_sentence(tmp_path: Path) -> None:
    register = divided(tmp_path, applied=False)
    with on_screen(register) as shell:
        shell.go("units")
        page = shell.page
        assert isinstance(page, UnitsPage)
        stand_on(page, "Chưa áp dụng")
        press("Shift+F8")
        assert shell._said.text().startswith("Việc tiếp theo: áp dụng vào sổ.")
        press("Enter")
        assert "Áp dụng 5 đơn vị mới đến 01/07/2021, 6 hộ?" in page.banner.text
        press("Enter")
        stand_on(page, WAITS)
        with register.write() as connection:
            connection.exec_driver_sql("UPDATE officer SET role = 'enter'")
        press("Enter")
        assert page.banner.text.startswith("Vai trò của bạn là nhập liệu, việc này cần vai trò duyệt.")
        assert focus() is page.table
        with register.write() as connection:
            connection.exec_driver_sql("UPDATE officer SET role = 'administer'")
        press("Enter")
        fill("tay loc")
        press("F4", "F4", "Ctrl+S", "Enter")
        settle(shell)
        press("Shift+F8")
        assert shell._said.text() == "Dòng này không còn hộ nào phải chia."
        assert QApplication.focusWidget() is page.table
    register.close()


def test_what_another_recorded_meanwhile_stops_it(town: Register) -> None:
    """A household that came while the sheet was open is asked for, and what was typed stays."""
    with on_screen(town) as shell:
        page = to_the_sheet(shell)
        fill("tay loc")
        press("F4", "F4", "Ctrl+S")
        homes(town, PHU_THUAN, 1, POOR, code="91")
        press("Enter")
        settle(shell)
        assert "Chưa ghi thôn, hộ này về đâu: 91" in page.banner.text
        assert told(page) == {"Tổ 1": "phường Tây Lộc", "Tổ 2": "phường Tây Lộc", "90": "phường Tây Lộc", "91": "()"}
        assert page.division.grid is not None
        assert page.division.grid.currentIndex().row() == 3


def test_the_list_of_households_names_a_unit_that_has_ended(town: Register) -> None:
    """Villages of a divided unit stay under its name, before and after it is divided."""
    with on_screen(town) as shell:
        to_the_sheet(shell)
        fill("tay loc")
        press("F4", "F4")
        shell.go("households")
        assert shell.page is not None
        assert Conditions(shell.desk).units == {PHU_THUAN: "phường Phú Thuận"}
        press("Alt+Left", "Ctrl+S", "Enter")
        settle(shell)
        assert Conditions(shell.desk).units == {PHU_THUAN: "phường Phú Thuận", TAY_LOC: "phường Tây Lộc"}


def test_of_several_divided_units_it_is_asked_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Phú Bình too had been divided between the two that got a part of Phú Thuận."""
    parts = [UnitChange(DAY, PHU_BINH, "Phường Phú Bình", code, "", "part", "NQ thử") for code in (TAY_LOC, THUAN_HOA)]
    rows = (*(one for one in carried_changes() if one.old_code != PHU_BINH), *parts)
    for module in (dividing, reorganising):
        monkeypatch.setattr(module, "carried_changes", lambda: rows)
    register = divided(tmp_path, applied=False)
    homes(register, PHU_BINH, 1, POOR, code="95")
    apply_changes(register, DAY)
    with on_screen(register) as shell:
        page = to_the_sheet(shell)
        assert page.next.text().endswith("ghi từng thôn của phường Phú Thuận, phường Phú Bình về đơn vị nào.")
        assert page.banner.text == "Chia đơn vị nào trước?"
        press("Tab", "Enter")
        assert page.division.count.text() == "Chia phường Phú Bình (19747) từ 01/07/2021: 1 hộ"
        fill("tay loc")
        press("Ctrl+S", "Enter")
        settle(shell)
        assert page.banner.text.startswith("Đã chia phường Phú Bình: phường Tây Lộc nhận 1 hộ.")
        press("Enter")
        assert page.division.count.text() == "Chia phường Phú Thuận (19744) từ 01/07/2021: 6 hộ"
    register.close()
