"""Enrolment files: a device's request and its office's answer, and the 30 digits people type to tie them to paper.

The container is a package's; the format is `sohotro-enrol`. Each file is signed by the key it introduces, which proves
that the key is held; whose key it is, only the typed digits prove. Nothing here touches a database or a trust store.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, TypeVar

import msgspec

from db.sync import canonical, container, limits, manifest, minisign, reader, staging, trust
from db.sync.manifest import Date, Hex32, Id, Label, Moment, UnitCode
from db.sync.sentences import PackageError
from db.sync.trust import BoxKey, Level, Office, PublicLine, SignedTrust

README = (
    "Đây là tệp ghi danh của Sổ Hỗ Trợ: khóa công khai của một máy hoặc trả lời của cơ quan nhận.\r\n"
    "Không sửa tệp. Mở bằng chương trình: Đồng bộ > Ghi danh.\r\n"
    "Trước khi chấp nhận, gõ 30 chữ số ghi trên phiếu đã ký đóng dấu; không so bằng mắt.\r\n"
).encode("utf-8-sig")

_DEVICE_LABEL = b"sohotro device/1"
_OFFICE_LABEL = b"sohotro office/1"
_GROUPS, _GROUP = 6, 5


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a laptop asks: its unit, its public keys, and the officer's name only if the commune wishes to give it."""

    format: str = manifest.ENROLMENT
    major: int = manifest.MAJOR
    minor: int = manifest.MINOR
    kind: Literal["request"] = "request"
    app: Label
    created: Moment
    device: Id
    level: Level
    unit: UnitCode
    unit_date: Date
    sign: PublicLine
    box: BoxKey
    officer: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    readme_sha256: Hex32
    ext: dict[str, Any] = {}

    @property
    def code(self) -> str:
        """The 30 digits for the stamped slip."""
        return device_code(minisign.parse_public_line(self.sign), self.box, self.unit)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an office answers: its keys and its signed trust list, which now names `device`.

    sign: the key that signed this file, one of the list's active devices; request_sha256: the request's manifest hash.
    """

    format: str = manifest.ENROLMENT
    major: int = manifest.MAJOR
    minor: int = manifest.MINOR
    kind: Literal["answer"] = "answer"
    app: Label
    created: Moment
    device: Id
    office: Id
    sign: PublicLine
    request_sha256: Hex32
    signed: SignedTrust
    readme_sha256: Hex32
    ext: dict[str, Any] = {}

    @property
    def issuer(self) -> Office:
        """The office that answers, as its trust list has it; PackageError E-SENDER if the list lacks it."""
        for office in self.signed.trust.offices:
            if office.id == self.office:
                return office
        raise PackageError("E-SENDER", "office not in the trust list")

    @property
    def code(self) -> str:
        """The 30 digits of the office's official letter, over its root key, box key and unit code."""
        return office_code(minisign.parse_public_line(self.signed.trust.root), self.issuer.box, self.issuer.unit)


@dataclass(frozen=True, slots=True)
class Received:
    """An enrolment file that proved possession of its key: what it says and the hash that identifies it."""

    manifest_sha256: str
    content: Request | Answer


_File = TypeVar("_File", bound=Request | Answer)


def claims(raw: bytes) -> Request | Answer:
    """Read manifest bytes of either kind, signature unchecked: for showing only. Raises as `read_request`."""
    obj = canonical.canonical_loads(raw)
    answer = isinstance(obj, dict) and obj.get("kind") == "answer"
    return _decode(raw, Answer) if answer else _decode(raw, Request)


def device_code(sign: bytes, box: str, unit: str) -> str:
    """Return the 30 digits of a device, `12345-…-12345`; sign: 32 bytes, box: `age1…`."""
    return _code(_DEVICE_LABEL, sign, box, unit)


def office_code(root: bytes, box: str, unit: str) -> str:
    """Return the 30 digits of an office; they pin its root key."""
    return _code(_OFFICE_LABEL, root, box, unit)


def digits(text: bytes) -> str:
    """The 30 digits by which people tell that they speak of the same bytes, `12345-…-12345`."""
    number = int.from_bytes(sha256(text).digest(), "big") % 10 ** (_GROUPS * _GROUP)
    whole = f"{number:0{_GROUPS * _GROUP}d}"
    return "-".join(whole[i : i + _GROUP] for i in range(0, len(whole), _GROUP))


def digits_match(code: str, typed: str) -> bool:
    """Tell whether a person typed `code`; blanks, dashes and dots between digits do not count."""
    said = "".join(c for c in typed if not c.isspace() and c not in "-–—.")
    return hmac.compare_digest(code.replace("-", "").encode("ascii"), said.encode("utf-8"))


