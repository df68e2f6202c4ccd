"""The hash chain of a stream (`h_n = SHA-256(h_{n-1} ‖ SHA-256(line_n))`) and the change ids that are its values.

Pure arithmetic on bytes: no line is read for its meaning, no table is touched.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

DIGEST = 32
ID = 16


def origin(stream: bytes, parent: bytes = b"") -> bytes:
    """Return h_0 of a stream: SHA-256("sohotro stream/1" ‖ stream ‖ parent).

    stream: 16 random bytes; parent: empty, or (16 bytes stream ‖ 8 bytes big-endian sequence ‖ 32 bytes chain value).
    """
    return sha256(b"sohotro stream/1" + stream + parent).digest()


def values(head: bytes, lines: Iterable[bytes]) -> list[bytes]:
    """Return the 32-byte chain value after each of `lines`, starting from `head`."""
    out = []
    for line in lines:
        head = sha256(head + sha256(line).digest()).digest()
        out.append(head)
    return out


def change_id(chain: bytes) -> str:
    """The id of a change: the first 16 bytes of its chain value as 22 URL-safe base64 characters."""
    return urlsafe_b64encode(chain[:ID])[:22].decode("ascii")


def span_of(identity: str) -> tuple[bytes, bytes] | None:
    """Smallest and largest chain value that a change with this id can have; None if no change can have it."""
    try:
        low = urlsafe_b64decode(identity + "==")
    except ValueError:
        return None
    return (low, low + b"\xff" * (DIGEST - len(low))) if change_id(low) == identity and len(low) == ID else None


def extend(head: bytes, lines: Iterable[bytes]) -> tuple[list[str], bytes]:
    """Chain `lines` onto `head`; return the change id of every line and the new head."""
    chain = values(head, lines)
    return [change_id(value) for value in chain], chain[-1] if chain else head
