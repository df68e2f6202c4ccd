"""Texts typed in fonts of before Unicode (TCVN3 `.VnTime`, VNI `VNI-Times`): what a column is in, how to read it.

A column is judged as a whole by vote; no cell is converted on its own, because converting twice destroys text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import resources
from db.domain.text import nfc

UNICODE = "unicode"
TCVN3 = "tcvn3"
VNI = "vni"
DAMAGED = "-cp1258"  # suffix: the file passed through a machine whose ANSI code page was 1258
ENCODINGS = (UNICODE, TCVN3, VNI, TCVN3 + DAMAGED, VNI + DAMAGED)

# Letters no legacy text can hold, with the marks of NFD that code page 1258 does not have.
_SURELY_UNICODE = re.compile("[ĨĩŨũẠ-ỹ\u0302\u0306\u031b]")
# Letters and marks that code page 1258 puts in the place of legacy bytes; Unicode text has them too.
_PERHAPS_DAMAGED = re.compile("[ĂăĐđƠơƯư\u0300\u0301\u0303\u0309\u0323₫]")
_LATIN_1_VIETNAMESE = frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWELS = re.compile("[aăâeêioôơuưy]+")
_SEMIVOWEL = re.compile("(?<=q)u|(?<=g)i(?=[aăâeêoôơuư])")
# Every run of vowels a Vietnamese syllable may have, tones aside.
_VOWEL_RUNS = frozenset(
    re.findall(
        r"\w+",
        "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô uơ uy ưa ưi ươ "
        "ưu ya yê iêu oai oao oay oeo uao uay uây uôi uya uyê uyu ươi ươu yêu uêu",
    )
)
# What PDF, browsers and fonts turn legacy bytes into.
_LOOKALIKES = {ord("\u2212"): "\u00ad", ord("\u03bc"): "\u00b5", ord("\u2219"): "\u00b7"}


@dataclass(frozen=True)
class _Tables:
    tcvn3: dict[int, str]
    vni: dict[str, str]
    vni_sequence: re.Pattern[str]
    vni_pair: re.Pattern[str]
    vni_single: frozenset[str]
    undamage: dict[int, str]


@cache
def _tables() -> _Tables:
    tcvn3 = {ord(row["char_cp1252"]): row["unicode"] for row in resources.open_csv("text/tcvn3.csv")}
    vni = {row["legacy"]: row["unicode"] for row in resources.open_csv("text/vni.csv")}
    longest_first = sorted(vni, key=len, reverse=True)
    undamage = {}
    for byte in range(0x80, 0x100):
        seen = bytes([byte]).decode("cp1258", "ignore")
        meant = bytes([byte]).decode("cp1252", "ignore")
        if seen and meant and seen != meant:
            undamage[ord(seen)] = meant
    return _Tables(
        tcvn3,
        vni,
        re.compile("|".join(map(re.escape, longest_first))),
        re.compile("|".join(re.escape(pair) for pair in vni if len(pair) > 1)),
        frozenset(single for single in vni if len(single) == 1),
        undamage,
    )


def repair(text: str) -> str:
    """Unicode text in NFC, with the foreign letters Ð ð Ɖ ɖ written for Đ đ put right."""
    return nfc(text).translate({0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ"})


def font_encoding(font: str) -> str | None:
    """The encoding a font name promises: `.Vn…` TCVN3, `VNI-…` VNI, otherwise unknown."""
    name = font.strip().casefold()
    if name.startswith(".vn"):
        return TCVN3
    return VNI if name.startswith(("vni-", "vni ")) else None


def _draws_capitals(font: str) -> bool:
    """`.VnTimeH`, `.VnArialH` … draw every letter as a capital."""
    return font_encoding(font) == TCVN3 and font.rstrip(" 0123456789").endswith(("H", "h"))


def decode(text: str, encoding: str, font: str = "") -> str:
    """Text of a column in one of ENCODINGS as Unicode NFC; a cell that is surely Unicode already is only repaired.

    text: the raw cell; normalising or stripping "invisible" characters first would destroy letters.
    font: the cell's font, when known, for the capitals of `.Vn…H`. ValueError for an unknown encoding.
    """
    if encoding not in ENCODINGS:
        raise ValueError(f"unknown encoding: {encoding!r}")
    if encoding == UNICODE or _SURELY_UNICODE.search(text):
        return repair(text)
    base = encoding.removesuffix(DAMAGED)
    if encoding != base:
        text = text.translate(_tables().undamage)
    if base == VNI:
        return nfc(_tables().vni_sequence.sub(lambda found: _tables().vni[found[0]], text))
    decoded = nfc(text.translate(_LOOKALIKES).translate(_tables().tcvn3))
    return decoded.upper() if _draws_capitals(font) else decoded


def _is_syllable(word: str) -> bool:
    """At most one tone and one run of vowels, of those Vietnamese has; a wrong reading nearly always breaks this."""
    spelt, tones = _TONES.subn("", unicodedata.normalize("NFD", word))
    runs: list[str] = _VOWELS.findall(_SEMIVOWEL.sub("", nfc(spelt)))
    return tones <= 1 and len(runs) <= 1 and all(run in _VOWEL_RUNS for run in runs)


def _is_plausible(reading: str) -> bool:
    return all(_is_syllable(word) for word in re.split(r"[\W\d_]+", reading.lower()) if word)


def _legacy_guess(text: str) -> str | None:
    """TCVN3 or VNI when only one of them, and not Unicode, reads every sign and makes a syllable of every word."""
    tables = _tables()
    signs = {char for char in text if ord(char) > 0x7F}
    if not signs:
        return None
    readings = []
    if signs <= _LATIN_1_VIETNAMESE:
        readings.append((UNICODE, text))
    if all(ord(char) in tables.tcvn3 for char in signs):
        readings.append((TCVN3, text.translate(tables.tcvn3)))
    alone = {char for char in tables.vni_pair.sub("", text) if ord(char) > 0x7F}
    if alone <= tables.vni_single:
        readings.append((VNI, tables.vni_sequence.sub(lambda found: tables.vni[found[0]], text)))
    plausible = [encoding for encoding, reading in readings if _is_plausible(reading)]
    return plausible[0] if len(plausible) == 1 and plausible[0] != UNICODE else None


def guess_cell(text: str) -> str | None:
    """The encoding one cell shows; None when it cannot tell (plain ASCII, or letters that mean something in each)."""
    if _SURELY_UNICODE.search(text):
        return UNICODE
    untouched = _PERHAPS_DAMAGED.sub("", text)
    legacy = _legacy_guess(untouched.translate(_LOOKALIKES))
    if untouched == text:
        return legacy
    return legacy + DAMAGED if legacy else UNICODE


def _verdict(votes: Counter[str]) -> str | None:
    """The winner when it has at least five times the votes of the next one."""
    (winner, most), (_, second) = [*votes.most_common(2), (None, 0), (None, 0)][:2]
    return winner if most and most >= 5 * second else None


def detect_column(cells: Iterable[str], fonts: Iterable[str] = ()) -> str | None:
    """The encoding of a column by vote of its cells, then of font names; None = nothing tells, ask the user.

    The letters go before the fonts: Unicode is often typed into a cell that still has `.VnTime`.
    """
    votes: Counter[str] = Counter()
    sure_unicode = 0
    ascii_only = True
    for cell in cells:
        ascii_only = ascii_only and cell.isascii()
        guess = guess_cell(cell)
        if guess is not None:
            votes[guess] += 1
            sure_unicode += _SURELY_UNICODE.search(cell) is not None
    for damaged in (TCVN3 + DAMAGED, VNI + DAMAGED):
        if votes[damaged] and not sure_unicode:
            # on such a machine the same damage also hits cells that alone look sound or Unicode
            votes[damaged] += votes.pop(damaged.removesuffix(DAMAGED), 0) + votes.pop(UNICODE, 0)
    winner = UNICODE if ascii_only else _verdict(votes)
    promised = {encoding for encoding in map(font_encoding, fonts) if encoding}
    return promised.pop() if winner is None and len(promised) == 1 else winner
