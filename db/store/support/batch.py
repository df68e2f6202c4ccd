"""Whole-village work: who could have a support and has none, and many supports written in one action.

The definitions propose and judge every row; a batch is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue, NotFound
from db.ledger.register import Register
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.eligibility import Eligibility, Right
from db.policy.evaluate import Facts
from db.store.actions import Action
from db.store.clauses import ask
from db.store.definitions.policies import policies, policy
from db.store.facts import (
    Judged,
    as_other,
    class_histories,
    facts_of,
    household_facts,
    person_facts,
    today_of,
)
from db.store.household.people import settle
from db.store.inputs import PolicyYear, SupportInput
from db.store.places.statuses import zones_on
from db.store.plan.needs import draft_served
from db.store.reading import household_ids, households
from db.store.rows import HouseholdRow, MemberRow
from db.store.support.periods import bearer, had
from db.store.support.supports import Recorded, household_for, write_support


class Candidate(msgspec.Struct, kw_only=True):
    """Somebody (or a household: person None) without the support, and what the definition proposes for it.

    right: True, or None where the register does not tell whether there is a right to it; name: the person's or the
    head's; conflicts: keys that wait for a decision.
    """

    household: str
    person: str | None
    name: str
    birth_date: str | None
    sex: str | None
    relation: str | None
    head: str
    village: str | None
    village_name: str
    right: bool | None
    proposal: SupportInput
    conflicts: int


def candidates(
    register: Register,
    connection: Connection,
    name: str,
    year: int,
    *,
    village: str | None = None,
    household: str | None = None,
    turn: str | None = None,
) -> list[Candidate]:
    """Everybody (or every household) for whom the policy is made and who has no support of it in that year.

    By village, household and head first. village, household: id, None for all; turn: the round, where the policy has
    rounds: who had the one before is asked about again.

    Raises:
        NotFound: unknown policy; InvalidData: no such round, or none chosen where the policy has rounds.
    """
    chosen, today = policy(connection, name), today_of(register)
    _need_round(chosen, turn)
    blank = SupportInput(policy=chosen.id, year=year, round=turn)
    on = _law_date(chosen, blank, today)
    ids = [household] if household else household_ids(connection, villages=None if village is None else [village])
    taken = _having(connection, PolicyYear(policy=chosen.id, year=year, round=turn), chosen)
    histories = class_histories(connection, ids)
    asked = Eligibility(chosen, year=year, on=on, turn=turn)
    found: list[Candidate] = []
    zones = zones_on(connection, min(on, today))
    for home in households(connection, ids, min(on, today)):
        facts = Facts(on=today, household=household_facts(home, histories.get(home.id, []), zones))
        found += _of_home(chosen, asked, blank, on, home, facts, taken)
    return found


def _need_round(chosen: Policy, turn: str | None) -> None:
    rounds = chosen.definition.rounds
    if (turn in rounds) if rounds else (turn is None):
        return
    told = f"chọn một trong các đợt {', '.join(rounds)}" if rounds else "chính sách này không ghi theo đợt"
    raise InvalidData([Issue("round", "hard", "round", f"{chosen.short}: {told}. Chưa ghi gì.")])


def _law_date(chosen: Policy, blank: SupportInput, today: str) -> str:
    """The day that decides about supports of a year, as the definition's proposals set it."""
    nothing = Facts(on=today, household={})
    return evaluate.record_date(chosen, evaluate.propose(chosen, blank, nothing), nothing)


def _having(connection: Connection, wanted: PolicyYear, chosen: Policy) -> set[str]:
    """Ids of the people (or households) that have it."""
    clause = had(connection, wanted)
    return {
        owner for (owner,) in ask(connection, clause.within(f"SELECT s.{bearer(chosen)} FROM support s WHERE ", ""))
    }


def _of_home(
    chosen: Policy, asked: Eligibility, blank: SupportInput, on: str, home: HouseholdRow, facts: Facts, taken: set[str]
) -> Iterator[Candidate]:
    people: list[MemberRow | None] = list(home.members) if chosen.level == "person" else [None]
    for member in people:
        if (member.id if member else home.id) in taken or (member is None and not home.members):
            continue
        of_person = None if member is None else person_facts(member, on)
        right = asked.of(facts.household, of_person)
        if right.holds is not False:
            yield _candidate(chosen, blank, right, home, member, msgspec.structs.replace(facts, person=of_person))


