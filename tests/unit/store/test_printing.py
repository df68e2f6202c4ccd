"""Print data: complete, numbered, as of the year asked for; whoever waits for a decision is set apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from exchanges import District, Office, district_at_work

from db.domain.errors import InvalidData, NotFound, UserError
from db.store.deciding.disputes import list_disputes
from db.store.household.households import set_person
from db.store.inputs import Amounts, FollowUpInput, MeasureInput, MilestoneInput, PlanInput, Source, SupportInput
from db.store.places.villages import add_village
from db.store.plan.plans import add_plan, set_plan
from db.store.plan.reading import plan as plan_row
from db.store.printing import Issue, PrintLine, Selection, collect, give_number, print_register, record, scanned
from db.store.printing.money import granted, lent
from db.store.prints.offices import Recognitions
from db.store.prints.papers import CardChanges, CardList, PlanPapers, PoorHomes, ReceiptList, SupportSlips
from db.store.rows import MilestoneRow, SupportRow
from db.store.support.supports import add_support

ALL = Selection(2017)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


@pytest.fixture
def someone(town: District) -> tuple[str, str]:
    """A household of one person with a card and a house; ids of household and person."""
    book = town.hong_thuy
    home, person = book.record("Hồ Văn Thử", cmnd="191234567", address="Gần suối", code="HN-01")
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    add_support(book.register, SupportInput(policy="bhyt", year=2017, person=person, details=details), reason="x")
    own = [Source(source="nhcsxh", amount=25_000_000), Source(source="ho_tu_co", amount=15_000_000)]
    house = SupportInput(
        policy="nha_o", year=2017, household=home,
        amounts=Amounts(requested=25_000_000, approved=25_000_000, cost=40_000_000, sources=own),
        details={
            "chuong_trinh": "qd_33", "loai": "xay_moi", "hien_trang": "nha_tam", "dien_tich_moi": "32",
            "dat": "hop_phap",
        },
        milestones=[MilestoneInput(kind="requested", date="2017-02-01")],
    )  # fmt: skip
    add_support(book.register, house, reason="x")
    return home, person


def clash(town: District, person: str) -> None:
    """The person's birth year in dispute, in the commune's own register."""
    town.district.take(town.hong_thuy.send())
    set_person(town.hong_thuy.register, person, {"birth_date": "1971"})
    set_person(town.district.register, person, {"birth_date": "1972"})
    town.hong_thuy.take(town.district.send_to(town.hong_thuy.unit))


def house(book: Office, home: str, *steps: tuple[str, str, int | None], approved: int | None = 30_000_000) -> None:
    """A house of 30 triệu from the fund and 10 of the household's own, with dated steps (kind, date, amount)."""
    own = [Source(source="quy_vnn", amount=30_000_000), Source(source="ho_tu_co", amount=10_000_000)]
    given = SupportInput(
        policy="nha_o", year=2017, household=home,
        amounts=Amounts(requested=30_000_000, approved=approved, cost=40_000_000, sources=own),
        details={
            "chuong_trinh": "van_dong", "loai": "xay_moi", "hien_trang": "nha_tam", "dien_tich_moi": "32",
            "dat": "hop_phap",
        },
        milestones=[
            MilestoneInput(
                kind=kind, date=day, amount=amount,
                document_no="12/QĐ-UBND" if kind == "approved" else None,
                note="Đã có nhà" if kind == "refused" else None,
            )
            for kind, day, amount in steps
        ],
    )  # fmt: skip
    add_support(book.register, given, reason="x")


ASKED, APPROVED = ("requested", "2017-02-01", None), ("approved", "2017-03-01", None)
PAID = ("disbursed", "2017-04-01", 18_000_000)


def lines(book: Office) -> list[PrintLine]:
    with book.register.read() as connection:
        return print_register(connection)


