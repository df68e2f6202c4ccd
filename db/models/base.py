"""How a table says what it is to the ledger: its entity name, its groups and where its root lies. No rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.dialects.types import PLAIN_TEXT

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}


class Base(DeclarativeBase):
    """All tables of a register, ledger and projections alike."""

    metadata = MetaData(naming_convention=NAMING)


@dataclass(frozen=True)
class Entity:
    """What the ledger needs to know of a projection.

    groups: ledger key → the columns that its object value fills; every other column is a key of its own name.
    maps: JSON column → keys `<column>.<id>` gather in it. root: (column, entity) that owns this record's unit, or None
    for a record that carries `owner_unit` itself. json: columns stored as JSON text. derived: columns computed on
    projection.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    maps: tuple[str, ...]
    root: tuple[str, str] | None
    json: frozenset[str]
    derived: tuple[str, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Ledger keys of this entity, groups first, without the open `maps`."""
        grouped = {c for columns in self.groups.values() for c in columns}
        skip = grouped | set(self.maps) | set(self.derived)
        return (*self.groups, *(c for c in self.columns if c not in skip))

    def knows(self, key: str) -> bool:
        """Whether a ledger key has its place in the table; others are of a newer program and stay in the ledger."""
        return key in self.keys or any(key.startswith(f"{name}.") for name in self.maps)


class Projection:
    """Columns every projection has: identity, tombstone, number of keys in conflict."""

    id: Mapped[str] = mapped_column(PLAIN_TEXT, primary_key=True)
    deleted: Mapped[int] = mapped_column(Integer, default=0)
    conflicts: Mapped[int] = mapped_column(Integer, default=0)


COMMON = ("id", "deleted", "conflicts")


def entity_of(model: type[Base]) -> Entity:
    """The ledger declaration of a mapped class (`__groups__`, `__maps__`, `__root__`, `__json__`, `__derived__`)."""
    table = model.__table__
    return Entity(
        name=table.name,  # type: ignore[attr-defined]
        table=table.name,  # type: ignore[attr-defined]
        columns=tuple(c.name for c in table.columns if c.name not in COMMON),
        groups=dict(getattr(model, "__groups__", {})),
        maps=tuple(getattr(model, "__maps__", ())),
        root=getattr(model, "__root__", None),
        json=frozenset(getattr(model, "__json__", ())) | frozenset(getattr(model, "__maps__", ())),
        derived=tuple(getattr(model, "__derived__", ())),
    )
