"""What a long list shows: its columns and the ready texts of one row. Knows no Qt and no register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["danger", "warning", "good", "info", "neutral"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: heading, characters it should show, whether figures stand to the right, key to sort by."""

    title: str
    width: int = 12
    right: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A state as people see it: a word, a picture, a tone; never the tone alone."""

    word: str
    picture: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows, ready to be drawn.

    mark: `conflict` where something waits for a decision; picture, tone: icon and meaning of the first cell.
    """

    cells: tuple[str, ...]
    mark: str = ""
    picture: str = ""
    tone: str = ""
