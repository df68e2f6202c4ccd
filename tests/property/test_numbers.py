"""Digits of other scripts, typed anywhere: understood as the same number or refused, never kept and never a crash."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.domain.identifiers import check_cmnd, clean_digits
from db.domain.text import latin_digits
from db.domain.values import read_date, read_money
from db.policy import schema
from db.policy.budgets import cell
from db.policy.values import Bad, is_date, is_number
from db.policy.values import read as read_value
from db.store.figures.budget_lines import Sums, _wrong_sums
from desktop.presenters.fields import FieldSpec, read
from forms.sheets import cells
from forms.sheets.values import birth_date

SCRIPTS = [chr(code) for code in range(0x80, 0x1FBFA) if unicodedata.decimal(chr(code), None) == 0]
"""The zero of every other script that has digits, full-width ones with them."""
ODD = "²³¹①⑤½Ⅳ五٫٬。，"
"""What is a number and no decimal digit."""
SHAPES = ("{}", "{}.{}", "{},{}", "-{}", "{}tr", "{}/{}/20{}", "20{}-0{}-0{}", "{}.000.000", " {} ")
digits = st.text("0123456789", min_size=1, max_size=4)
numbers = st.builds(lambda shape, parts: shape.format(*parts), st.sampled_from(SHAPES), st.lists(digits, min_size=3))


def written_in(number: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in number)


def field(kind: str) -> Callable[[str], Any]:
    return lambda text: read(FieldSpec(id="x", label="X", kind=kind), text).value  # type: ignore[arg-type]


class Cell:
    """A field of a policy as the sheets' reader knows it."""

    def __init__(self, spec: schema.Cell) -> None:
        self.spec, self.label, self.codes = spec, "X", {}


WHOLE = schema.IntegerField(id="x", label="X", min=-(10**9), max=10**9)
PART = schema.DecimalField(id="x", label="X", min="-99999999", max="99999999", digits=6)
TYPED = {
    **{kind: field(kind) for kind in ("money", "integer", "year", "decimal", "date", "day", "digits", "code")},
    "number of a card": clean_digits,
    "sheet, whole": lambda text: cells.cell(Cell(WHOLE), text)[0],  # type: ignore[arg-type]
    "sheet, decimal": lambda text: cells.cell(Cell(PART), text)[0],  # type: ignore[arg-type]
    "sheet, money": lambda text: cells.money(text)[0],
    "sheet, day": lambda text: cells.day(text)[0],
    "list, date of birth": lambda text: birth_date(text, "2017-01-01").value,
}
"""Where people type."""
KEPT: dict[str, Callable[[str], bool]] = {
    "sum": lambda text: read_money(text) is not None,
    "day": lambda text: read_date(text).value is not None,
    "decimal": is_number,
    "date": lambda text: is_date(text, partial=True),
    "field": lambda text: not isinstance(read_value(PART, {}, text), Bad),
    "printed": lambda text: cell(text) is not None,
    "year of money": lambda text: not _wrong_sums(f"nstw_{text}", Sums()),
    "cmnd": lambda text: not [one for one in check_cmnd(text, on="2017-01-01") if one.severity == "hard"],
}
"""What may be kept as it is written."""


@pytest.mark.parametrize("where", TYPED)
@settings(max_examples=30)
@given(number=numbers, zero=st.sampled_from(SCRIPTS))
def test_the_same_number_in_another_script_is_the_same_number(where: str, number: str, zero: str) -> None:
    assert TYPED[where](written_in(number, zero)) == TYPED[where](number)


@pytest.mark.parametrize("where", KEPT)
@settings(max_examples=30)
@given(number=numbers, zero=st.sampled_from(SCRIPTS))
def test_nothing_but_latin_digits_is_kept(where: str, number: str, zero: str) -> None:
    assert not KEPT[where](written_in(number, zero))


@given(text=st.text(ODD + "0123456789.,-/", min_size=1, max_size=8))
def test_what_only_looks_like_a_digit_never_crashes_and_is_no_figure(text: str) -> None:
    for where, reading in TYPED.items():
        found = reading(text)
        if where not in ("digits", "code", "number of a card", "sheet, whole", "sheet, decimal"):
            assert found is None or str(found).isascii()
    for fits in KEPT.values():
        assert text.isascii() or not fits(text)


def test_digits_alone_are_changed() -> None:
    assert latin_digits("１２ ٣٤ Hồ Văn Thử ²") == "12 34 Hồ Văn Thử ²"
