"""One save, one import, one decision = one action = one transaction: gathers changes and hands them to the ledger.

It judges no person and no support; the commands do that before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from db.domain.errors import InvalidData, Issue, NotAllowed, no_record
from db.domain.text import unprintable
from db.ledger import ledger
from db.ledger.change import MAX_NUMBER, Draft, Stamp
from db.ledger.register import Register, settings
from db.ledger.streams import own_stream
from db.models import ENTITIES
from db.store.labels import ENTITY_TITLES, label
from db.store.owners import check_owner, owner_of
from db.store.roles import check_drafts

LONGEST = 2_000
"""Characters of one text; a whole change must fit into one line of a package."""


class Action:
    """Changes of one action in the making. Nothing is written before `commit`; then all of it is, or nothing."""

    def __init__(self, register: Register, connection: Connection, reason: str = "", *, allowed: bool = False) -> None:
        """allowed: the caller has checked the officer's role for what this action does as a whole (an undo)."""
        self._allowed = allowed
        self._register = register
        self._connection = connection
        self._reason = reason.strip()
        self._settings = settings(connection)
        self._drafts: list[tuple[str, Draft]] = []
        self._touched: list[tuple[str, str]] = []
        self._units: dict[tuple[str, str], str] = {}
        self._checked = {self.unit}
        self._last: list[tuple[str, str, dict[str, list[str]] | None]] = []
        self.id = register.providers.new_id()

    @property
    def unit(self) -> str:
        """Code of the unit whose register this is."""
        return self._settings["unit"]

    @property
    def unit_date(self) -> str:
        """The ISO date for which our unit was named."""
        return self._settings["unit_date"]

    @property
    def records(self) -> list[str]:
        """Ids of the records this action writes or, after `commit`, wrote."""
        return list(dict.fromkeys(record for _, record in self._touched))

    def create(self, entity: str, values: dict[str, Any], *, unit: str | None = None) -> str:
        """Record a new entity; values without content are left out. Returns its id."""
        record = self._register.providers.new_id()
        self._create(record, entity, values, unit, new=True)
        return record

    def create_as(self, record: str, entity: str, values: dict[str, Any], *, unit: str | None = None) -> Action:
        """As `create`, under an id that exists already (an officer's key slot)."""
        self._create(record, entity, values, unit, new=False)
        return self

    def _create(self, record: str, entity: str, values: dict[str, Any], unit: str | None, *, new: bool) -> None:
        known = {key: value for key, value in values.items() if value is not None and value not in ("", [])}
        _refuse_unfit(entity, known)
        root = ENTITIES[entity].root
        if root is None:
            known["owner_unit"] = unit or self.unit
            self._units[entity, record] = known["owner_unit"]
        else:
            self._units[entity, record] = self._unit_of(root[1], known[root[0]])
        self._add(self._units[entity, record], Draft("create", entity, record, known, new=new))

    def set(
        self, entity: str, record: str, values: dict[str, Any], *, base: dict[str, list[str]] | None = None
    ) -> bool:
        """Change keys of an entity; keys that already show this value and are not in conflict are skipped.

        base: per key the change ids that the officer had before his eyes; what was written since then is not replaced
        but stands beside, as a conflict. None: every value live now.

        Returns:
            True if anything remains to be written.

        Raises:
            NotFound: the register knows no such record.
        """
        doc = self._doc(entity, record)
        changed = {key: value for key, value in values.items() if not _says(doc["h"].get(key), value)}
        _refuse_unfit(entity, changed)
        if changed:
            seen = None if base is None else {key: base.get(key, []) for key in changed}
            self._add(self._unit_of(entity, record), Draft("set", entity, record, changed, seen))
        return bool(changed)

    def disputed(self, entity: str, record: str) -> frozenset[str]:
        """Keys of an entity that wait for a decision between several values."""
        return frozenset(key for key, live in self._doc(entity, record)["h"].items() if len(live) > 1)

    def decide(self, entity: str, record: str, key: str, value: Any) -> None:
        """Replace all live values of a key by one, for a stated reason."""
        self._need_reason("Quyết định một xung đột")
        self._doc(entity, record)
        _refuse_unfit(entity, {key: value})
        self._add(self._unit_of(entity, record), Draft("decide", entity, record, {key: value}))

    def delete(self, entity: str, record: str) -> None:
        """Mark an entity deleted, for a stated reason; nothing leaves the ledger."""
        self._need_reason("Xóa")
        self._doc(entity, record)
        self._add(self._unit_of(entity, record), ledger.tombstone(self._connection, entity, record))

    def delete_again(self, entity: str, record: str, also: dict[str, list[str]] | None = None) -> None:
        """Delete a record once the rest of the action is written: the tombstone has seen that too."""
        self._need_reason("Xóa")
        self._last.append((entity, record, also))

    def put(self, draft: Draft) -> None:
        """Take a change as the caller made it, base and all (an undo knows exactly what it replaces)."""
        self._add(self._unit_of(draft.entity, draft.id), draft)

    def hand_over(self, unit: str, draft: Draft) -> None:
        """Write what concerns two units into the stream of one of them."""
        self._drafts.append((unit, draft))
        self._touched.append((draft.entity, draft.id))

    def commit(self) -> list[str]:
        """Append everything to our streams (one per unit concerned); return the change ids.

        Raises:
            NotAllowed: the role of the officer at work does not suffice.
        """
        if not self._allowed:
            check_drafts(self._register, self._connection, [draft for _, draft in self._drafts])
        device = self._settings["device"]
        _refuse_unfit("", {"reason": self._reason})
        stamp = Stamp(self.id, self._register.officer, self._register.providers.stamp(), self._reason)
        ids = self._append(device, stamp)
        self._units.clear()  # owners may have changed with what was just written
        for entity, record, also in self._last:
            self._add(self._unit_of(entity, record), ledger.tombstone(self._connection, entity, record, also))
        return ids + self._append(device, stamp)

    def _append(self, device: str, stamp: Stamp) -> list[str]:
        ids: list[str] = []
        for unit in dict.fromkeys(unit for unit, _ in self._drafts):
            stream = own_stream(self._connection, device, unit, self._register.providers.new_stream)
            drafts = [draft for owner, draft in self._drafts if owner == unit]
            ids += ledger.append(self._connection, stream, drafts, stamp)
        self._drafts.clear()
        return ids

    def _add(self, unit: str, draft: Draft) -> None:
        if unit not in self._checked:
            check_owner(self._connection, unit)
            self._checked.add(unit)
        self._drafts.append((unit, draft))
        self._touched.append((draft.entity, draft.id))

    def _need_reason(self, what: str) -> None:
        if not self._reason:
            raise NotAllowed("reason_needed", f"{what} phải có lý do. Chưa ghi gì: ghi lý do rồi làm lại.")

    def _doc(self, entity: str, record: str) -> dict[str, Any]:
        doc = ledger.load_docs(self._connection, entity, [record]).get(record)
        if doc is None:
            title = ENTITY_TITLES.get(entity, entity)
            raise no_record(title, record)
        return doc

    def _unit_of(self, entity: str, record: str) -> str:
        """The unit that owns a record: its own `owner_unit`, or its root's."""
        known = self._units.get((entity, record))
        if known is None:
            known = owner_of(self._connection, entity, record) or self.unit
            self._units[entity, record] = known
        return known


