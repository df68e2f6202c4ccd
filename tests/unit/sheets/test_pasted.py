"""A block of people copied with the headings of a list is read as the list would be; without headings it is none."""

from __future__ import annotations

from forms.sheets.pasted import read_members

DAY = "2017-10-02"
HEAD = ["STT", "Họ và tên", "Năm sinh", "Nam/nữ", "Quan hệ với chủ hộ", "Số CMND", "Điện thoại"]


def test_people_are_read_by_the_headings() -> None:
    head = ["1", "HỒ VĂN THỬ", "1/5/1962", "Nam", "Chủ hộ", "191 234 567", "0905123456"]
    found = read_members([HEAD, head, ["", "Kăn Nơ", "1965", "Nữ", "vợ", "", ""]], DAY)
    assert found is not None
    told = [(m.name, m.birth_date, m.sex, m.relation, m.cmnd, m.phone) for m in found.members]
    assert told == [
        ("Hồ Văn Thử", "1962-05-01", "1", "Chủ hộ", "191234567", "0905123456"),
        ("Kăn Nơ", "1965", "2", "vợ", None, None),
    ]
    assert found.remarks == []


def test_what_cannot_be_read_is_told() -> None:
    found = read_members([HEAD, ["1", "Hồ Văn Thử", "62", "Nam", "Chủ hộ", "1912345", ""]], DAY)
    assert found is not None
    assert found.members[0].birth_date is None
    assert ["62" in remark for remark in found.remarks].count(True) == 1
    assert any("1912345" in remark or "CMND" in remark for remark in found.remarks)


def test_a_block_without_headings_is_none() -> None:
    assert read_members([["Hồ Văn Thử", "1962", "Chủ hộ"]], DAY) is None
    assert read_members([], DAY) is None
    assert read_members([["Hồ Văn Thử", "1962"], HEAD], DAY) is None, "the headings must come first"
