"""Headings of lists that nobody but this office uses: what their columns mean, kept in the register for the next list.

Which headings are known to everybody is `forms/sheets/head.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from sqlalchemy import Connection

from db.domain.text import nfc
from db.ledger.register import Register, put_setting, settings

_KEY = "list_headings"
TEMPLATES = "templates"
"""Under which the headings of templates of other offices are remembered, beside those of lists and policies."""


def list_headings(connection: Connection, policy: str = "") -> dict[str, str]:
    """Heading → field ("" = a column that is not used), as told before for lists of households, or of a policy."""
    return dict(orjson.loads(settings(connection).get(_key(policy), "{}")))


def keep_headings(register: Register, told: Mapping[str, str], policy: str = "") -> dict[str, str]:
    """Remember what these headings mean, beside those told before; returns all of them."""
    with register.write() as connection:
        known = list_headings(connection, policy) | {nfc(heading): name for heading, name in told.items()}
        put_setting(connection, _key(policy), orjson.dumps(known).decode())
    return known


def _key(policy: str) -> str:
    return f"{_KEY}.{policy}" if policy else _KEY
