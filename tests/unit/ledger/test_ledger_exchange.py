"""Streams meeting on real registers, on both databases: order, overlap, gap, fork, and lines nobody honest writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from ledgers import UNIT, append, deliver, dump, span
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from db.ledger import chain, ledger
from db.ledger.change import DELETED, MAX_NUMBER, Draft, Stamp, canonical, decode
from db.ledger.digest import shared_hash
from db.ledger.register import Register
from db.ledger.streams import Range, find_stream, fit, list_streams, open_stream, own_stream
from db.models import Base, Household, Person, PersonWord, Support

STAMP = Stamp("t-1", "o-1", "2017-09-01T08:00:00+07:00")
SID = "ab" * 16


def foreign(
    *changes: dict[str, Any], sid: str = SID, unit: str = "20107", lamport: int = 1
) -> tuple[Range, list[bytes]]:
    """A stream of another device with these changes, as it would arrive; `changes` give e, i, s and what is unusual."""
    usual = {"at": STAMP.at, "b": {}, "k": "set", "t": "t", "u": "u", "v": 1}
    lines = [canonical(usual | {"l": lamport + n, "n": n} | change) for n, change in enumerate(changes, start=1)]
    start = chain.origin(bytes.fromhex(sid))
    head = chain.values(start, lines)[-1]
    return Range(sid, f"d-{sid[:2]}", unit, "", 1, len(lines), start, head), lines


def ids_of(found: Range, lines: list[bytes]) -> list[str]:
    """The ids of the changes of a range."""
    return chain.extend(found.before, lines)[0]


def part(found: Range, lines: list[bytes], first: int, last: int) -> tuple[Range, list[bytes]]:
    """Some of a range that begins with the stream."""
    heads = [found.before, *chain.values(found.before, lines)]
    piece = Range(found.sid, found.device, found.unit, "", first, last, heads[first - 1], heads[last])
    return piece, lines[first - 1 : last]


def household(record: str = "h-1", **values: Any) -> dict[str, Any]:
    """A household."""
    return {"e": "household", "i": record, "s": values or {"phone": "1"}}


def state(register: Register) -> dict[str, list[tuple[Any, ...]]]:
    """All shared tables."""
    with register.read() as connection:
        return dump(connection)


def shown(register: Register, entity: str, record: str) -> dict[str, Any] | None:
    """The values shown for a record."""
    with register.read() as connection:
        return ledger.values_of(connection, entity, record)


def test_a_replacement_may_come_first(new_register: Callable[..., Register]) -> None:
    """B replaces what A wrote; C hears of B first. Then A's value arrives as one already replaced."""
    first = foreign(household(phone="1"), sid="aa" * 16)
    second = foreign(household(phone="2") | {"b": {"phone": ids_of(*first)}}, sid="bb" * 16)
    early, late = new_register(), new_register(device="d-2", seed=2)
    for register, order in ((early, (second, first)), (late, (first, second))):
        for found, lines in order:
            assert deliver(register, found, lines) == "next"
    assert state(early) == state(late)
    assert shown(early, "household", "h-1") == {"phone": "2"}
    with early.read() as connection:
        assert ledger.load_docs(connection, "household", ["h-1"])["h-1"]["k"] == {}
        assert connection.exec_driver_sql("SELECT count(*) FROM ledger_queue").scalar() == 0


def test_a_base_that_names_another_record_changes_nothing(new_register: Callable[..., Register]) -> None:
    """Named as replaced: a change of another record, of another key, or no change at all; any order, same bytes."""
    first = foreign(household("h-1", phone="1"), household("h-2", merit=1), sid="aa" * 16)
    one, two = ids_of(*first)
    odd = {"phone": [two, "AA", "", "ế" * 22, one[:-1] + "_", "A" * 22], "merit": [one]}
    second = foreign(household("h-1", phone="2", merit=0) | {"b": odd}, household("h-2", phone="3"), sid="bb" * 16)
    left, right = new_register(), new_register(device="d-2", seed=2)
    for register, order in ((left, (second, first)), (right, (first, second))):
        for found, lines in order:
            assert deliver(register, found, lines) == "next"
    assert state(left) == state(right)
    for register in (left, right):
        before = state(register)
        with register.write() as connection:
            assert ledger.rebuild(connection) == 4
        assert state(register) == before
    assert shown(left, "household", "h-2") == {"merit": 1, "phone": "3"}


