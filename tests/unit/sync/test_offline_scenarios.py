"""The offline scenarios that ODK Central tests (`test/integration/api/offline-entities.js`), by name, in our terms.

Its "submission" is a change in a commune's stream, its "branch" that stream, its "trunk version" what the writer had
before his eyes, its "backlog" the ranges that wait for what comes before. It forces a backlog after seven days; we
never do: what is missing is asked for, not skipped. Its "soft" conflict is no conflict here: nobody has written the
same field. The tests stand in its order; a comment says where its scenario has no meaning for us.
"""

from __future__ import annotations

import pytest
from ledgers import UNIT, wipe
from sides import Side, meet

from db.ledger.change import DELETED
from db.ledger.register import Register

JOHNNY, MEGAN = "ho-tro-1", "ho-tro-2"
Sides = tuple[Side, Side]


@pytest.fixture
def sides(two_registers: tuple[Register, Register]) -> tuple[Side, Side]:
    """The office and a laptop that knows Johnny from it (age 22)."""
    for register, device in zip(two_registers, "AB", strict=True):
        wipe(register, UNIT, device)
    office, laptop = (Side(register, device) for register, device in zip(two_registers, "AB", strict=True))
    office.create(JOHNNY, ten="Johnny", tuoi=22)
    assert laptop.take(office.part()) == "next"
    return office, laptop


# parsing branchId and trunkVersion


def test_parse_and_save_info_from_submission_creating_an_entity(sides: Sides) -> None:
    """A record made offline arrives whole."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", tuoi=20, trang_thai="mới")
    assert office.take(laptop.part()) == "next"
    assert office.shows(MEGAN) == {"ten": "Megan", "tuoi": 20, "trang_thai": "mới"}


def test_parse_and_save_branch_info_from_sub_updating_an_entity(sides: Sides) -> None:
    """An update keeps what it did not touch, and its change names nothing it did not see."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    office.take(laptop.part())
    assert office.shows(JOHNNY) == {"ten": "Johnny", "tuoi": 22, "trang_thai": "đến"}


# "should ignore empty string trunkVersion and branchId values in update scenario" and "should log processing error if
# trunkVersion is set but branchId is not": a change has one stream and names what it replaces; neither can be left
# out of half of it. A line without its fields is refused (tests/unit/ledger/test_ledger_change.py).


# offline branches submitted in order


def test_let_multiple_updates_in_the_same_branch_get_applied_in_order(sides: Sides) -> None:
    """The last one is shown."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    assert [office.take(laptop.part(n, n)) for n in (1, 2)] == ["next", "next"]
    assert office.shows(JOHNNY) == {"ten": "Johnny", "tuoi": 22, "trang_thai": "đi"}


def test_apply_update_branch_in_order_after_server_version_has_advanced(sides: Sides) -> None:
    """The office has changed another field meanwhile: both stand, nobody is asked."""
    office, laptop = sides
    office.set(JOHNNY, nhan="Johnny Doe")
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    meet(office, laptop)
    assert office.shows(JOHNNY) == {"ten": "Johnny", "tuoi": 22, "nhan": "Johnny Doe", "trang_thai": "đi"}
    assert not office.waits(JOHNNY)


def test_handle_updating_a_branch_in_order_but_with_an_interruption(sides: Sides) -> None:
    """The office writes between two changes of the laptop."""
    office, laptop = sides
    office.set(JOHNNY, nhan="đổi")
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    office.take(laptop.part(1, 1))
    office.set(JOHNNY, nhan="Johnny Doe")
    meet(office, laptop)
    assert office.shows(JOHNNY) == {"ten": "Johnny", "tuoi": 22, "nhan": "Johnny Doe", "trang_thai": "đi"}
    assert not office.waits(JOHNNY)


def test_handle_an_offline_branch_that_starts_with_a_create(sides: Sides) -> None:
    """Made and changed offline."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", trang_thai="mới")
    laptop.set(MEGAN, trang_thai="đã ghi")
    office.take(laptop.part())
    assert office.shows(MEGAN) == {"ten": "Megan", "trang_thai": "đã ghi"}


