"""Named filters: those every register offers (`resources/filters.toml`) and those officers keep in theirs.

They are settings of one register and never travel.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

import msgspec
import orjson
from sqlalchemy import Connection

import resources
from db.domain.errors import InvalidData, Issue, NotFound
from db.domain.text import fold, nfc, sort_key
from db.ledger.register import Register, drop_setting, put_setting, settings
from db.store.inputs import Filter
from db.store.lists.listing import count

_KEY = "filter "


class SavedFilter(msgspec.Struct, kw_only=True, frozen=True):
    """A list with a name. name: its id; title: as people read it; own: kept by an officer, so it can be removed."""

    name: str
    title: str
    of: Literal["persons", "households"]
    filter: Filter
    own: bool = False


class CountedFilter(msgspec.Struct, kw_only=True, frozen=True):
    """A named filter and how many are in it today; None where it asks for a policy that is not here."""

    saved: SavedFilter
    count: int | None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    filters: list[SavedFilter]


@cache
def _carried() -> tuple[SavedFilter, ...]:
    return tuple(msgspec.convert(tomllib.loads(resources.read("filters.toml").decode()), _File).filters)


def saved_filters(connection: Connection) -> list[SavedFilter]:
    """The carried filters, then the register's own by title."""
    kept = [value for key, value in settings(connection).items() if key.startswith(_KEY)]
    own = [msgspec.convert(orjson.loads(value), SavedFilter) for value in kept]
    return [*_carried(), *sorted(own, key=lambda one: (sort_key(one.title), one.name))]


def saved_filter(connection: Connection, name: str) -> SavedFilter:
    """One filter by its name or title (spelling tolerant); NotFound naming those there are."""
    known = saved_filters(connection)
    alike = [one for one in known if one.name == name] + [one for one in known if fold(one.title) == fold(name)]
    if not alike:
        names = ", ".join(one.name for one in known)
        raise NotFound(
            "unknown_filter", f"Không có danh sách “{name}” (đang có: {names}). Chưa làm gì: chọn một tên trong đó."
        )
    return alike[0]


def counted_filters(connection: Connection, *, on: str) -> list[CountedFilter]:
    """All named filters with how many they have on the ISO date `on`."""
    return [CountedFilter(saved=one, count=count_filter(connection, one, on=on)) for one in saved_filters(connection)]


def count_filter(connection: Connection, saved: SavedFilter, *, on: str) -> int | None:
    """How many a named filter has on the ISO date `on`; None where it asks for a policy that is not here."""
    try:
        return count(connection, saved.of, saved.filter, on=on)
    except NotFound:
        return None


def save_filter(
    register: Register, title: str, of: Literal["persons", "households"], asked: Filter, *, name: str | None = None
) -> SavedFilter:
    """Keep a filter under a title; with the `name` of one of ours, replace that one.

    Raises:
        InvalidData: no title, or one that another filter carries.
    """
    shown = " ".join(nfc(title).split())
    with register.write() as connection:
        others = [one for one in saved_filters(connection) if one.name != name]
        if not shown or any(fold(one.title) == fold(shown) for one in others):
            message = "Tên danh sách để trống hoặc đã có: đặt tên khác."
            raise InvalidData([Issue("title", "hard", "filter_title", message)])
        made = SavedFilter(name=name or register.providers.new_id(), title=shown, of=of, filter=asked, own=True)
        put_setting(connection, _KEY + made.name, orjson.dumps(msgspec.to_builtins(made)).decode())
    return made


def delete_filter(register: Register, name: str) -> None:
    """Forget one of the register's own filters; NotFound if it has none of that name."""
    with register.write() as connection:
        if _KEY + name not in settings(connection):
            raise NotFound("unknown_filter", f"Sổ không giữ danh sách nào mang mã {name}. Chưa thay đổi gì.")
        drop_setting(connection, _KEY + name)
