"""Indicators of a year beside their targets: the actual value, how far it has come, and what to say of it.

An actual is computed from the records or taken from an official text, which is then said. Where it cannot be had, the
verdict is that it cannot be told, and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection

from db.domain.standards import standard_id
from db.domain.values import figure_words, show_date
from db.policy.indicators import Indicator
from db.policy.values import keep
from db.store.definitions.indicators import indicator, indicators
from db.store.definitions.standards import standards
from db.store.figures.counting import Counter, Value
from db.store.figures.formers import Former, Ways, undivided
from db.store.figures.targets import TargetRow, targets, targets_of
from db.store.places.residence import stands
from db.store.places.tree import Tree, check_unit

Verdict = Literal["reached", "on_way", "missed", "ended", "unknown", "no_number", ""]
VERDICTS: dict[Verdict, str] = {
    "reached": "đạt",
    "on_way": "đang thực hiện",
    "missed": "không đạt",
    "ended": "đơn vị hết trước hạn",
    "unknown": "chưa tính được",
    "no_number": "kế hoạch không nêu số",
    "": "không có chỉ tiêu",
}
FALLING = ("decrease", "yearly_decrease")
SUMMED = ("sum", "yearly_mean")


class Part(msgspec.Struct, kw_only=True):
    """One commune of a group: its values at the beginning and now, what came of it."""

    unit: str
    unit_name: str
    before: int | str | None
    value: int | str | None
    actual: int | str | None
    verdict: Verdict
    why: str


class IndicatorRow(msgspec.Struct, kw_only=True):
    """A line of the table of indicators.

    unit: code; former: the name of a former unit that the target is of, "" for the unit's own; of: what the value is
    counted in; target: as it was set, None where there is none; numerator, denominator, value: of the indicator at `on`
    (of a target on each commune: communes that reach it, of all); actual: what the target measures (a fall, a sum);
    before: where it began; last: a year earlier; progress: percent.
    """

    id: str
    title: str
    unit: str
    unit_name: str
    year: int
    on: str
    of: str
    target: TargetRow | None
    aim: str
    numerator: int | str | None
    denominator: int | str | None
    value: int | str | None
    actual: int | str | None
    before: int | str | None
    last: int | str | None
    progress: int | None
    verdict: Verdict
    verdict_name: str
    why: str
    note: str
    basis: str
    former: str = ""
    parts: list[Part] = []


def indicator_table(
    connection: Connection,
    *,
    year: int,
    today: str,
    unit: str | None = None,
    on: str | None = None,
    names: Sequence[str] | None = None,
) -> list[IndicatorRow]:
    """Every indicator for a unit (our own) in a year, a line for each of its targets, those with targets first.

    Targets of former units that it is made of stand behind its own, each judged by the records of that unit alone. A
    unit that has ended is counted by the tree of its last day.

    today: ISO day; on: the day it is counted as of, the last of the year (or today) where none is given; names: only
    these indicators.

    Raises:
        NotFound: no unit ever had that code.
    """
    if unit is not None:
        check_unit(unit)
    known = indicators(connection)
    tree, ways = Tree(connection), Ways(connection)
    place = unit or tree.own
    last = ways.last_tree(place, tree.on)
    reading = partial(_Reader, connection, year=year, today=today, on=on)
    reader = reading(until=last if last < tree.on else None)
    own, before = targets_of(connection, place, last, year=year)
    aims = [one for one in own if one.indicator in known]
    aimed = [reader.aimed(known[one.indicator], one) for one in aims if names is None or one.indicator in names]
    asked = [each for each in before if each[1].indicator in known and (names is None or each[1].indicator in names)]
    readers = {former.until: reading(until=former.until) for former, _aim in asked}
    aimed += [readers[former.until].of_former(known[aim.indicator], aim, former) for former, aim in asked]
    having = {one.indicator for one in aims}
    rest = [one for one in known.values() if one.id not in having and (names is None or one.id in names)]
    return [*aimed, *(reader.plain(one, place) for one in rest)]


def beside(connection: Connection, unit: str, year: int, rows: Sequence[IndicatorRow]) -> list[str]:
    """What to know of the targets of a unit that came of others, a sentence each; nothing of most units."""
    tree = Tree(connection)
    name = tree.title(unit)
    former = list(dict.fromkeys(row.former for row in rows if row.former))
    own = any(row.target is not None and not row.former for row in rows)
    said = [] if own or not former else [no_own(name, year, former)]
    has = partial(targets, connection, year=year)
    return said + undivided(connection, unit, tree.on, "chỉ tiêu", lambda code: bool(has(units=[code])))


def no_own(name: str, year: int, former: Sequence[str]) -> str:
    """That a unit has no target of its own, and whose those are that were recorded."""
    told = f"{name[:1].upper()}{name[1:]} không có chỉ tiêu của riêng mình năm {year}"
    return f"{told}: chỉ tiêu đã ghi là của {', '.join(former)}, không tính cho {name}."


@dataclass(slots=True)
class _Measured:
    """What a target measures: its value, where it began, how far it has come, or why that is not known."""

    actual: Decimal | None
    before: Decimal | None
    value: Value


class _Reader:
    def __init__(
        self, connection: Connection, *, year: int, today: str, on: str | None, until: str | None = None
    ) -> None:
        """until: the last ISO day of a unit that has ended; its tree counts."""
        self._connection = connection
        self.tree = Tree(connection, until)
        self._year, self._until = year, until
        self._on = min(on or min(f"{year}-12-31", today), until or "9999-12-31")
        self._counters: dict[str, Counter] = {}

    def plain(self, one: Indicator, unit: str) -> IndicatorRow:
        """An indicator without a target."""
        return self._row(one, unit, None, self.at(self._on).value(one, [unit]))

    def aimed(self, one: Indicator, aim: TargetRow) -> IndicatorRow:
        """An indicator with its target."""
        unit = aim.unit or self.tree.own
        if aim.over == "each":
            return self._each(one, aim, unit)
        units = self._listed(aim) if aim.over == "together" and aim.cohort else [unit]
        if not units:
            return self._row(one, unit, aim, Value(why=_UNLISTED), verdict="unknown")
        found = self._measured(one, aim, units)
        row = self._row(one, unit, aim, found.value, verdict=self._verdict(one, aim, found.actual), units=units)
        row.actual, row.before = _shown(found.actual), _shown(found.before)
        row.progress = _progress(aim, found)
        row.parts = self._parts(one, aim, units) if aim.over == "together" else []
        return row

    def of_former(self, one: Indicator, aim: TargetRow, former: Former) -> IndicatorRow:
        """An indicator with the target of a unit that has ended, as of its last day at most."""
        row = self.aimed(one, aim)
        row.unit_name = row.former = former.title
        return row

    def _each(self, one: Indicator, aim: TargetRow, unit: str) -> IndicatorRow:
        """Every commune must reach it; the figures are of communes."""
        parts = self._parts(one, aim, self._listed(aim))
        if not parts:
            row = self._row(one, unit, aim, Value(why=_UNLISTED), verdict="unknown")
            row.last = None
            return row
        good = sum(part.verdict == "reached" or self._holds_now(one, aim, part) for part in parts)
        whys = list(dict.fromkeys(part.why for part in parts if part.why))
        value = Value(numerator=good, denominator=len(parts), value=good, why="; ".join(whys), basis="records")
        verdicts = {part.verdict for part in parts}
        worst = next(
            (v for v in ("missed", "unknown", "ended", "on_way", "reached", "no_number") if v in verdicts), "unknown"
        )
        row = self._row(one, unit, aim, value, verdict=worst)  # type: ignore[arg-type]
        row.of, row.actual, row.parts, row.last = "xã", good, parts, None
        row.progress = good * 100 // len(parts)
        return row

    def _listed(self, aim: TargetRow) -> list[str]:
        """The communes of a cohort as they stand in our tree, one that several went into once."""
        units = aim.cohort.units if aim.cohort else []
        return list(dict.fromkeys(stands(self._connection, code, self.tree.on) for code in units))

    def _holds_now(self, one: Indicator, aim: TargetRow, part: Part) -> bool:
        return part.actual is not None and _holds(one, aim, Decimal(part.actual))

    def _parts(self, one: Indicator, aim: TargetRow, units: Sequence[str]) -> list[Part]:
        found = []
        for code in units:
            each = self._measured(one, aim, [code], own=True)
            found.append(
                Part(
                    unit=code,
                    unit_name=self.tree.title(code),
                    before=_shown(each.before),
                    value=each.value.value,
                    actual=_shown(each.actual),
                    verdict=self._verdict(one, aim, each.actual),
                    why=each.value.why if each.actual is None else "",
                )
            )
        return found

    def _row(
        self,
        one: Indicator,
        unit: str,
        aim: TargetRow | None,
        value: Value,
        *,
        verdict: Verdict = "",
        units: Sequence[str] = (),
    ) -> IndicatorRow:
        before = self.at(f"{self._year - 1}-12-31").value(one, units or [unit])
        return IndicatorRow(
            id=one.id,
            title=(aim.title if aim else None) or one.title,
            unit=unit,
            unit_name=self.tree.title(unit),
            year=self._year,
            on=self._on,
            of=one.shape.unit,
            target=aim,
            aim=aim_words(aim, one) if aim else "",
            numerator=value.numerator,
            denominator=value.denominator,
            value=value.value,
            actual=value.value,
            before=None,
            last=before.value,
            progress=None,
            verdict=verdict,
            verdict_name=VERDICTS[verdict],
            why=value.why,
            note="; ".join(part for part in (value.note, aim.note if aim else "") if part),
            basis=value.basis,
        )

    def _measured(self, one: Indicator, aim: TargetRow, units: Sequence[str], *, own: bool = False) -> _Measured:
        """own: of one commune of a group, whose beginning is its own and not the group's."""
        value = self.at(self._on).value(one, units)
        if aim.measure in SUMMED:
            return self._summed(one, aim, units)
        before = self._before(one, aim, units, own=own, value=value)
        if aim.measure not in (*FALLING, "increase"):
            return _Measured(value.exact, before, value)
        if value.exact is None or before is None:
            return _Measured(None, before, value)
        change = before - value.exact if aim.measure in FALLING else value.exact - before
        if aim.measure == "yearly_decrease":
            change /= _years(aim.baseline_on or f"{aim.first_year - 1}-12-31", self._on)
        return _Measured(change, before, value)

    def _before(
        self, one: Indicator, aim: TargetRow, units: Sequence[str], *, own: bool, value: Value
    ) -> Decimal | None:
        if aim.baseline is not None and not own:
            return Decimal(aim.baseline)
        day = aim.baseline_on or f"{aim.first_year - 1}-12-31"
        found = self.at(day).value(one, units)
        if found.exact is None and aim.measure != "level":
            told = f"số đầu kỳ ngày {show_date(day)}: {found.why}" if found.why else "chưa có số đầu kỳ"
            value.why = "; ".join(part for part in (value.why, told) if part)
        return found.exact

    def _summed(self, one: Indicator, aim: TargetRow, units: Sequence[str]) -> _Measured:
        """Added up over the years there have been; the mean is over those."""
        days = [f"{year}-12-31" for year in range(aim.first_year, int(self._on[:4]))] + [self._on]
        found = [self.at(day).value(one, units) for day in days if day >= f"{aim.first_year}-01-01"]
        last = found[-1] if found else Value(why=_UNLISTED)
        if any(each.exact is None for each in found):
            last.why = "; ".join(dict.fromkeys(each.why for each in found if each.why))
            return _Measured(None, None, last)
        total = sum((each.exact or Decimal(0) for each in found), Decimal(0))
        return _Measured(total / len(found) if aim.measure == "yearly_mean" else total, None, last)

    def _verdict(self, one: Indicator, aim: TargetRow, actual: Decimal | None) -> Verdict:
        if aim.comparator == "none":
            return "no_number"
        if actual is None:
            return "unknown"
        holds = _holds(one, aim, actual)
        if self._on >= f"{aim.year}-12-31":
            return "reached" if holds else "missed"
        counts_up = aim.comparator == "at_least" and aim.measure in ("level", "sum") and not one.percent
        if holds and counts_up:
            return "reached"
        return "ended" if self._until is not None and self._on == self._until else "on_way"

    def at(self, day: str) -> Counter:
        """What is counted as of a day, read once."""
        if day not in self._counters:
            self._counters[day] = Counter(self._connection, day, self.tree)
        return self._counters[day]


