"""Wrong passwords, counted per register in the user's own folder: each further one has to wait longer.

Slows down who tries passwords at this desk; the cost of each try on a copied file is Argon2's (`db/vault/slots.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import time
from typing import TypeVar

import msgspec

from db.domain.errors import AppError, NotAllowed
from db.vault.state import replace_file
from desktop.presenters import preferences
from desktop.words import _

T = TypeVar("T")
FREE = 3
"""Wrong passwords before the first wait."""
LONGEST = 60.0
"""Seconds; a clock that was set back makes nobody wait longer."""


class Count(msgspec.Struct):
    """wrong: passwords in a row; at: seconds since 1970 of the last one."""

    wrong: int
    at: float


def wait(place: str, now: float) -> float:
    """Seconds until a password may be tried, 0 at once."""
    count = _load().get(_name(place))
    if count is None or count.wrong <= FREE:
        return 0.0
    pause = min(LONGEST, 2.0 ** (count.wrong - FREE))
    return min(pause, max(0.0, count.at + pause - now))


def counted(place: str, attempt: Callable[[], T]) -> T:
    """Try a password unless it is too early to; count it when it is wrong.

    Raises:
        NotAllowed: too early; or whatever `attempt` raises.
    """
    pause = wait(place, time())
    if pause > 0:
        raise NotAllowed("too_many_tries", sentence(pause))
    try:
        result = attempt()
    except AppError as error:
        if error.code in ("wrong_password", "keys_damaged"):  # a slot damaged on purpose buys no free tries
            failed(place, time())
        raise
    succeeded(place)
    return result


def failed(place: str, now: float) -> None:
    """A password was wrong."""
    counts = _load()
    before = counts.get(_name(place), Count(0, 0.0))
    _save({**counts, _name(place): Count(before.wrong + 1, now)})


def succeeded(place: str) -> None:
    """The register was opened."""
    counts = _load()
    if counts.pop(_name(place), None) is not None:
        _save(counts)


def sentence(seconds: float) -> str:
    """What is said while one has to wait."""
    return _("Gõ sai nhiều lần: đợi {0} giây rồi gõ lại. Sổ vẫn nguyên vẹn.").format(round(seconds + 0.5))


def _name(place: str) -> str:
    return sha256(place.encode("utf-8", "replace")).hexdigest()[:16]


def _file() -> Path:
    return preferences.file().with_name("tries.json")


def _load() -> dict[str, Count]:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=dict[str, Count])
    except (OSError, msgspec.MsgspecError):
        return {}


def _save(counts: dict[str, Count]) -> None:
    replace_file(_file(), msgspec.json.encode(counts))
