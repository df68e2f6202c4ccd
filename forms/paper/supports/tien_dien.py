"""Electricity: the list of a quarter, with room to sign."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Col
from forms.paper.sheet import LANDSCAPE

QUARTER = Form(
    info(
        "danh_sach_ho_tro_tien_dien", "Danh sách hộ được hỗ trợ tiền điện",
        f"{OWN_LAYOUT}; Quyết định 28/2014/QĐ-TTg, Thông tư 190/2014/TT-BTC, số phụ lục chưa rõ", "2011-02-23",
    ),
    About(policy="tien_dien", apart=("round",)),
    "Danh sách hộ nghèo, hộ chính sách xã hội được hỗ trợ tiền điện",
    "{round} năm {year}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.HEAD_ID,
            Col("Diện", 34, "known.dien", share=0.8),
            Col("Mã khách hàng điện", 24, "known.ma_khach_hang", align="center", most=34),
            Col("Số tháng", 14, "figure.so_thang", align="center"),
            usual.money("Mức", "figure.muc_thang", adds=False),
            usual.money("Bù, giảm trừ", "figure.dieu_chinh", adds=False),
            usual.money("Thành tiền", "approved"),
            usual.SIGNED,
        ),
        signed=True,
        words="approved",
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)  # fmt: skip

FORMS = (QUARTER,)
