"""The register as it was known at given heads, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ledgers import UNIT, append, deliver, dump, span
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from db.domain.errors import EnvironmentProblem, NotFound
from db.ledger import ledger
from db.ledger.change import Draft
from db.ledger.known import heads, known_at
from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import list_streams
from db.models import LedgerChange

HOME = ("household", "h-1")


@pytest.fixture
def kept(register: Register) -> list[str]:
    """The heads of a register with one household, whose telephone is corrected afterwards."""
    append(register, UNIT, "d-1", Draft("create", *HOME, {"owner_unit": UNIT, "phone": "0912000001"}))
    with register.read() as connection:
        found = heads(connection)
    append(register, UNIT, "d-1", Draft("set", *HOME, {"phone": "0912000002"}))
    return found


def phone(register: Register) -> object:
    with register.read() as connection:
        return (ledger.values_of(connection, *HOME) or {})["phone"]


def test_what_came_later_is_not_there(register: Register, kept: list[str]) -> None:
    with known_at(register, kept) as earlier:
        assert phone(earlier) == "0912000001"
    assert phone(register) == "0912000002"


def test_heads_of_now_are_the_register_of_now(register: Register, kept: list[str]) -> None:
    with register.read() as connection:
        now, tables, own = heads(connection), dump(connection), settings(connection)
    with known_at(register, [*kept, *now]) as same, same.read() as connection:
        assert (heads(connection), dump(connection), settings(connection)) == (now, tables, own)


def test_a_stream_that_is_not_named_is_left_out(
    register: Register, kept: list[str], new_register: Callable[..., Register]
) -> None:
    other = new_register("20107", "d-2", 2)
    append(other, "20107", "d-2", Draft("create", "household", "h-2", {"owner_unit": "20107"}))
    with other.read() as connection:
        (stream,) = list_streams(connection, mine=True)
        found, lines = span(connection, stream.sid, 1, 1)
    assert deliver(register, found, lines) == "next"
    with known_at(register, kept) as earlier, earlier.read() as connection:
        assert ledger.values_of(connection, "household", "h-2") is None
    with known_at(register, []) as nothing, nothing.read() as connection:
        assert not any(dump(connection).values())


def test_long_streams_are_carried_by_parts(
    register: Register, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(5):
        append(register, UNIT, "d-1", Draft("set", *HOME, {"phone": f"091300000{turn}"}))
    monkeypatch.setattr("db.ledger.carrying.CHUNK", 2)
    with register.read() as connection:
        now, tables = heads(connection), dump(connection)
    with known_at(register, now) as same, same.read() as connection:
        assert dump(connection) == tables


def test_it_is_read_only(register: Register, kept: list[str]) -> None:
    with (
        known_at(register, kept) as earlier,
        pytest.raises(DBAPIError, match="readonly"),
        earlier.write() as connection,
    ):
        put_setting(connection, "unit", "1")


def test_a_change_that_is_not_here_is_named(register: Register, kept: list[str]) -> None:
    with pytest.raises(NotFound, match=" AAAAAAAAAA"), known_at(register, [*kept, "A" * 22]):
        pass


@pytest.mark.parametrize(("harm", "seq"), [("altered", 1), ("altered", 2), ("lost", 1)])
def test_a_damaged_ledger_gives_no_figures(register: Register, kept: list[str], harm: str, seq: int) -> None:
    statement = {"altered": update(LedgerChange).values(line=b"{}"), "lost": delete(LedgerChange)}[harm]
    with register.write() as connection:
        now = heads(connection)
        connection.execute(statement.where(LedgerChange.seq == seq))
    with pytest.raises(EnvironmentProblem), known_at(register, now):
        pass
