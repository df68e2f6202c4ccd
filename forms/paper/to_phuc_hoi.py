"""Tờ phục hồi: the code that opens a register whose password is forgotten, on one page for a sealed envelope.

Not among the documents of a register: it is made with the register, or with a new code that voids the sheet before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from db.store.prints import Heading, Office, Signature
from forms.paper import blocks, fonts, qr
from forms.paper.measure import Measure, Run
from forms.paper.output import Meta, Printed, write
from forms.paper.sheet import Flow, Page, Rule, Text, mm

NAME = "to_phuc_hoi"
TITLE = "Tờ phục hồi sổ"
RENEWED = "Mã mới; tờ cũ hết hiệu lực"
"""What the print register says of a sheet that follows another."""
SYMBOL = "PH"
COLUMNS = 5
CELL = mm(11)
"""Height of a line of groups."""
SIDE = mm(38)
"""The QR code, its white border included."""
STEPS = (
    "In một bản. So từng nhóm chữ trên giấy với màn hình rồi xóa tệp này: mã không được nằm trong máy.",
    "Cho vào phong bì, dán kín, ký và đóng dấu lên mép dán, ghi ngày niêm phong, cất trong két của cơ quan.",
    "Không chụp ảnh, không gửi qua mạng. Ai có tờ này là mở được sổ.",
    "Quên mật khẩu: mở phong bì trước mặt lãnh đạo; ở màn hình mở sổ chọn “Quên mật khẩu”, gõ các nhóm chữ "
    "(chữ hoa, chữ thường như nhau) rồi đặt mật khẩu mới. Sau đó niêm phong lại.",
)
SIGNATURES = (
    Signature(title="Cán bộ lập sổ", hint=blocks.SIGN_HINT),
    Signature(title="Người giữ phong bì", hint=blocks.SIGN_HINT),
    blocks.HEAD,
)


class RecoverySheet(msgspec.Struct, kw_only=True, frozen=True):
    """groups: the code as it is typed, in order; code: as a telephone reads it from the QR; unit: full name of the
    unit; file: name of the register; day: ISO date on which the register was made."""

    office: Office
    unit: str
    officer: str
    file: str
    day: str
    groups: Sequence[str]
    code: str


def build(data: RecoverySheet, out: Path | BinaryIO) -> Printed:
    """Write the sheet as a PDF. The file holds the code in the clear: whoever writes it sees to its end.

    Raises:
        EnvironmentProblem: no font, or the file cannot be written.
    """
    family = fonts.load()
    meta = Meta(f"{TITLE}: {data.unit}", data.office.name, "Mẫu của phần mềm", data.day)
    return write(pages(data, Measure(family)), out, meta, family)


def pages(data: RecoverySheet, measure: Measure) -> list[Page]:
    """Lay the sheet out."""
    flow = Flow(measure)
    blocks.letterhead(flow, data.office, Heading(date=data.day), SYMBOL)
    blocks.title(flow, TITLE, "Mở được sổ khi quên mật khẩu. Giữ kín như chìa khóa két.")
    flow.skip(6)
    blocks.facts(flow, [blocks.Fact("Sổ của", data.unit, "bold")])
    blocks.facts(flow, [blocks.Fact("Tệp", data.file)])
    blocks.facts(flow, [blocks.Fact("Cán bộ lập sổ", data.officer)])
    blocks.section(flow, "Mã phục hồi")
    code_cells(flow, data.groups, data.code)
    blocks.section(flow, "Cách giữ và cách dùng")
    for number, step in enumerate(STEPS, 1):
        flow.paragraph([Run(f"{number}. {step}")], before=3)
    flow.skip(mm(4))
    blocks.signatures(flow, SIGNATURES)
    seals(flow)
    return flow.pages


def code_cells(flow: Flow, groups: Sequence[str], code: str) -> None:
    """The groups in numbered cells, large and wide, with the QR code to their right."""
    top, left = flow.y - mm(2), flow.frame.left
    width = (flow.frame.width - SIDE - mm(4)) / COLUMNS
    for number, group in enumerate(groups):
        x = left + (number % COLUMNS) * width
        y = top - (number // COLUMNS) * CELL
        _cell(flow, str(number + 1), group, (x, y, width))
    lines = -(-len(groups) // COLUMNS)
    flow.page.rules.extend(qr.strokes(code, flow.frame.right_edge - SIDE, top + mm(2), SIDE))
    flow.y = top - max(lines * CELL, SIDE - mm(2)) - mm(2)


def _cell(flow: Flow, number: str, group: str, place: tuple[float, float, float]) -> None:
    x, y, width = place
    size = 16.0
    wide = flow.measure.width(group, "bold", size)
    flow.page.texts.append(Text("regular", 8, x + 3, y - 10, number))
    flow.page.texts.append(Text("bold", size, x + (width - wide) / 2 + 4, y - CELL / 2 - size * 0.3, group))
    for x1, y1, x2, y2 in (
        (x, y, x + width, y), (x, y - CELL, x + width, y - CELL), (x, y, x, y - CELL),
        (x + width, y, x + width, y - CELL),
    ):  # fmt: skip
        flow.page.rules.append(Rule(x1, y1, x2, y2, 0.5, 0.6))


def seals(flow: Flow) -> None:
    """Lines to write on when the envelope is sealed and when it is opened."""
    flow.skip(mm(3))
    blocks.facts(flow, [blocks.Fact("Niêm phong ngày", None, blank=2), blocks.Fact("Mở ngày", None, blank=2)])
    blocks.facts(flow, [blocks.Fact("Lý do mở", None, blank=8)])
