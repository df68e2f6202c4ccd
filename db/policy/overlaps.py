"""Whether a support stands beside another that makes it doubtful: by the policy's own rules, or paying for the same.

Every finding asks for a reason; none stops a save.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.domain.errors import Issue
from db.policy import schema
from db.policy.compiled import Overlap
from db.policy.definition import Ruled
from db.policy.reading import Reading
from db.policy.template import day


def overlapping(reading: Reading) -> Iterator[Issue]:
    """Findings of the definition's overlaps, and of what another policy paid for already."""
    own = [other for other in reading.facts.others if other.get("policy", reading.policy.id) == reading.policy.id]
    for rule in reading.policy.rules.overlaps:
        yield from _overlap(reading, rule, own)
    yield from _same_content(reading)


def paid_for(reading: Reading) -> list[schema.Content]:
    """What the support pays for."""
    rules = reading.policy.rules.contents
    return [rule.spec for rule in rules if rule.when is None or rule.when(reading.scope) is True]


def period(reading: Reading) -> tuple[str | None, str | None]:
    """From and to (ISO, inclusive) of the support's effect; None where open or unknown."""
    rules = reading.policy.rules
    start = rules.active_from(reading.scope) if rules.active_from else None
    end = rules.active_to(reading.scope) if rules.active_to else None
    return start, end


def _same_content(reading: Reading) -> Iterator[Issue]:
    """One content is paid for once (TT 60/2026/TT-BTC Điều 2.3.b); the higher policy is chosen by people."""
    mine = paid_for(reading)
    for other in reading.facts.others if mine else []:
        if other.get("policy", reading.policy.id) == reading.policy.id or other.get("void"):
            continue
        person, theirs = reading.support.person, other.get("person")
        if person and theirs and person != theirs:
            continue
        for content in mine:
            if content.id in other.get("contents", ()) and _near(reading, other, content.years):
                text = (
                    f"“{content.label}” đã được hỗ trợ theo {other.get('short', 'chính sách khác')} "
                    f"({_known_as(reading.policy, other)}). Một nội dung chỉ hưởng một chính sách, chọn mức cao nhất; "
                    "ghi lý do nếu vẫn hỗ trợ."
                )
                yield Issue("", "soft", "same_content", text)
                return


def _near(reading: Reading, other: dict[str, Any], years: int) -> bool:
    year = other.get("year")
    return isinstance(year, int) and abs(year - reading.support.year) < years


def _overlap(reading: Reading, rule: Overlap, others: list[dict[str, Any]]) -> Iterator[Issue]:
    if rule.when and rule.when(reading.scope) is not True:
        return
    for other in others:
        if _is_rival(reading, rule, other) and _meets(reading, rule.spec.period, other):
            path = _place(rule)
            text = f"{rule.message.write(reading.scope).rstrip('.')} ({_known_as(reading.policy, other)})."
            yield Issue(path, "soft", rule.spec.id, text)
            return


def _place(rule: Overlap) -> str:
    """Where the finding is shown: at the first of the fields that must be equal."""
    first = next(iter(rule.spec.same), "")
    return first if first in ("", "title") else f"details.{first}"


def _is_rival(reading: Reading, rule: Overlap, other: dict[str, Any]) -> bool:
    if rule.spec.per != "household" and other.get(rule.spec.per) != getattr(reading.support, rule.spec.per):
        return False
    if other.get("status") in rule.spec.unless_state:
        return False
    details = other.get("details")
    written = {"title": other.get("title"), **(details if isinstance(details, dict) else {})}
    mine = {"title": getattr(reading.support, "title", None), **reading.details()} if rule.spec.same else {}
    return all(name in mine and mine[name] == written.get(name) for name in rule.spec.same)


def _meets(reading: Reading, within: str, other: dict[str, Any]) -> bool:
    if within == "ever":
        return True
    if within == "year":
        return bool(other.get("year") == reading.support.year)
    if within == "round":
        same_year = other.get("year") == reading.support.year
        return bool(same_year and other.get("round") == reading.support.round)
    start, end = period(reading)
    other_start, other_end = other.get("active_from"), other.get("active_to")
    starts_late = isinstance(other_start, str) and end is not None and other_start > end
    ended = isinstance(other_end, str) and start is not None and other_end < start
    return not (starts_late or ended)


def _known_as(policy: Ruled, other: dict[str, Any]) -> str:
    parts = [str(other["title"])] if other.get("title") else []
    parts += [f"năm {other['year']}"] if isinstance(other.get("year"), int) else []
    state = other.get("status")
    if state and isinstance(state, str):  # "": recorded under a definition that this register does not have
        parts.append(str(other.get("label") or policy.status_label(state)).lower())
    start, end = other.get("active_from"), other.get("active_to")
    if isinstance(start, str):
        parts.append(f"từ {day(start)}" + (f" đến {day(end)}" if isinstance(end, str) else ""))
    return ", ".join(parts) or "bản ghi trước"
