"""Copies of a register file: dated, encrypted as it is, each proved by opening it before it counts, fewer with age.

A copy lies in the folder `sao-luu-<device>` of a place (a disk, a stick) with its key slots beside it. Registers on a
server are copied by the server's own means.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.dialects import explain
from db.domain.errors import AppError, EnvironmentProblem, FileProblem, NotAllowed
from db.ledger.audit import check_ledger
from db.ledger.register import LOCAL_TIME, Register, put_setting, settings
from db.ledger.streams import list_streams
from db.vault.copying import UNFINISHED, Told, copy_register, read_copy
from db.vault.registers import explained, is_server
from db.vault.slots import FileSlots, Slot, need_whole

BESIDE = "sao-luu"
FOLDER = "sao-luu-"
SPARE = 64 * 1024 * 1024
"""Bytes left free beside a copy, for the register itself to go on."""
DAYS, WEEKS, MONTHS = 7, 4, 12
_NAME = re.compile(r"^(?P<stem>.+)_(?P<at>\d{8}-\d{6})\.sohotro$")
_MADE = "backup "


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was proved when it was made. at: local time, ISO; size: bytes."""

    path: Path
    at: str
    size: int


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of the last good copy in a place: local time, ISO, and the register's state it holds."""

    at: str
    state: str


def make(register: Register, place: str, folder: Path, told: Told = lambda done, whole: None) -> Backup:
    """Copy the register at `place` into `folder`, prove the copy, note it, and thin out the older ones.

    Raises:
        NotAllowed: the register is on a server.
        FileProblem: no such folder.
        EnvironmentProblem: too little room, the disk failed or was pulled, the copy does not read back. The register
            and the copies made before are as they were; nor is anything copied while the key file is damaged.
    """
    file = _file(place)
    need_whole(FileSlots(file).load())  # damage must not go where the way back from it lies
    with register.read() as connection:
        device = settings(connection)["device"]
    now = register.providers.now().astimezone(LOCAL_TIME)
    with on_disk(folder):
        size = file.stat().st_size
        home = _home(folder, device, size)
        _clear(home)
        path = home / f"{file.stem}_{now:%Y%m%d-%H%M%S}.sohotro"
        state = _write(register, file, path, told)
        thin_out(home, now, keep=path)
        _renew_slots(home, file, register.data_key)
        made = Backup(path, now.isoformat(timespec="seconds"), path.stat().st_size)
    with explained(), register.write() as connection:
        put_setting(connection, _MADE + key_of(folder), f"{made.at} {state}")
    return made


def _file(place: str) -> Path:
    if is_server(place):
        told = "Sổ trên máy chủ do người quản trị máy chủ sao lưu (pg_dump). Chưa sao lưu gì: báo người quản trị."
        raise NotAllowed("server_backup", told)
    return Path(place)


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """What a disk or a stick does to us, as a sentence about the copy.

    Raises:
        EnvironmentProblem: in place of an error of the system or the database.
    """
    try:
        with explained():
            yield
    except OSError as error:
        told = f"Không ghi được bản sao vào {folder}: ổ đĩa bị rút ra hoặc bị hỏng. "
        raise EnvironmentProblem(
            "backup_failed", told + "Sổ vẫn nguyên vẹn: cắm lại hoặc đổi ổ rồi làm lại."
        ) from error


def _home(folder: Path, device: str, size: int) -> Path:
    """The folder of this device's copies, made where it is missing, on a disk with room for one more."""
    if folder.name == BESIDE and folder.parent.is_dir():
        folder.mkdir(exist_ok=True)
    if not folder.is_dir():
        told = f"Không thấy thư mục {folder}. Chưa sao lưu gì, sổ vẫn nguyên vẹn: cắm USB hoặc chọn thư mục khác."
        raise FileProblem("no_folder", told)
    check_room(folder, size)
    home = folder / f"{FOLDER}{device}"
    home.mkdir(exist_ok=True)
    return home


