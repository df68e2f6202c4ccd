"""Officers, their roles and passwords: let in, helped, ended; what each role may do is refused in the store itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PASSWORD
from exchanges import District, Office, district_at_work, household

from db.domain.errors import AppError
from db.ledger.register import Register
from db.store.history.undo import last_actions, undo
from db.store.household.households import add_household, delete_record
from db.store.officers import change_officer
from db.store.officers import officers as listed
from db.store.places.villages import add_village
from db.store.printing.register import issue_for, print_register, record
from db.sync import officers
from db.sync.enrolling import revoke
from db.sync.exporting import export
from db.sync.merging import merge
from db.vault import slots
from db.vault.registers import open_register
from db.vault.slots import Cost, officer_slot

NEW = "ba con suối dài"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def office(town: District) -> Office:
    return town.hong_thuy


def refused(attempt: Callable[[], object]) -> str:
    with pytest.raises(AppError) as error:
        attempt()
    assert "Chưa" in error.value.message
    return error.value.code


def as_officer(office: Office, role: str, name: str = "Kăn Thị Thử") -> Register:
    """The register opened by another officer of that role."""
    officers.add_officer(office.register, office.place, name=name, role=role, password=NEW)
    return open_register(office.place, NEW)


def names(register: Register) -> dict[str, str]:
    with register.read() as connection:
        return {one.name: one.ended or one.role for one in listed(connection)}


def test_an_officer_comes_is_renamed_and_goes(office: Office) -> None:
    second = as_officer(office, "enter")
    add_village(second, "Thôn 9")
    change_officer(office.register, "Kăn Thị Thử", name="Kăn Thị Mới", role="approve")
    assert names(office.register)["Kăn Thị Mới"] == "approve"
    officers.end_officer(office.register, office.place, "Kăn Thị Mới", reason="Chuyển công tác")
    assert names(office.register)["Kăn Thị Mới"] > "2000"
    assert refused(lambda: add_village(second, "Thôn 10")) == "role", (
        "the open window of an ended officer writes no more"
    )
    second.close()
    with pytest.raises(AppError, match="wrong_password"):
        open_register(office.place, NEW)


WAYS: dict[str, Callable[[Register, Office], object]] = {
    "enter": lambda book, _office: add_household(book, household("Hồ Văn Bịa")),
    "village": lambda book, _office: add_village(book, "Thôn 8"),
    "export": lambda book, office: export(book, office.folder),
    "merge": lambda book, office: merge(book, []),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_only_reads_writes_in_no_way(office: Office, way: str) -> None:
    office.record("Hồ Văn Thử")
    reader = as_officer(office, "read")
    with reader.read() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM ledger_change").scalar()
    assert refused(lambda: WAYS[way](reader, office)) == "role"
    with reader.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM ledger_change").scalar() == before
    reader.close()
    clerk = as_officer_again(office, "enter")
    WAYS[way](clerk, office)
    clerk.close()


def as_officer_again(office: Office, role: str) -> Register:
    change_officer(office.register, "Kăn Thị Thử", role=role)
    return open_register(office.place, NEW)


def test_who_enters_neither_deletes_nor_takes_back_what_others_wrote(office: Office) -> None:
    home, _person = office.record("Hồ Văn Thử")
    clerk = as_officer(office, "enter")
    assert refused(lambda: delete_record(clerk, "household", home, reason="Ghi trùng")) == "role"
    with clerk.read() as connection:
        theirs = last_actions(connection)[0].id
    assert refused(lambda: undo(clerk, theirs)) == "role"
    add_village(clerk, "Thôn 9")
    with clerk.read() as connection:
        own = last_actions(connection)[0].id
    assert undo(clerk, own).restored == 1, "one's own may be taken back"
    change_officer(office.register, "Kăn Thị Thử", role="approve")
    delete_record(clerk, "household", home, reason="Ghi trùng")
    clerk.close()


def test_only_who_administers_touches_officers_and_devices(town: District, office: Office) -> None:
    approver = as_officer(office, "approve")
    for attempt in (
        lambda: officers.add_officer(approver, office.place, name="Hồ Văn Ba", role="enter", password="một hai ba bốn"),
        lambda: officers.set_password(approver, office.place, "Kăn Thị Thử", "một hai ba bốn"),
        lambda: change_officer(approver, "Kăn Thị Thử", role="administer"),
        lambda: officers.end_officer(approver, office.place, "Kăn Thị Thử", reason="thử"),
        lambda: revoke(approver, "xa20104-aaaaaaaa"),
    ):
        assert refused(attempt) == "role"
    approver.close()


def test_somebody_always_administers(office: Office) -> None:
    (own,) = names(office.register)
    assert (
        refused(lambda: officers.end_officer(office.register, office.place, own, reason="thử")) == "last_administrator"
    )
    assert refused(lambda: change_officer(office.register, own, role="enter")) == "last_administrator"
    as_officer(office, "administer").close()
    change_officer(office.register, own, role="enter")
    assert names(office.register)[own] == "enter"


def test_names_and_roles_are_checked(office: Office) -> None:
    (own,) = names(office.register)
    for name, role in ((own, "enter"), ("", "enter"), ("Hồ Văn Ba", "boss")):
        assert (
            refused(
                lambda name=name, role=role: officers.add_officer(  # type: ignore[misc]
                    office.register, office.place, name=name, role=role, password=NEW
                )
            )
            == "invalid"
        )
    assert len(names(office.register)) == 1


def test_passwords_are_changed_and_given_anew(office: Office) -> None:
    second = as_officer(office, "enter")
    assert (
        refused(lambda: officers.change_password(second, office.place, "sai", "mới toanh 12")) == "wrong_old_password"
    )
    assert refused(lambda: officers.change_password(second, office.place, NEW, "")) == "empty_password"
    assert refused(lambda: officers.change_password(second, office.place, NEW, PASSWORD)) == "password_taken"
    officers.change_password(second, office.place, NEW, "mới toanh 12")
    second.close()
    open_register(office.place, "mới toanh 12").close()
    officers.set_password(office.register, office.place, "Kăn Thị Thử", "quên rồi 34")
    with pytest.raises(AppError, match="wrong_password"):
        open_register(office.place, "mới toanh 12")
    again = open_register(office.place, "quên rồi 34")
    assert again.officer == second.officer
    again.close()


def test_the_recovery_sheet_is_tried_without_changing_anything(tmp_path: Path) -> None:
    from db.sync import offices

    made = offices.create(
        str(tmp_path / "so.sohotro"), PASSWORD, unit="20104", level="commune", on="2017-09-01", officer="Hồ Thị Mẫu"
    )
    keys = (tmp_path / "so.sohotro-keys").read_bytes()
    assert officers.last_drill(made.register) == ""
    wrong = made.recovery[:-4] + "QQQQ"
    with pytest.raises(AppError, match="wrong_recovery"):
        officers.drill(made.register, str(tmp_path / "so.sohotro"), wrong)
    day = officers.drill(made.register, str(tmp_path / "so.sohotro"), made.recovery.lower())
    assert officers.last_drill(made.register) == day
    assert (tmp_path / "so.sohotro-keys").read_bytes() == keys
    made.register.close()


def test_a_slot_costs_what_the_machine_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    """More passes on a fast machine, never fewer than the floor; both stand in the slot, which opens anywhere."""
    monkeypatch.setattr(slots, "TARGET", 10.0)
    slow = officer_slot("o-1", PASSWORD, bytes(32))
    assert slow["passes"] == slots.MOST_PASSES
    monkeypatch.setattr(slots, "TARGET", 0.0)
    assert officer_slot("o-1", PASSWORD, bytes(32))["passes"] == slots.COST.passes
    assert slots.open_officer(slow, PASSWORD) == bytes(32)
    assert Cost().passes >= 3
    assert Cost().memory >= 64 * 1024 * 1024


def test_a_reader_still_prints(office: Office) -> None:
    """Paper leaves with a name: the print register takes who printed it."""
    reader = as_officer(office, "read")
    with reader.read() as connection:
        issue = issue_for(reader, connection)
    record(reader, "danh_sach", "Danh sách", None, issue, 1, "0" * 64, subject="thử")
    with reader.read() as connection:
        (line,) = print_register(connection)
    assert line.officer == "Kăn Thị Thử"
    reader.close()
