"""The steps of a round of review: which are done, which is next, and what is odd about their days and figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from db.domain import codes
from db.domain.errors import Issue
from db.domain.values import show_date
from db.policy.process import Process, days_apart, opinion_on, working_days
from db.store.days import check_day
from db.store.review.inputs import MeetingInput, MeetingRow, RoundInput, RoundRow, StepRow

TITLES = {
    "listed": "Lập danh sách",
    "field": "Đi rà soát",
    "meeting": "Họp dân",
    "posting": "Niêm yết",
    "opinion": "Ý kiến cấp trên",
    "decision": "Công nhận",
    "certified": "Cấp giấy chứng nhận",
}
_ORDER = (
    *("listed_on", "field_from", "field_to", "posted_from", "posted_to", "rechecked_on", "reposted_from"),
    *("reposted_to", "opinion_asked", "opinion_answered", "decision_date", "certified_on"),
)
"""The days of a round in the order of the steps."""
NAMES = {
    "listed_on": "lập danh sách",
    "field_from": "bắt đầu đi rà soát",
    "field_to": "đi rà soát xong",
    "posted_from": "bắt đầu niêm yết",
    "posted_to": "hết niêm yết",
    "rechecked_on": "phúc tra xong",
    "reposted_from": "bắt đầu niêm yết lại",
    "reposted_to": "hết niêm yết lại",
    "opinion_asked": "xin ý kiến",
    "opinion_answered": "có ý kiến",
    "decision_date": "quyết định",
    "certified_on": "cấp giấy chứng nhận",
}
_SPANS = (
    *(("field_from", "field_to"), ("posted_from", "posted_to"), ("reposted_from", "reposted_to")),
    ("opinion_asked", "opinion_answered"),
)
_COMING = ("posted_to", "reposted_to", "valid_from")
"""Days that may lie ahead: what is posted today is posted until later."""


def steps_of(row: RoundRow, process: Process) -> list[StepRow]:
    """The steps of a round in their order, each done, now or later."""
    told = {
        "listed": _day(row.listed_on),
        "field": _span(row.field_from, row.field_to),
        "meeting": _met(row.meetings),
        "posting": _span(row.posted_from, row.posted_to) + _complaints(row),
        "opinion": _opinion(row),
        "decision": " ".join(filter(None, (row.decision_no, _day(row.decision_date), row.signatory))),
        "certified": _day(row.certified_on),
    }
    done = {
        "listed": bool(row.listed_on),
        "field": bool(row.field_to),
        "meeting": bool(row.meetings),
        "posting": bool(row.posted_to),
        "opinion": bool(row.opinion_answered),
        "decision": bool(row.decision_date) and row.reviews > 0 and row.recognised > 0,
        "certified": bool(row.certified_on),
    }
    waiting = next((one for one in process.steps if not done[one]), None)
    return [
        StepRow(
            id=one,
            title=TITLES[one],
            state="done" if done[one] else "now" if one == waiting else "later",
            told=told[one],
        )
        for one in process.steps
    ]


def _day(value: str | None) -> str:
    return show_date(value) if value else ""


def _span(start: str | None, end: str | None) -> str:
    return " – ".join(dict.fromkeys(_day(value) for value in (start, end) if value))


def _met(meetings: Sequence[MeetingRow]) -> str:
    return f"{len({one.village for one in meetings})} cuộc họp" if meetings else ""


def _complaints(row: RoundRow) -> str:
    return f", {row.complaints} khiếu nại" if row.complaints else ""


def _opinion(row: RoundRow) -> str:
    name = codes.names("opinion_level").get(row.opinion_level or row.level_due, "")
    days = _span(row.opinion_asked, row.opinion_answered)
    return f"{name}: {days}" if days else name


def check_round(data: RoundInput, process: Process, *, today: str) -> list[Issue]:
    """Findings about the days of a round: no day of the calendar, still to come, an end before its beginning (hard);
    steps out of order, fewer days than prescribed, another level than the day prescribes (soft).
    """
    issues = [*_real(data, today)]
    return issues or [*_ends(data), *_out_of_order(data), *_lengths(data, process), *_level(data, process)]


def _real(data: RoundInput, today: str) -> Iterator[Issue]:
    for name in (*_ORDER, "valid_from"):
        value = getattr(data, name)
        yield from check_day(value, name)
        if value and name not in _COMING and not check_day(value, name) and value > today:
            message = f"Ngày {NAMES[name]} {show_date(value)} ở sau ngày hôm nay ({show_date(today)}): kiểm tra lại."
            yield Issue(name, "hard", "date_future", message)
    if data.complaints is not None and data.complaints < 0:
        yield Issue("complaints", "hard", "negative", "Số khiếu nại phải từ 0 trở lên.")


def _ends(data: RoundInput) -> Iterator[Issue]:
    for first, last in _SPANS:
        start, end = getattr(data, first), getattr(data, last)
        if start and end and end < start:
            message = f"Ngày {NAMES[last]} {show_date(end)} đứng trước ngày {NAMES[first]} {show_date(start)}."
            yield Issue(last, "hard", "ends_before", message)


def _out_of_order(data: RoundInput) -> Iterator[Issue]:
    known = [(name, getattr(data, name)) for name in _ORDER if getattr(data, name)]
    for (before, first), (after, second) in pairwise(known):
        if second < first and (before, after) not in _SPANS:
            message = f"Ngày {NAMES[after]} {show_date(second)} đứng trước ngày {NAMES[before]} {show_date(first)}."
            yield Issue(after, "soft", "step_order", message)


def _lengths(data: RoundInput, process: Process) -> Iterator[Issue]:
    for first, last in (("posted_from", "posted_to"), ("reposted_from", "reposted_to")):
        start, end, least = getattr(data, first), getattr(data, last), process.posting_days
        if start and end and least and working_days(start, end) < least:
            message = f"Niêm yết {working_days(start, end)} ngày làm việc, quy định {least} ngày."
            yield Issue(last, "soft", "posting_days", message)
    if data.posted_to and data.rechecked_on and process.recheck_days:
        taken = working_days(data.posted_to, data.rechecked_on) - 1
        if taken > process.recheck_days:
            message = f"Phúc tra {taken} ngày làm việc, quy định không quá {process.recheck_days} ngày."
            yield Issue("rechecked_on", "soft", "recheck_days", message)
    begun = data.listed_on or data.field_from
    taken = days_apart(begun, data.decision_date) if begun and data.decision_date else 0
    if process.decide_days is not None and taken > process.decide_days:
        message = f"Quyết định sau {taken} ngày, quy định {process.decide_days} ngày."
        yield Issue("decision_date", "soft", "decide_days", message)
    worked = working_days(begun, data.decision_date) - 1 if begun and data.decision_date else 0
    if process.decide_working_days is not None and worked > process.decide_working_days:
        message = f"Quyết định sau {worked} ngày làm việc, quy định {process.decide_working_days} ngày."
        yield Issue("decision_date", "soft", "decide_days", message)
    yield from _window(data, process)


def _window(data: RoundInput, process: Process) -> Iterator[Issue]:
    if process.window_from is None or process.window_to is None:
        return
    start, end = f"{data.year}-{process.window_from}", f"{data.year}-{process.window_to}"
    for name in ("field_from", "decision_date"):
        value = getattr(data, name)
        if value and not start <= value <= end:
            message = (
                f"Ngày {NAMES[name]} {show_date(value)} ở ngoài đợt rà soát ({show_date(start)} – {show_date(end)})."
            )
            yield Issue(name, "soft", "window", message)


def _level(data: RoundInput, process: Process) -> Iterator[Issue]:
    if not data.opinion_asked:
        return
    due = opinion_on(data.opinion_asked)
    names = codes.names("opinion_level")
    if "opinion" in process.steps and data.opinion_level not in (None, due.level):
        asked = names[data.opinion_level or ""]
        message = f"Ngày {show_date(data.opinion_asked)} xin ý kiến {names[due.level]}, không phải {asked}."
        yield Issue("opinion_level", "soft", "opinion_level", message)
    if data.opinion_answered and process.opinion_days:
        taken = working_days(data.opinion_asked, data.opinion_answered) - 1
        if taken > process.opinion_days:
            message = f"Ý kiến về sau {taken} ngày làm việc, quy định {process.opinion_days} ngày."
            yield Issue("opinion_answered", "soft", "opinion_days", message)


def check_meeting(data: MeetingInput, process: Process, *, today: str) -> list[Issue]:
    """Findings about one meeting: more who agreed than came (hard), fewer than prescribed agreed (soft)."""
    issues = check_day(data.date, "date")
    if not issues and data.date > today:
        message = f"Ngày họp {show_date(data.date)} ở sau ngày hôm nay ({show_date(today)}): kiểm tra lại."
        issues.append(Issue("date", "hard", "date_future", message))
    for name in ("attended", "agreed"):
        if (getattr(data, name) or 0) < 0:
            issues.append(Issue(name, "hard", "negative", "Số người phải từ 0 trở lên."))
    if data.attended is not None and data.agreed is not None and data.agreed > data.attended:
        message = f"{data.agreed} người đồng ý nhưng chỉ {data.attended} người dự: kiểm tra lại."
        issues.append(Issue("agreed", "hard", "agreed_more", message))
    elif disagreed(data, process):
        message = (
            f"Chỉ {data.agreed}/{data.attended} người dự đồng ý, cần ít nhất {process.agree_percent} %: rà soát lại."
        )
        issues.append(Issue("agreed", "soft", "disagreed", message))
    return issues


def disagreed(one: MeetingInput | MeetingRow, process: Process) -> bool:
    """Whether fewer of those who came agreed than prescribed; False where it was not counted."""
    if not one.attended or one.agreed is None or process.agree_percent is None:
        return False
    return one.agreed * 100 < one.attended * process.agree_percent
