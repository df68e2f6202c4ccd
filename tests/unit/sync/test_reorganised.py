"""Two communes are joined: the laptop that goes on gets everything of the other, and nothing is asked or lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from exchanges import NHAM, PROVINCE, District, Office, district_at_work, enrol, found

from db.ledger.audit import audit
from db.ledger.lineage import lineage
from db.ledger.register import LOCAL_TIME
from db.store.actions import Action
from db.store.deciding.queue import list_queue
from db.store.handover.reorganising import apply_changes
from db.store.household.households import set_household, set_person
from db.store.inputs import RecordInput
from db.store.late import list_late
from db.store.offices import info
from db.store.owners import owner_of
from db.store.reading import household, household_ids
from db.store.record.reading import records
from db.store.record.records import add_record, set_record
from db.sync.exporting import Exported

HONG_QUANG, DAY, AFTER = "20077", "2020-01-01", "2020-06-01"


@dataclass
class Joined:
    town: District
    hong_quang: Office
    home: str
    person: str
    own: str

    def up(self, *offices: Office) -> None:
        for office in offices:
            (result,) = self.town.district.take(office.send())
            assert (result.state, result.conflicts) == ("applied", 0), result

    def down(self, office: Office) -> list[Exported]:
        made = [one for one in self.town.district.export() if one.to == f"vp-{office.unit}"]
        for result in office.take(*(one.file for one in made)):
            assert (result.state, result.conflicts) in (("applied", 0), ("known", 0)), result
        return made


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[Joined]:
    """A Lưới, Nhâm and Hồng Quảng, each with a household; the district has corrected one of Hồng Quảng's."""
    with district_at_work(tmp_path) as town:
        hong_quang = found(tmp_path, HONG_QUANG, seed=7)
        enrol(hong_quang, town.district)
        for office in (*town.all, hong_quang):
            clock = lambda: datetime(2020, 6, 1, 8, tzinfo=LOCAL_TIME)  # noqa: E731
            office.register.providers = replace(office.register.providers, now=clock)
        home, person = hong_quang.record("Hồ Văn Quảng")
        own, _ = town.nham.record("Hồ Văn Nhâm")
        made = Joined(town, hong_quang, home, person, own)
        made.up(hong_quang, town.nham)
        set_person(town.district.register, person, {"name": "Hồ Văn Quang"})
        made.down(hong_quang)
        yield made
        hong_quang.register.close()


def test_the_laptop_that_goes_on_holds_both_communes(joined: Joined) -> None:
    district, nham = joined.town.district, joined.town.nham
    apply_changes(district.register, DAY)
    joined.down(nham)
    apply_changes(nham.register, DAY)
    with nham.register.read() as connection:
        assert sorted(household_ids(connection)) == sorted([joined.home, joined.own])
        assert owner_of(connection, "household", joined.home) == owner_of(connection, "person", joined.person) == NHAM
        shown = household(connection, joined.home, AFTER)
        assert (shown.members[0].name, shown.village_name) == ("Hồ Văn Quang", "Thôn 1 (Hồng Quảng)")
        assert household_ids(connection, on="2019-06-01") == [joined.own]  # the other was not Nhâm's then
    set_household(nham.register, joined.home, {"phone": "0912345678"})
    joined.up(nham)
    assert nham.hash(NHAM) == district.hash(NHAM)
    assert [info(one.register).households for one in (district, nham)] == [2, 2]
    joined.down(nham)
    (again,) = joined.down(nham)  # all is confirmed, nothing of Hồng Quảng is sent once more
    assert again.count == 0
    assert again.file.stat().st_size < 20_000
    for office in (district, nham):
        assert audit(office.register).problems == []


