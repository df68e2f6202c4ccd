"""What the columns of a file were taken for, and what an officer says they mean. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.domain import codes, encodings
from db.policy.definition import Policy
from db.store.imports.listed import ListColumn
from db.store.labels import label
from desktop.presenters.fields import FieldSpec, Option, Problem
from desktop.presenters.form import FormModel, Section
from desktop.words import _, mark
from forms.sheets.head import FIELDS
from forms.sheets.policy_columns import places, support_headings

UNUSED = "-"
"""The choice for a column that shall not be read."""

_LISTS = {"class": "household_class", "sub_type": "poverty_sub_type"}
"""Lists whose codes follow a colon; of the wordings of a change the wording itself does."""

_TICKED: dict[str, Callable[[], str]] = {
    "male": lambda: codes.names("sex")["1"],
    "female": lambda: codes.names("sex")["2"],
    "minority": lambda: label("household", "ethnic_minority"),
}
_KEYS = {
    "birth": ("person", "birth_date"),
    "relation": ("membership", "relation"),
    "change": ("classification", "change_kind"),
    "village": ("household", "village"),
    "address": ("household", "address"),
    "code": ("household", "code"),
}
_OWN = {
    "number": mark("Số thứ tự của hộ"),
    "member_no": mark("Số thứ tự của người trong hộ"),
    "head_name": mark("Họ và tên chủ hộ"),
    "surname": mark("Họ và tên đệm"),
    "given": mark("Tên (không có họ)"),
    "birth_male": mark("Năm sinh, cột của nam"),
    "birth_female": mark("Năm sinh, cột của nữ"),
    "identity": mark("Số CMND hoặc CCCD"),
    "size": mark("Số khẩu của hộ"),
    "b1": mark("Điểm B1 (điểm A)"),
    "b2": mark("Điểm B2 (điểm B)"),
    "reviewed": mark("Ngày rà soát"),
    "reviewer": mark("Người rà soát"),
    "class": mark("Phân loại hộ (nghèo, cận nghèo)"),
}


def fields() -> tuple[Option, ...]:
    """Everything a column may hold, by its field of the reader."""
    return (Option(UNUSED, _("Không dùng cột này")), *(Option(name, title(name)) for name in FIELDS))


def fields_of(policy: Policy) -> tuple[Option, ...]:
    """Everything a column of a list of supports may hold: who it is about, and the fields of the definition."""
    own = {place: heading for heading, place in reversed(headings_of(policy).items()) if place and "+" not in place}
    who = ("name", "birth", "sex", "cmnd", "cccd", "identity", "bhxh_no", "head_name", "village")
    people = (Option(name, title(name)) for name in who)
    return (
        Option(UNUSED, _("Không dùng cột này")),
        *people,
        *(Option(place, heading) for place, heading in own.items() if place not in who),
    )


def headings_of(policy: Policy) -> dict[str, str]:
    """Headings of lists of supports of a policy, as the reader wants them."""
    return {heading: place.removeprefix("person.") for heading, place in support_headings(policy).items()}


def title(field: str) -> str:
    """What a field of the reader is called: as in the register where that has it too."""
    group, _colon, code = field.partition(":")
    if group == "ethnic" and code:
        return _("Dân tộc, ghi bằng số của danh mục {0}").format(code)
    if code:
        named = codes.names(_LISTS[group])[code] if group in _LISTS else code[:1].upper() + code[1:]
        return _("{0} (cột đánh dấu)").format(named)
    if field in _TICKED:
        return _("{0} (cột đánh dấu)").format(_TICKED[field]())
    if field in _OWN:
        return _(_OWN[field])
    entity, key = _KEYS.get(field, ("person", field))
    return label(entity, key)


def encoding_told(found: str) -> str:
    """What encoding texts are in, or several joined by +; of letters a machine had damaged, that they were mended."""
    named = {encodings.UNICODE: "Unicode", encodings.TCVN3: "TCVN3", encodings.VNI: "VNI"}
    names = " + ".join(named.get(name.removesuffix(encodings.DAMAGED), name) for name in found.split("+"))
    if found == encodings.UNICODE:
        return _("bảng mã {0}").format(names)
    if encodings.DAMAGED in found:
        return _("bảng mã {0} bị hỏng chữ, đã sửa và đổi sang Unicode").format(names)
    return _("bảng mã {0}, đã đổi sang Unicode").format(names)


class ColumnsForm(FormModel):
    """A field for every column of a file: first those nobody has told, empty, then the others as they were taken."""

    def __init__(self, columns: Sequence[ListColumn], options: Sequence[Option]) -> None:
        known = {option.code for option in options}
        others = dict.fromkeys(c.field for c in columns if c.field and c.field not in known)
        every = (*options, *(Option(field, _joined(field, options)) for field in others))
        self._columns = {column.heading: column for column in columns}
        self._taken = {c.heading: UNUSED if c.field == "" else c.field for c in columns if c.field is not None}
        specs = [FieldSpec(id=c.heading, label=c.heading, kind="choice", options=every, width=34) for c in columns]
        parts = {_("Chưa hiểu"): [s for s in specs if s.id not in self._taken]}
        parts[_("Đã hiểu")] = [s for s in specs if s.id in self._taken]
        super().__init__([Section(name, tuple(fields)) for name, fields in parts.items() if fields], self._taken)

    @property
    def last_asked(self) -> str:
        """The column after which nothing more has to be said."""
        return [name for name in self.specs if name not in self._taken or len(self._taken) == len(self.specs)][-1]

    def below(self, name: str) -> str:
        """How the column was written, and some of its cells."""
        column = self._columns[name]
        legacy = column.encoding not in ("", encodings.UNICODE)
        said = encoding_told(column.encoding) if legacy else ""
        return " · ".join(filter(None, [said, "; ".join(column.examples)]))

    def check(self) -> bool:
        """Two columns cannot hold the same: only one of them would be read."""
        super().check()
        holders: dict[str, str] = {}
        for name in self.specs:
            field = self.value(name) or UNUSED
            first = holders.setdefault(field, name)
            if field != UNUSED and first != name:
                told = _("Cột “{0}” cũng ghi mục này: chọn “Không dùng cột này” cho một trong hai cột.").format(first)
                self.problems.setdefault(name, Problem("hard", told))
        return not self.problems

    def told(self) -> dict[str, str]:
        """Heading → field of those that are now meant otherwise, "" for a column that is not used."""
        now = {name: self.value(name) or (UNUSED if name in self._taken else "") for name in self.specs}
        changed = {name: field for name, field in now.items() if field and field != self._taken.get(name)}
        return {name: "" if field == UNUSED else field for name, field in changed.items()}


def _joined(field: str, options: Sequence[Option]) -> str:
    """What a field is called that is not offered: several places filled from one column, a field of other lists."""
    named = {option.code: option.label for option in options}
    parts = [place.removeprefix("person.") for place in places(field)]
    return " + ".join(named.get(part) or (title(part) if part in FIELDS else part) for part in parts)
