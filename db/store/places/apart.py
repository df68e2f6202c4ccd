"""Names of villages: which are the same, and which of one name are told apart by the communes they were of."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from sqlalchemy import Connection

from db.domain.text import fold
from db.ledger.lineage import lineage
from db.store.clauses import Clause, ask
from db.store.owners import unit_version


def told_apart(connection: Connection, on: str) -> dict[str, str]:
    """Names by id of the villages that share theirs with one of another former commune in their unit of an ISO day."""
    known = lineage(connection)
    if not known:
        return {}
    alike: dict[tuple[str, str], list[tuple[str, str, str, str]]] = defaultdict(list)
    rows = ask(connection, Clause("SELECT v.id, v.name, v.unit, v.unit_date FROM village v WHERE v.deleted = 0"))
    for record, name, unit, day in rows:
        alike[known.on(unit or "", on), village_key(name or "")].append((record, name or "", unit or "", day or ""))
    return {
        record: f"{name} ({_commune(unit, day)})"
        for found in alike.values()
        if len({(unit, _commune(unit, day)) for _, _, unit, day in found}) > 1
        for record, name, unit, day in found
    }


def _commune(unit: str, day: str) -> str:
    """The name of the commune a village was entered in."""
    found = unit_version(unit, day)
    return found.name if found else unit


@lru_cache(maxsize=4096)
def village_key(name: str) -> str:
    """Villages are compared without `Thôn`, `Bản`, case, tones, zeros in front: `THÔN A HƯƠR` is `A Hươr`."""
    bare = re.sub(r"^(thon|ban|lang|xom|to dan pho|tdp)\s+", "", fold(name))
    return re.sub(r"\b0+(?=\d)", "", bare)
