"""Pictures and texts of ordinary papers against the approved ones in `tests/golden/`.

After a change that was meant: `SOHOTRO_APPROVE=1 python -m pytest tests/unit/paper/test_golden.py`, look at every
changed picture, commit them.
The tolerance lets other fonts of the same widths and other versions of the rasteriser pass, not another layout.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import cases
import loans
import offices
import papers
import pytest
import socials
from pdf_reader import pictures, texts
from PIL import Image, ImageChops, ImageFilter

from db.store import prints as p
from forms.paper import bieu_kinh_phi, danh_sach, registry, supports
from forms.paper.phieu_ho_tro import SlipOptions

FOLDER = Path(__file__).parents[2] / "golden" / "paper"
APPROVE = os.environ.get("SOHOTRO_APPROVE") == "1"
DPI = 60
PAPERS: dict[str, tuple[str, Any, Any]] = {
    "phieu-ho-tro": ("phieu_ho_tro", papers.slips(papers.slip(pending=[papers.WAITING])), SlipOptions()),
    "phieu-trong": ("phieu_ho_tro", papers.slips(papers.blank_slip()), SlipOptions(copies="household")),
    "ke-hoach-giam-ngheo": ("ke_hoach_giam_ngheo", papers.plans(papers.plan(pending=[papers.WAITING])), None),
    "ke-hoach-trong": ("ke_hoach_giam_ngheo", papers.plans(papers.blank_plan()), None),
    "giay-xac-nhan": ("giay_xac_nhan", papers.homes(p.PoorHomes), None),
    "giay-chung-nhan-2016": ("giay_chung_nhan_2016", papers.homes(p.Certificates), None),
    "giay-chung-nhan-2022": ("giay_chung_nhan_2022", papers.homes(p.Certificates, papers.home(year=2022)), None),
    "giay-chung-nhan-o-nam": ("giay_chung_nhan_2022_o_nam", papers.homes(p.Certificates, papers.home(year=2023)), None),
    **{f"giay-de-nghi-{form}": (f"giay_de_nghi_{form}", papers.homes(), None) for form in ("1a", "1b", "01", "04")},
    "giay-de-nghi-trong": ("giay_de_nghi_01", papers.homes(p.HomePapers, papers.blank_home()), None),
    "phieu-b": ("phieu_b", cases.review(), None),
    "trich-luc-ho": ("trich_luc_ho", cases.extract(), None),
    "phieu-c": ("phieu_c", papers.homes(), None),
    "vay-von-01-td": ("giay_de_nghi_vay_von", loans.loans(), None),
    "vay-von-01-td-sxkd": ("giay_de_nghi_vay_von", loans.loans(loans.loan(confirmed=True)), None),
    "vay-von-03-td": ("danh_sach_de_nghi_vay_von", loans.loan_list(), None),
    "tk1-ts": ("to_khai_tham_gia_bhyt", papers.homes(p.Uninsured), None),
    "d03-ts": ("danh_sach_tham_gia_bhyt", papers.card_changes(), None),
    "giay-moi": ("giay_moi", papers.homes(), None),
    "giay-uy-quyen": ("giay_uy_quyen_nhan_thay", papers.homes(), None),
    "giay-hen-tra": ("giay_tiep_nhan_hen_tra", papers.homes(), None),
    "bien-ban-ban-giao": ("bien_ban_ban_giao", papers.slips(), None),
    "niem-yet": ("danh_sach_niem_yet", papers.posting(), None),
    **offices.APPROVED,
    **socials.APPROVED,
    "danh-sach-ky-nhan": ("danh_sach_ky_nhan", papers.receipt_list(40), None),
    "danh-sach-the-bhyt": ("danh_sach_the_bhyt", papers.card_list(26), None),
    "danh-sach": ("danh_sach", papers.plain_list(30), None),
    "bieu-kinh-phi": ("bieu_kinh_phi", papers.money_table(), None),
    "bieu-do": ("bieu_do", papers.overview(), None),
    **{form.info.name.replace("_", "-"): (form.info.name, cases.ordinary(form), None) for form in supports.FORMS},
}

BESIDE = {one.NAME: one.DOCUMENT for one in (danh_sach, bieu_kinh_phi)}
"""Papers beside the registry, put together on the screen."""


def differing(one: Image.Image, other: Image.Image) -> float:
    """Share of points that differ plainly, in per cent, after a blur that forgives half a point of shift."""
    soft = [picture.filter(ImageFilter.GaussianBlur(1)) for picture in (one, other)]
    histogram = ImageChops.difference(*soft).histogram()
    return 100 * sum(histogram[48:]) / (one.width * one.height)


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_is_as_approved(paper: str, tmp_path: Path) -> None:
    name, data, options = PAPERS[paper]
    document = BESIDE.get(name) or registry.get(name)
    pdf = papers.built(document, data, options)
    text = "\f\n".join(page.replace("\r\n", "\n") for page in texts(pdf)) + "\n"
    shown = pictures(pdf, DPI)
    if APPROVE:
        approve(paper, text, shown)
    assert text == (FOLDER / f"{paper}.txt").read_text(encoding="utf-8")
    assert len(list(FOLDER.glob(f"{paper}-[0-9]*.png"))) == len(shown)
    for number, picture in enumerate(shown, 1):
        with Image.open(FOLDER / f"{paper}-{number}.png") as approved:
            assert approved.size == picture.size
            share = differing(approved.convert("L"), picture)
        picture.save(tmp_path / f"{paper}-{number}.png")
        assert share < 0.3, f"page {number}: {share:.2f} % differs, see {tmp_path}"


def approve(paper: str, text: str, shown: list[Image.Image]) -> None:
    """Keep what is shown now as the approved state."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{paper}-[0-9]*.png"):
        old.unlink()
    (FOLDER / f"{paper}.txt").write_text(text, encoding="utf-8")
    for number, picture in enumerate(shown, 1):
        picture.quantize(16).save(FOLDER / f"{paper}-{number}.png", optimize=True)


def test_the_comparison_sees_a_moved_line() -> None:
    picture = Image.new("L", (400, 400), 255)
    moved = picture.copy()
    for x in range(50, 350):
        for y in (0, 1, 2):
            picture.putpixel((x, 100 + y), 0)
            moved.putpixel((x, 106 + y), 0)
    assert differing(picture, picture) == 0
    assert differing(picture, moved) > 0.3
