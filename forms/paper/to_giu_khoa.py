"""Tờ giữ khóa gốc: one of the three papers of which any two open an office's root key. For a sealed envelope.

Not among the documents of a register: it can be made only while the key is being sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from db.store.prints import Heading, Office, Signature
from forms.paper import blocks, fonts
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page, mm
from forms.paper.to_phuc_hoi import code_cells, seals

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
    Signature(title="Thủ trưởng đơn vị", hint="ký, ghi rõ họ tên, đóng dấu"),
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
    """Write the paper as a PDF. The file holds the code in the clear: whoever writes it sees to its end.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    family = fonts.load()
    meta = Meta(f"{TITLE}: {data.unit}", data.office.name, "Mẫu của phần mềm", data.day)
    return write(pages(data, Measure(family)), out, meta, family)


def pages(data: HolderSheet, measure: Measure) -> list[Page]:
    """Lay the paper out."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, Heading(date=data.day), SYMBOL)
    blocks.title(flow, TITLE, "Hai trong ba tờ mở được khóa ký danh sách máy. Giữ kín như con dấu.")
    flow.skip(6)
    blocks.facts(flow, [blocks.Fact("Cơ quan", data.unit, "bold")])
    blocks.facts(flow, [blocks.Fact("Người giữ tờ này", data.holder, "bold")])
    blocks.facts(flow, [blocks.Fact("Hai người còn lại", "; ".join(data.others))])
    blocks.section(flow, "Mã giữ khóa")
    code_cells(flow, data.groups, data.code)
    blocks.section(flow, "Cách giữ và cách dùng")
    for number, step in enumerate(STEPS, 1):
        flow.paragraph([Run(f"{number}. {step}")], before=3)
    flow.skip(mm(4))
    blocks.signatures(flow, SIGNATURES)
    seals(flow)
    return flow.pages
