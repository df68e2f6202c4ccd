"""Pictures and texts of ordinary papers against the approved ones in `tests/golden/`.

After a change that was meant: `SOHOTRO_APPROVE=1 python -m pytest tests/unit/paper/test_golden.py`, look at every
changed picture, commit them.
The tolerance lets other fonts of the same widths and other versions of the rasteriser pass, not another layout.
"""

from __future__ import annotations

import os
from pathlib import Path

import papers
import pytest
from ordinary import BESIDE, PAPERS
from pdf_reader import pictures, texts
from PIL import Image, ImageChops, ImageFilter

from forms.paper import registry

FOLDER = Path(__file__).parents[2] / "golden" / "paper"
APPROVE = os.environ.get("SOHOTRO_APPROVE") == "1"
DPI = 60


def differing(one: Image.Image, other: Image.Image) -> float:
    """Share of points that differ plainly, in per cent, after a blur that forgives half a point of shift."""
    soft = [picture.filter(ImageFilter.GaussianBlur(1)) for picture in (one, other)]
    histogram = ImageChops.difference(*soft).histogram()
    return 100 * sum(histogram[48:]) / (one.width * one.height)


@pytest.mark.parametrize("paper", PAPERS)
def test_paper_is_as_approved(paper: str, tmp_path: Path) -> None:
    name, data, options = PAPERS[paper]
    document = BESIDE.get(name) or registry.get(name)
    pdf = papers.built(document, data, options)
    text = "\f\n".join(page.replace("\r\n", "\n") for page in texts(pdf)) + "\n"
    shown = pictures(pdf, DPI)
    if APPROVE:
        approve(paper, text, shown)
    assert text == (FOLDER / f"{paper}.txt").read_text(encoding="utf-8")
    assert len(list(FOLDER.glob(f"{paper}-[0-9]*.png"))) == len(shown)
    for number, picture in enumerate(shown, 1):
        with Image.open(FOLDER / f"{paper}-{number}.png") as approved:
            assert approved.size == picture.size
            share = differing(approved.convert("L"), picture)
        picture.save(tmp_path / f"{paper}-{number}.png")
        assert share < 0.3, f"page {number}: {share:.2f} % differs, see {tmp_path}"


def approve(paper: str, text: str, shown: list[Image.Image]) -> None:
    """Keep what is shown now as the approved state."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{paper}-[0-9]*.png"):
        old.unlink()
    (FOLDER / f"{paper}.txt").write_text(text, encoding="utf-8")
    for number, picture in enumerate(shown, 1):
        picture.quantize(16).save(FOLDER / f"{paper}-{number}.png", optimize=True)


def test_the_comparison_sees_a_moved_line() -> None:
    picture = Image.new("L", (400, 400), 255)
    moved = picture.copy()
    for x in range(50, 350):
        for y in (0, 1, 2):
            picture.putpixel((x, 100 + y), 0)
            moved.putpixel((x, 106 + y), 0)
    assert differing(picture, picture) == 0
    assert differing(picture, moved) > 0.3
