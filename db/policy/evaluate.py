"""Judges a support by its policy and says what the ledger keeps of it; it never raises on data and never writes.

`hard` findings stop a save, `soft` ones ask for a reason. What is unknown never stops anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from db.domain.errors import Issue, Severity
from db.policy import schema, values
from db.policy.compiled import Check, Field, Limit, Programme, Sum
from db.policy.definition import Policy, Ruled, in_force
from db.policy.facts import Facts
from db.policy.functions import Scope
from db.policy.lifecycle import check_milestones, next_steps, status
from db.policy.overlaps import overlapping, paid_for, period
from db.policy.reading import Reading, SupportLike, whole
from db.policy.records import Amounts, SupportInput
from db.policy.template import day, write

__all__ = [
    "Facts",
    "active_period",
    "check",
    "complete",
    "contents",
    "counted",
    "eligible_programmes",
    "findings",
    "next_steps",
    "propose",
    "record_date",
    "removes",
    "status",
]

_CERTAIN = frozenset({"seen", "own"})


def check(policy: Policy, support: SupportLike, facts: Facts) -> list[Issue]:
    """All findings about a support, hard and soft, in the order of the form; never raises on what is written.

    Paths are `details.<id>`, `details.<id>[0].<column>`, `amounts.<key>`, `milestones[0].<key>`.
    """
    reading = Reading(policy, support, facts)
    found = list(reading.issues)
    broken = {issue.field for issue in found}
    found += [i for i in _fields(reading) if i.field not in broken]
    found += _bearer(policy, reading)
    found += _round(policy, reading)
    found += _amounts(policy, reading)
    found += check_milestones(policy, reading.steps, facts.on)
    found += _dates(reading)
    found += _programme(reading)
    for total in policy.rules.sums:
        found += _sum(reading, total)
    for rule in policy.rules.checks:
        found += _check(reading, rule)
    return [*found, *overlapping(reading)]


def findings(reading: Reading) -> list[Issue]:
    """What the fields, sums, checks and overlaps of any definition say: all there is to say of a record of a unit."""
    found = list(reading.issues)
    broken = {issue.field for issue in found}
    found += [issue for issue in _fields(reading) if issue.field not in broken]
    found += _dates(reading)
    for total in reading.policy.rules.sums:
        found += _sum(reading, total)
    for rule in reading.policy.rules.checks:
        found += _check(reading, rule)
    return [*found, *overlapping(reading)]


def complete(policy: Ruled, support: SupportLike, facts: Facts) -> dict[str, Any]:
    """The details as the ledger keeps them: read, canonical, with defaults and calculated fields; blanks left out."""
    return Reading(policy, support, facts).details()


def record_date(policy: Policy, support: SupportLike, facts: Facts) -> str:
    """ISO date whose law and whose household facts count for the support, e.g. the day a card starts.

    It reads no facts beyond `facts.on`, so a caller asks for it first and then gathers the facts of that day.
    """
    return Reading(policy, support, facts).date


def active_period(policy: Ruled, support: SupportLike, facts: Facts) -> tuple[str | None, str | None]:
    """From and to (ISO, inclusive) of the support's effect; None where open or unknown. `Facts.others` carries it."""
    return period(Reading(policy, support, facts))


def contents(policy: Policy, support: SupportLike, facts: Facts) -> list[str]:
    """Ids of what this support pays for, as its definition names them; `Facts.others` carries them."""
    return [entry.id for entry in paid_for(Reading(policy, support, facts))]


def counted(policy: Ruled, support: SupportLike, facts: Facts) -> dict[str, int | Decimal]:
    """What a support adds to each figure of its policy that it counts in; 1 where supports or their bearers count."""
    reading = Reading(policy, support, facts)
    found: dict[str, int | Decimal] = {}
    for rule in policy.rules.counts:
        if rule.when is None or rule.when(reading.scope) is True:
            value = rule.sum(reading.scope) if rule.sum else 1
            if value is not None:
                found[rule.spec.id] = value
    return found


def removes(policy: Policy, support: SupportLike, facts: Facts, standard: str) -> list[str]:
    """Codes of the deprivations of a poverty standard that this support takes away."""
    reading = Reading(policy, support, facts)
    found: list[str] = []
    for rule, when in policy.rules.removes:
        if rule.standard == standard and (when is None or when(reading.scope)):
            found += rule.indicators
    return found


def eligible_programmes(policy: Policy, support: SupportLike, facts: Facts) -> list[tuple[str, bool | None]]:
    """Programmes in force on the record's date, each with whether the household may have it (None: unknown)."""
    reading = Reading(policy, support, facts)
    open_now = (p for p in policy.rules.programmes.values() if in_force(p.spec, reading.date))
    return [(p.spec.code, p.eligible(reading.scope) if p.eligible else True) for p in open_now]


