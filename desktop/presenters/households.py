"""The list of people or households: what is asked, what was found, what a page of it shows, print and Excel.

A question is put by the screen and answered in the background; the answer carries ids, and rows are read page by page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from db.domain.errors import UserError
from db.domain.text import fold
from db.domain.values import show_date, show_money
from db.ledger.register import Register
from db.store.inputs import Filter, Sort
from db.store.lists import listing
from db.store.lists.conditions import Subject
from db.store.lists.filters import SavedFilter, count_filter, delete_filter, save_filter, saved_filters
from desktop.presenters.columns import Line, ListColumn, of_households, of_persons, record_column, row
from desktop.presenters.conditions import Conditions
from desktop.presenters.desk import Desk
from desktop.presenters.prints import Handed
from desktop.presenters.rows import Row
from desktop.printing import Paper, make_list
from desktop.words import _, on_paper
from desktop.work.context import JobContext
from forms.sheets.table import Written, write_table

AROUND = 200
"""Rows before and after the one opened, through which its page can be turned."""
PART = 500
FIRST = 128
"""Rows of a list that are shown before all of it is known."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for, on an ISO date."""

    of: Subject
    asked: Filter
    sort: Sort
    on: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is in the list: ids in order; held: how many households the register has.

    others: how many households these people are in, or how many people these households have, None until counted.
    """

    question: Question
    ids: list[str]
    held: int
    others: int | None = None

    @property
    def sentence(self) -> str:
        """How many they are."""
        mine = show_money(len(self.ids))
        other = "…" if self.others is None else show_money(self.others)
        return _("{0} người, {1} hộ").format(*((mine, other) if self.question.of == "persons" else (other, mine)))


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a row leads: a household, the person looked for in it, the households before and after it in the list."""

    household: str
    person: str | None
    among: list[str]


