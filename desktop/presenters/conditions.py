"""The conditions a list can be narrowed by, each a few words that can be put on, taken off and found by typing.

A condition is a part of a `Filter`; what it means is the store's. Knows no Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from db.domain import codes
from db.domain.errors import NotFound
from db.domain.standards import standard_on
from db.store.definitions.policies import policies
from db.store.definitions.standards import known_standards
from db.store.inputs import Filter, PolicyYear
from db.store.lists.conditions import UNCLASSIFIED
from db.store.owners import unit_called
from db.store.places.villages import list_villages
from desktop.presenters.desk import Desk
from desktop.words import _

TUPLES = ("classes", "had", "not_had", "covered", "uncovered")
YEARS_BACK = 4


@dataclass(frozen=True, slots=True)
class Condition:
    """Some words and what they put into a filter: values by key (of a key with several values, the one added)."""

    label: str
    puts: tuple[tuple[str, Any], ...]

    def on(self, asked: Filter) -> Filter:
        """The filter with this condition as well; a key with one value has this one from now on."""
        return self._changed(asked, lambda now, value: (*(one for one in now if one != value), value), lambda v: v)

    def off(self, asked: Filter) -> Filter:
        """The filter without it."""
        return self._changed(asked, lambda now, value: tuple(one for one in now if one != value), lambda _v: None)

    def _changed(
        self, asked: Filter, several: Callable[[tuple[Any, ...], Any], tuple[Any, ...]], single: Callable[[Any], Any]
    ) -> Filter:
        changes = {
            key: several(getattr(asked, key), value) if key in TUPLES else single(value) for key, value in self.puts
        }
        return msgspec.structs.replace(asked, **changes)


@dataclass(slots=True)
class Conditions:
    """Names of everything a register can be filtered by, read once; `stale` reads them again."""

    desk: Desk
    villages: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    dues: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stale()

    def stale(self) -> None:
        """Villages or policies have been added."""
        with self.desk.register.read() as connection:
            places = list_villages(connection)
            known = policies(connection)
        on = self.desk.info().unit_date
        self.units = {code: unit_called(code, on) for code in {place.unit for place in places}}
        several = len(self.units) > 1
        self.villages = {
            place.id: f"{place.name}, {self.units[place.unit]}" if several else place.name for place in places
        }
        self.policies = {name: _within(policy.short) for name, policy in known.items()}
        self.dues = {
            f"{name}.{due.spec.id}": due.spec.title for name, policy in known.items() for due in policy.rules.dues
        }

    def offers(self) -> list[Condition]:
        """Everything that can be asked, in the order of a list to choose from."""
        return [self._named(puts) for puts in self._all()]

    def active(self, asked: Filter) -> list[Condition]:
        """What a filter asks, but for the words typed."""
        return [self._named(puts) for puts in _parts(asked)]

    def in_words(self, asked: Filter) -> str:
        """A filter as a heading says it; "" when everybody is in it."""
        said = [condition.label for condition in self.active(asked)]
        return "; ".join([f"“{asked.text}”", *said] if asked.text else said)

    def _named(self, puts: dict[str, Any]) -> Condition:
        return Condition(self._label(puts), tuple(puts.items()))

    def _all(self) -> Iterator[dict[str, Any]]:
        for code in (*codes.names("household_class"), UNCLASSIFIED):
            yield {"classes": code}
        yield from ({"village": village} for village in self.villages)
        if len(self.units) > 1:
            yield from ({"unit": code} for code in sorted(self.units, key=self.units.__getitem__))
        for name in self.policies:
            yield {"uncovered": name}
            yield {"covered": name}
            for year in range(self.desk.year, self.desk.year - YEARS_BACK - 1, -1):
                yield {"not_had": PolicyYear(policy=name, year=year)}
                yield {"had": PolicyYear(policy=name, year=year)}
            yield {"not_had": PolicyYear(policy=name)}
        yield from ({"due": name} for name in self.dues)
        yield {"conflict": True}
        yield from ({name: True} for name in ("ethnic_minority", "merit", "no_labour", "no_head"))
        yield {"ethnic_minority": False}
        yield {"has_id": False}
        yield from ({"deprivation": code} for code in self._indicators(self.desk.today))
        yield {"head": True}
        yield from ({"sex": code} for code in codes.names("sex"))
        yield {"age_to": 5}
        yield {"age_from": 6, "age_to": 15}
        yield from ({"age_from": age} for age in (16, 60, 80))
        yield {"size_to": 1}
        yield {"size_from": 6}
        yield from ({"ethnic": group} for group in codes.names("ethnic_group"))

    def _label(self, puts: dict[str, Any]) -> str:
        key, value = next(iter(puts.items()))
        for name, say in (("age", _age), ("size", _size)):
            if key in (f"{name}_from", f"{name}_to"):
                return say(puts.get(f"{name}_from"), puts.get(f"{name}_to"))
        return _FLAGS[key, value]() if (key, value) in _FLAGS else self._of_value(key, value)

    def _of_value(self, key: str, value: Any) -> str:
        if isinstance(value, PolicyYear):
            name = self.policies.get(value.policy, value.policy)
            if value.year is None:
                return (_("Có {0} năm nào đó") if key == "had" else _("Chưa năm nào có {0}")).format(name)
            return (_("Có {0} năm {1}") if key == "had" else _("Chưa có {0} năm {1}")).format(name, value.year)
        if key == "classes":
            return _("Hộ chưa phân loại") if value == UNCLASSIFIED else codes.names("household_class").get(value, value)
        named = {
            "village": ("{0}", self.villages),
            "unit": ("{0}", self.units),
            "covered": (_("{0} đang còn hiệu lực"), self.policies),
            "uncovered": (_("Không có {0} còn hiệu lực"), self.policies),
            "due": ("{0}", self.dues),
            "sex": ("{0}", codes.names("sex")),
            "ethnic": (_("Dân tộc {0}"), codes.names("ethnic_group")),
            "area_class": ("{0}", codes.names("area_class")),
            "deprivation": (_("Thiếu hụt: {0}"), self._indicators()),
        }
        words, names = named[key]
        said = words.format(names.get(value, value))
        return said[:1].upper() + said[1:]

    def _indicators(self, on: str | None = None) -> dict[str, str]:
        """Names of what a household may lack, by code: of the standard in force on a day, or of all."""
        known = known_standards(self.desk.register)
        try:
            wanted = [standard_on(on, known)] if on else list(known.values())
        except NotFound:
            return {}
        return {code: indicator.name for standard in wanted for code, indicator in standard.indicators.items()}


def _within(title: str) -> str:
    """A title inside a sentence: “Thẻ BHYT” is “thẻ BHYT” there, “BHYT” stays."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _parts(asked: Filter) -> Iterator[dict[str, Any]]:
    """A filter taken apart into what can be put on and taken off."""
    for key in asked.__struct_fields__:
        value = getattr(asked, key)
        if key in TUPLES:
            yield from ({key: one} for one in value)
        elif key == "text" or value is None or key.endswith("_to"):
            continue
        elif key.endswith("_from"):
            yield _bounds(asked, key.removesuffix("_from"))
        else:
            yield {key: value}
    yield from (
        _bounds(asked, name)
        for name in ("age", "size")
        if getattr(asked, f"{name}_from") is None and getattr(asked, f"{name}_to") is not None
    )


