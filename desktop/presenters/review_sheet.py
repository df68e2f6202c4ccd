"""The sheet of a village under review: a line for every household, its result worked out while it is typed.

What a household is to be is the standard's, through the store. Knows no Qt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from db.domain import codes
from db.domain.errors import Issue
from db.domain.standards import Standard
from db.policy.classify import rules_of
from db.policy.scoring import ScoreTable
from db.store.review.checks import Weighed
from db.store.review.inputs import ReviewInput, ReviewRow
from db.store.rows import HouseholdRow
from desktop.presenters.fields import FieldSpec, Option, Problem, options_of, show
from desktop.presenters.sheet import Line, Sheet
from desktop.words import _

NONE = "none"
"""The code of “lacks nothing”, which is typed as 0."""
NAME, BEFORE, RESULT = "name", "before", "result"
_PLACES = {
    "deprivations": "lacks",
    "answers": "b1",
    "sub_type": RESULT,
    "change_kind": "kind",
    "change_reason": "kind",
}
_ROW = re.compile(r"rows\[(\d+)\]\.?(.*)")
Weigh = Callable[[Sequence[tuple[str, ReviewInput]]], list[Weighed]]


@dataclass(slots=True)
class Row:
    """A household with its review in this round, if it has one; weighed: what its line comes to.

    column: of the score table by its area; variant: another one chosen by hand; answers: to the questions of B1.
    """

    home: HouseholdRow
    before: str | None
    review: ReviewRow | None = None
    column: str | None = None
    variant: str | None = None
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    weighed: Weighed | None = None
    reasons: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.review is not None:
            self.answers, self.variant = dict(self.review.answers), self.review.variant

    @property
    def answered_anew(self) -> bool:
        """Whether the answers are others than those recorded."""
        known = (self.review.answers, self.review.variant) if self.review else ({}, None)
        return (self.answers, self.variant) != known


class ReviewSheet(Sheet):
    """Who is reviewed, what was found, what it comes to. A line in which nothing stands is no review."""

    def __init__(
        self,
        standard: Standard | None,
        rows: Sequence[Row],
        usual: ReviewInput | None,
        weigh: Weigh,
        table: ScoreTable | None = None,
    ) -> None:
        """usual: round and day that every new review has; weigh: what judges these reviews together; table: the
        points of the standard's questions, None where there are none.
        """
        self.standard = standard
        self.table = table
        self._usual = usual
        self._weigh = weigh
        self.rows = {row.home.id: row for row in rows}
        columns = _columns(standard) if standard else _about()
        super().__init__(columns, growing=False, locked=frozenset((NAME, BEFORE, RESULT)))
        self.lines = [self._line(row) for row in rows]
        self._follow([line for line in self.lines if self.rows[line.key].review is not None])
        for line in self.lines:
            line.saved = dict(line.typed)

    def _line(self, row: Row) -> Line:
        head = row.home.head
        told = {NAME: head.name if head else "", BEFORE: _short(row.before)}
        line = Line(row.home.id, told, locked=self.locked)
        line.proposed = {"size": str(len(row.home.members) or "")}
        if row.review is not None:
            kept = self._kept(row.review)
            line.typed |= {spec.id: show(spec, kept[spec.id]) for spec in self.columns if spec.id in kept}
        if row.review is not None and row.review.recognised:
            line.locked = frozenset(spec.id for spec in self.columns)
        if row.home.conflicts:
            line.marks[NAME] = _("Hộ này có thông tin đang chờ quyết định.")
        return line

    def _kept(self, review: ReviewRow) -> dict[str, Any]:
        """A recorded review by column; nothing lacked is a tick of its own, totals that follow are not typed."""
        lacks = review.deprivations
        summed = (
            self.table is not None
            and review.variant is not None
            and self.table.whole(review.answers)
            and self.table.points(review.answers, review.variant) == review.b1
        )
        return {
            "size": review.size,
            "income": review.income,
            "b1": None if summed else review.b1,
            "b2": review.b2 if lacks is None else None,
            "lacks": [NONE] if lacks == [] else lacks,
            "causes": review.causes,
            "kind": review.change_kind,
        }

    def answer(
        self, row: int, answers: Mapping[str, str | list[str]], variant: str | None, typed: Mapping[str, str]
    ) -> None:
        """The questions of a household are answered: its line is judged anew.

        variant: None for the usual column; typed: cells that are filled in with them.
        """
        line = self.lines[row]
        if "b1" in line.locked:
            return
        known = self.rows[line.key]
        known.answers, known.variant = dict(answers), variant
        line.typed |= typed
        self._follow([line])

    def on_day(self, day: str) -> None:
        """New reviews carry another day from now on; what is typed is judged again."""
        if self._usual is not None and self._usual.date != day:
            self._usual = msgspec.structs.replace(self._usual, date=day)
            self._follow([line for line in self.lines if self.rows[line.key].review is None])

    # What is typed.

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell was filled in: the line is judged, its result stands at once."""
        super().put(row, column, typed)
        if self.columns[column].id not in self.lines[row].locked:
            self._follow([self.lines[row]])

    def passed_over(self, row: int, column: int) -> bool:
        """Enter goes past what is proposed as it goes past what is rarely filled in."""
        return super().passed_over(row, column) or bool(self.lines[row].proposed.get(self.columns[column].id))

    def written(self) -> list[Line]:
        """The lines that hold something new: those to be saved."""
        return [line for line in self.lines if self._differs(line)]

    def _differs(self, line: Line) -> bool:
        own = (spec.id for spec in self.columns if spec.id not in self.locked)
        return self.rows[line.key].answered_anew or any(
            line.typed.get(name, "") != line.saved.get(name, "") for name in own
        )

    def reviewed(self) -> int:
        """How many households have a result by what stands here."""
        return sum(bool(line.typed.get(RESULT)) for line in self.lines)

    def reasons(self, row: int) -> str:
        """Why the household of a line is what it is, in words."""
        return " ".join(self.rows[self.lines[row].key].reasons)

    def inputs(self, lines: Sequence[Line], reason: str = "") -> list[tuple[str, ReviewInput]]:
        """The reviews of these lines; reason: why a kind of change is another than derived."""
        return [self._given(line, reason) for line in lines]

    def judge(self, lines: Sequence[Line], issues: Iterable[Issue]) -> list[Issue]:
        """Put the store's findings into the cells of these lines; those of none are handed back."""
        left: list[Issue] = []
        for issue in issues:
            found = _ROW.fullmatch(issue.field)
            number, name = (int(found[1]), found[2]) if found else (0, issue.field)
            if number < len(lines):
                _say(lines[number], self._place(name), issue)
            else:
                left.append(issue)
        return left

    def overridden(self, lines: Sequence[Line]) -> bool:
        """Whether a kind of change was written by hand where none is written yet."""
        kinds = [(self.values(line).get("kind"), self.rows[line.key]) for line in lines]
        return any(
            kind is not None
            and not (row.review and row.review.change_reason)
            and (row.weighed is None or kind != row.weighed.derived)
            for kind, row in kinds
        )

    # What it comes to.

    def _follow(self, lines: Sequence[Line]) -> None:
        """Work out result and kind of these lines anew."""
        asked = [line for line in lines if self._filled(line)]
        for line in lines:
            line.problems = self.unread(line)
            line.typed[RESULT] = ""
            line.proposed.pop("kind", None)
            line.proposed.pop("b1", None)
            line.proposed.pop("b2", None)
            self.rows[line.key].reasons = ()
        found = self._weigh([self._given(line, _("sửa tay")) for line in asked]) if asked and self._usual else []
        for line, weighed in zip(asked, found, strict=False):
            self._show(line, weighed)

    def _filled(self, line: Line) -> bool:
        own = (spec.id for spec in self.columns if spec.id not in self.locked)
        return bool(self.rows[line.key].answers) or any(line.typed.get(name) for name in own)

    def _show(self, line: Line, weighed: Weighed) -> None:
        row = self.rows[line.key]
        row.weighed, row.reasons = weighed, weighed.outcome.reasons
        data = weighed.data
        names, kinds = codes.names("household_class"), codes.names("poverty_sub_type")
        kind = f" ({kinds.get(data.sub_type, data.sub_type).lower()})" if data.sub_type else ""
        line.typed[RESULT] = f"{names.get(data.result, data.result)}{kind}" if data.result else ""
        if weighed.derived:
            line.proposed["kind"] = codes.names("poverty_change")[weighed.derived]
        line.proposed |= {name: str(value) for name, value in (("b1", data.b1), ("b2", data.b2)) if value is not None}
        recorded = row.review is not None and not self._differs(line)
        for issue in () if recorded else weighed.issues:
            _say(line, self._place(issue.field), issue)

    def _given(self, line: Line, reason: str) -> tuple[str, ReviewInput]:
        """A line as the store takes it: what is typed, on top of the review that is recorded."""
        row, values = self.rows[line.key], self.values(line)
        typed: dict[str, Any] = {name: values[name] for name in ("size", "income", "b1", "b2") if name in values}
        lacks = values.get("lacks")
        typed["deprivations"] = None if lacks is None else [code for code in lacks if code != NONE]
        typed |= {"causes": values.get("causes") or [], "change_kind": values.get("kind")}
        typed |= {"answers": row.answers, "variant": row.variant}
        if row.answers or any(typed.get(name) is not None for name in ("income", "b1", "b2", "deprivations")):
            typed |= {"result": None, "sub_type": None}  # worked out anew; a result without points was typed elsewhere
        if row.review is not None:
            known = {name: getattr(row.review, name) for name in ReviewInput.__struct_fields__}
            if typed["change_kind"] and not known["change_reason"]:
                known["change_reason"] = reason or None
            return row.review.id, ReviewInput(**{**known, **typed})
        assert self._usual is not None  # noqa: S101 - without a round nothing is typed
        because = reason if typed["change_kind"] else None
        data = msgspec.structs.replace(self._usual, household=line.key, change_reason=because or None, **typed)
        return "", data

    def _place(self, name: str) -> str:
        known = {spec.id for spec in self.columns}
        place = _PLACES.get(name.split(".", maxsplit=1)[0], name)
        return place if place in known else NAME

    # What is not saved yet.

    def draft(self) -> list[dict[str, Any]]:
        """The lines in which something new stands."""
        own = [spec.id for spec in self.columns if spec.id not in self.locked]
        return [
            {
                "key": line.key,
                "typed": {name: line.typed.get(name, "") for name in own},
                "answers": self.rows[line.key].answers,
                "variant": self.rows[line.key].variant,
            }
            for line in self.written()
        ]

    def restore(self, draft: Iterable[Mapping[str, Any]]) -> None:
        """Take up what was typed; a household that is recognised by now is passed over."""
        known = {line.key: line for line in self.lines}
        open_ = [row for row in draft if row["key"] in known and "b1" not in known[row["key"]].locked]
        for row in open_:
            known[row["key"]].typed |= row["typed"]
            about = self.rows[row["key"]]
            about.answers, about.variant = row.get("answers", about.answers), row.get("variant", about.variant)
        self._follow([known[row["key"]] for row in open_])