class HouseholdList:
    """The list on screen. `of`, `asked` and `sort` are what will be asked next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.of: Subject = "persons"
        self.asked = Filter()
        self.sort = Sort()
        self.saved: list[SavedFilter] = []
        self._called = (self.asked, "")
        self.conditions = Conditions(desk)
        self._columns = self._all_columns()
        self.stale()

    def stale(self) -> None:
        """Villages, policies or named lists may have been added."""
        self.conditions.stale()
        with self.desk.register.read() as connection:
            self.saved = saved_filters(connection)

    def _all_columns(self) -> dict[Subject, list[ListColumn]]:
        units = self.conditions.units
        return {"persons": of_persons(units), "households": of_households(units)}

    def columns(self, of: Subject) -> list[ListColumn]:
        """The columns of such a list."""
        return self._columns[of]

    def question(self) -> Question:
        """What is asked now."""
        return Question(self.of, self.asked, self.sort, self.desk.today)

    def switch(self) -> None:
        """People instead of households, or the other way; both are sorted by name then."""
        self.of = "households" if self.of == "persons" else "persons"
        self.sort = Sort()

    def take(self, saved: SavedFilter) -> None:
        """Ask for a named list."""
        self.take_filter(saved.of, saved.filter)

    def take_filter(self, of: Subject, asked: Filter, title: str = "") -> None:
        """Ask for another list, in the order of names. title: what it is called as long as nothing is changed."""
        self.of, self.asked, self.sort = of, asked, Sort()
        self._called = (asked, title)

    def look_for(self, text: str) -> None:
        """The words typed; the conditions stay."""
        self.asked = msgspec.structs.replace(self.asked, text=" ".join(text.split()))

    def order_by(self, key: str) -> None:
        """Sort by a column; by the same once more, the other way round."""
        again = self.sort.column == key and not self.sort.descending
        self.sort = Sort(column=key, descending=again)

    @property
    def title(self) -> str:
        """What the list is called: by its saved name where it is one."""
        if self._called[1] and self._called[0] == self.asked:
            return self._called[1]
        named = self.named
        if named is not None:
            return named.title
        return _("Danh sách người") if self.of == "persons" else _("Danh sách hộ")

    @property
    def named(self) -> SavedFilter | None:
        """The named list that is just what is asked now."""
        return next((one for one in self.saved if (one.of, one.filter) == (self.of, self.asked)), None)

    def find_saved(self, name: str) -> SavedFilter | None:
        """A named list by its id."""
        return next((one for one in self.saved if one.name == name), None)

    def first(self, question: Question) -> list[str] | None:
        """The beginning of a list that is long and begins at once; None where only the whole answer is to be had."""
        if question.of == "households" or question.asked != Filter() or question.sort != Sort():
            return None
        with self.desk.register.read() as connection:
            return listing.first_person_ids(connection, FIRST, on=question.on)

    def answer(self, question: Question) -> Answer:
        """Look it up; slow for a large register, safe in the background."""
        find = listing.person_ids if question.of == "persons" else listing.household_ids_by
        with self.desk.register.read() as connection:
            ids = find(connection, question.asked, question.sort, on=question.on)
            held = listing.count(connection, "households", Filter(), on=question.on)
        return Answer(question, ids, held)

    def counted(self, answer: Answer) -> Answer:
        """The answer with the number of the others as well; as slow, as safe."""
        if answer.others is not None:
            return answer
        other: Subject = "households" if answer.question.of == "persons" else "persons"
        with self.desk.register.read() as connection:
            found = listing.count(connection, other, answer.question.asked, on=answer.question.on)
        return replace(answer, others=found)

    def page(self, question: Question, ids: Sequence[str]) -> list[Row]:
        """The rows of these ids; one that is gone since then is empty."""
        columns = self.columns(question.of)
        lines = {line.id: line for line in _lines(self.desk.register, question, ids)}
        gone = Row(("",) * len(columns))
        return [row(columns, lines[record]) if record in lines else gone for record in ids]

    def opened(self, answer: Answer, number: int) -> Opened | None:
        """Where a row leads; None where nobody is any more."""
        record = answer.ids[number]
        if answer.question.of == "households":
            return Opened(record, None, answer.ids)
        near = answer.ids[max(0, number - AROUND) : number + AROUND]
        with self.desk.register.read() as connection:
            lines = listing.person_lines(connection, near, on=answer.question.on)
        homes = {line.id: line.household for line in lines}
        among = list(dict.fromkeys(home for home in homes.values() if home))
        home = homes.get(record)
        return Opened(home, record, among) if home else None

    def count(self, saved: SavedFilter) -> int | None:
        """How many are in a named list today, None if it asks for a policy not here; safe in the background."""
        with self.desk.register.read() as connection:
            return count_filter(connection, saved, on=self.desk.today)

    def save(self, title: str) -> SavedFilter:
        """Keep what is asked now under a name; InvalidData if there is one of that name."""
        made = save_filter(self.desk.register, title, self.of, self.asked)
        self.stale()
        return made

    def forget(self, saved: SavedFilter) -> None:
        """Forget a list that an officer has named."""
        delete_filter(self.desk.register, saved.name)
        self.stale()

    def file_name(self, ending: str) -> str:
        """A name for a file of this list."""
        return "-".join([*fold(self.title).split(), self.desk.today]) + ending

    def export(self, answer: Answer, title: str, out: Path, context: JobContext) -> Written:
        """Write the list as an Excel file, with every column there is. Raises as `write_table`."""
        columns = [*self.columns(answer.question.of), record_column(answer.question.of)]
        rows = ([column.value(line) for column in columns] for line in self._all(answer, context))
        above = (title, self.subject(answer), self.counted(answer).sentence)
        return write_table(out, title, [column.in_excel() for column in columns], rows, above=above)

    def handed(self, answer: Answer) -> Handed:
        """The list for the page that prints, which asks anew whenever it makes the paper."""
        question = answer.question
        with on_paper():
            title, subject = self.title, self.subject(answer)

        def make(context: JobContext) -> Paper:
            return self.paper(self.answer(question), title, context)

        return Handed(title, subject, make)

    def paper(self, answer: Answer, title: str, context: JobContext) -> Paper:
        """The list as a paper, with the columns paper has room for; in Vietnamese.

        Raises:
            UserError: nobody is in it.
            EnvironmentProblem: no font.
        """
        if not answer.ids:
            said = _("Danh sách “{0}” không còn ai. Chưa in gì: đổi điều kiện lọc rồi in lại.").format(title)
            raise UserError("nothing_to_print", said)
        with on_paper():
            return self._paper(answer, title, context)

    def _paper(self, answer: Answer, title: str, context: JobContext) -> Paper:
        columns = [column for column in self._all_columns()[answer.question.of] if not column.wide]
        rows = [[column.text(line) for column in columns] for line in self._all(answer, context)]
        used = [number for number in range(len(columns)) if any(row[number] for row in rows)]
        subject = f"{self.subject(answer)} ({self.counted(answer).sentence})"
        papers = [columns[number].on_paper() for number in used]
        kept = [[row[number] for number in used] for row in rows]
        return make_list(self.desk.register, title, subject, papers, kept)

    def subject(self, answer: Answer) -> str:
        """Who is in the list and on which day, in words."""
        who = self.conditions.in_words(answer.question.asked) or _("Tất cả")
        return _("{0} – ngày {1}").format(who, show_date(answer.question.on))

    def _all(self, answer: Answer, context: JobContext) -> Iterator[Line]:
        """Every line of the list, read part by part."""
        for start in range(0, len(answer.ids), PART):
            context.progress(start, len(answer.ids))
            yield from _lines(self.desk.register, answer.question, answer.ids[start : start + PART])


def _lines(register: Register, question: Question, ids: Sequence[str]) -> Sequence[Line]:
    read = listing.person_lines if question.of == "persons" else listing.household_lines
    with register.read() as connection:
        return read(connection, ids, on=question.on)
