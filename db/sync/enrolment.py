"""Enrolment files: a device's request, its office's answer, an office's list by itself, and the 30 digits people type
to tie them to paper.

The container is a package's; the format is `sohotro-enrol`. Each file is signed by the key it introduces, which proves
that the key is held; whose key it is, only the typed digits prove. Nothing here touches a database or a trust store.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, TypeVar

import msgspec

from db.sync import canonical, container, limits, manifest, minisign, reader, staging, trust
from db.sync.manifest import Count, Date, Hex16, Hex32, Id, Label, Moment, UnitCode
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
_RENEWAL = "sohotro-renewal"
_LIST_COMMENT = "danh sach tin cay cua "


class End(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stream ends: number and chain value of its last change."""

    last: Count
    head: Hex32


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """What a laptop says whose keys were changed: who it was, where the streams that it wrote as such end, and the
    signature of the former key over `renewal_statement`.
    """

    device: Id
    heads: dict[Hex16, End]
    minisig: str


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
    renews: Renewal | msgspec.UnsetType = msgspec.UNSET
    readme_sha256: Hex32
    ext: dict[str, Any] = {}

    @property
    def code(self) -> str:
        """The 30 digits for the stamped slip."""
        return device_code(minisign.parse_public_line(self.sign), self.box, self.unit)

    def check_renewal(self, former: bytes) -> None:
        """Check that the holder of the `former` key (32 bytes) gave way to this device; PackageError E-SIG."""
        if not self.renews:
            raise PackageError("E-SIG", "renews nothing")
        signature = minisign.parse(self.renews.minisig.encode("utf-8"))
        said = renewal_statement(self.renews.device, self.renews.heads, self.device, self.sign, self.box)
        minisign.verify(signature, said, former)


class _FromOffice(msgspec.Struct, frozen=True, kw_only=True):
    """What comes from an office: its keys and its signed trust list.

    sign: the key that signed this file, one of the list's active devices.
    """

    format: str = manifest.ENROLMENT
    major: int = manifest.MAJOR
    minor: int = manifest.MINOR
    app: Label
    created: Moment
    office: Id
    sign: PublicLine
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


class Answer(_FromOffice, frozen=True, kw_only=True):
    """What an office answers to a request; its list now names `device`. request_sha256: the request's manifest hash."""

    kind: Literal["answer"] = "answer"
    device: Id
    request_sha256: Hex32


class Listing(_FromOffice, frozen=True, kw_only=True):
    """The list of an office by itself, for everybody who follows it."""

    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Received:
    """An enrolment file that proved possession of its key: what it says and the hash that identifies it.

    trust: of an answer or list the trust list's bytes and its `.minisig`, verified with the root that stands inside.
    """

    manifest_sha256: str
    content: Request | Answer | Listing
    trust: tuple[bytes, bytes] = (b"", b"")


_File = TypeVar("_File", bound=Request | Answer | Listing)
_KINDS: dict[str, type[Request | Answer | Listing]] = {"answer": Answer, "list": Listing}


def claims(raw: bytes) -> Request | Answer | Listing:
    """Read manifest bytes of any kind, signature unchecked: for showing only. Raises as `read_request`."""
    obj = canonical.canonical_loads(raw)
    return _decode(raw, _KINDS.get(str(obj.get("kind")), Request) if isinstance(obj, dict) else Request)


def renewal_statement(former: str, heads: Mapping[str, End], device: str, sign: str, box: str) -> bytes:
    """What a laptop signs with the key that it gives up: who it was, where that ends, who it is from now on."""
    ends = msgspec.to_builtins(heads)
    said = {"format": _RENEWAL, "former": former, "heads": ends, "device": device, "sign": sign, "box": box}
    return canonical.canonical(said)


def claims_list(envelope: reader.Envelope) -> bool:
    """Whether a file says that it is an office's list by itself; nothing of it is read for that."""
    return envelope.signature.comment.startswith(_LIST_COMMENT)


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
    renews: Renewal | None = None,
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
        renews=renews or msgspec.UNSET,
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
    assert isinstance(asked, Request)  # noqa: S101 - only a request is answered
    answer = Answer(
        app=app,
        created=created,
        device=asked.device,
        office=office,
        sign=key.public_line,
        request_sha256=request.manifest_sha256,
        signed=SignedTrust(trust=trust.verify_claimed(trust_bytes, minisig), minisig=minisig.decode("ascii")),
        readme_sha256=sha256(README).hexdigest(),
    )
    _publish(path, key, answer, f"tra loi ghi danh may {answer.device}")
    return answer


