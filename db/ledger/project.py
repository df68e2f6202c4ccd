"""From a record's document to its row in a business table (and its search words); no rule, no SQL of its own making."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Integer

from db.domain.text import COMMON_WORDS, fold, index_words, name_key, sort_key, words
from db.ledger.change import DELETED, canonical
from db.ledger.merge import Doc, Standing, shown
from db.models import ENTITIES, Base, Entity

Row = tuple[Any, ...]
Cell = Callable[[Any], Any]

LONGEST = 255
"""Characters of an indexed text; a server's index refuses what is much longer, and no id or word of a name is."""


def _text_cell(value: Any) -> str | None:
    if isinstance(value, str):
        return value.replace("\0", "") if "\0" in value else value
    return None if value is None else canonical(value).decode()


def _indexed_cell(value: Any) -> str | None:
    text = _text_cell(value)
    return None if text is None or len(text) > LONGEST else text


def _number_cell(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and abs(value) < 1 << 62 else None


def _json_cell(value: Any) -> str | None:
    return None if value is None else canonical(value).decode()


class Projector:
    """Builds rows of one entity. A value of an unexpected type never fails: the ledger keeps it, its cell is empty."""

    def __init__(self, entity: Entity) -> None:
        table = Base.metadata.tables[entity.table]
        self.entity = entity
        self.columns = ("id", "deleted", "conflicts", *entity.columns)
        index = {name: number for number, name in enumerate(self.columns)}
        indexed = {column.name for found in table.indexes for column in found.columns}
        cells = [self._cell(entity, table.columns[name].type, name, name in indexed) for name in self.columns]
        self._cells = cells
        self._width = len(self.columns)
        self._scalars = {key: (index[key], cells[index[key]]) for key in entity.keys if key not in entity.groups}
        self._groups = {
            key: [(name, index[name], cells[index[name]]) for name in columns] for key, columns in entity.groups.items()
        }
        self._maps = [(f"{name}.", index[name]) for name in entity.maps]
        self._named = "name" in index and "search" in index
        self._name = index.get("name", 0)
        self._search = index.get("search", 0)
        self._sort = index.get("sort_key", 0)
        self._key: Callable[[str], str] = name_key if entity.name == "person" else sort_key

    @staticmethod
    def _cell(entity: Entity, kind: Any, name: str, indexed: bool) -> Cell:
        if name in entity.json:
            return _json_cell
        if isinstance(kind, (Integer, BigInteger)):
            return _number_cell
        return _indexed_cell if indexed else _text_cell

    def row(self, record: str, values: dict[str, Any], *, deleted: bool = False, conflicts: int = 0) -> Row:
        """Return the row for `values` (ledger key → value), in the order of `columns`."""
        row: list[Any] = [None] * self._width
        row[:3] = record, int(deleted), conflicts
        scalars, groups = self._scalars, self._groups
        for key, value in values.items():
            scalar = scalars.get(key)
            if scalar is not None:
                row[scalar[0]] = scalar[1](value)
            elif key in groups:
                fields = value if isinstance(value, dict) else {}
                for name, number, cell in groups[key]:
                    row[number] = cell(fields.get(name))
            elif self._maps:
                self._gather(row, key, value)
        for _, number in self._maps:
            if row[number] is not None:
                row[number] = _json_cell(row[number])
        if self._named and row[self._name]:
            name = row[self._name]
            row[self._search], row[self._sort] = fold(name), self._key(name)
        return tuple(row)

    def _gather(self, row: list[Any], key: str, value: Any) -> None:
        for prefix, number in self._maps:
            if key.startswith(prefix):
                if row[number] is None:
                    row[number] = {}
                if "+" in key and isinstance(value, dict):
                    row[number].update(value)  # fields kept together under one key
                elif value is not None:
                    row[number][key[len(prefix) :]] = value

    def row_of(self, record: str, doc: Doc, state: Standing) -> Row:
        """Return the row of a document, provisional values where keys are in conflict."""
        heads = sorted(doc["h"].items()) if self._maps else doc["h"].items()
        values = {key: shown(live) for key, live in heads if live and key != DELETED}
        return self.row(record, values, deleted=state.deleted, conflicts=len(state.open))


PROJECTORS = {name: Projector(entity) for name, entity in ENTITIES.items()}
_PERSON = PROJECTORS["person"].columns
_AT = {name: _PERSON.index(name) for name in ("deleted", "name", "sort_key", "cmnd", "cccd", "bhxh_no")}


def words_of(row: Row) -> list[tuple[str, str, str, str]]:
    """Rows of `person_word` for a row of `person`: (word, sort key, person id, all that can be asked of the name).

    Common words have no rows; who is asked for by nothing else is looked up among everybody.
    """
    if row[_AT["deleted"]]:
        return []
    parts = (row[_AT["name"]] or "").split()
    found = dict.fromkeys(word for part in parts for word in _forms(part)[0])
    for part in parts:
        found.update(dict.fromkeys(_forms(part)[1]))
    text = f" {' '.join(found)} | {(row[_AT['name']] or '').casefold()} "
    for name in ("cmnd", "cccd", "bhxh_no"):
        if row[_AT[name]]:
            found[row[_AT[name]]] = None
    sort_key = row[_AT["sort_key"]] or ""
    return [(word[:LONGEST], sort_key, row[0], text) for word in found if word not in COMMON_WORDS]


@lru_cache(maxsize=4096)
def _forms(part: str) -> tuple[list[str], list[str]]:
    """The folded words of one word as written, and all under which it is to be found; names repeat few words."""
    return words(part), index_words(part)
