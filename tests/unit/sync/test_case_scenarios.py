"""The scenarios that CSPro tests (`tests/TestSync`: SyncClient, VectorClock, Integration …), in our terms.

Its "case" is a record, its "client" a laptop, its "server" the receiving office, its vector clock the ids a change
names as replaced. What it tests of HTTP, FTP, Dropbox, Bluetooth, tokens, retries, JSON and files other than data
(TestConnect, TestSyncGetFile, TestPutGetFile, TestGetWildcard, TestRefreshToken, TestSyncDataFileHttpError,
TestDownloadApplication; Curl*Test, Json*Test, GeoJsonParserTest …) has no meaning for packages on a stick; broken
packages are in test_refusals.py (TestSyncDataFileGetBadJson), what comes again in test_sync_data_chunked (…Retry).
"""

from __future__ import annotations

import unicodedata

import pytest
from ledgers import UNIT, wipe
from sides import Side, meet

from db.ledger.change import DELETED, Draft
from db.ledger.register import Register
from db.ledger.streams import list_streams

CASE, OTHER = "ho-tro-1", "ho-tro-2"
Sides = tuple[Side, Side]


@pytest.fixture
def sides(two_registers: tuple[Register, Register]) -> Sides:
    """An empty office and an empty laptop."""
    office, laptop = (Side(register, device) for register, device in zip(two_registers, "AB", strict=True))
    for side in (office, laptop):
        wipe(side.register, UNIT, side.device)
    return office, laptop


def test_sync_to_empty_client(sides: Sides) -> None:
    """A new laptop gets everything."""
    office, laptop = sides
    office.create(CASE, ten="một")
    office.create(OTHER, ten="hai")
    assert laptop.take(office.part()) == "next"
    assert laptop.all() == office.all()


@pytest.mark.parametrize("newer", [0, 1], ids=["server_more_recent", "client_more_recent"])
def test_sync_more_recent(sides: Sides, newer: int) -> None:
    """The side that went on brings the other up to it; nobody is asked."""
    office, laptop = sides
    office.create(CASE, ten="một")
    laptop.take(office.part())
    sides[newer].set(CASE, ten="một, sửa")
    sides[1 - newer].take(sides[newer].part())
    assert office.shows(CASE) == laptop.shows(CASE) == {"ten": "một, sửa"}
    assert not office.waits(CASE)


def test_sync_conflict_client_wins(sides: Sides) -> None:
    """Nobody wins: both values stay, both sides show the same question."""
    office, laptop = sides
    office.create(CASE, ten="một")
    laptop.take(office.part())
    office.set(CASE, ten="huyện")
    laptop.set(CASE, ten="xã")
    meet(office, laptop)
    assert office.waits(CASE) == laptop.waits(CASE) == {"ten"}


def test_sync_only_modified_cases(sides: Sides) -> None:
    """What was sent before need not be sent again."""
    office, laptop = sides
    laptop.create(CASE, ten="một")
    office.take(laptop.part())
    laptop.set(CASE, ten="hai")
    parcel = laptop.part(2)
    assert len(parcel[1]) == 1
    assert office.take(parcel) == "next"
    assert office.shows(CASE) == {"ten": "hai"}


def test_sync_data_direction(sides: Sides) -> None:
    """Up alone leaves the laptop as it was; down alone leaves the office."""
    office, laptop = sides
    office.create(CASE, ten="huyện")
    laptop.create(OTHER, ten="xã")
    before = laptop.all()
    office.take(laptop.part())
    assert laptop.all() == before
    assert laptop.take(office.part()) == "next"
    assert laptop.all() == office.all()


@pytest.mark.parametrize("last", [1, 2], ids=["on_get", "on_put"])
def test_client_or_server_loses_its_history(sides: Sides, last: int) -> None:
    """An office whose disk died gets its ledger back from the laptop, its own lost changes among them.

    Also TestSyncServerHistoryLost, TestSyncServerHistoryLostPut, …AfterServerReset.
    """
    office, laptop = sides
    office.create(CASE, ten="một")
    office.set(CASE, ten="hai")
    own = office.part(1, last)
    laptop.take(own)
    laptop.create(OTHER, ten="ba")
    before = laptop.all()
    wipe(office.register, UNIT, "C")
    assert [office.take(own), office.take(laptop.part())] == ["next", "next"]
    assert office.all() == before


@pytest.mark.parametrize("size", [1, 2, 3])
def test_sync_data_chunked(sides: Sides, size: int) -> None:
    """In pieces of any size, and again from the beginning where it broke off (TestSyncResumableGet)."""
    office, laptop = sides
    for number in range(6):
        laptop.create(f"ho-tro-{number}", so=number)
    assert office.take(laptop.part(1, size)) == "next"
    for first in range(1, 7, size):
        assert office.take(laptop.part(first, min(6, first + size - 1))) in {"next", "known"}
    assert office.all() == laptop.all()


def test_dont_upload_downloaded_cases(sides: Sides) -> None:
    """What came from the office is not in the laptop's own stream; also TestSyncGetExcludesPreviousPuts."""
    office, laptop = sides
    office.create(CASE, ten="huyện")
    laptop.take(office.part())
    laptop.create(OTHER, ten="xã")
    with laptop.register.read() as connection:
        assert [stream.last for stream in list_streams(connection, mine=True)] == [1]
    assert len(laptop.part()[1]) == 1


