"""Printing as one screen does it: what to print and for whom, the paper made of it, the register of what was printed.

Knows no Qt. Nothing here is a file: a paper is looked at from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from db.domain.text import fold
from db.domain.values import parse_date, show_date
from db.store.definitions.policies import policies
from db.store.lists.search import find
from db.store.places.villages import list_villages
from db.store.printing import PrintLine, Selection, give_number, print_register, scanned
from db.store.reading import households
from db.store.roles import may
from db.store.rows import HouseholdRow
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.printing import Paper, Run, confirm, documents, enter, keep, make
from desktop.words import _
from desktop.work.context import JobContext
from forms.paper import registry
from forms.paper.registry import get

FIRST_YEAR = 2015
WHOLE = 96
"""A width that takes the whole line of the form."""
NAMED = 6
"""As many chosen households are named; more of them are counted."""
MANY = "*"
"""Stands for all households handed over by another page."""
HANDED = "danh_sach"
"""Stands among the documents for the list that another page has handed over."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A list that another page puts together: its title, who is in it in words, and the way to make it anew."""

    title: str
    subject: str
    make: Callable[[JobContext], Paper]


Asked = Handed | tuple[str, Selection]
"""A list handed over, or a document with its selection."""


class PrintForm(FormModel):
    """The form of what to print: a list is what it is, a page about the whole unit is chosen by its year alone."""

    def visible(self, name: str) -> bool:
        chosen = self.value("document")
        if name == "document" or chosen is None:
            return True
        return chosen != HANDED and (name == "year" or not get(chosen).info.whole)


