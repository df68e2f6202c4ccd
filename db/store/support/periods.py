"""Which supports are in effect, were had in a year, or fall due: found for the whole register in one query each.

What counts is what the definitions declare; a support of a definition that is not here counts in its year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from db.dialects import Statements, statements
from db.domain.errors import NotFound
from db.policy import compiled
from db.policy.dates import FieldDate, FindableDate, Joined, StepDate
from db.policy.definition import Policy
from db.policy.lifecycle import RETURNED
from db.store.clauses import Clause, either, every
from db.store.definitions.policies import definitions, policies
from db.store.inputs import PolicyYear

ASKING = ("requested", "reviewed")
"""Steps by which nobody has anything yet."""


def bearer(policy: Policy) -> str:
    """The column of `support` that says whose it is."""
    return "person" if policy.level == "person" else "household"


def live(step: str = "ms", support: str = "s") -> str:
    """SQL: a step (table alias) is one of that support's, and nobody took it back."""
    return (
        f"{step}.support = {support}.id AND {step}.deleted = 0 AND {step}.reverses IS NULL AND NOT EXISTS "
        f"(SELECT 1 FROM milestone r WHERE r.support = {support}.id AND r.reverses = {step}.id AND r.deleted = 0)"
    )


def covered(connection: Connection, name: str, on: str) -> Clause:
    """A support (alias `s`) of this policy is in effect on a date; without declared dates, it is of that year.

    One that was only asked for is not.
    """
    of_year = Clause("s.year = ?", (int(on[:4]),))

    def when(version: Policy) -> Clause:
        return every([_meets(connection, version, on, on) or of_year, _not_only_asked(version)])

    return _held(connection, name, of_year, when)


def had(connection: Connection, wanted: PolicyYear) -> Clause:
    """A support (alias `s`) of this policy is of that year or in effect in it; of any year where none is named.

    With a round, only what was recorded for that round counts.
    """
    year = wanted.year
    if year is None:
        return _held(connection, wanted.policy, every([]), lambda version: every([]))
    of_year = Clause("s.year = ?", (year,))
    if wanted.round is not None:
        of_round = every([of_year, Clause("s.round = ?", (wanted.round,))])
        return _held(connection, wanted.policy, of_round, lambda version: of_round)

    def when(version: Policy) -> Clause:
        period = _meets(connection, version, f"{year}-01-01", f"{year}-12-31")
        return either([of_year, period]) if period else of_year

    return _held(connection, wanted.policy, of_year, when)


def _held(connection: Connection, name: str, unknown: Clause, when: Callable[[Policy], Clause]) -> Clause:
    """A support of this policy that somebody really has, at the time its own definition says."""
    versions = definitions(connection, name)
    ways = [every([of_definition(one, versions), when(one)]) for one in versions]
    ways.append(every([_of_no(versions), unknown]))
    return every([Clause("s.deleted = 0 AND s.policy = ?", (name,)), either(ways)])


def of_definition(version: Policy, versions: Sequence[Policy]) -> Clause:
    """A support was written with this definition (naming none: the newest), and somebody really has it."""
    named = f"s.definition = '{version.sha256}'"
    mine = Clause(f"({named} OR s.definition IS NULL)" if version is versions[0] else named)
    return every([mine, _not_void(version)])


def given(connection: Connection) -> Clause:
    """A support (alias `s`) of any policy that somebody really has: not only asked for, not refused or handed back."""
    known = {name: definitions(connection, name) for name in policies(connection)}
    return either(
        [
            every([Clause("s.policy = ?", (name,)), of_definition(one, versions), _not_only_asked(one)])
            for name, versions in known.items()
            for one in versions
        ]
    )


def _not_only_asked(version: Policy) -> Clause:
    """There is no step yet, or one beyond asking and looking into it."""
    asked = [kind for kind in version.milestones if version.counts_as(kind) in ASKING]
    if not asked:
        return Clause("1 = 1")
    quoted = ", ".join(f"'{kind}'" for kind in asked)
    step = f"SELECT 1 FROM milestone ms WHERE {live()}"
    return Clause(f"(NOT EXISTS ({step}) OR EXISTS ({step} AND ms.kind NOT IN ({quoted})))")


def _of_no(versions: Sequence[Policy]) -> Clause:
    """Its definition is not here."""
    return Clause(f"s.definition NOT IN ({', '.join(repr(version.sha256) for version in versions)})")


def _meets(connection: Connection, version: Policy, first: str, last: str) -> Clause | None:
    """The period of effect and the days first…last have a day in common; None where no period is declared."""
    sql, rules = statements(connection), version.rules
    if rules.starts is None:
        return None
    begins = Clause(f"{_day(sql, rules.starts)} <= ?", (last,))
    if rules.ends is None:
        return begins
    return every([begins, Clause(f"coalesce({_day(sql, rules.ends)}, '9999') >= ?", (first,))])


