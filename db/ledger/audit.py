"""Proof that a register is what its ledger says: file sound, every chain right, every table explained by changes.

It mends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection, select, text

from db.dialects import check_file
from db.ledger.chain import values
from db.ledger.change import canonical
from db.ledger.ledger import rebuild
from db.ledger.register import Register
from db.ledger.streams import Stream, chain_at, list_streams
from db.models import ENTITIES, LedgerChange

BATCH = 5_000
TABLES = ("ledger_doc", "ledger_queue", "person_word", *ENTITIES)


@dataclass(slots=True)
class Audit:
    """What was looked at, and what is wrong (Vietnamese sentences; empty: nothing)."""

    streams: int = 0
    changes: int = 0
    problems: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    """Tables that differ from the ledger; they can be made anew from it."""


class _Undo(Exception):
    """Rolls the trial rebuild back."""


def check_ledger(connection: Connection) -> Audit:
    """Check the database file and walk every chain: what cannot be made again from anything else here."""
    report = Audit()
    report.problems += [
        f"Tệp sổ bị hỏng: {line}. Giữ nguyên tệp, phục hồi từ bản sao lưu." for line in check_file(connection)
    ]
    for stream in list_streams(connection):
        report.streams += 1
        report.changes += stream.last - stream.base
        report.problems += _walk(connection, stream)
    return report


def audit(register: Register) -> Audit:
    """As `check_ledger`; then rebuild all tables from the ledger and compare. Changes nothing.

    A ledger that is wrong itself proves nothing about tables, and is not replayed.
    """
    with register.read() as connection:
        report = check_ledger(connection)
    if report.problems:
        return report
    try:
        with register.write() as connection:
            before = _digests(connection)
            rebuild(connection)
            after = _digests(connection)
            raise _Undo
    except _Undo:
        pass
    report.tables = [table for table in TABLES if before[table] != after[table]]
    report.problems += [
        f"Bảng {table} không khớp với nhật ký: chạy `sohotro register rebuild`." for table in report.tables
    ]
    return report


def _walk(connection: Connection, stream: Stream) -> list[str]:
    head = chain_at(connection, stream, stream.base) or b""
    expected = stream.base + 1
    query = select(LedgerChange.seq, LedgerChange.chain, LedgerChange.line).where(LedgerChange.stream == stream.id)
    ordered = query.order_by(LedgerChange.seq)
    for seq, chain, line in connection.execute(ordered.execution_options(yield_per=BATCH)):
        (head,) = values(head, [_bytes(line)])
        if seq != expected or _bytes(chain) != head:
            return [
                f"Luồng {stream.sid}: nhật ký bị sửa hoặc thiếu ở thay đổi số {expected}. "
                "Giữ nguyên tệp, báo người quản trị."
            ]
        expected += 1
    if head != stream.head or expected - 1 != stream.last:
        return [f"Luồng {stream.sid}: đầu chuỗi không khớp với thay đổi cuối cùng. Giữ nguyên tệp, báo người quản trị."]
    return []


def _bytes(cell: object) -> bytes:
    """What stands in a cell, also where a hand has put text there: it is told as altered, and stops no check."""
    return cell.encode() if isinstance(cell, str) else bytes(cell) if isinstance(cell, (bytes, memoryview)) else b""


def _digests(connection: Connection) -> dict[str, str]:
    return {table: _digest(connection, table) for table in TABLES}


def _digest(connection: Connection, table: str) -> str:
    """Order-free digest of a table's rows."""
    total = 0
    for row in connection.execute(text(f"SELECT * FROM {table}").execution_options(yield_per=BATCH)):
        cells = [bytes(cell).hex() if isinstance(cell, (bytes, memoryview)) else cell for cell in row]
        total = (total + int.from_bytes(sha256(canonical(cells)).digest())) % (1 << 256)
    return f"{total:064x}"
