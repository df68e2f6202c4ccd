"""Enrolment as two clerks do it: digits typed both ways, every wrong paper refused, nothing trusted by halves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from conftest import seeded
from exchanges import DISTRICT, HONG_THUY, NHAM, PHU_VANG, Office, clone, enrol, found
from packages import put_together, replaced, take_apart

from db.domain.errors import AppError, EnvironmentProblem, NotAllowed, NotFound
from db.ledger.register import Register
from db.sync import enrolment, lists, minisign, staging, trust
from db.sync.canonical import canonical, canonical_loads
from db.sync.enrolling import accept, approve, request
from db.sync.offices import keys_of
from db.sync.sentences import SENTENCES, PackageError
from db.vault import registers
from db.vault.registers import slots_of
from db.vault.slots import FileSlots

WRONG = "12345-12345-12345-12345-12345-12345"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, DISTRICT)
    yield office
    office.register.close()


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Office]:
    office = found(tmp_path, HONG_THUY, seed=2)
    yield office
    office.register.close()


def trusted(register: Register, role: lists.Role) -> trust.TrustList | None:
    with register.read() as connection:
        held = lists.held_list(connection, role)
    return None if held is None else held.trust


def units(listed: trust.TrustList | None) -> set[str]:
    return set() if listed is None else {device.unit for device in listed.devices}


def resigned(office: Office, file: Path, name: str, **changes: Any) -> Path:
    """A copy of an enrolment file with its manifest changed and signed again by the office's own key."""
    with office.register.read() as connection:
        key = keys_of(office.register, connection).sign
    members = take_apart(file.read_bytes())
    raw = canonical(canonical_loads(dict(members)["manifest.json"]) | changes)
    members = replaced(members, "manifest.json", raw)
    copy = file.with_name(name)
    copy.write_bytes(put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "thu"))))
    return copy


class TestHonest:
    def test_three_steps(self, district: Office, commune: Office, tmp_path: Path) -> None:
        slip = request(commune.register, tmp_path / "asked", officer="Hồ Thị Kăn Nơ")
        assert (slip.unit, slip.device[:8]) == (HONG_THUY, f"xa{HONG_THUY}-")
        letter = approve(district.register, tmp_path / "asked", tmp_path / "answered", code=slip.code)
        assert (letter.unit, letter.device, letter.trust_version) == (HONG_THUY, slip.device, 1)
        assert trusted(commune.register, "parent") is None
        done = accept(commune.register, tmp_path / "answered", code=letter.code, slots=FileSlots(Path(commune.place)))
        assert (done.unit, done.device, done.trust_version) == (DISTRICT, slip.device, 1)
        assert trusted(commune.register, "parent") == trusted(district.register, "own")

    def test_digits_may_be_typed_with_blanks_dots_or_nothing_between(self, district: Office, commune: Office) -> None:
        asked = commune.folder / "asked"
        code = request(commune.register, asked).code
        for typed in (code.replace("-", " "), code.replace("-", ""), code.replace("-", " – "), f"  {code}. "):
            approve(district.register, asked, commune.folder / "answered", code=typed)

    def test_every_step_may_be_done_again(self, district: Office, commune: Office) -> None:
        """A clerk who is unsure does it twice; a stick is lost; the list gets a new number and the same devices."""
        for version in (1, 2):
            enrol(commune, district)
            listed = trusted(commune.register, "parent")
            assert listed is not None
            assert (listed.version, len(listed.devices)) == (version, 2)
        assert [slot["id"] for slot in FileSlots(Path(commune.place)).load()].count(f"vp-{DISTRICT}") == 1

    def test_a_second_laptop_and_a_second_commune_join_the_same_list(self, district: Office, tmp_path: Path) -> None:
        for number, unit in enumerate((HONG_THUY, HONG_THUY, NHAM), 3):
            folder = tmp_path / str(number)
            folder.mkdir()
            office = found(folder, unit, seed=number)
            enrol(office, district)
            office.register.close()
        listed = trusted(district.register, "own")
        assert listed is not None
        assert sorted(d.unit for d in listed.devices) == [NHAM, HONG_THUY, HONG_THUY, DISTRICT]

    @pytest.mark.postgresql
    def test_with_both_registers_on_a_server(self, tmp_path: Path, server: Any) -> None:
        schemas = [server.new_schema(), server.new_schema()]
        parent = found(tmp_path, DISTRICT, place=server.url(schemas[0]))
        child = found(tmp_path, HONG_THUY, place=server.url(schemas[1]), seed=2)
        try:
            enrol(child, parent)
            assert units(trusted(child.register, "parent")) == {DISTRICT, HONG_THUY}
            slots = slots_of(child.place, child.register.engine).load()
            assert f"vp-{DISTRICT}" in {slot["id"] for slot in slots if slot["kind"] == "recovery"}
        finally:
            for office, schema in zip((parent, child), schemas, strict=True):
                office.register.close()
                server.drop_schema(schema)


