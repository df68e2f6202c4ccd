"""What a definition may ask about a household, a person and their other supports; of one or of many, in few queries.

It judges nothing and writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue, NotFound, no_record
from db.domain.values import age_on, local_date, show_date
from db.ledger.register import Register
from db.policy import evaluate
from db.policy.definition import Policy
from db.policy.evaluate import Facts
from db.policy.lifecycle import void
from db.store.clauses import among, ask
from db.store.definitions.policies import definition_of, policies
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.places.statuses import zones_on
from db.store.reading import households, supports
from db.store.rows import HouseholdRow, MemberRow, MilestoneRow, SupportRow

KINH = "01"
ESCAPED = ("escaped_poverty", "escaped_near_poverty")
History = list[tuple[str, str | None, str | None]]
"""(valid_from, standard, result) of the classifications of a household, the latest first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A support to be judged by its policy. record: its id where it is in the register; it is not its own rival."""

    data: SupportInput
    policy: Policy
    record: str = ""


def today_of(register: Register) -> str:
    """The day on which this register works."""
    return local_date(register.providers.now())


def facts_for(
    register: Register, connection: Connection, data: SupportInput, chosen: Policy, *, but: str = ""
) -> Facts:
    """What the definition may ask about one support's household, its person and their other supports.

    All as of the date whose law counts. but: id of the support being changed, which is not its own rival.

    Raises:
        NotFound: no such household; InvalidData: the person is not in it on that date.
    """
    (found,) = facts_of(register, connection, [Judged(data, chosen, but)])
    if isinstance(found, Exception):
        raise found
    return found


def facts_of(
    register: Register, connection: Connection, given: Sequence[Judged]
) -> list[Facts | NotFound | InvalidData]:
    """As `facts_for`, of many supports; each that cannot be judged has its error in its place."""
    return facts_on(connection, given, today_of(register))


def facts_on(connection: Connection, given: Sequence[Judged], today: str) -> list[Facts | NotFound | InvalidData]:
    """As `facts_of`, as if that ISO day were today."""
    dates = [_date(one.policy, one.data, today) for one in given]
    homes = _homes(connection, [(one.data.household or "", on) for one, on in zip(given, dates, strict=True)])
    owners = sorted({home.id for home in homes.values()})
    histories = class_histories(connection, owners)
    zones = {on: zones_on(connection, on) for on in set(dates)}
    names = related(connection, {one.policy.id: one.policy for one in given})
    rivals = rivals_of(connection, owners, set().union(*names.values()))
    found: list[Facts | NotFound | InvalidData] = []
    for one, on in zip(given, dates, strict=True):
        data = one.data
        home = homes.get((data.household or "", on))
        if home is None:
            found.append(no_record("hộ", data.household or ""))
            continue
        person = next((member for member in home.members if member.id == data.person), None)
        if data.person and person is None:
            message = f"Người này không ở trong hộ vào ngày {show_date(on)}: kiểm tra lại hộ, người hoặc năm."
            found.append(InvalidData([Issue("person", "hard", "not_member", message)]))
            continue
        facts = Facts(
            on=today,
            household=household_facts(home, histories.get(home.id, []), zones[on]),
            others=[
                other
                for name in names[one.policy.id]
                for other in rivals.get((home.id, name), ())
                if other["id"] != one.record
            ],
            person=None if person is None else person_facts(person, on),
        )
        found.append(facts)
    return found


def _date(chosen: Policy, data: SupportInput, today: str) -> str:
    """The day whose facts count, never one to come."""
    return min(evaluate.record_date(chosen, data, Facts(on=today, household={})), today)


def _homes(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], HouseholdRow]:
    """Households by id and date."""
    by_date: dict[str, dict[str, None]] = defaultdict(dict)
    for home, on in wanted:
        by_date[on][home] = None
    return {(row.id, on): row for on, ids in by_date.items() for row in households(connection, list(ids), on)}


def related(connection: Connection, asked: dict[str, Policy]) -> dict[str, list[str]]:
    """By policy, those whose supports matter to it: itself, then all that may pay for the same content."""
    mine = {name: {entry.id for entry in one.definition.contents} for name, one in asked.items()}
    known = policies(connection) if any(mine.values()) else {}
    found = {name: [name] for name in asked}
    for other in known.values():
        theirs = {entry.id for entry in other.definition.contents}
        for name, contents in mine.items():
            if name != other.id and contents & theirs:
                found[name].append(other.id)
    return found


def rivals_of(
    connection: Connection, owners: Sequence[str], names: set[str]
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The other supports of these households under these policies, as definitions see them."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in supports(connection, households=owners, policies=sorted(names)):
        chosen = definition_of(connection, row.policy, row.definition)
        found[row.household, row.policy].append(as_other(row.id, as_input(row), chosen))
    return found


def household_facts(home: HouseholdRow, history: History, zones: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Facts `ho.…` of a household row; history: as `class_histories` gives it, zones: as `zones_on`,
    None where they do not matter.
    """
    now = home.classification
    return {
        "id": home.id,
        "size": len(home.members),
        "classification": now.result if now else None,
        "sub_type": now.sub_type if now else None,
        "standard": now.standard if now else None,
        "classified_from": now.valid_from if now else None,
        "was_2011_2015_poor": _was_poor_2011(history),
        "escaped_on": _escaped_on(history, (now and now.valid_from) or ""),
        "area_class": home.area_class,
        "zone": (zones or {}).get(home.unit),
        "ethnic_minority": home.ethnic_minority,
        "merit": home.merit,
        "no_labour": home.no_labour,
        "head_sex": home.head.sex if home.head else None,
        "deprivations": home.deprivations,
    }


