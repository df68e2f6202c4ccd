"""Letters as DOCX: the same words as the PDF, the looks of an office paper, the same bytes for the same letter."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import offices
import papers
import pytest
from docx import Document
from docx.oxml.ns import qn
from ordinary import BESIDE, PAPERS
from pdf_reader import squeezed, texts

from db.domain.errors import UserError
from db.store.prints import offices as o
from forms.paper import fonts, registry
from forms.paper.measure import Measure
from forms.paper.sheet import mm

LETTERS = {
    paper: (name, data)
    for paper, (name, data, _options) in (PAPERS | offices.LETTERS).items()
    if name not in BESIDE and registry.get(name).word
}
LONG = {
    *("quyet-dinh-cong-nhan", "so-khieu-nai", "bien-ban-hop-thon", "bien-ban-hop-thon-da-hop", "ban-dang-ky-do-dau"),
    *("ban-dang-ky-hinh-thuc-nhan", "bien-ban-binh-xet-nha-o", "bien-ban-binh-xet-san-xuat", "bien-ban-hop-to-vay-von"),
}
"""Letters whose tables go on on another page of the PDF, where it repeats their head."""
FOOT = re.compile(r"Mã phiếu: .*?Trang \d+/\d+", re.DOTALL)


@cache
def docx_of(paper: str) -> bytes:
    """The DOCX of one of the letters."""
    return word(*LETTERS[paper])


def word(name: str, data: Any) -> bytes:
    """The DOCX of a paper."""
    out = BytesIO()
    write = registry.get(name).word
    assert write is not None
    write(data, out)
    return out.getvalue()


def words_of(docx: bytes) -> list[str]:
    """The texts of all paragraphs of the body, those in tables too, and of what stands above a first page."""
    file = Document(BytesIO(docx))
    body = file.element.body
    above = [line.text for section in file.sections for line in section.first_page_header.paragraphs]
    return above + ["".join(text.text or "" for text in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]


@pytest.mark.parametrize("paper", LETTERS)
def test_the_words_are_those_of_the_pdf(paper: str) -> None:
    name, data = LETTERS[paper]
    pages = texts(papers.built(registry.get(name), data))
    printed = squeezed(FOOT.sub("", "".join(pages)))
    written = words_of(docx_of(paper))
    assert [text for text in written if squeezed(text) not in printed] == []
    assert {line for line in _set(name, data) if squeezed(line) not in squeezed("".join(written))} == set()
    missing = Counter(printed) - Counter(squeezed("".join(written)))
    assert set(missing) <= set("23") or paper in LONG  # the numbers of pages


def _set(name: str, data: Any) -> list[str]:
    """The lines of a paper as they are set, without what only pages have: numbers, foot, sums carried over."""
    lines = []
    for page in registry.get(name).pages(data, Measure(fonts.load()), None):
        carried = {one.y for one in page.texts if one.text in ("Cộng mang sang", "Mang sang")}
        body = [one for one in page.texts if one.y > mm(15) and one.y not in carried]
        lines += [one.text for one in body if not one.text.isdigit()]
    return lines


@pytest.mark.parametrize("paper", LETTERS)
def test_the_text_is_nfc_and_the_file_says_what_it_is(paper: str) -> None:
    name, data = LETTERS[paper]
    docx = docx_of(paper)
    assert all(unicodedata.is_normalized("NFC", text) for text in words_of(docx))
    about = Document(BytesIO(docx)).core_properties
    assert about.title == registry.get(name).info.title
    assert about.keywords == "phiên bản dữ liệu: 7f3a09c251de"
    assert about.author == "ỦY BAN NHÂN DÂN XÃ HỒNG THỦY"
    assert word(name, data) == docx


def test_an_office_paper_looks_as_the_decree_wants() -> None:
    name, data = LETTERS["quyet-dinh-thoat-ngheo"]
    file = Document(BytesIO(word(name, data)))
    assert file.styles["Normal"].font.name == "Times New Roman"
    assert file.styles["Normal"].font.size.pt == 13
    letter, annex = file.sections
    assert (round(letter.left_margin.mm), round(letter.right_margin.mm)) == (30, 15)
    assert (round(letter.page_width.mm), round(letter.page_height.mm)) == (210, 297)
    assert annex.different_first_page_header_footer
    assert "PAGE" in annex.header._element.xml
    assert "PAGE" not in annex.first_page_header._element.xml
    assert "Mã phiếu: PHT-20104-000012" in annex.footer.paragraphs[0].text
    state = next(one for one in file.element.body.iter(qn("w:r")) if "CỘNG HÒA" in "".join(one.itertext()))
    assert state.rPr.sz_val.pt == 12
    assert state.rPr.find(qn("w:b")) is not None


def test_page_numbers_stand_below_on_papers_before_2020() -> None:
    name, data = LETTERS["quyet-dinh-cong-nhan"]
    annex = Document(BytesIO(word(name, data))).sections[1]
    assert "PAGE" not in annex.header._element.xml
    assert annex.footer._element.xml.count('instr="PAGE"') == 2


def test_a_batch_is_one_file_with_a_section_for_each() -> None:
    data = offices.papers_of(o.VillagePostings, offices.VILLAGE, offices.paper(village="Thôn Kê 2"))
    file = Document(BytesIO(word("bien_ban_niem_yet", data)))
    assert len(file.sections) == 2
    assert file.sections[1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    with pytest.raises(UserError, match="Không có gì để in"):
        word("bien_ban_niem_yet", o.VillagePostings(office=papers.OFFICE, papers=[]))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.libreoffice
def test_libreoffice_opens_every_letter(tmp_path: Path) -> None:
    files = []
    for paper, (name, data) in LETTERS.items():
        files.append(tmp_path / f"{paper}.docx")
        files[-1].write_bytes(word(name, data))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files], check=True)
    for file in files:
        seen = _undotted("".join(texts(file.with_suffix(".pdf").read_bytes())))
        assert [text for text in words_of(file.read_bytes()) if _undotted(text) not in seen] == [], file.name


def _undotted(text: str) -> str:
    """Text without the dots and boxes that LibreOffice draws for the pen."""
    return re.sub(r"[.\uf000-\uf0ff□☐☒◻]", "", squeezed(text))
