"""Histories on real registers, a file against a file and a file against a server: rows, queue, words and hashes."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest
from broken import last_writer_wins, never_arrived, replaces_everything, without_memory
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from ledgers import PASSWORD, SHARED, UNIT, append, deliver, dump, seeded, span
from sqlalchemy import Connection, select

from db.ledger import chain, ledger, merge
from db.ledger.change import DELETED, Change, Draft, Stamp, canonical, decode
from db.ledger.digest import shared_hash
from db.ledger.known import heads, known_at
from db.ledger.register import Register
from db.ledger.streams import chain_at, find_stream, lines_of, list_streams, own_stream
from db.models import ENTITIES, Base
from db.vault import registers

HISTORIES = max(8, int(os.environ.get("SOHOTRO_HISTORIES", "0")) // 20)
BUSY = 40
UNITS = (UNIT, "20107", "20200")
DEVICES = "ABC"

FIRST: dict[str, list[dict[str, Any]]] = {
    "household": [{"place": {"unit": UNIT, "village": "v-1", "address": "xóm 2"}, "phone": "0912345678", "merit": 1}],
    "person": [
        {"identity": {"name": "Hồ Thị Đẹp", "birth_date": "1962", "cmnd": "191000001"}, "ethnic": "03"},
        {"identity": {"name": "B'ling Hạnh", "birth_date": "1990-05"}, "bhxh_no": "4600000001"},
    ],
    "support": [
        {
            "policy": "vay",
            "year": 2017,
            "amounts": {"requested": 30_000_000, "sources": [{"amount": 1}]},
            "details.so_tien": 30_000_000,
            "details.muc_dich": ["trâu", "bò"],
        }
    ],
    "gift": [{"of": "a later version", "weight": {"kg": 3}}],
}
EDITS: dict[str, list[dict[str, Any]]] = {
    "household": [
        {"phone": "0987654321"},
        {"phone": None},
        {"place": {"unit": UNIT, "village": "v-2"}, "colour": "xanh"},
    ],
    "person": [
        {"identity": {"name": "Hồ Thị Đẹp", "birth_date": "1963"}},
        {"identity": {"name": "A Viết"}, "ethnic": "12"},
        {"identity": None},
        {"ethnic": True},
    ],
    "support": [{"details.so_tien": 20_000_000}, {"amounts": {"requested": 20_000_000}, "year": "hai nghìn"}],
    "gift": [{"of": "nobody"}, {"weight": None}],
}
number = st.integers(0, 11)
side = st.integers(0, 2)


def wipe(register: Register, unit: str, device: str) -> None:
    """Empty the ledger and begin a stream."""
    with register.write() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in {*SHARED, "ledger_change", "ledger_stream"}:
                connection.execute(table.delete())
        own_stream(connection, device, unit, register.providers.new_stream)


def check_rebuild(register: Register) -> None:
    """Replaying every change gives the same bytes in every table."""
    with register.write() as connection:
        before = dump(connection)
        changes = ledger.rebuild(connection)
        assert dump(connection) == before
        assert changes == sum(stream.last for stream in list_streams(connection))


def check_explained(connection: Connection) -> None:
    """Documents, rows and queue follow from the lines in the ledger and from nothing else."""
    docs: dict[tuple[str, str], merge.Doc] = {}
    arrived: set[str] = set()
    for stream in reversed(list_streams(connection)):
        before = chain_at(connection, stream, 0)
        assert before is not None
        lines = lines_of(connection, stream, 1, stream.last)
        identities, head = chain.extend(before, lines)
        assert head == stream.head
        for identity, change in zip(identities, map(decode, lines), strict=True):
            doc = docs.setdefault((change.e, change.i), merge.new_doc())
            merge.apply(doc, identity, change, arrived.__contains__)
            arrived.add(identity)
    rows = connection.exec_driver_sql("SELECT entity, id, doc FROM ledger_doc").all()
    assert {(e, i): orjson.loads(bytes(doc)) for e, i, doc in rows} == docs
    queue = connection.exec_driver_sql("SELECT entity, id, key, kind FROM ledger_queue").all()
    assert sorted(tuple(row) for row in queue) == sorted(
        (e, i, key, kind) for (e, i), doc in docs.items() for key, kind in merge.standing(doc).open.items()
    )
    for entity in ENTITIES:
        known = {i: doc for (e, i), doc in docs.items() if e == entity}
        table = Base.metadata.tables[entity]
        found = {row.id: row for row in connection.execute(select(table))}
        assert found.keys() == known.keys()
        for record, doc in known.items():
            check_row(found[record], entity, doc)


def check_row(row: Any, entity: str, doc: merge.Doc) -> None:
    """Every cell shows a live value of its key; nothing is there that nobody wrote."""
    state = merge.standing(doc)
    assert (row.deleted, row.conflicts) == (int(state.deleted), len(state.open))
    declared = ENTITIES[entity]
    for column in declared.columns:
        cell = getattr(row, column)
        if cell is None or column in declared.derived:
            continue
        group = next((key for key, columns in declared.groups.items() if column in columns), None)
        if column in declared.maps:
            for key, value in orjson.loads(cell).items():
                assert value == merge.shown(doc["h"][f"{column}.{key}"])
            continue
        value = merge.shown(doc["h"][group or column])
        expected = value[column] if group else value
        assert (
            orjson.loads(cell) == expected
            if column in declared.json
            else cell in (expected, canonical(expected).decode())
        )


def machine(desks: Sequence[Register]) -> type[RuleBasedStateMachine]:
    """The machine that drives three registers."""

    class Histories(RuleBasedStateMachine):
        @initialize(seed=st.integers(0, 1 << 32))
        def begin(self, seed: int) -> None:
            for register, unit, device in zip(desks, UNITS, DEVICES, strict=True):
                wipe(register, unit, device)
            self.records: list[tuple[str, str]] = []
            self.known: list[tuple[int, list[str], dict[str, list[tuple[Any, ...]]], str]] = []
            self.busy_weeks(random.Random(seed))

        def busy_weeks(self, chance: random.Random) -> None:
            """A crowded past: the few histories we can afford here would else be empty or all alike."""
            for entity in ("household", "person", "person", "support"):
                self.create(chance.randrange(3), entity, chance.randrange(12))
            for _ in range(BUSY):
                n, r, k = (chance.randrange(size) for size in (3, 12, 12))
                work = chance.choice("eeeesssssdu")
                if work == "e":
                    self.edit(n, r, k)
                elif work == "s":
                    self.send(n, chance.randint(1, 2), k, chance.randint(1, 4), chance.randint(1, 9))
                else:
                    (self.delete if work == "d" else self.undelete)(n, r)

        def add(self, n: int, *drafts: Draft, reason: str = "") -> None:
            append(desks[n], UNITS[n], DEVICES[n], *drafts, reason=reason)

        @rule(n=side, entity=st.sampled_from(sorted(FIRST)), k=number)
        def create(self, n: int, entity: str, k: int) -> None:
            record = f"{entity}-{len(self.records)}"
            values = FIRST[entity][k % len(FIRST[entity])]
            if entity == "support" and self.records:
                values = values | {"household": self.records[0][1]}
            owner = {} if entity == "support" else {"owner_unit": UNITS[k % 2]}
            self.records.append((entity, record))
            self.add(n, Draft("create", entity, record, values | owner))

        @precondition(lambda self: self.records)
        @rule(n=side, r=number, k=number)
        def edit(self, n: int, r: int, k: int) -> None:
            place = self.records[r % len(self.records)]
            self.add(n, Draft("set", *place, EDITS[place[0]][k % len(EDITS[place[0]])]))

        @precondition(lambda self: self.records)
        @rule(n=side, r=number)
        def delete(self, n: int, r: int) -> None:
            with desks[n].read() as connection:
                draft = ledger.tombstone(connection, *self.records[r % len(self.records)])
            self.add(n, draft, reason="trùng")

        @precondition(lambda self: self.records)
        @rule(n=side, r=number)
        def undelete(self, n: int, r: int) -> None:
            self.add(n, Draft("set", *self.records[r % len(self.records)], {DELETED: None}), reason="nhầm")

        @precondition(lambda self: self.records)
        @rule(n=side)
        def decide(self, n: int) -> None:
            with desks[n].read() as connection:
                waiting = connection.exec_driver_sql(
                    "SELECT entity, id, key FROM ledger_queue WHERE kind = 'value'"
                ).all()
                drafts = [
                    Draft("decide", e, i, {key: (ledger.values_of(connection, e, i) or {})[key]})
                    for e, i, key in waiting
                ]
            self.add(n, *drafts, reason="đối chiếu giấy tờ")
            with desks[n].read() as connection:
                assert not connection.exec_driver_sql("SELECT 1 FROM ledger_queue WHERE kind = 'value'").all()

        @rule(n=side, on=st.integers(1, 2), k=number, first=st.integers(1, 9), count=st.integers(1, 9))
        def send(self, n: int, on: int, k: int, first: int, count: int) -> None:
            """Any range of any stream, ours or relayed; overlaps and gaps included."""
            with desks[n].read() as connection:
                streams = [s for s in list_streams(connection) if s.last >= first]
                if not streams:
                    return
                stream = streams[k % len(streams)]
                found, lines = span(connection, stream.sid, first, min(stream.last, first + count - 1))
            target = desks[(n + on) % len(desks)]
            with target.read() as connection:
                held = find_stream(connection, stream.sid)
                last = 0 if held is None else held.last
            verdict = deliver(target, found, lines)
            assert verdict == ("gap" if found.first > last + 1 else "next" if found.last > last else "known")

        @precondition(lambda self: self.records and not self.known)
        @rule(n=side)
        def keep_heads(self, n: int) -> None:
            with desks[n].read() as connection:
                self.known.append((n, heads(connection), dump(connection), shared_hash(connection)))

        @precondition(lambda self: self.records)
        @rule(n=side, r=number)
        def crash(self, n: int, r: int) -> None:
            """What was not committed never was."""
            with desks[n].read() as connection:
                before = dump(connection), list_streams(connection)
            place = self.records[r % len(self.records)]
            with pytest.raises(KeyboardInterrupt), desks[n].write() as connection:  # noqa: PT012 - all of it is the attempt
                stream = own_stream(connection, DEVICES[n], UNITS[n], desks[n].providers.new_stream)
                ledger.append(connection, stream, [Draft("set", *place, {"note": "mất điện"})], Stamp("t", "u", "at"))
                raise KeyboardInterrupt
            with desks[n].read() as connection:
                assert (dump(connection), list_streams(connection)) == before

        def teardown(self) -> None:
            for source in desks:
                with source.read() as connection:
                    streams = [s for s in list_streams(connection, mine=True) if s.last]
                    spans = [span(connection, s.sid, 1, s.last) for s in streams]
                for target, (found, lines) in product(desks, spans):
                    verdict = deliver(target, found, lines)
                    assert verdict == "known" if target is source else verdict in {"next", "known"}
            outcomes = []
            for register in desks:
                with register.read() as connection:
                    check_explained(connection)
                    hashes = [shared_hash(connection, unit) for unit in (None, *UNITS)]
                    outcomes.append((dump(connection), hashes))
            assert outcomes[0] == outcomes[1] == outcomes[2]
            for n, last, *state in self.known:
                with known_at(desks[(n + 1) % 3], last) as earlier, earlier.read() as connection:
                    assert [dump(connection), shared_hash(connection)] == state
            for register in desks:
                check_rebuild(register)

    return Histories


@pytest.fixture
def desks(new_register: Callable[..., Register], tmp_path: Path) -> Iterator[list[Register]]:
    """Two registers in files, and between them one on each database in turn."""
    files = [registers.create(str(tmp_path / f"khac-{n}.sohotro"), PASSWORD, seeded(n)).register for n in (2, 3)]
    yield [files[0], new_register(), files[1]]
    for register in files:
        register.close()


def run(desks: list[Register], histories: int) -> None:
    """Play that many histories."""
    run_state_machine_as_test(
        machine(desks),
        settings=settings(
            max_examples=histories,
            stateful_step_count=30,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )


def test_registers_converge(desks: list[Register]) -> None:
    """Any exchange of ranges ends in equal tables and hashes, and each register can be rebuilt from its lines."""
    run(desks, HISTORIES)


BROKEN: dict[str, Callable[[merge.Doc, str, Change, Callable[[str], bool]], None]] = {
    "forgets what was replaced before it arrived": without_memory,
    "awaits what has come": never_arrived,
    "the last writer wins": last_writer_wins,
    "an edit replaces what its writer never saw": replaces_everything,
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_ledger_is_noticed(broken: str, desks: list[Register], monkeypatch: pytest.MonkeyPatch) -> None:
    """The few histories of every run are enough to kill these."""
    monkeypatch.setattr(ledger, "apply", BROKEN[broken])
    with pytest.raises(AssertionError):
        run(desks, 8)