class Prints:
    """What shall be printed, and the paper that has been made of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.again: str | None = None
        """Number of the earlier print that is being printed again."""
        self.handed: Handed | None = None
        self._given: tuple[str, ...] = ()
        self.form = PrintForm([Section("", self._fields())], {"year": str(desk.sticky.get("year") or desk.year)})
        self.form.put("document", self._titles[0].label)

    @property
    def _titles(self) -> tuple[Option, ...]:
        handed = (Option(HANDED, self.handed.title, self.handed.subject),) if self.handed else ()
        return handed + tuple(
            Option(info.name, info.title, _("Mẫu cần đối chiếu với mẫu của cơ quan.") if info.uncertain else "")
            for info in documents(self.desk.register)
        )

    def doubtful(self) -> bool | None:
        """Whether the form chosen is still to be compared; None where nobody may, or need, say so."""
        chosen = self.form.value("document")
        if not isinstance(chosen, str) or chosen == HANDED or not get(chosen).info.uncertain:
            return None
        with self.desk.register.read() as connection:
            if not may(connection, self.desk.register.officer, "administer"):
                return None
        return next(info.uncertain for info in documents(self.desk.register) if info.name == chosen)

    def confirm(self) -> str:
        """Confirm the form chosen, or where it is confirmed take that back; return what was done in words."""
        chosen, doubtful = str(self.form.value("document")), self.doubtful()
        confirm(self.desk.register, chosen, withdraw=not doubtful)
        self.form.offer("document", self._titles)
        self.form.put("document", get(chosen).info.title)
        title = get(chosen).info.title
        if doubtful:
            return _("Đã xác nhận mẫu “{0}” đúng với mẫu của cơ quan: mẫu thôi mang dấu cần đối chiếu.").format(title)
        return _("Đã bỏ xác nhận mẫu “{0}”: mẫu lại mang dấu cần đối chiếu.").format(title)

    def _fields(self) -> tuple[FieldSpec, ...]:
        years = tuple(Option(str(year), str(year)) for year in range(self.desk.year + 1, FIRST_YEAR - 1, -1))
        with self.desk.register.read() as connection:
            villages = dict.fromkeys(village.name for village in list_villages(connection))
            known = policies(connection)
        return (
            FieldSpec(
                id="document", label=_("Mẫu"), kind="choice", required=True, options=self._titles, width=WHOLE,
                hint=_("Gõ vài chữ hoặc nhấn F9 để chọn."),
            ),
            FieldSpec(id="year", label=_("Năm"), kind="choice", required=True, options=years, width=WHOLE),
            FieldSpec(
                id="village", label=_("Thôn"), kind="choice", options=tuple(Option(n, n) for n in villages),
                width=WHOLE, hint=_("Bỏ trống: cả đơn vị."),
            ),
            FieldSpec(
                id="households", label=_("Hộ"), kind="choices", width=WHOLE, max_length=2_000,
                hint=_("Bỏ trống: mọi hộ có hỗ trợ. Gõ tên người trong hộ, không cần dấu; chọn được nhiều hộ."),
            ),
            FieldSpec(
                id="policy", label=_("Chính sách"), kind="choice", width=WHOLE,
                options=tuple(Option(name, policy.title) for name, policy in known.items()),
                hint=_("Bỏ trống: mọi chính sách."),
            ),
        )  # fmt: skip

    def choose(
        self,
        *,
        document: str | None = None,
        households: Sequence[str] = (),
        village: str | None = None,
        policy: str | None = None,
        year: int | None = None,
    ) -> None:
        """Take over what another page asks to print; what it does not name is left empty."""
        self.again = None
        self._given = tuple(households)
        chosen = self._named(self._given)
        self._offer(chosen)
        self.form.load(
            {
                "document": document or self.form.value("document"),
                "year": str(year) if year else self.form.value("year"),
                "village": village,
                "households": [option.code for option in chosen],
                "policy": policy,
            }
        )

    def take(self, handed: Handed) -> None:
        """Take over a list from another page; it stands first among the documents from now on."""
        self.again = None
        self.handed = handed
        self.form.offer("document", self._titles)
        self.form.put("document", handed.title)

    def again_from(self, line: PrintLine) -> bool:
        """Print again what a line of the print register says; one of another device is printed anew.

        False for what is no document of the form (a list, a recovery sheet): the register keeps what it was about in
        words, not the way to make it.
        """
        if line.document not in {info.name for info in registry.documents()}:
            return False
        chosen = line.selection or Selection(self.desk.year)
        self.choose(
            document=line.document,
            households=chosen.households,
            village=chosen.village,
            policy=chosen.policy,
            year=chosen.year,
        )
        self.again = line.number if line.mine and line.selection else None
        return True

    def narrow(self) -> None:
        """Offer the households that fit what is being typed, beside those chosen already."""
        typed = self.form.typed["households"]
        asked = typed.rsplit(",", 1)[-1].strip()
        with self.desk.register.read() as connection:
            people = find(connection, asked, limit=20) if len(asked) > 1 else []
        found = dict.fromkeys(person.household for person in people if person.household)
        kept = [option for option in self.form.specs["households"].options if option.label in typed]
        known = {option.code for option in kept}
        self._offer([*kept, *self._labels([home for home in found if home not in known])])

    def _named(self, ids: tuple[str, ...]) -> list[Option]:
        if len(ids) > NAMED:
            return [Option(MANY, _("{0} hộ đã chọn").format(len(ids)))]
        return self._labels(ids)

    def _labels(self, ids: Sequence[str]) -> list[Option]:
        if not ids:
            return []
        with self.desk.register.read() as connection:
            rows = households(connection, ids, self.desk.today)
        return [Option(home.id, _label(home)) for home in rows]

    def _offer(self, options: Sequence[Option]) -> None:
        specs = self.form.specs
        specs["households"] = msgspec.structs.replace(specs["households"], options=tuple(options))

    def chosen(self) -> Asked | None:
        """What is chosen as it stands; None when a field is empty or not understood (said beside it)."""
        if not self.form.check():
            return None
        value = self.form.value
        if value("document") == HANDED:
            return self.handed
        if get(value("document")).info.whole:
            return value("document"), Selection(int(value("year")))
        ids = tuple(value("households") or ())
        return value("document"), Selection(
            int(value("year")), self._given if MANY in ids else ids, value("village"), value("policy")
        )

    def make(self, asked: Asked, context: JobContext) -> Paper:
        """Make the paper in memory; nothing is entered yet. Raises what `desktop.printing.make` raises."""
        context.check_cancelled()
        if isinstance(asked, Handed):
            return asked.make(context)
        made = make(self.desk.register, *asked, again=self.again)
        context.check_cancelled()
        return made

    def keep(self, asked: Asked, out: Path, context: JobContext) -> tuple[Paper, Run]:
        """Make the paper from the data of this moment, write its file, then enter it."""
        paper = self.make(asked, context)
        return paper, keep(self.desk.register, paper, out)

    def printed(self, paper: Paper, pages: int) -> None:
        """The printer has taken `pages` pages: enter the paper."""
        enter(self.desk.register, paper, pages)


def _label(home: HouseholdRow) -> str:
    parts = (home.head.name if home.head else "", home.code, home.village_name)
    return " – ".join(part.replace(",", " ") for part in parts if part)


class PrintList:
    """The print register on screen, newest first, narrowed by any words of a line."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.lines: dict[str, PrintLine] = {}

    def read(self) -> None:
        """Read the register anew."""
        with self._desk.register.read() as connection:
            self.lines = {line.id: line for line in reversed(print_register(connection))}

    def give_number(self, line: PrintLine, typed: str) -> str:
        """Keep what the văn thư gave a paper, typed as "05 10/12/2017" (without a day: today); the number as kept.

        Raises what `db.store.printing.give_number` raises; InvalidData for a day that is none.
        """
        paper_no, _blank, day = typed.strip().replace(",", " ").partition(" ")
        given = parse_date(day.strip(), "paper_date") if day.strip() else self._desk.today
        give_number(self._desk.register, line.number, paper_no, given)
        return paper_no

    def matching(self, typed: str) -> list[str]:
        """Ids of the lines that hold every word typed, tone marks aside; or of the paper whose QR code was read."""
        read = scanned(self.lines.values(), typed)
        if read is not None:
            return [line.id for line in read]
        asked = fold(typed).split()
        return [line.id for line in self.lines.values() if all(word in fold(" ".join(cells(line))) for word in asked)]


def cells(line: PrintLine) -> tuple[str, ...]:
    """What a line of the print register shows, cell by cell."""
    day, _t, clock = line.printed_at.partition("T")
    return (
        line.number,
        line.title,
        line.subject,
        f"{show_date(day)} {clock[:5]}" if day else "",
        line.officer,
        str(line.pages),
        str(line.reprint) if line.reprint else "",
        ", ".join(part for part in (line.paper_no, show_date(line.paper_date)) if part),
        line.data_version,
    )


def page_numbers(typed: str, count: int) -> list[int] | None:
    """The pages (from 0) that `1-3, 5` means among `count`, in that order; empty means all; None: not understood."""
    if not typed.strip():
        return list(range(count))
    found: list[int] = []
    for part in typed.replace(";", ",").replace("–", "-").split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            return None
        begin, end = int(first), int(last if dash else first)
        if not 1 <= begin <= end <= count:
            return None
        found += range(begin - 1, end)
    return list(dict.fromkeys(found))
