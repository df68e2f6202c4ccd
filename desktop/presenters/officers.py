"""Who works in the register: the list, and what can be done about one of them. Rules are the store's. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from db.domain.values import show_date
from db.ledger.register import settings
from db.store.history.history import record_history
from db.store.officers import OfficerRow, change_officer
from db.store.officers import officers as listed
from db.store.roles import may
from db.sync import officers
from db.sync.rescue import rescues
from desktop.presenters.desk import Desk
from desktop.presenters.past import told
from desktop.presenters.rows import Column, Row
from desktop.words import _


def role_names() -> dict[str, str]:
    """The roles by id, as people choose them."""
    return {
        "read": _("chỉ xem"),
        "enter": _("nhập liệu"),
        "approve": _("duyệt"),
        "administer": _("quản trị"),
    }


def columns() -> list[Column]:
    """Columns of the list."""
    return [Column(_("Họ và tên"), 34), Column(_("Vai trò"), 14), Column(_("Tình trạng"), 30)]


@dataclass(slots=True)
class Officers:
    """The list as read last, and the doings of the page."""

    desk: Desk
    rows: dict[str, OfficerRow] = field(default_factory=dict)

    def load(self) -> None:
        """Read the list."""
        with self.desk.register.read() as connection:
            self.rows = {one.id: one for one in listed(connection)}

    def administers(self) -> bool:
        """Whether whoever works may change the list."""
        with self.desk.register.read() as connection:
            return may(connection, self.desk.register.officer, "administer")

    def shown(self, ids: list[str]) -> list[Row]:
        """The rows of the list."""
        return [self._row(self.rows[record]) for record in ids]

    def _row(self, one: OfficerRow) -> Row:
        if one.ended:
            return Row(
                (one.name, role_names()[one.role], _("thôi từ {0}").format(show_date(one.ended))), "", "x", "neutral"
            )
        state = _("đang làm (bạn)") if one.id == self.desk.register.officer else _("đang làm")
        return Row((one.name, role_names()[one.role], state), "", "user", "good")

    def add(self, name: str, role: str, password: str) -> None:
        """Let another officer in; AppError when it is refused."""
        officers.add_officer(self.desk.register, self.desk.place, name=name, role=role, password=password)

    def change(self, record: str, role: str) -> None:
        """Give another role; AppError when it is refused."""
        change_officer(self.desk.register, record, role=role)

    def end(self, record: str, reason: str) -> None:
        """End an officer; AppError when it is refused."""
        officers.end_officer(self.desk.register, self.desk.place, record, reason=reason)

    def set_password(self, record: str, old: str, new: str) -> None:
        """One's own password (the old one proves it), or that of another officer; AppError when it is refused."""
        if record == self.desk.register.officer:
            officers.change_password(self.desk.register, self.desk.place, old, new)
        else:
            officers.set_password(self.desk.register, self.desk.place, record, new)

    def drill(self, code: str) -> str:
        """Try the recovery sheet; returns what is to be said. AppError when it does not open."""
        officers.drill(self.desk.register, self.desk.place, code)
        return _("Tờ phục hồi mở được sổ này. Niêm phong lại, cất két.")

    def past(self, record: str) -> str:
        """Everything that was changed about an officer, a line each; there is no page that would tell the rest."""
        with self.desk.register.read() as connection:
            found = record_history(connection, "officer", record)
        return told(self.rows[record].name, found, named=True, most=len(found))

    def last_drill(self) -> str:
        """When the sheet was tried last, in words."""
        day = officers.last_drill(self.desk.register)
        tried = _("Thử lần cuối {0}; nên thử mỗi năm.").format(show_date(day)) if day else _("Chưa thử lần nào.")
        with self.desk.register.read() as connection:
            through = [one for one in rescues(connection) if one.device == settings(connection)["device"]]
        if not through:
            return tried
        last = _("Cơ quan {0} đã mở lại sổ này cho {1} ngày {2}.")
        return f"{tried} {last.format(through[-1].by, through[-1].who, show_date(through[-1].at[:10]))}"
