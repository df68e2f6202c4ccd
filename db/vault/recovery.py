"""The recovery code as people write, copy and type it: in short groups, and understood again. Opens nothing."""

from __future__ import annotations

import re

PREFIX = "AGE-SECRET-KEY-1"
"""How every age identity begins; it is not printed in groups, and need not be typed."""
GROUP = 4
_LOOKALIKES = str.maketrans("OIB", "0L8")
"""Letters that the alphabet of the code (Bech32) leaves out, and what stands there in their place."""


def groups(code: str) -> list[str]:
    """The code in groups of four letters, the last one shorter: `AGE-SECRET-KEY-1QPZR…` → `["QPZR", …]`."""
    body = read_code(code).removeprefix(PREFIX)
    return [body[at : at + GROUP] for at in range(0, len(body), GROUP)]


def read_group(typed: str) -> str:
    """One group as typed by hand: any case, blanks and hyphens between, look-alike letters put right."""
    return re.sub(r"[\s\-–.·]", "", typed).upper().translate(_LOOKALIKES)


def read_code(typed: str) -> str:
    """The whole code as typed or pasted, with or without its beginning, as `recover` wants it."""
    whole = re.sub(r"[\s\-–.·]", "", typed).upper()
    return PREFIX + read_group(whole.removeprefix(PREFIX.replace("-", "")))
