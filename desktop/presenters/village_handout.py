"""The sheet of a hand-out: who was given it, who was not there, what goes back. The steps are the store's. No Qt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from db.domain.errors import Issue
from db.domain.values import show_date, show_money
from db.store.support.handout import Awaiting, Tick
from desktop.presenters.fields import FieldSpec, Option, Problem, label, read
from desktop.presenters.sheet import Line, Sheet
from desktop.words import _

Kind = Literal["delivered", "absent", "returned"]
ANSWER, NOTE = "answer", "note"
KEYS: dict[str, Kind] = {"n": "delivered", "v": "absent", "t": "returned"}
"""One letter each: nhận, vắng, trả."""
_ROW = re.compile(r"rows\[(\d+)\]\.?(.*)")


def answers() -> tuple[Option, ...]:
    """What may have become of a support."""
    return (
        Option("delivered", _("Đã nhận"), "n"),
        Option("absent", _("Vắng mặt"), "v"),
        Option("returned", _("Trả lại"), "t"),
    )


class HandoutSheet(Sheet):
    """A line for every support that waits to be handed out."""

    def __init__(self, waiting: Sequence[Awaiting], *, villages: bool = False) -> None:
        self._answer = FieldSpec(id=ANSWER, label=_("Kết quả"), kind="choice", options=answers(), width=11)
        about = [
            FieldSpec(id="name", label=_("Họ và tên"), width=22),
            FieldSpec(id="birth", label=_("Ngày sinh"), width=12),
            FieldSpec(id="head", label=_("Chủ hộ"), width=20),
            *([FieldSpec(id="village", label=_("Thôn"), width=11)] if villages else []),
            FieldSpec(id="content", label=_("Nội dung"), width=16),
            FieldSpec(id="what", label=_("Số thẻ, số tiền"), width=16),
            FieldSpec(id="since", label=_("Duyệt ngày"), width=16),
        ]
        note = FieldSpec(id=NOTE, label=_("Ghi chú"), width=24, max_length=200)
        super().__init__([self._answer, *about, note], growing=False, locked=frozenset(spec.id for spec in about))
        self.lines = [self._line(one) for one in waiting]

    def _line(self, one: Awaiting) -> Line:
        told = {
            "name": one.name,
            "birth": show_date(one.birth_date or ""),
            "head": one.head,
            "village": one.village_name,
            "content": one.content,
            "what": one.number or ("" if one.amount is None else show_money(one.amount)),
            "since": show_date(one.approved) + (_(", vắng {0} lần").format(one.absent) if one.absent else ""),
        }
        marks = {"name": _("Có thông tin đang chờ quyết định.")} if one.conflicts else {}
        return Line(one.support, told, locked=self.locked, marks=marks)

    def answer(self, row: int, kind: Kind | None) -> None:
        """Say what became of a row; None takes the answer back."""
        self.put(row, 0, label(self._answer, kind) if kind else "")

    def cycle(self, row: int) -> None:
        """The next answer: given, absent, sent back, none."""
        order: list[Kind | None] = [None, *KEYS.values()]
        now = read(self._answer, self.typed(row, 0)).value
        self.answer(row, order[(order.index(now) + 1) % len(order)])

    def answered(self) -> list[Line]:
        """The lines that will be written."""
        return [line for line in self.lines if line.typed.get(ANSWER)]

    def ticks(self, date: str) -> list[Tick]:
        """The answers, all of one ISO date; the lines are understood (`unknown`)."""
        note = self.columns[-1]
        return [
            Tick(
                support=line.key,
                kind=read(self._answer, line.typed[ANSWER]).value,
                date=date,
                note=read(note, line.typed.get(NOTE, "")).value,
            )
            for line in self.answered()
        ]

    def draft(self) -> list[dict[str, Any]]:
        """The lines that say something."""
        own = (ANSWER, NOTE)
        said = [line for line in self.lines if any(line.typed.get(name) for name in own)]
        return [{"key": line.key, "typed": {name: line.typed.get(name, "") for name in own}} for line in said]

    def restore(self, draft: Iterable[Mapping[str, Any]]) -> None:
        """Take up what was said; who has got it by now is passed over."""
        known = {line.key: line for line in self.lines}
        for row in draft:
            if row["key"] in known:
                known[row["key"]].typed |= row["typed"]

    def judge(self, lines: Sequence[Line], issues: Iterable[Issue]) -> None:
        """Findings of a save beside their cells."""
        for line in lines:
            line.problems = {}
        for issue in issues:
            found = _ROW.fullmatch(issue.field)
            if found is not None:
                place = NOTE if found[2].endswith("note") else ANSWER
                lines[int(found[1])].problems.setdefault(place, Problem(issue.severity, issue.message))

    def counted(self) -> str:
        """How many of each answer there are."""
        counts = Counter(line.typed[ANSWER] for line in self.answered())
        said = [f"{option.label.lower()} {counts[option.label]}" for option in answers() if counts[option.label]]
        return ", ".join(said) or _("chưa ghi ai")