def propose(policy: Policy, support: SupportInput, facts: Facts) -> SupportInput:
    """The support with what the definition proposes for whole-village work in its empty fields and amounts."""
    reading = Reading(policy, support, facts, proposing=True)
    given = {} if support.amounts is None else msgspec.structs.asdict(support.amounts)
    for key, proposal in policy.rules.proposals.items():
        value = proposal(reading.scope) if given.get(key) is None else None
        if value is not None:
            given[key] = int(value)
    amounts = Amounts(**given) if given else None
    return msgspec.structs.replace(support, details=reading.details(), amounts=amounts)


def _weight(chosen: Severity | None, state: str) -> Severity:
    """A bound whose source was read stops; one recalled or uncertain only asks, unless the definition decides."""
    return chosen or ("hard" if state in _CERTAIN else "soft")


def _doubt(state: str) -> str:
    return "" if state in _CERTAIN else "; số liệu cần đối chiếu"


def _fields(reading: Reading) -> Iterator[Issue]:
    for field, path, scope, value in reading.cells():
        if values.is_blank(value):
            if _is_required(field, scope):
                yield Issue(path, "hard", "required", f"{field.label}: chưa ghi.")
            continue
        yield from _choice(reading, field, path, value)
        if field.constraint and field.constraint(scope) is False and field.message:
            yield Issue(path, field.spec.severity, "constraint", field.message.write(scope))


def _is_required(field: Field, scope: Scope) -> bool:
    if field.relevant and field.relevant(scope) is not True:
        return False
    required = field.required
    return required if isinstance(required, bool) else required(scope) is True


def _choice(reading: Reading, field: Field, path: str, value: Any) -> Iterator[Issue]:
    if not isinstance(field.spec, (schema.ChoiceField, schema.MultiChoiceField)):
        return
    for code in value if isinstance(value, list) else [value]:
        item = field.codes.get(code)
        if item is None:
            text = f"{field.label}: {_named(field, code)} chưa có trong danh mục của chương trình."
            yield Issue(path, "soft", "choice", text)
        elif not in_force(item, reading.date):
            text = f"{field.label}: {_named(field, item.label)} không áp dụng ngày {day(reading.date)}"
            text += f"{_doubt(item.status)}."
            yield Issue(path, _weight(None, item.status), "choice_date", text)


def _named(field: Field, value: str) -> str:
    return "giá trị đang chọn" if field.secret else f"“{value}”"


def _bearer(policy: Policy, reading: Reading) -> Iterator[Issue]:
    support = reading.support
    if policy.level == "person" and values.is_blank(support.person):
        yield Issue("person", "hard", "required", f"{policy.short} cấp cho từng người: chưa chọn người.")
    if policy.level == "household" and values.is_blank(support.household):
        yield Issue("household", "hard", "required", f"{policy.short} cấp cho hộ: chưa chọn hộ.")


def _round(policy: Policy, reading: Reading) -> Iterator[Issue]:
    rounds, given = policy.definition.rounds, reading.support.round
    if rounds and values.is_blank(given):
        yield Issue("round", "hard", "required", f"{policy.short} ghi theo từng đợt: chưa chọn đợt.")
    elif rounds and given not in rounds:
        text = f"{policy.short} không có đợt này; các đợt: {', '.join(rounds)}."
        yield Issue("round", "hard", "choice", text)


def _amounts(policy: Policy, reading: Reading) -> Iterator[Issue]:
    declared = policy.definition.amounts or schema.Money()
    given = reading.support.amounts
    for key in ("requested", "approved", "cost"):
        label = getattr(declared, key)
        value = getattr(given, key) if given else None
        path = f"amounts.{key}"
        if value is None:
            if key in declared.required:
                yield Issue(path, "hard", "required", f"{label}: chưa ghi.")
        elif label is None:
            yield Issue(path, "hard", "unknown_field", f"{reading.policy.short} không dùng khoản tiền này.")
        elif not _is_amount(value):
            yield Issue(path, "hard", "out_of_range", f"{label}: phải là số đồng từ 0 trở lên.")
    if given and given.sources:
        yield from _sources(reading, declared)


def _is_amount(value: Any) -> bool:
    return whole(value) is not None and 0 <= value <= 10**15


def _sources(reading: Reading, declared: schema.Money) -> Iterator[Issue]:
    given = reading.support.amounts
    sources = given.sources if given else []
    seen: set[str] = set()
    for index, source in enumerate(sources):
        path = f"amounts.sources[{index}]"
        if source.source not in declared.sources:
            yield Issue(f"{path}.source", "hard", "choice", f"{reading.policy.short} không dùng nguồn vốn này.")
        if source.source in seen:
            yield Issue(f"{path}.source", "hard", "duplicate", "Nguồn vốn này đã ghi ở dòng trên.")
        seen.add(source.source)
        if not _is_amount(source.amount):
            yield Issue(f"{path}.amount", "hard", "out_of_range", "Số tiền của nguồn vốn phải từ 0 đồng trở lên.")
    cost, total = reading.scope.values.get("tien.cost"), reading.scope.values.get("tien.sources")
    if cost is not None and total is not None and cost != total:
        text = _difference("Các nguồn vốn", total, declared.cost or "tổng kinh phí", cost)
        yield Issue("amounts.sources", "hard", "sources_sum", text)


