"""Proof that a register is what others have signed and confirmed, on top of what its own ledger says.

Whoever has the key of a register can write a chain anew from end to end, and every table with it; `db/ledger/audit.py`
then finds all in order. The signatures of other devices and what they have confirmed cannot be written anew. A chain
value binds everything before it, so one signed place of a stream proves all its changes up to there. Mends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.ledger.audit import Audit, audit
from db.ledger.register import Register
from db.ledger.streams import FORK, chain_at, list_streams
from db.models import Proof, Receipt
from db.sync.package import PackageError
from db.sync.relay import verified

KEEP = "Giữ nguyên tệp, báo cơ quan cấp trên."
ALTERED = "Luồng {0}: các thay đổi {1}–{2} không phải là những gì máy ghi đã ký. " + KEEP
DENIED = "Luồng {0}: thay đổi số {1} không phải là thay đổi mà máy {2} đã xác nhận. " + KEEP
UNSIGNED = (
    "Có {0} thay đổi của máy khác mà sổ không giữ chữ ký: đến từ thời bản chương trình cũ, hoặc chữ ký đã bị xóa. Cần "
    "bằng chứng thì so `sohotro register hash` với máy đã ghi chúng."
)
MISSING = (
    "Có {0} thay đổi đã ký hoặc đã được xác nhận mà sổ không còn giữ: gửi và nhận gói thêm hai lượt, nơi khác "
    "còn giữ gì sẽ trả lại."
)


@dataclass(slots=True)
class Proved(Audit):
    """As an audit. unsigned: changes of others without a signature; missing: signed or confirmed, but gone."""

    unsigned: int = 0
    missing: int = 0

    @property
    def notes(self) -> list[str]:
        """What a sound register still has to say."""
        said = ((UNSIGNED, self.unsigned), (MISSING, self.missing))
        return [sentence.format(number) for sentence, number in said if number]


def prove(register: Register) -> Proved:
    """Check file, chains and tables, then every kept signature and every receipt against the chains."""
    found = audit(register)
    report = Proved(found.streams, found.changes, found.problems, found.tables)
    with register.read() as connection:
        look = _Look(connection, report)
        look.at_signatures()
        look.at_receipts()
        look.count()
    return report


class _Look:
    """One look at what others have said of the streams held here."""

    def __init__(self, connection: Connection, report: Proved) -> None:
        self._connection, self._report = connection, report
        self._rows = list_streams(connection)
        self._signed = {row.id: row.base for row in self._rows}
        self._beyond: dict[str, int] = {}

    def at_signatures(self) -> None:
        """The packages that came and went: what was signed stands in a chain, and the signature is right."""
        for kept in self._connection.execute(select(Proof.__table__).order_by(Proof.sid, Proof.last)):
            try:
                made, listed = verified(self._connection, bytes(kept.manifest), bytes(kept.minisig))
            except PackageError:
                self._report.problems.append(ALTERED.format(kept.sid, kept.first, kept.last))
                continue
            if listed and not self._runs(made.stream, made.ops.last, made.ops.after):
                self._report.problems.append(ALTERED.format(made.stream, made.ops.first, made.ops.last))

    def at_receipts(self) -> None:
        """What others have confirmed stands in a chain."""
        for said in self._connection.execute(select(Receipt.__table__)):
            if not self._runs(said.sid.partition(FORK)[0], said.last, said.head, signed=False):
                self._report.problems.append(DENIED.format(said.sid, said.last, said.device))

    def _runs(self, name: str, last: int, head: str, *, signed: bool = True) -> bool:
        """Whether a row of a stream runs through that chain value, or all end before it: then something is missing."""
        rows = [row for row in self._rows if row.name == name]
        for row in rows:
            held = chain_at(self._connection, row, last) if last <= row.last else None
            if held is not None and held.hex() == head:
                self._signed[row.id] = max(last if signed else 0, self._signed[row.id])
                return True
        end = max((row.last for row in rows), default=0)
        self._beyond[name] = max(last - end, self._beyond.get(name, 0))
        return last > end

    def count(self) -> None:
        """What no signature stands for, and what is not here any more."""
        self._report.unsigned = sum(row.last - self._signed[row.id] for row in self._rows if not row.mine)
        self._report.missing = sum(self._beyond.values())
