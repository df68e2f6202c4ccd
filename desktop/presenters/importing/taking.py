"""Taking a list in: the file read, what its import would do, what was agreed to, the one save. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.domain.errors import FileProblem
from db.domain.values import show_date, show_money
from db.ledger.register import Register
from db.policy.definition import Policy
from db.store.definitions.policies import policies
from db.store.imports.headings import keep_headings, list_headings
from db.store.imports.listed import DataList, HouseholdList, ImportPlan, ListColumn, PlannedRow, unknown
from db.store.imports.listed_supports import SupportList
from db.store.imports.planning import valid_from
from db.store.imports.sheets import import_rows
from db.store.imports.supports import import_supports
from db.store.imports.writing import Imported, import_list
from db.store.showing import Showing
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.importing import rows as words
from desktop.presenters.importing.columns import encoding_told, fields, fields_of, headings_of
from desktop.presenters.importing.rows import Detail, Line, outcome, signs
from desktop.presenters.named import unit_name
from desktop.presenters.paths import path
from desktop.presenters.rows import Row, Sign
from desktop.words import _
from desktop.work.context import JobContext
from forms.sheets.households import read_any
from forms.sheets.lists import guessed_columns
from forms.sheets.refusals import Left, left_of_households, left_of_lines, write_refused
from forms.sheets.supports import read_supports

Stamp = tuple[str, int, int]
Listed = HouseholdList | SupportList | DataList


@dataclass(frozen=True, slots=True)
class Looked:
    """A list that was read, and the dry run of its import; nothing is written."""

    file: Path
    stamp: Stamp
    listed: Listed
    plan: ImportPlan


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A file whose columns nobody has told yet: the columns found, and the sentence of the reader."""

    file: Path
    columns: list[ListColumn]
    message: str


def stamp(file: Path) -> Stamp | None:
    """What changes when a file is written anew; None where there is none."""
    with suppress(OSError):
        about = file.stat()
        return str(file), about.st_mtime_ns, about.st_size
    return None


