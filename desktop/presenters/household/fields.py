"""What is filled in about a household: its own fields and its class, with what has a place when. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from db.domain.errors import NotFound
from db.domain.standards import Standard, standard_on
from db.store.labels import label
from desktop.presenters.fields import FieldSpec, Option, Problem, options_of, show
from desktop.presenters.form import FormModel, Section
from desktop.words import _

POOR = "poor"


class HomeForm(FormModel):
    """Where a household lives and what is special about it."""

    def __init__(self) -> None:
        super().__init__([Section("", _home_fields())])

    def visible(self, name: str) -> bool:
        return name != "area_reason" or bool(self.typed.get("area_class"))


class ClassForm(FormModel):
    """The class of a household; what the standard chosen has no list for has no place."""

    def __init__(self, today: str, known: Mapping[str, Standard]) -> None:
        """known: the standards of the register."""
        self._today = today
        self._known = known
        self._chosen = False
        super().__init__([Section(_("Phân loại"), _class_fields(known))])

    @property
    def given(self) -> bool:
        """Whether a class has been filled in at all; what was only taken over from the last household is none."""
        return self.value("result") is not None

    @property
    def standard(self) -> Standard | None:
        """The standard chosen, or the one in force today."""
        return self._named(self.value("standard"))

    def _named(self, chosen: str | None) -> Standard | None:
        return self._known.get(chosen) if chosen else self._on(self._today)

    def _on(self, day: str) -> Standard | None:
        try:
            return standard_on(day, self._known)
        except NotFound:
            return None

    def load(self, values: Mapping[str, Any]) -> None:
        self._follow(self._named(values.get("standard")))
        super().load(values)
        self._chosen = False

    def put(self, name: str, typed: str) -> None:
        super().put(name, typed)
        if name == "standard":
            self._chosen = True
            self._follow(self.standard)

    def leave(self, name: str) -> str:
        """A standard that nobody chose follows the day from which the class counts."""
        left = super().leave(name)
        day = self.value("valid_from")
        if name == "valid_from" and day and not self._chosen:
            found = self._on(day)
            self.typed["standard"] = show(self.specs["standard"], found.id) if found else ""
            self.problems.pop("standard", None)
            self._follow(self.standard)
        return left

    def restore(self, draft: Mapping[str, str]) -> None:
        super().restore(draft)
        self._follow(self.standard)

    def _follow(self, chosen: Standard | None) -> None:
        """Offer the kinds of poor household and the indicators of a standard."""
        self.offer("sub_type", [Option(code, name) for code, name in chosen.sub_types.items()] if chosen else [])
        self.offer("deprivations", indicators(chosen))

    def visible(self, name: str) -> bool:
        if name == "sub_type":
            return bool(self.specs[name].options) and self.value("result") == POOR
        if name == "deprivations":
            return bool(self.specs[name].options)
        return name in self.specs

    def check(self) -> bool:
        sound = super().check()
        if not self.given:
            return self._nothing_begun() and sound
        for name in ("standard", "valid_from"):
            if not self.typed[name].strip():
                self.problems[name] = Problem("hard", f"{self.specs[name].label}: {_('còn trống.')}")
                sound = False
        return sound

    def _nothing_begun(self) -> bool:
        """Whether there is no class at all, neither begun nor taken away."""
        begun = any(self.typed[name].strip() or name == "result" for name in self.changed() if name != "standard")
        if begun:
            self.problems["result"] = Problem("hard", _("Ghi kết quả phân loại; không còn nghèo cũng là một kết quả."))
        return not begun


def indicators(chosen: Standard | None) -> list[Option]:
    """The deprivations of a standard, by their number on the forms (`3` is enough to choose one)."""
    known = chosen.indicators.values() if chosen else ()
    return [Option(one.code, f"{one.no}. {one.name}", one.threshold) for one in sorted(known, key=lambda one: one.no)]


def village_options(names: Sequence[str]) -> list[Option]:
    """Villages by name."""
    return [Option(name, name) for name in names]


def called(entity: str, key: str) -> str:
    """What a field is called everywhere in the program, in the language in use."""
    return _(label(entity, key))


def _home_fields() -> tuple[FieldSpec, ...]:
    home = partial(called, "household")
    flag = {"kind": "flag", "width": 14}
    return (
        FieldSpec(
            id="village", label=home("village"), kind="choice", required=True, open=True, sticky=True, width=24,
            hint=_("Gõ vài chữ không dấu rồi Enter; tên thôn mới thì ghi đủ tên"),
        ),
        FieldSpec(
            id="since", label=home("since"), kind="day", sticky=True, width=16,
            hint=_("Ngày hộ bắt đầu thuộc xã, bỏ trống nếu chưa rõ"),
        ),
        FieldSpec(id="code", label=home("code"), width=16, max_length=40),
        FieldSpec(id="phone", label=home("phone"), kind="digits", width=16),
        FieldSpec(id="address", label=home("address"), width=24, hint=_("Xóm, đường, cạnh đâu")),
        FieldSpec(
            id="area_class", label=home("area_class"), kind="choice", options=options_of("area_class"), width=16,
            hint=_("Chỉ ghi khi khác với khu vực của xã"),
        ),
        FieldSpec(id="area_reason", label=home("area_reason"), width=24),
        FieldSpec(
            id="ethnic_minority", label=home("ethnic_minority"), hint=_("Tự điền theo dân tộc chủ hộ, sửa được"),
            **flag,  # type: ignore[arg-type]
        ),
        FieldSpec(id="merit", label=home("merit"), **flag),  # type: ignore[arg-type]
        FieldSpec(id="no_labour", label=home("no_labour"), **flag),  # type: ignore[arg-type]
        FieldSpec(id="note", label=home("note"), width=24, max_length=1000),
    )  # fmt: skip


def _class_fields(standards: Mapping[str, Standard]) -> tuple[FieldSpec, ...]:
    group = partial(called, "classification")
    known = tuple(Option(one, one.replace("_", "–")) for one in reversed(list(standards)))
    changes = options_of("poverty_change")
    return (
        FieldSpec(
            id="result", label=group("result"), kind="choice", options=options_of("household_class"), sticky=True,
            width=24,
        ),
        FieldSpec(id="sub_type", label=group("sub_type"), kind="choice", sticky=True, width=24),
        FieldSpec(id="valid_from", label=group("valid_from"), kind="day", sticky=True, width=16),
        FieldSpec(id="standard", label=group("standard"), kind="choice", options=known, sticky=True, width=16),
        FieldSpec(id="decision_no", label=group("decision_no"), sticky=True, width=16, max_length=60),
        FieldSpec(id="decision_date", label=group("decision_date"), kind="day", sticky=True, width=16),
        FieldSpec(id="change_kind", label=group("change_kind"), kind="choice", options=changes, width=24),
        FieldSpec(
            id="deprivations", label=_("Thiếu hụt"), kind="choices", width=64, max_length=1000,
            hint=_("Gõ số của chỉ số, cách nhau bằng dấu phẩy: 3,8"),
        ),
    )  # fmt: skip
