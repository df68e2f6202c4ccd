"""A household goes from commune to commune by packages: asked for, offered, accepted, handed over; never two owners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import DISTRICT, HONG_THUY, NHAM, District, Office, district_at_work, person
from moves import DAY, move_all, only_move, request, sent_down, sent_up
from sqlalchemy import text

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.ledger import ledger
from db.ledger.audit import audit
from db.ledger.change import Draft, Stamp
from db.ledger.ledger import rebuild
from db.ledger.streams import list_streams
from db.store.deciding.queue import Decision, decide_many, list_queue
from db.store.handover import moving
from db.store.history.history import household_places
from db.store.history.undo import last_actions, undo
from db.store.household.events import arrive, leave
from db.store.household.households import add_person, delete_record, set_household, set_person
from db.store.inputs import Arriving, Filter, Leaving, MilestoneInput, SupportInput
from db.store.late import list_late
from db.store.lists.listing import household_ids_by, household_lines
from db.store.offices import info
from db.store.owners import owner_of
from db.store.reading import household, household_of, supports
from db.store.support.supports import add_support

BEFORE, AFTER = "2017-05-31", "2017-06-02"


@pytest.fixture
def town(database: str, place: str, tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path, place=None if database == "sqlite" else place) as made:
        yield made


def aided(office: Office, home: str, person: str) -> str:
    """Legal aid for somebody of a household, as asked for; its id."""
    details = {"kenh": "truc_tiep", "dien": "nguoi_ngheo", "linh_vuc": "dat_dai", "hinh_thuc": "tu_van"}
    steps = [MilestoneInput(kind="requested", date="2017-03-02")]
    data = SupportInput(
        policy="tro_giup_phap_ly", year=2017, household=home, person=person, details=details, milestones=steps
    )
    return add_support(office.register, data, reason="Theo đơn").id


def owners(office: Office, home: str) -> set[str | None]:
    """Who owns the records of a household that are here."""
    with office.register.read() as connection:
        return {owner_of(connection, entity, record) for entity, record in household_places(connection, home)}


def alike(town: District) -> None:
    """Once everything has gone up, every commune holds what the district holds of it."""
    sent_up(town, town.hong_thuy, town.nham)
    for office in (town.hong_thuy, town.nham):
        assert office.hash(office.unit) == town.district.hash(office.unit)
    for office in town.all:
        assert audit(office.register).problems == []


def listed(office: Office, on: str, **asked: str) -> list[str]:
    with office.register.read() as connection:
        return household_ids_by(connection, Filter(**asked), on=on)


def test_the_whole_way(town: District) -> None:
    home, head = town.hong_thuy.record("Hồ Văn Thử", phone="0912345678")
    asked = moving.ask(town.hong_thuy.register, request(home))
    row = only_move(town.hong_thuy)
    assert (row.step, row.can) == ("asked", ["withdraw"])
    sent_up(town, town.hong_thuy)
    row = only_move(town.district)
    assert (row.step, row.can, row.head) == ("asked", ["offer", "turn_down"], "Hồ Văn Thử")
    moving.offer(town.district.register, asked)
    sent_down(town, town.hong_thuy, town.nham)
    assert only_move(town.hong_thuy).step == "offered"
    assert listed(town.nham, AFTER) == [], "before it is handed over, nothing but the offer is there"
    row = only_move(town.nham)
    assert (row.can, row.head, row.origin_name) == (["accept", "return"], "Hồ Văn Thử", "xã Hồng Thủy")
    set_household(town.hong_thuy.register, home, {"phone": "0987654321"})  # still its own
    moving.accept(town.nham.register, row.offer)
    sent_up(town, town.nham, town.hong_thuy)
    assert only_move(town.district).can == ["hand_over", "turn_down"]
    moving.hand_over(town.district.register, asked)
    sent_down(town, town.hong_thuy, town.nham)
    assert {only_move(office).step for office in town.all} == {"done"}
    for office in town.all:
        assert owners(office, home) == {NHAM}
    with town.nham.register.read() as connection:
        row_there = household(connection, home, AFTER)
    assert [member.id for member in row_there.members] == [head]
    assert (row_there.phone, row_there.unit, row_there.address) == ("0987654321", NHAM, "Thôn A Đeeng")
    assert row_there.classification is not None
    alike(town)


def test_the_old_owner_only_looks_the_new_one_writes(town: District) -> None:
    home, head = town.hong_thuy.record("Hồ Văn Thử")
    move_all(town, home)
    sent_down(town, town.hong_thuy, town.nham)
    with pytest.raises(NotAllowed, match="do xã Nhâm quản lý, ở đây chỉ giữ để xem"):
        set_household(town.hong_thuy.register, home, {"phone": "0912000001"})
    with pytest.raises(NotAllowed):
        set_person(town.hong_thuy.register, head, {"phone": "0912000001"})
    with pytest.raises(NotAllowed):
        aided(town.hong_thuy, home, head)
    set_household(town.nham.register, home, {"phone": "0912000002", "village": "A Đeeng", "new_village": True})
    sent_up(town, town.nham)
    with town.district.register.read() as connection:
        assert household(connection, home, AFTER).phone == "0912000002"
        assert list_queue(connection) == []
    alike(town)


def test_figures_of_days_before_stay_where_they_were(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    stays, _ = town.hong_thuy.record("Kê Văn Ở Lại")
    sent_up(town, town.hong_thuy)
    with town.hong_thuy.register.read() as connection:
        village = household(connection, home, BEFORE).village
    move_all(town, home)
    sent_down(town, town.hong_thuy, town.nham)
    assert set(listed(town.hong_thuy, BEFORE)) == {home, stays}
    assert listed(town.hong_thuy, DAY) == [stays]
    assert (listed(town.nham, BEFORE), listed(town.nham, DAY)) == ([], [home])
    assert set(listed(town.district, BEFORE, unit=HONG_THUY)) == {home, stays}
    assert listed(town.district, DAY, unit=HONG_THUY) == [stays]
    assert listed(town.district, DAY, unit=NHAM) == [home]
    assert set(listed(town.district, BEFORE, village=village or "")) == {home, stays}
    assert set(listed(town.district, DAY)) == {home, stays}
    with town.district.register.read() as connection:
        (then,) = household_lines(connection, [home], on=BEFORE)
    assert (then.unit, then.village_name) == (HONG_THUY, "Thôn 1")
    assert info(town.hong_thuy.register).households == 1
    assert info(town.hong_thuy.register).persons == 1
    assert info(town.nham.register).households == 1


def test_everything_below_it_goes_along_deleted_things_too(town: District) -> None:
    home, head = town.hong_thuy.record("Hồ Văn Thử")
    kept, dropped = (aided(town.hong_thuy, home, head) for _ in range(2))
    delete_record(town.hong_thuy.register, "support", dropped, reason="Ghi nhầm")
    move_all(town, home)
    sent_down(town, town.hong_thuy, town.nham)
    with town.nham.register.read() as connection:
        (there,) = supports(connection, household=home)
        places = household_places(connection, home)
    with town.district.register.read() as connection:
        assert sorted(household_places(connection, home)) == sorted(places)
    assert (there.id, [step.kind for step in there.milestones]) == (kept, ["requested"])
    assert ("support", dropped) in places
    alike(town)


def test_a_household_that_comes_back_is_whole_where_it_was_before(town: District) -> None:
    """Its first unit still holds the values of then, which were replaced in streams that it never gets."""
    home, head = town.hong_thuy.record("Hồ Văn Thử", phone="0912000001")
    dropped = aided(town.hong_thuy, home, head)
    delete_record(town.hong_thuy.register, "support", dropped, reason="Ghi nhầm")
    move_all(town, home)
    sent_down(town, town.hong_thuy, town.nham)
    set_household(town.nham.register, home, {"phone": "0912000002"})
    back = request(home, destination=HONG_THUY, date="2017-07-01", note="Về lại quê")
    asked = moving.ask(town.nham.register, back)
    sent_up(town, town.nham)
    moving.offer(town.district.register, asked)
    moving.accept(town.district.register, asked, reason="Giấy tiếp nhận số 9")
    moving.hand_over(town.district.register, asked)
    sent_down(town, town.hong_thuy, town.nham)
    for office in town.all:
        with office.register.read() as connection:
            assert list_queue(connection) == []
            assert household(connection, home, "2017-08-01").phone == "0912000002"
    for day, keeper in (("2017-05-01", HONG_THUY), ("2017-06-15", NHAM), ("2017-08-01", HONG_THUY)):
        assert listed(town.district, day, unit=keeper) == [home]
        assert [office.unit for office in town.all[1:] if listed(office, day)] == [keeper]
    alike(town)


@pytest.mark.parametrize("take", ["take", "leave"])
def test_late_edits_wait_at_the_district_and_the_new_owner_gets_the_decision(town: District, take: str) -> None:
    home, head = town.hong_thuy.record("Hồ Văn Thử")
    sent_up(town, town.hong_thuy)
    move_all(town, home)
    set_household(town.hong_thuy.register, home, {"note": "Nhà sát suối"})  # it has not heard of it yet
    late = aided(town.hong_thuy, home, head)
    (result,) = town.district.take(town.hong_thuy.send())
    assert (result.state, result.conflicts) == ("applied", 3)
    with town.district.register.read() as connection:
        items = list_queue(connection)
        assert household(connection, home, AFTER).note == "Nhà sát suối", "applied at the ancestor"
    assert {(one.entity, one.kind) for one in items} == {
        (name, "late") for name in ("household", "milestone", "support")
    }
    assert items[0].versions[0].value == {"note": "Nhà sát suối"}
    assert info(town.district.register).conflicts == 3
    decide_many(
        town.district.register,
        [Decision(entity=one.entity, id=one.id, key=one.key, take=take) for one in items],
        reason="Đã hỏi xã cũ",
    )
    with town.district.register.read() as connection:
        assert list_queue(connection) == []
    sent_down(town, town.hong_thuy, town.nham)
    taken = take == "take"
    with town.nham.register.read() as connection:
        assert household(connection, home, AFTER).note == ("Nhà sát suối" if taken else None)
        assert [one.id for one in supports(connection, household=home)] == ([late] if taken else [])
    alike(town)


def test_a_late_edit_of_what_the_new_owner_changed_is_a_conflict_like_any(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử", phone="0912345670")
    sent_up(town, town.hong_thuy)
    move_all(town, home)
    set_household(town.hong_thuy.register, home, {"phone": "0912345671"})
    sent_down(town, town.nham)
    set_household(town.nham.register, home, {"phone": "0912345672"})
    for one in (town.hong_thuy, town.nham):
        sent_up(town, one)
    with town.district.register.read() as connection:
        (item,) = list_queue(connection)
    assert {version.value for version in item.versions} == {"0912345671", "0912345672"}
    mine = next(version.change for version in item.versions if version.value == "0912345671")
    decide_many(town.district.register, [Decision(entity="household", id=home, key="phone", take=mine)], reason="Hỏi")
    sent_down(town, town.nham, town.hong_thuy)
    with town.nham.register.read() as connection:
        assert household(connection, home, AFTER).phone == "0912345671"
    alike(town)


def test_late_or_early_repeated_or_rebuilt_it_is_the_same(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    first = town.hong_thuy.send()
    town.district.take(first)
    move_all(town, home)
    downs = {one.to: one.file for one in town.district.export()}
    set_household(town.hong_thuy.register, home, {"note": "Sửa muộn"})
    late = town.hong_thuy.send()
    for file in (downs[f"vp-{NHAM}"], downs[f"vp-{NHAM}"]):
        town.nham.take(file)
    for file in (late, first, late):
        town.district.take(file)
    town.hong_thuy.take(downs[f"vp-{HONG_THUY}"])
    before = [office.hash() for office in town.all]
    for office in town.all:
        with office.register.write() as connection:
            rebuild(connection)
            assert len(list_late(connection)) == (office.unit == DISTRICT)
    assert [office.hash() for office in town.all] == before
    with town.district.register.read() as connection:
        assert [(one.kind, one.id) for one in list_queue(connection)] == [("late", home)]


def test_a_unit_that_writes_what_it_was_never_given_is_found_out(town: District) -> None:
    """A device of Nhâm signs a change of a household of Hồng Thủy: applied at the district, and asked about."""
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    sent_up(town, town.hong_thuy)
    with town.nham.register.write() as connection:
        (stream,) = list_streams(connection, mine=True)
        ledger.append(
            connection, stream, [Draft("set", "household", home, {"note": "Của tôi"})], Stamp("a-1", "o-1", "2017", "")
        )
    sent_up(town, town.nham)
    with town.district.register.read() as connection:
        (item,) = list_queue(connection)
    assert (item.kind, item.versions[0].office) == ("late", NHAM)


def test_somebody_who_marries_away_goes_alone(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    bride = add_person(
        town.hong_thuy.register, home, person("Kăn Nơ", sex="2", relation="04", birth_date="1995")
    ).persons[0]
    there, _ = town.nham.record("A Viết Bịa")
    with pytest.raises(InvalidData, match="vẫn ở trong hộ"):
        moving.ask(town.hong_thuy.register, request(home, persons=[bride], note="Lấy chồng"))
    leave(town.hong_thuy.register, Leaving(household=home, persons=[bride], date=DAY, why="married"))
    asked = moving.ask(town.hong_thuy.register, request(home, persons=[bride], note="Lấy chồng"))
    sent_up(town, town.hong_thuy, town.nham)
    assert [one.name for one in only_move(town.district).people] == ["Kăn Nơ"]
    moving.offer(town.district.register, asked)
    moving.accept(town.district.register, asked, reason="Giấy đăng ký kết hôn số 7")
    moving.hand_over(town.district.register, asked)
    sent_down(town, town.hong_thuy, town.nham)
    arrive(town.nham.register, Arriving(household=there, date=DAY, back={bride: "02"}))
    sent_up(town, town.nham)
    for office in (town.nham, town.district):
        with office.register.read() as connection:
            assert owner_of(connection, "person", bride) == NHAM
            assert household_of(connection, bride, AFTER) == there
            assert household_of(connection, bride, BEFORE) == (home if office is town.district else None)
    with town.hong_thuy.register.read() as connection:
        assert household_of(connection, bride, BEFORE) == home
        assert owner_of(connection, "household", home) == HONG_THUY
    with pytest.raises(NotAllowed, match="do xã Nhâm quản lý"):
        set_person(town.hong_thuy.register, bride, {"phone": "0912000001"})
    alike(town)


def test_what_cannot_be_asked_for_says_why(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    for more, said in (
        ({"destination": HONG_THUY}, "Nơi đến chính là đơn vị mình"),
        ({"destination": "00001"}, "không cùng cấp với đơn vị mình trong một tỉnh"),
        ({"destination": "478"}, "không cùng cấp với đơn vị mình trong một tỉnh"),
        ({"date": "2999-01-01"}, "ở sau ngày hôm nay"),
        ({"date": "2017-02-30"}, "không có trong lịch"),
        ({"note": " "}, "Chưa ghi vì sao chuyển"),
    ):
        with pytest.raises(InvalidData, match=said):
            moving.ask(town.hong_thuy.register, request(home, **more))
    with pytest.raises(NotFound, match="Không có đơn vị hành chính mã 99999"):
        moving.ask(town.hong_thuy.register, request(home, destination="99999"))
    with pytest.raises(NotFound, match="Không có việc chuyển giao mang mã x"):
        moving.offer(town.district.register, "x")
    asked = moving.ask(town.hong_thuy.register, request(home))
    with pytest.raises(NotAllowed, match="đang ở bước “chờ cấp trên”"):
        moving.offer(town.hong_thuy.register, asked)
    with pytest.raises(NotAllowed, match="phải được ghi rõ"):
        moving.withdraw(town.hong_thuy.register, asked, reason=" ")
    sent_up(town, town.hong_thuy)
    with pytest.raises(NotAllowed, match="phải được ghi rõ"):
        moving.turn_down(town.district.register, asked)
    moving.offer(town.district.register, asked)
    with pytest.raises(NotAllowed, match="Số giấy tiếp nhận của nơi đến phải được ghi rõ"):
        moving.accept(town.district.register, asked)


def test_a_hand_over_is_not_taken_back_by_an_undo(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    move_all(town, home)
    with town.district.register.read() as connection:
        last = last_actions(connection)[0]
    assert not last.undoable
    assert undo(town.district.register, last.id, reason="thử").action == ""
    assert owners(town.district, home) == {NHAM}


def test_returned_refused_withdrawn(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    asked = moving.ask(town.hong_thuy.register, request(home))
    with pytest.raises(NotAllowed, match="đã có đề nghị chuyển đến xã Nhâm đang chờ"):
        moving.ask(town.hong_thuy.register, request(home))
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, asked)
    sent_down(town, town.nham)
    moving.give_back(town.nham.register, only_move(town.nham).offer, reason="Chưa thấy về ở")
    sent_up(town, town.nham)
    assert only_move(town.district).can == ["turn_down"]
    moving.turn_down(town.district.register, asked)
    sent_down(town, town.hong_thuy, town.nham)
    row = only_move(town.hong_thuy)
    assert (row.step, row.answer, row.can) == ("refused", "Chưa thấy về ở", [])
    again = moving.ask(town.hong_thuy.register, request(home))
    moving.withdraw(town.hong_thuy.register, again, reason="Không đi nữa")
    assert owners(town.hong_thuy, home) == {HONG_THUY}


def test_withdrawn_while_it_is_offered_is_for_the_district_to_decide(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    asked = moving.ask(town.hong_thuy.register, request(home))
    sent_up(town, town.hong_thuy)
    moving.withdraw(town.hong_thuy.register, asked, reason="Không đi nữa")
    moving.offer(town.district.register, asked)
    sent_up(town, town.hong_thuy)
    assert only_move(town.district).can == []
    with town.district.register.read() as connection:
        (item,) = list_queue(connection)
    assert (item.entity, item.key, {one.value for one in item.versions}) == (
        "transfer",
        "step",
        {"withdrawn", "offered"},
    )
    took = next(one.change for one in item.versions if one.value == "withdrawn")
    decide_many(town.district.register, [Decision(entity="transfer", id=asked, key="step", take=took)], reason="Rút")
    assert only_move(town.district).can == ["turn_down"]
    moving.turn_down(town.district.register, asked)
    sent_down(town, town.nham, town.hong_thuy)
    assert [only_move(office).open for office in town.all] == [False] * 3
    alike(town)


def test_accepted_twice_only_the_district_resolves(town: District) -> None:
    """Two requests of one household, by two laptops that knew nothing of each other, both accepted."""
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    first = moving.ask(town.hong_thuy.register, request(home))
    with town.hong_thuy.register.write() as connection:
        connection.execute(text("UPDATE transfer SET step = 'withdrawn'"))  # as if the other laptop's were not here
    second = moving.ask(town.hong_thuy.register, request(home, note="Lần hai"))
    sent_up(town, town.hong_thuy)
    for asked in (first, second):
        moving.offer(town.district.register, asked)
        moving.accept(town.district.register, asked, reason="Giấy tiếp nhận số 5")
    moving.hand_over(town.district.register, first)
    with pytest.raises(NotAllowed, match="đã bàn giao cho đơn vị khác"):
        moving.hand_over(town.district.register, second)
    moving.turn_down(town.district.register, second, reason="Đã bàn giao theo đề nghị kia")
    sent_down(town, town.nham, town.hong_thuy)
    assert owners(town.nham, home) == {NHAM}
    alike(town)


def test_something_in_dispute_is_not_handed_over(town: District) -> None:
    home, head = town.hong_thuy.record("Hồ Văn Thử")
    sent_up(town, town.hong_thuy)
    set_person(town.hong_thuy.register, head, {"birth_date": "1971"})
    set_person(town.district.register, head, {"birth_date": "1972"})
    asked = moving.ask(town.hong_thuy.register, request(home))
    sent_up(town, town.hong_thuy)
    moving.offer(town.district.register, asked)
    moving.accept(town.district.register, asked, reason="Giấy tiếp nhận số 5")
    with pytest.raises(NotAllowed, match="Còn 1 mục của hồ sơ này chờ quyết định"):
        moving.hand_over(town.district.register, asked)
    assert owners(town.district, home) == {HONG_THUY}