def write_request(
    path: Path,
    key: minisign.SigningKey,
    *,
    level: Level,
    unit: str,
    unit_date: str,
    box: str,
    app: str,
    created: str,
    officer: str | None = None,
) -> Request:
    """Write the request of the device that holds `key`; EnvironmentProblem (disk), PackageError E-MANIFEST."""
    request = Request(
        app=app,
        created=created,
        device=trust.device_id(level, unit, key.public),
        level=level,
        unit=unit,
        unit_date=unit_date,
        sign=key.public_line,
        box=box,
        officer=officer,
        readme_sha256=sha256(README).hexdigest(),
    )
    _publish(path, key, request, f"de nghi ghi danh may {request.device}")
    return request


def write_answer(
    path: Path,
    key: minisign.SigningKey,
    request: Received,
    trust_bytes: bytes,
    minisig: bytes,
    *,
    office: str,
    app: str,
    created: str,
) -> Answer:
    """Write the answer to `request`, signed by the office device's `key`, carrying the trust list that names both.

    Raises EnvironmentProblem if the disk fails, PackageError if the list does not name device, office and `key`.
    """
    asked = request.content
    root = minisign.parse_public_line(canonical.canonical_loads(trust_bytes)["root"])
    answer = Answer(
        app=app,
        created=created,
        device=asked.device,
        office=office,
        sign=key.public_line,
        request_sha256=request.manifest_sha256,
        signed=SignedTrust(trust=trust.verify_trust(trust_bytes, minisig, root), minisig=minisig.decode("ascii")),
        readme_sha256=sha256(README).hexdigest(),
    )
    _publish(path, key, answer, f"tra loi ghi danh may {answer.device}")
    return answer


def read_request(f: BinaryIO, size: int) -> Received:
    """Read a request file of `size` bytes and check that it is signed by its own key.

    The key stands inside, so the manifest is parsed before its signature is checked; nothing of it is used before.
    Raises PackageError: the codes of a package's outer form, E-JSON, E-FORMAT, E-VERSION, E-MANIFEST, E-KEY, E-SIG.
    """
    envelope, request = _open(f, size, Request)
    if request.device != trust.device_id(request.level, request.unit, minisign.parse_public_line(request.sign)):
        raise PackageError("E-MANIFEST", "device")
    return Received(envelope.manifest_sha256, request)


def read_answer(f: BinaryIO, size: int) -> Received:
    """Read an answer file: signed by a device of its trust list, the list by its root. The typed digits must follow.

    Raises as `read_request`, and E-SENDER when the list does not vouch for the file's signer, device or office.
    """
    envelope, answer = _open(f, size, Answer)
    raw = canonical.canonical_loads(envelope.manifest)["signed"]
    trust.verify_trust(*trust.split_trust(raw), minisign.parse_public_line(answer.signed.trust.root))
    _check_vouched(answer)
    return Received(envelope.manifest_sha256, answer)


def _code(label: bytes, sign: bytes, box: str, unit: str) -> str:
    return digits(label + b"\0" + sign + box.encode("ascii") + b"\0" + unit.encode("ascii"))


def _check_vouched(answer: Answer) -> None:
    """Refuse an answer whose list does not name its signer, the device asked about and the office (E-SENDER)."""
    vouched = answer.signed.trust
    signer = vouched.device_by_key(minisign.key_id(minisign.parse_public_line(answer.sign)))
    active = {d.id for d in vouched.devices if d.state == "active"}
    if signer is None or not {signer.id, answer.device} <= active:
        raise PackageError("E-SENDER", "not in the trust list")
    if answer.office not in {o.id for o in vouched.offices}:
        raise PackageError("E-SENDER", "office not in the trust list")


def _open(f: BinaryIO, size: int, kind: type[_File]) -> tuple[reader.Envelope, _File]:
    envelope = reader.open_envelope(f, size)
    content = _decode(envelope.manifest, kind)
    public = minisign.parse_public_line(content.sign)
    if envelope.key_id != minisign.key_id(public):
        raise PackageError("E-SIG", "not its own key")
    minisign.verify(envelope.signature, envelope.manifest, public)
    if envelope.parts:
        raise PackageError("E-PARTS", "members")
    if sha256(envelope.readme).hexdigest() != content.readme_sha256:
        raise PackageError("E-README")
    return envelope, content


def _decode(data: bytes, kind: type[_File]) -> _File:
    manifest.check_head(canonical.canonical_loads(data), manifest.ENROLMENT)
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise PackageError("E-MANIFEST", str(error)) from None


def _publish(path: Path, key: minisign.SigningKey, content: Request | Answer, comment: str) -> None:
    raw = canonical.canonical(msgspec.to_builtins(content))
    if len(raw) > limits.MANIFEST:
        raise PackageError("E-SIZE", "manifest")
    _decode(raw, type(content))
    data = (container.MIME, README, raw, minisign.sign(key, raw, comment))
    members = list(zip(container.LEADING, data, strict=True))
    read = read_request if isinstance(content, Request) else read_answer

    def check(f: BinaryIO) -> None:
        read(f, os.fstat(f.fileno()).st_size)

    if isinstance(content, Answer):
        _check_vouched(content)
    staging.publish(path, lambda f: container.write(f, members), check)
