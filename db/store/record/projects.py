"""Projects and their sub-projects with what belongs to them in a year: records that name one, supports by programme.

Which supports belong where is data (`resources/projects.toml`); budget lines and targets are not here.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache

import msgspec
from sqlalchemy import Connection

import resources
from db.domain import codes
from db.policy import kinds as judging
from db.store.definitions.kinds import kind_of
from db.store.definitions.policies import policies
from db.store.reading import household_ids, supports
from db.store.record.reading import RecordRow, as_input, records


class Belongs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Supports of a policy: of some of its programmes, none named: of all."""

    policy: str
    programmes: list[str] = []


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project of code list `project`: who leads it, where that is read, which supports are its."""

    code: str
    lead: str
    source: str
    supports: list[Belongs] = []


class _Projects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    projects: list[Project]


class ProjectLine(msgspec.Struct, kw_only=True):
    """What belongs to a project in a year. records: by kind; cost: theirs; approved: money of the supports, in đồng."""

    code: str
    title: str
    lead: str
    records: dict[str, int]
    cost: int
    supports: int
    approved: int


@cache
def known_projects() -> tuple[Project, ...]:
    """Every project, in the order of the code list."""
    found = msgspec.convert(tomllib.loads(resources.read("projects.toml").decode()), _Projects).projects
    order = list(codes.names("project"))
    return tuple(sorted(found, key=lambda one: order.index(one.code)))


def project_lines(connection: Connection, year: int, *, unit: str | None = None) -> list[ProjectLine]:
    """Every project to which something belongs in that year; unit: records of it and the units below."""
    by_project = _records(connection, year, unit)
    found: list[ProjectLine] = []
    for project in known_projects():
        rows = by_project.get(project.code, [])
        number, approved = _supports(connection, project, year, unit)
        if rows or number:
            kinds: dict[str, int] = {}
            for row, _cost in rows:
                kinds[row.kind] = kinds.get(row.kind, 0) + 1
            found.append(
                ProjectLine(
                    code=project.code,
                    title=codes.name("project", project.code),
                    lead=project.lead,
                    records=kinds,
                    cost=sum(cost for _row, cost in rows),
                    supports=number,
                    approved=approved,
                )
            )
    return found


def _records(connection: Connection, year: int, unit: str | None) -> dict[str, list[tuple[RecordRow, int]]]:
    """Records that name a project, with their cost."""
    found: dict[str, list[tuple[RecordRow, int]]] = {}
    for row in records(connection, year=year, unit=unit):
        chosen = kind_of(connection, row.kind, row.definition)
        code = row.details.get(chosen.definition.project or "") if chosen else None
        if chosen is not None and isinstance(code, str):
            cost = judging.cost(chosen, as_input(row))
            found.setdefault(code, []).append((row, int(Decimal(cost or 0))))
    return found


def _supports(connection: Connection, project: Project, year: int, unit: str | None) -> tuple[int, int]:
    """How many supports belong to it, and the money approved for them."""
    number, approved = 0, 0
    for part in project.supports:
        chosen = policies(connection).get(part.policy)
        field = (chosen.rules.programme_field if chosen else None) or ""
        homes = None if unit is None else household_ids(connection, unit=unit)
        for row in supports(connection, policy=part.policy, households=homes, year=year):
            if not part.programmes or row.details.get(field) in part.programmes:
                number, approved = number + 1, approved + (row.approved or 0)
    return number, approved
