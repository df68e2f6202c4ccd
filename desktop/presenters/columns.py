"""The columns of a list of people and of a list of households: what screen, paper and Excel show of one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from db.domain import codes
from db.domain.values import show_date, show_money
from db.store.lists.datasheets import RECORD_TITLES
from db.store.prints.papers import PlainColumn
from db.store.rows import CardRow, HouseholdLine, PersonLine
from desktop.presenters.rows import Column, Row
from desktop.words import _
from forms.sheets import table

Kind = Literal["text", "number", "date"]
Line = PersonLine | HouseholdLine


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column. value: what a line has in it (dates as kept, numbers as numbers, None: nothing); sort: the store's key.

    width: characters; wide: paper has no room for it; the screen shows the last columns only where they fit.
    """

    title: str
    kind: Kind
    width: int
    value: Callable[[Any], str | int | None]
    sort: str = ""
    wide: bool = False

    def text(self, line: Line) -> str:
        """What a person reads in it."""
        value = self.value(line)
        if value is None:
            return ""
        return show_money(value) if isinstance(value, int) else show_date(value) if self.kind == "date" else value

    def on_screen(self) -> Column:
        """As a list on screen has it."""
        return Column(self.title, self.width, self.kind == "number", self.sort)

    def on_paper(self) -> PlainColumn:
        """As a printed list has it."""
        return PlainColumn(title=self.title, width=self.width, right=self.kind == "number")

    def in_excel(self) -> table.Column:
        """As an Excel file has it."""
        return table.Column(self.title, self.kind, self.width + 2)


def row(columns: Sequence[ListColumn], line: Line) -> Row:
    """One line as it is drawn."""
    return Row(tuple(column.text(line) for column in columns), "conflict" if line.conflicts else "")


def of_persons(units: dict[str, str]) -> list[ListColumn]:
    """Columns of a list of people. units: names by code; with more than one, a column says which."""
    return [
        ListColumn(_("Họ và tên"), "text", 19, lambda p: p.name, "name"),
        ListColumn(_("Ngày sinh"), "date", 10, lambda p: p.birth_date, "birth_date"),
        ListColumn(_("Giới"), "text", 4, lambda p: _name("sex", p.sex), "sex"),
        ListColumn(_("CCCD, CMND"), "text", 12, lambda p: p.id_no, "id_no"),
        ListColumn(_("Thôn"), "text", 11, lambda p: p.village_name, "village"),
        *_unit(units),
        ListColumn(_("Chủ hộ"), "text", 17, lambda p: p.head, "household"),
        ListColumn(_("Quan hệ"), "text", 9, lambda p: _name("relation", p.relation), "relation"),
        ListColumn(_("Phân loại"), "text", 12, lambda p: _name("household_class", p.result), "result"),
        ListColumn(_("Thẻ BHYT"), "text", 14, lambda p: _card(p.card)),
        ListColumn(_("Số thẻ"), "text", 16, lambda p: p.card and p.card.number, wide=True),
        ListColumn(_("Dân tộc"), "text", 10, lambda p: _name("ethnic_group", p.ethnic), "ethnic", wide=True),
    ]


def of_households(units: dict[str, str]) -> list[ListColumn]:
    """Columns of a list of households; see `of_persons`."""
    return [
        ListColumn(_("Chủ hộ"), "text", 20, lambda h: h.head, "name"),
        ListColumn(_("Ngày sinh"), "date", 10, lambda h: h.head_birth, "birth_date"),
        ListColumn(_("CCCD, CMND"), "text", 12, lambda h: h.id_no, "id_no"),
        ListColumn(_("Thôn"), "text", 11, lambda h: h.village_name, "village"),
        *_unit(units),
        ListColumn(_("Phân loại"), "text", 12, lambda h: _name("household_class", h.result), "result"),
        ListColumn(_("Số người"), "number", 8, lambda h: h.members, "members"),
        ListColumn(_("Có thẻ"), "number", 7, lambda h: h.cards),
        ListColumn(_("Mã hộ"), "text", 8, lambda h: h.code, "code"),
        ListColumn(_("Địa chỉ"), "text", 18, lambda h: h.address, "address"),
        ListColumn(_("Điện thoại"), "text", 12, lambda h: h.phone, wide=True),
    ]


def _unit(units: dict[str, str]) -> list[ListColumn]:
    several = len(units) > 1
    return [ListColumn(_("Xã"), "text", 16, lambda line: units.get(line.unit, line.unit), "unit")] if several else []


def _name(list_name: str, code: str | None) -> str | None:
    return codes.names(list_name).get(code, code) if code else None


def _card(card: CardRow | None) -> str | None:
    """Until when a card is good, in words that need no colour."""
    if card is None:
        return None
    if card.valid:
        return _("đến {0}").format(show_date(card.valid_to)) if card.valid_to else _("còn hiệu lực")
    return _("hết {0}").format(show_date(card.valid_to)) if card.valid_to else _("chưa hiệu lực")


def record_column(of: str) -> ListColumn:
    """The id of each record, by which a list that was corrected in Excel comes back; in Excel only."""
    return ListColumn(RECORD_TITLES[of], "text", 36, lambda line: line.id)
