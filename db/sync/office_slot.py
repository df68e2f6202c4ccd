"""The key slot by which the office we follow can open this register when its passwords are forgotten (`rescue.py`).

It goes with the list we follow: another office, or a new recovery sheet of the same, is another slot, and the former
one opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from db.dialects import file_of
from db.domain.errors import EnvironmentProblem, NotAllowed
from db.ledger.register import Register, put_setting, settings
from db.store.roles import check_role
from db.sync.lists import held_list, issue
from db.sync.offices import keys_of
from db.sync.root import root_key
from db.sync.trust import Office
from db.vault.registers import SHEET, renew_recovery
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


def new_sheet(register: Register, place: str, password: str, put_on_paper: Callable[[str], None]) -> bool:
    """Replace the recovery sheet of this register; of an office also for those below, from its next list on.

    Returns:
        True where that list is still to be signed, because two officers hold the root key.

    Raises:
        NotAllowed: not the officer's password, or one who does not administer an office that issues a list.
        EnvironmentProblem: as `renew_recovery`; the old sheet stays good.
    """
    with register.read() as connection:
        if held_list(connection, "own") is not None:
            check_role(register, connection, "administer")
    recipient = renew_recovery(register, place, password, put_on_paper)
    with register.write() as connection:
        put_setting(connection, "recovery", recipient)
        own = held_list(connection, "own")
        if own is None:
            return False
        try:
            root = root_key(register, connection)
        except NotAllowed:
            return True
        issue(connection, keys_of(register, connection), root, own.trust.devices)
    return False


def _of_an_office(slot: Slot) -> bool:
    return bool(slot["kind"] == "recovery" and slot["id"] != SHEET)


def _whose(slot: Slot) -> tuple[str, str, str | None]:
    return slot["id"], slot["recipient"], slot.get(TAG)


def _wanted(register: Register, office: Office, device: str) -> list[tuple[str, str, str | None]]:
    tag = device_tag(register.data_key, device)
    return [(office.id, office.recovery, tag)] if office.recovery else []