def test_delete_case(sides: Sides) -> None:
    """A delete travels; a delete against an edit is asked about."""
    office, laptop = sides
    office.create(CASE, ten="một")
    office.create(OTHER, ten="hai")
    laptop.take(office.part())
    laptop.delete(CASE)
    laptop.delete(OTHER)
    office.set(OTHER, ten="hai, sửa")
    meet(office, laptop)
    assert not office.waits(CASE)
    assert office.waits(OTHER) == {DELETED}


def test_sync_unicode(sides: Sides) -> None:
    """Vietnamese text arrives as NFC, however it was typed."""
    office, laptop = sides
    name = "Hồ Thị Đẹp ở A Lưới"
    laptop.create(CASE, ten=unicodedata.normalize("NFD", name))
    office.take(laptop.part())
    assert office.shows(CASE) == {"ten": name}


def test_sync_data(sides: Sides) -> None:
    """TestSyncData, TestSync: two cases, then one of them corrected; whoever comes late gets all at once."""
    office, laptop = sides
    laptop.create(CASE, ten="một")
    laptop.create(OTHER, ten="hai")
    first = laptop.part()
    laptop.set(CASE, ten="một, sửa")
    assert office.take(laptop.part()) == "next"
    assert office.take(first) == "known"
    assert (office.shows(CASE), office.shows(OTHER)) == ({"ten": "một, sửa"}, {"ten": "hai"})


def test_sync_notes(sides: Sides) -> None:
    """Notes come along, and so does the correction of one of them alone."""
    office, laptop = sides
    laptop.create(CASE, ten="một", ghi_chu="nhà tạm", ghi_chu_2="chờ họp thôn")
    office.take(laptop.part())
    laptop.set(CASE, ghi_chu="nhà tạm, đã đo")
    office.take(laptop.part(2))
    assert office.shows(CASE) == {"ten": "một", "ghi_chu": "nhà tạm, đã đo", "ghi_chu_2": "chờ họp thôn"}


def test_sync_vector_clock(sides: Sides) -> None:
    """One case newer here, one there, one written on both sides: each newer value stands, the third is asked about."""
    office, laptop = sides
    for case in (CASE, OTHER, "ho-tro-3"):
        office.create(case, ten="cũ")
    laptop.take(office.part())
    for side, newer in ((office, CASE), (laptop, OTHER)):
        side.set(newer, ten="mới")
        side.set("ho-tro-3", ten=side.device)
    meet(office, laptop)
    assert office.shows(CASE) == office.shows(OTHER) == {"ten": "mới"}
    assert [office.waits(case) for case in (CASE, OTHER, "ho-tro-3")] == [set(), set(), {"ten"}]


def test_vector_clock_with_numeric_device_id(sides: Sides) -> None:
    """A device that is called 1 is like any other."""
    office, laptop = sides
    wipe(laptop.register, UNIT, "1")
    numeric = Side(laptop.register, "1")
    numeric.create(CASE, ten="một")
    assert office.take(numeric.part()) == "next"


# TestSyncPartialSave: what is half typed is a draft, which never travels (tests/unit/store/test_drafts.py).
# TestSyncUniverse: what an office gets is by unit, not by query (tests/unit/sync/test_exchange.py).


def test_vector_clock_descendant(sides: Sides) -> None:
    """TestIncrement, TestCompareDescendant, …NewDev: a change that saw another replaces it, whoever wrote it."""
    office, laptop = sides
    office.create(CASE, ten="một")
    laptop.take(office.part())
    laptop.set(CASE, ten="hai")
    office.take(laptop.part())
    office.set(CASE, ten="ba")
    meet(office, laptop)
    assert laptop.shows(CASE) == {"ten": "ba"}
    assert not laptop.waits(CASE)


@pytest.mark.parametrize(("theirs", "asked"), [("một", set()), ("hai", {"ten"})], ids=["equals", "conflicting"])
def test_vector_clock_compare(sides: Sides, theirs: str, asked: set[str]) -> None:
    """TestCompareEquals, TestCompareConflicting: neither saw the other; equal values are no question."""
    office, laptop = sides
    office.create(CASE, ten="một")
    laptop.create(CASE, ten=theirs)
    meet(office, laptop)
    assert office.waits(CASE) == asked


def test_vector_clock_compare_disjoint(sides: Sides) -> None:
    """TestCompareEmpty, TestCompareDisjoint: different fields of one case stand beside each other."""
    office, laptop = sides
    office.create(CASE, ten="một")
    laptop.create(CASE, tuoi=20)
    meet(office, laptop)
    assert office.shows(CASE) == {"ten": "một", "tuoi": 20}
    assert not office.waits(CASE)


def test_vector_clock_copy(sides: Sides) -> None:
    """TestCopy: what a form showed when it was opened stays what its change replaces, whatever came since."""
    office, laptop = sides
    office.create(CASE, ten="một")
    with office.register.read() as connection:
        seen = list(office.heads(connection, CASE, "ten"))
    laptop.take(office.part())
    laptop.set(CASE, ten="xã")
    office.take(laptop.part())
    office.add(Draft("set", "support", CASE, {"details.ten": "huyện"}, {"details.ten": seen}))
    assert office.waits(CASE) == {"ten"}
