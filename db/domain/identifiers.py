"""Checks of the numbers people and banks are known by; each returns findings and changes nothing.

Hard = certainly wrong, the save stops. Soft = unlikely, the officer may keep it with a reason. Numbers are text.
Facts from outside (sex, birth, today) are arguments; what is not given is not checked.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import resources
from db.domain import codes
from db.domain.errors import Issue, Severity
from db.domain.text import fold, latin_digits
from db.domain.values import show_date

_STRIP = re.compile(r"[\s.\-‐‑–—'’‘`()]")
_FLOAT = re.compile(r"[0-9]{6,}[.,]0+")
_ROUNDED = re.compile(r"[0-9.,]+[Ee][+]?[0-9]+")
_REORGANISED = "2025-07-01"  # two-level government; province codes of later births are not known


def _clean(raw: str) -> str:
    return _STRIP.sub("", latin_digits(raw).strip())


def clean_digits(raw: str) -> str:
    """A number without blanks, dots, dashes and the apostrophe Excel puts in front.

    Wrong characters stay, to be seen; so does the `.0` of a number that Excel took for a sum.
    """
    return raw.strip() if _FLOAT.fullmatch(raw.strip()) else _clean(raw)


def clean_card(raw: str) -> str:
    """A health-insurance card number: as `clean_digits`, letters in capitals."""
    return _clean(raw).upper()


def suggest(raw: str, length: int) -> str | None:
    """The number probably meant by a damaged cell, to be offered and never taken silently; None without a good guess.

    Knows a zero lost by Excel, a float (`46085001234.0`), the letters O for 0 and l or I for 1.
    """
    text = raw.strip()
    if _FLOAT.fullmatch(text):
        text = re.split("[.,]", text)[0]
    digits = _clean(text).translate(str.maketrans("OoQlI|", "000111"))
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    if len(digits) == length - 1:
        digits = "0" + digits
    return digits if len(digits) == length and digits != raw else None


def _digits_issue(field: str, code: str, label: str, value: str, lengths: tuple[int, ...]) -> list[Issue]:
    """The hard finding for a number that is not all digits or not of a right length; nothing when it is."""
    wrong = next((char for char in value if char not in "0123456789"), None)
    if _ROUNDED.fullmatch(value):
        message = f"{label} “{value}” đã bị Excel làm tròn, không còn đủ chữ số."
    elif wrong is not None:
        message = f"{label} “{value}” có “{wrong}”, chỉ được ghi chữ số."
    elif len(value) not in lengths:
        wanted = " hoặc ".join(map(str, lengths))
        message = f"{label} “{value}” có {len(value)} chữ số, phải có {wanted}."
    else:
        return []
    offered = next((offer for length in lengths if (offer := suggest(value, length))), None)
    tail = f" Có phải là {offered}?" if offered else " Ghi lại theo giấy tờ."
    return [Issue(field, "hard", code, message + tail)]


@cache
def cccd_provinces() -> dict[str, str]:
    """Province of birth registration by the first three digits of a personal number (63 codes, as before 7/2025)."""
    return {row["cccd_code"]: row["province"] for row in resources.open_csv("units/cccd_provinces.csv")}


def _is_placeholder(digits: str) -> bool:
    """All figures equal or running up, e.g. 000000, 123456."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps in ({0}, {1})


