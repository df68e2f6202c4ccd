"""A laptop with new keys: what the former one signed stays good up to the change, and nothing is trusted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import sohotro
from exchanges import HONG_THUY, NHAM, PROVINCE, District, Office, clone, district_at_work, enrol, found
from packages import put_together, replaced, take_apart
from tampering import names

from db.domain.errors import NotAllowed, NotFound
from db.ledger.audit import audit
from db.ledger.register import settings
from db.store.roles import check_role
from db.sync import lists, minisign, offices
from db.sync.canonical import canonical, canonical_loads
from db.sync.enrolling import accept, approve, request
from db.sync.enrolment import renewal_statement
from db.sync.judging import judge
from db.sync.merging import release
from db.sync.renewing import renew, waits
from db.sync.sentences import PackageError
from db.sync.timeline import timeline
from db.sync.trust import Device
from db.vault.registers import slots_of


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def device_of(office: Office) -> str:
    with office.register.read() as connection:
        return settings(connection)["device"]


def entries(office: Office, role: lists.Role = "own") -> dict[str, Device]:
    with office.register.read() as connection:
        held = lists.held_list(connection, role)
    assert held is not None
    return {device.id: device for device in held.trust.devices}


def renewed(office: Office, parent: Office) -> str:
    """New keys, approved at the office above; the former id."""
    former, asked = device_of(office), office.folder / f"{office.unit}.renewed"
    step = renew(office.register, asked)
    approve(parent.register, asked, office.folder / "answered", code=step.code)
    return former


def both_agree(town: District) -> None:
    assert town.district.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
    assert audit(town.district.register).problems == audit(town.hong_thuy.register).problems == []


class TestHonest:
    def test_the_whole_round(self, town: District) -> None:
        """Recorded and sent before, recorded and unsent, recorded after: all arrives, and both ways it goes on."""
        town.hong_thuy.record("Hồ Văn Trước")
        town.district.take(town.hong_thuy.send())
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        town.hong_thuy.record("Hồ Văn Chưa Gửi")
        former = renewed(town.hong_thuy, town.district)
        town.hong_thuy.record("Hồ Văn Sau")
        listed = entries(town.district)
        assert (listed[former].state, listed[former].replaced) == ("revoked", device_of(town.hong_thuy))
        assert listed[device_of(town.hong_thuy)].state == "active"
        files = [made.file for made in town.hong_thuy.export()]
        assert [one.state for one in town.district.take(*files)] == ["applied", "applied"]
        assert names(town.district) == {"Hồ Văn Trước", "Hồ Văn Chưa Gửi", "Hồ Văn Sau"}
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        both_agree(town)
        assert [one.unit for one in timeline(town.district.register)] == [NHAM, HONG_THUY]
        town.hong_thuy.record("Hồ Văn Nữa")
        (made,) = town.hong_thuy.export()
        assert town.district.take_one(made.file).applied == made.count
        both_agree(town)

    def test_what_comes_before_the_approval_waits_and_comes_in_by_a_retry(self, town: District) -> None:
        asked = town.hong_thuy.folder / "renewed"
        step = renew(town.hong_thuy.register, asked)
        town.hong_thuy.record("Hồ Văn Sau")
        early = [town.district.take_one(made.file) for made in town.hong_thuy.export()]
        assert early[-1].reason == "unknown_device"
        approve(town.district.register, asked, town.hong_thuy.folder / "answered", code=step.code)
        assert [one.state for one in release(town.district.register)] == ["applied"]
        both_agree(town)

    def test_what_was_sent_down_to_the_former_key_still_opens(self, town: District) -> None:
        town.district.record("Hồ Văn Trên")
        late = town.district.send_to(HONG_THUY)
        renewed(town.hong_thuy, town.district)
        assert town.hong_thuy.take_one(late).state == "applied"

    def test_until_it_is_approved_another_call_writes_the_same_request(self, town: District) -> None:
        first = renew(town.hong_thuy.register, town.hong_thuy.folder / "one")
        assert renew(town.hong_thuy.register, town.hong_thuy.folder / "two") == first
        approve(town.district.register, town.hong_thuy.folder / "two", town.hong_thuy.folder / "a", code=first.code)
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        with town.hong_thuy.register.read() as connection:
            assert not waits(connection)
        assert renew(town.hong_thuy.register, town.hong_thuy.folder / "three").device != first.device

    def test_keys_changed_twice(self, town: District) -> None:
        for name in ("Hồ Văn Một", "Hồ Văn Hai"):
            town.hong_thuy.record(name)
            renewed(town.hong_thuy, town.district)
            town.hong_thuy.take(town.district.send_to(HONG_THUY))
        town.district.take(*[made.file for made in town.hong_thuy.export()])
        assert names(town.district) == {"Hồ Văn Một", "Hồ Văn Hai"}
        both_agree(town)

    def test_the_district_changes_its_keys_and_its_communes_follow_without_a_visit(self, town: District) -> None:
        """The list lies beside the packages; in whichever order they are read."""
        renew(town.district.register, town.district.folder / "unused")
        town.district.record("Hồ Văn Trên")
        town.district.export()
        stick = town.district.folder / f"{town.district.unit}-{town.district.sent}"
        files = sorted(stick.iterdir(), reverse=True)
        (listed,) = [file for file in files if file.name.startswith("danh-sach")]
        packages = [file for file in files if file != listed]
        for office, order in ((town.hong_thuy, [listed, *packages]), (town.nham, [*packages, listed])):
            results = office.take(*order)
            assert {one.state for one in results} <= {"applied", "refused"}
            assert {one.reason for one in results if one.state == "refused"} == {"E-NOT-FOR-US"}
            assert office.take_one(listed).state == "known"
        town.hong_thuy.record("Hồ Văn Dưới")
        assert town.district.take_one(town.hong_thuy.send()).state == "applied"
        both_agree(town)

    def test_above_the_district_the_child_streams_arrive_with_their_signatures(self, town: District) -> None:
        province = found(town.district.folder, PROVINCE, seed=5)
        enrol(town.district, province)
        town.hong_thuy.record("Hồ Văn Trước")
        renewed(town.hong_thuy, town.district)
        town.hong_thuy.record("Hồ Văn Sau")
        town.district.take(*[made.file for made in town.hong_thuy.export()])
        province.take(*[made.file for made in town.district.export() if made.to == f"vp-{PROVINCE}"])
        assert names(province) == {"Hồ Văn Trước", "Hồ Văn Sau"}
        province.register.close()

    def test_an_office_that_never_enrolled_only_gets_another_id(self, tmp_path: Path) -> None:
        office = found(tmp_path, HONG_THUY, seed=4)
        before = device_of(office)
        assert renew(office.register, tmp_path / "asked").device == device_of(office) != before
        office.register.close()


class TestFormerKey:
    def test_a_thief_who_goes_on_with_it_is_held_and_can_be_judged(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thật")
        with clone(town.hong_thuy, "thief") as thief:
            thief.record("Kẻ Gian Ghi")
            stolen = thief.send()
            renewed(town.hong_thuy, town.district)
            result = town.district.take_one(stolen)
            assert (result.state, result.reason) == ("held", "key_changed")
            assert [one.unit for one in timeline(town.district.register)] == [NHAM, HONG_THUY, HONG_THUY]
            town.district.take(*[made.file for made in town.hong_thuy.export()])
            assert names(town.district) == {"Hồ Văn Thật"}
            assert [one.reason for one in release(town.district.register)] == ["key_changed"]
            assert judge(town.district.register, result.sha256, "turn_down", reason="máy bị lấy cắp").state == "refused"
        both_agree(town)

    def test_a_thief_cannot_change_the_keys_without_the_paper(self, town: District) -> None:
        with clone(town.hong_thuy, "thief") as thief:
            renew(thief.register, thief.folder / "asked")
            with pytest.raises(NotAllowed) as caught:
                approve(town.district.register, thief.folder / "asked", thief.folder / "a", code="1" * 30)
        assert caught.value.code == "wrong_digits"
        assert entries(town.district)[device_of(town.hong_thuy)].state == "active"

    def test_another_device_of_the_list_cannot_give_way_for_us(self, town: District) -> None:
        """Nhâm names Hồng Thủy's device as its former one: another unit, so it gives way to nobody."""
        former = device_of(town.hong_thuy)
        asked = signed_renewal(town.nham, lambda renews: renews.update(device=former))
        approve(town.district.register, asked[0], town.nham.folder / "a", code=asked[1])
        assert entries(town.district)[former].state == "active"

    @pytest.mark.parametrize(
        "change",
        [
            lambda renews: renews.update(minisig="x"),
            lambda renews: renews.update(heads={"0" * 32: {"head": "0" * 64, "last": 7}}),
            lambda renews: [end.update(last=9) for end in renews["heads"].values()],
            lambda renews: renews.update(minisig=renews["minisig"].replace("doi khoa", "xoa khoa")),
        ],
        ids=["no signature", "other streams", "further", "comment"],
    )
    def test_what_the_former_key_did_not_sign_changes_nothing(
        self, town: District, change: Callable[[dict[str, Any]], None]
    ) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        file, code = signed_renewal(town.hong_thuy, change)
        before = entries(town.district)
        with pytest.raises(PackageError) as caught:
            approve(town.district.register, file, town.hong_thuy.folder / "a", code=code)
        assert caught.value.code == "E-SIG"
        assert entries(town.district) == before
        assert not (town.hong_thuy.folder / "a").exists()

    def test_a_signature_by_a_stranger_is_none(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")

        def forge(renews: dict[str, Any]) -> None:
            with town.hong_thuy.register.read() as connection:
                keys = offices.keys_of(town.hong_thuy.register, connection)
            said = renewal_statement(
                renews["device"], renews["heads"], device_of(town.hong_thuy), keys.sign.public_line, keys.recipient
            )
            renews["minisig"] = minisign.sign(keys.sign, said, "doi khoa").decode()

        file, code = signed_renewal(town.hong_thuy, forge)
        with pytest.raises(PackageError, match="Chữ ký"):
            approve(town.district.register, file, town.hong_thuy.folder / "a", code=code)


def signed_renewal(office: Office, change: Callable[[dict[str, Any]], None]) -> tuple[Path, str]:
    """A request after a change of keys whose `renews` is altered, signed by the new key; and its digits."""
    file = office.folder / "changed"
    code = renew(office.register, file).code
    members = take_apart(file.read_bytes())
    obj = canonical_loads(dict(members)["manifest.json"])
    change(obj["renews"])
    raw = canonical(obj)
    with office.register.read() as connection:
        key = offices.keys_of(office.register, connection).sign
    members = replaced(members, "manifest.json", raw)
    file.write_bytes(put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "thu"))))
    return file, code