def test_handle_offline_create_update_update_with_interleaved_online_updates(sides: Sides) -> None:
    """The office edits what has come so far, the laptop goes on without knowing: a question where both wrote."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", trang_thai="mới")
    office.take(laptop.part(1, 1))
    office.set(MEGAN, trang_thai="huyện ghi", nhan="một")
    laptop.set(MEGAN, trang_thai="đã ghi")
    office.take(laptop.part(2, 2))
    office.set(MEGAN, nhan="hai")
    laptop.set(MEGAN, tuoi=20)
    meet(office, laptop)
    assert office.waits(MEGAN) == laptop.waits(MEGAN) == {"trang_thai"}
    assert (office.shows(MEGAN) or {})["nhan"] == "hai"


# out of order runs


def test_quietly_process_submission_if_trunk_and_base_versions_are_not_good(sides: Sides) -> None:
    """The second change alone waits; nothing here changes and nothing fails."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    before = office.all()
    assert office.take(laptop.part(2, 2)) == "gap"
    assert office.all() == before


def test_not_apply_out_of_order_update_from_a_run_after_starting_a_run(sides: Sides) -> None:
    """First and third are there: the third waits for the second."""
    office, laptop = sides
    for state in ("đến", "làm", "đi"):
        laptop.set(JOHNNY, trang_thai=state)
    assert [office.take(laptop.part(n, n)) for n in (1, 3)] == ["next", "gap"]
    assert (office.shows(JOHNNY) or {})["trang_thai"] == "đến"


# "should not apply later trunkVersion (past existing server version)": a change names the changes it has seen, not a
# number; one that is not here yet is remembered as replaced, as the next test shows.


def test_apply_later_run_received_earlier(sides: Sides) -> None:
    """The gap closes and everything that waited follows."""
    office, laptop = sides
    for state in ("đến", "làm", "đi"):
        laptop.set(JOHNNY, trang_thai=state)
    assert [office.take(laptop.part(n, n)) for n in (1, 3, 2, 3)] == ["next", "gap", "next", "next"]
    assert (office.shows(JOHNNY) or {})["trang_thai"] == "đi"
    assert not office.waits(JOHNNY)


def test_handle_offline_update_that_comes_before_a_create(sides: Sides) -> None:
    """Another laptop's change of a record can come before the record: it stands alone and grows together later."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", trang_thai="mới")
    office.set(MEGAN, trang_thai="đã ghi")
    assert office.shows(MEGAN) == {"trang_thai": "đã ghi"}
    meet(office, laptop)
    assert office.waits(MEGAN) == {"trang_thai"}  # neither writer saw the other
    assert (office.shows(MEGAN) or {})["ten"] == "Megan"


def test_handle_offline_create_update_that_comes_in_backwards(sides: Sides) -> None:
    """Third, second, first; then all."""
    office, laptop = sides
    laptop.create(MEGAN, trang_thai="mới")
    laptop.set(MEGAN, trang_thai="đã ghi")
    laptop.set(MEGAN, trang_thai="làm")
    backwards = [office.take(laptop.part(n, n)) for n in (3, 2, 1)]
    assert backwards == ["gap", "gap", "next"]
    assert [office.take(laptop.part(n, n)) for n in (2, 3)] == ["next", "next"]
    assert office.shows(MEGAN) == {"trang_thai": "làm"}


# "should log an event when holding submission in backlog" (force update; force update-as-create) and "should include
# submission.backlog.reprocess event in audit log": the package page tells what waits and what woke it
# (tests/unit/sync/test_refusals.py); the ledger notes only what was written.


# reprocessing when approvalRequired is toggled


def test_not_over_process_a_submission_that_is_being_held_because_it_is_later_in_a_run(sides: Sides) -> None:
    """However often it is tried, what waits waits, until what is missing has come."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    assert [office.take(laptop.part(2, 2)) for _ in range(3)] == ["gap"] * 3
    assert [office.take(laptop.part(n, n)) for n in (1, 2, 2)] == ["next", "next", "known"]


