"""Packages between a district and its communes: what is merged, and that both sides then hold the same."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import HONG_THUY, NHAM, District, Office, clone, district_at_work, enrol, found, person
from packages import take_apart
from sqlalchemy import select
from tampering import altered, device_states, flip, names, revoke, signed, unchanged

from db.domain.errors import EnvironmentProblem, NotAllowed
from db.ledger.audit import audit
from db.models import Household, LedgerStream, Package, Person, Receipt
from db.store.deciding.queue import decide, list_queue
from db.store.household.households import add_person, delete_record, set_household, set_person
from db.store.reading import households
from db.sync import exporting, merging
from db.sync.canonical import canonical_loads


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


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
            manifest["acks"] = dict.fromkeys(manifest["acks"], ack) | {"\0": ack, "": ack}

        assert (
            town.hong_thuy.take_one(signed(town.district, town.district.send_to(HONG_THUY), nonsense)).state
            == "applied"
        )
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
            assert second.take_one(late).applied == 11, "the correction, and all that the other laptop wrote"
            assert second.hash() == town.district.hash(HONG_THUY)
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
        revoke(town.district, NHAM)
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "known"
        assert device_states(town.hong_thuy)[NHAM] == "revoked"

    def test_an_office_nobody_knows_cannot_export(self, tmp_path: Path) -> None:
        lonely = found(tmp_path, NHAM)
        try:
            with pytest.raises(NotAllowed, match="chưa ghi danh"):
                lonely.export()
        finally:
            lonely.register.close()


class TestTrustOnTheWay:
    def test_an_older_list_does_not_replace_a_newer_one_nor_stop_the_package(self, town: District) -> None:
        _, someone = town.hong_thuy.record("Hồ Văn Sai")
        town.district.take(town.hong_thuy.send())
        early = town.district.send_to(HONG_THUY)
        revoke(town.district, NHAM)
        set_person(town.district.register, someone, {"name": "Hồ Văn Đúng"})
        assert town.hong_thuy.take_one(town.district.send_to(HONG_THUY)).state == "applied"
        assert town.hong_thuy.take_one(early).state == "applied"
        assert device_states(town.hong_thuy)[NHAM] == "revoked"

    def test_two_lists_of_one_number_are_refused(self, town: District) -> None:
        """Somebody issues lists with a copy of the office's root key."""
        with clone(town.district, "twin") as twin:
            revoke(twin, NHAM)
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
                (row,) = households(connection, [home], "2017-12-31")
                assert [m.name for m in row.members] == ["Hồ Văn Thử", "Hồ Thị Con"]
            decide(town.district.register, "person", someone, "identity", take=item.versions[0].change, reason="Họp")
            settle(town)
            agree(town)
    finally:
        server.drop_schema(schema)


def test_a_disk_that_fills_up_does_not_hide_what_was_merged_before(
    town: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first package is in; a sentence that says nothing has changed would be wrong for the whole run."""
    first, second = town.hong_thuy, town.nham
    first.record("Hồ Văn Một")
    second.record("Hồ Văn Hai")
    files = [first.send(), second.send()]
    real = merging.ledger.receive

    def full(connection: Any, span: Any, *rest: Any, **more: Any) -> Any:
        if span.unit == NHAM:
            raise OSError(errno.ENOSPC, "no space left")
        return real(connection, span, *rest, **more)

    monkeypatch.setattr(merging.ledger, "receive", full)
    with pytest.raises(OSError, match="no space left"):
        town.district.take(files[1])
    merged, failed = town.district.take(*files)
    assert (merged.state, failed.state, failed.reason) == ("applied", "refused", "disk_full")
    assert "đã đầy" in failed.message
    assert town.district.hash(HONG_THUY) == first.hash(HONG_THUY)
    monkeypatch.undo()
    assert [r.state for r in town.district.take(*files)] == ["known", "applied"]


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
