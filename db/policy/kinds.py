"""Judges a record of a unit by its kind: the same fields, checks and expressions as a support's, without a household.

It never raises on data and never writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from db.domain.errors import Issue
from db.policy.definition import Kind
from db.policy.entry import Entry, entry
from db.policy.evaluate import findings
from db.policy.facts import Facts
from db.policy.reading import Reading
from db.policy.records import RecordInput
from db.policy.template import day
from db.policy.values import is_blank, is_date

FIRST, LAST = 1990, 2199
"""Years in which a record may lie."""


def check(kind: Kind, record: RecordInput, facts: Facts) -> list[Issue]:
    """All findings about a record, hard and soft, in the order of the form.

    Paths are `date`, `title`, `village`, `year`, `details.<id>`, `details.<id>[0].<column>`.
    """
    reading = read(kind, record, facts)
    return [*_head(kind, record, facts.on), *findings(reading), *_period(kind, reading)]


def read(kind: Kind, record: RecordInput, facts: Facts | None = None) -> Reading:
    """The record as its kind understands it, on its own date."""
    dated = record.date if is_date(record.date) else None
    known = facts or Facts(on=dated or "1990-01-01")
    return Reading(kind, record, msgspec.structs.replace(known, date=dated))


def shown(kind: Kind, record: RecordInput, facts: Facts) -> Entry:
    """What the form of this record shows now; never raises on what is written."""
    dated = record.date if is_date(record.date) else None
    return entry(kind, record, msgspec.structs.replace(facts, date=dated))


def complete(kind: Kind, record: RecordInput, facts: Facts | None = None) -> dict[str, Any]:
    """The details as the ledger keeps them: read, canonical, with defaults and calculated fields; blanks left out."""
    return read(kind, record, facts).details()


def name(kind: Kind, record: RecordInput) -> str:
    """What a record is called: its own title, else as the definition writes it."""
    if kind.rules.written is None:
        return record.title or kind.short
    return kind.rules.written.write(read(kind, record).scope)


def counted(kind: Kind, record: RecordInput) -> dict[str, int | Decimal]:
    """What a record adds to each figure of its kind that it counts in; 1 where records, units or villages count."""
    scope = read(kind, record).scope
    found: dict[str, int | Decimal] = {}
    for rule in kind.rules.counts:
        if rule.spec.distinct is None and (rule.when is None or rule.when(scope) is True):
            value = rule.sum(scope) if rule.sum else 1
            if value is not None:
                found[rule.spec.id] = value
    return found


def named_in(kind: Kind, record: RecordInput, figure: str) -> set[str]:
    """Ids of the records that a figure with `distinct` finds in this one."""
    reading = read(kind, record)
    rule = next(rule for rule in kind.rules.counts if rule.spec.id == figure)
    if rule.spec.distinct is None or (rule.when is not None and rule.when(reading.scope) is not True):
        return set()
    group, _, column = rule.spec.distinct.partition(".")
    if not column:
        found = reading.scope.values.get(group)
        return {found} if found else set()
    wanted = (rule.spec.rows or "").partition(".")[2]
    rows = reading.rows(kind.fields[group])
    return {row[column] for row in rows if row.get(column) and (not wanted or row.get(wanted) is True)}


def moved(kind: Kind, record: RecordInput) -> list[int | Decimal | None]:
    """What the record adds to each of its kind's balances, None where that is not written."""
    scope = read(kind, record).scope
    return [balance.amount(scope) for balance in kind.rules.balances]


def cost(kind: Kind, record: RecordInput) -> int | Decimal | None:
    """What a record cost, None where its kind does not say or it is not written."""
    return kind.rules.cost(read(kind, record).scope) if kind.rules.cost else None


def _head(kind: Kind, record: RecordInput, today: str) -> Iterator[Issue]:
    head = kind.definition.head
    if head.name is not None and is_blank(record.title):
        yield Issue("title", "hard", "required", f"{head.name}: chưa ghi.")
    if head.name is not None and len(record.title or "") > 300:
        yield Issue("title", "hard", "too_long", f"{head.name}: dài quá 300 ký tự.")
    if head.village == "required" and is_blank(record.village):
        yield Issue("village", "hard", "required", f"{kind.short} ghi theo thôn: chưa chọn thôn.")
    if head.village == "none" and not is_blank(record.village):
        yield Issue("village", "hard", "not_relevant", f"{kind.short} là của cả xã: bỏ trống thôn.")
    if not is_date(record.date):
        yield Issue("date", "hard", "type", f"{head.date}: cần ngày có thật viết theo năm-tháng-ngày.")
    elif record.date > today and not head.ahead:
        text = f"{head.date} {day(record.date)} ở sau ngày hôm nay ({day(today)})."
        yield Issue("date", "soft", "date_future", text)
    if record.year and not FIRST <= record.year <= LAST:
        yield Issue("year", "hard", "out_of_range", f"Năm {record.year}: ghi năm từ {FIRST} đến {LAST}.")


def _period(kind: Kind, reading: Reading) -> Iterator[Issue]:
    until = kind.definition.until
    end = reading.scope.values.get(until) if until else None
    if isinstance(end, str) and end < reading.date and until:
        label = kind.fields[until].label
        text = f"{label} {day(end)} trước {kind.definition.head.date[:1].lower()}{kind.definition.head.date[1:]}"
        yield Issue(f"details.{until}", "hard", "ends_before", f"{text} {day(reading.date)}: kiểm tra lại.")
