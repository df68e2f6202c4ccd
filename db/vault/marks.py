"""Marks that betray a restored backup or a moved copy: how far this machine has seen the streams of its registers.

They lie outside the register and outside its backups. A doubt costs one new stream; a false alarm costs no more.
Opens no stream itself.

SQLite passes over what lies behind a damaged place of its `-wal` without a word: after a power cut and a turned bit,
the last saves would be gone unnoticed. So the heads of all streams are noted as one works, in a file that may
be lost: a second note within PAUSE is left out, and none is forced to the disk (no save waits for it).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import DOUBT, chain_at, list_streams
from db.vault.state import replace_file, state_folder

FILE, HEADS = "marks.json", "heads.json"
PAUSE = 0.2
"""Seconds from one note of the heads to the next; what a person saves is further apart."""
HOME = "home"
"""Setting that names the folder of marks which the register was last used with."""
BACKUP, MOVED = "backup", "moved"


class _Marks(msgspec.Struct):
    """home: random id of this folder, "" where it keeps none; streams: per stream its last number and chain value."""

    home: str
    streams: dict[str, tuple[int, str]] = {}


def check(register: Register) -> None:
    """Look, when a register file is opened, whether it is older than what this machine knows, or comes from elsewhere.

    Then the next change begins a new stream. A file that may not be written cannot sign anything and is left alone.
    """
    if register.engine.dialect.name != "sqlite":
        return
    marks = _load()
    with register.read() as connection:
        kept = settings(connection)
        if "device" not in kept:
            return
        behind = _is_behind(connection, _load_heads().get(kept["device"], {}))
        reason = BACKUP if behind else _doubt(connection, marks, kept.get(HOME))
    if reason or (marks.home and kept.get(HOME) is None):
        try:
            with register.write() as connection:
                put_setting(connection, HOME, marks.home)
                if reason:
                    put_setting(connection, DOUBT, reason)
        except OperationalError:
            return
    remember(register)
    note_heads(register)
    register.after = _now_and_then(partial(note_heads, register))


def _now_and_then(note: Callable[[], object]) -> Callable[[], None]:
    """Do it when asked, unless it was done a moment ago; what the disk says to it is no matter of the one who saved."""
    last = monotonic()

    def ask() -> None:
        nonlocal last
        if monotonic() - last >= PAUSE:
            with suppress(SQLAlchemyError):
                note()
            last = monotonic()

    return ask


def note_heads(register: Register) -> None:
    """Note how far every stream goes in the register, own or not; what was noted of it before no longer counts."""
    with register.read() as connection:
        device = settings(connection)["device"]
        heads = {stream.sid: stream.last for stream in list_streams(connection)}
    replace_file(state_folder() / HEADS, msgspec.json.encode(_load_heads() | {device: heads}))


def _is_behind(connection: Connection, heads: dict[str, int]) -> bool:
    """Whether a stream ends earlier than was noted here."""
    held = {stream.sid: stream.last for stream in list_streams(connection)}
    return any(held.get(sid, 0) < last for sid, last in heads.items())


def _load_heads() -> dict[str, dict[str, int]]:
    """By device of a register, the last number of each of its streams; empty where that cannot be read."""
    try:
        return msgspec.json.decode((state_folder() / HEADS).read_bytes(), type=dict[str, dict[str, int]])
    except (OSError, msgspec.ValidationError, msgspec.DecodeError):
        return {}


def _doubt(connection: Connection, marks: _Marks, home: str | None) -> str:
    rows = list_streams(connection, mine=True)
    closed = {row.parent[:32] for row in rows}
    for stream in rows:
        if stream.sid in closed:
            continue
        last, chain = marks.streams.get(stream.sid, (0, ""))
        if last > stream.last or (last and (chain_at(connection, stream, last) or b"").hex() != chain):
            return BACKUP
    return MOVED if home and marks.home and home != marks.home else ""


def fell_behind(register: Register) -> bool:
    """Whether it was found to lack what this machine has seen of it, and nothing was written since."""
    with register.read() as connection:
        return settings(connection).get(DOUBT) == BACKUP


def remember(register: Register) -> None:
    """Mark how far our own streams go: at every opening, and before anything signed leaves this machine."""
    if register.engine.dialect.name != "sqlite":
        return
    marks = _load()
    with register.read() as connection:
        for stream in list_streams(connection, mine=True):
            if stream.last > marks.streams.get(stream.sid, (0, ""))[0]:
                marks.streams[stream.sid] = (stream.last, stream.head.hex())
    replace_file(state_folder() / FILE, msgspec.json.encode(marks))


def _load() -> _Marks:
    """The marks of this machine; where there are none that can be read, new ones, written at once.

    Else the machine would have another name at every look, and every register would seem to come from elsewhere.
    """
    file = state_folder() / FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Marks)
    except (OSError, msgspec.ValidationError, msgspec.DecodeError):
        made = _Marks(secrets.token_hex(16))
    return made if replace_file(file, msgspec.json.encode(made)) else _Marks("")