def check_room(folder: Path, size: int) -> None:
    """See whether a file of that size fits, with something left over.

    Raises:
        EnvironmentProblem: it does not.
    """
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        need, has = (-(-number // 2**20) for number in (size + SPARE, free))
        told = f"Ổ đĩa của {folder} còn {has} MB, cần {need} MB. Chưa sao lưu, chưa phục hồi gì, sổ vẫn nguyên vẹn: "
        raise EnvironmentProblem("no_room", told + "xóa bớt tệp hoặc chọn ổ khác.")


def _clear(home: Path) -> None:
    """Take away what a power cut left of a copy that never counted; nothing else."""
    for left in home.glob(f"*{UNFINISHED}"):
        left.unlink(missing_ok=True)
    for keys in home.glob("*.sohotro-keys"):
        if (
            _NAME.match(keys.name.removesuffix("-keys"))
            and not keys.with_name(keys.name.removesuffix("-keys")).exists()
        ):
            keys.unlink(missing_ok=True)


def _write(register: Register, file: Path, path: Path, told: Told) -> str:
    """Write a copy that is proved before it has its name; the state it holds."""
    key = register.data_key
    with register.read() as connection:
        return copy_register(connection, file, path, key, lambda part: prove(part, key), told)


def prove(path: Path, data_key: bytes) -> str:
    """Open a copy, check every page, every chain; return the state it holds (as `state`).

    Raises:
        EnvironmentProblem: it is not a sound register of this key.
    """
    try:
        problems, found = read_copy(path, data_key, lambda copy: (check_ledger(copy).problems, state(copy)))
    except Exception as error:
        if explain(error) is None:
            raise
        raise _bad(path) from error
    if problems:
        raise _bad(path)
    return found


def _bad(path: Path) -> EnvironmentProblem:
    name = path.name.removesuffix(UNFINISHED)
    told = f"Bản sao {name} đọc lại bị lỗi, không dùng được. Sổ và các bản sao khác vẫn nguyên vẹn: "
    return EnvironmentProblem("bad_backup", told + "dùng bản sao khác, hoặc đổi USB, ổ đĩa rồi sao lưu lại.")


def state(connection: Connection) -> str:
    """What the ledger holds, as a short text: equal texts, nothing new to copy."""
    heads = sorted((stream.sid, stream.last, stream.head.hex()) for stream in list_streams(connection))
    return sha256(repr(heads).encode()).hexdigest()[:16]


def last_made(connection: Connection) -> dict[str, Made]:
    """The last good copy of each place (as `key_of`), as this register remembers it."""
    found = {}
    for key, value in settings(connection).items():
        if key.startswith(_MADE):
            at, _, held = value.partition(" ")
            found[key.removeprefix(_MADE)] = Made(at, held)
    return found


def key_of(folder: Path) -> str:
    """The name under which a place is remembered."""
    return str(folder.expanduser().absolute())


def beside(place: str) -> Path:
    """The first place, in the register's own folder: for a damaged file or a wrong hand, not for a lost disk."""
    return _file(place).absolute().parent / BESIDE


def backups_in(folder: Path, device: str = "") -> list[Backup]:
    """The copies in a place, newest first, of one device or of all; a place that is away has none."""
    homes = [folder / f"{FOLDER}{device}"] if device else [*_listed(folder, f"{FOLDER}*"), folder]
    found = [backup for home in homes for path in _listed(home, "*.sohotro") if (backup := _backup(path)) is not None]
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def _listed(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _backup(path: Path) -> Backup | None:
    named = _NAME.match(path.name)
    try:
        if named is None or not FileSlots(path).path.is_file():
            return None
        at = datetime.strptime(named["at"], "%Y%m%d-%H%M%S").replace(tzinfo=LOCAL_TIME)
        return Backup(path, at.isoformat(timespec="seconds"), path.stat().st_size)
    except (OSError, ValueError):
        return None


def kept(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which copies stay: the last of each of 7 days, 4 weeks and 12 months that have one.

    Counted in days that have a copy, so that a laptop seldom used keeps old ones. What claims to be of tomorrow (the
    clock was wrong) is neither counted nor removed.
    """
    ordered = sorted(times, reverse=True)
    ahead = {at for at in ordered if at > now + timedelta(days=1)}
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    )
    stay = set(ahead)
    for number, span in spans:
        last: dict[object, datetime] = {}
        for at in ordered:
            if at not in ahead:
                last.setdefault(span(at), at)
        stay |= set(list(last.values())[:number])
    return stay


def thin_out(home: Path, now: datetime, *, keep: Path) -> list[Path]:
    """Remove the copies in a device's folder that age has made needless, never `keep`; returns them."""
    found = {
        datetime.fromisoformat(backup.at): backup.path
        for path in _listed(home, "*.sohotro")
        if (backup := _backup(path)) is not None
    }
    stay = kept(found, now)
    gone = [path for at, path in found.items() if at not in stay and path != keep]
    for path in gone:
        path.unlink(missing_ok=True)
        FileSlots(path).path.unlink(missing_ok=True)
    return gone


def _renew_slots(home: Path, file: Path, data_key: bytes) -> None:
    """Let all copies be opened by the passwords of today, and by no old one."""
    slots = FileSlots(file).load()
    for backup in filter(None, map(_backup, _listed(home, "*.sohotro"))):
        if not _holds(backup.path, slots) and _opens(backup.path, data_key):
            FileSlots(backup.path).save(slots)


def _holds(path: Path, slots: list[Slot]) -> bool:
    try:
        return FileSlots(path).load() == slots
    except AppError:
        return False


def _opens(path: Path, data_key: bytes) -> bool:
    try:
        return read_copy(path, data_key, lambda copy: "device" in settings(copy))
    except DBAPIError:
        return False
