"""Copied disks and backups in use: noticed, explained, mended by a new stream; both branches kept, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import sohotro
from exchanges import HONG_THUY, NHAM, District, Office, clone, district_at_work, enrol, found
from tampering import names, revoke, unchanged

from db.domain.errors import NotAllowed, NotFound
from db.ledger.audit import audit
from db.ledger.ledger import rebuild
from db.ledger.streams import in_doubt, list_streams
from db.sync.judging import judge
from db.sync.parked import held
from db.sync.timeline import timeline


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def settle(town: District, *laptops: Office) -> None:
    """Every laptop gives and gets, three times (what was lost comes back, is confirmed, and that is confirmed)."""
    for _ in range(3):
        for laptop in laptops:
            for made in laptop.export():
                result = town.district.take_one(made.file)
                assert result.state in ("applied", "known"), result
            result = laptop.take_one(town.district.send_to(laptop.unit))
            assert result.state in ("applied", "known"), result


def sound(*offices: Office) -> None:
    for office in offices:
        assert audit(office.register).problems == []
        before = office.hash()
        with office.register.write() as connection:
            rebuild(connection)
        assert office.hash() == before


def digest(office: Office) -> str:
    (waiting,) = held(office.register)
    return waiting.sha256


class TestFork:
    """A copy of a laptop goes on beside the laptop; nobody on either side has noticed."""

    @pytest.fixture
    def twins(self, town: District) -> Iterator[tuple[Office, Office, Path]]:
        town.hong_thuy.record("Hồ Văn Chung")
        town.district.take(town.hong_thuy.send())
        with clone(town.hong_thuy, "twin") as twin:
            town.hong_thuy.record("Hồ Văn Một")
            twin.record("Hồ Văn Hai")
            twin.record("Hồ Văn Ba")
            assert town.district.take_one(town.hong_thuy.send()).state == "applied"
            yield town.hong_thuy, twin, twin.send()

    def test_is_held_and_says_from_where(self, town: District, twins: tuple[Office, Office, Path]) -> None:
        result = unchanged(town.district, twins[2], "held", "fork")
        assert "Khác nhau ở bản ghi 1 hoặc sau đó." in result.message
        (waiting,) = held(town.district.register)
        assert (waiting.message, waiting.choices) == (result.message, ("admit", "turn_down"))

    def test_admitted_both_branches_are_kept_everywhere(
        self, town: District, twins: tuple[Office, Office, Path]
    ) -> None:
        first, twin, file = twins
        town.district.take(file)
        result = judge(town.district.register, digest(town.district), "admit", reason="Máy chép sang máy mới")
        assert (result.state, result.applied) == ("applied", 8)
        everybody = {"Hồ Văn Chung", "Hồ Văn Một", "Hồ Văn Hai", "Hồ Văn Ba"}
        assert names(town.district) == everybody
        assert held(town.district.register) == []
        sound(town.district)
        settle(town, first, twin)
        assert names(first) == names(twin) == everybody
        assert first.hash() == twin.hash() == town.district.hash(HONG_THUY)
        sound(town.district, first, twin)

    def test_afterwards_each_goes_on_in_a_stream_of_its_own(
        self, town: District, twins: tuple[Office, Office, Path]
    ) -> None:
        first, twin, file = twins
        town.district.take(file)
        judge(town.district.register, digest(town.district), "admit", reason="Máy chép sang máy mới")
        settle(town, first, twin)
        first.record("Hồ Văn Bốn")
        twin.record("Hồ Văn Năm")
        settle(town, first, twin)
        streams = []
        for office in (first, twin):
            with office.register.read() as connection:
                streams.append([s for s in list_streams(connection, mine=True) if s.last][-1])
        assert streams[0].sid != streams[1].sid
        assert all(stream.parent for stream in streams)
        assert first.hash() == twin.hash() == town.district.hash(HONG_THUY)
        sound(town.district, first, twin)

    def test_turned_down_it_stays_out_and_is_kept(self, town: District, twins: tuple[Office, Office, Path]) -> None:
        _, _, file = twins
        town.district.take(file)
        with pytest.raises(NotAllowed, match="phải có lý do"):
            judge(town.district.register, digest(town.district), "turn_down", reason=" ")
        judge(town.district.register, digest(town.district), "turn_down", reason="Không rõ máy nào")
        assert held(town.district.register) == []
        unchanged(town.district, file, "refused", "turned_down")
        assert names(town.district) == {"Hồ Văn Chung", "Hồ Văn Một"}

    def test_more_of_a_branch_that_was_admitted_needs_nobody(
        self, town: District, twins: tuple[Office, Office, Path]
    ) -> None:
        _, twin, file = twins
        town.district.take(file)
        judge(town.district.register, digest(town.district), "admit", reason="Máy chép sang máy mới")
        twin.record("Hồ Văn Sáu")
        assert town.district.take_one(twin.send()).state == "applied"
        assert "Hồ Văn Sáu" in names(town.district)
        sound(town.district)

    def test_from_the_command_line(self, town: District, twins: tuple[Office, Office, Path]) -> None:
        place = town.district.place
        town.district.take(twins[2])
        code = digest(town.district)
        assert code[:8] in sohotro("held", place).out
        sohotro("held", place, "--admit", code[:8]).refused("reason_needed")
        sohotro("held", place, "--admit", code[:5], "--reason", "x").refused("no_held")
        sohotro("held", place, "--admit", code, "--turn-down", code, "--reason", "x").refused("usage", code=2)
        done = sohotro("held", place, "--admit", code[:8], "--reason", "Máy chép sang máy mới")
        assert (done.code, "đã ghép" in done.out) == (0, True)
        assert sohotro("held", place, "--json").json == []

    def test_what_no_decision_mends(self, town: District, tmp_path: Path) -> None:
        laptop = found(tmp_path, NHAM, seed=61)
        with clone(town.district, "elsewhere") as elsewhere:
            enrol(laptop, elsewhere)
        laptop.record("A Viết Lạ")
        assert town.district.take_one(laptop.send()).reason == "unknown_device"
        with pytest.raises(NotAllowed, match="không chờ ai quyết định"):
            judge(town.district.register, digest(town.district), "admit", reason="Tin")
        with pytest.raises(NotFound):
            judge(town.district.register, "0" * 64, "admit", reason="Tin")
        laptop.register.close()


class TestLost:
    """A laptop works on from a backup; what it had sent since is at the district."""

    def test_the_receipt_betrays_it_and_all_comes_back_with_its_own_signature(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Cũ")
        town.district.take(town.hong_thuy.send())
        with clone(town.hong_thuy, "backup") as restored:
            town.hong_thuy.record("Hồ Văn Mất")
            town.district.take(town.hong_thuy.send())
            assert restored.take_one(town.district.send_to(HONG_THUY)).state == "applied"
            with restored.register.read() as connection:
                assert in_doubt(connection)
            restored.record("Hồ Văn Sau")
            with restored.register.read() as connection:
                assert not in_doubt(connection)
                old, new = list_streams(connection, mine=True)
            assert (new.parent[:32], new.last) == (old.sid, 4)
            settle(town, restored)
            assert names(restored) == names(town.district) == {"Hồ Văn Cũ", "Hồ Văn Mất", "Hồ Văn Sau"}
            assert restored.hash() == town.district.hash(HONG_THUY)
            sound(restored, town.district)
            (made,) = [m for m in town.district.export() if m.to == f"vp-{HONG_THUY}"]
            assert made.file.stat().st_size < 6_000, "what has come back is not sent again"


class TestWithdrawn:
    def test_a_person_lets_one_package_in_and_the_device_stays_out(self, town: District) -> None:
        town.hong_thuy.record("Hồ Văn Trước")
        town.district.take(town.hong_thuy.send())
        town.hong_thuy.record("Hồ Văn Sau")
        late = town.hong_thuy.send()
        revoke(town.district, HONG_THUY)
        result = unchanged(town.district, late, "held", "revoked")
        assert "Đã xác nhận đến bản ghi 6 trước khi thu hồi" in result.message
        assert judge(
            town.district.register, digest(town.district), "admit", reason="Gói xuất trước khi mất máy"
        ).applied
        assert names(town.district) == {"Hồ Văn Trước", "Hồ Văn Sau"}
        town.hong_thuy.record("Hồ Văn Nữa")
        unchanged(town.district, town.hong_thuy.send(), "held", "revoked")
        (line,) = [line for line in timeline(town.district.register) if line.unit == HONG_THUY]
        assert line.held_to == 10

    def test_what_was_acknowledged_before_is_known_to_be_older(self, town: District, tmp_path: Path) -> None:
        """An office that lacks the packages learns from the list how far they certainly are genuine: by the chain."""
        town.hong_thuy.record("Hồ Văn Trước")
        before = town.hong_thuy.send()
        with clone(town.district, "behind") as behind:
            town.district.take(before)
            town.hong_thuy.record("Hồ Văn Sau")
            after = town.hong_thuy.send()
            revoke(town.district, HONG_THUY)
            with town.district.register.read() as connection:
                from db.sync import lists

                own = lists.held_list(connection, "own")
            assert own is not None
            with behind.register.write() as connection:
                lists._keep(connection, "own", own.trust, own.body, own.minisig)
            assert unchanged(behind, after, "held", "revoked").state == "held"
            assert behind.take_one(before).state == "applied"
            assert names(behind) == {"Hồ Văn Trước"}
