"""Every document that is listed can be made from a register: none lacks the way from the store to the page."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from exchanges import District, district_at_work
from pdf_reader import texts

import resources
from db.domain.errors import UserError
from db.policy.definition import shipped
from db.policy.examples import load
from db.store.household.households import add_classification
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput, PlanInput, Source, SupportInput
from db.store.plan.plans import add_plan
from db.store.printing import Selection, print_register
from db.store.support.supports import add_support
from desktop.printing import make, print_to
from forms.paper import registry
from forms.paper.document import DocumentInfo

DOCUMENTS = registry.documents()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with district_at_work(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="module")
def home(town: District) -> str:
    """A household with a plan, a card, a loan that is asked for and a house that is paid for."""
    book = town.hong_thuy
    home, person = book.record("Hồ Văn Thử", cmnd="191234567", code="HN-01")
    add_plan(book.register, PlanInput(household=home, year=2017, causes=["1"]), reason="x")
    card = {"phuong_an": "tang_moi", "ma_doi_tuong": "HN", "tu_ngay": "2017-01-01"}
    given = [
        SupportInput(policy="bhyt", year=2017, person=person, details=card),
        SupportInput(
            policy="tin_dung", year=2017, household=home, amounts=Amounts(requested=30_000_000),
            details={"chuong_trinh": "ho_ngheo", "phuong_an": "Nuôi bò", "thoi_han": 36},
            milestones=[MilestoneInput(kind="requested", date="2017-03-01")],
        ),
        SupportInput(
            policy="nha_o", year=2017, household=home,
            amounts=Amounts(requested=30_000_000, approved=30_000_000, cost=30_000_000, sources=[
                Source(source="quy_vnn", amount=30_000_000),
            ]),
            details={
                "chuong_trinh": "van_dong", "loai": "xay_moi", "hien_trang": "nha_tam", "dien_tich_moi": "32",
                "dat": "hop_phap",
            },
            milestones=[MilestoneInput(kind="requested", date="2017-02-01")],
        ),
        SupportInput(
            policy="tro_cap_xa_hoi", year=2017, person=person, amounts=Amounts(approved=405_000),
            details={"nhom": "kt_nang", "muc_do": "2", "so_quyet_dinh": "7/QĐ-UBND", "tu_ngay": "2017-04-01"},
            milestones=[
                MilestoneInput(kind="requested", date="2017-02-01"), MilestoneInput(kind="approved", date="2017-03-20"),
            ],
        ),
        SupportInput(
            policy="dat_nuoc", year=2017, household=home, amounts=Amounts(approved=5_000_000),
            details={"chuong_trinh": "tinh", "hang_muc": "dat_sx", "dien_tich": "5000", "loai_dat": "nuong"},
        ),
        *(
            SupportInput(
                policy="tro_giup_dot_xuat", year=2017, household=home, round="Giáp hạt",
                details={"hinh_thuc": kind, "su_kien": "giap_hat", "so_khau": 1, **more},
            )
            for kind, more in (
                ("gao", {"so_thang": 1, "kg_gao": "15"}), ("nhu_yeu_pham", {"hien_vat": "01 thùng mì"}),
            )
        ),
    ]  # fmt: skip
    for one in [*given, *examples(home, person)]:
        add_support(book.register, one, reason="x")
    left, _person = book.record("Hồ Văn Thử", cmnd="191234568", code="HN-02")
    escaped = ClassificationInput(
        standard="2016_2020", result="escaped_poverty", valid_from="2017-06-01", decision_no="9/QĐ-UBND"
    )
    add_classification(book.register, left, escaped, reason="x")
    return home


POLICY = {"quyet_dinh_ho_tro": "nha_o"}
"""Documents of a policy that must be chosen."""
EVERYBODY = {"quyet_dinh_thoat_ngheo"}
"""Documents about other households than the one chosen."""
LEFT_TO_THE_PEN = {f"to_khai_tro_giup_{form}" for form in ("1a", "1b", "1c", "1d")}
"""Forms for people of whom the household has none."""
UNNAMED = {"thong_bao", "bien_ban_niem_yet", "bien_ban_ket_thuc_niem_yet", "so_khieu_nai"}
"""Documents that name nobody."""


def examples(home: str, person: str) -> Iterator[SupportInput]:
    """The support that the worked cases of every other policy start from, granted."""
    for name, policy in shipped().items():
        if name in ("bhyt", "tin_dung", "nha_o"):
            continue
        path = resources.path("policies", name, "examples.toml")
        base = dict(load(path.read_bytes(), path.name).base.support)
        steps = [*base.pop("milestones", []), {"kind": "approved", "date": "2017-03-20", "document_no": "12/QĐ-UBND"}]
        about = {**base, "policy": name, "household": home, "person": person if policy.level == "person" else None}
        known = [step for step in steps if step["kind"] in policy.milestones]
        yield msgspec.convert({**about, "milestones": known}, SupportInput)


@pytest.mark.parametrize("info", DOCUMENTS, ids=[info.name for info in DOCUMENTS])
def test_a_document_is_made_from_the_register(town: District, home: str, info: DocumentInfo) -> None:
    if info.name.startswith("giay_chung_nhan_2022"):
        with pytest.raises(UserError, match="không có ô năm 2017"):
            make(town.hong_thuy.register, info.name, Selection(2017))
        return
    chosen = () if info.whole or info.name in EVERYBODY else (home,)
    selection = Selection(2017, households=chosen, policy=POLICY.get(info.name))
    pages = texts(make(town.hong_thuy.register, info.name, selection).data)
    unnamed = info.whole or info.name in UNNAMED or info.name in LEFT_TO_THE_PEN
    assert ("hồ văn thử" in " ".join(" ".join(pages).split()).lower()) is not unnamed


def test_a_letter_is_saved_for_word_and_entered_a_form_is_not(town: District, home: str, tmp_path: Path) -> None:
    book = town.hong_thuy.register
    out = tmp_path / "giay-moi.docx"
    run = print_to(book, "giay_moi", out, households=(home,), year=2017)
    assert (run.pages, run.sha256) == (1, sha256(out.read_bytes()).hexdigest())
    with book.read() as connection:
        before = print_register(connection)
    assert before[-1].number == run.number
    with pytest.raises(UserError) as form:
        print_to(book, "phieu_c", tmp_path / "phieu.docx", households=(home,), year=2017)
    assert form.value.code == "no_word"
    with pytest.raises(UserError) as letter:
        print_to(book, "giay_moi", tmp_path / "giay.xlsx", households=(home,), year=2017)
    assert letter.value.code == "no_table"
    assert list(tmp_path.iterdir()) == [out]
    with book.read() as connection:
        assert print_register(connection) == before
