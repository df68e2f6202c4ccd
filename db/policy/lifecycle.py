"""The life cycle of a support: allowed steps, their order, the state that follows; it reads no details."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from db.domain.errors import Issue, Severity
from db.policy import schema
from db.policy.definition import Policy
from db.policy.template import day
from db.policy.values import is_blank, is_date

RETURNED = "returned"
"""The step by which what was handed out comes back."""
_GRANTED = ("approved", "disbursed", "delivered", "accepted", "repaid")
_OF_THE_KIND = ("milestone_repeat", "milestone_missing", "milestone_excluded")
"""Findings that no other date, amount or note would mend."""


def status(policy: Policy, milestones: Sequence[dict[str, Any]]) -> str:
    """Id of the state that follows from the live milestones.

    The latest step decides; of several on one day, the one further along the life cycle. Unknown kinds are passed over.
    """
    places = {kind: place for place, kind in enumerate(policy.milestones)}
    steps = [
        (m["date"], places[m["kind"]])
        for m in milestones
        if isinstance(m.get("kind"), str) and m["kind"] in places and is_date(m.get("date"))
    ]
    if not steps:
        return policy.definition.initial_state
    return list(policy.milestones.values())[max(steps)[1]].state


def void(policy: Policy, milestones: Sequence[dict[str, Any]]) -> bool:
    """Whether the last step makes the support nobody's: it was refused, or what was handed out went back."""
    steps = [m for m in milestones if isinstance(m.get("kind"), str) and m["kind"] in policy.milestones]
    if not any(is_date(step.get("date")) for step in steps):
        return False
    places = {kind: place for place, kind in enumerate(policy.milestones)}
    last = max((s["date"], places[s["kind"]], s["kind"]) for s in steps if is_date(s.get("date")))[2]
    return last == RETURNED or policy.counts_as(last) == "refused"


def granted(policy: Policy, milestones: Sequence[dict[str, Any]]) -> bool:
    """Whether it is more than a wish: it was approved, or something of it was paid, handed over or accepted."""
    kinds = (step.get("kind") for step in milestones if is_date(step.get("date")))
    return any(isinstance(kind, str) and policy.counts_as(kind) in _GRANTED for kind in kinds)


def next_steps(policy: Policy, milestones: Sequence[dict[str, Any]], on: str) -> list[tuple[schema.Milestone, str]]:
    """Every step of the life cycle with the sentence why it cannot be recorded now, whatever its date ("" if it can).

    Those that can come first: what lies beyond the latest step, then what lies before it. on: ISO date of today.
    """
    steps = list(milestones)
    places = {kind: place for place, kind in enumerate(policy.milestones)}
    reached = max((places.get(step["kind"], -1) for step in steps), default=-1)
    before = {issue.message for issue in check_milestones(policy, steps, on)}
    found: list[tuple[schema.Milestone, str]] = []
    for kind, spec in policy.milestones.items():
        issues = check_milestones(policy, [*steps, {"kind": kind, "date": on}], on)
        hard = [i for i in issues if i.severity == "hard" and i.code in _OF_THE_KIND and i.message not in before]
        found.append((spec, hard[0].message if hard else ""))
    return sorted(found, key=lambda step: (step[1] != "", places[step[0].kind] <= reached))


def check_milestones(policy: Policy, milestones: Sequence[dict[str, Any]], today: str) -> Iterator[Issue]:
    """Findings about the steps; paths are `milestones[n].date` and so on, n as given."""
    known = [(i, m, policy.milestones[m["kind"]]) for i, m in enumerate(milestones) if m["kind"] in policy.milestones]
    for index, step in enumerate(milestones):
        if step["kind"] not in policy.milestones:
            yield _issue(index, "kind", "hard", "milestone_kind", f"{policy.short} không có mốc “{step['kind'][:40]}”.")
    for index, step, spec in known:
        yield from _check_one(index, step, spec, today)
        if is_date(step["date"]):
            yield from _check_order(policy, index, step, spec, [m for _, m, _ in known])
    for spec in policy.milestones.values():
        repeats = [i for i, _, s in known if s is spec]
        if len(repeats) > 1 and not spec.repeat:
            yield _issue(repeats[1], "kind", "hard", "milestone_repeat", f"Mốc “{spec.label}” chỉ ghi một lần.")


def _check_one(index: int, step: dict[str, Any], spec: schema.Milestone, today: str) -> Iterator[Issue]:
    amount = step.get("amount")
    if not is_date(step["date"]):
        yield _issue(index, "date", "hard", "type", f"Mốc “{spec.label}” cần ngày có thật (năm-tháng-ngày).")
    elif step["date"] > today:
        # Only a question: the clock of the laptop is as likely to be wrong as the date.
        text = f"Mốc “{spec.label}” ghi ngày {day(step['date'])}, sau ngày hôm nay ({day(today)})."
        yield _issue(index, "date", "soft", "milestone_future", text)
    if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= 10**15):
        yield _issue(index, "amount", "hard", "out_of_range", f"Số tiền của mốc “{spec.label}” phải lớn hơn 0.")
    if amount is not None and spec.amount == "none":
        yield _issue(index, "amount", "hard", "milestone_amount", f"Mốc “{spec.label}” không mang số tiền.")
    if amount is None and spec.amount == "required":
        yield _issue(index, "amount", "hard", "milestone_amount", f"Mốc “{spec.label}” phải ghi số tiền.")
    if spec.note == "required" and is_blank(step.get("note")):
        yield _issue(index, "note", "hard", "milestone_note", f"Mốc “{spec.label}” phải ghi lý do.")


def _check_order(
    policy: Policy, index: int, step: dict[str, Any], spec: schema.Milestone, steps: list[dict[str, Any]]
) -> Iterator[Issue]:
    dates: dict[str, list[str]] = {}
    for other in steps:
        if is_date(other["date"]):
            dates.setdefault(other["kind"], []).append(other["date"])
    for kind in dict.fromkeys([*spec.after, *spec.requires]):
        # The first such step must be there by then; later ones (a second instalment) may follow.
        if kind in dates and min(dates[kind]) > step["date"]:
            text = f"Mốc “{spec.label}” ({day(step['date'])}) trước mốc “{policy.milestone_label(kind)}”"
            yield _issue(index, "date", "hard", "milestone_order", f"{text} ({day(min(dates[kind]))}).")
    pairs: list[tuple[list[str], Severity]] = [(spec.requires, "hard"), (spec.expects, "soft")]
    for kinds, severity in pairs:
        for kind in kinds:
            if not any(s["kind"] == kind for s in steps):
                text = f"Có mốc “{spec.label}” nhưng chưa có mốc “{policy.milestone_label(kind)}”."
                yield _issue(index, "kind", severity, "milestone_missing", text)
    for kind in spec.excludes:
        if kind in dates:
            text = f"Mốc “{spec.label}” không đi cùng mốc “{policy.milestone_label(kind)}”."
            yield _issue(index, "kind", "hard", "milestone_excluded", text)


def _issue(index: int, key: str, severity: Severity, code: str, message: str) -> Issue:
    return Issue(f"milestones[{index}].{key}", severity, code, message)
