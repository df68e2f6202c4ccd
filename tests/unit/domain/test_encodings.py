"""Legacy font encodings: every name of every unit encoded and read back, detection by vote, traps."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

import resources
from db.domain.encodings import ENCODINGS, decode, detect_column, font_encoding, guess_cell, repair
from db.domain.units import catalogue


@cache
def names() -> list[str]:
    return sorted({unit.name for code in catalogue().codes() for unit in catalogue().versions(code)})


@cache
def accented() -> list[str]:
    return [name for name in names() if not name.isascii()]


@cache
def table(name: str, legacy: str, letter: str) -> dict[str, str]:
    """Letter → first legacy sequence given for it."""
    found: dict[str, str] = {}
    for row in resources.open_csv(name):
        found.setdefault(row[letter], row[legacy])
    return found


def as_tcvn3(text: str) -> str:
    letters = table("text/tcvn3.csv", "char_cp1252", "unicode")
    return "".join(letters.get(char) or letters.get(char.lower()) or char for char in text)


def as_vni(text: str) -> str:
    letters = table("text/vni.csv", "legacy", "unicode")
    return "".join(letters.get(char, char) for char in text)


def through_cp1258(text: str) -> str:
    """What a Vietnamese ANSI machine makes of the bytes of a legacy text."""
    return "".join(bytes([ord(c)]).decode("cp1258") if 0xA0 <= ord(c) <= 0xFF else c for c in text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


FORMS: dict[str, tuple[Callable[[str], str], str]] = {
    "NFC": (str, "unicode"),
    "NFD": (decomposed, "unicode"),
    "TCVN3": (as_tcvn3, "tcvn3"),
    "VNI": (as_vni, "vni"),
}


def without_toned_capitals(text: str) -> str:
    """TCVN3 has no toned capitals: they come back small."""
    kept = set("ĂÂÊÔƠƯĐ")
    return "".join(char if char.isascii() or char in kept else char.lower() for char in text)


def test_every_unit_name_comes_back_from_vni() -> None:
    assert [name for name in names() if decode(as_vni(name), "vni") != name] == []


def test_every_unit_name_comes_back_from_tcvn3() -> None:
    assert [n for n in names() if decode(as_tcvn3(n), "tcvn3") != without_toned_capitals(n)] == []


def test_every_unit_name_in_capitals_comes_back_from_a_capital_font() -> None:
    wrong = [n for n in names() if decode(as_tcvn3(n.lower()), "tcvn3", ".VnTimeH") != n.upper()]
    assert wrong == []


def test_every_unit_name_survives_code_page_1258() -> None:
    for name in names():
        assert decode(through_cp1258(as_tcvn3(name)), "tcvn3-cp1258") == without_toned_capitals(name)
        assert decode(through_cp1258(as_vni(name)), "vni-cp1258") == name


def test_every_tolerated_vni_sequence_is_read() -> None:
    for row in resources.open_csv("text/vni.csv"):
        assert decode(row["legacy"], "vni") == row["unicode"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_surely_unicode_cell_is_never_converted(encoding: str) -> None:
    for name in accented():
        if any("Ạ" <= char <= "ỹ" for char in name):
            assert decode(name, encoding) == name
            # on a damaged machine a loose mark may be a letter, so only composed cells are sure
            assert encoding.endswith("-cp1258") or decode(decomposed(name), encoding) == name


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("cells", "at_least"), [(1, 0.75), (3, 0.98), (10, 1.0)])
def test_detection_by_vote(form: str, cells: int, at_least: float) -> None:
    write, expected = FORMS[form]
    source = random.Random(f"{form}{cells}")
    found = Counter(detect_column(map(write, source.sample(accented(), cells))) for _ in range(400))
    assert set(found) <= {expected, None}
    assert found[expected] >= at_least * 400


@pytest.mark.parametrize(("write", "base"), [(as_tcvn3, "tcvn3"), (as_vni, "vni")])
def test_columns_damaged_by_code_page_1258_are_read_right(write: Callable[[str], str], base: str) -> None:
    source = random.Random(base)
    for _ in range(50):
        sample = source.sample(accented(), 100)
        damaged = [through_cp1258(write(name)) for name in sample]
        assert detect_column(damaged) == f"{base}-cp1258"


def test_fonts_decide_only_where_letters_do_not() -> None:
    # "Ló" is a syllable in all three: ló, lú, lĩ
    assert detect_column(["Ló", "A Ngo"], [".VnTime"]) == "tcvn3"
    assert detect_column(["Ló"], ["VNI-Times", "VNI-Times"]) == "vni"
    assert detect_column(["Ló"], []) is None
    assert detect_column(["Ló"], [".VnTime", "VNI-Times"]) is None
    assert detect_column(["Hồng Thủy", "Nhâm"], [".VnTime", ".VnTime"]) == "unicode"


def test_plain_ascii_needs_no_decision() -> None:
    assert detect_column(["A Ngo", "", "Nam"], [".VnTime"]) == "unicode"
    assert detect_column([]) == "unicode"


def test_a_mixed_column_is_left_to_the_user() -> None:
    mixed = [as_tcvn3(name) for name in accented()[:20]] + [as_vni(name) for name in accented()[:20]]
    assert detect_column(mixed) is None


@pytest.mark.parametrize(
    ("font", "expected"),
    [(".VnTime", "tcvn3"), (".vnarialh", "tcvn3"), ("VNI-Times", "vni"), ("Times New Roman", None), ("", None)],
)
def test_font_names(font: str, expected: str | None) -> None:
    assert font_encoding(font) == expected


def test_signs_that_pdf_and_browsers_change_are_still_read() -> None:
    assert decode("n\u2212íc", "tcvn3") == "nước"
    assert decode("H\u03bc", "tcvn3") == "Hà"
    assert decode("x\u2219", "tcvn3") == "xã"


def test_foreign_letters_for_d_are_put_right() -> None:
    assert repair("Ðặng ðình Ɖ") == "Đặng đình Đ"
    assert decode("Ðông", "unicode") == "Đông"


def test_cells_that_cannot_tell() -> None:
    assert guess_cell("A Ngo") is None
    assert guess_cell("") is None
    assert guess_cell("hoà") is None
    assert guess_cell("Đông") == "unicode"


def test_unknown_encoding_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="utf-7"):
        decode("x", "utf-7")