class TestLostKey:
    def test_a_rebuilt_laptop_takes_the_place_of_the_lost_one(self, town: District, tmp_path: Path) -> None:
        """Digits on both sides; what the lost one had brought comes back to the new one, the rest of it is held."""
        town.hong_thuy.record("Hồ Văn Mất")
        town.district.take(town.hong_thuy.send())
        lost = device_of(town.hong_thuy)
        (tmp_path / "new").mkdir()
        laptop = found(tmp_path / "new", HONG_THUY, seed=6)
        slip = request(laptop.register, tmp_path / "asked")
        letter = approve(
            town.district.register, tmp_path / "asked", tmp_path / "answered", code=slip.code, replaces=lost
        )
        accept(laptop.register, tmp_path / "answered", code=letter.code, slots=slots_of(laptop.place))
        assert entries(town.district)[lost].replaced == slip.device
        assert laptop.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        assert names(laptop) == {"Hồ Văn Mất"}
        town.hong_thuy.record("Hồ Văn Ai Ghi")
        assert town.district.take_one(town.hong_thuy.send()).reason == "key_changed"
        laptop.record("Hồ Văn Mới")
        assert town.district.take_one(laptop.send()).state == "applied"
        laptop.register.close()

    @pytest.mark.parametrize("replaces", ["xa20104-aaaaaaaa", "hu481-aaaaaaaa"])
    def test_only_a_device_of_the_list_can_be_replaced(self, town: District, tmp_path: Path, replaces: str) -> None:
        (tmp_path / "new").mkdir()
        laptop = found(tmp_path / "new", HONG_THUY, seed=6)
        slip = request(laptop.register, tmp_path / "asked")
        with pytest.raises(NotFound) as caught:
            approve(town.district.register, tmp_path / "asked", tmp_path / "a", code=slip.code, replaces=replaces)
        assert caught.value.code == "no_device"
        laptop.register.close()


def test_only_an_administrator_changes_keys(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("db.sync.renewing.check_role", lambda *given: asked.append(given[-1]) or check_role(*given))
    renew(town.hong_thuy.register, town.hong_thuy.folder / "asked")
    assert asked == ["administer"]


def test_by_the_command_line(town: District, tmp_path: Path) -> None:
    former = device_of(town.hong_thuy)
    for office in town.all:
        office.register.engine.dispose()
    step = sohotro("enrol", "renew", town.hong_thuy.place, "-o", str(tmp_path / "asked"), "--json").json
    assert step["device"] != former
    done = sohotro(
        "enrol", "approve", town.district.place, str(tmp_path / "asked"), "-o", str(tmp_path / "a"),
        "--code", step["code"], "--json",
    ).json  # fmt: skip
    assert done["device"] == step["device"]
    listed = sohotro("enrol", "list", town.district.place, "-o", str(tmp_path / "list.dongbo"), "--json").json
    assert listed["trust_version"] == done["trust_version"]
    (told,) = sohotro("merge", town.hong_thuy.place, str(tmp_path / "list.dongbo"), "--json").json
    assert told["state"] == "applied"
