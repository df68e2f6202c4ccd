"""Vietnamese text: NFC, the search key, the sort key, names as they really are. Never rewrites what people typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from db.domain.errors import Issue

_APOSTROPHES = "'’‘ʼʹ`´′＇"
_HYPHENS = "-‐‑‒–—−"
# Invisible characters that Word, PDF and web pages leave behind; they are no part of a word.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_FOLD: dict[int, str | None] = {
    **dict.fromkeys(range(0x300, 0x370)),
    **dict.fromkeys(map(ord, _APOSTROPHES + _INVISIBLE)),
    **dict.fromkeys(map(ord, _HYPHENS), " "),
    **dict.fromkeys(map(ord, "đðɖ"), "d"),
    ord("ƀ"): "b",
}
_SPLIT = dict.fromkeys(map(ord, _APOSTROPHES), " ")
_JOINT = re.compile(f"[{re.escape(_APOSTROPHES + _HYPHENS)}]")


def nfc(text: str) -> str:
    """The text in Unicode form NFC, the only form the register keeps."""
    return unicodedata.normalize("NFC", text)


def unprintable(text: str) -> str:
    """The first thing of a text that paper and sheets cannot hold, as it is told (`ký tự không nhìn thấy U+0007`).

    These are control characters but line ends and tabs, and half letters; "" where there is none.
    """
    if text.isprintable():  # nearly all are, and asking that is quick
        return ""
    return next((_shown(char) for char in text if _is_control(char)), "")


def _is_control(char: str) -> bool:
    return char not in "\n\r\t" and (unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff")


def without_controls(text: str) -> str:
    """The text without what paper and sheets cannot hold: nobody has seen it where it was copied from."""
    return text if text.isprintable() else "".join(char for char in text if not _is_control(char))


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Search key: no tones or marks, no case, đ (and its look-alikes Ð ð) as d, single blanks.

    Apostrophes vanish (`B'ling` → `bling`), hyphens become blanks (`Pa-cô` → `pa co`); tone placement and NFD do not
    matter.
    """
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFD", text.casefold())
    return " ".join(lowered.translate(_FOLD).split())


def words(text: str) -> list[str]:
    """The folded words of a query or a name, in order."""
    return fold(text).split()


COMMON_WORDS = frozenset(("ho", "le", "nguyen", "pham", "thi", "tran", "van"))
"""Folded surnames and middle words that so many people carry that an index under them finds nobody.

Never to be shortened or lengthened without rebuilding the registers.
"""


