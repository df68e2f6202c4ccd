"""Health-insurance cards handed out: who took which card on which day."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Col

HAND_OUT = Form(
    info("danh_sach_phat_the_bhyt", "Danh sách phát thẻ bảo hiểm y tế", OWN_LAYOUT),
    About(
        policy="bhyt",
        stage="granted",
        where={"phuong_an": ("tang_moi", "tang_chuyen_nhom", "doi_thong_tin", "cap_lai")},
    ),
    "Danh sách phát thẻ bảo hiểm y tế",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.PERSON,
            Col("Năm sinh", 20, "who.born", align="center"),
            Col("Mã số BHXH, số thẻ", 32, "number", align="center", most=40),
            usual.DELIVERED,
            usual.SIGNED,
        ),
        unit="thẻ",
        signed=True,
    ),
    signs=(blocks.MAKER, usual.WITNESS, blocks.HEAD),
)

FORMS = (HAND_OUT,)
