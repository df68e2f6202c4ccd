"""Typing Vietnamese into every kind of editor; what a field shows when it is left; lists by code or letters."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import focus, ibus, open_list, press, put_up, type_text, unikey
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget

from db.domain.errors import Issue
from desktop.presenters.fields import FieldSpec, Option, Problem, match, read
from desktop.presenters.form import FormModel, Section
from desktop.presenters.sheet import Sheet, cells_of
from desktop.views.editors import ChoiceEditor, LineEditor, NoteEditor, editor_for, tidied
from desktop.views.form import FormView
from desktop.views.gridview import GridView

pytestmark = pytest.mark.usefixtures("dressed")

DATA = Path(__file__).parents[2] / "data" / "vectors"
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
        self.heard: list[int] = []
        self.editors = [editor_for(spec, self) for spec in specs]
        layout = QVBoxLayout(self)
        for editor in self.editors:
            layout.addWidget(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """What no editor wanted."""
        self.heard.append(event.key())


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


def test_an_open_list_leaves_the_keyboard_where_the_cursor_is(shown: list[QWidget]) -> None:
    """A popup takes it; on a slow machine keys typed ahead then went astray."""
    row = show(shown, CHOICE, TEXT)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    type_text("kan")
    assert editor.open
    assert QApplication.activePopupWidget() is None
    assert (focus(), row.isActiveWindow()) == (editor, True)
    press("Up", "Esc")
    assert (editor.shows(), editor.open, focus()) == ("kan", False, editor)
    assert row.heard == []
    press("Esc")
    assert row.heard == [Qt.Key.Key_Escape], "the page's, now that no list is open"


@pytest.mark.parametrize(
    "turn",
    [
        lambda row: QTest.mouseClick(row.editors[1], Qt.MouseButton.LeftButton),
        lambda row: QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().bottomRight() - QPoint(1, 1)),
        lambda row: row.move(row.pos() + QPoint(30, 30)),
        lambda row: row.editors[1].setFocus(),
        lambda row: row.editors[0].hide(),
    ],
    ids=["another field", "beside all fields", "the window moves", "focus", "hidden"],
)
def test_a_list_goes_when_one_turns_elsewhere(shown: list[QWidget], turn: Callable[[Any], object]) -> None:
    row = show(shown, CHOICE, TEXT)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    press("F9")
    assert open_list() is not None
    turn(row)
    QApplication.processEvents()
    assert not editor.open
    assert open_list() is None
    assert editor.shows() == ""


def test_a_name_is_taken_out_of_a_list_by_mouse(shown: list[QWidget]) -> None:
    row = show(shown, CHOICE, TEXT)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    press("F9")
    listed = open_list()
    assert isinstance(listed, QListView)
    QTest.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualRect(listed.model().index(1, 0)).center()
    )
    assert (editor.shows(), editor.open, focus()) == (CHOICE.options[1].label, False, editor)


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


def test_a_new_name_may_be_part_of_a_known_one(shown: list[QWidget]) -> None:
    """Of an open list the typed name itself is the last choice, and it stays as it was typed."""
    row = show(shown, CHOICE, TEXT)
    editor = row.editors[0]
    assert isinstance(editor, ChoiceEditor)
    type_text("Thi")
    press("Up", "Enter")
    assert (editor.shows(), tidied(editor)) == ("Thi", "Thi")


def test_codes_are_typed_without_their_zero() -> None:
    assert [option.code for option in match(NAMES, "4")] == ["04"]
    assert read(CHOICE, "Thôn 1").value == "Thôn 1"


def test_a_key_of_the_window_works_while_a_list_is_open(shown: list[QWidget]) -> None:
    row = show(shown, CHOICE)
    done: list[str] = []
    save = QAction("Lưu", row)
    save.setShortcut("Ctrl+S")
    save.triggered.connect(lambda: done.append("saved"))
    row.addAction(save)
    type_text("thi")
    assert isinstance(row.editors[0], ChoiceEditor)
    assert row.editors[0].open
    press("Ctrl+S")
    assert (done, row.editors[0].open) == (["saved"], False)


@pytest.mark.parametrize(
    ("block", "cells"),
    [
        ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]),
        ('"hai\ndòng"\tb\r\n', [["hai dòng", "b"]]),
        ('Kăn "Nơ\tb', [['Kăn "Nơ', "b"]]),
        ("", []),
    ],
)
def test_cells_of_a_block_from_a_spreadsheet(block: str, cells: list[list[str]]) -> None:
    assert cells_of(block) == cells


def test_a_form_keeps_its_fields_wide_enough_in_a_narrow_window(shown: list[QWidget]) -> None:
    """Fields go to the next row before they become too narrow; one that has no place leaves no hole."""

    class Half(FormModel):
        def visible(self, name: str) -> bool:
            return name != "f1"

    specs = tuple(FieldSpec(id=f"f{n}", label=f"Ô số {n}", width=24) for n in range(5))
    form = FormView(Half([Section("", specs)]))
    shown.append(form)
    put_up(form)
    form.resize(1100, 400)
    QApplication.processEvents()
    assert len({form.boxes[name].editor.y() for name in ("f0", "f2", "f3", "f4")}) == 1
    form.resize(420, 400)
    QApplication.processEvents()
    assert form.boxes["f3"].editor.y() > form.boxes["f0"].editor.y()
    assert all(form.boxes[name].editor.width() >= 180 for name in ("f0", "f2", "f3", "f4"))


def test_no_field_reaches_beyond_its_form_and_a_line_said_moves_nothing(shown: list[QWidget]) -> None:
    specs = tuple(FieldSpec(id=f"f{n}", label=f"Ô số {n}", width=24) for n in range(6))
    form = FormView(FormModel([Section("", specs)]))
    shown.append(form)
    put_up(form)
    for width in range(500, 600):
        form.resize(width, 400)
        assert max(box.editor.geometry().right() for box in form.boxes.values()) == width - 1
    places = [box.editor.geometry() for box in form.boxes.values()]
    form.model.judge([Issue("f0", "hard", "x", "sai")])
    form.refresh()
    assert [box.editor.geometry() for box in form.boxes.values()] == places


def test_what_was_said_before_is_forgotten_when_all_is_checked_again() -> None:
    """A finding of the store may be mended in another field: it must not stop the next save."""
    form, sheet = FormModel([Section("", (TEXT,))]), Sheet([TEXT])
    form.judge([Issue("name", "hard", "x", "sai")])
    sheet.put(0, 0, "Hồ Văn Thử")
    sheet.lines[0].problems["name"] = Problem("hard", "sai")
    assert (form.check(), sheet.check()) == (True, True)


def test_naughty_strings_are_pasted_and_kept_as_nfc_or_told(shown: list[QWidget]) -> None:
    """Into a line, a note and a cell: what is read is what was pasted, but for blanks, or one sentence."""
    row = show(shown, TEXT, NOTE)
    model = FormModel([Section("", (TEXT, NOTE))])
    naughty = json.loads((DATA / "naughty-strings.json").read_text(encoding="utf-8"))
    for text in [*naughty, "=cmd", "'cháu", "ă\u0301", "x\ud83dy"]:
        QApplication.clipboard().setText(text)
        for spec, editor in zip((TEXT, NOTE), row.editors, strict=True):
            assert isinstance(editor, LineEditor | NoteEditor)
            editor.clear()
            editor.paste()
            typed = editor.text() if isinstance(editor, LineEditor) else editor.toPlainText()
            model.put(spec.id, typed)
            found = read(spec, model.leave(spec.id))
            assert found.problem[:3] in ("", "Có ", "Dài")
            if not found.problem:
                assert letters(found.value or "") == letters(text)
                assert unicodedata.is_normalized("NFC", found.value or "")
    assert model.problems == {}, "the last one is no problem any more"
    model.put("note", "Nhà\x07dột")
    model.leave("note")
    assert model.problems["note"].message == "Có ký tự không nhìn thấy U+0007: bỏ đi rồi lưu lại."
    sheet = Sheet((TEXT,))
    sheet.load([])
    sheet.paste(0, 0, "Nhà\x1bdột")
    assert not sheet.check()


def letters(text: str) -> str:
    """A text without blanks and without halves of letters and marks of byte order, which Qt drops."""
    whole = "".join(char for char in text if not "\ud800" <= char <= "\udfff" and char not in "\ufeff\ufffe")
    return "".join(unicodedata.normalize("NFC", whole).split())
