"""Data sheets: every record of a kind with its id and all that is known of it, a line each. Reads; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from db.domain import codes
from db.domain.errors import NotFound
from db.domain.units import catalogue
from db.ledger.register import Register, settings
from db.policy import evaluate, schema, values
from db.policy.compiled import Field
from db.policy.definition import Policy
from db.store.definitions.policies import definition_of
from db.store.facts import as_input
from db.store.labels import label
from db.store.reading import BATCH, household_ids, households, supports
from db.store.rows import HouseholdRow, MemberRow, SupportRow

Cell = str | int | None
YES, NO = "có", "không"
RECORD_TITLES = {"households": "Mã hồ sơ hộ", "persons": "Mã hồ sơ người"}
"""Headings of the columns by which a sheet that comes back is known; the same in every language of the screen."""
_RECORD = "Mã của hồ sơ trong sổ, để nhập lại đúng hồ sơ ấy. Đừng sửa."
_READ_ONLY = "Chỉ để xem; sửa ở trang của hộ."


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of a data sheet. told: what it holds; choices: the names it may hold; key: of the value."""

    key: str
    title: str
    kind: Literal["text", "number", "date"] = "text"
    width: int = 16
    told: str = ""
    editable: bool = False
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class DataSheet:
    """A data sheet: its title, its columns, how its lines are made (each time anew)."""

    title: str
    columns: list[DataColumn]
    _register: Register
    _on: str
    _policy: Policy | None = None
    _only: Sequence[str] | None = None
    _units: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[list[Cell]]:
        """The lines, read part by part."""
        if self._policy is not None:
            yield from self._supports(self._policy)
            return
        with self._register.read() as connection:
            ids = household_ids(connection, on=self._on) if self._only is None else list(self._only)
            date = settings(connection)["unit_date"]
        of_people = self.columns[0].key == "person"
        for start in range(0, len(ids), BATCH):
            with self._register.read() as connection:
                homes = households(connection, ids[start : start + BATCH], self._on)
            for home in homes:
                if of_people:
                    yield from (self._person(home, member, date) for member in home.members)
                else:
                    yield self._home(home, date)

    def _home(self, home: HouseholdRow, date: str) -> list[Cell]:
        now = home.classification
        known: dict[str, Cell] = {
            "household": home.id,
            **_head(home),
            "village": home.village_name,
            "unit": self._unit(home.unit, date),
            "members": len(home.members),
            "result": _named("household_class", now.result) if now else None,
            "valid_from": now.valid_from if now else None,
            **{name: _yes(getattr(home, name)) for name in ("ethnic_minority", "merit", "no_labour")},
            **{name: getattr(home, name) for name in ("code", "address", "phone", "since", "note")},
        }
        return [known[column.key] for column in self.columns]

    def _person(self, home: HouseholdRow, member: MemberRow, date: str) -> list[Cell]:
        known: dict[str, Cell] = {
            "person": member.id,
            "household": home.id,
            "head": home.head.name if home.head else None,
            "village": home.village_name,
            "unit": self._unit(home.unit, date),
            "sex": _named("sex", member.sex),
            "relation": _named("relation", member.relation),
            "ethnic": _named("ethnic_group", member.ethnic),
            "result": _named("household_class", home.classification.result) if home.classification else None,
            **{name: getattr(member, name) for name in _PERSON_PLAIN},
        }
        return [known[column.key] for column in self.columns]

    def _unit(self, code: str, date: str) -> str:
        if code not in self._units:
            try:
                self._units[code] = catalogue().on(code, date).title
            except NotFound:
                self._units[code] = code
        return self._units[code]

    def _supports(self, policy: Policy) -> Iterator[list[Cell]]:
        with self._register.read() as connection:
            rows = supports(connection, policy=policy.id)
            definitions = {row.definition: definition_of(connection, row.policy, row.definition) for row in rows}
            homes = {home.id: home for home in households(connection, [row.household for row in rows], self._on)}
            date = settings(connection)["unit_date"]
        for row in rows:
            chosen = definitions[row.definition] or policy
            yield self._support(chosen, row, homes.get(row.household), date)

    def _support(self, chosen: Policy, row: SupportRow, home: HouseholdRow | None, date: str) -> list[Cell]:
        members = home.members if home else []
        person = next((one for one in members if one.id == row.person), members[0] if members else None)
        state = evaluate.status(chosen, [{"kind": one.kind, "date": one.date} for one in as_input(row).milestones])
        known: dict[str, Cell] = {
            "record": row.id,
            "name": person.name if person else None,
            "birth": person.birth_date if person else None,
            "village": home.village_name if home else None,
            "unit": self._unit(home.unit, date) if home else None,
            "year": row.year,
            "round": row.round,
            "note": row.note,
            "status": chosen.status_label(state),
            **{f"amounts.{key}": getattr(row, key) for key in ("requested", "approved", "cost")},
        }
        for step in reversed(row.milestones):
            known[f"milestones.{step.kind}"] = step.date
        return [known[c.key] if c.key in known else _detail(chosen, row, c.key) for c in self.columns]


