"""A register opened again through the office above: request and digits, an answer sealed to it, a new password.

The laptop is locked, so nobody signs here: the thirty digits cover every byte of the request, and the answer can be
opened only by the key made for that request. The data key itself travels in age boxes alone, both ways.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final, Literal, TypeVar

import msgspec
import pyrage
from sqlalchemy import Connection

from db.domain.errors import EnvironmentProblem, FileProblem, NotAllowed, no_record
from db.domain.text import check_name, fold, nfc
from db.ledger.register import Providers, Register, put_setting, settings
from db.store.officers import officer_names, officers
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import canonical, staging
from db.sync.enrolment import digits, digits_match
from db.sync.lists import held_list
from db.sync.manifest import Hex32, Id
from db.sync.officers import put_password
from db.sync.root import root_key
from db.sync.sentences import PackageError
from db.sync.trust import BoxKey, Device
from db.vault.recovery import read_code
from db.vault.registers import SHEET, explained, need_password, opened, reach, slots_of
from db.vault.slots import TAG, Slot, device_tag, open_recovery
from db.vault.state import replace_file, state_folder

ENDING = ".phuchoi"
"""Of both files; they are no packages."""
FORMAT: Final = "sohotro-recovery"
LARGEST = 64 * 1024
_LABEL = b"sohotro recovery/1\0"
_DONE = "rescue "
Base64 = Annotated[str, msgspec.Meta(max_length=4096)]

NO_OFFICE = NotAllowed(
    "rescue_no_office",
    "Sổ này chưa ghi danh với cơ quan nào có khóa phục hồi, nên chỉ tờ phục hồi mở lại được. Sổ vẫn nguyên vẹn: "
    "tìm tờ phục hồi trong két.",
)
WRONG_DIGITS = NotAllowed(
    "rescue_digits",
    "30 chữ số gõ vào không khớp với tệp đề nghị. Chưa trả lời gì: gọi lại số điện thoại có trong hồ sơ, nghe đọc "
    "và gõ lại; vẫn sai thì xin tệp đề nghị mới.",
)
WRONG_KEY = NotAllowed(
    "rescue_key",
    "Mã gõ vào không mở được ngăn khóa trong tệp đề nghị. Chưa trả lời gì: so từng nhóm chữ với tờ phục hồi của "
    "cơ quan; máy ghi danh trước khi cơ quan làm tờ mới thì phải dùng tờ cũ.",
)
UNKNOWN = NotAllowed(
    "rescue_unknown",
    "Tệp đề nghị không phải của máy nào đang có trong danh sách của cơ quan. Chưa trả lời gì: hỏi lại nơi gửi, "
    "không mở sổ cho người lạ.",
)
REVOKED = NotAllowed(
    "rescue_revoked",
    "Máy này đã bị thu hồi quyền: có thể đã mất. Chưa trả lời gì, sổ trên máy đó vẫn khóa: xác minh máy đang ở đâu; "
    "cần dùng lại thì lập sổ mới và ghi danh lại.",
)
NONE_WAITS = NotAllowed(
    "rescue_none",
    "Máy này không có đề nghị mở lại nào đang chờ: chưa xin, xin ở máy hay người dùng khác, hoặc tệp trả lời đã dùng "
    "một lần. Sổ vẫn khóa và nguyên vẹn: ghi đề nghị mới rồi gửi lên cơ quan.",
)
OTHER = NotAllowed(
    "rescue_other",
    "Tệp trả lời này là của đề nghị khác: đề nghị cũ của máy này, hoặc của máy khác. Sổ vẫn khóa và nguyên vẹn: "
    "chọn đúng tệp trả lời, hoặc ghi đề nghị mới.",
)


class _Request(msgspec.Struct, frozen=True, kw_only=True):
    """key: made for this answer alone; slot: the register's slot of `office`; who: the officer's name, for it alone."""

    format: Literal["sohotro-recovery"] = FORMAT
    major: Literal[1] = 1
    kind: Literal["request"] = "request"
    key: BoxKey
    office: Id
    recipient: BoxKey
    box: Base64
    tag: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    who: Base64


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """request: SHA-256 of its file; box: `_Opened`, for the key of that request."""

    format: Literal["sohotro-recovery"] = FORMAT
    major: Literal[1] = 1
    kind: Literal["answer"] = "answer"
    request: Hex32
    box: Base64


class _Opened(msgspec.Struct, frozen=True, kw_only=True):
    device: Id
    who: str
    key: Base64


class _Waits(msgspec.Struct, frozen=True):
    """What the laptop keeps between request and answer, outside the register and its folder."""

    request: str
    key: str


_File = TypeVar("_File", _Request, _Answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request written. office: id of the office that can answer; code: the 30 digits to read over the telephone."""

    office: str
    code: str


