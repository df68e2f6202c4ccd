"""What came from every device we exchange with, what is missing, what it has confirmed of ours, and what to do next.

It looks at the records of packages and receipts; it sends and merges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import NotFound
from db.domain.units import catalogue
from db.ledger.register import Register, settings
from db.ledger.streams import Stream, list_streams
from db.models import Package
from db.sync import lists, questions
from db.sync.receipts import readers, receipts
from db.sync.sentences import sentence
from db.sync.trust import Device

Direction = Literal["in", "out"]
Role = Literal["child", "parent"]
Standing = Literal[
    "held", "missing", "revoked", "never", "late", "received", "unsent", "unconfirmed", "questions", "matched"
]
SHORTEST = 8
"""Letters of a package's hash that must be given at least."""
LATE_AFTER = 35
"""Days without a package after which a child is late: communes bring theirs once a month."""


Progress = Literal["", "sent", "received", "merged", "questions"]


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package seen or sent. message: its reason in words; sid: its stream; changes: how many; at: by our clock.

    progress: of one sent, as far as the other side has told: `received` lies there and is not merged, `questions` is
    merged and asked about; "" of one that came.
    """

    sha256: str
    direction: Direction
    file: str
    state: str
    reason: str
    message: str
    device: str
    unit: str
    sid: str
    number: int
    first: int
    last: int
    changes: int
    at: str
    progress: Progress = ""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device on the other side, as this register knows it.

    role: `child` (on the list we issue) or `parent` (of the office we answer to). received: the last package taken in;
    held_to: last change we hold of its own; next_number: of the package expected next; missing: first and last change
    of a gap; kept: packages that wait or are held. sent: our last package for it; ours: last change we have for it;
    unsent: how many no package carries yet; confirmed: how far it has said it holds ours; unconfirmed: the rest.
    questions: how many differences about our records wait there, as it said last.
    """

    role: Role
    unit: str
    unit_name: str
    device: str
    state: Literal["active", "revoked"]
    received: PackageRow | None
    held_to: int
    next_number: int
    missing: tuple[int, int] | None
    kept: list[PackageRow]
    sent: PackageRow | None
    ours: int
    unsent: int
    confirmed: int
    unconfirmed: int
    questions: int = 0

    def standing(self, today: str) -> Standing:
        """How things stand in one word, the most pressing first. today: ISO date; only `late` looks at it."""
        if any(row.state == "held" for row in self.kept):
            return "held"
        if self.missing is not None:
            return "missing"
        if self.state == "revoked":
            return "revoked"
        if self.role == "parent":
            return "unsent" if self.unsent else "unconfirmed" if self.unconfirmed else self._settled
        if self.received is None:
            return "never"
        return "late" if self._waited(self.received, today) > LATE_AFTER else "received"

    @property
    def _settled(self) -> Standing:
        return "questions" if self.questions else "matched"

    @staticmethod
    def _waited(received: PackageRow, today: str) -> int:
        """Days since a package came."""
        return (date.fromisoformat(today) - date.fromisoformat(received.at[:10])).days

    def step_on(self, today: str) -> str:
        """As `step`; who is late is to be reminded first."""
        if self.received is None or self.standing(today) != "late":
            return self.step
        waited = self._waited(self.received, today)
        return f"Đã {waited} ngày không có gói mới: nhắc {self.unit_name} xuất gói và mang USB đến."

    @property
    def told(self) -> str:
        """How far the other side holds ours, in one Vietnamese sentence."""
        name = "cấp trên" if self.role == "parent" else self.unit_name
        who = name[:1].upper() + name[1:]
        if not self.ours:
            return f"Chưa có bản ghi nào gửi {name}."
        if not self.confirmed:
            return f"{who} chưa xác nhận bản ghi nào – còn {self.unconfirmed} bản ghi chưa xác nhận."
        if self.unconfirmed:
            return f"{who} đã nhận đến bản ghi {self.confirmed} – còn {self.unconfirmed} bản ghi chưa xác nhận."
        return f"{who} đã nhận đủ {self.confirmed} bản ghi."

    @property
    def step(self) -> str:
        """The most pressing thing to do next, in one Vietnamese sentence."""
        held = next((row for row in self.kept if row.state == "held"), None)
        if held is not None:
            return _HELD.get(held.reason, "Có gói giữ lại: xem lý do rồi quyết định.")
        if self.missing is not None:
            first, last = self.missing
            return f"Còn thiếu bản ghi {first}–{last}: nhờ {self.unit_name} xuất gói lại rồi nhận gói đó."
        if self.state == "revoked":
            return "Máy đã thu hồi: không cần làm gì, gói gửi sau này được giữ lại."
        return self._upward() if self.role == "parent" else self._downward()

    def _upward(self) -> str:
        if self.unsent:
            return f"Có {self.unsent} bản ghi chưa xuất: xuất gói ra USB và nộp lên."
        if self.unconfirmed:
            return "Đã xuất, chờ biên nhận: nhận gói của cấp trên khi USB về."
        if self.questions:
            return (
                f"Cấp trên hỏi lại {self.questions} mục hai nơi ghi khác nhau: xem trang Chờ quyết định, "
                "báo cấp trên giá trị nào đúng."
            )
        return "Cấp trên đã nhận đủ: không cần làm gì."

    def _downward(self) -> str:
        if self.received is None:
            return f"Chưa nhận gói nào: nhắc {self.unit_name} xuất gói và mang USB đến."
        if self.unsent or self.sent is None or self.sent.at <= self.received.at:
            return "Có biên nhận chưa gửi: xuất gói ra USB để trả về."
        if self.unconfirmed:
            return "Đã gửi, chờ máy này xác nhận ở gói sau."
        return "Hai bên đã khớp: không cần làm gì."