def test_the_records_of_the_former_commune_go_to_the_one_that_goes_on(joined: Joined) -> None:
    """It may correct them, and both offices hold the same afterwards."""
    district, nham = joined.town.district, joined.town.nham
    work = RecordInput(kind="can_bo", date="2017-01-05", title="Hồ Văn Thử", details={"chuc_danh": "giam_ngheo"})
    made = add_record(joined.hong_quang.register, work, reason="Theo hồ sơ").id
    joined.up(joined.hong_quang)
    apply_changes(district.register, DAY)
    joined.down(nham)
    apply_changes(nham.register, DAY)
    set_record(nham.register, made, {"note": "Quảng Nhâm giữ"})
    joined.up(nham)
    for office in (nham, district):
        with office.register.read() as connection:
            assert [(row.id, row.unit, row.note) for row in records(connection, unit=NHAM)] == [
                (made, NHAM, "Quảng Nhâm giữ")
            ]
            assert list_queue(connection) == []
    assert nham.hash(NHAM) == district.hash(NHAM)


def test_what_the_former_commune_still_sends_is_taken_and_nothing_is_asked(joined: Joined) -> None:
    district = joined.town.district
    apply_changes(district.register, DAY)
    set_household(joined.hong_quang.register, joined.home, {"phone": "0912345678"})
    joined.up(joined.hong_quang)
    with district.register.read() as connection:
        assert (list_late(connection), list_queue(connection)) == ([], [])
        assert household(connection, joined.home, AFTER).phone == "0912345678"
    joined.down(joined.hong_quang)
    joined.down(joined.town.nham)
    with joined.town.nham.register.read() as connection:
        assert household(connection, joined.home, AFTER).phone == "0912345678"


def test_a_laptop_that_has_not_switched_yet_takes_it_too_and_switches_later(joined: Joined) -> None:
    nham = joined.town.nham
    apply_changes(joined.town.district.register, DAY)
    joined.down(nham)
    set_household(nham.register, joined.home, {"phone": "0912345678"})  # known to be ours by the district's word
    joined.up(nham)
    done = apply_changes(nham.register, DAY)
    assert (done.actions, done.unit_date) == ([], DAY)


def test_the_province_hears_of_it_and_holds_each_household_once(joined: Joined, tmp_path: Path) -> None:
    district = joined.town.district
    province = found(tmp_path, PROVINCE, seed=8)
    enrol(district, province)
    apply_changes(district.register, DAY)
    joined.down(joined.town.nham)
    set_household(joined.town.nham.register, joined.home, {"phone": "0912345678"})
    joined.up(joined.town.nham)
    for one in district.export():
        if one.to == f"vp-{PROVINCE}":
            assert province.take_one(one.file).state == "applied"
    with province.register.read() as connection:
        assert {owner_of(connection, "household", one) for one in (joined.home, joined.own)} == {NHAM}
        assert sorted(household_ids(connection, unit=NHAM, on=AFTER)) == sorted([joined.home, joined.own])
        assert (list_late(connection), list_queue(connection)) == ([], [])
    assert province.hash(NHAM) == district.hash(NHAM)
    province.register.close()


def test_no_commune_takes_another_one_by_its_own_word(joined: Joined) -> None:
    """It says that Nhâm went into Hồng Quảng; nobody else follows, and what Nhâm writes goes only to Nhâm."""
    district, hong_quang = joined.town.district, joined.hong_quang
    with hong_quang.register.write() as connection:
        action = Action(hong_quang.register, connection)
        action.create(
            "unit_merger", {"date": "2017-01-02", "old_code": NHAM, "new_code": HONG_QUANG, "basis": "Tự ghi"}
        )
        action.create("unit_merger", {"date": DAY, "old_code": HONG_QUANG, "new_code": NHAM, "basis": "Ghi trước ngày"})
        action.commit()
    joined.up(hong_quang)
    with district.register.read() as connection:
        assert not lineage(connection)
        assert owner_of(connection, "household", joined.own) == NHAM
    joined.down(hong_quang)
    with hong_quang.register.read() as connection:
        assert joined.own not in household_ids(connection)
