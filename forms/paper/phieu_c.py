"""Phiếu C, thu thập đặc điểm hộ nghèo và hộ cận nghèo (2016–2021): what the register knows stands on it already.

The source we have ends after the first part; the rest holds the headings it is known to have, with room for the pen.
"""

from __future__ import annotations

from db.store.prints.papers import HomePaper, HomePapers, Signature
from forms.paper import blocks, citizen
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.household import BLANK_ROWS, count, home_document
from forms.paper.letter import signed
from forms.paper.sheet import Flow
from forms.paper.tables import draw_table

INFO = DocumentInfo(
    name="phieu_c",
    title="Phiếu C: thu thập đặc điểm hộ nghèo và hộ cận nghèo (2016–2021)",
    source="Thông tư 17/2016/TT-BLĐTBXH, Phụ lục 3c, sửa đổi bởi Thông tư 14/2018/TT-BLĐTBXH",
    valid_from="2016-01-01",
    valid_to="2021-12-31",
    level="commune",
    uncertain=True,
)
SIGNATURES = (
    Signature(title="Đại diện hộ gia đình", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
    Signature(title="Điều tra viên", hint=blocks.SIGN_HINT),
)
RESULTS = (
    "1. Hộ nghèo: từ hộ nghèo cũ",
    "4. Hộ cận nghèo: từ hộ nghèo cũ",
    "2. Hộ nghèo: từ hộ cận nghèo cũ",
    "5. Hộ cận nghèo: từ hộ cận nghèo cũ",
    "3. Hộ nghèo mới",
    "6. Hộ cận nghèo mới",
)
OPEN = ("6. Tình trạng nhà ở", "7. Nguồn nước sinh hoạt", "8. Hố xí/nhà tiêu", "9. Đất sản xuất")
TEXTS = ("10. Nguyên nhân nghèo", "11. Nguyện vọng, nhu cầu hỗ trợ của hộ")
MEMBERS = Table(
    [
        Column("STT", 9, align="center"),
        Column("Họ và tên", 28, share=1),
        Column("Quan hệ với chủ hộ", 16, share=0.3),
        Column("Giới tính", 11, align="center"),
        Column("Ngày sinh", 16, align="center", snug=True, most=21),
        Column("Số CMND/ CCCD", 17, align="center", snug=True, most=26),
        Column("Dân tộc", 14),
        Column("Trình độ", 12),
        Column("Đang đi học", 10, align="center"),
        Column("Việc làm", 11),
        Column("BHYT", 11, align="center"),
        Column("Khuyết tật", 11, align="center"),
        Column("Trợ cấp, chính sách", 14),
    ],
    size=9,
    least=6.5,
    row_height=7,
)


def _draw(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    citizen.head(flow, "Phiếu C")
    citizen.title(flow, "Phiếu thu thập đặc điểm hộ nghèo và hộ cận nghèo", f"Năm {paper.year}")
    _where(flow, paper)
    _first_part(flow, paper)

    def end(pen: Flow) -> None:
        signed(paper.place, blocks.signing(data, paper, SIGNATURES)).draw(pen)

    heading = "Phần II. Đặc điểm các thành viên trong hộ"
    draw_table(flow, MEMBERS, _members(paper), tail=flow.height_of(end), heading=heading)
    end(flow)


def _where(flow: Flow, paper: HomePaper) -> None:
    blocks.facts(flow, [Fact("Tờ số", None, blank=2, least=6), Fact("Tổng số tờ", None, blank=2, least=6)])
    blocks.facts(flow, [
        Fact("Tỉnh/Thành phố", paper.province, least=6), Fact("Huyện/Quận", paper.district, least=6),
        Fact("Xã/Phường", paper.commune, least=6), Fact("Thôn/Tổ", paper.village, least=6),
        Fact("Khu vực (1 thành thị, 2 nông thôn)", paper.area, blank=1, least=6),
        Fact("Số thứ tự hộ", None, blank=2, least=6),
    ])  # fmt: skip


def _first_part(flow: Flow, paper: HomePaper) -> None:
    blocks.section(flow, "Phần I. Đặc điểm của hộ")
    blocks.facts(flow, [Fact("1. Họ và tên chủ hộ", paper.head.name.upper() or None, "bold", blank=6)])
    blocks.facts(flow, [
        Fact("2. Số điện thoại", paper.phone, blank=3, least=6),
        Fact("3. Số người trong hộ", count(len(paper.members) or None), blank=1, least=6),
    ])  # fmt: skip
    blocks.facts(flow, [Fact("4. Điểm B1", None, blank=3, least=6), Fact("Điểm B2", None, blank=3, least=6)])
    for standard in ("5. Kết quả phân loại theo chuẩn quốc gia", "Kết quả phân loại theo chuẩn riêng của địa phương"):
        blocks.section(flow, standard)
        citizen.boxes(flow, [(text, False) for text in RESULTS])
    for text in OPEN:
        blocks.facts(flow, [Fact(text, None, blank=6)])
    for text in TEXTS:
        blocks.facts(flow, [Fact(text, None, blank=2)])
        citizen.pen_lines(flow, 1)


def _members(paper: HomePaper) -> list[Row]:
    rest = [""] * 6
    rows = [
        [
            *(str(n), one.name, one.relation or "", one.sex or "", short_date(one.birth), one.id_no or ""),
            *(one.ethnic or "", *rest),
        ]
        for n, one in enumerate(paper.members, 1)
    ]
    return [Row(row) for row in rows + [[""] * len(MEMBERS.columns)] * (BLANK_ROWS if not rows else 2)]


DOCUMENT = home_document(INFO, HomePapers, _draw)