_HELD = {
    "revoked": "Máy đã thu hồi vẫn gửi gói: hỏi nơi gửi, rồi nhận hoặc từ chối gói giữ lại (menu Gói).",
    "key_changed": "Có gói ký bằng khóa cũ sau khi đổi khóa: hỏi nơi gửi, rồi nhận hoặc từ chối gói giữ lại.",
    "new_root": "Cấp trên đã đổi khóa gốc: nhận tệp danh sách, gõ 30 chữ số từ công văn, rồi thử lại gói giữ lại.",
    "fork": "Máy có hai chuỗi bản ghi: hỏi nơi gửi, rồi nhận (giữ cả hai nhánh) hoặc từ chối gói giữ lại (menu Gói).",
    "newer": "Gói lập bằng chương trình mới hơn: nâng cấp chương trình ở máy này rồi thử lại gói đang giữ.",
}


def packages(
    connection: Connection,
    *,
    direction: Direction | None = None,
    device: str | None = None,
    unit: str | None = None,
    states: Sequence[str] | None = None,
    limit: int | None = None,
) -> list[PackageRow]:
    """The packages this register has seen and sent, newest first, by any of these filters."""
    columns = (Package.sha256, Package.direction, Package.file, Package.state, Package.reason, Package.device,
               Package.unit, Package.sid, Package.number, Package.first, Package.last, Package.at)  # fmt: skip
    query = select(*columns).order_by(Package.at.desc(), Package.number.desc(), Package.sha256)
    given = ((Package.direction, direction), (Package.device, device), (Package.unit, unit))
    for column, value in given:
        if value is not None:
            query = query.where(column == value)
    if states is not None:
        query = query.where(Package.state.in_(states))
    found = [_row(tuple(row)) for row in connection.execute(query.limit(limit))]
    if not any(row.direction == "out" for row in found):
        return found
    other = _OtherSide(connection)
    return [other.told(row) if row.direction == "out" else row for row in found]


def merged_package(named: str) -> list[Any]:
    """Conditions: a package merged here, by its file name or the beginning of its SHA-256, eight letters or more."""
    one: Any = Package.file == named
    if len(named) >= SHORTEST:
        one |= Package.sha256.startswith(named.lower(), autoescape=True)
    return [Package.direction == "in", Package.state == "applied", one]


def heads_before(connection: Connection, named: str) -> list[str]:
    """What this register knew just before a package was merged, as `known_at` takes it.

    Args:
        named: as for `merged_package`.

    Raises:
        NotFound: no such package was merged here, or it was by a program that did not note this.
    """
    query = select(Package.heads).where(*merged_package(named), Package.heads != "")
    kept = connection.execute(query.order_by(Package.at.desc(), Package.number.desc())).scalar()
    if kept is None:
        said = f"Sổ này chưa ghép gói nào tên {named}, hay chưa ghi lại lúc trước gói ấy. Chưa làm gì: chọn tên gói"
        raise NotFound("no_package", f"{said} ở trang Gửi nhận, hoặc tệp do `register heads --json` ghi.")
    return msgspec.json.decode(kept, type=list[str])


def _row(row: tuple[Any, ...]) -> PackageRow:
    sha256, direction, file, state, reason, device, unit, sid, number, first, last, at = row
    message = sentence(reason) if reason else ""
    carried = max(0, last - first + 1) if first else 0
    return PackageRow(
        sha256, direction, file, state, reason, message, device, unit, sid, number, first, last, carried, at
    )


