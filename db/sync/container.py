"""The outer file of a package: a ZIP with exactly one legal byte encoding. Knows nothing of signatures or contents.

The subset of APPNOTE 6.3: members stored, no flags, no extra fields, no comments, dated 1980-01-01, no Zip64. The
reader walks the local headers from offset 0, rebuilds the directory it must find after them and compares bytes, so a
file that two programs could read differently is refused. Names never touch the file system.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from db.sync import limits
from db.sync.sentences import PackageError

MIME = b"application/vnd.sohotro.package+zip;v=1"
MIMETYPE, README, MANIFEST, SIGNATURE = LEADING = (
    "mimetype",
    "HUONG-DAN.txt",
    "manifest.json",
    "manifest.json.minisig",
)
CMS = "manifest.json.p7s"

_NAME = re.compile(
    rb"(?:mimetype|HUONG-DAN\.txt|manifest\.json|manifest\.json\.minisig|manifest\.json\.p7s"
    rb"|p[0-9]{4}\.(?:ndjson|json|bin)(?:\.zst)?\.age)\Z"
)
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 10
_DATE = 0x21  # 1980-01-01, the earliest the format can say
_NAME_MAX = 40
_BLOCK = limits.MIB


@dataclass(frozen=True, slots=True)
class Member:
    """One stored file: `offset` is where its `size` bytes begin, `crc` the CRC-32 its header declares."""

    name: str
    offset: int
    size: int
    crc: int

    @property
    def header(self) -> int:
        """Offset of the local header."""
        return self.offset - _LOCAL.size - len(self.name)


def write(f: BinaryIO, members: Iterable[tuple[str, bytes]]) -> None:
    """Write `members` (name, bytes) to the empty file `f`; ValueError on a name that is not of the format."""
    written: list[Member] = []
    offset = 0
    for name, data in members:
        raw = name.encode("ascii")
        if not _NAME.match(raw):
            raise ValueError(f"not a member name of the format: {name!r}")
        member = Member(name, offset + _LOCAL.size + len(raw), len(data), zlib.crc32(data))
        f.write(_local(member))
        f.write(data)
        written.append(member)
        offset = member.offset + member.size
    f.write(_directory(written, offset))


def walk(f: BinaryIO, size: int) -> list[Member]:
    """Return the members of a file of `size` bytes.

    Raises PackageError: E-SIZE (file too large), E-TRUNCATED (ends before its directory does), E-ZIP (any other byte
    outside the members' data differs from what `write` would have written).
    """
    if size > limits.PACKAGE:
        raise PackageError("E-SIZE", "file")
    members: list[Member] = []
    offset = 0
    while (member := _next(f, offset, size)) is not None:
        if len(members) == limits.MEMBERS or any(m.name == member.name for m in members):
            raise PackageError("E-ZIP", f"member {member.name}")
        members.append(member)
        offset = member.offset + member.size
    tail = _directory(members, offset)
    if size < offset + len(tail):
        raise PackageError("E-TRUNCATED", "directory")
    f.seek(offset)
    if size != offset + len(tail) or f.read(len(tail)) != tail:
        raise PackageError("E-ZIP", "directory")
    return members


def read(f: BinaryIO, member: Member, limit: int) -> bytes:
    """Return the bytes of `member`; PackageError E-SIZE above `limit` bytes, E-CRC or E-TRUNCATED if damaged."""
    if member.size > limit:
        raise PackageError("E-SIZE", member.name)
    f.seek(member.offset)
    data = f.read(member.size)
    if len(data) != member.size:
        raise PackageError("E-TRUNCATED", member.name)
    if zlib.crc32(data) != member.crc:
        raise PackageError("E-CRC", member.name)
    return data


def blocks(f: BinaryIO, member: Member) -> Iterable[bytes]:
    """Yield the bytes of `member`, 1 MiB at a time; PackageError E-CRC or E-TRUNCATED at the end if damaged."""
    f.seek(member.offset)
    left, crc = member.size, 0
    while left:
        block = f.read(min(left, _BLOCK))
        if not block:
            raise PackageError("E-TRUNCATED", member.name)
        crc = zlib.crc32(block, crc)
        left -= len(block)
        yield block
    if crc != member.crc:
        raise PackageError("E-CRC", member.name)


def check_order(members: Sequence[Member]) -> list[Member]:
    """Return the parts, which follow the leading members; PackageError E-FORMAT if these are not in their places."""
    names = [m.name for m in members]
    if tuple(names[: len(LEADING)]) != LEADING:
        raise PackageError("E-FORMAT", "leading members")
    start = len(LEADING)
    if names[start : start + 1] == [CMS]:
        if members[start].size > limits.CMS:
            raise PackageError("E-SIZE", CMS)
        start += 1
    if CMS in names[start:]:
        raise PackageError("E-FORMAT", CMS)
    return list(members[start:])


def _next(f: BinaryIO, offset: int, size: int) -> Member | None:
    """Read the local header at `offset`; None where the members end."""
    f.seek(offset)
    header = f.read(_LOCAL.size)
    if header[:4] != _LOCAL_MAGIC:
        return None
    if len(header) < _LOCAL.size:
        raise PackageError("E-TRUNCATED", "header")
    *_, crc, _, stored, name_size, _ = _LOCAL.unpack(header)
    if name_size > _NAME_MAX:
        raise PackageError("E-ZIP", "name length")
    raw = f.read(name_size)
    if len(raw) < name_size:
        raise PackageError("E-TRUNCATED", "name")
    if not _NAME.match(raw):
        raise PackageError("E-ZIP", f"name {raw!a}")
    member = Member(raw.decode("ascii"), offset + _LOCAL.size + name_size, stored, crc)
    if _local(member) != header + raw:
        raise PackageError("E-ZIP", "header")
    if member.offset + stored > size:
        raise PackageError("E-TRUNCATED", member.name)
    return member


def _local(m: Member) -> bytes:
    name = m.name.encode("ascii")
    return _LOCAL.pack(_LOCAL_MAGIC, _VERSION, 0, 0, 0, _DATE, m.crc, m.size, m.size, len(name), 0) + name


def _directory(members: Sequence[Member], offset: int) -> bytes:
    """Return the central directory and end record that must follow members ending at `offset`."""
    entries = b"".join(_central(m) for m in members)
    count = len(members)
    return entries + _END.pack(_END_MAGIC, 0, 0, count, count, len(entries), offset, 0)


def _central(m: Member) -> bytes:
    name = m.name.encode("ascii")
    fixed = (_VERSION, _VERSION, 0, 0, 0, _DATE, m.crc, m.size, m.size, len(name), 0, 0, 0, 0, 0, m.header)
    return _CENTRAL.pack(_CENTRAL_MAGIC, *fixed) + name
