"""The signed table of contents of a package: its shape and its inner consistency. Opens no part, knows no key."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

import msgspec

from db.ledger import chain
from db.sync import limits
from db.sync.canonical import canonical, canonical_loads
from db.sync.sentences import PackageError

FORMAT = "sohotro"
ENROLMENT = "sohotro-enrol"
MAJOR = 1
MINOR = 0
OPS = "ops"

BLOB = "blob"
RELAY, RELAY_OPS = "relay", "relay_ops"
"""Another package handed on: its manifest and signature, then the plain contents of its parts of changes."""

JSON_KINDS = frozenset({"acks", "trust", "relay", "echo", "snapshot", "catalogue"})
"""Kinds of part that are one canonical JSON value; `ops` is lines, `blob` raw; others belong to newer programs."""

_Meta = msgspec.Meta
Hex16 = Annotated[str, _Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, _Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Id = Annotated[str, _Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,63}\Z")]
"""Id of a device or office: lower-case ASCII, safe to show and to compare."""
UnitCode = Annotated[str, _Meta(pattern=r"\A[0-9A-Za-z]{1,16}\Z")]
Date = Annotated[str, _Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
Moment = Annotated[str, _Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+07:00\Z")]
Count = Annotated[int, _Meta(ge=0, lt=limits.INTEGER)]
Label = Annotated[str, _Meta(pattern=r"\A[\x21-\x7e]{0,32}\Z")]
_Previous = Annotated[str, _Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
_Parent = Annotated[str, _Meta(pattern=r"\A(?:[0-9a-f]{112})?\Z")]
_Kind = Annotated[str, _Meta(pattern=r"\A[a-z][a-z_]{0,23}\Z")]
_PartName = Annotated[str, _Meta(pattern=r"\Ap[0-9]{4}\.(?:ndjson|json|bin)(?:\.zst)?\.age\Z")]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One encrypted part: hash and size as stored, hash and size of the content, and for `ops` the number of lines."""

    name: _PartName
    kind: _Kind
    size: Count
    sha256: Hex32
    content_size: Count
    content_sha256: Hex32
    count: Count = 0


class Ops(msgspec.Struct, frozen=True, kw_only=True):
    """The changes carried, `first`…`last` of the stream, with the chain values around; none if `last = first - 1`."""

    first: Annotated[int, _Meta(ge=1, lt=limits.INTEGER)]
    last: Count
    before: Hex32
    after: Hex32


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a package says of itself. Keys of a newer minor version are signed and otherwise ignored.

    parent: "" or 112 hex digits (stream ‖ sequence ‖ chain value of the stream this one continues); prev: manifest hash
    of the sender's package before this one, or ""; created: a claim, no rule depends on it.
    """

    format: str
    major: int
    minor: Count
    schema: Count
    app: Label
    created: Moment
    sender: Id
    unit: UnitCode
    unit_date: Date
    to: Annotated[list[Id], _Meta(min_length=1, max_length=64)]
    stream: Hex16
    parent: _Parent
    number: Count
    prev: _Previous
    ops: Ops
    parts: Annotated[list[Part], _Meta(max_length=limits.MEMBERS)]
    readme_sha256: Hex32
    acks: dict[str, Any]
    ext: dict[str, Any]
    must_understand: list[str]


_decoder = msgspec.json.Decoder(Manifest)


def encode(manifest: Manifest) -> bytes:
    """Return the canonical bytes to be signed; PackageError E-SIZE above 256 KiB."""
    data = canonical(msgspec.to_builtins(manifest))
    if len(data) > limits.MANIFEST:
        raise PackageError("E-SIZE", "manifest")
    return data


def decode(data: bytes) -> Manifest:
    """Read manifest bytes.

    Raises PackageError: E-JSON (not canonical), E-FORMAT (another kind of file), E-VERSION (made by a newer program),
    E-MANIFEST (a key missing or of the wrong form), E-PARTS (sequence numbers, counts or part names disagree).
    """
    check_head(canonical_loads(data), FORMAT)
    try:
        manifest = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise PackageError("E-MANIFEST", str(error)) from None
    _check_ops(manifest)
    for place, part in enumerate(manifest.parts, 1):
        known = part.kind in JSON_KINDS or part.kind in (OPS, RELAY_OPS, BLOB)
        if part.name != part_name(place, part.kind) if known else not part.name.startswith(f"p{place:04d}."):
            raise PackageError("E-PARTS", part.name)
    return manifest


def check_head(obj: Any, form: str) -> None:
    """Check format and version of any manifest; PackageError E-MANIFEST, E-FORMAT, E-VERSION."""
    if not isinstance(obj, dict):
        raise PackageError("E-MANIFEST", "not an object")
    if obj.get("format") != form:
        raise PackageError("E-FORMAT", str(obj.get("format"))[:40])
    if type(obj.get("major")) is not int:
        raise PackageError("E-MANIFEST", "major")
    if obj["major"] != MAJOR or obj.get("must_understand"):
        raise PackageError("E-VERSION", str(obj["major"]))


def part_name(place: int, kind: str) -> str:
    """Return the member name of the part at `place` (from 1); all kinds but `blob` are compressed."""
    ends = {OPS: "ndjson.zst", RELAY_OPS: "ndjson.zst", BLOB: "bin"}
    return f"p{place:04d}.{ends.get(kind, 'json.zst')}.age"


def check_parties(manifest: Manifest, owner: str, ours: Collection[str]) -> None:
    """Check that the key's `owner` is the sender (E-SENDER) and that one of our ids is addressed (E-NOT-FOR-US)."""
    if manifest.sender != owner:
        raise PackageError("E-SENDER", f"{manifest.sender} signed by {owner}")
    if not set(ours) & set(manifest.to):
        raise PackageError("E-NOT-FOR-US", ", ".join(manifest.to))


def _check_ops(manifest: Manifest) -> None:
    ops = manifest.ops
    counted = sum(p.count for p in manifest.parts)
    stray = any(p.count and p.kind != OPS for p in manifest.parts)
    if stray or ops.last - ops.first + 1 != counted:
        raise PackageError("E-PARTS", "counts")
    start = chain.origin(bytes.fromhex(manifest.stream), bytes.fromhex(manifest.parent))
    if ops.first == 1 and ops.before != start.hex():
        raise PackageError("E-CHAIN", "origin")
