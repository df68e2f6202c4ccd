"""What every policy came to in each commune or village: the first figure its definition counts, and money approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from db.policy.definition import Policy
from db.policy.values import keep
from db.store.figures.results import count_support, counted, money_of
from db.store.owners import under
from db.store.record.tally import Tally, joined
from db.store.reports.outcomes import homes_of, standing, unknown
from db.store.rows import SupportRow
from db.store.tables.cells import Leaf
from db.store.tables.lines import LineOf, lines_of, top_unit
from db.store.tables.rows import Head, Line, Table, Value

_Tallies = dict[str, dict[Leaf, Tally]]
_Money = dict[str, dict[Leaf, int]]


def outcomes_by_unit(
    connection: Connection, known: Mapping[str, Policy], *, year: int, on: str, unit: str | None = None
) -> Table:
    """A line for each place, two columns for each policy that had a support in the year."""
    top = top_unit(connection, unit, on)
    rows = standing(connection, year, on)
    tallies, money = _counted(connection, known, rows, on=on, unit=unit)
    leaves = sorted({leaf for one in tallies.values() for leaf in one})
    places = lines_of(connection, leaves, on=on, unit=unit) if tallies else []
    return Table(
        id="theo_don_vi", no="ĐV", title="Kết quả thực hiện các chính sách theo đơn vị", short="Theo đơn vị",
        source="", status="seen", unit=top.code, unit_name=top.title, year=year, on=on, since=on,
        lines_title="Đơn vị", columns=list(_heads(known, sorted(tallies))),
        missing=unknown(connection, rows), notes=[],
        lines=[_line(place, tallies, money) for place in places],
    )  # fmt: skip


def _counted(
    connection: Connection, known: Mapping[str, Policy], rows: Sequence[SupportRow], *, on: str, unit: str | None
) -> tuple[_Tallies, _Money]:
    homes = homes_of(connection, [row.household for row in rows], on)
    tallies: _Tallies = {}
    money: _Money = {}
    for row, added in counted(connection, rows):
        home = homes.get(row.household)
        if home is None or row.policy not in known or not under(home.unit, unit, on):
            continue
        rule = known[row.policy].rules.counts[0].spec
        leaf = Leaf(home.unit, home.village, "rural")
        tally = tallies.setdefault(row.policy, {}).setdefault(leaf, Tally(rule))
        if rule.id in added:
            count_support(tally, row, added[rule.id])
        paid = money.setdefault(row.policy, {})
        paid[leaf] = paid.get(leaf, 0) + money_of(known[row.policy], row)[0]
    return tallies, money


def _heads(known: Mapping[str, Policy], names: Sequence[str]) -> Iterator[Head]:
    for number, name in enumerate(names):
        rule, over = known[name].rules.counts[0].spec, known[name].short
        yield Head(id=name, label=f"{rule.label} ({rule.unit})", over=over, number=str(2 * number + 1))
        yield Head(id=f"{name}.tien", label="Tiền duyệt (đồng)", over=over, number=str(2 * number + 2))


def _line(place: LineOf, tallies: _Tallies, money: _Money) -> Line:
    values: list[Value] = []
    for name in sorted(tallies):
        found = [tallies[name][leaf] for leaf in place.leaves if leaf in tallies[name]]
        values += [keep(joined(found))]
        values += [sum(money[name].get(leaf, 0) for leaf in place.leaves)]
    return Line(
        level=place.level, key=place.key, code=place.code, name=place.name, line="", bold=place.bold, values=values
    )
