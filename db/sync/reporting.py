"""Reports with what only the exchange of packages tells: which units below have sent nothing, or nothing for long."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from db.domain.units import catalogue
from db.store import reports
from db.store.offices import own_unit
from db.store.reports.building import QUALITY
from db.store.tables.rows import Head, Line, Table
from db.sync import lists
from db.sync.timeline import LATE_AFTER, packages

STATES = {"sent": "Có gói", "late": "Chậm", "never": "Chưa gửi gói nào", "unknown": "Chưa ghi danh máy"}
_HEADS = [
    Head(id="trang_thai", label="Tình trạng", over="", number="1", text=True),
    Head(id="may", label="Máy đã ghi danh", over="", number="2"),
    Head(id="goi", label="Gói đã ghép", over="", number="3"),
    Head(id="gan_nhat", label="Gói gần nhất", over="", number="4", text=True),
    Head(id="ngay", label="Số ngày từ gói gần nhất", over="", number="5"),
]


def build(
    connection: Connection, name: str, *, year: int, on: str | None = None, unit: str | None = None
) -> reports.Report:
    """As `db.store.reports.build`; the report on the quality of the data also names late and missing units."""
    made = reports.build(connection, name, year=year, on=on, unit=unit)
    if name == QUALITY and unit is None:
        table = late_units(connection, year=year, on=made.on)
        made.tables += [table] if table.lines else []
    return made


def late_units(connection: Connection, *, year: int, on: str) -> Table:
    """A line for every unit directly below ours as of an ISO date; none where nobody is below us."""
    own = own_unit(connection)
    list_ = lists.held_list(connection, "own")
    devices = [device.unit for device in (list_.trust.devices if list_ else ()) if device.unit != own.code]
    came: dict[str, list[str]] = {}
    for row in packages(connection, direction="in", states=["applied"]):
        if row.at[:10] <= on:
            came.setdefault(row.unit, []).append(row.at[:10])
    children = catalogue().children(own, own.nearest(on))
    lines = [_line(n, one.code, one.title, devices.count(one.code), came.get(one.code, []), on)
             for n, one in enumerate(children, 1)]  # fmt: skip
    return Table(
        id="don_vi", no="ĐV", title="Đơn vị chậm, chưa gửi số liệu", short="Đơn vị chậm, thiếu", source="",
        status="seen", unit=own.code, unit_name=own.title, year=year, on=on, since=on, lines_title="Đơn vị",
        columns=list(_HEADS), lines=lines, missing=[],
        notes=[f"Chậm: đã quá {LATE_AFTER} ngày không có gói mới."],
    )  # fmt: skip


def _line(number: int, code: str, name: str, devices: int, days: list[str], on: str) -> Line:
    last = max(days, default="")
    waited = (date.fromisoformat(on) - date.fromisoformat(last)).days if last else None
    state = "unknown" if not devices else "never" if waited is None else "late" if waited > LATE_AFTER else "sent"
    shown = "/".join(reversed(last.split("-")))
    return Line(
        level="commune", key=code, code=str(number), name=name, line="", bold=False,
        values=[STATES[state], devices, len(days), shown, waited],
    )  # fmt: skip
