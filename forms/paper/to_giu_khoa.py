"""Tờ giữ khóa gốc: one of the three papers of which any two open an office's root key. For a sealed envelope.

Not among the documents of a register: it can be made only while the key is being sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from db.store.prints.papers import Office, Signature
from forms.paper import blocks, sealed
from forms.paper.blocks import Fact
from forms.paper.output import Printed
from forms.paper.sealed import SealedPaper

TITLE = "Tờ giữ khóa gốc"
SYMBOL = "GK"
STEPS = (
    "In một bản. Gõ lại mã này vào chương trình ngay trong buổi niêm phong, rồi xóa tệp: mã không được nằm trong máy.",
    "Mỗi người tự giữ tờ của mình trong phong bì dán kín, có chữ ký trên mép dán; không để hai tờ cùng một chỗ.",
    "Một tờ không mở được gì. Hai trong ba tờ mới mở được khóa, dùng khi ghi danh hoặc thu hồi máy.",
    "Mỗi năm một lần hai người gõ thử (diễn tập). Người giữ thôi việc hoặc mất tờ: hai người còn lại niêm phong lại "
    "cho ba người mới, ba tờ cũ thành giấy bỏ.",
)
SIGNATURES = (
    Signature(title="Người giữ khóa", hint=blocks.SIGN_HINT),
    Signature(title="Cán bộ quản trị", hint=blocks.SIGN_HINT),
    blocks.HEAD,
)


class HolderSheet(msgspec.Struct, kw_only=True, frozen=True):
    """unit: full name of the office's unit; holder: who keeps this paper; others: the other two; day: ISO date of the
    ceremony; groups, code: as on the recovery sheet."""

    office: Office
    unit: str
    holder: str
    others: Sequence[str]
    day: str
    groups: Sequence[str]
    code: str


def build(data: HolderSheet, out: Path | BinaryIO) -> Printed:
    """Write the paper as a PDF (`sealed.build`)."""
    paper = SealedPaper(
        title=TITLE,
        told="Hai trong ba tờ mở được khóa ký danh sách máy. Giữ kín như con dấu.",
        symbol=SYMBOL,
        office=data.office,
        unit=data.unit,
        day=data.day,
        facts=[
            Fact("Cơ quan", data.unit, "bold"),
            Fact("Người giữ tờ này", data.holder, "bold"),
            Fact("Hai người còn lại", "; ".join(data.others)),
        ],
        heading="Mã giữ khóa",
        groups=data.groups,
        code=data.code,
        steps=STEPS,
        signatures=SIGNATURES,
    )
    return sealed.build(paper, out)
