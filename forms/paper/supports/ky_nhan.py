"""Lists about every support in money or in kind: gifts signed for, and the list a settlement of accounts rests on."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Col
from forms.paper.sheet import LANDSCAPE

TT_60 = "Thông tư 60/2026/TT-BTC, Điều 3 khoản 3"

GIFTS = Form(
    info("danh_sach_ky_nhan_qua", "Danh sách ký nhận quà, hiện vật", f"{OWN_LAYOUT}; nội dung tối thiểu theo {TT_60}"),
    About(stage="granted", goods=True),
    "Danh sách ký nhận quà, hiện vật",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.PERSON,
            Col("Số định danh/ CCCD/CMND", 25, "who.id_no", align="center", most=30),
            Col("Nội dung hỗ trợ", 30, "title", share=0.8),
            usual.GOODS,
            usual.SIGNED,
            usual.NOTE,
        ),
        unit="lượt",
        signed=True,
    ),
    signs=usual.PAID,
    frame=LANDSCAPE,
)

SETTLEMENT = Form(
    info("bang_ke_quyet_toan", "Bảng kê hỗ trợ hộ gia đình (chứng từ quyết toán)", TT_60, "2026-01-01"),
    About(stage="granted"),
    "Bảng kê hỗ trợ hộ gia đình",
    "{subject}",
    symbol="BK-UBND",
    table=Listed(
        (
            Col("Họ và tên người đại diện hộ", 34, "head.name", share=1),
            Col("Số định danh/ CCCD", 25, "head.id_no", align="center", most=30),
            Col("Địa chỉ", 34, "address", share=1),
            Col("Nội dung hỗ trợ", 30, "title", share=0.8),
            usual.money("Số tiền", "amount"),
            Col("Hiện vật: tên, số lượng, quy cách, ký hiệu, nhãn mác, nơi sản xuất", 44, "goods", share=1.2),
            Col("Chữ ký hoặc điểm chỉ", 28),
        ),
        unit="lượt",
        signed=True,
        words="amount",
    ),
    signs=usual.PAID,
    frame=LANDSCAPE,
)

FORMS = (GIFTS, SETTLEMENT)
