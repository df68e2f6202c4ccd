"""One desk at a time on a register file: a lock file beside it, which the system drops with the program (also when it
is killed). Servers serve several desks and are not held; the command line may read and write beside a desk.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from db.domain.errors import UserError
from desktop.presenters.opening.places import HELD, SERVER
from desktop.presenters.paths import expanded, is_folder
from desktop.words import _


class Holder:
    """The register that this program has for itself, one at most."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None
        self._place = ""

    def hold(self, place: str) -> None:
        """Take a register, giving back the one held before.

        Raises:
            UserError: another desk has it open; the sentence says where.
        """
        if place == self._place and self._lock is not None:
            return
        self.release()
        file = expanded(place).absolute()
        if SERVER.match(place) or not is_folder(file.parent):
            return
        lock = QLockFile(f"{file}{HELD}")
        lock.setStaleLockTime(0)  # never by age: a desk may be open for weeks; a dead process is noticed
        if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
            raise UserError("in_use", _in_use(lock, file))
        self._lock, self._place = lock, place  # a folder that cannot be written to is said when the register is opened

    def release(self) -> None:
        """Give the register back."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock, self._place = None, ""


def _in_use(lock: QLockFile, file: Path) -> str:
    _process, host, _program = lock.getLockInfo()
    if host in ("", QSysInfo.machineHostName()):
        return _(
            "Sổ này đang mở ở một cửa sổ khác trên máy này. Không thay đổi gì: làm tiếp ở cửa sổ đó, hoặc đóng nó."
        )
    return _(
        "Sổ này đang mở ở máy {0}. Không thay đổi gì: đóng sổ ở máy đó. "
        "Nếu máy đó không còn mở, xóa tệp {1} rồi mở lại."
    ).format(host, f"{file.name}{HELD}")