def test_overlap_is_skipped_and_repetition_known(register: Register) -> None:
    """Exports start after the last acknowledged change: overlaps are normal and are applied once."""
    found, lines = foreign(*(household(f"h-{n}") for n in range(6)))
    assert deliver(register, *part(found, lines, 1, 4)) == "next"
    assert deliver(register, *part(found, lines, 2, 3)) == "known"
    with register.write() as connection:
        piece, some = part(found, lines, 3, 6)
        assert fit(connection, piece) == "next"
        assert ledger.receive(connection, piece, some, chain.values(piece.before, some)) == (2, 0)
    assert deliver(register, found, lines) == "known"
    with register.read() as connection:
        stream = find_stream(connection, SID)
        assert stream is not None
        assert (stream.last, stream.head, stream.mine) == (6, found.after, False)
        assert span(connection, SID, 1, 6) == (found, lines)


def test_gap_is_recognised(register: Register) -> None:
    """What comes before must be here first, for a stream we know and for one we do not."""
    found, lines = foreign(*(household(f"h-{n}") for n in range(6)))
    assert deliver(register, *part(found, lines, 3, 6)) == "gap"
    assert deliver(register, *part(found, lines, 1, 2)) == "next"
    assert deliver(register, *part(found, lines, 4, 6)) == "gap"
    assert deliver(register, *part(found, lines, 3, 6)) == "next"


def test_fork_is_recognised(register: Register) -> None:
    """Two branches of one stream: shorter, as long, longer, or begun elsewhere; nothing of the second is kept."""
    ours = foreign(*(household(f"h-{n}") for n in range(4)))
    theirs = foreign(household("h-0"), household("h-1"), *(household(f"x-{n}") for n in range(4)))
    assert deliver(register, *ours) == "next"
    before = state(register)
    for first, last in ((1, 3), (1, 4), (3, 3), (3, 4), (5, 6), (4, 5)):
        assert deliver(register, *part(*theirs, first, last)) == "fork"
    longer, lines = part(*theirs, 2, 6)
    with register.read() as connection:
        assert fit(connection, longer) == "next"  # its beginning is ours; the lines themselves tell
    with pytest.raises(ledger.Forked):
        deliver(register, longer, lines)
    assert state(register) == before
    other = foreign(household("h-9"), unit="20110")
    assert deliver(register, *other) == "fork"
    strange = Range(SID[::-1], "d", "20107", "", 1, 1, b"\1" * 32, b"\2" * 32)
    assert deliver(register, strange, []) == "fork"


def test_a_range_that_does_not_fit_is_never_written(register: Register) -> None:
    """A caller who forgot to ask `fit` cannot break a chain."""
    found, lines = foreign(*(household(f"h-{n}") for n in range(6)))
    piece, some = part(found, lines, 3, 6)
    with pytest.raises(ledger.Forked), register.write() as connection:
        ledger.receive(connection, piece, some, chain.values(piece.before, some))
    with register.read() as connection:
        assert find_stream(connection, SID) is None


def test_only_own_streams_are_written(register: Register) -> None:
    """Nobody writes in another's name."""
    with pytest.raises(ValueError, match="own"), register.write() as connection:  # noqa: PT012 - all of it is the attempt
        other = open_stream(connection, SID, "d-9", "20107", mine=False)
        ledger.append(connection, other, [Draft("create", "household", "h-1", {"phone": "1"})], STAMP)


