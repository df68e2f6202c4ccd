"""The score sheet of one household (Phiếu B): a field a question, its points at once, the totals. Knows no Qt.

What is answered goes to the household's line in the sheet of its village, which judges it and is saved.
"""

from __future__ import annotations

from typing import Any

from db.policy.scoring import Question, ScoreTable
from desktop.presenters.fields import FieldSpec, Option, show
from desktop.presenters.form import FormModel, Section
from desktop.presenters.review_sheet import NONE, ReviewSheet
from desktop.words import _

VARIANT, B1, B2 = "variant", "b1", "b2"
_ASKED, _LACKED = "q:", "i:"
"""Before the code of a question of B1, of an indicator of B2."""


class ScoreForm(FormModel):
    """One household of a sheet at a time: `about`."""

    def __init__(self, sheet: ReviewSheet) -> None:
        self.sheet = sheet
        self.row = -1
        super().__init__(_sections(sheet))

    @property
    def known(self) -> bool:
        """Whether the standard has any question at all."""
        return bool(self.specs)

    @property
    def household(self) -> str:
        """Whose sheet it is; "" for nobody's."""
        return self.sheet.lines[self.row].key if self.row >= 0 else ""

    def about(self, row: int) -> None:
        """The household of a line, as it stands there."""
        self.row = row
        line = self.sheet.lines[row]
        home, cells = self.sheet.rows[line.key], self.sheet.values(line)
        lacks = cells.get("lacks")
        values: dict[str, Any] = {VARIANT: home.variant, B1: cells.get(B1), B2: cells.get(B2)}
        values |= {_ASKED + code: [NONE] if given == [] else given for code, given in home.answers.items()}
        if lacks is not None:
            values |= {name: name.removeprefix(_LACKED) in lacks for name in self.specs if name.startswith(_LACKED)}
        self.load(values)
        self._propose()

    def step(self, by: int) -> bool:
        """The household so many lines on; False where there is none."""
        wanted = self.row + by
        if not 0 <= wanted < len(self.sheet.lines):
            return False
        self.about(wanted)
        return True

    def put(self, name: str, typed: str) -> None:
        """A recognised review stays as it is."""
        if not self.locked:
            super().put(name, typed)

    def leave(self, name: str) -> str:
        """A field is filled in: the household is judged anew."""
        text = super().leave(name)
        self._hand_over()
        return text

    def below(self, name: str) -> str:
        """The points of an answer, the test of an indicator."""
        table = self.sheet.table
        if name.startswith(_ASKED) and table is not None and (column := self._column):
            given = self._answers(name)
            return _("{0} điểm").format(table.points(given, column)) if given else ""
        return self.specs[name].hint if name.startswith(_LACKED) else super().below(name)

    @property
    def locked(self) -> bool:
        """Whether the review is a class by now."""
        return self.row < 0 or B1 in self.sheet.lines[self.row].locked

    @property
    def title(self) -> str:
        """Whose sheet it is, and how far it is answered."""
        if self.row < 0:
            return ""
        told = [self.sheet.lines[self.row].typed.get("name", "")]
        asked = [name for name in self.specs if name.startswith(_ASKED)]
        if asked:
            told.append(_("B1: {0} câu trong {1}").format(sum(bool(self.value(one)) for one in asked), len(asked)))
        if self.locked:
            told.append(_("phiếu đã công nhận, không sửa ở đây"))
        return " · ".join(told)

    @property
    def totals(self) -> str:
        """What the answers come to, and why the household is what it is."""
        table, line = self.sheet.table, self.sheet.lines[self.row]
        told = []
        if table is not None and (column := self._column):
            answers = self._answers()
            points = table.points(answers, column)
            whole = table.whole(answers)
            told.append(_("B1: {0} điểm.").format(points) if whole else _("B1: ít nhất {0} điểm.").format(points))
            if not table.complete:
                told.append(_("Bảng điểm chưa đủ câu hỏi của phiếu: ghi tổng B1."))
        elif table is not None:
            told.append(_("Chọn cột của bảng điểm."))
        if line.typed.get(B2) or line.proposed.get(B2):
            told.append(_("B2: {0} điểm.").format(line.typed.get(B2) or line.proposed[B2]))
        return " ".join([*told, self.sheet.reasons(self.row)])

    @property
    def _column(self) -> str | None:
        """The column of the table that counts for this household."""
        return self.value(VARIANT) or self.sheet.rows[self.sheet.lines[self.row].key].column if self.row >= 0 else None

    def _answers(self, *names: str) -> dict[str, str | list[str]]:
        """The answers to all questions, or to these; of those that take several, none is an answer too."""
        asked = {name: self.value(name) for name in names or self.specs if name.startswith(_ASKED)}
        return {
            name.removeprefix(_ASKED): [code for code in given if code != NONE] if isinstance(given, list) else given
            for name, given in asked.items()
            if given
        }

    def _hand_over(self) -> None:
        """What stands here goes into the line of the household."""
        if self.locked:
            return
        typed = {name: self.typed[name] for name in (B1, B2) if name in self.specs}
        ticks = {name.removeprefix(_LACKED): self.value(name) for name in self.specs if name.startswith(_LACKED)}
        if ticks:
            looked = any(one is not None for one in ticks.values())
            lacks = [code for code, lacked in ticks.items() if lacked] or [NONE]
            spec = next(spec for spec in self.sheet.columns if spec.id == "lacks")
            typed["lacks"] = show(spec, lacks) if looked else ""
        variant = self.value(VARIANT) if VARIANT in self.specs else None
        self.sheet.answer(self.row, self._answers(), variant, typed)
        self._propose()

    def _propose(self) -> None:
        """What the totals and the column are while nothing is typed there."""
        line = self.sheet.lines[self.row]
        self.proposed = {name: line.proposed.get(name, "") for name in (B1, B2) if name in self.specs}
        if VARIANT in self.specs:
            usual = self.sheet.rows[line.key].column
            self.proposed[VARIANT] = show(self.specs[VARIANT], usual)


