"""Packages between a district and its communes: what is merged, kept aside or refused, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, clone, district_at_work, enrol, found, person
from packages import put_together, replaced, take_apart
from sqlalchemy import select, update

from db.domain.errors import EnvironmentProblem, NotAllowed
from db.ledger.audit import audit
from db.ledger.streams import list_streams
from db.models import Household, LedgerStream, Package, Person, Receipt, Support
from db.store.households import add_person, delete_record, set_household, set_person
from db.store.queue import decide, list_queue
from db.store.reading import households
from db.sync import enrolling, exporting, lists, merging, minisign, trust
from db.sync.canonical import canonical, canonical_loads
from db.sync.merging import Result, held, release
from db.sync.offices import keys_of
from db.sync.sentences import SENTENCES


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def altered(file: Path, name: str, change: Callable[[bytes], bytes], as_name: str = "") -> Path:
    """A copy of a package with one member changed, whole and sound as a file."""
    members = take_apart(file.read_bytes())
    made = put_together(replaced(members, name, change(dict(members)[name])))
    copy = file.with_name(as_name or f"altered-{file.name}")
    copy.write_bytes(made)
    return copy


def signed(office: Office, file: Path, change: Callable[[dict[str, Any]], None], as_name: str = "") -> Path:
    """A copy of a package whose manifest was changed and signed again with the office's own key."""
    with office.register.read() as connection:
        key = keys_of(office.register, connection).sign
    members = take_apart(file.read_bytes())
    manifest = canonical_loads(dict(members)["manifest.json"])
    change(manifest)
    raw = canonical(manifest)
    members = replaced(members, "manifest.json", raw)
    copy = file.with_name(as_name or f"signed-{file.name}")
    copy.write_bytes(put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "thu"))))
    return copy


