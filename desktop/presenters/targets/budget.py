"""Budget lines on screen: a plan's table as printed, or the money of one source in one year to be typed. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from db.domain.text import fold
from db.domain.values import show_money
from db.policy.budgets import GROUPS, PRINTED, Flag, shipped_budgets
from db.store.drafts import drop_draft
from db.store.figures.budget_lines import Sums, budgets, load_budget, put_amounts
from db.store.figures.budget_table import Appendix, appendix
from db.store.figures.budgets import Figures, LineView, budget_beside, budget_view
from db.store.places.tree import Tree
from db.store.prints.budgets import BudgetRow
from db.store.prints.papers import PlainColumn
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, read
from desktop.presenters.sheet import Line, Sheet
from desktop.presenters.targets.kept import keep_cells, take_cells
from desktop.printing import Paper, make_budget
from desktop.words import _, on_paper
from forms.sheets import table as sheets

AS_PRINTED = "printed"
NUMBER, TITLE, NOTE = "number", "title", "note"
TYPED = ("planned", "allocated", "carried", "disbursed")
LEFT = "left"


class PrintedSheet(Sheet):
    """A table of money as its plan prints it; nothing is typed, what does not add up is marked."""

    def __init__(self, table: Appendix) -> None:
        names = (NUMBER, TITLE, *PRINTED, NOTE)
        widths = (6, 34, 15, 13, 13, 13, 13, 20)
        specs = [
            FieldSpec(id=name, label=label, width=width, kind="decimal" if name in PRINTED else "text")
            for name, label, width in zip(names, table.columns, widths, strict=True)
        ]
        super().__init__(specs, growing=False, locked=frozenset(names))
        self.load((row.id, {}) for row in table.rows)
        for line, row in zip(self.lines, table.rows, strict=True):
            line.typed = dict(zip(names, row.cells, strict=True))
            line.saved = dict(line.typed)
            line.marks = {flag.column: _sentence(flag.message) for flag in row.flags}


class MoneySheet(Sheet):
    """The money of one group of sources in one year: planned, allocated, carried over, paid, and what is left."""

    def __init__(self, views: Iterable[LineView], group: str, year: int) -> None:
        self.group, self.year = group, year
        self.views = list(views)
        labels = {
            "planned": _("Kế hoạch"),
            "allocated": _("Đã phân bổ"),
            "carried": _("Năm trước chuyển sang"),
            "disbursed": _("Đã giải ngân"),
        }
        specs = [FieldSpec(id=name, label=labels[name], kind="money", width=17) for name in TYPED]
        super().__init__(
            [
                FieldSpec(id=NUMBER, label=_("TT"), width=6),
                FieldSpec(id=TITLE, label=_("Nội dung"), width=36),
                *specs,
                FieldSpec(id=LEFT, label=_("Còn lại"), kind="money", width=17, computed=True),
            ],
            growing=False,
            locked=frozenset({NUMBER, TITLE, LEFT}),
        )
        self.load((view.row.id, self._values(view)) for view in self.views)
        for line, view in zip(self.lines, self.views, strict=True):
            self._propose(line, view)

    def _values(self, view: LineView) -> Mapping[str, Any]:
        sums = view.row.amounts.get(f"{self.group}_{self.year}") or Sums()
        shown = {name: getattr(sums, name) for name in TYPED}
        return {NUMBER: view.row.number, TITLE: view.title} | shown

    def _propose(self, line: Line, view: LineView) -> None:
        """What is known without being typed: sums of groups, the plan's mean, what supports were paid."""
        found = view.figures[self.group]
        for name in TYPED:
            value = getattr(found, name)
            line.proposed[name] = "" if value is None else show_money(value)
        if view.unsourced:
            told = _("Đã chi thêm {0} đồng của khoản hỗ trợ chưa ghi nguồn: chỉ tính ở tổng cả nguồn.")
            line.marks["disbursed"] = told.format(show_money(view.unsourced))
        if found.computed:
            line.locked = line.locked | {"disbursed"}
            line.typed["disbursed"] = line.saved["disbursed"] = ""
        if view.row.kind in ("group", "total"):
            line.locked = line.locked | set(TYPED)
        self._rest(line)

    def put(self, row: int, column: int, typed: str) -> None:
        """A cell was filled in: what is left follows."""
        super().put(row, column, typed)
        self._rest(self.lines[row])

    def _rest(self, line: Line) -> None:
        values = {name: self._known(line, name) for name in TYPED}
        left = Figures(allocated=values["allocated"], carried=values["carried"], disbursed=values["disbursed"]).left
        line.proposed[LEFT] = "" if left is None else show_money(left)
        line.marks.pop(LEFT, None)
        if left is not None and left < 0:
            line.marks[LEFT] = _("Đã giải ngân nhiều hơn số phân bổ và chuyển sang.")

    def _known(self, line: Line, name: str) -> int | None:
        spec = next(spec for spec in self.columns if spec.id == name)
        value = read(spec, line.typed.get(name, "") or line.proposed.get(name, "")).value
        return value if isinstance(value, int) else None

    def changes(self) -> dict[tuple[str, str, int], Sums]:
        """What was changed, by line."""
        found = {}
        for line in self.lines:
            if line.changed().intersection(TYPED):
                values = self.values(line)
                found[line.key, self.group, self.year] = Sums(**{name: values[name] for name in TYPED})
        return found

    def wrong(self) -> bool:
        """Whether a cell is not understood."""
        return any(one.severity == "hard" for line in self.lines for one in line.problems.values())


