"""Production: application with commitment, village meeting, hand-over of animals and plants, list to sign, visit."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Blank, Col, Funding, GoodsTable, Heading, Person, Present, Says, Story
from forms.paper.sheet import LANDSCAPE

POLICY = "san_xuat"
LAW = f"{OWN_LAYOUT}; Thông tư 15/2017/TT-BTC, 18/2017/TT-BNNPTNT, 04/2022/TT-BNNPTNT, 60/2026/TT-BTC"
SUPPLIER = Signature(title="Bên giao", hint="đơn vị cung cấp, ký, ghi rõ họ tên")
PROJECT = Asks(
    Ask("Dự án, mô hình", "known.du_an", blank=5, least=12),
    Ask("Mô hình", "known.mo_hinh", blank=4, least=12),
    Ask("Chương trình", "title", blank=4, least=12),
)

APPLICATION = Form(
    info("don_dang_ky_san_xuat", "Đơn đăng ký tham gia dự án, mô hình sản xuất và cam kết", LAW),
    About(policy=POLICY, stage="asked", empty=True),
    "Đơn đăng ký tham gia dự án, mô hình sản xuất",
    "Kèm cam kết của hộ",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên chủ hộ", whose="head"),
        usual.ABOUT_HOUSEHOLD,
        Asks(
            Ask("Điện thoại", "phone", blank=3, least=12),
        ),
        PROJECT,
        GoodsTable("1. Đề nghị được hỗ trợ", "Ghi chú"),
        Funding("2. Kinh phí: phần hỗ trợ và phần hộ góp (tiền, ngày công)", rows=3),
        Heading("3. Cam kết của hộ"),
        Says(
            "Có đất, chuồng trại, lao động để thực hiện; góp đủ phần của hộ; chăm sóc theo hướng dẫn; không bán, giết "
            "mổ con giống trong thời gian dự án; báo ngay trưởng thôn khi có dịch bệnh, thiệt hại; luân chuyển hoặc "
            "hoàn lại theo quy chế của dự án."
        ),
    ),
    signs=usual.APPLIED,
)  # fmt: skip

MEETING = Form(
    info("bien_ban_binh_xet_san_xuat", "Biên bản họp bình xét hộ tham gia dự án, mô hình sản xuất", LAW),
    About(policy=POLICY, stage="asked", villages=True, apart=("du_an",)),
    "Biên bản họp bình xét",
    "Hộ tham gia dự án, mô hình: {known.du_an} – {village}, năm {year}",
    parts=(
        *usual.VILLAGE_MEETS,
        Says("Ưu tiên hộ nghèo dân tộc thiểu số, hộ do phụ nữ làm chủ. Cuộc họp thống nhất đề nghị các hộ sau đây:"),
    ),
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Thuộc diện", 24, "result", share=0.4),
            usual.PERSONS,
            Col("Nội dung hỗ trợ", 40, "goods", share=1.2),
            usual.VOTED,
            usual.NOTE,
        ),
        villages=False,
        empty=2,
    ),
    after=(
        Story("Hộ không được chọn và lý do"),
        usual.CLOSED,
    ),
    signs=(usual.SECRETARY, usual.CHAIR),
)

HAND_OVER = Form(
    info("bien_ban_giao_nhan", "Biên bản giao nhận con giống, cây giống, vật tư", LAW),
    About(policy=POLICY, stage="granted", empty=True),
    "Biên bản giao nhận con giống, cây giống, vật tư",
    "Dự án, mô hình: {known.du_an}",
    symbol="BB-UBND",
    parts=(
        Present("Bên giao (đơn vị cung cấp)", "Đại diện Ủy ban nhân dân", "Trưởng thôn"),
        Asks(
            Ask("Đơn vị cung cấp", "known.nha_cung_cap", blank=5, least=12),
            *usual.RECEIVER.asks,
            Ask("Giấy kiểm dịch số", "known.kiem_dich", blank=3, least=12),
        ),
        GoodsTable("Đã giao và nhận đủ", "Tình trạng"),
        Asks(
            Ask("Tình trạng khi giao", "known.tinh_trang", blank=5, least=12),
            Ask("Hộ góp (tiền, ngày công)", "source.own", blank=3, least=12, unit="đồng"),
        ),
        Story("Ý kiến của các bên"),
        Says("Biên bản lập thành 03 bản, mỗi bên giữ 01 bản, Ủy ban nhân dân lưu 01 bản."),
    ),
    signs=(usual.HOUSEHOLD, SUPPLIER, usual.WITNESS, usual.COMMUNE),
)

RECEIVED = Form(
    info("danh_sach_ky_nhan_giong", "Danh sách hộ ký nhận con giống, cây giống, vật tư", LAW),
    About(policy=POLICY, stage="granted", apart=("du_an",)),
    "Danh sách hộ ký nhận con giống, cây giống, vật tư",
    "{known.du_an} – {subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.HEAD_ID,
            usual.GOODS,
            Col("Số tai, số máy", 26, "marks", share=0.3),
            usual.money("Phần hỗ trợ", "amount"),
            usual.money("Hộ góp", "source.own"),
            usual.DELIVERED,
            usual.SIGNED,
        ),
        signed=True,
    ),
    signs=(blocks.MAKER, SUPPLIER, usual.COMMUNE),
    frame=LANDSCAPE,
)

VISIT = Form(
    info("bien_ban_kiem_tra_san_xuat", "Biên bản kiểm tra sau hỗ trợ sản xuất", LAW),
    About(policy=POLICY, stage="granted", empty=True),
    "Biên bản kiểm tra sau hỗ trợ sản xuất",
    "Dự án, mô hình: {known.du_an}",
    symbol="BB-UBND",
    parts=(
        Present("Đại diện Ủy ban nhân dân", "Cán bộ khuyến nông", "Trưởng thôn"),
        Asks(
            Ask("Hộ được kiểm tra: ông (bà)", "head.name", blank=4, least=12, bold=True),
            Ask("Địa chỉ", "address", least=12),
            Ask("Đã nhận ngày", "on.delivered", blank=3, least=12),
        ),
        GoodsTable("1. Đã được hỗ trợ", "Hiện trạng"),
        Blank(
            (("Nội dung", 46), ("Số lượng", 22), ("Ghi chú (lý do, thu nhập)", 70)), 5,
            "2. Kết quả theo dõi: còn sống, chết, sinh thêm, đã bán, thu nhập thêm", height=8,
        ),
        Story("3. Kết luận, việc hộ phải làm, luân chuyển cho hộ", lines=3),
    ),
    signs=(usual.HOUSEHOLD, usual.WITNESS, usual.COMMUNE),
)  # fmt: skip

FORMS = (APPLICATION, MEETING, HAND_OVER, RECEIVED, VISIT)
