"""The one legal ZIP encoding: what is written is read, and every other ZIP of the same members is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from packages import put_together, take_apart

from db.sync import container, limits
from db.sync.package import PackageError, open_envelope

MEMBERS = [
    ("mimetype", container.MIME),
    ("HUONG-DAN.txt", "Hướng dẫn\r\n".encode("utf-8-sig")),
    ("manifest.json", b"{}"),
    ("manifest.json.minisig", b"sig"),
    ("p0001.ndjson.zst.age", bytes(range(256)) * 8),
]
GOOD = put_together(MEMBERS)


def refusal(data: bytes) -> str:
    """The code with which the structural walk, or the order of members, refuses `data`."""
    with pytest.raises(PackageError) as caught:
        container.check_order(container.walk(io.BytesIO(data), len(data)))
    return caught.value.code


def by_zipfile(
    members: list[tuple[str, bytes]],
    compression: int = zipfile.ZIP_STORED,
    edit: Callable[[zipfile.ZipInfo], None] | None = None,
) -> bytes:
    """A ZIP as the standard library writes it, each entry altered by `edit`."""
    f = io.BytesIO()
    with zipfile.ZipFile(f, "w", compression) as z:
        for name, data in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            if edit:
                edit(info)
            z.writestr(info, data)
    return f.getvalue()


def test_reads_back_what_it_wrote_and_any_unzip_agrees() -> None:
    assert take_apart(GOOD) == MEMBERS
    with zipfile.ZipFile(io.BytesIO(GOOD)) as z:
        assert z.testzip() is None
        assert [(i.filename, z.read(i)) for i in z.infolist()] == MEMBERS


def test_the_media_type_is_readable_at_a_fixed_offset() -> None:
    assert GOOD[38 : 38 + len(container.MIME)] == b"application/vnd.sohotro.package+zip;v=1"


def test_blocks_give_the_member_and_check_it() -> None:
    f = io.BytesIO(GOOD)
    member = container.walk(f, len(GOOD))[-1]
    assert b"".join(container.blocks(f, member)) == MEMBERS[-1][1]
    damaged = bytearray(GOOD)
    damaged[member.offset] ^= 1
    with pytest.raises(PackageError, match="E-CRC"):
        list(container.blocks(io.BytesIO(bytes(damaged)), member))


def test_a_member_above_its_limit_is_not_read() -> None:
    f = io.BytesIO(GOOD)
    member = container.walk(f, len(GOOD))[-1]
    with pytest.raises(PackageError, match="E-SIZE"):
        container.read(f, member, 2047)


def test_a_file_above_the_limit_is_refused_before_reading() -> None:
    with pytest.raises(PackageError, match="E-SIZE"):
        container.walk(io.BytesIO(b""), limits.PACKAGE + 1)


def test_every_truncation_is_called_a_truncation() -> None:
    assert {refusal(GOOD[:end]) for end in range(len(GOOD))} == {"E-TRUNCATED"}


FOREIGN = {
    "another tool, other time stamps": by_zipfile(MEMBERS),
    "deflated": by_zipfile(MEMBERS, zipfile.ZIP_DEFLATED),
    "path traversal": by_zipfile([*MEMBERS, ("../../evil.exe", b"MZ")]),
    "absolute path": by_zipfile([*MEMBERS, ("C:\\Windows\\x.dll", b"MZ")]),
    "name outside the list": by_zipfile([*MEMBERS, ("p0002.exe", b"MZ")]),
    "extra field": by_zipfile(MEMBERS, edit=lambda i: setattr(i, "extra", b"\x01\x99\x00\x00")),
    "entry comment": by_zipfile(MEMBERS, edit=lambda i: setattr(i, "comment", b"x")),
    "garbage before": b"MZ" + GOOD,
    "garbage after": GOOD + b"\0",
    "twice": GOOD + GOOD,
    "another end record": GOOD + b"PK\5\6" + bytes(18),
    "archive comment": GOOD[:-2] + b"\x01\x00x",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_every_other_archive_is_refused(name: str) -> None:
    assert refusal(FOREIGN[name]) == "E-ZIP"


def test_a_name_used_twice_is_refused() -> None:
    assert refusal(put_together([*MEMBERS, MEMBERS[-1]])) == "E-ZIP"


def test_overlapping_members_cannot_be_expressed() -> None:
    """A quoted overlap: the second header lies inside the first member's data, and the directory names both."""
    inner = put_together(MEMBERS)[: -struct.calcsize("<4s4H2IH")]
    outer = struct.pack("<4s5H3I2H", b"PK\3\4", 10, 0, 0, 0, 0x21, zlib.crc32(inner), len(inner), len(inner), 8, 0)
    entries = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 10, 10, 0, 0, 0, 0x21, zlib.crc32(d), len(d), len(d), len(n), *[0] * 5, at
        )
        + n
        for n, d, at in ((b"mimetype", inner, 0), (b"mimetype", container.MIME, 38))
    )
    whole = outer + b"mimetype" + inner
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2, 2, len(entries), len(whole), 0)
    assert refusal(whole + entries + end) == "E-ZIP"


def test_too_many_members_are_refused() -> None:
    many = [*MEMBERS[:4], *((f"p{i:04d}.bin.age", b"") for i in range(1, 254))]
    assert refusal(put_together(many)) == "E-ZIP"
    assert len(take_apart(put_together(many[:256]))) == 256


@pytest.mark.parametrize("order", [[1, 0, 2, 3, 4], [0, 1, 3, 2, 4], [0, 1, 2, 4], [0, 1, 2], []])
def test_leading_members_have_their_places(order: list[int]) -> None:
    assert refusal(put_together([MEMBERS[i] for i in order])) == "E-FORMAT"


def test_a_cms_signature_is_allowed_in_its_place_only() -> None:
    cms = ("manifest.json.p7s", b"0")
    inside = container.walk(io.BytesIO(d := put_together([*MEMBERS[:4], cms, MEMBERS[4]])), len(d))
    assert [m.name for m in container.check_order(inside)] == ["p0001.ndjson.zst.age"]
    assert refusal(put_together([*MEMBERS, cms])) == "E-FORMAT"
    assert refusal(put_together([*MEMBERS[:4], (cms[0], bytes(limits.CMS + 1)), MEMBERS[4]])) == "E-SIZE"


def test_the_writer_refuses_a_name_outside_the_list() -> None:
    with pytest.raises(ValueError, match="evil"):
        put_together([("../evil", b"")])


@pytest.mark.parametrize("mime", [b"application/zip", container.MIME + b"0", container.MIME[:-1] + b"2"])
def test_another_media_type_is_no_package(mime: bytes) -> None:
    data = put_together([("mimetype", mime), *MEMBERS[1:]])
    with pytest.raises(PackageError, match="E-FORMAT"):
        open_envelope(io.BytesIO(data), len(data))
