"""Packages for tests: small honest ones, and the same taken apart and signed again with something wrong inside."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyrage

from db.ledger import chain
from db.sync import container, minisign
from db.sync.canonical import canonical, canonical_loads
from db.sync.package import Contents, Manifest, Outgoing, build, contents, hashes, open_envelope, verify

KEY = minisign.SigningKey.from_seed(sha256(b"a test device").digest())
OFFICE = pyrage.x25519.Identity.generate()
RECOVERY = pyrage.x25519.Identity.generate()
STREAM = bytes(range(16))
CREATED = "2017-09-14T09:00:00+07:00"

Members = list[tuple[str, bytes]]


def line(n: int, **more: Any) -> bytes:
    """One change line at place `n`."""
    values = {"name": f"Hồ Thị Kiểm Thử {n}", "note": "Nhà “tạm”, thiếu nước\n"}
    change = {"at": CREATED, "b": {}, "e": "person", "i": f"id-{n}", "k": "create", "l": n, "n": n, "s": values} | more
    return canonical(change)


def outgoing(lines: list[bytes] | None = None, **more: Any) -> Outgoing:
    """The first package of a stream with `lines` (three by default), for office `vp-49`."""
    lines = [line(n) for n in (1, 2, 3)] if lines is None else lines
    before = more.pop("before", chain.origin(STREAM))
    values: dict[str, Any] = {
        "sender": "xa20104-testtest",
        "unit": "20104",
        "unit_date": "2004-01-01",
        "to": ["vp-49"],
        "recipients": [str(OFFICE.to_public()), str(RECOVERY.to_public())],
        "stream": STREAM,
        "number": 1,
        "first": 1,
        "before": before,
        "after": chain.extend(before, lines)[1],
        "lines": lines,
        "created": CREATED,
        "app": "0.1.0",
        "schema": 1,
    }
    return Outgoing(**(values | more))


def package(folder: Path, out: Outgoing | None = None, key: minisign.SigningKey = KEY) -> bytes:
    """The bytes of a package built in `folder`."""
    path = folder / f"{secrets.token_hex(4)}.dongbo"
    build(path, key, out or outgoing())
    return path.read_bytes()


def take_apart(data: bytes) -> Members:
    """Names and bytes of all members."""
    f = io.BytesIO(data)
    return [(m.name, container.read(f, m, 1 << 30)) for m in container.walk(f, len(data))]


def put_together(members: Members) -> bytes:
    """A canonical container of `members`."""
    f = io.BytesIO()
    container.write(f, members)
    return f.getvalue()


def replaced(members: Members, name: str, data: bytes) -> Members:
    """`members` with the bytes of one replaced."""
    return [(n, data if n == name else old) for n, old in members]


def signed_again(
    data: bytes,
    change: Callable[[dict[str, Any]], bytes | None],
    extra: Members | None = None,
    key: minisign.SigningKey = KEY,
) -> bytes:
    """The package with its manifest changed and signed by the true `key`, and members replaced by those in `extra`.

    change: alters the manifest in place, or returns the very bytes to sign.
    """
    members = take_apart(data)
    for name, content in extra or []:
        members = replaced(members, name, content)
    obj = canonical_loads(dict(members)["manifest.json"])
    raw = change(obj) or canonical(obj)
    members = replaced(members, "manifest.json", raw)
    return put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "thu")))


def receive(
    data: bytes, identity: pyrage.x25519.Identity = OFFICE, key: bytes = KEY.public
) -> tuple[Manifest, Contents]:
    """All steps of reading; raises PackageError as they do."""
    envelope = open_envelope(io.BytesIO(data), len(data))
    manifest = verify(envelope, key)
    hashes(envelope, manifest)
    return manifest, contents(envelope, manifest, [identity])
