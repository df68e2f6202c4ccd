"""A register becomes an office's: its keys are made, its device is named, its trust list is begun. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pyrage
from nacl.utils import random
from sqlalchemy import Connection

from db.ledger.register import Providers, Register, put_setting, settings
from db.store import offices
from db.sync import minisign, trust
from db.sync.trust import Level
from db.vault import registers

SIGN, BOX, ROOT = "sign", "box", "root"


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys of this device: Ed25519 to sign, age X25519 to open. The office's root key is `root.py`'s."""

    sign: minisign.SigningKey
    box: pyrage.x25519.Identity

    @property
    def recipient(self) -> str:
        """The public half of `box`, `age1…`."""
        return str(self.box.to_public())


def create(
    place: str,
    password: str,
    *,
    unit: str,
    level: Level,
    on: str,
    officer: str,
    training: bool = False,
    providers: Providers | None = None,
) -> registers.Created:
    """Make a register for the office of `unit` in force on the ISO date `on`, with its first officer and its keys.

    An office above the commune also gets a root key (sealed in the register) and a trust list that names itself.
    training: for invented people; such a register never exchanges anything with an office.

    Raises:
        NotFound, InvalidData: unit, level or name are wrong; nothing is created.
        FileProblem, NotAllowed, EnvironmentProblem: as `vault.registers.create`.
    """
    offices.check_founding(unit=unit, level=level, on=on, officer=officer)
    created = registers.create(place, password, providers)
    register = created.register
    sign = minisign.SigningKey.generate()
    device = trust.device_id(level, unit, sign.public)
    offices.found(register, unit=unit, level=level, on=on, device=device, officer=officer, training=training)
    with register.write() as connection:
        register.keep_secret(connection, SIGN, sign.seed)
        register.keep_secret(connection, BOX, str(pyrage.x25519.Identity.generate()).encode())
        put_setting(connection, "recovery", str(pyrage.x25519.Identity.from_str(created.recovery).to_public()))
        if level != "commune":
            register.keep_secret(connection, ROOT, random(32))
    return created


def keys_of(register: Register, connection: Connection) -> Keys:
    """The private keys of this device."""
    sign, box = register.secret(connection, SIGN), register.secret(connection, BOX)
    if sign is None or box is None:
        raise LookupError("this register was never founded")
    return Keys(minisign.SigningKey.from_seed(sign), pyrage.x25519.Identity.from_str(box.decode()))


def own_ids(connection: Connection) -> tuple[str, str]:
    """(id of this device, id of our office): the names under which packages reach us."""
    known = settings(connection)
    return known["device"], trust.office_id(known["unit"])
