"""Reads a support against its policy: every cell by its type, computed fields filled in.

It finds what cannot be read; what is read but wrong is for `evaluate` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from db.domain.errors import Issue, Severity
from db.policy import schema, values
from db.policy.compiled import Field, Programme
from db.policy.definition import Ruled, in_force
from db.policy.facts import Facts
from db.policy.functions import Scope


class SourceLike(Protocol):
    """Shape of `db.policy.records.Source`."""

    source: str
    amount: int


class AmountsLike(Protocol):
    """Shape of `db.policy.records.Amounts`."""

    requested: int | None
    approved: int | None
    cost: int | None

    @property
    def sources(self) -> Sequence[SourceLike]: ...


class SupportLike(Protocol):
    """Shape of `db.policy.records.SupportInput`, and of `RecordInput`, which has less."""

    year: int
    details: dict[str, Any]

    @property
    def household(self) -> str | None: ...
    @property
    def person(self) -> str | None: ...
    @property
    def round(self) -> str | None: ...
    @property
    def amounts(self) -> AmountsLike | None: ...
    @property
    def milestones(self) -> Sequence[Any]: ...


def as_step(milestone: Any) -> dict[str, Any]:
    """A milestone, given as a struct or a dict, as a dict with text for kind and date."""
    if isinstance(milestone, Mapping):
        step = dict(milestone)
    else:
        step = {key: getattr(milestone, key, None) for key in ("kind", "date", "amount", "document_no", "note")}
    step["kind"], step["date"] = str(step.get("kind")), str(step.get("date"))
    return step


def whole(value: Any) -> int | None:
    """An amount in đồng if it is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class Reading:
    """One support as its policy understands it.

    scope: values by name for expressions; `issues`: what could not be read. relevant: by field id, False where the
    field has no place here, None where that is unknown. proposing: empty fields take their `proposal` too.
    """

    def __init__(self, policy: Ruled, support: SupportLike, facts: Facts, *, proposing: bool = False) -> None:
        self.policy = policy
        self._proposing = proposing
        self.support = support
        self.facts = facts
        self.issues: list[Issue] = []
        self.relevant: dict[str, bool | None] = {}
        self.steps = [as_step(m) for m in support.milestones]
        self.scope = Scope(self._facts(), self)
        self._read_details()
        self.date = self._record_date()
        self.scope.values["ky.date"] = self.date
        for field in policy.rules.order:
            self._complete(field)

    # What functions ask of the record

    def milestone_dates(self, kind: str) -> list[str]:
        """Dates of all steps of a kind."""
        return [s["date"] for s in self.steps if s["kind"] == kind and values.is_date(s["date"])]

    def milestone_amount(self, kind: str) -> int:
        """Amounts of all steps of a kind together."""
        return sum(whole(s.get("amount")) or 0 for s in self.steps if s["kind"] == kind)

    def source_amount(self, code: str) -> int | None:
        """Money from one source, 0 when only others are written, None when none is."""
        sources = self.support.amounts.sources if self.support.amounts else []
        return sum(whole(s.amount) or 0 for s in sources if s.source == code) if sources else None

    def term(self, term: str) -> Any:
        """The chosen programme's term on the record's date."""
        chosen = self.programme
        for entry, when in chosen.terms if chosen else ():
            if entry.id == term and in_force(entry, self.date) and (when is None or when(self.scope)):
                return values.figure(entry.value)
        return None

    def lookup(self, table: str, key: str) -> Any:
        """A cell of a table on the record's date."""
        for entry in self.policy.rules.tables.get(table, ()):
            if in_force(entry, self.date):
                return values.figure(entry.rows.get(key))
        return None

    # What the evaluator asks

    @property
    def programme(self) -> Programme | None:
        """The chosen programme."""
        name = self.policy.rules.programme_field
        code = self.scope.values.get(name) if name else None
        return self.policy.rules.programmes.get(code) if isinstance(code, str) else None

    def row_scope(self, row: Mapping[str, Any]) -> Scope:
        """The scope of one row of a group."""
        return Scope({**self.scope.values, **row}, self)

    def rows(self, group: Field) -> list[dict[str, Any]]:
        """The rows of a group as read; one for a group that does not repeat."""
        found = self.scope.values.get(f"{group.id}#rows", [])
        return found if isinstance(found, list) else []

    def details(self) -> dict[str, Any]:
        """What the ledger keeps of the details, in the order of the form."""
        kept: dict[str, Any] = {}
        for name, field in self.policy.rules.fields.items():
            value = self._kept_group(field) if field.cells else values.keep(self.scope.values.get(name))
            if not values.is_blank(value):
                kept[name] = value
        return kept

    def _kept_group(self, field: Field) -> Any:
        rows = [{k: values.keep(v) for k, v in row.items() if not values.is_blank(v)} for row in self.rows(field)]
        rows = [row for row in rows if row]
        return rows if field.repeats else next(iter(rows), None)

    # Reading

    def _facts(self) -> dict[str, Any]:
        found: dict[str, Any] = {f"ho.{k}": v for k, v in self.facts.household.items()}
        found |= {f"nguoi.{k}": v for k, v in (self.facts.person or {}).items()}
        amounts = self.support.amounts
        if amounts is not None:
            for key in ("requested", "approved", "cost"):
                found[f"tien.{key}"] = whole(getattr(amounts, key))
            if amounts.sources:
                found["tien.sources"] = sum(whole(s.amount) or 0 for s in amounts.sources)
        found |= {"ky.on": self.facts.on, "ky.year": self.support.year, "ky.round": self.support.round}
        return found

    def _record_date(self) -> str:
        expression = self.policy.rules.record_date
        found = expression(self.scope) if expression else None
        return str(found) if values.is_date(found) else self.facts.date or self.facts.on

    def _read_details(self) -> None:
        fields = self.policy.rules.fields
        for name in self.support.details:
            if name not in fields:
                shown = "".join(c for c in str(name)[:40] if c.isprintable())
                text = f"{self.policy.short} không có trường “{shown}”."
                self.report(f"details.{shown}", "hard", "unknown_field", text)
        for name, field in fields.items():
            raw = self.support.details.get(name)
            if field.cells:
                self._read_group(field, raw)
            elif not values.is_blank(raw):
                self.scope.values[name] = self._read_cell(field, raw, f"details.{name}")

    def _read_cell(self, field: Field, raw: Any, path: str) -> Any:
        if field.calculation is not None:
            return None
        value = values.read(field.cell, field.codes, raw)
        if not isinstance(value, values.Bad):
            return value
        if field.secret and value.code == "choice":
            value = values.Bad("choice", "giá trị này không có trong danh mục")
        explained = value.code == "pattern" and field.message is not None
        why = field.message.write(self.scope) if explained and field.message else f"{field.label}: {value.why}."
        self.report(path, "hard", value.code, why)
        return None

    def _read_group(self, group: Field, raw: Any) -> None:
        given = (raw if group.repeats else [raw]) if not values.is_blank(raw) else []
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            self.report(f"details.{group.id}", "hard", "type", f"{group.label}: cần các dòng gồm từng cột.")
            given = []
        limit = group.spec.max_rows if isinstance(group.spec, schema.GroupField) and group.repeats else 1
        if len(given) > limit:
            self.report(f"details.{group.id}", "hard", "too_many_rows", f"{group.label}: nhiều nhất {limit} dòng.")
            given = given[:limit]
        rows = [self._read_row(group, row, self.path(group, index)) for index, row in enumerate(given)]
        self._spread(group, rows)

    def path(self, group: Field, index: int) -> str:
        """Where a row of a group stands."""
        return f"details.{group.id}[{index}]" if group.repeats else f"details.{group.id}"

    def _read_row(self, group: Field, raw: dict[str, Any], path: str) -> dict[str, Any]:
        names = {cell.id for cell in group.cells}
        for name in raw:
            if name not in names:
                shown = "".join(c for c in str(name)[:40] if c.isprintable())
                self.report(f"{path}.{shown}", "hard", "unknown_field", f"{group.label} không có cột “{shown}”.")
        return {
            cell.id: self._read_cell(cell, raw[cell.id], f"{path}.{cell.id}")
            for cell in group.cells
            if not values.is_blank(raw.get(cell.id))
        }

    def _spread(self, group: Field, rows: list[dict[str, Any]]) -> None:
        """Make rows known to expressions, as a whole and by column."""
        at = self.scope.values
        at[f"{group.id}#rows"] = rows
        if group.repeats:
            at[group.id] = rows
        for cell in group.cells:
            column = [row.get(cell.id) for row in rows]
            at[f"{group.id}.{cell.id}"] = column if group.repeats else next(iter(column), None)

    # Completing

    def _complete(self, field: Field) -> None:
        path = f"details.{field.id}"
        self.relevant[field.id] = field.relevant(self.scope) if field.relevant else True
        if not field.cells:
            self._fill(field, self.scope.values, self.scope, path)
        elif self.relevant[field.id] is False:
            if self.rows(field):
                self._out_of_place(field, path)
            self._spread(field, [])
        else:
            for index, row in enumerate(self.rows(field)):
                for cell in field.cells:
                    self._fill(cell, row, self.row_scope(row), f"{self.path(field, index)}.{cell.id}")
            self._spread(field, self.rows(field))

    def _fill(self, field: Field, into: dict[str, Any], scope: Scope, path: str) -> None:
        """Compute a calculated cell, or give an empty one its default where it surely belongs."""
        belongs = field.relevant(scope) if field.relevant else True
        if belongs is False:
            if into.pop(field.id, None) is not None:
                self._out_of_place(field, path)
            return
        offered = (field.proposal if self._proposing else None) or field.default
        formula = field.calculation or (offered if belongs and into.get(field.id) is None else None)
        if formula is None:
            return
        value = formula(scope)
        read = values.read(field.cell, field.codes, values.keep(value)) if value is not None else None
        if isinstance(read, values.Bad):
            self.report(path, "hard", read.code, f"{field.label} tự tính: {read.why}.")
            read = None
        into[field.id] = read

    def _out_of_place(self, field: Field, path: str) -> None:
        text = f"{field.label}: không dùng trong trường hợp này, hãy để trống."
        self.report(path, "hard", "not_relevant", text)

    def report(self, path: str, severity: Severity, code: str, message: str) -> None:
        """Note a finding."""
        self.issues.append(Issue(path, severity, code, message))

    def cells(self) -> Iterator[tuple[Field, str, Scope, Any]]:
        """Every field and every cell of every row after completion: itself, its path, its scope, its value."""
        for name, field in self.policy.rules.fields.items():
            yield field, f"details.{name}", self.scope, self.scope.values.get(f"{name}#rows" if field.cells else name)
            for index, row in enumerate(self.rows(field) if field.cells else []):
                scope = self.row_scope(row)
                for cell in field.cells:
                    yield cell, f"{self.path(field, index)}.{cell.id}", scope, row.get(cell.id)