def _bounds(asked: Filter, name: str) -> dict[str, Any]:
    found = {key: getattr(asked, key) for key in (f"{name}_from", f"{name}_to")}
    return {key: value for key, value in found.items() if value is not None}


def _age(first: int | None, last: int | None) -> str:
    if first is None:
        return _("Đến {0} tuổi").format(last)
    return _("Từ {0} tuổi").format(first) if last is None else _("{0}–{1} tuổi").format(first, last)


def _size(first: int | None, last: int | None) -> str:
    if first is None:
        return _("Hộ đến {0} người").format(last)
    return _("Hộ từ {0} người").format(first) if last is None else _("Hộ {0}–{1} người").format(first, last)


_FLAGS: dict[tuple[str, Any], Callable[[], str]] = {
    ("conflict", True): lambda: _("Đang chờ quyết định"),
    ("conflict", False): lambda: _("Không chờ quyết định"),
    ("ethnic_minority", True): lambda: _("Hộ dân tộc thiểu số"),
    ("ethnic_minority", False): lambda: _("Không phải hộ dân tộc thiểu số"),
    ("merit", True): lambda: _("Hộ có người có công"),
    ("merit", False): lambda: _("Không phải hộ có công"),
    ("no_labour", True): lambda: _("Hộ không có sức lao động"),
    ("no_labour", False): lambda: _("Hộ có sức lao động"),
    ("no_head", True): lambda: _("Hộ không có chủ hộ"),
    ("no_head", False): lambda: _("Hộ có chủ hộ"),
    ("has_id", True): lambda: _("Có số CMND, CCCD"),
    ("has_id", False): lambda: _("Chưa có số CMND, CCCD"),
    ("head", True): lambda: _("Là chủ hộ"),
    ("head", False): lambda: _("Không phải chủ hộ"),
}
