"""A hand in the file is found: whatever line, chain value or row is altered by SQL, `audit` names it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ledgers import UNIT, append

from db.ledger.audit import audit
from db.ledger.change import Draft
from db.ledger.register import Register

HANDS = {
    "a line": ("UPDATE ledger_change SET line = CAST(replace(line, 'Thôn 2', 'Thôn 7') AS BLOB) WHERE seq = 2", "số 2"),
    "a line as text": ("UPDATE ledger_change SET line = 'khác' WHERE seq = 2", "số 2"),
    "a chain value": ("UPDATE ledger_change SET chain = zeroblob(32) WHERE seq = 2", "số 2"),
    "a line taken out": ("DELETE FROM ledger_change WHERE seq = 2", "số 2"),
    "the last line taken out": ("DELETE FROM ledger_change WHERE seq = 3", "đầu chuỗi"),
    "a row": ("UPDATE village SET name = 'Thôn 7' WHERE name = 'Thôn 2'", "village"),
    "a document": ('UPDATE ledger_doc SET doc = CAST(\'{"h":{},"k":{}}\' AS BLOB)', "ledger_doc"),
}


@pytest.fixture
def database() -> str:
    """The hand is in a file; a server's own rights keep hands away."""
    return "sqlite"


@pytest.fixture
def book(new_register: Callable[..., Register]) -> Register:
    register = new_register()
    for number in (1, 2, 3):
        draft = Draft("create", "village", register.providers.new_id(), {"name": f"Thôn {number}"})
        append(register, UNIT, "d-1", draft)
    return register


@pytest.mark.parametrize("hand", HANDS)
def test_what_was_altered_by_hand_is_named(book: Register, hand: str) -> None:
    assert audit(book).problems == []
    statement, named = HANDS[hand]
    with book.write() as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0
    problems = audit(book).problems
    assert any(named in problem for problem in problems), problems
