"""The trust list: which devices and offices an office vouches for, numbered and signed by its root key. Stores nothing.

Order comes from the version number alone: no entry expires, because clocks are wrong.
"""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec

from db.domain import ids
from db.sync import canonical, minisign
from db.sync.manifest import Count, Date, Hex16, Hex32, Id, UnitCode
from db.sync.sentences import PackageError

FORMAT = "sohotro-trust"
_ROTATION = "sohotro-root"
Level = Literal["province", "district", "commune"]
PublicLine = Annotated[str, msgspec.Meta(pattern=r"\ARW[A-Za-z0-9+/]{54}\Z")]
BoxKey = Annotated[str, msgspec.Meta(pattern=r"\Aage1[02-9ac-hj-np-z]{58}\Z")]


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One signing key in use.

    acked, heads: per stream, the last sequence number acknowledged when the device was revoked, and its chain value:
    what stands before it was certainly written before. replaced: the device that the same laptop is since its keys
    were changed.
    """

    id: Id
    unit: UnitCode
    unit_date: Date
    level: Level
    sign: PublicLine
    box: BoxKey
    state: Literal["active", "revoked"] = "active"
    acked: dict[Hex16, Count] = {}
    heads: dict[Hex16, Hex32] = {}
    replaced: Id | msgspec.UnsetType = msgspec.UNSET


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """A receiving office: packages for it are encrypted to `box` and to the offline `recovery` key."""

    id: Id
    unit: UnitCode
    unit_date: Date
    level: Level
    box: BoxKey
    recovery: BoxKey | None = None


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """One root key of an office gave way to the next: both signed `rotation_statement`.

    since: number of the first list that the new one signs.
    """

    old: PublicLine
    new: PublicLine
    since: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
    by_old: str
    by_new: str


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes an office's place: the root key and the office that everybody below follows from now on."""

    root: PublicLine
    office: Office


class TrustList(msgspec.Struct, frozen=True, kw_only=True):
    """Everything vouched for by `root` as of `version`; `groups` is the version of the table of field groups.

    rotations: how this root came from earlier ones, oldest first, for whoever still follows one of those. successor:
    set when the office has ended; this is its last list.
    """

    format: str = FORMAT
    version: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
    root: PublicLine
    offices: Annotated[list[Office], msgspec.Meta(min_length=1)]
    devices: list[Device]
    groups: Count = 1
    rotations: list[Rotation] | msgspec.UnsetType = msgspec.UNSET
    successor: Successor | msgspec.UnsetType = msgspec.UNSET

    def device_by_key(self, key_id: bytes) -> Device | None:
        """Return the device whose signing key has this 8-byte id."""
        return next((d for d in self.devices if minisign.line_key_id(d.sign) == key_id), None)

    @property
    def seat(self) -> Office:
        """The office that packages from below are for: the one that issues the list, or the one that took its place."""
        return self.successor.office if self.successor else self.offices[0]

    @property
    def former_roots(self) -> dict[str, int]:
        """The root keys that gave way to this one, and from which number on what they sign counts no more."""
        return {rotation.old: rotation.since for rotation in self.rotations or ()}

    def comes_from(self, root: str) -> bool:
        """Whether `root` gave way to the root of this list, at once or through others."""
        for rotation in self.rotations or ():
            if rotation.old == root:
                root = rotation.new
        return root == self.root

    @property
    def moved(self) -> bool:
        """Whether the office itself has changed keys since it began: who follows it must see the list first."""
        return any(device.replaced and device.unit == self.offices[0].unit for device in self.devices)


class SignedTrust(msgspec.Struct, frozen=True, kw_only=True):
    """A trust list as it travels: the list itself and the root's `.minisig` over its canonical bytes."""

    trust: TrustList
    minisig: str


_decoder = msgspec.json.Decoder(TrustList)


def device_id(level: str, unit: str, public: bytes) -> str:
    """Return the id of a device: level letters, unit code and 8 letters of its signing key, e.g. `xa20104-k3v7q2ha`."""
    return ids.device_id(level, unit, b32encode(sha256(public).digest())[:8].decode("ascii").lower())


def office_id(unit: str) -> str:
    """Return the id of a unit's office, e.g. `vp-49`."""
    return f"vp-{unit.lower()}"


def rotate(office: str, old: minisign.SigningKey, new: minisign.SigningKey, since: int) -> Rotation:
    """Let one root key of an office give way to the next; both sign."""
    said = rotation_statement(office, old.public_line, new.public_line, since)
    by_old, by_new = (minisign.sign(key, said, f"doi khoa goc cua {office}").decode("ascii") for key in (old, new))
    return Rotation(old=old.public_line, new=new.public_line, since=since, by_old=by_old, by_new=by_new)


