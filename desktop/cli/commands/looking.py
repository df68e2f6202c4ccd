"""`sohotro show`: one household as of a date, one person, support, village, plan or need; changes nothing."""

from __future__ import annotations

from typing import Any

import click

from db.domain.errors import InvalidData, Issue
from db.domain.values import is_iso_date, local_date, show_date
from desktop.cli.session import as_of_option, json_option, opened_as_of, plain, register_argument, show


@click.command("show")
@register_argument
@click.argument("noun", type=click.Choice(["household", "person", "support", "village", "plan", "need"]))
@click.argument("record")
@click.option("--on", "on_date", default=None, help="Ngày (YYYY-MM-DD) cần xem; mặc định hôm nay.")
@as_of_option
@json_option
def show_record(register: str, noun: str, record: str, on_date: str | None, as_of: str | None, as_json: bool) -> None:
    """Xem một bản ghi: hộ vào một ngày, người, khoản hỗ trợ, thôn với các hộ, kế hoạch của hộ, nhu cầu."""
    if on_date is not None and not is_iso_date(on_date):
        raise InvalidData([Issue("on", "hard", "date", f"Ngày “{on_date}” không có trong lịch: ghi dạng 2017-09-01.")])
    with opened_as_of(register, as_of) as book, book.read() as connection:
        found, told = _READ[noun](connection, record, on_date or local_date(book.providers.now()))
    show(found, as_json, lambda: "\n".join(told))


def _household(connection: Any, record: str, on: str) -> tuple[Any, list[str]]:
    from db.domain import codes
    from db.store.definitions.standards import indicator_names
    from db.store.reading import household

    row = household(connection, record, on)
    kind = row.classification
    result = codes.names("household_class").get(kind.result or "", "") if kind else ""
    told = [f"{row.village_name}: {len(row.members)} người, {result.lower() or 'chưa phân loại'} ({show_date(on)})"]
    for member in row.members:
        relation = codes.names("relation").get(member.relation or "", "")
        told.append(
            f"- {member.name}, {relation.lower()}, sinh {show_date(member.birth_date or 'chưa rõ')}  [{member.id}]"
        )
    names = indicator_names(connection)
    lacks = "; ".join(names.get(code, code) for code in row.deprivations)
    return row, told + ([f"Thiếu hụt: {lacks}"] if lacks else [])


def _person(connection: Any, record: str, _: str) -> tuple[Any, list[str]]:
    from db.domain import codes
    from db.store.reading import person

    row = person(connection, record)
    died = f", chết {show_date(row.death_date)}" if row.death_date else ""
    told = [f"{row.name}, sinh {show_date(row.birth_date or 'chưa rõ')}{died}"]
    for stay in row.memberships:
        end = codes.names("membership_end").get(stay.end_reason or "", "chưa rõ lý do").lower()
        until = f"đến {show_date(stay.to_date)} ({end})" if stay.to_date else "đến nay"
        since = f"từ {show_date(stay.from_date)} " if stay.from_date else ""
        told.append(f"- hộ {stay.household} {since}{until}  [{stay.id}]")
    return row, told


def _support(connection: Any, record: str, _: str) -> tuple[Any, list[str]]:
    from db.domain import codes
    from db.store.reading import support
    from db.store.support.supports import state_of

    row = support(connection, record)
    state, label = state_of(connection, row)
    told = [f"{row.policy}, năm {row.year}: {label}"]
    kinds = codes.names("milestone_kind")
    told += [f"- {kinds.get(step.kind, step.kind)}, {show_date(step.date)}  [{step.id}]" for step in row.milestones]
    return plain(row) | {"state": state, "state_label": label}, told


def _village(connection: Any, record: str, on: str) -> tuple[Any, list[str]]:
    from db.store.places.villages import village
    from db.store.reading import household_ids, households

    row, ids = village(connection, record), household_ids(connection, villages=[record])
    told = [f"{row.name}: {len(ids)} hộ"]
    told += [
        f"- {home.head.name if home.head else 'không còn ai'}  [{home.id}]" for home in households(connection, ids, on)
    ]
    return plain(row) | {"households": ids}, told


def _plan(connection: Any, record: str, _: str) -> tuple[Any, list[str]]:
    from db.domain import codes
    from db.store.plan.reading import plan

    row, states, causes = plan(connection, record), codes.names("plan_state"), codes.names("poverty_cause")
    told = [f"Kế hoạch giảm nghèo năm {row.year}, hộ {row.household}"]
    told += [f"Nguyên nhân: {'; '.join(causes.get(code, code) for code in row.causes)}"] if row.causes else []
    told += [f"- {one.content}: {states.get(one.state, one.state).lower()}  [{one.id}]" for one in row.measures]
    told += [f"- {show_date(one.date)}: {one.outcome}  [{one.id}]" for one in row.follow_ups]
    return row, told


def _need(connection: Any, record: str, _: str) -> tuple[Any, list[str]]:
    from db.store.plan.reading import need_row

    row = need_row(connection, record)
    return row, [need_line(row)]


def need_line(row: Any) -> str:
    """A registered need in one line."""
    from db.domain import codes

    what = ": ".join(part for part in (row.policy, row.content) if part)
    state = codes.names("need_state")[row.state].lower()
    return f"{show_date(row.registered_on)}, {what}, {state}  [{row.id}, hộ {row.household}]"


_READ = {
    "household": _household,
    "person": _person,
    "support": _support,
    "village": _village,
    "plan": _plan,
    "need": _need,
}