def latin_digits(text: str) -> str:
    """Full-width digits and those of other scripts as `0` to `9`, everything else as it is."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def index_words(text: str) -> list[str]:
    """The folded words under which a name is to be found, each once.

    Beside `words` these are the parts around an apostrophe and the whole of a hyphened word, so that `B'ling` is found
    by `bling` and by `b ling`, `Pa-cô` by `pa co` and by `paco`.
    """
    found = dict.fromkeys(words(text))
    for word in text.split():
        if not _JOINT.search(word):
            continue
        found.update(dict.fromkeys(words(word.translate(_SPLIT))))
        joined = fold(word).replace(" ", "")
        if joined:
            found[joined] = None
    return list(found)


# The order of ICU for Vietnamese: blanks, punctuation, signs, digits, letters; each is one printable key character.
_ORDER = " _-–—,;:!?.…·'‘’\"“”()[]{}@*/\\&#%`^°+<=>|~$₫0123456789aăâbƀcdđeêfghijklmnoôơpqrstuưvwxyz"
_FIRST = 0x22  # "!" and blank separate the levels of a key and must be lower than everything in it
_MARKS = {
    "\u0300": "1",  # huyền
    "\u0309": "2",  # hỏi
    "\u0303": "3",  # ngã
    "\u0301": "4",  # sắc
    "\u0323": "5",  # nặng
    "\u0306": "6",  # ĭ ŏ ŭ of minority names
    "\u0302": "7",
    "\u030c": "8",
}


_PRIMARY = {char: chr(_FIRST + place) for place, char in enumerate(_ORDER)}


def _weigh(char: str) -> tuple[str, str, str] | None:
    """(primary, tone, case) of one NFC character; None when it counts for nothing."""
    lower = char.lower()
    case = "1" if lower != char else "0"
    if lower in _PRIMARY:
        return _PRIMARY[lower], "0", case
    letter, *marks = list(unicodedata.normalize("NFD", lower))
    for mark in marks:
        # ặ comes apart as a, dot, breve: the breve makes the letter, the dot is its tone
        if (joined := nfc(letter + mark)) in _PRIMARY:
            letter = joined
            marks.remove(mark)
            break
    if letter in _PRIMARY:
        return _PRIMARY[letter], _MARKS.get(marks[0], "9") if marks else "0", case
    if char.isspace():
        return _PRIMARY[" "], "0", "0"
    if char in _INVISIBLE or unicodedata.category(char) in {"Cc", "Mn"}:
        return None
    return lower, "0", case


_weights: dict[str, tuple[str, str, str] | None] = {}


@lru_cache(maxsize=16_384)  # names and villages repeat few words
def sort_key(text: str) -> str:
    """A text that sorts by code point (Python, SQLite BINARY, PostgreSQL "C") as ICU sorts `text` in Vietnamese.

    Letters a ă â b c d đ e ê …, then tones ngang huyền hỏi ngã sắc nặng, then small before capital. Exact for
    Vietnamese letters, ĭ ŏ č ƀ, digits and common punctuation; other characters follow z by code point.
    """
    weights = []
    for char in nfc(text):
        try:
            weight = _weights[char]
        except KeyError:
            weight = _weights[char] = _weigh(char)
        if weight is not None:
            weights.append(weight)
    primary, tones, cases = zip(*weights, strict=True) if weights else ((), (), ())
    tone = "".join(tones).rstrip("0")
    case = "".join(cases).rstrip("0")
    key = "".join(primary)
    if case:
        return f"{key}!{tone}!{case}"
    return f"{key}!{tone}" if tone else key


def name_key(name: str) -> str:
    """Sort key of a person's name as Vietnamese lists are ordered: the last word first, then the words before it."""
    *before, given = name.split() or [""]
    return f"{sort_key(given)} {sort_key(' '.join(before))}" if before else sort_key(given)


NAME_LIMIT = 100
_NAME_SIGNS = frozenset(" .-" + _APOSTROPHES)


def _stray(name: str) -> str | None:
    """The first character that no name holds: a sign, a control or an invisible character (digits are named apart)."""
    for char in name:
        if not char.isalpha() and char not in _NAME_SIGNS and not unicodedata.category(char).startswith("M"):
            return char
    return None


def _shown(char: str) -> str:
    return f"“{char}”" if char.isprintable() and not char.isspace() else f"ký tự không nhìn thấy U+{ord(char):04X}"


def check_name(name: str, field: str = "name") -> list[Issue]:
    """What is wrong with a person's name. One word is a name; ĭ ŏ č ƀ j w z f and apostrophes belong to names here.

    Length limit of the state's forms: 100 characters (NFC).
    """
    text = nfc(name).strip()
    if not text:
        return [Issue(field, "hard", "name_empty", "Họ và tên còn trống: ghi họ tên của người này.")]
    if text.replace(" ", "").isalpha() and len(text) <= NAME_LIMIT:  # as nearly all are
        return []
    issues = []
    if len(text) > NAME_LIMIT:
        message = f"Họ và tên dài {len(text)} chữ, quá {NAME_LIMIT}: có thể đã ghi nhầm nội dung khác vào ô này."
        issues.append(Issue(field, "hard", "name_long", message))
    digit = next((c for c in text if c.isdigit()), None)
    if digit is not None:
        message = f"Họ và tên “{text[:NAME_LIMIT]}” có chữ số {digit}: bỏ số ra khỏi ô họ tên."
        issues.append(Issue(field, "hard", "name_digit", message))
    stray = _stray("".join(c for c in text if not c.isdigit()))
    if stray is not None:
        message = f"Họ và tên có {_shown(stray)}, không dùng trong tên người: bỏ đi rồi lưu lại."
        issues.append(Issue(field, "hard", "name_sign", message))
    if not issues and not any(c.isalpha() for c in text):
        issues.append(Issue(field, "hard", "name_empty", "Họ và tên không có chữ cái nào: ghi họ tên của người này."))
    return issues
