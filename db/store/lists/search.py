"""Finding people as officers type: no tone marks, any order of words, đ or d, composed or not; exact accents first.

`find` answers with the first hits, `text_hits` with a query for all of them, to be part of a list's. It writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from db.dialects import Statements, fetch, statements
from db.domain.text import COMMON_WORDS, fold, nfc, words
from db.ledger.lineage import NOW, lineage
from db.store.clauses import Clause, ask, either, every
from db.store.places.apart import told_apart
from db.store.rows import FoundPerson

MANY = 3_000
"""Words carried by more people than this are all called common: counting further would cost more than it saves."""

_CARRIED: WeakKeyDictionary[Engine, dict[str, int]] = WeakKeyDictionary()
"""How many people carry a word, remembered per open register.

It only decides where a search starts, so it may grow old.
"""

_SHOW = """
SELECT p.id, p.name, p.birth_date, p.sex, p.cmnd, p.cccd, m.household, m.relation, v.id, v.name, h.unit, p.conflicts
FROM person p
LEFT JOIN membership m ON m.person = p.id AND m.deleted = 0 AND m.to_date IS NULL
LEFT JOIN household h ON h.id = m.household
LEFT JOIN village v ON v.id = h.village
WHERE {among}
"""


def find(connection: Connection, text: str, *, limit: int = 50) -> list[FoundPerson]:
    """People whose name holds every word of `text`, or an identity number.

    Words may be cut short if nothing matches whole. Those whose name has the very accents typed come first, then by
    given name in Vietnamese order.
    """
    asked = words(text)
    if not asked:
        return []
    accented = _accented(text)
    hits = _people(connection, asked, accented, limit, whole=True)
    return _shown(connection, hits or _people(connection, asked, accented, limit, whole=False))


def _accented(text: str) -> list[str]:
    """The words typed with marks, which a name may have exactly so."""
    return [word for word in nfc(text).casefold().split() if fold(word) != word]


def text_hits(connection: Connection, text: str) -> Clause | None:
    """A query of (person, place) for everybody whose name holds every word; place 0 has the accents typed, 1 not.

    As `find`: words may be cut short if nothing matches whole. None when nobody is found.
    """
    asked, accented = words(text), _accented(text)
    for whole in (True, False):
        query = _hits(connection, asked, accented, whole=whole)
        if ask(connection, query.within("SELECT 1 FROM (", ") AS hit LIMIT 1")):
            return query
    return None


def _hits(connection: Connection, asked: Sequence[str], accented: Sequence[str], *, whole: bool) -> Clause:
    sql = statements(connection)
    telling = [word for word in asked if not _common(word, whole=whole)]
    if not telling:
        has = [Clause(sql.contains("' ' || p.search || ' '"), (_ended(word, whole=whole),)) for word in asked]
        exact = every(either(_as_written(sql, word)) for word in accented)
        place = exact.within("CASE WHEN ", " THEN 0 ELSE 1 END")
        return place.within("SELECT p.id AS person, ", " AS place FROM person p WHERE p.deleted = 0 AND ") + every(has)
    start = (_rarest_first(connection, telling) if whole and len(telling) > 1 else telling)[0]
    others = [word for word in asked if word != start]
    span = Clause("word = ?", (start,)) if whole else Clause("word >= ? AND word < ?", (start, start + "\U0010ffff"))
    has = [Clause(sql.contains("text"), (_ended(word, whole=whole),)) for word in others]
    exact = every(Clause(sql.contains("text"), (_ended(word, whole=whole),)) for word in accented)
    place = exact.within("min(CASE WHEN ", " THEN 0 ELSE 1 END)")
    query = place.within("SELECT person, ", " AS place FROM person_word WHERE ") + every([span, *has])
    return query + " GROUP BY person"


def _ended(word: str, *, whole: bool) -> str:
    """A word as it stands between blanks, or the beginning of one."""
    return f" {word} " if whole else f" {word}"


def _as_written(sql: Statements, word: str) -> list[Clause]:
    """A name has this word, small, capitalised or in capitals."""
    forms = dict.fromkeys((word, word.capitalize(), word.upper()))
    return [Clause(sql.contains("' ' || p.name"), (f" {form}",)) for form in forms]


def people_outside(connection: Connection, on: str) -> list[FoundPerson]:
    """Living people who were recorded once and belong to no household on the ISO date, by name."""
    mark = statements(connection).mark
    query = (
        "SELECT p.id FROM person p WHERE p.deleted = 0 AND p.death_date IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM membership m WHERE m.person = p.id AND m.deleted = 0 "
        f"AND (m.from_date IS NULL OR m.from_date <= {mark}) AND (m.to_date IS NULL OR m.to_date > {mark})"
        ") ORDER BY p.sort_key, p.id"
    )
    return _shown(connection, [person for (person,) in fetch(connection, query, (on, on))])


def _people(
    connection: Connection, asked: Sequence[str], accented: Sequence[str], limit: int, *, whole: bool
) -> list[str]:
    """Ids of people in the order of the answer: first with the accents as typed, then without."""
    telling = [word for word in asked if not _common(word, whole=whole)]
    if not telling:
        return _everybody(connection, asked, limit, whole=whole)
    ordered = _rarest_first(connection, telling) if whole and len(telling) > 1 else telling
    start, *others = [*ordered, *(word for word in asked if word not in telling)]
    found: dict[str, None] = {}
    if accented:
        found = dict.fromkeys(_scan(connection, start, [*others, *accented], limit, whole=whole))
    if len(found) < limit:
        found |= dict.fromkeys(_scan(connection, start, others, limit, whole=whole))
    return list(found)[:limit]


def _common(word: str, *, whole: bool) -> bool:
    """Whether people may carry a word (or one that begins with it) without being indexed under it."""
    return word in COMMON_WORDS if whole else any(common.startswith(word) for common in COMMON_WORDS)


def _everybody(connection: Connection, asked: Sequence[str], limit: int, *, whole: bool) -> list[str]:
    """Look through all names; only for a query of nothing but common words (“Hồ Thị”), which finds half a commune."""
    sql = statements(connection)
    condition = " AND ".join([sql.contains("' ' || search || ' '")] * len(asked))
    parameters = [_ended(word, whole=whole) for word in asked]
    query = f"SELECT id FROM person WHERE deleted = 0 AND {condition} ORDER BY sort_key, id LIMIT {sql.mark}"
    return [person for (person,) in fetch(connection, query, (*parameters, limit))]


def _scan(connection: Connection, start: str, others: Sequence[str], limit: int, *, whole: bool) -> list[str]:
    """Read the range of one word in the order of names, keeping people whose text has the other words too."""
    sql = statements(connection)
    mark = sql.mark
    condition = f"word = {mark}" if whole else f"word >= {mark} AND word < {mark}"
    parameters: list[str | int] = [start] if whole else [start, start + "\U0010ffff"]
    for word in others:
        condition += f" AND {sql.contains('text')}"
        parameters.append(_ended(word, whole=whole))
    query = f"SELECT person FROM person_word WHERE {condition} ORDER BY word, sort_key, person LIMIT {mark}"
    return [person for (person,) in fetch(connection, query, (*parameters, limit))]


def _rarest_first(connection: Connection, asked: Sequence[str]) -> list[str]:
    """The words by how few people carry them; among equals the last one typed, usually a given name, comes first."""
    known = _CARRIED.setdefault(connection.engine, {})
    mark = statements(connection).mark
    for word in asked:
        if word not in known:
            query = f"SELECT count(*) FROM (SELECT 1 FROM person_word WHERE word = {mark} LIMIT {MANY}) AS few"
            ((known[word],),) = fetch(connection, query, (word,))
    return sorted(dict.fromkeys(reversed(asked)), key=known.__getitem__)


def _shown(connection: Connection, people: Sequence[str]) -> list[FoundPerson]:
    """What a hit shows, in the order given; a person in two households shows the first."""
    if not people:
        return []
    sql, known = statements(connection), lineage(connection)
    names = told_apart(connection, NOW) if known else {}
    found: dict[str, FoundPerson] = {}
    for row in fetch(connection, _SHOW.format(among=sql.among("p.id")), (sql.listed(people),)):
        person, name, birth, sex, cmnd, cccd, household, relation, place, village, unit, conflicts = row
        if person not in found:
            found[person] = FoundPerson(
                person=person, name=name or "", birth_date=birth, sex=sex, cmnd=cmnd, cccd=cccd, household=household,
                relation=relation, village_name=names.get(place, village or ""), unit=known.now(unit or ""),
                conflicts=conflicts,
            )  # fmt: skip
    return [found[person] for person in people if person in found]
