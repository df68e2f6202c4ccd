"""TK1-TS, tờ khai tham gia, điều chỉnh thông tin BHXH, BHYT: one for every member who has no mã số yet.

The first part is filled in as far as the register knows it; the second, for changes, is left to the pen.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.store.prints.papers import HomePaper, HomePapers, Signature, SlipHead, Uninsured
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import DocumentInfo
from forms.paper.figures import short_date
from forms.paper.letter import Called, Letter, Middle, Part, PenLines, State, Titled, facts, signed
from forms.paper.letter_document import letter_document

INFO = DocumentInfo(
    name="to_khai_tham_gia_bhyt",
    title="Tờ khai tham gia, điều chỉnh thông tin BHXH, BHYT (TK1-TS)",
    source="Mẫu TK1-TS, Quyết định 595/QĐ-BHXH năm 2017, sửa đổi bởi 505/QĐ-BHXH năm 2020, 490/QĐ-BHXH ngày 28/3/2023",
    valid_from="2017-01-01",
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (
    Signature(title="Xác nhận của đơn vị", hint="nếu cần"),
    Signature(title="Người kê khai", hint=blocks.SIGN_OR_FINGER, fingerprint=True),
)
OATH = "Tôi cam đoan những nội dung kê khai là đúng và chịu trách nhiệm trước pháp luật về những nội dung đã kê khai."


def _letters(data: HomePapers) -> Iterator[Letter]:
    for paper in data.papers:
        parts = [
            State("Mẫu TK1-TS"),
            Called("Tờ khai", "Tham gia, điều chỉnh thông tin bảo hiểm xã hội, bảo hiểm y tế"),
            Middle("Kính gửi: Cơ quan bảo hiểm xã hội ……………………………………", "regular", before=0),
            *_first_part(paper, paper.head),
            *_second_part(),
            signed(paper.place, blocks.signing(data, paper, SIGNATURES), OATH),
        ]
        yield Letter(paper.stamp, parts, mark=paper.mark)


def _first_part(paper: HomePaper, who: SlipHead) -> list[Part]:
    return [
        Titled("Phần I. Người tham gia chưa được cấp mã số BHXH"),
        facts(
            Fact("[01] Họ và tên", who.name.upper(), "bold", least=8),
            Fact("[02] Giới tính", who.sex, blank=1, least=4),
            Fact("[03] Ngày sinh", short_date(who.birth) or None, blank=2, least=6),
            Fact("[04] Quốc tịch", "Việt Nam", least=6),
            Fact("[05] Dân tộc", who.ethnic, blank=2, least=6),
            Fact("[06] Số CMND/CCCD/Hộ chiếu", who.id_no, blank=2, least=6),
            Fact("[07] Điện thoại", paper.phone, blank=2, least=6), Fact("[08] Email", None, blank=3, least=6),
            Fact("[09] Nơi đăng ký khai sinh: [09.1] Xã", None, blank=3, least=12),
            Fact("[09.2] Huyện", None, blank=2, least=6), Fact("[09.3] Tỉnh", None, blank=2, least=6),
        ),
        facts(Fact("[10] Họ và tên cha/mẹ/người giám hộ (trẻ em dưới 6 tuổi)", None, blank=4)),
        facts(Fact("[11] Địa chỉ nhận hồ sơ", paper.address)),
        facts(Fact("[12] Kê khai Phụ lục Thành viên hộ gia đình, mã hộ", None, blank=3)),
    ]  # fmt: skip


def _second_part() -> list[Part]:
    return [
        Titled("Phần II. Người tham gia đã được cấp mã số BHXH đăng ký, điều chỉnh thông tin"),
        facts(Fact("[13] Mã số BHXH", None, blank=6)),
        facts(Fact("[14] Nội dung thay đổi, yêu cầu", None, blank=5)),
        PenLines(2),
        facts(Fact("[19] Hồ sơ kèm theo", None, blank=6)),
    ]


DOCUMENT = letter_document(INFO, Uninsured, _letters)
