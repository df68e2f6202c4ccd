"""Reads a list of supports of one policy from Excel (cards, loans, any other) into plain shapes; knows no register.

What its columns mean comes from the policy's definition; a cell that cannot be read makes its line refused, with why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.domain.errors import FileProblem
from db.domain.text import check_name
from db.domain.values import local_date
from db.policy.compiled import Field
from db.policy.definition import Policy
from db.store.imports.listed import Doubt, RefusedRow
from db.store.imports.listed_supports import ListedSupport, SupportList
from db.store.inputs import MilestoneInput
from forms.sheets import cells, values
from forms.sheets.lists import Part, once, parts_of
from forms.sheets.policy_columns import RECORD, names_of, places, support_headings
from forms.sheets.rows import Row, field, full_name, group_village, row_kind
from forms.sheets.title import village_name
from forms.sheets.values import text
from forms.sheets.workbook import Value

PERSON = "person."


def read_supports(
    path: Path,
    policy: Policy,
    names: Mapping[str, str] | None = None,
    step: Callable[[int], object] = lambda _rows: None,
) -> SupportList:
    """The lines of an `.xlsx` list of supports of `policy`. names, step: as in `read_list`.

    Raises:
        FileProblem: as `read_list`.
    """
    known = {heading: place.removeprefix(PERSON) for heading, place in support_headings(policy).items()}
    parts, encoding = parts_of(path, known | dict(names or {}), step)
    if not parts:
        message = (
            f"Không thấy dòng đầu bảng (Họ và tên, và các cột của “{policy.short}”) trong tệp “{path.name}”. Chưa nhập "
            "gì vào sổ. Kiểm tra đúng tệp, đúng chính sách, hoặc sửa tên cột cho rõ rồi nhập lại."
        )
        raise FileProblem("sheet_no_head", message)
    result = SupportList(
        policy=policy.id,
        title=parts[0].title.title,
        commune=next((p.title.commune for p in parts if p.title.commune), None),
        year=next((p.title.year for p in parts if p.title.year), None),
        encoding=encoding,
        rows=[],
        same=names_of(policy.id).same,
        columns=once(column for part in parts for column in part.columns),
    )
    for part in parts:
        _Reader(policy, part, result, sheet=part.sheet if len(parts) > 1 else "").read()
    if not result.rows and not result.refused:
        message = f"Tệp “{path.name}” có đầu bảng nhưng không đọc được dòng nào. Chưa nhập gì vào sổ. Kiểm tra lại tệp."
        raise FileProblem("sheet_no_households", message)
    return result


class _Reader:
    """Reads the rows below one head."""

    def __init__(self, policy: Policy, part: Part, result: SupportList, *, sheet: str) -> None:
        self._policy, self._part, self._head, self._rows = policy, part, part.head, part.rows
        self._result, self._sheet = result, sheet
        self._village = part.title.village or village_name(part.sheet)
        self._on = local_date(datetime.now(UTC))
        self._own = {place for name in self._head.columns for place in places(name) if "." in place or place == RECORD}

    def read(self) -> None:
        """Reads all rows."""
        for row, found in enumerate(self._rows[self._head.last + 1 :], start=self._head.last + 2):
            kind = row_kind(found, self._head)
            name = full_name(found, self._head)
            if kind == "village":
                self._village = group_village(found)
            elif name and (kind == "person" or (kind == "other" and self._says(found))):
                self._line(row, found, name)

    def _says(self, found: Row) -> bool:
        """Whether a row holds anything of the policy's own columns."""
        return any(value is not None for place, value in self._cells(found) if place in self._own)

    def _cells(self, found: Row) -> Iterator[tuple[str, Value | None]]:
        """Every place of the list with its cell."""
        for name in self._head.columns:
            for place in places(name):
                yield place.removeprefix(PERSON), field(found, self._head, name)

    def _line(self, row: int, found: Row, written: str) -> None:
        problems: list[str] = []
        name = values.person_name(written).value or ""
        wrong = check_name(name)
        if wrong:
            problems.append(wrong[0].message.rstrip("."))
        if self._part.uncomputed.get(row - 1, set()) & set(self._head.columns.values()):
            problems.append("có ô công thức chưa tính: mở tệp bằng Excel, lưu lại rồi nhập")
        line = ListedSupport(row=row, name=name, sheet=self._sheet, village=self._village)
        for place, value in self._cells(found):
            if value is not None and text(value):
                self._put(line, place, value, row, problems)
        if problems:
            self._result.refused.append(RefusedRow(row, "; ".join(problems) + ".", self._sheet))
            return
        line.steps += self._implied(line)
        self._result.rows.append(line)

    def _put(self, line: ListedSupport, place: str, value: Value, row: int, problems: list[str]) -> None:
        room, _, name = place.partition(".")
        if room == "details":
            self._put_detail(line.details, name, value, problems)
        elif room == "amounts":
            amount, why = cells.money(value)
            if amount is not None:
                line.amounts[name] = amount
            else:
                problems.append(f"số tiền “{text(value)}”: {why}")
        elif room == "milestones":
            day, why = cells.day(value)
            if day is not None and len(day) == 10:
                line.steps.append(MilestoneInput(kind=name, date=day))
            else:
                label = self._policy.milestone_label(name)
                problems.append(f"ngày “{label}” ghi “{text(value)}”: {why or 'cần đủ ngày, tháng, năm'}")
        else:
            self._put_person(line, place, value, row)

    def _put_detail(self, details: dict[str, Any], name: str, value: Value, problems: list[str]) -> None:
        group, _, column = name.partition(".")
        one = self._policy.fields.get(group)
        own = one if one is None or not column else _cell_of(one, column)
        if own is None:
            return
        kept, why = cells.cell(own, value)
        if why:
            problems.append(why.rstrip("."))
        elif column:
            details.setdefault(group, {})[column] = kept
        else:
            details[group] = kept

    def _put_person(self, line: ListedSupport, place: str, value: Value, row: int) -> None:
        written = text(value)
        match place:
            case "record" | "head_name" | "round" | "note":
                setattr(line, place, written)
            case "village":
                line.village = f"Thôn {written}" if written.isdigit() else village_name(written) or written
            case "year":
                line.year = int(written) if written.isdecimal() and len(written) == 4 else None
            case "birth" | "birth_male" | "birth_female":
                line.birth_date = self._told(row, values.birth_date(value, self._on)) or line.birth_date
                line.sex = {"birth_male": "1", "birth_female": "2"}.get(place, line.sex)
            case "sex":
                line.sex = self._told(row, values.sex(value))
            case "cmnd" | "cccd" | "identity" | "bhxh_no":
                number = self._told(row, values.number(value, place, self._on))
                if number is not None:
                    setattr(line, _number_field(place, number), number)
            case _:
                pass  # columns of other lists: class, size, relation

    def _told(self, row: int, found: values.Found) -> str | None:
        if found.doubt:
            message = f"Dòng {row}: {found.doubt}"
            self._result.doubts.append(Doubt(row, "", found.code, message, found.serious, self._sheet))
        return found.value

    def _implied(self, line: ListedSupport) -> list[MilestoneInput]:
        """The steps that a line says have happened, as `headings.toml` declares."""
        made = []
        for step in names_of(self._policy.id).steps:
            day = line.details.get(step.date.removeprefix("details."))
            amount = line.amounts.get(step.amount.removeprefix("amounts.")) if step.amount else None
            if isinstance(day, str) and len(day) == 10 and (amount is not None or not step.amount):
                made.append(MilestoneInput(kind=step.kind, date=day, amount=amount))
        return made


def _cell_of(group: Field, column: str) -> Field | None:
    return next((cell for cell in group.cells if cell.id == column), None)


def _number_field(place: str, number: str) -> str:
    if place in ("cmnd", "cccd", "identity"):
        return "cccd" if len(number) == 12 else "cmnd"
    return place
