"""Everything that waits for a decision, and where the officer stands in it: filters, progress, deciding. Knows no Qt.

A conflict ends by taking a value, or with one of one's own, for a reason; nothing is decided by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from db.domain.errors import InvalidData
from db.store.deciding.disputes import Dispute, list_disputes, side, sides
from db.store.deciding.queue import Decision, decide_many
from desktop.presenters import keys
from desktop.presenters.case import Case, CaseReader, Cell
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.form import FormModel, Section
from desktop.presenters.named import unit_name
from desktop.words import _

REASONS = "queue.reasons"
OFFERED = 12
KINDS = ("value", "delete", "late", "check")


@dataclass(slots=True)
class Whole:
    """All of a household after one office: its name, the decisions that follow it with what each would take, how many
    are left over because it has no say there, or two."""

    office: str
    decisions: list[Decision]
    cells: tuple[Cell, ...]
    left: int


@dataclass(slots=True)
class Filter:
    """What is shown: one kind ("" all), one village ("" all)."""

    kind: str = ""
    village: str = ""

    def admits(self, one: Dispute) -> bool:
        """Whether an item passes."""
        return self.kind in ("", one.item.kind) and self.village in ("", village_of(one))


def village_of(one: Dispute) -> str:
    """The place an item is filed under: unit and village."""
    return f"{one.unit} {one.village}" if one.village else one.unit


@dataclass
class Queue:
    """What waits, where the officer stands in it, and how far this sitting has come."""

    desk: Desk
    filter: Filter = field(default_factory=Filter)
    place: int = 0
    _all: list[Dispute] = field(default_factory=list)
    _ended: set[tuple[str, str, str]] = field(default_factory=set)
    """What was decided in this sitting."""

    def __post_init__(self) -> None:
        self.unit_date = self.desk.info().unit_date

    def load(self) -> None:
        """Read what waits now; the cursor stays on its item where that still waits."""
        before = self.current
        with self.desk.register.read() as connection:
            self._all = list_disputes(connection)
        self._ended -= {_key(one) for one in self._all}  # taken back, or in dispute anew
        self._stand_on(before)

    def narrow(self, *, kind: str | None = None, village: str | None = None) -> None:
        """Show only one kind, only one village; None leaves that as it is."""
        before = self.current
        if kind is not None:
            self.filter.kind = kind
        if village is not None:
            self.filter.village = village
        self._stand_on(before)

    def _stand_on(self, before: Dispute | None) -> None:
        if self._all and not self.shown:
            self.filter = Filter()  # all of that kind or village is done; the rest shows again
        if before is not None:
            places = [n for n, one in enumerate(self.shown) if _key(one) == _key(before)]
            self.place = places[0] if places else self.place
        self.place = max(0, min(self.place, len(self.shown) - 1))

    @property
    def shown(self) -> list[Dispute]:
        """What passes the filter, in order."""
        return [one for one in self._all if self.filter.admits(one)]

    @property
    def current(self) -> Dispute | None:
        """The item in front."""
        shown = self.shown
        return shown[self.place] if self.place < len(shown) else None

    @property
    def waits(self) -> bool:
        """Whether anything waits at all."""
        return bool(self._all)

    @property
    def decided(self) -> int:
        """How many this sitting has ended."""
        return len(self._ended)

    @property
    def total(self) -> int:
        """Everything of this sitting: decided and still waiting."""
        return self.decided + len(self._all)

    def progress(self) -> str:
        """`Đã quyết định 37/100`."""
        return _("Đã quyết định {0}/{1}").format(self.decided, self.total)

    def step(self, by: int) -> None:
        """To the next or the previous item without deciding; round at the ends."""
        if self.shown:
            self.place = (self.place + by) % len(self.shown)

    def kinds(self) -> list[Option]:
        """Kinds there are, with counts; "" stands for all."""
        names = {
            "value": _("Hai nơi ghi khác nhau"),
            "delete": _("Nơi xóa, nơi sửa"),
            "late": _("Đơn vị cũ sửa muộn"),
            "check": _("Sai quy tắc"),
        }
        counts = {kind: sum(one.item.kind == kind for one in self._all) for kind in KINDS}
        options = [Option(kind, f"{names[kind]} ({count})") for kind, count in counts.items() if count]
        return [Option("", _("Tất cả ({0})").format(len(self._all))), *options]

    def villages(self) -> list[Option]:
        """Villages there are, with counts; "" stands for all."""
        found: dict[str, tuple[str, int]] = {}
        for one in self._all:
            place = unit_name(one.unit, self.unit_date) if one.unit else _("Chưa rõ nơi")
            name = f"{one.village}, {place}" if one.village else place
            found[village_of(one)] = name, found.get(village_of(one), ("", 0))[1] + 1
        return [Option("", _("Mọi thôn")), *(Option(key, f"{name} ({n})") for key, (name, n) in found.items())]

    # What is in front.

    def case(self) -> Case | None:
        """The item in front with all that is needed to judge it."""
        one = self.current
        return (
            None if one is None else CaseReader(self.desk, self.unit_date).case(one, together=len(self._together(one)))
        )

    def _together(self, one: Dispute) -> list[Dispute]:
        """What waits in the same household; only the item itself where there is none."""
        if not one.household:
            return [one]
        return [other for other in self._all if other.household == one.household and other.item.kind != "check"]

    def whole(self) -> list[Whole]:
        """All of the household after one office, for every office that has a say in it."""
        one = self.current
        together = self._together(one) if one is not None else []
        reader = CaseReader(self.desk, self.unit_date)
        cases = {_key(other): reader.case(other, together=1) for other in together}
        items = [other.item for other in together]
        found = []
        for office in sides(items):
            decisions = side(items, office)
            cells = tuple(_taken(cases[d.entity, d.id, d.key], d) for d in decisions)
            found.append(Whole(unit_name(office, self.unit_date), decisions, cells, len(items) - len(decisions)))
        return found

    def own_form(self, case: Case) -> FormModel:
        """A form for a value of one's own, filled with what is shown now."""
        item = case.dispute.item
        return FormModel([Section("", case.specs)], keys.parts(item.entity, item.key, item.shown))

    # Deciding.

    def reasons(self) -> list[str]:
        """Reasons given lately, newest first."""
        return list(self.desk.sticky.get(REASONS, ()))

    def take(self, case: Case, number: int) -> list[Decision]:
        """The decision that takes the value with that place (from 0)."""
        item = case.dispute.item
        return [Decision(entity=item.entity, id=item.id, key=item.key, take=case.choices[number].take)]

    def own(self, case: Case, form: FormModel) -> list[Decision]:
        """The decision for a value of one's own."""
        item = case.dispute.item
        value = keys.joined(item.entity, item.key, form.values(), item.shown)
        return [Decision(entity=item.entity, id=item.id, key=item.key, value=value)]

    def decide(self, decisions: Sequence[Decision], reason: str) -> None:
        """Write decisions and stand on the next item.

        Raises:
            AppError: refused; nothing was written.
        """
        decide_many(self.desk.register, decisions, reason=reason)
        known = [reason.strip(), *(r for r in self.reasons() if r != reason.strip())]
        self.desk.sticky[REASONS] = known[:OFFERED]
        gone = {(d.entity, d.id, d.key) for d in decisions}
        self._ended |= gone
        after = [one for one in self.shown[self.place :] if _key(one) not in gone]
        self._all = [one for one in self._all if _key(one) not in gone]
        if any(decision.entity in ("support", "milestone", "unit_record") for decision in decisions):
            self.load()  # its rules were judged again
        self.place = 0
        self._stand_on(after[0] if after else None)

    @staticmethod
    def judge(form: FormModel, error: InvalidData) -> str:
        """Put findings beside the fields of the form; what has no field there is handed back as one text."""
        issues = [replace(i, field=i.field.removeprefix("amounts.").removeprefix("details.")) for i in error.issues]
        return " ".join(issue.message for issue in form.judge(issues))


def _key(one: Dispute) -> tuple[str, str, str]:
    return one.item.entity, one.item.id, one.item.key


def _taken(case: Case, decision: Decision) -> Cell:
    """What a decision would take, in one line."""
    chosen = next(choice for choice in case.choices if choice.take == decision.take)
    differing = [cell.text for cell in chosen.cells if cell.differs]
    return Cell(f"{case.title} – {case.about}", "; ".join(differing) or chosen.title)