def test_a_stream_per_unit_opened_once(register: Register) -> None:
    """A district has one stream per commune it corrects and one for itself."""
    with register.write() as connection:
        made = [
            own_stream(connection, "d-1", unit, register.providers.new_stream).sid for unit in (UNIT, "20107", UNIT)
        ]
        again = own_stream(connection, "d-1", "20107", register.providers.new_stream).sid
    assert made[0] == made[2] != made[1] == again
    with register.read() as connection:
        assert [stream.sid for stream in list_streams(connection, mine=True)] == made[:2]
        assert list_streams(connection, mine=False) == []


def test_a_stale_stream_writes_nothing(register: Register) -> None:
    """Two desks must not continue one stream from the same place."""
    with register.read() as connection:
        stale = list_streams(connection)[0]
    append(register, UNIT, "d-1", Draft("create", "household", "h-1", {"phone": "1"}))
    before = state(register)
    with pytest.raises(IntegrityError), register.write() as connection:
        ledger.append(connection, stale, [Draft("create", "household", "h-2", {"phone": "2"})], STAMP)
    assert state(register) == before


def test_nothing_to_write(register: Register) -> None:
    """An action without changes leaves the stream as it is."""
    assert append(register, UNIT, "d-1") == []


def test_delete_undelete_and_edit_between(register: Register) -> None:
    """A delete is a tombstone; an edit it has not seen keeps the record and asks a person, who decides either way."""
    first = foreign(household(phone="1"))
    deliver(register, *first)
    with register.read() as connection:
        draft = ledger.tombstone(connection, "household", "h-1")
    append(register, UNIT, "d-1", draft)
    with register.read() as connection:
        assert connection.execute(select(Household.deleted, Household.phone)).one() == (1, "1")
    edit = foreign(household(phone="2") | {"b": {"phone": ids_of(*first)}}, sid="cd" * 16)
    deliver(register, *edit)
    queue = "SELECT entity, id, key, kind FROM ledger_queue"
    with register.read() as connection:
        assert connection.execute(select(Household.deleted, Household.conflicts, Household.phone)).one() == (0, 1, "2")
        assert [tuple(row) for row in connection.exec_driver_sql(queue)] == [("household", "h-1", DELETED, "delete")]
        again = ledger.tombstone(connection, "household", "h-1")
    append(register, UNIT, "d-1", Draft("set", "household", "h-1", {DELETED: None}))
    with register.read() as connection:
        assert connection.execute(select(Household.deleted, Household.conflicts)).one() == (0, 0)
    append(register, UNIT, "d-1", again)
    with register.read() as connection:
        assert connection.execute(select(Household.deleted, Household.conflicts)).one() == (1, 0)
        assert connection.exec_driver_sql(queue).all() == []


def test_conflict_and_decision(register: Register) -> None:
    """Two birth years: both kept, one shown and marked, no search word lost; a decision replaces both."""
    append(
        register,
        UNIT,
        "d-1",
        Draft("create", "person", "p-1", {"identity": {"name": "Hồ Thị Đẹp", "birth_date": "1962"}}),
    )
    other = foreign(
        {"e": "person", "i": "p-1", "s": {"identity": {"name": "Hồ Thị Đép", "birth_date": "1963"}}}, lamport=50
    )
    deliver(register, *other)
    with register.read() as connection:
        assert connection.execute(select(Person.birth_date, Person.conflicts)).one() == ("1963", 1)
        assert len(ledger.load_docs(connection, "person", ["p-1"])["p-1"]["h"]["identity"]) == 2
    append(
        register,
        UNIT,
        "d-1",
        Draft("decide", "person", "p-1", {"identity": {"name": "Hồ Thị Đẹp", "birth_date": "1962"}}),
    )
    with register.read() as connection:
        assert connection.execute(select(Person.birth_date, Person.conflicts, Person.search)).one() == (
            "1962",
            0,
            "ho thi dep",
        )
        assert sorted(connection.execute(select(PersonWord.word)).scalars()) == ["dep"]


