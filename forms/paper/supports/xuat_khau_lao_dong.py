"""Work abroad: request to have the costs supported."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.form import Form, info
from forms.paper.parts import Ask, Asks, Blank, Person, Says

LAW = "Nghị định 61/2015/NĐ-CP, Thông tư liên tịch 09/2016/TTLT-BLĐTBXH-BTC, số mẫu chưa rõ"
COSTS = (
    ("Học ngoại ngữ", "figure.ngoai_ngu"),
    ("Bồi dưỡng kiến thức cần thiết", "figure.kien_thuc"),
    ("Tiền ăn, sinh hoạt phí", "figure.tien_an"),
    ("Tiền đi lại", "figure.tien_di_lai"),
    ("Khám sức khỏe", "figure.kham_suc_khoe"),
    ("Hộ chiếu, thị thực, lý lịch tư pháp", "figure.giay_to"),
)

REQUEST = Form(
    info("giay_de_nghi_xkld", "Giấy đề nghị hỗ trợ chi phí đi làm việc ở nước ngoài", LAW, "2015-07-09"),
    About(policy="xuat_khau_lao_dong", stage="asked", empty=True),
    "Giấy đề nghị hỗ trợ chi phí đi làm việc ở nước ngoài",
    "Theo hợp đồng",
    to=usual.TO_COMMUNE,
    parts=(
        Person("Họ và tên người lao động", address="Nơi cư trú"),
        Asks(
            Ask("Điện thoại", "phone", blank=3, least=6), Ask("Hộ thuộc diện", "result", blank=3, least=6),
            Ask("Nước đến làm việc", "known.nuoc", blank=4, least=12),
            Ask("Doanh nghiệp đưa đi", "known.doanh_nghiep", blank=5, least=12),
            Ask("Hợp đồng số", "known.so_hop_dong", blank=3, least=6),
            Ask("Thời hạn", "known.thoi_han", blank=2, least=6),
            Ask("Ngày xuất cảnh", "known.ngay_bay", blank=2, least=6),
            Ask("Số ngày thực học", "known.ngay_hoc", blank=2, least=6),
        ),
        Says("Tôi đề nghị được hỗ trợ các khoản chi phí sau đây (đồng):"),
        *(Asks(Ask(label, name, blank=3)) for label, name in COSTS),
        Asks(Ask("Tổng số tiền đề nghị hỗ trợ", "requested", blank=4, unit="đồng", bold=True)),
        Asks(Ask("Bằng chữ", "words.requested", blank=8)),
        Blank((("Giấy tờ kèm theo (hợp đồng, hóa đơn, chứng chỉ, hộ chiếu)", 110), ("Số bản", 24)), 3, height=7.5),
    ),
    oath="Tôi cam đoan chưa được hỗ trợ các khoản trên từ nguồn khác và chịu trách nhiệm về lời khai.",
    signs=(usual.CONFIRMED, usual.APPLICANT),
)  # fmt: skip

FORMS = (REQUEST,)
