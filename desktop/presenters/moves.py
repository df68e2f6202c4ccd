"""Hand-overs of households between communes: the list, and what can be done now. Rules are the store's. Knows no Qt.

At most two things can be done about one: a step forward, and one that ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from db.domain.values import show_date
from db.ledger.register import Register, settings
from db.store.handover import moving
from db.store.handover.moves import MoveRow, list_moves, open_moves
from db.store.owners import is_ours, owner_of, unit_title
from desktop.presenters.desk import Desk
from desktop.presenters.rows import Column, Row, Tone
from desktop.words import _

FORWARD = ("offer", "accept", "hand_over")
SIGNS: dict[str, tuple[str, Tone]] = {
    "asked": ("clock", "warning"),
    "offered": ("send", "info"),
    "accepted": ("check", "info"),
    "returned": ("undo-2", "warning"),
    "refused": ("x", "neutral"),
    "withdrawn": ("x", "neutral"),
    "done": ("circle-check", "good"),
}
"""Picture and tone of every step."""


def columns() -> list[Column]:
    """Columns of the list."""
    return [
        Column(_("Bước"), 27),
        Column(_("Hộ"), 26),
        Column(_("Nơi đi"), 16),
        Column(_("Nơi đến"), 16),
        Column(_("Từ ngày"), 11),
        Column(_("Việc tiếp theo"), 40),
    ]


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done about a hand-over.

    asks: what is said before it is done, with {0} who goes, {1} where from, {2} where to; wants: what is typed in the
    line of the reason, "" where none is asked for; told: what is said after it.
    """

    title: str
    picture: str
    asks: str
    wants: str
    told: str


def verbs() -> dict[str, Verb]:
    """Everything that can be done, by the store's name of it."""
    send_up = _("Xuất gói (Ctrl+E) gửi lên cấp trên.")
    send_both = _("Xuất gói (Ctrl+E) gửi cả hai nơi.")
    return {
        "offer": Verb(
            _("Chuyển cho nơi đến"),
            "send",
            _("Chuyển đề nghị về {0} cho {2}? Đến khi bàn giao, hồ sơ vẫn do {1} quản lý."),
            "",
            _("Đã chuyển cho nơi đến.") + " " + send_both,
        ),
        "accept": Verb(
            _("Nhận"),
            "check",
            _("Nhận {0} từ {1} về {2}? Hồ sơ về cùng gói của cấp trên sau khi bàn giao."),
            "",
            _("Đã nhận.") + " " + send_up,
        ),
        "hand_over": Verb(
            _("Bàn giao hồ sơ"),
            "move-right",
            _("Bàn giao hồ sơ {0} cho {2}? Từ đó {1} chỉ còn xem. Nên nhận gói mới nhất của {1} trước."),
            "",
            _("Đã bàn giao.") + " " + send_both,
        ),
        "withdraw": Verb(
            _("Rút lại đề nghị"),
            "undo-2",
            _("Rút lại đề nghị chuyển {0} đến {2}? Đơn vị mình vẫn quản lý."),
            _("Vì sao rút lại"),
            _("Đã rút lại.") + " " + send_up,
        ),
        "return": Verb(
            _("Trả lại nơi đi"),
            "undo-2",
            _("Không nhận {0}? Hồ sơ vẫn do {1} quản lý; nơi ấy đọc được lý do."),
            _("Vì sao không nhận"),
            _("Đã trả lại.") + " " + send_up,
        ),
        "turn_down": Verb(
            _("Không chuyển"),
            "x",
            _("Không chuyển {0} đến {2}? Hồ sơ vẫn ở nơi đang quản lý; hai nơi đọc được lý do."),
            _("Vì sao không chuyển"),
            _("Đã ghi là không chuyển.") + " " + send_both,
        ),
    }


