"""Officers and their passwords together: what the ledger says of a person, and the key slot that lets them in.

The ledger is written first, the slots before it is closed: a slot without its officer only reads, an officer without a
slot is let in by an administrator once more.
"""

from __future__ import annotations

from db.domain.errors import NotAllowed, UserError
from db.ledger.register import Register, put_setting, settings
from db.store import officers, roles
from db.vault.recovery import read_code
from db.vault.registers import NO_SLOT_RECOVERS, explained, need_password, slots_of
from db.vault.slots import Slot, officer_slot, open_officer, open_recovery

DRILL = "drill"
"""Setting: ISO date of the last time somebody proved that the recovery sheet opens this register."""


def add_officer(register: Register, place: str, *, name: str, role: str, password: str) -> str:
    """Let another officer in; returns the officer's id.

    Raises:
        NotAllowed: the officer at work does not administer; the password is empty.
        InvalidData: as `db.store.officers.enter_officer`.
        UserError: another officer has this password (the password alone says who works).
    """
    need_password(password)
    store = slots_of(place, register.engine)
    record = register.providers.new_id()
    with explained(), register.write() as connection:
        officers.enter_officer(register, connection, record, name, role)
        slots = store.load()
        _check_alone(slots, record, password)
        slots = [*slots, officer_slot(record, password, register.data_key)]
        store.save(slots)
    return record


def end_officer(register: Register, place: str, officer: str, *, reason: str) -> None:
    """Take an officer's slot away; what they wrote stays theirs. officer: id or full name.

    Raises:
        NotAllowed, NotFound: as `db.store.officers.end_officer`.
    """
    store = slots_of(place, register.engine)
    with explained(), register.write() as connection:
        record = officers.need_officer(connection, officer).id
        officers.end_officer(register, connection, record, reason)
        store.save([slot for slot in store.load() if slot["id"] != record])


def set_password(register: Register, place: str, officer: str, password: str) -> None:
    """Give an officer who forgot it a new password, as an administrator. officer: id or full name.

    Raises:
        NotAllowed: the officer at work does not administer; the password is empty.
        NotFound: no such officer at work. UserError: another officer has this password.
    """
    need_password(password)
    with register.read() as connection:
        roles.check_role(register, connection, "administer")
        record = officers.need_officer(connection, officer).id
    put_password(register, place, record, password)


def change_password(register: Register, place: str, old: str, new: str) -> None:
    """Change one's own password.

    Raises:
        NotAllowed: the old one does not fit; the new one is empty. UserError: another officer has it.
    """
    need_password(new)
    own = [slot for slot in slots_of(place, register.engine).load() if slot["id"] == register.officer]
    if not any(open_officer(slot, old) for slot in own):
        told = "Mật khẩu cũ không đúng. Chưa đổi gì, sổ vẫn nguyên vẹn: gõ lại mật khẩu đang dùng."
        raise NotAllowed("wrong_old_password", told)
    put_password(register, place, register.officer, new)


def put_password(register: Register, place: str, record: str, password: str) -> None:
    """Give an officer's slot a new password; who may, the caller has checked. UserError: another officer has it."""
    store = slots_of(place, register.engine)
    with explained():
        slots = store.load()
        _check_alone(slots, record, password)
        new = officer_slot(record, password, register.data_key)
        store.save([new, *(slot for slot in slots if slot["id"] != record)])


def _check_alone(slots: list[Slot], record: str, password: str) -> None:
    others = (slot for slot in slots if slot["kind"] == "officer" and slot["id"] != record)
    if any(open_officer(slot, password) is not None for slot in others):
        told = "Mật khẩu này không dùng được cho cán bộ này. Chưa đổi gì: đặt mật khẩu khác, dài hơn."
        raise UserError("password_taken", told)


def drill(register: Register, place: str, recovery: str) -> str:
    """Prove with the code of the recovery sheet that it would open this register; opens and changes nothing else.

    Returns the ISO date that is kept as that of the last drill.

    Raises:
        NotAllowed: the code opens no recovery slot.
    """
    slots = slots_of(place, register.engine).load()
    code = read_code(recovery)
    if not any(open_recovery(slot, code) == register.data_key for slot in slots if slot["kind"] == "recovery"):
        raise NotAllowed("wrong_recovery", NO_SLOT_RECOVERS)
    day = register.providers.stamp()[:10]
    with explained(), register.write() as connection:
        put_setting(connection, DRILL, day)
    return day


def last_drill(register: Register) -> str:
    """ISO date of the last drill, "" for none."""
    with register.read() as connection:
        return settings(connection).get(DRILL, "")
