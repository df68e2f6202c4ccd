"""One record of an office on its page: opening, saving with what was seen, drafts. Knows no Qt."""

from __future__ import annotations

from typing import Any

from db.policy import schema
from db.policy.definition import Kind
from db.store.definitions.kinds import kind as known_kind
from db.store.inputs import Seen
from db.store.offices import own_unit
from db.store.places.villages import list_villages
from db.store.record.checks import Judge
from db.store.record.links import targets
from db.store.record.reading import RecordRow, as_input, record
from db.store.record.records import add_record, definition, set_record
from db.store.seen import seen_of
from desktop.presenters.desk import Desk
from desktop.presenters.fields import Option
from desktop.presenters.record import RecordPresenter
from desktop.presenters.records.form import RecordForm, values_of
from desktop.words import _


class UnitRecordPresenter(RecordPresenter):
    """One record. disputed: the last save stands beside what another desk wrote."""

    kind, entity = "record", "unit_record"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.row: RecordRow | None = None
        self.of: Kind | None = None
        self.disputed = False
        self._seen: Seen = {}

    def open(self, record_id: str, home: str) -> None:
        """A recorded one, or with "" a new one of the kind `home`.

        Raises:
            NotFound: no such record, no such kind.
        """
        self.id, self.row = record_id, None
        with self.desk.register.read() as connection:
            if record_id:
                self.row = record(connection, record_id)
                self.of = definition(connection, self.row)
                self._seen = seen_of(connection, "unit_record", [record_id])
            else:
                self.of = known_kind(connection, home)
            unit = self.row.unit if self.row else own_unit(connection).code
            judge = Judge(self.desk.register, connection, self.of, unit, but=record_id)
            villages = tuple(Option(one.id, one.name) for one in list_villages(connection, unit))
            links: dict[tuple[str, str], tuple[Option, ...]] = {
                (spec.to, spec.kind or ""): tuple(
                    Option(one.id, f"{one.name} ({one.about})" if one.about else one.name)
                    for one in targets(connection, spec, unit=unit, on=self.desk.today)
                    if one.id != record_id
                )
                for spec in _links(self.of)
            }
        form = RecordForm(self.of, unit, judge, villages=villages, links=links)
        form.load(values_of(as_input(self.row)) if self.row else self._begun())
        form.rejudge()
        form.settled()
        self.form = form

    def _begun(self) -> dict[str, Any]:
        kept = self.desk.sticky.get(f"record.{self.of.id if self.of else ''}", {})
        return {**kept, "date": self.desk.today}

    @property
    def kind_id(self) -> str:
        """The kind of what is shown."""
        return self.of.id if self.of else ""

    @property
    def home_id(self) -> str:
        """A new record's draft lies at its kind."""
        return self.kind_id

    def title(self) -> str:
        """What it is called, or that it is new."""
        short = self.of.short if self.of else ""
        return f"{short}: {self.row.name}" if self.row else _("{0} – ghi mới").format(short)

    def household_line(self) -> str:
        """Where it belongs, in one line: all of its kind, its unit."""
        parts = [self.of.title if self.of else "", self.row.unit_name if self.row else ""]
        return " · ".join(part for part in parts if part)

    def hint(self) -> str:
        """Advice of its definition for a new one."""
        return self.of.definition.hint if self.of and not self.row else ""

    def state(self) -> tuple[str, str]:
        """Whether something waits for a decision."""
        return (_("Chờ quyết định"), "danger") if self.row and self.row.conflicts else ("", "")

    def write(self, reason: str) -> str:
        """Write it, new or changed."""
        form = self.form
        assert isinstance(form, RecordForm)  # noqa: S101 - made by `open`
        if self.row is None:
            made = add_record(self.desk.register, form.data(), reason=reason, draft=self.place)
        else:
            changes = form.changes(as_input(self.row))
            made = set_record(
                self.desk.register, self.row.id, changes, seen=self._seen, reason=reason, draft=self.place
            )
        self.disputed = made.disputed
        sticky = {name for name, spec in form.specs.items() if spec.sticky}
        self.desk.sticky[f"record.{form.kind.id}"] = {name: form.value(name) for name in sorted(sticky)}
        return made.id


def _links(kind: Kind) -> list[schema.LinkField]:
    cells = [cell for field in kind.fields.values() for cell in (field, *field.cells)]
    return [cell.spec for cell in cells if isinstance(cell.spec, schema.LinkField)]
