"""Every field of every document at its limit: nothing lost, nothing over a line or a text, nothing off the paper."""

from __future__ import annotations

from itertools import count
from typing import Any

import cases
import msgspec
import papers
import pytest
from pdf_reader import drawn, letter_boxes, pictures, squeezed, texts
from PIL import Image, ImageChops

from db.store.prints.offices import ComplaintBooks, OfficePapers, Refusals, VillagePapers, VillagePostings
from db.store.prints.papers import Certificates, PlainColumn, SupportSlips
from forms.paper import (
    bieu_do,
    bieu_kinh_phi,
    danh_sach,
    danh_sach_ky_nhan,
    danh_sach_the_bhyt,
    fonts,
    ke_hoach_giam_ngheo,
    phieu_ho_tro,
    registry,
    supports,
)
from forms.paper.document import Document
from forms.paper.measure import Measure
from forms.paper.phieu_ho_tro import SlipOptions
from forms.paper.sheet import Page, mm

DOCUMENTS: dict[str, Document] = {
    **{info.name: registry.get(info.name) for info in registry.documents()},
    **{one.NAME: one.DOCUMENT for one in (danh_sach, bieu_kinh_phi)},
}
FORMS = {form.info.name: form for form in supports.FORMS}
"""Documents that are data of the shapes of `forms.paper.form`: what they ask for, they say themselves."""
NAMES = [name for name in DOCUMENTS if name not in FORMS]
ELSEWHERE = {"household_code"}
"""In the bookmark, not on the page."""
HOME = {
    *("commune", "place", "village", "district", "province", "phone", "area", "classification", "decision", "years"),
    "signatures",
}
"""What most papers about one household leave out: the address says where, the class is on few of them."""
OFFICE = {"sources", "round"}
SOCIAL = {"office", "commune", "head.name", "children", "listed"}
"""The name stands in capitals, on which list the household is by a box that is ticked."""
LEFT_OUT: dict[str, set[str]] = {
    "giay_xac_nhan": HOME - {"commune", "classification", "decision", "signatures"},
    "giay_chung_nhan_2016": {*HOME, "head.birth", "head.sex", "members.id_no", "mark"}
    - {"commune", "years", "signatures"},
    "giay_chung_nhan_2022": {*HOME, "head.birth", "head.sex", "members.id_no", "result"}
    - {"commune", "years", "signatures"},
    **{
        f"giay_de_nghi_{form}": {*HOME, "members.id_no", "office", "heading"} - {"commune", "place", "signatures"}
        for form in ("1a", "1b", "01", "04")
    },
    "phieu_b": {"decision", "years", "office", "heading", "address", "area"}
    | {"members.id_no", *(f"head.{field}" for field in ("birth", "sex", "ethnic", "id_no"))},
    "trich_luc_ho": (HOME - {"classification", "decision", "years", "signatures"}) | {"mark"},
    "phieu_c": {"classification", "decision", "years", "office", "heading", "address"}
    | {f"head.{field}" for field in ("birth", "sex", "ethnic", "id_no")},
    "giay_de_nghi_vay_von": {"head.sex", "head.ethnic", "commune", "office"},
    "danh_sach_de_nghi_vay_von": {"office"},
    "to_khai_tham_gia_bhyt": {*HOME, "office", "heading", "members"} - {"place", "phone", "signatures"},
    "danh_sach_tham_gia_bhyt": {"superior"},
    "giay_moi": {*HOME, "members", *(f"head.{field}" for field in ("birth", "sex", "ethnic", "id_no"))}
    - {"commune", "signatures"},
    "giay_uy_quyen_nhan_thay": {*HOME, "members", "office", "heading"} - {"place", "signatures"},
    "giay_tiep_nhan_hen_tra": {*HOME, "members", *(f"head.{field}" for field in ("birth", "sex", "ethnic"))}
    - {"phone", "signatures"},
    "bien_ban_ban_giao": {
        *("round", "classification", "decision", "area", "priority", "members", "entitlements", "beneficiary"),
        *("head.birth", "head.sex", "head.ethnic", "sources", "basis", "note", "heading"),
        *(f"delivery.{field}" for field in ("method", "place", "id_no", "address", "authority_no")),
    },
    "giay_chung_nhan_2022_o_nam": {"office", "papers", "signatures"},
    "quyet_dinh_cong_nhan": OFFICE,
    "quyet_dinh_thoat_ngheo": OFFICE,
    "quyet_dinh_ho_tro": OFFICE - {"sources"},
    "to_trinh": OFFICE,
    "cong_van": OFFICE | {"above", "basis"},
    "thong_bao": OFFICE | {"above", "basis", "head", "lines.name", "lines.result", "lines.before"},
    "bien_ban_hop_thon": OFFICE | {"superior", "above", "basis", "head", "lines.village"},
    "bien_ban_niem_yet": {"sources", "superior", "above", "basis", "lines"},
    "bien_ban_ket_thuc_niem_yet": OFFICE | {"superior", "above", "basis", "lines"},
    "so_khieu_nai": {"unit"},
    **{f"to_khai_tro_giup_{form}": SOCIAL for form in ("1a", "1b", "1d", "1dd")},
    "to_khai_tro_giup_1c": SOCIAL - {"children"}
    | {f"children.{field}" for field in ("sex", "ethnic", "relation", "id_no")},
    "to_khai_mai_tang": {*HOME, "members", "office", "heading"} - {"commune", "place", "signatures"},
    "to_khai_ho_tro_nha_o": {*HOME, "members", "office", "heading"}
    - {"commune", "place", "signatures", "classification"},
    "bien_ban_ban_giao_dat": {"head.sex", "head.ethnic"},
    "danh_sach_thieu_doi": {"office", "goods"},
    "danh_sach_nhu_yeu_pham": {"office", "rice"},
}
"""Fields that a document leaves out by its form."""


