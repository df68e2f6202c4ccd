"""Latrines and water of a house: application, list, acceptance."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Funding, Person, Present, Story, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "ve_sinh"
HEALTH = Signature(title="Y tế xã", hint=blocks.SIGN_HINT)

APPLICATION = Form(
    info("don_dang_ky_ve_sinh", "Đơn đăng ký hỗ trợ làm nhà tiêu hợp vệ sinh", OWN_LAYOUT),
    About(policy=POLICY, stage="asked", empty=True),
    "Đơn đăng ký hỗ trợ làm nhà tiêu hợp vệ sinh",
    "{title}",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên chủ hộ", whose="head"),
        usual.ABOUT_HOUSEHOLD,
        Asks(
            Ask("Nhà tiêu đang dùng", "known.truoc", blank=3, least=12),
            Ask("Việc đề nghị", "known.viec", blank=3, least=6),
            Ask("Loại nhà tiêu sẽ làm", "known.loai", blank=3, least=6),
            Ask("Tổng chi phí", "cost", blank=2, least=12, unit="đồng"),
        ),
        Funding("Kinh phí theo nguồn", rows=3),
    ),
    oath="Tôi cam kết làm đúng mẫu, dùng thường xuyên và giữ sạch.",
    signs=usual.APPLIED,
)  # fmt: skip

LIST = Form(
    info("danh_sach_ho_tro_ve_sinh", "Danh sách hộ được hỗ trợ làm nhà tiêu hợp vệ sinh", OWN_LAYOUT),
    About(policy=POLICY),
    "Danh sách hộ được hỗ trợ làm nhà tiêu hợp vệ sinh",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.RESULT,
            Col("Trước hỗ trợ", 28, "known.truoc", share=0.7),
            Col("Sau hỗ trợ", 28, "known.loai", share=0.7),
            usual.money("Tổng chi phí", "cost"),
            usual.money("Phần hỗ trợ", "approved"),
            Col("Nghiệm thu", 21, "on.accepted", align="center"),
            Col("Đạt hợp vệ sinh", 18, "known.dat", align="center"),
            usual.SIGNED,
        ),
        signed=True,
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

ACCEPTANCE = Form(
    info("bien_ban_nghiem_thu_ve_sinh", "Biên bản nghiệm thu nhà tiêu hợp vệ sinh", OWN_LAYOUT),
    About(policy=POLICY, stage="granted", empty=True),
    "Biên bản nghiệm thu nhà tiêu hợp vệ sinh",
    "{title}",
    symbol="BB-UBND",
    parts=(
        Present("Đại diện Ủy ban nhân dân", "Cán bộ y tế xã", "Trưởng thôn", "Chủ hộ", place="nhà của hộ"),
        Asks(
            Ask("Hộ ông (bà)", "head.name", blank=4, least=12, bold=True), Ask("Địa chỉ", "address", least=12),
            Ask("Trước hỗ trợ", "known.truoc", blank=3, least=6), Ask("Loại đã làm", "known.loai", blank=3, least=6),
            Ask("Ngày khởi công", "on.started", blank=2, least=6),
            Ask("Ngày hoàn thành", "on.accepted", blank=2, least=6),
        ),
        Ticks(
            (
                "Cách nguồn nước từ 10 m", "Nền, tường, mái, cửa kín", "Ống thông hơi, không mùi, không ruồi",
                "Có nước, có chỗ rửa tay", "Hố chứa không thấm, không tràn", "Đang được sử dụng",
            ),
            label="Kết quả kiểm tra (đánh dấu điều đạt)",
        ),
        Funding("Chi phí theo nguồn", rows=3),
        Ticks(("Đạt hợp vệ sinh", "Chưa đạt, làm lại trước ngày ……………"), label="Kết luận"),
        Story("Ý kiến của chủ hộ"),
    ),
    signs=(usual.HOUSEHOLD, HEALTH, usual.WITNESS, usual.COMMUNE),
)  # fmt: skip

FORMS = (APPLICATION, LIST, ACCEPTANCE)
