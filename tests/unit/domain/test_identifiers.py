"""Numbers of people, phones and accounts: what is hard, what is soft, and which digit the sentence names."""

from __future__ import annotations

import pytest

from db.domain import codes
from db.domain import identifiers as ids
from db.domain.errors import Issue

NOW = "2024-06-01"
MAN_1962 = "046062000123"
WOMAN_2005 = "046305001234"


def found(issues: list[Issue]) -> list[tuple[str, str]]:
    return [(issue.severity, issue.code) for issue in issues]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("046 062 000 123", MAN_1962),
        ("'046062000123", MAN_1962),
        ("046.062.000.123", MAN_1962),
        (" 046-062-000-123 ", MAN_1962),
    ],
)
def test_cleaning_takes_away_what_excel_and_people_add(raw: str, clean: str) -> None:
    assert ids.clean_digits(raw) == clean


@pytest.mark.parametrize("raw", ["46062000123.0", "4606200O123", "4.6E+10"])
def test_damage_is_not_repaired_silently(raw: str) -> None:
    assert found(ids.check_cccd(ids.clean_digits(raw), on=NOW)) == [("hard", "cccd_form")]


@pytest.mark.parametrize(
    ("raw", "offered"),
    [
        ("46062000123", MAN_1962),
        ("46062000123.0", MAN_1962),
        ("O46O62OOO123", MAN_1962),
        ("04606200012l", "046062000121"),
        (MAN_1962, None),
        ("4.6E+10", None),
        ("460620001", None),
    ],
)
def test_a_repair_is_offered(raw: str, offered: str | None) -> None:
    assert ids.suggest(raw, 12) == offered


def test_a_lost_zero_is_offered_in_the_sentence() -> None:
    (issue,) = ids.check_cccd("46062000123", on=NOW)
    assert issue.message == "Số định danh “46062000123” có 11 chữ số, phải có 12. Có phải là 046062000123?"
    (rounded,) = ids.check_cccd("4.6E+10", on=NOW)
    assert "Excel làm tròn" in rounded.message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (MAN_1962, []),
        (WOMAN_2005, []),
        ("048062000123", []),
        ("04606200012", [("hard", "cccd_form")]),
        ("0460620001234", [("hard", "cccd_form")]),
        ("04606200012a", [("hard", "cccd_form")]),
        ("٠٤٦٠٦٢٠٠٠١٢٣", [("hard", "cccd_form")]),
        ("", [("hard", "cccd_form")]),
        ("000062000123", [("hard", "cccd_province")]),
        ("003062000123", [("hard", "cccd_province")]),
        ("130062000123", [("soft", "cccd_province")]),
        ("046462000123", [("hard", "cccd_century")]),
        ("046362000123", [("hard", "cccd_future")]),
        ("046225000123", [("hard", "cccd_future")]),
        ("046062000000", [("soft", "cccd_placeholder")]),
        ("046062123456", [("soft", "cccd_placeholder")]),
    ],
)
def test_personal_number(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_cccd(value, on=NOW)) == expected


def test_unknown_provinces_are_soft_after_the_reorganisation() -> None:
    assert found(ids.check_cccd("003062000123", on="2025-06-30")) == [("hard", "cccd_province")]
    assert found(ids.check_cccd("003062000123", on="2025-07-01")) == [("soft", "cccd_province")]
    assert found(ids.check_cccd("000062000123", on="2025-07-01")) == [("hard", "cccd_province")]


def test_the_digits_that_disagree_are_named() -> None:
    (sex,) = ids.check_cccd(MAN_1962, on=NOW, sex="2", birth="1962-05-01")
    assert (sex.severity, sex.code) == ("soft", "cccd_sex")
    assert "chữ số thứ 4 là 0 (giới tính nam), nhưng đang ghi nữ" in sex.message
    (birth,) = ids.check_cccd(MAN_1962, on=NOW, sex="1", birth="1963")
    assert (birth.severity, birth.code) == ("soft", "cccd_birth")
    assert "chữ số thứ 4 đến 6 là 062 (sinh năm 1962), nhưng đang ghi sinh năm 1963" in birth.message
    assert ids.check_cccd(WOMAN_2005, on=NOW, sex="2", birth="2005") == []


@pytest.mark.parametrize(
    ("value", "on", "issued", "expected"),
    [
        ("191234567", "2017-06-01", None, []),
        ("19123456", "2017-06-01", None, [("hard", "cmnd_form")]),
        ("1912345678", "2017-06-01", None, [("hard", "cmnd_form")]),
        ("191234567", "2024-12-31", None, []),
        ("191234567", "2025-01-01", None, [("soft", "cmnd_expired")]),
        ("191234567", "2017-06-01", "2002-05-31", [("soft", "cmnd_old")]),
        ("191234567", "2017-06-01", "2002-06-01", []),
        ("111111111", "2017-06-01", None, [("soft", "cmnd_placeholder")]),
        ("046062000123", "2017-06-01", None, []),
        ("046462000123", "2017-06-01", None, [("hard", "cccd_century")]),
    ],
)
def test_old_identity_card(value: str, on: str, issued: str | None, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_cmnd(value, on=on, issued=issued)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4612345678", []),
        ("461234567", [("hard", "bhxh_form")]),
        (MAN_1962, []),
        ("46123456a8", [("hard", "bhxh_form")]),
    ],
)
def test_insurance_number(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_bhxh(value, on=NOW)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("HN2464612345678", []),
        ("TE1464612345678", []),
        ("GD4464612345678", []),
        ("ND5464612345678", []),
        ("HN2974612345678", []),
        ("HN3464612345678", [("soft", "bhyt_benefit")]),
        ("ZZ2464612345678", [("soft", "bhyt_object")]),
        ("HN2034612345678", [("soft", "bhyt_province")]),
        ("HN646461234567", [("hard", "bhyt_form")]),
        ("H22464612345678", [("hard", "bhyt_form")]),
        ("HN6464612345678", [("hard", "bhyt_form")]),
        ("HN246461234567X", [("hard", "bhyt_form")]),
    ],
)
def test_insurance_card(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_bhyt_card(value)) == expected


