"""The office's root key in the hands of three officers, any two of whom open it: sealing, opening, the yearly drill.

Each officer holds one printed age identity; the key lies in the register three times, for each pair encrypted to one of
the two inside and to the other outside. Any age tool opens it; nothing is home-made. Signs nothing itself.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Annotated, Literal

import msgspec
import pyrage
from sqlalchemy import Connection

from db.domain.errors import InvalidData, NotAllowed
from db.domain.text import check_name, nfc
from db.ledger.register import Register, drop_setting, put_setting, settings
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import lists, minisign, trust
from db.sync.offices import ROOT, keys_of
from db.sync.trust import Rotation
from db.vault.recovery import read_code

Why = Literal["reseal", "rotate", "lost"]
HOLDERS, OPENERS = 3, 2
DRILL_AFTER = 365
"""Days after which the officers should prove once more that two of their papers open the key."""
_SEALED, _PENDING = "root", "root pending"

NO_ROOT = NotAllowed(
    "no_root", "Cơ quan này không ghi danh máy khác (cấp xã). Chưa ghi danh gì: mở sổ của cơ quan cấp trên."
)
UNKNOWN_KEY = NotAllowed(
    "root_key",
    "Mã gõ vào không phải của cán bộ nào đang giữ khóa gốc. Khóa vẫn niêm phong, chưa thay đổi gì: "
    "so từng nhóm chữ với tờ giấy rồi gõ lại.",
)
NOT_PENDING = NotAllowed(
    "root_not_pending",
    "Chưa có lần niêm phong nào đang chờ gõ lại. Chưa thay đổi gì: làm bước niêm phong và in ba tờ giữ khóa trước.",
)


class _Holder(msgspec.Struct, frozen=True):
    name: str
    recipient: str


class _Seal(msgspec.Struct, frozen=True, kw_only=True):
    """shares: for each pair of holders (`01`, `02`, `12`) the key, encrypted to the second, then to the first."""

    public: str
    holders: Annotated[list[_Holder], msgspec.Meta(min_length=HOLDERS, max_length=HOLDERS)]
    shares: dict[str, str]
    at: str
    opened: str = ""
    why: Why = "reseal"
    rotation: Rotation | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes onto one officer's paper; it exists nowhere else."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class RootState:
    """How the root key is kept.

    state: `none` (this office has none), `open` (whoever opens the register may sign), `sealed`. holders: names of the
    three officers; at: when it was sealed; opened: when two of them last proved their papers; pending: papers are
    printed and wait to be typed back, why: for what; due: no drill for a year. Times are ISO, "" for never.
    """

    state: str
    holders: list[str]
    at: str
    opened: str
    pending: list[str]
    due: bool
    why: Why | Literal[""] = ""


def root_state(register: Register, connection: Connection) -> RootState:
    """How the root key of this office is kept now."""
    seal, pending = _load(connection, _SEALED), _load(connection, _PENDING)
    plain = register.secret(connection, ROOT) is not None
    state = "open" if plain else "none" if seal is None else "sealed"
    waits = [] if pending is None else [holder.name for holder in pending.holders]
    why = "" if pending is None else pending.why
    if seal is None:
        return RootState(state, [], "", "", waits, False, why)
    names = [holder.name for holder in seal.holders]
    since = date.fromisoformat((seal.opened or seal.at)[:10])
    due = (register.providers.now().date() - since).days > DRILL_AFTER
    return RootState(state, names, seal.at, seal.opened, waits, due, why)


def root_key(register: Register, connection: Connection, codes: Sequence[str] = ()) -> minisign.SigningKey:
    """The root key, for the length of one signature.

    Args:
        codes: what two of the three officers typed from their papers; needed once the key is sealed.

    Raises:
        NotAllowed: this office has no root key; it is sealed and the codes are missing, wrong or of one officer.
    """
    plain = register.secret(connection, ROOT)
    if plain is not None:
        return minisign.SigningKey.from_seed(plain)
    seal = _load(connection, _SEALED)
    if seal is None:
        raise NO_ROOT
    return _open(seal, codes)


def seal(register: Register, names: Sequence[str], *, codes: Sequence[str] = (), why: Why = "reseal") -> list[Paper]:
    """Make a paper for each of three officers; the seal takes effect when all three are typed back (`confirm`).

    Until then the key stays as it was, so that a printer that fails loses nothing.

    Args:
        names: full names of the officers; codes: two of the present three, where the key is sealed already; why:
            `reseal` the key there is; `rotate` to a new one, which the old one signs so that everybody follows; `lost`:
            begin anew without the old one, and everybody must type the digits of the new one.

    Raises:
        InvalidData: not three different names of people.
        NotAllowed: as `root_key`, the register is for training, or (for a new key) the officer does not administer.
    """
    holders = [nfc(name).strip() for name in names]
    issues = [issue for name in holders for issue in check_name(name, "officer") if issue.severity == "hard"]
    if issues:
        raise InvalidData(issues)
    if len({name.casefold() for name in holders}) != HOLDERS:
        raise NotAllowed(
            "root_holders",
            "Phải có đúng ba cán bộ khác nhau giữ khóa gốc. Chưa niêm phong gì: ghi đủ ba họ tên.",
        )
    identities = [pyrage.x25519.Identity.generate() for _ in holders]
    with register.write() as connection:
        check_real(connection)
        key, rotation = _key_to_seal(register, connection, codes, why)
        made = _Seal(
            public=key.public_line,
            holders=[_Holder(name, str(one.to_public())) for name, one in zip(holders, identities, strict=True)],
            shares=_shares(key.seed, [one.to_public() for one in identities]),
            at=register.providers.stamp(),
            why=why,
            rotation=rotation,
        )
        _store(connection, _PENDING, made)
    return [Paper(name, str(one)) for name, one in zip(holders, identities, strict=True)]


def _key_to_seal(
    register: Register, connection: Connection, codes: Sequence[str], why: Why
) -> tuple[minisign.SigningKey, Rotation | None]:
    if why == "reseal":
        return root_key(register, connection, codes), None
    check_role(register, connection, "administer")
    new = minisign.SigningKey.generate()
    if why == "rotate":
        office = trust.office_id(settings(connection)["unit"])
        return new, trust.rotate(office, root_key(register, connection, codes), new, _next(connection))
    if root_state(register, connection).state == "none":
        raise NO_ROOT
    return new, None


def confirm(register: Register, codes: Sequence[str]) -> RootState:
    """All three officers have typed their papers back: the seal takes effect, the open key is forgotten.

    A new key signs the next list at once.

    Raises:
        NotAllowed: nothing waits, or a paper is missing or was copied wrongly; the key stays as it was.
    """
    with register.write() as connection:
        pending = _load(connection, _PENDING)
        if pending is None:
            raise NOT_PENDING
        found = _holders(pending, codes)
        if len(found) != HOLDERS:
            raise NotAllowed(
                "root_three",
                "Phải gõ lại đủ ba tờ giữ khóa mới biết cả ba đều in đúng. Khóa vẫn như cũ: gõ đủ ba mã.",
            )
        for pair in combinations(found.values(), OPENERS):
            key = _open(pending, [str(one) for one in pair])
        if pending.why != "reseal":
            _begin(register, connection, pending, key)
        sealed = msgspec.structs.replace(pending, opened=register.providers.stamp(), why="reseal", rotation=None)
        _store(connection, _SEALED, sealed)
        drop_setting(connection, _PENDING)
        register.drop_secret(connection, ROOT)
        return root_state(register, connection)


def _next(connection: Connection) -> int:
    """Number of the next list."""
    own = lists.held_list(connection, "own")
    return 1 if own is None else own.trust.version + 1


def _begin(register: Register, connection: Connection, sealed: _Seal, key: minisign.SigningKey) -> None:
    """A new root key signs its first list."""
    if sealed.rotation is not None and sealed.rotation.since != _next(connection):
        raise NotAllowed(
            "root_overtaken",
            "Từ lúc in ba tờ, khóa gốc cũ đã ký thêm một danh sách máy. Chưa đổi gì, khóa cũ vẫn dùng: "
            "hủy ba tờ vừa in, làm lại bước đổi khóa gốc.",
        )
    own = lists.held_list(connection, "own")
    listed = [] if own is None else own.trust.devices
    lists.issue(connection, keys_of(register, connection), key, listed, sealed.rotation)


def drill(register: Register, codes: Sequence[str]) -> RootState:
    """Two officers open the key and sign nothing: proof that their papers are there and right; the day is kept.

    Raises:
        NotAllowed: the key is not sealed, or the codes are missing, wrong or of one officer.
    """
    with register.write() as connection:
        sealed = _load(connection, _SEALED)
        if sealed is None:
            raise NotAllowed(
                "root_open",
                "Khóa gốc chưa niêm phong nên chưa có gì để diễn tập. Chưa thay đổi gì: niêm phong trước.",
            )
        _open(sealed, codes)
        _store(connection, _SEALED, msgspec.structs.replace(sealed, opened=register.providers.stamp()))
        return root_state(register, connection)


def _shares(seed: bytes, recipients: Sequence[pyrage.x25519.Recipient]) -> dict[str, str]:
    shares = {}
    for first, second in combinations(range(HOLDERS), OPENERS):
        inner = pyrage.encrypt(seed, [recipients[second]])
        shares[f"{first}{second}"] = b64encode(pyrage.encrypt(inner, [recipients[first]])).decode()
    return shares


def _open(seal: _Seal, codes: Sequence[str]) -> minisign.SigningKey:
    found = sorted(_holders(seal, codes).items())
    if len(found) < OPENERS:
        names = ", ".join(holder.name for holder in seal.holders)
        raise NotAllowed(
            "root_sealed",
            f"Khóa gốc đã niêm phong: phải có mã của hai người trong {names}. Chưa thay đổi gì: "
            "mời đủ hai người gõ mã trên tờ giữ khóa của mình.",
        )
    (first, outer), (second, inner) = found[:OPENERS]
    try:
        share = pyrage.decrypt(b64decode(seal.shares[f"{first}{second}"]), [outer])
        key = minisign.SigningKey.from_seed(pyrage.decrypt(share, [inner]))
    except (pyrage.DecryptError, KeyError, ValueError):
        raise UNKNOWN_KEY from None
    if key.public_line != seal.public:
        raise UNKNOWN_KEY
    return key


def _holders(seal: _Seal, codes: Sequence[str]) -> dict[int, pyrage.x25519.Identity]:
    """The identities typed, by the place of their holder; NotAllowed for one that is nobody's."""
    places = {holder.recipient: place for place, holder in enumerate(seal.holders)}
    found = {}
    for code in codes:
        try:
            identity = pyrage.x25519.Identity.from_str(read_code(code))
        except (pyrage.IdentityError, ValueError):
            raise UNKNOWN_KEY from None
        place = places.get(str(identity.to_public()))
        if place is None:
            raise UNKNOWN_KEY
        found[place] = identity
    return found


def _load(connection: Connection, name: str) -> _Seal | None:
    kept = settings(connection).get(name)
    return None if kept is None else msgspec.json.decode(kept, type=_Seal)


def _store(connection: Connection, name: str, seal: _Seal) -> None:
    put_setting(connection, name, msgspec.json.encode(seal).decode())
