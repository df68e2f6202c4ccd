"""A household in the middle of an event: who goes, who joins, who heads it afterwards. Memberships end, never vanish.

A relation that changes on a day ends one membership and begins the next, so that the household of any date is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from db.domain import codes
from db.domain.errors import Issue
from db.domain.kinship import suggest_relations
from db.domain.values import check_head, show_date
from db.store.actions import Action
from db.store.days import check_since_birth, check_since_joined
from db.store.household.households import draft_membership
from db.store.household.people import HEAD, check_code
from db.store.reading import household, stays
from db.store.rows import MemberRow

UNKNOWN = "99"


class House:
    """One household as it stands, and what an event makes of it. `going`: ids of those who leave."""

    def __init__(self, connection: Connection, record: str, *, today: str) -> None:
        self.row = household(connection, record, today)
        self._stays = stays(connection, record)
        self.members = {member.id: member for member in self.row.members}
        self.going: list[str] = []
        self.relations: dict[str, str] = {}

    @property
    def staying(self) -> list[MemberRow]:
        """Everybody who does not go."""
        return [member for member in self.row.members if member.id not in self.going]

    def check_going(self, persons: Sequence[str], date: str, field: str = "persons") -> list[Issue]:
        """Note who goes; findings about them and the day."""
        if not persons:
            return [Issue(field, "hard", "nobody", "Chưa chọn người nào: chọn ít nhất một người.")]
        issues: list[Issue] = []
        for place, person in enumerate(persons):
            member = self.members.get(person)
            if member is None:
                where = f"{field}[{place}]" if field == "persons" else field
                message = "Người này không có trong hộ: mở lại trang của hộ rồi chọn lại."
                issues.append(Issue(where, "hard", "not_member", message))
            elif person not in self.going:
                self.going.append(person)
                issues += check_since_birth(date, member.birth_date, member.name, "date")
                issues += check_since_joined(date, member.since, member.name, "date")
        return issues

    def check_headed(self, head: str | None, given: Mapping[str, str], date: str) -> list[Issue]:
        """Settle who heads those who stay, and how they are related to the head; findings about both.

        head: the new head, None: the old one, or the only one who stays.
        """
        heads = [member.id for member in self.staying if member.relation == HEAD]
        chosen = head or (heads[0] if len(heads) == 1 else None)
        if chosen is None and len(self.staying) == 1:
            chosen = self.staying[0].id
        issues = self._check_relations(given, chosen)
        if chosen is None:
            if self.staying:
                message = "Hộ còn người mà không còn đúng một chủ hộ: chọn chủ hộ mới."
                issues.append(Issue("head", "hard", "need_head", message))
            return issues
        if chosen not in [member.id for member in self.staying]:
            message = "Người được chọn làm chủ hộ không ở lại trong hộ: chọn người khác."
            return [*issues, Issue("head", "hard", "head_not_staying", message)]
        if heads != [chosen]:
            issues += self._settle(chosen, given, date)
        elif given:
            message = "Chủ hộ không đổi nên quan hệ không đổi theo: sửa quan hệ ở trang của hộ."
            issues.append(Issue("relations", "hard", "same_head", message))
        return issues

    def _check_relations(self, given: Mapping[str, str], head: str | None) -> list[Issue]:
        people = {member.id: member for member in self.staying}
        others = {person: relation for person, relation in given.items() if person != head}
        return check_relations(others, people, people, "relations")

    def _settle(self, head: str, given: Mapping[str, str], date: str) -> list[Issue]:
        old = next((member.id for member in self.row.members if member.relation == HEAD), "")
        told = {**suggest_relations(self.row.members, old, head), **given, head: HEAD}
        self.relations = {member.id: told[member.id] for member in self.staying}
        born = self.members[head].birth_date
        return check_head(born, date, "head") if born else []

    def write(self, action: Action, date: str, why: str) -> None:
        """End the memberships of those who go, and change the relations of those who stay."""
        for person in self.going:
            action.set("membership", self.members[person].membership, {"to_date": date, "end_reason": why})
        for member, relation in self._changing():
            if _joined_later(member, date):
                action.set("membership", member.membership, {"relation": relation})
            else:
                action.set("membership", member.membership, {"to_date": date, "end_reason": "relation"})
                draft_membership(action, self.row.id, member.id, relation, date)

    def _changing(self) -> list[tuple[MemberRow, str]]:
        pairs = [(self.members[person], relation) for person, relation in self.relations.items()]
        return [(member, relation) for member, relation in pairs if member.relation != relation]

    def check_days(self, date: str, joining: Iterable[str] = ()) -> list[Issue]:
        """A finding when the household would be without exactly one head on some day from `date` on.

        A day in the past may lie before a head came, or in the time of somebody who has left since. joining: relations
        of those who join on `date`.
        """
        after = dict(self._stays)
        for person in self.going:
            relation, start, _ = after[self.members[person].membership]
            after[self.members[person].membership] = relation, start, date
        for member, new in self._changing():
            relation, start, end = after[member.membership]
            later = _joined_later(member, date)
            after[member.membership] = (new, start, end) if later else (relation, start, date)
            if not later:
                after[f"{member.membership}+"] = new, date, end
        after |= {f"+{place}": (relation, date, "") for place, relation in enumerate(joining)}
        wrong = days_without_head(after, date) - days_without_head(self._stays, date)
        if not wrong:
            return []
        message = f"Ghi như vậy thì ngày {show_date(min(wrong))} hộ không có đúng một chủ hộ: kiểm tra lại ngày."
        return [Issue("date", "hard", "no_head_then", message)]

    @property
    def unknown(self) -> list[str]:
        """Those whose relation to the head somebody must still find out."""
        return [person for person, relation in self.relations.items() if relation == UNKNOWN]


def _joined_later(member: MemberRow, date: str) -> bool:
    """Whether somebody joined with an event or after it, so that nothing ends for them."""
    return bool(member.since) and (member.since or "") >= date


def days_without_head(known: Mapping[str, tuple[str | None, str, str]], since: str) -> set[str]:
    """The days from `since` on, on which people come or go, that find people and not exactly one head.

    known: memberships as (relation, from, to), "" where open.
    """
    days = {since, *(day for _, start, end in known.values() for day in (start, end) if day > since)}
    there = {
        day: [rel for rel, start, end in known.values() if start <= day and (not end or end > day)] for day in days
    }
    return {day for day, found in there.items() if found and found.count(HEAD) != 1}


def check_relations(
    given: Mapping[str, str], people: Mapping[str, MemberRow], allowed: Iterable[str], field: str
) -> list[Issue]:
    """Findings about relations to a head by person id: who may have one, which there are, which fit the sex."""
    issues: list[Issue] = []
    may = set(allowed)
    for person, relation in given.items():
        path = f"{field}[{person}]"
        if person not in may:
            message = "Người này không cần ghi quan hệ ở đây: chỉ ghi cho người khác chủ hộ và ở trong hộ."
            issues.append(Issue(path, "hard", "not_member", message))
        elif relation == HEAD:
            issues.append(Issue(path, "hard", "one_head", "Hộ chỉ có một chủ hộ: chọn quan hệ khác."))
        else:
            issues += check_code("relation", relation, path)
            if person in people:
                issues += codes.check_relation_sex(relation, people[person].sex, path, people[person].name)
    return issues
