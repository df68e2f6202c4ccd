"""Housing: application, meeting of the village, list, advance, stages done, acceptance."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Blank, Col, Funding, Heading, Person, Present, Says, Story, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "nha_o"
QD_48 = "các bước theo Quyết định 48/2014/QĐ-TTg và Thông tư 16/2014/TT-BXD, tên phụ lục chưa rõ"
KINDS = ("Xây mới", "Sửa chữa", "Cải tạo, nâng tầng", "Di dời khẩn cấp")
STATES = (
    "Chưa có nhà",
    "Nhà tạm bợ",
    "Nhà hư hỏng, dột nát",
    "Nhà hư hỏng nặng, có nguy cơ sập",
    "Nhà còn dùng được nhưng bị ngập lụt",
)
HOUSE = Asks(
    Ask("Diện tích nhà sau hỗ trợ", "known.dien_tich_moi", blank=2, least=6),
    Ask("Số nhân khẩu", "persons", blank=1, least=6),
)
MASON = Signature(title="Thợ xây dựng", hint=blocks.SIGN_HINT)
WITH_THE_HOUSEHOLD = (
    "Đại diện Ủy ban nhân dân",
    "Công chức địa chính – xây dựng",
    "Trưởng thôn",
    "Đại diện Mặt trận, đoàn thể",
    "Chủ hộ",
    "Thợ, đơn vị xây dựng",
)
ABOUT_HOUSE = (
    Asks(
        Ask("Nhà ở của hộ ông (bà)", "head.name", blank=4, least=12, bold=True),
        Ask("Địa chỉ", "address"),
    ),
    Asks(
        Ask("Chương trình", "title", blank=4, least=12),
        Ask("Loại hỗ trợ", "known.loai", blank=2, least=6),
        Ask("Tổng dự toán", "cost", blank=2, least=6, unit="đồng"),
    ),
)

APPLICATION = Form(
    info("don_de_nghi_ho_tro_nha_o", "Đơn đề nghị hỗ trợ nhà ở", f"{OWN_LAYOUT}; {QD_48}"),
    About(policy=POLICY, stage="asked", empty=True),
    "Đơn đề nghị hỗ trợ nhà ở",
    "Chương trình: {title}",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên chủ hộ", whose="head"),
        Asks(
            Ask("Mã hộ", "household_code", blank=2, least=6),
            Ask("Số nhân khẩu", "persons", blank=1, least=6),
            Ask("Hộ thuộc diện", "result", blank=2, least=6),
            Ask("Đối tượng ưu tiên", "known.uu_tien", blank=3, least=6),
        ),
        Ticks(STATES, "known.hien_trang", "1. Hiện trạng nhà ở"),
        Asks(
            Ask("Nền", "known.nha_cu.nen_cu", blank=1, least=3),
            Ask("Khung, tường", "known.nha_cu.khung_cu", blank=1, least=4),
            Ask("Mái", "known.nha_cu.mai_cu", blank=1, least=2),
            Ask("Diện tích", "known.nha_cu.dien_tich_cu", blank=1, least=3),
            Ask("Đất ở", "known.dat", blank=3, least=6),
            Ask("Giấy tờ về đất", "known.giay_to_dat", blank=3, least=6),
        ),
        Asks(Ask("Đã được hỗ trợ nhà ở trước đây (chương trình)", "known.ho_tro_truoc.theo_chuong_trinh")),
        Ticks(KINDS, "known.loai", "2. Đề nghị hỗ trợ", columns=4),
        Asks(
            Ask("Diện tích nhà sau hỗ trợ", "known.dien_tich_moi", blank=2, least=6),
            Ask("Tổng dự toán", "cost", blank=2, least=6, unit="đồng"),
        ),
        Funding("3. Kinh phí dự kiến theo nguồn"),
    ),
    oath=(
        "Tôi cam đoan lời khai trên là đúng, gia đình chưa được hỗ trợ nhà ở theo chương trình này, dùng tiền hỗ trợ "
        "đúng mục đích và hoàn thành nhà ở đúng thời hạn."
    ),
    signs=usual.APPLIED,
)  # fmt: skip

MEETING = Form(
    info("bien_ban_binh_xet_nha_o", "Biên bản họp thôn bình xét hộ được hỗ trợ nhà ở", f"{OWN_LAYOUT}; {QD_48}"),
    About(policy=POLICY, stage="asked", villages=True),
    "Biên bản họp thôn",
    "Bình xét hộ được hỗ trợ nhà ở năm {year} – {village}",
    parts=(
        *usual.VILLAGE_MEETS,
        Says(
            "Cuộc họp xét công khai theo thứ tự ưu tiên: nhà hư hỏng có nguy cơ sập; chưa có nhà; hộ đông nhân khẩu. "
            "Kết quả bình xét, xếp theo thứ tự ưu tiên:"
        ),
    ),
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.PERSONS,
            Col("Hiện trạng nhà", 30, "known.hien_trang", share=1),
            Col("Loại hỗ trợ", 24, "known.loai", share=0.5),
            Col("Thứ tự ưu tiên", 16, align="center"),
            usual.VOTED,
        ),
        villages=False,
        empty=2,
    ),
    after=(
        Story("Hộ không được bình xét và lý do"),
        Story("Ý kiến khác của người dự họp"),
        usual.CLOSED,
    ),
    signs=(usual.SECRETARY, usual.CHAIR, Signature(title="Đại diện các hộ", hint=blocks.SIGN_OR_FINGER)),
)

LIST = Form(
    info("danh_sach_de_nghi_nha_o", "Danh sách hộ đề nghị hỗ trợ nhà ở", f"{OWN_LAYOUT}; {QD_48}"),
    About(policy=POLICY, apart=("chuong_trinh",)),
    "Danh sách hộ đề nghị hỗ trợ nhà ở",
    "{title} – {subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.HEAD_ID,
            usual.RESULT,
            Col("Đối tượng ưu tiên", 28, "known.uu_tien", share=0.8),
            Col("Hiện trạng nhà", 30, "known.hien_trang", share=0.8),
            Col("Loại hỗ trợ", 22, "known.loai", share=0.4),
            usual.money("Nhu cầu vay", "source.lent"),
            usual.money("Mức hỗ trợ", "approved"),
            usual.NOTE,
        )
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

ADVANCE = Form(
    info("giay_de_nghi_tam_ung_nha_o", "Giấy đề nghị tạm ứng kinh phí hỗ trợ nhà ở", f"{OWN_LAYOUT}; {QD_48}"),
    About(policy=POLICY, stage="granted", until="accepted", empty=True),
    "Giấy đề nghị tạm ứng",
    "Kinh phí hỗ trợ nhà ở – {title}",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên chủ hộ", whose="head"),
        Asks(
            Ask("Được hỗ trợ theo quyết định số", "no.approved", blank=3, least=7),
            Ask("ngày", "on.approved", blank=2, least=5),
            Ask("Loại hỗ trợ", "known.loai", blank=2, least=6),
            Ask("Mức được duyệt", "approved", blank=2, least=6, unit="đồng"),
        ),
        Ticks(
            ("Xong móng (xây mới)", "Xong 30 % sàn vượt lũ", "Khác"), label="Công việc đã làm được", columns=3,
        ),
        Asks(Ask("Ngày hoàn thành công việc trên", "on.staged", blank=3)),
        Asks(Ask("Đề nghị tạm ứng số tiền (đồng)", blank=5)),
        Asks(Ask("Bằng chữ", blank=8)),
        Asks(
            Ask("Nhận bằng tiền mặt, hoặc chuyển vào tài khoản số", blank=3, least=12),
            Ask("Tại ngân hàng", blank=5, least=12),
        ),
    ),
    oath="Tôi cam kết dùng tiền tạm ứng để làm nhà ở và hoàn trả nếu không làm.",
    signs=usual.APPLIED,
)  # fmt: skip

STAGE = Form(
    info(
        "bien_ban_hoan_thanh_giai_doan_nha_o", "Biên bản xác nhận hoàn thành theo giai đoạn (nhà ở)",
        f"{OWN_LAYOUT}; {QD_48}",
    ),
    About(policy=POLICY, stage="granted", until="accepted", empty=True),
    "Biên bản xác nhận hoàn thành theo giai đoạn",
    "Xây dựng nhà ở của hộ gia đình",
    symbol="BB-UBND",
    parts=(
        Present(*WITH_THE_HOUSEHOLD, place="nhà của hộ"),
        *ABOUT_HOUSE,
        Ticks(("Xong móng", "Xong sàn vượt lũ", "Xong mái", "Khác"), label="Giai đoạn đã hoàn thành", columns=4),
        Asks(
            Ask("Ngày khởi công", "on.started", blank=2, least=6),
            Ask("Ngày xong giai đoạn", "on.staged", blank=2, least=6),
        ),
        Blank((("Công việc", 60), ("Khối lượng, kích thước", 40), ("Nhận xét chất lượng", 50)), 3),
        Story("Kết luận", lines=2),
        Asks(Ask("Đề nghị cấp tiếp kinh phí, giải ngân vốn vay (đồng)", blank=4)),
    ),
    signs=(usual.HOUSEHOLD, MASON, usual.WITNESS, usual.COMMUNE),
)  # fmt: skip

STAGES = Form(
    info(
        "bang_tong_hop_giai_doan_nha_o", "Bảng tổng hợp xác nhận hoàn thành theo giai đoạn (nhà ở)",
        f"{OWN_LAYOUT}; {QD_48}",
    ),
    About(policy=POLICY, stage="granted", apart=("chuong_trinh",)),
    "Bảng tổng hợp xác nhận hoàn thành theo giai đoạn",
    "{title} – {subject}",
    symbol="THXN-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Loại hỗ trợ", 26, "known.loai", share=0.5),
            Col("Khởi công", 21, "on.started", align="center"),
            Col("Xong móng, sàn vượt lũ", 23, "on.staged", align="center"),
            Col("Xong mái", 21, "on.roofed", align="center"),
            Col("Nghiệm thu", 21, "on.accepted", align="center"),
            usual.money("Vốn vay", "source.lent"),
            usual.money("Mức hỗ trợ", "approved"),
            usual.NOTE,
        )
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)  # fmt: skip

ACCEPTANCE = Form(
    info(
        "bien_ban_nghiem_thu_nha_o", "Biên bản nghiệm thu hoàn thành, bàn giao nhà ở đưa vào sử dụng",
        f"{OWN_LAYOUT}; {QD_48}",
    ),
    About(policy=POLICY, stage="granted", empty=True),
    "Biên bản nghiệm thu hoàn thành, bàn giao",
    "Đưa vào sử dụng nhà ở của hộ gia đình",
    symbol="BB-UBND",
    parts=(
        Present(*WITH_THE_HOUSEHOLD, place="nhà của hộ"),
        *ABOUT_HOUSE,
        HOUSE,
        Heading("1. Kết quả kiểm tra"),
        Asks(
            Ask("Nền", "known.nghiem_thu.nen", blank=2, least=4),
            Ask("Khung, tường", "known.nghiem_thu.khung", blank=2, least=4),
            Ask("Mái", "known.nghiem_thu.mai", blank=2, least=4),
            Ask("Tuổi thọ dự kiến", "known.nghiem_thu.tuoi_tho", blank=2, least=6),
            Ask("Tổng giá trị ngôi nhà", "known.nghiem_thu.tong_gia_tri", blank=2, least=6),
        ),
        Story("Vật liệu, chất lượng từng bộ phận", lines=2),
        Funding("2. Nguồn kinh phí làm nhà", rows=3),
        Ticks(
            ("Bảo đảm “3 cứng”", "Chưa bảo đảm, sửa trước ngày ……………"),
            label="3. Kết luận",
        ),
        Story("Ý kiến của chủ hộ"),
    ),
    signs=(usual.HOUSEHOLD, MASON, usual.WITNESS, usual.COMMUNE),
)  # fmt: skip

FORMS = (APPLICATION, MEETING, LIST, ADVANCE, STAGE, STAGES, ACCEPTANCE)