MARGINS = {
    "phieu_b": (19, 15),
    "so_tay_truong_thon": (11, 9),
    "giay_de_nghi_vay_von": (19, 15),
    "danh_sach_de_nghi_vay_von": (15, 9),
}
"""Left and right margin in mm of forms that have their own."""


def limit_data(name: str, *, blanks: bool) -> Any:
    """A paper at its limits; its sum stays below what can be read in words."""
    data = papers.full(DOCUMENTS[name].data, count(100), blanks=blanks)
    if name == danh_sach.NAME:
        texts = [text for row in data.rows for text in row] * 4
        columns = [PlainColumn(title=column.title, width=8 + 4 * n) for n, column in enumerate(data.columns * 3)]
        return msgspec.structs.replace(data, columns=columns, rows=[texts[: len(columns)]] * 3)
    if name == bieu_do.NAME:
        figures = {"classes": [1_234_567, 1_234_567], "reach": [1_234_567, 1_234_567], "villages": [1_234_567]}
        many = {
            part: [msgspec.structs.replace(row, figures=numbers) for row in getattr(data, part)]
            for part, numbers in figures.items()
        }
        return msgspec.structs.replace(data, years=[2016, 2017], **many)
    if {"papers", "signatures"} <= set(data.__struct_fields__):
        data = msgspec.structs.replace(data, signatures=[])  # each paper has its own
    if isinstance(data, OfficePapers | Refusals | ComplaintBooks) or name == "giay_moi":
        return of_office(data, None if isinstance(data, VillagePapers | VillagePostings | ComplaintBooks) else 1)
    if isinstance(data, Certificates):
        return of_year(data, 2022 if "2022" in name else 2017)
    if not isinstance(data, SupportSlips):
        return data
    return msgspec.structs.replace(data, slips=data.slips[:1], signatures=[])


def of_office(data: Any, signing: int | None) -> Any:
    """Office papers signed by as many as their form has places for."""
    cut = [msgspec.structs.replace(one, signatures=one.signatures[:signing]) for one in data.papers]
    return msgspec.structs.replace(data, papers=cut, signatures=[])


def of_year(data: Certificates, year: int) -> Certificates:
    """Certificates of a year that their form has a cell for."""
    replace = msgspec.structs.replace
    cut = [replace(one, year=year, years=[replace(cell, year=year) for cell in one.years[:1]]) for one in data.papers]
    return replace(data, papers=cut)


def limit_pages(name: str, *, blanks: bool) -> list[Page]:
    document, data = DOCUMENTS[name], limit_data(name, blanks=blanks)
    options = SlipOptions(copies="household") if name == phieu_ho_tro.NAME else document.options()
    return list(document.pages(data, Measure(fonts.load()), options))


@pytest.mark.parametrize("blanks", [True, False], ids=["words", "one long word"])
@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_there(name: str, blanks: bool) -> None:
    data = limit_data(name, blanks=blanks)
    assert _lost(papers.built(DOCUMENTS[name], data), data, LEFT_OUT.get(name, set())) == []


def _lost(pdf: bytes, data: Any, without: set[str]) -> list[str]:
    """The texts of a paper that do not stand on it."""
    found = squeezed("".join(texts(pdf)))
    return [text for text in papers.every_text(data, without | ELSEWHERE) if not _is_in(squeezed(text), found)]