@dataclass(frozen=True, slots=True)
class Rescue:
    """A register opened again through an office, as both sides keep it.

    at: ISO, our clock; device: whose register; who: the officer it was done for; by: the officer who answered, on the
    laptop the office; reason: as given at the office, "" on the laptop.
    """

    at: str
    device: str
    who: str
    by: str
    reason: str


def ask(place: str, path: Path, *, officer: str) -> Asked:
    """Write the request of a locked register; only its newest request can be answered.

    Args:
        officer: full name as it stands in the register; who will have the new password.

    Raises:
        NotAllowed: no office has a slot here, or no name is given.
        FileProblem, EnvironmentProblem: no register there, its key file is damaged, the file cannot be written.
    """
    name = " ".join(nfc(officer).split())
    if any(issue.severity == "hard" for issue in check_name(name, "officer")):
        said = "Chưa ghi họ tên cán bộ quên mật khẩu. Chưa làm gì: ghi đủ họ tên như trong sổ."
        raise NotAllowed("rescue_name", said)
    offices = [one for one in _slots(place) if one["kind"] == "recovery" and one["id"] != SHEET and TAG in one]
    if not offices:
        raise NO_OFFICE
    slot = offices[-1]
    fresh = pyrage.x25519.Identity.generate()
    made = _Request(
        key=str(fresh.to_public()),
        office=slot["id"],
        recipient=slot["recipient"],
        box=slot["box"],
        tag=slot[TAG],
        who=_sealed(name.encode(), slot["recipient"]),
    )
    raw = _publish(path, made)
    waits = msgspec.json.encode(_Waits(sha256(raw).hexdigest(), str(fresh)))
    if not replace_file(_waiting(place), waits):
        said = f"Không ghi được vào {state_folder()}. Sổ vẫn nguyên vẹn, tệp đề nghị chưa dùng được: làm lại."
        raise EnvironmentProblem("not_writable", said)
    return Asked(slot["id"], digits(_LABEL + raw))


def answer(
    register: Register,
    path: Path,
    out: Path,
    *,
    code: str,
    recovery: str,
    reason: str,
    officers: Sequence[str] = (),
) -> Rescue:
    """Open the slot in a request with the office's recovery key and seal what it holds to that request.

    Args:
        code: the 30 digits heard from the officer who was called back; recovery: typed from the office's recovery
            sheet; reason: the written request this answers; officers: two of three, where the root key is sealed.

    Raises:
        NotAllowed: not an administrator, digits or key are wrong, no reason, the device is unknown or withdrawn.
        FileProblem: not a request.
    """
    raw, asked = _read(path, _Request)
    if not digits_match(digits(_LABEL + raw), code):
        raise WRONG_DIGITS
    why = nfc(reason).strip()
    if not why:
        said = "Mở lại sổ cho một máy phải có lý do. Chưa trả lời gì: ghi số văn bản đề nghị rồi làm lại."
        raise NotAllowed("reason_needed", said)
    data_key = open_recovery({"box": asked.box}, read_code(recovery))
    if data_key is None:
        raise WRONG_KEY
    with register.write() as connection:
        check_real(connection)
        check_role(register, connection, "administer")
        root_key(register, connection, officers)
        device = _device(connection, data_key, asked.tag)
        who = _unsealed(asked.who, read_code(recovery)).decode()
        found = _Opened(device=device.id, who=who, key=b64encode(data_key).decode())
        sealed = _sealed(msgspec.json.encode(found), asked.key)
        done = Rescue(register.providers.stamp(), device.id, who, register.officer, why)
        _note(connection, sha256(raw).hexdigest(), done)
        _publish(out, _Answer(request=sha256(raw).hexdigest(), box=sealed))
        return _named(done, officer_names(connection))


def accept(place: str, path: Path, password: str, providers: Providers | None = None) -> Register:
    """Open a register with the office's answer to its newest request, once, and give the officer a new password.

    Raises:
        NotAllowed: no request waits, the answer is to another, the password is empty.
        NotFound: the register has no such officer. UserError: another officer has this password.
        FileProblem, EnvironmentProblem: not an answer; the register cannot be opened or written.
    """
    need_password(password)
    waits = _load(place)
    raw, given = _read(path, _Answer)
    if given.request != waits.request:
        raise OTHER
    found = msgspec.json.decode(_unsealed(given.box, waits.key), type=_Opened)
    data_key = b64decode(found.key)
    tag = device_tag(data_key, found.device)
    office = next((slot["id"] for slot in reversed(_slots(place)) if slot.get(TAG) == tag), None)
    if office is None:
        raise OTHER
    register = opened(place, reach(place), data_key, "", providers)
    try:
        with register.read() as connection:
            register.officer = _officer(connection, found.who)
        put_password(register, place, register.officer, password)
        with explained(), register.write() as connection:
            told = Rescue(register.providers.stamp(), found.device, found.who, office, "")
            _note(connection, sha256(raw).hexdigest(), told)
        _waiting(place).unlink(missing_ok=True)
    except BaseException:
        register.close()
        raise
    return register


