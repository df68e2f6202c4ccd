"""Enrolment in three steps, the slips that go with it, the devices of our list and their withdrawal. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.domain.errors import UserError
from db.domain.units import catalogue
from db.store.offices import own_unit
from db.store.printing.sheet import office_of
from db.sync.enrolling import Step, accept, approve, hand_out, request, revoke, withdrawals
from db.sync.lists import held_list
from db.sync.renewing import renew
from db.sync.rescue import ENDING, answer, rescues
from db.sync.root import root_state
from db.sync.succession import hand_over, succeed
from db.sync.trust import Device
from db.vault.registers import slots_of
from desktop.presenters.desk import Desk
from desktop.presenters.named import mark, moment, unit_name
from desktop.presenters.paths import is_folder
from desktop.presenters.rows import Column, Row
from desktop.words import _
from forms.paper.phieu_ghi_danh import EnrolmentSlip, Kind, build

GROUPS, DIGITS = 6, 5


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is done: what it made, where the file lies, the groups of digits for the paper, which paper."""

    step: Step
    file: Path | None
    groups: tuple[str, ...]
    paper: Kind = "request"


class Enrolment:
    """The steps of an office at its own end of the enrolment."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        about = desk.info()
        self.unit, self.unit_name, self._on = about.unit, about.unit_name, about.unit_date

    @property
    def device(self) -> str:
        """The id of this device; another one once its keys were changed."""
        return self.desk.info().device

    @property
    def issues_list(self) -> bool:
        """Whether this office enrols others; a new one has the key for it before its first list."""
        with self.desk.register.read() as connection:
            return root_state(self.desk.register, connection).state != "none"

    @property
    def has_office_above(self) -> bool:
        """Whether there is an office to which this one can answer: a province has none."""
        return catalogue().parent(catalogue().on(self.unit, self._on), self._on) is not None

    def ask(self, folder: Path) -> Done:
        """Write this device's request into a folder; its digits go on the slip."""
        file = _folder(folder) / f"de-nghi-{self.device}.dongbo"
        step = request(self.desk.register, file, officer=self.desk.officer() or None)
        return Done(step, file, tuple(step.code.split("-")))

    def renew(self, folder: Path, officers: Sequence[str] = ()) -> Done:
        """Change the keys of this device and write its request into a folder. officers: see `root_sealed`."""
        file = _folder(folder) / f"doi-khoa-{self.unit.lower()}.dongbo"
        step = renew(self.desk.register, file, officer=self.desk.officer() or None, officers=officers)
        return Done(step, file, tuple(step.code.split("-")))

    def hand_out(self, folder: Path) -> Done:
        """Write our list by itself into a folder; its digits go on the letter."""
        file = _folder(folder) / f"danh-sach-{self.unit.lower()}.dongbo"
        step = hand_out(self.desk.register, file)
        return Done(step, file, tuple(step.code.split("-")), "list")

    def approve(self, file: Path, typed: list[str], officers: Sequence[str] = ()) -> Done:
        """Enter a device into our list; the answer is written beside its request. officers: see `root_sealed`."""
        answer = file.with_name(f"tra-loi-{file.stem.removeprefix('de-nghi-')}.dongbo")
        step = approve(self.desk.register, file, answer, code="-".join(typed), officers=officers)
        return Done(step, answer, tuple(step.code.split("-")), "answer")

    def accept(self, file: Path, typed: list[str]) -> Done:
        """Trust the office that answered."""
        slots = slots_of(self.desk.place, self.desk.register.engine)
        step = accept(self.desk.register, file, code="-".join(typed), slots=slots)
        return Done(step, None, ())

    def succeed(self, file: Path, typed: list[str], officers: Sequence[str] = ()) -> Done:
        """Enter the devices of an office whose place we take into our list."""
        return Done(succeed(self.desk.register, file, code="-".join(typed), officers=officers), None, ())

    def hand_over(self, file: Path, typed: list[str], officers: Sequence[str] = ()) -> Done:
        """Our office ends: sign the last list, which names the successor."""
        return Done(hand_over(self.desk.register, file, code="-".join(typed), officers=officers), None, ())

    def print_slip(self, done: Done, out: Path) -> Path:
        """Write the paper that goes with a file: the digits, unit, officer, places to sign and stamp."""
        with self.desk.register.read() as connection:
            office = office_of(own_unit(connection))
        slip = EnrolmentSlip(
            office=office,
            kind=done.paper,
            unit=unit_name(done.step.unit, self._on) if done.paper == "answer" else self.unit_name,
            officer=self.desk.officer(),
            device=done.step.device,
            file=done.file.name if done.file else "",
            day=self.desk.today,
            groups=done.groups,
        )
        build(slip, out)
        return out

    def open_again(self, file: Path, typed: list[str], sheet: str, reason: str, officers: Sequence[str] = ()) -> Path:
        """Answer a locked laptop's request with the office's recovery sheet; the answer is written beside it.

        Raises:
            AppError: as `db.sync.rescue.answer`.
        """
        out = file.with_name(f"tra-loi-{file.stem.removeprefix('xin-')}{ENDING}")
        more = {"code": "-".join(typed), "recovery": sheet, "reason": reason}
        answer(self.desk.register, file, out, officers=officers, **more)
        return out

    # The devices of our list.

    def devices(self) -> list[Device]:
        """The devices of the list we issue, our own first."""
        with self.desk.register.read() as connection:
            held = held_list(connection, "own")
        return [] if held is None else list(held.trust.devices)

    def withdraw(self, device: str, reason: str, officers: Sequence[str] = ()) -> None:
        """Withdraw a device for a stated reason.

        Raises:
            NotAllowed, NotFound: as `enrolling.revoke`.
        """
        revoke(self.desk.register, device, reason=reason, officers=officers)

    @staticmethod
    def columns() -> list[Column]:
        """Columns of the list of devices."""
        return [Column(_("Tình trạng"), 15), Column(_("Đơn vị"), 26), Column(_("Máy"), 16), Column(_("Ghi chú"), 60)]

    def rows(self) -> list[Row]:
        """Rows of the list of devices, in the order of `devices`."""
        with self.desk.register.read() as connection:
            gone = withdrawals(connection)
            opened = {one.device: one for one in rescues(connection)}
        found = []
        for device in self.devices():
            active = device.state == "active"
            sign = (_("Đang dùng"), "circle-check", "good") if active else (_("Đã thu hồi"), "x", "neutral")
            note = _("máy đang dùng") if device.id == self.device else ""
            if device.id in gone:
                one = gone[device.id]
                note = _("{0} thu hồi lúc {1}: {2}").format(one.officer, moment(one.at), one.reason)
            elif device.replaced:
                note = _("đã đổi khóa, nay là máy {0}").format(mark(device.replaced))
            elif device.id in opened:
                last = opened[device.id]
                note = _("{0} mở lại sổ cho {1} lúc {2}: {3}").format(last.by, last.who, moment(last.at), last.reason)
            cells = (sign[0], unit_name(device.unit, device.unit_date), mark(device.id), note)
            found.append(Row(cells, picture=sign[1], tone=sign[2]))
        return found


def whole(typed: list[str]) -> bool:
    """Whether every group has its five digits."""
    return len(typed) == GROUPS and all(len(group) == DIGITS and group.isdecimal() for group in typed)


def split(pasted: str) -> list[str]:
    """The groups of digits in a text that was pasted as a whole."""
    digits = "".join(letter for letter in pasted if letter.isdecimal())
    return [digits[place : place + DIGITS] for place in range(0, min(len(digits), GROUPS * DIGITS), DIGITS)]


def _folder(folder: Path) -> Path:
    if not is_folder(folder):
        message = _("Không thấy thư mục {0}. Chưa ghi gì: cắm USB rồi chọn lại.").format(folder)
        raise UserError("no_stick", message)
    return folder
