"""Compiles and cross-checks a definition's expressions; what does not fit is refused with line and key. Runs none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from db.policy import compiled, dates, facts, integrity, schema, values
from db.policy.compiled import bounded
from db.policy.expression import Expression, ExpressionError, Name, Vocabulary, compile_expression
from db.policy.source import Document, Path
from db.policy.template import Template, compile_template

# A row of letters, classes and digits, each perhaps counted: no groups and no stars, so matching is always quick.
_SAFE_PATTERN = re.compile(r"(?:(?:\[[A-Za-z0-9./-]+\]|\\d|[A-Za-z0-9/-])(?:\{\d{1,3}(?:,\d{1,3})?\}|\?)?)+")
_KIND_OF: dict[type[Any], str] = {
    schema.TextField: "text",
    schema.ChoiceField: "text",
    schema.MultiChoiceField: "list:text",
    schema.IntegerField: "number",
    schema.DecimalField: "number",
    schema.MoneyField: "money",
    schema.DateField: "date",
    schema.FlagField: "flag",
    schema.LinkField: "text",
}
Chooser = schema.ChoiceField | schema.MultiChoiceField
Choices = dict[str, schema.Item]
Names = Mapping[str, Name]

_OTHER_PLACES = {"amounts.sources": "Nguồn vốn", "milestones": "Các mốc", "person": "Người hưởng", "": "Bản ghi"}


def build(document: Document, definition: schema.AnyDefinition) -> compiled.Rules:
    """Return the definition's rules, ready to run.

    Raises:
        DefinitionError: the first thing that does not fit, with file, line and key.
    """
    integrity.check(document, definition)
    return _Builder(document, definition).rules()


class _Builder:
    def __init__(self, document: Document, definition: schema.AnyDefinition) -> None:
        self._document = document
        self._definition = definition
        self._codes = self._choices()
        self._sensitive = self._find_sensitive()
        self._facts = facts.of_record() if isinstance(definition, schema.RecordKind) else facts.dotted()
        self._names = self._facts | self._field_names()
        self._quoted = {
            "milestone": [m.kind for m in definition.milestones],
            "source": definition.amounts.sources if definition.amounts else [],
            "term": sorted({t.id for p in definition.programmes for t in p.terms}),
            "table": sorted({t.id for t in definition.tables}),
        }
        self._labels = self._find_labels()

    def rules(self) -> compiled.Rules:
        definition = self._definition
        fields = {f.id: self._field(("fields", i), f) for i, f in enumerate(definition.fields)}
        programmes = enumerate(definition.programmes)
        return compiled.Rules(
            fields=fields,
            order=self._order(fields),
            milestones={m.kind: m for m in definition.milestones},
            programmes={p.code: self._programme(("programmes", i), p) for i, p in programmes},
            programme_field=self._programme_field(),
            sums=tuple(self._sum(("sums", i), s) for i, s in enumerate(definition.sums)),
            checks=tuple(self._check(("checks", i), c) for i, c in enumerate(definition.checks)),
            overlaps=tuple(self._overlap(("overlaps", i), o) for i, o in enumerate(definition.overlaps)),
            contents=tuple(self._content(("contents", i), c) for i, c in enumerate(definition.contents)),
            counts=tuple(self._count(("counts", i), c) for i, c in enumerate(self._counted())),
            removes=tuple((r, self._when(("deprivations", i), r.when)) for i, r in enumerate(definition.deprivations)),
            tables={name: tuple(t for t in definition.tables if t.id == name) for name in self._quoted["table"]},
            record_date=self._record_date(fields),
            active_from=self._compile(("active_from",), definition.active_from, "date"),
            active_to=self._compile(("active_to",), definition.active_to, "date"),
            starts=self._findable(("active_from",), definition.active_from),
            ends=self._findable(("active_to",), definition.active_to),
            dues=tuple(self._due(("due", i), d) for i, d in enumerate(definition.due)),
            eligible=self._compile(("eligible",), definition.eligible, "flag", self._facts),
            proposals=self._proposals(),
            sensitive=self._sensitive,
            labels=self._columns(),
            written=self._written(),
            balances=self._balances(),
            cost=self._compile(("cost",), getattr(definition, "cost", None), "number"),
        )

    # Names and choices

    def _choices(self) -> dict[str, Choices]:
        """Choices of every choice field by its dotted id; also refuses lists that do not exist."""
        lists = {c.id: {item.code: item for item in c.items} for c in self._definition.choices}
        found: dict[str, Choices] = {}
        for path, name, cell in self._cells():
            if isinstance(cell, (schema.ChoiceField, schema.MultiChoiceField)):
                found[name] = self._chosen(path, cell, lists)
        return found

    def _chosen(self, path: Path, cell: Chooser, lists: Mapping[str, Choices]) -> Choices:
        if (cell.choices is None) == (cell.code_list is None):
            raise self._document.error(path, "cần đúng một trong hai khóa `choices`, `code_list`")
        if cell.code_list is not None:
            return integrity.code_list(self._document, (*path, "code_list"), cell.code_list)
        if cell.choices == "programmes" and self._definition.programmes:
            if len(path) > 2 or isinstance(cell, schema.MultiChoiceField):
                raise self._document.error((*path, "choices"), "chương trình chỉ chọn ở một trường `choice` ngoài nhóm")
            return {p.code: _as_item(p) for p in self._definition.programmes}
        integrity.known(self._document, (*path, "choices"), cell.choices or "", lists, "danh sách lựa chọn")
        return lists[cell.choices or ""]

    def _cells(self) -> Iterable[tuple[Path, str, schema.Cell]]:
        """Every field that holds a value, with its place and dotted id."""
        for index, field in enumerate(self._definition.fields):
            if not isinstance(field, schema.GroupField):
                yield ("fields", index), field.id, field
                continue
            for column, cell in enumerate(field.fields):
                yield ("fields", index, "fields", column), f"{field.id}.{cell.id}", cell

    def _programme_field(self) -> str | None:
        fields = [
            (index, f.id)
            for index, f in enumerate(self._definition.fields)
            if isinstance(f, schema.ChoiceField) and f.choices == "programmes"
        ]
        if len(fields) > 1:
            raise self._document.error(("fields", fields[1][0], "choices"), "chỉ một trường được chọn chương trình")
        if self._definition.programmes and not fields:
            raise self._document.error(("programmes",), "chưa có trường `choice` nào chọn trong `programmes`")
        return fields[0][1] if fields else None

    def _find_sensitive(self) -> frozenset[str]:
        groups = {f.id for f in self._definition.fields if isinstance(f, schema.GroupField) and f.sensitive}
        found = {name for _, name, cell in self._cells() if cell.sensitive or name.split(".")[0] in groups}
        return frozenset(found | groups)

    def _field_names(self) -> dict[str, Name]:
        repeated = {f.id for f in self._definition.fields if isinstance(f, schema.GroupField) and f.repeat}
        names = {
            f.id: Name("list:any") for f in self._definition.fields if isinstance(f, schema.GroupField) and f.repeat
        }
        for _, name, cell in self._cells():
            entry = self._name(name, cell)
            names[name] = entry._replace(kind=f"list:{entry.kind}") if name.split(".")[0] in repeated else entry
        return names

    def _name(self, name: str, cell: schema.Cell) -> Name:
        codes = self._codes.get(name)
        if codes is None:
            return Name(_KIND_OF[type(cell)])
        closed = None if getattr(cell, "open", False) else frozenset(codes)
        return Name(_KIND_OF[type(cell)], closed, lambda code: codes[code].label if code in codes else str(code))

    def _find_labels(self) -> dict[str, str]:
        """Vietnamese names of everything a limit, sum or check may point at."""
        labels = {f.id: f.label for f in self._definition.fields} | _OTHER_PLACES
        labels |= {name: cell.label for _, name, cell in self._cells()}
        amounts = self._definition.amounts
        for key in integrity.AMOUNT_KEYS:
            label = getattr(amounts, key, None)
            if label:
                labels[f"amounts.{key}"] = label
        return labels

    def _columns(self) -> dict[str, str]:
        labels = self._labels | {"status": "Trạng thái", "programme": "Chương trình"}
        labels |= {f"milestones.{m.kind}": m.label for m in self._definition.milestones}
        if isinstance(self._definition, schema.RecordKind):
            labels |= {"date": self._definition.head.date, "title": self._definition.head.name or "Tên"}
            labels |= {"village": "Thôn", "year": "Năm", "note": "Ghi chú"}
        for index, path in enumerate(self._definition.columns):
            integrity.known(self._document, ("columns", index), path, labels, "cột")
            if path in self._sensitive:
                raise self._document.error(("columns", index), f"trường nhạy cảm `{path}` không được vào danh sách")
        return labels

    # Expressions

    def _compile(self, path: Path, source: str | None, kind: str, names: Names | None = None) -> Expression | None:
        return None if source is None else self._must(path, source, kind, names)

    def _must(self, path: Path, source: str, kind: str, names: Names | None = None) -> Expression:
        try:
            return compile_expression(source, Vocabulary(names or self._names, self._quoted), kind=kind)
        except ExpressionError as error:
            raise self._document.error(path, str(error)) from None

    def _when(self, path: Path, source: str | None) -> Expression | None:
        return self._compile((*path, "when"), source, "flag")

    def _message(self, path: Path, text: str, names: Names | None = None) -> Template:
        try:
            template = compile_template(text, Vocabulary(names or self._names, self._quoted))
        except ExpressionError as error:
            raise self._document.error(path, str(error)) from None
        leaked = sorted(template.uses & self._sensitive)
        if leaked:
            raise self._document.error(path, f"câu báo không được nhắc trường nhạy cảm `{leaked[0]}`")
        return template

    def _record_date(self, fields: Mapping[str, compiled.Field]) -> Expression | None:
        # Facts are gathered for this date, so it cannot rest on them.
        known = {key: name for key, name in self._names.items() if not key.startswith(("ho.", "nguoi."))}
        names = {key: name for key, name in known.items() if key != "ky.date"}
        expression = self._compile(("record_date",), self._definition.record_date, "date", names)
        for name in sorted(expression.uses if expression else ()):
            field = fields.get(name.split(".")[0])
            if field and field.calculation:
                raise self._document.error(("record_date",), f"không dùng trường tự tính `{name}` ở đây")
        return expression

    def _findable(self, path: Path, source: str | None) -> dates.FindableDate | None:
        if source is None or isinstance(self._definition, schema.RecordKind):  # a record's date is a column of its own
            return None
        return self._must_find(path, source)

    def _must_find(self, path: Path, source: str) -> dates.FindableDate:
        fields = {f.id for f in self._definition.fields if isinstance(f, schema.DateField) and not f.partial}
        try:
            return dates.findable(source, fields)
        except ExpressionError as error:
            raise self._document.error(path, str(error)) from None

    def _due(self, path: Path, spec: schema.Due) -> compiled.Due:
        self._compile((*path, "date"), spec.date, "date")
        return compiled.Due(spec=spec, date=self._must_find((*path, "date"), spec.date))

    def _proposals(self) -> dict[str, Expression]:
        given = self._definition.amounts.proposal if self._definition.amounts else {}
        return {key: self._must(("amounts", "proposal", key), source, "number") for key, source in given.items()}

    # Fields

    def _field(self, path: Path, spec: schema.Field, group: str = "", row: Names | None = None) -> compiled.Field:
        self._check_spec(path, spec)
        required = spec.required
        return compiled.Field(
            spec=spec,
            required=required if isinstance(required, bool) else self._must((*path, "required"), required, "flag", row),
            relevant=self._compile((*path, "relevant"), spec.relevant, "flag", row),
            constraint=self._compile((*path, "constraint"), spec.constraint, "flag", row),
            message=self._message((*path, "message"), spec.message, row) if spec.message else None,
            calculation=self._compile((*path, "calculation"), spec.calculation, _answer(spec), row),
            default=self._compile((*path, "default"), spec.default, _answer(spec), row),
            proposal=self._compile((*path, "proposal"), spec.proposal, _answer(spec), row),
            codes=self._codes.get(f"{group}{spec.id}", {}),
            secret=f"{group}{spec.id}" in self._sensitive,
            cells=self._group(path, spec) if isinstance(spec, schema.GroupField) else (),
        )

    def _group(self, path: Path, spec: schema.GroupField) -> tuple[compiled.Field, ...]:
        """Compile the columns; each may compute only from columns before it, so a row needs one pass."""
        row = self._names | {c.id: self._name(f"{spec.id}.{c.id}", c) for c in spec.fields}
        cells: list[compiled.Field] = []
        for index, cell in enumerate(spec.fields):
            place = (*path, "fields", index)
            made = self._field(place, cell, f"{spec.id}.", row)
            later = {c.id for c in spec.fields[index:]} | {f"{spec.id}.{c.id}" for c in spec.fields} | {spec.id}
            ahead = sorted(_inputs(made) & later)
            if ahead:
                raise self._document.error(place, f"cột `{cell.id}` tự tính từ `{ahead[0]}` chưa có ở trước nó")
            cells.append(made)
        return tuple(cells)

    def _check_spec(self, path: Path, spec: schema.Field) -> None:
        fixed = isinstance(spec, (schema.GroupField, schema.MultiChoiceField))
        if (spec.calculation or spec.default or spec.proposal) and fixed:
            raise self._document.error(path, "nhóm và trường chọn nhiều không tự tính được")
        for key in ("default", "proposal"):
            if spec.calculation and getattr(spec, key):
                raise self._document.error((*path, key), f"đã có `calculation` thì không dùng `{key}`")
        if spec.sticky and (spec.calculation or isinstance(spec, schema.GroupField) or len(path) > 2):
            raise self._document.error((*path, "sticky"), "`sticky` chỉ dùng cho trường ngoài nhóm, không tự tính")
        if spec.constraint and not spec.message:
            raise self._document.error((*path, "constraint"), "có `constraint` thì phải có `message` giải thích")
        if isinstance(spec, schema.TextField) and spec.pattern and not _SAFE_PATTERN.fullmatch(spec.pattern):
            raise self._document.error((*path, "pattern"), "mẫu chỉ gồm chữ, số, [lớp], \\d và {n}, {n,m}, ?")
        if isinstance(spec, (schema.IntegerField, schema.MoneyField)) and spec.min > spec.max:
            raise self._document.error((*path, "min"), "`min` lớn hơn `max`")
        if isinstance(spec, schema.DecimalField):
            self._bounds(path, spec.min, spec.max)

    def _bounds(self, path: Path, low: int | str | None, high: int | str | None) -> None:
        for key, bound in (("min", low), ("max", high)):
            if bound is not None and not values.is_number(str(bound)):
                raise self._document.error((*path, key), f"`{bound}` không phải một số (phần lẻ sau dấu chấm)")
        if low is not None and high is not None and Decimal(str(low)) > Decimal(str(high)):
            raise self._document.error((*path, "min"), "`min` lớn hơn `max`")

    def _order(self, fields: Mapping[str, compiled.Field]) -> tuple[compiled.Field, ...]:
        """The order in which fields can be computed; a circle of calculations is refused."""
        graph: dict[str, set[str]] = {}
        for name, field in fields.items():
            used = _inputs(field).union(*(_inputs(cell) for cell in field.cells))
            used -= {cell.id for cell in field.cells}
            graph[name] = {u.split(".")[0] for u in used} & set(fields)
        ordered = integrity.acyclic(self._document, ("fields",), graph, "các trường tự tính")
        return tuple(fields[name] for name in ordered)

    # Rules

    def _programme(self, path: Path, spec: schema.Programme) -> compiled.Programme:
        if spec.eligible and not spec.eligible_text:
            raise self._document.error((*path, "eligible"), "có `eligible` thì phải có `eligible_text`")
        return compiled.Programme(
            spec=spec,
            eligible=self._compile((*path, "eligible"), spec.eligible, "flag"),
            limits=tuple(self._limit((*path, "limits", i), x) for i, x in enumerate(spec.limits)),
            terms=tuple((t, self._when((*path, "terms", i), t.when)) for i, t in enumerate(spec.terms)),
        )

    def _limit(self, path: Path, spec: schema.Limit) -> compiled.Limit:
        if spec.min is None and spec.max is None:
            raise self._document.error(path, "giới hạn cần `min` hoặc `max`")
        self._bounds(path, spec.min, spec.max)
        self._place((*path, "field"), spec.field)
        plain = spec.field.replace("amounts.", "tien.")
        value = self._must((*path, "value" if spec.value else "field"), spec.value or plain, "number")
        return compiled.Limit(
            spec=spec,
            label=self._labels[spec.field],
            kind=value.kind,
            unit=" đồng" if value.kind == "money" else self._unit(spec.field),
            value=value,
            when=self._when(path, spec.when),
            least=bounded(spec.min),
            most=bounded(spec.max),
            message=self._message((*path, "message"), spec.message) if spec.message else None,
        )

    def _unit(self, field: str) -> str:
        unit = next((getattr(cell, "unit", "") for _, name, cell in self._cells() if name == field), "")
        return f" {unit}" if unit else ""

    def _sum(self, path: Path, spec: schema.Sum) -> compiled.Sum:
        self._place((*path, "field"), spec.field)
        parts = enumerate(spec.parts)
        return compiled.Sum(
            spec=spec,
            total=self._must((*path, "total"), spec.total, "number"),
            parts=tuple(self._must((*path, "parts", i), part, "number") for i, part in parts),
        )

    def _check(self, path: Path, spec: schema.Check) -> compiled.Check:
        self._place((*path, "field"), spec.field)
        return compiled.Check(
            spec=spec,
            expr=self._must((*path, "expr"), spec.expr, "flag"),
            when=self._when(path, spec.when),
            message=self._message((*path, "message"), spec.message),
        )

    def _overlap(self, path: Path, spec: schema.Overlap) -> compiled.Overlap:
        message = self._message((*path, "message"), spec.message)
        return compiled.Overlap(spec=spec, when=self._when(path, spec.when), message=message)

    def _content(self, path: Path, spec: schema.Content) -> compiled.Content:
        # Read of other policies' supports too, whose households are not looked at: fields and steps only.
        names = {key: name for key, name in self._names.items() if not key.startswith(("ho.", "nguoi."))}
        return compiled.Content(spec=spec, when=self._compile((*path, "when"), spec.when, "flag", names))

    def _counted(self) -> list[schema.Count]:
        """What is counted; where the definition does not say, how often and whom, of what was approved."""
        definition = self._definition
        if definition.counts:
            return definition.counts
        if isinstance(definition, schema.RecordKind):
            return [schema.Count(id="so_luong", label=definition.title, unit="bản ghi", of="records")]
        asked = "milestone_count('approved') > 0"
        when = asked if any(step.kind == "approved" for step in definition.milestones) else None
        times = schema.Count(id="luot", label="Lượt hỗ trợ", unit="lượt", of="supports", when=when)
        if definition.level == "person":
            return [times, schema.Count(id="nguoi", label="Người được hỗ trợ", unit="người", of="persons", when=when)]
        return [times, schema.Count(id="ho", label="Hộ được hỗ trợ", unit="hộ", of="households", when=when)]

    def _count(self, path: Path, spec: schema.Count) -> compiled.Count:
        self._check_count(path, spec)
        names = {key: name for key, name in self._names.items() if not key.startswith(("ho.", "nguoi."))}
        return compiled.Count(
            spec=spec,
            sum=self._compile((*path, "sum"), spec.sum, "number", names),
            when=self._compile((*path, "when"), spec.when, "flag", names),
        )

    def _check_count(self, path: Path, spec: schema.Count) -> None:
        kind = isinstance(self._definition, schema.RecordKind)
        if sum(given is not None for given in (spec.of, spec.sum, spec.distinct)) != 1:
            keys = "các khóa `of`, `sum`, `distinct`" if kind else "hai khóa `of`, `sum`"
            raise self._document.error(path, f"cần đúng một trong {keys}")
        if spec.of and (spec.of in ("records", "units", "villages")) != kind:
            raise self._document.error((*path, "of"), f"`{spec.of}` không đếm được ở đây")
        if spec.of == "persons" and self._definition.level != "person":
            raise self._document.error((*path, "of"), "chính sách cấp cho hộ không đếm theo người")
        if spec.rows and not spec.distinct:
            raise self._document.error((*path, "rows"), "`rows` chỉ đi cùng `distinct`")
        for key, wanted in (("distinct", schema.LinkField), ("rows", schema.FlagField)):
            place = getattr(spec, key)
            columns = [name for _, name, cell in self._cells() if isinstance(cell, wanted)]
            if place is not None:
                integrity.known(self._document, (*path, key), place, columns, "cột")

    # Of kinds of records alone

    def _written(self) -> Template | None:
        definition = self._definition
        if not isinstance(definition, schema.RecordKind) or definition.head.written is None:
            return None
        return self._message(("head", "written"), definition.head.written)

    def _balances(self) -> tuple[compiled.Balance, ...]:
        definition = self._definition
        if not isinstance(definition, schema.RecordKind):
            return ()
        return tuple(
            compiled.Balance(
                spec=spec,
                amount=self._must(("balances", i, "amount"), spec.amount, "number"),
                message=self._message(("balances", i, "message"), spec.message),
            )
            for i, spec in enumerate(definition.balances)
        )

    def _place(self, path: Path, field: str) -> None:
        integrity.known(self._document, path, field, self._labels, "trường")


def _as_item(programme: schema.Programme) -> schema.Item:
    return schema.Item(code=programme.code, label=programme.label)


def _answer(spec: schema.Field) -> str:
    """The kind a calculation of this field must give."""
    return _KIND_OF.get(type(spec), "any")


def _inputs(field: compiled.Field) -> set[str]:
    """Names that must be known before the field is."""
    parts: Sequence[Expression | None] = (field.relevant, field.calculation, field.default, field.proposal)
    return set().union(*(part.uses for part in parts if part))