@pytest.mark.parametrize(("name", "blanks"), [(name, bool(n % 2)) for n, name in enumerate(FORMS)])
def test_a_form_of_supports_holds_whatever_is_known(name: str, blanks: bool) -> None:
    """The parts of forms are the same, so each is tried with words or with one long word."""
    form, document = FORMS[name], DOCUMENTS[name]
    data = cases.full(form, blanks=blanks)
    pages = list(document.pages(data, Measure(fonts.load()), None))
    assert _lost(drawn(pages), data, cases.left_out(form)) == []
    for laid in (pages, list(document.pages(cases.empty(form), Measure(fonts.load()), None))):
        _within(name, laid)
        ruled = _ink([Page(page.size, [], page.rules) for page in laid], 72)
        assert _touching(_ink([Page(page.size, page.texts) for page in laid], 72), ruled) == []
    assert _overlapping(pages, bits=1, dpi=72) == []


def _is_in(text: str, found: str) -> bool:
    """Whether the text is there, in one piece or broken once where a page ends."""
    return any(text[:at] in found and text[at:] in found for at in range(len(text), 0, -1))


FIGURES = {
    phieu_ho_tro.NAME: ["123.456.789.012.345", "246.913.578.024.690", "123.456.789.012,345"],
    danh_sach_ky_nhan.NAME: ["123.456.789.012.345", "246.913.578.024.690", "123.456.789.012,345"],
    danh_sach_the_bhyt.NAME: ["Tổngsốthẻ2"],
    bieu_do.NAME: ["1.234.567", "2.469.134"],
    ke_hoach_giam_ngheo.NAME: ["Laođộng:123456789012345"],
    danh_sach.NAME: ["Danhsáchcó3dòng"],
}


@pytest.mark.parametrize("name", FIGURES)
def test_large_figures_are_whole(name: str) -> None:
    found = squeezed("".join(texts(papers.built(DOCUMENTS[name], limit_data(name, blanks=True)))))
    assert [figure for figure in FIGURES[name] if figure not in found] == []


LETTERS = [name for name in NAMES if DOCUMENTS[name].word]
"""Documents laid out by one kit (`letter`): long words are enough to see whether their parts keep apart."""


@pytest.mark.parametrize(
    ("name", "blanks"),
    [(name, blanks) for name in NAMES for blanks in (True, False) if not (blanks and name in LETTERS)],
)
def test_nothing_lies_on_anything_else(name: str, blanks: bool) -> None:
    pages = limit_pages(name, blanks=blanks)
    written = [_ink([Page(page.size, page.texts) for page in pages])]
    ruled = _ink([Page(page.size, [], page.rules) for page in pages])
    assert _touching(written[0], ruled) == []
    assert _overlapping(pages, bits=max(len(page.texts) for page in pages).bit_length()) == []


def _overlapping(pages: list[Page], *, bits: int, dpi: int = 108) -> list[int]:
    """Pages with texts on texts. Texts whose numbers differ in a bit are drawn apart: with all bits every two meet."""
    found: list[int] = []
    for bit in range(bits):
        halves = [
            [Page(page.size, [text for n, text in enumerate(page.texts) if n >> bit & 1 == side]) for page in pages]
            for side in (0, 1)
        ]
        found += _touching(*(_ink(half, dpi) for half in halves))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leaves_the_paper(name: str) -> None:
    _within(name, limit_pages(name, blanks=False))


def _within(name: str, pages: list[Page]) -> None:
    left, right = MARGINS.get(name, (24, 15))
    for page, boxes in zip(pages, letter_boxes(drawn(pages)), strict=True):
        width, height = page.size
        assert min(box[0] for box in boxes) >= mm(left)
        assert max(box[2] for box in boxes) <= width - mm(right) + 0.5
        assert min(box[1] for box in boxes) >= mm(5)
        assert max(box[3] for box in boxes) <= height - mm(8)


def _ink(pages: list[Page], dpi: int = 108) -> list[Image.Image]:
    return pictures(drawn(pages), dpi)


def _touching(some: list[Image.Image], others: list[Image.Image]) -> list[int]:
    """Numbers of the pages where both pictures are dark at one place (the grey rims of two letters may meet)."""
    return [
        n
        for n, (one, other) in enumerate(zip(some, others, strict=True), 1)
        if ImageChops.lighter(one, other).getextrema()[0] < 90
    ]


def test_the_check_sees_an_overlap() -> None:
    page = limit_pages(phieu_ho_tro.NAME, blanks=True)[0]
    first = page.texts[0]
    crossed = Page(page.size, [first, first._replace(x=first.x + 2)])
    assert _touching(_ink([Page(page.size, crossed.texts[:1])]), _ink([Page(page.size, crossed.texts[1:])])) == [1]
