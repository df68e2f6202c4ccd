"""A household's poverty-reduction plan as it is filled in: causes, wishes, measures, follow-up. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from db.domain.standards import standard_on
from db.store.definitions.standards import known_standards
from db.store.inputs import FollowUpInput, MeasureInput, PlanInput
from db.store.plan.plans import FIELDS, add_plan, set_plan
from db.store.plan.reading import plan
from db.store.rows import PlanRow
from desktop.presenters.fields import FieldSpec, Option, options_of
from desktop.presenters.form import FormModel, Section
from desktop.presenters.past import Spot, past
from desktop.presenters.record import RecordPresenter
from desktop.words import _

MEASURES, FOLLOW_UPS = "measures", "follow_ups"
ROWS = {MEASURES: "plan_measure", FOLLOW_UPS: "plan_follow_up"}
"""What the ledger calls a row."""
MONEY = (("source", "amount"), ("source_2", "amount_2"))
"""Columns of the sources of a measure; more than two come from the command line and stay as they are."""


class PlanForm(FormModel):
    """The form of a plan: rows that are in the register keep their ids."""

    def load(self, values: Mapping[str, Any]) -> None:
        """Begin with these kept values."""
        super().load(values)
        for name, sheet in self.sheets.items():
            sheet.load((row.get("id", ""), row) for row in values.get(name) or [])
        self.settled()

    def parts(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """(id, kept values) of every row; a recorded one that was emptied is told of, not forgotten."""
        sheet = self.sheets[name]
        return [(line.key, sheet.values(line)) for line in sheet.lines if line.key or not line.empty]


class PlanPresenter(RecordPresenter):
    """One plan on its page."""

    kind, entity = "plan", "household_plan"
    row: PlanRow | None = None

    def open(self, record: str, home: str) -> None:
        """A recorded plan, or a new one of a household."""
        self.id, self.row = record, None
        if record:
            with self.desk.register.read() as connection:
                self.row = plan(connection, record)
        self.open_home(self.row.household if self.row else home)
        self.form = PlanForm(self._sections())
        self.form.load(_shown(self.row) if self.row else {"year": self.desk.year, "made_on": self.desk.today})

    def title(self) -> str:
        """The plan and its year."""
        return _("Kế hoạch giảm nghèo năm {0}").format(self.form.typed["year"])

    def state(self) -> tuple[str, str]:
        """Whether something waits for a decision."""
        return (_("Chờ quyết định"), "danger") if self.row and self.row.conflicts else ("", "")

    def past(self, spot: Spot) -> str:
        """Rows are records of their own; a source and its money are one key there."""
        if not spot.column:
            return super().past(spot)
        money = spot.name == MEASURES and any(spot.column in pair for pair in MONEY)
        return past(self.desk.register, ROWS[spot.name], spot.row, "sources" if money else spot.column, spot.title)

    @property
    def year(self) -> int:
        """The year of the recorded plan."""
        return self.row.year if self.row else self.desk.year

    def write(self, reason: str) -> str:
        """Write the plan, new or changed."""
        values = self.form.values()
        if self.row is None:
            data = PlanInput(
                household=self.home_id, **self._head(values), measures=self._new(), follow_ups=self._looks()
            )
            return add_plan(self.desk.register, data, reason=reason, draft=self.place).id
        changes = {name: value for name, value in self._head(values).items() if name in self.form.changed()}
        changes |= {MEASURES: self._changed(MEASURES), FOLLOW_UPS: self._changed(FOLLOW_UPS)}
        return set_plan(self.desk.register, self.row.id, changes, reason=reason, draft=self.place).id

    @staticmethod
    def _head(values: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: values[name] for name in FIELDS}
        return found | {"causes": found["causes"] or []}

    def _new(self) -> list[MeasureInput]:
        return [msgspec.convert(_measure(row), MeasureInput) for row in self.form.rows(MEASURES)]

    def _looks(self) -> list[FollowUpInput]:
        return [msgspec.convert(_look(row), FollowUpInput) for row in self.form.rows(FOLLOW_UPS)]

    def _changed(self, name: str) -> list[dict[str, Any]]:
        """New rows whole, recorded ones with what differs."""
        assert self.row is not None  # noqa: S101 - a recorded plan is changed
        assert isinstance(self.form, PlanForm)  # noqa: S101 - made by `open`
        known: dict[str, dict[str, Any]] = {one.id: msgspec.to_builtins(one) for one in getattr(self.row, name)}
        found: list[dict[str, Any]] = []
        for record, row in self.form.parts(name):
            before = known.get(record, {})
            part = _measure(row, before.get("sources", [])) if name == MEASURES else _look(row)
            differing = {key: value for key, value in part.items() if not record or value != before.get(key)}
            if differing:
                found.append(({"id": record} if record else {}) | differing)
        return found

    def _sections(self) -> list[Section]:
        head = (
            FieldSpec(id="year", label=_("Năm"), kind="year", required=True, width=6),
            FieldSpec(id="made_on", label=_("Ngày lập"), kind="day", width=12),
            FieldSpec(id="escape_year", label=_("Đăng ký thoát nghèo năm"), kind="year", width=8),
            FieldSpec(
                id="causes", label=_("Nguyên nhân nghèo"), kind="choices", ranked=True, width=60, max_length=1_000,
                options=options_of("poverty_cause"),
                hint=_("Nguyên nhân nặng nhất ghi trước; gõ mã, cách nhau bằng dấu phẩy: 2,1."),
            ),
            FieldSpec(id="cause_note", label=_("Nói rõ nguyên nhân"), width=60, max_length=500),
            FieldSpec(id="wishes", label=_("Nhu cầu, nguyện vọng của hộ"), width=60, max_length=500),
            FieldSpec(id="note", label=_("Ghi chú"), width=60, max_length=500),
        )  # fmt: skip
        return [
            Section("", head),
            Section(_("Giải pháp"), self._measure_columns(), id=MEASURES, repeats=True),
            Section(_("Theo dõi"), _look_columns(), id=FOLLOW_UPS, repeats=True),
        ]

    def _measure_columns(self) -> tuple[FieldSpec, ...]:
        """Side by side on a screen of 1366 pixels; a wider one gives its room to those whose texts are long."""
        known = standard_on(self.desk.today, known_standards(self.desk.register)).indicators.values()
        lacks = tuple(Option(one.code, one.name) for one in known)
        sources = options_of("funding_source")
        return (
            FieldSpec(id="content", label=_("Giải pháp"), required=True, width=16, max_length=250),
            FieldSpec(id="indicator", label=_("Thiếu hụt"), kind="choice", options=lacks, width=11),
            FieldSpec(id="policy", label=_("Chính sách"), kind="choice", options=self.policy_options(), width=11),
            FieldSpec(id="from_date", label=_("Từ"), kind="date", width=11),
            FieldSpec(id="to_date", label=_("Đến"), kind="date", width=11),
            FieldSpec(id="source", label=_("Nguồn"), kind="choice", options=sources, width=11),
            FieldSpec(id="amount", label=_("Kinh phí"), kind="money", width=12),
            FieldSpec(id="responsible", label=_("Phụ trách"), width=10, max_length=120),
            FieldSpec(id="state", label=_("Tình trạng"), kind="choice", options=options_of("plan_state"), width=11),
            FieldSpec(id="outcome", label=_("Kết quả"), width=11, max_length=250),
            FieldSpec(id="source_2", label=_("Nguồn khác"), kind="choice", options=sources, width=11, aside=True),
            FieldSpec(id="amount_2", label=_("Kinh phí khác"), kind="money", width=13, aside=True),
        )


def _look_columns() -> tuple[FieldSpec, ...]:
    return (
        FieldSpec(id="date", label=_("Ngày"), kind="day", required=True, width=12),
        FieldSpec(id="outcome", label=_("Kết quả, việc cần làm tiếp"), required=True, width=50, max_length=500),
        FieldSpec(id="state", label=_("Tình trạng"), kind="choice", options=options_of("plan_state"), width=14),
        FieldSpec(id="officer", label=_("Người theo dõi"), width=24, max_length=120),
    )


def _shown(row: PlanRow) -> dict[str, Any]:
    """A plan as its form shows it: of several sources the first two."""
    values: dict[str, Any] = msgspec.to_builtins(row)
    for measure in values[MEASURES]:
        for (source, amount), kept in zip(MONEY, measure["sources"], strict=False):
            measure |= {source: kept["source"], amount: kept["amount"]}
    return values


def _measure(row: Mapping[str, Any], before: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """A row as the register keeps a measure; before: its sources, of which those beyond the columns stay."""
    given = [
        {"source": row[source] or "", "amount": row[amount] or 0}
        for source, amount in MONEY
        if row[source] is not None or row[amount] is not None
    ]
    columns = {name for pair in MONEY for name in pair}
    kept = {name: value for name, value in row.items() if name not in columns}
    sources = given + (before or [])[len(MONEY) :]
    return kept | {"content": row["content"] or "", "state": row["state"] or "planned", "sources": sources}


def _look(row: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: row[name] or "" for name in ("date", "outcome")}
    return {**row, **texts, "state": row["state"] or "doing"}
