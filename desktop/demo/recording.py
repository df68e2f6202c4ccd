"""What the communes of the demonstration record: loans, houses, cards and legal aid of 2017, each by its definition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from db.domain.errors import InvalidData
from db.domain.values import age_on
from db.ledger.register import Register
from db.store.households import add_classification
from db.store.inputs import Amounts, ClassificationInput, MilestoneInput, Source, SupportInput
from db.store.reading import household_ids, households
from db.store.rows import HouseholdRow
from db.store.supports import add_support

LOANS, HOUSES, CASES, CARD_HOUSEHOLDS = 12, 5, 3, 30
PLANS = (
    ("Chăn nuôi bò sinh sản", "Mua bò cái giống", "2 con"),
    ("Trồng keo lai", "Mua cây giống, phân bón", "2 ha"),
    ("Nuôi lợn bản địa", "Mua lợn giống, làm chuồng", "6 con"),
    ("Trồng chuối già lùn", "Mua cây giống, phân chuồng", "0,5 ha"),
)


def record_supports(register: Register, year: int) -> dict[str, int]:
    """Record supports of the four policies; what a definition refuses or questions is left out.

    Returns:
        How many of each, by the policy's id.
    """
    with register.read() as connection:
        homes = households(connection, household_ids(connection), f"{year}-12-31")
    poor = [home for home in homes if home.classification and home.classification.result == "poor" and home.head]
    return {
        "tin_dung": _write(register, _loans(poor, year), LOANS),
        "nha_o": _write(register, _houses(register, poor, year), HOUSES),
        "bhyt": _write(register, _cards(homes, year)),
        "tro_giup_phap_ly": _write(register, _cases(poor, year), CASES),
    }


def _write(register: Register, supports: Iterator[SupportInput], limit: int | None = None) -> int:
    written = 0
    for support in supports:
        if written == limit:
            break
        try:
            add_support(register, support)
        except InvalidData:
            continue
        written += 1
    return written


def _steps(year: int, *steps: tuple[str, str, int | None, str | None]) -> list[MilestoneInput]:
    return [MilestoneInput(kind=k, date=f"{year}-{day}", amount=a, document_no=n) for k, day, a, n in steps]


def _loans(poor: list[HouseholdRow], year: int) -> Iterator[SupportInput]:
    for number, home in enumerate(poor):
        plan, what, how_much = PLANS[number % len(PLANS)]
        loan, own = 20_000_000 + 5_000_000 * (number % 5), 3_000_000
        yield SupportInput(
            policy="tin_dung",
            year=year,
            household=home.id,
            round="Đợt 1",
            amounts=Amounts(
                requested=loan,
                approved=loan,
                cost=loan + own,
                sources=[Source(source="nhcsxh", amount=loan), Source(source="ho_tu_co", amount=own)],
            ),
            details={
                "chuong_trinh": "ho_ngheo",
                "phuong_an": plan,
                "thoi_han": 36,
                "ky_han": 12,
                "hoi_quan_ly": "nong_dan",
                "muc_dich": [{"viec": what, "so_luong": how_much, "thanh_tien": loan}],
            },
            milestones=_steps(
                year,
                ("requested", "02-14", None, None),
                ("reviewed", "02-20", None, "10C/TD"),
                ("confirmed", "02-24", None, None),
                ("approved", "03-03", None, "04/TD"),
                ("disbursed", "03-10", loan, None),
            ),
        )


def _houses(register: Register, poor: list[HouseholdRow], year: int) -> Iterator[SupportInput]:
    for home in islice(poor, 20, None):
        earlier = ClassificationInput(
            standard="2011_2015",
            result="poor",
            valid_from="2015-01-01",
            decision_no="98/QĐ-UBND",
            decision_date="2014-12-25",
        )
        add_classification(register, home.id, earlier)
        loan, fund, own = 25_000_000, 15_000_000, 12_000_000
        yield SupportInput(
            policy="nha_o",
            year=year,
            household=home.id,
            round="Đợt 1",
            amounts=Amounts(
                requested=loan,
                approved=loan,
                cost=loan + fund + own,
                sources=[
                    Source(source="nhcsxh", amount=loan),
                    Source(source="quy_vnn", amount=fund),
                    Source(source="ho_tu_co", amount=own),
                ],
            ),
            details={
                "chuong_trinh": "qd_33",
                "loai": "xay_moi",
                "so_khau": len(home.members),
                "hien_trang": "nha_tam",
                "dien_tich_moi": "36",
                "dat": "hop_phap",
                "uu_tien": ["dtts", "dbkk"],
            },
            milestones=_steps(
                year,
                ("requested", "03-06", None, None),
                ("reviewed", "03-15", None, None),
                ("listed", "03-22", None, None),
                ("approved", "04-05", None, "512/QĐ-UBND"),
                ("started", "04-20", None, None),
                ("staged", "05-18", None, None),
                ("disbursed", "05-25", loan, None),
            ),
        )


_OBJECTS: dict[str, str] = {"poor": "HN", "near_poor": "CN"}


def _cards(homes: list[HouseholdRow], year: int) -> Iterator[SupportInput]:
    for home in homes[:CARD_HOUSEHOLDS]:
        for member in home.members:
            young = member.birth_date is not None and (age_on(member.birth_date, f"{year}-01-01") or 0) < 6
            poor = _OBJECTS.get((home.classification.result or "") if home.classification else "", "DK")
            yield SupportInput(
                policy="bhyt",
                year=year,
                household=home.id,
                person=member.id,
                details={
                    "phuong_an": "tang_moi",
                    "ma_doi_tuong": "TE" if young else poor,
                    "tu_ngay": f"{year}-01-01",
                    "ten_kcb": "Trạm y tế xã",
                    "noi_sinh_song": "K2",
                },
                milestones=_steps(
                    year - 1,
                    ("requested", "12-12", None, None),
                    ("reviewed", "12-15", None, "131/QĐ-UBND"),
                    ("approved", "12-28", None, None),
                ),
            )


_FIELDS = ("dat_dai", "hon_nhan", "hanh_chinh")


def _cases(poor: list[HouseholdRow], year: int) -> Iterator[SupportInput]:
    for number, home in enumerate(islice(poor, 5, None)):
        field = _FIELDS[number % len(_FIELDS)]
        yield SupportInput(
            policy="tro_giup_phap_ly",
            year=year,
            household=home.id,
            person=home.members[0].id,
            details={
                "dien": "nguoi_ngheo",
                "kenh": "luu_dong",
                "linh_vuc": field,
                "hinh_thuc": "tu_van",
                "tom_tat": "Hỏi về thủ tục và giấy tờ cần có",
                "noi_nhan": "Trung tâm trợ giúp pháp lý nhà nước",
            },
            milestones=_steps(
                year,
                ("requested", "06-05", None, None),
                ("referred", "06-06", None, None),
                ("filed", "06-08", None, None),
                ("approved", "06-08", None, None),
            ),
        )