def cccd_birth_year(value: str) -> int:
    """Year of birth inside a 12-digit personal number (digit 4 century and sex, digits 5–6 year)."""
    return 1900 + 100 * (int(value[3]) // 2) + int(value[4:6])


def cccd_sex(value: str) -> str:
    """Sex inside a personal number, by code list `sex`: even digit 4 = 1 (Nam), odd = 2 (Nữ)."""
    return "2" if int(value[3]) % 2 else "1"


def _cccd_province(value: str, field: str, on: str) -> list[Issue]:
    province = value[:3]
    if province in cccd_provinces():
        return []
    severity: Severity = "hard"
    if province >= "100":
        severity, what = "soft", f"ba số đầu {province} là mã nước ngoài"
    else:
        what = f"ba số đầu {province} không phải mã tỉnh nào"
        if on >= _REORGANISED and province != "000":
            severity = "soft"
    return [Issue(field, severity, "cccd_province", f"Số định danh {value}: {what}. Kiểm tra lại trên thẻ.")]


def _cccd_against(value: str, field: str, sex: str | None, birth: str | None) -> list[Issue]:
    """Digits 4–6 against the recorded sex and year of birth; either side may be the wrong one."""
    issues = []
    year = cccd_birth_year(value)
    if sex in ("1", "2") and sex != cccd_sex(value):
        shown = {"1": "nam", "2": "nữ"}
        message = (
            f"Số định danh {value}: chữ số thứ 4 là {value[3]} (giới tính {shown[cccd_sex(value)]}), "
            f"nhưng đang ghi {shown[sex]}. Xem lại số hoặc giới tính."
        )
        issues.append(Issue(field, "soft", "cccd_sex", message))
    if birth and birth[:4].isdecimal() and int(birth[:4]) != year:
        message = (
            f"Số định danh {value}: chữ số thứ 4 đến 6 là {value[3:6]} (sinh năm {year}), "
            f"nhưng đang ghi sinh năm {birth[:4]}. Xem lại số hoặc năm sinh."
        )
        issues.append(Issue(field, "soft", "cccd_birth", message))
    return issues


def check_cccd(
    value: str, *, on: str, sex: str | None = None, birth: str | None = None, field: str = "cccd"
) -> list[Issue]:
    """Personal number of 12 digits, without check digit.

    Source: NĐ 137/2015/NĐ-CP Đ.13, TT 07/2016/TT-BCA Đ.7, TT 59/2021/TT-BCA Đ.4.
    on: today's ISO date; sex: code list `sex`; birth: kept date.
    """
    if issues := _digits_issue(field, "cccd_form", "Số định danh", value, (12,)):
        return issues
    issues = _cccd_province(value, field, on)
    if value[3] not in "0123":
        message = f"Số định danh {value}: chữ số thứ 4 là {value[3]}, chỉ có thể là 0, 1, 2 hoặc 3."
        return [*issues, Issue(field, "hard", "cccd_century", message)]
    year = cccd_birth_year(value)
    if year > int(on[:4]):
        message = f"Số định danh {value}: chữ số thứ 4 đến 6 là {value[3:6]}, tức sinh năm {year}, sau năm {on[:4]}."
        return [*issues, Issue(field, "hard", "cccd_future", message)]
    issues += _cccd_against(value, field, sex, birth)
    if _is_placeholder(value[6:]):
        message = f"Số định danh {value}: sáu số cuối {value[6:]} giống số ghi tạm. Kiểm tra lại trên thẻ."
        issues.append(Issue(field, "soft", "cccd_placeholder", message))
    return issues


def check_cmnd(
    value: str,
    *,
    on: str,
    sex: str | None = None,
    birth: str | None = None,
    issued: str | None = None,
    field: str = "cmnd",
) -> list[Issue]:
    """Old identity card: 9 digits, or 12 as issued 2012–2015 (then the rules of the personal number).

    Soft: of no use as identification after 31/12/2024; older than 15 years. issued: ISO date.
    """
    if len(value) == 12 and value.isascii() and value.isdigit():
        return check_cccd(value, on=on, sex=sex, birth=birth, field=field)
    if issues := _digits_issue(field, "cmnd_form", "Số CMND", value, (9, 12)):
        return issues
    if _is_placeholder(value):
        issues.append(
            Issue(field, "soft", "cmnd_placeholder", f"Số CMND {value} giống số ghi tạm. Kiểm tra lại trên giấy tờ.")
        )
    if on > "2024-12-31":
        message = f"Số CMND {value}: CMND hết giá trị từ 01/01/2025. Nên đổi sang căn cước và ghi số định danh."
        issues.append(Issue(field, "soft", "cmnd_expired", message))
    elif issued and len(issued) == 10 and f"{int(issued[:4]) + 15}{issued[4:]}" < on:
        message = f"CMND {value} cấp ngày {show_date(issued)} đã quá 15 năm. Nên đổi sang căn cước."
        issues.append(Issue(field, "soft", "cmnd_old", message))
    return issues


def check_bhxh(
    value: str, *, on: str, sex: str | None = None, birth: str | None = None, field: str = "bhxh_no"
) -> list[Issue]:
    """Social-insurance number: 10 digits, no check digit; from 2025 also the personal number (to be verified)."""
    if len(value) == 12 and value.isascii() and value.isdigit():
        return check_cccd(value, on=on, sex=sex, birth=birth, field=field)
    return _digits_issue(field, "bhxh_form", "Mã số BHXH", value, (10, 12))


_CARD = re.compile(r"([A-Z]{2})([1-5])([0-9]{2})([0-9]{10})")
# Which benefit digit an object code carries (QĐ 1351/QĐ-BHXH 2015; the pairs are recalled, hence soft).
_BENEFITS = {
    **dict.fromkeys(("CC", "TE"), "1"),
    **dict.fromkeys(("HN", "DT", "DK", "XD", "BT", "TS", "CK", "CB", "KC"), "2"),
    **dict.fromkeys(("HT", "TC", "CN"), "3"),
    **dict.fromkeys(("QN", "CA", "CY"), "5"),
}
_LATER_CODES = ("ND", "TG", "AK")  # added in 2023, benefit not known
_SPECIAL_PROVINCES = ("97", "98", "99")  # army, ciphers, police


def benefit_of(object_code: str) -> str | None:
    """The benefit digit usual for an object code (list `bhyt_object`); None where it is not known."""
    if object_code in _LATER_CODES or object_code not in codes.names("bhyt_object"):
        return None
    return _BENEFITS.get(object_code, "4")


def _card_shape(value: str, field: str) -> list[Issue]:
    """Names the first place where a card number leaves the shape of 15 characters."""
    shape = "hai chữ cái, một số 1–5, hai số mã tỉnh, mười số BHXH"
    if len(value) != 15:
        what = f"có {len(value)} ký tự, phải có 15 ({shape})"
    elif not re.fullmatch(r"[A-Z]{2}", value[:2]):
        what = f"hai ký tự đầu “{value[:2]}” phải là chữ cái mã đối tượng"
    elif value[2] not in "12345":
        what = f"ký tự thứ 3 là “{value[2]}”, mức hưởng chỉ từ 1 đến 5"
    else:
        place = next(i for i, char in enumerate(value) if i > 2 and char not in "0123456789")
        what = f"ký tự thứ {place + 1} là “{value[place]}”, phải là chữ số"
    return [Issue(field, "hard", "bhyt_form", f"Số thẻ BHYT “{value}” {what}.")]


def check_bhyt_card(
    value: str,
    *,
    bhxh_no: str | None = None,
    age_at_start: int | None = None,
    field: str = "bhyt_card",
) -> list[Issue]:
    """Card number of 15 characters used to 3/2021: object, benefit, province, insurance number (QĐ 1351/QĐ-BHXH 2015).

    age_at_start: full years of the holder when the card begins. Only the shape is hard: lists grow, pairs are recalled.
    """
    found = _CARD.fullmatch(value)
    if found is None:
        return _card_shape(value, field)
    object_code, benefit, province, number = found.groups()
    findings: list[tuple[str, str]] = []
    usual = benefit_of(object_code)
    if object_code not in codes.names("bhyt_object"):
        findings.append(("bhyt_object", f"mã đối tượng {object_code} chưa có trong danh mục"))
    elif usual is not None and usual != benefit:
        findings.append(("bhyt_benefit", f"chữ số thứ 3 là {benefit}, mã {object_code} thường có mức hưởng {usual}"))
    if f"0{province}" not in cccd_provinces() and province not in _SPECIAL_PROVINCES:
        findings.append(("bhyt_province", f"chữ số thứ 4–5 là {province}, không phải mã tỉnh nào"))
    if bhxh_no and bhxh_no != number:
        findings.append(("bhyt_number", f"mười số cuối {number} khác mã số BHXH đang ghi {bhxh_no}"))
    if object_code == "TE" and age_at_start is not None and age_at_start >= 6:
        findings.append(("bhyt_child", f"mã TE dành cho trẻ dưới 6 tuổi, khi thẻ bắt đầu đã {age_at_start} tuổi"))
    return [
        Issue(field, "soft", code, f"Số thẻ BHYT {value}: {what}. Kiểm tra lại trên thẻ.") for code, what in findings
    ]


_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_NEW_BLOCKS = ("030", "031", "051")
_LANDLINE = re.compile(r"02[0-9]{9}")
# Mobile numbers of 11 digits became 10 digits from 15/9/2018.
_OLD_MOBILE = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}
_RENUMBERED = "2018-09-15"
# Area codes of our provinces before 17/6/2017. 076 has since become a mobile block, 054 has not.
_OLD_AREA = {"054": "0234", "076": "0296"}


