"""Targets of a unit: set by hand or taken from a plan that the program carries, with the communes listed that day."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection

from db.domain.errors import Issue, no_record
from db.domain.units import catalogue
from db.domain.values import is_iso_date
from db.ledger.register import Register
from db.policy.targets import COMPARATORS, KINDS, OVERS, CohortRule, Plan, shipped_plan, unfit, unplaced
from db.policy.values import is_number
from db.store.actions import Action
from db.store.clauses import Clause, among, ask, every
from db.store.definitions.indicators import indicators
from db.store.figures.counting import Counter
from db.store.figures.formers import Former, Ways
from db.store.figures.official import OfficialInput, draft_official
from db.store.household.households import tidy
from db.store.household.people import settle
from db.store.places.residence import stands
from db.store.places.statuses import statuses_on
from db.store.places.tree import Tree, check_unit
from db.store.shapes import read

_GROUPS = {
    "aim": ("measure", "comparator", "value", "value_to"),
    "period": ("from_year", "year"),
    "start": ("baseline", "baseline_on", "baseline_source"),
}


class Cohort(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Communes listed when the target was set. words: which they are; on: the day they were looked up, if they were."""

    words: str
    units: list[str] = []
    on: str | None = None


class TargetInput(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A target as a plan states it.

    unit: code, our own where none is given. measure, comparator, over: keys of `db.policy.targets.KINDS`,
    `COMPARATORS`, `OVERS`. value, value_to, baseline: decimals as text. from_year: where it is of several years.
    """

    indicator: str
    year: int
    comparator: str
    unit: str | None = None
    title: str | None = None
    plan: str | None = None
    clause: str | None = None
    from_year: int | None = None
    measure: str = "level"
    value: str | None = None
    value_to: str | None = None
    baseline: str | None = None
    baseline_on: str | None = None
    baseline_source: str | None = None
    over: str = "unit"
    cohort: Cohort | None = None
    source: str | None = None
    note: str | None = None


class TargetRow(TargetInput, kw_only=True):
    """A recorded target; what a newer program left out is empty. unit_date: the day for which its unit was named."""

    id: str
    unit_date: str = ""
    indicator: str = ""
    year: int = 0
    comparator: str = "none"
    conflicts: int = 0

    @property
    def first_year(self) -> int:
        """The year in which it begins."""
        return self.from_year or self.year


class Loaded(msgspec.Struct, kw_only=True):
    """What came of a plan: targets and printed figures entered, targets that were there, and those whose communes
    nobody could list yet."""

    targets: int
    same: int
    official: int
    unlisted: list[str]


def targets(
    connection: Connection, *, ids: Sequence[str] | None = None, year: int | None = None, units: Sequence[str] = ()
) -> list[TargetRow]:
    """Recorded targets as they were entered. year: in force in it, of several years too; units: of these codes."""
    wanted = [Clause("t.deleted = 0")]
    wanted += [Clause("coalesce(t.from_year, t.year) <= ? AND t.year >= ?", (year, year))] if year is not None else []
    wanted += [among(connection, "t.unit", units)] if units else []
    names = [*TargetInput.__struct_fields__, "id", "unit_date", "conflicts"]
    columns = ", ".join(f"t.{name}" for name in names)
    query = every(wanted).within(f"SELECT {columns} FROM target t WHERE ", " ORDER BY t.id")
    rows = [dict(zip(names, row, strict=True)) for row in ask(connection, query)]
    found = [_row(row) for row in rows]
    return [row for row in found if ids is None or row.id in ids]


def targets_of(
    connection: Connection, unit: str, on: str, *, year: int | None = None
) -> tuple[list[TargetRow], list[tuple[Former, TargetRow]]]:
    """The targets of a unit as it is on an ISO day, and those of the former units it is made of."""
    ways = Ways(connection)
    rows = targets(connection, year=year, units=ways.codes(unit, on))
    own = [row for row in rows if ways.same(unit, on, row.unit or "", row.unit_date)]
    was = [(ways.former(unit, on, row.unit or "", row.unit_date), row) for row in rows]
    return own, [(former, row) for former, row in was if former is not None]


def _row(row: dict[str, Any]) -> TargetRow:
    known = {name: value for name, value in row.items() if value is not None}
    cohort = orjson.loads(known.pop("cohort", "null"))
    if isinstance(cohort, dict):
        units = [one for one in cohort.get("units", []) if isinstance(one, str)]
        known["cohort"] = {"words": str(cohort.get("words", "")), "units": units, "on": cohort.get("on")}
    return msgspec.convert(known, TargetRow)


def target(connection: Connection, record: str) -> TargetRow:
    """One target; NotFound with a sentence."""
    found = targets(connection, ids=[record])
    if not found:
        raise no_record("chỉ tiêu", record)
    return found[0]


def add_target(register: Register, data: TargetInput, *, reason: str = "") -> str:
    """Set a target; returns its id.

    Raises:
        InvalidData: hard findings.
        NotAllowed: a unit that is neither ours nor below.
    """
    with register.write() as connection:
        settle(target_issues(connection, data), reason)
        action = Action(register, connection, reason)
        record = _draft(action, Tree(connection), data)
        action.commit()
    return record


def set_target(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> None:
    """Change fields of a target; its unit stays.

    Raises:
        NotFound: no such target; InvalidData: unknown field, hard findings.
    """
    with register.write() as connection:
        row = target(connection, record)
        whole = {name: getattr(row, name) for name in TargetInput.__struct_fields__}
        after = read(msgspec.to_builtins(whole) | {k: v for k, v in changes.items() if k != "unit"}, TargetInput)
        settle(target_issues(connection, after), reason)
        action = Action(register, connection, reason)
        action.set("target", record, _values(after))
        action.commit()


def delete_target(register: Register, record: str, *, reason: str) -> None:
    """Take a target back; NotFound if there is none."""
    with register.write() as connection:
        target(connection, record)
        action = Action(register, connection, reason)
        action.delete("target", record)
        action.commit()


def load_plan(register: Register, name: str, *, unit: str | None = None) -> Loaded:
    """Enter the targets and printed figures of a plan that the program carries, those that are not there yet.

    unit: for which unit the targets stand, our own where none is given; printed figures are of the plan's own unit.
    Communes that a rule describes are listed now, where the register can tell them; once listed they stay.

    Raises:
        NotFound: no such plan, no such unit.
    """
    plan = shipped_plan(name)
    with register.write() as connection:
        tree = Tree(connection)
        place = unit or tree.own
        check_unit(place)
        there = {_same(row): row for row in targets_of(connection, place, tree.on)[0]}
        counter = _Listing(connection)
        wanted = [_input(plan, number, place, counter) for number in range(len(plan.targets))]
        new = [one for one in wanted if _same(one) not in there]
        settle([issue for one in new for issue in target_issues(connection, one)], "")
        action = Action(register, connection)
        for one in new:
            _draft(action, tree, one)
        for one in wanted:
            before = there.get(_same(one))
            if before is not None and before.cohort is not None and not before.cohort.units:
                action.set("target", before.id, {"cohort": _listed(one)})
        action.commit()
        official = draft_official(register, connection, _printed(plan), "")
    unlisted = [one.title or "" for one in wanted if _unlisted(one, there.get(_same(one)))]
    return Loaded(targets=len(new), same=len(wanted) - len(new), official=len(official), unlisted=unlisted)


def _unlisted(one: TargetInput, before: TargetRow | None) -> bool:
    """Whether nobody could list its communes, now or earlier."""
    known = before.cohort if before is not None else None
    return one.cohort is not None and not one.cohort.units and not (known is not None and known.units)


def _same(one: TargetInput) -> tuple[Any, ...]:
    """What makes a target of a plan the same one, whatever was corrected in it since."""
    return one.plan, one.clause, one.indicator, one.year, one.measure, one.over, one.comparator


def _input(plan: Plan, number: int, unit: str, counter: _Listing) -> TargetInput:
    spec = plan.targets[number]
    given = {name: getattr(spec, name) for name in spec.__struct_fields__ if name != "cohort"}
    cohort = None if spec.cohort is None else counter.cohort(spec.cohort, unit)
    return TargetInput(unit=unit, plan=plan.short, source=plan.source, cohort=cohort, **given)


def _printed(plan: Plan) -> list[OfficialInput]:
    shown = [{name: getattr(one, name) for name in one.__struct_fields__} for one in plan.official]
    return [OfficialInput(unit=plan.unit, source=plan.source, **one) for one in shown]


class _Listing:
    """Looks up the communes that a rule describes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cohort(self, rule: CohortRule, unit: str) -> Cohort:
        """The communes below a unit that fit the rule on its day; none where it cannot be told."""
        if rule.on is None:
            return Cohort(words=rule.words)
        found = self._being(rule, rule.on, unit) if rule.status else self._counted(rule, rule.on, unit)
        return Cohort(words=rule.words, units=found, on=rule.on if found else None)

    def _being(self, rule: CohortRule, on: str, unit: str) -> list[str]:
        known = statuses_on(self._connection, on)
        were = {stands(self._connection, one.unit) for one in known if one.code in rule.status}
        return [code for code in Tree(self._connection).communes(unit) if code in were]

    def _counted(self, rule: CohortRule, on: str, unit: str) -> list[str]:
        if rule.indicator is None:
            return []
        counter = Counter(self._connection, on)
        known = indicators(self._connection)[rule.indicator]
        values = {code: counter.value(known, [code]).value for code in counter.tree.communes(unit)}
        return [code for code, value in values.items() if value is not None and _fits(rule, Decimal(value))]


def _fits(rule: CohortRule, value: Decimal) -> bool:
    above = rule.above is None or value > Decimal(rule.above)
    return above and (rule.at_least is None or value >= Decimal(rule.at_least))


def _draft(action: Action, tree: Tree, data: TargetInput) -> str:
    unit = data.unit or tree.own
    return action.create("target", {"unit": unit, "unit_date": tree.on} | _values(data), unit=unit)


def _values(data: TargetInput) -> dict[str, Any]:
    """Ledger values: texts tidied, groups as objects, nothing where nothing stands."""
    grouped = {name for names in _GROUPS.values() for name in names}
    plain = [name for name in data.__struct_fields__ if name not in grouped and name not in ("unit", "cohort")]
    found = {name: tidy(getattr(data, name)) for name in plain}
    for group, names in _GROUPS.items():
        values = {name: tidy(getattr(data, name)) for name in names}
        found[group] = {name: value for name, value in values.items() if value is not None} or None
    if data.cohort is not None:
        found["cohort"] = _listed(data)
    return found


def _listed(data: TargetInput) -> dict[str, Any]:
    return {k: v for k, v in msgspec.to_builtins(data.cohort).items() if v is not None}


def target_issues(connection: Connection, data: TargetInput) -> list[Issue]:
    """Everything that is wrong with a target, all of it hard."""
    found = [*_wrong_words(connection, data), *_wrong_figures(data)]
    if not 1990 <= data.year <= 2199 or (data.from_year is not None and not 1990 <= data.from_year <= data.year):
        found.append(("year", "year", "Năm đánh giá, từ năm phải là năm có thật và đúng thứ tự."))
    unknown = [code for code in (data.cohort.units if data.cohort else ()) if not catalogue().versions(code)]
    found += [("cohort.units", "unknown_unit", f"Không có đơn vị hành chính mã {code}.") for code in unknown]
    return [Issue(field, "hard", code, said) for field, code, said in found]


def _wrong_words(connection: Connection, data: TargetInput) -> list[tuple[str, str, str]]:
    known = indicators(connection)
    found = []
    if data.indicator not in known:
        found.append(("indicator", "unknown_indicator", f"Không có chỉ số “{data.indicator}” trong sổ này."))
    for name, allowed in (("measure", KINDS), ("comparator", COMPARATORS), ("over", OVERS)):
        if getattr(data, name) not in allowed:
            told = f"“{getattr(data, name)}” không dùng được: ghi một trong {', '.join(allowed)}."
            found.append((name, "choice", told))
    fault = unplaced(data.over, data.cohort is not None)
    return [*found, *([("cohort", "cohort", f"{fault[:1].upper()}{fault[1:]}.")] if fault else [])]


def _wrong_figures(data: TargetInput) -> list[tuple[str, str, str]]:
    found = [
        (name, "decimal", f"Số “{getattr(data, name)}” không dùng được: ghi như 6.09.")
        for name in ("value", "value_to", "baseline")
        if getattr(data, name) is not None and not is_number(getattr(data, name))
    ]
    if data.baseline_on is not None and not is_iso_date(data.baseline_on):
        found.append(("baseline_on", "date", f"Ngày “{data.baseline_on}” không có trong lịch: ghi dạng 2016-12-31."))
    fault = unfit(data.comparator, data.value, data.value_to)
    return [*found, *([("value", "aim", f"{fault[:1].upper()}{fault[1:]}.")] if fault else [])]