def flip(data: bytes) -> bytes:
    """One letter of the middle changed for another of the same kind."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def unchanged(office: Office, file: Path, state: str, reason: str) -> Result:
    """Take a package in and check that it ends so, with its own sentence, and that the shared hash stays."""
    before = office.hash()
    result = office.take_one(file)
    assert (result.state, result.reason) == (state, reason)
    assert result.message.startswith(SENTENCES[reason])
    assert office.hash() == before
    return result


def agree(town: District, *communes: Office) -> None:
    """Both sides of every exchange hold the same."""
    for commune in communes or (town.hong_thuy, town.nham):
        assert commune.hash(commune.unit) == town.district.hash(commune.unit)
        assert audit(commune.register).problems == []
    assert audit(town.district.register).problems == []


def settle(town: District) -> None:
    """Everybody sends, everybody takes in, twice (a receipt needs the way back)."""
    for _ in range(2):
        for commune in (town.hong_thuy, town.nham):
            for made in commune.export():
                assert town.district.take_one(made.file).state in ("applied", "known")
        for made in town.district.export():
            commune = town.hong_thuy if made.to.endswith(HONG_THUY) else town.nham
            assert commune.take_one(made.file).state in ("applied", "known")


def device_states(office: Office) -> dict[str, str]:
    """State of the devices in the list the office follows, by unit."""
    with office.register.read() as connection:
        followed = lists.held_list(connection, "parent")
    assert followed is not None
    return {d.unit: d.state for d in followed.trust.devices}


def names(office: Office) -> set[str]:
    with office.register.read() as connection:
        return set(connection.execute(select(Person.name).where(Person.deleted == 0)).scalars())


class TestHonestPath:
    def test_a_full_exchange_leaves_the_same_hash_everywhere(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")
        town.nham.record("A Viết Thử")
        for commune in (town.hong_thuy, town.nham):
            result = town.district.take_one(commune.send())
            assert (result.state, result.reason, result.message, result.conflicts) == ("applied", "", "", 0)
            assert (result.first, result.last, result.applied) == (1, 6, 6)
            assert (result.unit, result.sender[:7]) == (commune.unit, f"xa{commune.unit}")
        settle(town)
        agree(town)
        assert names(town.district) == {"Hồ Văn Thử", "A Viết Thử"}
        assert names(town.hong_thuy) == {"Hồ Văn Thử"}

    def test_the_hash_of_a_commune_is_not_that_of_the_district_before_it_came(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")
        assert town.hong_thuy.hash(HONG_THUY) != town.district.hash(HONG_THUY)

    def test_twice_is_known_and_changes_nothing(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")
        file = town.hong_thuy.send()
        assert town.district.take_one(file).state == "applied"
        for _ in range(3):
            unchanged(town.district, file, "known", "known")

    def test_receipts_alone_twice_are_known(self, town: District) -> None:
        file = town.district.send_to(NHAM)
        assert town.nham.take_one(file).state == "applied"
        unchanged(town.nham, file, "known", "known")

    def test_overlapping_ranges_merge_what_is_new(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        first = town.hong_thuy.send()
        town.hong_thuy.record("Hồ Văn Hai")
        both = town.hong_thuy.send()
        assert town.district.take_one(first).applied == 6
        result = town.district.take_one(both)
        assert (result.state, result.first, result.last, result.applied) == ("applied", 1, 10, 4)
        unchanged(town.district, first, "known", "known")
        agree(town, town.hong_thuy)

    def test_a_correction_of_the_district_travels_down(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"}, reason="Đối chiếu giấy khai sinh")
        result = town.hong_thuy.take_one(town.district.send_to(HONG_THUY))
        assert (result.state, result.applied, result.conflicts) == ("applied", 1, 0)
        assert names(town.hong_thuy) == {"Hồ Văn Đúng"}
        agree(town, town.hong_thuy)

    def test_a_correction_does_not_reach_another_commune(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        sent = {made.to: made.count for made in town.district.export()}
        assert sent == {f"vp-{HONG_THUY}": 1, f"vp-{NHAM}": 0}


class TestReceipts:
    def test_the_next_export_starts_after_the_last_acknowledged_change(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        (lost,) = town.hong_thuy.export()
        (again,) = town.hong_thuy.export()
        assert (lost.first, lost.last, again.first, again.last) == (1, 6, 1, 6)
        town.district.take(again.file)
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        assert town.hong_thuy.export() == []
        town.hong_thuy.record("Hồ Văn Hai")
        (new,) = town.hong_thuy.export()
        assert (new.first, new.last, new.count) == (7, 10, 4)

    def test_numbers_go_up_and_every_package_names_the_one_before(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        previous, numbers = "", []
        for _ in range(3):
            (made,) = town.hong_thuy.export()
            envelope = dict(take_apart(made.file.read_bytes()))["manifest.json"]
            manifest = canonical_loads(envelope)
            assert (manifest["number"], manifest["prev"]) == (made.number, previous)
            numbers.append(made.number)
            with town.hong_thuy.register.read() as connection:
                query = select(Package.manifest).where(Package.direction == "out", Package.number == made.number)
                previous = connection.execute(query).scalar_one()
        assert numbers == [1, 2, 3]

    def test_a_receipt_with_a_wrong_head_is_left_alone(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())

        def another_head(manifest: dict[str, Any]) -> None:
            for ack in manifest["acks"].values():
                ack["head"] = "00" * 32

        false = signed(town.district, town.district.send_to(HONG_THUY), another_head)
        assert town.hong_thuy.take_one(false).state == "applied"
        assert town.hong_thuy.export()[0].first == 1

    @pytest.mark.parametrize("ack", [[], "x", None, {}, {"last": True}, {"last": -1}, {"last": 1 << 50, "head": ""}])
    def test_a_receipt_of_no_known_shape_is_left_alone(self, town: District, ack: Any) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())

        def nonsense(manifest: dict[str, Any]) -> None:
            manifest["acks"] = {sid: ack for sid in manifest["acks"]} | {"\0": ack, "": ack}

        assert town.hong_thuy.take_one(signed(town.district, town.district.send_to(HONG_THUY), nonsense)).state == "applied"
        assert town.hong_thuy.export()[0].first == 1

    def test_an_old_receipt_after_a_newer_one_takes_nothing_back(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())
        old = town.district.send_to(HONG_THUY)
        town.hong_thuy.record("Hồ Văn Hai")
        town.district.take(town.hong_thuy.send())
        town.hong_thuy.take(town.district.send_to(HONG_THUY), old)
        assert town.hong_thuy.export() == []

    def test_a_correction_is_sent_until_every_laptop_of_the_commune_has_it(self, town: District) -> None:
        folder = town.district.folder / "second"
        folder.mkdir()
        second = found(folder, HONG_THUY, seed=5)
        try:
            enrol(second, town.district)
            _, someone = town.hong_thuy.record("Hồ Văn Sai")
            second.record("Hồ Văn Khác")
            town.district.take(town.hong_thuy.send(), second.send())
            set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
            town.hong_thuy.take(town.district.send_to(HONG_THUY))
            town.hong_thuy.record("Hồ Văn Hai")
            town.district.take(town.hong_thuy.send())
            late = town.district.send_to(HONG_THUY)
            assert second.take_one(late).applied == 1
        finally:
            second.register.close()

    def test_nothing_new_and_nothing_to_confirm_is_no_package(self, town: District) -> None:
        settle(town)
        assert town.hong_thuy.export() == []

    def test_a_commune_without_changes_of_its_own_still_confirms(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        settle(town)
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        (made,) = town.hong_thuy.export()
        assert made.count == 0
        town.district.take(made.file)
        assert {made.to: made.count for made in town.district.export()}[f"vp-{HONG_THUY}"] == 0

    def test_a_correction_sent_again_still_brings_the_newer_trust_list(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        settle(town)
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        TestRevoked.revoke(town, NHAM)
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "known"
        assert device_states(town.hong_thuy)[NHAM] == "revoked"

    def test_an_office_nobody_knows_cannot_export(self, tmp_path: Path) -> None:
        lonely = found(tmp_path, NHAM)
        try:
            with pytest.raises(NotAllowed, match="chưa ghi danh"):
                lonely.export()
        finally:
            lonely.register.close()


class TestRefused:
    @pytest.fixture
    def file(self, town: District) -> Path:
        town.hong_thuy.record("Hồ Văn Thử")
        return town.hong_thuy.send()

    def test_cut(self, town: District, file: Path) -> None:
        data = file.read_bytes()
        file.write_bytes(data[: len(data) * 2 // 3])
        unchanged(town.district, file, "refused", "E-TRUNCATED")

    def test_damaged_on_the_way(self, town: District, file: Path) -> None:
        data = file.read_bytes()
        place = data.rindex(b"age-encryption.org/v1") + 400
        file.write_bytes(data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :])
        unchanged(town.district, file, "refused", "E-CRC")

    def test_manifest_altered(self, town: District, file: Path) -> None:
        forged = altered(file, "manifest.json", lambda raw: raw.replace(b'"number":1', b'"number":2'))
        unchanged(town.district, forged, "refused", "E-SIG")

    def test_part_altered(self, town: District, file: Path) -> None:
        unchanged(town.district, altered(file, "p0001.ndjson.zst.age", flip), "refused", "E-HASH")

    def test_readme_altered(self, town: District, file: Path) -> None:
        unchanged(town.district, altered(file, "HUONG-DAN.txt", lambda raw: raw.replace(b"a", b"o")), "refused", "E-README")

    def test_not_a_package(self, town: District, tmp_path: Path) -> None:
        file = tmp_path / "ảnh.dongbo"
        file.write_bytes(b"\xff\xd8\xff\xe0 JFIF" + bytes(500))
        unchanged(town.district, file, "refused", "E-ZIP")

    def test_empty_file(self, town: District, tmp_path: Path) -> None:
        file = tmp_path / "rỗng.dongbo"
        file.touch()
        unchanged(town.district, file, "refused", "E-TRUNCATED")

    def test_for_another_office(self, town: District) -> None:
        result = unchanged(town.nham, town.district.send_to(HONG_THUY), "refused", "E-NOT-FOR-US")
        assert f"xa{HONG_THUY}" in result.message

    def test_for_another_district(self, town: District, tmp_path: Path, file: Path) -> None:
        """The commune has moved its reports to another district, and the stick goes to the old one by habit."""

        def to_another(manifest: dict[str, Any]) -> None:
            manifest["to"] = ["vp-478"]

        result = unchanged(town.district, signed(town.hong_thuy, file, to_another), "refused", "E-NOT-FOR-US")
        assert "vp-478" in result.message

    def test_a_commune_may_not_write_about_another(self, town: District, file: Path) -> None:
        def about_nham(manifest: dict[str, Any]) -> None:
            manifest["unit"] = NHAM

        unchanged(town.district, signed(town.hong_thuy, file, about_nham), "refused", "E-SENDER")

    def test_a_device_may_not_sign_as_another(self, town: District, file: Path) -> None:
        with town.nham.register.read() as connection:
            neighbour = merging.own_ids(connection)[0]

        def as_neighbour(manifest: dict[str, Any]) -> None:
            manifest["sender"] = neighbour

        unchanged(town.district, signed(town.hong_thuy, file, as_neighbour), "refused", "E-SENDER")

    def test_a_sibling_may_not_write_to_a_commune(self, town: District, file: Path) -> None:
        """Every commune holds the district's list with all its siblings; that gives them no say here."""
        with town.nham.register.read() as connection:
            neighbour = merging.own_ids(connection)[0]

        def to_neighbour(unit: str) -> Callable[[dict[str, Any]], None]:
            return lambda manifest: manifest.update(to=[neighbour], unit=unit)

        for unit in (HONG_THUY, NHAM):
            unchanged(town.nham, signed(town.hong_thuy, file, to_neighbour(unit), f"{unit}.dongbo"), "refused", "E-SENDER")

    @pytest.mark.parametrize(("unit", "date"), [("99999", "2017-09-01"), (HONG_THUY, "0000-99-99"), ("ZZ", "2017-13-45")])
    def test_a_unit_or_date_that_never_was(self, town: District, file: Path, unit: str, date: str) -> None:
        def nowhere(manifest: dict[str, Any]) -> None:
            manifest.update(unit=unit, unit_date=date)

        unchanged(town.district, signed(town.hong_thuy, file, nowhere), "refused", "E-MANIFEST")

    def test_our_own_package_given_back(self, town: District, file: Path) -> None:
        unchanged(town.hong_thuy, file, "refused", "E-NOT-FOR-US")
        assert town.hong_thuy.export()[0].number == 2

    def test_a_missing_file_does_not_stop_the_others(self, town: District, file: Path, tmp_path: Path) -> None:
        missing, good = town.district.take(tmp_path / "đâu rồi.dongbo", file)
        assert (missing.state, missing.reason, good.state) == ("refused", "file_missing", "applied")
        assert missing.message.startswith("Không thấy tệp đâu rồi.dongbo.")

    def test_a_folder_is_no_package(self, town: District, tmp_path: Path) -> None:
        result = town.district.take_one(tmp_path)
        assert (result.state, result.reason) == ("refused", "file_is_folder")

    def test_a_bad_package_between_good_ones_stops_only_itself(self, town: District, file: Path) -> None:
        town.nham.record("A Viết Thử")
        bad = altered(file, "p0001.ndjson.zst.age", flip)
        assert [r.state for r in town.district.take(bad, file, town.nham.send())] == ["refused", "applied", "applied"]

    def test_a_refused_package_is_not_kept(self, town: District, file: Path) -> None:
        unchanged(town.district, altered(file, "p0001.ndjson.zst.age", flip), "refused", "E-HASH")
        assert held(town.district.register) == []
        with town.district.register.read() as connection:
            assert list(connection.execute(select(Package.state, Package.blob))) == [("refused", None)]

    def test_a_name_that_is_no_text(self, town: District, tmp_path: Path) -> None:
        """Sticks written by old cameras and phones carry names in any bytes."""
        import os

        file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/g\xf3i.dongbo"))
        file.write_bytes(b"x")
        assert town.district.take_one(file).state == "refused"


