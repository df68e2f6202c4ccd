"""One conflict as a person judges it: the values side by side, who stands for each, and the household around it.

It decides nothing. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from db.domain import codes
from db.domain.values import show_date, show_money
from db.ledger.change import canonical
from db.store.deciding.disputes import Dispute, rank
from db.store.deciding.queue import QueueItem, Version
from db.store.definitions.standards import standards
from db.store.figure_names import FIGURES
from db.store.places.villages import list_villages
from db.store.reading import households, supports
from db.store.record.reading import RecordRow
from db.store.rows import HouseholdRow, MemberRow, SupportRow
from db.store.showing import Showing
from desktop.presenters import keys
from desktop.presenters.desk import Desk
from desktop.presenters.fields import FieldSpec, Option, show
from desktop.presenters.named import mark, moment, office_name, unit_name
from desktop.words import _


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a value: its name, what stands there, whether the values in question differ here."""

    label: str
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """Who wrote a value: office, officer, device, when, why; against a delete also what they wrote."""

    office: str
    officer: str
    device: str
    at: str
    reason: str
    wrote: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be taken, with everybody who stands for it. take: as in `Decision`; shown: in use till now."""

    take: str
    title: str
    cells: tuple[Cell, ...]
    voices: tuple[Voice, ...]
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of context; marked: it is what the conflict is about."""

    label: str
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one decision needs.

    about: whose record; title: the key; sentence: what happened; specs: its fields, () where nothing of one's own can
    be typed; together: how many items wait in the same household.
    """

    dispute: Dispute
    about: str
    title: str
    sentence: str
    choices: tuple[Choice, ...]
    specs: tuple[FieldSpec, ...]
    context: tuple[Line, ...]
    together: int


class CaseReader:
    """Reads cases from the register, with the names of units as of `unit_date`."""

    def __init__(self, desk: Desk, unit_date: str) -> None:
        self._desk = desk
        self._unit_date = unit_date

    def case(self, one: Dispute, *, together: int) -> Case:
        """All about one item; sensitive fields too, for nobody can decide what he may not see."""
        item = one.item
        with self._desk.register.read() as connection:
            self._showing = Showing(connection, sensitive=True)
            self._standards = standards(connection)
            homes = households(connection, [one.household] if one.household else [], self._desk.today)
            support = supports(connection, ids=[one.support]) if one.support else []
            villages = [Option(v.id, v.name, v.unit) for v in list_villages(connection)]
            values = [version.value for version in item.versions]
            known = self._known(one, values, villages)
            specs = () if item.kind == "late" else keys.specs(item.entity, item.key, known, one.definition, values)
            choices = self._choices(one, specs)
            context = tuple(self._context(one, homes[0] if homes else None, support[0] if support else None))
            title = self._title(one, specs, choices)
        typable = item.kind == "value" and keys.typable(item.entity, item.key, one.definition)
        about = _about(one, homes[0] if homes else None)
        return Case(one, about, title, _sentence(item, len(choices)), choices, specs * typable, context, together)

    def _choices(self, one: Dispute, specs: Sequence[FieldSpec]) -> tuple[Choice, ...]:
        match one.item.kind:
            case "delete":
                return self._sides(one)
            case "late":
                return self._late(one)
            case _:
                return self._values(one.item, specs)

    def _title(self, one: Dispute, specs: Sequence[FieldSpec], choices: Sequence[Choice]) -> str:
        item = one.item
        if item.kind != "value":
            return {"delete": _("Xóa hay giữ"), "late": _("Ghi nhận hay bỏ qua")}.get(item.kind, _("Sai quy tắc"))
        if len(specs) == 1:
            return specs[0].label
        differing = [cell.label for cell in choices[0].cells if cell.differs]
        return f"{self._showing.label(item.entity, item.id, item.key)}: {', '.join(differing)}"

    def _known(self, one: Dispute, values: Sequence[Any], villages: list[Option]) -> keys.Known:
        units = {value["unit"] for value in values if isinstance(value, dict) and "unit" in value} | {one.unit} - {""}
        return keys.Known(
            villages=[Option(village.code, village.label) for village in villages if village.hint in units],
            units=[Option(unit, unit_name(unit, self._unit_date)) for unit in sorted(units)],
            standards=self._standards,
        )

    def _values(self, item: QueueItem, specs: Sequence[FieldSpec]) -> tuple[Choice, ...]:
        """Equal values are one choice with several voices."""
        grouped: dict[bytes, list[Version]] = {}
        for version in sorted(item.versions, key=rank):
            grouped.setdefault(canonical(version.value), []).append(version)
        found = [keys.parts(item.entity, item.key, same[0].value) for same in grouped.values()]
        differing = {spec.id for spec in specs if len({canonical(one.get(spec.id)) for one in found}) > 1}
        shown = canonical(item.shown)
        return tuple(
            Choice(
                take=same[0].change,
                title=self._offices(same),
                cells=tuple(self._cell(item, spec, one.get(spec.id), spec.id in differing) for spec in specs),
                voices=tuple(self._voice(version) for version in same),
                shown=value == shown,
            )
            for (value, same), one in zip(grouped.items(), found, strict=True)
        )

    def _cell(self, item: QueueItem, spec: FieldSpec, value: Any, differs: bool = False) -> Cell:
        path = f"details.{spec.id}" if item.key.startswith("details.") else spec.id
        money = spec.id.startswith("sources.")
        text = show(spec, value) if money else self._showing.value(item.entity, item.id, path, value)
        return Cell(spec.label, text or _("(trống)"), differs)

    def _sides(self, one: Dispute) -> tuple[Choice, ...]:
        """Against a delete: to delete after all, or to keep with what was written since."""
        gone = [version for version in one.item.versions if version.deletes]
        kept = [version for version in one.item.versions if not version.deletes]
        return (
            Choice("delete", _("Xóa"), (), tuple(self._voice(version) for version in gone)),
            Choice("keep", _("Giữ lại"), (), tuple(self._voice(v, self._wrote(one, v)) for v in kept), shown=True),
        )

    def _late(self, one: Dispute) -> tuple[Choice, ...]:
        """What a former owner wrote after the hand-over: to take it for the new owner, or to leave it."""
        voices = tuple(self._voice(version, self._wrote(one, version)) for version in one.item.versions)
        return (
            Choice("take", _("Ghi nhận cho đơn vị mới"), (), voices, shown=True),
            Choice("leave", _("Bỏ qua"), (), ()),
        )

    def _wrote(self, one: Dispute, version: Version) -> tuple[Cell, ...]:
        """What an edit wrote that a delete, or the new owner, had not seen."""
        if not isinstance(version.value, dict):
            return ()
        cells: list[Cell] = []
        known = keys.Known(standards=self._standards)
        for key, value in version.value.items():
            specs = keys.specs(one.item.entity, key, known, one.definition, [value])
            inner = keys.parts(one.item.entity, key, value)
            edit = msgspec.structs.replace(one.item, key=key)
            cells += [self._cell(edit, spec, inner[spec.id]) for spec in specs if inner.get(spec.id) is not None]
        return tuple(cells)

    def _voice(self, version: Version, wrote: tuple[Cell, ...] = ()) -> Voice:
        office = office_name(version.device, self._unit_date)
        return Voice(office, version.officer, mark(version.device), moment(version.at), version.reason, wrote)

    def _offices(self, versions: Sequence[Version]) -> str:
        return ", ".join(dict.fromkeys(office_name(version.device, self._unit_date) for version in versions))

    def _context(self, one: Dispute, home: HouseholdRow | None, support: SupportRow | None) -> Iterator[Line]:
        if one.row is not None:
            yield from _record(one.row, unit_name(one.unit, self._unit_date))
        if one.item.entity in FIGURES:
            yield Line(_("Đơn vị"), unit_name(one.unit, self._unit_date) if one.unit else _("(trống)"))
            return
        if home is None:
            yield Line(_("Hộ"), _("không ở hộ nào trong sổ"))
        else:
            place = [home.address, home.village_name, unit_name(home.unit, self._unit_date)]
            yield Line(_("Nơi ở"), ", ".join(part for part in place if part))
            yield Line(_("Phân loại"), _classed(home))
            yield Line(_("Điện thoại"), home.phone or _("(trống)"))
        if support is not None:
            yield from _support(one, support)
        for member in home.members if home else ():
            yield Line(codes.names("relation").get(member.relation or "", ""), _member(member), member.id == one.person)


def _record(row: RecordRow, unit: str) -> Iterator[Line]:
    """What a record of a unit is, and where."""
    yield Line(_("Sổ công tác"), row.kind_title)
    yield Line(_("Tên"), row.name, marked=True)
    yield Line(_("Ngày"), show_date(row.date))
    yield Line(_("Đơn vị"), ", ".join(part for part in (row.village_name, unit) if part))


def _about(one: Dispute, home: HouseholdRow | None) -> str:
    head = home.head.name if home and home.head else ""
    if one.item.entity == "officer":
        return _("Cán bộ {0}").format(one.about)
    if one.item.entity == "village":
        return _("Thôn {0}").format(one.about)
    if one.support:
        return _("{0} – hộ {1}").format(one.about, head) if head else one.about
    return one.about or (_("Hộ {0}").format(head) if head else _("Hộ chưa có người"))


def _sentence(item: QueueItem, count: int) -> str:
    if item.kind == "check":
        return str(item.shown)
    if item.kind == "delete":
        return _("Có nơi đã xóa, nơi khác sửa mà chưa biết. Chưa quyết định thì sổ vẫn giữ.")
    if item.kind == "late":
        return _("Đơn vị cũ ghi sau khi hồ sơ đã bàn giao. Đơn vị mới chưa có; quyết định rồi mới gửi đi.")
    return _("{0} giá trị khác nhau. Chưa quyết định thì không dùng để xét duyệt và chi trả.").format(count)


def _classed(home: HouseholdRow) -> str:
    now = home.classification
    if now is None or not now.result:
        return _("chưa phân loại")
    name = codes.names("household_class").get(now.result, now.result)
    return _("{0} từ {1}").format(name, show_date(now.valid_from)) if now.valid_from else name


def _member(member: MemberRow) -> str:
    return f"{member.name}, {show_date(member.birth_date)}" if member.birth_date else member.name


def _support(one: Dispute, support: SupportRow) -> Iterator[Line]:
    yield Line(_("Hỗ trợ"), one.about, marked=True)
    for key in ("requested", "approved", "cost"):
        amount = getattr(support, key)
        if amount is not None:
            yield Line(keys.money_label(one.policy, key), _("{0} đồng").format(show_money(amount)))
    for step in support.milestones:
        name = one.policy.milestone_label(step.kind) if one.policy else step.kind
        amount = f", {show_money(step.amount)} đồng" if step.amount is not None else ""
        yield Line(name, f"{show_date(step.date)}{amount}")
