"""The forms of supports, a module for each policy: data for the shapes of `forms.paper.form`."""

from forms.paper.form import Form
from forms.paper.supports import (
    bhyt,
    dao_tao_nghe,
    dat_nuoc,
    do_dau,
    giao_duc,
    ho_gia_dinh,
    ho_tro_truc_tiep,
    khuyen_nong,
    ky_nhan,
    nha_o,
    san_xuat,
    thong_tin,
    tien_dien,
    tin_dung,
    tro_giup_phap_ly,
    ve_sinh,
    xuat_khau_lao_dong,
)

_MODULES = (
    tin_dung, bhyt, nha_o, tro_giup_phap_ly, giao_duc, tien_dien, dao_tao_nghe, ho_tro_truc_tiep, dat_nuoc, san_xuat,
    xuat_khau_lao_dong, thong_tin, ve_sinh, do_dau, khuyen_nong, ky_nhan,
    ho_gia_dinh,
)  # fmt: skip
FORMS: tuple[Form, ...] = tuple(form for module in _MODULES for form in module.FORMS)
"""In the order of screens."""
