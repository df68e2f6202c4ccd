"""What an enrolled device gone bad may write into a package: sound hashes, a sound signature, hostile content.

Each is refused by every reader; tests ask for the code, the campaign of mutants for nothing accepted.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson
import packages
import pyrage
from packages import KEY, OFFICE, signed_again, take_apart

from db.sync import canonical, limits, parts
from db.sync.minisign import SigningKey


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


HOSTILE: dict[str, tuple[str, Any]] = {
    "not an object": ("E-MANIFEST", lambda m: b"[]"),
    "newer major": ("E-VERSION", lambda m: m.update(major=2)),
    "must understand": ("E-VERSION", lambda m: m.update(must_understand=["redact"])),
    "major is true": ("E-MANIFEST", lambda m: m.update(major=True)),
    "another format": ("E-FORMAT", lambda m: m.update(format="sohotro-enrol")),
    "float": ("E-JSON", lambda m: orjson.dumps(m | {"zzz": 1.5})),
    "huge integer": ("E-JSON", lambda m: m | {"zzz": 1 << 53} and orjson.dumps(m | {"zzz": 1 << 53})),
    "spaces": ("E-JSON", lambda m: orjson.dumps(m, option=orjson.OPT_INDENT_2)),
    "keys unsorted": ("E-JSON", lambda m: orjson.dumps(dict(reversed(m.items())))),
    "duplicate key": ("E-JSON", lambda m: canonical.canonical(m)[:-1] + b',"unit":"x"}'),
    "NaN": ("E-JSON", lambda m: canonical.canonical(m)[:-1] + b',"z":NaN}'),
    "lone surrogate": ("E-JSON", lambda m: canonical.canonical(m)[:-1] + b',"z":"\\ud800"}'),
    "invalid UTF-8": ("E-JSON", lambda m: canonical.canonical(m)[:-1] + b',"z":"\xff"}'),
    "deep": ("E-JSON", lambda m: b'{"a":' + nested(100_000) + b"}"),
    "a little too deep": ("E-JSON", lambda m: canonical.canonical(m)[:-1] + b',"z":' + nested(8) + b"}"),
    "key not ASCII": ("E-JSON", lambda m: orjson.dumps(m | {"đ": 1}, option=orjson.OPT_SORT_KEYS)),
    "empty": ("E-JSON", lambda m: b" "),
    "wrong type": ("E-MANIFEST", lambda m: m.update(parts=7)),
    "missing key": ("E-MANIFEST", lambda m: m.pop("stream") and None),
    "terminal codes in an id": ("E-MANIFEST", lambda m: m.update(to=["\x1b[2J"])),
    "nobody addressed": ("E-MANIFEST", lambda m: m.update(to=[])),
    "10 TB promised": ("E-SIZE", lambda m: m["parts"][0].update(content_size=10 << 40)),
    "ratio": ("E-SIZE", lambda m: m["parts"][0].update(content_size=2 << 20)),
    "size": ("E-PARTS", lambda m: m["parts"][0].update(size=1)),
    "name of another kind": ("E-PARTS", lambda m: m["parts"][0].update(kind="trust")),
    "count of lines": ("E-PARTS", lambda m: m["parts"][0].update(count=9)),
    "last": ("E-PARTS", lambda m: m["ops"].update(last=4)),
    "first and last": ("E-OPS", lambda m: m["ops"].update(first=2, last=4)),
    "origin of the chain": ("E-CHAIN", lambda m: m["ops"].update(before="11" * 32)),
    "end of the chain": ("E-CHAIN", lambda m: m["ops"].update(after="11" * 32)),
    "stream": ("E-CHAIN", lambda m: m.update(stream="cd" * 16)),
    "content hash": ("E-CONTENT", lambda m: m["parts"][0].update(content_sha256="00" * 32)),
    "content size": ("E-ZSTD", lambda m: m["parts"][0].update(content_size=100)),
    "hash of the leaflet": ("E-README", lambda m: m.update(readme_sha256="00" * 32)),
}
"""By name: the code, and the change of a manifest in place or the very bytes to sign."""

HOSTILE_LINES: tuple[bytes, ...] = (
    b"",
    b"7",
    b"[]",
    b'{"n":2} ',
    b'{"n": 2}',
    b'{"n":2,"n":2}',
    b'{"n":2.0}',
    b'{"a":1e3,"n":2}',
    b'{"a":1.5,"n":2}',
    b'{"a":-0,"n":2}',
    b'{"a":18446744073709551616,"n":2}',
    b'{"a":9007199254740992,"n":2}',
    b'{"a":"\\u0041","n":2}',
    b'{"a":"\xff","n":2}',
    b'{"a":"\\ud800","n":2}',
    b'{"n":2,"a":1}',
    '{"n":2,"ă":1}'.encode(),
    '{"n":2,"s":{"x\\"ă\\"y":1}}'.encode(),
    b'{"a":' + nested(8) + b',"n":2}',
    b'{"a":"' + b"x" * (limits.STRING + 1) + b'","n":2}',
    b'{"a":"' + "ệ".encode() * (limits.STRING // 3 + 1) + b'","n":2}',
)
"""Second lines of a package that are no canonical JSON object of the profile."""


def with_content(
    good: bytes,
    content: bytes,
    count: int = 3,
    after: bytes | None = None,
    packed: bytes | None = None,
    *,
    stored: bytes | None = None,
    key: SigningKey = KEY,
    to: str = str(OFFICE.to_public()),
    place: int = 0,
) -> bytes:
    """The package with the plaintext of one part replaced by an enrolled but hostile device, hashes made right.

    packed, stored: what stands in place of the compressed or the encrypted content.
    """
    kind = canonical.canonical_loads(dict(take_apart(good))["manifest.json"])["parts"][place]["kind"]
    part, sealed = parts.seal(place + 1, kind, content, count if kind == "ops" else 0, [to])
    if packed is not None:
        sealed = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(to)])
    sealed = sealed if stored is None else stored

    def change(m: dict[str, Any]) -> None:
        m["parts"][place].update(
            size=len(sealed),
            sha256=sha256(sealed).hexdigest(),
            content_size=len(content),
            content_sha256=sha256(content).hexdigest(),
            count=part.count,
        )
        if kind == "ops":
            m["ops"].update(last=m["ops"]["first"] + count - 1)
        if after is not None:
            m["ops"].update(after=after.hex())

    return signed_again(good, change, [(part.name, sealed)], key)


def ops(lines: list[bytes], **head: Any) -> bytes:
    """The content of a part of changes; head: keys of its first line."""
    start = {"_": "sohotro-ops/1", "first": 1, "nonce": "0" * 32, "stream": packages.STREAM.hex()} | head
    return b"\n".join([canonical.canonical(start), *lines, b""])
