"""Vocational training: registration, the class with its money, the sheet of days attended."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Person, Says, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "dao_tao_nghe"
CLASS = ("co_so", "nghe", "lop")
LAW = "Quyết định 46/2015/QĐ-TTg, Thông tư 152/2016/TT-BTC, trước năm 2016 Quyết định 1956/QĐ-TTg"
OF_CLASS = "Nghề: {known.nghe} – lớp, khóa: {known.lop} – {known.co_so}"
TEACHER = Signature(title="Giáo viên, quản lý lớp", hint=blocks.SIGN_HINT)
SCHOOL = Signature(title="Thủ trưởng cơ sở đào tạo", hint="ký, ghi rõ họ tên, đóng dấu")

REGISTRATION = Form(
    info("don_dang_ky_hoc_nghe", "Đơn đăng ký học nghề", LAW, "2009-11-27"),
    About(policy=POLICY, stage="asked", empty=True),
    "Đơn đăng ký học nghề",
    to=("{known.co_so}",),
    parts=(
        Person("Họ và tên", address="Nơi ở hiện nay"),
        Asks(
            Ask("Điện thoại", "phone", blank=3, least=6), Ask("Trình độ học vấn", blank=2, least=6),
            Ask("Hộ thuộc diện", "result", blank=3, least=12),
        ),
        Ticks(
            (
                "Người có công", "Người khuyết tật", "Người dân tộc thiểu số", "Người thuộc hộ nghèo",
                "Người thuộc hộ cận nghèo", "Người thuộc hộ bị thu hồi đất", "Lao động nông thôn khác", "Diện khác",
            ),
            label="Thuộc đối tượng",
        ),
        Asks(Ask("Ghi rõ đối tượng", "known.doi_tuong", blank=5)),
        Says("Tôi đăng ký học nghề và đề nghị được hỗ trợ chi phí đào tạo:"),
        Asks(
            Ask("Nghề đăng ký học", "known.nghe", blank=5, least=12),
            Ask("Trình độ", "known.trinh_do", blank=3, least=6),
            Ask("Lớp, khóa", "known.lop", blank=3, least=6),
            Ask("Từ nhà đến nơi học", "known.khoang_cach", blank=2, least=12),
        ),
        Ticks(
            ("Tự tạo việc làm", "Doanh nghiệp tuyển dụng", "Được bao tiêu sản phẩm", "Khác"),
            label="Dự kiến việc làm sau khi học",
        ),
        Asks(Ask("Số lần đã được hỗ trợ học nghề", "known.lan_hoc", blank=2, least=12), Ask(
            "Lý do hỗ trợ lại (mất việc làm do nguyên nhân khách quan)", "known.ly_do_hoc_lai", blank=2
        )),
    ),
    oath="Tôi cam đoan lời khai trên là đúng, chưa được hỗ trợ học nghề trùng với lần này và học đủ khóa.",
    signs=(usual.CONFIRMED, usual.APPLICANT),
)  # fmt: skip

MONEY = Form(
    info("danh_sach_lop_hoc_nghe", "Danh sách lớp học nghề, ký nhận tiền ăn, đi lại", f"{OWN_LAYOUT}; {LAW}"),
    About(policy=POLICY, apart=CLASS),
    "Danh sách lớp học nghề, ký nhận tiền ăn, đi lại",
    OF_CLASS,
    symbol="DS",
    table=Listed(
        (
            usual.PERSON,
            usual.BORN,
            Col("Dân tộc", 16, "who.ethnic", share=0.2),
            Col("Thôn", 20, "village", share=0.4),
            Col("Đối tượng", 28, "known.doi_tuong", share=0.8),
            Col("Ngày thực học", 15, "figure.ngay_hoc", align="center"),
            usual.money("Tiền ăn", "figure.tien_an"),
            usual.money("Tiền đi lại", "figure.tien_di_lai"),
            usual.SIGNED,
        ),
        unit="người",
        signed=True,
        villages=False,
    ),
    signs=(blocks.MAKER, TEACHER, SCHOOL),
    frame=LANDSCAPE,
)

DAYS = Form(
    info("bang_cham_cong_hoc_nghe", "Bảng chấm công lớp học nghề", f"{OWN_LAYOUT}; {LAW}"),
    About(policy=POLICY, apart=CLASS),
    "Bảng chấm công lớp học nghề – tháng ……… năm {year}",
    OF_CLASS,
    symbol="BCC",
    table=Listed(
        (
            usual.PERSON,
            *(Col(str(day), 5.2, align="center") for day in range(1, 32)),
            Col("Cộng", 11, align="center"),
        ),
        unit="người",
        villages=False,
        size=9,
        high=7,
        numbered=False,
    ),
    signs=(TEACHER, SCHOOL),
    frame=LANDSCAPE,
)

FORMS = (REGISTRATION, MONEY, DAYS)
