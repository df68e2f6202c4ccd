"""Relations to a new head of household, worked out from those to the old one. A proposal: an officer looks at it.

What the words leave open is `99` (unknown). Where a household has one son and one daughter-in-law only, they are taken
for a couple, and so with a daughter and a son-in-law. Codes are those of list `relation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

HEAD, UNKNOWN, KIN, STRANGER = "01", "99", "27", "28"
MALE, FEMALE = "1", "2"


class Kin(Protocol):
    """Somebody in a household: id, relation to the head by list `relation`, sex by list `sex`."""

    @property
    def id(self) -> str: ...
    @property
    def relation(self) -> str | None: ...
    @property
    def sex(self) -> str | None: ...


Told = str | tuple[str, str]
"""A code, or one for a man and one for a woman."""

_PARENT: dict[str, Told] = {
    "01": "04", "02": "07", "03": "08", "11": KIN, "12": KIN, "17": "19", "18": "19", "19": KIN, "20": "04",
    "21": ("08", "07"), "27": KIN,
}  # fmt: skip
_SPOUSE: dict[str, Told] = {
    "04": "04", "05": "05", "06": "04", "07": "07", "08": "08", "09": "11", "10": "12", "11": "09", "12": "10",
    "15": KIN, "16": KIN, "17": "17", "18": "18", "19": "19", "20": KIN, "21": KIN, "22": KIN, "23": KIN, "24": KIN,
}  # fmt: skip
_CHILD: dict[str, Told] = {
    "01": ("09", "10"), "02": "10", "03": "09", "04": "20", "09": "15", "10": "15", "11": "15", "12": "15",
    "15": "16", "16": KIN, "20": "24", "21": KIN, "22": KIN, "23": KIN, "24": KIN, "27": KIN,
}  # fmt: skip
_CHILD_IN_LAW: dict[str, Told] = {
    "01": ("11", "12"), "02": "12", "03": "11", "07": KIN, "08": KIN, "20": KIN, "21": KIN,
}  # fmt: skip
_GRANDCHILD: dict[str, Told] = {
    "01": "15", "02": "15", "03": "15", "09": "16", "10": "16", "20": KIN, "21": KIN, "22": KIN, "23": KIN, "24": KIN,
    "27": KIN,
}  # fmt: skip
_SIBLING: dict[str, Told] = {
    "01": "20", "02": "21", "03": "21", "04": "23", "06": KIN, "07": KIN, "08": KIN, "09": "09", "10": "10", "11": KIN,
    "12": KIN, "14": "14", "15": "15", "16": "16", "17": KIN, "18": KIN, "19": KIN, "20": "20", "24": "24", "27": KIN,
}  # fmt: skip
_NEPHEW_OR_UNCLE: dict[str, Told] = {"04": KIN, "17": KIN, "18": KIN, "27": KIN}
# Relation of the new head to the old one → relation of a member to the old head (01: the old head) → to the new head.
# A son is 04m, a daughter 04f.
_TOLD: dict[str, dict[str, Told]] = {
    "02": _SPOUSE | {"01": "03"},
    "03": _SPOUSE | {"01": "02"},
    "04": _CHILD,
    "04m": _CHILD | {"08": "21", "18": "23"},
    "04f": _CHILD | {"07": "21", "17": "23"},
    "05": {"01": "13"},
    "06": {"01": "14"},
    "07": _CHILD_IN_LAW | {"04f": KIN, "18": KIN},
    "08": _CHILD_IN_LAW | {"04m": KIN, "17": KIN},
    "09": _PARENT | {"10": "02"},
    "10": _PARENT | {"09": "03"},
    "11": {"01": ("08", "07")},
    "12": {"01": ("08", "07")},
    "17": _GRANDCHILD,
    "18": _GRANDCHILD,
    "20": _SIBLING,
    "21": {"04": KIN, "17": KIN, "18": KIN, "19": KIN},
    "22": {"01": "22", "27": KIN},
    "23": _NEPHEW_OR_UNCLE | {"01": "24"},
    "24": _NEPHEW_OR_UNCLE | {"01": "23"},
    "25": {"01": "26"},
    "26": {"01": "25"},
    "27": {"01": KIN},
    STRANGER: {f"{code:02}": STRANGER for code in range(1, 28) if code not in (25, 26)},
}
# What can be meant only of the one couple of the household.
_COUPLE = {
    "04m": {"07": "02", "17": "04"},
    "04f": {"08": "03", "18": "04"},
    "07": {"04m": "03", "17": "04"},
    "08": {"04f": "02", "18": "04"},
}


def suggest_relations(members: Sequence[Kin], old_head: str, new_head: str) -> dict[str, str]:
    """Proposed relations of everybody else to the new head, by id; `99` where the old relations do not tell.

    members: the household as it was, with relations to `old_head`, who may be among them or not.
    """
    heir = next((member for member in members if member.id == new_head), None)
    others = [member for member in members if member.id != new_head]
    if heir is None:
        return {member.id: UNKNOWN for member in others}
    return {member.id: _relation(heir, member, members, old_head) for member in others}


def _relation(heir: Kin, member: Kin, members: Sequence[Kin], old_head: str) -> str:
    new, old = _kind(heir), HEAD if member.id == old_head else _kind(member)
    if old == HEAD and member.id != old_head:
        return UNKNOWN  # two heads: whose relation is meant nobody knows
    if old == STRANGER and new != STRANGER:
        return STRANGER
    if old in _COUPLE.get(new, {}):
        return _COUPLE[new][old] if _one_couple(members, new in ("04m", "07")) else UNKNOWN
    if new in ("09", "10") and old[:2] == "04":
        head = next((other for other in members if other.id == old_head), None)
        return _by_sex(("17", "18"), head.sex if head else None)
    known = _TOLD.get(new, {})
    return _by_sex(known.get(old, known.get(old[:2], UNKNOWN)), member.sex)


def _kind(member: Kin) -> str:
    relation = member.relation or UNKNOWN
    return relation + {MALE: "m", FEMALE: "f"}.get(member.sex or "", "") if relation == "04" else relation


def _by_sex(told: Told, sex: str | None) -> str:
    if isinstance(told, str):
        return told
    return told[0] if sex == MALE else told[1] if sex == FEMALE else UNKNOWN


def _one_couple(members: Sequence[Kin], of_a_son: bool) -> bool:
    """Whether a household has one son, or one daughter, and no more than one child-in-law of that kind."""
    kinds = [_kind(member) for member in members]
    child, in_law = ("04m", "07") if of_a_son else ("04f", "08")
    return kinds.count(child) == 1 and kinds.count(in_law) <= 1
