"""The paper of an officer who holds the root key: the whole code on one page, whose it is, what to do with it."""

from __future__ import annotations

from io import BytesIO

import pytest
from pdf_reader import squeezed, texts

from db.store.prints.papers import Office
from forms.paper.to_giu_khoa import STEPS, TITLE, HolderSheet, build

GROUPS = (
    "QPZR",
    "Y9X8",
    "GF2T",
    "VDW0",
    "S3JN",
    "54KH",
    "CE6M",
    "UA7L",
    "QPZR",
    "Y9X8",
    "GF2T",
    "VDW0",
    "S3JN",
    "54KH",
    "CE",
)


@pytest.mark.parametrize("name", ["Kê Thị Mẫu", "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ"])
def test_everything_stands_on_one_page(name: str) -> None:
    out = BytesIO()
    sheet = HolderSheet(
        office=Office(name="ỦY BAN NHÂN DÂN\nHUYỆN A LƯỚI", place="A Lưới"),
        unit="huyện A Lưới, tỉnh Thừa Thiên Huế",
        holder=name,
        others=(f"{name} Hai", f"{name} Ba"),
        day="2017-09-01",
        groups=GROUPS,
        code="AGE-SECRET-KEY-1" + "".join(GROUPS),
    )
    build(sheet, out)
    (page,) = texts(out.getvalue())
    for wanted in (TITLE.upper(), *GROUPS, name, *sheet.others, sheet.unit, *STEPS):
        assert squeezed(wanted) in squeezed(page), wanted
