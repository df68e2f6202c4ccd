"""Packages refused, held or kept waiting: each with its own sentence, and the register as it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, NHAM, District, Office, clone, district_at_work, found
from packages import take_apart
from sqlalchemy import select
from tampering import altered, flip, names, revoke, signed, unchanged

from db.domain.errors import NotAllowed, NotFound
from db.ledger.audit import audit
from db.ledger.register import settings
from db.ledger.streams import list_streams
from db.models import Package, Receipt
from db.store.household.households import set_person
from db.sync import enrolling, limits, lists, merging
from db.sync.canonical import canonical_loads
from db.sync.merging import release
from db.sync.parked import held
from db.vault.registers import slots_of


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


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
        unchanged(
            town.district, altered(file, "HUONG-DAN.txt", lambda raw: raw.replace(b"a", b"o")), "refused", "E-README"
        )

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
            unchanged(
                town.nham, signed(town.hong_thuy, file, to_neighbour(unit), f"{unit}.dongbo"), "refused", "E-SENDER"
            )

    @pytest.mark.parametrize(
        ("unit", "date"), [("99999", "2017-09-01"), (HONG_THUY, "0000-99-99"), ("ZZ", "2017-13-45")]
    )
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
            enrolling.accept(
                laptop.register, answered, code=letter.code, slots=slots_of(laptop.place, laptop.register.engine)
            )
            laptop.record("Hồ Văn Lạ")
            result = unchanged(town.district, laptop.send(), "held", "unknown_device")
            assert "Số khóa: " in result.message
            (waiting,) = held(town.district.register)
            assert (waiting.state, waiting.reason, waiting.message) == ("held", "unknown_device", result.message)
            assert [r.state for r in release(town.district.register)] == ["held"]
            enrolling.approve(town.district.register, asked, answered, code=slip.code)
            assert [r.state for r in release(town.district.register)] == ["applied"]
            assert held(town.district.register) == []
            assert laptop.hash(HONG_THUY) == town.district.hash(HONG_THUY)
        finally:
            laptop.register.close()


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
        assert {w.reason for w in held(restored.register)} == {"waiting_for"}
        assert sorted(w.message.rsplit("bản ghi ")[-1] for w in held(restored.register)) == ["1–10.", "1–6."]
        result = restored.take_one(first)
        assert (result.state, result.applied) == ("applied", 6)
        assert [(w.file, w.state, w.applied) for w in result.then] == [
            (second.name, "applied", 4),
            (third.name, "applied", 4),
        ]
        assert held(restored.register) == []
        assert restored.hash(HONG_THUY) == town.hong_thuy.hash(HONG_THUY)
        assert audit(restored.register).problems == []

    def test_in_one_run_every_file_is_told_once_with_its_end(self, late: tuple[Office, list[Path]]) -> None:
        restored, (first, second, third) = late
        results = restored.take(third, second, first)
        assert [(r.file, r.state) for r in results] == [(f.name, "applied") for f in (third, second, first)]
        assert [r.then for r in results] == [[], [], []]

    @pytest.mark.parametrize("limit", ["PARKED", "PARKED_SIZE"])
    def test_one_device_may_not_fill_the_disk_with_packages_that_wait(
        self, late: tuple[Office, list[Path]], monkeypatch: pytest.MonkeyPatch, limit: str
    ) -> None:
        restored, (first, second, third) = late
        room = {"PARKED": 1, "PARKED_SIZE": third.stat().st_size}
        monkeypatch.setattr(limits, limit, room[limit])
        assert restored.take_one(third).state == "waiting"
        assert restored.take_one(third).state == "waiting"
        unchanged(restored, second, "refused", "E-PARKED")
        assert [w.file for w in held(restored.register)] == [third.name]
        assert [r.state for r in restored.take(first, second)] == ["applied", "applied"]
        assert held(restored.register) == []

    def test_packages_of_unknown_devices_share_one_room(
        self, town: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = [tmp_path / "a.dongbo", tmp_path / "b.dongbo"]
        for seed, file in enumerate(asked, 70):
            laptop = found(tmp_path, HONG_THUY, place=str(tmp_path / f"{seed}.sohotro"), seed=seed)
            enrolling.request(laptop.register, file)
            laptop.register.close()
        monkeypatch.setattr(limits, "PARKED", 1)
        unchanged(town.district, asked[0], "held", "unknown_device")
        unchanged(town.district, asked[1], "refused", "E-PARKED")

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
    def test_what_comes_later_is_held_and_not_lost(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        before = town.hong_thuy.send()
        town.district.take(before)
        revoke(town.district, HONG_THUY)
        town.hong_thuy.record("Hồ Văn Hai")
        unchanged(town.district, town.hong_thuy.send(), "held", "revoked")
        unchanged(town.district, before, "known", "known")
        assert [w.reason for w in held(town.district.register)] == ["revoked"]

    def test_the_list_says_how_far_it_had_come(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Một")
        town.district.take(town.hong_thuy.send())
        with town.district.register.read() as connection:
            (stream,) = [s for s in list_streams(connection, mine=False) if s.unit == HONG_THUY]
        step = enrolling.revoke(town.district.register, stream.device)
        with town.district.register.read() as connection:
            own = lists.held_list(connection, "own")
        assert own is not None
        (gone,) = [d for d in own.trust.devices if d.state == "revoked"]
        assert (gone.id, gone.acked) == (stream.device, {stream.sid: stream.last})
        assert step.trust_version == own.trust.version

    @pytest.mark.parametrize("device", ["xa20104-aaaaaaaa", ""])
    def test_only_a_device_that_is_there(self, town: District, device: str) -> None:
        before = town.district.hash()
        with pytest.raises(NotFound, match="Chưa thay đổi gì"):
            enrolling.revoke(town.district.register, device)
        assert town.district.hash() == before

    def test_not_the_one_in_use_and_not_by_a_commune(self, town: District) -> None:
        with town.district.register.read() as connection:
            own = settings(connection)["device"]
        with pytest.raises(NotAllowed):
            enrolling.revoke(town.district.register, own)
        with pytest.raises(NotFound):
            enrolling.revoke(town.hong_thuy.register, own)

    def test_a_stolen_laptop_gives_no_receipts(self, town: District) -> None:
        """A thief who confirms corrections would keep the district from sending them again."""
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        confirms = town.hong_thuy.send()
        revoke(town.district, HONG_THUY)
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
        revoke(town.district, HONG_THUY)
        unchanged(town.district, confirms, "known", "known")
        with town.district.register.read() as connection:
            assert connection.execute(select(Receipt.last)).all() == []

    def test_nothing_is_sent_to_a_revoked_device(self, town: District) -> None:
        revoke(town.district, HONG_THUY)
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
            revoke(restored, HONG_THUY)
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
