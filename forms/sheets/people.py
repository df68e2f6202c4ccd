"""Puts the rows of one sheet together to households and members, and reports what a person should look at.

It writes nothing and knows no register.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from db.domain.codes import ethnic, ethnic_from_1979, ethnic_groups, relation
from db.domain.text import check_name, fold
from db.store.imports.listed import Doubt, ListedHousehold, ListedMember, ListedReview, RefusedRow
from forms.sheets import values
from forms.sheets.head import Head
from forms.sheets.rows import Row, field, full_name, group_class, group_village, is_head_of_household, row_kind
from forms.sheets.title import class_in, village_name
from forms.sheets.values import Found, is_ticked, text
from forms.sheets.workbook import Value

_BIRTHS = ("birth", "birth_male", "birth_female")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*\d{4}\s*")
_NUMBERINGS: dict[str, Callable[[str], str | None]] = {
    "2008": lambda number: number,
    "1979": lambda number: ethnic_from_1979().get(number),
}
# Numbering of people instead of households: far more numbered rows than heads.
_PEOPLE_PER_HEAD = 1.5
_POINTS = ("b1", "b2")


class ListReader:
    """Reads the rows below a head once, in order; afterwards `households`, `refused` and `doubts` hold the result.

    village, result: what title or sheet name say for the whole sheet; on: today's ISO date; uncomputed: as of `Sheet`.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        head: Head,
        *,
        sheet: str,
        village: str | None,
        result: str | None,
        on: str,
        uncomputed: Mapping[int, set[int]] | None = None,
    ) -> None:
        self.households: list[ListedHousehold] = []
        self.refused: list[RefusedRow] = []
        self.doubts: list[Doubt] = []
        self._head = head
        self._sheet = sheet
        self._village = village
        self._result = result
        self._on = on
        self._current: ListedHousehold | None = None
        self._sizes: dict[int, int] = {}
        self._ended = False
        self._first_is_head = True
        self._uncomputed = uncomputed or {}
        below = list(enumerate(rows[head.last + 1 :], start=head.last + 2))
        self._rows = [(row, cells, row_kind(cells, head)) for row, cells in below]
        people = [cells for _, cells, kind in self._rows if kind == "person"]
        self._by_relation, self._by_number = self._marks(people)
        self._turned = {
            name for name in _BIRTHS if head.has(name) and _days_turned([c.get(head.columns[name]) for c in people])
        }

    def read(self) -> None:
        """Reads all rows."""
        for row, cells, kind in self._rows:
            if kind == "village":
                self._village, self._current = group_village(cells), None
            elif kind == "class":
                self._result, self._current = group_class(cells), None
            elif kind == "signature":
                self._ended = True
            elif kind == "total":
                self._check_total(row, cells)
            elif kind == "person" and (not self._ended or self._has_figures(cells)):
                self._person(row, cells)
            elif kind == "other" and full_name(cells, self._head) and not self._ended:
                self._refuse(row, "dòng chỉ có tên, không có năm sinh, giấy tờ hay quan hệ với chủ hộ")
        for household in self.households:
            self._check_household(household)

    def _marks(self, people: Sequence[Row]) -> tuple[bool, bool]:
        """Whether the relation column and whether the running number mark where a household starts."""
        heads = sum(is_head_of_household(self._text(cells, "relation")) for cells in people)
        numbers = [self._text(cells, "number") for cells in people]
        starts = sum(1 for before, now in pairwise(["", *numbers]) if now and now != before)
        return heads > 0, starts > 0 and (heads == 0 or starts <= heads * _PEOPLE_PER_HEAD)

    def _text(self, cells: Row, name: str) -> str:
        return text(field(cells, self._head, name))

    def _has_figures(self, cells: Row) -> bool:
        """Below a signature stand the names of the signers; a person of the list has a number or a birth there."""
        return any(self._text(cells, name) for name in ("number", "birth", "birth_male", "birth_female"))

    def _refuse(self, row: int, reason: str) -> None:
        self.refused.append(RefusedRow(row, f"{reason[:1].upper()}{reason[1:]}.", self._sheet))

    def _doubt(self, row: int, name: str, code: str, message: str, *, serious: bool = True) -> None:
        self.doubts.append(Doubt(row, name, code, f"Dòng {row}: {message}", serious, self._sheet))

    def _take(self, row: int, name: str, found: Found) -> str | None:
        """The value of a cell; its doubt goes to the report."""
        if found.doubt:
            self._doubt(row, name, found.code, found.doubt, serious=found.serious)
        return found.value

    def _person(self, row: int, cells: Row) -> None:
        if self._uncomputed.get(row - 1, set()) & set(self._head.columns.values()):
            message = "có ô công thức chưa tính: mở tệp bằng Excel, lưu lại rồi nhập."
            self._doubt(row, "", "uncomputed", message)
        name = self._take(row, "name", values.person_name(full_name(cells, self._head))) or ""
        wrong = check_name(name)
        if wrong:
            if self._starts(cells):
                self._current = None
            elif self._current is not None:
                self._doubt(self._current.row, "members", "member_refused", f"thành viên ở dòng {row} chưa đọc được.")
            self._refuse(row, wrong[0].message.rstrip("."))
            return
        if self._starts(cells):
            self._open(row, cells)
        if self._current is None:
            self._first_is_head = self._first_is_head and (self._by_number or not self._by_relation)
            self._refuse(row, f"{name} đứng trước dòng chủ hộ hoặc chưa rõ ở thôn nào")
            return
        self._current.members.append(self._member(row, name, cells))

    def _starts(self, cells: Row) -> bool:
        """Whether a row opens a household: its head, a new running number, or (without such columns) every row."""
        current = self._current
        if self._head.has("head_name") and self._head.has("name"):
            head_name = self._text(cells, "head_name")
            return bool(head_name) and (current is None or fold(current.members[0].name) != fold(head_name))
        number = self._text(cells, "number")
        if self._by_relation and is_head_of_household(self._text(cells, "relation")):
            return not (self._by_number and current is not None and self._waits_for_head(current, number))
        if self._by_number:
            return bool(number) and (current is None or number != current.number)
        if self._text(cells, "member_no") == "1":
            return True
        return not self._by_relation and not self._head.has("member_no")

    @staticmethod
    def _waits_for_head(current: ListedHousehold, number: str) -> bool:
        """Whether a head belongs to the people above it: they have a number of the list, and no head yet."""
        headless = not any(is_head_of_household(member.relation or "") for member in current.members)
        return headless and number in ("", current.number)

    def _open(self, row: int, cells: Row) -> None:
        village = self._household_village(cells)
        if not village:
            self._current = None
            return
        number = (self._text(cells, "number") or None) if self._by_number else None
        if self._by_number and number is None:
            message = "chủ hộ không có số thứ tự, đứng dưới hộ khác: xem có phải một hộ riêng."
            self._doubt(row, "number", "no_number", message)
        self._current = ListedHousehold(
            row=row,
            village=village,
            members=[],
            number=number,
            code=self._text(cells, "code") or None,
            result=self._class(cells),
            sub_type=next((s for s in ("income", "deprivation") if self._ticked(cells, f"sub_type:{s}")), None),
            change=self._change(cells),
            ethnic_minority=self._minority(cells),
            address=self._text(cells, "address") or None,
            phone=self._take(row, "phone", values.phone(field(cells, self._head, "phone"))),
            note=self._text(cells, "note") or None,
            review=self._review(row, cells),
            sheet=self._sheet,
        )
        self.households.append(self._current)
        size = self._text(cells, "size")
        if size.isdecimal():
            self._sizes[row] = int(size)

    def _review(self, row: int, cells: Row) -> ListedReview | None:
        """The points of a list of results, with the day and who came; None without points."""
        b1, b2 = (
            self._take(row, name, values.points(field(cells, self._head, name), name.upper())) for name in _POINTS
        )
        if b1 is None and b2 is None:
            return None
        return ListedReview(
            b1=None if b1 is None else int(b1),
            b2=None if b2 is None else int(b2),
            date=self._take(row, "reviewed", values.day(field(cells, self._head, "reviewed"), self._on)),
            reviewer=self._text(cells, "reviewer") or None,
        )

    def _household_village(self, cells: Row) -> str | None:
        written = self._text(cells, "village")
        if not written:
            return self._village
        return f"Thôn {written}" if written.isdigit() else village_name(written) or written

    def _ticked(self, cells: Row, name: str) -> bool:
        return is_ticked(field(cells, self._head, name))

    def _class(self, cells: Row) -> str | None:
        for name in ("near_poor", "poor"):
            if self._ticked(cells, f"class:{name}"):
                return name
        return class_in(self._text(cells, "class")) or self._result

    def _change(self, cells: Row) -> str | None:
        for name in self._head.columns:
            if name.startswith("change:") and self._ticked(cells, name):
                return name.removeprefix("change:")
        return self._text(cells, "change").casefold() or None

    def _minority(self, cells: Row) -> bool | None:
        """Ticked means yes; an empty cell says nothing, for empty never erases."""
        return True if self._ticked(cells, "minority") else None

    def _member(self, row: int, name: str, cells: Row) -> ListedMember:
        birth, sex = self._birth_and_sex(row, cells)
        member = ListedMember(
            row=row,
            name=name,
            birth_date=birth,
            sex=sex,
            relation=self._text(cells, "relation") or None,
            ethnic=self._ethnic(row, cells),
            bhxh_no=self._take(row, "bhxh_no", values.number(field(cells, self._head, "bhxh_no"), "bhxh_no", self._on)),
        )
        for column in ("cmnd", "cccd", "identity"):
            # where no column is for old papers, their numbers stand among the new ones
            kind = "identity" if column == "cccd" and not self._head.has("cmnd") else column
            found = values.number(field(cells, self._head, column), kind, self._on)
            number = self._take(row, column, found)
            if number is not None and len(number) == 12:
                member.cccd = number
            elif number is not None:
                member.cmnd = number
            elif found.doubt:
                member.note = f"Danh sách ghi số giấy tờ: {self._text(cells, column)}"
        self._check_words(row, member)
        return member

    def _ethnic(self, row: int, cells: Row) -> str | None:
        """The group as written, or the one a number of the numbering told stands for; 06 is one group in each."""
        for year, code_of in _NUMBERINGS.items():
            number = self._text(cells, f"ethnic:{year}")
            code = code_of(number.zfill(2)) if number else None
            if code in ethnic_groups():
                return ethnic_groups()[code].name
            if number:
                self._doubt(row, "ethnic", "ethnic_number", f"danh mục dân tộc {year} không có số “{number}”.")
                return None
        written = self._text(cells, "ethnic")
        if written.isdigit():
            message = (
                f"dân tộc ghi số {written}: nói cột ấy theo danh mục năm 2008 (54 dân tộc) hay 1979 ở “nghĩa các cột”."
            )
            self._doubt(row, "ethnic", "ethnic_number", message)
            return None
        return written or None

    def _birth_and_sex(self, row: int, cells: Row) -> tuple[str | None, str | None]:
        """From one column each, or from `Năm sinh: Nam | Nữ`, where the column tells the sex."""
        raw = field(cells, self._head, "birth")
        sex = self._take(row, "sex", values.sex(field(cells, self._head, "sex")))
        both = [c for c in (("birth_male", "1"), ("birth_female", "2")) if self._text(cells, c[0])]
        both += [c for c in (("male", "1"), ("female", "2")) if self._ticked(cells, c[0])]
        if len({code for _, code in both}) > 1:
            self._doubt(row, "sex", "sex_both", "cả cột Nam và cột Nữ đều có ghi: xem lại giới tính.")
            return None, sex
        written = "birth"
        for column, code in both:
            sex = sex or code
            if column.startswith("birth") and not self._ticked(cells, column):
                raw, written = field(cells, self._head, column), column
        if written in self._turned and isinstance(raw, date) and raw.day != raw.month:
            told = (
                f"ô ngày sinh là {raw:%d/%m/%Y}, mà cột này có ngày Excel không đổi được: xem ngày và tháng có bị đảo."
            )
            self._doubt(row, "birth_date", "birth_turned", told)
        return self._take(row, "birth_date", values.birth_date(raw, self._on)), sex

    def _check_words(self, row: int, member: ListedMember) -> None:
        """Tells of kinship words and ethnic groups that have no sure code; they are kept as written."""
        if member.relation and not is_head_of_household(member.relation):
            meant = relation(member.relation)
            if meant.doubt:
                self._doubt(row, "relation", "relation_unclear", meant.doubt, serious=False)
        if member.ethnic and ethnic(member.ethnic)[0] is None:
            message = f"chưa có mã cho dân tộc “{member.ethnic}”: giữ tên như danh sách."
            self._doubt(row, "ethnic", "ethnic_unclear", message, serious=False)

    def _check_household(self, household: ListedHousehold) -> None:
        """The head stands first; a household without a marked head or with a wrong size is reported."""
        heads = [m for m in household.members if is_head_of_household(m.relation or "")]
        if self._by_relation and not heads:
            self._doubt(household.row, "members", "no_head", "hộ không có dòng nào ghi “Chủ hộ”.")
        if not self._first_is_head:
            self._doubt(household.row, "members", "order", "đầu danh sách có người đứng trước chủ hộ: xem ai ở hộ nào.")
        seen: dict[tuple[str, ...], int] = {}
        for member in household.members:
            words = (member.name, member.birth_date, member.sex, member.relation, member.ethnic)
            first = seen.setdefault(tuple(fold(word or "") for word in words), member.row)
            if first != member.row:
                self._doubt(member.row, "name", "twice", f"{member.name} đã ghi trong hộ này ở dòng {first}.")
        household.members.sort(key=lambda member: member not in heads)
        if household.result is None and household.review is None:
            self._doubt(household.row, "result", "no_class", "chưa rõ là hộ nghèo hay hộ cận nghèo.")
        stated = self._sizes.get(household.row)
        if stated is not None and len(household.members) > 1 and stated != len(household.members):
            message = f"danh sách ghi {stated} khẩu nhưng có {len(household.members)} người."
            self._doubt(household.row, "members", "size", message)

    def _check_total(self, row: int, cells: Row) -> None:
        """A grand total of the sheet is compared with what was read above it."""
        if not any(text(value).casefold().startswith("tổng") for value in cells.values()):
            return  # “Cộng thôn 1” counts a part only
        number, people = self._text(cells, "number"), self._text(cells, "member_no")
        persons = sum(len(h.members) for h in self.households)
        for written, counted, unit in ((number, len(self.households), "hộ"), (people, persons, "người")):
            if written.isdecimal() and int(written) != counted:
                message = f"dòng tổng ghi {written} {unit}, đọc được {counted}: đếm lại danh sách."
                self._doubt(row, "", "total", message, serious=False)


def _days_turned(cells: Sequence[Value | None]) -> bool:
    """Whether Excel read the days of a column as months: it left `13/5/1962` a text, so `1/5/1962` is its 5 January."""
    days = [cell for cell in cells if isinstance(cell, date)]
    texts = (_DAY_FIRST.fullmatch(cell) for cell in cells if isinstance(cell, str))
    kept = any(found and int(found[1]) > 12 >= int(found[2]) for found in texts)
    return kept and all(day.day <= 12 for day in days)