def _say(line: Line, place: str, issue: Issue) -> None:
    """Of several findings of a cell the first is said, one that stops before one that asks."""
    known = line.problems.get(place)
    if known is None or (known.severity == "soft" and issue.severity == "hard"):
        line.problems[place] = Problem(issue.severity, issue.message)


def _short(result: str | None) -> str:
    name = codes.names("household_class").get(result or "", "")
    return name.partition(" ")[2].capitalize() or "–"  # without the word for household, which all begin with


def _about() -> list[FieldSpec]:
    return [
        FieldSpec(id=NAME, label=_("Chủ hộ"), width=22, computed=True),
        FieldSpec(id=BEFORE, label=_("Đang là"), width=11, computed=True),
    ]


def _columns(standard: Standard) -> list[FieldSpec]:
    """What is typed under a standard: B1 where it is scored, else the income; lacks where it has indicators."""
    lacks = [Option(NONE, "0", _("Không thiếu hụt chỉ số nào"))]
    lacks += [Option(one.code, str(one.no), one.name) for one in standard.indicators.values()]
    causes = tuple(Option(code, code, name) for code, name in codes.names("poverty_cause").items())
    scored = rules_of(standard).scoring is not None
    income = FieldSpec(id="income", label=_("Thu nhập/người"), kind="money", width=16, aside=scored)
    b1 = FieldSpec(id="b1", label="B1", kind="integer", width=7, hint=_("B1 (điểm A – thu nhập)"))
    found = [*_about(), FieldSpec(id="size", label=_("Khẩu"), kind="integer", width=7)]
    found += [b1, income] if scored else [income]
    if standard.indicators:
        found.append(FieldSpec(id="lacks", label=_("Thiếu hụt"), kind="choices", options=tuple(lacks), width=12))
        found.append(
            FieldSpec(id="b2", label="B2", kind="integer", width=7, aside=True, hint=_("B2 (điểm B – thiếu hụt)"))
        )
    return [
        *found,
        FieldSpec(id="causes", label=_("Nguyên nhân"), kind="choices", options=causes, ranked=True, width=14),
        FieldSpec(id=RESULT, label=_("Kết quả"), width=18, computed=True),
        FieldSpec(
            id="kind", label=_("Diễn biến"), kind="choice", options=options_of("poverty_change"), width=27, aside=True
        ),
    ]
