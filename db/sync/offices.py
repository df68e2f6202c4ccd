"""A register becomes an office's: its keys are made, its device is named, its trust list is begun. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyrage
from nacl.utils import random
from sqlalchemy import Connection

from db.ledger.register import Providers, Register, put_setting, settings
from db.ledger.streams import branch, list_streams
from db.store import offices
from db.sync import minisign, trust
from db.sync.trust import Level
from db.vault import registers

SIGN, BOX, ROOT = "sign", "box", "root"


@dataclass(frozen=True, slots=True)
class Keys:
    """The private keys of this device: Ed25519 to sign, age X25519 to open. The office's root key is `root.py`'s.

    former: those it had before its keys were changed, by the id it bore then. They sign what their streams still owe,
    and open what was sent before the others knew.
    """

    sign: minisign.SigningKey
    box: pyrage.x25519.Identity
    former: dict[str, Keys] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        """The public half of `box`, `age1…`."""
        return str(self.box.to_public())

    @property
    def boxes(self) -> list[pyrage.x25519.Identity]:
        """All that may open what is sent to us, today's first."""
        return [self.box, *(keys.box for keys in self.former.values())]

    def signer(self, device: str) -> minisign.SigningKey:
        """The key that signs streams begun as `device`."""
        return self.former[device].sign if device in self.former else self.sign


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
    keys = _keys(register, connection)
    keys.former.update((device, _keys(register, connection, f" {device}")) for device in former_ids(connection))
    return keys


def _keys(register: Register, connection: Connection, whose: str = "") -> Keys:
    sign, box = register.secret(connection, SIGN + whose), register.secret(connection, BOX + whose)
    if sign is None or box is None:
        raise LookupError("this register was never founded")
    return Keys(minisign.SigningKey.from_seed(sign), pyrage.x25519.Identity.from_str(box.decode()))


def former_ids(connection: Connection) -> list[str]:
    """The ids that this device bore before its keys were changed, oldest first."""
    own = settings(connection)["device"]
    return list(dict.fromkeys(row.device for row in list_streams(connection, mine=True) if row.device != own))


def own_ids(connection: Connection) -> tuple[str, ...]:
    """Id of this device, id of our office, then former ids of the device: the names under which packages reach us."""
    known = settings(connection)
    return known["device"], trust.office_id(known["unit"]), *former_ids(connection)


def change_keys(register: Register, connection: Connection) -> Keys:
    """Make new keys for this device: it gets another id, and goes on in streams that continue its own.

    The former keys stay in the register (`Keys.former`): they sign what is written already, and nothing new.
    """
    known, former = settings(connection), _keys(register, connection)
    sign, box = minisign.SigningKey.generate(), pyrage.x25519.Identity.generate()
    device = trust.device_id(known["level"], known["unit"], sign.public)
    for whose, keys in ((f" {known['device']}", former), ("", Keys(sign, box))):
        register.keep_secret(connection, SIGN + whose, keys.sign.seed)
        register.keep_secret(connection, BOX + whose, str(keys.box).encode())
    put_setting(connection, "device", device)
    branch(connection, register.providers.new_stream, device)
    return keys_of(register, connection)
