"""A policy that somebody writes by hand today is there in every place where policies are, with nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, Office, district_at_work
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from db.domain.errors import DefinitionError, InvalidData
from db.policy.definition import shipped
from db.store.definitions.policies import add_policy, policies, policy
from db.store.figures.results import policy_figures
from db.store.inputs import Amounts, Filter, MilestoneInput, PolicyYear, Sort, SupportInput
from db.store.lists.datasheets import support_sheet
from db.store.lists.listing import household_ids_by
from db.store.support.batch import candidates, record_batch
from db.store.support.judging import Judging
from db.store.support.supports import add_support
from desktop.presenters.conditions import Conditions
from desktop.presenters.desk import Desk
from desktop.presenters.reports import Asked, Reports
from desktop.presenters.support import SupportPresenter
from desktop.presenters.village import Place, VillageWork
from desktop.printing import make_report, print_to
from desktop.work.context import JobContext
from forms.sheets.datasheet import write_data
from forms.sheets.figures import write_tables

YEAR = 2017
NEW = """
format = 1
id = "nuoc_luu_dong"
version = 1
title = "Cấp nước sạch lưu động mùa khô"
short = "Nước sạch lưu động"
level = "household"
initial_state = "nhu_cau"
rounds = ["Tháng 4", "Tháng 5"]
eligible = "ho.classification == 'poor'"
columns = ["so_can", "amounts.approved", "status"]

[agencies]
lead = "UBND cấp xã"

[[legal_basis]]
number = "15/KH-UBND"
text = "Kế hoạch cấp nước sạch lưu động của huyện"
status = "own"

[amounts]
approved = "Tiền nước"
proposal = { approved = "so_can * 3000" }

[[fields]]
id = "so_can"
type = "integer"
label = "Số can 20 lít"
unit = "can"
min = 1
max = 60
required = true
proposal = "ho.size * 2"

[[states]]
id = "nhu_cau"
label = "Có nhu cầu"
[[states]]
id = "da_duyet"
label = "Đã duyệt"
[[states]]
id = "da_nhan"
label = "Đã nhận nước"

[[milestones]]
kind = "approved"
label = "Duyệt danh sách"
state = "da_duyet"
[[milestones]]
kind = "delivered"
label = "Phát nước"
state = "da_nhan"
after = ["approved"]
requires = ["approved"]

[[contents]]
id = "nuoc"
label = "Nước sinh hoạt"

[[counts]]
id = "ho"
label = "Hộ được cấp nước"
unit = "hộ"
of = "households"
[[counts]]
id = "can"
label = "Nước đã cấp"
unit = "can"
sum = "so_can"

[[deprivations]]
standard = "2016_2020"
indicators = ["nuoc"]
when = "milestone_count('delivered') > 0"