# "should wait for approval of create submission in offline branch" and "should not process update submission in
# backlog if approvalRequired is true": an approval is a milestone written into the ledger, it holds no change back.


# force-processing held submissions


def test_apply_an_entity_update_when_the_previous_update_is_missing(sides: Sides) -> None:
    """It is never forced: the range stays a gap. The same change inside a whole range is taken."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    laptop.set(JOHNNY, trang_thai="đi")
    assert office.take(laptop.part(2, 2)) == "gap"
    assert office.take(laptop.part(1, 2)) == "next"


def test_apply_two_updates_when_first_update_is_missing(sides: Sides) -> None:
    """Two wait for one; one delivery of everything brings all three."""
    office, laptop = sides
    for state in ("đến", "làm", "đi"):
        laptop.set(JOHNNY, trang_thai=state)
    assert [office.take(laptop.part(n, n)) for n in (2, 3)] == ["gap", "gap"]
    assert office.take(laptop.part()) == "next"
    assert (office.shows(JOHNNY) or {})["trang_thai"] == "đi"


def test_apply_an_entity_update_as_a_create(sides: Sides) -> None:
    """An update of a record unknown here makes it known, with what it says and nothing else."""
    office, laptop = sides
    laptop.set(MEGAN, trang_thai="đến")
    assert office.take(laptop.part()) == "next"
    assert office.shows(MEGAN) == {"trang_thai": "đến"}


def test_apply_an_entity_update_as_a_create_followed_by_another_update(sides: Sides) -> None:
    """And goes on from there."""
    office, laptop = sides
    laptop.set(MEGAN, trang_thai="đến")
    laptop.set(MEGAN, trang_thai="đã ghi", ten="Dana")
    office.take(laptop.part())
    assert office.shows(MEGAN) == {"trang_thai": "đã ghi", "ten": "Dana"}


@pytest.mark.parametrize("backwards", [False, True])
def test_apply_an_update_as_a_create_and_then_handle_the_delayed_create_as_an_update(
    sides: Sides, backwards: bool
) -> None:
    """Whoever comes first, the record ends the same; also "verify that the create-as-update was parsed as a create"."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", tuoi=20, trang_thai="mới")
    if not backwards:
        office.take(laptop.part())
    office.set(MEGAN, trang_thai="đã ghi")
    meet(office, laptop)
    assert (office.shows(MEGAN) or {})["tuoi"] == 20
    assert office.waits(MEGAN) == ({"trang_thai"} if backwards else set())


# "should process a submission from over 7 days ago": no clock decides anything here; what waits is not forced.


# force-processing deleted submissions and entities
# "should not process a submission in a soft-deleted form" and "… that has been soft-deleted": a change that was
# signed is never taken back; what it wrote is undone by another change (tests/unit/store/test_undo.py).


def test_not_process_a_submission_for_an_entity_that_has_been_soft_deleted(sides: Sides) -> None:
    """An edit by somebody who did not know of the delete is not dropped: a person is asked."""
    office, laptop = sides
    laptop.set(JOHNNY, trang_thai="đến")
    office.delete(JOHNNY)
    meet(office, laptop)
    assert office.waits(JOHNNY) == laptop.waits(JOHNNY) == {DELETED}


# conflict cases


def test_mark_an_update_that_is_not_contiguous_with_its_trunk_version_as_a_soft_conflict(sides: Sides) -> None:
    """Other fields: nothing to ask. The same field: asked, and only that."""
    office, laptop = sides
    office.set(JOHNNY, tuoi=24)
    laptop.set(JOHNNY, trang_thai="đến")
    office.take(laptop.part())
    assert not office.waits(JOHNNY)
    laptop.set(JOHNNY, tuoi=26)
    meet(office, laptop)
    assert office.waits(JOHNNY) == {"tuoi"}