_UNLISTED = "chưa chốt danh sách xã của chỉ tiêu này"


def _years(start: str, end: str) -> Decimal:
    """Years between two days, whole ones where a year ends or begins; never less than one."""
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    return max(Decimal(1), (Decimal(days) / Decimal("365.25")).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _holds(one: Indicator, aim: TargetRow, actual: Decimal) -> bool:
    """Whether a target is met. A fall larger than the range, or a value on the better side of it, meets it too.

    Figures are compared as official texts print them, with two decimals; but all of them (100 %) is every one.
    """
    rounded = actual.quantize(Decimal("0.01"), ROUND_HALF_UP)
    low = Decimal(aim.value or 0)
    if aim.comparator == "at_least":
        return (actual if one.percent and low == 100 else rounded) >= low
    if aim.comparator in ("at_most", "below"):
        return rounded < low or (aim.comparator == "at_most" and rounded == low)
    high = Decimal(aim.value_to or aim.value or 0)
    more = aim.measure in (*FALLING, "increase") or one.shape.better == "more"
    return rounded >= low if more else rounded <= high if one.shape.better == "less" else low <= rounded <= high


def _progress(aim: TargetRow, found: _Measured) -> int | None:
    """How much of the way is gone, in whole percent; None where a way cannot be told."""
    if found.actual is None or aim.value is None:
        return None
    wanted = Decimal(aim.value)
    if aim.comparator in ("at_most", "below"):
        way = None if found.before is None else found.before - wanted
        gone = None if found.before is None else found.before - found.actual
    else:
        way, gone = wanted, found.actual
    if not way or way < 0 or gone is None:
        return None
    return max(0, int((100 * gone / way).quantize(Decimal(1), ROUND_HALF_UP)))


def _shown(value: Decimal | None) -> int | str | None:
    """A figure as it is handed out: two decimals at most."""
    if value is None:
        return None
    found: int | str = keep(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return int(found) if isinstance(found, str) and "." not in found else found


# In words


def aim_words(aim: TargetRow, one: Indicator) -> str:
    """What a target wants, in a few words."""
    of = one.shape.unit
    unit = ("điểm %" if of == "%" else of) if aim.measure in (*FALLING, "increase") else of
    value = figure_words(aim.value, unit)
    says: dict[Any, str] = {
        "at_least": f"từ {value}",
        "at_most": f"không quá {value}",
        "below": f"dưới {value}",
        "between": f"{figure_words(aim.value)}–{figure_words(aim.value_to, unit)}",
        "none": "không nêu số",
    }
    said = says.get(aim.comparator, "")
    return " ".join(part for part in _around(aim, said) if part)


def _around(aim: TargetRow, said: str) -> Iterator[str]:
    yield {"decrease": "giảm", "yearly_decrease": "giảm", "increase": "tăng"}.get(aim.measure, "")
    yield said
    yield "mỗi năm" if aim.measure in ("yearly_decrease", "yearly_mean") else ""
    yield f"trong {aim.year - aim.first_year + 1} năm" if aim.measure == "sum" else ""
    yield "(từng xã)" if aim.over == "each" else ""


class TrendPoint(msgspec.Struct, kw_only=True):
    """An indicator at the end of a year, and the poverty standard in force then ("" before the first one)."""

    year: int
    value: Value
    standard: str


def trend(
    connection: Connection, name: str, *, unit: str | None = None, years: Sequence[int], today: str
) -> list[TrendPoint]:
    """An indicator at the end of each of these years (the running one: today), from records or official texts.

    Raises:
        NotFound: unknown indicator.
    """
    one = indicator(connection, name)
    reader = _Reader(connection, year=years[-1], today=today, on=None)
    found, known = [], standards(connection)
    for year in years:
        day = min(f"{year}-12-31", today)
        value = reader.at(day).value(one, [unit or reader.tree.own])
        found.append(TrendPoint(year=year, value=value, standard=standard_id(day, known)))
    return found
