"""What an office answers people, and keeps of what they say: refusals with reasons, the book of complaints."""

from __future__ import annotations

from db.store.prints.offices import ComplaintBook, ComplaintBooks, Refusal, Refusals, Refused
from db.store.prints.papers import Signature, marked
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.figures import short_date
from forms.paper.grid import Column, Row, Table
from forms.paper.letter import Addressed, Known, Letter, Listed, Part, PenLines, Signed, Words, of_office
from forms.paper.office import COMMITTEE, closing, office_document, office_info
from forms.paper.sheet import LANDSCAPE

REFUSAL = office_info("giay_bao_tu_choi", "Giấy báo chưa giải quyết đề nghị của hộ")
BOOK = office_info("so_khieu_nai", "Sổ theo dõi khiếu nại, phản ánh")
KEEPER = Signature(title="Người giữ sổ", hint=blocks.SIGN_HINT)
ROWS = 24
"""Rows of a book, those written and those to come."""
PAGES = Table(
    [
        Column("STT", 11, align="center"),
        Column("Ngày nhận", 22, align="center"),
        Column("Họ và tên, địa chỉ người khiếu nại, phản ánh", 50, share=1.3),
        Column("Nội dung", 60, share=2),
        Column("Người nhận", 28, share=0.4),
        Column("Cách giải quyết, số và ngày văn bản trả lời", 50, share=1.3),
        Column("Ký nhận trả lời", 26),
    ],
    size=11,
    least=7.5,
    row_height=14,
)


def _refuse(data: Refusals, paper: Refusal) -> Letter:
    told: list[Part] = [part for one in paper.matters for part in _matter(one)]
    blank: list[Part] = [
        Known([Fact("Nội dung đề nghị", None, blank=8), Fact("Ngày nhận đề nghị", None, blank=3, least=12)]),
        Known([Fact("Lý do chưa giải quyết", None, blank=8)]),
        PenLines(3),
    ]
    parts: list[Part] = [
        Addressed([f"Ông (bà) {paper.name}, {paper.address}"]),
        Words(f"Ủy ban nhân dân {paper.unit} đã xem xét đề nghị của gia đình ông (bà) và thông báo chưa giải quyết:"),
        *(told or blank),
        Words(
            "Nếu không đồng ý, ông (bà) có quyền đề nghị xem xét lại, khiếu nại tại Ủy ban nhân dân hoặc khởi kiện "
            "theo quy định của pháp luật về khiếu nại và tố tụng hành chính. Khi hoàn cảnh thay đổi, ông (bà) được "
            "đề nghị lại./."
        ),
        closing(data, paper, COMMITTEE, ["Như trên", "Lưu: VT"]),
    ]
    return of_office(
        office=data.office, heading=paper.heading, symbol="TB-UBND", stamp=paper.stamp, name="Thông báo",
        subject=f"Chưa giải quyết đề nghị năm {paper.year}", parts=parts,
        mark=marked(paper.household_code, paper.name),
    )  # fmt: skip


def _matter(one: Refused) -> list[Part]:
    return [
        Known([
            Fact("Nội dung đề nghị", one.content, "bold", least=12),
            Fact("Ngày nhận đề nghị", short_date(one.asked_on) or None, blank=2, least=6),
            Fact("Ngày kết luận", short_date(one.refused_on) or None, blank=2, least=6),
        ]),
        Known([Fact("Lý do", one.reason, blank=8)]),
    ]  # fmt: skip


def _book(data: ComplaintBooks, paper: ComplaintBook) -> Letter:
    written = [
        Row([
            str(n), short_date(one.received_on), f"{one.name}\n{one.address}" if one.address else one.name, one.content,
            "", one.outcome or "", "",
        ])
        for n, one in enumerate(paper.lines, 1)
    ]  # fmt: skip
    left = [Row([""] * len(PAGES.columns)) for _ in range(max(1, ROWS - len(written)))]
    place = paper.village or paper.unit
    return of_office(
        office=data.office, heading=paper.heading, symbol="SKN", stamp=paper.stamp, name="Sổ theo dõi",
        subject=f"Khiếu nại, phản ánh về hộ nghèo và chính sách hỗ trợ năm {paper.year} – {place}",
        parts=[
            Listed(PAGES, [*written, *left]),
            Signed((Signature(title=""), *blocks.signing(data, paper, (KEEPER,)))),
        ],
        mark=place, frame=LANDSCAPE,
    )  # fmt: skip


DOCUMENTS = (
    office_document(REFUSAL, Refusals, _refuse),
    office_document(BOOK, ComplaintBooks, _book),
)
