"""The office whose register this is: who it is, who works in it, what it holds. Knows no keys."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from db.domain.errors import InvalidData, Issue, NotAllowed
from db.domain.text import check_name, nfc
from db.domain.units import Unit, catalogue
from db.ledger.ledger import NEWER
from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import DOUBT, list_streams, own_stream
from db.models import Person
from db.store.actions import Action
from db.store.clauses import Clause, ask, every
from db.store.deciding.queue import count_waiting
from db.store.owners import is_ours
from db.store.places.residence import NOW, here

LEVELS = {"commune": "xã", "district": "huyện", "province": "tỉnh"}
TRAINING = NotAllowed(
    "training",
    "Đây là sổ tập làm, người và hộ trong sổ đều bịa. Không gửi, không nhận, không ghi danh với cơ quan nào: "
    "mở sổ thật rồi làm lại.",
)


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """What a register says of itself. stream: id of our stream about our own unit; training: nobody in it is real.

    doubt: why the next change begins a new stream, in one sentence; "" where nothing is in doubt. newer: what is said
    where changes of a newer program are kept, else "".
    """

    unit: str
    unit_date: str
    unit_name: str
    level: str
    device: str
    stream: str
    households: int
    persons: int
    supports: int
    conflicts: int
    training: bool
    doubt: str
    newer: str = ""


def check_founding(*, unit: str, level: str, on: str, officer: str) -> None:
    """Check what a new register is told about itself, before anything is created.

    Raises:
        NotFound: no such unit on that date.
        InvalidData: the level is another, or the officer's name cannot be one.
    """
    place = catalogue().on(unit, on)
    issues = [issue for issue in check_name(officer, "officer") if issue.severity == "hard"]
    if place.level != level:
        message = (
            f"{place.title} là cấp {LEVELS[place.level]}, không phải cấp {LEVELS[level]}: chọn đúng cấp hoặc mã khác."
        )
        issues.append(Issue("level", "hard", "wrong_level", message))
    if issues:
        raise InvalidData(issues)


def found(
    register: Register, *, unit: str, level: str, on: str, device: str, officer: str, training: bool = False
) -> None:
    """Say whose register this is and enter its first officer (role `administer`), in one transaction.

    Args:
        unit: code of the unit in force on the ISO date `on`; level: that unit's level; officer: full name;
        training: for invented people, once and for ever: it never exchanges anything with an office.
    """
    with register.write() as connection:
        if training:
            put_setting(connection, "training", "1")
        for key, value in (("unit", unit), ("unit_date", on), ("level", level), ("device", device)):
            put_setting(connection, key, value)
        own_stream(connection, device, unit, register.providers.new_stream)
        name = {"name": nfc(officer), "role": "administer"}
        Action(register, connection).create_as(register.officer, "officer", name).commit()


def is_training(connection: Connection) -> bool:
    """Whether this register was made for training."""
    return "training" in settings(connection)


def check_real(connection: Connection) -> None:
    """Before anything that another office would see.

    Raises:
        NotAllowed: this register was made for training.
    """
    if is_training(connection):
        raise TRAINING


def own_unit(connection: Connection) -> Unit:
    """The dated unit whose register this is."""
    known = settings(connection)
    return catalogue().on(known["unit"], known["unit_date"])


def own_name(connection: Connection) -> str:
    """Full name of the unit whose register this is, with the names of its date."""
    unit = own_unit(connection)
    return catalogue().full_name(unit, settings(connection)["unit_date"])


def info(register: Register) -> OfficeInfo:
    """Counts and names for `register info` and the home page."""
    with register.read() as connection:
        known = settings(connection)
        unit = own_unit(connection)
        streams = [s.sid for s in list_streams(connection, mine=True) if s.unit == unit.code]

        return OfficeInfo(
            unit=unit.code,
            unit_date=known["unit_date"],
            unit_name=own_name(connection),
            level=known["level"],
            device=known["device"],
            stream=streams[-1] if streams else "",
            households=_count(connection, "household h", "h.deleted = 0"),
            persons=_persons(connection),
            supports=_count(connection, "support s LEFT JOIN household h ON h.id = s.household", "s.deleted = 0"),
            conflicts=count_waiting(connection),
            training="training" in known,
            doubt=_doubt(known.get(DOUBT, "")),
            newer=KEPT_NEWER if NEWER in known else "",
        )


def _persons(connection: Connection) -> int:
    """Everybody in the register but those who were handed over to a unit that is not ours."""
    query = select(Person.owner_unit, func.count()).where(Person.deleted == 0).group_by(Person.owner_unit)
    return sum(number for unit, number in connection.execute(query) if not unit or is_ours(connection, unit))


def _count(connection: Connection, rows: str, alive: str) -> int:
    """Records of households that live in our unit or below today."""
    query = Clause(f"SELECT count(*) FROM {rows} WHERE ") + every([Clause(alive), *here(connection, NOW)])
    ((found,),) = ask(connection, query)
    return int(found)


KEPT_NEWER = (
    "Có bản ghi do bản chương trình mới hơn ghi. Mọi thứ được giữ nguyên, phần bản này chưa hiểu chỉ xem được trong "
    "lịch sử; nâng cấp chương trình thì hiện đủ."
)
_DOUBTS = {
    "": "",
    "backup": "Sổ này thiếu phần ghi sau cùng mà máy này đã thấy: có lẽ là bản sao lưu vừa đem ra dùng, "
    "hoặc ổ đĩa đã làm mất khi cúp điện. ",
    "moved": "Sổ này được đem từ máy khác hoặc người dùng khác sang. ",
}
_SAFE = (
    "Sổ vẫn nguyên vẹn: bản ghi mới đi tiếp trong một chuỗi riêng, phần đã gửi mà ở đây không còn sẽ được "
    "cấp trên trả về. Chỉ dùng một bản của sổ; xuất gói rồi nhận gói của cấp trên. Phần chưa gửi: phục hồi bản sao lưu "
    "mới hơn nếu có, hoặc ghi lại."
)


def _doubt(reason: str) -> str:
    """The sentence for the reason kept with a doubt; a device's id stands for what its receipt told."""
    told = _DOUBTS.get(reason, "Cấp trên giữ những bản ghi của sổ này mà ở đây không còn hoặc khác đi. ")
    return told + _SAFE if reason else ""
