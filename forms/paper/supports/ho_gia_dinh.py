"""Lists of households by village: with their sums for the office, and small for the pocket of the village head."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import usual
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Blank, Col
from forms.paper.sheet import A4, LANDSCAPE, Frame, mm

A5 = (A4[1] / 2, A4[0])
POCKET_FRAME = Frame(size=A5, left=mm(12), right=mm(10), top=mm(14), bottom=mm(16))

BY_VILLAGE = Form(
    info("danh_sach_ho_theo_thon", "Danh sách hộ theo thôn, có cộng từng thôn"),
    About(stage="homes"),
    "Danh sách hộ theo thôn",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            Col("Mã hộ", 24, "household_code", align="center", most=34),
            usual.HEAD_NAME,
            Col("Năm sinh", 14, "head.born", align="center"),
            Col("Dân tộc", 20, "head.ethnic", share=0.3),
            Col("Số khẩu", 14, "persons", align="center", adds=True),
            Col("Trong đó nữ", 15, "figure.women", align="center", adds=True),
            Col("Lao động", 15, "figure.labourers", align="center", adds=True),
            Col("Hộ nghèo", 15, "figure.poor", align="center", adds=True),
            Col("Hộ cận nghèo", 17, "figure.near_poor", align="center", adds=True),
            Col("Đã được hỗ trợ trong năm", 40, "known.supports", share=1.2),
        )
    ),
    signs=usual.LISTED,
    frame=LANDSCAPE,
)

POCKET = Form(
    info("so_tay_truong_thon", "Sổ tay trưởng thôn (khổ A5, gấp đôi tờ A4)"),
    About(stage="homes", villages=True),
    "Sổ tay trưởng thôn",
    "{village} – năm {year}",
    parts=(Asks(Ask("Trưởng thôn", blank=3, least=7), Ask("Điện thoại", blank=2, least=5)),),
    table=Listed(
        (
            Col("Chủ hộ", 24, "head.name", share=1),
            Col("Điện thoại", 17, "phone", align="center", most=22),
            Col("Số khẩu", 10, "persons", align="center", adds=True),
            Col("Diện", 13, "result", share=0.2),
            Col("Hỗ trợ trong năm", 22, "known.supports", share=0.8),
            Col("Việc cần nhớ", 20, share=0.5),
        ),
        villages=False,
        size=9,
        high=8,
        numbered=False,
    ),
    after=(Blank((("Việc xã giao", 60), ("Đến ngày", 22)), 4, height=7),),
    frame=POCKET_FRAME,
    bare=True,
)

FORMS = (BY_VILLAGE, POCKET)
