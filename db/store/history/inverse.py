"""What takes an action back: the inverse of each of its changes that nobody has touched since, and what is left.

Some things stand or fall together: a household recorded with its people; memberships of one household or person, their
beginnings, ends and relations, and a death. They are taken back whole or not at all, and never so that a household
would be without exactly one head. Everything else is taken back key by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from db.ledger import ledger
from db.ledger.change import DELETED, Change, Draft, canonical
from db.ledger.ledger import Place
from db.ledger.merge import Doc, apply, live_ids, new_doc, shown, standing
from db.ledger.streams import Stream
from db.models import (
    Classification,
    Deprivation,
    Household,
    HouseholdPlan,
    Membership,
    Milestone,
    Need,
    PlanFollowUp,
    PlanMeasure,
    Review,
    ReviewMeeting,
    Support,
    UnitRecord,
    root_of,
)
from db.store.household.houses import days_without_head
from db.store.reading import BATCH, stays
from db.store.record.reading import linking
from db.store.showing import Showing

Item = tuple[Place, str]
"""A key of a record."""

CHANGED = "đã được sửa sau đó"
USED = "đang được bản ghi khác dùng"
TOGETHER = "đi cùng những mục không lấy lại được"
NO_HEAD = "lấy lại thì hộ không có đúng một chủ hộ"
FOR_GOOD = "việc này không lấy lại được"

_NAMED_IN: dict[str, tuple[tuple[str, InstrumentedAttribute[str], InstrumentedAttribute[Any]], ...]] = {
    "village": (
        ("household", Household.id, Household.village),
        ("review_meeting", ReviewMeeting.id, ReviewMeeting.village),
        ("unit_record", UnitRecord.id, UnitRecord.village),
    ),
    "household": (
        ("membership", Membership.id, Membership.household),
        ("classification", Classification.id, Classification.household),
        ("deprivation", Deprivation.id, Deprivation.household),
        ("support", Support.id, Support.household),
        ("household_plan", HouseholdPlan.id, HouseholdPlan.household),
        ("need", Need.id, Need.household),
        ("review", Review.id, Review.household),
    ),
    "review_round": (("review", Review.id, Review.round), ("review_meeting", ReviewMeeting.id, ReviewMeeting.round)),
    "review": (("classification", Classification.id, Classification.review),),
    "person": (
        ("membership", Membership.id, Membership.person),
        ("support", Support.id, Support.person),
        ("need", Need.id, Need.person),
    ),
    "support": (("milestone", Milestone.id, Milestone.support), ("need", Need.id, Need.support)),
    "household_plan": (
        ("plan_measure", PlanMeasure.id, PlanMeasure.plan),
        ("plan_follow_up", PlanFollowUp.id, PlanFollowUp.plan),
    ),
    "milestone": (("milestone", Milestone.id, Milestone.reverses),),
}
"""Where living records may name one that is to go."""

_ALIVE: dict[str, InstrumentedAttribute[int]] = {
    "household": Household.deleted,
    "membership": Membership.deleted,
    "classification": Classification.deleted,
    "deprivation": Deprivation.deleted,
    "support": Support.deleted,
    "milestone": Milestone.deleted,
    "household_plan": HouseholdPlan.deleted,
    "plan_measure": PlanMeasure.deleted,
    "plan_follow_up": PlanFollowUp.deleted,
    "need": Need.deleted,
    "review": Review.deleted,
    "review_meeting": ReviewMeeting.deleted,
    "unit_record": UnitRecord.deleted,
}


class Left(msgspec.Struct, kw_only=True):
    """What an undo left as it is: key "" for the whole record; why: in words."""

    entity: str
    id: str
    record: str
    key: str
    label: str
    why: str


def kept_for_good(change: Change) -> bool:
    """Whether a change is never taken back: a print is on paper, an officer has a key, another unit acts on a move."""
    kept = ("printed", "officer", "transfer", "residence", "issued_report", "unit_merger")
    return change.k == "move" or change.e in kept


class Inverse:
    """The inverse of an action's changes, against the records as they stand. `left` is filled by `drafts`.

    Before and after the action is told by the ledger's counter, which puts a change behind all that its writer knew.
    """

    def __init__(self, connection: Connection, written: Sequence[tuple[str, Change]]) -> None:
        self.connection = connection
        self._showing = Showing(connection)
        self.left: list[Left] = []
        counters = [change.l for _, change in written]
        self._first, self._last = min(counters), max(counters)
        self._keys: dict[Place, dict[str, None]] = {}
        for _, change in written:
            self._keys.setdefault((change.e, change.i), {}).update(dict.fromkeys(change.s))
        self._created = {(change.e, change.i) for _, change in written if change.k == "create"}
        final = ((change.e, change.i) for _, change in written if kept_for_good(change))
        self._final: list[Place] = list(dict.fromkeys(final))
        self._docs: dict[Place, Doc] = {}
        self._then: dict[Place, Doc] = {}
        self._after: dict[Place, Doc] = {}
        for place, changes in ledger.changes_of(connection, self._keys).items():
            self._then[place] = _replayed(changes, self._first - 1)
            self._after[place] = _replayed(changes, self._last)
            self._docs[place] = _replayed(changes)

    def drafts(self) -> list[Draft]:
        """The changes to write."""
        final = self._final
        self.left += [self._left(place, "", FOR_GOOD) for place in final]
        whole = _Wholes(self, [place for place in self._keys if place not in final])
        why = whole.settle()
        self.left += [self._left(place, "", reason) for place, reason in why.items()]
        made: list[Draft] = []
        for place in self._keys:
            if place in final or place in why:
                continue
            if place in self._created:
                made.append(Draft("delete", *place, {DELETED: {"saw": live_ids(self._docs[place])}}))
            else:
                made += self._sets(place)
        return made

    def _left(self, place: Place, key: str, why: str) -> Left:
        name = self._showing.record(*place)
        label = self._showing.label(*place, key) if key else ""
        return Left(entity=place[0], id=place[1], record=name, key=key, label=label, why=why)

    def _sets(self, place: Place) -> Iterator[Draft]:
        """The earlier values of what is untouched; the keys of one record in one change.

        A key that held several values (a conflict that the action decided) gets all of them back: the first replaces
        ours, the others stand beside it, the one shown before last.
        """
        values: dict[str, Any] = {}
        base: dict[str, list[str]] = {}
        beside: list[Draft] = []
        for key in self._keys[place]:
            if not self.untouched(place, key):
                self.left.append(self._left(place, key, CHANGED))
                continue
            live = self._docs[place]["h"][key]
            before = self.before(place, key)
            if len(before) == 1 and len(live) == 1 and canonical(before[0]) == canonical(shown(live)):
                continue
            values[key], base[key] = before[0], sorted(live)
            beside += [Draft("set", *place, {key: value}, {key: []}) for value in before[1:]]
        if values:
            deletes = isinstance(values.get(DELETED), dict)
            yield Draft("delete" if deletes else "set", *place, values, base)
        yield from beside

    def keys(self, place: Place) -> list[str]:
        """The keys of a record that the action wrote."""
        return list(self._keys[place])

    def created(self, place: Place) -> bool:
        """Whether the action recorded it."""
        return place in self._created

    def untouched(self, place: Place, key: str) -> bool:
        """Whether a key holds what it held after the action: nobody has changed it since, or it was changed back."""
        return _held(self._docs[place], key) == _held(self._after[place], key)

    def intact(self, place: Place) -> bool:
        """Whether a recorded record is all as the action left it."""
        return all(self.untouched(place, key) for key in self._docs[place]["h"])

    def before(self, place: Place, key: str) -> list[Any]:
        """The values a key held before the action, the one shown last; [None] where it held none."""
        live = self._then[place]["h"].get(key, {})
        ordered = sorted((lamport, identity, value) for identity, (lamport, value) in live.items())
        return list({canonical(value): value for _, _, value in ordered}.values()) or [None]

    def value(self, place: Place, key: str) -> Any:
        """What a key shows now."""
        live = self._docs[place]["h"].get(key)
        return shown(live) if live else None

    def seen(self, place: Place, verdict: Any) -> bool:
        """Whether a delete that is to hold again has seen all that is live now."""
        return isinstance(verdict, dict) and set(verdict.get("saw", ())).issuperset(live_ids(self._docs[place]))

    def recorded_since(self, entity: str, record: str) -> bool:
        """Whether a record was made after the action."""
        doc = ledger.load_docs(self.connection, entity, [record])[record]
        return bool(min(lamport for live in doc["h"].values() for lamport, _ in live.values()) > self._last)

    def stays_then(self, home: str) -> dict[str, tuple[str | None, str, str]]:
        """The memberships of a household as they stood before the action (as `stays`)."""
        ids = self.connection.execute(select(Membership.id).where(Membership.household == home)).scalars()
        found: dict[str, tuple[str | None, str, str]] = {}
        for (_, record), changes in ledger.changes_of(self.connection, [("membership", one) for one in ids]).items():
            doc = self._stays_doc(changes)
            values = {key: shown(live) for key, live in doc["h"].items() if live}
            if values and not standing(doc).deleted:
                found[record] = values.get("relation"), values.get("from_date") or "", values.get("to_date") or ""
        return found

    def _stays_doc(self, changes: Mapping[str, tuple[Stream, Change]]) -> Doc:
        """A record as it stood before the action."""
        return _replayed(changes, self._first - 1)


class InverseOfPackage(Inverse):
    """The inverse of what one package brought, however its counters interlace with those of others.

    Before is the register as if it had never come. A key is untouched while nobody outside the package has replaced
    what it wrote; a record it made is intact while nobody outside has written to it.
    """

    def __init__(self, connection: Connection, written: Sequence[tuple[str, Change]]) -> None:
        self._own = {identity for identity, _ in written}
        super().__init__(connection, written)
        self._mine: dict[Place, Doc] = {}
        for place, changes in ledger.changes_of(connection, self._keys).items():
            self._mine[place] = _replayed({one: changes[one] for one in changes if one in self._own})
            self._then[place] = self._without(changes)

    def _without(self, changes: Mapping[str, tuple[Stream, Change]]) -> Doc:
        return _replayed({one: changes[one] for one in changes if one not in self._own})

    def untouched(self, place: Place, key: str) -> bool:
        """Whether all that the package left under a key still stands."""
        return set(self._mine[place]["h"].get(key, {})) <= set(self._docs[place]["h"].get(key, {}))

    def intact(self, place: Place) -> bool:
        """Whether a recorded record holds nothing but what the package brought."""
        return all(
            set(self._mine[place]["h"].get(key, {})) == set(live) for key, live in self._docs[place]["h"].items()
        )

    def recorded_since(self, entity: str, record: str) -> bool:
        """Whether a record was made outside the package, by somebody who may have known what it brought."""
        return (entity, record) not in self._created and super().recorded_since(entity, record)

    def _stays_doc(self, changes: Mapping[str, tuple[Stream, Change]]) -> Doc:
        return self._without(changes)


def _replayed(changes: Mapping[str, tuple[Stream, Change]], until: int | None = None) -> Doc:
    """The document that these changes of a record make, those up to a counter."""
    doc = new_doc()
    merged: set[str] = set()
    for identity, (_, change) in sorted(changes.items(), key=lambda pair: (pair[1][1].l, pair[0])):
        if until is None or change.l <= until:
            apply(doc, identity, change, merged.__contains__)
            merged.add(identity)
    return doc


def _held(doc: Doc, key: str) -> set[bytes]:
    """The values of a key; one that was emptied holds as little as one that never was."""
    return {canonical(value) for _, value in doc["h"].get(key, {}).values()} - {canonical(None)}


class _Wholes:
    """What stands or falls together in an action, and why some of it must stay."""

    def __init__(self, inverse: Inverse, places: Iterable[Place]) -> None:
        self._inverse = inverse
        self._places = dict.fromkeys(place for place in places if self._is_whole(place))
        self._parent: dict[Place, Place] = {}
        for place in self._places:
            for other in self._kin(place):
                self._join(place, other)

    def settle(self) -> dict[Place, str]:
        """Why each record that must stay does so; records that are not named are taken back."""
        why = {place: CHANGED for place in self._places if self._is_changed(place)}
        while True:
            stuck = {self._root(place) for place in why}
            free = [place for place in self._places if self._root(place) not in stuck]
            more = self._used(free) | self._headless(free)
            if not more:
                break
            why |= more
        return {p: why.get(p, TOGETHER) for p in self._places if self._root(p) in stuck}

    def _is_whole(self, place: Place) -> bool:
        keys = self._inverse.keys(place)
        return (
            self._inverse.created(place)
            or place[0] == "membership"
            or DELETED in keys
            or (place[0] == "person" and "death_date" in keys)
        )

    def _kin(self, place: Place) -> Iterator[Place]:
        """The records with which one stands or falls."""
        if place[0] == "membership":
            for entity in ("household", "person"):
                yield entity, str(self._inverse.value(place, entity))
            return
        root = root_of(place[0])
        for key, entity in [root] if root else []:
            yield from self._whole(entity, self._inverse.value(place, key))
        if place[0] == "support":
            yield from self._whole("person", self._inverse.value(place, "person"))

    def _whole(self, entity: str, record: Any) -> Iterator[Place]:
        if (entity, record) in self._places:
            yield entity, record

    def _root(self, place: Place) -> Place:
        while place in self._parent:
            place = self._parent[place]
        return place

    def _join(self, one: Place, other: Place) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._parent[first] = second

    def _is_changed(self, place: Place) -> bool:
        inverse = self._inverse
        if inverse.created(place):
            return not inverse.intact(place)
        if not all(inverse.untouched(place, key) for key in inverse.keys(place)):
            return True
        again = inverse.before(place, DELETED)[-1] if DELETED in inverse.keys(place) else None
        return again is not None and not inverse.seen(place, again)

    def _goes(self, place: Place) -> bool:
        """Whether a record will be deleted."""
        inverse = self._inverse
        return inverse.created(place) or (
            DELETED in inverse.keys(place) and inverse.before(place, DELETED)[-1] is not None
        )

    def _used(self, free: Sequence[Place]) -> dict[Place, str]:
        """Records that are to go and that living ones name which are to stay.

        A delete that is to hold again minds only those written since: the others were there when it was decided.
        """
        going = {place for place in free if self._goes(place)}
        found: dict[Place, str] = {}
        for entity, named_in in _NAMED_IN.items():
            ids = [record for kind, record in going if kind == entity]
            for start in range(0, len(ids), BATCH):
                for kind, record, name in named_in:
                    query = select(record, name).where(name.in_(ids[start : start + BATCH]), _ALIVE[kind] == 0)
                    for user, used in self._inverse.connection.execute(query):
                        if (kind, user) not in going and self._minds((entity, used), (kind, user)):
                            found[entity, used] = USED
        return found | self._linked(going)

    def _linked(self, going: set[Place]) -> dict[Place, str]:
        """Records that are to go and that a record of a unit which is to stay points at."""
        connection = self._inverse.connection
        found: dict[Place, str] = {}
        for place in going:
            if place[0] in ("household", "person", "unit_record"):
                for user in linking(connection, place[1]):
                    if ("unit_record", user) not in going and self._minds(place, ("unit_record", user)):
                        found[place] = USED
        return found

    def _minds(self, used: Place, user: Place) -> bool:
        return self._inverse.created(used) or self._inverse.recorded_since(*user)

    def _headless(self, free: Sequence[Place]) -> dict[Place, str]:
        """Memberships whose taking back would leave a household without exactly one head, as it was not before."""
        homes: dict[str, list[Place]] = {}
        for place in free:
            if place[0] == "membership":
                homes.setdefault(str(self._inverse.value(place, "household")), []).append(place)
        gone = {record for entity, record in free if entity == "household" and self._goes((entity, record))}
        found: dict[Place, str] = {}
        for home, memberships in homes.items():
            if home in gone:
                continue
            after = stays(self._inverse.connection, home)
            for place in memberships:
                self._take_back(place, after)
            wrong = days_without_head(after, "")
            if wrong and wrong - days_without_head(self._inverse.stays_then(home), ""):
                found |= dict.fromkeys(memberships, NO_HEAD)
        return found

    def _take_back(self, place: Place, known: dict[str, tuple[str | None, str, str]]) -> None:
        if self._goes(place):
            known.pop(place[1], None)
        elif place[1] in known or DELETED in self._inverse.keys(place):
            keys = self._inverse.keys(place)
            relation, start, end = (
                (self._inverse.before(place, key)[-1] if key in keys else self._inverse.value(place, key))
                for key in ("relation", "from_date", "to_date")
            )
            known[place[1]] = relation, start or "", end or ""
