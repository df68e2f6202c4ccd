"""Amounts in words: the list of the papers, the regional words, the limits."""

from __future__ import annotations

import pytest

from forms.text.words import LIMIT, in_words


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_010, "một nghìn không trăm mười"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_050, "một nghìn không trăm năm mươi"),
        (14_000, "mười bốn nghìn"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_155_000, "hai triệu một trăm năm mươi lăm nghìn"),
        (25_000_000, "hai mươi lăm triệu"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (2_155_000_000, "hai tỷ một trăm năm mươi lăm triệu"),
        (10**12, "một nghìn tỷ"),
        (1_005 * 10**9, "một nghìn không trăm linh năm tỷ"),
        (3 * 10**12 + 7_000_000, "ba nghìn tỷ không trăm linh bảy triệu"),
        (10**15, "một triệu tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_list_of_the_papers(amount: int, spoken: str) -> None:
    assert in_words(amount) == spoken[0].upper() + spoken[1:] + " đồng"


def test_regional_words() -> None:
    southern = {"linh": "lẻ", "nghin": "ngàn", "tu": "bốn"}
    assert in_words(1_204_024, **southern) == "Một triệu hai trăm lẻ bốn ngàn không trăm hai mươi bốn đồng"


def test_unit_may_be_another_or_none() -> None:
    assert in_words(25_000_000, unit="đồng chẵn") == "Hai mươi lăm triệu đồng chẵn"
    assert in_words(3, unit="") == "Ba"


@pytest.mark.parametrize("amount", [LIMIT + 1, -LIMIT - 1])
def test_beyond_the_limit(amount: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        in_words(amount)
