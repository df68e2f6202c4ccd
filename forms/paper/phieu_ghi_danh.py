"""Phiếu ghi danh: the paper that goes with an enrolment file, with the 30 digits that the other side types.

The digits tie the file to a signed and stamped paper. Not among the documents of a register: it lists nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from db.store.prints.papers import Heading, Office, Signature
from forms.paper import blocks, fonts
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page, Rule, Text, mm

Kind = Literal["request", "answer", "list"]
"""Of a device that asks, of the office that answers it, of an office whose list others are to follow."""
TITLES: dict[Kind, str] = {
    "request": "Phiếu ghi danh máy",
    "answer": "Phiếu trả lời ghi danh máy",
    "list": "Phiếu kèm danh sách máy",
}
SYMBOL = "GD"
CELL = mm(16)
SIZE = 20.0
SIGNATURES = (
    Signature(title="Cán bộ lập phiếu", hint=blocks.SIGN_HINT),
    blocks.HEAD,
)
STEPS: dict[Kind, tuple[str, ...]] = {
    "request": (
        "Gửi phiếu này (bản giấy, đã ký và đóng dấu) và tệp ghi trên đến cơ quan cấp trên, không cùng một phong bì.",
        "Cơ quan cấp trên gõ 30 chữ số từ phiếu này vào chương trình; không chép từ tệp, không đọc qua điện thoại.",
        "Số gõ vào không khớp thì không ghi danh: gọi lại đơn vị theo số điện thoại có trong hồ sơ.",
    ),
    "answer": (
        "Gửi phiếu này (bản giấy, đã ký và đóng dấu) và tệp ghi trên về đơn vị xin ghi danh.",
        "Đơn vị gõ 30 chữ số từ phiếu này vào chương trình khi nhận tệp trả lời.",
        "Số gõ vào không khớp thì không nhận: gọi lại cơ quan cấp trên theo số điện thoại có trong hồ sơ.",
    ),
    "list": (
        "Gửi phiếu này (bản giấy, đã ký và đóng dấu) và tệp ghi trên đến từng nơi cần theo danh sách này.",
        "Đơn vị trực thuộc: menu Gói, Nhận trả lời ghi danh. Cơ quan tiếp quản hoặc thôi hoạt động: menu Gói, Tiếp "
        "quản một cơ quan hoặc Bàn giao. Chọn tệp, gõ 30 chữ số từ phiếu này.",
        "Số gõ vào không khớp thì không theo: gọi lại cơ quan gửi theo số điện thoại có trong hồ sơ.",
    ),
}


class EnrolmentSlip(msgspec.Struct, kw_only=True, frozen=True):
    """unit: whose device or list it is; device: its id, of a list that of its office; day: ISO; groups: the digits."""

    office: Office
    kind: Kind
    unit: str
    officer: str
    device: str
    file: str
    day: str
    groups: Sequence[str]


def build(data: EnrolmentSlip, out: Path | BinaryIO) -> Printed:
    """Write the slip as a PDF.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    family = fonts.load()
    return write(
        pages(data, Measure(family)),
        out,
        Meta(TITLES[data.kind], data.office.name, "Mẫu của phần mềm", data.day),
        family,
    )


def pages(data: EnrolmentSlip, measure: Measure) -> list[Page]:
    """Lay the slip out."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, Heading(date=data.day), SYMBOL)
    blocks.title(flow, TITLES[data.kind], "Để hai cơ quan tin gói dữ liệu của nhau")
    flow.skip(6)
    whose, which = ("Danh sách của", "Mã cơ quan") if data.kind == "list" else ("Máy của", "Mã máy")
    blocks.facts(flow, [blocks.Fact(whose, data.unit, "bold")])
    blocks.facts(flow, [blocks.Fact(which, data.device)])
    blocks.facts(flow, [blocks.Fact("Cán bộ", data.officer)])
    blocks.facts(flow, [blocks.Fact("Tệp kèm theo", data.file)])
    blocks.section(flow, "30 chữ số để gõ vào chương trình")
    _digits(flow, data.groups)
    blocks.section(flow, "Cách dùng")
    for number, step in enumerate(STEPS[data.kind], 1):
        flow.paragraph([Run(f"{number}. {step}")], before=3)
    flow.skip(mm(8))
    blocks.signatures(flow, SIGNATURES)
    return flow.pages


def _digits(flow: Flow, groups: Sequence[str]) -> None:
    """The groups side by side in frames, wide apart, each with its number above."""
    flow.skip(mm(2))
    width, top, left = flow.frame.width / len(groups), flow.y, flow.frame.left
    for number, group in enumerate(groups):
        x, low = left + number * width + 3, top - CELL
        edge = x + width - 6
        flow.page.texts.append(Text("regular", 8, x + 3, top - 10, str(number + 1)))
        middle = (width - 6 - flow.measure.width(group, "bold", SIZE)) / 2
        flow.page.texts.append(Text("bold", SIZE, x + middle, low + (CELL - SIZE) / 2, group))
        corners = ((x, top, edge, top), (x, low, edge, low), (x, top, x, low), (edge, top, edge, low))
        flow.page.rules.extend(Rule(*corner, 0.7) for corner in corners)
    flow.y = top - CELL - mm(3)
