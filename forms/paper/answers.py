"""What a form asks for by name, as it stands on paper; knows no form and no layout.

Names: a field of the paper or of a part of it (`commune`, `who.name`); `known.x`, `figure.x` of the policy's fields;
`on.x`, `no.x` day and document of a step; `source.x` what sources pay; `words.x` an amount in words; `persons` how many
live there; `who.born` a year of birth; `goods`, `marks` what is given in kind and how it is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from forms.paper.figures import Wording, joined, money, short_date, year_of

Words = str | tuple[tuple[int, str], ...]
"""A text, or what it is from which year on."""
MONEY = {"requested", "approved", "cost", "amount"}
STATE = ("nstw", "nstw_dtpt", "nstw_sn", "ns_tinh", "ns_huyen", "ns_xa")
SOURCES = {
    "state": STATE,
    "lent": ("nhcsxh",),
    "own": ("ho_tu_co", "ngay_cong"),
}
"""Sources (code list `funding_source`) that forms ask for together."""
NAME = re.compile(r"\{([\w.]+)\}")
DOTS = "…………………"


def of_year(text: Words, year: int) -> str:
    """A text as it is in a year."""
    if isinstance(text, str):
        return text
    return [said for first, said in text if first <= year][-1]


def number(paper: Any, name: str) -> int | None:
    """A whole number, as a list adds it up."""
    kind, _, rest = name.partition(".")
    found: Any
    if kind == "figure":
        found = paper.figures.get(rest)
    elif kind == "source":
        sums = [one.amount for one in paper.sources if one.code in SOURCES.get(rest, (rest,))]
        found = sum(sums) if sums else None
    elif kind == "persons":
        found = len(paper.members) or None
    else:
        found = getattr(paper, name, None)
    return found if isinstance(found, int) else None


def answer(paper: Any, name: str) -> str | None:
    """The value of a name as printed; None where it is not known."""
    kind, _, rest = name.partition(".")
    if kind in _KINDS:
        return _KINDS[kind](paper, rest) or None
    if name in MONEY or kind in ("figure", "source", "persons"):
        return money(number(paper, name)) or None
    path, year = name.replace(".born", ".birth"), name.endswith(".born")
    found = paper
    for part in path.split("."):
        found = getattr(found, part, None)
    said = (year_of if year else short_date)(found) if path.endswith("birth") else found
    return None if said in (None, "") else str(said)


def _in_words(paper: Any, name: str) -> str:
    amount = number(paper, name)
    return "" if amount is None else Wording().money(amount)


_KINDS: dict[str, Callable[[Any, str], str | None]] = {
    "known": lambda paper, name: paper.known.get(name),
    "no": lambda paper, name: paper.papers.get(name),
    "on": lambda paper, name: short_date(paper.dates.get(name)),
    "words": _in_words,
    "goods": lambda paper, _: "\n".join(
        joined([one.content, joined([one.quantity, one.unit], " ")], ": ") for one in paper.goods
    ),
    "marks": lambda paper, _: joined([one.mark for one in paper.goods], ", "),
}


def filled(paper: Any, text: Words) -> str:
    """A text with the names in braces answered; dots where the answer is not known."""
    return NAME.sub(lambda found: answer(paper, found[1]) or DOTS, of_year(text, paper.year))


def names_in(text: Words) -> set[str]:
    """The names in braces of a text of any year."""
    texts = [text] if isinstance(text, str) else [said for _, said in text]
    return {name for said in texts for name in NAME.findall(said)}
