"""Turns the data of a definition file into its structs and says in Vietnamese, with line and key, what does not fit.

It looks at shapes only; how keys fit together is for `integrity` and `builder`.
"""

from __future__ import annotations

import copy
import re
import sys
from typing import Any, TypeVar

import msgspec

from db.domain.errors import DefinitionError
from db.policy.expression import suggest
from db.policy.source import Document, Path

T = TypeVar("T")

_PLACE = re.compile(r" - at `\$(.*)`$", re.S)
_STEP = re.compile(r"\[(\d+|\.\.\.)\]|\.([A-Za-z0-9_]+)")
_KINDS = {
    "str": "chữ",
    "int": "số nguyên",
    "bool": "đúng/sai (true, false)",
    "float": "số lẻ",
    "object": "một bảng",
    "array": "một danh sách",
    "date": "ngày (2017-01-31)",
    "datetime": "ngày kèm giờ",
    "null": "trống",
}
_SENTENCES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"Object missing required field `(.+)`"), "thiếu khóa bắt buộc `{0}`"),
    (re.compile(r"Invalid (?:enum )?value '(.*)'", re.S), "giá trị `{0}` không dùng được ở đây"),
    (re.compile(r"Invalid enum value (\S+)"), "giá trị `{0}` không dùng được ở đây"),
    (re.compile(r"Expected `str` matching regex '(.+)'"), "mã phải đúng dạng `{0}`"),
    (re.compile(r"Expected `str` of length >= (\d+)"), "cần ít nhất {0} ký tự"),
    (re.compile(r"Expected `str` of length <= (\d+)"), "dài quá {0} ký tự"),
    (re.compile(r"Expected `array` of length >= (\d+)"), "cần ít nhất {0} mục"),
    (re.compile(r"Expected `int` >= (-?\d+)"), "cần số nguyên từ {0} trở lên"),
    (re.compile(r"Expected `int` <= (-?\d+)"), "cần số nguyên không quá {0}"),
]
_WRONG_KIND = re.compile(r"Expected `(.+)`, got `(.+)`")
_UNKNOWN_KEY = re.compile(r"Object contains unknown field `(.+)`", re.S)


def convert(document: Document, shape: type[T]) -> T:
    """Return the file's data as `shape`.

    Raises:
        DefinitionError: an unknown key, a missing one, or a value of the wrong kind.
    """
    try:
        return msgspec.convert(document.data, type=shape)
    except msgspec.ValidationError as error:
        raise _refusal(document, shape, str(error)) from None


def _keys(shape: type[object]) -> frozenset[str]:
    """All keys that a file of this shape may have: those of the structs declared beside it."""
    return frozenset(
        name
        for one in vars(sys.modules[shape.__module__]).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct)
        for name in one.__struct_fields__
    )


def _refusal(document: Document, shape: type[object], error: str) -> DefinitionError:
    place = _PLACE.search(error)
    what = _PLACE.sub("", error)
    path: Path = ()
    for index, key in _STEP.findall(place[1] if place else ""):
        step: str | int = int(index) if index.isdigit() else key or _culprit(document, shape, path)
        path = (*path, step)
    unknown = _UNKNOWN_KEY.fullmatch(what)
    if unknown:
        return document.error((*path, unknown[1]), f"không có khóa này trong mẫu{suggest(unknown[1], _keys(shape))}")
    return document.error(path, _sentence(what))


def _culprit(document: Document, shape: type[object], path: Path) -> str:
    """The entry of an open table (`[thresholds]`) that does not fit; msgspec names only the table."""
    names: list[str] = list(_at(document.data, path))
    for name in names:
        alone = copy.deepcopy(document.data)
        table = _at(alone, path)
        for other in names:
            if other != name:
                del table[other]
        try:
            msgspec.convert(alone, type=shape)
        except msgspec.ValidationError:
            return name
    return names[0]


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _sentence(what: str) -> str:
    kinds = _WRONG_KIND.fullmatch(what)
    if kinds:
        wanted = " hoặc ".join(_KINDS.get(k, k) for k in kinds[1].split(" | "))
        return f"cần {wanted}, đang ghi {_KINDS.get(kinds[2], kinds[2])}"
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(what)
        if found:
            return sentence.format(*found.groups())
    return f"giá trị không hợp lệ ({what})"
