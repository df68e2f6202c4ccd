"""Education: letters for fees and costs of study, by the decree of the year, and the list of a school's pupils."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Heading, Says, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "giao_duc"
DECREES = (
    (0, "Nghị định 49/2010/NĐ-CP"),
    (2016, "Nghị định 86/2015/NĐ-CP"),
    (2021, "Nghị định 86/2015/NĐ-CP; từ ngày 15/10/2021 là Nghị định 81/2021/NĐ-CP"),
    (2022, "Nghị định 81/2021/NĐ-CP"),
    (2025, "Nghị định 81/2021/NĐ-CP; từ ngày 03/09/2025 là Nghị định 238/2025/NĐ-CP"),
    (2026, "Nghị định 238/2025/NĐ-CP"),
)
"""The decree in force, by the year a support is recorded under."""
SOURCE = "Phụ lục Nghị định 86/2015/NĐ-CP, 81/2021/NĐ-CP, 238/2025/NĐ-CP"
PARENT = (
    Asks(
        Ask("Họ và tên người làm đơn", "known.nguoi_nhan", blank=6, least=12, bold=True),
        Ask("Thuộc hộ ông (bà)", "head.name", blank=5, least=12),
        Ask("Địa chỉ", "address", least=12),
        Ask("Điện thoại", "phone", blank=3, least=12),
    ),
    Ticks(("Cha, mẹ", "Người giám hộ", "Chính học sinh"), label="Là", columns=3),
    Heading("Học sinh, trẻ em, sinh viên"),
    Asks(
        Ask("Họ và tên", "who.name", blank=5, least=8, bold=True),
        Ask("Giới tính", "who.sex", blank=1, least=4),
        Ask("Ngày, tháng, năm sinh", "who.birth", blank=2, least=7),
        Ask("Dân tộc", "who.ethnic", blank=2, least=5),
        Ask("Đang học lớp", "known.lop", blank=2, least=5),
        Ask("Năm học", "known.nam_hoc", blank=2, least=7),
        Ask("Trường", "known.truong", blank=5),
        Ask("Thuộc đối tượng (ghi rõ)", "known.doi_tuong", blank=5),
    ),
)
GROUNDS = Says(tuple((year, f"Căn cứ {decree}, tôi làm đơn này đề nghị được xem xét để:") for year, decree in DECREES))
OATH = "Tôi xin chịu trách nhiệm về nội dung đã khai."
CONFIRMING = Signature(title="Xác nhận của UBND cấp xã", position="CHỦ TỊCH", hint="nếu mẫu của năm học yêu cầu")
TO = "{known.truong}"
WHERE = Says("Trường ngoài công lập thì gửi cơ quan giáo dục, lao động theo hướng dẫn của địa phương.", italic=True)

FEES = Form(
    info("don_mien_giam_hoc_phi", "Đơn đề nghị miễn, giảm học phí", SOURCE, "2010-07-01"),
    About(
        policy=POLICY, stage="asked", where={"che_do": ("mien_hp", "giam_70", "giam_50", "mien_dong_gop")}, empty=True
    ),
    "Đơn đề nghị miễn, giảm học phí",
    to=(TO,),
    parts=(
        *PARENT,
        GROUNDS,
        Ticks(("Miễn học phí", "Giảm 70 % học phí", "Giảm 50 % học phí"), "known.che_do", columns=3),
        WHERE,
    ),
    oath=OATH,
    signs=(CONFIRMING, usual.APPLICANT),
)

COSTS = Form(
    info("don_ho_tro_chi_phi_hoc_tap", "Đơn đề nghị hỗ trợ chi phí học tập", SOURCE, "2010-07-01"),
    About(policy=POLICY, stage="asked", where={"che_do": ("cpht",)}, empty=True),
    "Đơn đề nghị hỗ trợ chi phí học tập",
    to=(TO,),
    parts=(
        *PARENT,
        GROUNDS,
        Asks(
            Ask("Được cấp tiền hỗ trợ chi phí học tập, số tháng", "figure.so_thang", blank=2, least=12),
            Ask("Mức một tháng", "figure.muc_thang", blank=2, least=6, unit="đồng"),
            Ask("Cộng", "approved", blank=2, least=6, unit="đồng"),
        ),
        WHERE,
    ),
    oath=OATH,
    signs=(CONFIRMING, usual.APPLICANT),
)

PAYMENT = Form(
    info("danh_sach_chi_tra_hoc_tap", "Danh sách chi trả chế độ học sinh, sinh viên", OWN_LAYOUT),
    About(policy=POLICY, stage="granted", apart=("truong", "che_do", "round")),
    "Danh sách chi trả",
    "{known.che_do} – {known.truong} – {round} năm {year}",
    symbol="DS-UBND",
    table=Listed(
        (
            Col("Họ và tên học sinh", 36, "who.name", share=1.2),
            usual.BORN,
            Col("Lớp", 13, "known.lop", align="center", most=24),
            Col("Đối tượng", 32, "known.doi_tuong", share=1),
            Col("Số tháng", 14, "figure.so_thang", align="center"),
            usual.money("Mức", "figure.muc_thang", adds=False),
            usual.money("Thành tiền", "approved"),
            Col("Họ tên người nhận", 32, "known.nguoi_nhan", share=0.6),
            usual.SIGNED,
        ),
        unit="học sinh",
        signed=True,
        words="approved",
    ),
    signs=usual.PAID,
    frame=LANDSCAPE,
)

FORMS = (FEES, COSTS, PAYMENT)
