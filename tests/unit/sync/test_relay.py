"""Three levels: what a commune signed reaches the province with its own signature, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, PROVINCE, District, Office, district_at_work, enrol, found
from packages import take_apart
from sqlalchemy import select
from tampering import names

from db.ledger.audit import audit
from db.ledger.register import settings
from db.ledger.streams import list_streams
from db.models import Proof, Receipt
from db.store.history.history import household_history
from db.store.household.households import set_person
from db.sync import enrolling, exporting, lists, relay
from db.sync.canonical import canonical, canonical_loads
from db.sync.timeline import timeline


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def province(town: District, tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, PROVINCE, seed=5)
    enrol(town.district, office)
    yield office
    office.register.close()


def send_up(town: District, province: Office) -> list[Any]:
    files = [made.file for made in town.district.export() if made.to == f"vp-{PROVINCE}"]
    return province.take(*files)


def test_everything_arrives_and_verifies(town: District, province: Office) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    _, someone = town.nham.record("A Viết Sai")
    town.district.take(town.hong_thuy.send(), town.nham.send())
    set_person(town.district.register, someone, {"name": "A Viết Đúng"})
    assert {one.state for one in send_up(town, province)} == {"applied"}
    assert names(province) == {"Hồ Văn Một", "A Viết Đúng"}
    for office in (town.hong_thuy, town.nham):
        assert province.hash(office.unit) == town.district.hash(office.unit)
    assert audit(province.register).problems == []
    with province.register.read() as connection, town.district.register.read() as below:
        written = [s.sid for s in list_streams(below, mine=False)]
        signed = set(below.execute(select(Proof.manifest_sha256).where(Proof.sid.in_(written))).scalars())
        assert len(signed) == 2
        assert signed <= set(connection.execute(select(Proof.manifest_sha256)).scalars())
        held = lists.held_list(connection, "child")
    assert held is not None
    assert held.trust.offices[0].unit == town.district.unit


def test_the_history_names_the_package_that_brought_a_change_inside_it(town: District, province: Office) -> None:
    home, someone = town.hong_thuy.record("Hồ Văn Một")
    brought = []
    for name in ("Hồ Văn Hai", "Hồ Văn Ba"):
        town.district.take(town.hong_thuy.send())
        brought += [made.file for made in town.district.export() if made.to == f"vp-{PROVINCE}"]
        province.take(brought[-1])
        town.district.take(*(made.file for made in province.export()))
        set_person(town.hong_thuy.register, someone, {"name": name})
    with province.register.read() as connection:
        rows = [row for row in household_history(connection, home) if row.key == "identity.name"]
    assert [(row.after, row.package) for row in rows] == [
        ("Hồ Văn Hai", brought[1].name),
        ("Hồ Văn Một", brought[0].name),
    ]


def test_what_the_province_has_confirmed_is_not_sent_again(town: District, province: Office) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    town.district.take(town.hong_thuy.send())
    send_up(town, province)
    (down,) = province.export()
    assert town.district.take_one(down.file).state == "applied"
    with town.district.register.read() as connection:
        followed = lists.held_list(connection, "parent")
        assert followed is not None
        devices = [d.id for d in followed.trust.devices if d.unit == PROVINCE]
        assert connection.execute(select(Receipt.last).where(Receipt.device.in_(devices))).all()
        target = next(t for t in exporting._targets(connection) if t.above)
        assert exporting._handed_on(connection, target) == []
    town.hong_thuy.record("Hồ Văn Hai")
    town.district.take(town.hong_thuy.send())
    send_up(town, province)
    assert province.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
    (line,) = [one for one in timeline(province.register) if one.role == "child"]
    assert line.received is not None


def test_a_device_of_the_district_list_has_no_say_of_its_own_at_the_province(town: District, province: Office) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    file = town.hong_thuy.send()
    town.district.take(file)
    send_up(town, province)
    assert province.take_one(file).reason == "unknown_device"


def forged(town: District, change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The district hands on something else than what it was given."""
    real = relay.parts_for

    def parts(*arguments: Any) -> list[tuple[str, bytes]]:
        return [(kind, change(kind, data)) for kind, data in real(*arguments)]

    monkeypatch.setattr(relay, "parts_for", parts)


@pytest.mark.parametrize(
    ("kind", "change", "reason"),
    [
        ("relay_ops", lambda data: data.replace("Hồ Văn Một".encode(), "Hồ Văn Hai".encode()), "E-CONTENT"),
        ("relay_ops", lambda data: b"", "E-CONTENT"),
        ("relay", lambda data: canonical(canonical_loads(data) | {"minisig": "x"}), "E-SIG"),
        ("relay", lambda data: data.replace(b'"number":1', b'"number":2'), "E-SIG"),
        ("relay", lambda data: b"[]", "E-MANIFEST"),
    ],
)
def test_a_district_cannot_alter_what_a_commune_signed(
    town: District, province: Office, kind: str, change: Any, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.hong_thuy.record("Hồ Văn Một")
    town.district.take(town.hong_thuy.send())
    forged(town, lambda which, data: change(data) if which == kind else data, monkeypatch)
    before = province.hash()
    results = send_up(town, province)
    assert ("refused", reason) in [(one.state, one.reason) for one in results]
    assert "Hồ Văn Hai" not in names(province)
    monkeypatch.undo()
    assert {one.state for one in send_up(town, province)} <= {"applied", "known"}
    assert province.hash() != before
    assert names(province) == {"Hồ Văn Một"}


def test_nobody_below_hands_on_what_a_withdrawn_laptop_wrote(
    town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thief of one laptop has a friend at the other one, whose program has been altered to hand on everything."""
    (tmp_path / "second").mkdir()
    second = found(tmp_path / "second", HONG_THUY, seed=6)
    enrol(second, town.district)
    town.hong_thuy.record("Hồ Văn Một")
    town.district.take(town.hong_thuy.send())
    second.take_one(town.district.send_to(HONG_THUY))
    with town.hong_thuy.register.read() as connection:
        enrolling.revoke(town.district.register, settings(connection)["device"])
    town.hong_thuy.record("Hồ Văn Trộm")
    stolen = town.hong_thuy.send()
    assert town.district.take_one(stolen).reason == "revoked"
    with town.hong_thuy.register.read() as connection:
        (stream,) = list_streams(connection, mine=True)
        parts = relay.parts_for(connection, [stream], ["vp-x"], HONG_THUY)
    monkeypatch.setattr(exporting, "_handed_on", lambda *_: parts)
    second.record("Hồ Văn Hai")
    assert town.district.take_one(second.send()).state == "applied"
    assert names(town.district) == {"Hồ Văn Một", "Hồ Văn Hai"}
    second.register.close()


def test_two_laptops_of_a_commune_see_each_other(town: District, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    folder.mkdir()
    second = found(folder, HONG_THUY, seed=6)
    enrol(second, town.district)
    town.hong_thuy.record("Hồ Văn Một")
    second.record("Hồ Văn Hai")
    town.district.take(town.hong_thuy.send(), second.send())
    file = town.district.send_to(HONG_THUY)
    assert {town.hong_thuy.take_one(file).state, second.take_one(file).state} == {"applied"}
    assert town.hong_thuy.hash() == second.hash() == town.district.hash(HONG_THUY)
    town.district.take(town.hong_thuy.send(), second.send())
    members = [name for name, _ in take_apart(town.district.send_to(HONG_THUY).read_bytes())]
    assert len([name for name in members if name.startswith("p0")]) == 2, "the list and the catalogue, nothing again"
    second.register.close()
