"""Amounts in words against two rules of other construction: a strict grammar, and naive readings rewritten."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from forms.text.words import LIMIT, in_words

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
SUMS = 10_000
REGIONS = [("linh", "nghìn", "tư"), ("lẻ", "ngàn", "bốn"), ("linh", "ngàn", "tư")]


def random_sums(seed: int) -> list[int]:
    """Sums of every length, many with runs of zeros inside, as budgets have."""
    source = random.Random(seed)
    sums = []
    for _ in range(SUMS):
        figures = [source.choice("0123456789") for _ in range(source.randint(1, 15))]
        if source.random() < 0.6:
            start = source.randrange(len(figures))
            for place in range(start, min(len(figures), start + source.randint(1, 7))):
                figures[place] = "0"
        sums.append(int("".join(figures)))
    return sums


def by_place(figures: str, nghin: str) -> str:
    """Nine figures, each read with its place; groups of zeros left out."""
    spoken = []
    for start, scale in ((0, "triệu"), (3, nghin), (6, "")):
        hundred, ten, one = (DIGITS[int(figure)] for figure in figures[start : start + 3])
        if figures[start : start + 3] != "000":
            spoken.append(f"{hundred} trăm {ten} mươi {one} {scale}")
    return " ".join(spoken)


def rewritten(amount: int, linh: str, nghin: str, tu: str) -> str:
    """Every figure read by its place, then the customs of speech applied as replacements on the text."""
    figures = f"{amount:018d}"
    above, below = by_place(figures[:9], nghin), by_place(figures[9:], nghin)
    text = f"{above} tỷ {below}" if above else below
    for pattern, speech in (
        (r" +", " "),
        (r"^không trăm ", ""),
        (r"^không mươi ", ""),
        (r"không mươi không ?", ""),
        (r"không mươi", linh),
        (r"\bmột mươi", "mười"),
        (r"(mươi|mười) không", r"\1"),
        (r"(mươi|mười) năm", r"\1 lăm"),
        (r"mươi một", "mươi mốt"),
        (r"mươi bốn", f"mươi {tu}"),
    ):
        text = re.sub(pattern, speech, text)
    return text.strip() or DIGITS[0]


class Grammar:
    """Reads words back to a number; refuses whatever official papers would not write."""

    def __init__(self, linh: str, nghin: str, tu: str) -> None:
        ones = {word: value for value, word in enumerate(DIGITS) if value}
        after_twenty = {**ones, "mốt": 1, "lăm": 5, tu: 4}
        for word in ("một", "năm", *(["bốn"] if tu != "bốn" else [])):
            after_twenty.pop(word)
        after_ten = {**ones, "lăm": 5}
        after_ten.pop("năm")
        self.below_hundred = {linh + " " + word: value for word, value in ones.items()}
        self.below_hundred["mười"] = 10
        self.below_hundred.update({f"mười {word}": 10 + value for word, value in after_ten.items()})
        for ten, value in ones.items():
            if value > 1:
                self.below_hundred[f"{ten} mươi"] = 10 * value
                self.below_hundred.update({f"{ten} mươi {w}": 10 * value + v for w, v in after_twenty.items()})
        self.ones = ones
        self.linh = linh
        self.scales = [("triệu", 10**6), (nghin, 10**3), ("", 1)]

    def group(self, text: str, *, first: bool) -> int:
        if " trăm" in text:
            hundred, _, rest = text.partition(" trăm")
            assert hundred != "không" or not first, text
            value = 100 * DIGITS.index(hundred)
            rest = rest.strip()
            assert value or rest, text
            return value + (self.below_hundred[rest] if rest else 0)
        assert first, f"later group without hundreds: {text}"
        if text in self.ones:
            return self.ones[text]
        assert not text.startswith(self.linh), text
        return self.below_hundred[text]

    def number(self, text: str, *, first: bool = True) -> int:
        if text == DIGITS[0]:
            assert first
            return 0
        head, found, tail = text.rpartition("tỷ")
        value = 0
        if found:
            value = self.number(head.strip()) * 10**9
            first = False
            text = tail.strip()
        for word, scale in self.scales:
            if word:
                head, found, tail = text.partition(word)
                if not found:
                    continue
                text = tail.strip()
            else:
                head = text
                if not head:
                    break
            value += self.group(head.strip(), first=first) * scale
            first = False
        return value


def test_10_000_random_sums_read_back_by_a_strict_grammar() -> None:
    for region in REGIONS:
        grammar = Grammar(*region)
        linh, nghin, tu = region
        for amount in random_sums(1):
            spoken = in_words(amount, unit="", linh=linh, nghin=nghin, tu=tu)
            assert grammar.number(spoken[0].lower() + spoken[1:]) == amount, (amount, spoken)


def test_10_000_random_sums_against_rewritten_figures() -> None:
    for linh, nghin, tu in REGIONS:
        for amount in random_sums(2):
            spoken = in_words(amount, unit="", linh=linh, nghin=nghin, tu=tu)
            assert spoken[0].lower() + spoken[1:] == rewritten(amount, linh, nghin, tu), amount


@given(st.integers(-LIMIT, LIMIT))
def test_form_of_every_sum(amount: int) -> None:
    spoken = in_words(amount)
    assert spoken[0].isupper()
    assert spoken.endswith(" đồng")
    assert "  " not in spoken
    assert spoken.startswith("Âm ") == (amount < 0)


@given(st.integers(1, LIMIT))
def test_a_negative_sum_reads_as_the_positive_one(amount: int) -> None:
    positive = in_words(amount)
    assert in_words(-amount) == "Âm " + positive[0].lower() + positive[1:]
