"""How good the register's data is, by commune or village: what is missing, what contradicts itself, what waits.

Counted by the same conditions as the lists behind them, where a list can show them. It repairs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from db.domain.errors import NotFound
from db.domain.standards import standard_on
from db.store.clauses import Clause, ask, current, every
from db.store.definitions.standards import standards
from db.store.facts import KINH
from db.store.home.due import WITH_NUMBER_FROM
from db.store.household.people import HEAD
from db.store.inputs import Filter
from db.store.lists.conditions import class_on, conditions
from db.store.places.residence import here
from db.store.places.tree import Tree
from db.store.reading import lacking
from db.store.record.figures import units_without
from db.store.tables.cells import Leaf, Places, moved
from db.store.tables.lines import lines_of, top_unit
from db.store.tables.rows import Head, Line, Table

MISSING, WRONG, WAITING = "Thiếu", "Mâu thuẫn", "Chờ giải quyết"


OFFICER = ("can_bo", "giam_ngheo")
"""The kind of record that says who is in post, and its figure of those who work against poverty."""
NAMED = 30
"""Communes named in one sentence."""
_WHOLE = (("ho", "Số hộ", "1"), ("nguoi", "Số người", "2"))


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault: of households, or of people (`m` membership, `p` person); a condition on them."""

    id: str
    over: str
    label: str
    people: bool
    where: Clause


def quality(connection: Connection, *, year: int, on: str, unit: str | None = None) -> Table:
    """The table of faults as of a day: households and people by place, and how many have each of them."""
    top = top_unit(connection, unit, on)
    homes, persons = _by_place(connection, on, Clause("1 = 1"), False), _by_place(connection, on, Clause("1 = 1"), True)
    faults = list(_faults(connection, on))
    counted = [homes, persons, *(_by_place(connection, on, fault.where, fault.people) for fault in faults)]
    places = lines_of(connection, sorted({*homes, *persons}), on=on, unit=unit)
    heads = [Head(id=name, label=label, over="Trong sổ", number=n) for name, label, n in _WHOLE]
    for number, fault in enumerate(faults, len(_WHOLE) + 1):
        label = f"{fault.label} ({'người' if fault.people else 'hộ'})"
        heads.append(Head(id=fault.id, label=label, over=fault.over, number=str(number)))
    lines = [
        Line(
            level=place.level, key=place.key, code=place.code, name=place.name, line="", bold=place.bold,
            values=[sum(found.get(leaf, 0) for leaf in place.leaves) for found in counted],
        )
        for place in places
    ]  # fmt: skip
    return Table(
        id="chat_luong", no="CL", title="Chất lượng dữ liệu của sổ", short="Chất lượng dữ liệu", source="",
        status="seen", unit=top.code, unit_name=top.title, year=year, on=on, since=on, lines_title="Đơn vị",
        columns=heads, lines=lines, missing=[], notes=_without_officer(connection, top.code, on),
    )  # fmt: skip


def _without_officer(connection: Connection, unit: str, on: str) -> list[str]:
    """Communes for which nobody is recorded whose post is the work against poverty (An Giang's plan, IV.10)."""
    tree = Tree(connection, on)
    try:
        found = [tree.title(code) for code in units_without(connection, tree.communes(unit), *OFFICER, on)]
    except NotFound:
        return []
    where = ", ".join(found[:NAMED]) + (f" và {len(found) - NAMED} xã khác" if len(found) > NAMED else "")
    return [f"Xã chưa ghi cán bộ làm công tác giảm nghèo đương chức: {where}."] if found else []


def _faults(connection: Connection, on: str) -> Iterator[Fault]:
    nobody = current(on).within("NOT EXISTS (SELECT 1 FROM membership m WHERE m.household = h.id AND ")
    headless = Filter(no_head=True)
    some = current(on).within("EXISTS (SELECT 1 FROM membership m WHERE m.household = h.id AND ")
    yield Fault("khong_nguoi", MISSING, "Hộ không có ai", False, nobody)
    yield Fault("khong_chu", MISSING, "Hộ không có chủ hộ", False, every([some, _asked(connection, headless, on)]))
    yield Fault("khong_thon", MISSING, "Chưa rõ thôn", False, Clause("h.village IS NULL"))
    yield Fault("khong_loai", MISSING, "Chưa phân loại", False, class_on(on).within("", " IS NULL"))
    yield Fault("khong_nam_sinh", MISSING, "Thiếu năm sinh", True, Clause("p.birth_date IS NULL"))
    yield Fault("khong_gioi", MISSING, "Thiếu giới tính", True, Clause("p.sex IS NULL"))
    yield Fault("khong_dan_toc", MISSING, "Thiếu dân tộc", True, Clause("p.ethnic IS NULL"))
    without = conditions(connection, "persons", Filter(has_id=False, age_from=WITH_NUMBER_FROM), on)
    yield Fault("khong_so", MISSING, f"Từ {WITH_NUMBER_FROM} tuổi thiếu số định danh", True, every(without.person))
    yield Fault("hai_loai", WRONG, "Hai phân loại cùng ngày", False, _two_classes())
    yield Fault("dan_toc", WRONG, "Cờ DTTS trái dân tộc chủ hộ", False, _other_group(on))
    yield from _by_standard(connection, on)
    waits = conditions(connection, "households", Filter(conflict=True), on).household
    yield Fault("xung_dot", WAITING, "Có xung đột hoặc sai quy tắc", False, every(waits))


