"""Sponsorship: what a sponsor commits himself to, and the households he helps."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Says
from forms.paper.sheet import LANDSCAPE

POLICY = "do_dau"
SPONSOR = Signature(title="Đơn vị, người giúp đỡ", hint="ký, ghi rõ họ tên, đóng dấu")

COMMITMENT = Form(
    info("ban_dang_ky_do_dau", "Bản đăng ký đỡ đầu, giúp đỡ hộ nghèo", OWN_LAYOUT),
    About(policy=POLICY, apart=("don_vi",)),
    "Bản đăng ký đỡ đầu, giúp đỡ hộ nghèo",
    "Năm {year}",
    to=usual.TO_COMMUNE,
    parts=(
        Asks(
            Ask("Đơn vị, người giúp đỡ", "known.don_vi", blank=6, least=12, bold=True),
            Ask("Người đầu mối", blank=4, least=7), Ask("Điện thoại", blank=2, least=5),
        ),
        Says("Đăng ký giúp đỡ các hộ sau đây:"),
    ),
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Thôn", 20, "village", share=0.4),
            Col("Nội dung giúp", 30, "known.noi_dung", share=0.8),
            Col("Hiện vật, việc làm", 30, "known.hien_vat", share=0.8),
            usual.money("Giá trị cam kết", "requested"),
        ),
        villages=False,
        empty=2,
        words="requested",
    ),
    after=(
        Says("Hằng năm báo Ủy ban nhân dân kết quả giúp đỡ 6 tháng và cả năm."),
    ),
    signs=(SPONSOR, usual.COMMUNE),
)  # fmt: skip

LIST = Form(
    info("danh_sach_ho_duoc_do_dau", "Danh sách hộ được đỡ đầu, giúp đỡ", OWN_LAYOUT),
    About(policy=POLICY),
    "Danh sách hộ được đỡ đầu, giúp đỡ",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.RESULT,
            Col("Đơn vị, người giúp đỡ", 38, "known.don_vi", share=1),
            Col("Nội dung, hiện vật", 36, "known.hien_vat", share=1),
            usual.money("Cam kết", "requested"),
            usual.money("Đã giúp", "cost"),
            usual.DELIVERED,
            usual.SIGNED,
        ),
        signed=True,
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

FORMS = (COMMITMENT, LIST)