class _OtherSide:
    """What receipts and questions say of our packages, read once."""

    def __init__(self, connection: Connection) -> None:
        self._confirmed: dict[str, int] = {}
        for (sid, _reader), last in receipts(connection).items():
            self._confirmed[sid] = max(last, self._confirmed.get(sid, 0))
        said = questions.asked(connection).values()
        self._lying = {one.sha256: one for asked in said for one in asked.packages}
        self._asked = questions.places(connection, said)

    def told(self, row: PackageRow) -> PackageRow:
        """A package of ours with how far it has come."""
        if not row.changes or row.last > self._confirmed.get(row.sid, 0):
            lying = self._lying.get(row.sha256)
            if lying is None:
                return replace(row, progress="sent")
            return replace(row, progress="received", message=questions.why(lying.reason))
        count = sum(sid == row.sid and row.first <= seq <= row.last for sid, seq in self._asked)
        if not count:
            return replace(row, progress="merged")
        message = f"Cơ quan nhận đã ghép, còn hỏi lại {count} mục: xem trang Chờ quyết định."
        return replace(row, progress="questions", message=message)


def timeline(register: Register) -> list[DeviceLine]:
    """A line for every device on the list we issue, then for those of the office above us; by unit and device.

    Empty for a register that is not enrolled anywhere and has enrolled nobody. A device that is another one since its
    keys were changed has a line as long as a package of it is kept aside.
    """
    with register.read() as connection:
        own = settings(connection)["unit"]
        book = _Book(connection)
        lines = [
            (device, book.line(role, device, device.unit if role == "child" else own))
            for role, device in _devices(connection, own)
        ]
        return [line for device, line in lines if line.kept or not device.replaced]


def _devices(connection: Connection, own_unit: str) -> list[tuple[Role, Device]]:
    """The devices of our children and of our parent; those of our own unit are not sent to."""
    own, followed = lists.held_list(connection, "own"), lists.held_list(connection, "parent")
    below = [device for device in (own.trust.devices if own else ()) if device.unit != own_unit]
    above: list[Device] = []
    if followed is not None:
        above = [device for device in followed.trust.devices if device.unit == followed.trust.seat.unit]
    found: list[tuple[Role, Device]] = [("child", device) for device in below]
    found += [("parent", device) for device in above]
    return sorted(found, key=lambda pair: (pair[0], pair[1].unit, pair[1].id))


class _Book:
    """Streams, packages and receipts of the register, read once."""

    def __init__(self, connection: Connection) -> None:
        self._streams = list_streams(connection)
        self._packages = packages(connection)
        self._receipts = receipts(connection)
        self._questions = questions.asked(connection)

    def line(self, role: Role, device: Device, about: str) -> DeviceLine:
        """How things stand with one device about one unit."""
        mine = [stream for stream in self._streams if stream.mine and stream.unit == about]
        theirs = [stream for stream in self._streams if stream.device == device.id and stream.unit == about]
        came = [row for row in self._packages if row.direction == "in" and row.device == device.id]
        received = next((row for row in came if row.state == "applied"), None)
        asked = self._questions.get(device.id)
        ours, confirmed = _last(mine), sum(self._confirmed(stream, device) for stream in mine)
        return DeviceLine(
            role=role,
            unit=device.unit,
            unit_name=_title(device),
            device=device.id,
            state=device.state,
            received=received,
            held_to=_last(theirs),
            next_number=received.number + 1 if received else 1,
            missing=_missing(theirs, [row for row in came if row.state == "waiting"]),
            kept=[row for row in came if row.state in ("waiting", "held")],
            sent=next((row for row in self._packages if row.direction == "out" and row.unit == about), None),
            ours=ours,
            unsent=sum(self._unsent(stream, device) for stream in mine),
            confirmed=confirmed,
            unconfirmed=ours - confirmed,
            questions=asked.open if role == "parent" and asked is not None else 0,
        )

    def _confirmed(self, stream: Stream, device: Device) -> int:
        return min(self._receipts.get((stream.sid, who), 0) for who in readers(self._streams, device.id, stream.unit))

    def _unsent(self, stream: Stream, device: Device) -> int:
        """Changes that no package carries yet and that the device has not otherwise."""
        sent = max((row.last for row in self._packages if row.direction == "out" and row.sid == stream.sid), default=0)
        return stream.last - max(sent, self._confirmed(stream, device))


def _last(streams: Sequence[Stream]) -> int:
    return sum(stream.last - stream.base for stream in streams)


def _missing(streams: Sequence[Stream], waiting: Sequence[PackageRow]) -> tuple[int, int] | None:
    """The first gap: between what we hold of a stream and the earliest of its packages that waits."""
    held = {stream.sid: stream.last for stream in streams}
    for row in sorted(waiting, key=lambda row: row.first):
        if row.first > held.get(row.sid, 0) + 1:
            return held.get(row.sid, 0) + 1, row.first - 1
    return None


def _title(device: Device) -> str:
    """The unit's name on the day the device was enrolled for; its code where the catalogue has none."""
    try:
        return catalogue().on(device.unit, device.unit_date).title
    except NotFound:
        return device.unit
