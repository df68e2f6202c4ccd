"""The family: complete, searched in the right order, and what is written comes back as NFC letter by letter."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf_reader import base_fonts, drawn, squeezed, texts

from db.domain.errors import EnvironmentProblem
from forms.paper import fonts
from forms.paper.sheet import A4, Page, Text

OTHER_LETTERS = "ĭŏčƀĬŎČɃ" + "'’–—…“”₫×0123456789.,;:/()-%"


@pytest.fixture
def fresh() -> Iterator[None]:
    """Search again in this test, and again after it."""
    fonts.load.cache_clear()
    yield
    fonts.load.cache_clear()


def test_there_are_134_marked_letters() -> None:
    assert len({letter for letter in fonts.vietnamese_letters() if ord(letter) > 127}) == 134


@pytest.mark.parametrize("face", fonts.FACES)
def test_every_letter_comes_back(face: fonts.Face) -> None:
    letters = fonts.vietnamese_letters() + OTHER_LETTERS
    rows = [letters[n : n + 30] for n in range(0, len(letters), 30)]
    page = Page(A4, [Text(face, 13, 60, 780 - 20 * n, row) for n, row in enumerate(rows)])
    [found] = texts(drawn([page]))
    assert squeezed(found) == letters
    assert unicodedata.is_normalized("NFC", found)


def test_all_fonts_are_embedded_and_ours() -> None:
    page = Page(A4, [Text(face, 13, 60, 700 - 20 * n, "Ẩm") for n, face in enumerate(fonts.FACES)])
    data = drawn([page])
    assert len(base_fonts(data)) == data.count(b"/FontFile2") == 4
    assert all("+" in name for name in base_fonts(data))
    assert b"Helvetica" not in data


def test_decomposed_text_is_composed() -> None:
    assert fonts.load().clean(unicodedata.normalize("NFD", "Hồ  Thị\tNghéc ")) == "Hồ Thị Nghéc"


def test_invisible_marks_are_dropped() -> None:
    assert fonts.load().clean("Hồ\u200b Thị\ufeff Bơ\u00adm\u202e") == "Hồ Thị Bơm"
    assert fonts.load().clean("Bơm\u00ad o\u200b\u0302") == "Bơm ô"


@pytest.mark.parametrize("letter", ["漢", "😀", "\x07", "\ud800", "❤\ufe0f", "\U0001f469\u200d\U0001f467", "漢\u20dd"])
def test_a_letter_without_drawing_stands_as_a_box(letter: str) -> None:
    shown = fonts.load().clean(f"Hồ {letter} A")
    assert fonts.BOX in shown
    assert set(shown) <= {*"Hồ AT", "\u0300", fonts.BOX}
    page = Page(A4, [Text("regular", 13, 60, 700, shown)])
    assert squeezed(texts(drawn([page]))[0]) == squeezed(shown)


@pytest.mark.usefixtures("fresh")
def test_first_complete_family_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = fonts.load().source
    names = ("a.ttf", "b.ttf", "c.ttf", "d.ttf")
    [found] = [
        files for folder, sets in fonts.folders() if folder == source for files in sets if (folder / files[0]).is_file()
    ]
    half, whole = tmp_path / "half", tmp_path / "whole"
    for folder, number in ((half, 3), (whole, 4)):
        folder.mkdir()
        for old, new in list(zip(found, names, strict=True))[:number]:
            shutil.copy(source / old, folder / new)
    order = [(tmp_path, (names,)), (half, (names,)), (whole, (names,)), (source, (found,))]
    monkeypatch.setattr(fonts, "folders", lambda _style: order)
    fonts.load.cache_clear()
    assert fonts.load().source == whole


@pytest.mark.usefixtures("fresh")
def test_a_file_that_is_no_font_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = ("a.ttf", "b.ttf", "c.ttf", "d.ttf")
    for name in names:
        (tmp_path / name).write_bytes(b"no font")
    monkeypatch.setattr(fonts, "folders", lambda _style: [(tmp_path, (names,))])
    with pytest.raises(EnvironmentProblem) as caught:
        fonts.load()
    assert "fonts-liberation2" in caught.value.message


def test_times_comes_before_ours_and_ours_before_the_systems() -> None:
    kinds = [sets for _, sets in fonts.folders()]
    assert "times.ttf" in kinds[0][0]
    order = [folder.name for folder, sets in fonts.folders() if "LiberationSerif-Regular.ttf" in sets[0]]
    assert order[0] == "fonts"
    assert order[1] == "liberation2"


def test_same_widths_as_times_new_roman() -> None:
    regular = fonts.load().faces["regular"]
    assert [round(regular.width(letter, 1000)) for letter in "anộ1W"] == [444, 500, 500, 500, 944]


def test_nothing_of_reportlab_is_loaded_for_the_list_of_documents() -> None:
    code = "import sys; from forms.paper import registry; registry.documents(); print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
