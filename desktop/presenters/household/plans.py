"""The plans and registered needs of a household as its page lists them. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from db.domain import codes
from db.domain.values import show_date
from db.ledger.register import Register
from db.store.definitions.policies import policies
from db.store.plan.reading import needs, plans
from db.store.rows import HouseholdRow, PlanRow
from desktop.words import _


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan or need: the page that opens it, what it is, when, how it stands; whether something of it waits."""

    id: str
    page: str
    cells: tuple[str, str, str, str]
    conflict: bool


def plan_lines(register: Register, home: HouseholdRow) -> list[PlanLine]:
    """All plans of a household, the newest first, then its needs, those that wait first."""
    with register.read() as connection:
        planned, asked = plans(connection, households=[home.id]), needs(connection, households=[home.id])
        known = policies(connection)
    found = [
        PlanLine(row.id, "plan", (_("Kế hoạch"), _causes(row), str(row.year), _progress(row)), row.conflicts > 0)
        for row in planned
    ]
    states = codes.names("need_state")
    for one in sorted(asked, key=lambda row: (row.state != "open", row.registered_on)):
        kind = known[one.policy].short if one.policy in known else one.policy
        what = ": ".join(part for part in (kind, one.content) if part)
        cells = (_("Nhu cầu"), what, show_date(one.registered_on), states[one.state])
        found.append(PlanLine(one.id, "need", cells, one.conflicts > 0))
    return found


def _causes(row: PlanRow) -> str:
    names = codes.names("poverty_cause")
    return "; ".join(names.get(code, code) for code in row.causes) or _("Chưa ghi nguyên nhân")


def _progress(row: PlanRow) -> str:
    live = [one for one in row.measures if one.state != "dropped"]
    done = sum(one.state == "done" for one in live)
    return _("xong {0}/{1} giải pháp").format(done, len(live)) if live else _("chưa có giải pháp")