def _asked(connection: Connection, asked: Filter, on: str) -> Clause:
    return every(conditions(connection, "households", asked, on).household)


def _two_classes() -> Clause:
    return Clause(
        "EXISTS (SELECT 1 FROM classification c JOIN classification o ON o.household = c.household AND o.id > c.id "
        "AND o.valid_from = c.valid_from AND o.result <> c.result AND o.deleted = 0 "
        "WHERE c.household = h.id AND c.deleted = 0)"
    )


def _other_group(on: str) -> Clause:
    """The household is said to be of a minority and its head is Kinh, or the other way round."""
    head = (
        "SELECT 1 FROM membership m JOIN person p ON p.id = m.person "
        f"WHERE m.household = h.id AND m.relation = '{HEAD}'"
    )
    return current(on).within(
        f"EXISTS ({head} AND p.ethnic IS NOT NULL AND "
        f"CASE WHEN p.ethnic = '{KINH}' THEN 0 ELSE 1 END <> CASE WHEN h.ethnic_minority = 0 THEN 0 "
        f"WHEN h.ethnic_minority = 1 THEN 1 WHEN p.ethnic = '{KINH}' THEN 0 ELSE 1 END AND "
    )


def _by_standard(connection: Connection, on: str) -> Iterator[Fault]:
    """What the standard of the day says of households of the lists."""
    try:
        chosen = standard_on(on, standards(connection))
    except NotFound:
        return
    older = Clause(
        "(SELECT c.standard FROM classification c WHERE c.household = h.id AND c.deleted = 0 AND c.valid_from <= ? "
        "ORDER BY c.valid_from DESC, c.id DESC LIMIT 1) <> ?",
        (on, chosen.id),
    )
    listed = class_on(on).within("", " IN ('poor', 'near_poor')")
    yield Fault("chuan_cu", WRONG, "Trong danh sách theo chuẩn cũ", False, every([listed, older]))
    least = chosen.content.get("min_deprivations")
    if chosen.content.get("rule") != "income_and_deprivation" or not isinstance(least, int):
        return
    lacked = lacking(connection, on).within(
        "(SELECT count(*) FROM deprivation d WHERE d.household = h.id AND d.deleted = 0 AND "
    )
    few = every([class_on(on).within("", " = 'poor'"), lacked + Clause(" < ?", (least,))])
    many = every([class_on(on).within("", " = 'near_poor'"), lacked + Clause(" >= ?", (least,))])
    yield Fault("ngheo_it", WRONG, f"Hộ nghèo dưới {least} thiếu hụt", False, few)
    yield Fault("can_nhieu", WRONG, f"Hộ cận nghèo từ {least} thiếu hụt", False, many)


def _by_place(connection: Connection, on: str, where: Clause, people: bool) -> dict[Leaf, int]:
    """How many households or people meet a condition, where they lived that day."""
    places = Places(connection, on, on, villages=True)
    query = Clause(f"SELECT {places.columns}h.area_class, count(*) FROM household h ")
    query += moved("r1", on).within("LEFT JOIN ", " ON r1.household = h.id ")
    if people:
        query += current(on).within("JOIN membership m ON m.household = h.id AND ", " ")
        query += "JOIN person p ON p.id = m.person AND p.deleted = 0 "
    query += every([Clause("h.deleted = 0"), *here(connection, on), where]).within("WHERE ", " GROUP BY 1, 2, 3")
    found: Counter[Leaf] = Counter()
    for unit, village, area, number in ask(connection, query):
        leaf = places.leaf(unit, village, area) if unit else Leaf("", village or "", "rural")
        if leaf is not None:
            found[leaf] += int(number)
    return found