class TestUnknownSender:
    def test_held_then_released_after_enrolment(self, town: District, tmp_path: Path) -> None:
        asked, answered = tmp_path / "asked", tmp_path / "answered"
        laptop = found(tmp_path, HONG_THUY, seed=6)
        try:
            slip = enrolling.request(laptop.register, asked)
            with clone(town.district, "elsewhere") as elsewhere:
                letter = enrolling.approve(elsewhere.register, asked, answered, code=slip.code)
            enrolling.accept(laptop.register, answered, code=letter.code, slots=enrolling_slots(laptop))
            laptop.record("Hồ Văn Lạ")
            result = unchanged(town.district, laptop.send(), "held", "unknown_device")
            assert "Số khóa: " in result.message
            (waiting,) = held(town.district.register)
            assert (waiting.state, waiting.reason) == ("held", "unknown_device")
            assert [r.state for r in release(town.district.register)] == ["held"]
            enrolling.approve(town.district.register, asked, answered, code=slip.code)
            assert [r.state for r in release(town.district.register)] == ["applied"]
            assert held(town.district.register) == []
            assert laptop.hash(HONG_THUY) == town.district.hash(HONG_THUY)
        finally:
            laptop.register.close()


def enrolling_slots(office: Office) -> Any:
    from db.vault.registers import slots_of

    return slots_of(office.place, office.register.engine)


