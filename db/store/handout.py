"""A hand-out at a table: cards or money given, people not there, what goes back; ticked off in one action.

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
from db.store.actions import Action
from db.store.batch import RecordedBatch, placed
from db.store.facts import Judged, as_input, facts_of
from db.store.inputs import MilestoneInput, SupportInput
from db.store.people import settle
from db.store.policies import definition_of
from db.store.reading import supports
from db.store.rows import SupportRow
from db.store.supports import Recorded, draft_step, settled

TICKS = {"delivered": "đã phát", "absent": "vắng mặt", "returned": "trả lại"}


class Tick(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of one support. date: ISO; amount: đồng, where the step carries one (default: what was approved)."""

    support: str
    kind: Literal["delivered", "absent", "returned"]
    date: str
    note: str | None = None
    amount: int | None = None


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
