"""Extension: who took part in a training, a model, a market day."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col

ATTENDED = Form(
    info("danh_sach_tap_huan_khuyen_nong", "Danh sách hộ tham gia khuyến nông, tập huấn, kết nối thị trường"),
    About(policy="khuyen_nong", apart=("viec", "chu_de")),
    "Danh sách hộ tham gia",
    "{known.viec} – {known.chu_de} – năm {year}",
    symbol="DS",
    parts=(Asks(Ask("Địa điểm", blank=6, least=8), Ask("Ngày", blank=2, least=4)),),
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Người tham gia", 40, "known.nguoi_tham_gia", share=1.2),
            Col("Ngày", 21, "known.ngay", align="center"),
            Col("Số buổi", 15, "known.so_buoi", align="center"),
            Col("Ký tên/\nĐiểm chỉ", 30),
        ),
        unit="hộ",
        signed=True,
    ),
    signs=(
        Signature(title="Người hướng dẫn", hint=blocks.SIGN_HINT), blocks.MAKER, blocks.HEAD,
    ),
)  # fmt: skip

FORMS = (ATTENDED,)
