"""What forms of supports usually have: who signs, whom they go to, who meets, the columns of a list."""

from __future__ import annotations

from db.store.prints.papers import Signature
from forms.paper import blocks
from forms.paper.household import ID_LABEL
from forms.paper.parts import Ask, Asks, Col, Present, Says

APPLICANT = Signature(title="Người làm đơn", hint=blocks.SIGN_OR_FINGER, fingerprint=True)
HOUSEHOLD = Signature(title="Đại diện hộ gia đình", hint=blocks.SIGN_OR_FINGER, fingerprint=True)
VILLAGE_HEAD = Signature(title="Trưởng thôn", hint="xác nhận, ký, ghi rõ họ tên")
WITNESS = Signature(title="Trưởng thôn", hint="chứng kiến, ký, ghi rõ họ tên")
COMMUNE = Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, đóng dấu")
CONFIRMED = Signature(title="Xác nhận của UBND cấp xã", position="CHỦ TỊCH", hint="ký, đóng dấu")
SECRETARY = Signature(title="Thư ký", hint=blocks.SIGN_HINT)
CHAIR = Signature(title="Chủ trì cuộc họp", hint=blocks.SIGN_HINT)
ACCOUNTANT = Signature(title="Kế toán", hint=blocks.SIGN_HINT)
APPLIED = (APPLICANT, VILLAGE_HEAD, CONFIRMED)
LISTED = (blocks.MAKER, COMMUNE)
PAID = (blocks.MAKER, ACCOUNTANT, blocks.HEAD)
"""Who signs an application of a household, a list of the commune, a list of payments."""

TO_COMMUNE = ("Ủy ban nhân dân {commune}",)
ABOUT_HOUSEHOLD = Asks(
    Ask("Mã hộ", "household_code", blank=2, least=4),
    Ask("Số khẩu", "persons", blank=1, least=3),
    Ask("Hộ thuộc diện", "result", blank=2, least=5),
)
RECEIVER = Asks(
    Ask("Bên nhận: hộ ông (bà)", "head.name", blank=4, least=12, bold=True),
    Ask(ID_LABEL, "head.id_no", blank=3, least=12),
    Ask("Địa chỉ", "address", least=12),
)
VILLAGE_MEETS = (
    Present("Chủ trì", "Thư ký", "Đại diện Ủy ban nhân dân xã", "Đại diện Mặt trận, đoàn thể thôn"),
    Asks(Ask("Số hộ được mời", blank=1, least=6), Ask("Số hộ có mặt", blank=1, least=6)),
)
CLOSED = Says("Biên bản lập xong hồi ……… giờ cùng ngày, đã đọc lại cho mọi người cùng nghe và nhất trí.")

HEAD_NAME = Col("Họ và tên chủ hộ", 38, "head.name", share=1.2)
HEAD_ID = Col("Số định danh/ CCCD/CMND", 26, "head.id_no", align="center", most=32)
PERSON = Col("Họ và tên", 36, "who.name", share=1.2)
BORN = Col("Ngày sinh", 21, "who.birth", align="center")
PERSONS = Col("Số khẩu", 14, "persons", align="center")
RESULT = Col("Diện", 22, "result", share=0.4)
GOODS = Col("Tên hàng, số lượng", 46, "goods", share=1.4)
VOTED = Col("Biểu quyết đồng ý", 22, align="center")
DELIVERED = Col("Ngày nhận", 21, "on.delivered", align="center")
SIGNED = Col("Ký nhận/\nĐiểm chỉ", 28, share=0.1)
NOTE = Col("Ghi chú", 18, "note", share=0.4)


def money(title: str, name: str, *, adds: bool = True) -> Col:
    """A column of money, as wide as its sums want."""
    return Col(f"{title} (đồng)", 24, name, align="right", most=36, adds=adds)
