"""Marks that betray a restored backup or a moved copy: how far this machine has seen the streams of its registers.

They lie outside the register and outside its backups. A doubt costs one new stream; a false alarm costs no more.
Opens no stream itself.
"""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import DOUBT, chain_at, list_streams
from db.vault.state import replace_file, state_folder

FILE = "marks.json"
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
        reason = _doubt(connection, marks, kept.get(HOME))
    if reason or (marks.home and kept.get(HOME) is None):
        try:
            with register.write() as connection:
                put_setting(connection, HOME, marks.home)
                if reason:
                    put_setting(connection, DOUBT, reason)
        except OperationalError:
            return
    remember(register)


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
