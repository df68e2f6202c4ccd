"""A register made anew from the ledger of a damaged one, as far as that can be read. The old file is never touched.

It invents nothing: what stood behind a place that cannot be read is named, and comes back with neighbours' packages.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from db import migrations
from db.dialects import explain, open_copy, open_file
from db.dialects.engines import WRITING
from db.dialects.problems import DAMAGED
from db.domain.errors import EnvironmentProblem, FileProblem, NotAllowed
from db.ledger.carrying import carry
from db.ledger.register import Providers, Register, settings
from db.ledger.streams import Link, Stream, branch, links_of, list_streams, open_stream
from db.models import (
    Base,
    Definition,
    Draft,
    Finding,
    Package,
    Proof,
    Receipt,
    Secret,
    Setting,
    Trust,
)
from db.vault import backups
from db.vault.registers import NEWER, NOT_A_REGISTER, explained, is_server, look, opened, unlock
from db.vault.slots import FileSlots
from db.vault.upgrading import upgrade

NEEDED = (Setting, Secret)
"""Without these it would be another register: whose it is, and its keys."""
BESIDE: dict[type[Base], str] = {
    Definition: "định nghĩa chính sách",
    Trust: "danh sách máy được tin cậy",
    Package: "các gói đã gửi, đã nhận",
    Proof: "chữ ký của các gói",
    Receipt: "biên nhận",
    Draft: "phiếu đang gõ dở",
    Finding: "các khoản cần xem lại",
}
"""What a register keeps beside its ledger; what is missing of it comes again or is done again."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Changes first…last of a stream that the new register lacks. device, unit: who wrote them, about which unit."""

    stream: str
    device: str
    unit: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The new register, open, with so many changes; what could not be read. beside: names of what is not whole."""

    register: Register
    changes: int
    missing: list[Missing]
    beside: list[str]


def rebuild(source: str, new: str, password: str, providers: Providers | None = None) -> Rebuilt:
    """Make a register file from what can be read of another: same office, officers, keys and trust.

    Nothing counts before the new file has been proved. Because the old one, or a copy of it, may have signed more than
    can be read, every stream of ours goes on in a branch.

    Raises:
        NotAllowed: the password opens no slot; the register is on a server.
        FileProblem: no such register, no such folder, or something of the new name exists.
        EnvironmentProblem: whose register it is cannot be read any more, or the disk failed. Nothing was changed.
    """
    providers = providers or Providers()
    file, target = _places(source, new)
    slots = FileSlots(file).load()
    data_key, officer = unlock(slots, password)
    part, old = (target.with_name(target.name + end + backups.UNFINISHED) for end in ("", ".cu"))
    try:
        with backups.on_disk(target.parent):
            backups.check_room(target.parent, 2 * file.stat().st_size)
            _aside(file, old, data_key)
            changes, missing, beside = _fill(old, part, data_key, officer, providers)
            backups.settle(part)
            backups.prove(part, data_key)
            FileSlots(target).save(slots)
            part.replace(target)
    finally:
        for left in (part, old):
            for end in ("", "-wal", "-shm"):
                with suppress(OSError):
                    left.with_name(left.name + end).unlink(missing_ok=True)
    return Rebuilt(opened(new, None, data_key, officer, providers), changes, missing, beside)


def told(rebuilt: Rebuilt) -> list[str]:
    """What is to be said about a rebuilt register: what it holds, what it lacks, what to do."""
    lines = [f"Đã dựng sổ mới từ {rebuilt.changes} thay đổi đọc được. Sổ cũ vẫn còn nguyên: cất đi, đừng xóa."]
    lines += [
        f"Thiếu thay đổi của {hole.device} về đơn vị {hole.unit}, từ số {hole.first} đến {hole.last}."
        for hole in rebuilt.missing
    ]
    if rebuilt.missing:
        lines.append("Những gì thiếu sẽ về theo gói: gửi gói cho các cơ quan liên lạc rồi nhận gói của họ, hai lượt.")
    if rebuilt.beside:
        lines.append(f"Không đọc được hết: {', '.join(rebuilt.beside)}. Nhận gói mới nhất rồi xem lại.")
    return lines


def _places(source: str, new: str) -> tuple[Path, Path]:
    if is_server(source) or is_server(new):
        told = "Sổ trên máy chủ do người quản trị máy chủ phục hồi. Chưa làm gì: báo người quản trị."
        raise NotAllowed("server_backup", told)
    look(source)
    target = Path(new)
    if not target.parent.is_dir():
        raise FileProblem("no_folder", f"Không thấy thư mục {target.parent}. Chưa làm gì: kiểm tra lại tên và ổ đĩa.")
    if target.exists() or FileSlots(target).path.exists():
        told = f"Đã có tệp {target.name} hoặc tệp khóa của nó. Không ghi đè gì: chọn tên khác."
        raise FileProblem("exists", told)
    return Path(source), target


def _aside(file: Path, old: Path, data_key: bytes) -> None:
    """Copy the damaged file and its log, and let the copy have what the log holds and the newest shape."""
    for end in ("-wal", ""):  # the log first: what moves from it into the file meanwhile is then only written twice
        if Path(f"{file}{end}").exists():
            shutil.copyfile(f"{file}{end}", f"{old}{end}")
    try:
        engine = open_file(old, data_key)
        with explained(engine), engine.begin() as connection:
            revision = migrations.current(connection)
        if revision is not None and migrations.known(revision) and revision != migrations.newest():
            with explained(engine):
                upgrade(engine, None, data_key, revision)
        engine.dispose()
    except (DBAPIError, EnvironmentProblem) as error:
        raise _unreadable(error) from error
    if revision is None:
        raise FileProblem("not_register", f"Tệp {file.name} {NOT_A_REGISTER}")
    if not migrations.known(revision):
        raise EnvironmentProblem("newer_register", NEWER)


def _unreadable(error: Exception) -> Exception:
    """The sentence for a file of which not even whose it is can be read; any other trouble as it is."""
    found = error if isinstance(error, EnvironmentProblem) else explain(error)
    if found is None or found.code != DAMAGED.code:
        return found or error
    told = "Chỗ ghi tên cơ quan và khóa của sổ đã hỏng nên không dựng lại được từ nhật ký. Tệp còn nguyên như cũ: "
    return EnvironmentProblem("cannot_rebuild", told + "phục hồi từ bản sao lưu rồi nhận gói mới nhất của cơ quan bạn.")


def _fill(
    old: Path, part: Path, data_key: bytes, officer: str, providers: Providers
) -> tuple[int, list[Missing], list[str]]:
    """Make the new file from the copy of the old one."""
    reading, writing = open_copy(old, data_key), open_file(part, data_key, create=True)
    try:
        with reading.connect() as source, _writer(writing) as target, target.begin():
            migrations.upgrade(target)
            for table in NEEDED:
                if not _take(source, target, table):
                    raise _unreadable(DAMAGED)
            if "device" not in settings(target):
                raise FileProblem("not_register", f"Tệp này {NOT_A_REGISTER}")
            missing = _carry_all(source, target)
            beside = [name for table, name in BESIDE.items() if not _take(source, target, table)]
            if missing:  # a package that was merged once must bring again what was lost of it
                target.execute(delete(Package).where(Package.direction == "in", Package.state == "applied"))
            changes = sum(stream.last - stream.base for stream in list_streams(target))
            branch(target, providers.new_stream)
    finally:
        reading.dispose()
        writing.dispose()
    return changes, missing, beside


def _writer(engine: Engine) -> Connection:
    return engine.connect().execution_options(**{WRITING: True})


def _take(source: Connection, target: Connection, table: type[Base]) -> bool:
    """Take over the rows of a table; False where some could not be read."""
    key = inspect(table).primary_key
    query = select(table.__table__)
    rows: list[Any] | None = _read(source, query)
    whole = rows is not None
    if rows is None:  # one at a time, around what is damaged
        keys = _read(source, select(*key)) or ()
        singly = (query.where(*(column == value for column, value in zip(key, row, strict=True))) for row in keys)
        found = [_read(source, one) for one in singly]
        rows = [row for part in found for row in part or ()]
    if rows:
        target.execute(insert(table), [dict(row._mapping) for row in rows])
    return whole


def _carry_all(source: Connection, target: Connection) -> list[Missing]:
    """Carry every stream as far as it can be read; ours stay ours."""
    try:
        streams = list_streams(source)
    except DBAPIError as error:
        raise _unreadable(error) from error
    missing = []
    for stream in streams:
        if stream.name == stream.sid:  # an empty one too: receipts went out with it
            open_stream(target, stream.sid, stream.device, stream.unit, mine=stream.mine, parent=stream.parent)
        held = carry(source, target, stream, stream.last, _readable)
        if held < stream.last:
            missing.append(Missing(stream.name, stream.device, stream.unit, held + 1, stream.last))
    return missing


def _readable(source: Connection, stream: Stream, first: int, last: int) -> Sequence[Link]:
    """The changes first…last of a stream, up to the first that lies where the file is damaged."""
    try:
        return links_of(source, stream, first, last)
    except DBAPIError as error:
        _go_on(source, error)
    if first == last:
        return []
    middle = (first + last) // 2
    found = _readable(source, stream, first, middle)
    whole = len(found) == middle - first + 1
    return [*found, *_readable(source, stream, middle + 1, last)] if whole else found


def _read(source: Connection, query: Any) -> list[Any] | None:
    """All rows of a query, None where the file is damaged."""
    try:
        return list(source.execute(query).all())
    except DBAPIError as error:
        _go_on(source, error)
        return None


def _go_on(source: Connection, error: DBAPIError) -> None:
    """After a damaged page nothing more is read on a connection (SQLCipher sees to that): the next read has a new one.

    Raises:
        DBAPIError: the fault is another.
    """
    problem = explain(error)
    if problem is None or problem.code != DAMAGED.code:
        raise error
    source.invalidate()
    source.rollback()
