"""How the rows of a planned import read: what becomes of each, what changes from what, what is doubted. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.domain.values import show_date
from db.store.imports.listed import (
    Change,
    ClassificationAdded,
    HouseholdChange,
    MemberAdded,
    PersonChange,
    PlannedRow,
    RefusedRow,
    ReviewAdded,
    SupportAdded,
    SupportChange,
)
from db.store.inputs import ClassificationInput, HouseholdInput, PersonInput
from db.store.review.inputs import ReviewInput
from db.store.showing import Showing
from desktop.presenters.importing.supports import changed_lines, support_lines
from desktop.presenters.rows import Column, Row, Sign
from desktop.words import _

Line = PlannedRow | RefusedRow
REFUSED = "refused"
NOTHING = "–"
PLACE = ("relation",)
"""Fields of a person that lie in the membership."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences under one heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything there is to say of one row. household: id of the register's household it is, "" for none."""

    heading: str
    place: str
    sign: Sign
    blocks: tuple[Block, ...]
    household: str


def signs() -> dict[str, Sign]:
    """What may become of a row, what wants a look first."""
    return {
        "doubtful": Sign(_("Cần xem lại"), "triangle-alert", "warning"),
        REFUSED: Sign(_("Không dùng được"), "circle-alert", "danger"),
        "new": Sign(_("Mới"), "plus", "good"),
        "changed": Sign(_("Có thay đổi"), "pencil", "info"),
        "same": Sign(_("Như trong sổ"), "check", "neutral"),
    }


def outcome(line: Line) -> str:
    """Name of the sign of a row."""
    return REFUSED if isinstance(line, RefusedRow) else line.outcome


def columns() -> list[Column]:
    """Columns of the list of rows."""
    return [
        Column(_("Kết quả"), 18),
        Column(_("Họ và tên"), 24),
        Column(_("Dòng"), 6, right=True),
        Column(_("Thôn"), 15),
        Column(_("Sẽ ghi gì, vì sao"), 60),
    ]


def row(line: Line, showing: Showing) -> Row:
    """A row of the list."""
    sign = signs()[outcome(line)]
    if isinstance(line, RefusedRow):
        cells = (sign.word, "", str(line.row), "", line.reason)
    else:
        told = dict.fromkeys((*line.reasons, *proposed(line, showing), *line.remarks))
        said = _sentence("; ".join(one.rstrip(".") for one in told))
        cells = (sign.word, line.head, str(line.row), line.village, said)
    return Row(cells, picture=sign.picture, tone=sign.tone)


def detail(line: Line, showing: Showing) -> Detail:
    """All of a row."""
    sign = signs()[outcome(line)]
    place = _("dòng {0}").format(line.row) + (_(" của trang {0}").format(line.sheet) if line.sheet else "")
    if isinstance(line, RefusedRow):
        return Detail(_("Dòng {0}").format(line.row), place, sign, (Block(_("Vì sao"), (line.reason,)),), "")
    will = _("Sẽ ghi nếu nhận") if line.outcome == "doubtful" else _("Sẽ ghi")
    blocks = (
        Block(_("Vì sao cần xem lại"), tuple(map(_sentence, line.reasons))),
        Block(will, tuple(_whole(line, showing))),
        Block(_("Nên biết"), tuple(map(_sentence, line.remarks))),
    )
    shown = tuple(block for block in blocks if block.lines)
    return Detail(line.head, f"{line.village} · {place}", sign, shown, line.household_id or "")


def proposed(line: PlannedRow, showing: Showing) -> Iterator[str]:
    """What would be written, in short."""
    if line.household is not None:
        given = line.household.classification
        kind = showing.value("classification", "", "result", given.result).lower() if given is not None else ""
        yield ", ".join(filter(None, [_("{0} người").format(len(line.household.members)), kind]))
    for change in line.changes:
        yield from _changes(change, showing)


def _whole(line: PlannedRow, showing: Showing) -> Iterator[str]:
    """What would be written, whole."""
    if line.review is not None:
        yield _review(line.review, showing)
    if line.household is not None:
        yield from _household(line.household, showing)
    for change in line.changes:
        yield from _changes(change, showing)
    if line.household is None and not line.changes:
        yield _("Không ghi gì: sổ đã có như vậy.") if line.outcome == "same" else _("Không ghi gì cho hộ này.")


def _household(given: HouseholdInput, showing: Showing) -> Iterator[str]:
    if given.classification is not None:
        yield _class(given.classification, showing)
    own = {name: getattr(given, name) for name in ("code", "address", "phone", "ethnic_minority", "note")}
    yield from _fields("household", "", {name: value for name, value in own.items() if value is not None}, {}, showing)
    yield from (_person(member, showing) for member in given.members)


def _review(given: ReviewInput, showing: Showing) -> str:
    """`Phiếu rà soát 05/10/2016 · B1 121 · B2 30`."""
    points = [f"{name.upper()} {getattr(given, name)}" for name in ("b1", "b2") if getattr(given, name) is not None]
    day = showing.value("review", "", "date", given.date)
    return " · ".join([_("Phiếu rà soát {0}").format(day), *points])


def _changes(change: Change, showing: Showing) -> Iterator[str]:
    match change:
        case HouseholdChange():
            yield from _fields("household", "", change.fields, change.before, showing)
        case PersonChange():
            yield from _fields("person", change.name, change.fields, change.before, showing)
        case MemberAdded():
            yield _("thêm {0}").format(_person(change.person, showing))
        case ClassificationAdded():
            yield _class(change.classification, showing)
        case ReviewAdded():
            yield _review(change.review, showing)
            if change.classification is not None:
                yield _class(change.classification, showing)
        case SupportAdded():
            yield from support_lines(change.data, showing)
        case SupportChange():
            yield from changed_lines(change, showing)


def _fields(
    entity: str, whose: str, fields: Mapping[str, Any], before: Mapping[str, Any], showing: Showing
) -> Iterator[str]:
    """`Hồ Văn Thử, ngày sinh: 1970 → 05/1970`."""
    for name, value in fields.items():
        home = "membership" if name in PLACE else entity
        title, new = showing.label(home, "", name), showing.value(home, "", name, value)
        if name in before:
            new = f"{showing.value(home, '', name, before[name]) or NOTHING} → {new}"
        yield f"{f'{whose}, ' if whose else ''}{title if not whose else title[:1].lower() + title[1:]}: {new}"


def _person(person: PersonInput, showing: Showing) -> str:
    """`Hồ Thị B · 1972 · Nữ · Vợ · Tà Ôi · Số CMND 191234567`."""
    told = [showing.value("person", "", name, getattr(person, name)) for name in ("name", "birth_date", "sex")]
    told.append(showing.value("membership", "", "relation", person.relation))
    told.append(person.ethnic_local or showing.value("person", "", "ethnic", person.ethnic))
    numbers = {name: getattr(person, name) for name in ("cmnd", "cccd", "bhxh_no", "phone")}
    told += [f"{showing.label('person', '', name)} {number}" for name, number in numbers.items() if number]
    return " · ".join(filter(None, [*told, person.note]))


def _class(given: ClassificationInput, showing: Showing) -> str:
    said = _("{0} từ {1}").format(
        showing.value("classification", "", "result", given.result), show_date(given.valid_from)
    )
    if given.sub_type:
        said += f" ({showing.value('classification', '', 'sub_type', given.sub_type)})"
    return said + (_(", quyết định {0}").format(given.decision_no) if given.decision_no else "")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
