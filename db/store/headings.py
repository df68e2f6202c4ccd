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


def list_headings(connection: Connection) -> dict[str, str]:
    """Heading → field ("" = a column that is not used), as told before."""
    return dict(orjson.loads(settings(connection).get(_KEY, "{}")))


def keep_headings(register: Register, told: Mapping[str, str]) -> dict[str, str]:
    """Remember what these headings mean, beside those told before; returns all of them."""
    with register.write() as connection:
        known = list_headings(connection) | {nfc(heading): name for heading, name in told.items()}
        put_setting(connection, _KEY, orjson.dumps(known).decode())
    return known
