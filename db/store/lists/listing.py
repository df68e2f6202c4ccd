"""Lists for a table that keeps ids and fetches rows by the page: who is in it, in which order, how many, what to show.

Filtering and sorting are the database's; nothing here decides who deserves what, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial

from sqlalchemy import Connection

from db.domain.errors import UserError
from db.store.clauses import Clause, among, ask, current, every
from db.store.household.people import HEAD
from db.store.inputs import Filter, Sort
from db.store.lists.conditions import Conditions, Subject, class_on, conditions, members_of_home
from db.store.places.residence import here, places_then, stands
from db.store.reading import households
from db.store.rows import CardRow, HouseholdLine, HouseholdRow, MemberRow, PersonLine
from db.store.support.cards import cards

__all__ = [
    "HOUSEHOLD_COLUMNS",
    "PERSON_COLUMNS",
    "Filter",
    "Sort",
    "count",
    "count_by_unit",
    "first_person_ids",
    "household_ids_by",
    "household_lines",
    "person_ids",
    "person_lines",
]

_CLASS_ORDER = ("poor", "near_poor", "escaped_poverty", "escaped_near_poverty", "not_poor")
_NAME = "p.sort_key"
PERSON_COLUMNS = {
    "name": _NAME,
    "birth_date": "p.birth_date",
    "sex": "p.sex",
    "relation": "m.relation",
    "ethnic": "p.ethnic",
    "id_no": "coalesce(p.cccd, p.cmnd)",
    "household": "h.id",
    "village": "v.sort_key",
    "unit": "h.unit",
    "result": "class",
}
HOUSEHOLD_COLUMNS = {
    "name": _NAME,
    "code": "h.code",
    "birth_date": "p.birth_date",
    "id_no": "coalesce(p.cccd, p.cmnd)",
    "village": "v.sort_key",
    "unit": "h.unit",
    "address": "h.address",
    "result": "class",
    "members": "members",
    "entered": "h.id",
}
"""Columns that a list can be sorted by, with what they are in SQL (`class` and `members` are worked out)."""

_GONE = "m.household IS NULL OR m.household NOT IN (SELECT h.id FROM household h WHERE h.deleted = 0)"
MANY = 5_000
_OF_HOME = ("relation", "household", "village", "unit", "result")


def person_ids(connection: Connection, asked: Filter, sort: Sort | None = None, *, on: str) -> list[str]:
    """Ids of the people of a list, living in a household on the ISO date `on`; exact accents before all else.

    Raises:
        UserError: no such column; NotFound: a policy or reminder that this register does not know.
    """
    sort = sort or Sort()
    column = _column(PERSON_COLUMNS, sort, on)
    wanted = conditions(connection, "persons", asked, on)
    if wanted.of_people_alone and sort.column not in _OF_HOME:
        return _who_live(connection, _people_in_order(connection, wanted, column, sort), on)
    query = Clause("SELECT p.id FROM person p")
    if sort.column in _OF_HOME:
        query += wanted.belongs().within(" JOIN membership m ON m.person = p.id AND ", "")
        query += " JOIN household h ON h.id = m.household LEFT JOIN village v ON v.id = h.village"
    query += _joined_hits(wanted.hits) + " WHERE " + _people(wanted)
    return _ids(connection, query + _order(column, sort, hits=wanted.hits is not None, record="p.id"))


def household_ids_by(connection: Connection, asked: Filter, sort: Sort | None = None, *, on: str) -> list[str]:
    """Ids of the households of a list, by default in the order of their heads' names. Raises as `person_ids`."""
    sort = sort or Sort()
    column = _column(HOUSEHOLD_COLUMNS, sort, on)
    wanted = conditions(connection, "households", asked, on)
    query = Clause("SELECT h.id FROM household h LEFT JOIN village v ON v.id = h.village")
    query += current(on, "hm").within(
        f" LEFT JOIN membership hm ON hm.household = h.id AND hm.relation = '{HEAD}' AND ",
        " LEFT JOIN person p ON p.id = hm.person",
    )
    query += _hit_homes(wanted) + " WHERE " + _homes(wanted)
    return _ids(connection, query + _order(column, sort, hits=wanted.hits is not None, record="h.id"))


def count(connection: Connection, of: Subject, asked: Filter, *, on: str) -> int:
    """How many people or households a list has."""
    wanted = conditions(connection, of, asked, on)
    if of == "persons" and wanted.of_people_alone:
        query = Clause("SELECT p.id FROM person p") + _joined_hits(wanted.hits) + " WHERE " + wanted.people()
        return len(_who_live(connection, _ids(connection, query), on))
    if of == "persons":
        query = Clause("SELECT count(*) FROM person p") + _joined_hits(wanted.hits) + " WHERE " + _people(wanted)
    else:
        query = Clause("SELECT count(*) FROM household h") + _hit_homes(wanted) + " WHERE " + _homes(wanted)
    ((found,),) = ask(connection, query)
    return int(found)