def clean_phone(raw: str) -> str:
    """A phone number without blanks, dots, dashes and brackets, with 0 for the country code 84."""
    digits = re.sub(r"[\s.\-‐‑–—()'’]", "", raw.strip())
    return re.sub(r"^(?:\+84|0084|84(?=[1-9][0-9]{8,9}$))0?", "0", digits)


def split_phones(raw: str) -> list[str]:
    """The cleaned numbers of a cell that holds several (`0912… / 0234…`)."""
    return [clean_phone(part) for part in re.split(r"[/;,]|\bvà\b|\bhoặc\b", raw) if part.strip()]


def modern_phone(value: str, written_on: str | None = None) -> str | None:
    """The number in use today for an old mobile number of 11 digits or an old area code; None for any other.

    written_on: ISO date of the list it comes from, when known: before 15/9/2018 a number in 076 was An Giang's.
    """
    if not re.fullmatch(r"[0-9]+", value):
        return None
    if len(value) == 11 and value[:4] in _OLD_MOBILE:
        return _OLD_MOBILE[value[:4]] + value[4:]
    old_area = value[:3] == "054" or (written_on is not None and written_on < _RENUMBERED)
    if len(value) == 10 and old_area and value[:3] in _OLD_AREA:
        return _OLD_AREA[value[:3]] + value[3:]
    return None