class TestRefused:
    @pytest.fixture
    def asked(self, commune: Office) -> tuple[Path, str]:
        file = commune.folder / "asked"
        return file, request(commune.register, file).code

    def refused(self, district: Office, file: Path, code: str, error: type[AppError], kind: str) -> AppError:
        answer = district.folder / "answered"
        with pytest.raises(error) as caught:
            approve(district.register, file, answer, code=code)
        assert caught.value.code == kind
        assert not answer.exists()
        assert trusted(district.register, "own") is None
        return caught.value

    @pytest.mark.parametrize("typed", [WRONG, "", "abc", "١٢٣٤٥", "12345"])
    def test_wrong_digits_at_the_office(self, district: Office, asked: tuple[Path, str], typed: str) -> None:
        self.refused(district, asked[0], typed, NotAllowed, "wrong_digits")

    def test_one_digit_wrong(self, district: Office, asked: tuple[Path, str]) -> None:
        code = asked[1]
        self.refused(district, asked[0], code[:-1] + str((int(code[-1]) + 1) % 10), NotAllowed, "wrong_digits")

    def test_wrong_digits_at_the_laptop(self, district: Office, commune: Office, asked: tuple[Path, str]) -> None:
        answered = commune.folder / "answered"
        approve(district.register, asked[0], answered, code=asked[1])
        for typed in (WRONG, asked[1]):
            with pytest.raises(NotAllowed, match="30 chữ số"):
                accept(commune.register, answered, code=typed, slots=FileSlots(Path(commune.place)))
        assert trusted(commune.register, "parent") is None
        assert [slot["kind"] for slot in FileSlots(Path(commune.place)).load()] == ["officer", "recovery"]

    def test_a_unit_that_is_not_below(self, tmp_path: Path, asked: tuple[Path, str]) -> None:
        stranger = found(tmp_path, PHU_VANG, seed=4)
        try:
            error = self.refused(stranger, *asked, NotAllowed, "not_below")
            assert "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế" in error.message
        finally:
            stranger.register.close()

    def test_a_commune_cannot_approve(self, tmp_path: Path, asked: tuple[Path, str]) -> None:
        neighbour = found(tmp_path, NHAM, seed=5)
        try:
            self.refused(neighbour, *asked, NotAllowed, "no_root")
        finally:
            neighbour.register.close()

    def test_a_request_altered_on_the_way(self, district: Office, asked: tuple[Path, str]) -> None:
        file, code = asked
        data = file.read_bytes()
        members = take_apart(data)
        raw = dict(members)["manifest.json"].replace(b'"20104"', b'"20083"')
        file.write_bytes(put_together(replaced(members, "manifest.json", raw)))
        self.refused(district, file, code, PackageError, "E-SIG")
        file.write_bytes(data[:-30])
        self.refused(district, file, code, PackageError, "E-TRUNCATED")

    def test_a_request_with_another_key_needs_other_digits(
        self, district: Office, commune: Office, asked: tuple[Path, str]
    ) -> None:
        """A swapped stick: the thief's box key in an honest-looking request; the slip has the laptop's digits."""
        box = str(pyrage.x25519.Identity.generate().to_public())
        self.refused(district, resigned(commune, asked[0], "swapped", box=box), asked[1], NotAllowed, "wrong_digits")

    def test_a_level_the_unit_does_not_have(self, district: Office, commune: Office, asked: tuple[Path, str]) -> None:
        with commune.register.read() as connection:
            public = keys_of(commune.register, connection).sign.public
        device = trust.device_id("district", HONG_THUY, public)
        self.refused(
            district,
            resigned(commune, asked[0], "raised", level="district", device=device),
            asked[1],
            PackageError,
            "E-MANIFEST",
        )

    @pytest.mark.parametrize("day", ["1999-99-99", "0000-00-00"])
    def test_a_day_that_never_was(self, district: Office, commune: Office, asked: tuple[Path, str], day: str) -> None:
        self.refused(
            district, resigned(commune, asked[0], "never", unit_date=day), asked[1], PackageError, "E-MANIFEST"
        )

    def test_a_unit_that_never_was(self, district: Office, commune: Office, asked: tuple[Path, str]) -> None:
        with commune.register.read() as connection:
            keys = keys_of(commune.register, connection)
        changes = {"unit": "99999", "device": trust.device_id("commune", "99999", keys.sign.public)}
        file = resigned(commune, asked[0], "nowhere", **changes)
        code = enrolment.device_code(keys.sign.public, keys.recipient, "99999")
        self.refused(district, file, code, NotFound, "unknown_unit")

    def test_the_wrong_kind_of_file(self, district: Office, commune: Office, asked: tuple[Path, str]) -> None:
        answered = commune.folder / "answered"
        letter = approve(district.register, asked[0], answered, code=asked[1])
        with pytest.raises(PackageError):
            approve(district.register, answered, commune.folder / "again", code=letter.code)
        with pytest.raises(PackageError):
            accept(commune.register, asked[0], code=asked[1], slots=FileSlots(Path(commune.place)))
        missing = commune.folder / "không có"
        for step in (
            lambda: approve(district.register, missing, answered, code=WRONG),
            lambda: accept(commune.register, missing, code=WRONG, slots=FileSlots(Path(commune.place))),
        ):
            with pytest.raises(AppError, match="Không thấy tệp không có"):
                step()

    def test_an_answer_for_another_device(self, district: Office, commune: Office, tmp_path: Path) -> None:
        other = found(tmp_path, NHAM, seed=6)
        try:
            answered = tmp_path / "answered"
            slip = request(other.register, tmp_path / "asked")
            letter = approve(district.register, tmp_path / "asked", answered, code=slip.code)
            with pytest.raises(NotAllowed, match=f"dành cho máy {slip.device}"):
                accept(commune.register, answered, code=letter.code, slots=FileSlots(Path(commune.place)))
            assert trusted(commune.register, "parent") is None
        finally:
            other.register.close()

    def test_an_answer_altered_on_the_way(self, district: Office, commune: Office, asked: tuple[Path, str]) -> None:
        answered = commune.folder / "answered"
        letter = approve(district.register, asked[0], answered, code=asked[1])
        members = take_apart(answered.read_bytes())
        raw = dict(members)["manifest.json"].replace(b'"version":1', b'"version":9')
        answered.write_bytes(put_together(replaced(members, "manifest.json", raw)))
        with pytest.raises(PackageError, match="E-SIG") as caught:
            accept(commune.register, answered, code=letter.code, slots=FileSlots(Path(commune.place)))
        assert caught.value.message == SENTENCES["E-SIG"]
        assert trusted(commune.register, "parent") is None