def test_insurance_card_against_other_facts() -> None:
    assert found(ids.check_bhyt_card("HN2464612345678", bhxh_no="4612345679")) == [("soft", "bhyt_number")]
    assert found(ids.check_bhyt_card("TE1464612345678", age_at_start=6)) == [("soft", "bhyt_child")]
    assert ids.check_bhyt_card("TE1464612345678", age_at_start=5, bhxh_no="4612345678") == []


def test_insurance_card_names_the_place() -> None:
    (issue,) = ids.check_bhyt_card("HN24646123456X8")
    assert "ký tự thứ 14 là “X”, phải là chữ số" in issue.message
    assert ids.clean_card("hn 2 46 461 234 5678") == "HN2464612345678"


def test_every_object_code_has_the_benefit_its_list_notes() -> None:
    noted = {code: entry.note for code, entry in codes.entries("bhyt_object").items()}
    for code, note in noted.items():
        benefit = ids.benefit_of(code)
        assert note == (f"mức {benefit}" if benefit else "từ 2023")
    assert ids.benefit_of("ZZ") is None


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("0912 345 678", "0912345678"),
        ("(0234) 3.822.123", "02343822123"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("+84 0912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("0841234567", "0841234567"),
    ],
)
def test_cleaning_phones(raw: str, clean: str) -> None:
    assert ids.clean_phone(raw) == clean


def test_two_numbers_in_a_cell() -> None:
    assert ids.split_phones("0912.345.678 / 0234 3822123") == ["0912345678", "02343822123"]
    assert ids.split_phones("0912345678 và 0987654321") == ["0912345678", "0987654321"]
    assert ids.split_phones(" ") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0912345678", []),
        ("0321234567", []),
        ("02343822123", []),
        ("0311234567", [("soft", "phone_block")]),
        ("0411234567", [("soft", "phone_block")]),
        ("01681234567", [("hard", "phone_old")]),
        ("0543822123", [("soft", "phone_old")]),
        ("0763822123", []),
        ("091234567", [("hard", "phone_form")]),
        ("1912345678", [("hard", "phone_form")]),
        ("09123456a8", [("hard", "phone_form")]),
        ("", [("hard", "phone_form")]),
    ],
)
def test_phone(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_phone(value)) == expected


@pytest.mark.parametrize(
    ("old", "written_on", "modern"),
    [
        ("01681234567", None, "0381234567"),
        ("01201234567", None, "0701234567"),
        ("01291234567", None, "0821234567"),
        ("01991234567", None, "0591234567"),
        ("0543822123", None, "02343822123"),
        ("0763822123", "2016-01-01", "02963822123"),
        ("0763822123", "2019-01-01", None),
        ("0912345678", None, None),
        ("abc", None, None),
    ],
)
def test_old_numbers_become_todays(old: str, written_on: str | None, modern: str | None) -> None:
    assert ids.modern_phone(old, written_on) == modern
    if modern:
        assert ids.check_phone(modern) == []


def test_bank_account() -> None:
    assert ids.check_bank_account("4000205123456", account_name="HO VAN NHAT", person_name="Hồ Văn Nhất") == []
    assert found(ids.check_bank_account("12345")) == [("soft", "bank_length")]
    assert found(ids.check_bank_account("12345A789")) == [("hard", "bank_form")]
    assert found(ids.check_bank_account("")) == [("hard", "bank_form")]
    other = ids.check_bank_account("4000205123456", account_name="HO THI BOM", person_name="Hồ Văn Nhất")
    assert found(other) == [("soft", "bank_name")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0100233488", []),
        ("0314409058-002", []),
        ("0100233489", [("hard", "tax_check")]),
        ("010023348", [("hard", "tax_form")]),
        ("0100233488-1", [("hard", "tax_form")]),
        (MAN_1962, []),
    ],
)
def test_tax_code(value: str, expected: list[tuple[str, str]]) -> None:
    assert found(ids.check_tax_code(value, on=NOW)) == expected


def test_cleaning_tax_codes_keeps_the_branch() -> None:
    assert ids.clean_tax_code("0314409058 002") == "0314409058-002"
    assert ids.clean_tax_code("0100 233 488") == "0100233488"


def test_field_names_are_passed_on() -> None:
    assert ids.check_cccd("1", on=NOW, field="members[3].cccd")[0].field == "members[3].cccd"
