"""Commands on rounds of review: open one, enter its steps and meetings, recognise it: then each review is a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import Issue
from db.domain.standards import standard_on
from db.ledger.lineage import lineage
from db.ledger.register import Register
from db.policy.process import Process, opinion_on, process_on
from db.store.actions import Action
from db.store.clauses import Clause, ask, every
from db.store.definitions.standards import standards
from db.store.facts import today_of
from db.store.household.households import draft_classification, draft_deprivations, filled, tidy
from db.store.household.people import check_code, settle
from db.store.inputs import ClassificationInput, DeprivationsInput
from db.store.places.residence import here, living_in
from db.store.places.villages import need_villages
from db.store.plan.checks import FIRST_YEAR
from db.store.plan.plans import Written
from db.store.reading import open_deprivations_of
from db.store.review.checks import listed_without
from db.store.review.class_changes import ESCAPED, LISTED
from db.store.review.inputs import MeetingInput, Recognised, ReviewRow, RoundInput, RoundRow
from db.store.review.reading import YEAR_END, effective_day, process_day, reviews, round_row
from db.store.review.steps import check_meeting, check_round, disagreed
from db.store.roles import check_role
from db.store.shapes import read

_GROUPS = {
    "field": ("field_from", "field_to"),
    "posting": ("posted_from", "posted_to", "posted_at"),
    "recheck": ("complaints", "rechecked_on", "reposted_from", "reposted_to"),
    "asked": ("opinion_level", "opinion_asked", "opinion_answered", "opinion_no"),
    "decision": ("decision_no", "decision_date", "signatory", "valid_from"),
}
_PLAIN = ("year", "kind", "standard", "listed_on", "certified_on", "note")
DECISION = {"decision_no": "số quyết định", "decision_date": "ngày quyết định", "signatory": "người ký"}
"""What a decision consists of."""
NAMED = 5
"""Names in one sentence."""


def add_round(register: Register, data: RoundInput, *, reason: str = "") -> Written:
    """Open a round of our unit.

    Raises:
        InvalidData: hard findings (an unknown standard, a day to come), or soft ones and no reason.
    """
    with register.write() as connection:
        data = _filled(connection, _tidied(data))
        warnings = settle(round_issues(register, connection, data), reason)
        action = Action(register, connection, reason)
        record = action.create("review_round", _values(data) | _override(warnings, reason))
        action.commit()
    return Written(id=record, warnings=warnings)


def new_round(connection: Connection, year: int, kind: str) -> RoundInput:
    """A round of this year and kind as it would be opened, with its standard and the day from which it counts."""
    return _filled(connection, RoundInput(year=year, kind=kind))


def set_round(register: Register, record: str, changes: dict[str, Any], *, reason: str = "") -> Written:
    """Change fields of a round, `None` erases; findings that it carried before are not asked about again.

    Raises:
        NotFound: no such round. InvalidData: unknown field, findings as in `add_round`.
    """
    with register.write() as connection:
        row = round_row(connection, record)
        before = as_round(row)
        read({"year": row.year, **changes}, RoundInput)
        after = _changed(connection, before, changes)
        known = round_issues(register, connection, before)
        found = [i for i in round_issues(register, connection, after) if i.severity == "hard" or i not in known]
        warnings = settle(found, reason)
        action = Action(register, connection, reason)
        action.set("review_round", record, _values(after) | _override(warnings, reason))
        action.commit()
    return Written(id=record, warnings=warnings)


def set_meeting(
    register: Register, round_id: str, data: MeetingInput, *, record: str = "", reason: str = ""
) -> Written:
    """Record a meeting about a round, or with `record` the right values of one.

    Raises:
        NotFound: no such round. InvalidData: unknown village, more who agreed than came; fewer than prescribed and no
        reason.
    """
    with register.write() as connection:
        row = round_row(connection, round_id)
        owner = lineage(connection).now(row.owner_unit)
        village = need_villages(connection, data.village, owner)[0] if data.village else None
        process = process_on(row.kind, process_day(row))
        warnings = settle(check_meeting(data, process, today=today_of(register)), reason)
        action = Action(register, connection, reason)
        if record:
            action.set("review_meeting", record, _meeting_values(data, village))
        else:
            record = draft_meeting(action, round_id, data, village)
        action.commit()
    return Written(id=record, warnings=warnings)


def draft_round(action: Action, data: RoundInput, *, unit: str) -> str:
    """Put a round of a unit into an action as it is; its id."""
    return action.create("review_round", _values(data), unit=unit)


def draft_meeting(action: Action, round_id: str, data: MeetingInput, village: str | None) -> str:
    """Put a meeting into an action; village: its id."""
    return action.create("review_meeting", {"round": round_id, **_meeting_values(data, village)})


def _meeting_values(data: MeetingInput, village: str | None) -> dict[str, Any]:
    vote = filled({name: getattr(data, name) for name in ("date", "attended", "agreed")})
    return {"vote": vote, "village": village, "note": tidy(data.note)}


def as_round(row: RoundRow) -> RoundInput:
    """A recorded round as it would be entered."""
    return RoundInput(**{name: getattr(row, name) for name in RoundInput.__struct_fields__})


def recognise(
    register: Register, record: str, decision: dict[str, Any] | None = None, *, reason: str = ""
) -> Recognised:
    """Write the class of every household reviewed in a round, with what it lacks, in one action.

    decision: fields of `DECISION`, where the round does not hold them yet. A household outside the lists that stays so
    keeps its class (an escape counts for three years). Reviews that are a class by now are passed over.

    Raises:
        NotAllowed: not the role of one who approves.
        NotFound: no such round.
        InvalidData: no decision, a meeting that did not agree, a review without a result; soft: a step is missing,
            households of the lists have no review, and no reason.
    """
    with register.write() as connection:
        check_role(register, connection, "approve")
        row = round_row(connection, record)
        read({"year": row.year, **(decision or {})}, RoundInput)
        data = _changed(connection, as_round(row), decision or {})
        waiting = [one for one in reviews(connection, round_id=record) if not one.recognised]
        warnings = settle(_unready(register, connection, row, data, waiting), reason)
        action = Action(register, connection, reason)
        action.set("review_round", record, _values(data) | _override(warnings, reason))
        counts = _write_classes(connection, action, data, waiting)
        action.commit()
    unchanged = counts.pop("", 0)
    return Recognised(
        round=record,
        action=action.id,
        valid_from=data.valid_from or "",
        classes=dict(counts),
        unchanged=unchanged,
        warnings=warnings,
    )


def _write_classes(
    connection: Connection, action: Action, data: RoundInput, waiting: Sequence[ReviewRow]
) -> Counter[str]:
    """Put the classes and deprivations into the action; how many of each class, "" for those left as they were."""
    start, chosen = data.valid_from or "", data.standard or ""
    lacked = open_deprivations_of(connection, [one.household for one in waiting], chosen)
    counts: Counter[str] = Counter()
    for one in waiting:
        result = class_after(one.before, one.result or "")
        counts[result or ""] += 1
        if result is not None:
            given = ClassificationInput(
                standard=one.standard or chosen,
                result=result,
                valid_from=start,
                sub_type=one.sub_type,
                decision_no=data.decision_no,
                decision_date=data.decision_date,
                change_kind=one.change_kind or one.derived,
            )
            draft_classification(action, one.household, given, review=one.id)
        if one.deprivations is not None and one.standard == chosen:
            lacks = DeprivationsInput(standard=chosen, on=start, indicators=one.deprivations)
            draft_deprivations(action, one.household, lacks, lacked.get(one.household, {}))
    return counts


def class_after(before: str | None, result: str) -> str | None:
    """The class that a result makes of a household of this class; None where nothing changes off the lists."""
    if result in LISTED:
        return result
    left = {"poor": "escaped_poverty", "near_poor": "escaped_near_poverty"}.get(before or "")
    if left is None and before in (*ESCAPED, "not_poor"):
        return None
    return left or "not_poor"


# What is checked.


def round_issues(register: Register, connection: Connection, data: RoundInput) -> list[Issue]:
    """All findings about a round as entered."""
    issues = check_code("review_kind", data.kind, "kind")
    issues += check_code("opinion_level", data.opinion_level, "opinion_level")
    today = today_of(register)
    if not FIRST_YEAR <= data.year <= int(today[:4]):
        message = f"Đợt rà soát ghi năm {data.year}: ghi năm từ {FIRST_YEAR} đến {today[:4]}."
        issues.append(Issue("year", "hard", "round_year", message))
    known = standards(connection)
    if data.standard not in known:
        message = f"Không có chuẩn nghèo “{data.standard}”; các chuẩn đang có: {', '.join(known)}."
        issues.append(Issue("standard", "hard", "unknown_standard", message))
    if issues:
        return issues
    chosen = known[data.standard or ""]
    if data.valid_from and not chosen.valid_from <= data.valid_from <= chosen.valid_to:
        message = f"{chosen.title} không áp dụng cho ngày {data.valid_from}: chọn chuẩn khác hoặc ngày khác."
        issues.append(Issue("standard", "hard", "standard_date", message))
    elif data.kind == "periodic" and chosen.valid_from == data.valid_from:
        message = "Năm sau đổi chuẩn nghèo: lập một đợt kết thúc (chuẩn cũ) và một đợt đầu kỳ (chuẩn mới)."
        issues.append(Issue("kind", "soft", "period_change", message))
    return issues + check_round(data, _process(data), today=today)


def _process(data: RoundInput) -> Process:
    return process_on(data.kind, process_day(data))


def _unready(
    register: Register, connection: Connection, row: RoundRow, data: RoundInput, waiting: Sequence[ReviewRow]
) -> list[Issue]:
    """What speaks against recognising a round now."""
    known = round_issues(register, connection, as_round(row))
    issues = [i for i in round_issues(register, connection, data) if i.severity == "hard" or i not in known]
    for name, what in DECISION.items():
        if not getattr(data, name):
            issues.append(Issue(name, "hard", "no_decision", f"Chưa có {what}: ghi {what} rồi công nhận."))
    if not waiting:
        issues.append(Issue("", "hard", "nothing_new", "Đợt này không còn phiếu nào chờ công nhận."))
    unclear = [one.head for one in waiting if not one.result]
    if unclear:
        message = f"{len(unclear)} phiếu chưa có kết quả ({_names(unclear)}): ghi đủ điểm hoặc thu nhập."
        issues.append(Issue("result", "hard", "no_result", message))
    issues += _steps_missing(row, data, waiting)
    if data.kind in (*YEAR_END, "closing"):
        issues += _left_out(connection, row, data)
    return issues


def _steps_missing(row: RoundRow, data: RoundInput, waiting: Sequence[ReviewRow]) -> Iterator[Issue]:
    process = _process(data)
    if "meeting" in process.steps:
        last = {one.village: one for one in sorted(row.meetings, key=lambda one: one.date)}
        against = [one.village_name or "cả xã" for one in last.values() if disagreed(one, process)]
        if against:
            message = f"Cuộc họp chưa đủ {process.agree_percent} % đồng ý ({_names(against)}): rà soát lại, họp lại."
            yield Issue("meetings", "hard", "disagreed", message)
        missing = {one.village_name for one in waiting if one.village not in last} if None not in last else set()
        if missing:
            message = f"Chưa ghi cuộc họp dân của {len(missing)} thôn ({_names(sorted(missing))})."
            yield Issue("meetings", "soft", "no_meeting", message)
    if "posting" in process.steps and not data.posted_to:
        yield Issue("posted_to", "soft", "no_posting", "Chưa ghi những ngày niêm yết.")
    if "opinion" in process.steps and not data.opinion_answered:
        level = opinion_on(data.opinion_asked or data.decision_date or process_day(data)).level
        name = codes.name("opinion_level", level)
        yield Issue("opinion_answered", "soft", "no_opinion", f"Chưa ghi ý kiến của {name}.")


def _left_out(connection: Connection, row: RoundRow, data: RoundInput) -> Iterator[Issue]:
    """Households of the lists without a review: they would stay on the list of the year before."""
    on = f"{data.year}-12-31" if data.kind != "closing" else f"{data.year}-12-30"
    owner = lineage(connection).on(row.owner_unit, on)
    homes = every([*here(connection, on), living_in(connection, "unit", [owner], on)])
    missed = listed_without(connection, row, on, homes)
    if missed:
        message = f"{len(missed)} hộ đang trong danh sách chưa có phiếu: các hộ ấy giữ nguyên kết quả năm trước."
        yield Issue("reviews", "soft", "left_out", message)
    start = data.valid_from or ""
    query = Clause(
        "SELECT count(DISTINCT c.household) FROM classification c JOIN review w ON w.household = c.household "
        "WHERE w.round = ? AND w.deleted = 0 AND c.deleted = 0 AND c.valid_from = ? AND c.review IS NULL",
        (row.id, start),
    )
    ((twice,),) = ask(connection, query)
    if twice:
        message = f"{twice} hộ đã có kết quả áp dụng từ cùng ngày (ghi tay hoặc nhập danh sách): kết quả mới thay thế."
        yield Issue("reviews", "soft", "same_day", message)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


# What is kept.


def _changed(connection: Connection, before: RoundInput, changes: dict[str, Any]) -> RoundInput:
    """A round with other values; the day from which it counts follows where it followed before."""
    after = _tidied(msgspec.structs.replace(before, **changes))
    followed = before.valid_from == effective_day(before.kind, before.year, before.decision_date)
    if followed and "valid_from" not in changes:
        after = msgspec.structs.replace(after, valid_from=None)
    return _filled(connection, after)


def _filled(connection: Connection, data: RoundInput) -> RoundInput:
    """With the day from which it counts and the standard, where they are not written."""
    start = data.valid_from or effective_day(data.kind, data.year, data.decision_date)
    chosen = data.standard or standard_on(start or f"{data.year}-07-01", standards(connection)).id
    return msgspec.structs.replace(data, valid_from=start, standard=chosen)


def _tidied(data: RoundInput) -> RoundInput:
    return RoundInput(**{name: tidy(getattr(data, name)) for name in RoundInput.__struct_fields__})


def _values(data: RoundInput) -> dict[str, Any]:
    values = {key: filled({name: getattr(data, name) for name in names}) or None for key, names in _GROUPS.items()}
    return values | {name: getattr(data, name) for name in _PLAIN}


def _override(warnings: Sequence[Issue], reason: str) -> dict[str, Any]:
    return {"override_reason": reason.strip()} if warnings else {}
