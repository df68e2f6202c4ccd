"""Creating and opening registers: the file or server, its tables, its key. Nothing about the meaning of data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyrage
from sqlalchemy import Engine, inspect

from db import migrations
from db.dialects import EngineProblem, explain, open_file, open_server
from db.dialects.engines import WRITING, bring_home
from db.domain.errors import EnvironmentProblem, FileProblem, NotAllowed
from db.ledger.register import Providers, Register
from db.vault import marks
from db.vault.recovery import read_code
from db.vault.slots import (
    KEY_BYTES,
    FileSlots,
    ServerSlots,
    Slot,
    SlotStore,
    is_damaged,
    need_whole,
    officer_slot,
    open_officer,
    open_recovery,
    recovery_slot,
)
from db.vault.upgrading import upgrade

SHEET = "recovery-sheet"
"""Name of the slot that the printed sheet opens."""
NEWER = "Sổ này do bản chương trình mới hơn ghi. Chưa thay đổi gì: hãy cài bản mới của Sổ Hỗ Trợ rồi mở lại."
NO_SLOT_OPENS = "Mật khẩu không đúng. Sổ vẫn nguyên vẹn: gõ lại, chú ý phím Caps Lock và bộ gõ tiếng Việt."
NO_SLOT_RECOVERS = "Mã phục hồi không mở được sổ này. Sổ vẫn nguyên vẹn: kiểm tra lại từng ký tự trên tờ phục hồi."
NOT_A_REGISTER = (
    "không phải là sổ của Sổ Hỗ Trợ. Không thay đổi gì: chọn tệp có đuôi .sohotro, kèm tệp khóa .sohotro-keys bên cạnh."
)


@dataclass(frozen=True, slots=True)
class Created:
    """A new register and the identity (`AGE-SECRET-KEY-1…`) to be printed, sealed and kept in the safe."""

    register: Register
    recovery: str


def is_server(place: str) -> bool:
    """True for a PostgreSQL URL, False for the path of a file."""
    return place.startswith(("postgresql://", "postgres://"))


def create(place: str, password: str, providers: Providers | None = None) -> Created:
    """Make an empty register with one officer slot and a recovery slot.

    Raises:
        FileProblem: something of that name exists.
        NotAllowed: the password is empty.
        EnvironmentProblem: the folder cannot be written, the server cannot be reached.
    """
    need_password(password)
    providers = providers or Providers()
    data_key = os.urandom(KEY_BYTES)
    officer = providers.new_id()
    identity = pyrage.x25519.Identity.generate()
    slots = [
        officer_slot(officer, password, data_key),
        recovery_slot(SHEET, str(identity.to_public()), data_key),
    ]
    engine = _create_server(place, slots) if is_server(place) else _create_file(Path(place), data_key, slots)
    return Created(Register(engine, data_key, officer, providers), str(identity))


def need_password(password: str) -> None:
    """Raises NotAllowed for an empty password."""
    if not password:
        raise NotAllowed("empty_password", "Mật khẩu để trống. Chưa làm gì: đặt mật khẩu rồi làm lại.")


def _create_file(path: Path, data_key: bytes, slots: list[Slot]) -> Engine:
    store = FileSlots(path)
    with explained():
        _need_room_for(path, store)
    try:
        with explained():
            store.save(slots)
            engine = open_file(path, data_key, create=True)
        with explained(engine), engine.begin() as connection:
            migrations.upgrade(connection)
    except BaseException:
        for left in (path, store.path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
        raise
    return engine


def _need_room_for(path: Path, store: FileSlots) -> None:
    """A folder to put a register in, and nothing of its name there."""
    if not path.parent.is_dir():
        raise FileProblem("no_folder", f"Không thấy thư mục {path.parent}. Chưa tạo gì: kiểm tra lại tên và ổ đĩa.")
    if path.exists() or store.path.exists():
        raise FileProblem("exists", f"Đã có tệp {path.name} hoặc tệp khóa của nó. Không ghi đè gì: chọn tên khác.")


def _create_server(url: str, slots: list[Slot]) -> Engine:
    with explained():
        engine = open_server(url)
    with explained(engine), engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if inspect(connection).has_table("ledger_stream"):
            raise FileProblem("exists", "Máy chủ đã có một sổ ở địa chỉ này. Không ghi đè gì: chọn cơ sở dữ liệu khác.")
        migrations.upgrade(connection)
        ServerSlots.put(connection, slots)
    return engine


@contextmanager
def explained(engine: Engine | None = None) -> Iterator[None]:
    """Turn what the machine does to us into a sentence; whatever fails, leave no connection of `engine` open.

    Raises:
        EnvironmentProblem: in place of an error of the database or the system.
    """
    try:
        yield
    except BaseException as error:
        if engine is not None:
            engine.dispose()
        problem = explain(error)
        if problem is None and isinstance(error, EngineProblem):
            said = f"Máy này thiếu bộ máy dữ liệu phù hợp ({error}). Chưa ghi gì: cài lại chương trình."
            problem = EnvironmentProblem("engine", said)
        if problem is None:
            raise
        raise problem from error


def slots_of(place: str, engine: Engine | None = None) -> SlotStore:
    """Where the key slots of a register lie."""
    return ServerSlots(engine or open_server(place)) if is_server(place) else FileSlots(Path(place))


def look(place: str) -> None:
    """See, without a password, whether there is a register to open; a server is not asked.

    Raises:
        FileProblem: no such file, or not a register.
        EnvironmentProblem: its key file is missing or damaged.
    """
    if not is_server(place):
        _look(Path(place))
        FileSlots(Path(place)).load()


def open_register(place: str, password: str, providers: Providers | None = None) -> Register:
    """Open a register with an officer's password; the slot that opens says who is working.

    Raises:
        FileProblem: no such file, or not a register.
        NotAllowed: no slot opens with this password.
        EnvironmentProblem: damaged, newer, not writable, server away.
    """
    engine = reach(place)
    with explained(engine):
        data_key, officer = unlock(slots_of(place, engine).load(), password)
        return opened(place, engine, data_key, officer, providers)


def unlock(slots: list[Slot], password: str) -> tuple[bytes, str]:
    """The data key and the id of the officer whose password this is.

    Raises:
        NotAllowed: no slot opens with this password.
        EnvironmentProblem: none does, and one that might have is damaged.
    """
    for slot in slots:
        if slot["kind"] != "officer" or is_damaged(slot):  # of a damaged one nobody knows whose it is, or what it costs
            continue
        data_key = open_officer(slot, password)
        if data_key is not None:
            return data_key, slot["id"]
    need_whole(slots, but="recovery")
    raise NotAllowed("wrong_password", NO_SLOT_OPENS)


def recover(place: str, recovery: str, password: str, providers: Providers | None = None) -> Register:
    """Open a register with its printed recovery code, as typed by hand, and give its first officer a new password.

    Raises:
        NotAllowed: the identity opens no slot of this register.
        EnvironmentProblem: none does, and one that might have is damaged.
    """
    need_password(password)
    engine = reach(place)
    with explained(engine):
        store = slots_of(place, engine)
        slots = store.load()
        keys = (open_recovery(slot, read_code(recovery)) for slot in slots if slot["kind"] == "recovery")
        data_key = next((key for key in keys if key is not None), None)
        if data_key is None:
            need_whole(slots, but="officer")
            raise NotAllowed("wrong_recovery", NO_SLOT_RECOVERS)
        officers = [slot["id"] for slot in slots if slot["kind"] == "officer"]
        officer = officers[0] if officers else (providers or Providers()).new_id()
        register = opened(place, engine, data_key, officer, providers)
    with explained(register.engine):
        store.save([officer_slot(officer, password, data_key), *(s for s in slots if s["id"] != officer)])
    return register


def reach(place: str) -> Engine | None:
    """The engine of a register on a server; None for a file, which is opened only with its key.

    Raises:
        FileProblem: no such file, or not a register. EnvironmentProblem: the server is away.
    """
    if not is_server(place):
        _look(Path(place))
        return None
    with explained():
        engine = open_server(place)
    with explained(engine), engine.begin() as connection:
        if not inspect(connection).has_table("key_slot"):
            raise FileProblem("not_register", f"Cơ sở dữ liệu ở địa chỉ này {NOT_A_REGISTER}")
    return engine


def _look(path: Path) -> None:
    with explained():
        if not path.exists():
            raise FileProblem("no_file", f"Không thấy tệp {path.name}. Chưa làm gì: kiểm tra lại tên và ổ đĩa.")
        named_so = not path.name or path.suffix == ".sohotro" or FileSlots(path).path.exists()
        if path.is_dir() or path.stat().st_size == 0 or not named_so:  # an empty file would silently become a database
            raise FileProblem("not_register", f"Tệp {path.name} {NOT_A_REGISTER}")


def opened(
    place: str, engine: Engine | None, data_key: bytes, officer: str, providers: Providers | None = None
) -> Register:
    """Open a register whose data key is known, its tables brought to the newest shape. engine: of a server.

    Raises:
        FileProblem: not a register.
        EnvironmentProblem: damaged, newer, not writable.
    """
    with explained(engine):
        engine = engine or open_file(Path(place), data_key)
    with explained(engine), engine.begin() as connection:
        revision = migrations.current(connection)
        if revision is None:
            raise FileProblem("not_register", f"Tệp {Path(place).name} {NOT_A_REGISTER}")
        if not migrations.known(revision):
            raise EnvironmentProblem("newer_register", NEWER)
    if revision != migrations.newest():
        with explained(engine):
            upgrade(engine, None if is_server(place) else Path(place), data_key, revision)
    register = Register(engine, data_key, officer, providers or Providers())
    with explained(engine):
        if not is_server(place):
            bring_home(engine)
        marks.check(register)
    return register


def renew_recovery(register: Register, place: str, password: str, put_on_paper: Callable[[str], None]) -> str:
    """Replace the printed recovery code of an open register; the old sheet opens it no more. Returns its public half.

    The password proves that the officer is there, not only the open register. put_on_paper: writes the new sheet; the
    old one is void only after it has come back.

    Raises:
        NotAllowed: not the password of the officer who works; the old sheet stays good.
        EnvironmentProblem: the key file cannot be written; the old sheet stays good, the new one opens nothing.
    """
    store = slots_of(place, register.engine)
    with explained():
        mine = [slot for slot in store.load() if slot["kind"] == "officer" and slot["id"] == register.officer]
    if not any(open_officer(slot, password) for slot in mine):
        raise NotAllowed("wrong_password", NO_SLOT_OPENS)
    identity = pyrage.x25519.Identity.generate()
    put_on_paper(str(identity))
    new = recovery_slot(SHEET, str(identity.to_public()), register.data_key)
    with explained():
        store.save([*(slot for slot in store.load() if slot["id"] != SHEET), new])
    return str(identity.to_public())
