"""The ledger's own tables (they keep UNIQUE and foreign keys) and what a register keeps for itself, unshared."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.dialects.types import PLAIN_TEXT
from db.models.base import Base


class LedgerStream(Base):
    """One hash chain: changes of one device about one unit.

    `sid` 32 hex digits; `head` 32 bytes; `mine` 1 if we sign it.
    """

    __tablename__ = "ledger_stream"
    __table_args__ = (UniqueConstraint("sid"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sid: Mapped[str] = mapped_column(PLAIN_TEXT)
    device: Mapped[str] = mapped_column(PLAIN_TEXT)
    unit: Mapped[str] = mapped_column(PLAIN_TEXT)
    parent: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    last: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    lamport: Mapped[int] = mapped_column(BigInteger, default=0)
    mine: Mapped[int] = mapped_column(Integer, default=0)


class LedgerChange(Base):
    """A change exactly as written.

    `line` is the JCS line, `chain` the 32-byte chain value (its first 16 bytes are the id).
    """

    __tablename__ = "ledger_change"
    __table_args__ = (Index(None, "chain", unique=True), {"sqlite_with_rowid": False})
    stream: Mapped[int] = mapped_column(ForeignKey("ledger_stream.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chain: Mapped[bytes] = mapped_column(LargeBinary)
    line: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerDoc(Base):
    """The live values of one record.

    `{"h": {key: {change id: [lamport, value]}}, "k": {key: [replaced before arrival]}}`.
    """

    __tablename__ = "ledger_doc"
    __table_args__ = ({"sqlite_with_rowid": False},)
    entity: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    id: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    doc: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerQueue(Base):
    """What waits for a person: `value` (several live values of a key), `delete` (edit against delete)."""

    __tablename__ = "ledger_queue"
    entity: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    id: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    key: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    kind: Mapped[str] = mapped_column(PLAIN_TEXT)


class Finding(Base):
    """A support whose rules a merge has broken (a sum, an order of steps): waits for a person, recomputed at will."""

    __tablename__ = "finding"
    support: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    field: Mapped[str] = mapped_column(PLAIN_TEXT)
    code: Mapped[str] = mapped_column(PLAIN_TEXT)
    message: Mapped[str] = mapped_column(PLAIN_TEXT)


class Late(Base):
    """A record that a unit changed which does not own it: waits for a person, recomputed at will.

    `changes`: their ids, parted by blanks.
    """

    __tablename__ = "late"
    entity: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    id: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    changes: Mapped[str] = mapped_column(PLAIN_TEXT)


class Setting(Base):
    """What this register knows about itself; never shared."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    value: Mapped[str] = mapped_column(PLAIN_TEXT)


class Secret(Base):
    """Private keys, each sealed with the register's data key."""

    __tablename__ = "secret"
    name: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class KeySlot(Base):
    """Key slots of a register on a server (a register file keeps them in the file beside it)."""

    __tablename__ = "key_slot"
    id: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Trust(Base):
    """The newest trust list of one root key: `own` (we issue it) or `parent` (we follow it)."""

    __tablename__ = "trust"
    root: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    role: Mapped[str] = mapped_column(PLAIN_TEXT)
    version: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class Package(Base):
    """Every package seen or sent. `blob` keeps a waiting or held one exactly as received.

    `decision`: what a person said about a held one, JSON `{"verdict", "officer", "at", "reason"}`, "" if nobody did.
    `heads`: of one merged, the last change of every stream just before, JSON list as `register heads` writes it.
    """

    __tablename__ = "package"
    __table_args__ = (Index(None, "sid", "number"),)
    sha256: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    direction: Mapped[str] = mapped_column(PLAIN_TEXT)
    file: Mapped[str] = mapped_column(PLAIN_TEXT)
    state: Mapped[str] = mapped_column(PLAIN_TEXT)
    reason: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    device: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    unit: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    sid: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    first: Mapped[int] = mapped_column(BigInteger, default=0)
    last: Mapped[int] = mapped_column(BigInteger, default=0)
    manifest: Mapped[str] = mapped_column(PLAIN_TEXT, default="")
    at: Mapped[str] = mapped_column(PLAIN_TEXT)
    blob: Mapped[bytes | None] = mapped_column(LargeBinary)
    decision: Mapped[str] = mapped_column(PLAIN_TEXT, default="", server_default="")
    heads: Mapped[str] = mapped_column(PLAIN_TEXT, default="", server_default="")


class Proof(Base):
    """The signed manifest under which changes came or went, so that they can be handed on with their own signature.

    `heads`: first line of each `ops` part, one a line; with the changes of the ledger they are the signed contents.
    """

    __tablename__ = "proof"
    manifest_sha256: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    sid: Mapped[str] = mapped_column(PLAIN_TEXT)
    first: Mapped[int] = mapped_column(BigInteger)
    last: Mapped[int] = mapped_column(BigInteger)
    manifest: Mapped[bytes] = mapped_column(LargeBinary)
    minisig: Mapped[bytes] = mapped_column(LargeBinary)
    heads: Mapped[bytes] = mapped_column(LargeBinary)


class Receipt(Base):
    """How far another device has confirmed that it holds one of our streams."""

    __tablename__ = "receipt"
    sid: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    device: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[str] = mapped_column(PLAIN_TEXT)
    at: Mapped[str] = mapped_column(PLAIN_TEXT)


class Definition(Base):
    """A definition added to this register, kept by its hash: a policy, or `standard:…`, `scoring:…`."""

    __tablename__ = "definition"
    sha256: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    policy: Mapped[str] = mapped_column(PLAIN_TEXT)
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[str] = mapped_column(PLAIN_TEXT)


class Draft(Base):
    """A form as an officer was typing it; never shared, gone when the form is saved. `body` is JSON."""

    __tablename__ = "draft"
    officer: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    place: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    title: Mapped[str] = mapped_column(PLAIN_TEXT)
    body: Mapped[str] = mapped_column(PLAIN_TEXT)
    at: Mapped[str] = mapped_column(PLAIN_TEXT)
