"""Opening a register and the ways around a forgotten password; all of it takes some tenths of a second (Argon2id)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from db.domain.errors import UserError
from desktop.presenters.opening import places, tries
from desktop.words import _
from desktop.work.context import JobContext

if TYPE_CHECKING:
    from db.ledger.register import Register

TRAINING_PASSWORD = "tap-lam"  # noqa: S105 - everybody may know it
TRAINING_UNIT, TRAINING_DAY = "20104", "2017-09-01"
TRAINING_HOUSEHOLDS = 60


def warm_up() -> None:
    """Read what opening a register needs; done while the officer types the password."""
    for needed in ("db.vault.registers", "desktop.presenters.desk"):
        import_module(needed)
    from db.domain.units import catalogue

    catalogue()


def open_place(place: str, password: str) -> Register:
    """Open a register, counting wrong passwords.

    Raises:
        NotAllowed: the password is wrong, or it is too early to try another.
        AppError: as `db.vault.registers.open_register`.
    """
    from db.vault.registers import open_register

    return tries.counted(place, lambda: open_register(place, password))


def recover_place(place: str, code: str, password: str) -> Register:
    """Open a register with the code of its recovery sheet and give it a new password.

    Raises:
        AppError: as `db.vault.registers.recover`.
    """
    from db.vault.registers import recover

    register = recover(place, code, password)
    tries.succeeded(place)
    return register


def make_training(context: JobContext, seed: int) -> tuple[Register, str]:
    """Make the register for training anew, with an invented commune in it; returns it and its place.

    Raises:
        AppError: as `db.sync.offices.create`.
        Cancelled: nothing of it remains.
    """
    from db.store.inventing.populating import populate
    from db.store.inventing.years import populate_supports
    from db.sync import offices

    file = places.training_file()
    context.progress(0, 3, _("Lập sổ tập làm"))
    _remove(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    register = offices.create(
        str(file),
        TRAINING_PASSWORD,
        unit=TRAINING_UNIT,
        level="commune",
        on=TRAINING_DAY,
        officer=_("Cán bộ tập làm"),
        training=True,
    ).register
    try:
        context.progress(1, 3, _("Bịa hộ và người"))
        populate(register, count=TRAINING_HOUSEHOLDS, seed=seed)
        context.progress(2, 3, _("Bịa hỗ trợ"))
        populate_supports(register, seed=seed)
    except BaseException:
        register.close()
        _remove(file)
        raise
    return register, str(file)


def _remove(file: Path) -> None:
    """Take the register for training away; no other file is ever named here."""
    try:
        for end in ("", "-keys", "-wal", "-shm"):
            file.with_name(file.name + end).unlink(missing_ok=True)
    except OSError as error:
        message = _("Sổ tập làm đang mở ở cửa sổ khác. Không thay đổi gì: đóng cửa sổ đó rồi làm lại.")
        raise UserError("training_open", message) from error