def _head(home: HouseholdRow) -> dict[str, Cell]:
    """What is known of the head."""
    head = home.head
    if head is None:
        return dict.fromkeys(("head", "head_birth", "head_sex", "head_ethnic", "head_id_no"))
    return {
        "head": head.name,
        "head_birth": head.birth_date,
        "head_sex": _named("sex", head.sex),
        "head_ethnic": head.ethnic_local or _named("ethnic_group", head.ethnic),
        "head_id_no": head.cccd or head.cmnd,
    }


_PERSON_PLAIN = ("name", "birth_date", "ethnic_local", "cmnd", "cccd", "bhxh_no", "phone", "note")


def _named(list_name: str, code: str | None) -> str | None:
    return codes.names(list_name).get(code, code) if code else None


def _yes(value: Any) -> str | None:
    return None if value is None else YES if value else NO


def _detail(chosen: Policy, row: SupportRow, key: str) -> Cell:
    """A field as people read it; whole numbers and money as numbers, dates as kept."""
    _, name, *column = key.split(".")
    value = row.details.get(name)
    own = chosen.fields.get(name)
    if column and own is not None:
        value = value.get(column[0]) if isinstance(value, dict) else None
        own = next((cell for cell in own.cells if cell.id == column[0]), None)
    if value is None or own is None or isinstance(own.spec, schema.GroupField):
        return None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int) or isinstance(own.spec, schema.DateField):
        return value  # type: ignore[no-any-return]
    return values.show(own.cell, own.codes, value)


def household_sheet(register: Register, on: str, only: Sequence[str] | None = None) -> DataSheet:
    """All households (or those with these ids) with what is known of them on an ISO day."""
    columns = [
        DataColumn("household", RECORD_TITLES["households"], width=38, told=_RECORD),
        _own("household", "code", 12),
        DataColumn("head", "Chủ hộ", width=26, told=_READ_ONLY),
        DataColumn("head_birth", "Ngày sinh chủ hộ", "date", 12, _READ_ONLY),
        DataColumn("head_sex", "Giới tính chủ hộ", width=10, told=_READ_ONLY, choices=_names("sex")),
        DataColumn("head_ethnic", "Dân tộc chủ hộ", told=_READ_ONLY, choices=_names("ethnic_group")),
        DataColumn("head_id_no", "Số CCCD, CMND chủ hộ", width=16, told=_READ_ONLY),
        DataColumn("village", "Thôn", told=_READ_ONLY),
        DataColumn("unit", "Xã", width=20, told=_READ_ONLY),
        _own("household", "address", 30),
        _own("household", "phone", 14),
        *(_flag(name) for name in ("ethnic_minority", "merit", "no_labour")),
        _own("household", "since", 14, "date"),
        DataColumn("members", "Số khẩu", "number", 10, _READ_ONLY),
        DataColumn("result", "Phân loại", width=18, told=_READ_ONLY, choices=_names("household_class")),
        DataColumn("valid_from", "Phân loại từ ngày", "date", 14, _READ_ONLY),
        _own("household", "note", 30),
    ]
    return DataSheet("Dữ liệu hộ", columns, register, on, _only=only)


