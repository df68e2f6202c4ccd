"""Giấy xác nhận hộ nghèo, hộ cận nghèo: what the commune writes for a member who must show it elsewhere.

No official form is known; it says no more than the decision by which the household stands on the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.store.prints.papers import HomePaper, PoorHomes, Signature
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.household import members_of, person_lines
from forms.paper.letter import Known, Letter, Listed, Part, Signed, Words, of_office
from forms.paper.letter_document import letter_document

SYMBOL = "GXN-UBND"
INFO = DocumentInfo(
    name="giay_xac_nhan",
    title="Giấy xác nhận hộ nghèo, hộ cận nghèo",
    source=OWN_LAYOUT,
    valid_from=None,
    valid_to=None,
    level="commune",
    uncertain=True,
)
SIGNATURES = (Signature(title="TM. ỦY BAN NHÂN DÂN", position="CHỦ TỊCH", hint="ký, ghi rõ họ tên, đóng dấu"),)


_LEFT = (Signature(title=""),)
"""Room to the left of the signature, where the stamp reaches."""


def _letters(data: PoorHomes) -> Iterator[Letter]:
    for paper in data.papers:
        yield of_office(
            office=data.office,
            heading=paper.heading,
            symbol=SYMBOL,
            stamp=paper.stamp,
            name="Giấy xác nhận",
            subject="Hộ nghèo, hộ cận nghèo",
            parts=_parts(data, paper),
            mark=paper.mark,
        )


def _parts(data: PoorHomes, paper: HomePaper) -> list[Part]:
    known = [
        *person_lines("Họ và tên chủ hộ", paper.head),
        [Fact("Nơi thường trú", paper.address)],
        [Fact("Thuộc diện", paper.classification, "bold")],
        [Fact("Theo Quyết định của Chủ tịch Ủy ban nhân dân cấp xã", paper.decision)],
    ]
    asked = [[Fact("Cấp cho ông (bà)", None, blank=8)], [Fact("Để làm thủ tục", None, blank=8)]]
    return [
        Words(f"Ủy ban nhân dân {paper.commune} xác nhận hộ gia đình có chủ hộ sau đây:"),
        *map(Known, known),
        Listed(*members_of(paper.members), heading="Các thành viên của hộ"),
        *map(Known, asked),
        Words(f"Giấy này có giá trị trong năm {paper.year}, cho đến khi phân loại của hộ thay đổi."),
        Signed((*_LEFT, *blocks.signing(data, paper, SIGNATURES))),
    ]


DOCUMENT = letter_document(INFO, PoorHomes, _letters)