def _candidate(
    chosen: Policy, blank: SupportInput, right: Right, home: HouseholdRow, member: MemberRow | None, facts: Facts
) -> Candidate:
    shown = member or home.members[0]
    programme = chosen.rules.programme_field
    data = msgspec.structs.replace(
        blank,
        household=home.id,
        person=member.id if member else None,
        details={programme: right.programme} if programme and right.programme else {},
    )
    return Candidate(
        household=home.id,
        person=data.person,
        name=shown.name,
        birth_date=shown.birth_date,
        sex=shown.sex,
        relation=shown.relation,
        head=home.members[0].name,
        village=home.village,
        village_name=home.village_name,
        right=right.holds,
        proposal=evaluate.propose(chosen, data, facts),
        conflicts=home.conflicts + shown.conflicts,
    )


@dataclass(slots=True)
class RecordedBatch:
    """What one action wrote: its id, one entry a row, the soft findings that the reason overrode (`rows[n].…`)."""

    action: str
    rows: list[Recorded] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)


class _Judged(NamedTuple):
    """A row that could be judged."""

    data: SupportInput
    chosen: Policy
    facts: Facts


def check_batch(register: Register, connection: Connection, inputs: Sequence[SupportInput]) -> list[list[Issue]]:
    """The findings about each row, with the paths of a single support; rows before it count as recorded."""
    return [issues for _, issues in _judge(register, connection, inputs)]


def record_batch(
    register: Register, inputs: Sequence[SupportInput], *, reason: str = "", need: str = ""
) -> RecordedBatch:
    """Record many supports in one action; need: id of the registered need that the first of them serves.

    Raises:
        InvalidData: hard findings of any row, or soft ones and no reason, each with its path `rows[n].…`; nothing is
            written.
    """
    with register.write() as connection:
        rows = _judge(register, connection, inputs)
        warnings = settle(placed([issues for _, issues in rows]), reason)
        action = Action(register, connection, reason)
        done = RecordedBatch(action.id, warnings=warnings)
        for row, issues in rows:
            if row is not None:  # without it there was a hard finding
                done.rows.append(write_support(action, row.chosen, row.data, row.facts, issues, reason))
        if need:
            draft_served(connection, action, need, done.rows[0].id, household_for(register, connection, inputs[0]))
        action.commit()
    return done


def placed(found: Sequence[Sequence[Issue]]) -> list[Issue]:
    """Findings with the number of their row before the path."""
    return [
        Issue(f"rows[{place}]{'.' if issue.field else ''}{issue.field}", issue.severity, issue.code, issue.message)
        for place, issues in enumerate(found)
        for issue in issues
    ]


def _judge(
    register: Register, connection: Connection, inputs: Sequence[SupportInput]
) -> list[tuple[_Judged | None, list[Issue]]]:
    """Every row with its findings; None where it could not even be judged."""
    known = policies(connection)
    prepared = [_prepared(register, connection, known, data) for data in inputs]
    sound = [row for row in prepared if isinstance(row, Judged)]
    facts = iter(facts_of(register, connection, sound))
    earlier: dict[tuple[str | None, str], list[dict[str, Any]]] = {}
    return [(None, row) if isinstance(row, list) else _judged(row, next(facts), earlier) for row in prepared]


def _prepared(
    register: Register, connection: Connection, known: dict[str, Policy], data: SupportInput
) -> Judged | list[Issue]:
    """A row with its policy and its household, or why it has none."""
    if data.policy not in known:
        text = f"Không có chính sách “{data.policy}” trong sổ này: chọn chính sách khác."
        return [Issue("policy", "hard", "unknown_policy", text)]
    try:
        owner = household_for(register, connection, data)
    except InvalidData as error:
        return error.issues
    return Judged(msgspec.structs.replace(data, household=owner), known[data.policy])


def _judged(
    row: Judged, facts: Facts | NotFound | InvalidData, earlier: dict[tuple[str | None, str], list[dict[str, Any]]]
) -> tuple[_Judged | None, list[Issue]]:
    """The findings about a row, which from then on is a rival of those after it."""
    if isinstance(facts, InvalidData):
        return None, facts.issues
    if isinstance(facts, NotFound):
        return None, [Issue("household", "hard", facts.code, facts.message)]
    before = earlier.setdefault((row.data.household, row.policy.id), [])
    facts = msgspec.structs.replace(facts, others=[*facts.others, *before])
    before.append(as_other("", row.data, row.policy))
    return _Judged(row.data, row.policy, facts), evaluate.check(row.policy, row.data, facts)
