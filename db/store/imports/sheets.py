"""A sheet of our own comes back: what somebody changed in it, and nothing else, becomes changes of those records.

Empty never erases; a cell that stands as it was written says nothing, whatever else it could mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection

from db.domain.encodings import repair
from db.domain.errors import Issue, UserError
from db.domain.text import fold, nfc
from db.domain.values import local_date, show_date
from db.ledger.register import Register, settings
from db.store.actions import Action
from db.store.history.origins import FROM_LIST
from db.store.household.households import check_fields
from db.store.household.people import changed, check_changed, check_taken
from db.store.imports.listed import (
    Change,
    DataList,
    DataRow,
    HouseholdChange,
    ImportPlan,
    PersonChange,
    PlannedRow,
    RefusedRow,
)
from db.store.imports.writing import Imported, draft_change
from db.store.labels import plain
from db.store.offices import own_unit
from db.store.owners import is_ours, owner_of, unit_title
from db.store.reading import household_of, households, person
from db.store.rows import HouseholdRow, PersonRow

_PERSON = ("name", "birth_date", "sex", "ethnic", "ethnic_local", "cmnd", "cccd", "bhxh_no", "phone", "note")
_HOME = ("code", "address", "phone", "ethnic_minority", "merit", "no_labour", "since", "note")


def import_rows(
    register: Register,
    listed: DataList,
    *,
    dry_run: bool,
    accept_doubtful: bool = False,
    reason: str = "",
    seen: ImportPlan | None = None,
    step: Callable[[int, int], object] = lambda _done, _total: None,
) -> Imported:
    """Plan what a sheet of our own changes and, unless `dry_run`, write it in one action; see `import_list`."""
    with register.write() as connection:
        done = Imported(_Planner(register, connection).plan(listed))
        if seen is not None and done.plan != seen:
            message = "Sổ đã thay đổi từ lúc xem thử. Chưa nhập gì vào sổ: xem lại rồi nhập."
            raise UserError("plan_changed", message)
        if not dry_run:
            said = f"{FROM_LIST}: {listed.title or 'trang dữ liệu'}"
            if accept_doubtful and reason.strip():
                said += f"; nhận cả dòng cần xem lại: {reason.strip()}"
            action = Action(register, connection, said)
            rows = done.plan.to_write(accept_doubtful=accept_doubtful)
            for number, row in enumerate(rows):
                step(number, len(rows))
                for change in row.changes:
                    draft_change(connection, action, change)
            done.written, done.changes = len(rows), len(action.commit())
    return done


class _Planner:
    def __init__(self, register: Register, connection: Connection) -> None:
        self._connection = connection
        self._today = local_date(register.providers.now())
        self._papers = settings(connection)["unit_date"]

    def plan(self, listed: DataList) -> ImportPlan:
        """The dry run."""
        one = self._person if listed.kind == "person" else self._home
        found = [one(row) for row in listed.rows]
        return ImportPlan(
            unit=own_unit(self._connection).code,
            encoding=listed.encoding,
            persons=len(listed.rows) if listed.kind == "person" else 0,
            rows=[row for row in found if isinstance(row, PlannedRow)],
            refused=[row for row in found if isinstance(row, RefusedRow)],
            doubts=[],
        )

    def _refused(self, line: DataRow, why: str) -> RefusedRow:
        return RefusedRow(line.row, why, line.sheet)

    def _foreign(self, entity: str, line: DataRow) -> str:
        """Why a line cannot be taken: its record is not here, or not ours."""
        owner = owner_of(self._connection, entity, line.record)
        if owner is None:
            return f"Mã hồ sơ {line.record} không có trong sổ này: chọn đúng sổ, hoặc đừng sửa cột mã."
        if not is_ours(self._connection, owner):
            return f"Hồ sơ này do {unit_title(self._connection, owner)} quản lý: báo đơn vị đó sửa."
        return ""

    def _person(self, line: DataRow) -> PlannedRow | RefusedRow:
        why = self._foreign("person", line)
        if why:
            return self._refused(line, why)
        row = person(self._connection, line.record)
        fields = dict(_changed(line, row, _PERSON))
        planned = self._planned(line, household_of(self._connection, row.id, self._today), row.name)
        unread = _unread(line, row, _PERSON)
        if unread:
            return self._refused(line, unread)
        if not fields:
            return planned
        before = {name: getattr(row, name) for name in _PERSON}
        after = changed(before, fields)
        issues = check_changed(before, after, field="", today=self._today, papers_on=self._papers)
        issues += check_taken(self._connection, [("", after)], but=[row.id])
        stay = next((stay.id for stay in row.memberships if stay.to_date is None), "")
        change = PersonChange(
            person_id=row.id, membership_id=stay, name=row.name, fields=fields,
            before={name: before[name] for name in fields},
        )  # fmt: skip
        return self._judged(line, planned, change, issues)

    def _home(self, line: DataRow) -> PlannedRow | RefusedRow:
        why = self._foreign("household", line)
        rows = [] if why else households(self._connection, [line.record], self._today)
        if why or not rows:
            return self._refused(line, why or f"Hộ mang mã hồ sơ {line.record} đã bị xóa khỏi sổ.")
        (row,) = rows
        fields = dict(_changed(line, row, _HOME))
        planned = self._planned(line, row.id, row.head.name if row.head else line.name)
        head = line.raw.get("head_name")
        if head and row.head and fold(head) != fold(row.head.name):
            planned.reasons.append(f"tên chủ hộ trong sổ là {row.head.name}: sửa tên người ở danh sách người.")
            planned.outcome = "doubtful"
        unread = _unread(line, row, _HOME)
        if unread:
            return self._refused(line, unread)
        if not fields:
            return planned
        now = {"place": {"unit": row.unit}}
        change = HouseholdChange(
            household_id=row.id, fields=fields, before={name: getattr(row, name) for name in fields}
        )  # fmt: skip
        return self._judged(line, planned, change, check_fields(self._connection, now, fields, today=self._today))

    def _planned(self, line: DataRow, household: str | None, name: str) -> PlannedRow:
        homes = households(self._connection, [household] if household else [], self._today)
        village = homes[0].village_name if homes else ""
        return PlannedRow(
            row=line.row, village=village, head=name, outcome="same", sheet=line.sheet, household_id=household,
            reasons=[],
        )  # fmt: skip

    def _judged(
        self, line: DataRow, planned: PlannedRow, change: Change, issues: list[Issue]
    ) -> PlannedRow | RefusedRow:
        hard = [issue.message for issue in issues if issue.severity == "hard"]
        if hard:
            return self._refused(line, "; ".join(hard))
        planned.changes = [change]
        planned.reasons += [issue.message for issue in issues]
        planned.outcome = "doubtful" if planned.reasons else "changed"
        return planned


def _changed(line: DataRow, row: PersonRow | HouseholdRow, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """What somebody changed: a cell that no longer stands as the sheet was written, and means something else."""
    for name in names:
        before = getattr(row, name)
        if not _touched(line, name, before) or name not in line.values:
            continue
        if line.values[name] != before:
            yield name, line.values[name]


def _unread(line: DataRow, row: PersonRow | HouseholdRow, names: tuple[str, ...]) -> str:
    """Why cells that somebody changed cannot be read, "" where all can."""
    return "; ".join(
        told for name, told in line.told.items() if name in names and _touched(line, name, getattr(row, name))
    )


def _touched(line: DataRow, name: str, before: Any) -> bool:
    return name in line.raw and line.raw[name] not in _written(name, before)


def _written(name: str, value: Any) -> tuple[str, ...]:
    """How a value stands in a sheet of our own."""
    if value is None:
        return ("",)
    if isinstance(value, bool):
        return ("có", "x") if value else ("không", "")
    if name in ("birth_date", "since"):
        return show_date(value), value
    return nfc(str(value)), plain(name, value), repair(" ".join(str(value).split()))
