"""Enrolment as a clerk does it: request on the laptop, approval at the office, acceptance on the laptop.

Digits are typed, never eyed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from sqlalchemy import Connection

from db.domain.errors import NotAllowed, NotFound
from db.domain.text import nfc
from db.domain.units import catalogue
from db.domain.values import is_iso_date
from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import list_streams
from db.store.officers import officer_names
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import enrolment, lists, minisign, staging
from db.sync.enrolment import Answer, End, Listing, Received, Renewal, Request
from db.sync.office_slot import let_open
from db.sync.offices import keys_of
from db.sync.root import root_key
from db.sync.sentences import PackageError
from db.sync.trust import Device, TrustList
from db.vault.slots import SlotStore
from db.version import APP

WRONG_DIGITS = NotAllowed(
    "wrong_digits",
    "30 chữ số gõ vào không khớp với tệp này. Chưa ghi danh gì: gõ lại từ phiếu đã đóng dấu "
    "hoặc gọi lại số điện thoại có trong hồ sơ.",
)
REVOKED = NotAllowed(
    "revoked",
    "Máy này đã bị thu hồi quyền, tờ phiếu cũ không còn giá trị. Chưa ghi danh gì: "
    "lập sổ mới (khóa mới) trên máy rồi ghi danh.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the enrolment made: whose it is (a device, or the office of a list), and the 30 digits for the
    paper that goes with the file."""

    device: str
    unit: str
    code: str
    trust_version: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew a device, when (local ISO time), for which reason ("" where none was given)."""

    officer: str
    at: str
    reason: str


_WITHDRAWN = "withdrawn "
RENEWAL = "renewal"
"""Setting: what the last change of keys has to say to the office above (`enrolment.Renewal`)."""


def request(register: Register, path: Path, *, officer: str | None = None) -> Step:
    """Write this device's request; the digits go on the slip that the chairman signs and stamps.

    Raises:
        NotAllowed: this register is for training.
    """
    with register.read() as connection:
        check_real(connection)
        known = settings(connection)
        keys = keys_of(register, connection)
        told = known.get(RENEWAL)
    made = enrolment.write_request(
        path,
        keys.sign,
        level=known["level"],  # type: ignore[arg-type]
        unit=known["unit"],
        unit_date=known["unit_date"],
        box=keys.recipient,
        app=APP,
        created=register.providers.stamp(),
        officer=officer,
        renews=msgspec.json.decode(told, type=Renewal) if told else None,
    )
    return Step(made.device, made.unit, made.code)


def approve(
    register: Register, path: Path, answer: Path, *, code: str, officers: Sequence[str] = (), replaces: str = ""
) -> Step:
    """Enter a device into our trust list and write the answer for it.

    A laptop that has changed its keys says so in its request: then its former device is withdrawn in the same list.

    Args:
        path: the request; answer: where to write; code: the 30 digits typed from the stamped slip; officers: what
            two of the three officers who hold the root key typed, once it is sealed; replaces: the device which this
            one takes the place of although that can sign nothing any more (its keys are lost).

    Raises:
        PackageError: the request is damaged or not signed by its own key, or by the former key of the laptop.
        NotFound: no device `replaces` of that unit in our list.
        NotAllowed: the digits differ, the unit is not below ours, this office issues no list or is for training, the
            root key is sealed and not opened.
    """
    with register.read() as connection:
        check_real(connection)
    received = _read(path, enrolment.read_request)
    asked = received.content
    assert isinstance(asked, Request)  # noqa: S101 - read_request returns nothing else
    if not enrolment.digits_match(asked.code, code):
        raise WRONG_DIGITS
    with register.write() as connection:
        check_role(register, connection, "administer")
        keys, root = keys_of(register, connection), root_key(register, connection, officers)
        _check_below(connection, asked)
        held = lists.held_list(connection, "own")
        new = Device(
            id=asked.device,
            unit=asked.unit,
            unit_date=asked.unit_date,
            level=asked.level,
            sign=asked.sign,
            box=asked.box,
        )
        listed = [] if held is None else held.trust.devices
        if any(d.id == new.id and d.state == "revoked" for d in listed):
            raise REVOKED
        before = [d for d in _given_way(connection, listed, asked, replaces) if d.id != new.id]
        issued = lists.issue(connection, keys, root, [*before, new])
    # Only a list that is safe in the register goes out: a number once seen elsewhere must never be given twice.
    made = enrolment.write_answer(
        answer,
        keys.sign,
        received,
        issued.body,
        issued.minisig,
        office=issued.trust.offices[0].id,
        app=APP,
        created=register.providers.stamp(),
    )
    return Step(made.device, asked.unit, made.code, issued.trust.version)


def revoke(register: Register, device: str, *, reason: str = "", officers: Sequence[str] = ()) -> Step:
    """Withdraw a device: the next trust list says so, and how far its streams had arrived.

    What it sends from now on is held for a person, never merged by itself, never dropped. What it wrote before stays.
    Who did it, when and why is kept in this register (`withdrawals`); it does not travel.

    Args:
        officers: as for `approve`.

    Raises:
        NotAllowed: this office issues no list, the device is the one working, or the root key is not opened.
        NotFound: no active device of that id in our list.
    """
    with register.write() as connection:
        check_role(register, connection, "administer")
        keys = keys_of(register, connection)
        held = lists.held_list(connection, "own")
        listed = [] if held is None else held.trust.devices
        found = next((d for d in listed if d.id == device and d.state == "active"), None)
        if found is None:
            raise no_device(device)
        if device == settings(connection)["device"]:
            raise NotAllowed(
                "own_device",
                "Đây là chính máy đang dùng. Chưa thu hồi gì: làm việc này ở máy khác của cơ quan cấp trên.",
            )
        gone = gone_after(found, as_held(connection, device))
        root = root_key(register, connection, officers)
        issued = lists.issue(connection, keys, root, [gone if d.id == device else d for d in listed])
        told = {"officer": register.officer, "at": register.providers.stamp(), "reason": nfc(reason).strip()}
        put_setting(connection, _WITHDRAWN + device, msgspec.json.encode(told).decode())
    return Step(device, found.unit, "", issued.trust.version)


def as_held(connection: Connection, device: str) -> dict[str, End]:
    """How far we hold the streams of a device."""
    theirs = [s for s in list_streams(connection) if s.device == device and s.name == s.sid and s.last]
    return {s.sid: End(last=s.last, head=s.head.hex()) for s in theirs}


def gone_after(device: Device, heads: Mapping[str, End], replaced: str = "") -> Device:
    """The entry of a device that signs no more; what it wrote up to these places it certainly wrote before."""
    return msgspec.structs.replace(
        device,
        state="revoked",
        acked={sid: end.last for sid, end in heads.items()},
        heads={sid: end.head for sid, end in heads.items()},
        replaced=replaced or msgspec.UNSET,
    )


def _given_way(connection: Connection, listed: list[Device], asked: Request, replaces: str) -> list[Device]:
    """Our list once the device that asks has taken the place of another one, if it has."""
    former = asked.renews.device if asked.renews else replaces
    old = next((d for d in listed if d.id == former and d.unit == asked.unit and d.id != asked.device), None)
    if replaces and old is None:
        raise no_device(replaces)
    if old is None or old.state == "revoked":
        return listed
    if asked.renews:
        asked.check_renewal(minisign.parse_public_line(old.sign))
    heads = asked.renews.heads if asked.renews else as_held(connection, old.id)
    gone = gone_after(old, heads, asked.device)
    return [gone if d.id == old.id else d for d in listed]


def no_device(device: str) -> NotFound:
    """The error for a device that is not at work in our list."""
    told = f"Không có máy {device} đang hoạt động trong danh sách. Chưa thay đổi gì: xem lại mã máy."
    return NotFound("no_device", told)


def withdrawals(connection: Connection) -> dict[str, Withdrawal]:
    """What this register knows of the devices it has withdrawn, by device."""
    names = officer_names(connection)
    found: dict[str, Withdrawal] = {}
    for key, text in settings(connection).items():
        if key.startswith(_WITHDRAWN):
            told = msgspec.json.decode(text, type=dict[str, str])
            officer = names.get(told["officer"], told["officer"])
            found[key.removeprefix(_WITHDRAWN)] = Withdrawal(officer, told["at"], told["reason"])
    return found


def _check_below(connection: Connection, asked: Request) -> None:
    known = settings(connection)
    place = catalogue().on(asked.unit, asked.unit_date)
    if place.level != asked.level or not is_iso_date(asked.unit_date):
        raise PackageError("E-MANIFEST", "unit")
    above = {unit.code for unit in catalogue().ancestors(asked.unit, asked.unit_date)} | {asked.unit}
    if known["unit"] not in above:
        name = catalogue().full_name(place, asked.unit_date)
        raise NotAllowed(
            "not_below",
            f"Máy này thuộc {name}, không trực thuộc cơ quan này. Chưa ghi danh gì: gửi tệp cho đúng cấp trên.",
        )


def accept(register: Register, path: Path, *, code: str, slots: SlotStore) -> Step:
    """Trust the office that answered: pin its root key, keep its list, let its recovery key open this register.

    Where an office has begun anew with another root key, its list by itself does as well as an answer, if it names us.

    Args:
        code: the 30 digits typed from the office's letter; slots: where this register keeps its key slots.

    Raises:
        PackageError: the file is damaged or does not hold together.
        NotAllowed: the digits differ, the answer is for another device, the list does not name ours, or this register
            is for training.
    """
    with register.read() as connection:
        check_real(connection)
    received = _read(path, enrolment.read_answer)
    answer = received.content
    assert isinstance(answer, Answer | Listing)  # noqa: S101 - read_answer returns nothing else
    if not enrolment.digits_match(answer.code, code):
        raise WRONG_DIGITS
    with register.write() as connection:
        check_role(register, connection, "administer")
        device = settings(connection)["device"]
        _check_ours(answer, device)
        lists.pin(connection, answer.signed.trust, *received.trust)
    let_open(register, slots, answer.issuer, device)
    return Step(device, answer.issuer.unit, answer.code, answer.signed.trust.version)


def _check_ours(answer: Answer | Listing, device: str) -> None:
    if isinstance(answer, Answer) and answer.device != device:
        raise NotAllowed(
            "other_device",
            f"Tệp trả lời này dành cho máy {answer.device}, không phải máy {device}. "
            "Chưa thay đổi gì: lấy đúng tệp của máy này.",
        )
    if device not in {d.id for d in answer.signed.trust.devices if d.state == "active"}:
        raise NotAllowed(
            "not_listed",
            f"Danh sách này không có máy {device}. Chưa thay đổi gì, dữ liệu vẫn nguyên: lập đề nghị ghi danh gửi cơ "
            "quan cấp trên.",
        )


def hand_out(register: Register, path: Path) -> Step:
    """Write the list of this office by itself; the digits are those of its letter. A laptop writes the list that it
    follows, for an office that takes the place of one that can write none any more.

    Raises:
        NotAllowed: this office issues no list and follows none.
    """
    with register.read() as connection:
        check_real(connection)
        keys = keys_of(register, connection)
        held = lists.held_list(connection, "own") or lists.held_list(connection, "parent")
    if held is None:
        raise NotAllowed(
            "no_list", "Cơ quan này chưa ghi danh máy nào nên chưa có danh sách. Chưa ghi gì: duyệt một máy trước."
        )
    stamp = register.providers.stamp()
    made = enrolment.write_list(path, keys.sign, held.body, held.minisig, app=APP, created=stamp)
    return Step(made.office, made.issuer.unit, made.code, held.trust.version)


def read_list(path: Path, code: str) -> tuple[TrustList, tuple[bytes, bytes]]:
    """The list of another office, with its signed bytes, after its digits were typed.

    Raises:
        PackageError: the file is damaged, or no list.
        NotAllowed: the digits differ.
    """
    received = _read(path, enrolment.read_answer)
    content = received.content
    if not isinstance(content, Listing):
        raise PackageError("E-MANIFEST", "not a list")
    if not enrolment.digits_match(content.code, code):
        raise WRONG_DIGITS
    return content.signed.trust, received.trust


def _read(path: Path, read: Callable[[BinaryIO, int], Received]) -> Received:
    with tempfile.TemporaryDirectory(prefix="sohotro-") as folder:
        copy = staging.stage(path, Path(folder))
        with copy.open("rb") as file:
            return read(file, os.fstat(file.fileno()).st_size)
