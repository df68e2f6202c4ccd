"""What waits to be done, for the home page: reminders, reports near, numbers, questions, hand-overs, changes not sent.

Counts come from the same filters as the lists behind them. It reminds nobody by itself and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from sqlalchemy import Connection, func, select

from db.ledger.register import settings
from db.ledger.streams import list_streams
from db.models import Package
from db.policy.definition import Policy
from db.store.clauses import Clause, ask
from db.store.deciding.queue import count_waiting
from db.store.definitions.kinds import kinds
from db.store.definitions.policies import policies
from db.store.handover.moves import list_moves
from db.store.handover.reorganising import changes_for
from db.store.home.owed import owed_reports
from db.store.inputs import Filter
from db.store.lists.listing import count
from db.store.lists.record_lines import due_day, is_open
from db.store.record.reading import records
from db.store.support.periods import Reminder, bearer, due_clause

WITH_NUMBER_FROM = 14
"""Age from which an identity card is due (Luật Căn cước công dân 59/2014/QH13 Đ.19)."""

MISSED = 30
"""Days for which a report is still named that was not issued by its day."""
OF_RECORDS = "record."
"""What stands before a kind of record in the kind of what is due."""


class Due(msgspec.Struct, kw_only=True):
    """One thing that is due.

    kind: `<policy>.<id>` of a reminder, `record.<kind>` of records of the office, `units`, `report`, `no_id`, `queue`,
    `moves` or `unsent`; title: Vietnamese; date: the earliest date it hangs on, None where it has none; count: how many
    people, households, records, reports, questions, hand-overs, units or changes; of and filter: the list behind it,
    None for those that have none.
    """

    kind: str
    title: str
    date: str | None
    count: int
    of: Literal["persons", "households"] | None = None
    filter: Filter | None = None


def due(connection: Connection, *, on: str) -> list[Due]:
    """Everything that is due on the ISO date `on`; what has nothing to show is left out."""
    waiting = [_without_number(connection, on), _questions(connection), _moving(connection), _unsent(connection)]
    late = _late_records(connection, on)
    found = (*_joined(connection, on), *_reminders(connection, on), *_reports(connection, on), *late, *waiting)
    return [one for one in found if one.count]


def _reports(connection: Connection, on: str) -> Iterator[Due]:
    """The reports whose day is near, or not long past, and which our office has not issued."""
    today = date.fromisoformat(on)
    query = Clause("SELECT r.name, r.year FROM issued_report r WHERE r.deleted = 0")
    issued = {(name, year) for name, year in ask(connection, query)}
    for one in owed_reports(connection):
        for year in (today.year - 1, today.year):
            day = one.due(year)
            if (one.name, year) not in issued and -MISSED <= (day - today).days <= one.remind:
                yield Due(kind="report", title=one.title, date=day.isoformat(), count=1)


def _joined(connection: Connection, on: str) -> Iterator[Due]:
    """Units that were joined and this register does not follow yet, households of divided ones that nobody has told
    where they belong; first of all, that our own has ended.
    """
    own = settings(connection)["unit"]
    found = changes_for(connection, on)
    into = next((new for new in found if new.code != own and any(one.code == own for one in new.units)), None)
    if into is not None:
        yield Due(kind="units", title=f"Đơn vị của sổ này đã vào {into.name}", date=into.date, count=1)
    elif waits := [new for new in found if new.waits]:
        yield Due(kind="units", title="Đơn vị mới chưa áp dụng vào sổ", date=waits[0].date, count=len(waits))
    elif parted := {part.code: (new.date, part.households) for new in found for part in new.undivided}:
        first, homes = min(day for day, _homes in parted.values()), sum(homes for _day, homes in parted.values())
        yield Due(kind="units", title="Hộ của đơn vị bị chia chưa có nơi nhận", date=first, count=homes)


def _reminders(connection: Connection, on: str) -> Iterator[Due]:
    for policy in policies(connection).values():
        for rule in policy.rules.dues:
            yield _reminder(connection, policy, Reminder(f"{policy.id}.{rule.spec.id}", policy, rule), on)


def _reminder(connection: Connection, policy: Policy, asked: Reminder, on: str) -> Due:
    of: Literal["persons", "households"] = "persons" if bearer(policy) == "person" else "households"
    wanted, day = due_clause(connection, asked, on)
    ((first,),) = ask(connection, wanted.within(f"SELECT min({day}) FROM support s WHERE ", ""))
    behind = Filter(due=asked.name)
    return Due(
        kind=asked.name,
        title=asked.rule.spec.title,
        date=first,
        count=0 if first is None else count(connection, of, behind, on=on),
        of=of,
        filter=behind,
    )


def _late_records(connection: Connection, on: str) -> Iterator[Due]:
    """Records of the office whose day has passed: complaints to be answered, conclusions to be mended, works."""
    for chosen in kinds(connection).values():
        if chosen.definition.due_on is not None:
            days = [due_day(chosen, row) for row in records(connection, kind=chosen.id) if is_open(chosen, row)]
            late = [day for day in days if day < on]
            title = f"Sổ công tác, quá hạn: {chosen.short}"
            yield Due(kind=f"{OF_RECORDS}{chosen.id}", title=title, date=min(late, default=None), count=len(late))


def _without_number(connection: Connection, on: str) -> Due:
    behind = Filter(has_id=False, age_from=WITH_NUMBER_FROM)
    found = count(connection, "persons", behind, on=on)
    title = f"Người từ {WITH_NUMBER_FROM} tuổi thiếu số định danh"
    return Due(kind="no_id", title=title, date=None, count=found, of="persons", filter=behind)


def _questions(connection: Connection) -> Due:
    return Due(kind="queue", title="Mục chờ quyết định", date=None, count=count_waiting(connection))


def _moving(connection: Connection) -> Due:
    """Hand-overs whose next step is ours: not those we could only withdraw, nor offers that another unit answers."""
    unit = settings(connection)["unit"]
    can = [row for row in list_moves(connection) if row.can not in ([], ["withdraw"])]
    rows = [row for row in can if row.step != "offered" or row.destination == unit]
    title = "Việc chuyển hộ giữa các xã chờ mình"
    return Due(kind="moves", title=title, date=min((row.date for row in rows), default=None), count=len(rows))


def _unsent(connection: Connection) -> Due:
    """Changes of our own written since the last package that carried their stream; date: when that was."""
    query = select(Package.sid, func.max(Package.last), func.max(Package.at)).where(Package.direction == "out")
    sent = {sid: (last, at) for sid, last, at in connection.execute(query.group_by(Package.sid))}
    found, times = 0, []
    for stream in list_streams(connection, mine=True):
        last, at = sent.get(stream.sid, (0, ""))
        if stream.last > last:
            found += stream.last - last
            times.append(at)
    first = min((at[:10] for at in times if at), default=None)
    return Due(kind="unsent", title="Thay đổi chưa xuất gói", date=first, count=found)