def count_by_unit(
    connection: Connection, of: Subject, asked: Filter, *, on: str, units_on: str | None = None
) -> dict[str, int]:
    """As `count`, by the commune where they lived on that day, by its code in our tree; no words are looked for.

    units_on: by the tree of that ISO day instead.
    """
    wanted, then = conditions(connection, of, asked, on), places_then(connection, on)
    moved = f", {'h.id' if then else 'NULL'}"
    if of == "persons":
        members = every([wanted.homes(), wanted.people(), wanted.belongs()])
        query = members.within(
            f"SELECT h.unit, count(DISTINCT p.id){moved} FROM membership m JOIN household h ON h.id = m.household "
            "JOIN person p ON p.id = m.person WHERE ",
            "",
        )
    else:
        query = _homes(wanted).within(f"SELECT h.unit, count(*){moved} FROM household h WHERE ", "")
    codes = cache(partial(stands, connection, on=units_on))
    found: dict[str, int] = {}
    for unit, number, home in ask(connection, query + " GROUP BY h.unit" + (", h.id" if then else "")):
        place = codes(then[home].unit if home in then else unit or "")
        found[place] = found.get(place, 0) + int(number)
    return found


def _people_in_order(connection: Connection, wanted: Conditions, column: Clause, sort: Sort) -> list[str]:
    """People who meet conditions on a person alone, wherever they live or do not."""
    query = Clause("SELECT p.id FROM person p") + _joined_hits(wanted.hits) + " WHERE " + wanted.people()
    if wanted.hits is not None or column.text != _NAME:
        return _ids(connection, query + _order(column, sort, hits=wanted.hits is not None, record="p.id"))
    named = f" AND {_NAME} IS NOT NULL ORDER BY {_NAME}{' DESC' if sort.descending else ''}, p.id"  # as the index lies
    return _ids(connection, query + named) + _ids(connection, query + f" AND {_NAME} IS NULL ORDER BY p.id")


def first_person_ids(connection: Connection, count: int, *, on: str) -> list[str]:
    """The beginning of the list of everybody by name, at once: what a screen shows until it has the rest."""
    query = Clause("SELECT p.id FROM person p WHERE p.deleted = 0 AND ")
    home = "JOIN household h ON h.id = m.household AND h.deleted = 0"
    lives = every([current(on), *here(connection, on)]).within(
        f"EXISTS (SELECT 1 FROM membership m {home} WHERE m.person = p.id AND "
    )
    return _ids(connection, query + lives + f" AND {_NAME} IS NOT NULL ORDER BY {_NAME}, p.id LIMIT {count:d}")


def _who_live(connection: Connection, ids: list[str], on: str) -> list[str]:
    """Those of these people who live in a household, in their order; of many it is quicker to ask who does not."""
    if len(ids) > MANY:
        nowhere = _living_nowhere(connection, on)
        return [record for record in ids if record not in nowhere]
    here = _living_among(connection, ids, on)
    return [record for record in ids if record in here]


def _living_among(connection: Connection, ids: Iterable[str], on: str) -> set[str]:
    query = among(connection, "m.person", ids).within("SELECT m.person FROM membership m WHERE ", " AND ")
    return {person for (person,) in ask(connection, query + current(on) + f" AND NOT ({_GONE})")}


def _living_nowhere(connection: Connection, on: str) -> set[str]:
    """Ids of the people who live in no household on an ISO date: who left, died, or never belonged to one."""
    left = current(on).within("SELECT m.person FROM membership m WHERE NOT (", f") OR {_GONE}")
    found = {person for (person,) in ask(connection, left) if person is not None}
    never = "SELECT p.id FROM person p WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.person = p.id)"
    return (found - _living_among(connection, found, on)).union(p for (p,) in ask(connection, Clause(never)))


def _column(columns: dict[str, str], sort: Sort, on: str) -> Clause:
    """SQL of the column to sort by."""
    known = columns.get(sort.column)
    if known is None:
        names = ", ".join(columns)
        raise UserError(
            "unknown_column", f"Danh sách không có cột “{sort.column}” để xếp. Chưa làm gì: chọn một trong {names}."
        )
    if known == "members":
        return members_of_home(on)
    if known != "class":
        return Clause(known)
    places = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(_CLASS_ORDER))
    return class_on(on).within("(CASE ", f" {places} END)")


def _order(column: Clause, sort: Sort, *, hits: bool, record: str) -> Clause:
    """Names typed with their accents first, then the column, then names; what is not known stands at the end."""
    made = Clause(" ORDER BY hit.place, " if hits else " ORDER BY ")
    way = " DESC" if sort.descending else ""
    made += column + " IS NULL, " + column + f"{way}, "
    if column.text != _NAME:
        made += f"{_NAME} IS NULL, {_NAME}, "
    return made + record


