"""The documents the program prints; a new one is a module and a line here. Imports no ReportLab until one is built."""

from __future__ import annotations

from difflib import get_close_matches

from db.domain.errors import NotFound
from forms.paper import (
    ban_giao_dat,
    bien_ban,
    bien_ban_ban_giao,
    bieu_do,
    cuu_doi,
    d03_ts,
    danh_sach_ky_nhan,
    danh_sach_niem_yet,
    danh_sach_the_bhyt,
    danh_sach_tro_cap,
    giay_chung_nhan,
    giay_de_nghi,
    giay_to_hang_ngay,
    giay_xac_nhan,
    ke_hoach_giam_ngheo,
    khieu_nai,
    phieu_b,
    phieu_c,
    phieu_ho_tro,
    quyet_dinh,
    supports,
    tk1_ts,
    to_khai_bao_tro,
    to_trinh,
    trich_luc_ho,
    vay_von,
)
from forms.paper.document import Document, DocumentInfo

_ALL = {
    document.info.name: document
    for document in (
        phieu_ho_tro.DOCUMENT,
        danh_sach_ky_nhan.DOCUMENT,
        danh_sach_the_bhyt.DOCUMENT,
        ke_hoach_giam_ngheo.DOCUMENT,
        giay_xac_nhan.DOCUMENT,
        *giay_chung_nhan.DOCUMENTS,
        *giay_de_nghi.DOCUMENTS,
        phieu_b.DOCUMENT,
        phieu_c.DOCUMENT,
        trich_luc_ho.DOCUMENT,
        *vay_von.DOCUMENTS,
        tk1_ts.DOCUMENT,
        d03_ts.DOCUMENT,
        *giay_to_hang_ngay.DOCUMENTS,
        bien_ban_ban_giao.DOCUMENT,
        danh_sach_niem_yet.DOCUMENT,
        *quyet_dinh.DOCUMENTS,
        *to_trinh.DOCUMENTS,
        *bien_ban.DOCUMENTS,
        *khieu_nai.DOCUMENTS,
        *to_khai_bao_tro.DOCUMENTS,
        *cuu_doi.DOCUMENTS,
        danh_sach_tro_cap.DOCUMENT,
        ban_giao_dat.DOCUMENT,
        *(form.document() for form in supports.FORMS),
        bieu_do.DOCUMENT,
    )
}


def documents() -> list[DocumentInfo]:
    """Return what can be printed, in the order of screens."""
    return [document.info for document in _ALL.values()]


def get(name: str) -> Document:
    """Return a document by its name.

    Raises:
        NotFound: there is no such document; the sentence names those nearest to it.
    """
    if name not in _ALL:
        near = get_close_matches(name, _ALL, n=5, cutoff=0.4) or list(_ALL)[:5]
        told = f"Không có mẫu in “{name}”. Chưa in gì: tên gần nhất là {', '.join(near)}"
        raise NotFound("no_document", f"{told}; đủ cả ở `sohotro documents`.")
    return _ALL[name]
