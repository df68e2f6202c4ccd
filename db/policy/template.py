"""Sentences with {expressions} in them, and the way values are written for Vietnamese readers; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.policy.expression import Expression, ExpressionError, Vocabulary, compile_expression
from db.policy.functions import Scope

_SLOT = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "(chưa ghi)"


def money(value: int) -> str:
    """Đồng with dots between thousands: 1.234.567."""
    return f"{value:,}".replace(",", ".")


def day(text: str) -> str:
    """A date as Vietnamese paper has it: 01/05/1962, 05/1962 or 1962."""
    return "/".join(reversed(text.split("-")))


def write(kind: str, value: Any, label: Callable[[Any], str] | None = None) -> str:
    """Write one value of an expression's kind for people; unknown ones say so."""
    if value is None:
        return UNKNOWN
    if isinstance(value, (list, tuple)):
        return ", ".join(write(kind.removeprefix("list:"), v, label) for v in value)
    if label is not None:
        return label(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return _figure(kind, value)


def _figure(kind: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value).replace(".", ",")
    if kind == "money" and isinstance(value, int):
        return money(value)
    return day(value) if kind == "date" else str(value)


def plain(value: Decimal) -> str:
    """The canonical text of a decimal: no exponent, no idle zeros, no minus zero."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with compiled slots."""

    pieces: tuple[str | Expression, ...]

    @property
    def uses(self) -> frozenset[str]:
        """Names the slots read."""
        return frozenset().union(*(p.uses for p in self.pieces if isinstance(p, Expression)))

    def write(self, scope: Scope) -> str:
        """Fill the slots."""
        return "".join(p if isinstance(p, str) else write(p.kind, p(scope), p.label) for p in self.pieces)


def compile_template(text: str, vocabulary: Vocabulary) -> Template:
    """Check the slots of a sentence.

    Raises:
        ExpressionError: a slot that is no allowed expression, or a brace without its partner.
    """
    pieces: list[str | Expression] = []
    for index, piece in enumerate(_SLOT.split(text)):
        if index % 2:
            pieces.append(compile_expression(piece, vocabulary))
        elif "{" in piece or "}" in piece:
            raise ExpressionError("dấu ngoặc nhọn trong câu không đủ cặp")
        else:
            pieces.append(piece)
    return Template(tuple(pieces))