class BudgetDesk:
    """The budget of the unit shown: which table, which source."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.unit, self.year = "", desk.year
        self.budget, self.source = "", AS_PRINTED

    def tables(self) -> list[Option]:
        """Tables that have lines for this unit."""
        with self.desk.register.read() as connection:
            return [Option(name, title) for name, title in budgets(connection, self.unit).items()]

    @staticmethod
    def sources() -> list[Option]:
        """What can be looked at: the table as printed, and every group of sources."""
        groups = [Option(name, title) for name, (title, _codes) in GROUPS.items()]
        return [Option(AS_PRINTED, _("Biểu như kế hoạch in")), *groups]

    @staticmethod
    def loadable() -> list[tuple[str, str]]:
        """Tables that the program carries: name and short title, the newest plan first."""
        ordered = sorted(shipped_budgets().values(), key=lambda one: one.on, reverse=True)
        return [(one.id, one.short) for one in ordered]

    def load(self, name: str) -> str:
        """Enter a table for the unit shown; what is to be said."""
        made = load_budget(self.desk.register, name, unit=self.unit)
        self.budget = name
        return _("Đã nhập {0} dòng kinh phí; {1} dòng đã có, giữ nguyên.").format(made.lines, made.same)

    def table(self) -> Appendix:
        """The table as its plan lays it out."""
        with self.desk.register.read() as connection:
            return appendix(connection, self.budget, unit=self.unit)

    def sheet(self) -> Sheet:
        """The cells to look at or to type."""
        if self.source == AS_PRINTED:
            return PrintedSheet(self.table())
        with self.desk.register.read() as connection:
            views = budget_view(connection, self.budget, unit=self.unit, years=[self.year])
        return MoneySheet(views, self.source, self.year)

    def flags(self) -> list[str]:
        """What does not add up, a line each; what agrees within rounding last."""
        table, order = self.table(), ("differs", "words", "rounding")
        found = sorted(table.flags, key=lambda flag: order.index(flag.severity))
        return [flag_words(table, flag) for flag in found]

    def measured(self, flags: int) -> str:
        """What the figures are in, and how to read them; of a unit that came of others what to know of its money."""
        with self.desk.register.read() as connection:
            beside = budget_beside(connection, self.budget, unit=self.unit)
        return " ".join([self._measured(flags), *beside])

    def _measured(self, flags: int) -> str:
        if self.source == AS_PRINTED:
            said = _("Đơn vị tính: tỷ đồng, số in của kế hoạch giữ nguyên.")
            return said + (" " + _("Cần đối chiếu: {0} chỗ.").format(flags) if flags else "")
        said = _("Đơn vị tính: đồng, năm {0}. Chữ nghiêng là số tự tính, từ các dòng, kế hoạch và khoản hỗ trợ.")
        return said.format(self.year)

    def save(self, sheet: MoneySheet, reason: str = "") -> int:
        """Write what was typed; how many lines. AppError when it is refused."""
        changes = sheet.changes()
        put_amounts(self.desk.register, changes, reason=reason)
        for line in sheet.lines:
            line.saved = dict(line.typed)
        drop_draft(self.desk.register, self._draft_place)
        return len(changes)

    @property
    def _draft_place(self) -> str:
        return f"budget:{self.unit}:{self.budget}:{self.source}:{self.year}"

    def keep(self, sheet: MoneySheet) -> None:
        """Keep what is typed and not saved."""
        title = _("Kinh phí {0}: {1}").format(self.year, self.subject())
        keep_cells(self.desk, self._draft_place, title, sheet, TYPED)

    def take_up(self, sheet: MoneySheet) -> int:
        """Fill in what was typed here and not saved; how many cells."""
        return take_cells(self.desk, self._draft_place, sheet)

    # Out of the program

    def file_name(self, ending: str) -> str:
        """A name for a file of this table."""
        return "-".join(["kinh-phi", *fold(self.budget.replace("_", " ")).split()]) + ending

    def subject(self) -> str:
        """Whose money it is."""
        with self.desk.register.read() as connection:
            name = Tree(connection).title(self.unit)
        return f"{name[:1].upper()}{name[1:]}"

    def export(self, out: Path) -> sheets.Written:
        """The table as an Excel file in the layout of the appendix. Raises as `write_table`."""
        table = self.table()
        heads = [sheets.Column(title, width=width) for title, width in zip(table.columns, _WIDTHS, strict=True)]
        above = (table.title, f"{self.subject()}; {_('Đơn vị tính: tỷ đồng')}", table.source)
        return sheets.write_table(out, _("Kinh phí"), heads, [row.cells for row in table.rows], above=above)

    def paper(self) -> Paper:
        """The table as a paper in the layout of the appendix, in Vietnamese."""
        with on_paper():
            table = self.table()
            heads = [
                PlainColumn(title=title, width=width, right=2 <= number < 7)
                for number, (title, width) in enumerate(zip(table.columns, _WIDTHS, strict=True))
            ]
            rows = [BudgetRow(cells=row.cells, strong=row.strong) for row in table.rows]
            flags = [flag_words(table, flag) for flag in table.flags if flag.severity != "rounding"]
            return make_budget(
                self.desk.register,
                table.title,
                self.subject(),
                heads,
                rows,
                measured=_("tỷ đồng"),
                foot=table.foot,
                flags=flags,
            )


_WIDTHS = (6, 44, 16, 14, 14, 14, 14, 24)


def flag_words(table: Appendix, flag: Flag) -> str:
    """What does not add up, with the line and column it stands in."""
    if not flag.line:
        return _sentence(flag.message)
    rows = {row.flags[0].line: row.cells for row in table.rows if row.flags}
    cells = rows.get(flag.line, ["", flag.line])
    column = table.columns[2 + PRINTED.index(flag.column)] if flag.column in PRINTED else flag.column
    name = " ".join(part for part in cells[:2] if part).rstrip(":")
    return f"{name}, {column}: {flag.message}."


def _sentence(text: str) -> str:
    said = text[:1].upper() + text[1:]
    return said if said.endswith(".") else f"{said}."
