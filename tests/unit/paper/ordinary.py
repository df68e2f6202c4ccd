"""Every document as an office would print it, about invented people: what is looked at, and written as DOCX too."""

from __future__ import annotations

from typing import Any

import cases
import loans
import offices
import papers
import socials

from db.store.prints import papers as p
from forms.paper import bieu_kinh_phi, danh_sach, supports
from forms.paper.phieu_ho_tro import SlipOptions

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
