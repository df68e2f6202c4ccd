"""Direct support of poor people in difficult areas (2009–2018): how each household takes it, and the list to sign."""

from __future__ import annotations

from db.store.prints.supports import About
from forms.paper import blocks, usual
from forms.paper.document import OWN_LAYOUT
from forms.paper.form import Form, Listed, info
from forms.paper.parts import Ask, Asks, Col, Present, Says
from forms.paper.sheet import LANDSCAPE

POLICY = "ho_tro_truc_tiep"
LAW = f"{OWN_LAYOUT}; Quyết định 102/2009/QĐ-TTg, Thông tư liên tịch 01/2010/TTLT-UBDT-BTC"
FROM, TO = "2010-01-01", "2018-12-31"

WISHES = Form(
    info("ban_dang_ky_hinh_thuc_nhan", "Bản đăng ký hình thức nhận hỗ trợ trực tiếp của thôn", LAW, FROM, TO),
    About(policy=POLICY, stage="asked", villages=True),
    "Đăng ký hình thức nhận hỗ trợ trực tiếp",
    "Theo Quyết định 102/2009/QĐ-TTg – {village}, năm {year}",
    parts=(
        Present("Trưởng thôn", "Thư ký"),
        Asks(Ask("Số hộ có mặt", blank=1, least=6), Ask("trên tổng số hộ thuộc diện", blank=1, least=6)),
        Says("Các hộ đã chọn nhận bằng tiền hoặc hiện vật (giống cây trồng, vật nuôi, muối i-ốt, bột canh) như sau:"),
    ),
    table=Listed(
        (
            usual.HEAD_NAME,
            Col("Số khẩu hưởng", 18, "figure.so_khau", align="center", adds=True),
            Col("Hình thức nhận", 30, "known.hinh_thuc", share=0.5),
            Col("Hiện vật (nếu nhận)", 44, "goods", share=1),
            Col("Ký/\nĐiểm chỉ", 28),
        ),
        signed=True,
        villages=False,
    ),
    signs=(usual.SECRETARY, usual.CHAIR),
)  # fmt: skip

LIST = Form(
    info("danh_sach_ho_tro_truc_tiep", "Danh sách hộ nghèo vùng khó khăn được hỗ trợ trực tiếp", LAW, FROM, TO),
    About(policy=POLICY),
    "Danh sách hộ nghèo vùng khó khăn được hỗ trợ trực tiếp",
    "{subject}",
    symbol="DS-UBND",
    table=Listed(
        (
            usual.HEAD_NAME,
            usual.HEAD_ID,
            Col("Khu vực", 20, "known.khu_vuc", share=0.3),
            Col("Số khẩu hưởng", 17, "figure.so_khau", align="center", adds=True),
            Col("Mức (đồng/ khẩu)", 20, "figure.dinh_muc", align="right", most=28),
            usual.money("Nhận bằng tiền", "figure.tien_mat"),
            Col("Nhận bằng hiện vật", 38, "goods", share=1),
            usual.money("Cộng", "approved"),
            usual.SIGNED,
        ),
        signed=True,
        words="approved",
    ),
    signs=(blocks.MAKER, usual.WITNESS, usual.COMMUNE),
    frame=LANDSCAPE,
)

FORMS = (WISHES, LIST)
