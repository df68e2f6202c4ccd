"""Pages of a finished PDF: sizes, pictures, where a text stands, from several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import papers
import pytest
from PIL import Image, ImageChops

from db.domain.errors import FileProblem
from forms.paper import registry
from forms.paper.raster import POINT, Pages, Picture


@pytest.fixture(scope="module")
def slips() -> Pages:
    return Pages(papers.built(registry.get("phieu_ho_tro"), papers.slips(papers.slip(), papers.slip())))


def image(picture: Picture) -> Image.Image:
    size = (picture.width, picture.height)
    return Image.frombuffer("RGB", size, picture.data, "raw", "BGRX", picture.stride, 1)


def test_pages_are_a4_and_drawn_at_the_scale_asked_for(slips: Pages) -> None:
    assert len(slips) == 4
    assert {(round(width), round(height)) for width, height in slips.sizes} == {(595, 842)}
    picture = slips.picture(0, 96 * POINT)
    assert (picture.width, picture.height) == (794, 1123)
    drawn = image(picture)
    assert drawn.getpixel((2, 2)) == (255, 255, 255)
    assert ImageChops.invert(drawn.convert("L")).getbbox() is not None


def test_every_household_has_a_bookmark(slips: Pages) -> None:
    assert slips.bookmarks() == [("20104-0012 – Hồ Văn Nhất", 0), ("20104-0012 – Hồ Văn Nhất", 2)]


@pytest.mark.parametrize("asked", ["Kê Thị Xoàn", "ke thi xoan", "KE  THI XOAN", "Ke\u0302 Thi\u0323 Xoan"])
def test_a_text_is_found_where_it_stands_without_tone_marks(slips: Pages, asked: str) -> None:
    hits = slips.find(asked)
    assert [hit.page for hit in hits] == [0, 1, 2, 3]
    (box,) = hits[0].boxes
    scale = 4.0
    cut = image(slips.picture(0, scale)).crop(
        tuple(round(side * scale) for side in (box.x, box.y, box.x + box.width, box.y + box.height))  # type: ignore[arg-type]
    )
    ink = ImageChops.invert(cut.convert("L")).point(lambda dot: 255 if dot > 128 else 0)
    left, top, right, bottom = ink.getbbox() or (0, 0, 0, 0)
    assert right - left > 0.95 * cut.width
    assert bottom - top > 0.5 * cut.height


def test_a_text_over_two_lines_is_found_with_a_box_for_each(slips: Pages) -> None:
    first, *_others = slips.find("Hỗ trợ sản xuất: bò giống; 12 tháng tuổi")
    assert len(first.boxes) > 1
    assert sorted(box.y for box in first.boxes) == [box.y for box in first.boxes]


def test_nothing_is_found_for_nothing(slips: Pages) -> None:
    assert slips.find("  ") == []
    assert slips.find("không có ở đây") == []


def test_pages_are_drawn_from_several_threads_alike(slips: Pages) -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda number: slips.picture(number % 2, 1.0).data, range(12)))
    assert len(set(drawn)) == 2


def test_what_is_no_pdf_is_refused_with_a_sentence() -> None:
    with pytest.raises(FileProblem, match="không đọc lại được"):
        Pages(b"khong phai")