def _sections(sheet: ReviewSheet) -> list[Section]:
    known = {spec.id: spec for spec in sheet.columns}
    found = []
    if sheet.table is not None:
        found.append(Section(_("B1 (điểm A – thu nhập)"), _income(sheet.table, known[B1])))
    if sheet.standard is not None and sheet.standard.indicators:
        ticks = [
            FieldSpec(id=_LACKED + one.code, label=f"{one.no}. {one.name}", kind="flag", hint=one.threshold, width=24)
            for one in sheet.standard.indicators.values()
        ]
        found.append(Section(_("B2 (điểm B – thiếu hụt): Có là thiếu hụt"), (*ticks, _total(known[B2]))))
    return found


def _income(table: ScoreTable, total: FieldSpec) -> tuple[FieldSpec, ...]:
    columns = tuple(Option(one.id, one.name) for one in table.tables)
    return (
        FieldSpec(id=VARIANT, label=_("Cột của bảng điểm"), kind="choice", options=columns, width=34),
        *(_question(one) for one in table.questions),
        _total(total),
    )


def _question(one: Question) -> FieldSpec:
    """A question with its answers, by code or by the beginning of their words."""
    options = [Option(answer.code, answer.name) for answer in one.answers]
    options += [Option(NONE, _("Không có"))] if one.several else []
    return FieldSpec(
        id=_ASKED + one.code,
        label=f"{one.no}. {one.name}",
        kind="choices" if one.several else "choice",
        options=tuple(options),
        hint=one.note,
        width=30,
    )


def _total(spec: FieldSpec) -> FieldSpec:
    return FieldSpec(id=spec.id, label=_("Tổng {0}").format(spec.label), kind="integer", hint=spec.hint, width=8)
