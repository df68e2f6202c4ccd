"""The three documents: what they say, what they leave out, and that the same data gives the same file."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import cases
import loans
import msgspec
import offices
import papers
import pypdfium2
import pytest
import socials
from pdf_reader import base_fonts, outline, squeezed, texts

from db.domain.errors import EnvironmentProblem, NotFound, UserError
from db.policy.definition import shipped
from db.store.prints import papers as p
from db.store.prints.offices import OfficeLine, OfficePaper
from forms import files
from forms.paper import bieu_kinh_phi, fonts, registry, supports
from forms.paper.danh_sach_ky_nhan import ListOptions
from forms.paper.document import DocumentInfo
from forms.paper.figures import Wording, quantity, short_date
from forms.paper.form import Form
from forms.paper.ke_hoach_giam_ngheo import PlanOptions
from forms.paper.measure import Measure
from forms.paper.phieu_ho_tro import SlipOptions

SLIP, RECEIPTS, CARDS, PLAN = (
    registry.get(name) for name in ("phieu_ho_tro", "danh_sach_ky_nhan", "danh_sach_the_bhyt", "ke_hoach_giam_ngheo")
)
PAPERS: dict[str, Any] = {
    "phieu_ho_tro": papers.slips(papers.slip(pending=[papers.WAITING])),
    "danh_sach_ky_nhan": papers.receipt_list(),
    "danh_sach_the_bhyt": papers.card_list(),
    "bieu_do": papers.overview(),
    "ke_hoach_giam_ngheo": papers.plans(),
    "giay_xac_nhan": papers.homes(p.PoorHomes),
    "giay_chung_nhan_2016": papers.homes(p.Certificates),
    "giay_chung_nhan_2022": papers.homes(p.Certificates, papers.home(year=2022)),
    "giay_chung_nhan_2022_o_nam": papers.homes(p.Certificates, papers.home(year=2022)),
    **{f"giay_de_nghi_{form}": papers.homes() for form in ("1a", "1b", "01", "04")},
    "phieu_b": cases.review(),
    "trich_luc_ho": cases.extract(),
    "phieu_c": papers.homes(),
    "giay_de_nghi_vay_von": loans.loans(loans.loan(confirmed=True)),
    "danh_sach_de_nghi_vay_von": loans.loan_list(),
    "to_khai_tham_gia_bhyt": papers.homes(p.Uninsured),
    "danh_sach_tham_gia_bhyt": papers.card_changes(),
    "giay_moi": papers.homes(),
    "giay_uy_quyen_nhan_thay": papers.homes(),
    "giay_tiep_nhan_hen_tra": papers.homes(),
    "bien_ban_ban_giao": papers.slips(),
    "danh_sach_niem_yet": papers.posting(),
    **{name: data for name, data, _options in (offices.APPROVED | socials.APPROVED).values()},
    **{form.info.name: cases.ordinary(form) for form in supports.FORMS},
}

FORMS = [form.info.name for form in supports.FORMS]
SAMPLE = [*(name for name in PAPERS if name not in FORMS), *FORMS[::6]]
"""Forms of supports are built in one way: a few of them stand for all."""


def said(document: Any, data: Any, options: Any = None) -> str:
    """All text of a paper on one line."""
    return " ".join(" ".join(texts(papers.built(document, data, options))).split())


def test_documents_are_listed_with_their_source() -> None:
    listed = registry.documents()
    assert {info.name for info in listed} == set(PAPERS)
    assert all(isinstance(info, DocumentInfo) and len(info.source) > 20 for info in listed)
    assert [info.name for info in listed if not info.uncertain] == ["bieu_do"]


@pytest.mark.parametrize(
    "form", [form for form in supports.FORMS if form.about.policy], ids=lambda form: form.info.name
)
def test_a_form_asks_for_fields_its_policy_has(form: Form) -> None:
    fields = shipped()[form.about.policy].fields
    having = {*fields, *(f"{name}.{cell.id}" for name, field in fields.items() for cell in field.cells)}
    names = {name.removeprefix("lines.") for name in form.names}
    asked = {name.partition(".")[2] for name in names if name.startswith(("known.", "figure."))}
    assert asked | {*form.about.apart, *form.about.where} - {"round"} <= having
    steps = {name.removeprefix("on.").removeprefix("no.") for name in names if name.startswith(("on.", "no."))}
    steps |= {form.about.until} - {""}
    assert steps <= set(shipped()[form.about.policy].milestones)
    for name, codes in form.about.where.items():
        assert set(codes) <= set(fields[name].codes)
    assert form.about.secret or not {name.partition(".")[0] for name in asked} & shipped()[form.about.policy].sensitive


def test_charts_stand_beside_their_figures_on_one_page() -> None:
    [page] = texts(papers.built(registry.get("bieu_do"), papers.overview()))
    text = " ".join(page.split())
    for figure in ("Hộ nghèo 312 298", "Thẻ BHYT 323 946", "323 / 946 (34 %)", "9 thôn khác 40", "tháng 5 năm 2017"):
        assert figure in text, figure
    assert "Mã phiếu: PHT-20104-000012" in text


def test_charts_of_many_policies_still_are_one_page() -> None:
    reach = [p.FigureRow(label=f"Chính sách {n}", figures=[n, 211]) for n in range(15)]
    assert (
        len(texts(papers.built(registry.get("bieu_do"), msgspec.structs.replace(papers.overview(), reach=reach)))) == 1
    )


def test_charts_of_an_empty_register_say_so() -> None:
    nothing = msgspec.structs.replace(papers.overview(), classes=[], reach=[], villages=[])
    assert said(registry.get("bieu_do"), nothing).count("Chưa có số liệu") >= 5


def test_an_unknown_document_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="phieu_ho_tro"):
        registry.get("phieu_khac")


@pytest.mark.parametrize("name", SAMPLE)
def test_same_data_same_bytes(name: str) -> None:
    document = registry.get(name)
    assert papers.built(document, PAPERS[name]) == papers.built(document, PAPERS[name])


@pytest.mark.parametrize("name", SAMPLE)
def test_only_our_fonts_and_true_words_about_itself(name: str) -> None:
    data = papers.built(registry.get(name), PAPERS[name])
    assert base_fonts(data)
    assert all(re.fullmatch(r"[A-Z]{6}\+\S+", font) for font in base_fonts(data))
    document = pypdfium2.PdfDocument(data)
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"].startswith(registry.get(name).info.title)
    assert about["Author"] == "ỦY BAN NHÂN DÂN XÃ HỒNG THỦY"
    assert about["Keywords"] == "phiên bản dữ liệu: 7f3a09c251de"


@pytest.mark.skipif(
    not shutil.which("qpdf") and not os.environ.get("SOHOTRO_REQUIRE_TOOLS"), reason="qpdf is not installed"
)
def test_another_program_finds_every_file_sound(tmp_path: Path) -> None:
    for name, data in PAPERS.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(papers.built(registry.get(name), data))
        done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", SAMPLE)
def test_the_warning_about_unchecked_forms_is_not_printed(name: str) -> None:
    assert "đối chiếu" not in said(registry.get(name), PAPERS[name])


@pytest.mark.parametrize("name", PAPERS)
def test_decomposed_data_prints_as_nfc(name: str) -> None:
    composed = PAPERS[name]
    loose = unicodedata.normalize("NFD", msgspec.json.encode(composed).decode())
    decomposed = msgspec.json.decode(loose.encode(), type=type(composed))
    assert papers.built(registry.get(name), decomposed) == papers.built(registry.get(name), composed)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_request_for_a_loan_is_one_page_with_its_sum_in_words(confirmed: bool) -> None:
    [page] = texts(papers.built(registry.get("giay_de_nghi_vay_von"), loans.loans(loans.loan(confirmed=confirmed))))
    text = " ".join(page.split())
    assert "30.000.000 đồng (Bằng chữ): Ba mươi triệu đồng./." in text
    assert ("Xác nhận của UBND cấp xã" in text) is confirmed


def test_only_who_gets_a_card_counts_as_asked_for() -> None:
    text = said(registry.get("danh_sach_tham_gia_bhyt"), papers.card_changes())
    assert "Tổng số thẻ đề nghị cấp: 4" in text
    assert text.index("I. TĂNG") < text.index("A Viết Tơi") < text.index("II. GIẢM") < text.index("Quỳnh Rêr")


def test_a_posted_list_has_room_for_nothing_sensitive() -> None:
    kept = {field.name for field in msgspec.structs.fields(p.PostingLine)}
    assert kept == {"name", "village", "persons", "result"}
    decided = {field.name for field in msgspec.structs.fields(OfficeLine)}
    assert decided == {*kept, "head", "amount", "before"}, "the list of a decision is sent to the villages to be put up"
    assert not {"details", "known", "note"} & {field.name for field in msgspec.structs.fields(OfficePaper)}


@pytest.mark.parametrize(("year", "whom"), [(2017, "HỘ GIA ĐÌNH"), (2024, "TỔ VIÊN")])
def test_the_list_of_a_group_bears_the_title_of_its_year(year: int, whom: str) -> None:
    text = said(registry.get("danh_sach_de_nghi_vay_von"), loans.loan_list(year))
    assert f"DANH SÁCH {whom} ĐỀ NGHỊ VAY VỐN" in text
    assert "Cộng 426.000.000" in text


def test_the_slip_holds_what_a_voucher_must() -> None:
    text = said(SLIP, papers.slips())
    for wanted in (
        "Hồ Văn Nhất", "191234567", "Thôn Kê 1, xã Hồng Thủy", "19.000.000", "(ký, ghi rõ họ tên hoặc điểm chỉ)",
    ):  # fmt: skip
        assert wanted in text
    for wanted in ("Hỗ trợ sản xuất: bò giống", "12 tháng tuổi, 150 kg", "đơn vị sản xuất: Trại giống A Lưới"):
        assert squeezed(wanted) in squeezed(text)


def test_loans_and_cards_are_not_added_to_money() -> None:
    text = said(SLIP, papers.slips())
    assert "Cộng 19.900.000" in text
    assert "Mười chín triệu chín trăm nghìn đồng./." in text
    assert "không cộng vào số tiền trên" in text
    assert "30.000.000" in text
    assert "HN2464612345680" in text


def test_both_copies_say_the_same() -> None:
    first, second = texts(papers.built(SLIP, papers.slips()))
    assert first.replace("Liên 1: Giao hộ gia đình", "") == second.replace("Liên 2: Lưu tại cơ quan", "")


@pytest.mark.parametrize(("copies", "label"), [("household", "Liên 1"), ("office", "Liên 2")])
def test_one_copy_alone(copies: Any, label: str) -> None:
    [page] = texts(papers.built(SLIP, papers.slips(), SlipOptions(copies=copies)))
    assert label in page


def test_a_batch_has_a_bookmark_for_each_household() -> None:
    batch = [papers.slip(household_code=f"20104-{n:04d}") for n in range(1, 4)]
    assert outline(papers.built(SLIP, papers.slips(*batch))) == [f"20104-{n:04d} – Hồ Văn Nhất" for n in range(1, 4)]


def test_every_slip_counts_its_own_pages() -> None:
    many = [p.SlipMember(name=name, birth="1990") for name in papers.NAMES * 5]
    options = SlipOptions(copies="household")
    pages = texts(papers.built(SLIP, papers.slips(papers.slip(members=many), papers.slip()), options))
    assert [re.search(r"Trang (\d/\d)", page)[1] for page in pages] == ["1/2", "2/2", "1/1"]  # type: ignore[index]


def test_a_representative_is_named_with_his_authority() -> None:
    handed = p.Delivery(receiver="Hồ Thị Nghéc", relation="con", id_no="191000111", authority_no="07/UQ")
    text = said(SLIP, papers.slips(papers.slip(delivery=handed)))
    for wanted in ("Người nhận thay: Hồ Thị Nghéc", "Quan hệ với chủ hộ: con", "191000111", "Giấy ủy quyền số: 07/UQ"):
        assert wanted in text


def test_goods_without_a_price_need_no_words() -> None:
    goods = p.SlipSupport(content="Gạo cứu đói", unit="kg", quantity="45.5")
    text = said(SLIP, papers.slips(papers.slip(supports=[goods])))
    assert "45,5" in text
    assert "bằng chữ" not in text
    assert "Cộng" not in text
    assert "Thành tiền" not in text


def test_nobody_signs_a_page_without_what_he_signs_for() -> None:
    """Whatever the size of the household, the last table reaches the page with the signatures."""
    options = SlipOptions(copies="household")
    longest = 0
    for size in range(4, 22):
        members = [p.SlipMember(name=papers.NAMES[n % 8], birth="1990") for n in range(size)]
        pages = texts(papers.built(SLIP, papers.slips(papers.slip(members=members)), options))
        assert "Thẻ BHYT hộ nghèo" in pages[-1]
        cards = texts(papers.built(CARDS, papers.card_list(size + 9)))
        assert f"HN24646{size + 8:08d}" in cards[-1]
        longest = max(longest, len(pages))
    assert longest > 1


def test_nobody_signs_a_table_of_money_on_a_page_of_its_own() -> None:
    for count in range(10, 40):
        last = texts(papers.built(bieu_kinh_phi.DOCUMENT, papers.money_table(count)))[-1]
        assert f"Dự án thử {count}" in last, count


def test_a_household_without_a_code_leaves_it_to_the_pen() -> None:
    data = papers.built(SLIP, papers.slips(papers.slip(household_code=None)))
    assert outline(data) == ["Hồ Văn Nhất"]
    assert "Mã hộ: Số khẩu" in " ".join(" ".join(texts(data)).split())


def test_the_wording_of_the_office_is_used() -> None:
    money = p.SlipSupport(content="Tiền", amount=1_005_000)
    options = SlipOptions(wording=Wording(linh="lẻ", nghin="ngàn"))
    assert "Một triệu không trăm lẻ năm ngàn đồng" in said(SLIP, papers.slips(papers.slip(supports=[money])), options)


def test_people_in_conflict_are_named_apart() -> None:
    for document, data in (
        (SLIP, PAPERS["phieu_ho_tro"]),
        (RECEIPTS, papers.receipt_list()),
        (CARDS, papers.card_list()),
    ):
        text = said(document, data, SlipOptions(copies="office") if document is SLIP else None)
        assert text.count("Hồ Văn Hươi") == 1
        assert "Chờ cấp trên quyết định: Hồ Văn Hươi (Thôn Kê 1): năm sinh 1962 hoặc 1963." in text


def test_the_list_adds_money_and_goods_by_unit() -> None:
    text = said(RECEIPTS, papers.receipt_list(6, pending=[]))
    assert "Tổng cộng (6 lượt) 279.000 6 con" in text
    assert "Hai trăm bảy mươi chín nghìn đồng./." in text


def test_whoever_takes_it_instead_is_named() -> None:
    assert squeezed("Blúp Thị Aih (nhận thay: Hồ Thị Nghéc, quan hệ: con)") in squeezed(
        said(RECEIPTS, papers.receipt_list(6))
    )


def test_what_all_lines_share_is_told_once() -> None:
    lines = [line for line in papers.receipt_lines(12) if line.amount]
    text = said(RECEIPTS, papers.receipt_list(lines=lines))
    assert text.count("Tiền điện quý I") == 1
    assert "Nội dung: Tiền điện quý I" in text
    assert said(RECEIPTS, papers.receipt_list(12)).count("Tiền điện quý I") == len(lines)


def test_village_sums_make_the_total() -> None:
    lines = [line for line in papers.receipt_lines(30) if line.amount]
    pages = papers.built(RECEIPTS, papers.receipt_list(lines=lines))
    groups = re.findall(r"Thôn Kê \d \(\d+ lượt\) ([\d.]+)", " ".join(" ".join(texts(pages)).split()))
    assert sum(int(one.replace(".", "")) for one in groups) == sum(line.amount or 0 for line in lines)
    assert len(groups) == 3


def test_rows_are_never_lower_than_a_finger() -> None:
    low, high = (
        len(texts(papers.built(RECEIPTS, papers.receipt_list(60), ListOptions(row_height=h)))) for h in (1, 20)
    )
    assert low == len(texts(papers.built(RECEIPTS, papers.receipt_list(60), ListOptions(row_height=9))))
    assert high > low


def test_a_list_without_villages_keeps_the_given_order() -> None:
    text = said(RECEIPTS, papers.receipt_list(9), ListOptions(by_village=False))
    assert "lượt)" in text
    assert "(3 lượt)" not in text


def test_cards_are_counted_by_object() -> None:
    text = said(CARDS, papers.card_list(31))
    assert "HN Người thuộc hộ gia đình nghèo 11" in text
    assert "DT Người dân tộc thiểu số 10" in text
    assert "CN 10" in text
    assert "Tổng số thẻ 31" in text


def test_a_sum_beyond_all_sense_is_refused() -> None:
    line = papers.receipt_lines(1)[0]
    data = papers.receipt_list(lines=[msgspec.structs.replace(line, amount=10**15)] * 2)
    with pytest.raises(UserError, match="một triệu tỷ"):
        papers.built(RECEIPTS, data)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("2", "2"), ("0.5", "0,5"), ("1234567", "1.234.567"), ("1234.25", "1.234,25"), ("-0.5", "-0,5")],
)
def test_quantities_have_a_comma(given: str, shown: str) -> None:
    assert quantity(given) == shown
    assert quantity(given, "kg") == f"{shown} kg"


@pytest.mark.parametrize(
    ("given", "shown"), [("1962", "1962"), ("1962-05", "05/1962"), ("1962-05-01", "01/05/1962"), (None, "")]
)
def test_dates_are_no_more_exact_than_known(given: str | None, shown: str) -> None:
    assert short_date(given) == shown


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "phieu.pdf"
    printed = SLIP.build(papers.slips(), path, None)
    before = path.read_bytes()
    assert (printed.size, printed.papers, printed.pages) == (len(before), 1, 2)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match=r"phieu\.pdf") as caught:
        SLIP.build(papers.slips(papers.slip(year=2018)), path, None)
    assert caught.value.code == "not_written"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        SLIP.build(papers.slips(), tmp_path / "none" / "phieu.pdf", None)


def test_a_plan_leaves_room_for_what_is_written_at_the_house() -> None:
    text = said(PLAN, papers.plans(papers.blank_plan()))
    assert "Cụ thể:" in text
    assert "thoát nghèo bền vững trong năm:" in text
    empty = papers.built(PLAN, papers.plans(papers.blank_plan()), PlanOptions(blank_rows=False))
    assert "Theo dõi 6 tháng" not in " ".join(" ".join(texts(empty)).split())


def test_plans_have_a_bookmark_for_each_household() -> None:
    data = papers.built(PLAN, papers.plans(papers.plan(), papers.blank_plan()))
    assert outline(data) == ["20104-0012 – Hồ Văn Nhất", "Kăn Xiêng"]
    assert "1) Thiếu đất canh tác; 2) Thiếu vốn sản xuất" in " ".join(" ".join(texts(data)).split())


def test_an_empty_batch_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không có gì để in"):
        SLIP.build(p.SupportSlips(office=papers.OFFICE, slips=[]), tmp_path / "phieu.pdf", None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "year", "has", "has_not"),
    [
        ("don_yeu_cau_tro_giup_phap_ly", 2017, "Đề nghị xem xét trợ giúp pháp lý theo quy định", "02-TP-TGPL"),
        ("don_yeu_cau_tro_giup_phap_ly", 2018, "Mẫu số 02-TP-TGPL", "theo quy định"),
        ("giay_gioi_thieu_tro_giup_phap_ly", 2017, "Theo Luật Trợ giúp pháp lý năm 2006", "13-TP-TGPL"),
        ("giay_gioi_thieu_tro_giup_phap_ly", 2018, "Theo Luật Trợ giúp pháp lý năm 2017", "năm 2006"),
        ("don_mien_giam_hoc_phi", 2017, "Căn cứ Nghị định 86/2015/NĐ-CP, tôi", "81/2021"),
        ("don_mien_giam_hoc_phi", 2021, "từ ngày 15/10/2021 là Nghị định 81/2021/NĐ-CP, tôi", "238/2025"),
        ("don_ho_tro_chi_phi_hoc_tap", 2026, "Căn cứ Nghị định 238/2025/NĐ-CP, tôi", "81/2021"),
    ],
)
def test_a_form_speaks_by_the_law_of_its_year(name: str, year: int, has: str, has_not: str) -> None:
    (form,) = (form for form in supports.FORMS if form.info.name == name)
    text = said(registry.get(name), cases.ordinary(form, year))
    assert has in text
    assert has_not not in text


def test_few_forms_show_what_is_kept_secret() -> None:
    secret = {form.info.name for form in supports.FORMS if form.about.secret}
    legal = {form.info.name for form in supports.FORMS if form.about.policy == "tro_giup_phap_ly"}
    assert secret == {*legal, "giay_de_nghi_giai_ngan"}


def test_lists_have_sums_for_each_village_in_every_summed_column() -> None:
    (form,) = (form for form in supports.FORMS if form.info.name == "danh_sach_tong_hop_dat_nuoc")
    text = said(registry.get(form.info.name), cases.ordinary(form))
    assert "Thôn Kê 1 (5 hộ) 60.000.000 75.000.000" in text
    assert "Thôn Kê 3 (2 hộ) 24.000.000 30.000.000" in text
    assert "Tổng cộng (12 hộ) 144.000.000 180.000.000" in text


def test_what_is_known_crosses_its_box() -> None:
    (form,) = (form for form in supports.FORMS if form.info.name == "don_de_nghi_ho_tro_nha_o")
    known, unknown = (
        sum(len(page.rules) for page in form.document().pages(data, Measure(fonts.load()), None))
        for data in (cases.ordinary(form), cases.without(cases.ordinary(form), "loai", "hien_trang"))
    )
    assert known - unknown == 4, "two boxes are crossed, each by two strokes"
