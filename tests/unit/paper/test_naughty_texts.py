"""The naughty strings from one end to the other: typed, kept, on a data sheet and back, in CSV, on paper, in Word."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import papers
import pytest
from docx import Document
from exchanges import HONG_THUY, Office, found, household
from msgspec.structs import replace
from offices import LETTERS
from pdf_reader import squeezed, texts

from db.domain.encodings import repair
from db.domain.errors import InvalidData
from db.domain.text import nfc
from db.store.household.households import add_household
from db.store.imports.listed import DataList
from db.store.imports.sheets import import_rows
from db.store.lists.datasheets import household_sheet
from db.store.places.villages import add_village
from db.store.prints.offices import Complaint
from db.store.prints.papers import PlainColumn, PlainList
from db.store.reading import household as household_row
from forms.paper import danh_sach, fonts, registry
from forms.sheets.datasheet import write_data
from forms.sheets.households import read_any

NAUGHTY = Path(__file__).parents[2] / "data" / "vectors" / "naughty-strings.json"
OWN = [
    '=cmd|"/c calc"!A1', "@SUM(1+1)", "-1+1", "+1", "'cháu", "''", "_x0041_", "_x000D_", "a\tb", "x" * 2_000,
    "\u202eabc\u202c", "0123", "1e5", "nt", '"', "TRUE", "#REF!", "Ðà Nẵng",
    "ă\u0301 e\u0302\u0301", "\U0001f469\u200d\U0001f467",
]  # fmt: skip
STRINGS = json.loads(NAUGHTY.read_text(encoding="utf-8"))
ON = "2017-01-01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    """A register with a household for every string that may be kept, by what its note says."""
    folder = tmp_path_factory.mktemp("la")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOHOTRO_STATE_DIR", str(folder / "state"))
        made = found(folder, HONG_THUY)
        add_village(made.register, "Thôn 1")
        kept = {}
        for text in [*STRINGS[::4], *OWN]:
            if any(
                letter == "\ufffe" or (unicodedata.category(letter) == "Cc" and not letter.isspace()) for letter in text
            ):
                continue  # told below
            kept[add_household(made.register, household("Hồ Văn Thử", note=text)).id] = " ".join(nfc(text).split())
        assert len(kept) > 120
        yield made, kept
        made.register.close()


@pytest.mark.parametrize("stray", ["\x00", "\x07", "\x1b", "\x7f", "\ud83d", "\ufffe"])
def test_control_characters_and_half_letters_are_answered_by_one_sentence(
    office: tuple[Office, dict[str, str]], stray: str
) -> None:
    register = office[0].register
    with pytest.raises(InvalidData) as refused:
        add_household(register, household("Hồ Văn Thử", note=f"Nhà{stray}dột"))
    assert refused.value.message == (
        f"Mục “Ghi chú” có ký tự không nhìn thấy U+{ord(stray):04X}: bỏ đi rồi lưu lại. Chưa lưu gì."
    )
    with pytest.raises(InvalidData):
        add_household(register, household("Hồ Văn Thử"), reason=f"Vì{stray}sao")


def test_kept_as_written_and_the_same_after_a_sheet(office: tuple[Office, dict[str, str]], tmp_path: Path) -> None:
    made, kept = office
    with made.register.read() as connection:
        notes = {record: household_row(connection, record, ON).note or "" for record in kept}
    assert notes == kept
    sheet, file = household_sheet(made.register, ON), tmp_path / "ho.xlsx"
    write_data(file, "Hộ", sheet.columns, sheet.rows)
    page = openpyxl.load_workbook(file).worksheets[0]
    assert not {cell.data_type for row in page.iter_rows() for cell in row} & {"f", "e", "b"}, "text stays text"
    listed = read_any(file)
    assert isinstance(listed, DataList)
    read = {line.record: line.values.get("note", kept[line.record]) for line in listed.rows}
    assert read == {record: repair(note) for record, note in kept.items()}, "but for Ð, which is meant for Đ"
    plan = import_rows(made.register, listed, dry_run=True).plan
    assert {row.outcome for row in plan.rows} == {"same"}
    with file.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as lines:
        head, *rows = csv.reader(lines)
    written = {row[0]: row[head.index("Ghi chú")] for row in rows}
    assert all(written[record] in (note, f"'{note}") for record, note in kept.items())
    assert not [text for text in written.values() if text[:1] in "=+-@" and text]


def test_on_paper_and_in_word_letter_by_letter_or_as_a_box() -> None:
    data = PlainList(
        office=papers.OFFICE, stamp=papers.STAMP, title="Danh sách", subject="Ghi chú",
        columns=[PlainColumn(title="Ghi chú", width=60)], rows=[[text] for text in STRINGS],
    )  # fmt: skip
    printed = "".join(texts(papers.built(danh_sach.DOCUMENT, data)))
    wanted = _letters("".join(map(fonts.load().clean, STRINGS)))
    assert not wanted - _letters(printed), "languages that run from right to left come in another order"
    assert fonts.BOX in printed
    name, books, _options = LETTERS["so-khieu-nai"]
    lines = [Complaint(received_on="2017-01-05", name="Hồ Văn Thử", content=text) for text in STRINGS if text.strip()]
    write, out = registry.get(name).word, BytesIO()
    assert write is not None
    write(replace(books, papers=[replace(books.papers[0], lines=lines)]), out)
    assert not wanted - _letters("".join(Document(out).element.body.itertext()))


def _letters(text: str) -> Counter[str]:
    """How often each letter stands in a text; of marks heaped upon each other PDFium reads only some."""
    whole = unicodedata.normalize("NFKC", squeezed(text))
    return Counter(letter for letter in whole if not unicodedata.category(letter).startswith("M"))
