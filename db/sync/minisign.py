"""Signatures in minisign's format (Ed25519 over BLAKE2b-512), made and checked with libsodium. Stores no key.

One text form only: fixed untrusted comment, ASCII trusted comment, canonical base64, so that no byte of a signature
file can change without being refused. Stock `minisign -V -P` accepts what is written here.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256

import nacl.bindings
import nacl.exceptions
import nacl.utils

from db.sync.sentences import PackageError

COMMENT = b"chu ky goi So Ho Tro"
"""The untrusted comment: fixed, because the signature does not cover it."""

SEED = 32
PUBLIC = 32
_KEY_ALGORITHM = b"Ed"
_PREHASHED = b"ED"
_FILE = re.compile(
    rb"untrusted comment: " + re.escape(COMMENT) + rb"\n([A-Za-z0-9+/]{99}=)\n"
    rb"trusted comment: ([\x20-\x7e]{0,400})\n([A-Za-z0-9+/]{86}==)\n\Z"
)
_TRUSTED = re.compile(r"[\x20-\x7e]{0,400}\Z")


def key_id(public: bytes) -> bytes:
    """Return the 8 bytes by which a signature names its key: SHA-256("sohotro key id" ‖ 0 ‖ public key), cut."""
    return sha256(b"sohotro key id\0" + public).digest()[:8]


def public_line(public: bytes) -> str:
    """Return a public key (32 bytes) as the `RW…` line of minisign's `-P` option (56 characters)."""
    return b64encode(_KEY_ALGORITHM + key_id(public) + public).decode("ascii")


def parse_public_line(line: str) -> bytes:
    """Return the 32 bytes of a public line of ours; PackageError E-KEY if it is not one, or the key is unsafe."""
    raw = _canonical_base64(line.encode("ascii", "replace"), "E-KEY")
    public = raw[10:]
    if len(public) != PUBLIC or raw[:2] != _KEY_ALGORITHM or raw[2:10] != key_id(public):
        raise PackageError("E-KEY", "public line")
    check_public_key(public)
    return public


def line_key_id(line: str) -> bytes:
    """Return the key id of a public line that has been parsed before (a lookup in a long list checks no points)."""
    return b64decode(line)[2:10]


@cache  # a list names hundreds, and is looked at with every package; what is refused is looked at again
def check_public_key(public: bytes) -> None:
    """Refuse (E-KEY) any key but a canonical point of the prime-order group: low order, mixed order, off the curve."""
    if len(public) != PUBLIC or not nacl.bindings.crypto_core_ed25519_is_valid_point(public):
        raise PackageError("E-KEY", "point")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair, made from its 32-byte `seed` (the secret). Never shown by `repr`."""

    public: bytes
    _secret: bytes

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new random key."""
        return cls.from_seed(nacl.utils.random(SEED))

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """Return the key of a 32-byte seed; ValueError for another length."""
        if len(seed) != SEED:
            raise ValueError("a signing seed has 32 bytes")
        return cls(*nacl.bindings.crypto_sign_seed_keypair(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes to be kept."""
        return self._secret[:SEED]

    @property
    def key_id(self) -> bytes:
        """See `key_id`."""
        return key_id(self.public)

    @property
    def public_line(self) -> str:
        """See `public_line`."""
        return public_line(self.public)

    def __repr__(self) -> str:
        return f"SigningKey({self.public_line})"

    def _sign(self, message: bytes) -> bytes:
        return nacl.bindings.crypto_sign(message, self._secret)[:64]


@dataclass(frozen=True, slots=True)
class Signature:
    """A parsed signature file, not yet checked: `signature` over the data's hash, `seal` over signature and comment."""

    key_id: bytes
    signature: bytes
    comment: str
    seal: bytes

    @property
    def text(self) -> bytes:
        """The `.minisig` file; there is only one way to write it."""
        first = b64encode(_PREHASHED + self.key_id + self.signature)
        trusted = self.comment.encode("ascii")
        return b"untrusted comment: %s\n%s\ntrusted comment: %s\n%s\n" % (COMMENT, first, trusted, b64encode(self.seal))


def sign(key: SigningKey, data: bytes, comment: str) -> bytes:
    """Return the `.minisig` file for `data`; `comment`: signed, printable ASCII of at most 400 characters."""
    if not _TRUSTED.match(comment):
        raise ValueError("a trusted comment is printable ASCII of at most 400 characters")
    trusted = comment.encode("ascii")
    signature = key._sign(blake2b(data).digest())
    seal = key._sign(signature + trusted)
    return Signature(key.key_id, signature, comment, seal).text


def parse(text: bytes) -> Signature:
    """Read a `.minisig` file; PackageError E-SIG unless it is byte for byte of the form `sign` writes."""
    found = _FILE.match(text)
    if not found:
        raise PackageError("E-SIG", "form")
    first, comment, seal = found.groups()
    raw = _canonical_base64(first, "E-SIG")
    if raw[:2] != _PREHASHED:
        raise PackageError("E-SIG", "algorithm")
    return Signature(raw[2:10], raw[10:], comment.decode("ascii"), _canonical_base64(seal, "E-SIG"))


def verify(signature: Signature, data: bytes, public: bytes) -> None:
    """Check both signatures with the 32-byte `public` key; PackageError E-SIG if either is wrong."""
    try:
        _open(signature.signature, blake2b(data).digest(), public)
        _open(signature.seal, signature.signature + signature.comment.encode("ascii"), public)
    except nacl.exceptions.BadSignatureError:
        raise PackageError("E-SIG", "invalid") from None


def _open(signature: bytes, message: bytes, public: bytes) -> None:
    nacl.bindings.crypto_sign_open(signature + message, public)


def _canonical_base64(text: bytes, code: str) -> bytes:
    """Decode base64 that has one spelling only (unused bits zero)."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise PackageError(code, "base64") from None
    if b64encode(raw) != text:
        raise PackageError(code, "base64")
    return raw
