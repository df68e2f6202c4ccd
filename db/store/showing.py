"""Ledger values as people read them: codes by their names, dates dd/MM/yyyy, money 1.234.567, records by their names.

A value that nobody can name is shown as it is kept; nothing fails.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from db.domain import codes
from db.domain.standards import Standard
from db.domain.values import show_date
from db.ledger.change import DELETED, canonical
from db.ledger.register import settings
from db.models import (
    HouseholdPlan,
    Membership,
    Milestone,
    Need,
    Person,
    PlanFollowUp,
    PlanMeasure,
    Review,
    ReviewRound,
    Support,
    UnitRecord,
    Village,
)
from db.policy import schema
from db.policy.compiled import Field
from db.policy.definition import Kind, Policy, Ruled
from db.policy.scoring import ScoreTable
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import definition_of, policies
from db.store.definitions.standards import indicator_names, score_tables, standards
from db.store.figure_names import FIGURES, amounts_label, figure_names
from db.store.household.people import HEAD
from db.store.labels import ENTITY_TITLES, label, plain
from db.store.owners import unit_called
from db.store.record.reading import LINKED, name_of

HIDDEN = "(nội dung kín)"

_PRIVATE = ("content", "refused_reason", "note")
"""What a need says in words; under a policy with sensitive fields (legal aid) nobody else shall read it."""


_RECORDS = {name: name for name in ("household", "person", "village", "support", "milestone", "review")}
_RECORDS |= {"reverses": "milestone"}
"""Keys whose value is another record, by what it is."""


def _referred(entity: str, name: str) -> str | None:
    """What the record is that a key names; the round of a support is a word."""
    return "review_round" if name == "round" and entity in ("review", "review_meeting") else _RECORDS.get(name)


_KINDS = ("milestone", "unit_record", "review", "review_round")
"""Entities whose `kind` is no code of a list of that name."""


class Showing:
    """Writes values for people, each name looked up once. sensitive: whether sensitive fields of policies are shown."""

    def __init__(self, connection: Connection, *, sensitive: bool = False) -> None:
        self._connection = connection
        self._sensitive = sensitive
        self._day = settings(connection).get("unit_date", "")
        self._names: dict[tuple[str, str], str] = {}
        self._policies: dict[str, Policy | None] = {}
        self._kinds: dict[str, Kind | None] = {}

    @cached_property
    def _standards(self) -> dict[str, Standard]:
        return standards(self._connection)

    @cached_property
    def _indicators(self) -> dict[str, str]:
        return indicator_names(self._connection)

    def label(self, entity: str, record: str, path: str) -> str:
        """The Vietnamese name of a key or of a field inside it (`identity.birth_date`, `details.so_tien`)."""
        group, _, field = path.partition(".")
        if group == "amounts" and field and entity == "budget_line":
            return amounts_label(field)
        if group != "details" or not field:
            return label(entity, field or group)
        known = self._definition(entity, record)
        found = known.fields.get(field) if known else None
        return found.label if found else field

    def value(self, entity: str, record: str, path: str, value: Any) -> str:
        """A value as text; "" for none."""
        if value is None:
            return ""
        group, _, field = path.partition(".")
        if group == "details" and field:
            return self._detail(entity, record, field, value)
        name = field or group
        if path == DELETED:
            return "đã xóa"
        if entity == "need" and name in _PRIVATE and not self._sensitive and self._is_private(record):
            return HIDDEN
        if not isinstance(value, str):
            return self._many(entity, record, name, value)
        named = _referred(entity, name)
        return self.record(named, value) if named else self._word(entity, record, name, value)

    def _many(self, entity: str, record: str, name: str, value: Any) -> str:
        """A number, a list or a group; the groups of typed figures name their parts."""
        if name == "answers" and isinstance(value, dict):
            return "; ".join(self._answer(code, given) for code, given in value.items())
        if name == "deprivations":
            return "; ".join(self._word(entity, record, "indicator", str(one)) for one in value)
        if not isinstance(value, dict) or entity not in FIGURES:
            return plain(name, value)
        return "; ".join(f"{label(entity, key)}: {plain(key, one)}" for key, one in value.items())

    def _answer(self, code: str, given: Any) -> str:
        """`Số nhân khẩu của hộ: 4 người`, as far as a score table knows the question."""
        asked = next((one for table in self._tables for one in table.questions if one.code == code), None)
        names = {one.code: one.name for one in asked.answers} if asked else {}
        told = [names.get(str(one), str(one)) for one in (given if isinstance(given, list) else [given])]
        return f"{asked.name if asked else code}: {', '.join(told)}"

    @cached_property
    def _tables(self) -> list[ScoreTable]:
        return list(score_tables(self._connection).values())

    def _word(self, entity: str, record: str, name: str, value: str) -> str:
        """A text that names something else than a code of a list."""
        match name:
            case "standard":
                return self._standards[value].title if value in self._standards else value
            case "indicator":
                return self._indicators.get(value, value)
            case "unit" | "owner_unit" | "origin" | "destination" | "handed_from" | "old_code" | "new_code":
                return self.unit(value)
            case "policy":
                chosen = self._policy(record) if entity == "support" else policies(self._connection).get(value)
                return chosen.title if chosen else value
            case "kind" if entity in _KINDS:
                return self._kind_of(entity, record, value)
            case _:
                return plain(name, value)

    def _kind_of(self, entity: str, record: str, value: str) -> str:
        if entity == "milestone":
            return self._milestone(record, value)
        if entity != "unit_record":
            return codes.names("review_kind").get(value, value)
        of_unit = self._kind(record)
        return of_unit.title if of_unit else value

    def unit(self, code: str) -> str:
        """A unit by its name on the register's date, a former one by its last name."""
        return unit_called(code, self._day)

    def definition(self, policy: str) -> Policy | None:
        """The newest version of a policy, None where the register has none."""
        return policies(self._connection).get(policy)

    def definition_of_support(self, support: str) -> Policy | None:
        """The definition a support was recorded with, None where it is not here."""
        return self._policy(support)

    def record(self, entity: str, record: str) -> str:
        """What a record is called: a name where it has one, else what it is."""
        place = entity, record
        if place not in self._names:
            self._names[place] = self._name(entity, record) or ENTITY_TITLES.get(entity, entity)
        return self._names[place]

    def _name(self, entity: str, record: str) -> str | None:
        match entity:
            case "person" | "village":
                model = Person if entity == "person" else Village
                return self._connection.execute(select(model.name).where(model.id == record)).scalar()
            case "household":
                head = select(Person.name).join(Membership, Membership.person == Person.id)
                ordered = head.where(
                    Membership.household == record, Membership.relation == HEAD, Membership.deleted == 0
                )
                name = self._connection.execute(ordered.order_by(Membership.id.desc())).scalars().first()
                return f"hộ {name}" if name else None
            case "membership":
                query = select(Membership.person).where(Membership.id == record)
                person = self._connection.execute(query).scalar()
                return f"quan hệ trong hộ của {self.record('person', person)}" if person else None
            case "support":
                known = self._policy(record)
                return f"hỗ trợ “{known.short}”" if known else None
            case "milestone":
                kind = self._connection.execute(select(Milestone.kind).where(Milestone.id == record)).scalar()
                return f"mốc “{self._milestone(record, kind)}”" if kind else None
            case _:
                return self._plan_name(entity, record)

    def _plan_name(self, entity: str, record: str) -> str | None:
        match entity:
            case "household_plan":
                year = self._of(HouseholdPlan.year, HouseholdPlan.id, record)
                return f"kế hoạch giảm nghèo năm {year}" if year else None
            case "plan_measure":
                content = self._of(PlanMeasure.content, PlanMeasure.id, record)
                return f"giải pháp “{content}”" if content else None
            case "plan_follow_up":
                date = self._of(PlanFollowUp.date, PlanFollowUp.id, record)
                return f"lần theo dõi {show_date(date)}" if date else None
            case "need":
                policy = self._of(Need.policy, Need.id, record)
                content = self._policy_name(policy) if policy else self._of(Need.content, Need.id, record)
                return f"nhu cầu “{content}”" if content else None
            case _:
                return self._unit_name(entity, record)

    def _unit_name(self, entity: str, record: str) -> str | None:
        """What a unit keeps: records, typed figures, reviews and their rounds."""
        match entity:
            case "unit_record":
                kind, name = self._kind(record), name_of(self._connection, record)
                return f"{kind.short} “{name}”" if kind and name != kind.short else name
            case _ if entity in FIGURES:
                return figure_names(self._connection, entity, [record]).get(record, ("", ""))[0] or None
            case "review":
                date = self._of(Review.date, Review.id, record)
                return f"phiếu rà soát {show_date(date)}" if date else None
            case "review_round":
                year, kind = (self._of(one, ReviewRound.id, record) for one in (ReviewRound.year, ReviewRound.kind))
                return f"đợt {codes.names('review_kind').get(kind, kind).lower()} {year}" if year and kind else None
            case _:
                return None

    def _of(self, column: InstrumentedAttribute[Any], key: InstrumentedAttribute[str], record: str) -> Any:
        return self._connection.execute(select(column).where(key == record)).scalar()

    def _policy_name(self, policy: str) -> str:
        known = policies(self._connection).get(policy)
        return known.short if known else policy

    def _is_private(self, need: str) -> bool:
        known = policies(self._connection).get(self._of(Need.policy, Need.id, need) or "")
        return known is not None and bool(known.sensitive)

    def _milestone(self, record: str, kind: str) -> str:
        query = select(Milestone.support).where(Milestone.id == record)
        known = self._policy(self._connection.execute(query).scalar() or "")
        return known.milestone_label(kind) if known else codes.names("milestone_kind").get(kind, kind)

    def _detail(self, entity: str, record: str, field: str, value: Any) -> str:
        known = self._definition(entity, record)
        if known is None:
            return HIDDEN  # whether it is sensitive nobody here can tell
        if not self._sensitive and field in known.sensitive:
            return HIDDEN
        try:
            return known.show(field, self.linked(known, field, value), sensitive=self._sensitive)
        except (ValueError, TypeError, ArithmeticError):  # a shape that its definition does not have
            return canonical(value).decode() if self._sensitive else HIDDEN

    def linked(self, known: Ruled, field: str, value: Any) -> Any:
        """A detail with the names of what its links point at in their place."""
        found = known.fields.get(field)
        if found is None or not isinstance(known, Kind):
            return value
        if not found.cells:
            return self._name_at(found, value)
        rows = value if isinstance(value, list) else [value]
        named = [
            {cell.id: self._name_at(cell, row[cell.id]) for cell in found.cells if cell.id in row}
            for row in rows
            if isinstance(row, dict)
        ]
        return named if found.repeats else next(iter(named), None)

    def _name_at(self, cell: Field, value: Any) -> Any:
        if isinstance(cell.spec, schema.LinkField) and isinstance(value, str):
            return self.record(LINKED[cell.spec.to], value)
        return value

    def _definition(self, entity: str, record: str) -> Ruled | None:
        return self._kind(record) if entity == "unit_record" else self._policy(record)

    def _kind(self, record: str) -> Kind | None:
        if record not in self._kinds:
            query = select(UnitRecord.kind, UnitRecord.definition).where(UnitRecord.id == record)
            row = self._connection.execute(query).first()
            self._kinds[record] = kind_of(self._connection, row[0] or "", row[1]) if row else None
        return self._kinds[record]

    def _policy(self, support: str) -> Policy | None:
        if support not in self._policies:
            query = select(Support.policy, Support.definition).where(Support.id == support)
            row = self._connection.execute(query).first()
            self._policies[support] = definition_of(self._connection, row[0] or "", row[1]) if row else None
        return self._policies[support]
