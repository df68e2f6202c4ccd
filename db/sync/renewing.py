"""A laptop changes its keys: because somebody else may know them, or because they are old. It trusts nobody by itself.

The laptop becomes another device; its streams end and go on in child streams. Whoever follows the list sees where they
ended, takes what the former key signed up to there, and holds the rest for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from db.ledger.register import Register, put_setting, settings
from db.store.offices import check_real
from db.store.roles import check_role
from db.sync import lists, minisign
from db.sync.enrolling import RENEWAL, Step, as_held, gone_after, request
from db.sync.enrolment import Renewal, renewal_statement
from db.sync.offices import change_keys, keys_of
from db.sync.root import root_key


def renew(register: Register, path: Path, *, officer: str | None = None, officers: Sequence[str] = ()) -> Step:
    """Change the keys of this device and write the request for the office above, signed with the former key as well.

    As long as that office has not entered the new device, another call only writes the request again. An office that
    issues a list enters itself at once and signs the next list.

    Args:
        officers: what two of the three officers who hold the root key typed, where there is one and it is sealed.

    Raises:
        NotAllowed: the officer at work does not administer, the root key is not opened, or this is for training.
    """
    with register.write() as connection:
        check_real(connection)
        check_role(register, connection, "administer")
        if not waits(connection):
            _change(register, connection, officers)
    return request(register, path, officer=officer)


def waits(connection: Connection) -> bool:
    """Whether the keys were changed and the office above has not answered yet."""
    known = settings(connection)
    held = lists.held_list(connection, "parent") or lists.held_list(connection, "own")
    named = held is not None and any(device.id == known["device"] for device in held.trust.devices)
    return RENEWAL in known and not named


def _change(register: Register, connection: Connection, officers: Sequence[str]) -> None:
    former, device = keys_of(register, connection), settings(connection)["device"]
    own = lists.held_list(connection, "own")
    root = root_key(register, connection, officers) if own else None
    heads = as_held(connection, device)
    keys = change_keys(register, connection)
    new = settings(connection)["device"]
    said = renewal_statement(device, heads, new, keys.sign.public_line, keys.recipient)
    signature = minisign.sign(former.sign, said, f"doi khoa may {device}")
    told = Renewal(device=device, heads=heads, minisig=signature.decode("ascii"))
    put_setting(connection, RENEWAL, msgspec.json.encode(told).decode())
    if own is not None and root is not None:
        listed = [gone_after(d, heads, new) if d.id == device else d for d in own.trust.devices]
        lists.issue(connection, keys, root, listed)
