"""For every value and every package: what is written is read, and the bytes of one value are one."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import orjson
import packages
import pytest
import rfc8785
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from db.ledger import chain
from db.sync import canonical, container, enrolment, limits
from db.sync.package import PackageError, open_envelope

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(1 - (1 << 53), (1 << 53) - 1) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
ANY_KEYS = st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS | st.floats() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_KEYS, inner, max_size=3),
    max_leaves=10,
)


def depth(value: Any) -> int:
    """How many containers lie inside each other."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def in_profile(value: Any) -> bool:
    """The profile in words, independent of the code under test."""
    if isinstance(value, float):
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 1 << 53
    if isinstance(value, str):
        return not any(0xD800 <= ord(c) <= 0xDFFF for c in value)
    if isinstance(value, dict):
        return all(k.isascii() and in_profile(v) for k, v in value.items())
    return not isinstance(value, list) or all(map(in_profile, value))


@given(VALUES)
def test_canonical_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assume(depth(value) <= limits.DEPTH)
    data = canonical.canonical(value)
    assert data == rfc8785.dumps(value)
    assert canonical.canonical_loads(data) == value


@given(ANYTHING)
def test_exactly_the_profile_is_written(value: Any) -> None:
    if in_profile(value) and depth(value) <= limits.DEPTH:
        assert canonical.canonical_loads(canonical.canonical(value)) == value
    else:
        with pytest.raises(PackageError, match="E-JSON"):
            canonical.canonical(value)


@given(ANYTHING, st.integers(1, 300))
def test_the_quick_check_of_lines_judges_as_the_exact_one(value: Any, place: int) -> None:
    """A line is accepted among others exactly if it is canonical and in the profile."""
    try:
        line = orjson.dumps({"n": place, "s": value}, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return
    try:
        canonical.canonical_loads(line)
        good = True
    except PackageError:
        good = False
    lines = [canonical.canonical({"n": n}) for n in range(1, 301)]
    lines[place - 1] = line
    if good:
        canonical.check_lines(lines, 1)
    else:
        with pytest.raises(PackageError, match="E-JSON"):
            canonical.check_lines(lines, 1)


@given(st.binary(max_size=60) | VALUES.map(lambda v: orjson.dumps(v, option=orjson.OPT_INDENT_2)))
def test_no_bytes_surprise_the_reader(data: bytes) -> None:
    try:
        value = canonical.canonical_loads(data)
    except PackageError:
        return
    assert canonical.canonical(value) == data


MEMBERS = st.lists(
    st.tuples(st.sampled_from(["json", "bin", "ndjson"]), st.booleans(), st.binary(max_size=80)), max_size=6
)


@given(MEMBERS)
def test_a_container_has_one_encoding(parts: list[tuple[str, bool, bytes]]) -> None:
    members = [(f"p{i:04d}.{kind}{'.zst' if z else ''}.age", data) for i, (kind, z, data) in enumerate(parts, 1)]
    data = packages.put_together(members)
    assert packages.take_apart(data) == members
    assert packages.put_together(packages.take_apart(data)) == data


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 3))
def test_no_file_surprises_the_walk(noise: bytes, at: int, cut: int) -> None:
    whole = packages.put_together([("mimetype", container.MIME), ("manifest.json", b"{}")])
    data = whole[:at] + noise + whole[at + cut :]
    assume(data != whole)
    with pytest.raises(PackageError, match=r"E-ZIP|E-TRUNCATED|E-FORMAT"):
        open_envelope(io.BytesIO(data), len(data))


@settings(max_examples=25)
@given(st.lists(VALUES, max_size=30), st.integers(1, 10**6), st.lists(st.binary(max_size=50), max_size=2), st.data())
def test_what_is_packed_is_unpacked(values: list[Any], first: int, blobs: list[bytes], data: st.DataObject) -> None:
    assume(max(map(depth, values), default=0) < limits.DEPTH)
    lines = [canonical.canonical({"n": n, "s": v}) for n, v in enumerate(values, first)]
    before = chain.origin(packages.STREAM) if first == 1 else data.draw(st.binary(min_size=32, max_size=32))
    out = packages.outgoing(lines, first=first, before=before, parts=[("blob", b) for b in blobs])
    with tempfile.TemporaryDirectory() as folder:
        made = packages.package(Path(folder), out)
    manifest, opened = packages.receive(made)
    assert opened.lines == lines
    assert opened.chain == chain.values(before, lines)
    assert opened.parts.get("blob", []) == blobs
    assert (manifest.ops.first, manifest.ops.last) == (first, first + len(lines) - 1)
    assert packages.put_together(packages.take_apart(made)) == made


@given(st.text(max_size=45))
def test_only_the_digits_match(typed: str) -> None:
    code = enrolment.device_code(bytes(32), "age1", "1")
    digits = code.replace("-", "")
    assert enrolment.digits_match(code, typed) == ("".join(c for c in typed if c.isdecimal() and c.isascii()) == digits)
