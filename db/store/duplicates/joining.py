"""Two records of one person or household joined into one: every child goes to the record that is kept, none is lost.

What is joined can be taken back; what was found to be different people is remembered. Only an office to which both
records belong, or that is above both, does either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from db.domain.errors import InvalidData, Issue, NotAllowed, NotFound
from db.domain.values import is_iso_date, local_date
from db.ledger import ledger
from db.ledger.change import Draft
from db.ledger.register import Register
from db.models import ENTITIES, Base
from db.store.actions import LONGEST, Action
from db.store.clauses import among, ask
from db.store.deciding.findings import recheck
from db.store.duplicates.stays import Stays
from db.store.duplicates.verdicts import TITLES, Pair, check_ours, draft_verdict, list_verdicts, owner, pair_of
from db.store.handover.handing import by_key, hand_back_household, hand_over_household, unasked
from db.store.history.history import household_places
from db.store.history.undo import Undone, undo
from db.store.household.people import HEAD
from db.store.late import recheck_late
from db.store.owners import is_ours, owner_of
from db.store.record.reading import linking
from db.store.roles import check_role
from db.store.waiting import waiting

UNKNOWN = "99"
_OF_OWN = ("owner_unit", "deleted")
_FIELDS = ("name", "birth_date", "sex", "cmnd", "cccd", "bhxh_no", "phone", "ethnic", "ethnic_local", "code", "since")
"""What the record of the unit where somebody lives now knows better."""


class Joined(msgspec.Struct, kw_only=True):
    """What a joining did. action: its id; moved: children that belong to the kept record now; dropped: children that
    said the same twice; ended: memberships that ended because nobody lives in two households."""

    action: str
    kept: str
    gone: str
    moved: int
    dropped: int
    ended: int


def join_people(
    register: Register,
    kept: str,
    gone: str,
    *,
    home: str | None = None,
    date: str | None = None,
    take: Sequence[str] = (),
    reason: str = "",
) -> Joined:
    """Make two records of a person one.

    Args:
        home: the household they live in now, where they are recorded in two; None: that of the kept record;
        date: ISO day on which the other membership ends, None: today; take: fields to be taken from the record that
            goes (`name`, `birth_date` …) though the kept one has them.

    Raises:
        NotFound, NotAllowed: no such record, not ours to decide, or something of them waits for a decision.
        InvalidData: the household they leave would be without its head.
    """
    with register.write() as connection:
        joining = _Joining(register, connection, "person", kept, gone, reason)
        day = joining.check_day(date)
        lives_in = home or joining.stays.home(kept)
        joining.person(kept, gone, take)
        joining.stays.settle(kept, lives_in, day)
        joining.verdict("person", kept, gone)
        return joining.commit(kept, gone)


def join_households(
    register: Register,
    kept: str,
    gone: str,
    people: Sequence[Pair] = (),
    *,
    date: str | None = None,
    take: Sequence[str] = (),
    reason: str = "",
) -> Joined:
    """Make two records of a household one, with those of their people that are one: (in the kept, in the other).

    Of two units: the household lives where the kept record is since `date` (None: today); the other record is handed
    over there first and goes on as the one of both, because the unit it came from knows it. Raises as `join_people`.
    """
    with register.write() as connection:
        check_ours(connection, "household", kept, gone)
        origin, there = owner(connection, "household", gone), owner(connection, "household", kept)
        if origin == there:
            return _joined_homes(register, connection, kept, gone, people, take, reason)
        check_role(register, connection, "approve")
        joining = _Joining(register, connection, "household", kept, gone, reason)
        place = joining.values("household", kept).get("place") or {}
        row = unasked(
            gone, origin, there, date=joining.check_day(date), address=place.get("address"), note=joining.told
        )
        recheck_late(connection, hand_over_household(register, connection, row).places)
        swapped = [(other, one) for one, other in people]
        known = [name for name in _FIELDS if name not in take]
        return _joined_homes(register, connection, gone, kept, swapped, known, reason, place=place, origin=origin)


def _joined_homes(
    register: Register,
    connection: Connection,
    kept: str,
    gone: str,
    people: Sequence[Pair],
    take: Sequence[str],
    reason: str,
    *,
    place: dict[str, Any] | None = None,
    origin: str | None = None,
) -> Joined:
    """Join two households of one unit. place: where they live, of one that came from another unit (`origin`)."""
    joining = _Joining(register, connection, "household", kept, gone, reason)
    same_head = joining.stays.head(gone) in {other for one, other in people if one == joining.stays.head(kept)}
    for one, other in people:
        joining.check_members(kept, gone, one, other)
        joining.person(one, other, take, but=gone)
        joining.verdict("person", one, other)
    named = {other: one for one, other in people}
    joining.household(kept, gone, named, take, same_head=same_head, place=place)
    joining.verdict("household", kept, gone, origin)
    return joining.commit(kept, gone)


def set_different(register: Register, kind: str, one: str, other: str, *, reason: str = "") -> str:
    """Remember that two records are not one; returns the id of the decision. Raises as `join_people`."""
    with register.write() as connection:
        check_ours(connection, kind, one, other)
        known = [found for found in list_verdicts(connection, pair_of(one, other)) if found.verdict == "different"]
        if known:
            return known[0].id
        action = Action(register, connection, reason)
        made = draft_verdict(connection, action, kind, one, other, "different")
        action.commit()
    return made


def take_back(register: Register, one: str, other: str, *, reason: str = "") -> Undone:
    """Take back what was decided last about two records: both stand again, or are asked about again.

    A household that was handed over for it goes back, unless something of the joining had to stay.

    Raises:
        NotFound: nothing was decided about them. NotAllowed: as `undo`.
    """
    with register.read() as connection:
        found = list_verdicts(connection, pair_of(one, other))
        if not found:
            message = "Chưa ai quyết định gì về hai hồ sơ này. Không thay đổi gì: xem lại danh sách trùng."
            raise NotFound("no_verdict", message)
        changes = ledger.changes_of(connection, [("duplicate", found[-1].id)])["duplicate", found[-1].id]
        action = min(changes.values(), key=lambda pair: pair[1].l)[1].t
    undone = undo(register, action, reason=reason, handing_back=True)
    last = found[-1]
    if last.kept and last.handed_from and not undone.left:
        with register.write() as connection:
            check_role(register, connection, "approve")
            note = reason.strip() or "Hoàn tác: gộp hộ ghi trùng"
            recheck_late(
                connection, hand_back_household(register, connection, last.kept, last.handed_from, note).places
            )
    return undone


class _Joining:
    """One joining in the making: one action, checked before anything is written."""

    def __init__(
        self, register: Register, connection: Connection, kind: str, kept: str, gone: str, reason: str
    ) -> None:
        self._register, self._connection = register, connection
        if kept == gone:
            message = "Hai mã là một hồ sơ. Không thay đổi gì: chọn hai hồ sơ khác nhau."
            raise NotAllowed("same_record", message)
        check_ours(connection, kind, kept, gone)
        self._check_alive(kind, (kept, gone))
        self._check_settled(kind, (kept, gone))
        self.told = f"Gộp {TITLES[kind]} ghi trùng" + (f": {reason.strip()}" if reason.strip() else "")
        self._action = Action(register, connection, self.told)
        self.stays = Stays(connection, self._action)
        self._moved = self._dropped = 0
        self._judged: list[str] = []
        self._linked: dict[tuple[str, str], Any] = {}

    # Checks.

    def _check_alive(self, kind: str, records: Iterable[str]) -> None:
        query = among(self._connection, "id", list(records)).within(
            f"SELECT id FROM {kind} WHERE deleted <> 0 AND ", ""
        )
        if ask(self._connection, query):
            message = f"Một trong hai {TITLES[kind]} đã bị xóa hoặc đã gộp. Không thay đổi gì: xem lại danh sách trùng."
            raise NotAllowed("gone", message)

    def _check_settled(self, kind: str, records: Sequence[str]) -> None:
        places = list(records)
        if kind == "household":
            places = [record for home in records for _, record in household_places(self._connection, home)]
        waits = waiting(self._connection, places)
        if waits:
            told = f"Còn {len(waits)} mục của hai hồ sơ này chờ quyết định. Chưa gộp gì"
            raise NotAllowed("conflicts", f"{told}: quyết định ở trang chờ quyết định rồi gộp.")

    def check_day(self, date: str | None) -> str:
        """The day on which what cannot be true any more ends."""
        today = local_date(self._register.providers.now())
        if date is not None and not is_iso_date(date):
            raise InvalidData([Issue("date", "hard", "date", f"Ngày “{date}” không có trong lịch.")])
        return date or today

    def check_members(self, kept: str, gone: str, one: str, other: str) -> None:
        """A pair of people is of these households."""
        for home, person in ((kept, one), (gone, other)):
            if not any(stay.household == home for stay in self.stays.of("person", person)):
                message = f"Người mang mã {person} không có trong hộ đang gộp: xem lại danh sách trùng."
                raise InvalidData([Issue("people", "hard", "not_member", message)])

    # Steps.

    def person(self, kept: str, gone: str, take: Sequence[str] = (), *, but: str = "") -> None:
        """All that a record of a person has goes to another one. but: memberships of that household are left alone."""
        self._fill("person", kept, gone, take)
        for stay in self.stays.of("person", gone):
            if stay.household != but:
                self.stays.move(stay, person=kept)
        for entity in self._naming("person"):
            for record in self._children(entity, "person", gone):
                self._give(entity, record, {"person": kept})
        self._links(kept, gone)
        self._action.delete("person", gone)

    def household(
        self,
        kept: str,
        gone: str,
        named: Mapping[str, str],
        take: Sequence[str],
        *,
        same_head: bool,
        place: dict[str, Any] | None,
    ) -> None:
        """All that a household has goes to another one.

        named: who is now whom; same_head: relations to its head stay true; place: where the kept one lives from now on.
        """
        self._fill("household", kept, gone, take)
        if place:
            self._action.set("household", kept, {"place": place})
        for stay in self.stays.of("household", gone):
            relation = stay.relation if same_head and stay.relation != HEAD else UNKNOWN
            person = named.get(stay.person, stay.person)
            self.stays.move(stay, household=kept, person=person, relation=relation or UNKNOWN)
        for entity in self._naming("household"):
            known = [self._content(entity, record) for record in self._children(entity, "household", kept)]
            for record in self._children(entity, "household", gone):
                if self._content(entity, record) in known and self._says_nothing_more(entity, record):
                    self._dropped += 1
                    self._action.delete(entity, record)
                else:
                    self._give(entity, record, {"household": kept})
        self._links(kept, gone)
        self._action.delete("household", gone)

    def verdict(self, kind: str, kept: str, gone: str, origin: str | None = None) -> None:
        """Remember that the two are one. origin: the unit from which the kept household was handed over for it."""
        draft_verdict(self._connection, self._action, kind, kept, gone, "same", kept=kept, handed_from=origin)

    def commit(self, kept: str, gone: str) -> Joined:
        """Write all of it."""
        self.stays.check()
        self._action.commit()
        recheck(self._register, self._connection, self._judged)
        return Joined(
            action=self._action.id,
            kept=kept,
            gone=gone,
            moved=self._moved + self.stays.moved,
            dropped=self._dropped + self.stays.dropped,
            ended=self.stays.ended,
        )

    def _links(self, kept: str, gone: str) -> None:
        """What records of units say of the one is said of the other; those that others write, or that wait, stay."""
        for record in linking(self._connection, gone):
            unit = owner_of(self._connection, "unit_record", record)
            if unit is None or not is_ours(self._connection, unit) or waiting(self._connection, [record]):
                continue
            for key, value in self.values("unit_record", record).items():
                known = self._linked.get((record, key), value)
                after = _renamed(known, gone, kept)
                if key.startswith("details.") and after != known:
                    self._linked[record, key] = after
                    self._give("unit_record", record, {key: after})

    def _naming(self, key: str) -> list[str]:
        """Kinds of records that name a person or a household, memberships apart."""
        plain = (name for name, one in ENTITIES.items() if key in one.keys and name not in ("membership", "transfer"))
        return list(plain)

    def _children(self, entity: str, key: str, record: str) -> list[str]:
        table = Base.metadata.tables[ENTITIES[entity].table]
        query = select(table.c.id).where(table.c[key] == record, table.c.deleted == 0).order_by(table.c.id)
        return list(self._connection.execute(query).scalars())

    def _give(self, entity: str, record: str, values: dict[str, Any]) -> None:
        self._moved += 1
        if entity in ("support", "unit_record"):
            self._judged.append(record)
        self._action.set(entity, record, values)

    def _says_nothing_more(self, entity: str, record: str) -> bool:
        """Whether a child that says the same twice may go: not a class of a review, by which its round is decided."""
        return entity == "deprivation" or (
            entity == "classification" and self.values(entity, record).get("review") is None
        )

    def _content(self, entity: str, record: str) -> dict[str, Any]:
        """What a child says beside whose it is; of a class only what was decided, from when."""
        values = self.values(entity, record)
        if entity == "classification":
            decision = values.get("decision") or {}
            return {"from": values.get("valid_from"), "what": (decision.get("standard"), decision.get("result"))}
        return {key: values.get(key) for key in ("standard", "indicator", "to_date")}

    def values(self, entity: str, record: str) -> dict[str, Any]:
        """The values shown for a record."""
        return ledger.values_of(self._connection, entity, record) or {}

    def _fill(self, entity: str, kept: str, gone: str, take: Sequence[str]) -> None:
        """What the kept record does not know it learns from the other; where both know, `take` decides."""
        mine, theirs = self.values(entity, kept), self.values(entity, gone)
        changed: dict[str, Any] = {}
        for key in ENTITIES[entity].keys:
            if key in _OF_OWN or key == "place":
                continue
            value = _joined(key, mine.get(key), theirs.get(key), take)
            if value != mine.get(key):
                changed[key] = value
        own, other = owner(self._connection, entity, kept), owner(self._connection, entity, gone)
        if own != other:
            self._introduce(kept, own, other, mine | changed)
        elif changed:
            self._action.set(entity, kept, changed)

    def _introduce(self, kept: str, own: str, other: str, values: dict[str, Any]) -> None:
        """The unit of the person that goes gets the other one to look at: its memberships and supports name it now.

        Then all is written once more where it belongs, so that what is live there is of that unit.
        """
        earlier = by_key(ledger.changes_of(self._connection, [("person", kept)])["person", kept])
        self._action.hand_over(other, Draft("set", "person", kept, values))
        self._action.hand_over(own, Draft("set", "person", kept, values, also=earlier))


def _renamed(value: Any, gone: str, kept: str) -> Any:
    """A detail of a record with another link in the place of one."""
    if isinstance(value, list):
        return [_renamed(one, gone, kept) for one in value]
    if isinstance(value, dict):
        return {name: _renamed(one, gone, kept) for name, one in value.items()}
    return kept if value == gone else value


def _joined(key: str, mine: Any, theirs: Any, take: Sequence[str]) -> Any:
    """One value of two records."""
    if isinstance(mine, dict) or isinstance(theirs, dict):
        own, other = mine or {}, theirs or {}
        names = dict.fromkeys([*own, *other])
        return {name: _joined(name, own.get(name), other.get(name), take) for name in names}
    if theirs is None or mine == theirs:
        return mine
    if mine is None or key in take:
        return theirs
    if key == "birth_date" and str(theirs).startswith(str(mine)):
        return theirs
    if key == "note" and str(theirs) not in str(mine):
        return f"{mine}; {theirs}"[:LONGEST]
    return mine
