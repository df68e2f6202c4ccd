"""Culture and information: radio, television, telephones handed to households."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, GoodsTable, Present, Says, Story
from forms.paper.sheet import LANDSCAPE

POLICY = "thong_tin"
LAW = f"{OWN_LAYOUT}; Thông tư 06/2017/TT-BTTTT"

LIST = Form(
    info("danh_sach_cap_thiet_bi", "Danh sách hộ được cấp phương tiện nghe nhìn, thiết bị thông tin", LAW),
    About(policy=POLICY),
    "Danh sách hộ được cấp phương tiện nghe nhìn, thiết bị thông tin",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.HEAD_ID,
            usual.RESULT,
            Col("Loại, nhãn hiệu, số lượng", 48, "goods", share=1.4),
            Col("Số máy", 28, "known.so_may", share=0.3),
            usual.money("Giá trị", "approved"),
            Col("Ngày bàn giao", 21, "on.delivered", align="center"),
            usual.SIGNED,
        ),
        signed=True,
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

HAND_OVER = Form(
    info("bien_ban_ban_giao_thiet_bi", "Biên bản bàn giao thiết bị thông tin cho hộ", LAW),
    About(policy=POLICY, stage="granted", empty=True),
    "Biên bản bàn giao thiết bị",
    "Phương tiện nghe nhìn, thiết bị thông tin – {title}",
    symbol="BB-UBND",
    parts=(
        Present("Đại diện bên giao", "Đại diện Ủy ban nhân dân", "Trưởng thôn"),
        Asks(
            *usual.RECEIVER.asks,
            Ask("Nhãn hiệu, nơi sản xuất", "known.ten_hang", blank=4, least=12),
            Ask("Số tháng thuê bao được trả", "known.so_thang", blank=2, least=12),
        ),
        GoodsTable("Đã bàn giao"),
        Says("Hộ đã được hướng dẫn cách dùng; cam kết giữ gìn, không bán, không cho."),
        Story("Ý kiến của hộ"),
    ),
    signs=(usual.HOUSEHOLD, blocks.MAKER, usual.WITNESS, usual.COMMUNE),
)

FORMS = (LIST, HAND_OVER)
