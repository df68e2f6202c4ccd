"""Supports that a merge left broken: rules that held on each side and no longer hold together. A queue of its own.

It changes no support: correcting is for a person.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, delete, insert, select

from db.domain.errors import InvalidData, NotFound
from db.ledger.register import Register
from db.models import Finding, Support, UnitRecord
from db.policy import evaluate
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import definition_of
from db.store.facts import as_input, facts_for
from db.store.reading import supports
from db.store.record.checks import broken as broken_rules
from db.store.record.reading import RecordRow, records
from db.store.rows import SupportRow


class Broken(msgspec.Struct, kw_only=True):
    """One rule that a support (or a record of a unit) breaks: field, code of the rule, Vietnamese sentence."""

    support: str
    entity: str = "support"
    field: str
    code: str
    message: str


def recheck(register: Register, connection: Connection, ids: Iterable[str]) -> int:
    """Judge these supports and records of units again by their own definitions; note what is surely broken.

    Returns the number of findings.
    """
    wanted = sorted(set(ids))
    for record in wanted:
        connection.execute(delete(Finding).where(Finding.support == record))
    found = 0
    judged = [_broken(register, connection, row) for row in supports(connection, ids=wanted)]
    judged += [_broken_record(register, connection, row) for row in records(connection, ids=wanted)]
    for broken in judged:
        found += len(broken)
        for place, one in enumerate(broken):
            values = {
                "support": one.support,
                "place": place,
                "field": one.field,
                "code": one.code,
                "message": one.message,
            }
            connection.execute(insert(Finding).values(**values))
    return found


def _broken(register: Register, connection: Connection, row: SupportRow) -> list[Broken]:
    chosen = definition_of(connection, row.policy, row.definition)
    if chosen is None:
        return []
    data = as_input(row)
    try:
        issues = evaluate.check(chosen, data, facts_for(register, connection, data, chosen, but=row.id))
    except InvalidData as error:
        issues = error.issues
    except NotFound:  # its household has not arrived yet
        return []
    return [
        Broken(support=row.id, field=issue.field, code=issue.code, message=issue.message)
        for issue in issues
        if issue.severity == "hard"
    ]


def _broken_record(register: Register, connection: Connection, row: RecordRow) -> list[Broken]:
    chosen = kind_of(connection, row.kind, row.definition)
    issues = broken_rules(register, connection, row, chosen) if chosen else []
    return [
        Broken(support=row.id, entity="unit_record", field=one.field, code=one.code, message=one.message)
        for one in issues
    ]


def list_findings(connection: Connection) -> list[Broken]:
    """Everything broken, by record; a deleted one is broken no more."""
    found: list[Broken] = []
    for model in (Support, UnitRecord):
        query = (
            select(Finding.support, Finding.field, Finding.code, Finding.message)
            .join(model, model.id == Finding.support)
            .where(model.deleted == 0)
            .order_by(Finding.support, Finding.place)
        )
        found += [
            Broken(support=support, entity=model.__tablename__, field=field, code=code, message=message)
            for support, field, code, message in connection.execute(query)
        ]
    return found
