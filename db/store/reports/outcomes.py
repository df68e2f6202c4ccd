"""What every policy came to in a period, beside the year before: by class, ethnic group, head, area; money by source.

The figures are those each definition counts (`db/store/figures/results.py`), of supports as they stood on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection

from db.domain import codes
from db.policy import schema
from db.policy.definition import Policy
from db.policy.values import keep
from db.store.clauses import among, ask, current
from db.store.facts import ESCAPED, KINH
from db.store.figures.results import count_support, counted, money_of, uncounted
from db.store.household.people import HEAD
from db.store.lists.conditions import class_on
from db.store.owners import under
from db.store.reading import supports
from db.store.record.tally import Tally
from db.store.rows import SupportRow
from db.store.tables import year_before
from db.store.tables.cells import Places, moved
from db.store.tables.lines import top_unit
from db.store.tables.rows import Head, Line, Table, Value

_CLASS, _GROUP, _AREA = "Theo phân loại hộ", "Theo nhóm", "Theo khu vực"
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("poor", "Nghèo", _CLASS),
    ("near_poor", "Cận nghèo", _CLASS),
    ("escaped", "Mới thoát", _CLASS),
    ("other", "Khác", _CLASS),
    ("minority", "DTTS", _GROUP),
    ("kinh", "Kinh", _GROUP),
    ("woman", "Chủ hộ nữ", _GROUP),
    ("rural", "Nông thôn", _AREA),
    ("urban", "Thành thị", _AREA),
)


NOTE = "Một hộ, một người được hỗ trợ nhiều lần đếm một lần; lượt và tiền cộng từng lần, chỉ các bước đến ngày lập."


class Home(NamedTuple):
    """What a household is counted under. unit: the one that stands for its own that day; groups: ids of `COLUMNS`."""

    unit: str
    village: str
    groups: frozenset[str]


@dataclass(slots=True)
class _Figure:
    """One figure of a policy in all its columns."""

    policy: str
    rule: schema.Count
    before: Tally
    now: Tally
    parts: dict[str, Tally] = field(default_factory=dict)

    def values(self) -> list[Value]:
        """In the order of the heads."""
        parts = [self.parts[name].value if name in self.parts else 0 for name, _label, _over in COLUMNS]
        return [keep(self.before.value), keep(self.now.value), *map(keep, parts)]


def outcomes(
    connection: Connection, known: Mapping[str, Policy], *, year: int, on: str, unit: str | None = None
) -> Table:
    """A line for each figure of each policy that had a support in the year or the one before."""
    top = top_unit(connection, unit, on)
    now, before = (standing(connection, y, day) for y, day in ((year, on), (year - 1, year_before(on))))
    homes = homes_of(connection, [row.household for row in (*now, *before)], on)
    found: dict[tuple[str, str], _Figure] = {}
    for rows, past in ((before, True), (now, False)):
        for row, added in counted(connection, rows):
            home = homes.get(row.household)
            if row.policy not in known or home is None or not under(home.unit, unit, on):
                continue
            for rule in known[row.policy].rules.counts:
                if rule.spec.id in added:
                    figure = found.setdefault((row.policy, rule.spec.id), _blank(row.policy, rule.spec))
                    _take(figure, home, row, added[rule.spec.id], past=past)
    return Table(
        id="ket_qua", no="KQ", title="Kết quả thực hiện các chính sách", short="Kết quả chính sách", source="",
        status="seen", unit=top.code, unit_name=top.title, year=year, on=on, since=year_before(on),
        lines_title="Chính sách, chỉ tiêu", columns=_heads(), missing=unknown(connection, now), notes=[NOTE],
        lines=list(_lines(found, known)),
    )  # fmt: skip


def unknown(connection: Connection, rows: Sequence[SupportRow]) -> list[str]:
    """A sentence where supports cannot be counted: the definition they were written by has not come here."""
    number = uncounted(connection, rows)
    told = "khoản hỗ trợ ghi theo định nghĩa mà sổ này chưa có nên chưa đếm"
    return [f"{number} {told}: thêm tệp chính sách ấy, hoặc nhận gói của cấp trên."] if number else []


def _heads() -> list[Head]:
    first = [
        Head(id="unit", label="Đơn vị tính", over="", number="1", text=True),
        Head(id="before", label="Cùng kỳ năm trước", over="", number="2"),
        Head(id="now", label="Kỳ này", over="", number="3"),
    ]
    return [*first, *(Head(id=name, label=label, over=over, number=str(n))
                      for n, (name, label, over) in enumerate(COLUMNS, 4))]  # fmt: skip


def _blank(policy: str, rule: schema.Count) -> _Figure:
    return _Figure(policy, rule, Tally(rule), Tally(rule))


def _take(figure: _Figure, home: Home, row: SupportRow, amount: int | Decimal, *, past: bool) -> None:
    if past:
        count_support(figure.before, row, amount)
        return
    count_support(figure.now, row, amount)
    for name in home.groups:
        count_support(figure.parts.setdefault(name, Tally(figure.rule)), row, amount)


def _lines(found: dict[tuple[str, str], _Figure], known: Mapping[str, Policy]) -> Iterator[Line]:
    """By policy, the figures of each in the order of its definition."""
    for number, policy in enumerate(sorted({owner for owner, _name in found}), 1):
        blank: list[Value] = ["", *([None] * (len(COLUMNS) + 2))]
        title = known[policy].short
        yield Line(level="policy", key=policy, code=str(number), name=title, line="", bold=True, values=blank)
        for rule in known[policy].rules.counts:
            figure = found.get((policy, rule.spec.id))
            if figure is not None:
                yield Line(
                    level="figure", key=f"{policy}.{rule.spec.id}", code="", name=rule.spec.label, line="", bold=False,
                    values=[rule.spec.unit, *figure.values()],
                )  # fmt: skip


def standing(connection: Connection, year: int, on: str) -> list[SupportRow]:
    """The supports of a year as they stood on a day: later steps are not yet taken."""
    found = []
    for row in supports(connection, year=year):
        steps = [step for step in row.milestones if not step.date or step.date <= on]
        if steps or not row.milestones:
            found.append(row if len(steps) == len(row.milestones) else replace(row, milestones=steps))
    return found


def homes_of(connection: Connection, ids: Iterable[str], on: str) -> dict[str, Home]:
    """What each household is counted under, as of a day; none of those that lived elsewhere than with us."""
    wanted = sorted(set(ids))
    places = Places(connection, on, on, villages=True)
    head = current(on).within(
        "LEFT JOIN (SELECT m.household, max(p.sex) AS sex, max(p.ethnic) AS ethnic FROM membership m "
        f"JOIN person p ON p.id = m.person AND p.deleted = 0 WHERE m.relation = '{HEAD}' AND ",
        " GROUP BY m.household) AS s ON s.household = h.id WHERE h.deleted = 0 AND ",
    )
    query = class_on(on).within(
        f"SELECT h.id, {places.columns}h.area_class, ",
        f", coalesce(h.ethnic_minority, CASE WHEN s.ethnic <> '{KINH}' THEN 1 ELSE 0 END), s.sex FROM household h ",
    )
    found = {}
    query += moved("r1", on).within("LEFT JOIN ", " ON r1.household = h.id ")
    whole = query + head + among(connection, "h.id", wanted)
    for record, unit, village, area, result, minority, sex in ask(connection, whole):
        leaf = places.leaf(unit, village, area)
        if leaf is None:
            continue
        kind = "escaped" if result in ESCAPED else result if result in ("poor", "near_poor") else "other"
        groups = {kind, "minority" if minority else "kinh", leaf.area}
        found[record] = Home(leaf.unit, leaf.village, frozenset(groups | ({"woman"} if sex == "2" else set())))
    return found


def money_by_source(
    connection: Connection, known: Mapping[str, Policy], *, year: int, on: str, unit: str | None = None
) -> Table:
    """Money of the supports of the year that were approved by that day, by policy and source, in đồng."""
    top = top_unit(connection, unit, on)
    rows = standing(connection, year, on)
    homes = homes_of(connection, [row.household for row in rows], on)
    sums: dict[str, dict[str, int]] = {}
    for row, _added in counted(connection, rows):
        home = homes.get(row.household)
        if home is not None and row.policy in known and under(home.unit, unit, on):
            for code, amount in money_of(known[row.policy], row)[1].items():
                mine = sums.setdefault(row.policy, {})
                mine[code] = mine.get(code, 0) + amount
    return Table(
        id="nguon", no="NV", title="Kinh phí của các khoản đã duyệt, theo nguồn vốn (đồng)",
        short="Kinh phí theo nguồn",
        source="", status="seen", unit=top.code, unit_name=top.title, year=year, on=on, since=on,
        lines_title="Chính sách", columns=_sources(sums), missing=unknown(connection, rows), notes=[],
        lines=_money_lines(sums, {name: one.short for name, one in known.items()}),
    )  # fmt: skip


def _used(sums: dict[str, dict[str, int]]) -> list[str]:
    used = {code for one in sums.values() for code in one}
    names = codes.names("funding_source")
    return [code for code in names if code in used] + sorted(used - set(names))


def _sources(sums: dict[str, dict[str, int]]) -> list[Head]:
    names = codes.names("funding_source_short")
    found = [Head(id="sum", label="Tổng", over="", number="1=Σ")]
    for number, code in enumerate(_used(sums), 2):
        found.append(Head(id=code, label=names.get(code, code), over="Nguồn", number=str(number)))
    return found


def _money_lines(sums: dict[str, dict[str, int]], titles: dict[str, str]) -> list[Line]:
    used = _used(sums)
    whole = {code: sum(one.get(code, 0) for one in sums.values()) for code in used}
    parts: Sequence[tuple[str, str, dict[str, int]]] = [(name, titles[name], sums[name]) for name in sorted(sums)]
    lines = [
        Line(
            level="policy", key=name, code=str(number), name=title, line="", bold=False,
            values=[sum(one.values()), *(one.get(code, 0) for code in used)],
        )
        for number, (name, title, one) in enumerate(parts, 1)
    ]  # fmt: skip
    total = Line(
        level="total", key="", code="", name="Tổng cộng", line="", bold=True,
        values=[sum(whole.values()), *whole.values()],
    )  # fmt: skip
    return [*lines, total] if lines else []
