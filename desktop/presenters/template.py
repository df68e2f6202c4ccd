"""Somebody else's Excel template, filled with a list of the register: what its columns are filled from. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from db.store.imports.headings import TEMPLATES, keep_headings, list_headings
from db.store.imports.listed import ListColumn
from db.store.inputs import Filter, Sort
from db.store.lists.conditions import Subject
from db.store.lists.datasheets import DataSheet, household_sheet, person_sheet
from db.store.lists.listing import household_ids_by, person_ids, person_lines
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.importing.columns import UNUSED, title
from desktop.words import _
from forms.sheets.templates import Filled, fill_template, fillable, keys_by_title, template_columns


class Template:
    """A template on the table, and which households or people shall fill it."""

    def __init__(self, desk: Desk, file: Path, of: Subject, asked: Filter, sort: Sort) -> None:
        self.desk = desk
        self.file = file
        self._of: Subject = of
        self._asked = asked
        self._sort = sort
        self.columns: list[ListColumn] = []
        """Its columns, with what fills each; None where that is not known."""

    def look(self) -> None:
        """Read its head. Raises FileProblem as `fill_template`."""
        known = {option.code for option in self.options()}
        found = template_columns(self.file, self._known())
        self.columns = [c if not c.field or c.field in known else msgspec.structs.replace(c, field=None) for c in found]

    def options(self) -> tuple[Option, ...]:
        """Everything a column may be filled from."""
        columns = self._sheet([]).columns
        named = {name: title(name) for name in fillable(column.key for column in columns)}
        named |= {column.key: column.title for column in columns if column.title not in named.values()}
        return (Option(UNUSED, _("Không dùng cột này")), *(Option(key, label) for key, label in named.items()))

    def tell(self, told: Mapping[str, str]) -> None:
        """Keep what headings mean, for this template and every later one."""
        keep_headings(self.desk.register, told, TEMPLATES)

    def fill(self, out: Path) -> Filled:
        """Write a filled copy. Raises as `fill_template`."""
        with self.desk.register.read() as connection:
            if self._of == "households":
                homes = wanted = household_ids_by(connection, self._asked, self._sort, on=self.desk.today)
            else:
                wanted = person_ids(connection, self._asked, self._sort, on=self.desk.today)
                lines = person_lines(connection, wanted, on=self.desk.today)
                homes = list(dict.fromkeys(line.household for line in lines if line.household))
        sheet, asked = self._sheet(homes), set(wanted)
        keys = [column.key for column in sheet.columns]
        filled = (dict(zip(keys, row, strict=True)) for row in sheet.rows() if row[0] in asked)
        return fill_template(self.file, out, filled, self._known())

    def _known(self) -> dict[str, str]:
        with self.desk.register.read() as connection:
            told = list_headings(connection, TEMPLATES)
        return keys_by_title(self._sheet([]).columns) | told

    def _sheet(self, homes: list[str]) -> DataSheet:
        make = household_sheet if self._of == "households" else person_sheet
        return make(self.desk.register, self.desk.today, homes)
