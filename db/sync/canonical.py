"""JSON with one byte string per value: RFC 8785 within a small profile. Judges bytes; gives them no meaning.

Profile: objects with ASCII keys, arrays, strings of at most 64 KiB, integers below 2^53, booleans, null; no floats;
at most 8 arrays and objects inside each other. Within it RFC 8785 and orjson's sorted output are the same bytes, so
"decode, encode, compare" is the whole check: it refuses duplicate keys, spaces, other escapes and other numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import msgspec
import orjson

from db.sync import limits
from db.sync.sentences import PackageError

_BLOCK = 256
_encode: Callable[[Any], bytes] = partial(orjson.dumps, option=orjson.OPT_SORT_KEYS)

# Reads backwards from the `":` that ends a key, over escaped quotes, to a letter that is not ASCII. Finds every such
# key, and now and then text that only looks like one: a hit sends the block to the exact check.
_FOREIGN_KEY = re.compile(rb':"(?:[^"\x80-\xff]++|"\\)*+[\x80-\xff]')


def _profile(depth: int) -> tuple[Any, Any]:
    """Return msgspec's types (object, any value) of the profile with `depth` containers still allowed."""
    bound = limits.INTEGER - 1
    scalar: Any = str | bool | Annotated[int, msgspec.Meta(ge=-bound, le=bound)] | None
    value = scalar
    obj: Any = scalar
    for _ in range(depth):
        obj = dict[str, value]  # type: ignore[valid-type]
        value = scalar | list[value] | obj  # type: ignore[valid-type]
    return obj, value


_OBJECT, _VALUE = _profile(limits.DEPTH)
_decode_object: Callable[[bytes], Any] = msgspec.json.Decoder(_OBJECT).decode
_decode_value: Callable[[bytes], Any] = msgspec.json.Decoder(_VALUE).decode


def canonical(obj: Any) -> bytes:
    """Return the one encoding of `obj` (dict, list, str, int, bool, None); PackageError E-JSON outside the profile."""
    if not _conforms(obj, limits.DEPTH):
        raise PackageError("E-JSON", "profile")
    try:
        return _encode(obj)
    except TypeError:  # a lone surrogate
        raise PackageError("E-JSON", "text") from None


def canonical_loads(data: bytes) -> Any:
    """Return the value whose one encoding is `data`; PackageError E-JSON for any other bytes."""
    try:
        obj = _decode_value(data)
        same = _encode(obj) == data
    except (msgspec.DecodeError, TypeError, ValueError) as error:
        raise PackageError("E-JSON", str(error)) from None
    if not same or not _conforms(obj, limits.DEPTH):
        raise PackageError("E-JSON", "not canonical")
    return obj


def check_lines(lines: list[bytes], first: int) -> None:
    """Check that every line is a canonical object whose `n` is its place, counted from `first`.

    Raises PackageError: E-JSON (not canonical or outside the profile), E-OPS (`n` wrong). Nothing decoded is kept: a
    package of 100 MB would not fit as objects on a small laptop.
    """
    for start in range(0, len(lines), _BLOCK):
        _check_block(lines[start : start + _BLOCK], first + start)


def _check_block(block: list[bytes], first: int) -> None:
    try:
        objects = list(map(_decode_object, block))
        same = list(map(_encode, objects)) == block
    except (msgspec.DecodeError, TypeError, ValueError) as error:
        raise PackageError("E-JSON", f"line {first}+: {error}") from None
    if not same:
        raise PackageError("E-JSON", f"line {first}+: not canonical")
    doubtful = max(map(len, block)) > limits.STRING or _FOREIGN_KEY.search(b"\n".join(block)[::-1])
    if doubtful and not all(_conforms(o, limits.DEPTH) for o in objects):
        raise PackageError("E-JSON", f"line {first}+: profile")
    for place, obj in enumerate(objects, first):
        number = obj.get("n")
        if number != place or number is True:
            raise PackageError("E-OPS", f"line {place}: n")


def _conforms(value: Any, depth: int) -> bool:
    """Tell whether `value` lies in the profile, with `depth` containers still allowed; exact types only."""
    kind = type(value)
    if kind is str:
        return _fits(value)
    if kind is int:
        return bool(-limits.INTEGER < value < limits.INTEGER)
    if kind is dict:
        return depth > 0 and all(
            type(k) is str and k.isascii() and _fits(k) and _conforms(v, depth - 1) for k, v in value.items()
        )
    if kind is list:
        return depth > 0 and all(_conforms(v, depth - 1) for v in value)
    return kind is bool or value is None


def _fits(text: str) -> bool:
    """Tell whether `text` has at most 64 KiB in UTF-8."""
    return len(text) * 4 <= limits.STRING or len(text.encode("utf-8", "surrogatepass")) <= limits.STRING
