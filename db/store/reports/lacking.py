"""Who lacks what on a day and which agency answers for it (plan of Thừa Thiên Huế 2017, part V).

By indicator, by agency, by place, and household by household, so that every figure can be followed to names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from db.domain import codes
from db.domain.standards import Indicator, Standard, standard_on
from db.domain.units import unit_near
from db.domain.values import show_date
from db.store.definitions.standards import standards
from db.store.reports.removed import removed_tables
from db.store.review.class_changes import NEAR, POOR
from db.store.review.lacks import Lacking, lacking_households
from db.store.tables.cells import Leaf
from db.store.tables.lines import NO_VILLAGE, lines_of, top_unit
from db.store.tables.rows import Head, Line, Table, Value

LACKS = "thieu_hut"
NOBODY = "Chưa nêu cơ quan"
TICK = "x"
Key = TypeVar("Key", bound=Hashable)
_OVER = "Số hộ thiếu hụt theo từng chỉ số"


def lacking_tables(connection: Connection, *, year: int, on: str, unit: str | None = None) -> list[Table]:
    """Deprivations by indicator, by agency, by place, and the households.

    Raises:
        NotFound: no standard holds on that day, or the unit is none of ours.
    """
    chosen = standard_on(on, standards(connection))
    found = [row for row in lacking_households(connection, on) if row.indicator in chosen.indicators]
    places = lines_of(connection, sorted({_leaf(row) for row in found}), on=on, unit=unit)
    inside = set(places[0].leaves) if places else set()
    rows = [row for row in found if _leaf(row) in inside]
    living = _grouped(rows, _leaf)
    top = top_unit(connection, unit, on)
    blank = Table(
        id=LACKS, no="TH", title="", short="", source="", status="seen", unit=top.code, unit_name=top.title, year=year,
        on=on, since=on, lines_title="", columns=[], lines=[], missing=_missing(chosen),
        notes=[f"{chosen.title}; thiếu hụt tính đến ngày {show_date(on)}. Một hộ có thể thiếu nhiều chỉ số."],
    )  # fmt: skip
    by_place = [
        Line(
            level=place.level, key=place.key, code=place.code, name=place.name, line="", bold=place.bold,
            values=_by_indicator([row for leaf in place.leaves for row in living.get(leaf, ())], chosen),
        )
        for place in places
    ]  # fmt: skip
    return [
        _table(blank, LACKS, "Thiếu hụt theo chỉ số và cơ quan chủ trì", "Chỉ số", _FIGURES, _indicators(rows, chosen)),
        _table(
            blank, "thieu_hut_co_quan", "Thiếu hụt theo cơ quan chủ trì", "Cơ quan", _SHARES, _agencies(rows, chosen)
        ),
        _table(blank, "thieu_hut_don_vi", "Thiếu hụt theo thôn, xã", "Đơn vị", _by_code(chosen), by_place),
        _table(blank, "thieu_hut_ho", "Danh sách hộ thiếu hụt", "Hộ số", _names(chosen), _households(rows, chosen, on)),
        *removed_tables(connection, blank, chosen, year=year, on=on, unit=unit),
    ]


def _table(
    blank: Table, name: str, title: str, lines_title: str, columns: list[Head], lines: Iterator[Line] | list[Line]
) -> Table:
    return msgspec.structs.replace(
        blank, id=name, title=title, short=title, lines_title=lines_title, columns=columns, lines=list(lines)
    )


def _heads(*named: tuple[str, str]) -> list[Head]:
    return [Head(id=name, label=label, over="", number=str(n)) for n, (name, label) in enumerate(named, 1)]


_COUNTED = (("ho", "Số hộ thiếu hụt"), ("khau", "Số nhân khẩu"), ("ngheo", "Hộ nghèo"), ("can_ngheo", "Hộ cận nghèo"))
_FIGURES = [
    *_heads(*_COUNTED),
    Head(id="khac", label="Hộ khác", over="", number="5"),
    Head(id="co_quan", label="Cơ quan chủ trì", over="", number="6", text=True),
]
_SHARES = [
    *_heads(*_COUNTED, ("luot", "Số thiếu hụt (mỗi hộ, mỗi chỉ số một lần)")),
    Head(id="chi_so", label="Các chỉ số (số trên phiếu)", over="", number="6", text=True),
]


def _by_code(chosen: Standard) -> list[Head]:
    whole = Head(id="ho", label="Số hộ thiếu hụt", over="", number="1")
    return [whole, *(Head(id=one.code, label=one.name, over=_OVER, number=str(n))
                     for n, one in enumerate(chosen.indicators.values(), 2))]  # fmt: skip


def _names(chosen: Standard) -> list[Head]:
    """All words: the table is a list of people."""
    first = (("ten", "Chủ hộ"), ("loai", "Phân loại"), ("khau", "Nhân khẩu"))
    heads = [Head(id=name, label=label, over="", number=str(n), text=True) for n, (name, label) in enumerate(first, 1)]
    return heads + [
        Head(id=one.code, label=one.name, over="Thiếu hụt", number=str(n), text=True)
        for n, one in enumerate(chosen.indicators.values(), len(first) + 1)
    ]


def _counts(rows: Sequence[Lacking]) -> list[Value]:
    """Households, each once: all, their people, poor ones, near-poor ones."""
    homes = {row.household: row for row in rows}.values()
    return [
        len(homes),
        sum(row.size for row in homes),
        sum(row.result == POOR for row in homes),
        sum(row.result == NEAR for row in homes),
    ]


def _indicators(rows: Sequence[Lacking], chosen: Standard) -> Iterator[Line]:
    by_code = _grouped(rows, lambda row: row.indicator)
    for one in chosen.indicators.values():
        counted = _counts(by_code[one.code])
        other = len(by_code[one.code]) - sum(int(value or 0) for value in counted[2:])
        yield _line(one.code, str(one.no), one.name, [*counted, other, one.department or NOBODY])


def _agencies(rows: Sequence[Lacking], chosen: Standard) -> Iterator[Line]:
    theirs: dict[str, list[Indicator]] = {}
    for one in chosen.indicators.values():
        theirs.setdefault(one.department or NOBODY, []).append(one)
    for number, (agency, listed) in enumerate(sorted(theirs.items(), key=lambda item: item[0] == NOBODY), 1):
        mine = [row for row in rows if row.indicator in {one.code for one in listed}]
        named = ", ".join(str(one.no) for one in listed)
        yield _line(agency, str(number), agency, [*_counts(mine), len(mine), named])


def _households(rows: Sequence[Lacking], chosen: Standard, on: str) -> Iterator[Line]:
    """A line for each household under its village, ticked where it lacks."""
    width = len(_names(chosen))
    homes = _grouped(rows, lambda row: row.household)
    order = {key: place for place, key in enumerate(dict.fromkeys((row.unit, row.village) for row in rows))}
    firsts = sorted((lacked[0] for lacked in homes.values()), key=lambda row: (row.unit, order[row.unit, row.village]))
    place: tuple[str, str | None] | None = None
    for number, row in enumerate(firsts, 1):
        if (row.unit, row.village) != place:
            place = (row.unit, row.village)
            unit = unit_near(row.unit, on)
            named = ", ".join(filter(None, (row.village_name or NO_VILLAGE, unit.title if unit else "")))
            yield Line(
                level="village", key=row.village or "", code="", name=named, line="", bold=True, values=[""] * width
            )
        lacked = {one.indicator for one in homes[row.household]}
        ticks = [TICK if code in lacked else "" for code in chosen.indicators]
        klass = codes.names("household_class").get(row.result or "", "")
        line = _line(row.household, str(number), str(number), [row.head, klass, str(row.size), *ticks])
        yield msgspec.structs.replace(line, level="household")


def _by_indicator(rows: Sequence[Lacking], chosen: Standard) -> list[Value]:
    """Households that lack anything, then those that lack each indicator."""
    by_code = _grouped(rows, lambda row: row.indicator)
    return [len({row.household for row in rows}), *(len(by_code[code]) for code in chosen.indicators)]


def _line(key: str, code: str, name: str, values: list[Value]) -> Line:
    return Line(level="figure", key=key, code=code, name=name, line="", bold=False, values=values)


def _grouped(rows: Sequence[Lacking], by: Callable[[Lacking], Key]) -> dict[Key, list[Lacking]]:
    found: dict[Key, list[Lacking]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found


def _leaf(row: Lacking) -> Leaf:
    return Leaf(row.unit, row.village or "", "rural")


def _missing(chosen: Standard) -> list[str]:
    """What the standard's file does not say."""
    if not chosen.indicators:
        return [f"{chosen.title} không có chỉ số thiếu hụt."]
    without = [str(one.no) for one in chosen.indicators.values() if not one.department]
    told = (
        f"Tệp chuẩn nghèo chưa nêu cơ quan chủ trì của chỉ số {', '.join(without)}: nạp tệp có ghi (khóa department)."
    )
    return [told] if without else []
