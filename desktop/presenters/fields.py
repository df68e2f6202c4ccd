"""One place to fill in, without a widget: its name, how typed text is read, shown and completed. Knows no Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import msgspec

from db.domain import codes
from db.domain.text import fold, latin_digits, nfc, unprintable, words
from db.domain.values import precision, read_date, read_money, show_date, show_money
from desktop.words import _, mark
from forms.text.words import LIMIT, in_words

Kind = Literal[
    "text", "note", "digits", "code", "date", "day", "money", "integer", "year", "decimal", "choice", "choices", "flag"
]
"""date: year, month or day may be all that is known; day: a full date; digits: an identity number, kept as text; code:
one with capital letters; year: four figures; choices: several of the options; note: more than one line.
"""

YES, NO = mark("Có"), mark("Không")


class Option(msgspec.Struct, frozen=True):
    """One value of a list: its code, its name, a short explanation."""

    code: str
    label: str
    hint: str = ""


class FieldSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A place to fill in.

    width: characters it should show; unit: written behind it; open: a text outside the options is kept as typed
    (a new village); sticky: a new record begins with the value last saved; computed: always worked out, never typed;
    aside: Enter passes over it in a grid; ranked: several choices stay in the order typed.
    """

    id: str
    label: str
    kind: Kind = "text"
    required: bool = False
    options: tuple[Option, ...] = ()
    hint: str = ""
    unit: str = ""
    width: int = 16
    max_length: int = 200
    open: bool = False
    sticky: bool = False
    sensitive: bool = False
    computed: bool = False
    aside: bool = False
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is said beside a field: `hard` stops the save, `soft` asks for a reason."""

    severity: Literal["hard", "soft"]
    message: str


@dataclass(frozen=True, slots=True)
class Read:
    """Typed text understood: the value as the register keeps it (None: empty), or a sentence why not."""

    value: Any
    problem: str = ""


def read(spec: FieldSpec, typed: str) -> Read:
    """Understand what was typed into a field; empty is never a problem here."""
    text = nfc(typed).strip()
    if stray := unprintable(text):
        return Read(None, _("Có {0}: bỏ đi rồi lưu lại.").format(stray))
    return _READERS[spec.kind](spec, text) if text else Read(None)


def show(spec: FieldSpec, value: Any) -> str:
    """A kept value as the field shows it."""
    if value is None or value == []:
        return ""
    shower = _SHOWERS.get(spec.kind)
    return str(value) if shower is None else shower(spec, value)


def tidy(spec: FieldSpec, typed: str) -> str:
    """What a field shows when the officer leaves it: understood text in its usual form, anything else untouched."""
    understood = read(spec, typed)
    return typed if understood.problem else show(spec, understood.value)


def below(spec: FieldSpec, typed: str) -> str:
    """The quiet line under a field while it is filled in: an amount in words, the explanation of a choice."""
    value = read(spec, typed).value
    if spec.kind == "money" and isinstance(value, int) and abs(value) <= LIMIT:
        return in_words(value)
    if spec.kind == "choice":
        return next((option.hint for option in spec.options if option.code == value), "")
    return ""


def label(spec: FieldSpec, code: str) -> str:
    """Name of a code; an unknown one is shown as it is."""
    return next((option.label for option in spec.options if option.code == code), code)


def match(options: Sequence[Option], typed: str) -> list[Option]:
    """Options for what has been typed so far, best first: by code (`7` is `07`), by the beginning of the name, of its
    words, of their initials, by any part; tone marks do not matter."""
    asked = fold(nfc(typed))
    if not asked:
        return list(options)
    ranked = [(rank, place) for place, option in enumerate(options) if (rank := _rank(option, asked)) is not None]
    return [options[place] for _rank_, place in sorted(ranked)]


def _rank(option: Option, asked: str) -> int | None:
    name = fold(option.label)
    tests: tuple[Callable[[], bool], ...] = (
        lambda: asked in (fold(option.code), option.code.lstrip("0"), name),
        lambda: name.startswith(asked),
        lambda: _words_begin(words(option.label), asked.split()),
        lambda: "".join(word[0] for word in words(option.label)).startswith(asked.replace(" ", "")),
        lambda: fold(option.code).startswith(asked),
        lambda: asked.replace(" ", "") in name.replace(" ", ""),
    )
    return next((rank for rank, test in enumerate(tests) if test()), None)


def _words_begin(of: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether every asked word begins a word of the name, in the order typed."""
    left = iter(of)
    return all(any(word.startswith(part) for word in left) for part in asked)


def options_of(list_name: str) -> tuple[Option, ...]:
    """The options of a code list the program carries."""
    return tuple(Option(code, name) for code, name in codes.names(list_name).items())


def ethnic_options() -> tuple[Option, ...]:
    """Ethnic groups by their code of 2008."""
    return tuple(
        Option(group.code, group.name, ", ".join(name for name, *_others in group.local_groups))
        for group in codes.ethnic_groups().values()
    )


