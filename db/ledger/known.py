"""The register as it was known when its streams ended at given changes, so that a figure can be had again for ever.

*Known at* is about what had arrived; what was *valid on* a day is asked of the store, here as anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, insert, select

from db.dialects import open_memory
from db.domain.errors import EnvironmentProblem, NotFound
from db.ledger.carrying import carry
from db.ledger.chain import change_id, span_of
from db.ledger.register import Register
from db.ledger.streams import Stream, list_streams
from db.models import Base, Definition, LedgerChange, Setting

OWN = (Setting, Definition)
"""What the register knows beside its ledger and the store's queries read."""
_PLACE = select(LedgerChange.stream, LedgerChange.seq).where(
    LedgerChange.chain.between(bindparam("low"), bindparam("high"))
)


def heads(connection: Connection) -> list[str]:
    """The ids of the last change of every stream, sorted: all that must be kept to see this register again."""
    return sorted(change_id(stream.head) for stream in list_streams(connection) if stream.last)


@contextmanager
def known_at(register: Register, last: Sequence[str]) -> Iterator[Register]:
    """A register in memory, to be read only, with the changes up to and with those in `last` and none that came later.

    Every query of the store runs on it. It is exactly what a register would be that had received no more than these.

    Args:
        last: ids of changes; of several in one stream the latest counts, a stream of which none is named is left out.

    Raises:
        NotFound: a change that is not in this ledger.
        EnvironmentProblem: the lines up to one of them are no longer those it was chained to.
    """
    name = f"sohotro-{uuid4().hex}"
    with ExitStack() as stack:
        filling, reading = open_memory(name, writable=True), open_memory(name, writable=False)
        stack.callback(filling.dispose)
        stack.callback(reading.dispose)
        with register.read() as source:
            _fill(source, filling, _ends(source, last))
        yield Register(reading, register.data_key, register.officer, register.providers)


def _ends(connection: Connection, last: Sequence[str]) -> list[tuple[Stream, int]]:
    """The streams those changes stand in, each with the number of its latest one."""
    found = {identity: place_of(connection, identity) for identity in last}
    missing = [identity for identity, place in found.items() if place is None]
    if missing:
        told = f"Sổ này không có thay đổi {missing[0]} (thiếu {len(missing)}/{len(found)}). Chưa làm gì: nhận các gói"
        raise NotFound("unknown_change", f"{told} còn thiếu rồi làm lại, hoặc chọn đúng sổ.")
    latest: dict[int, int] = {}
    for stream, seq in filter(None, found.values()):
        latest[stream] = max(seq, latest.get(stream, 0))
    return [(stream, latest[stream.id]) for stream in list_streams(connection) if stream.id in latest]


def place_of(connection: Connection, identity: str) -> tuple[int, int] | None:
    """Stream and number of a change; its line, which may be damaged, is not read."""
    span = span_of(identity)
    if span is None:
        return None
    row = connection.execute(_PLACE, {"low": span[0], "high": span[1]}).first()
    return None if row is None else (row[0], row[1])


def _fill(source: Connection, target: Engine, ends: Sequence[tuple[Stream, int]]) -> None:
    """Make the tables, take over what is no change, and receive every stream as far as it is wanted."""
    with target.begin() as connection:
        Base.metadata.create_all(connection)
        for table in OWN:
            rows = [dict(row) for row in source.execute(select(table.__table__)).mappings()]
            if rows:
                connection.execute(insert(table), rows)
        for stream, last in ends:
            held = carry(source, connection, stream, last)
            if held < last:
                told = f"Nhật ký của luồng {stream.sid} đã bị sửa hoặc hỏng từ thay đổi số {held + 1}. Không ghi gì"
                raise EnvironmentProblem("ledger_damaged", f"{told}: giữ nguyên tệp, phục hồi từ bản sao lưu.")
