"""Forms being typed: kept per officer and place, there after a killed process, gone with the save."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ledgers import PASSWORD, dump

from db.ledger.register import Register
from db.store.drafts import drafts, drop_draft, forget_draft, keep_draft, load_draft
from db.vault import registers

ROOT = Path(__file__).parents[3]
BODY = {"members": [{"name": "Hồ Thị Đẹ", "cccd": None, "birth_date": "1 5 19"}], "seen": {"x": {"note": ["c1"]}}}
TYPE_AND_DIE = """
import os, signal, sys
from db.store.drafts import keep_draft
from db.vault.registers import open_register
register = open_register(sys.argv[1], sys.argv[2])
keep_draft(register, "household:new", "Hộ mới", {"note": "gõ dở"})
os.kill(os.getpid(), signal.SIGKILL)
"""


def places(register: Register) -> list[str]:
    with register.read() as connection:
        return [row.place for row in drafts(connection)]


def test_what_was_typed_comes_back_as_it_was(register: Register) -> None:
    keep_draft(register, "household:new", "Hộ mới: Hồ Thị Đẹ", BODY)
    assert load_draft(register, "household:new") == BODY
    assert load_draft(register, "household:khác") is None


def test_the_last_state_of_a_place_counts(register: Register) -> None:
    keep_draft(register, "household:new", "Hộ mới", BODY)
    keep_draft(register, "support:new:h-1:bhyt", "Thẻ BHYT", {})
    keep_draft(register, "household:new", "Hộ mới: Hồ Thị Đẹp", {"note": "sau"})
    assert load_draft(register, "household:new") == {"note": "sau"}
    with register.read() as connection:
        found = drafts(connection)
    assert [(row.place, row.title) for row in found] == [
        ("household:new", "Hộ mới: Hồ Thị Đẹp"),
        ("support:new:h-1:bhyt", "Thẻ BHYT"),
    ]
    assert {row.officer for row in found} == {register.officer}
    assert all(row.at.startswith("2017-09-01T08:") for row in found)


def test_each_officer_has_drafts_of_their_own(register: Register) -> None:
    other = Register(register.engine, register.data_key, "o-2", register.providers)
    keep_draft(register, "household:new", "Hộ mới", {"note": "của tôi"})
    keep_draft(other, "household:new", "Hộ mới", {"note": "của chị"})
    drop_draft(other, "household:new")
    assert load_draft(other, "household:new") is None
    assert load_draft(register, "household:new") == {"note": "của tôi"}


def test_dropping_what_is_not_there_is_no_fault(register: Register) -> None:
    drop_draft(register, "household:new")
    assert places(register) == []


def test_a_draft_is_forgotten_with_the_save_or_not_at_all(register: Register) -> None:
    keep_draft(register, "household:new", "Hộ mới", BODY)
    with pytest.raises(ZeroDivisionError), register.write() as connection:  # noqa: PT012 - all of it is the attempt
        forget_draft(register, connection, "household:new")
        raise ZeroDivisionError
    assert places(register) == ["household:new"]


@pytest.mark.parametrize("text", ["nửa chữ \ud83d", "số không \0", "Ho\u0302\u0300"])
def test_half_typed_text_never_fails(register: Register, text: str) -> None:
    keep_draft(register, "household:new", text, {"note": text})
    assert load_draft(register, "household:new") == {"note": text}
    assert places(register) == ["household:new"]


def test_nothing_of_a_draft_is_shared(register: Register) -> None:
    with register.read() as connection:
        before = dump(connection)
    keep_draft(register, "household:new", "Hộ mới", BODY)
    with register.read() as connection:
        assert dump(connection) == before


@pytest.mark.skipif(os.name == "nt", reason="the process is killed by signal")
def test_a_draft_survives_its_process(place: str) -> None:
    made = registers.create(place, PASSWORD).register
    made.close()
    command = [sys.executable, "-c", TYPE_AND_DIE, place, PASSWORD]
    died = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert died.returncode == -signal.SIGKILL
    register = registers.open_register(place, PASSWORD)
    assert load_draft(register, "household:new") == {"note": "gõ dở"}
    register.close()
