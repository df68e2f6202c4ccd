"""A district ends and the province takes over: streams, receipts and history go on, with its root key or without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import msgspec
import pytest
from commands import assert_sentence, sohotro
from exchanges import DISTRICT, HONG_THUY, PROVINCE, District, Office, district_at_work, enrol, found
from tampering import names

from db.domain.errors import NotAllowed
from db.ledger.audit import audit
from db.store.household.households import set_person
from db.sync import lists, minisign, trust
from db.sync.enrolling import accept, hand_out
from db.sync.root import root_key
from db.sync.sentences import PackageError
from db.sync.succession import hand_over, succeed
from db.sync.trust import Successor, TrustList
from db.vault.recovery import read_code
from db.vault.registers import SHEET, slots_of
from db.vault.slots import FileSlots, open_recovery

WRONG = "1" * 30


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def province(town: District, tmp_path: Path) -> Iterator[Office]:
    """Above the district, and holding what the district has handed on."""
    office = found(tmp_path, PROVINCE, seed=5)
    enrol(town.district, office)
    _, someone = town.hong_thuy.record("Hồ Văn Sai")
    town.district.take(town.hong_thuy.send())
    set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
    town.hong_thuy.take(town.district.send_to(HONG_THUY))
    up(town.district, office)
    yield office
    office.register.close()


def up(district: Office, province: Office) -> None:
    for made in district.export():
        if made.to == f"vp-{PROVINCE}":
            assert province.take_one(made.file).state in ("applied", "known")


def held(office: Office, role: lists.Role) -> TrustList:
    with office.register.read() as connection:
        found_ = lists.held_list(connection, role)
    assert found_ is not None
    return found_.trust


def listed(office: Office) -> tuple[Path, str]:
    """The list of an office as a file, and its digits."""
    file = office.folder / f"list-{office.unit}-{office.sent}.dongbo"
    return file, hand_out(office.register, file).code


def take_over(town: District, province: Office) -> None:
    file, code = listed(town.district)
    succeed(province.register, file, code=code)
    file, code = listed(province)
    hand_over(town.district.register, file, code=code)


class TestInGoodOrder:
    def test_the_communes_go_over_by_the_last_package_and_everything_goes_on(
        self, town: District, province: Office
    ) -> None:
        take_over(town, province)
        town.hong_thuy.record("Hồ Văn Giữa")
        for office in (town.hong_thuy, town.nham):
            assert office.take_one(town.district.send_to(office.unit)).state in ("applied", "known")
            assert held(office, "parent") == held(province, "own")
        for office in (town.hong_thuy, town.nham):
            made = office.export()
            assert {one.to for one in made} == {f"vp-{PROVINCE}"}
            assert {province.take_one(one.file).state for one in made} == {"applied"}
        assert names(province) == {"Hồ Văn Đúng", "Hồ Văn Giữa"}
        assert province.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
        assert town.hong_thuy.take_one(province.send_to(HONG_THUY)).state == "applied"
        town.hong_thuy.record("Hồ Văn Sau")
        (made_,) = town.hong_thuy.export()
        assert made_.first > 1, "receipts go on: only what is new is sent"
        assert province.take_one(made_.file).applied == made_.count
        _, someone = town.hong_thuy.record("A Viết Tỉnh Sửa")
        province.take(town.hong_thuy.send())
        set_person(province.register, someone, {"name": "A Viết Đã Sửa"})
        assert town.hong_thuy.take_one(province.send_to(HONG_THUY)).state == "applied"
        assert names(town.hong_thuy) == {"Hồ Văn Đúng", "Hồ Văn Giữa", "Hồ Văn Sau", "A Viết Đã Sửa"}
        for office in (town.hong_thuy, province):
            assert audit(office.register).problems == []

    def test_by_the_lists_alone(self, town: District, province: Office) -> None:
        """Two files instead of a package; the second one first is held, not lost."""
        take_over(town, province)
        last, new = listed(town.district)[0], listed(province)[0]
        assert town.nham.take_one(new).reason == "E-NOT-FOR-US"
        assert town.nham.take_one(last).state == "applied"
        with town.nham.register.read() as connection:
            parent = lists.parent_office(connection)
        assert parent is not None
        assert parent.id == f"vp-{PROVINCE}", "packages are for the successor even before its own list has come"
        assert [made.to for made in town.nham.export()] == [f"vp-{PROVINCE}"]
        assert town.nham.take_one(new).state == "applied"
        assert town.nham.take_one(new).state == "known"

    def test_the_successor_opens_a_locked_laptop_and_the_office_that_ended_no_more(
        self, town: District, province: Office
    ) -> None:
        take_over(town, province)
        slots = slots_of(town.hong_thuy.place)
        before = slots.load()
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        (slot,) = (one for one in slots.load() if one["kind"] == "recovery" and one["id"] != SHEET)
        assert slot["id"] == f"vp-{PROVINCE}"
        assert open_recovery(slot, read_code(town.district.recovery)) is None
        assert open_recovery(slot, read_code(province.recovery)) == town.hong_thuy.register.data_key
        assert [one for one in slots.load() if one != slot] == [one for one in before if one["id"] != f"vp-{DISTRICT}"]
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        assert slot in slots.load(), "nothing new, nothing written"

    def test_a_key_file_that_cannot_be_written_costs_no_package(
        self, town: District, province: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        take_over(town, province)
        with monkeypatch.context() as full:
            full.setattr(FileSlots, "save", Mock(side_effect=OSError(28, "No space left on device")))
            assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state in ("applied", "known")
        assert f"vp-{DISTRICT}" in {one["id"] for one in slots_of(town.hong_thuy.place).load()}
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        assert f"vp-{PROVINCE}" in {one["id"] for one in slots_of(town.hong_thuy.place).load()}

    def test_a_late_package_of_the_office_that_ended_is_still_taken(self, town: District, province: Office) -> None:
        town.district.record("Hồ Văn Trên")
        late = town.district.send_to(HONG_THUY)
        take_over(town, province)
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        assert town.hong_thuy.take_one(late).state in ("applied", "known")
        assert held(town.hong_thuy, "parent").root == held(province, "own").root

    def test_a_successor_that_knew_nothing_is_filled_by_the_communes(self, town: District, tmp_path: Path) -> None:
        """A full relay: what the district wrote comes from the communes, with the district's own signatures."""
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        office = found(tmp_path, PROVINCE, seed=5)
        take_over(town, office)
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        results = office.take(*[made.file for made in town.hong_thuy.export()])
        assert {one.state for one in results} == {"applied"}
        assert names(office) == {"Hồ Văn Đúng"}
        assert office.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
        assert audit(office.register).problems == []
        office.register.close()


