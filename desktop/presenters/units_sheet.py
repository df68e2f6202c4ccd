"""The sheet of a divided unit: a line for each village, and in it the unit the village belongs to now. Knows no Qt.

Who may divide, and where a household goes by what is typed, is the store's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from db.domain.text import sort_key
from db.domain.unit_changes import UnitChange
from db.domain.values import show_date, show_money
from db.store.handover.dividing import Home, Share, divide, division, placed
from db.store.places.apart import village_key
from db.store.reading import households
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, Problem
from desktop.presenters.sheet import Line, Sheet
from desktop.words import _

PLACE, COUNT, UNIT = "place", "count", "unit"
VILLAGE = "village:"
"""Before the key of a line that is a village; the others are those of households, by their ids."""


class DivisionSheet(Sheet):
    """Households without a village have lines of their own; those of a village are unfolded beneath it when asked."""

    def __init__(self, desk: Desk, unit: str) -> None:
        """Raises NotAllowed where the unit is not to be divided here."""
        self.desk, self.unit = desk, unit
        self.parts: list[UnitChange] = []
        self.homes: list[Home] = []
        self._names: dict[str, str] = {}
        self._alone: set[str] = set()
        super().__init__([], growing=False, locked=frozenset({PLACE, COUNT}))
        self.read()

    def read(self) -> None:
        """The households as they are now; what is typed stays. NotAllowed where the unit is not to be divided here."""
        with self.desk.register.read() as connection:
            self.parts, self.homes = division(self.desk.register, connection, self.unit)
        self.columns = _columns(self.parts)
        self._names = {}
        self._lay_out()

    # What is shown.

    @property
    def title(self) -> str:
        """What is divided."""
        first = self.parts[0]
        told = _("Chia {0} ({1}) từ {2}: {3} hộ")
        return told.format(first.old.title, self.unit, show_date(first.date), show_money(len(self.homes)))

    @property
    def left(self) -> str:
        """How many households are not told yet, as a sentence."""
        left = sum(not code for code in self.told().values())
        return _("Còn {0} hộ chưa ghi về đâu.").format(show_money(left)) if left else _("Mọi hộ đã ghi về đâu.")

    def asks(self) -> str:
        """What is said before it is done."""
        numbers = Counter(self.told().values())
        told = ", ".join(
            _("{0} {1} hộ").format(part.new.title, show_money(numbers[part.new_code]))
            for part in self.parts
            if numbers[part.new_code]
        )
        return _("Chia {0}: {1}? Việc này không lấy lại được.").format(self.parts[0].old.title, told)

    def home(self, row: int) -> str:
        """The household of a line, "" where it is a village."""
        key = self.lines[row].key if 0 <= row < len(self.lines) else VILLAGE
        return "" if key.startswith(VILLAGE) else key

    def row_of(self, key: str) -> int:
        """The line of a key, else the first that is not filled in."""
        keys = [line.key for line in self.lines]
        blank = (row for row, line in enumerate(self.lines) if not line.typed[UNIT] and not line.proposed.get(UNIT))
        return keys.index(key) if key in keys else next(blank, 0)

    def unfold(self, row: int) -> int:
        """Households of the village of a line as lines of their own, or those that go with it folded away again.

        Returns the line where the cursor goes on.
        """
        village = self._village_at(row)
        mine = {home.id for home in self.homes if home.village and village_key(home.village) == village}
        if not mine:
            return row
        folding = mine & self._alone - {line.key for line in self.lines if line.typed[UNIT]}
        self._alone = self._alone - folding if folding else self._alone | mine
        self._lay_out()
        return self.row_of(VILLAGE + village) + (0 if folding else 1)

    def _village_at(self, row: int) -> str:
        key = self.lines[row].key
        if key.startswith(VILLAGE):
            return key.removeprefix(VILLAGE)
        return next((village_key(home.village) for home in self.homes if home.id == key), "")

    def _villages(self) -> list[tuple[str, list[Home]]]:
        """The households of every village, by what the store tells villages apart."""
        found: dict[str, list[Home]] = {}
        for home in self.homes:
            if home.village:
                found.setdefault(village_key(home.village), []).append(home)
        return sorted(found.items(), key=lambda one: sort_key(one[1][0].village))

    def _lay_out(self) -> None:
        before = {line.key: line.typed[UNIT] for line in self.lines}
        loose = [home for home in self.homes if not home.village]
        self._alone &= {home.id for home in self.homes}
        self._name([*(home for home in self.homes if home.id in self._alone), *loose])
        self.lines = []
        for key, homes in self._villages():
            self.lines.append(self._line(VILLAGE + key, homes[0].village, show_money(len(homes))))
            self.lines += [self._line(one.id, f"– {self._names[one.id]}", "") for one in homes if one.id in self._alone]
        self.lines += [self._line(one.id, self._names[one.id], "1") for one in loose]
        for line in self.lines:
            line.typed[UNIT] = before.get(line.key, "")
            line.problems = self.unread(line)
        self._follow()

    def _line(self, key: str, place: str, count: str) -> Line:
        return Line(key, {PLACE: place, COUNT: count, UNIT: ""}, locked=self.locked)

    def _name(self, homes: Iterable[Home]) -> None:
        """Read who these households are, by their heads."""
        asked = {home.id: home for home in homes if home.id not in self._names}
        with self.desk.register.read() as connection:
            found = {row.id: row for row in households(connection, list(asked), self.desk.today)}
        for home in asked.values():
            head = found[home.id].head if home.id in found else None
            told = (head.name if head else "", home.code, home.address or "")
            self._names[home.id] = " · ".join(part for part in told if part) or home.id

    # What is typed.

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell was filled in: households of a village go with it until they are told otherwise."""
        super().put(row, column, typed)
        self._follow()

    def above(self, row: int, column: int) -> str:
        """The unit of the line above, its own or that of its village."""
        line = self.lines[row - 1]
        return super().above(row, column) or line.proposed.get(self.columns[column].id, "")

    def _follow(self) -> None:
        village = ""
        for line in self.lines:
            if line.key.startswith(VILLAGE):
                village = line.typed[UNIT]
            elif line.key in self._alone:
                line.proposed[UNIT] = village

    def shares(self) -> list[Share]:
        """What is told, as the store takes it."""
        values = [(line, self.values(line)[UNIT]) for line in self.lines]
        return [
            Share(line.typed[PLACE], "", code) if line.key.startswith(VILLAGE) else Share("", line.key, code)
            for line, code in values
            if code
        ]

    def told(self) -> dict[str, str]:
        """The unit of every household, "" where it is not told."""
        return placed(self.homes, self.shares())

    def unread(self, line: Line) -> dict[str, Problem]:
        """Only of what is typed: names and addresses stand as others wrote them."""
        return {name: problem for name, problem in super().unread(line).items() if name == UNIT}

    def check(self) -> bool:
        """Note every line that is not understood, or leaves a household out; True when nothing is wrong."""
        told = self.told()
        left = {VILLAGE + village_key(home.village) if home.village else home.id for home in self.homes
                if not told[home.id]}  # fmt: skip
        for line in self.lines:
            line.problems = self.unread(line)
            if line.key in left:
                why = _("Chưa ghi thôn này về đâu.") if line.key.startswith(VILLAGE) else _("Chưa ghi hộ này về đâu.")
                line.problems.setdefault(UNIT, Problem("hard", why))
        return not any(line.problems for line in self.lines)

    def divide(self, shares: Sequence[Share]) -> str:
        """Hand everything over; called beside the window's thread. Returns what is said; AppError when refused."""
        done = divide(self.desk.register, self.unit, shares)
        told = ", ".join(
            _("{0} nhận {1} hộ").format(part.new.title, show_money(done.households[part.new_code]))
            for part in self.parts
            if part.new_code in done.households
        )
        said = _("Đã chia {0}: {1}. Xuất gói (Ctrl+E) để nơi khác cùng theo.")
        return said.format(self.parts[0].old.title, told)


def _columns(parts: Sequence[UnitChange]) -> list[FieldSpec]:
    options = tuple(Option(part.new_code, part.new.title, part.new_code) for part in parts)
    return [
        FieldSpec(id=PLACE, label=_("Thôn, hộ"), width=30),
        FieldSpec(id=COUNT, label=_("Số hộ"), kind="integer", width=8),
        FieldSpec(id=UNIT, label=_("Về đơn vị"), kind="choice", options=options, width=26),
    ]
