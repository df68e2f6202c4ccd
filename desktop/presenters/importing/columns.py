"""Headings that the reader of lists does not know, and what an officer says they mean. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.presenters.fields import FieldSpec, Option
from desktop.presenters.form import FormModel, Section
from desktop.words import _

UNUSED = "-"
"""The choice for a column that shall not be read."""


def fields() -> tuple[Option, ...]:
    """Everything a column may hold, by its field of the reader."""
    ticked = _("{0} (cột đánh dấu)")
    titles = {
        "name": _("Họ và tên"),
        "head_name": _("Họ và tên chủ hộ"),
        "surname": _("Họ và tên đệm"),
        "given": _("Tên (không có họ)"),
        "birth": _("Ngày sinh hoặc năm sinh"),
        "birth_male": _("Năm sinh, cột của nam"),
        "birth_female": _("Năm sinh, cột của nữ"),
        "sex": _("Giới tính"),
        "male": ticked.format(_("Nam")),
        "female": ticked.format(_("Nữ")),
        "relation": _("Quan hệ với chủ hộ"),
        "ethnic": _("Dân tộc"),
        "cmnd": _("Số CMND"),
        "cccd": _("Số CCCD"),
        "identity": _("Số CMND hoặc CCCD"),
        "bhxh_no": _("Mã số BHXH"),
        "phone": _("Điện thoại"),
        "village": _("Thôn"),
        "address": _("Địa chỉ"),
        "code": _("Mã hộ"),
        "number": _("Số thứ tự của hộ"),
        "member_no": _("Số thứ tự của người trong hộ"),
        "size": _("Số khẩu của hộ"),
        "class": _("Phân loại hộ (nghèo, cận nghèo)"),
        "class:poor": ticked.format(_("Hộ nghèo")),
        "class:near_poor": ticked.format(_("Hộ cận nghèo")),
        "sub_type:income": ticked.format(_("Nghèo thu nhập")),
        "sub_type:deprivation": ticked.format(_("Nghèo thiếu hụt")),
        "change": _("Diễn biến"),
        "change:nghèo mới": ticked.format(_("Nghèo mới")),
        "change:tái nghèo": ticked.format(_("Tái nghèo")),
        "change:nghèo cũ": ticked.format(_("Nghèo cũ")),
        "change:nghèo từ cận nghèo cũ": ticked.format(_("Nghèo, trước là cận nghèo")),
        "change:cận nghèo mới": ticked.format(_("Cận nghèo mới")),
        "change:tái cận nghèo": ticked.format(_("Tái cận nghèo")),
        "change:cận nghèo cũ": ticked.format(_("Cận nghèo cũ")),
        "change:cận nghèo từ nghèo cũ": ticked.format(_("Cận nghèo, trước là nghèo")),
        "minority": ticked.format(_("Hộ dân tộc thiểu số")),
        "note": _("Ghi chú"),
    }
    return (Option(UNUSED, _("Không dùng cột này")), *(Option(name, title) for name, title in titles.items()))


def form(headings: Sequence[str]) -> FormModel:
    """One field for every heading, empty until somebody says what it means."""
    options = fields()
    specs = tuple(
        FieldSpec(id=heading, label=heading, kind="choice", options=options, width=34) for heading in headings
    )
    return FormModel([Section("", specs)])


def told(model: FormModel) -> dict[str, str]:
    """Heading → field of those that were filled in, "" for a column that is not used."""
    said = {heading: model.value(heading) for heading in model.specs}
    return {heading: "" if name == UNUSED else name for heading, name in said.items() if name}