@dataclass(slots=True)
class Moves:
    """The list as read last, and the doings of the page."""

    desk: Desk
    rows: dict[str, MoveRow] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Households this register has, so that their page can be opened."""
    unit: str = ""

    def load(self) -> None:
        """Read the list."""
        with self.desk.register.read() as connection:
            self.unit = settings(connection)["unit"]
            self.rows = {one.id: one for one in list_moves(connection)}
            homes = {one.household for one in self.rows.values()}
            self.known = {home for home in homes if owner_of(connection, "household", home)}

    def shown(self, ids: list[str]) -> list[Row]:
        """The rows of the list."""
        return [self._row(self.rows[record]) for record in ids]

    @staticmethod
    def _row(one: MoveRow) -> Row:
        step, name, next_ = _large(one.step_name), _large(who(one)), _large(one.next)
        cells = (step, name, one.origin_name, one.destination_name, show_date(one.date), next_)
        return Row(cells, "", *SIGNS.get(one.step, ("circle-dot", "neutral")))

    def forward(self, record: str) -> str:
        """The step that can be taken now, "" for none."""
        return next((verb for verb in self._can(record) if verb in FORWARD), "")

    def backward(self, record: str) -> str:
        """What would end it now, "" for nothing."""
        return next((verb for verb in self._can(record) if verb not in FORWARD), "")

    def _can(self, record: str) -> list[str]:
        row = self.rows.get(record)
        return row.can if row else []

    def home(self, record: str) -> str:
        """Its household, "" where this register has no record of it yet."""
        row = self.rows.get(record)
        return row.household if row and row.household in self.known else ""

    def title(self, record: str) -> str:
        """Who goes where, in one line."""
        row = self.rows[record]
        return f"{_large(who(row))}: {row.origin_name} → {row.destination_name}"

    def next(self, record: str) -> str:
        """What is to be done, as a sentence."""
        told = self.rows[record].next
        return _("Việc tiếp theo: {0}").format(told) if told else ""

    def about(self, record: str) -> str:
        """What else is known of it, a line each."""
        row = self.rows[record]
        people = ", ".join(f"{one.name} ({one.birth_date[:4]})" if one.birth_date else one.name for one in row.people)
        lines = (
            (_("Những ai: {0}"), people),
            (_("Vì sao chuyển: {0}"), row.note),
            (_("Nơi ở mới: {0}"), row.address),
            (_("Trả lời: {0}"), row.answer),
        )
        return "\n".join(line.format(value) for line, value in lines if value)

    def asks(self, record: str, verb: str) -> str:
        """What is said before it is done."""
        row = self.rows[record]
        return verbs()[verb].asks.format(who(row), row.origin_name, row.destination_name)

    def wants(self, record: str, verb: str) -> str:
        """What must be typed first, "" for nothing: whoever accepts for another names the paper; an answer is enough of
        a reason to pass on.
        """
        row = self.rows[record]
        if verb == "accept" and self.unit != row.destination:
            return _("Số giấy tiếp nhận của nơi đến")
        return "" if verb == "turn_down" and row.answer else verbs()[verb].wants

    def do(self, record: str, verb: str, reason: str = "") -> str:
        """Take a step; returns what is to be said. AppError when it is refused."""
        register = self.desk.register
        steps: dict[str, Callable[[], object]] = {
            "offer": lambda: moving.offer(register, record),
            "accept": lambda: moving.accept(register, record, reason=reason),
            "hand_over": lambda: moving.hand_over(register, record),
            "withdraw": lambda: moving.withdraw(register, record, reason=reason),
            "return": lambda: moving.give_back(register, record, reason=reason),
            "turn_down": lambda: moving.turn_down(register, record, reason=reason),
        }
        steps[verb]()
        return verbs()[verb].told


def whereabouts(register: Register, household: str) -> str:
    """What its page says of a household that was handed over to another unit, or is on its way; "" for neither."""
    with register.read() as connection:
        owner = owner_of(connection, "household", household)
        if owner and not is_ours(connection, owner):
            return _("Hộ này nay do {0} quản lý, ở đây chỉ giữ để xem.").format(unit_title(connection, owner))
        row = next((one for one in open_moves(connection, household) if not one.persons), None)
    return _("Hộ này đang chuyển đến {0}: {1}.").format(row.destination_name, row.step_name) if row else ""


def who(row: MoveRow) -> str:
    """Who goes: the household by its head and how many, or the people who go alone."""
    if row.persons:
        return ", ".join(one.name for one in row.people)
    name = row.head or _("chưa rõ tên")
    return _("hộ {0}, {1} người").format(name, len(row.people)) if len(row.people) > 1 else _("hộ {0}").format(name)


def _large(text: str) -> str:
    """With a capital letter, as a line begins."""
    return text[:1].upper() + text[1:]