def _text(spec: FieldSpec, text: str) -> Read:
    joined = text if spec.kind == "note" else " ".join(text.split())
    if len(joined) > spec.max_length:
        return Read(None, _("Dài {0} chữ, quá {1}: rút ngắn lại.").format(len(joined), spec.max_length))
    return Read(joined)


def _digits(spec: FieldSpec, text: str) -> Read:
    return Read("".join(latin_digits(text).replace(".", "").split()))


def _code(spec: FieldSpec, text: str) -> Read:
    return Read("".join(latin_digits(text).split()).upper())


def _date(spec: FieldSpec, text: str) -> Read:
    parsed = read_date(latin_digits(text))
    if parsed.value is None:
        return Read(None, parsed.reason)
    if spec.kind == "day" and precision(parsed.value) != "day":
        return Read(None, _("Cần đủ ngày, tháng, năm: ghi như 01/05/2017."))
    return Read(parsed.value)


def _money(spec: FieldSpec, text: str) -> Read:
    amount = read_money(latin_digits(text))
    if amount is None:
        return Read(None, _("Chưa hiểu số tiền “{0}”: ghi số đồng, ví dụ 25.000.000 hoặc 25tr.").format(text))
    return Read(amount)


def _integer(spec: FieldSpec, text: str) -> Read:
    digits = latin_digits(text).replace(".", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,15}", digits):
        return Read(None, _("Chưa hiểu số “{0}”: ghi số nguyên.").format(text))
    return Read(int(digits))


def _year(spec: FieldSpec, text: str) -> Read:
    figures = latin_digits(text).replace(".", "").replace(" ", "")
    if not re.fullmatch(r"(19|20|21)\d\d", figures):
        return Read(None, _("Chưa hiểu năm “{0}”: ghi bốn chữ số, như 2017.").format(text))
    return Read(int(figures))


def _decimal(spec: FieldSpec, text: str) -> Read:
    figures = latin_digits(text).replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", figures):
        return Read(None, _("Chưa hiểu số “{0}”: ghi như 24,5.").format(text))
    return Read(f"{Decimal(figures).normalize():f}")


def _choice(spec: FieldSpec, text: str) -> Read:
    exact = _exact(spec.options, text)
    found = exact or match(spec.options, text)
    if spec.open:  # “Thôn 1” is no short way to write “Thôn 10”: parts count only in the list, where one sees them
        found = exact or [option for option in found if fold(text) in (fold(option.label), fold(option.code))]
    if found:
        return Read(found[0].code)
    if spec.open:
        return Read(" ".join(text.split()))
    return Read(None, _("Không có “{0}” trong danh sách: nhấn F9 để chọn.").format(text))


def _exact(options: Sequence[Option], text: str) -> list[Option]:
    """Options of just this name; nearly every text read is a name as it stands in the list."""
    asked = text.casefold()
    same = [option for option in options if option.label == text]
    return same or [option for option in options if nfc(option.label).casefold() == asked]


def _choices(spec: FieldSpec, text: str) -> Read:
    parts = [_choice(spec, part) for part in _parts(spec, text)]
    problem = next((part.problem for part in parts if part.problem), "")
    chosen = dict.fromkeys(part.value for part in parts)
    if problem or spec.ranked:
        return Read(None, problem) if problem else Read(list(chosen))
    return Read([o.code for o in spec.options if o.code in chosen])


def _parts(spec: FieldSpec, text: str) -> list[str]:
    """The names in a list separated by commas or semicolons, though a name itself may hold commas."""
    left, found = text.replace(";", ","), []
    by_length = sorted((option.label for option in spec.options), key=len, reverse=True)
    while left := left.strip(" ,"):
        whole = next((name for name in by_length if left.casefold().startswith(name.casefold())), None)
        part = whole or left.split(",")[0]
        found.append(left[: len(part)])
        left = left[len(part) :]
    return found


def _flag(spec: FieldSpec, text: str) -> Read:
    asked = fold(text)
    if asked in ("co", "c", "x", "1", "yes", "y", "dung"):
        return Read(True)
    if asked in ("khong", "k", "0", "no", "n", "sai"):
        return Read(False)
    return Read(None, _("Ghi Có hoặc Không."))


_SHOWERS: dict[Kind, Callable[[FieldSpec, Any], str]] = {
    "date": lambda _spec, value: show_date(value),
    "day": lambda _spec, value: show_date(value),
    "money": lambda _spec, value: show_money(value),
    "integer": lambda _spec, value: show_money(value),
    "decimal": lambda _spec, value: str(value).replace(".", ","),
    "flag": lambda _spec, value: _(YES) if value else _(NO),
    "choice": label,
    "choices": lambda spec, value: ", ".join(label(spec, code) for code in value),
}

_READERS: dict[Kind, Callable[[FieldSpec, str], Read]] = {
    "text": _text,
    "note": _text,
    "digits": _digits,
    "code": _code,
    "date": _date,
    "day": _date,
    "money": _money,
    "integer": _integer,
    "year": _year,
    "decimal": _decimal,
    "choice": _choice,
    "choices": _choices,
    "flag": _flag,
}
