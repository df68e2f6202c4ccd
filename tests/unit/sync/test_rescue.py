"""A forgotten password mended through the office above: asked, answered, opened once; every other file is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest
from conftest import PASSWORD
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, district_at_work, enrol, found

from db.domain.errors import AppError
from db.ledger.register import Register
from db.store.officers import officers
from db.sync import enrolling, root
from db.sync.lists import held_list
from db.sync.office_slot import new_sheet
from db.sync.officers import add_officer
from db.sync.rescue import Asked, accept, answer, ask, rescues
from db.vault.recovery import read_code
from db.vault.registers import open_register
from db.vault.slots import FileSlots
from db.vault.state import state_folder

NEW = "ba con suối dài"
HOLDERS = ("Hồ Thị Một", "Kê Văn Hai", "Quỳnh Thị Ba")
LETTER = "Công văn 12/UBND ngày 20/9/2017"


@pytest.fixture
def town(place: str, tmp_path: Path, database: str) -> Iterator[District]:
    """A Lưới on each database in turn, Hồng Thủy and Nhâm in files."""
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def refused(attempt: object, *args: object, **more: object) -> str:
    with pytest.raises(AppError) as error:
        attempt(*args, **more)  # type: ignore[operator]
    assert any(word in error.value.message.casefold() for word in ("chưa", "nguyên vẹn"))
    return error.value.code


def asked(office: Office, file: str = "xin.phuchoi", officer: str = "") -> tuple[Path, Asked]:
    path = office.folder / file
    return path, ask(office.place, path, officer=officer or first(office))


def first(office: Office) -> str:
    """The full name of the officer who founded the register."""
    with office.register.read() as connection:
        return officers(connection)[0].name


def answered(town: District, path: Path, code: str, **more: object) -> Path:
    out = path.with_name(f"tra-loi-{path.name}")
    given = {"code": code, "recovery": town.district.recovery, "reason": LETTER} | more
    answer(town.district.register, path, out, **given)  # type: ignore[arg-type]
    return out


def opens(office: Office, password: str) -> bool:
    try:
        open_register(office.place, password).close()
    except AppError:
        return False
    return True


class TestHonest:
    def test_asked_answered_opened_once(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        assert slip.office == f"vp-{town.district.unit}"
        out = answered(town, path, slip.code.replace("-", " "))
        register = accept(town.hong_thuy.place, out, NEW)
        try:
            assert register.data_key == town.hong_thuy.register.data_key
            assert register.officer == town.hong_thuy.register.officer
        finally:
            register.close()
        assert opens(town.hong_thuy, NEW)
        assert not opens(town.hong_thuy, PASSWORD)
        assert refused(accept, town.hong_thuy.place, out, "một lần nữa thôi") == "rescue_none"

    def test_a_new_sheet_of_the_office_opens_who_has_merged_its_next_package(self, town: District) -> None:
        path, slip = asked(town.nham, "xin-cu.phuchoi")
        sheets: list[str] = []
        assert new_sheet(town.district.register, town.district.place, PASSWORD, sheets.append) is False
        accept(town.nham.place, answered(town, path, slip.code), NEW).close()
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        path, slip = asked(town.hong_thuy)
        assert refused(answered, town, path, slip.code) == "rescue_key", "the old sheet is void for this laptop"
        accept(town.hong_thuy.place, answered(town, path, slip.code, recovery=sheets[0]), NEW).close()
        with town.hong_thuy.register.read() as connection:
            followed = held_list(connection, "parent")
        assert followed is not None
        assert followed.trust.seat.recovery == str(pyrage.x25519.Identity.from_str(read_code(sheets[0])).to_public())

    def test_where_the_root_key_is_sealed_the_next_list_brings_the_new_sheet(self, town: District) -> None:
        papers = root.seal(town.district.register, HOLDERS)
        root.confirm(town.district.register, [one.code for one in papers])
        sheets: list[str] = []
        assert new_sheet(town.district.register, town.district.place, PASSWORD, sheets.append) is True
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        path, slip = asked(town.hong_thuy)
        codes = [one.code for one in papers[:2]]
        assert refused(answered, town, path, slip.code, recovery=sheets[0], officers=codes) == "rescue_key"
        enrolling.revoke(
            town.district.register,
            enrolling.request(town.nham.register, path.with_name("may")).device,
            reason="Máy mất",
            officers=codes,
        )
        town.hong_thuy.take(town.district.send_to(HONG_THUY))
        path, slip = asked(town.hong_thuy, "lai.phuchoi")
        accept(town.hong_thuy.place, answered(town, path, slip.code, recovery=sheets[0], officers=codes), NEW).close()

    def test_both_sides_keep_who_for_whom_and_why(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        accept(town.hong_thuy.place, answered(town, path, slip.code), NEW).close()
        (above,), (below,) = known(town.district.register), known(town.hong_thuy.register)
        device = enrolling.request(town.hong_thuy.register, path.with_name("may")).device
        assert (above.device, above.who, above.reason) == (device, first(town.hong_thuy), LETTER)
        assert above.by == first(town.district)
        assert (below.device, below.who, below.by) == (device, first(town.hong_thuy), slip.office)

    def test_the_officer_who_asked_gets_the_password_and_keeps_the_role(self, town: District) -> None:
        office = town.hong_thuy
        record = add_officer(office.register, office.place, name="Kăn Thị Thử", role="enter", password="cũ lắm rồi")
        path, slip = asked(office, officer="kan thi thu")
        register = accept(office.place, answered(town, path, slip.code), NEW)
        assert register.officer == record
        register.close()
        assert opens(office, PASSWORD)
        assert not opens(office, "cũ lắm rồi")

    def test_two_of_three_answer_where_the_root_key_is_sealed(self, town: District) -> None:
        papers = root.seal(town.district.register, HOLDERS)
        codes = [paper.code for paper in papers]
        root.confirm(town.district.register, codes)
        path, slip = asked(town.hong_thuy)
        assert refused(answered, town, path, slip.code, officers=codes[:1]) == "root_sealed"
        accept(town.hong_thuy.place, answered(town, path, slip.code, officers=codes[1:]), NEW).close()


def test_a_register_on_a_server_is_opened_again_too(place: str, tmp_path: Path) -> None:
    office, below = found(tmp_path, DISTRICT), found(tmp_path, HONG_THUY, place=place, seed=2)
    enrol(below, office)
    with closing_both(office, below) as town:
        path, slip = asked(below)
        register = accept(below.place, answered(town, path, slip.code), NEW)
        assert register.data_key == below.register.data_key
        register.close()
        assert opens(below, NEW)


class TestSecrecy:
    def test_neither_key_nor_name_travels_in_the_clear(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        out = answered(town, path, slip.code)
        key = town.hong_thuy.register.data_key
        for file in (path, out, FileSlots(Path(town.hong_thuy.place)).path):
            body = file.read_bytes()
            assert not any(part in body for part in (key, key.hex().encode(), first(town.hong_thuy).encode()))
            assert town.district.recovery.encode() not in body

    def test_what_waits_on_the_laptop_is_its_owners_alone_and_gone_after_use(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        (kept,) = state_folder().glob("rescue-*.json")
        assert kept.stat().st_mode & 0o077 == 0
        accept(town.hong_thuy.place, answered(town, path, slip.code), NEW).close()
        assert not kept.exists()


class TestTheOfficeRefuses:
    def test_other_digits_and_an_altered_request(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        assert refused(answered, town, path, "1" * 30) == "rescue_digits"
        other, _ = asked(town.hong_thuy, "khac.phuchoi")
        assert refused(answered, town, other, slip.code) == "rescue_digits"
        path.write_bytes(path.read_bytes().replace(b'"age1', b'"age2', 1))
        assert refused(answered, town, path, slip.code) == "rescue_file"

    def test_another_sheet_and_no_reason(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        assert refused(answered, town, path, slip.code, recovery=town.nham.recovery) == "rescue_key"
        assert refused(answered, town, path, slip.code, recovery="QPZR") == "rescue_key"
        assert refused(answered, town, path, slip.code, reason=" ") == "reason_needed"
        assert not known(town.district.register)

    def test_a_withdrawn_laptop_stays_locked(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        device = enrolling.request(town.hong_thuy.register, path.with_name("may")).device
        enrolling.revoke(town.district.register, device, reason="Mất cắp")
        assert refused(answered, town, path, slip.code) == "rescue_revoked"

    def test_a_slot_claimed_for_another_device(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        slots = FileSlots(Path(town.hong_thuy.place))
        slots.save([slot | ({"tag": "0" * 32} if "tag" in slot else {}) for slot in slots.load()])
        path, slip = asked(town.hong_thuy)
        assert refused(answered, town, path, slip.code) == "rescue_unknown"

    def test_who_does_not_administer(self, town: District) -> None:
        add_officer(town.district.register, town.district.place, name="Kăn Thị Thử", role="approve", password=NEW)
        path, slip = asked(town.hong_thuy)
        clerk = open_register(town.district.place, NEW)
        try:
            out = path.with_name("tra-loi")
            more = {"code": slip.code, "recovery": town.district.recovery, "reason": LETTER}
            assert refused(answer, clerk, path, out, **more) == "role"
            assert not out.exists()
        finally:
            clerk.close()


class TestTheLaptopRefuses:
    def test_an_answer_to_an_older_request(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        old = answered(town, path, slip.code)
        asked(town.hong_thuy, "moi.phuchoi")
        assert refused(accept, town.hong_thuy.place, old, NEW) == "rescue_other"
        assert opens(town.hong_thuy, PASSWORD)

    def test_an_answer_for_another_laptop(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        mine, theirs = answered(town, path, slip.code), asked(town.nham, "nham.phuchoi")
        assert theirs
        assert refused(accept, town.nham.place, mine, NEW) == "rescue_other"

    def test_a_request_a_package_and_a_torn_file(self, town: District) -> None:
        path, slip = asked(town.hong_thuy)
        out = answered(town, path, slip.code)
        for body in (path.read_bytes(), out.read_bytes()[:-9], b"", b"x" * 70_000):
            out.write_bytes(body)
            assert refused(accept, town.hong_thuy.place, out, NEW) == "rescue_file"
        assert refused(accept, town.hong_thuy.place, out.with_name("khong-co"), NEW) == "file_missing"

    def test_nothing_asked_an_empty_password_another_officers_password(self, town: District) -> None:
        office = town.hong_thuy
        add_officer(office.register, office.place, name="Kăn Thị Thử", role="enter", password=NEW)
        path, slip = asked(office)
        out = answered(town, path, slip.code)
        assert refused(accept, town.nham.place, out, NEW) == "rescue_none"
        assert refused(accept, office.place, out, "") == "empty_password"
        assert refused(accept, office.place, out, NEW) == "password_taken"
        accept(office.place, out, "mật khẩu khác hẳn").close()

    def test_an_officer_the_register_does_not_know(self, town: District) -> None:
        path, slip = asked(town.hong_thuy, officer="Người Lạ")
        assert refused(accept, town.hong_thuy.place, answered(town, path, slip.code), NEW) == "not_found"

    def test_a_register_that_was_never_enrolled(self, tmp_path: Path) -> None:
        alone = found(tmp_path, NHAM, seed=5)
        alone.register.close()
        assert refused(ask, alone.place, tmp_path / "xin", officer="Cán bộ Thử F") == "rescue_no_office"
        assert refused(ask, alone.place, tmp_path / "xin", officer=" ") == "rescue_name"


@contextmanager
def closing_both(office: Office, below: Office) -> Iterator[District]:
    """A district with one commune, closed at the end."""
    try:
        yield District(office, below, below)
    finally:
        office.register.close()
        below.register.close()


def known(register: Register) -> list[object]:
    with register.read() as connection:
        return list(rescues(connection))
