"""The steps of a round of review as a form: days, figures, meetings of the villages, the decision. Knows no Qt."""

from __future__ import annotations

from typing import Any

from db.domain.errors import InvalidData
from db.store.review.inputs import MeetingInput, RoundInput, RoundRow
from db.store.review.rounds import add_round, set_meeting, set_round
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, options_of
from desktop.presenters.form import FormModel, Section
from desktop.words import _

MEETINGS = "meetings"


class RoundForm(FormModel):
    """One round. `row`: as it is recorded, None before its first save."""

    def __init__(self, desk: Desk, villages: dict[str, str]) -> None:
        self.desk = desk
        self.row: RoundRow | None = None
        self._usual = RoundInput(year=desk.year)
        super().__init__(_sections(villages))

    def show(self, row: RoundRow | None, usual: RoundInput) -> None:
        """A round, or a new one of this year and kind."""
        self.row, self._usual = row, usual
        values: dict[str, Any] = {}
        if row is not None:
            values = {name: getattr(row, name) for name in self.specs}
            values[MEETINGS] = [
                {name: getattr(one, name) for name in ("village", "date", "attended", "agreed", "note")}
                for one in row.meetings
            ]
        self.load(values)
        if row is not None:
            for line, one in zip(self.sheets[MEETINGS].lines, row.meetings, strict=False):
                line.key = one.id

    def save(self, reason: str = "") -> str:
        """Write what changed; the id of the round.

        Raises:
            InvalidData: hard findings, or soft ones and no reason; they stand beside their fields.
        """
        given = {name: self.value(name) for name in self.specs}
        try:
            record = self._save_round(given, reason)
        except InvalidData as error:
            self.judge(error.issues)
            raise
        self._save_meetings(record, reason)
        return record

    def _save_round(self, given: dict[str, Any], reason: str) -> str:
        if self.row is None:
            new = {name: value for name, value in given.items() if value is not None}
            known = {"year": self._usual.year, "kind": self._usual.kind}
            return add_round(self.desk.register, RoundInput(**{**known, **new}), reason=reason).id
        changed = {name: given[name] for name in self.changed() if name in given}
        if changed:
            set_round(self.desk.register, self.row.id, changed, reason=reason)
        return self.row.id

    def _save_meetings(self, record: str, reason: str) -> None:
        sheet = self.sheets[MEETINGS]
        for number, line in enumerate(sheet.filled()):
            values = sheet.values(line)
            if not line.changed():
                continue
            data = MeetingInput(
                date=values["date"] or "",
                village=values["village"],
                attended=values["attended"],
                agreed=values["agreed"],
                note=values["note"],
            )
            try:
                line.key = set_meeting(self.desk.register, record, data, record=line.key, reason=reason).id
            except InvalidData as error:
                placed = [_at(number, issue) for issue in error.issues]
                self.judge(placed)
                raise InvalidData(placed) from None
            line.saved = dict(line.typed)


def _at(number: int, issue: Any) -> Any:
    return type(issue)(f"{MEETINGS}[{number}].{issue.field}", issue.severity, issue.code, issue.message)


def _day(name: str, label: str) -> FieldSpec:
    return FieldSpec(id=name, label=label, kind="day", width=12)


def _sections(villages: dict[str, str]) -> list[Section]:
    places = tuple(Option(record, name) for record, name in villages.items())
    meeting = (
        FieldSpec(id="village", label=_("Thôn"), kind="choice", options=places, width=22),
        FieldSpec(id="date", label=_("Ngày họp"), kind="day", required=True, width=12),
        FieldSpec(id="attended", label=_("Số người dự"), kind="integer", width=12),
        FieldSpec(id="agreed", label=_("Số người đồng ý"), kind="integer", width=16),
        FieldSpec(id="note", label=_("Ghi chú"), width=24, aside=True),
    )
    field = (
        _day("listed_on", _("Ngày lập danh sách")),
        _day("field_from", _("Đi rà soát từ ngày")),
        _day("field_to", _("Đi rà soát đến ngày")),
    )
    return [
        Section(_("Lập danh sách, đi rà soát"), field),
        Section(_("Họp dân"), meeting, id=MEETINGS, repeats=True),
        Section(_("Niêm yết, phúc tra"), _posting()),
        Section(_("Ý kiến cấp trên"), _opinion()),
        Section(_("Quyết định, giấy chứng nhận"), _decision()),
    ]


def _posting() -> tuple[FieldSpec, ...]:
    return (
        _day("posted_from", _("Niêm yết từ ngày")),
        _day("posted_to", _("Niêm yết đến ngày")),
        FieldSpec(id="posted_at", label=_("Nơi niêm yết"), width=24),
        FieldSpec(id="complaints", label=_("Số khiếu nại"), kind="integer", width=8),
        _day("rechecked_on", _("Ngày phúc tra xong")),
        _day("reposted_from", _("Niêm yết lại từ ngày")),
        _day("reposted_to", _("Niêm yết lại đến ngày")),
    )


def _opinion() -> tuple[FieldSpec, ...]:
    levels = options_of("opinion_level")
    return (
        FieldSpec(id="opinion_level", label=_("Xin ý kiến cấp"), kind="choice", options=levels, width=24),
        _day("opinion_asked", _("Ngày xin ý kiến")),
        _day("opinion_answered", _("Ngày có ý kiến")),
        FieldSpec(id="opinion_no", label=_("Số văn bản cho ý kiến"), width=16, max_length=60),
    )


def _decision() -> tuple[FieldSpec, ...]:
    return (
        FieldSpec(id="decision_no", label=_("Số quyết định"), width=16, max_length=60),
        _day("decision_date", _("Ngày quyết định")),
        FieldSpec(id="signatory", label=_("Người ký"), width=22),
        _day("certified_on", _("Ngày cấp giấy chứng nhận")),
    )
