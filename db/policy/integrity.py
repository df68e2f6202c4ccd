"""Checks of a definition that need no expressions: names used once, dates in order, references that lead somewhere."""

from __future__ import annotations

import graphlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

import msgspec

import resources
from db.domain import codes
from db.domain.errors import NotFound
from db.policy import schema
from db.policy.expression import suggest
from db.policy.source import Document, Path
from db.policy.values import figure

AMOUNT_KEYS = ("requested", "approved", "cost")


def check(document: Document, definition: schema.AnyDefinition) -> None:
    """Raise DefinitionError at the first broken name, date or reference."""
    for path, table in _tables((), definition):
        _dates(document, path, table)
    _unique(document, definition)
    _one_kind(document, definition)
    _overlaps(document, definition)
    _together(document, definition)
    if isinstance(definition, schema.RecordKind):
        _kind_of_record(document, definition)
    else:
        _life_cycle(document, definition)
        _amounts(document, definition)
        _standards(document, definition)
        _due(document, definition)
        _no_links(document, definition)


def known(document: Document, path: Path, word: str, words: Iterable[str], what: str) -> None:
    """Refuse a reference to something that is not declared."""
    names = list(words)
    if word not in names:
        raise document.error(path, f"không có {what} `{word}`{suggest(word, names)}")


def acyclic(document: Document, path: Path, graph: Mapping[str, Iterable[str]], what: str) -> list[str]:
    """Return the nodes in an order that serves every dependency first; refuse a circle."""
    try:
        return list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        circle = " → ".join(error.args[1])
        raise document.error(path, f"{what} đi vòng tròn: {circle}") from None


def _tables(path: Path, table: Any) -> Iterator[tuple[Path, Any]]:
    """Every struct of the definition with its place."""
    yield path, table
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if isinstance(value, msgspec.Struct):
            yield from _tables((*path, name), value)
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                if isinstance(entry, msgspec.Struct):
                    yield from _tables((*path, name, index), entry)


def _dates(document: Document, path: Path, table: Any) -> None:
    start, end = getattr(table, "valid_from", None), getattr(table, "valid_to", None)
    if start and end and start > end:
        raise document.error((*path, "valid_to"), f"ngày kết thúc {end} trước ngày bắt đầu {start}")


def _together(document: Document, definition: schema.AnyDefinition) -> None:
    """Fields merged as one are fields of the definition, each in one such row."""
    ids = [field.id for field in definition.fields]
    taken: set[str] = set()
    for row, members in enumerate(definition.together):
        for column, name in enumerate(members):
            known(document, ("together", row, column), name, ids, "trường")
            if name in taken:
                raise document.error(("together", row, column), f"trường `{name}` đã ở một nhóm khác")
            taken.add(name)


def _unique(document: Document, definition: schema.AnyDefinition) -> None:
    once(document, ("fields",), definition.fields, "id")
    top = {f.id for f in definition.fields}
    for index, field in enumerate(definition.fields):
        if isinstance(field, schema.GroupField):
            once(document, ("fields", index, "fields"), field.fields, "id")
            _not_shadowing(document, index, field, top)
    for index, chosen in enumerate(definition.choices):
        once(document, ("choices", index, "items"), chosen.items, "code")
    once(document, ("choices",), definition.choices, "id")
    once(document, ("programmes",), definition.programmes, "code")
    once(document, ("states",), definition.states, "id")
    once(document, ("milestones",), definition.milestones, "kind")
    codes_of_findings: set[str] = set()
    for name in ("sums", "checks", "overlaps", "balances"):
        once(document, (name,), getattr(definition, name, []), "id", codes_of_findings)
    for name in ("due", "contents", "counts"):
        once(document, (name,), getattr(definition, name), "id")
    rounds = getattr(definition, "rounds", [])
    for index, name in enumerate(rounds):
        if name in rounds[:index]:
            raise document.error(("rounds", index), f"đợt `{name}` đã ghi ở trên")
    _apart(document, ("tables",), definition.tables, lambda t: t.id)
    for index, programme in enumerate(definition.programmes):
        _apart(document, ("programmes", index, "terms"), programme.terms, lambda t: (t.id, t.when))
        _apart(
            document,
            ("programmes", index, "limits"),
            programme.limits,
            lambda t: (t.field, t.value, t.when, t.min is None, t.max is None),
        )


