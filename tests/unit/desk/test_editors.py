"""Typing Vietnamese into every kind of editor; what a field shows when it is left; lists by code or letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import focus, ibus, press, put_up, type_text, unikey
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.sheet import Sheet
from desktop.views.editors import ChoiceEditor, LineEditor, NoteEditor, editor_for
from desktop.views.gridview import GridView

pytestmark = pytest.mark.usefixtures("dressed")

NAMES = (Option("01", "Thiện"), Option("02", "Thịnh"), Option("03", "Thị Ánh"), Option("04", "Kăn Nơ"))
TEXT = FieldSpec(id="name", label="Họ và tên")
CHOICE = FieldSpec(id="village", label="Thôn", kind="choice", options=NAMES, open=True)
NOTE = FieldSpec(id="note", label="Ghi chú", kind="note")
DATE = FieldSpec(id="born", label="Ngày sinh", kind="date")
MONEY = FieldSpec(id="sum", label="Số tiền", kind="money")


class Row(QWidget):
    """Editors one below the other, in a window of their own."""

    def __init__(self, *specs: FieldSpec) -> None:
        super().__init__()
        self.editors = [editor_for(spec, self) for spec in specs]
        layout = QVBoxLayout(self)
        for editor in self.editors:
            layout.addWidget(editor)


@pytest.fixture
def shown(qtbot: object) -> Iterator[list[QWidget]]:
    """Windows put up by `show`, taken down at the end."""
    windows: list[QWidget] = []
    yield windows
    for window in windows:
        window.close()
        window.deleteLater()


def show(shown: list[QWidget], *specs: FieldSpec) -> Row:
    row = Row(*specs)
    shown.append(row)
    put_up(row)
    row.editors[0].setFocus()
    return row


@pytest.mark.parametrize("spec", [TEXT, CHOICE, NOTE], ids=lambda spec: spec.kind)
def test_unikey_and_ibus_compose_in_every_editor(shown: list[QWidget], spec: FieldSpec) -> None:
    """UniKey: letters, Backspace, the letter with its mark. Inline completion would give “Thiị”."""
    row = show(shown, spec)
    editor = row.editors[0]
    unikey("Thi", "<ị", " A", "<Á", "nh")
    assert editor.shows() == "Thị Ánh"
    editor.fill("")
    ibus("Thị")
    type_text(" ", editor)
    ibus("Ánh")
    assert editor.shows() == "Thị Ánh"


def test_unikey_and_ibus_compose_in_a_cell(shown: list[QWidget]) -> None:
    """The first key opens the cell's editor; the Backspaces that follow must find it."""
    grid = GridView(Sheet([TEXT, CHOICE]), "Thành viên")
    shown.append(grid)
    put_up(grid)
    grid.begin()
    unikey("Thi", "<ị", " A", "<Á", "nh")
    press("Enter")
    ibus("Thị Ánh")
    press("Enter")
    assert grid.grid.sheet.lines[0].typed == {"name": "Thị Ánh", "village": "Thị Ánh"}


@pytest.mark.parametrize(
    ("spec", "typed", "left"),
    [
        (DATE, "1 5 1962", "01/05/1962"),
        (DATE, "1962", "1962"),
        (DATE, "32 1 1962", "32 1 1962"),
        (MONEY, "25tr", "25.000.000"),
        (MONEY, "25.000.000", "25.000.000"),
        (CHOICE, "kn", "Kăn Nơ"),
        (CHOICE, "02", "Thịnh"),
        (CHOICE, "Thôn lạ", "Thôn lạ"),
    ],
)
def test_a_field_is_tidied_when_it_is_left_and_never_before(
    shown: list[QWidget], spec: FieldSpec, typed: str, left: str
) -> None:
    from desktop.presenters.form import FormModel, Section
    from desktop.views.form import FormView

    form = FormView(FormModel([Section("", (spec, TEXT))]))
    shown.append(form)
    put_up(form)
    form.begin()
    type_text(typed)
    editor = form.boxes[spec.id].editor
    assert editor.shows() == typed
    press("Enter")
    assert editor.shows() == left
    assert focus() is form.boxes["name"].editor


def test_enter_moves_on_and_shift_enter_back(shown: list[QWidget]) -> None:
    row = show(shown, TEXT, DATE, NOTE, MONEY)
    order = []
    for _step in range(3):
        press("Enter")
        order.append(row.editors.index(focus()))  # type: ignore[arg-type]
    press("Shift+Enter")
    assert [*order, row.editors.index(focus())] == [1, 2, 3, 2]  # type: ignore[arg-type]


def test_a_list_narrows_while_typing_and_enter_takes_the_first(shown: list[QWidget]) -> None:
    row = show(shown, CHOICE, TEXT)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    type_text("thi a")
    assert editor.open
    assert editor.shows() == "thi a"
    press("Enter")
    assert (editor.shows(), editor.open) == ("Thị Ánh", False)
    assert focus() is row.editors[1]


def test_f9_shows_the_whole_list_and_arrows_choose(shown: list[QWidget]) -> None:
    row = show(shown, CHOICE)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    press("F9", "Down", "Down", "Enter")
    assert editor.shows() == "Thị Ánh"


def test_a_choice_in_a_cell_goes_on_to_the_next_cell(shown: list[QWidget]) -> None:
    grid = GridView(Sheet([CHOICE, TEXT]), "Thành viên")
    shown.append(grid)
    put_up(grid)
    grid.begin()
    type_text("kn")
    press("Enter")
    assert grid.grid.sheet.lines[0].typed["village"] == "Kăn Nơ"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 1)


def test_editors_are_named_for_those_who_cannot_see_them(shown: list[QWidget]) -> None:
    row = show(shown, TEXT, CHOICE, NOTE, DATE, MONEY)
    assert all(isinstance(editor, LineEditor | NoteEditor) and editor.accessibleName() for editor in row.editors)
