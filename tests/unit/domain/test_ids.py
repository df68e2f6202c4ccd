"""UUIDv7: form, order, standing clocks, exhausted counters."""

from __future__ import annotations

import uuid

from db.domain.ids import Uuid7, device_id, office_of, uuid7


def test_form_is_uuid_version_7() -> None:
    made = [uuid.UUID(uuid7()) for _ in range(100)]
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}


def test_known_bits() -> None:
    source = Uuid7(lambda: 0x017F22E279B0, lambda n: b"\xff" * n)
    assert source() == "017f22e2-79b0-77ff-bfff-ffffffffffff"


def test_increases_while_the_clock_stands_or_steps_back() -> None:
    times = iter([1000, 1000, 1000, 500, 500, 1001])
    source = Uuid7(lambda: next(times), bytes)
    made = [source() for _ in range(6)]
    assert made == sorted(set(made))


def test_more_than_a_counter_holds_in_one_millisecond() -> None:
    source = Uuid7(lambda: 1000, lambda n: b"\xff" * n)
    made = [source() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}


def test_injected_sources_repeat() -> None:
    first, second = (Uuid7(lambda: 42, lambda n: b"\x07" * n) for _ in range(2))
    assert [first() for _ in range(3)] == [second() for _ in range(3)]


def test_a_device_says_whose_it_is() -> None:
    made = device_id("commune", "20104", "k3v7q2ha")
    assert made == "xa20104-k3v7q2ha"
    assert office_of(made) == ("commune", "20104")
    assert office_of("máy lạ") == office_of("zz1-a") == ("", "")