def _not_shadowing(document: Document, index: int, group: schema.GroupField, top: set[str]) -> None:
    for column, cell in enumerate(group.fields):
        if cell.id in top:
            raise document.error(("fields", index, "fields", column, "id"), f"mã `{cell.id}` đã là một trường khác")


def once(document: Document, path: Path, entries: Sequence[Any], key: str, used: set[str] | None = None) -> None:
    """Refuse two entries with the same id; `used` carries ids on from one list to the next."""
    seen: set[str] = set() if used is None else used
    for index, entry in enumerate(entries):
        value = getattr(entry, key)
        if value in seen:
            raise document.error((*path, index, key), f"mã `{value}` đã dùng ở trên")
        seen.add(value)


def _apart(document: Document, path: Path, entries: Sequence[Any], key: Any) -> None:
    """Entries of one name must not be in force on the same day."""
    for index, entry in enumerate(entries):
        for earlier in entries[:index]:
            if key(earlier) == key(entry) and _meet(earlier, entry):
                raise document.error((*path, index), "trùng thời gian hiệu lực với một mục cùng tên ở trên")


def _meet(one: Any, other: Any) -> bool:
    starts_late = one.valid_from and other.valid_to and one.valid_from > other.valid_to
    ends_early = one.valid_to and other.valid_from and one.valid_to < other.valid_from
    return not (starts_late or ends_early)


def _life_cycle(document: Document, definition: schema.Definition) -> None:
    states = [s.id for s in definition.states]
    kinds = [m.kind for m in definition.milestones]
    known(document, ("initial_state",), definition.initial_state, states, "trạng thái")
    for index, step in enumerate(definition.milestones):
        place = ("milestones", index)
        known(document, (*place, "state"), step.state, states, "trạng thái")
        if step.counts_as is None and step.kind not in get_args(schema.CoreKind):
            raise document.error((*place, "kind"), f"mốc riêng `{step.kind}` phải có `counts_as`")
        for name in ("after", "requires", "expects", "excludes"):
            for at, kind in enumerate(getattr(step, name)):
                known(document, (*place, name, at), kind, kinds, "mốc")
    needs = {m.kind: [*m.requires, *m.after] for m in definition.milestones}
    acyclic(document, ("milestones",), needs, "thứ tự các mốc")


def _amounts(document: Document, definition: schema.Definition) -> None:
    amounts = definition.amounts
    if amounts is None:
        return
    for index, name in enumerate(amounts.required):
        if getattr(amounts, name) is None:
            raise document.error(("amounts", "required", index), f"khoản `{name}` chưa có tên trong `amounts`")
    for name in amounts.proposal:
        if getattr(amounts, name) is None:
            raise document.error(("amounts", "proposal", name), f"khoản `{name}` chưa có tên trong `amounts`")
    for index, source in enumerate(amounts.sources):
        known(document, ("amounts", "sources", index), source, codes.names("funding_source"), "nguồn vốn")


def _one_kind(document: Document, definition: schema.AnyDefinition) -> None:
    """Figures read under one name are all numbers, all texts or all flags, else a comparison is never true."""
    places: list[tuple[str, Path, Any]] = []
    for at, programme in enumerate(definition.programmes):
        for index, term in enumerate(programme.terms):
            places.append((f"term {term.id}", ("programmes", at, "terms", index, "value"), term.value))
    for at, table in enumerate(definition.tables):
        places += [(f"table {table.id}", ("tables", at, "rows", code), value) for code, value in table.rows.items()]
    first: dict[str, Any] = {}
    for name, path, value in places:
        if _kind(value) != _kind(first.setdefault(name, value)):
            raise document.error(path, f"`{value!r}` khác loại với `{first[name]!r}` đã ghi cùng tên ở trên")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(figure(value), str) else "number"


def _due(document: Document, definition: schema.Definition) -> None:
    kinds = [m.kind for m in definition.milestones]
    for index, rule in enumerate(definition.due):
        if (rule.within is None) == (rule.after is None):
            raise document.error(("due", index), "cần đúng một trong hai khóa `within`, `after`")
        for name in ("requires", "excludes"):
            for at, kind in enumerate(getattr(rule, name)):
                known(document, ("due", index, name, at), kind, kinds, "mốc")
    names = [f.id for f in definition.fields if isinstance(f, schema.TextField)]
    for index, name in enumerate(definition.number):
        known(document, ("number", index), name, names, "trường chữ")


