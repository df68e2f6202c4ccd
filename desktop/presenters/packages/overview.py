"""How things stand with every office we exchange with, and the packages seen and sent. Reads only. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from db.ledger.known import known_at
from db.ledger.register import settings
from db.store.offices import info
from db.sync.judging import Verdict, judge
from db.sync.lists import held_list
from db.sync.parked import JUDGED
from db.sync.timeline import DeviceLine, PackageRow, heads_before, packages, timeline
from db.sync.undoing import preview, undo_package
from desktop.presenters.desk import Desk
from desktop.presenters.named import mark, moment, office_name, unit_name
from desktop.presenters.rows import Column, Row, Sign
from desktop.words import _

SHOWN = 300
NAMED = 3
"""Records named in a question; the rest are counted."""


def standings() -> dict[str, Sign]:
    """Signs of a device's standing, the most pressing first."""
    return {
        "held": Sign(_("Giữ lại"), "lock", "danger"),
        "missing": Sign(_("Thiếu gói"), "triangle-alert", "warning"),
        "never": Sign(_("Chưa gửi"), "circle-dot", "warning"),
        "late": Sign(_("Trễ"), "clock", "warning"),
        "unsent": Sign(_("Chưa xuất"), "upload", "warning"),
        "unconfirmed": Sign(_("Chờ biên nhận"), "clock", "info"),
        "questions": Sign(_("Hỏi lại"), "scale", "warning"),
        "received": Sign(_("Đã nhận"), "circle-check", "good"),
        "matched": Sign(_("Đã khớp"), "circle-check", "good"),
        "revoked": Sign(_("Đã thu hồi"), "x", "neutral"),
    }


def states() -> dict[str, Sign]:
    """Signs of what became of a package."""
    return {
        "sent": Sign(_("Đã xuất"), "upload", "neutral"),
        "received": Sign(_("Đã tới, chưa ghép"), "clock", "warning"),
        "merged": Sign(_("Bên kia đã ghép"), "circle-check", "good"),
        "questions": Sign(_("Hỏi lại"), "scale", "warning"),
        "applied": Sign(_("Đã ghép"), "circle-check", "good"),
        "known": Sign(_("Đã nhận trước"), "check", "neutral"),
        "waiting": Sign(_("Chờ gói trước"), "clock", "info"),
        "held": Sign(_("Giữ lại"), "lock", "warning"),
        "refused": Sign(_("Từ chối"), "circle-alert", "danger"),
        "enrolment": Sign(_("Tệp ghi danh"), "id-card", "info"),
    }


