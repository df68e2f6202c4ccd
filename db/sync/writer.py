"""Writing a package: parts sealed, manifest signed, file finished or not there. Asks no database what to send."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from db.ledger import chain
from db.sync import container, limits, manifest, minisign, parts, reader, staging
from db.sync.canonical import canonical, canonical_loads, check_lines
from db.sync.manifest import Manifest, Ops, Part
from db.sync.sentences import PackageError

README = (
    "Đây là gói dữ liệu của Sổ Hỗ Trợ, đã ký và đã mã hóa.\r\n"
    "Không sửa, không giải nén thủ công. Mở bằng chương trình: Đồng bộ > Nhận gói.\r\n"
    "Chỉ cơ quan nhận mới đọc được nội dung; tệp manifest.json cho biết nơi gửi, nơi nhận và số bản ghi.\r\n"
    "Kiểm tra chữ ký: minisign -Vm manifest.json -P <khóa công khai của máy gửi, hỏi cơ quan nhận>\r\n"
).encode("utf-8-sig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a package shall say and hold.

    to: ids addressed; recipients: `age1…` keys it is encrypted to; stream: 16 bytes; parent: "" or 112 hex digits;
    prev: manifest hash of the package before, or ""; first: sequence number of the first line; before, after: 32-byte
    chain values at `first - 1` and after the last line; lines: canonical change lines; parts: (kind, content) of the
    rest; created: `YYYY-MM-DDTHH:MM:SS+07:00`.
    """

    sender: str
    unit: str
    unit_date: str
    to: list[str]
    recipients: list[str]
    stream: bytes
    parent: str = ""
    number: int
    prev: str = ""
    first: int
    before: bytes
    after: bytes
    lines: list[bytes]
    parts: list[tuple[str, bytes]] = field(default_factory=list)
    acks: dict[str, Any] = field(default_factory=dict)
    created: str
    app: str
    schema: int
    ext: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """A finished package: its identity (hash of the manifest bytes), the manifest itself, what proves it to others.

    sha256: of the whole file; raw, minisig: manifest and signature as written; heads: first line of each part of
    changes.
    """

    sha256: str
    manifest_sha256: str
    manifest: Manifest
    raw: bytes
    minisig: bytes
    heads: list[bytes]


def package_name(sender: str, unit: str, created: str, number: int) -> str:
    """The usual file name, e.g. `HU481-K3V7Q2HA-20104-20170314-000017.dongbo`; information only, never parsed."""
    return f"{sender.upper()}-{unit}-{created[:10].replace('-', '')}-{number:06d}.dongbo"


def build(path: Path, key: minisign.SigningKey, out: Outgoing) -> Built:
    """Write the package `out`, signed with `key`, to `path`; read it back and check it.

    Raises EnvironmentProblem (disk; nothing is left behind), PackageError E-SIZE (too much for one package), E-KEY (bad
    recipient), E-JSON, E-OPS, E-MANIFEST (what the caller asks for breaks the format), ValueError (wrong chain value).
    """
    _check(out)
    heads: list[bytes] = []
    sealed = []
    for place, (kind, data, count) in enumerate(_plain_parts(out), 1):
        if kind == manifest.OPS:
            heads.append(data.partition(b"\n")[0])
        sealed.append(parts.seal(place, kind, data, count, out.recipients))
    made = _manifest(out, [part for part, _ in sealed])
    raw = manifest.encode(made)
    manifest.decode(raw)
    signature = minisign.sign(key, raw, _comment(made))
    leading = (container.MIME, README, raw, signature)
    members = [*zip(container.LEADING, leading, strict=True), *((part.name, data) for part, data in sealed)]
    if sum(len(data) for _, data in members) > limits.PACKAGE - limits.MIB:
        raise PackageError("E-SIZE", "file")

    whole = sha256()

    def check(f: BinaryIO) -> None:
        while block := f.read(limits.MIB):
            whole.update(block)
        envelope = reader.open_envelope(f, os.fstat(f.fileno()).st_size)
        reader.hashes(envelope, reader.verify(envelope, key.public))
        if envelope.manifest != raw:
            raise PackageError("E-SIG", "another manifest")

    staging.publish(path, lambda f: container.write(f, members), check)
    return Built(whole.hexdigest(), sha256(raw).hexdigest(), made, raw, signature, heads)


def _check(out: Outgoing) -> None:
    """Refuse to sign what every receiver would refuse to read."""
    if chain.extend(out.before, out.lines)[1] != out.after:
        raise ValueError("`after` is not the chain value of `lines` after `before`")
    if any(len(line) > limits.LINE for line in out.lines):
        raise PackageError("E-OPS", "line too long")
    check_lines(out.lines, out.first)
    for kind, data in out.parts:
        if kind in manifest.JSON_KINDS:
            canonical_loads(data)


def _plain_parts(out: Outgoing) -> Iterator[tuple[str, bytes, int]]:
    """Yield (kind, content, count of lines): the lines in parts of at most 16 MiB, then the others."""
    start = size = 0
    for place, line in enumerate(out.lines):
        if size and size + len(line) > limits.PART_WRITTEN - limits.KIB:
            yield manifest.OPS, _ops_content(out, start, place), place - start
            start, size = place, 0
        size += len(line) + 1
    if out.lines:
        yield manifest.OPS, _ops_content(out, start, len(out.lines)), len(out.lines) - start
    for kind, data in out.parts:
        yield kind, data, 0


def _ops_content(out: Outgoing, start: int, end: int) -> bytes:
    """Return the content of an ops part; the random nonce keeps its signed hash from being guessed."""
    head = {
        "_": "sohotro-ops/1",
        "first": out.first + start,
        "nonce": secrets.token_hex(16),
        "stream": out.stream.hex(),
    }
    return b"\n".join([canonical(head), *out.lines[start:end], b""])


def _manifest(out: Outgoing, entries: list[Part]) -> Manifest:
    return Manifest(
        format=manifest.FORMAT,
        major=manifest.MAJOR,
        minor=manifest.MINOR,
        schema=out.schema,
        app=out.app,
        created=out.created,
        sender=out.sender,
        unit=out.unit,
        unit_date=out.unit_date,
        to=out.to,
        stream=out.stream.hex(),
        parent=out.parent,
        number=out.number,
        prev=out.prev,
        ops=Ops(
            first=out.first,
            last=out.first + len(out.lines) - 1,
            before=out.before.hex(),
            after=out.after.hex(),
        ),
        parts=entries,
        readme_sha256=sha256(README).hexdigest(),
        acks=out.acks,
        ext=out.ext,
        must_understand=[],
    )


def _comment(made: Manifest) -> str:
    """Return the sentence stock minisign shows: number, sender, range, addressees; nothing personal."""
    records = f"ban ghi {made.ops.first}-{made.ops.last}" if made.ops.last >= made.ops.first else "khong co ban ghi"
    to = ",".join(made.to) if len(made.to) <= 3 else f"{len(made.to)} noi"
    return f"goi {made.number} cua {made.sender}, {records}, gui {to}"