def start_and_end(sql: Statements, version: Policy, support: str = "s") -> tuple[str, str]:
    """SQL of the first and the last day of effect of a support; NULL where open or unknown."""
    rules = version.rules
    return (
        "NULL" if rules.starts is None else _day(sql, rules.starts, support),
        "NULL" if rules.ends is None else _day(sql, rules.ends, support),
    )


def _day(sql: Statements, found: FindableDate, support: str = "s") -> str:
    """SQL of a findable date of a support; ids and kinds are letters, digits and `_` by the format."""
    match found:
        case FieldDate(id=name):
            return sql.json_text(f"{support}.details", name)
        case StepDate(kind=kind, last=last):
            which = "max" if last else "min"
            return f"(SELECT {which}(ms.date) FROM milestone ms WHERE ms.kind = '{kind}' AND {live(support=support)})"
        case Joined(how="coalesce", parts=parts):
            return f"coalesce({', '.join(_day(sql, part, support) for part in parts)})"
        case Joined(how=how, parts=parts):
            sign = "<=" if how == "min" else ">="
            made = _day(sql, parts[0], support)
            for part in parts[1:]:
                other = _day(sql, part, support)
                made = f"(CASE WHEN {made} {sign} {other} THEN {made} WHEN {other} {sign} {made} THEN {other} END)"
            return made
    return f"(CAST({support}.year AS TEXT) || '-{found.month:02d}-{found.day:02d}')"


def _not_void(version: Policy, support: str = "s") -> Clause:
    """The last step is not one by which a support is nobody's: refused, or handed back."""
    kinds = [kind for kind in version.milestones if version.counts_as(kind) == "refused" or kind == RETURNED]
    if not kinds:
        return Clause("1 = 1")
    places = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(version.milestones))
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    return Clause(
        f"NOT EXISTS (SELECT 1 FROM milestone ms WHERE ms.kind IN ({quoted}) AND {live(support=support)} "
        f"AND NOT EXISTS (SELECT 1 FROM milestone later WHERE {live('later', support)} AND (later.date > ms.date OR "
        f"(later.date = ms.date AND (CASE later.kind {places} ELSE -1 END) > (CASE ms.kind {places} END)))))"
    )


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a policy: its name `<policy>.<id>`, the definition it stands in, its rule."""

    name: str
    policy: Policy
    rule: compiled.Due


def reminder(connection: Connection, name: str) -> Reminder:
    """A reminder by its name; NotFound if the newest definition of the policy has none of that id."""
    policy_id, _, due_id = name.partition(".")
    newest = definitions(connection, policy_id)[0]
    for rule in newest.rules.dues:
        if rule.spec.id == due_id:
            return Reminder(name, newest, rule)
    raise NotFound(
        "unknown_due", f"Chính sách “{newest.short}” không có việc nhắc “{due_id}”. Chưa làm gì: xem `sohotro due`."
    )


def due_clause(connection: Connection, asked: Reminder, on: str) -> tuple[Clause, str]:
    """(a support `s` is to be reminded of on a date, SQL of the date it hangs on)."""
    sql = statements(connection)
    spec, policy = asked.rule.spec, asked.policy
    day = _day(sql, asked.rule.date)
    today = date.fromisoformat(on)
    if spec.within is not None:
        end = (today + timedelta(days=spec.within)).isoformat()
        when = [Clause(f"{day} <= ?", (end,))] + ([] if spec.overdue else [Clause(f"{day} >= ?", (on,))])
    else:
        when = [Clause(f"{day} < ?", ((today - timedelta(days=spec.after or 0)).isoformat(),))]
    steps = [_has(kind) for kind in spec.requires] + [_has(kind, "NOT ") for kind in spec.excludes]
    renewed = [_not_renewed(sql, policy, day)] if spec.unless_renewed else []
    mine = Clause("s.deleted = 0 AND s.policy = ?", (policy.id,))
    return every([mine, *when, *steps, _not_void(policy), *renewed]), day


def _has(kind: str, negated: str = "") -> Clause:
    return Clause(f"{negated}EXISTS (SELECT 1 FROM milestone ms WHERE ms.kind = '{kind}' AND {live()})")


def _not_renewed(sql: Statements, policy: Policy, day: str) -> Clause:
    """Nobody has another support of the policy that reaches beyond the date."""
    start, end = start_and_end(sql, policy, "o")
    whose = bearer(policy)
    return Clause(
        f"NOT EXISTS (SELECT 1 FROM support o WHERE o.{whose} = s.{whose} AND o.id <> s.id AND o.deleted = 0 AND "
        f"o.policy = s.policy AND {start} IS NOT NULL AND coalesce({end}, '9999') > {day} AND "
        f"{_not_void(policy, 'o').text})"
    )
