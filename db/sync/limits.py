"""The sizes beyond which nothing of a package is read, in bytes unless said otherwise. Numbers only."""

from __future__ import annotations

KIB = 1 << 10
MIB = 1 << 20

PACKAGE = 512 * MIB
MEMBERS = 256
"""ZIP members in all."""
MANIFEST = 256 * KIB
SIGNATURE = 1 * KIB
README = 4 * KIB
CMS = 16 * KIB
PART = 256 * MIB
"""Unpacked size of one part."""
PART_WRITTEN = 16 * MIB
"""Unpacked size at which the writer starts another part: it bounds the memory of every reader."""
TOTAL = 1024 * MIB
"""Unpacked size of all parts."""
RATIO = 200
"""Largest unpacked : stored ratio of a part larger than `RATIO_FLOOR`."""
RATIO_FLOOR = 1 * MIB
WINDOW = 8 * MIB
"""zstd window."""
LINE = 256 * KIB
STRING = 64 * KIB
"""UTF-8 bytes of one JSON string."""
DEPTH = 8
"""JSON arrays and objects inside each other."""
INTEGER = 1 << 53
"""Integers are smaller than this in absolute value."""
PARKED = 1000
"""Packages of one device that wait or are held at the same time."""
PARKED_SIZE = 2048 * MIB
"""Their size together."""
REFUSED = 200
"""Refused files kept as evidence; their size together:"""
REFUSED_SIZE = 256 * MIB
FREE_FACTOR = 3
"""Free disk asked for before a package is staged, in package sizes."""