class TestGap:
    """The district has confirmed the first package; its restored backup has not."""

    @pytest.fixture
    def late(self, town: District) -> Iterator[tuple[Office, list[Path]]]:
        with clone(town.district, "restored") as restored:
            files = []
            for name in ("Hồ Văn Một", "Hồ Văn Hai", "Hồ Văn Ba"):
                town.hong_thuy.record(name)
                files.append(town.hong_thuy.send())
                town.district.take(files[-1])
                town.hong_thuy.take(town.district.send_to(HONG_THUY))
            yield restored, files

    def test_waits_then_wakes_when_the_gap_closes(self, town: District, late: tuple[Office, list[Path]]) -> None:
        restored, (first, second, third) = late
        result = unchanged(restored, third, "waiting", "waiting_for")
        assert "1–10" in result.message
        assert "1–6" in unchanged(restored, second, "waiting", "waiting_for").message
        assert [w.reason for w in held(restored.register)] == ["waiting_for", "waiting_for"]
        result = restored.take_one(first)
        assert (result.state, result.applied) == ("applied", 6)
        assert [(w.file, w.state, w.applied) for w in result.then] == [(second.name, "applied", 4), (third.name, "applied", 4)]
        assert held(restored.register) == []
        assert restored.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
        assert audit(restored.register).problems == []

    def test_in_one_run_every_file_is_told_once_with_its_end(self, late: tuple[Office, list[Path]]) -> None:
        restored, (first, second, third) = late
        results = restored.take(third, second, first)
        assert [(r.file, r.state) for r in results] == [(f.name, "applied") for f in (third, second, first)]
        assert [r.then for r in results] == [[], [], []]

    def test_a_dry_run_sees_them_follow_each_other(self, late: tuple[Office, list[Path]]) -> None:
        restored, files = late
        before = restored.hash()
        assert [r.state for r in restored.take(*files, dry_run=True)] == ["applied"] * 3
        assert restored.hash() == before
        assert held(restored.register) == []

    def test_what_waits_is_named_in_the_receipt(self, late: tuple[Office, list[Path]]) -> None:
        restored, (first, _, third) = late
        restored.take(third)
        with restored.register.read() as connection:
            (kept,) = connection.execute(select(Package.blob).where(Package.state == "waiting")).scalars()
        assert bytes(kept) == third.read_bytes()
        restored.take(first)
        manifest = canonical_loads(dict(take_apart(restored.send_to(HONG_THUY).read_bytes()))["manifest.json"])
        (ack,) = manifest["acks"].values()
        assert (ack["last"], ack["waiting"]) == (6, [[11, 14]])

    def test_a_woken_follower_that_is_bad_does_not_undo_the_first(
        self, town: District, late: tuple[Office, list[Path]]
    ) -> None:
        restored, (first, second, third) = late

        def other_after(manifest: dict[str, Any]) -> None:
            manifest["ops"]["after"] = "11" * 32

        bad = signed(town.hong_thuy, second, other_after)
        assert restored.take_one(bad).state == "waiting"
        assert restored.take_one(third).state == "waiting"
        result = restored.take_one(first)
        assert result.state == "applied"
        assert [(w.state, w.reason) for w in result.then] == [("refused", "E-CHAIN")]
        assert names(restored) == {"Hồ Văn Một"}
        assert [w.file for w in held(restored.register)] == [third.name]
        result = restored.take_one(second)
        assert [w.state for w in (result, *result.then)] == ["applied", "applied"]
        assert restored.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)


