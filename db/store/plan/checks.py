"""What is wrong or odd about a household's plan or a registered need as entered; it writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from db.domain.errors import Issue
from db.domain.values import earliest_day, latest_day, show_date
from db.store.days import check_day, check_past
from db.store.household.people import check_code
from db.store.inputs import FollowUpInput, MeasureInput, NeedInput, PlanInput
from db.store.rows import HouseholdRow, NeedRow, SupportRow

FIRST_YEAR = 2006
"""The first poverty standard the program knows begins then."""

AHEAD = 5
"""Years from today for which a plan may be made, and within which an escape from poverty is undertaken as a rule."""

POOR = ("poor", "near_poor")


def check_plan(
    data: PlanInput, home: HouseholdRow, *, today: str, policies: Collection[str], indicators: Collection[str]
) -> list[Issue]:
    """All findings about a plan; home: the household as it is when the plan is made.

    indicators: codes of everything that a household may lack by any standard.
    """
    measures = [(f"measures[{n}].", one) for n, one in enumerate(data.measures)]
    return [
        *_head(data, today),
        *_causes(data),
        *(issue for at, one in measures for issue in check_measure(one, at, policies, indicators)),
        *(issue for n, one in enumerate(data.follow_ups) for issue in check_follow_up(one, f"follow_ups[{n}].", today)),
        *_odd(data, home),
    ]


def _head(data: PlanInput, today: str) -> Iterator[Issue]:
    last = int(today[:4]) + AHEAD
    if not FIRST_YEAR <= data.year <= last:
        yield Issue("year", "hard", "plan_year", f"Kế hoạch ghi năm {data.year}: ghi năm từ {FIRST_YEAR} đến {last}.")
    yield from check_past(data.made_on, "made_on", today=today)
    if data.escape_year is not None and data.escape_year < data.year:
        message = f"Đăng ký thoát nghèo năm {data.escape_year}, trước năm của kế hoạch: kiểm tra lại."
        yield Issue("escape_year", "hard", "escape_before", message)


def _causes(data: PlanInput) -> Iterator[Issue]:
    for code in data.causes:
        yield from check_code("poverty_cause", code, "causes")
    if len(set(data.causes)) < len(data.causes):
        yield Issue("causes", "hard", "cause_twice", "Một nguyên nhân ghi hai lần: bỏ bớt một.")


def check_measure(
    one: MeasureInput, at: str, policies: Collection[str], indicators: Collection[str]
) -> Iterator[Issue]:
    """Findings about one measure; at: what stands before the names of its fields."""
    if not one.content.strip():
        yield Issue(f"{at}content", "hard", "measure_empty", "Giải pháp còn trống: ghi việc sẽ làm.")
    if one.indicator is not None and one.indicator not in indicators:
        message = f"Không có chỉ số thiếu hụt mang mã “{one.indicator}”: chọn trong danh sách."
        yield Issue(f"{at}indicator", "hard", "unknown_indicator", message)
    if one.policy is not None and one.policy not in policies:
        yield Issue(
            f"{at}policy", "hard", "unknown_policy", f"Không có chính sách “{one.policy}”: chọn trong danh sách."
        )
    yield from check_code("plan_state", one.state, f"{at}state")
    yield from _span(one, at)
    yield from _sources(one, at)
    if one.state == "done" and not one.outcome:
        message = f"Giải pháp “{one.content}” đã xong nhưng chưa ghi kết quả."
        yield Issue(f"{at}outcome", "soft", "no_outcome", message)


def _span(one: MeasureInput, at: str) -> Iterator[Issue]:
    for name, value in (("from_date", one.from_date), ("to_date", one.to_date)):
        if value is not None and earliest_day(value) is None:
            yield Issue(f"{at}{name}", "hard", "date", f"Ngày “{value}” không có trong lịch: kiểm tra lại.")
    start, end = earliest_day(one.from_date or ""), latest_day(one.to_date or "")
    if start is not None and end is not None and end < start:
        message = f"Kết thúc {show_date(one.to_date or '')} trước khi bắt đầu {show_date(one.from_date or '')}."
        yield Issue(f"{at}to_date", "hard", "ends_before", message)


def _sources(one: MeasureInput, at: str) -> Iterator[Issue]:
    for source in one.sources:
        yield from check_code("funding_source", source.source, f"{at}sources")
        if source.amount <= 0:
            yield Issue(f"{at}sources", "hard", "amount_positive", "Kinh phí phải lớn hơn 0: bỏ trống nếu chưa biết.")
    names = [source.source for source in one.sources]
    if len(set(names)) < len(names):
        yield Issue(f"{at}sources", "hard", "source_twice", "Một nguồn kinh phí ghi hai lần: gộp lại một dòng.")


def check_follow_up(one: FollowUpInput, at: str, today: str) -> Iterator[Issue]:
    """Findings about one follow-up."""
    yield from check_past(one.date, f"{at}date", today=today)
    yield from check_code("plan_state", one.state, f"{at}state")
    if not one.outcome.strip():
        yield Issue(f"{at}outcome", "hard", "outcome_empty", "Lần theo dõi chưa ghi kết quả: ghi điều đã thấy.")


def _odd(data: PlanInput, home: HouseholdRow) -> Iterator[Issue]:
    now = home.classification
    if now is None or now.result not in POOR:
        message = "Hộ không phải hộ nghèo, hộ cận nghèo vào ngày lập kế hoạch."
        yield Issue("household", "soft", "not_poor", message)
    if not data.causes:
        yield Issue("causes", "soft", "no_cause", "Chưa ghi nguyên nhân nghèo.")
    if data.escape_year is not None and data.escape_year > data.year + AHEAD:
        message = f"Đăng ký thoát nghèo năm {data.escape_year}, hơn {AHEAD} năm sau năm của kế hoạch."
        yield Issue("escape_year", "soft", "escape_late", message)


def check_need(
    data: NeedInput,
    *,
    today: str,
    policies: Collection[str],
    members: Collection[str],
    support: SupportRow | None,
    others: Collection[NeedRow],
) -> list[Issue]:
    """All findings about a need. members: ids of everybody who has ever lived in the household; support: the one that
    serves it; others: the other needs of the household.
    """
    return [
        *_what(data, policies, members),
        *check_past(data.registered_on, "registered_on", today=today),
        *_refusal(data, today),
        *(_served(data, support) if data.support is not None else ()),
        *_again(data, others),
    ]


def _what(data: NeedInput, policies: Collection[str], members: Collection[str]) -> Iterator[Issue]:
    if data.policy is None and not (data.content or "").strip():
        message = "Nhu cầu còn trống: chọn chính sách hoặc ghi điều hộ cần."
        yield Issue("content", "hard", "need_empty", message)
    if data.policy is not None and data.policy not in policies:
        yield Issue("policy", "hard", "unknown_policy", f"Không có chính sách “{data.policy}”: chọn trong danh sách.")
    if data.person is not None and data.person not in members:
        yield Issue("person", "hard", "not_member", "Người này không ở trong hộ: chọn người của hộ.")


def _refusal(data: NeedInput, today: str) -> Iterator[Issue]:
    if data.refused_on is not None and not data.refused_reason:
        yield Issue("refused_reason", "hard", "no_refusal_reason", "Không đáp ứng được thì phải ghi lý do.")
    if data.refused_reason and data.refused_on is None:
        yield Issue("refused_on", "hard", "no_refusal_day", "Ghi ngày trả lời không đáp ứng được.")
    issues = check_past(data.refused_on, "refused_on", today=today)
    yield from issues
    known = not check_day(data.registered_on, "registered_on") and data.registered_on
    if data.refused_on and not issues and known and data.refused_on < known:
        message = f"Ngày trả lời {show_date(data.refused_on)} trước ngày đăng ký {show_date(known)}: kiểm tra lại."
        yield Issue("refused_on", "hard", "refused_before", message)
    if data.refused_on is not None and data.support is not None:
        message = "Nhu cầu vừa có hỗ trợ vừa ghi không đáp ứng được: chỉ giữ một."
        yield Issue("refused_on", "hard", "served_and_refused", message)


def _served(data: NeedInput, support: SupportRow | None) -> Iterator[Issue]:
    if support is None or support.household != data.household:
        message = "Khoản hỗ trợ này không phải của hộ: chọn một khoản hỗ trợ của hộ."
        yield Issue("support", "hard", "other_household", message)
    elif data.policy is not None and support.policy != data.policy:
        yield Issue("support", "soft", "other_policy", "Khoản hỗ trợ thuộc chính sách khác với nhu cầu đã đăng ký.")


def _again(data: NeedInput, others: Collection[NeedRow]) -> Iterator[Issue]:
    """A need that waits already under the same policy for the same person counts twice in every report."""
    if data.policy is None or data.support is not None or data.refused_on is not None:
        return
    if any(one.state == "open" and (one.policy, one.person) == (data.policy, data.person) for one in others):
        yield Issue("policy", "soft", "need_twice", "Nhu cầu này đã đăng ký và còn chờ: ghi nữa là tính hai lần.")
