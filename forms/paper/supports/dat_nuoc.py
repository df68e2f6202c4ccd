"""Land for living and growing, another trade, water: application, village meeting, list."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Funding, Person, Says, Story, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "dat_nuoc"
LAW = (
    f"{OWN_LAYOUT}; Quyết định 755/QĐ-TTg năm 2013, 2085/QĐ-TTg năm 2016, 1719/QĐ-TTg năm 2021; mẫu trong Thông tư "
    "02/2017/TT-UBDT, 02/2022/TT-UBDT chưa rõ"
)
WHAT = ("Đất ở", "Đất sản xuất", "Chuyển đổi nghề", "Nước sinh hoạt phân tán")

APPLICATION = Form(
    info("don_dang_ky_dat_nuoc", "Đơn đăng ký hỗ trợ đất, chuyển đổi nghề, nước sinh hoạt", LAW, "2009-10-12"),
    About(policy=POLICY, stage="asked", empty=True),
    "Đơn đăng ký hỗ trợ",
    "Đất ở, đất sản xuất, chuyển đổi nghề, nước sinh hoạt – {title}",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên chủ hộ", whose="head"),
        usual.ABOUT_HOUSEHOLD,
        Ticks(WHAT, "known.hang_muc", "1. Đăng ký được hỗ trợ"),
        Asks(
            Ask("2. Đất hiện có", "known.dat_hien_co", blank=2, least=6),
            Ask("Đất còn thiếu", "known.dat_thieu", blank=2, least=6),
            Ask("Loại đất", "known.loai_dat", blank=2, least=6),
            Ask("Hình thức đề nghị", "known.hinh_thuc", blank=2, least=6),
            Ask("3. Nghề muốn chuyển sang", "known.nghe_moi", blank=4, least=12),
            Ask("4. Công trình nước đề nghị", "known.cong_trinh", blank=3, least=7),
            Ask("Số lượng", "known.so_luong", blank=1, least=5),
        ),
        Funding("5. Kinh phí đề nghị theo nguồn", rows=3),
    ),
    oath=(
        "Tôi cam đoan lời khai trên là đúng; được hỗ trợ đất thì không chuyển nhượng, cho thuê, cầm cố trong 10 năm, "
        "trừ khi được cơ quan có thẩm quyền cho phép."
    ),
    signs=usual.APPLIED,
)  # fmt: skip

MEETING = Form(
    info("bien_ban_hop_thon_dat_nuoc", "Biên bản họp thôn xét hỗ trợ đất, chuyển đổi nghề, nước sinh hoạt", LAW),
    About(policy=POLICY, stage="asked", villages=True),
    "Biên bản họp thôn",
    "Xét hộ được hỗ trợ đất ở, đất sản xuất, chuyển đổi nghề, nước sinh hoạt năm {year} – {village}",
    parts=(
        *usual.VILLAGE_MEETS,
        Says("Cuộc họp xét công khai, thống nhất đề nghị hỗ trợ các hộ sau đây:"),
    ),
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.PERSONS,
            Col("Nội dung đề nghị", 34, "known.hang_muc", share=0.8),
            Col("Đất còn thiếu", 24, "known.dat_thieu", align="right"),
            usual.VOTED,
            usual.NOTE,
        ),
        villages=False,
        empty=2,
    ),
    after=(
        Story("Hộ không được đề nghị và lý do"),
        usual.CLOSED,
    ),
    signs=(usual.SECRETARY, usual.CHAIR),
)

LIST = Form(
    info("danh_sach_tong_hop_dat_nuoc", "Danh sách tổng hợp hộ được hỗ trợ đất, chuyển đổi nghề, nước sinh hoạt", LAW),
    About(policy=POLICY, apart=("chuong_trinh",)),
    "Danh sách hộ được hỗ trợ đất, chuyển đổi nghề, nước sinh hoạt",
    "{title} – {subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Dân tộc", 18, "head.ethnic", share=0.3),
            usual.PERSONS,
            Col("Đất hiện có", 20, "known.dat_hien_co", align="right"),
            Col("Đất còn thiếu", 20, "known.dat_thieu", align="right"),
            Col("Đề nghị", 30, "known.hang_muc", share=0.7),
            Col("Hình thức, nghề, công trình", 28, "known.hinh_thuc", share=0.6),
            usual.money("Vốn ngân sách", "source.state"),
            usual.money("Vốn vay", "source.lent"),
            usual.NOTE,
        )
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

FORMS = (APPLICATION, MEETING, LIST)