[[prints]]
document = "danh_sach_ky_nhan"
""".encode()
ID = "nuoc_luu_dong"
STEPS = [MilestoneInput(kind="approved", date="2017-04-02"), MilestoneInput(kind="delivered", date="2017-04-05")]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        add_policy(made.hong_thuy.register, NEW, "nuoc_luu_dong/v1.toml")
        for name, born in (("Hồ Văn Thử", "1970"), ("Đặng Thị Mỹ", "1962")):
            made.hong_thuy.record(name, birth_date=born)
        yield made


@pytest.fixture
def book(town: District) -> Office:
    return town.hong_thuy


def water(home: str, turn: str = "Tháng 4", **more: object) -> SupportInput:
    return SupportInput(
        policy=ID, year=YEAR, household=home, round=turn, details={"so_can": 2}, milestones=STEPS, **more
    )  # type: ignore[arg-type]


def proposed(book: Office, turn: str) -> list[SupportInput]:
    with book.register.read() as connection:
        return [one.proposal for one in candidates(book.register, connection, ID, YEAR, turn=turn)]


def figures(book: Office) -> dict[str, int | str]:
    with book.register.read() as connection:
        return {one.label: one.value for one in policy_figures(connection, YEAR, name=ID)}


def test_in_the_form(book: Office) -> None:
    home, _ = book.record("Hồ Thị Kăn")
    page = SupportPresenter(Desk(book.register, "Hồ Thị Cán Bộ"))
    page.begin(household=home, policy=ID)
    assert page.form is not None
    labels = [spec.label for spec in (*page.head.specs.values(), *page.form.specs.values())]
    assert "Số can 20 lít" in labels
    assert "Tiền nước" in labels
    assert all(labels)
    assert [option.label for option in page.head.specs["turn"].options] == ["Tháng 4", "Tháng 5"]
    assert not page.head.visible("round")
    assert page.head.visible("turn")
    assert (page.form.value("details.so_can"), page.form.value("amounts.approved")) == (2, 6000)


def test_in_whole_village_work_month_by_month(book: Office) -> None:
    work = VillageWork(Desk(book.register, "Hồ Thị Cán Bộ"))
    work.show(work.load(Place(ID, YEAR, None, "Tháng 4")))
    assert [line.typed["name"] for line in work.new.ticked()] == ["Hồ Văn Thử", "Đặng Thị Mỹ"]
    assert "details.so_can" in [spec.id for spec in work.new.columns]
    assert work.record().sentence == "Đã ghi Nước sạch lưu động Tháng 4 2017 cho 2 hộ, mọi thôn."
    assert proposed(book, "Tháng 4") == []
    assert [one.details for one in proposed(book, "Tháng 5")] == [{"so_can": 2}, {"so_can": 2}]


def test_a_round_must_be_chosen_and_be_one_of_the_policy(book: Office) -> None:
    with book.register.read() as connection:
        for turn in (None, "Tháng 6"):
            with pytest.raises(InvalidData, match="chọn một trong các đợt Tháng 4, Tháng 5"):
                candidates(book.register, connection, ID, YEAR, turn=turn)
        with pytest.raises(InvalidData, match="không ghi theo đợt"):
            candidates(book.register, connection, "bhyt", YEAR, turn="Tháng 4")


def test_in_lists_and_their_conditions(book: Office) -> None:
    first, *_ = proposed(book, "Tháng 4")
    record_batch(book.register, [first])
    desk = Desk(book.register, "Hồ Thị Cán Bộ")
    offered = [one.label for one in Conditions(desk).offers()]
    assert any("nước sạch lưu động" in label.lower() for label in offered)
    with book.register.read() as connection:
        had = Filter(had=(PolicyYear(policy=ID, year=YEAR),))
        assert household_ids_by(connection, had, Sort(column="name"), on="2017-06-01") == [first.household]


def test_in_the_figures_of_the_year(book: Office) -> None:
    homes = [one.household or "" for one in proposed(book, "Tháng 4")]
    assert figures(book) == {"Hộ được cấp nước": 0, "Nước đã cấp": 0}
    record_batch(book.register, [water(home, turn) for home in homes for turn in ("Tháng 4", "Tháng 5")])
    assert figures(book) == {"Hộ được cấp nước": 2, "Nước đã cấp": 8}


def test_in_reports_on_screen_on_paper_and_in_files(book: Office, tmp_path: Path) -> None:
    homes = [one.household or "" for one in proposed(book, "Tháng 4")]
    record_batch(book.register, [water(home, amounts=Amounts(approved=6000)) for home in homes])
    shown = Reports(Desk(book.register, "Hồ Thị Cán Bộ")).count(Asked("ket_qua", YEAR), JobContext())
    whole, _money, by_unit = shown.report.tables
    assert [whole.value(f"{ID}.{one}", "now") for one in ("ho", "can")] == [2, 4]
    assert (by_unit.value(book.unit, ID), by_unit.value(book.unit, f"{ID}.tien")) == (2, 12_000)
    document = PdfDocument(make_report(book.register, shown.report, {}).data)
    told = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert "Hộđượccấpnướchộ02" in "".join(told.split())
    out = tmp_path / "kết quả.xlsx"
    write_tables(out, shown.report.tables, "Năm 2017")
    lines = [[cell.value for cell in row] for row in load_workbook(out)["Kết quả chính sách"]]
    assert ["Nước đã cấp", "can", 0, 4] in [[line[1], *line[3:6]] for line in lines]


def test_in_the_data_sheet_that_goes_out_and_comes_back(book: Office, tmp_path: Path) -> None:
    (home, *_) = [one.household or "" for one in proposed(book, "Tháng 4")]
    record_batch(book.register, [water(home, amounts=Amounts(approved=6000))])
    with book.register.read() as connection:
        sheet = support_sheet(book.register, "2017-06-01", policy(connection, ID))
    out = tmp_path / "nước.xlsx"
    assert write_data(out, sheet.title, sheet.columns, sheet.rows).rows == 1
    heads, line = ([cell.value for cell in row] for row in list(load_workbook(out)[sheet.title])[-2:])
    told = dict(zip(heads, line, strict=True))
    assert (told["Số can 20 lít"], told["Tiền nước"], told["Trạng thái"]) == (2, 6000, "Đã nhận nước")


def test_on_the_list_to_sign(book: Office, tmp_path: Path) -> None:
    (home, *_) = [one.household or "" for one in proposed(book, "Tháng 4")]
    record_batch(book.register, [water(home, amounts=Amounts(approved=6000))])
    out = tmp_path / "ky-nhan.pdf"
    assert print_to(book.register, "danh_sach_ky_nhan", out, year=YEAR, policy=ID).pages == 1


def test_beside_water_of_another_policy(book: Office) -> None:
    (home, *_) = [one.household or "" for one in proposed(book, "Tháng 4")]
    tank = {"chuong_trinh": "tinh", "hang_muc": "nuoc", "cong_trinh": "bon"}
    steps = [MilestoneInput(kind="requested", date="2017-02-01")]
    add_support(
        book.register, SupportInput(policy="dat_nuoc", year=YEAR, household=home, details=tank, milestones=steps)
    )
    with pytest.raises(InvalidData) as refused:
        add_support(book.register, water(home))
    assert [issue.code for issue in refused.value.issues] == ["same_content"]
    assert "Đất ở, đất SX, nước" in refused.value.issues[0].message
    assert add_support(book.register, water(home), reason="Bồn bị hỏng, xã đã kiểm tra").warnings


def test_at_the_office_above(town: District, book: Office) -> None:
    assert town.district.take_one(book.send()).state == "applied"
    add_policy(town.district.register, NEW, "nuoc_luu_dong/v1.toml")
    with town.district.register.read() as connection:
        assert policy(connection, ID).title == "Cấp nước sạch lưu động mùa khô"


def test_a_spoiled_file_leaves_the_old_one(book: Office) -> None:
    spoiled = NEW.replace(b"version = 1", b"version = 2").replace(b"so_can * 3000", b"so_cam * 3000")
    with pytest.raises(DefinitionError, match=r"v2\.toml, dòng \d+, khóa `amounts\.proposal\.approved`.*`so_can`"):
        add_policy(book.register, spoiled, "nuoc_luu_dong/v2.toml")
    with book.register.read() as connection:
        assert policies(connection)[ID].version == 1
        assert set(policies(connection)) == {*shipped(), ID}


def test_judged_while_it_is_typed(book: Office) -> None:
    home, _ = book.record("Hồ Thị Kăn")
    with book.register.read() as connection:
        chosen = policy(connection, ID)
    judged = Judging(book.register, chosen).of(water(home))
    assert (judged.issues, judged.state) == ([], "Đã nhận nước")
