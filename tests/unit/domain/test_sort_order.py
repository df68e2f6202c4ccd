"""The stored sort key orders as ICU does; ICU comes from Qt's collator, which bundles it on Linux."""

from __future__ import annotations

import random
import sqlite3
import sys
import unicodedata

import pytest
from PySide6.QtCore import QCollator, QLocale

from db.domain.text import name_key, sort_key
from db.domain.units import catalogue

PAIRS = 200_000
OTHER_NAMES = """
B'ling Bling Bhling Bh'nướch H'ia A Viết Ra Pát Ta Dưr Zơrâm Bhơriu Pơloong Kăn Xiêng Ku Nô Čĭm ƀŏk Wiŏt Jút Fow
Nguyễn Nguyên Nguyện Nguyển Nguyền Nguyến Hoà Hòa Hoa Hóa Hỏa Thủy Thuỷ Ý Y Ơn Ôn On Ăn Ân An Ấn Ánh Đức Dức Đ D
"""
SIGNS = [" ", "  ", " - ", "-", "'", "’", ", ", " (", ") ", ".", "/", " 2", "10 "]
LETTERS = [
    letter
    for base in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    for cased in (base, base.upper())
    if len(letter := unicodedata.normalize("NFC", cased + tone)) == 1
]

on_icu = pytest.mark.skipif(sys.platform != "linux", reason="Qt bundles ICU on Linux only")


def collator() -> QCollator:
    return QCollator(QLocale("vi_VN"))


def sign(key_a: str, key_b: str) -> int:
    return (key_a > key_b) - (key_a < key_b)


def clamped(value: int) -> int:
    return (value > 0) - (value < 0)


def syllables() -> list[str]:
    names = {unit.name for code in catalogue().codes() for unit in catalogue().versions(code)}
    return sorted({word for name in names for word in name.split() if word.isalpha()}) + OTHER_NAMES.split()


def some_name(source: random.Random, pool: list[str]) -> str:
    """Real syllables; now and then other case, other blanks or signs, one word, decomposed, or one letter changed."""
    chosen = source.choices(pool, k=source.choice((1, 2, 2, 3, 3, 4)))
    text = "".join(word + (source.choice(SIGNS) if source.random() < 0.05 else " ") for word in chosen).strip()
    cased = source.random()
    if cased < 0.15:
        text = text.upper()
    elif cased < 0.3:
        text = text.lower()
    if source.random() < 0.1:
        text = unicodedata.normalize("NFD", text)
    return text


def near(source: random.Random, text: str) -> str:
    """The same name with one letter changed, so that tones and case come to decide."""
    text = unicodedata.normalize("NFC", text)
    place = source.randrange(len(text))
    return text[:place] + source.choice(LETTERS) + text[place + 1 :]


def pairs(count: int, seed: int) -> list[tuple[str, str]]:
    source = random.Random(seed)
    pool = syllables()
    made = []
    for _ in range(count):
        first = some_name(source, pool)
        made.append((first, near(source, first) if source.random() < 0.4 else some_name(source, pool)))
    return made


@on_icu
def test_200_000_random_pairs_are_ordered_as_icu_orders_them() -> None:
    icu = collator()
    wrong = [(a, b) for a, b in pairs(PAIRS, 7) if sign(sort_key(a), sort_key(b)) != clamped(icu.compare(a, b))]
    assert wrong == []


@on_icu
def test_names_are_ordered_by_given_name_then_by_the_rest() -> None:
    icu = collator()

    def given_first(a: str, b: str) -> int:
        (*rest_a, given_a), (*rest_b, given_b) = a.split(), b.split()
        return clamped(icu.compare(given_a, given_b)) or clamped(icu.compare(" ".join(rest_a), " ".join(rest_b)))

    wrong = [(a, b) for a, b in pairs(20_000, 8) if sign(name_key(a), name_key(b)) != given_first(a, b)]
    assert wrong == []


@on_icu
def test_every_letter_and_ascii_sign_against_every_other() -> None:
    icu = collator()
    characters = [*LETTERS, *map(chr, range(0x20, 0x7F)), *"’‘“”–—…·₫°ĭŏŭčƀĬŎČ"]
    wrong = [
        (a, b) for a in characters for b in characters if sign(sort_key(a), sort_key(b)) != clamped(icu.compare(a, b))
    ]
    assert wrong == []


def test_keys_sort_alike_as_text_as_bytes_and_in_sqlite() -> None:
    names = [a for a, _ in pairs(3000, 9)]
    keys = [name_key(name) for name in names]
    by_text = sorted(keys)
    assert by_text == sorted(keys, key=str.encode)
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (k TEXT)")
    connection.executemany("INSERT INTO t VALUES (?)", [(key,) for key in keys])
    assert by_text == [row[0] for row in connection.execute("SELECT k FROM t ORDER BY k")]
    connection.close()


def test_order_of_a_small_list_as_people_expect_it() -> None:
    people = [
        "Trần Văn Đức",
        "Hồ Thị Ánh",
        "Lê Văn An",
        "Hồ Văn An",
        "Hồ Văn Ân",
        "Nguyễn Thị Dung",
        "A Viết Ẩn",
        "Mách",
    ]
    assert sorted(people, key=name_key) == [
        "Hồ Văn An", "Lê Văn An", "Hồ Thị Ánh", "Hồ Văn Ân", "A Viết Ẩn", "Nguyễn Thị Dung", "Trần Văn Đức", "Mách",
    ]  # fmt: skip
    assert name_key("") == name_key("  ") == ""


def test_keys_hold_no_control_characters() -> None:
    assert all(ord(char) >= 0x20 for a, b in pairs(2000, 10) for char in sort_key(a) + name_key(b))
