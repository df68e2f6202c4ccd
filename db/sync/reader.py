"""Reading a package in the one safe order: form, signature, manifest, hashes, content. Touches no database.

Each function is one stretch of that order and takes what the one before returned, so nothing can be parsed before its
signature or decrypted before its hash. Works on a private local copy (`staging.stage`), never on the stick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

import msgspec
import pyrage

from db.ledger import chain
from db.sync import canonical, container, limits, manifest, minisign, parts
from db.sync.container import Member
from db.sync.manifest import Manifest, Part
from db.sync.sentences import PackageError


@dataclass(frozen=True, slots=True)
class Envelope:
    """The outer form of a package, sound; of its words only the signature's key id may be believed to be a claim.

    manifest: raw bytes, not yet checked; parts: members after the leading ones, by name and in order.
    """

    file: BinaryIO
    manifest: bytes
    readme: bytes
    signature: minisign.Signature
    parts: Mapping[str, Member]

    @property
    def key_id(self) -> bytes:
        """The 8 bytes naming the key that is said to have signed."""
        return self.signature.key_id

    @property
    def manifest_sha256(self) -> str:
        """The identity of the package."""
        return sha256(self.manifest).hexdigest()


@dataclass(slots=True)
class Contents:
    """What a package holds, opened and checked: change lines, the chain value after each, other contents by kind.

    heads: the first line of each part of changes, which is signed with them.
    """

    lines: list[bytes] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    chain: list[bytes] = field(default_factory=list)
    parts: dict[str, list[bytes]] = field(default_factory=dict)


class _Head(msgspec.Struct):
    """First line of an ops part; the random nonce keeps the signed content hash from being guessed."""

    first: int
    nonce: manifest.Hex16
    stream: str
    form: str = msgspec.field(name="_")


_decode_head = msgspec.json.Decoder(_Head).decode


def open_envelope(f: BinaryIO, size: int) -> Envelope:
    """Walk a file of `size` bytes and parse its signature; nothing of the manifest is parsed. `f` must stay open.

    Raises PackageError: E-SIZE, E-TRUNCATED, E-ZIP, E-CRC, E-FORMAT (not a package), E-SIG (signature's form).
    """
    members = container.walk(f, size)
    rest = container.check_order(members)
    mimetype, readme, raw, signature = members[:4]
    if mimetype.size != len(container.MIME) or container.read(f, mimetype, 64) != container.MIME:
        raise PackageError("E-FORMAT", "mimetype")
    return Envelope(
        file=f,
        manifest=container.read(f, raw, limits.MANIFEST),
        readme=container.read(f, readme, limits.README),
        signature=minisign.parse(container.read(f, signature, limits.SIGNATURE)),
        parts={m.name: m for m in rest},
    )


def verify(envelope: Envelope, public_key: bytes) -> Manifest:
    """Check the signature with the sender's 32-byte key, then read the manifest and compare it with the file's members.

    Raises PackageError: E-UNKNOWN-KEY (signed by another key), E-SIG, E-JSON, E-FORMAT, E-VERSION, E-MANIFEST, E-PARTS,
    E-CHAIN, E-README, E-SIZE. Whether sender and addressee are right is asked by `check_parties`.
    """
    if minisign.key_id(public_key) != envelope.key_id:
        raise PackageError("E-UNKNOWN-KEY", envelope.key_id.hex())
    minisign.verify(envelope.signature, envelope.manifest, public_key)
    return read_manifest(envelope)


def read_manifest(envelope: Envelope) -> Manifest:
    """Read the manifest without asking who signed it: for showing, never for merging. Raises as `verify`."""
    found = manifest.decode(envelope.manifest)
    if list(envelope.parts) != [p.name for p in found.parts]:
        raise PackageError("E-PARTS", "members")
    if sha256(envelope.readme).hexdigest() != found.readme_sha256:
        raise PackageError("E-README")
    _check_sizes(envelope, found)
    return found


def hashes(envelope: Envelope, found: Manifest) -> None:
    """Compare every stored part with its signed hash; PackageError E-CRC, E-TRUNCATED (damaged), E-HASH (replaced)."""
    for part in found.parts:
        digest = sha256()
        for block in container.blocks(envelope.file, envelope.parts[part.name]):
            digest.update(block)
        if digest.hexdigest() != part.sha256:
            raise PackageError("E-HASH", part.name)


def contents(envelope: Envelope, found: Manifest, identities: Sequence[pyrage.x25519.Identity]) -> Contents:
    """Decrypt all parts with `identities`, in memory, and check lines and chain. Call `hashes` first.

    Raises PackageError: E-DECRYPT, E-ZSTD, E-CONTENT, E-OPS (header, count, size or number of a line), E-CHAIN, E-JSON.
    """
    opened = Contents()
    for part in found.parts:
        stored = container.read(envelope.file, envelope.parts[part.name], limits.PACKAGE)
        data = parts.open_part(part, stored, identities)
        if part.kind == manifest.OPS:
            _add_lines(opened, data, part, found)
        else:
            if part.kind in manifest.JSON_KINDS:
                canonical.canonical_loads(data)
            opened.parts.setdefault(part.kind, []).append(data)
    _check_chain(opened, found)
    return opened


def handed_on(found: Manifest, plain: Sequence[bytes]) -> Contents:
    """The changes of another package whose plain `ops` contents came inside this one: checked against its own manifest.

    Raises PackageError: E-CONTENT, E-OPS, E-CHAIN, E-JSON.
    """
    opened = Contents()
    for part, data in zip((p for p in found.parts if p.kind == manifest.OPS), plain, strict=True):
        if len(data) != part.content_size or sha256(data).hexdigest() != part.content_sha256:
            raise PackageError("E-CONTENT", part.name)
        _add_lines(opened, data, part, found)
    _check_chain(opened, found)
    return opened


def _add_lines(opened: Contents, data: bytes, part: Part, found: Manifest) -> None:
    head, lines = _lines(data, part, found.stream, found.ops.first + len(opened.lines))
    opened.heads.append(head)
    opened.lines += lines


def _check_chain(opened: Contents, found: Manifest) -> None:
    before = bytes.fromhex(found.ops.before)
    opened.chain = chain.values(before, opened.lines)
    if (opened.chain[-1] if opened.chain else before).hex() != found.ops.after:
        raise PackageError("E-CHAIN", "after")
    canonical.check_lines(opened.lines, found.ops.first)


def _check_sizes(envelope: Envelope, found: Manifest) -> None:
    if sum(p.content_size for p in found.parts) > limits.TOTAL:
        raise PackageError("E-SIZE", "total")
    for part in found.parts:
        if part.size != envelope.parts[part.name].size:
            raise PackageError("E-PARTS", part.name)
        if part.content_size > min(limits.PART, max(limits.RATIO_FLOOR, part.size * limits.RATIO)):
            raise PackageError("E-SIZE", part.name)


def _lines(data: bytes, part: Part, stream: str, first: int) -> tuple[bytes, list[bytes]]:
    """Split the content of an ops part; its header line must name the stream and the sequence number it starts at."""
    lines = data.split(b"\n")
    if lines.pop() != b"" or len(lines) != part.count + 1:
        raise PackageError("E-OPS", f"{part.name}: count")
    if max(map(len, lines)) > limits.LINE:
        raise PackageError("E-OPS", f"{part.name}: line too long")
    raw = lines.pop(0)
    canonical.canonical_loads(raw)
    try:
        head = _decode_head(raw)
    except msgspec.ValidationError as error:
        raise PackageError("E-OPS", f"{part.name}: header: {error}") from None
    if (head.form, head.stream, head.first) != ("sohotro-ops/1", stream, first):
        raise PackageError("E-OPS", f"{part.name}: header")
    return raw, lines