def person_facts(person: MemberRow, on: str) -> dict[str, Any]:
    """Facts `nguoi.…` of a member on a date."""
    return {
        "id": person.id,
        "name": person.name,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "age": age_on(person.birth_date, on) if person.birth_date else None,
        "relation": person.relation,
        "bhxh_no": person.bhxh_no,
        "ethnic_minority": None if person.ethnic is None else person.ethnic != KINH,
    }


def class_histories(connection: Connection, owners: Sequence[str]) -> dict[str, History]:
    """Every classification of these households, the latest first."""
    wanted = among(connection, "c.household", owners).within(
        "SELECT c.household, c.valid_from, c.standard, c.result FROM classification c WHERE c.deleted = 0 AND ", ""
    )
    found: dict[str, History] = defaultdict(list)
    for owner, start, standard, result in ask(connection, wanted + " ORDER BY c.valid_from DESC, c.id"):
        found[owner].append((start or "", standard, result))
    return found


def _was_poor_2011(history: History) -> bool | None:
    """Whether the household was on the poor list of the standard 2011–2015; None if this register does not say."""
    found = [result for _, standard, result in history if standard == "2011_2015"]
    return None if not found else "poor" in found


def _escaped_on(history: History, until: str) -> str | None:
    """Day the household last left the lists; lists of later years, escaped again or not poor, do not move it."""
    found = None
    for start, _, result in history:
        if start > until or (result == "not_poor" and found is None):
            continue
        if result not in ESCAPED:
            break
        found = start
    return found


def as_other(record: str, data: SupportInput, chosen: Policy | None) -> dict[str, Any]:
    """A support as an entry of `Facts.others`. chosen: its own definition, None where the register has none."""
    amounts = data.amounts or Amounts()
    return {
        "id": record,
        "policy": data.policy,
        "person": data.person,
        "year": data.year,
        "round": data.round,
        "details": data.details,
        "amounts": {"requested": amounts.requested, "approved": amounts.approved, "cost": amounts.cost},
    } | _meaning(data, chosen)


def _meaning(data: SupportInput, chosen: Policy | None) -> dict[str, Any]:
    """What its definition says of a support; nothing of one that the register does not have."""
    if chosen is None:
        return {"status": "", "active_from": None, "active_to": None}
    blank = Facts(on=f"{data.year}-12-31", household={})
    steps = [msgspec.to_builtins(step) for step in data.milestones]
    state = evaluate.status(chosen, steps)
    start, end = evaluate.active_period(chosen, data, blank)
    return {
        "short": chosen.short,
        "status": state,
        "label": chosen.status_label(state),
        "void": void(chosen, steps),
        "contents": evaluate.contents(chosen, data, blank),
        "active_from": start,
        "active_to": end,
    }


def as_input(row: SupportRow) -> SupportInput:
    """A support as a caller would hand it over again, reversed milestones left out."""
    sources = [Source(source=s.get("source", ""), amount=s.get("amount", 0)) for s in row.sources]
    amounts = Amounts(requested=row.requested, approved=row.approved, cost=row.cost, sources=sources)
    return SupportInput(
        policy=row.policy,
        year=row.year,
        household=row.household,
        person=row.person,
        round=row.round,
        amounts=amounts if any((row.requested, row.approved, row.cost, sources)) else None,
        details=row.details,
        milestones=[_step(step) for step in row.milestones],
        note=row.note,
    )


def _step(step: MilestoneRow) -> MilestoneInput:
    return MilestoneInput(
        kind=step.kind, date=step.date, amount=step.amount, document_no=step.document_no, note=step.note
    )