class TestReplay:
    def test_an_old_answer_does_not_bring_an_old_list_back(self, district: Office, commune: Office) -> None:
        """The 30 digits of an office never change, so an old answer file still fits the letter on the wall."""
        asked, old, new = (commune.folder / name for name in ("asked", "old", "new"))
        slip = request(commune.register, asked)
        letter = approve(district.register, asked, old, code=slip.code)
        approve(district.register, asked, new, code=slip.code)
        slots = FileSlots(Path(commune.place))
        assert accept(commune.register, new, code=letter.code, slots=slots).trust_version == 2
        with pytest.raises(PackageError, match="E-TRUST-OLD"):
            accept(commune.register, old, code=letter.code, slots=slots)
        listed = trusted(commune.register, "parent")
        assert listed is not None
        assert listed.version == 2

    def test_an_answer_that_could_not_be_written_costs_a_number_and_nothing_else(
        self, district: Office, commune: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = commune.folder / "asked"
        slip = request(commune.register, asked)

        def full(*_: Any) -> None:
            raise EnvironmentProblem("disk_full", "Đầy")

        monkeypatch.setattr(staging, "publish", full)
        with pytest.raises(EnvironmentProblem):
            approve(district.register, asked, commune.folder / "answered", code=slip.code)
        monkeypatch.undo()
        letter = approve(district.register, asked, commune.folder / "answered", code=slip.code)
        assert letter.trust_version == 2
        accept(commune.register, commune.folder / "answered", code=letter.code, slots=FileSlots(Path(commune.place)))

    def test_two_answers_never_carry_different_lists_of_one_number(self, district: Office, commune: Office) -> None:
        """A list that went out and was then forgotten (a crash) would lock its receiver out for good."""
        seen: dict[int, str] = {}
        for number in range(3):
            folder = commune.folder / str(number)
            folder.mkdir()
            laptop = found(folder, NHAM, seed=20 + number)
            enrol(laptop, district)
            listed = trusted(laptop.register, "parent")
            assert listed is not None
            assert seen.setdefault(listed.version, laptop.place) == laptop.place
            laptop.register.close()


class TestRecovery:
    def test_the_office_opens_a_commune_register_whose_password_is_lost(
        self, district: Office, commune: Office
    ) -> None:
        commune.record("Hồ Văn Thử")
        enrol(commune, district)
        before = commune.hash()
        commune.register.close()
        opened = registers.recover(commune.place, district.recovery, "mật khẩu mới", seeded(8))
        opened.close()
        again = registers.open_register(commune.place, "mật khẩu mới", seeded(9))
        try:
            assert Office(HONG_THUY, commune.place, again, "", commune.folder).hash() == before
        finally:
            again.close()

    def test_not_before_enrolment_and_not_another_office(
        self, district: Office, commune: Office, tmp_path: Path
    ) -> None:
        with pytest.raises(NotAllowed, match="Mã phục hồi"):
            registers.recover(commune.place, district.recovery, "x")
        stranger = found(tmp_path, PHU_VANG, seed=7)
        enrol(commune, district)
        try:
            with pytest.raises(NotAllowed, match="Mã phục hồi"):
                registers.recover(commune.place, stranger.recovery, "x")
        finally:
            stranger.register.close()

    def test_its_own_recovery_sheet_still_opens_it(self, district: Office, commune: Office) -> None:
        enrol(commune, district)
        registers.recover(commune.place, commune.recovery.lower(), "mới").close()


def test_a_copy_of_the_district_issues_its_own_numbers(district: Office, commune: Office) -> None:
    """What a clone of the root key can do is seen by whoever follows both: same number, other list."""
    asked = commune.folder / "asked"
    slip = request(commune.register, asked)
    with clone(district, "twin") as twin:
        letter = approve(twin.register, asked, commune.folder / "one", code=slip.code)
        accept(commune.register, commune.folder / "one", code=letter.code, slots=FileSlots(Path(commune.place)))
    folder = commune.folder / "other"
    folder.mkdir()
    other = found(folder, NHAM, seed=30)
    enrol(other, district)
    other.register.close()
    with district.register.read() as connection:
        own = lists.held_list(connection, "own")
    assert own is not None
    with commune.register.write() as connection, pytest.raises(PackageError, match="E-TRUST-FORK"):
        lists.pin(connection, own.trust, own.body, own.minisig)
