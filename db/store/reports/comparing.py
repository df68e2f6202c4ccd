"""The main figures of a day beside those of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection

from db.store.figures.progress import no_own
from db.store.figures.targets import TargetRow, targets_of
from db.store.review.class_changes import lists_day
from db.store.tables import Counter, year_before
from db.store.tables.counting import EMPTIED
from db.store.tables.rows import Head, Line, Table, Value

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("ho_ngheo", "Hộ nghèo", "bieu_12", "9"),
    ("ty_le_ho_ngheo", "Tỷ lệ hộ nghèo (%)", "bieu_12", "20"),
    ("khau_ngheo", "Nhân khẩu nghèo", "bieu_12", "16"),
    ("ho_ngheo_dtts", "Hộ nghèo dân tộc thiểu số", "bieu_12", "11"),
    ("ty_le_ho_ngheo_dtts", "Tỷ lệ hộ nghèo trong hộ dân tộc thiểu số (%)", "bieu_12", "21"),
    ("ho_ngheo_nu_chu_ho", "Hộ nghèo chủ hộ là nữ", "bieu_12", "15"),
    ("ho_ngheo_khong_ld", "Hộ nghèo không có khả năng lao động", "bieu_12", "14"),
    ("ho_ngheo_co_cong", "Hộ nghèo có người có công", "bieu_12", "13"),
    ("ho_can_ngheo", "Hộ cận nghèo", "bieu_13", "9"),
    ("ty_le_ho_can_ngheo", "Tỷ lệ hộ cận nghèo (%)", "bieu_13", "20"),
    ("khau_can_ngheo", "Nhân khẩu cận nghèo", "bieu_13", "16"),
)
"""Line by the id of its indicator, what it is called, and the table and column it is taken from."""
TWO_STANDARDS = "Hai năm theo hai chuẩn nghèo khác nhau: số tăng, giảm không phản ánh kết quả giảm nghèo."


def compared(connection: Connection, counter: Counter, unit: str | None) -> Table:
    """The lines of `ROWS`; a change of standard between the two days is said."""
    past = year_before(counter.units_on)
    earlier = Counter(connection, year=counter.year - 1, on=lists_day(connection, past), unit=unit, units_on=past)
    own, ended = targets_of(connection, counter.top.code, counter.units_on, year=counter.year)
    aims = _aims(own, counter)
    former = [] if own else list(dict.fromkeys(one.title for one, _aim in ended))
    lines = []
    for number, (name, label, table, column) in enumerate(ROWS, 1):
        now, before = (one.table(table).value(counter.top.code, column) for one in (counter, earlier))
        values: list[Value] = [before, now, _difference(before, now), aims.get(name)]
        lines.append(Line(level="figure", key=name, code=str(number), name=label, line="", bold=False, values=values))
    broken = set(counter.cells.standards) != set(earlier.cells.standards) and earlier.cells.standards
    notes = [TWO_STANDARDS] if broken else []
    top = counter.top
    return Table(
        id="so_sanh", no="SS", title="Các số chính so với năm trước", short="So với năm trước", source="",
        status="seen", unit=top.code, unit_name=top.title, year=counter.year, on=counter.on, since=counter.since,
        lines_title="Chỉ tiêu", lines=lines, notes=notes, missing=_missing(counter, earlier, aims, former),
        columns=[
            Head(id="before", label=f"Năm {counter.year - 1}", over="", number="1"),
            Head(id="now", label=f"Năm {counter.year}", over="", number="2"),
            Head(id="change", label="Tăng (+), giảm (-)", over="", number="3=2-1", signed=True),
            Head(id="aim", label="Chỉ tiêu", over="", number="4"),
        ],
    )  # fmt: skip


def _difference(before: Value, now: Value) -> Value:
    if before is None or now is None:
        return None
    if isinstance(before, int) and isinstance(now, int):
        return now - before
    return str(Decimal(str(now)) - Decimal(str(before)))


def _missing(counter: Counter, earlier: Counter, aims: dict[str, Value], former: Sequence[str]) -> list[str]:
    told = [
        f"Năm {one.year}: {text[:1].lower()}{text[1:]}"
        for one in (earlier, counter)
        for text in one.table("bieu_12").missing
        if text.endswith(EMPTIED)
    ]
    if former:
        return [*told, no_own(counter.top.title, counter.year, former)]
    return told if aims else [*told, f"Chưa nhập chỉ tiêu năm {counter.year} của {counter.top.title}: cột để trống."]


def _aims(own: Sequence[TargetRow], counter: Counter) -> dict[str, Value]:
    """Targets of the unit for the level that an indicator shall have at the end of the year."""
    found: dict[str, Value] = {}
    for one in own:
        if one.value and (one.year, one.measure, one.over) == (counter.year, "level", "unit"):
            found[one.indicator] = int(one.value) if one.value.isdecimal() else one.value
    return found
