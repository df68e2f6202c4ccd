"""A register made anew from the ledger of a damaged one, as far as that can be read. The old file is never touched.

It invents nothing: what stood behind a place that cannot be read is named, and comes back with neighbours' packages.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from db import migrations
from db.dialects import explain, open_copy, open_file
from db.dialects.engines import WRITING
from db.dialects.problems import DAMAGED
from db.domain.errors import AppError, EnvironmentProblem, FileProblem, NotAllowed
from db.ledger.carrying import carry
from db.ledger.register import Providers, Register, settings
from db.ledger.streams import Link, Stream, branch, find_stream, links_of, list_streams, open_stream
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
from db.vault.copying import UNFINISHED, settle
from db.vault.registers import NEWER, NOT_A_REGISTER, explained, is_server, look, opened, unlock
from db.vault.slots import FileSlots, Slot
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
    can be read, every stream of ours goes on in a branch. Where a register of the same key is there under the new name
    (rebuilt before, or a copy taken back), it gets what it lacks: changes behind a damaged place fit on once neighbours
    or a copy have filled the place.

    Raises:
        NotAllowed: the password opens no slot; the register is on a server.
        FileProblem: no such register, no such folder, or something else of the new name exists.
        EnvironmentProblem: whose register it is cannot be read any more, or the disk failed. Nothing was changed.
    """
    providers = providers or Providers()
    file, target = _places(source, new)
    slots = FileSlots(file).load()
    data_key, officer = unlock(slots, password)
    adding = _is_there(file, target, data_key, password)
    with backups.on_disk(target.parent), _copied(file, target, data_key) as old:
        if adding:
            return _add(old, new, data_key, officer, providers)
        changes, missing, beside = _make(old, target, slots, data_key, officer, providers)
    return Rebuilt(opened(new, None, data_key, officer, providers), changes, missing, beside)


def told(rebuilt: Rebuilt) -> list[str]:
    """What is to be said about a rebuilt register: what it holds, what it lacks, what to do."""
    lines = [f"Đã chép {rebuilt.changes} thay đổi đọc được sang sổ mới. Sổ cũ vẫn còn nguyên: cất đi, đừng xóa."]
    lines += [
        f"Thiếu thay đổi của {hole.device} về đơn vị {hole.unit}, từ số {hole.first} đến {hole.last}."
        for hole in rebuilt.missing
    ]
    if rebuilt.missing:
        lines.append(
            "Những gì thiếu sẽ về theo gói: gửi gói cho các cơ quan liên lạc rồi nhận gói của họ, hai lượt. "
            "Sau đó dựng lại lần nữa vào chính sổ mới để lấy những gì ghi sau chỗ hỏng."
        )
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
    return Path(source), target


def _is_there(file: Path, target: Path, data_key: bytes, password: str) -> bool:
    """Whether a register of this key has the new name, False where nothing has it; FileProblem for anything else."""
    keys = FileSlots(target)
    if not target.exists() and not keys.path.exists():
        return False
    with suppress(AppError):
        if target.is_file() and not target.samefile(file) and unlock(keys.load(), password)[0] == data_key:
            return True
    told = f"Đã có tệp {target.name} hoặc tệp khóa của nó. Không ghi đè gì: chọn tên khác."
    raise FileProblem("exists", told)


@contextmanager
def _copied(file: Path, target: Path, data_key: bytes) -> Iterator[Path]:
    """A copy of the damaged file and its log, with what the log holds and the newest shape; gone afterwards."""
    old = target.with_name(f"{target.name}.cu{UNFINISHED}")
    backups.check_room(target.parent, 2 * file.stat().st_size)
    try:
        for end in ("-wal", ""):  # the log first: what moves from it into the file meanwhile is then only written twice
            if Path(f"{file}{end}").exists():
                shutil.copyfile(f"{file}{end}", f"{old}{end}")
        _settle(old, file.name, data_key)
        yield old
    finally:
        _remove(old)


def _settle(old: Path, name: str, data_key: bytes) -> None:
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
        raise FileProblem("not_register", f"Tệp {name} {NOT_A_REGISTER}")
    if not migrations.known(revision):
        raise EnvironmentProblem("newer_register", NEWER)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + end).unlink(missing_ok=True)


