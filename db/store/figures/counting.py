"""What an indicator comes to on a day, for any unit: each figure is read once for all communes, in few queries.

Where a figure cannot be had, it says why; it never fills in. Targets are compared in `progress`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import NotFound
from db.domain.values import figure_words, show_date
from db.policy.filters import Filter
from db.policy.indicators import Indicator, Measure, NeedsOf, Term
from db.policy.values import keep
from db.store.figures.formers import Former, Ways
from db.store.figures.official import OfficialRow, at, official_figures
from db.store.figures.results import figures_by_unit
from db.store.figures.totals import NAMED, Figure, TotalBook
from db.store.lists.listing import count_by_unit
from db.store.places.residence import units_then
from db.store.places.tree import Tree
from db.store.plan.reading import needs
from db.store.record.figures import record_tallies
from db.store.record.tally import Tally, joined
from db.store.review.class_changes import lists_day

CLASSIFIED = Filter(classes=tuple(codes.names("household_class")))
Basis = Literal["records", "official", ""]


class Part(NamedTuple):
    """A numerator or denominator: whole, or a decimal; or why there is none."""

    value: int | Decimal | None
    why: str = ""
    note: str = ""


class Value(msgspec.Struct, kw_only=True):
    """An indicator's value. numerator, denominator, value: whole, or a decimal as text; None: see `why`.

    basis: what it comes from, the register's records or an official text; note: what to know beside it.
    """

    numerator: int | str | None = None
    denominator: int | str | None = None
    value: int | str | None = None
    why: str = ""
    note: str = ""
    basis: Basis = ""

    @property
    def exact(self) -> Decimal | None:
        """The value before it is rounded."""
        if self.value is None or self.numerator is None or self.denominator is None:
            return None if self.value is None else Decimal(self.value)
        return share(Decimal(self.numerator), Decimal(self.denominator), rounded=False)


def share(part: Decimal, whole: Decimal, *, rounded: bool = True) -> Decimal:
    """A percentage; rounded as official texts do, two decimals, half up."""
    found = 100 * part / whole
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP) if rounded else found


class Counter:
    """Everything indicators may ask, as of one ISO date and the year of it; what was read once is kept."""

    def __init__(self, connection: Connection, on: str, tree: Tree | None = None) -> None:
        self._connection = connection
        self.on, self.year = on, int(on[:4])
        self.tree = tree or Tree(connection)
        self._ways = Ways(connection)
        self._books: dict[int, TotalBook] = {}
        self._counts: dict[tuple[str, Filter], dict[str, int]] = {}
        self._figures: dict[str, dict[str, dict[str, Tally]]] = {}
        self._records: dict[str, dict[str, dict[str, Tally]]] = {}
        self._needs: dict[NeedsOf, dict[str, set[str]]] = {}
        self._places: dict[str, str] | None = None
        self._official: dict[tuple[str, str], list[OfficialRow]] | None = None

    def value(self, indicator: Indicator, units: Sequence[str]) -> Value:
        """The value of an indicator for these units together: from the records, or else as an official text has it.

        What a text says of a former unit is none of the one it went into; it stands in the note.
        """
        found = self._computed(indicator, units)
        if found.value is not None or len(units) != 1:
            return found
        printed = self._printed(indicator, units[0])
        if printed is not None:
            return printed
        found.note = "; ".join(part for part in (found.note, *self._printed_before(indicator, units[0])) if part)
        return found

    def _computed(self, indicator: Indicator, units: Sequence[str]) -> Value:
        shape = indicator.shape
        top = self._measure(shape.numerator, units)
        if shape.denominator is None:
            number = None if top.value is None else keep(top.value)
            return Value(numerator=number, value=number, why=top.why, note=top.note, basis=_basis(top))
        below = self._measure(shape.denominator, units)
        whys = [part.why for part in (top, below) if part.why]
        value = None
        if top.value is not None and below.value is not None:
            if below.value:
                value = keep(share(Decimal(top.value), Decimal(below.value)))
            else:
                whys.append(f"{shape.denominator.label.lower()} là 0")
        return Value(
            numerator=None if top.value is None else keep(top.value),
            denominator=None if below.value is None else keep(below.value),
            value=value,
            why="; ".join(whys),
            note=top.note or below.note,
            basis="" if value is None else "records",
        )

    def _told(self, indicator: Indicator, unit: str) -> list[OfficialRow]:
        """What official texts say of an indicator, of the unit and of everything it is made of."""
        if self._official is None:
            self._official = {}
            for row in official_figures(self._connection):
                self._official.setdefault((row.indicator or "", row.unit), []).append(row)
        codes = self._ways.codes(unit, self.tree.on)
        return [row for code in codes for row in self._official.get((indicator.id, code), ())]

    def _printed_before(self, indicator: Indicator, unit: str) -> list[str]:
        """What official texts say of the former units, each with the unit that it is of."""
        by_unit: dict[Former, list[OfficialRow]] = {}
        for row in self._told(indicator, unit):
            former = self._ways.former(unit, self.tree.on, row.unit, row.unit_date)
            if former is not None:
                by_unit.setdefault(former, []).append(row)
        found = [(former, at(rows, self.on)) for former, rows in by_unit.items()]
        return [
            f"số liệu chính thức của {former.title}: {figure_words(row.value, indicator.shape.unit)} ({row.source})"
            for former, row in found
            if row is not None and row.value is not None
        ]

    def _printed(self, indicator: Indicator, unit: str) -> Value | None:
        rows = self._told(indicator, unit)
        found = at([row for row in rows if self._ways.same(unit, self.tree.on, row.unit, row.unit_date)], self.on)
        if found is None or found.value is None:
            return None
        return Value(
            numerator=found.numerator,
            denominator=found.denominator,
            value=found.value,
            note=found.source,
            basis="official",
        )

    def _measure(self, measure: Measure, units: Sequence[str]) -> Part:
        parts = [self._term(term, units) for term in measure.terms]
        whys = list(dict.fromkeys(part.why for part in parts if part.why))
        if whys:
            return Part(None, "; ".join(whys))
        signed = (-part.value if term.minus else part.value for term, part in zip(measure.terms, parts, strict=True)
                  if part.value is not None)  # fmt: skip
        return Part(sum(signed), note=next((part.note for part in parts if part.note), ""))

    def _term(self, term: Term, units: Sequence[str]) -> Part:
        if term.households is not None:
            return self._counted("households", term.households, units)
        if term.persons is not None:
            return self._counted("persons", term.persons, units)
        if term.figure is not None:
            return self._figure(term.figure, units)
        if term.needs is not None:
            found = self._asking(term.needs)
            return Part(len(set().union(*(found[code] for code in self._inside(found, units)))))
        if term.total is not None:
            return self._total(term.total, units)
        return self._record(term.record or "", units)

    def _inside(self, codes_there: Iterable[str], units: Sequence[str]) -> list[str]:
        """Which of these communes lie in the units."""
        return [code for code in codes_there if any(self.tree.within(code, unit) for unit in units)]

    # Households and people of the day

    def _counted(self, of: Literal["households", "persons"], asked: Filter, units: Sequence[str]) -> Part:
        note = ""
        if asked.classes:
            classified = self._count("households", CLASSIFIED)
            without = [code for unit in units for code in self.tree.communes(unit) if not classified.get(code)]
            if not self._inside((code for code, number in classified.items() if number), units):
                where = ", ".join(self.tree.title(unit) for unit in units[:NAMED])
                return Part(None, f"chưa có hộ nào của {where} được phân loại đến ngày {show_date(self.on)}")
            note = self._without(without)
        found = self._count(of, asked)
        return Part(sum(found[code] for code in self._inside(found, units)), note=note)

    def _without(self, communes: Sequence[str]) -> str:
        if not communes:
            return ""
        named = ", ".join(self.tree.title(code) for code in communes[:NAMED])
        more = f" và {len(communes) - NAMED} xã khác" if len(communes) > NAMED else ""
        return f"chưa có hộ nào được phân loại ở {named}{more}"

    def _count(self, of: Literal["households", "persons"], asked: Filter) -> dict[str, int]:
        if (of, asked) not in self._counts:
            self._counts[of, asked] = count_by_unit(
                self._connection, of, asked, on=lists_day(self._connection, self.on), units_on=self.tree.on
            )
        return self._counts[of, asked]

    # Policies, needs, totals of the year

    def _figure(self, name: str, units: Sequence[str]) -> Part:
        policy, figure = name.split(".")
        if policy not in self._figures:
            self._figures[policy] = figures_by_unit(self._connection, self.year, policy, units_on=self.tree.on)
        found = self._figures[policy].get(figure, {})
        tallies = [found[code] for code in self._inside(found, units)]
        return Part(joined(tallies))

    def _record(self, name: str, units: Sequence[str]) -> Part:
        """What a kind of record of a unit counts (`<kind>.<figure>`), or the number of its records."""
        kind, _dot, figure = name.partition(".")
        if kind not in self._records:
            try:
                self._records[kind] = record_tallies(
                    self._connection, self.year, kind, on=self.on, units_on=self.tree.on
                )
            except NotFound:
                return Part(None, f"sổ không có loại bản ghi “{kind}”")
        found = self._records[kind].get(figure, {})
        tallies = [found[code] for code in self._inside(found, units)]
        return Part(joined(tallies))

    def _asking(self, asked: NeedsOf) -> dict[str, set[str]]:
        """Who (or what) registered such needs in the year, by commune."""
        if asked not in self._needs:
            if self._places is None:
                self._places = units_then(self._connection, self.on, self.tree.on)
            found: dict[str, set[str]] = {}
            for row in needs(self._connection, policy=asked.policy, year=self.year, state=asked.state):
                bearer = row.id if asked.of == "needs" else row.person or row.household
                found.setdefault(self._places.get(row.household, ""), set()).add(bearer)
            self._needs[asked] = found
        return self._needs[asked]

    def _total(self, kind: str, units: Sequence[str]) -> Part:
        if self.year not in self._books:
            self._books[self.year] = TotalBook(self._connection, self.tree, self.year)
        parts: list[Figure] = [self._books[self.year].of(kind, unit) for unit in units]
        whys = [part.why for part in parts if part.value is None]
        if whys:
            return Part(None, "; ".join(whys[:NAMED]))
        return Part(sum(part.value or 0 for part in parts))


def _basis(part: Part) -> Basis:
    return "" if part.value is None else "records"
