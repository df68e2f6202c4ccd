"""By which way a household came onto a list or left it: codes of list `poverty_change`. Pure; it reads no register.

before + in - out = after holds by construction: the lists of both days give the group of ways, and what an officer
wrote counts only within that group.
"""

from __future__ import annotations

POOR, NEAR = "poor", "near_poor"
BETWEEN = {(POOR, POOR): "1", (NEAR, POOR): "2", (POOR, NEAR): "4", (NEAR, NEAR): "5"}
"""Households that are on a list on both days."""
INTO = {POOR: ("3", "7", "11"), NEAR: ("6", "8", "13")}
"""New, back again, come from elsewhere or otherwise."""
OUT_OF = {POOR: ("9", "12"), NEAR: ("10", "14")}
"""Above the lines, or gone."""


def way(start: str, end: str, *, here_before: bool, here_after: bool, listed_before: bool, written: str) -> str:
    """The way between two classes, "" for a household on neither list. written: as an officer corrected it."""
    was = start if here_before and start in OUT_OF else ""
    now = end if here_after and end in INTO else ""
    if was and now:
        return BETWEEN[was, now]
    if now:
        new, back, otherwise = INTO[now]
        found = otherwise if not here_before else back if listed_before else new
        return written if written in INTO[now] else found
    if was:
        above, gone = OUT_OF[was]
        return written if here_after and written in OUT_OF[was] else above if here_after else gone
    return ""