def _unreadable(error: Exception) -> Exception:
    """The sentence for a file of which not even whose it is can be read; any other trouble as it is."""
    found = error if isinstance(error, EnvironmentProblem) else explain(error)
    if found is None or found.code != DAMAGED.code:
        return found or error
    told = "Chỗ ghi tên cơ quan và khóa của sổ đã hỏng nên không dựng lại được từ nhật ký. Tệp còn nguyên như cũ: "
    return EnvironmentProblem("cannot_rebuild", told + "phục hồi từ bản sao lưu rồi nhận gói mới nhất của cơ quan bạn.")


def _make(
    old: Path, target: Path, slots: list[Slot], data_key: bytes, officer: str, providers: Providers
) -> tuple[int, list[Missing], list[str]]:
    """The new file, proved, with its keys; nothing of it where something fails."""
    part = target.with_name(target.name + UNFINISHED)
    try:
        with _both(open_copy(old, data_key), open_file(part, data_key, create=True)) as (source, writing):
            found = _fill(source, writing, providers)
        settle(part)
        backups.prove(part, data_key)
        FileSlots(target).save(slots)
        part.replace(target)
        return found
    finally:
        _remove(part)


@contextmanager
def _both(reading: Engine, writing: Engine) -> Iterator[tuple[Connection, Connection]]:
    """A connection to read one file and one to write another in one transaction; both are closed afterwards."""
    try:
        with (
            reading.connect() as source,
            writing.connect().execution_options(**{WRITING: True}) as target,
            target.begin(),
        ):
            yield source, target
    finally:
        reading.dispose()
        writing.dispose()


def _fill(source: Connection, target: Connection, providers: Providers) -> tuple[int, list[Missing], list[str]]:
    migrations.upgrade(target)
    for table in NEEDED:
        if not _take(source, target, table):
            raise _unreadable(DAMAGED)
    if "device" not in settings(target):
        raise FileProblem("not_register", f"Tệp này {NOT_A_REGISTER}")
    changes, missing = _carry_all(source, target)
    beside = [name for table, name in BESIDE.items() if not _take(source, target, table)]
    if missing:  # a package that was merged once must bring again what was lost of it
        target.execute(delete(Package).where(Package.direction == "in", Package.state == "applied"))
    _part(source, target, providers)
    return changes, missing, beside


def _add(old: Path, new: str, data_key: bytes, officer: str, providers: Providers) -> Rebuilt:
    """Let a register that is there have what it lacks of the old one, and the signatures of it."""
    register = opened(new, None, data_key, officer, providers)
    try:
        with _both(open_copy(old, data_key), register.engine) as (source, target):
            changes, missing = _carry_all(source, target)
            for table in (Proof, Finding):
                _take(source, target, table)
            _part(source, target, providers)
    except BaseException:
        register.close()
        raise
    return Rebuilt(register, changes, missing, [])


def _part(source: Connection, target: Connection, providers: Providers) -> None:
    """Go on in new streams if the old register may have signed more than could be read of one we would go on in."""
    youngest = {stream.unit: stream.sid for stream in list_streams(target, mine=True)}
    if {stream.sid for stream in list_streams(source)}.intersection(youngest.values()):
        branch(target, providers.new_stream)


def _take(source: Connection, target: Connection, table: type[Base]) -> bool:
    """Take over the rows of a table that are not there yet; False where some could not be read."""
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
        target.execute(insert(table).prefix_with("OR IGNORE"), [dict(row._mapping) for row in rows])
    return whole


def _carry_all(source: Connection, target: Connection) -> tuple[int, list[Missing]]:
    """Carry every stream as far as it can be read, ours stay ours; how many changes came, and which did not."""
    try:
        streams = list_streams(source)
    except DBAPIError as error:
        raise _unreadable(error) from error
    before, missing = _held(target), []
    for stream in streams:
        if stream.name == stream.sid and find_stream(target, stream.sid) is None:
            # an empty one too: receipts went out with it
            open_stream(target, stream.sid, stream.device, stream.unit, mine=stream.mine, parent=stream.parent)
        held = carry(source, target, stream, stream.last, _readable)
        if held < stream.last:
            missing.append(Missing(stream.name, stream.device, stream.unit, held + 1, stream.last))
    return _held(target) - before, missing


def _held(connection: Connection) -> int:
    return sum(stream.last - stream.base for stream in list_streams(connection))


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
