"""A register taken back from a copy. What stood in its place is set aside, never overwritten; new streams go on.

It makes no copies and judges none but the one it is given.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.dialects import copy_file
from db.domain.errors import FileProblem, NotAllowed
from db.ledger.register import LOCAL_TIME, Providers, Register
from db.ledger.streams import branch
from db.vault import backups
from db.vault.copying import UNFINISHED, read_copy, settle
from db.vault.registers import is_server, look, opened, unlock
from db.vault.slots import FileSlots

ASIDE = "dat-rieng"
WITH = ("-keys", "-wal", "-shm")
"""What lies beside a register file and belongs to it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The register, open. aside: the file that stood in its place under its new name, None where there was none."""

    register: Register
    aside: Path | None


def restore(copy: Path, place: str, password: str, providers: Providers | None = None) -> Restored:
    """Put a copy in a register's place, opened with an officer's password as it was when the copy was last renewed.

    Nothing is moved before the copy has been proved, written to the disk of `place` and proved there. Because lines
    may have been signed after the copy was made, every stream of ours goes on in a branch.

    Raises:
        NotAllowed: the password opens no slot of the copy; the place is a server.
        FileProblem: no such copy, no such folder.
        EnvironmentProblem: the copy is not sound or of a newer program, too little room, the disk failed. What stood
            in the place is as it was.
    """
    providers = providers or Providers()
    target = _target(copy, place)
    slots = FileSlots(copy).load()
    data_key, officer = unlock(slots, password)
    backups.prove(copy, data_key)
    part = target.with_name(target.name + UNFINISHED)
    try:
        with backups.on_disk(target.parent):
            backups.check_room(target.parent, copy.stat().st_size)
            read_copy(copy, data_key, lambda source: copy_file(source, part, data_key, lambda *_: None))
            _branch(part, data_key, officer, providers)
            settle(part)
            backups.prove(part, data_key)
            aside = set_aside(target, providers)
            FileSlots(target).save(slots)
            part.replace(target)
    finally:
        for end in ("", *WITH):
            with suppress(OSError):
                part.with_name(part.name + end).unlink(missing_ok=True)
    return Restored(opened(place, None, data_key, officer, providers), aside)


def _target(copy: Path, place: str) -> Path:
    if is_server(place):
        told = "Sổ trên máy chủ do người quản trị máy chủ phục hồi. Chưa làm gì: báo người quản trị."
        raise NotAllowed("server_backup", told)
    look(str(copy))
    target = Path(place)
    if not target.parent.is_dir():
        raise FileProblem("no_folder", f"Không thấy thư mục {target.parent}. Chưa làm gì: kiểm tra lại tên và ổ đĩa.")
    if target.is_dir() or (target.exists() and target.samefile(copy)):
        told = "Nơi phục hồi phải là tên một tệp khác với bản sao. Chưa làm gì: chọn tên khác."
        raise FileProblem("same_file", told)
    return target


def _branch(part: Path, data_key: bytes, officer: str, providers: Providers) -> None:
    """Open new streams in the copy before it can be used as a register: none may go on where another already did."""
    register = opened(str(part), None, data_key, officer, providers)
    try:
        with register.write() as connection:
            branch(connection, providers.new_stream)
    finally:
        register.close()


def set_aside(file: Path, providers: Providers) -> Path | None:
    """Give a register file and what belongs to it another name beside it; None where there is no file.

    Raises:
        OSError: another program has it open.
    """
    stamp = f"{providers.now().astimezone(LOCAL_TIME):%Y%m%d-%H%M%S}"
    aside = file.with_name(f"{file.stem}.{ASIDE}-{stamp}{file.suffix}")
    for end in (*WITH, ""):  # the register last: what is left of an attempt that failed is set aside by the next
        old, new = file.with_name(file.name + end), aside.with_name(aside.name + end)
        if old.exists():
            old.replace(_free(new))
    return aside if aside.exists() else None


def _free(path: Path) -> Path:
    """A name nobody has: two attempts in one second overwrite nothing."""
    names = (path if n == 0 else path.with_name(f"{path.name}.{n}") for n in range(1_000))
    return next(name for name in names if not name.exists())
