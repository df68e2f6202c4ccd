"""Giấy xác nhận hộ nghèo, hộ cận nghèo: what the commune writes for a member who must show it elsewhere.

No official form is known; it says no more than the decision by which the household stands on the list.
"""

from __future__ import annotations

from db.store.prints import HomePaper, HomePapers, PoorHomes, Signature
from forms.paper import blocks
from forms.paper.blocks import Fact
from forms.paper.document import OWN_LAYOUT, DocumentInfo
from forms.paper.household import home_document, members_table, person_facts, signing
from forms.paper.measure import Run
from forms.paper.sheet import Flow

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


def _draw(flow: Flow, data: HomePapers, paper: HomePaper) -> None:
    blocks.letterhead(flow, data.office, paper.heading, SYMBOL)
    blocks.title(flow, "Giấy xác nhận", "Hộ nghèo, hộ cận nghèo")
    flow.skip(4)
    commune = paper.commune
    flow.paragraph([Run(f"Ủy ban nhân dân {commune} xác nhận hộ gia đình có chủ hộ sau đây:")], indent=blocks.INDENT)
    person_facts(flow, "Họ và tên chủ hộ", paper.head)
    blocks.facts(flow, [Fact("Nơi thường trú", paper.address)])
    blocks.facts(flow, [Fact("Thuộc diện", paper.classification, "bold")])
    blocks.facts(flow, [Fact("Theo Quyết định của Chủ tịch Ủy ban nhân dân cấp xã", paper.decision)])
    flow.skip(4)
    members_table(flow, paper.members, "Các thành viên của hộ")
    flow.skip(6)
    blocks.facts(flow, [Fact("Cấp cho ông (bà)", None, blank=8)])
    blocks.facts(flow, [Fact("Để làm thủ tục", None, blank=8)])
    flow.paragraph(
        [Run(f"Giấy này có giá trị trong năm {paper.year}, cho đến khi phân loại của hộ thay đổi.")],
        indent=blocks.INDENT, before=4,
    )  # fmt: skip
    blocks.signatures(flow, (*_LEFT, *signing(data, paper, SIGNATURES)))


_LEFT = (Signature(title=""),)
"""Room to the left of the signature, where the stamp reaches."""
DOCUMENT = home_document(INFO, PoorHomes, _draw)
