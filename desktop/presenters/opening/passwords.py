"""A new password as it is typed: how strong it is, in words. Refuses nothing but an empty one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from db.domain.text import fold
from desktop.words import _

LEAST = 8
GOOD = 12
COMMON = {
    "12345678", "123456789", "1234567890", "password", "matkhau", "matkhau123", "qwerty", "qwertyuiop", "11111111",
    "88888888", "abc12345", "admin123", "anhyeuem", "iloveyou", "sohotro", "hongheo", "vietnam", "hanhphuc",
}  # fmt: skip
RUNS = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm"
Level = Literal["none", "weak", "fair", "good"]


class Strength(NamedTuple):
    """How strong a password is, and why, in one sentence."""

    level: Level
    text: str


def strength(password: str, names: Iterable[str] = ()) -> Strength:
    """Judge a password. names: what others know (officer, unit), and must not be its heart."""
    if not password:
        return Strength("none", "")
    if len(password) < LEAST:
        return Strength("weak", _("Yếu: mới {0} chữ, cần từ {1}.").format(len(password), LEAST))
    plain = fold(password).replace(" ", "")
    if _guessable(plain, names):
        return Strength("weak", _("Yếu: người khác đoán được (tên, ngày, dãy phím). Dùng vài từ không liên quan."))
    kinds = sum(bool(re.search(kind, password)) for kind in (r"[^\W\d_]", r"\d", r"[^\w\s]|\s", r"[A-Z]"))
    if len(password) >= GOOD and len(set(plain)) >= LEAST - 1:
        return Strength("good", _("Tốt: dài và khó đoán."))
    if kinds >= 3 or len(password) >= GOOD - 2:
        return Strength("fair", _("Được. Thêm một từ nữa thì tốt hơn."))
    return Strength("weak", _("Yếu: thêm một từ, hay số và dấu."))


def _guessable(plain: str, names: Iterable[str]) -> bool:
    core = re.sub(r"[\d\W_]+$", "", re.sub(r"^[\d\W_]+", "", plain))
    if plain in COMMON or core in COMMON or not core or len(set(plain)) < 5:
        return True
    if any(core in run or core[::-1] in run for run in RUNS.split()):
        return True
    known = (fold(name).replace(" ", "") for name in names)
    return any(core and (core in name or (name in core and len(core) - len(name) < 4)) for name in known if name)


def hint(password: str) -> str:
    """A word of warning about how it is being typed: letters with marks depend on the keyboard program."""
    if any(ord(letter) > 127 for letter in password):
        return _("Mật khẩu có chữ mang dấu: máy không có bộ gõ tiếng Việt sẽ không gõ được.")
    return ""
