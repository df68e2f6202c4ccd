"""Breaking lines: nothing lost, nothing too wide, smaller letters before broken words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.paper import fonts
from forms.paper.measure import Measure, Run

LETTERS = fonts.vietnamese_letters() + "0123456789./-,'"
words = st.text(alphabet=LETTERS, min_size=1, max_size=40)
sentences = st.lists(words, min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def measure() -> Measure:
    return Measure(fonts.load())


@settings(max_examples=200, deadline=None)
@given(text=sentences, width=st.floats(15, 300), least=st.sampled_from([0.0, 7.0, 9.0]), most=st.integers(1, 9))
def test_no_letter_is_lost_and_no_line_too_wide(text: str, width: float, least: float, most: int) -> None:
    measure = Measure(fonts.load())
    size, lines = measure.fit(measure.clean(text), "bold", 12, width, least=least, most=most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert min(12, least or 12) <= size <= 12
    assert all(measure.width(line, "bold", size) <= width + 0.01 or len(line) == 1 for line in lines)


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(st.tuples(sentences, st.sampled_from(fonts.FACES)), min_size=1, max_size=5), width=st.floats(40, 300)
)
def test_paragraphs_of_several_faces_keep_all(parts: list[tuple[str, fonts.Face]], width: float) -> None:
    measure = Measure(fonts.load())
    lines = measure.paragraph([Run(f"{text} ", face) for text, face in parts], 13, width)
    kept = "".join(piece.text for line in lines for piece in line)
    assert "".join(kept.split()) == "".join("".join(text for text, _ in parts).split())
    for line in lines:
        assert line[-1].x + measure.width(line[-1].text, line[-1].face, 13) <= width + 0.01
        for before, after in itertools.pairwise(line):
            assert before.x + measure.width(before.text, before.face, 13) <= after.x + 0.01


def test_a_fitting_text_stays_as_it_is(measure: Measure) -> None:
    assert measure.fit("Hồ Thị Nghéc", "regular", 12, 200) == (12, ("Hồ Thị Nghéc",))


def test_shrinks_before_it_breaks_a_word(measure: Measure) -> None:
    wide = measure.width("25.000.000", "regular", 12)
    assert measure.fit("25.000.000", "regular", 12, wide - 4, least=7).lines == ("25.000.000",)
    assert len(measure.fit("25.000.000", "regular", 12, wide - 4).lines) == 2


def test_numbers_of_papers_break_after_the_stroke(measure: Measure) -> None:
    width = measure.width("QĐ 1592/QĐ", "regular", 10)
    assert measure.fit("QĐ 1592/QĐ-UBND,", "regular", 10, width, least=7).lines == ("QĐ 1592/", "QĐ-UBND,")


def test_a_letter_keeps_its_loose_mark(measure: Measure) -> None:
    text = measure.clean("ơ\u0306" * 30)
    lines = measure.fit(text, "regular", 12, 31).lines
    assert len(lines) > 5
    assert all(not line.startswith("\u0306") for line in lines)


def test_line_breaks_in_a_text_are_kept(measure: Measure) -> None:
    assert measure.fit("ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", "bold", 12, 300).lines == ("ỦY BAN NHÂN DÂN", "XÃ HỒNG THỦY")


def test_runs_without_a_blank_between_them_stay_together(measure: Measure) -> None:
    [line] = measure.paragraph([Run("Bằng chữ: "), Run("Một đồng", "italic"), Run(".")], 13, 400)
    assert [piece.text for piece in line] == ["Bằng chữ:", "Một đồng", "."]
    assert line[2].x == pytest.approx(line[1].x + measure.width("Một đồng", "italic", 13))
