"""Turns a cell into a value of a policy's field: as typed in a list, with the code behind a label; never guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from db.domain.text import fold, latin_digits
from db.domain.values import read_date, read_money
from db.policy import schema
from db.policy import values as policy_values
from db.policy.compiled import Field
from forms.sheets.values import is_ticked, text
from forms.sheets.workbook import Value

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_NO = {"khong", "0", "k", "chua", "no", "false"}


def cell(field: Field, value: Value) -> tuple[Any, str]:
    """(value as the register keeps it, "") or (None, why it cannot be read). Blank gives (None, "")."""
    written = text(value)
    if not written:
        return None, ""
    found, why = _raw(field, value, written)
    if why:
        return None, f"{field.label} “{written[:40]}”: {why}"
    read = policy_values.read(field.spec, field.codes, found)  # type: ignore[arg-type]
    if isinstance(read, policy_values.Bad) and read.code == "pattern":  # numbers of cards are written in groups
        squeezed = re.sub(r"[\s.\-]", "", written).upper()
        read = policy_values.read(field.spec, field.codes, squeezed)  # type: ignore[arg-type]
    if isinstance(read, policy_values.Bad):
        return None, f"{field.label} “{written[:40]}”: {read.why}"
    return policy_values.keep(read), ""


def _raw(field: Field, value: Value, written: str) -> tuple[Any, str]:
    """The cell in the shape its kind of field takes, or why not."""
    spec = field.spec
    if isinstance(spec, schema.ChoiceField):
        return choice(field.codes, written)
    if isinstance(spec, schema.MultiChoiceField):
        return _several(field.codes, written)
    reader = _READERS.get(type(spec))
    return reader(value) if reader else (written, "")


def money(value: Value) -> tuple[int | None, str]:
    """Whole đồng."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = int(value) == value
        return (int(value), "") if whole else (None, "không phải số đồng nguyên.")
    amount = read_money(latin_digits(text(value)))
    return (amount, "") if amount is not None else (None, "chưa hiểu số tiền này.")


def day(value: Value) -> tuple[str | None, str]:
    """A date of any precision."""
    parsed = read_date(value.isoformat() if isinstance(value, date) else latin_digits(text(value)))
    return parsed.value, parsed.reason if parsed.value is None else ""


def _whole(value: Value) -> tuple[int | None, str]:
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) == value:
        return int(value), ""
    found = _NUMBER.findall(latin_digits(text(value)).replace(" ", ""))
    return (int(found[0]), "") if len(found) == 1 and found[0].lstrip("-").isdigit() else (None, "cần một số nguyên.")


def _decimal(value: Value) -> tuple[str | None, str]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format(Decimal(repr(value)).normalize(), "f"), ""
    found = _NUMBER.findall(latin_digits(text(value)))
    return (found[0].replace(",", "."), "") if len(found) == 1 else (None, "cần một số.")


def choice(codes: Mapping[str, schema.Item], written: str) -> tuple[str | None, str]:
    """The code of a written choice: the code itself, its label, or the beginning, end or a part of just one label."""
    if written in codes:
        return written, ""
    asked = fold(written)
    labels = {code: fold(item.label) for code, item in codes.items()}
    ways: tuple[Callable[[str], bool], ...] = (
        lambda label: label == asked,
        lambda label: label.startswith(asked) or asked.startswith(label),
        lambda label: label.endswith(asked),
        lambda label: asked in label or label in asked,
    )
    for fits in ways:
        hits = [code for code, label in labels.items() if fits(label)]
        if len(hits) == 1:
            return hits[0], ""
        if hits:
            break
    known = ", ".join(item.label for item in list(codes.values())[:6])
    return None, f"không có trong danh mục ({known}…)."


def _several(codes: Mapping[str, schema.Item], written: str) -> tuple[list[str] | None, str]:
    found: list[str] = []
    for part in re.split(r"[;,]", written):
        code, why = choice(codes, part.strip())
        if code is None:
            return None, why
        found.append(code)
    return found, ""


def _flag(value: Value) -> tuple[bool | None, str]:
    ticked = is_ticked(value)
    known = ticked or fold(text(value)) in _NO
    return (ticked, "") if known else (None, "ghi có hoặc không.")


_READERS: dict[type[Any], Callable[[Value], tuple[Any, str]]] = {
    schema.MoneyField: money,
    schema.IntegerField: _whole,
    schema.DecimalField: _decimal,
    schema.DateField: day,
    schema.FlagField: _flag,
}