class Overview:
    """Everything the first view of the page shows."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines: list[DeviceLine] = []
        self.rows: list[PackageRow] = []
        about = desk.info()
        self.level, self.unit_date = about.level, about.unit_date
        self.issues_list = False

    def load(self) -> None:
        """Read how things stand now; the most pressing devices first."""
        order = list(standings())
        self.lines = sorted(timeline(self.desk.register), key=lambda line: order.index(self.standing(line)))
        with self.desk.register.read() as connection:
            self.rows = packages(connection, limit=SHOWN)
            self.issues_list = held_list(connection, "own") is not None
            self._own = settings(connection)["unit"]

    def standing(self, line: DeviceLine) -> str:
        """How things stand with a device today."""
        return line.standing(self.desk.today)

    def step(self, line: DeviceLine) -> str:
        """What to do next about a device, in one sentence."""
        return line.step_on(self.desk.today)

    @property
    def parents(self) -> list[DeviceLine]:
        """The devices of the office above."""
        return [line for line in self.lines if line.role == "parent"]

    @property
    def children(self) -> list[DeviceLine]:
        """The devices below, the most pressing first."""
        return [line for line in self.lines if line.role == "child"]

    @property
    def enrolled(self) -> bool:
        """Whether there is anybody to exchange with."""
        return bool(self.lines)

    @property
    def kept(self) -> int:
        """Packages held: they may be tried again."""
        return sum(row.state == "held" for row in self.rows)

    def judged(self, chosen: str) -> PackageRow | None:
        """The package about which a person may decide: the one chosen, else the newest that waits for it."""
        waiting = [row for row in self.rows if row.state == "held" and row.reason in JUDGED]
        return next((row for row in waiting if row.sha256 == chosen), waiting[0] if waiting else None)

    def judge(self, package: str, verdict: Verdict, reason: str) -> str:
        """Admit a held package or turn it down; says what became of it.

        Raises:
            NotAllowed, NotFound: as `judging.judge`.
        """
        result = judge(self.desk.register, package, verdict, reason=reason)
        return result.message or _("Đã nhận gói {0}: ghép {1} bản ghi.").format(result.file, result.applied)

    def merged(self, chosen: str) -> PackageRow | None:
        """The package chosen, where it was merged here with changes of a device below: it may be taken back."""
        row = self.brought(chosen)
        below = {line.device for line in self.children}
        return row if row is not None and row.device in below else None

    def brought(self, chosen: str) -> PackageRow | None:
        """The package chosen, where it was merged here and brought changes."""
        found = (row for row in self.rows if row.sha256 == chosen and row.state == "applied" and row.changes)
        return next(found, None)

    def before(self, row: PackageRow) -> str:
        """What the register held just before a package, beside what it holds now; long for a large register.

        Raises:
            NotFound: it was merged by a program that did not note this.
        """
        register = self.desk.register
        with register.read() as connection:
            then = heads_before(connection, row.sha256)
        with known_at(register, then) as earlier:
            was = info(earlier)
        now = info(register)
        told = _("Ngay trước gói {0}: {1} hộ, {2} nhân khẩu, {3} hỗ trợ. Bây giờ: {4} hộ, {5} nhân khẩu, {6} hỗ trợ.")
        return told.format(
            row.file, was.households, was.persons, was.supports, now.households, now.persons, now.supports
        )

    def undo_question(self, row: PackageRow) -> str:
        """What taking a package back would touch and what would stay, as a question; AppError where it may not be."""
        plan = preview(self.desk.register, row.sha256)
        told = _("Hoàn tác gói {0}? {1}. Sẽ lấy lại {2} bản ghi.").format(row.file, plan.title, plan.restored)
        stays = "; ".join(f"{one.record} {one.label}".strip() + f" ({one.why})" for one in plan.left[:NAMED])
        if not stays:
            return told
        return told + " " + _("Giữ nguyên {0} mục: {1}").format(len(plan.left), stays)

    def undo(self, package: str, reason: str) -> str:
        """Take a package back, all that nobody has changed since; says what became of it.

        Raises:
            AppError: as `db.sync.undoing.undo_package`.
        """
        done = undo_package(self.desk.register, package, reason=reason, anyway=True)
        return _("Đã lấy lại {0} bản ghi, giữ nguyên {1} mục. Xuất gói để nơi gửi nhận được.").format(
            done.restored, len(done.left)
        )

    def counts(self) -> list[tuple[Sign, int]]:
        """How many devices stand how, the most pressing first."""
        found = [self.standing(line) for line in self.children]
        return [(sign, found.count(name)) for name, sign in standings().items() if name in found]

    # The list of devices.

    @staticmethod
    def device_columns() -> list[Column]:
        """Columns of the list of devices."""
        return [
            Column(_("Tình trạng"), 15),
            Column(_("Nơi gửi"), 20),
            Column(_("Máy"), 14),
            Column(_("Nhận gần nhất"), 17),
            Column(_("Đã nhận đến"), 12, right=True),
            Column(_("Bên kia chưa xác nhận"), 20, right=True),
            Column(_("Việc tiếp theo"), 40),
        ]

    def device_rows(self, ids: Sequence[str]) -> list[Row]:
        """Rows of the list of devices."""
        lines = {line.device: line for line in self.children}
        return [self._device_row(lines[record]) for record in ids]

    def _device_row(self, line: DeviceLine) -> Row:
        sign = standings()[self.standing(line)]
        received = moment(line.received.at) if line.received else _("chưa có")
        told = (str(line.held_to), str(line.unconfirmed) if line.ours else "")
        cells = (sign.word, line.unit_name, mark(line.device), received, *told, self.step(line))
        return Row(cells, picture=sign.picture, tone=sign.tone)

    # The list of packages.

    @staticmethod
    def package_columns() -> list[Column]:
        """Columns of the list of packages."""
        return [
            Column(_("Kết quả"), 21),
            Column(_("Chiều"), 7),
            Column(_("Nơi gửi, nơi nhận"), 24),
            Column(_("Bản ghi"), 13, right=True),
            Column(_("Lúc"), 17),
            Column(_("Tệp và ghi chú"), 57),
        ]

    def package_rows(self, ids: Sequence[str]) -> list[Row]:
        """Rows of the list of packages."""
        rows = {row.sha256: row for row in self.rows}
        return [self._package_row(rows[record]) for record in ids]

    def _package_row(self, row: PackageRow) -> Row:
        sign = states().get(row.progress or row.state, Sign(row.state, "circle-help", "neutral"))
        out = row.direction == "out"
        span = f"{row.first}–{row.last}" if row.changes else _("chỉ biên nhận") if out or row.unit else ""
        note = f"{row.file} – {row.message}" if row.message and row.state != "known" else row.file
        cells = (sign.word, _("gửi") if out else _("nhận"), self._other(row), span, moment(row.at), note)
        return Row(cells, picture=sign.picture, tone=sign.tone)

    def _other(self, row: PackageRow) -> str:
        """The other side of a package: whom ours was for, whose theirs is."""
        if row.direction == "in":
            return f"{office_name(row.device, self.unit_date)}, {mark(row.device)}" if row.device else _("chưa rõ")
        return _("cấp trên") if row.unit == self._own else unit_name(row.unit, self.unit_date)
