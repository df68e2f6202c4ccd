"""Reports on screen: which one, of what year, day and unit; its figures, what an officer writes, what was issued.

Knows no Qt; every figure is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.text import fold
from db.domain.units import catalogue
from db.domain.values import show_date
from db.store.drafts import keep_draft, load_draft
from db.store.offices import own_unit
from db.store.printing.reports import subject
from db.store.reports import (
    Difference,
    IssuedRow,
    Kept,
    Report,
    again,
    changes_since,
    issue,
    issued_reports,
    kind,
    kinds,
    sections,
)
from db.store.tables.rows import Checked, Table
from db.sync import reporting
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.prints import FIRST_YEAR, WHOLE, Handed
from desktop.presenters.rows import Column, Row
from desktop.printing import Paper, make_report
from desktop.words import _
from desktop.work.context import JobContext
from forms.paper.bieu_tong_hop import show
from forms.sheets.figures import write_tables

LONGEST_PART = 20_000
"""Letters of one part of a written report."""
FIRST = "bieu_01"
NAMED = 12
"""Checks and gaps that are told one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What shall be counted. issued: the id of an issued report that is shown again, "" for a new count."""

    name: str
    year: int
    on: str | None = None
    unit: str | None = None
    issued: str = ""

    @property
    def place(self) -> str:
        """Where the text of the report lies while it is being typed."""
        return f"report:{self.name}:{self.year}:{self.unit or ''}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with what was written to it. row: as it was issued, None for one counted now; why: see `Kept`."""

    asked: Asked
    report: Report
    row: IssuedRow | None = None
    why: str = ""


