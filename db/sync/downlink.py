"""What an office sends down beside its changes, and takes in likewise: definitions and its officers' names.

It trusts nobody by itself: the sender was checked before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from db.domain.errors import DefinitionError
from db.ledger.register import Register, settings
from db.models import Definition, Officer
from db.store.definitions.files import keep_definition
from db.store.officers import remember_officer
from db.sync.canonical import canonical, canonical_loads
from db.sync.sentences import PackageError

KIND = "catalogue"


def catalogue_part(connection: Connection) -> tuple[str, bytes]:
    """The `catalogue` part: `{"definitions": [TOML text, …], "officers": {id: name}}`, canonical JSON."""
    unit = settings(connection)["unit"]
    bodies = connection.execute(select(Definition.body).order_by(Definition.policy, Definition.version)).scalars()
    officers = connection.execute(
        select(Officer.id, Officer.name).where(Officer.owner_unit == unit, Officer.name.isnot(None))
    )
    content = {
        "definitions": [bytes(body).decode("utf-8") for body in bodies],
        "officers": dict(officers.all()),
    }
    return KIND, canonical(content)


def take_catalogue(register: Register, connection: Connection, content: bytes) -> None:
    """Keep what a parent office sent.

    A definition that this program cannot read is left out (its supports show read-only).

    Raises:
        PackageError: the part is not of that shape.
    """
    found: Any = canonical_loads(content)
    definitions = found.get("definitions", []) if isinstance(found, dict) else None
    officers = found.get("officers", {}) if isinstance(found, dict) else None
    if not isinstance(definitions, list) or not isinstance(officers, dict):
        raise PackageError("E-MANIFEST", KIND)
    for body in definitions:
        try:
            keep_definition(register, connection, str(body).encode("utf-8"), "gói của cấp trên")
        except DefinitionError:
            continue
    for record, name in officers.items():
        if isinstance(name, str):
            remember_officer(connection, record, name)