def check_phone(value: str, *, written_on: str | None = None, field: str = "phone") -> list[Issue]:
    """A phone number as cleaned: mobile 10 digits or landline 02x 11 digits; an unknown block of 10 digits is soft."""
    wrong = next((char for char in value if char not in "0123456789"), None)
    if wrong is not None:
        return [Issue(field, "hard", "phone_form", f"Số điện thoại “{value}” có “{wrong}”, chỉ được ghi chữ số.")]
    modern = modern_phone(value, written_on)
    if modern:
        severity: Severity = "hard" if len(value) == 11 else "soft"
        message = f"Số điện thoại {value} là số cũ, nay là {modern}: đổi sang số mới."
        return [Issue(field, severity, "phone_old", message)]
    if _LANDLINE.fullmatch(value) or _MOBILE.fullmatch(value):
        return []
    if len(value) == 10 and value[0] == "0":
        kind = "đầu số mới cấp" if value[:3] in _NEW_BLOCKS else "đầu số lạ"
        return [Issue(field, "soft", "phone_block", f"Số điện thoại {value} có {kind} {value[:3]}. Kiểm tra lại.")]
    message = f"Số điện thoại “{value}” có {len(value)} chữ số: di động có 10 (đầu 0), số bàn có 11 (đầu 02)."
    return [Issue(field, "hard", "phone_form", message)]


def check_bank_account(
    value: str, *, account_name: str | None = None, person_name: str | None = None, field: str = "bank_account"
) -> list[Issue]:
    """Bank account: digits (hard), 6–19 of them (soft, no common checksum); the name should be the person's (soft)."""
    wrong = next((char for char in value if char not in "0123456789"), None)
    if not value or wrong is not None:
        what = f"có “{wrong}”" if wrong else "còn trống"
        return [Issue(field, "hard", "bank_form", f"Số tài khoản “{value}” {what}, chỉ được ghi chữ số.")]
    issues = []
    if not 6 <= len(value) <= 19:
        message = f"Số tài khoản {value} có {len(value)} chữ số, thường có từ 6 đến 19. Kiểm tra lại."
        issues.append(Issue(field, "soft", "bank_length", message))
    if account_name and person_name and fold(account_name) != fold(person_name):
        message = f"Tên chủ tài khoản “{account_name}” khác tên “{person_name}”. Kiểm tra lại hoặc ghi lý do nhận thay."
        issues.append(Issue(field, "soft", "bank_name", message))
    return issues


_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def clean_tax_code(raw: str) -> str:
    """A tax code as `0123456789` or, for a branch, `0123456789-001`."""
    digits = _clean(raw)
    return f"{digits[:10]}-{digits[10:]}" if re.fullmatch(r"[0-9]{13}", digits) else digits


def check_tax_code(value: str, *, on: str, field: str = "tax_code") -> list[Issue]:
    """Tax code: 10 digits with a check digit, a branch adds 3; 12 digits are a personal number (to be verified)."""
    if len(value) == 12 and value.isascii() and value.isdigit():
        return check_cccd(value, on=on, field=field)
    if not re.fullmatch(r"[0-9]{10}(?:-[0-9]{3})?", value):
        message = f"Mã số thuế “{value}” phải có 10 chữ số, hoặc 10 chữ số, gạch nối và 3 chữ số."
        return [Issue(field, "hard", "tax_form", message)]
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, value[:9], strict=True))
    expected = 10 - total % 11
    if expected == int(value[9]):
        return []
    right = f"phải là {expected}" if expected < 10 else "không có số nào đúng, chín số đầu đã sai"
    message = f"Mã số thuế {value}: chữ số thứ 10 là {value[9]}, theo cách tính {right}. Kiểm tra lại."
    return [Issue(field, "hard", "tax_check", message)]
