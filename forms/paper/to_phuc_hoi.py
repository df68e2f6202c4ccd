"""Tờ phục hồi: the code that opens a register whose password is forgotten, on one page for a sealed envelope.

Not among the documents of a register: it is made with the register, or with a new code that voids the sheet before.
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

NAME = "to_phuc_hoi"
TITLE = "Tờ phục hồi sổ"
RENEWED = "Mã mới; tờ cũ hết hiệu lực"
"""What the print register says of a sheet that follows another."""
SYMBOL = "PH"
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
    """Write the sheet as a PDF (`sealed.build`)."""
    paper = SealedPaper(
        title=TITLE,
        told="Mở được sổ khi quên mật khẩu. Giữ kín như chìa khóa két.",
        symbol=SYMBOL,
        office=data.office,
        unit=data.unit,
        day=data.day,
        facts=[Fact("Sổ của", data.unit, "bold"), Fact("Tệp", data.file), Fact("Cán bộ lập sổ", data.officer)],
        heading="Mã phục hồi",
        groups=data.groups,
        code=data.code,
        steps=STEPS,
        signatures=SIGNATURES,
    )
    return sealed.build(paper, out)
