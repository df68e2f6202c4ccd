"""What waits for a person, household by household, with what is needed to judge it: whose record, where, which policy.

It decides nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.ids import office_of
from db.ledger.lineage import lineage
from db.models import Base
from db.policy.definition import Kind, Policy, Ruled
from db.store.deciding.queue import Decision, QueueItem, Version, list_queue
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import definition_of
from db.store.figure_names import FIGURES, figure_names
from db.store.reading import last_homes
from db.store.record.reading import RecordRow
from db.store.record.reading import records as record_rows

BATCH = 500
_OF_HOMES = (
    *("classification", "deprivation", "household_plan", "membership", "need", "residence", "review", "transfer"),
)


class Dispute(msgspec.Struct, kw_only=True):
    """One waiting item and whose it is.

    household, person, support: ids, "" where there is none; about: name of the person, village, officer or figure it is
    about, title of the policy of a support, "" for the household as a whole; village: its name; unit: code of the
    commune; row, kind: of a record of a unit, and its definition where it is here.
    """

    item: QueueItem
    household: str = ""
    person: str = ""
    support: str = ""
    about: str = ""
    unit: str = ""
    village: str = ""
    policy: Policy | None = None
    row: RecordRow | None = None
    kind: Kind | None = None

    @property
    def definition(self) -> Ruled | None:
        """The definition by which the record in question was written."""
        return self.kind or self.policy


def list_disputes(connection: Connection) -> list[Dispute]:
    """Everything that waits: by unit, village and household, so that what belongs together is decided together."""
    found = [Dispute(item=item) for item in list_queue(connection)]
    _find_supports(connection, found)
    _find_households(connection, found)
    order = _name(connection, found)
    return sorted(found, key=lambda one: (one.unit, order.get(one.household, ""), one.household, one.person))


def sides(items: Sequence[QueueItem]) -> list[str]:
    """Unit codes of the offices that wrote one of the values in question, in the order of `rank`."""
    versions = sorted((version for item in items for version in item.versions), key=rank)
    return list(dict.fromkeys(version.office for version in versions if version.office))


def rank(version: Version) -> tuple[int, str, str]:
    """The order in which sides stand on every item, so that a place always means the same office: communes first."""
    level, unit = office_of(version.device)
    return (("commune", "district", "province", "").index(level), unit, version.device)


def side(items: Sequence[QueueItem], office: str) -> list[Decision]:
    """The decisions that follow one office in everything; an item in which it has no say, or two, is left out."""
    return [found for item in items if (found := _by(item, office)) is not None]


def _by(item: QueueItem, office: str) -> Decision | None:
    own = [version for version in item.versions if version.office == office]
    place = {"entity": item.entity, "id": item.id, "key": item.key}
    if item.kind == "late":
        return Decision(**place, take="take") if own else None
    if item.kind == "delete":
        said = {"delete" if version.deletes else "keep" for version in own}
        return Decision(**place, take=said.pop()) if len(said) == 1 else None
    return Decision(**place, take=own[0].change) if len(own) == 1 else None


def _find_supports(connection: Connection, found: list[Dispute]) -> None:
    """Which support an item is about, whose it is and by which definition."""
    steps = _rows(connection, "milestone", ("support",), (d.item.id for d in found if d.item.entity == "milestone"))
    for one in found:
        if one.item.entity == "milestone":
            one.support = steps.get(one.item.id, (None,))[0] or ""
        elif one.item.entity == "support":
            one.support = one.item.id
    columns = ("household", "person", "policy", "definition", "year")
    supports = _rows(connection, "support", columns, (d.support for d in found if d.support))
    for one in found:
        if one.support in supports:
            household, person, policy, definition, year = supports[one.support]
            one.household, one.person = household or "", person or ""
            one.policy = definition_of(connection, policy or "", definition)
            one.about = " ".join(str(part) for part in (one.policy.short if one.policy else policy, year) if part)


def _find_households(connection: Connection, found: list[Dispute]) -> None:
    _find_plans(connection, found)
    for entity in _OF_HOMES:
        columns = ("household", "person") if entity in ("membership", "need") else ("household",)
        rows = _rows(connection, entity, columns, (d.item.id for d in found if d.item.entity == entity))
        for one in found:
            if one.item.entity == entity and one.item.id in rows:
                household, *person = rows[one.item.id]
                one.household, one.person = household or "", (person[0] or "") if person else ""
    people = [one for one in found if one.item.entity == "person"]
    homes = last_homes(connection, [one.item.id for one in people])
    for one in people:
        one.person, one.household = one.item.id, homes.get(one.item.id, "")
    for one in found:
        if one.item.entity == "household":
            one.household = one.item.id


def _find_plans(connection: Connection, found: list[Dispute]) -> None:
    """The household of the plan to which a measure or a follow-up belongs."""
    for entity in ("plan_measure", "plan_follow_up"):
        parts = [one for one in found if one.item.entity == entity]
        owners = _rows(connection, entity, ("plan",), (one.item.id for one in parts))
        homes = _rows(connection, "household_plan", ("household",), (plan or "" for (plan,) in owners.values()))
        for one in parts:
            (plan,) = owners.get(one.item.id, ("",))
            one.household = homes.get(plan, ("",))[0] or ""


def _name(connection: Connection, found: list[Dispute]) -> dict[str, str]:
    """Fill in names and places; returns the sort key of every household's village."""
    columns = ("unit", "village", "owner_unit")
    homes = _rows(connection, "household", columns, (d.household for d in found if d.household))
    villages = _rows(connection, "village", ("name", "sort_key", "owner_unit"), _villages(found, homes))
    people = _rows(connection, "person", ("name", "owner_unit"), (d.person for d in found if d.person))
    records = {d.item.id for d in found if d.item.entity == "unit_record"}
    own = {row.id: row for row in record_rows(connection, ids=sorted(records), deleted=True)} if records else {}
    officers = _rows(connection, "officer", ("name",), (d.item.id for d in found if d.item.entity == "officer"))
    order: dict[str, str] = {}
    known = lineage(connection)
    for one in found:
        unit, village, owner = homes.get(one.household, ("", "", ""))
        name, order[one.household], _owner = villages.get(village, ("", "", ""))
        one.unit, one.village = unit or owner or "", name or ""
        if one.item.entity == "village":
            one.about, _order, one.unit = villages.get(one.item.id, ("", "", ""))
        elif one.item.id in own:
            row = one.row = own[one.item.id]
            one.kind = kind_of(connection, row.kind, row.definition)
            one.about, one.unit, one.village = f"{row.kind_title}: {row.name}", row.unit, row.village_name
        elif one.item.entity in FIGURES:
            named = figure_names(connection, one.item.entity, [one.item.id])
            one.about, one.unit = named.get(one.item.id, ("", ""))
        elif one.item.entity == "officer":
            one.about = officers.get(one.item.id, ("",))[0] or ""
        elif one.person and not one.support:
            one.about, owner = people.get(one.person, ("", ""))
            one.unit = one.unit or owner or ""
        one.unit = known.now(one.unit or "")
    return {household: key or "" for household, key in order.items()}


def _villages(found: list[Dispute], homes: dict[str, tuple[Any, ...]]) -> set[str]:
    named = {village for _unit, village, _owner in homes.values() if village}
    return named | {one.item.id for one in found if one.item.entity == "village"}


def _rows(
    connection: Connection, entity: str, columns: tuple[str, ...], ids: Iterable[str]
) -> dict[str, tuple[Any, ...]]:
    """These columns of the records with these ids, by id; deleted ones too: a delete may be what is in question."""
    table = Base.metadata.tables[entity]
    found: dict[str, tuple[Any, ...]] = {}
    for part in _parts(sorted(set(ids))):
        query = select(table.c.id, *(table.c[name] for name in columns)).where(table.c.id.in_(part))
        found |= {record: tuple(values) for record, *values in connection.execute(query)}
    return found


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