def person_sheet(register: Register, on: str, only: Sequence[str] | None = None) -> DataSheet:
    """All people who live in a household (or in one of these) on an ISO day."""
    columns = [
        DataColumn("person", RECORD_TITLES["persons"], width=38, told=_RECORD),
        _own("person", "name", 26),
        _own("person", "birth_date", 12, "date"),
        DataColumn("sex", "Giới tính", width=10, told="Giới tính", editable=True, choices=_names("sex")),
        DataColumn("ethnic", "Dân tộc", told="Dân tộc", editable=True, choices=_names("ethnic_group")),
        *(_own("person", name, 16) for name in ("ethnic_local", "cmnd", "cccd", "bhxh_no", "phone")),
        DataColumn("relation", "Quan hệ với chủ hộ", told=_READ_ONLY, choices=_names("relation")),
        DataColumn("head", "Chủ hộ", width=26, told=_READ_ONLY),
        DataColumn("village", "Thôn", told=_READ_ONLY),
        DataColumn("unit", "Xã", width=20, told=_READ_ONLY),
        DataColumn("result", "Phân loại", width=18, told=_READ_ONLY, choices=_names("household_class")),
        DataColumn("household", RECORD_TITLES["households"], width=38, told="Hồ sơ của hộ đang ở."),
        _own("person", "note", 30),
    ]
    return DataSheet("Dữ liệu người", columns, register, on, _only=only)


def support_sheet(register: Register, on: str, policy: Policy) -> DataSheet:
    """All supports of a policy, with every field of its definition that is not sensitive."""
    columns = [
        DataColumn("record", "Mã hồ sơ", width=38, told=_RECORD),
        DataColumn("name", "Họ và tên", width=26, told=_READ_ONLY),
        DataColumn("birth", "Năm sinh", "date", 12, _READ_ONLY),
        DataColumn("village", "Thôn", told=_READ_ONLY),
        DataColumn("unit", "Xã", width=20, told=_READ_ONLY),
        DataColumn("year", "Năm", "number", 8, "Năm của hỗ trợ", True),
        DataColumn("round", "Đợt", width=10, told="Đợt trong năm", editable=True),
    ]
    declared = policy.definition.amounts
    for key in ("requested", "approved", "cost"):
        title = getattr(declared, key) if declared else None
        if title:
            columns.append(DataColumn(f"amounts.{key}", title, "number", 16, f"{title}, đồng", True))
    for name, one in policy.fields.items():
        columns += _of_field(policy, name, one)
    for kind, step in policy.milestones.items():
        title = f"Ngày {step.label[:1].lower()}{step.label[1:]}"
        told = "Ngày của mốc này lần đầu; ghi thêm được khi còn trống"
        columns.append(DataColumn(f"milestones.{kind}", title, "date", 14, told, True))
    columns += [
        DataColumn("status", "Trạng thái", told=_READ_ONLY),
        DataColumn("note", "Ghi chú", width=30, told="Ghi chú", editable=True),
    ]
    return DataSheet(f"Dữ liệu {policy.short}", columns, register, on, policy)


def _of_field(policy: Policy, name: str, one: Field) -> Iterator[DataColumn]:
    if name in policy.sensitive or one.repeats:
        return
    for cell in one.cells or (one,):
        if f"{name}.{cell.id}" in policy.sensitive:
            continue
        inner = f"details.{name}.{cell.id}" if one.cells else f"details.{name}"
        title = f"{one.label} {cell.label}" if one.cells else one.label
        kind: Literal["text", "number", "date"] = "text"
        if isinstance(cell.spec, schema.IntegerField | schema.MoneyField):
            kind = "number"
        elif isinstance(cell.spec, schema.DateField):
            kind = "date"
        choices = tuple(item.label for item in cell.codes.values())
        told = cell.spec.hint or cell.label
        yield DataColumn(inner, title, kind, 16, told, cell.calculation is None, choices)


def _own(entity: str, name: str, width: int, kind: Literal["text", "number", "date"] = "text") -> DataColumn:
    return DataColumn(name, label(entity, name), kind, width, label(entity, name), True)


def _flag(name: str) -> DataColumn:
    title = label("household", name)
    return DataColumn(name, title, width=12, told=title, editable=True, choices=(YES, NO))


def _names(list_name: str) -> tuple[str, ...]:
    return tuple(codes.names(list_name).values())
