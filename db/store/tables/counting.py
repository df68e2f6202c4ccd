"""Counts one table: its definition, the cells of the register and the lines of the units in; a `Table` out.

One pass over the cells fills every column of every line; what sums other lines is added up, never counted twice.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from db.domain import codes
from db.domain.values import show_date
from db.policy import tables as spec
from db.store.figures.totals import Figure, TotalBook
from db.store.tables.cells import SUMS, Cells, Kind, Leaf
from db.store.tables.lines import LineOf
from db.store.tables.rows import Checked, Head, Line, Value, percent, whole_number

MOST_GROUPS = 8
"""Ethnic groups that have a column of their own; the others are summed."""
OTHERS = "*"
SHOWN = 5
"""Places named in one sentence."""
KINH = {"households_kinh": ("households", "households_minority"), "persons_kinh": ("persons", "persons_minority")}
"""What nobody types in: everybody without those of minorities."""
EMPTIED = "các cột, tỷ lệ dựa vào đó để trống."
"""How a sentence on a figure that is not known ends."""
_FLAGS = ("minority", "merit", "no_labour", "woman")
Numbers = Tally[tuple[spec.Line, str]]
"""Of one leaf: by line and column."""


@dataclass(slots=True)
class Counted:
    """What `count` found, before it is put into rows."""

    heads: list[Head]
    lines: list[Line]
    missing: list[str]
    notes: list[str]
    checks: list[Checked]


def count(table: spec.TableSpec, cells: Cells, places: Sequence[LineOf], totals: TotalBook) -> Counted:
    """Count a table over these lines."""
    columns = _spread(table, cells)
    numbers = _numbers(table, columns, cells)
    filler = _Filler(table, columns, totals, places, caused=cells.caused)
    lines = [
        line
        for place in places
        for kind in table.lines
        for line in [filler.line(place, kind, _added(place.leaves, numbers, kind))]
    ]
    return Counted(
        heads=[_head(column) for column in columns],
        lines=lines,
        missing=[*_missing(table, columns, cells), *filler.missing()],
        notes=list(_notes(table, cells)),
        checks=filler.checks + _sums_hold(table, columns, places, lines),
    )


def _spread(table: spec.TableSpec, cells: Cells) -> list[spec.Column]:
    """The columns, those of indicators and ethnic groups one by one."""
    found: list[spec.Column] = []
    for column in table.columns:
        if column.each == "indicator":
            found += [_one(column, str(one.no), one.name, lacks=one.code) for one in cells.indicators]
        elif column.each == "ethnic":
            found += _groups(column, cells)
        else:
            found.append(column)
    return found


def _groups(column: spec.Column, cells: Cells) -> list[spec.Column]:
    """The groups of the minority households of both lists, the largest first; then all others."""
    there: Tally[str] = Tally()
    for _leaf, kind, sums in cells.households:
        if kind.minority and kind.end in ("poor", "near_poor"):
            there[kind.ethnic] += sums[0]
    named = [one for one, _many in sorted(there.items(), key=lambda one: (-one[1], one[0])) if one][:MOST_GROUPS]
    names = codes.names("ethnic_group")
    found = [
        _one(column, f"{column.id}{number}", names.get(group, group), ethnic=group)
        for number, group in enumerate(named, 1)
    ]
    return [*found, _one(column, f"{column.id}{len(named) + 1}", "Dân tộc khác, chưa rõ", ethnic=OTHERS)]


def _one(column: spec.Column, name: str, label: str, *, lacks: str = "", ethnic: str = "") -> spec.Column:
    where = msgspec.structs.replace(column.where or spec.Where(), lacks=lacks, ethnic=ethnic)
    return msgspec.structs.replace(column, id=name, label=label, each="", where=where)


def _is_one_lack(column: spec.Column) -> bool:
    """Whether it counts the households that lack one thing."""
    return column.where is not None and column.where.lacks not in ("", spec.ALL)


def _head(column: spec.Column) -> Head:
    return Head(id=column.id, label=column.label, over=column.over, number=column.number, rate=column.is_rate)


def _numbers(table: spec.TableSpec, columns: Sequence[spec.Column], cells: Cells) -> dict[Leaf, Numbers]:
    found: dict[Leaf, Numbers] = {}
    named = {column.where.ethnic for column in columns if column.where and column.where.ethnic not in ("", OTHERS)}
    plans: dict[Kind, list[tuple[tuple[spec.Line, str], int]]] = {}
    for leaf, kind, sums in cells.households:
        plan = plans.get(kind)
        if plan is None:
            plan = plans[kind] = _plan(table, columns, kind, named)
        if plan:
            known = found.setdefault(leaf, Tally())
            for slot, part in plan:
                known[slot] += sums[part]
    _add_coded(table, columns, cells, found)
    return found


def _plan(
    table: spec.TableSpec, columns: Sequence[spec.Column], kind: Kind, named: set[str]
) -> list[tuple[tuple[spec.Line, str], int]]:
    """Which sums of such a household go into which columns."""
    plan = []
    for column in columns:
        if column.where is None or column.where.lacks or column.where.causes:
            continue
        meant = _meant(column.where, kind, named)
        for line in table.lines:
            if meant:
                of = column.of or line
                plan.append(((line, column.id), SUMS.index(column.sum if of == "persons" else of)))
            if line == "persons":
                also = [share for share in column.also if _meant(share.where, kind, named)]
                plan += [((line, column.id), SUMS.index(share.sum)) for share in also]
    return plan


def _meant(where: spec.Where, kind: Kind, named: set[str]) -> bool:
    asked = ((where.start, kind.start), (where.end, kind.end), (where.flow, kind.flow))
    if any(allowed and found not in allowed for allowed, found in asked):
        return False
    if any(getattr(where, name) not in (None, getattr(kind, name)) for name in _FLAGS):
        return False
    if where.ethnic == OTHERS:
        return kind.ethnic not in named
    return not where.ethnic or where.ethnic == kind.ethnic


def _add_coded(table: spec.TableSpec, columns: Sequence[spec.Column], cells: Cells, found: dict[Leaf, Numbers]) -> None:
    """Columns of indicators and causes, which a household may have several of."""
    for column in columns:
        where = column.where
        if where is None or not (where.lacks or where.causes):
            continue
        wanted = set(where.causes)
        rows = (
            [(leaf, result, n) for leaf, result, code, n in cells.lacks if where.lacks in (code, spec.ALL)]
            if where.lacks
            else [(leaf, result, n) for leaf, result, codes_, n in cells.causes if wanted & set(codes_)]
        )
        for leaf, result, number in rows:
            if result in where.end:
                for line in table.lines:
                    found.setdefault(leaf, Tally())[line, column.id] += number


def _added(leaves: Sequence[Leaf], numbers: Mapping[Leaf, Numbers], line: spec.Line) -> Mapping[str, int]:
    total: Tally[str] = Tally()
    for leaf in leaves:
        for (kind, column), value in numbers.get(leaf, Tally()).items():
            if kind == line:
                total[column] += value
    return total


class _Filler:
    """Turns the counts of a line into its values: typed figures, formulas, rates; remembers what is missing."""

    def __init__(
        self,
        table: spec.TableSpec,
        columns: Sequence[spec.Column],
        totals: TotalBook,
        places: Sequence[LineOf],
        *,
        caused: bool,
    ) -> None:
        self._table, self._columns, self._totals, self._places = table, columns, totals, places
        self._caused = caused
        self._lacking: dict[str, dict[str, None]] = {}
        self._doubts: dict[str, None] = {}
        self._checks: dict[str, list[Checked]] = {}

    @property
    def checks(self) -> list[Checked]:
        """Every formula, once where it holds everywhere, else each line that it does not hold for."""
        kept = [
            Checked(id=self._table.id, text=name, holds=True) for name, broken in self._checks.items() if not broken
        ]
        return [*kept, *(one for broken in self._checks.values() for one in broken)]

    def line(self, place: LineOf, line: spec.Line, counted: Mapping[str, int]) -> Line:
        """One line of the table."""
        whole: dict[str, int | None] = {}
        for column in self._columns:
            whole[column.id] = self._plain(column, place, counted)
        for column in self._columns:
            if column.formula and not column.where and not column.is_rate:
                whole[column.id] = self._formula(column, whole)
            elif column.formula and not column.is_rate:
                self._check(column, place, line, whole)
        values = [self._value(column, whole) for column in self._columns]
        told = spec.LINES[line] if len(self._table.lines) > 1 else ""
        return Line(
            level=place.level, key=place.key, code=place.code, name=place.name, line=told, bold=place.bold,
            values=values,
        )  # fmt: skip

    def _plain(self, column: spec.Column, place: LineOf, counted: Mapping[str, int]) -> int | None:
        if column.where is not None:
            return counted[column.id] if self._caused or not column.where.causes else None
        return self._known(place, column.known) if column.known and not place.elsewhere else None

    def _known(self, place: LineOf, name: str) -> int | None:
        whole, *less = (self._typed(place, kind) for kind in KINH.get(name, (name,)))
        return None if whole is None or None in less else whole - sum(part or 0 for part in less)

    def _typed(self, place: LineOf, kind: str) -> int | None:
        """The total of a place; of an area or a former unit the sum of the lines below, where all of them are known."""
        if place.elsewhere or (place.level == "area" and not place.below):
            return 0
        found = self._totals.of(kind, place.key) if place.key and place.level != "area" else Figure(None)
        if found.doubted:
            self._doubts[found.why] = None
        if found.value is not None or found.doubted:
            return found.value
        parts = [self._typed(self._places[below], kind) for below in place.below]
        if parts and all(part is not None for part in parts):
            return sum(part or 0 for part in parts)
        if place.key and not place.below:
            self._lacking.setdefault(kind, {})[place.name] = None
        return None

    def _formula(self, column: spec.Column, whole: Mapping[str, int | None]) -> int | None:
        if column.formula == "Σ":
            return sum(whole[one.id] or 0 for one in self._columns if _is_one_lack(one))
        parts = [(sign, whole[name]) for sign, name in spec.terms(column.formula)]
        return None if any(part is None for _sign, part in parts) else sum(sign * (part or 0) for sign, part in parts)

    def _value(self, column: spec.Column, whole: Mapping[str, int | None]) -> Value:
        if column.rate_of:
            return percent(whole[column.id], whole[column.rate_of])
        parts = spec.rate(column.formula)
        return percent(whole[parts[0]], whole[parts[1]]) if parts else whole[column.id]

    def _check(self, column: spec.Column, place: LineOf, line: spec.Line, whole: Mapping[str, int | None]) -> None:
        left, right = whole[column.id], self._formula(column, whole)
        name = f"biểu {self._table.no}, {spec.LINES[line].lower()}: cột {column.number}"
        known = self._checks.setdefault(name, [])
        if right is not None and left != right:
            about = f"{self._table.id}.{column.id}"
            known.append(Checked(id=about, text=name, holds=False, where=place.name, left=left, right=right))

    def missing(self) -> list[str]:
        """Which typed figures are doubted or not there: of these a sentence for each group of places that lack them."""
        names_of = codes.names("area_total")
        lacking: dict[tuple[str, ...], list[str]] = {}
        for name, places in self._lacking.items():
            lacking.setdefault(tuple(places), []).append(names_of[name].lower())
        told = [f"{why[:1].upper()}{why[1:]}; {EMPTIED}" for why in self._doubts]
        for where, names in lacking.items():
            shown = ", ".join(where[:SHOWN]) + (f" và {len(where) - SHOWN} nơi khác" if len(where) > SHOWN else "")
            told.append(f"Chưa nhập {', '.join(names)} của {shown}: {EMPTIED}")
        return told


def _missing(table: spec.TableSpec, columns: Sequence[spec.Column], cells: Cells) -> list[str]:
    found = list(dict.fromkeys(column.needs for column in columns if column.needs))
    told = [f"Sổ chưa ghi {need}: cột để trống." for need in found]
    if table.flows and not cells.earlier:
        told.append(
            f"Sổ chưa có kết quả phân loại nào từ ngày {show_date(cells.since)} trở về trước: số đầu kỳ bằng 0, hộ đã "
            "ở trong danh sách từ trước hiện ở cột phát sinh."
        )
    if any(column.where and column.where.causes for column in columns) and not cells.caused:
        told.append(f"Năm {cells.on[:4]} sổ chưa ghi nguyên nhân nghèo của hộ nào (kế hoạch giảm nghèo của hộ).")
    by_indicator = any(column.each == "indicator" for column in table.columns)
    if by_indicator and not any(map(_is_one_lack, columns)):
        told.append(f"Chuẩn nghèo của ngày {show_date(cells.on)} chưa có danh mục chỉ số thiếu hụt trong chương trình.")
    if len(cells.standards) > 1:
        told.append("Danh sách có hộ xếp theo hai chuẩn nghèo khác nhau: số liệu không so được với năm khác chuẩn.")
    return told


def _notes(table: spec.TableSpec, cells: Cells) -> list[str]:
    told = []
    for note in table.notes:
        number = sum(
            sums[0] for _leaf, kind, sums in cells.households if any(_meant(where, kind, set()) for where in note.where)
        )
        if number or not note.where:
            told.append(note.text.format(n=number))
    return told


def _sums_hold(
    table: spec.TableSpec, columns: Sequence[spec.Column], places: Sequence[LineOf], lines: Sequence[Line]
) -> list[Checked]:
    """The lines below, added up, are the line above, in every column that is no rate."""
    text = f"biểu {table.no}: các dòng bên dưới cộng lại bằng dòng trên"
    found = []
    many = len(table.lines)
    for place, one in enumerate(places):
        for kind, column in ((k, c) for k in range(many) for c in range(len(columns)) if not columns[c].is_rate):
            parts = [whole_number(lines[below * many + kind].values[column]) for below in one.below]
            left = whole_number(lines[place * many + kind].values[column])
            if not parts or left is None or None in parts:
                continue
            right = sum(part or 0 for part in parts)
            if left != right:
                told = f"{text} (cột {columns[column].id})"
                found.append(
                    Checked(id=f"{table.id}.sum", text=told, holds=False, where=one.name, left=left, right=right)
                )
    return found or [Checked(id=f"{table.id}.sum", text=text, holds=True)]
