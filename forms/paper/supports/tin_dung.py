"""Beside 01/TD and 03/TD: authority to borrow, request to pay out, plan of a loan for jobs, minutes of the group."""

from __future__ import annotations

from db.store.prints.papers import Signature
from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.form import Form, Listed, info
from forms.paper.household import ID_LABEL
from forms.paper.parts import Ask, Asks, Blank, Col, Heading, People, Person, Present, Says, Story, Ticks
from forms.paper.sheet import LANDSCAPE

POLICY = "tin_dung"
BANK = "Ngân hàng Chính sách xã hội"
TO = f"Phòng giao dịch {BANK} ………………………………"
GROUP = Asks(
    Ask("Là thành viên Tổ TK&VV do ông (bà) làm tổ trưởng", "known.to_truong", blank=4),
    Ask("Mã tổ", "known.ma_to", blank=2),
    Ask("Thuộc tổ chức Hội quản lý", "known.hoi_quan_ly", blank=4),
)
BORROWER = Signature(title="Người vay", hint=blocks.SIGN_OR_FINGER, fingerprint=True)

AUTHORITY = Form(
    info("giay_uy_quyen_vay_von", "Giấy ủy quyền vay vốn (01/UQ)", f"{BANK}, Mẫu số 01/UQ"),
    About(policy=POLICY, stage="asked", empty=True),
    "Giấy ủy quyền",
    f"Vay vốn tại {BANK} (lập 02 bản)",
    "Mẫu số: 01/UQ",
    parts=(
        Asks(
            Ask("Hộ gia đình ông (bà)", "head.name", blank=4, least=8, bold=True),
            Ask("Gồm (người)", "persons", blank=1, least=4),
            Ask("Địa chỉ cư trú", "address"),
        ),
        People(
            "1. Các thành viên từ đủ 18 tuổi trong hộ",
            (
                Col("Họ và tên", 44, "name", share=1.2),
                Col("Ngày sinh", 22, "birth", align="center"),
                Col("Số CCCD", 30, "id_no", align="center", most=36),
                Col("Nơi cư trú", 44, "address", share=1),
            ),
        ),
        Heading("2. Thống nhất ủy quyền cho"),
        Asks(
            Ask("Ông (bà)", "who.name", blank=4, least=8, bold=True), Ask("Sinh ngày", "who.birth", blank=2, least=4),
            Ask(ID_LABEL, "who.id_no", blank=2, least=6), Ask("Ngày cấp", blank=1, least=3),
            Ask("Nơi cấp", blank=1, least=3),
        ),
        Says(
            "Người được ủy quyền thay mặt hộ gia đình ký giấy tờ vay vốn (chương trình: {title}), nhận tiền vay, trả "
            f"nợ gốc và lãi với {BANK}. Các thành viên trong hộ cùng dùng vốn vay đúng mục đích và cùng có trách "
            "nhiệm trả nợ."
        ),
        Asks(Ask("Số tiền đề nghị vay", "requested", blank=3, unit="đồng")),
        People(
            "3. Bên ủy quyền",
            (
                Col("Họ và tên", 55, "name", share=1),
                Col("Quan hệ với chủ hộ", 35, "relation", share=0.5),
                Col("Ký tên hoặc điểm chỉ", 50, share=0.6),
            ),
            but=True,
            height=11,
        ),
    ),
    signs=(
        Signature(title="Bên được ủy quyền", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
        usual.WITNESS,
        usual.CONFIRMED,
    ),
)  # fmt: skip

PAY_OUT = Form(
    info(
        "giay_de_nghi_giai_ngan", "Giấy đề nghị giải ngân bằng chuyển khoản",
        f"{BANK}, mẫu đang dùng",
    ),
    About(policy=POLICY, until="disbursed", secret=True, empty=True),
    "Giấy đề nghị giải ngân",
    "Bằng chuyển khoản",
    to=(TO,),
    parts=(
        Person("Họ và tên người vay"),
        GROUP,
        Asks(Ask("Chương trình cho vay", "title", blank=6)),
        Asks(Ask("Số tiền đề nghị giải ngân", "approved", blank=5, unit="đồng", bold=True)),
        Asks(Ask("Bằng chữ", "words.approved", blank=8)),
        Says("Đề nghị ngân hàng chuyển số tiền trên vào tài khoản sau đây:"),
        Asks(
            Ask("Chủ tài khoản", "who.name", blank=5, least=12),
            Ask("Số tài khoản", "known.so_tai_khoan", blank=4, least=6),
            Ask("Tại ngân hàng", "known.ngan_hang", blank=4, least=6),
        ),
    ),
    oath="Tôi cam đoan thông tin tài khoản trên là đúng và chịu trách nhiệm nếu khai sai.",
    signs=(Signature(title="Tổ trưởng Tổ TK&VV", hint=blocks.SIGN_HINT), BORROWER),
)  # fmt: skip

JOBS = Form(
    info(
        "phuong_an_vay_von_viec_lam", "Phương án sử dụng vốn vay giải quyết việc làm (01/GQVL)",
        f"{BANK}, Mẫu số 01/GQVL; hướng dẫn 11055/HD-NHCS ngày 30/12/2025",
    ),
    About(policy=POLICY, where={"chuong_trinh": ("viec_lam",)}, empty=True),
    "Phương án sử dụng vốn vay",
    "Hỗ trợ tạo việc làm, duy trì và mở rộng việc làm",
    "Mẫu số: 01/GQVL",
    to=(TO,),
    parts=(
        Person("1. Họ và tên người vay", address="Địa chỉ cư trú"),
        Ticks(
            ("Dân tộc thiểu số, vùng đặc biệt khó khăn", "Người khuyết tật", "Lao động khác"),
            label="Đối tượng ưu tiên",
        ),
        GROUP,
        Heading("2. Phương án"),
        Story("Nội dung phương án", "known.phuong_an", 2),
        Asks(
            Ask("Số lao động được tạo việc làm", blank=1, least=12),
            Ask("Số lao động được duy trì", blank=1, least=6), Ask("Số được mở rộng", blank=1, least=6),
            Ask("Tổng nhu cầu vốn", "cost", blank=2, least=6, unit="đồng"),
            Ask("Vốn tự có", "source.own", blank=2, least=6, unit="đồng"),
            Ask("Vốn vay", "requested", blank=2, least=6, unit="đồng"),
            Ask("Thời hạn xin vay", "known.thoi_han", blank=2, least=6),
        ),
        Blank((("Khoản thu", 60), ("Số tiền", 26), ("Khoản chi", 60), ("Số tiền", 26)), 4, "3. Thu, chi của phương án"),
        Asks(Ask("Thu nhập còn lại mỗi tháng (đồng)", blank=3)),
    ),
    oath="Tôi cam kết sử dụng vốn vay đúng mục đích, trả nợ gốc và lãi đúng hạn.",
    signs=(usual.CONFIRMED, BORROWER),
)  # fmt: skip

MEETING = Form(
    info(
        "bien_ban_hop_to_vay_von", "Biên bản họp Tổ tiết kiệm và vay vốn (10C/TD)",
        f"{BANK}, Mẫu số 10C/TD",
    ),
    About(policy=POLICY, stage="asked", apart=("to_truong", "ma_to")),
    "Biên bản họp Tổ tiết kiệm và vay vốn",
    "Bình xét cho vay – Tổ trưởng: {known.to_truong}, mã tổ: {known.ma_to}",
    "Mẫu số: 10C/TD",
    parts=(
        Present("Tổ trưởng Tổ TK&VV", "Đại diện tổ chức Hội cấp xã", "Trưởng thôn (chứng kiến)", "Thư ký"),
        Asks(Ask("Số tổ viên có mặt", blank=1, least=6), Ask("trên tổng số tổ viên", blank=1, least=6)),
        Says("Tổ đã họp công khai, bình xét và thống nhất đề nghị cho các tổ viên sau đây vay vốn:"),
    ),
    table=Listed(
        (
            usual.PERSON,
            Col("Thuộc diện", 26, "result", share=0.6),
            Col("Chương trình", 34, "title", share=0.8),
            usual.money("Số tiền đề nghị", "requested"),
            Col("Mục đích sử dụng vốn", 40, "known.phuong_an", share=1.4),
            Col("Thời hạn", 18, "known.thoi_han", align="center"),
            usual.VOTED,
        ),
        unit="tổ viên", villages=False,
    ),
    after=(
        Story("Tổ viên chưa được đề nghị vay và lý do"),
        Says("Biên bản lập xong hồi ……… giờ cùng ngày, đã đọc cho mọi người cùng nghe và nhất trí."),
    ),
    signs=(
        usual.SECRETARY, Signature(title="Tổ trưởng Tổ TK&VV", hint=blocks.SIGN_HINT),
        Signature(title="Đại diện Hội cấp xã", hint=blocks.SIGN_HINT), usual.WITNESS,
    ),
    frame=LANDSCAPE,
)  # fmt: skip

FORMS = (AUTHORITY, PAY_OUT, JOBS, MEETING)
