"""Headings that the reader of lists does not know, and what an officer says they mean. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from db.domain import codes
from db.policy.definition import Policy
from db.store.labels import label
from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.words import _, mark
from forms.sheets.head import FIELDS
from forms.sheets.policy_columns import support_headings

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
    return (Option(UNUSED, _("Không dùng cột này")), *(Option(name, _title(name)) for name in FIELDS))


def fields_of(policy: Policy) -> tuple[Option, ...]:
    """Everything a column of a list of supports may hold: who it is about, and the fields of the definition."""
    own = {place: heading for heading, place in reversed(headings_of(policy).items()) if place and "+" not in place}
    who = ("name", "birth", "sex", "cmnd", "cccd", "identity", "bhxh_no", "head_name", "village")
    people = (Option(name, _title(name)) for name in who)
    return (
        Option(UNUSED, _("Không dùng cột này")),
        *people,
        *(Option(place, heading) for place, heading in own.items() if place not in who),
    )


def headings_of(policy: Policy) -> dict[str, str]:
    """Headings of lists of supports of a policy, as the reader wants them."""
    return {heading: place.removeprefix("person.") for heading, place in support_headings(policy).items()}


def _title(field: str) -> str:
    """What a field of the reader is called: as in the register where that has it too."""
    group, _colon, code = field.partition(":")
    if code:
        named = codes.names(_LISTS[group])[code] if group in _LISTS else code[:1].upper() + code[1:]
        return _("{0} (cột đánh dấu)").format(named)
    if field in _TICKED:
        return _("{0} (cột đánh dấu)").format(_TICKED[field]())
    if field in _OWN:
        return _(_OWN[field])
    entity, key = _KEYS.get(field, ("person", field))
    return label(entity, key)


def form(headings: Sequence[str], options: tuple[Option, ...] = ()) -> FormModel:
    """One field for every heading, empty until somebody says what it means. options: what it may hold."""
    options = options or fields()
    specs = tuple(
        FieldSpec(id=heading, label=heading, kind="choice", options=options, width=34) for heading in headings
    )
    return FormModel([Section("", specs)])


def told(model: FormModel) -> dict[str, str]:
    """Heading → field of those that were filled in, "" for a column that is not used."""
    said = {heading: model.value(heading) for heading in model.specs}
    return {heading: "" if name == UNUSED else name for heading, name in said.items() if name}