def test_mark_an_update_that_is_not_contiguous_due_to_force_processing_as_a_soft_conflict(sides: Sides) -> None:
    """Changes of one stream never clash with each other, in whatever pieces they come."""
    office, laptop = sides
    for state in ("đến", "đã ghi", "làm", "đi"):
        laptop.set(JOHNNY, trang_thai=state)
    for piece in (laptop.part(2, 2), laptop.part(1, 2), laptop.part(4, 4), laptop.part(2, 4)):
        office.take(piece)
    assert not office.waits(JOHNNY)
    assert (office.shows(JOHNNY) or {})["trang_thai"] == "đi"


@pytest.mark.parametrize("created_offline", [False, True])
def test_mark_an_update_that_is_not_contiguous_despite_earlier_conflict_resolution(
    sides: Sides, created_offline: bool
) -> None:
    """Decided once; a value written in ignorance of the decision is asked about again (offline create too)."""
    office, laptop = sides
    record = MEGAN if created_offline else JOHNNY
    if created_offline:
        laptop.create(MEGAN, ten="Megan", tuoi=20)
        office.take(laptop.part())
    office.set(record, tuoi=24)
    laptop.set(record, tuoi=25)
    office.take(laptop.part())
    assert office.waits(record) == {"tuoi"}
    office.decide(record, tuoi=24)
    assert not office.waits(record)
    laptop.set(record, tuoi=26)
    meet(office, laptop)
    assert office.waits(record) == laptop.waits(record) == {"tuoi"}


def test_check_that_interrupting_version_logic_doesnt_flag_non_conflicts_as_conflicts(sides: Sides) -> None:
    """Create and update of one laptop, one after the other."""
    office, laptop = sides
    laptop.create(MEGAN, tuoi=20, trang_thai="mới")
    office.take(laptop.part(1, 1))
    laptop.set(MEGAN, tuoi=27, trang_thai="đến")
    office.take(laptop.part(2, 2))
    assert not office.waits(MEGAN)


def test_show_proper_conflict_info_on_create_applied_as_update(sides: Sides) -> None:
    """Exactly the fields that differ."""
    office, laptop = sides
    office.set(MEGAN, tuoi=22, trang_thai="đã ghi")
    laptop.create(MEGAN, ten="Megan", tuoi=20, trang_thai="mới")
    meet(office, laptop)
    assert office.waits(MEGAN) == {"tuoi", "trang_thai"}


def test_show_proper_conflict_info_on_create_applied_as_update_that_is_only_a_soft_conflict(sides: Sides) -> None:
    """Equal values are no conflict, whoever wrote them."""
    office, laptop = sides
    office.set(MEGAN, tuoi=20, trang_thai="mới")
    laptop.create(MEGAN, ten="Megan", tuoi=20, trang_thai="mới")
    meet(office, laptop)
    assert not office.waits(MEGAN)


# "should concurrently process an offline create + update" (locking): a register has one writer at a time, so two
# changes are always one after the other.


# miscellaneous


def test_handle_two_updates_followed_by_delayed_create(sides: Sides) -> None:
    """Two changes wait for the one that made the record."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", trang_thai="mới")
    laptop.set(MEGAN, trang_thai="đã ghi")
    laptop.set(MEGAN, tuoi=20)
    assert [office.take(laptop.part(n, m)) for n, m in ((2, 3), (1, 1), (2, 3))] == ["gap", "next", "next"]
    assert office.shows(MEGAN) == {"ten": "Megan", "trang_thai": "đã ghi", "tuoi": 20}


def test_handle_update_from_sub_and_update_from_api_followed_by_delayed_create(sides: Sides) -> None:
    """The office's own edit comes before the record too; the laptop's changes join it."""
    office, laptop = sides
    laptop.create(MEGAN, ten="Megan", trang_thai="mới")
    laptop.set(MEGAN, trang_thai="đã ghi")
    assert office.take(laptop.part(2, 2)) == "gap"
    office.set(MEGAN, nhan="huyện")
    meet(office, laptop)
    assert office.shows(MEGAN) == {"ten": "Megan", "trang_thai": "đã ghi", "nhan": "huyện"}
    assert not office.waits(MEGAN)