def _says(live: dict[str, Any] | None, value: Any) -> bool:
    if not live:
        return value is None
    return len(live) == 1 and next(iter(live.values()))[1] == value


def _refuse_unfit(entity: str, values: dict[str, Any]) -> None:
    """What the ledger can never hold, told before it is tried: a float, a control character, what is beyond measure."""
    faults = [(key, fault) for key, value in values.items() for fault in _faults(value)]
    if faults:
        raise InvalidData(
            [Issue(key, "hard", code, f"Mục “{label(entity, key)}” {told}") for key, (code, told) in faults]
        )


def _faults(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return _text_faults(value)
    if isinstance(value, dict):
        return [fault for part in value.values() for fault in _faults(part)]
    if isinstance(value, list):
        return [fault for part in value for fault in _faults(part)]
    if isinstance(value, float):
        return [("bad_type", f"ghi số lẻ {value}: ghi số nguyên, hoặc số lẻ trong ngoặc kép.")]
    if isinstance(value, int) and abs(value) > MAX_NUMBER:
        return [("too_large", "ghi một số quá lớn: kiểm tra lại.")]
    return []


def _text_faults(text: str) -> list[tuple[str, str]]:
    if len(text) > LONGEST:
        return [("too_long", f"dài {len(text)} chữ, quá {LONGEST}: rút ngắn lại.")]
    stray = unprintable(text)
    return [("bad_text", f"có {stray}: bỏ đi rồi lưu lại.")] if stray else []
