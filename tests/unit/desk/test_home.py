"""The first page: figures of the register, what is due and where it leads, charts that can be read aloud."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import Any

import pytest
from desk import on_screen, press
from PySide6.QtWidgets import QLabel

from db.ledger.register import Register
from db.store.home.charts import VILLAGES
from db.store.household.households import add_household
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.places.villages import add_village
from db.store.printing import Selection
from desktop.presenters.desk import Desk
from desktop.presenters.home import _largest, classes_chart, reach, read
from desktop.presenters.prints import Prints
from desktop.views.home import HomePage, TaskList
from desktop.views.page import Page
from forms.paper.charts import Ink


class Elsewhere(Page):
    """Remembers what it was asked to show."""

    def opened(self, **about: Any) -> None:
        self.about = about


MAKERS = {"home": HomePage, "households": Elsewhere, "queue": Elsewhere, "packages": Elsewhere}


def household(register: Register, name: str) -> str:
    add_village(register, "Thôn 1")
    data = HouseholdInput(
        village="Thôn 1",
        since="2017-01-01",
        members=[PersonInput(name=name, birth_date="1962", sex="2", relation="01", ethnic="20")],
        classification=ClassificationInput(standard="2016_2020", result="poor", valid_from="2017-01-01"),
    )
    return add_household(register, data).id


def test_figures_tasks_and_charts_come_from_the_register(book: Register) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    data = read(Desk(book, "x"))
    assert [(f.value, f.label) for f in data.figures][:2] == [("1", "hộ trong sổ"), ("1", "nhân khẩu")]
    tasks = {task.title: task for task in data.tasks}
    assert tasks["Người từ 14 tuổi thiếu số định danh"].count == 1
    assert tasks["Thay đổi chưa xuất gói"].page == "packages"
    assert tasks["Người từ 14 tuổi thiếu số định danh"].picture == "id-card"
    assert tasks["Thay đổi chưa xuất gói"].picture == "upload"
    assert "Hộ nghèo 1" in classes_chart(data, width=400, ink=Ink()).words


def test_the_figures_do_not_wait_for_the_count_of_who_has_a_right(
    book: Register, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    (cards,) = (bar for bar in reach(Desk(book, "x")) if bar.label == "Thẻ BHYT")
    assert (cards.value, cards.whole) == (0, 1)
    go_on = Event()
    monkeypatch.setattr("desktop.views.home.reach", lambda desk: go_on.wait() and reach(desk))
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, HomePage)
        drawn = partial(page.findChildren, QLabel)
        try:
            qtbot.waitUntil(lambda: any("Hộ nghèo 1" in label.accessibleName() for label in drawn()))
            assert not any(cards.label in label.accessibleName() for label in drawn())
        finally:
            go_on.set()
        qtbot.waitUntil(lambda: any(cards.label in label.accessibleName() for label in drawn()))


def test_many_villages_are_the_largest_and_the_rest_together() -> None:
    found = _largest([(f"Thôn {n}", n) for n in range(1, VILLAGES + 4)])
    assert len(found) == VILLAGES + 1
    assert (found[0].value, found[-1].label, found[-1].value) == (VILLAGES + 3, "3 thôn khác", 1 + 2 + 3)
    assert len(_largest([(f"Thôn {n}", n) for n in range(VILLAGES + 1)])) == VILLAGES + 1


def test_an_empty_register_teaches_the_first_step(book: Register, qtbot: Any) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, HomePage)
        qtbot.waitUntil(lambda: page.tasks.count() > 0)
        assert any("F2" in label.text() for label in page.findChildren(QLabel))


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("lacking", [1, 60])
def test_a_task_that_lacks_the_room_goes_on_in_a_second_line(qtbot: Any, lacking: int) -> None:
    tasks = TaskList()
    qtbot.addWidget(tasks)
    words = "Hỗ trợ sản xuất đã giao quá 180 ngày chưa nghiệm thu, kiểm tra: 7 · 13/03/2017"
    tasks.addItems(["Mục chờ quyết định: 12", words])
    tasks.resize(tasks.sizeHintForColumn(0) + 2 * tasks.frameWidth(), 400)
    tasks.show()
    needed = tasks.fontMetrics().horizontalAdvance(words)
    while tasks.sizeHintForRow(1) == tasks.sizeHintForRow(0):
        assert tasks.viewport().width() > needed, "the words stand in one line that is too short for them"
        tasks.resize(tasks.width() - lacking, 400)
    assert tasks.height() == sum(map(tasks.sizeHintForRow, (0, 1))) + 2 * tasks.frameWidth()


def test_enter_leads_to_the_list_behind_a_task(book: Register, qtbot: Any) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, HomePage)
        qtbot.waitUntil(lambda: page.tasks.count() > 0)
        titles = [page.tasks.item(n).text() for n in range(page.tasks.count())]
        row = next(n for n, title in enumerate(titles) if "số định danh" in title)
        page.tasks.setFocus()
        press(*["Down"] * row, "Enter")
        assert isinstance(shell.page, Elsewhere)
        assert shell.page.about["filter"].has_id is False


@pytest.mark.parametrize("kind", ["household", "package"])
def test_the_page_reads_again_when_something_was_written(book: Register, qtbot: Any, kind: str) -> None:
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, HomePage)
        qtbot.waitUntil(lambda: page.tasks.count() > 0)
        household(book, "Hồ Thị Kăn Nơ")
        shell.desk.changed(kind)
        qtbot.waitUntil(lambda: any(label.text() == "1" for label in page.findChildren(QLabel)))


def test_the_charts_are_asked_for_on_paper(book: Register, qtbot: Any) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    with on_screen(book, MAKERS | {"prints": Elsewhere}) as shell:
        shell.go("home")
        home = shell.page
        assert isinstance(home, HomePage)
        qtbot.waitUntil(lambda: home._data is not None)
        press("Ctrl+P")
        qtbot.waitUntil(lambda: isinstance(shell.page, Elsewhere))
        assert shell.page.about == {"document": "bieu_do", "year": home.desk.year}


def test_a_page_about_the_whole_unit_is_asked_for_its_year_alone(book: Register, dressed: None) -> None:
    prints = Prints(Desk(book, "x"))
    prints.choose(document="phieu_ho_tro", village="Thôn 1", year=2017)
    prints.form.put("document", "Biểu đồ tổng hợp")
    assert [name for name in prints.form.specs if prints.form.visible(name)] == ["document", "year"]
    assert prints.chosen() == ("bieu_do", Selection(2017))


def test_charts_say_in_words_what_they_show(book: Register, qtbot: Any) -> None:
    household(book, "Hồ Thị Kăn Nơ")
    with on_screen(book, MAKERS) as shell:
        shell.go("home")
        page = shell.page
        assert isinstance(page, HomePage)
        qtbot.waitUntil(lambda: any("Hộ nghèo 1" in label.accessibleName() for label in page.findChildren(QLabel)))
