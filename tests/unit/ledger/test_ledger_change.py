"""One line of the ledger: what may stand in it, its bytes, its place in the chain."""

from __future__ import annotations

import hashlib
import unicodedata
from base64 import urlsafe_b64encode
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from db.ledger.chain import change_id, extend, origin, span_of, values
from db.ledger.change import MAX_LINE, MAX_NUMBER, Draft, Stamp, canonical, clean, decode, encode

STAMP = Stamp("action-1", "officer-1", "2017-09-01T08:00:00+07:00", "Biên bản họp thôn 12/8")

# A vector made by hand: another program must arrive at the same numbers from docs/format.md alone.
STREAM = bytes(range(16))
LINE = (
    '{"at":"2017-09-01T08:00:00+07:00","b":{"phone":["AAAAAAAAAAAAAAAAAAAAAA"]},"e":"household","i":"h-1","k":"set",'
    '"l":7,"n":1,"reason":"Biên bản họp thôn 12/8","s":{"merit":1,"phone":"0912"},"t":"action-1","u":"officer-1","v":1}'
).encode()
ORIGIN = "d301e94c03d2c0fc4deb992c9b7ed921144016bd39b1515a3c50b0acf4a41cf1"
HEAD = "6ba95eec7c78e6ca2c3aed117c086ba8c59d3dc2863ecc22fab899456e94bcbb"
IDENTITY = "a6le7Hx45sosOu0RfAhrqA"


def draft(values: dict[str, Any], **more: Any) -> Draft:
    """A draft that sets keys of one household."""
    return Draft("set", "household", "h-1", values, **more)


def line(values: dict[str, Any]) -> bytes:
    """The line of such a draft."""
    return encode(draft(values), {}, STAMP, seq=1, lamport=1)


def test_line_is_the_vector() -> None:
    """Field names, order and bytes of a line are part of the format."""
    base = {"phone": ["AAAAAAAAAAAAAAAAAAAAAA"]}
    assert encode(draft({"phone": "0912", "merit": 1}), base, STAMP, seq=1, lamport=7) == LINE


def test_chain_is_the_vector() -> None:
    """h_0, h_1 and the change id, as constants."""
    start = origin(STREAM)
    (head,) = values(start, [LINE])
    assert (start.hex(), head.hex(), change_id(head)) == (ORIGIN, HEAD, IDENTITY)


@given(st.lists(st.binary(max_size=40), max_size=6), st.binary(max_size=56))
def test_chain_follows_its_definition(lines: list[bytes], parent: bytes) -> None:
    """Every value and id, computed another way."""
    head = hashlib.new("sha256", b"".join((b"sohotro stream/1", STREAM, parent))).digest()
    assert origin(STREAM, parent) == head
    expected = []
    for text in lines:
        head = hashlib.new("sha256", head + hashlib.new("sha256", text).digest()).digest()
        expected.append(urlsafe_b64encode(head[:16]).decode().rstrip("="))
    assert extend(origin(STREAM, parent), lines) == (expected, head)
    assert len(set(expected)) == len(lines)


@given(st.binary(min_size=32, max_size=32))
def test_span_holds_its_change(value: bytes) -> None:
    """A change is found again by its id."""
    span = span_of(change_id(value))
    assert span is not None
    assert span[0] <= value <= span[1]


@pytest.mark.parametrize("identity", ["", "A", "AA", "?" * 22, "A" * 21 + "B", "A" * 23, "A" * 24, "ế" * 22, "A A"])
def test_no_change_has_such_an_id(identity: str) -> None:
    """Text that decodes to nothing, to too little, or only by ignoring bits names no change."""
    assert span_of(identity) is None


def test_text_is_nfc_at_the_door() -> None:
    """Decomposed text enters composed, in values, in objects and in the reason."""
    decomposed = unicodedata.normalize("NFD", "Hồ Thị Đẹp")
    stamp = Stamp("t", "u", "at", decomposed)
    change = decode(encode(draft({"a": decomposed, "b": [{"c": decomposed}]}), {}, stamp, seq=1, lamport=1))
    assert change.s == {"a": "Hồ Thị Đẹp", "b": [{"c": "Hồ Thị Đẹp"}]}
    assert change.reason == "Hồ Thị Đẹp"


@pytest.mark.parametrize(
    "value",
    [
        "",
        1.0,
        float("nan"),
        MAX_NUMBER + 1,
        -MAX_NUMBER - 1,
        ("a",),
        {"a"},
        b"a",
        object(),
        [""],
        {"a": 0.5},
        {"ế": 1},
        "\ud800",
        {1: "a"},
    ],
)
def test_what_never_enters(value: Any) -> None:
    """Empty text, floats, numbers that JSON readers round, other types, half letters: the bug of a caller."""
    with pytest.raises(ValueError, match=r"."):
        line({"key": value})


def test_a_key_is_ascii() -> None:
    """Sorted compact JSON is RFC 8785 only for ASCII keys."""
    with pytest.raises(ValueError, match="ASCII"):
        line({"số": 1})


@pytest.mark.parametrize("value", [None, True, False, 0, MAX_NUMBER, -MAX_NUMBER, "a", [], {}, [None, {"a": [1]}]])
def test_what_may_enter(value: Any) -> None:
    """An explicit erase is null; the borders of the number range are inside."""
    assert clean(value) == value
    assert decode(line({"key": value})).s == {"key": value}


def test_a_line_has_a_largest_size() -> None:
    """A caller that gathers too much is stopped before anything is written."""
    with pytest.raises(ValueError, match="larger"):
        line({"key": ["a" * 1000] * (MAX_LINE // 1000)})


scalars = st.none() | st.booleans() | st.integers(-MAX_NUMBER, MAX_NUMBER) | st.text(st.characters(codec="utf-8"))
names = st.text(st.characters(max_codepoint=127))
profile = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4))


@given(profile)
def test_canonical_is_rfc8785(value: Any) -> None:
    """Inside the profile our bytes are those of an RFC 8785 library, and reading gives the value back."""
    assert canonical(value) == rfc8785.dumps(value)
    assert msgspec.json.decode(canonical(value)) == value


@pytest.mark.parametrize(
    "change",
    [
        {"e": ""},
        {"e": "h" * 65},
        {"i": "x" * 65},
        {"i": "a\0"},
        {"e": "a\0"},
        {"s": {"a\0": 1}},
        {"s": {"k" * 201: 1}},
        {"s": {"": 1}},
        {"l": -1},
        {"l": MAX_NUMBER + 1},
        {"l": "1"},
        {"b": ["x"]},
        {"s": []},
        {"i": None},
    ],
)
def test_no_database_could_hold_it(change: dict[str, Any]) -> None:
    """Names that a server's index or text would refuse are refused for both databases, before anything is written."""
    fields = msgspec.json.decode(LINE) | change
    with pytest.raises(msgspec.ValidationError):
        decode(canonical(fields))


def test_nul_in_a_value_is_no_harm() -> None:
    """Only names are looked at; a text may hold anything."""
    assert decode(canonical(msgspec.json.decode(LINE) | {"s": {"note": "a\0b"}})).s == {"note": "a\0b"}


def test_a_later_version_may_say_more() -> None:
    """Fields, kinds and versions we do not know are read over."""
    change = decode(canonical(msgspec.json.decode(LINE) | {"k": "alias", "v": 9, "more": {"x": 1}}))
    assert (change.k, change.v) == ("alias", 9)
