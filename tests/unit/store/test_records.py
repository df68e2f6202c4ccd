"""Records of a unit: written, changed, taken back, in dispute, counted; the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desks import Desk, two_desks
from exchanges import HONG_THUY, Office, household

from db.domain.errors import InvalidData, NotAllowed, NotFound
from db.ledger.register import Providers
from db.store.deciding.queue import decide, list_queue
from db.store.history.history import record_history
from db.store.history.undo import last_actions, next_undo, undo
from db.store.household.households import add_household, delete_record
from db.store.inputs import RecordInput
from db.store.places.statuses import status_on, zones_on
from db.store.places.villages import add_village
from db.store.record.balances import balances
from db.store.record.figures import record_figures, record_tallies, units_without
from db.store.record.reading import RecordRow, record, records
from db.store.record.records import Kept, add_record, set_record
from db.store.record.tally import joined
from db.store.seen import seen_of

OFFICER: dict[str, Any] = {"date": "2016-01-01", "title": "Hồ Văn Thử", "details": {"chuc_danh": "giam_ngheo"}}


def kept(office: Office, kind: str, *, reason: str = "", **given: Any) -> Kept:
    return add_record(office.register, RecordInput(kind=kind, **given), reason=reason)


def shown(office: Office, identity: str) -> RecordRow:
    with office.register.read() as connection:
        return record(connection, identity)


def refused(office: Office, kind: str, *, reason: str = "vẫn ghi", **given: Any) -> set[str]:
    with pytest.raises(InvalidData) as caught:
        kept(office, kind, reason=reason, **given)
    return {issue.code for issue in caught.value.issues}


def money(office: Office, kind: str, amount: int, date: str, *, fund: str = "vnn", reason: str = "") -> str:
    more = {"nguon": "nhan_dan"} if kind == "thu" else {"muc_dich": "qua_tet"}
    details = {"quy": fund, "chieu": kind, "so_tien": amount, **more}
    return kept(office, "quy", date=date, title="Theo chứng từ", details=details, reason=reason).id


def figures(office: Office, name: str, year: int = 2017, **more: Any) -> dict[str, int | str]:
    with office.register.read() as connection:
        return {one.id.rpartition(".")[2]: one.value for one in record_figures(connection, year, name=name, **more)}


class TestWriting:
    def test_a_record_is_of_our_unit_and_of_the_year_of_its_date(self, hong_thuy: Office) -> None:
        row = shown(hong_thuy, kept(hong_thuy, "can_bo", village="thon 1", **OFFICER).id)
        assert (row.unit, row.year, row.village_name, row.name) == (HONG_THUY, 2016, "Thôn 1", "Hồ Văn Thử")
        assert (row.kind_title, row.until, row.known) == ("Cán bộ đương chức", None, True)

    def test_what_the_definition_works_out_is_kept_and_follows_a_change(self, hong_thuy: Office) -> None:
        details = {"loai": "cau", "ngay_duyet": "2017-02-01"}
        work = kept(hong_thuy, "cong_trinh", date="2017-01-05", title="Cầu treo", details=details).id
        assert shown(hong_thuy, work).details["giai_doan"] == "duyet"
        set_record(hong_thuy.register, work, {"details": {"ngay_khoi_cong": "2017-03-01"}})
        assert shown(hong_thuy, work).details["giai_doan"] == "thi_cong"
        with pytest.raises(InvalidData, match="trước ngày khởi công"):
            set_record(hong_thuy.register, work, {"details": {"ngay_nghiem_thu": "2017-02-15"}}, reason="vẫn ghi")
        set_record(hong_thuy.register, work, {"details": {"ngay_khoi_cong": None}, "note": " Chờ  vốn "})
        row = shown(hong_thuy, work)
        assert (row.details["giai_doan"], row.note, "ngay_khoi_cong" in row.details) == ("duyet", "Chờ vốn", False)

    def test_the_year_goes_with_the_date_unless_it_was_another(self, hong_thuy: Office) -> None:
        plain = kept(hong_thuy, "can_bo", **OFFICER).id
        set_record(hong_thuy.register, plain, {"date": "2017-02-01"})
        assert shown(hong_thuy, plain).year == 2017
        planned = {"hinh_thuc": "to_roi", "so_luong": 5}
        own = kept(hong_thuy, "truyen_thong", date="2016-12-30", year=2017, title="Tờ rơi", details=planned).id
        set_record(hong_thuy.register, own, {"date": "2016-12-31"})
        assert shown(hong_thuy, own).year == 2017

    @pytest.mark.parametrize(
        ("kind", "wrong", "codes"),
        [
            ("can_bo", {**OFFICER, "village": "Thôn 9"}, {"unknown_village"}),
            ("can_bo", {**OFFICER, "date": "2016-13-01"}, {"type"}),
            ("can_bo", {**OFFICER, "year": 1850}, {"out_of_range"}),
            ("can_bo", {**OFFICER, "details": {"chuc_danh": "vua"}}, {"choice"}),
            ("can_bo", {**OFFICER, "details": {**OFFICER["details"], "den_ngay": "2015-01-01"}}, {"ends_before"}),
            ("ke_hoach", {"date": "2017-01-01", "title": "KH", "village": "Thôn 1"}, {"not_relevant", "required"}),
            (
                "mo_hinh",
                {"date": "2017-01-01", "title": "Bò", "details": {"linh_vuc": "chan_nuoi", "goc": "khong-co"}},
                {"unknown_link"},
            ),
        ],
    )
    def test_what_cannot_be_stops_whatever_the_reason(
        self, hong_thuy: Office, kind: str, wrong: dict[str, Any], codes: set[str]
    ) -> None:
        assert refused(hong_thuy, kind, **wrong) == codes

    def test_unknown_kinds_units_and_records_are_told(self, hong_thuy: Office) -> None:
        with pytest.raises(NotFound, match="loại bản ghi"):
            kept(hong_thuy, "khong_co", **OFFICER)
        with pytest.raises(NotFound, match="99999"):
            kept(hong_thuy, "can_bo", unit="99999", **OFFICER)
        with pytest.raises(NotAllowed, match="Nhâm"):
            kept(hong_thuy, "can_bo", unit="20083", **OFFICER)
        with pytest.raises(NotFound):
            set_record(hong_thuy.register, "không-có", {"note": "a"})
        with pytest.raises(InvalidData, match="kind"):
            set_record(hong_thuy.register, kept(hong_thuy, "can_bo", **OFFICER).id, {"kind": "quy"})

    def test_two_officers_at_once_want_a_reason(self, hong_thuy: Office) -> None:
        first = kept(hong_thuy, "can_bo", **OFFICER).id
        second = {**OFFICER, "title": "Kê Văn Mới", "date": "2017-01-01"}
        assert refused(hong_thuy, "can_bo", reason="", **second) == {"hai_can_bo"}
        made = kept(hong_thuy, "can_bo", reason="Bàn giao một tháng", **second)
        assert [one.code for one in made.warnings] == ["hai_can_bo"]
        assert shown(hong_thuy, made.id).override_reason == "Bàn giao một tháng"
        set_record(hong_thuy.register, first, {"details": {"den_ngay": "2016-12-31"}})
        assert kept(hong_thuy, "can_bo", reason="", **{**OFFICER, "date": "2015-01-01", "details": {
            "chuc_danh": "giam_ngheo", "den_ngay": "2015-12-31"}}).warnings == []  # fmt: skip


class TestBalance:
    def test_what_is_left_is_computed_by_fund_and_day(self, hong_thuy: Office) -> None:
        money(hong_thuy, "thu", 5_000_000, "2017-01-10")
        money(hong_thuy, "chi", 2_000_000, "2017-01-20")
        money(hong_thuy, "thu", 300_000, "2017-02-01", fund="khuyen_hoc")
        with hong_thuy.register.read() as connection:
            found = {row.same["quy"]: (row.came, row.went, row.left) for row in balances(connection, "quy")}
            early = balances(connection, "quy", on="2017-01-15")
        assert found == {
            "Quỹ “Vì người nghèo”": (5_000_000, 2_000_000, 3_000_000),
            "Quỹ khuyến học": (300_000, 0, 300_000),
        }
        assert [row.left for row in early] == [5_000_000]

    def test_paying_more_than_there_is_wants_a_reason_on_its_day(self, hong_thuy: Office) -> None:
        money(hong_thuy, "thu", 1_000_000, "2017-03-01")
        with pytest.raises(InvalidData, match=r"thiếu 200\.000 đồng"):
            money(hong_thuy, "chi", 1_200_000, "2017-03-05")
        with pytest.raises(InvalidData, match="chi quá số có"):
            money(hong_thuy, "chi", 500_000, "2017-02-01")
        over = money(hong_thuy, "chi", 1_200_000, "2017-03-05", reason="Ứng trước")
        money(hong_thuy, "thu", 100_000, "2017-03-06")  # coming in never makes it worse
        with pytest.raises(InvalidData, match=r"thiếu 400\.000 đồng"):
            set_record(hong_thuy.register, over, {"details": {"so_tien": 1_400_000}})
        set_record(hong_thuy.register, over, {"details": {"so_tien": 900_000}})

    def test_rice_is_left_village_by_village(self, hong_thuy: Office) -> None:
        add_village(hong_thuy.register, "Thôn 2")
        rice = {"date": "2017-01-20", "title": "Gạo Tết"}
        for village, how, kilos in (("Thôn 1", "nhap_chia", "600"), ("Thôn 1", "xuat", "450.5"), (None, "nhap", "900")):
            details = {"chieu": how, "dot": "tet", "so_kg": kilos}
            kept(hong_thuy, "gao", village=village, details=details, **rice)
        assert refused(
            hong_thuy, "gao", reason="", village="Thôn 2", details={"chieu": "xuat", "dot": "tet", "so_kg": "1"}, **rice
        ) == {"gao_con"}
        with hong_thuy.register.read() as connection:
            found = [(row.village_name, row.left, row.measure) for row in balances(connection, "gao")]
        assert found == [("", "900", "kg"), ("Thôn 1", "149.5", "kg")]
        assert figures(hong_thuy, "gao") == {"nhap": "900", "xuat": "450.5", "tra": 0, "luot_ho": 0}


class TestFigures:
    def test_who_was_trained_of_those_in_post(self, hong_thuy: Office) -> None:
        posts = [
            kept(hong_thuy, "can_bo", **{**OFFICER, "title": name, "details": {"chuc_danh": post}}).id
            for name, post in (("Hồ Văn Thử", "giam_ngheo"), ("Kê Văn Mới", "phu_nu"), ("A Viết Bịa", "nong_dan"))
        ]
        roster = [{"can_bo": posts[0], "co_mat": True}, {"can_bo": posts[1], "co_mat": False}]
        more = [{"can_bo": posts[0], "co_mat": True}, {"can_bo": posts[2], "co_mat": True}]
        for rows in (roster, [*more, {"ho_ten": "Người ngoài", "co_mat": True}]):
            details = {"noi_dung": ["ra_soat"], "hoc_vien": rows}
            kept(hong_thuy, "tap_huan", date="2017-05-01", title="Lớp", details=details)
        found = figures(hong_thuy, "tap_huan")
        assert (found["lop"], found["luot_nguoi"], found["can_bo"]) == (2, 4, 2)
        assert figures(hong_thuy, "can_bo")["nguoi"] == 3
        set_record(hong_thuy.register, posts[2], {"details": {"den_ngay": "2017-06-30"}})
        assert (figures(hong_thuy, "tap_huan")["can_bo"], figures(hong_thuy, "can_bo")["nguoi"]) == (1, 2)
        assert figures(hong_thuy, "tap_huan", on="2017-06-30")["can_bo"] == 2

    def test_what_happened_counts_in_its_year_up_to_the_day_what_lasts_on_the_day(self, hong_thuy: Office) -> None:
        leaflets = {"hinh_thuc": "to_roi", "so_luong": 100}
        for date in ("2016-05-01", "2017-05-01", "2017-11-01"):
            kept(hong_thuy, "truyen_thong", date=date, title="Tờ rơi", details=leaflets, reason="ghi trước")
        assert figures(hong_thuy, "truyen_thong")["to_roi"] == 200
        assert figures(hong_thuy, "truyen_thong", on="2017-06-30")["to_roi"] == 100
        kept(hong_thuy, "can_bo", **OFFICER)
        assert [figures(hong_thuy, "can_bo", year)["giam_ngheo"] for year in (2015, 2016, 2020)] == [0, 1, 1]

    def test_figures_are_had_for_all_units_at_once(self, hong_thuy: Office) -> None:
        for name in ("Hồ Văn Thử", "Kê Văn Mới"):
            kept(hong_thuy, "can_bo", **{**OFFICER, "title": name, "details": {"chuc_danh": "phu_nu"}})
        with hong_thuy.register.read() as connection:
            found = record_tallies(connection, 2017, "can_bo")
        assert {name: found[name][HONG_THUY].value for name in ("", "nguoi", "giam_ngheo")} == {
            "": 2,
            "nguoi": 2,
            "giam_ngheo": 0,
        }
        both = found["nguoi"][HONG_THUY]
        assert joined([both, both]) == 4
        assert joined([found["xa_co_can_bo"][HONG_THUY]] * 2) == 0

    def test_a_commune_without_its_officer_is_found(self, hong_thuy: Office) -> None:
        with hong_thuy.register.read() as connection:
            assert units_without(connection, [HONG_THUY], "can_bo", "giam_ngheo", "2017-01-01") == [HONG_THUY]
        kept(hong_thuy, "can_bo", **OFFICER)
        with hong_thuy.register.read() as connection:
            assert units_without(connection, [HONG_THUY], "can_bo", "giam_ngheo", "2017-01-01") == []


class TestStatus:
    def test_a_commune_is_what_it_was_on_the_day(self, hong_thuy: Office) -> None:
        for code, since, until in (("kv2", "2012-01-01", "2017-04-27"), ("kv3", "2017-04-28", None)):
            details = {"tinh_trang": code} | ({"den_ngay": until} if until else {})
            kept(hong_thuy, "tinh_trang", date=since, details=details)
        kept(hong_thuy, "tinh_trang", date="2015-01-01", details={"tinh_trang": "bien_gioi"})
        place = kept(hong_thuy, "tinh_trang", date="2016-01-01", village="Thôn 1", details={"tinh_trang": "dbkk"}).id
        with hong_thuy.register.read() as connection:
            village = record(connection, place).village or ""
            days = [[one.code for one in status_on(connection, HONG_THUY, day)] for day in ("2016-06-01", "2018-01-01")]
            own = [one.label for one in status_on(connection, village, "2018-01-01")]
            zones = [zones_on(connection, day).get(HONG_THUY) for day in ("2010-01-01", "2017-04-27", "2017-04-28")]
        assert days == [["kv2", "bien_gioi"], ["bien_gioi", "kv3"]]
        assert own == ["Biên giới", "Khu vực III", "Đặc biệt khó khăn"]
        assert zones == [None, "II", "III"]
        assert records_called(hong_thuy, "tinh_trang") >= {"Khu vực III", "Biên giới"}

    def test_the_area_reaches_the_conditions_of_policies(self, hong_thuy: Office) -> None:
        from db.policy.definition import shipped
        from db.store.facts import facts_for
        from db.store.inputs import SupportInput

        home = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
        kept(hong_thuy, "tinh_trang", date="2012-01-01", details={"tinh_trang": "kv3"})
        asked = SupportInput(policy="ho_tro_truc_tiep", year=2017, household=home)
        with hong_thuy.register.read() as connection:
            facts = facts_for(hong_thuy.register, connection, asked, shipped()["ho_tro_truc_tiep"])
        assert facts.household["zone"] == "III"


class TestLinks:
    def test_a_copy_names_its_model_and_a_roster_its_households(self, hong_thuy: Office) -> None:
        home = add_household(hong_thuy.register, household("Hồ Văn Thử")).id
        first = {"linh_vuc": "chan_nuoi", "ho_tham_gia": [{"ho": home, "thoat_ngheo": True}]}
        model = kept(hong_thuy, "mo_hinh", date="2016-01-01", title="Bò sinh sản", details=first).id
        copy = {"linh_vuc": "chan_nuoi", "goc": model, "ho_tham_gia": [{"ho": home}]}
        other = kept(hong_thuy, "mo_hinh", date="2017-01-01", title="Bò, Thôn 1", details=copy).id
        found = figures(hong_thuy, "mo_hinh")
        assert (found["mo_hinh"], found["nhan_rong"], found["ho"], found["ho_thoat"]) == (1, 1, 1, 0)
        with hong_thuy.register.read() as connection:
            rows = {row.key: row.after for row in record_history(connection, "unit_record", other)}
        assert rows["details.goc"] == "Mô hình sinh kế “Bò sinh sản”"
        assert rows["details.ho_tham_gia"] == "Hộ: hộ Hồ Văn Thử"
        with pytest.raises(InvalidData) as caught:
            set_record(hong_thuy.register, model, {"details": {"goc": model}})
        assert {issue.code for issue in caught.value.issues} == {"unknown_link"}

    def test_what_a_record_points_at_is_not_taken_back(self, hong_thuy: Office) -> None:
        model = kept(hong_thuy, "mo_hinh", date="2016-01-01", title="Bò", details={"linh_vuc": "chan_nuoi"}).id
        with hong_thuy.register.read() as connection:
            action = last_actions(connection)[0].id
        copy = {"linh_vuc": "chan_nuoi", "goc": model}
        kept(hong_thuy, "mo_hinh", date="2017-01-01", title="Bò, Thôn 1", details=copy)
        left = undo(hong_thuy.register, action).left
        assert [(one.entity, one.why) for one in left] == [("unit_record", "đang được bản ghi khác dùng")]
        assert shown(hong_thuy, model).name == "Bò"


class TestPast:
    def test_a_record_is_taken_back_and_a_change_too(self, hong_thuy: Office) -> None:
        made = kept(hong_thuy, "can_bo", **OFFICER).id
        set_record(hong_thuy.register, made, {"details": {"chuc_danh": "phu_nu"}})
        titles = []
        for _ in range(2):
            with hong_thuy.register.read() as connection:
                row = next_undo(last_actions(connection))
            assert row is not None
            titles.append(row.title)
            undo(hong_thuy.register, row.id)
            if len(titles) == 1:
                assert shown(hong_thuy, made).details["chuc_danh"] == "giam_ngheo"
        name = "bản ghi công tác Cán bộ đương chức “Hồ Văn Thử”"
        assert titles == [f"Sửa {name}", f"Ghi mới {name}"]
        with pytest.raises(NotFound):
            shown(hong_thuy, made)

    def test_the_history_of_a_field_is_told_in_vietnamese(self, hong_thuy: Office) -> None:
        made = kept(hong_thuy, "can_bo", **OFFICER).id
        set_record(hong_thuy.register, made, {"details": {"chuc_danh": "phu_nu", "den_ngay": "2017-05-01"}})
        with hong_thuy.register.read() as connection:
            rows = record_history(connection, "unit_record", made)
        told = {row.label: (row.before, row.after) for row in rows if row.kind == "set"}
        assert told == {
            "Chức danh": ("Cán bộ làm công tác giảm nghèo", "Cán bộ Hội Phụ nữ"),
            "Đến ngày": ("", "01/05/2017"),
        }
        first = {row.label: row.after for row in rows if row.kind == "create"}
        assert (first["Loại bản ghi"], first["Ngày"], first["Tên"]) == (
            "Cán bộ đương chức làm công tác giảm nghèo",
            "01/01/2016",
            "Hồ Văn Thử",
        )

    def test_a_deleted_record_is_counted_nowhere(self, hong_thuy: Office) -> None:
        made = kept(hong_thuy, "can_bo", **OFFICER).id
        delete_record(hong_thuy.register, "unit_record", made, reason="Ghi trùng")
        assert figures(hong_thuy, "can_bo")["nguoi"] == 0


@pytest.fixture
def desks(place: str, providers: Providers) -> Iterator[tuple[Desk, Desk]]:
    with two_desks(place, providers) as made:
        yield made


class TestTwoDesks:
    def test_what_another_desk_wrote_since_stands_beside(self, desks: tuple[Desk, Desk]) -> None:
        one, other = desks
        made = add_record(one.register, RecordInput(kind="can_bo", **OFFICER)).id
        with one.register.read() as connection:
            seen = seen_of(connection, "unit_record", [made])
        set_record(other.register, made, {"details": {"dien_thoai": "0912345671"}})
        saved = set_record(one.register, made, {"details": {"dien_thoai": "0912345672"}}, seen=seen)
        assert saved.disputed
        with one.register.read() as connection:
            (item,) = list_queue(connection)
        assert {version.value for version in item.versions} == {"0912345671", "0912345672"}
        with pytest.raises(InvalidData):
            decide(one.register, "unit_record", made, item.key, value="0" * 30, reason="Hỏi lại")
        decide(one.register, "unit_record", made, item.key, value="0912345673", reason="Hỏi lại")
        with other.register.read() as connection:
            assert list_queue(connection) == []
            assert record(connection, made).details["dien_thoai"] == "0912345673"

    def test_fields_kept_together_are_never_mixed(self, desks: tuple[Desk, Desk]) -> None:
        one, other = desks
        decision = {"so_quyet_dinh": "582/QĐ", "ngay_quyet_dinh": "2017-04-28"}
        details = {"tinh_trang": "kv3", **decision}
        made = add_record(one.register, RecordInput(kind="tinh_trang", date="2017-04-28", details=details)).id
        with one.register.read() as connection:
            seen = seen_of(connection, "unit_record", [made])
        set_record(other.register, made, {"details": {"so_quyet_dinh": "583/QĐ"}})
        saved = set_record(one.register, made, {"details": {"ngay_quyet_dinh": "2017-04-29"}}, seen=seen)
        assert saved.disputed
        with one.register.read() as connection:
            (item,) = list_queue(connection)
        assert {tuple(sorted(v.value.values())) for v in item.versions} == {
            ("2017-04-28", "583/QĐ"),
            ("2017-04-29", "582/QĐ"),
        }


def records_called(office: Office, kind: str) -> set[str]:
    with office.register.read() as connection:
        return {row.name for row in records(connection, kind=kind)}