def _difference(parts_label: str, parts: Any, total_label: str, total: Any) -> str:
    more = "thừa" if parts > total else "thiếu"
    lower = total_label[0].lower() + total_label[1:]
    return (
        f"{parts_label} cộng lại là {write('money', parts)} đồng, {more} {write('money', abs(parts - total))} đồng "
        f"so với {lower} {write('money', total)} đồng."
    )


def _dates(reading: Reading) -> Iterator[Issue]:
    definition = reading.policy.definition
    if not in_force(definition, reading.date):
        text = f"{definition.short}: chính sách không có hiệu lực ngày {day(reading.date)}."
        yield Issue("", "soft", "policy_date", text)


def _programme(reading: Reading) -> Iterator[Issue]:
    chosen = reading.programme
    if chosen is None:
        return
    path = f"details.{reading.policy.rules.programme_field}"
    spec = chosen.spec
    if not in_force(spec, reading.date):
        text = f"Chương trình “{spec.label}” không áp dụng ngày {day(reading.date)}{_doubt(spec.status)}."
        yield Issue(path, _weight(None, spec.status), "programme_date", text)
    yield from _eligible(reading, chosen, path)
    for limit in chosen.limits:
        yield from _limit(reading, spec, limit)


def _eligible(reading: Reading, chosen: Programme, path: str) -> Iterator[Issue]:
    answer = chosen.eligible(reading.scope) if chosen.eligible else True
    spec = chosen.spec
    if answer is None:
        text = f"Chưa đủ thông tin để biết có đúng đối tượng của “{spec.label}” ({spec.eligible_text}) không."
        yield Issue(path, "soft", "eligible_unknown", text)
    elif not answer:
        text = f"“{spec.label}” dành cho {spec.eligible_text}{_doubt(spec.status)}."
        yield Issue(path, _weight(spec.eligible_severity, spec.status), "eligible", text)


def _limit(reading: Reading, programme: schema.Programme, limit: Limit) -> Iterator[Issue]:
    if not in_force(limit.spec, reading.date) or (limit.when and limit.when(reading.scope) is not True):
        return
    value = limit.value(reading.scope)
    if value is None:
        return
    low = limit.least is not None and value < limit.least
    high = limit.most is not None and value > limit.most
    if low or high:
        text = _limit_text(reading, programme, limit, value, high=high)
        severity = _weight(limit.spec.severity, limit.spec.status)
        yield Issue(_path(limit.spec.field), severity, "limit", text)


def _limit_text(reading: Reading, programme: schema.Programme, limit: Limit, value: Any, *, high: bool) -> str:
    source = f" ({limit.spec.source}{_doubt(limit.spec.status)})"
    if limit.message:
        return limit.message.write(reading.scope) + source + "."
    bound = limit.most if high else limit.least
    shown = int(bound) if bound is not None and bound == int(bound) else bound
    side = "vượt mức tối đa" if high else "dưới mức tối thiểu"
    return (
        f"{limit.label} {write(limit.kind, value)}{limit.unit} {side} {write(limit.kind, shown)}{limit.unit} "
        f"của “{programme.label}”{source}."
    )


def _sum(reading: Reading, rule: Sum) -> Iterator[Issue]:
    total = rule.total(reading.scope)
    parts = [part(reading.scope) for part in rule.parts]
    known: list[int | Decimal] = [p for p in parts if p is not None]
    if total is None or not known:
        return
    found = sum(known)
    if found != total:
        label, _, of = rule.spec.label.partition(" = ")
        text = _difference(label, found, of or "tổng số", total)
        yield Issue(_path(rule.spec.field), rule.spec.severity, rule.spec.id, text)


def _check(reading: Reading, rule: Check) -> Iterator[Issue]:
    if rule.when and rule.when(reading.scope) is not True:
        return
    if rule.expr(reading.scope) is False:
        text, doubt = rule.message.write(reading.scope), _doubt(rule.spec.status)
        text = f"{text.rstrip('.')}{doubt}." if doubt else text
        yield Issue(_path(rule.spec.field), _weight(rule.spec.severity, rule.spec.status), rule.spec.id, text)


def _path(field: str) -> str:
    """The path of a finding from the name in the definition."""
    if field in ("", "milestones", "person") or field.startswith("amounts."):
        return field
    return f"details.{field}"
