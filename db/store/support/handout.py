"""A hand-out at a table: who is to get something, what was given, who was not there; ticked off in one action.

Each tick becomes a milestone of the support's own life cycle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import Connection

from db.domain.errors import Issue
from db.ledger.register import Register
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.policy.lifecycle import void
from db.store.actions import Action
from db.store.definitions.policies import definition_of, policy
from db.store.facts import Judged, as_input, facts_of, today_of
from db.store.household.people import settle
from db.store.inputs import MilestoneInput, SupportInput
from db.store.reading import household_ids, households, supports
from db.store.rows import HouseholdRow, SupportRow
from db.store.support.batch import RecordedBatch, placed
from db.store.support.supports import Recorded, draft_step, settled

TICKS = {"delivered": "đã phát", "absent": "vắng mặt", "returned": "trả lại"}


class Tick(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of one support. date: ISO; amount: đồng, where the step carries one (default: what was approved)."""

    support: str
    kind: Literal["delivered", "absent", "returned"]
    date: str
    note: str | None = None
    amount: int | None = None


class Awaiting(msgspec.Struct, kw_only=True):
    """An approved support that can be handed out now, or not be.

    name: of its person, else of the head; content: what it is, in words; number: of a card; approved: ISO date; absent:
    how often nobody came; conflicts: keys that wait for a decision.
    """

    support: str
    household: str
    name: str
    birth_date: str | None
    head: str
    village_name: str
    content: str
    number: str | None
    amount: int | None
    approved: str
    absent: int
    conflicts: int


def awaiting(
    register: Register,
    connection: Connection,
    name: str,
    year: int,
    *,
    village: str | None = None,
    turn: str | None = None,
) -> list[Awaiting]:
    """The approved supports of a policy and year that still wait to be handed out, by village and household.

    village: id, None for all; turn: a round, None for all.

    Raises:
        NotFound: unknown policy.
    """
    newest, today = policy(connection, name), today_of(register)
    rows = [row for row in supports(connection, policy=newest.id, year=year) if turn in (None, row.round)]
    known = {digest: definition_of(connection, newest.id, digest) for digest in {row.definition for row in rows}}
    open_now = {row.id for row in rows if _is_open(known[row.definition], row, today)}
    by_home: dict[str, list[SupportRow]] = {}
    for row in rows:
        if row.id in open_now:
            by_home.setdefault(row.household, []).append(row)
    ids = [home for home in household_ids(connection, villages=[village] if village else None) if home in by_home]
    return [
        _awaiting(known[row.definition], home, row)
        for home in households(connection, ids, today)
        for row in by_home[home.id]
    ]


def _is_open(chosen: Policy | None, row: SupportRow, today: str) -> bool:
    """It is approved, and its life cycle allows it to be handed out now."""
    if chosen is None or not any(chosen.counts_as(step.kind) == "approved" for step in row.milestones):
        return False
    recorded = [msgspec.to_builtins(step) for step in as_input(row).milestones]
    if void(chosen, recorded):
        return False
    kind = _kind(chosen, "delivered")
    steps = evaluate.next_steps(chosen, recorded, today)
    return any(step.kind == kind and not why for step, why in steps)


def _awaiting(chosen: Policy | None, home: HouseholdRow, row: SupportRow) -> Awaiting:
    assert chosen is not None  # noqa: S101 - what has no definition here is not open
    person = next((member for member in home.members if member.id == row.person), None) or home.head
    numbers = (row.details.get(name) for name in chosen.definition.number)
    return Awaiting(
        support=row.id,
        household=home.id,
        name=person.name if person else "",
        birth_date=person.birth_date if person else None,
        head=home.head.name if home.head else "",
        village_name=home.village_name,
        content=chosen.summary(row.details),
        number=next((str(number) for number in numbers if number), None),
        amount=row.approved,
        approved=max(step.date for step in row.milestones if chosen.counts_as(step.kind) == "approved"),
        absent=sum(step.kind == "absent" for step in row.milestones),
        conflicts=row.conflicts + home.conflicts + (person.conflicts if person else 0),
    )


