"""One part of a package: content → zstd → age and back, within the signed sizes. Keeps plaintext in memory only."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pyrage
import zstandard

from db.sync import limits
from db.sync.manifest import Part, part_name
from db.sync.sentences import PackageError

LEVEL = 3
"""zstd level: measured five times faster than zlib and smaller; 9 gains a fifth and costs five times the time."""
_MAGIC = b"\x28\xb5\x2f\xfd"
_UNUSED = 0x10
"""A bit of a frame's header that readers pass over (RFC 8878, 3.1.1.1.1.3): set, it would be a second spelling."""
_AGE = b"age-encryption.org/v1\n"
"""How a binary age file begins; the library reads the armored form too, the format does not."""


def seal(place: int, kind: str, content: bytes, count: int, recipients: Sequence[str]) -> tuple[Part, bytes]:
    """Return the manifest entry and the stored bytes of `content`, encrypted to `recipients` (`age1…`).

    Raises PackageError: E-KEY (a recipient is no age X25519 key), E-SIZE (content above the limit of a part).
    """
    if len(content) > limits.PART:
        raise PackageError("E-SIZE", kind)
    name = part_name(place, kind)
    packed = _compress(content) if ".zst." in name else content
    try:
        stored = pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(r) for r in recipients])
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise PackageError("E-KEY", str(error)) from None
    part = Part(
        name=name,
        kind=kind,
        size=len(stored),
        sha256=sha256(stored).hexdigest(),
        content_size=len(content),
        content_sha256=sha256(content).hexdigest(),
        count=count,
    )
    return part, stored


def open_part(part: Part, stored: bytes, identities: Sequence[pyrage.x25519.Identity]) -> bytes:
    """Return the content of a part whose stored bytes have been checked against the manifest.

    Raises PackageError: E-DECRYPT (armored, or none of `identities` opens it), E-ZSTD (frame not as signed), E-CONTENT
    (changed).
    """
    if not stored.startswith(_AGE):
        raise PackageError("E-DECRYPT", f"{part.name}: not binary age")
    try:
        packed: bytes = pyrage.decrypt(stored, list(identities))
    except pyrage.DecryptError as error:
        raise PackageError("E-DECRYPT", f"{part.name}: {error}") from None
    content = _decompress(packed, part) if ".zst." in part.name else packed
    if len(content) != part.content_size or sha256(content).hexdigest() != part.content_sha256:
        raise PackageError("E-CONTENT", part.name)
    return content


def _compress(content: bytes) -> bytes:
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True, write_checksum=True)
    return compressor.compress(content)


def _decompress(packed: bytes, part: Part) -> bytes:
    """Unpack exactly one zstd frame of the signed size; never allocates more than that size."""
    try:
        frame = zstandard.get_frame_parameters(packed)
        as_signed = frame.content_size == part.content_size and frame.has_checksum and not frame.dict_id
        if packed[:4] != _MAGIC or packed[4] & _UNUSED or not as_signed or frame.window_size > limits.WINDOW:
            raise PackageError("E-ZSTD", f"{part.name}: frame")
        decompressor = zstandard.ZstdDecompressor(max_window_size=limits.WINDOW)
        return decompressor.decompress(packed, max_output_size=part.content_size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise PackageError("E-ZSTD", f"{part.name}: {error}") from None
