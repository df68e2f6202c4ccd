"""What lacks were removed in a year, and by which supports (plan of Thừa Thiên Huế 2017, III.2).

A support removes what its definition says (`[[deprivations]]`), once its conditions hold; a lack ends in the register
when a review or an officer says so. Both are told, so that a household that was helped and still lacks is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import Connection

from db.domain.standards import Standard
from db.domain.values import show_date
from db.policy.evaluate import Facts, removes
from db.store.definitions.policies import definition_of
from db.store.facts import Judged, as_input, facts_on
from db.store.figures.results import received
from db.store.owners import under
from db.store.reports.outcomes import homes_of, standing
from db.store.review.class_changes import lists_day
from db.store.review.lacks import Lacking, lacking_households
from db.store.tables import days_for
from db.store.tables.rows import Head, Line, Table, Value

REMOVED = "thieu_hut_xoa"
_TITLE, _HOMES = "Thiếu hụt được xóa trong kỳ", "Hộ được hỗ trợ để xóa thiếu hụt"
GONE, STILL = "Đã hết thiếu hụt", "Sổ còn ghi thiếu hụt: xem lại khi rà soát"
_COLUMNS = (
    ("dau", "Thiếu hụt đầu kỳ"),
    ("ho_tro", "Được hỗ trợ để xóa"),
    ("het", "Đã hết thiếu hụt"),
    ("het_ho_tro", "Trong đó nhờ hỗ trợ"),
    ("con", "Còn thiếu hụt cuối kỳ"),
    ("con_ho_tro", "Trong đó đã được hỗ trợ"),
)
_NAMED = (("ten", "Chủ hộ"), ("chi_so", "Chỉ số"), ("ho_tro", "Hỗ trợ"), ("ket_qua", "Kết quả"))
Lack = tuple[str, str]
"""A household and the code of what it lacks."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Who lacked what on the first and on the last day, and what was given to remove it: short names of policies."""

    before: dict[Lack, Lacking]
    now: dict[Lack, Lacking]
    helped: dict[Lack, list[str]]

    @property
    def helped_ones(self) -> list[Lack]:
        """The lacks that a support was to remove; a card of a household that lacked none removes nothing."""
        return [one for one in {**self.before, **self.now} if one in self.helped]


def removed_tables(
    connection: Connection, blank: Table, chosen: Standard, *, year: int, on: str, unit: str | None = None
) -> list[Table]:
    """By indicator, then household by household, from the first day of the period to an ISO day.

    blank: a table with the head of the report; chosen: the standard whose indicators are counted.
    """
    since = days_for(year, on)[0]
    found = _find(connection, chosen, year=year, on=on, since=since, unit=unit)
    notes = [f"Từ ngày {show_date(since)} đến ngày {show_date(on)}; chỉ tính khoản đã được duyệt, chưa bị thu hồi."]
    if (last := lists_day(connection, on)) != on:
        notes += [f"Cuối kỳ theo danh sách mà đợt rà soát cuối năm lập, từ ngày {show_date(last)}."]
    head = replace(blank, since=since, notes=notes, missing=[])
    by_code = replace(head, id=REMOVED, title=_TITLE, short=_TITLE, lines_title="Chỉ số", columns=_heads(_COLUMNS))
    named = replace(head, id=f"{REMOVED}_ho", title=_HOMES, short=_HOMES, lines_title="Hộ số")
    return [
        replace(by_code, lines=list(_indicators(found, chosen))),
        replace(named, columns=_heads(_NAMED, text=True), lines=list(_households(found, chosen))),
    ]


def _heads(columns: Sequence[tuple[str, str]], *, text: bool = False) -> list[Head]:
    return [
        Head(id=name, label=label, over="", number=str(number), text=text)
        for number, (name, label) in enumerate(columns, 1)
    ]


def _find(connection: Connection, chosen: Standard, *, year: int, on: str, since: str, unit: str | None) -> _Found:
    first, last = (
        {(row.household, row.indicator): row for row in lacking_households(connection, day)}
        for day in (since, lists_day(connection, on))
    )
    homes = homes_of(connection, [household for household, _code in {**first, **last}], on)
    ours = {household for household, home in homes.items() if under(home.unit, unit, on)}
    before, now = (
        {one: row for one, row in lacked.items() if one[0] in ours and one[1] in chosen.indicators}
        for lacked in (first, last)
    )
    lacking = {household for household, _code in {**before, **now}}
    return _Found(before, now, _helped(connection, lacking, chosen, year, on))


def _helped(
    connection: Connection, homes: Collection[str], chosen: Standard, year: int, on: str
) -> dict[Lack, list[str]]:
    """What supports of the year removed by an ISO day, by household and indicator."""
    given = [row for row in received(connection, standing(connection, year, on), on) if row.household in homes]
    judged = []
    for row in given:
        policy = definition_of(connection, row.policy, row.definition)
        if policy is not None and policy.rules.removes:
            judged.append(Judged(as_input(row), policy, row.id))
    found: dict[Lack, list[str]] = {}
    for one, facts in zip(judged, facts_on(connection, judged, on), strict=True):
        if isinstance(facts, Facts):
            for code in removes(one.policy, one.data, facts, chosen.id):
                names = found.setdefault((one.data.household or "", code), [])
                names += [one.policy.short] if one.policy.short not in names else []
    return found


def _indicators(found: _Found, chosen: Standard) -> Iterator[Line]:
    helped = set(found.helped_ones)
    for one in chosen.indicators.values():
        before, now, given = (
            {household for household, code in lacks if code == one.code} for lacks in (found.before, found.now, helped)
        )
        gone = before - now
        values: list[Value] = [len(before), len(given), len(gone), len(gone & given), len(now), len(now & given)]
        yield Line(level="figure", key=one.code, code=str(one.no), name=one.name, line="", bold=False, values=values)


def _households(found: _Found, chosen: Standard) -> Iterator[Line]:
    for number, (household, code) in enumerate(found.helped_ones, 1):
        row = found.now.get((household, code)) or found.before[household, code]
        told = STILL if (household, code) in found.now else GONE
        given = ", ".join(found.helped[household, code])
        values: list[Value] = [_called(row), chosen.indicators[code].name, given, told]
        key = f"{household} {code}"
        yield Line(level="household", key=key, code=str(number), name=str(number), line="", bold=False, values=values)


def _called(row: Lacking) -> str:
    return f"{row.head} ({row.village_name})" if row.village_name else row.head
