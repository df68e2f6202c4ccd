"""What happens in a history of real registers, each act called with plain numbers, and what must be true of them.

Hypothesis draws the numbers in the suite, a seed draws them in a campaign (`tests/bench/campaign_histories.py`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest
from ledgers import PASSWORD, SHARED, UNIT, deliver, dump, seeded, span, wipe
from sqlalchemy import Connection, select

from db.domain.errors import NotFound
from db.ledger import chain, ledger, merge
from db.ledger.change import DELETED, Draft, Stamp, canonical, decode
from db.ledger.digest import shared_hash
from db.ledger.known import heads, known_at
from db.ledger.register import Register
from db.ledger.streams import Range, chain_at, find_stream, lines_of, list_streams, open_stream
from db.models import ENTITIES, Base
from db.vault import registers

UNITS = (UNIT, "20107", "20200")
DEVICES = "ABCDEF"
LEDGER = {*SHARED, "ledger_change", "ledger_stream"}

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
    "transfer": [{"origin": UNIT, "destination": "20107", "step": "asked", "persons": [], "note": "Về quê"}],
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
    "transfer": [
        {"step": "offered"},
        {"step": "accepted"},
        {"step": "returned", "answer": "Chưa thấy đến"},
        {"step": "withdrawn", "answer": "Không đi nữa"},
    ],
}
ACTS: dict[str, tuple[int, tuple[int, ...]]] = {
    "create": (3, (6, 5, 12)),
    "edit": (8, (6, 12, 12)),
    "delete": (2, (6, 12)),
    "undelete": (2, (6, 12)),
    "hand_over": (3, (6, 12, 3)),
    "decide": (4, (6,)),
    "send": (12, (6, 6, 12, 9, 9)),
    "visit": (4, (6, 6)),
    "keep_heads": (1, (6,)),
    "crash": (1, (6, 12)),
    "back_up": (3, (6,)),
    "restore": (3, (6, 2, 2)),
    "upgrade": (1, (6,)),
    "set_clock": (1, (6, 21)),
}
"""Acts: how often a campaign does each, and for each of its numbers how many there are."""


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


@dataclass
class Backup:
    """The ledger and its tables as they were, and how long our own stream was then."""

    rows: dict[str, list[dict[str, Any]]]
    sid: str
    last: int


class RegisterScene:
    """A few registers, ranges that go from one to another, backups; and a count of what has happened."""

    def __init__(self, desks: Sequence[Register]) -> None:
        self.desks = desks
        self.records: list[tuple[str, str]] = []
        self.backups: dict[int, Backup] = {}
        self.lost: list[tuple[Range, list[bytes]]] = []
        self.skew = [0] * len(desks)
        self.known: list[tuple[list[str], Any]] = []
        self.told: Counter[str] = Counter()
        for n, register in enumerate(desks):
            wipe(register, self._unit(n), DEVICES[n])

    @staticmethod
    def _unit(n: int) -> str:
        return UNITS[n % len(UNITS)]

    def busy_weeks(self, chance: random.Random, steps: int) -> None:
        """A crowded past: the few histories we can afford here would else be empty or all alike."""
        for entity in (1, 2, 2, 3, 4):
            self.create(chance.randrange(6), entity, chance.randrange(12))
        for name in chance.choices(list(ACTS), [often for often, _ in ACTS.values()], k=steps):
            getattr(self, name)(*(chance.randrange(size) for size in ACTS[name][1]))

    def _add(self, n: int, *drafts: Draft, reason: str = "") -> None:
        register = self.desks[n]
        at = f"{2017 + self.skew[n]}-09-01T08:00:00+07:00"
        stamp = Stamp(register.providers.new_id(), register.officer, at, reason)
        with register.write() as connection:
            ledger.append(connection, list_streams(connection, mine=True)[-1], drafts, stamp)
        self.told["changes"] += len(drafts)

    def _place(self, r: int) -> tuple[str, str]:
        return self.records[r % len(self.records)]

    def create(self, n: int, entity: int, k: int) -> None:
        """A new record, of a later version's kind too."""
        kind = sorted(FIRST)[entity]
        record = f"{kind}-{len(self.records)}"
        values = FIRST[kind][k % len(FIRST[kind])]
        if kind == "support" and self.records:
            values = values | {"household": self.records[0][1]}
        owner = {} if kind == "support" else {"owner_unit": UNITS[k % 2]}
        self.records.append((kind, record))
        self._add(n % len(self.desks), Draft("create", kind, record, values | owner))

    def edit(self, n: int, r: int, k: int) -> None:
        """An edit of anything anywhere, known there or not."""
        place = self._place(r)
        self._add(n % len(self.desks), Draft("set", *place, EDITS[place[0]][k % len(EDITS[place[0]])]))

    def delete(self, n: int, r: int) -> None:
        """A delete of what is there now."""
        with self.desks[n % len(self.desks)].read() as connection:
            draft = ledger.tombstone(connection, *self._place(r))
        self._add(n % len(self.desks), draft, reason="trùng")
        self.told["deletes"] += 1

    def undelete(self, n: int, r: int) -> None:
        """The record is there again."""
        self._add(n % len(self.desks), Draft("set", *self._place(r), {DELETED: None}), reason="nhầm")

    def hand_over(self, n: int, r: int, unit: int) -> None:
        """The former owner is told, and the record written whole for the new one, in place of all ever written."""
        place, register = self._place(r), self.desks[n % len(self.desks)]
        with register.read() as connection:
            doc = ledger.load_docs(connection, place[0], [place[1]]).get(place[1])
            if doc is None or merge.standing(doc).open or merge.standing(doc).deleted:
                return
            earlier: dict[str, list[str]] = {}
            for identity, (_, change) in ledger.changes_of(connection, [place])[place].items():
                for key in change.s:
                    earlier.setdefault(key, []).append(identity)
        owner = {"owner_unit": UNITS[unit]} if "owner_unit" in doc["h"] else {}
        whole = {key: merge.shown(live) for key, live in doc["h"].items() if live and key != DELETED} | owner
        told = [Draft("move", *place, owner)] if owner else []
        if whole:
            self._add(n % len(self.desks), *told, Draft("move", *place, whole, also=earlier), reason="chuyển xã")
            self.told["hand-overs"] += 1

    def decide(self, n: int) -> None:
        """A person decides all that waits; nothing waits then."""
        register = self.desks[n % len(self.desks)]
        waits = "SELECT entity, id, key FROM ledger_queue WHERE kind = 'value'"
        with register.read() as connection:
            drafts = [
                Draft("decide", e, i, {key: (ledger.values_of(connection, e, i) or {})[key]})
                for e, i, key in connection.exec_driver_sql(waits).all()
            ]
        if not drafts:
            return
        self._add(n % len(self.desks), *drafts, reason="đối chiếu giấy tờ")
        self.told["decisions"] += len(drafts)
        with register.read() as connection:
            assert not connection.exec_driver_sql(waits).all()

    def send(self, n: int, on: int, k: int, first: int, count: int) -> None:
        """Any range of any stream, ours or relayed; overlaps and gaps included."""
        source = n % len(self.desks)
        with self.desks[source].read() as connection:
            streams = [s for s in list_streams(connection) if s.last > first]
            if not streams:
                return
            stream = streams[k % len(streams)]
            found, lines = span(connection, stream.sid, first + 1, min(stream.last, first + 1 + count))
        self._deliver((source + 1 + on) % len(self.desks), found, lines)

    def visit(self, n: int, on: int) -> None:
        """All streams of one register reach another at once."""
        source = n % len(self.desks)
        with self.desks[source].read() as connection:
            spans = [span(connection, s.sid, 1, s.last) for s in list_streams(connection) if s.last]
        for found, lines in spans:
            self._deliver((source + 1 + on) % len(self.desks), found, lines)

    def _deliver(self, target: int, found: Range, lines: list[bytes]) -> None:
        """Hand over a range; the verdict must be what the lines themselves say, and a fork must change nothing."""
        register = self.desks[target]
        with register.read() as connection:
            expected = self._expected(connection, found, lines)
            before = (dump(connection), list_streams(connection)) if expected == "fork" else None
            waiting = len(connection.exec_driver_sql("SELECT 1 FROM ledger_queue").all())
        try:
            verdict = deliver(register, found, lines)
        except ledger.Forked:  # a fork inside the overlap: only the lines themselves show it
            verdict = "fork"
        assert verdict == expected
        self.told[f"range {verdict}"] += 1
        with register.read() as connection:
            assert before is None or (dump(connection), list_streams(connection)) == before
            now = len(connection.exec_driver_sql("SELECT 1 FROM ledger_queue").all())
        self.told["conflicts"] += max(0, now - waiting)

    @staticmethod
    def _expected(connection: Connection, found: Range, lines: list[bytes]) -> str:
        """Where a range stands, judged from the lines held and from nothing else."""
        held = find_stream(connection, found.sid)
        ours = [] if held is None else lines_of(connection, held, 1, held.last)
        if found.first > len(ours) + 1:
            return "gap"
        common = ours[found.first - 1 : found.last]
        earlier = chain.values(_start(found), ours[: found.first - 1])
        if common != lines[: len(common)] or (earlier[-1] if earlier else _start(found)) != found.before:
            return "fork"
        return "next" if found.last > len(ours) else "known"

    def keep_heads(self, n: int) -> None:
        """A report is issued: how far every stream goes is kept, and what the register shows."""
        if self.known:
            return
        with self.desks[n % len(self.desks)].read() as connection:
            self.known.append((heads(connection), (dump(connection), shared_hash(connection))))
        self.told["heads kept"] += 1

    def crash(self, n: int, r: int) -> None:
        """What was not committed never was."""
        slot = n % len(self.desks)
        register = self.desks[slot]
        with register.read() as connection:
            before = dump(connection), list_streams(connection)
        with pytest.raises(KeyboardInterrupt), register.write() as connection:  # noqa: PT012 - all of it is the attempt
            stream = list_streams(connection, mine=True)[-1]
            ledger.append(
                connection, stream, [Draft("set", *self._place(r), {"note": "mất điện"})], Stamp("t", "u", "at")
            )
            raise KeyboardInterrupt
        with register.read() as connection:
            assert (dump(connection), list_streams(connection)) == before
        self.told["power cuts"] += 1

    def back_up(self, n: int) -> None:
        """A copy of the ledger and its tables is put by."""
        slot = n % len(self.desks)
        with self.desks[slot].read() as connection:
            rows = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
                if table.name in LEDGER
            }
            stream = list_streams(connection, mine=True)[-1]
        self.backups[slot] = Backup(rows, stream.sid, stream.last)

    def restore(self, n: int, told: int, noticed: int) -> None:
        """Back to the backup. Told of it or noticing it, a child stream begins; else the old one may fork."""
        slot = n % len(self.desks)
        if slot not in self.backups:
            return
        declared = told or noticed
        register, backup = self.desks[slot], self.backups[slot]
        with register.write() as connection:
            self.lost += [span(connection, s.sid, 1, s.last) for s in list_streams(connection) if s.last]
            put_back(connection, backup.rows)
            if declared:
                stream = list_streams(connection, mine=True)[-1]
                parent = bytes.fromhex(stream.sid) + stream.last.to_bytes(8, "big") + stream.head
                open_stream(
                    connection,
                    register.providers.new_stream().hex(),
                    DEVICES[slot],
                    self._unit(slot),
                    mine=True,
                    parent=parent.hex(),
                )
        self.told["restores declared" if declared else "restores undeclared"] += 1

    def upgrade(self, n: int) -> None:
        """A newer program makes every table anew from the changes: the same, byte for byte."""
        check_rebuild(self.desks[n % len(self.desks)])
        self.told["rebuilt"] += 1

    def set_clock(self, n: int, years: int) -> None:
        """A clock goes wrong by up to ten years."""
        self.skew[n % len(self.desks)] = years - 10
        self.told["clocks set"] += 1

    def end(self) -> None:
        """Everything reaches everybody; equal streams are equal registers, and without a fork all are equal."""
        spans = list(self.lost)
        for source in self.desks:
            with source.read() as connection:
                spans += [span(connection, s.sid, 1, s.last) for s in list_streams(connection) if s.last]
        spans = list({(found.sid, found.last, found.after): (found, lines) for found, lines in spans}.values())
        for n, (found, lines) in product(range(len(self.desks)), spans):
            self._deliver(n, found, lines)
        self._check_known()
        outcomes: dict[frozenset[tuple[str, bytes]], Any] = {}
        for register in self.desks:
            with register.read() as connection:
                check_explained(connection)
                outcome = dump(connection), [shared_hash(connection, unit) for unit in (None, *UNITS)]
                ends = frozenset((stream.sid, stream.head) for stream in list_streams(connection) if stream.last)
            assert outcomes.setdefault(ends, outcome) == outcome
        assert len(outcomes) == 1 or self.told["range fork"]
        for register in self.desks:
            check_rebuild(register)

    def _check_known(self) -> None:
        """Wherever the changes at the kept heads have arrived, the register is had again as it was, bit for bit."""
        for last, state in self.known:
            for register in self.desks:
                with suppress(NotFound), known_at(register, last) as earlier, earlier.read() as connection:
                    assert (dump(connection), shared_hash(connection)) == state
                    self.told["known again"] += 1


def _start(found: Range) -> bytes:
    return chain.origin(bytes.fromhex(found.sid), bytes.fromhex(found.parent))


def put_back(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """The ledger and its tables as a backup has them."""
    tables = [table for table in Base.metadata.sorted_tables if table.name in LEDGER]
    for table in reversed(tables):
        connection.execute(table.delete())
    for table in tables:
        if rows[table.name]:
            connection.execute(table.insert(), rows[table.name])


def new_registers(folder: Path) -> list[Register]:
    """Six registers in files."""
    return [
        registers.create(str(folder / f"so-{n}.sohotro"), PASSWORD, seeded(n)).register for n in range(len(DEVICES))
    ]


def play(desks: Sequence[Register], seed: str, steps: int) -> Counter[str]:
    """One history that a seed has drawn, on two to all of the registers; what happened in it."""
    chance = random.Random(seed)
    scene = RegisterScene(desks[: chance.randint(2, len(desks))])
    scene.busy_weeks(chance, steps)
    scene.end()
    return scene.told
