"""Laws of the text kit: keys do not depend on how a text was typed, and no input breaks them."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from db.domain import codes, identifiers, values
from db.domain.encodings import ENCODINGS, decode, detect_column
from db.domain.text import check_name, fold, index_words, name_key, nfc, sort_key, words

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
letters = st.one_of(
    st.sampled_from("bcdđghklmnpqrstvxjwzf"),
    st.builds(lambda vowel, tone: nfc(vowel + tone), st.sampled_from(VOWELS), st.sampled_from(TONES)),
)
syllables = st.text(letters, min_size=1, max_size=6)
names = st.lists(syllables, min_size=1, max_size=5).map(" ".join)
kept_dates = st.dates().flatmap(
    lambda day: st.sampled_from([f"{day:%Y}".zfill(4), day.isoformat()[:7], day.isoformat()])
)


@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(names)
def test_search_keys_do_not_depend_on_form_case_and_blanks(name: str) -> None:
    for other in (unicodedata.normalize("NFD", name), name.upper(), name.title(), f"  {name.replace(' ', '   ')} "):
        assert fold(other) == fold(name)
    assert fold(name).isascii()
    assert words(name) == fold(name).split()


@given(st.text())
def test_what_is_asked_for_in_whole_is_always_indexed(text: str) -> None:
    assert set(words(text)) <= set(index_words(text))
    assert len(index_words(text)) == len(set(index_words(text)))


@given(names)
def test_sort_keys_do_not_depend_on_the_form(name: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(name)
    assert name_key(unicodedata.normalize("NFD", name)) == name_key(name)


@given(names, names)
def test_different_names_have_different_keys(first: str, second: str) -> None:
    assert (sort_key(first) == sort_key(second)) == (first == second)


@given(st.one_of(st.text(), st.text("0123456789", max_size=16)))
def test_checks_of_names_and_numbers_never_fail(text: str) -> None:
    day = "2017-06-01"
    found = [
        *check_name(text),
        *identifiers.check_cccd(text, on=day, sex="1", birth="1962"),
        *identifiers.check_cmnd(text, on=day, issued="2010-01-01"),
        *identifiers.check_bhxh(text, on=day),
        *identifiers.check_bhyt_card(text, bhxh_no="1", age_at_start=7),
        *identifiers.check_phone(text),
        *identifiers.check_bank_account(text, account_name="A", person_name="B"),
        *identifiers.check_tax_code(text, on=day),
        *values.check_birth(text, day),
        *values.check_mother(text, text),
        *values.check_head(text, day),
    ]
    assert all(issue.message and issue.severity in ("hard", "soft") for issue in found)
    codes.ethnic(text)
    codes.relation(text)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for clean in (identifiers.clean_digits, identifiers.clean_card, identifiers.clean_phone):
        assert clean(clean(text)) == clean(text)


@given(kept_dates)
def test_dates_shown_are_read_back(kept: str) -> None:
    assert values.parse_date(values.show_date(kept)) == kept
    assert values.parse_date(kept) == kept


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_money_shown_is_read_back(amount: int) -> None:
    assert values.read_money(values.show_money(amount)) == amount


@given(st.text())
def test_reading_money_and_dates_never_fails(text: str) -> None:
    values.read_money(text)
    assert (values.read_date(text).value is None) == bool(values.read_date(text).reason)


@given(st.text(), st.sampled_from(ENCODINGS), st.sampled_from(["", ".VnTimeH", "VNI-Times"]))
def test_reading_legacy_text_never_fails_and_gives_nfc(text: str, encoding: str, font: str) -> None:
    assert unicodedata.is_normalized("NFC", decode(text, encoding, font))


@given(st.lists(st.text(), max_size=5), st.lists(st.text(), max_size=3))
def test_detection_answers_with_an_encoding_or_leaves_it_open(cells: list[str], fonts: list[str]) -> None:
    assert detect_column(cells, fonts) in (*ENCODINGS, None)
