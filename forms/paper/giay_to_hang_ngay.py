"""Papers of every day at the counter: invitation, authority to receive for another, receipt with a day to come back.

None has an official form we could check; what is agreed at the counter is left to the pen.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.store.prints.papers import HomePaper, HomePapers, Signature
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.grid import Column, Row, Table
from forms.paper.household import ID_LABEL, person_parts
from forms.paper.letter import (
    Called,
    Closing,
    Gap,
    Known,
    Letter,
    Letterhead,
    Listed,
    Part,
    PenLines,
    Signed,
    State,
    Words,
    facts,
    of_office,
    signed,
)
from forms.paper.letter_document import letter_document


def _info(name: str, title: str, source: str = OWN_LAYOUT) -> DocumentInfo:
    return DocumentInfo(
        name=name, title=title, source=source, valid_from=None, valid_to=None, level="commune", uncertain=True
    )


INVITATION = _info("giay_moi", "Giấy mời", f"{OWN_LAYOUT}; thể thức theo Nghị định 30/2020/NĐ-CP")
AUTHORITY = _info("giay_uy_quyen_nhan_thay", "Giấy ủy quyền nhận thay")
RECEIPT = _info("giay_tiep_nhan_hen_tra", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
CHAIR = Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, ghi rõ họ tên, đóng dấu")
FINGER = blocks.SIGN_OR_FINGER
GIVER = Signature(title="Người ủy quyền", hint=FINGER, fingerprint=True)
TAKER = Signature(title="Người được ủy quyền", hint=FINGER, fingerprint=True)
WITNESS = Signature(title="Trưởng thôn", hint="chứng kiến")
CONFIRM = Signature(title="Xác nhận của UBND", hint="ký, đóng dấu")
ROWS = 5
GIVEN = Table(
    [Column("STT", 12, align="center"), Column("Nội dung nhận thay", 70, share=2), Column("Số tiền, số lượng", 45)],
    size=12,
    row_height=9,
)
FILED = Table(
    [
        Column("STT", 12, align="center"),
        Column("Tên giấy tờ", 70, share=2),
        Column("Bản chính", 20, align="center"),
        Column("Bản sao", 20, align="center"),
        Column("Ghi chú", 25),
    ],
    size=12,
    row_height=9,
)


def _invitations(data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        yield of_office(
            office=data.office,
            heading=paper.heading,
            symbol="GM-UBND",
            stamp=paper.stamp,
            name="Giấy mời",
            subject="Về việc ……………………………………………………",
            parts=_invite(data, paper),
            mark=paper.mark,
        )


def _invite(data: HomePapers, paper: HomePaper) -> list[Part]:
    chair = blocks.signing(data, paper, (CHAIR,))
    return [
        Words(f"Ủy ban nhân dân {paper.commune} trân trọng kính mời:"),
        Known([Fact("Ông (bà)", paper.head.name or None, "bold", blank=6)]),
        Known([Fact("Địa chỉ", paper.address)]),
        Known([Fact("Đến dự", None, blank=8)]),
        PenLines(1),
        *(Known([Fact(label, None, blank=8)]) for label in ("Thời gian", "Địa điểm", "Giấy tờ mang theo")),
        Words("Nếu không đến được, xin báo lại cho trưởng thôn hoặc Ủy ban nhân dân để hẹn ngày khác."),
        Words("Trân trọng./."),
        Closing(["Như trên", "Lưu: VT"], chair[0]),
    ]


def _authorities(data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        yield Letter(paper.stamp, _authorise(data, paper), mark=paper.mark)


def _authorise(data: HomePapers, paper: HomePaper) -> list[Part]:
    rows = [Row([str(n), "", ""]) for n in range(1, ROWS + 1)]
    oath = "Người được ủy quyền giao lại đủ số đã nhận cho người ủy quyền. Hai bên chịu trách nhiệm về giấy này."
    return [
        State(),
        Called("Giấy ủy quyền", "Nhận tiền, quà, hiện vật hỗ trợ thay"),
        *person_parts("Người ủy quyền", paper.head, "1. "),
        facts(
            Fact("Địa chỉ", paper.address, least=12), Fact("2. Người được ủy quyền", None, blank=8, least=12),
            Fact("Năm sinh", None, blank=2, least=4), Fact("Quan hệ với người ủy quyền", None, blank=3, least=8),
            Fact(ID_LABEL, None, blank=4, least=12), Fact("Địa chỉ", None, blank=8),
        ),
        Listed(GIVEN, rows, "3. Nội dung ủy quyền", kept=False, before=0, after=6),
        facts(Fact("Lý do không tự nhận được", None, blank=6, least=12)),
        facts(Fact("Giấy này có giá trị đến ngày", None, blank=4)),
        signed(paper.place, blocks.signing(data, paper, (GIVER, TAKER, WITNESS, CONFIRM)), oath),
    ]  # fmt: skip


def _receipts(data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        parts = [Letterhead(data.office, paper.heading, "TNHS"), Called(RECEIPT.title), Gap(4), *_receive(data, paper)]
        yield Letter(paper.stamp, parts, mark=paper.mark)


def _receive(data: HomePapers, paper: HomePaper) -> list[Part]:
    rows = [Row([str(n), "", "", "", ""]) for n in range(1, ROWS + 1)]
    times = ("Thời gian nhận hồ sơ", "Thời hạn giải quyết (ngày làm việc)", "Thời gian trả kết quả", "Nơi trả")
    people = (
        Signature(title="Người nộp hồ sơ", hint=FINGER, fingerprint=True),
        Signature(title="Người tiếp nhận hồ sơ", hint=blocks.SIGN_HINT),
    )
    return [
        facts(
            Fact("Tiếp nhận hồ sơ của ông (bà)", paper.head.name or None, "bold", blank=4, least=12),
            Fact(ID_LABEL, paper.head.id_no, blank=3, least=7), Fact("Điện thoại", paper.phone, blank=2, least=5),
            Fact("Địa chỉ", paper.address, least=12), Fact("Nội dung yêu cầu giải quyết", None, blank=6),
        ),
        PenLines(1),
        Listed(FILED, rows, "Thành phần hồ sơ nộp", kept=False, before=0, after=6),
        Known([Fact(label, None, blank=5, least=12) for label in times], before=0),
        Signed(blocks.signing(data, paper, people)),
    ]  # fmt: skip


INVITATIONS = letter_document(INVITATION, HomePapers, _invitations)
AUTHORITIES = letter_document(AUTHORITY, HomePapers, _authorities)
RECEIPTS = letter_document(RECEIPT, HomePapers, _receipts)
DOCUMENTS = (INVITATIONS, AUTHORITIES, RECEIPTS)