class _Step(msgspec.Struct):
    """A tick on its way: the support before and after it, what the step brings."""

    row: SupportRow
    chosen: Policy
    before: SupportInput
    after: SupportInput
    issues: list[Issue]
    facts: Facts | None = None
    sound: bool = False


def hand_out(register: Register, ticks: Sequence[Tick], *, reason: str = "") -> RecordedBatch:
    """Record a hand-out in one action.

    Findings are those that the step brings; what was questioned about a support before is not asked again.

    Raises:
        InvalidData: hard findings, or soft ones and no reason, with paths `rows[n].…`; also where a life cycle has no
            such step. Nothing is written.
    """
    with register.write() as connection:
        steps = _steps(connection, ticks)
        _judge(register, connection, [step for step in steps if isinstance(step, _Step)])
        found = [step.issues if isinstance(step, _Step) else [step] for step in steps]
        warnings = settle(placed(found), reason)
        action = Action(register, connection, reason)
        done = RecordedBatch(action.id, warnings=warnings)
        for step in steps:
            if isinstance(step, _Step) and step.facts is not None:
                draft_step(action, step.chosen, step.row, step.after, step.facts)
                state = evaluate.status(step.chosen, [msgspec.to_builtins(one) for one in step.after.milestones])
                done.rows.append(Recorded(step.row.id, state, step.issues))
        action.commit()
        for step in steps:
            if isinstance(step, _Step) and step.sound:
                settled(connection, step.row.id)
    return done


def _steps(connection: Connection, ticks: Sequence[Tick]) -> list[_Step | Issue]:
    """Every tick with its support; a second tick on one support follows the first."""
    rows = {row.id: row for row in supports(connection, ids=list(dict.fromkeys(tick.support for tick in ticks)))}
    now = {record: as_input(row) for record, row in rows.items()}
    steps: list[_Step | Issue] = []
    for tick in ticks:
        row = rows.get(tick.support)
        chosen = definition_of(connection, row.policy, row.definition) if row else None
        if row is None or chosen is None:
            text = "Không có hỗ trợ này trong sổ, hoặc sổ chưa có định nghĩa của nó: kiểm tra lại danh sách."
            steps.append(Issue("support", "hard", "not_found", text))
            continue
        kind = _kind(chosen, tick.kind)
        if kind is None:
            text = f"{chosen.short}: vòng đời không có mốc cho “{TICKS[tick.kind]}”, ghi mốc khác."
            steps.append(Issue("kind", "hard", "no_step", text))
            continue
        before = now[row.id]
        made = MilestoneInput(kind=kind, date=tick.date, amount=_amount(chosen, row, kind, tick), note=tick.note)
        now[row.id] = msgspec.structs.replace(before, milestones=[*before.milestones, made])
        steps.append(_Step(row, chosen, before, now[row.id], []))
    return steps


def _kind(chosen: Policy, tick: str) -> str | None:
    """The step of the life cycle that a tick becomes."""
    counted = (kind for kind in chosen.milestones if chosen.counts_as(kind) == tick)
    return tick if tick in chosen.milestones else next(counted, None)


def _amount(chosen: Policy, row: SupportRow, kind: str, tick: Tick) -> int | None:
    needed = chosen.milestones[kind].amount == "required"
    return row.approved if tick.amount is None and needed else tick.amount


def _judge(register: Register, connection: Connection, steps: Sequence[_Step]) -> None:
    """Note what each step brings."""
    given = [Judged(step.after, step.chosen, step.row.id) for step in steps]
    for step, facts in zip(steps, facts_of(register, connection, given), strict=True):
        if not isinstance(facts, Facts):
            step.issues = [Issue("support", "hard", facts.code, facts.message)]
            continue
        step.facts = facts
        known = evaluate.check(step.chosen, step.before, facts)
        found = evaluate.check(step.chosen, step.after, facts)
        step.sound = not any(issue.severity == "hard" for issue in found)
        last = f"milestones[{len(step.before.milestones)}]."
        step.issues = [
            Issue(issue.field.removeprefix(last), issue.severity, issue.code, issue.message)
            for issue in found
            if issue not in known
        ]
