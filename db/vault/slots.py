"""Key slots: the register's data key, wrapped by each officer's password and by recovery identities. Knows no data."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import orjson
import pyrage
from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import Connection, Engine, delete, insert, select

from db.dialects import explain
from db.domain.errors import EnvironmentProblem
from db.domain.text import nfc
from db.models import KeySlot

KEY_BYTES = 32
FORMAT = "sohotro-keys"
CHECK = "check"
SLOT_DAMAGED = (
    "Trong tệp khóa có ngăn bị hỏng, nên mật khẩu hay mã phục hồi của ngăn đó dù đúng cũng không mở được. Sổ vẫn "
    "nguyên vẹn: chép tệp .sohotro-keys của bản sao lưu mới nhất đè lên tệp khóa bên cạnh sổ (giữ tên của tệp khóa), "
    "hoặc mở sổ bằng tờ phục hồi, hoặc nhờ người quản trị sổ đặt lại mật khẩu."
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id cost: passes and bytes of memory. Written into the slot, so old slots keep opening."""

    passes: int = 3
    memory: int = 64 * 1024 * 1024


COST = Cost()
"""The least a slot costs (RFC 9106, second recommended set), however slow the machine."""
TARGET = 0.5
"""Seconds that trying one password should take on the machine where the slot is made."""
MOST_PASSES = 24
"""Beyond, a slower machine that opens the register later would wait too long."""
MOST = Cost(passes=64, memory=128 * 1024 * 1024)
"""No slot asks for more: a damaged number must not keep the machine busy for ever or take all its memory."""

Slot = dict[str, Any]
_FIELDS = {"officer": ("id", "passes", "memory", "salt", "box"), "recovery": ("id", "recipient", "box")}


def officer_slot(identity: str, password: str, data_key: bytes) -> Slot:
    """Wrap the data key with a password (Argon2id, then XSalsa20-Poly1305). identity: opaque officer id."""
    salt, cost = os.urandom(pwhash.argon2id.SALTBYTES), measured_cost()
    box = SecretBox(_derive(password, salt, cost)).encrypt(data_key)
    return _sealed(
        {
            "id": identity,
            "kind": "officer",
            "kdf": "argon2id",
            "passes": cost.passes,
            "memory": cost.memory,
            "salt": b64encode(salt).decode(),
            "box": b64encode(bytes(box)).decode(),
        }
    )


def measured_cost() -> Cost:
    """What a new slot shall cost on this machine: as many passes as `TARGET` allows, never fewer than `COST` says."""
    start = perf_counter()
    _derive("đo máy", bytes(pwhash.argon2id.SALTBYTES), COST)
    fitting = int(COST.passes * TARGET / max(perf_counter() - start, 1e-6))
    return Cost(max(COST.passes, min(fitting, MOST_PASSES)), COST.memory)


def recovery_slot(identity: str, recipient: str, data_key: bytes) -> Slot:
    """Wrap the data key to an age recipient (`age1…`): a printed sheet or the office's recovery key."""
    wrapped = pyrage.encrypt(data_key, [pyrage.x25519.Recipient.from_str(recipient)])
    return _sealed({"id": identity, "kind": "recovery", "recipient": recipient, "box": b64encode(wrapped).decode()})


def _sealed(slot: Slot) -> Slot:
    return slot | {CHECK: _check(slot)}


