"""Search keys and the words under which names are found."""

from __future__ import annotations

import unicodedata

import pytest

from db.domain.text import fold, index_words, nfc, words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đặng Thị Mỹ", "dang thi my"),
        ("ĐẶNG  THỊ\tMỸ ", "dang thi my"),
        ("Ðặng", "dang"),
        ("ðặng", "dang"),
        ("Ɖoàn", "doan"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("B'ling", "bling"),
        ("B’ling", "bling"),
        ("Bh'nướch", "bhnuoch"),
        ("Bru-Vân Kiều", "bru van kieu"),
        ("ƀŏk Č ĭ", "bok c i"),
        ("ng\u00adười\u200b", "nguoi"),
        ("Ra\u00a0Pát", "ra pat"),
        ("", ""),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


def test_fold_of_every_vietnamese_letter_is_its_base_letter() -> None:
    for base in "aăâbcdđeêghiklmnoôơpqrstuưvxy":
        for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"):
            for letter in (nfc(base + tone), unicodedata.normalize("NFD", base + tone)):
                assert fold(letter) == fold(letter.upper()) == fold(base)
                assert fold(letter).isascii()


def test_words_keep_their_order() -> None:
    assert words("Hồ  Văn B'ling") == ["ho", "van", "bling"]


@pytest.mark.parametrize("query", ["bling", "b ling", "B'ling", "ho bling", "ling", "Hồ B’ling", "bling ho"])
def test_a_name_with_an_apostrophe_is_found_either_way(query: str) -> None:
    assert set(words(query)) <= set(index_words("Hồ B'ling"))


@pytest.mark.parametrize("query", ["pa co", "paco", "Pa-cô", "co pa"])
def test_a_hyphened_name_is_found_either_way(query: str) -> None:
    assert set(words(query)) <= set(index_words("Pa-cô"))


def test_index_words_of_a_plain_name_are_its_words_once() -> None:
    assert index_words("Lê Lê Văn") == ["le", "van"]
    assert index_words(" - ' ") == []
