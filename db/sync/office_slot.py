"""The key slot by which the office we follow can open this register when its passwords are forgotten (`rescue.py`).

It goes with the list we follow: another office, or a new recovery sheet of the same, is another slot, and the former
one opens nothing any more.
"""

from __future__ import annotations

from contextlib import suppress

from db.dialects import file_of
from db.domain.errors import EnvironmentProblem
from db.ledger.register import Register, settings
from db.sync.lists import held_list
from db.sync.trust import Office
from db.vault.registers import SHEET
from db.vault.slots import TAG, FileSlots, ServerSlots, Slot, SlotStore, device_tag, recovery_slot


def let_open(register: Register, slots: SlotStore, office: Office, device: str) -> None:
    """Let this office open the register of this device, and no office that was followed before.

    Raises:
        EnvironmentProblem, OSError: the slots cannot be read or written.
    """
    found = slots.load()
    offices = [slot for slot in found if _of_an_office(slot)]
    if [_whose(slot) for slot in offices] == _wanted(register, office, device):
        return
    new = [recovery_slot(office.id, office.recovery, register.data_key, device)] if office.recovery else []
    slots.save([*(slot for slot in found if slot not in offices), *new])


def renew(register: Register) -> None:
    """After packages were taken in, which may have brought another list: the office of today's list opens, no other.

    A key file that cannot be written costs only this: the next package tries again.
    """
    with register.read() as connection:
        followed, device = held_list(connection, "parent"), settings(connection)["device"]
        file = file_of(connection)
    if followed is not None:
        slots: SlotStore = FileSlots(file) if file else ServerSlots(register.engine)
        with suppress(EnvironmentProblem, OSError):
            let_open(register, slots, followed.trust.seat, device)


def _of_an_office(slot: Slot) -> bool:
    return bool(slot["kind"] == "recovery" and slot["id"] != SHEET)


def _whose(slot: Slot) -> tuple[str, str, str | None]:
    return slot["id"], slot["recipient"], slot.get(TAG)


def _wanted(register: Register, office: Office, device: str) -> list[tuple[str, str, str | None]]:
    tag = device_tag(register.data_key, device)
    return [(office.id, office.recovery, tag)] if office.recovery else []
