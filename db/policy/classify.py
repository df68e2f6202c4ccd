"""What a household is by a poverty standard, and why, in words. Pure: it reads no register and decides nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from db.domain import codes
from db.domain.errors import Issue
from db.domain.standards import Standard
from db.domain.values import show_money
from db.policy.standards import StandardFile, Step


class Measured(msgspec.Struct, kw_only=True, frozen=True):
    """What was found at a household. income: đồng a person a month; deprivations: codes lacked, None if not looked at.

    b1, b2: the totals of the score sheet; with deprivations, these count and not b2.
    """

    area: str
    income: int | None = None
    b1: int | None = None
    b2: int | None = None
    deprivations: tuple[str, ...] | None = None


class Outcome(msgspec.Struct, kw_only=True, frozen=True):
    """result: poor, near_poor, not_poor, or None while something that decides is missing; reasons: sentences."""

    result: str | None
    sub_type: str | None = None
    reasons: tuple[str, ...] = ()


def classify(standard: Standard, found: Measured) -> Outcome:
    """The first step of the standard that the household meets."""
    judge = _Judge(standard, found)
    chosen, missing = judge.walk()
    if missing:
        return Outcome(result=None, reasons=(*judge.told(), missing))
    result, sub_type = (chosen.result, chosen.sub_type) if chosen else ("not_poor", None)
    name = codes.name("household_class", result)
    kind = f" ({standard.sub_types[sub_type].lower()})" if sub_type else ""
    return Outcome(result=result, sub_type=sub_type, reasons=(*judge.told(), f"Kết quả: {name.lower()}{kind}."))


def check_totals(standard: Standard, found: Measured) -> list[Issue]:
    """Findings about the totals as typed: B2 that no number of indicators gives, or other than those ticked; an income
    that says otherwise than B1.
    """
    rules = rules_of(standard)
    issues = _b2_issues(rules, found)
    if found.b1 is not None and rules.scoring is None:
        message = f"{standard.title} chưa có bảng điểm: ghi thu nhập bình quân, không ghi B1."
        issues.append(Issue("b1", "soft", "no_scoring", message))
    elif found.b1 is not None and found.income is not None:
        by_points = classify(standard, found)
        by_income = classify(standard, msgspec.structs.replace(found, b1=None))
        if (by_points.result, by_points.sub_type) != (by_income.result, by_income.sub_type):
            message = "Thu nhập bình quân và điểm B1 cho hai kết quả khác nhau: kết quả lấy theo B1."
            issues.append(Issue("income", "soft", "income_b1", message))
    return issues


def _b2_issues(rules: StandardFile, found: Measured) -> list[Issue]:
    if found.b2 is None:
        return []
    per, most = (rules.scoring.b2_per_indicator, rules.scoring.b2_max) if rules.scoring else (10, None)
    if found.b2 < 0 or found.b2 % per or (most is not None and found.b2 > most):
        told = f"từ 0 đến {most}" if most is not None else "từ 0 trở lên"
        return [Issue("b2", "hard", "b2_steps", f"B2 ghi {found.b2}: phải là số chia hết cho {per}, {told}.")]
    ticked = None if found.deprivations is None else per * len(found.deprivations)
    if ticked is not None and ticked != found.b2:
        message = f"B2 ghi {found.b2} nhưng các chỉ số đã đánh dấu cho {ticked} điểm: kết quả lấy theo chỉ số."
        return [Issue("b2", "soft", "b2_ticks", message)]
    return []


def b2_of(standard: Standard, deprivations: Sequence[str]) -> int:
    """The points of B2 that these indicators give."""
    scoring = rules_of(standard).scoring
    return (scoring.b2_per_indicator if scoring else 10) * len(deprivations)


def rules_of(standard: Standard) -> StandardFile:
    """A standard's file as its struct."""
    return msgspec.convert(standard.content, StandardFile)


class _Judge:
    """One household before one standard; notes each line as it is compared."""

    def __init__(self, standard: Standard, found: Measured) -> None:
        self._standard, self._found, self._rules = standard, found, rules_of(standard)
        self._compared: dict[str, str] = {}
        self._asked_lacks = False
        self._lacks = self._count()

    def walk(self) -> tuple[Step | None, str]:
        """The step that fits (None: no step does), or what is missing to tell."""
        for step in self._rules.steps:
            within = self._within(step)
            if within is None:
                scored = step.b1 is not None
                return None, "Chưa biết: cần điểm B1 hoặc thu nhập." if scored else "Chưa biết: cần thu nhập bình quân."
            if not within:
                continue
            if not step.deprived:
                return step, ""
            self._asked_lacks = True
            if self._lacks is None:
                return None, "Chưa biết: cần các chỉ số thiếu hụt hoặc điểm B2."
            if self._lacks >= self._needed:
                return step, ""
        return None, ""

    def told(self) -> list[str]:
        """What was compared, in sentences."""
        area = codes.name("area_class", self._found.area).lower()
        parts = [f"Xét theo {self._standard.title}, khu vực {area}."]
        if self._compared:
            subject = f"Điểm B1 {self._found.b1}" if self._scored else f"Thu nhập {self._income()}"
            parts.append(f"{subject}: {', '.join(self._compared.values())}.")
        if self._asked_lacks and self._lacks is not None:
            parts.append(self._lacking(self._lacks))
        return parts

    @property
    def _needed(self) -> int:
        return self._rules.min_deprivations or 0

    @property
    def _scored(self) -> bool:
        return self._found.b1 is not None and self._rules.scoring is not None

    def _income(self) -> str:
        return f"{show_money(self._found.income or 0)} đồng/người/tháng"

    def _count(self) -> int | None:
        if self._found.deprivations is not None:
            return len(self._found.deprivations)
        per = self._rules.scoring.b2_per_indicator if self._rules.scoring else 10
        return None if self._found.b2 is None else self._found.b2 // per

    def _within(self, step: Step) -> bool | None:
        line = getattr(self._rules.thresholds[step.line], self._found.area)
        if self._scored and step.b1 is not None and self._rules.scoring is not None:
            value, limit = self._found.b1, getattr(self._rules.scoring.b1[step.b1], self._found.area)
            shown = f"{limit} (ứng với {show_money(line)} đồng/người/tháng)"
        else:
            value, limit, shown = self._found.income, line, f"{show_money(line)} đồng"
        if value is None:
            return None
        self._compared[step.line] = f"không quá {shown}" if value <= limit else f"trên {shown}"
        return bool(value <= limit)

    def _lacking(self, count: int) -> str:
        known = self._standard.indicators
        names = [known[code].name for code in self._found.deprivations or () if code in known]
        listed = f" ({'; '.join(names)})" if names else ""
        enough = f"đủ {self._needed}" if count >= self._needed else f"dưới {self._needed}"
        return f"Thiếu hụt {count} chỉ số{listed}, {enough} chỉ số."