def _check(slot: Slot) -> str:
    """A checksum, against rot and not against hands: who can write the file can write this too."""
    rest = {field: value for field, value in slot.items() if field != CHECK}
    return sha256(orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def is_damaged(slot: Slot) -> bool:
    """Whether a slot is not what was written; of one without a checksum (of an older program) nobody can say."""
    return CHECK in slot and slot[CHECK] != _check(slot)


def need_whole(slots: list[Slot], but: str = "") -> None:
    """See that no slot is damaged; those of the kind `but` are not looked at.

    Raises:
        EnvironmentProblem: one is; what it was opens nothing any more.
    """
    if any(is_damaged(slot) for slot in slots if slot["kind"] != but):
        raise EnvironmentProblem("keys_damaged", SLOT_DAMAGED)


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    text = nfc(password).encode("utf-8")
    return pwhash.argon2id.kdf(KEY_BYTES, text, salt, opslimit=cost.passes, memlimit=cost.memory)


def open_officer(slot: Slot, password: str) -> bytes | None:
    """The data key, or None when the password does not fit this slot, or the slot is damaged."""
    try:
        cost = Cost(int(slot["passes"]), int(slot["memory"]))
        if cost.passes > MOST.passes or cost.memory > MOST.memory:
            return None
        return SecretBox(_derive(password, b64decode(slot["salt"]), cost)).decrypt(b64decode(slot["box"]))
    except (CryptoError, TypeError, ValueError):
        return None


def open_recovery(slot: Slot, identity: str) -> bytes | None:
    """The data key, or None when the age identity (`AGE-SECRET-KEY-1…`) does not fit this slot."""
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip().upper())
        return bytes(pyrage.decrypt(b64decode(slot["box"]), [key]))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        return None


class SlotStore(Protocol):
    """Where the slots of a register lie."""

    def load(self) -> list[Slot]:
        """All slots."""

    def save(self, slots: list[Slot]) -> None:
        """Replace all slots."""


class FileSlots:
    """Slots of a register file: `X.sohotro-keys` beside `X.sohotro`, no names in it."""

    def __init__(self, register: Path) -> None:
        self.path = register.with_name(register.name + "-keys")

    def load(self) -> list[Slot]:
        """All slots.

        Raises:
            EnvironmentProblem: the key file is missing or damaged.
        """
        try:
            body = orjson.loads(self.path.read_bytes())
            if body["format"] != FORMAT or not all(_whole(slot) for slot in body["slots"]):
                raise KeyError("format")
            return list(body["slots"])
        except FileNotFoundError as error:
            raise EnvironmentProblem(
                "keys_missing",
                f"Không thấy tệp khóa {self.path.name} bên cạnh sổ. Sổ vẫn còn nguyên: "
                "chép tệp khóa về cùng thư mục rồi mở lại.",
            ) from error
        except OSError as error:
            problem = explain(error)
            if problem is None:
                raise
            raise problem from error
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise EnvironmentProblem(
                "keys_damaged",
                f"Tệp khóa {self.path.name} bị hỏng. Sổ vẫn còn nguyên: lấy tệp khóa từ bản sao lưu rồi mở lại.",
            ) from error

    def save(self, slots: list[Slot]) -> None:
        """Replace the file in one step: a power cut leaves the old or the new one, a full disk the old one.

        Raises:
            OSError: it cannot be written.
        """
        new = self.path.with_name(self.path.name + ".dang-ghi")
        try:
            with new.open("wb") as file:
                file.write(orjson.dumps({"format": FORMAT, "version": 1, "slots": slots}, option=orjson.OPT_INDENT_2))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
        except OSError:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise
        _settle(self.path.parent)


def _whole(slot: Any) -> bool:
    """True if a slot has the fields of its kind; one of a kind we do not know is left alone."""
    return all(field in slot for field in _FIELDS.get(slot["kind"], ("id",)))


def _settle(folder: Path) -> None:
    """Make a new name durable: a register whose key file a power cut has taken is lost. Windows has no such call."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


class ServerSlots:
    """Slots of a register on a server: a table of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self) -> list[Slot]:
        """All slots."""
        with self._engine.begin() as connection:
            bodies = connection.execute(select(KeySlot.body).order_by(KeySlot.id)).scalars()
            return [orjson.loads(bytes(body)) for body in bodies]

    def save(self, slots: list[Slot]) -> None:
        """Replace all slots in one transaction."""
        with self._engine.begin() as connection:
            self.put(connection, slots)

    @staticmethod
    def put(connection: Connection, slots: list[Slot]) -> None:
        """Replace all slots in the caller's transaction."""
        connection.execute(delete(KeySlot))
        for slot in slots:
            connection.execute(insert(KeySlot).values(id=slot["id"], body=orjson.dumps(slot)))
