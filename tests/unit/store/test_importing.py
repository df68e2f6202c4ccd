"""A commune's own list meets its register: the counts of the list exactly, and the same list again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from exchanges import HONG_THUY, NHAM, Office, district_at_work, found
from moves import move_all, sent_down
from msgspec.structs import replace

from db.domain.errors import FileProblem, UserError
from db.ledger.streams import list_streams
from db.store.history.undo import last_actions, undo
from db.store.household.events import Death, death
from db.store.household.households import delete_record, set_person
from db.store.imports.headings import keep_headings, list_headings
from db.store.imports.listed import HouseholdList, ListedHousehold, ListedMember, ListedReview, PersonChange
from db.store.imports.writing import import_list
from db.store.lists.search import find
from db.store.offices import info
from db.store.places.villages import list_villages
from db.store.reading import household, household_ids, households
from db.store.reading import person as read_person
from db.store.review.checks import reasons_of
from db.store.review.reading import reviews
from db.store.rows import PersonRow
from forms.sheets.households import read_list

ROOT = Path(__file__).parents[3]
SAMPLE = next(
    folder / "ho-ngheo-hong-thuy-2016.xlsx"
    for folder in (ROOT / "resources" / "samples", ROOT / "tests" / "data")
    if (folder / "ho-ngheo-hong-thuy-2016.xlsx").exists()
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Office]:
    with district_at_work(tmp_path) as town:
        yield town.hong_thuy


def written(book: Office) -> int:
    with book.register.read() as connection:
        return sum(stream.last for stream in list_streams(connection, mine=True))


def listed(*people: ListedMember, commune: str = "Hồng Thủy") -> HouseholdList:
    home = ListedHousehold(row=5, village="Thôn Mới", members=list(people), result="poor")
    return HouseholdList(
        title="DANH SÁCH HỘ NGHÈO NĂM 2017", commune=commune, year=2017, decision_no="1/QĐ-UBND",
        decision_date="2016-12-20", encoding="unicode", households=[home],
    )  # fmt: skip


WIFE = ListedMember(row=6, name="Đặng Thị Mỹ", birth_date="1975", sex="2", relation="Vợ")


def head(**more: str | None) -> ListedMember:
    values: dict[str, str | None] = {
        "name": "Hồ Văn Thử",
        "birth_date": "1970",
        "sex": "1",
        "relation": "Chủ hộ",
    } | more
    return ListedMember(row=5, **values)  # type: ignore[arg-type]


def test_dry_run_then_import_then_again(book: Office) -> None:
    facts = orjson.loads(SAMPLE.with_suffix(".json").read_bytes())
    read = read_list(SAMPLE)
    empty, before = book.hash(), written(book)
    plan = import_list(book.register, read, dry_run=True)
    summary = plan.plan.summary()
    assert (summary["households"], summary["persons"], summary["unit"]) == (
        facts["households"],
        facts["persons"],
        facts["code"],
    )
    assert (summary["new"], summary["changed"], summary["same"], summary["doubtful"], summary["refused"]) == (
        180,
        0,
        0,
        0,
        0,
    )
    assert (plan.written, plan.changes, book.hash(), written(book)) == (0, 0, empty, before)

    done = import_list(book.register, read, dry_run=False)
    assert done.plan.summary() == summary
    about = info(book.register)
    assert (about.households, about.persons) == (facts["households"], facts["persons"])
    with book.register.read() as connection:
        assert {v.name for v in list_villages(connection)} == set(facts["by_village"])
        for village in list_villages(connection):
            assert len(household_ids(connection, villages=[village.id])) == facts["by_village"][village.name]
        assert find(connection, facts["first_head"])[0].relation == "01"
        women = [
            m for h in household_ids(connection) for m in household(connection, h, "2017-12-31").members if m.sex == "2"
        ]
    assert len(women) == facts["women"]

    full, after = book.hash(), written(book)
    again = import_list(book.register, read_list(SAMPLE), dry_run=False)
    assert again.plan.summary() | {"new": 0, "same": facts["households"]} == again.plan.summary()
    assert (again.written, again.changes, book.hash(), written(book)) == (0, 0, full, after)


def test_an_import_is_one_action_and_travels(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        import_list(town.hong_thuy.register, listed(head()), dry_run=False)
        assert town.district.take_one(town.hong_thuy.send()).state == "applied"
        assert town.hong_thuy.hash(HONG_THUY) == town.district.hash(HONG_THUY)


def test_a_note_of_a_person_is_the_same_the_second_time(book: Office) -> None:
    import_list(book.register, listed(head(note="Tàn tật")), dry_run=False)
    again = import_list(book.register, listed(head(note="Tàn tật")), dry_run=False)
    assert (again.plan.summary()["same"], again.changes) == (1, 0)


def test_one_change_of_a_list_is_one_change_here_and_empty_never_erases(book: Office) -> None:
    import_list(book.register, listed(head(cmnd="191234567", phone="0912345678"), WIFE), dry_run=False)
    done = import_list(book.register, listed(head(birth_date="1970-05"), WIFE), dry_run=False)
    assert (done.plan.summary()["changed"], done.changes) == (1, 1)
    with book.register.read() as connection:
        row = household(connection, household_ids(connection)[0], "2017-12-31").members[0]
    assert (row.birth_date, row.cmnd, row.phone) == ("1970-05", "191234567", "0912345678")


def test_what_no_form_would_take_is_refused_with_its_row(book: Office) -> None:
    done = import_list(book.register, listed(head(cmnd="12")), dry_run=False, accept_doubtful=True)
    assert [(row.row, "12" in row.reason) for row in done.plan.refused] == [(5, True)]
    assert info(book.register).households == 0


def test_a_list_may_be_planned_as_often_as_one_likes(book: Office) -> None:
    read = listed(head(cmnd="12"))
    first, second = (import_list(book.register, read, dry_run=True).plan for _turn in range(2))
    assert first == second
    assert read.refused == []


def test_a_doubtful_household_waits_for_a_yes(book: Office) -> None:
    import_list(book.register, listed(head(bhxh_no="4617123456"), WIFE), dry_run=False)
    other = listed(head(bhxh_no="4617123499"), WIFE)
    assert import_list(book.register, other, dry_run=False).plan.summary()["doubtful"] == 1
    with book.register.read() as connection:
        assert find(connection, "4617123499") == []
    done = import_list(book.register, other, dry_run=False, accept_doubtful=True, reason="Đã xem thẻ")
    assert done.changes == 1
    with book.register.read() as connection:
        assert last_actions(connection)[0].reason.endswith("nhận cả dòng cần xem lại: Đã xem thẻ")
    with book.register.read() as connection:
        assert [row.name for row in find(connection, "4617123499")] == ["Hồ Văn Thử"]


def test_an_edit_after_the_import_is_not_undone_by_the_same_list(book: Office) -> None:
    import_list(book.register, listed(head()), dry_run=False)
    with book.register.read() as connection:
        someone = find(connection, "ho van thu")[0].person
    set_person(book.register, someone, {"birth_date": "1970-05-01", "phone": "0912345678"})
    after = written(book)
    assert import_list(book.register, listed(head()), dry_run=False).plan.summary()["same"] == 1
    assert written(book) == after


def person(book: Office) -> PersonRow:
    with book.register.read() as connection:
        return read_person(connection, find(connection, "ho van thu")[0].person)


def test_an_older_list_turns_back_nothing_that_somebody_corrected(book: Office) -> None:
    import_list(book.register, listed(head(cmnd="191234567", phone="0912345678"), WIFE), dry_run=False)
    set_person(book.register, person(book).id, {"birth_date": "1971", "phone": None})
    after = written(book)
    older = listed(head(cmnd="191234567", phone="0912345678"), WIFE)
    done = import_list(book.register, older, dry_run=False)
    assert (done.plan.summary()["doubtful"], done.changes, written(book)) == (1, 0, after)
    assert done.plan.rows[0].reasons == [
        "ngày sinh của Hồ Văn Thử trong danh sách là 1970, trong sổ là 1971 do cán bộ ghi: xem giấy tờ.",
        "điện thoại của Hồ Văn Thử trong danh sách là 0912345678, trong sổ cán bộ đã xóa: xem giấy tờ.",
    ]
    import_list(book.register, older, dry_run=False, accept_doubtful=True, reason="Đã xem giấy khai sinh")
    assert (person(book).birth_date, person(book).phone) == ("1970", "0912345678")


@pytest.mark.parametrize("alone", [True, False])
def test_a_corrected_head_without_a_number_is_not_entered_a_second_time(book: Office, alone: bool) -> None:
    people = [head()] if alone else [head(), WIFE]
    import_list(book.register, listed(*people), dry_run=False)
    set_person(book.register, person(book).id, {"birth_date": "1971"})
    done = import_list(book.register, listed(*people), dry_run=False)
    assert (done.plan.summary()["doubtful"], done.changes) == (1, 0)
    told = "sổ có hộ Hồ Văn Thử cùng thôn, chủ hộ sinh 1971: xem có phải một hộ, năm sinh nào đúng."
    assert done.plan.rows[0].reasons[0] == told
    assert (done.plan.rows[0].household is None) is not alone


def test_a_correction_of_another_field_does_not_make_the_rest_somebodys_word(book: Office) -> None:
    import_list(book.register, listed(head(cmnd="191234567"), WIFE), dry_run=False)
    set_person(book.register, person(book).id, {"sex": "2"})
    done = import_list(book.register, listed(head(cmnd="191234567", birth_date="1972", sex=None), WIFE), dry_run=False)
    assert (done.plan.summary()["changed"], person(book).birth_date, person(book).sex) == (1, "1972", "2")


def test_what_somebody_wrote_may_be_made_more_precise_and_what_nobody_wrote_be_filled(book: Office) -> None:
    import_list(book.register, listed(head(cmnd="191234567"), WIFE), dry_run=False)
    set_person(book.register, person(book).id, {"birth_date": "1971"})
    done = import_list(
        book.register, listed(head(cmnd="191234567", birth_date="1971-05", bhxh_no="4617123456"), WIFE), dry_run=False
    )
    assert (done.plan.summary()["changed"], person(book).bhxh_no) == (1, "4617123456")


def test_an_older_list_brings_nobody_back_who_died_or_was_deleted(book: Office) -> None:
    home = listed(
        head(cmnd="191234567"), WIFE, replace(WIFE, row=7, name="Hồ Thị Bé", birth_date="2010", relation="Con")
    )
    import_list(book.register, home, dry_run=False)
    with book.register.read() as connection:
        (record,) = household_ids(connection)
        people = {m.name: m.id for m in household(connection, record, "2017-09-01").members}
    death(book.register, Death(household=record, person=people["Đặng Thị Mỹ"], date="2017-03-12"))
    delete_record(book.register, "person", people["Hồ Thị Bé"], reason="Ghi nhầm người của hộ bên")
    done = import_list(book.register, home, dry_run=False)
    assert (done.plan.summary()["doubtful"], done.changes) == (1, 0)
    assert done.plan.rows[0].reasons == [
        "Đặng Thị Mỹ theo sổ đã rời hộ ngày 12/03/2017 (chết), danh sách còn ghi: xem lại rồi hãy thêm.",
        "Hồ Thị Bé đã được cán bộ xóa khỏi sổ, danh sách còn ghi: xem lại rồi hãy thêm.",
    ]
    accepted = import_list(book.register, home, dry_run=False, accept_doubtful=True, reason="Hai người vẫn ở đó")
    assert accepted.changes > 0


def test_an_older_list_brings_no_household_back_that_was_handed_over(tmp_path: Path) -> None:
    with district_at_work(tmp_path) as town:
        book = town.hong_thuy
        import_list(book.register, listed(head(), WIFE), dry_run=False)
        with book.register.read() as connection:
            (home,) = household_ids(connection)
        move_all(town, home)
        sent_down(town, town.hong_thuy)
        done = import_list(book.register, listed(head(), WIFE), dry_run=False)
    assert (done.plan.summary()["doubtful"], done.changes) == (1, 0)
    told = "theo sổ nay do xã Nhâm quản lý, danh sách còn ghi: xem lại rồi hãy thêm."
    assert done.plan.rows[0].reasons == [f"Hồ Văn Thử {told}", f"Đặng Thị Mỹ {told}"]


def test_an_older_list_brings_no_household_back_that_was_deleted(book: Office) -> None:
    import_list(book.register, listed(head(), WIFE), dry_run=False)
    with book.register.read() as connection:
        (home,) = household_ids(connection)
    delete_record(book.register, "household", home, reason="Hộ ghi hai lần")
    done = import_list(book.register, listed(head(), WIFE), dry_run=False)
    assert (done.plan.summary()["doubtful"], done.changes) == (1, 0)
    undo(book.register, last(book))
    assert import_list(book.register, listed(head(), WIFE), dry_run=True).plan.summary()["same"] == 1


def test_an_import_taken_back_may_be_done_again(book: Office) -> None:
    import_list(book.register, listed(head(cmnd="191234567"), WIFE), dry_run=False)
    newer = listed(head(cmnd="191234567", birth_date="1971", phone="0912345678"), WIFE)
    assert import_list(book.register, newer, dry_run=False).plan.summary()["changed"] == 1
    undo(book.register, last(book))
    assert (person(book).birth_date, person(book).phone) == ("1970", None)
    assert import_list(book.register, newer, dry_run=True).plan.summary()["changed"] == 1
    undo(book.register, last(book))
    assert (person(book).birth_date, person(book).phone) == ("1971", "0912345678")
    assert import_list(book.register, listed(head(cmnd="191234567"), WIFE), dry_run=True).plan.summary()["changed"] == 1


def last(book: Office) -> str:
    with book.register.read() as connection:
        return last_actions(connection, limit=1)[0].id


def test_what_a_change_replaces_is_told(book: Office) -> None:
    import_list(book.register, listed(head(phone="0912345678"), WIFE), dry_run=False)
    done = import_list(book.register, listed(head(birth_date="1970-05", phone="0987654321"), WIFE), dry_run=True)
    (change,) = done.plan.rows[0].changes
    assert isinstance(change, PersonChange)
    assert (change.name, change.before) == ("Hồ Văn Thử", {"birth_date": "1970", "phone": "0912345678"})


def test_nothing_is_written_that_was_not_seen(book: Office) -> None:
    read = listed(head(phone="0912345678"), WIFE)
    seen = import_list(book.register, read, dry_run=True).plan
    import_list(book.register, listed(head(), WIFE), dry_run=False)
    before = written(book)
    with pytest.raises(UserError) as refused:
        import_list(book.register, read, dry_run=False, seen=seen)
    assert (refused.value.code, written(book)) == ("plan_changed", before)
    seen = import_list(book.register, read, dry_run=True).plan
    assert import_list(book.register, read, dry_run=False, seen=seen).written == 1


def test_an_import_that_is_stopped_has_written_nothing(book: Office) -> None:
    def stop(done: int, total: int) -> None:
        if (done, total) == (100, 180):
            raise InterruptedError

    empty, before = book.hash(), written(book)
    with pytest.raises(InterruptedError):
        import_list(book.register, read_list(SAMPLE), dry_run=False, step=stop)
    assert (book.hash(), written(book)) == (empty, before)


def test_one_undo_takes_a_whole_list_back_but_for_what_was_changed_since(book: Office) -> None:
    import_list(book.register, read_list(SAMPLE), dry_run=False)
    done = last(book)
    with book.register.read() as connection:
        someone = find(connection, "Lê Viết Ngọc")[0].person
    set_person(book.register, someone, {"birth_date": "1958"})
    left = undo(book.register, done).left
    assert [(one.record, one.why) for one in left if one.why == "đã được sửa sau đó"] == [
        ("Lê Viết Ngọc", "đã được sửa sau đó")
    ]
    assert [one.record for one in left if one.entity in ("household", "village")] == ["Thôn 1", "hộ Lê Viết Ngọc"]
    assert (info(book.register).households, info(book.register).persons) == (1, 3)
    undo(book.register, last(book))
    assert (info(book.register).households, info(book.register).persons) == (180, 712)


def results(*rows: tuple[str, str | None, ListedReview], year: int = 2017) -> HouseholdList:
    """A list of results of a review: head, class, points."""
    homes = [
        ListedHousehold(
            row=5 + n, village="Thôn 1", members=[ListedMember(row=5 + n, name=name, birth_date=f"{1960 + n}-01-02")],
            result=result, review=found,
        )
        for n, (name, result, found) in enumerate(rows)
    ]  # fmt: skip
    return HouseholdList(
        title=None, commune=None, year=year, decision_no="9/QĐ-UBND", decision_date=f"{year - 1}-12-20",
        encoding="unicode", households=homes,
    )  # fmt: skip


def test_a_list_of_results_becomes_reviews_and_the_classes_from_them(book: Office) -> None:
    day = "2015-10-05"
    first = results(
        ("Hồ Văn Một", "poor", ListedReview(b1=121, b2=30, date=day, reviewer="Kê Thử")),
        ("Hồ Văn Hai", None, ListedReview(b1=130, b2=0, date=day)),
        ("Hồ Văn Ba", "not_poor", ListedReview(b1=160, b2=10, date=day)),
        ("Hồ Văn Bốn", "poor", ListedReview(b1=130, b2=0, date=day)),
        year=2016,
    )
    done = import_list(book.register, first, dry_run=False)
    assert [row.outcome for row in done.plan.rows] == ["new", "new", "new", "doubtful"]
    assert "danh sách ghi hộ nghèo, điểm B1, B2 cho hộ cận nghèo." in done.plan.rows[3].reasons
    with book.register.read() as connection:
        homes = {row.members[0].name: row for row in households(connection, household_ids(connection), "2016-06-01")}
        kept = {one.head: one for one in reviews(connection)}
    assert {name: home.classification and home.classification.result for name, home in homes.items()} == {
        "Hồ Văn Một": "poor", "Hồ Văn Hai": "near_poor", "Hồ Văn Ba": None,
    }  # fmt: skip
    one = kept["Hồ Văn Một"]
    assert (one.b1, one.b2, one.date, one.reviewer, one.standard) == (121, 30, day, "Kê Thử", "2016_2020")
    assert (one.result, one.sub_type, one.recognised, kept["Hồ Văn Ba"].recognised) == (
        "poor",
        "deprivation",
        True,
        False,
    )
    with book.register.read() as connection:
        assert reasons_of(connection, one)[-1].startswith("Kết quả: hộ nghèo")
    again = import_list(book.register, replace(first, households=first.households[:3]), dry_run=False)
    assert [row.outcome for row in again.plan.rows] == ["same"] * 3

    later = results(("Hồ Văn Một", "not_poor", ListedReview(b1=155, b2=20, date="2016-10-05")))
    changed = import_list(book.register, later, dry_run=False)
    assert [row.outcome for row in changed.plan.rows] == ["changed"]
    with book.register.read() as connection:
        now = household(connection, homes["Hồ Văn Một"].id, "2017-06-01").classification
        newest = reviews(connection, households=[homes["Hồ Văn Một"].id])[0]
    assert now is not None
    assert (now.result, newest.recognised, newest.derived) == ("escaped_poverty", True, "9")


def test_headings_told_once_are_kept(book: Office) -> None:
    assert keep_headings(book.register, {"Tên khẩu": "name", "Điểm B1": ""}) == {"Tên khẩu": "name", "Điểm B1": ""}
    assert keep_headings(book.register, {"Tên khẩu": "head_name"})["Điểm B1"] == ""
    with book.register.read() as connection:
        assert list_headings(connection) == {"Tên khẩu": "head_name", "Điểm B1": ""}


def test_a_list_of_another_commune(book: Office) -> None:
    with pytest.raises(FileProblem, match="xã Nhâm"):
        import_list(book.register, listed(head(), commune="Nhâm"), dry_run=False)


@pytest.mark.postgresql
def test_on_a_server(tmp_path: Path, server: object) -> None:
    office = found(tmp_path, NHAM, place=server.url(server.new_schema()))  # type: ignore[attr-defined]
    try:
        assert import_list(office.register, listed(head(), commune="Nhâm"), dry_run=False).changes == 5
        assert import_list(office.register, listed(head(), commune="Nhâm"), dry_run=False).changes == 0
    finally:
        office.register.close()
