"""Finding people as officers type: without tone marks, any order of words, đ or d, composed or not; exact accents first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from db.dialects import statements
from db.domain.text import fold, nfc, words
from db.store.rows import FoundPerson

CANDIDATES = 2_000
"""A word carried by more people than this is not worth starting from while there is a rarer one."""

_FETCH = """
SELECT p.id, p.name, p.birth_date, p.sex, p.cmnd, p.cccd, p.conflicts, m.household, m.relation, v.name, h.unit, p.sort_key
FROM person p
LEFT JOIN membership m ON m.person = p.id AND m.deleted = 0 AND m.to_date IS NULL
LEFT JOIN household h ON h.id = m.household
LEFT JOIN village v ON v.id = h.village
WHERE {among}
"""


def find(connection: Connection, text: str, *, limit: int = 50) -> list[FoundPerson]:
    """People whose name holds every word of `text` (a word may be cut short if nothing matches whole), or an identity number.

    Best first: the name with these very accents, then by given name in Vietnamese order.
    """
    asked = words(text)
    if not asked:
        return []
    hits = _people(connection, asked, prefix=False) or _people(connection, asked, prefix=True)
    if not hits:
        return []
    sql = statements(connection)
    query = _FETCH.format(among=sql.among("p.id"))
    rows = connection.exec_driver_sql(query, (sql.listed(hits),)).all()
    wanted = [w.casefold() for w in nfc(text).split()]
    ranked = sorted(rows, key=lambda row: (_rank(row[1] or "", wanted), row[11] or "", row[0]))
    found: dict[str, FoundPerson] = {}
    for row in ranked:
        person, name, birth, sex, cmnd, cccd, conflicts, household, relation, village, unit, _ = row
        found.setdefault(person, FoundPerson(
            person=person, name=name or "", birth_date=birth, sex=sex, cmnd=cmnd, cccd=cccd, household=household,
            relation=relation, village_name=village or "", unit=unit or "", conflicts=conflicts,
        ))
        if len(found) == limit:
            break
    return list(found.values())


def _rank(name: str, wanted: Sequence[str]) -> int:
    """0 when the accents typed stand in the name, 1 otherwise (typed without accents: all alike)."""
    has = set(name.casefold().split())
    return sum(word not in has for word in wanted if fold(word) != word)


def _people(connection: Connection, asked: Sequence[str], *, prefix: bool) -> list[str]:
    """Ids of people that carry all words, started from the rarest."""
    start = min(asked, key=lambda word: _carried(connection, word, prefix=prefix)) if len(asked) > 1 else asked[0]
    sql = statements(connection)
    others = [word for word in asked if word != start]
    condition, parameters = _range(sql.mark, start, prefix=prefix)
    for word in others:
        condition += f" AND ' ' || folded || ' ' LIKE {sql.mark}"
        parameters.append(f"% {word}{'' if prefix else ' '}%")
    query = f"SELECT DISTINCT person FROM person_word WHERE {condition} LIMIT {CANDIDATES}"
    return [person for (person,) in connection.exec_driver_sql(query, tuple(parameters))]


def _carried(connection: Connection, word: str, *, prefix: bool) -> int:
    """How many people carry a word, counted no further than needed."""
    mark = statements(connection).mark
    condition, parameters = _range(mark, word, prefix=prefix)
    query = f"SELECT count(*) FROM (SELECT 1 FROM person_word WHERE {condition} LIMIT {CANDIDATES}) AS few"
    return int(connection.exec_driver_sql(query, tuple(parameters)).scalar_one())


def _range(mark: str, word: str, *, prefix: bool) -> tuple[str, list[str]]:
    if not prefix:
        return f"word = {mark}", [word]
    return f"word >= {mark} AND word < {mark}", [word, word + "\U0010ffff"]
