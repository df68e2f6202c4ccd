"""Aggregate tables: a small register counted by hand, generated ones against another way of counting."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from pathlib import Path

import pytest
from bulk import fill
from exchanges import DISTRICT, HONG_THUY, Office, found, person

from db.domain.errors import DefinitionError, NotFound
from db.domain.units import catalogue
from db.policy.tables import checks, read_table, table, tables
from db.store.actions import Action
from db.store.figures.totals import TotalInput, put_totals
from db.store.household.households import add_classification, add_household, add_person
from db.store.household.memberships import set_membership
from db.store.inputs import Amounts, ClassificationInput, HouseholdInput, MilestoneInput, PersonInput, SupportInput
from db.store.places.villages import list_villages
from db.store.reading import household, household_ids, households
from db.store.support.supports import add_support
from db.store.tables import Counter, Table, check_all, year_before

ON = "2017-08-31"


class Small:
    """Nine households of Hồng Thủy: every way into the lists and out of them once."""

    def __init__(self, office: Office) -> None:
        self.register = office.register
        self.homes: dict[str, str] = {}

    def add(self, name: str, village: str, classes: dict[int, str], size: int = 1, **more: object) -> None:
        first, *later = [(f"{year}-01-01" if year < 2100 else "2017-03-01", result) for year, result in classes.items()]
        group = {"ethnic": "26" if more.get("ethnic_minority") else "01"}
        head = person(f"Hồ Văn {name}", sex=more.pop("sex", "1"), **group)
        kids = (
            person(f"Hồ Thị {name} {'ABCD'[n]}", relation="04", birth_date="2005", **group) for n in range(size - 1)
        )
        data = HouseholdInput(
            village=village, new_village=True, members=[head, *kids], classification=_class(*first), **more  # type: ignore[arg-type]
        )  # fmt: skip
        self.homes[name] = add_household(self.register, data, reason="thử").id
        for one in later:
            add_classification(self.register, self.homes[name], _class(*one), reason="thử")

    def end(self, name: str, member: int, day: str, reason: str) -> None:
        with self.register.read() as connection:
            record = household(connection, self.homes[name], "2017-01-01").members[member].membership
        set_membership(self.register, record, {"to_date": day, "end_reason": reason}, reason="thử")

    def tables(self, on: str = ON) -> dict[str, Table]:
        with self.register.read() as connection:
            counter = Counter(connection, year=2017, on=on, since=year_before(on))
            return {name: counter.table(name) for name in tables()}


def _class(day: str, result: str) -> ClassificationInput:
    standard = "2011_2015" if day < "2016" else "2016_2020"
    kind = "income" if result == "poor" and standard == "2016_2020" else None
    return ClassificationInput(standard=standard, result=result, valid_from=day, sub_type=kind)


@pytest.fixture
def small(place: str, tmp_path: Path) -> Iterator[Small]:
    office = found(tmp_path, HONG_THUY, place=place)
    made = Small(office)
    made.add("Một", "Thôn A", {2016: "poor", 2017: "near_poor"}, 3, ethnic_minority=True)
    made.add("Hai", "Thôn A", {2016: "poor", 2017: "not_poor"}, 2)
    made.add("Ba", "Thôn A", {2016: "poor", 2017: "poor"}, 4, merit=True)
    made.end("Ba", 3, "2017-03-01", "moved_away")
    made.add("Bốn", "Thôn B", {2016: "near_poor", 2017: "poor"}, 2, ethnic_minority=True, no_labour=True)
    baby = PersonInput(name="Hồ Bé", birth_date="2017-05-01", sex="1", relation="04")
    add_person(made.register, made.homes["Bốn"], baby, since="2017-05-01", reason="thử")
    made.add("Năm", "Thôn B", {2015: "poor", 2016: "escaped_poverty", 2017: "poor"})
    made.add("Sáu", "Thôn B", {2017: "poor"}, 2, sex="2")
    made.add("Bảy", "Thôn B", {2200: "poor"}, 3, since="2017-03-01")
    made.add("Tám", "Thôn B", {2016: "poor"}, 1)
    made.end("Tám", 0, "2017-02-01", "died")
    made.add("Chín", "Thôn A", {2016: "near_poor", 2017: "near_poor"}, 2)
    yield made
    office.register.close()


class TestSmall:
    def test_by_hand(self, small: Small) -> None:
        made = small.tables()
        flow = made["bieu_02"]
        assert [line.values for line in flow.lines[:2]] == [[4, 1, 1, 1, 1, 1, 1, 1, 5], [10, 3, 2, 2, 2, 1, 2, 4, 12]]
        near = made["bieu_03"]
        assert [line.values for line in near.lines[:2]] == [[2, 0, 1, 0, 1, 0, 0, 0, 2], [4, 0, 2, 0, 3, 0, 0, 0, 5]]
        assert [line.name for line in flow.lines[::2]] == ["xã Hồng Thủy", "Thôn A", "Thôn B"]
        assert [line.values[8] for line in flow.lines] == [5, 12, 1, 3, 4, 9]
        one = made["bieu_01"].lines[0].values
        assert (one[2], one[4], one[8], one[10]) == (5, 2, 12, 5)
        groups = made["bieu_08"].lines[:2]
        assert groups[0].values == [5, 1, 0, 1, 3, 2, 1, 0, 0, 1]
        assert groups[1].values == [12, 3, 0, 3, 6, 5, 3, 0, 0, 2]
        assert made["bieu_08"].notes[0].startswith("1 hộ thuộc nhiều nhóm")
        assert made["bieu_11"].value(HONG_THUY, "1") == 7, "children: Ba 2, Bốn 2, Sáu 1, Bảy 2"
        assert made["bieu_12"].value(HONG_THUY, "15") == 1
        old = {line.name: line.values for line in made["bieu_2016_ngheo"].lines}
        assert [old["Tổng cộng"][n] for n in (2, 6, 8, 10, 12)] == [4, 2, 1, 2, 5]

    def test_children_known_by_the_year_alone_count_while_they_may_be_children(self, small: Small) -> None:
        for born in ("2001", "2001-12", "2001-12-31"):
            child = PersonInput(name="Hồ Bé", birth_date=born, sex="1", relation="04")
            add_person(small.register, small.homes["Ba"], child, since="2017-01-01", reason="thử")
        days = ("2017-12-30", "2017-12-31")
        found = [small.tables(on)["bieu_11"].value(HONG_THUY, "1") for on in days]
        assert found == [7 + 3, 7], "whoever was born in 2001 is 16 on the last day of 2017"

    def test_lists_name_everybody_once(self, small: Small) -> None:
        lines = small.tables()["bieu_15"].lines
        homes = [line for line in lines if line.level == "household"]
        assert len(homes) == 5
        assert sum(line.level in ("household", "person") for line in lines) == 12
        kinds = {str(line.values[0]).split()[-1]: [line.values[n] for n in (5, 6, 7)] for line in homes}
        assert kinds["Ba"] == ["", "", "x"]
        assert kinds["Năm"] == ["", "x", ""]
        assert kinds["Sáu"] == ["x", "", ""]

    def test_lists_tick_what_a_household_was_given_in_the_year(self, small: Small) -> None:
        for name, steps in (("Ba", ("approved",)), ("Sáu", ()), ("Năm", ("refused",))):
            milestones = [MilestoneInput(kind=kind, date="2017-03-01", note="thử") for kind in steps]
            amounts = Amounts(approved=2_000_000, cost=2_000_000)
            data = SupportInput(
                policy="do_dau", year=2017, household=small.homes[name], amounts=amounts, milestones=milestones,
                details={"hinh_thuc": "do_dau", "don_vi": "Hội Thử", "noi_dung": "giong"},
            )  # fmt: skip
            add_support(small.register, data, reason="thử")
        for on in (ON, "2018-01-01"):
            homes = [line for line in small.tables(on)["bieu_15"].lines if line.level == "household"]
            assert [line.values[0] for line in homes if line.values[-1] == "x"] == ["Hồ Văn Ba"]

    def test_what_is_not_held_is_empty_and_said(self, small: Small) -> None:
        one = small.tables()["bieu_01"]
        assert one.value(HONG_THUY, "1") is None
        assert one.value(HONG_THUY, "4") is None
        assert any("tổng số hộ dân cư, tổng số nhân khẩu của Thôn A, Thôn B" in told for told in one.missing)

    def test_checks_hold_and_name_what_disagrees(self, small: Small) -> None:
        with small.register.read() as connection:
            found_checks = check_all(connection, Counter(connection, year=2017, on=ON, since=year_before(ON)))
        assert [one.told for one in found_checks if not one.holds] == []
        assert {one.id for one in found_checks} >= {"m2_m1", "m2_m3", "m2_nam_truoc", "bieu_09.sum"}

    def test_a_day_before_anything_changed(self, small: Small) -> None:
        made = small.tables("2016-06-30")
        assert made["bieu_01"].value(HONG_THUY, "3") == 4
        assert made["bieu_02"].value(HONG_THUY, "1", "Hộ") == 1, "only Năm was classed before"

    def test_two_standards_are_said(self, small: Small) -> None:
        small.add("Mười", "Thôn A", {2015: "poor"})
        assert any("hai chuẩn nghèo" in told for told in small.tables()["bieu_01"].missing)


WHOLE = {"households": 50, "persons": 200, "households_minority": 20, "persons_minority": 80}


class TestTypedTotals:
    def typed(self, small: Small, known: dict[str | None, dict[str, int]]) -> dict[str, Table]:
        """The tables with these totals, by the name of the village; None: of the commune."""
        rows = [
            TotalInput(year=2017, kind=kind, value=value, village=village)
            for village, figures in known.items()
            for kind, value in figures.items()
        ]
        put_totals(small.register, rows)
        return small.tables()

    def villages(self, small: Small) -> dict[str, str]:
        with small.register.read() as connection:
            return {one.name: one.id for one in list_villages(connection)}

    def test_villages_add_up_and_rates_follow(self, small: Small) -> None:
        ids = self.villages(small)
        made = self.typed(small, {"Thôn A": WHOLE, "Thôn B": WHOLE})
        one, twelve = made["bieu_01"], made["bieu_12"]
        assert [one.value(HONG_THUY, column) for column in ("1", "2", "4", "6", "10")] == [
            100,
            400,
            "5.00",
            "2.00",
            "3.00",
        ]
        assert one.value(ids["Thôn B"], "4") == "8.00", "four of fifty"
        assert [twelve.value(HONG_THUY, column) for column in ("1", "2", "3", "20", "21")] == [
            100,
            60,
            40,
            "5.00",
            "2.50",
        ]
        assert not [told for told in one.missing if told.startswith("Chưa nhập")]
        old = {line.level: line.values[0] for line in made["bieu_2016_ngheo"].lines}
        assert (old["total"], old["area"]) == (100, 100)

    def test_half_a_total_is_none_and_is_said(self, small: Small) -> None:
        ids = self.villages(small)
        made = self.typed(small, {"Thôn A": {"households": 50, "persons": 200}})["bieu_01"]
        assert made.value(ids["Thôn A"], "1") == 50
        assert made.value(HONG_THUY, "1") is made.value(HONG_THUY, "4") is None
        assert any("tổng số hộ dân cư, tổng số nhân khẩu của Thôn B:" in told for told in made.missing)

    def test_a_household_without_a_village_leaves_the_sum_of_the_villages(self, small: Small) -> None:
        small.add("Mười Một", "Thôn A", {2017: "poor"})
        with small.register.write() as connection:
            action = Action(small.register, connection)
            action.set("household", small.homes["Mười Một"], {"place": {"unit": HONG_THUY, "unit_date": ON}})
            action.commit()
        made = self.typed(small, {"Thôn A": WHOLE, "Thôn B": WHOLE})["bieu_01"]
        assert "Chưa rõ thôn" in [line.name for line in made.lines]
        assert (made.value(HONG_THUY, "1"), made.value(HONG_THUY, "4")) == (100, "6.00")
        assert not [told for told in made.missing if told.startswith("Chưa nhập")], (
            "nobody can type a total of an unknown village"
        )

    def test_two_totals_of_one_place_are_none_and_are_said(self, small: Small) -> None:
        self.typed(small, {None: WHOLE, "Thôn A": WHOLE, "Thôn B": WHOLE})
        with small.register.write() as connection:
            action = Action(small.register, connection)
            place = {"unit": HONG_THUY, "unit_date": ON, "year": 2017, "kind": "households"}
            action.create("area_total", place | {"figure": {"value": 60}}, unit=HONG_THUY)
            action.commit()
        made = small.tables()["bieu_01"]
        assert made.value(HONG_THUY, "1") is made.value(HONG_THUY, "4") is None
        assert made.value(HONG_THUY, "2") == 200
        told = "Tổng số hộ dân cư năm 2017 của xã Hồng Thủy có hai bản ghi khác nhau: ghi lại một số; các cột, tỷ lệ"
        assert [one for one in made.missing if one.startswith(told)]

    def test_more_poor_than_there_are_is_a_broken_check(self, small: Small) -> None:
        self.typed(small, {None: {"households": 3, "persons": 9}})
        with small.register.read() as connection:
            found_checks = check_all(connection, Counter(connection, year=2017, on=ON, since=year_before(ON)))
        broken = {one.id: (one.left, one.right, one.where) for one in found_checks if not one.holds}
        assert broken == {
            "dan_cu_ngheo": (3, 5, "xã Hồng Thủy"),
            "dan_cu_khau_ngheo": (9, 12, "xã Hồng Thủy"),
        }


COMMUNES = (HONG_THUY, "20083", "20044", "20047")


@pytest.fixture(params=[1, 2])
def district(place: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    office = found(tmp_path, DISTRICT, place=place)
    with office.register.write() as connection:
        fill(connection, COMMUNES, 150, seed=request.param)
    yield office
    office.register.close()


class TestGenerated:
    def test_all_checks_hold_on_any_day(self, district: Office) -> None:
        with district.register.read() as connection:
            for on in ("2017-04-15", "2017-12-31"):
                broken = [
                    one.told for one in check_all(connection, Counter(connection, year=2017, on=on)) if not one.holds
                ]
                assert broken == []

    def test_as_households_read_one_by_one(self, district: Office) -> None:
        on = "2017-07-20"
        with district.register.read() as connection:
            counter = Counter(connection, year=2017, on=on)
            homes = households(connection, household_ids(connection, on=on), on)
            there = [home for home in homes if home.classification and home.members]
            for result, name, column in (("poor", "bieu_01", "3"), ("near_poor", "bieu_01", "5")):
                by_commune = Tally(home.unit for home in there if home.classification.result == result)  # type: ignore[union-attr]
                made = counter.table(name)
                for unit in COMMUNES:
                    assert made.value(unit, column) == by_commune[unit]
                assert made.value(DISTRICT, column) == by_commune.total()
            poor = [home for home in there if home.classification and home.classification.result == "poor"]
            assert counter.table("bieu_04").value(DISTRICT, "b") == sum(len(home.deprivations) for home in poor)
            assert counter.table("bieu_01").value(DISTRICT, "9") == sum(len(home.members) for home in poor)
            listed = [line for line in counter.table("bieu_15").lines if line.level == "household"]
            assert len(listed) == len([home for home in poor if home.members])

    def test_a_commune_alone_is_its_line_of_the_district(self, district: Office) -> None:
        with district.register.read() as connection:
            whole, alone = (Counter(connection, year=2017, on="2017-12-31", unit=unit) for unit in (None, HONG_THUY))
            for name in ("bieu_01", "bieu_02", "bieu_03", "bieu_04", "bieu_08", "bieu_10", "bieu_12"):
                mine = alone.table(name)
                theirs = [line.values for line in whole.table(name).lines if line.key == HONG_THUY]
                assert [line.values for line in mine.lines if line.key == HONG_THUY] == theirs
                assert len(mine.lines) > len(theirs), "its villages stand under it"
            with pytest.raises(NotFound):
                Counter(connection, year=2017, on="2017-12-31", unit="01").table("bieu_01")

    @pytest.mark.parametrize("on", ["2020-06-01", "2025-03-01", "2026-06-01"])
    def test_nobody_is_lost_when_units_are_other_ones_since(self, place: str, tmp_path: Path, on: str) -> None:
        office = found(tmp_path, DISTRICT, place=place)
        units = catalogue()
        with office.register.write() as connection:
            communes = [one.code for one in units.children(units.on(DISTRICT, ON), ON)]
            fill(connection, communes, 200, seed=3)
        with office.register.read() as connection:
            then, now = (Counter(connection, year=2017, on=day).table("bieu_01") for day in ("2018-01-01", on))
            assert now.value(DISTRICT, "3") == then.value(DISTRICT, "3")
            assert sum(line.values[2] for line in now.lines[1:]) == now.value(DISTRICT, "3")  # type: ignore[misc]
        office.register.close()

    def test_every_commune_has_a_line(self, district: Office) -> None:
        with district.register.read() as connection:
            keys = {line.key for line in Counter(connection, year=2017, on=ON).table("bieu_01").lines}
        assert keys == {DISTRICT, *(one.code for one in catalogue().children(catalogue().on(DISTRICT, ON), ON))}


GOOD = 'id = "x"\nno = "1"\ntitle = "T"\nsource = ""\nstatus = "seen"\n\n[[columns]]\nid = "1"\nlabel = "L"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD, "dòng 7, khóa `columns[0]`: cột không nói đếm gì"),
        (GOOD + 'formula = "9/1*100"\n', "dòng 10, khóa `columns[0].formula`: biểu không có cột `9`"),
        (GOOD + 'formula = "1*2"\n', "công thức `1*2` phải có dạng"),
        (GOOD + 'where = { end = ["ngheo"] }\n', "không có mã `ngheo`"),
        (GOOD + "wher = { }\n", "khóa `columns[0].wher`: không có khóa này trong mẫu"),
        (
            GOOD + 'known = "households"\n\n[[columns]]\nid = "1"\nlabel = "M"\nknown = "persons"\n',
            "số cột `1` đã dùng",
        ),
    ],
)
def test_a_broken_definition_names_line_and_key(text: str, told: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_table(text.encode(), "thu.toml")
    assert told in caught.value.message


def test_carried_definitions() -> None:
    assert [spec.no for spec in tables().values()][:15] == [str(n) for n in range(1, 16)]
    assert len({check.id for check in checks()}) == len(checks())
    for check in checks():
        for side in (check.left, check.right):
            name, column = side.split(".", 1)
            assert column in {one.id for one in table(name.rstrip("@")).columns}
    assert year_before("2016-02-29") == "2015-02-28"
