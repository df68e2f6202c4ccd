"""The main figures of a day beside those of the year before."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Connection

from db.store.tables import Counter, year_before
from db.store.tables.rows import Head, Line, Table, Value

ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("ho_ngheo", "Hộ nghèo", "bieu_12", "9"),
    ("ty_le_ngheo", "Tỷ lệ hộ nghèo (%)", "bieu_12", "20"),
    ("khau_ngheo", "Nhân khẩu nghèo", "bieu_12", "16"),
    ("ho_ngheo_dtts", "Hộ nghèo dân tộc thiểu số", "bieu_12", "11"),
    ("ty_le_ngheo_dtts", "Tỷ lệ hộ nghèo trong hộ dân tộc thiểu số (%)", "bieu_12", "21"),
    ("ho_ngheo_nu", "Hộ nghèo chủ hộ là nữ", "bieu_12", "15"),
    ("ho_ngheo_khong_ld", "Hộ nghèo không có khả năng lao động", "bieu_12", "14"),
    ("ho_ngheo_co_cong", "Hộ nghèo có người có công", "bieu_12", "13"),
    ("ho_can_ngheo", "Hộ cận nghèo", "bieu_13", "9"),
    ("ty_le_can_ngheo", "Tỷ lệ hộ cận nghèo (%)", "bieu_13", "20"),
    ("khau_can_ngheo", "Nhân khẩu cận nghèo", "bieu_13", "16"),
)
"""Line, what it is called, and the table and column it is taken from."""


TWO_STANDARDS = "Hai năm theo hai chuẩn nghèo khác nhau: số tăng, giảm không phản ánh kết quả giảm nghèo."


def compared(connection: Connection, counter: Counter, unit: str | None) -> Table:
    """The lines of `ROWS`; a change of standard between the two days is said."""
    earlier = Counter(connection, year=counter.year - 1, on=year_before(counter.on), unit=unit)
    lines = []
    for number, (name, label, table, column) in enumerate(ROWS, 1):
        now, before = (one.table(table).value(counter.top.code, column) for one in (counter, earlier))
        values: list[Value] = [before, now, _difference(before, now)]
        lines.append(Line(level="figure", key=name, code=str(number), name=label, line="", bold=False, values=values))
    broken = set(counter.cells.standards) != set(earlier.cells.standards) and earlier.cells.standards
    notes = [TWO_STANDARDS] if broken else []
    top = counter.top
    return Table(
        id="so_sanh", no="SS", title="Các số chính so với năm trước", short="So với năm trước", source="",
        status="seen", unit=top.code, unit_name=top.title, year=counter.year, on=counter.on, since=counter.since,
        lines_title="Chỉ tiêu", lines=lines, notes=notes, missing=counter.table("bieu_01").missing[1:],
        columns=[
            Head(id="before", label=f"Năm {counter.year - 1}", over="", number="1"),
            Head(id="now", label=f"Năm {counter.year}", over="", number="2"),
            Head(id="change", label="Tăng (+), giảm (-)", over="", number="3=2-1", signed=True),
        ],
    )  # fmt: skip


def _difference(before: Value, now: Value) -> Value:
    if before is None or now is None:
        return None
    if isinstance(before, int) and isinstance(now, int):
        return now - before
    return str(Decimal(str(now)) - Decimal(str(before)))
