"""The next milestone while it is written down: which may follow, what it carries. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.policy.schema import Milestone
from db.store.inputs import MilestoneInput
from desktop.presenters.fields import FieldSpec, Option, Problem
from desktop.presenters.form import FormModel, Section
from desktop.words import _

KIND, DATE, AMOUNT, DOCUMENT, NOTE = "kind", "date", "amount", "document_no", "note"


class StepForm(FormModel):
    """One milestone to be added. Only the kind is asked for until it is chosen."""

    def __init__(self, steps: Sequence[tuple[Milestone, str]], today: str) -> None:
        """steps: all of them with the sentence why one cannot follow now, those that can first; today: ISO date."""
        self._today = today
        self._kinds: dict[str, Milestone] = {}
        self._against: dict[str, str] = {}
        super().__init__([_section()])
        self.follow(steps)

    def follow(self, steps: Sequence[tuple[Milestone, str]]) -> None:
        """What may follow has changed."""
        self._kinds = {spec.kind: spec for spec, _against in steps}
        self._against = {spec.kind: against for spec, against in steps}
        options = tuple(Option(spec.kind, spec.label, against or spec.hint) for spec, against in steps)
        if options != self.specs[KIND].options:
            self.specs[KIND] = msgspec.structs.replace(self.specs[KIND], options=options)

    def clear(self) -> None:
        """Ready for the next one."""
        self.load({DATE: self._today})

    @property
    def chosen(self) -> Milestone | None:
        """The kind that is typed."""
        return self._kinds.get(self.value(KIND) or "")

    def visible(self, name: str) -> bool:
        """The rest is asked for once the kind is known; an amount only where the kind carries one."""
        spec = self.chosen if name != KIND and self._kinds else None
        return name == KIND or (spec is not None and (name != AMOUNT or spec.amount != "none"))

    def put(self, name: str, typed: str) -> None:
        """A keystroke."""
        super().put(name, typed)
        self._require()

    def leave(self, name: str) -> str:
        """The field is left: a kind that cannot follow says why."""
        super().leave(name)
        if not self.typed[DATE].strip():
            self.load({KIND: self.value(KIND), DATE: self._today})
        self._require()
        self._object()
        return self.typed[name]

    def _require(self) -> None:
        spec = self.chosen
        for name, needed in ((AMOUNT, spec and spec.amount == "required"), (NOTE, spec and spec.note == "required")):
            if self.specs[name].required != bool(needed):
                self.specs[name] = msgspec.structs.replace(self.specs[name], required=bool(needed))

    def _object(self) -> bool:
        against = self._against.get(self.value(KIND) or "", "")
        if against:
            self.problems[KIND] = Problem("hard", against)
        return bool(against)

    def step(self) -> MilestoneInput | None:
        """The milestone, or None with what is missing said beside the fields."""
        fine = self.check()
        if self.chosen is None:
            self.problems[KIND] = Problem("hard", _("Chọn mốc cần thêm: nhấn F9."))
        if self._object() or self.chosen is None or not fine:
            return None
        return MilestoneInput(
            kind=self.value(KIND),
            date=self.value(DATE),
            amount=self.value(AMOUNT) if self.visible(AMOUNT) else None,
            document_no=self.value(DOCUMENT),
            note=self.value(NOTE),
        )


def _section() -> Section:
    return Section(
        "",
        (
            FieldSpec(id=KIND, label=_("Thêm mốc"), kind="choice", width=30),
            FieldSpec(id=DATE, label=_("Ngày"), kind="day", required=True, width=12),
            FieldSpec(id=AMOUNT, label=_("Số tiền"), kind="money", width=16),
            FieldSpec(id=DOCUMENT, label=_("Số văn bản"), width=16, max_length=60),
            FieldSpec(id=NOTE, label=_("Ghi chú, lý do"), width=30, max_length=500),
        ),
    )