def test_equal_values_are_no_conflict(register: Register) -> None:
    """The same value from two sides, whatever the order of its keys; true is not 1."""
    append(
        register, UNIT, "d-1", Draft("create", "household", "h-1", {"place": {"unit": "1", "village": "v"}, "merit": 1})
    )
    deliver(register, *foreign(household(place={"village": "v", "unit": "1"}, merit=True)))
    with register.read() as connection:
        rows = connection.exec_driver_sql("SELECT key FROM ledger_queue").scalars().all()
    assert rows == ["merit"]


def test_what_we_do_not_know_is_kept(register: Register) -> None:
    """An entity and keys of a later version stay in the documents and in the hash, and disturb no row."""
    strange = {"e": "gift", "i": "g-1", "s": {"weight": {"kg": 3}, "owner_unit": UNIT}}
    deliver(register, *foreign(strange, household(phone="1", colour="xanh", search="x", id="y", conflicts=9)))
    assert shown(register, "gift", "g-1") == {"weight": {"kg": 3}, "owner_unit": UNIT}
    assert (shown(register, "household", "h-1") or {})["colour"] == "xanh"
    with register.read() as connection:
        assert connection.execute(select(Household.id, Household.phone, Household.conflicts)).one() == ("h-1", "1", 0)
        assert shared_hash(connection, UNIT) != shared_hash(connection, "nowhere")


ODD = [
    None,
    True,
    0,
    MAX_NUMBER,
    -MAX_NUMBER,
    2**61,
    2**63 - 1,
    "",
    "a\0b",
    "\0",
    "\u2028\uffff𐀀",
    "x" * 60_000,
    "'; --",
    [],
    {},
    [[None]],
    {"saw": 1},
    {"saw": [["x"]]},
    {"name": {"a": ["\0"]}, "sources": 3, "unit": 1, "village": "ộ" * 9000},
]