class Reports:
    """What is asked for, and the report counted last."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shown: Shown | None = None
        self.form = FormModel([Section("", self._fields())], self._first())
        self.text = FormModel([Section("", _parts())])
        self.issued: dict[str, IssuedRow] = {}

    def _first(self) -> dict[str, str]:
        return {"report": FIRST, "year": str(self.desk.year)}

    def _fields(self) -> tuple[FieldSpec, ...]:
        years = tuple(Option(str(year), str(year)) for year in range(self.desk.year + 1, FIRST_YEAR - 1, -1))
        doubtful = _("Mẫu cần đối chiếu với mẫu của cơ quan.")
        names = tuple(Option(one.name, one.title, doubtful if one.uncertain else "") for one in kinds().values())
        with self.desk.register.read() as connection:
            own = own_unit(connection)
        below = catalogue().children(own, own.nearest(self.desk.today))
        units = tuple(Option(one.code, one.title) for one in below)
        fields = [
            FieldSpec(
                id="report", label=_("Biểu, báo cáo"), kind="choice", required=True, options=names, width=WHOLE,
                hint=_("Gõ vài chữ hoặc nhấn F9 để chọn."),
            ),
            FieldSpec(id="year", label=_("Năm"), kind="choice", required=True, options=years, width=WHOLE),
            FieldSpec(
                id="on", label=_("Số liệu đến ngày"), kind="day", width=WHOLE,
                hint=_("Bỏ trống: biểu rà soát lấy danh sách áp dụng từ đầu năm sau."),
            ),
        ]  # fmt: skip
        if units:
            hint = _("Bỏ trống: cả đơn vị.")
            fields.append(FieldSpec(id="unit", label=_("Đơn vị"), kind="choice", options=units, width=WHOLE, hint=hint))
        return tuple(fields)

    def asked(self) -> Asked | None:
        """What is chosen; None when a field is empty or not understood (said beside it)."""
        if not self.form.check():
            return None
        value = self.form.value
        unit = value("unit") if "unit" in self.form.specs else None
        return Asked(value("report"), int(value("year")), value("on"), unit)

    def count(self, asked: Asked, context: JobContext) -> Shown:
        """Count a report, or have an issued one again. Raises what `build` and `again` raise."""
        context.check_cancelled()
        if asked.issued:
            return _again(again(self.desk.register, asked.issued), asked)
        with self.desk.register.read() as connection:
            made = reporting.build(connection, asked.name, year=asked.year, on=asked.on, unit=asked.unit)
        context.check_cancelled()
        return Shown(asked, made)

    def take(self, shown: Shown) -> None:
        """It is on screen from now on, with the text typed to it so far or issued with it."""
        self.shown = shown
        draft = load_draft(self.desk.register, shown.asked.place) or {}
        kept = shown.row.narrative if shown.row else {name: str(text).split("\n") for name, text in draft.items()}
        self.text.load({name: "\n".join(parts) for name, parts in kept.items() if name in self.text.specs})

    # The text.

    @property
    def written(self) -> bool:
        """Whether the report on screen has parts that an officer writes, and may still be written."""
        return bool(self.shown and self.shown.report.sections and self.shown.row is None)

    def keep_text(self) -> None:
        """Keep the text as it stands, until the report is issued."""
        if self.shown and self.written and self.text.changed():
            title = f"{self.shown.report.title}, {self.shown.report.year}"
            keep_draft(self.desk.register, self.shown.asked.place, title, dict(self.text.typed))
            self.text.settled()

    def narrative(self) -> dict[str, list[str]]:
        """Paragraphs by part, as they stand."""
        if self.shown is None or not self.shown.report.sections:
            return {}
        if self.shown.row is not None:
            return self.shown.row.narrative
        found = {name: [part.strip() for part in text.split("\n")] for name, text in self.text.typed.items()}
        return {name: parts for name, parts in found.items() if any(parts)}

    # What can be done with it.

    @property
    def can_be_issued(self) -> bool:
        """Whether the report on screen can be issued."""
        return bool(self.shown and self.shown.row is None and kind(self.shown.report.name).issued)

    def issue(self) -> str:
        """Issue the report on screen; returns what is to be said. AppError when it is refused."""
        shown = self.shown
        assert shown is not None  # noqa: S101 - the page asks `can_be_issued` first
        asked = shown.asked
        row = issue(
            self.desk.register, asked.name, year=asked.year, on=shown.report.on, unit=asked.unit,
            narrative=self.narrative(), draft=asked.place,
        )  # fmt: skip
        said = _("Đã phát hành {0}, {1}. In lại lúc nào cũng đúng như hôm nay, dù số liệu về sau.")
        return said.format(row.title, row.year)

    def handed(self) -> Handed | None:
        """The report for the page that prints, which counts it anew whenever it makes the paper."""
        shown = self.shown
        if shown is None:
            return None
        text = self.narrative()

        def make(context: JobContext) -> Paper:
            found = self.count(shown.asked, context)
            return make_report(self.desk.register, found.report, text, found.row)

        return Handed(shown.report.title, subject(shown.report), make)

    def export(self, out: Path) -> int:
        """Write the tables on screen to an Excel file; returns how many lines. Raises as `write_tables`."""
        assert self.shown is not None  # noqa: S101 - there is no button before
        written = write_tables(out, self.shown.report.tables, subject(self.shown.report))
        return sum(one.rows for one in written)

    def file_name(self, ending: str) -> str:
        """A name for a file of the report on screen."""
        assert self.shown is not None  # noqa: S101 - there is no button before
        report = self.shown.report
        return "-".join([*fold(f"{report.title} {report.unit_name} {report.year}").replace(".", "").split()]) + ending

    # Issued ones.

    def read_issued(self) -> None:
        """Read the list of issued reports anew."""
        with self.desk.register.read() as connection:
            self.issued = {row.id: row for row in issued_reports(connection)}

    def issued_rows(self, ids: Sequence[str]) -> list[Row]:
        """Rows of that list."""
        return [self._issued_row(self.issued[record]) for record in ids]

    @staticmethod
    def _issued_row(row: IssuedRow) -> Row:
        found = catalogue().versions(row.unit)
        day, _t, clock = row.issued_at.partition("T")
        cells = (
            row.title,
            str(row.year),
            show_date(row.on),
            found[-1].title if found else row.unit,
            f"{show_date(day)} {clock[:5]}",
            row.officer,
        )
        return Row(cells, "", "circle-check", "good")

    def again(self, record: str) -> Asked:
        """An issued report, to be shown as it was."""
        row = self.issued[record]
        return Asked(row.name, row.year, row.on, row.unit, issued=record)

    def changes(self, record: str, context: JobContext) -> list[Difference]:
        """What would be another figure now. Raises what `changes_since` raises."""
        context.check_cancelled()
        return changes_since(self.desk.register, record)


def _again(kept: Kept, asked: Asked) -> Shown:
    return Shown(asked, kept.report, kept.row, kept.why)


def _parts() -> tuple[FieldSpec, ...]:
    return tuple(
        FieldSpec(id=one.id, label=one.title, kind="note", width=WHOLE, max_length=LONGEST_PART, hint=one.hint)
        for one in sections()
    )


def issued_columns() -> list[Column]:
    """Columns of the list of issued reports."""
    return [
        Column(_("Báo cáo"), 44),
        Column(_("Năm"), 6, right=True),
        Column(_("Số liệu đến"), 12),
        Column(_("Đơn vị"), 20),
        Column(_("Phát hành lúc"), 18),
        Column(_("Người phát hành"), 24),
    ]


def verdict(checks: Sequence[Checked]) -> tuple[str, str]:
    """How the checks came out, in one sentence, with the tone of it."""
    broken = sum(not one.holds for one in checks)
    if not checks:
        return _("Biểu này không có phép kiểm tra."), "neutral"
    if broken:
        return _("{0} chỗ không khớp, {1} phép kiểm tra khớp.").format(broken, len(checks) - broken), "warning"
    return _("Cả {0} phép kiểm tra đều khớp.").format(len(checks)), "good"


def told(shown: Shown, table: Table | None) -> list[str]:
    """What is said beside the figures: what disagrees, what the table lacks, its notes."""
    broken = [one.told for one in shown.report.checks if not one.holds]
    found = [*broken[:NAMED], *([_("… và {0} chỗ nữa.").format(len(broken) - NAMED)] if len(broken) > NAMED else [])]
    if table is not None:
        found += [*table.missing, *table.notes]
    return [shown.why, *found] if shown.why else found


def changed(rows: Sequence[Difference]) -> list[str]:
    """Figures that are others now, one a line."""
    empty = _("trống")
    return [
        _("{0} – {1}, cột {2}: {3} → {4}").format(
            one.table, one.where, one.column, show(one.then) or empty, show(one.now) or empty
        )
        for one in rows
    ]