def rotation_statement(office: str, old: str, new: str, since: int) -> bytes:
    """What both root keys sign when one gives way to the other."""
    return canonical.canonical({"format": _ROTATION, "new": new, "office": office, "old": old, "since": since})


def sign_trust(trust: TrustList, root: minisign.SigningKey) -> tuple[bytes, bytes]:
    """Return the canonical bytes of `trust` and their `.minisig`; ValueError if `root` is not the list's root."""
    if trust.root != root.public_line:
        raise ValueError("the list names another root key")
    data = canonical.canonical(msgspec.to_builtins(trust))
    _check(trust)
    return data, minisign.sign(root, data, f"danh sach tin cay so {trust.version}")


def verify_claimed(data: bytes, minisig: bytes) -> TrustList:
    """Check a list with the root that it names itself: whole, but nobody vouches for that root yet.

    Raises as `verify_trust`.
    """
    said = canonical.canonical_loads(data)
    root = said.get("root") if isinstance(said, dict) else None
    return verify_trust(data, minisig, minisign.parse_public_line(str(root)))


def verify_trust(data: bytes, minisig: bytes, root: bytes) -> TrustList:
    """Check the signature of `root` (32 bytes, pinned), then read the list.

    Raises PackageError: E-SIG (altered, or another root signed), E-JSON, E-MANIFEST, E-KEY (an unsafe key inside).
    """
    signature = minisign.parse(minisig)
    if signature.key_id != minisign.key_id(root):
        raise PackageError("E-SIG", f"root {signature.key_id.hex()}")
    minisign.verify(signature, data, root)
    obj = canonical.canonical_loads(data)
    if not isinstance(obj, dict) or obj.get("format") != FORMAT or obj.get("root") != minisign.public_line(root):
        raise PackageError("E-MANIFEST", "trust")
    try:
        trust = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise PackageError("E-MANIFEST", f"trust: {error}") from None
    _check(trust)
    return trust


def trust_part(data: bytes, minisig: bytes) -> bytes:
    """Return the content of a package's `trust` part: `{"minisig": …, "trust": {…}}`, canonical."""
    return canonical.canonical({"minisig": minisig.decode("ascii"), "trust": canonical.canonical_loads(data)})


def split_trust_part(content: bytes) -> tuple[bytes, bytes]:
    """Return (list bytes, minisig bytes) of a `trust` part, unverified; PackageError E-JSON or E-MANIFEST."""
    return split_trust(canonical.canonical_loads(content))


def split_trust(obj: Any) -> tuple[bytes, bytes]:
    """Return (list bytes, minisig bytes) of a decoded `{"minisig": …, "trust": …}`; PackageError E-MANIFEST."""
    minisig = obj.get("minisig") if isinstance(obj, dict) else None
    if not isinstance(minisig, str) or not isinstance(obj.get("trust"), dict):
        raise PackageError("E-MANIFEST", "trust part")
    return canonical.canonical(obj["trust"]), minisig.encode("utf-8")


def is_newer(new: TrustList, new_bytes: bytes, held_version: int, held_sha256: str) -> bool:
    """Tell whether `new` replaces the held list of the same root (0 and "" when none is held); False if it is the same.

    Raises PackageError E-TRUST-OLD (lower version: a replay), E-TRUST-FORK (same version, other content). The held
    version must be remembered per root key, so that a stolen root cannot lock out its successor with a huge number.
    """
    if new.version < held_version:
        raise PackageError("E-TRUST-OLD", f"{new.version} < {held_version}")
    if new.version == held_version:
        if sha256(new_bytes).hexdigest() != held_sha256:
            raise PackageError("E-TRUST-FORK", str(new.version))
        return False
    return True


def _check(trust: TrustList) -> None:
    """Refuse unsafe keys, ids that do not follow from their keys, and anything listed twice."""
    for device in trust.devices:
        public = minisign.parse_public_line(device.sign)
        if device.id != device_id(device.level, device.unit, public):
            raise PackageError("E-MANIFEST", f"device {device.id}")
    devices = [d.id for d in trust.devices]
    offices = [o.id for o in trust.offices]
    if len({*devices, *offices}) != len(devices) + len(offices):
        raise PackageError("E-MANIFEST", "listed twice")
    if trust.successor:
        minisign.parse_public_line(trust.successor.root)
    for rotation in trust.rotations or ():
        said = rotation_statement(trust.offices[0].id, rotation.old, rotation.new, rotation.since)
        for minisig, root in ((rotation.by_old, rotation.old), (rotation.by_new, rotation.new)):
            signature = minisign.parse(minisig.encode("utf-8"))
            minisign.verify(signature, said, minisign.parse_public_line(root))
