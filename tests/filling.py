"""Work on a disk that fills up at any write: what must be true then, for the kinds of work of kills.py.

The disk is a small one of its own, which only this process and its children see. Where the system grants none, no file
may grow beyond a limit: the same failing writes, at the same places, under another number (EFBIG).
"""

from __future__ import annotations

import ctypes
import os
import random
import resource
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commands import assert_sentence
from kills import Kind, Lost, Tell, again
from machine import state_folder
from rotting import PAGE

from db.dialects import explain
from db.domain.errors import AppError
from db.sync import limits
from db.vault import backups
from db.vault.copying import UNFINISHED

ROOM = 256 * 1024 * 1024
"""Bytes of a disk that is not full; they lie in memory, as far as they are used."""
NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
REMOUNT, DETACH, PRIVATE = 32, 2, 0x4000 | 1 << 18
SAID = "said "


class Disk:
    """A folder on a disk whose room is known to the byte; `limited` where it only bounds each file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.limited = folder, False
        try:
            _own_mounts()
            _mount(folder, 0, ROOM)
        except OSError:
            self.limited = True
        self.temp = folder / "temp"
        self.temp.mkdir()

    def leave(self, room: int) -> None:
        """Let the files here grow by so many bytes and no more, in the process that calls; a child, where limited."""
        if self.limited:
            room -= room % PAGE  # a real disk never refuses half of a page that a file has already
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            return
        found = os.statvfs(self.folder)
        _mount(self.folder, REMOUNT, (found.f_blocks - found.f_bfree) * found.f_frsize + room)

    def empty(self) -> None:
        """Give all the room back."""
        if not self.limited:
            _mount(self.folder, REMOUNT, ROOM)

    def unplug(self) -> None:
        """The disk goes, with all that lies on it."""
        if not self.limited:
            _need(ctypes.CDLL(None, use_errno=True).umount2(os.fsencode(self.folder), DETACH))


def _own_mounts() -> None:
    """What this process mounts from here on, nobody else sees; it need not be root for that."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if user != 0 or libc.unshare(NEW_MOUNTS):
        _need(libc.unshare(NEW_MOUNTS | NEW_USER))
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    _need(libc.mount(b"none", b"/", None, PRIVATE, None))


def _mount(folder: Path, flags: int, size: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _need(libc.mount(b"none", os.fsencode(folder), b"tmpfs", flags, f"size={size}".encode()))


def _need(answer: int) -> None:
    if answer:
        raise OSError(ctypes.get_errno(), "no disk of our own")


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk of its own at `folder`, made here, for registers, temporary files and this machine's marks alike."""
    folder.mkdir()
    disk = Disk(folder)
    os.environ |= {"TMPDIR": str(disk.temp), "SOHOTRO_STATE_DIR": state_folder(folder / "state")}
    tempfile.tempdir = None
    try:
        yield disk
    finally:
        disk.unplug()


def filled(kind: Kind, disk: Disk, room: int, *, warned: bool) -> tuple[list[str], str]:
    """Do the work with so much room; what it acknowledged, and the sentence it ended with ("" if it had room enough).

    warned: the program asks for room first; otherwise others take the room after it has asked.

    Raises:
        Lost: it ended without a sentence, or left something half-done.
    """

    def work(tell: Tell) -> None:
        if not warned:
            backups.check_room = lambda *_: None  # type: ignore[assignment]
            limits.FREE_FACTOR = 0
        disk.leave(room)
        tell(SAID + _ending(lambda: kind.work(tell)))
        with suppress(AppError), again(kind.place):  # full as the disk still is: it opens, or says why not
            pass

    before = set(disk.temp.iterdir())
    told = apart(work)
    left = [str(path) for path in (*kind.folder.rglob(f"*{UNFINISHED}"), *set(disk.temp.iterdir()) - before)]
    disk.empty()
    if left or not told or not told[-1].startswith(SAID):
        raise Lost(f"left behind {left}, said {told[-1:]}")
    said = told.pop().removeprefix(SAID)
    if said:
        assert_sentence(said)
    return told[1:] if told[:1] == ["ready"] else told, said


def _ending(work: Callable[[], object]) -> str:
    """The sentence in which a person hears how the work ended, as every window and command says it."""
    try:
        work()
    except Exception as error:
        problem = error if isinstance(error, AppError) else explain(error)
        if problem is None:
            return f"NO SENTENCE: {error!r}"
        return problem.message
    return ""


def apart(work: Callable[[Tell], object]) -> list[str]:
    """What a child said before it ended by itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            work(lambda text: os.write(writing, f"{text}\n".encode()))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        lines = said.read().decode().splitlines()
    if os.waitpid(child, 0)[1] != 0:
        raise Lost(f"the child broke; it had told {lines}")
    return lines


def enough(kind: Kind, disk: Disk) -> int:
    """Bytes with which the work acknowledges something, and half as much again."""
    room = 64 * 1024
    while not filled(kind, disk, room, warned=False)[0]:
        kind.reset()
        room = room * 3 // 2
    kind.reset()
    return room * 3 // 2


def fill(kind: Kind, disk: Disk, times: int, chance: random.Random) -> tuple[int, int]:
    """Fill the disk so many times; how many of them had acknowledged something, how many heard that it is full."""
    most, told_something, refused = enough(kind, disk), 0, 0
    for _ in range(times):
        told, said = filled(kind, disk, chance.randrange(most), warned=chance.random() < 0.3)
        kind.check(told)
        told_something += bool(told)
        refused += bool(said)
    return told_something, refused
