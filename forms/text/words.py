"""Amounts in Vietnamese words for official papers; knows no currency rules, no layout and no rounding."""

from __future__ import annotations

LIMIT = 10**15  # one million billion đồng, far beyond any budget the papers hold
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(amount: int, *, unit: str = "đồng", linh: str = "linh", nghin: str = "nghìn", tu: str = "tư") -> str:
    """The amount in words, first letter capital: `Một triệu không trăm linh năm nghìn đồng`.

    Rule of the papers: groups of three figures, groups of zeros are not read, every later group is read in full
    (`không trăm linh năm`); mốt, tư, lăm after twenty and above.

    Args:
        amount: -10^15 … 10^15; ValueError beyond.
        unit: what follows the words, e.g. `đồng`, `đồng chẵn`; may be empty.
        linh: `linh` or, as the South and the policy bank write, `lẻ`.
        nghin: `nghìn` or `ngàn`.
        tu: how a final four is read after twenty: `tư` or `bốn`.
    """
    if abs(amount) > LIMIT:
        raise ValueError(f"amount beyond 10^15: {amount}")
    spoken = _Reader(linh, nghin, tu).number(abs(amount))
    text = " ".join([*(["âm"] if amount < 0 else []), *spoken, *([unit] if unit else [])])
    return text[0].upper() + text[1:]


class _Reader:
    """Reads numbers with one set of regional words."""

    def __init__(self, linh: str, nghin: str, tu: str) -> None:
        self._linh = linh
        self._tu = tu
        self._scales = ((10**6, "triệu"), (10**3, nghin), (1, ""))

    def number(self, value: int) -> list[str]:
        if value == 0:
            return [_DIGITS[0]]
        billions, rest = divmod(value, 10**9)
        spoken = [*self.number(billions), "tỷ"] if billions else []
        for scale, word in self._scales:
            group = rest // scale % 1000
            if group:
                spoken += self._group(group, full=bool(spoken))
                spoken += [word] if word else []
        return spoken

    def _group(self, group: int, *, full: bool) -> list[str]:
        """1 … 999; `full` reads the hundreds even when there are none."""
        hundreds, below = divmod(group, 100)
        spoken = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
        tens, ones = divmod(below, 10)
        if tens == 0:
            if ones:
                spoken += [self._linh, _DIGITS[ones]] if spoken else [_DIGITS[ones]]
            return spoken
        spoken += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
        return [*spoken, self._last(tens, ones)] if ones else spoken

    def _last(self, tens: int, ones: int) -> str:
        if ones == 5:
            return "lăm"
        if tens > 1 and ones == 1:
            return "mốt"
        if tens > 1 and ones == 4:
            return self._tu
        return _DIGITS[ones]
