"""The last actions of this device, and taking one back: a new action with the inverse of whatever is untouched since.

Nothing leaves the ledger: what was recorded is deleted for a reason, what was deleted comes back, what was changed gets
its earlier value; a conflict that was decided is open again. What somebody changed since is left alone and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection

from db.domain.errors import NotAllowed, NotFound
from db.ledger.chain import change_id
from db.ledger.change import Change, decode
from db.ledger.ledger import Place, newest_first, values_of
from db.ledger.register import Register, put_setting, settings
from db.ledger.streams import find_stream, links_of, list_streams
from db.store.actions import Action
from db.store.deciding.findings import recheck
from db.store.history.inverse import FOR_GOOD, Inverse, InverseOfPackage, Left, kept_for_good
from db.store.labels import ENTITY_TITLES, KINDS
from db.store.officers import officer_names
from db.store.roles import check_role
from db.store.showing import Showing

__all__ = [
    "ActionRow",
    "Left",
    "Plan",
    "Undone",
    "last_actions",
    "next_redo",
    "next_undo",
    "plan_stretch",
    "undo",
    "undo_stretch",
    "undone_actions",
]

_MEMORY = "undone"
_REMEMBERED = 200
"""Pairs (undo, what it took back) that a register keeps for itself, as a setting."""


class ActionRow(msgspec.Struct, kw_only=True):
    """One action of this device.

    at: claimed local time; title: what it did, in words; changes: how many; undoes: the action it took back, None for
    an ordinary one; is_undo: it took something back (an undo of an undo does not); undone: it is taken back now;
    undoable: there is something in it that can be.
    """

    id: str
    at: str
    officer: str
    title: str
    reason: str
    changes: int
    undoes: str | None
    is_undo: bool
    undone: bool
    undoable: bool


class Undone(msgspec.Struct, kw_only=True):
    """What an undo did. action: id of the new one, "" when nothing could be taken back; restored: records changed."""

    action: str
    undoes: str
    restored: int
    left: list[Left]


class Plan(msgspec.Struct, kw_only=True):
    """What an undo would do. title: what was written, in words; restored: records that would change."""

    title: str
    changes: int
    restored: int
    left: list[Left]


def last_actions(connection: Connection, *, limit: int = 20) -> list[ActionRow]:
    """The newest actions of this device, newest first."""
    found: dict[str, list[Change]] = {}
    for stream in list_streams(connection, mine=True):
        seen: set[str] = set()
        for _, line in newest_first(connection, stream):
            change = decode(line)
            seen.add(change.t)
            if len(seen) > limit:
                break
            found.setdefault(change.t, []).append(change)
    newest = sorted(found, key=lambda action: max(change.l for change in found[action]), reverse=True)[:limit]
    told = _Telling(connection)
    return [told.row(action, found[action][::-1]) for action in newest]


class _Telling:
    """Puts actions into words."""

    def __init__(self, connection: Connection) -> None:
        self._showing = Showing(connection)
        self._officers = officer_names(connection)
        self._undoes = undone_actions(connection)

    def row(self, action: str, changes: Sequence[Change]) -> ActionRow:
        first = changes[0]
        return ActionRow(
            id=action,
            at=first.at,
            officer=self._officers.get(first.u, first.u),
            title=self.title(changes),
            reason=first.reason,
            changes=len(changes),
            undoes=self._undoes.get(action),
            is_undo=self._depth(action) % 2 == 1,
            undone=self._is_undone(action),
            undoable=not all(kept_for_good(change) for change in changes),
        )

    def _depth(self, action: str) -> int:
        return 1 + self._depth(self._undoes[action]) if action in self._undoes else 0

    def _is_undone(self, action: str) -> bool:
        return any(not self._is_undone(undo) for undo, undid in self._undoes.items() if undid == action)

    def title(self, changes: Sequence[Change]) -> str:
        """`Ghi mới hộ Hồ Văn Thử, 3 nhân khẩu`: by kind of change and of record, one record by its name."""
        records: dict[str, dict[str, dict[str, None]]] = {}
        for change in changes:
            records.setdefault(change.k, {}).setdefault(change.e, {})[change.i] = None
        parts = [f"{KINDS.get(kind, kind)} {', '.join(self._counted(found))}" for kind, found in records.items()]
        said = "; ".join(parts)
        return said[:1].upper() + said[1:]

    def _counted(self, found: dict[str, dict[str, None]]) -> Iterable[str]:
        for entity, ids in found.items():
            if entity == "membership" and len(found) > 1:
                continue  # goes without saying beside people
            title = ENTITY_TITLES.get(entity, entity)
            if len(ids) > 1:
                yield f"{len(ids)} {title}"
                continue
            name = self._showing.record(entity, next(iter(ids)))
            yield name if name.startswith(title) or entity == "village" else f"{title} {name}"


def next_undo(rows: Sequence[ActionRow]) -> ActionRow | None:
    """What undoing takes back: the newest action of `last_actions` that stands and is no undo itself."""
    return next((row for row in rows if row.undoable and not row.is_undo and not row.undone), None)


def next_redo(rows: Sequence[ActionRow]) -> ActionRow | None:
    """What redoing takes back: the newest undo that stands, unless something else was done after it."""
    for row in rows:
        if row.undoes is None:
            return None
        if row.is_undo and not row.undone:
            return row
    return None


def undo(register: Register, action: str, *, reason: str = "", handing_back: bool = False) -> Undone:
    """Take an action of this device back, as far as nobody has changed since what it wrote.

    handing_back: a household that was handed over for a joining is handed back afterwards, by who asks.

    Raises:
        NotFound: this device has written no such action.
        NotAllowed: it is another officer's, and the one at work does not approve; or it joined households of two units.
    """
    with register.write() as connection:
        written = _written(connection, action)
        if not written:
            message = f"Máy này không ghi việc nào mang mã {action}. Không thay đổi gì: xem danh sách các việc gần đây."
            raise NotFound("no_action", message)
        if not handing_back:
            _check_handed(connection, written)
        own = all(change.u == register.officer for _, change in written)
        check_role(register, connection, "enter" if own else "approve")
        inverse = Inverse(connection, written)
        return _take_back(register, connection, action, written, inverse, reason)


def _check_handed(connection: Connection, written: Iterable[tuple[str, Change]]) -> None:
    """Households of two units are joined after a hand-over, which no undo of the joining alone takes back."""
    decided = {change.i for _, change in written if change.e == "duplicate"}
    if any((values_of(connection, "duplicate", one) or {}).get("handed_from") for one in decided):
        raise NotAllowed(
            "handed_over",
            "Việc này gộp hộ của hai đơn vị, có bàn giao kèm theo. Không thay đổi gì: lấy lại ở trang Hồ sơ trùng ngay "
            "sau khi gộp, hoặc bằng lệnh sohotro duplicates … undo, để hộ trở về đơn vị cũ.",
        )


def _take_back(
    register: Register,
    connection: Connection,
    name: str,
    written: Sequence[tuple[str, Change]],
    inverse: Inverse,
    reason: str,
) -> Undone:
    """Write the inverse as one action. name: what is taken back."""
    told = reason.strip() or f"Hoàn tác: {_Telling(connection).title([change for _, change in written])}"
    back = Action(register, connection, told[:500], allowed=True)
    for draft in inverse.drafts():
        back.put(draft)
    changed = back.commit()
    if changed:
        _remember(connection, back.id, name)
        recheck(register, connection, _supports(written))
    return Undone(
        action=back.id if changed else "",
        undoes=name,
        restored=len(back.records) if changed else 0,
        left=inverse.left,
    )


def plan_stretch(connection: Connection, sid: str, first: int, last: int) -> Plan:
    """What taking back the changes first…last of a stream would do; writes nothing."""
    written = _stretch(connection, sid, first, last)
    inverse = InverseOfPackage(connection, written)
    records = {(draft.entity, draft.id) for draft in inverse.drafts()}
    title = _Telling(connection).title([change for _, change in written]) if written else ""
    return Plan(title=title, changes=len(written), restored=len(records), left=inverse.left)


def undo_stretch(
    register: Register, name: str, sid: str, first: int, last: int, *, reason: str, anyway: bool = False
) -> Undone:
    """Take back what a package brought, as a new action of ours, as far as nobody has changed it since.

    Args:
        name: of the package, kept with the undo; anyway: also where later edits stand on some of it, which stays.

    Raises:
        NotAllowed: the officer at work does not approve, no reason, or later edits stand on it.
    """
    if not reason.strip():
        said = "Hoàn tác một gói phải có lý do. Không thay đổi gì: ghi lý do rồi làm lại."
        raise NotAllowed("reason_needed", said)
    with register.write() as connection:
        check_role(register, connection, "approve")
        written = _stretch(connection, sid, first, last)
        standing = [one for one in plan_stretch(connection, sid, first, last).left if one.why != FOR_GOOD]
        if standing and not anyway:
            some = "; ".join(f"{one.record} {one.label}".strip() for one in standing[:3])
            raise NotAllowed(
                "undo_stands",
                f"Có {len(standing)} mục của gói này đã được sửa sau đó hoặc đang được dùng ({some}). "
                "Không thay đổi gì: xem trước, rồi chọn hoàn tác phần còn lại nếu đúng ý.",
            )
        return _take_back(register, connection, name, written, InverseOfPackage(connection, written), reason)


def _stretch(connection: Connection, sid: str, first: int, last: int) -> list[tuple[str, Change]]:
    """Changes first…last of a stream by id."""
    stream = find_stream(connection, sid)
    links = [] if stream is None else links_of(connection, stream, first, last)
    return [(change_id(chain), decode(line)) for chain, line in links]


def _written(connection: Connection, action: str) -> list[tuple[str, Change]]:
    """The changes of an action of ours by id, in the order of writing."""
    mark = action.encode()
    found: list[tuple[str, Change]] = []
    for stream in list_streams(connection, mine=True):
        part: list[tuple[str, Change]] = []
        for identity, line in newest_first(connection, stream):
            change = decode(line) if mark in line else None
            if change is not None and change.t == action:
                part.append((identity, change))
            elif part:
                break  # the changes of an action stand together
        found += part[::-1]
    return found


def _supports(written: Iterable[tuple[str, Change]]) -> list[str]:
    """Supports and records of units whose rules may hold no longer."""
    places: list[Place] = [(change.e, change.i) for _, change in written]
    steps: list[Any] = [change.s.get("support") for _, change in written if change.e == "milestone"]
    judged = [record for entity, record in places if entity in ("support", "unit_record")]
    return judged + [one for one in steps if isinstance(one, str)]


def undone_actions(connection: Connection) -> dict[str, str]:
    """The last undos of this register and the action each of them took back."""
    return dict(orjson.loads(settings(connection).get(_MEMORY, "[]")))


def _remember(connection: Connection, undo_action: str, action: str) -> None:
    pairs = [*undone_actions(connection).items(), (undo_action, action)][-_REMEMBERED:]
    put_setting(connection, _MEMORY, orjson.dumps(pairs).decode())