def test_slips(town: District, someone: tuple[str, str]) -> None:
    town.hong_thuy.record("Hồ Văn Không")
    data, issue = collect(town.hong_thuy.register, SupportSlips, ALL)
    (slip,) = data.slips
    assert (slip.household_code, slip.head.name, slip.head.id_no, slip.persons, slip.year) == (
        "HN-01",
        "Hồ Văn Thử",
        "191234567",
        1,
        2017,
    )
    assert slip.address == "Gần suối, Thôn 1, xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế"
    assert slip.classification is not None
    assert "01/01/2017" in slip.classification
    assert len(slip.supports) == 1
    assert "card" in {entitlement.kind for entitlement in slip.entitlements}
    assert slip.pending == []
    assert slip.stamp.code == slip.heading.number == f"{issue.number}-1"
    assert data.office.place == "Hồng Thủy"


def test_a_household_chosen_by_name_is_printed_even_without_support(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Không")
    data, _ = collect(town.hong_thuy.register, SupportSlips, Selection(2017, households=(home,)))
    assert [slip.head.name for slip in data.slips] == ["Hồ Văn Không"]


def test_cards(town: District, someone: tuple[str, str]) -> None:
    data, _ = collect(town.hong_thuy.register, CardList, ALL)
    (line,) = data.lines
    assert (line.name, line.village, line.object_code, line.valid_from, line.valid_to) == (
        "Hồ Văn Thử", "Thôn 1", "HN", "2017-01-01", "2017-12-31",
    )  # fmt: skip
    assert set(data.objects) == {"HN"}


def test_changes_of_cards_are_parted_into_gained_and_lost(town: District, someone: tuple[str, str]) -> None:
    _, other = town.hong_thuy.record("Hồ Văn Đi")
    lost = {"phuong_an": "giam", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01", "ly_do": "chuyen_di"}
    given = SupportInput(policy="bhyt", year=2017, person=other, details=lost)
    add_support(town.hong_thuy.register, given, reason="x")
    data, _ = collect(town.hong_thuy.register, CardChanges, ALL)
    assert [one.name for one in data.lines] == ["Hồ Văn Thử"]
    assert [(one.name, one.note) for one in data.ended] == [("Hồ Văn Đi", "Chuyển đi nơi khác")]


def test_who_is_in_dispute_is_on_no_list(town: District, someone: tuple[str, str]) -> None:
    clash(town, someone[1])
    data, _ = collect(town.hong_thuy.register, CardList, ALL)
    assert data.lines == []
    assert [p.name for p in data.pending] == ["Hồ Văn Thử"]


def test_a_slip_says_that_its_household_waits(town: District, someone: tuple[str, str]) -> None:
    clash(town, someone[1])
    data, _ = collect(town.hong_thuy.register, SupportSlips, ALL)
    assert [p.name for p in data.slips[0].pending] == ["Hồ Văn Thử"]


def test_selections(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy.register
    assert collect(book, SupportSlips, Selection(2017, village="thon 1", policy="bhyt"))[0].slips[0].supports == []
    for empty in (Selection(2016), Selection(2017, policy="tin_dung"), Selection(2017, households=("không-có",))):
        with pytest.raises(UserError, match="Không tạo tệp"):
            collect(book, SupportSlips, empty)
    with pytest.raises(InvalidData, match="Không có thôn “Thôn 9”"):
        collect(book, SupportSlips, Selection(2017, village="Thôn 9"))
    with pytest.raises(NotFound, match="Không có chính sách “khác”"):
        collect(book, SupportSlips, Selection(2017, policy="khác"))


def test_a_district_prints_a_village_of_its_communes(town: District, someone: tuple[str, str]) -> None:
    _, other = town.nham.record("Hồ Văn Khác")
    card = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    add_support(town.nham.register, SupportInput(policy="bhyt", year=2017, person=other, details=card), reason="x")
    town.district.take(town.hong_thuy.send(), town.nham.send())
    slips = collect(town.district.register, SupportSlips, Selection(2017, village="thon 1"))[0].slips
    assert {slip.address.split(", ")[-3] for slip in slips} == {"xã Hồng Thủy", "xã Nhâm"}
    with pytest.raises(InvalidData, match=r"Không có thôn “Thôn 9” \(đang có: Thôn 1\)"):
        collect(town.district.register, SupportSlips, Selection(2017, village="Thôn 9"))


def test_numbers_count_the_prints_of_this_device_and_travel(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy
    numbers = []
    for _ in range(2):
        _, issue = collect(book.register, SupportSlips, ALL)
        record(book.register, "phieu_ho_tro", "Phiếu", ALL, issue, 2, "00" * 32)
        numbers.append(issue.number)
    mark = numbers[0].split("-")[1]
    assert numbers == [f"0001-{mark}", f"0002-{mark}"]
    assert [(line.number, line.mine) for line in lines(book)] == [(number, True) for number in numbers]
    town.district.take(book.send())
    assert [(line.number, line.mine) for line in lines(town.district)] == [(number, False) for number in numbers]


def test_the_print_register_says_who_printed_what(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy
    chosen = Selection(2017, households=(someone[0],))
    for selection in (chosen, Selection(2017, village="Thôn 1", policy="nha_o"), ALL):
        _, issue = collect(book.register, SupportSlips, selection)
        record(book.register, "phieu_ho_tro", "Phiếu", selection, issue, 2, "00" * 32)
    found = lines(book)
    assert [line.subject for line in found] == [
        "Hộ HN-01 – Hồ Văn Thử, năm 2017", "Thôn 1, Hỗ trợ nhà ở, năm 2017", "Cả đơn vị, năm 2017",
    ]  # fmt: skip
    assert found[0].selection == chosen
    assert {(line.officer, line.pages, line.reprint) for line in found} == {("Cán bộ Thử C", 2, 0)}


def test_a_reprint_keeps_its_number_and_counts(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy
    number = ""
    for reprint in range(3):
        data, issue = collect(book.register, SupportSlips, ALL, again=number or None)
        assert (issue.reprint, data.slips[0].stamp.reprint) == (reprint, reprint)
        record(book.register, "phieu_ho_tro", "Phiếu", ALL, issue, 2, "00" * 32)
        number = issue.number
    assert [(line.number, line.reprint) for line in lines(book)] == [(number, 0), (number, 1), (number, 2)]
    assert collect(book.register, SupportSlips, ALL)[1].number.startswith("0002-")
    with pytest.raises(NotFound, match="không có số “9999-0000”"):
        collect(book.register, SupportSlips, ALL, again="9999-0000")


def test_the_version_of_the_data_changes_with_the_data(town: District, someone: tuple[str, str]) -> None:
    def version() -> str:
        made: Issue = collect(town.hong_thuy.register, SupportSlips, ALL)[1]
        return made.data_version

    before = version()
    assert version() == before
    set_person(town.hong_thuy.register, someone[1], {"phone": "0912345678"})
    assert version() != before


@pytest.mark.parametrize(
    ("steps", "approved", "amount"),
    [
        ([], 30_000_000, 30_000_000),
        ([ASKED], None, None),
        ([ASKED, ("refused", "2017-03-01", None)], None, None),
        ([ASKED, APPROVED], 30_000_000, 30_000_000),
        ([ASKED, APPROVED, PAID], 30_000_000, 18_000_000),
    ],
    ids=["entered afterwards", "asked for", "refused", "approved", "paid in part"],
)
def test_nobody_signs_for_more_than_was_granted_and_paid(
    town: District, steps: list[tuple[str, str, int | None]], approved: int | None, amount: int | None
) -> None:
    book = town.hong_thuy
    home, _ = book.record("Hồ Văn Thử")
    house(book, home, *steps, approved=approved)
    house(book, book.record("Hồ Văn Khác")[0], ASKED, APPROVED, PAID)
    receipts, _ = collect(book.register, ReceiptList, ALL)
    slips, _ = collect(book.register, SupportSlips, Selection(2017, households=(home,)))
    expected = [] if amount is None else [amount]
    assert [line.amount for line in receipts.lines if line.name == "Hồ Văn Thử"] == expected
    assert [support.amount for support in slips.slips[0].supports] == expected


def test_a_card_sent_back_is_on_no_list_until_it_is_asked_for_again(town: District) -> None:
    book = town.hong_thuy
    details = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    asked = MilestoneInput(kind="requested", date="2017-01-02")
    back = MilestoneInput(kind="refused", date="2017-01-03", note="Sai mã số")
    again = MilestoneInput(kind="approved", date="2017-01-05")
    for name, steps in (("Hồ Văn Thử", [asked, back]), ("Hồ Văn Khác", [asked, back, again])):
        _, person = book.record(name)
        given = SupportInput(policy="bhyt", year=2017, person=person, details=details, milestones=steps)
        add_support(book.register, given, reason="x")
    assert [line.name for line in collect(book.register, CardList, ALL)[0].lines] == ["Hồ Văn Khác"]


def test_every_slip_of_a_run_has_a_number_of_its_own(town: District) -> None:
    book = town.hong_thuy
    homes = tuple(book.record(name)[0] for name in ("Hồ Văn Thử", "Hồ Văn Khác"))
    data, issue = collect(book.register, SupportSlips, Selection(2017, households=homes))
    assert [slip.heading.number for slip in data.slips] == [f"{issue.number}-1", f"{issue.number}-2"]
    assert [slip.stamp.code for slip in data.slips] == [f"{issue.number}-1", f"{issue.number}-2"]
    assert [slip.household_code for slip in data.slips] == [None, None]


def test_a_list_names_its_decisions_and_leaves_its_number_to_the_office(town: District) -> None:
    book = town.hong_thuy
    for name in ("Hồ Văn Thử", "Hồ Văn Khác"):
        house(book, book.record(name)[0], ASKED, APPROVED)
    data, _ = collect(book.register, ReceiptList, ALL)
    assert data.basis == ["Căn cứ Quyết định số 12/QĐ-UBND ngày 01/03/2017"]
    assert (data.heading.number, data.heading.symbol) == (None, "DS-UBND")


def test_a_district_lists_commune_by_commune(town: District) -> None:
    for book, village in ((town.hong_thuy, "A Hươr"), (town.nham, "B Hươr"), (town.hong_thuy, "C Hươr")):
        add_village(book.register, village)
        house(book, book.record("Hồ Văn Thử", village=village)[0], ASKED, APPROVED)
    town.district.take(town.hong_thuy.send(), town.nham.send())
    data, _ = collect(town.district.register, ReceiptList, ALL)
    assert [line.village for line in data.lines] == [
        "B Hươr, xã Nhâm", "A Hươr, xã Hồng Thủy", "C Hươr, xã Hồng Thủy",
    ]  # fmt: skip


@pytest.mark.parametrize(("paid", "loan", "gift"), [(None, 25, 10), (20, 20, None), (30, 25, 5), (40, 25, 10)])
def test_of_a_house_paid_in_part_the_loan_counts_first(paid: int | None, loan: int, gift: int | None) -> None:
    steps = [MilestoneRow(id="m", kind="disbursed", date="2017-04-01", amount=paid, document_no=None, note=None)]
    row = SupportRow(
        id="s", household="h", person=None, policy="nha_o", definition=None, year=2017, round=None, requested=35,
        approved=35, cost=40, details={}, note=None, conflicts=0, milestones=steps if paid else [],
        sources=[{"source": s, "amount": n} for s, n in (("nhcsxh", 25), ("ns_tinh", 10), ("ho_tu_co", 5))],
    )  # fmt: skip
    assert (lent(row), granted(row)) == (loan, gift)


def test_a_plan_says_why_the_household_is_poor_and_what_is_done(town: District, someone: tuple[str, str]) -> None:
    home, _ = someone
    book = town.hong_thuy
    measures = [
        MeasureInput(content="Mua bò", policy="tin_dung", from_date="2017-03", to_date="2017-06",
                     sources=[Source(source="nhcsxh", amount=30_000_000), Source(source="ho_tu_co", amount=5_000_000)]),
        MeasureInput(content="Sửa nhà", state="dropped", outcome="Đã xây nhà mới"),
    ]  # fmt: skip
    look = FollowUpInput(date="2017-06-30", outcome="Đã mua 01 con", officer="Kê Sửu")
    add_plan(
        book.register,
        PlanInput(household=home, year=2017, causes=["2", "1"], escape_year=2019, measures=measures, follow_ups=[look]),
    )
    data, issue = collect(book.register, PlanPapers, ALL)
    (paper,) = data.plans
    assert (paper.head.name, paper.head.id_no, paper.household_code, paper.year, paper.escape_year) == (
        "Hồ Văn Thử", "191234567", "HN-01", 2017, 2019,
    )  # fmt: skip
    assert paper.causes == ["Thiếu đất canh tác", "Thiếu vốn sản xuất"]
    assert paper.stamp.code == f"{issue.number}-1"
    first, second = paper.measures
    assert (first.span, first.money) == ("03/2017 – 06/2017", "NHCSXH 30.000.000; Hộ tự có 5.000.000")
    assert second.outcome == "Không làm nữa; Đã xây nhà mới"
    assert [(one.date, one.state, one.officer) for one in paper.looks] == [("2017-06-30", "Đang làm", "Kê Sửu")]
    assert paper.pending == []
    assert collect(book.register, PlanPapers, Selection(2017, policy="tin_dung"))[0].plans
    for none in (Selection(2018), Selection(2017, policy="bhyt")):
        with pytest.raises(UserError, match="Không có hộ, kế hoạch"):
            collect(book.register, PlanPapers, none)


def test_a_measure_in_dispute_is_named_apart(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy
    plan = PlanInput(household=someone[0], year=2017, causes=["1"], measures=[MeasureInput(content="Mua bò")])
    record = add_plan(book.register, plan).id
    with book.register.read() as connection:
        measure = plan_row(connection, record).measures[0].id
    town.district.take(book.send())
    set_plan(book.register, record, {"measures": [{"id": measure, "responsible": "Kê Sửu"}]})
    set_plan(town.district.register, record, {"measures": [{"id": measure, "responsible": "Hồ Mẫu"}]})
    book.take(town.district.send_to(book.unit))
    (paper,) = collect(book.register, PlanPapers, ALL)[0].plans
    assert paper.measures == []
    assert [one.name for one in paper.pending] == ["Mua bò"]
    with book.register.read() as connection:
        (dispute,) = list_disputes(connection)
    assert dispute.household == someone[0], "the household of a disputed measure is found through its plan"


def test_the_number_given_afterwards_stands_on_the_reprint(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy.register
    data, issue = collect(book, Recognitions, ALL)
    assert data.papers[0].heading.number is None
    record(book, "quyet_dinh_cong_nhan", "Quyết định", ALL, issue, 2, "ab")
    with pytest.raises(InvalidData):
        give_number(book, issue.number, " ", "2017-12-10")
    with pytest.raises(NotFound):
        give_number(book, "0099-0000", "05", "2017-12-10")
    give_number(book, issue.number, "05", "2017-12-10")
    again, second = collect(book, Recognitions, ALL, again=issue.number)
    assert second.reprint == 1
    assert (again.papers[0].heading.number, again.papers[0].heading.date) == ("05", "2017-12-10")
    assert [(one.paper_no, one.paper_date) for one in lines(town.hong_thuy)] == [("05", "2017-12-10")]
    give_number(book, issue.number, "7/QĐ-UBND", "2017-12-11")
    heading = collect(book, Recognitions, ALL, again=issue.number)[0].papers[0].heading
    assert (heading.number, heading.symbol) == ("7", "QĐ-UBND"), "written with its symbol it is not given another"


def test_one_number_is_not_for_a_batch(town: District, someone: tuple[str, str]) -> None:
    town.hong_thuy.record("Kê Thị Hai")
    book = town.hong_thuy.register
    _data, issue = collect(book, PoorHomes, ALL)
    record(book, "giay_xac_nhan", "Giấy xác nhận", ALL, issue, 2, "ab")
    give_number(book, issue.number, "05", "2017-12-10")
    again, _second = collect(book, PoorHomes, ALL, again=issue.number)
    assert [paper.heading.number for paper in again.papers] == [None, None]


def test_a_code_read_from_paper_finds_its_line_and_no_forged_one(town: District, someone: tuple[str, str]) -> None:
    book = town.hong_thuy.register
    data, issue = collect(book, SupportSlips, ALL)
    record(book, "phieu_ho_tro", "Phiếu", ALL, issue, 2, "ab")
    known = lines(town.hong_thuy)
    read = data.slips[0].stamp.scanned
    assert scanned(known, read) == known
    assert scanned(known, f" {read.lower()}") == known
    forged = f"{read[:-1]}{'0' if read[-1] != '0' else '1'}"
    assert scanned(known, forged) == []
    assert scanned(known, "ho van thu") is None