def rescues(connection: Connection) -> list[Rescue]:
    """Every time a register was opened through an office, as this register knows it, oldest first."""
    names = officer_names(connection)
    kept = (text for key, text in settings(connection).items() if key.startswith(_DONE))
    found = sorted((msgspec.json.decode(text, type=Rescue) for text in kept), key=lambda one: one.at)
    return [_named(one, names) for one in found]


def _named(one: Rescue, names: dict[str, str]) -> Rescue:
    return replace(one, by=names.get(one.by, one.by))


def _note(connection: Connection, digest: str, done: Rescue) -> None:
    put_setting(connection, _DONE + digest, msgspec.json.encode(done).decode())


def _device(connection: Connection, data_key: bytes, tag: str) -> Device:
    """The device of our list whose register this key opens; the tag proves it."""
    held = held_list(connection, "own")
    listed = [] if held is None else held.trust.devices
    found = next((one for one in listed if device_tag(data_key, one.id) == tag), None)
    if found is None:
        raise UNKNOWN
    now = found
    while now.replaced:  # the laptop has changed its keys since it was given its slot
        now = next(one for one in listed if one.id == now.replaced)
    if now.state == "revoked":
        raise REVOKED
    return found


def _officer(connection: Connection, name: str) -> str:
    """The officer at work whom the office answered; accents and capitals may differ from the register's."""
    at_work = [one for one in officers(connection) if not one.ended]
    found = [one for one in at_work if one.name == name] or [one for one in at_work if fold(one.name) == fold(name)]
    if len(found) != 1:
        raise no_record("cán bộ đang làm việc", name)
    return found[0].id


def _slots(place: str) -> list[Slot]:
    """The key slots of a locked register."""
    engine = reach(place)
    try:
        with explained():
            return slots_of(place, engine).load()
    finally:
        if engine is not None:
            engine.dispose()


def _sealed(content: bytes, recipient: str) -> str:
    return b64encode(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)])).decode()


def _unsealed(box: str, identity: str) -> bytes:
    try:
        return bytes(pyrage.decrypt(b64decode(box), [pyrage.x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError):
        raise _not_one() from None


def _not_one() -> FileProblem:
    return FileProblem(
        "rescue_file",
        "Tệp này không phải tệp mở lại sổ, hoặc đã hỏng khi chép. Chưa làm gì, sổ vẫn khóa và nguyên vẹn: "
        f"chọn đúng tệp đuôi {ENDING}, chép lại từ máy kia nếu cần.",
    )


def _read(path: Path, kind: type[_File]) -> tuple[bytes, _File]:
    with staging.reading(path):
        if path.stat().st_size > LARGEST or not path.is_file():
            raise _not_one()
        raw = path.read_bytes()
    return raw, _decoded(raw, kind)


def _decoded(raw: bytes, kind: type[_File]) -> _File:
    try:
        canonical.canonical_loads(raw)
        return msgspec.json.decode(raw, type=kind)
    except (PackageError, msgspec.ValidationError):
        raise _not_one() from None


def _publish(path: Path, content: _Request | _Answer) -> bytes:
    """Write a file whole, read it again; its bytes. Those of a request are what the digits speak of."""
    raw = canonical.canonical(msgspec.to_builtins(content))

    def check(file: BinaryIO) -> None:
        if file.read() != raw:
            raise PackageError("E-HASH")

    def write(file: BinaryIO) -> Any:
        file.write(raw)

    staging.publish(path, write, check)
    return raw


def _waiting(place: str) -> Path:
    """Where the key made for a request waits: in the person's own folder, one for each register."""
    known = place if "://" in place else os.path.realpath(place)
    return state_folder() / f"rescue-{sha256(known.encode('utf-8', 'replace')).hexdigest()[:16]}.json"


def _load(place: str) -> _Waits:
    try:
        return msgspec.json.decode(_waiting(place).read_bytes(), type=_Waits)
    except (OSError, msgspec.MsgspecError):
        raise NONE_WAITS from None
