"""Reports: results by group and source, quality of the data, issued ones the same for ever; on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bulk import fill
from exchanges import HONG_THUY, Office, district_at_work, found, household

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.store.definitions.policies import add_policy
from db.store.figures.progress import indicator_table
from db.store.household.households import add_classification, add_household, set_deprivations
from db.store.inputs import Amounts, ClassificationInput, DeprivationsInput, MilestoneInput, Source, SupportInput
from db.store.officers import officers
from db.store.places.villages import add_village
from db.store.printing.reports import subject
from db.store.reports import again, build, changes_since, issue, issued_reports, kinds
from db.store.reports.removed import GONE, STILL
from db.store.review.class_changes import lists_day
from db.store.support.supports import add_milestone, add_support

LATER = ClassificationInput(standard="2016_2020", result="not_poor", valid_from="2017-06-01")


@pytest.fixture
def office(place: str, tmp_path: Path) -> Iterator[Office]:
    made = found(tmp_path, HONG_THUY, place=place)
    add_village(made.register, "Thôn 1")
    yield made
    made.register.close()


def loan(office: Office, home: str, day: str, amount: int = 30_000_000, year: int = 2017) -> None:
    sources = [Source(source="nhcsxh", amount=amount)]
    data = SupportInput(
        policy="tin_dung", year=year, household=home, details={"chuong_trinh": "ho_ngheo", "thoi_han": 12},
        amounts=Amounts(requested=amount, approved=amount, sources=sources),
        milestones=[MilestoneInput(kind="disbursed", date=day, amount=amount)],
    )  # fmt: skip
    add_support(office.register, data, reason="thử")


def card(office: Office, person: str, steps: Sequence[str]) -> None:
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    taken = [MilestoneInput(kind=step, date="2017-03-01") for step in steps]
    data = SupportInput(policy="bhyt", year=2017, person=person, details=details, milestones=taken)
    add_support(office.register, data, reason="thử")


def lent(office: Office, on: str | None = None, column: str = "now") -> object:
    with office.register.read() as connection:
        made = build(connection, "ket_qua", year=2017, on=on).table("ket_qua")
    assert made is not None
    return made.value("tin_dung.luot_ho_vay", column) if made.lines else None


class TestOutcomes:
    def test_by_class_group_area_and_source(self, office: Office) -> None:
        poor = add_household(office.register, household("Hồ Văn Một", sex="2", ethnic_minority=True)).id
        freed = add_household(office.register, household("Hồ Văn Hai", ethnic_minority=False)).id
        loan(office, poor, "2017-02-01")
        loan(office, poor, "2017-08-01", 20_000_000)
        loan(office, freed, "2017-03-01")
        add_classification(office.register, freed, LATER, reason="thử")
        assert [
            lent(office, column=name) for name in ("now", "poor", "other", "minority", "woman", "rural", "urban")
        ] == [
            *(3, 2, 1, 2, 2, 3, 0),
        ]
        assert lent(office, "2017-06-30") == 2, "what was paid out later is not yet there"
        with office.register.read() as connection:
            money = build(connection, "ket_qua", year=2017).table("nguon")
        assert money is not None
        assert (money.value("tin_dung", "nhcsxh"), money.value("", "sum")) == (80_000_000, 80_000_000)

    def test_what_nobody_has_approved_is_no_help_and_no_money(self, office: Office) -> None:
        home = add_household(office.register, household("Hồ Văn Một")).id
        data = SupportInput(
            policy="ve_sinh", year=2017, household=home, details={"chuong_trinh": "giam_ngheo", "loai": "1"},
            amounts=Amounts(approved=3_000_000, cost=3_000_000, sources=[Source(source="ns_tinh", amount=3_000_000)]),
            milestones=[MilestoneInput(kind="requested", date="2017-02-01")],
        )  # fmt: skip
        record = add_support(office.register, data, reason="thử").id

        def told(on: str) -> list[object]:
            with office.register.read() as connection:
                made = build(connection, "ket_qua", year=2017, on=on)
            return [[line.values[0:3] for line in table.lines] for table in made.tables]

        assert told("2017-12-31") == [[], [], [[0, 0], [0, 0]]]
        add_milestone(office.register, record, MilestoneInput(kind="approved", date="2017-07-03"), reason="thử")
        assert told("2017-06-30") == [[], [], [[0, 0], [0, 0]]], "it was approved later"
        _blank, *figures = told("2017-12-31")[0]
        assert figures == [["hộ", 0, 1], ["đồng", 0, 3_000_000]]
        assert told("2017-12-31")[1:] == [[[3_000_000] * 2] * 2, [[1, 3_000_000]] * 2]

    def test_by_village(self, office: Office) -> None:
        for name, village in (("Hồ Văn Một", "Thôn 1"), ("Hồ Văn Hai", "Thôn 2")):
            made = add_household(office.register, household(name, village=village, new_village=True))
            loan(office, made.id, "2017-02-01")
        with office.register.read() as connection:
            table = build(connection, "ket_qua", year=2017).table("theo_don_vi")
        assert table is not None
        assert [(line.name, *line.values) for line in table.lines] == [
            ("xã Hồng Thủy", 2, 60_000_000),
            ("Thôn 1", 1, 30_000_000),
            ("Thôn 2", 1, 30_000_000),
        ]


class TestLacks:
    def test_every_figure_is_followed_to_its_agency_and_its_households(self, office: Office) -> None:
        given = {"Hồ Văn Một": ["nuoc", "yt_bhyt"], "Hồ Văn Hai": ["yt_bhyt"], "Hồ Văn Ba": []}
        for number, (name, lacked) in enumerate(given.items(), 1):
            home = household(name, village=f"Thôn {number}", new_village=True, deprivations=lacked)
            add_household(office.register, home)
        with office.register.read() as connection:
            report = build(connection, "thieu_hut", year=2017)
            before = build(connection, "thieu_hut", year=2015)
        tables = {one.id: one for one in report.tables}
        first = tables["thieu_hut"]
        assert [first.value("yt_bhyt", name) for name in ("ho", "khau", "ngheo", "co_quan")] == [2, 2, 2, "Sở Y tế"]
        assert (first.value("nuoc", "co_quan"), first.value("gd_tre_em", "ho")) == ("Chưa nêu cơ quan", 0)
        agencies = tables["thieu_hut_co_quan"]
        assert [agencies.value("Sở Y tế", name) for name in ("ho", "luot", "chi_so")] == [2, 2, "3, 4"]
        assert sum(int(agencies.value(line.key, "luot") or 0) for line in agencies.lines) == 3
        places = tables["thieu_hut_don_vi"]
        assert [(line.name, *line.values[:1], line.values[4]) for line in places.lines] == [
            ("xã Hồng Thủy", 2, 2), ("Thôn 1", 1, 1), ("Thôn 2", 1, 1), ("Thôn 3", 0, 0),
        ]  # fmt: skip
        named = tables["thieu_hut_ho"]
        column = next(place for place, head in enumerate(named.columns) if head.id == "yt_bhyt")
        listed = [line for line in named.lines if line.level == "household"]
        assert [(line.values[0], line.values[column]) for line in listed] == [("Hồ Văn Một", "x"), ("Hồ Văn Hai", "x")]
        assert "của chỉ số 7, 8" in first.missing[0]
        assert before.tables[0].lines == []
        assert "không có chỉ số thiếu hụt" in before.tables[0].missing[0]

    def test_what_supports_removed_and_what_is_still_written(self, office: Office) -> None:
        for name, steps in (
            ("Một", ("requested", "approved")),
            ("Hai", ("requested", "approved")),
            ("Ba", ("requested",)),
        ):
            home = household(f"Hồ Văn {name}", village="Thôn 1", deprivations=["yt_bhyt", "nuoc"])
            made = add_household(office.register, home)
            card(office, made.persons[0], steps)
            if name == "Một":  # its review speaks for the next list, as all of a year's end do
                left = DeprivationsInput(standard="2016_2020", on="2018-01-01", indicators=["nuoc"])
                set_deprivations(office.register, made.id, left, reason="rà soát")
        with office.register.read() as connection:
            tables = {one.id: one for one in build(connection, "thieu_hut", year=2017).tables}
        removed = tables["thieu_hut_xoa"]
        assert {line.key: line.values for line in removed.lines if any(line.values)} == {
            "yt_bhyt": [3, 2, 1, 1, 2, 1],
            "nuoc": [3, 0, 0, 0, 3, 0],
        }
        assert [line.values for line in tables["thieu_hut_xoa_ho"].lines] == [
            ["Hồ Văn Một (Thôn 1)", "Bảo hiểm y tế", "Thẻ BHYT", GONE],
            ["Hồ Văn Hai (Thôn 1)", "Bảo hiểm y tế", "Thẻ BHYT", STILL],
        ]


class TestQuality:
    def test_what_is_missing_contradicts_or_waits(self, office: Office) -> None:
        add_household(office.register, household("Hồ Văn Một", cmnd="191234567"))
        plain = household("Hồ Văn Hai", ethnic_minority=False)
        plain.members[0].birth_date = None
        home = add_household(office.register, plain, reason="thử").id
        twice = ClassificationInput(standard="2016_2020", result="near_poor", valid_from="2017-01-01")
        add_classification(office.register, home, twice, reason="thử")
        with office.register.read() as connection:
            (made,) = build(connection, "chat_luong", year=2017).tables
        told = {head.id: value for head, value in zip(made.columns, made.lines[0].values, strict=True)}
        assert {name: told[name] for name in ("ho", "nguoi", "khong_nam_sinh", "khong_so", "dan_toc", "hai_loai")} == {
            "ho": 2, "nguoi": 2, "khong_nam_sinh": 1, "khong_so": 0, "dan_toc": 1, "hai_loai": 1,
        }  # fmt: skip
        assert told["khong_chu"] == told["xung_dot"] == 0
        assert made.notes == ["Xã chưa ghi cán bộ làm công tác giảm nghèo đương chức: xã Hồng Thủy."]

    def test_the_faults_of_a_district_stand_at_their_communes(self, office: Office) -> None:
        with office.register.write() as connection:
            fill(connection, [HONG_THUY], 60, seed=3)
        with office.register.read() as connection:
            (made,) = build(connection, "chat_luong", year=2017).tables
        whole, *villages = made.lines
        assert whole.values == [sum(column) for column in zip(*(line.values for line in villages), strict=True)]


class TestWritten:
    def test_every_report_can_be_built(self, office: Office) -> None:
        with office.register.write() as connection:
            fill(connection, [HONG_THUY], 40, seed=4)
        with office.register.read() as connection:
            for name in kinds():
                made = build(connection, name, year=2017)
                assert made.tables
                assert not [one.told for one in made.checks if not one.holds]
            half = build(connection, "nua_nam", year=2017)
        assert half.on == "2017-06-30"
        assert [table.id for table in half.tables][:2] == ["so_sanh", "bieu_02"]
        compared = half.table("so_sanh")
        assert compared is not None
        before, now, change, aim = compared.lines[0].values
        assert aim is None
        assert any("Chưa nhập chỉ tiêu năm 2017" in told for told in compared.missing)
        assert change == now - before  # type: ignore[operator]

    def test_the_end_of_a_year_is_what_its_review_has_made(self, office: Office) -> None:
        home = add_household(office.register, household("Hồ Văn Một")).id
        add_household(office.register, household("Hồ Văn Hai"))
        freed = ClassificationInput(standard="2016_2020", result="not_poor", valid_from="2018-01-01")
        add_classification(office.register, home, freed, reason="thử")
        with office.register.read() as connection:
            made = build(connection, "ca_nam", year=2017)
            (row,) = indicator_table(connection, year=2017, today="2018-02-01", names=["ho_ngheo"])
            assert lists_day(connection, "2021-12-31") == "2021-12-31", "the new standard's list is of its own period"
        compared, ways = made.table("so_sanh"), made.table("bieu_02")
        assert compared is not None
        assert ways is not None
        assert [compared.value("ho_ngheo", one) for one in ("before", "now", "change")] == [2, 1, -1]
        assert [ways.value(HONG_THUY, one, "Hộ") for one in ("1", "3", "9")] == [2, 1, 1]
        assert (row.value, row.last) == (1, 2), "the indicator of the year is the same"
        assert subject(made).endswith("số liệu đến ngày 31/12/2017, danh sách áp dụng từ ngày 01/01/2018)")
        row_kept = issue(office.register, "ca_nam", year=2017)
        assert again(office.register, row_kept.id).same

    def test_refusals(self, office: Office) -> None:
        with office.register.read() as connection:
            with pytest.raises(NotFound, match="Không có báo cáo"):
                build(connection, "bieu_99", year=2017)
            with pytest.raises(InvalidData):
                build(connection, "ca_nam", year=2017, on="2017-02-30")
        with pytest.raises(NotAllowed, match="không phát hành"):
            issue(office.register, "chat_luong", year=2017)
        with pytest.raises(InvalidData, match="không có phần"):
            issue(office.register, "ca_nam", year=2017, narrative={"x": ["y"]})
        with pytest.raises(InvalidData, match="dài quá"):
            issue(office.register, "ca_nam", year=2017, narrative={"kho_khan": ["y" * 2_001]})
        assert not _issued(office)


class TestIssued:
    def test_the_same_for_ever_and_what_has_changed_since(self, office: Office) -> None:
        home = add_household(office.register, household("Hồ Văn Một")).id
        loan(office, home, "2017-02-01")
        row = issue(office.register, "ca_nam", year=2017, narrative={"kho_khan": ["Thiếu vốn.", " "]})
        assert (row.title, row.narrative, row.officer) == (
            "Báo cáo tổng kết năm",
            {"kho_khan": ["Thiếu vốn."]},
            "Cán bộ Thử B",
        )
        first = again(office.register, row.id)
        assert first.same
        assert changes_since(office.register, row.id) == []
        add_household(office.register, household("Hồ Văn Hai"))
        loan(office, home, "2017-03-01")
        add_classification(office.register, home, LATER, reason="thử")
        kept = again(office.register, row.id)
        assert kept.same
        assert kept.report.tables == first.report.tables
        told = {(one.where, one.column): (one.then, one.now) for one in changes_since(office.register, row.id)}
        assert ("Lượt hộ được vay", "3") in told or any(now == 2 for then, now in told.values() if then == 1)

    def test_packages_that_come_later_change_nothing(self, tmp_path: Path) -> None:
        with district_at_work(tmp_path) as town:
            town.hong_thuy.record("Hồ Văn Một")
            town.district.take(town.hong_thuy.send())
            row = issue(town.district.register, "bieu_01", year=2017)
            first = again(town.district.register, row.id)
            assert first.report.tables[0].value(HONG_THUY, "3") == 1
            town.nham.record("Kê Văn Hai")
            town.hong_thuy.record("Hồ Văn Ba")
            town.district.take(town.nham.send(), town.hong_thuy.send())
            kept = again(town.district.register, row.id)
            assert kept.same
            assert kept.report == first.report
            told = {
                (one.where, one.column): (one.then, one.now) for one in changes_since(town.district.register, row.id)
            }
            assert told["xã Nhâm", "3"] == (0, 1)
            assert told["huyện A Lưới", "3"] == (1, 3)

    def test_a_new_definition_of_a_policy_changes_no_issued_report(self, office: Office) -> None:
        import resources

        home = add_household(office.register, household("Hồ Văn Một")).id
        loan(office, home, "2017-02-01")
        row = issue(office.register, "ket_qua", year=2017)
        text = resources.read("policies/tin_dung/v1.toml").decode()
        version = text.replace("version = 1\n", "version = 9\n", 1).replace('short = "', 'short = "Khác: ', 1)
        assert version != text
        add_policy(office.register, version.encode(), "tin_dung.toml")
        kept = again(office.register, row.id)
        assert kept.same
        assert changes_since(office.register, row.id) == [], "another name is no other figure"

    def test_only_who_approves_issues(self, office: Office) -> None:
        with office.register.read() as connection:
            (mine,) = officers(connection)
        from db.dialects import run

        with office.register.write() as connection:
            mark = "%s" if connection.dialect.name == "postgresql" else "?"
            run(connection, f"UPDATE officer SET role = 'enter' WHERE id = {mark}", [(mine.id,)])
        with pytest.raises(NotAllowed, match="cần vai trò duyệt"):
            issue(office.register, "bieu_01", year=2017)
        assert not _issued(office)


def _issued(office: Office) -> list[str]:
    with office.register.read() as connection:
        return [one.id for one in issued_reports(connection)]
