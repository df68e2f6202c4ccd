"""Print data of forms about supports: which supports a form takes, what it knows of them, what it keeps back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from exchanges import District, district_at_work

from db.domain.errors import UserError
from db.store.inputs import Amounts, MilestoneInput, Source, SupportInput
from db.store.printing import Selection, collect
from db.store.prints.homes import HomeHistories, ReviewSheets
from db.store.prints.supports import About, SupportCases, SupportLists
from db.store.support.supports import add_support

LEGAL = {"kenh": "truc_tiep", "dien": "nguoi_ngheo", "linh_vuc": "dat_dai", "tom_tat": "Hỏi về ranh giới thửa đất"}
COW = {
    "chuong_trinh": "tda2_135", "du_an": "Nuôi bò",
    "hang_muc": [{
        "loai": "con_giong", "quy_cach": "Bò cái", "dvt": "con", "so_luong": "1", "don_gia": 12_000_000,
        "so_hieu": "046",
    }],
}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Iterator[District]:
    with district_at_work(tmp_path) as made:
        yield made


def give(town: District, policy: str, home: str, details: dict[str, Any], *steps: str, **more: Any) -> None:
    """A support with dated steps."""
    days = {"requested": "2017-02-01", "approved": "2017-03-20"}
    told = [MilestoneInput(kind=kind, date=days[kind], document_no="12/QĐ-UBND") for kind in steps]
    one = SupportInput(policy=policy, year=2017, household=home, details=details, milestones=told, **more)
    add_support(town.hong_thuy.register, one, reason="x")


def cow(town: District, home: str, *steps: str, **details: Any) -> None:
    sources = [Source(source="nstw_sn", amount=12_000_000), Source(source="ngay_cong", amount=2_000_000)]
    amounts = Amounts(approved=12_000_000, cost=14_000_000, sources=sources)
    give(town, "san_xuat", home, {**COW, **details}, *(steps or ("requested",)), amounts=amounts)


def cases(town: District, about: About, **chosen: Any) -> list[Any]:
    return collect(town.hong_thuy.register, SupportCases, Selection(2017, **chosen), about=about)[0].papers


def lists(town: District, about: About, **chosen: Any) -> list[Any]:
    return collect(town.hong_thuy.register, SupportLists, Selection(2017, **chosen), about=about)[0].papers


def test_a_form_knows_what_was_recorded(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử", cmnd="191234567", code="HN-01")
    cow(town, home, "requested", "approved")
    (paper,) = cases(town, About(policy="san_xuat", stage="granted"))
    assert (paper.who.name, paper.head.id_no, paper.title) == (
        "Hồ Văn Thử",
        "191234567",
        "Chương trình 135, Tiểu dự án 2",
    )
    (goods,) = paper.goods
    assert (goods.content, goods.unit, goods.quantity, goods.amount, goods.mark) == (
        "Bò cái",
        "con",
        "1",
        12_000_000,
        "046",
    )
    assert paper.known["du_an"] == "Nuôi bò"
    assert (paper.dates["approved"], paper.papers["approved"]) == ("2017-03-20", "12/QĐ-UBND")
    assert [(one.name, one.amount) for one in paper.sources][1] == ("Ngày công của hộ (quy ra tiền)", 2_000_000)


def test_a_letter_asks_for_what_is_not_granted_yet(town: District) -> None:
    waiting, _ = town.hong_thuy.record("Hồ Văn Chờ")
    granted, _ = town.hong_thuy.record("Hồ Văn Được")
    cow(town, waiting)
    cow(town, granted, "requested", "approved")
    asked = About(policy="san_xuat", stage="asked")
    assert [paper.who.name for paper in cases(town, asked)] == ["Hồ Văn Chờ"]
    assert len(cases(town, asked, households=(waiting, granted))) == 2


def test_a_household_without_the_support_gets_an_empty_letter(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    (paper,) = cases(town, About(policy="san_xuat", empty=True), households=(home,))
    assert (paper.who.name, paper.known, paper.goods) == ("Hồ Văn Thử", {}, [])
    (of_person,) = cases(town, About(policy="dao_tao_nghe", empty=True), households=(home,))
    assert (of_person.who.name, of_person.head.name) == ("", "Hồ Văn Thử")
    with pytest.raises(UserError, match="Không có hộ"):
        cases(town, About(policy="san_xuat"), households=(home,))


def test_lists_are_divided_as_their_form_says(town: District) -> None:
    for name, project in (("Hồ Văn Một", "Nuôi bò"), ("Hồ Văn Hai", "Nuôi dê"), ("Hồ Văn Ba", "Nuôi bò")):
        home, _ = town.hong_thuy.record(name)
        cow(town, home, "requested", "approved", du_an=project)
    found = lists(town, About(policy="san_xuat", apart=("du_an",), villages=True))
    assert {(paper.known["du_an"], paper.village, len(paper.lines)) for paper in found} == {
        ("Nuôi bò", "Thôn 1", 2), ("Nuôi dê", "Thôn 1", 1),
    }  # fmt: skip
    assert found[0].basis == ["Căn cứ Quyết định số 12/QĐ-UBND ngày 20/03/2017"]


def test_gifts_in_kind_are_told_from_money(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    cow(town, home, "requested", "approved")
    power = {"dien": "ho_ngheo", "so_thang": 3}
    amounts = Amounts(approved=147_000)
    give(town, "tien_dien", home, power, "requested", "approved", amounts=amounts, round="Quý I")
    (goods,) = lists(town, About(stage="granted", goods=True))
    (both,) = lists(town, About(stage="granted"))
    assert [line.title for line in goods.lines] == ["Chương trình 135, Tiểu dự án 2"]
    assert sorted(line.amount for line in both.lines) == [147_000, 12_000_000]


def test_what_is_kept_secret_stands_only_on_forms_that_need_it(town: District) -> None:
    home, person = town.hong_thuy.record("Hồ Văn Thử")
    give(town, "tro_giup_phap_ly", home, LEGAL, "requested", person=person)
    (open_,) = cases(town, About(policy="tro_giup_phap_ly"))
    (secret,) = cases(town, About(policy="tro_giup_phap_ly", secret=True))
    assert "tom_tat" not in open_.known
    assert secret.known["tom_tat"] == LEGAL["tom_tat"]
    with pytest.raises(UserError, match="Không có hộ"):
        lists(town, About(stage="granted"))


def test_a_form_of_one_policy_is_not_printed_under_another(town: District) -> None:
    with pytest.raises(UserError, match="Mẫu này là của chính sách"):
        lists(town, About(policy="tien_dien"), policy="nha_o")


def test_lists_of_households_count_people_and_what_they_got(town: District) -> None:
    home, _ = town.hong_thuy.record("Hồ Thị Thử", sex="2")
    cow(town, home, "requested", "approved")
    (paper,) = lists(town, About(stage="homes", villages=True))
    (line,) = paper.lines
    assert (paper.village, line.head.name, line.known) == ("Thôn 1", "Hồ Thị Thử", {"supports": "Sản xuất, mô hình"})
    assert line.figures["women"] == 1


def test_an_extract_tells_every_year_and_no_secret(town: District) -> None:
    home, person = town.hong_thuy.record("Hồ Văn Thử")
    cow(town, home, "requested", "approved")
    give(town, "tro_giup_phap_ly", home, LEGAL, "requested", person=person)
    (paper,) = collect(town.hong_thuy.register, HomeHistories, Selection(2018, households=(home,)))[0].papers
    assert [(one.year, one.content, one.amount, one.step) for one in paper.past] == [
        (2017, "Chương trình 135, Tiểu dự án 2", 12_000_000, "Phê duyệt dự án 20/03/2017"),
    ]  # fmt: skip
    assert [one.year for one in paper.years] == [2016, 2017, 2018]
    with pytest.raises(UserError, match="chọn hộ hoặc chọn thôn"):
        collect(town.hong_thuy.register, HomeHistories, Selection(2018))


@pytest.mark.parametrize(("year", "indicators"), [(2017, 10), (2023, 12)])
def test_a_review_sheet_has_the_indicators_of_its_year(town: District, year: int, indicators: int) -> None:
    home, _ = town.hong_thuy.record("Hồ Văn Thử")
    (paper,) = collect(town.hong_thuy.register, ReviewSheets, Selection(year, households=(home,)))[0].papers
    assert [one.no for one in paper.lacks] == list(range(1, indicators + 1))
    assert paper.each == 10
    if year == 2017:  # points of A Lưới's column; none are known of the later standard
        assert paper.questions[0].answers.startswith("1 người: 70; 2 người: 50;")
    else:
        assert paper.questions == []
