"""The members of a household as rows being filled in: what a cell means, what fills itself in, pasting. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from db.domain import codes
from db.domain.errors import Issue
from db.domain.identifiers import clean_digits
from db.domain.text import fold
from db.store.household.people import HEAD
from db.store.imports.listed import ListedMember
from db.store.inputs import PersonInput
from db.store.rows import MemberRow
from desktop.presenters.fields import FieldSpec, Option, Problem, label, options_of, read
from desktop.presenters.household.fields import called
from desktop.presenters.sheet import Line, Sheet, cells_of
from desktop.words import _
from forms.sheets.pasted import read_members

_KEPT = ("name", "birth_date", "relation", "sex", "bhxh_no", "phone", "note")
COLUMN_OF = {"cmnd": "identity", "cccd": "identity", "ethnic_local": "ethnic"}
"""The column in which a field of a person stands, where it is not its own."""

CCCD = 12


def columns() -> tuple[FieldSpec, ...]:
    """The columns of the grid, in the order of entry."""
    person = partial(called, "person")
    return (
        FieldSpec(id="name", label=person("name"), required=True, width=26, max_length=100),
        FieldSpec(
            id="birth_date", label=person("birth_date"), kind="date", width=11, hint=_("1 5 1962, 5 1962 hoặc chỉ 1962")
        ),
        FieldSpec(
            id="relation", label=_("Quan hệ"), kind="choice", options=options_of("relation"), width=13,
            hint=_("Quan hệ với chủ hộ: gõ vài chữ đầu hoặc mã (4: con đẻ)"),
        ),
        FieldSpec(id="sex", label=person("sex"), kind="choice", options=options_of("sex"), width=9),
        FieldSpec(id="ethnic", label=person("ethnic"), kind="choice", options=ethnic_names(), open=True, width=11),
        FieldSpec(
            id="identity", label=_("Số CMND/CCCD"), width=15, max_length=40,
            hint=_("9 số là CMND, 12 số là CCCD; có cả hai thì ghi cách nhau"),
        ),
        FieldSpec(id="bhxh_no", label=person("bhxh_no"), kind="digits", width=12),
        FieldSpec(id="phone", label=person("phone"), kind="digits", width=12, aside=True),
        FieldSpec(id="note", label=person("note"), width=12, max_length=1000, aside=True),
    )  # fmt: skip


@cache
def ethnic_names() -> tuple[Option, ...]:
    """Ethnic groups, and the names under which some of their people go, as Pa Cô and Pa Hy among the Tà Ôi."""
    groups = codes.ethnic_groups().values()
    own = [Option(group.code, group.name) for group in groups]
    local = {name: group.name for group in groups for name, *_others in group.local_groups if codes.ethnic(name)[0]}
    taken = {fold(option.label) for option in own}
    return (*own, *(Option(name, name, group) for name, group in local.items() if fold(name) not in taken))


class MemberSheet(Sheet):
    """Rows of people. In a new row the head, the ethnic group and a sex that the relation tells fill themselves in."""

    def __init__(self, today: str) -> None:
        super().__init__(columns())
        self._today = today
        self.remarks: list[str] = []
        """What a person should look at in the block pasted last."""

        self.ethnic = ""
        """What the head of a new household gets: the group of the one before."""

    def show(self, members: list[MemberRow]) -> None:
        """Begin with the people of the register."""
        self.load((member.id, as_cells(member)) for member in members)

    def put(self, row: int, column: int, typed: str) -> None:
        super().put(row, column, understood(self.columns[column], typed))
        if not self.lines[row].key:
            self._fill_in(row)

    def _fill_in(self, row: int) -> None:
        line = self.lines[row]
        if all(not text.strip() or name in line.given for name, text in line.typed.items()):
            for name in line.given:
                line.typed[name] = ""
            line.given.clear()
            return
        if row == 0:
            self._give(line, "relation", HEAD)
        relation = self._value(line, "relation")
        self._give(line, "sex", codes.sex_of_relation(relation) or "")
        above = self.lines[row - 1].typed.get("ethnic", "") if row else self.ethnic
        self._give(line, "ethnic", above)
        self._grow()

    def _give(self, line: Line, name: str, value: str) -> None:
        """Fill in a cell that is empty or was filled in before."""
        if name not in line.given and line.typed.get(name, "").strip():
            return
        spec = self._spec(name)
        line.typed[name] = label(spec, value)
        line.problems.pop(name, None)
        (line.given.add if value else line.given.discard)(name)

    def _spec(self, name: str) -> FieldSpec:
        return next(spec for spec in self.columns if spec.id == name)

    def _value(self, line: Line, name: str) -> Any:
        return read(self._spec(name), line.typed.get(name, "")).value

    def paste(self, row: int, column: int, block: str) -> int:
        """As any sheet, but a block with the headings of a list is read by them and its people are added at the end."""
        pasted = read_members(cells_of(block), self._today)
        self.remarks = pasted.remarks if pasted else []
        if pasted is None:
            return super().paste(row, column, block)
        count = 0
        for member in pasted.members:
            below = len(self.filled())
            for place, spec in enumerate(self.columns):
                text = as_cells(member).get(spec.id)
                if text:
                    self.put(below, place, str(text))
                    count += 1
        return count

    def person(self, line: Line) -> dict[str, Any]:
        """Fields of a person as the store takes them."""
        values = self.values(line)
        cmnd, cccd = papers(values["identity"])
        group, local = codes.ethnic(self._label("ethnic", values["ethnic"]))
        kept = {name: values[name] for name in _KEPT}
        return {**kept, "ethnic": group, "ethnic_local": local, "cmnd": cmnd, "cccd": cccd}

    def _label(self, name: str, value: str | None) -> str:
        return label(self._spec(name), value or "")

    def input(self, line: Line) -> PersonInput:
        """A person to be added."""
        person = self.person(line)
        return PersonInput(**{**person, "name": person["name"] or "", "relation": person["relation"] or "99"})

    def changes(self, line: Line) -> dict[str, Any]:
        """Fields of a recorded person that differ from what the register holds."""
        changed = line.changed()
        return {name: value for name, value in self.person(line).items() if COLUMN_OF.get(name, name) in changed}

    def judge(self, line: Line, issues: list[Issue]) -> list[Issue]:
        """Put findings (their fields without the path of the person) at their cells; the others are handed back."""
        homeless = []
        for issue in issues:
            column = COLUMN_OF.get(issue.field, issue.field)
            if any(spec.id == column for spec in self.columns):
                before = line.problems.get(column)
                if before is None or before.severity == "soft":
                    line.problems[column] = Problem(issue.severity, issue.message)
            else:
                homeless.append(issue)
        return homeless


def as_cells(person: MemberRow | ListedMember) -> dict[str, Any]:
    """Values of the columns of somebody as the register or a list has them."""
    cells = {name: getattr(person, name) for name in _KEPT}
    cells["identity"] = " ".join(number for number in (person.cmnd, person.cccd) if number) or None
    local = person.ethnic_local if isinstance(person, MemberRow) else None
    return {**cells, "ethnic": local or person.ethnic}


def papers(written: str | None) -> tuple[str | None, str | None]:
    """CMND and CCCD among the numbers written in one cell; one of twelve figures is a CCCD, any other a CMND."""
    numbers = [clean_digits(part) for part in (written or "").replace(";", " ").replace("/", " ").split()]
    if sum(map(len, numbers)) in (9, CCCD):  # one number written in groups
        numbers = ["".join(numbers)]
    cccd = next((number for number in numbers if len(number) == CCCD), None)
    return " ".join(number for number in numbers if number != cccd) or None, cccd


def understood(spec: FieldSpec, typed: str) -> str:
    """What is typed in a word that everybody knows, in the word of the list (`con trai`: Con đẻ; `Pa-cô`: Pa Cô)."""
    names: Mapping[str, str] = {option.label.casefold(): option.label for option in spec.options}
    if not typed.strip() or typed.strip().casefold() in names:
        return typed
    if spec.id == "relation":
        meant = codes.relation(typed)
        return typed if meant.doubt else label(spec, meant.code)
    if spec.id == "ethnic" and not typed.strip().isdigit():
        group, local = codes.ethnic(typed)
        return local or label(spec, group or "") or typed
    return typed