class Importing:
    """The list on the table."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.looked: Looked | None = None
        self.columns: list[ListColumn] = []
        """The columns of the file on the table; none of a sheet of our own."""

        self.file: Path | None = None
        self.only = ""
        """Name of the outcome whose rows are shown, "" for all."""

        self.reason = ""
        """Why the doubtful rows are taken too, "" while they are not."""

        self.policy = ""
        """Id of the policy whose supports the list holds, "" for households and people."""

        self._lines: list[Line] = []

    def kinds(self) -> list[Option]:
        """What a list may hold: households, or supports of one policy."""
        with self.desk.register.read() as connection:
            known = sorted(policies(connection).values(), key=lambda one: one.short)
        return [Option("", _("Hộ, người")), *(Option(one.id, one.short) for one in known)]

    def _chosen(self) -> Policy | None:
        with self.desk.register.read() as connection:
            return policies(connection).get(self.policy)

    # Reading and planning, beside the window.

    def look(self, typed: str, context: JobContext) -> Looked | Puzzle:
        """Read a file and plan its import.

        Raises:
            FileProblem: it is no list we can read, or another commune's.
        """
        file = path(typed)
        chosen = self._chosen()
        with self.desk.register.read() as connection:
            names = list_headings(connection, self.policy)
        read_at = stamp(file) or (str(file), 0, 0)
        step = lambda done: context.progress(0, 0, _("Đã đọc {0} dòng").format(done))  # noqa: E731 - one line
        try:
            listed: Listed = read_supports(file, chosen, names, step) if chosen else read_any(file, names, step)
        except FileProblem as error:
            known = names if chosen is None else headings_of(chosen) | names
            columns = guessed_columns(file, known) if error.code == "sheet_no_head" else []
            if not columns:
                raise
            return Puzzle(file, columns, error.message)
        return Looked(file, read_at, listed, self._plan(listed, context))

    def _plan(self, listed: Listed, context: JobContext) -> ImportPlan:
        context.progress(0, 0, _("Đang so với sổ…"))
        plan = _take_in(self.desk.register, listed, dry_run=True).plan
        context.check_cancelled()
        return plan

    def again(self, looked: Looked, context: JobContext) -> Looked:
        """The same list against the register as it is now."""
        return Looked(looked.file, looked.stamp, looked.listed, self._plan(looked.listed, context))

    def save(self, context: JobContext) -> Imported:
        """Write what was seen and agreed to, in one action; stopped, nothing is written.

        Raises:
            UserError: the register has changed meanwhile.
        """
        assert self.looked is not None  # noqa: S101 - only a list that was looked at is saved
        return _take_in(
            self.desk.register,
            self.looked.listed,
            dry_run=False,
            accept_doubtful=bool(self.reason),
            reason=self.reason,
            seen=self.looked.plan,
            step=lambda done, total: context.progress(done, total, _("Đang ghi {0}/{1} hộ").format(done, total)),
        )

    def left(self, *, accepted: bool) -> Left:
        """The rows of the file that are not taken in."""
        if self.looked is None:
            return {}
        listed, plan = self.looked.listed, self.looked.plan
        if isinstance(listed, HouseholdList):
            return left_of_households(listed, plan, accepted=accepted)
        return left_of_lines(plan, accepted=accepted)

    def write_left(self, out: Path) -> int:
        """Write the rows that are not taken in to a file to correct and bring back; returns how many. AppError."""
        assert self.looked is not None  # noqa: S101 - only of a list that was looked at
        chosen = self._chosen()
        with self.desk.register.read() as connection:
            names = list_headings(connection, self.policy)
        known = (headings_of(chosen) if chosen else {}) | names
        return write_refused(self.looked.file, out, self.left(accepted=bool(self.reason)), known)

    # What is on the table.

    def show(self, found: Looked | Puzzle) -> None:
        """This is on the table now; what was agreed to belonged to what was there before."""
        again = self.file == found.file and isinstance(found, Looked)
        self.file, self.reason = found.file, ""
        self.looked = found if isinstance(found, Looked) else None
        self.columns = found.columns if isinstance(found, Puzzle) else found.listed.columns
        self._lines = self._ordered()
        if not again or not self.shown():
            self.only = ""

    def is_there(self, typed: str) -> bool:
        """Whether this very file, unchanged, is on the table."""
        return self.looked is not None and self.looked.stamp == stamp(path(typed))

    def _ordered(self) -> list[Line]:
        """Planned and refused rows as they follow each other in the file."""
        if self.looked is None:
            return []
        plan = self.looked.plan
        sheets = {row.sheet: place for place, row in reversed(list(enumerate(plan.rows)))}
        lines: list[Line] = [*plan.rows, *plan.refused]
        return sorted(lines, key=lambda line: (sheets.get(line.sheet, len(lines)), line.row))

    def tabs(self) -> list[tuple[str, str, Sign | None]]:
        """The outcomes there are: name, title with how many rows, sign; first all of them."""
        found = [outcome(line) for line in self._lines]
        counted = [(name, f"{sign.word} ({show_money(found.count(name))})", sign) for name, sign in signs().items()]
        every = ("", _("Tất cả ({0})").format(show_money(len(found))), None)
        return [every, *(tab for tab in counted if tab[0] in found)]

    def shown(self) -> list[str]:
        """Ids of the rows of the outcome that is shown."""
        return [str(place) for place, line in enumerate(self._lines) if self.only in ("", outcome(line))]

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """Rows of the list."""
        with self.desk.register.read() as connection:
            showing = Showing(connection)
            return [words.row(self._lines[int(place)], showing) for place in ids]

    def detail(self, row: str) -> Detail:
        """All that is to be said of a row."""
        with self.desk.register.read() as connection:
            return words.detail(self._lines[int(row)], Showing(connection))

    def about(self) -> list[str]:
        """What was read, in lines: the list, its figures, its decision."""
        if self.looked is None:
            return []
        listed, plan = self.looked.listed, self.looked.plan
        count = _("{0} dòng").format(show_money(len(plan.rows)))
        if isinstance(listed, HouseholdList):
            count = _("{0} hộ, {1} người").format(show_money(len(plan.rows)), show_money(plan.persons))
        unit = unit_name(plan.unit, self.desk.info().unit_date)
        return [
            " · ".join([listed.title or _("Danh sách không có tiêu đề"), unit]),
            " · ".join(filter(None, [self.looked.file.name, count, encoding_told(listed.encoding), self._decision()])),
        ]

    def _decision(self) -> str:
        listed = self.looked.listed if self.looked else None
        if isinstance(listed, SupportList):
            chosen = self._chosen()
            return _("danh sách {0}").format(chosen.short) if chosen else ""
        return _decision(listed) if isinstance(listed, HouseholdList) else _("trang dữ liệu của sổ")

    @property
    def in_lines(self) -> bool:
        """Whether the list counts lines (of supports, of a data sheet), not households."""
        return self.looked is not None and not isinstance(self.looked.listed, HouseholdList)

    def doubts(self) -> list[str]:
        """What is to be looked at beside the rows."""
        return [doubt.message for doubt in self.looked.plan.doubts] if self.looked is not None else []

    def doubtful(self) -> tuple[int, int]:
        """How many households would be written only if doubtful rows are taken too, of how many doubtful ones."""
        if self.looked is None:
            return 0, 0
        plan = self.looked.plan
        more = len(plan.to_write(accept_doubtful=True)) - len(plan.to_write(accept_doubtful=False))
        return more, sum(row.outcome == "doubtful" for row in plan.rows)

    def to_write(self) -> list[PlannedRow]:
        """The rows that a save would write now."""
        return self.looked.plan.to_write(accept_doubtful=bool(self.reason)) if self.looked is not None else []

    @property
    def headings(self) -> list[str]:
        """Headings of the file on the table whose meaning nobody has told."""
        return unknown(self.columns)

    def tell(self, told: Mapping[str, str]) -> None:
        """Keep what headings mean, for this list and every later one."""
        keep_headings(self.desk.register, told, self.policy)

    def fields(self) -> tuple[Option, ...]:
        """Everything a column of this list may hold."""
        chosen = self._chosen()
        return fields_of(chosen) if chosen else fields()


def _take_in(register: Register, listed: Listed, **given: Any) -> Imported:
    """Plan or write a list by the rules of its kind."""
    if isinstance(listed, SupportList):
        return import_supports(register, listed, **given)
    if isinstance(listed, DataList):
        return import_rows(register, listed, **given)
    return import_list(register, listed, **given)


def written(done: Imported, *, accepted: bool, in_lines: bool = False) -> str:
    """What an import has done, in one sentence or two. in_lines: of a list that counts lines, not households."""
    named = _("Đã ghi {0} dòng trong một lần lưu.") if in_lines else _("Đã ghi {0} hộ trong một lần lưu.")
    said = [named.format(show_money(done.written))]
    if done.villages:
        said.append(_("Thôn mới trong sổ: {0}.").format(", ".join(done.villages)))
    left = [row for row in done.plan.rows if row.outcome == "doubtful"]
    if left and not accepted:
        waits = _("{0} dòng cần xem lại chưa ghi.") if in_lines else _("{0} hộ cần xem lại chưa ghi.")
        said.append(waits.format(len(left)))
    return " ".join(said)


def _decision(listed: HouseholdList) -> str:
    start = valid_from(listed)
    said = [
        _("quyết định {0}").format(listed.decision_no) if listed.decision_no else "",
        _("ngày {0}").format(show_date(listed.decision_date)) if listed.decision_date else "",
        _("áp dụng từ {0}").format(show_date(start)) if start else "",
    ]
    return " ".join(filter(None, said))
