"""A list of supports meets the register: whom each line is about, what is new, changed, the same, doubtful or refused.

Rules as for lists of households: empty never erases, a name alone never decides, what a person wrote is not replaced
silently; one action, one undo. It reads no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from db.domain.errors import FileProblem, InvalidData, Issue, NotFound, UserError
from db.domain.text import fold
from db.domain.values import local_date
from db.ledger.register import Register
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.definitions.policies import definition_of, policy
from db.store.facts import Judged, as_input, facts_of
from db.store.history.origins import FROM_LIST, hand_written
from db.store.imports.bearers import Bearer, Bearers
from db.store.imports.listed import Doubt, ImportPlan, PlannedRow, RefusedRow, SupportAdded, SupportChange
from db.store.imports.listed_supports import ListedSupport, SupportList
from db.store.imports.writing import Imported
from db.store.inputs import Amounts, SupportInput
from db.store.offices import own_unit
from db.store.reading import supports
from db.store.rows import SupportRow
from db.store.support.supports import changed, draft_changed, not_settled, settled, write_support


def import_supports(
    register: Register,
    listed: SupportList,
    *,
    dry_run: bool,
    year: int | None = None,
    accept_doubtful: bool = False,
    reason: str = "",
    seen: ImportPlan | None = None,
    step: Callable[[int, int], object] = lambda _done, _total: None,
) -> Imported:
    """Plan the import of a list of supports and, unless `dry_run`, write it in one action; arguments as `import_list`.

    year: of lines that say none themselves; None: that of the list's title, else this year.

    Raises:
        NotFound: no such policy. FileProblem: the list is of another commune. UserError: as `import_list`.
    """
    with register.write() as connection:
        planner = _Planner(register, connection, listed, year)
        done = Imported(planner.plan())
        if seen is not None and done.plan != seen:
            message = "Sổ đã thay đổi từ lúc xem thử. Chưa nhập gì vào sổ: xem lại rồi nhập."
            raise UserError("plan_changed", message)
        if not dry_run:
            rows = done.plan.to_write(accept_doubtful=accept_doubtful)
            done.written = len(rows)
            done.changes = planner.write(rows, reason if accept_doubtful else "", step)
    return done


class _Case(NamedTuple):
    """A line with the support it is or would be."""

    line: ListedSupport
    planned: PlannedRow
    chosen: Policy
    row: SupportRow | None
    data: SupportInput


class _Planner:
    def __init__(self, register: Register, connection: Connection, listed: SupportList, year: int | None) -> None:
        self._register, self._connection, self._listed = register, connection, listed
        self._chosen = policy(connection, listed.policy)
        self._unit = own_unit(connection)
        if listed.commune and fold(listed.commune) != fold(self._unit.name) and self._unit.level == "commune":
            message = (
                f"Danh sách này của xã {listed.commune}, còn sổ đang mở của {self._unit.title}. Chưa nhập gì vào sổ. "
                "Chọn đúng danh sách hoặc mở đúng sổ."
            )
            raise FileProblem("other_unit", message)
        self._today = local_date(register.providers.now())
        self._year = year or listed.year or int(self._today[:4])
        self._bearers = Bearers(connection, self._today)
        self._known = supports(connection, policy=self._chosen.id)
        self._by_id = {row.id: row for row in self._known}
        self._of: dict[str, list[SupportRow]] = {}
        for row in self._known:
            self._of.setdefault(row.person if self._for_people else row.household, []).append(row)  # type: ignore[arg-type]
        self._seen: dict[Any, int] = {}
        self._facts: dict[int, Facts] = {}
        self._cases: dict[int, _Case] = {}

    @property
    def _for_people(self) -> bool:
        return self._chosen.level == "person"

    # Planning.

    def plan(self) -> ImportPlan:
        """The dry run."""
        refused = list(self._listed.refused)
        rows: list[PlannedRow] = []
        for line in self._listed.rows:
            found = self._row(line)
            if isinstance(found, RefusedRow):
                refused.append(found)
            else:
                rows.append(found)
        self._doubt_hand_written()
        rows = list(self._judged(rows, refused))
        for row in rows:
            row.outcome = "doubtful" if row.reasons else row.outcome
        return ImportPlan(
            unit=self._unit.code,
            encoding=self._listed.encoding,
            persons=len(self._listed.rows),
            rows=rows,
            refused=refused,
            doubts=[doubt for doubt in self._listed.doubts if not doubt.serious] + self._general(),
        )

    def _general(self) -> list[Doubt]:
        if self._listed.year is None and any(line.year is None for line in self._listed.rows):
            told = f"Danh sách không ghi năm: dòng nào không có ngày thì tính vào năm {self._year}."
            return [Doubt(0, "year", "no_year", told, False)]
        return []

    def _row(self, line: ListedSupport) -> PlannedRow | RefusedRow:
        if line.record:
            row = self._by_id.get(line.record)
            if row is None:
                told = f"Không có hỗ trợ mang mã hồ sơ {line.record} trong sổ: xóa mã nếu là dòng mới."
                return RefusedRow(line.row, told, line.sheet)
            found = self._bearers.by_id(row.person, row.household)
        else:
            match = self._bearers.find(line)
            if isinstance(match, str):
                return RefusedRow(line.row, match, line.sheet)
            found, row = match, None
        planned = PlannedRow(
            row=line.row, village=found.village, head=line.name, outcome="same", sheet=line.sheet,
            reasons=[*found.doubts, *self._serious(line)], household_id=found.household,
        )  # fmt: skip
        data = self._input(line, found)
        same = row or self._same(data)
        if isinstance(same, int):
            planned.reasons.append(f"có {same} khoản như vậy trong sổ, chưa biết là khoản nào: sửa ở trang của hộ.")
            return planned
        row = same
        self._repeats(line, planned, row.id if row else self._key(data))
        self._compare(line, planned, row, data)
        return planned

    def _serious(self, line: ListedSupport) -> list[str]:
        return [
            doubt.message
            for doubt in self._listed.doubts
            if doubt.serious and (doubt.sheet, doubt.row) == (line.sheet, line.row)
        ]

    def _repeats(self, line: ListedSupport, planned: PlannedRow, key: Any) -> None:
        first = self._seen.setdefault(key, line.row)
        if first != line.row:
            planned.reasons.append(f"khoản này đã ghi ở dòng {first} của danh sách.")

    def _key(self, data: SupportInput) -> Any:
        same = tuple(str(_at(data.details, place)) for place in self._listed.same)
        return data.person or data.household, data.year, data.round, self._programme(data.details), same

    def _programme(self, details: dict[str, Any]) -> Any:
        return details.get(self._chosen.rules.programme_field or "")

    def _input(self, line: ListedSupport, found: Bearer) -> SupportInput:
        data = SupportInput(
            policy=self._chosen.id,
            year=line.year or self._year,
            household=found.household,
            person=found.person if self._for_people else None,
            round=line.round,
            amounts=msgspec.convert(line.amounts, Amounts) if line.amounts else None,
            details=line.details,
            milestones=line.steps,
            note=line.note,
        )
        if line.year is None and (line.steps or any(_is_day(value) for value in line.details.values())):
            nothing = Facts(on=self._today, household={})
            on = evaluate.record_date(self._chosen, data, nothing)
            data.year = int(on[:4])
        return data

    def _same(self, data: SupportInput) -> SupportRow | int | None:
        """The support of the register that a line is, or how many it may be."""
        near = list(self._of.get((data.person if self._for_people else data.household) or "", ()))
        for place in self._listed.same:
            wanted = _at(data.details, place)
            if wanted is None:
                continue
            equal = [row for row in near if _at(row.details, place) == wanted]
            if len(equal) == 1:
                return equal[0]
            near = [row for row in near if _at(row.details, place) in (None, wanted)]
        programme = self._programme(data.details)
        near = [
            row
            for row in near
            if row.year == data.year
            and (not data.round or row.round in (None, data.round))
            and (not programme or self._programme(row.details) in (None, programme))
        ]
        if len(near) > 1:
            return len(near)
        return near[0] if near else None

    def _compare(self, line: ListedSupport, planned: PlannedRow, row: SupportRow | None, data: SupportInput) -> None:
        if row is None:
            planned.outcome = "new"
            planned.changes = [SupportAdded(data=data)]
            self._cases[id(planned)] = _Case(line, planned, self._chosen, None, data)
            return
        chosen = definition_of(self._connection, row.policy, row.definition) or self._chosen
        change = _difference(line, row)
        if change.changes or change.steps:
            planned.outcome = "changed"
            planned.changes = [change]
            after = changed(row, change.changes)
            after.milestones.extend(change.steps)
            self._cases[id(planned)] = _Case(line, planned, chosen, row, after)

    # Judging.

    def _judged(self, rows: Sequence[PlannedRow], refused: list[RefusedRow]) -> Iterator[PlannedRow]:
        """The rows that may be written: what the definition forbids is refused, what it questions is doubtful."""
        cases = [self._cases[id(row)] for row in rows if id(row) in self._cases]
        given = [Judged(case.data, case.chosen, case.row.id if case.row else "") for case in cases]
        facts = dict(
            zip((id(case.planned) for case in cases), facts_of(self._register, self._connection, given), strict=True)
        )
        for row in rows:
            if id(row) not in facts:
                yield row
                continue
            issues = self._issues(self._cases[id(row)], facts[id(row)])
            hard = [issue.message for issue in issues if issue.severity == "hard"]
            if hard:
                refused.append(RefusedRow(row.row, "; ".join(hard), row.sheet))
            else:
                row.reasons += [issue.message for issue in issues]
                yield row

    def _issues(self, case: _Case, facts: Facts | NotFound | InvalidData) -> list[Issue]:
        if isinstance(facts, InvalidData):
            return facts.issues
        if isinstance(facts, NotFound):
            return [Issue("household", "hard", facts.code, facts.message)]
        self._facts[id(case.planned)] = facts
        if case.row is None:
            data = evaluate.propose(case.chosen, case.data, facts)  # as whole-village work fills what is left empty
            case.planned.changes = [SupportAdded(data=data)]
            self._cases[id(case.planned)] = case._replace(data=data)
            return evaluate.check(case.chosen, data, facts)
        return not_settled(case.chosen, case.row, case.data, facts)

    def _doubt_hand_written(self) -> None:
        """A list knows nothing of what somebody corrected; a line of our own sheet was corrected by hand itself."""
        cases = [case for case in self._cases.values() if case.row is not None and not case.line.record]
        origins = hand_written(self._connection, [("support", case.row.id) for case in cases if case.row])
        for case in cases:
            by_hand = origins.get(("support", case.row.id), frozenset()) if case.row else frozenset()
            names = {part for key in by_hand for part in key.removeprefix("details.").split("+")}
            for change in case.planned.changes:
                if isinstance(change, SupportChange):
                    case.planned.reasons += _against_hand(case.chosen, change, names)

    # Writing.

    def write(self, rows: Sequence[PlannedRow], reason: str, step: Callable[[int, int], object]) -> int:
        """Write these rows in one action; returns how many changes."""
        said = f"{FROM_LIST}: {self._listed.title or self._chosen.short}"
        if reason.strip():
            said += f"; nhận cả dòng cần xem lại: {reason.strip()}"
        action = Action(self._register, self._connection, said)
        touched = []
        for number, planned in enumerate(rows):
            step(number, len(rows))
            case, facts = self._cases[id(planned)], self._facts[id(planned)]
            if case.row is None:
                warnings = evaluate.check(case.chosen, case.data, facts)
                write_support(action, case.chosen, case.data, facts, warnings, reason)
                continue
            override = reason.strip() if not_settled(case.chosen, case.row, case.data, facts) else ""
            (change,) = (one for one in planned.changes if isinstance(one, SupportChange))
            draft_changed(
                action, case.chosen, case.row, case.data, facts, steps=change.steps, override=override
            )  # fmt: skip
            touched.append(case.row.id)
        changes = len(action.commit())
        for record in touched:
            settled(self._connection, record)
        return changes


def _at(details: dict[str, Any], place: str) -> Any:
    """The value under `details.<id>` or `details.<group>.<column>`."""
    value: Any = details
    for part in place.removeprefix("details.").split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"


def _difference(line: ListedSupport, row: SupportRow) -> SupportChange:
    """What a line says otherwise than the register; what it leaves empty says nothing."""
    change = SupportChange(support_id=row.id, fields={}, before={}, changes={})
    details: dict[str, Any] = {}
    for name, value in line.details.items():
        before = row.details.get(name)
        after = {**(before or {}), **value} if isinstance(value, dict) else value
        if after != before:
            details[name] = after
            change.fields[f"details.{name}"], change.before[f"details.{name}"] = after, before
    if details:
        change.changes["details"] = details
    amounts = {key: value for key, value in line.amounts.items() if value != getattr(row, key)}
    if amounts:
        kept = msgspec.to_builtins(as_input(row).amounts or Amounts())
        change.changes["amounts"] = kept | amounts
        change.fields |= {f"amounts.{key}": value for key, value in amounts.items()}
        change.before |= {f"amounts.{key}": getattr(row, key) for key in amounts}
    own = {"note": line.note, **({"year": line.year, "round": line.round} if line.record else {})}
    for name, written in own.items():
        before = getattr(row, name)
        adds = name == "note" and bool(before) and not line.record
        if written and written != before and not (adds and str(written) in str(before)):
            added = f"{before}; {written}" if adds else written
            change.changes[name] = change.fields[name] = added
            change.before[name] = before
    known = {step.kind for step in row.milestones}
    change.steps = [step for step in line.steps if step.kind not in known]
    return change


def _against_hand(chosen: Policy, change: SupportChange, by_hand: set[str]) -> Iterator[str]:
    for path, value in change.fields.items():
        room, _, name = path.partition(".")
        key = name if room == "details" else room
        before = change.before[path]
        if key in by_hand and before is not None and room in ("details", "amounts"):
            label = chosen.rules.labels.get(path) or (chosen.fields[name].label if name in chosen.fields else path)
            now, then = (chosen.show(name, one) if room == "details" else str(one) for one in (value, before))
            yield f"{label} trong danh sách là {now}, trong sổ là {then} do cán bộ ghi: xem giấy tờ."