def test_a_value_of_an_unexpected_type_never_fails(register: Register) -> None:
    """Whatever stands in whatever column, an honest package is merged, shown, rebuilt and hashed on both databases."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    entities = ("household", "person", "membership", "support", "milestone", "village", "classification", "printed")
    groups = ("place", "area", "identity", "decision", "amounts", DELETED, "details.x", "details.", "details")
    changes = [
        {"e": entity, "i": f"{entity}-{n}", "s": dict.fromkeys((*tables[entity].columns.keys(), *groups), odd)}
        for entity in entities
        for n, odd in enumerate(ODD)
    ]
    deliver(register, *foreign(*changes))
    deliver(register, *foreign(*changes[::-1], sid="cd" * 16))
    before = state(register)
    with register.write() as connection:
        assert len(shared_hash(connection)) == 64
        ledger.rebuild(connection)
    assert state(register) == before
    append(register, UNIT, "d-1", Draft("set", "person", "person-3", {"identity": {"name": "A Viết"}, DELETED: None}))
    with register.read() as connection:
        query = select(Person.search, Person.deleted).where(Person.id == "person-3")
        assert connection.execute(query).one() == ("a viet", 0)


def test_a_line_that_is_no_change_is_refused_whole(register: Register) -> None:
    """Names too long for an index, or with NUL: the range is refused and nothing of it stays."""
    before = state(register)
    for bad in ({"e": "x" * 65}, {"i": "\0"}, {"s": {"k\0": 1}}, {"l": MAX_NUMBER + 1}):
        found, lines = foreign(household(), household("h-2") | bad)
        with pytest.raises(msgspec.ValidationError):
            deliver(register, found, lines)
    assert state(register) == before


def test_the_largest_names_fit(register: Register) -> None:
    """What is accepted can be stored on both databases, in conflict too."""
    wide = {"e": "ộ" * 64, "i": "ộ" * 64, "s": {"k" * 200: 1}}
    deliver(register, *foreign(wide))
    deliver(register, *foreign(wide | {"s": {"k" * 200: 2}}, sid="cd" * 16))
    with register.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ledger_queue").scalar() == 1


def test_a_counter_at_its_end_poisons_nobody(register: Register) -> None:
    """One laptop may claim the last Lamport number; we go on writing lines that others accept."""
    deliver(register, *foreign(household(phone="1"), lamport=MAX_NUMBER - 1))
    append(register, UNIT, "d-1", Draft("set", "household", "h-1", {"phone": "2"}))
    append(register, UNIT, "d-1", Draft("set", "household", "h-1", {"phone": "3"}))
    with register.read() as connection:
        mine = list_streams(connection, mine=True)[0]
        _, lines = span(connection, mine.sid, 1, mine.last)
    assert [decode(line).l for line in lines] == [MAX_NUMBER, MAX_NUMBER]
    assert shown(register, "household", "h-1") == {"phone": "3"}


def hashes(connection: Connection, *units: str | None) -> list[str]:
    """Shared hashes."""
    return [shared_hash(connection, unit) for unit in units]


def test_hash_of_a_unit_follows_the_roots(new_register: Callable[..., Register]) -> None:
    """The district's hash for a commune is the commune's: members, supports and milestones follow their household."""
    commune, district = new_register(), new_register(unit="20200", device="d-2", seed=2)
    append(
        commune, UNIT, "d-1",
        Draft("create", "household", "h-1", {"owner_unit": UNIT, "phone": "1"}),
        Draft("create", "person", "p-1", {"owner_unit": UNIT, "identity": {"name": "Hồ Thị Đẹp"}}),
        Draft("create", "membership", "m-1", {"household": "h-1", "person": "p-1"}),
        Draft("create", "support", "s-1", {"household": "h-1", "policy": "vay"}),
        Draft("create", "milestone", "x-1", {"support": "s-1", "kind": "approved"}),
    )  # fmt: skip
    with commune.read() as connection:
        sid = list_streams(connection)[0].sid
        found, lines = span(connection, sid, 1, 5)
        alone = hashes(connection, UNIT, None)
    assert alone[0] == alone[1]
    deliver(district, found, lines)
    deliver(
        district,
        *foreign(household("h-7", owner_unit="20107"), {"e": "support", "i": "s-7", "s": {"household": "h-7"}}),
    )
    with district.read() as connection:
        ours, whole, theirs = hashes(connection, UNIT, None, "20107")
    assert ours == alone[0]
    assert len({ours, whole, theirs}) == 3
    append(district, "20200", "d-2", Draft("set", "milestone", "x-1", {"kind": "refused"}))
    with district.read() as connection:
        assert hashes(connection, UNIT, "20107") != [ours, theirs]
        assert shared_hash(connection, "20107") == theirs


def test_a_change_is_found_by_its_id(register: Register) -> None:
    """The ids that `append` gives lead back to stream and line."""
    (identity,) = append(register, UNIT, "d-1", Draft("create", "support", "s-1", {"details.so_tien": 5}))
    with register.read() as connection:
        found = ledger.find_change(connection, identity)
        assert found is not None
        assert (found[0].unit, found[1].s) == (UNIT, {"details.so_tien": 5})
        assert ledger.has_change(connection, identity)
        assert not ledger.has_change(connection, identity[:-1])
        assert ledger.find_change(connection, "A" * 22) is None
        assert connection.execute(select(Support.details)).scalar() == '{"so_tien":5}'


def test_a_reader_sees_one_state(register: Register) -> None:
    """While a report is being counted, another desk's save does not show in its second half."""
    with register.read() as connection:
        before = connection.execute(select(Household.id)).all()
        append(register, UNIT, "d-1", Draft("create", "household", "h-1", {"phone": "1"}))
        assert connection.execute(select(Household.id)).all() == before == []
    with register.read() as connection:
        assert connection.execute(select(Household.id)).scalars().all() == ["h-1"]