class TestWithoutTheOldRoot:
    def test_every_laptop_types_the_digits_of_the_successor(self, town: District, province: Office) -> None:
        file, code = listed(town.hong_thuy)
        succeed(province.register, file, code=code)
        file, code = listed(province)
        assert town.hong_thuy.take_one(file).state == "refused"
        accept(town.hong_thuy.register, file, code=code, slots=slots_of(town.hong_thuy.place))
        town.hong_thuy.record("Hồ Văn Sau")
        assert {province.take_one(made.file).state for made in town.hong_thuy.export()} == {"applied"}
        assert province.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)


class TestRefused:
    def test_wrong_digits_on_either_side(self, town: District, province: Office) -> None:
        file, code = listed(town.district)
        before = held(province, "own")
        with pytest.raises(NotAllowed) as caught:
            succeed(province.register, file, code=WRONG)
        assert (caught.value.code, held(province, "own")) == ("wrong_digits", before)
        succeed(province.register, file, code=code)
        file, _ = listed(province)
        mine = held(town.district, "own")
        with pytest.raises(NotAllowed) as caught:
            hand_over(town.district.register, file, code=WRONG)
        assert (caught.value.code, held(town.district, "own")) == ("wrong_digits", mine)

    def test_a_successor_that_does_not_name_our_devices(self, town: District, province: Office) -> None:
        file, code = listed(province)
        with pytest.raises(NotAllowed) as caught:
            hand_over(town.district.register, file, code=code)
        assert caught.value.code == "successor_incomplete"
        assert_sentence(caught.value.message)
        file, code = listed(town.district)
        with pytest.raises(NotAllowed):
            hand_over(town.district.register, file, code=code)

    def test_an_office_that_none_of_them_is_below(self, town: District, tmp_path: Path) -> None:
        other = found(tmp_path, "478", seed=6)
        file, code = listed(town.district)
        with pytest.raises(NotAllowed) as caught:
            succeed(other.register, file, code=code)
        assert caught.value.code == "none_below"
        other.register.close()

    def test_a_stranger_signs_no_successor(self, town: District, province: Office) -> None:
        """Neither a stranger's root nor the successor's own moves anybody: only the root that is followed."""
        before = held(town.hong_thuy, "parent")
        for key in (minisign.SigningKey.generate(), root_of(province)):
            office = held(province, "own").offices[0]
            last = msgspec.structs.replace(
                held(town.district, "own"),
                root=key.public_line,
                version=99,
                successor=Successor(root=key.public_line, office=office),
            )
            body, minisig = trust.sign_trust(last, key)
            with town.hong_thuy.register.write() as connection, pytest.raises(PackageError) as caught:
                lists.follow(connection, body, minisig)
            assert caught.value.code == "new_root"
        assert held(town.hong_thuy, "parent") == before

    def test_a_successor_of_another_name_with_that_root_is_none(self, town: District, province: Office) -> None:
        take_over(town, province)
        town.nham.take(listed(town.district)[0])
        root, own = root_of(province), held(province, "own")
        elsewhere = msgspec.structs.replace(own.offices[0], id="vp-1")
        body, minisig = trust.sign_trust(msgspec.structs.replace(own, offices=[elsewhere]), root)
        with town.nham.register.write() as connection, pytest.raises(PackageError) as caught:
            lists.follow(connection, body, minisig)
        assert caught.value.code == "E-SIG"


def root_of(office: Office) -> minisign.SigningKey:
    with office.register.read() as connection:
        return root_key(office.register, connection)


def run(*arguments: Any) -> Any:
    return sohotro(*arguments, "--json").json


def test_by_the_command_line(town: District, province: Office, tmp_path: Path) -> None:
    for office in (*town.all, province):
        office.register.engine.dispose()
    old = run("enrol", "list", town.district.place, "-o", tmp_path / "old.dongbo")
    run("enrol", "succeed", province.place, tmp_path / "old.dongbo", "--code", old["code"])
    new = run("enrol", "list", province.place, "-o", tmp_path / "new.dongbo")
    done = run("enrol", "hand-over", town.district.place, tmp_path / "new.dongbo", "--code", new["code"])
    assert done["device"] == f"vp-{PROVINCE}"
    assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state in ("applied", "known")
    assert [made.to for made in town.hong_thuy.export()] == [f"vp-{PROVINCE}"]
