"""Units that were joined: what changed, what of it this register follows already, and following it. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from db.domain.values import show_date, show_money
from db.ledger.register import settings
from db.store.handover.reorganising import NewUnit, apply_changes, changes_for
from desktop.presenters.desk import Desk
from desktop.presenters.rows import Column, Row, Tone
from desktop.presenters.units_sheet import DivisionSheet
from desktop.words import _

SIGNS: dict[str, tuple[str, Tone]] = {
    "waits": ("clock", "warning"),
    "divide": ("clock", "warning"),
    "applied": ("circle-check", "good"),
    "elsewhere": ("log-out", "neutral"),
}
"""Picture and tone of every standing."""


def columns() -> list[Column]:
    """Columns of the list."""
    return [
        Column(_("Tình trạng"), 22),
        Column(_("Từ ngày"), 12),
        Column(_("Đơn vị mới"), 24),
        Column(_("Số hộ"), 10, right=True),
        Column(_("Số thôn"), 10, right=True),
        Column(_("Gồm"), 48),
    ]


@dataclass(slots=True)
class UnitChanges:
    """The list as read last, and the doings of the page. sheets: units being divided, as typed so far."""

    desk: Desk
    rows: dict[str, NewUnit] = field(default_factory=dict)
    own: str = ""
    sheets: dict[str, DivisionSheet] = field(default_factory=dict)

    def load(self, on: str = "") -> None:
        """Read what changed until an ISO day, left out: today."""
        with self.desk.register.read() as connection:
            self.own = settings(connection)["unit"]
            found = changes_for(connection, on or self.desk.today)
        self.rows = {f"{one.date} {one.code}": one for one in sorted(found, key=lambda one: (not one.waits, one.date))}

    def shown(self, ids: list[str]) -> list[Row]:
        """The rows of the list."""
        return [self._row(self.rows[record]) for record in ids]

    def _row(self, one: NewUnit) -> Row:
        standing = self._standing(one)
        names = {
            "waits": _("Chưa áp dụng"),
            "divide": _("Còn hộ phải chia"),
            "applied": _("Đã áp dụng"),
            "elsewhere": _("Thuộc cơ quan khác"),
        }
        homes, villages = (sum(getattr(part, name) for part in one.units) for name in ("households", "villages"))
        made_of = ", ".join(part.name for part in one.units)
        cells = (names[standing], show_date(one.date), one.name, show_money(homes), show_money(villages), made_of)
        return Row(cells, "", *SIGNS[standing])

    @staticmethod
    def _standing(one: NewUnit) -> str:
        if one.undivided and not one.waits:
            return "divide"
        return "waits" if one.waits else "applied" if one.ours else "elsewhere"

    def can(self, record: str) -> bool:
        """Whether it is still to be applied here."""
        return record in self.rows and self.rows[record].waits

    def title(self, record: str) -> str:
        """What changed, in one line."""
        one = self.rows[record]
        return _("{0} từ {1}").format(one.name[:1].upper() + one.name[1:], show_date(one.date))

    def next(self, record: str) -> str:
        """What is to be done, as a sentence; "" for nothing."""
        one = self.rows[record]
        if one.waits:
            return _("Việc tiếp theo: áp dụng vào sổ. Số liệu các ngày trước giữ nguyên.")
        if one.undivided:
            told = _("Việc tiếp theo: Enter (Shift+F8) rồi ghi từng thôn của {0} về đơn vị nào.")
            return told.format(", ".join(part.name for part in one.undivided))
        if not one.ours and any(part.code == self.own for part in one.units):
            return _("Đơn vị của sổ này đã vào {0}: xuất gói nộp nốt, đơn vị mới nhận hồ sơ theo gói.").format(one.name)
        return ""

    def about(self, record: str) -> str:
        """What it is made of and what is told apart, a line each."""
        one = self.rows[record]
        lines = [
            _("{0} ({1}): {2} hộ, {3} thôn").format(part.name, part.code, show_money(part.households), part.villages)
            + (_("; bị chia nhiều nơi, chia theo thôn") if part.share == "part" else "")
            for part in one.units
        ]
        if one.alike:
            lines.append(_("Thôn trùng tên, ghi kèm tên xã cũ: {0}").format(", ".join(one.alike)))
        return "\n".join([*lines, _("Căn cứ: {0}").format(one.basis)])

    def asks(self, record: str) -> str:
        """What is said before it is done."""
        one = self.rows[record]
        waiting = [row for row in self.rows.values() if row.waits and row.date <= one.date]
        homes = {(row.date, part.code): part.households for row in waiting for part in row.units}  # a divided one once
        return _(
            "Áp dụng {0} đơn vị mới đến {1}, {2} hộ? Mỗi hộ một nơi quản lý, không ghi lại hồ sơ nào; việc này không "
            "hoàn tác được."
        ).format(len(waiting), show_date(one.date), show_money(sum(homes.values())))

    def apply(self, record: str) -> str:
        """Apply everything until its day; returns what is to be said. AppError when it is refused."""
        done = apply_changes(self.desk.register, self.rows[record].date)
        told = _("Sổ theo địa giới {0}: {1}. Xuất gói (Ctrl+E) để nơi khác cùng theo.")
        return told.format(show_date(done.unit_date), done.unit_name)

    def divisible(self, record: str) -> list[tuple[str, str]]:
        """Units that are to be divided, of which it got a part: code and name."""
        one = self.rows.get(record)
        return [(part.code, part.name) for part in one.undivided] if one and not one.waits else []

    def sheet(self, unit: str) -> DivisionSheet:
        """The sheet on which a unit is divided, as it was left. AppError where it is not to be divided here."""
        known = self.sheets.get(unit)
        if known is None:
            known = self.sheets[unit] = DivisionSheet(self.desk, unit)
        else:
            known.read()
        return known