def _ids(connection: Connection, query: Clause) -> list[str]:
    """The ids, each once: a merge may have left somebody in two households, or a household with two heads."""
    return list(dict.fromkeys(record for (record,) in ask(connection, query)))


def _joined_hits(hits: Clause | None) -> Clause:
    return Clause("") if hits is None else hits.within(" JOIN (", ") AS hit ON hit.person = p.id")


def _people(wanted: Conditions) -> Clause:
    """Conditions on `p`, which lives in a household asked for."""
    homes = wanted.homes().within("m.household IN (SELECT h.id FROM household h WHERE ")
    lives = wanted.belongs().within("EXISTS (SELECT 1 FROM membership m WHERE m.person = p.id AND ", " AND ")
    return every([wanted.people(), lives + homes + ")"])


def _homes(wanted: Conditions) -> Clause:
    """Conditions on `h`, in which somebody lives who is asked for."""
    if not wanted.about_people or wanted.hits is not None:
        return wanted.homes()
    # Few households: look into each. All of them: look for the people first, who may be few.
    start = "EXISTS (SELECT 1" if wanted.household else "h.id IN (SELECT m.household"
    beside = "m.household = h.id AND " if wanted.household else ""
    members = every([wanted.belongs(), wanted.people()]).within(
        f"{start} FROM membership m JOIN person p ON p.id = m.person WHERE {beside}"
    )
    return every([wanted.homes(), members])


def _hit_homes(wanted: Conditions) -> Clause:
    """The households of the people found by name, with the best place of any."""
    if wanted.hits is None:
        return Clause("")
    found = wanted.hits.within("SELECT m.household, min(hit.place) AS place FROM (", ") AS hit ")
    found += every([wanted.belongs(), wanted.people()]).within(
        "JOIN membership m ON m.person = hit.person JOIN person p ON p.id = hit.person WHERE ", " GROUP BY m.household"
    )
    return found.within(" JOIN (", ") AS hit ON hit.household = h.id")


def person_lines(connection: Connection, ids: Sequence[str], *, on: str) -> list[PersonLine]:
    """What a page shows of these people on the ISO date `on`, in the order asked for."""
    found = among(connection, "m.person", ids).within("SELECT m.person, m.household FROM membership m WHERE ", " AND ")
    living = dict(ask(connection, found + current(on) + " ORDER BY m.id DESC"))
    homes = {home.id: home for home in households(connection, list(dict.fromkeys(living.values())), on)}
    held = cards(connection, ids, on)
    lines = {}
    for home in homes.values():
        for member in home.members:
            if living.get(member.id) == home.id:
                lines[member.id] = _person_line(home, member, held.get(member.id))
    return [lines[record] for record in ids if record in lines]


def _person_line(home: HouseholdRow, member: MemberRow, card: CardRow | None) -> PersonLine:
    return PersonLine(
        id=member.id,
        name=member.name,
        birth_date=member.birth_date,
        sex=member.sex,
        relation=member.relation,
        ethnic=member.ethnic,
        cmnd=member.cmnd,
        cccd=member.cccd,
        bhxh_no=member.bhxh_no,
        household=home.id,
        head=home.head.name if home.head else "",
        village=home.village,
        village_name=home.village_name,
        unit=home.unit,
        result=home.classification.result if home.classification else None,
        card=card,
        conflicts=member.conflicts,
    )


def household_lines(connection: Connection, ids: Sequence[str], *, on: str) -> list[HouseholdLine]:
    """What a page shows of these households on the ISO date `on`, in the order asked for."""
    homes = households(connection, ids, on)
    held = cards(connection, [member.id for home in homes for member in home.members], on)
    return [_household_line(home, held) for home in homes]


def _household_line(home: HouseholdRow, held: dict[str, CardRow]) -> HouseholdLine:
    head, now = home.head, home.classification
    mine = (held.get(member.id) for member in home.members)
    return HouseholdLine(
        id=home.id,
        code=home.code,
        head=head.name if head else "",
        head_id=head.id if head else None,
        head_birth=head.birth_date if head else None,
        head_sex=head.sex if head else None,
        id_no=(head.cccd or head.cmnd) if head else None,
        village=home.village,
        village_name=home.village_name,
        unit=home.unit,
        address=home.address,
        phone=home.phone,
        result=now.result if now else None,
        sub_type=now.sub_type if now else None,
        members=len(home.members),
        cards=sum(card is not None and card.valid for card in mine),
        ethnic_minority=home.ethnic_minority,
        merit=home.merit,
        no_labour=home.no_labour,
        conflicts=home.conflicts + (now.conflicts if now else 0) + sum(member.conflicts for member in home.members),
    )
