"""Reads one written value by its field's type into the form expressions use, and back into the form the ledger keeps.

Expressions see int, Decimal, bool, ISO date text and text; the ledger keeps decimals as canonical text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from db.domain.text import unprintable
from db.policy import schema
from db.policy.template import money, plain, write

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,12})?")


class Bad(NamedTuple):
    """A value that cannot be read: stable code and the Vietnamese end of a sentence."""

    code: str
    why: str


def is_blank(raw: Any) -> bool:
    """Whether nothing is written: null, blank text, an empty list or group."""
    return raw is None or raw in ([], {}) or (isinstance(raw, str) and not raw.strip())


def is_date(raw: Any, *, partial: bool = False) -> bool:
    """Whether `raw` is an ISO date between 1900 and 2199 (or, if `partial`, a year or a month of one)."""
    if not isinstance(raw, str) or not raw.isascii() or not _DATE.fullmatch(raw):
        return False
    if len(raw) < 10 and not partial:
        return False
    try:
        found = date.fromisoformat(raw + "-01-01"[len(raw) - 4 :] if len(raw) < 10 else raw)
    except ValueError:
        return False
    return 1900 <= found.year <= 2199


def _text(spec: schema.TextField, raw: Any) -> Any:
    if not isinstance(raw, str):
        return Bad("type", "cần chữ")
    text = unicodedata.normalize("NFC", raw).strip()
    if unprintable(text):
        return Bad("type", "có ký tự lạ không in được")
    if len(text) > spec.max_length:
        return Bad("too_long", f"dài quá {spec.max_length} ký tự")
    if spec.pattern and not re.fullmatch(spec.pattern, text, re.ASCII):
        return Bad("pattern", spec.message or "không đúng dạng")
    return text


def _whole(spec: schema.IntegerField | schema.MoneyField, raw: Any) -> Any:
    cash = isinstance(spec, schema.MoneyField)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return Bad("type", "cần số đồng, số nguyên không dấu chấm" if cash else "cần số nguyên")
    if not spec.min <= raw <= spec.max:
        low, high = (money(spec.min), money(spec.max)) if cash else (str(spec.min), str(spec.max))
        return Bad("out_of_range", f"phải từ {low} đến {high}")
    return raw


def _decimal(spec: schema.DecimalField, raw: Any) -> Any:
    text = str(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else raw
    if not isinstance(text, str) or not text.isascii() or not _DECIMAL.fullmatch(text):
        return Bad("type", "cần một số, phần lẻ sau dấu chấm (ví dụ 24.5)")
    value = Decimal(text)
    if len(plain(value).partition(".")[2]) > spec.digits:
        return Bad("out_of_range", f"chỉ được {spec.digits} chữ số lẻ")
    if not Decimal(spec.min) <= value <= Decimal(spec.max):
        return Bad("out_of_range", f"phải từ {spec.min} đến {spec.max}".replace(".", ","))
    return value


def _date(spec: schema.DateField, raw: Any) -> Any:
    if is_date(raw, partial=spec.partial):
        return raw
    allowed = "năm-tháng-ngày, năm-tháng hoặc năm" if spec.partial else "năm-tháng-ngày"
    return Bad("type", f"cần ngày có thật viết theo {allowed}")


def _flag(_spec: schema.FlagField, raw: Any) -> Any:
    return raw if isinstance(raw, bool) else Bad("type", "cần có hoặc không")


def _link(_spec: schema.LinkField, raw: Any) -> Any:
    fits = isinstance(raw, str) and raw.isascii() and len(raw) <= 64
    return raw if fits else Bad("type", "cần mã của một bản ghi")


_READERS: dict[type[Any], Callable[[Any, Any], Any]] = {
    schema.TextField: _text,
    schema.IntegerField: _whole,
    schema.MoneyField: _whole,
    schema.DecimalField: _decimal,
    schema.DateField: _date,
    schema.FlagField: _flag,
    schema.LinkField: _link,
}


def read(spec: schema.Cell, codes: Mapping[str, schema.Item], raw: Any) -> Any:
    """Return the value of a written cell, or a `Bad`.

    codes: the choices of a choice field. An `open` choice gives back an unknown code; the caller questions it.
    """
    if isinstance(spec, schema.ChoiceField):
        return _one(spec, codes, raw)
    if isinstance(spec, schema.MultiChoiceField):
        return _many(spec, codes, raw)
    return _READERS[type(spec)](spec, raw)


def _one(spec: schema.ChoiceField | schema.MultiChoiceField, codes: Mapping[str, schema.Item], raw: Any) -> Any:
    if not isinstance(raw, str):
        return Bad("type", "cần một mã trong danh mục")
    if raw in codes or (spec.open and raw.isascii() and raw.isalnum() and len(raw) <= 40):
        return raw
    return Bad("choice", f"không có mã “{_printable(raw)}” trong danh mục")


def _many(spec: schema.MultiChoiceField, codes: Mapping[str, schema.Item], raw: Any) -> Any:
    if not isinstance(raw, list):
        return Bad("type", "cần danh sách các mã")
    chosen: set[str] = set()
    for entry in raw:
        value = _one(spec, codes, entry)
        if isinstance(value, Bad):
            return value
        chosen.add(value)
    known = [code for code in codes if code in chosen]
    return known + sorted(chosen - set(known))


def _printable(raw: str) -> str:
    return "".join(c for c in raw[:40] if c.isprintable())


def keep(value: Any) -> Any:
    """The form the ledger keeps: decimals as canonical text, everything else as it is."""
    return plain(value) if isinstance(value, Decimal) else value


_WRITTEN: dict[type[Any], str] = {schema.MoneyField: "money", schema.DateField: "date"}


def show(spec: schema.Cell, codes: Mapping[str, schema.Item], value: Any) -> str:
    """Write a kept value for people: labels for codes, dots in money, dd/MM/yyyy, comma decimals."""
    if isinstance(value, list):
        return ", ".join(show(spec, codes, entry) for entry in value)
    if isinstance(spec, (schema.ChoiceField, schema.MultiChoiceField)):
        return codes[value].label if value in codes else str(value)
    return write(_WRITTEN.get(type(spec), "text"), Decimal(value) if isinstance(spec, schema.DecimalField) else value)


def figure(value: Any) -> Any:
    """A figure of a definition for expressions: decimals are written as text there."""
    if isinstance(value, str) and is_number(value):
        return Decimal(value) if "." in value else value
    return value


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal as the ledger keeps them (`-7.19`): 0 to 9, no groups, no exponent."""
    return text.isascii() and bool(_DECIMAL.fullmatch(text))