class TestFork:
    def test_the_second_branch_of_a_cloned_laptop_is_held(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Chung")
        town.district.take(town.hong_thuy.send())
        with clone(town.hong_thuy, "cloned") as cloned:
            town.hong_thuy.record("Hồ Văn Một")
            cloned.record("Hồ Văn Hai")
            assert town.district.take_one(town.hong_thuy.send()).state == "applied"
            unchanged(town.district, cloned.send(), "held", "fork")
            assert names(town.district) == {"Hồ Văn Chung", "Hồ Văn Một"}
            (waiting,) = held(town.district.register)
            assert (waiting.reason, waiting.unit) == ("fork", HONG_THUY)
            assert [r.reason for r in release(town.district.register)] == ["fork"]

    def test_a_fork_inside_an_overlap_is_seen(self, town: District) -> None:
        """Both branches go on from a change that the district never acknowledged to them."""
        town.hong_thuy.record("Hồ Văn Chung")
        with clone(town.hong_thuy, "cloned") as cloned:
            town.hong_thuy.record("Hồ Văn Một")
            for name in ("Hồ Văn Hai", "Hồ Văn Ba"):
                cloned.record(name)
            assert town.district.take_one(town.hong_thuy.send()).state == "applied"
            unchanged(town.district, cloned.send(), "held", "fork")

    def test_a_restored_backup_that_is_behind_is_known_not_forked(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Chung")
        with clone(town.hong_thuy, "backup") as backup:
            town.hong_thuy.record("Hồ Văn Một")
            town.district.take(town.hong_thuy.send())
            unchanged(town.district, backup.send(), "known", "known")


class TestRevoked:
    @staticmethod
    def revoke(town: District, unit: str) -> None:
        register = town.district.register
        with register.write() as connection:
            keys, own = keys_of(register, connection), lists.held_list(connection, "own")
            assert own is not None
            devices = [
                d if d.unit != unit else trust.Device(**{f: getattr(d, f) for f in d.__struct_fields__} | {"state": "revoked"})
                for d in own.trust.devices
            ]
            lists.issue(register, connection, keys, devices)

    def test_what_comes_later_is_held_and_not_lost(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        before = town.hong_thuy.send()
        town.district.take(before)
        self.revoke(town, HONG_THUY)
        town.hong_thuy.record("Hồ Văn Hai")
        unchanged(town.district, town.hong_thuy.send(), "held", "revoked")
        unchanged(town.district, before, "known", "known")
        assert [w.reason for w in held(town.district.register)] == ["revoked"]

    def test_a_stolen_laptop_gives_no_receipts(self, town: District) -> None:
        """A thief who confirms corrections would keep the district from sending them again."""
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        confirms = town.hong_thuy.send()
        self.revoke(town, HONG_THUY)
        unchanged(town.district, confirms, "held", "revoked")
        with town.district.register.read() as connection:
            assert connection.execute(select(Receipt.last)).all() == []

    def test_nor_with_changes_we_know_already(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        before = town.hong_thuy.send()
        with clone(town.hong_thuy, "stolen") as stolen:
            town.district.take(before)
            set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
            correction = town.district.send_to(HONG_THUY)

            def unconfirmed(manifest: dict[str, Any]) -> None:
                manifest["acks"] = {}

            stolen.take(signed(town.district, correction, unconfirmed))
            confirms = stolen.send()
        self.revoke(town, HONG_THUY)
        unchanged(town.district, confirms, "known", "known")
        with town.district.register.read() as connection:
            assert connection.execute(select(Receipt.last)).all() == []

    def test_nothing_is_sent_to_a_revoked_device(self, town: District) -> None:
        self.revoke(town, HONG_THUY)
        assert [made.to for made in town.district.export()] == [f"vp-{NHAM}"]

    def test_a_waiting_package_of_a_device_revoked_meanwhile_does_not_wake(self, town: District) -> None:
        with clone(town.district, "restored") as restored:
            files = []
            for name in ("Hồ Văn Một", "Hồ Văn Hai"):
                town.hong_thuy.record(name)
                files.append(town.hong_thuy.send())
                town.district.take(files[-1])
                town.hong_thuy.take(town.district.send_to(HONG_THUY))
            assert restored.take_one(files[1]).state == "waiting"
            self.revoke(District(restored, town.hong_thuy, town.nham), HONG_THUY)
            unchanged(restored, files[0], "held", "revoked")
            assert names(restored) == set()


class TestNewer:
    def test_a_newer_major_version_is_held(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")

        def newer(manifest: dict[str, Any]) -> None:
            manifest["major"] = 2

        unchanged(town.district, signed(town.hong_thuy, town.hong_thuy.send(), newer), "held", "newer")
        (waiting,) = held(town.district.register)
        assert (waiting.unit, waiting.sender[:7]) == (HONG_THUY, f"xa{HONG_THUY}")

    def test_what_must_be_understood_is_held(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")

        def needs(manifest: dict[str, Any]) -> None:
            manifest["must_understand"] = ["redaction"]

        unchanged(town.district, signed(town.hong_thuy, town.hong_thuy.send(), needs), "held", "newer")

    def test_a_newer_minor_version_is_read(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")

        def minor(manifest: dict[str, Any]) -> None:
            manifest.update(minor=7, khong_biet={"a": 1})

        assert town.district.take_one(signed(town.hong_thuy, town.hong_thuy.send(), minor)).state == "applied"


class TestTrustOnTheWay:
    def test_an_older_list_does_not_replace_a_newer_one_nor_stop_the_package(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        early = town.district.send_to(HONG_THUY)
        TestRevoked.revoke(town, NHAM)
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        assert town.hong_thuy.take_one(early).state == "applied"
        assert device_states(town.hong_thuy)[NHAM] == "revoked"

    def test_two_lists_of_one_number_are_refused(self, town: District) -> None:
        """Somebody issues lists with a copy of the office's root key."""
        with clone(town.district, "twin") as twin:
            TestRevoked.revoke(District(twin, town.hong_thuy, town.nham), NHAM)
            assert town.hong_thuy.take_one(twin.send_to(HONG_THUY)).state == "applied"
        enrol(found(town.district.folder, NHAM, seed=7), town.district)
        unchanged(town.hong_thuy, town.district.send_to(HONG_THUY), "refused", "E-TRUST-FORK")
        assert device_states(town.hong_thuy)[NHAM] == "revoked"


class TestDryRun:
    def test_changes_nothing_at_all(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Thử")
        file = town.hong_thuy.send()
        bad = altered(file, "p0001.ndjson.zst.age", flip)

        def everything() -> list[Any]:
            with town.district.register.read() as connection:
                models = (Household, Person, Package, Receipt, LedgerStream)
                return [connection.execute(select(model.__table__)).all() for model in models]

        before = everything()
        results = town.district.take(bad, file, file, dry_run=True)
        assert [(r.state, r.applied) for r in results] == [("refused", 0), ("applied", 6), ("known", 0)]
        assert everything() == before
        assert town.district.take_one(file).applied == 6


class TestConflict:
    @pytest.fixture
    def someone(self, town: District) -> str:
        _, record = town.hong_thuy.record("Hồ Văn Thử", birth_date="1962")
        settle(town)
        return record

    def test_both_sides_show_the_same_until_the_decision_travels(self, town: District, someone: str) -> None:
        set_person(town.hong_thuy.register, someone, {"birth_date": "1963"}, reason="Theo sổ hộ khẩu")
        set_person(town.district.register, someone, {"birth_date": "1964"}, reason="Theo giấy khai sinh")
        result = town.district.take_one(town.hong_thuy.send())
        assert (result.state, result.conflicts) == ("applied", 1)
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).conflicts == 1
        agree(town)
        queues = []
        for office in (town.district, town.hong_thuy):
            with office.register.read() as connection:
                (item,) = list_queue(connection)
            queues.append((item.key, item.kind, item.shown, [(v.change, v.value, v.reason) for v in item.versions]))
        assert queues[0] == queues[1]
        assert {v[1]["birth_date"] for v in queues[0][3]} == {"1963", "1964"}
        chosen = next(v[0] for v in queues[0][3] if v[1]["birth_date"] == "1963")
        decide(town.district.register, "person", someone, "identity", take=chosen, reason="Họp 12/9")
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        for office in (town.district, town.hong_thuy):
            with office.register.read() as connection:
                assert list_queue(connection) == []
                assert connection.execute(select(Person.birth_date, Person.conflicts)).one() == ("1963", 0)
        agree(town)

    def test_the_same_value_on_both_sides_is_no_conflict(self, town: District, someone: str) -> None:
        for office in (town.hong_thuy, town.district):
            set_person(office.register, someone, {"birth_date": "1963"})
        assert town.district.take_one(town.hong_thuy.send()).conflicts == 0
        settle(town)
        agree(town)

    def test_different_fields_are_no_conflict(self, town: District, someone: str) -> None:
        set_person(town.hong_thuy.register, someone, {"phone": "0912345678"})
        set_person(town.district.register, someone, {"note": "Đã đối chiếu"})
        assert town.district.take_one(town.hong_thuy.send()).conflicts == 0
        settle(town)
        agree(town)

    @pytest.mark.parametrize("verdict", ["keep", "delete"])
    def test_edit_against_delete_asks_a_person(self, town: District, someone: str, verdict: str) -> None:
        delete_record(town.hong_thuy.register, "person", someone, reason="Ghi trùng")
        set_person(town.district.register, someone, {"phone": "0912345678"})
        assert town.district.take_one(town.hong_thuy.send()).conflicts == 1
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).conflicts == 1
        agree(town)
        for office in (town.district, town.hong_thuy):
            assert names(office) == {"Hồ Văn Thử"}, "until somebody decides the record stays"
        with town.district.register.read() as connection:
            (item,) = list_queue(connection)
        assert (item.kind, item.key, item.versions[0].reason) == ("delete", "deleted", "Ghi trùng")
        decide(town.district.register, "person", someone, "deleted", take=verdict, reason="Xem lại hồ sơ")
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        agree(town)
        for office in (town.district, town.hong_thuy):
            assert names(office) == ({"Hồ Văn Thử"} if verdict == "keep" else set())
            with office.register.read() as connection:
                assert list_queue(connection) == []


@pytest.mark.postgresql
def test_a_postgresql_district_and_sqlite_communes_agree(tmp_path: Path, server: Any) -> None:
    schema = server.new_schema()
    try:
        with district_at_work(tmp_path, place=server.url(schema)) as town:
            home, someone = town.hong_thuy.record("Hồ Văn Thử", birth_date="1962")
            town.nham.record("A Viết Thử")
            first = town.hong_thuy.send()
            unchanged(town.district, altered(first, "p0001.ndjson.zst.age", flip), "refused", "E-HASH")
            assert [r.state for r in town.district.take(first, town.nham.send())] == ["applied", "applied"]
            unchanged(town.district, first, "known", "known")
            settle(town)
            set_person(town.hong_thuy.register, someone, {"birth_date": "1963"})
            set_person(town.district.register, someone, {"birth_date": "1964"})
            set_household(town.hong_thuy.register, home, {"address": "Gần suối"})
            add_person(town.hong_thuy.register, home, person("Hồ Thị Con", relation="04", sex="2", birth_date="2001"))
            assert town.district.take_one(town.hong_thuy.send(), dry_run=True).conflicts == 1
            assert town.district.take_one(town.hong_thuy.send()).conflicts == 1
            with town.district.register.read() as connection:
                (item,) = list_queue(connection)
                (row,) = [h for h in households(connection, [home], "2017-12-31")]
                assert [m.name for m in row.members] == ["Hồ Văn Thử", "Hồ Thị Con"]
            decide(town.district.register, "person", someone, "identity", take=item.versions[0].change, reason="Họp")
            settle(town)
            agree(town)
    finally:
        server.drop_schema(schema)


def test_a_stick_that_fails_leaves_no_package_and_no_number(town: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two packages meets a full stick; the first would be one the register never sent."""
    build = exporting.package.build

    def full(path: Path, *rest: Any) -> Any:
        if HONG_THUY in path.name:
            raise EnvironmentProblem("disk_full", "Đầy")
        return build(path, *rest)

    monkeypatch.setattr(exporting.package, "build", full)
    with pytest.raises(EnvironmentProblem):
        town.district.export()
    assert list(town.district.folder.glob("481-*/*")) == []
    monkeypatch.undo()
    assert [made.number for made in town.district.export()] == [1, 1]
