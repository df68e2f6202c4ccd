"""Packages altered on their way, and what an office must make of them: nothing it would not otherwise hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from exchanges import Office
from packages import put_together, replaced, take_apart
from sqlalchemy import select

from db.models import Person
from db.sync import enrolling, lists, minisign
from db.sync.canonical import canonical, canonical_loads
from db.sync.merging import Result
from db.sync.offices import keys_of
from db.sync.sentences import SENTENCES


def altered(file: Path, name: str, change: Callable[[bytes], bytes], as_name: str = "") -> Path:
    """A copy of a package with one member changed, whole and sound as a file."""
    members = take_apart(file.read_bytes())
    made = put_together(replaced(members, name, change(dict(members)[name])))
    copy = file.with_name(as_name or f"altered-{file.name}")
    copy.write_bytes(made)
    return copy


def signed(office: Office, file: Path, change: Callable[[dict[str, Any]], None], as_name: str = "") -> Path:
    """A copy of a package whose manifest was changed and signed again with the office's own key."""
    with office.register.read() as connection:
        key = keys_of(office.register, connection).sign
    members = take_apart(file.read_bytes())
    manifest = canonical_loads(dict(members)["manifest.json"])
    change(manifest)
    raw = canonical(manifest)
    members = replaced(members, "manifest.json", raw)
    copy = file.with_name(as_name or f"signed-{file.name}")
    copy.write_bytes(put_together(replaced(members, "manifest.json.minisig", minisign.sign(key, raw, "thu"))))
    return copy


def flip(data: bytes) -> bytes:
    """One letter of the middle changed for another of the same kind."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def unchanged(office: Office, file: Path, state: str, reason: str) -> Result:
    """Take a package in and check that it ends so, with its own sentence, and that the shared hash stays."""
    before = office.hash()
    result = office.take_one(file)
    assert (result.state, result.reason) == (state, reason)
    assert result.message.startswith(SENTENCES[reason])
    assert office.hash() == before
    return result


def device_states(office: Office) -> dict[str, str]:
    """State of the devices in the list the office follows, by unit."""
    with office.register.read() as connection:
        followed = lists.held_list(connection, "parent")
    assert followed is not None
    return {d.unit: d.state for d in followed.trust.devices}


def names(office: Office) -> set[str]:
    with office.register.read() as connection:
        return set(connection.execute(select(Person.name).where(Person.deleted == 0)).scalars())


def revoke(parent: Office, unit: str) -> None:
    """Withdraw the devices of a unit."""
    with parent.register.read() as connection:
        own = lists.held_list(connection, "own")
    assert own is not None
    for device in own.trust.devices:
        if device.unit == unit and device.state == "active":
            enrolling.revoke(parent.register, device.id)