def write_list(
    path: Path, key: minisign.SigningKey, trust_bytes: bytes, minisig: bytes, *, app: str, created: str
) -> Listing:
    """Write the list of an office by itself, signed by the office device's `key`. Raises as `write_answer`."""
    listed = trust.verify_claimed(trust_bytes, minisig)
    listing = Listing(
        app=app,
        created=created,
        office=listed.offices[0].id,
        sign=key.public_line,
        signed=SignedTrust(trust=listed, minisig=minisig.decode("ascii")),
        readme_sha256=sha256(README).hexdigest(),
    )
    _publish(path, key, listing, f"{_LIST_COMMENT}{listing.office}, so {listed.version}")
    return listing


def read_request(f: BinaryIO, size: int) -> Received:
    """Read a request file of `size` bytes and check that it is signed by its own key.

    The key stands inside, so the manifest is parsed before its signature is checked; nothing of it is used before.
    Raises PackageError: the codes of a package's outer form, E-JSON, E-FORMAT, E-VERSION, E-MANIFEST, E-KEY, E-SIG.
    """
    envelope, request = _open(f, size, Request)
    if request.device != trust.device_id(request.level, request.unit, minisign.parse_public_line(request.sign)):
        raise PackageError("E-MANIFEST", "device")
    return Received(envelope.manifest_sha256, request)


def read_list(envelope: reader.Envelope) -> Received:
    """Read the list of an office by itself. Whether its root is one we follow, or digits must be typed, is not asked.

    Raises as `read_answer`.
    """
    return _from_office(envelope, _content(envelope, Listing))


def read_answer(f: BinaryIO, size: int) -> Received:
    """Read an answer file, or the list of an office by itself; the typed digits must follow.

    It is signed by a device of its trust list, the list by its root. Raises as `read_request`, and E-SENDER when the
    list does not vouch for the file's signer, device or office.
    """
    envelope = reader.open_envelope(f, size)
    if claims_list(envelope):
        return read_list(envelope)
    return _from_office(envelope, _content(envelope, Answer))


def _from_office(envelope: reader.Envelope, content: Answer | Listing) -> Received:
    raw = trust.split_trust(canonical.canonical_loads(envelope.manifest)["signed"])
    trust.verify_claimed(*raw)
    _check_vouched(content)
    return Received(envelope.manifest_sha256, content, raw)


def _code(label: bytes, sign: bytes, box: str, unit: str) -> str:
    return digits(label + b"\0" + sign + box.encode("ascii") + b"\0" + unit.encode("ascii"))


def _check_vouched(answer: Answer | Listing) -> None:
    """Refuse a file whose list does not name its signer, the device asked about and the office (E-SENDER)."""
    vouched = answer.signed.trust
    signer = vouched.device_by_key(minisign.key_id(minisign.parse_public_line(answer.sign)))
    active = {d.id for d in vouched.devices if d.state == "active"}
    about = {answer.device} if isinstance(answer, Answer) else set()
    if signer is None or not {signer.id, *about} <= active:
        raise PackageError("E-SENDER", "not in the trust list")
    if answer.office not in {o.id for o in vouched.offices}:
        raise PackageError("E-SENDER", "office not in the trust list")


def _open(f: BinaryIO, size: int, kind: type[_File]) -> tuple[reader.Envelope, _File]:
    envelope = reader.open_envelope(f, size)
    return envelope, _content(envelope, kind)


def _content(envelope: reader.Envelope, kind: type[_File]) -> _File:
    content = _decode(envelope.manifest, kind)
    public = minisign.parse_public_line(content.sign)
    if envelope.key_id != minisign.key_id(public):
        raise PackageError("E-SIG", "not its own key")
    minisign.verify(envelope.signature, envelope.manifest, public)
    if envelope.parts:
        raise PackageError("E-PARTS", "members")
    if sha256(envelope.readme).hexdigest() != content.readme_sha256:
        raise PackageError("E-README")
    return content


def _decode(data: bytes, kind: type[_File]) -> _File:
    manifest.check_head(canonical.canonical_loads(data), manifest.ENROLMENT)
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise PackageError("E-MANIFEST", str(error)) from None


def _publish(path: Path, key: minisign.SigningKey, content: Request | Answer | Listing, comment: str) -> None:
    raw = canonical.canonical(msgspec.to_builtins(content))
    if len(raw) > limits.MANIFEST:
        raise PackageError("E-SIZE", "manifest")
    _decode(raw, type(content))
    data = (container.MIME, README, raw, minisign.sign(key, raw, comment))
    members = list(zip(container.LEADING, data, strict=True))
    read = read_request if isinstance(content, Request) else read_answer

    def check(f: BinaryIO) -> None:
        read(f, os.fstat(f.fileno()).st_size)

    if not isinstance(content, Request):
        _check_vouched(content)
    staging.publish(path, lambda f: container.write(f, members), check)
