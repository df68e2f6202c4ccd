"""The paper that goes with an enrolment file: every digit on one page, places to sign, long names whole."""

from __future__ import annotations

from io import BytesIO

import pytest
from pdf_reader import squeezed, texts

from db.store.prints.papers import Office
from forms.paper.phieu_ghi_danh import TITLES, EnrolmentSlip, Kind, build

DIGITS = ("58090", "49654", "12761", "94188", "17385", "45617")


@pytest.mark.parametrize("kind", ["request", "answer", "list"])
@pytest.mark.parametrize("officer", ["Kê Thị Mẫu", "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Kăn Nơ Hồ" * 3])
def test_everything_stands_on_one_page(kind: Kind, officer: str) -> None:
    out = BytesIO()
    slip = EnrolmentSlip(
        office=Office(name="ỦY BAN NHÂN DÂN\nXÃ HỒNG THỦY", place="Hồng Thủy"),
        kind=kind,
        unit="xã Hồng Thủy, huyện A Lưới, tỉnh Thừa Thiên Huế",
        officer=officer,
        device="xa20104-k3v7q2ha",
        file="de-nghi-xa20104-k3v7q2ha.dongbo",
        day="2017-09-01",
        groups=DIGITS,
    )
    build(slip, out)
    (page,) = texts(out.getvalue())
    title = TITLES[kind].upper()
    for wanted in (title, *DIGITS, officer, slip.unit, slip.device, slip.file, "ký, ghi rõ họ tên, đóng dấu"):
        assert squeezed(wanted) in squeezed(page), wanted
    places = [page.index(group) for group in DIGITS]
    assert places == sorted(places)
