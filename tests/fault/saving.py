"""A process that forks children which save households until they are killed; run by test_kill.py.

Arguments: register, password, unit. For every line read: the child's number, a line per household saved, `dead`.
"""

from __future__ import annotations

import os
import sys

from db.domain.ids import uuid7
from db.ledger import ledger
from db.ledger.change import Draft, Stamp
from db.ledger.streams import own_stream
from db.vault.registers import open_register


def household(unit: str) -> list[Draft]:
    """A household with three members: seven changes in one action."""
    home = Draft("create", "household", uuid7(), {"owner_unit": unit, "note": "ghi khi mất điện" * 20})
    drafts = [home]
    for name in ("Hồ Thị Đẹp", "A Viết", "B'ling"):
        person = Draft("create", "person", uuid7(), {"owner_unit": unit, "identity": {"name": name}})
        member = Draft("create", "membership", uuid7(), {"household": home.id, "person": person.id})
        drafts += [person, member]
    return drafts


def save_for_ever(path: str, password: str, unit: str) -> None:
    """Save households and say so, each after its transaction."""
    register = open_register(path, password)
    while True:
        drafts = household(unit)
        with register.write() as connection:
            stream = own_stream(connection, "d-1", unit, register.providers.new_stream)
            ledger.append(connection, stream, drafts, Stamp(uuid7(), "o-1", register.providers.stamp()))
        os.write(1, f"{drafts[0].id}\n".encode())


def main() -> None:
    """One child after another."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            save_for_ever(*sys.argv[1:4])
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


main()
