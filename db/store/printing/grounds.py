"""What office papers rest on (căn cứ): the law of local offices, the poverty standard, the texts on reviews, by day.

Texts are those that the standards and policies carry as seen, and the few here. A date that no source gives is left to
the pen, never printed from memory.
"""

from __future__ import annotations

from collections.abc import Mapping

from db.domain.errors import NotFound
from db.domain.standards import Standard, standard_on
from db.policy.definition import Policy, in_force
from db.store.prints.offices import BY_PEN, Ground

OFFICES = (
    ("2003", "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân"),
    ("2016", "Luật Tổ chức chính quyền địa phương"),
)
"""From which year which law on local offices holds; several of one name followed each other: the date is left open."""
MINISTER = "Bộ trưởng Bộ Lao động - Thương binh và Xã hội"
REVIEWS = (
    (
        2016,
        2021,
        Ground(
            title="Thông tư",
            number="17/2016/TT-BLĐTBXH",
            date=BY_PEN,
            maker=MINISTER,
            about="hướng dẫn quy trình rà soát hộ nghèo, hộ cận nghèo hàng năm",
        ),
    ),
    (
        2022,
        2026,
        Ground(
            title="Quyết định",
            number="24/2021/QĐ-TTg",
            date=BY_PEN,
            maker="Thủ tướng Chính phủ",
            about="quy định quy trình rà soát hộ nghèo, hộ cận nghèo hằng năm",
        ),
    ),
    (2022, 2026, Ground(title="Thông tư", number="07/2021/TT-BLĐTBXH", date="2021-07-18", maker=MINISTER)),
)
"""How households are reviewed: first and last year of the lists, the text."""
KINDS = (
    ("QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ"),
    ("NĐ-CP", "Nghị định", "Chính phủ"),
    ("TTLT", "Thông tư liên tịch", None),
    ("TT-", "Thông tư", None),
    ("NQ-", "Nghị quyết", None),
    ("QĐ", "Quyết định", None),
)
MOST = 5


def kind_of(number: str) -> tuple[str, str | None]:
    """What a text is by its number, and who made it where the number says so."""
    return next(((kind, maker) for mark, kind, maker in KINDS if mark in number), ("Văn bản", None))


def recognising(year: int, day: str, known: Mapping[str, Standard]) -> list[Ground]:
    """What a list of poor and near-poor households of a year rests on, in a paper of an ISO day."""
    try:
        standard = standard_on(f"{year}-12-31", known)
    except NotFound:
        return [_offices(day)]
    about = f"về {standard.title[:1].lower()}{standard.title[1:]}"
    texts = [
        _cited(text["number"], text["date"] or None, about)
        for text in standard.content.get("legal_basis", ())
        if text["status"] == "seen" and text["date"] <= f"{year}-12-31"
    ]
    return [_offices(day), *texts, *(text for first, last, text in REVIEWS if first <= year <= last)]


def giving(policy: Policy, on: str, day: str) -> list[Ground]:
    """What support under a policy rests on: its texts that were read and are in force on the ISO date."""
    texts = [one for one in policy.definition.legal_basis if one.status == "seen" and in_force(one, on)]
    return [_offices(day), *(_cited(one.number, one.date.isoformat() if one.date else None) for one in texts[:MOST])]


def _offices(day: str) -> Ground:
    return Ground(title=[title for start, title in OFFICES if start <= day][-1], date=BY_PEN)


def _cited(number: str, date: str | None, about: str | None = None) -> Ground:
    kind, maker = kind_of(number)
    return Ground(title=kind, number=number, date=date, maker=maker, about=about)
