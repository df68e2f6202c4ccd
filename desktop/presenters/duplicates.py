"""Records that may be one person or household twice: the list, two sides in lines, what is decided. Knows no Qt.

Rules are the store's; the side that is kept is the first column, and can be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from db.domain.values import show_date
from db.store.duplicates.compared import Compared, compare_records
from db.store.duplicates.finding import DuplicatePair, Side, list_duplicates
from db.store.duplicates.joining import join_households, join_people, set_different, take_back
from desktop.presenters.desk import Desk
from desktop.presenters.rows import Column, Row, Sign, Tone
from desktop.words import _

SURE = 90
"""Points from which a number speaks for a pair."""


def columns() -> list[Column]:
    """Columns of the list."""
    return [
        Column(_("Loại"), 14),
        Column(_("Hồ sơ được giữ"), 40),
        Column(_("Hồ sơ kia"), 40),
        Column(_("Vì sao"), 40),
    ]


def states() -> dict[str, Sign]:
    """How a line of the two sides is marked: in words, and by picture and tone."""
    return {
        "same": Sign(_("giống nhau"), "check", "good"),
        "differs": Sign(_("khác nhau"), "triangle-alert", "warning"),
        "one": Sign(_("chỉ bên giữ có"), "minus", "neutral"),
        "other": Sign(_("chỉ bên kia có, sẽ lấy sang"), "plus", "info"),
    }


@dataclass(slots=True)
class Duplicates:
    """What waits, which side of each is kept, and what was decided last."""

    desk: Desk
    rows: dict[str, DuplicatePair] = field(default_factory=dict)
    loaded: bool = False
    _swapped: set[str] = field(default_factory=set)
    _last: tuple[str, str] | None = None
    _lines: list[Row] = field(default_factory=list)

    def read(self) -> list[DuplicatePair]:
        """Look through the whole register; takes a while in a large one."""
        with self.desk.register.read() as connection:
            return list_duplicates(connection)

    def take(self, found: list[DuplicatePair]) -> None:
        """Show what was found."""
        self.rows = {f"{row.kind} {row.one.id} {row.other.id}": row for row in found}
        self.loaded = True

    def shown(self, ids: list[str]) -> list[Row]:
        """Rows of the list."""
        return [self._row(key) for key in ids]

    def sides(self, key: str) -> tuple[Side, Side]:
        """The side that is kept, and the other."""
        row = self.rows[key]
        return (row.other, row.one) if key in self._swapped else (row.one, row.other)

    def _row(self, key: str) -> Row:
        row = self.rows[key]
        kept, gone = self.sides(key)
        tone: Tone = "warning" if row.score >= SURE else "info"
        kind = _("Hộ") if row.kind == "household" else _("Người")
        picture = "house" if row.kind == "household" else "user"
        return Row((kind, said(row.kind, kept), said(row.kind, gone), "; ".join(row.agrees)), "", picture, tone)

    def swap(self, key: str) -> None:
        """Keep the other side."""
        self._swapped ^= {key}

    def compare(self, key: str) -> tuple[list[Column], list[Row]]:
        """The two sides line by line, with headings that say which is kept."""
        row = self.rows[key]
        kept, gone = self.sides(key)
        with self.desk.register.read() as connection:
            lines = compare_records(connection, row.kind, kept.id, gone.id, on=self.desk.today)
        heads = [
            Column(_("Mục"), 24),
            Column(_("Giữ: {0}").format(said(row.kind, kept)), 46),
            Column(_("Kia: {0}").format(said(row.kind, gone)), 46),
            Column(_("So sánh"), 20),
        ]
        return heads, [self._line(line) for line in lines]

    @staticmethod
    def _line(line: Compared) -> Row:
        sign = states()[line.state]
        return Row((line.label, line.one or "–", line.other or "–", sign.word), "", sign.picture, sign.tone)

    def why(self, key: str) -> str:
        """Why the two may be one, and what speaks against it."""
        row = self.rows[key]
        told = _("Vì sao: {0}.").format("; ".join(row.agrees))
        against = _("Nhưng: {0}.").format("; ".join(row.differs)) if row.differs else ""
        return " ".join(part for part in (told, against, row.refused) if part)

    def may(self, key: str) -> bool:
        """Whether this office may decide."""
        return key in self.rows and not self.rows[key].refused

    def asks(self, key: str) -> str:
        """What is said before two are joined."""
        row = self.rows[key]
        kept, gone = (said(row.kind, side) for side in self.sides(key))
        if row.kind == "household":
            return _(
                "Gộp {0} vào {1}? {2} cặp người trùng được gộp, người còn lại, hỗ trợ, kế hoạch, nhu cầu chuyển hết "
                "sang; lấy lại được."
            ).format(gone, kept, len(row.people))
        return _(
            "Gộp {0} vào {1}? Hỗ trợ, nhu cầu, các lần ở hộ chuyển hết sang; từ nay chỉ ở hộ của hồ sơ được giữ; lấy "
            "lại được."
        ).format(gone, kept)

    def join(self, key: str) -> str:
        """Join the two; returns what is to be said. AppError when it is refused."""
        row = self.rows[key]
        kept, gone = self.sides(key)
        if row.kind == "household":
            people = [(b, a) for a, b in row.people] if key in self._swapped else row.people
            joined = join_households(self.desk.register, kept.id, gone.id, people)
        else:
            joined = join_people(self.desk.register, kept.id, gone.id)
        self._forget(key)
        return _("Đã gộp, {0} mục chuyển sang hồ sơ được giữ. Ctrl+Shift+Z: lấy lại.").format(joined.moved)

    def tell_apart(self, key: str) -> str:
        """Remember that the two are two; returns what is to be said. AppError when it is refused."""
        row = self.rows[key]
        set_different(self.desk.register, row.kind, row.one.id, row.other.id)
        self._forget(key)
        return _("Đã ghi là khác nhau, từ nay không hỏi lại. Ctrl+Shift+Z: lấy lại.")

    def _forget(self, key: str) -> None:
        row = self.rows.pop(key)
        self._last = row.one.id, row.other.id

    @property
    def decided(self) -> bool:
        """Whether something was decided here that can be taken back."""
        return self._last is not None

    def take_back(self) -> str:
        """Take back what was decided last; returns what is to be said. AppError when it is refused."""
        if self._last is None:
            return ""
        undone = take_back(self.desk.register, *self._last)
        self._last = None
        left = _(" {0} mục đã được sửa sau đó nên giữ nguyên.").format(len(undone.left)) if undone.left else ""
        return _("Đã lấy lại quyết định vừa rồi.") + left


def said(kind: str, side: Side) -> str:
    """A record in one line: name, year of birth, village and unit."""
    name = side.name or _("chưa rõ tên")
    born = f" ({show_date(side.birth_date)})" if side.birth_date else ""
    place = ", ".join(part for part in (side.village_name, side.unit_name) if part)
    home = _("hộ {0}").format(name) if kind == "household" else name
    return f"{home}{born}, {place}" if place else f"{home}{born}"
