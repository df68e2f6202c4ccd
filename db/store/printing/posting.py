"""Print data of lists put up in public: households by class, or those a policy gives something. Nothing sensitive."""

from __future__ import annotations

from db.domain.errors import UserError
from db.domain.values import show_money
from db.policy.definition import Policy
from db.store.printing.homes import MARKS
from db.store.printing.lists import SYMBOL, bases
from db.store.printing.money import granted
from db.store.printing.rounds import class_before, class_of, disputed, found_by
from db.store.printing.sheet import Sheet, name_of
from db.store.prints.papers import Pending, PostingLine, PostingList
from db.store.rows import HouseholdRow

CLASS, FOUND, AMOUNT = "Kết quả phân loại", "Kết quả rà soát", "Mức hỗ trợ (đồng)"
NOT_POSTED = (
    "Việc của chính sách này được giữ kín nên không niêm yết. Chưa in gì, dữ liệu còn nguyên: chọn chính sách khác, "
    "hoặc bỏ chính sách để niêm yết danh sách hộ nghèo, hộ cận nghèo."
)


def open_policy(sheet: Sheet) -> Policy | None:
    """The policy chosen, if one was; UserError where what it gives is kept secret."""
    policy = sheet.newest.get(sheet.selection.policy or "")
    if policy and policy.nature == "service":
        raise UserError("kept_secret", NOT_POSTED)
    return policy


def posting(sheet: Sheet) -> PostingList:
    """The list of poor and near-poor households of the year; under a policy, of those who ask for or get support."""
    policy = open_policy(sheet)
    homes = [home for home in sheet.homes if _about(sheet, home)]
    decided = [home for home in homes if not (policy or found_by(sheet, home.unit))]
    what = f"Hộ được đề nghị hỗ trợ: {policy.title}," if policy else "Hộ nghèo, hộ cận nghèo"
    return PostingList(
        office=sheet.office,
        stamp=sheet.issue.stamp,
        subject=sheet.subject(what),
        column=AMOUNT if policy else FOUND if any(found_by(sheet, home.unit) for home in homes) else CLASS,
        lines=[_line(sheet, home) for home in homes if not _waits(sheet, home)],
        heading=sheet.heading(SYMBOL),
        basis=bases([
            (home.classification.decision_no, home.classification.decision_date)
            for home in decided if home.classification
        ]),
        pending=[Pending(name=_name(home), village=sheet.village(home)) for home in homes if _waits(sheet, home)],
    )  # fmt: skip


def _about(sheet: Sheet, home: HouseholdRow) -> bool:
    if sheet.selection.policy:
        return any(not row.refused for row in sheet.supports.get(home.id, []))
    return class_of(sheet, home) in MARKS or class_before(sheet, home) is not None


def _waits(sheet: Sheet, home: HouseholdRow) -> bool:
    supports = sheet.supports.get(home.id, []) if sheet.selection.policy else []
    return disputed(sheet, home) or any(row.conflicts for row in supports)


def _line(sheet: Sheet, home: HouseholdRow) -> PostingLine:
    if sheet.selection.policy:
        amounts = [granted(row) or row.requested for row in sheet.supports.get(home.id, []) if not row.refused]
        known = [amount for amount in amounts if amount is not None]
        result = show_money(sum(known)) if known else None
    else:
        result = name_of("household_class", class_of(sheet, home))
    return PostingLine(name=_name(home), village=sheet.village(home), persons=len(home.members), result=result)


def _name(home: HouseholdRow) -> str:
    return home.head.name if home.head else ""
