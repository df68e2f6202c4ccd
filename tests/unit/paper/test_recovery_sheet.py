"""The recovery sheet: one page, every group and name on it, nothing outside the paper, the QR code large enough."""

from __future__ import annotations

from io import BytesIO

import pytest
from pdf_reader import letter_boxes, squeezed, texts

from db.store.prints.papers import Office
from db.vault.recovery import groups
from forms.paper import qr, registry
from forms.paper.sealed import SIDE
from forms.paper.sheet import A4
from forms.paper.to_phuc_hoi import RecoverySheet, build

CODE = "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" + "QPZRY9X8GF2TVDW0S3JN54KHCE"
LONG = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"


def sheet(officer: str = "Hồ Thị Mẫu", unit: str = "xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế") -> bytes:
    out = BytesIO()
    data = RecoverySheet(
        office=Office(name="ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", place="Hồng Thủy"),
        unit=unit,
        officer=officer,
        file="xa-hong-thuy.sohotro",
        day="2017-09-01",
        groups=groups(CODE),
        code=CODE,
    )
    build(data, out)
    return out.getvalue()


@pytest.mark.parametrize("officer", ["Hồ Thị Mẫu", LONG * 3])
def test_it_is_one_page_with_every_group_in_order(officer: str) -> None:
    (page,) = texts(sheet(officer))
    plain = squeezed(page)
    assert squeezed(officer) in plain
    assert "xãHồngThủy,huyệnALưới,tỉnhThừaThiênHuế" in plain
    for number, group in enumerate(groups(CODE), 1):
        assert f"{number}{group}" in plain or f"{group}" in plain
    assert "ngày01tháng9năm2017" in plain
    (boxes,) = letter_boxes(sheet(officer))
    assert all(left > 0 and right < A4[0] and low > 0 and top < A4[1] for left, low, right, top in boxes)


def test_the_qr_code_is_drawn_square_by_square() -> None:
    """Its three corners stand where a telephone looks for them, a square is at least a third of a millimetre wide."""
    rows = qr.squares(CODE)
    corner = [[max(abs(row - 3), abs(column - 3)) != 2 for column in range(7)] for row in range(7)]
    for top, left in ((0, 0), (0, len(rows) - 7), (len(rows) - 7, 0)):
        assert [row[left : left + 7] for row in rows[top : top + 7]] == corner
    side = len(rows) + 2 * qr.QUIET
    assert SIDE / side * 25.4 / 72 > 0.33
    drawn = [[False] * len(rows) for _ in rows]
    for stroke in qr.strokes(CODE, 0.0, float(side), side):
        for column in range(round(stroke.x1), round(stroke.x2)):
            drawn[round(side - stroke.y1 - 0.5) - qr.QUIET][column - qr.QUIET] = True
    assert drawn == rows


def test_it_is_no_document_of_an_open_register() -> None:
    assert "to_phuc_hoi" not in [document.name for document in registry.documents()]
