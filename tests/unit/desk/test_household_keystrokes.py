"""A household of five with its class in at most 95 % of the keys that the same cells take in Excel; 0 times the mouse.

Both are one household of a series, as an officer enters 140 of them: the program has what they share from the one
before, and Excel's sheet has the rows above to complete from and to copy down (Ctrl+D).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from desk import focus, press
from households import E, at_work, entered, kept, page, typed
from keystrokes import excel, program, table, telex

from db.ledger.register import Register
from desktop.views.shell import Shell

NEXT = (E,)
"""On the button to which a save leads."""

PEOPLE = (
    *("Hồ Văn Thạch", E, "12 3 1971", E, "1", E, "191234568", E, "4620123451", E),
    *("Kăn Lịch", E, "1973", E, "v", E, "191234569", E, "4620123452", E),
    *("Hồ Văn Hai", E, "4 8 1995", E, "4", E, "1", E, "191876543", E, "4620123453", E),
    *("Hồ Thị Ba", E, "2001", E, "4", E, "2", E, E, "4620123454", E),
    *("Hồ Thị Tư", E, "20 10 2009", E, "4", E, "2", E, E, "4620123455", E),
)
CLASS = (E, "3,8", E)
SAVE = (E,)
HOUSEHOLD = (*NEXT, *PEOPLE, *CLASS, *SAVE)

# The same cells in Excel, as communes keep them: a sheet of people and one of households, or all in one sheet with the
# class in the row of the head. The cheaper one counts.
PERSON = ("họ và tên", "ngày sinh", "quan hệ", "giới tính", "dân tộc", "cmnd", "bhxh")
LACKS = tuple(f"thiếu hụt {number}" for number in range(1, 11))
CLASSED = ("kết quả", "loại", "từ ngày", "chuẩn", "số qđ", "ngày qđ", *LACKS)
GROUP = {
    "thôn": "A Hươr", "kết quả": "Hộ nghèo", "loại": "Hộ nghèo về thu nhập", "từ ngày": "1/1/2017",
    "chuẩn": "2016-2020", "số qđ": "12/QĐ-UBND", "ngày qđ": "5/1/2017", "thiếu hụt 3": "x", "thiếu hụt 8": "x",
}  # fmt: skip
ROWS = [
    dict(zip(PERSON, cells, strict=True))
    for cells in (
        ("Hồ Văn Thạch", "12/3/1971", "Chủ hộ", "Nam", "Pa Cô", "191234568", "4620123451"),
        ("Kăn Lịch", "1973", "Vợ", "Nữ", "Pa Cô", "191234569", "4620123452"),
        ("Hồ Văn Hai", "4/8/1995", "Con đẻ", "Nam", "Pa Cô", "191876543", "4620123453"),
        ("Hồ Thị Ba", "2001", "Con đẻ", "Nữ", "Pa Cô", "", "4620123454"),
        ("Hồ Thị Tư", "20/10/2009", "Con đẻ", "Nữ", "Pa Cô", "", "4620123455"),
    )
]
ABOVE = [
    dict(zip(PERSON, cells, strict=True))
    for cells in (
        ("Hồ Văn Thử", "1/5/1962", "Chủ hộ", "Nam", "Pa Cô", "191234567", ""),
        ("Kăn Nơ", "1965", "Vợ", "Nữ", "Pa Cô", "", ""),
        ("Hồ Thị Ánh", "2/9/2001", "Con đẻ", "Nữ", "Pa Cô", "", ""),
    )
]
VILLAGE = {"thôn": GROUP["thôn"]}
SAVED = program(("<Ctrl+S>",))


def in_two_sheets() -> int:
    """Every person with the village, every household with its head."""
    people = ("thôn", *PERSON)
    households = ("thôn", "họ và tên", *CLASSED)
    keys = excel(table([row | VILLAGE for row in ROWS], people), table([row | VILLAGE for row in ABOVE], people))
    keys += excel(table([ROWS[0] | GROUP], households), table([ABOVE[0] | GROUP], households))
    return keys + program(("<Ctrl+PgDn>", "<Ctrl+PgUp>")) + SAVED


def in_one_sheet() -> int:
    """The village and the class stand in the row of the head only."""
    columns = ("thôn", *PERSON, *CLASSED)
    return excel(table([ROWS[0] | GROUP, *ROWS[1:]], columns), table([ABOVE[0] | GROUP, *ABOVE[1:]], columns)) + SAVED


SUPPORTS: list[tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[Sequence[str]]]] = []
"""Supports entered from here on the page "support": name, keys in the program, rows in Excel, rows above them."""


@pytest.fixture
def shell(book: Register) -> Iterator[Shell]:
    with at_work(book) as window:
        yield window


def test_the_keys_written_here_enter_the_household(shell: Shell) -> None:
    entered(shell)
    typed(*HOUSEHOLD)
    _first, row = kept(shell)
    assert row.village_name == "A Hươr"
    assert [(m.name, m.birth_date, m.relation, m.sex, m.ethnic_local, m.cmnd, m.bhxh_no) for m in row.members] == [
        ("Hồ Văn Thạch", "1971-03-12", "01", "1", "Pa Cô", "191234568", "4620123451"),
        ("Kăn Lịch", "1973", "02", "2", "Pa Cô", "191234569", "4620123452"),
        ("Hồ Văn Hai", "1995-08-04", "04", "1", "Pa Cô", "191876543", "4620123453"),
        ("Hồ Thị Ba", "2001", "04", "2", "Pa Cô", None, "4620123454"),
        ("Hồ Thị Tư", "2009-10-20", "04", "2", "Pa Cô", None, "4620123455"),
    ]
    now = row.classification
    assert now is not None
    assert (now.result, now.sub_type, now.valid_from, now.decision_no) == ("poor", "income", "2017-01-01", "12/QĐ-UBND")
    assert row.deprivations == ["nha_tieu", "yt_tiep_can"]
    press("Enter")
    assert (page(shell).entry.id, focus()) == ("", page(shell).grid), "and the next one may begin"


def test_a_household_takes_fewer_keys_than_in_excel(record_property: Callable[[str, object], None]) -> None:
    here = program(HOUSEHOLD) + sum(program(keys) for _name, keys, _rows, _above in SUPPORTS)
    there = min(in_two_sheets(), in_one_sheet())
    there += sum(excel(rows, above) for _name, _keys, rows, above in SUPPORTS)
    record_property("keys", f"{here} / {there}")
    assert here <= 0.95 * there


def test_keys_are_counted_as_they_are_pressed() -> None:
    assert telex("Nữ") == 5, "Shift N u w x"
    assert telex("QĐ") == 4, "Shift Q D D"
    assert program(["ahu", E, "<Ctrl+S>"]) == 6
    assert excel([["Vợ", "", "x"]], [["Vợ"], ["Con"]]) == 5, "v, Tab, Tab, x, Enter"
    assert excel([["1962"]], [["1962"]]) == 3, "Ctrl+D, Enter: numbers are not completed"
    assert excel([["Con đẻ"]], [["Con dâu"], ["Con đẻ"], ["Vợ"]]) == 7, "con dd or c o n blank đ: six keys, and Enter"
