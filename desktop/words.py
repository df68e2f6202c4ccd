"""What screens say: Vietnamese is the source text, a catalogue translates it at run time. Knows no Qt and no screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

import resources

if TYPE_CHECKING:
    import polib

VIETNAMESE = "vi"
_catalogue: dict[str, str] = {}
_on_paper = ContextVar("on_paper", default=False)


def languages() -> dict[str, str]:
    """Code and own name of every language the screens can speak, Vietnamese first."""
    return {VIETNAMESE: "Tiếng Việt", "en": "English"}


def use(language: str) -> None:
    """Speak this language from now on; screens drawn before keep their words until they are drawn again."""
    _catalogue.clear()
    if language != VIETNAMESE:
        _catalogue.update(_read(language))


def _(text: str) -> str:
    """The text in the language in use; what has no translation stays Vietnamese."""
    return text if _on_paper.get() else _catalogue.get(text, text)


@contextmanager
def on_paper() -> Iterator[None]:
    """Vietnamese whatever the screens speak: papers go to people and offices. Counts in this thread only."""
    before = _on_paper.set(True)
    try:
        yield
    finally:
        _on_paper.reset(before)


def mark(text: str) -> str:
    """A text that is translated later, where it is shown: `NO = mark("Không")`, then `_(NO)`."""
    return text


@cache
def qt_texts() -> dict[tuple[str, str], str]:
    """Vietnamese for the toolkit's own English texts, by (class of the toolkit, English text)."""
    return {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in _entries("qt_vi")}


@cache
def _read(language: str) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in _entries(language)}


def _entries(name: str) -> Iterator[polib.POEntry]:
    """The usable entries of a catalogue."""
    import polib

    file = polib.pofile(str(resources.path("translations", f"{name}.po")))
    return (entry for entry in file if entry.msgstr and not entry.obsolete)