def _overlaps(document: Document, definition: schema.AnyDefinition) -> None:
    states = [s.id for s in definition.states]
    names = [f.id for f in definition.fields] + (["title"] if definition.level == "unit" else [])
    for index, rule in enumerate(definition.overlaps):
        place = ("overlaps", index)
        for at, name in enumerate(rule.same):
            known(document, (*place, "same", at), name, names, "trường")
        for at, state in enumerate(rule.unless_state):
            known(document, (*place, "unless_state", at), state, states, "trạng thái")
        if rule.period == "active" and definition.active_from is None:
            raise document.error((*place, "period"), "kỳ `active` cần khóa `active_from` (bản ghi: `until`) ở đầu tệp")
        if (rule.per in ("unit", "village")) != (definition.level == "unit"):
            raise document.error((*place, "per"), f"`{rule.per}` không so được ở đây")
        if rule.per == "person" and definition.level != "person":
            raise document.error((*place, "per"), "chính sách cấp cho hộ không so theo người")


def _no_links(document: Document, definition: schema.Definition) -> None:
    """A support belongs to one household; only records of a unit point at others."""
    for index, field in enumerate(definition.fields):
        cells = field.fields if isinstance(field, schema.GroupField) else [field]
        if any(isinstance(cell, schema.LinkField) for cell in cells):
            raise document.error(("fields", index), "trường `link` chỉ dùng trong loại bản ghi của đơn vị")


def _kind_of_record(document: Document, definition: schema.RecordKind) -> None:
    dates = [f.id for f in definition.fields if isinstance(f, schema.DateField) and not f.partial]
    for key in ("until", "due_on", "done_on"):
        name = getattr(definition, key)
        if name is not None:
            known(document, (key,), name, dates, "trường ngày")
    if (definition.head.name is None) == (definition.head.written is None):
        raise document.error(("head",), "cần đúng một trong hai khóa `name`, `written`")
    _choosers(document, definition)
    names = [f.id for f in definition.fields]
    for index, balance in enumerate(definition.balances):
        for at, name in enumerate(balance.same):
            known(document, ("balances", index, "same", at), name, names, "trường")
        if balance.per == "village" and definition.head.village == "none":
            raise document.error(("balances", index, "per"), "số còn lại theo thôn cần `head.village`")


def _choosers(document: Document, definition: schema.RecordKind) -> None:
    """The fields by which a kind says what a unit is, and to which project a record belongs."""
    choosers = [f.id for f in definition.fields if isinstance(f, schema.ChoiceField)]
    projects = [f.id for f in definition.fields if getattr(f, "code_list", None) == "project"]
    if definition.project is not None:
        known(document, ("project",), definition.project, projects, "trường chọn trong danh mục `project`")
    if definition.status is not None:
        known(document, ("status",), definition.status, choosers, "trường chọn")
        if definition.until is None:
            raise document.error(("status",), "tình trạng theo thời gian cần khóa `until`")
    for code, zone in definition.zones.items():
        known(document, ("zones", code), zone, codes.names("commune_zone"), "khu vực")


@cache
def _indicators(standard: str) -> tuple[str, ...]:
    file = resources.path("standards", f"{standard}.toml")
    if not file.is_file():
        return ()
    return tuple(entry["code"] for entry in tomllib.loads(file.read_text("utf-8")).get("indicators", []))


def _standards(document: Document, definition: schema.Definition) -> None:
    for index, rule in enumerate(definition.deprivations):
        place = ("deprivations", index)
        if not _indicators(rule.standard):
            raise document.error((*place, "standard"), f"không có bộ chỉ số thiếu hụt của chuẩn `{rule.standard}`")
        for at, code in enumerate(rule.indicators):
            known(document, (*place, "indicators", at), code, _indicators(rule.standard), "chỉ số thiếu hụt")


def code_list(document: Document, path: Path, name: str) -> dict[str, schema.Item]:
    """The program's own code list as choices; refused when there is none of that name."""
    try:
        return {
            code: schema.Item(code=code, label=entry.name, source=entry.source)
            for code, entry in codes.entries(name).items()
        }
    except NotFound:
        lists = codes.list_names()
        raise document.error(path, f"không có danh mục `{name}`{suggest(name, lists)}") from None
