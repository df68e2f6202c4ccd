"""What screens say: Vietnamese is the source text, a catalogue translates it at run time. Knows no Qt and no screen."""

from __future__ import annotations

from functools import cache

import polib

import resources

VIETNAMESE = "vi"
_catalogue: dict[str, str] = {}


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
    return _catalogue.get(text, text)


@cache
def _read(language: str) -> dict[str, str]:
    file = resources.path("translations", f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(file)) if entry.msgstr and not entry.obsolete}
