"""Reads untyped values (a script's JSON) as the store's inputs and says in Vietnamese what does not fit. No rules."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from db.domain.errors import InvalidData, Issue

T = TypeVar("T")

_PLACE = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")
_NAMED = re.compile(r"(?P<what>missing required|contains unknown) field `(?P<name>[^`]+)`")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`")
_KINDS = {
    "str": "chữ trong ngoặc kép",
    "int": "số nguyên",
    "bool": "true hoặc false",
    "array": "danh sách [ ]",
    "object": "nhóm mục { }",
}


def read(value: Any, kind: type[T]) -> T:
    """Return `value` as `kind`.

    Raises:
        InvalidData: with the path of the first item that is missing, unknown or of another type.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise InvalidData([_issue(str(error))]) from None


def _issue(said: str) -> Issue:
    place = _PLACE.search(said)
    path = place["path"] if place else ""
    named = _NAMED.search(said)
    if named:
        full = f"{path}.{named['name']}" if path else named["name"]
        missing = named["what"] == "missing required"
        told = f"Thiếu mục “{full}”." if missing else f"Không có mục nào tên “{full}”."
        return Issue(full, "hard", "missing_field" if missing else "unknown_field", told)
    wanted = _EXPECTED.search(said)
    kinds = [_KINDS[name] for name in re.split(r" \| ", wanted["wanted"]) if name in _KINDS] if wanted else []
    where = f"Mục “{path}”" if path else "Dữ liệu"
    told = f"{where} sai kiểu: cần {' hoặc '.join(kinds)}." if kinds else f"{where} có giá trị không dùng được."
    return Issue(path, "hard", "bad_type", told)
