"""What an officer's forms begin with (village, year, round, decision): kept in the register from one day to the next.

They are no data: they lie in the encrypted register, outside the ledger, and reach no other office. What was typed last
year is not proposed in the new one.
"""

from __future__ import annotations

from typing import Any

import orjson

from db.domain.values import local_date
from db.ledger.register import Register, put_setting, settings

_KEY = "habits:"


def keep_habits(register: Register, habits: dict[str, Any]) -> None:
    """Keep what the forms of the officer at work begin with, over what was kept; as JSON has it."""
    kept = {"year": _year(register), "habits": habits}
    with register.write() as connection:
        put_setting(connection, _KEY + register.officer, orjson.dumps(kept).decode())


def habits(register: Register) -> dict[str, Any]:
    """What the forms of the officer at work begin with; {} where nothing was kept this year."""
    with register.read() as connection:
        kept = settings(connection).get(_KEY + register.officer)
    body = orjson.loads(kept) if kept else {}
    return dict(body["habits"]) if body.get("year") == _year(register) else {}


def _year(register: Register) -> str:
    return local_date(register.providers.now())[:4]
